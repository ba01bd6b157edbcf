//! The feed in chunks: each is the text of consecutive events, stored sealed until one of them changes.

use macros::FromRow;

use super::store::{COLUMNS, StoredEvent};
use crate::error::Result;
use crate::ical;
use crate::platform::values;
use crate::pod::Pod;

/// Events of a full chunk.
const CHUNK_EVENTS: usize = 100;
/// Bytes after which a chunk takes no further event.
const CHUNK_BYTES: usize = 128 * 1024;

pub struct FeedChunk {
    pub text: Vec<u8>,
    /// The number of the last event.
    pub last: i64,
}

impl FeedChunk {
    /// The chunk after the event with this number, if there are further events.
    pub fn after(pod: &Pod, seq: i64) -> Result<Option<Self>> {
        #[derive(FromRow)]
        struct ChunkRow {
            seq: i64,
            last: Option<i64>,
            told: Option<Vec<u8>>,
        }
        const SELECT_CHUNK: &str = "
            SELECT seq, last, told
            FROM calendar_event LEFT JOIN calendar_feed ON first = seq AND form = CAST(?2 AS INTEGER)
            WHERE seq > CAST(?1 AS INTEGER) ORDER BY seq LIMIT 1";
        let next: Option<ChunkRow> = pod.sql().row(SELECT_CHUNK, &values![seq, i64::from(ical::FORMAT_VERSION)])?;
        let Some(ChunkRow { seq: first, last, told }) = next else { return Ok(None) };
        let (Some(last), Some(told)) = (last, told) else { return Self::write(pod, first).map(Some) };
        Ok(Some(Self { text: pod.key().open(&context(first, last), &told)?, last }))
    }

    /// Writes the text of the events from `first` on, up to the next chunk.
    fn write(pod: &Pod, first: i64) -> Result<Self> {
        // If chunks had other limits before, as for a slow reader, an older chunk can overlap this one.
        const DELETE_CHUNK: &str = "
            DELETE FROM calendar_feed
            WHERE first = (SELECT max(first) FROM calendar_feed WHERE first < CAST(?1 AS INTEGER)) AND last >= CAST(?1 AS INTEGER)";
        const INSERT_CHUNK: &str =
            "INSERT OR REPLACE INTO calendar_feed (first, last, form, full, told) VALUES (?, ?, ?, ?, ?)";
        let list = format!(
            "SELECT {COLUMNS}, NULL AS elsewhere FROM calendar_event WHERE seq >= CAST(?1 AS INTEGER)
               AND seq < coalesce((SELECT min(first) FROM calendar_feed WHERE first > CAST(?1 AS INTEGER)), 9e18)
             ORDER BY seq LIMIT {CHUNK_EVENTS}"
        );
        let mut chunk = Self { text: Vec::new(), last: first };
        let mut events = 0;
        for row in pod.sql().rows(&list, &values![first])? {
            let event = StoredEvent::open(pod, row)?;
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
        pod.sql()
            .run(INSERT_CHUNK, &values![first, chunk.last, i64::from(ical::FORMAT_VERSION), is_full, &sealed[..]])?;
        Ok(chunk)
    }
}

fn context(first: i64, last: i64) -> String {
    format!("calendar feed {first} {last}")
}
