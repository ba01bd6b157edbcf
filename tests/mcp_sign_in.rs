//! The official MCP clients sign in through the whole OAuth dance, with a person in a browser, and call every tool.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::mcp_results::{REFUSED, arguments};
use crate::support::{Browser, Mailbox, McpClient, Org, Server, oauth, text, unique};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A client as a program, which says what it saw.
struct Program {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(program: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(Path::new(ROOT).join("tests/mcp"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, lines: BufReader::new(output).lines() }
    }

    async fn says(&mut self) -> Value {
        let line = self.lines.next_line().await.unwrap();
        serde_json::from_str(&line.expect("the client said no more; see what it wrote")).unwrap()
    }

    async fn is_told(&mut self, what: &Value) {
        self.input.write_all(format!("{what}\n").as_bytes()).await.unwrap();
    }
}

/// A person opens the page, gets a link by mail, presses its button, ticks every permission and allows it.
async fn allow(server: &Server, url: &str, email: &str) {
    let mut browser = Browser::start().await;
    browser.open(url).await;
    browser.shows("Send the link").await;
    browser.evaluate(&format!("document.querySelector('input[name=email]').value = {}", json!(email))).await;
    browser.press("Send the link").await;
    let link = oauth::link(server, email, 1).await;
    browser.open(&format!("{}{link}", server.url())).await;
    browser.shows("account").await;
    browser.evaluate("document.querySelector('button[name=account]').click()").await;
    let page = browser.shows("Allow").await;
    assert!(page.contains("An official client") && page.contains("127.0.0.1"), "{page}");
    browser.evaluate("document.querySelectorAll('input[type=checkbox]').forEach((box) => (box.checked = true))").await;
    browser.press("Allow").await;
    browser.shows("You can close this page.").await;
}

async fn signs_in_and_calls_every_tool(program: PathBuf, script: &str, kind: &str) {
    let org = Org::new(Server::shared()).await;
    let server = org.server;
    let email = format!("{}@people.example", unique("ann"));
    let recovery = json!({ "email": email });
    server.post("/v1/account/recovery-email").key(&org.account.key).json(recovery).send().await.expect(200);
    let mailbox = Mailbox { server, key: org.account.key.clone(), address: org.account.address.clone() };
    let calls = arguments(&org, &mailbox, &McpClient::modern(server, &org.account.key)).await;

    let mut client = Program::start(&program, &[script, &format!("{}/mcp", server.url()), kind]);
    let authorize = text(&client.says().await["authorize"]);
    assert!(authorize.contains("code_challenge_method=S256") && authorize.contains("resource="), "{authorize}");
    // The client begins with fewer: it asks for others when it needs them.
    let metadata = server.get("/.well-known/oauth-authorization-server").send().await.expect(200);
    let all: Vec<_> = metadata["scopes_supported"].as_array().unwrap().iter().map(text).collect();
    allow(server, &with_scope(&authorize, &all.join(" ")), &email).await;
    let signed_in = client.says().await;
    assert_eq!(signed_in["signed_in"], true, "{signed_in}");
    let tools: Vec<String> = serde_json::from_value(signed_in["tools"].clone()).unwrap();
    assert!(tools.len() > 40, "{tools:?}");
    let calls: Vec<_> =
        tools.iter().filter(|name| !REFUSED.contains(&name.as_str())).map(|name| (name, &calls[&**name])).collect();
    client.is_told(&json!(calls)).await;
    assert_eq!(client.says().await, json!({ "failed": {} }));
    assert!(client.child.wait().await.unwrap().success());

    let grants = server.get("/v1/oauth/grants").key(&org.account.key).send().await.expect(200);
    assert_eq!(grants["grants"].as_array().unwrap().len(), 1, "{grants}");
}

/// The URL of an authorization request, asking for other scopes.
fn with_scope(url: &str, scope: &str) -> String {
    let mut url: reqwest::Url = url.parse().unwrap();
    let others: Vec<_> = url.query_pairs().into_owned().filter(|(name, _)| name != "scope").collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("scope", scope);
    url.into()
}

fn node() -> PathBuf {
    Path::new(ROOT).join("node_modules/.bin/node")
}

#[tokio::test]
async fn the_typescript_client_of_2025_signs_in_and_calls_every_tool() {
    signs_in_and_calls_every_tool(node(), "oauth.mjs", "sdk").await;
}

#[tokio::test]
async fn the_typescript_client_of_2026_signs_in_and_calls_every_tool() {
    signs_in_and_calls_every_tool(node(), "oauth.mjs", "client").await;
}

#[tokio::test]
async fn the_python_client_signs_in_and_calls_every_tool_in_both_eras() {
    for mode in ["auto", "legacy"] {
        let python = Path::new(ROOT).join(".tools/venv/bin/python3");
        signs_in_and_calls_every_tool(python, "oauth.py", mode).await;
    }
}
