//! The output of a run as server-sent events. The pod serves a socket, so that it can sleep; the edge turns it into events.

use std::pin::pin;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use futures_channel::mpsc;
use futures_util::future::{Either, select};
use futures_util::{SinkExt, StreamExt};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasm_bindgen_futures::spawn_local;
use worker::{WebSocket, WebsocketEvent};

use crate::credential::KeyHash;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::platform::{clock, http, timer};
use crate::rpc::WatchRun;
use crate::time::{MINUTE, SECOND};
use crate::wire::{Path, Principal, Query, to_json};

/// How long one reply lasts, and how often it shows that it is alive.
const LONGEST: i64 = 5 * MINUTE;
const SIGN_OF_LIFE: i64 = 25 * SECOND;
/// How long clients wait before they ask again, in milliseconds.
const RETRY: &str = "retry: 1000\n\n";

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FollowOutput {
    /// The offset of the first byte, if there is no `Last-Event-ID`. Default: 0, the beginning.
    #[serde(default)]
    #[param(example = 0)]
    since: u32,
}

/// The data of an `output` event.
#[derive(Serialize, ToSchema)]
struct OutputEvent<'a> {
    /// Text as the terminal shows it, with its control sequences. Bytes that are not UTF-8 are replaced by U+FFFD.
    output: &'a str,
    /// The offset after it, also the event's id.
    next: i64,
}

