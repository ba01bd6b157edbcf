//! The runner, as a process, against a pod in this process. Names are sentences that must be true.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod adoption;
mod agents;
mod commands;
mod flow;
mod limits;
mod runs;
mod worktrees;
