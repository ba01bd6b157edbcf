//! Groups: the environments of the account, with the members who are assigned to them.

use axum::http::HeaderMap;
use macros::operation;
use serde_json::Value;

#[cfg(not(target_arch = "wasm32"))]
use super::document::{ScimGroup, ScimList, ScimPatch};
use super::list::{List, Shown};
use super::reply::Reply;
use super::{CHANGE_ERRORS, ERRORS, Request, is_changing};
use crate::directory::{Authority, GroupRequest};
use crate::edge::Edge;
use crate::edge::namespace::NewNamespace;
use crate::egress::EgressFqdns;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::metadata::Metadata;
use crate::rpc::AccessChanged;
use crate::scim::attributes::GROUPS;
use crate::scim::{GroupPatch, MemberChange, NewGroup, StoredGroup, list_response};
use crate::slug::EnvSlug;
use crate::wire::{Body, Path, Query, ScimPrincipal};

/// List groups.
///
/// Lists the environments of the account, the default one included. A filter compares `id`, `displayName`, `externalId` and `members`.
/// With `X-Tenant-Slug`, only that tenant is listed. A page ends before `count` groups when they have 10,000 members together;
/// `excludedAttributes=members` lists large groups at once.
#[operation(
    GET "/scim/v2/Groups", tag = "scim", caller = Scim, scim, headers("x-tenant-slug"),
    replies((status = 200, description = "A page of groups.", body = ScimList, content_type = "application/scim+json")),
    errors(InvalidFilter, InvalidPath, InvalidRequest), errors_of = ERRORS,
)]
pub async fn list_scim_groups(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Query(query): Query<List>,
) -> Result<Reply> {
    let (list, projection) = (query.request(&GROUPS)?, query.projection(&GROUPS)?);
    let request = edge.scim_request(&caller, &headers).await?;
    let groups = edge.directory()?.scim_groups(&request.caller(), &list, projection.has("members")).await?;
    let base = edge.scim_base();
    let shown = groups.resources.iter().map(|group| Value::Object(projection.apply(group.resource(&base))));
    Ok(Reply::ok(list_response(shown.collect(), groups.total, list.start)))
}

/// Create a group.
///
/// Creates an environment of that name and assigns the members to it. If an environment of that name was a group before and the group was
/// deleted, it is a group again. Counts against the account's environments.
#[operation(
    POST "/scim/v2/Groups", tag = "scim", caller = Scim, scim,
    body(content = ScimGroup, content_type = "application/scim+json", description = "The group."),
    replies((status = 201, description = "The group.", body = ScimGroup, content_type = "application/scim+json")),
    errors(InvalidRequest = "A value is not valid, or a member is not a user of the account.", InvalidPath, GroupExists, QuotaExceeded),
)]
pub async fn create_scim_group(
    edge: Edge,
    caller: ScimPrincipal,
    Query(shown): Query<Shown>,
    Body(body): Body<Value>,
) -> Result<Reply> {
    let (group, projection) = (NewGroup::read(&body)?, shown.projection(&GROUPS)?);
    let request = Request { principal: &caller, pod: None, version: None };
    let group = edge.create_group(&request, group).await?;
    Ok(Reply::created(group.resource(&edge.scim_base()), &projection))
}

/// Read a group.
///
/// Returns an environment and the members who are assigned to it.
#[operation(
    GET "/scim/v2/Groups/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug"),
    path(id = "The group's id."),
    replies((status = 200, description = "The group.", body = ScimGroup, content_type = "application/scim+json")),
    errors(InvalidRequest, InvalidPath), errors_of = ERRORS,
)]
pub async fn get_scim_group(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Reply> {
    let projection = shown.projection(&GROUPS)?;
    let request = edge.scim_request(&caller, &headers).await?;
    let group = edge
        .directory()?
        .scim_group(&request.caller(), &PodId::of_any(&id, caller.id()), projection.has("members"))
        .await?;
    Ok(Reply::resource(group.resource(&edge.scim_base()), &projection))
}

/// Replace a group.
///
/// Replaces the name, the external id and the members. Whoever is no longer a member has no access to the environment before this call
/// returns. With `If-Match`, nothing is changed if the group has another version.
#[operation(
    PUT "/scim/v2/Groups/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug", "if-match"),
    path(id = "The group's id."),
    body(content = ScimGroup, content_type = "application/scim+json", description = "The group."),
    replies((status = 200, description = "The group.", body = ScimGroup, content_type = "application/scim+json")),
    errors(GroupExists), errors_of = CHANGE_ERRORS,
)]
pub async fn replace_scim_group(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
    Body(body): Body<Value>,
) -> Result<Reply> {
    edge.answer_group_change(&caller, &headers, &id, NewGroup::read(&body)?.into(), &shown, true).await
}

