//! Signing in: links that are sent by email, and the sessions that they start.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Directory;
use super::rate_limits::{LimitedAction, RateLimitSubjects, from_networks};
use crate::credential::{Credential, KeyHash};
use crate::email::Email;
use crate::error::Result;
use crate::id::{AccountId, SessionId};
use crate::platform::values;
use crate::time::Timestamp;

/// Accounts with the same recovery email that one email lists.
const MAX_ACCOUNTS: u32 = 10;

/// Sign-in emails to one address in an hour.
const MAX_EMAILS_PER_HOUR: u32 = 5;

/// An account that an address can sign in to.
#[derive(Deserialize)]
pub struct Member {
    pub id: AccountId,
    name: String,
    /// 1: somebody has signed in with a link that was sent to the address. Any account can name any address.
    verified: i64,
}

impl Member {
    /// The account's name, unless a stranger could have chosen it.
    pub fn verified_name(&self) -> Option<&str> {
        (self.verified == 1).then_some(self.name.as_str())
    }
}

/// A signed-in person.
#[derive(Serialize, ToSchema)]
pub struct Session {
    pub id: SessionId,
    /// When the person signed in.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When the session ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct SessionRow {
    id: SessionId,
    created_at: i64,
    expires_at: i64,
}

/// Verified accounts come first: anybody can make accounts that name the address.
const SELECT_MEMBERS: &str = "
    SELECT id, name, verified_at IS NOT NULL AS verified FROM account WHERE recovery_email = ?1
    ORDER BY (verified_at IS NULL), created_at DESC, id LIMIT ?2";
/// A link for an account only if the address is still its own.
const INSERT_LINK: &str = "
    INSERT INTO sign_in_link (hash, account_id, expires_at) SELECT ?1, ?2, ?3
    WHERE ?2 IS NULL OR EXISTS (SELECT 1 FROM account WHERE id = ?2 AND recovery_email = ?4)";
const DELETE_EXPIRED_LINKS: &str = "DELETE FROM sign_in_link WHERE expires_at <= ?1";
const SELECT_LINK: &str = "
    SELECT account_id FROM sign_in_link WHERE hash = ?1 AND expires_at > ?2 AND account_id IS NOT NULL";
/// Only while the link exists: it can be used once.
const INSERT_SESSION: &str = "
    INSERT INTO session (id, hash, account_id, created_at, expires_at, key_number)
    SELECT ?1, ?2, account_id, ?4, ?5, ?6 FROM sign_in_link WHERE hash = ?3 AND expires_at > ?4 RETURNING id";
const VERIFY_ACCOUNT: &str = "
    UPDATE account SET verified_at = ?2 WHERE verified_at IS NULL AND id = (SELECT account_id FROM session WHERE id = ?1)";
const DELETE_LINK: &str = "DELETE FROM sign_in_link WHERE hash = ?1";
const DELETE_EXPIRED_SESSIONS: &str = "DELETE FROM session WHERE expires_at <= ?1";
const SELECT_SESSIONS: &str = "
    SELECT id, created_at, expires_at FROM session WHERE account_id = ?1 AND expires_at > ?2
    ORDER BY created_at DESC, id";
const DELETE_SESSION: &str = "DELETE FROM session WHERE id = ?1 AND account_id = ?2 RETURNING hash";

impl Directory {
    /// Counts a request for sign-in links.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn count_sign_in(&self, subjects: RateLimitSubjects<'_>, now: Timestamp) -> Result<()> {
        self.check_rate_limits(subjects.checks(LimitedAction::SignIn, MAX_EMAILS_PER_HOUR), now, |_| Ok(()))
            .await
            .map(drop)
    }

    /// Counts the use of a link.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn count_link_use(&self, networks: &[String], allowed: u32, now: Timestamp) -> Result<()> {
        let checks: Vec<_> = from_networks(LimitedAction::Link, networks, allowed).collect();
        self.check_rate_limits(checks, now, |_| Ok(())).await.map(drop)
    }

    /// The accounts whose recovery email this is.
    pub async fn members(&self, email: &Email) -> Result<Vec<Member>> {
        self.db.rows(SELECT_MEMBERS, &values![email.as_str(), MAX_ACCOUNTS]).await
    }

    /// Stores links that are sent to an address, each for an account or for none.
    pub async fn add_links(
        &self,
        email: &Email,
        links: &[(KeyHash, Option<AccountId>)],
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let mut batch = self.db.batch();
        batch.run(DELETE_EXPIRED_LINKS, &values![now])?;
        for (hash, account) in links {
            let account = account.as_ref().map(AccountId::as_str);
            batch.run(INSERT_LINK, &values![hash.as_str(), account, expires_at, email.as_str()])?;
        }
        batch.commit().await.map(drop)
    }

    /// The account of a link, if the link was not used.
    pub async fn link(&self, link: &KeyHash, now: Timestamp) -> Result<Option<AccountId>> {
        self.db.value(SELECT_LINK, &values![link.as_str(), now]).await
    }

    /// Uses a link and starts a session. Returns whether the link was still valid: of several uses at once, one succeeds.
    pub async fn start_session(
        &self,
        link: &KeyHash,
        (id, session): (&SessionId, &Credential),
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let (hash, number) = (session.hash(), i64::from(session.key_number()));
        let insert = values![id.as_str(), hash.as_str(), link.as_str(), now, expires_at, number];
        let mut batch = self.db.batch();
        let inserted = batch.add(INSERT_SESSION, &insert)?;
        batch.run(VERIFY_ACCOUNT, &values![id.as_str(), now])?;
        batch.run(DELETE_LINK, &values![link.as_str()])?;
        batch.run(DELETE_EXPIRED_SESSIONS, &values![now])?;
        batch.commit().await?.exists(inserted)
    }

    /// The account's sessions, the latest first.
    pub async fn sessions(&self, account: &AccountId, now: Timestamp) -> Result<Vec<Session>> {
        let rows: Vec<SessionRow> = self.db.rows(SELECT_SESSIONS, &values![account.as_str(), now]).await?;
        let session = |row: SessionRow| Session {
            id: row.id,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends a session of the account. Returns the hash of its token.
    pub async fn end_session(&self, account: &AccountId, id: &str) -> Result<Option<KeyHash>> {
        let hash = self.db.value(DELETE_SESSION, &values![id, account.as_str()]).await?;
        Ok(hash.map(KeyHash::trusted))
    }
}
