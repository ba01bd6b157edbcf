//! What a credential may do with the MCP server, and what a client is told that may not.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::members::{join, owned};
use crate::support::oauth::OauthApp;
use crate::support::world::{Scim, key_with, scoped_key};
use crate::support::{Account, LEGACY, MODERN, McpClient, PodKey, Reply, Request, Server, message_of, text, unique};

pub const OPERATOR: &str = "a-token-of-the-operator";

/// A deployment with an operator.
pub fn operated() -> &'static Server {
    static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start(&[("ADMIN_TOKEN", OPERATOR)]));
    &SERVER
}

/// The result must be an error with this code.
#[track_caller]
fn is_refused(code: &str, result: &Value) {
    assert_eq!(result["isError"], true, "{result}");
    assert!(text(&result["content"][0]["text"]).starts_with(&format!("code: {code}\n")), "{result}");
}

/// Sets the ceiling of a pod's agents, or of all agents of its account.
async fn set_ceiling(account: &Account, pod: &PodKey, is_whole: bool, tools: Value) {
    let request = if is_whole {
        operated().patch(&format!("/admin/accounts/{}", account.account_id)).key(OPERATOR)
    } else {
        operated().put(&format!("/admin/tenants/{}/ceiling", pod.id)).key(&account.key)
    };
    request.json(json!({ "ceiling_tools": tools })).send().await.expect(200);
}

#[tokio::test]
async fn tools_above_a_ceiling_are_not_listed() {
    let server = operated();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let clients = McpClient::both(server, &pod.key).await;
    for is_whole in [false, true] {
        set_ceiling(&account, &pod, is_whole, json!(["read_budget", "list_messages", "claude-code"])).await;
        for client in &clients {
            assert_eq!(client.tools().await, ["list_messages", "read_budget"]);
        }
        set_ceiling(&account, &pod, is_whole, json!([])).await;
        for client in &clients {
            assert!(client.tools().await.len() > 40);
        }
    }
}

#[tokio::test]
async fn tools_above_a_ceiling_are_refused() {
    let server = operated();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let list = json!({ "address": mailbox.address });
    let clients = McpClient::both(server, &pod.key).await;
    for is_whole in [false, true] {
        set_ceiling(&account, &pod, is_whole, json!(["list_messages", "read_budget"])).await;
        for client in &clients {
            client.calls("list_messages", list.clone()).await;
            client.calls("read_budget", json!({})).await;
            // Of the pod, and of the edge.
            for (name, arguments) in [
                ("read_message", json!({ "message_id": "msg_x", "address": mailbox.address })),
                ("search_messages", json!({ "q": "x" })),
                ("list_inboxes", json!({})),
                ("charge", json!({ "amount": 1, "idempotency_key": unique("k") })),
            ] {
                is_refused("ceiling_exceeded", &client.tool(name, arguments).await);
            }
        }
        set_ceiling(&account, &pod, is_whole, json!([])).await;
        for client in &clients {
            client.calls("list_inboxes", json!({})).await;
            client.calls("search_messages", json!({ "q": "x" })).await;
        }
    }
}

fn call(name: &str, arguments: Value) -> Value {
    json!({ "name": name, "arguments": arguments })
}

