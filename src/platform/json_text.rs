//! JSON in a column.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::stored::Stored;

/// A value that is stored and sent as the text of its JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonText<T>(pub T);

impl<T: Serialize> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(&self.0).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de, T: Stored> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map(T::stored).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ceiling::Names;
    use crate::metadata::Metadata;

    #[test]
    fn what_was_stored_is_read_whatever_is_accepted_today() {
        let many: Vec<_> = (0..500).map(|number| number.to_string()).collect();
        let text = serde_json::to_string(&many).expect("JSON");
        assert!(serde_json::from_str::<Names>(&text).is_err(), "a client may not send as many");
        let stored: JsonText<Names> = serde_json::from_value(text.into()).expect("stored names");
        assert_eq!(stored.0.as_slice(), many);
        let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(10_000));
        assert!(serde_json::from_str::<Metadata>(&long).is_err());
        assert!(serde_json::from_value::<JsonText<Metadata>>(long.into()).is_ok());
        assert!(serde_json::from_value::<JsonText<Metadata>>("[1]".into()).is_err());
    }
}
