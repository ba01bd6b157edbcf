//! Environments: pods as an account manages them to separate its resources.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use super::namespace::{NewNamespace, SlugChange, check_not_default};
use super::pod_removal::Removed;
use super::register::checked_name;
use crate::directory::{self, Authority, PodApi, PodPatch, PodsOf};
use crate::egress::EgressFqdns;
use crate::error::{Error, Result};
use crate::grant::PodStatus;
use crate::id::PodId;
use crate::metadata::Metadata;
use crate::slug::EnvSlug;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Cursor, Json, Limit, Page, Patch, Path, Place, Query};

/// An environment.
#[derive(Serialize, ToSchema)]
pub struct Environment {
    /// Its id: that of the pod, with another prefix.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Its name.
    #[schema(example = "Staging")]
    name: String,
    /// Its name in URLs, unique in the account. It never changes.
    #[schema(example = "staging")]
    slug: String,
    /// Whether it is the account's default environment, its home pod.
    #[schema(example = false)]
    is_default: bool,
    status: PodStatus,
    metadata: Metadata,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    pod_id: PodId,
}

impl From<directory::Pod> for Environment {
    fn from(pod: directory::Pod) -> Self {
        Self {
            id: pod.id.environment(),
            name: pod.display_name().to_owned(),
            is_default: pod.is_home(),
            slug: pod.env_slug,
            status: pod.status,
            metadata: pod.metadata.0,
            created_at: Timestamp::from_millis(pod.created_at),
            pod_id: pod.id,
        }
    }
}

/// An environment to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnvironment {
    /// Its name, at most 100 characters.
    #[schema(example = "Staging")]
    name: String,
    /// 2 to 64 lower-case letters, digits and hyphens, the first and last no hyphen; unique in the account. It cannot be changed.
    /// Reserved: `default`, `api`, `admin`, `health`, `metrics`, `www`, `scim`, `auth`.
    #[schema(value_type = String, example = "staging")]
    slug: EnvSlug,
    metadata: Option<Metadata>,
}

/// Create an environment.
///
/// Creates a pod without a key: `POST /v1/pods/{pod_id}/keys` creates one. `TENANT_LIMIT` limits the environments of an account, without its
/// default environment; suspended and deleted ones count until they are erased.
#[operation(
    POST "/api/v1/environments", tag = "environments", caller = Account, permission = PodsWrite,
    reply = "The environment.",
    errors(InvalidRequest, MissingFields, QuotaExceeded, SlugTaken),
)]
pub async fn create_environment(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<NewEnvironment>,
) -> Result<Created<Environment>> {
    let name = checked_name(Some(new.name))?.ok_or_else(|| Error::invalid("name has at least one character"))?;
    let new = NewNamespace {
        name: &name,
        slug: &new.slug,
        plan: None,
        metadata: &new.metadata.unwrap_or_default(),
        egress: &EgressFqdns::default(),
    };
    Ok(Created(edge.create_namespace(caller.id(), Authority::Credential(&caller.key_id), &new).await?.into()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListEnvironments {
    /// Environments on a page.
    #[serde(default)]
    #[param(inline)]
    limit: Limit<100, 1_000>,
    /// Start of the page: `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor<Place>>,
}

/// The environments of an account.
#[derive(Serialize, ToSchema)]
pub struct Environments {
    /// Oldest first, the default environment and suspended ones included.
    environments: Vec<Environment>,
    /// Environments on this page.
    count: usize,
    /// The maximum number of environments on a page: the requested number, at most 1,000.
    limit: u32,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page; null on the last page.
    #[schema(value_type = Option<String>, example = "1774951200000-pod_0a1b2c3d4e5f6g7h")]
    next_cursor: Option<Cursor<Place>>,
}

/// List environments.
///
/// Lists the environments of the account. Every account has a default environment, its home pod. Deleted environments are not listed.
/// Members and viewers see those that they are assigned to.
#[operation(
    GET "/api/v1/environments", tag = "environments", caller = Account, permission = PodsRead,
    reply = "A page of environments.",
    errors(InvalidRequest),
)]
pub async fn list_environments(
    edge: Edge,
    caller: AccountPrincipal,
    Query(list): Query<ListEnvironments>,
) -> Result<Json<Environments>> {
    let ListEnvironments { limit, cursor } = list;
    let after = cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let pods = edge.directory()?.pods(PodApi::Environments, PodsOf::caller(&caller), after, limit.get() + 1).await?;
    let page = Page::cut(pods, limit.get(), |pod| Place { number: pod.created_at, id: pod.id.to_string() });
    Ok(Json(Environments {
        count: page.items.len(),
        limit: limit.get(),
        has_more: page.has_more(),
        next_cursor: page.next_cursor,
        environments: page.items.into_iter().map(Environment::from).collect(),
    }))
}

/// Read an environment.
///
/// Returns an environment that is not deleted. The id of the pod or of the tenant names it, too.
#[operation(
    GET "/api/v1/environments/{id}", tag = "environments", caller = Account, permission = PodsRead,
    path(id = "The environment's id."),
    reply = "The environment.",
    errors(NotFound),
)]
pub async fn get_environment(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
) -> Result<Json<Environment>> {
    let pod = PodId::of_any(&id, caller.id());
    Ok(Json(edge.directory()?.pod_or_home(PodApi::Environments, PodsOf::caller(&caller), &pod).await?.into()))
}

