//! What a caller is told about itself.

use serde::Deserialize;

use super::Directory;
use crate::error::{Error, Result};
use crate::id::{AccountId, MemberId, PodId};
use crate::limits::Tier;
use crate::platform::{JsonText, values};

/// The account, the pod and the person of a credential.
#[derive(Deserialize)]
pub struct CallerDetails {
    pub account_name: String,
    pub slug: Option<String>,
    pub tier: Tier,
    pub pod_name: Option<String>,
    /// Of the person.
    pub email: Option<String>,
    pub member_name: Option<String>,
    /// Of the pod, the oldest first.
    pub addresses: JsonText<Vec<String>>,
}

const SELECT_CALLER: &str = "
    SELECT a.name AS account_name, a.slug, a.tier, p.name AS pod_name, m.email, m.name AS member_name,
      (SELECT json_group_array(address) FROM (SELECT address FROM address
        WHERE pod_id = p.id AND deleting_at IS NULL ORDER BY created_at, address LIMIT 100)) AS addresses
    FROM account a JOIN pod p ON p.account_id = a.id AND p.id = ?2 AND NOT p.condemned
      LEFT JOIN member m ON m.id = ?3 AND m.account_id = a.id
    WHERE a.id = ?1";

impl Directory {
    /// The account, the pod and the person of a credential.
    ///
    /// # Errors
    /// `unauthorized` if the pod is gone.
    pub async fn caller_details(
        &self,
        account: &AccountId,
        pod: &PodId,
        member: Option<&MemberId>,
    ) -> Result<CallerDetails> {
        let caller = values![account.as_str(), pod.as_str(), member.map(MemberId::as_str)];
        self.db.row(SELECT_CALLER, &caller).await?.ok_or_else(Error::unauthorized)
    }
}
