//! Mail addresses.

use serde::Deserialize;

use super::Directory;
use crate::error::{Code, Error, Result};
use crate::id::PodId;
use crate::limits::Limits;
use crate::mail::address::Address;
use crate::platform::{Statement, values};
use crate::time::Timestamp;

/// Where an address leads.
#[derive(Clone, Debug, Deserialize)]
pub struct Home {
    pub pod_id: PodId,
    /// The X25519 key, base64url, to which its mail is sealed.
    pub public_key: Option<String>,
}

/// Inserts nothing when the account has as many addresses as it may have; or when the domain, if one is named, is not proved to
/// be the account's own.
pub(super) const INSERT: &str = "
    INSERT INTO address (address, pod_id, account_id, public_key, created_at, stack_id)
    SELECT ?1, pod.id, pod.account_id, ?3, ?5, stack.id
    FROM pod LEFT JOIN stack ON stack.domain = ?6 AND stack.account_id = pod.account_id AND stack.verified_at IS NOT NULL
    WHERE pod.id = ?2 AND (?6 IS NULL OR stack.id IS NOT NULL)
      AND (SELECT count(*) FROM address WHERE account_id = pod.account_id) < ?4
    RETURNING address";
const FIND: &str = "SELECT pod_id, public_key FROM address WHERE address = ?1";

impl Directory {
    /// The statement that claims an address for a pod.
    pub(super) fn insert_address(
        &self,
        address: &Address,
        pod: &PodId,
        public_key: Option<&str>,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<Statement> {
        self.db.statement(
            INSERT,
            &values![&address.to_string(), pod.as_str(), public_key, limits.addresses, now, None::<&str>],
        )
    }

    /// Where mail for an address goes.
    pub async fn find_address(&self, address: &str) -> Result<Option<Home>> {
        self.db.first(FIND, &values![address]).await
    }
}

pub(super) fn taken() -> Error {
    Error::new(Code::AddressTaken, "This address belongs to somebody else.").fix("Choose another local part.")
}
