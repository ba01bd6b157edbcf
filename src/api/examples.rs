//! Examples of requests and replies, composed from those of their fields.

use serde_json::{Map, Value, json};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Content, RefOr, Schema};

/// Schemas by name.
pub struct Examples(Map<String, Value>);

impl Examples {
    pub fn of(schemas: &[(String, RefOr<Schema>)]) -> Self {
        Self(schemas.iter().map(|(name, schema)| (name.clone(), json!(schema))).collect())
    }

    /// Gives every JSON body of a request and of a success an example.
    pub fn fill(&self, item: &mut PathItem) {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            self.fill_operation(operation);
        }
    }

    fn fill_operation(&self, operation: &mut Operation) {
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            body.content.get_mut("application/json").into_iter().for_each(|content| self.fill_content(content, false));
        }
        for (status, response) in &mut operation.responses.responses {
            if let (true, RefOr::T(response)) = (status.starts_with('2'), response) {
                let json = response.content.get_mut("application/json");
                json.into_iter().for_each(|content| self.fill_content(content, true));
            }
        }
    }

    fn fill_content(&self, content: &mut RefOr<Content>, is_reply: bool) {
        let RefOr::T(content) = content else { return };
        if let (None, Some(schema)) = (&content.example, &content.schema) {
            content.example = Some(self.example(&json!(schema), is_reply));
        }
    }

    /// An example of a schema. Of the optional fields of a request only those are in it that have an example of their own.
    fn example(&self, schema: &Value, is_reply: bool) -> Value {
        if let Some(given) =
            schema.get("example").or_else(|| schema["examples"].get(0)).or_else(|| schema.get("default"))
        {
            return given.clone();
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            return self.0.get(name).map_or(Value::Null, |schema| self.example(schema, is_reply));
        }
        if let Some(first) = schema["enum"].get(0).or_else(|| schema["oneOf"].get(0)) {
            return if first.is_object() { self.example(first, is_reply) } else { first.clone() };
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let parts = parts.iter().filter_map(|part| self.example(part, is_reply).as_object().cloned());
            return Value::Object(parts.flatten().collect());
        }
        match kind(schema) {
            "object" => self.object(schema, is_reply),
            "array" => json!([self.example(&schema["items"], is_reply)]),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(0)),
            "boolean" => json!(true),
            "string" => json!(text(schema)),
            _ => json!({}),
        }
    }

    fn object(&self, schema: &Value, is_reply: bool) -> Value {
        let is_required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|it| it == name));
        let fields = schema["properties"].as_object().into_iter().flatten();
        let shown = fields.filter(|(name, field)| is_reply || is_required(name) || field.get("example").is_some());
        shown.map(|(name, field)| (name.clone(), self.example(field, is_reply))).collect()
    }
}

/// The type, not counting null.
fn kind(schema: &Value) -> &str {
    let types = schema["type"].as_array().map_or(&[][..], Vec::as_slice);
    types.iter().chain([&schema["type"]]).filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default()
}

fn text(schema: &Value) -> &str {
    match schema["format"].as_str() {
        Some("date-time") => "2026-11-24T09:30:00.000Z",
        Some("date") => "2026-11-24",
        Some("email") => "ada@warren.example",
        Some("uri") => "https://warren.example",
        _ => "…",
    }
}
