//! Pods, managed by their account.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use super::register::checked_name;
use crate::credential::{Credential, Kind};
use crate::directory::{self, Authority, NewKey, PodApi, PodPatch, PodsOf};
use crate::egress::EgressFqdns;
use crate::error::{Code, Error, Result};
use crate::grant::{KeyStatus, PodStatus};
use crate::id::{AccountId, PodId};
use crate::metadata::Metadata;
use crate::money::{Caps, Policy};
use crate::platform::clock;
use crate::rate::Rates;
use crate::slug::Slug;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Cursor, Json, Limit, Page, PageInfo, Patch, Path, Place, Query};

/// A pod.
#[derive(Serialize, ToSchema)]
pub struct Pod {
    id: PodId,
    /// The same as `id`.
    pod_id: PodId,
    /// Your name for the pod.
    #[schema(example = "customer-123")]
    name: Option<String>,
    /// Its name in a domain, unique in the deployment.
    #[schema(example = "customer-123")]
    slug: Option<String>,
    /// Its name in the account: the slug that it has as an environment and as a tenant.
    #[schema(example = "customer-123")]
    env_slug: String,
    /// Whether it is the home pod, which is the default environment and the default tenant.
    #[schema(example = false)]
    is_default: bool,
    metadata: Metadata,
    status: PodStatus,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    parent_account_id: AccountId,
    /// Null where there is none.
    rate_limits: Option<Rates>,
    /// Null where there is none.
    spending_caps: Option<Caps>,
    /// Null where there is none.
    policy: Option<Policy>,
    /// Whether its vault refuses what does not look encrypted.
    vault_strict: bool,
}

impl From<directory::Pod> for Pod {
    fn from(pod: directory::Pod) -> Self {
        let caps = Caps { daily: pod.cap_daily, weekly: pod.cap_weekly, monthly: pod.cap_monthly };
        let (policy, is_default) = (pod.policy(), pod.is_home());
        Self {
            pod_id: pod.id.clone(),
            id: pod.id,
            name: pod.name,
            slug: pod.slug,
            env_slug: pod.env_slug,
            is_default,
            metadata: pod.metadata.0,
            status: pod.status,
            created_at: Timestamp::from_millis(pod.created_at),
            parent_account_id: pod.account_id,
            rate_limits: Some(pod.rates).filter(|rates| !rates.is_empty()),
            spending_caps: Some(caps).filter(|caps| !caps.is_empty()),
            policy: Some(policy).filter(|policy| !policy.is_empty()),
            vault_strict: pod.vault_strict == 1,
        }
    }
}

/// A pod to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPod {
    /// A label, at most 100 characters.
    #[schema(example = "customer-123")]
    name: Option<String>,
    /// 2 to 63 lower-case letters, digits and hyphens; unique in the deployment. It cannot be changed. Default: made
    /// from the name.
    #[schema(value_type = Option<String>, example = "customer-123")]
    slug: Option<Slug>,
    rate_limits: Option<Rates>,
    spending_caps: Option<Caps>,
}

/// A new pod with its first key.
#[derive(Serialize, ToSchema)]
pub struct CreatedPod {
    #[serde(flatten)]
    pod: Pod,
    /// The pod's key. Not shown again.
    #[schema(example = "al_pod_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc")]
    api_key: String,
    /// The first characters of the key, to recognize it.
    #[schema(example = "al_pod_k7x9m")]
    key_prefix: String,
}

/// Create a pod.
///
/// A pod has its own addresses, mail, secrets and calendar. Its key gives access to this pod only. The key is shown only in this reply. A
/// pod is also an environment and a tenant. If the deployment limits the pods of an account (`TENANT_LIMIT`), the home pod does not count.
#[operation(
    POST "/v1/pods", tag = "pods", caller = Account, permission = PodsWrite,
    reply = "The pod and its key.",
    errors(InvalidCaps, InvalidRequest, QuotaExceeded, SlugTaken),
)]
pub async fn create_pod(edge: Edge, caller: AccountPrincipal, Body(new): Body<NewPod>) -> Result<Created<CreatedPod>> {
    let name = checked_name(new.name.clone())?;
    if let Some(slug) = &new.slug {
        let created = edge.create_pod(&caller, &new, name.as_deref(), slug).await;
        return created.map(Created).map_err(|error| match error.code {
            Code::SlugTaken => error.fix("Choose another slug, or leave it out."),
            _ => error,
        });
    }
    let readable = match name.as_deref().and_then(Slug::of_name) {
        Some(slug) => slug,
        None => Slug::derive(None)?,
    };
    match edge.create_pod(&caller, &new, name.as_deref(), &readable).await {
        Err(error) if error.code == Code::SlugTaken => {
            let slug = Slug::derive(name.as_deref())?;
            edge.create_pod(&caller, &new, name.as_deref(), &slug).await.map(Created)
        }
        created => created.map(Created),
    }
}