/// Follow a run's output.
///
/// Replies with server-sent events (`text/event-stream`): `output` with `{"output":…,"next":…}`, `status` with `{"status":…}`, and at the end `ended`. The `id` of
/// an event is the offset in bytes after it. A reply lasts 5 minutes at most; a browser's `EventSource` then asks again by itself, with
/// `Last-Event-ID`, and gets what follows. After `ended`, close the `EventSource`.
#[operation(
    GET "/api/v1/ext/orgs/{org}/pods/{key}/stream", tag = "runs", caller = Pod, permission = RunsRead, api_key, headers("last-event-id"),
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    replies((status = 200, description = "The events.", body = String, content_type = "text/event-stream")),
    errors(NotFound),
)]
pub async fn follow_run_output(
    edge: Edge,
    caller: Principal,
    credential: KeyHash,
    headers: HeaderMap,
    Path((org, run)): Path<(String, String)>,
    Query(follow): Query<FollowOutput>,
) -> Result<Response<Body>> {
    caller.check_organization(&org)?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let since = last.unwrap_or(i64::from(follow.since));
    let watch = WatchRun { key: credential.as_str().to_owned(), run, since };
    let socket = edge.internal_rpc()?.socket(&caller.pod, &watch).await?;
    let (sender, events) = mpsc::channel(1);
    spawn_local(async move {
        let _ = follow_socket(&socket, sender).await;
        let _ = socket.close(Some(1000), Some("done"));
    });
    let mut response = Response::new(Body::from_stream(events.map(Ok::<_, Error>)));
    for (name, value) in [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// The events of a socket, until it ends, the reader has gone, or the time is over.
async fn follow_socket(socket: &WebSocket, mut sender: mpsc::Sender<Bytes>) -> Result<()> {
    // By default, binary messages are blobs, which have to be waited for.
    js_sys::Reflect::set(socket.as_ref(), &"binaryType".into(), &"arraybuffer".into()).map_err(http::js)?;
    let mut messages = pin!(socket.events()?);
    socket.accept()?;
    let (end, mut output) = (clock::system() + LONGEST, Output::default());
    let mut send = async |text: String| sender.send(Bytes::from(text)).await.map_err(Error::internal);
    send(RETRY.to_owned()).await?;
    loop {
        let left = (end - clock::system()).min(SIGN_OF_LIFE);
        if left <= 0 {
            return Ok(());
        }
        let message = match select(messages.next(), pin!(timer::sleep(left.unsigned_abs()))).await {
            Either::Left((Some(Ok(WebsocketEvent::Message(message))), _)) => message,
            Either::Left(_) => return Ok(()),
            Either::Right(_) => {
                send(": alive\n\n".to_owned()).await?;
                continue;
            }
        };
        match message.text() {
            Some(text) => {
                let Some(told) = output.told(&text)? else { continue };
                send(told.event).await?;
                if told.is_last {
                    return Ok(());
                }
            }
            None => {
                if let Some(event) = output.take(&message.bytes().unwrap_or_default())? {
                    send(event).await?;
                }
                socket.send_with_str(format!(r#"{{"type":"ack","offset":{}}}"#, output.end()))?;
            }
        }
    }
}

/// The place in the output. A character whose end has not come yet waits.
#[derive(Default)]
struct Output {
    next: i64,
    rest: Vec<u8>,
}

/// An event, and whether it is the last one.
struct Told {
    event: String,
    is_last: bool,
}

/// What is read of a text message of the pod.
#[derive(Deserialize)]
struct FromPod {
    r#type: String,
    offset: Option<i64>,
}

impl Output {
    fn end(&self) -> i64 {
        self.next + self.rest.len() as i64
    }

    /// New bytes, as an event.
    fn take(&mut self, new: &[u8]) -> Result<Option<String>> {
        self.rest.extend_from_slice(new);
        let whole = match std::str::from_utf8(&self.rest) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.rest.len(),
        };
        self.emit(whole)
    }

    /// The first bytes that wait, as an event.
    fn emit(&mut self, bytes: usize) -> Result<Option<String>> {
        if bytes == 0 {
            return Ok(None);
        }
        let rest = self.rest.split_off(bytes);
        let bytes = std::mem::replace(&mut self.rest, rest);
        self.next += bytes.len() as i64;
        let output = String::from_utf8_lossy(&bytes);
        let data = to_json(&OutputEvent { output: &output, next: self.next })?;
        Ok(Some(format!("id: {}\nevent: output\ndata: {data}\n\n", self.next)))
    }

    /// A text message, as events. Others than these are for clients of the socket.
    fn told(&mut self, text: &str) -> Result<Option<Told>> {
        let message: FromPod = serde_json::from_str(text).map_err(Error::internal)?;
        match &*message.r#type {
            "connected" => {
                self.next = message.offset.unwrap_or_default();
                Ok(None)
            }
            "skipped" => {
                self.rest.clear();
                self.next = message.offset.unwrap_or(self.next);
                Ok(None)
            }
            kind @ ("status" | "ended") => {
                let is_last = kind == "ended";
                let before = if is_last { self.emit(self.rest.len())? } else { None };
                let event = format!("{}event: {kind}\ndata: {text}\n\n", before.unwrap_or_default());
                Ok(Some(Told { event, is_last }))
            }
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_ends_between_two_characters() {
        let mut output = Output::default();
        let euro = "€".as_bytes();
        assert_eq!(output.take(&euro[..2]).expect("JSON"), None);
        assert_eq!(output.end(), 2);
        let event = output.take(&[&euro[2..], b"\n\"x"].concat()).expect("JSON");
        assert_eq!(event.as_deref(), Some("id: 6\nevent: output\ndata: {\"output\":\"€\\n\\\"x\",\"next\":6}\n\n"));
    }

    #[test]
    fn the_end_brings_what_waits() {
        let mut output = Output::default();
        output.take(b"a\xe2").expect("JSON");
        let told = output.told(r#"{"type":"ended","status":"completed"}"#).expect("JSON").expect("an event");
        assert!(
            told.is_last && told.event.starts_with("id: 2\nevent: output\ndata: {\"output\":\"\u{fffd}\""),
            "{}",
            told.event
        );
        assert!(told.event.ends_with("event: ended\ndata: {\"type\":\"ended\",\"status\":\"completed\"}\n\n"));
    }
}
