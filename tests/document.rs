//! The OpenAPI document.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::Server;

#[allow(dead_code, reason = "the example's own `main`")]
#[path = "../examples/errors.rs"]
mod errors;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

#[test]
fn the_committed_document_is_that_of_the_code() {
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    let current = serde_json::to_value(warren::api::document()).unwrap();
    assert!(committed == current, "openapi.json is out of date: run `cargo xtask openapi`");
}

#[test]
fn the_list_of_error_codes_is_that_of_the_code() {
    let committed = include_str!("../docs/ERRORS.md");
    assert!(
        errors::page(committed).as_deref() == Some(committed),
        "docs/ERRORS.md is out of date: run `cargo xtask openapi`"
    );
}

#[test]
fn the_document_is_valid() {
    let validator = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/openapi-spec-validator");
    let run = Command::new(validator).arg(FILE).output().expect("`cargo xtask test` installs the validator");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[tokio::test]
async fn the_worker_serves_the_document() {
    let served = Server::shared().get("/api").send().await.expect(200);
    assert_eq!(served, serde_json::from_str::<Value>(&std::fs::read_to_string(FILE).unwrap()).unwrap());
}

#[test]
fn every_operation_says_what_it_does_and_what_it_answers() {
    let document = serde_json::to_value(warren::api::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{method} {path}");
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response["description"].is_string(), "{method} {path} {status}");
            }
        }
    }
}
