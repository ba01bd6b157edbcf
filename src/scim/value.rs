//! Values of attributes, as clients send them.

use serde_json::{Map, Value};

use super::errors::{invalid_syntax, invalid_value};
use super::schema::{self, Attribute, Kind, ResourceType};
use crate::error::Result;

/// Characters of a text.
const MAX_CHARS: usize = 1_000;

/// Reads the attributes of a body: with the case of the schemas, without what clients cannot write or the resource does not have.
///
/// # Errors
/// `invalid_body`, `invalid_request`.
pub fn read_body(body: &Value, of: &ResourceType) -> Result<Map<String, Value>> {
    let Value::Object(body) = body else { return Err(invalid_syntax("The body is not a JSON object.")) };
    check_schemas(body, of)?;
    let external_id = schema::find(&super::attributes::COMMON, "externalId");
    let mut read = Map::new();
    for (name, value) in body {
        if let Some(attribute) = schema::find(of.schema.attributes, name) {
            put(&mut read, attribute, value)?;
        } else if let Some(attribute) = external_id.filter(|it| it.name.eq_ignore_ascii_case(name)) {
            put(&mut read, attribute, value)?;
        } else if let Some(extension) = of.extension(name)
            && let Some(value) = read_object(value, extension.attributes, extension.name)?
        {
            read.insert(extension.id.to_owned(), value);
        }
    }
    Ok(read)
}

fn put(read: &mut Map<String, Value>, attribute: &'static Attribute, value: &Value) -> Result<()> {
    if attribute.is_writable()
        && let Some(value) = read_value(value, attribute)?
    {
        read.insert(attribute.name.to_owned(), value);
    }
    Ok(())
}

/// If the body names its schemas, that of the resource is among them.
fn check_schemas(body: &Map<String, Value>, of: &ResourceType) -> Result<()> {
    let Some((_, schemas)) = body.iter().find(|(name, _)| name.eq_ignore_ascii_case("schemas")) else { return Ok(()) };
    let is_own = |schema: &Value| schema.as_str().is_some_and(|schema| schema.eq_ignore_ascii_case(of.schema.id));
    if schemas.as_array().is_some_and(|schemas| schemas.iter().any(is_own)) {
        return Ok(());
    }
    Err(invalid_syntax(format!("`schemas` is not a list with `{}`.", of.schema.id)))
}

/// Reads a value, or a list of values. None if nothing is assigned: `null` and an empty list mean that (RFC 7643, 2.5).
///
/// # Errors
/// `invalid_request`.
pub fn read_value(value: &Value, attribute: &'static Attribute) -> Result<Option<Value>> {
    if !attribute.is_multi {
        return read_single(value, attribute);
    }
    // Some clients send a single value without the list.
    let values = match value {
        Value::Array(values) => values.as_slice(),
        single => std::slice::from_ref(single),
    };
    if values.len() > attribute.max_values {
        return Err(invalid_value(format!("`{}` has more than {} values.", attribute.name, attribute.max_values)));
    }
    let read: Vec<Value> =
        values.iter().filter_map(|value| read_single(value, attribute).transpose()).collect::<Result<_>>()?;
    if read.iter().filter(|value| is_primary(value)).count() > 1 {
        return Err(invalid_value(format!("More than one of `{}` is primary.", attribute.name)));
    }
    Ok((!read.is_empty()).then_some(Value::Array(read)))
}

/// Whether a value is the preferred one.
pub fn is_primary(value: &Value) -> bool {
    value["primary"] == true
}

