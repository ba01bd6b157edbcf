//! The time.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use crate::time::Timestamp;

/// How far the development endpoint has moved the clock.
static OFFSET: AtomicI64 = AtomicI64::new(0);

/// Milliseconds since the epoch by the runtime's own clock.
#[allow(clippy::cast_possible_truncation)]
pub fn system() -> i64 {
    js_sys::Date::now() as i64
}

/// Now.
pub fn now() -> Timestamp {
    Timestamp::from_millis(system() + OFFSET.load(Relaxed))
}

/// Sets the clock to `at`; `None` restores the real time. Only the development endpoint calls it.
pub fn set(at: Option<Timestamp>) {
    OFFSET.store(at.map_or(0, |at| at.millis() - system()), Relaxed);
}
