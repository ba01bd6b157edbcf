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

/// How long other accounts cannot claim the addresses of a deleted pod, in milliseconds.
const QUARANTINE_TTL: i64 = 90 * DAY;
/// Quarantined addresses of an account, above which it claims no more. None is given up early: whoever may delete addresses could
/// otherwise push out the names that others still write to.
const MAX_QUARANTINED: u32 = 1_000;
/// An address at a custom domain belongs to the owner of the domain and needs no quarantine.
const INSERT_QUARANTINED: &str = "
    INSERT INTO released_address (address, account_id, until)
    SELECT a.address, a.account_id, ?2 FROM address a JOIN pod p ON p.id = a.pod_id
    WHERE a.pod_id = ?1 AND p.condemned AND a.stack_id IS NULL
    ON CONFLICT (address) DO UPDATE SET account_id = excluded.account_id, until = excluded.until";
const DELETE_EXPIRED: &str = "
    DELETE FROM released_address WHERE address IN (
      SELECT address FROM released_address WHERE until <= ?1 ORDER BY until LIMIT 1000)";
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
    batch.run(DELETE_EXPIRED, &values![now])?;
    batch.run(INSERT_QUARANTINED_INBOX, &values![inbox.as_str(), now.plus(QUARANTINE_TTL)])
}

/// As SQL: the account can have one more address, and so many can be quarantined. An address that was released does not become one more,
/// and one at a custom domain (not null) is not quarantined.
pub(super) fn has_room(account: &str, address: &str, domain: &str, limit: &str, now: &str) -> String {
    format!(
        "((SELECT count(*) FROM address AS own WHERE own.account_id = {account}) < {limit}
          AND ({domain} IS NOT NULL OR EXISTS (SELECT 1 FROM released_address AS own WHERE own.address = {address})
            OR (SELECT count(*) FROM released_address AS own WHERE own.account_id = {account} AND own.until > {now}) < {MAX_QUARANTINED}))"
    )
}

/// The error of an account that has no room for another address.
pub(super) fn no_room(limits: &Limits) -> Error {
    let message = format!(
        "Your account can have {} addresses, and {MAX_QUARANTINED} that were deleted in the last 90 days.",
        limits.addresses
    );
    Error::new(Code::AddressLimit, message).fix(
        "Use an address that you have or had: GET /v1/email/addresses lists those of a pod. Or delete an inbox that you do not need, \
         or ask the operator for a higher tier.",
    )
}

/// Inserts nothing if the account has as many addresses as it can have, or if a domain is given that is not proved to be the account's
/// own.
pub(super) fn insert_address_sql() -> String {
    format!(
        "INSERT INTO address (address, pod_id, account_id, public_key, created_at, stack_id)
         SELECT ?1, pod.id, pod.account_id, ?3, ?5, stack.id
         FROM pod LEFT JOIN stack ON stack.domain = ?6 AND stack.account_id = pod.account_id AND stack.verified_at IS NOT NULL
           AND (stack.pod_id IS NULL OR stack.pod_id = pod.id)
         WHERE pod.id = ?2 AND (?6 IS NULL OR stack.id IS NOT NULL) AND {}
         RETURNING address",
        has_room("pod.account_id", "?1", "?6", "?4", "?5")
    )
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
    batch.run(&insert_address_sql(), &values![&address, pod.as_str(), public_key, limits.addresses, now, None::<&str>])
}

/// Quarantines the addresses of a pod that the same batch deletes later.
pub(super) fn quarantine_addresses(batch: &mut Batch<'_>, pod: &PodId, now: Timestamp) -> Result<()> {
    batch.run(DELETE_EXPIRED, &values![now])?;
    batch.run(INSERT_QUARANTINED, &values![pod.as_str(), now.plus(QUARANTINE_TTL)])
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
