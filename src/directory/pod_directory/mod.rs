//! What a pod may ask of the directory: only what concerns itself.

mod address_claims;
mod authentication;
mod quota;

pub use quota::MailLeft;
pub(super) use quota::take_email;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::id::PodId;
use crate::limits::Tier;
use crate::platform::{Bindings, Database, values};

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

    /// Fetched when it is asked something: most requests ask nothing.
    pub(in crate::directory) fn db(&self) -> Result<Database> {
        self.bindings.directory()
    }

    /// Whose it is.
    pub(in crate::directory) fn pod(&self) -> &PodId {
        &self.pod
    }

    /// The tier of the account that the pod belongs to.
    pub async fn tier(&self) -> Result<Tier> {
        #[derive(Deserialize)]
        struct Account {
            tier: Tier,
        }
        const SELECT_TIER: &str = "SELECT a.tier FROM pod p JOIN account a ON a.id = p.account_id WHERE p.id = ?1";
        let account: Option<Account> = self.db()?.first(SELECT_TIER, &values![self.pod.as_str()]).await?;
        account.map(|account| account.tier).ok_or_else(|| Error::internal("a pod of no account"))
    }
}
