//! The bytes of a run: what its terminal showed, and the files that it left behind. New bytes are in the database; when there are
//! enough, they move into the bucket.

use futures_util::TryStreamExt;
use macros::FromRow;
use run_protocol::TERMINAL;

use super::Runs;
use super::run::RunRow;
use crate::error::{Error, Result};
use crate::platform::values;
use crate::pod::storage::blobs;

/// Bytes that are stored of a terminal.
const MAX_OUTPUT_BYTES: i64 = 64 << 20;
/// Bytes that are stored of all runs of a pod.
const MAX_POD_BYTES: i64 = 1 << 30;
/// The size of a piece in the bucket, which is also what stays of a terminal in the database.
const PIECE_BYTES: i64 = 1 << 20;
/// Rows that are read at once.
const PAGE: u32 = 64;

/// A stream of bytes of a run.
#[derive(FromRow)]
pub struct Stream {
    pub stream: u32,
    pub bytes: i64,
    moved: i64,
    max_bytes: i64,
    pub is_full: bool,
}

impl Stream {
    /// Whether no more bytes of it come.
    pub fn is_complete(&self) -> bool {
        self.is_full || self.bytes >= self.max_bytes
    }
}

/// A part of a stream in the database.
#[derive(FromRow)]
struct Chunk {
    start: i64,
    size: i64,
    data: Vec<u8>,
}

/// A part of a stream in the bucket.
#[derive(FromRow)]
struct Piece {
    start: i64,
    size: usize,
    blob: String,
}

fn chunk_context(run: &str, stream: u32, start: i64) -> String {
    format!("run {run} {stream} {start}")
}

