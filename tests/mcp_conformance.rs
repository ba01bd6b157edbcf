//! The protocol's own conformance suite, against fixtures that the same code serves, and its official clients against the API.

use std::path::Path;

use serde_json::json;
use tokio::process::Command;

use crate::support::official_client::{Generation, OfficialClient, PYTHON_1, PYTHON_2, TYPESCRIPT_1, TYPESCRIPT_2};
use crate::support::{Purse, Server, letter};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The suite's scenarios of one revision. A failed one that the revision requires ends it with an error.
async fn conforms(revision: &str) {
    // Some scenarios allow parts of a second, which a busy machine does not always have.
    for attempt in 1..=3 {
        match run(revision).await {
            Ok(()) => return,
            Err(printed) if attempt == 3 => panic!("{printed}"),
            Err(_) => {}
        }
    }
}

/// One run of the suite, or what it printed.
async fn run(revision: &str) -> Result<(), String> {
    let server = Server::shared();
    let results = tempfile::tempdir().unwrap();
    let suite = Path::new(ROOT).join("tests/mcp/node_modules/@modelcontextprotocol/conformance/dist/index.js");
    let done = Command::new(Path::new(ROOT).join("node_modules/.bin/node"))
        .arg(suite)
        .args(["server", "--url", &format!("{}/dev/mcp", server.url()), "--requirements", revision, "-o"])
        .arg(results.path())
        .current_dir(results.path())
        .output()
        .await
        .unwrap();
    let printed = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if done.status.success() && printed.contains("Total:") { Ok(()) } else { Err(printed) }
}

#[tokio::test]
async fn the_suite_of_2025_11_25_passes() {
    conforms("2025-11-25").await;
}

#[tokio::test]
async fn the_suite_of_2026_07_28_passes() {
    conforms("2026-07-28").await;
}

/// A client that has the key of a pod. A charge above 100 needs approval.
async fn completes_with_a_key(generation: Generation) {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    let mailbox = purse.server.new_mailbox(&purse.pod.key).await;
    mailbox.receive(letter(&[("Subject", "first")], "hello")).await;
    let mut client = OfficialClient::start(generation, purse.server, Some(&purse.pod.key));
    assert!(client.connects().await.len() > 20);
    let calls = json!([["who_am_i", {}], ["list_messages", { "address": mailbox.address }]]);
    client.completes(&calls, &mailbox, &purse.account.key).await;
}

#[tokio::test]
async fn the_official_typescript_clients_with_a_key_call_tools_and_charge_with_approval() {
    for generation in [TYPESCRIPT_1, TYPESCRIPT_2, TYPESCRIPT_2.legacy()] {
        completes_with_a_key(generation).await;
    }
}

#[tokio::test]
async fn the_official_python_clients_with_a_key_call_tools_and_charge_with_approval() {
    for generation in [PYTHON_1, PYTHON_2, PYTHON_2.legacy()] {
        completes_with_a_key(generation).await;
    }
}
