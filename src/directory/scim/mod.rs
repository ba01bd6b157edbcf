//! SCIM: the people of an account as users, and its pods as groups.

mod filter;
mod groups;
mod list;
mod tokens;
mod users;

pub use groups::GroupRequest;
pub use tokens::ScimToken;

use serde::Deserialize;

use super::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::values;
use crate::scim::{AttributePath, Filter};
use crate::time::Timestamp;

/// Who calls, and what the request is confined to.
pub struct ScimCaller<'a> {
    pub account: &'a AccountId,
    /// The id of the token.
    pub token: &'a KeyId,
    /// The pod that the request names. None: all pods of the account.
    pub pod: Option<&'a PodId>,
    pub now: Timestamp,
}

/// Which resources are listed.
pub struct ListRequest {
    pub filter: Option<Filter>,
    pub sort_by: Option<AttributePath>,
    pub is_descending: bool,
    /// The first one, counted from 1.
    pub start: u32,
    pub count: u32,
}

/// A page of resources, and how many there are on all pages.
pub struct Listed<T> {
    pub resources: Vec<T>,
    pub total: u32,
}

/// As SQL: the caller's token still exists.
fn is_token(token: &str, account: &str) -> String {
    format!("EXISTS (SELECT 1 FROM scim_token AS caller WHERE caller.id = {token} AND caller.account_id = {account})")
}

/// The version that a resource must have, if the request names one.
fn has_changed() -> Error {
    Error::new(Code::PreconditionFailed, "The resource has another version than `If-Match` names.")
        .fix("Read it again.")
}

impl Directory {
    /// The pod of an account with this slug, unless its group was deleted.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn pod_by_slug(&self, account: &AccountId, slug: &str) -> Result<PodId> {
        const SELECT_POD: &str = "
            SELECT id FROM pod
            WHERE account_id = ?1 AND env_slug = ?2 AND NOT condemned AND deleted_at IS NULL AND NOT scim_hidden";
        #[derive(Deserialize)]
        struct Row {
            id: PodId,
        }
        let row: Option<Row> = self.db.row(SELECT_POD, &values![account.as_str(), slug]).await?;
        row.map(|row| row.id)
            .ok_or_else(|| Error::not_found("tenant").fix("`X-Tenant-Slug` is the slug of a tenant of the account."))
    }
}
