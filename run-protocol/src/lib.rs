//! What a pod and a runner send each other on the WebSocket of `GET /v1/runners/connect`.
//!
//! Text messages are JSON, one of [`FromRunner`] or [`ToRunner`]. Binary messages are a [`Frame`] of the bytes of a stream.
//! Both sides ignore text messages and fields that they do not know, so either may be newer. Names never change.
//!
//! **Streams.** Stream 0 of a run is its terminal, 1 and above are the files that it leaves behind. The sequence number of a frame is the
//! offset of its first byte in the stream. The pod appends what follows the bytes that it has, drops what it has already, and acknowledges.
//! After a lost connection, the runner continues at the acknowledged offset. So each byte is stored once and in order.
//!
//! **Input** is a stream in the other direction, with the same rules.
//!
//! **Commands** (`Start`, `Stop`) have fixed ids and are answered once each; a repeated command is answered again and does nothing.
//!
//! **Reports** name all runs of the runner. What one side knows and the other does not is decided after three reports.

mod agent_type;
mod frame;
mod message;
mod run;

pub use agent_type::{AGENT_TYPES, AgentType};
pub use frame::{Frame, FrameKind, MAX_FRAME_DATA, RUN_ID_BYTES};
pub use message::{AgentTypeInfo, Capabilities, FromRunner, KnownRun, LimitMethod, StreamOffset, ToRunner};
pub use run::{
    Cause, Change, Ended, EnvironmentValue, Failure, Phase, RepositorySpec, RunSpec, RunState, SandboxType, StopReason,
};

/// The version of the protocol, in the query of the connection: `?protocol=1`.
pub const PROTOCOL: u32 = 1;
/// The terminal's stream. Files have the streams above.
pub const TERMINAL: u32 = 0;
/// The greatest number of bytes of a run that the runner sends before they are acknowledged.
pub const WINDOW_BYTES: u64 = 1 << 20;
/// After so many reports that do not agree, a run that only one side knows is given up.
pub const REPORTS_UNTIL_LOST: u32 = 3;
/// The greatest number of bytes of a text message.
pub const MAX_TEXT_BYTES: usize = 900 * 1024;

/// The id of the command that starts a run.
pub fn start_command(run: &str) -> String {
    format!("start:{run}")
}

/// The id of the command that stops a run.
pub fn stop_command(run: &str) -> String {
    format!("stop:{run}")
}
