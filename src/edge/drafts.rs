//! Messages that agents wrote and that the account releases or rejects.

use macros::operation;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::Edge;
use crate::error::{Error, Result};
use crate::id::PodId;
use crate::pod::mail::outbox::{FullOutgoing, OutboxPage, OutgoingMessage};
use crate::rpc::{DraftChanges, Review, ReviewDrafts};
use crate::wire::{AccountPrincipal, Body, Cursor, Json, Paging, Path, Query};

/// Bytes of a reason.
const MAX_REASON_BYTES: usize = 1_000;

/// List held messages.
///
/// Lists messages that the pod's agents sent with `hold`, newest first. These are the only messages of a pod that the account can read.
#[operation(
    GET "/v1/pods/{pod_id}/drafts", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod's id. For the account's own mail: the account's id."),
    replies((status = 200, description = "A page of held messages.", body = OutboxPage)),
    errors(InvalidRequest, NotFound),
)]
pub async fn list_drafts(
    edge: Edge,
    caller: AccountPrincipal,
    Path(pod): Path<String>,
    Query(list): Query<Paging<20, 100>>,
) -> Result<Json<Box<RawValue>>> {
    let cursor = list.cursor.map(|Cursor(seq)| seq);
    edge.review(&caller, &pod, Review::List { limit: list.limit.get(), cursor }).await
}

/// Read a held message.
///
/// Returns the message with all its content.
#[operation(
    GET "/v1/pods/{pod_id}/drafts/{id}", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod's id.", id = "The message's `id`."),
    replies((status = 200, description = "The message.", body = FullOutgoing)),
    errors(NotFound, AlreadyResolved = "The message is no longer held."),
)]
pub async fn get_draft(
    edge: Edge,
    caller: AccountPrincipal,
    Path((pod, id)): Path<(String, String)>,
) -> Result<Json<Box<RawValue>>> {
    edge.review(&caller, &pod, Review::Read { id }).await
}

/// Edit a held message.
///
/// Changes the fields that the request contains. The message stays held.
#[operation(
    PATCH "/v1/pods/{pod_id}/drafts/{id}", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod's id.", id = "The message's `id`."),
    replies((status = 200, description = "The changed message.", body = FullOutgoing)),
    errors(InvalidEmail, InvalidRequest, NotFound, AlreadyResolved = "The message is no longer held."),
    audit(DraftEdited),
)]
pub async fn update_draft(
    edge: Edge,
    caller: AccountPrincipal,
    Path((pod, id)): Path<(String, String)>,
    Body(changes): Body<DraftChanges>,
) -> Result<Json<Box<RawValue>>> {
    let most_recipients = edge.config.limits(caller.tier).recipients_per_email;
    edge.review(&caller, &pod, Review::Edit { id, changes, most_recipients }).await
}

/// Release a held message.
///
/// Sends the message now, or at the `send_at` that the agent set.
#[operation(
    POST "/v1/pods/{pod_id}/drafts/{id}/release", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod's id.", id = "The message's `id`."),
    replies((status = 200, description = "The message with its delivery status.", body = FullOutgoing)),
    errors(NotFound, AlreadyResolved = "The message is no longer held."),
    audit(DraftReleased),
    events(EmailSent, EmailFailed),
)]
pub async fn release_draft(
    edge: Edge,
    caller: AccountPrincipal,
    Path((pod, id)): Path<(String, String)>,
) -> Result<Json<Box<RawValue>>> {
    edge.review(&caller, &pod, Review::Release { id }).await
}

/// A rejection of a held message.
#[derive(Deserialize, Serialize, ToSchema)]
pub struct Rejection {
    /// Why. Shown to the agent as the message's `error`. At most 1,000 bytes.
    #[schema(example = "Not needed any more.")]
    reason: Option<String>,
}

/// Reject a held message.
///
/// The message is not sent. In the agent's outbox its status is `rejected`.
#[operation(
    POST "/v1/pods/{pod_id}/drafts/{id}/reject", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod's id.", id = "The message's `id`."),
    replies((status = 200, description = "The message.", body = OutgoingMessage)),
    errors(NotFound, AlreadyResolved = "The message is no longer held."),
    audit(DraftRejected),
)]
pub async fn reject_draft(
    edge: Edge,
    caller: AccountPrincipal,
    Path((pod, id)): Path<(String, String)>,
    Body(rejection): Body<Rejection>,
) -> Result<Json<Box<RawValue>>> {
    if rejection.reason.as_ref().is_some_and(|reason| reason.len() > MAX_REASON_BYTES) {
        return Err(Error::invalid(format!("reason has at most {MAX_REASON_BYTES} bytes.")));
    }
    edge.review(&caller, &pod, Review::Reject { id, reason: rejection.reason }).await
}

impl Edge {
    async fn review(&self, caller: &AccountPrincipal, pod: &str, review: Review) -> Result<Json<Box<RawValue>>> {
        let pod = self.pod_of(caller, pod).await?;
        self.internal_rpc()?.call(&pod, &ReviewDrafts { actor: caller.actor.clone(), review }).await.map(Json)
    }

    /// A pod of the account, or its home pod.
    async fn pod_of(&self, caller: &AccountPrincipal, pod: &str) -> Result<PodId> {
        let pod = PodId::of_any(pod, caller.id());
        if pod == caller.id().home_pod() {
            return Ok(pod);
        }
        Ok(self.directory()?.pod(caller.id(), &pod).await?.id)
    }
}
