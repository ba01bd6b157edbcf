//! What accounts did: what the deployment saw, and what they told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Directory, PodDirectory};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, RequestId};
use crate::platform::{Rows, values};
use crate::time::{DAY, Timestamp};
use crate::trust::{Conduct, Evidence, RECENT_DAYS, WINDOW_DAYS};

/// Doings that an account may tell of in a day.
pub const MAX_REPORTED_EVENTS_PER_DAY: u32 = 1_000;
/// Days for which the names of doings are remembered: as old as one may be when it is told, and one more.
const EVENT_ID_TTL_DAYS: i64 = 8;

/// How it ended.
/// - `success`: it worked
/// - `failure`: it failed
/// - `denied`: it was not allowed, and so not done
/// - `timeout`: it took too long
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = BehaviourResult)]
pub enum Ending {
    Success,
    Failure,
    Denied,
    Timeout,
}

/// Something that an agent did: the hash of its id, if it has one, and how it ended.
#[derive(Serialize)]
pub struct Doing(pub Option<String>, pub Ending);

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
        WHERE d.account_id = ?1 AND f.visibility = 'public' AND f.description IS NOT NULL) AS profile,
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

const DELETE_OLD_COUNTS: &str = "DELETE FROM told WHERE account_id = ?1 AND day <= ?2";
const DELETE_OLD_EVENTS: &str = "DELETE FROM told_event WHERE account_id = ?1 AND day <= ?2";
/// What was told of today before, and how much of what is told now is new.
const SELECT_DAY_COUNT: &str = "
    SELECT (SELECT coalesce(sum(succeeded + failed + denied), 0) FROM told WHERE account_id = ?1 AND day = ?2) AS used,
      (SELECT count(*) FROM json_each(?4) WHERE value ->> 0 IS NULL OR NOT EXISTS
        (SELECT 1 FROM told_event WHERE account_id = ?1 AND event = value ->> 0 AND request_id <> ?3)) AS new";
/// What has an id is named first: what of it this request has named, it counts.
const INSERT_EVENTS: &str = "
    INSERT INTO told_event (account_id, event, day, request_id)
    SELECT ?1, value ->> 0, ?2, ?3 FROM json_each(?4), before
    WHERE value ->> 0 IS NOT NULL AND used + new <= ?5
    ON CONFLICT DO NOTHING";
const INSERT_COUNTS: &str = "
    INSERT INTO told (account_id, day, succeeded, failed, denied)
    SELECT ?1, ?2, sum(value ->> 1 = 'success'), sum(value ->> 1 IN ('failure', 'timeout')), sum(value ->> 1 = 'denied')
    FROM json_each(?4), before
    WHERE used + new <= ?5 AND (value ->> 0 IS NULL OR EXISTS
      (SELECT 1 FROM told_event WHERE account_id = ?1 AND event = value ->> 0 AND request_id = ?3))
    HAVING count(*) > 0
    ON CONFLICT (account_id, day) DO UPDATE SET succeeded = succeeded + excluded.succeeded,
      failed = failed + excluded.failed, denied = denied + excluded.denied";

impl Directory {
    /// What is known of an account, if there is such.
    pub async fn conduct(&self, account: &str, now: Timestamp) -> Result<Option<Conduct>> {
        let values = values![account, now.day() - WINDOW_DAYS, now.day() - RECENT_DAYS];
        let row: Option<Row> = self.db.first(SELECT_CONDUCT, &values).await?;
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

    /// Puts on record what an account says that it did: all that is new of it, or nothing where that is too much for a day. No id comes
    /// twice in `doings`. How many were new, and how many more it may tell of today.
    pub async fn tell(
        &self,
        account: &AccountId,
        doings: &[Doing],
        by: &RequestId,
        now: Timestamp,
    ) -> Result<(u32, u32)> {
        let (db, account, day) = (&self.db, account.as_str(), now.day());
        let list = serde_json::to_string(doings).map_err(Error::internal)?;
        let values = values![account, day, by.as_str(), &list, MAX_REPORTED_EVENTS_PER_DAY];
        let old = values![account, day - WINDOW_DAYS];
        let before = |statement: &str| format!("WITH before AS MATERIALIZED ({SELECT_DAY_COUNT}) {statement}");
        let statements = [
            db.statement(DELETE_OLD_COUNTS, &old)?,
            db.statement(DELETE_OLD_EVENTS, &values![account, day - EVENT_ID_TTL_DAYS])?,
            db.statement(SELECT_DAY_COUNT, &values[..4])?,
            db.statement(&before(INSERT_EVENTS), &values)?,
            db.statement(&before(INSERT_COUNTS), &values)?,
            db.statement(SELECT_DAY_COUNT, &values[..4])?,
        ];
        let done = db.batch(statements).await?;
        let used = |at: usize| -> Result<Used> {
            done.get(at).map_or(Ok(None), Rows::one)?.ok_or_else(|| Error::internal("nothing was counted"))
        };
        let (first, last) = (used(2)?, used(5)?);
        let left = MAX_REPORTED_EVENTS_PER_DAY.saturating_sub(first.used);
        if first.new > left {
            let until_midnight = (DAY - now.millis().rem_euclid(DAY)) / 1_000 + 1;
            return Err(Error::new(
                Code::RateLimited,
                format!("An account may tell of {MAX_REPORTED_EVENTS_PER_DAY} doings a day; {left} are left."),
            )
            .fix("Go on after midnight UTC.")
            .retry_after(u32::try_from(until_midnight).unwrap_or(1)));
        }
        Ok((first.new, MAX_REPORTED_EVENTS_PER_DAY.saturating_sub(last.used)))
    }
}

impl PodDirectory {
    /// Notes that an address refused mail of the pod for good.
    pub async fn note_returned(&self, day: i64) -> Result<()> {
        const INSERT_ACCOUNT_DAY: &str = "
            INSERT INTO account_day (account_id, day, taken, returned) SELECT account_id, ?2, 0, 1 FROM pod WHERE id = ?1
            ON CONFLICT (account_id, day) DO UPDATE SET returned = returned + 1";
        let note = values![self.pod().as_str(), day];
        self.db()?.batch([self.db()?.statement(INSERT_ACCOUNT_DAY, &note)?]).await.map(drop)
    }
}
