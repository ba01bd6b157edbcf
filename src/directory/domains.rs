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
    /// The only pod that the domain serves. None: all pods of the account.
    pub pod_id: Option<PodId>,
}

impl Stack {
    /// The environment that shows the domain: the only one that it serves, or the default one.
    pub fn environment(&self, account: &AccountId) -> PodId {
        self.pod_id.clone().unwrap_or_else(|| account.home_pod())
    }
}

/// A stack to make.
pub struct NewStack<'a> {
    pub id: &'a StackId,
    pub account: &'a AccountId,
    /// The only pod that the domain serves.
    pub pod: Option<&'a PodId>,
    pub domain: &'a Domain,
    /// The proof that its DNS must contain.
    pub proof: &'a str,
    /// Stacks that the account can have.
    pub limit: u32,
    pub now: Timestamp,
}

/// The stacks that a request can see.
#[derive(Clone, Copy)]
pub enum StackScope<'a> {
    /// All of the account.
    Account(&'a AccountId),
    /// Those of an environment of the account; without one, of all environments that are not deleted.
    Environment(&'a AccountId, Option<&'a PodId>),
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
    id, domain, proof, verified_at, seen, checked_at, zone_id, nameservers, routed_at, created_at, claimed_at, missing_days, pod_id,
    iif(verified_at IS NULL, NULL, (SELECT min(c.claimed_at) FROM stack c WHERE c.domain = stack.domain)) AS contested_at";
pub(super) const IS_OWNED: &str = "id = ?1 AND account_id = ?2";

impl Directory {
    /// Makes a stack, or finds the account's stack for this domain. Also returns whether it is new. Another account can have the domain: a
    /// newer proof wins.
    ///
    /// # Errors
    /// `not_found` if the account does not have the pod, `domain_in_use` if the account's stack serves another one, `upgrade_required`.
    pub async fn create_stack(&self, new: &NewStack<'_>) -> Result<(Stack, bool)> {
        const INSERT_STACK: &str = "
            INSERT INTO stack (id, account_id, domain, created_at, proof, pod_id) SELECT ?1, ?2, ?3, ?4, ?6, ?7
            WHERE (SELECT count(*) FROM stack WHERE account_id = ?2) < ?5 AND (?7 IS NULL OR EXISTS (
              SELECT 1 FROM pod WHERE id = ?7 AND account_id = ?2 AND NOT condemned AND deleted_at IS NULL))
            ON CONFLICT (account_id, domain) DO NOTHING RETURNING id";
        let select = format!("SELECT {COLUMNS} FROM stack WHERE account_id = ?1 AND domain = ?2");
        let (account, domain, pod) = (new.account.as_str(), new.domain.as_str(), new.pod.map(PodId::as_str));
        let mut batch = self.db.batch();
        let stack = values![new.id.as_str(), account, domain, new.now, new.limit, new.proof, pod];
        let inserted = batch.add(INSERT_STACK, &stack)?;
        let stack = batch.add::<Stack>(&select, &values![account, domain])?;
        let done = batch.commit().await?;
        let (stack, is_new) = (done.row(stack)?, done.exists(inserted)?);
        if let Some(pod) = new.pod {
            // One that is new is not deleted; of another one, the reply must not tell anything.
            self.inbox_home(new.account, pod).await?;
        }
        match (stack, new.pod) {
            (Some(stack), Some(pod)) if stack.environment(new.account) != *pod => {
                Err(Error::new(Code::DomainInUse, format!("Another environment of your account has {domain}."))
                    .fix("Name that environment, or delete the domain there first."))
            }
            (Some(stack), _) => Ok((stack, is_new)),
            (None, _) => {
                Err(Error::new(Code::UpgradeRequired, format!("Your account can have {} custom domains.", new.limit))
                    .fix("Delete a stack that you do not need, or ask the operator for a higher tier."))
            }
        }
    }

    /// An account's stacks, oldest first. The tier limits their number.
    pub async fn stacks(&self, account: &AccountId) -> Result<Vec<Stack>> {
        self.stacks_after(StackScope::Account(account), None, u32::MAX).await
    }

    /// Stacks, oldest first, after the one that was made at that time with that id.
    pub async fn stacks_after(
        &self,
        scope: StackScope<'_>,
        after: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<Stack>> {
        let select = format!(
            "SELECT {COLUMNS} FROM stack WHERE {} AND (created_at, id) > (?3, ?4) ORDER BY created_at, id LIMIT ?5",
            scope.condition()
        );
        let (created_at, id) = after.unwrap_or((0, ""));
        let [account, pod] = scope.values();
        self.db.rows(&select, &values![account, pod, created_at, id, limit]).await
    }

    /// One stack.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn stack(&self, scope: StackScope<'_>, id: &StackId) -> Result<Stack> {
        let select = format!("SELECT {COLUMNS} FROM stack WHERE {} AND id = ?3", scope.condition());
        let [account, pod] = scope.values();
        self.db.row(&select, &values![account, pod, id.as_str()]).await?.ok_or_else(|| scope.not_found())
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
    pub async fn delete_stack(&self, scope: StackScope<'_>, id: &StackId, release: bool) -> Result<Deletion> {
        let seen = format!("{} AND id = ?3", scope.condition());
        let count = format!("SELECT (SELECT count(*) FROM address WHERE stack_id = stack.id) FROM stack WHERE {seen}");
        let delete_addresses =
            format!("DELETE FROM address WHERE ?4 AND stack_id = (SELECT id FROM stack WHERE {seen}) RETURNING pod_id");
        let delete_stack = format!(
            "DELETE FROM stack WHERE {seen} AND NOT EXISTS (SELECT 1 FROM address WHERE stack_id = stack.id)
             RETURNING id"
        );
        let [account, pod] = scope.values();
        let values = values![account, pod, id.as_str(), release];
        let mut batch = self.db.batch();
        let addresses = batch.add(&count, &values[..3])?;
        let released = batch.add(&delete_addresses, &values)?;
        let deleted = batch.add(&delete_stack, &values[..3])?;
        let done = batch.commit().await?;
        Ok(Deletion {
            addresses: done.value(addresses)?.ok_or_else(|| scope.not_found())?,
            deleted: done.exists(deleted)?,
            released: done.values(released)?,
        })
    }
}

impl<'a> StackScope<'a> {
    /// The account.
    pub const fn account(self) -> &'a AccountId {
        match self {
            Self::Account(account) | Self::Environment(account, _) => account,
        }
    }

    /// As SQL: the row of `stack` is visible. Its values are [`values`](Self::values).
    const fn condition(self) -> &'static str {
        match self {
            Self::Account(_) => "account_id = ?1 AND ?2 IS NULL",
            Self::Environment(..) => {
                "account_id = ?1 AND (?2 IS NULL OR coalesce(pod_id, account_id) = ?2) AND EXISTS (
                   SELECT 1 FROM pod WHERE pod.id = coalesce(stack.pod_id, stack.account_id)
                     AND NOT pod.condemned AND pod.deleted_at IS NULL)"
            }
        }
    }

    fn values(self) -> [Option<&'a str>; 2] {
        let pod = match self {
            Self::Account(_) => None,
            Self::Environment(_, pod) => pod,
        };
        [Some(self.account().as_str()), pod.map(PodId::as_str)]
    }

    fn not_found(self) -> Error {
        match self {
            Self::Account(_) => not_found(),
            Self::Environment(..) => {
                Error::not_found("domain").fix("GET /api/v1/domains lists the domains of an environment.")
            }
        }
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
