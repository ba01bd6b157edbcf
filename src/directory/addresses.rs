//! Mail addresses.

use serde::Deserialize;

use super::Directory;
use crate::error::{Code, Error, Result};
use crate::id::PodId;
use crate::limits::Limits;
use crate::mail::address::Address;
use crate::platform::{Statement, values};
use crate::time::{DAY, Timestamp};

/// Where an address leads.
#[derive(Clone, Debug, Deserialize)]
pub struct Home {
    pub pod_id: PodId,
    /// The X25519 key, base64url, to which its mail is sealed.
    pub public_key: Option<String>,
}

/// Inserts nothing when the account has as many addresses as it may have; or when the domain, if one is named, is not proved to
/// be the account's own.
pub(super) const INSERT_ADDRESS: &str = "
    INSERT INTO address (address, pod_id, account_id, public_key, created_at, stack_id)
    SELECT ?1, pod.id, pod.account_id, ?3, ?5, stack.id
    FROM pod LEFT JOIN stack ON stack.domain = ?6 AND stack.account_id = pod.account_id AND stack.verified_at IS NOT NULL
    WHERE pod.id = ?2 AND (?6 IS NULL OR stack.id IS NOT NULL)
      AND (SELECT count(*) FROM address WHERE account_id = pod.account_id) < ?4
    RETURNING address";
/// How long the addresses of a purged pod are kept from other accounts.
const QUARANTINE: i64 = 90 * DAY;
/// Addresses of an account that are kept so: the latest, as many as an account can have at once. More would be a way to hoard names.
const MAX_QUARANTINED: u32 = 100;
/// Those at domains of accounts' own follow the domain instead.
const INSERT_RELEASED_ADDRESSES: &str = "
    INSERT INTO released_address (address, account_id, until)
    SELECT a.address, a.account_id, ?2 FROM address a JOIN pod p ON p.id = a.pod_id
    WHERE a.pod_id = ?1 AND p.condemned AND a.stack_id IS NULL
    ON CONFLICT (address) DO UPDATE SET account_id = excluded.account_id, until = excluded.until";
const DELETE_OVERDUE: &str = "
    DELETE FROM released_address WHERE address IN (
      SELECT address FROM released_address WHERE until <= ?1 ORDER BY until LIMIT 1000)";
const DELETE_SURPLUS: &str = "
    DELETE FROM released_address WHERE address IN (
      SELECT address FROM released_address WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)
      ORDER BY until DESC LIMIT -1 OFFSET ?2)";
const SELECT_ADDRESS: &str = "SELECT pod_id, public_key FROM address WHERE address = ?1";

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
            INSERT_ADDRESS,
            &values![&address.to_string(), pod.as_str(), public_key, limits.addresses, now, None::<&str>],
        )
    }

    /// The statements that keep the addresses of a pod that is about to be removed from other accounts for a while.
    pub(super) fn quarantine_addresses(&self, pod: &PodId, now: Timestamp) -> Result<[Statement; 3]> {
        Ok([
            self.db.statement(DELETE_OVERDUE, &values![now])?,
            self.db.statement(INSERT_RELEASED_ADDRESSES, &values![pod.as_str(), now.plus(QUARANTINE)])?,
            self.db.statement(DELETE_SURPLUS, &values![pod.as_str(), MAX_QUARANTINED])?,
        ])
    }

    /// Where mail for an address goes.
    pub async fn find_address(&self, address: &str) -> Result<Option<Home>> {
        self.db.first(SELECT_ADDRESS, &values![address]).await
    }
}

/// The name by which the database refuses an address of a pod that was purged lately.
pub(super) const QUARANTINED: &str = "address_quarantine";

pub(super) fn quarantined() -> Error {
    let message = "A pod of another account had this address until lately; for 90 days only that account can claim it.";
    Error::new(Code::AddressQuarantined, message).fix("Choose another local part.")
}

pub(super) fn taken() -> Error {
    Error::new(Code::AddressTaken, "This address belongs to somebody else.").fix("Choose another local part.")
}
