//! Stacks: custom domains of accounts.

use serde::Deserialize;

use super::Directory;
use crate::domain::Domain;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId, StackId};
use crate::platform::{Database, values};
use crate::time::Timestamp;

/// A stack as stored.
#[derive(Deserialize)]
pub struct Stack {
    pub id: StackId,
    pub domain: String,
    /// The proof that its DNS must contain; `None` if it is derived from the first master key.
    pub proof: Option<String>,
    pub verified_at: Option<i64>,
    /// The records that the last DNS lookup found, as JSON.
    pub seen: Option<String>,
    pub checked_at: Option<i64>,
    pub zone_id: Option<String>,
    /// JSON.
    pub nameservers: Option<String>,
    pub routed_at: Option<i64>,
    pub created_at: i64,
    /// Since when the account proves the domain while another account has it.
    pub claimed_at: Option<i64>,
    /// Since when another account proves the domain while this one has it.
    pub contested_at: Option<i64>,
    /// Days in a row on which the proof was missing.
    pub missing_days: u32,
}

/// The outcome of a deletion.
pub struct Deletion {
    /// Number of addresses at the domain before.
    pub addresses: u32,
    /// Whether the stack is deleted.
    pub deleted: bool,
    /// The pods whose addresses were deleted with it.
    pub released: Vec<PodId>,
}

pub(super) const COLUMNS: &str = "
    id, domain, proof, verified_at, seen, checked_at, zone_id, nameservers, routed_at, created_at, claimed_at, missing_days,
    iif(verified_at IS NULL, NULL, (SELECT min(c.claimed_at) FROM stack c WHERE c.domain = stack.domain)) AS contested_at";
pub(super) const IS_OWNED: &str = "id = ?1 AND account_id = ?2";

impl Directory {
    /// Makes a stack, or finds the account's stack for this domain. Also returns whether it is new. Another account can have the domain: a
    /// newer proof wins.
    ///
    /// # Errors
    /// `upgrade_required`.
    pub async fn create_stack(
        &self,
        id: &StackId,
        account: &AccountId,
        (domain, proof): (&Domain, &str),
        limit: u32,
        now: Timestamp,
    ) -> Result<(Stack, bool)> {
        const INSERT_STACK: &str = "
            INSERT INTO stack (id, account_id, domain, created_at, proof) SELECT ?1, ?2, ?3, ?4, ?6
            WHERE (SELECT count(*) FROM stack WHERE account_id = ?2) < ?5
            ON CONFLICT (account_id, domain) DO NOTHING RETURNING id";
        let select = format!("SELECT {COLUMNS} FROM stack WHERE account_id = ?1 AND domain = ?2");
        let (account, domain) = (account.as_str(), domain.as_str());
        let mut batch = self.db.batch();
        let inserted = batch.add(INSERT_STACK, &values![id.as_str(), account, domain, now, limit, proof])?;
        let stack = batch.add(&select, &values![account, domain])?;
        let done = batch.commit().await?;
        if let Some(stack) = done.row(stack)? {
            return Ok((stack, done.exists(inserted)?));
        }
        Err(Error::new(Code::UpgradeRequired, format!("Your account can have {limit} custom domains."))
            .fix("Delete a stack that you do not need, or ask the operator for a higher tier."))
    }

    /// An account's stacks, oldest first. The tier limits their number.
    pub async fn stacks(&self, account: &AccountId) -> Result<Vec<Stack>> {
        let select = format!("SELECT {COLUMNS} FROM stack WHERE account_id = ?1 ORDER BY created_at, id");
        self.db.rows(&select, &values![account.as_str()]).await
    }

    /// One of an account's stacks.
    pub async fn stack(&self, account: &AccountId, id: &str) -> Result<Stack> {
        let select = format!("SELECT {COLUMNS} FROM stack WHERE {IS_OWNED}");
        self.db.row(&select, &values![id, account.as_str()]).await?.ok_or_else(not_found)
    }

