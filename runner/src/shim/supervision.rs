//! A run from its sandbox to its end.

use std::{
    io,
    os::unix::fs::symlink,
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use run_protocol::{Cause, Ended, Failure, Phase};
use rustix::process::{Signal, WaitStatus};

use super::{Event, ending, reap, shared::Shared, spawn, terminal::Terminal};
use crate::{
    control::{ChangedFile, EndRecord, Launch, Program},
    limits::{Cgroup, Watch},
    processes,
    proxy::Proxy,
    run_directory::{RunDirectory, private_directory, private_file},
    sandbox::{Sandbox, failure},
};

/// How often the shim looks at its clock and at what the run uses.
const TICK: Duration = Duration::from_secs(1);
/// What an agent that has exited leaves behind gets so long to end.
const LEFTOVER_GRACE: Duration = Duration::from_secs(2);
const STOP_GRACE: Duration = Duration::from_secs(10);
/// The sandbox is made in this time.
const MAX_PREPARATION: Duration = Duration::from_secs(600);
/// When all processes are gone, the terminal is read in no time, unless a process of somebody else holds it.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);

/// Why supervision ends, and how long processes have to end.
pub struct Finish {
    pub cause: Cause,
    pub grace: Duration,
    pub error: Option<Failure>,
}

impl Finish {
    fn failed(error: Failure) -> Self {
        Self { cause: Cause::Failed, grace: Duration::ZERO, error: Some(error) }
    }
}

/// What is left of the time of a run. It stands still while the run waits for a person.
struct Clock {
    left: Duration,
    is_waiting: bool,
    checked: Instant,
}

impl Clock {
    fn new(minutes: u32) -> Self {
        Self { left: Duration::from_secs(u64::from(minutes) * 60), is_waiting: false, checked: Instant::now() }
    }

    fn is_over(&mut self) -> bool {
        let passed = std::mem::replace(&mut self.checked, Instant::now()).elapsed();
        if !self.is_waiting {
            self.left = self.left.saturating_sub(passed);
        }
        self.left.is_zero()
    }

    fn set_waiting(&mut self, is_waiting: bool) {
        self.is_over();
        self.is_waiting = is_waiting;
    }
}

/// Supervises a run to its end, and writes how it ended.
pub fn supervise(
    launch: Launch,
    directory: &RunDirectory,
    shared: &Arc<Shared>,
    events: Receiver<Event>,
) -> Result<()> {
    let sandbox = prepare(&launch, directory, shared);
    let cgroup = enter_cgroup(&launch, directory);
    let (finish, status) = match &sandbox {
        Ok(_) if shared.is_stopping() => (stopped(), None),
        Ok(sandbox) => run(&launch, cgroup, sandbox, directory, shared, &events),
        Err(_) if shared.is_stopping() => (stopped(), None),
        Err(error) => (Finish::failed(error.clone()), None),
    };
    // One that was half made is removed too.
    let sandbox = sandbox.ok().or_else(|| Sandbox::read(directory)).unwrap_or_default();
    let files = sandbox.collect(&launch.run, directory);
    let closes_at = Instant::now() + Duration::from_secs(launch.close_delay_seconds.into());
    let is_kept = launch.close_delay_seconds > 0 && finish.cause == Cause::Exit;
    if !is_kept {
        clean_up(&launch.run, &sandbox, directory);
    }
    let record = end_record(finish, status, files, &sandbox, shared);
    directory.write_end_record(&record)?;
    shared.update(|state| {
        state.phase = Phase::Ended;
        state.end = Some(record.ended);
    });
    let is_forgotten = is_kept && keep(&events, closes_at);
    if is_kept {
        clean_up(&launch.run, &sandbox, directory);
    }
    if is_forgotten {
        directory.delete()?;
    }
    Ok(())
}

const fn stopped() -> Finish {
    Finish { cause: Cause::Stop, grace: Duration::ZERO, error: None }
}

/// Puts the run under its limits. Without a cgroup, they are watched.
fn enter_cgroup(launch: &Launch, directory: &RunDirectory) -> Option<Cgroup> {
    let cgroup = Cgroup::of(launch.cgroup.as_deref()?, &launch.run);
    directory.write_cgroup(&cgroup).ok()?;
    cgroup.enter(&launch.limits).ok()?;
    Some(cgroup)
}

/// Makes the sandbox and writes the agent's files.
fn prepare(launch: &Launch, directory: &RunDirectory, shared: &Arc<Shared>) -> Result<Sandbox, Failure> {
    let (guarded, started) = (shared.clone(), Instant::now());
    // Git may ask a server that never answers.
    let guard = spawn("guard", move || {
        while guarded.state().state.phase == Phase::Preparing {
            if guarded.is_stopping() || started.elapsed() > MAX_PREPARATION {
                processes::signal(&processes::descendants(std::process::id().cast_signed()), Signal::KILL);
            }
            thread::sleep(Duration::from_millis(200));
        }
    });
    guard.map_err(|error| failure("sandbox_failed", error))?;
    let sandbox = Sandbox::make(&launch.run, &launch.sandbox, directory)?;
    write_files(&launch.program, &directory.agent_files()).map_err(|error| failure("sandbox_failed", error))?;
    Ok(sandbox)
}

fn write_files(program: &Program, directory: &Path) -> io::Result<()> {
    let place = |name: &String| {
        let path = directory.join(name);
        let parent = path.parent().map(|parent| private_directory().recursive(true).create(parent));
        parent.transpose().map(|_| path)
    };
    for (name, contents) in &program.files {
        private_file(&place(name)?, contents.as_bytes())?;
    }
    for (name, target) in &program.links {
        symlink(target, place(name)?)?;
    }
    Ok(())
}

/// Runs the agent. When this returns, no process of it is left.
fn run(
    launch: &Launch,
    cgroup: Option<Cgroup>,
    sandbox: &Sandbox,
    directory: &RunDirectory,
    shared: &Arc<Shared>,
    events: &Receiver<Event>,
) -> (Finish, Option<WaitStatus>) {
    let proxy = match launch.egress.clone().map(|hosts| Proxy::start(hosts, &launch.url)).transpose() {
        Ok(proxy) => proxy,
        Err(error) => return (Finish::failed(failure("proxy_failed", error)), None),
    };
    let mut program = launch.program.clone();
    program.environment.extend(proxy.iter().flat_map(Proxy::environment));
    let size = (launch.columns, launch.rows);
    let terminal = match Terminal::open(&program, directory, size, launch.limits.spool_mb, shared) {
        Ok(terminal) => terminal,
        Err(error) => return (Finish::failed(error), None),
    };
    shared.update(|state| {
        state.phase = Phase::Running;
        state.branch.clone_from(&sandbox.branch);
    });
    let reports = shared.events.clone();
    let mut status = None;
    if let Err(error) = spawn("reaper", move || reap(&reports)) {
        ending::kill_all();
        return (Finish::failed(failure("terminal_failed", error)), None);
    }
    let mut watched = Watch::new(launch.limits, cgroup);
    let mut finish = watch(launch, &terminal, &proxy, &mut watched, shared, events, &mut status);
    if let Some((cause, error)) = watched.killed().filter(|_| finish.cause == Cause::Exit) {
        finish = Finish { cause, error: Some(error), ..finish };
    }
    shared.update(|state| state.phase = Phase::Stopping);
    ending::end_processes(terminal.agent, finish.grace, events, &mut status);
    shared.drain();
    terminal.finish(DRAIN_TIMEOUT);
    (finish, status)
}

/// Obeys the daemon until the run is to end.
fn watch(
    launch: &Launch,
    terminal: &Terminal,
    proxy: &Option<Proxy>,
    watched: &mut Watch,
    shared: &Shared,
    events: &Receiver<Event>,
    status: &mut Option<WaitStatus>,
) -> Finish {
    let mut clock = Clock::new(launch.timeout_minutes);
    let orphaned_after = Duration::from_secs(launch.limits.orphan_minutes * 60);
    loop {
        match events.recv_timeout(TICK) {
            Ok(Event::Reaped(pid, ended)) if pid == terminal.agent => {
                *status = Some(ended);
                return Finish { cause: Cause::Exit, grace: LEFTOVER_GRACE, error: None };
            }
            Ok(Event::Stop { grace }) => return Finish { cause: Cause::Stop, grace, error: None },
            Ok(Event::Resize { columns, rows }) => terminal.resize(columns, rows),
            Ok(Event::Waiting(is_waiting)) => clock.set_waiting(is_waiting),
            Ok(Event::Egress(hosts)) => proxy.iter().for_each(|proxy| proxy.allow(hosts.clone())),
            Ok(Event::Reaped(..) | Event::NoChildren | Event::Forget) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        if let Some((cause, error)) = watched.exceeded() {
            return Finish { cause, grace: Duration::ZERO, error: Some(error) };
        }
        if clock.is_over() {
            return Finish { cause: Cause::Timeout, grace: STOP_GRACE, error: None };
        }
        if shared.alone_for() > orphaned_after {
            let error = failure("runner_offline", "The runner was away for too long.");
            return Finish { cause: Cause::Timeout, grace: STOP_GRACE, error: Some(error) };
        }
    }
}

fn clean_up(run: &str, sandbox: &Sandbox, directory: &RunDirectory) {
    sandbox.remove(run, directory);
    // What git left running.
    ending::kill_all();
}

fn end_record(
    finish: Finish,
    status: Option<WaitStatus>,
    files: Vec<ChangedFile>,
    sandbox: &Sandbox,
    shared: &Shared,
) -> EndRecord {
    let state = shared.state();
    let ended = Ended {
        cause: finish.cause,
        exit_code: status.and_then(|status| status.exit_status()),
        signal: status.and_then(|status| status.terminating_signal()),
        output: state.state.output,
        files: u32::try_from(files.len()).unwrap_or(u32::MAX),
        error: finish.error,
    };
    let has_run = state.state.phase != Phase::Preparing;
    let branch = sandbox.branch.clone();
    EndRecord { ended, has_run, branch, input: state.state.input, spooled: state.spooled, files }
}

/// Keeps the sandbox for people to look at. Returns whether the pod has everything.
fn keep(events: &Receiver<Event>, until: Instant) -> bool {
    let mut is_forgotten = false;
    loop {
        match events.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Event::Forget) => is_forgotten = true,
            Ok(Event::Stop { .. }) => return is_forgotten,
            Ok(_) => {}
            Err(_) => return is_forgotten,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_still_while_a_run_waits() {
        let mut clock = Clock::new(0);
        clock.left = Duration::from_millis(20);
        clock.set_waiting(true);
        thread::sleep(Duration::from_millis(40));
        assert!(!clock.is_over());
        clock.set_waiting(false);
        assert!(!clock.is_over());
        thread::sleep(Duration::from_millis(40));
        assert!(clock.is_over());
    }
}
