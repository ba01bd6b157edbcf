//! Tenants: pods as the deployment's operator manages them, or an account its own.

mod admin;
pub mod ceilings;
pub mod keys;
pub mod removal;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use admin::{TenantAdmin, check_entitlement};

use super::Edge;
use super::namespace::{NewNamespace, SlugChange, check_not_default};
use super::register::{checked_name, checked_text};
use crate::ceiling::{GivenCeilings, Names};
use crate::directory::{self, PodApi, PodPatch, PodsOf};
use crate::egress::EgressFqdns;
use crate::error::{Error, Result};
use crate::grant::PodStatus;
use crate::id::AccountId;
use crate::metadata::Metadata;
use crate::slug::EnvSlug;
use crate::time::Timestamp;
use crate::wire::{Body, Both, Created, Cursor, Json, Page, PageInfo, Paging, Patch, Path, Place, Query};

/// A tenant.
#[derive(Serialize, ToSchema)]
pub struct Tenant {
    /// Its id: that of the pod, without the prefix.
    #[schema(example = "0a1b2c3d4e5f6g7h")]
    id: String,
    /// The account that it belongs to.
    account_id: AccountId,
    /// Its name.
    #[schema(example = "Acme Corp")]
    name: String,
    /// Its name in URLs, unique in the account. It never changes.
    #[schema(example = "acme")]
    slug: String,
    /// The plan that it has booked, as its account calls it; null if none was set.
    #[schema(example = "enterprise")]
    plan: Option<String>,
    /// Whether it is suspended: its keys do not work, and it refuses mail.
    #[schema(example = false)]
    disabled: bool,
    /// Whether it is the account's default tenant, its home pod.
    #[schema(example = false)]
    is_default: bool,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The hosts to which it may send requests. Empty: all.
    egress_fqdns: EgressFqdns,
}

impl From<directory::Pod> for Tenant {
    fn from(pod: directory::Pod) -> Self {
        Self {
            id: pod.id.random().to_owned(),
            name: pod.display_name().to_owned(),
            disabled: pod.status == PodStatus::Suspended,
            is_default: pod.is_home(),
            account_id: pod.account_id,
            slug: pod.env_slug,
            plan: pod.plan,
            created_at: Timestamp::from_millis(pod.created_at),
            egress_fqdns: pod.egress_fqdns.0,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTenants {
    /// Tenants of this account only. An account lists its own in any case.
    #[param(example = "acc_0a1b2c3d4e5f6g7h")]
    account_id: Option<String>,
}

/// Tenants.
#[derive(Serialize, ToSchema)]
pub struct Tenants {
    /// Oldest first, default tenants and disabled ones included.
    tenants: Vec<Tenant>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List tenants.
///
/// Lists the tenants of the account; for the operator of the deployment, those of all accounts. Every account has a default tenant, its
/// home pod. Deleted tenants are not listed.
#[operation(
    GET "/admin/tenants", tag = "tenants", caller = OperatorOrAccount, permission = TenantsRead,
    reply = "A page of tenants.",
    errors(InvalidRequest, EntitlementRequired, NotFound = "There is no such account, or it is another one than yours."),
)]
pub async fn list_tenants(
    edge: Edge,
    admin: TenantAdmin,
    Query(Both(ListTenants { account_id }, Paging { limit, cursor })): Query<
        Both<ListTenants, Paging<100, 1_000, Place>>,
    >,
) -> Result<Json<Tenants>> {
    let account = admin.account(account_id)?;
    let after = cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let of = account.as_ref().map_or(PodsOf::Everybody, PodsOf::Account);
    let pods = edge.directory()?.pods(PodApi::Tenants, of, after, limit.get() + 1).await?;
    // Every account has a default tenant. The operator's own is made with its first tenant.
    if pods.is_empty() && after.is_none() && account.is_some_and(|account| account != AccountId::operator()) {
        return Err(Error::not_found("account"));
    }
    let page = Page::cut(pods, limit.get(), |pod| Place { number: pod.created_at, id: pod.id.to_string() });
    Ok(Json(Tenants { page: page.info(limit.get()), tenants: page.items.into_iter().map(Tenant::from).collect() }))
}

/// A tenant to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTenant {
    /// Its name, at most 100 characters.
    #[schema(example = "Acme Corp")]
    name: String,
    /// 2 to 64 lower-case letters, digits and hyphens, the first and last no hyphen; unique in the account. It cannot be changed.
    /// Reserved: `default`, `api`, `admin`, `health`, `metrics`, `www`, `scim`, `auth`.
    #[schema(value_type = String, example = "acme")]
    slug: EnvSlug,
    /// The plan, in your words, at most 100 characters.
    #[schema(example = "enterprise")]
    plan: Option<String>,
    /// The hosts to which it may send requests. Default: all.
    #[serde(default)]
    #[schema(value_type = Option<EgressFqdns>)]
    egress_fqdns: Option<EgressFqdns>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfAccount {
    /// The account that gets the tenant. Only the operator can name another account than its own. Default: the caller's account, and
    /// for the operator one without a customer.
    #[param(example = "acc_0a1b2c3d4e5f6g7h")]
    account_id: Option<String>,
}

/// Create a tenant.
///
/// Creates a pod without a key: `POST /admin/tenants/{id}/keys` creates one. `TENANT_LIMIT` limits the tenants of an account, without its
/// default tenant; disabled and deleted ones count until they are erased. The limit does not bind the operator, and `Idempotency-Key` is
/// ignored for the operator.
#[operation(
    POST "/admin/tenants", tag = "tenants", caller = OperatorOrAccount, permission = TenantsWrite,
    reply = "The tenant.",
    errors(InvalidRequest, MissingFields, EntitlementRequired, QuotaExceeded, SlugTaken, NotFound = "There is no such account."),
)]
pub async fn create_tenant(
    edge: Edge,
    admin: TenantAdmin,
    Query(of): Query<OfAccount>,
    Body(new): Body<NewTenant>,
) -> Result<Created<Tenant>> {
    let account = admin.account(of.account_id)?.unwrap_or_else(AccountId::operator);
    let name = checked_name(Some(new.name))?.ok_or_else(|| Error::invalid("name has at least one character"))?;
    let plan = checked_text("plan", new.plan)?;
    let egress = new.egress_fqdns.unwrap_or_default();
    let new = NewNamespace {
        name: &name,
        slug: &new.slug,
        plan: plan.as_deref(),
        metadata: &Metadata::default(),
        egress: &egress,
    };
    let pod = edge.create_namespace(&account, admin.authority(), &new).await?;
    edge.log_change(&admin, "create_tenant", &pod.id);
    Ok(Created(pod.into()))
}

