//! The jobs of a pod, which run when its alarm rings.

use std::sync::atomic::Ordering::Relaxed;

use crate::error::Result;
use crate::platform::{Bindings, log};
use crate::pod::mail::outbox;
use crate::pod::runtime::{sockets, subscriptions};
use crate::pod::storage::{blobs, sealed_body, usage};
use crate::pod::{Object, Pod, moves, reseal, runs};
use crate::time::{MINUTE, Timestamp};

impl Object {
    /// Does what is due.
    pub async fn alarm(&self) -> Result<()> {
        let pod = self.pod(Bindings::new(self.env.clone()))?;
        pod.opened.alarm.store(i64::MAX, Relaxed);
        let next = [
            pod.next(sockets::review(&pod).await),
            pod.next(pod.webhooks().due()),
            pod.next(pod.webhooks().sweep()),
            pod.next(outbox::retry(&pod).await),
            // Before the sweep, which removes what it leaves behind.
            pod.next(runs::due(&pod).await),
            pod.next(blobs::sweep(&pod).await),
            pod.next(pod.vault().sweep().await),
            pod.next(pod.search().catch_up()),
            pod.next(usage::notify_refused(&pod).await),
            pod.next(sealed_body::move_long(&pod).await),
            pod.next(usage::report(&pod).await),
            pod.next(subscriptions::retry(&pod).await),
            pod.next(reseal::work_off(&pod).await),
            pod.next(moves::work_off(&pod).await),
        ];
        match next.into_iter().flatten().min() {
            Some(at) => pod.wake_at(at).await,
            None => Ok(()),
        }
    }
}

impl Pod {
    /// When a job has to run again. A failed job is repeated, and does not stop the others.
    fn next(&self, done: Result<Option<Timestamp>>) -> Option<Timestamp> {
        done.unwrap_or_else(|error| {
            log::error(&error.to_string());
            Some(self.now().plus(MINUTE))
        })
    }
}
