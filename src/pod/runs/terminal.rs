//! The terminal of a run on a WebSocket, for people and programs: its bytes as they come, and input.

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use js_sys::Uint8Array;
use macros::operation;
use run_protocol::{MAX_FRAME_DATA, TERMINAL, ToRunner};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use wasm_bindgen::{JsCast, JsValue};
use worker::WebSocket;

use super::run::RunRow;
use super::{OrgPod, RunStatus, Runs};
use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::grant::Grant;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::runtime::live;
use crate::pod::runtime::sockets::{self, NewSocket, Position, Purpose};
use crate::rpc::WatchRun;
use crate::wire::{Path, Permission, Query, missing_scope, to_json};

/// Bytes that are sent before the client acknowledges them.
const WINDOW_BYTES: i64 = 1 << 20;
/// Columns and rows of a terminal, at most.
const MAX_SIDE: u16 = 1_000;
const ENDED: (u16, &str) = (1000, "ended");

/// The tag of sockets that show the terminal of a run.
fn terminal_tag(run: &str) -> String {
    format!("run {run}")
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConnectTerminal {
    /// The offset of the first byte to send. Default: 0, the beginning.
    #[serde(default)]
    #[param(example = 0)]
    since: u32,
    /// The API key, for clients that can send neither `Authorization` nor `Sec-WebSocket-Protocol`.
    #[allow(dead_code)]
    token: Option<String>,
    /// The environment, for people whose clients cannot send `X-Environment`.
    #[allow(dead_code)]
    #[param(example = "env_0a1b2c3d4e5f6g7h")]
    environment: Option<String>,
}

/// A message to a client.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ToClient<'a> {
    Connected {
        key: &'a str,
        status: RunStatus,
        offset: i64,
        output_bytes: i64,
        columns: u32,
        rows: u32,
    },
    Status {
        status: RunStatus,
    },
    /// Bytes are not stored any more: the next ones have this offset.
    Skipped {
        offset: i64,
    },
    AcknowledgementNeeded {
        offset: i64,
    },
    Ended {
        status: RunStatus,
        exit_code: Option<i64>,
        error_code: Option<&'a str>,
        error_message: Option<&'a str>,
    },
    Error {
        error: &'a str,
        code: &'a str,
        message: &'a str,
    },
}

/// A message of a client.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum FromClient {
    Input { text: String },
    Resize { columns: u16, rows: u16 },
    Ack { offset: i64 },
}

/// Watch and use a run's terminal.
///
/// Upgrades to a WebSocket. **Binary messages** from the server are bytes of the terminal, in order, from `since` on. Binary messages from the client are
/// typed into the terminal; that needs `runs:write`.
///
/// **Text messages** are JSON with a `type`. From the server: `connected` (first; with `offset`, that of the first byte, `output_bytes`, `columns` and
/// `rows`), `status`, `skipped` (bytes that are not stored any more), `acknowledgement_needed`, `ended` (last; then the socket is closed with
/// 1000) and `error`. From the client: `{"type":"input","text":"yes\r"}`, `{"type":"resize","columns":120,"rows":40}` and
/// `{"type":"ack","offset":65536}`: the client has read the bytes before that offset.
///
/// The server sends at most 1 MiB that was not acknowledged. After a lost connection, connect again with `since`: no byte is missing or sent twice. The
/// server answers the text `ping` with `pong`. Close codes are those of `/v1/ws`.
#[operation(
    GET "/api/v1/ext/orgs/{org}/pods/{key}/terminal", tag = "runs", permission = RunsRead, api_key, socket, headers("upgrade"),
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    replies((status = 101, description = "The socket is open.")),
    errors(NotFound, WebSocketRequired = "The request is not a WebSocket upgrade."),
)]
pub async fn connect_run_terminal(
    OrgPod(pod): OrgPod,
    headers: HeaderMap,
    Path((_, key)): Path<(String, String)>,
    Query(connect): Query<ConnectTerminal>,
) -> Result<Response<Body>> {
    live::check_upgrade(&headers)?;
    pod.runs().find(&key)?;
    let requester = pod.caller()?;
    sockets::watch(&pod, requester.grant.expires_at).await?;
    // Checked again: the credential can have ended meanwhile. No await follows.
    let grant = pod.authenticate_again().await?;
    let purpose = Purpose::Terminal { types: grant.check_runs(true, pod.id()).is_ok() };
    let (response, server) = live::upgrade(&headers)?;
    open(&pod, &server, &requester.key, &grant, purpose, (&key, i64::from(connect.since)))?;
    Ok(response)
}

