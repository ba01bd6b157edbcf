//! Trust: what accounts did, and how far that lets one rely on them.

use std::collections::HashSet;

use axum::body::Body;
use axum::http::{HeaderMap, Response, header};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::caller::AnyCaller;
use super::{Edge, Origin};
use crate::directory::trust::{DAILY, Doing, Ending};
use crate::error::{Code, Error, Result};
use crate::platform::clock;
use crate::till::{Sale, Standing, Till};
use crate::time::{DAY, MINUTE, Timestamp};
use crate::trust::{Breakdown, TrustTier};
use crate::wire::{Fault, Items, Json, Path, Query, Ready, to_json};
use crate::x402::Offer;

/// Events that one request takes.
const EVENTS: usize = 100;
/// Characters of an action, and of an event's id.
const ACTION: usize = 200;
const EVENT_ID: usize = 128;
/// Of a score for somebody without a key, in atomic USDC.
const PRICE: i64 = 10_000;
/// Characters of an account's id, its prefix not counted.
const ID: usize = 64;

/// How far an agent can be trusted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustScore {
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    pub agent_id: String,
    /// 0 to 1000.
    #[schema(maximum = 1000, example = 750)]
    pub score: u32,
    pub tier: TrustTier,
    pub breakdown: Breakdown,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfAgent {
    /// The account; `me` for your own.
    #[param(required = true, value_type = String, pattern = "^(acc_[A-Za-z0-9_-]{1,64}|me)$", example = "acc_qgdxSULsXsmtHklZ")]
    agent_id: Option<String>,
}

/// Read a trust score, by query.
///
/// From 0 to 1000, reckoned from what the account did in the last 90 days, of which it can tell less than the deployment saw itself; the
/// formula is in docs/TRUST.md. With any key; without one for 0.01 USDC, where that is possible: the reply is 402 with `accepts` and the header
/// `PAYMENT-REQUIRED`, and the payment goes in `X-PAYMENT` or `PAYMENT-SIGNATURE` (x402). The same payment gets the same score again.
#[utoipa::path(get, path = "/v1/trust/score", tag = "trust", params(OfAgent), security((), ("bearerAuth" = [])), responses(
    (status = 200, description = "The score.", body = TrustScore),
    (status = 400, description = "`invalid_agent_id`, `invalid_payment`.", body = Fault),
    (status = 402, description = "`payment_required`: nobody is known to ask; or the payment was refused: `reason`.", body = Fault),
    (status = 404, description = "`not_found`. Nothing was paid.", body = Fault),
    (status = 409, description = "`payment_mismatch`: the payment was made for another request. `in_progress`.", body = Fault),
    (status = 429, description = "`rate_limited`: one IP address pays at most 300 times an hour without a key.", body = Fault),
    (status = 502, description = "`facilitator_failed`: the payment could not be checked.", body = Fault),
    (status = 503, description = "`payment_pending`: send the same payment again.", body = Fault),
))]
pub async fn get_trust_score(
    edge: Edge,
    caller: Result<AnyCaller>,
    origin: Origin,
    headers: HeaderMap,
    Query(OfAgent { agent_id }): Query<OfAgent>,
) -> Result<Response<Body>> {
    let caller = match caller {
        Err(_) if !headers.contains_key(header::AUTHORIZATION) => None,
        known => Some(known?),
    };
    let agent = agent_id.unwrap_or_default();
    match &caller {
        Some(_) => Ok(Json(edge.score(&agent, caller.as_ref()).await?).into_response()),
        None => edge.sold_score(&agent_of(&agent, None)?, &headers, &origin).await,
    }
}

