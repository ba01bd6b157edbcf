//! Binary messages.

/// The bytes of a run's id.
pub const RUN_ID_BYTES: usize = 20;
/// The greatest number of bytes of a stream in one frame.
pub const MAX_FRAME_DATA: usize = 64 * 1024;
/// Kind, run, stream, offset.
const HEADER: usize = 1 + RUN_ID_BYTES + 4 + 8;

/// Bytes of a stream: `[kind u8][run, 20 bytes of ASCII][stream u32][offset u64][bytes]`, integers in big endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    pub kind: FrameKind,
    pub run: &'a str,
    pub stream: u32,
    /// The number of bytes of the stream before these.
    pub offset: u64,
    pub data: &'a [u8],
}

/// The direction of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// From the runner: output of the terminal, or a file.
    Output = 1,
    /// From the pod: input of the terminal.
    Input = 2,
}

impl<'a> Frame<'a> {
    /// The frame of a message. None if it is no frame.
    pub fn decode(message: &'a [u8]) -> Option<Self> {
        let (kind, rest) = message.split_first()?;
        let kind = match kind {
            1 => FrameKind::Output,
            2 => FrameKind::Input,
            _ => return None,
        };
        let (run, rest) = rest.split_at_checked(RUN_ID_BYTES)?;
        let run = std::str::from_utf8(run).ok().filter(|run| run.is_ascii())?;
        let (stream, rest) = rest.split_first_chunk()?;
        let (offset, data) = rest.split_first_chunk()?;
        let offset = u64::from_be_bytes(*offset);
        let is_short = data.len() <= MAX_FRAME_DATA && offset.checked_add(data.len() as u64).is_some();
        is_short.then_some(Self { kind, run, stream: u32::from_be_bytes(*stream), offset, data })
    }

    /// The message of a frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut message = Vec::with_capacity(HEADER + self.data.len());
        message.push(self.kind as u8);
        message.extend_from_slice(self.run.as_bytes());
        message.extend_from_slice(&self.stream.to_be_bytes());
        message.extend_from_slice(&self.offset.to_be_bytes());
        message.extend_from_slice(self.data);
        message
    }

    /// The number of bytes of the stream up to the end of these.
    pub const fn end(&self) -> u64 {
        self.offset + self.data.len() as u64
    }

    /// What follows the bytes that the receiver has. None if bytes between are missing, or if there are no new ones.
    pub fn after(&self, received: u64) -> Option<&'a [u8]> {
        let known = usize::try_from(received.checked_sub(self.offset)?).ok()?;
        self.data.get(known..).filter(|new| !new.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = "run_0123456789abcdef";

    fn frame(offset: u64, data: &[u8]) -> Frame<'_> {
        Frame { kind: FrameKind::Output, run: RUN, stream: 3, offset, data }
    }

    #[test]
    fn a_frame_is_read_as_it_was_written() {
        let message = frame(1 << 40, b"hello").encode();
        assert_eq!(Frame::decode(&message), Some(frame(1 << 40, b"hello")));
        assert_eq!(message.len(), HEADER + 5);
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        let message = frame(0, b"").encode();
        for short in 0..message.len() {
            assert_eq!(Frame::decode(&message[..short]), None, "{short} bytes");
        }
        let with = |at: usize, byte: u8| {
            let mut message = message.clone();
            message[at] = byte;
            message
        };
        assert_eq!(Frame::decode(&with(0, 3)), None, "an unknown kind");
        assert_eq!(Frame::decode(&with(5, 0xFF)), None, "an id that is no text");
        assert_eq!(Frame::decode(&frame(0, &[0; MAX_FRAME_DATA + 1]).encode()), None, "too long");
        assert_eq!(Frame::decode(&frame(u64::MAX, b"x").encode()), None, "an end beyond all numbers");
    }

    #[test]
    fn only_new_bytes_without_a_gap_are_taken() {
        assert_eq!(frame(10, b"abc").after(10), Some(&b"abc"[..]));
        assert_eq!(frame(10, b"abc").after(12), Some(&b"c"[..]));
        assert_eq!(frame(10, b"abc").after(13), None, "a repetition");
        assert_eq!(frame(10, b"abc").after(99), None, "an old repetition");
        assert_eq!(frame(10, b"abc").after(9), None, "a gap");
    }
}
