//! The schema of a pod's database, and the steps that migrate it.

use crate::error::{Error, Result};
use crate::platform::{Sql, values};

/// A step that has run anywhere never changes: a change of the schema is a new step at the end.
const STEPS: &[&str] = &[
    include_str!("01_mail.sql"),
    include_str!("02_events.sql"),
    include_str!("03_gate.sql"),
    include_str!("04_replies.sql"),
    include_str!("05_outbox.sql"),
    include_str!("06_webhooks.sql"),
    include_str!("07_e2e.sql"),
    include_str!("08_rules.sql"),
    include_str!("09_threads.sql"),
    include_str!("10_labels.sql"),
    include_str!("11_search.sql"),
    include_str!("12_filed_mail.sql"),
    include_str!("13_vault.sql"),
    include_str!("14_observations.sql"),
    include_str!("15_audit.sql"),
    include_str!("16_calendar.sql"),
    include_str!("17_invitations.sql"),
    include_str!("18_calendar_feed.sql"),
    include_str!("19_loose.sql"),
    include_str!("20_sealed_vault.sql"),
    include_str!("21_storage.sql"),
    include_str!("22_authors.sql"),
    include_str!("23_subscriptions.sql"),
    include_str!("24_webhook_verification.sql"),
    include_str!("25_sealing.sql"),
    include_str!("26_forgotten_events.sql"),
    include_str!("27_key_uses.sql"),
    include_str!("28_people.sql"),
    include_str!("29_moves.sql"),
    include_str!("30_removed_inboxes.sql"),
    include_str!("31_runs.sql"),
    include_str!("32_mcp.sql"),
];

/// Migrates the database to the current schema. Returns whether it was empty.
pub fn migrate(sql: &Sql) -> Result<bool> {
    sql.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT", &[])?;
    let done: usize = sql.value("SELECT coalesce(max(version), 0) FROM schema_version", &[])?.unwrap_or(0);
    let Some(steps) = STEPS.get(done..) else {
        return Err(Error::internal(format!("the pod is at schema {done}, newer than this code's {}", STEPS.len())));
    };
    for (step, number) in steps.iter().zip(done + 1..) {
        sql.atomically(|| {
            sql.run(step, &[])?;
            let number = i64::try_from(number).map_err(Error::internal)?;
            sql.run("INSERT INTO schema_version (version) VALUES (?)", &values![number])
        })?;
    }
    Ok(done == 0)
}
