//! Trust scores of accounts, and their sale to callers without a key.

use axum::body::Body;
use axum::http::{HeaderMap, Response, header};
use axum::response::IntoResponse;
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Edge, Origin};
use crate::error::{Code, Error, Result};
use crate::payments::{Checkout, PaymentIntent, PaymentState};
use crate::platform::clock;
use crate::time::Timestamp;
use crate::trust::{Breakdown, Conduct, TrustTier};
use crate::wire::{Json, Path, Principal, Query, RawJson, to_json};
use crate::x402::Offer;

/// Price for a caller without a key, in atomic USDC.
const SCORE_PRICE: i64 = 10_000;
/// Characters of an account's id, its prefix not counted.
const MAX_ACCOUNT_ID_CHARS: usize = 64;

/// The trust score of an agent.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustScore {
    /// The account.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    pub agent_id: String,
    /// 0 to 1000.
    #[schema(maximum = 1000, example = 750)]
    pub score: u32,
    pub tier: TrustTier,
    pub breakdown: Breakdown,
}

impl TrustScore {
    pub(super) fn new(agent_id: String, conduct: &Conduct) -> Self {
        let breakdown = conduct.breakdown();
        let score = breakdown.score();
        Self { agent_id, score, tier: conduct.tier(score), breakdown }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AgentQuery {
    /// The account's id. With a key, `me` is the caller's own account.
    #[param(required = true, value_type = String, pattern = "^(acc_[A-Za-z0-9_-]{1,64}|me)$", example = "acc_qgdxSULsXsmtHklZ")]
    agent_id: Option<String>,
}

/// Read or buy a trust score.
///
/// Returns a score from 0 to 1000, computed from what the account did in the last 90 days. docs/TRUST.md has the formula.
///
/// Free with any key. Without a key it costs 0.01 USDC, if the deployment accepts payments (x402): the first reply is 402 with `accepts`
/// and the header `PAYMENT-REQUIRED`; the payment is sent in `X-PAYMENT` or `PAYMENT-SIGNATURE`. The same payment returns the same
/// score again.
#[operation(
    GET "/v1/trust/score", tag = "trust", caller = AnyoneOrKey, permission = TrustRead, payable,
    replies((status = 200, description = "The score.", body = TrustScore)),
    errors(InvalidAgentId, InvalidPayment, Unauthorized = "The key is unknown, or `me` was sent without a key.", PaymentRequired = "No key and no payment was sent, or the payment was refused: `reason`.", NotFound = "There is no such account. Nothing was paid.", PaymentMismatch = "The payment was made for another request.", InProgress, RateLimited = "One IP address can pay at most 300 times an hour without a key.", FacilitatorFailed = "The payment could not be checked.", PaymentPending = "Send the same payment again."),
)]
pub async fn get_trust_score(
    edge: Edge,
    caller: Result<Principal>,
    origin: Origin,
    headers: HeaderMap,
    Query(AgentQuery { agent_id }): Query<AgentQuery>,
) -> Result<Response<Body>> {
    let caller = match caller {
        Err(_) if !headers.contains_key(header::AUTHORIZATION) => None,
        known => Some(known?),
    };
    let agent = agent_id.unwrap_or_default();
    match &caller {
        Some(_) => Ok(Json(edge.score(&agent, caller.as_ref()).await?).into_response()),
        None => edge.sell_score(&agent_of(&agent, None)?, &headers, &origin).await,
    }
}

/// Read a trust score.
///
/// Returns the same score as `GET /v1/trust/score`. Needs a key.
#[operation(
    GET "/v1/trust/{agentId}", tag = "trust", caller = Pod, permission = TrustRead, tool,
    path(agentId("The account; `me` for your own.", pattern = "^(acc_[A-Za-z0-9_-]{1,64}|me)$")),
    reply = "The score.",
    errors(InvalidAgentId, NotFound),
)]
pub async fn get_trust(edge: Edge, caller: Principal, Path(agent): Path<String>) -> Result<Json<TrustScore>> {
    edge.score(&agent, Some(&caller)).await.map(Json)
}

impl Edge {
    /// An account's id, conduct, and the present time. `me` is the caller's account.
    pub(super) async fn conduct(
        &self,
        agent: &str,
        caller: Option<&Principal>,
    ) -> Result<(String, Conduct, Timestamp)> {
        let (agent_id, now) = (agent_of(agent, caller)?, clock::now());
        let conduct = self.directory()?.conduct(&agent_id, now).await?;
        Ok((agent_id, conduct.ok_or_else(|| Error::not_found("agent"))?, now))
    }

    async fn score(&self, agent: &str, caller: Option<&Principal>) -> Result<TrustScore> {
        let (agent_id, conduct, _) = self.conduct(agent, caller).await?;
        Ok(TrustScore::new(agent_id, &conduct))
    }
}

impl Edge {
    /// Sells a score to a caller without a key.
    async fn sell_score(&self, agent: &str, headers: &HeaderMap, origin: &Origin) -> Result<Response<Body>> {
        let refusal = Error::new(Code::PaymentRequired, "Without a key, a trust score costs 0.01 USDC.")
            .fix("Send an API key. POST /v1/auth/agent-register creates one.");
        let Some(seller) = &self.config.x402 else { return Err(refusal) };
        let offer = Offer {
            resource: format!("{}/v1/trust/score?agent_id={agent}", self.config.public_url),
            description: "The trust score of an agent",
            price: SCORE_PRICE,
        };
        let payment = seller.read(headers).map_err(|bad| bad.refusal(seller, &offer))?;
        let Some(payment) = &payment else {
            let refusal =
                refusal.fix("Pay as `accepts` describes (x402), or send an API key: POST /v1/auth/agent-register.");
            return Err(seller.ask(refusal, &offer, None));
        };
        let route = "GET /v1/trust/score";
        let intent =
            PaymentIntent { seller, payment, offer: &offer, route, fingerprint: agent, account: None, pod: None };
        self.directory()?.check_payer(origin.networks(), clock::now()).await?;
        let checkout = Checkout::new(intent, self.directory()?.payments());
        let claim = match checkout.open().await? {
            PaymentState::Paid(receipt, Some(score)) => return Ok(receipt.on(RawJson(score).into_response())),
            PaymentState::Paid(receipt, None) => {
                let score = to_json(&self.score(agent, None).await?)?;
                checkout.remember(&score).await;
                return Ok(receipt.on(RawJson(score).into_response()));
            }
            PaymentState::Open(claim) => claim,
        };
        // A score that cannot be read is not paid for.
        let score = match self.score(agent, None).await.and_then(|score| to_json(&score)) {
            Ok(score) => score,
            Err(error) => {
                checkout.leave(&claim).await;
                return Err(error);
            }
        };
        let receipt = checkout.collect(&claim).await?;
        checkout.remember(&score).await;
        Ok(receipt.on(RawJson(score).into_response()))
    }
}

fn agent_of(agent: &str, caller: Option<&Principal>) -> Result<String> {
    if agent == "me" {
        return caller.map(|caller| caller.account.to_string()).ok_or_else(Error::unauthorized);
    }
    let is_id = |random: &str| {
        (1..=MAX_ACCOUNT_ID_CHARS).contains(&random.len())
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    if agent.strip_prefix("acc_").is_some_and(is_id) {
        return Ok(agent.to_owned());
    }
    Err(Error::new(Code::InvalidAgentId, "agent_id is not the id of an account.")
        .fix("Send an id such as acc_k7x9m2p4abcd1234."))
}
