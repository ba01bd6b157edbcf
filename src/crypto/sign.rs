//! Signing what is posted to webhooks: Standard Webhooks, and the plain HMAC of older clients.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::random;

/// How a secret begins whose key is written in base64.
const PREFIX: &str = "whsec_";

/// A new secret: `whsec_` and the base64 of 32 random bytes.
pub fn generate() -> Result<String> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(random::bytes::<32>()?)))
}

/// What signs with one secret.
pub struct Signer(Hmac<Sha256>);

impl Signer {
    /// Makes it from a secret: `whsec_` and the base64 of 24 to 64 bytes is decoded; of any other secret, its own bytes are the key.
    pub fn new(secret: &str) -> Result<Self> {
        let decoded = secret.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
        let decoded = decoded.filter(|bytes| (24..=64).contains(&bytes.len()));
        let key = decoded.as_deref().unwrap_or(secret.as_bytes());
        Hmac::new_from_slice(key).map(Self).map_err(Error::internal)
    }

    fn sign(&self, pieces: &[&str]) -> [u8; 32] {
        let mac = pieces.iter().fold(self.0.clone(), |mac, piece| mac.chain_update(piece));
        mac.finalize().into_bytes().into()
    }

    /// `v1,<base64>` over `{id}.{seconds}.{body}`, as `webhook-signature` bears it.
    pub fn standard(&self, id: &str, seconds: i64, body: &str) -> String {
        format!("v1,{}", STANDARD.encode(self.sign(&[id, ".", &seconds.to_string(), ".", body])))
    }

    /// `sha256=<hex>` over the body alone.
    pub fn plain(&self, body: &str) -> String {
        format!("sha256={}", HEXLOWER.encode(&self.sign(&[body])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification's own libraries.
    #[test]
    fn the_published_example_has_the_published_signature() {
        let signer = Signer::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a signer");
        let signature = signer.standard("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn the_published_library_verifies_it() {
        let secret = generate().expect("random");
        let (id, body) = ("ev_1", r#"{"a":"ü"}"#);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("now").as_secs();
        let seconds = i64::try_from(now).expect("small");
        let signature = Signer::new(&secret).expect("a signer").standard(id, seconds, body);
        let mut headers = axum::http::HeaderMap::new();
        for (name, value) in
            [("webhook-id", id), ("webhook-timestamp", &seconds.to_string()), ("webhook-signature", &signature)]
        {
            headers.insert(name, value.parse().expect("a header"));
        }
        let webhook = standardwebhooks::Webhook::new(&secret).expect("a secret");
        webhook.verify(body.as_bytes(), &headers).expect("verified");
        assert!(webhook.verify(b"{}", &headers).is_err());
    }

    /// RFC 4231, case 2, whose key is the text `Jefe`; and the same by way of `whsec_`, where it is too short for that.
    #[test]
    fn a_secret_of_another_form_is_its_own_key() {
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(Signer::new("Jefe").expect("a signer").plain("what do ya want for nothing?"), expected);
        assert_ne!(Signer::new("whsec_SmVmZQ==").expect("a signer").plain("what do ya want for nothing?"), expected);
    }
}
