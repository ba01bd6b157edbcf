//! The directory as one pod can use it: only the rows that concern the pod.

mod address_claims;
mod authentication;
mod bounds;
mod quota;

pub use address_claims::PodAddress;
pub use bounds::PodBounds;
pub use quota::MailLeft;
pub(super) use quota::{no_email_left, take_email, take_email_if};

use crate::error::{Error, Result};
use crate::id::PodId;
use crate::limits::Tier;
use crate::platform::{Bindings, Database, Objects, values};

/// The directory as one pod sees it.
pub struct PodDirectory {
    bindings: Bindings,
    pub(in crate::directory) pod: PodId,
}

impl PodDirectory {
    /// The directory as seen by that pod.
    pub fn new(bindings: Bindings, pod: PodId) -> Self {
        Self { bindings, pod }
    }

    /// The database. It is opened when it is needed: most requests do not need it.
    pub(in crate::directory) fn db(&self) -> Result<Database> {
        self.bindings.directory()
    }

    /// The objects of all pods.
    pub(in crate::directory) fn pods(&self) -> Result<Objects> {
        self.bindings.pods()
    }

    /// The pod's id.
    pub(in crate::directory) fn pod(&self) -> &PodId {
        &self.pod
    }

    /// The tier of the account that the pod belongs to.
    pub async fn tier(&self) -> Result<Tier> {
        const SELECT_TIER: &str = "SELECT a.tier FROM pod p JOIN account a ON a.id = p.account_id WHERE p.id = ?1";
        let tier = self.db()?.value(SELECT_TIER, &values![self.pod.as_str()]).await?;
        tier.ok_or_else(|| Error::internal("the pod has no account"))
    }
}
