//! Charges that a person has to approve. A client that can show a URL is asked to; the call goes on when the person has decided.
//!
//! A call that is repeated with its `idempotency_key` never charges twice, so a repetition only asks what was decided.

use std::ops::ControlFlow;

use axum::body::Body;
use axum::http::Response;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::client::Client;
use super::dispatch::{Answered, Outcome};
use super::session::owner;
use super::tools;
use super::updates::{News, decided_approval};
use crate::directory::money::rows::ApprovalStatus;
use crate::edge::event_stream::{self, Events, PodSocket};
use crate::edge::money::charges;
use crate::error::{Error, Result};
use crate::mcp::fence::{self, ToolResult};
use crate::mcp::message::{Failure, INTERNAL_ERROR, Id, Request, URL_ELICITATION_REQUIRED, reply};
use crate::platform::{clock, log};
use crate::time::{HOUR, SECOND, Timestamp};
use crate::wire::{Json, Path, ToolAnswer, to_json};

/// How long an answer is held back while nobody has decided. Then the client repeats the call.
const MAX_APPROVAL_WAIT: i64 = 40 * SECOND;
/// How often the API is asked meanwhile, if no news come: those about other pods are not for all credentials.
const POLL_INTERVAL: i64 = 10 * SECOND;
/// How long a client can come back with a state.
const STATE_LIFETIME: i64 = 24 * HOUR;
const CONTEXT: &str = "mcp approval";

/// What a modern client gives back when it repeats a call. Sealed.
#[derive(Serialize, Deserialize)]
struct State {
    approval: String,
    /// The tool and its arguments, hashed.
    call: String,
    /// Whose call it is.
    owner: String,
    /// Whether the person was shown the page.
    #[serde(default)]
    is_shown: bool,
    expires_at: i64,
}

/// A charge that waits, as the API replied.
#[derive(Deserialize)]
struct Pending {
    approval_id: String,
    approval_url: String,
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
        return Ok(Answered::Result(told(&pending, reply)));
    }
    if !client.era.is_modern() {
        return Err(elicitation(client, &pending).await?.into());
    }
    let call = hash_of(request);
    let Some(state) = request.params.get("requestState") else {
        return Ok(Answered::Result(asked(client, &pending, call, false)?));
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
        Some("decline" | "cancel") => Ok(Answered::Result(not_opened(&pending)?)),
        None if !state.is_shown => Ok(Answered::Result(asked(client, &pending, call, false)?)),
        _ => {
            let news = client.news(None).await?;
            Ok(Answered::Response(held(client.clone(), news, request.id.clone(), pending, call)))
        }
    }
}

/// The answer, when somebody has decided or it has taken too long.
fn held(client: Client, news: PodSocket, id: Id, pending: Pending, call: String) -> Response<Body> {
    event_stream::answered_by(async move |mut events: Events| {
        let answer = match waited(&client, &news, &mut events, &pending.approval_id).await {
            Ok(Some(result)) => Ok(result),
            Ok(None) => asked(&client, &pending, call, true),
            Err(error) => Err(error),
        };
        let message = match answer {
            Ok(result) => reply(&id, &client.era.completed(result)),
            Err(error) => {
                log::error(&error.to_string());
                let failure =
                    Failure::new(INTERNAL_ERROR, "The server failed. Call the tool again without requestState.");
                failure.reply(Some(&id))
            }
        };
        events.message(None, &message).await
    })
}

