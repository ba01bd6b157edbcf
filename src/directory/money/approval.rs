//! Approvals: charges that wait for the account to decide.

use serde::Deserialize;

use super::decision_link::is_decided_by_link_or;
use super::idempotency::Earlier;
use super::ledger::Booking;
use super::principal::{may_decide, person_needed};
use super::rows::{APPROVAL_COLUMNS, Approval, ApprovalStatus, CHARGE_COLUMNS, Charge};
use super::run::{exceeded_caps, refused_agent, with_run};
use super::{beyond_range, expire_holds, is_full, too_many_holds};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, ChargeId, KeyId, PodId};
use crate::money::Exceeded;
use crate::platform::{Batch, Conflict, values};
use crate::time::Timestamp;
use crate::wire::IdempotentRequest;

/// Which approvals to list, the newest first.
pub struct ApprovalFilter<'a> {
    pub account: &'a AccountId,
    /// Only those of this pod.
    pub pod: Option<&'a PodId>,
    pub status: Option<ApprovalStatus>,
    /// Only those before this time and, at that time, before this id.
    pub before: Option<(i64, &'a str)>,
    pub limit: u32,
    pub now: Timestamp,
}

/// The account's decision about an approval.
pub struct Resolution<'a> {
    pub id: &'a str,
    pub account: &'a AccountId,
    /// The key, the session or the link that decides.
    pub by: &'a KeyId,
    pub idempotent: Option<&'a IdempotentRequest>,
    pub now: Timestamp,
}

/// Marks the approvals whose time is over, and those of runs that have ended: nobody is left to use the money.
const EXPIRE_APPROVALS: &str = "
    UPDATE approval SET status = 'expired' WHERE account_id = ?1 AND status = 'pending'
      AND (expires_at <= ?2 OR run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run_key WHERE run_key.id = approval.requested_by))";

#[derive(Deserialize)]
struct Obstacles {
    holds_full: i64,
    pod_gone: i64,
    exceeded_of_run: String,
    refused: Option<String>,
}

/// The run of an approval. `?1` to `?3` are its id, the account and now.
fn with_run_of_approval() -> String {
    with_run("b.run_id = (SELECT run_id FROM approval WHERE id = ?1 AND account_id = ?2)", "?3")
}

/// Selects what prevents an approval, beside its own state.
fn select_obstacles() -> String {
    let holds_full = is_full("charge", "held", "approval", "approval.run_id", "?3");
    let exceeded_of_run = exceeded_caps("approval.amount");
    format!(
        "SELECT hold_for IS NOT NULL AND {holds_full} AS holds_full,
           NOT EXISTS (SELECT 1 FROM pod WHERE pod.id = approval.pod_id AND NOT condemned) AS pod_gone,
           {exceeded_of_run} AS exceeded_of_run, (SELECT refused FROM refused) AS refused
         FROM approval WHERE id = ?1 AND account_id = ?2"
    )
}

const APPROVE: &str = "
    UPDATE approval SET status = 'approved', resolved_at = ?3, resolved_by = ?4, charge_id = ?5
    WHERE id = ?1 AND account_id = ?2 AND status = 'pending' AND expires_at > ?3
      AND EXISTS (SELECT 1 FROM obstacles WHERE NOT holds_full AND NOT pod_gone AND exceeded_of_run = '[]' AND refused IS NULL)
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?2 AND key = ?6)";
/// The deciding key did not ask for the charge, and was active before: otherwise rotating the key would make it another key.
const IS_OTHER_KEY: &str = "requested_by <> ?4
      AND EXISTS (SELECT 1 FROM api_key WHERE api_key.id = ?4 AND api_key.activated_at < approval.created_at)";
const INSERT_CHARGE: &str = "
    INSERT INTO charge (id, account_id, pod_id, requested, amount, status, category, description, reference_id, payee, metadata,
      approval_id, booking, booked_at, created_at, expires_at, run_id)
    SELECT charge_id, account_id, pod_id, amount, amount, iif(hold_for IS NULL, 'completed', 'held'), category, description,
      reference_id, payee, metadata, id, iif(hold_for IS NULL, ?2, NULL), iif(hold_for IS NULL, ?3, NULL), ?3, ?3 + hold_for, run_id
    FROM approval WHERE charge_id = ?1";
