//! Waiting.

use std::future::Future;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::pin_mut;
use worker::send::SendFuture;

/// Returns after that many milliseconds. It does not use the timer of `worker`, which wakes only the first waker:
/// [`promised`](super::http::promised) polls with two.
pub async fn sleep(millis: u64) {
    SendFuture::new(gloo_timers::future::sleep(Duration::from_millis(millis))).await;
}

/// What some work results in, or none if it takes longer. It is not continued then.
pub async fn within<T>(millis: u64, work: impl Future<Output = T>) -> Option<T> {
    let deadline = sleep(millis);
    pin_mut!(work, deadline);
    match select(work, deadline).await {
        Either::Left((result, _)) => Some(result),
        Either::Right(_) => None,
    }
}
