//! Ending runs.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use macros::operation;
use run_protocol::{StopReason, ToRunner, stop_command};
use serde::Serialize;
use utoipa::ToSchema;

use super::run::{Run, RunRow};
use super::transitions::Pushed;
use super::{OrgPod, RunStatus, Runs};
use crate::audit_action::AuditAction;
use crate::error::Result;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::runtime::sockets;
use crate::wire::{Json, Path};

/// How long an agent has to end itself, in seconds.
const GRACE_SECONDS: u32 = 10;
/// Keys whose end the directory is told at once.
pub(super) const MAX_ENDED_KEYS: usize = 100;

/// Whether the directory is being told of keys that ended.
#[derive(Default)]
pub struct EndingKeys(AtomicBool);

/// A run that ends.
#[derive(Serialize, ToSchema)]
pub struct TerminatedRun {
    /// For people.
    #[schema(example = "Pod terminated")]
    message: &'static str,
    pod: Run,
}

/// Terminate a run.
///
/// The agent gets the signal TERM, and 10 seconds later it and everything it has started are killed. The run is `terminating` until its
/// last output is stored, then `terminated`. Its key stops working at once. A run that has ended does not change.
#[operation(
    POST "/api/v1/ext/orgs/{org}/pods/{key}/terminate", tag = "runs", permission = RunsWrite, api_key,
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    reply = "The run ends, or has ended.",
    errors(NotFound),
    audit(RunTerminated),
    events(RunCompleted),
)]
pub async fn terminate_run(OrgPod(pod): OrgPod, Path((_, key)): Path<(String, String)>) -> Result<Json<TerminatedRun>> {
    pod.runs().find(&key)?;
    pod.events().prepare().await?;
    let pushed = pod.sql().atomically(|| {
        let run = pod.runs().find(&key)?;
        if run.status()?.has_ended() || run.status()? == RunStatus::Terminating {
            return Ok(Pushed::new());
        }
        pod.audit().record(AuditAction::RunTerminated, &run.id)?;
        pod.runs().stop(&run, StopReason::Terminated)
    })?;
    let run = pod.runs().after_stop(&key, &pushed, StopReason::Terminated)?;
    Ok(Json(TerminatedRun { message: "Pod terminated", pod: pod.runs().shown(run)? }))
}

impl Runs<'_> {
    /// Stops a run. One that was never sent to its runner has ended at once. Part of the caller's transaction.
    pub fn stop(self, run: &RunRow, reason: StopReason) -> Result<Pushed> {
        const SELECT_UNSENT: &str = "SELECT 1 FROM run WHERE id = ? AND status = 'creating' AND NOT start_sent";
        if self.pod.sql().exists(SELECT_UNSENT, &values![&run.id])? {
            self.terminated(run)
        } else {
            self.stopping(run, reason)
        }
    }

    /// Stops all runs. Comes after `prepare`.
    pub fn stop_all(self, reason: StopReason) -> Result<()> {
        const SELECT_RUNS: &str = "SELECT id FROM run WHERE status IN ('creating', 'running')";
        let ids: Vec<String> = self.pod.sql().values(SELECT_RUNS, &[])?;
        ids.iter().try_for_each(|id| self.stop_now(id, reason))
    }

    /// Stops a run and those that it has started. Comes after `prepare`.
    pub fn stop_now(self, id: &str, reason: StopReason) -> Result<()> {
        let run = self.find(id)?;
        let pushed = self.pod.sql().atomically(|| self.stop(&run, reason))?;
        self.after_stop(id, &pushed, reason).map(drop)
    }

    /// What follows the transaction that stopped a run: its runner is told, and its key and the runs that it has started end.
    fn after_stop(self, id: &str, pushed: &Pushed, reason: StopReason) -> Result<RunRow> {
        self.after(pushed);
        let run = self.find(id)?;
        if run.status()? == RunStatus::Terminating {
            self.send_stop(&run, reason)?;
            self.stop_children(&run.id)?;
            self.end_keys_later();
        }
        Ok(run)
    }

    /// Tells the runner to stop a run, if it is connected. If not, it is told when it connects.
    pub fn send_stop(self, run: &RunRow, reason: StopReason) -> Result<()> {
        let command = stop_command(&run.id);
        self.send(run.runner, &ToRunner::Stop { command, run: run.id.clone(), reason, grace_seconds: GRACE_SECONDS })
    }

    /// What follows a transaction that may have ended runs: events for sockets, and the directory deletes keys.
    pub fn after(self, pushed: &Pushed) {
        for (run, event) in pushed {
            sockets::push(self.pod, event);
            self.show_status(run);
            log::logged(self.stop_children(run));
        }
        if !pushed.is_empty() {
            self.end_keys_later();
        }
    }

    /// Ends the keys of runs that end, with their sockets. What ends meanwhile is done by the call under way.
    pub fn end_keys_later(self) {
        let EndingKeys(under_way) = &self.pod.opened.ending_run_keys;
        if under_way.swap(true, Relaxed) {
            return;
        }
        let pod: Pod = self.pod.clone();
        self.pod.opened.state.wait_until(async move {
            while log::logged(pod.runs().end_keys().await).is_some_and(|ended| ended > 0) {
                log::logged(sockets::ask_again(&pod).await);
            }
            pod.opened.ending_run_keys.0.store(false, Relaxed);
        });
    }

    /// Deletes the keys of runs that end from the directory, at most 100. They stopped working when the runs began to end. Returns how many.
    pub async fn end_keys(self) -> Result<usize> {
        const SELECT_KEYS: &str = "
            SELECT key_id FROM run WHERE status NOT IN ('creating', 'running') AND NOT key_ended ORDER BY seq LIMIT ?";
        const UPDATE_ENDED: &str = "UPDATE run SET key_ended = 1 WHERE key_id IN (SELECT value FROM json_each(?))";
        let keys: Vec<String> = self.pod.sql().values(SELECT_KEYS, &values![MAX_ENDED_KEYS as i64])?;
        if !keys.is_empty() {
            self.pod.directory().end_run_keys(&keys).await?;
            self.pod.sql().run(UPDATE_ENDED, &values![&crate::wire::to_json(&keys)?])?;
        }
        Ok(keys.len())
    }
}
