//! Breaking messages, in ways that are the same in every run.

/// Enough of a random generator (xorshift).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 as usize % sides.max(1)
    }

    pub fn damage(&mut self, raw: &mut Vec<u8>, others: &[Vec<u8>]) {
        const BITS: [&[u8]; 16] = [
            b"=?utf-8?q?",
            b"?=",
            b"--",
            b"\r\n",
            b"\n\n",
            b"\"",
            b"\\",
            b"(",
            b"<",
            b";",
            b"*0*=utf-8''%",
            b"=",
            b"\0",
            b"\xff\xfe",
            b"\xc3",
            b"\nContent-Type: multipart/alternative; boundary=",
        ];
        let at = self.roll(raw.len() + 1);
        let end = at + self.roll(raw.len() - at + 1).min(self.roll(300));
        match self.roll(5) {
            0 => drop(raw.drain(at..end)),
            1 => drop(raw.splice(at..at, BITS[self.roll(BITS.len())].iter().copied())),
            2 => raw[at..end].iter_mut().for_each(|byte| *byte = byte.wrapping_add(1)),
            3 => {
                let other = &others[self.roll(others.len())];
                let from = self.roll(other.len());
                let piece = &other[from..(from + self.roll(500)).min(other.len())];
                drop(raw.splice(at..at, piece.iter().copied()));
            }
            _ => raw.truncate(raw.len() - self.roll(raw.len() / 4 + 1)),
        }
    }
}
