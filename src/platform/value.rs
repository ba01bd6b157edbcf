//! Values bound to SQL, for both databases.

use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::JsValue;

use crate::time::Timestamp;

/// A value bound to a statement.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// NULL.
    Null,
    /// INTEGER, within ±2^53.
    Integer(i64),
    /// TEXT.
    Text(&'a str),
    /// BLOB.
    Blob(&'a [u8]),
}

impl Value<'_> {
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn to_js(self) -> JsValue {
        match self {
            Self::Null => JsValue::NULL,
            Self::Integer(number) => JsValue::from_f64(number as f64),
            Self::Text(text) => JsValue::from_str(text),
            Self::Blob(bytes) => Uint8Array::from(bytes).into(),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Self::Integer(yes.into())
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Integer(at.millis())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Blob(bytes)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// An array of [`Value`]s.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::platform::Value::from($value)),*] };
}
pub(crate) use values;
