//! Caps: what an account and each of its pods may spend in a period, and what they have spent.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use super::WITH_BUDGET;
use super::principal::{may_decide, not_raised, person_needed};
use super::run::with_run;
use crate::directory::Directory;
use crate::error::{Error, Result};
use crate::id::{AccountId, KeyId, PodId, RunId};
use crate::money::{Cap, bad_caps, period};
use crate::platform::{Conflict, values};
use crate::time::Timestamp;
use crate::wire::Patch;

/// A book of the ledger.
#[derive(Clone, Copy)]
pub enum Book<'a> {
    /// All pods of an account together.
    Account(&'a AccountId),
    /// One pod.
    Pod(&'a PodId),
}

impl Book<'_> {
    /// The id of the account or pod.
    pub fn owner(&self) -> &str {
        match self {
            Self::Account(account) => account.as_str(),
            Self::Pod(pod) => pod.as_str(),
        }
    }

    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.scope(), self.owner())
    }

    const fn scope(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Pod(_) => "pod",
        }
    }
}

/// What happens to a charge that would exceed a cap.
/// - `reject`: it is refused with 402
/// - `approve`: it waits for approval, with 202
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum OnLimit {
    Reject,
    Approve,
}

/// An account's settings for its own spending and that of its pods.
#[derive(Clone, Deserialize)]
pub struct Settings {
    pub on_limit: OnLimit,
    pub single_tx_limit: Option<i64>,
    pub require_second_principal: i64,
    /// Milliseconds.
    pub approval_ttl: i64,
}

/// One cap, if it is set, and what counts against it.
#[derive(Clone, Deserialize)]
pub struct Line {
    scope: String,
    pub period: String,
    pub cap: Option<i64>,
    pub spent: i64,
    pub held: i64,
}

impl Line {
    /// What can still be spent; `None` if there is no cap.
    pub fn left(&self) -> Option<i64> {
        self.cap.map(|cap| (cap - self.spent - self.held).max(0))
    }
}

/// The cap of a run, and what it and the runs that it started have spent and hold.
#[derive(Clone, Deserialize)]
pub struct RunLine {
    pub run_id: RunId,
    pub cap: i64,
    pub spent: i64,
    pub held: i64,
}

impl RunLine {
    /// What can still be spent.
    pub fn left(&self) -> i64 {
        (self.cap - self.spent - self.held).max(0)
    }
}

/// The limits of a pod's spending.
pub struct Budget {
    pub settings: Settings,
    lines: Vec<Line>,
    /// With the key of a run: the caps of the run and of those above it, its own first.
    pub runs: Vec<RunLine>,
}

impl Budget {
    /// The caps of a book: by day, week and month.
    pub fn lines(&self, book: &Book<'_>) -> impl Iterator<Item = &Line> {
        let scope = book.scope();
        self.lines.iter().filter(move |line| line.scope == scope)
    }

    /// What can still be spent under the caps of a book and of runs; `None` if there is no cap.
    pub fn left(&self, book: &Book<'_>) -> Option<i64> {
        self.lines(book).filter_map(Line::left).chain(self.runs.iter().map(RunLine::left)).min()
    }
}

/// Changes to an account's budget.
pub struct BudgetPatch {
    /// Daily, weekly, monthly.
    pub caps: [Patch<Cap>; 3],
    pub on_limit: Option<OnLimit>,
    pub single_tx_limit: Patch<Cap>,
    pub require_second_principal: Option<bool>,
    /// Milliseconds.
    pub approval_ttl: Option<i64>,
}

