//! What a method does, in both eras.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::{Posted, SESSION_ID};
use crate::error::{Error, Result};
use crate::mcp::era::{self, Era, Headers, LEGACY, Refusal};
use crate::mcp::fence::ToolResult;
use crate::mcp::message::{self, Failure, INTERNAL_ERROR, INVALID_REQUEST, Id, Message, Request, http_response};
use crate::wire::{Operation, ShownError, ToolOperation};

/// How long clients may keep lists, in milliseconds.
const LIST_TTL_MILLIS: u32 = 60_000;
const DISCOVERY_TTL_MILLIS: u32 = 3_600_000;

/// The answer to a request, or why there is none.
pub type Outcome<T> = std::result::Result<T, Refused>;

/// The answer to a request.
pub enum Answered {
    Result(Value),
    Call(Called),
    /// With the whole message, at once or as a stream that ends with it.
    Response(Response<Body>),
}

/// The answer to a call of a tool.
pub struct Called {
    pub result: ToolResult,
    pub operation: &'static Operation,
    /// For the log.
    pub error: Option<Error>,
}

/// Why a request has no result.
pub enum Refused {
    /// For the client's program, with an HTTP status.
    Protocol(Refusal),
    /// As from the API: without a valid key, for example.
    Api(Error),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Protocol(Refusal { status: 200, failure })
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Protocol(refusal)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Api(error)
    }
}

/// What a server has for its clients: the API, or the fixtures of a test of the protocol.
pub trait Offer: Sized {
    /// Says which era the request speaks.
    fn set_era(&mut self, era: Era);
    /// Checks that the caller may ask at all.
    async fn admit(&self) -> Result<()>;
    /// The id of a new session.
    async fn open_session(&self, version: &str, opens_urls: bool) -> Result<String>;
    fn resume_session(&mut self, id: &str) -> Result<()>;
    fn capabilities(&self) -> Value;
    /// What a model reads first.
    fn instructions(&self) -> &'static str;
    async fn tools(&self) -> Outcome<Value>;
    async fn call(&self, posted: &Posted, request: &Request) -> Outcome<Answered>;
    async fn resources(&self) -> Outcome<Value>;
    fn templates(&self) -> Value;
    async fn read(&self, uri: &str) -> Outcome<Value>;
    /// Lets a session hear of a resource, or not any more.
    async fn follow(&self, uri: &str, follows: bool) -> Outcome<()>;
    fn prompts(&self) -> Value;
    async fn prompt(&self, request: &Request) -> Outcome<Value>;
    async fn listen(self, request: &Request) -> Outcome<Response<Body>>;
    /// Methods that only this server has.
    async fn other(&self, request: &Request, era: Era) -> Outcome<Value>;
}

/// Answers a body.
pub async fn answer(offer: impl Offer, posted: &Posted) -> Result<Response<Body>> {
    let request = match Message::parse(&posted.body) {
        Ok(Message::Request(request)) => request,
        Ok(Message::Notification) => {
            offer.admit().await?;
            return Ok(StatusCode::ACCEPTED.into_response());
        }
        Ok(Message::Response) => {
            let failure = Failure::new(INVALID_REQUEST, "The server has sent no request that this could answer.");
            return Ok(http_response(400, failure.reply(None)));
        }
        Err(failure) => return Ok(http_response(400, failure.reply(None))),
    };
    match result(offer, posted, &request).await {
        Ok(response) => Ok(response),
        Err(Refused::Protocol(Refusal { status, failure })) => {
            Ok(http_response(status, failure.reply(Some(&request.id))))
        }
        // As the HTTP status where clients act on it, otherwise as a failure that they can read.
        Err(Refused::Api(error)) if error.code.status() < 500 => Err(error),
        Err(Refused::Api(error)) => {
            crate::platform::log::error(&error.to_string());
            Ok(http_response(
                200,
                Failure::new(INTERNAL_ERROR, "The server failed. Try again.").reply(Some(&request.id)),
            ))
        }
    }
}

