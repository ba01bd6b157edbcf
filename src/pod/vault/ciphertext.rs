//! What can be a ciphertext: all that is known of it.

use crate::error::{Code, Error, Result};

/// Looks at text that should be base64url (RFC 4648 §5, with or without padding) or hex, of so many characters at most.
pub fn check(text: &str, most: u32) -> Result<()> {
    if text.len() > most as usize {
        return Err(Error::new(
            Code::TooLarge,
            format!("ciphertext has {} characters; at most {most} are kept.", text.len()),
        )
        .fix("Split the secret over several keys, or store it elsewhere and keep its key here.")
        .with("limit", most));
    }
    // Hex is written with letters and digits of base64url, an even number of them.
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let is_written_so = body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let is_whole = body.len() % 4 != 1 && (padding == 0 || padding <= 2 && text.len().is_multiple_of(4));
    if body.is_empty() || !is_written_so || !is_whole {
        return Err(Error::new(Code::InvalidCiphertext, "ciphertext is neither base64url nor hex.")
            .fix("Encrypt the secret first, then encode it as base64url: A-Z a-z 0-9 - _."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Code {
        check(text, 16).expect_err(text).code
    }

    #[test]
    fn base64url_and_hex_are_taken_and_nothing_else() {
        for good in ["AA", "AAA", "AAAA", "AA==", "AAA=", "-_-_", "00ff", "DEADBEEF", "0123456789abcdef"] {
            assert!(check(good, 16).is_ok(), "{good}");
        }
        for bad in
            ["", "=", "====", "A", "AAAAA", "AA=", "AAAA====", "A===", "AA==AA", "AA+/", "a b c", "ÄÄ", "AA\n", "🔑"]
        {
            assert_eq!(refusal(bad), Code::InvalidCiphertext, "{bad:?}");
        }
    }

    #[test]
    fn the_length_is_that_of_the_text() {
        assert!(check(&"a".repeat(16), 16).is_ok());
        assert_eq!(refusal(&"a".repeat(17)), Code::TooLarge);
        assert_eq!(refusal(&"🔑".repeat(5)), Code::TooLarge);
    }
}
