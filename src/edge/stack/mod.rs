//! Stacks: custom domains of accounts. A DNS record proves that a domain belongs to an account, which can then claim addresses there.

mod checks;
pub mod domains;
mod emails;
mod operations;
mod zone;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use crate::directory::{self, GRACE, StackScope};
use crate::error::{Error, Result};
use crate::id::{AccountId, PodId, StackId};
use crate::mail::dns::{self, Kind, Purpose, Record, Seen, Status};
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Json, Path, Query};

/// The state of a domain.
/// - `provisioning`: it is not proven yet that the domain is yours
/// - `verified`: the domain is yours and addresses can be claimed, but the last check did not find some required record
/// - `active`: the last check found all required records
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StackStatus {
    Provisioning,
    Verified,
    Active,
}

/// A custom domain of the account.
#[derive(Serialize, ToSchema)]
pub struct Stack {
    /// The id of the domain.
    #[schema(example = "stk_0a1b2c3d4e5f6g7h")]
    id: String,
    /// In lower case and A-labels.
    #[schema(example = "myagent.dev")]
    domain: String,
    /// The only environment that the domain serves. Absent if it serves all environments of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: Option<String>,
    status: StackStatus,
    /// Whether the domain is proved to be yours.
    verified: bool,
    /// When the domain was proven to be yours. Absent before.
    verified_at: Option<Timestamp>,
    /// When the domain becomes yours, if your record stays. Until then it belongs to another account.
    #[serde(skip_serializing_if = "Option::is_none")]
    transfers_at: Option<Timestamp>,
    /// When the domain becomes the property of another account, if the record of that account stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    contested_until: Option<Timestamp>,
    /// On how many days in a row your record was missing. After seven, the domain is no longer yours.
    #[serde(skip_serializing_if = "is_zero")]
    missing_days: u32,
    /// When the records were last looked up.
    checked_at: Option<Timestamp>,
    /// When it was created.
    created_at: Timestamp,
    /// To be set at the domain's registrar, where this deployment makes the zone; else empty.
    #[schema(example = json!(["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]))]
    nameservers: Vec<String>,
    /// The DNS records to set.
    records: Vec<DnsRecord>,
    /// What is left to do, in order.
    #[schema(example = json!(["Set the record at your DNS provider."]))]
    next_steps: Vec<String>,
}

/// A DNS record to set, and whether it was found.
#[derive(Serialize, ToSchema)]
pub struct DnsRecord {
    purpose: Purpose,
    r#type: Kind,
    /// The whole name.
    #[schema(example = "_warren.myagent.dev")]
    name: String,
    /// The value to set.
    #[schema(example = "v=spf1 include:_spf.example -all")]
    value: String,
    /// The same as `value`.
    #[schema(example = "v=spf1 include:_spf.example -all")]
    expected: String,
    /// The priority of an MX record. You can use other priorities.
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<u16>,
    /// Whether the domain needs it.
    required: bool,
    status: Status,
    /// The values that were found.
    #[schema(example = json!(["v=spf1 -all"]))]
    found: Vec<String>,
    /// What to do. Absent if nothing has to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Add the record at your DNS provider.")]
    fix: Option<String>,
}

/// A domain to add.
#[derive(Deserialize, ToSchema)]
pub struct NewStack {
    /// The domain, in Unicode or A-labels. It cannot be this deployment's domain or a subdomain of it, an IP address or a public suffix.
    #[schema(example = "myagent.dev")]
    domain: String,
}

/// Add a domain.
///
/// Returns the DNS records to set. The domain is yours as soon as `POST /v1/stack/{id}/verify` finds the ownership record, whose text is
/// unique to your account. Several accounts can add the same domain, also one that another account has proved. Adding a domain again
/// returns it unchanged, with 200. An account has at most 1 domain in the free tier and 10 in the paid tier.
#[operation(
    POST "/v1/stack", tag = "stack", caller = Account, permission = DomainsWrite,
    replies((status = 201, description = "The domain is added.", body = Stack), (status = 200, description = "The domain was added before.", body = Stack)),
    errors(InvalidDomain, MissingFields, UpgradeRequired = "The account has as many domains as its tier allows."),
)]
pub async fn create_stack(edge: Edge, caller: AccountPrincipal, Body(new): Body<NewStack>) -> Result<Response> {
    let (stack, is_new) = edge.add_stack(&caller, None, &new.domain).await?;
    let stack = edge.describe(caller.id(), stack)?;
    Ok(if is_new { Created(stack).into_response() } else { (StatusCode::OK, Json(stack)).into_response() })
}

