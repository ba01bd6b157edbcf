//! Encrypts secrets before they are stored in a vault, and decrypts them: the envelope of `docs/vault-crypto.md`.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use anyhow::{Context, Result, anyhow, bail};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use sha2::Sha256;

const FORMAT: u8 = 1;
const NONCE_BYTES: usize = 12;

/// The key of all values of a vault.
pub struct Seed([u8; 32]);

impl Seed {
    /// Reads a file that nobody else can read.
    pub fn read(path: &Path) -> Result<Self> {
        let file = || path.display();
        let mode = fs::metadata(path).with_context(|| format!("cannot read {}", file()))?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("others can read {}: run `chmod 600` on it", file());
        }
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", file()))?;
        let bytes = URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok();
        let seed = bytes.and_then(|bytes| bytes.try_into().ok());
        Ok(Self(seed.with_context(|| format!("{} is not 32 bytes in base64url", file()))?))
    }

    /// Encrypts one version of a key of a pod's or an account's vault.
    pub fn seal(&self, owner: &str, key: &str, version: u64, secret: &[u8]) -> Result<String> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|error| anyhow!("this machine gives no random numbers: {error}"))?;
        self.seal_with(nonce, owner, key, version, secret)
    }

    /// Decrypts one version of a key of a pod's or an account's vault.
    pub fn open(&self, owner: &str, key: &str, version: u64, envelope: &str) -> Result<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(envelope).context("it is no envelope")?;
        let sealed = match bytes.split_first() {
            Some((&FORMAT, sealed)) => sealed,
            _ => bail!("it is no envelope of format 1"),
        };
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().context("the envelope is cut off")?;
        let payload = Payload { msg: sealed, aad: &associated_data(owner, key, version) };
        let opened = self.cipher(owner, key)?.decrypt(&Nonce::from(*nonce), payload);
        opened.map_err(|_| anyhow!("it was encrypted with another seed or for another place"))
    }

    fn seal_with(
        &self,
        nonce: [u8; NONCE_BYTES],
        owner: &str,
        key: &str,
        version: u64,
        secret: &[u8],
    ) -> Result<String> {
        let payload = Payload { msg: secret, aad: &associated_data(owner, key, version) };
        let sealed = self.cipher(owner, key)?.encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| anyhow!("the secret is too long to encrypt"))?;
        Ok(URL_SAFE_NO_PAD.encode([&[FORMAT][..], &nonce, &sealed].concat()))
    }

    fn cipher(&self, owner: &str, key: &str) -> Result<Aes256Gcm> {
        let info = format!("warren:vault:v1:{owner}\0{key}");
        let mut derived = [0; 32];
        let derivation = Hkdf::<Sha256>::new(Some(&[0; 32]), &self.0);
        derivation.expand(info.as_bytes(), &mut derived).map_err(|_| anyhow!("cannot derive its key"))?;
        Ok(Aes256Gcm::new(&derived.into()))
    }
}

fn associated_data(owner: &str, key: &str, version: u64) -> Vec<u8> {
    [owner.as_bytes(), &[0], key.as_bytes(), &[0], &version.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECIFICATION: &str = include_str!("../../docs/vault-crypto.md");

    fn bytes(hex: &str) -> Vec<u8> {
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(byte).collect()
    }

    #[test]
    fn the_published_vectors_are_sealed_so_and_open_in_their_place_only() {
        let json = SPECIFICATION.rsplit_once("```json").unwrap().1.split_once("```").unwrap().0;
        let vectors: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
        assert_eq!(vectors.len(), 3);
        for vector in &vectors {
            let text = |field: &str| vector[field].as_str().unwrap();
            let (seed, version) = (Seed(bytes(text("seed")).try_into().unwrap()), vector["version"].as_u64().unwrap());
            let (owner, key, envelope) = (text("account"), text("key"), text("envelope"));
            let (nonce, secret) = (bytes(text("nonce")).try_into().unwrap(), bytes(text("secret")));
            assert_eq!(seed.seal_with(nonce, owner, key, version, &secret).unwrap(), envelope);
            assert_eq!(seed.open(owner, key, version, envelope).unwrap(), secret);
            assert!(seed.open(owner, key, version + 1, envelope).is_err(), "another version");
            assert!(seed.open(owner, "other", version, envelope).is_err(), "another key");
            assert!(seed.open("pod_1", key, version, envelope).is_err(), "another vault");
            assert!(Seed([7; 32]).open(owner, key, version, envelope).is_err(), "another seed");
            assert!(seed.open(owner, key, version, &envelope[..8]).is_err(), "cut off");
        }
    }

    #[test]
    fn each_envelope_has_a_nonce_of_its_own() {
        let seed = Seed([7; 32]);
        let envelopes = [(); 2].map(|()| seed.seal("acc_1", "key", 1, b"secret").unwrap());
        assert_ne!(envelopes[0], envelopes[1]);
        assert!(envelopes.iter().all(|envelope| seed.open("acc_1", "key", 1, envelope).unwrap() == b"secret"));
    }

    #[test]
    fn a_seed_that_others_can_read_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("seed");
        let write = |text: &str, mode| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            Seed::read(&path).map(|seed| seed.0).map_err(|error| error.to_string())
        };
        assert_eq!(write("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0o600).unwrap(), [0; 32]);
        assert!(write("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0o640).unwrap_err().contains("chmod 600"));
        assert!(write("short", 0o600).unwrap_err().contains("32 bytes"));
    }
}
