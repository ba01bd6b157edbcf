//! The connection of a runner.

use std::collections::VecDeque;

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use js_sys::Uint8Array;
use macros::{FromRow, operation};
use parking_lot::Mutex;
use run_protocol::{
    Frame, FrameKind, FromRunner, KnownRun, MAX_TEXT_BYTES, PROTOCOL, StreamOffset, TERMINAL, ToRunner, start_command,
};
use serde::Deserialize;
use utoipa::IntoParams;
use wasm_bindgen::{JsCast, JsValue};
use worker::WebSocket;

use super::files::AnnouncedFile;
use super::run::RunRow;
use super::transitions::Pushed;
use super::{REPORT_INTERVAL, Runs, spec_context};
use crate::error::{Error, Result};
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::runtime::live;
use crate::pod::runtime::sockets::{self, NewSocket, Purpose};
use crate::time::SECOND;
use crate::wire::{Principal, Query, to_json};

/// The runner has connected again: only its newest connection is used.
const REPLACED: (u16, &str) = (4409, "replaced");
const UNAUTHORIZED: (u16, &str) = (4401, "unauthorized");
/// More messages wait than fit into memory.
const BUSY: (u16, &str) = (1013, "busy");
const MAX_WAITING_BYTES: usize = 32 << 20;
/// What was sent is no message of the protocol.
const UNSUPPORTED: (u16, &str) = (1003, "unsupported message");

/// The tag of a runner's socket.
pub fn runner_tag(number: i64) -> String {
    format!("runner {number}")
}

/// The runner whose socket has the tag.
pub fn runner_number(tag: &str) -> Option<i64> {
    tag.strip_prefix("runner ")?.parse().ok()
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConnectRunner {
    /// The version of the protocol.
    #[param(example = 1)]
    protocol: Option<u32>,
}

/// Connect a runner.
///
/// Upgrades to a WebSocket over which a runner takes runs and sends their output. `run-protocol/` in the source describes the messages.
/// The server answers the text `ping` with `pong`. A second connection of the same runner closes the first with code 4409. The socket is
/// closed with 4401 when the runner is removed, and with 4403 when the environment is suspended.
#[operation(
    GET "/v1/runners/connect", tag = "runs", permission = RunsServe, socket, headers("upgrade"),
    replies((status = 101, description = "The socket is open.")),
    errors(InvalidRequest = "The version of the protocol is not known.", WebSocketRequired = "The request is not a WebSocket upgrade."),
)]
pub async fn connect_runner(
    pod: Pod,
    caller: Principal,
    headers: HeaderMap,
    Query(connect): Query<ConnectRunner>,
) -> Result<Response<Body>> {
    if connect.protocol.is_some_and(|version| version != PROTOCOL) {
        return Err(Error::invalid(format!("The version of the protocol is {PROTOCOL}.")).fix("Update the runner."));
    }
    live::check_upgrade(&headers)?;
    let requester = pod.caller()?;
    sockets::watch(&pod, requester.grant.expires_at).await?;
    // Checked again: the credential can have ended meanwhile. No await follows.
    let grant = pod.authenticate_again().await?;
    let number = pod.runs().runner_of(&caller.key_id)?;
    let (response, server) = live::upgrade(&headers)?;
    let tag = runner_tag(number);
    for old in pod.opened.state.get_websockets_with_tag(&tag) {
        let _ = old.close(Some(REPLACED.0), Some(REPLACED.1));
    }
    let new = NewSocket {
        socket: &server,
        key: &requester.key,
        grant: &grant,
        purpose: Purpose::Runner,
        tag: Some(&tag),
        position: None,
    };
    sockets::accept(&pod, new)?;
    Ok(response)
}

/// What a runner needs of a run that waits for it.
#[derive(FromRow)]
struct WaitingRun {
    id: String,
    spec: Vec<u8>,
}

/// Messages of runners that wait for their turn. They are taken one after the other, in the order in which they came.
#[derive(Default)]
pub struct Inbox(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    messages: VecDeque<(i64, Message)>,
    bytes: usize,
    is_being_emptied: bool,
}

enum Message {
    /// With its length.
    Text(FromRunner, usize),
    Frame(Vec<u8>),
}

impl Message {
    /// Bytes that were received.
    fn size(&self) -> usize {
        match self {
            Self::Text(_, length) => *length,
            Self::Frame(bytes) => bytes.len(),
        }
    }
}

/// The runner whose connection a socket is.
pub fn runner_of_socket(pod: &Pod, socket: &WebSocket) -> Option<i64> {
    pod.opened.state.get_tags(socket).iter().find_map(|tag| runner_number(tag))
}

