//! The tenants that hosts name.

use serde::Deserialize;

use super::Directory;
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::platform::values;

/// The tenant of a host.
#[derive(Clone, Deserialize)]
pub struct Tenant {
    #[serde(rename = "id")]
    pub pod: PodId,
    #[serde(rename = "account_id")]
    pub account: AccountId,
    /// 1: it is neither disabled nor deleted.
    pub is_active: i64,
}

impl Directory {
    /// The tenant with a label, unless it is being erased.
    pub async fn tenant_of_host(&self, label: &str) -> Result<Option<Tenant>> {
        const SELECT_TENANT: &str = "
            SELECT id, account_id, status = 'active' AND deleted_at IS NULL AS is_active FROM pod
            WHERE slug = ?1 AND NOT condemned";
        self.db.row(SELECT_TENANT, &values![label]).await
    }
}

/// As SQL: the person of the row `m` of `member` acts in a pod that is active, given by an expression.
pub(super) fn acts_in(pod: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pod AS p WHERE p.id = {pod} AND p.account_id = m.account_id
           AND p.status = 'active' AND NOT p.condemned AND (m.role IN ('owner', 'admin')
             OR EXISTS (SELECT 1 FROM pod_member WHERE pod_id = p.id AND member_id = m.id)))"
    )
}
