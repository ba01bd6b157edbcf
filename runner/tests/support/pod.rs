//! A pod in this process: it keeps what runners send, as a pod does.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use futures_util::{SinkExt, StreamExt};
use run_protocol::{
    Capabilities, Ended, Failure, Frame, FrameKind, FromRunner, KnownRun, Phase, RunSpec, RunState, StopReason,
    StreamOffset, ToRunner,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedSender, unbounded_channel},
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::until;

pub const KEY: &str = "amr_test";

/// What a pod knows of a run.
#[derive(Clone, Default)]
pub struct PodRun {
    pub streams: BTreeMap<u32, Vec<u8>>,
    /// All that was reported of it, in order.
    pub states: Vec<RunState>,
    pub files: BTreeMap<u32, FromRunner>,
    pub answers: Vec<(String, Option<Failure>)>,
    pub input: Vec<u8>,
    pub input_acknowledged: u64,
    pub is_forgotten: bool,
}

pub struct State {
    pub runs: BTreeMap<String, PodRun>,
    pub hellos: Vec<(Capabilities, Vec<RunState>)>,
    pub reports: Vec<Vec<RunState>>,
    /// Whether it says what it has stored.
    pub acknowledges: bool,
    /// Whether it forgets a run of which it has everything.
    pub forgets: bool,
    /// Refuses connections with this status, if it is not 0.
    pub refuses: u16,
    /// Everything that does not follow the protocol.
    pub faults: Vec<String>,
    /// The most bytes of a run that were on their way.
    pub max_in_flight: u64,
    sender: Option<UnboundedSender<Message>>,
    connections: u64,
}

#[derive(Clone)]
pub struct Pod {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Pod {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            runs: BTreeMap::new(),
            hellos: Vec::new(),
            reports: Vec::new(),
            acknowledges: true,
            forgets: true,
            refuses: 0,
            faults: Vec::new(),
            max_in_flight: 0,
            sender: None,
            connections: 0,
        };
        let pod = Self { url, state: Arc::new(Mutex::new(state)) };
        let serving = pod.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        pod
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn run(&self, run: &str) -> PodRun {
        self.state().runs.get(run).cloned().unwrap_or_default()
    }

    pub fn output(&self, run: &str) -> String {
        String::from_utf8_lossy(&self.run(run).streams.remove(&0).unwrap_or_default()).into_owned()
    }

    pub async fn runner_connected(&self) {
        until("a connection", || self.state().sender.is_some().then_some(())).await;
    }

    /// Sends a start. The pod knows the run from now on.
    pub async fn start_run(&self, spec: &RunSpec) {
        self.state().runs.entry(spec.run.clone()).or_default();
        self.send(ToRunner::Start { command: run_protocol::start_command(&spec.run), spec: Box::new(spec.clone()) })
            .await;
    }

    pub async fn stop_run(&self, run: &str) {
        let command = run_protocol::stop_command(run);
        let (run, reason) = (run.to_owned(), StopReason::Terminated);
        self.send(ToRunner::Stop { command, run, reason, grace_seconds: 1 }).await;
    }

    pub async fn send(&self, message: ToRunner) {
        self.runner_connected().await;
        let text = serde_json::to_string(&message).unwrap();
        let _ = self.state().sender.as_ref().unwrap().send(Message::text(text));
    }

    /// Types into the terminal of a run.
    pub async fn send_input(&self, run: &str, data: &[u8]) {
        self.runner_connected().await;
        let mut state = self.state();
        let input = &mut state.runs.get_mut(run).unwrap().input;
        let frame = Frame { kind: FrameKind::Input, run, stream: 0, offset: input.len() as u64, data }.encode();
        input.extend_from_slice(data);
        let _ = state.sender.as_ref().unwrap().send(Message::binary(frame));
    }

    /// Closes the connection of the runner.
    pub fn disconnect(&self, code: Option<u16>) {
        if let Some(sender) = self.state().sender.take() {
            let frame = code.map(|code| CloseFrame { code: CloseCode::from(code), reason: "".into() });
            let _ = sender.send(Message::Close(frame));
        }
    }

    /// Waits for the end of a run.
    pub async fn ended(&self, run: &str) -> Ended {
        until(&format!("the end of {run}"), || self.run(run).states.last()?.end.clone()).await
    }

    pub async fn running(&self, run: &str) {
        until(&format!("{run} runs"), || {
            self.run(run).states.iter().any(|state| state.phase == Phase::Running).then_some(())
        })
        .await;
    }

    /// Waits until the pod has everything of a run.
    pub async fn forgotten(&self, run: &str) -> PodRun {
        until(&format!("all of {run}"), || Some(self.run(run)).filter(|run| run.is_forgotten)).await
    }

    pub async fn output_contains(&self, run: &str, text: &str) {
        until(&format!("{text:?} in the output of {run}"), || self.output(run).contains(text).then_some(())).await;
    }

