//! Caps and settings, and what was spent.

use macros::operation;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ATOMIC_UNIT, CURRENCY, book};
use crate::directory::money::budget::{Book, Budget, BudgetPatch, OnLimit, Settings};
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::money::{Cap, Period};
use crate::object::Object;
use crate::platform::clock;
use crate::time::{DAY, MINUTE, SECOND, Timestamp};
use crate::wire::{AccountPrincipal, Body, Json, Patch, Principal, Query};

/// For how long an approval can wait.
const MIN_APPROVAL_TTL: i64 = MINUTE;
const MAX_APPROVAL_TTL: i64 = 7 * DAY;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PodQuery {
    /// With the account's key: one of its pods instead of the account.
    #[param(example = "pod_0a1b2c3d4e5f6g7h")]
    pod_id: Option<String>,
}

/// A cap, and how much of it is used.
#[derive(Serialize, ToSchema)]
pub struct CapState {
    /// The cap, in atomic USDC.
    limit_usdc: i64,
    /// What was spent in this period, in atomic USDC.
    spent_usdc: i64,
    /// What is held counts too, in whatever period that began.
    held_usdc: i64,
    /// What can still be spent, in atomic USDC.
    remaining_usdc: i64,
    /// When the next period begins, in UTC.
    #[schema(value_type = String, format = DateTime)]
    resets_at: Timestamp,
}

/// The cap of each period; null where there is none.
#[derive(Serialize, ToSchema)]
pub struct CapStates {
    daily: Option<CapState>,
    weekly: Option<CapState>,
    monthly: Option<CapState>,
}

impl CapStates {
    fn of(budget: &Budget, book: &Book<'_>, now: Timestamp) -> Self {
        let [daily, weekly, monthly] = Period::ALL.map(|period| {
            let line = budget.lines(book).find(|line| line.period == period.as_str())?;
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

/// What else an account says of spending. Its pods follow it.
#[derive(Serialize, ToSchema)]
pub struct BudgetSettings {
    on_limit: OnLimit,
    /// Atomic USDC, whatever its name says.
    single_tx_limit_cents: Option<i64>,
    /// Whether decisions about money need a signed-in person.
    require_second_principal: bool,
    /// The inverse of `require_second_principal`, for older clients.
    allow_self_approval: bool,
    /// How long a charge waits for approval.
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

/// Whether anything can be spent.
/// - `active`: yes
/// - `limit_reached`: a cap is used up
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetStatus {
    Active,
    LimitReached,
}

/// What can be spent.
#[derive(Serialize, ToSchema)]
pub struct BudgetState {
    /// The account, or the pod.
    #[schema(example = "pod_0a1b2c3d4e5f6g7h")]
    agent_id: String,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// What the integers of amounts count.
    #[schema(example = "1e-6 USDC (one millionth of one USDC)")]
    atomic_unit: &'static str,
    /// Its own caps. Those of the account bind its pods together, beside the caps of each.
    caps: CapStates,
    /// Whether any cap is set.
    has_caps: bool,
    /// What can be spent under these caps; null: there is none. Of a pod those of the account are left out, which would tell what other
    /// pods spend.
    available_usdc: Option<i64>,
    status: BudgetStatus,
    /// The same as in `settings`.
    on_limit: OnLimit,
    settings: BudgetSettings,
    /// An explanation, for a person.
    #[schema(example = "Caps are checked when a charge is made.")]
    note: &'static str,
}

/// Read caps and what is left.
///
/// The account's; with a pod's key the pod's. Days, ISO weeks and months are those of UTC. All amounts are atomic USDC: 1,000,000 are
/// 1.00 USDC.
#[operation(
    GET "/v1/budget", tag = "budget", caller = Pod, permission = BudgetRead, tool,
    reply = "Caps and what is left.",
    errors(NotFound),
)]
pub async fn get_budget(edge: Edge, caller: Principal, Query(of): Query<PodQuery>) -> Result<Json<BudgetState>> {
    let pod = edge.pod_in_question(&caller, of.pod_id.as_deref()).await?;
    let (book, now) = (book(&caller, pod.as_ref()), clock::now());
    let budget = edge.directory()?.budget(pod.as_ref().unwrap_or(&caller.pod), now).await?;
    let (caps, available_usdc) = (CapStates::of(&budget, &book, now), budget.left(&book));
    Ok(Json(BudgetState {
        agent_id: book.owner().to_owned(),
        currency: CURRENCY,
        atomic_unit: ATOMIC_UNIT,
        has_caps: caps.any(),
        status: if available_usdc == Some(0) { BudgetStatus::LimitReached } else { BudgetStatus::Active },
        caps,
        available_usdc,
        on_limit: budget.settings.on_limit,
        settings: budget.settings.into(),
        note: "Amounts are atomic USDC: 1000000 are 1.00 USDC.",
    }))
}

/// Caps to set: integers of atomic USDC, or null for none.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CapChanges {
    /// The cap of a day, in atomic USDC. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 1_000_000)]
    daily: Patch<Cap>,
    /// The cap of a week, in atomic USDC. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 5_000_000)]
    weekly: Patch<Cap>,
    /// The cap of a month, in atomic USDC. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 20_000_000)]
    monthly: Patch<Cap>,
}

/// Changes to a budget. What is left out stays as it is; null removes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetChanges {
    /// Most a calendar day, in atomic USDC; the same as `caps.daily`.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 10_000_000)]
    daily: Patch<Cap>,
    /// Most an ISO week; the same as `caps.weekly`.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 50_000_000)]
    weekly: Patch<Cap>,
    /// Most a calendar month; the same as `caps.monthly`.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000, example = 100_000_000)]
    monthly: Patch<Cap>,
    #[schema(value_type = Option<CapChanges>)]
    caps: Option<Object<CapChanges>>,
    /// What happens to a charge beyond a cap: `reject` (402, as long as nothing else is said) or `approve` (202).
    on_limit: Option<OnLimit>,
    /// The largest charge that needs no approval: atomic USDC, whatever its name says.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000)]
    single_tx_limit_cents: Patch<Cap>,
    /// Whether a signed-in person is needed to approve one's own charge, to raise or remove a cap, to allow a pod more, to refund the
    /// account's own charges, to change the recovery or operator email, to approve with a key that became active after the charge
    /// was asked for, and to set this to false. Default: false.
    require_second_principal: Option<bool>,
    /// The inverse of `require_second_principal`, for older clients.
    #[schema(deprecated)]
    allow_self_approval: Option<bool>,
    /// How long a charge waits for approval: 60 to 604800 seconds; a day as long as nothing else is said.
    #[schema(minimum = 60, maximum = 604_800, example = 86_400)]
    approval_ttl_seconds: Option<i64>,
}

/// A changed budget.
#[derive(Serialize, ToSchema)]
pub struct UpdatedBudget {
    /// Always true.
    ok: bool,
    /// The account.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    agent_id: String,
    /// The caps that were named, as they are now.
    #[schema(value_type = CapStates)]
    caps: BTreeMap<&'static str, Option<CapState>>,
    /// The same as in `settings`.
    on_limit: OnLimit,
    settings: BudgetSettings,
}

/// Set caps.
///
/// Of the account: they bind its pods together. A pod has caps of its own, by `PATCH /v1/pods/{pod_id}`. Daily ≤ weekly ≤ monthly, with
/// those that stay as they are. What was spent already counts against a new cap. Needs the account's key; with
/// `require_second_principal`, a signed-in person raises caps and ends that mode, and a key can only lower them. Fields that this
/// operation does not know are always refused.
#[operation(
    PUT "/v1/budget", tag = "budget", caller = Account, permission = BudgetManage,
    reply = "They are set.",
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
    let budget = directory.budget(&home, now).await?;
    let CapStates { daily, weekly, monthly } = CapStates::of(&budget, &Book::Account(caller.id()), now);
    let states = Period::ALL.into_iter().zip([daily, weekly, monthly]);
    let caps = states.zip(named).filter(|(_, named)| *named).map(|((period, state), _)| (period.as_str(), state));
    Ok(Json(UpdatedBudget {
        ok: true,
        agent_id: caller.id().to_string(),
        caps: caps.collect(),
        on_limit: budget.settings.on_limit,
        settings: budget.settings.into(),
    }))
}

