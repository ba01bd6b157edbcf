//! Budgets of runs: what a run may spend, together with the runs that it starts, and whether it waits for an approval.

use serde::Deserialize;

use super::PodDirectory;
use super::caller::still_works;
use super::run_keys::{self, MadeBy, NewRunKey, RunApiKey};
use crate::error::{Code, Error, Result};
use crate::id::{KeyId, RunId};
use crate::platform::{Batch, Handle, values};
use crate::time::{DAY, Timestamp};
use crate::wire::to_json;

/// How many runs can each have been started by the one before: a charge counts for all of them.
const MAX_DEPTH: i64 = 10;
/// How long the totals of a run are stored at least. It takes a week, and is in lists for 90 days after its end.
const BUDGET_KEPT: i64 = 120 * DAY;

/// What a new run may spend, and what its agent uses.
pub struct NewRunBudget<'a> {
    /// Atomic USDC; `None`: its own cap is none.
    pub cap: Option<i64>,
    /// The type of agent, then its tools.
    pub tools: Vec<&'a str>,
    pub model: Option<&'a str>,
}

/// What a run has spent and holds, with the runs that it started.
#[derive(Clone, Copy, Default, Deserialize)]
pub struct RunSpending {
    pub spent: i64,
    pub held: i64,
}

/// A run with a charge that waits for approval.
#[derive(Deserialize)]
pub struct PendingRun {
    pub run_id: RunId,
    /// When its last approval expires.
    pub until: i64,
}

/// As SQL: the run whose key the caller is has few enough runs above it.
fn is_shallow(caller: &str) -> String {
    format!(
        "({MAX_DEPTH} > (SELECT count(*) FROM run_ancestor JOIN run_budget USING (run_id) WHERE run_budget.key_id = {caller}))"
    )
}

/// Inserts the budget of the run whose key this batch has inserted, and the runs against whose caps it counts.
fn insert(batch: &mut Batch<'_>, key: &KeyId, caller: &KeyId, budget: &NewRunBudget<'_>) -> Result<()> {
    const INSERT_BUDGET: &str = "
        INSERT INTO run_budget (run_id, key_id, pod_id, cap, tools, model, created_at)
        SELECT label, id, pod_id, ?2, ?3, ?4, created_at FROM run_key WHERE id = ?1 AND purpose = 'run'";
    const INSERT_ANCESTORS: &str = "
        INSERT INTO run_ancestor (run_id, ancestor_id)
        SELECT run_id, run_id FROM run_budget WHERE key_id = ?1
        UNION ALL
        SELECT new.run_id, above.ancestor_id
        FROM run_budget AS new, run_budget AS parent JOIN run_ancestor AS above ON above.run_id = parent.run_id
        WHERE new.key_id = ?1 AND parent.key_id = ?2";
    batch.run(INSERT_BUDGET, &values![key.as_str(), budget.cap, &to_json(&budget.tools)?, budget.model])?;
    batch.run(INSERT_ANCESTORS, &values![key.as_str(), caller.as_str()])
}

impl PodDirectory {
    /// Stores the key and the budget of a run of this pod.
    ///
    /// # Errors
    /// `run_limit_reached`: too many runs have started each other; `unauthorized`.
    pub async fn add_run(
        &self,
        key: &NewRunKey<'_>,
        budget: &NewRunBudget<'_>,
        by: &MadeBy<'_>,
        now: Timestamp,
    ) -> Result<()> {
        // The totals stay as long as a run that counts there has a key.
        const DELETE_OLD: &str = "
            DELETE FROM run_budget WHERE pod_id = ?1 AND created_at <= ?2
              AND NOT EXISTS (SELECT 1 FROM run_ancestor AS below JOIN run_budget AS open ON open.run_id = below.run_id
                JOIN run_key ON run_key.id = open.key_id WHERE below.ancestor_id = run_budget.run_id)";
        let caller = by.caller;
        let check_depth = format!("SELECT 1 WHERE {} AND NOT {}", still_works("?3", "?1", "?2"), is_shallow("?1"));
        let database = self.db()?;
        let mut batch = database.batch();
        batch.run(DELETE_OLD, &values![self.pod.as_str(), now.plus(-BUDGET_KEPT)])?;
        let too_deep = batch.add(&check_depth, &values![caller.as_str(), now, self.pod.as_str()])?;
        let condition = format!("{} AND {}", still_works("?2", "?13", "?3"), is_shallow("?13"));
        let inserted: Handle<RunApiKey> = run_keys::add(&mut batch, &self.pod, key, by, &condition, now)?;
        insert(&mut batch, &key.id, caller, budget)?;
        let done = batch.commit().await?;
        match done.row(inserted)? {
            Some(_) => Ok(()),
            None if done.exists(too_deep)? => {
                Err(Error::new(Code::RunLimit, format!("{MAX_DEPTH} runs have started each other."))
                    .fix("Start this run with another key than that of the last of them."))
            }
            None => Err(Error::unauthorized()),
        }
    }

    /// Deletes the key and the budget of a run that was not created after all.
    pub async fn discard_run(&self, key: &KeyId) -> Result<()> {
        let database = self.db()?;
        let mut batch = database.batch();
        for table in ["run_budget WHERE key_id", "run_key WHERE id"] {
            batch
                .run(&format!("DELETE FROM {table} = ?1 AND pod_id = ?2"), &values![key.as_str(), self.pod.as_str()])?;
        }
        batch.commit().await.map(drop)
    }

    /// What a run of this pod has spent and holds. Nothing, if that is not stored any more.
    pub async fn run_spending(&self, run: &str, now: Timestamp) -> Result<RunSpending> {
        const SELECT_SPENDING: &str = "
            SELECT spent, (SELECT coalesce(sum(requested), 0) FROM charge JOIN run_ancestor ON run_ancestor.run_id = charge.run_id
              WHERE charge.account_id = (SELECT account_id FROM pod WHERE id = ?2) AND charge.status = 'held' AND charge.expires_at > ?3
                AND run_ancestor.ancestor_id = ?1) AS held
            FROM run_budget WHERE run_id = ?1 AND pod_id = ?2";
        let spending = self.db()?.row(SELECT_SPENDING, &values![run, self.pod.as_str(), now]).await?;
        Ok(spending.unwrap_or_default())
    }

    /// The runs of this pod with charges that wait for approval.
    pub async fn pending_runs(&self, now: Timestamp) -> Result<Vec<PendingRun>> {
        const SELECT_PENDING: &str = "
            SELECT run_id, max(expires_at) AS until FROM approval
            WHERE pod_id = ?1 AND run_id IS NOT NULL AND status = 'pending' AND expires_at > ?2 GROUP BY run_id";
        self.db()?.rows(SELECT_PENDING, &values![self.pod.as_str(), now]).await
    }
}