/// The domains of an account.
#[derive(Serialize, ToSchema)]
pub struct Stacks {
    /// The oldest first.
    stacks: Vec<Stack>,
    /// Number of items in this reply.
    count: usize,
}

/// List stacks.
///
/// Lists the account's domains with the results of the last look-up of their records.
#[operation(GET "/v1/stack", tag = "stack", caller = Account, permission = DomainsRead, reply = "The domains.")]
pub async fn list_stacks(edge: Edge, caller: AccountPrincipal) -> Result<Json<Stacks>> {
    let stacks = edge.directory()?.stacks(caller.id()).await?;
    let stacks = stacks.into_iter().map(|stack| edge.describe(caller.id(), stack)).collect::<Result<Vec<_>>>()?;
    Ok(Json(Stacks { count: stacks.len(), stacks }))
}

/// Read a stack.
///
/// Returns a domain with the results of the last look-up of its records.
#[operation(
    GET "/v1/stack/{id}", tag = "stack", caller = Account, permission = DomainsRead,
    path(id = "The stack's id."),
    reply = "The domain.",
    errors(NotFound),
)]
pub async fn get_stack(edge: Edge, caller: AccountPrincipal, Path(id): Path<String>) -> Result<Json<Stack>> {
    let stack = edge.directory()?.stack(StackScope::Account(caller.id()), &StackId::of_any(&id)).await?;
    edge.describe(caller.id(), stack).map(Json)
}

/// Verify a stack.
///
/// Looks up all records by DNS over HTTPS and returns the results. If the ownership record is found, the domain is yours; of several
/// concurrent requests one succeeds. Leave the record in place: it is checked daily, and after seven days in a row without it the domain
/// is no longer yours.
///
/// If another account has the domain, the reply is 409 `domain_taken`. Your proof is recorded, both accounts get an email, and after seven
/// days (`transfers_at`) the domain becomes yours if your record is still there.
///
/// If the deployment creates zones at Cloudflare, this call creates the zone of a proved domain, routes its mail and returns
/// `nameservers`. If that is interrupted, the next call continues it.
#[operation(
    POST "/v1/stack/{id}/verify", tag = "stack", caller = Account, permission = DomainsWrite,
    path(id = "The stack's id."),
    reply = "The domain. `verified` says whether it is proved.",
    errors(NotFound, DomainTaken = "Another account has the domain. Your proof is recorded; `transfers_at` says when the domain becomes yours.", DnsFailed = "The look-up failed. Nothing was changed.", Misconfigured, ProviderFailed = "The domain is proved, but its zone is not complete. `nameservers` is present if the zone was created."),
)]
pub async fn verify_stack(edge: Edge, caller: AccountPrincipal, Path(id): Path<String>) -> Result<Json<Stack>> {
    let stack = edge.verify_domain(StackScope::Account(caller.id()), &StackId::of_any(&id)).await?;
    edge.describe(caller.id(), stack).map(Json)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeleteStack {
    /// True: also release the addresses at the domain, those of pods too. Received mail stays.
    #[param(default = false)]
    release_addresses: Option<bool>,
}

/// A removed domain.
#[derive(Serialize, ToSchema)]
pub struct DeletedStack {
    /// The id of the domain.
    #[schema(example = "stk_0a1b2c3d4e5f6g7h")]
    id: String,
    /// The domain that was removed.
    #[schema(example = "acme.example")]
    domain: String,
    /// Always true.
    deleted: bool,
    /// Addresses that were released.
    released_addresses: usize,
}

/// Delete a stack.
///
/// Removes the domain from the account. While addresses exist at the domain, the request is refused, unless `release_addresses=true`
/// releases them: then mail to them is refused, no mail can be sent from them, and received mail stays readable. DNS records and a zone
/// that was created are not removed.
#[operation(
    DELETE "/v1/stack/{id}", tag = "stack", caller = Account, permission = DomainsWrite,
    path(id = "The stack's id."),
    reply = "The domain is removed.",
    errors(NotFound, DomainInUse = "Addresses exist at the domain; `addresses` is their number."),
)]
pub async fn delete_stack(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Query(query): Query<DeleteStack>,
) -> Result<Json<DeletedStack>> {
    let release = query.release_addresses == Some(true);
    let (stack, released_addresses) =
        edge.remove_stack(StackScope::Account(caller.id()), &StackId::of_any(&id), release).await?;
    Ok(Json(DeletedStack { id: stack.id.to_string(), domain: stack.domain, deleted: true, released_addresses }))
}

