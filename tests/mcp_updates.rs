//! News for MCP clients: resources that change, and charges that a person decides on.

use serde_json::{Value, json};

use crate::support::{Mailbox, McpClient, Purse, Server, letter, message_of, text};

fn inbox(mailbox: &Mailbox<'_>) -> String {
    format!("warren://inboxes/{}", mailbox.address)
}

#[tokio::test]
async fn a_legacy_client_hears_of_mail_in_an_inbox_that_it_follows() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let client = McpClient::legacy(server, &mailbox.key, false).await;
    let mut news = client.news().await;
    mailbox.receive(letter(&[("Subject", "not followed")], "1")).await;
    assert_eq!(client.result("resources/subscribe", json!({ "uri": inbox(&mailbox) })).await, json!({}));
    mailbox.receive(letter(&[("Subject", "followed")], "2")).await;
    let told = news.next().await.unwrap();
    assert_eq!(
        (&told["method"], &told["params"]["uri"]),
        (&json!("notifications/resources/updated"), &json!(inbox(&mailbox)))
    );
    let read = client.result("resources/read", json!({ "uri": told["params"]["uri"] })).await;
    let listed: Value = serde_json::from_str(read["contents"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(listed["messages"][0]["subject"], "followed");
    assert!(read["contents"][0]["_meta"]["warren/untrusted"].is_string());
    client.result("resources/unsubscribe", json!({ "uri": inbox(&mailbox) })).await;
    mailbox.receive(letter(&[("Subject", "not followed again")], "3")).await;
    client.result("resources/subscribe", json!({ "uri": inbox(&mailbox) })).await;
    mailbox.receive(letter(&[("Subject", "followed again")], "4")).await;
    news.next().await.unwrap();
    let read = client.result("resources/read", json!({ "uri": inbox(&mailbox) })).await;
    assert!(text(&read["contents"][0]["text"]).contains("followed again"));
}

#[tokio::test]
async fn a_legacy_client_that_comes_back_hears_what_it_missed() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let client = McpClient::legacy(server, &mailbox.key, false).await;
    client.result("resources/subscribe", json!({ "uri": inbox(&mailbox) })).await;
    drop(client.news().await);
    mailbox.receive(letter(&[("Subject", "missed")], "1")).await;
    let told = client.news_since("0").await.next().await.unwrap();
    assert_eq!(told["params"]["uri"], inbox(&mailbox));
}

