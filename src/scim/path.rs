//! Paths of attributes (RFC 7644, 3.10): `userName`, `name.givenName`, `urn:…:User:department`.

use super::attributes::COMMON;
use super::schema::{self, Attribute, ResourceType, Schema};

/// An attribute, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttributePath {
    /// The extension that the attribute belongs to.
    pub extension: Option<&'static Schema>,
    pub attribute: &'static Attribute,
    /// The part of a complex attribute.
    pub part: Option<&'static Attribute>,
}

impl AttributePath {
    /// Reads a path. None if the resource has no such attribute.
    pub fn read(text: &str, of: &'static ResourceType) -> Option<Self> {
        let (schema, names) = split_schema(text, of)?;
        let (name, part) = match names.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (names, None),
        };
        let attribute = match schema {
            Some(schema) => schema::find(schema.attributes, name),
            None => schema::find(of.schema.attributes, name).or_else(|| schema::find(&COMMON, name)),
        }?;
        let part = match part {
            Some(part) => Some(attribute.part(part)?),
            None => None,
        };
        Some(Self { extension: schema.filter(|schema| *schema != of.schema), attribute, part })
    }

    /// The attribute itself, without its part.
    pub fn whole(attribute: &'static Attribute) -> Self {
        Self { extension: None, attribute, part: None }
    }

    /// What values have: the part, if there is one.
    pub fn last(&self) -> &'static Attribute {
        self.part.unwrap_or(self.attribute)
    }

    /// As text, with the case of the schema and without the id of a core schema.
    pub fn text(&self) -> String {
        let part = self.part.map_or_else(String::new, |part| format!(".{}", part.name));
        match self.extension {
            Some(extension) => format!("{}:{}{part}", extension.id, self.attribute.name),
            None => format!("{}{part}", self.attribute.name),
        }
    }
}

/// Takes the id of a schema off the front. None if the resource has no such schema.
fn split_schema<'a>(text: &'a str, of: &'static ResourceType) -> Option<(Option<&'static Schema>, &'a str)> {
    if !text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:")) {
        return Some((None, text));
    }
    of.schemas().find_map(|schema| {
        let (id, names) = text.split_at_checked(schema.id.len())?;
        let names = names.strip_prefix(':')?;
        id.eq_ignore_ascii_case(schema.id).then_some((Some(schema), names))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::attributes::{GROUPS, USERS};

    fn read(text: &str) -> Option<String> {
        AttributePath::read(text, &USERS).map(|path| path.text())
    }

    #[test]
    fn a_path_names_an_attribute_in_any_case_and_with_or_without_its_schema() {
        for (text, path) in [
            ("userName", "userName"),
            ("USERNAME", "userName"),
            ("externalid", "externalId"),
            ("name.givenname", "name.givenName"),
            ("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName", "name.familyName"),
            ("URN:IETF:params:scim:schemas:core:2.0:user:userName", "userName"),
            ("meta.lastModified", "meta.lastModified"),
        ] {
            assert_eq!(read(text).as_deref(), Some(path), "{text}");
        }
        let department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
        assert_eq!(read(department).as_deref(), Some(department));
        assert_eq!(read(&format!("{department}.x")), None);
    }

    #[test]
    fn what_the_resource_does_not_have_is_no_path() {
        for text in
            ["", "department", "name.", ".name", "name.given", "userName.x", "name.givenName.x", "urn:x:userName"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("urn:ietf:params:scim:schemas:core:2.0:User"), None);
        assert_eq!(read("urn:ietf:params:scim:schemas:core:2.0:Üser:a"), None);
        assert!(AttributePath::read("userName", &GROUPS).is_none());
    }
}
