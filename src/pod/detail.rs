//! The sealed content of a message: in its own row as far as that has room, the rest in rows of its own.

use super::Pod;
use crate::error::{Error, Result};
use crate::platform::values;

/// Bytes that stand in the message's own row; SQLite rows end at 2 MB.
const ROW: usize = 1_000_000;

/// Whose content.
#[derive(Clone, Copy)]
pub enum Of {
    Received,
    Sent,
}

/// What has room in the message's own row, and the rest.
pub fn split(sealed: &[u8]) -> (&[u8], &[u8]) {
    sealed.split_at(sealed.len().min(ROW))
}

impl Of {
    /// The table whose column `detail` begins the content.
    pub const fn owner(self) -> &'static str {
        match self {
            Self::Received => "message",
            Self::Sent => "outgoing",
        }
    }

    const fn table(self) -> &'static str {
        match self {
            Self::Received => "detail_rest",
            Self::Sent => "outgoing_rest",
        }
    }

    /// Keeps the rest. Part of the caller's transaction.
    pub fn keep_rest(self, pod: &Pod, seq: i64, rest: &[u8]) -> Result<()> {
        let continued = format!("INSERT INTO {} (seq, piece, data) VALUES (?, ?, ?)", self.table());
        for (piece, data) in rest.chunks(ROW).enumerate() {
            let piece = i64::try_from(piece).map_err(Error::internal)?;
            pod.sql().run(&continued, &values![seq, piece, data])?;
        }
        Ok(())
    }

    /// Removes the rest. Part of the caller's transaction.
    pub fn forget_rest(self, pod: &Pod, seq: i64) -> Result<()> {
        pod.sql().run(&format!("DELETE FROM {} WHERE seq = ?", self.table()), &values![seq]).map(drop)
    }

    /// What stands in the message's own row, with the rest.
    pub fn whole(self, pod: &Pod, seq: i64, mut row: Vec<u8>) -> Result<Vec<u8>> {
        if row.len() >= ROW {
            let rest = format!("SELECT data FROM {} WHERE seq = ? ORDER BY piece", self.table());
            for piece in pod.sql().all(&rest, &values![seq])? {
                row.append(&mut piece.bytes(0));
            }
        }
        Ok(row)
    }
}
