//! Changes of a run's status. Each is one statement with the statuses before it, so of two at once one is made.

use run_protocol::{Ended, Failure, StopReason, TERMINAL};
use serde::Serialize;

use super::run::RunRow;
use super::{AgentStatus, RunStatus, Runs};
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::platform::{Value, values};
use crate::pod::runtime::events::Event;
use crate::time::{DAY, MINUTE, Timestamp};
use crate::wire::to_json;

/// How long the end of a run waits for output of a runner that is away.
pub const OUTPUT_TIMEOUT: i64 = DAY;
/// How long the output of an ended run is stored, and how long the run is in lists.
pub const OUTPUT_KEPT: i64 = 30 * DAY;
/// How much longer than its time a run may take before the pod stops it: runners do that themselves.
const TIMEOUT_MARGIN: i64 = 5 * MINUTE;

/// Characters of what a runner says about a failure, and of a branch.
const MAX_CODE_CHARS: usize = 100;
const MAX_MESSAGE_CHARS: usize = 2_000;
const MAX_BRANCH_CHARS: usize = 255;

fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

/// A run in an event: without texts of the request.
#[derive(Serialize)]
struct ReportedRun<'a> {
    key: &'a str,
    status: RunStatus,
    agent_status: Option<AgentStatus>,
    runner_id: &'a str,
    exit_code: Option<i64>,
    error_code: Option<&'a str>,
    error_message: Option<&'a str>,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
}

/// A change of a run's status.
struct Change<'a> {
    from: &'static [RunStatus],
    to: RunStatus,
    /// Assignments of further columns, with parameters from `?4` on.
    set: &'a str,
    values: &'a [Value<'a>],
}

/// What sockets are told after the transaction: an event, and the run that it is about.
pub type Pushed = Vec<(String, String)>;

