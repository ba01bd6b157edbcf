//! `attributes` and `excludedAttributes` (RFC 7644, 3.9): which attributes a reply has.

use serde_json::{Map, Value};

use super::errors::{invalid_path, invalid_value};
use super::path::AttributePath;
use super::schema::ResourceType;
use crate::error::Result;

/// Attributes that every reply has.
const ALWAYS: [&str; 2] = ["schemas", "id"];

/// Which attributes a reply has.
#[derive(Debug)]
pub enum Projection {
    /// Only these, and those that every reply has.
    Only(Vec<AttributePath>),
    /// All but these.
    Without(Vec<AttributePath>),
}

impl Projection {
    /// Reads the two parameters, which are lists of paths with commas between them.
    ///
    /// # Errors
    /// `invalid_path`, `invalid_request` for both at once.
    pub fn read(attributes: Option<&str>, excluded: Option<&str>, of: &'static ResourceType) -> Result<Self> {
        let paths = |text: &str| -> Result<Vec<_>> {
            let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
            names.map(|name| AttributePath::read(name, of).ok_or_else(|| invalid_path(name))).collect()
        };
        match (attributes.filter(|text| !text.trim().is_empty()), excluded) {
            (Some(_), Some(_)) => {
                Err(invalid_value("Send either `attributes` or `excludedAttributes`, not both.".to_owned()))
            }
            (Some(attributes), None) => paths(attributes).map(Self::Only),
            (None, excluded) => paths(excluded.unwrap_or_default()).map(Self::Without),
        }
    }

    /// Whether the reply has a core attribute or a part of it.
    pub fn has(&self, name: &str) -> bool {
        let is_it = |path: &AttributePath| path.extension.is_none() && path.attribute.name == name;
        match self {
            Self::Only(paths) => paths.iter().any(is_it),
            Self::Without(paths) => !paths.iter().any(|path| is_it(path) && path.part.is_none()),
        }
    }

    /// The attributes of a resource that the reply has.
    pub fn apply(&self, mut resource: Map<String, Value>) -> Map<String, Value> {
        match self {
            Self::Without(paths) => {
                for path in paths.iter().filter(|path| !ALWAYS.contains(&path.attribute.name)) {
                    remove(&mut resource, path);
                }
                resource
            }
            Self::Only(paths) => {
                let mut kept = Map::new();
                for name in ALWAYS {
                    kept.extend(resource.get(name).map(|value| (name.to_owned(), value.clone())));
                }
                for path in paths {
                    keep(&resource, path, &mut kept);
                }
                kept
            }
        }
    }
}

fn remove(resource: &mut Map<String, Value>, path: &AttributePath) {
    let attributes = match path.extension {
        None => Some(resource),
        Some(extension) => resource.get_mut(extension.id).and_then(Value::as_object_mut),
    };
    let Some(attributes) = attributes else { return };
    match path.part {
        None => drop(attributes.remove(path.attribute.name)),
        Some(part) => each_value(attributes.get_mut(path.attribute.name), |value| drop(value.remove(part.name))),
    }
}

fn keep(resource: &Map<String, Value>, path: &AttributePath, kept: &mut Map<String, Value>) {
    let (from, into) = match path.extension {
        None => (Some(resource), kept),
        Some(extension) => {
            let from = resource.get(extension.id).and_then(Value::as_object);
            if from.is_none_or(|from| !from.contains_key(path.attribute.name)) {
                return;
            }
            let entry = kept.entry(extension.id).or_insert_with(|| Value::Object(Map::new()));
            let Some(into) = entry.as_object_mut() else { return };
            (from, into)
        }
    };
    let Some(value) = from.and_then(|from| from.get(path.attribute.name)) else { return };
    let mut value = value.clone();
    if let Some(part) = path.part {
        let earlier = into.get(path.attribute.name).cloned();
        let mut at = 0;
        each_value(Some(&mut value), |value| {
            let earlier =
                earlier.as_ref().and_then(|earlier| if earlier.is_array() { earlier.get(at) } else { Some(earlier) });
            value.retain(|name, _| name == part.name || earlier.is_some_and(|earlier| earlier.get(name).is_some()));
            at += 1;
        });
    }
    into.insert(path.attribute.name.to_owned(), value);
}

/// The values of an attribute with one or several.
fn each_value(value: Option<&mut Value>, mut change: impl FnMut(&mut Map<String, Value>)) {
    match value {
        Some(Value::Object(value)) => change(value),
        Some(Value::Array(values)) => values.iter_mut().filter_map(Value::as_object_mut).for_each(change),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scim::attributes::{ENTERPRISE_USER, USERS};

    fn projected(attributes: Option<&str>, excluded: Option<&str>) -> Value {
        let ada = json!({
            "schemas": [], "id": "mem_1", "userName": "ada", "name": {"givenName": "Ada", "familyName": "King", "formatted": "A"},
            "emails": [{"value": "a@b", "type": "work"}, {"value": "c@d"}],
            ENTERPRISE_USER.id: {"department": "Engines", "division": "1"},
        });
        let Value::Object(ada) = ada else { unreachable!() };
        Value::Object(Projection::read(attributes, excluded, &USERS).expect("paths").apply(ada))
    }

    #[test]
    fn a_reply_has_the_named_attributes_and_the_id() {
        assert_eq!(projected(Some("USERNAME, title"), None), json!({"schemas": [], "id": "mem_1", "userName": "ada"}));
        let parts = projected(Some("name.givenName,name.formatted,emails.type"), None);
        let expected = json!({
            "schemas": [], "id": "mem_1", "name": {"givenName": "Ada", "formatted": "A"}, "emails": [{"type": "work"}, {}],
        });
        assert_eq!(parts, expected);
        let department = format!("{}:department", ENTERPRISE_USER.id);
        let extension = projected(Some(&department), None);
        assert_eq!(extension, json!({"schemas": [], "id": "mem_1", ENTERPRISE_USER.id: {"department": "Engines"}}));
    }

    #[test]
    fn a_reply_has_all_but_the_excluded_attributes() {
        let excluded = projected(None, Some("id,userName,emails,name.familyName,name.formatted"));
        let extension = json!({"department": "Engines", "division": "1"});
        assert_eq!(
            excluded,
            json!({"schemas": [], "id": "mem_1", "name": {"givenName": "Ada"}, ENTERPRISE_USER.id: extension})
        );
        assert_eq!(projected(None, None), projected(Some(""), Some("")));
    }

    #[test]
    fn what_a_reply_has_is_known_before_it_is_read() {
        let has = |attributes, excluded| Projection::read(attributes, excluded, &USERS).expect("paths").has("emails");
        assert!(has(None, None) && has(Some("emails.type"), None) && has(None, Some("emails.type")));
        assert!(!has(Some("userName"), None) && !has(None, Some("EMAILS")));
        assert!(Projection::read(Some("shoeSize"), None, &USERS).is_err());
        assert!(Projection::read(Some("userName"), Some("emails"), &USERS).is_err());
    }
}
