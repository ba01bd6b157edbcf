//! Deliveries to webhooks, and their outcomes.

use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::{IntoParams, ToSchema};

use super::Webhooks;
use super::schedule::{MAX_REPLAY_BACKLOG, REPLAY_BURST, REPLAY_INTERVAL};
use super::store::{StoredWebhook, no_webhook};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::id::EventId;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::runtime::events::{Event, MIN_KEPT_EVENTS, Subscriber};
use crate::time::{DAY, HOUR, SECOND, Timestamp};
use crate::wire::{Accepted, Body, Both, Cursor, Json, Page, PageInfo, Paging, Path, Query};

/// How long ended deliveries are stored.
const DELIVERY_TTL: i64 = 7 * DAY;
/// A cursor after every event.
const END: i64 = 1 << 52;

/// The state of a delivery.
/// - `pending`: waits for an attempt
/// - `delivered`: the endpoint accepted it
/// - `failed`: all attempts failed
#[derive(Clone, Copy, IntoStaticStr, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum DeliveryStatus {
    Pending,
    Delivered,
    Failed,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListDeliveries {
    /// Only deliveries in this state.
    #[param(inline)]
    status: Option<DeliveryStatus>,
}

/// The delivery of an event to a webhook.
#[derive(FromRow, Serialize, ToSchema)]
pub struct Delivery {
    /// The event's number.
    #[serde(skip)]
    event: i64,
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
    created_at: Timestamp,
    /// When the last attempt started; null before the first one.
    last_attempt_at: Option<Timestamp>,
    /// When the next attempt is due. During an attempt: when the attempt is repeated if it is interrupted.
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
    #[serde(flatten)]
    page: PageInfo,
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
    Query(Both(list, Paging { limit, cursor })): Query<Both<ListDeliveries, Paging<20, 100>>>,
) -> Result<Json<Deliveries>> {
    let webhook = pod.webhooks().find(&id)?;
    let page = format!(
        "SELECT {COLUMNS} FROM delivery
         WHERE webhook = ?1 AND event > 0 AND event < ?2 AND (?3 IS NULL OR status = ?3) ORDER BY event DESC LIMIT ?4"
    );
    let (status, limit) = (list.status.map(<&str>::from), limit.get());
    let before = cursor.map_or(END, |Cursor(event)| event);
    let rows: Vec<Delivery> = pod.sql().rows(&page, &values![webhook.seq, before, status, limit + 1])?;
    let page = Page::cut(rows, limit, |last| last.event);
    Ok(Json(Deliveries { page: page.info(limit), deliveries: page.items }))
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
    pod.webhooks().watch().await?;
    let webhook = pod.webhooks().enabled(&id)?;
    let now = pod.now();
    let delivery = pod.sql().atomically(|| {
        let turn = pod.webhooks().next_turn(webhook.seq, now)?;
        pod.audit().record(AuditAction::WebhookReplayed, &id)?;
        let delivery: Delivery =
            pod.sql().row(&replay, &values![webhook.seq, &delivery, now, turn])?.ok_or_else(no_delivery)?;
        pod.sql().run(UPDATE_NEXT_REPLAY, &values![webhook.seq, turn.plus(REPLAY_INTERVAL)])?;
        Ok(delivery)
    })?;
    pod.webhooks().begin();
    Ok(Accepted(delivery))
}

/// Where a replay begins.
#[derive(Deserialize, ToSchema)]
pub struct ReplaySince {
    /// The time of the first event (RFC 3339).
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
    pod.webhooks().watch().await?;
    let webhook = pod.webhooks().enabled(&id)?;
    let now = pod.now();
    let replayed = pod.sql().atomically(|| {
        let turn = pod.webhooks().next_turn(webhook.seq, now)?;
        pod.audit().record(AuditAction::WebhookReplayed, &id)?;
        pod.sql().run(&replay, &values![webhook.seq, now, from.since, turn])?;
        let replayed = pod.sql().value("SELECT changes()", &[])?.unwrap_or(0);
        pod.sql().run(UPDATE_NEXT_REPLAY, &values![webhook.seq, turn.plus(replayed * REPLAY_INTERVAL)])?;
        Ok(replayed)
    })?;
    pod.webhooks().begin();
    Ok(Accepted(Replayed { replayed }))
}

/// How far ahead of their turns the first replayed deliveries are due.
const BURST_MILLIS: i64 = REPLAY_BURST * REPLAY_INTERVAL;
const UPDATE_NEXT_REPLAY: &str = "UPDATE webhook SET next_replay_at = ?2 WHERE seq = ?1";

