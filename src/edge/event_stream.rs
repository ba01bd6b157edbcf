//! Server-sent events. The pod serves a socket, so that it can sleep; the edge turns it into events.

use std::pin::pin;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures_channel::mpsc;
use futures_util::future::{Either, select};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;
use worker::{WebSocket, WebsocketEvent};

use crate::error::{Error, Result};
use crate::platform::{clock, log, timer};

/// The answer to a client, event by event.
pub struct Events(mpsc::Sender<Bytes>);

impl Events {
    /// Shows that the server is there.
    pub async fn sign_of_life(&mut self) -> Result<()> {
        self.send(":\n\n".to_owned()).await
    }

    /// A message. With an id, a client that comes back says where it was.
    pub async fn message(&mut self, id: Option<i64>, message: &str) -> Result<()> {
        let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
        self.send(format!("{id}event: message\ndata: {message}\n\n")).await
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

/// An answer that a task gives while it runs.
pub fn answered_by(work: impl AsyncFnOnce(Events) -> Result<()> + 'static) -> Response<Body> {
    let (sender, events) = mpsc::channel(1);
    spawn_local(async move {
        log::logged(work(Events(sender)).await);
    });
    let mut response = Response::new(Body::from_stream(events.map(Ok::<_, Error>)));
    for (name, value) in [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    // Proxies pass on each event at once.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// What comes from a pod's socket, for some time.
pub struct PodEvents<'a> {
    pub socket: &'a WebSocket,
    /// When it is over, in milliseconds since the epoch.
    pub until: i64,
    /// How often the client is shown that the server is there, in milliseconds.
    pub pulse: i64,
}

impl PodEvents<'_> {
    /// Runs for each event until the time is over or the pod closes the socket, because the credential has ended.
    pub async fn each(
        &self,
        client: &mut Events,
        mut event: impl AsyncFnMut(&mut Events, &Value) -> Result<()>,
    ) -> Result<()> {
        let mut messages = pin!(self.socket.events()?);
        self.socket.accept()?;
        loop {
            let left = (self.until - clock::system()).min(self.pulse);
            if left <= 0 {
                return Ok(());
            }
            match select(messages.next(), pin!(timer::sleep(left.unsigned_abs()))).await {
                Either::Left((Some(Ok(WebsocketEvent::Message(message))), _)) => {
                    if let Some(text) = message.text() {
                        event(client, &serde_json::from_str(&text).map_err(Error::internal)?).await?;
                    }
                }
                Either::Left(_) => return Ok(()),
                Either::Right(_) => client.sign_of_life().await?,
            }
        }
    }
}
