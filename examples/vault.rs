//! A client of the vault, as `docs/vault-crypto.md` specifies it. The server gets ciphertext and nothing else.
//!
//! ```sh
//! export WARREN_URL=http://127.0.0.1:8787 WARREN_KEY=al_live_… WARREN_ACCOUNT=acc_… VAULT_SEED=…
//! echo secret | cargo run --example vault -- put NAME
//! cargo run --example vault -- get NAME [VERSION]
//! ```
//!
//! `VAULT_SEED` is 32 random bytes in base64url: `openssl rand 32 | basenc --base64url`. For servers with https, give `reqwest`
//! its feature `rustls`.

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

/// What turns secrets into envelopes and back.
pub struct Sealer {
    pub seed: [u8; 32],
    /// The account's id, or that of the pod whose vault it is.
    pub account: String,
}

impl Sealer {
    /// The envelope of one version of a key.
    pub fn seal(&self, key: &str, version: u64, secret: &[u8]) -> Result<String> {
        let mut nonce = [0; 12];
        getrandom::fill(&mut nonce)?;
        self.seal_with(nonce, key, version, secret)
    }

    /// The same with a nonce that is known. Never use one twice.
    pub fn seal_with(&self, nonce: [u8; 12], key: &str, version: u64, secret: &[u8]) -> Result<String> {
        let payload = Payload { msg: secret, aad: &self.place(key, version) };
        let sealed = self.cipher(key)?.encrypt(&Nonce::from(nonce), payload).map_err(|_| "too long")?;
        Ok(URL_SAFE_NO_PAD.encode([&[FORMAT][..], &nonce, &sealed].concat()))
    }

    /// The secret in an envelope. It opens only as the version of the key that it was made for.
    pub fn open(&self, key: &str, version: u64, envelope: &str) -> Result<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(envelope)?;
        let (nonce, sealed) = match bytes.split_first() {
            Some((&FORMAT, rest)) => rest.split_first_chunk::<12>().ok_or("the envelope is cut off")?,
            _ => return Err("this is no envelope of format 1".into()),
        };
        let payload = Payload { msg: sealed, aad: &self.place(key, version) };
        let opened = self.cipher(key)?.decrypt(&Nonce::from(*nonce), payload);
        opened.map_err(|_| "the envelope does not open: another seed, another place, or changed".into())
    }

    fn cipher(&self, key: &str) -> Result<Aes256Gcm> {
        let info = format!("warren:vault:v1:{}\0{key}", self.account);
        let mut derived = [0; 32];
        let hkdf = Hkdf::<Sha256>::new(Some(&[0; 32]), &self.seed);
        hkdf.expand(info.as_bytes(), &mut derived).map_err(|_| "32 bytes can be derived")?;
        Ok(Aes256Gcm::new(&derived.into()))
    }

    fn place(&self, key: &str, version: u64) -> Vec<u8> {
        [self.account.as_bytes(), &[0], key.as_bytes(), &[0], &version.to_be_bytes()].concat()
    }
}

/// A vault on a server.
pub struct Vault {
    pub url: String,
    pub api_key: String,
    pub sealer: Sealer,
    pub http: reqwest::Client,
}

impl Vault {
    /// Keeps a secret. The number of its version.
    pub async fn put(&self, key: &str, secret: &[u8]) -> Result<u64> {
        // An envelope says which version it is, so that number must be known before. The server tells if it is another.
        let mut given = 0;
        loop {
            let ciphertext = self.sealer.seal(key, given + 1, secret)?;
            let body = json!({ "ciphertext": ciphertext, "if_version": given });
            let request = self.http.put(self.path(key)).bearer_auth(&self.api_key).json(&body);
            let reply = request.send().await?;
            let (status, reply) = (reply.status(), reply.json::<Value>().await?);
            match (status.as_u16(), reply["version"].as_u64(), reply["current_version"].as_u64()) {
                (200 | 201, Some(version), _) => return Ok(version),
                (409, _, Some(current)) => given = current,
                _ => return Err(reply.to_string().into()),
            }
        }
    }

    /// A secret, in its newest version or another one.
    pub async fn get(&self, key: &str, version: Option<u64>) -> Result<Vec<u8>> {
        let which = version.map_or_else(String::new, |version| format!("?version={version}"));
        let request = self.http.get(self.path(key) + &which).bearer_auth(&self.api_key);
        let reply: Value = request.send().await?.json().await?;
        let (Some(envelope), Some(shown)) = (reply["ciphertext"].as_str(), reply["version"].as_u64()) else {
            return Err(reply.to_string().into());
        };
        // Which version was asked for counts, not which one the server says it is.
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
        _ => return Err("say put NAME, or get NAME [VERSION]".into()),
    }
    Ok(())
}
