//! Charges that wait for the account to decide.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::charge::{self, Charge, beyond_range, is_again, one, too_many_holds};
use super::principal::{may_decide, person_needed};
use super::{Booking, full};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, ApprovalId, ChargeId, KeyId, PodId};
use crate::platform::{Conflict, Rows, Statement, values};
use crate::time::Timestamp;
use crate::wire::IdempotentRequest;

/// The state of a request for approval.
/// - `pending`: it waits
/// - `approved`: the account approved it, and the money is spent or held
/// - `rejected`: the account rejected it
/// - `expired`: nobody decided in time
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalStatus {
    Pending,
    Approved,
    Rejected,
    Expired,
}

impl ApprovalStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }
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
    /// JSON: the caps that it would exceed. None: it is larger than a single charge may be.
    pub exceeded: String,
    pub status: ApprovalStatus,
    pub requested_by: KeyId,
    pub created_at: i64,
    pub expires_at: i64,
    pub resolved_at: Option<i64>,
    pub resolved_by: Option<KeyId>,
    pub reason: Option<String>,
    pub charge_id: Option<ChargeId>,
}

/// Which approvals to list, the newest first.
pub struct ApprovalFilter<'a> {
    pub account: &'a AccountId,
    /// Of this pod alone.
    pub pod: Option<&'a PodId>,
    pub status: Option<ApprovalStatus>,
    /// Before the one made then with that id.
    pub before: Option<(i64, &'a str)>,
    pub limit: u32,
    pub now: Timestamp,
}

/// What the account decides.
pub struct Resolution<'a> {
    pub id: &'a str,
    pub account: &'a AccountId,
    /// The key or session that decides.
    pub by: &'a KeyId,
    pub idempotent: Option<&'a IdempotentRequest>,
    pub now: Timestamp,
}

pub(super) const COLUMNS: &str =
    "id, account_id, pod_id, amount, hold_for, category, description, reference_id, payee, metadata, exceeded, status,
      requested_by, created_at, expires_at, resolved_at, resolved_by, reason, charge_id";

/// What is past its time has expired: whoever looks first writes it down.
const UPDATE_EXPIRED_APPROVALS: &str = "
    UPDATE approval SET status = 'expired' WHERE account_id = ?1 AND status = 'pending' AND expires_at <= ?2";

#[derive(Deserialize)]
struct Obstacles {
    holds_full: i64,
    pod_gone: i64,
}

/// What stands against an approval beside itself. `?1` to `?3` are its id, the account and now.
fn obstacles() -> String {
    let holds_full = full("charge", "held", "approval", "?3");
    format!(
        "SELECT hold_for IS NOT NULL AND {holds_full} AS holds_full,
           NOT EXISTS (SELECT 1 FROM pod WHERE pod.id = approval.pod_id AND NOT condemned) AS pod_gone
         FROM approval WHERE id = ?1 AND account_id = ?2"
    )
}

const UPDATE_APPROVAL_APPROVED: &str = "
    UPDATE approval SET status = 'approved', resolved_at = ?3, resolved_by = ?4, charge_id = ?5
    WHERE id = ?1 AND account_id = ?2 AND status = 'pending' AND expires_at > ?3
      AND EXISTS (SELECT 1 FROM obstacles WHERE NOT holds_full AND NOT pod_gone)
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?2 AND key = ?6)";
/// Another key, which works since before the charge was asked for: else rotating the key would make it another.
const BY_ANOTHER: &str = "requested_by <> ?4
      AND EXISTS (SELECT 1 FROM api_key WHERE api_key.id = ?4 AND api_key.activated_at < approval.created_at)";
const INSERT_CHARGE: &str = "
    INSERT INTO charge (id, account_id, pod_id, requested, amount, status, category, description, reference_id, payee, metadata,
      approval_id, booking, booked_at, created_at, expires_at)
    SELECT charge_id, account_id, pod_id, amount, amount, iif(hold_for IS NULL, 'completed', 'held'), category, description,
      reference_id, payee, metadata, id, iif(hold_for IS NULL, ?2, NULL), iif(hold_for IS NULL, ?3, NULL), ?3, ?3 + hold_for
    FROM approval WHERE charge_id = ?1";
