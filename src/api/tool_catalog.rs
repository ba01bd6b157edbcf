//! The catalog of MCP tools, from the OpenAPI document. Not in the worker, which serves the finished file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::document;
use crate::edge::mcp::tools::TOOLS;
use crate::mcp::fence::{MARK, Words};
use crate::wire::{Effect, Idempotency, Tool};

/// Keywords that clients need not, or that some of them refuse.
const LEFT_OUT: [&str; 4] = ["example", "examples", "discriminator", "xml"];
const REFERENCE: &str = "#/components/schemas/";

/// The file: how each tool is listed, by its name.
pub fn tool_catalog() -> Value {
    let document = serde_json::to_value(document()).unwrap_or_default();
    let entries = TOOLS.iter().map(|tool| (tool.name.to_owned(), Schemas(&document).entry(tool)));
    Value::Object(entries.collect())
}

struct Schemas<'a>(&'a Value);

impl Schemas<'_> {
    fn entry(&self, tool: &Tool) -> Value {
        let operation = tool.operation;
        let method = format!("{:?}", operation.method).to_lowercase();
        let described = &self.0["paths"][operation.path][&method];
        let parameters = described["parameters"].as_array().cloned().unwrap_or_default();
        json!({
            "name": tool.name,
            "title": tool.listed.title,
            "description": tool.listed.about,
            "inputSchema": self.input(tool, &parameters, &described["requestBody"]),
            "outputSchema": self.output(tool, &described["responses"]),
            "annotations": annotations(tool),
        })
    }

    fn input(&self, tool: &Tool, parameters: &[Value], body: &Value) -> Value {
        let (mut properties, mut required) = (Map::new(), BTreeSet::new());
        for parameter in parameters.iter().filter(|parameter| parameter["in"] != "header" && parameter["name"] != "org")
        {
            let name = tool.name_of(parameter["name"].as_str().unwrap_or_default());
            let mut schema = parameter["schema"].clone();
            schema["description"] = parameter["description"].clone();
            properties.insert(name.to_owned(), schema);
            if parameter["required"] == true {
                required.insert(name.to_owned());
            }
        }
        let body = &body["content"]["application/json"]["schema"];
        if body.is_object() {
            let (fields, needed) = self.fields(body);
            properties.extend(fields);
            required.extend(needed);
        }
        if tool.operation.idempotency != Idempotency::Ignored {
            let about = "A key of your choice for this call. The same call with the same key is done once.";
            properties.insert(
                "idempotency_key".to_owned(),
                json!({ "type": "string", "maxLength": 255, "description": about }),
            );
            if tool.operation.idempotency == Idempotency::Directory {
                required.insert("idempotency_key".to_owned());
            }
        }
        let schema =
            json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
        self.closed(schema)
    }

    /// The fields of an object, of all of its variants. Required are those that each variant requires.
    fn fields(&self, schema: &Value) -> (Map<String, Value>, BTreeSet<String>) {
        let schema = self.resolved(schema);
        let of_text = |value: &Value| {
            value.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
        };
        let mut fields = schema["properties"].as_object().cloned().unwrap_or_default();
        let mut required: BTreeSet<String> = of_text(&schema["required"]);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let (more, needed) = self.fields(part);
            fields.extend(more);
            required.extend(needed);
        }
        let variants = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
        let variants: Vec<_> = variants.into_iter().flatten().map(|variant| self.fields(variant)).collect();
        let common = variants.iter().map(|(_, needed)| needed.clone()).reduce(|all, needed| &all & &needed);
        required.extend(common.unwrap_or_default());
        for (more, _) in variants {
            fields.extend(more);
        }
        (fields, required)
    }

    fn resolved<'b>(&'b self, schema: &'b Value) -> &'b Value {
        match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(REFERENCE)) {
            Some(name) => &self.0["components"]["schemas"][name],
            None => schema,
        }
    }

    fn output(&self, tool: &Tool, responses: &Value) -> Value {
        let successes = responses.as_object().into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
        let mut replies: Vec<Value> = successes
            .map(|(_, response)| match &response["content"]["application/json"]["schema"] {
                Value::Null => json!({
                    "type": "object",
                    "properties": { "received": { "type": "boolean", "const": false, "description": "No message came." } },
                    "required": ["received"],
                }),
                schema => schema.clone(),
            })
            .collect();
        replies.dedup();
        let mut schema = json!({ "type": "object" });
        if tool.words == Words::Others {
            schema["properties"] =
                json!({ MARK: { "type": "string", "description": "Says that other people wrote some of this." } });
        }
        match replies.len() {
            1 => schema["allOf"] = json!(replies),
            _ => schema["anyOf"] = json!(replies),
        }
        self.closed(schema)
    }

    /// A schema with everything that it refers to.
    fn closed(&self, mut schema: Value) -> Value {
        let (mut open, mut definitions) = (BTreeSet::new(), BTreeMap::new());
        localize(&mut schema, &mut open);
        while let Some(name) = open.pop_first() {
            if definitions.contains_key(&name) {
                continue;
            }
            let mut definition = self.0["components"]["schemas"][&name].clone();
            localize(&mut definition, &mut open);
            definitions.insert(name, definition);
        }
        if !definitions.is_empty() {
            schema["$defs"] = json!(definitions);
        }
        schema
    }
}

/// Makes references local and collects their names, and leaves out what validators need not.
fn localize(schema: &mut Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            // The names of properties are no keywords.
            if let Some(Value::Object(properties)) = members.get_mut("properties") {
                properties.values_mut().for_each(|property| localize(property, names));
            }
            members.retain(|name, value| match name.as_str() {
                "format" => value != "email",
                name => !LEFT_OUT.contains(&name),
            });
            for (name, value) in members.iter_mut().filter(|(name, _)| *name != "properties") {
                if name == "$ref"
                    && let Some(target) = value.as_str().and_then(|reference| reference.strip_prefix(REFERENCE))
                {
                    names.insert(target.to_owned());
                    *value = json!(format!("#/$defs/{target}"));
                } else {
                    localize(value, names);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| localize(item, names)),
        _ => {}
    }
}

fn annotations(tool: &Tool) -> Value {
    let (reads, destroys, repeats) = match tool.listed.effect {
        Effect::Reads => (true, false, true),
        Effect::Adds | Effect::Leaves => (false, false, false),
        Effect::Ensures => (false, false, true),
        Effect::Replaces | Effect::Tells | Effect::Deletes => (false, true, true),
    };
    let tells = matches!(tool.listed.effect, Effect::Leaves | Effect::Tells | Effect::Deletes);
    json!({
        "readOnlyHint": reads, "destructiveHint": destroys, "idempotentHint": repeats,
        "openWorldHint": tells || tool.words == Words::Others,
    })
}