#[tokio::test]
async fn a_modern_client_hears_of_what_it_asked_for() {
    let server = Server::shared();
    let (mailbox, other) = (server.mailbox().await, server.mailbox().await);
    let client = McpClient::modern(server, &mailbox.key);
    let uri = inbox(&mailbox);
    let mut news = client.listens(&[&uri, &inbox(&other), "https://elsewhere.example/"]).await;
    let acknowledged = news.next().await.unwrap();
    assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged");
    assert_eq!(acknowledged["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 7);
    assert_eq!(acknowledged["params"]["notifications"]["resourceSubscriptions"].as_array().unwrap().len(), 2);
    // Somebody else's inbox tells nothing.
    other.receive(letter(&[], "theirs")).await;
    mailbox.receive(letter(&[], "mine")).await;
    let told = news.next().await.unwrap();
    assert_eq!((&told["method"], &told["params"]["uri"]), (&json!("notifications/resources/updated"), &json!(uri)));
    assert_eq!(told["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 7);
}

#[tokio::test]
async fn news_end_with_the_key() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let client = McpClient::modern(server, &mailbox.key);
    let mut news = client.listens(&[&inbox(&mailbox)]).await;
    news.next().await.unwrap();
    server.post("/v1/auth/keys/rotate").key(&mailbox.key).send().await.expect(200);
    let last = news.next().await.unwrap();
    assert_eq!((&last["id"], &last["result"]["resultType"]), (&json!(7), &json!("complete")));
    assert_eq!(news.next().await, None);
}

/// A pod that may spend 100, and asks beyond that.
async fn capped(server: &'static Server) -> Purse<'static> {
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    purse
}

async fn decide(purse: &Purse<'_>, id: &str, how: &str) {
    let path = format!("/v1/approvals/{id}/{how}");
    purse.server.post(&path).key(&purse.account.key).json(json!({})).send().await.expect(200);
}

fn charge(key: &str) -> Value {
    json!({ "name": "charge", "arguments": { "amount": 500, "category": "api", "idempotency_key": key } })
}

#[tokio::test]
async fn a_charge_that_needs_approval_asks_a_modern_client_to_open_a_page_and_goes_on() {
    let purse = capped(Server::shared()).await;
    let client = McpClient { opens_urls: true, ..McpClient::modern(purse.server, &purse.pod.key) };
    for (how, key) in [("approve", "a"), ("reject", "b")] {
        let asked = client.result("tools/call", charge(key)).await;
        assert_eq!(asked["resultType"], "input_required", "{asked}");
        let elicitation = &asked["inputRequests"]["approval"];
        assert_eq!(
            (&elicitation["method"], &elicitation["params"]["mode"]),
            (&json!("elicitation/create"), &json!("url"))
        );
        let id = text(&elicitation["params"]["url"]).rsplit('#').next().unwrap().to_owned();
        let mut again = charge(key);
        again["requestState"] = asked["requestState"].clone();
        again["inputResponses"] = json!({ "approval": { "action": "accept" } });
        let (done, ()) = tokio::join!(client.send("tools/call", again), async {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            decide(&purse, &id, how).await;
        });
        let result = message_of(&done)["result"].clone();
        if how == "approve" {
            assert_eq!(
                (&result["resultType"], &result["structuredContent"]["amount_usdc"]),
                (&json!("complete"), &json!(500)),
                "{result}"
            );
        } else {
            assert!(
                result["isError"] == true && text(&result["content"][0]["text"]).contains("approval_rejected"),
                "{result}"
            );
        }
    }
    assert_eq!(purse.used(&purse.account.key, "daily").await[0], 500);
}

#[tokio::test]
async fn a_state_belongs_to_one_call_of_one_client() {
    let purse = capped(Server::shared()).await;
    let client = McpClient { opens_urls: true, ..McpClient::modern(purse.server, &purse.pod.key) };
    let state = client.result("tools/call", charge("one")).await["requestState"].clone();
    let with = |mut call: Value, state: &Value| {
        call["requestState"] = state.clone();
        call["inputResponses"] = json!({ "approval": { "action": "accept" } });
        call
    };
    client.result("tools/call", charge("two")).await;
    let mut cut = text(&state);
    cut.pop();
    let other = McpClient { key: purse.account.key.clone(), ..client.clone() };
    for (client, call) in [
        (&client, with(charge("two"), &state)),
        (&client, with(charge("one"), &json!(cut))),
        (&client, with(charge("one"), &json!(5))),
    ] {
        let (_, error) = client.fails("tools/call", call).await;
        assert_eq!(error["code"], -32602, "{error}");
    }
    // The account itself: its charge is another one.
    let reply = other.send("tools/call", with(charge("one"), &state)).await;
    assert!(!message_of(&reply)["error"].is_null(), "{reply}");
    let declined = client.result("tools/call", {
        let mut call = with(charge("one"), &state);
        call["inputResponses"] = json!({ "approval": { "action": "decline" } });
        call
    });
    assert_eq!(declined.await["isError"], true);
}

#[tokio::test]
async fn a_charge_that_needs_approval_gives_a_legacy_client_a_page_and_tells_it_when_it_is_decided() {
    let purse = capped(Server::shared()).await;
    let client = McpClient::legacy(purse.server, &purse.pod.key, true).await;
    let mut news = client.news().await;
    let (status, error) = client.fails("tools/call", charge("one")).await;
    assert_eq!((status, &error["code"]), (200, &json!(-32042)), "{error}");
    let elicitation = &error["data"]["elicitations"][0];
    assert_eq!(elicitation["mode"], "url");
    let id = text(&elicitation["elicitationId"]);
    assert!(text(&elicitation["url"]).ends_with(&id));
    decide(&purse, &id, "approve").await;
    let told = news.next().await.unwrap();
    assert_eq!(
        (&told["method"], &told["params"]["elicitationId"]),
        (&json!("notifications/elicitation/complete"), &json!(id))
    );
    let done = client.result("tools/call", charge("one")).await;
    assert_eq!(done["structuredContent"]["amount_usdc"], 500, "{done}");
    assert_eq!(purse.used(&purse.account.key, "daily").await[0], 500);
}

#[tokio::test]
async fn a_client_that_can_open_no_page_gets_the_approval_and_its_address() {
    let purse = capped(Server::shared()).await;
    for client in
        [McpClient::modern(purse.server, &purse.pod.key), McpClient::legacy(purse.server, &purse.pod.key, false).await]
    {
        let waits = client.calls("charge", charge("one")["arguments"].clone()).await;
        assert_eq!(waits["status"], "approval_required");
        assert!(text(&waits["approval_url"]).ends_with(waits["approval_id"].as_str().unwrap()));
        let read = client.calls("read_approval", json!({ "approval_id": waits["approval_id"] })).await;
        assert_eq!(read["status"], "pending");
    }
}
