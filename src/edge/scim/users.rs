//! Users: the people of the account.

use axum::http::HeaderMap;
use macros::operation;
use serde_json::Value;

#[cfg(not(target_arch = "wasm32"))]
use super::document::{ScimList, ScimPatch, ScimUser};
use super::list::{List, Shown};
use super::reply::Reply;
use super::{CHANGE_ERRORS, ERRORS, MAX_ATTEMPTS, is_changing};
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::scim::attributes::USERS;
use crate::scim::{PatchRequest, StoredUser, User, list_response};
use crate::wire::{Body, Path, Query, ScimPrincipal};

/// List users.
///
/// Lists the people of the account, with those who cannot sign in. Each is shown with at most 1,000 groups, and a page ends before `count`
/// users when they have 10,000 groups together. A filter compares `id`, `userName`, `externalId`, `displayName`,
/// `active` and `emails`. With `X-Tenant-Slug`, only those who are assigned to that tenant are listed.
#[operation(
    GET "/scim/v2/Users", tag = "scim", caller = Scim, scim, headers("x-tenant-slug"),
    replies((status = 200, description = "A page of users.", body = ScimList, content_type = "application/scim+json")),
    errors(InvalidFilter, InvalidPath, InvalidRequest), errors_of = ERRORS,
)]
pub async fn list_scim_users(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Query(query): Query<List>,
) -> Result<Reply> {
    let (list, projection) = (query.request(&USERS)?, query.projection(&USERS)?);
    let request = edge.scim_request(&caller, &headers).await?;
    let users = edge.directory()?.scim_users(&request.caller(), &list, projection.has("groups")).await?;
    let base = edge.scim_base();
    let shown = users.resources.iter().map(|user| Value::Object(projection.apply(user.resource(&base))));
    Ok(Reply::ok(list_response(shown.collect(), users.total, list.start)))
}

/// Create a user.
///
/// Adds a person to the account, with the role `member`. The person can sign in with a link that is sent to the primary email address,
/// unless `active` is false. `roles` and `password` are ignored. With `X-Tenant-Slug`, the person is also assigned to that tenant.
/// An account can have 1,000 people.
#[operation(
    POST "/scim/v2/Users", tag = "scim", caller = Scim, scim, headers("x-tenant-slug"),
    body(content = ScimUser, content_type = "application/scim+json", description = "The user."),
    replies((status = 201, description = "The user.", body = ScimUser, content_type = "application/scim+json")),
    errors(InvalidRequest, InvalidPath, MemberExists, QuotaExceeded), errors_of = ERRORS,
)]
pub async fn create_scim_user(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Query(shown): Query<Shown>,
    Body(body): Body<Value>,
) -> Result<Reply> {
    let (user, projection) = (User::read(&body)?, shown.projection(&USERS)?);
    let request = edge.scim_request(&caller, &headers).await?;
    let added = edge.directory()?.add_scim_user(&request.caller(), &user).await?;
    Ok(Reply::created(added.resource(&edge.scim_base()), &projection))
}

/// Read a user.
///
/// Returns a person of the account.
#[operation(
    GET "/scim/v2/Users/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug"),
    path(id = "The user's id."),
    replies((status = 200, description = "The user.", body = ScimUser, content_type = "application/scim+json")),
    errors(InvalidRequest, InvalidPath), errors_of = ERRORS,
)]
pub async fn get_scim_user(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Reply> {
    let projection = shown.projection(&USERS)?;
    let request = edge.scim_request(&caller, &headers).await?;
    let user = edge.directory()?.scim_user(&request.caller(), &id).await?;
    Ok(Reply::resource(user.resource(&edge.scim_base()), &projection))
}

/// Replace a user.
///
/// Replaces all attributes that SCIM can change; those that the body does not have are removed, except `active`, which stays. A person who
/// can no longer sign in, or gets another email address, is signed out everywhere before this call returns. The last owner who can sign
/// in stays one. The email address of an owner or admin cannot be changed. With `If-Match`, nothing is changed if the user has another
/// version.
#[operation(
    PUT "/scim/v2/Users/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug", "if-match"),
    path(id = "The user's id."),
    body(content = ScimUser, content_type = "application/scim+json", description = "The user."),
    replies((status = 200, description = "The user.", body = ScimUser, content_type = "application/scim+json")),
    errors(MemberExists, LastOwner, Forbidden = "The email address of an owner or admin is not changed by SCIM.", SelfApprovalForbidden),
    errors_of = CHANGE_ERRORS,
)]
pub async fn replace_scim_user(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
    Body(body): Body<Value>,
) -> Result<Reply> {
    edge.change_user(&caller, &headers, &id, &shown, |_| User::read(&body)).await
}

