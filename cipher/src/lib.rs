//! ChaCha20-Poly1305 (RFC 8439), compiled for speed.
//!
//! This is a separate crate because generic code, such as a cipher, is compiled with the settings of the crate that instantiates it.
//! The worker is optimized for size, which makes the cipher half as fast.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};

/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 12;
/// Bytes that sealing adds to a text.
pub const TAG_BYTES: usize = 16;

/// Encrypts (seals) and decrypts (opens) with one key.
pub struct Cipher(ChaCha20Poly1305);

/// The sealed text was changed or belongs to another key, nonce or context; or the text is longer than 256 GiB, the cipher's limit.
#[derive(Debug)]
pub struct CipherError;

impl Cipher {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(ChaCha20Poly1305::new(key.into()))
    }

    /// Seals in place; the tag follows the text. Never use a nonce twice with one key.
    #[inline(never)]
    pub fn seal(&self, nonce: [u8; NONCE_BYTES], context: &[u8], text: &mut Vec<u8>) -> Result<(), CipherError> {
        self.0.encrypt_in_place(&Nonce::from(nonce), context, text).map_err(|_| CipherError)
    }

    /// Opens in place what [`seal`](Self::seal) made with this nonce and context.
    #[inline(never)]
    pub fn open(&self, nonce: [u8; NONCE_BYTES], context: &[u8], sealed: &mut Vec<u8>) -> Result<(), CipherError> {
        self.0.decrypt_in_place(&Nonce::from(nonce), context, sealed).map_err(|_| CipherError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_text_opens_only_with_the_same_nonce_and_context() {
        let cipher = Cipher::new(&[7; 32]);
        let mut sealed = b"text".to_vec();
        assert!(cipher.seal([1; NONCE_BYTES], b"a", &mut sealed).is_ok());
        assert_eq!(sealed.len(), 4 + TAG_BYTES);
        for (nonce, context, opens) in [(1, b"a", true), (2, b"a", false), (1, b"b", false)] {
            let mut text = sealed.clone();
            assert_eq!(cipher.open([nonce; NONCE_BYTES], context, &mut text).is_ok(), opens);
            assert!(!opens || text == b"text");
        }
    }
}
