//! A JSON object within another.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A value that is read only from an object: serde would also read a struct from an array of its values. Types that are nested in request
/// bodies are read through it, with `#[serde(try_from = "Object<…>")]`.
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Pair {
        _a: u8,
        _b: u8,
    }

    #[test]
    fn an_array_is_not_an_object() {
        assert!(serde_json::from_str::<Pair>("[1,2]").is_ok(), "what this is for");
        assert!(serde_json::from_str::<Object<Pair>>(r#"{"_a":1,"_b":2}"#).is_ok());
        for other in ["[1,2]", "[]", "7", "null", r#""a""#] {
            let error = serde_json::from_str::<Object<Pair>>(other).err().expect(other).to_string();
            assert!(error.contains("expected an object"), "{error}");
        }
    }
}
