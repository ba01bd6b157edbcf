//! What the operator of the deployment sees of it, and the operator's sessions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Directory;
use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::id::{AccountId, SessionId};
use crate::limits::Tier;
use crate::platform::values;
use crate::time::{DAY, Timestamp};

/// Sessions that are open at once. A new one ends the oldest.
const MAX_SESSIONS: u32 = 20;

/// An account, as the operator's list shows it.
#[derive(Deserialize)]
pub struct AccountSummary {
    pub id: AccountId,
    pub name: String,
    pub tier: Tier,
    pub email: Option<String>,
    pub pods: i64,
    pub requests_today: i64,
    pub emails_today: i64,
    pub spent_today: i64,
    pub storage_bytes: i64,
    pub created_at: i64,
}

/// Which accounts to list, the newest first.
pub struct AccountFilter<'a> {
    /// Part of the name or of the email, in lower case, or the id.
    pub text: Option<&'a str>,
    pub tier: Option<Tier>,
    /// Only those before this time and, at that time, before this id.
    pub before: (i64, &'a str),
    pub limit: u32,
    pub now: Timestamp,
}

/// Totals of the deployment.
#[derive(Deserialize)]
pub struct Totals {
    pub free_accounts: i64,
    pub paid_accounts: i64,
    pub pods: i64,
    pub requests_today: i64,
    pub emails_today: i64,
    pub storage_bytes: i64,
    pub income_today: i64,
    pub income_30_days: i64,
}

/// How often replies had an error.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ErrorCount {
    /// The error code.
    #[schema(example = "rate_limited")]
    pub code: String,
    /// Replies with this code.
    pub count: i64,
    /// The newest one, in milliseconds since the epoch.
    #[serde(skip_serializing)]
    #[schema(ignore)]
    pub last_at: i64,
    /// The id of the newest one's request, as in the log.
    #[schema(example = "req_0a1b2c3d4e5f6g7h")]
    pub request_id: String,
}

/// Errors of an hour.
#[derive(Deserialize)]
pub struct ErrorHour {
    /// Hours since the epoch.
    pub hour: i64,
    pub count: i64,
}

/// Errors of one hour and code that are not stored yet.
pub struct NewErrorCount {
    pub hour: i64,
    pub code: &'static str,
    pub count: u32,
    pub last_at: i64,
    pub request_id: String,
}

