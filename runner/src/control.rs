//! What the daemon and the shim of a run tell each other: one JSON object a line, on the unix socket `ctl` of the run.

use std::{collections::BTreeMap, path::PathBuf};

use run_protocol::{Change, Ended, RunState};
use serde::{Deserialize, Serialize};

use crate::{config::Limits, sandbox::SandboxPlan};

/// Everything that a shim needs. It is written to its standard input, never to a disk: it contains secrets.
#[derive(Serialize, Deserialize)]
pub struct Launch {
    pub run: String,
    pub program: Program,
    pub sandbox: SandboxPlan,
    pub limits: Limits,
    /// The cgroup below which the run gets its own.
    pub cgroup: Option<PathBuf>,
    pub timeout_minutes: u32,
    pub close_delay_seconds: u32,
    pub columns: u16,
    pub rows: u16,
    /// The only hosts that the proxy lets the agent reach. None: there is no proxy.
    pub egress: Option<Vec<String>>,
    /// The URL of the deployment, which the agent may always reach.
    pub url: String,
}

/// A program and how it is started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    pub command: String,
    /// Where the command is looked for: the runner's own `PATH`, never that of a request.
    pub search_path: String,
    pub arguments: Vec<String>,
    pub environment: BTreeMap<String, String>,
    /// Files that are written before it starts: their paths, relative to the directory of its files, and their contents.
    pub files: BTreeMap<String, String>,
    /// Links that are made before it starts, in the same place, and what they point to.
    pub links: BTreeMap<String, PathBuf>,
    /// Is typed into the terminal when it has started.
    pub typed: Option<String>,
}

/// To the shim.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToShim {
    /// Bytes for the terminal, in base64. The shim skips those that it has.
    Input {
        offset: u64,
        data: String,
    },
    Resize {
        columns: u16,
        rows: u16,
    },
    Stop {
        grace_seconds: u32,
    },
    Waiting {
        waiting: bool,
    },
    Egress {
        hosts: Option<Vec<String>>,
    },
    /// Write no more output to the disk.
    Discard,
    /// Delete everything of the run as soon as it is over.
    Forget,
}

/// From the shim, when it is connected and whenever something has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShimState {
    pub state: RunState,
    /// How many bytes of the output are on disk, including those that were sent and deleted.
    pub spooled: u64,
}

/// How a run ended and what it leaves behind: the file `ended.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndRecord {
    pub ended: Ended,
    /// Whether the agent was started.
    #[serde(default)]
    pub has_run: bool,
    #[serde(default)]
    pub branch: Option<String>,
    #[serde(default)]
    pub input: u64,
    /// How many bytes of the output are on disk.
    pub spooled: u64,
    /// The first is stream 1, and so on.
    #[serde(default)]
    pub files: Vec<ChangedFile>,
}

/// A file that a run changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedFile {
    pub path: String,
    pub size: u64,
    pub change: Change,
    /// Whether its bytes are kept for the pod, in `files/` under the number of its stream.
    pub stored: bool,
}