/// Reads one value of an attribute.
pub fn read_single(value: &Value, attribute: &'static Attribute) -> Result<Option<Value>> {
    let name = attribute.name;
    match (attribute.kind, value) {
        (_, Value::Null) => Ok(None),
        (Kind::Boolean, Value::Bool(_)) => Ok(Some(value.clone())),
        // Entra sends booleans as text.
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true.into())),
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false.into())),
        (Kind::Boolean, _) => Err(invalid_value(format!("`{name}` is neither true nor false."))),
        (Kind::Complex(parts), Value::Object(_)) => read_object(value, parts, name),
        // Entra sends a manager as its id.
        (Kind::Complex(_), Value::String(_)) if attribute.part("value").is_some() => {
            let parts = Map::from_iter([("value".to_owned(), value.clone())]);
            read_object(&Value::Object(parts), attribute.parts(), name)
        }
        (Kind::Complex(_), _) => Err(invalid_value(format!("`{name}` is not an object."))),
        (_, Value::String(text)) if text.chars().count() > MAX_CHARS => {
            Err(invalid_value(format!("`{name}` is longer than {MAX_CHARS} characters.")))
        }
        (_, Value::String(_)) => Ok(Some(value.clone())),
        _ => Err(invalid_value(format!("`{name}` is not a text."))),
    }
}

fn read_object(value: &Value, parts: &'static [Attribute], name: &str) -> Result<Option<Value>> {
    let object = match value {
        Value::Object(object) => object,
        Value::Null => return Ok(None),
        _ => return Err(invalid_value(format!("`{name}` is not an object."))),
    };
    let mut read = Map::new();
    for (part, value) in object {
        if let Some(part) = schema::find(parts, part) {
            put(&mut read, part, value)?;
        }
    }
    if read.is_empty() {
        return Ok(None);
    }
    check_parts(&read, parts, name)?;
    Ok(Some(Value::Object(read)))
}

/// Checks that a complex value has the parts that it must have.
pub fn check_parts(value: &Map<String, Value>, parts: &[Attribute], name: &str) -> Result<()> {
    match parts.iter().find(|part| part.is_required && !value.contains_key(part.name)) {
        Some(missing) => Err(invalid_value(format!("A value of `{name}` lacks `{}`.", missing.name))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;
    use crate::scim::attributes::USERS;

    fn read(body: Value) -> Result<Value> {
        read_body(&body, &USERS).map(Value::Object)
    }

    #[test]
    fn a_body_is_read_with_the_case_of_the_schema_and_without_what_is_not_the_clients() {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "x", "meta": {"version": "1"},
            "USERNAME": "ada", "externalid": "7", "password": "secret", "groups": [], "roles": [{"value": "owner"}],
            "Active": "False", "name": {"GivenName": "Ada", "middleName": "", "x": 1}, "nickName": null,
            "emails": {"value": "ada@example.com", "Primary": "True"}, "phoneNumbers": [], "addresses": [{}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:USER": {"manager": "mem_1", "x": 1},
            "urn:example:2.0:User": {"tag": "x"},
        });
        assert_eq!(
            read(body).expect("a user"),
            json!({
                "userName": "ada", "externalId": "7", "active": false, "name": {"givenName": "Ada", "middleName": ""},
                "emails": [{"value": "ada@example.com", "primary": true}],
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "mem_1"}},
            })
        );
    }

    #[test]
    fn a_value_of_another_type_is_refused_by_name() {
        let many: Vec<_> = (0..=50).map(|at| json!({"value": at.to_string()})).collect();
        for (body, named) in [
            (json!({"userName": 7}), "userName"),
            (json!({"userName": "x".repeat(MAX_CHARS + 1)}), "userName"),
            (json!({"active": "perhaps"}), "active"),
            (json!({"name": "Ada"}), "name"),
            (json!({"emails": [{"type": "work"}]}), "emails"),
            (json!({"emails": [7]}), "emails"),
            (json!({"emails": [{"value": "a", "primary": true}, {"value": "b", "primary": true}]}), "emails"),
            (json!({"phoneNumbers": many}), "phoneNumbers"),
        ] {
            let error = read(body).expect_err("refused");
            assert_eq!(error.code, Code::InvalidRequest, "{error}");
            assert!(error.message.contains(named), "{error}");
        }
        for body in [json!([]), json!("x"), json!({"schemas": ["urn:x"]}), json!({"schemas": "urn:x"})] {
            assert_eq!(read(body).expect_err("refused").code, Code::InvalidBody);
        }
    }
}
