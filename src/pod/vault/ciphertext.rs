//! The text that a vault stores, and whether it looks encrypted.

use crate::error::{Code, Error, Result};

/// Decoded bytes of the shortest ciphertext: a nonce of 12 and a tag of 16.
const MIN_CIPHERTEXT_BYTES: usize = 28;

/// Refuses text that is empty, or longer than the tier allows.
pub fn check_size(text: &str, max_bytes: u32) -> Result<()> {
    if text.is_empty() {
        return Err(Error::new(Code::InvalidCiphertext, "ciphertext is empty.")
            .fix("Encrypt the secret, encode it as base64url, and send that."));
    }
    if text.len() > max_bytes as usize {
        let message = format!("ciphertext has {} bytes in UTF-8; at most {max_bytes} are stored.", text.len());
        return Err(Error::new(Code::TooLarge, message)
            .fix("Split the secret into several keys; or store it elsewhere, encrypted, and only its encryption key here.")
            .with("limit", max_bytes));
    }
    Ok(())
}

/// Whether a text is base64 or base64url (RFC 4648, with or without padding) or hex of as many bytes as the shortest
/// ciphertext has. Digits of hex alone are read as hex.
pub fn looks_encrypted(text: &str) -> bool {
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return text.len().is_multiple_of(2) && text.len() / 2 >= MIN_CIPHERTEXT_BYTES;
    }
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let is_whole = body.len() % 4 != 1 && (padding == 0 || padding <= 2 && text.len().is_multiple_of(4));
    let is_of = |signs: [u8; 2]| body.bytes().all(|byte| byte.is_ascii_alphanumeric() || signs.contains(&byte));
    is_whole && body.len() * 3 / 4 >= MIN_CIPHERTEXT_BYTES && (is_of(*b"-_") || is_of(*b"+/"))
}

/// Refuses text that does not look encrypted, for a strict pod.
pub fn check_encrypted(text: &str) -> Result<()> {
    if looks_encrypted(text) {
        return Ok(());
    }
    let message = format!("This vault accepts only base64, base64url or hex of at least {MIN_CIPHERTEXT_BYTES} bytes.");
    Err(Error::new(Code::InvalidCiphertext, message)
        .fix("Encrypt the secret, then encode it as base64url; or set vault_strict to false: PATCH /v1/pods/{id}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_base64url_and_hex_of_28_bytes_look_encrypted() {
        let (base64, hex) = ("A".repeat(36), "0f".repeat(28));
        for good in [
            format!("{base64}-_"),
            format!("{base64}+/"),
            format!("{base64}+/=="),
            format!("{base64}-_8="),
            format!("{base64}ghij"),
            hex.to_uppercase(),
            format!("{hex}0F"),
            hex,
        ] {
            assert!(looks_encrypted(&good), "{good}");
            assert!(check_encrypted(&good).is_ok());
        }
        for bad in [
            String::new(),
            "sk-proj-0123456789".to_owned(),
            format!("{base64}-"),
            format!("{base64}-/"),
            format!("{base64}-_="),
            format!("{base64}-_===="),
            format!("{base64}ghijk"),
            format!("{base64}gh i"),
            format!("{base64}ghi\n"),
            "0f".repeat(27),
            format!("{}0", "0f".repeat(28)),
            "🔑".repeat(28),
        ] {
            assert!(!looks_encrypted(&bad), "{bad:?}");
            assert_eq!(check_encrypted(&bad).expect_err(&bad).code, Code::InvalidCiphertext);
        }
    }

    #[test]
    fn a_text_is_measured_in_bytes() {
        assert!(check_size(&"a".repeat(16), 16).is_ok() && check_size(&"🔑".repeat(4), 16).is_ok());
        assert_eq!(check_size("", 16).expect_err("empty").code, Code::InvalidCiphertext);
        for long in ["a".repeat(17), "🔑".repeat(5)] {
            assert_eq!(check_size(&long, 16).expect_err(&long).code, Code::TooLarge);
        }
    }
}
