//! Reads a JSON body into the types of an operation.
//!
//! Serde's layers for paths and for unknown fields would be compiled anew for each type. This is one deserializer that knows
//! where it is and which fields were unknown. It reads no array as the values of an object. Strings, numbers and values that are
//! skipped are read by serde_json.

use std::convert::Infallible;
use std::fmt::{self, Write};
use std::mem::take;

use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, Expected, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::{Error, Value};

use super::unknown::Names;

type Result<T> = std::result::Result<T, Error>;

/// Objects and arrays within each other.
const MAX_DEPTH: usize = 127;
/// The name by which `RawValue` asks for a text as it is.
const RAW: &str = "$serde_json::private::RawValue";

/// A JSON text that is read from front to back.
pub struct Reader<'de> {
    text: &'de [u8],
    at: usize,
    /// The place that is being read; after an error, the place of the error.
    path: Vec<Step>,
    pub unknown: Names,
}

enum Step {
    Field(String),
    Item(usize),
}

impl<'de> Reader<'de> {
    pub fn new(text: &'de [u8]) -> Self {
        Self { text, at: 0, path: Vec::new(), unknown: Names::default() }
    }

    /// # Errors
    /// There is something after the value.
    pub fn end(&mut self) -> Result<()> {
        self.skip_blanks();
        if self.at < self.text.len() { Err(Error::custom("trailing characters")) } else { Ok(()) }
    }

    /// Where reading stopped, as in `attachments[0].content`; `.` is the whole.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            let dot = if path.is_empty() { "" } else { "." };
            // A String takes all that is written to it.
            _ = match step {
                Step::Field(name) => write!(path, "{dot}{name}"),
                Step::Item(index) => write!(path, "[{index}]"),
            };
        }
        if path.is_empty() { ".".to_owned() } else { path }
    }

    fn skip_blanks(&mut self) {
        let blanks = self.text[self.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r'));
        self.at += blanks.count();
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Result<u8> {
        self.skip_blanks();
        self.text.get(self.at).copied().ok_or_else(|| Error::custom("EOF while parsing a value"))
    }

    /// Lets serde_json read a value.
    fn value<T: Deserialize<'de>>(&mut self) -> Result<T> {
        let mut values = serde_json::Deserializer::from_slice(&self.text[self.at..]).into_iter();
        let value = values.next().unwrap_or_else(|| Err(Error::custom("EOF while parsing a value")))?;
        self.at += values.byte_offset();
        Ok(value)
    }

    /// Reads what is neither an object nor an array.
    fn scalar(&mut self) -> Result<Value> {
        let (literal, value) = match self.peek()? {
            b'"' => return self.value().map(Value::String),
            b'-' | b'0'..=b'9' => return self.number(),
            b't' => ("true", Value::Bool(true)),
            b'f' => ("false", Value::Bool(false)),
            _ => ("null", Value::Null),
        };
        if !self.text[self.at..].starts_with(literal.as_bytes()) {
            return Err(Error::custom("expected value"));
        }
        self.at += literal.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value> {
        let rest = &self.text[self.at..];
        let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest.iter().take_while(is_part).count();
        self.at += length;
        serde_json::from_slice(&rest[..length]).map(Value::Number)
    }

    /// Enters an object or an array.
    fn open(&mut self, bracket: u8, expected: &dyn Expected) -> Result<()> {
        if self.peek()? != bracket {
            let Err(mismatch) = self.deserialize_any(Mismatch(expected));
            return Err(mismatch);
        }
        if self.path.len() >= MAX_DEPTH {
            return Err(Error::custom("recursion limit exceeded"));
        }
        self.at += 1;
        Ok(())
    }

    /// Goes to the next member of an object or an array, or leaves it and returns false.
    fn next(&mut self, is_first: bool, bracket: u8) -> Result<bool> {
        let byte = self.peek()?;
        if byte == bracket {
            self.at += 1;
            return Ok(false);
        }
        if !is_first {
            if byte != b',' {
                return Err(Error::custom(format_args!("expected `,` or `{}`", char::from(bracket))));
            }
            self.at += 1;
            if self.peek()? == bracket {
                return Err(Error::custom("trailing comma"));
            }
        }
        Ok(true)
    }

    fn key(&mut self) -> Result<String> {
        if self.peek()? != b'"' {
            return Err(Error::custom("key must be a string"));
        }
        let key = self.value()?;
        if self.peek()? != b':' {
            return Err(Error::custom("expected `:`"));
        }
        self.at += 1;
        Ok(key)
    }

    /// Notes the field and passes its value over.
    fn skip_unknown(&mut self) -> Result<()> {
        let steps = self.path.iter().map(|step| match step {
            Step::Field(name) => name.clone(),
            Step::Item(index) => index.to_string(),
        });
        self.unknown.push(steps.collect::<Vec<_>>().join("."));
        self.value::<IgnoredAny>().map(drop)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.peek()? {
            b'{' => return self.deserialize_map(visitor),
            b'[' => return self.deserialize_seq(visitor),
            _ => {}
        }
        match self.scalar()? {
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_string(text),
            _ => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.peek()? != b'n' {
            return visitor.visit_some(self);
        }
        self.scalar()?;
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value> {
        if name != RAW {
            return visitor.visit_newtype_struct(self);
        }
        self.skip_blanks();
        let start = self.at;
        self.value::<IgnoredAny>()?;
        let text = std::str::from_utf8(&self.text[start..self.at]).map_err(Error::custom)?;
        visitor.visit_map(MapDeserializer::new(std::iter::once((RAW, text))))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.open(b'{', &visitor)?;
        visitor.visit_map(Fields { json: self, is_first: true, key: String::new() })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.open(b'[', &visitor)?;
        let mut items = Items { json: self, count: 0, is_done: false };
        let value = visitor.visit_seq(&mut items)?;
        if items.is_done || !items.json.next(false, b']')? {
            Ok(value)
        } else {
            Err(Error::custom("trailing characters"))
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if self.peek()? != b'"' {
            return Err(Error::custom("expected value"));
        }
        let variant: String = self.value()?;
        visitor.visit_enum(StrDeserializer::new(&variant))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.skip_unknown()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple_struct identifier
    }
}

/// Takes nothing: says that it expected something else.
struct Mismatch<'a>(&'a dyn Expected);

impl Visitor<'_> for Mismatch<'_> {
    type Value = Infallible;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The members of an object.
struct Fields<'a, 'de> {
    json: &'a mut Reader<'de>,
    is_first: bool,
    /// The key whose value comes next.
    key: String,
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if !self.json.next(self.is_first, b'}')? {
            return Ok(None);
        }
        self.is_first = false;
        self.key = self.json.key()?;
        match seed.deserialize(StrDeserializer::new(&self.key)) {
            Ok(key) => Ok(Some(key)),
            Err(error) => {
                self.json.path.push(Step::Field(take(&mut self.key)));
                Err(error)
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        self.json.path.push(Step::Field(take(&mut self.key)));
        let value = seed.deserialize(&mut *self.json)?;
        self.json.path.pop();
        Ok(value)
    }
}

/// The members of an array.
struct Items<'a, 'de> {
    json: &'a mut Reader<'de>,
    count: usize,
    is_done: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        self.is_done = !self.json.next(self.count == 0, b']')?;
        if self.is_done {
            return Ok(None);
        }
        self.json.path.push(Step::Item(self.count));
        self.count += 1;
        let value = seed.deserialize(&mut *self.json)?;
        self.json.path.pop();
        Ok(Some(value))
    }
}

#[cfg(test)]
mod tests;
