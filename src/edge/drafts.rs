//! Messages that agents wrote and their account releases.

use macros::operation;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use crate::error::{Error, Result};
use crate::id::PodId;
use crate::pod::mail::outbox::{FullOutgoing, Outbox, OutgoingMessage};
use crate::rpc::{DraftChanges, Review, ReviewDrafts};
use crate::wire::{AccountPrincipal, Body, Json, Path, Query};

/// Bytes of a reason.
const MAX_REASON_BYTES: usize = 1_000;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListDrafts {
    /// Messages to list, 1 to 100.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// Only messages before this one: `next_cursor` of the page before.
    cursor: Option<i64>,
}

/// List held messages.
///
/// Messages that an agent sent with `hold`, the newest first. What a pod holds for its account is the only mail of the
/// pod that the account sees.
#[operation(
    GET "/v1/pods/{pod_id}/drafts", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod; for the account's own mail the account's id."),
    replies((status = 200, description = "A page.", body = Outbox)),
    errors(NotFound),
)]
pub async fn list_drafts(
    edge: Edge,
    caller: AccountPrincipal,
    Path(pod): Path<String>,
    Query(list): Query<ListDrafts>,
) -> Result<Json<Box<RawValue>>> {
    edge.review(&caller, &pod, Review::List { limit: list.limit, cursor: list.cursor }).await
}

/// Read a held message.
#[operation(
    GET "/v1/pods/{pod_id}/drafts/{id}", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod.", id = "The message's `id`."),
    replies((status = 200, description = "The message.", body = FullOutgoing)),
    errors(NotFound, AlreadyResolved = "It is not held any more."),
)]
pub async fn get_draft(
    edge: Edge,
    caller: AccountPrincipal,
    Path((pod, id)): Path<(String, String)>,
) -> Result<Json<Box<RawValue>>> {
    edge.review(&caller, &pod, Review::Read { id }).await
}

/// Edit a held message.
#[operation(
    PATCH "/v1/pods/{pod_id}/drafts/{id}", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod.", id = "The message's `id`."),
    replies((status = 200, description = "The message as it is now.", body = FullOutgoing)),
    errors(InvalidEmail, InvalidRequest, NotFound, AlreadyResolved = "It is not held any more."),
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
/// It is sent now, or at the `send_at` that the agent asked for.
#[operation(
    POST "/v1/pods/{pod_id}/drafts/{id}/release", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod.", id = "The message's `id`."),
    replies((status = 200, description = "The message, and how far it has come.", body = FullOutgoing)),
    errors(NotFound, AlreadyResolved = "It is not held any more."),
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

/// Why a message is not released.
#[derive(Deserialize, Serialize, ToSchema)]
pub struct Rejection {
    /// Shown to the agent as the message's `error`. Up to 1,000 bytes.
    #[schema(example = "Not needed any more.")]
    reason: Option<String>,
}

/// Reject a held message.
///
/// It will not be sent; the agent sees it in its outbox as `rejected`.
#[operation(
    POST "/v1/pods/{pod_id}/drafts/{id}/reject", tag = "email", caller = Account, permission = MailReview,
    path(pod_id = "The pod.", id = "The message's `id`."),
    replies((status = 200, description = "The message.", body = OutgoingMessage)),
    errors(NotFound, AlreadyResolved = "It is not held any more."),
    audit(DraftRejected),
)]
pub async fn reject_draft(
    edge: Edge,
    caller: AccountPrincipal,
    Path((pod, id)): Path<(String, String)>,
    Body(rejection): Body<Rejection>,
) -> Result<Json<Box<RawValue>>> {
    if rejection.reason.as_ref().is_some_and(|reason| reason.len() > MAX_REASON_BYTES) {
        return Err(Error::invalid(format!("reason takes {MAX_REASON_BYTES} bytes.")));
    }
    edge.review(&caller, &pod, Review::Reject { id, reason: rejection.reason }).await
}

impl Edge {
    async fn review(&self, caller: &AccountPrincipal, pod: &str, review: Review) -> Result<Json<Box<RawValue>>> {
        let pod = self.pod_of(caller, pod).await?;
        self.internal_rpc()?.call(&pod, &ReviewDrafts { actor: caller.actor.clone(), review }).await.map(Json)
    }

    /// A pod of the caller's, its home pod included.
    async fn pod_of(&self, caller: &AccountPrincipal, pod: &str) -> Result<PodId> {
        if pod == caller.id().as_str() {
            return Ok(caller.id().home_pod());
        }
        Ok(self.directory()?.pod(caller.id(), pod).await?.id)
    }
}
