//! JSON that is put together as text: most of what is answered is stored as JSON already.

use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::error::{Error, Result};

/// JSON that is ready to be sent.
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

/// An object, known to be ours and not empty, with more members.
pub fn extended(object: &str, members: &str) -> String {
    let open = object.strip_suffix('}').unwrap_or(object);
    format!("{open},{members}}}")
}

/// The members of an object that is known to be ours.
pub fn members(object: &str) -> &str {
    object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(object)
}