const COLUMNS: &str = "
    event, id, type, status, attempts, created_at, attempted_at AS last_attempt_at, due_at AS next_attempt_at,
    last_status AS last_status_code, last_body AS last_response_body, last_error";

/// Turns events into deliveries.
pub struct EventDeliveries;

impl Webhooks<'_> {
    /// When the next replayed delivery of a webhook has its turn. Part of the caller's transaction.
    ///
    /// # Errors
    /// `rate_limited`, if too many deliveries wait.
    fn next_turn(self, webhook: i64, now: Timestamp) -> Result<Timestamp> {
        const SELECT_NEXT_REPLAY: &str = "SELECT max(next_replay_at, ?2) FROM webhook WHERE seq = ?1";
        let turn: Timestamp =
            self.pod.sql().value(SELECT_NEXT_REPLAY, &values![webhook, now])?.ok_or_else(no_webhook)?;
        let excess = turn.millis() - now.millis() - MAX_REPLAY_BACKLOG * REPLAY_INTERVAL;
        if excess <= 0 {
            return Ok(turn);
        }
        let message = format!("More than {MAX_REPLAY_BACKLOG} replayed deliveries of this webhook still wait.");
        Err(Error::new(Code::RateLimited, message)
            .fix("Try again after Retry-After: 600 deliveries are sent a minute.")
            .retry_after(u32::try_from(excess / SECOND + 1).unwrap_or(u32::MAX)))
    }

    /// Deletes deliveries that ended long ago. Returns when to do that again.
    pub fn sweep(self) -> Result<Option<Timestamp>> {
        const DELETE_OLD_DELIVERIES: &str = "DELETE FROM delivery WHERE created_at <= ? AND due_at IS NULL";
        const SELECT_OLDEST_DELIVERY: &str = "SELECT min(created_at) FROM delivery WHERE due_at IS NULL";
        if !self.exist()? || self.pod.is_suspended()? {
            return Ok(None);
        }
        self.pod.sql().run(DELETE_OLD_DELIVERIES, &values![self.pod.now().plus(-DELIVERY_TTL)])?;
        let oldest = self.pod.sql().value::<Option<Timestamp>>(SELECT_OLDEST_DELIVERY, &[])?.flatten();
        // An hour's worth at a time.
        Ok(oldest.map(|created_at| created_at.plus(DELIVERY_TTL + HOUR)))
    }

    fn enabled(self, id: &str) -> Result<StoredWebhook> {
        let webhook = self.find(id)?;
        if webhook.disabled_reason.is_some() {
            return Err(Error::new(Code::WebhookDisabled, "This webhook is disabled.")
                .fix("Enable it with PATCH /v1/email/webhooks/{id} {\"enabled\": true}, then try again."));
        }
        Ok(webhook)
    }
}

impl Subscriber for EventDeliveries {
    fn deadline(&self, pod: &Pod) -> Result<Option<Timestamp>> {
        Ok(pod.webhooks().exist()?.then(|| pod.webhooks().watch_at()))
    }

    fn add(&self, pod: &Pod, event: &Event<'_>, cursor: i64, id: &EventId) -> Result<()> {
        const INSERT_DELIVERIES: &str = "
            INSERT INTO delivery (webhook, event, id, type, created_at, due_at)
            SELECT seq, ?1, ?2, ?3, ?5, ?5 FROM webhook
            WHERE disabled_reason IS NULL AND (address IS NULL OR address = ?4)
              AND ?3 IN (SELECT value FROM json_each(events))";
        const DELETE_OLD: &str =
            "DELETE FROM delivery WHERE webhook IN (SELECT seq FROM webhook) AND event BETWEEN 1 AND ?";
        if !pod.webhooks().exist()? {
            return Ok(());
        }
        let values = values![cursor, id.as_str(), event.kind.as_str(), event.address, pod.now()];
        if pod.sql().run(INSERT_DELIVERIES, &values)? > 0 {
            pod.sql().run(DELETE_OLD, &values![cursor - MIN_KEPT_EVENTS])?;
            pod.webhooks().begin();
        }
        Ok(())
    }
}

fn no_delivery() -> Error {
    Error::not_found("delivery")
        .fix("GET /v1/email/webhooks/{id}/deliveries lists the deliveries. Events of deleted messages are deleted.")
}
