//! Usage of an account by day, and of its pods.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Directory;
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::platform::values;
use crate::time::{DAY, HOUR, Timestamp};

/// The usage of an account on one day.
#[derive(Default, Deserialize)]
pub struct Day {
    /// Days since the epoch.
    pub day: i64,
    pub requests: i64,
    pub emails: i64,
    pub spent: i64,
}

/// Usage of a pod today (UTC).
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = UsedByPod)]
pub struct PodUsage {
    /// The pod's id.
    pub pod_id: PodId,
    /// Requests that were made.
    pub requests: i64,
    /// Emails that were sent.
    emails: i64,
    /// Money that was spent, in atomic USDC.
    spent_usdc: i64,
    /// Bytes that it stores.
    pub storage_bytes: i64,
    /// Messages received.
    pub inbound_messages: i64,
    /// Bytes received.
    pub inbound_bytes: i64,
    #[serde(skip_serializing)]
    #[schema(ignore)]
    is_there: i64,
}

impl PodUsage {
    /// Whether the pod still exists. A deleted pod must not be called: the call would create its object again.
    pub const fn exists(&self) -> bool {
        self.is_there == 1
    }
}

/// The usage of an account.
pub struct Usage {
    /// Days with any usage, oldest first.
    pub days: Vec<Day>,
    /// Emails sent today and in the current hour.
    pub emails: Emails,
}

/// Emails counted against the limits.
#[derive(Default, Deserialize)]
pub struct Emails {
    pub in_day: u32,
    pub in_hour: u32,
}

impl Directory {
    /// The usage of an account since the start of a day.
    pub async fn usage(&self, account: &AccountId, since: i64, now: Timestamp) -> Result<Usage> {
        const SELECT_DAYS: &str = "
            SELECT day, sum(requests) AS requests, sum(emails) AS emails, sum(spent) AS spent FROM (
              SELECT day, taken AS requests, emails, 0 AS spent FROM account_day WHERE account_id = ?1 AND day >= ?2
              UNION ALL
              SELECT start / ?3, 0, 0, amount FROM spent
              WHERE book = 'account:' || ?1 AND period = 'daily' AND start >= ?2 * ?3)
            GROUP BY day ORDER BY day";
        const SELECT_EMAILS: &str = "
            SELECT iif(day = ?2, in_day, 0) AS in_day, iif(hour = ?3, in_hour, 0) AS in_hour
            FROM mail_sent WHERE account_id = ?1";
        let (account, hour) = (account.as_str(), now.millis().div_euclid(HOUR));
        let mut batch = self.db.batch();
        let days = batch.add(SELECT_DAYS, &values![account, since, DAY])?;
        let emails = batch.add(SELECT_EMAILS, &values![account, now.day(), hour])?;
        let done = batch.commit().await?;
        Ok(Usage { days: done.rows(days)?, emails: done.row(emails)?.unwrap_or_default() })
    }

    /// The usage of each pod of an account on a day, in the order of their ids, after one id.
    pub async fn usage_by_pod(&self, account: &AccountId, day: i64, after: &str, limit: u32) -> Result<Vec<PodUsage>> {
        // Only the pod knows what it received.
        const SELECT_PODS: &str = "
            SELECT pod_id, requests, emails, coalesce((SELECT amount FROM spent
              WHERE book = 'pod:' || pod_id AND period = 'daily' AND start = ?2 * ?3), 0) AS spent_usdc,
              coalesce((SELECT bytes FROM pod_storage WHERE pod_storage.pod_id = usage.pod_id), 0) AS storage_bytes,
              0 AS inbound_messages, 0 AS inbound_bytes,
              EXISTS (SELECT 1 FROM pod WHERE pod.id = usage.pod_id AND NOT condemned) AS is_there
            FROM usage WHERE account_id = ?1 AND day = ?2 AND pod_id > ?4 ORDER BY pod_id LIMIT ?5";
        self.db.rows(SELECT_PODS, &values![account.as_str(), day, DAY, after, limit]).await
    }
}
