//! The people who are assigned to an environment.

use std::collections::HashSet;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use crate::directory::{self, AssignmentOf, PodSessions};
use crate::error::Result;
use crate::id::{MemberId, PodId};
use crate::platform::clock;
use crate::rpc::AccessChanged;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Cursor, Json, Page, PageInfo, Paging, Path, Place, Query, Role};

/// A person who is assigned to an environment.
#[derive(Serialize, ToSchema)]
pub struct EnvironmentMember {
    /// The environment.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: String,
    member_id: MemberId,
    /// The person's address.
    #[schema(example = "ann@people.example")]
    email: String,
    role: Role,
    /// When the person was assigned.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<directory::Assignment> for EnvironmentMember {
    fn from(assignment: directory::Assignment) -> Self {
        Self {
            environment_id: assignment.pod_id.environment(),
            member_id: assignment.member_id,
            email: assignment.email,
            role: assignment.role,
            created_at: Timestamp::from_millis(assignment.created_at),
        }
    }
}

/// A person to assign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnvironmentMember {
    /// The member's id.
    #[schema(example = "mem_0a1b2c3d4e5f6g7h")]
    member_id: String,
}

/// Assign a member to an environment.
///
/// The person can act there with the next request: send the session and `X-Environment`. Assigning again changes nothing. Owners and
/// admins reach all environments without it.
#[operation(
    POST "/api/v1/environments/{id}/members", tag = "members", caller = Account, permission = MembersWrite,
    path(id = "The environment's id."),
    reply = "The person is assigned.",
    errors(NotFound = "The account has no such environment or no such member."),
)]
pub async fn add_environment_member(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(new): Body<NewEnvironmentMember>,
) -> Result<Created<EnvironmentMember>> {
    let pod = PodId::of_any(&id, caller.id());
    let (assignment, sessions) = edge.directory()?.assign(&assignment_of(&caller, &pod, &new.member_id)).await?;
    edge.notify_assignment(&pod, sessions).await?;
    Ok(Created(assignment.into()))
}

/// The people who are assigned to an environment.
#[derive(Serialize, ToSchema)]
pub struct EnvironmentMembers {
    /// The oldest assignment first. Owners and admins reach the environment without being listed.
    members: Vec<EnvironmentMember>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List the members of an environment.
///
/// Lists the people who are assigned to the environment, the oldest assignment first.
#[operation(
    GET "/api/v1/environments/{id}/members", tag = "members", caller = Account, permission = MembersRead,
    path(id = "The environment's id."),
    reply = "A page of people.",
    errors(InvalidRequest, NotFound),
)]
pub async fn list_environment_members(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Query(Paging { limit, cursor }): Query<Paging<100, 1_000, Place>>,
) -> Result<Json<EnvironmentMembers>> {
    let (pod, limit) = (PodId::of_any(&id, caller.id()), limit.get());
    let after = cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let assigned = edge.directory()?.assignments(caller.id(), &pod, after, limit + 1).await?;
    let page = Page::cut(assigned, limit, |last| Place { number: last.created_at, id: last.member_id.to_string() });
    let info = page.info(limit);
    Ok(Json(EnvironmentMembers { page: info, members: page.items.into_iter().map(EnvironmentMember::from).collect() }))
}

/// A removed assignment.
#[derive(Serialize, ToSchema)]
pub struct RemovedEnvironmentMember {
    /// The environment.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: String,
    /// The member.
    #[schema(example = "mem_0a1b2c3d4e5f6g7h")]
    member_id: String,
    /// Always true.
    removed: bool,
}

/// Remove a member from an environment.
///
/// The person can no longer act there, and the person's sockets there are closed, before this call returns. The person stays a member of the
/// account.
#[operation(
    DELETE "/api/v1/environments/{id}/members/{member_id}", tag = "members", caller = Account, permission = MembersWrite,
    path(id = "The environment's id.", member_id = "The member's id."),
    reply = "The person is no longer assigned.",
    errors(NotFound = "The person is not assigned to the environment."),
)]
pub async fn remove_environment_member(
    edge: Edge,
    caller: AccountPrincipal,
    Path((id, member_id)): Path<(String, String)>,
) -> Result<Json<RemovedEnvironmentMember>> {
    let pod = PodId::of_any(&id, caller.id());
    let sessions = edge.directory()?.unassign(&assignment_of(&caller, &pod, &member_id)).await?;
    edge.notify_assignment(&pod, sessions).await?;
    Ok(Json(RemovedEnvironmentMember { environment_id: pod.environment(), member_id, removed: true }))
}

fn assignment_of<'a>(caller: &'a AccountPrincipal, pod: &'a PodId, member: &'a str) -> AssignmentOf<'a> {
    AssignmentOf { account: caller.id(), pod, member, caller: &caller.key_id, now: clock::now() }
}

impl Edge {
    /// Makes the pod, and the home pod that lets people in, ask again what the person may do.
    async fn notify_assignment(&self, pod: &PodId, sessions: PodSessions) -> Result<()> {
        let pods: HashSet<_> = sessions.by_pod().into_keys().chain([pod.clone()]).collect();
        self.notify_each(pods.into_iter().map(|pod| (pod, AccessChanged::default()))).await
    }
}