/// Change a user.
///
/// Adds, replaces and removes attributes (RFC 7644, 3.5.2), at most 100 operations. `op` is read in any case, operations without `path`
/// name the attributes in `value`, and booleans can be text. All operations are done, or none. `"active": false` signs the person out
/// everywhere before this call returns. The last owner who can sign in stays one. The email address of an owner or admin cannot be changed.
#[operation(
    PATCH "/scim/v2/Users/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug", "if-match"),
    path(id = "The user's id."),
    body(content = ScimPatch, content_type = "application/scim+json", description = "The operations."),
    replies((status = 200, description = "The user.", body = ScimUser, content_type = "application/scim+json")),
    errors(MemberExists, LastOwner, Forbidden = "The email address of an owner or admin is not changed by SCIM.", SelfApprovalForbidden),
    errors_of = CHANGE_ERRORS,
)]
pub async fn update_scim_user(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
    Body(body): Body<Value>,
) -> Result<Reply> {
    let patch = PatchRequest::read(&body, &USERS)?;
    edge.change_user(&caller, &headers, &id, &shown, |user| user.patched(&patch)).await
}

/// Delete a user.
///
/// Removes the person from the account and signs the person out everywhere before this call returns. The last owner who can sign in
/// cannot be removed. With `X-Tenant-Slug`, the person is only taken off that tenant.
#[operation(
    DELETE "/scim/v2/Users/{id}", tag = "scim", caller = Scim, scim, headers("x-tenant-slug", "if-match"),
    path(id = "The user's id."),
    replies((status = 204, description = "The user is deleted.")),
    errors(PreconditionFailed, LastOwner, SelfApprovalForbidden), errors_of = ERRORS,
)]
pub async fn delete_scim_user(
    edge: Edge,
    caller: ScimPrincipal,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Reply> {
    let request = edge.scim_request(&caller, &headers).await?;
    let (directory, caller) = (edge.directory()?, request.caller());
    match &request.pod {
        Some(pod) => {
            let unassigned = directory.unassign_scim_user(&caller, pod, &id, request.version).await;
            // Also if the person was assigned no longer: perhaps the pod was not told.
            edge.notify_assigned(request.principal.id(), pod).await?;
            unassigned?;
        }
        None => {
            let account = request.principal.id();
            // The person is removed when all pods are told: until then the request can be repeated.
            edge.notify_ended(account, directory.stop_scim_user(&caller, &id, request.version).await?).await?;
            edge.notify_ended(account, directory.remove_scim_user(&caller, &id).await?).await?;
        }
    }
    Ok(Reply::empty())
}

impl Edge {
    /// Changes a user as it is now. If it is changed at the same time, the change is made again of what it is then.
    async fn change_user(
        &self,
        caller: &ScimPrincipal,
        headers: &HeaderMap,
        id: &str,
        shown: &Shown,
        change: impl Fn(&StoredUser) -> Result<User>,
    ) -> Result<Reply> {
        let projection = shown.projection(&USERS)?;
        let request = self.scim_request(caller, headers).await?;
        let directory = self.directory()?;
        for _ in 0..MAX_ATTEMPTS {
            let caller = request.caller();
            let mut before = directory.scim_user(&caller, id).await?;
            let user = change(&before)?;
            if let Some(version) = request.version {
                before.times.version = version;
            }
            match directory.change_scim_user(&caller, &before, &user).await {
                Ok((user, sessions)) => {
                    if user.active == 0 || !sessions.is_empty() {
                        self.notify_ended(caller.account, sessions).await?;
                    }
                    return Ok(Reply::resource(user.resource(&self.scim_base()), &projection));
                }
                Err(Error { code: Code::PreconditionFailed, .. }) if request.version.is_none() => {}
                Err(error) => return Err(error),
            }
        }
        Err(is_changing())
    }
}
