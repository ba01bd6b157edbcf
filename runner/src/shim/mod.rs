//! The supervisor of one run: a process of its own, so that the run outlives the daemon.
//!
//! It makes the sandbox, starts the agent in a terminal, keeps the output on disk, and at the end kills every process that the agent
//! left. As a subreaper it becomes the parent of all of them: when it has no child any more, nothing is left.

mod ending;
mod listener;
mod shared;
mod supervision;
mod terminal;

use std::{
    io::{Read, Write},
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use rustix::process::{WaitOptions, WaitStatus, wait};

use crate::{control::Launch, run_directory::RunDirectory};

/// What the main thread waits for.
pub enum Event {
    /// A child has ended.
    Reaped(i32, WaitStatus),
    /// There is no process of the run any more.
    NoChildren,
    Stop {
        grace: Duration,
    },
    Resize {
        columns: u16,
        rows: u16,
    },
    Waiting(bool),
    Egress(Option<Vec<String>>),
    Forget,
}

/// The program of the hidden command `shim DIRECTORY`.
pub fn main(path: &Path) -> Result<()> {
    let directory = RunDirectory::at(path);
    // The daemon may have been started from a terminal, and a signal to its group must not end the run.
    rustix::process::setsid().context("cannot leave the daemon's session")?;
    become_subreaper()?;
    let mut launch = Vec::new();
    std::io::stdin().read_to_end(&mut launch)?;
    // It is incomplete if the daemon died while it wrote.
    let launch: Launch = serde_json::from_slice(&launch).context("no complete description of the run")?;

    let (events, received) = mpsc::channel();
    let shared = shared::Shared::new(launch.run.clone(), events);
    listener::listen(&directory.socket(), &shared)?;
    directory.decide().context("the run was given up")?;
    // The daemon may be gone already.
    let _ = std::io::stdout().write_all(b"ready\n").and_then(|()| std::io::stdout().flush());
    supervision::supervise(launch, &directory, &shared, received)
}

#[cfg(target_os = "linux")]
pub fn become_subreaper() -> Result<()> {
    use rustix::process::{DumpableBehavior, set_child_subreaper, set_dumpable_behavior};
    set_child_subreaper(Some(rustix::process::getpid())).context("cannot become a subreaper")?;
    // An agent of the same user cannot read this process's memory. Not essential: it can read files.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub fn become_subreaper() -> Result<()> {
    Ok(())
}

/// Starts a thread with a small stack: there is a shim for every run.
fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    thread::Builder::new().name(name.to_owned()).stack_size(256 * 1024).spawn(work)?;
    Ok(())
}

/// Reports the end of every child, until there is none.
fn reap(events: &mpsc::Sender<Event>) {
    loop {
        let event = match wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) => Event::Reaped(pid.as_raw_pid(), status),
            Ok(None) | Err(rustix::io::Errno::INTR) => continue,
            Err(_) => {
                let _ = events.send(Event::NoChildren);
                return;
            }
        };
        let _ = events.send(event);
    }
}
