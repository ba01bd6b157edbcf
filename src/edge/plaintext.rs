//! Requests without TLS to a deployment that uses HTTPS.

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use wasm_bindgen::JsValue;

use super::AnsweredRequest;
use crate::error::{Code, Error, Result};
use crate::platform::http::RequestLine;
use crate::platform::{Bindings, http};
use crate::wire::Finish;

/// Redirects GET to HTTPS and refuses other methods: a redirect would hide from the sender that others could read the request.
pub fn answer(bindings: Bindings, line: RequestLine, finish: Finish) -> std::result::Result<JsValue, JsValue> {
    // The header has no effect without TLS (RFC 6797, 7.2).
    let finish = Finish { strict_transport: false, ..finish };
    http::promised(async move {
        let reply = redirect_or_refuse(&bindings, &line).unwrap_or_else(IntoResponse::into_response);
        AnsweredRequest::new(line.method, None, bindings)?.finish(reply, finish).await
    })
}

fn redirect_or_refuse(bindings: &Bindings, line: &RequestLine) -> Result<Response> {
    let config = bindings.config()?;
    let base = config.url_of(&config.host(&line.url));
    if !matches!(line.method, Method::GET | Method::HEAD) {
        return Err(Error::new(Code::HttpsRequired, "This deployment accepts HTTPS only.").fix(format!(
            "Send requests to {base}. If this request contained a key, rotate the key: it was sent in clear text."
        )));
    }
    let path = line.uri.path_and_query().map_or("/", |path| path.as_str());
    Ok((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("{base}{path}"))]).into_response())
}
