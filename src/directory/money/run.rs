//! The budget of a run: what its cap and those of the runs above it allow, and whether its agent is still allowed at all.

use serde::Deserialize;

use crate::bounds::ceiling_exceeded;
use crate::error::{Error, Result};
use crate::platform::{Batch, values};

/// What a ceiling does not allow a run's agent, as stored in `refused`.
#[derive(Deserialize)]
struct RefusedName {
    /// None: the run was created without a model.
    name: Option<String>,
    bound: String,
}

/// Common table expressions about the run that `is_run` selects from the rows `b` of `run_budget`; they have no rows for charges without a
/// run. `run_line` are the caps that bind it: its own and those of the runs above it. `refused` is a name that a ceiling does not allow now.
pub(super) fn with_run(is_run: &str, now: &str) -> String {
    let (by_tenant, by_account) = (refuses("tenant"), refuses("account"));
    format!("
    run AS (
      SELECT b.run_id, b.tools, b.model, p.account_id, p.ceiling_tools AS tenant_tools, p.ceiling_models AS tenant_models,
        a.ceiling_tools AS account_tools, a.ceiling_models AS account_models,
        EXISTS (SELECT 1 FROM run_key WHERE run_key.id = b.key_id AND run_key.expires_at > {now}) AS works
      FROM run_budget b JOIN pod p ON p.id = b.pod_id JOIN account a ON a.id = p.account_id WHERE {is_run}
    ), run_line AS (
      SELECT above.run_id, above.cap, above.spent, (SELECT coalesce(sum(open.requested), 0)
          FROM charge AS open JOIN run_ancestor AS counted ON counted.run_id = open.run_id
          WHERE open.account_id = run.account_id AND open.status = 'held' AND open.expires_at > {now}
            AND counted.ancestor_id = above.run_id) AS held
      FROM run JOIN run_ancestor AS path ON path.run_id = run.run_id JOIN run_budget AS above ON above.run_id = path.ancestor_id
      WHERE above.cap IS NOT NULL
    ), used AS (
      SELECT 1 AS place, tool.value AS name, tenant_tools AS tenant, account_tools AS account FROM run, json_each(run.tools) AS tool
      UNION ALL SELECT 2, model, tenant_models, account_models FROM run
    ), refused AS (
      SELECT json_object('name', name, 'bound', iif({by_tenant}, 'tenant', 'account')) AS refused
      FROM used WHERE {by_tenant} OR {by_account} ORDER BY place LIMIT 1
    )")
}

/// As SQL: a ceiling's list does not have the name. An empty list allows everything; a model that is not known is in no other list.
fn refuses(list: &str) -> String {
    format!("({list} <> '[]' AND coalesce(name, '') NOT IN (SELECT value FROM json_each({list})))")
}

/// As SQL: the caps of runs that an amount would exceed, as a JSON array. It needs [`with_run`].
pub(super) fn exceeded_caps(amount: &str) -> String {
    format!(
        "(SELECT json_group_array(json_object('scope', 'run', 'period', 'total', 'limit_usdc', cap, 'spent_usdc', spent,
           'held_usdc', held, 'requested_usdc', CAST({amount} AS INTEGER), 'run_id', run_id))
         FROM run_line WHERE spent + held + {amount} > cap)"
    )
}

/// The refusal of a charge of a run whose agent a ceiling does not allow any more.
pub(super) fn refused_agent(refused: &str) -> Result<Error> {
    let RefusedName { name, bound } = serde_json::from_str(refused).map_err(Error::internal)?;
    Ok(ceiling_exceeded(name.as_deref(), &bound))
}

/// Adds the charge that has a booking to the totals of its run and of the runs above it.
pub(super) fn add_to_totals(batch: &mut Batch<'_>, booking: &str) -> Result<()> {
    const ADD: &str = "
        UPDATE run_budget SET spent = spent + booked.amount
        FROM (SELECT ancestor_id, amount FROM charge JOIN run_ancestor ON run_ancestor.run_id = charge.run_id
          WHERE charge.booking = ?1) AS booked
        WHERE run_budget.run_id = booked.ancestor_id";
    batch.run(ADD, &values![booking])
}

/// Takes a refund from the totals of the run of its charge and of the runs above it.
pub(super) fn subtract_refund(batch: &mut Batch<'_>, refund: &str) -> Result<()> {
    const SUBTRACT: &str = "
        UPDATE run_budget SET spent = spent - returned.amount
        FROM (SELECT ancestor_id, refund.amount FROM refund JOIN charge ON charge.id = refund.charge_id
            JOIN run_ancestor ON run_ancestor.run_id = charge.run_id
          WHERE refund.id = ?1) AS returned
        WHERE run_budget.run_id = returned.ancestor_id";
    batch.run(SUBTRACT, &values![refund])
}

/// Keeps the key of a run alive for as long as a charge can wait for approval: the run's time stands still while it waits. Only if the
/// approval was requested in this batch.
pub(super) fn extend_key(batch: &mut Batch<'_>, key: &str, approval: &str) -> Result<()> {
    const EXTEND: &str = "
        UPDATE run_key SET expires_at = run_key.expires_at + asked.expires_at - asked.created_at
        FROM (SELECT expires_at, created_at FROM approval WHERE id = ?2 AND run_id IS NOT NULL) AS asked WHERE run_key.id = ?1";
    batch.run(EXTEND, &values![key, approval])
}
