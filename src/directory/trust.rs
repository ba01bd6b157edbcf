//! The behaviour of accounts: what the deployment measured, and what they reported.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Directory, PodDirectory};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, RequestId};
use crate::platform::values;
use crate::time::{DAY, Timestamp};
use crate::trust::{Conduct, Evidence, RECENT_DAYS, WINDOW_DAYS};
use crate::wire::to_json;

/// Events that an account can report in a day.
pub const MAX_REPORTED_EVENTS_PER_DAY: u32 = 1_000;
/// Days for which the ids of events are stored: the maximum age of a reported event, and one more.
const EVENT_DAYS: i64 = 8;

/// The result of the event.
/// - `success`: it worked
/// - `failure`: it failed
/// - `denied`: it was not allowed, and so not done
/// - `timeout`: it took too long
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = BehaviourResult)]
pub enum EventResult {
    Success,
    Failure,
    Denied,
    Timeout,
}

/// A reported event: the hash of its id, if it has one, and its result.
#[derive(Serialize)]
pub struct ReportedEvent(pub Option<String>, pub EventResult);

#[derive(Deserialize)]
struct Row {
    created_at: i64,
    person: i64,
    domain: i64,
    profile: i64,
    active_days: u32,
    requests: f64,
    emails: f64,
    returned: f64,
    told_days: u32,
    succeeded: f64,
    failed: f64,
    denied: f64,
    recent_active_days: u32,
    recent_emails: f64,
    recent_returned: f64,
    recent_succeeded: f64,
    recent_failed: f64,
}

#[derive(Deserialize)]
struct Used {
    used: u32,
    new: u32,
}

const SELECT_CONDUCT: &str = "
    SELECT a.created_at, a.verified_at IS NOT NULL AS person,
      EXISTS (SELECT 1 FROM stack WHERE account_id = ?1 AND verified_at IS NOT NULL) AS domain,
      EXISTS (SELECT 1 FROM address d JOIN profile f ON f.address = d.address
        WHERE d.account_id = ?1 AND d.deleting_at IS NULL AND f.visibility = 'public' AND f.description IS NOT NULL) AS profile,
      u.*, t.*
    FROM account a,
      (SELECT count(*) FILTER (WHERE taken > 0) AS active_days, coalesce(sum(taken), 0) AS requests,
        coalesce(sum(emails), 0) AS emails, coalesce(sum(returned), 0) AS returned,
        count(*) FILTER (WHERE taken > 0 AND day > ?3) AS recent_active_days,
        coalesce(sum(emails) FILTER (WHERE day > ?3), 0) AS recent_emails,
        coalesce(sum(returned) FILTER (WHERE day > ?3), 0) AS recent_returned
        FROM account_day WHERE account_id = ?1 AND day > ?2) u,
      (SELECT count(*) AS told_days, coalesce(sum(succeeded), 0) AS succeeded, coalesce(sum(failed), 0) AS failed,
        coalesce(sum(denied), 0) AS denied,
        coalesce(sum(succeeded) FILTER (WHERE day > ?3), 0) AS recent_succeeded,
        coalesce(sum(failed) FILTER (WHERE day > ?3), 0) AS recent_failed
        FROM told WHERE account_id = ?1 AND day > ?2) t
    WHERE a.id = ?1";

const DELETE_OLD: &str = "DELETE FROM told WHERE account_id = ?1 AND day <= ?2";
const DELETE_OLD_EVENTS: &str = "DELETE FROM told_event WHERE account_id = ?1 AND day <= ?2";
/// The number of events that were reported today before, and how many of those in this report are new.
const SELECT_USED: &str = "
    SELECT (SELECT coalesce(sum(succeeded + failed + denied), 0) FROM told WHERE account_id = ?1 AND day = ?2) AS used,
      (SELECT count(*) FROM json_each(?4) WHERE value ->> 0 IS NULL OR NOT EXISTS
        (SELECT 1 FROM told_event WHERE account_id = ?1 AND event = value ->> 0 AND request_id <> ?3)) AS new";
/// Ids are inserted first. Only events whose id this request inserted are counted.
const INSERT_EVENTS: &str = "
    INSERT INTO told_event (account_id, event, day, request_id)
    SELECT ?1, value ->> 0, ?2, ?3 FROM json_each(?4), before
    WHERE value ->> 0 IS NOT NULL AND used + new <= ?5
    ON CONFLICT DO NOTHING";
