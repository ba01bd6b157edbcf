//! Encrypted seeds, and the links that bring them back.

use serde::Deserialize;

use super::Directory;
use super::rate_limits::{LimitedAction, RateLimitSubjects};
use super::seeds::Seed;
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::platform::{Rows, values};
use crate::time::Timestamp;

/// Seeds that an address can have of accounts, or without one in a reply: as many as it can carry.
const MAX_SEEDS: u32 = 100;

/// Times an hour that an address may be sent a link.
const MAX_LINKS_PER_HOUR: u32 = 3;

/// An account's seed.
#[derive(Deserialize)]
pub struct AccountSeed {
    pub account_id: String,
    pub encrypted_seed: String,
    pub version: i64,
    pub stored_at: i64,
}

impl Directory {
    /// Sets an account's seed and the address that gets it back. Anybody can name any address: refused is who comes late, so
    /// that nobody's seed makes way for a stranger's.
    ///
    /// # Errors
    /// `vault_limit_reached`.
    pub async fn set_recovery(&self, account: &AccountId, email: &str, seed: &str, now: Timestamp) -> Result<()> {
        const INSERT_VAULT_RECOVERY: &str = "
            INSERT INTO vault_recovery (account_id, email_hash, encrypted_seed, version, stored_at)
            SELECT ?1, ?2, ?3, 1, ?4
            WHERE (SELECT count(*) FROM vault_recovery WHERE email_hash = ?2 AND account_id <> ?1) < ?5
            ON CONFLICT (account_id) DO UPDATE SET email_hash = excluded.email_hash,
              encrypted_seed = excluded.encrypted_seed, version = version + 1, stored_at = excluded.stored_at
            RETURNING 1";
        let set = self.db.statement(INSERT_VAULT_RECOVERY, &values![account.as_str(), email, seed, now, MAX_SEEDS])?;
        if self.db.batch([set]).await?.first().map(Rows::any).transpose()? == Some(true) {
            return Ok(());
        }
        let message = format!("{MAX_SEEDS} accounts have seeds for this address, as many as can have.");
        Err(Error::new(Code::VaultLimit, message).fix("Name another address."))
    }

    /// Makes a link for an address, if there is a seed for it. Whether there is: nobody else is to be told.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn make_link(
        &self,
        hash: &str,
        asked: RateLimitSubjects<'_>,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        const DELETE_EXPIRED_LINKS: &str = "DELETE FROM recovery_link WHERE expires_at <= ?1";
        const INSERT_LINK: &str = "
            INSERT INTO recovery_link (hash, email_hash, expires_at) SELECT ?1, ?2, ?3
            WHERE EXISTS (SELECT 1 FROM vault_seed WHERE email_hash = ?2)
              OR EXISTS (SELECT 1 FROM vault_recovery WHERE email_hash = ?2)
            RETURNING 1";
        let forget = self.db.statement(DELETE_EXPIRED_LINKS, &values![now])?;
        let make = self.db.statement(INSERT_LINK, &values![hash, asked.email, expires_at])?;
        let made =
            self.check_rate_limits(asked.at(LimitedAction::Recover, MAX_LINKS_PER_HOUR), now, [forget, make]).await?;
        Ok(made.last().map(Rows::any).transpose()? == Some(true))
    }

    /// Whether a link can still be followed.
    pub async fn has_recovery_link(&self, hash: &str, now: Timestamp) -> Result<bool> {
        const SELECT_LINK: &str = "SELECT 1 AS found FROM recovery_link WHERE hash = ?1 AND expires_at > ?2";
        let found: Option<serde::de::IgnoredAny> = self.db.first(SELECT_LINK, &values![hash, now]).await?;
        Ok(found.is_some())
    }

    /// The seeds of a link's address, if the link can still be followed: of accounts, and those without one, confirmed ones first.
    pub async fn linked_seeds(&self, hash: &str, now: Timestamp) -> Result<Option<(Vec<AccountSeed>, Vec<Seed>)>> {
        const SELECT_OF_ACCOUNTS: &str = "
            SELECT account_id, encrypted_seed, version, stored_at FROM vault_recovery
            WHERE email_hash = (SELECT email_hash FROM recovery_link WHERE hash = ?1 AND expires_at > ?2)
            ORDER BY stored_at, account_id";
        const SELECT_STORED: &str = "
            SELECT id, encrypted_seed, object, created_at FROM (
              SELECT * FROM vault_seed WHERE (expires_at IS NULL OR expires_at > ?2)
                AND email_hash = (SELECT email_hash FROM recovery_link WHERE hash = ?1 AND expires_at > ?2)
              ORDER BY (expires_at IS NOT NULL), created_at DESC, id LIMIT ?3)
            ORDER BY created_at, id";
        const SELECT_LINK: &str = "SELECT 1 FROM recovery_link WHERE hash = ?1 AND expires_at > ?2";
        let values = values![hash, now, MAX_SEEDS];
        let found = self
            .db
            .batch([
                self.db.statement(SELECT_OF_ACCOUNTS, &values[..2])?,
                self.db.statement(SELECT_STORED, &values)?,
                self.db.statement(SELECT_LINK, &values[..2])?,
            ])
            .await?;
        match &found[..] {
            [accounts, stored, link] if link.any()? => Ok(Some((accounts.read()?, stored.read()?))),
            _ => Ok(None),
        }
    }

    /// Ends a link. Whether it could still be followed: of several who do at once, one can.
    pub async fn end_recovery_link(&self, hash: &str, now: Timestamp) -> Result<bool> {
        const DELETE_LINK: &str = "DELETE FROM recovery_link WHERE hash = ?1 AND expires_at > ?2 RETURNING 1";
        let end = self.db.statement(DELETE_LINK, &values![hash, now])?;
        self.db.batch([end]).await?.first().map_or(Ok(false), Rows::any)
    }
}
