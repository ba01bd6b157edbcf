//! The output of a run as server-sent events.

use std::ops::ControlFlow;

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::credential::KeyHash;
use crate::edge::Edge;
use crate::edge::event_stream::{self, Events, Frame, PodSocket};
use crate::error::{Error, Result};
use crate::platform::clock;
use crate::rpc::WatchRun;
use crate::time::MINUTE;
use crate::wire::{Path, Principal, Query, to_json};

/// How long one reply lasts.
const MAX_STREAM_AGE: i64 = 5 * MINUTE;
/// How long clients wait before they ask again.
const RETRY_MILLIS: u32 = 1_000;

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
    let socket = PodSocket::new(edge.internal_rpc()?.socket(&caller.pod, &watch).await?);
    Ok(event_stream::answered_by(async move |mut events: Events| {
        events.retry(RETRY_MILLIS).await?;
        let mut output = Output::default();
        socket
            .each(&mut events, clock::system() + MAX_STREAM_AGE, None, async |events, frame| {
                output.show(events, &socket, frame).await
            })
            .await
    }))
}

/// The place in the output. A character whose end has not come yet waits.
#[derive(Default)]
struct Output {
    next: i64,
    rest: Vec<u8>,
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

    /// Shows what came from the pod, and acknowledges bytes.
    async fn show(&mut self, events: &mut Events, socket: &PodSocket, frame: Option<Frame>) -> Result<ControlFlow<()>> {
        match frame {
            Some(Frame::Text(text)) => return self.tell(events, &text).await,
            Some(Frame::Bytes(bytes)) => {
                if let Some(data) = self.take(&bytes)? {
                    events.event(Some(self.next), "output", &data).await?;
                }
                socket.say(&format!(r#"{{"type":"ack","offset":{}}}"#, self.end()))?;
            }
            None => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Shows a text message. Others than these are for clients of the socket.
    async fn tell(&mut self, events: &mut Events, text: &str) -> Result<ControlFlow<()>> {
        let message: FromPod = serde_json::from_str(text).map_err(Error::internal)?;
        match &*message.r#type {
            "connected" => self.next = message.offset.unwrap_or_default(),
            "skipped" => {
                self.rest.clear();
                self.next = message.offset.unwrap_or(self.next);
            }
            "status" => events.event(None, "status", text).await?,
            "ended" => {
                if let Some(data) = self.emit(self.rest.len())? {
                    events.event(Some(self.next), "output", &data).await?;
                }
                events.event(None, "ended", text).await?;
                return Ok(ControlFlow::Break(()));
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// New bytes, as the data of an event.
    fn take(&mut self, new: &[u8]) -> Result<Option<String>> {
        self.rest.extend_from_slice(new);
        let whole = match std::str::from_utf8(&self.rest) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.rest.len(),
        };
        self.emit(whole)
    }

    /// The first bytes that wait, as the data of an event.
    fn emit(&mut self, bytes: usize) -> Result<Option<String>> {
        if bytes == 0 {
            return Ok(None);
        }
        let rest = self.rest.split_off(bytes);
        let bytes = std::mem::replace(&mut self.rest, rest);
        self.next += bytes.len() as i64;
        let output = String::from_utf8_lossy(&bytes);
        to_json(&OutputEvent { output: &output, next: self.next }).map(Some)
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
        let data = output.take(&[&euro[2..], b"\n\"x"].concat()).expect("JSON");
        assert_eq!(data.as_deref(), Some(r#"{"output":"€\n\"x","next":6}"#));
    }

    #[test]
    fn the_end_brings_what_waits() {
        let mut output = Output::default();
        output.take(b"a\xe2").expect("JSON");
        let data = output.emit(output.rest.len()).expect("JSON");
        assert_eq!((data.as_deref(), output.next), (Some("{\"output\":\"\u{fffd}\",\"next\":2}"), 2));
    }
}