impl Edge {
    async fn create_pod(
        &self,
        caller: &AccountPrincipal,
        new: &NewPod,
        name: Option<&str>,
        slug: &Slug,
    ) -> Result<CreatedPod> {
        let id = PodId::generate()?;
        let credential = Credential::issue(Kind::Pod, &id, &self.config.tagger)?;
        let pod = directory::NewPod {
            id,
            account: caller.id(),
            by: Authority::Credential(&caller.key_id),
            name,
            env_slug: &slug.clone().into(),
            // Below a base domain, the name in the deployment is that in the account.
            slug: (new.slug.is_some() || self.config.tenant_hosts.is_some()).then_some(slug),
            rates: new.rate_limits.clone().unwrap_or_default(),
            caps: new.spending_caps.clone().unwrap_or_default(),
            plan: None,
            metadata: &Metadata::default(),
            egress: &EgressFqdns::default(),
            sealed_under: credential.key_number(),
            key: Some(NewKey::new(&credential, KeyStatus::Active, None)?),
            limit: self.config.tenant_limit,
            now: clock::now(),
        };
        Ok(CreatedPod {
            pod: self.directory()?.create_pod(&pod).await?.into(),
            api_key: credential.reveal().to_owned(),
            key_prefix: credential.prefix().to_owned(),
        })
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListPods {
    /// Pods on a page.
    #[serde(default)]
    #[param(inline)]
    limit: Limit<1_000, 1_000>,
    /// Start of the page: `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor<Place>>,
}

/// The pods of an account.
#[derive(Serialize, ToSchema)]
pub struct Pods {
    /// Oldest first, suspended ones included.
    pods: Vec<Pod>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List pods.
///
/// Lists all pods of the account except its home pod, oldest first. Members and viewers see those that they are assigned to.
#[operation(
    GET "/v1/pods", tag = "pods", caller = Account, permission = PodsRead,
    reply = "A page of pods.",
    errors(InvalidRequest),
)]
pub async fn list_pods(edge: Edge, caller: AccountPrincipal, Query(list): Query<ListPods>) -> Result<Json<Pods>> {
    let ListPods { limit, cursor } = list;
    let after = cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let pods = edge.directory()?.pods(PodApi::Pods, PodsOf::caller(&caller), after, limit.get() + 1).await?;
    let page = Page::cut(pods, limit.get(), |pod| Place { number: pod.created_at, id: pod.id.to_string() });
    Ok(Json(Pods { page: page.info(limit.get()), pods: page.items.into_iter().map(Pod::from).collect() }))
}

/// Read a pod.
///
/// Returns a pod. The home pod has the account's id. The id of the environment or of the tenant names the pod, too, in all operations.
#[operation(
    GET "/v1/pods/{pod_id}", tag = "pods", caller = Account, permission = PodsRead,
    path(pod_id = "The pod's id."),
    reply = "The pod.",
    errors(NotFound),
)]
pub async fn get_pod(edge: Edge, caller: AccountPrincipal, Path(pod): Path<String>) -> Result<Json<Pod>> {
    let pod = PodId::of_any(&pod, caller.id());
    Ok(Json(edge.directory()?.pod_or_home(PodApi::Pods, PodsOf::caller(&caller), &pod).await?.into()))
}

/// Changes to a pod. Absent fields stay as they are; null removes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PodChanges {
    /// Your name for the pod. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "updated-name")]
    name: Patch<String>,
    /// Replaces all limits.
    #[serde(default)]
    #[schema(value_type = Option<Rates>)]
    rate_limits: Patch<Rates>,
    /// Replaces all caps.
    #[serde(default)]
    #[schema(value_type = Option<Caps>)]
    spending_caps: Patch<Caps>,
    /// Replaces the whole policy.
    #[serde(default)]
    #[schema(value_type = Option<Policy>)]
    policy: Patch<Policy>,
    /// True: the pod's vault refuses values that do not look encrypted (400 `invalid_ciphertext`). Stored values stay.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    vault_strict: Patch<bool>,
}

/// A changed pod.
#[derive(Serialize, ToSchema)]
pub struct UpdatedPod {
    #[serde(flatten)]
    pod: Pod,
    /// Always true.
    updated: bool,
}

/// Update a pod.
///
/// New rate limits apply to the pod's next request. New caps and a new policy apply to its next charge; money that is spent already counts.
/// A pod that has reached a cap can do everything except charge (402 `spending_cap_exceeded`). With `require_second_principal`, only a
/// signed-in person can raise or remove a cap, or allow more categories or payees.
///
/// The home pod has the account's id. Only its `vault_strict` can be changed here; `PATCH /api/v1/environments/{id}` changes its name and
/// metadata.
#[operation(
    PATCH "/v1/pods/{pod_id}", tag = "pods", caller = Account, permission = PodsWrite,
    path(pod_id = "The pod's id."),
    reply = "The changed pod.",
    errors(InvalidCaps, InvalidRequest, SelfApprovalForbidden, NotFound),
)]
pub async fn update_pod(
    edge: Edge,
    caller: AccountPrincipal,
    Path(pod): Path<String>,
    Body(changes): Body<PodChanges>,
) -> Result<Json<UpdatedPod>> {
    let name = match changes.name {
        Patch::Set(name) => checked_name(Some(name))?.map_or(Patch::Remove, Patch::Set),
        name => name,
    };
    let patch = PodPatch {
        name,
        rates: changes.rate_limits,
        caps: changes.spending_caps,
        policy: changes.policy,
        vault_strict: (!changes.vault_strict.is_keep()).then(|| changes.vault_strict.apply(None).unwrap_or(false)),
        ..PodPatch::default()
    };
    let pod = PodId::of_any(&pod, caller.id());
    if pod == caller.id().home_pod() && !patch.fits_home() {
        return Err(Error::invalid("Here, only vault_strict of a home pod can be changed.").fix(
            "Send only vault_strict. PATCH /api/v1/environments/{id} changes its name, and PUT /v1/budget the account's caps.",
        ));
    }
    let pod = edge.patch_pod(PodApi::Pods, caller.id(), Authority::Credential(&caller.key_id), &pod, patch).await?;
    Ok(Json(UpdatedPod { pod: pod.into(), updated: true }))
}
