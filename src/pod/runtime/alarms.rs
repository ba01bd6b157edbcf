//! The alarm of a pod: the jobs that run when it rings, and when it rings next.

use std::sync::atomic::Ordering::Relaxed;

use worker::send::SendFuture;

use super::{sockets, subscriptions};
use crate::error::Result;
use crate::platform::{Bindings, clock, log};
use crate::pod::mail::outbox;
use crate::pod::storage::{blobs, reseal, sealed_body, usage};
use crate::pod::{Object, Pod, vault, webhooks};
use crate::time::{MINUTE, Timestamp};

impl Object {
    /// Does what is due.
    pub async fn alarm(&self) -> Result<()> {
        let pod = self.pod(Bindings::new(self.env.clone()))?;
        pod.opened.alarm.store(i64::MAX, Relaxed);
        let next = [
            pod.next(sockets::review(&pod).await),
            pod.next(webhooks::due(&pod)),
            pod.next(webhooks::sweep(&pod)),
            pod.next(outbox::retry(&pod).await),
            pod.next(blobs::sweep(&pod).await),
            pod.next(vault::sweep(&pod).await),
            pod.next(pod.search().catch_up()),
            pod.next(usage::notify_refused(&pod).await),
            pod.next(sealed_body::move_long(&pod).await),
            pod.next(usage::report(&pod).await),
            pod.next(subscriptions::retry(&pod).await),
            pod.next(reseal::work_off(&pod).await),
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

    /// Makes the alarm ring at this time at the latest.
    pub(in crate::pod) async fn wake_at(&self, at: Timestamp) -> Result<()> {
        if self.opened.alarm.load(Relaxed) <= at.millis() {
            return Ok(());
        }
        self.opened.alarm.store(at.millis(), Relaxed);
        let storage = self.opened.state.storage();
        let delay = (at.millis() - self.now().millis()).max(0);
        SendFuture::new(async {
            // The alarm uses the runtime's clock, which a development clock can leave behind.
            let due = clock::system() + delay;
            match storage.get_alarm().await? {
                Some(set) if set <= due => Ok(()),
                _ => storage.set_alarm(delay).await,
            }
        })
        .await
        .map_err(|error: worker::Error| {
            // The alarm may not be set: the next call sets it.
            self.opened.alarm.store(i64::MAX, Relaxed);
            error.into()
        })
    }
}