    /// Records the zone of a stack's domain at the DNS provider.
    pub async fn set_zone(&self, id: &StackId, zone: &str, nameservers: &str) -> Result<()> {
        const UPDATE_ZONE: &str = "UPDATE stack SET zone_id = ?2, nameservers = ?3 WHERE id = ?1";
        self.db.run(UPDATE_ZONE, &values![id.as_str(), zone, nameservers]).await
    }

    /// Records that the zone's mail is routed to this deployment.
    pub async fn set_routed(&self, id: &StackId, now: Timestamp) -> Result<()> {
        const UPDATE_ROUTED: &str = "UPDATE stack SET routed_at = ?2 WHERE id = ?1";
        self.db.run(UPDATE_ROUTED, &values![id.as_str(), now]).await
    }

    /// Deletes a stack. If there are addresses at its domain, it is deleted only with `release`, which deletes the addresses too.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn delete_stack(&self, account: &AccountId, id: &str, release: bool) -> Result<Deletion> {
        const COUNT_ADDRESSES: &str = "
            SELECT (SELECT count(*) FROM address WHERE stack_id = stack.id) FROM stack
            WHERE id = ?1 AND account_id = ?2";
        const DELETE_ADDRESSES: &str = "
            DELETE FROM address WHERE ?3 AND stack_id = (SELECT id FROM stack WHERE id = ?1 AND account_id = ?2)
            RETURNING pod_id";
        const DELETE_STACK: &str = "
            DELETE FROM stack WHERE id = ?1 AND account_id = ?2
              AND NOT EXISTS (SELECT 1 FROM address WHERE stack_id = stack.id)
            RETURNING id";
        let mut batch = self.db.batch();
        let addresses = batch.add(COUNT_ADDRESSES, &values![id, account.as_str()])?;
        let released = batch.add(DELETE_ADDRESSES, &values![id, account.as_str(), release])?;
        let deleted = batch.add(DELETE_STACK, &values![id, account.as_str()])?;
        let done = batch.commit().await?;
        Ok(Deletion {
            addresses: done.value(addresses)?.ok_or_else(not_found)?,
            deleted: done.exists(deleted)?,
            released: done.values(released)?,
        })
    }
}

/// Checks that a pod can have addresses at a domain: its account has proved it, and it serves the pod.
///
/// # Errors
/// `invalid_address`, `domain_unverified`, `domain_not_yours`.
pub(super) async fn check_domain(db: &Database, pod: &PodId, domain: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct DomainState {
        /// Whether the account has proved the domain; `None` if it has no such stack for the pod.
        proved: Option<i64>,
        taken: i64,
    }
    const SELECT_STATE: &str = "
        SELECT EXISTS (SELECT 1 FROM stack WHERE domain = ?2 AND verified_at IS NOT NULL) AS taken,
          (SELECT s.verified_at IS NOT NULL FROM pod p JOIN stack s ON s.account_id = p.account_id AND s.domain = ?2
            WHERE p.id = ?1 AND (s.pod_id IS NULL OR s.pod_id = p.id)) AS proved";
    let state: Option<DomainState> = db.row(SELECT_STATE, &values![pod.as_str(), domain]).await?;
    let refusal = match state.map(|state| (state.proved, state.taken)) {
        Some((Some(1), _)) => return Ok(()),
        Some((_, 1)) => {
            Error::new(Code::DomainNotYours, format!("{domain} belongs to another account or environment."))
                .fix("Claim an address at this deployment's domain, or at a domain of your account: GET /v1/stack lists them.")
        }
        Some((Some(_), _)) => Error::new(Code::DomainUnverified, format!("Your account has not proved {domain} yet."))
            .fix("Set the DNS records that GET /v1/stack shows, then call POST /v1/stack/{id}/verify with the account's key."),
        _ => Error::new(Code::InvalidAddress, format!("No account has added the domain {domain}."))
            .fix("Claim an address at this deployment's domain, or add the domain with POST /v1/stack."),
    };
    Err(refusal)
}

pub(super) fn not_found() -> Error {
    Error::not_found("stack").fix("GET /v1/stack lists your stacks.")
}
