//! ChaCha20-Poly1305 (RFC 8439), compiled for speed.
//!
//! It is a crate of its own because the compiler builds generic code, as ciphers are, with the settings of the crate that names their
//! types. The worker is built to be small, in which the cipher takes twice as long.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};

/// Bytes of a nonce.
pub const NONCE: usize = 12;
/// Bytes by which a sealed text is longer.
pub const TAG: usize = 16;

/// Seals and opens under one key.
pub struct Cipher(ChaCha20Poly1305);

/// What is sealed is not what was, or not under this key, nonce and context; or the text is longer than the cipher allows, 256 GiB.
#[derive(Debug)]
pub struct Refused;

impl Cipher {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(ChaCha20Poly1305::new(key.into()))
    }

    /// Seals in place; the tag comes after the text. No nonce may ever seal two texts under one key.
    #[inline(never)]
    pub fn seal(&self, nonce: [u8; NONCE], context: &[u8], text: &mut Vec<u8>) -> Result<(), Refused> {
        self.0.encrypt_in_place(&Nonce::from(nonce), context, text).map_err(|_| Refused)
    }

    /// Opens in place what [`seal`](Self::seal) made with this nonce and context.
    #[inline(never)]
    pub fn open(&self, nonce: [u8; NONCE], context: &[u8], sealed: &mut Vec<u8>) -> Result<(), Refused> {
        self.0.decrypt_in_place(&Nonce::from(nonce), context, sealed).map_err(|_| Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_with_the_same_nonce_and_context_only() {
        let cipher = Cipher::new(&[7; 32]);
        let mut sealed = b"text".to_vec();
        assert!(cipher.seal([1; NONCE], b"a", &mut sealed).is_ok());
        assert_eq!(sealed.len(), 4 + TAG);
        for (nonce, context, opens) in [(1, b"a", true), (2, b"a", false), (1, b"b", false)] {
            let mut text = sealed.clone();
            assert_eq!(cipher.open([nonce; NONCE], context, &mut text).is_ok(), opens);
            assert!(!opens || text == b"text");
        }
    }
}
