//! The runner's side of the protocol, without sockets, files or clocks: what was received leads to actions.

mod run;
mod stream;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use run_protocol::{
    Capabilities, Failure, Frame, FrameKind, FromRunner, KnownRun, Phase, REPORTS_UNTIL_LOST, RunSpec, StreamOffset,
    TERMINAL, ToRunner,
};

use crate::{
    control::{EndRecord, ShimState, ToShim},
    sandbox::failure,
};
use run::Run;

/// The most bytes of all runs that are sent, but not acknowledged.
const MAX_IN_FLIGHT_BYTES: u64 = 8 << 20;
const DEFAULT_REPORT_SECONDS: u32 = 30;
const STOP_GRACE_SECONDS: u32 = 10;

/// What the daemon is to do.
pub enum Action {
    Send(FromRunner),
    /// Check whether this may be started here, and start it. The daemon answers with `started` or `not_started`.
    Start(Box<RunSpec>),
    /// Tell the shim of a run.
    Tell(String, ToShim),
    /// The pod has the terminal's bytes before this offset.
    Release {
        run: String,
        offset: u64,
    },
    /// Delete everything of a run.
    Forget(String),
    /// Call `report` this often.
    ReportEvery {
        seconds: u32,
    },
}

/// Bytes to read and to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub run: String,
    pub stream: u32,
    pub offset: u64,
    pub length: u64,
}

pub struct Session {
    version: String,
    capabilities: Capabilities,
    runs: BTreeMap<String, Run>,
    /// Runs that were deleted here. They are never started again.
    is_forgotten: Box<dyn Fn(&str) -> bool>,
    is_connected: bool,
    reports: u64,
    /// Whether the last report was agreed.
    agreed: bool,
    /// The run whose bytes were sent last.
    last_sent: String,
}

impl Session {
    pub fn new(version: &str, capabilities: Capabilities, is_forgotten: impl Fn(&str) -> bool + 'static) -> Self {
        Self {
            version: version.to_owned(),
            capabilities,
            runs: BTreeMap::new(),
            is_forgotten: Box::new(is_forgotten),
            is_connected: false,
            reports: 0,
            agreed: true,
            last_sent: String::new(),
        }
    }

    /// A run that was started by an earlier daemon. Its terminal's bytes before an offset are stored by the pod, and gone.
    pub fn adopt(&mut self, run: &str, released: u64) {
        let mut adopted = Run::new(run);
        adopted.is_started = true;
        adopted.connect(&[StreamOffset { stream: TERMINAL, offset: released }]);
        adopted.disconnect();
        self.runs.insert(run.to_owned(), adopted);
    }

    /// The runs that have not ended.
    pub fn active(&self) -> impl Iterator<Item = &str> {
        self.runs.iter().filter(|(_, run)| !run.has_ended()).map(|(id, _)| id.as_str())
    }

    pub fn knows(&self, run: &str) -> bool {
        self.runs.contains_key(run)
    }

    /// The socket is open.
    pub fn connected(&mut self) -> Vec<Action> {
        self.is_connected = true;
        self.agreed = true;
        let (version, capabilities) = (self.version.clone(), self.capabilities.clone());
        vec![Action::Send(FromRunner::Hello { version, capabilities, runs: self.states() })]
    }

    pub fn disconnected(&mut self) {
        self.is_connected = false;
        self.runs.values_mut().for_each(Run::disconnect);
    }

    pub fn message(&mut self, message: ToRunner) -> Vec<Action> {
        match message {
            ToRunner::Welcome { runs, report_seconds } => self.welcome(runs, report_seconds),
            ToRunner::ReportAck { agreed, unknown, .. } => self.report_agreed(agreed, &unknown),
            ToRunner::Start { command, spec } => self.start(command, spec),
            ToRunner::Stop { command, run, grace_seconds, .. } => self.stop(command, run, grace_seconds),
            ToRunner::Ack { run, stream, offset } => self.acknowledge(run, stream, offset),
            ToRunner::Full { run, stream } => self.full(run, stream),
            ToRunner::Resize { run, columns, rows } => self.tell(run, ToShim::Resize { columns, rows }),
            ToRunner::Waiting { run, waiting } => self.tell(run, ToShim::Waiting { waiting }),
            ToRunner::Egress { run, hosts } => self.tell(run, ToShim::Egress { hosts }),
            ToRunner::Forget { run } => self.forget(run),
        }
    }

    /// A command that this version does not understand.
    pub fn unknown_command(&self, command: String) -> Vec<Action> {
        let message = format!("Version {} of the runner does not understand this. Update it.", self.version);
        self.answer(command, Some(failure("not_understood", message)))
    }

