//! What there is to seal anew, kind by kind.

use super::{Budget, Work};
use crate::error::{Error, Result};
use crate::platform::{Row, Value, values};
use crate::pod::detail::{self, Of};
use crate::pod::outbox::recipients;
use crate::pod::search::index;
use crate::pod::{Pod, blobs, calendar, e2e, fingerprint, idempotency, vault};
use crate::time::Timestamp;

/// A kind of sealed values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Recipients,
    Fingerprints,
    Seed,
    Parts,
    Received,
    Sent,
    Replies,
    Webhooks,
    Events,
    FeedToken,
    FeedPieces,
    Observations,
    Words,
    Raw,
    ReceivedOutside,
    SentOutside,
    Secrets,
}

/// A row that was gone through.
pub struct Done {
    pub place: i64,
    /// What was sealed of it.
    pub bytes: usize,
}

/// A column with one sealed value a row.
struct Column {
    table: &'static str,
    /// What numbers the rows.
    place: &'static str,
    column: &'static str,
    /// What a value is sealed for, as an expression.
    context: &'static str,
    /// Which rows have one.
    filter: &'static str,
}

const PARTS: Column =
    Column { table: "message", place: "seq", column: "parts", context: "id", filter: "parts IS NOT NULL" };
const WEBHOOKS: Column =
    Column { table: "webhook", place: "seq", column: "sealed", context: "'webhook ' || id", filter: "1" };
const EVENTS: Column = Column {
    table: "calendar_event",
    place: "seq",
    column: "content",
    context: "'calendar ' || id",
    filter: "deleted_at IS NULL",
};
const OBSERVATIONS: Column =
    Column { table: "observation", place: "seq", column: "content", context: "id", filter: "1" };

impl Stage {
    pub const ALL: [Self; 17] = [
        Self::Recipients,
        Self::Fingerprints,
        Self::Seed,
        Self::Parts,
        Self::Received,
        Self::Sent,
        Self::Replies,
        Self::Webhooks,
        Self::Events,
        Self::FeedToken,
        Self::FeedPieces,
        Self::Observations,
        Self::Words,
        Self::Raw,
        Self::ReceivedOutside,
        Self::SentOutside,
        Self::Secrets,
    ];

    /// Whether it is still to come, or under way, where the work is at the stage of that number.
    pub fn is_ahead(self, at: usize) -> bool {
        Self::ALL.iter().skip(at).any(|stage| *stage == self)
    }

    /// Whether older code left something of this kind unsealed.
    pub const fn is_for_older_code(self) -> bool {
        matches!(self, Self::Recipients | Self::Fingerprints | Self::Seed | Self::Secrets)
    }

    /// Whether it moves values outside of the database.
    pub const fn reads_outside(self) -> bool {
        matches!(self, Self::Words | Self::Raw | Self::ReceivedOutside | Self::SentOutside | Self::Secrets)
    }

    /// Goes through the next row. Part of the caller's transaction.
    pub fn next(self, pod: &Pod, after: i64) -> Result<Option<Done>> {
        match self {
            Self::Recipients => Ok(recipients::reseal(pod, after)?
                .map(|(place, changed)| Done { place, bytes: if changed { 1_000 } else { 0 } })),
            Self::Fingerprints => next_fingerprint(pod, after),
            Self::Replies => next_reply(pod, after),
            Self::Seed => e2e::reseal(pod).map(|()| None),
            Self::Parts => PARTS.next(pod, after),
            Self::Webhooks => WEBHOOKS.next(pod, after),
            Self::Events => EVENTS.next(pod, after),
            Self::Observations => OBSERVATIONS.next(pod, after),
            Self::Received => next_content(pod, Of::Received, after),
            Self::Sent => next_content(pod, Of::Sent, after),
            Self::FeedToken => {
                const NOTE: &str = "UPDATE resealing SET feed = ?";
                pod.sql().run(NOTE, &values![calendar::feed::reseal_token(pod)?])?;
                Ok(None)
            }
            Self::FeedPieces => forget_feed(pod).map(|()| None),
            Self::Words | Self::Raw | Self::ReceivedOutside | Self::SentOutside | Self::Secrets => Ok(None),
        }
    }
}

