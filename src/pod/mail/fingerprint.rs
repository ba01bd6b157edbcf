//! What a request was, sealed: enough to tell a repetition from another request, and nothing for whoever guesses at it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};
use crate::pod::Pod;

/// Characters of a fingerprint as `outgoing` had it before, SHA-256 in hex, and as `given_reply` had it: a name under the pod's key.
pub const PLAIN: usize = 64;
const NAME: usize = 32;

/// A fingerprint as it is stored.
pub fn seal(pod: &Pod, context: &str, fingerprint: &str) -> Result<String> {
    Ok(STANDARD.encode(pod.key().seal(&within(context), fingerprint.as_bytes())?))
}

/// Whether a stored fingerprint is this one.
pub fn matches(pod: &Pod, context: &str, stored: &str, fingerprint: &str) -> Result<bool> {
    match stored.len() {
        PLAIN => Ok(stored.as_bytes().ct_eq(fingerprint.as_bytes()).into()),
        NAME => Ok(pod.key().names(fingerprint.as_bytes()).iter().any(|name| name == stored)),
        _ => Ok(open(pod, context, stored)?.ct_eq(fingerprint.as_bytes()).into()),
    }
}

/// A stored fingerprint sealed under the current key, if it is not already, or cannot be.
pub fn resealed(pod: &Pod, context: &str, stored: &str) -> Result<Option<String>> {
    match stored.len() {
        PLAIN => seal(pod, context, stored).map(Some),
        // One of no request, and one that ends with its reply, after a day.
        0 | NAME => Ok(None),
        _ if pod.key().is_current(&decoded(stored)?) => Ok(None),
        _ => Ok(Some(STANDARD.encode(pod.key().seal(&within(context), &open(pod, context, stored)?)?))),
    }
}

fn open(pod: &Pod, context: &str, stored: &str) -> Result<Vec<u8>> {
    pod.key().open(&within(context), &decoded(stored)?)
}

fn decoded(stored: &str) -> Result<Vec<u8>> {
    STANDARD.decode(stored).map_err(Error::unreadable)
}

fn within(context: &str) -> String {
    format!("fingerprint {context}")
}