    /// A binary message. What is no frame of input for a run of this runner is ignored.
    pub fn frame(&mut self, message: &[u8]) -> Vec<Action> {
        match Frame::decode(message) {
            Some(Frame { kind: FrameKind::Input, run, stream: TERMINAL, offset, data }) => {
                self.tell(run.to_owned(), ToShim::Input { offset, data: BASE64_STANDARD.encode(data) })
            }
            _ => Vec::new(),
        }
    }

    /// The shim of a run has it.
    pub fn started(&mut self, run: &str) -> Vec<Action> {
        let Some(known) = self.runs.get_mut(run) else { return Vec::new() };
        known.is_started = true;
        self.answer(run_protocol::start_command(run), None)
    }

    /// A run cannot be started here. Nothing of it is left.
    pub fn not_started(&mut self, run: &str, error: Failure) -> Vec<Action> {
        self.runs.remove(run);
        self.answer(run_protocol::start_command(run), Some(error))
    }

    /// A shim tells news.
    pub fn shim_state(&mut self, run: &str, news: ShimState) -> Vec<Action> {
        let Some(known) = self.runs.get_mut(run) else { return Vec::new() };
        let running = known.begin(news.state.phase == Phase::Stopping, &news.state.branch);
        let has_changed = known.update(news);
        let mut actions = Vec::new();
        if self.is_connected {
            actions.extend(running.map(Action::Send));
            if known.is_known && known.state.input > known.input_acknowledged {
                known.input_acknowledged = known.state.input;
                let (run, offset) = (run.to_owned(), known.state.input);
                actions.push(Action::Send(FromRunner::InputAck { run, offset }));
            }
            if has_changed {
                actions.push(Action::Send(FromRunner::State { run: known.state.clone() }));
            }
        }
        actions
    }

    /// A run has ended.
    pub fn ended(&mut self, run: &str, record: EndRecord) -> Vec<Action> {
        let Some(known) = self.runs.get_mut(run) else { return Vec::new() };
        if known.has_ended() {
            return Vec::new();
        }
        // A short run may be over before its shim is heard. The pod is told nevertheless that it ran.
        let running = known.begin(record.has_run, &record.branch).filter(|_| self.is_connected);
        known.end(record);
        if known.is_abandoned {
            return self.forget(run.to_owned());
        }
        if !self.is_connected {
            return Vec::new();
        }
        let state = FromRunner::State { run: known.state.clone() };
        let announcements = known.announcements().filter(|_| known.is_known);
        running.into_iter().chain(announcements).chain([state]).map(Action::Send).collect()
    }

    /// It is time for a report, if one is needed.
    pub fn report(&mut self) -> Vec<Action> {
        if !self.is_connected || (self.runs.is_empty() && self.agreed) {
            return Vec::new();
        }
        self.reports += 1;
        vec![Action::Send(FromRunner::Report { number: self.reports, runs: self.states() })]
    }

    /// Is called every some seconds, so that what the pod did not get is sent again.
    pub fn resume_stalled(&mut self) {
        for stream in self.runs.values_mut().flat_map(Run::streams) {
            stream.resume_if_stalled();
        }
    }

    /// The next bytes to send: the runs by turns, their terminals before their files.
    pub fn next_piece(&mut self) -> Option<Piece> {
        let in_flight: u64 = self.runs.values().map(Run::in_flight).sum();
        if !self.is_connected || in_flight >= MAX_IN_FLIGHT_BYTES {
            return None;
        }
        let turns = || {
            let after = self.runs.range(self.last_sent.clone()..).filter(|(id, _)| **id != self.last_sent);
            after.chain(self.runs.range(..=self.last_sent.clone()))
        };
        let next = |of_terminal| {
            turns().find_map(|(id, run)| {
                let (stream, offset, length) = run.next(of_terminal)?;
                Some(Piece { run: id.clone(), stream, offset, length })
            })
        };
        let piece = next(true).or_else(|| next(false))?;
        self.last_sent.clone_from(&piece.run);
        Some(piece)
    }

    /// So many bytes of a piece were sent. With none, there is nothing at this place any more, and the stream ends there.
    pub fn has_sent(&mut self, piece: &Piece, length: u64) {
        if let Some(stream) = self.runs.get_mut(&piece.run).and_then(|run| run.stream(piece.stream)) {
            match length {
                0 => stream.set_full(),
                length => stream.has_sent(length),
            }
        }
    }

    fn states(&self) -> Vec<run_protocol::RunState> {
        self.runs.values().map(|run| run.state.clone()).collect()
    }

    fn answer(&self, command: String, error: Option<Failure>) -> Vec<Action> {
        if self.is_connected { vec![Action::Send(FromRunner::Answer { command, error })] } else { Vec::new() }
    }

