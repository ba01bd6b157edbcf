//! `Idempotency-Key`: a repeated POST is done once (draft-ietf-httpapi-idempotency-key-header).

use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::operation::ENVIRONMENT;
use super::unknown::UNKNOWN_FIELDS;
use crate::error::{Error, Result};
use crate::x402::RECEIPTS;

const MAX_KEY_CHARS: usize = 255;

/// A request with an `Idempotency-Key`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdempotentRequest {
    /// The value of the header.
    pub key: String,
    /// A hash of path, `X-Environment` and body. Another request with the same key is an error.
    pub fingerprint: String,
}

impl IdempotentRequest {
    /// Reads the header, with quotes as in the draft or without. None if it is absent.
    pub fn read(head: &Parts, body: &[u8]) -> Result<Option<Self>> {
        let Some(value) = head.headers.get("idempotency-key") else { return Ok(None) };
        let key = value.to_str().unwrap_or_default().trim();
        let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
        if key.is_empty() || key.len() > MAX_KEY_CHARS {
            return Err(Error::invalid(format!("Idempotency-Key has 1 to {MAX_KEY_CHARS} ASCII characters.")));
        }
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut hash = Sha256::new().chain_update(path);
        if let Some(environment) = head.headers.get(ENVIRONMENT) {
            // No path has this byte.
            hash = hash.chain_update([1]).chain_update(environment);
        }
        let digest = hash.chain_update([0]).chain_update(body).finalize();
        Ok(Some(Self { key: key.to_owned(), fingerprint: STANDARD.encode(digest) }))
    }

    /// The request as one of somebody alone, who gets no reply of others.
    pub fn of(self, owner: &str) -> Self {
        // No header has this character: nobody can send a key of somebody else.
        Self { key: format!("{owner}\u{1}{}", self.key), ..self }
    }
}

/// A stored reply, for repeated requests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredResponse {
    status: u16,
    /// JSON, as in all replies to a POST.
    body: String,
    /// The header with the receipt of a payment, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    receipt: Option<(String, String)>,
    /// The header that names unknown fields, if there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unknown_fields: Option<String>,
}

impl StoredResponse {
    /// Copies a reply to store it. None for errors: a repeated request may succeed.
    pub async fn copy(response: Response<Body>) -> Result<(Response<Body>, Option<Self>)> {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.map_err(Error::internal)?;
        let repeatable = parts.status.is_success();
        let receipt = RECEIPTS
            .iter()
            .find_map(|name| Some(((*name).to_owned(), parts.headers.get(*name)?.to_str().ok()?.to_owned())));
        let unknown_fields = parts.headers.get(UNKNOWN_FIELDS).and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let stored = repeatable.then(|| Self {
            status: parts.status.as_u16(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            receipt,
            unknown_fields,
        });
        Ok((Response::from_parts(parts, Body::from(bytes)), stored))
    }
}

impl IntoResponse for StoredResponse {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let replayed = (HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
        let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut response = (status, [json, replayed], self.body).into_response();
        if let Some(names) = self.unknown_fields.and_then(|names| HeaderValue::try_from(names).ok()) {
            response.headers_mut().insert(UNKNOWN_FIELDS, names);
        }
        if let Some((name, value)) = self.receipt
            && let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn read(key: &str, body: &[u8]) -> Result<Option<IdempotentRequest>> {
        let request = Request::post("/v1/x?a=1").header("idempotency-key", key).body(()).map_err(Error::internal)?;
        IdempotentRequest::read(&request.into_parts().0, body)
    }

    #[test]
    fn a_key_may_be_quoted_and_the_request_is_told_from_others() {
        let (bare, quoted) = (read("k", b"{}").expect("read"), read("\"k\"", b"{}").expect("read"));
        let (bare, quoted) = (bare.expect("once"), quoted.expect("once"));
        assert_eq!((&bare.key, &bare.fingerprint), (&quoted.key, &quoted.fingerprint));
        assert_ne!(bare.fingerprint, read("k", b"[]").expect("read").expect("once").fingerprint);
        let owned = read("k", b"{}").expect("read").expect("once").of("mem_x");
        assert_ne!(owned.key, read("mem_x k", b"{}").expect("read").expect("once").key);
        assert!(read("mem_x\u{1}k", b"{}").is_err());
        assert!(read("", b"").is_err());
        assert!(read(&"k".repeat(256), b"").is_err());
    }
}
