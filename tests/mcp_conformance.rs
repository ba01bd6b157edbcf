//! The protocol's own conformance suite, against fixtures that the same code serves, and its official clients against the API.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::support::{Mailbox, Purse, Server, letter, text};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn node() -> PathBuf {
    Path::new(ROOT).join("node_modules/.bin/node")
}

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
    let done = Command::new(node())
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

/// An official client, as a program that says what it saw.
struct Official {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Official {
    fn start(program: &Path, arguments: &[&str], mailbox: &Mailbox<'_>) -> Self {
        let mut child = Command::new(program)
            .args(&arguments[..1])
            .args([&format!("{}/mcp", mailbox.server.url()), &mailbox.key, &mailbox.address])
            .args(&arguments[1..])
            .current_dir(Path::new(ROOT).join("tests/mcp"))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    async fn says(&mut self) -> Value {
        let line = self.lines.next_line().await.unwrap();
        serde_json::from_str(&line.expect("the client said no more; see what it wrote")).unwrap()
    }

    /// It reads the account and a message, and hears of another one.
    async fn reads_and_hears(&mut self, mailbox: &Mailbox<'_>, account: &str) {
        let ready = self.says().await;
        assert_eq!((&ready["account"], &ready["messages"]), (&json!(account), &json!(1)), "{ready}");
        assert!(ready["tools"].as_u64() > Some(20), "{ready}");
        mailbox.receive(letter(&[("Subject", "later")], "news")).await;
        assert_eq!(self.says().await["updated"], format!("warren://inboxes/{}", mailbox.address));
    }

    async fn ends(mut self) {
        assert!(self.child.wait().await.unwrap().success());
    }
}

/// A pod with a message that may spend 100, and asks beyond that.
async fn prepared(purse: &Purse<'static>) -> Mailbox<'static> {
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    let mailbox = purse.server.new_mailbox(&purse.account.key).await;
    mailbox.receive(letter(&[("Subject", "first")], "hello")).await;
    mailbox
}

async fn approve(purse: &Purse<'_>, url: &Value) {
    let path = format!("/v1/approvals/{}/approve", text(url).rsplit('#').next().unwrap());
    purse.server.post(&path).key(&purse.account.key).json(json!({})).send().await.expect(200);
}

#[tokio::test]
async fn the_official_typescript_client_of_2025_reads_hears_and_is_asked() {
    let purse = Purse::on(Server::shared()).await;
    let mailbox = prepared(&purse).await;
    let mut client = Official::start(&node(), &["legacy.mjs"], &mailbox);
    client.reads_and_hears(&mailbox, &purse.account.account_id).await;
    approve(&purse, &client.says().await["asked"]).await;
    client.ends().await;
}

#[tokio::test]
async fn the_official_typescript_client_of_2026_reads_hears_and_goes_on_after_an_approval() {
    let purse = Purse::on(Server::shared()).await;
    let mailbox = prepared(&purse).await;
    let mut client = Official::start(&node(), &["modern.mjs"], &mailbox);
    client.reads_and_hears(&mailbox, &purse.account.account_id).await;
    approve(&purse, &client.says().await["asked"]).await;
    assert_eq!(client.says().await["charged"], 500);
    client.ends().await;
}

#[tokio::test]
async fn the_official_python_client_reads_and_hears_in_both_eras() {
    let python = Path::new(ROOT).join(".tools/venv/bin/python3");
    for mode in ["auto", "legacy"] {
        let purse = Purse::on(Server::shared()).await;
        let mailbox = prepared(&purse).await;
        let mut client = Official::start(&python, &["client.py", mode], &mailbox);
        client.reads_and_hears(&mailbox, &purse.account.account_id).await;
        client.ends().await;
    }
}
