//! Sealing at rest: ChaCha20-Poly1305 (RFC 8439) under keys derived from the master key with HKDF-SHA-256 (RFC 5869).
//!
//! AES has no instruction in WebAssembly, and done in software it takes several times as long.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cipher::{Cipher, NONCE, TAG};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::id::PodId;
use crate::random;

/// First byte of a sealed value, so that the format can change without guessing.
const VERSION: u8 = 1;

/// Bytes of plain text in a chunk of a blob.
pub const CHUNK: usize = 64 * 1024;
/// Bytes of a sealed chunk.
pub const SEALED_CHUNK: usize = CHUNK + TAG;

fn named(key: &[u8; 32], bytes: &[u8]) -> String {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mac = Hmac::<Sha256>::new(&block.into()).chain_update(bytes).finalize().into_bytes();
    HEXLOWER.encode(&mac[..16])
}

/// The deployment's one secret.
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// Reads the base64 of 32 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        STANDARD.decode(text.trim()).ok()?.try_into().ok().map(Self)
    }

    /// A key for one purpose.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        derive(&self.0, purpose)
    }

    /// A name for a text, the same for the same text, from which nobody without the key can confirm a guess at it.
    pub fn name(&self, text: &str) -> String {
        named(&self.derive("names"), text.as_bytes())
    }

    /// The key of one pod.
    pub fn pod(&self, pod: &PodId) -> PodKey {
        let key = derive(&self.0, &format!("pod {pod}"));
        PodKey { cipher: Cipher::new(&key), key }
    }
}

fn derive(key: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut derived = [0; 32];
    // HKDF refuses only lengths above 255 hashes; ours is one.
    let done = Hkdf::<Sha256>::new(None, key).expand_multi_info(&[b"warren/1 ", purpose.as_bytes()], &mut derived);
    debug_assert!(done.is_ok());
    derived
}

/// Seals what one pod stores.
pub struct PodKey {
    cipher: Cipher,
    key: [u8; 32],
}

impl PodKey {
    /// Seals a value. It opens again only under the same context, so that values cannot be swapped.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = random::bytes::<NONCE>()?;
        let mut sealed = plain.to_vec();
        self.cipher.seal(nonce, context.as_bytes(), &mut sealed).map_err(|_| too_long())?;
        Ok([&[VERSION][..], &nonce, &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let (&[VERSION], rest) = sealed.split_first_chunk::<1>().ok_or_else(broken)? else { return Err(broken()) };
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let mut opened = sealed.to_vec();
        self.cipher.open(*nonce, context.as_bytes(), &mut opened).map_err(|_| broken())?;
        Ok(opened)
    }

    /// A name for bytes, the same for the same bytes, from which nobody without the key can confirm a guess at them.
    pub fn name(&self, bytes: &[u8]) -> String {
        named(&derive(&self.key, "names"), bytes)
    }

    /// The key of the words that mail is found by.
    pub fn words(&self) -> WordKey {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&derive(&self.key, "words"));
        WordKey(Hmac::new(&block.into()))
    }

    /// The key of one blob. Its name must be random and used once.
    pub fn blob(&self, name: &str) -> BlobKey {
        BlobKey(Cipher::new(&derive(&self.key, &format!("blob {name}"))))
    }
}

/// Makes of a word a number that says nothing of it to those without the key: 8 bytes of HMAC-SHA-256.
pub struct WordKey(Hmac<Sha256>);

impl WordKey {
    /// The number of a word.
    pub fn token(&self, word: &str) -> i64 {
        let mac = self.0.clone().chain_update(word).finalize().into_bytes();
        mac.first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
    }
}

fn broken() -> Error {
    Error::internal("a sealed value does not open: another MASTER_KEY, or damaged data")
}

fn too_long() -> Error {
    Error::internal("a value is too long to be sealed")
}

/// Seals a large value in chunks, each of which can be opened alone: the STREAM construction of Hoang,
/// Reyhanitabar, Rogaway and Vizár (2015), with a key of its own instead of a random nonce prefix.
pub struct BlobKey(Cipher);

impl BlobKey {
    /// Seals a chunk in place. All but the last have [`CHUNK`] bytes.
    pub fn seal(&self, index: usize, last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        self.0.seal(nonce(index, last)?, b"", chunk).map_err(|_| too_long())
    }

    /// Opens a chunk in place.
    pub fn open(&self, index: usize, last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        self.0.open(nonce(index, last)?, b"", chunk).map_err(|_| broken())
    }
}

fn nonce(index: usize, last: bool) -> Result<[u8; NONCE]> {
    let index = u32::try_from(index).map_err(Error::internal)?;
    let mut nonce = [0; NONCE];
    nonce[7..11].copy_from_slice(&index.to_be_bytes());
    nonce[11] = u8::from(last);
    Ok(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(pod: &PodId) -> PodKey {
        MasterKey([3; 32]).pod(pod)
    }

    #[test]
    fn a_value_opens_for_its_pod_and_context_only() {
        let (pod, other) = (PodId::generate().expect("random"), PodId::generate().expect("random"));
        let sealed = key(&pod).seal("a", b"secret").expect("sealed");
        assert_eq!(key(&pod).open("a", &sealed).expect("opened"), b"secret");
        assert!(key(&pod).open("b", &sealed).is_err());
        assert!(key(&other).open("a", &sealed).is_err());
        for cut in 0..sealed.len() {
            assert!(key(&pod).open("a", &sealed[..cut]).is_err());
        }
    }

    #[test]
    fn a_chunk_opens_at_its_place_only() {
        let key = key(&PodId::generate().expect("random")).blob("x");
        let mut chunk = b"chunk".to_vec();
        key.seal(1, false, &mut chunk).expect("sealed");
        assert!(key.open(2, false, &mut chunk.clone()).is_err());
        assert!(key.open(1, true, &mut chunk.clone()).is_err());
        key.open(1, false, &mut chunk).expect("opened");
        assert_eq!(chunk, b"chunk");
    }

    /// Both values were made with Python's `cryptography`: the format is no accident of this code, and data that
    /// were sealed years ago must open.
    #[test]
    fn what_was_sealed_before_still_opens() {
        let pod = PodId::of_object("pod_0123456789abcdef".to_owned());
        let decode = |text| STANDARD.decode(text).expect("base64");
        let sealed = decode("AQABAgMEBQYHCAkKCz0mi1ckj3KRtJj5MkgO+qQs0QH8");
        assert_eq!(key(&pod).open("msg_1", &sealed).expect("opened"), b"kept");
        let mut chunk = decode("/Gh/Jfs5uqUHsNSZ38CzOnpW4CWb");
        key(&pod).blob("pod/x").open(2, true, &mut chunk).expect("opened");
        assert_eq!(chunk, b"chunk");
    }
}
