//! Encrypted seeds that anybody left without an account. They lie in the bucket; here is what finds them.

use serde::Deserialize;

use super::Directory;
use super::rate_limits::{LimitedAction, RateLimitSubjects};
use crate::error::{Code, Error, Result};
use crate::id::SeedId;
use crate::platform::{Rows, values};
use crate::time::{DAY, SECOND, Timestamp};

/// Confirmed seeds of one address: as many as a reply can carry.
const MAX_SEEDS: u32 = 100;
/// Times a day that a seed may be left for an address. Each time a letter goes there.
const MAX_STORED_PER_DAY: u32 = 5;
/// How long an unconfirmed seed is kept.
pub const UNCONFIRMED_TTL: i64 = 30 * DAY;
/// What a row counts for, beside the seed.
const ROW_BYTES: usize = 1_024;

/// A seed that was left without an account.
#[derive(Deserialize)]
pub struct Seed {
    pub id: String,
    /// Empty if it lies in the bucket.
    pub encrypted_seed: String,
    /// Its name in the bucket.
    pub object: Option<String>,
    pub created_at: i64,
}

/// A seed to be stored.
pub struct NewStoredSeed<'a> {
    pub id: &'a SeedId,
    pub asked: RateLimitSubjects<'a>,
    /// Its name in the bucket.
    pub object: &'a str,
    /// Its characters.
    pub length: usize,
    /// Of the token that confirms it.
    pub confirm_hash: &'a str,
    /// Bytes that all unconfirmed seeds of the deployment may take.
    pub budget: i64,
    pub now: Timestamp,
}

/// A seed whose time is over.
#[derive(Deserialize)]
pub struct ExpiredSeed {
    id: String,
    pub object: String,
}

const SELECT_EXPIRED: &str = "
    SELECT id, object FROM vault_seed WHERE expires_at <= ?1 AND object IS NOT NULL ORDER BY expires_at LIMIT ?2";

impl Directory {
    /// Makes the row of a seed, before the seed is put into the bucket. Some seeds whose time is over: they are to be removed.
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
        let (email, now) = (new.asked.email, new.now);
        let size = i64::try_from(new.length + ROW_BYTES).map_err(Error::internal)?;
        let insert = self.db.statement(
            INSERT_SEED,
            &values![
                new.id.as_str(),
                email,
                now,
                new.object,
                size,
                now.plus(UNCONFIRMED_TTL),
                new.confirm_hash,
                MAX_SEEDS,
                new.budget
            ],
        )?;
        let limits = self.db.statement(SELECT_LIMITS, &values![email])?;
        let expired = self.db.statement(SELECT_EXPIRED, &values![now, sweep])?;
        let done = self
            .check_rate_limits(new.asked.at(LimitedAction::Store, MAX_STORED_PER_DAY), now, [insert, limits, expired])
            .await?;
        let [inserted, limits, expired] = &done[..] else { return Err(Error::internal("a batch lost its results")) };
        if inserted.any()? {
            return expired.read();
        }
        let limits: Limits = limits.one()?.ok_or_else(|| Error::internal("no row of constants"))?;
        if limits.confirmed >= MAX_SEEDS {
            let message = format!("{MAX_SEEDS} seeds are kept for this address, as many as can be.");
            return Err(Error::new(Code::VaultLimit, message).fix("Use the vault of an account: PUT /v1/vault/{key}."));
        }
        let wait = limits.first_end.map_or(DAY, |end| end - now.millis()).clamp(SECOND, DAY) / SECOND;
        Err(Error::new(
            Code::StorageExhausted,
            "The deployment keeps as many bytes of unconfirmed seeds as it may. Confirmed ones are not affected.",
        )
        .fix("Use the vault of an account, PUT /v1/vault/{key}, or wait as long as Retry-After says.")
        .retry_after(u32::try_from(wait).unwrap_or(u32::MAX)))
    }

    /// Confirms a seed: it stays. Whether there is one that the token confirms, now or before.
    pub async fn confirm_seed(&self, hash: &str, now: Timestamp) -> Result<bool> {
        const UPDATE_CONFIRMED: &str = "
            UPDATE vault_seed SET expires_at = NULL WHERE confirm_hash = ?1
              AND (expires_at IS NULL OR expires_at > ?2 AND ?3 > (SELECT count(*) FROM vault_seed other
                WHERE other.email_hash = vault_seed.email_hash AND other.expires_at IS NULL))
            RETURNING 1";
        let confirm = self.db.statement(UPDATE_CONFIRMED, &values![hash, now, MAX_SEEDS])?;
        self.db.batch([confirm]).await?.first().map_or(Ok(false), Rows::any)
    }

    /// Some seeds whose time is over.
    pub async fn expired_seeds(&self, now: Timestamp, limit: u32) -> Result<Vec<ExpiredSeed>> {
        self.db.all(SELECT_EXPIRED, &values![now, limit]).await
    }

    /// Forgets seeds that were removed from the bucket. Nobody can have confirmed them since their time was over.
    pub async fn forget_seeds(&self, seeds: &[ExpiredSeed], now: Timestamp) -> Result<()> {
        const DELETE_SEEDS: &str = "
            DELETE FROM vault_seed WHERE id IN (SELECT value FROM json_each(?1)) AND expires_at <= ?2";
        let ids: Vec<&str> = seeds.iter().map(|seed| seed.id.as_str()).collect();
        let ids = serde_json::to_string(&ids).map_err(Error::internal)?;
        self.db.batch([self.db.statement(DELETE_SEEDS, &values![&ids, now])?]).await.map(drop)
    }
}