/// Opens a socket that only shows the terminal, for a caller that the edge has authenticated.
pub async fn watch(pod: &Pod, watch: &WatchRun) -> Result<Response<Body>> {
    let key = KeyHash::trusted(watch.key.clone());
    let grant = pod.grant(&key).await?;
    sockets::watch(pod, grant.expires_at).await?;
    // Checked again: the credential can have ended meanwhile. No await follows.
    let grant = pod.grant(&key).await?;
    grant.check_runs(false, pod.id())?;
    let (response, server) = live::upgrade(&HeaderMap::new())?;
    open(pod, &server, &key, &grant, Purpose::Terminal { types: false }, (&watch.run, watch.since))?;
    Ok(response)
}

/// Accepts a socket that shows a terminal from an offset on.
fn open(
    pod: &Pod,
    socket: &WebSocket,
    key: &KeyHash,
    grant: &Grant,
    purpose: Purpose,
    (run, since): (&str, i64),
) -> Result<()> {
    let run = pod.runs().find(run)?;
    let next = since.clamp(0, run.output_bytes);
    let position = Position { run: run.id.clone(), next, acknowledged: next, is_told: false };
    let tag = terminal_tag(&run.id);
    sockets::accept(pod, NewSocket { socket, key, grant, purpose, tag: Some(&tag), position: Some(position) })?;
    let connected = ToClient::Connected {
        key: &run.id,
        status: run.status()?,
        offset: next,
        output_bytes: run.output_bytes,
        columns: run.columns,
        rows: run.rows,
    };
    tell(socket, &connected)?;
    let (pod, socket) = (pod.clone(), socket.clone());
    pod.clone().opened.state.wait_until(async move {
        log::logged(pod.runs().catch_up(&socket).await);
    });
    Ok(())
}

fn tell(socket: &WebSocket, message: &ToClient<'_>) -> Result<()> {
    // A socket that is being closed takes nothing; its client connects again.
    let _ = socket.send_with_str(to_json(message)?);
    Ok(())
}

/// Takes a message of a client.
pub async fn receive(pod: &Pod, socket: &WebSocket, message: &JsValue) -> Result<()> {
    let Some((position, types)) = sockets::position(socket) else { return Ok(()) };
    let input = match message.as_string() {
        Some(text) => match serde_json::from_str(&text) {
            Ok(FromClient::Ack { offset }) => return pod.runs().acknowledge(socket, position, offset).await,
            Ok(FromClient::Resize { .. } | FromClient::Input { .. }) if !types => {
                Err(missing_scope(Permission::RunsWrite))
            }
            Ok(FromClient::Resize { columns, rows }) => {
                pod.runs().resize(&position.run, columns, rows).map(|()| Vec::new())
            }
            Ok(FromClient::Input { text }) => Ok(text.into_bytes()),
            Err(_) => Err(Error::invalid("Text messages are JSON, of the type `input`, `resize` or `ack`.")),
        },
        None if !types => Err(missing_scope(Permission::RunsWrite)),
        None => {
            let buffer = message.dyn_ref::<js_sys::ArrayBuffer>();
            Ok(buffer.map(|buffer| Uint8Array::new(buffer).to_vec()).unwrap_or_default())
        }
    };
    let taken = input.and_then(|input| match input.is_empty() {
        true => Ok(()),
        false => pod.runs().add_input(&pod.runs().find(&position.run)?, &input).map(drop),
    });
    match taken {
        Ok(()) => Ok(()),
        Err(error) => {
            let code = error.code.as_str();
            tell(socket, &ToClient::Error { error: code, code, message: &error.message })
        }
    }
}