/// Read a tenant.
///
/// Returns a tenant that is not deleted. The id of the pod or of the environment names it, too.
#[operation(
    GET "/admin/tenants/{id}", tag = "tenants", caller = OperatorOrAccount, permission = TenantsRead,
    path(id = "The tenant's id."),
    reply = "The tenant.",
    errors(EntitlementRequired, NotFound),
)]
pub async fn get_tenant(edge: Edge, admin: TenantAdmin, Path(id): Path<String>) -> Result<Json<Tenant>> {
    let (account, pod) = edge.tenant(&admin, &id).await?;
    Ok(Json(edge.directory()?.pod_or_home(PodApi::Tenants, PodsOf::Account(&account), &pod).await?.into()))
}

/// Changes to a tenant. Absent fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantChanges {
    /// Its name, at most 100 characters. Null removes it; then the slug is shown.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Acme Corp")]
    name: Patch<String>,
    /// The plan, in your words, at most 100 characters. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "pro")]
    plan: Patch<String>,
    /// True: suspend it. False: resume it.
    #[serde(default)]
    #[schema(value_type = bool, example = false)]
    disabled: Patch<bool>,
    /// The tools that its agents may use at most. Empty or null: all.
    #[serde(default)]
    #[schema(value_type = Option<Names>)]
    ceiling_tools: Patch<Names>,
    /// The models that its agents may use at most. Empty or null: all.
    #[serde(default)]
    #[schema(value_type = Option<Names>)]
    ceiling_models: Patch<Names>,
    /// The skills that its agents may use at most. Empty or null: all.
    #[serde(default)]
    #[schema(value_type = Option<Names>)]
    ceiling_skills: Patch<Names>,
    /// The hosts to which it may send requests. Replaces the list. Empty or null: all.
    #[serde(default)]
    #[schema(value_type = Option<EgressFqdns>)]
    egress_fqdns: Patch<EgressFqdns>,
    #[serde(default, rename = "slug")]
    #[schema(ignore)]
    _slug: SlugChange,
}

/// A changed tenant.
#[derive(Serialize, ToSchema)]
pub struct UpdatedTenant {
    #[serde(flatten)]
    tenant: Tenant,
    /// Names the ceilings that were emptied because only others were given. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ceiling_models was not given and is now empty: it does not restrict.")]
    warning: Option<String>,
}

/// Update a tenant.
///
/// The changes apply before this call returns. `disabled` suspends the tenant: its keys stop working, its sockets are closed, and it refuses
/// mail; its data stays. If one ceiling is given, all three are replaced: those that are not given become empty, and `warning` names them. The
/// slug cannot be changed, and the default tenant cannot be disabled.
#[operation(
    PATCH "/admin/tenants/{id}", tag = "tenants", caller = OperatorOrAccount, permission = TenantsWrite,
    path(id = "The tenant's id."),
    reply = "The changed tenant.",
    errors(InvalidRequest, EntitlementRequired, Forbidden = "The default tenant cannot be disabled.", NotFound),
)]
pub async fn update_tenant(
    edge: Edge,
    admin: TenantAdmin,
    Path(id): Path<String>,
    Body(changes): Body<TenantChanges>,
) -> Result<Json<UpdatedTenant>> {
    let ceilings = GivenCeilings {
        tools: emptied(changes.ceiling_tools),
        models: emptied(changes.ceiling_models),
        skills: emptied(changes.ceiling_skills),
    };
    let suspended = match changes.disabled {
        Patch::Remove => return Err(Error::invalid("disabled is true or false, not null")),
        disabled => disabled.apply(None),
    };
    let warning = ceilings.warning();
    let patch = PodPatch {
        name: checked_patch("name", changes.name)?,
        plan: checked_patch("plan", changes.plan)?,
        egress: emptied(changes.egress_fqdns),
        ceiling: ceilings.ceiling(),
        suspended,
        ..PodPatch::default()
    };
    let (account, pod) = edge.tenant_to_change(&admin, "update_tenant", &id).await?;
    if suspended == Some(true) {
        check_not_default(&account, &pod, "tenant")?;
    }
    let pod = edge.patch_pod(PodApi::Tenants, &account, admin.authority(), &pod, patch).await?;
    Ok(Json(UpdatedTenant { tenant: pod.into(), warning }))
}

/// A new list. Null is an empty one.
fn emptied<T: Default>(patch: Patch<T>) -> Option<T> {
    (!patch.is_keep()).then(|| patch.apply(None).unwrap_or_default())
}

/// An empty text removes the present one.
fn checked_patch(field: &str, patch: Patch<String>) -> Result<Patch<String>> {
    Ok(match patch {
        Patch::Set(text) => checked_text(field, Some(text))?.map_or(Patch::Remove, Patch::Set),
        other => other,
    })
}
