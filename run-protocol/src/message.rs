//! Text messages.

use serde::{Deserialize, Serialize};

use crate::run::{Change, Failure, RunSpec, RunState, SandboxType, StopReason};

/// From the runner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromRunner {
    /// The first message. It counts as a report.
    Hello {
        /// The version of the program.
        version: String,
        capabilities: Capabilities,
        /// All runs that the runner knows.
        runs: Vec<RunState>,
    },
    /// All runs that the runner knows.
    Report { number: u64, runs: Vec<RunState> },
    /// A run's phase has changed.
    State { run: RunState },
    /// To `Start` and `Stop`. Without an error, the runner has taken the command.
    Answer {
        command: String,
        #[serde(default)]
        error: Option<Failure>,
    },
    /// Input up to this offset is written to the terminal.
    InputAck { run: String, offset: u64 },
    /// A file that a run left behind, before its bytes. `size` is 0 for a deleted file. A file that is not `stored` is too large, and
    /// its bytes are not sent.
    File { run: String, stream: u32, path: String, size: u64, change: Change, stored: bool },
}

/// To the runner.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToRunner {
    /// The answer to `Hello`.
    Welcome {
        /// The runs of this runner that the pod knows and whose end it has not settled.
        runs: Vec<KnownRun>,
        /// How often the runner reports.
        report_seconds: u32,
    },
    /// The answer to `Report`.
    ReportAck {
        number: u64,
        /// Whether both sides know the same runs.
        agreed: bool,
        /// Runs of the report that the pod does not know.
        unknown: Vec<String>,
    },
    Start {
        command: String,
        spec: Box<RunSpec>,
    },
    Stop {
        command: String,
        run: String,
        reason: StopReason,
        grace_seconds: u32,
    },
    /// The bytes of a stream before this offset are stored. The runner continues there.
    Ack {
        run: String,
        stream: u32,
        offset: u64,
    },
    /// No more bytes of the stream are stored. The runner drops the rest.
    Full {
        run: String,
        stream: u32,
    },
    Resize {
        run: String,
        columns: u16,
        rows: u16,
    },
    /// Whether the run waits for a person. Then its time stands still.
    Waiting {
        run: String,
        waiting: bool,
    },
    /// The only hosts that the run may reach now. None: all.
    Egress {
        run: String,
        hosts: Option<Vec<String>>,
    },
    /// Everything of the run is stored, or given up. The runner deletes what it has of it.
    Forget {
        run: String,
    },
}

/// What a pod knows of a run, so that the runner continues where the pod is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRun {
    pub run: String,
    /// How many bytes of each stream are stored. A stream that is missing has none.
    pub stored: Vec<StreamOffset>,
    /// How many bytes of input the pod has. It sends those that the runner has not.
    pub input: u64,
    pub columns: u16,
    pub rows: u16,
    pub waiting: bool,
}

/// A place in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamOffset {
    pub stream: u32,
    pub offset: u64,
}

/// What a runner can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    pub agent_types: Vec<AgentTypeInfo>,
    /// The names of the repositories that it has.
    pub repositories: Vec<String>,
    /// Whether requests may name commands.
    pub custom_commands: bool,
    pub sandbox_types: Vec<SandboxType>,
    pub max_runs: u32,
    pub limits: LimitMethod,
    pub os: String,
    pub arch: String,
    /// Whether it can decrypt the vault's values.
    pub vault: bool,
}

/// A type of agent that a runner can start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentTypeInfo {
    pub id: String,
    /// Whether it is started if a request names none.
    #[serde(default)]
    pub default: bool,
}

/// How a runner limits memory and processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitMethod {
    Cgroup,
    /// It looks every second and ends a run that uses too much.
    Watched,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Cause, Ended, Phase};

    fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
        serde_json::from_str(text).expect("a message")
    }

    /// Both programs may be years apart: what they send is fixed here.
    #[test]
    fn messages_keep_their_form() {
        let state = RunState {
            run: "run_a".to_owned(),
            phase: Phase::Ended,
            output: 7,
            input: 0,
            branch: None,
            end: Some(Ended { cause: Cause::Exit, exit_code: Some(0), signal: None, output: 7, files: 0, error: None }),
        };
        let text = r#"{"type":"state","run":{"run":"run_a","phase":"ended","output":7,"input":0,"branch":null,"end":{"cause":"exit","exit_code":0,"signal":null,"output":7,"files":0,"error":null}}}"#;
        assert_eq!(serde_json::to_string(&FromRunner::State { run: state.clone() }).expect("JSON"), text);
        assert_eq!(read::<FromRunner>(text), FromRunner::State { run: state });
    }

    #[test]
    fn unknown_fields_are_ignored_and_missing_ones_assumed() {
        let text = r#"{"type":"answer","command":"start:run_a","new":1}"#;
        assert_eq!(read::<FromRunner>(text), FromRunner::Answer { command: "start:run_a".to_owned(), error: None });
    }
}
