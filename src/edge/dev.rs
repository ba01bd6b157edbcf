//! Endpoints for development and tests. They exist only with `DEV_ENDPOINTS=true` and answer only programs on this machine. Web pages are
//! refused, also those whose host name resolves to this machine (DNS rebinding).

use axum::body::Body;
use axum::http::{Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::mcp;
use crate::config::Config;
use crate::directory::{Envelope, MailRouter, RoutingOutcome};
use crate::error::{Code, Result};
use crate::platform::http::{MessageBody, RequestLine};
use crate::platform::{Bindings, clock, http, lost};
use crate::pod::mail::outbox;
use crate::time::Timestamp;
use crate::wire::{MAX_BODY_BYTES, SameOrigin, no_such_path};

pub const PATH_PREFIX: &str = "/dev/";

/// Names of this machine.
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

#[derive(Deserialize)]
struct Clock {
    /// The time to set; null for the real time.
    now: Option<Timestamp>,
}

#[derive(Deserialize)]
struct LostCalls {
    pod: String,
    call: String,
    times: u32,
}

#[derive(Deserialize)]
struct Email {
    from: String,
    to: String,
}

/// Answers a request to a development endpoint.
///
/// `GET /dev/outbox` lists messages that were logged instead of sent (`MAIL_PROVIDER=log`).
/// `POST /dev/email?from=…&to=…` receives a raw message as the email event does. `POST /dev/clock {"now": …}` sets the clock.
/// `POST /dev/mcp` and `GET /dev/mcp` serve the fixtures of the conformance suite of the Model Context Protocol.
/// `POST /dev/lost-calls {"pod": …, "call": …, "times": …}` lets the next internal calls of a pod with that name fail.
pub async fn answer(
    bindings: &Bindings,
    config: &Config,
    line: &RequestLine,
    request: web_sys::Request,
) -> Response<Body> {
    let answered =
        if config.dev_endpoints { call(bindings, line, &mut request.into()).await } else { Err(no_such_path()) };
    same_origin(answered.unwrap_or_else(IntoResponse::into_response))
}

/// A reply that pages of other origins may not read.
pub fn same_origin(mut response: Response<Body>) -> Response<Body> {
    response.extensions_mut().insert(SameOrigin);
    response
}

async fn call(bindings: &Bindings, line: &RequestLine, request: &mut worker::Request) -> Result<Response<Body>> {
    check_sender(request)?;
    let query = line.uri.query().unwrap_or_default();
    match (&line.method, line.uri.path()) {
        (&Method::POST, "/dev/email") => {
            let email: Email =
                serde_urlencoded::from_str(query).map_err(|error| crate::Error::invalid(error.to_string()))?;
            let size = request.headers().get("content-length")?.and_then(|length| length.parse().ok());
            let message = MessageBody::stream(request.inner().body(), size);
            let envelope = Envelope { from: email.from, to: email.to, internal: false };
            Ok(match MailRouter::new(bindings)?.deliver(&envelope, message).await? {
                RoutingOutcome::Accepted => json(StatusCode::OK, &json!({ "accepted": true })),
                RoutingOutcome::Refused(reason) => {
                    json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "rejected": reason }))
                }
            })
        }
        (&Method::POST, "/dev/clock") => {
            let bytes = http::read(request, MAX_BODY_BYTES).await?;
            let to: Clock = serde_json::from_slice(&bytes).map_err(|error| crate::Error::invalid(error.to_string()))?;
            clock::set(to.now);
            Ok(json(StatusCode::OK, &json!({ "now": clock::now() })))
        }
        (&Method::POST, "/dev/lost-calls") => {
            let bytes = http::read(request, MAX_BODY_BYTES).await?;
            let LostCalls { pod, call, times } =
                serde_json::from_slice(&bytes).map_err(|error| crate::Error::invalid(error.to_string()))?;
            lost::lose(pod, call, times);
            Ok(json(StatusCode::OK, &json!({ "times": times })))
        }
        (&Method::POST, "/dev/mcp") => {
            let body = http::read(request, MAX_BODY_BYTES).await?;
            mcp::answer_fixture(&mcp::Posted::new(request.headers(), body)?).await
        }
        (&Method::GET, "/dev/mcp") => Ok(mcp::fixture_news()),
        (&Method::GET, "/dev/outbox") => Ok(json(StatusCode::OK, &json!({ "messages": outbox::printed() }))),
        _ => Err(no_such_path()),
    }
}

/// Refuses requests to other hosts, and requests from pages of other origins.
fn check_sender(request: &worker::Request) -> Result<()> {
    let (url, headers) = (request.url()?, request.headers());
    let is_local = url.host_str().is_some_and(|host| LOCAL_HOSTS.contains(&host));
    let is_ours = headers.get("origin")?.is_none_or(|origin| origin == url.origin().ascii_serialization());
    let is_same_site =
        headers.get("sec-fetch-site")?.is_none_or(|site| matches!(site.as_str(), "same-origin" | "none"));
    if is_local && is_ours && is_same_site {
        return Ok(());
    }
    Err(crate::Error::new(Code::Forbidden, "Pages of other origins cannot use development endpoints.")
        .fix("Send the request from a program, to localhost, 127.0.0.1 or [::1]."))
}

fn json(status: StatusCode, value: &serde_json::Value) -> Response<Body> {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
