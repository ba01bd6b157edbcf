//! The SQLite database inside an object.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use js_sys::{Array, Function};
use wasm_bindgen::closure::ScopedClosure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::Value;
use super::row::{self, Column, FromRow, Row};
use crate::error::{Error, Result};

// `worker` converts every value of a row and has no synchronous transaction; these are the runtime's own.
#[wasm_bindgen]
extern "C" {
    type Storage;
    #[wasm_bindgen(method, getter)]
    fn sql(this: &Storage) -> SqlStorage;
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &Storage, body: &Function) -> Result<JsValue, JsValue>;

    type SqlStorage;
    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &SqlStorage, sql: &str, values: Array) -> Result<Cursor, JsValue>;

    type Cursor;
    #[wasm_bindgen(method, catch)]
    fn raw(this: &Cursor) -> Result<Rows, JsValue>;
    #[wasm_bindgen(method, getter, js_name = rowsWritten)]
    fn rows_written(this: &Cursor) -> f64;
    #[wasm_bindgen(method, getter, js_name = rowsRead)]
    fn rows_read(this: &Cursor) -> f64;
    #[wasm_bindgen(method, getter, js_name = columnNames)]
    fn column_names(this: &Cursor) -> Array;

    type Rows;
    #[wasm_bindgen(method, catch, js_name = toArray)]
    fn to_array(this: &Rows) -> Result<Array, JsValue>;
}

/// The database of an object. Calls are synchronous; statements without an `await` in between are committed together.
pub struct Sql {
    sql: SqlStorage,
    storage: Storage,
    /// Counted only if it is shown, because each count is a call of the runtime.
    rows_read: Option<AtomicU64>,
}

impl Sql {
    /// The database behind an object's storage.
    pub fn new(storage: &worker::Storage, counts_rows: bool) -> Self {
        let storage: Storage = JsValue::from(storage.as_raw()).unchecked_into();
        Self { sql: storage.sql(), storage, rows_read: counts_rows.then(AtomicU64::default) }
    }

    fn exec(&self, sql: &str, values: &[Value<'_>]) -> Result<Cursor> {
        let values: Array = values.iter().map(|value| value.to_js()).collect();
        self.sql.exec(sql, values).map_err(failure)
    }

    /// Runs a statement for its effect. Returns how many rows it wrote, including those of indexes.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<u64> {
        let cursor = self.exec(sql, values)?;
        self.count(&cursor);
        Ok(cursor.rows_written() as u64)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn count(&self, cursor: &Cursor) {
        if let Some(sum) = &self.rows_read {
            sum.fetch_add(cursor.rows_read() as u64, Relaxed);
        }
    }

    /// How many rows all statements have read so far, including those of indexes, if they are counted.
    pub fn rows_read(&self) -> u64 {
        self.rows_read.as_ref().map_or(0, |sum| sum.load(Relaxed))
    }

    /// All rows, each as a struct.
    pub fn rows<T: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        let cursor = self.exec(sql, values)?;
        // In development only, because it is a call of the runtime.
        if self.rows_read.is_some() {
            row::check::<T>(&cursor.column_names())?;
        }
        self.read(&cursor)?.iter().map(|row| T::from_row(&Row(row.unchecked_into()))).collect()
    }

    /// The first row, if there is one.
    pub fn row<T: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<T>> {
        Ok(self.rows(sql, values)?.into_iter().next())
    }

    /// The first column of all rows.
    pub fn values<T: Column>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        let cursor = self.exec(sql, values)?;
        self.read(&cursor)?.iter().map(|row| Row(row.unchecked_into()).column(0)).collect()
    }

    /// The first column of the first row, if there is one.
    pub fn value<T: Column>(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<T>> {
        Ok(self.values(sql, values)?.into_iter().next())
    }

    /// Whether there is any row.
    pub fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool> {
        let cursor = self.exec(sql, values)?;
        Ok(self.read(&cursor)?.length() > 0)
    }

    fn read(&self, cursor: &Cursor) -> Result<Array> {
        let rows = cursor.raw().and_then(|rows| rows.to_array()).map_err(failure)?;
        self.count(cursor);
        Ok(rows)
    }

    /// Runs statements in a transaction: all of them, or none if one fails.
    pub fn atomically<T>(&self, body: impl FnOnce() -> Result<T>) -> Result<T> {
        let mut body = Some(body);
        let mut outcome = None;
        let mut run = || -> Result<(), JsValue> {
            let result = body.take().map(|body| body());
            // An exception rolls the transaction back.
            let undo = matches!(result, Some(Err(_)));
            outcome = result;
            if undo { Err(JsValue::from_str("undo")) } else { Ok(()) }
        };
        let committed = {
            let closure = ScopedClosure::<dyn FnMut() -> Result<(), JsValue>>::borrow_mut_aborting(&mut run);
            self.storage.transaction_sync(closure.as_ref().unchecked_ref())
        };
        let value = outcome.ok_or_else(|| Error::internal("a transaction did not run"))??;
        committed.map(|_| value).map_err(failure)
    }
}

#[allow(clippy::needless_pass_by_value)]
fn failure(error: JsValue) -> Error {
    Error::internal(js_sys::Error::from(error).message())
}
