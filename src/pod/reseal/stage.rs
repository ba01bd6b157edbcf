//! The kinds of values that are resealed.

mod column;

use macros::FromRow;
use strum::{EnumCount, FromRepr};

use super::{Budget, Work};
use crate::error::Result;
use crate::platform::{Value, values};
use crate::pod::mail::e2e;
use crate::pod::mail::outbox::recipients;
use crate::pod::runtime::{fingerprint, idempotency};
use crate::pod::storage::blobs;
use crate::pod::storage::sealed_body;
use crate::pod::storage::sealed_body::Direction;
use crate::pod::{Pod, vault};
use crate::time::{MINUTE, Timestamp};

/// How long KV needs until a value is visible everywhere.
const KV_DELAY: i64 = 2 * MINUTE;

/// A kind of sealed values, in the order of the work.
#[derive(Clone, Copy, PartialEq, Eq, EnumCount, FromRepr)]
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
    RunDetails,
    RunSpecs,
    RunOutput,
    RunInput,
    RunFiles,
    RunPieces,
}

/// A finished row.
pub struct Done {
    pub place: i64,
    /// Bytes that were sealed.
    pub bytes: usize,
}

impl Stage {
    /// Whether the stage is still to be done, or under way, if the work is at that stage number.
    pub fn is_ahead(self, at: usize) -> bool {
        self as usize >= at
    }

    /// Whether older versions left values of this kind unsealed.
    pub const fn is_for_older_code(self) -> bool {
        matches!(self, Self::Recipients | Self::Fingerprints | Self::Seed | Self::Secrets | Self::MissingSecrets)
    }

    /// Whether the values are outside of the database.
    pub const fn reads_outside(self) -> bool {
        matches!(
            self,
            Self::Words
                | Self::Raw
                | Self::ReceivedOutside
                | Self::SentOutside
                | Self::Secrets
                | Self::MissingSecrets
                | Self::RunPieces
        )
    }

    /// Reseals the next row. Part of the caller's transaction.
    pub fn next(self, pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
        match self {
            Self::Recipients => next_recipients(pod, work),
            Self::Fingerprints => next_fingerprint(pod, work),
            Self::Replies => next_reply(pod, work),
            Self::Seed => work.readable(e2e::reseal(pod)).map(|_| None),
            Self::Parts => column::PARTS.next(pod, work),
            Self::Webhooks => column::WEBHOOKS.next(pod, work),
            Self::Events => column::EVENTS.next(pod, work),
            Self::RunDetails => column::RUN_DETAILS.next(pod, work),
            Self::RunSpecs => column::RUN_SPECS.next(pod, work),
            Self::RunOutput => column::RUN_OUTPUT.next(pod, work),
            Self::RunInput => column::RUN_INPUT.next(pod, work),
            Self::RunFiles => column::RUN_FILES.next(pod, work),
            Self::Observations => column::OBSERVATIONS.next(pod, work),
            Self::Received => next_content(pod, Direction::Received, work),
            Self::Sent => next_content(pod, Direction::Sent, work),
            Self::FeedToken => {
                const UPDATE_FEED: &str = "UPDATE resealing SET feed = ?";
                // 0: it is unknown which key tagged a token that does not open.
                let feed = work.readable(pod.calendar().reseal_feed_token())?.unwrap_or(Some(0));
                pod.sql().run(UPDATE_FEED, &values![feed])?;
                Ok(None)
            }
            Self::FeedPieces => forget_feed(pod).map(|()| None),
            Self::Words
            | Self::Raw
            | Self::ReceivedOutside
            | Self::SentOutside
            | Self::Secrets
            | Self::MissingSecrets
            | Self::RunPieces => Ok(None),
        }
    }
}

/// The first byte of values sealed under the current key.
fn mark(pod: &Pod) -> [u8; 1] {
    [pod.key().number()]
}

/// The next row; `sealed` is NULL if the value is current.
#[derive(FromRow)]
struct SealedRow {
    place: i64,
    context: String,
    sealed: Option<Vec<u8>>,
}

fn not_empty(sealed: Option<Vec<u8>>) -> Option<Vec<u8>> {
    sealed.filter(|bytes| !bytes.is_empty())
}

fn reseal(pod: &Pod, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    pod.key().seal(context, &pod.key().open(context, sealed)?)
}

