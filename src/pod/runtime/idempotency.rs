//! Replies that were given to requests with an `Idempotency-Key`, to be given again.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::mail::fingerprint;
use crate::time::DAY;
use crate::wire::{Given, Once};

/// What becomes of a request.
#[derive(Serialize, Deserialize)]
pub enum Turn {
    /// It is the first: do it, then call [`settle`].
    First,
    /// It was done.
    Again(Given),
}

/// Begins a request, unless it was begun before.
///
/// # Errors
/// `idempotency_mismatch`, `idempotency_in_flight`.
pub fn begin(pod: &Pod, once: &Once) -> Result<Turn> {
    const FORGET: &str = "DELETE FROM given_reply WHERE since <= ?";
    const BEGIN: &str = "
        INSERT INTO given_reply (key, fingerprint, since) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING 1";
    const FIND: &str = "SELECT fingerprint, reply FROM given_reply WHERE key = ?";
    // Not the hash itself: with that, who has the database could confirm a guess at a password in the body.
    let sealed = fingerprint::seal(pod, &context(once), &once.fingerprint)?;
    let now = pod.now();
    pod.sql().run(FORGET, &values![now.plus(-DAY)])?;
    if pod.sql().first(BEGIN, &values![&once.key, &sealed, now])?.is_some() {
        return Ok(Turn::First);
    }
    let row = pod.sql().first(FIND, &values![&once.key])?.ok_or_else(|| Error::internal("a key vanished"))?;
    if !fingerprint::matches(pod, &context(once), &row.text(0), &once.fingerprint)? {
        return Err(Error::new(Code::IdempotencyMismatch, "This Idempotency-Key was used with another request.")
            .fix("Use a new key for a new request."));
    }
    if row.is_null(1) {
        return Err(Error::new(Code::IdempotencyInFlight, "The first request with this Idempotency-Key is under way.")
            .fix("Repeat it in a second to get its reply.")
            .retry_after(1));
    }
    let reply = pod.key().open(&context(once), &row.bytes(1))?;
    serde_json::from_slice(&reply).map(Turn::Again).map_err(Error::internal)
}

/// Ends a request that was begun: with its reply, or with none, so that it can be tried again.
pub fn settle(pod: &Pod, once: &Once, given: Option<&Given>) -> Result<()> {
    let Some(given) = given else {
        return pod.sql().run("DELETE FROM given_reply WHERE key = ?", &values![&once.key]).map(drop);
    };
    // Sealed: some replies show a key.
    let reply = serde_json::to_vec(given).map_err(Error::internal)?;
    let reply = pod.key().seal(&context(once), &reply)?;
    pod.sql().run("UPDATE given_reply SET reply = ?2 WHERE key = ?1", &values![&once.key, &*reply]).map(drop)
}

/// Requests that were under way when the object died will not end any more.
pub fn recover(sql: &crate::platform::Sql) -> Result<()> {
    sql.run("DELETE FROM given_reply WHERE reply IS NULL", &[]).map(drop)
}

fn context(once: &Once) -> String {
    context_of(&once.key)
}

/// What a reply to a request with this key is sealed for.
pub fn context_of(key: &str) -> String {
    format!("reply {key}")
}
