//! Charges that wait for the account to decide. Agents see theirs; the account decides.

use macros::operation;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::charges::{Charge, raw};
use super::{Replayed, checked_limit, text};
use crate::directory::ToOperator;
use crate::directory::money::approval::{Approval, ApprovalFilter, ApprovalStatus, Resolution};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::id::{AccountId, ApprovalId, ChargeId, KeyId, PodId};
use crate::mail::quotation;
use crate::money::{Amount, Exceeded};
use crate::platform::{clock, log};
use crate::rpc::SystemEmail;
use crate::time::{SECOND, Timestamp};
use crate::wire::{AccountPrincipal, Body, Json, Path, Principal, Query};

/// Characters of a reason.
const MAX_REASON_CHARS: usize = 500;

/// A charge that waits, or waited, for the account to decide.
#[derive(Serialize, ToSchema)]
pub struct ApprovalRequest {
    id: ApprovalId,
    /// The same as `id`.
    approval_id: ApprovalId,
    account_id: AccountId,
    /// Whose agent asks; for the account's own, the account.
    pod_id: PodId,
    /// Atomic USDC.
    amount_usdc: i64,
    /// What the money is for.
    #[schema(example = "compute")]
    category: String,
    /// Empty if the agent gave none.
    #[schema(example = "GPU hours")]
    description: String,
    /// Your own reference, for example an invoice number.
    #[schema(example = "invoice-42")]
    reference_id: Option<String>,
    /// Who gets the money.
    #[schema(example = "api.example.com")]
    payee: Option<String>,
    status: ApprovalStatus,
    /// Why it needs approval: `spending_cap_exceeded` or `single_tx_limit_exceeded`. If it was rejected, the reason that was given for
    /// that, or null.
    #[schema(example = "spending_cap_exceeded")]
    reason: Option<String>,
    /// Why it needs approval, whatever was decided: `spending_cap_exceeded` or `single_tx_limit_exceeded`.
    #[schema(example = "spending_cap_exceeded")]
    requested_because: &'static str,
    /// The caps that it would have exceeded when it was asked for.
    exceeded: Vec<Exceeded>,
    /// False: the money will be held, for `expires_in` seconds from the approval on.
    capture: bool,
    /// Seconds until it expires. Absent once it is decided.
    expires_in: Option<i64>,
    /// The key or session that asked.
    requested_by: KeyId,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was decided or expired.
    #[schema(value_type = Option<String>, format = DateTime)]
    resolved_at: Option<Timestamp>,
    /// The key or session that decided.
    resolved_by: Option<KeyId>,
    /// Why it was rejected.
    #[schema(example = "Too expensive.")]
    rejection_reason: Option<String>,
    /// When the request expires, if nobody decides.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// With `approved`: the charge.
    charge_id: Option<ChargeId>,
    /// Your own JSON object, as it was sent.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Box<RawValue>>,
}

impl ApprovalRequest {
    /// As the account sees it, or somebody confined to a pod.
    pub(super) fn new(approval: &Approval, confined: bool) -> Result<Self> {
        Ok(Self {
            id: approval.id.clone(),
            approval_id: approval.id.clone(),
            account_id: approval.account_id.clone(),
            pod_id: approval.pod_id.clone(),
            amount_usdc: approval.amount,
            category: approval.category.clone(),
            description: approval.description.clone().unwrap_or_default(),
            reference_id: approval.reference_id.clone(),
            payee: approval.payee.clone(),
            status: approval.status,
            reason: match approval.status {
                ApprovalStatus::Rejected => approval.reason.clone(),
                _ => Some(reason(approval).to_owned()),
            },
            requested_because: reason(approval),
            exceeded: Exceeded::read(&approval.exceeded, confined)?,
            capture: approval.hold_for.is_none(),
            expires_in: approval.hold_for.map(|millis| millis / SECOND),
            requested_by: approval.requested_by.clone(),
            created_at: Timestamp::from_millis(approval.created_at),
            resolved_at: approval.resolved_at.map(Timestamp::from_millis),
            resolved_by: approval.resolved_by.clone(),
            rejection_reason: approval.reason.clone(),
            expires_at: Timestamp::from_millis(approval.expires_at),
            charge_id: approval.charge_id.clone(),
            metadata: raw(approval.metadata.clone())?,
        })
    }
}

/// Why a charge waits.
pub(super) fn reason(approval: &Approval) -> &'static str {
    if approval.exceeded == "[]" { "single_tx_limit_exceeded" } else { "spending_cap_exceeded" }
}