impl Directory {
    /// Starts a session of the operator.
    pub async fn start_operator_session(
        &self,
        (id, hash): (&SessionId, &KeyHash),
        admin: &KeyHash,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        const DELETE_OLD: &str = "
            DELETE FROM operator_session WHERE expires_at <= ?1 OR id NOT IN (
              SELECT id FROM operator_session ORDER BY created_at DESC, id LIMIT ?2)";
        const INSERT_SESSION: &str = "
            INSERT INTO operator_session (id, hash, admin_hash, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut batch = self.db.batch();
        batch.run(DELETE_OLD, &values![now, MAX_SESSIONS - 1])?;
        batch.run(INSERT_SESSION, &values![id.as_str(), hash.as_str(), admin.as_str(), now, expires_at])?;
        batch.commit().await.map(drop)
    }

    /// The operator's session with this token, if it was started with the present `ADMIN_TOKEN`.
    pub async fn operator_session(&self, hash: &KeyHash, admin: &KeyHash, now: Timestamp) -> Result<Option<SessionId>> {
        const SELECT_SESSION: &str =
            "SELECT id FROM operator_session WHERE hash = ?1 AND admin_hash = ?2 AND expires_at > ?3";
        self.db.value(SELECT_SESSION, &values![hash.as_str(), admin.as_str(), now]).await
    }

    /// Ends a session of the operator.
    pub async fn end_operator_session(&self, id: &SessionId) -> Result<()> {
        self.db.run("DELETE FROM operator_session WHERE id = ?1", &values![id.as_str()]).await
    }

    /// Accounts, the newest first.
    pub async fn account_summaries(&self, filter: &AccountFilter<'_>) -> Result<Vec<AccountSummary>> {
        const SELECT_ACCOUNTS: &str = "
            SELECT a.id, a.name, a.tier, a.recovery_email AS email, a.created_at,
              (SELECT count(*) FROM pod p WHERE p.account_id = a.id AND NOT p.condemned) AS pods,
              coalesce(d.taken, 0) AS requests_today, coalesce(d.emails, 0) AS emails_today,
              coalesce((SELECT amount FROM spent WHERE book = 'account:' || a.id AND period = 'daily' AND start = ?6), 0) AS spent_today,
              coalesce((SELECT bytes FROM account_storage s WHERE s.account_id = a.id), 0) AS storage_bytes
            FROM account a LEFT JOIN account_day d ON d.account_id = a.id AND d.day = ?5
            WHERE (a.created_at, a.id) < (?3, ?4) AND (?2 IS NULL OR a.tier = ?2)
              AND (?1 IS NULL OR a.id = ?1 OR instr(lower(a.name), ?1) OR instr(lower(coalesce(a.recovery_email, '')), ?1))
            ORDER BY a.created_at DESC, a.id DESC LIMIT ?7";
        let AccountFilter { text, tier, before: (at, id), limit, now } = *filter;
        let day = now.day();
        self.db.rows(SELECT_ACCOUNTS, &values![text, tier.map(<&str>::from), at, id, day, day * DAY, limit]).await
    }

    /// Totals of the deployment. Reads a row for each account and each pod.
    pub async fn totals(&self, now: Timestamp) -> Result<Totals> {
        const SELECT_TOTALS: &str = "
            SELECT coalesce(sum(tier = 'free'), 0) AS free_accounts, coalesce(sum(tier = 'paid'), 0) AS paid_accounts,
              (SELECT count(*) FROM pod WHERE NOT condemned) AS pods,
              (SELECT coalesce(sum(taken), 0) FROM account_day WHERE day = ?1) AS requests_today,
              (SELECT coalesce(sum(emails), 0) FROM account_day WHERE day = ?1) AS emails_today,
              (SELECT coalesce(sum(bytes), 0) FROM account_storage) AS storage_bytes,
              (SELECT coalesce(sum(amount), 0) FROM ledger WHERE book = 'deployment' AND at >= ?2) AS income_today,
              (SELECT coalesce(sum(amount), 0) FROM ledger WHERE book = 'deployment' AND at >= ?3) AS income_30_days
            FROM account";
        let today = now.day() * DAY;
        let totals = self.db.row(SELECT_TOTALS, &values![now.day(), today, today - 29 * DAY]).await?;
        totals.ok_or_else(|| Error::internal("there are no totals"))
    }

    /// Errors since an hour: by code, the most frequent first, and by hour.
    pub async fn error_counts(&self, since: i64) -> Result<(Vec<ErrorCount>, Vec<ErrorHour>)> {
        const SELECT_CODES: &str = "
            SELECT code, sum(count) AS count, max(last_at) AS last_at, request_id
            FROM error_count WHERE hour >= ?1 GROUP BY code ORDER BY 2 DESC, code";
        const SELECT_HOURS: &str =
            "SELECT hour, sum(count) AS count FROM error_count WHERE hour >= ?1 GROUP BY hour ORDER BY hour";
        let mut batch = self.db.batch();
        let codes = batch.add(SELECT_CODES, &values![since])?;
        let hours = batch.add(SELECT_HOURS, &values![since])?;
        let done = batch.commit().await?;
        Ok((done.rows(codes)?, done.rows(hours)?))
    }

    /// Adds errors to those that are stored.
    pub async fn add_error_counts(&self, counts: &[NewErrorCount]) -> Result<()> {
        const ADD_COUNT: &str = "
            INSERT INTO error_count (hour, code, count, last_at, request_id) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (hour, code) DO UPDATE SET count = count + excluded.count, last_at = max(last_at, excluded.last_at),
              request_id = iif(excluded.last_at >= last_at, excluded.request_id, request_id)";
        let mut batch = self.db.batch();
        for NewErrorCount { hour, code, count, last_at, request_id } in counts {
            batch.run(ADD_COUNT, &values![*hour, *code, *count, *last_at, request_id])?;
        }
        batch.commit().await.map(drop)
    }

    /// Deletes errors of hours before this one.
    pub async fn sweep_error_counts(&self, before: i64) -> Result<()> {
        self.db.run("DELETE FROM error_count WHERE hour < ?1", &values![before]).await
    }
}
