//! News for MCP clients: resources that change, lists of tools that change, and streams.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::mcp_charges::{capped, charge, decide};
use crate::mcp_permissions::{OPERATOR, operated};
use crate::support::world::key_with;
use crate::support::{Mailbox, McpClient, News, RESOURCE_UPDATED, Server, TOOLS_CHANGED, encoded, letter, text};

const CALENDAR: &str = "warren://calendar";

fn inbox(mailbox: &Mailbox<'_>) -> String {
    format!("warren://inboxes/{}", mailbox.address)
}

/// What clients of both eras hear of these resources.
async fn follow(server: &'static Server, key: &str, uris: &[&str]) -> [News; 2] {
    let [modern, legacy] = McpClient::both(server, key).await;
    [modern.follows(uris).await, legacy.follows(uris).await]
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
    news.hears_of(&inbox(&mailbox)).await;
    let read = client.result("resources/read", json!({ "uri": inbox(&mailbox) })).await;
    let listed: Value = serde_json::from_str(read["contents"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(listed["messages"][0]["subject"], "followed");
    assert!(read["contents"][0]["_meta"]["warren/untrusted"].is_string());
    client.result("resources/unsubscribe", json!({ "uri": inbox(&mailbox) })).await;
    mailbox.receive(letter(&[("Subject", "not followed again")], "3")).await;
    client.result("resources/subscribe", json!({ "uri": inbox(&mailbox) })).await;
    mailbox.receive(letter(&[("Subject", "followed again")], "4")).await;
    news.hears_of(&inbox(&mailbox)).await;
    let read = client.result("resources/read", json!({ "uri": inbox(&mailbox) })).await;
    assert!(text(&read["contents"][0]["text"]).contains("followed again"));
}

#[tokio::test]
async fn a_legacy_client_that_comes_back_hears_what_it_missed() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let client = McpClient::legacy(server, &mailbox.key, false).await;
    drop(client.follows(&[&inbox(&mailbox)]).await);
    mailbox.receive(letter(&[("Subject", "missed")], "1")).await;
    client.news_since("0").await.hears_of(&inbox(&mailbox)).await;
}

#[tokio::test]
async fn a_modern_client_hears_of_what_it_asked_for() {
    let server = Server::shared();
    let (mailbox, other) = (server.mailbox().await, server.mailbox().await);
    let client = McpClient::modern(server, &mailbox.key);
    let uri = inbox(&mailbox);
    let subscription = json!({ "resourceSubscriptions": [uri, inbox(&other), "https://elsewhere.example/"] });
    let (acknowledged, mut news) = client.acknowledged(subscription).await;
    assert_eq!(acknowledged["_meta"]["io.modelcontextprotocol/subscriptionId"], 7);
    assert_eq!(acknowledged["notifications"], json!({ "resourceSubscriptions": [uri, inbox(&other)] }));
    // Somebody else's inbox tells nothing.
    other.receive(letter(&[], "theirs")).await;
    mailbox.receive(letter(&[], "mine")).await;
    let told = news.hears(RESOURCE_UPDATED).await;
    assert_eq!((&told["uri"], &told["_meta"]["io.modelcontextprotocol/subscriptionId"]), (&json!(uri), &json!(7)));
}

#[tokio::test]
async fn news_end_with_the_key() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let [mut modern, mut legacy] = follow(server, &mailbox.key, &[&inbox(&mailbox)]).await;
    server.post("/v1/auth/keys/rotate").key(&mailbox.key).send().await.expect(200);
    let last = modern.next().await.unwrap();
    assert_eq!((&last["id"], &last["result"]["resultType"]), (&json!(7), &json!("complete")));
    assert_eq!((modern.next().await, legacy.next().await), (None, None));
}