/// Takes a message of a runner, after those that came before.
pub async fn receive(pod: Pod, socket: WebSocket, runner: i64, message: JsValue) -> Result<()> {
    match read(&message) {
        Read::Message(message) => {
            let mut waiting = pod.opened.runner_messages.0.lock();
            if waiting.bytes > MAX_WAITING_BYTES {
                // It connects again later, and continues where the pod is.
                let _ = socket.close(Some(BUSY.0), Some(BUSY.1));
                return Ok(());
            }
            waiting.bytes += message.size();
            waiting.messages.push_back((runner, message));
        }
        Read::Unknown => {}
        Read::Invalid => _ = socket.close(Some(UNSUPPORTED.0), Some(UNSUPPORTED.1)),
    }
    if std::mem::replace(&mut pod.opened.runner_messages.0.lock().is_being_emptied, true) {
        return Ok(());
    }
    while let Some((runner, message)) = next(&pod) {
        log::logged(pod.runs().take(runner, message).await);
    }
    Ok(())
}

/// The next message. If there is none, the next that comes has to be taken by whoever brings it.
fn next(pod: &Pod) -> Option<(i64, Message)> {
    let mut waiting = pod.opened.runner_messages.0.lock();
    let next = waiting.messages.pop_front();
    waiting.bytes -= next.as_ref().map_or(0, |(_, message)| message.size());
    waiting.is_being_emptied = next.is_some();
    next
}

enum Read {
    Message(Message),
    /// A newer runner can send more than this version knows.
    Unknown,
    Invalid,
}

fn read(message: &JsValue) -> Read {
    if let Some(text) = message.as_string() {
        let read = (text.len() <= MAX_TEXT_BYTES).then(|| serde_json::from_str::<FromRunner>(&text));
        return match read {
            Some(Ok(message)) => Read::Message(Message::Text(message, text.len())),
            Some(Err(_)) if text.starts_with('{') => Read::Unknown,
            _ => Read::Invalid,
        };
    }
    let bytes =
        message.dyn_ref::<js_sys::ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec()).unwrap_or_default();
    match Frame::decode(&bytes) {
        Some(frame) if frame.kind == FrameKind::Output => Read::Message(Message::Frame(bytes)),
        _ => Read::Invalid,
    }
}

