//! Links with which the reader of the operator email decides about one approval.

use serde::Deserialize;

use super::principal::{is_decider, is_own_mailbox, is_strict};
use crate::credential::KeyHash;
use crate::directory::Directory;
use crate::error::Result;
use crate::id::{AccountId, ApprovalId, KeyId};
use crate::platform::values;
use crate::time::Timestamp;

/// A link that still belongs to the account's operator.
#[derive(Deserialize)]
pub struct DecisionLink {
    pub id: KeyId,
    pub account_id: AccountId,
    pub approval_id: ApprovalId,
}

/// As SQL: a row of `decision_link` was sent to the address that is still the confirmed operator email. It is no mailbox of the account
/// itself and, if the account requires a second principal, that of a person who decides for the account.
fn is_operators(link: &str) -> String {
    let (account, email) = (format!("{link}.account_id"), format!("{link}.email"));
    format!(
        "(EXISTS (SELECT 1 FROM account AS own WHERE own.id = {account} AND own.operator_email = {email}
            AND own.operator_confirmed_at IS NOT NULL)
          AND NOT {} AND (NOT {} OR EXISTS (SELECT 1 FROM member AS person WHERE person.account_id = {account}
            AND person.email = {email} AND {})))",
        is_own_mailbox(&account, &email),
        is_strict(&account),
        is_decider("person")
    )
}

/// As SQL: if a link decides, it is one for this approval that still belongs to the account's operator; otherwise the condition holds.
pub(super) fn is_decided_by_link_or(condition: &str, approval: &str, by: &str) -> String {
    format!(
        "coalesce((SELECT link.approval_id = {approval} AND {} FROM decision_link AS link WHERE link.id = {by}), {condition})",
        is_operators("link")
    )
}

impl Directory {
    /// Stores a link for an approval. Returns whether the reader of the address may decide at all.
    pub async fn add_decision_link(
        &self,
        (account, approval): (&AccountId, &ApprovalId),
        email: &str,
        hash: &KeyHash,
    ) -> Result<bool> {
        let insert = format!(
            "INSERT INTO decision_link (id, hash, approval_id, account_id, email)
             SELECT ?1, ?2, ?3, link.account_id, link.email FROM (SELECT ?4 AS account_id, ?5 AS email) AS link
             WHERE {} RETURNING 1",
            is_operators("link")
        );
        let id = KeyId::generate()?;
        let row = values![id.as_str(), hash.as_str(), approval.as_str(), account.as_str(), email];
        self.db.exists(&insert, &row).await
    }

    /// The link with this token, if it still belongs to the account's operator.
    pub async fn decision_link(&self, hash: &KeyHash) -> Result<Option<DecisionLink>> {
        let select = format!(
            "SELECT link.id, link.account_id, link.approval_id FROM decision_link AS link WHERE link.hash = ?1 AND {}",
            is_operators("link")
        );
        self.db.row(&select, &values![hash.as_str()]).await
    }

    /// Deletes some links of approvals whose time was over before that time.
    pub async fn sweep_decision_links(&self, before: Timestamp) -> Result<()> {
        const DELETE_LINKS: &str = "
            DELETE FROM decision_link WHERE id IN (
              SELECT link.id FROM decision_link AS link JOIN approval ON approval.id = link.approval_id
              WHERE approval.expires_at <= ?1 LIMIT 1000)";
        self.db.run(DELETE_LINKS, &values![before]).await
    }
}
