//! The organization of an account, and a runner that does what a test says.

use std::time::Duration;

use run_protocol::{
    AgentTypeInfo, Capabilities, Cause, Ended, Frame, FrameKind, FromRunner, LimitMethod, Phase, RunState, SandboxType,
    TERMINAL, ToRunner,
};
use serde_json::{Value, json};

use super::{Account, Reply, Request, Server, Socket, text};

const SOON: Duration = Duration::from_secs(10);

/// An account that manages runs.
pub struct Org {
    pub server: &'static Server,
    pub account: Account,
    /// A key for its runs.
    pub key: String,
}

impl Org {
    pub async fn new(server: &'static Server) -> Org {
        let account = server.register(None).await;
        let path = format!("/api/v1/ext/orgs/{}/api-keys", account.account_id);
        let made = server.post(&path).key(&account.key).json(json!({ "name": "CI" })).send().await.expect(201);
        Org { server, key: text(&made["raw_key"]), account }
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/ext/orgs/{}{rest}", self.account.account_id)
    }

    pub fn get(&self, rest: &str) -> Request {
        self.server.get(&self.path(rest)).header("x-api-key", &self.key)
    }

    pub fn post(&self, rest: &str) -> Request {
        self.server.post(&self.path(rest)).header("x-api-key", &self.key)
    }

    /// A run with `agent_type_id` and more.
    pub async fn start(&self, runner: &ScriptedRunner, more: Value) -> Reply {
        let mut body = json!({ "runner_id": runner.id, "agent_type_id": "claude-code" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post("/pods").json(body).send().await
    }

    /// The id of a new run.
    pub async fn started(&self, runner: &ScriptedRunner) -> String {
        text(&self.start(runner, json!({})).await.expect(201)["pod"]["key"])
    }

    pub async fn run(&self, key: &str) -> Value {
        self.get(&format!("/pods/{key}")).send().await.expect(200)["pod"].clone()
    }

    pub async fn output(&self, key: &str) -> String {
        text(&self.get(&format!("/pods/{key}/output")).send().await.expect(200)["output"])
    }

    /// A runner that is registered and not connected.
    pub async fn runner(&self) -> ScriptedRunner {
        let token = self.server.post(&self.path("/runners/tokens")).key(&self.account.key).json(json!({})).send().await;
        let token = text(&token.expect(201)["token"]);
        let made = self.server.post("/v1/runners/register").key(&token).json(json!({ "name": "laptop" })).send().await;
        let made = made.expect(201);
        let (id, key) = (text(&made["runner_id"]), text(&made["key"]));
        ScriptedRunner { server: self.server, id, key, capabilities: capabilities(), socket: None }
    }

    /// A runner that has said hello.
    pub async fn connected(&self) -> ScriptedRunner {
        let mut runner = self.runner().await;
        runner.connect().await;
        runner.hello(&[]).await;
        runner
    }
}

/// A runner whose every message is a test's.
pub struct ScriptedRunner {
    server: &'static Server,
    pub id: String,
    pub key: String,
    /// What it says that it can do.
    pub capabilities: Capabilities,
    socket: Option<Socket>,
}

impl ScriptedRunner {
    pub async fn connect(&mut self) {
        let bearer = format!("Bearer {}", self.key);
        let path = "/v1/runners/connect?protocol=1";
        let socket = self.server.socket_at(path, &[("authorization", &bearer)]).await;
        self.socket = Some(socket.unwrap_or_else(|status| panic!("GET {path} answered {status}")));
    }

    /// The server was started again, elsewhere.
    pub fn moves_to(&mut self, server: &'static Server) {
        self.server = server;
        self.socket = None;
    }

    pub fn disconnect(&mut self) {
        self.socket = None;
    }

    pub fn socket(&mut self) -> &mut Socket {
        self.socket.as_mut().expect("a connected runner")
    }

    pub async fn send(&mut self, message: &FromRunner) {
        let message = serde_json::to_string(message).unwrap();
        self.socket().send(&message).await;
    }

    /// Says hello and returns the answer.
    pub async fn hello(&mut self, runs: &[RunState]) -> ToRunner {
        let hello = FromRunner::Hello {
            version: "0.0.0".to_owned(),
            capabilities: self.capabilities.clone(),
            runs: runs.to_vec(),
        };
        self.send(&hello).await;
        self.next(|message| matches!(message, ToRunner::Welcome { .. })).await
    }

    /// The next message of a kind; others are dropped.
    pub async fn next(&mut self, is_wanted: impl Fn(&ToRunner) -> bool) -> ToRunner {
        loop {
            let text = self.socket().next_text(SOON).await;
            let message: ToRunner = serde_json::from_str(&text).unwrap();
            if is_wanted(&message) {
                return message;
            }
        }
    }

    /// The next binary message; others are dropped.
    pub async fn next_frame(&mut self) -> Vec<u8> {
        self.socket().next_bytes(SOON).await
    }

    /// Takes a run as a runner does: waits for its start and says that it runs. Returns the run's own key.
    pub async fn takes(&mut self, run: &str) -> String {
        let start = self.next(|message| matches!(message, ToRunner::Start { spec, .. } if spec.run == run)).await;
        let ToRunner::Start { command, spec } = start else { unreachable!() };
        self.send(&FromRunner::Answer { command, error: None }).await;
        self.says(state(run, Phase::Running)).await;
        spec.key
    }

    pub async fn says(&mut self, run: RunState) {
        self.send(&FromRunner::State { run }).await;
    }

    pub async fn prints(&mut self, run: &str, offset: u64, data: &[u8]) {
        let frame = Frame { kind: FrameKind::Output, run, stream: TERMINAL, offset, data };
        self.socket().send_bytes(frame.encode()).await;
    }

    /// The offset that the pod acknowledges next.
    pub async fn acknowledged(&mut self) -> u64 {
        match self.next(|message| matches!(message, ToRunner::Ack { .. })).await {
            ToRunner::Ack { offset, .. } => offset,
            _ => unreachable!(),
        }
    }
}

/// What the runner says of a run that has not ended.
pub fn state(run: &str, phase: Phase) -> RunState {
    RunState { run: run.to_owned(), phase, output: 0, input: 0, branch: None, end: None }
}

/// What the runner says of a run that has.
pub fn ended(run: &str, end: Ended) -> RunState {
    RunState { end: Some(end), ..state(run, Phase::Ended) }
}

/// How a run ends whose agent has exited.
pub fn exit(code: i32, output: u64) -> Ended {
    Ended { cause: Cause::Exit, exit_code: Some(code), signal: None, output, files: 0, error: None }
}

fn capabilities() -> Capabilities {
    let agent_type = |id: &str, default| AgentTypeInfo { id: id.to_owned(), default };
    Capabilities {
        agent_types: vec![agent_type("claude-code", true), agent_type("codex", false)],
        repositories: Vec::new(),
        custom_commands: false,
        sandbox_types: vec![SandboxType::Tempdir, SandboxType::Worktree],
        max_runs: 3,
        limits: LimitMethod::Watched,
        os: "linux".to_owned(),
        arch: "x86_64".to_owned(),
        vault: false,
    }
}
