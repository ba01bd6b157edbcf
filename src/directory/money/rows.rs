//! Charges and approvals as stored.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use crate::id::{AccountId, ApprovalId, ChargeId, KeyId, PodId, RunId};
use crate::time::Timestamp;

/// The state of a charge.
/// - `completed`: the money is spent
/// - `held`: it counts against the caps until it is captured or released
/// - `released`: the hold was released
/// - `expired`: the hold was neither captured nor released in time
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum ChargeStatus {
    Completed,
    Held,
    Released,
    Expired,
}

/// A charge as stored.
#[derive(Deserialize)]
pub struct Charge {
    pub id: ChargeId,
    pub account_id: AccountId,
    pub pod_id: PodId,
    pub requested: i64,
    pub amount: i64,
    pub refunded: i64,
    /// As stored; see [`status_at`](Self::status_at).
    status: ChargeStatus,
    pub category: String,
    pub description: Option<String>,
    pub reference_id: Option<String>,
    pub payee: Option<String>,
    pub metadata: Option<String>,
    pub approval_id: Option<ApprovalId>,
    /// The run whose key made it.
    pub run_id: Option<RunId>,
    pub booked_at: Option<i64>,
    pub created_at: i64,
    pub expires_at: Option<i64>,
}

pub(super) const CHARGE_COLUMNS: &str =
    "id, account_id, pod_id, requested, amount, refunded, status, category, description, reference_id, payee,
      metadata, approval_id, run_id, booked_at, created_at, expires_at";

impl Charge {
    /// The state at that time: a hold expires without a write.
    pub fn status_at(&self, now: Timestamp) -> ChargeStatus {
        match (self.status, self.expires_at) {
            (ChargeStatus::Held, Some(end)) if end <= now.millis() => ChargeStatus::Expired,
            (status, _) => status,
        }
    }

    /// The charge as it was when it was made.
    pub fn first(self) -> Self {
        let (status, booked_at) = match self.expires_at {
            Some(_) => (ChargeStatus::Held, None),
            None => (ChargeStatus::Completed, Some(self.created_at)),
        };
        Self { amount: self.requested, refunded: 0, status, booked_at, ..self }
    }
}

/// The state of a request for approval.
/// - `pending`: it waits
/// - `approved`: the account approved it, and the money is spent or held
/// - `rejected`: the account rejected it
/// - `expired`: nobody decided in time
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum ApprovalStatus {
    Pending,
    Approved,
    Rejected,
    Expired,
}

/// An approval as stored.
#[derive(Deserialize)]
pub struct Approval {
    pub id: ApprovalId,
    pub account_id: AccountId,
    pub pod_id: PodId,
    pub amount: i64,
    pub hold_for: Option<i64>,
    pub category: String,
    pub description: Option<String>,
    pub reference_id: Option<String>,
    pub payee: Option<String>,
    pub metadata: Option<String>,
    /// JSON: the caps that the charge would exceed. Empty when only `single_tx_limit` is exceeded.
    pub exceeded: String,
    pub status: ApprovalStatus,
    pub requested_by: KeyId,
    pub created_at: i64,
    pub expires_at: i64,
    pub resolved_at: Option<i64>,
    pub resolved_by: Option<KeyId>,
    pub reason: Option<String>,
    pub charge_id: Option<ChargeId>,
    /// The run whose key requested it.
    pub run_id: Option<RunId>,
}

pub(super) const APPROVAL_COLUMNS: &str =
    "id, account_id, pod_id, amount, hold_for, category, description, reference_id, payee, metadata, exceeded, status,
      requested_by, created_at, expires_at, resolved_at, resolved_by, reason, charge_id, run_id";
