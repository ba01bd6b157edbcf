//! The content of a message. Short content is sealed in the message's row, long content is a blob in the bucket. Content that older
//! versions stored continues in rows of its own until it is moved.

use futures_util::TryStreamExt;
use macros::FromRow;

use super::blobs;
use crate::error::{Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::time::{MINUTE, Timestamp};

/// Bytes of content that are stored in the message's row; sealing adds a few. The indexes `message_long` and `outgoing_long` list longer
/// rows.
const MAX_ROW_BYTES: usize = 64 * 1024;
/// Bytes after which content of outgoing mail, and of older versions, continues in other rows: SQLite rows end at 2 MB.
const PIECE_BYTES: usize = 1_000_000;
/// Messages and bytes that are moved in one run.
const MAX_MOVED_MESSAGES: usize = 20;
const MAX_MOVED_BYTES: usize = 16 << 20;

/// Content that is about to be stored.
pub enum Content {
    /// Sealed.
    Short(Vec<u8>),
    /// Plain: blobs are sealed when they are stored.
    Long(Vec<u8>),
}

/// Stored content: in the row, or in the bucket under a name.
pub struct Placed {
    pub row: Vec<u8>,
    pub blob: Option<String>,
    pub blob_size: i64,
}

impl Default for Content {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl Content {
    /// Of the message with this id.
    pub fn new(pod: &Pod, id: &str, plain: Vec<u8>) -> Result<Self> {
        match plain.len() {
            ..=MAX_ROW_BYTES => Ok(Self::Short(pod.key().seal(id, &plain)?)),
            _ => Ok(Self::Long(plain)),
        }
    }

    /// In bytes.
    pub fn len(&self) -> usize {
        let (Self::Short(bytes) | Self::Long(bytes)) = self;
        bytes.len()
    }

    /// Stores long content as a pending blob.
    pub async fn place(self, pod: &Pod) -> Result<Placed> {
        match self {
            Self::Short(row) => Ok(Placed { row, blob: None, blob_size: 0 }),
            Self::Long(plain) => {
                let blob_size = i64::try_from(plain.len()).map_err(Error::internal)?;
                Ok(Placed { row: Vec::new(), blob: Some(blobs::put(pod, plain).await?), blob_size })
            }
        }
    }
}

/// The kind of message.
#[derive(Clone, Copy)]
pub enum Direction {
    Received,
    Sent,
}

/// Content as its row names it.
pub struct Found {
    pub seq: i64,
    pub id: String,
    pub row: Vec<u8>,
    pub blob: Option<String>,
    pub blob_size: i64,
}

pub fn no_message() -> Error {
    Error::not_found("message").fix("GET /v1/email/inbox?address=… lists the messages of an address.")
}

#[derive(FromRow)]
struct LongBody {
    seq: i64,
    id: String,
    detail: Vec<u8>,
}

/// The part that fits into the message's own row, and the rest.
pub fn split(sealed: &[u8]) -> (&[u8], &[u8]) {
    sealed.split_at(sealed.len().min(PIECE_BYTES))
}

impl Direction {
    /// The table whose column `detail` begins the content.
    pub const fn owner(self) -> &'static str {
        match self {
            Self::Received => "message",
            Self::Sent => "outgoing",
        }
    }

    const fn rest(self) -> &'static str {
        match self {
            Self::Received => "detail_rest",
            Self::Sent => "outgoing_rest",
        }
    }

    /// Stores the rest. Part of the caller's transaction.
    pub fn keep_rest(self, pod: &Pod, seq: i64, rest: &[u8]) -> Result<()> {
        let continued = format!("INSERT INTO {} (seq, piece, data) VALUES (?, ?, ?)", self.rest());
        for (piece, data) in rest.chunks(PIECE_BYTES).enumerate() {
            let piece = i64::try_from(piece).map_err(Error::internal)?;
            pod.sql().run(&continued, &values![seq, piece, data])?;
        }
        Ok(())
    }

    /// Removes the rest. Part of the caller's transaction.
    pub fn forget_rest(self, pod: &Pod, seq: i64) -> Result<()> {
        pod.sql().run(&format!("DELETE FROM {} WHERE seq = ?", self.rest()), &values![seq]).map(drop)
    }

    /// The row's part and the rest.
    pub fn whole(self, pod: &Pod, seq: i64, mut row: Vec<u8>) -> Result<Vec<u8>> {
        if row.len() >= PIECE_BYTES {
            let rest = format!("SELECT data FROM {} WHERE seq = ? ORDER BY piece", self.rest());
            for mut piece in pod.sql().values::<Vec<u8>>(&rest, &values![seq])? {
                row.append(&mut piece);
            }
        }
        Ok(row)
    }

    /// Content in the database.
    pub fn open_here(self, pod: &Pod, seq: i64, id: &str, row: Vec<u8>) -> Result<Vec<u8>> {
        pod.key().open(id, &self.whole(pod, seq, row)?)
    }

    /// Content, from the database or the bucket.
    ///
    /// # Errors
    /// `not_found`: the message was deleted meanwhile.
    pub async fn open(self, pod: &Pod, found: Found) -> Result<Vec<u8>> {
        let (seq, id, blob) = (found.seq, found.id.clone(), found.blob.clone());
        match self.open_once(pod, found).await {
            // The row says whether an unreadable object was deleted with the message, or replaced by another.
            Err(error) if blob.is_some() => {
                let now = self.look_again(pod, seq, id)?;
                if now.blob == blob { Err(error) } else { self.open_once(pod, now).await }
            }
            opened => opened,
        }
    }

    fn look_again(self, pod: &Pod, seq: i64, id: String) -> Result<Found> {
        #[derive(FromRow)]
        struct Body {
            detail: Vec<u8>,
            detail_blob: Option<String>,
            detail_size: i64,
        }
        let select = format!("SELECT detail, detail_blob, detail_size FROM {} WHERE seq = ?", self.owner());
        let body: Body = pod.sql().row(&select, &values![seq])?.ok_or_else(no_message)?;
        Ok(Found { seq, id, row: body.detail, blob: body.detail_blob, blob_size: body.detail_size })
    }

    async fn open_once(self, pod: &Pod, found: Found) -> Result<Vec<u8>> {
        let Found { seq, id, row, blob, blob_size } = found;
        let Some(blob) = blob else { return self.open_here(pod, seq, &id, row) };
        let size = usize::try_from(blob_size).map_err(Error::internal)?;
        let mut plain = Vec::with_capacity(size);
        let mut stream = std::pin::pin!(blobs::read(pod, &blob, size, 0..size).await?);
        while let Some(piece) = stream.try_next().await? {
            plain.extend_from_slice(&piece);
        }
        Ok(plain)
    }

    /// The next long content in the database that does not change any more.
    fn next_long(self, pod: &Pod) -> Result<Option<Found>> {
        let settled = match self {
            // The index reads messages in its backlog from the database.
            Self::Received => "NOT EXISTS (SELECT 1 FROM index_backlog)",
            Self::Sent => "status IN ('sent', 'failed', 'cancelled', 'rejected')",
        };
        let next = format!(
            "SELECT seq, id, detail FROM {} WHERE length(detail) > 66000 AND {settled} ORDER BY seq LIMIT 1",
            self.owner()
        );
        let next: Option<LongBody> = pod.sql().row(&next, &[])?;
        Ok(next.map(|LongBody { seq, id, detail }| Found { seq, id, row: detail, blob: None, blob_size: 0 }))
    }

    /// Moves content into the bucket. Returns its bytes.
    async fn move_long(self, pod: &Pod, found: Found) -> Result<usize> {
        let seq = found.seq;
        let plain = self.open_here(pod, seq, &found.id, found.row)?;
        let (size, name) = (plain.len(), blobs::put(pod, plain).await?);
        let length = i64::try_from(size).map_err(Error::internal)?;
        let update = format!(
            "UPDATE {} SET detail = x'', detail_blob = ?2, detail_size = ?3
             WHERE seq = ?1 AND detail_blob IS NULL RETURNING 1",
            self.owner()
        );
        let is_moved = pod.sql().atomically(|| {
            if !pod.sql().exists(&update, &values![seq, &name, length])? {
                return Ok(false);
            }
            self.forget_rest(pod, seq)?;
            blobs::commit(pod, &name)?;
            Ok(true)
        })?;
        // The message was deleted meanwhile.
        if !is_moved {
            blobs::remove(pod, vec![name]).await?;
        }
        Ok(size)
    }
}

/// Moves long content of sent mail and of older versions out of the database. Returns when to come back, if some is left.
pub async fn move_long(pod: &Pod) -> Result<Option<Timestamp>> {
    let mut bytes = 0;
    for direction in [Direction::Received, Direction::Sent] {
        for _ in 0..MAX_MOVED_MESSAGES {
            let Some(found) = direction.next_long(pod)? else { break };
            bytes += direction.move_long(pod, found).await?;
            if bytes > MAX_MOVED_BYTES {
                return Ok(Some(pod.now().plus(MINUTE)));
            }
        }
        if direction.next_long(pod)?.is_some() {
            return Ok(Some(pod.now().plus(MINUTE)));
        }
    }
    Ok(None)
}
