//! The WebSocket to the pod: opened again whenever it is lost.

use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use run_protocol::{FromRunner, PROTOCOL, ToRunner};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::{Instant, interval_at, sleep, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Bytes, Error, Message,
        client::IntoClientRequest,
        http::{HeaderValue, header::AUTHORIZATION},
    },
};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
const PING_INTERVAL: Duration = Duration::from_secs(30);
/// Without any message for so long, the connection is lost.
const SILENCE: Duration = Duration::from_secs(45);
const MIN_DELAY: Duration = Duration::from_millis(200);
const MAX_DELAY: Duration = Duration::from_secs(30);
/// While the pod is suspended.
const SUSPENDED_DELAY: Duration = Duration::from_secs(60);
/// So many refusals of the key in a row are taken as true.
const MAX_REFUSALS: u32 = 3;

/// Close codes of the pod.
const KEY_ENDED: u16 = 4401;
const SUSPENDED: u16 = 4403;

pub enum ConnectionEvent {
    /// Open. Messages go here until it is closed.
    Connected(Outbox),
    Message(ToRunner),
    /// A command that this version does not understand.
    UnknownCommand(String),
    Frame(Bytes),
    Closed(Closed),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is opened again.
    Lost,
    /// The pod is suspended. It is opened again.
    Suspended,
    /// The runner's key is not valid any more. There are no further events.
    KeyEnded,
}

/// Sends to the pod. Text messages go before frames.
pub struct Outbox {
    texts: UnboundedSender<String>,
    /// The daemon limits how many are in flight.
    frames: UnboundedSender<Vec<u8>>,
}

impl Outbox {
    pub fn send(&self, message: &FromRunner) {
        match serde_json::to_string(message) {
            // If the connection is closed, the next one begins with a complete report.
            Ok(text) => drop(self.texts.send(text)),
            Err(error) => eprintln!("cannot write a message: {error}"),
        }
    }

    pub fn send_frame(&self, frame: Vec<u8>) {
        let _ = self.frames.send(frame);
    }
}

/// The address of the pod's socket: the one that the pod gave, or the usual one.
pub fn url(given: Option<&str>, server: &str) -> String {
    let usual = || format!("{}/v1/runners/connect", server.trim_end_matches('/'));
    let url = given.map_or_else(usual, str::to_owned);
    let url = url.strip_prefix("http").map_or_else(|| url.clone(), |rest| format!("ws{rest}"));
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}protocol={PROTOCOL}")
}

/// Keeps a connection open until the key ends.
pub async fn keep(url: String, key: String, events: UnboundedSender<ConnectionEvent>) {
    let (mut delay, mut refusals) = (MIN_DELAY, 0);
    loop {
        let started = Instant::now();
        let closed = match open(&url, &key).await {
            Ok(socket) => {
                refusals = 0;
                let closed = serve(socket, &events).await;
                if started.elapsed() > MAX_DELAY {
                    delay = MIN_DELAY;
                }
                closed
            }
            Err(error) => {
                eprintln!("cannot connect to {url}: {error:#}");
                refused(&error, &mut refusals)
            }
        };
        if events.send(ConnectionEvent::Closed(closed)).is_err() || closed == Closed::KeyEnded {
            return;
        }
        let pause = if closed == Closed::Suspended { SUSPENDED_DELAY } else { delay };
        sleep(jittered(pause)).await;
        delay = (delay * 2).min(MAX_DELAY);
    }
}

async fn open(url: &str, key: &str) -> Result<Socket> {
    let mut request = url.into_client_request()?;
    let bearer = HeaderValue::from_str(&format!("Bearer {key}")).context("the key is damaged")?;
    request.headers_mut().insert(AUTHORIZATION, bearer);
    let (socket, _) = timeout(CONNECT_TIMEOUT, connect_async(request)).await.context("no answer")??;
    if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
        stream.set_nodelay(true)?;
    }
    Ok(socket)
}

/// What a refused connection means.
fn refused(error: &anyhow::Error, refusals: &mut u32) -> Closed {
    let status = match error.downcast_ref::<Error>() {
        Some(Error::Http(response)) => response.status().as_u16(),
        _ => 0,
    };
    // A deployment that is being changed may refuse a valid key for a moment.
    *refusals = if status == 401 { *refusals + 1 } else { 0 };
    match status {
        401 if *refusals >= MAX_REFUSALS => Closed::KeyEnded,
        403 => Closed::Suspended,
        _ => Closed::Lost,
    }
}

