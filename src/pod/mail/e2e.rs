//! The keys that mail is sealed to.
//!
//! A pod has one key at a time, kept by whoever knows its master seed. An address may have another.

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
use crate::platform::{Row, values};
use crate::pod::Pod;
use crate::rate::{Period, Window};
use crate::time::Timestamp;
use crate::wire::{Body, Json};

/// Wrong master seeds that are heard in an hour.
const MAX_ATTEMPTS: u32 = 5;
/// Bytes of a master seed.
const SEED_BYTES: std::ops::RangeInclusive<usize> = 8..=1024;

/// A key for the pod's mail.
#[derive(Deserialize, ToSchema)]
pub struct NewE2eKey {
    /// Proof that the keys are yours: 8 to 1024 bytes that nobody can guess. The first call sets it; only its SHA-256 is
    /// kept, and it cannot be replaced.
    #[schema(example = "bWFzdGVyLXNlZWQtb2YtMzItYnl0ZXMtb3ItbW9yZQ")]
    master_seed: String,
    /// X25519 public key: 32 bytes in base64url, base64 or hex.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    new_public_key: String,
}

/// The pod's key now.
#[derive(Serialize, ToSchema)]
pub struct RotatedE2eKey {
    /// Always true.
    ok: bool,
    account_id: AccountId,
    /// base64url.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    active_public_key: String,
    /// Its name in `e2e_key_id` of the messages that are sealed to it.
    #[schema(example = "66687aadf862bd77")]
    key_id: String,
    /// Keys the pod has had, this one included.
    key_history_count: i64,
    /// Whether this call set the master seed.
    first_setup: bool,
    /// When the pod got this key.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// An explanation, for a person.
    #[schema(example = "New mail is sealed to this key.")]
    note: String,
}

/// Set or rotate the key that mail is sealed to.
///
/// The first call sets the master seed and the pod's key; every later one must bring the same seed. From the moment of the
/// reply, mail to this pod's addresses with `e2e_enabled` is sealed to this key; what is stored stays sealed to the key
/// before, which `GET /v1/e2e/keys` still lists. It takes the place of keys that addresses were claimed with, but not of one
/// set by `PATCH /v1/email/addresses/{address}`, which also enables sealing for an address that has none. The key the pod has
/// already changes nothing. Five wrong seeds in an hour, and no seed is heard until the hour is over.
#[operation(
    POST "/v1/e2e/rotate-key", tag = "e2e", permission = MailWrite,
    reply = "The pod has this key.",
    errors(MissingFields, InvalidRequest, InvalidPublicKey, Forbidden = "The master seed does not match.", RateLimited = "Too many wrong seeds."),
    audit(E2eKeyRotated),
)]
pub async fn rotate_e2e_key(pod: Pod, Body(new): Body<NewE2eKey>) -> Result<Json<RotatedE2eKey>> {
    if !SEED_BYTES.contains(&new.master_seed.len()) {
        return Err(
            Error::invalid("master_seed takes 8 to 1024 bytes.").fix("Send a random text of 32 characters or so.")
        );
    }
    let (seed, key) = (Sha256::digest(&new.master_seed), checked_key(&new.new_public_key)?);
    // No await below: of two calls at once the second finds what the first has done.
    let owner = pod.e2e_owner()?;
    if let Some(owner) = &owner {
        owner.verify(&pod, &seed)?;
    }
    pod.sql().atomically(|| pod.adopt_key(&seed, &key))?;
    let now = pod.e2e_owner()?.ok_or_else(|| Error::internal("a key that was just set is missing"))?;
    Ok(Json(RotatedE2eKey {
        ok: true,
        account_id: pod.caller()?.grant.account_id.clone(),
        key_id: key_id(&now.public_key)?,
        active_public_key: now.public_key,
        key_history_count: now.history,
        first_setup: owner.is_none(),
        updated_at: now.updated_at,
        note: pod.who_is_sealed()?,
    }))
}

/// A key that mail is or was sealed to.
#[derive(Serialize, ToSchema)]
pub struct E2eKey {
    /// As in `e2e_key_id` of messages: the first 16 hex characters of the SHA-256 of its 32 bytes.
    #[schema(example = "66687aadf862bd77")]
    key_id: String,
    /// base64url.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: String,
    /// When the pod was first told of it.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Whether new mail is sealed to it: the pod's key, or that of an address.
    active: bool,
    /// Stored messages that are sealed to it. At 0, its private key has nothing left to open here.
    sealed_messages: i64,
}

