//! The deployment at a glance: totals, and recent errors.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Operator;
use crate::directory::operator::ErrorCount;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::platform::clock;
use crate::time::{HOUR, Timestamp};
use crate::wire::{Json, Query};

/// How long errors are counted, in hours.
const ERROR_HOURS: i64 = 7 * 24;

/// Accounts by their tiers.
#[derive(Serialize, ToSchema)]
struct AccountsByTier {
    /// Accounts of the tier `free`.
    free: i64,
    /// Accounts of the tier `paid`.
    paid: i64,
}

/// Totals of the deployment.
#[derive(Serialize, ToSchema)]
pub struct Overview {
    /// Accounts.
    accounts: i64,
    accounts_by_tier: AccountsByTier,
    /// Pods, the home pods included.
    pods: i64,
    /// Requests of all accounts today (UTC), as far as pods have reported them.
    requests_today: i64,
    /// Emails that all accounts sent today (UTC).
    emails_today: i64,
    /// Bytes of mail of all pods, as they last reported them.
    storage_bytes: i64,
    /// Payments to the deployment today (UTC), in atomic USDC.
    income_today_usdc: i64,
    /// Payments to the deployment today and in the 29 days before (UTC), in atomic USDC.
    income_30_days_usdc: i64,
    /// The version of the deployment.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// The time of the server.
    timestamp: Timestamp,
}

/// Read totals of the deployment.
///
/// Reads a row for each account and each pod, so do not call it often.
#[operation(
    GET "/admin/overview", tag = "admin", caller = Operator,
    reply = "The totals.",
    errors(Unauthorized = "The token is wrong.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn get_overview(edge: Edge, _: Operator) -> Result<Json<Overview>> {
    let now = clock::now();
    let totals = edge.directory()?.totals(now).await?;
    Ok(Json(Overview {
        accounts: totals.free_accounts + totals.paid_accounts,
        accounts_by_tier: AccountsByTier { free: totals.free_accounts, paid: totals.paid_accounts },
        pods: totals.pods,
        requests_today: totals.requests_today,
        emails_today: totals.emails_today,
        storage_bytes: totals.storage_bytes,
        income_today_usdc: totals.income_today,
        income_30_days_usdc: totals.income_30_days,
        version: env!("CARGO_PKG_VERSION"),
        timestamp: now,
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecentErrors {
    /// How many hours back, from 1 to 168. Default: 24.
    #[param(minimum = 1, maximum = 168)]
    hours: Option<i64>,
}

/// Replies with one error code.
#[derive(Serialize, ToSchema)]
struct CountedError {
    #[serde(flatten)]
    count: ErrorCount,
    /// When the newest one was.
    last_at: Timestamp,
}

/// Replies with errors in an hour.
#[derive(Serialize, ToSchema)]
struct ErrorsInHour {
    /// When the hour begins.
    hour: Timestamp,
    /// Replies with errors.
    count: i64,
}

/// Recent errors.
#[derive(Serialize, ToSchema)]
pub struct CountedErrors {
    /// By code, the most frequent first.
    errors: Vec<CountedError>,
    /// By hour, the oldest first. Hours without errors are left out.
    hours: Vec<ErrorsInHour>,
}

/// Count recent errors.
///
/// Counts the replies with an error by code and by hour, for seven days at most. Each instance of the worker reports every ten seconds at
/// most, with its next error, so the newest may be missing. `request_id` finds the newest one in the log.
#[operation(
    GET "/admin/errors", tag = "admin", caller = Operator,
    reply = "The errors.",
    errors(InvalidRequest, Unauthorized = "The token is wrong.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn list_errors(edge: Edge, _: Operator, Query(recent): Query<RecentErrors>) -> Result<Json<CountedErrors>> {
    let hours = recent.hours.unwrap_or(24);
    if !(1..=ERROR_HOURS).contains(&hours) {
        return Err(Error::invalid(format!("hours is not a number from 1 to {ERROR_HOURS}.")));
    }
    let since = clock::now().millis().div_euclid(HOUR) - hours + 1;
    let (codes, by_hour) = edge.directory()?.error_counts(since).await?;
    let counted = |count: ErrorCount| CountedError { last_at: Timestamp::from_millis(count.last_at), count };
    Ok(Json(CountedErrors {
        errors: codes.into_iter().map(counted).collect(),
        hours: by_hour
            .into_iter()
            .map(|errors| ErrorsInHour { hour: Timestamp::from_millis(errors.hour * HOUR), count: errors.count })
            .collect(),
    }))
}

impl Edge {
    /// Deletes counts of errors that are older than seven days.
    pub(in crate::edge) async fn sweep_errors(&self) -> Result<()> {
        let before = clock::now().millis().div_euclid(HOUR) - ERROR_HOURS;
        self.directory()?.sweep_error_counts(before).await
    }
}
