//! Rows of an object's database.

use js_sys::{Array, JsString, Uint8Array};
use serde_json::value::RawValue;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{Error, Result};
use crate::time::Timestamp;

/// A row of a result.
pub struct Row(pub(super) Array);

/// A struct that is read from a row. `#[derive(FromRow)]` implements it.
pub trait FromRow: Sized {
    /// Names of the columns, in their order.
    const COLUMNS: &'static [&'static str];

    /// Reads the row.
    ///
    /// # Errors
    /// `internal_error` if a column has another type than its field.
    fn from_row(row: &Row) -> Result<Self>;
}

/// A value of a column. `Option` reads NULL as `None`.
pub trait Column: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// `internal_error` if it has another type.
    fn from_js(value: JsValue) -> Result<Self>;
}

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// `internal_error` if it has another type.
    pub fn column<T: Column>(&self, place: u32) -> Result<T> {
        T::from_js(self.0.get(place))
    }
}

fn unexpected(expected: &str) -> Error {
    Error::internal(format!("a column is not {expected}"))
}

impl Column for String {
    /// From text, or from a BLOB that contains text: SQL casts long text to a BLOB, because this is faster.
    fn from_js(value: JsValue) -> Result<Self> {
        if let Some(text) = value.as_string() {
            return Ok(text);
        }
        String::from_utf8(Vec::from_js(value)?).map_err(Error::internal)
    }
}

impl Column for Box<RawValue> {
    fn from_js(value: JsValue) -> Result<Self> {
        RawValue::from_string(String::from_js(value)?).map_err(Error::internal)
    }
}

impl Column for i64 {
    #[allow(clippy::cast_possible_truncation)]
    fn from_js(value: JsValue) -> Result<Self> {
        value.as_f64().map(|number| number as Self).ok_or_else(|| unexpected("a number"))
    }
}

impl Column for u32 {
    fn from_js(value: JsValue) -> Result<Self> {
        Self::try_from(i64::from_js(value)?).map_err(Error::internal)
    }
}

impl Column for u64 {
    fn from_js(value: JsValue) -> Result<Self> {
        Self::try_from(i64::from_js(value)?).map_err(Error::internal)
    }
}

impl Column for usize {
    fn from_js(value: JsValue) -> Result<Self> {
        Self::try_from(i64::from_js(value)?).map_err(Error::internal)
    }
}

impl Column for bool {
    fn from_js(value: JsValue) -> Result<Self> {
        Ok(i64::from_js(value)? != 0)
    }
}

impl Column for Timestamp {
    fn from_js(value: JsValue) -> Result<Self> {
        i64::from_js(value).map(Self::from_millis)
    }
}

impl Column for Vec<u8> {
    fn from_js(value: JsValue) -> Result<Self> {
        if value.is_object() { Ok(Uint8Array::new(&value).to_vec()) } else { Err(unexpected("a BLOB")) }
    }
}

impl<T: Column> Column for Option<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        if value.is_null() { Ok(None) } else { T::from_js(value).map(Some) }
    }
}

/// Compares the columns of a result with the fields of a struct.
pub(super) fn check<T: FromRow>(columns: &Array) -> Result<()> {
    let names: Vec<String> = columns.iter().map(|name| name.unchecked_into::<JsString>().into()).collect();
    if names == T::COLUMNS {
        Ok(())
    } else {
        Err(Error::internal(format!("the columns {names:?} are not {:?}", T::COLUMNS)))
    }
}
