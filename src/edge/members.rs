//! The people of an account.

use std::collections::HashSet;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use super::register::checked_name;
use crate::audit_action::AuditAction;
use crate::directory::{self, MemberChange, MemberPatch, PodSessions};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, MemberId, PodId};
use crate::platform::clock;
use crate::rpc::AccessChanged;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Cursor, Json, Page, PageInfo, Paging, Patch, Path, Place, Query, Role};

/// A person of an account.
#[derive(Serialize, ToSchema)]
pub struct Member {
    id: MemberId,
    /// The address that links to sign in are sent to.
    #[schema(example = "ann@people.example")]
    email: String,
    /// The person's name, if one was given.
    #[schema(example = "Ann Example")]
    name: Option<String>,
    role: Role,
    /// Whether the person can sign in.
    active: bool,
    /// Whether somebody has used a link that was sent to the address.
    verified: bool,
    /// The environments that the person is assigned to. Owners and admins reach all of them.
    #[schema(example = json!(["env_0a1b2c3d4e5f6g7h"]))]
    environments: Vec<String>,
    /// When the person became a member.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<directory::Member> for Member {
    fn from(member: directory::Member) -> Self {
        Self {
            id: member.id,
            email: member.email,
            name: member.name,
            role: member.role,
            active: member.active == 1,
            verified: member.verified == 1,
            environments: member.pods.0.iter().map(PodId::environment).collect(),
            created_at: Timestamp::from_millis(member.created_at),
        }
    }
}

/// The people of an account.
#[derive(Serialize, ToSchema)]
pub struct Members {
    /// Oldest first.
    members: Vec<Member>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List members.
///
/// Lists the people of the account, oldest first. The owner of the account's recovery email is one of them.
#[operation(
    GET "/v1/members", tag = "members", caller = Account, permission = MembersRead,
    reply = "A page of people.",
    errors(InvalidRequest),
)]
pub async fn list_members(
    edge: Edge,
    caller: AccountPrincipal,
    Query(Paging { limit, cursor }): Query<Paging<100, 1_000, Place>>,
) -> Result<Json<Members>> {
    let after = cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let members = edge.directory()?.members(caller.id(), after, limit.get() + 1).await?;
    let page = Page::cut(members, limit.get(), |last| Place { number: last.created_at, id: last.id.to_string() });
    Ok(Json(Members { page: page.info(limit.get()), members: page.items.into_iter().map(Member::from).collect() }))
}

/// Changes to a member. Absent fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChanges {
    role: Option<Role>,
    /// False: the person can no longer sign in, and all sessions of the person end.
    #[schema(example = true)]
    active: Option<bool>,
    /// The person's name, at most 100 characters. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Ann Example")]
    name: Patch<String>,
}

/// Update a member.
///
/// The change has effect before this call returns, also on open sockets. Owners are changed, and made, only by owners and by the account's
/// key. With `require_second_principal`, only a signed-in person changes who is an owner or an admin. The last owner who can sign in
/// stays an owner.
#[operation(
    PATCH "/v1/members/{id}", tag = "members", caller = Account, permission = MembersWrite,
    path(id = "The member's id."),
    reply = "The changed member.",
    errors(InvalidRequest, Forbidden = "The member is an owner, or would be one, and the caller is neither an owner nor the account's key.", SelfApprovalForbidden, NotFound, LastOwner),
    audit(MemberUpdated),
)]
pub async fn update_member(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(changes): Body<MemberChanges>,
) -> Result<Json<Member>> {
    let name = match changes.name {
        Patch::Set(name) => checked_name(Some(name))?.map_or(Patch::Remove, Patch::Set),
        name => name,
    };
    let patch = MemberPatch { role: changes.role, active: changes.active, name };
    let (member, sessions) = edge.directory()?.patch_member(&change(&caller, &id, false), patch).await?;
    edge.record(&caller, AuditAction::MemberUpdated, &id).await;
    match member.active {
        1 => edge.notify_changed(caller.id(), sessions).await?,
        _ => edge.notify_ended(caller.id(), sessions).await?,
    }
    Ok(Json(member.into()))
}

/// A removed member.
#[derive(Serialize, ToSchema)]
pub struct RemovedMember {
    /// The member that was removed.
    #[schema(example = "mem_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Always true.
    removed: bool,
}

/// Remove a member.
///
/// The person's sessions and sockets end before this call returns, and invitations that the person sent no longer work. Keys that the
/// person made stay. Owners are removed only by owners and by the account's key. With `require_second_principal`, only a signed-in
/// person removes an owner or an admin.
#[operation(
    DELETE "/v1/members/{id}", tag = "members", caller = Account, permission = MembersWrite,
    path(id = "The member's id."),
    reply = "The member is removed.",
    errors(Forbidden = "The member is an owner, and the caller is neither an owner nor the account's key.", SelfApprovalForbidden, NotFound, LastOwner),
    audit(MemberRemoved),
)]
pub async fn remove_member(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
) -> Result<Json<RemovedMember>> {
    edge.remove(&caller, id, false).await.map(Json)
}

/// Leave the account.
///
/// Removes the signed-in person from the account. The person's sessions and sockets end before this call returns.
#[operation(
    DELETE "/v1/members/me", tag = "members", caller = Account, permission = AccountRead,
    reply = "The caller is no longer a member.",
    errors(Forbidden = "The caller is the account's key, not a person.", NotFound, LastOwner),
    audit(MemberRemoved),
)]
pub async fn leave_account(edge: Edge, caller: AccountPrincipal) -> Result<Json<RemovedMember>> {
    let member = caller.member.as_ref().ok_or_else(|| {
        Error::new(Code::Forbidden, "The account's key cannot leave: it is no person.")
            .fix("Send the token of a session, or remove a member: DELETE /v1/members/{id}.")
    })?;
    edge.remove(&caller, member.id.to_string(), true).await.map(Json)
}

fn change<'a>(caller: &'a AccountPrincipal, member: &'a str, leaves: bool) -> MemberChange<'a> {
    MemberChange { account: caller.id(), member, caller: &caller.key_id, leaves, now: clock::now() }
}

impl Edge {
    async fn remove(&self, caller: &AccountPrincipal, id: String, leaves: bool) -> Result<RemovedMember> {
        let ended = self.directory()?.remove_member(&change(caller, &id, leaves)).await?;
        self.record(caller, AuditAction::MemberRemoved, &id).await;
        self.notify_ended(caller.id(), ended).await?;
        Ok(RemovedMember { id, removed: true })
    }

    /// Makes pods read again what these sessions, and the account's tokens, are permitted to do.
    async fn notify_changed(&self, account: &AccountId, sessions: PodSessions) -> Result<()> {
        let pods: HashSet<_> = sessions.by_pod().into_keys().chain([account.home_pod()]).collect();
        self.notify_each(pods.into_iter().map(|pod| (pod, AccessChanged::default()))).await
    }
}
