//! JSON Web Tokens (RFC 7519), signed with Ed25519 (RFC 8037); those for push services are not.

use data_encoding::BASE64URL_NOPAD;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The only algorithm: `none` and all others are refused.
pub const ALGORITHM: &str = "EdDSA";
/// A longer token is not read.
const MAX_TOKEN_BYTES: usize = 4096;

#[derive(Serialize)]
struct NewHeader<'a> {
    alg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    typ: &'a str,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    /// Extensions that a reader must know. None is known.
    crit: Option<IgnoredAny>,
}

/// A token that is not verified yet.
pub struct Unverified<'a, C> {
    /// The number of the key that has signed it, as it says.
    pub key_id: String,
    /// What it says.
    pub claims: C,
    /// What is signed.
    pub signed: &'a str,
    pub signature: Vec<u8>,
}

/// What has to be signed: header and claims.
pub fn to_sign(key_id: &str, claims: &impl Serialize) -> Result<String> {
    to_sign_as(ALGORITHM, Some(key_id), claims)
}

/// What has to be signed with another algorithm.
pub fn to_sign_as(algorithm: &str, key_id: Option<&str>, claims: &impl Serialize) -> Result<String> {
    let header = NewHeader { alg: algorithm, kid: key_id, typ: "JWT" };
    Ok(format!("{}.{}", encoded(&header)?, encoded(claims)?))
}

/// The token with its signature.
pub fn with_signature(signed: &str, signature: &[u8]) -> String {
    format!("{signed}.{}", BASE64URL_NOPAD.encode(signature))
}

/// Reads a token. None if it is none, or if it is signed otherwise than with Ed25519.
pub fn parse<C: DeserializeOwned>(token: &str) -> Option<Unverified<'_, C>> {
    if token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Header = decoded(header)?;
    if header.alg != ALGORITHM || header.crit.is_some() {
        return None;
    }
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
    Some(Unverified { key_id: header.kid, claims: decoded(claims)?, signed, signature })
}

fn encoded(value: &impl Serialize) -> Result<String> {
    Ok(BASE64URL_NOPAD.encode(&serde_json::to_vec(value).map_err(Error::internal)?))
}

fn decoded<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        let claims = json!({ "sub": "mem_1", "name": "Ünal 🙂" });
        let signed = to_sign("7", &claims).expect("json");
        let token = with_signature(&signed, &[1, 2, 3]);
        let read = parse::<Value>(&token).expect("a token");
        assert_eq!((read.key_id.as_str(), read.claims, read.signed), ("7", claims, signed.as_str()));
        assert_eq!(read.signature, [1, 2, 3]);
    }

    #[test]
    fn other_algorithms_and_extensions_are_refused() {
        let token = |header: Value| format!("{}.e30.AQID", encoded(&header).expect("json"));
        assert!(parse::<Value>(&token(json!({ "alg": "EdDSA", "kid": "1" }))).is_some());
        for header in [
            json!({ "alg": "none", "kid": "1" }),
            json!({ "alg": "HS256", "kid": "1" }),
            json!({ "alg": "eddsa", "kid": "1" }),
            json!({ "alg": "EdDSA" }),
            json!({ "alg": "EdDSA", "kid": "1", "crit": ["b64"] }),
        ] {
            assert!(parse::<Value>(&token(header.clone())).is_none(), "{header}");
        }
        for text in ["", ".", "..", "a.b.c", "e30.e30", "e30.e30.", &format!("{}.e30.AQID", "e".repeat(5_000))] {
            assert!(parse::<Value>(text).is_none(), "{text}");
        }
    }

    /// The example of RFC 8037, appendix A.4, whose payload is no JSON: what is signed, and its signature.
    #[test]
    fn the_published_example_has_the_published_parts() {
        let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        let bytes = BASE64URL_NOPAD.decode(signature.as_bytes()).expect("base64");
        assert_eq!(with_signature(signed, &bytes), format!("{signed}.{signature}"));
        assert_eq!(bytes.len(), 64);
    }
}
