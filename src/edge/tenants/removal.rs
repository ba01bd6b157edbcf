//! Deletion of tenants, and taking it back.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Tenant, TenantAdmin};
use crate::directory::PodApi;
use crate::edge::Edge;
use crate::edge::namespace::check_not_default;
use crate::edge::pod_removal::Removed;
use crate::error::Result;
use crate::wire::{Json, Path, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeleteTenant {
    /// True: erase the tenant and all its data permanently. False: delete it so that it can be restored.
    #[param(default = false)]
    purge: Option<bool>,
}

/// A deleted tenant.
#[derive(Serialize, ToSchema)]
pub struct DeletedTenant {
    /// Its id.
    #[schema(example = "0a1b2c3d4e5f6g7h")]
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

/// Delete a tenant.
///
/// The tenant's keys stop working before this call returns, its sockets are closed, and it refuses mail. Operations of tenants and
/// environments no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
/// `POST /admin/tenants/{id}/restore` brings it back. The request can be repeated.
///
/// With `?purge=true` the tenant and all its data are erased permanently. If that is interrupted, send the request again.
#[operation(
    DELETE "/admin/tenants/{id}", tag = "tenants", caller = OperatorOrAccount, permission = TenantsWrite,
    path(id = "The tenant's id."),
    reply = "The tenant is deleted.",
    errors(InvalidRequest, EntitlementRequired, Forbidden = "The default tenant cannot be deleted.", NotFound, InProgress = "It cannot be erased while inboxes are moved out of it or into it."),
)]
pub async fn delete_tenant(
    edge: Edge,
    admin: TenantAdmin,
    Path(id): Path<String>,
    Query(query): Query<DeleteTenant>,
) -> Result<Json<DeletedTenant>> {
    let (account, pod) = edge.tenant_to_change(&admin, "delete_tenant", &id).await?;
    check_not_default(&account, &pod, "tenant")?;
    let id = pod.random().to_owned();
    if query.purge == Some(true) {
        let (_, deleted, erased) = edge.erase_pod(PodApi::Tenants, &account, &pod, admin.authority()).await?;
        let removed = Some(Removed::new(&deleted, &erased));
        return Ok(Json(DeletedTenant { id, deleted: true, purged: true, removed }));
    }
    edge.mark_pod_deleted(PodApi::Tenants, &account, &pod, admin.authority()).await?;
    Ok(Json(DeletedTenant { id, deleted: true, purged: false, removed: None }))
}

/// Restore a tenant.
///
/// Brings a deleted tenant back. If it was disabled before, it still is; otherwise its keys work again, except those that were revoked in the
/// meantime. A tenant that is not deleted stays as it is.
#[operation(
    POST "/admin/tenants/{id}/restore", tag = "tenants", caller = OperatorOrAccount, permission = TenantsWrite,
    path(id = "The tenant's id."),
    reply = "The tenant.",
    errors(EntitlementRequired, NotFound, InProgress = "Its inboxes are being moved into another tenant."),
)]
pub async fn restore_tenant(edge: Edge, admin: TenantAdmin, Path(id): Path<String>) -> Result<Json<Tenant>> {
    let (account, pod) = edge.tenant_to_change(&admin, "restore_tenant", &id).await?;
    Ok(Json(edge.restore_pod(PodApi::Tenants, &account, &pod, admin.authority()).await?.into()))
}