const UPSERT_BUDGET: &str = "
    INSERT INTO budget (account_id, cap_daily, cap_weekly, cap_monthly, on_limit, single_tx_limit, require_second_principal,
      approval_ttl)
    VALUES (?1, ?2, ?3, ?4, coalesce(?5, 'reject'), ?6, coalesce(?7, 0), coalesce(?8, 86400000))
    ON CONFLICT (account_id) DO UPDATE SET cap_daily = iif(?9, cap_daily, ?2), cap_weekly = iif(?10, cap_weekly, ?3),
      cap_monthly = iif(?11, cap_monthly, ?4), on_limit = coalesce(?5, on_limit),
      single_tx_limit = iif(?12, single_tx_limit, ?6), require_second_principal = coalesce(?7, require_second_principal),
      approval_ttl = coalesce(?8, approval_ttl)";

/// As SQL: in an account that requires a second principal, a key can only lower caps and cannot end that mode. `?13` is the caller.
fn may_set() -> String {
    let caps = [("?9", "cap_daily", "?2"), ("?10", "cap_weekly", "?3"), ("?11", "cap_monthly", "?4")];
    let caps = caps.into_iter().chain([("?12", "single_tx_limit", "?6")]);
    let lowered: Vec<_> =
        caps.map(|(keep, before, after)| format!("({keep} OR {})", not_raised(before, after))).collect();
    format!("({} OR coalesce(?7, 1) AND {})", may_decide("?1", "?13"), lowered.join(" AND "))
}

impl Directory {
    /// The limits of a pod's spending with a key; for an account, of its home pod.
    pub async fn budget(&self, pod: &PodId, key: &KeyId, now: Timestamp) -> Result<Budget> {
        const SELECT_RUNS: &str =
            "SELECT run_line.run_id, cap, spent, held FROM run_line JOIN run ORDER BY run_line.run_id <> run.run_id";
        let [day, week, month] = period::starts(now);
        let values = values![pod.as_str(), now, day, week, month];
        let lines = format!("{WITH_BUDGET} SELECT scope, period, cap, spent, held FROM line");
        let settings =
            format!("{WITH_BUDGET} SELECT on_limit, single_tx_limit, require_second_principal, approval_ttl FROM who");
        let mut batch = self.db.batch();
        let settings = batch.add(&settings, &values)?;
        let lines = batch.add(&lines, &values)?;
        let runs = format!("WITH {} {SELECT_RUNS}", with_run("b.pod_id = ?1 AND b.key_id = ?3", "?2"));
        let runs = batch.add(&runs, &values![pod.as_str(), now, key.as_str()])?;
        let done = batch.commit().await?;
        let settings = done.row(settings)?.ok_or_else(|| Error::not_found("pod"))?;
        Ok(Budget { settings, lines: done.rows(lines)?, runs: done.rows(runs)? })
    }

    /// Changes an account's caps and settings. What the patch leaves out does not change.
    ///
    /// # Errors
    /// `invalid_caps`: the result does not satisfy daily ≤ weekly ≤ monthly; `self_approval_forbidden`.
    pub async fn set_budget(&self, account: &AccountId, by: &KeyId, patch: BudgetPatch) -> Result<()> {
        let keep = patch.caps.each_ref().map(Patch::is_keep);
        let keep_single = patch.single_tx_limit.is_keep();
        let cap = |patch: Patch<Cap>| patch.apply(None).map(|cap| cap.0);
        let ([daily, weekly, monthly], single) = (patch.caps.map(cap), cap(patch.single_tx_limit));
        let values = values![
            account.as_str(),
            daily,
            weekly,
            monthly,
            patch.on_limit.map(<&str>::from),
            single,
            patch.require_second_principal,
            patch.approval_ttl,
            keep[0],
            keep[1],
            keep[2],
            keep_single,
            by.as_str(),
        ];
        let set = format!("{UPSERT_BUDGET} WHERE {} RETURNING account_id", may_set());
        let mut batch = self.db.batch();
        let updated = batch.add(&set, &values)?;
        let done = batch.commit().await.on_conflict("caps_grow", bad_caps)?;
        if done.exists(updated)? {
            return Ok(());
        }
        Err(person_needed("Raising or removing a cap, or ending the requirement of a second principal,"))
    }
}