const UPDATE_APPROVAL_REJECTED: &str = "
    UPDATE approval SET status = 'rejected', resolved_at = ?3, resolved_by = ?4, reason = ?5
    WHERE id = ?1 AND account_id = ?2 AND status = 'pending' AND expires_at > ?3
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?2 AND key = ?6)
    RETURNING id";
/// What the statement before decided.
const INSERT_KEY: &str = "
    INSERT INTO money_key (pod_id, key, fingerprint, approval_id, at)
    SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 IS NOT NULL AND changes() > 0";

impl Directory {
    /// Approvals of an account, or of one of its pods alone.
    pub async fn approvals(&self, wanted: &ApprovalFilter<'_>) -> Result<Vec<Approval>> {
        let (made, id) = wanted.before.unwrap_or((i64::MAX >> 11, ""));
        // A condition each, so that each has its index.
        let whose = match wanted.pod {
            Some(_) => "pod_id = ?2 AND account_id = ?1",
            None => "account_id = ?1 AND ?2 IS NULL",
        };
        let which = if wanted.status.is_some() { "status = ?3" } else { "?3 IS NULL" };
        let list = format!(
            "SELECT {COLUMNS} FROM approval WHERE {whose} AND {which} AND (created_at, id) < (?4, ?5)
             ORDER BY created_at DESC, id DESC LIMIT ?6"
        );
        let (account, pod) = (wanted.account.as_str(), wanted.pod.map(PodId::as_str));
        let status = wanted.status.map(ApprovalStatus::as_str);
        let done = self
            .db
            .batch([
                self.db.statement(UPDATE_EXPIRED_APPROVALS, &values![account, wanted.now])?,
                self.db.statement(&list, &values![account, pod, status, made, id, wanted.limit])?,
            ])
            .await?;
        done.get(1).map_or(Ok(Vec::new()), Rows::read)
    }

    /// One of them.
    pub async fn approval(
        &self,
        account: &AccountId,
        pod: Option<&PodId>,
        id: &str,
        now: Timestamp,
    ) -> Result<Approval> {
        let find = format!(
            "SELECT {COLUMNS} FROM approval WHERE id = ?1 AND account_id = ?2 AND pod_id = coalesce(?3, pod_id)"
        );
        let done = self
            .db
            .batch([
                self.db.statement(UPDATE_EXPIRED_APPROVALS, &values![account.as_str(), now])?,
                self.db.statement(&find, &values![id, account.as_str(), pod.map(PodId::as_str)])?,
            ])
            .await?;
        one(done.get(1))?.ok_or_else(|| Error::not_found("approval"))
    }

    /// Lets a charge be made, whatever the caps say. Also whether that was done before under the same key.
    ///
    /// # Errors
    /// `not_found`, `already_resolved`, `expired`, `self_approval_forbidden`, `hold_limit_reached`, `spending_cap_exceeded`: beyond what
    /// can be counted; `idempotency_mismatch`.
    pub async fn approve(&self, resolution: &Resolution<'_>) -> Result<(Approval, Charge, bool)> {
        let (charge, booking) = (ChargeId::generate()?, Booking::new(resolution.now)?);
        let Resolution { id, by, now, .. } = *resolution;
        let (account, obstacles) = (resolution.account.as_str(), obstacles());
        let may = may_decide("?2", "?4");
        let approve = format!(
            "WITH obstacles AS ({obstacles}) {UPDATE_APPROVAL_APPROVED} AND ({may} OR {BY_ANOTHER}) RETURNING id"
        );
        let found = format!("SELECT {} FROM charge WHERE approval_id = ?1 AND account_id = ?2", charge::COLUMNS);
        let [used, add_up, enter] = self.book(&booking)?;
        let done = self
            .db
            .batch([
                self.forget_keys(account, now)?,
                self.done_before(account, resolution.idempotent)?,
                self.db.statement(UPDATE_EXPIRED_APPROVALS, &values![account, now])?,
                self.expire_holds(account, now)?,
                self.db.statement(&obstacles, &values![id, account, now])?,
                self.db
                    .statement(&approve, &values![id, account, now, by.as_str(), charge.as_str(), resolution.key()])?,
                self.remember(resolution)?,
                self.db.statement(INSERT_CHARGE, &values![charge.as_str(), booking.id.as_str(), now])?,
                used,
                add_up,
                enter,
                self.db.statement(&find(), &values![id, account])?,
                self.db.statement(&found, &values![id, account])?,
            ])
            .await
            .on_conflict("spent_range", beyond_range)?;
        let approval = one::<Approval>(done.get(11))?.ok_or_else(|| Error::not_found("approval"))?;
        let again = is_again(done.get(1), resolution.idempotent)?;
        match one::<Charge>(done.get(12))? {
            Some(charge) if again || done.get(5).map_or(Ok(false), Rows::any)? => Ok((approval, charge.first(), again)),
            _ => Err(approval.refusal(one(done.get(4))?)),
        }
    }