const REJECT: &str = "
    UPDATE approval SET status = 'rejected', resolved_at = ?3, resolved_by = ?4, reason = ?5
    WHERE id = ?1 AND account_id = ?2 AND status = 'pending' AND expires_at > ?3
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?2 AND key = ?6)";

impl Directory {
    /// Approvals of an account, or of one of its pods.
    pub async fn approvals(&self, filter: &ApprovalFilter<'_>) -> Result<Vec<Approval>> {
        let (created_at, id) = filter.before.unwrap_or((i64::MAX >> 11, ""));
        // Each combination has an index.
        let owner = match filter.pod {
            Some(_) => "pod_id = ?2 AND account_id = ?1",
            None => "account_id = ?1 AND ?2 IS NULL",
        };
        let status = if filter.status.is_some() { "status = ?3" } else { "?3 IS NULL" };
        let select = format!(
            "SELECT {APPROVAL_COLUMNS} FROM approval WHERE {owner} AND {status} AND (created_at, id) < (?4, ?5)
             ORDER BY created_at DESC, id DESC LIMIT ?6"
        );
        let (account, pod) = (filter.account.as_str(), filter.pod.map(PodId::as_str));
        let status = filter.status.map(<&str>::from);
        let mut batch = self.db.batch();
        batch.run(EXPIRE_APPROVALS, &values![account, filter.now])?;
        let approvals = batch.add(&select, &values![account, pod, status, created_at, id, filter.limit])?;
        batch.commit().await?.rows(approvals)
    }

    /// An approval of an account, or of one of its pods.
    pub async fn approval(
        &self,
        account: &AccountId,
        pod: Option<&PodId>,
        id: &str,
        now: Timestamp,
    ) -> Result<Approval> {
        let select = format!("{} AND pod_id = coalesce(?3, pod_id)", select_approval());
        let mut batch = self.db.batch();
        batch.run(EXPIRE_APPROVALS, &values![account.as_str(), now])?;
        let approval = batch.add(&select, &values![id, account.as_str(), pod.map(PodId::as_str)])?;
        batch.commit().await?.row(approval)?.ok_or_else(|| Error::not_found("approval"))
    }

    /// Approves a charge, even if it exceeds the caps of the account and the pod. Also returns whether that was done before under the same key.
    ///
    /// # Errors
    /// `not_found`, `already_resolved`, `expired`, `self_approval_forbidden`, `hold_limit_reached`, `ceiling_exceeded`;
    /// `spending_cap_exceeded`: beyond the cap of its run, or a total would be too large to count; `idempotency_mismatch`.
    pub async fn approve(&self, resolution: &Resolution<'_>) -> Result<(Approval, Charge, bool)> {
        let (charge_id, booking) = (ChargeId::generate()?, Booking::new(resolution.now)?);
        let Resolution { id, by, now, .. } = *resolution;
        let (account, charge_id) = (resolution.account.as_str(), charge_id.as_str());
        let may = is_decided_by_link_or(&format!("({} OR {IS_OTHER_KEY})", may_decide("?2", "?4")), "?1", "?4");
        let (with_run, obstacles) = (with_run_of_approval(), select_obstacles());
        let approve = format!("WITH {with_run}, obstacles AS ({obstacles}) {APPROVE} AND {may} RETURNING id");
        let select_charge = format!("SELECT {CHARGE_COLUMNS} FROM charge WHERE approval_id = ?1 AND account_id = ?2");

        let mut batch = self.db.batch();
        let earlier = Earlier::select(&mut batch, account, resolution.idempotent, now)?;
        batch.run(EXPIRE_APPROVALS, &values![account, now])?;
        expire_holds(&mut batch, account, now)?;
        let obstacles = batch.add(&format!("WITH {with_run} {obstacles}"), &values![id, account, now])?;
        let approved = batch.add(&approve, &values![id, account, now, by.as_str(), charge_id, resolution.key()])?;
        resolution.insert_key(&mut batch)?;
        batch.run(INSERT_CHARGE, &values![charge_id, booking.id.as_str(), now])?;
        booking.book(&mut batch)?;
        let approval = batch.add(&select_approval(), &values![id, account])?;
        let charge = batch.add(&select_charge, &values![id, account])?;
        let done = batch.commit().await.on_conflict("spent_range", beyond_range)?;

        let approval: Approval = done.row(approval)?.ok_or_else(|| Error::not_found("approval"))?;
        let is_repeated = earlier.repeats(&done, resolution.idempotent)?;
        match done.row::<Charge>(charge)? {
            Some(charge) if is_repeated || done.exists(approved)? => Ok((approval, charge.first(), is_repeated)),
            _ => Err(refusal(&approval, done.row(obstacles)?.as_ref())?),
        }
    }

