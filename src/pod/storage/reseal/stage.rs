//! What there is to seal anew, kind by kind.

use super::{Budget, Work};
use crate::error::{Error, Result};
use crate::platform::{Row, Value, values};
use crate::pod::mail::outbox::recipients;
use crate::pod::mail::search::index;
use crate::pod::mail::{e2e, fingerprint};
use crate::pod::runtime::idempotency;
use crate::pod::storage::blobs;
use crate::pod::storage::sealed_body;
use crate::pod::storage::sealed_body::Direction;
use crate::pod::{Pod, calendar, vault};
use crate::time::{MINUTE, Timestamp};

/// Within this time KV knows everywhere what was stored.
const KV_DELAY: i64 = 2 * MINUTE;

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
    MissingSecrets,
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
    pub const ALL: [Self; 18] = [
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
        Self::MissingSecrets,
    ];

    /// Whether it is still to come, or under way, where the work is at the stage of that number.
    pub fn is_ahead(self, at: usize) -> bool {
        Self::ALL.iter().skip(at).any(|stage| *stage == self)
    }

    /// Whether older code left something of this kind unsealed.
    pub const fn is_for_older_code(self) -> bool {
        matches!(self, Self::Recipients | Self::Fingerprints | Self::Seed | Self::Secrets | Self::MissingSecrets)
    }

    /// Whether it moves values outside of the database.
    pub const fn reads_outside(self) -> bool {
        matches!(
            self,
            Self::Words | Self::Raw | Self::ReceivedOutside | Self::SentOutside | Self::Secrets | Self::MissingSecrets
        )
    }

    /// Goes through the next row. Part of the caller's transaction.
    pub fn next(self, pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
        match self {
            Self::Recipients => next_recipients(pod, work),
            Self::Fingerprints => next_fingerprint(pod, work),
            Self::Replies => next_reply(pod, work),
            Self::Seed => work.readable(e2e::reseal(pod)).map(|_| None),
            Self::Parts => PARTS.next(pod, work),
            Self::Webhooks => WEBHOOKS.next(pod, work),
            Self::Events => EVENTS.next(pod, work),
            Self::Observations => OBSERVATIONS.next(pod, work),
            Self::Received => next_content(pod, Direction::Received, work),
            Self::Sent => next_content(pod, Direction::Sent, work),
            Self::FeedToken => {
                const UPDATE_FEED: &str = "UPDATE resealing SET feed = ?";
                // Nobody knows what tagged a token that does not open.
                let feed = work.readable(calendar::feed::reseal_token(pod))?.unwrap_or(Some(0));
                pod.sql().run(UPDATE_FEED, &values![feed])?;
                Ok(None)
            }
            Self::FeedPieces => forget_feed(pod).map(|()| None),
            Self::Words
            | Self::Raw
            | Self::ReceivedOutside
            | Self::SentOutside
            | Self::Secrets
            | Self::MissingSecrets => Ok(None),
        }
    }
}

/// The first byte of what is sealed now.
fn mark(pod: &Pod) -> [u8; 1] {
    [pod.key().number()]
}

