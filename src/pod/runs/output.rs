//! The output of a run's terminal: stored sealed, in pieces as it came.

use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::run::RunRow;
use super::{OrgPod, Runs};
use crate::error::{Error, Result};
use crate::platform::values;
use crate::wire::{Json, Limit, Path, Query};

/// Bytes of output that are stored of a run.
pub const MAX_OUTPUT_BYTES: i64 = 64 << 20;
/// Bytes of output that are stored of all runs of a pod.
const MAX_POD_OUTPUT_BYTES: i64 = 1 << 30;

/// A piece of output.
#[derive(FromRow)]
struct Chunk {
    start: i64,
    data: Vec<u8>,
}

fn chunk_context(id: &str, start: i64) -> String {
    format!("run {id} {start}")
}

impl Runs<'_> {
    /// Appends output that follows the stored bytes. Returns how many bytes are stored now, and whether no more are taken.
    pub fn append(self, run: &RunRow, new: &[u8]) -> Result<(i64, bool)> {
        const SELECT_TOTAL: &str = "SELECT count FROM run_total WHERE name = 'bytes'";
        const INSERT_CHUNK: &str = "INSERT INTO run_chunk (run, start, size, data) VALUES (?1, ?2, ?3, ?4)";
        const UPDATE_BYTES: &str = "UPDATE run SET output_bytes = ?2, updated_at = ?3 WHERE seq = ?1";
        const UPDATE_FULL: &str = "UPDATE run SET output_full = 1, updated_at = ?2 WHERE seq = ?1";
        let sql = self.pod.sql();
        let (start, size) = (run.output_bytes, i64::try_from(new.len()).map_err(Error::internal)?);
        let total: i64 = sql.value(SELECT_TOTAL, &[])?.unwrap_or(0);
        if run.output_full || start + size > MAX_OUTPUT_BYTES || total + size > MAX_POD_OUTPUT_BYTES {
            sql.run(UPDATE_FULL, &values![run.seq, self.pod.now()])?;
            return Ok((start, true));
        }
        let sealed = self.pod.key().seal(&chunk_context(&run.id, start), new)?;
        sql.run(INSERT_CHUNK, &values![run.seq, start, size, &*sealed])?;
        sql.run(UPDATE_BYTES, &values![run.seq, start + size, self.pod.now()])?;
        Ok((start + size, false))
    }

    /// Stored output from an offset on, at most so many bytes.
    pub fn read_output(self, run: &RunRow, since: i64, limit: usize) -> Result<Vec<u8>> {
        const SELECT_CHUNKS: &str = "
            SELECT start, data FROM run_chunk
            WHERE run = ?1 AND start >= coalesce((SELECT max(start) FROM run_chunk WHERE run = ?1 AND start <= ?2), 0)
            ORDER BY start LIMIT ?3";
        const PAGE: u32 = 16;
        let mut output = Vec::new();
        let mut next = since;
        while output.len() < limit {
            let chunks: Vec<Chunk> = self.pod.sql().rows(SELECT_CHUNKS, &values![run.seq, next, PAGE])?;
            let before = next;
            for Chunk { start, data } in chunks {
                let plain = self.pod.key().open(&chunk_context(&run.id, start), &data)?;
                let skipped = usize::try_from(next - start).map_err(Error::internal)?;
                let new = plain.get(skipped..).unwrap_or_default();
                let new = &new[..new.len().min(limit - output.len())];
                output.extend_from_slice(new);
                next += i64::try_from(new.len()).map_err(Error::internal)?;
                if output.len() >= limit {
                    break;
                }
            }
            if next == before {
                break;
            }
        }
        Ok(output)
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadOutput {
    /// The `next` of the page before. Default: 0, the beginning.
    #[serde(default)]
    #[param(example = 0)]
    since: u32,
    /// The greatest number of bytes in the reply, at most 1,000,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, default = 65_536, maximum = 1_000_000)]
    limit: Limit<65_536, 1_000_000>,
}

/// A page of output.
#[derive(Serialize, ToSchema)]
pub struct RunOutput {
    /// Text as the terminal shows it, with its control sequences. Bytes that are not UTF-8 are replaced by U+FFFD.
    #[schema(example = "Fixed the login bug.\r\n")]
    output: String,
    /// Where this page begins, in bytes.
    since: i64,
    /// The `since` of the next page.
    next: i64,
    /// Whether more output is stored already.
    has_more: bool,
    /// Whether the run has ended, and this is its last output.
    complete: bool,
}

/// Read the output of a run.
///
/// Returns what the agent's terminal showed, from the byte `since` on. A page ends between two characters. While the run goes on, ask
/// again with `next`. At most 64 MiB of a run are stored, for 30 days after its end.
#[operation(
    GET "/api/v1/ext/orgs/{org}/pods/{key}/output", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, or its slug.", key = "The run."),
    reply = "A page of output.",
    errors(InvalidRequest, NotFound),
)]
pub async fn get_run_output(
    OrgPod(pod): OrgPod,
    Path((_, key)): Path<(String, String)>,
    Query(read): Query<ReadOutput>,
) -> Result<Json<RunOutput>> {
    let run = pod.runs().find(&key)?;
    let since = i64::from(read.since).min(run.output_bytes);
    let mut bytes = pod.runs().read_output(&run, since, read.limit.get() as usize)?;
    let is_last = since + bytes.len() as i64 >= run.output_bytes;
    let has_ended = run.status()?.has_ended();
    // The rest of a character may be on the next page.
    if !(is_last && has_ended) {
        bytes.truncate(whole_characters(&bytes));
    }
    let next = since + bytes.len() as i64;
    let output = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Json(RunOutput {
        output,
        since,
        next,
        has_more: next < run.output_bytes && !is_last,
        complete: has_ended && is_last,
    }))
}

/// How many bytes of a text end with a whole character. A text that is no UTF-8 is not cut.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => error.valid_up_to(),
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_between_two_characters() {
        let text = "é€😀".as_bytes();
        assert_eq!(whole_characters(text), 9);
        assert_eq!(whole_characters(&text[..8]), 5);
        assert_eq!(whole_characters(&text[..4]), 2);
        assert_eq!(whole_characters(&text[..1]), 1, "nothing but the beginning of a character");
        assert_eq!(whole_characters(b"\xff\xfe"), 2);
    }
}
