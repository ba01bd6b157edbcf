//! Deliveries to webhooks, and their outcomes.

use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::attempts;
use super::schedule::{MAX_REPLAY_BACKLOG, REPLAY_BURST, REPLAY_INTERVAL};
use super::store::{StoredWebhook, no_webhook};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::id::EventId;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::runtime::events::{Event, MIN_KEPT_EVENTS, Subscriber};
use crate::time::{DAY, HOUR, SECOND, Timestamp};
use crate::wire::{Accepted, Body, Cursor, Json, Limit, Page, Path, Query};

/// How long ended deliveries are stored.
const DELIVERY_TTL: i64 = 7 * DAY;
/// A cursor after every event.
const END: i64 = 1 << 52;

/// The state of a delivery.
/// - `pending`: waits for an attempt
/// - `delivered`: the endpoint accepted it
/// - `failed`: all attempts failed
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    Pending,
    Delivered,
    Failed,
}

impl DeliveryStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListDeliveries {
    /// Only deliveries in this state.
    #[param(inline)]
    status: Option<DeliveryStatus>,
    /// Deliveries on a page.
    #[serde(default)]
    #[param(inline)]
    limit: Limit<20, 100>,
    /// Only deliveries before this one: `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The delivery of an event to a webhook.
#[derive(Serialize, ToSchema)]
pub struct Delivery {
    /// The event's id, which is the `webhook-id` of every attempt.
    #[schema(example = "ev_0a1b2c3d4e5f6g7h")]
    id: String,
    /// The event's type.
    #[schema(example = "email.received")]
    r#type: String,
    /// `pending`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    status: String,
    /// Attempts since the last replay, including the one under way.
    attempts: i64,
    /// When the event happened.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When the last attempt started; null before the first one.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_attempt_at: Option<Timestamp>,
    /// When the next attempt is due. During an attempt: when the attempt is repeated if it is interrupted.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// The HTTP status of the last response.
    last_status_code: Option<i64>,
    /// The first 1,024 bytes of the last response body.
    #[schema(example = "Internal Server Error")]
    last_response_body: Option<String>,
    /// Why the last attempt failed.
    #[schema(example = "answered 500")]
    last_error: Option<String>,
}

/// A page of deliveries.
#[derive(Serialize, ToSchema)]
pub struct Deliveries {
    /// Newest event first.
    deliveries: Vec<Delivery>,
    /// Deliveries on this page.
    count: usize,
    /// Most deliveries on a page: as asked for, at most 100.
    limit: u32,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    #[schema(value_type = Option<String>, example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<Cursor>,
}

/// List deliveries.
///
/// Lists the events that were or will be posted to a webhook, newest first. Deliveries are stored for 7 days after they end, and only
/// for the newest 10,000 events.
#[operation(
    GET "/v1/email/webhooks/{id}/deliveries", tag = "email", permission = WebhooksRead,
    path(id = "The webhook."),
    reply = "A page of deliveries.",
    errors(InvalidRequest, NotFound),
)]
pub async fn list_deliveries(
    pod: Pod,
    Path(id): Path<String>,
    Query(list): Query<ListDeliveries>,
) -> Result<Json<Deliveries>> {
    let webhook = StoredWebhook::find(&pod, &id)?;
    let page = format!(
        "SELECT {COLUMNS} FROM delivery
         WHERE webhook = ?1 AND event > 0 AND event < ?2 AND (?3 IS NULL OR status = ?3) ORDER BY event DESC LIMIT ?4"
    );
    let (status, limit) = (list.status.map(DeliveryStatus::as_str), list.limit.get());
    let before = list.cursor.map_or(END, |Cursor(event)| event);
    let rows: Vec<DeliveryRow> = pod.sql().rows(&page, &values![webhook.seq, before, status, limit + 1])?;
    let page = Page::cut(rows, limit, |last| last.event);
    Ok(Json(Deliveries {
        count: page.items.len(),
        limit,
        has_more: page.has_more(),
        next_cursor: page.next_cursor,
        deliveries: page.items.into_iter().map(Delivery::from).collect(),
    }))
}