/// The content of a message, which may continue in rows of its own.
fn next_content(pod: &Pod, direction: Direction, work: &mut Work) -> Result<Option<Done>> {
    let table = direction.owner();
    let next = format!(
        "SELECT seq AS place, id AS context, iif(substr(detail, 1, 1) = ?2, NULL, detail) AS sealed FROM {table}
         WHERE seq > ?1 ORDER BY seq LIMIT 1"
    );
    let next: Option<SealedRow> = pod.sql().row(&next, &values![work.after, &mark(pod)[..]])?;
    let Some(SealedRow { place, context, sealed }) = next else { return Ok(None) };
    let Some(first) = not_empty(sealed) else { return Ok(Some(Done { place, bytes: 0 })) };
    let whole = direction.whole(pod, place, first)?;
    let Some(resealed) = work.readable(reseal(pod, &context, &whole))? else {
        return Ok(Some(Done { place, bytes: whole.len() }));
    };
    let (first, rest) = sealed_body::split(&resealed);
    pod.sql().run(&format!("UPDATE {table} SET detail = ?2 WHERE seq = ?1"), &values![place, first])?;
    direction.forget_rest(pod, place)?;
    direction.keep_rest(pod, place, rest)?;
    Ok(Some(Done { place, bytes: resealed.len() }))
}

/// The hidden recipients of a sent message.
fn next_recipients(pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
    let Some(gone_through) = recipients::reseal(pod, work.after)? else { return Ok(None) };
    work.unreadable = work.unreadable.saturating_add(gone_through.unreadable);
    let bytes = if gone_through.changed { 1_000 } else { 0 };
    Ok(Some(Done { place: gone_through.seq, bytes }))
}

fn next_fingerprint(pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
    #[derive(FromRow)]
    struct OutgoingRow {
        seq: i64,
        id: String,
        fingerprint: String,
    }
    const SELECT_NEXT_OUTGOING: &str =
        "SELECT seq, id, coalesce(fingerprint, '') AS fingerprint FROM outgoing WHERE seq > ? ORDER BY seq LIMIT 1";
    const UPDATE_FINGERPRINT: &str = "UPDATE outgoing SET fingerprint = ?2 WHERE seq = ?1";
    let Some(row) = pod.sql().row::<OutgoingRow>(SELECT_NEXT_OUTGOING, &values![work.after])? else {
        return Ok(None);
    };
    let resealed = work.readable(fingerprint::resealed(pod, &row.id, &row.fingerprint))?;
    if let Some(resealed) = resealed.flatten() {
        pod.sql().run(UPDATE_FINGERPRINT, &values![row.seq, &resealed])?;
    }
    Ok(Some(Done { place: row.seq, bytes: 100 }))
}

/// A stored reply, and the fingerprint of its request.
fn next_reply(pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
    #[derive(FromRow)]
    struct ReplyRow {
        place: i64,
        key: String,
        fingerprint: String,
        reply: Option<Vec<u8>>,
    }
    const SELECT_NEXT_REPLY: &str =
        "SELECT rowid AS place, key, fingerprint, reply FROM given_reply WHERE rowid > ? ORDER BY rowid LIMIT 1";
    const UPDATE_REPLY: &str = "UPDATE given_reply SET fingerprint = ?2, reply = ?3 WHERE rowid = ?1";
    let Some(row) = pod.sql().row::<ReplyRow>(SELECT_NEXT_REPLY, &values![work.after])? else { return Ok(None) };
    let (place, context) = (row.place, idempotency::context_of(&row.key));
    let resealed = fingerprint::resealed(pod, &context, &row.fingerprint);
    let reply = not_empty(row.reply).map(|reply| reseal(pod, &context, &reply)).transpose();
    let Some((resealed, reply)) = work.readable(resealed.and_then(|resealed| Ok((resealed, reply?))))? else {
        return Ok(Some(Done { place, bytes: 0 }));
    };
    let bytes = reply.as_ref().map_or(0, Vec::len);
    let reply = reply.as_deref().map_or(Value::Null, Value::from);
    let fingerprint = resealed.as_deref().unwrap_or(&row.fingerprint);
    pod.sql().run(UPDATE_REPLY, &[Value::from(place), Value::from(fingerprint), reply])?;
    Ok(Some(Done { place, bytes }))
}

