//! Input for the terminal of a run.

use macros::{FromRow, operation};
use run_protocol::{Frame, FrameKind, MAX_FRAME_DATA, TERMINAL};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::run::RunRow;
use super::{OrgPod, RunStatus, Runs};
use crate::error::{Code, Error, Result};
use crate::platform::values;
use crate::wire::{Accepted, Body, Path};

/// Bytes of input in one request.
const MAX_INPUT_BYTES: usize = 65_536;
/// Bytes of input that wait for a run.
const MAX_WAITING_BYTES: i64 = 1 << 20;
/// What the key Enter sends.
const ENTER: &str = "\r";
/// Around a text of several lines, so that a terminal program does not take each line as a command (as xterm does it).
const PASTE: (&str, &str) = ("\x1b[200~", "\x1b[201~");

/// Input for a terminal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunInput {
    /// What is typed, at most 65,536 bytes. The key Enter is `\r`, Ctrl-C is `\u0003`.
    #[schema(example = "yes\r")]
    text: String,
}

/// A further task for an agent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunPrompt {
    /// The task, at most 65,536 bytes.
    #[schema(example = "Now write a test for it")]
    prompt: String,
}

/// Input that was taken.
#[derive(Serialize, ToSchema)]
pub struct TakenInput {
    /// The run.
    #[schema(example = "run_0a1b2c3d4e5f6g7h")]
    key: String,
    /// How many bytes of input were taken since the run was created.
    #[schema(example = 4)]
    input_bytes: i64,
}

/// Type into a run's terminal.
///
/// The runner writes the text to the terminal, in the order of the requests. If the runner is away or the run has not started yet, it
/// does so later. At most 1 MiB waits.
#[operation(
    POST "/api/v1/ext/orgs/{org}/pods/{key}/input", tag = "runs", permission = RunsWrite, api_key,
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    reply = "The input was taken.",
    errors(MissingFields, NotFound, RunEnded, InputFull),
)]
pub async fn send_run_input(
    OrgPod(pod): OrgPod,
    Path((_, key)): Path<(String, String)>,
    Body(input): Body<RunInput>,
) -> Result<Accepted<TakenInput>> {
    taken(pod.runs(), &key, input.text.as_bytes())
}

/// Give a run a further task.
///
/// Types the task into the agent's terminal, and then Enter. A task of several lines is typed as terminals paste it (bracketed paste), so
/// that agents take it as one.
#[operation(
    POST "/api/v1/ext/orgs/{org}/pods/{key}/prompt", tag = "runs", permission = RunsWrite, api_key,
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    reply = "The task was taken.",
    errors(MissingFields, NotFound, RunEnded, InputFull),
)]
pub async fn send_run_prompt(
    OrgPod(pod): OrgPod,
    Path((_, key)): Path<(String, String)>,
    Body(RunPrompt { prompt }): Body<RunPrompt>,
) -> Result<Accepted<TakenInput>> {
    taken(pod.runs(), &key, typed(&prompt)?.as_bytes())
}

/// A task as it is typed. Control characters could end the paste, and would be commands.
fn typed(prompt: &str) -> Result<String> {
    let prompt = prompt.trim_end();
    if prompt.is_empty() {
        return Err(Error::invalid("prompt is empty."));
    }
    if prompt.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Error::invalid("prompt contains control characters.")
            .fix("Send keys with POST /api/v1/ext/orgs/{org}/pods/{key}/input."));
    }
    if !prompt.contains(['\n', '\r']) {
        return Ok(format!("{prompt}{ENTER}"));
    }
    let (begin, end) = PASTE;
    Ok(format!("{begin}{prompt}{end}{ENTER}"))
}

fn taken(runs: Runs<'_>, key: &str, input: &[u8]) -> Result<Accepted<TakenInput>> {
    let run = runs.find(key)?;
    let input_bytes = runs.add_input(&run, input)?;
    Ok(Accepted(TakenInput { key: run.id, input_bytes }))
}

/// Input that waits.
#[derive(FromRow)]
struct InputRow {
    start: i64,
    data: Vec<u8>,
}

fn input_context(run: &str, start: i64) -> String {
    format!("run {run} input {start}")
}

