//! How far a stream was sent and acknowledged.

use run_protocol::WINDOW_BYTES;

/// A stream of a run. Offsets count its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// How many bytes there are.
    end: u64,
    sent: u64,
    acknowledged: u64,
    /// The pod stores no more of it.
    is_full: bool,
    /// The last place where sending began again. A second acknowledgement of it belongs to what was sent before.
    resumed_at: Option<u64>,
    /// What was acknowledged when `resume_if_stalled` was called, if something was in flight.
    stalled_at: Option<u64>,
}

impl Stream {
    /// More bytes are there.
    pub fn grow(&mut self, end: u64) {
        self.end = self.end.max(end);
    }

    /// On a new connection: the pod has so many bytes.
    pub fn connect(&mut self, stored: u64) {
        self.acknowledged = self.acknowledged.max(stored);
        self.sent = self.acknowledged;
        (self.resumed_at, self.stalled_at) = (None, None);
    }

    /// The pod has so many bytes. Returns how many of them are new.
    pub fn acknowledge(&mut self, stored: u64) -> u64 {
        if stored > self.acknowledged {
            let new = stored - self.acknowledged;
            self.acknowledged = stored;
            self.sent = self.sent.max(stored);
            return new;
        }
        if stored == self.acknowledged && self.sent > stored && self.resumed_at != Some(stored) {
            // It says again what it has: it lacks what was sent after that.
            self.resumed_at = Some(stored);
            self.sent = stored;
        }
        0
    }

    /// Sends again what is in flight, if it was already at the last call and nothing was acknowledged since.
    pub fn resume_if_stalled(&mut self) {
        if self.in_flight() == 0 {
            self.stalled_at = None;
        } else if self.stalled_at.replace(self.acknowledged) == Some(self.acknowledged) {
            self.connect(self.acknowledged);
        }
    }

    pub fn set_full(&mut self) {
        self.is_full = true;
        self.sent = self.sent.max(self.acknowledged);
    }

    pub const fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// How many bytes are sent, but not acknowledged.
    pub const fn in_flight(&self) -> u64 {
        if self.is_full { 0 } else { self.sent - self.acknowledged }
    }

    /// The next bytes to send: their offset and number.
    pub fn next(&self, in_flight_of_run: u64) -> Option<(u64, u64)> {
        let room = WINDOW_BYTES.saturating_sub(in_flight_of_run);
        let length = self.end.saturating_sub(self.sent).min(room).min(run_protocol::MAX_FRAME_DATA as u64);
        (length > 0 && !self.is_full).then_some((self.sent, length))
    }

    pub const fn has_sent(&mut self, length: u64) {
        self.sent += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: u64 = run_protocol::MAX_FRAME_DATA as u64;

    fn stream(end: u64) -> Stream {
        Stream { end, ..Stream::default() }
    }

    #[test]
    fn no_more_than_the_window_is_in_flight() {
        let mut stream = stream(10 * WINDOW_BYTES);
        while let Some((offset, length)) = stream.next(stream.in_flight()) {
            assert_eq!((offset, length), (stream.sent, FRAME));
            stream.has_sent(length);
        }
        assert_eq!(stream.in_flight(), WINDOW_BYTES);
        assert_eq!(stream.acknowledge(2 * FRAME), 2 * FRAME);
        assert_eq!(stream.next(stream.in_flight()), Some((WINDOW_BYTES, FRAME)));
    }

    #[test]
    fn a_new_connection_continues_where_the_pod_is() {
        let mut stream = stream(1000);
        stream.has_sent(1000);
        stream.acknowledge(300);
        stream.connect(400);
        assert_eq!(stream.next(0), Some((400, 600)));
        stream.connect(0);
        assert_eq!(stream.next(0), Some((400, 600)), "what was acknowledged is deleted here");
    }

    #[test]
    fn a_repeated_acknowledgement_goes_back_once() {
        let mut stream = stream(1000);
        stream.acknowledge(100);
        stream.sent = 900;
        stream.acknowledge(100);
        assert_eq!(stream.next(0), Some((100, 900)));
        stream.has_sent(900);
        stream.acknowledge(100);
        assert_eq!(stream.next(0), None, "the second belongs to the frames of before");
        stream.resume_if_stalled();
        assert_eq!(stream.next(0), None, "it may still be on its way");
        stream.resume_if_stalled();
        assert_eq!(stream.next(0), Some((100, 900)));
    }

    #[test]
    fn an_old_acknowledgement_changes_nothing() {
        let mut stream = stream(1000);
        stream.acknowledge(500);
        stream.sent = 800;
        assert_eq!(stream.acknowledge(200), 0);
        assert_eq!(stream.next(0), Some((800, 200)));
    }

    #[test]
    fn nothing_is_sent_of_a_full_stream() {
        let mut stream = stream(1000);
        stream.has_sent(500);
        stream.set_full();
        assert_eq!((stream.next(0), stream.in_flight()), (None, 0));
    }
}