/// Passes messages in both directions until the connection is lost.
async fn serve(socket: Socket, events: &UnboundedSender<ConnectionEvent>) -> Closed {
    let (texts, texts_out) = unbounded_channel();
    let (frames, frames_out) = unbounded_channel();
    if events.send(ConnectionEvent::Connected(Outbox { texts, frames })).is_err() {
        return Closed::Lost;
    }
    let (sink, mut stream) = socket.split();
    let writing = write(sink, texts_out, frames_out);
    let reading = async {
        loop {
            match timeout(SILENCE, stream.next()).await {
                Ok(Some(Ok(message))) => {
                    if let Some(closed) = receive(message, events) {
                        return closed;
                    }
                }
                _ => return Closed::Lost,
            }
        }
    };
    tokio::select! {
        closed = reading => closed,
        () = writing => Closed::Lost,
    }
}

async fn write(
    mut sink: impl SinkExt<Message> + Unpin,
    mut texts: UnboundedReceiver<String>,
    mut frames: UnboundedReceiver<Vec<u8>>,
) {
    let mut pings = interval_at(Instant::now() + PING_INTERVAL, PING_INTERVAL);
    loop {
        let message = tokio::select! {
            biased;
            _ = pings.tick() => Message::text("ping"),
            Some(text) = texts.recv() => Message::text(text),
            Some(frame) = frames.recv() => Message::binary(frame),
            else => return,
        };
        if sink.send(message).await.is_err() {
            return;
        }
    }
}

fn receive(message: Message, events: &UnboundedSender<ConnectionEvent>) -> Option<Closed> {
    let event = match message {
        Message::Text(text) if text.as_str() == "pong" => return None,
        Message::Text(text) => match serde_json::from_str(&text) {
            Ok(message) => ConnectionEvent::Message(message),
            // It may contain secrets, so it is not shown. A newer pod may say what this runner does not know.
            Err(_) => ConnectionEvent::UnknownCommand(command(&text)?),
        },
        Message::Binary(frame) => ConnectionEvent::Frame(frame),
        Message::Close(frame) => {
            let code = frame.map_or(0, |frame| u16::from(frame.code));
            return Some(match code {
                KEY_ENDED => Closed::KeyEnded,
                SUSPENDED => Closed::Suspended,
                _ => Closed::Lost,
            });
        }
        _ => return None,
    };
    events.send(event).is_err().then_some(Closed::Lost)
}

/// The id of a command, which has to be answered.
fn command(text: &str) -> Option<String> {
    let message: serde_json::Value = serde_json::from_str(text).ok()?;
    message["command"].as_str().map(str::to_owned)
}

/// Between half of it and all of it, so that many runners do not come back at once.
fn jittered(delay: Duration) -> Duration {
    let random = getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX));
    delay.mul_f64(0.5 + random / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_has_the_scheme_of_the_server() {
        assert_eq!(url(None, "https://warren.example/"), "wss://warren.example/v1/runners/connect?protocol=1");
        assert_eq!(url(None, "http://127.0.0.1:8787"), "ws://127.0.0.1:8787/v1/runners/connect?protocol=1");
        assert_eq!(url(Some("wss://a.example/x?y=z"), "https://b.example"), "wss://a.example/x?y=z&protocol=1");
    }

    #[test]
    fn only_commands_that_are_not_understood_are_answered() {
        let (events, mut received) = unbounded_channel();
        for text in ["pong", "?", r#"{"type":"news","run":"x"}"#, r#"{"type":"start","command":"start:x","spec":{}}"#] {
            assert_eq!(receive(Message::text(text), &events), None);
        }
        assert!(matches!(received.try_recv(), Ok(ConnectionEvent::UnknownCommand(command)) if command == "start:x"));
        assert!(received.try_recv().is_err());
    }

    #[test]
    fn delays_differ() {
        let delays: Vec<_> = (0..20).map(|_| jittered(MAX_DELAY)).collect();
        assert!(delays.iter().all(|delay| (MAX_DELAY / 2..=MAX_DELAY).contains(delay)));
        assert!(delays.iter().any(|delay| delay != &delays[0]));
    }
}
