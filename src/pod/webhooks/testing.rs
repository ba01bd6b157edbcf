//! Tests that the owner starts.

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::pod::Pod;
use crate::wire::{Json, Path};

/// The result of a test.
#[derive(Serialize, ToSchema)]
pub struct Tested {
    /// Whether the response was a 2xx.
    delivered: bool,
    /// The `webhook-id` that was sent.
    #[schema(example = "ev_0a1b2c3d4e5f6g7h")]
    event_id: String,
    /// The HTTP status, if there was a response.
    status: Option<u16>,
    /// Milliseconds until the response came.
    duration_ms: i64,
    /// The first 1,024 bytes of the response body.
    #[schema(example = "ok")]
    response: Option<String>,
    /// Why the test failed.
    #[schema(example = "answered 500")]
    error: Option<String>,
}

/// Test a webhook.
///
/// Posts one `webhook.test` event now, also to a disabled webhook, and returns the result. The test is not repeated and does not count
/// as a success or a failure of the webhook, but a 2xx verifies an unverified webhook. Takes as long as the receiver, at most 15
/// seconds.
#[operation(
    POST "/v1/email/webhooks/{id}/test", tag = "email", permission = WebhooksWrite,
    path(id = "The webhook."),
    reply = "The result, also if the receiver failed.",
    errors(NotFound),
    events(WebhookTest),
)]
pub async fn test_webhook(pod: Pod, Path(id): Path<String>) -> Result<Json<Tested>> {
    let webhook = pod.webhooks().find(&id)?;
    let (event_id, outcome) = pod.webhooks().test(&webhook).await?;
    if outcome.is_success() && pod.webhooks().succeed_by_test(&webhook)? {
        pod.webhooks().begin();
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
