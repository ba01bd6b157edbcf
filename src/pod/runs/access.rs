//! What a change of access means for runs.

use macros::FromRow;
use run_protocol::{StopReason, ToRunner};

use super::Runs;
use crate::error::Result;
use crate::platform::values;

/// A run that its runner has.
#[derive(FromRow)]
struct OpenRun {
    id: String,
    runner: i64,
}

impl Runs<'_> {
    /// Stops the runs whose keys have ended with their makers, and tells runners which hosts runs may reach now.
    pub async fn follow_access(self) -> Result<()> {
        const SELECT_KEYS: &str = "SELECT key_id FROM run WHERE status IN ('creating', 'running')";
        let keys: Vec<String> = self.pod.sql().values(SELECT_KEYS, &[])?;
        if keys.is_empty() {
            return Ok(());
        }
        self.pod.events().prepare().await?;
        let working = self.pod.directory().working_run_keys(&keys, self.pod.now()).await?;
        keys.iter().filter(|key| !working.contains(key)).try_for_each(|key| self.end_with_maker(key))?;
        self.tell_egress(None).await
    }

    fn end_with_maker(self, key: &str) -> Result<()> {
        const SELECT_RUN: &str = "SELECT id FROM run WHERE key_id = ? AND status IN ('creating', 'running')";
        let id: Option<String> = self.pod.sql().value(SELECT_RUN, &values![key])?;
        id.map_or(Ok(()), |id| self.stop_now(&id, StopReason::MakerEnded))
    }

    /// Stops the runs that a run has started: its key has ended. Comes after `prepare`.
    pub fn stop_children(self, id: &str) -> Result<()> {
        const SELECT_CHILDREN: &str = "
            SELECT child.key_id FROM run AS child JOIN run AS maker ON maker.key_id = child.made_by
            WHERE maker.id = ? AND maker.status NOT IN ('creating', 'running') AND child.status IN ('creating', 'running')";
        let keys: Vec<String> = self.pod.sql().values(SELECT_CHILDREN, &values![id])?;
        keys.iter().try_for_each(|key| self.end_with_maker(key))
    }

    /// Tells runners which hosts the agents may reach now: all runners, or one.
    pub async fn tell_egress(self, runner: Option<i64>) -> Result<()> {
        const SELECT_RUNS: &str = "
            SELECT id, runner FROM run
            WHERE status IN ('creating', 'running') AND start_sent AND runner = coalesce(?1, runner)";
        let bounds = self.pod.bounds().await?;
        let hosts = bounds.egress.as_slice();
        let hosts = (!hosts.is_empty()).then(|| hosts.to_vec());
        for OpenRun { id, runner } in self.pod.sql().rows(SELECT_RUNS, &values![runner])? {
            self.send(runner, &ToRunner::Egress { run: id, hosts: hosts.clone() })?;
        }
        Ok(())
    }
}
