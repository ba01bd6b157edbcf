//! Patches (RFC 7644, 3.5.2), also as Entra and Okta send them: operations in any case, without paths, with booleans as text.

use serde_json::{Map, Value};

use super::errors::{invalid_syntax, invalid_value, no_target, read_only};
use super::filter::Filter;
use super::path::AttributePath;
use super::schema::{Attribute, ResourceType};
use super::target::Target;
use super::value::{check_parts, is_primary, read_single, read_value};
use crate::error::Result;

/// Operations of a patch.
const MAX_OPERATIONS: usize = 100;
/// Changes of a patch. An operation without a path has one for each attribute that it names.
const MAX_CHANGES: usize = 200;

/// The changes of a patch, in their order.
#[derive(Debug)]
pub struct PatchRequest {
    pub(super) changes: Vec<Change>,
}

/// A change of one attribute or extension.
#[derive(Debug)]
pub(super) struct Change {
    pub action: Action,
    pub target: Target,
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Add,
    Replace,
    Remove,
}

impl PatchRequest {
    /// Reads the body of a PATCH.
    ///
    /// # Errors
    /// `invalid_body`, `invalid_path`, `invalid_filter`, `no_target`, `read_only`, `invalid_request`.
    pub fn read(body: &Value, of: &'static ResourceType) -> Result<Self> {
        let operations = body.as_object().and_then(|body| member(body, "Operations")).and_then(Value::as_array);
        let operations =
            operations.filter(|operations| (1..=MAX_OPERATIONS).contains(&operations.len())).ok_or_else(|| {
                invalid_syntax(format!("`Operations` is not a list of 1 to {MAX_OPERATIONS} operations."))
            })?;
        let mut changes = Vec::new();
        for operation in operations {
            read_operation(operation, of, &mut changes)?;
            if changes.len() > MAX_CHANGES {
                return Err(invalid_value(format!("The operations name more than {MAX_CHANGES} attributes.")));
            }
        }
        Ok(Self { changes })
    }

    /// Changes the attributes of a resource.
    ///
    /// # Errors
    /// `no_target`, `read_only`, `invalid_request`.
    pub fn apply(&self, mut resource: Map<String, Value>) -> Result<Map<String, Value>> {
        for change in &self.changes {
            match &change.target {
                Target::Extension(extension) => drop(resource.remove(extension.id)),
                Target::Attribute { path, condition } => match path.extension {
                    None => change.apply(&mut resource, path, condition.as_ref())?,
                    Some(extension) => {
                        let mut attributes = take_object(&mut resource, extension.id);
                        change.apply(&mut attributes, path, condition.as_ref())?;
                        put_object(&mut resource, extension.id, attributes);
                    }
                },
            }
        }
        Ok(resource)
    }
}

/// A member of an object, by its name in any case.
fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
}

fn read_operation(operation: &Value, of: &'static ResourceType, changes: &mut Vec<Change>) -> Result<()> {
    let operation = operation.as_object().ok_or_else(|| invalid_syntax("An operation is not an object."))?;
    let name = member(operation, "op").and_then(Value::as_str).unwrap_or_default();
    let action = match name.to_ascii_lowercase().as_str() {
        "add" => Action::Add,
        "replace" => Action::Replace,
        "remove" => Action::Remove,
        _ => return Err(invalid_syntax("The `op` of an operation is not `add`, `replace` or `remove`.")),
    };
    let value = member(operation, "value").unwrap_or(&Value::Null);
    let path = match member(operation, "path") {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) if path.is_empty() => None,
        Some(Value::String(path)) => Some(path),
        Some(_) => return Err(invalid_syntax("The `path` of an operation is not a text.")),
    };
    match path {
        Some(path) if of.ignores(path) => Ok(()),
        Some(path) => match Target::read(path, of)? {
            Target::Extension(extension) if action != Action::Remove => {
                read_members(value, action, of, &format!("{}:", extension.id), changes)
            }
            target => {
                if is_changeable(&target)? {
                    changes.push(Change { action, target, value: value.clone() });
                }
                Ok(())
            }
        },
        None if action == Action::Remove => Err(no_target("The operation `remove` has no `path`.".to_owned())),
        None => read_members(value, action, of, "", changes),
    }
}

