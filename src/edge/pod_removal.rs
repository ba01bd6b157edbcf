//! Suspension and removal of pods.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use super::pods::Pod;
use crate::directory::{Authority, DeletedCounts, PodApi};
use crate::error::Result;
use crate::id::PodId;
use crate::rpc::Erased;
use crate::wire::{AccountPrincipal, Json, Path, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeletePod {
    /// True: remove the pod and all its data permanently. False: suspend it.
    #[param(default = false)]
    purge: Option<bool>,
}

/// A suspended or removed pod.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum RemovedPod {
    Suspended(Box<Pod>),
    Purged(PurgedPod),
}

/// A pod that was removed permanently.
#[derive(Serialize, ToSchema)]
pub struct PurgedPod {
    id: PodId,
    pod_id: PodId,
    /// Always true.
    purged: bool,
    removed: Removed,
}

/// How much was removed.
#[derive(Serialize, ToSchema)]
pub struct Removed {
    /// Addresses that were removed.
    addresses: u32,
    /// Keys that were revoked.
    keys: u32,
    /// Messages that were removed.
    messages: i64,
    /// Stored objects: raw messages.
    blobs: u64,
    /// Versions of secrets in its vault, deleted ones included.
    vault_versions: u64,
}

/// Suspend or remove a pod.
///
/// Suspends the pod: its keys stop working before this call returns, its sockets are closed, and it refuses mail. Its data stays;
/// `POST /v1/pods/{pod_id}/resume` restores access.
///
/// With `?purge=true` the pod and all its data are removed permanently. If that is interrupted, send the request again. The account can
/// claim the pod's addresses at the deployment's domain again immediately, other accounts after 90 days.
#[operation(
    DELETE "/v1/pods/{pod_id}", tag = "pods", caller = Account, permission = PodsWrite,
    path(pod_id = "The pod's id."),
    reply = "The suspended pod, or what was removed.",
    errors(NotFound, InProgress = "It cannot be removed while inboxes are moved out of it or into it."),
)]
pub async fn delete_pod(
    edge: Edge,
    caller: AccountPrincipal,
    Path(pod): Path<String>,
    Query(query): Query<DeletePod>,
) -> Result<Json<RemovedPod>> {
    let pod = PodId::of_any(&pod, caller.id());
    if query.purge == Some(true) {
        return edge.purge(&caller, &pod).await.map(RemovedPod::Purged).map(Json);
    }
    let pod = edge.suspend_pod(caller.id(), &pod, true, Authority::Credential(&caller.key_id)).await?;
    Ok(Json(RemovedPod::Suspended(Box::new(pod.into()))))
}

/// Resume a pod.
///
/// Ends a suspension, also of a pod that was deleted as an environment or a tenant. The pod's keys work again, except those that were revoked in the meantime.
#[operation(
    POST "/v1/pods/{pod_id}/resume", tag = "pods", caller = Account, permission = PodsWrite,
    path(pod_id = "The pod's id."),
    reply = "The active pod.",
    errors(NotFound, InProgress = "Its inboxes are being moved into another pod."),
)]
pub async fn resume_pod(edge: Edge, caller: AccountPrincipal, Path(pod): Path<String>) -> Result<Json<Pod>> {
    let (pod, by) = (PodId::of_any(&pod, caller.id()), Authority::Credential(&caller.key_id));
    let pod = edge.suspend_pod(caller.id(), &pod, false, by).await?;
    Ok(Json(pod.into()))
}

impl Edge {
    async fn purge(&self, caller: &AccountPrincipal, pod: &PodId) -> Result<PurgedPod> {
        let by = Authority::Credential(&caller.key_id);
        let (pod, deleted, erased) = self.erase_pod(PodApi::Pods, caller.id(), pod, by).await?;
        Ok(PurgedPod { id: pod.id.clone(), pod_id: pod.id, purged: true, removed: Removed::new(&deleted, &erased) })
    }
}

impl Removed {
    pub(super) fn new(deleted: &DeletedCounts, erased: &Erased) -> Self {
        Self {
            addresses: deleted.addresses,
            keys: deleted.keys,
            messages: erased.messages,
            blobs: erased.blobs,
            vault_versions: erased.vault_versions,
        }
    }
}
