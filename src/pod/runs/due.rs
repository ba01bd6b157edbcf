//! What the alarm does about runs.

use run_protocol::{Failure, StopReason};

use super::end::MAX_ENDED_KEYS;
use super::run::RunRow;
use super::transitions::{OUTPUT_KEPT, OUTPUT_TIMEOUT, Pushed};
use super::{RunStatus, Runs};
use crate::error::Result;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::time::{DAY, MINUTE, Timestamp};

/// Runs that one alarm looks at.
const MAX_RUNS: u32 = 100;
/// Runs of a pod that are kept. Beyond that, the oldest ended one goes when another is created.
const MAX_KEPT_RUNS: i64 = 10_000;
/// How long an ended run is in lists.
const RUN_KEPT: i64 = 90 * DAY;

/// Does what is due. Returns when to come back.
pub async fn due(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_DUE: &str = "SELECT id FROM run WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    const SELECT_NEXT: &str = "SELECT min(due_at) FROM run WHERE due_at IS NOT NULL";
    let ids: Vec<String> = pod.sql().values(SELECT_DUE, &values![pod.now(), MAX_RUNS])?;
    if !ids.is_empty() {
        pod.events().prepare().await?;
    }
    for id in ids {
        let runs = pod.runs();
        let Some(run) = runs.known(&id)? else { continue };
        let pushed = pod.sql().atomically(|| runs.look_at(&run))?;
        runs.after(&pushed);
        if run.stop_reason.is_none() && run.status()? == RunStatus::Running {
            runs.send_stop(&run, StopReason::Timeout)?;
        }
    }
    let has_more = pod.runs().end_keys().await? == MAX_ENDED_KEYS;
    let soon = pod.now().plus(MINUTE);
    // The directory may not answer; what is due for runs comes nevertheless.
    let review = log::logged(pod.runs().review_if_due().await).unwrap_or(Some(soon));
    let next: Option<Timestamp> = pod.sql().value(SELECT_NEXT, &[])?.flatten();
    Ok([next, review, has_more.then_some(soon)].into_iter().flatten().min())
}

impl Runs<'_> {
    /// Does what is due for one run. Part of the caller's transaction.
    fn look_at(self, run: &RunRow) -> Result<Pushed> {
        match run.status()? {
            RunStatus::Creating => self.failed(run, &self.not_started(run)?),
            RunStatus::Running => self.stopping(run, StopReason::Timeout),
            RunStatus::Terminating => {
                let settled = self.settle(&run.id, true)?;
                if settled.is_empty() { self.lost(run, "runner_away", &away()) } else { Ok(settled) }
            }
            _ => self.forget(run),
        }
    }

    fn not_started(self, run: &RunRow) -> Result<Failure> {
        let (code, message) = match self.is_connected(run.runner) {
            true => ("not_started", "Its runner is connected but has not started it in time."),
            false => ("runner_offline", "Its runner was not connected for 10 minutes."),
        };
        Ok(Failure { code: code.to_owned(), message: message.to_owned() })
    }

    /// Deletes output and files of an ended run, later the run. Part of the caller's transaction.
    fn forget(self, run: &RunRow) -> Result<Pushed> {
        const UPDATE_DUE: &str = "UPDATE run SET due_at = ?2 WHERE seq = ?1";
        let sql = self.pod.sql();
        let end = run.finished_at.unwrap_or_default();
        if end.plus(RUN_KEPT) > self.pod.now() {
            self.forget_bytes(run)?;
            sql.run(UPDATE_DUE, &values![run.seq, end.plus(RUN_KEPT)])?;
        } else {
            self.pod.events().forget(&run.id)?;
            sql.run("DELETE FROM run WHERE seq = ?", &values![run.seq])?;
        }
        Ok(Pushed::new())
    }
}

impl Runs<'_> {
    /// Deletes the oldest ended run if the pod has as many as it keeps. Part of the caller's transaction.
    pub fn forget_oldest(self) -> Result<()> {
        const COUNT: &str = "SELECT coalesce(sum(count), 0) FROM run_total WHERE name <> 'bytes'";
        const SELECT_OLDEST: &str = "SELECT id FROM run WHERE finished_at IS NOT NULL ORDER BY seq LIMIT 1";
        if self.pod.sql().value(COUNT, &[])?.unwrap_or(0) < MAX_KEPT_RUNS {
            return Ok(());
        }
        let Some(id): Option<String> = self.pod.sql().value(SELECT_OLDEST, &[])? else { return Ok(()) };
        self.pod.events().forget(&id)?;
        self.pod.sql().run("DELETE FROM run WHERE id = ?", &values![&id]).map(drop)
    }
}

fn away() -> String {
    format!("Its runner was away for {} hours.", OUTPUT_TIMEOUT / crate::time::HOUR)
}

const _: () = assert!(OUTPUT_KEPT < RUN_KEPT);
