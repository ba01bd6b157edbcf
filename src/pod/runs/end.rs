//! Ending runs.

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
const MAX_ENDED_KEYS: u32 = 100;

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
    path(org = "The account: its id, or its slug.", key = "The run."),
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
    pod.runs().after(&pushed);
    let run = pod.runs().find(&key)?;
    if run.status()? == RunStatus::Terminating {
        pod.runs().send_stop(&run, StopReason::Terminated)?;
        pod.runs().stop_children(&run.id)?;
        pod.runs().end_keys_later();
    }
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

    /// Ends the keys of runs that end, with their sockets.
    pub fn end_keys_later(self) {
        let pod: Pod = self.pod.clone();
        self.pod.opened.state.wait_until(async move {
            _ = log::logged(pod.runs().end_keys().await);
            log::logged(sockets::ask_again(&pod).await);
        });
    }

    /// Deletes the keys of runs that end from the directory. They stopped working when the runs began to end. Returns whether some are left.
    pub async fn end_keys(self) -> Result<bool> {
        const SELECT_KEYS: &str = "
            SELECT key_id FROM run WHERE status NOT IN ('creating', 'running') AND NOT key_ended ORDER BY seq LIMIT ?";
        const UPDATE_ENDED: &str = "UPDATE run SET key_ended = 1 WHERE key_id IN (SELECT value FROM json_each(?))";
        let keys: Vec<String> = self.pod.sql().values(SELECT_KEYS, &values![MAX_ENDED_KEYS])?;
        if keys.is_empty() {
            return Ok(false);
        }
        self.pod.directory().end_run_keys(&keys).await?;
        self.pod.sql().run(UPDATE_ENDED, &values![&crate::wire::to_json(&keys)?])?;
        Ok(keys.len() >= MAX_ENDED_KEYS as usize)
    }
}
