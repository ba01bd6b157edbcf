//! Replies: JSON, errors, and the headers of every reply.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{Code, Error};
use crate::id::RequestId;

/// 200 with JSON.
pub struct Json<T>(pub T);

/// 201 with JSON.
pub struct Created<T>(pub T);

/// 202 with JSON.
pub struct Accepted<T>(pub T);

/// A reply that no cache may store.
pub struct NoStore<T>(pub T);

impl<T: IntoResponse> IntoResponse for NoStore<T> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        json(StatusCode::CREATED, &self.0)
    }
}

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        json(StatusCode::ACCEPTED, &self.0)
    }
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(error) => Error::internal(error).into_response(),
    }
}

/// [`Finish`] writes the body, because it knows the request's id.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// An error.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody<'a> {
    /// A stable code to branch on.
    #[schema(example = "not_found")]
    error: &'a str,
    /// The same as `error`.
    #[schema(example = "not_found")]
    code: &'a str,
    /// What happened, for a person. Absent with `?verbose=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "There is no such message.")]
    message: Option<&'a str>,
    /// What to do. Absent if nothing helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Check the id.")]
    fix: Option<&'a str>,
    /// Finds the request in the operator's log.
    #[schema(example = "req_0a1b2c3d4e5f6g7h")]
    request_id: &'a str,
    /// Some codes add fields; the operations document them.
    #[serde(flatten)]
    #[schema(ignore)]
    details: Option<&'a serde_json::Map<String, Value>>,
}

/// How to finish the reply to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finish {
    /// Whether the reply contains guidance for people. False with `?verbose=false`.
    pub verbose: bool,
    /// Whether the reply tells browsers to use HTTPS only (RFC 6797).
    pub strict_transport: bool,
}

/// A year. Without subdomains, which the deployment does not control.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Marks a reply that pages of other sites must not read.
#[derive(Clone)]
pub struct SameOrigin;

/// The body of an error that has another form.
#[derive(Clone)]
pub struct OwnErrorBody {
    pub content_type: &'static str,
    pub body: String,
}

/// The error that the reply's page shows.
#[derive(Clone)]
pub struct ShownError(pub Error);

impl Finish {
    /// All values.
    pub const ALL: [Self; 4] = [
        Self { verbose: false, strict_transport: false },
        Self { verbose: true, strict_transport: false },
        Self { verbose: false, strict_transport: true },
        Self { verbose: true, strict_transport: true },
    ];

    /// For a request with this query string.
    pub fn new(query: Option<&str>, strict_transport: bool) -> Self {
        let terse = query.is_some_and(|query| query.split('&').any(|pair| pair == "verbose=false"));
        Self { verbose: !terse, strict_transport }
    }

    /// The index in [`Finish::ALL`].
    pub fn index(self) -> usize {
        usize::from(self.verbose) + 2 * usize::from(self.strict_transport)
    }

    /// Writes the error if there is one, strips guidance if asked to, and adds the headers all replies have, the request's id
    /// among them. Returns the error, for the log.
    pub async fn finish(self, mut response: Response, request_id: &RequestId) -> (Response, Option<Error>) {
        let is_private = response.extensions_mut().remove::<SameOrigin>().is_some();
        let error = response.extensions_mut().remove::<Error>();
        let shown = response.extensions_mut().remove::<ShownError>().map(|shown| shown.0);
        if let Some(error) = &error {
            self.write_error(&mut response, error, request_id);
        } else if !self.verbose {
            response = terse(response).await;
        }
        let headers = response.headers_mut();
        set(headers, HeaderName::from_static("x-request-id"), request_id.as_str());
        if self.strict_transport {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
        }
        if !is_private {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
        }
        (response, error.or(shown))
    }

    fn write_error(self, response: &mut Response, error: &Error, request_id: &RequestId) {
        let body = ErrorBody {
            error: error.code.as_str(),
            code: error.code.as_str(),
            message: self.verbose.then_some(&*error.message),
            fix: error.fix.as_deref(),
            request_id: request_id.as_str(),
            details: error.details.as_deref(),
        };
        let own = response.extensions_mut().remove::<OwnErrorBody>();
        let (content_type, body) = match own {
            Some(own) => (own.content_type, own.body.into_bytes()),
            None => ("application/json", serde_json::to_vec(&body).unwrap_or_default()),
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if error.code == Code::Unauthorized {
            headers.entry(header::WWW_AUTHENTICATE).or_insert(HeaderValue::from_static("Bearer"));
        }
        if let Some(limits) = &error.limits {
            write_limits(headers, limits);
        }
        for (name, value) in &error.headers {
            set(headers, HeaderName::from_static(name), value);
        }
        if let Some(seconds) = error.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        *response.body_mut() = Body::from(body);
    }
}

/// `RateLimit-Policy` and `RateLimit`.
pub const LIMITS: [HeaderName; 2] = [HeaderName::from_static("ratelimit-policy"), HeaderName::from_static("ratelimit")];

/// Writes the state of the limits that apply.
pub fn write_limits(headers: &mut HeaderMap, limits: &[String; 2]) {
    for (name, value) in LIMITS.into_iter().zip(limits) {
        set(headers, name, value);
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Removes guidance for people from a JSON object. Nested objects stay unchanged, because they can contain a user's data.
async fn terse(response: Response) -> Response {
    let json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !json {
        return response;
    }
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match serde_json::from_slice(&bytes) {
        Ok(Value::Object(mut object)) => {
            object.retain(|key, value| !(value.is_string() && is_guidance(key)));
            Value::Object(object).to_string().into()
        }
        _ => Body::from(bytes),
    };
    Response::from_parts(parts, body)
}

fn is_guidance(key: &str) -> bool {
    matches!(key, "message" | "note" | "hint" | "warning") || key.starts_with("how_to_")
}

/// The reply to a CORS preflight request.
pub fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE"),
        // The last one is a header of replies, but clients of x402 send it.
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, idempotency-key, x-api-key, prefer, x-environment, x-tenant-token, x-payment, payment-signature, access-control-expose-headers",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finish_has_its_place() {
        assert!(Finish::ALL.iter().enumerate().all(|(place, finish)| finish.index() == place));
    }
}
