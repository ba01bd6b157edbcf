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

/// The error with a challenge that says where the client gets a token, if it needs another one.
pub fn challenged(mut error: Error, resource: Resource, public_url: &str) -> Error {
    let metadata = format!("resource_metadata=\"{}\"", resource.metadata_url(public_url));
    match error.headers.iter_mut().find(|(name, _)| *name == HEADER) {
        Some((_, challenge)) => {
            challenge.push_str(", ");
            challenge.push_str(&metadata);
            error
        }
        None if error.code == Code::Unauthorized => error.headers([(HEADER, format!("Bearer {metadata}"))]),
        None => error,
    }
}