    /// Says no to a charge. Also whether that was done before under the same key.
    ///
    /// # Errors
    /// `not_found`, `already_resolved`, `expired`, `idempotency_mismatch`.
    pub async fn reject(&self, resolution: &Resolution<'_>, reason: Option<&str>) -> Result<(Approval, bool)> {
        let Resolution { id, by, now, .. } = *resolution;
        let account = resolution.account.as_str();
        let done = self
            .db
            .batch([
                self.forget_keys(account, now)?,
                self.done_before(account, resolution.idempotent)?,
                self.db.statement(UPDATE_EXPIRED_APPROVALS, &values![account, now])?,
                self.db.statement(
                    UPDATE_APPROVAL_REJECTED,
                    &values![id, account, now, by.as_str(), reason, resolution.key()],
                )?,
                self.remember(resolution)?,
                self.db.statement(&find(), &values![id, account])?,
            ])
            .await?;
        let approval = one::<Approval>(done.get(5))?.ok_or_else(|| Error::not_found("approval"))?;
        let again = is_again(done.get(1), resolution.idempotent)?;
        if again || done.get(3).map_or(Ok(false), Rows::any)? {
            Ok((approval, again))
        } else {
            Err(approval.refusal(None))
        }
    }

    fn remember(&self, resolution: &Resolution<'_>) -> Result<Statement> {
        let fingerprint = resolution.idempotent.map(|idempotent| &idempotent.fingerprint);
        let account = resolution.account.as_str();
        self.db.statement(INSERT_KEY, &values![account, resolution.key(), fingerprint, resolution.id, resolution.now])
    }
}

impl Resolution<'_> {
    fn key(&self) -> Option<&String> {
        self.idempotent.map(|idempotent| &idempotent.key)
    }
}

fn find() -> String {
    format!("SELECT {COLUMNS} FROM approval WHERE id = ?1 AND account_id = ?2")
}

impl Approval {
    /// Why it cannot be decided.
    fn refusal(&self, obstacles: Option<Obstacles>) -> Error {
        match self.status {
            ApprovalStatus::Pending if obstacles.as_ref().is_some_and(|found| found.pod_gone == 1) => {
                Error::not_found("pod")
            }
            ApprovalStatus::Pending if obstacles.is_some_and(|found| found.holds_full == 1) => {
                Error::new(Code::HoldLimit, too_many_holds()).fix("Capture or release some, then approve it.")
            }
            ApprovalStatus::Pending => person_needed(
                "Approving a charge that this key asked for, or that was asked for before it became active,",
            ),
            ApprovalStatus::Expired => {
                Error::new(Code::Expired, "Nobody decided in time.").fix("The agent can charge anew.")
            }
            status => Error::new(Code::AlreadyResolved, format!("It was {} before.", status.as_str()))
                .with("status", status.as_str()),
        }
    }
}
