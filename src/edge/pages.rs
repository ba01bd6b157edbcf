//! Pages for people: their frame, headers, and errors.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use maud::{DOCTYPE, Markup, html};

use crate::error::Error;
use crate::id::RequestId;
use crate::wire::ShownError;

/// A page can load this deployment's style, scripts and images, call its API, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A page with a form can load this deployment's style and send the form to it. It has no script.
const FORM_POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The same for a form after which the browser goes to a client of OAuth. Chromium applies `form-action` to every redirect that follows,
/// and nobody knows where a client sends the browser next.
const LEADING_FORM_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Security headers of every page.
pub const GUARDS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    // For browsers that do not know `frame-ancestors`.
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];
pub const HTML: &str = "text/html; charset=utf-8";

/// Serve the style of all pages.
#[operation(GET "/style.css", page, caller = Anyone)]
pub async fn style() -> Response<Body> {
    file("text/css; charset=utf-8", include_str!("../../web/style.css"))
}

fn file(content_type: &'static str, text: &'static str) -> Response<Body> {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// Whether the `Accept` header names HTML.
pub fn is_browser(headers: &HeaderMap) -> bool {
    accepts_html(headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()))
}

/// Whether an `Accept` header names HTML.
pub fn accepts_html(accept: Option<&str>) -> bool {
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Turns an error reply into a page. Other replies stay as they are.
pub fn with_error_page(mut response: Response<Body>, request_id: &RequestId) -> Response<Body> {
    match response.extensions_mut().remove::<Error>() {
        Some(error) => error_page(error, request_id),
        None => response,
    }
}

/// A page that shows an error.
pub fn error_page(error: Error, request_id: &RequestId) -> Response<Body> {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let title = match status.as_u16() {
        404 => "Not found",
        429 => "Too many requests",
        500.. => "Server error",
        _ => "Request refused",
    };
    let content = html! {
        p { (error.message) }
        p.dim { "Request " code { (request_id.as_str()) } }
        p { a href="/" { "About this deployment" } " · " a href="/console" { "Console" } }
    };
    let mut response = text_page(status, title, title, &content);
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    if let Some(seconds) = error.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(ShownError(error));
    response
}

/// A page with a heading and text.
pub fn text_page(status: StatusCode, title: &str, heading: &str, content: &Markup) -> Response<Body> {
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { (heading) }
            (content)
        }
    };
    page(status, title, &content)
}

/// A page with a heading, text, and a form that is sent to this deployment.
pub fn form_page(title: &str, heading: &str, content: &Markup) -> Response<Body> {
    let mut response = text_page(StatusCode::OK, title, heading, content);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FORM_POLICY));
    response
}

/// A page with a form after which the browser goes to another site. All of its HTML is this deployment's own.
pub fn form_page_leading_away(title: &str, heading: &str, content: &Markup) -> Response<Body> {
    let mut response = text_page(StatusCode::OK, title, heading, content);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(LEADING_FORM_POLICY));
    response
}

/// A page that no cache stores.
pub fn page(status: StatusCode, title: &str, content: &Markup) -> Response<Body> {
    let headers = [(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-store")];
    (status, headers, GUARDS, document(title, content)).into_response()
}

/// The HTML of a page, to be sent with [`HTML`] and [`GUARDS`].
pub fn document(title: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (title) }
                link rel="stylesheet" href="/style.css";
            }
            body { (content) }
        }
    };
    page.into_string()
}