/// A tool of the pod and one of the edge, that need these permissions.
fn lacking() -> [(&'static str, Value); 2] {
    let range = json!({ "from": "2030-01-01T00:00:00Z", "to": "2030-01-02T00:00:00Z" });
    [("calendar:read", call("list_events", range)), ("budget:read", call("read_budget", json!({})))]
}

/// A parameter of the challenge of a reply.
fn challenge(reply: &Reply, parameter: &str) -> String {
    let header = reply.header("www-authenticate").unwrap_or_else(|| panic!("no challenge: {reply}"));
    let parameters = header.strip_prefix("Bearer ").unwrap().split(", ");
    let found = parameters.filter_map(|one| one.split_once('=')).find(|(name, _)| *name == parameter);
    found.unwrap_or_else(|| panic!("no {parameter} in {header}")).1.trim_matches('"').to_owned()
}

#[track_caller]
fn leads_to_a_token(reply: &Reply, server: &Server) {
    let metadata = format!("{}/.well-known/oauth-protected-resource/mcp", server.url());
    assert_eq!(challenge(reply, "resource_metadata"), metadata);
}

#[tokio::test]
async fn a_client_whose_person_can_give_it_the_scope_is_told_to_ask_for_it() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let app = OauthApp::register(server).await;
    let mcp = format!("{}/mcp", server.url());
    let granted = "mail:read vault:read";
    let tokens = app.connect(&owner.email, 1, &[("resource", &mcp), ("scope", granted)]).await;
    let mut scope = String::new();
    for client in McpClient::both(server, &tokens.access).await {
        assert!(!client.tools().await.contains(&"list_events".to_owned()));
        for (needed, params) in lacking() {
            let reply = client.send("tools/call", params).await;
            reply.expect_error(403, "missing_scope");
            assert_eq!(challenge(&reply, "error"), "insufficient_scope");
            leads_to_a_token(&reply, server);
            scope = challenge(&reply, "scope");
            let expected: BTreeSet<_> = granted.split(' ').chain([needed]).collect();
            assert_eq!(scope.split(' ').collect::<BTreeSet<_>>(), expected);
        }
    }
    // With what the challenge names, the call works.
    let tokens = app.connect(&owner.email, 2, &[("resource", &mcp), ("scope", &scope)]).await;
    for client in McpClient::both(server, &tokens.access).await {
        client.calls("read_budget", json!({})).await;
        client.calls("list_secrets", json!({})).await;
    }
}

#[tokio::test]
async fn who_cannot_get_the_scope_gets_an_error_of_the_tool() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let viewer = join(server, &account.key, "viewer", &[&pod.id]).await;
    let mcp = format!("{}/mcp", server.url());
    let app = OauthApp::register(server).await;
    let tokens = app.connect(&viewer.email, 1, &[("resource", &mcp), ("scope", "mail:read")]).await;
    let of_viewer = [
        call("store_secret", json!({ "key": "k", "ciphertext": "c2VhbGVkLWJ5LXlvdQ" })),
        call("charge", json!({ "amount": 1, "idempotency_key": unique("k") })),
    ];
    let reader = scoped_key(server, &account.key, &pod.id, vec!["mail:read"]).await;
    for (key, calls) in [(&tokens.access, of_viewer), (&reader, lacking().map(|(_, call)| call))] {
        for client in McpClient::both(server, key).await {
            for params in &calls {
                let reply = client.send("tools/call", params.clone()).await;
                assert_eq!((reply.status, reply.header("www-authenticate")), (200, None), "{reply}");
                is_refused("missing_scope", &message_of(&reply)["result"]);
            }
        }
    }
}

/// A message of a legacy client outside a session.
fn post(server: &Server, key: &str, body: Value) -> Request {
    server.post("/mcp").key(key).header("mcp-protocol-version", LEGACY).json(body)
}