impl Runs<'_> {
    /// Takes a message. Before, the alarm is set for the events that it may record.
    async fn take(self, runner: i64, message: Message) -> Result<()> {
        self.pod.events().prepare().await?;
        self.pod.wake_at(self.pod.now().plus(self.pod.config().scaled(REPORT_INTERVAL))).await?;
        match message {
            Message::Text(message, _) => {
                let is_new = matches!(message, FromRunner::Hello { .. });
                self.receive(runner, message)?;
                // The hosts may have changed while it was away.
                if is_new { self.tell_egress(Some(runner)).await } else { Ok(()) }
            }
            Message::Frame(bytes) => match Frame::decode(&bytes) {
                Some(frame) => self.take_bytes(runner, &frame).await,
                None => Ok(()),
            },
        }
    }

    fn receive(self, runner: i64, message: FromRunner) -> Result<()> {
        const UPDATE_RUNNER: &str = "UPDATE runner SET version = ?2, capabilities = ?3, seen_at = ?4 WHERE number = ?1";
        const UPDATE_SEEN: &str = "UPDATE runner SET seen_at = ?2 WHERE number = ?1";
        let now = self.pod.now();
        match message {
            FromRunner::Hello { version, capabilities, runs } => {
                let version: String = version.chars().take(100).collect();
                self.pod.sql().run(UPDATE_RUNNER, &values![runner, &version, &to_json(&capabilities)?, now])?;
                self.welcome(runner)?;
                self.reconcile(runner, &runs)?;
                self.send_starts(runner)
            }
            FromRunner::Report { number, runs } => {
                self.pod.sql().run(UPDATE_SEEN, &values![runner, now])?;
                let unknown = self.reconcile(runner, &runs)?;
                let agreed = unknown.is_empty() && !self.has_missing(runner)?;
                self.send(runner, &ToRunner::ReportAck { number, agreed, unknown })?;
                self.send_starts(runner)
            }
            FromRunner::State { run } => self.report_of(runner, &run),
            FromRunner::Answer { command, error } => self.answered(runner, &command, error.as_ref()),
            FromRunner::InputAck { run, offset } => self.input_written(runner, &run, offset),
            FromRunner::File { run, stream, path, size, change, stored } => {
                self.take_file(runner, &run, &AnnouncedFile { stream, path, size, change, is_stored: stored })
            }
        }
    }

    /// Tells the runner which of its runs the pod knows, and how much of each is stored.
    fn welcome(self, runner: i64) -> Result<()> {
        let offset = |bytes: i64| u64::try_from(bytes).map_err(Error::internal);
        let known = |run: RunRow| -> Result<KnownRun> {
            let streams = self.streams(run.seq)?.into_iter();
            let stored =
                streams.map(|stream| Ok(StreamOffset { stream: stream.stream, offset: offset(stream.bytes)? }));
            let stored = stored.collect::<Result<_>>()?;
            let (columns, rows) = run.size()?;
            let waiting = run.waits_until.is_some();
            Ok(KnownRun { run: run.id, stored, input: offset(run.input_bytes)?, columns, rows, waiting })
        };
        let open = self.open_of(runner)?.into_iter();
        // It can have a run whose answer to the start was lost.
        let runs = open.filter(|run| run.start_sent).map(known).collect::<Result<_>>()?;
        let report_seconds = u32::try_from(self.pod.config().scaled(REPORT_INTERVAL) / SECOND).unwrap_or(1).max(1);
        self.send(runner, &ToRunner::Welcome { runs, report_seconds })
    }

    /// Sends the runs that wait for the runner, if it is connected.
    pub fn send_starts(self, runner: i64) -> Result<()> {
        const SELECT_WAITING: &str = "
            SELECT id, spec FROM run
            WHERE runner = ? AND finished_at IS NULL AND status = 'creating' AND NOT start_answered AND spec IS NOT NULL ORDER BY seq";
        const UPDATE_SENT: &str = "UPDATE run SET start_sent = 1 WHERE id = ? AND NOT start_sent";
        if self.socket(runner).is_none() {
            return Ok(());
        }
        for WaitingRun { id, spec } in self.pod.sql().rows(SELECT_WAITING, &values![runner])? {
            let spec = self.pod.key().open(&spec_context(&id), &spec)?;
            let spec = serde_json::from_slice(&spec).map_err(Error::internal)?;
            self.pod.sql().run(UPDATE_SENT, &values![&id])?;
            self.send(runner, &ToRunner::Start { command: start_command(&id), spec })?;
        }
        Ok(())
    }

    /// Stores bytes of a stream, and says up to where it is stored.
    async fn take_bytes(self, runner: i64, frame: &Frame<'_>) -> Result<()> {
        let number = frame.stream;
        let run = self.known(frame.run)?.filter(|run| run.runner == runner);
        // The runner hears of unknown runs with its reports, and announces files again when it connects.
        let Some(run) = run else { return Ok(()) };
        let Some(stream) = self.stream(run.seq, number)? else { return Ok(()) };
        if run.finished_at.is_some() {
            return self.send(runner, &ToRunner::Full { run: run.id, stream: number });
        }
        let stored = u64::try_from(stream.bytes).map_err(Error::internal)?;
        let Some(new) = frame.after(stored) else {
            return self.send(runner, &ToRunner::Ack { run: run.id, stream: number, offset: stored });
        };
        let ((offset, is_full), pushed) = self.pod.sql().atomically(|| {
            let appended = self.append(&run, &stream, new)?;
            Ok((appended, self.settle(&run.id, false)?))
        })?;
        if number == TERMINAL && !is_full {
            self.show(&run, stream.bytes, new);
        }
        let offset = u64::try_from(offset).map_err(Error::internal)?;
        let answer = match is_full {
            true => ToRunner::Full { run: run.id.clone(), stream: number },
            false => ToRunner::Ack { run: run.id.clone(), stream: number, offset },
        };
        self.send(runner, &answer)?;
        self.finish_transaction(runner, &run.id, &pushed)?;
        self.move_oldest(&run, number).await
    }

    fn take_file(self, runner: i64, id: &str, file: &AnnouncedFile) -> Result<()> {
        let run = self.known(id)?.filter(|run| run.runner == runner && run.finished_at.is_none());
        let Some(run) = run else { return Ok(()) };
        let pushed = self.pod.sql().atomically(|| {
            self.announce(&run, file)?;
            self.settle(&run.id, false)
        })?;
        if self.stream(run.seq, file.stream)?.is_none_or(|stream| stream.is_full) {
            self.send(runner, &ToRunner::Full { run: run.id.clone(), stream: file.stream })?;
        }
        self.finish_transaction(runner, &run.id, &pushed)
    }

    fn socket(self, runner: i64) -> Option<WebSocket> {
        // A socket that is being closed is still in the list.
        const OPEN: u16 = 1;
        let mut sockets = self.pod.opened.state.get_websockets_with_tag(&runner_tag(runner)).into_iter();
        sockets.rfind(|socket| socket.as_ref().ready_state() == OPEN)
    }

    /// Whether a runner is connected.
    pub fn is_connected(self, runner: i64) -> bool {
        self.socket(runner).is_some()
    }

    /// Sends a message to a runner, if it is connected. What is lost is sent again when the runner reports or connects.
    pub fn send(self, runner: i64, message: &ToRunner) -> Result<()> {
        if let Some(socket) = self.socket(runner) {
            let _ = socket.send_with_str(to_json(message)?);
        }
        Ok(())
    }

    /// Sends bytes to a runner, if it is connected.
    pub fn send_frame(self, runner: i64, frame: &Frame<'_>) {
        if let Some(socket) = self.socket(runner) {
            let _ = socket.send_with_bytes(frame.encode());
        }
    }

    /// Closes the connection of a removed runner.
    pub fn close_runner(self, runner: i64) {
        for socket in self.pod.opened.state.get_websockets_with_tag(&runner_tag(runner)) {
            let _ = socket.close(Some(UNAUTHORIZED.0), Some(UNAUTHORIZED.1));
        }
    }

    /// Events for sockets, then what follows them.
    pub fn finish_transaction(self, runner: i64, run: &str, pushed: &Pushed) -> Result<()> {
        self.after(pushed);
        match self.known(run)? {
            Some(run) if run.finished_at.is_some() => self.send(runner, &ToRunner::Forget { run: run.id }),
            _ => Ok(()),
        }
    }
}