/// The same for people.
fn why(approval: &Approval) -> Result<String> {
    let exceeded = Exceeded::read(&approval.exceeded, false)?;
    if exceeded.is_empty() {
        return Ok("it is larger than a single charge may be".to_owned());
    }
    let caps: Vec<_> = exceeded.iter().map(Exceeded::name).collect();
    Ok(format!("it would exceed {}", caps.join(", ")))
}

/// Which approvals to list.
/// - `pending`: those that wait
/// - `approved`: those that were approved
/// - `rejected`: those that were rejected
/// - `expired`: those that nobody decided in time
/// - `all`: all
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WhichApprovals {
    Pending,
    Approved,
    Rejected,
    Expired,
    All,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListApprovals {
    /// How far they have come: those that are `pending`, unless told.
    #[param(inline)]
    status: Option<WhichApprovals>,
    /// Approvals to list, 1 to 200.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Approvals.
#[derive(Serialize, ToSchema)]
pub struct Approvals {
    /// The newest first.
    approvals: Vec<ApprovalRequest>,
    /// Approvals on this page.
    count: usize,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
}

/// List approvals.
///
/// A pod's key sees those that the pod asked for; the account sees all of its pods'.
#[operation(
    GET "/v1/approvals", tag = "budget", caller = Pod, permission = BudgetRead, tool,
    reply = "A page.",
    errors(InvalidRequest),
)]
pub async fn list_approvals(
    edge: Edge,
    caller: Principal,
    Query(list): Query<ListApprovals>,
) -> Result<Json<Approvals>> {
    let limit = checked_limit(list.limit)?;
    let status = match list.status {
        Some(WhichApprovals::Pending) | None => Some(ApprovalStatus::Pending),
        Some(WhichApprovals::Approved) => Some(ApprovalStatus::Approved),
        Some(WhichApprovals::Rejected) => Some(ApprovalStatus::Rejected),
        Some(WhichApprovals::Expired) => Some(ApprovalStatus::Expired),
        Some(WhichApprovals::All) => None,
    };
    let before = list.cursor.as_deref().map(position).transpose()?;
    let wanted = ApprovalFilter {
        account: &caller.account,
        pod: caller.confined(),
        status,
        before,
        limit: limit + 1,
        now: clock::now(),
    };
    let confined = wanted.pod.is_some();
    let mut approvals = edge.directory()?.approvals(&wanted).await?;
    let has_more = approvals.len() > limit as usize;
    approvals.truncate(limit as usize);
    let next_cursor = approvals.last().filter(|_| has_more).map(|last| format!("{}.{}", last.created_at, last.id));
    let approvals =
        approvals.iter().map(|approval| ApprovalRequest::new(approval, confined)).collect::<Result<Vec<_>>>()?;
    Ok(Json(Approvals { count: approvals.len(), approvals, has_more, next_cursor }))
}

fn position(cursor: &str) -> Result<(i64, &str)> {
    let position = cursor.split_once('.').and_then(|(made, id)| Some((made.parse().ok()?, id)));
    position.ok_or_else(|| Error::invalid("cursor is the next_cursor of a page."))
}

/// Read an approval.
#[operation(
    GET "/v1/approvals/{id}", tag = "budget", caller = Pod, permission = BudgetRead, tool,
    path(id("The approval.", example = "apr_0a1b2c3d4e5f6g7h")),
    reply = "The approval, expired if nobody decided in time.",
    errors(NotFound),
)]
pub async fn get_approval(edge: Edge, caller: Principal, Path(id): Path<String>) -> Result<Json<ApprovalRequest>> {
    let approval = edge.directory()?.approval(&caller.account, caller.confined(), &id, clock::now()).await?;
    ApprovalRequest::new(&approval, caller.confined().is_some()).map(Json)
}

/// A decision.
#[derive(Serialize, ToSchema)]
pub struct Resolved {
    /// Always true.
    ok: bool,
    #[serde(flatten)]
    approval: ApprovalRequest,
    /// With `approved`: the charge that was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<Charge>,
}

