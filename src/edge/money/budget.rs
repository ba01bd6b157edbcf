//! Budgets: caps, settings, and how much is spent.

use macros::operation;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ATOMIC_UNIT, CURRENCY, book};
use crate::directory::money::budget::{Book, Budget, BudgetPatch, OnLimit, RunLine, Settings};
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::id::RunId;
use crate::money::{Cap, Period};
use crate::object::Object;
use crate::platform::clock;
use crate::time::{DAY, MINUTE, SECOND, Timestamp};
use crate::wire::{AccountPrincipal, Body, Json, Patch, Principal, Query};

const MIN_APPROVAL_TTL: i64 = MINUTE;
const MAX_APPROVAL_TTL: i64 = 7 * DAY;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PodQuery {
    /// With the account's key: a pod of the account. Default: the account.
    #[param(example = "pod_0a1b2c3d4e5f6g7h")]
    pod_id: Option<String>,
}

/// A cap and its use in the current period. Amounts in atomic USDC.
#[derive(Serialize, ToSchema)]
pub struct CapState {
    /// The cap.
    limit_usdc: i64,
    /// Spent in this period.
    spent_usdc: i64,
    /// Held now, also by holds of earlier periods.
    held_usdc: i64,
    /// The cap less what is spent and held.
    remaining_usdc: i64,
    /// When the next period begins (UTC).
    resets_at: Timestamp,
}

/// The caps; null where there is none.
#[derive(Serialize, ToSchema)]
pub struct CapStates {
    /// For a calendar day (UTC).
    daily: Option<CapState>,
    /// For an ISO week (UTC).
    weekly: Option<CapState>,
    /// For a calendar month (UTC).
    monthly: Option<CapState>,
}

impl CapStates {
    fn of(budget: &Budget, book: &Book<'_>, now: Timestamp) -> Self {
        let [daily, weekly, monthly] = Period::ALL.map(|period| {
            let line = budget.lines(book).find(|line| line.period == <&str>::from(period))?;
            Some(CapState {
                limit_usdc: line.cap?,
                spent_usdc: line.spent,
                held_usdc: line.held,
                remaining_usdc: line.left()?,
                resets_at: period.end(now),
            })
        });
        Self { daily, weekly, monthly }
    }

    fn any(&self) -> bool {
        self.daily.is_some() || self.weekly.is_some() || self.monthly.is_some()
    }
}

/// The cap of a run, and what it and the runs that it started have spent. Amounts in atomic USDC.
#[derive(Serialize, ToSchema)]
pub struct RunCap {
    run_id: RunId,
    /// `max_spend_usdc` of the run.
    limit_usdc: i64,
    /// What the run and the runs that it started have spent.
    spent_usdc: i64,
    /// What they hold.
    held_usdc: i64,
    /// The cap less what is spent and held.
    remaining_usdc: i64,
}

impl From<RunLine> for RunCap {
    fn from(line: RunLine) -> Self {
        let remaining_usdc = line.left();
        let RunLine { run_id, cap, spent, held } = line;
        Self { run_id, limit_usdc: cap, spent_usdc: spent, held_usdc: held, remaining_usdc }
    }
}

/// Settings of an account's spending. They also apply to its pods.
#[derive(Serialize, ToSchema)]
pub struct BudgetSettings {
    /// What happens to a charge that would exceed a cap.
    on_limit: OnLimit,
    /// Charges above this need approval; null: no such limit. In atomic USDC, despite the name.
    single_tx_limit_cents: Option<i64>,
    /// Whether decisions about money need a signed-in person.
    require_second_principal: bool,
    /// The inverse of `require_second_principal`, for older clients.
    allow_self_approval: bool,
    /// How long a charge waits for approval, in seconds.
    approval_ttl_seconds: i64,
}

impl From<Settings> for BudgetSettings {
    fn from(settings: Settings) -> Self {
        Self {
            on_limit: settings.on_limit,
            single_tx_limit_cents: settings.single_tx_limit,
            require_second_principal: settings.require_second_principal != 0,
            allow_self_approval: settings.require_second_principal == 0,
            approval_ttl_seconds: settings.approval_ttl / SECOND,
        }
    }
}

/// Whether money can be spent.
/// - `active`: yes
/// - `limit_reached`: a cap is used up
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetStatus {
    Active,
    LimitReached,
}

