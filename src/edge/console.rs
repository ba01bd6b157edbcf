//! The console: the application for people. Its files are a module of data beside the wasm, built from `console/`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use serde::Deserialize;

use super::pages::HTML;
use crate::error::{Error, Result};
use crate::platform;
use crate::wire::{Path, Query};

/// The console loads this deployment's files, calls its API, and nothing else.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The frame of a message shows what the console puts into it. It runs nothing and loads nothing.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'self'";
/// The reference of the API is a published viewer that styles itself.
const VIEWER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
    img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The frame of a message whose images a person asked for.
const MAIL_WITH_IMAGES_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob: https: http:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const INDEX: &str = "index.html";
/// The names of these files contain a hash of their content.
const HASHED: &str = "assets/";
const FOREVER: &str = "public, max-age=31536000, immutable";
const REVALIDATED: &str = "no-cache";

/// All files by their paths.
fn files() -> Result<&'static BTreeMap<String, String>> {
    static FILES: OnceLock<std::result::Result<BTreeMap<String, String>, String>> = OnceLock::new();
    let read = || serde_json::from_slice(&platform::console()).map_err(|error| error.to_string());
    FILES.get_or_init(read).as_ref().map_err(Error::internal)
}

/// Show the console.
#[operation(GET "/console", "/console/", page, caller = Anyone)]
pub async fn console() -> Result<Response<Body>> {
    file(INDEX)
}

/// Serve a file of the console. Its other addresses are screens, which the console itself finds.
#[operation(GET "/console/{*path}", page, caller = Anyone)]
pub async fn console_file(Path(path): Path<String>) -> Result<Response<Body>> {
    let is_screen = !path.starts_with(HASHED) && !files()?.contains_key(&path);
    file(if is_screen { INDEX } else { &path })
}

/// The code of a request for a credential.
#[derive(Deserialize)]
pub struct RequestCode {
    code: Option<String>,
}

/// Redirect to the console. Browsers keep the fragment, in which a link that signs in has the session.
#[operation(GET "/dashboard", page, caller = Anyone)]
pub async fn dashboard(Query(RequestCode { code }): Query<RequestCode>) -> Response<Body> {
    let is_code = |code: &String| code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let query = code.filter(is_code).map_or_else(String::new, |code| format!("?code={code}"));
    (StatusCode::FOUND, [(header::LOCATION, format!("/console{query}"))]).into_response()
}

/// Show the reference of the API.
#[operation(GET "/api/docs", page, caller = Anyone)]
pub async fn api_reference() -> Result<Response<Body>> {
    file("api.html")
}

/// The page that shows a page of the documentation.
pub fn documentation_page() -> Result<Response<Body>> {
    file("docs.html")
}

fn file(path: &str) -> Result<Response<Body>> {
    let content = files()?.get(path).ok_or_else(|| Error::not_found("file"))?;
    let cached = if path.starts_with(HASHED) { FOREVER } else { REVALIDATED };
    // The platform compresses replies for clients that read it.
    let headers = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CACHE_CONTROL, cached),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let mut response = (headers, content.as_str()).into_response();
    if let Some(policy) = policy(path) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    Ok(response)
}

fn policy(path: &str) -> Option<&'static str> {
    match path {
        "mail-frame.html" => Some(MAIL_POLICY),
        "mail-frame-with-images.html" => Some(MAIL_WITH_IMAGES_POLICY),
        "api.html" => Some(VIEWER_POLICY),
        _ if path.ends_with(".html") => Some(CONSOLE_POLICY),
        _ => None,
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => HTML,
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}
