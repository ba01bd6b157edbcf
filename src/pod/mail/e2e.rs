//! Public keys to which mail is encrypted.
//!
//! A pod has one active key, which only the holder of its master seed can change. An address can have a key of its own.

use macros::operation;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::addresses::checked_key;
use crate::audit_action::AuditAction;
use crate::crypto::e2e::PublicKey;
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::rate::{Period, Window};
use crate::time::Timestamp;
use crate::wire::{Body, Json};

/// Wrong master seeds per hour.
const MAX_WRONG_SEEDS: u32 = 5;
const MASTER_SEED_BYTES: std::ops::RangeInclusive<usize> = 8..=1024;
/// What the seed's hash is encrypted for: people choose seeds that can be guessed.
const SEED_CONTEXT: &str = "e2e master seed";

/// A key for the pod's mail.
#[derive(Deserialize, ToSchema)]
pub struct NewE2eKey {
    /// A secret of 8 to 1024 bytes that nobody can guess. It proves that later keys are yours. The first call sets it; only its
    /// SHA-256 is stored, and it cannot be replaced.
    #[schema(example = "bWFzdGVyLXNlZWQtb2YtMzItYnl0ZXMtb3ItbW9yZQ")]
    master_seed: String,
    /// X25519 public key: 32 bytes in base64url, base64 or hex.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    new_public_key: String,
}

/// The pod's active key.
#[derive(Serialize, ToSchema)]
pub struct RotatedE2eKey {
    /// Always true.
    ok: bool,
    account_id: AccountId,
    /// The active key, base64url.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    active_public_key: String,
    /// The id of the key, as in `e2e_key_id` of messages.
    #[schema(example = "66687aadf862bd77")]
    key_id: String,
    /// Keys that the pod has had, this one included.
    key_history_count: i64,
    /// Whether this call set the master seed.
    first_setup: bool,
    /// When this key became active.
    updated_at: Timestamp,
    /// What this call means for the pod's addresses, in English.
    #[schema(example = "New mail is encrypted to this key.")]
    note: String,
}

/// Set or rotate the pod's encryption key.
///
/// The first call sets the master seed and the pod's key. Later calls must send the same seed. After the reply, new mail to the
/// pod's addresses with `e2e_enabled` is encrypted to this key. Stored mail stays encrypted to the earlier key, which
/// `GET /v1/e2e/keys` still lists. The new key replaces keys that were sent with claims of addresses, but not keys that
/// `PATCH /v1/email/addresses/{address}` set; that operation also enables encryption for an address. Sending the active key again
/// changes nothing. After five wrong seeds in an hour, all seeds are refused until the hour ends.
#[operation(
    POST "/v1/e2e/rotate-key", tag = "e2e", permission = MailWrite,
    reply = "The active key.",
    errors(MissingFields, InvalidRequest, InvalidPublicKey, Forbidden = "The master seed does not match.", RateLimited = "Too many wrong seeds."),
    audit(E2eKeyRotated),
)]
pub async fn rotate_e2e_key(pod: Pod, Body(new): Body<NewE2eKey>) -> Result<Json<RotatedE2eKey>> {
    if !MASTER_SEED_BYTES.contains(&new.master_seed.len()) {
        return Err(Error::invalid("master_seed must have 8 to 1024 bytes.")
            .fix("Send a random text of about 32 characters, and keep it."));
    }
    let (seed_hash, key) = (Sha256::digest(&new.master_seed), checked_key(&new.new_public_key)?);
    // No await below: a concurrent call sees the result of this one.
    let owner = pod.e2e_keys().owner()?;
    if let Some(owner) = &owner {
        pod.e2e_keys().verify(owner, &seed_hash)?;
    }
    pod.sql().atomically(|| pod.e2e_keys().activate(&seed_hash, &key))?;
    let active = pod.e2e_keys().owner()?.ok_or_else(|| Error::internal("the new key is missing"))?;
    Ok(Json(RotatedE2eKey {
        ok: true,
        account_id: pod.caller()?.grant.account_id.clone(),
        key_id: key_id(&active.public_key)?,
        active_public_key: active.public_key,
        key_history_count: active.key_count,
        first_setup: owner.is_none(),
        updated_at: active.updated_at,
        note: pod.e2e_keys().note()?,
    }))
}

/// A key to which mail is or was encrypted.
#[derive(Serialize, ToSchema)]
pub struct E2eKey {
    /// The id of the key, as in `e2e_key_id` of messages: the first 16 hex characters of the SHA-256 of its 32 bytes.
    #[schema(example = "66687aadf862bd77")]
    key_id: String,
    /// The key, base64url.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: String,
    /// When the pod first received the key.
    created_at: Timestamp,
    /// Whether new mail is encrypted to it, as the key of the pod or of an address.
    active: bool,
    /// Stored messages that are encrypted to it. At 0, its private key is not needed any more.
    sealed_messages: i64,
}

