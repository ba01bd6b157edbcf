//! Mail that only the holder of an X25519 key can read.
//!
//! An ephemeral X25519 key pair a message; the shared secret goes through HKDF-SHA-256 with a salt of 32 zero bytes
//! and the info `agentlair:aes-256-gcm:v1` into AES-256-GCM. Sealed: nonce of 12 bytes ‖ ciphertext ‖ tag of 16.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use x25519_dalek::{SharedSecret, StaticSecret};

use crate::error::{Code, Error, Result};
use crate::random;

const INFO: &[u8] = b"agentlair:aes-256-gcm:v1";

/// Somebody's X25519 public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads base64url, base64 or hex of 32 bytes.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let bytes = [&URL_SAFE_NO_PAD, &URL_SAFE, &STANDARD, &STANDARD_NO_PAD]
            .into_iter()
            .find_map(|alphabet| alphabet.decode(text).ok().filter(|bytes| bytes.len() == 32))
            .or_else(|| hex(text));
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or_else(|| {
            Error::new(Code::InvalidPublicKey, "This is not an X25519 public key.")
                .fix("Send the 32 bytes of the key in base64url, base64 or hex.")
        })
    }

    /// base64url without padding.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// A short name for it: the first 16 hex characters of its SHA-256.
    pub fn id(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0)[..8])
    }

    /// Seals several values to this key, with one ephemeral key for all.
    pub fn sealer(&self) -> Result<Sealer> {
        let secret = StaticSecret::from(random::bytes::<32>()?);
        let shared = secret.diffie_hellman(&self.0.into());
        if !shared.was_contributory() {
            return Err(Error::new(Code::InvalidPublicKey, "This X25519 key is weak: it is a point of low order.")
                .fix("Generate a new key pair. Anybody could decrypt what is encrypted to this key."));
        }
        let ephemeral = x25519_dalek::PublicKey::from(&secret).to_bytes();
        Ok(Sealer { cipher: cipher(&shared)?, ephemeral: URL_SAFE_NO_PAD.encode(ephemeral) })
    }
}

fn cipher(shared: &SharedSecret) -> Result<Aes256Gcm> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(&[0; 32]), shared.as_bytes()).expand(INFO, &mut key).map_err(Error::internal)?;
    Ok(Aes256Gcm::new(&key.into()))
}

/// An X25519 private key that is ours.
pub struct PrivateKey(StaticSecret);

impl PrivateKey {
    /// Of secret bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(StaticSecret::from(bytes))
    }

    /// What is sealed to.
    pub fn public(&self) -> PublicKey {
        PublicKey(x25519_dalek::PublicKey::from(&self.0).to_bytes())
    }

    /// Opens what [`Sealer::seal_text`] made, with the sealer's ephemeral key.
    pub fn open_text(&self, ephemeral: &str, sealed: &str) -> Result<String> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).map_err(Error::internal)?;
        let (nonce, rest) = sealed.split_first_chunk::<12>().ok_or_else(|| Error::internal("nothing is sealed"))?;
        let mut plain = rest.to_vec();
        let shared = self.0.diffie_hellman(&PublicKey::parse(ephemeral)?.0.into());
        cipher(&shared)?.decrypt_in_place(&Nonce::from(*nonce), b"", &mut plain).map_err(Error::internal)?;
        String::from_utf8(plain).map_err(Error::internal)
    }
}

/// Seals values to one public key.
pub struct Sealer {
    cipher: Aes256Gcm,
    /// The ephemeral public key, base64url: what the holder needs besides the private key.
    pub ephemeral: String,
}

impl Sealer {
    /// nonce ‖ ciphertext ‖ tag.
    pub fn seal(&self, mut plain: Vec<u8>) -> Result<Vec<u8>> {
        let nonce = random::bytes::<12>()?;
        self.cipher.encrypt_in_place(&Nonce::from(nonce), b"", &mut plain).map_err(Error::internal)?;
        plain.splice(0..0, nonce);
        Ok(plain)
    }

    /// base64url of nonce ‖ ciphertext ‖ tag.
    pub fn seal_text(&self, plain: &str) -> Result<String> {
        Ok(URL_SAFE_NO_PAD.encode(self.seal(plain.as_bytes().to_vec())?))
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pairs = digits.chunks_exact(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    (digits.len() == 64).then(|| pairs.collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_of_the_private_key_reads_it() {
        let secret = StaticSecret::from([9; 32]);
        let public = PublicKey(x25519_dalek::PublicKey::from(&secret).to_bytes());
        let sealer = public.sealer().expect("sealer");
        let sealed = sealer.seal(b"hello".to_vec()).expect("sealed");

        let ephemeral: [u8; 32] =
            URL_SAFE_NO_PAD.decode(&sealer.ephemeral).expect("base64").try_into().expect("32 bytes");
        let shared = secret.diffie_hellman(&ephemeral.into());
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(&[0; 32]), shared.as_bytes()).expand(INFO, &mut key).expect("short");
        let (nonce, mut rest) = (<[u8; 12]>::try_from(&sealed[..12]).expect("12"), sealed[12..].to_vec());
        Aes256Gcm::new(&key.into()).decrypt_in_place(&Nonce::from(nonce), b"", &mut rest).expect("opens");
        assert_eq!(rest, b"hello");
    }

    #[test]
    fn what_is_sealed_to_a_key_of_ours_opens_with_it_alone() {
        let key = PrivateKey::new([7; 32]);
        let sealer = key.public().sealer().expect("sealer");
        let sealed = sealer.seal_text("s3cret 🦊").expect("sealed");
        assert_eq!(key.open_text(&sealer.ephemeral, &sealed).expect("opened"), "s3cret 🦊");
        assert!(PrivateKey::new([8; 32]).open_text(&sealer.ephemeral, &sealed).is_err());
        assert!(key.open_text(&sealer.ephemeral, &sealed[..10]).is_err());
    }

    #[test]
    fn a_key_is_read_in_each_encoding_and_nothing_else_is() {
        let key = PublicKey([251; 32]);
        let padded = STANDARD.encode(key.0);
        for text in [key.encode(), padded.clone(), "fb".repeat(32), format!(" {padded}\n")] {
            assert_eq!(PublicKey::parse(&text).expect("readable"), key);
        }
        for text in ["", "abc", &"f".repeat(63), &"zz".repeat(32)] {
            assert!(PublicKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn points_of_low_order_are_refused() {
        // Of order 1, 2 and 8 (RFC 7748, section 6.1; the list of cr.yp.to/ecdh.html).
        let of_order_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
        for text in [&"00".repeat(32), &format!("01{}", "00".repeat(31)), of_order_8] {
            assert!(PublicKey::parse(text).expect("32 bytes").sealer().is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_is_named_by_its_hash() {
        assert_eq!(PublicKey([0; 32]).id(), "66687aadf862bd77");
    }
}
