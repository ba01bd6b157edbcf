//! The account's limits of requests and emails, of which the pod takes shares.

use serde::Serialize;
use utoipa::ToSchema;

use super::PodDirectory;
use crate::directory::usage::Emails;
use crate::error::Result;
use crate::id::PodId;
use crate::limits::Limits;
use crate::platform::{Batch, Handle, Value, values};
use crate::time::{HOUR, Timestamp};

/// A pod's share of its account's daily requests.
pub struct Share {
    /// Requests taken: 0 when none are left.
    pub taken: u32,
    /// Requests that are left for other pods.
    pub left: u32,
}

/// Takes a share of the day's requests: smaller shares as they run out, so that pods do not starve each other. Bound numbers are
/// floating-point, so parts of them are cast.
const TAKE_REQUESTS: &str = "
    INSERT INTO account_day (account_id, day, taken) SELECT account_id, ?2, min(?3, ?4) FROM pod WHERE id = ?1
    ON CONFLICT (account_id, day) DO UPDATE SET taken = taken + max(1, min(?3, CAST((?4 - taken) / 4 AS INTEGER))) WHERE taken < ?4
    RETURNING taken";
const SELECT_TAKEN: &str = "
    SELECT coalesce((SELECT taken FROM account_day WHERE day = ?2
      AND account_id = (SELECT account_id FROM pod WHERE id = ?1)), 0)";

/// Counts the same share for the pod, before it is taken.
const COUNT_REQUESTS: &str = "
    INSERT INTO usage (account_id, day, pod_id, requests)
    SELECT pod.account_id, ?2, id, iif(taken IS NULL, min(?3, ?4), max(1, min(?3, CAST((?4 - taken) / 4 AS INTEGER))))
    FROM pod LEFT JOIN account_day q ON q.account_id = pod.account_id AND q.day = ?2
    WHERE id = ?1 AND (taken IS NULL OR taken < ?4)
    ON CONFLICT (account_id, day, pod_id) DO UPDATE SET requests = requests + excluded.requests";

/// Days for which the usage of pods is stored.
const USAGE_DAYS: i64 = 35;
const DELETE_OLD_USAGE: &str = "
    DELETE FROM usage WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1) AND day < ?2";

/// Counts an email, unless the limit of the hour or the day is reached.
const TAKE_EMAIL: &str = "
    INSERT INTO mail_sent (account_id, day, in_day, hour, in_hour)
    SELECT account_id, ?2, 1, ?3, 1 FROM pod WHERE id = ?1 AND ?4 > 0 AND ?5 > 0 AND {condition}
    ON CONFLICT (account_id) DO UPDATE SET
      in_day = iif(day = ?2, in_day, 0) + 1, day = ?2, in_hour = iif(hour = ?3, in_hour, 0) + 1, hour = ?3
    WHERE iif(day = ?2, in_day, 0) < ?4 AND iif(hour = ?3, in_hour, 0) < ?5
    RETURNING account_id";
/// Counts the email for the pod, if the statement before counted it for the account.
const COUNT_EMAIL: &str = "
    INSERT INTO usage (account_id, day, pod_id, emails) SELECT account_id, ?2, id, 1 FROM pod WHERE id = ?1 AND changes() > 0
    ON CONFLICT (account_id, day, pod_id) DO UPDATE SET emails = emails + 1";
/// Counts the email for the account's trust score, if the statement before counted it for the pod.
const COUNT_EMAIL_FOR_TRUST: &str = "
    INSERT INTO account_day (account_id, day, taken, emails) SELECT account_id, ?2, 0, 1 FROM pod WHERE id = ?1 AND changes() > 0
    ON CONFLICT (account_id, day) DO UPDATE SET emails = emails + 1";
const SELECT_EMAILS: &str = "
    SELECT iif(day = ?2, in_day, 0) AS in_day, iif(hour = ?3, in_hour, 0) AS in_hour
    FROM mail_sent WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)";

/// As SQL: the account has no email left. The values are as in [`TAKE_EMAIL`]: the account, the day, the hour and both limits.
pub(in crate::directory) fn no_email_left([account, day, hour, daily, hourly]: [&str; 5]) -> String {
    format!(
        "({daily} <= 0 OR {hourly} <= 0 OR EXISTS (SELECT 1 FROM mail_sent WHERE account_id = {account}
           AND (iif(day = {day}, in_day, 0) >= {daily} OR iif(hour = {hour}, in_hour, 0) >= {hourly})))"
    )
}

/// Takes one email from the limits of a pod's account, and counts it for the pod. Returns a row if one was left.
pub(in crate::directory) fn take_email(
    batch: &mut Batch<'_>,
    pod: &PodId,
    now: Timestamp,
    limits: &Limits,
) -> Result<Handle> {
    take_email_if(batch, pod, ("true", &[]), now, limits)
}

