//! The alarm of a pod.

use std::sync::atomic::Ordering::Relaxed;

use worker::send::SendFuture;

use crate::error::Result;
use crate::platform::clock;
use crate::pod::Pod;
use crate::time::Timestamp;

impl Pod {
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
