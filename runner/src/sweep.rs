//! Finds and kills processes of a run whose shim was killed.

use std::{collections::BTreeSet, thread, time::Duration};

use rustix::process::{Pid, Signal, WaitOptions, waitpid};

use crate::processes::{self, Process};

/// The variable that every process of a run inherits.
pub const RUN_VARIABLE: &str = "WARREN_RUN_ID";
/// So many looks in a row must find nothing.
const CLEAN_LOOKS: u32 = 3;
const INTERVAL: Duration = Duration::from_millis(20);
/// Processes that cannot be killed, such as those that wait for a broken disk, are left.
const MAX_LOOKS: u32 = 500;

/// Kills the processes of a run: those with its id in their environment, and all below them.
pub fn sweep(run: &str) {
    let mut clean = 0;
    for _ in 0..MAX_LOOKS {
        let found = members(run);
        // A zombie has no memory, and ends when its parent does.
        clean = if found.iter().all(|process| process.memory_bytes == 0) { clean + 1 } else { 0 };
        if clean == CLEAN_LOOKS {
            return;
        }
        processes::signal(&found, Signal::KILL);
        for pid in found.iter().filter_map(|process| Pid::from_raw(process.pid)) {
            // The daemon is a subreaper too: some of them are its children now.
            let _ = waitpid(Some(pid), WaitOptions::NOHANG);
        }
        thread::sleep(INTERVAL);
    }
    eprintln!("{run}: some of its processes cannot be killed");
}

fn members(run: &str) -> Vec<Process> {
    let marker = format!("{RUN_VARIABLE}={run}");
    let marked = |process: &Process| {
        // A zombie has no environment.
        let environment = std::fs::read(format!("/proc/{}/environ", process.pid)).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == marker.as_bytes())
    };
    let all = processes::all();
    let mut pids: BTreeSet<i32> = all.iter().filter(|process| marked(process)).map(|process| process.pid).collect();
    loop {
        let before = pids.len();
        let below = all.iter().filter(|process| pids.contains(&process.parent)).map(|process| process.pid);
        pids.extend(below.collect::<Vec<_>>());
        if pids.len() == before {
            break;
        }
    }
    all.into_iter().filter(|process| pids.contains(&process.pid)).collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn marked_processes_and_those_below_them_are_killed() {
        let run = "run_sweeptest00000001";
        // The inner one has no environment.
        let script = "env -i sleep 300 & sleep 300";
        let mut outer = Command::new("sh").args(["-c", script]).env(RUN_VARIABLE, run).spawn().unwrap();
        let mut stranger = Command::new("sleep").arg("300").env(RUN_VARIABLE, "run_other").spawn().unwrap();
        while members(run).len() < 3 {
            thread::sleep(INTERVAL);
        }
        sweep(run);
        assert!(members(run).is_empty());
        assert!(stranger.try_wait().unwrap().is_none(), "the processes of others live");
        stranger.kill().unwrap();
        stranger.wait().unwrap();
        let _ = outer.wait();
    }
}
