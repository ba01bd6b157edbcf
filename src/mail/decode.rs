//! Decodes transfer encodings in chunks, so that an attachment is streamed from storage without being held in memory.

use serde::{Deserialize, Serialize};

/// The Content-Transfer-Encoding of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    #[default]
    Identity,
    Base64,
    QuotedPrintable,
}

impl Encoding {
    /// Reads `Content-Transfer-Encoding`. With an unknown encoding, the bytes stay as they are and can still be downloaded.
    pub fn named(value: &str) -> Self {
        let name = value.split([';', '(', ' ', '\t', '\r', '\n']).find(|word| !word.is_empty()).unwrap_or_default();
        match name.trim_matches('"') {
            name if name.eq_ignore_ascii_case("base64") => Self::Base64,
            name if name.eq_ignore_ascii_case("quoted-printable") => Self::QuotedPrintable,
            _ => Self::Identity,
        }
    }
}

/// Decodes an encoding. The output does not depend on how the input is split into chunks.
#[derive(Debug)]
pub struct Decoder(State);

#[derive(Debug)]
enum State {
    Identity,
    Base64(Base64),
    Quoted(Quoted),
}

impl Decoder {
    pub fn new(encoding: Encoding) -> Self {
        Self(match encoding {
            Encoding::Identity => State::Identity,
            Encoding::Base64 => State::Base64(Base64::default()),
            Encoding::QuotedPrintable => State::Quoted(Quoted::default()),
        })
    }

    /// Decodes `piece` and appends the result.
    pub fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        match &mut self.0 {
            State::Identity => out.extend_from_slice(piece),
            State::Base64(state) => state.push(piece, out),
            State::Quoted(state) => piece.iter().for_each(|&byte| state.push(byte, out)),
        }
    }

    /// Appends the bytes that were buffered for a next chunk.
    pub fn finish(self, out: &mut Vec<u8>) {
        match self.0 {
            State::Identity => {}
            State::Base64(mut state) => state.flush(out),
            State::Quoted(mut state) => state.finish(out),
        }
    }
}

/// Bytes that are decoded at once to count bytes or to read a prefix.
const CHUNK_BYTES: usize = 1 << 16;

/// How many bytes `encoded` decodes to.
pub fn decoded_len(encoded: &[u8], encoding: Encoding) -> usize {
    if encoding == Encoding::Identity {
        return encoded.len();
    }
    let mut decoder = Decoder::new(encoding);
    let mut piece = Vec::with_capacity(CHUNK_BYTES);
    let mut len = 0;
    for chunk in encoded.chunks(CHUNK_BYTES) {
        decoder.push(chunk, &mut piece);
        len += piece.len();
        piece.clear();
    }
    decoder.finish(&mut piece);
    len + piece.len()
}

/// The first decoded bytes: all of them, or somewhat more than `enough`.
pub fn decode_prefix(encoded: &[u8], encoding: Encoding, enough: usize) -> Vec<u8> {
    let mut decoder = Decoder::new(encoding);
    let mut out = Vec::with_capacity(encoded.len().min(enough + CHUNK_BYTES));
    for chunk in encoded.chunks(CHUNK_BYTES) {
        decoder.push(chunk, &mut out);
        if out.len() > enough {
            return out;
        }
    }
    decoder.finish(&mut out);
    out
}

#[derive(Debug, Default)]
struct Base64 {
    bits: u32,
    digits: u8,
    done: bool,
}

impl Base64 {
    fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        for &byte in piece {
            if self.done {
                return;
            }
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                // The data end at the padding (RFC 2045, section 6.8). A mailing list's footer may follow.
                b'=' if self.digits >= 2 => {
                    self.flush(out);
                    self.done = true;
                    return;
                }
                _ => continue,
            };
            self.bits = self.bits << 6 | u32::from(value);
            self.digits += 1;
            if self.digits == 4 {
                let [_, a, b, c] = self.bits.to_be_bytes();
                out.extend_from_slice(&[a, b, c]);
                self.digits = 0;
            }
        }
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        let [_, a, b, _] = (self.bits << (6 * (4 - u32::from(self.digits.min(4))))).to_be_bytes();
        match self.digits {
            2 => out.push(a),
            3 => out.extend_from_slice(&[a, b]),
            _ => {}
        }
        self.digits = 0;
    }
}

/// Blanks before a line's end are not part of the text. A longer run of blanks is, which limits the buffer.
const MAX_BLANK_BYTES: usize = 998;

#[derive(Debug, Default)]
struct Quoted {
    /// Bytes that cannot be decoded yet: part of an escape, or blanks and a carriage return that may end a line.
    held: Vec<u8>,
}

