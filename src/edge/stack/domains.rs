//! Custom domains of the account's environments.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{DeleteStack, DnsRecord, Stack, StackStatus};
use crate::directory::{self, StackScope};
use crate::edge::Edge;
use crate::error::Result;
use crate::id::{AccountId, PodId, StackId};
use crate::time::Timestamp;
use crate::wire::{
    Body, Both, Call, Created, Cursor, EnvironmentRequest, FromCall, Json, Page, PageInfo, Paging, Path, Place, Query,
};

/// A custom domain of an environment.
#[derive(Serialize, ToSchema)]
#[schema(as = EnvironmentDomain)]
pub struct Domain {
    /// The id of the domain.
    #[schema(example = "dom_0a1b2c3d4e5f6g7h")]
    id: String,
    /// In lower case and A-labels.
    #[schema(example = "acmeco.com")]
    domain: String,
    /// The environment that the domain belongs to. A domain that was added with `POST /v1/stack` belongs to the default environment, and
    /// serves all.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: String,
    status: StackStatus,
    /// Whether the domain is proved to be yours.
    verified: bool,
    /// The DNS records to set.
    records: Vec<DnsRecord>,
    /// To be set at the domain's registrar, where this deployment makes the zone; else empty.
    #[schema(example = json!(["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]))]
    nameservers: Vec<String>,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl Domain {
    fn new(edge: &Edge, account: &AccountId, stack: directory::Stack) -> Result<Self> {
        let (id, environment_id) = (stack.id.domain(), stack.environment(account).environment());
        let Stack { domain, status, verified, records, nameservers, created_at, .. } = edge.describe(account, stack)?;
        Ok(Self { id, domain, environment_id, status, verified, records, nameservers, created_at })
    }
}

/// A request about one domain: of the environment that the request names, or of any.
pub struct DomainRequest {
    account: AccountId,
    pod: Option<PodId>,
}

impl FromCall for DomainRequest {
    const HEADERS: &'static [&'static str] = EnvironmentRequest::HEADERS;

    fn from_call(call: &mut Call) -> Result<Self> {
        let request = EnvironmentRequest::from_call(call)?;
        Ok(Self { pod: request.named()?, account: request.caller.account })
    }
}

impl DomainRequest {
    const fn scope(&self) -> StackScope<'_> {
        StackScope::Environment(&self.account, self.pod.as_ref())
    }
}

/// A domain to add.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewEnvironmentDomain)]
pub struct NewDomain {
    /// The domain, in Unicode or A-labels. It cannot be this deployment's domain or a subdomain of it, an IP address or a public suffix.
    #[schema(example = "acmeco.com")]
    domain: String,
    /// The environment, if your key or `X-Environment` does not name it. Default: the default environment.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: Option<String>,
}

/// Add a domain to an environment.
///
/// Returns the DNS records to set. The domain is yours as soon as `POST /api/v1/domains/{id}/verify` finds the ownership record. Then only
/// this environment can claim addresses at it. The environment is that of the key, of the header `X-Environment`, or of
/// `environment_id`; two that differ are refused.
///
/// Adding a domain again returns it unchanged, with 200, also one that was added with `POST /v1/stack`, if it belongs to this environment.
/// An account has at most 1 domain in the free tier and 10 in the paid tier, in all environments together.
#[operation(
    POST "/api/v1/domains", tag = "domains", caller = Pod, permission = DomainsWrite,
    replies((status = 201, description = "The domain is added.", body = Domain), (status = 200, description = "The domain was added before.", body = Domain)),
    errors(InvalidRequest = "Also if the request names two environments.", InvalidDomain, MissingFields, NotFound, DomainInUse = "Another environment of the account has the domain.", UpgradeRequired = "The account has as many domains as its tier allows."),
)]
pub async fn create_domain(edge: Edge, request: EnvironmentRequest, Body(new): Body<NewDomain>) -> Result<Response> {
    let (pod, caller) = (request.named_or_own(new.environment_id.as_deref())?, request.caller);
    let (stack, is_new) = edge.add_stack(&caller, Some(&pod), &new.domain).await?;
    let domain = Domain::new(&edge, &caller.account, stack)?;
    Ok(if is_new { Created(domain).into_response() } else { (StatusCode::OK, Json(domain)).into_response() })
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListDomains {
    /// The environment, if your key or `X-Environment` does not name it. Default: the default environment.
    #[param(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: Option<String>,
}

/// The domains of an environment.
#[derive(Serialize, ToSchema)]
#[schema(as = EnvironmentDomains)]
pub struct Domains {
    /// The oldest first.
    domains: Vec<Domain>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List domains.
///
/// Lists the domains of one environment, the oldest first, with the results of the last look-up of their records. The default environment
/// includes the domains that were added with `POST /v1/stack`.
#[operation(
    GET "/api/v1/domains", tag = "domains", caller = Pod, permission = DomainsRead,
    reply = "A page of domains.",
    errors(InvalidRequest = "Also if the request names two environments.", NotFound),
)]
pub async fn list_domains(
    edge: Edge,
    request: EnvironmentRequest,
    Query(Both(list, paging)): Query<Both<ListDomains, Paging<100, 100, Place>>>,
) -> Result<Json<Domains>> {
    let (pod, directory) = (request.named_or_own(list.environment_id.as_deref())?, edge.directory()?);
    let account = &request.caller.account;
    directory.inbox_home(account, &pod).await?;
    let after = paging.cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let limit = paging.limit.get();
    let stacks = directory.stacks_after(StackScope::Environment(account, Some(&pod)), after, limit + 1).await?;
    let page = Page::cut(stacks, limit, |stack| Place { number: stack.created_at, id: stack.id.to_string() });
    let info = page.info(limit);
    let domains = page.items.into_iter().map(|stack| Domain::new(&edge, account, stack)).collect::<Result<_>>()?;
    Ok(Json(Domains { domains, page: info }))
}

