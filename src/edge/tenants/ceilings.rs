//! Ceilings of tenants.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TenantAdmin;
use crate::ceiling::{Ceiling, GivenCeilings, Names};
use crate::directory::{Pod, PodApi, PodPatch, PodsOf};
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::time::Timestamp;
use crate::wire::{Body, Json, Path};

/// The most that agents of a tenant may use. An empty list does not restrict.
#[derive(Serialize, ToSchema)]
pub struct TenantCeiling {
    /// The tenant's id.
    #[schema(example = "0a1b2c3d4e5f6g7h")]
    tenant_id: String,
    /// Names of tools.
    ceiling_tools: Names,
    /// Names of models.
    #[schema(example = json!(["gpt4o"]))]
    ceiling_models: Names,
    /// Names of skills.
    #[schema(example = json!([]))]
    ceiling_skills: Names,
    /// When it was set or removed last; null if it never was.
    #[schema(value_type = Option<String>, format = DateTime)]
    updated_at: Option<Timestamp>,
    /// Names the ceilings that were emptied because only others were given. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ceiling_models was not given and is now empty: it does not restrict.")]
    warning: Option<String>,
}

impl TenantCeiling {
    fn new(pod: &Pod, warning: Option<String>) -> Self {
        let Ceiling { tools, models, skills } = pod.ceiling();
        Self {
            tenant_id: pod.id.random().to_owned(),
            ceiling_tools: tools,
            ceiling_models: models,
            ceiling_skills: skills,
            updated_at: pod.ceiling_updated_at.map(Timestamp::from_millis),
            warning,
        }
    }
}

/// Read the ceilings of a tenant.
///
/// Returns the most that agents of the tenant may use. An empty list does not restrict.
#[operation(
    GET "/admin/tenants/{id}/ceiling", tag = "tenants", caller = OperatorOrAccount, permission = TenantsRead,
    path(id = "The tenant's id."),
    reply = "The ceilings.",
    errors(EntitlementRequired, NotFound),
)]
pub async fn get_ceiling(edge: Edge, admin: TenantAdmin, Path(id): Path<String>) -> Result<Json<TenantCeiling>> {
    let (account, pod) = edge.tenant(&admin, &id).await?;
    let pod = edge.directory()?.pod_or_home(PodApi::Tenants, PodsOf::Account(&account), &pod).await?;
    Ok(Json(TenantCeiling::new(&pod, None)))
}

/// The most that agents of a tenant may use, to be set. Each list has at most 100 names of 1 to 128 characters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCeiling {
    /// Names of tools. Empty: all.
    ceiling_tools: Option<Names>,
    /// Names of models. Empty: all.
    #[schema(example = json!([]))]
    ceiling_models: Option<Names>,
    /// Names of skills. Empty: all.
    #[schema(example = json!([]))]
    ceiling_skills: Option<Names>,
}

/// Set the ceilings of a tenant.
///
/// Replaces all three lists. Those that are not given become empty, and `warning` names them; one is given at least.
#[operation(
    PUT "/admin/tenants/{id}/ceiling", tag = "tenants", caller = OperatorOrAccount, permission = TenantsWrite,
    path(id = "The tenant's id."),
    reply = "The new ceilings.",
    errors(InvalidRequest, MissingFields, EntitlementRequired, NotFound),
)]
pub async fn set_ceiling(
    edge: Edge,
    admin: TenantAdmin,
    Path(id): Path<String>,
    Body(new): Body<NewCeiling>,
) -> Result<Json<TenantCeiling>> {
    let given = GivenCeilings { tools: new.ceiling_tools, models: new.ceiling_models, skills: new.ceiling_skills };
    let warning = given.warning();
    let ceiling = given.ceiling().ok_or_else(|| {
        Error::new(Code::MissingFields, "Send ceiling_tools, ceiling_models or ceiling_skills.")
            .fix("DELETE on the same path removes all ceilings.")
    })?;
    edge.replace_ceiling(&admin, "set_ceiling", &id, ceiling, warning).await
}

/// Remove the ceilings of a tenant.
///
/// Empties all three lists: the tenant no longer restricts its agents.
#[operation(
    DELETE "/admin/tenants/{id}/ceiling", tag = "tenants", caller = OperatorOrAccount, permission = TenantsWrite,
    path(id = "The tenant's id."),
    reply = "The empty ceilings.",
    errors(EntitlementRequired, NotFound),
)]
pub async fn remove_ceiling(edge: Edge, admin: TenantAdmin, Path(id): Path<String>) -> Result<Json<TenantCeiling>> {
    edge.replace_ceiling(&admin, "remove_ceiling", &id, Ceiling::default(), None).await
}

impl Edge {
    async fn replace_ceiling(
        &self,
        admin: &TenantAdmin,
        operation: &str,
        id: &str,
        ceiling: Ceiling,
        warning: Option<String>,
    ) -> Result<Json<TenantCeiling>> {
        let (account, pod) = self.tenant_to_change(admin, operation, id).await?;
        let patch = PodPatch { ceiling: Some(ceiling), ..PodPatch::default() };
        let pod = self.patch_pod(PodApi::Tenants, &account, admin.authority(), &pod, patch).await?;
        Ok(Json(TenantCeiling::new(&pod, warning)))
    }
}
