//! Live events, pushed over a WebSocket as they happen.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{State, WebSocket, WebSocketPair};

use super::events::{StoredEvent, is_about_approval};
use super::sockets::{self, NewSocket, Purpose};
use crate::error::{Code, Error, Result};
use crate::platform::{http, values};
use crate::pod::Pod;
use crate::wire::{BEARER_PROTOCOL, Query, protocol_token};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Connect {
    /// The API key, for clients that can send neither `Authorization` nor `Sec-WebSocket-Protocol`.
    #[allow(dead_code)]
    token: Option<String>,
    /// The environment, for people whose clients cannot send `X-Environment`.
    #[allow(dead_code)]
    #[param(example = "env_0a1b2c3d4e5f6g7h")]
    environment: Option<String>,
    /// Replay the events after this cursor.
    since: Option<i64>,
}

/// The first message on a socket.
#[derive(Serialize, ToSchema)]
pub struct Connected<'a> {
    /// Always `connected`.
    #[schema(example = "connected")]
    r#type: &'a str,
    pod_id: &'a str,
    /// The cursor of the newest event. To miss no event, connect again with it as `since`.
    cursor: i64,
    /// Whether all events after `since` are still stored. They follow.
    complete: bool,
}

/// Receive events as they happen.
///
/// Upgrades to a WebSocket. Send the key in `Authorization: Bearer <key>`, in `Sec-WebSocket-Protocol: bearer, <key>`, or
/// in `?token=`; the first two keep it out of URLs and logs.
///
/// The server first sends `{"type":"connected","pod_id":…,"cursor":…,"complete":true}`. Then it sends one JSON message for each event,
/// for example `{"type":"email.received","id":…,"cursor":…,"address":…,"message":{…}}` with the message as in the inbox list.
/// `?since=<cursor>` replays events that were missed; the newest 10,000 are stored. The server answers the text `ping` with `pong`.
///
/// The socket is closed with code 4401 when its key is revoked or its session ends, with 4403 when the pod is suspended or the key
/// loses the permission, and with 1013
/// when the server cannot check the key for some seconds. After 1013, connect again with `since`.
#[operation(
    GET "/v1/ws", tag = "websocket", permission = MailRead, socket, headers("upgrade"),
    replies((status = 101, description = "The socket is open.")),
    errors(WebSocketRequired = "The request is not a WebSocket upgrade."),
)]
pub async fn connect(pod: Pod, headers: HeaderMap, Query(query): Query<Connect>) -> Result<Response<Body>> {
    check_upgrade(&headers)?;
    let key = &pod.caller()?.key;
    sockets::watch(&pod, pod.caller()?.grant.expires_at).await?;
    // Checked again: the credential can have ended meanwhile. No await follows.
    let grant = pod.authenticate_again().await?;
    let (response, server) = upgrade(&headers)?;
    let new = NewSocket { socket: &server, key, grant: &grant, purpose: Purpose::Events, tag: None, position: None };
    sockets::accept(&pod, new)?;
    let sees_approvals = grant.sees_approvals(pod.id());
    greet(&pod, &server, query.since, |event| sees_approvals || !is_about_approval(event))?;
    Ok(response)
}

/// Checks that a request is a WebSocket upgrade.
///
/// # Errors
/// `websocket_required`.
pub fn check_upgrade(headers: &HeaderMap) -> Result<()> {
    let upgrade = headers.get(header::UPGRADE).is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if upgrade {
        return Ok(());
    }
    Err(Error::new(Code::WebSocketRequired, "This path accepts WebSocket upgrades only."))
}

/// The answer to an upgrade, and the server's end of the socket.
pub fn upgrade(headers: &HeaderMap) -> Result<(Response<Body>, WebSocket)> {
    let WebSocketPair { client, server } = WebSocketPair::new()?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let offered = headers.get(header::SEC_WEBSOCKET_PROTOCOL);
    if offered.is_some_and(|offered| protocol_token(offered).is_some()) {
        response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(BEARER_PROTOCOL));
    }
    response.extensions_mut().insert(http::Upgraded(client));
    Ok((response, server))
}

/// Sends the first message, and the events after a cursor that a socket shows.
pub fn greet(pod: &Pod, socket: &WebSocket, since: Option<i64>, shows: impl Fn(&str) -> bool) -> Result<()> {
    #[derive(FromRow)]
    struct Cursors {
        oldest: i64,
        newest: i64,
    }
    const SELECT_CURSORS: &str = "SELECT coalesce((SELECT min(cursor) FROM event), 1) AS oldest, (SELECT coalesce(max(cursor), 0) FROM event) AS newest";
    const SELECT_EVENTS: &str = "SELECT cursor, body FROM event WHERE cursor > ? ORDER BY cursor LIMIT 100";
    let cursors: Option<Cursors> = pod.sql().row(SELECT_CURSORS, &[])?;
    let Cursors { oldest, newest } = cursors.ok_or_else(|| Error::internal("no cursors"))?;
    let complete = since.is_none_or(|since| since >= oldest - 1);
    socket.send(&Connected { r#type: "connected", pod_id: pod.id().as_str(), cursor: newest, complete })?;
    let mut last = since.unwrap_or(newest);
    loop {
        let events: Vec<StoredEvent> = pod.sql().rows(SELECT_EVENTS, &values![last])?;
        let Some(end) = events.last() else { return Ok(()) };
        last = end.cursor;
        for event in events.iter().filter(|event| shows(&event.body)) {
            socket.send_with_str(&event.body)?;
        }
    }
}

/// Lets the runtime answer pings while the object sleeps.
pub fn prepare(state: &State) {
    if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
        state.set_websocket_auto_response(&pair);
    }
}

/// Answers a client's message: clients send nothing but `ping`.
pub fn answer(socket: &WebSocket) -> worker::Result<()> {
    socket
        .send_with_str(r#"{"type":"error","error":"invalid_request","code":"invalid_request","message":"Nothing but ping is understood here."}"#)
}

/// Completes the closing handshake.
pub fn closed(socket: &WebSocket, code: usize) {
    // 1005 and 1006 say that there was no code; they cannot be sent.
    let code = u16::try_from(code).ok().filter(|code| !matches!(code, 1005 | 1006));
    let _ = socket.close(Some(code.unwrap_or(1000)), Some(""));
}