async fn result(mut offer: impl Offer, posted: &Posted, request: &Request) -> Outcome<Response<Body>> {
    let era = Era::of(request, &Headers::read(|name| posted.header(name).map(str::to_owned)))?;
    offer.set_era(era);
    if era == Era::Legacy {
        if request.method == "initialize" {
            return initialized(&offer, request).await;
        }
        if let Some(id) = posted.header(SESSION_ID) {
            offer.resume_session(id)?;
        }
    }
    if is_answered_here(&request.method) {
        offer.admit().await?;
    }
    let result = match (request.method.as_str(), era) {
        ("server/discover", Era::Modern { .. }) => {
            let versions = era::versions();
            let found = json!({ "supportedVersions": versions, "capabilities": offer.capabilities(), "instructions": offer.instructions() });
            era.kept(found, DISCOVERY_TTL_MILLIS)
        }
        ("subscriptions/listen", Era::Modern { .. }) => return offer.listen(request).await,
        ("ping", Era::Legacy) => json!({}),
        ("resources/subscribe" | "resources/unsubscribe", Era::Legacy) => {
            offer.follow(request.text("uri")?, request.method == "resources/subscribe").await?;
            json!({})
        }
        ("tools/list", _) => {
            check_cursor(request)?;
            era.kept(offer.tools().await?, LIST_TTL_MILLIS)
        }
        ("tools/call", _) => match offer.call(posted, request).await? {
            Answered::Result(result) => era.completed(result),
            Answered::Call(called) => return Ok(answered(era, &request.id, called)),
            Answered::Response(response) => return Ok(response),
        },
        ("resources/list", _) => {
            check_cursor(request)?;
            era.kept(offer.resources().await?, LIST_TTL_MILLIS)
        }
        ("resources/templates/list", _) => {
            check_cursor(request)?;
            era.kept(json!({ "resourceTemplates": offer.templates() }), DISCOVERY_TTL_MILLIS)
        }
        ("resources/read", _) => era.kept(offer.read(request.text("uri")?).await?, 0),
        ("prompts/list", _) => {
            check_cursor(request)?;
            era.kept(offer.prompts(), DISCOVERY_TTL_MILLIS)
        }
        ("prompts/get", _) => era.completed(offer.prompt(request).await?),
        _ => offer.other(request, era).await?,
    };
    Ok(http_response(200, message::reply(&request.id, &result)))
}

/// Whether nothing else authenticates the caller of a method.
fn is_answered_here(method: &str) -> bool {
    matches!(method, "server/discover" | "ping" | "resources/templates/list" | "prompts/list" | "prompts/get")
}

fn answered(era: Era, id: &Id, Called { result, operation, error }: Called) -> Response<Body> {
    let mut response = http_response(200, era.call_reply(id, &result));
    response.extensions_mut().insert(ToolOperation(operation));
    if let Some(error) = error {
        response.extensions_mut().insert(ShownError(error));
    }
    response
}

/// The handshake of a legacy client.
async fn initialized(offer: &impl Offer, request: &Request) -> Outcome<Response<Body>> {
    offer.admit().await?;
    let asked = request.text("protocolVersion")?;
    let version = LEGACY.into_iter().find(|version| *version == asked).unwrap_or(LEGACY[0]);
    let opens_urls = era::opens_urls(request.params.get("capabilities").unwrap_or(&Value::Null));
    let result = json!({
        "protocolVersion": version,
        "capabilities": offer.capabilities(),
        "serverInfo": era::server_info(),
        "instructions": offer.instructions(),
    });
    let mut response = http_response(200, message::reply(&request.id, &result));
    let id = offer.open_session(version, opens_urls).await?;
    response.headers_mut().insert(SESSION_ID, HeaderValue::from_str(&id).map_err(Error::internal)?);
    Ok(response)
}

/// Lists have one page, so there is no cursor.
fn check_cursor(request: &Request) -> Outcome<()> {
    match request.params.get("cursor") {
        None | Some(Value::Null) => Ok(()),
        Some(_) => Err(Failure::invalid_params("There is no such cursor: the list has one page.").into()),
    }
}
