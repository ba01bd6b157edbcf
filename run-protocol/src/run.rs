//! A run, as its pod describes it and its runner reports it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the runner needs to start a run. It contains secrets: never log it, never write it to a disk.
#[derive(Clone, Serialize, Deserialize)]
pub struct RunSpec {
    pub run: String,
    pub agent_type: String,
    #[serde(default)]
    pub prompt: Option<String>,
    /// Whether the agent ends when it has done what the prompt says.
    pub is_one_shot: bool,
    #[serde(default)]
    pub repository: Option<RepositorySpec>,
    #[serde(default)]
    pub branch: Option<String>,
    pub sandbox: SandboxType,
    /// The command of a custom agent.
    #[serde(default)]
    pub command: Option<String>,
    #[serde(default)]
    pub arguments: Vec<String>,
    #[serde(default)]
    pub mcp_config: Option<Value>,
    #[serde(default)]
    pub environment: BTreeMap<String, EnvironmentValue>,
    /// The id of the pod or account whose vault has the values of the environment: they were encrypted for it.
    #[serde(default)]
    pub vault_owner: Option<String>,
    /// How many seconds the sandbox stays after the agent has ended.
    #[serde(default)]
    pub auto_close_delay_seconds: u32,
    pub timeout_minutes: u32,
    #[serde(default)]
    pub max_turns: Option<u32>,
    #[serde(default)]
    pub model: Option<String>,
    /// The only tools that the agent may use. None: all.
    #[serde(default)]
    pub tools: Option<Vec<String>>,
    /// The only hosts that the agent's proxy lets it reach. None: all.
    #[serde(default)]
    pub egress: Option<Vec<String>>,
    /// The URL of the deployment.
    pub url: String,
    /// The run's own API key.
    pub key: String,
    /// The run's email address.
    #[serde(default)]
    pub address: Option<String>,
    pub columns: u16,
    pub rows: u16,
}

/// A repository, by the name that it has in the runner's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositorySpec {
    pub name: String,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub default_branch: Option<String>,
}

/// The value of an environment variable.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvironmentValue {
    Plain(String),
    /// An entry of the vault, encrypted by its owner. Only the runner has the key.
    Vault {
        key: String,
        version: i64,
        ciphertext: String,
    },
}

/// Where the agent works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxType {
    /// In a git worktree of the repository.
    Worktree,
    /// In an empty temporary directory.
    Tempdir,
}

/// The present state of a run on its runner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunState {
    pub run: String,
    pub phase: Phase,
    /// How many bytes were read from the terminal.
    pub output: u64,
    /// How many bytes of input were written to the terminal.
    #[serde(default)]
    pub input: u64,
    /// The branch of the worktree.
    #[serde(default)]
    pub branch: Option<String>,
    /// Present if, and only if, the phase is `ended`.
    #[serde(default)]
    pub end: Option<Ended>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Preparing,
    Running,
    Stopping,
    /// Nothing of it runs any more.
    Ended,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub cause: Cause,
    #[serde(default)]
    pub exit_code: Option<i32>,
    #[serde(default)]
    pub signal: Option<i32>,
    /// The length of the terminal's stream.
    pub output: u64,
    /// How many files the run leaves behind. Each is announced and sent.
    #[serde(default)]
    pub files: u32,
    #[serde(default)]
    pub error: Option<Failure>,
}

impl Ended {
    /// Whether the agent did what it was to do.
    pub fn is_success(&self) -> bool {
        matches!((self.cause, self.exit_code), (Cause::AutoClose, _) | (Cause::Exit, Some(0)))
    }

    /// What went wrong. None if the agent did what it was to do, or was stopped.
    pub fn failure(&self) -> Option<Failure> {
        if self.is_success() || self.cause == Cause::Stop {
            return None;
        }
        if let Some(error) = &self.error {
            return Some(error.clone());
        }
        let (code, message) = match self.cause {
            Cause::Exit => match (self.exit_code, self.signal) {
                (Some(code), _) => ("exit_code", format!("The agent exited with the code {code}.")),
                (None, signal) => ("signal", format!("The signal {} ended the agent.", signal.unwrap_or_default())),
            },
            Cause::Timeout => ("timeout", "The run took longer than `pod_timeout_minutes`.".to_owned()),
            Cause::Memory => ("memory", "The run used more memory than its runner allows.".to_owned()),
            Cause::Processes => ("processes", "The run had more processes than its runner allows.".to_owned()),
            Cause::SupervisorLost => ("supervisor_lost", "The process that supervised the run was killed.".to_owned()),
            Cause::RunnerRestarted => {
                ("runner_restarted", "The runner was stopped while it started the run.".to_owned())
            }
            Cause::Failed | Cause::Stop | Cause::AutoClose => ("failed", "The run could not start.".to_owned()),
        };
        Some(Failure { code: code.to_owned(), message })
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The agent exited.
    Exit,
    /// A `Stop` of the pod.
    Stop,
    /// Its time was over.
    Timeout,
    /// It was to close after its task.
    AutoClose,
    /// It used too much memory.
    Memory,
    /// It had too many processes.
    Processes,
    /// It could not start. `error` says why.
    Failed,
    /// The process that supervised it was killed.
    SupervisorLost,
    /// The runner was stopped while it started the run.
    RunnerRestarted,
}

/// Why something failed, for programs and for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Such as `branch_not_found`.
    pub code: String,
    pub message: String,
}

/// Why a pod stops a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Somebody asked for it.
    Terminated,
    /// The key or the run that made it ended.
    MakerEnded,
    /// The pod is suspended.
    PodSuspended,
    /// It ran longer than it may.
    Timeout,
    /// For the pod it has ended already.
    AlreadyEnded,
}

/// What a run did to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Added,
    Modified,
    Deleted,
}
