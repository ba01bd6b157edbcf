//! D1.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use worker::send::SendFuture;
use worker::{D1Database, D1PreparedStatement, D1Result};

use super::{Cost, Value};
use crate::error::{Error, Result};

/// A D1 database. Each call is one round trip.
pub struct Database {
    inner: D1Database,
    cost: Arc<Cost>,
}

/// A statement with its values.
pub struct Statement(D1PreparedStatement);

/// What a statement of a batch returned.
pub struct Rows(D1Result);

impl Database {
    pub(super) fn new(inner: D1Database, cost: Arc<Cost>) -> Self {
        Self { inner, cost }
    }

    /// Binds values to a statement.
    pub fn statement(&self, sql: &str, values: &[Value<'_>]) -> Result<Statement> {
        let values: Vec<_> = values.iter().map(|value| value.to_js()).collect();
        Ok(Statement(self.inner.prepare(sql).bind(&values)?))
    }

    /// The first row, if there is one.
    pub async fn first<T: DeserializeOwned>(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<T>> {
        let statement = self.statement(sql, values)?;
        Cost::count(&self.cost.database);
        Ok(SendFuture::new(async { statement.0.first(None).await }).await?)
    }

    /// All rows.
    pub async fn all<T: DeserializeOwned>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        let statement = self.statement(sql, values)?;
        Cost::count(&self.cost.database);
        Ok(SendFuture::new(async { statement.0.all().await?.results() }).await?)
    }

    /// Statements that happen together or not at all, in order. What each returned.
    pub async fn batch(&self, statements: impl IntoIterator<Item = Statement>) -> Result<Vec<Rows>> {
        let statements = statements.into_iter().map(|statement| statement.0).collect();
        Cost::count(&self.cost.database);
        let results = SendFuture::new(async { self.inner.batch(statements).await }).await?;
        for meta in results.iter().filter_map(|result| result.meta().ok().flatten()) {
            self.cost.directory_rows(meta.rows_read.unwrap_or(0), meta.rows_written.unwrap_or(0));
        }
        Ok(results.into_iter().map(Rows).collect())
    }
}

impl Rows {
    /// The rows that a `SELECT` or `RETURNING` gave.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        Ok(self.0.results()?)
    }

    /// The only row, if there is one.
    pub fn one<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        Ok(self.read()?.pop())
    }

    /// Whether there was any row.
    pub fn any(&self) -> Result<bool> {
        Ok(!self.0.results::<serde::de::IgnoredAny>()?.is_empty())
    }
}

/// Turns the violation of a constraint into the refusal it stands for.
pub trait Conflict: Sized {
    /// `constraint` is the text by which the database names it: `table.column`, or the name of a check.
    fn on_conflict(self, constraint: &str, refusal: impl FnOnce() -> Error) -> Self;
}

impl<T> Conflict for Result<T> {
    fn on_conflict(self, constraint: &str, refusal: impl FnOnce() -> Error) -> Self {
        self.map_err(|error| {
            let cause = error.cause.as_deref().unwrap_or_default();
            let violated = cause.contains("constraint failed") && cause.contains(constraint);
            if violated { refusal() } else { error }
        })
    }
}
