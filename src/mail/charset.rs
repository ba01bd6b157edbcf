//! Decodes character sets.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes `bytes` in the character set `label`.
///
/// Without a label, or with an unknown or meaningless one such as `us-ascii`, the bytes are read as UTF-8 if they are valid, else as
/// windows-1252, the most common encoding of old senders.
pub fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> Cow<'a, str> {
    let label = label.map(|label| label.trim().trim_matches(['"', '\''])).filter(|label| !is_meaningless(label));
    if label.is_some_and(|label| label.eq_ignore_ascii_case("utf-8") || label.eq_ignore_ascii_case("utf8")) {
        return String::from_utf8_lossy(bytes);
    }
    match label.and_then(|label| charset_decoder(label.as_bytes())) {
        Some(decoder) => Cow::Owned(decoder(bytes)),
        None => guess(bytes),
    }
}

/// Decodes `bytes` without a declared character set.
pub fn guess(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // A truncated last character does not make the text before it invalid.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            String::from_utf8_lossy(bytes)
        }
        Err(_) => charset_decoder(b"windows-1252")
            .map_or_else(|| String::from_utf8_lossy(bytes), |decoder| Cow::Owned(decoder(bytes))),
    }
}

fn is_meaningless(label: &str) -> bool {
    ["", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "default", "_iso-8859-1"]
        .iter()
        .any(|name| label.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_the_declared_character_set() {
        assert_eq!(decode(b"caf\xe9", Some("ISO-8859-1")), "café");
        assert_eq!(decode(b"caf\xc3\xa9", Some("\"UTF-8\"")), "café");
        assert_eq!(decode(b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("windows-1251")), "Привет");
        assert_eq!(decode(b"\x83n\x83\x8D\x81[", Some("shift_jis")), "ハロー");
        assert_eq!(decode(b"\x1b$B%O%m!<\x1b(B", Some("iso-2022-jp")), "ハロー");
        assert_eq!(decode(b"\xc4\xe3\xba\xc3", Some("gb2312")), "你好");
        assert_eq!(decode(b"caf\xe9", Some("utf-8")), "caf\u{fffd}");
    }

    #[test]
    fn guesses_the_character_set_without_a_useful_label() {
        for label in [None, Some(""), Some("us-ascii"), Some("no-such-set")] {
            assert_eq!(decode("café".as_bytes(), label), "café");
            assert_eq!(decode(b"caf\xe9!", label), "café!");
            assert_eq!(decode(b"caf\xe9", label), "café");
        }
        assert_eq!(decode(b"caf\xc3\xa9 caf\xc3", None), "café caf\u{fffd}");
    }
}
