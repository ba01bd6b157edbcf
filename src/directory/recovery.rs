//! Encrypted seeds of accounts, and the links that recover seeds.

use serde::Deserialize;

use super::Directory;
use super::rate_limits::{LimitedAction, RateLimitSubjects};
use super::seeds::{MAX_SEEDS, Seed};
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::platform::values;
use crate::time::Timestamp;

const SELECT_LINK: &str = "SELECT 1 FROM recovery_link WHERE hash = ?1 AND expires_at > ?2";

/// Recovery emails to one address in an hour.
const MAX_EMAILS_PER_HOUR: u32 = 3;

/// An account's seed.
#[derive(Deserialize)]
pub struct AccountSeed {
    pub account_id: String,
    pub encrypted_seed: String,
    pub version: i64,
    pub stored_at: i64,
}

impl Directory {
    /// Sets an account's seed and the address that can recover it. Any account can name any address: when an address has too many seeds, new
    /// ones are refused, so that no seed is replaced by a stranger's.
    ///
    /// # Errors
    /// `vault_limit_reached`.
    pub async fn set_recovery(&self, account: &AccountId, email: &str, seed: &str, now: Timestamp) -> Result<()> {
        const UPSERT_SEED: &str = "
            INSERT INTO vault_recovery (account_id, email_hash, encrypted_seed, version, stored_at)
            SELECT ?1, ?2, ?3, 1, ?4
            WHERE (SELECT count(*) FROM vault_recovery WHERE email_hash = ?2 AND account_id <> ?1) < ?5
            ON CONFLICT (account_id) DO UPDATE SET email_hash = excluded.email_hash,
              encrypted_seed = excluded.encrypted_seed, version = version + 1, stored_at = excluded.stored_at
            RETURNING 1";
        if self.db.exists(UPSERT_SEED, &values![account.as_str(), email, seed, now, MAX_SEEDS]).await? {
            return Ok(());
        }
        let message = format!("{MAX_SEEDS} accounts already have a seed for this address. This is the maximum.");
        Err(Error::new(Code::VaultLimit, message).fix("Send another email address."))
    }

    /// Makes a recovery link for an address, if there is a seed for it. Returns whether there is one, which must not be revealed.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn add_recovery_link(
        &self,
        hash: &str,
        subjects: RateLimitSubjects<'_>,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        const DELETE_EXPIRED: &str = "DELETE FROM recovery_link WHERE expires_at <= ?1";
        const INSERT_LINK: &str = "
            INSERT INTO recovery_link (hash, email_hash, expires_at) SELECT ?1, ?2, ?3
            WHERE EXISTS (SELECT 1 FROM vault_seed WHERE email_hash = ?2)
              OR EXISTS (SELECT 1 FROM vault_recovery WHERE email_hash = ?2)
            RETURNING 1";
        let (done, inserted) = self
            .check_rate_limits(subjects.checks(LimitedAction::Recover, MAX_EMAILS_PER_HOUR), now, |batch| {
                batch.run(DELETE_EXPIRED, &values![now])?;
                batch.add(INSERT_LINK, &values![hash, subjects.email, expires_at])
            })
            .await?;
        done.exists(inserted)
    }

    /// Whether a link still works.
    pub async fn has_recovery_link(&self, hash: &str, now: Timestamp) -> Result<bool> {
        self.db.exists(SELECT_LINK, &values![hash, now]).await
    }

    /// The seeds of a link's address, if the link still works: those of accounts, and those without an account, confirmed ones first.
    pub async fn linked_seeds(&self, hash: &str, now: Timestamp) -> Result<Option<(Vec<AccountSeed>, Vec<Seed>)>> {
        const SELECT_ACCOUNT_SEEDS: &str = "
            SELECT account_id, encrypted_seed, version, stored_at FROM vault_recovery
            WHERE email_hash = (SELECT email_hash FROM recovery_link WHERE hash = ?1 AND expires_at > ?2)
            ORDER BY stored_at, account_id";
        const SELECT_STORED: &str = "
            SELECT id, encrypted_seed, object, created_at FROM (
              SELECT * FROM vault_seed WHERE (expires_at IS NULL OR expires_at > ?2)
                AND email_hash = (SELECT email_hash FROM recovery_link WHERE hash = ?1 AND expires_at > ?2)
              ORDER BY (expires_at IS NOT NULL), created_at DESC, id LIMIT ?3)
            ORDER BY created_at, id";
        let values = values![hash, now, MAX_SEEDS];
        let mut batch = self.db.batch();
        let of_accounts = batch.add(SELECT_ACCOUNT_SEEDS, &values[..2])?;
        let stored = batch.add(SELECT_STORED, &values)?;
        let link = batch.add(SELECT_LINK, &values[..2])?;
        let done = batch.commit().await?;
        if done.exists(link)? { Ok(Some((done.rows(of_accounts)?, done.rows(stored)?))) } else { Ok(None) }
    }

    /// Ends a link. Returns whether it still worked: of several calls at once, one succeeds.
    pub async fn end_recovery_link(&self, hash: &str, now: Timestamp) -> Result<bool> {
        const DELETE_LINK: &str = "DELETE FROM recovery_link WHERE hash = ?1 AND expires_at > ?2 RETURNING 1";
        self.db.exists(DELETE_LINK, &values![hash, now]).await
    }
}
