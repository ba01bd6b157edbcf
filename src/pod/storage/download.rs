//! Replies with a file that somebody else wrote.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

use crate::uri::path_segment;

/// A file to save: no cache may store it, and no browser may guess its type or show it as a page of this origin.
pub fn download(body: Body, content_type: &str, filename: &str) -> Response<Body> {
    let disposition = format!("attachment; filename*=UTF-8''{}", path_segment(filename));
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_DISPOSITION, &disposition),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    ];
    let mut response = Response::new(body);
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"));
        response.headers_mut().insert(name, value);
    }
    response
}
