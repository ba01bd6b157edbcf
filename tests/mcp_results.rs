//! Results of tools: as their schemas say, and short.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::mcp_charges::capped;
use crate::support::{Mailbox, McpClient, Org, Server, ToolResults, letter, text, unique};

/// Arguments for every tool, on data that is there.
pub async fn arguments(org: &Org, mailbox: &Mailbox<'_>, client: &McpClient) -> BTreeMap<&'static str, Value> {
    let (address, key) = (&mailbox.address, &mailbox.key);
    mailbox.receive(letter(&[("Subject", "Figs"), ("Message-ID", "<figs@x.example>")], "Are they ripe?")).await;
    let message = text(&mailbox.list("").await[0]["id"]);
    let thread = text(&client.calls("list_threads", json!({ "address": address })).await["threads"][0]["thread_id"]);
    let post = async |path: &str, body: Value| org.server.post(path).key(key).json(body).send().await.expect(201);
    let event = json!({ "summary": "Harvest", "start": "2030-01-01T10:00:00Z", "end": "2030-01-01T11:00:00Z" });
    let [event, gone] =
        [post("/v1/calendar/events", event.clone()).await, post("/v1/calendar/events", event.clone()).await]
            .map(|event| text(&event["id"]));
    let rule =
        text(&post("/v1/email/rules", json!({ "match": { "auth": "spf_fail" }, "action": "refuse" })).await["id"]);
    let requested = post(
        "/v1/credentials/request",
        json!({ "service_name": "GitHub", "credential_type": "api_key", "description": "d" }),
    )
    .await;
    let tomorrow: DateTime<Utc> = (SystemTime::now() + Duration::from_secs(86_400)).into();
    let later = json!({ "from": address, "to": "x@y.example", "subject": "s", "text": "t", "send_at": tomorrow });
    let later = org.server.post("/v1/email/send").key(key).json(later).send().await;
    let later = text(&later.json()["id"]);
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    runner.takes(&run).await;
    runner.prints(&run, 0, b"ready\n").await;
    runner.acknowledged().await;
    client.calls("store_secret", json!({ "key": "figs", "ciphertext": "c2VhbGVkLWJ5LXlvdQ" })).await;
    let inboxes = client.calls("list_inboxes", json!({})).await;
    let inbox =
        inboxes["inboxes"].as_array().unwrap().iter().find(|inbox| inbox["address"] == address.as_str()).unwrap()["id"]
            .clone();
    let host = org.server.mailbox().await;
    let meeting = json!({ "summary": "Tasting", "start": "2031-01-01T10:00:00Z", "end": "2031-01-01T11:00:00Z",
        "attendees": [address], "invite": true });
    org.server.post("/v1/calendar/events").key(&host.key).json(meeting).send().await.expect(201);
    let range = json!({ "from": "2030-12-01T00:00:00Z", "to": "2031-02-01T00:00:00Z" });
    let invitation = text(&client.calls("list_events", range).await["events"][0]["id"]);
    let budget = json!({ "daily": 100, "on_limit": "approve" });
    org.server.put("/v1/budget").key(key).json(budget).send().await.expect(200);
    let dear = org.server.post("/v1/charge").key(key).json(json!({ "amount": 500 })).send().await;
    let approval = text(&dear.expect(202)["approval_id"]);
    let mail = json!({ "from": address, "to": "x@y.example", "subject": "s", "text": "t" });
    let mine = json!({ "message_id": message, "address": address });
    let answer = json!({ "message_id": message, "address": address, "text": "Yes." });
    let named = org.server.get("/v1/account/me").key(key).send().await.expect(200);
    [
        ("who_am_i", json!({})),
        ("list_inboxes", json!({})),
        ("create_inbox", json!({ "address": format!("{}@{}", unique("fig"), address.split('@').nth(1).unwrap()) })),
        ("list_messages", json!({ "address": address })),
        ("read_message", mine.clone()),
        ("search_messages", json!({ "address": address, "q": "ripe" })),
        ("wait_for_message", json!({ "address": address, "timeout": 0, "since": "2020-01-01T00:00:00Z" })),
        ("label_message", json!({ "message_id": message, "address": address, "read": true })),
        ("list_labels", json!({ "address": address })),
        ("list_threads", json!({ "address": address })),
        ("read_thread", json!({ "thread_id": thread, "address": address })),
        ("send_email", mail.clone()),
        ("reply", answer.clone()),
        ("reply_all", answer),
        ("forward", json!({ "message_id": message, "address": address, "to": "x@y.example" })),
        ("list_sent", json!({})),
        ("cancel_sending", json!({ "outgoing_id": later })),
        ("create_draft", json!({ "inbox": inbox, "to": "x@y.example", "subject": "s", "text": "t" })),
        ("list_drafts", json!({ "inbox": inbox })),
        ("list_rules", json!({})),
        ("create_rule", json!({ "match": { "auth": "dkim_fail" }, "action": "refuse" })),
        ("delete_rule", json!({ "rule_id": rule })),
        ("list_events", json!({ "from": "2029-12-01T00:00:00Z", "to": "2030-02-01T00:00:00Z" })),
        ("create_event", json!({ "summary": "Wine", "start": "2030-01-02T10:00:00Z", "end": "2030-01-02T11:00:00Z" })),
        ("change_event", json!({ "event_id": event, "summary": "Harvest again" })),
        ("delete_event", json!({ "event_id": gone })),
        ("respond_to_invitation", json!({ "event_id": invitation, "status": "accepted" })),
        ("free_busy", json!({ "from": "2030-01-01T00:00:00Z", "to": "2030-01-03T00:00:00Z" })),
        ("list_secrets", json!({})),
        ("store_secret", json!({ "key": "figs", "ciphertext": "c2VhbGVkLWJ5LXlvdQ" })),
        ("read_secret", json!({ "key": "figs" })),
        ("request_credential", json!({ "service_name": "GitLab", "credential_type": "api_key", "description": "d" })),
        ("poll_credential", json!({ "device_code": requested["device_code"] })),
        ("read_budget", json!({})),
        ("charge", json!({ "amount": 5, "category": "api", "idempotency_key": "k" })),
        ("list_approvals", json!({})),
        ("read_approval", json!({ "approval_id": approval })),
        ("write_observation", json!({ "topic": "figs", "content": "Ripe." })),
        ("list_observations", json!({ "topic": "figs" })),
        ("set_profile", json!({ "name": address, "description": "Picks figs.", "capabilities": ["figs"] })),
        ("read_trust", json!({ "agent": named["account_id"] })),
        ("list_agent_types", json!({})),
        ("list_runs", json!({})),
        ("start_run", json!({ "runner_id": runner.id, "agent_type_id": "claude-code", "initial_prompt": "Pick." })),
        ("read_run", json!({ "run": run })),
        ("read_run_output", json!({ "run": run })),
        ("prompt_run", json!({ "run": run, "prompt": "More." })),
        ("stop_run", json!({ "run": run })),
    ]
    .into()
}

#[tokio::test]
async fn every_tool_replies_as_its_schema_says() {
    let org = Org::new(Server::shared()).await;
    let (key, address) = (org.account.key.clone(), org.account.address.clone());
    let mailbox = Mailbox { server: org.server, key: key.clone(), address };
    let [modern, legacy] = McpClient::both(org.server, &key).await;
    let results = ToolResults::of(&legacy).await;
    let arguments = arguments(&org, &mailbox, &modern).await;
    for name in results.names() {
        let call = arguments.get(name).unwrap_or_else(|| panic!("no arguments for {name}"));
        results.check(name, &legacy.tool(name, call.clone()).await);
    }
    // Reads reply alike in both eras.
    let reads = ["who_am_i", "list_messages", "read_thread", "list_events", "read_run"];
    join_all(reads.iter().map(async |name| {
        let call = arguments[name].clone();
        let [one, other] = [modern.calls(name, call.clone()).await, legacy.calls(name, call).await];
        assert_eq!(one, other, "{name}");
    }))
    .await;
}

#[tokio::test]
async fn a_credential_and_a_charge_that_waits_are_as_the_schemas_say() {
    let purse = capped(Server::shared()).await;
    let (server, account) = (purse.server, &purse.account.key);
    for client in McpClient::both(server, &purse.pod.key).await {
        let results = ToolResults::of(&client).await;
        let dear = json!({ "amount": 500, "category": "api", "idempotency_key": unique("k") });
        let waits = client.tool("charge", dear).await;
        assert!(waits["structuredContent"]["approval_url"].is_string(), "{waits}");
        results.check("charge", &waits);

        let new = json!({ "service_name": "GitHub", "credential_type": "api_key" });
        let asked = client.calls("request_credential", new).await;
        let poll = json!({ "device_code": asked["device_code"] });
        results.check("poll_credential", &client.tool("poll_credential", poll.clone()).await);
        let decision = json!({ "user_code": asked["user_code"], "approved": true, "vault_key": "github",
            "operator_email": "operator@example.org", "credential_value": "s3cret" });
        server.post("/v1/credentials/approve").key(account).json(decision).send().await.expect(200);
        let given = client.tool("poll_credential", poll).await;
        assert_eq!(given["structuredContent"]["credential"], "s3cret");
        results.check("poll_credential", &given);
    }
}
