//! Encrypted seeds, and the links that bring them back.

use serde::Deserialize;

use super::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, SeedId};
use crate::platform::{Conflict, Rows, Statement, values};
use crate::time::{DAY, HOUR, Timestamp};

/// Seeds that an address can have without an account: as many as a reply can carry.
const MOST_SEEDS: u32 = 100;

/// What is limited for an address.
#[derive(Clone, Copy)]
pub enum Attempt {
    /// Leaving a seed without an account.
    Store,
    /// Asking for a link.
    Recover,
}

impl Attempt {
    /// What it is called, how long a span is, and how often it may be done in one.
    const fn limit(self) -> (&'static str, i64, u32) {
        match self {
            Self::Store => ("store", DAY, 5),
            Self::Recover => ("recover", HOUR, 3),
        }
    }
}

/// A seed that was left without an account.
#[derive(Deserialize)]
pub struct Seed {
    pub id: String,
    pub encrypted_seed: String,
    pub created_at: i64,
}

/// An account's seed.
#[derive(Deserialize)]
pub struct AccountSeed {
    pub account_id: String,
    pub encrypted_seed: String,
    pub version: i64,
    pub stored_at: i64,
}

impl Directory {
    /// Sets an account's seed and the address that gets it back.
    pub async fn set_recovery(&self, account: &AccountId, email: &str, seed: &str, now: Timestamp) -> Result<()> {
        const SET: &str = "
            INSERT INTO vault_recovery (account_id, email_hash, encrypted_seed, version, stored_at)
            VALUES (?1, ?2, ?3, 1, ?4)
            ON CONFLICT (account_id) DO UPDATE SET email_hash = excluded.email_hash,
              encrypted_seed = excluded.encrypted_seed, version = version + 1, stored_at = excluded.stored_at";
        self.change(self.db.statement(SET, &values![account.as_str(), email, seed, now])?).await
    }

    /// Keeps a seed without an account.
    ///
    /// # Errors
    /// `rate_limited`, `vault_limit_reached`.
    pub async fn add_seed(&self, id: &SeedId, email: &str, seed: &str, now: Timestamp) -> Result<()> {
        const ADD: &str = "
            INSERT INTO vault_seed (id, email_hash, encrypted_seed, created_at) SELECT ?1, ?2, ?3, ?4
            WHERE (SELECT count(*) FROM vault_seed WHERE email_hash = ?2) < ?5 RETURNING 1";
        let add = self.db.statement(ADD, &values![id.as_str(), email, seed, now, MOST_SEEDS])?;
        let added = self.attempt(Attempt::Store, email, now, vec![add]).await?;
        if added.last().map(Rows::any).transpose()? == Some(true) {
            return Ok(());
        }
        Err(Error::new(Code::VaultLimit, format!("{MOST_SEEDS} seeds are kept for this address, as many as can be."))
            .fix("Use the vault of an account: PUT /v1/vault/{key}."))
    }

    /// Makes a link for an address, if there is a seed for it. Whether there is: nobody else is to be told.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn make_link(&self, hash: &str, email: &str, expires_at: Timestamp, now: Timestamp) -> Result<bool> {
        const FORGET: &str = "DELETE FROM recovery_link WHERE expires_at <= ?1";
        const MAKE: &str = "
            INSERT INTO recovery_link (hash, email_hash, expires_at) SELECT ?1, ?2, ?3
            WHERE EXISTS (SELECT 1 FROM vault_seed WHERE email_hash = ?2)
              OR EXISTS (SELECT 1 FROM vault_recovery WHERE email_hash = ?2)
            RETURNING 1";
        let forget = self.db.statement(FORGET, &values![now])?;
        let make = self.db.statement(MAKE, &values![hash, email, expires_at])?;
        let made = self.attempt(Attempt::Recover, email, now, vec![forget, make]).await?;
        Ok(made.last().map(Rows::any).transpose()? == Some(true))
    }

    /// Follows a link, once: the seeds of its address. None if it is over or never was.
    pub async fn follow_link(&self, hash: &str, now: Timestamp) -> Result<Option<(Vec<AccountSeed>, Vec<Seed>)>> {
        const OF_ACCOUNTS: &str = "
            SELECT account_id, encrypted_seed, version, stored_at FROM vault_recovery
            WHERE email_hash = (SELECT email_hash FROM recovery_link WHERE hash = ?1 AND expires_at > ?2)
            ORDER BY stored_at, account_id";
        const LEFT: &str = "
            SELECT id, encrypted_seed, created_at FROM vault_seed
            WHERE email_hash = (SELECT email_hash FROM recovery_link WHERE hash = ?1 AND expires_at > ?2)
            ORDER BY created_at, id";
        const USE: &str = "DELETE FROM recovery_link WHERE hash = ?1 AND expires_at > ?2 RETURNING 1";
        let statement = |sql| self.db.statement(sql, &values![hash, now]);
        let found = self.db.batch([statement(OF_ACCOUNTS)?, statement(LEFT)?, statement(USE)?]).await?;
        match &found[..] {
            [accounts, left, used] if used.any()? => Ok(Some((accounts.read()?, left.read()?))),
            _ => Ok(None),
        }
    }

    /// Does what is limited for an address, and counts it.
    async fn attempt(&self, what: Attempt, email: &str, now: Timestamp, then: Vec<Statement>) -> Result<Vec<Rows>> {
        const FORGET: &str = "DELETE FROM recovery_attempt WHERE ends_at <= ?1";
        const COUNT: &str = "
            INSERT INTO recovery_attempt (email_hash, what, span, ends_at, count, allowed) VALUES (?1, ?2, ?3, ?4, 1, ?5)
            ON CONFLICT (email_hash, what, span) DO UPDATE SET count = count + 1, allowed = excluded.allowed";
        let (name, length, allowed) = what.limit();
        let span = now.millis().div_euclid(length);
        let ends_at = (span + 1) * length;
        let forget = self.db.statement(FORGET, &values![now])?;
        let count = self.db.statement(COUNT, &values![email, name, span, ends_at, allowed])?;
        self.db.batch([forget, count].into_iter().chain(then)).await.on_conflict("recovery_attempt_limit", || {
            let seconds = u32::try_from((ends_at - now.millis()) / 1_000 + 1).unwrap_or(u32::MAX);
            Error::new(Code::RateLimited, format!("This can be asked {allowed} times for one address in that time."))
                .fix("Wait as long as Retry-After says.")
                .retry_after(seconds)
        })
    }
}
