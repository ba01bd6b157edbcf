//! The operator's log: one line of JSON for each event. docs/OPERATIONS.md describes it. A line has no secret, no address of a person
//! and no content.

use serde::Serialize;

use super::{Cost, clock};
use crate::error::{Error, Result};
use crate::id::PodId;
use crate::time::Timestamp;

/// All requests that take longer are logged, in milliseconds.
const SLOW_REQUEST_MS: i64 = 1_000;

/// A request that has been answered.
pub struct AnsweredRequest<'a> {
    pub request_id: &'a str,
    /// The operation's id, if the path has one.
    pub operation: Option<&'static str>,
    /// Whether it only reads. Reads that succeed quickly are not logged: they are too many.
    pub is_read: bool,
    pub pod: Option<&'a PodId>,
    pub status: u16,
    /// The start, by the runtime's clock.
    pub began_at: i64,
    pub cost: &'a Cost,
    pub error: Option<&'a Error>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Info,
    Warn,
    Error,
}

#[derive(Serialize)]
struct Line<'a> {
    time: Timestamp,
    level: Level,
    message: &'a str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    request: Option<RequestFields<'a>>,
}

#[derive(Serialize)]
struct RequestFields<'a> {
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod: Option<&'a str>,
    status: u16,
    duration_ms: i64,
    d1: u64,
    kv: u64,
    r2: u64,
    objects: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
}

/// Logs a request that is not a read, that failed with a server error, or that was slow.
pub fn request(request: &AnsweredRequest<'_>) {
    let duration_ms = clock::system() - request.began_at;
    let cause = request.error.and_then(|error| error.cause.as_deref());
    let has_failed = request.status >= 500 || cause.is_some();
    if request.is_read && !has_failed && duration_ms < SLOW_REQUEST_MS {
        return;
    }
    let [d1, kv, r2, objects] = request.cost.calls();
    let fields = RequestFields {
        request_id: request.request_id,
        operation: request.operation,
        pod: request.pod.map(PodId::as_str),
        status: request.status,
        duration_ms,
        d1,
        kv,
        r2,
        objects,
        error: request.error.map(|error| error.code.as_str()),
        cause,
    };
    let (level, message) =
        if has_failed { (Level::Error, "request failed") } else { (Level::Info, "request answered") };
    write(level, message, Some(fields));
}

/// Logs something that a developer wants to see.
pub fn info(message: &str) {
    write(Level::Info, message, None);
}

/// Logs something that works now but will stop working.
pub fn warn(message: &str) {
    write(Level::Warn, message, None);
}

/// Logs an unexpected failure.
pub fn error(message: &str) {
    write(Level::Error, message, None);
}

/// The value, or nothing and a line in the log: for failures that do not stop the caller.
pub fn logged<T>(result: Result<T>) -> Option<T> {
    result.inspect_err(|failure| error(&failure.to_string())).ok()
}

fn write(level: Level, message: &str, request: Option<RequestFields<'_>>) {
    let Ok(line) = serde_json::to_string(&Line { time: clock::now(), level, message, request }) else { return };
    match level {
        Level::Info => worker::console_log!("{line}"),
        Level::Warn => worker::console_warn!("{line}"),
        Level::Error => worker::console_error!("{line}"),
    }
}
