//! Reads a query or a form into the parameters of an operation.

use std::borrow::Cow;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use url::form_urlencoded::{self, Parse};

use super::unknown::Names;

type Result<T> = std::result::Result<T, Error>;

/// Names with values, as in `a=1&b=2`. One deserializer for all types, which notes the names that they do not know.
pub struct Pairs<'de> {
    rest: Parse<'de>,
    name: Cow<'de, str>,
    value: Cow<'de, str>,
    pub unknown: Names,
}

impl<'de> Pairs<'de> {
    pub fn new(text: &'de [u8]) -> Self {
        let (name, value) = Default::default();
        Self { rest: form_urlencoded::parse(text), name, value, unknown: Names::default() }
    }
}

impl<'de> Deserializer<'de> for &mut Pairs<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for &mut Pairs<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some(pair) = self.rest.next() else { return Ok(None) };
        (self.name, self.value) = pair;
        seed.deserialize(StrDeserializer::new(&self.name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        seed.deserialize(Parameter(self))
    }
}

/// The value of one pair.
struct Parameter<'a, 'de>(&'a mut Pairs<'de>);

macro_rules! parsed {
    ($($deserialize:ident $visit:ident)*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            visitor.$visit(self.0.value.parse().map_err(Error::custom)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Parameter<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_str(&self.0.value)
    }

    parsed! {
        deserialize_bool visit_bool
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_u8 visit_u8
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(StrDeserializer::new(&self.0.value))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.0.unknown.push(self.0.name.to_string());
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u16 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier
    }
}