/// The keys of a pod.
#[derive(Serialize, ToSchema)]
pub struct E2eKeys {
    /// The newest first, at most 1,000.
    keys: Vec<E2eKey>,
    /// Number of keys.
    count: usize,
    /// The pod's key now, if it has one: base64url.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    active_public_key: Option<String>,
}

/// List the keys that mail is or was sealed to.
///
/// Those of the pod and those of single addresses. A message names its key in `e2e_key_id`.
#[operation(GET "/v1/e2e/keys", tag = "e2e", permission = MailRead, reply = "The keys.")]
pub async fn list_e2e_keys(pod: Pod) -> Result<Json<E2eKeys>> {
    const SELECT_KEYS: &str = "
        SELECT public_key, created_at, sealed, seq IN (SELECT active FROM e2e_owner)
          OR public_key IN (SELECT coalesce(own_key, public_key) FROM address WHERE e2e_enabled)
        FROM e2e_key ORDER BY seq DESC LIMIT 1000";
    let keys: Vec<E2eKey> = pod.sql().all(SELECT_KEYS, &[])?.iter().map(E2eKey::of_row).collect::<Result<_>>()?;
    let active_public_key = pod.e2e_owner()?.map(|owner| owner.public_key);
    Ok(Json(E2eKeys { count: keys.len(), keys, active_public_key }))
}

impl E2eKey {
    fn of_row(row: &Row) -> Result<Self> {
        let public_key = row.text(0);
        Ok(Self {
            key_id: key_id(&public_key)?,
            public_key,
            created_at: Timestamp::from_millis(row.integer(1)),
            sealed_messages: row.integer(2),
            active: row.integer(3) == 1,
        })
    }
}

/// The name of a stored key.
pub(in crate::pod) fn key_id(public_key: &str) -> Result<String> {
    PublicKey::parse(public_key).map(|key| key.id())
}

/// What the seed's hash is sealed for: people choose seeds that can be guessed.
const SEED_CONTEXT: &str = "e2e master seed";

/// The hash of the seed. Older code stored it unsealed.
fn opened_seed(pod: &Pod, stored: &[u8]) -> Result<Vec<u8>> {
    let is_plain = stored.len() == Sha256::output_size();
    if is_plain { Ok(stored.to_vec()) } else { pod.key().open(SEED_CONTEXT, stored) }
}

/// Seals the hash of the seed under the current key. Part of the caller's transaction.
pub fn reseal(pod: &Pod) -> Result<()> {
    const UPDATE_SEED: &str = "UPDATE e2e_owner SET seed_hash = ?";
    let Some(row) = pod.sql().first("SELECT seed_hash FROM e2e_owner", &[])? else { return Ok(()) };
    let stored = row.bytes(0);
    if stored.len() == Sha256::output_size() || !pod.key().is_current(&stored) {
        let sealed = pod.key().seal(SEED_CONTEXT, &opened_seed(pod, &stored)?)?;
        pod.sql().run(UPDATE_SEED, &values![&*sealed])?;
    }
    Ok(())
}

/// What the pod knows of whoever may change its key.
struct Owner {
    seed_hash: Vec<u8>,
    public_key: String,
    history: i64,
    updated_at: Timestamp,
    failed: Window,
}

impl Owner {
    /// Checks a seed. A wrong one is on record before it is refused.
    fn verify(&self, pod: &Pod, seed: &[u8]) -> Result<()> {
        const UPDATE_FAILURES: &str = "UPDATE e2e_owner SET failing_since = ?, failures = ?";
        let now = pod.now();
        let failed = self.failed.at(now, Period::Hour);
        if failed.left(MAX_ATTEMPTS) == 0 {
            return Err(Error::new(Code::RateLimited, format!("{MAX_ATTEMPTS} wrong master seeds within an hour."))
                .fix("Come back when the hour is over.")
                .retry_after(failed.resets_in(now, Period::Hour)));
        }
        if seed.ct_eq(&opened_seed(pod, &self.seed_hash)?).into() {
            return Ok(());
        }
        pod.sql().run(UPDATE_FAILURES, &values![failed.start, failed.used + 1])?;
        Err(Error::new(Code::Forbidden, "master_seed is not the one this pod's first key was set with.")
            .fix("Send the master seed of the first call."))
    }
}