impl BudgetChanges {
    /// What to change, and which caps were named.
    fn patch(self) -> Result<(BudgetPatch, [bool; 3])> {
        let nested = self.caps.map(|Object(caps)| caps).unwrap_or_default();
        let pairs = [(self.daily, nested.daily), (self.weekly, nested.weekly), (self.monthly, nested.monthly)];
        if pairs.iter().any(|(flat, nested)| !flat.is_keep() && !nested.is_keep() && flat != nested) {
            return Err(
                Error::invalid("A cap is given twice, and not the same.").fix("Send it inside caps, or beside.")
            );
        }
        let caps = pairs.map(|(flat, nested)| if flat.is_keep() { nested } else { flat });
        let named = caps.each_ref().map(|cap| !cap.is_keep());
        let allowed = self.allow_self_approval.map(|allowed| !allowed);
        if allowed.is_some() && self.require_second_principal.is_some() && allowed != self.require_second_principal {
            return Err(Error::invalid("allow_self_approval is the inverse of require_second_principal.")
                .fix("Send require_second_principal alone."));
        }
        let require_second_principal = self.require_second_principal.or(allowed);
        let others =
            self.on_limit.is_some() || require_second_principal.is_some() || self.approval_ttl_seconds.is_some();
        if named == [false; 3] && !others && self.single_tx_limit_cents.is_keep() {
            return Err(Error::new(Code::MissingFields, "Nothing to set was given.")
                .fix("Send caps, on_limit, single_tx_limit_cents, require_second_principal or approval_ttl_seconds."));
        }
        let approval_ttl = self.approval_ttl_seconds.map(|seconds| seconds.saturating_mul(SECOND));
        if approval_ttl.is_some_and(|millis| !(MIN_APPROVAL_TTL..=MAX_APPROVAL_TTL).contains(&millis)) {
            let (least, most) = (MIN_APPROVAL_TTL / SECOND, MAX_APPROVAL_TTL / SECOND);
            return Err(Error::invalid(format!("approval_ttl_seconds lies between {least} and {most}.")));
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
