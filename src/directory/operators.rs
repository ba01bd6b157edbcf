//! Operators: the people who decide what agents ask. Email goes to an operator's address once it is confirmed.

use serde::Deserialize;

use super::Directory;
use super::accounts::may_set;
use super::rate_limits::{LimitedAction, RateLimitCheck, Subject};
use crate::credential::KeyHash;
use crate::email::Email;
use crate::error::Result;
use crate::id::{AccountId, KeyId};
use crate::platform::values;
use crate::time::{DAY, Timestamp};

/// How long a link to confirm an address works, in milliseconds.
const LINK_TTL: i64 = DAY;
/// Emails with such a link in a day, to one address and for one account.
const MAX_EMAILS_OF_ADDRESS: u32 = 5;
const MAX_EMAILS_OF_ACCOUNT: u32 = 10;

/// The address that a link confirms.
#[derive(Deserialize)]
pub struct OperatorLink {
    pub account_id: AccountId,
    pub email: String,
}

/// The address stays confirmed if it is the same. It is also confirmed if it is the recovery email and somebody has signed in with it.
const UPDATE_OPERATOR_EMAIL: &str = "
    UPDATE account SET operator_email = ?2, operator_confirmed_at = CASE
      WHEN operator_email = ?2 AND operator_confirmed_at IS NOT NULL THEN operator_confirmed_at
      WHEN recovery_email = ?2 AND verified_at IS NOT NULL THEN ?4 END
    WHERE id = ?1 AND";
const DELETE_EXPIRED: &str = "DELETE FROM operator_link WHERE expires_at <= ?1";
/// Only for the address that the account has now, and only if it is not confirmed.
const INSERT_LINK: &str = "
    INSERT INTO operator_link (hash, account_id, email, expires_at) SELECT ?1, id, operator_email, ?4 FROM account
    WHERE id = ?2 AND operator_email = ?3 AND operator_confirmed_at IS NULL RETURNING 1";
const SELECT_LINK: &str = "
    SELECT l.account_id, l.email FROM operator_link l JOIN account a ON a.id = l.account_id AND a.operator_email = l.email
    WHERE l.hash = ?1 AND l.expires_at > ?2";
const CONFIRM_EMAIL: &str = "
    UPDATE account SET operator_confirmed_at = ?2
    WHERE (id, operator_email) = (SELECT account_id, email FROM operator_link WHERE hash = ?1 AND expires_at > ?2)
    RETURNING id AS account_id, operator_email AS email";
const DELETE_LINK: &str = "DELETE FROM operator_link WHERE hash = ?1";

impl Directory {
    /// Sets the operator's address. Returns whether it is confirmed.
    ///
    /// # Errors
    /// `unauthorized`, `self_approval_forbidden`.
    pub async fn set_operator_email(
        &self,
        account: &AccountId,
        email: &Email,
        caller: &KeyId,
        now: Timestamp,
    ) -> Result<bool> {
        let may = may_set("operator_email", "operator_email IS NULL");
        let update = format!("{UPDATE_OPERATOR_EMAIL} {may} RETURNING operator_confirmed_at IS NOT NULL");
        let values = values![account.as_str(), email.as_str(), caller.as_str(), now];
        match self.db.value::<i64>(&update, &values).await? {
            Some(is_confirmed) => Ok(is_confirmed == 1),
            None => Err(self.refusal(caller, now, "Changing the operator email").await?),
        }
    }

    /// Stores a link that confirms the operator's address. Returns whether there is an address to confirm.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn add_operator_link(
        &self,
        account: &AccountId,
        (email, pseudonym): (&Email, &str),
        link: &KeyHash,
        now: Timestamp,
    ) -> Result<bool> {
        let action = LimitedAction::ConfirmOperator;
        let checks = [
            RateLimitCheck { action, subject: Subject::Email(pseudonym), allowed: MAX_EMAILS_OF_ADDRESS },
            RateLimitCheck { action, subject: Subject::Account(account.as_str()), allowed: MAX_EMAILS_OF_ACCOUNT },
        ];
        let insert = values![link.as_str(), account.as_str(), email.as_str(), now.plus(LINK_TTL)];
        let (done, inserted) = self
            .check_rate_limits(checks, now, |batch| {
                batch.run(DELETE_EXPIRED, &values![now])?;
                batch.add(INSERT_LINK, &insert)
            })
            .await?;
        done.exists(inserted)
    }

    /// The address that a link confirms, if it still works. The link stays usable.
    pub async fn operator_link(&self, link: &KeyHash, now: Timestamp) -> Result<Option<OperatorLink>> {
        self.db.row(SELECT_LINK, &values![link.as_str(), now]).await
    }

    /// Confirms an operator's address with a link, once. Returns the address, if the link still worked.
    pub async fn confirm_operator(&self, link: &KeyHash, now: Timestamp) -> Result<Option<OperatorLink>> {
        let mut batch = self.db.batch();
        let confirmed = batch.add(CONFIRM_EMAIL, &values![link.as_str(), now])?;
        batch.run(DELETE_LINK, &values![link.as_str()])?;
        batch.commit().await?.row(confirmed)
    }
}
