//! Fields and query parameters that an operation does not know. The reply names them; where the client prefers strict handling
//! (RFC 7240), they are refused.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use parking_lot::Mutex;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Code, Error, Result};

/// The header that names ignored fields and parameters.
pub const UNKNOWN_FIELDS: HeaderName = HeaderName::from_static("x-warren-unknown-fields");
/// The client's preferences, and those that were applied.
pub const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Names in one reply, and characters of one name.
const MAX_NAMES: usize = 20;
const MAX_NAME_BYTES: usize = 100;

/// Unknown fields and parameters of a request. Handlers' arguments collect them; the reply names them.
#[derive(Clone, Default)]
pub struct UnknownFields {
    strict: bool,
    names: Arc<Mutex<Names>>,
}

/// Names of fields, such as `colour` or `attachments.0.colour`.
#[derive(Default)]
pub struct Names(pub(super) Vec<String>);

impl Names {
    /// Adds a name, unless there are enough.
    pub fn push(&mut self, name: String) {
        if self.0.len() < MAX_NAMES && !self.0.contains(&name) {
            self.0.push(name.chars().take(MAX_NAME_BYTES).collect());
        }
    }
}

impl UnknownFields {
    pub(super) fn new(headers: &HeaderMap) -> Self {
        let prefer = headers.get(PREFER).and_then(|value| value.to_str().ok());
        Self { strict: prefer.is_some_and(prefers_strict), ..Self::default() }
    }

    /// Adds names to the reply.
    ///
    /// # Errors
    /// `unknown_field` if the client prefers strict handling.
    pub fn note(&self, names: Names) -> Result<()> {
        if names.0.is_empty() {
            return Ok(());
        }
        let refusal = self.strict.then(|| refusal(&names.0));
        let mut noted = self.names.lock();
        names.0.into_iter().for_each(|name| noted.push(name));
        refusal.map_or(Ok(()), Err)
    }

    pub(super) fn write(&self, headers: &mut HeaderMap) {
        const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
        if self.strict {
            headers.insert(PREFERENCE_APPLIED, HeaderValue::from_static("handling=strict"));
        }
        let names = &self.names.lock().0;
        if names.is_empty() {
            return;
        }
        let names: Vec<_> = names.iter().map(|name| utf8_percent_encode(name, NAME).to_string()).collect();
        if let Ok(names) = HeaderValue::try_from(names.join(", ")) {
            headers.insert(UNKNOWN_FIELDS, names);
        }
    }
}

fn refusal(names: &[String]) -> Error {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("This operation does not have these fields or parameters: {}.", names.join(", "));
    Error::new(Code::UnknownField, message)
        .fix("Leave them out, or do not send `Prefer: handling=strict`. GET /api lists the fields and parameters of this operation.")
}

/// Whether a `Prefer` header asks for strict handling.
fn prefers_strict(prefer: &str) -> bool {
    let preferences = prefer.split(',').filter_map(|preference| preference.split(';').next()?.split_once('='));
    let mut handling = preferences.filter(|(name, _)| name.trim().eq_ignore_ascii_case("handling"));
    // The first preference of a name counts (RFC 7240).
    handling.next().is_some_and(|(_, value)| value.trim().trim_matches('"').eq_ignore_ascii_case("strict"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preference_is_read_as_the_standard_writes_it() {
        for strict in ["handling=strict", "respond-async, Handling=\"strict\"", "wait=5;x=1,handling = strict; y"] {
            assert!(prefers_strict(strict), "{strict}");
        }
        for other in ["", "handling", "handling=lenient", "handling=lenient, handling=strict", "xhandling=strict"] {
            assert!(!prefers_strict(other), "{other}");
        }
    }

    #[test]
    fn names_are_few_short_and_encoded() {
        let mut names = Names::default();
        for number in 0..30 {
            names.push(format!("{number} é,"));
        }
        names.push("0 é,".to_owned());
        let mut headers = HeaderMap::new();
        let unknown = UnknownFields::default();
        unknown.note(names).expect("passed over");
        unknown.write(&mut headers);
        let header = headers[UNKNOWN_FIELDS].to_str().expect("ASCII");
        assert!(header.starts_with("0%20%C3%A9%2C, 1%20%C3%A9%2C, "), "{header}");
        assert_eq!(header.split(", ").count(), MAX_NAMES);

        let mut long = Names::default();
        long.push("x".repeat(1_000));
        assert_eq!(long.0[0].len(), MAX_NAME_BYTES);
    }
}
