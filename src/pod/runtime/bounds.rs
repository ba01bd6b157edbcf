//! What binds the pod, remembered as long as grants are.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::directory::{PodBounds, PodDirectory};
use crate::error::{Code, Error, Result};
use crate::grant::GRANT_TTL;
use crate::outbound_url::OutboundUrl;
use crate::platform::clock;
use crate::pod::Pod;
use crate::time::Timestamp;

/// Remembers the directory's answer.
#[derive(Default)]
pub struct BoundsCache(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    /// Grows with every change, so that the result of a query under way is dropped.
    epoch: u64,
    /// The answer, and until when it is used.
    answer: Option<(Arc<PodBounds>, Timestamp)>,
}

impl BoundsCache {
    /// Forgets the answer: the pod or its account has changed.
    pub fn forget(&self) {
        let mut remembered = self.0.lock();
        remembered.epoch += 1;
        remembered.answer = None;
    }

    fn remembered(&self) -> std::result::Result<Arc<PodBounds>, u64> {
        let remembered = self.0.lock();
        let answer = remembered.answer.as_ref().filter(|(_, until)| clock::now() < *until);
        answer.map(|(bounds, _)| bounds.clone()).ok_or(remembered.epoch)
    }

    async fn get(&self, directory: &PodDirectory) -> Result<Arc<PodBounds>> {
        loop {
            let epoch = match self.remembered() {
                Ok(bounds) => return Ok(bounds),
                Err(epoch) => epoch,
            };
            let until = clock::now().plus(GRANT_TTL);
            let bounds = Arc::new(directory.bounds().await?);
            let mut remembered = self.0.lock();
            if remembered.epoch == epoch {
                remembered.answer = Some((bounds.clone(), until));
                return Ok(bounds);
            }
        }
    }
}

impl Pod {
    /// What binds the pod now.
    pub async fn bounds(&self) -> Result<Arc<PodBounds>> {
        self.opened.bounds.get(&self.directory()).await
    }

    /// A URL that a caller chose, if the pod may send requests to it. It is checked before each request: the bounds can change.
    ///
    /// # Errors
    /// `invalid_url`, `egress_not_allowed`.
    pub async fn outbound_url(&self, url: &str) -> Result<OutboundUrl> {
        let target = self.config().outbound_url(url).map_err(|reason| {
            Error::new(Code::InvalidUrl, format!("url {reason}."))
                .fix("Send an https URL of a public host that is not this deployment, at most 2,048 bytes, without a user name and a password.")
        })?;
        self.bounds().await?.egress.check(target.host())?;
        Ok(target)
    }
}
