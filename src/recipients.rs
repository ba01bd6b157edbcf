//! Persons to whom a message goes, as callers name them.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

use crate::error::{Code, Error, Result};
use crate::mail::outgoing_email::MAX_FIELD_BYTES;
use crate::mail::{self, Mailbox};

/// One person or several: `"a@b.example"`, `"Ann <a@b.example>"`, or an array of those.
#[derive(Clone, Debug, Default)]
pub struct Recipients(pub Vec<Mailbox>);

/// One person or several: `"a@b.example"`, `"Ann <a@b.example>"`, or an array of those.
#[derive(Deserialize, ToSchema)]
#[serde(untagged, expecting = "expected an address or an array of addresses")]
#[schema(as = Recipients, example = json!(["bob@mail.example"]))]
pub enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Serialize for Recipients {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(written))
    }
}

/// `address`, or `"Name" <address>`: what [`person`] reads.
pub fn written(person: &Mailbox) -> String {
    match &person.name {
        Some(name) => format!("\"{}\" <{}>", name.replace('\\', "\\\\").replace('"', "\\\""), person.address),
        None => person.address.clone(),
    }
}

impl<'de> Deserialize<'de> for Recipients {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = match OneOrMany::deserialize(deserializer)? {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        };
        texts.iter().map(|text| person(text)).collect::<Result<_>>().map(Self).map_err(de::Error::custom)
    }
}

/// Reads `address` or `Name <address>`.
pub fn person(text: &str) -> Result<Mailbox> {
    let refused = || Error::new(Code::InvalidEmail, format!("{text:?} is not an email address"));
    if text.chars().any(char::is_control) || text.len() > MAX_FIELD_BYTES {
        return Err(refused());
    }
    let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (name.trim(), address),
        None => ("", text.trim()),
    };
    if !mail::is_email(address) || name.contains(['<', '>']) {
        return Err(refused());
    }
    let name = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
        .map_or_else(|| name.to_owned(), |quoted| quoted.replace("\\\"", "\"").replace("\\\\", "\\"));
    Ok(Mailbox { name: (!name.is_empty()).then_some(name), address: address.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_with_and_without_names() {
        for (text, name, address) in [
            ("a@b.example", None, "a@b.example"),
            (" <a@b.example>", None, "a@b.example"),
            ("Ann Lee <a@b.example>", Some("Ann Lee"), "a@b.example"),
            ("\"Lee, \\\"Ann\\\"\" <a@b.example>", Some("Lee, \"Ann\""), "a@b.example"),
            ("李 <李@例え.jp>", Some("李"), "李@例え.jp"),
        ] {
            let person = person(text).expect(text);
            assert_eq!((person.name.as_deref(), person.address.as_str()), (name, address));
        }
        for text in
            ["", "a", "a@b", "a@b.example, c@d.example", "x\r\nBcc: e@f.example <a@b.example>", "<a@b.example> x"]
        {
            assert!(person(text).is_err(), "{text:?}");
        }
    }
}
