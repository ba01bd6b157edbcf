//! Mail addresses.

use serde::Deserialize;

use super::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{InboxId, PodId};
use crate::limits::Limits;
use crate::mail::address::Address;
use crate::platform::{Batch, values};
use crate::time::{DAY, Timestamp};

/// The pod that has an address.
#[derive(Clone, Debug, Deserialize)]
pub struct Home {
    pub pod_id: PodId,
    /// The X25519 key, base64url, to which its mail is sealed.
    pub public_key: Option<String>,
}

/// Inserts nothing if the account has as many addresses as it can have, or if a domain is given that is not proved to be the account's
/// own.
pub(super) const INSERT_ADDRESS: &str = "
    INSERT INTO address (address, pod_id, account_id, public_key, created_at, stack_id)
    SELECT ?1, pod.id, pod.account_id, ?3, ?5, stack.id
    FROM pod LEFT JOIN stack ON stack.domain = ?6 AND stack.account_id = pod.account_id AND stack.verified_at IS NOT NULL
      AND (stack.pod_id IS NULL OR stack.pod_id = pod.id)
    WHERE pod.id = ?2 AND (?6 IS NULL OR stack.id IS NOT NULL)
      AND (SELECT count(*) FROM address WHERE account_id = pod.account_id) < ?4
    RETURNING address";
/// How long other accounts cannot claim the addresses of a deleted pod, in milliseconds.
const QUARANTINE_TTL: i64 = 90 * DAY;
/// Quarantined addresses of an account: the latest, as many as an account can have at once. More would be a way to hoard names.
const MAX_QUARANTINED: u32 = 100;
/// An address at a custom domain belongs to the owner of the domain and needs no quarantine.
const INSERT_QUARANTINED: &str = "
    INSERT INTO released_address (address, account_id, until)
    SELECT a.address, a.account_id, ?2 FROM address a JOIN pod p ON p.id = a.pod_id
    WHERE a.pod_id = ?1 AND p.condemned AND a.stack_id IS NULL
    ON CONFLICT (address) DO UPDATE SET account_id = excluded.account_id, until = excluded.until";
const DELETE_EXPIRED: &str = "
    DELETE FROM released_address WHERE address IN (
      SELECT address FROM released_address WHERE until <= ?1 ORDER BY until LIMIT 1000)";
const DELETE_SURPLUS: &str = "
    DELETE FROM released_address WHERE address IN (
      SELECT address FROM released_address WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)
      ORDER BY until DESC LIMIT -1 OFFSET ?2)";
/// An address that is being deleted leads to no pod any more.
pub(super) const SELECT_HOME: &str =
    "SELECT pod_id, public_key FROM address WHERE address = ?1 AND deleting_at IS NULL";

/// Quarantines an address that the same batch deletes later.
pub(super) fn quarantine_inbox(batch: &mut Batch<'_>, inbox: &InboxId, now: Timestamp) -> Result<()> {
    const INSERT_QUARANTINED_INBOX: &str = "
        INSERT INTO released_address (address, account_id, until)
        SELECT address, account_id, ?2 FROM address
        WHERE inbox_id = ?1 AND deleting_at IS NOT NULL AND stack_id IS NULL
        ON CONFLICT (address) DO UPDATE SET account_id = excluded.account_id, until = excluded.until";
    const DELETE_SURPLUS_OF_INBOX: &str = "
        DELETE FROM released_address WHERE address IN (
          SELECT address FROM released_address
          WHERE account_id = (SELECT account_id FROM address WHERE inbox_id = ?1)
          ORDER BY until DESC LIMIT -1 OFFSET ?2)";
    batch.run(DELETE_EXPIRED, &values![now])?;
    batch.run(INSERT_QUARANTINED_INBOX, &values![inbox.as_str(), now.plus(QUARANTINE_TTL)])?;
    batch.run(DELETE_SURPLUS_OF_INBOX, &values![inbox.as_str(), MAX_QUARANTINED])
}

/// Claims an address at the deployment's domain for a pod.
pub(super) fn insert_address(
    batch: &mut Batch<'_>,
    address: &Address,
    pod: &PodId,
    public_key: Option<&str>,
    limits: &Limits,
    now: Timestamp,
) -> Result<()> {
    let address = address.to_string();
    batch.run(INSERT_ADDRESS, &values![&address, pod.as_str(), public_key, limits.addresses, now, None::<&str>])
}

/// Quarantines the addresses of a pod that the same batch deletes later.
pub(super) fn quarantine_addresses(batch: &mut Batch<'_>, pod: &PodId, now: Timestamp) -> Result<()> {
    batch.run(DELETE_EXPIRED, &values![now])?;
    batch.run(INSERT_QUARANTINED, &values![pod.as_str(), now.plus(QUARANTINE_TTL)])?;
    batch.run(DELETE_SURPLUS, &values![pod.as_str(), MAX_QUARANTINED])
}

impl Directory {
    /// The pod that has an address.
    pub async fn find_address(&self, address: &str) -> Result<Option<Home>> {
        self.db.row(SELECT_HOME, &values![address]).await
    }
}

/// The constraint that a claim of a quarantined address violates.
pub(super) const QUARANTINED: &str = "address_quarantine";

pub(super) fn quarantined() -> Error {
    let message =
        "A pod of another account had this address. For 90 days after its deletion, only that account can claim it.";
    Error::new(Code::AddressQuarantined, message).fix("Choose another local part.")
}

pub(super) fn taken() -> Error {
    Error::new(Code::AddressTaken, "This address belongs to another pod.").fix("Choose another local part.")
}