/// The keys of a pod.
#[derive(Serialize, ToSchema)]
#[schema(as = E2eKeys)]
pub struct E2eKeyList {
    /// The newest first, at most 1,000.
    keys: Vec<E2eKey>,
    /// Number of keys.
    count: usize,
    /// The pod's active key, base64url. Null if the pod has no key.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    active_public_key: Option<String>,
}

#[derive(FromRow)]
struct E2eKeyRow {
    public_key: String,
    created_at: Timestamp,
    sealed: i64,
    is_active: bool,
}

/// List encryption keys.
///
/// Lists the keys of the pod and of its addresses, including earlier ones. A message names its key in `e2e_key_id`.
#[operation(GET "/v1/e2e/keys", tag = "e2e", permission = MailRead, reply = "The keys.")]
pub async fn list_e2e_keys(pod: Pod) -> Result<Json<E2eKeyList>> {
    const SELECT_KEYS: &str = "
        SELECT public_key, created_at, sealed, seq IN (SELECT active FROM e2e_owner)
          OR coalesce(public_key IN (SELECT coalesce(own_key, public_key) FROM address WHERE e2e_enabled), 0) AS is_active
        FROM e2e_key ORDER BY seq DESC LIMIT 1000";
    let rows: Vec<E2eKeyRow> = pod.sql().rows(SELECT_KEYS, &[])?;
    let keys = rows.into_iter().map(|row| {
        Ok(E2eKey {
            key_id: key_id(&row.public_key)?,
            public_key: row.public_key,
            created_at: row.created_at,
            active: row.is_active,
            sealed_messages: row.sealed,
        })
    });
    let keys = keys.collect::<Result<Vec<_>>>()?;
    let active_public_key = pod.e2e_keys().owner()?.map(|owner| owner.public_key);
    Ok(Json(E2eKeyList { count: keys.len(), keys, active_public_key }))
}

/// The id of a stored key.
pub(in crate::pod) fn key_id(public_key: &str) -> Result<String> {
    PublicKey::parse(public_key).map(|key| key.id())
}

/// The hash of the seed. Older code stored it in the clear.
fn opened_seed(pod: &Pod, stored: &[u8]) -> Result<Vec<u8>> {
    let is_plain = stored.len() == Sha256::output_size();
    if is_plain { Ok(stored.to_vec()) } else { pod.key().open(SEED_CONTEXT, stored) }
}

/// Encrypts the hash of the seed under the current key. Part of the caller's transaction.
pub fn reseal(pod: &Pod) -> Result<()> {
    const SELECT_SEED: &str = "SELECT seed_hash FROM e2e_owner";
    const UPDATE_SEED: &str = "UPDATE e2e_owner SET seed_hash = ?";
    let Some(stored) = pod.sql().value::<Vec<u8>>(SELECT_SEED, &[])? else { return Ok(()) };
    if stored.len() == Sha256::output_size() || !pod.key().is_current(&stored) {
        let sealed = pod.key().seal(SEED_CONTEXT, &opened_seed(pod, &stored)?)?;
        pod.sql().run(UPDATE_SEED, &values![&*sealed])?;
    }
    Ok(())
}

/// Who may change the pod's key, and the active key.
#[derive(FromRow)]
struct Owner {
    seed_hash: Vec<u8>,
    public_key: String,
    updated_at: Timestamp,
    failing_since: i64,
    failures: u32,
    key_count: i64,
}

#[derive(FromRow)]
struct EncryptedAddresses {
    with_pod_key: i64,
    with_own_key: i64,
}

/// The keys to which the pod's mail is encrypted.
#[derive(Clone, Copy)]
pub struct E2eKeys<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The keys to which the pod's mail is encrypted.
    pub(in crate::pod) const fn e2e_keys(&self) -> E2eKeys<'_> {
        E2eKeys { pod: self }
    }
}