/// Replay a delivery.
///
/// Queues the delivery again immediately, whatever its status, and resets its attempts. The event keeps its id, so receivers can ignore duplicates.
/// Replays are paced: 100 at once, then 600 a minute.
#[operation(
    POST "/v1/email/webhooks/{id}/deliveries/{delivery_id}/replay", tag = "email", permission = WebhooksWrite,
    path(id = "The webhook.", delivery_id = "The delivery: the event's id."),
    reply = "The delivery is pending.",
    errors(NotFound = "The webhook or the delivery does not exist, or its event is no longer stored.", WebhookDisabled, RateLimited = "More than 10,000 replayed deliveries still wait."),
    audit(WebhookReplayed),
)]
pub async fn replay_delivery(pod: Pod, Path((id, delivery)): Path<(String, String)>) -> Result<Accepted<Delivery>> {
    let replay = format!(
        "UPDATE delivery SET status = 'pending', due_at = max(?3, ?4 - {BURST_MILLIS}), created_at = ?3, attempts = 0
         WHERE webhook = ?1 AND id = ?2 AND event IN (SELECT cursor FROM event) RETURNING {COLUMNS}"
    );
    attempts::watch(&pod).await?;
    let webhook = enabled(&pod, &id)?;
    let now = pod.now();
    let row = pod.sql().atomically(|| {
        let turn = next_turn(&pod, webhook.seq, now)?;
        pod.audit(AuditAction::WebhookReplayed, &id)?;
        let row: DeliveryRow =
            pod.sql().row(&replay, &values![webhook.seq, &delivery, now, turn])?.ok_or_else(no_delivery)?;
        pod.sql().run(UPDATE_NEXT_REPLAY, &values![webhook.seq, turn.plus(REPLAY_INTERVAL)])?;
        Ok(row)
    })?;
    attempts::begin(&pod);
    Ok(Accepted(row.into()))
}

/// Where a replay begins.
#[derive(Deserialize, ToSchema)]
pub struct ReplaySince {
    /// The time of the first event (RFC 3339).
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// The result of a replay.
#[derive(Serialize, ToSchema)]
pub struct Replayed {
    /// Events that are pending now.
    replayed: i64,
}

/// Replay events since a time.
///
/// Queues all stored events since `since` that match the webhook's `events` and `address`: also events that were delivered, and
/// events from before the webhook was registered or while it was disabled. A pod stores its newest 10,000 events; events about
/// deleted messages are deleted. The first 100 events are due immediately, the others follow at 600 a minute. An unverified
/// webhook receives them after its verification.
#[operation(
    POST "/v1/email/webhooks/{id}/replay", tag = "email", permission = WebhooksWrite,
    path(id = "The webhook."),
    reply = "The deliveries are pending, oldest first.",
    errors(MissingFields, NotFound, WebhookDisabled, RateLimited = "More than 10,000 replayed deliveries still wait."),
    audit(WebhookReplayed),
)]
pub async fn replay_events(
    pod: Pod,
    Path(id): Path<String>,
    Body(from): Body<ReplaySince>,
) -> Result<Accepted<Replayed>> {
    let replay = format!(
        "INSERT INTO delivery (webhook, event, id, type, created_at, due_at)
         SELECT w.seq, e.cursor, json_extract(e.body, '$.id'), json_extract(e.body, '$.type'), ?2,
           max(?2, ?4 + (row_number() OVER (ORDER BY e.cursor) - 1) * {REPLAY_INTERVAL} - {BURST_MILLIS})
         FROM event e, webhook w
         WHERE w.seq = ?1 AND e.at >= ?3
           AND json_extract(e.body, '$.type') IN (SELECT value FROM json_each(w.events))
           AND (w.address IS NULL OR json_extract(e.body, '$.address') = w.address)
         ON CONFLICT (webhook, event) DO UPDATE SET status = 'pending', due_at = excluded.due_at, created_at = ?2, attempts = 0"
    );
    attempts::watch(&pod).await?;
    let webhook = enabled(&pod, &id)?;
    let now = pod.now();
    let replayed = pod.sql().atomically(|| {
        let turn = next_turn(&pod, webhook.seq, now)?;
        pod.audit(AuditAction::WebhookReplayed, &id)?;
        pod.sql().run(&replay, &values![webhook.seq, now, from.since, turn])?;
        let replayed = pod.sql().value("SELECT changes()", &[])?.unwrap_or(0);
        pod.sql().run(UPDATE_NEXT_REPLAY, &values![webhook.seq, turn.plus(replayed * REPLAY_INTERVAL)])?;
        Ok(replayed)
    })?;
    attempts::begin(&pod);
    Ok(Accepted(Replayed { replayed }))
}

/// How far ahead of their turns the first replayed deliveries are due.
const BURST_MILLIS: i64 = REPLAY_BURST * REPLAY_INTERVAL;
const UPDATE_NEXT_REPLAY: &str = "UPDATE webhook SET next_replay_at = ?2 WHERE seq = ?1";