/// Deletes the stored feed: it is written again when it is requested.
fn forget_feed(pod: &Pod) -> Result<()> {
    const DELETE_OLD_CHUNKS: &str = "DELETE FROM calendar_feed WHERE substr(told, 1, 1) <> ?";
    pod.sql().run(DELETE_OLD_CHUNKS, &values![&mark(pod)[..]]).map(drop)
}

/// Indexes messages under the current key. Long content is outside of the database.
async fn renew_words(pod: &Pod, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    #[derive(FromRow)]
    struct IndexedRow {
        place: i64,
        at: Timestamp,
        key_number: i64,
    }
    const SELECT_NEXT_INDEXED: &str =
        "SELECT place, at, key_number FROM indexed WHERE place > ? ORDER BY place LIMIT 1";
    while !budget.is_spent() {
        let next: Option<IndexedRow> = pod.sql().row(SELECT_NEXT_INDEXED, &values![work.after])?;
        let Some(IndexedRow { place, at, key_number }) = next else { return Ok(true) };
        let is_current = key_number == i64::from(pod.key().number());
        let renewed = if is_current { Ok(0) } else { pod.search().renew(place, at).await };
        budget.take(match renewed {
            // The content is counted in its own stage, and the words wait for it.
            Err(error) if error.is_of_unreadable => 0,
            renewed => renewed?,
        });
        work.after = place;
    }
    work.save(pod.sql(), pod.key()).map(|()| false)
}

/// Moves values outside of the database to current names and keys. Returns whether none is left.
pub async fn move_outside(pod: &Pod, stage: Stage, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    match stage {
        Stage::Words => renew_words(pod, work, budget).await,
        Stage::Raw => move_blobs(pod, "message", "blob", "blob_size", work, budget).await,
        Stage::ReceivedOutside => move_blobs(pod, "message", "detail_blob", "detail_size", work, budget).await,
        Stage::RunPieces => move_blobs(pod, "run_piece", "blob", "size", work, budget).await,
        Stage::SentOutside => move_blobs(pod, "outgoing", "detail_blob", "detail_size", work, budget).await,
        _ => move_secrets(pod, stage, work, budget).await,
    }
}

/// Moves the values of a vault, key by key with all versions. A value may not be visible in KV yet, so missing values are counted in a
/// second run, later.
async fn move_secrets(pod: &Pod, stage: Stage, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    if stage == Stage::MissingSecrets && work.again_at == 0 {
        return Ok(true);
    }
    while !budget.is_spent() {
        let Some(key) = pod.vault().key_after(work.after)? else { return Ok(true) };
        budget.take(0);
        let vault::Moved { sizes, unreadable } = pod.vault().reseal_key(key).await?;
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

/// Moves the blobs that a column names.
async fn move_blobs(
    pod: &Pod,
    table: &str,
    column: &str,
    size: &str,
    work: &mut Work,
    budget: &mut Budget,
) -> Result<bool> {
    #[derive(FromRow)]
    struct BlobRow {
        seq: i64,
        name: String,
        size: usize,
    }
    let next = format!(
        "SELECT seq, {column} AS name, coalesce({size}, 0) AS size FROM {table} WHERE seq > ? AND {column} IS NOT NULL ORDER BY seq LIMIT 1"
    );
    let set = format!("UPDATE {table} SET {column} = ?3 WHERE seq = ?1 AND {column} = ?2 RETURNING 1");
    while !budget.is_spent() {
        let Some(BlobRow { seq, name: old, size }) = pod.sql().row(&next, &values![work.after])? else {
            return Ok(true);
        };
        work.after = seq;
        if pod.key().is_current_blob(&old) {
            budget.take(0);
        } else {
            let new = match blobs::copy(pod, &old, size).await {
                Ok(new) => new,
                Err(error) => {
                    // The copy may also have failed for a temporary reason.
                    if work.readable(blobs::check(pod, &old, size).await)?.is_some() {
                        return Err(error);
                    }
                    budget.take_blob(size);
                    work.save(pod.sql(), pod.key())?;
                    continue;
                }
            };
            pod.sql().atomically(|| {
                // If the message was deleted meanwhile, the copy stays pending and is removed.
                if pod.sql().exists(&set, &values![seq, &old, &new])? {
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
