//! How much memory and how many processes a run may use: by cgroup where the runner was given one, else by looking.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use run_protocol::{Cause, Failure};
use serde::{Deserialize, Serialize};

use crate::{config::Limits, processes, sandbox::failure};

/// How often a run is looked at. Looking itself costs time, of which at most a fiftieth is spent on it.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
const MAX_SHARE: u32 = 50;
/// The threads of the shim are counted by a cgroup.
const OWN_TASKS: u64 = 32;
/// Name of the cgroup of the daemon, as the unit file has it. Those of the runs are beside it.
pub const DAEMON_CGROUP: &str = "runner";

/// The cgroup below which every run gets its own. None if the machine gave none to the runner.
pub fn delegated_cgroup() -> Option<PathBuf> {
    let own = fs::read_to_string("/proc/self/cgroup").ok()?;
    let path = own.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let own = Path::new("/sys/fs/cgroup").join(path);
    let root = own.parent().filter(|_| own.ends_with(DAEMON_CGROUP))?;
    fs::write(root.join("cgroup.subtree_control"), "+memory +pids").ok()?;
    Some(root.to_owned())
}

/// The cgroup of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cgroup(PathBuf);

impl Cgroup {
    pub fn of(root: &Path, run: &str) -> Self {
        Self(root.join(run))
    }

    /// Puts this process, and all that it will start, under the limits.
    pub fn enter(&self, limits: &Limits) -> io::Result<()> {
        if let Err(error) = fs::create_dir(&self.0)
            && error.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(error);
        }
        self.write("memory.max", limits.memory_mb << 20)?;
        // Not there without swap.
        let _ = self.write("memory.swap.max", 0);
        self.write("pids.max", limits.processes + OWN_TASKS)?;
        self.write("cgroup.procs", 0)
    }

    /// Whether the kernel killed a process for its memory.
    fn has_killed(&self) -> bool {
        let events = fs::read_to_string(self.0.join("memory.events")).unwrap_or_default();
        let kills = events.lines().find_map(|line| line.strip_prefix("oom_kill "));
        kills.and_then(|kills| kills.parse().ok()).is_some_and(|kills: u64| kills > 0)
    }

    /// Kills everything in it.
    pub fn kill(&self) {
        let _ = self.write("cgroup.kill", 1);
    }

    /// Removes it when it is empty, which it is a moment after its last process has ended.
    pub fn remove(&self) {
        for _ in 0..50 {
            match fs::remove_dir(&self.0) {
                Err(error) if error.kind() == io::ErrorKind::ResourceBusy => thread::sleep(Duration::from_millis(10)),
                _ => return,
            }
        }
    }

    fn write(&self, file: &str, value: u64) -> io::Result<()> {
        fs::write(self.0.join(file), value.to_string())
    }
}

/// Looks at what a run uses.
pub struct Watch {
    limits: Limits,
    cgroup: Option<Cgroup>,
    next: Instant,
}

impl Watch {
    pub fn new(limits: Limits, cgroup: Option<Cgroup>) -> Self {
        Self { limits, cgroup, next: Instant::now() }
    }

    /// Why the run has to end.
    pub fn exceeded(&mut self) -> Option<(Cause, Failure)> {
        if self.cgroup.is_some() || Instant::now() < self.next {
            return None;
        }
        let started = Instant::now();
        let processes = processes::descendants(std::process::id().cast_signed());
        self.next = Instant::now() + LOOK_INTERVAL.max(started.elapsed() * MAX_SHARE);
        let memory: u64 = processes.iter().map(|process| process.memory_bytes).sum();
        if memory > self.limits.memory_mb << 20 {
            return Some(self.memory());
        }
        if processes.len() as u64 > self.limits.processes {
            let message =
                format!("The run had {} processes; the runner allows {}.", processes.len(), self.limits.processes);
            return Some((Cause::Processes, failure("processes", message)));
        }
        None
    }

    /// Whether the kernel ended the run for its memory.
    pub fn killed(&self) -> Option<(Cause, Failure)> {
        self.cgroup.as_ref().filter(|cgroup| cgroup.has_killed()).map(|_| self.memory())
    }

    fn memory(&self) -> (Cause, Failure) {
        let message = format!("The run used more than {} MB of memory.", self.limits.memory_mb);
        (Cause::Memory, failure("memory", message))
    }
}