/// A budget.
#[derive(Serialize, ToSchema)]
pub struct BudgetState {
    /// The id of the account or of the pod.
    #[schema(example = "pod_0a1b2c3d4e5f6g7h")]
    agent_id: String,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// The unit of all amounts.
    #[schema(example = "1e-6 USDC (one millionth of one USDC)")]
    atomic_unit: &'static str,
    /// The caps of the account or of the pod. The account's caps also limit all of its pods together.
    caps: CapStates,
    /// Whether there is at least one of these caps.
    has_caps: bool,
    /// With a run's key: the caps of the run and of the runs above it; absent if they have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    runs: Vec<RunCap>,
    /// What these caps and those of `runs` still allow, in atomic USDC; null without caps. A pod's number leaves out the account's caps, because they would
    /// show what other pods spend.
    available_usdc: Option<i64>,
    /// Whether money can be spent.
    status: BudgetStatus,
    /// The same as in `settings`.
    on_limit: OnLimit,
    /// Settings of the account.
    settings: BudgetSettings,
    /// The unit of all amounts, for people.
    #[schema(example = "Caps are checked when a charge is made.")]
    note: &'static str,
}

/// Read a budget.
///
/// Returns caps, settings, and what is left. With a pod's key: the pod's budget. With the account's key: the account's, or that of the
/// pod in `pod_id`. Days, ISO weeks and months are in UTC. Amounts are in atomic USDC: 1,000,000 are 1.00 USDC.
#[operation(
    GET "/v1/budget", tag = "budget", caller = Pod, permission = BudgetRead, tool,
    reply = "The budget.",
    errors(NotFound),
)]
pub async fn get_budget(edge: Edge, caller: Principal, Query(query): Query<PodQuery>) -> Result<Json<BudgetState>> {
    let pod = edge.budget_pod(&caller, query.pod_id.as_deref()).await?;
    let (book, now) = (book(&caller, pod.as_ref()), clock::now());
    let budget = edge.directory()?.budget(pod.as_ref().unwrap_or(&caller.pod), &caller.key_id, now).await?;
    let (caps, available_usdc) = (CapStates::of(&budget, &book, now), budget.left(&book));
    Ok(Json(BudgetState {
        agent_id: book.owner().to_owned(),
        currency: CURRENCY,
        atomic_unit: ATOMIC_UNIT,
        has_caps: caps.any(),
        status: if available_usdc == Some(0) { BudgetStatus::LimitReached } else { BudgetStatus::Active },
        caps,
        available_usdc,
        runs: budget.runs.into_iter().map(RunCap::from).collect(),
        on_limit: budget.settings.on_limit,
        settings: budget.settings.into(),
        note: "Amounts are atomic USDC: 1,000,000 are 1.00 USDC.",
    }))
}

/// Caps to set, 1 to 1,000,000,000 atomic USDC; null removes a cap.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CapChanges {
    /// Cap for a calendar day (UTC).
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 1_000_000)]
    daily: Patch<Cap>,
    /// Cap for an ISO week (UTC).
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 5_000_000)]
    weekly: Patch<Cap>,
    /// Cap for a calendar month (UTC).
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 20_000_000)]
    monthly: Patch<Cap>,
}

/// Changes to a budget. Absent fields stay as they are; null removes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetChanges {
    /// Cap for a calendar day, in atomic USDC; the same as `caps.daily`.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 10_000_000)]
    daily: Patch<Cap>,
    /// Cap for an ISO week, in atomic USDC; the same as `caps.weekly`.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 50_000_000)]
    weekly: Patch<Cap>,
    /// Cap for a calendar month, in atomic USDC; the same as `caps.monthly`.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 100_000_000)]
    monthly: Patch<Cap>,
    /// The caps. Fields beside this object do the same.
    #[schema(value_type = Option<CapChanges>)]
    caps: Option<Object<CapChanges>>,
    /// What happens to a charge that would exceed a cap: `reject` (402; the default) or `approve` (202: it waits for approval).
    on_limit: Option<OnLimit>,
    /// The largest charge that needs no approval. In atomic USDC, despite the name.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000)]
    single_tx_limit_cents: Patch<Cap>,
    /// If true, the account's key can no longer do the following; only a signed-in person can: approve charges that it requested
    /// itself or that were requested before it became active, raise or remove a cap, allow a pod more categories or payees, refund
    /// the account's own charges, change the recovery or operator email, set this to false. Default: false.
    require_second_principal: Option<bool>,
    /// The inverse of `require_second_principal`, for older clients.
    #[schema(deprecated)]
    allow_self_approval: Option<bool>,
    /// How long a charge waits for approval, 60 to 604,800 seconds. Default: 86,400 (a day).
    #[schema(minimum = 60, maximum = 604_800, example = 86_400)]
    approval_ttl_seconds: Option<i64>,
}