impl Runs<'_> {
    /// Sends new bytes to the sockets that have everything before them. Others are behind, and catch up.
    pub fn show(self, run: &RunRow, start: i64, new: &[u8]) {
        for socket in self.pod.opened.state.get_websockets_with_tag(&terminal_tag(&run.id)) {
            let Some((mut position, _)) = sockets::position(&socket) else { continue };
            let end = start + new.len() as i64;
            if position.next == start && end - position.acknowledged <= WINDOW_BYTES {
                let _ = socket.send_with_bytes(new);
                position.next = end;
                log::logged(sockets::set_position(&socket, position));
            } else if position.next == start {
                log::logged(ask_to_acknowledge(&socket, position));
            }
        }
    }

    /// Tells sockets of a run its new status, and the end when they have everything.
    pub fn show_status(self, id: &str) {
        let sockets = self.pod.opened.state.get_websockets_with_tag(&terminal_tag(id));
        if sockets.is_empty() {
            return;
        }
        let Ok(status) = self.find(id).and_then(|run| run.status()) else { return };
        for socket in sockets {
            log::logged(tell(&socket, &ToClient::Status { status }));
            if status.has_ended() {
                let pod = self.pod.clone();
                self.pod.opened.state.wait_until(async move {
                    log::logged(pod.runs().catch_up(&socket).await);
                });
            }
        }
    }

    async fn acknowledge(self, socket: &WebSocket, position: Position, offset: i64) -> Result<()> {
        let acknowledged = offset.clamp(position.acknowledged, position.next);
        sockets::set_position(socket, Position { acknowledged, is_told: false, ..position })?;
        self.catch_up(socket).await
    }

    fn resize(self, id: &str, columns: u16, rows: u16) -> Result<()> {
        const UPDATE_SIZE: &str = "
            UPDATE run SET columns = ?2, rows = ?3 WHERE id = ?1 AND status IN ('creating', 'running') RETURNING runner";
        if ![columns, rows].iter().all(|side| (1..=MAX_SIDE).contains(side)) {
            return Err(Error::invalid(format!("columns and rows are from 1 to {MAX_SIDE}.")));
        }
        let runner: Option<i64> =
            self.pod.sql().value(UPDATE_SIZE, &values![id, u32::from(columns), u32::from(rows)])?;
        match runner {
            Some(runner) => self.send(runner, &ToRunner::Resize { run: id.to_owned(), columns, rows }),
            None => Ok(()),
        }
    }

    /// Sends a socket what it lacks, as far as it has acknowledged; at the end of the run, its end.
    async fn catch_up(self, socket: &WebSocket) -> Result<()> {
        while let Some((position, _)) = sockets::position(socket) {
            let Some(run) = self.known(&position.run)? else { return Ok(()) };
            if position.next >= run.output_bytes {
                return end(socket, &run);
            }
            let room = position.acknowledged + WINDOW_BYTES - position.next;
            if room <= 0 {
                return ask_to_acknowledge(socket, position);
            }
            let limit = MAX_FRAME_DATA.min(usize::try_from(room).map_err(Error::internal)?);
            let bytes = self.read(&run, TERMINAL, position.next, limit).await?;
            // Somebody else may have sent them meanwhile. No await follows.
            match sockets::position(socket) {
                Some((now, _)) if now.next == position.next => {
                    let next = match bytes.is_empty() {
                        true => run.output_bytes,
                        false => position.next + bytes.len() as i64,
                    };
                    match bytes.is_empty() {
                        true => tell(socket, &ToClient::Skipped { offset: next })?,
                        false => _ = socket.send_with_bytes(bytes),
                    }
                    sockets::set_position(socket, Position { next, ..now })?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn ask_to_acknowledge(socket: &WebSocket, position: Position) -> Result<()> {
    if position.is_told {
        return Ok(());
    }
    tell(socket, &ToClient::AcknowledgementNeeded { offset: position.next })?;
    sockets::set_position(socket, Position { is_told: true, ..position })
}

fn end(socket: &WebSocket, run: &RunRow) -> Result<()> {
    let status = run.status()?;
    if !status.has_ended() {
        return Ok(());
    }
    let ended = ToClient::Ended {
        status,
        exit_code: run.exit_code,
        error_code: run.error_code.as_deref(),
        error_message: run.error_message.as_deref(),
    };
    tell(socket, &ended)?;
    let _ = socket.close(Some(ENDED.0), Some(ENDED.1));
    Ok(())
}
