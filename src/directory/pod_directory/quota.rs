//! The account's allowance of requests and emails, as one pod takes of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PodDirectory;
use crate::error::Result;
use crate::id::PodId;
use crate::limits::Limits;
use crate::platform::{Database, Rows, Statement, values};
use crate::time::{HOUR, Timestamp};

/// A pod's share of its account's daily allowance.
pub struct Share {
    /// Requests taken: none when the allowance is spent.
    pub taken: u32,
    /// Requests that are left to others.
    pub left: u32,
}

/// Takes a share of what is left of the day: fewer at a time as it runs out, so that pods do not starve each other. What is bound is a
/// floating-point number, and so is a part of it.
const INSERT_TAKEN: &str = "
    INSERT INTO account_day (account_id, day, taken) SELECT account_id, ?2, min(?3, ?4) FROM pod WHERE id = ?1
    ON CONFLICT (account_id, day) DO UPDATE SET taken = taken + max(1, min(?3, CAST((?4 - taken) / 4 AS INTEGER))) WHERE taken < ?4
    RETURNING taken";
const SELECT_TAKEN: &str = "
    SELECT coalesce((SELECT taken FROM account_day WHERE day = ?2
      AND account_id = (SELECT account_id FROM pod WHERE id = ?1)), 0) AS taken";

/// The same share, counted for the pod; before it is taken.
const INSERT_REQUEST_USAGE: &str = "
    INSERT INTO usage (account_id, day, pod_id, requests)
    SELECT pod.account_id, ?2, id, iif(taken IS NULL, min(?3, ?4), max(1, min(?3, CAST((?4 - taken) / 4 AS INTEGER))))
    FROM pod LEFT JOIN account_day q ON q.account_id = pod.account_id AND q.day = ?2
    WHERE id = ?1 AND (taken IS NULL OR taken < ?4)
    ON CONFLICT (account_id, day, pod_id) DO UPDATE SET requests = requests + excluded.requests";

/// Days for which it is known what each pod used.
const USAGE_TTL_DAYS: i64 = 35;
const DELETE_OLD_USAGE: &str = "
    DELETE FROM usage WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1) AND day < ?2";

#[derive(Deserialize)]
struct Taken {
    taken: u32,
}

/// Counts one more, unless the hour or the day is full.
const INSERT_MAIL_SENT: &str = "
    INSERT INTO mail_sent (account_id, day, in_day, hour, in_hour)
    SELECT account_id, ?2, 1, ?3, 1 FROM pod WHERE id = ?1 AND ?4 > 0 AND ?5 > 0
    ON CONFLICT (account_id) DO UPDATE SET
      in_day = iif(day = ?2, in_day, 0) + 1, day = ?2, in_hour = iif(hour = ?3, in_hour, 0) + 1, hour = ?3
    WHERE iif(day = ?2, in_day, 0) < ?4 AND iif(hour = ?3, in_hour, 0) < ?5
    RETURNING account_id";
/// For the pod, if the statement before counted it for the account.
const INSERT_EMAIL_USAGE: &str = "
    INSERT INTO usage (account_id, day, pod_id, emails) SELECT account_id, ?2, id, 1 FROM pod WHERE id = ?1 AND changes() > 0
    ON CONFLICT (account_id, day, pod_id) DO UPDATE SET emails = emails + 1";
/// For the account's trust, likewise.
const INSERT_EMAIL_DAY: &str = "
    INSERT INTO account_day (account_id, day, taken, emails) SELECT account_id, ?2, 0, 1 FROM pod WHERE id = ?1 AND changes() > 0
    ON CONFLICT (account_id, day) DO UPDATE SET emails = emails + 1";
const SELECT_MAIL_SENT: &str = "
    SELECT iif(day = ?2, in_day, 0) AS in_day, iif(hour = ?3, in_hour, 0) AS in_hour
    FROM mail_sent WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)";

#[derive(Default, Deserialize)]
struct Emails {
    in_day: u32,
    in_hour: u32,
}

/// The statements that take one email of the allowance of a pod's account, and count it for the pod. The first one returns a row if
/// there was one to take.
pub(in crate::directory) fn take_email(
    db: &Database,
    pod: &PodId,
    now: Timestamp,
    limits: &Limits,
) -> Result<[Statement; 2]> {
    let (day, hour) = (now.day(), now.millis().div_euclid(HOUR));
    let take = values![pod.as_str(), day, hour, limits.emails_per_day, limits.emails_per_hour];
    Ok([db.statement(INSERT_MAIL_SENT, &take)?, db.statement(INSERT_EMAIL_USAGE, &take[..2])?])
}

