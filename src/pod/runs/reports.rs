//! What a runner says of its runs, compared with what the pod knows.

use run_protocol::{Failure, Phase, REPORTS_UNTIL_LOST, RunState, StopReason, ToRunner};

use super::run::{RunDetails, RunRow, details_context};
use super::transitions::Pushed;
use super::{REPORT_INTERVAL, RunStatus, Runs};
use crate::error::{Error, Result};
use crate::platform::values;

impl Runs<'_> {
    /// Applies a complete report. Returns the runs that the pod does not know.
    pub fn reconcile(self, runner: i64, reported: &[RunState]) -> Result<Vec<String>> {
        let mut unknown = Vec::new();
        for state in reported {
            match self.known(&state.run)?.filter(|run| run.runner == runner) {
                Some(_) => self.report_of(runner, state)?,
                None => unknown.push(state.run.clone()),
            }
        }
        for run in self.open_of(runner)? {
            if run.start_answered && !reported.iter().any(|state| state.run == run.id) {
                self.missed(&run)?;
            }
        }
        Ok(unknown)
    }

    /// Whether a run is missing from the runner's reports.
    pub fn has_missing(self, runner: i64) -> Result<bool> {
        self.pod
            .sql()
            .exists("SELECT 1 FROM run WHERE runner = ? AND finished_at IS NULL AND missed > 0", &values![runner])
    }

    /// Applies what the runner says of one run.
    pub fn report_of(self, runner: i64, state: &RunState) -> Result<()> {
        const UPDATE_FOUND: &str = "UPDATE run SET missed = 0 WHERE id = ? AND missed > 0";
        let Some(run) = self.known(&state.run)?.filter(|run| run.runner == runner) else { return Ok(()) };
        let status = run.status()?;
        if status.has_ended() {
            return match state.phase {
                Phase::Ended => self.send(runner, &ToRunner::Forget { run: run.id }),
                _ => self.send_stop(&run, StopReason::AlreadyEnded),
            };
        }
        let branch = state.branch.as_deref();
        let pushed = self.pod.sql().atomically(|| {
            self.pod.sql().run(UPDATE_FOUND, &values![&run.id])?;
            self.start_answered(&run)?;
            match (&state.end, state.phase) {
                (Some(end), _) => self.ended(&run, end, branch),
                (None, Phase::Running | Phase::Stopping) if status == RunStatus::Creating => {
                    self.begun(&run, self.timeout_minutes(&run)?, branch)
                }
                _ => Ok(Pushed::new()),
            }
        })?;
        self.finish_transaction(runner, &run.id, &pushed)?;
        if state.phase == Phase::Running {
            self.input_written(runner, &run.id, state.input)?;
            self.send_input(&run.id, state.input)?;
        }
        match &run.stop_reason {
            // The command may have been lost.
            Some(reason) if state.end.is_none() => {
                let reason = serde_json::from_str(&format!("\"{reason}\"")).unwrap_or(StopReason::Terminated);
                self.send_stop(&run, reason)
            }
            _ => Ok(()),
        }
    }

    /// Applies the answer to a command.
    pub fn answered(self, runner: i64, command: &str, error: Option<&Failure>) -> Result<()> {
        // An answer to `Stop` says nothing new, the state follows; unless the start was lost.
        if let Some(id) = command.strip_prefix("stop:") {
            return if error.is_some() { self.never_started(runner, id) } else { Ok(()) };
        }
        let Some(id) = command.strip_prefix("start:") else { return Ok(()) };
        let Some(run) = self.known(id)?.filter(|run| run.runner == runner) else { return Ok(()) };
        let pushed = self.pod.sql().atomically(|| {
            self.start_answered(&run)?;
            match error {
                Some(failure) => self.failed(&run, failure),
                None => Ok(Pushed::new()),
            }
        })?;
        self.finish_transaction(runner, id, &pushed)
    }

    /// The runner does not know a run that it was to stop.
    fn never_started(self, runner: i64, id: &str) -> Result<()> {
        let run = self.known(id)?.filter(|run| run.runner == runner && !run.start_answered);
        let Some(run) = run.filter(|run| run.status().is_ok_and(|status| status == RunStatus::Terminating)) else {
            return Ok(());
        };
        let pushed = self.pod.sql().atomically(|| self.terminated(&run))?;
        self.after(&pushed);
        Ok(())
    }

    /// Counts a report without the run. A connection that breaks often makes nothing lost: reports in quick succession count once.
    fn missed(self, run: &RunRow) -> Result<()> {
        const UPDATE_MISSED: &str = "
            UPDATE run SET missed = missed + 1, missed_at = ?2 WHERE id = ?1 AND coalesce(missed_at, 0) <= ?3 RETURNING missed";
        let now = self.pod.now();
        let before = now.plus(-self.pod.config().scaled(REPORT_INTERVAL) / 2);
        let pushed = self.pod.sql().atomically(|| {
            let missed: Option<u32> = self.pod.sql().value(UPDATE_MISSED, &values![&run.id, now, before])?;
            match missed {
                Some(REPORTS_UNTIL_LOST..) => {
                    self.lost(run, "unknown_to_runner", "Its runner does not know it any more.")
                }
                _ => Ok(Pushed::new()),
            }
        })?;
        self.after(&pushed);
        Ok(())
    }

    fn timeout_minutes(self, run: &RunRow) -> Result<u32> {
        let details = self.pod.key().open(&details_context(&run.id), &run.details)?;
        let details: RunDetails = serde_json::from_slice(&details).map_err(Error::internal)?;
        Ok(details.pod_timeout_minutes)
    }
}