#[tokio::test]
async fn a_uri_is_followed_and_reported_as_the_client_spells_it() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    for spelled in [mailbox.address.replace('@', "%40"), encoded(&mailbox.address)] {
        let uri = format!("warren://inboxes/{spelled}");
        let mut news = follow(server, &mailbox.key, &[&uri]).await;
        mailbox.receive(letter(&[], "hi")).await;
        for (news, client) in news.iter_mut().zip(McpClient::both(server, &mailbox.key).await) {
            news.hears_of(&uri).await;
            let read = client.result("resources/read", json!({ "uri": uri })).await;
            assert_eq!(read["contents"][0]["uri"], *uri);
        }
    }
}

#[tokio::test]
async fn a_calendar_tells_of_its_changes_and_of_invitations() {
    let server = Server::shared();
    let (account, ada) = (server.register(None).await, server.mailbox().await);
    let pod = server.create_pod(&account).await;
    let (bob, quiet) = (server.new_mailbox(&pod.key).await, server.new_mailbox(&pod.key).await);
    let key = async |permissions: Value| key_with(server, &account.key, &pod.id, permissions).await.1;
    let reader = key(json!({ "permissions": ["mail:read", "calendar:read"] })).await;
    let blind = key(json!({ "permissions": ["mail:read"] })).await;
    let uris = [CALENDAR, &inbox(&quiet)];
    let mut told = follow(server, &reader, &uris).await;
    let mut untold = follow(server, &blind, &uris).await;

    let writer = McpClient::modern(server, &pod.key);
    let event = json!({ "summary": "Plan", "start": "2126-04-01T10:00:00Z", "end": "2126-04-01T11:00:00Z" });
    let made = text(&writer.calls("create_event", event.clone()).await["id"]);
    told[0].hears_of(CALENDAR).await;
    told[1].hears_of(CALENDAR).await;
    let path = format!("/v1/calendar/events/{made}");
    for (method, body) in [("PATCH", json!({ "summary": "Plan B" })), ("DELETE", json!({}))] {
        assert_eq!(server.request(method, &path).key(&pod.key).json(body).send().await.status, 200, "{method}");
        told[0].hears_of(CALENDAR).await;
        told[1].hears_of(CALENDAR).await;
    }
    let mut invitation = event;
    invitation["attendees"] = json!([bob.address]);
    invitation["invite"] = json!(true);
    server.post("/v1/calendar/events").key(&ada.key).json(invitation).send().await.expect(201);
    told[0].hears_of(CALENDAR).await;
    told[1].hears_of(CALENDAR).await;
    // Each was told once, and reading changes nothing.
    writer.calls("list_events", json!({ "from": "2126-04-01", "to": "2126-04-02" })).await;
    quiet.receive(letter(&[], "the end")).await;
    for news in told.iter_mut().chain(&mut untold) {
        news.hears_of(&inbox(&quiet)).await;
    }
}

#[tokio::test]
async fn clients_hear_when_the_permissions_of_their_key_change() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let (id, key) = key_with(server, &account.key, &pod.id, json!({ "permissions": ["mail:read"] })).await;
    let clients = McpClient::both(server, &key).await;
    let [modern, legacy] = &clients;
    let discovered = modern.result("server/discover", json!({})).await;
    assert_eq!(discovered["capabilities"]["tools"]["listChanged"], true);
    let mut streams = [modern.listens(json!({ "toolsListChanged": true })).await, legacy.news().await];
    let mut others = [
        modern.follows(&[&inbox(&mailbox)]).await,
        modern.listens(json!({ "toolsListChanged": false, "resourceSubscriptions": [inbox(&mailbox)] })).await,
    ];
    for permissions in [json!(["mail:read", "calendar:read"]), json!(["mail:read"])] {
        let path = format!("/v1/pods/{}/keys/{id}", pod.id);
        let change = json!({ "permissions": permissions });
        server.patch(&path).key(&account.key).json(change).send().await.expect(200);
        for (news, client) in streams.iter_mut().zip(&clients) {
            news.hears(TOOLS_CHANGED).await;
            let has_calendar = permissions.as_array().unwrap().len() == 2;
            assert_eq!(client.tools().await.contains(&"list_events".to_owned()), has_calendar, "{permissions}");
        }
    }
    // What changes no permission is no news, and who did not ask hears nothing.
    let path = format!("/v1/pods/{}/keys/{id}", pod.id);
    server.patch(&path).key(&account.key).json(json!({ "label": "renamed" })).send().await.expect(200);
    legacy.result("resources/subscribe", json!({ "uri": inbox(&mailbox) })).await;
    mailbox.receive(letter(&[], "hi")).await;
    for news in others.iter_mut().chain(&mut streams[1..]) {
        news.hears_of(&inbox(&mailbox)).await;
    }
}