/// When the next replayed delivery of a webhook has its turn. Part of the caller's transaction.
///
/// # Errors
/// `rate_limited`, if too many deliveries wait.
fn next_turn(pod: &Pod, webhook: i64, now: Timestamp) -> Result<Timestamp> {
    const SELECT_NEXT_REPLAY: &str = "SELECT max(next_replay_at, ?2) FROM webhook WHERE seq = ?1";
    let turn: Timestamp = pod.sql().value(SELECT_NEXT_REPLAY, &values![webhook, now])?.ok_or_else(no_webhook)?;
    let excess = turn.millis() - now.millis() - MAX_REPLAY_BACKLOG * REPLAY_INTERVAL;
    if excess <= 0 {
        return Ok(turn);
    }
    let message = format!("More than {MAX_REPLAY_BACKLOG} replayed deliveries of this webhook still wait.");
    Err(Error::new(Code::RateLimited, message)
        .fix("Try again after Retry-After: 600 deliveries are sent a minute.")
        .retry_after(u32::try_from(excess / SECOND + 1).unwrap_or(u32::MAX)))
}

const COLUMNS: &str =
    "event, id, type, status, attempts, created_at, attempted_at, due_at, last_status, last_body, last_error";

#[derive(FromRow)]
struct DeliveryRow {
    event: i64,
    id: String,
    r#type: String,
    status: String,
    attempts: i64,
    created_at: Timestamp,
    attempted_at: Option<Timestamp>,
    due_at: Option<Timestamp>,
    last_status: Option<i64>,
    last_body: Option<String>,
    last_error: Option<String>,
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id,
            r#type: row.r#type,
            status: row.status,
            attempts: row.attempts,
            created_at: row.created_at,
            last_attempt_at: row.attempted_at,
            next_attempt_at: row.due_at,
            last_status_code: row.last_status,
            last_response_body: row.last_body,
            last_error: row.last_error,
        }
    }
}

/// Turns events into deliveries.
pub struct EventDeliveries;

impl Subscriber for EventDeliveries {
    fn deadline(&self, pod: &Pod) -> Result<Option<Timestamp>> {
        Ok(pod.opened.webhooks.any(pod.sql())?.then(|| attempts::watch_at(pod)))
    }

    fn add(&self, pod: &Pod, event: &Event<'_>, cursor: i64, id: &EventId) -> Result<()> {
        const INSERT_DELIVERIES: &str = "
            INSERT INTO delivery (webhook, event, id, type, created_at, due_at)
            SELECT seq, ?1, ?2, ?3, ?5, ?5 FROM webhook
            WHERE disabled_reason IS NULL AND (address IS NULL OR address = ?4)
              AND ?3 IN (SELECT value FROM json_each(events))";
        const DELETE_OLD: &str =
            "DELETE FROM delivery WHERE webhook IN (SELECT seq FROM webhook) AND event BETWEEN 1 AND ?";
        if !pod.opened.webhooks.any(pod.sql())? {
            return Ok(());
        }
        let values = values![cursor, id.as_str(), event.kind.as_str(), event.address, pod.now()];
        if pod.sql().run(INSERT_DELIVERIES, &values)? > 0 {
            pod.sql().run(DELETE_OLD, &values![cursor - MIN_KEPT_EVENTS])?;
            attempts::begin(pod);
        }
        Ok(())
    }
}

/// Deletes deliveries that ended long ago. Returns when to do that again.
pub fn sweep(pod: &Pod) -> Result<Option<Timestamp>> {
    const DELETE_OLD_DELIVERIES: &str = "DELETE FROM delivery WHERE created_at <= ? AND due_at IS NULL";
    const SELECT_OLDEST_DELIVERY: &str = "SELECT min(created_at) FROM delivery WHERE due_at IS NULL";
    if !pod.opened.webhooks.any(pod.sql())? || pod.is_suspended()? {
        return Ok(None);
    }
    pod.sql().run(DELETE_OLD_DELIVERIES, &values![pod.now().plus(-DELIVERY_TTL)])?;
    let oldest = pod.sql().value::<Option<Timestamp>>(SELECT_OLDEST_DELIVERY, &[])?.flatten();
    // An hour's worth at a time.
    Ok(oldest.map(|created_at| created_at.plus(DELIVERY_TTL + HOUR)))
}

fn enabled(pod: &Pod, id: &str) -> Result<StoredWebhook> {
    let webhook = StoredWebhook::find(pod, id)?;
    if webhook.disabled_reason.is_some() {
        return Err(Error::new(Code::WebhookDisabled, "This webhook is disabled.")
            .fix("Enable it with PATCH /v1/email/webhooks/{id} {\"enabled\": true}, then try again."));
    }
    Ok(webhook)
}

fn no_delivery() -> Error {
    Error::not_found("delivery")
        .fix("GET /v1/email/webhooks/{id}/deliveries lists the deliveries. Events of deleted messages are deleted.")
}