/// The same, only if a condition is true. Its values begin with `?6`.
pub(in crate::directory) fn take_email_if(
    batch: &mut Batch<'_>,
    pod: &PodId,
    (condition, values_of_condition): (&str, &[Value<'_>]),
    now: Timestamp,
    limits: &Limits,
) -> Result<Handle> {
    let (day, hour) = (now.day(), now.millis().div_euclid(HOUR));
    let take = values![pod.as_str(), day, hour, limits.emails_per_day, limits.emails_per_hour];
    let take_email = TAKE_EMAIL.replace("{condition}", condition);
    let taken = batch.add(&take_email, &[&take[..], values_of_condition].concat())?;
    batch.run(COUNT_EMAIL, &take[..2])?;
    Ok(taken)
}

impl Emails {
    fn left(&self, limits: &Limits) -> MailLeft {
        MailLeft {
            daily_remaining: limits.emails_per_day.saturating_sub(self.in_day),
            hourly_remaining: limits.emails_per_hour.saturating_sub(self.in_hour),
        }
    }
}

/// The number of emails that the account can still send.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct MailLeft {
    /// Emails left until midnight UTC.
    pub daily_remaining: u32,
    /// Emails left until the end of the hour.
    pub hourly_remaining: u32,
}

impl PodDirectory {
    /// Takes up to `share` requests from the account's daily limit.
    pub async fn take_requests(&self, now: Timestamp, share: u32, limit: u32) -> Result<Share> {
        let (pod, day) = (self.pod.as_str(), now.day());
        let db = self.db()?;
        let mut batch = db.batch();
        let before = batch.add(SELECT_TAKEN, &values![pod, day])?;
        batch.run(COUNT_REQUESTS, &values![pod, day, share, limit])?;
        let after = batch.add(TAKE_REQUESTS, &values![pod, day, share, limit])?;
        batch.run(DELETE_OLD_USAGE, &values![pod, day - USAGE_DAYS])?;
        let done = batch.commit().await?;
        let (before, after) = (done.value(before)?.unwrap_or(0), done.value(after)?.unwrap_or(limit));
        Ok(Share { taken: after.saturating_sub(before), left: limit.saturating_sub(after) })
    }

    /// Takes one email from the account's limits. Returns what is left, and whether an email was left to take.
    pub async fn take_email(&self, now: Timestamp, limits: &Limits) -> Result<(MailLeft, bool)> {
        let (db, day, hour) = (self.db()?, now.day(), now.millis().div_euclid(HOUR));
        let mut batch = db.batch();
        let taken = take_email(&mut batch, &self.pod, now, limits)?;
        batch.run(COUNT_EMAIL_FOR_TRUST, &values![self.pod.as_str(), day])?;
        let sent = batch.add::<Emails>(SELECT_EMAILS, &values![self.pod.as_str(), day, hour])?;
        let done = batch.commit().await?;
        Ok((done.row(sent)?.unwrap_or_default().left(limits), done.exists(taken)?))
    }

    /// The number of emails that the account can still send.
    pub async fn emails_left(&self, now: Timestamp, limits: &Limits) -> Result<MailLeft> {
        let (day, hour) = (now.day(), now.millis().div_euclid(HOUR));
        let sent: Option<Emails> = self.db()?.row(SELECT_EMAILS, &values![self.pod.as_str(), day, hour]).await?;
        Ok(sent.unwrap_or_default().left(limits))
    }

    /// Returns an email that was taken at that time and not sent.
    pub async fn return_email(&self, taken: Timestamp) -> Result<()> {
        const RETURN_EMAIL: &str = "
            UPDATE mail_sent SET in_day = in_day - (day = ?2), in_hour = in_hour - (hour = ?3)
            WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        const UNCOUNT_EMAIL: &str = "
            UPDATE usage SET emails = emails - 1 WHERE pod_id = ?1 AND day = ?2 AND emails > 0
              AND account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        const UNCOUNT_EMAIL_FOR_TRUST: &str = "
            UPDATE account_day SET emails = emails - 1 WHERE day = ?2 AND emails > 0
              AND account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        let (day, hour, pod) = (taken.day(), taken.millis().div_euclid(HOUR), self.pod.as_str());
        let db = self.db()?;
        let mut batch = db.batch();
        batch.run(RETURN_EMAIL, &values![pod, day, hour])?;
        batch.run(UNCOUNT_EMAIL, &values![pod, day])?;
        batch.run(UNCOUNT_EMAIL_FOR_TRUST, &values![pod, day])?;
        batch.commit().await.map(drop)
    }
}