    async fn serve(self, stream: TcpStream) {
        let refuses = self.state().refuses;
        #[expect(clippy::result_large_err, reason = "the type is given")]
        let check = |request: &Request, response: Response| {
            let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
            let is_right =
                authorization == Some(&format!("Bearer {KEY}")) && request.uri().query() == Some("protocol=1");
            let status = if refuses != 0 { refuses } else { 401 };
            if refuses == 0 && is_right && request.uri().path() == "/v1/runners/connect" {
                return Ok(response);
            }
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = status.try_into().unwrap();
            Err(refusal)
        };
        let Ok(socket) = accept_hdr_async(stream, check).await else { return };
        let (mut sink, mut source) = socket.split();
        let (sender, mut outbox) = unbounded_channel();
        let connection = {
            let mut state = self.state();
            state.connections += 1;
            state.sender = Some(sender.clone());
            state.connections
        };
        loop {
            tokio::select! {
                message = source.next() => match message {
                    Some(Ok(Message::Text(text))) if text.as_str() == "ping" => drop(sender.send(Message::text("pong"))),
                    Some(Ok(Message::Text(text))) => self.text(&text, &sender),
                    Some(Ok(Message::Binary(frame))) => self.frame(&frame, &sender),
                    Some(Ok(_)) => {}
                    _ => break,
                },
                Some(message) = outbox.recv() => {
                    let closes = matches!(message, Message::Close(_));
                    if sink.send(message).await.is_err() || closes {
                        break;
                    }
                }
            }
        }
        let mut state = self.state();
        if state.connections == connection {
            state.sender = None;
        }
    }

    fn text(&self, text: &str, sender: &UnboundedSender<Message>) {
        let message: FromRunner = serde_json::from_str(text).unwrap();
        let mut state = self.state();
        let reply = |message: &ToRunner| drop(sender.send(Message::text(serde_json::to_string(message).unwrap())));
        match message {
            FromRunner::Hello { capabilities, runs, .. } => {
                let known = state.runs.iter().filter(|(_, run)| !run.is_forgotten);
                let known = known.map(|(id, run)| known_run(id, run)).collect();
                reply(&ToRunner::Welcome { runs: known, report_seconds: 1 });
                state.hellos.push((capabilities, runs.clone()));
                state.note(&runs);
            }
            FromRunner::Report { number, runs } => {
                let known = |run: &RunState| state.runs.get(&run.run).is_some_and(|run| !run.is_forgotten);
                let unknown: Vec<String> = runs.iter().filter(|run| !known(run)).map(|run| run.run.clone()).collect();
                let missing =
                    state.runs.iter().any(|(id, run)| !run.is_forgotten && runs.iter().all(|other| other.run != *id));
                reply(&ToRunner::ReportAck { number, agreed: unknown.is_empty() && !missing, unknown });
                state.reports.push(runs.clone());
                state.note(&runs);
            }
            FromRunner::State { run } => state.note(&[run]),
            FromRunner::Answer { command, error } => {
                let run = command.split_once(':').unwrap().1.to_owned();
                state.runs.entry(run).or_default().answers.push((command, error));
            }
            FromRunner::InputAck { run, offset } => state.runs.get_mut(&run).unwrap().input_acknowledged = offset,
            FromRunner::File { ref run, stream, .. } => {
                let (run, message) = (run.clone(), message);
                state.runs.get_mut(&run).unwrap().files.insert(stream, message);
            }
        }
        state.forget_complete(sender);
    }

    fn frame(&self, message: &[u8], sender: &UnboundedSender<Message>) {
        let mut state = self.state();
        let frame = Frame::decode(message).unwrap();
        let (run, stream) = (frame.run.to_owned(), frame.stream);
        let Some(known) = state.runs.get_mut(&run) else { return state.faults.push(format!("bytes of {run}")) };
        let stored = known.streams.entry(stream).or_default();
        if let Some(new) = frame.after(stored.len() as u64) {
            stored.extend_from_slice(new);
        }
        let offset = stored.len() as u64;
        if state.acknowledges {
            let ack = ToRunner::Ack { run, stream, offset };
            let _ = sender.send(Message::text(serde_json::to_string(&ack).unwrap()));
        } else {
            state.max_in_flight = state.max_in_flight.max(frame.end());
        }
        state.forget_complete(sender);
    }
}

impl State {
    fn note(&mut self, states: &[RunState]) {
        for state in states {
            if let Some(run) = self.runs.get_mut(&state.run)
                && run.states.last() != Some(state)
            {
                run.states.push(state.clone());
            }
        }
    }

    fn forget_complete(&mut self, sender: &UnboundedSender<Message>) {
        if !self.forgets {
            return;
        }
        for (id, run) in self.runs.iter_mut().filter(|(_, run)| !run.is_forgotten && run.is_complete()) {
            run.is_forgotten = true;
            let forget = serde_json::to_string(&ToRunner::Forget { run: id.clone() }).unwrap();
            let _ = sender.send(Message::text(forget));
        }
    }
}

impl PodRun {
    fn is_complete(&self) -> bool {
        let Some(end) = self.states.last().and_then(|state| state.end.as_ref()) else { return false };
        let stored = |stream: u32| self.streams.get(&stream).map_or(0, |bytes| bytes.len() as u64);
        let has_file = |file: &FromRunner| match file {
            FromRunner::File { stream, size, stored: true, .. } => stored(*stream) == *size,
            _ => true,
        };
        stored(0) >= end.output && self.files.len() == end.files as usize && self.files.values().all(has_file)
    }
}

fn known_run(id: &str, run: &PodRun) -> KnownRun {
    let stored = run.streams.iter().map(|(stream, bytes)| StreamOffset { stream: *stream, offset: bytes.len() as u64 });
    KnownRun {
        run: id.to_owned(),
        stored: stored.collect(),
        input: run.input.len() as u64,
        columns: 80,
        rows: 24,
        waiting: false,
    }
}
