//! Counts replies with errors. An instance of the worker adds them up and stores the sums at most every ten seconds, with the next error:
//! so errors that a stranger causes cost few writes.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::Directory;
use super::operator::NewErrorCount;
use crate::error::Error;
use crate::id::RequestId;
use crate::platform::{Bindings, clock, log, timer};
use crate::time::{HOUR, SECOND, Timestamp};

/// Between two writes of an instance.
const INTERVAL: i64 = 10 * SECOND;
/// How long a reply waits for it, in milliseconds.
const DEADLINE: u64 = 1_000;

struct Sums {
    by_code: BTreeMap<(i64, &'static str), NewErrorCount>,
    stored_at: i64,
}

static SUMS: Mutex<Sums> = Mutex::new(Sums { by_code: BTreeMap::new(), stored_at: 0 });

/// Counts an error. Every ten seconds, also stores what was counted since.
pub async fn count_error(bindings: &Bindings, error: &Error, request_id: &RequestId) {
    let Some(due) = add(error, request_id, clock::now()) else { return };
    // It is no part of what the request costs, and the reply does not wait for a database that hangs.
    let bindings = Bindings::new(bindings.env());
    let stored = async { Directory::new(bindings.directory()?).add_error_counts(&due).await };
    if let Some(stored) = timer::within(DEADLINE, stored).await {
        log::logged(stored);
    }
}

/// Adds an error to the sums. Returns them if they are due to be stored.
fn add(error: &Error, request_id: &RequestId, now: Timestamp) -> Option<Vec<NewErrorCount>> {
    let mut sums = SUMS.lock().ok()?;
    let (hour, code, last_at) = (now.millis().div_euclid(HOUR), error.code.as_str(), now.millis());
    let first = || NewErrorCount { hour, code, count: 0, last_at, request_id: String::new() };
    let sum = sums.by_code.entry((hour, code)).or_insert_with(first);
    (sum.count, sum.last_at, sum.request_id) = (sum.count + 1, last_at, request_id.to_string());
    // The clock of a test can go back.
    if (sums.stored_at..sums.stored_at + INTERVAL).contains(&last_at) {
        return None;
    }
    sums.stored_at = last_at;
    Some(std::mem::take(&mut sums.by_code).into_values().collect())
}
