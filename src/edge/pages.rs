//! Pages for people.

use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

use super::link_pages::{recover, recover_page, sign_in, sign_in_page};
use super::operators::{confirm_operator, operator_page};
use super::seeds::{confirm_page, confirm_seed};
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

/// The pages that are there for everybody, and what they are made of. All they show comes from the API.
pub fn router() -> Router {
    Router::new()
        .route("/dashboard", get(dashboard))
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/recover", get(recover_page).post(recover))
        .route("/operator", get(operator_page).post(confirm_operator))
        .route("/dashboard.js", get(|| file("text/javascript; charset=utf-8", include_str!("../../web/dashboard.js"))))
        .route("/store/confirm", get(confirm_page).post(confirm_seed))
        .route("/style.css", get(|| file("text/css; charset=utf-8", include_str!("../../web/style.css"))))
}

async fn dashboard() -> Response<Body> {
    let content = html! {
        main {
            p role="status" {}
            noscript { p { "This page needs JavaScript." } }
        }
        script src="/dashboard.js" type="module" {}
    };
    page(StatusCode::OK, "Warren", &content)
}

async fn file(content_type: &'static str, text: &'static str) -> Response<Body> {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// Whether who asks wants to see a page.
pub fn is_browser(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Whether a person in a browser asks for a page. Such a person is shown a page when the request is refused, too.
pub fn expects_page(head: &Parts) -> bool {
    const FOR_PROGRAMS: [&str; 6] = ["/v1/", "/admin/", "/badge/", "/dev/", "/health", "/.well-known/"];
    let path = head.uri.path();
    if head.method == Method::POST && matches!(path, "/sign-in" | "/recover" | "/store/confirm" | "/operator") {
        return true;
    }
    let for_programs = FOR_PROGRAMS.iter().any(|prefix| path.starts_with(prefix)) || path.ends_with(".json");
    !for_programs && is_browser(&head.headers)
}

/// Shows a refusal as a page. Any other reply stays as it is.
pub fn with_error_page(mut response: Response<Body>, request_id: &RequestId) -> Response<Body> {
    let Some(error) = response.extensions_mut().remove::<Error>() else { return response };
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
