//! Sealing at rest: ChaCha20-Poly1305 (RFC 8439) under keys derived from the master keys with HKDF-SHA-256 (RFC 5869).
//!
//! A sealed value begins with the number of the master key that it was sealed under. AES has no instruction in WebAssembly, and done in software it takes several times as long.

use std::sync::OnceLock;

use cipher::{Cipher, NONCE_BYTES, TAG_BYTES};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::id::PodId;
use crate::random;

/// Bytes of plain text in a chunk of a blob.
pub const CHUNK: usize = 64 * 1024;
/// Bytes of a sealed chunk.
pub const SEALED_CHUNK: usize = CHUNK + TAG_BYTES;

/// HMAC-SHA-256, shortened to 128 bits, in hex.
pub(super) fn keyed_hash(key: &[u8; 32], bytes: &[u8]) -> String {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mac = Hmac::<Sha256>::new(&block.into()).chain_update(bytes).finalize().into_bytes();
    HEXLOWER.encode(&mac[..16])
}

pub(super) fn derive(key: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut derived = [0; 32];
    // HKDF refuses only lengths above 255 hashes; ours is one.
    let done = Hkdf::<Sha256>::new(None, key).expand_multi_info(&[b"warren/1 ", purpose.as_bytes()], &mut derived);
    debug_assert!(done.is_ok());
    derived
}

/// Seals what one pod stores, under its key of the current master key; opens what older ones sealed, too.
pub struct PodKey {
    current: Derived,
    older: Vec<Older>,
}

/// A pod's key of one master key.
struct Derived {
    number: u8,
    cipher: Cipher,
    key: [u8; 32],
}

/// A master key that is not the current one. Its pod's key is made when it is first needed.
struct Older {
    number: u8,
    master: [u8; 32],
    purpose: String,
    derived: OnceLock<Derived>,
}

impl Derived {
    fn new(number: u8, master: &[u8; 32], purpose: &str) -> Self {
        let key = derive(master, purpose);
        Self { number, cipher: Cipher::new(&key), key }
    }

    fn name(&self, bytes: &[u8]) -> String {
        keyed_hash(&derive(&self.key, "names"), bytes)
    }

    fn words(&self) -> WordKey {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&derive(&self.key, "words"));
        WordKey(Hmac::new(&block.into()))
    }
}

impl Older {
    fn derived(&self) -> &Derived {
        self.derived.get_or_init(|| Derived::new(self.number, &self.master, &self.purpose))
    }
}

impl PodKey {
    /// Of master keys with their numbers, the current one first.
    pub(super) fn new<'a>(masters: impl Iterator<Item = (u8, &'a [u8; 32])>, pod: &PodId) -> Self {
        Self::for_purpose(masters, format!("pod {pod}"))
    }

    /// A key for what belongs to no pod.
    pub(super) fn for_purpose<'a>(mut masters: impl Iterator<Item = (u8, &'a [u8; 32])>, purpose: String) -> Self {
        // A list of master keys is never empty, and begins with one that seals.
        let (number, master) = masters.next().unwrap_or((0, &[0; 32]));
        let older = masters.map(|(number, master)| Older {
            number,
            master: *master,
            purpose: purpose.clone(),
            derived: OnceLock::new(),
        });
        Self { older: older.collect(), current: Derived::new(number, master, &purpose) }
    }

    /// The number of the master key that values are sealed under now.
    pub fn number(&self) -> u8 {
        self.current.number
    }

    fn of(&self, number: u8) -> Option<&Derived> {
        if number == self.current.number {
            return Some(&self.current);
        }
        self.older.iter().find(|older| older.number == number).map(Older::derived)
    }

    /// Seals a value. It opens again only under the same context, so that values cannot be swapped.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let mut sealed = plain.to_vec();
        self.current.cipher.seal(nonce, context.as_bytes(), &mut sealed).map_err(|_| too_long())?;
        Ok([&[self.current.number][..], &nonce, &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made, under whichever listed key.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let (&[number], rest) = sealed.split_first_chunk::<1>().ok_or_else(broken)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(broken)?;
        let mut opened = sealed.to_vec();
        let key = self.of(number).ok_or_else(broken)?;
        key.cipher.open(*nonce, context.as_bytes(), &mut opened).map_err(|_| broken())?;
        Ok(opened)
    }

    /// The numbers of the keys that open: the current one first.
    pub fn numbers(&self) -> impl Iterator<Item = u8> {
        [self.current.number].into_iter().chain(self.older.iter().map(|older| older.number))
    }

    /// Whether a value is sealed under the current key.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        sealed.first() == Some(&self.current.number)
    }

    /// A name for bytes, the same for the same bytes, from which nobody without the key can confirm a guess at them.
    pub fn name(&self, bytes: &[u8]) -> String {
        self.current.name(bytes)
    }

    /// All names that these bytes were ever given under a listed key: the current one first.
    pub fn names(&self, bytes: &[u8]) -> Vec<String> {
        [&self.current].into_iter().chain(self.older.iter().map(Older::derived)).map(|key| key.name(bytes)).collect()
    }

    /// The name of some bytes: the name under an older key if it is known, else the name under the current key.
    pub fn known_name(
        &self,
        bytes: &[u8],
        called: impl Fn(String) -> String,
        is_known: impl Fn(&str) -> Result<bool>,
    ) -> Result<String> {
        for older in &self.older {
            let name = called(older.derived().name(bytes));
            if is_known(&name)? {
                return Ok(name);
            }
        }
        Ok(called(self.name(bytes)))
    }

    /// The key of the words that mail is found by.
    pub fn words(&self) -> WordKey {
        self.current.words()
    }

    /// The keys of the words of mail that was indexed under older keys.
    pub fn older_words(&self) -> impl Iterator<Item = WordKey> {
        self.older.iter().map(|older| older.derived().words())
    }

    /// The last part of a blob's name, which says under which key it is sealed: nothing where that is number 1.
    pub fn blob_label(&self, random: &str) -> String {
        match self.current.number {
            1 => random.to_owned(),
            number => format!("{number}-{random}"),
        }
    }

    /// Whether a blob is sealed under the current key.
    pub fn is_current_blob(&self, name: &str) -> bool {
        blob_number(name) == Some(self.current.number)
    }

    /// The key of one blob. Its name must be random and used once.
    pub fn blob(&self, name: &str) -> BlobKey {
        let key = blob_number(name).and_then(|number| self.of(number));
        BlobKey(key.map(|key| Cipher::new(&derive(&key.key, &format!("blob {name}")))))
    }
}

