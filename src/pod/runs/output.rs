//! The output of a run's terminal, as text.

use macros::operation;
use run_protocol::TERMINAL;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::OrgPod;
use crate::error::Result;
use crate::wire::{Json, Limit, Path, Query, ReadBy};

/// Bytes of a page for an agent, as JSON: no result cuts it.
const MAX_BYTES_FOR_AGENT: usize = 16_000;

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
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    reply = "A page of output.",
    errors(InvalidRequest, NotFound),
)]
pub async fn get_run_output(
    OrgPod(pod): OrgPod,
    read_by: ReadBy,
    Path((_, key)): Path<(String, String)>,
    Query(read): Query<ReadOutput>,
) -> Result<Json<RunOutput>> {
    let run = pod.runs().find(&key)?;
    let since = i64::from(read.since).min(run.output_bytes);
    let mut bytes = pod.runs().read(&run, TERMINAL, since, read.limit.get() as usize).await?;
    if read_by == ReadBy::Agent {
        bytes.truncate(within(&bytes, MAX_BYTES_FOR_AGENT));
    }
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

/// How many bytes of a text have at most so many bytes as JSON, where control characters become six, and others at most two or three.
fn within(bytes: &[u8], limit: usize) -> usize {
    let as_json = |byte: &u8| match byte {
        0x20..0x80 if !matches!(byte, b'"' | b'\\') => 1,
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
        0x80.. => 3,
        _ => 6,
    };
    let ends = bytes.iter().scan(0, |length, byte| {
        *length += as_json(byte);
        Some(*length)
    });
    ends.take_while(|length| *length <= limit).count()
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
    fn a_page_for_an_agent_is_short_as_json() {
        for text in ["plain ", "\u{1b}[0m", "\"\\", "é€😀", "\u{0}"] {
            let text = text.repeat(10_000);
            let page = &text.as_bytes()[..within(text.as_bytes(), 1_000)];
            let length = serde_json::to_string(&String::from_utf8_lossy(page)).expect("JSON").len();
            assert!((300..=1_010).contains(&length), "{length}");
        }
        assert_eq!(within(b"abc", 1_000), 3);
    }

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
