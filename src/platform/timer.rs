//! Waiting.

use std::time::Duration;

use worker::send::SendFuture;

/// Returns after that many milliseconds. Not `worker`'s timer: that wakes only who asked it first, and
/// [`promised`](super::http::promised) asks twice.
pub async fn sleep(millis: u64) {
    SendFuture::new(gloo_timers::future::sleep(Duration::from_millis(millis))).await;
}
