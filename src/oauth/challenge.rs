//! Proof Key for Code Exchange (RFC 7636), with S256 only.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A code challenge: the SHA-256 of the verifier in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// Reads a challenge. None unless it is 32 bytes in base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The challenge of a verifier. None if it is not one: 43 to 128 unreserved characters.
pub fn verifier_challenge(verifier: &str) -> Option<CodeChallenge> {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let is_verifier = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
    is_verifier.then(|| CodeChallenge(BASE64URL_NOPAD.encode(&Sha256::digest(verifier))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_published_verifier_has_the_published_challenge() {
        let challenge = verifier_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").expect("a verifier");
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(CodeChallenge::parse(challenge.as_str()), Some(challenge));
    }

    #[test]
    fn a_verifier_has_the_length_and_characters_of_the_standard() {
        for bad in ["a".repeat(42), "a".repeat(129), format!("{} ", "a".repeat(43)), format!("{}é", "a".repeat(43))] {
            assert_eq!(verifier_challenge(&bad), None, "{bad}");
        }
        for bad in ["", "short", &"a".repeat(44), &format!("{}=", "A".repeat(43))] {
            assert_eq!(CodeChallenge::parse(bad), None, "{bad}");
        }
    }
}
