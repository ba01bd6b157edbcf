//! The credential of a request.

use axum::http::request::Parts;
use axum::http::{HeaderValue, header};

use super::operation::{API_KEY, Caller, ENVIRONMENT, Operation};
use crate::credential::Kind;

/// Prefix of a session's token. Some clients add it a second time.
const SESSION: &str = "session_";
/// The subprotocol that announces a key: `Sec-WebSocket-Protocol: bearer, <key>`.
pub const BEARER_PROTOCOL: &str = "bearer";

/// Reads the bearer token of `Authorization` (RFC 6750), or `X-API-Key` where the operation takes it. A WebSocket can also send it as a subprotocol or as `?token=`, because browsers
/// cannot set headers there. The URL of a calendar feed contains it.
pub fn token(head: &Parts, operation: &Operation) -> Option<String> {
    if operation.caller == Caller::FeedToken {
        return in_query(head, "cal_token");
    }
    let bearer = head.headers.get(header::AUTHORIZATION).and_then(|value| bearer(value.to_str().ok()?));
    let api_key = || head.headers.get(API_KEY).filter(|_| operation.takes_api_key)?.to_str().ok();
    let sent = bearer.or_else(api_key).map(str::to_owned);
    let sent = sent.or_else(|| if operation.is_socket { of_socket(head) } else { None })?;
    Some(match sent.strip_prefix(SESSION) {
        Some(rest) if rest.starts_with(SESSION) => rest.to_owned(),
        _ => sent,
    })
}

/// The environment that the request names: in the header, or in the query of a WebSocket.
pub fn environment(head: &Parts, operation: &Operation) -> Option<String> {
    if !matches!(operation.caller, Caller::Pod | Caller::Mcp) {
        return None;
    }
    let header = head.headers.get(ENVIRONMENT).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned());
    header.or_else(|| if operation.is_socket { in_query(head, "environment") } else { None })
}

fn of_socket(head: &Parts) -> Option<String> {
    let protocol = head.headers.get(header::SEC_WEBSOCKET_PROTOCOL).and_then(protocol_token);
    // OAuth 2.1 forbids access tokens in URLs.
    let in_query = || in_query(head, "token").filter(|token| Kind::of(token) != Some(Kind::AccessToken));
    protocol.map(str::to_owned).or_else(in_query)
}

fn in_query(head: &Parts, parameter: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(head.uri.query()?).ok()?;
    pairs.into_iter().find_map(|(name, value)| (name == parameter).then_some(value))
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The credential among the subprotocols that a client offers.
pub fn protocol_token(offered: &HeaderValue) -> Option<&str> {
    let mut offered = offered.to_str().ok()?.split(',').map(str::trim);
    (offered.next()? == BEARER_PROTOCOL).then(|| offered.next())?
}
