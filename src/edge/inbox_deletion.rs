//! Deletion of inboxes: the directory marks the inbox, its pod deletes what belongs to it, then the directory deletes the inbox.

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::Edge;
use super::inboxes::visible;
use crate::error::Result;
use crate::id::{InboxId, PodId};
use crate::platform::{clock, log};
use crate::rpc::RemoveInbox;
use crate::wire::{Actor, EnvironmentRequest, Json, Path};

/// Interrupted deletions that one scheduled run finishes.
const MAX_DELETIONS: u32 = 5;

/// A deleted inbox.
#[derive(Serialize, ToSchema)]
#[schema(as = DeletedEnvironmentInbox)]
pub struct DeletedInbox {
    id: InboxId,
    /// Always true.
    deleted: bool,
}

/// Delete an inbox.
///
/// Deletes the inbox with its mail, rules and webhooks permanently; queued mail is not sent any more. Mail to the address is refused from
/// the beginning. If the request is interrupted, the deletion is finished within some minutes; the request can be repeated. The account can claim the address again immediately and finds it empty,
/// other accounts after 90 days. A key that is restricted to addresses cannot delete inboxes.
#[operation(
    DELETE "/api/v1/inboxes/{id}", tag = "inboxes", caller = Pod, permission = MailWrite,
    path(id = "The inbox's id."),
    reply = "The inbox is deleted.",
    errors(InvalidRequest = "The request names two environments.", NotFound),
    audit(AddressRemoved),
)]
pub async fn delete_api_inbox(
    edge: Edge,
    request: EnvironmentRequest,
    Path(id): Path<String>,
) -> Result<Json<DeletedInbox>> {
    let (pod, caller, directory) = (request.named()?, request.caller, edge.directory()?);
    let inbox = directory.mark_inbox_deleting(&visible(&caller, pod.as_ref()), &id, clock::now()).await?;
    edge.finish_inbox_deletion(&inbox.pod_id, &inbox.id, Some(caller.actor)).await?;
    Ok(Json(DeletedInbox { id: inbox.id, deleted: true }))
}

impl Edge {
    /// Finishes some deletions of inboxes that were interrupted.
    pub(super) async fn finish_inbox_deletions(&self) -> Result<()> {
        for inbox in self.directory()?.inboxes_being_deleted(MAX_DELETIONS).await? {
            log::logged(self.finish_inbox_deletion(&inbox.pod_id, &inbox.id, None).await);
        }
        Ok(())
    }

    async fn finish_inbox_deletion(&self, pod: &PodId, id: &InboxId, actor: Option<Actor>) -> Result<()> {
        let (rpc, remove) = (self.internal_rpc()?, RemoveInbox { actor, id: id.clone() });
        while !rpc.call(pod, &remove).await?.complete {}
        self.directory()?.delete_inbox(id, clock::now()).await
    }
}
