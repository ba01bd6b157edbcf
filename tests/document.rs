//! The OpenAPI document.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Server, schema_faults};

#[allow(dead_code, reason = "the example's own `main`")]
#[path = "../examples/tables.rs"]
mod tables;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
const OPENAPI_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openapi");

#[test]
fn the_committed_document_is_that_of_the_code() {
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    assert!(committed == document(), "openapi.json is out of date: run `cargo xtask openapi`");
}

#[test]
fn the_tables_of_the_pages_are_those_of_the_code() {
    for path in tables::PAGES {
        let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let current = tables::page(path, &committed);
        assert!(current == Some(committed), "{path} is out of date: run `cargo xtask openapi`");
    }
}

#[test]
fn the_document_is_valid() {
    let validator = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/openapi-spec-validator");
    let run = Command::new(validator).arg(FILE).output().expect("`cargo xtask test` installs the validator");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn the_document_is_clean_under_the_linter() {
    let said = openapi_tool("redocly").args(["lint", "--format=json", FILE]).output().unwrap();
    let report: Value = serde_json::from_slice(&said.stdout).expect("`cargo xtask test` installs the linter");
    let problems = report["problems"].as_array().unwrap().iter();
    let problems = problems.map(|it| format!("{}: {} ({})", it["ruleId"], it["message"], it["location"][0]["pointer"]));
    assert_none("problems", problems.collect());
}

#[test]
fn a_client_that_a_generator_made_compiles_and_runs_the_quickstart() {
    let run = |mut command: Command| {
        let said = command.output().expect("`cargo xtask test` installs the generator");
        let (stdout, stderr) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        assert!(said.status.success(), "{command:?}\n{stdout}{stderr}");
        stdout.into_owned()
    };
    let mut generate = openapi_tool("openapi-typescript");
    generate.args([FILE, "--default-non-nullable=false", "--output", "api.d.ts"]);
    run(generate);
    run(openapi_tool("tsc"));
    let mut node = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/.bin/node"));
    node.args(["client.ts", Server::shared().url()]).current_dir(OPENAPI_FOLDER);
    let said: Value = serde_json::from_str(&run(node)).unwrap();
    assert_eq!(said["subject"], "Hello", "{said}");
}

/// A program of `tests/openapi`, in that folder.
fn openapi_tool(name: &str) -> Command {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/.bin");
    let path = std::env::join_paths([own].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())));
    let mut tool = Command::new(Path::new(OPENAPI_FOLDER).join("node_modules/.bin").join(name));
    tool.current_dir(OPENAPI_FOLDER).env("PATH", path.unwrap());
    tool.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    tool
}

#[tokio::test]
async fn the_worker_serves_the_document() {
    let served = Server::shared().get("/api").send().await.expect(200);
    assert_eq!(served, serde_json::from_str::<Value>(&std::fs::read_to_string(FILE).unwrap()).unwrap());
}

/// What the document says, and for each operation its name and its body.
fn document() -> Value {
    serde_json::to_value(warren::api::document()).unwrap()
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let items = document["paths"].as_object().unwrap().iter();
    let operations = items.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |it| (path, it)));
    operations.map(|(path, (method, operation))| (format!("{method} {path}"), operation)).collect()
}

#[track_caller]
fn assert_none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{} {what}:\n  {}", found.len(), found.join("\n  "));
}

#[test]
fn every_operation_has_a_summary_one_declared_tag_and_described_replies() {
    let document = document();
    let declared: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    let mut wrong = Vec::new();
    for (name, operation) in operations(&document) {
        if !operation["summary"].is_string() {
            wrong.push(format!("{name}: no summary"));
        }
        match operation["tags"].as_array().unwrap().as_slice() {
            [tag] if declared.contains(&tag) => {}
            tags => wrong.push(format!("{name}: {tags:?} is not one declared tag")),
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            if response["description"].as_str().is_none_or(str::is_empty) {
                wrong.push(format!("{name} {status}: no description"));
            }
        }
    }
    assert_none("operations with a fault", wrong);
}

#[test]
fn every_property_and_every_parameter_is_described() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut missing = Vec::new();
    for (name, schema) in schemas {
        if !schema["description"].is_string() {
            missing.push(name.clone());
        }
        each_property(name, schema, &mut |property, schema| {
            // A reader sees the words of the type where the property has none.
            let alternatives = schema["oneOf"].as_array().map_or(&[][..], Vec::as_slice);
            let described = [schema].into_iter().chain(alternatives).any(|schema| {
                let reference = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
                schema["description"].is_string() || reference.is_some_and(|name| schemas.contains_key(name))
            });
            if !described {
                missing.push(property.to_owned());
            }
        });
    }
    for (name, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if !parameter["description"].is_string() && !parameter["schema"]["description"].is_string() {
                missing.push(format!("{name}: parameter {}", parameter["name"]));
            }
        }
    }
    assert_none("without a description", missing);
}

#[test]
fn every_enumeration_describes_its_values() {
    let document = document();
    let mut missing = Vec::new();
    let mut check = |name: &str, schema: &Value| {
        let text = schema["description"].as_str().unwrap_or_default();
        let values = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        missing.extend(
            values.filter(|value| !text.contains(&format!("`{value}`"))).map(|value| format!("{name}: {value}")),
        );
    };
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        check(name, schema);
        each_property(name, schema, &mut check);
    }
    for (name, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            check(&format!("{name}: parameter {}", parameter["name"]), &parameter["schema"]);
        }
    }
    assert_none("values that their enumeration does not describe", missing);
}

#[test]
fn every_json_body_of_a_request_or_a_success_has_a_valid_example() {
    let document = document();
    let mut wrong = Vec::new();
    for (name, operation) in operations(&document) {
        let replies = operation["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with('2'));
        let replies = replies.map(|(status, response)| (format!("{name} {status}"), &response["content"]));
        for (what, content) in replies.chain([(format!("{name} request"), &operation["requestBody"]["content"])]) {
            let json = &content["application/json"];
            if json.is_null() {
                continue;
            }
            if json["example"].is_null() {
                wrong.push(format!("{what}: no example"));
            }
            wrong.extend(schema_faults(&what, &json["schema"], &json["example"]));
            if json["example"].to_string().contains("\"…\"") {
                wrong.push(format!("{what}: a text without an example in {}", json["example"]));
            }
        }
    }
    assert_none("examples with a fault", wrong);
}

/// Calls `visit` with each property of a schema, at any depth.
fn each_property(name: &str, schema: &Value, visit: &mut impl FnMut(&str, &Value)) {
    for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
        let name = format!("{name}.{property}");
        visit(&name, schema);
        each_property(&name, schema, visit);
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        schema[keyword].as_array().into_iter().flatten().for_each(|part| each_property(name, part, visit));
    }
    for keyword in ["items", "additionalProperties"] {
        schema.get(keyword).into_iter().for_each(|schema| each_property(name, schema, visit));
    }
}