impl Runs<'_> {
    /// Stores input and sends it to the runner, if it is connected. Returns how many bytes were taken in all.
    ///
    /// # Errors
    /// `run_ended`, `input_full`, `too_large`.
    pub fn add_input(self, run: &RunRow, input: &[u8]) -> Result<i64> {
        const UPDATE_INPUT: &str = "
            UPDATE run SET input_bytes = input_bytes + ?2
            WHERE id = ?1 AND status IN ('creating', 'running') AND input_bytes - input_written + ?2 <= ?3
            RETURNING input_bytes";
        const INSERT_INPUT: &str = "INSERT INTO run_input (run, start, size, data) VALUES (?1, ?2, ?3, ?4)";
        if input.is_empty() || input.len() > MAX_INPUT_BYTES {
            return Err(Error::new(Code::TooLarge, format!("Input has 1 to {MAX_INPUT_BYTES} bytes.")));
        }
        let size = i64::try_from(input.len()).map_err(Error::internal)?;
        let (start, end) = self.pod.sql().atomically(|| {
            let sql = self.pod.sql();
            let end: Option<i64> = sql.value(UPDATE_INPUT, &values![&run.id, size, MAX_WAITING_BYTES])?;
            let end = end.ok_or_else(|| self.no_input(run))?;
            let sealed = self.pod.key().seal(&input_context(&run.id, end - size), input)?;
            sql.run(INSERT_INPUT, &values![run.seq, end - size, size, &*sealed])?;
            Ok((end - size, end))
        })?;
        self.send_input_frames(run, start, input);
        Ok(end)
    }

    fn no_input(self, run: &RunRow) -> Error {
        let is_open = |status| matches!(status, RunStatus::Creating | RunStatus::Running);
        match self.find(&run.id).and_then(|run| run.status()) {
            Ok(status) if is_open(status) => Error::new(Code::InputFull, "1 MiB of input waits for the run.")
                .fix("Wait until the agent reads its input.")
                .retry_after(5),
            Ok(_) => Error::new(Code::RunEnded, "The run has ended, or is being stopped."),
            Err(error) => error,
        }
    }

    /// Sends the input that the runner has not written, if it is connected.
    pub fn send_input(self, id: &str, written: u64) -> Result<()> {
        const SELECT_INPUT: &str =
            "SELECT start, data FROM run_input WHERE run = ?1 AND start + size > ?2 ORDER BY start";
        let Some(run) = self.known(id)? else { return Ok(()) };
        let written = i64::try_from(written).unwrap_or(i64::MAX);
        if run.input_bytes <= written {
            return Ok(());
        }
        for InputRow { start, data } in self.pod.sql().rows(SELECT_INPUT, &values![run.seq, written])? {
            self.send_input_frames(&run, start, &self.pod.key().open(&input_context(&run.id, start), &data)?);
        }
        Ok(())
    }

    /// The runner has written input to the terminal up to this offset.
    pub fn input_written(self, runner: i64, id: &str, offset: u64) -> Result<()> {
        const UPDATE_WRITTEN: &str = "
            UPDATE run SET input_written = ?2 WHERE id = ?1 AND runner = ?3 AND input_written < ?2 AND input_bytes >= ?2
            RETURNING seq";
        const DELETE_INPUT: &str = "DELETE FROM run_input WHERE run = ?1 AND start + size <= ?2";
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        self.pod.sql().atomically(|| {
            let seq: Option<i64> = self.pod.sql().value(UPDATE_WRITTEN, &values![id, offset, runner])?;
            match seq {
                Some(seq) => self.pod.sql().run(DELETE_INPUT, &values![seq, offset]).map(drop),
                None => Ok(()),
            }
        })
    }

    fn send_input_frames(self, run: &RunRow, start: i64, input: &[u8]) {
        let mut offset = start.unsigned_abs();
        for data in input.chunks(MAX_FRAME_DATA) {
            let frame = Frame { kind: FrameKind::Input, run: &run.id, stream: TERMINAL, offset, data };
            self.send_frame(run.runner, &frame);
            offset = frame.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_typed_and_several_lines_are_pasted() {
        assert_eq!(typed("Fix it\n").expect("a task"), "Fix it\r");
        assert_eq!(typed("Fix\nit").expect("a task"), "\x1b[200~Fix\nit\x1b[201~\r");
        for refused in ["", " \n", "a\x1b[201~rm -rf /\r", "a\u{3}"] {
            assert!(typed(refused).is_err(), "{refused:?}");
        }
    }
}