impl Edge {
    /// The records of a domain. None if its proof is neither stored nor computable, because its master key is not listed.
    fn records(&self, account: &AccountId, domain: &str, proof: Option<&str>) -> Option<Vec<Record>> {
        let proof = proof.map(str::to_owned).or_else(|| self.first_proof(account, domain))?;
        Some(dns::records(domain, &format!("warren-verify={proof}")))
    }

    /// The records of a domain, without the ownership record if its proof is not known.
    fn known_records(&self, account: &AccountId, domain: &str, proof: Option<&str>) -> Vec<Record> {
        self.records(account, domain, proof).unwrap_or_else(|| {
            let mut records = dns::records(domain, "");
            records.retain(|record| record.purpose != Purpose::Ownership);
            records
        })
    }

    fn describe(&self, account: &AccountId, stack: directory::Stack) -> Result<Stack> {
        let seen: Seen = read(stack.seen.as_deref())?;
        let nameservers: Vec<String> = read(stack.nameservers.as_deref())?;
        let records = self
            .known_records(account, &stack.domain, stack.proof.as_deref())
            .into_iter()
            .map(|record| shown_record(record, &seen));
        let records: Vec<_> = records.collect();
        let is_complete = records.iter().all(|record| !record.required || record.status == Status::Ok);
        let status = match stack.verified_at {
            None => StackStatus::Provisioning,
            Some(_) if is_complete => StackStatus::Active,
            Some(_) => StackStatus::Verified,
        };
        Ok(Stack {
            next_steps: self.next_steps(&stack, status, &nameservers, &records),
            environment_id: stack.pod_id.as_ref().map(PodId::environment),
            id: stack.id.to_string(),
            domain: stack.domain,
            status,
            verified: stack.verified_at.is_some(),
            verified_at: stack.verified_at.map(Timestamp::from_millis),
            transfers_at: stack.claimed_at.map(|at| Timestamp::from_millis(at).plus(GRACE)),
            contested_until: stack.contested_at.map(|at| Timestamp::from_millis(at).plus(GRACE)),
            missing_days: if stack.verified_at.is_some() { stack.missing_days } else { 0 },
            checked_at: stack.checked_at.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(stack.created_at),
            nameservers,
            records,
        })
    }

    fn next_steps(
        &self,
        stack: &directory::Stack,
        status: StackStatus,
        nameservers: &[String],
        records: &[DnsRecord],
    ) -> Vec<String> {
        let verify = format!("POST /v1/stack/{}/verify.", stack.id);
        let claim = format!("Claim addresses at {}: POST /v1/email/claim.", stack.domain);
        let is_missing = |record: &&DnsRecord| record.status != Status::Ok;
        let fixes = records.iter().filter(is_missing).map(|record| match &record.fix {
            Some(fix) => fix.clone(),
            None => format!("Add the {} record {}: {}", record.r#type, record.name, record.value),
        });
        match status {
            StackStatus::Provisioning if self.config.cloudflare.is_some() => {
                fixes.take(1).chain([verify + " It creates the domain's zone and returns its name servers."]).collect()
            }
            StackStatus::Provisioning => fixes.chain([verify, claim]).collect(),
            StackStatus::Verified if !nameservers.is_empty() => {
                let servers = nameservers.join(", ");
                let set = format!("At the registrar of {}, set the name servers {servers}.", stack.domain);
                vec![set, verify, claim]
            }
            StackStatus::Verified => fixes.chain([verify, claim]).collect(),
            StackStatus::Active => vec![claim],
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn shown_record(record: Record, seen: &Seen) -> DnsRecord {
    let verdict = dns::judge(&record, seen);
    DnsRecord {
        required: record.is_required(),
        purpose: record.purpose,
        r#type: record.kind,
        name: record.name,
        expected: record.value.clone(),
        value: record.value,
        priority: record.priority,
        status: verdict.status,
        found: verdict.found,
        fix: verdict.fix,
    }
}

fn read<T: Default + serde::de::DeserializeOwned>(stored: Option<&str>) -> Result<T> {
    stored.map_or_else(|| Ok(T::default()), |json| serde_json::from_str(json).map_err(Error::internal))
}
