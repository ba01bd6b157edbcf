//! What the threads of a shim share.

use std::{
    collections::VecDeque,
    sync::{Arc, mpsc::Sender},
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex};
use run_protocol::{Phase, RunState};

use super::Event;
use crate::control::ShimState;

/// More input waits at the pod. It sends at most 256 KiB that are not acknowledged.
const MAX_QUEUED_INPUT: usize = 1 << 20;

pub struct Shared {
    inner: Mutex<Inner>,
    changed: Condvar,
    pub events: Sender<Event>,
}

struct Inner {
    state: RunState,
    spooled: u64,
    /// Counts changes of the two above.
    version: u64,
    is_stopping: bool,
    is_discarding: bool,
    is_draining: bool,
    daemons: u32,
    /// Since when no daemon is connected.
    alone_since: Instant,
    input: VecDeque<Vec<u8>>,
    input_received: u64,
}

impl Shared {
    pub fn new(run: String, events: Sender<Event>) -> Arc<Self> {
        let state = RunState { run, phase: Phase::Preparing, output: 0, input: 0, branch: None, end: None };
        let inner = Inner {
            state,
            spooled: 0,
            version: 1,
            is_stopping: false,
            is_discarding: false,
            is_draining: false,
            daemons: 0,
            alone_since: Instant::now(),
            input: VecDeque::new(),
            input_received: 0,
        };
        Arc::new(Self { inner: Mutex::new(inner), changed: Condvar::new(), events })
    }

    /// Changes the state that daemons are told.
    pub fn update(&self, change: impl FnOnce(&mut RunState)) {
        let mut inner = self.inner.lock();
        change(&mut inner.state);
        inner.version += 1;
        self.changed.notify_all();
    }

    pub fn state(&self) -> ShimState {
        let inner = self.inner.lock();
        ShimState { state: inner.state.clone(), spooled: inner.spooled }
    }

    /// Waits until the state is newer than a version, or for some time.
    pub fn newer(&self, version: &mut u64, timeout: Duration) -> Option<ShimState> {
        let mut inner = self.inner.lock();
        if inner.version == *version {
            self.changed.wait_for(&mut inner, timeout);
        }
        if inner.version == *version {
            return None;
        }
        *version = inner.version;
        Some(ShimState { state: inner.state.clone(), spooled: inner.spooled })
    }

    /// Counts output of which some is on disk.
    pub fn add_output(&self, read: u64, spooled: u64) {
        let mut inner = self.inner.lock();
        inner.state.output += read;
        inner.spooled = spooled;
        inner.version += 1;
        self.changed.notify_all();
    }

    pub fn stop(&self) {
        self.inner.lock().is_stopping = true;
    }

    pub fn is_stopping(&self) -> bool {
        self.inner.lock().is_stopping
    }

    pub fn discard(&self) {
        self.inner.lock().is_discarding = true;
    }

    pub fn is_discarding(&self) -> bool {
        self.inner.lock().is_discarding
    }

    /// From now on, what is left in the terminal is read without a limit.
    pub fn drain(&self) {
        self.inner.lock().is_draining = true;
    }

    pub fn is_draining(&self) -> bool {
        self.inner.lock().is_draining
    }

    pub fn daemon_connected(&self) {
        self.inner.lock().daemons += 1;
    }

    pub fn daemon_left(&self) {
        let mut inner = self.inner.lock();
        inner.daemons = inner.daemons.saturating_sub(1);
        inner.alone_since = Instant::now();
    }

    /// For how long no daemon has been connected.
    pub fn alone_for(&self) -> Duration {
        let inner = self.inner.lock();
        if inner.daemons > 0 { Duration::ZERO } else { inner.alone_since.elapsed() }
    }

    /// Queues the new part of some input for the terminal.
    pub fn push_input(&self, offset: u64, data: &[u8]) {
        let mut inner = self.inner.lock();
        let queued: usize = inner.input.iter().map(Vec::len).sum();
        let known = inner.input_received.checked_sub(offset).and_then(|known| usize::try_from(known).ok());
        let Some(new) = known.and_then(|known| data.get(known..)) else { return };
        if new.is_empty() || queued + new.len() > MAX_QUEUED_INPUT {
            return;
        }
        inner.input_received += new.len() as u64;
        inner.input.push_back(new.to_vec());
        self.changed.notify_all();
    }

    /// Waits for input.
    pub fn next_input(&self) -> Vec<u8> {
        let mut inner = self.inner.lock();
        loop {
            if let Some(input) = inner.input.pop_front() {
                return input;
            }
            self.changed.wait(&mut inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn repeated_input_is_taken_once_and_a_gap_not_at_all() {
        let shared = Shared::new("run_0123456789abcdef".to_owned(), mpsc::channel().0);
        shared.push_input(0, b"abc");
        shared.push_input(0, b"abcd");
        shared.push_input(1, b"bc");
        shared.push_input(9, b"x");
        assert_eq!([shared.next_input(), shared.next_input()].concat(), b"abcd");
        assert!(shared.inner.lock().input.is_empty());
    }
}