impl E2eKeys<'_> {
    fn owner(self) -> Result<Option<Owner>> {
        const SELECT_OWNER: &str = "
            SELECT seed_hash, public_key, updated_at, failing_since, failures,
              (SELECT count(*) FROM e2e_key WHERE since IS NOT NULL) AS key_count
            FROM e2e_owner JOIN e2e_key ON e2e_key.seq = active";
        self.pod.sql().row(SELECT_OWNER, &[])
    }

    /// Checks a seed. A wrong one is recorded before it is refused.
    fn verify(self, owner: &Owner, seed_hash: &[u8]) -> Result<()> {
        const UPDATE_FAILURES: &str = "UPDATE e2e_owner SET failing_since = ?, failures = ?";
        let (pod, now) = (self.pod, self.pod.now());
        let failed = Window::recorded(owner.failing_since, owner.failures).at(now, Period::Hour);
        if failed.left(MAX_WRONG_SEEDS) == 0 {
            return Err(Error::new(
                Code::RateLimited,
                format!("{MAX_WRONG_SEEDS} wrong master seeds were sent within an hour."),
            )
            .fix("Try again after Retry-After.")
            .retry_after(failed.resets_in(now, Period::Hour)));
        }
        if seed_hash.ct_eq(&opened_seed(pod, &owner.seed_hash)?).into() {
            return Ok(());
        }
        pod.sql().run(UPDATE_FAILURES, &values![failed.start, failed.used + 1])?;
        Err(Error::new(Code::Forbidden, "master_seed is not the seed that the first call of this pod set.")
            .fix("Send the same master seed as in the first call."))
    }

    /// Makes a key the active key of the pod. Part of the caller's transaction.
    fn activate(self, seed_hash: &[u8], key: &str) -> Result<()> {
        const UPSERT_OWNER: &str = "
            INSERT INTO e2e_owner (one, seed_hash, active, updated_at) VALUES (1, ?1, ?2, ?3)
            ON CONFLICT (one) DO UPDATE SET active = ?2, updated_at = ?3 WHERE active <> ?2
            RETURNING 1";
        const UPDATE_KEY: &str = "UPDATE e2e_key SET since = ?2 WHERE seq = ?1 AND since IS NULL";
        const CLEAR_CLAIM_KEYS: &str = "UPDATE address SET public_key = NULL WHERE public_key IS NOT NULL";
        let (seq, now, sql) = (self.remember(key)?, self.pod.now(), self.pod.sql());
        let sealed = self.pod.key().seal(SEED_CONTEXT, seed_hash)?;
        if sql.exists(UPSERT_OWNER, &values![&*sealed, seq, now])? {
            sql.run(UPDATE_KEY, &values![seq, now])?;
            sql.run(CLEAR_CLAIM_KEYS, &[])?;
            self.pod.audit().record(AuditAction::E2eKeyRotated, &key_id(key)?)?;
        }
        Ok(())
    }

    /// Says which addresses use the pod's key.
    fn note(self) -> Result<String> {
        const COUNT_ADDRESSES: &str = "
            SELECT count(*) FILTER (WHERE own_key IS NULL) AS with_pod_key,
              count(*) FILTER (WHERE own_key IS NOT NULL) AS with_own_key
            FROM address WHERE e2e_enabled";
        let count: Option<EncryptedAddresses> = self.pod.sql().row(COUNT_ADDRESSES, &[])?;
        let (with_pod_key, with_own_key) = count.map_or((0, 0), |count| (count.with_pod_key, count.with_own_key));
        Ok(format!(
            "New mail to {with_pod_key} of this pod's addresses is encrypted to this key; {with_own_key} have a key of their own. \
             Enable others with PATCH /v1/email/addresses/{{address}} {{\"e2e_enabled\": true}}. Keep your earlier private keys: \
             stored mail stays encrypted to them."
        ))
    }

    /// The row of a key in the history. A new key is added, and keys that were never used are deleted.
    pub(in crate::pod) fn remember(self, public_key: &str) -> Result<i64> {
        const SELECT_KEY: &str = "SELECT seq FROM e2e_key WHERE public_key = ?";
        const INSERT_KEY: &str = "INSERT INTO e2e_key (public_key, created_at) VALUES (?, ?) RETURNING seq";
        const DELETE_UNUSED: &str = "
            DELETE FROM e2e_key WHERE sealed = 0 AND since IS NULL
              AND NOT EXISTS (SELECT 1 FROM address WHERE e2e_key.public_key IN (address.own_key, address.public_key))";
        let sql = self.pod.sql();
        if let Some(seq) = sql.value(SELECT_KEY, &values![public_key])? {
            return Ok(seq);
        }
        sql.run(DELETE_UNUSED, &[])?;
        let seq = sql.value(INSERT_KEY, &values![public_key, self.pod.now()])?;
        seq.ok_or_else(|| Error::internal("a key was not stored"))
    }

    /// Encrypts the mail of an address to the key that was sent with its claim.
    pub(in crate::pod) fn seal_claimed(self, address: &str, key: &str) -> Result<()> {
        const UPDATE_ADDRESS: &str =
            "UPDATE address SET public_key = ?2, own_key = NULL, e2e_enabled = 1 WHERE address = ?1";
        self.pod.sql().run(UPDATE_ADDRESS, &values![address, key])?;
        self.remember(key).map(drop)
    }
}
