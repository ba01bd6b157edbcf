//! Fingerprints of requests, encrypted: the pod can tell a repeated request from another one, and nobody else can test a guess.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};
use crate::pod::Pod;

/// Characters of a fingerprint that older code stored in `outgoing`: SHA-256 in hex.
const PLAIN_LEN: usize = 64;
/// Characters of a fingerprint that older code stored in `given_reply`: a name under the pod's key.
const NAME_LEN: usize = 32;

/// Encrypts a fingerprint for storage.
pub fn seal(pod: &Pod, context: &str, fingerprint: &str) -> Result<String> {
    Ok(STANDARD.encode(pod.key().seal(&seal_context(context), fingerprint.as_bytes())?))
}

/// Whether a stored fingerprint equals this one.
pub fn matches(pod: &Pod, context: &str, stored: &str, fingerprint: &str) -> Result<bool> {
    match stored.len() {
        PLAIN_LEN => Ok(stored.as_bytes().ct_eq(fingerprint.as_bytes()).into()),
        NAME_LEN => Ok(pod.key().names(fingerprint.as_bytes()).iter().any(|name| name == stored)),
        _ => Ok(open(pod, context, stored)?.ct_eq(fingerprint.as_bytes()).into()),
    }
}

/// The fingerprint that is stored. `None` if it cannot be derived from what is stored.
pub fn opened(pod: &Pod, context: &str, stored: &str) -> Result<Option<String>> {
    match stored.len() {
        PLAIN_LEN => Ok(Some(stored.to_owned())),
        0 | NAME_LEN => Ok(None),
        _ => String::from_utf8(open(pod, context, stored)?).map(Some).map_err(Error::internal),
    }
}

/// Encrypts a stored fingerprint under the current key. `None` if that is done or not possible.
pub fn resealed(pod: &Pod, context: &str, stored: &str) -> Result<Option<String>> {
    match stored.len() {
        PLAIN_LEN => seal(pod, context, stored).map(Some),
        // A reply without a request has an empty fingerprint. A name is deleted with its reply after a day.
        0 | NAME_LEN => Ok(None),
        _ if pod.key().is_current(&decoded(stored)?) => Ok(None),
        _ => Ok(Some(STANDARD.encode(pod.key().seal(&seal_context(context), &open(pod, context, stored)?)?))),
    }
}

fn open(pod: &Pod, context: &str, stored: &str) -> Result<Vec<u8>> {
    pod.key().open(&seal_context(context), &decoded(stored)?)
}

fn decoded(stored: &str) -> Result<Vec<u8>> {
    STANDARD.decode(stored).map_err(Error::unreadable)
}

fn seal_context(context: &str) -> String {
    format!("fingerprint {context}")
}
