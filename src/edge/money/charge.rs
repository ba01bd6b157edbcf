//! A charge, as replies show it.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::CURRENCY;
use crate::directory::money::rows::{self, ChargeStatus};
use crate::error::{Error, Result};
use crate::id::{AccountId, ApprovalId, ChargeId, PodId, RunId};
use crate::time::Timestamp;

/// A charge or a hold.
#[derive(Serialize, ToSchema)]
pub struct Charge {
    status: ChargeStatus,
    /// The charge's id.
    charge_id: ChargeId,
    /// The same as `charge_id`.
    id: ChargeId,
    account_id: AccountId,
    /// The pod that made it. The account's id if the account's own agent did.
    pod_id: PodId,
    /// Atomic USDC that were spent or are held.
    amount_usdc: i64,
    /// Atomic USDC that were held first; null for a charge without a hold.
    held_usdc: Option<i64>,
    /// Atomic USDC that were refunded.
    refunded_usdc: i64,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// What it was spent on.
    #[schema(example = "compute")]
    category: String,
    /// For people.
    #[schema(example = "GPU hours")]
    description: Option<String>,
    /// Your own reference.
    #[schema(example = "invoice-42")]
    reference_id: Option<String>,
    /// Who gets the money.
    #[schema(example = "api.example.com")]
    payee: Option<String>,
    /// The object that was sent with the charge.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Box<RawValue>>,
    /// The approval that allowed it.
    approval_id: Option<ApprovalId>,
    /// The run whose key made it; null for other keys.
    run_id: Option<RunId>,
    /// When the charge or the hold was made.
    created_at: Timestamp,
    /// When the money was spent.
    completed_at: Option<Timestamp>,
    /// When the hold expires.
    expires_at: Option<Timestamp>,
}

impl Charge {
    pub(super) fn new(charge: rows::Charge, now: Timestamp) -> Result<Self> {
        Ok(Self {
            status: charge.status_at(now),
            charge_id: charge.id.clone(),
            id: charge.id,
            account_id: charge.account_id,
            pod_id: charge.pod_id,
            amount_usdc: charge.amount,
            held_usdc: charge.expires_at.map(|_| charge.requested),
            refunded_usdc: charge.refunded,
            currency: CURRENCY,
            category: charge.category,
            description: charge.description,
            reference_id: charge.reference_id,
            payee: charge.payee,
            metadata: raw_json(charge.metadata)?,
            approval_id: charge.approval_id,
            run_id: charge.run_id,
            created_at: Timestamp::from_millis(charge.created_at),
            completed_at: charge.booked_at.map(Timestamp::from_millis),
            expires_at: charge.expires_at.map(Timestamp::from_millis),
        })
    }

    /// As it was before any refund.
    pub(super) fn without_refunds(self) -> Self {
        Self { refunded_usdc: 0, ..self }
    }
}

/// JSON as it was stored.
pub(super) fn raw_json(json: Option<String>) -> Result<Option<Box<RawValue>>> {
    json.map(RawValue::from_string).transpose().map_err(Error::internal)
}
