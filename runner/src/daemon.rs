//! The long-running program: one connection, and all runs of this machine.

use std::{collections::HashMap, fs::File, io, os::unix::fs::FileExt, rc::Rc, time::Duration};

use anyhow::{Context, Result};
use run_protocol::{Capabilities, Frame, FrameKind, LimitMethod, RunSpec, SandboxType, TERMINAL};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::{Instant, Interval, MissedTickBehavior, interval, interval_at, sleep_until},
};
use vault_envelope::Seed;

use crate::{
    agents::AgentTypes,
    config::Config,
    connection::{self, Closed, ConnectionEvent, Outbox},
    control::ToShim,
    forgotten::Forgotten,
    launch::{self, Host},
    limits,
    link::{self, LinkEvent, ShimSender},
    register,
    run_directory::{RunDirectory, private_directory},
    sandbox::failure,
    session::{Action, Piece, Session},
    shim, spool,
};

const STALLED_INTERVAL: Duration = Duration::from_secs(10);
/// After so long without a valid pod, its runs end.
const MAX_SUSPENSION: Duration = Duration::from_secs(600);
const STOP_GRACE_SECONDS: u32 = 10;
/// When all runs are to end, the daemon waits so long for them.
const END_TIMEOUT: Duration = Duration::from_secs(30);

struct Daemon {
    config: Config,
    agents: AgentTypes,
    host: Host,
    session: Session,
    forgotten: Rc<Forgotten>,
    shims: HashMap<String, ShimSender>,
    outbox: Option<Outbox>,
    link_events: UnboundedSender<(String, LinkEvent)>,
    reports: Interval,
    suspended_since: Option<Instant>,
}

/// Why the daemon ends for good.
#[derive(Debug)]
pub struct KeyEnded;

impl std::fmt::Display for KeyEnded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter
            .write_str("the runner's key is not valid any more; delete the file `key` and register the runner again")
    }
}

impl std::error::Error for KeyEnded {}

/// Serves a pod until the key ends or a signal comes.
pub async fn run(config: Config, key: String) -> Result<()> {
    let runs = config.state_dir.join("runs");
    private_directory().recursive(true).create(&runs).with_context(|| format!("cannot make {}", runs.display()))?;
    let _lock = lock(&config)?;
    // Processes of runs whose shim is killed become children of the daemon.
    shim::become_subreaper()?;
    let seed = config.vault_seed_file.as_deref().map(Seed::read).transpose()?;
    let host = Host { cgroup: limits::delegated_cgroup(), seed };
    let (link_events, mut links) = unbounded_channel();
    let mut daemon = Daemon::new(config, host, link_events);
    daemon.adopt(&mut links).await;

    let (events, mut connection) = unbounded_channel();
    tokio::spawn(connection::keep(register::connect_url(&daemon.config), key, events));
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut stalled = interval(STALLED_INTERVAL);
    loop {
        tokio::select! {
            Some((run, event)) = links.recv() => daemon.link_event(&run, event),
            Some(event) = connection.recv() => {
                if daemon.connection_event(event) == Some(Closed::KeyEnded) {
                    daemon.end_all(&mut links).await;
                    daemon.forget_all(&mut links).await;
                    return Err(KeyEnded.into());
                }
            }
            _ = daemon.reports.tick() => daemon.act(|session| session.report()),
            _ = stalled.tick() => {
                daemon.session.resume_stalled();
                daemon.end_if_suspended(&mut links).await;
            }
            // The shims go on, and the next daemon finds them.
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => {
                eprintln!("ending all runs");
                daemon.end_all(&mut links).await;
                return Ok(());
            }
        }
        daemon.send_pieces();
    }
}

/// Two daemons with the same directory would start everything twice.
fn lock(config: &Config) -> Result<File> {
    let path = config.state_dir.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.try_lock().with_context(|| format!("another runner uses {}", config.state_dir.display()))?;
    Ok(file)
}

