//! Caps: what an account and each of its pods may spend in a period, and what they have.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WITH_BUDGET;
use super::principal::{may_decide, not_raised, person_needed};
use crate::directory::Directory;
use crate::error::{Error, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::money::{Cap, bad_caps, period};
use crate::platform::{Conflict, Rows, values};
use crate::time::Timestamp;
use crate::wire::Patch;

/// Whose spending.
#[derive(Clone, Copy)]
pub enum Book<'a> {
    /// That of an account: all of its pods together.
    Account(&'a AccountId),
    /// That of one pod.
    Pod(&'a PodId),
}

impl Book<'_> {
    /// The id of whose it is.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnLimit {
    Reject,
    Approve,
}

impl OnLimit {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Approve => "approve",
        }
    }
}

/// What an account says of spending, its pods' included.
#[derive(Clone, Deserialize)]
pub struct Settings {
    pub on_limit: OnLimit,
    pub single_tx_limit: Option<i64>,
    pub require_second_principal: i64,
    /// Milliseconds.
    pub approval_ttl: i64,
}

/// One cap, or the lack of one, and what counts against it.
#[derive(Clone, Deserialize)]
pub struct Line {
    scope: String,
    pub period: String,
    pub cap: Option<i64>,
    pub spent: i64,
    pub held: i64,
}

impl Line {
    /// What can still be spent; none: there is no cap.
    pub fn left(&self) -> Option<i64> {
        self.cap.map(|cap| (cap - self.spent - self.held).max(0))
    }
}

/// What binds somebody's spending.
pub struct Budget {
    pub settings: Settings,
    lines: Vec<Line>,
}

impl Budget {
    /// The caps of a book: by day, week and month.
    pub fn lines(&self, book: &Book<'_>) -> impl Iterator<Item = &Line> {
        let scope = book.scope();
        self.lines.iter().filter(move |line| line.scope == scope)
    }

    /// What can still be spent under the caps of a book; none: there is no cap.
    pub fn left(&self, book: &Book<'_>) -> Option<i64> {
        self.lines(book).filter_map(Line::left).min()
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

const INSERT_BUDGET: &str = "
    INSERT INTO budget (account_id, cap_daily, cap_weekly, cap_monthly, on_limit, single_tx_limit, require_second_principal,
      approval_ttl)
    VALUES (?1, ?2, ?3, ?4, coalesce(?5, 'reject'), ?6, coalesce(?7, 0), coalesce(?8, 86400000))
    ON CONFLICT (account_id) DO UPDATE SET cap_daily = iif(?9, cap_daily, ?2), cap_weekly = iif(?10, cap_weekly, ?3),
      cap_monthly = iif(?11, cap_monthly, ?4), on_limit = coalesce(?5, on_limit),
      single_tx_limit = iif(?12, single_tx_limit, ?6), require_second_principal = coalesce(?7, require_second_principal),
      approval_ttl = coalesce(?8, approval_ttl)";

/// By a key, a strict account's caps are only lowered, and the mode stays. `?13` is who asks.
fn may_set() -> String {
    let caps = [("?9", "cap_daily", "?2"), ("?10", "cap_weekly", "?3"), ("?11", "cap_monthly", "?4")];
    let caps = caps.into_iter().chain([("?12", "single_tx_limit", "?6")]);
    let lowered: Vec<_> =
        caps.map(|(keep, before, after)| format!("({keep} OR {})", not_raised(before, after))).collect();
    format!("({} OR coalesce(?7, 1) AND {})", may_decide("?1", "?13"), lowered.join(" AND "))
}

impl Directory {
    /// What binds the spending of a pod; for an account, of its home pod.
    pub async fn budget(&self, pod: &PodId, now: Timestamp) -> Result<Budget> {
        let [day, week, month] = period::starts(now);
        let values = values![pod.as_str(), now, day, week, month];
        let lines = format!("{WITH_BUDGET} SELECT scope, period, cap, spent, held FROM line");
        let settings =
            format!("{WITH_BUDGET} SELECT on_limit, single_tx_limit, require_second_principal, approval_ttl FROM who");
        let done = self.db.batch([self.db.statement(&settings, &values)?, self.db.statement(&lines, &values)?]).await?;
        let settings = super::charge::one(done.first())?.ok_or_else(|| Error::not_found("pod"))?;
        Ok(Budget { settings, lines: done.get(1).map_or(Ok(Vec::new()), Rows::read)? })
    }

    /// Changes an account's caps and settings. What the patch leaves out is not touched.
    ///
    /// # Errors
    /// `invalid_caps`: together with those that stay they do not grow; `self_approval_forbidden`.
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
            patch.on_limit.map(OnLimit::as_str),
            single,
            patch.require_second_principal,
            patch.approval_ttl,
            keep[0],
            keep[1],
            keep[2],
            keep_single,
            by.as_str(),
        ];
        let set = format!("{INSERT_BUDGET} WHERE {} RETURNING account_id", may_set());
        let done = self.db.batch([self.db.statement(&set, &values)?]).await.on_conflict("caps_grow", bad_caps)?;
        if done.first().map_or(Ok(false), Rows::any)? {
            return Ok(());
        }
        Err(person_needed("Raising or removing a cap, or ending the mode,"))
    }
}
