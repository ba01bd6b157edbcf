//! Testing a webhook by hand.

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::StoredWebhook;
use super::{attempts, verification};
use crate::error::Result;
use crate::pod::Pod;
use crate::wire::{Json, Path};

/// What came of a test.
#[derive(Serialize, ToSchema)]
pub struct Tested {
    /// Whether the answer was a 2xx.
    delivered: bool,
    /// The `webhook-id` that was sent.
    #[schema(example = "ev_0a1b2c3d4e5f6g7h")]
    event_id: String,
    /// The status of the answer, if there was one.
    status: Option<u16>,
    /// Milliseconds until it came.
    duration_ms: i64,
    /// The first kilobyte of the answer's body.
    #[schema(example = "ok")]
    response: Option<String>,
    /// Why it failed.
    #[schema(example = "The server answered 500.")]
    error: Option<String>,
}

/// Test a webhook.
///
/// Posts one `webhook.test` event now, also to a disabled webhook, and answers what came of it. It is not attempted again
/// and counts neither as a success nor as a failure of the webhook; but a 2xx verifies one that is not verified. Takes as long as the
/// receiver, at most 15 seconds.
#[operation(
    POST "/v1/email/webhooks/{id}/test", tag = "email", permission = WebhooksWrite,
    path(id = "The webhook."),
    reply = "What came of it: also where the receiver failed.",
    errors(NotFound),
    events(WebhookTest),
)]
pub async fn test_webhook(pod: Pod, Path(id): Path<String>) -> Result<Json<Tested>> {
    let webhook = StoredWebhook::find(&pod, &id)?;
    let (event_id, outcome) = attempts::test(&pod, &webhook).await?;
    if outcome.is_success() {
        verification::succeed_by_hand(&pod, &webhook)?;
    }
    Ok(Json(Tested {
        delivered: outcome.is_success(),
        event_id,
        status: outcome.status,
        duration_ms: outcome.duration,
        response: outcome.body,
        error: outcome.error,
    }))
}