/// Approve a charge.
///
/// Makes the charge or the hold now, even beyond the caps; it counts against them. Needs the account's key or a session. With
/// `require_second_principal`, a key cannot approve charges that it asked for itself, nor charges that were asked for before it became
/// active; a signed-in person can. Approvals and rejections send `approval.resolved` to the sockets and webhooks of the pod and of the
/// account, as the request for approval sent `approval.requested`.
#[operation(
    POST "/v1/approvals/{id}/approve", tag = "budget", caller = Account, permission = BudgetManage, idempotency = Directory,
    path(id = "The approval."),
    reply = "It is approved, and the charge is made.",
    errors(SpendingCapExceeded = "More than can be counted.", SelfApprovalForbidden, HoldLimit = "It is to be held, and too many are.", NotFound = "Also where its pod is gone.", AlreadyResolved, Expired),
    events(ApprovalResolved),
)]
pub async fn approve(edge: Edge, caller: AccountPrincipal, Path(id): Path<String>) -> Result<Replayed<Json<Resolved>>> {
    let resolution = edge.resolution(&caller, &id);
    let (approval, charge, again) = edge.directory()?.approve(&resolution).await?;
    let made = Timestamp::from_millis(charge.created_at);
    let charge = Charge::new(charge, made)?;
    edge.resolved(approval, Some(charge), again).await
}

/// Why a charge is not approved.
#[derive(Deserialize, ToSchema)]
pub struct ApprovalRejection {
    /// Shown to the agent, at most 500 characters.
    #[schema(max_length = 500, example = "Not needed any more.")]
    reason: Option<String>,
}

/// Reject a charge.
///
/// Nothing is spent. Needs the account's key or a session; whoever asked may take it back so.
#[operation(
    POST "/v1/approvals/{id}/reject", tag = "budget", caller = Account, permission = BudgetManage, idempotency = Directory,
    path(id = "The approval."),
    reply = "It is rejected.",
    errors(InvalidRequest, NotFound, AlreadyResolved, Expired),
    events(ApprovalResolved),
)]
pub async fn reject(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(rejection): Body<ApprovalRejection>,
) -> Result<Replayed<Json<Resolved>>> {
    let reason = text("reason", rejection.reason, MAX_REASON_CHARS)?;
    let (approval, again) = edge.directory()?.reject(&edge.resolution(&caller, &id), reason.as_deref()).await?;
    edge.resolved(approval, None, again).await
}

impl Edge {
    fn resolution<'a>(&'a self, caller: &'a AccountPrincipal, id: &'a str) -> Resolution<'a> {
        Resolution { id, account: caller.id(), by: &caller.key_id, idempotent: self.idempotent(), now: clock::now() }
    }

    /// Writes to the account's operator, if there is one with a confirmed address, that a charge waits.
    pub(super) async fn write_to_operator(&self, approval: &Approval) {
        let written = async {
            let account = self.directory()?.account(&approval.account_id).await?;
            let Some(to) = account.confirmed_operator().map(str::to_owned) else { return Ok(()) };
            let amount = Amount::stored(approval.amount);
            let quoted = |text: &Option<String>| text.as_deref().map_or_else(|| "not given".to_owned(), quotation);
            let text = format!(
                "An agent of your account asks to spend {amount}. In quotation marks is what the agent wrote.\n\n\
                 What for: {}\nCategory: {}\nTo: {}\nWhy you are asked: {}\nPod: {}\nApproval: {}\nUntil: {}\n\n\
                 Approve or reject it at {}/dashboard, or with the account's key: POST /v1/approvals/{}/approve or /reject. \
                 If nobody decides, nothing is spent.\n",
                quoted(&approval.description),
                quotation(&approval.category),
                quoted(&approval.payee),
                why(approval)?,
                approval.pod_id,
                approval.id,
                Timestamp::from_millis(approval.expires_at),
                self.config.public_url,
                approval.id,
            );
            let subject = format!("{amount} wait for your approval");
            let pseudonym = self.config.master_key.name(&to);
            let letter = ToOperator {
                account: &approval.account_id,
                pod: &approval.pod_id,
                limits: self.config.limits(account.tier),
                pseudonym: &pseudonym,
                system_email: &SystemEmail { to, subject, text },
            };
            self.mail_router()?.write_to_operator(&letter, clock::now()).await
        };
        // It waits all the same.
        if let Err(error) = written.await {
            log::error(&format!("{} {error}", self.request_id));
        }
    }

    async fn resolved(
        &self,
        approval: Approval,
        charge: Option<Charge>,
        again: bool,
    ) -> Result<Replayed<Json<Resolved>>> {
        if !again {
            self.announce(&approval, EventKind::ApprovalResolved).await;
        }
        let reply = Json(Resolved { ok: true, approval: ApprovalRequest::new(&approval, false)?, charge });
        Ok(Replayed { reply, again })
    }
}