impl Runs<'_> {
    /// The runner has taken the start. What it needed is not stored any longer.
    pub fn start_answered(self, run: &RunRow) -> Result<()> {
        const UPDATE_ANSWERED: &str =
            "UPDATE run SET start_answered = 1, spec = NULL WHERE id = ?1 AND NOT start_answered";
        self.pod.sql().run(UPDATE_ANSWERED, &values![&run.id]).map(drop)
    }

    /// The agent runs.
    pub fn begun(self, run: &RunRow, timeout_minutes: u32, branch: Option<&str>) -> Result<Pushed> {
        let branch = branch.map(|branch| cut(branch, MAX_BRANCH_CHARS));
        let branch = branch.as_deref();
        let due = self.pod.now().plus(i64::from(timeout_minutes) * MINUTE + TIMEOUT_MARGIN);
        self.change(
            run,
            &Change {
                from: &[RunStatus::Creating],
                to: RunStatus::Running,
                set: "started_at = ?3, due_at = ?4, branch_name = ?5",
                values: &values![due, branch],
            },
        )
    }

    /// The run is to stop.
    pub fn stopping(self, run: &RunRow, reason: StopReason) -> Result<Pushed> {
        let reason = to_json(&reason)?;
        self.change(
            run,
            &Change {
                from: &[RunStatus::Creating, RunStatus::Running],
                to: RunStatus::Terminating,
                set: "stop_reason = ?4, due_at = ?5",
                values: &values![reason.trim_matches('"'), self.pod.now().plus(OUTPUT_TIMEOUT)],
            },
        )
    }

    /// The agent has ended. The final status follows when its output is stored.
    pub fn ended(self, run: &RunRow, end: &Ended, branch: Option<&str>) -> Result<Pushed> {
        const UPDATE_ENDED: &str = "
            UPDATE run SET ended = ?2, output_end = ?3, start_answered = 1, spec = NULL, branch_name = coalesce(branch_name, ?4)
            WHERE id = ?1 AND ended IS NULL AND finished_at IS NULL";
        let output = i64::try_from(end.output).map_err(Error::internal)?;
        let branch = branch.map(|branch| cut(branch, MAX_BRANCH_CHARS));
        let branch = branch.as_deref();
        let error = end.error.as_ref().map(|Failure { code, message }| Failure {
            code: cut(code, MAX_CODE_CHARS),
            message: cut(message, MAX_MESSAGE_CHARS),
        });
        let end = &Ended { error, ..end.clone() };
        self.pod.sql().run(UPDATE_ENDED, &values![&run.id, &to_json(end)?, output, branch])?;
        let pushed = self.change(
            run,
            &Change {
                from: &[RunStatus::Creating, RunStatus::Running],
                to: RunStatus::Terminating,
                set: "due_at = ?4",
                values: &values![self.pod.now().plus(OUTPUT_TIMEOUT)],
            },
        )?;
        debug_assert!(pushed.is_empty());
        self.settle(&run.id, false)
    }

    /// Gives the run its final status if its output is complete, or will not be.
    pub fn settle(self, id: &str, gives_up: bool) -> Result<Pushed> {
        let Some(run) = self.known(id)? else { return Ok(Pushed::new()) };
        let Some(ended) = &run.ended else { return Ok(Pushed::new()) };
        let end: Ended = serde_json::from_str(ended).map_err(Error::internal)?;
        let has_output = run.output_full || run.output_end.is_some_and(|end| run.output_bytes >= end);
        let is_complete = has_output && self.has_files(&run, end.files)?;
        if run.status()? != RunStatus::Terminating || !(is_complete || gives_up) {
            return Ok(Pushed::new());
        }
        let status = match end.cause {
            run_protocol::Cause::Stop => RunStatus::Terminated,
            _ if end.is_success() => RunStatus::Completed,
            _ => RunStatus::Failed,
        };
        let failure = end.failure();
        let failure = if status == RunStatus::Failed { failure.as_ref() } else { None };
        self.finish(&run, status, failure, end.exit_code, !has_output)
    }

    /// The run has failed before its agent ran.
    pub fn failed(self, run: &RunRow, failure: &Failure) -> Result<Pushed> {
        self.finish(run, RunStatus::Failed, Some(failure), None, false)
    }

    /// The run was stopped before its runner knew of it.
    pub fn terminated(self, run: &RunRow) -> Result<Pushed> {
        self.finish(run, RunStatus::Terminated, None, None, false)
    }

    /// Nobody knows what became of the run.
    pub fn lost(self, run: &RunRow, code: &str, message: &str) -> Result<Pushed> {
        let failure = Failure { code: code.to_owned(), message: message.to_owned() };
        self.finish(run, RunStatus::Lost, Some(&failure), None, true)
    }

    fn finish(
        self,
        run: &RunRow,
        to: RunStatus,
        failure: Option<&Failure>,
        exit_code: Option<i32>,
        is_cut: bool,
    ) -> Result<Pushed> {
        let now = self.pod.now();
        // A runner may say anything.
        let (code, message) = match failure {
            Some(Failure { code, message }) => (Some(cut(code, MAX_CODE_CHARS)), Some(cut(message, MAX_MESSAGE_CHARS))),
            None => (None, None),
        };
        let (code, message) = (code.as_deref(), message.as_deref());
        let pushed = self.change(
            run,
            &Change {
                from: &RunStatus::OPEN,
                to,
                set: "finished_at = ?3, spec = NULL, due_at = ?4, error_code = ?5, error_message = ?6, exit_code = ?7",
                values: &values![now.plus(OUTPUT_KEPT), code, message, exit_code.map(i64::from)],
            },
        )?;
        if !pushed.is_empty() {
            self.pod.sql().run("DELETE FROM run_input WHERE run = ?", &values![run.seq])?;
            if is_cut {
                self.fill(run.seq, TERMINAL)?;
            }
        }
        Ok(pushed)
    }

    /// Changes the status of a run that has one of the statuses before. Part of the caller's transaction.
    fn change(self, run: &RunRow, change: &Change<'_>) -> Result<Pushed> {
        let from: Vec<String> = change.from.iter().map(|status| format!("'{}'", <&str>::from(status))).collect();
        let update = format!(
            "UPDATE run SET status = ?2, updated_at = ?3, waits_until = NULL, time_left = NULL, {} WHERE id = ?1 AND status IN ({}) RETURNING 1",
            change.set,
            from.join(", ")
        );
        let mut values = values![&run.id, <&str>::from(change.to), self.pod.now()].to_vec();
        values.extend_from_slice(change.values);
        if !self.pod.sql().exists(&update, &values)? {
            return Ok(Pushed::new());
        }
        self.report(&run.id)
    }

    /// Records the event of a run's present status. Part of the caller's transaction.
    pub fn report(self, id: &str) -> Result<Pushed> {
        match self.find(id)?.status()?.event() {
            Some(kind) => self.report_as(id, kind),
            None => Ok(Pushed::new()),
        }
    }

    /// Records an event of a run. Part of the caller's transaction.
    pub fn report_as(self, id: &str, kind: EventKind) -> Result<Pushed> {
        let run = self.find(id)?;
        let status = run.status()?;
        let reported = ReportedRun {
            key: &run.id,
            status,
            agent_status: AgentStatus::of(status, run.waits_until),
            runner_id: &run.runner_id,
            exit_code: run.exit_code,
            error_code: run.error_code.as_deref(),
            error_message: run.error_message.as_deref(),
            created_at: run.created_at,
            started_at: run.started_at,
            finished_at: run.finished_at,
        };
        let members = &[("run", to_json(&reported)?)];
        let event = Event { kind, address: None, about: &run.id, members };
        Ok(vec![(run.id.clone(), self.pod.events().record(&event)?)])
    }
}
