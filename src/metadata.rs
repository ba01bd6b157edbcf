//! Metadata of a pod: what its account notes about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;
use crate::object::Object;
use crate::stored::Stored;

const MAX_KEYS: usize = 16;
const MAX_KEY_CHARS: usize = 40;
const MAX_VALUE_CHARS: usize = 500;

/// Texts by name: at most 16 names of 1 to 40 characters, and texts of at most 500 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Object<BTreeMap<String, String>>")]
#[schema(example = json!({ "customer": "42" }))]
pub struct Metadata(BTreeMap<String, String>);

impl TryFrom<Object<BTreeMap<String, String>>> for Metadata {
    type Error = Error;

    fn try_from(Object(entries): Object<BTreeMap<String, String>>) -> Result<Self, Error> {
        let fits = |(name, text): (&String, &String)| {
            (1..=MAX_KEY_CHARS).contains(&name.chars().count()) && text.chars().count() <= MAX_VALUE_CHARS
        };
        if entries.len() > MAX_KEYS || !entries.iter().all(fits) {
            return Err(Error::invalid(format!(
                "metadata has at most {MAX_KEYS} names of 1 to {MAX_KEY_CHARS} characters, and texts of at most \
                 {MAX_VALUE_CHARS} characters"
            )));
        }
        Ok(Self(entries))
    }
}

impl Stored for Metadata {
    type Json = BTreeMap<String, String>;

    fn stored(json: Self::Json) -> Self {
        Self(json)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn metadata_is_a_small_object_of_texts() {
        let read = |value: Value| serde_json::from_value::<Metadata>(value);
        let many = |count: usize| (0..count).map(|number| (number.to_string(), json!("x"))).collect::<Value>();
        for good in [json!({}), many(16), json!({ "ä".repeat(40): "ö".repeat(500) }), json!({ "a": "" })] {
            assert_eq!(serde_json::to_value(read(good.clone()).expect("good")).expect("json"), good);
        }
        for bad in [
            many(17),
            json!({ "": "x" }),
            json!({ "k".repeat(41): "x" }),
            json!({ "a": "x".repeat(501) }),
            json!({ "a": 1 }),
            json!({ "a": null }),
            json!({ "a": {} }),
            json!([]),
            json!("a"),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
