//! Bytes in some character set, as text.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// Reads `bytes` in the character set called `label`.
///
/// No label, an unknown one and `us-ascii` with bytes that are not ASCII say nothing: then it is UTF-8 if it can be,
/// else what most senders meant in the days before, windows-1252.
pub fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> Cow<'a, str> {
    let label = label.map(|label| label.trim().trim_matches(['"', '\''])).filter(|label| !says_nothing(label));
    if label.is_some_and(|label| label.eq_ignore_ascii_case("utf-8") || label.eq_ignore_ascii_case("utf8")) {
        return String::from_utf8_lossy(bytes);
    }
    match label.and_then(|label| charset_decoder(label.as_bytes())) {
        Some(decoder) => Cow::Owned(decoder(bytes)),
        None => guess(bytes),
    }
}

/// Reads `bytes` of which nobody said what they are.
pub fn guess(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // A character that the end of a cut body fell into is no reason to doubt those before it.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            String::from_utf8_lossy(bytes)
        }
        Err(_) => charset_decoder(b"windows-1252")
            .map_or_else(|| String::from_utf8_lossy(bytes), |decoder| Cow::Owned(decoder(bytes))),
    }
}

fn says_nothing(label: &str) -> bool {
    ["", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "default", "_iso-8859-1"]
        .iter()
        .any(|name| label.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_label_says() {
        assert_eq!(decode(b"caf\xe9", Some("ISO-8859-1")), "café");
        assert_eq!(decode(b"caf\xc3\xa9", Some("\"UTF-8\"")), "café");
        assert_eq!(decode(b"\x83n\x83\x8D\x81[", Some("shift_jis")), "ハロー");
        assert_eq!(decode(b"\x1b$B%O%m!<\x1b(B", Some("iso-2022-jp")), "ハロー");
        assert_eq!(decode(b"\xc4\xe3\xba\xc3", Some("gb2312")), "你好");
        assert_eq!(decode(b"caf\xe9", Some("utf-8")), "caf\u{fffd}");
    }

    #[test]
    fn guesses_when_the_label_says_nothing() {
        for label in [None, Some(""), Some("us-ascii"), Some("no-such-set")] {
            assert_eq!(decode("café".as_bytes(), label), "café");
            assert_eq!(decode(b"caf\xe9!", label), "café!");
            assert_eq!(decode(b"caf\xe9", label), "café");
        }
        assert_eq!(decode(b"caf\xc3\xa9 caf\xc3", None), "café caf\u{fffd}");
    }
}