impl Quoted {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        if self.held.first() == Some(&b'=') {
            return self.push_escaped(byte, out);
        }
        match byte {
            b'\n' => {
                if self.held.last() == Some(&b'\r') {
                    out.push(b'\r');
                }
                self.held.clear();
                out.push(b'\n');
            }
            b' ' | b'\t' | b'\r' if self.held.len() < MAX_BLANK_BYTES => self.held.push(byte),
            _ => {
                out.append(&mut self.held);
                if byte == b'=' {
                    self.held.push(byte);
                } else {
                    out.push(byte);
                }
            }
        }
    }

    fn push_escaped(&mut self, byte: u8, out: &mut Vec<u8>) {
        match (self.held.as_slice(), byte) {
            ([_], _) if byte.is_ascii_hexdigit() => self.held.push(byte),
            (&[_, high], _) if high.is_ascii_hexdigit() && byte.is_ascii_hexdigit() => {
                out.push(hex(high) << 4 | hex(byte));
                self.held.clear();
            }
            ([_] | [_, b' ' | b'\t' | b'\r', ..], b'\n') => self.held.clear(),
            ([_] | [_, b' ' | b'\t' | b'\r', ..], b' ' | b'\t' | b'\r') if self.held.len() < MAX_BLANK_BYTES => {
                self.held.push(byte);
            }
            // This is not an escape, so it is literal text.
            _ => {
                out.append(&mut self.held);
                self.push(byte, out);
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        match self.held.as_slice() {
            [b'=', high, ..] if high.is_ascii_hexdigit() => out.append(&mut self.held),
            _ => self.held.clear(),
        }
    }
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20).wrapping_sub(b'a').wrapping_add(10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoded: &[u8], encoding: Encoding, piece: usize) -> Vec<u8> {
        let (mut decoder, mut out) = (Decoder::new(encoding), Vec::new());
        encoded.chunks(piece).for_each(|chunk| decoder.push(chunk, &mut out));
        decoder.finish(&mut out);
        out
    }

    fn assert_decodes(encoding: Encoding, encoded: &str, expected: &str) {
        for piece in 1..=encoded.len().max(1) {
            let out = decoded(encoded.as_bytes(), encoding, piece);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{encoded:?} in pieces of {piece}");
        }
        assert_eq!(decoded_len(encoded.as_bytes(), encoding), expected.len());
    }

    #[test]
    fn reads_base64_whatever_stands_between_its_digits() {
        for (encoded, expected) in [
            ("", ""),
            ("aGVsbG8gd29ybGQ=", "hello world"),
            ("aGVs\r\nbG8g\r\n d29y-!\0bGQ=\r\n", "hello world"),
            ("aGVsbG8gd29ybGQ", "hello world"),
            ("aGVsbG8gd29ybG", "hello worl"),
            ("aGVsbG8gd29yb", "hello wor"),
            ("=aGVs=", "hel"),
            ("aGVsbA==\r\n-- \r\nThe list's footer", "hell"),
        ] {
            assert_decodes(Encoding::Base64, encoded, expected);
        }
    }

    #[test]
    fn reads_quoted_printable_with_soft_breaks_and_mistakes() {
        for (encoded, expected) in [
            ("", ""),
            ("caf=C3=a9", "café"),
            ("a=\r\nb=\nc= \t\r\nd", "abcd"),
            ("blanks \t \r\nand\t\nmore  ", "blanks\r\nand\nmore"),
            ("kept  between", "kept  between"),
            ("not =an escape, =4 nor =C4Z=", "not =an escape, =4 nor \u{fffd}Z"),
            ("a==3D==", "a==="),
            ("=3", "=3"),
            ("a =\r\nb", "a b"),
            ("line=20\r\n", "line \r\n"),
            ("a\rb", "a\rb"),
        ] {
            for piece in 1..=encoded.len().max(1) {
                let out = decoded(encoded.as_bytes(), Encoding::QuotedPrintable, piece);
                assert_eq!(String::from_utf8_lossy(&out), expected, "{encoded:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn buffers_at_most_one_line_of_blanks() {
        let mut decoder = Decoder::new(Encoding::QuotedPrintable);
        let mut out = Vec::new();
        decoder.push(&[b' '; 100_000], &mut out);
        assert!(out.len() > 90_000);
    }

    #[test]
    fn leaves_unknown_encodings_alone() {
        assert_eq!(Encoding::named(" Base64 (MIME)\r\n"), Encoding::Base64);
        assert_eq!(Encoding::named("\"quoted-printable\";"), Encoding::QuotedPrintable);
        assert_eq!(Encoding::named("8bit"), Encoding::Identity);
        assert_eq!(Encoding::named("x-uuencode"), Encoding::Identity);
        assert_eq!(Encoding::named(""), Encoding::Identity);
        assert_decodes(Encoding::Identity, "as = it\r\nis", "as = it\r\nis");
    }
}
