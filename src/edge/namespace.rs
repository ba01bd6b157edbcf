//! What all APIs of pods share: changing, suspending and erasing one, and telling it.

use super::Edge;
use crate::directory::{DeletedCounts, Pod, PodPatch};
use crate::error::Result;
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::clock;
use crate::rpc::{AccessChanged, Erase, Erased};

impl Edge {
    /// Changes the settings of a pod. They apply to its next request.
    pub(super) async fn patch_pod(&self, account: &AccountId, by: &KeyId, pod: &PodId, patch: PodPatch) -> Result<Pod> {
        let pod = self.directory()?.patch_pod(account, by, pod, patch).await?;
        self.internal_rpc()?.call(&pod.id, &AccessChanged::default()).await?;
        Ok(pod)
    }

    /// Suspends a pod, or ends its suspension. Its keys have stopped working when this returns, and its sockets are closed.
    pub(super) async fn suspend_pod(&self, account: &AccountId, pod: &PodId, suspended: bool) -> Result<Pod> {
        let pod = self.directory()?.suspend_pod(account, pod, suspended).await?;
        let change = AccessChanged { revoked: Vec::new(), status: true };
        self.internal_rpc()?.call(&pod.id, &change).await?;
        Ok(pod)
    }

    /// Erases a pod and all its data. If it is interrupted, it can be repeated.
    pub(super) async fn erase_pod(&self, account: &AccountId, pod: &PodId) -> Result<(Pod, DeletedCounts, Erased)> {
        let (directory, rpc) = (self.directory()?, self.internal_rpc()?);
        let pod = directory.mark_pod_deleting(account, pod).await?;
        let mut vault_versions = 0;
        let erased = loop {
            let erased = rpc.call(&pod.id, &Erase {}).await?;
            vault_versions += erased.vault_versions;
            if erased.complete {
                break Erased { vault_versions, ..erased };
            }
        };
        let deleted = directory.delete_pod(&pod.id, clock::now()).await?;
        Ok((pod, deleted, erased))
    }
}