/// Whether a named attribute is changed. Roles are not: Entra sends those of its own.
fn is_changeable(target: &Target) -> Result<bool> {
    match target {
        Target::Attribute { path, .. } if path.last().is_writable() && path.attribute.is_writable() => Ok(true),
        Target::Attribute { path, .. } if path.attribute.name == "roles" => Ok(false),
        Target::Attribute { path, .. } => Err(read_only(format!("`{}` cannot be changed.", path.text()))),
        Target::Extension(_) => Ok(true),
    }
}

/// Reads an operation without a path: the names in its value are paths. As in other bodies, what clients cannot change is ignored.
fn read_members(
    value: &Value,
    action: Action,
    of: &'static ResourceType,
    prefix: &str,
    changes: &mut Vec<Change>,
) -> Result<()> {
    let Value::Object(members) = value else {
        return Err(invalid_syntax("The `value` of an operation without a path of an attribute is not an object."));
    };
    for (name, value) in members {
        match Target::read(&format!("{prefix}{name}"), of) {
            Ok(Target::Extension(extension)) => {
                read_members(value, action, of, &format!("{}:", extension.id), changes)?;
            }
            Ok(target) if is_changeable(&target).unwrap_or(false) => {
                changes.push(Change { action, target, value: value.clone() });
            }
            _ => {}
        }
    }
    Ok(())
}

impl Change {
    fn apply(
        &self,
        attributes: &mut Map<String, Value>,
        path: &AttributePath,
        condition: Option<&Filter>,
    ) -> Result<()> {
        let attribute = path.attribute;
        if !attribute.is_multi {
            return self.apply_single(attributes, attribute, path.part);
        }
        let mut values = match attributes.remove(attribute.name) {
            Some(Value::Array(values)) => values,
            _ => Vec::new(),
        };
        if condition.is_some() || path.part.is_some() {
            self.apply_to_some(&mut values, path, condition)?;
        } else {
            self.apply_to_all(&mut values, attribute)?;
        }
        match read_value(&Value::Array(values), attribute)? {
            Some(values) => drop(attributes.insert(attribute.name.to_owned(), values)),
            None => check_removal(attribute)?,
        }
        Ok(())
    }

    /// An attribute with one value, or a part of it.
    fn apply_single(
        &self,
        attributes: &mut Map<String, Value>,
        attribute: &'static Attribute,
        part: Option<&'static Attribute>,
    ) -> Result<()> {
        if let Some(part) = part {
            let mut parts = take_object(attributes, attribute.name);
            self.apply_single(&mut parts, part, None)?;
            put_object(attributes, attribute.name, parts);
            return Ok(());
        }
        let value = if self.action == Action::Remove { None } else { read_single(&self.value, attribute)? };
        match value {
            // Parts that the operation does not name stay.
            Some(Value::Object(parts)) => {
                let mut all = take_object(attributes, attribute.name);
                all.extend(parts);
                put_object(attributes, attribute.name, all);
            }
            Some(value) => drop(attributes.insert(attribute.name.to_owned(), value)),
            None => {
                check_removal(attribute)?;
                attributes.remove(attribute.name);
            }
        }
        Ok(())
    }