fn blob_number(name: &str) -> Option<u8> {
    let label = name.rsplit('/').next().unwrap_or_default();
    label.split_once('-').map_or(Some(1), |(number, _)| number.parse().ok())
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
    Error::unreadable("a sealed value does not open: its key is not in MASTER_KEY, or the data is damaged")
}

fn too_long() -> Error {
    Error::internal("a value is too long to be sealed")
}

/// Seals a large value in chunks, each of which can be opened alone: the STREAM construction of Hoang,
/// Reyhanitabar, Rogaway and Vizár (2015), with a key of its own instead of a random nonce prefix.
pub struct BlobKey(Option<Cipher>);

impl BlobKey {
    /// Seals a chunk in place. All but the last have [`CHUNK`] bytes.
    pub fn seal(&self, index: usize, last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        let cipher = self.0.as_ref().ok_or_else(broken)?;
        cipher.seal(nonce(index, last)?, b"", chunk).map_err(|_| too_long())
    }

    /// Opens a chunk in place.
    pub fn open(&self, index: usize, last: bool, chunk: &mut Vec<u8>) -> Result<()> {
        let cipher = self.0.as_ref().ok_or_else(broken)?;
        cipher.open(nonce(index, last)?, b"", chunk).map_err(|_| broken())
    }
}

fn nonce(index: usize, last: bool) -> Result<[u8; NONCE_BYTES]> {
    let index = u32::try_from(index).map_err(Error::internal)?;
    let mut nonce = [0; NONCE_BYTES];
    nonce[7..11].copy_from_slice(&index.to_be_bytes());
    nonce[11] = u8::from(last);
    Ok(nonce)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn key(pod: &PodId) -> PodKey {
        PodKey::new([(1, &[3; 32])].into_iter(), pod)
    }

    /// The same pod after a rotation.
    fn rotated(pod: &PodId) -> PodKey {
        PodKey::new([(2, &[4; 32]), (1, &[3; 32])].into_iter(), pod)
    }

    #[test]
    fn what_an_older_key_sealed_opens_and_what_is_new_needs_the_newer_one() {
        let pod = PodId::generate().expect("random");
        let (before, after) = (key(&pod), rotated(&pod));
        let only_new = PodKey::new([(2, &[4; 32])].into_iter(), &pod);
        let old = before.seal("a", b"secret").expect("sealed");
        assert_eq!(after.open("a", &old).expect("opened"), b"secret");
        assert!(!after.is_current(&old) && only_new.open("a", &old).is_err());
        let new = after.seal("a", b"secret").expect("sealed");
        assert!(after.is_current(&new) && before.open("a", &new).is_err());
        assert_eq!(only_new.open("a", &new).expect("opened"), b"secret");
        assert_eq!(after.names(b"x"), [only_new.name(b"x"), before.name(b"x")]);
        let old_words: Vec<_> = after.older_words().map(|key| key.token("word")).collect();
        assert_eq!(old_words, [before.words().token("word")]);
    }

    #[test]
    fn a_blob_s_name_says_which_key_seals_it() {
        let pod = PodId::generate().expect("random");
        let (before, after) = (key(&pod), rotated(&pod));
        let names = [&before, &after].map(|key| format!("{pod}/{}", key.blob_label("abc")));
        assert_eq!(names, [format!("{pod}/abc"), format!("{pod}/2-abc")]);
        assert_eq!(names.each_ref().map(|name| after.is_current_blob(name)), [false, true]);
        let mut chunk = b"chunk".to_vec();
        before.blob(&names[0]).seal(0, true, &mut chunk).expect("sealed");
        after.blob(&names[0]).open(0, true, &mut chunk).expect("opened");
        assert_eq!(chunk, b"chunk");
        after.blob(&names[1]).seal(0, true, &mut chunk).expect("sealed");
        assert!(before.blob(&names[1]).open(0, true, &mut chunk).is_err());
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
