//! Columns with one sealed value per row.

use super::{Done, SealedRow, mark, not_empty, reseal};
use crate::error::Result;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::reseal::Work;

/// A column with one sealed value per row.
pub struct Column {
    table: &'static str,
    /// The number of the rows.
    place: &'static str,
    column: &'static str,
    /// The context of a sealed value, as an expression.
    context: &'static str,
    /// Rows that have a value.
    filter: &'static str,
}

pub const PARTS: Column =
    Column { table: "message", place: "seq", column: "parts", context: "id", filter: "parts IS NOT NULL" };
pub const WEBHOOKS: Column =
    Column { table: "webhook", place: "seq", column: "sealed", context: "'webhook ' || id", filter: "1" };
pub const EVENTS: Column = Column {
    table: "calendar_event",
    place: "seq",
    column: "content",
    context: "'calendar ' || id",
    filter: "deleted_at IS NULL",
};
pub const OBSERVATIONS: Column =
    Column { table: "observation", place: "seq", column: "content", context: "id", filter: "1" };
pub const RUN_DETAILS: Column =
    Column { table: "run", place: "seq", column: "details", context: "'run ' || id", filter: "1" };
pub const RUN_SPECS: Column = Column {
    table: "run",
    place: "seq",
    column: "spec",
    context: "'run ' || id || ' spec'",
    filter: "spec IS NOT NULL",
};
pub const RUN_OUTPUT: Column = Column {
    table: "run_chunk",
    place: "seq",
    column: "data",
    context: "(SELECT 'run ' || run.id FROM run WHERE run.seq = run_chunk.run) || ' ' || stream || ' ' || start",
    filter: "1",
};
pub const RUN_INPUT: Column = Column {
    table: "run_input",
    place: "seq",
    column: "data",
    context: "(SELECT 'run ' || run.id FROM run WHERE run.seq = run_input.run) || ' input ' || start",
    filter: "1",
};
pub const RUN_FILES: Column = Column {
    table: "run_stream",
    place: "seq",
    column: "path",
    context: "(SELECT 'run ' || run.id FROM run WHERE run.seq = run_stream.run) || ' file ' || stream",
    filter: "path IS NOT NULL",
};

impl Column {
    /// Reseals the next row. Part of the caller's transaction.
    pub fn next(&self, pod: &Pod, work: &mut Work) -> Result<Option<Done>> {
        let Self { table, place, column, context, filter } = self;
        // Current values are not read.
        let next = format!(
            "SELECT {place} AS place, {context} AS context, iif(substr({column}, 1, 1) = ?2, NULL, {column}) AS sealed
             FROM {table} WHERE {place} > ?1 AND {filter} ORDER BY {place} LIMIT 1"
        );
        let Some(row) = pod.sql().row::<SealedRow>(&next, &values![work.after, &mark(pod)[..]])? else {
            return Ok(None);
        };
        let Some(sealed) = not_empty(row.sealed) else { return Ok(Some(Done { place: row.place, bytes: 0 })) };
        let Some(resealed) = work.readable(reseal(pod, &row.context, &sealed))? else {
            return Ok(Some(Done { place: row.place, bytes: sealed.len() }));
        };
        let update = format!("UPDATE {table} SET {column} = ?2 WHERE {place} = ?1");
        pod.sql().run(&update, &values![row.place, &*resealed])?;
        Ok(Some(Done { place: row.place, bytes: resealed.len() }))
    }
}