#[tokio::test]
async fn clients_hear_when_a_ceiling_changes() {
    let server = operated();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let clients = McpClient::both(server, &pod.key).await;
    let [modern, legacy] = &clients;
    let mut streams = [modern.listens(json!({ "toolsListChanged": true })).await, legacy.news().await];
    let all = modern.tools().await.len();
    let tenant = format!("/admin/tenants/{}/ceiling", pod.id);
    let whole = format!("/admin/accounts/{}", account.account_id);
    for (method, path, key, tools) in [
        ("PUT", &tenant, &*account.key, json!(["read_budget", "list_messages"])),
        ("PATCH", &whole, OPERATOR, json!(["list_messages"])),
        ("PATCH", &whole, OPERATOR, json!([])),
        ("DELETE", &tenant, &account.key, json!([])),
    ] {
        let body = if method == "DELETE" { json!({}) } else { json!({ "ceiling_tools": tools }) };
        server.request(method, path).key(key).json(body).send().await.expect(200);
        let expected = match (method, path) {
            ("PUT", _) => 2,
            ("PATCH", _) if tools == json!([]) => 2,
            ("PATCH", _) => 1,
            _ => all,
        };
        for (news, client) in streams.iter_mut().zip(&clients) {
            news.hears(TOOLS_CHANGED).await;
            assert_eq!(client.tools().await.len(), expected, "{method} {path} {tools}");
        }
    }
}

