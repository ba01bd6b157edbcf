//! Encrypted seeds that were stored without an account. The seeds are in the bucket; these are their rows.

use serde::Deserialize;

use super::Directory;
use super::rate_limits::{LimitedAction, RateLimitSubjects};
use crate::error::{Code, Error, Result};
use crate::id::SeedId;
use crate::platform::values;
use crate::time::{DAY, SECOND, Timestamp};
use crate::wire::to_json;

/// Seeds of one address, of accounts and without an account each: as many as fit into a reply.
pub(super) const MAX_SEEDS: u32 = 100;
/// Seeds that can be stored for an address in a day. An email goes there each time.
const MAX_STORED_PER_DAY: u32 = 5;
/// How long an unconfirmed seed is stored, in milliseconds.
pub const UNCONFIRMED_TTL: i64 = 30 * DAY;
/// Bytes that a row counts in addition to its seed.
const ROW_BYTES: usize = 1_024;

/// A seed that was stored without an account.
#[derive(Deserialize)]
pub struct Seed {
    pub id: String,
    /// Empty if the seed is in the bucket.
    pub encrypted_seed: String,
    /// Its name in the bucket.
    pub object: Option<String>,
    pub created_at: i64,
}

/// A seed to be stored.
pub struct NewStoredSeed<'a> {
    pub id: &'a SeedId,
    pub subjects: RateLimitSubjects<'a>,
    /// Its name in the bucket.
    pub object: &'a str,
    /// Length of the seed, in characters.
    pub length: usize,
    /// The hash of the token that confirms it.
    pub confirm_hash: &'a str,
    /// Bytes that all unconfirmed seeds of the deployment together can take.
    pub budget: i64,
    pub now: Timestamp,
}

/// An unconfirmed seed that has expired.
#[derive(Deserialize)]
pub struct ExpiredSeed {
    id: String,
    pub object: String,
}

const SELECT_EXPIRED: &str = "
    SELECT id, object FROM vault_seed WHERE expires_at <= ?1 AND object IS NOT NULL ORDER BY expires_at LIMIT ?2";

impl Directory {
    /// Makes the row of a seed, before the seed is put into the bucket. Returns up to `sweep` expired seeds for the caller to delete.
    ///
    /// # Errors
    /// `rate_limited`, `vault_limit_reached`; `storage_exhausted`: the deployment's budget for unconfirmed seeds.
    pub async fn add_seed(&self, new: &NewStoredSeed<'_>, sweep: u32) -> Result<Vec<ExpiredSeed>> {
        const INSERT_SEED: &str = "
            INSERT INTO vault_seed (id, email_hash, encrypted_seed, created_at, object, size, expires_at, confirm_hash)
            SELECT ?1, ?2, '', ?3, ?4, ?5, ?6, ?7
            WHERE (SELECT count(*) FROM vault_seed WHERE email_hash = ?2 AND expires_at IS NULL) < ?8
              AND (SELECT bytes FROM unconfirmed_seeds) + ?5 <= ?9
            RETURNING 1";
        const SELECT_LIMITS: &str = "
            SELECT (SELECT count(*) FROM vault_seed WHERE email_hash = ?1 AND expires_at IS NULL) AS confirmed,
              (SELECT min(expires_at) FROM vault_seed WHERE expires_at IS NOT NULL) AS first_end";
        #[derive(Deserialize)]
        struct Limits {
            confirmed: u32,
            first_end: Option<i64>,
        }
        let (email, now) = (new.subjects.email, new.now);
        let size = i64::try_from(new.length + ROW_BYTES).map_err(Error::internal)?;
        let insert = values![
            new.id.as_str(),
            email,
            now,
            new.object,
            size,
            now.plus(UNCONFIRMED_TTL),
            new.confirm_hash,
            MAX_SEEDS,
            new.budget
        ];
        let checks = new.subjects.checks(LimitedAction::Store, MAX_STORED_PER_DAY);
        let (done, (inserted, limits, expired)) = self
            .check_rate_limits(checks, now, |batch| {
                let inserted = batch.add(INSERT_SEED, &insert)?;
                let limits = batch.add(SELECT_LIMITS, &values![email])?;
                Ok((inserted, limits, batch.add(SELECT_EXPIRED, &values![now, sweep])?))
            })
            .await?;
        if done.exists(inserted)? {
            return done.rows(expired);
        }
        let limits: Limits = done.row(limits)?.ok_or_else(|| Error::internal("no row of constants"))?;
        if limits.confirmed >= MAX_SEEDS {
            let message = format!("This address has {MAX_SEEDS} seeds, the maximum.");
            return Err(Error::new(Code::VaultLimit, message).fix("Use the vault of an account: PUT /v1/vault/{key}."));
        }
        let wait = limits.first_end.map_or(DAY, |end| end - now.millis()).clamp(SECOND, DAY) / SECOND;
        Err(Error::new(
            Code::StorageExhausted,
            "The deployment's storage for unconfirmed seeds is full. Confirmed seeds are not affected.",
        )
        .fix("Use the vault of an account, PUT /v1/vault/{key}, or wait as long as Retry-After says.")
        .retry_after(u32::try_from(wait).unwrap_or(u32::MAX)))
    }

    /// Confirms a seed, so that it does not expire. Returns whether the token confirms a seed, now or before.
    pub async fn confirm_seed(&self, hash: &str, now: Timestamp) -> Result<bool> {
        const UPDATE_CONFIRMED: &str = "
            UPDATE vault_seed SET expires_at = NULL WHERE confirm_hash = ?1
              AND (expires_at IS NULL OR expires_at > ?2 AND ?3 > (SELECT count(*) FROM vault_seed other
                WHERE other.email_hash = vault_seed.email_hash AND other.expires_at IS NULL))
            RETURNING 1";
        self.db.exists(UPDATE_CONFIRMED, &values![hash, now, MAX_SEEDS]).await
    }

    /// Up to `limit` expired seeds.
    pub async fn expired_seeds(&self, now: Timestamp, limit: u32) -> Result<Vec<ExpiredSeed>> {
        self.db.rows(SELECT_EXPIRED, &values![now, limit]).await
    }

    /// Deletes the rows of seeds that were deleted from the bucket. An expired seed cannot be confirmed.
    pub async fn delete_seeds(&self, seeds: &[ExpiredSeed], now: Timestamp) -> Result<()> {
        const DELETE_SEEDS: &str = "
            DELETE FROM vault_seed WHERE id IN (SELECT value FROM json_each(?1)) AND expires_at <= ?2";
        let ids: Vec<&str> = seeds.iter().map(|seed| seed.id.as_str()).collect();
        self.db.run(DELETE_SEEDS, &values![&to_json(&ids)?, now]).await
    }
}