    /// An attribute with several values.
    fn apply_to_all(&self, values: &mut Vec<Value>, attribute: &'static Attribute) -> Result<()> {
        let given = read_value(&self.value, attribute)?;
        let given = given.and_then(|given| if let Value::Array(given) = given { Some(given) } else { None });
        match (self.action, given) {
            (Action::Remove, None) if self.value.is_null() => values.clear(),
            // Entra names the values to remove in `value`. A list without a usable value must not remove all.
            (Action::Remove, given) => {
                let given = given.unwrap_or_default();
                values.retain(|value| !given.iter().any(|given| is_named(value, given, attribute)));
            }
            (Action::Replace, given) => *values = given.unwrap_or_default(),
            (Action::Add, given) => {
                let before = values.len();
                for given in given.unwrap_or_default() {
                    if !values.contains(&given) {
                        values.push(given);
                    }
                }
                keep_one_primary(values, |at| at >= before);
            }
        }
        Ok(())
    }

    /// Those of several values that meet a condition.
    fn apply_to_some(&self, values: &mut Vec<Value>, path: &AttributePath, condition: Option<&Filter>) -> Result<()> {
        let is_meant = |value: &Value| {
            value.as_object().is_some_and(|value| condition.is_none_or(|condition| condition.matches(value)))
        };
        if self.action == Action::Remove && path.part.is_none() {
            values.retain(|value| !is_meant(value));
            return Ok(());
        }
        let mut meant: Vec<bool> = values.iter().map(is_meant).collect();
        if !meant.contains(&true) {
            match (self.action, condition.and_then(Filter::required_values)) {
                (Action::Remove, _) => return Ok(()),
                (Action::Add, Some(required)) => values.push(Value::Object(required)),
                _ => return Err(no_target(format!("No value of `{}` meets the condition.", path.attribute.name))),
            }
            meant.push(true);
        }
        for (value, _) in values.iter_mut().zip(&meant).filter(|(_, meant)| **meant) {
            self.apply_to_value(value, path)?;
        }
        keep_one_primary(values, |at| meant.get(at) == Some(&true));
        Ok(())
    }

    fn apply_to_value(&self, value: &mut Value, path: &AttributePath) -> Result<()> {
        let Value::Object(parts) = value else { return Ok(()) };
        if let Some(part) = path.part {
            return self.apply_single(parts, part, None);
        }
        match read_single(&self.value, path.attribute)? {
            Some(Value::Object(given)) => {
                if self.action == Action::Replace {
                    parts.clear();
                }
                parts.extend(given);
                check_parts(parts, path.attribute.parts(), path.attribute.name)
            }
            _ => Err(invalid_value(format!("The new value of `{}` is not an object.", path.attribute.name))),
        }
    }
}

/// Whether a value is the one that is to be removed: by its `value`, or by all parts that are given.
fn is_named(value: &Value, given: &Value, attribute: &Attribute) -> bool {
    let Some(part) = attribute.part("value") else {
        return given.as_object().is_some_and(|parts| parts.iter().all(|(name, part)| value[name] == *part));
    };
    match (value["value"].as_str(), given["value"].as_str()) {
        (Some(value), Some(given)) if !part.is_case_exact => value.eq_ignore_ascii_case(given),
        (value, given) => value == given,
    }
}

fn check_removal(attribute: &Attribute) -> Result<()> {
    if attribute.is_required {
        return Err(read_only(format!("`{}` always has a value: it cannot be removed.", attribute.name)));
    }
    Ok(())
}

/// If a changed value is the preferred one now, the others no longer are (RFC 7644, 3.5.2).
fn keep_one_primary(values: &mut [Value], is_changed: impl Fn(usize) -> bool) {
    if !values.iter().enumerate().any(|(at, value)| is_changed(at) && is_primary(value)) {
        return;
    }
    for (_, value) in values.iter_mut().enumerate().filter(|(at, value)| !is_changed(*at) && is_primary(value)) {
        value["primary"] = false.into();
    }
}

fn take_object(of: &mut Map<String, Value>, name: &str) -> Map<String, Value> {
    match of.remove(name) {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// An empty object is no value.
fn put_object(of: &mut Map<String, Value>, name: &str, object: Map<String, Value>) {
    if !object.is_empty() {
        of.insert(name.to_owned(), Value::Object(object));
    }
}

#[cfg(test)]
#[path = "patch/tests.rs"]
mod tests;
