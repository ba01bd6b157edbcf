//! Events that agents report about their own actions.

use macros::operation;
use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::Edge;
use crate::directory::trust::{EventResult, MAX_REPORTED_EVENTS_PER_DAY, ReportedEvent};
use crate::error::{Error, Result};
use crate::platform::clock;
use crate::time::{DAY, MINUTE, Timestamp};
use crate::wire::{BodyOrItems, Json, Principal};

const MAX_EVENTS: usize = 100;
/// Characters of an action, and of an event's id.
const MAX_ACTION_CHARS: usize = 200;
const MAX_EVENT_ID_CHARS: usize = 128;

/// What the agent did.
/// - `tool`: it used a tool
/// - `resource`: it read or changed a resource
/// - `auth`: it authenticated
/// - `session`: it began or ended a session
/// - `escalation`: it asked a person
/// - `delegation`: it gave work to another agent
/// - `error`: something failed
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BehaviourCategory {
    Tool,
    Resource,
    Auth,
    Session,
    Escalation,
    Delegation,
    Error,
}

/// An action of an agent. Other fields are accepted and not stored.
#[derive(Deserialize, ToSchema)]
#[allow(dead_code)]
pub struct BehaviourEvent {
    category: BehaviourCategory,
    /// What was done, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "search")]
    action: String,
    result: EventResult,
    /// Your id of the event, up to 128 characters; a repetition within a week counts once.
    #[schema(max_length = 128, example = "e-1")]
    event_id: Option<String>,
    /// Time of the event, at most 7 days ago and 5 minutes ahead.
    timestamp: Option<Timestamp>,
}

/// A batch of events.
#[derive(Deserialize, ToSchema)]
pub struct EventBatch {
    /// The events, at most 100.
    #[schema(value_type = Vec<BehaviourEvent>, max_items = 100)]
    events: Vec<Value>,
    /// The session of the events. It is not stored.
    #[allow(dead_code)]
    #[schema(value_type = Option<String>, example = "run-42")]
    session_id: Option<Value>,
}

impl From<Vec<Value>> for EventBatch {
    fn from(events: Vec<Value>) -> Self {
        Self { events, session_id: None }
    }
}

/// Events, as a batch or as a bare array.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum BehaviourEvents {
    Batch(EventBatch),
    Events(Vec<BehaviourEvent>),
}

/// The result of a report.
#[derive(Serialize, ToSchema)]
pub struct ReportedEvents {
    /// Events that were recorded.
    accepted: u32,
    /// Events that were rejected; `errors` lists them.
    rejected: usize,
    /// Events that were recorded before: they are neither accepted nor rejected.
    duplicates: usize,
    /// The events that were not accepted, and why.
    errors: Vec<EventError>,
    rate_limit: EventLimit,
}

/// A rejected event.
#[derive(Serialize, ToSchema)]
pub struct EventError {
    /// Its `event_id`, if it has one.
    #[schema(example = "e-1")]
    event_id: Option<String>,
    reason: EventRefusal,
    /// Its position in the array, from 0.
    index: usize,
    /// What is wrong, for people.
    #[schema(example = "invalid_schema")]
    error: String,
}

/// Why an event was rejected.
/// - `invalid_schema`: a field is missing or has a wrong value
/// - `too_old`: its timestamp is more than 7 days old
/// - `future_timestamp`: its timestamp is more than 5 minutes ahead
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventRefusal {
    InvalidSchema,
    TooOld,
    FutureTimestamp,
}

/// The account's limit of events a day (UTC).
#[derive(Serialize, ToSchema)]
pub struct EventLimit {
    /// Events that the account may report in a period.
    limit: u32,
    /// Events that the account may still report in this period.
    remaining: u32,
    /// Midnight UTC.
    reset_at: Timestamp,
    /// The same as `reset_at`.
    reset: Timestamp,
}

/// Report agent events.
///
/// Accepts an array of events, or an object with the array in `events`: at most 100 in a request and 1,000 a day for an account. The
/// events count towards the account's trust score on the day of the report, with a low weight because nobody else can confirm them.
/// `errors` lists rejected events; the others are recorded. An `event_id` that was reported within the last week counts as a duplicate.
#[operation(
    POST "/v1/events", tag = "trust", caller = Pod, permission = TrustWrite,
    body = BehaviourEvents,
    reply = "The result.",
    errors(MissingFields = "`events` is missing.", InvalidRequest = "There are more than 100 events.", RateLimited = "The account has reached its limit for today. No event was recorded."),
)]
pub async fn report_events(
    edge: Edge,
    caller: Principal,
    BodyOrItems(EventBatch { events, .. }): BodyOrItems<EventBatch>,
) -> Result<Json<ReportedEvents>> {
    if events.len() > MAX_EVENTS {
        return Err(Error::invalid(format!("A request can have at most {MAX_EVENTS} events."))
            .fix("Split the events into several requests."));
    }
    let now = clock::now();
    let (mut valid, mut errors) = (Vec::new(), Vec::new());
    for (index, event) in events.into_iter().enumerate() {
        let event_id = event.get("event_id").and_then(Value::as_str);
        let event_id = event_id.map(|id| id.chars().take(MAX_EVENT_ID_CHARS).collect());
        match checked(event, now) {
            Ok(event) => valid.push(event),
            Err((reason, error)) => errors.push(EventError { event_id, reason, index, error }),
        }
    }
    let mut ids = HashSet::new();
    let events: Vec<_> = valid
        .iter()
        .filter(|event| event.event_id.as_deref().is_none_or(|id| ids.insert(id)))
        .map(|event| ReportedEvent(event.event_id.as_deref().map(hashed_id), event.result))
        .collect();
    let (accepted, remaining) =
        edge.directory()?.report_events(&caller.account, &events, &edge.request_id, now).await?;
    let reset = Timestamp::from_millis((now.day() + 1) * DAY);
    let rate_limit = EventLimit { limit: MAX_REPORTED_EVENTS_PER_DAY, remaining, reset_at: reset, reset };
    let duplicates = valid.len().saturating_sub(accepted as usize);
    Ok(Json(ReportedEvents { accepted, rejected: errors.len(), duplicates, errors, rate_limit }))
}

/// An event's id as it is stored.
fn hashed_id(event_id: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(event_id)[..16])
}

fn checked(event: Value, now: Timestamp) -> Result<BehaviourEvent, (EventRefusal, String)> {
    let invalid = |error: String| (EventRefusal::InvalidSchema, error);
    let event: BehaviourEvent = serde_json::from_value(event).map_err(|error| invalid(error.to_string()))?;
    let fits = |text: &str, max_chars| (1..=max_chars).contains(&text.chars().count());
    if !fits(&event.action, MAX_ACTION_CHARS) {
        return Err(invalid(format!("action must have 1 to {MAX_ACTION_CHARS} characters")));
    }
    if event.event_id.as_ref().is_some_and(|id| !fits(id, MAX_EVENT_ID_CHARS)) {
        return Err(invalid(format!("event_id must have 1 to {MAX_EVENT_ID_CHARS} characters")));
    }
    match event.timestamp {
        Some(at) if at < now.plus(-7 * DAY) => {
            Err((EventRefusal::TooOld, "timestamp is more than 7 days old".to_owned()))
        }
        Some(at) if at > now.plus(5 * MINUTE) => {
            Err((EventRefusal::FutureTimestamp, "timestamp is more than 5 minutes in the future".to_owned()))
        }
        _ => Ok(event),
    }
}
