//! Stored replies to requests with an `Idempotency-Key`.

use macros::FromRow;

use super::fingerprint;
use crate::error::{Code, Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::rpc::IdempotencyOutcome;
use crate::time::DAY;
use crate::wire::{IdempotentRequest, StoredResponse};

/// Begins a request, unless it was begun before.
///
/// # Errors
/// `idempotency_mismatch`, `idempotency_in_flight`.
pub fn begin(pod: &Pod, idempotent: &IdempotentRequest) -> Result<IdempotencyOutcome> {
    #[derive(FromRow)]
    struct ReplyRow {
        fingerprint: String,
        reply: Option<Vec<u8>>,
    }
    const DELETE_OLD_REPLIES: &str = "DELETE FROM given_reply WHERE since <= ?";
    const INSERT_REPLY: &str = "
        INSERT INTO given_reply (key, fingerprint, since) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING 1";
    const SELECT_REPLY: &str = "SELECT fingerprint, reply FROM given_reply WHERE key = ?";
    // Sealed: with the plain hash, a reader of the database could confirm a guess at a password in the body.
    let sealed = fingerprint::seal(pod, &context(idempotent), &idempotent.fingerprint)?;
    let now = pod.now();
    pod.sql().run(DELETE_OLD_REPLIES, &values![now.plus(-DAY)])?;
    if pod.sql().exists(INSERT_REPLY, &values![&idempotent.key, &sealed, now])? {
        return Ok(IdempotencyOutcome::First);
    }
    let row: Option<ReplyRow> = pod.sql().row(SELECT_REPLY, &values![&idempotent.key])?;
    let ReplyRow { fingerprint, reply } = row.ok_or_else(|| Error::internal("a key vanished"))?;
    if !fingerprint::matches(pod, &context(idempotent), &fingerprint, &idempotent.fingerprint)? {
        return Err(Error::new(
            Code::IdempotencyMismatch,
            "This Idempotency-Key was already used with a different request.",
        )
        .fix("Use a new key for a new request."));
    }
    let Some(reply) = reply else {
        return Err(Error::new(
            Code::IdempotencyInFlight,
            "The first request with this Idempotency-Key is still running.",
        )
        .fix("Send the same request again in a second to get its reply.")
        .retry_after(1));
    };
    let reply = pod.key().open(&context(idempotent), &reply)?;
    serde_json::from_slice(&reply).map(IdempotencyOutcome::Replay).map_err(Error::internal)
}

/// Ends a request that was begun: with its reply, or with none, so that it can be tried again.
pub fn settle(pod: &Pod, idempotent: &IdempotentRequest, stored: Option<&StoredResponse>) -> Result<()> {
    let Some(stored) = stored else {
        return pod.sql().run("DELETE FROM given_reply WHERE key = ?", &values![&idempotent.key]).map(drop);
    };
    // Sealed: some replies show a key.
    let reply = serde_json::to_vec(stored).map_err(Error::internal)?;
    let reply = pod.key().seal(&context(idempotent), &reply)?;
    pod.sql().run("UPDATE given_reply SET reply = ?2 WHERE key = ?1", &values![&idempotent.key, &*reply]).map(drop)
}

/// Deletes requests that were under way when the object died: they will not end any more.
pub fn recover(sql: &crate::platform::Sql) -> Result<()> {
    sql.run("DELETE FROM given_reply WHERE reply IS NULL", &[]).map(drop)
}

fn context(idempotent: &IdempotentRequest) -> String {
    context_of(&idempotent.key)
}

/// The context under which the reply to a request with this key is sealed.
pub fn context_of(key: &str) -> String {
    format!("reply {key}")
}
