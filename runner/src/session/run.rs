//! A run, as the session knows it.

use std::collections::BTreeMap;

use run_protocol::{Ended, FromRunner, Phase, RunState, StreamOffset, TERMINAL};

use super::stream::Stream;
use crate::control::{ChangedFile, EndRecord, ShimState};

#[derive(Clone, Debug)]
pub struct Run {
    pub state: RunState,
    /// Whether its shim has it. Until then, its start is not answered.
    pub is_started: bool,
    /// Whether its bytes are sent: on a connection, unless the pod has said that it does not know the run.
    pub is_known: bool,
    /// In how many reports in a row the pod did not know it.
    pub unknown_reports: u32,
    /// Whether it is deleted as soon as it has ended.
    pub is_abandoned: bool,
    /// The pod was told so many bytes of input.
    pub input_acknowledged: u64,
    streams: BTreeMap<u32, Stream>,
    files: Vec<ChangedFile>,
}

impl Run {
    pub fn new(run: &str) -> Self {
        let state =
            RunState { run: run.to_owned(), phase: Phase::Preparing, output: 0, input: 0, branch: None, end: None };
        Self {
            state,
            is_started: false,
            is_known: false,
            unknown_reports: 0,
            is_abandoned: false,
            input_acknowledged: 0,
            streams: BTreeMap::from([(TERMINAL, Stream::default())]),
            files: Vec::new(),
        }
    }

    pub fn has_ended(&self) -> bool {
        self.state.phase == Phase::Ended
    }

    /// Takes news of its shim. Returns whether its phase has changed.
    pub fn update(&mut self, news: ShimState) -> bool {
        // The end comes with its record, which also names the files.
        if self.has_ended() || news.state.phase == Phase::Ended {
            return false;
        }
        self.is_started = true;
        self.terminal().grow(news.spooled);
        let has_changed = (self.state.phase, &self.state.branch) != (news.state.phase, &news.state.branch);
        self.state = RunState { run: std::mem::take(&mut self.state.run), ..news.state };
        has_changed
    }

    /// That it began, if nobody has said so and it did.
    pub fn begin(&mut self, has_run: bool, branch: &Option<String>) -> Option<FromRunner> {
        if !has_run || self.state.phase != Phase::Preparing {
            return None;
        }
        self.state.phase = Phase::Running;
        self.state.branch.clone_from(branch);
        Some(FromRunner::State { run: self.state.clone() })
    }

    /// It has ended.
    pub fn end(&mut self, record: EndRecord) {
        self.is_started = true;
        self.terminal().grow(record.spooled);
        for (stream, file) in (1..).zip(&record.files) {
            let end = if file.stored { file.size } else { 0 };
            self.streams.entry(stream).or_default().grow(end);
        }
        self.files = record.files;
        self.state.phase = Phase::Ended;
        self.state.output = record.ended.output;
        self.state.input = record.input;
        self.state.branch = record.branch;
        self.state.end = Some(Ended { files: u32::try_from(self.files.len()).unwrap_or(u32::MAX), ..record.ended });
    }

    /// The messages that announce its files.
    pub fn announcements(&self) -> impl Iterator<Item = FromRunner> {
        (1..).zip(&self.files).map(|(stream, file)| FromRunner::File {
            run: self.state.run.clone(),
            stream,
            path: file.path.clone(),
            size: file.size,
            change: file.change,
            stored: file.stored,
        })
    }

    /// A connection begins: the pod has these bytes.
    pub fn connect(&mut self, stored: &[StreamOffset]) {
        self.is_known = true;
        for (number, stream) in &mut self.streams {
            let offset = stored.iter().find(|place| place.stream == *number).map_or(0, |place| place.offset);
            stream.connect(offset);
        }
    }

    pub fn disconnect(&mut self) {
        self.is_known = false;
        for stream in self.streams.values_mut() {
            stream.connect(0);
        }
    }

    pub fn stream(&mut self, number: u32) -> Option<&mut Stream> {
        self.streams.get_mut(&number)
    }

    pub fn streams(&mut self) -> impl Iterator<Item = &mut Stream> {
        self.streams.values_mut()
    }

    pub fn in_flight(&self) -> u64 {
        self.streams.values().map(Stream::in_flight).sum()
    }

    /// The next bytes to send of the terminal, or of the files.
    pub fn next(&self, of_terminal: bool) -> Option<(u32, u64, u64)> {
        if !self.is_known {
            return None;
        }
        let in_flight = self.in_flight();
        let mut streams = self.streams.iter().filter(|(number, _)| (**number == TERMINAL) == of_terminal);
        streams.find_map(|(number, stream)| stream.next(in_flight).map(|(offset, length)| (*number, offset, length)))
    }

    fn terminal(&mut self) -> &mut Stream {
        self.streams.entry(TERMINAL).or_default()
    }
}
