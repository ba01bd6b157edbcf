//! The content of a message: a short one lies sealed in its row, a long one as a blob in the bucket. What older code stored continues
//! in rows of its own, until it is moved.

use futures_util::TryStreamExt;

use super::blobs;
use crate::error::{Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::mail::inbox::mailbox::no_message;
use crate::time::{MINUTE, Timestamp};

/// Bytes of content that lie in the message's own row. Sealed they are a few more; longer ones are in the indexes `message_long` and
/// `outgoing_long`.
const MAX_ROW_BYTES: usize = 64 * 1024;
/// Bytes at which content of outgoing mail, and of older code, continues in other rows; SQLite rows end at 2 MB.
const PIECE_BYTES: usize = 1_000_000;
/// Messages whose content is moved at once, and bytes.
const MAX_MOVED_MESSAGES: usize = 20;
const MAX_MOVED_BYTES: usize = 16 << 20;

/// Content that is about to be stored.
pub enum Content {
    /// Sealed.
    Short(Vec<u8>),
    /// As it is: blobs are sealed.
    Long(Vec<u8>),
}

/// Content where it is stored: in the row, or in the bucket under a name, with its bytes.
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
    /// Of a message with that id.
    pub fn new(pod: &Pod, id: &str, plain: Vec<u8>) -> Result<Self> {
        match plain.len() {
            ..=MAX_ROW_BYTES => Ok(Self::Short(pod.key().seal(id, &plain)?)),
            _ => Ok(Self::Long(plain)),
        }
    }

    /// Bytes that it takes.
    pub fn len(&self) -> usize {
        let (Self::Short(bytes) | Self::Long(bytes)) = self;
        bytes.len()
    }

    /// Stores what does not lie in the row, as a loose blob.
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

/// Whose content.
#[derive(Clone, Copy)]
pub enum Direction {
    Received,
    Sent,
}

/// Content as a row tells of it.
pub struct Found {
    pub seq: i64,
    pub id: String,
    pub row: Vec<u8>,
    pub blob: Option<String>,
    pub blob_size: i64,
}

/// What has room in the message's own row, and the rest.
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

    /// Keeps the rest. Part of the caller's transaction.
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

    /// What stands in the message's own row, with the rest.
    pub fn whole(self, pod: &Pod, seq: i64, mut row: Vec<u8>) -> Result<Vec<u8>> {
        if row.len() >= PIECE_BYTES {
            let rest = format!("SELECT data FROM {} WHERE seq = ? ORDER BY piece", self.rest());
            for piece in pod.sql().all(&rest, &values![seq])? {
                row.append(&mut piece.bytes(0));
            }
        }
        Ok(row)
    }

    /// Content that lies in the database.
    pub fn open_here(self, pod: &Pod, seq: i64, id: &str, row: Vec<u8>) -> Result<Vec<u8>> {
        pod.key().open(id, &self.whole(pod, seq, row)?)
    }

    /// Content, wherever it lies.
    ///
    /// # Errors
    /// `not_found`: the message was deleted meanwhile.
    pub async fn open(self, pod: &Pod, found: Found) -> Result<Vec<u8>> {
        let (seq, id, blob) = (found.seq, found.id.clone(), found.blob.clone());
        match self.open_once(pod, found).await {
            // Its row tells whether an object that cannot be read went with the message, or was replaced by another.
            Err(error) if blob.is_some() => {
                let now = self.look_again(pod, seq, id)?;
                if now.blob == blob { Err(error) } else { self.open_once(pod, now).await }
            }
            opened => opened,
        }
    }

    fn look_again(self, pod: &Pod, seq: i64, id: String) -> Result<Found> {
        let select = format!("SELECT detail, detail_blob, detail_size FROM {} WHERE seq = ?", self.owner());
        let row = pod.sql().first(&select, &values![seq])?.ok_or_else(no_message)?;
        Ok(Found { seq, id, row: row.bytes(0), blob: row.optional_text(1), blob_size: row.integer(2) })
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

    /// The next long content that lies in the database and is not changed any more.
    fn next_long(self, pod: &Pod) -> Result<Option<Found>> {
        let settled = match self {
            // What is not in the index of words yet is read from the database.
            Self::Received => "NOT EXISTS (SELECT 1 FROM index_backlog)",
            Self::Sent => "status IN ('sent', 'failed', 'cancelled', 'rejected')",
        };
        let next = format!(
            "SELECT seq, id, detail FROM {} WHERE length(detail) > 66000 AND {settled} ORDER BY seq LIMIT 1",
            self.owner()
        );
        let row = pod.sql().first(&next, &[])?;
        Ok(row.map(|row| Found { seq: row.integer(0), id: row.text(1), row: row.bytes(2), blob: None, blob_size: 0 }))
    }

    /// Moves content into the bucket. Its bytes.
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
            if pod.sql().first(&update, &values![seq, &name, length])?.is_none() {
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

/// Moves long content out of the database: that of sent mail, and what older code stored. When to come back, if some is left.
pub async fn move_long(pod: &Pod) -> Result<Option<Timestamp>> {
    let mut bytes = 0;
    for of in [Direction::Received, Direction::Sent] {
        for _ in 0..MAX_MOVED_MESSAGES {
            let Some(found) = of.next_long(pod)? else { break };
            bytes += of.move_long(pod, found).await?;
            if bytes > MAX_MOVED_BYTES {
                return Ok(Some(pod.now().plus(MINUTE)));
            }
        }
        if of.next_long(pod)?.is_some() {
            return Ok(Some(pod.now().plus(MINUTE)));
        }
    }
    Ok(None)
}
