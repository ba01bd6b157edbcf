//! What was done under an `Idempotency-Key`, in the same batch as the thing itself.

use crate::error::{Code, Error, Result};
use crate::platform::{Batch, Handle, Results, Single, values};
use crate::time::{DAY, Timestamp};
use crate::wire::IdempotentRequest;

/// How long a key is remembered.
const KEY_TTL: i64 = DAY;

/// The request that used a key before.
pub(super) struct Earlier(Handle<Single<String>>);

impl Earlier {
    /// Deletes old keys of a pod, and reads the request that used this key before.
    pub(super) fn select(
        batch: &mut Batch<'_>,
        pod: &str,
        idempotent: Option<&IdempotentRequest>,
        now: Timestamp,
    ) -> Result<Self> {
        const DELETE_OLD: &str = "DELETE FROM money_key WHERE pod_id = ?1 AND at <= ?2";
        const SELECT_FINGERPRINT: &str = "SELECT fingerprint FROM money_key WHERE pod_id = ?1 AND key = ?2";
        batch.run(DELETE_OLD, &values![pod, now.plus(-KEY_TTL)])?;
        let key = idempotent.map(|idempotent| &idempotent.key);
        batch.add(SELECT_FINGERPRINT, &values![pod, key]).map(Self)
    }

    /// Whether the same request was done before under its key.
    ///
    /// # Errors
    /// `idempotency_mismatch`: another request was done under the key.
    pub(super) fn repeats(self, done: &Results, idempotent: Option<&IdempotentRequest>) -> Result<bool> {
        match (done.value(self.0)?, idempotent) {
            (Some(fingerprint), Some(idempotent)) if fingerprint == idempotent.fingerprint => Ok(true),
            (Some(_), _) => Err(Error::new(
                Code::IdempotencyMismatch,
                "This Idempotency-Key was already used with a different request.",
            )
            .fix("Use a new key for a new request.")),
            (None, _) => Ok(false),
        }
    }
}
