//! Charges that a person has to approve. A client that can show a URL is asked to; the call goes on when the person has decided.
//!
//! A call that is repeated with its `idempotency_key` never charges twice, so a repetition only asks what was decided.

use axum::body::Body;
use axum::http::Response;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::client::Client;
use super::dispatch::{Answered, Outcome};
use super::stream::{self, Events};
use super::tool_result;
use super::tools::Tool;
use crate::error::{Error, Result};
use crate::mcp::fence;
use crate::mcp::message::{Failure, Id, Request, URL_ELICITATION_REQUIRED, reply};
use crate::platform::{clock, timer};
use crate::time::{HOUR, SECOND, Timestamp};
use crate::uri::path_segment;

/// How long an answer is held back while nobody has decided: clients repeat the call at once, and not often.
const HELD: i64 = 40 * SECOND;
const INTERVAL: u64 = 2_000;
/// How long a client can come back with a state.
const STATE_LIFETIME: i64 = 24 * HOUR;
const CONTEXT: &str = "mcp approval";

/// What a modern client gives back when it repeats a call. Sealed.
#[derive(Serialize, Deserialize)]
struct State {
    approval: String,
    /// The tool and its arguments, hashed.
    call: String,
    /// The hash of the credential.
    key: String,
    expires_at: i64,
}

/// A charge that waits, as the API replied.
#[derive(Deserialize)]
struct Pending {
    approval_id: String,
    amount_usdc: i64,
    category: String,
    expires_at: String,
}

/// The answer to a call whose charge waits for a person.
pub async fn answer(client: &Client, request: &Request, reply: &Value) -> Outcome<Answered> {
    let pending = Pending::deserialize(reply).map_err(Error::internal)?;
    if let Some(result) = decided(client, &pending.approval_id).await? {
        return Ok(Answered::Result(result));
    }
    if !client.opens_urls() {
        return Ok(Answered::Result(told(&pending, reply, client)));
    }
    if !client.era.is_modern() {
        return Err(elicitation(client, &pending).await?.into());
    }
    let call = hash_of(request);
    let Some(state) = request.params.get("requestState") else {
        return Ok(Answered::Result(asked(client, &pending, call)?));
    };
    let state = opened(client, state.as_str().unwrap_or_default(), &call)?;
    if state.approval != pending.approval_id {
        return Err(foreign().into());
    }
    let action = request
        .object("inputResponses")?
        .get("approval")
        .and_then(|answer| answer["action"].as_str().map(str::to_owned));
    match action.as_deref() {
        Some("accept") => Ok(Answered::Stream(held(client.clone(), request.id.clone(), pending, call))),
        Some("decline" | "cancel") => Ok(Answered::Result(not_opened(&pending))),
        _ => Ok(Answered::Result(asked(client, &pending, call)?)),
    }
}

/// The answer, when somebody has decided or it has taken too long. A sign of life comes meanwhile: clients give up on silence.
fn held(client: Client, id: Id, pending: Pending, call: String) -> Response<Body> {
    stream::answered_by(async move |mut events: Events| {
        let end = clock::system() + HELD;
        let result = loop {
            timer::sleep(INTERVAL).await;
            match decided(&client, &pending.approval_id).await? {
                Some(result) => break result,
                None if clock::system() < end => events.sign_of_life().await?,
                None => break asked(&client, &pending, call)?,
            }
        };
        events.message(None, &reply(&id, &client.era.completed(result))).await
    })
}

/// The result if the approval is not open any more.
async fn decided(client: &Client, approval: &str) -> Result<Option<Value>> {
    let reply = client.get(&format!("/v1/approvals/{}", path_segment(approval))).await?;
    if !reply.is_success() {
        return Ok(Some(fence::error(&reply.json()?)));
    }
    let shown = reply.json()?;
    let refused = |code: &str, message: &str| Ok(Some(fence::error(&json!({ "code": code, "message": message }))));
    match shown["status"].as_str() {
        Some("pending") => Ok(None),
        Some("approved") => {
            let charge =
                shown["charge_id"].as_str().ok_or_else(|| Error::internal("an approval without its charge"))?;
            let charge = client.get(&format!("/v1/charges/{}", path_segment(charge))).await?;
            let tool = Tool::named("charge").ok_or_else(|| Error::internal("no tool charges"))?;
            tool_result::result(tool, &charge).map(Some)
        }
        Some("rejected") => refused("approval_rejected", "A person has rejected the charge. Nothing was spent."),
        _ => refused(
            "approval_expired",
            "Nobody approved the charge in time. Nothing was spent. Charge again with a new idempotency_key.",
        ),
    }
}