/// Read a domain.
///
/// Returns a domain with the results of the last look-up of its records. Without `X-Environment`, the account's key and persons can read
/// the domains of all environments; a pod's key, those of its pod.
#[operation(
    GET "/api/v1/domains/{id}", tag = "domains", caller = Pod, permission = DomainsRead,
    path(id = "The domain's id."),
    reply = "The domain.",
    errors(InvalidRequest = "The request names two environments.", NotFound),
)]
pub async fn get_domain(edge: Edge, request: DomainRequest, Path(id): Path<String>) -> Result<Json<Domain>> {
    let stack = edge.directory()?.stack(request.scope(), &StackId::of_any(&id)).await?;
    Domain::new(&edge, &request.account, stack).map(Json)
}

/// Verify a domain.
///
/// Looks up all records and returns the results, as `POST /v1/stack/{id}/verify` does. If the ownership record is found, the domain is
/// yours. Leave the record in place: it is checked daily.
#[operation(
    POST "/api/v1/domains/{id}/verify", tag = "domains", caller = Pod, permission = DomainsWrite,
    path(id = "The domain's id."),
    reply = "The domain. `verified` says whether it is proved.",
    errors(InvalidRequest = "The request names two environments.", NotFound, DomainTaken = "Another account has the domain. Your proof is recorded; `transfers_at` says when the domain becomes yours.", DnsFailed = "The look-up failed. Nothing was changed.", Misconfigured, ProviderFailed = "The domain is proved, but its zone is not complete. `nameservers` is present if the zone was created."),
)]
pub async fn verify_domain(edge: Edge, request: DomainRequest, Path(id): Path<String>) -> Result<Json<Domain>> {
    let stack = edge.verify_domain(request.scope(), &StackId::of_any(&id)).await?;
    Domain::new(&edge, &request.account, stack).map(Json)
}

/// A removed domain.
#[derive(Serialize, ToSchema)]
#[schema(as = DeletedEnvironmentDomain)]
pub struct DeletedDomain {
    /// The id of the domain.
    #[schema(example = "dom_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Always true.
    deleted: bool,
    /// Addresses that were released.
    released_addresses: usize,
}

/// Delete a domain.
///
/// Removes the domain from the account. While addresses exist at the domain, the request is refused, unless `release_addresses=true`
/// releases them: then mail to them is refused, no mail can be sent from them, and received mail stays readable.
#[operation(
    DELETE "/api/v1/domains/{id}", tag = "domains", caller = Pod, permission = DomainsWrite,
    path(id = "The domain's id."),
    reply = "The domain is removed.",
    errors(InvalidRequest = "The request names two environments.", NotFound, DomainInUse = "Addresses exist at the domain; `addresses` is their number."),
)]
pub async fn delete_domain(
    edge: Edge,
    request: DomainRequest,
    Path(id): Path<String>,
    Query(query): Query<DeleteStack>,
) -> Result<Json<DeletedDomain>> {
    let release = query.release_addresses == Some(true);
    let (stack, released_addresses) = edge.remove_stack(request.scope(), &StackId::of_any(&id), release).await?;
    Ok(Json(DeletedDomain { id: stack.id.domain(), deleted: true, released_addresses }))
}
