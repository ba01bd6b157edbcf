//! A client of the vault that encrypts as `docs/vault-crypto.md` specifies. The server gets only ciphertext.
//!
//! ```sh
//! export WARREN_URL=http://127.0.0.1:8787 WARREN_KEY=al_live_… WARREN_ACCOUNT=acc_… VAULT_SEED=…
//! echo secret | cargo run --example vault -- put NAME
//! cargo run --example vault -- get NAME [VERSION]
//! ```
//!
//! `VAULT_SEED` is 32 random bytes in base64url: `openssl rand 32 | basenc --base64url`. For servers with https, enable the
//! feature `rustls` of `reqwest`.

use std::error::Error;
use std::io::{Read, Write};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use serde_json::{Value, json};
use sha2::Sha256;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FORMAT: u8 = 1;

/// Encrypts secrets to envelopes and decrypts them.
pub struct Sealer {
    pub seed: [u8; 32],
    /// The id of the account, or of the pod whose vault it is.
    pub account: String,
}

impl Sealer {
    /// Encrypts one version of a key.
    pub fn seal(&self, key: &str, version: u64, secret: &[u8]) -> Result<String> {
        let mut nonce = [0; 12];
        getrandom::fill(&mut nonce)?;
        self.seal_with(nonce, key, version, secret)
    }

    /// The same with a given nonce. Never use a nonce twice.
    pub fn seal_with(&self, nonce: [u8; 12], key: &str, version: u64, secret: &[u8]) -> Result<String> {
        let payload = Payload { msg: secret, aad: &self.associated_data(key, version) };
        let sealed = self.cipher(key)?.encrypt(&Nonce::from(nonce), payload).map_err(|_| "too long")?;
        Ok(URL_SAFE_NO_PAD.encode([&[FORMAT][..], &nonce, &sealed].concat()))
    }

    /// Decrypts an envelope. It opens only as the version of the key that it was made for.
    pub fn open(&self, key: &str, version: u64, envelope: &str) -> Result<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(envelope)?;
        let (nonce, sealed) = match bytes.split_first() {
            Some((&FORMAT, rest)) => rest.split_first_chunk::<12>().ok_or("the envelope is cut off")?,
            _ => return Err("this is not an envelope of format 1".into()),
        };
        let payload = Payload { msg: sealed, aad: &self.associated_data(key, version) };
        let opened = self.cipher(key)?.decrypt(&Nonce::from(*nonce), payload);
        opened.map_err(|_| "the envelope does not open: wrong seed, wrong place, or changed".into())
    }

    fn cipher(&self, key: &str) -> Result<Aes256Gcm> {
        let info = format!("warren:vault:v1:{}\0{key}", self.account);
        let mut derived = [0; 32];
        let hkdf = Hkdf::<Sha256>::new(Some(&[0; 32]), &self.seed);
        hkdf.expand(info.as_bytes(), &mut derived).map_err(|_| "cannot derive the key")?;
        Ok(Aes256Gcm::new(&derived.into()))
    }

    fn associated_data(&self, key: &str, version: u64) -> Vec<u8> {
        [self.account.as_bytes(), &[0], key.as_bytes(), &[0], &version.to_be_bytes()].concat()
    }
}

/// The vault of a server.
pub struct Vault {
    pub url: String,
    pub api_key: String,
    pub sealer: Sealer,
    pub http: reqwest::Client,
}

impl Vault {
    /// Stores a secret and returns the number of its version.
    pub async fn put(&self, key: &str, secret: &[u8]) -> Result<u64> {
        // The envelope contains its version, so the version must be known in advance. If the guess is wrong, the server
        // replies with the current one.
        let mut current_version = 0;
        loop {
            let ciphertext = self.sealer.seal(key, current_version + 1, secret)?;
            let body = json!({ "ciphertext": ciphertext, "if_version": current_version });
            let request = self.http.put(self.path(key)).bearer_auth(&self.api_key).json(&body);
            let reply = request.send().await?;
            let (status, reply) = (reply.status(), reply.json::<Value>().await?);
            match (status.as_u16(), reply["version"].as_u64(), reply["current_version"].as_u64()) {
                (200 | 201, Some(version), _) => return Ok(version),
                (409, _, Some(current)) => current_version = current,
                _ => return Err(reply.to_string().into()),
            }
        }
    }

    /// Reads a secret, in its newest or another version.
    pub async fn get(&self, key: &str, version: Option<u64>) -> Result<Vec<u8>> {
        let query = version.map_or_else(String::new, |version| format!("?version={version}"));
        let request = self.http.get(self.path(key) + &query).bearer_auth(&self.api_key);
        let reply: Value = request.send().await?.json().await?;
        let (Some(envelope), Some(shown)) = (reply["ciphertext"].as_str(), reply["version"].as_u64()) else {
            return Err(reply.to_string().into());
        };
        // Trust the requested version, not the one that the server reports.
        self.sealer.open(key, version.unwrap_or(shown), envelope)
    }

    fn path(&self, key: &str) -> String {
        format!("{}/v1/vault/{key}", self.url)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let seed = URL_SAFE_NO_PAD.decode(variable("VAULT_SEED")?.trim_end_matches('='))?;
    let seed = seed.try_into().map_err(|_| "VAULT_SEED is not 32 bytes")?;
    let vault = Vault {
        url: variable("WARREN_URL")?,
        api_key: variable("WARREN_KEY")?,
        sealer: Sealer { seed, account: variable("WARREN_ACCOUNT")? },
        http: reqwest::Client::new(),
    };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["put", key] => {
            let mut secret = Vec::new();
            std::io::stdin().read_to_end(&mut secret)?;
            println!("{}", vault.put(key, &secret).await?);
        }
        ["get", key] => std::io::stdout().write_all(&vault.get(key, None).await?)?,
        ["get", key, version] => std::io::stdout().write_all(&vault.get(key, Some(version.parse()?)).await?)?,
        _ => return Err("usage: put NAME, or get NAME [VERSION]".into()),
    }
    Ok(())
}