impl Pod {
    fn e2e_owner(&self) -> Result<Option<Owner>> {
        const SELECT_OWNER: &str = "
            SELECT seed_hash, public_key, updated_at, failing_since, failures,
              (SELECT count(*) FROM e2e_key WHERE since IS NOT NULL)
            FROM e2e_owner JOIN e2e_key ON e2e_key.seq = active";
        let Some(row) = self.sql().first(SELECT_OWNER, &[])? else { return Ok(None) };
        let failures = u32::try_from(row.integer(4)).map_err(Error::internal)?;
        Ok(Some(Owner {
            seed_hash: row.bytes(0),
            public_key: row.text(1),
            updated_at: Timestamp::from_millis(row.integer(2)),
            failed: Window::recorded(row.integer(3), failures),
            history: row.integer(5),
        }))
    }

    /// Makes a key the pod's, unless it is already. Part of the caller's transaction.
    fn adopt_key(&self, seed: &[u8], key: &str) -> Result<()> {
        const UPDATE_KEY: &str = "UPDATE e2e_key SET since = ?2 WHERE seq = ?1 AND since IS NULL";
        const INSERT_OWNER: &str = "
            INSERT INTO e2e_owner (one, seed_hash, active, updated_at) VALUES (1, ?1, ?2, ?3)
            ON CONFLICT (one) DO UPDATE SET active = ?2, updated_at = ?3 WHERE active <> ?2
            RETURNING 1";
        const UPDATE_ADDRESS: &str = "UPDATE address SET public_key = NULL WHERE public_key IS NOT NULL";
        let (seq, now) = (self.remember_key(key)?, self.now());
        let sealed = self.key().seal(SEED_CONTEXT, seed)?;
        if self.sql().first(INSERT_OWNER, &values![&*sealed, seq, now])?.is_some() {
            self.sql().run(UPDATE_KEY, &values![seq, now])?;
            self.sql().run(UPDATE_ADDRESS, &[])?;
            self.audit(AuditAction::E2eKeyRotated, &key_id(key)?)?;
        }
        Ok(())
    }

    /// Says which addresses the pod's key concerns.
    fn who_is_sealed(&self) -> Result<String> {
        const SELECT_ADDRESS_COUNT: &str = "
            SELECT count(*) FILTER (WHERE own_key IS NULL), count(*) FILTER (WHERE own_key IS NOT NULL)
            FROM address WHERE e2e_enabled";
        let row = self.sql().first(SELECT_ADDRESS_COUNT, &[])?;
        let (follow, own) = row.map_or((0, 0), |row| (row.integer(0), row.integer(1)));
        Ok(format!(
            "Mail to {follow} of this pod's addresses is sealed to this key from now on; {own} keep a key of their own. \
             Enable others with PATCH /v1/email/addresses/{{address}} {{\"e2e_enabled\": true}}. Keep the private keys of \
             before: what is stored stays sealed to them."
        ))
    }

    /// The place of a key in the history, where it is entered if it is new.
    pub(in crate::pod) fn remember_key(&self, public_key: &str) -> Result<i64> {
        const SELECT_KEY: &str = "SELECT seq FROM e2e_key WHERE public_key = ?";
        const INSERT_KEY: &str = "INSERT INTO e2e_key (public_key, created_at) VALUES (?, ?) RETURNING seq";
        let known = self.sql().first(SELECT_KEY, &values![public_key])?;
        let row = match known {
            Some(row) => Some(row),
            None => self.sql().first(INSERT_KEY, &values![public_key, self.now()])?,
        };
        row.map(|row| row.integer(0)).ok_or_else(|| Error::internal("a key was not stored"))
    }

    /// Seals an address's mail to the key it was just claimed with.
    pub(in crate::pod) fn seal_claimed(&self, address: &str, key: &str) -> Result<()> {
        const UPDATE_ADDRESS: &str =
            "UPDATE address SET public_key = ?2, own_key = NULL, e2e_enabled = 1 WHERE address = ?1";
        self.remember_key(key)?;
        self.sql().run(UPDATE_ADDRESS, &values![address, key]).map(drop)
    }
}