fn capabilities(config: &Config, agents: &AgentTypes, host: &Host) -> Capabilities {
    let worktrees = (!config.repositories.is_empty()).then_some(SandboxType::Worktree);
    Capabilities {
        agent_types: agents.offered(),
        repositories: config.repositories.keys().cloned().collect(),
        custom_commands: config.custom_commands,
        sandbox_types: worktrees.into_iter().chain([SandboxType::Tempdir]).collect(),
        max_runs: config.max_runs,
        limits: if host.cgroup.is_some() { LimitMethod::Cgroup } else { LimitMethod::Watched },
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        vault: host.seed.is_some(),
    }
}

impl Daemon {
    fn new(config: Config, host: Host, link_events: UnboundedSender<(String, LinkEvent)>) -> Self {
        let agents = AgentTypes::new(&config);
        let forgotten = Rc::new(Forgotten::read(&config.state_dir));
        let is_forgotten = forgotten.clone();
        let session = Session::new(env!("CARGO_PKG_VERSION"), capabilities(&config, &agents, &host), move |run| {
            is_forgotten.contains(run)
        });
        let (shims, reports) = (HashMap::new(), report_interval(30));
        Self {
            config,
            agents,
            host,
            session,
            forgotten,
            shims,
            outbox: None,
            link_events,
            reports,
            suspended_since: None,
        }
    }

    /// Finds the runs of an earlier daemon. Returns when it is known of each what became of it.
    async fn adopt(&mut self, links: &mut UnboundedReceiver<(String, LinkEvent)>) {
        let mut unknown: Vec<String> = Vec::new();
        for (run, directory) in RunDirectory::all(&self.config.state_dir) {
            if !directory.is_forgotten() {
                self.session.adopt(&run, spool::start(directory.path()));
                unknown.push(run.clone());
            }
            self.shims.insert(run.clone(), link::adopt(run, directory, self.link_events.clone()));
        }
        while !unknown.is_empty() {
            let Some((run, event)) = links.recv().await else { return };
            unknown.retain(|other| *other != run);
            self.link_event(&run, event);
        }
    }

    fn connection_event(&mut self, event: ConnectionEvent) -> Option<Closed> {
        match event {
            ConnectionEvent::Connected(outbox) => {
                eprintln!("connected to {}", self.config.server);
                self.outbox = Some(outbox);
                self.suspended_since = None;
                self.act(Session::connected);
            }
            ConnectionEvent::Message(message) => self.act(|session| session.message(message)),
            ConnectionEvent::UnknownCommand(command) => self.act(|session| session.unknown_command(command)),
            ConnectionEvent::Frame(frame) => self.act(|session| session.frame(&frame)),
            ConnectionEvent::Closed(closed) => {
                self.outbox = None;
                self.session.disconnected();
                if closed == Closed::Suspended {
                    self.suspended_since.get_or_insert_with(Instant::now);
                }
                return Some(closed);
            }
        }
        None
    }

    fn link_event(&mut self, run: &str, event: LinkEvent) {
        match event {
            LinkEvent::Started => {
                eprintln!("{run}: started");
                self.act(|session| session.started(run));
            }
            LinkEvent::NotStarted(error) => {
                eprintln!("{run}: not started: {}", error.message);
                self.shims.remove(run);
                self.act(|session| session.not_started(run, error));
            }
            LinkEvent::State(state) => self.act(|session| session.shim_state(run, state)),
            LinkEvent::Ended(record) => {
                let reason = record.ended.error.as_ref().map_or("", |error| error.message.as_str());
                eprintln!("{run}: ended ({:?}) {reason}", record.ended.cause);
                self.act(|session| session.ended(run, *record));
            }
            LinkEvent::Gone => drop(self.shims.remove(run)),
        }
    }

    fn act(&mut self, step: impl FnOnce(&mut Session) -> Vec<Action>) {
        for action in step(&mut self.session) {
            match action {
                Action::Send(message) => {
                    if let Some(outbox) = &self.outbox {
                        outbox.send(&message);
                    }
                }
                Action::Start(spec) => self.start(*spec),
                Action::Tell(run, message) => self.tell(&run, message),
                Action::Release { run, offset } => {
                    if let Some(directory) = RunDirectory::of(&self.config.state_dir, &run) {
                        spool::release(directory.path(), offset);
                    }
                }
                Action::Forget(run) => {
                    self.forgotten.add(&run);
                    self.tell(&run, ToShim::Forget);
                }
                Action::ReportEvery { seconds } => self.reports = report_interval(seconds),
            }
        }
    }