impl Column {
    fn next(&self, pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
        let Self { table, place, column, context, filter } = self;
        // Of what is current already, nothing is read.
        let next = format!(
            "SELECT {place}, {context}, iif(substr({column}, 1, 1) = ?2, NULL, {column}) FROM {table}
             WHERE {place} > ?1 AND {filter} ORDER BY {place} LIMIT 1"
        );
        let Some(row) = pod.sql().first(&next, &values![work.after, &mark(pod)[..]])? else { return Ok(None) };
        let place_of_row = row.integer(0);
        let Some(sealed) = sealed(&row, 2) else { return Ok(Some(Done { place: place_of_row, bytes: 0 })) };
        let Some(anew) = work.readable(reseal(pod, &row.text(1), &sealed))? else {
            return Ok(Some(Done { place: place_of_row, bytes: sealed.len() }));
        };
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
fn next_content(pod: &Pod, of: Direction, work: &mut Work) -> Result<Option<Done>> {
    let table = of.owner();
    let next = format!(
        "SELECT seq, id, iif(substr(detail, 1, 1) = ?2, NULL, detail) FROM {table}
         WHERE seq > ?1 ORDER BY seq LIMIT 1"
    );
    let Some(row) = pod.sql().first(&next, &values![work.after, &mark(pod)[..]])? else { return Ok(None) };
    let place = row.integer(0);
    let Some(first) = sealed(&row, 2) else { return Ok(Some(Done { place, bytes: 0 })) };
    let whole = of.whole(pod, place, first)?;
    let Some(anew) = work.readable(reseal(pod, &row.text(1), &whole))? else {
        return Ok(Some(Done { place, bytes: whole.len() }));
    };
    let (first, rest) = sealed_body::split(&anew);
    pod.sql().run(&format!("UPDATE {table} SET detail = ?2 WHERE seq = ?1"), &values![place, first])?;
    of.forget_rest(pod, place)?;
    of.keep_rest(pod, place, rest)?;
    Ok(Some(Done { place, bytes: anew.len() }))
}

/// The hidden recipients of a sent message.
fn next_recipients(pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
    let Some(gone_through) = recipients::reseal(pod, work.after)? else { return Ok(None) };
    work.unreadable = work.unreadable.saturating_add(gone_through.unreadable);
    let bytes = if gone_through.changed { 1_000 } else { 0 };
    Ok(Some(Done { place: gone_through.seq, bytes }))
}

fn next_fingerprint(pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
    const SELECT_NEXT_OUTGOING: &str = "SELECT seq, id, fingerprint FROM outgoing WHERE seq > ? ORDER BY seq LIMIT 1";
    const UPDATE_FINGERPRINT: &str = "UPDATE outgoing SET fingerprint = ?2 WHERE seq = ?1";
    let Some(row) = pod.sql().first(SELECT_NEXT_OUTGOING, &values![work.after])? else { return Ok(None) };
    let place = row.integer(0);
    let anew = work.readable(fingerprint::resealed(pod, &row.text(1), &row.text(2)))?;
    if let Some(anew) = anew.flatten() {
        pod.sql().run(UPDATE_FINGERPRINT, &values![place, &anew])?;
    }
    Ok(Some(Done { place, bytes: 100 }))
}

/// A remembered reply, with what tells its request from others.
fn next_reply(pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
    const SELECT_NEXT_REPLY: &str =
        "SELECT rowid, key, fingerprint, reply FROM given_reply WHERE rowid > ? ORDER BY rowid LIMIT 1";
    const UPDATE_REPLY: &str = "UPDATE given_reply SET fingerprint = ?2, reply = ?3 WHERE rowid = ?1";
    let Some(row) = pod.sql().first(SELECT_NEXT_REPLY, &values![work.after])? else { return Ok(None) };
    let (place, context, stored) = (row.integer(0), idempotency::context_of(&row.text(1)), row.text(2));
    let anew = fingerprint::resealed(pod, &context, &stored);
    let reply = sealed(&row, 3).map(|reply| reseal(pod, &context, &reply)).transpose();
    let Some((anew, reply)) = work.readable(anew.and_then(|anew| Ok((anew, reply?))))? else {
        return Ok(Some(Done { place, bytes: 0 }));
    };
    let bytes = reply.as_ref().map_or(0, Vec::len);
    let reply = reply.as_deref().map_or(Value::Null, Value::from);
    pod.sql().run(UPDATE_REPLY, &[Value::from(place), Value::from(anew.as_deref().unwrap_or(&stored)), reply])?;
    Ok(Some(Done { place, bytes }))
}

/// What is kept of the feed is written anew when it is asked for.
fn forget_feed(pod: &Pod) -> Result<()> {
    const DELETE_OLD_CHUNKS: &str = "DELETE FROM calendar_feed WHERE substr(told, 1, 1) <> ?";
    pod.sql().run(DELETE_OLD_CHUNKS, &values![&mark(pod)[..]]).map(drop)
}

/// The words of messages, under the key of now. Long contents lie outside of the database.
async fn renew_words(pod: &Pod, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    while !budget.is_spent() {
        let Some((place, at, number)) = words_after(pod, work.after)? else { return Ok(true) };
        let is_current = number == i64::from(pod.key().number());
        let renewed = if is_current { Ok(0) } else { index::renew(pod, place, at).await };
        budget.take(match renewed {
            // Its content is counted where it lies; its words wait for it.
            Err(error) if error.is_of_unreadable => 0,
            renewed => renewed?,
        });
        work.after = place;
    }
    work.save(pod.sql(), pod.key()).map(|()| false)
}

fn words_after(pod: &Pod, after: i64) -> Result<Option<(i64, Timestamp, i64)>> {
    const SELECT_NEXT_INDEXED: &str =
        "SELECT place, at, key_number FROM indexed WHERE place > ? ORDER BY place LIMIT 1";
    let row = pod.sql().first(SELECT_NEXT_INDEXED, &values![after])?;
    Ok(row.map(|row| (row.integer(0), Timestamp::from_millis(row.integer(1)), row.integer(2))))
}

/// Moves what lies outside of the database to names and keys of now. Whether none is left.
pub async fn move_outside(pod: &Pod, stage: Stage, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    match stage {
        Stage::Words => renew_words(pod, work, budget).await,
        Stage::Raw => move_blobs(pod, "message", "blob", "blob_size", work, budget).await,
        Stage::ReceivedOutside => move_blobs(pod, "message", "detail_blob", "detail_size", work, budget).await,
        Stage::SentOutside => move_blobs(pod, "outgoing", "detail_blob", "detail_size", work, budget).await,
        _ => move_secrets(pod, stage, work, budget).await,
    }
}

/// The values of a vault, one key with all its versions after the other. KV may not have heard of a value yet: what is missing is
/// counted when it is looked for again, later.
async fn move_secrets(pod: &Pod, stage: Stage, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    if stage == Stage::MissingSecrets && work.again_at == 0 {
        return Ok(true);
    }
    while !budget.is_spent() {
        let Some(key) = vault::key_after(pod, work.after)? else { return Ok(true) };
        budget.take(0);
        let vault::Moved { sizes, unreadable } = vault::reseal_key(pod, key).await?;
        for bytes in sizes {
            budget.take_blob(bytes);
        }
        match stage {
            Stage::MissingSecrets => work.unreadable = work.unreadable.saturating_add(unreadable),
            _ if unreadable > 0 => work.again_at = pod.now().plus(KV_DELAY).millis(),
            _ => {}
        }
        work.after = key;
    }
    work.save(pod.sql(), pod.key()).map(|()| false)
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
            let new = match blobs::copy(pod, &old, size).await {
                Ok(new) => new,
                Err(error) => {
                    // The copy may also have failed for a reason that passes.
                    if work.readable(blobs::check(pod, &old, size).await)?.is_some() {
                        return Err(error);
                    }
                    budget.take_blob(size);
                    work.save(pod.sql(), pod.key())?;
                    continue;
                }
            };
            pod.sql().atomically(|| {
                // Deleted meanwhile: nobody holds the copy, and it is swept.
                if pod.sql().first(&set, &values![seq, &old, &new])?.is_some() {
                    blobs::commit(pod, &new)?;
                    blobs::release(pod, &old)?;
                }
                Ok(())
            })?;
            budget.take_blob(size);
            work.save(pod.sql(), pod.key())?;
        }
    }
    work.save(pod.sql(), pod.key()).map(|()| false)
}