    /// Rejects a charge. Also returns whether that was done before under the same key.
    ///
    /// # Errors
    /// `not_found`, `already_resolved`, `expired`, `idempotency_mismatch`.
    pub async fn reject(&self, resolution: &Resolution<'_>, reason: Option<&str>) -> Result<(Approval, bool)> {
        let Resolution { id, by, now, .. } = *resolution;
        let account = resolution.account.as_str();
        let mut batch = self.db.batch();
        let earlier = Earlier::select(&mut batch, account, resolution.idempotent, now)?;
        batch.run(EXPIRE_APPROVALS, &values![account, now])?;
        let reject = format!("{REJECT} AND {} RETURNING id", is_decided_by_link_or("TRUE", "?1", "?4"));
        let rejected = batch.add(&reject, &values![id, account, now, by.as_str(), reason, resolution.key()])?;
        resolution.insert_key(&mut batch)?;
        let approval = batch.add(&select_approval(), &values![id, account])?;
        let done = batch.commit().await?;
        let approval: Approval = done.row(approval)?.ok_or_else(|| Error::not_found("approval"))?;
        let is_repeated = earlier.repeats(&done, resolution.idempotent)?;
        if is_repeated || done.exists(rejected)? { Ok((approval, is_repeated)) } else { Err(refusal(&approval, None)?) }
    }
}

impl Resolution<'_> {
    fn key(&self) -> Option<&String> {
        self.idempotent.map(|idempotent| &idempotent.key)
    }

    /// Remembers the key if the statement before decided.
    fn insert_key(&self, batch: &mut Batch<'_>) -> Result<()> {
        const INSERT_KEY: &str = "
            INSERT INTO money_key (pod_id, key, fingerprint, approval_id, at)
            SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 IS NOT NULL AND changes() > 0";
        let fingerprint = self.idempotent.map(|idempotent| &idempotent.fingerprint);
        batch.run(INSERT_KEY, &values![self.account.as_str(), self.key(), fingerprint, self.id, self.now])
    }
}

fn select_approval() -> String {
    format!("SELECT {APPROVAL_COLUMNS} FROM approval WHERE id = ?1 AND account_id = ?2")
}

/// Why an approval cannot be decided.
fn refusal(approval: &Approval, obstacles: Option<&Obstacles>) -> Result<Error> {
    Ok(match approval.status {
        ApprovalStatus::Pending => return pending_refusal(approval, obstacles),
        ApprovalStatus::Expired => {
            Error::new(Code::Expired, "The approval has expired: nobody decided in time, or its run has ended.")
                .fix("The agent can send the charge again.")
        }
        status => {
            let status: &str = status.into();
            Error::new(Code::AlreadyResolved, format!("The approval was already {status}.")).with("status", status)
        }
    })
}

/// Why an approval that waits cannot be decided in this way. It continues to wait.
fn pending_refusal(approval: &Approval, obstacles: Option<&Obstacles>) -> Result<Error> {
    Ok(match obstacles {
        Some(Obstacles { pod_gone: 1, .. }) => Error::not_found("pod"),
        Some(Obstacles { refused: Some(name), .. }) => refused_agent(name)?,
        Some(Obstacles { exceeded_of_run, .. }) if exceeded_of_run != "[]" => {
            let exceeded = Exceeded::read(exceeded_of_run, false)?;
            Error::new(
                Code::SpendingCapExceeded,
                "The charge would exceed what its run may spend, which nobody can approve.",
            )
            .fix("Reject it. The run may spend what is left of its `max_spend_usdc`.")
            .with("amount_usdc", approval.amount)
            .with("exceeded", serde_json::to_value(exceeded).map_err(Error::internal)?)
        }
        Some(Obstacles { holds_full: 1, .. }) => Error::new(Code::HoldLimit, too_many_holds())
            .fix("Capture or release a hold first, then approve this charge."),
        _ => person_needed(
            "Approving a charge that this key requested, or that was requested before the key became active,",
        ),
    })
}