/// Waits until the approval is decided. None if that takes too long.
async fn waited(client: &Client, news: &PodSocket, events: &mut Events, approval: &str) -> Result<Option<Value>> {
    let mut result = None;
    news.each(events, clock::system() + MAX_APPROVAL_WAIT, Some(POLL_INTERVAL), async |_, frame| {
        let is_silent = frame.is_none();
        let is_decided = match News::read(frame)? {
            Some(News::Event(_, event)) => decided_approval(&event) == Some(approval),
            // It may have been decided before the news began.
            Some(News::Begin(_)) => true,
            Some(News::Permissions) => false,
            None => is_silent,
        };
        if is_decided {
            result = decided(client, approval).await?;
        }
        Ok(if result.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })
    .await?;
    Ok(result)
}

/// The result if the approval is not open any more. Who may charge hears what came of it.
async fn decided(client: &Client, approval: &str) -> Result<Option<Value>> {
    let (edge, caller) = (client.edge.clone(), client.principal().await?.clone());
    let found = edge.directory()?.approval(&caller.account, caller.confined(), approval, clock::now()).await?;
    let refused =
        |code: &str, message: String| json_of(&fence::error(&json!({ "code": code, "message": message }))).map(Some);
    match (found.status, found.charge_id) {
        (ApprovalStatus::Pending, _) => Ok(None),
        (ApprovalStatus::Approved, Some(charge)) => {
            let Json(charge) = charges::get_charge(edge, caller, Path(charge.to_string())).await?;
            let tool = tools::named("charge").ok_or_else(|| Error::internal("no tool charges"))?;
            let answer = ToolAnswer { status: 200, body: to_json(&charge)?, error: None };
            json_of(&answer.result(tool, client.request_id())?).map(Some)
        }
        (ApprovalStatus::Approved, None) => Err(Error::internal("an approval without its charge")),
        (ApprovalStatus::Rejected, _) => {
            let reason = found.reason.map(|reason| format!(" The reason: {reason}")).unwrap_or_default();
            refused("approval_rejected", format!("A person has rejected the charge. Nothing was spent.{reason}"))
        }
        (ApprovalStatus::Expired, _) => refused(
            "approval_expired",
            "Nobody approved the charge in time. Nothing was spent. Charge again with a new idempotency_key."
                .to_owned(),
        ),
    }
}

fn json_of(result: &ToolResult) -> Result<Value> {
    result.json().map_err(Error::internal)
}

/// For clients that can show no URL: what waits, and where a person decides.
fn told(pending: &Pending, reply: &Value) -> Value {
    let Pending { approval_id, approval_url, .. } = pending;
    let text = format!(
        "A person has to approve this charge at {approval_url}. Then ask with read_approval and the approval_id {approval_id}."
    );
    json!({ "content": [{ "type": "text", "text": text }, { "type": "text", "text": reply.to_string() }], "structuredContent": reply })
}

/// For modern clients: the call needs input. A person who was shown the page is not asked to open it again; the client only repeats the call.
fn asked(client: &Client, pending: &Pending, call: String, is_shown: bool) -> Result<Value> {
    let state = State {
        approval: pending.approval_id.clone(),
        call,
        owner: owner(&client.credential),
        is_shown,
        expires_at: clock::now().plus(STATE_LIFETIME).millis(),
    };
    let plain = serde_json::to_vec(&state).map_err(Error::internal)?;
    let pod = client.edge.config().master_key.pod(client.credential.pod());
    let state = BASE64URL_NOPAD.encode(&pod.seal(CONTEXT, &plain)?);
    let mut asked = json!({ "resultType": "input_required", "requestState": state });
    if !is_shown {
        let params = json!({ "mode": "url", "url": pending.approval_url, "message": message(pending) });
        asked["inputRequests"] = json!({ "approval": { "method": "elicitation/create", "params": params } });
    }
    Ok(asked)
}

/// For legacy clients: an error with the URL.
async fn elicitation(client: &Client, pending: &Pending) -> Result<Failure> {
    let id = &pending.approval_id;
    // A client that hears nothing asks with read_approval.
    log::logged(client.follow_approval(id).await);
    let elicitation =
        json!({ "mode": "url", "elicitationId": id, "url": pending.approval_url, "message": message(pending) });
    Ok(Failure::new(URL_ELICITATION_REQUIRED, "A person has to approve this charge.").with(json!({
        "elicitations": [elicitation], "approval_id": id, "expires_at": pending.expires_at,
    })))
}

fn not_opened(pending: &Pending) -> Result<Value> {
    json_of(&fence::error(&json!({
        "code": "approval_required",
        "message": format!("The page was not opened. The charge still waits for a person until {}.", pending.expires_at),
        "fix": format!("Ask with read_approval and the approval_id {}.", pending.approval_id),
    })))
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
        && state.owner == owner(&client.credential)
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
