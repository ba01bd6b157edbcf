//! The rules of the wire: what every operation takes and answers in the same way.

mod idempotency;
mod input;
mod patch;
mod raw_json;
mod reply;
mod unknown;

pub use idempotency::{IdempotentRequest, StoredResponse, Unrepeatable};
pub use input::{Body, BodyOrForm, BodyOrItems, Path, Query, capped_limit, checked_limit};
pub use patch::Patch;
pub use raw_json::{RawJson, extended, members, to_json};
pub use reply::{Accepted, Created, ErrorBody, Finish, Json, LIMITS, NoStore, SameOrigin, preflight, write_limits};
pub use unknown::{PREFER, UNKNOWN_FIELDS, route, without_query};

use crate::error::Error;

/// Most bytes of a JSON body.
pub const BODY_LIMIT: usize = 1_000_000;
/// Most bytes of one with a message in it: 5 MiB of files in base64, and the rest.
const MAIL_LIMIT: usize = 8_000_000;

/// Where a calendar is fetched by whoever has its URL.
pub const FEED: &str = "/v1/calendar/feed.ics";

/// Where a trust score is read, or bought.
const SCORE: &str = "/v1/trust/score";

/// Most bytes of a JSON body at a path.
pub fn body_limit(path: &str) -> usize {
    if sends_mail(path) { MAIL_LIMIT } else { BODY_LIMIT }
}

/// Whether what is done at a path can be paid for.
pub fn takes_payment(path: &str) -> bool {
    path == SCORE || sends_mail(path)
}

fn sends_mail(path: &str) -> bool {
    ["/send", "/reply", "/reply-all", "/forward"].iter().any(|end| path.ends_with(end))
}

/// What an unknown path answers.
pub async fn no_such_path() -> Error {
    Error::not_found("path").fix("GET /api describes every operation.")
}

/// What a known path answers to another method.
pub async fn no_such_method() -> Error {
    Error::new(crate::error::Code::MethodNotAllowed, "This path does not take that method.")
        .fix("GET /api describes every operation.")
}

/// Text as a segment of a path, encoded as JavaScript's `encodeURIComponent` does.
pub fn path_segment(text: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'!')
        .remove(b'~')
        .remove(b'*')
        .remove(b'\'')
        .remove(b'(')
        .remove(b')');
    utf8_percent_encode(text, SEGMENT).to_string()
}