/// Change a group.
///
/// Changes the name and the external id, and adds, removes and replaces members (RFC 7644, 3.5.2), at most 100 operations, of which the later prevail. Members are
/// removed by `members[value eq "…"]`, or by the path `members` with a list in `value`. Returns no body, unless the query names
/// attributes: a group can have many members.
#[operation(
    PATCH "/scim/v2/Groups/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug", "if-match"),
    path(id = "The group's id."),
    body(content = ScimPatch, content_type = "application/scim+json", description = "The operations."),
    replies(
        (status = 204, description = "The group is changed."),
        (status = 200, description = "The attributes that the query names.", body = ScimGroup, content_type = "application/scim+json"),
    ),
    errors(GroupExists), errors_of = CHANGE_ERRORS,
)]
pub async fn update_scim_group(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
    Body(body): Body<Value>,
) -> Result<Reply> {
    edge.answer_group_change(&caller, &headers, &id, GroupPatch::read(&body)?, &shown, shown.is_asked()).await
}

/// Delete a group.
///
/// Removes all assignments to the environment before this call returns. The environment and its data stay; it is no group until one of
/// its name is created.
#[operation(
    DELETE "/scim/v2/Groups/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug", "if-match"),
    path(id = "The group's id."),
    replies((status = 204, description = "The group is deleted.")),
    errors(PreconditionFailed), errors_of = ERRORS,
)]
pub async fn delete_scim_group(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Reply> {
    let request = edge.scim_request(&caller, &headers).await?;
    let patch = GroupPatch { name: None, external_id: Some(None), members: MemberChange::replace([]) };
    let change = GroupRequest { patch, version: request.version, is_deletion: true, with_members: false };
    edge.change_group(&request, &id, &change).await?;
    Ok(Reply::empty())
}

impl Edge {
    /// Makes an environment for a group. One that had been a group of that name becomes one again.
    async fn create_group(&self, request: &Request<'_>, group: NewGroup) -> Result<StoredGroup> {
        let (directory, principal) = (self.directory()?, request.principal);
        let (name, external_id) = (group.name.trim(), group.external_id.as_deref());
        for slug in EnvSlug::of_name(name)? {
            // Also if another request has taken the slug in the meantime, perhaps for a group of this name.
            let revealed = directory.reveal_scim_group(&request.caller(), name, external_id, &group.members).await?;
            if let Some((pod, group)) = revealed {
                self.notify_assigned(principal.id(), &pod).await?;
                return Ok(group);
            }
            let (metadata, egress) = (&Metadata::default(), &EgressFqdns::default());
            let new = NewNamespace { name, slug: &slug, plan: None, metadata, egress };
            match self.create_namespace(principal.id(), Authority::Credential(&principal.key_id), &new).await {
                Ok(pod) => {
                    let patch = GroupPatch { name: None, ..group.into() };
                    let change = GroupRequest { patch, with_members: true, ..GroupRequest::default() };
                    return directory.change_scim_group(&request.caller(), &pod.id, &change).await;
                }
                Err(Error { code: Code::SlugTaken, .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Err(is_changing())
    }

    /// Changes a group, and answers with the group or, if it is not shown, with nothing.
    async fn answer_group_change(
        &self,
        caller: &ScimPrincipal,
        headers: &HeaderMap,
        id: &str,
        patch: GroupPatch,
        shown: &Shown,
        is_shown: bool,
    ) -> Result<Reply> {
        let projection = shown.projection(&GROUPS)?;
        let request = self.scim_request(caller, headers).await?;
        let with_members = is_shown && projection.has("members");
        let change = GroupRequest { patch, version: request.version, with_members, is_deletion: false };
        let group = self.change_group(&request, id, &change).await?;
        if !is_shown {
            return Ok(Reply::empty());
        }
        Ok(Reply::resource(group.resource(&self.scim_base()), &projection))
    }

    /// Changes a group. Its pod is told whom it no longer lets in.
    async fn change_group(&self, request: &Request<'_>, id: &str, change: &GroupRequest) -> Result<StoredGroup> {
        let pod = PodId::of_any(id, request.principal.id());
        let group = self.directory()?.change_scim_group(&request.caller(), &pod, change).await?;
        if !change.patch.members.is_empty() {
            self.notify_assigned(request.principal.id(), &pod).await?;
        }
        Ok(group)
    }

    /// Tells a pod that other people are assigned to it, and the home pod, which lets people in.
    pub(super) async fn notify_assigned(&self, account: &AccountId, pod: &PodId) -> Result<()> {
        let pods = [pod.clone(), account.home_pod()];
        self.notify_each(pods.into_iter().map(|pod| (pod, AccessChanged::default()))).await
    }
}
