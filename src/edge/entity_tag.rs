//! Replies that a client may keep, and later compare by their entity tag (RFC 9110, section 8.8.3).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// The reply, or 304 if the client has it. `caching` is the `Cache-Control` of both.
pub fn cached(
    request: &HeaderMap,
    caching: HeaderValue,
    content_type: &'static str,
    text: String,
) -> Result<Response<Body>> {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&text)[..12]));
    let known = request.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag);
    let tag = HeaderValue::from_str(&tag).map_err(Error::internal)?;
    let headers = [(header::ETAG, tag), (header::CACHE_CONTROL, caching)];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, [(header::CONTENT_TYPE, content_type)], text).into_response())
}
