//! Web Push: messages that only one browser can read (RFC 8291), and the proof of who sends them (VAPID, RFC 8292).

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Key, Nonce};
use data_encoding::BASE64URL_NOPAD;
use hkdf::Hkdf;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey, ecdh};
use serde::Serialize;
use sha2::Sha256;

use super::jwt;
use crate::error::{Error, Result};
use crate::random;

/// Bytes of a message before encryption. Push services take 4096 bytes after it (RFC 8030, section 7.2).
const MAX_BYTES: usize = 3_000;
/// The only record of a message is not longer than this.
const RECORD_BYTES: u32 = 4_096;
/// An uncompressed point of P-256.
const POINT_BYTES: usize = 65;
/// Ends the last record (RFC 8188).
const LAST_RECORD: u8 = 2;

/// The browser to which a message is encrypted.
pub struct Subscriber {
    public: PublicKey,
    auth: [u8; 16],
}

/// The key by which push services know the deployment.
pub struct SenderKey(SigningKey);

#[derive(Serialize)]
struct Claims<'a> {
    /// The origin of the push service.
    aud: &'a str,
    /// Seconds since the epoch.
    exp: i64,
    /// How the push service reaches whoever runs the deployment.
    sub: &'a str,
}

impl Subscriber {
    /// Reads the keys of a browser's subscription: an uncompressed point and 16 bytes, both base64url without padding. None if they are none.
    pub fn parse(p256dh: &str, auth: &str) -> Option<Self> {
        let decoded = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        let point = decoded(p256dh).filter(|point| point.len() == POINT_BYTES)?;
        Some(Self { public: PublicKey::from_sec1_bytes(&point).ok()?, auth: decoded(auth)?.try_into().ok()? })
    }

    /// Encrypts a message.
    ///
    /// # Errors
    /// `internal_error`: the message is too long.
    pub fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>> {
        if plain.len() > MAX_BYTES {
            return Err(Error::internal("the message is too long"));
        }
        let ephemeral = SecretKey::from_slice(&random::bytes::<32>()?).map_err(Error::internal)?;
        self.encrypt_with(&ephemeral, random::bytes()?, plain)
    }

    fn encrypt_with(&self, ephemeral: &SecretKey, salt: [u8; 16], plain: &[u8]) -> Result<Vec<u8>> {
        let own = ephemeral.public_key().to_sec1_point(false);
        let shared = ecdh::diffie_hellman(ephemeral.to_nonzero_scalar(), self.public.as_affine());
        let their = self.public.to_sec1_point(false);
        let info = [b"WebPush: info\0", their.as_bytes(), own.as_bytes()].concat();
        let input: [u8; 32] = expand(&self.auth, shared.raw_secret_bytes(), &info)?;
        let key: [u8; 16] = expand(&salt, &input, b"Content-Encoding: aes128gcm\0")?;
        let nonce: [u8; 12] = expand(&salt, &input, b"Content-Encoding: nonce\0")?;
        let cipher = Aes128Gcm::new(&Key::<Aes128Gcm>::from(key));
        let record = [plain, &[LAST_RECORD]].concat();
        let sealed = cipher.encrypt(&Nonce::from(nonce), &*record).map_err(Error::internal)?;
        let own_length = u8::try_from(own.as_bytes().len()).map_err(Error::internal)?;
        Ok([&salt[..], &RECORD_BYTES.to_be_bytes(), &[own_length], own.as_bytes(), &sealed].concat())
    }
}

fn expand<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> Result<[u8; N]> {
    let mut output = [0; N];
    Hkdf::<Sha256>::new(Some(salt), input).expand(info, &mut output).map_err(Error::internal)?;
    Ok(output)
}

impl SenderKey {
    /// The key with this secret.
    ///
    /// # Errors
    /// `internal_error`: one of four billion secrets is no key.
    pub fn new(secret: &[u8; 32]) -> Result<Self> {
        SigningKey::from_slice(secret).map(Self).map_err(Error::internal)
    }

    /// The public key in the form that browsers take: an uncompressed point, base64url.
    pub fn public(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.verifying_key().to_sec1_point(false).as_bytes())
    }

    /// The header `Authorization` of a message to a push service.
    pub fn authorization(&self, service: &str, contact: &str, expires_at: i64) -> Result<String> {
        let claims = Claims { aud: service, exp: expires_at, sub: contact };
        let signed = jwt::to_sign_as("ES256", None, &claims)?;
        let signature: Signature = self.0.sign(signed.as_bytes());
        Ok(format!("vapid t={}, k={}", jwt::with_signature(&signed, &signature.to_bytes()), self.public()))
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Verifier;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
    }

    /// RFC 8291, section 5.
    #[test]
    fn the_example_of_the_standard_is_encrypted_as_it_says() {
        let subscriber = Subscriber::parse(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        )
        .unwrap();
        let ephemeral = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let sealed = subscriber.encrypt_with(&ephemeral, salt, b"When I grow up, I want to be a watermelon").unwrap();
        assert_eq!(
            BASE64URL_NOPAD.encode(&sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_\
             yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn what_is_no_subscription_is_refused() {
        let (point, auth) = (
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        );
        assert!(Subscriber::parse(point, auth).is_some());
        assert!(Subscriber::parse(&point[..80], auth).is_none());
        assert!(Subscriber::parse(point, &auth[..20]).is_none());
        assert!(Subscriber::parse("☃", auth).is_none());
    }

    #[test]
    fn a_push_service_can_verify_who_sends() {
        let key = SenderKey::new(&[7; 32]).unwrap();
        let header = key.authorization("https://push.example", "mailto:ops@warren.example", 1_800_000_000).unwrap();
        let (token, public) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(public, key.public());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&bytes(signature)).unwrap();
        assert!(key.0.verifying_key().verify(signed.as_bytes(), &signature).is_ok());
        let claims = String::from_utf8(bytes(signed.split_once('.').unwrap().1)).unwrap();
        assert_eq!(claims, r#"{"aud":"https://push.example","exp":1800000000,"sub":"mailto:ops@warren.example"}"#);
    }
}
