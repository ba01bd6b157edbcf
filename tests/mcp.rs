//! The Model Context Protocol: both eras, who may use what, and what a call costs.

use serde_json::{Value, json};

use crate::support::{LEGACY, MODERN, McpClient, Server, letter, message_of, text, unique, world};

#[tokio::test]
async fn both_eras_are_spoken_at_one_endpoint() {
    let server = Server::shared();
    let account = server.register(None).await;
    let legacy = McpClient::legacy(server, &account.key, false).await;
    assert_eq!(legacy.result("ping", json!({})).await, json!({}));
    let listed = legacy.result("tools/list", json!({})).await;
    assert!(listed["ttlMs"].is_null() && listed["tools"].as_array().unwrap().len() > 40, "{listed}");

    let modern = McpClient::modern(server, &account.key);
    let discovered = modern.result("server/discover", json!({})).await;
    assert_eq!(
        (&discovered["supportedVersions"][0], &discovered["supportedVersions"][1]),
        (&json!(MODERN), &json!(LEGACY))
    );
    assert_eq!((&discovered["resultType"], &discovered["cacheScope"]), (&json!("complete"), &json!("private")));
    assert_eq!(discovered["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "warren");
    assert_eq!(modern.result("tools/list", json!({})).await["tools"], listed["tools"]);
    for client in [&legacy, &modern] {
        let me = client.calls("who_am_i", json!({})).await;
        assert_eq!(me["account"]["id"], json!(account.account_id), "{me}");
    }
}

#[tokio::test]
async fn a_method_of_the_other_era_is_refused() {
    let server = Server::shared();
    let account = server.register(None).await;
    let (modern, legacy) =
        (McpClient::modern(server, &account.key), McpClient::legacy(server, &account.key, false).await);
    for method in ["initialize", "ping", "logging/setLevel", "resources/subscribe", "unknown/method"] {
        let (status, error) = modern.fails(method, json!({})).await;
        assert_eq!((status, &error["code"]), (404, &json!(-32601)), "{method}");
    }
    for method in ["server/discover", "subscriptions/listen", "unknown/method"] {
        let (status, error) = legacy.fails(method, json!({})).await;
        assert_eq!((status, &error["code"]), (200, &json!(-32601)), "{method}");
    }
}

#[tokio::test]
async fn what_a_header_and_the_body_say_must_agree() {
    let server = Server::shared();
    let account = server.register(None).await;
    let meta =
        json!({ "io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {} });
    let body = json!({ "jsonrpc": "2.0", "id": "x", "method": "tools/call",
        "params": { "name": "who_am_i", "arguments": {}, "_meta": meta } });
    let send = async |headers: &[(&str, &str)]| {
        let request = server.post("/mcp").key(&account.key);
        headers.iter().fold(request, |request, (name, value)| request.header(name, value)).json(&body).send().await
    };
    let right = [("mcp-protocol-version", MODERN), ("mcp-method", "tools/call"), ("mcp-name", "who_am_i")];
    assert!(message_of(&send(&right).await)["result"]["structuredContent"].is_object());
    for (at, wrong) in ["2026-07-29", "tools/list", "send_email"].into_iter().enumerate() {
        let mut headers = right;
        headers[at].1 = wrong;
        let reply = send(&headers).await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"], &reply.json()["id"]),
            (400, &json!(-32020), &json!("x"))
        );
        let mut missing = right.to_vec();
        missing.remove(at);
        assert_eq!(send(&missing).await.json()["error"]["code"], -32020, "without {:?}", right[at]);
    }
}

#[tokio::test]
async fn a_body_that_is_no_message_is_refused() {
    let server = Server::shared();
    let account = server.register(None).await;
    for (body, code) in [
        ("{", -32700),
        ("[]", -32600),
        (r#"{"jsonrpc":"2.0"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, -32600),
    ] {
        let reply = server.post("/mcp").key(&account.key).body(body).send().await;
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(code)), "{body}");
        assert!(reply.json().get("id").is_none(), "{reply}");
    }
    let told = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let reply = server.post("/mcp").key(&account.key).json(told).send().await;
    assert_eq!((reply.status, reply.body.len()), (202, 0));
}

#[tokio::test]
async fn a_client_without_a_valid_key_is_told_where_it_gets_one() {
    let server = Server::shared();
    let account = server.register(None).await;
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let forged = account.key.replace("al_live_", "al_live_x");
    let dead = {
        let rotated = server.post("/v1/auth/keys/rotate").key(&account.key).send().await.expect(200);
        assert_ne!(rotated["api_key"], json!(account.key));
        account.key.clone()
    };
    for key in [None, Some(&forged), Some(&dead)] {
        let request = server.post("/mcp").json(&body);
        let reply = match key {
            Some(key) => request.key(key),
            None => request,
        };
        let reply = reply.send().await;
        reply.expect_error(401, "unauthorized");
        let challenge = reply.header("www-authenticate").unwrap();
        assert!(
            challenge.starts_with("Bearer resource_metadata=\"")
                && challenge.contains("/.well-known/oauth-protected-resource/mcp\""),
            "{challenge}"
        );
    }
    // A dead key in the call of a tool, too.
    let reply = McpClient::modern(server, &dead).send("tools/call", json!({ "name": "who_am_i" })).await;
    reply.expect_error(401, "unauthorized");
    assert!(reply.header("www-authenticate").unwrap().contains("resource_metadata"));
}

#[tokio::test]
async fn pages_of_other_origins_and_other_hosts_are_refused() {
    let server = Server::shared();
    let account = server.register(None).await;
    let client = McpClient::modern(server, &account.key);
    let list = |header: (&str, &str)| client.request("tools/list", json!({})).header(header.0, header.1).send();
    list(("origin", server.url())).await.expect(200);
    for origin in ["https://evil.example", "null", "http://localhost.evil.example", "file://"] {
        list(("origin", origin)).await.expect_error(403, "forbidden");
    }
    list(("host", "evil.example")).await.expect_error(403, "forbidden");
}

#[tokio::test]
async fn tools_are_those_that_a_key_may_use() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let reader = world::scoped_key(server, &account.key, &pod.id, vec!["mail:read"]).await;
    let client = McpClient::modern(server, &reader);
    let tools = client.tools().await;
    for (tool, expected) in [("list_messages", true), ("send_email", false), ("charge", false), ("store_secret", false)]
    {
        assert_eq!(tools.iter().any(|name| name == tool), expected, "{tool} in {tools:?}");
    }
    // One that is not listed says what is missing.
    let refused = client.tool("list_secrets", json!({})).await;
    assert_eq!(refused["isError"], true);
    let why = text(&refused["content"][0]["text"]);
    assert!(why.contains("missing_scope") && why.contains("vault:read") && why.contains("fix: "), "{why}");
}

#[tokio::test]
async fn a_session_belongs_to_its_key() {
    let server = Server::shared();
    let (one, other) = (server.register(None).await, server.register(None).await);
    let client = McpClient::legacy(server, &one.key, false).await;
    let stolen = McpClient { key: other.key.clone(), ..client.clone() };
    stolen.send("tools/list", json!({})).await.expect_error(404, "session_over");
    client.send("tools/list", json!({})).await.expect(200);
    let made_up = server.post("/mcp").key(&one.key).header("mcp-session-id", "c2Vzc2lvbg");
    made_up.json(json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" })).send().await.expect_error(404, "session_over");
}

#[tokio::test]
async fn tools_reach_no_other_pod() {
    let server = Server::shared();
    let (one, other) = (server.mailbox().await, server.mailbox().await);
    other.receive(letter(&[("Subject", "theirs"), ("Message-ID", "<theirs@x.example>")], "secret")).await;
    let theirs = text(&other.list("").await[0]["id"]);
    let client = McpClient::modern(server, &one.key);
    for (tool, arguments) in [
        ("list_messages", json!({ "address": other.address })),
        ("read_message", json!({ "message_id": theirs, "address": other.address })),
        ("read_message", json!({ "message_id": theirs, "address": one.address })),
        ("send_email", json!({ "from": other.address, "to": "x@y.example", "text": "t", "subject": "s" })),
    ] {
        let result = client.tool(tool, arguments).await;
        assert!(result["isError"] == true && !result.to_string().contains("secret"), "{tool}: {result}");
    }
    let inbox = |address: &str| format!("warren://inboxes/{address}");
    let theirs = [&other.address, &one.address].map(|address| format!("{}/messages/{theirs}", inbox(address)));
    for uri in theirs.into_iter().chain([inbox(&other.address)]) {
        let (_, error) = client.fails("resources/read", json!({ "uri": uri })).await;
        assert_eq!(error["code"], -32602, "{uri}: {error}");
    }
}

#[tokio::test]
async fn a_call_that_is_wrong_says_what_to_do() {
    let server = Server::shared();
    let account = server.register(None).await;
    let client = McpClient::modern(server, &account.key);
    for (tool, arguments, expected) in [
        ("read_message", json!({}), "`message_id` is missing"),
        ("read_message", json!({ "message_id": "msg_nothing", "address": account.address }), "not_found"),
        (
            "send_email",
            json!({ "from": account.address, "to": "x@y.example", "subject": "s", "text": "t", "sbject": 1 }),
            "sbject",
        ),
        ("charge", json!({ "amount": -5, "idempotency_key": unique("k") }), "amount"),
    ] {
        let result = client.tool(tool, arguments).await;
        assert_eq!(result["isError"], true, "{result}");
        let why = text(&result["content"][0]["text"]);
        assert!(why.contains(expected), "{tool}: {why}");
    }
    for params in [json!({ "name": "no_such_tool" }), json!({ "name": "who_am_i", "arguments": [] })] {
        let (status, error) = client.fails("tools/call", params).await;
        assert_eq!((status, &error["code"]), (200, &json!(-32602)));
    }
    let (_, error) = client.fails("tools/list", json!({ "cursor": "x" })).await;
    assert_eq!(error["code"], -32602);
}

#[tokio::test]
async fn mail_is_sent_once_with_one_key() {
    let server = Server::shared();
    let (sender, recipient) = (server.mailbox().await, server.mailbox().await);
    let client = McpClient::modern(server, &sender.key);
    let mail = json!({ "from": sender.address, "to": recipient.address, "subject": "Figs", "text": "Are ripe.", "idempotency_key": "once" });
    let [first, again] = [client.calls("send_email", mail.clone()).await, client.calls("send_email", mail).await];
    assert_eq!(first["id"], again["id"]);
    let reader = McpClient::legacy(server, &recipient.key, false).await;
    let waited = reader
        .calls(
            "wait_for_message",
            json!({ "address": recipient.address, "since": "2020-01-01T00:00:00Z", "timeout": 5 }),
        )
        .await;
    assert_eq!(waited["subject"], "Figs", "{waited}");
    let listed = reader.calls("list_messages", json!({ "address": recipient.address })).await;
    assert_eq!(listed["messages"].as_array().unwrap().len(), 1);
    let message = text(&listed["messages"][0]["id"]);
    let labelled = json!({ "message_id": message, "address": recipient.address, "add_labels": ["fruit"] });
    reader.calls("label_message", labelled).await;
    let read = reader.calls("read_message", json!({ "message_id": message, "address": recipient.address })).await;
    assert!(read["labels"].as_array().unwrap().contains(&json!("fruit")), "{read}");
    let answered = json!({ "message_id": message, "address": recipient.address, "text": "Thanks." });
    reader.calls("reply", answered).await;
    let nothing = reader.calls("wait_for_message", json!({ "address": recipient.address, "timeout": 0 })).await;
    assert_eq!(nothing, json!({ "received": false, "untrusted_content": nothing["untrusted_content"] }));
}

#[tokio::test]
async fn a_call_asks_no_more_than_its_request_to_the_api() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    mailbox.receive(letter(&[], "hi")).await;
    let client = McpClient::modern(server, &mailbox.key);
    let path = format!("/v1/email/inbox?address={}", mailbox.address);
    let params = json!({ "name": "list_messages", "arguments": { "address": mailbox.address } });
    let budget = json!({ "name": "read_budget", "arguments": {} });
    for (path, params) in [(path.as_str(), params), ("/v1/budget", budget)] {
        let cost = |reply: &crate::support::Reply| text(&Value::from(reply.header("x-warren-cost").unwrap()));
        server.get(path).key(&mailbox.key).send().await.expect(200);
        let by_api = server.get(path).key(&mailbox.key).send().await;
        let by_tool = client.send("tools/call", params).await;
        assert_eq!(cost(&by_tool), cost(&by_api), "{path}");
    }
}

#[tokio::test]
async fn prompts_and_templates_are_listed() {
    let server = Server::shared();
    let account = server.register(None).await;
    let client = McpClient::legacy(server, &account.key, false).await;
    let prompts = client.result("prompts/list", json!({})).await;
    assert_eq!(prompts["prompts"].as_array().unwrap().len(), 3);
    let prompt = client
        .result("prompts/get", json!({ "name": "triage_inbox", "arguments": { "address": account.address } }))
        .await;
    assert!(text(&prompt["messages"][0]["content"]["text"]).contains(&account.address));
    let templates = client.result("resources/templates/list", json!({})).await;
    assert_eq!(templates["resourceTemplates"].as_array().unwrap().len(), 4);
    let resources = client.result("resources/list", json!({})).await;
    let inbox =
        resources["resources"].as_array().unwrap().iter().find(|one| one["name"] == account.address.as_str()).unwrap();
    let read = client.result("resources/read", json!({ "uri": inbox["uri"] })).await;
    assert_eq!(read["contents"][0]["mimeType"], "application/json");
    assert_eq!(client.fails("resources/read", json!({ "uri": "warren://nothing" })).await.1["code"], -32002);
}
