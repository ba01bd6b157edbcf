//! What is used: of an account, by day and by pod.

use serde::Deserialize;

use super::Directory;
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::limits::Inbound;
use crate::platform::{Rows, values};
use crate::time::{DAY, HOUR, Timestamp};

/// What an account used on one day.
#[derive(Default, Deserialize)]
pub struct Day {
    /// Days since the epoch.
    pub day: i64,
    pub requests: i64,
    pub emails: i64,
    pub spent: i64,
}

/// What a pod used on one day.
#[derive(Deserialize)]
pub struct PodUsage {
    pub pod_id: PodId,
    pub requests: i64,
    pub emails: i64,
    pub spent: i64,
    /// Bytes it stores, as it reported last.
    pub stored: i64,
    /// Mail that it took in; known to the pod alone.
    #[serde(skip)]
    pub inbound: Inbound,
    there: i64,
}

impl PodUsage {
    /// Whether it still is. One that was purged must not be called: it would come into being again.
    pub const fn is_there(&self) -> bool {
        self.there == 1
    }
}

/// What an account has used.
pub struct Used {
    /// Days on which anything was, oldest first.
    pub days: Vec<Day>,
    /// Emails sent today and in this hour.
    pub emails: Emails,
}

/// Emails counted against the limits.
#[derive(Default, Deserialize)]
pub struct Emails {
    pub in_day: u32,
    pub in_hour: u32,
}

impl Directory {
    /// What an account has used since the start of a day.
    pub async fn usage(&self, account: &AccountId, since: i64, now: Timestamp) -> Result<Used> {
        const SELECT_DAYS: &str = "
            SELECT day, sum(requests) AS requests, sum(emails) AS emails, sum(spent) AS spent FROM (
              SELECT day, taken AS requests, emails, 0 AS spent FROM account_day WHERE account_id = ?1 AND day >= ?2
              UNION ALL
              SELECT start / ?3, 0, 0, amount FROM spent
              WHERE book = 'account:' || ?1 AND period = 'daily' AND start >= ?2 * ?3)
            GROUP BY day ORDER BY day";
        const SELECT_MAIL_SENT: &str = "
            SELECT iif(day = ?2, in_day, 0) AS in_day, iif(hour = ?3, in_hour, 0) AS in_hour
            FROM mail_sent WHERE account_id = ?1";
        let (account, hour) = (account.as_str(), now.millis().div_euclid(HOUR));
        let done = self
            .db
            .batch([
                self.db.statement(SELECT_DAYS, &values![account, since, DAY])?,
                self.db.statement(SELECT_MAIL_SENT, &values![account, now.day(), hour])?,
            ])
            .await?;
        Ok(Used {
            days: done.first().map_or(Ok(Vec::new()), Rows::read)?,
            emails: done.get(1).map_or(Ok(None), Rows::one)?.unwrap_or_default(),
        })
    }

    /// What each of an account's pods used on a day, those after one in the order of their ids.
    pub async fn usage_by_pod(&self, account: &AccountId, day: i64, after: &str, limit: u32) -> Result<Vec<PodUsage>> {
        const SELECT_PODS: &str = "
            SELECT pod_id, requests, emails, coalesce((SELECT amount FROM spent
              WHERE book = 'pod:' || pod_id AND period = 'daily' AND start = ?2 * ?3), 0) AS spent,
              coalesce((SELECT bytes FROM pod_storage WHERE pod_storage.pod_id = usage.pod_id), 0) AS stored,
              EXISTS (SELECT 1 FROM pod WHERE pod.id = usage.pod_id AND NOT condemned) AS there
            FROM usage WHERE account_id = ?1 AND day = ?2 AND pod_id > ?4 ORDER BY pod_id LIMIT ?5";
        self.db.all(SELECT_PODS, &values![account.as_str(), day, DAY, after, limit]).await
    }
}
