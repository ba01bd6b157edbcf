//! Charges that a person decides on, as MCP clients make them.

use serde_json::{Value, json};

use crate::support::world::scoped_key;
use crate::support::{McpClient, Purse, Server, message_of, text};

const REASON: &str = "Figs are too dear.";

/// A pod that may spend 100, and asks beyond that.
pub async fn capped(server: &'static Server) -> Purse<'static> {
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    purse
}

pub async fn decide(purse: &Purse<'_>, id: &str, how: &str) {
    let reason = if how == "reject" { json!({ "reason": REASON }) } else { json!({}) };
    let path = format!("/v1/approvals/{id}/{how}");
    purse.server.post(&path).key(&purse.account.key).json(reason).send().await.expect(200);
}

pub fn charge(key: &str) -> Value {
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
            is_rejected(&result);
        }
    }
    assert_eq!(purse.used(&purse.account.key, "daily").await[0], 500);
}

#[track_caller]
fn is_rejected(result: &Value) {
    assert_eq!(result["isError"], true, "{result}");
    let why = text(&result["content"][0]["text"]);
    assert!(why.contains("approval_rejected") && why.contains(REASON), "{why}");
}

/// The approval that a client of any kind is given for a charge.
async fn approval_of(client: &McpClient, once: &str) -> String {
    let reply = client.send("tools/call", charge(once)).await;
    assert_eq!(reply.status, 200, "{reply}");
    let message = message_of(&reply);
    let page = match (client.opens_urls, client.session.is_some()) {
        (false, _) => &message["result"]["structuredContent"]["approval_url"],
        (true, false) => &message["result"]["inputRequests"]["approval"]["params"]["url"],
        (true, true) => &message["error"]["data"]["elicitations"][0]["url"],
    };
    let page = page.as_str().unwrap_or_else(|| panic!("no page in {reply}"));
    assert!(page.starts_with(client.server.url()), "{page}");
    page.rsplit('#').next().unwrap().to_owned()
}

/// A client that shows pages and one that does not, of each era.
async fn clients(server: &'static Server, key: &str) -> Vec<McpClient> {
    let [modern, legacy] = McpClient::both(server, key).await;
    let shows = McpClient { opens_urls: true, ..modern.clone() };
    let legacy_shows = shows.shakes_hands().await;
    vec![modern, legacy, shows, legacy_shows]
}

#[tokio::test]
async fn a_rejection_reaches_the_agent_with_its_reason() {
    let purse = capped(Server::shared()).await;
    for (number, client) in clients(purse.server, &purse.pod.key).await.into_iter().enumerate() {
        let once = format!("charge {number}");
        let id = approval_of(&client, &once).await;
        decide(&purse, &id, "reject").await;
        is_rejected(&client.result("tools/call", charge(&once)).await);
        let read = client.calls("read_approval", json!({ "approval_id": id })).await;
        assert_eq!(read["rejection_reason"], REASON);
    }
    assert_eq!(purse.used(&purse.account.key, "daily").await, [0, 0]);
}

#[tokio::test]
async fn a_key_that_may_only_charge_is_asked_for_approval() {
    let purse = capped(Server::shared()).await;
    let only = scoped_key(purse.server, &purse.account.key, &purse.pod.id, vec!["budget:charge"]).await;
    for (number, client) in clients(purse.server, &only).await.into_iter().enumerate() {
        let once = format!("charge {number}");
        let id = approval_of(&client, &once).await;
        assert_eq!(approval_of(&client, &once).await, id, "nothing is asked for twice");
        let read = client.tool("read_approval", json!({ "approval_id": id })).await;
        assert!(read["isError"] == true && read.to_string().contains("missing_scope"), "{read}");
    }
    assert_eq!(purse.used(&purse.account.key, "daily").await, [0, 0]);
}

#[tokio::test]
async fn a_key_that_may_only_charge_learns_what_was_decided_when_it_repeats_the_call() {
    let purse = capped(Server::shared()).await;
    let only = scoped_key(purse.server, &purse.account.key, &purse.pod.id, vec!["budget:charge"]).await;
    for (number, client) in clients(purse.server, &only).await.into_iter().enumerate() {
        let [approved, rejected] = ["approved", "rejected"].map(|how| format!("{how} {number}"));
        decide(&purse, &approval_of(&client, &approved).await, "approve").await;
        decide(&purse, &approval_of(&client, &rejected).await, "reject").await;
        let done = message_of(&client.send("tools/call", charge(&approved)).await);
        assert_eq!(done["result"]["structuredContent"]["amount_usdc"], 500, "{done}");
        is_rejected(&client.result("tools/call", charge(&rejected)).await);
    }
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
