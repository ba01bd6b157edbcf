//! Server-sent events (WHATWG HTML, section 9.2). A pod serves a socket, so that it can sleep; the edge turns it into events.

use std::ops::ControlFlow;
use std::pin::pin;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures_channel::mpsc;
use futures_util::future::{Either, select};
use futures_util::{SinkExt, StreamExt};
use wasm_bindgen_futures::spawn_local;
use worker::{WebSocket, WebsocketEvent};

use crate::error::{Error, Result};
use crate::platform::{clock, http, log, timer};
use crate::time::SECOND;

/// How often a client is shown that the server is there: clients and proxies give up on silence.
const KEEP_ALIVE_INTERVAL: i64 = 20 * SECOND;

/// The answer to a client, event by event.
pub struct Events(mpsc::Sender<Bytes>);

impl Events {
    /// Shows that the server is there.
    pub async fn sign_of_life(&mut self) -> Result<()> {
        self.send(":\n\n".to_owned()).await
    }

    /// An event with data on one line. With an id, a client that comes back says where it was.
    pub async fn event(&mut self, id: Option<i64>, name: &str, data: &str) -> Result<()> {
        let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
        self.send(format!("{id}event: {name}\ndata: {data}\n\n")).await
    }

    /// A message of a protocol.
    pub async fn message(&mut self, id: Option<i64>, message: &str) -> Result<()> {
        self.event(id, "message", message).await
    }

    /// Where a client is that has not received anything yet.
    pub async fn place(&mut self, id: i64) -> Result<()> {
        self.send(format!("id: {id}\ndata:\n\n")).await
    }

    /// After how many milliseconds a client comes back.
    pub async fn retry(&mut self, millis: u32) -> Result<()> {
        self.send(format!("retry: {millis}\n\n")).await
    }

    /// Fails when the client has gone.
    async fn send(&mut self, text: String) -> Result<()> {
        self.0.send(Bytes::from(text)).await.map_err(Error::internal)
    }
}

/// An answer that a task gives while it runs. The task ends when the client has gone: sending fails then.
pub fn answered_by(work: impl AsyncFnOnce(Events) -> Result<()> + 'static) -> Response<Body> {
    let (sender, events) = mpsc::channel(1);
    let client = sender.clone();
    spawn_local(async move {
        let done = work(Events(sender)).await;
        if !client.is_closed() {
            log::logged(done);
        }
    });
    let mut response = Response::new(Body::from_stream(events.map(Ok::<_, Error>)));
    for (name, value) in [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    // Proxies pass on each event at once.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// What comes from a pod.
pub enum Frame {
    Text(String),
    Bytes(Vec<u8>),
}

/// The socket of a pod, which is closed at the end.
pub struct PodSocket(WebSocket);

impl PodSocket {
    /// Of a socket that is not accepted yet.
    pub fn new(socket: WebSocket) -> Self {
        Self(socket)
    }

    /// Says something to the pod.
    pub fn say(&self, text: &str) -> Result<()> {
        Ok(self.0.send_with_str(text)?)
    }

    /// Runs for each frame, until that breaks, the time is over or the pod closes the socket. `wait` is the longest time in milliseconds
    /// without a frame; then `frame` runs without one.
    pub async fn each(
        &self,
        client: &mut Events,
        until: i64,
        wait: Option<i64>,
        mut frame: impl AsyncFnMut(&mut Events, Option<Frame>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        // By default, binary messages are blobs, which have to be waited for.
        js_sys::Reflect::set(self.0.as_ref(), &"binaryType".into(), &"arraybuffer".into()).map_err(http::js)?;
        let mut frames = pin!(self.0.events()?);
        self.0.accept()?;
        loop {
            let left = (until - clock::system()).min(wait.unwrap_or(KEEP_ALIVE_INTERVAL));
            if left <= 0 {
                return Ok(());
            }
            let came = match select(frames.next(), pin!(timer::sleep(left.unsigned_abs()))).await {
                Either::Left((Some(Ok(WebsocketEvent::Message(message))), _)) => Some(match message.text() {
                    Some(text) => Frame::Text(text),
                    None => Frame::Bytes(message.bytes().unwrap_or_default()),
                }),
                Either::Left(_) => return Ok(()),
                Either::Right(_) => {
                    client.sign_of_life().await?;
                    None
                }
            };
            if frame(client, came).await?.is_break() {
                return Ok(());
            }
        }
    }
}

impl Drop for PodSocket {
    fn drop(&mut self) {
        let _ = self.0.close(Some(1000), Some("done"));
    }
}
