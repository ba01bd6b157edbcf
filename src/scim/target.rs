//! What an operation of a patch changes (RFC 7644, 3.5.2): `name.givenName`, `emails[type eq "work"].value`.

use super::errors::invalid_path;
use super::filter::{Filter, text_end};
use super::path::AttributePath;
use super::schema::{ResourceType, Schema};
use crate::error::Result;

/// What an operation of a patch changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// All attributes of an extension.
    Extension(&'static Schema),
    Attribute {
        path: AttributePath,
        /// Which values of an attribute with several.
        condition: Option<Filter>,
    },
}

impl Target {
    /// Reads the path of an operation.
    ///
    /// # Errors
    /// `invalid_path`, `invalid_filter`.
    pub fn read(text: &str, of: &'static ResourceType) -> Result<Self> {
        if let Some(extension) = of.extension(text) {
            return Ok(Self::Extension(extension));
        }
        let Some((name, rest)) = text.split_once('[') else {
            let path = AttributePath::read(text, of).ok_or_else(|| invalid_path(text))?;
            return Ok(Self::Attribute { path, condition: None });
        };
        let path = AttributePath::read(name, of).filter(|path| path.part.is_none() && path.attribute.is_multi);
        let (mut path, (condition, rest)) = path.zip(split_condition(rest)).ok_or_else(|| invalid_path(text))?;
        let condition = Filter::read_condition(condition, path.attribute)?;
        if !rest.is_empty() {
            let part = rest.strip_prefix('.').and_then(|part| path.attribute.part(part));
            path.part = Some(part.ok_or_else(|| invalid_path(text))?);
        }
        Ok(Self::Attribute { path, condition: Some(condition) })
    }
}

/// Splits at the closing bracket, which is not within a text.
fn split_condition(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    while let Some(found) = text[at..].find(['"', ']']) {
        at += found;
        if text[at..].starts_with(']') {
            return Some((&text[..at], &text[at + 1..]));
        }
        at += text_end(&text[at..])?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::scim::attributes::{ENTERPRISE_USER, USERS};

    #[test]
    fn a_path_names_an_attribute_values_of_it_or_an_extension() {
        let read = |text: &str| Target::read(text, &USERS).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(read(ENTERPRISE_USER.id), Target::Extension(&ENTERPRISE_USER));
        for (text, shown, part) in [
            ("userName", "userName", None),
            ("NAME.familyname", "name.familyName", Some("familyName")),
            (r#"emails[type eq "work"]"#, "emails", None),
            (r#"emails[type eq "a]b\"]c"].value"#, "emails.value", Some("value")),
            (
                r#"urn:ietf:params:scim:schemas:core:2.0:User:emails[primary eq true].VALUE"#,
                "emails.value",
                Some("value"),
            ),
        ] {
            let Target::Attribute { path, condition } = read(text) else { panic!("{text}") };
            assert_eq!((path.text().as_str(), path.part.map(|part| part.name)), (shown, part), "{text}");
            assert_eq!(condition.is_some(), text.contains('['), "{text}");
        }
    }

    #[test]
    fn another_path_is_refused() {
        for (text, code) in [
            ("", Code::InvalidPath),
            ("shoeSize", Code::InvalidPath),
            ("emails[", Code::InvalidPath),
            (r#"emails[type eq "work""#, Code::InvalidPath),
            (r#"emails[type eq "work"].colour"#, Code::InvalidPath),
            (r#"emails[type eq "work"]value"#, Code::InvalidPath),
            (r#"userName[type eq "work"]"#, Code::InvalidPath),
            (r#"emails.value[type eq "work"]"#, Code::InvalidPath),
            ("emails[]", Code::InvalidFilter),
            ("emails[type]", Code::InvalidFilter),
        ] {
            assert_eq!(Target::read(text, &USERS).expect_err(text).code, code, "{text}");
        }
    }
}