    fn tell(&self, run: String, message: ToShim) -> Vec<Action> {
        match self.runs.get(&run) {
            Some(known) if !known.has_ended() => vec![Action::Tell(run, message)],
            _ => Vec::new(),
        }
    }

    fn welcome(&mut self, known: Vec<KnownRun>, report_seconds: u32) -> Vec<Action> {
        let seconds = if report_seconds == 0 { DEFAULT_REPORT_SECONDS } else { report_seconds };
        let mut actions = vec![Action::ReportEvery { seconds }];
        // Of a run that it does not list, the pod may have got the start without the answer. It says what it has when bytes come.
        self.runs.values_mut().for_each(|run| run.connect(&[]));
        for KnownRun { run: id, stored, columns, rows, waiting, .. } in known {
            let Some(run) = self.runs.get_mut(&id) else {
                // Reports say so until the pod has decided.
                self.agreed = false;
                continue;
            };
            run.connect(&stored);
            run.input_acknowledged = run.state.input;
            let offset = run.stream(TERMINAL).map_or(0, |terminal| terminal.acknowledged());
            actions.push(Action::Release { run: id.clone(), offset });
            if !run.has_ended() {
                actions.push(Action::Tell(id.clone(), ToShim::Resize { columns, rows }));
                actions.push(Action::Tell(id, ToShim::Waiting { waiting }));
            }
        }
        let ended = self.runs.values().filter(|run| run.has_ended());
        actions.extend(ended.flat_map(Run::announcements).map(Action::Send));
        actions
    }

    fn report_agreed(&mut self, agreed: bool, unknown: &[String]) -> Vec<Action> {
        self.agreed = agreed;
        let mut given_up = Vec::new();
        for (id, run) in &mut self.runs {
            run.is_known = !unknown.contains(id);
            run.unknown_reports = if run.is_known { 0 } else { run.unknown_reports + 1 };
            if run.unknown_reports == REPORTS_UNTIL_LOST {
                given_up.push(id.clone());
            }
        }
        given_up.into_iter().flat_map(|run| self.forget(run)).collect()
    }

    fn start(&mut self, command: String, spec: Box<RunSpec>) -> Vec<Action> {
        if (self.is_forgotten)(&spec.run) {
            let error = failure("already_ended", "The run has ended on this runner.");
            return self.answer(command, Some(error));
        }
        match self.runs.get_mut(&spec.run) {
            Some(run) => {
                run.is_known = true;
                if run.is_started { self.answer(command, None) } else { Vec::new() }
            }
            None => {
                if self.active().count() >= usize::try_from(self.capabilities.max_runs).unwrap_or(usize::MAX) {
                    let message = format!("The runner has {} runs and takes no more.", self.capabilities.max_runs);
                    return self.answer(command, Some(failure("runner_full", message)));
                }
                let mut run = Run::new(&spec.run);
                run.is_known = true;
                self.runs.insert(spec.run.clone(), run);
                vec![Action::Start(spec)]
            }
        }
    }

    fn stop(&mut self, command: String, run: String, grace_seconds: u32) -> Vec<Action> {
        let error = match self.knows(&run) {
            true => None,
            false => Some(failure("unknown_run", "The runner does not have this run.")),
        };
        let mut actions = self.answer(command, error);
        actions.extend(self.tell(run, ToShim::Stop { grace_seconds }));
        actions
    }

    fn acknowledge(&mut self, id: String, number: u32, offset: u64) -> Vec<Action> {
        let Some(run) = self.runs.get_mut(&id) else { return Vec::new() };
        let Some(stream) = run.stream(number) else { return Vec::new() };
        let new = stream.acknowledge(offset);
        if new > 0 && number == TERMINAL { vec![Action::Release { run: id, offset }] } else { Vec::new() }
    }

    fn full(&mut self, id: String, number: u32) -> Vec<Action> {
        if let Some(stream) = self.runs.get_mut(&id).and_then(|run| run.stream(number)) {
            stream.set_full();
        }
        if number == TERMINAL { self.tell(id, ToShim::Discard) } else { Vec::new() }
    }

    /// Deletes a run. One that has not ended is stopped before.
    fn forget(&mut self, id: String) -> Vec<Action> {
        match self.runs.get_mut(&id) {
            None => Vec::new(),
            Some(run) if run.has_ended() => {
                self.runs.remove(&id);
                vec![Action::Forget(id)]
            }
            Some(run) => {
                run.is_abandoned = true;
                vec![Action::Tell(id, ToShim::Stop { grace_seconds: STOP_GRACE_SECONDS })]
            }
        }
    }
}