impl Emails {
    fn left(&self, limits: &Limits) -> MailLeft {
        MailLeft {
            daily_remaining: limits.emails_per_day.saturating_sub(self.in_day),
            hourly_remaining: limits.emails_per_hour.saturating_sub(self.in_hour),
        }
    }
}

/// Emails that the account may still send.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct MailLeft {
    /// Until midnight UTC.
    pub daily_remaining: u32,
    /// Until the hour is full.
    pub hourly_remaining: u32,
}

impl PodDirectory {
    /// Takes up to `share` requests out of the account's allowance for the day.
    pub async fn take_requests(&self, now: Timestamp, share: u32, allowance: u32) -> Result<Share> {
        let (pod, day) = (self.pod.as_str(), now.day());
        let done = self
            .db()?
            .batch([
                self.db()?.statement(SELECT_TAKEN, &values![pod, day])?,
                self.db()?.statement(INSERT_REQUEST_USAGE, &values![pod, day, share, allowance])?,
                self.db()?.statement(INSERT_TAKEN, &values![pod, day, share, allowance])?,
                self.db()?.statement(DELETE_OLD_USAGE, &values![pod, day - USAGE_TTL_DAYS])?,
            ])
            .await?;
        let taken = |at: usize| -> Result<Option<u32>> {
            let Some(rows) = done.get(at) else { return Ok(None) };
            Ok(rows.read::<Taken>()?.pop().map(|row| row.taken))
        };
        let (before, after) = (taken(0)?.unwrap_or(0), taken(2)?.unwrap_or(allowance));
        Ok(Share { taken: after.saturating_sub(before), left: allowance.saturating_sub(after) })
    }

    /// Takes one email of the account's allowance. What is left of it, and whether there was one to take.
    pub async fn take_email(&self, now: Timestamp, limits: &Limits) -> Result<(MailLeft, bool)> {
        let (db, day, hour) = (self.db()?, now.day(), now.millis().div_euclid(HOUR));
        let [take, count] = take_email(&db, &self.pod, now, limits)?;
        let see = db.statement(INSERT_EMAIL_DAY, &values![self.pod.as_str(), day])?;
        let left = db.statement(SELECT_MAIL_SENT, &values![self.pod.as_str(), day, hour])?;
        let done = db.batch([take, count, see, left]).await?;
        let taken = done.first().map_or(Ok(false), Rows::any)?;
        let sent = done.get(3).map(Rows::read::<Emails>).transpose()?.and_then(|mut rows| rows.pop());
        Ok((sent.unwrap_or_default().left(limits), taken))
    }

    /// What is left of the account's allowance.
    pub async fn emails_left(&self, now: Timestamp, limits: &Limits) -> Result<MailLeft> {
        let (day, hour) = (now.day(), now.millis().div_euclid(HOUR));
        let sent: Option<Emails> = self.db()?.first(SELECT_MAIL_SENT, &values![self.pod.as_str(), day, hour]).await?;
        Ok(sent.unwrap_or_default().left(limits))
    }

    /// Gives back an email that was taken at that time and not sent.
    pub async fn return_email(&self, taken: Timestamp) -> Result<()> {
        const UPDATE_MAIL_SENT: &str = "
            UPDATE mail_sent SET in_day = in_day - (day = ?2), in_hour = in_hour - (hour = ?3)
            WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        const UPDATE_USAGE: &str = "
            UPDATE usage SET emails = emails - 1 WHERE pod_id = ?1 AND day = ?2 AND emails > 0
              AND account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        const UPDATE_ACCOUNT_DAY: &str = "
            UPDATE account_day SET emails = emails - 1 WHERE day = ?2 AND emails > 0
              AND account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        let (day, hour, pod) = (taken.day(), taken.millis().div_euclid(HOUR), self.pod.as_str());
        let db = self.db()?;
        let batch = [
            db.statement(UPDATE_MAIL_SENT, &values![pod, day, hour])?,
            db.statement(UPDATE_USAGE, &values![pod, day])?,
            db.statement(UPDATE_ACCOUNT_DAY, &values![pod, day])?,
        ];
        db.batch(batch).await.map(drop)
    }
}