const COUNT_EVENTS: &str = "
    INSERT INTO told (account_id, day, succeeded, failed, denied)
    SELECT ?1, ?2, sum(value ->> 1 = 'success'), sum(value ->> 1 IN ('failure', 'timeout')), sum(value ->> 1 = 'denied')
    FROM json_each(?4), before
    WHERE used + new <= ?5 AND (value ->> 0 IS NULL OR EXISTS
      (SELECT 1 FROM told_event WHERE account_id = ?1 AND event = value ->> 0 AND request_id = ?3))
    HAVING count(*) > 0
    ON CONFLICT (account_id, day) DO UPDATE SET succeeded = succeeded + excluded.succeeded,
      failed = failed + excluded.failed, denied = denied + excluded.denied";

impl Directory {
    /// The behaviour of an account, if it exists.
    pub async fn conduct(&self, account: &str, now: Timestamp) -> Result<Option<Conduct>> {
        let values = values![account, now.day() - WINDOW_DAYS, now.day() - RECENT_DAYS];
        let row: Option<Row> = self.db.row(SELECT_CONDUCT, &values).await?;
        Ok(row.map(|row| Conduct {
            age: u32::try_from((now.millis() - row.created_at).div_euclid(DAY)).unwrap_or_default(),
            active_days: row.active_days,
            requests: row.requests,
            emails: row.emails,
            returned: row.returned,
            told_days: row.told_days,
            succeeded: row.succeeded,
            failed: row.failed,
            denied: row.denied,
            person: row.person == 1,
            domain: row.domain == 1,
            profile: row.profile == 1,
            recent: Evidence {
                active_days: row.recent_active_days,
                emails: row.recent_emails,
                returned: row.recent_returned,
                succeeded: row.recent_succeeded,
                failed: row.recent_failed,
            },
        }))
    }

    /// Records the new events of a report, or none if they are too many for the day. No id comes twice in `events`. Returns how many
    /// events were new, and how many more the account can report today.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn report_events(
        &self,
        account: &AccountId,
        events: &[ReportedEvent],
        by: &RequestId,
        now: Timestamp,
    ) -> Result<(u32, u32)> {
        let (account, day) = (account.as_str(), now.day());
        let list = to_json(events)?;
        let values = values![account, day, by.as_str(), &list, MAX_REPORTED_EVENTS_PER_DAY];
        let with_used = |statement: &str| format!("WITH before AS MATERIALIZED ({SELECT_USED}) {statement}");
        let mut batch = self.db.batch();
        batch.run(DELETE_OLD, &values![account, day - WINDOW_DAYS])?;
        batch.run(DELETE_OLD_EVENTS, &values![account, day - EVENT_DAYS])?;
        let before = batch.add(SELECT_USED, &values[..4])?;
        batch.run(&with_used(INSERT_EVENTS), &values)?;
        batch.run(&with_used(COUNT_EVENTS), &values)?;
        let after = batch.add(SELECT_USED, &values[..4])?;
        let done = batch.commit().await?;
        let used = |used| -> Result<Used> { done.row(used)?.ok_or_else(|| Error::internal("nothing was counted")) };
        let (before, after) = (used(before)?, used(after)?);
        let left = MAX_REPORTED_EVENTS_PER_DAY.saturating_sub(before.used);
        if before.new > left {
            let until_midnight = (DAY - now.millis().rem_euclid(DAY)) / 1_000 + 1;
            return Err(Error::new(
                Code::RateLimited,
                format!("An account can report {MAX_REPORTED_EVENTS_PER_DAY} events a day. Events left today: {left}."),
            )
            .fix("Send fewer events, or send them after midnight UTC.")
            .retry_after(u32::try_from(until_midnight).unwrap_or(1)));
        }
        Ok((before.new, MAX_REPORTED_EVENTS_PER_DAY.saturating_sub(after.used)))
    }
}

impl PodDirectory {
    /// Counts an address that permanently refused mail of the pod.
    pub async fn count_returned(&self, day: i64) -> Result<()> {
        const COUNT_RETURNED: &str = "
            INSERT INTO account_day (account_id, day, taken, returned) SELECT account_id, ?2, 0, 1 FROM pod WHERE id = ?1
            ON CONFLICT (account_id, day) DO UPDATE SET returned = returned + 1";
        self.db()?.run(COUNT_RETURNED, &values![self.pod().as_str(), day]).await
    }
}
