//! D1.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use worker::send::SendFuture;
use worker::{D1Database, D1PreparedStatement, D1Result};

use super::{Cost, Value};
use crate::error::{Error, Result};

/// A D1 database. Each call is one round trip.
pub struct Database {
    inner: D1Database,
    cost: Arc<Cost>,
}

/// Statements that run together in one transaction, in the order in which they are added.
pub struct Batch<'a> {
    database: &'a Database,
    statements: Vec<D1PreparedStatement>,
}

/// A statement of a batch whose rows are read as `T`.
pub struct Handle<T = IgnoredAny> {
    index: usize,
    row: PhantomData<fn() -> T>,
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

/// The results of a batch.
pub struct Results(Vec<D1Result>);

/// A row with one column.
pub struct Single<T>(T);

impl Database {
    pub(super) fn new(inner: D1Database, cost: Arc<Cost>) -> Self {
        Self { inner, cost }
    }

    fn statement(&self, sql: &str, values: &[Value<'_>]) -> Result<D1PreparedStatement> {
        let values: Vec<_> = values.iter().map(|value| value.to_js()).collect();
        Ok(self.inner.prepare(sql).bind(&values)?)
    }

    /// All rows, each as a struct with fields named like the columns.
    pub async fn rows<T: DeserializeOwned>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        let statement = self.statement(sql, values)?;
        Cost::count(&self.cost.database);
        let result = SendFuture::new(async { statement.all().await }).await?;
        self.count_rows(&result);
        Ok(result.results()?)
    }

    /// The first row, if there is one.
    pub async fn row<T: DeserializeOwned>(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<T>> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// The only column of all rows.
    pub async fn values<T: DeserializeOwned>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        Ok(self.rows(sql, values).await?.into_iter().map(|Single(value)| value).collect())
    }

    /// The only column of the first row, if there is a row.
    pub async fn value<T: DeserializeOwned>(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<T>> {
        Ok(self.row(sql, values).await?.map(|Single(value)| value))
    }

    /// Whether there is any row.
    pub async fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool> {
        Ok(self.row::<IgnoredAny>(sql, values).await?.is_some())
    }

    /// Runs a statement for its effect.
    pub async fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        let mut batch = self.batch();
        batch.run(sql, values)?;
        batch.commit().await.map(drop)
    }

    fn count_rows(&self, result: &D1Result) {
        if let Ok(Some(meta)) = result.meta() {
            self.cost.directory_rows(meta.rows_read.unwrap_or(0), meta.rows_written.unwrap_or(0));
        }
    }

    /// An empty batch.
    pub const fn batch(&self) -> Batch<'_> {
        Batch { database: self, statements: Vec::new() }
    }
}

impl Batch<'_> {
    /// Adds a statement whose rows are read.
    pub fn add<T>(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Handle<T>> {
        self.run(sql, values)?;
        Ok(Handle { index: self.statements.len() - 1, row: PhantomData })
    }

    /// Adds a statement that runs for its effect.
    pub fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.statements.push(self.database.statement(sql, values)?);
        Ok(())
    }

    /// Runs all statements, or none if one of them fails.
    pub async fn commit(self) -> Result<Results> {
        let Self { database, statements } = self;
        Cost::count(&database.cost.database);
        let results = SendFuture::new(async { database.inner.batch(statements).await }).await?;
        results.iter().for_each(|result| database.count_rows(result));
        Ok(Results(results))
    }
}

impl Results {
    /// All rows of a statement.
    pub fn rows<T: DeserializeOwned>(&self, handle: Handle<T>) -> Result<Vec<T>> {
        let result = self.0.get(handle.index).ok_or_else(|| Error::internal("a batch has too few results"))?;
        Ok(result.results()?)
    }

    /// The first row, if there is one.
    pub fn row<T: DeserializeOwned>(&self, handle: Handle<T>) -> Result<Option<T>> {
        Ok(self.rows(handle)?.into_iter().next())
    }

    /// The only column of all rows.
    pub fn values<T: DeserializeOwned>(&self, handle: Handle<Single<T>>) -> Result<Vec<T>> {
        Ok(self.rows(handle)?.into_iter().map(|Single(value)| value).collect())
    }

    /// The only column of the first row, if there is a row.
    pub fn value<T: DeserializeOwned>(&self, handle: Handle<Single<T>>) -> Result<Option<T>> {
        Ok(self.values(handle)?.into_iter().next())
    }

    /// Whether there is any row.
    pub fn exists(&self, handle: Handle) -> Result<bool> {
        Ok(!self.rows(handle)?.is_empty())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Single<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Row<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Row<T> {
            type Value = Single<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row with one column")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut row: A) -> Result<Single<T>, A::Error> {
                let column = row.next_entry::<IgnoredAny, T>()?;
                column.map(|(_, value)| Single(value)).ok_or_else(|| A::Error::custom("the row has no column"))
            }
        }

        deserializer.deserialize_map(Row(PhantomData))
    }
}

/// Turns the violation of a constraint into an error for the caller.
pub trait Conflict: Sized {
    /// `constraint` is the name in the database's error: `table.column`, or the name of a check.
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
