//! Encrypted seeds, and the links that bring them back.

use serde::Deserialize;

use super::Directory;
use super::knocks::{Asked, Door};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, SeedId};
use crate::platform::{Rows, values};
use crate::time::Timestamp;

/// Seeds that an address can have of accounts, and without one: as many as a reply can carry.
const MOST_SEEDS: u32 = 100;

/// Times a day that a seed may be left for an address, and times an hour that it may be sent a link.
const STORED: u32 = 5;
const RECOVERED: u32 = 3;

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
    /// Sets an account's seed and the address that gets it back. Anybody can name any address: refused is who comes late, so
    /// that nobody's seed makes way for a stranger's.
    ///
    /// # Errors
    /// `vault_limit_reached`.
    pub async fn set_recovery(&self, account: &AccountId, email: &str, seed: &str, now: Timestamp) -> Result<()> {
        const SET: &str = "
            INSERT INTO vault_recovery (account_id, email_hash, encrypted_seed, version, stored_at)
            SELECT ?1, ?2, ?3, 1, ?4
            WHERE (SELECT count(*) FROM vault_recovery WHERE email_hash = ?2 AND account_id <> ?1) < ?5
            ON CONFLICT (account_id) DO UPDATE SET email_hash = excluded.email_hash,
              encrypted_seed = excluded.encrypted_seed, version = version + 1, stored_at = excluded.stored_at
            RETURNING 1";
        let set = self.db.statement(SET, &values![account.as_str(), email, seed, now, MOST_SEEDS])?;
        if self.db.batch([set]).await?.first().map(Rows::any).transpose()? == Some(true) {
            return Ok(());
        }
        let message = format!("{MOST_SEEDS} accounts have seeds for this address, as many as can have.");
        Err(Error::new(Code::VaultLimit, message).fix("Name another address."))
    }

    /// Keeps a seed without an account.
    ///
    /// # Errors
    /// `rate_limited`, `vault_limit_reached`.
    pub async fn add_seed(&self, id: &SeedId, asked: Asked<'_>, seed: &str, now: Timestamp) -> Result<()> {
        const ADD: &str = "
            INSERT INTO vault_seed (id, email_hash, encrypted_seed, created_at) SELECT ?1, ?2, ?3, ?4
            WHERE (SELECT count(*) FROM vault_seed WHERE email_hash = ?2) < ?5 RETURNING 1";
        let add = self.db.statement(ADD, &values![id.as_str(), asked.email, seed, now, MOST_SEEDS])?;
        let added = self.admit(asked.at(Door::Store, STORED), now, [add]).await?;
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
    pub async fn make_link(&self, hash: &str, asked: Asked<'_>, expires_at: Timestamp, now: Timestamp) -> Result<bool> {
        const FORGET: &str = "DELETE FROM recovery_link WHERE expires_at <= ?1";
        const MAKE: &str = "
            INSERT INTO recovery_link (hash, email_hash, expires_at) SELECT ?1, ?2, ?3
            WHERE EXISTS (SELECT 1 FROM vault_seed WHERE email_hash = ?2)
              OR EXISTS (SELECT 1 FROM vault_recovery WHERE email_hash = ?2)
            RETURNING 1";
        let forget = self.db.statement(FORGET, &values![now])?;
        let make = self.db.statement(MAKE, &values![hash, asked.email, expires_at])?;
        let made = self.admit(asked.at(Door::Recover, RECOVERED), now, [forget, make]).await?;
        Ok(made.last().map(Rows::any).transpose()? == Some(true))
    }

    /// Whether a link can still be followed.
    pub async fn has_recovery_link(&self, hash: &str, now: Timestamp) -> Result<bool> {
        const SELECT_LINK: &str = "SELECT 1 AS found FROM recovery_link WHERE hash = ?1 AND expires_at > ?2";
        let found: Option<serde::de::IgnoredAny> = self.db.first(SELECT_LINK, &values![hash, now]).await?;
        Ok(found.is_some())
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
}
