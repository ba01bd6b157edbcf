//! The end of all processes of a run.

use std::{
    sync::mpsc::Receiver,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process_group, wait};

use super::Event;
use crate::processes;

const KILL_INTERVAL: Duration = Duration::from_millis(10);

/// Asks all processes to end, and kills those that are left after some time. Returns when there is none.
pub fn end_processes(agent: i32, grace: Duration, events: &Receiver<Event>, status: &mut Option<WaitStatus>) {
    signal_all(agent, Signal::TERM);
    // A stopped process gets no signal before it continues.
    signal_all(agent, Signal::CONT);
    let deadline = Instant::now() + grace;
    let mut wait_until = deadline;
    loop {
        match events.recv_timeout(wait_until.saturating_duration_since(Instant::now())) {
            Ok(Event::NoChildren) => return,
            Ok(Event::Reaped(pid, ended)) if pid == agent => *status = Some(ended),
            _ => {}
        }
        if Instant::now() >= deadline {
            // Again and again: there may be new ones.
            signal_all(agent, Signal::KILL);
            wait_until = Instant::now() + KILL_INTERVAL;
        }
    }
}

/// Signals every descendant of this process. Where they are not known, the group of the agent.
fn signal_all(agent: i32, signal: Signal) {
    processes::signal(&processes::descendants(std::process::id().cast_signed()), signal);
    if cfg!(not(target_os = "linux"))
        && let Some(group) = Pid::from_raw(agent)
    {
        let _ = kill_process_group(group, signal);
    }
}

/// Kills what is left below this process. Only where no other thread waits for children.
pub fn kill_all() {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) => {}
            Ok(None) => {
                processes::signal(&processes::descendants(std::process::id().cast_signed()), Signal::KILL);
                thread::sleep(KILL_INTERVAL);
            }
            Err(_) => return,
        }
    }
}