    fn start(&mut self, spec: RunSpec) {
        let run = spec.run.clone();
        let Some(directory) = RunDirectory::of(&self.config.state_dir, &run) else {
            return self.act(|session| session.not_started(&run, failure("invalid_run", "This is no id of a run.")));
        };
        match launch::prepare(&self.config, &self.agents, &self.host, &directory, spec) {
            Ok(launch) => {
                let shim = link::start(directory, launch, self.link_events.clone());
                self.shims.insert(run, shim);
            }
            Err(error) => {
                eprintln!("{run}: refused: {}", error.message);
                self.act(|session| session.not_started(&run, error));
            }
        }
    }

    fn tell(&self, run: &str, message: ToShim) {
        if let Some(shim) = self.shims.get(run) {
            // A shim that is gone is reported by its link.
            let _ = shim.send(message);
        }
    }

    /// Sends output and files as far as the pod may be sent more.
    fn send_pieces(&mut self) {
        let Some(outbox) = &self.outbox else { return };
        let mut buffer = vec![0; run_protocol::MAX_FRAME_DATA];
        while let Some(piece) = self.session.next_piece() {
            let length = usize::try_from(piece.length).unwrap_or_default();
            let read = read(&self.config, &piece, buffer.get_mut(..length).unwrap_or_default());
            let data = match read {
                Ok(read) => buffer.get(..read).unwrap_or_default(),
                Err(error) => {
                    eprintln!("{}: cannot read stream {}: {error}", piece.run, piece.stream);
                    return;
                }
            };
            if !data.is_empty() {
                let Piece { run, stream, offset, .. } = &piece;
                let frame = Frame { kind: FrameKind::Output, run, stream: *stream, offset: *offset, data };
                outbox.send_frame(frame.encode());
            }
            self.session.has_sent(&piece, data.len() as u64);
        }
    }

    async fn end_if_suspended(&mut self, links: &mut UnboundedReceiver<(String, LinkEvent)>) {
        if self.suspended_since.is_some_and(|since| since.elapsed() > MAX_SUSPENSION) {
            self.end_all(links).await;
        }
    }

    /// Stops all runs and waits for their ends.
    async fn end_all(&mut self, links: &mut UnboundedReceiver<(String, LinkEvent)>) {
        for run in self.session.active() {
            self.tell(run, ToShim::Stop { grace_seconds: STOP_GRACE_SECONDS });
        }
        let deadline = Instant::now() + END_TIMEOUT;
        while self.session.active().next().is_some() {
            tokio::select! {
                Some((run, event)) = links.recv() => self.link_event(&run, event),
                () = sleep_until(deadline) => return,
            }
        }
    }

    /// Deletes all runs. Nobody takes their output any more.
    async fn forget_all(&mut self, links: &mut UnboundedReceiver<(String, LinkEvent)>) {
        for shim in self.shims.values() {
            let _ = shim.send(ToShim::Forget);
        }
        let deadline = Instant::now() + END_TIMEOUT;
        while !self.shims.is_empty() {
            tokio::select! {
                Some((run, event)) = links.recv() => self.link_event(&run, event),
                () = sleep_until(deadline) => return,
            }
        }
    }
}

fn report_interval(seconds: u32) -> Interval {
    let period = Duration::from_secs(seconds.max(1).into());
    let mut reports = interval_at(Instant::now() + period, period);
    reports.set_missed_tick_behavior(MissedTickBehavior::Delay);
    reports
}

/// Reads bytes of a stream.
fn read(config: &Config, piece: &Piece, buffer: &mut [u8]) -> io::Result<usize> {
    let Some(directory) = RunDirectory::of(&config.state_dir, &piece.run) else { return Ok(0) };
    if piece.stream == TERMINAL {
        return spool::read(directory.path(), piece.offset, buffer);
    }
    File::open(directory.files().join(piece.stream.to_string()))?.read_at(buffer, piece.offset)
}
