//! Waiting.

use std::time::Duration;

use worker::send::SendFuture;

/// Returns after that many milliseconds. It does not use the timer of `worker`, which wakes only the first waker:
/// [`promised`](super::http::promised) polls with two.
pub async fn sleep(millis: u64) {
    SendFuture::new(gloo_timers::future::sleep(Duration::from_millis(millis))).await;
}
