//! What a resource says in `WWW-Authenticate` to a client whose token does not suffice (RFC 6750, section 3; RFC 9728, section 5.1).

use super::Resource;
use crate::error::{Code, Error};

const HEADER: &str = "www-authenticate";

/// The header for a client that needs a wider token: with all scopes that it has and needs.
pub fn insufficient_scope(scopes: &[&str]) -> (&'static str, String) {
    (HEADER, format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", scopes.join(" ")))
}

/// Whether a client gets further with a wider token.
pub fn asks_for_scope(error: &Error) -> bool {
    error.code == Code::MissingScope && error.headers.iter().any(|(name, _)| *name == HEADER)
}

/// The error with a challenge that says where the client gets a token, if it needs another one, and what it asks for first.
pub fn challenged(mut error: Error, resource: Resource, public_url: &str) -> Error {
    let mut metadata = format!("resource_metadata=\"{}\"", resource.metadata_url(public_url));
    if let (Code::Unauthorized, Some(scopes)) = (error.code, resource.first_scopes()) {
        metadata.push_str(&format!(", scope=\"{}\"", scopes.join(" ")));
    }
    match error.headers.iter_mut().find(|(name, _)| *name == HEADER) {
        Some((_, challenge)) => {
            // The MCP server calls the API, whose metadata is not that of the client's resource.
            let before = challenge.split("resource_metadata=").next().unwrap_or_default().trim_end_matches([',', ' ']);
            let separator = if before == "Bearer" { " " } else { ", " };
            *challenge = format!("{before}{separator}{metadata}");
            error
        }
        None if error.code == Code::Unauthorized => error.headers([(HEADER, format!("Bearer {metadata}"))]),
        None => error,
    }
}
