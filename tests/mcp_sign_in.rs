//! The official MCP clients sign in with OAuth, with a person in a browser. With their token they call every tool, receive an update of
//! a resource, and make a charge that a person approves.

use serde_json::json;

use crate::mcp_results::arguments;
use crate::support::official_client::{Generation, OfficialClient, PYTHON_1, PYTHON_2, TYPESCRIPT_1, TYPESCRIPT_2};
use crate::support::{Browser, Mailbox, McpClient, Org, Server, oauth, text, unique};

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

async fn signs_in_and_completes(generation: Generation) {
    let org = Org::new(Server::shared()).await;
    let (server, key) = (org.server, &org.account.key);
    let email = format!("{}@people.example", unique("ann"));
    let recovery = json!({ "email": email });
    server.post("/v1/account/recovery-email").key(key).json(recovery).send().await.expect(200);
    let mailbox = Mailbox { server, key: key.clone(), address: org.account.address.clone() };
    let calls = arguments(&org, &mailbox, &McpClient::modern(server, key)).await;
    let budget = json!({ "daily": 100, "on_limit": "approve" });
    server.put("/v1/budget").key(key).json(budget).send().await.expect(200);

    let mut client = OfficialClient::start(generation, server, None);
    let authorize = text(&client.prints("authorize").await["authorize"]);
    assert!(authorize.contains("code_challenge_method=S256") && authorize.contains("resource="), "{authorize}");
    // The client begins with fewer: it asks for others when it needs them.
    let metadata = server.get("/.well-known/oauth-authorization-server").send().await.expect(200);
    let all: Vec<_> = metadata["scopes_supported"].as_array().unwrap().iter().map(text).collect();
    allow(server, &with_scope(&authorize, &all.join(" ")), &email).await;
    let tools = client.connects().await;
    assert!(tools.len() > 40, "{tools:?}");
    let calls: Vec<_> = tools.iter().map(|name| (name, &calls[&**name])).collect();
    client.completes(&json!(calls), &mailbox, key).await;
    assert_eq!(oauth::grants(server, key).await.len(), 1);
}

/// The URL of an authorization request, asking for other scopes.
fn with_scope(url: &str, scope: &str) -> String {
    let mut url: reqwest::Url = url.parse().unwrap();
    let others: Vec<_> = url.query_pairs().into_owned().filter(|(name, _)| name != "scope").collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("scope", scope);
    url.into()
}

#[tokio::test]
async fn the_typescript_client_1_signs_in_calls_every_tool_and_charges_with_approval() {
    signs_in_and_completes(TYPESCRIPT_1).await;
}

#[tokio::test]
async fn the_typescript_client_2_signs_in_calls_every_tool_and_charges_with_approval_in_both_eras() {
    for generation in [TYPESCRIPT_2, TYPESCRIPT_2.legacy()] {
        signs_in_and_completes(generation).await;
    }
}

#[tokio::test]
async fn the_python_client_1_signs_in_calls_every_tool_and_charges_with_approval() {
    signs_in_and_completes(PYTHON_1).await;
}

#[tokio::test]
async fn the_python_client_2_signs_in_calls_every_tool_and_charges_with_approval_in_both_eras() {
    for generation in [PYTHON_2, PYTHON_2.legacy()] {
        signs_in_and_completes(generation).await;
    }
}
