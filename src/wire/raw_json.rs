//! JSON as text. Most replies consist of JSON that is stored as text, so it is not parsed.

use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::error::{Error, Result};

/// A JSON text to send.
pub struct RawJson(pub String);

impl IntoResponse for RawJson {
    fn into_response(self) -> Response<Body> {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// A value as JSON.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// Adds members to a JSON object. The object is trusted and not empty.
pub fn extended(object: &str, members: &str) -> String {
    let open = object.strip_suffix('}').unwrap_or(object);
    format!("{open},{members}}}")
}

/// The members of a JSON object, which is trusted.
pub fn members(object: &str) -> &str {
    object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(object)
}
