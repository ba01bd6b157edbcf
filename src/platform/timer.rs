//! Waiting.

use std::time::Duration;

use worker::Delay;
use worker::send::SendFuture;

/// Returns after that many milliseconds.
pub async fn sleep(millis: u64) {
    SendFuture::new(Delay::from(Duration::from_millis(millis))).await;
}