/// The first byte of what is sealed now.
fn mark(pod: &Pod) -> [u8; 1] {
    [pod.key().number()]
}

impl Column {
    fn next(&self, pod: &Pod, after: i64) -> Result<Option<Done>> {
        let Self { table, place, column, context, filter } = self;
        // Of what is current already, nothing is read.
        let next = format!(
            "SELECT {place}, {context}, iif(substr({column}, 1, 1) = ?2, NULL, {column}) FROM {table}
             WHERE {place} > ?1 AND {filter} ORDER BY {place} LIMIT 1"
        );
        let Some(row) = pod.sql().first(&next, &values![after, &mark(pod)[..]])? else { return Ok(None) };
        let place_of_row = row.integer(0);
        let Some(sealed) = sealed(&row, 2) else { return Ok(Some(Done { place: place_of_row, bytes: 0 })) };
        let anew = reseal(pod, &row.text(1), &sealed)?;
        let set = format!("UPDATE {table} SET {column} = ?2 WHERE {place} = ?1");
        pod.sql().run(&set, &values![place_of_row, &*anew])?;
        Ok(Some(Done { place: place_of_row, bytes: anew.len() }))
    }
}

fn sealed(row: &Row, column: u32) -> Option<Vec<u8>> {
    Some(row.bytes(column)).filter(|bytes| !bytes.is_empty())
}

fn reseal(pod: &Pod, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    pod.key().seal(context, &pod.key().open(context, sealed)?)
}

/// The content of a message, which may continue in rows of its own.
fn next_content(pod: &Pod, of: Of, after: i64) -> Result<Option<Done>> {
    let table = of.owner();
    let next = format!(
        "SELECT seq, id, iif(substr(detail, 1, 1) = ?2, NULL, detail) FROM {table}
         WHERE seq > ?1 ORDER BY seq LIMIT 1"
    );
    let Some(row) = pod.sql().first(&next, &values![after, &mark(pod)[..]])? else { return Ok(None) };
    let place = row.integer(0);
    let Some(first) = sealed(&row, 2) else { return Ok(Some(Done { place, bytes: 0 })) };
    let anew = reseal(pod, &row.text(1), &of.whole(pod, place, first)?)?;
    let (first, rest) = detail::split(&anew);
    pod.sql().run(&format!("UPDATE {table} SET detail = ?2 WHERE seq = ?1"), &values![place, first])?;
    of.forget_rest(pod, place)?;
    of.keep_rest(pod, place, rest)?;
    Ok(Some(Done { place, bytes: anew.len() }))
}

fn next_fingerprint(pod: &Pod, after: i64) -> Result<Option<Done>> {
    const NEXT: &str = "SELECT seq, id, fingerprint FROM outgoing WHERE seq > ? ORDER BY seq LIMIT 1";
    const SET: &str = "UPDATE outgoing SET fingerprint = ?2 WHERE seq = ?1";
    let Some(row) = pod.sql().first(NEXT, &values![after])? else { return Ok(None) };
    let place = row.integer(0);
    if let Some(anew) = fingerprint::resealed(pod, &row.text(1), &row.text(2))? {
        pod.sql().run(SET, &values![place, &anew])?;
    }
    Ok(Some(Done { place, bytes: 100 }))
}

/// A remembered reply, with what tells its request from others.
fn next_reply(pod: &Pod, after: i64) -> Result<Option<Done>> {
    const NEXT: &str = "SELECT rowid, key, fingerprint, reply FROM given_reply WHERE rowid > ? ORDER BY rowid LIMIT 1";
    const SET: &str = "UPDATE given_reply SET fingerprint = ?2, reply = ?3 WHERE rowid = ?1";
    let Some(row) = pod.sql().first(NEXT, &values![after])? else { return Ok(None) };
    let (place, context, stored) = (row.integer(0), idempotency::context_of(&row.text(1)), row.text(2));
    let anew = fingerprint::resealed(pod, &context, &stored)?;
    let reply = sealed(&row, 3).map(|reply| reseal(pod, &context, &reply)).transpose()?;
    let bytes = reply.as_ref().map_or(0, Vec::len);
    let reply = reply.as_deref().map_or(Value::Null, Value::from);
    pod.sql().run(SET, &[Value::from(place), Value::from(anew.as_deref().unwrap_or(&stored)), reply])?;
    Ok(Some(Done { place, bytes }))
}