/// A changed budget.
#[derive(Serialize, ToSchema)]
pub struct UpdatedBudget {
    /// Always true.
    ok: bool,
    /// The account's id.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    agent_id: String,
    /// The caps that the request named, as they are now.
    #[schema(value_type = CapStates)]
    caps: BTreeMap<&'static str, Option<CapState>>,
    /// The same as in `settings`.
    on_limit: OnLimit,
    /// Settings of the account.
    settings: BudgetSettings,
}

/// Set the account's caps and settings.
///
/// The account's caps limit all of its pods together; `PATCH /v1/pods/{pod_id}` sets the caps of one pod. The daily cap is at most the
/// weekly one, and the weekly cap at most the monthly one. Money that is spent already counts against a new cap.
///
/// Needs the account's key, or a session of an owner or an admin. With `require_second_principal`, a key can only lower caps; a signed-in person can raise them and end this
/// mode. Unknown fields are always refused.
#[operation(
    PUT "/v1/budget", tag = "budget", caller = Account, permission = BudgetManage,
    reply = "The budget is changed.",
    errors(InvalidCaps, MissingFields, InvalidRequest, SelfApprovalForbidden),
)]
pub async fn set_budget(
    edge: Edge,
    caller: AccountPrincipal,
    Body(changes): Body<BudgetChanges>,
) -> Result<Json<UpdatedBudget>> {
    let (patch, named) = changes.patch()?;
    let (directory, now, home) = (edge.directory()?, clock::now(), caller.id().home_pod());
    directory.set_budget(caller.id(), &caller.key_id, patch).await?;
    let budget = directory.budget(&home, &caller.key_id, now).await?;
    let CapStates { daily, weekly, monthly } = CapStates::of(&budget, &Book::Account(caller.id()), now);
    let states = Period::ALL.into_iter().zip([daily, weekly, monthly]);
    let caps = states.zip(named).filter(|(_, named)| *named).map(|((period, state), _)| (<&str>::from(period), state));
    Ok(Json(UpdatedBudget {
        ok: true,
        agent_id: caller.id().to_string(),
        caps: caps.collect(),
        on_limit: budget.settings.on_limit,
        settings: budget.settings.into(),
    }))
}

impl BudgetChanges {
    /// The changes, and which of the three caps the request names.
    fn patch(self) -> Result<(BudgetPatch, [bool; 3])> {
        let nested = self.caps.map(|Object(caps)| caps).unwrap_or_default();
        let pairs = [(self.daily, nested.daily), (self.weekly, nested.weekly), (self.monthly, nested.monthly)];
        if pairs.iter().any(|(flat, nested)| !flat.is_keep() && !nested.is_keep() && flat != nested) {
            return Err(
                Error::invalid("A cap has two different values.").fix("Send it in caps or beside caps, not in both.")
            );
        }
        let caps = pairs.map(|(flat, nested)| if flat.is_keep() { nested } else { flat });
        let named = caps.each_ref().map(|cap| !cap.is_keep());
        let inverse = self.allow_self_approval.map(|allow| !allow);
        if inverse.is_some() && self.require_second_principal.is_some() && inverse != self.require_second_principal {
            return Err(Error::invalid("allow_self_approval contradicts require_second_principal.")
                .fix("Send require_second_principal alone."));
        }
        let require_second_principal = self.require_second_principal.or(inverse);
        let has_settings =
            self.on_limit.is_some() || require_second_principal.is_some() || self.approval_ttl_seconds.is_some();
        if named == [false; 3] && !has_settings && self.single_tx_limit_cents.is_keep() {
            return Err(Error::new(Code::MissingFields, "The request changes nothing.")
                .fix("Send caps, on_limit, single_tx_limit_cents, require_second_principal or approval_ttl_seconds."));
        }
        let approval_ttl = self.approval_ttl_seconds.map(|seconds| seconds.saturating_mul(SECOND));
        if approval_ttl.is_some_and(|millis| !(MIN_APPROVAL_TTL..=MAX_APPROVAL_TTL).contains(&millis)) {
            let (min, max) = (MIN_APPROVAL_TTL / SECOND, MAX_APPROVAL_TTL / SECOND);
            return Err(Error::invalid(format!("approval_ttl_seconds is a number from {min} to {max}.")));
        }
        let patch = BudgetPatch {
            caps,
            on_limit: self.on_limit,
            single_tx_limit: self.single_tx_limit_cents,
            require_second_principal,
            approval_ttl,
        };
        Ok((patch, named))
    }
}