/// Every message that a client can send, each with a name for it.
fn all_messages(server: &'static Server, key: &str, session: Option<&str>) -> Vec<(String, Request)> {
    let read = json!({ "message_id": "msg_x", "address": "a@b.example" });
    let of_both = [
        ("tools/list", json!({})),
        ("tools/call", call("read_message", read)),
        ("tools/call", call("read_budget", json!({}))),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("resources/read", json!({ "uri": "warren://calendar" })),
        ("prompts/list", json!({})),
        ("prompts/get", json!({ "name": "triage_inbox" })),
    ];
    let uri = json!({ "uri": "warren://calendar" });
    let of_legacy = [("ping", json!({})), ("resources/subscribe", uri.clone()), ("resources/unsubscribe", uri)];
    let listen = json!({ "notifications": { "toolsListChanged": true } });
    let of_modern = [("server/discover", json!({})), ("subscriptions/listen", listen)];
    let modern = McpClient::modern(server, key);
    let legacy = McpClient { session: session.map(str::to_owned), ..modern.clone() };
    let outside = |method: &str, params: &Value| {
        post(server, key, json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }))
    };
    let mut all = Vec::new();
    for (method, params) in of_both.iter().chain(&of_modern) {
        all.push((format!("modern {method} {params}"), modern.request(method, params.clone())));
    }
    for (method, params) in of_both.iter().chain(&of_legacy) {
        all.push((format!("legacy {method} {params}"), outside(method, params)));
        if session.is_some() {
            all.push((format!("in a session {method} {params}"), legacy.request(method, params.clone())));
        }
    }
    let shake = json!({ "protocolVersion": LEGACY, "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
    all.push(("initialize".to_owned(), outside("initialize", &shake)));
    let told = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    all.push(("a notification".to_owned(), post(server, key, told)));
    if let Some(session) = session {
        let stream = server.get("/mcp").key(key).header("mcp-session-id", session);
        all.push(("a stream".to_owned(), stream));
    }
    all
}

async fn all_are_unauthorized(server: &'static Server, key: &str, session: Option<&str>) {
    let mut answered = Vec::new();
    for (name, request) in all_messages(server, key, session) {
        let reply = request.send().await;
        if reply.status == 401 {
            reply.expect_error(401, "unauthorized");
            leads_to_a_token(&reply, server);
        } else {
            answered.push(format!("{name}: {}", reply.status));
        }
    }
    assert!(answered.is_empty(), "{answered:#?}");
}

#[tokio::test]
async fn a_dead_key_is_unauthorized_whatever_it_asks() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let end = Utc::now() + TimeDelta::seconds(8);
    let (id, revoked) = key_with(server, &account.key, &pod.id, json!({ "label": "to be revoked" })).await;
    let (_, expired) = key_with(server, &account.key, &pod.id, json!({ "expires_at": end })).await;
    let mut sessions = Vec::new();
    for key in [&revoked, &expired] {
        // All caches know the key.
        let client = McpClient::legacy(server, key, false).await;
        client.calls("search_messages", json!({ "q": "x" })).await;
        client.calls("read_budget", json!({})).await;
        sessions.push(client.session.unwrap());
    }
    server.delete(&format!("/v1/pods/{}/keys/{id}", pod.id)).key(&account.key).send().await.expect(200);
    all_are_unauthorized(server, &revoked, Some(&sessions[0])).await;
    tokio::time::sleep((end - Utc::now()).to_std().unwrap_or_default() + Duration::from_millis(100)).await;
    all_are_unauthorized(server, &expired, Some(&sessions[1])).await;
}

#[tokio::test]
async fn the_token_of_an_identity_provider_is_unauthorized_whatever_it_asks() {
    let server = Server::shared();
    let account = server.register(None).await;
    let scim = Scim::make(server, &account).await;
    all_are_unauthorized(server, &scim.token, None).await;
}

#[tokio::test]
async fn headers_that_name_another_tool_than_the_body_call_nothing() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let reader = scoped_key(server, &account.key, &pod.id, vec!["mail:read"]).await;
    let mail = json!({ "from": mailbox.address, "to": mailbox.address, "subject": "s", "text": "t" });
    let meta =
        json!({ "io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {} });
    for (version, meta) in [(MODERN, meta), (LEGACY, json!({}))] {
        for (key, method, name) in [
            (&pod.key, "tools/call", "send_email"),
            (&reader, "tools/call", "send_email"),
            (&reader, "tools/call", "read_budget"),
            (&reader, "tools/list", "read_message"),
        ] {
            let mut params = call(name, mail.clone());
            params["_meta"] = meta.clone();
            let body = json!({ "jsonrpc": "2.0", "id": "x", "method": method, "params": params });
            let request = server.post("/mcp").key(key).header("mcp-protocol-version", version);
            let request = request.header("mcp-method", "tools/call").header("mcp-name", "read_message");
            let reply = request.json(body).send().await;
            let said = (reply.status, &reply.json()["error"]["code"], &reply.json()["id"]);
            assert_eq!(said, (400, &json!(-32020), &json!("x")), "{version} {method} {name}: {reply}");
        }
    }
    let sent = McpClient::modern(server, &pod.key).calls("list_sent", json!({})).await;
    assert_eq!((&sent["messages"], mailbox.list("").await), (&json!([]), Vec::new()));
}