/// What is kept of the feed is written anew when it is asked for.
fn forget_feed(pod: &Pod) -> Result<()> {
    const FORGET: &str = "DELETE FROM calendar_feed WHERE substr(told, 1, 1) <> ?";
    pod.sql().run(FORGET, &values![&mark(pod)[..]]).map(drop)
}

/// The words of messages, under the key of now. Long contents lie outside of the database.
async fn renew_words(pod: &Pod, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    while !budget.is_spent() {
        let Some((place, at, number)) = words_after(pod, work.after)? else { return Ok(true) };
        let is_current = number == i64::from(pod.key().number());
        budget.take(if is_current { 0 } else { index::renew(pod, place, at).await? });
        work.after = place;
    }
    work.save(pod.sql(), pod.key().number()).map(|()| false)
}

fn words_after(pod: &Pod, after: i64) -> Result<Option<(i64, Timestamp, i64)>> {
    const NEXT: &str = "SELECT place, at, key_number FROM indexed WHERE place > ? ORDER BY place LIMIT 1";
    let row = pod.sql().first(NEXT, &values![after])?;
    Ok(row.map(|row| (row.integer(0), Timestamp::from_millis(row.integer(1)), row.integer(2))))
}

/// Moves what lies outside of the database to names and keys of now. Whether none is left.
pub async fn move_outside(pod: &Pod, stage: Stage, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    match stage {
        Stage::Words => renew_words(pod, work, budget).await,
        Stage::Raw => move_blobs(pod, "message", "blob", "blob_size", work, budget).await,
        Stage::ReceivedOutside => move_blobs(pod, "message", "detail_blob", "detail_size", work, budget).await,
        Stage::SentOutside => move_blobs(pod, "outgoing", "detail_blob", "detail_size", work, budget).await,
        _ => move_secrets(pod, work, budget).await,
    }
}

/// The values of a vault, one key with all its versions after the other.
async fn move_secrets(pod: &Pod, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    while !budget.is_spent() {
        let Some(key) = vault::key_after(pod, work.after)? else { return Ok(true) };
        budget.take(0);
        for bytes in vault::reseal_key(pod, key).await? {
            budget.take_blob(bytes);
        }
        work.after = key;
    }
    work.save(pod.sql(), pod.key().number()).map(|()| false)
}

/// Blobs that a column names, with their sizes.
async fn move_blobs(
    pod: &Pod,
    table: &str,
    column: &str,
    size: &str,
    work: &mut Work,
    budget: &mut Budget,
) -> Result<bool> {
    let next = format!(
        "SELECT seq, {column}, {size} FROM {table} WHERE seq > ? AND {column} IS NOT NULL ORDER BY seq LIMIT 1"
    );
    let set = format!("UPDATE {table} SET {column} = ?3 WHERE seq = ?1 AND {column} = ?2 RETURNING 1");
    while !budget.is_spent() {
        let Some(row) = pod.sql().first(&next, &values![work.after])? else { return Ok(true) };
        let (seq, old) = (row.integer(0), row.text(1));
        work.after = seq;
        if pod.key().is_current_blob(&old) {
            budget.take(0);
        } else {
            let size = usize::try_from(row.integer(2)).map_err(Error::internal)?;
            let new = blobs::copy(pod, &old, size).await?;
            pod.sql().atomically(|| {
                // Deleted meanwhile: nobody holds the copy, and it is swept.
                if pod.sql().first(&set, &values![seq, &old, &new])?.is_some() {
                    blobs::hold(pod, &new)?;
                    blobs::leave(pod, &old)?;
                }
                Ok(())
            })?;
            budget.take_blob(size);
            work.save(pod.sql(), pod.key().number())?;
        }
    }
    work.save(pod.sql(), pod.key().number()).map(|()| false)
}