/// Changes to an environment. Absent fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentChanges {
    /// Its name, at most 100 characters. Null removes it; then the slug is shown.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Staging")]
    name: Patch<String>,
    /// Replaces all metadata. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<Metadata>)]
    metadata: Patch<Metadata>,
    #[serde(default, rename = "slug")]
    #[schema(ignore)]
    _slug: SlugChange,
}

/// Update an environment.
///
/// Changes the name and the metadata. The slug cannot be changed.
#[operation(
    PATCH "/api/v1/environments/{id}", tag = "environments", caller = Account, permission = PodsWrite,
    path(id = "The environment's id."),
    reply = "The changed environment.",
    errors(InvalidRequest, NotFound),
)]
pub async fn update_environment(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(changes): Body<EnvironmentChanges>,
) -> Result<Json<Environment>> {
    let name = match changes.name {
        Patch::Set(name) => checked_name(Some(name))?.map_or(Patch::Remove, Patch::Set),
        name => name,
    };
    let metadata = (!changes.metadata.is_keep()).then(|| changes.metadata.apply(None).unwrap_or_default());
    let patch = PodPatch { name, metadata, ..PodPatch::default() };
    let pod = PodId::of_any(&id, caller.id());
    let pod =
        edge.patch_pod(PodApi::Environments, caller.id(), Authority::Credential(&caller.key_id), &pod, patch).await?;
    Ok(Json(pod.into()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeleteEnvironment {
    /// True: erase the environment and all its data permanently. False: delete it so that it can be restored.
    #[param(default = false)]
    purge: Option<bool>,
}

/// A deleted environment.
#[derive(Serialize, ToSchema)]
pub struct DeletedEnvironment {
    /// Its id.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Always true.
    deleted: bool,
    /// Whether its data was erased permanently.
    #[schema(example = false)]
    purged: bool,
    /// How much was erased. Absent if nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<Removed>,
}

/// Delete an environment.
///
/// The environment's keys stop working before this call returns, its sockets are closed, and it refuses mail. Operations of environments
/// and tenants no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
/// `POST /api/v1/environments/{id}/restore` brings it back. The request can be repeated.
///
/// With `?purge=true` the environment and all its data are erased permanently. If that is interrupted, send the request again.
#[operation(
    DELETE "/api/v1/environments/{id}", tag = "environments", caller = Account, permission = PodsWrite,
    path(id = "The environment's id."),
    reply = "The environment is deleted.",
    errors(InvalidRequest, Forbidden = "The default environment cannot be deleted.", NotFound, InProgress = "It cannot be erased while inboxes are moved out of it or into it."),
)]
pub async fn delete_environment(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Query(query): Query<DeleteEnvironment>,
) -> Result<Json<DeletedEnvironment>> {
    let (account, pod, by) = (caller.id(), PodId::of_any(&id, caller.id()), Authority::Credential(&caller.key_id));
    check_not_default(account, &pod, "environment")?;
    let id = pod.environment();
    if query.purge == Some(true) {
        let (_, deleted, erased) = edge.erase_pod(PodApi::Environments, account, &pod, by).await?;
        let removed = Some(Removed::new(&deleted, &erased));
        return Ok(Json(DeletedEnvironment { id, deleted: true, purged: true, removed }));
    }
    edge.mark_pod_deleted(PodApi::Environments, account, &pod, by).await?;
    Ok(Json(DeletedEnvironment { id, deleted: true, purged: false, removed: None }))
}

/// Restore an environment.
///
/// Brings a deleted environment back with the status that it had: if that was `active`, its keys work again, except those that were revoked
/// in the meantime. An environment that is not deleted stays as it is.
#[operation(
    POST "/api/v1/environments/{id}/restore", tag = "environments", caller = Account, permission = PodsWrite,
    path(id = "The environment's id."),
    reply = "The environment.",
    errors(NotFound, InProgress = "Its inboxes are being moved into another environment."),
)]
pub async fn restore_environment(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
) -> Result<Json<Environment>> {
    let (pod, by) = (PodId::of_any(&id, caller.id()), Authority::Credential(&caller.key_id));
    Ok(Json(edge.restore_pod(PodApi::Environments, caller.id(), &pod, by).await?.into()))
}
