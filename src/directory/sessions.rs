//! Signing in: links that are mailed, and the sessions they begin.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Directory;
use super::keys::hashes;
use super::rate_limits::{LimitedAction, RateLimitSubjects, from_networks};
use crate::credential::{Credential, KeyHash};
use crate::email::Email;
use crate::error::Result;
use crate::id::{AccountId, SessionId};
use crate::platform::{Rows, values};
use crate::time::Timestamp;

/// Accounts with one recovery email that are told of at once.
const MAX_MEMBERS: u32 = 10;

/// Times an hour that an address may be sent links.
const MAX_LINKS_PER_HOUR: u32 = 5;

/// An account that an address can sign in to.
#[derive(Deserialize)]
pub struct Member {
    pub id: AccountId,
    name: String,
    /// Whether somebody who reads the address's mail has signed in to it: anybody can name the address.
    verified: i64,
}

impl Member {
    /// Its name, if it is not a stranger who chose it.
    pub fn proved_name(&self) -> Option<&str> {
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

#[derive(Deserialize)]
struct Linked {
    account_id: AccountId,
}

/// Those that somebody has signed in to come first: anybody can make accounts that name the address.
const SELECT_MEMBERS: &str = "
    SELECT id, name, verified_at IS NOT NULL AS verified FROM account WHERE recovery_email = ?1
    ORDER BY (verified_at IS NULL), created_at DESC, id LIMIT ?2";
/// Of an account, if the address is still its own.
const INSERT_LINK: &str = "
    INSERT INTO sign_in_link (hash, account_id, expires_at) SELECT ?1, ?2, ?3
    WHERE ?2 IS NULL OR EXISTS (SELECT 1 FROM account WHERE id = ?2 AND recovery_email = ?4)";
const DELETE_EXPIRED_LINKS: &str = "DELETE FROM sign_in_link WHERE expires_at <= ?1";
const SELECT_LINK: &str = "
    SELECT account_id FROM sign_in_link WHERE hash = ?1 AND expires_at > ?2 AND account_id IS NOT NULL";
/// Only while the link is there: it works once.
const INSERT_SESSION: &str = "
    INSERT INTO session (id, hash, account_id, created_at, expires_at, key_number)
    SELECT ?1, ?2, account_id, ?4, ?5, ?6 FROM sign_in_link WHERE hash = ?3 AND expires_at > ?4 RETURNING id";
const UPDATE_ACCOUNT_VERIFIED: &str = "
    UPDATE account SET verified_at = ?2 WHERE verified_at IS NULL AND id = (SELECT account_id FROM session WHERE id = ?1)";
const DELETE_LINK: &str = "DELETE FROM sign_in_link WHERE hash = ?1";
const DELETE_EXPIRED_SESSIONS: &str = "DELETE FROM session WHERE expires_at <= ?1";
const SELECT_SESSIONS: &str = "
    SELECT id, created_at, expires_at FROM session WHERE account_id = ?1 AND expires_at > ?2
    ORDER BY created_at DESC, id";
const DELETE_SESSION: &str = "DELETE FROM session WHERE id = ?1 AND account_id = ?2 RETURNING hash";

impl Directory {
    /// Counts a wish for links to an address.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn count_sign_in(&self, asked: RateLimitSubjects<'_>, now: Timestamp) -> Result<()> {
        self.check_rate_limits(asked.at(LimitedAction::SignIn, MAX_LINKS_PER_HOUR), now, []).await.map(drop)
    }

    /// Counts the use of a link by somebody in a network.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn count_link_use(&self, networks: &[String], allowed: u32, now: Timestamp) -> Result<()> {
        let checks: Vec<_> = from_networks(LimitedAction::Link, networks, allowed).collect();
        self.check_rate_limits(checks, now, []).await.map(drop)
    }

    /// The accounts whose recovery email this is.
    pub async fn members(&self, email: &Email) -> Result<Vec<Member>> {
        self.db.all(SELECT_MEMBERS, &values![email.as_str(), MAX_MEMBERS]).await
    }

    /// Keeps links that are sent to an address, each of an account or of none.
    pub async fn keep_links(
        &self,
        email: &Email,
        links: &[(KeyHash, Option<AccountId>)],
        until: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let mut batch = vec![self.db.statement(DELETE_EXPIRED_LINKS, &values![now])?];
        for (hash, account) in links {
            let account = account.as_ref().map(AccountId::as_str);
            batch.push(self.db.statement(INSERT_LINK, &values![hash.as_str(), account, until, email.as_str()])?);
        }
        self.db.batch(batch).await.map(drop)
    }

    /// The account that a link leads to, if it was not used.
    pub async fn link(&self, link: &KeyHash, now: Timestamp) -> Result<Option<AccountId>> {
        let linked: Option<Linked> = self.db.first(SELECT_LINK, &values![link.as_str(), now]).await?;
        Ok(linked.map(|linked| linked.account_id))
    }

    /// Uses a link and begins a session. Whether the link was still there: of several at once one is.
    pub async fn begin_session(
        &self,
        link: &KeyHash,
        (id, session): (&SessionId, &Credential),
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let (hash, number) = (session.hash(), i64::from(session.key_number()));
        let begin = values![id.as_str(), hash.as_str(), link.as_str(), now, until, number];
        let done = self
            .db
            .batch([
                self.db.statement(INSERT_SESSION, &begin)?,
                self.db.statement(UPDATE_ACCOUNT_VERIFIED, &values![id.as_str(), now])?,
                self.db.statement(DELETE_LINK, &values![link.as_str()])?,
                self.db.statement(DELETE_EXPIRED_SESSIONS, &values![now])?,
            ])
            .await?;
        done.first().map_or(Ok(false), Rows::any)
    }

    /// The account's sessions, the latest first.
    pub async fn sessions(&self, account: &AccountId, now: Timestamp) -> Result<Vec<Session>> {
        let rows: Vec<SessionRow> = self.db.all(SELECT_SESSIONS, &values![account.as_str(), now]).await?;
        let session = |row: SessionRow| Session {
            id: row.id,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends a session of the account's. What was kept of its token.
    pub async fn end_session(&self, account: &AccountId, id: &str) -> Result<Option<KeyHash>> {
        let done = self.db.batch([self.db.statement(DELETE_SESSION, &values![id, account.as_str()])?]).await?;
        Ok(hashes(&done, 0)?.pop())
    }
}