/// For clients that can show no URL: what waits, and where a person decides.
fn told(pending: &Pending, reply: &Value, client: &Client) -> Value {
    let mut shown = reply.clone();
    shown["approval_url"] = json!(url(client, pending));
    let text = format!(
        "A person has to approve this charge at {}. Then ask with read_approval and the approval_id {}.",
        url(client, pending),
        pending.approval_id
    );
    json!({ "content": [{ "type": "text", "text": text }, { "type": "text", "text": shown.to_string() }], "structuredContent": shown })
}

/// For modern clients: the call needs input.
fn asked(client: &Client, pending: &Pending, call: String) -> Result<Value> {
    let state = State {
        approval: pending.approval_id.clone(),
        call,
        key: client.credential.hash().as_str().to_owned(),
        expires_at: clock::now().plus(STATE_LIFETIME).millis(),
    };
    let plain = serde_json::to_vec(&state).map_err(Error::internal)?;
    let pod = client.edge.config().master_key.pod(client.credential.pod());
    let params = json!({ "mode": "url", "url": url(client, pending), "message": message(pending) });
    Ok(json!({
        "resultType": "input_required",
        "inputRequests": { "approval": { "method": "elicitation/create", "params": params } },
        "requestState": BASE64URL_NOPAD.encode(&pod.seal(CONTEXT, &plain)?),
    }))
}

/// For legacy clients: an error with the URL.
async fn elicitation(client: &Client, pending: &Pending) -> Result<Failure> {
    let id = &pending.approval_id;
    client.follow_approval(id).await?;
    let elicitation =
        json!({ "mode": "url", "elicitationId": id, "url": url(client, pending), "message": message(pending) });
    Ok(Failure::new(URL_ELICITATION_REQUIRED, "A person has to approve this charge.").with(json!({
        "elicitations": [elicitation], "approval_id": id, "expires_at": pending.expires_at,
    })))
}

fn not_opened(pending: &Pending) -> Value {
    fence::error(&json!({
        "code": "approval_required",
        "message": format!("The page was not opened. The charge still waits for a person until {}.", pending.expires_at),
        "fix": format!("Ask with read_approval and the approval_id {}.", pending.approval_id),
    }))
}

/// The page where a person decides, after signing in.
fn url(client: &Client, pending: &Pending) -> String {
    format!("{}/console#{}", client.edge.config().public_url, pending.approval_id)
}

fn message(pending: &Pending) -> String {
    #[allow(clippy::cast_precision_loss)]
    let amount = pending.amount_usdc as f64 / 1e6;
    format!("Approve or reject a charge of {amount} USDC for {}.", pending.category)
}

/// The state that a client gives back, if it is this client's and for this call.
fn opened(client: &Client, sealed: &str, call: &str) -> std::result::Result<State, Failure> {
    let pod = client.edge.config().master_key.pod(client.credential.pod());
    let plain = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok().and_then(|sealed| pod.open(CONTEXT, &sealed).ok());
    let state: State = plain.and_then(|plain| serde_json::from_slice(&plain).ok()).ok_or_else(foreign)?;
    let is_valid = state.call == call
        && state.key == client.credential.hash().as_str()
        && Timestamp::from_millis(state.expires_at) > clock::now();
    if is_valid { Ok(state) } else { Err(foreign()) }
}

fn foreign() -> Failure {
    Failure::invalid_params("`requestState` is over, or belongs to another call. Call the tool again without it.")
}

/// The tool and its arguments, hashed. Members of objects are in order.
fn hash_of(request: &Request) -> String {
    let arguments = request.params.get("arguments").cloned().unwrap_or(Value::Object(Map::new()));
    let call = json!([request.method, request.params.get("name"), arguments]);
    HEXLOWER.encode(&Sha256::digest(call.to_string()))
}
