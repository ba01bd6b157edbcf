//! Pages for people.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use maud::{DOCTYPE, Markup, html};

use crate::error::Error;
use crate::id::RequestId;
use crate::platform::log;

/// What a page may do: nothing but show itself with our own style and script, and speak with the API it came from.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A page with a form sends it to where the page came from, and has no script.
const FORM_POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What every page is sent with.
pub const GUARDS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];
pub const HTML: &str = "text/html; charset=utf-8";

/// Show the dashboard. All it shows comes from the API.
#[operation(GET "/dashboard", page, caller = Anyone)]
pub async fn dashboard() -> Response<Body> {
    let content = html! {
        main {
            p role="status" {}
            noscript { p { "This page needs JavaScript." } }
        }
        script src="/dashboard.js" type="module" {}
    };
    page(StatusCode::OK, "Warren", &content)
}

/// The script of the dashboard.
#[operation(GET "/dashboard.js", page, caller = Anyone)]
pub async fn dashboard_script() -> Response<Body> {
    file("text/javascript; charset=utf-8", include_str!("../../web/dashboard.js"))
}

/// The style of all pages.
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

/// Whether a browser asks for a page.
pub fn is_browser(headers: &HeaderMap) -> bool {
    accepts_html(headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()))
}

/// Whether an `Accept` header names HTML.
pub fn accepts_html(accept: Option<&str>) -> bool {
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Shows a refusal as a page. Any other reply stays as it is.
pub fn with_error_page(mut response: Response<Body>, request_id: &RequestId) -> Response<Body> {
    match response.extensions_mut().remove::<Error>() {
        Some(error) => error_page(&error, request_id),
        None => response,
    }
}

/// A refusal or a failure, for a person.
pub fn error_page(error: &Error, request_id: &RequestId) -> Response<Body> {
    if error.cause.is_some() {
        log::error(&format!("{request_id} {error}"));
    }
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let title = match status.as_u16() {
        404 => "Not found",
        429 => "Too many requests",
        500.. => "Something failed",
        _ => "This is not possible",
    };
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { (title) }
            p { (error.message) }
            p.dim { "Request " code { (request_id.as_str()) } }
            p { a href="/" { "What this is" } " · " a href="/dashboard" { "Dashboard" } }
        }
    };
    let mut response = page(status, title, &content);
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    if let Some(seconds) = error.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page with a form that is sent to this deployment.
pub fn form_page(title: &str, content: &Markup) -> Response<Body> {
    let mut response = page(StatusCode::OK, title, content);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FORM_POLICY));
    response
}

/// A page with this title, which is not kept.
pub fn page(status: StatusCode, title: &str, content: &Markup) -> Response<Body> {
    let headers = [(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-store")];
    (status, headers, GUARDS, document(title, content)).into_response()
}

/// The text of a page. It goes with [`HTML`] and [`GUARDS`].
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
