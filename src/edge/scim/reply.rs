//! Replies as RFC 7644 describes them.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::error::{Code, Error};
use crate::scim::{Projection, error_body};
use crate::wire::{OwnErrorBody, Route, no_such_method};

/// The content type of SCIM (RFC 7644, 3.1).
pub const CONTENT_TYPE: &str = "application/scim+json";

/// A reply with a resource, with a list, or with nothing.
pub struct Reply {
    status: StatusCode,
    body: Option<Value>,
    headers: Vec<(HeaderName, String)>,
}

impl Reply {
    /// 200 with a value.
    pub fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body: Some(body), headers: Vec::new() }
    }

    /// 204.
    pub fn empty() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: None, headers: Vec::new() }
    }

    /// 200 with a resource, and its version.
    pub fn resource(resource: Map<String, Value>, projection: &Projection) -> Self {
        let version = resource.get("meta").and_then(|meta| meta["version"].as_str()).map(str::to_owned);
        let headers = version.map(|version| (header::ETAG, version)).into_iter().collect();
        Self { headers, ..Self::ok(Value::Object(projection.apply(resource))) }
    }

    /// 201 with a resource, its version and its URL.
    pub fn created(resource: Map<String, Value>, projection: &Projection) -> Self {
        let location = resource.get("meta").and_then(|meta| meta["location"].as_str()).map(str::to_owned);
        let mut reply = Self::resource(resource, projection);
        reply.status = StatusCode::CREATED;
        reply.headers.extend(location.map(|location| (header::LOCATION, location)));
        reply
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let Some(body) = self.body else { return self.status.into_response() };
        let mut response = (self.status, [(header::CONTENT_TYPE, CONTENT_TYPE)], body.to_string()).into_response();
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// Gives an error the body that SCIM wants. Other replies stay as they are.
pub fn with_error_body(mut response: Response<Body>) -> Response<Body> {
    if let Some(error) = response.extensions().get::<Error>() {
        let body = error_body(error).to_string();
        response.extensions_mut().insert(OwnErrorBody { content_type: CONTENT_TYPE, body });
    }
    response
}

/// The reply to a request for which there is no operation.
pub fn no_operation(route: Route, method: &Method, path: &str) -> Response<Body> {
    let error = match route {
        Route::NoSuchMethod { allowed } => no_such_method(allowed),
        _ => no_such_endpoint(method, path),
    };
    with_error_body(error.into_response())
}

fn no_such_endpoint(method: &Method, path: &str) -> Error {
    let is_protocol = ["/Bulk", "/Me", "/.search"].iter().any(|known| path.ends_with(known));
    if is_protocol && (*method == Method::POST || path.ends_with("/Me")) {
        return Error::new(Code::NotImplemented, "`Bulk`, `Me` and `.search` are not supported.")
            .fix("Send one request for each resource. Lists have `filter`.");
    }
    Error::not_found("SCIM endpoint").fix("GET /scim/v2/ResourceTypes lists the endpoints.")
}