impl Runs<'_> {
    /// Begins the terminal of a new run. Part of the caller's transaction.
    pub fn add_terminal(self, run: i64) -> Result<()> {
        const INSERT_TERMINAL: &str = "INSERT INTO run_stream (run, stream, max_bytes) VALUES (?1, ?2, ?3)";
        self.pod.sql().run(INSERT_TERMINAL, &values![run, TERMINAL, MAX_OUTPUT_BYTES]).map(drop)
    }

    /// A stream of a run, if it was announced.
    pub fn stream(self, run: i64, stream: u32) -> Result<Option<Stream>> {
        const SELECT_STREAM: &str =
            "SELECT stream, bytes, moved, max_bytes, is_full FROM run_stream WHERE run = ? AND stream = ?";
        self.pod.sql().row(SELECT_STREAM, &values![run, stream])
    }

    /// All streams of a run.
    pub fn streams(self, run: i64) -> Result<Vec<Stream>> {
        const SELECT_STREAMS: &str =
            "SELECT stream, bytes, moved, max_bytes, is_full FROM run_stream WHERE run = ? ORDER BY stream";
        self.pod.sql().rows(SELECT_STREAMS, &values![run])
    }

    /// Appends bytes that follow the stored ones. Returns how many are stored now, and whether no more are taken. Part of the caller's
    /// transaction.
    pub fn append(self, run: &RunRow, stream: &Stream, new: &[u8]) -> Result<(i64, bool)> {
        const SELECT_TOTAL: &str = "SELECT count FROM run_total WHERE name = 'bytes'";
        const INSERT_CHUNK: &str = "INSERT INTO run_chunk (run, stream, start, size, data) VALUES (?1, ?2, ?3, ?4, ?5)";
        const UPDATE_BYTES: &str = "UPDATE run_stream SET bytes = ?3 WHERE run = ?1 AND stream = ?2";
        let sql = self.pod.sql();
        let (start, size) = (stream.bytes, i64::try_from(new.len()).map_err(Error::internal)?);
        let mut total: i64 = sql.value(SELECT_TOTAL, &[])?.unwrap_or(0);
        while total + size > MAX_POD_BYTES && self.forget_oldest_bytes()? {
            total = sql.value(SELECT_TOTAL, &[])?.unwrap_or(0);
        }
        if stream.is_full || start + size > stream.max_bytes || total + size > MAX_POD_BYTES {
            self.fill(run.seq, stream.stream)?;
            return Ok((start, true));
        }
        let sealed = self.pod.key().seal(&chunk_context(&run.id, stream.stream, start), new)?;
        sql.run(INSERT_CHUNK, &values![run.seq, stream.stream, start, size, &*sealed])?;
        sql.run(UPDATE_BYTES, &values![run.seq, stream.stream, start + size])?;
        Ok((start + size, false))
    }

    /// Takes no more bytes of a stream. Part of the caller's transaction.
    pub fn fill(self, run: i64, stream: u32) -> Result<()> {
        const UPDATE_FULL: &str = "UPDATE run_stream SET is_full = 1 WHERE run = ? AND stream = ?";
        self.pod.sql().run(UPDATE_FULL, &values![run, stream]).map(drop)
    }

    /// Deletes what is stored of the run that ended first. Returns whether there was one. Part of the caller's transaction.
    fn forget_oldest_bytes(self) -> Result<bool> {
        const SELECT_OLDEST: &str = "
            SELECT run.id FROM run WHERE finished_at IS NOT NULL
              AND EXISTS (SELECT 1 FROM run_stream WHERE run_stream.run = run.seq AND run_stream.bytes > 0)
            ORDER BY finished_at LIMIT 1";
        let Some(id): Option<String> = self.pod.sql().value(SELECT_OLDEST, &[])? else { return Ok(false) };
        self.find(&id).and_then(|run| self.forget_bytes(&run)).map(|()| true)
    }

    /// Deletes what is stored of the terminal and the files. Part of the caller's transaction.
    pub fn forget_bytes(self, run: &RunRow) -> Result<()> {
        const DELETE_FILES: &str = "DELETE FROM run_stream WHERE run = ? AND stream <> 0";
        const UPDATE_TERMINAL: &str =
            "UPDATE run_stream SET bytes = 0, moved = 0, is_full = is_full OR bytes > 0 WHERE run = ?";
        let (sql, run) = (self.pod.sql(), values![run.seq]);
        sql.run(DELETE_FILES, &run)?;
        sql.run("DELETE FROM run_chunk WHERE run = ?", &run)?;
        sql.run("DELETE FROM run_piece WHERE run = ?", &run)?;
        sql.run(UPDATE_TERMINAL, &run).map(drop)
    }

    /// Stored bytes of a stream from an offset on, at most so many.
    pub async fn read(self, run: &RunRow, stream: u32, since: i64, limit: usize) -> Result<Vec<u8>> {
        let mut read = Vec::new();
        while read.len() < limit {
            let (next, left) = (since + read.len() as i64, limit - read.len());
            let more = match self.read_chunks(run, stream, next, left)? {
                // Between the two look-ups nothing can move: there is no await.
                more if more.is_empty() => match self.piece_at(run.seq, stream, next)? {
                    Some(piece) => piece.read(self, next, left).await?,
                    None => break,
                },
                more => more,
            };
            read.extend(more);
        }
        Ok(read)
    }

    /// Bytes in the database from an offset on; none if the offset is not there.
    pub fn read_chunks(self, run: &RunRow, stream: u32, since: i64, limit: usize) -> Result<Vec<u8>> {
        const SELECT_CHUNKS: &str = "
            SELECT start, size, data FROM run_chunk
            WHERE run = ?1 AND stream = ?2
              AND start >= (SELECT max(start) FROM run_chunk WHERE run = ?1 AND stream = ?2 AND start <= ?3)
            ORDER BY start LIMIT ?4";
        let mut read = Vec::new();
        loop {
            let next = since + read.len() as i64;
            let chunks: Vec<Chunk> = self.pod.sql().rows(SELECT_CHUNKS, &values![run.seq, stream, next, PAGE])?;
            let before = read.len();
            for Chunk { start, size, data } in chunks {
                let next = since + read.len() as i64;
                if !(start..start + size).contains(&next) {
                    continue;
                }
                let plain = self.pod.key().open(&chunk_context(&run.id, stream, start), &data)?;
                let new = plain.get(usize::try_from(next - start).map_err(Error::internal)?..).unwrap_or_default();
                read.extend_from_slice(&new[..new.len().min(limit - read.len())]);
                if read.len() >= limit {
                    return Ok(read);
                }
            }
            if read.len() == before {
                return Ok(read);
            }
        }
    }

    fn piece_at(self, run: i64, stream: u32, at: i64) -> Result<Option<Piece>> {
        const SELECT_PIECE: &str = "
            SELECT start, size, blob FROM run_piece
            WHERE run = ?1 AND stream = ?2 AND start <= ?3 AND start + size > ?3 ORDER BY start DESC LIMIT 1";
        self.pod.sql().row(SELECT_PIECE, &values![run, stream, at])
    }

    /// Moves the oldest bytes of a stream into the bucket, if there are enough: of a terminal, the newest 1 MiB stay in the database; of a
    /// complete file, nothing does.
    pub async fn move_oldest(self, run: &RunRow, number: u32) -> Result<()> {
        while let Some(stream) = self.stream(run.seq, number)? {
            let waiting = stream.bytes - stream.moved;
            let is_due = match number {
                TERMINAL => waiting >= 2 * PIECE_BYTES,
                _ => waiting >= PIECE_BYTES || waiting > 0 && stream.is_complete(),
            };
            if !is_due || !self.move_piece(run, &stream).await? {
                break;
            }
        }
        Ok(())
    }

    /// Moves one piece. Returns whether it did: somebody else can have moved it meanwhile.
    async fn move_piece(self, run: &RunRow, stream: &Stream) -> Result<bool> {
        const UPDATE_MOVED: &str =
            "UPDATE run_stream SET moved = ?4 WHERE run = ?1 AND stream = ?2 AND moved = ?3 RETURNING 1";
        const DELETE_CHUNKS: &str = "DELETE FROM run_chunk WHERE run = ?1 AND stream = ?2 AND start < ?3";
        const INSERT_PIECE: &str = "INSERT INTO run_piece (run, stream, start, size, blob) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (seq, number, start) = (run.seq, stream.stream, stream.moved);
        let end = self.end_of_piece(run, stream)?;
        let size = end - start;
        let plain = self.read_chunks(run, number, start, usize::try_from(size).map_err(Error::internal)?)?;
        if size == 0 || plain.len() as i64 != size {
            return Ok(false);
        }
        let blob = blobs::put(self.pod, plain).await?;
        self.pod.sql().atomically(|| {
            let is_moved = self.pod.sql().exists(UPDATE_MOVED, &values![seq, number, start, end])?;
            if is_moved {
                self.pod.sql().run(DELETE_CHUNKS, &values![seq, number, end])?;
                self.pod.sql().run(INSERT_PIECE, &values![seq, number, start, size, &blob])?;
                blobs::commit(self.pod, &blob)?;
            }
            Ok(is_moved)
        })
    }

    /// Where the next piece ends: at the end of a chunk.
    fn end_of_piece(self, run: &RunRow, stream: &Stream) -> Result<i64> {
        const SELECT_END: &str = "
            SELECT min(start + size) FROM run_chunk WHERE run = ?1 AND stream = ?2 AND start + size >= ?3";
        let values = values![run.seq, stream.stream, stream.moved + PIECE_BYTES];
        let end: Option<i64> = self.pod.sql().value(SELECT_END, &values)?.flatten();
        Ok(end.unwrap_or(stream.bytes))
    }
}

impl Piece {
    /// Bytes from an offset of the stream on, at most so many.
    async fn read(&self, runs: Runs<'_>, since: i64, limit: usize) -> Result<Vec<u8>> {
        let from = usize::try_from(since - self.start).map_err(Error::internal)?;
        let to = self.size.min(from + limit);
        let stream = blobs::read(runs.pod, &self.blob, self.size, from..to).await?;
        let mut read = Vec::with_capacity(to - from);
        let mut stream = Box::pin(stream);
        while let Some(bytes) = stream.try_next().await? {
            read.extend_from_slice(&bytes);
        }
        Ok(read)
    }
}
