//! The tokens of identity providers.

use serde::Deserialize;

use crate::credential::Credential;
use crate::directory::Directory;
use crate::directory::caller::is_owner;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId};
use crate::platform::values;
use crate::time::Timestamp;

/// Tokens of an account.
const MAX_TOKENS: u32 = 10;

/// A token as stored: never the token itself.
#[derive(Deserialize)]
pub struct ScimToken {
    pub id: KeyId,
    pub prefix: String,
    pub label: Option<String>,
    pub created_by: String,
    pub created_at: i64,
}

impl Directory {
    /// Stores a token. The caller is the account's key or an owner. A trigger ends the tokens of a person who is no owner any more.
    ///
    /// # Errors
    /// `unauthorized`, `key_limit_reached`.
    pub async fn add_scim_token(
        &self,
        account: &AccountId,
        caller: &KeyId,
        token: &Credential,
        label: Option<&str>,
        now: Timestamp,
    ) -> Result<ScimToken> {
        let insert = format!(
            "INSERT INTO scim_token (id, hash, prefix, account_id, label, created_by, created_at, key_number)
             SELECT ?2, ?5, ?6, ?1, ?7, coalesce((SELECT member_id FROM session WHERE id = ?3), ?3), ?4, ?8
             WHERE {} AND ?9 > (SELECT count(*) FROM scim_token WHERE account_id = ?1)
             RETURNING id, prefix, label, created_by, created_at",
            is_owner("?1", "?3", "?4")
        );
        const COUNT_TOKENS: &str = "SELECT count(*) FROM scim_token WHERE account_id = ?1";
        let (id, hash) = (KeyId::generate()?, token.hash());
        let values = values![
            account.as_str(),
            id.as_str(),
            caller.as_str(),
            now,
            hash.as_str(),
            token.prefix(),
            label,
            i64::from(token.key_number()),
            MAX_TOKENS,
        ];
        let mut batch = self.db.batch();
        let inserted = batch.add(&insert, &values)?;
        let count = batch.add(COUNT_TOKENS, &values[..1])?;
        let done = batch.commit().await?;
        match done.row(inserted)? {
            Some(token) => Ok(token),
            None if done.value(count)?.is_some_and(|count: u32| count >= MAX_TOKENS) => {
                Err(Error::new(Code::KeyLimit, format!("An account can have {MAX_TOKENS} SCIM tokens."))
                    .fix("Revoke one: DELETE /v1/scim/tokens/{id}."))
            }
            None => Err(Error::unauthorized()),
        }
    }

    /// The account's tokens, oldest first.
    pub async fn scim_tokens(&self, account: &AccountId) -> Result<Vec<ScimToken>> {
        const SELECT_TOKENS: &str = "
            SELECT id, prefix, label, created_by, created_at FROM scim_token WHERE account_id = ?1 ORDER BY created_at, id";
        self.db.rows(SELECT_TOKENS, &values![account.as_str()]).await
    }

    /// Deletes a token of the account.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn delete_scim_token(&self, account: &AccountId, id: &str) -> Result<()> {
        const DELETE_TOKEN: &str = "DELETE FROM scim_token WHERE id = ?1 AND account_id = ?2 RETURNING id";
        if self.db.exists(DELETE_TOKEN, &values![id, account.as_str()]).await? {
            return Ok(());
        }
        Err(Error::not_found("SCIM token").fix("GET /v1/scim/tokens lists the tokens."))
    }
}
