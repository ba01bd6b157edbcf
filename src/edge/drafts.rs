//! Messages that agents wrote and their account releases.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::{AccountCaller, Edge};
use crate::error::{Error, Result};
use crate::id::PodId;
use crate::pod::mail::outbox::drafts::{DraftChanges, Review};
use crate::pod::mail::outbox::{FullOutgoing, Outbox, OutgoingMessage};
use crate::wire::{Body, ErrorBody, Json, Path, Query};

/// Bytes of a reason.
const REASON: usize = 1_000;

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
#[utoipa::path(get, path = "/v1/pods/{pod_id}/drafts", tag = "email", params(
    ("pod_id" = String, Path, description = "The pod; for the account's own mail the account's id."), ListDrafts,
), responses(
    (status = 200, description = "A page.", body = Outbox),
    (status = 404, description = "`not_found`.", body = ErrorBody),
))]
pub async fn list_drafts(
    edge: Edge,
    caller: AccountCaller,
    Path(pod): Path<String>,
    Query(list): Query<ListDrafts>,
) -> Result<Json<Box<RawValue>>> {
    edge.review(&caller, &pod, Review::List { limit: list.limit, cursor: list.cursor }).await
}

/// Read a held message.
#[utoipa::path(get, path = "/v1/pods/{pod_id}/drafts/{id}", tag = "email", params(
    ("pod_id" = String, Path, description = "The pod."), ("id" = String, Path, description = "The message's `id`."),
), responses(
    (status = 200, description = "The message.", body = FullOutgoing),
    (status = 404, description = "`not_found`.", body = ErrorBody),
    (status = 409, description = "`already_resolved`: it is not held any more.", body = ErrorBody),
))]
pub async fn get_draft(
    edge: Edge,
    caller: AccountCaller,
    Path((pod, id)): Path<(String, String)>,
) -> Result<Json<Box<RawValue>>> {
    edge.review(&caller, &pod, Review::Read { id }).await
}

/// Edit a held message.
#[utoipa::path(patch, path = "/v1/pods/{pod_id}/drafts/{id}", tag = "email", request_body = DraftChanges, params(
    ("pod_id" = String, Path, description = "The pod."), ("id" = String, Path, description = "The message's `id`."),
), responses(
    (status = 200, description = "The message as it is now.", body = FullOutgoing),
    (status = 400, description = "`invalid_email`, `invalid_request`.", body = ErrorBody),
    (status = 404, description = "`not_found`.", body = ErrorBody),
    (status = 409, description = "`already_resolved`: it is not held any more.", body = ErrorBody),
))]
pub async fn update_draft(
    edge: Edge,
    caller: AccountCaller,
    Path((pod, id)): Path<(String, String)>,
    Body(changes): Body<DraftChanges>,
) -> Result<Json<Box<RawValue>>> {
    let most_recipients = edge.config.limits(caller.grant.tier).recipients_per_email;
    edge.review(&caller, &pod, Review::Edit { id, changes, most_recipients }).await
}

/// Release a held message.
///
/// It is sent now, or at the `send_at` that the agent asked for.
#[utoipa::path(post, path = "/v1/pods/{pod_id}/drafts/{id}/release", tag = "email", params(
    ("pod_id" = String, Path, description = "The pod."), ("id" = String, Path, description = "The message's `id`."),
), responses(
    (status = 200, description = "The message, and how far it has come.", body = FullOutgoing),
    (status = 404, description = "`not_found`.", body = ErrorBody),
    (status = 409, description = "`already_resolved`: it is not held any more.", body = ErrorBody),
))]
pub async fn release_draft(
    edge: Edge,
    caller: AccountCaller,
    Path((pod, id)): Path<(String, String)>,
) -> Result<Json<Box<RawValue>>> {
    edge.review(&caller, &pod, Review::Release { id }).await
}

/// Why a message is not released.
#[derive(Deserialize, Serialize, ToSchema)]
pub struct Rejection {
    /// Shown to the agent as the message's `error`. Up to 1,000 bytes.
    reason: Option<String>,
}

/// Reject a held message.
///
/// It will not be sent; the agent sees it in its outbox as `rejected`.
#[utoipa::path(post, path = "/v1/pods/{pod_id}/drafts/{id}/reject", tag = "email", request_body = Rejection, params(
    ("pod_id" = String, Path, description = "The pod."), ("id" = String, Path, description = "The message's `id`."),
), responses(
    (status = 200, description = "The message.", body = OutgoingMessage),
    (status = 404, description = "`not_found`.", body = ErrorBody),
    (status = 409, description = "`already_resolved`: it is not held any more.", body = ErrorBody),
))]
pub async fn reject_draft(
    edge: Edge,
    caller: AccountCaller,
    Path((pod, id)): Path<(String, String)>,
    Body(rejection): Body<Rejection>,
) -> Result<Json<Box<RawValue>>> {
    if rejection.reason.as_ref().is_some_and(|reason| reason.len() > REASON) {
        return Err(Error::invalid(format!("reason takes {REASON} bytes.")));
    }
    edge.review(&caller, &pod, Review::Reject { id, reason: rejection.reason }).await
}

impl Edge {
    async fn review(&self, caller: &AccountCaller, pod: &str, review: Review) -> Result<Json<Box<RawValue>>> {
        let pod = self.pod_of(caller, pod).await?;
        self.internal_rpc()?.review(&pod, caller.actor.clone(), review).await.map(Json)
    }

    /// A pod of the caller's, its home pod included.
    async fn pod_of(&self, caller: &AccountCaller, pod: &str) -> Result<PodId> {
        if pod == caller.id().as_str() {
            return Ok(caller.id().home_pod());
        }
        Ok(self.directory()?.pod(caller.id(), pod).await?.id)
    }
}