#[tokio::test]
async fn a_server_acknowledges_what_it_honours() {
    let server = Server::shared();
    let client = McpClient::modern(server, &server.register(None).await.key);
    let inbox = "warren://inboxes/a%40b.example";
    for (asked, honoured) in [
        (json!({}), json!({})),
        (json!({ "toolsListChanged": false, "resourceSubscriptions": [] }), json!({})),
        (
            json!({ "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true }),
            json!({ "toolsListChanged": true }),
        ),
        (
            json!({ "resourceSubscriptions": [inbox, "warren://nothing", "file:///etc/passwd"], "made_up": true }),
            json!({ "resourceSubscriptions": [inbox] }),
        ),
    ] {
        assert_eq!(client.acknowledged(asked.clone()).await.0["notifications"], honoured, "{asked}");
    }
    for wrong in [json!({ "resourceSubscriptions": "x" }), json!({ "resourceSubscriptions": vec![inbox; 101] })] {
        let (_, error) = client.fails("subscriptions/listen", json!({ "notifications": wrong })).await;
        assert_eq!(error["code"], -32602);
    }
}

#[tokio::test]
async fn a_key_without_mail_hears_of_its_approvals_and_tools_and_of_no_mail() {
    let purse = capped(Server::shared()).await;
    let mailbox = purse.server.new_mailbox(&purse.pod.key).await;
    let scope = json!({ "permissions": ["budget:charge"] });
    let (id, key) = key_with(purse.server, &purse.account.key, &purse.pod.id, scope).await;
    let client = McpClient::legacy(purse.server, &key, true).await;
    let mut news = client.follows(&[&inbox(&mailbox)]).await;
    let (_, error) = client.fails("tools/call", charge("one")).await;
    let approval = text(&error["data"]["elicitations"][0]["elicitationId"]);
    mailbox.receive(letter(&[], "not for the key")).await;
    decide(&purse, &approval, "approve").await;
    assert_eq!(news.hears("notifications/elicitation/complete").await["elicitationId"], *approval);
    let path = format!("/v1/pods/{}/keys/{id}", purse.pod.id);
    let wider = json!({ "permissions": ["budget:charge", "mail:read"] });
    purse.server.patch(&path).key(&purse.account.key).json(wider).send().await.expect(200);
    news.hears(TOOLS_CHANGED).await;
    mailbox.receive(letter(&[], "for the key")).await;
    news.hears_of(&inbox(&mailbox)).await;
}

#[tokio::test]
async fn a_person_follows_and_reads_the_environment_that_a_header_names() {
    let server = Server::shared();
    let (account, owner) = crate::members::owned(server).await;
    let pod = server.create_pod(&account).await;
    let there = server.new_mailbox(&pod.key).await;
    let home = Mailbox { server, key: account.key.clone(), address: account.address.clone() };
    let uris = [inbox(&there), inbox(&home)];
    let uris = uris.each_ref().map(String::as_str);
    let at_home = McpClient::modern(server, &owner.session);
    let in_pod = McpClient { environment: Some(pod.id.replace("pod_", "env_")), ..at_home.clone() };
    let (legacy_at_home, legacy_in_pod) = (at_home.shakes_hands().await, in_pod.shakes_hands().await);
    for (client, own, other) in [
        (&at_home, uris[1], uris[0]),
        (&in_pod, uris[0], uris[1]),
        (&legacy_at_home, uris[1], uris[0]),
        (&legacy_in_pod, uris[0], uris[1]),
    ] {
        let mut news = client.follows(&uris).await;
        let (first, second) = if own == uris[0] { (&home, &there) } else { (&there, &home) };
        first.receive(letter(&[], "elsewhere")).await;
        second.receive(letter(&[("Subject", "here")], "hi")).await;
        news.hears_of(own).await;
        let read = client.result("resources/read", json!({ "uri": own })).await;
        assert!(text(&read["contents"][0]["text"]).contains("here"), "{read}");
        client.fails("resources/read", json!({ "uri": other })).await.1["code"].as_i64().expect("an error");
        let listed = client.result("resources/list", json!({})).await.to_string();
        assert!(listed.contains(own) && !listed.contains(other), "{listed}");
    }
}

#[tokio::test]
async fn a_second_stream_of_a_session_replaces_the_first() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let client = McpClient::legacy(server, &mailbox.key, false).await;
    let mut first = client.follows(&[&inbox(&mailbox)]).await;
    let mut second = client.news().await;
    mailbox.receive(letter(&[], "hi")).await;
    second.hears_of(&inbox(&mailbox)).await;
    assert_eq!(first.next().await, None);
}

#[tokio::test]
async fn a_key_has_at_most_twenty_open_streams() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let modern = McpClient::modern(server, &mailbox.key);
    let mut sessions = Vec::new();
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(modern.follows(&[&inbox(&mailbox)]).await);
        let session = modern.shakes_hands().await;
        streams.push(session.news().await);
        sessions.push(session);
    }
    let one_more = modern.shakes_hands().await;
    for client in [&modern, &one_more] {
        let (status, error) = client.tries_to_listen().await.err().expect("a refusal");
        assert_eq!((status, &error["code"]), (429, &json!("stream_limit")), "{error}");
    }
    // One that comes back takes its own place.
    streams[1] = sessions[0].news().await;
    // The server learns that a client has gone when it tells it something.
    streams.remove(0);
    let began = Instant::now();
    while let Err((status, error)) = one_more.tries_to_listen().await {
        assert!(status == 429 && began.elapsed() < Duration::from_secs(60), "{error}");
        mailbox.receive(letter(&[], "hi")).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
