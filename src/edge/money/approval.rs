//! An approval, as replies and events show it.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::charge::raw_json;
use crate::directory::money::rows::{Approval, ApprovalStatus};
use crate::error::Result;
use crate::id::{AccountId, ApprovalId, ChargeId, KeyId, PodId, RunId};
use crate::money::Exceeded;
use crate::time::{SECOND, Timestamp};

/// A charge that needs the account's approval.
#[derive(Serialize, ToSchema)]
pub struct ApprovalRequest {
    id: ApprovalId,
    /// The same as `id`.
    approval_id: ApprovalId,
    account_id: AccountId,
    /// The pod that requested it. The account's id if the account's own agent did.
    pod_id: PodId,
    /// Amount in atomic USDC.
    amount_usdc: i64,
    /// Category of the charge.
    #[schema(example = "compute")]
    category: String,
    /// Empty if the agent gave none.
    #[schema(example = "GPU hours")]
    description: String,
    /// The agent's own reference.
    #[schema(example = "invoice-42")]
    reference_id: Option<String>,
    /// Who gets the money.
    #[schema(example = "api.example.com")]
    payee: Option<String>,
    status: ApprovalStatus,
    /// Why it needs approval: `spending_cap_exceeded` or `single_tx_limit_exceeded`. After a rejection: the same as
    /// `rejection_reason`.
    #[schema(example = "spending_cap_exceeded")]
    reason: Option<String>,
    /// Why it needs approval: `spending_cap_exceeded` or `single_tx_limit_exceeded`. A decision does not change it.
    #[schema(example = "spending_cap_exceeded")]
    requested_because: &'static str,
    /// The caps that the charge would have exceeded when it was requested.
    exceeded: Vec<Exceeded>,
    /// False: approval holds the money instead of spending it.
    capture: bool,
    /// With `capture: false`: how long the money is held after the approval, in seconds.
    expires_in: Option<i64>,
    /// The key or session that requested the charge.
    requested_by: KeyId,
    /// When it was requested.
    created_at: Timestamp,
    /// When it was approved or rejected.
    resolved_at: Option<Timestamp>,
    /// The key, the session, or the link in an email that approved or rejected it.
    resolved_by: Option<KeyId>,
    /// The reason that was given with the rejection.
    #[schema(example = "Too expensive.")]
    rejection_reason: Option<String>,
    /// When it expires, if nobody decides before.
    expires_at: Timestamp,
    /// The charge that the approval made.
    charge_id: Option<ChargeId>,
    /// The run whose key requested the charge, and which waits for the decision; null for other keys.
    run_id: Option<RunId>,
    /// The charge's metadata.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Box<RawValue>>,
}

impl ApprovalRequest {
    /// As the account sees it or, if `confined`, as a pod's key sees it.
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
                _ => Some(approval_reason(approval).to_owned()),
            },
            requested_because: approval_reason(approval),
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
            run_id: approval.run_id.clone(),
            metadata: raw_json(approval.metadata.clone())?,
        })
    }
}

/// Why a charge waits.
pub(super) fn approval_reason(approval: &Approval) -> &'static str {
    if approval.exceeded == "[]" { "single_tx_limit_exceeded" } else { "spending_cap_exceeded" }
}
