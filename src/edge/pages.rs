//! Pages for people.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

/// What a page may do: nothing but show itself with our own style and script, and speak with the API it came from.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
        .route("/dashboard.js", get(|| file("text/javascript; charset=utf-8", include_str!("../../web/dashboard.js"))))
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
