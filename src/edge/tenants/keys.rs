//! Keys of tenants.

use macros::operation;

use super::TenantAdmin;
use crate::directory::{PodApi, PodsOf};
use crate::edge::Edge;
use crate::edge::namespace::check_not_default;
use crate::edge::pod_keys::{CreatedPodKey, NewPodKey};
use crate::error::Result;
use crate::platform::clock;
use crate::wire::{Body, Created, Path};

/// Create a key for a tenant.
///
/// Does the same as `POST /v1/pods/{pod_id}/keys`, for the operator's own tenants too: without a label, the new key replaces all keys of the tenant,
/// which stop working before this call returns. The key is shown only in this reply. The default tenant has the account's key.
#[operation(
    POST "/admin/tenants/{id}/keys", tag = "tenants", caller = OperatorOrAccount, permission = KeysWrite,
    path(id = "The tenant's id."),
    reply = "The key.",
    errors(InvalidRequest, EntitlementRequired, Forbidden = "The default tenant has the account's key, and the operator makes keys of its own tenants only.", KeyLimit, NotFound),
)]
pub async fn create_tenant_key(
    edge: Edge,
    admin: TenantAdmin,
    Path(id): Path<String>,
    Body(new): Body<NewPodKey>,
) -> Result<Created<CreatedPodKey>> {
    let now = clock::now();
    let new = new.checked(None, now)?;
    let (account, pod) = edge.tenant_to_change(&admin, "create_tenant_key", &id).await?;
    admin.check_keys_of(&account)?;
    check_not_default(&account, &pod, "tenant")?;
    let pod = edge.directory()?.pod_or_home(PodApi::Tenants, PodsOf::Account(&account), &pod).await?;
    edge.add_pod_key(pod.id, new, admin.authority(), None, now).await.map(Created)
}
