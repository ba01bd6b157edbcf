//! What a change of access means for runs.

use run_protocol::{StopReason, ToRunner};

use super::{RunStatus, Runs};
use crate::error::Result;
use crate::platform::values;

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
        self.tell_egress().await
    }

    fn end_with_maker(self, key: &str) -> Result<()> {
        const SELECT_RUN: &str = "SELECT id FROM run WHERE key_id = ? AND status IN ('creating', 'running')";
        let id: Option<String> = self.pod.sql().value(SELECT_RUN, &values![key])?;
        let Some(run) = id.map(|id| self.find(&id)).transpose()? else { return Ok(()) };
        let pushed = self.pod.sql().atomically(|| self.stop(&run, StopReason::MakerEnded))?;
        self.after(&pushed);
        match self.find(&run.id)?.status()? {
            RunStatus::Terminating => self.send_stop(&run, StopReason::MakerEnded),
            _ => Ok(()),
        }
    }

    async fn tell_egress(self) -> Result<()> {
        const SELECT_RUNNERS: &str =
            "SELECT DISTINCT runner FROM run WHERE status IN ('creating', 'running') AND start_answered";
        let bounds = self.pod.bounds().await?;
        let hosts = bounds.egress.as_slice();
        let hosts = (!hosts.is_empty()).then(|| hosts.to_vec());
        for runner in self.pod.sql().values::<i64>(SELECT_RUNNERS, &[])? {
            for run in self.open_of(runner)? {
                self.send(runner, &ToRunner::Egress { run: run.id, hosts: hosts.clone() })?;
            }
        }
        Ok(())
    }
}
