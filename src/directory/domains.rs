//! Stacks: domains of accounts' own.

use serde::Deserialize;

use super::Directory;
use crate::domain::Domain;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId, StackId};
use crate::platform::{Rows, values};
use crate::time::Timestamp;

/// A stack as stored.
#[derive(Deserialize)]
pub struct Stack {
    pub id: StackId,
    pub domain: String,
    /// What stands in its DNS; none where that follows from the first master key.
    pub proof: Option<String>,
    pub verified_at: Option<i64>,
    /// What the last look at the DNS found, as JSON.
    pub seen: Option<String>,
    pub checked_at: Option<i64>,
    pub zone_id: Option<String>,
    /// As JSON.
    pub nameservers: Option<String>,
    pub routed_at: Option<i64>,
    pub created_at: i64,
    /// Since when the account proves the domain while another one has it.
    pub claimed_at: Option<i64>,
    /// Since when another account proves the domain while this one has it.
    pub contested_at: Option<i64>,
    /// On how many days in a row the proof was missing.
    pub missing_days: u32,
}

/// How a deletion ended.
pub struct Deletion {
    /// Addresses at the domain before.
    pub addresses: u32,
    /// Whether the stack is gone.
    pub deleted: bool,
    /// The pods whose addresses are gone with it.
    pub released: Vec<PodId>,
}

pub(super) const COLUMNS: &str = "
    id, domain, proof, verified_at, seen, checked_at, zone_id, nameservers, routed_at, created_at, claimed_at, missing_days,
    iif(verified_at IS NULL, NULL, (SELECT min(c.claimed_at) FROM stack c WHERE c.domain = stack.domain)) AS contested_at";
pub(super) const OWNED: &str = "id = ?1 AND account_id = ?2";

impl Directory {
    /// Makes a stack, or finds the one that the account has of this domain. Whether it is new. Another account may have the domain: a newer proof wins.
    ///
    /// # Errors
    /// `upgrade_required`.
    pub async fn create_stack(
        &self,
        id: &StackId,
        account: &AccountId,
        (domain, proof): (&Domain, &str),
        most: u32,
        now: Timestamp,
    ) -> Result<(Stack, bool)> {
        const INSERT_STACK: &str = "
            INSERT INTO stack (id, account_id, domain, created_at, proof) SELECT ?1, ?2, ?3, ?4, ?6
            WHERE (SELECT count(*) FROM stack WHERE account_id = ?2) < ?5
            ON CONFLICT (account_id, domain) DO NOTHING RETURNING id";
        let find = format!("SELECT {COLUMNS} FROM stack WHERE account_id = ?1 AND domain = ?2");
        let insert = values![id.as_str(), account.as_str(), domain.as_str(), now, most, proof];
        let batch = [
            self.db.statement(INSERT_STACK, &insert)?,
            self.db.statement(&find, &values![account.as_str(), domain.as_str()])?,
        ];
        let done = self.db.batch(batch).await?;
        let is_new = done.first().map_or(Ok(false), Rows::any)?;
        if let Some(stack) = done.get(1).map(Rows::read).transpose()?.and_then(|mut rows| rows.pop()) {
            return Ok((stack, is_new));
        }
        Err(Error::new(Code::UpgradeRequired, format!("Your account may have {most} domains of its own."))
            .fix("Delete a stack you do not need, or move to a tier that has more."))
    }

    /// An account's stacks, the oldest first. Its tier bounds how many there are.
    pub async fn stacks(&self, account: &AccountId) -> Result<Vec<Stack>> {
        let list = format!("SELECT {COLUMNS} FROM stack WHERE account_id = ?1 ORDER BY created_at, id");
        self.db.all(&list, &values![account.as_str()]).await
    }

    /// One of an account's stacks.
    pub async fn stack(&self, account: &AccountId, id: &str) -> Result<Stack> {
        let find = format!("SELECT {COLUMNS} FROM stack WHERE {OWNED}");
        self.db.first(&find, &values![id, account.as_str()]).await?.ok_or_else(not_found)
    }

    /// Writes down the zone that a stack's domain has at the DNS provider.
    pub async fn set_zone(&self, id: &StackId, zone: &str, nameservers: &str) -> Result<()> {
        const UPDATE_ZONE: &str = "UPDATE stack SET zone_id = ?2, nameservers = ?3 WHERE id = ?1";
        self.change(self.db.statement(UPDATE_ZONE, &values![id.as_str(), zone, nameservers])?).await
    }

    /// Writes down that the zone's mail is brought to this deployment.
    pub async fn set_routed(&self, id: &StackId, now: Timestamp) -> Result<()> {
        const UPDATE_ROUTED: &str = "UPDATE stack SET routed_at = ?2 WHERE id = ?1";
        self.change(self.db.statement(UPDATE_ROUTED, &values![id.as_str(), now])?).await
    }

    /// Removes a stack, unless addresses stand at its domain; or with them.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn delete_stack(&self, account: &AccountId, id: &str, release: bool) -> Result<Deletion> {
        #[derive(Deserialize)]
        struct Before {
            addresses: u32,
        }
        #[derive(Deserialize)]
        struct Released {
            pod_id: PodId,
        }
        const SELECT_ADDRESS_COUNT: &str = "
            SELECT (SELECT count(*) FROM address WHERE stack_id = stack.id) AS addresses FROM stack
            WHERE id = ?1 AND account_id = ?2";
        const DELETE_ADDRESSES: &str = "
            DELETE FROM address WHERE ?3 AND stack_id = (SELECT id FROM stack WHERE id = ?1 AND account_id = ?2)
            RETURNING pod_id";
        const DELETE_STACK: &str = "
            DELETE FROM stack WHERE id = ?1 AND account_id = ?2
              AND NOT EXISTS (SELECT 1 FROM address WHERE stack_id = stack.id)
            RETURNING id";
        let batch = [
            self.db.statement(SELECT_ADDRESS_COUNT, &values![id, account.as_str()])?,
            self.db.statement(DELETE_ADDRESSES, &values![id, account.as_str(), release])?,
            self.db.statement(DELETE_STACK, &values![id, account.as_str()])?,
        ];
        let done = self.db.batch(batch).await?;
        let before = done.first().map(Rows::read::<Before>).transpose()?.and_then(|mut rows| rows.pop());
        let released = done.get(1).map(Rows::read::<Released>).transpose()?.unwrap_or_default();
        Ok(Deletion {
            addresses: before.ok_or_else(not_found)?.addresses,
            deleted: done.get(2).map_or(Ok(false), Rows::any)?,
            released: released.into_iter().map(|row| row.pod_id).collect(),
        })
    }
}

pub(super) fn not_found() -> Error {
    Error::not_found("stack").fix("GET /v1/stack lists yours.")
}
