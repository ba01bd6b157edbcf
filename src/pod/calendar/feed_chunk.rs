//! The feed in pieces: each is the text of events that follow one another, and is kept, sealed, until one of them changes.

use super::store::{COLUMNS, StoredEvent};
use crate::error::Result;
use crate::ical;
use crate::platform::values;
use crate::pod::Pod;

/// Events of a full piece.
const CHUNK_EVENTS: usize = 100;
/// Bytes from which a piece takes no further event.
const CHUNK_BYTES: usize = 128 * 1024;

pub struct FeedChunk {
    pub text: Vec<u8>,
    /// The number of its last event.
    pub last: i64,
}

impl FeedChunk {
    /// The piece that follows the event of that number, unless no event does.
    pub fn after(pod: &Pod, seq: i64) -> Result<Option<Self>> {
        const SELECT_CHUNK: &str = "
            SELECT seq, last, told
            FROM calendar_event LEFT JOIN calendar_feed ON first = seq AND form = CAST(?2 AS INTEGER)
            WHERE seq > CAST(?1 AS INTEGER) ORDER BY seq LIMIT 1";
        let Some(row) = pod.sql().first(SELECT_CHUNK, &values![seq, i64::from(ical::FORM)])? else { return Ok(None) };
        let first = row.integer(0);
        if row.is_null(1) {
            return Self::write(pod, first).map(Some);
        }
        let last = row.integer(1);
        Ok(Some(Self { text: pod.key().open(&context(first, last), &row.bytes(2))?, last }))
    }

    /// Writes the text of the events from that one on, as far as no other piece has it.
    fn write(pod: &Pod, first: i64) -> Result<Self> {
        // Where pieces ended otherwise before, as they did for somebody who reads slowly, one may lie across this beginning.
        const DELETE_CHUNK: &str = "
            DELETE FROM calendar_feed
            WHERE first = (SELECT max(first) FROM calendar_feed WHERE first < CAST(?1 AS INTEGER)) AND last >= CAST(?1 AS INTEGER)";
        const INSERT_CHUNK: &str =
            "INSERT OR REPLACE INTO calendar_feed (first, last, form, full, told) VALUES (?, ?, ?, ?, ?)";
        let list = format!(
            "SELECT {COLUMNS} FROM calendar_event WHERE seq >= CAST(?1 AS INTEGER)
               AND seq < coalesce((SELECT min(first) FROM calendar_feed WHERE first > CAST(?1 AS INTEGER)), 9e18)
             ORDER BY seq LIMIT {CHUNK_EVENTS}"
        );
        let mut chunk = Self { text: Vec::new(), last: first };
        let mut events = 0;
        for row in pod.sql().all(&list, &values![first])? {
            let event = StoredEvent::of_row(pod, &row)?;
            chunk.text.extend(event.told().into_bytes());
            chunk.last = event.seq;
            events += 1;
            if chunk.text.len() >= CHUNK_BYTES {
                break;
            }
        }
        let is_full = events == CHUNK_EVENTS || chunk.text.len() >= CHUNK_BYTES;
        let sealed = pod.key().seal(&context(first, chunk.last), &chunk.text)?;
        pod.sql().run(DELETE_CHUNK, &values![first])?;
        pod.sql().run(INSERT_CHUNK, &values![first, chunk.last, i64::from(ical::FORM), is_full, &sealed[..]])?;
        Ok(chunk)
    }
}

fn context(first: i64, last: i64) -> String {
    format!("calendar feed {first} {last}")
}