/// Read a trust score.
///
/// As `GET /v1/trust/score`, for callers with a key.
#[utoipa::path(get, path = "/v1/trust/{agentId}", tag = "trust", params(
    ("agentId" = String, Path, description = "The account; `me` for your own.", pattern = "^(acc_[A-Za-z0-9_-]{1,64}|me)$"),
), responses(
    (status = 200, description = "The score.", body = TrustScore),
    (status = 400, description = "`invalid_agent_id`.", body = Fault),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn get_trust(edge: Edge, caller: AnyCaller, Path(agent): Path<String>) -> Result<Json<TrustScore>> {
    edge.score(&agent, Some(&caller)).await.map(Json)
}

impl Edge {
    /// The score of an account; of the caller's for `me`.
    pub(super) async fn score(&self, agent: &str, caller: Option<&AnyCaller>) -> Result<TrustScore> {
        let agent_id = agent_of(agent, caller)?;
        let conduct = self.directory()?.conduct(&agent_id, clock::now()).await?;
        let conduct = conduct.ok_or_else(|| Error::not_found("agent"))?;
        let breakdown = conduct.breakdown();
        let score = breakdown.score();
        Ok(TrustScore { agent_id, score, tier: conduct.tier(score), breakdown })
    }
}

impl Edge {
    /// A score for somebody without a key, who pays for it.
    async fn sold_score(&self, agent: &str, headers: &HeaderMap, origin: &Origin) -> Result<Response<Body>> {
        let refusal = Error::new(Code::PaymentRequired, "Without a key, a trust score costs 0.01 USDC.")
            .fix("Send an API key: POST /v1/auth/agent-register gives you one.");
        let Some(seller) = &self.config.x402 else { return Err(refusal) };
        let offer = Offer {
            resource: format!("{}/v1/trust/score?agent_id={agent}", self.config.public_url),
            description: "The trust score of an agent",
            price: PRICE,
        };
        let payment = seller.read(headers).map_err(|bad| bad.refusal(seller, &offer))?;
        let Some(payment) = &payment else {
            let refusal =
                refusal.fix("Pay as `accepts` says (x402), or send an API key: POST /v1/auth/agent-register.");
            return Err(seller.ask(refusal, &offer, None));
        };
        let route = "GET /v1/trust/score";
        let sale = Sale { seller, payment, offer: &offer, route, fingerprint: agent, account: None, pod: None };
        self.directory()?.admit_payer(origin.hash(), clock::now()).await?;
        let till = Till::new(sale, self.directory()?.payments());
        let claim = match till.open().await? {
            Standing::Paid(receipt, Some(score)) => return Ok(receipt.on(Ready(score).into_response())),
            Standing::Paid(receipt, None) => {
                let score = to_json(&self.score(agent, None).await?)?;
                till.remember(&score).await;
                return Ok(receipt.on(Ready(score).into_response()));
            }
            Standing::Open(claim) => claim,
        };
        // What is not there is not sold.
        let score = match self.score(agent, None).await.and_then(|score| to_json(&score)) {
            Ok(score) => score,
            Err(error) => {
                till.leave(&claim).await;
                return Err(error);
            }
        };
        let receipt = till.collect(&claim).await?;
        till.remember(&score).await;
        Ok(receipt.on(Ready(score).into_response()))
    }
}

fn agent_of(agent: &str, caller: Option<&AnyCaller>) -> Result<String> {
    if agent == "me" {
        return caller.map(|caller| caller.account().to_string()).ok_or_else(Error::unauthorized);
    }
    let is_id = |random: &str| {
        (1..=ID).contains(&random.len())
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    if agent.strip_prefix("acc_").is_some_and(is_id) {
        return Ok(agent.to_owned());
    }
    Err(Error::new(Code::InvalidAgentId, "agent_id is the id of an account.")
        .fix("It looks like acc_k7x9m2p4abcd1234."))
}

/// What kind of doing it was.
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

/// Something that an agent did. More fields may be there; they are not kept.
#[derive(Deserialize, ToSchema)]
#[allow(dead_code)]
pub struct BehaviourEvent {
    category: BehaviourCategory,
    /// What was done, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "search")]
    action: String,
    result: Ending,
    /// A name for it, at most 128 characters: told again, it counts once.
    #[schema(max_length = 128)]
    event_id: Option<String>,
    /// When it was: of the last 7 days, and not to come.
    #[schema(value_type = Option<String>, format = DateTime)]
    timestamp: Option<Timestamp>,
}

/// What became of events.
#[derive(Serialize, ToSchema)]
pub struct ToldEvents {
    /// On record, those that were before included.
    accepted: usize,
    rejected: usize,
    errors: Vec<EventError>,
    rate_limit: EventLimit,
}

/// An event that was not taken.
#[derive(Serialize, ToSchema)]
pub struct EventError {
    /// Its place in the array, from 0.
    index: usize,
    /// What is wrong with it.
    error: String,
}

/// How many more events the account may tell of.
#[derive(Serialize, ToSchema)]
pub struct EventLimit {
    limit: u32,
    remaining: u32,
    /// Midnight UTC.
    #[schema(value_type = String, format = DateTime)]
    reset: Timestamp,
}

/// Tell of what an agent did.
///
/// At most 100 events a request, 1,000 an account a day. They count for the account's trust score on the day on which they are told: a
/// little, for nobody else saw them. What is wrong with an event is said in `errors`; the others are taken.
#[utoipa::path(post, path = "/v1/events", tag = "trust", request_body = Vec<BehaviourEvent>, responses(
    (status = 200, description = "What was taken.", body = ToldEvents),
    (status = 400, description = "`invalid_request`: no array, or a longer one.", body = Fault),
    (status = 429, description = "`rate_limited`: more than the account may tell of today. Nothing was taken.", body = Fault),
))]
pub async fn tell_events(edge: Edge, caller: AnyCaller, Items(events): Items<Value>) -> Result<Json<ToldEvents>> {
    if events.len() > EVENTS {
        return Err(Error::invalid(format!("A request takes at most {EVENTS} events.")).fix("Send several requests."));
    }
    let now = clock::now();
    let (mut taken, mut errors) = (Vec::new(), Vec::new());
    for (index, event) in events.into_iter().enumerate() {
        match checked(event, now) {
            Ok(event) => taken.push(event),
            Err(error) => errors.push(EventError { index, error }),
        }
    }
    let mut named = HashSet::new();
    let doings: Vec<_> = taken
        .iter()
        .filter(|event| event.event_id.as_deref().is_none_or(|id| named.insert(id)))
        .map(|event| Doing(event.event_id.as_deref().map(name), event.result))
        .collect();
    let remaining = edge.directory()?.tell(caller.account(), &doings, &edge.request_id, now).await?;
    let reset = Timestamp::from_millis((now.day() + 1) * DAY);
    let rate_limit = EventLimit { limit: DAILY, remaining, reset };
    Ok(Json(ToldEvents { accepted: taken.len(), rejected: errors.len(), errors, rate_limit }))
}

/// What is kept of an event's id.
fn name(event_id: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(event_id)[..16])
}

fn checked(event: Value, now: Timestamp) -> Result<BehaviourEvent, String> {
    let event: BehaviourEvent = serde_json::from_value(event).map_err(|error| error.to_string())?;
    let fits = |text: &str, most| (1..=most).contains(&text.chars().count());
    if !fits(&event.action, ACTION) {
        return Err(format!("action takes 1 to {ACTION} characters"));
    }
    if event.event_id.as_ref().is_some_and(|id| !fits(id, EVENT_ID)) {
        return Err(format!("event_id takes 1 to {EVENT_ID} characters"));
    }
    if event.timestamp.is_some_and(|at| at > now.plus(5 * MINUTE) || at < now.plus(-7 * DAY)) {
        return Err("timestamp is of the last 7 days".to_owned());
    }
    Ok(event)
}
