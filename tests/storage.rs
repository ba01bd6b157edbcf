//! How much mail strangers can make an account take in, and how much a pod stores.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Mailbox, Server, letter, noise};

const TOKEN: &str = "a-token-of-the-operator";
const FULL: &str = "5.2.2 This mailbox is full";

async fn set_clock(server: &Server, now: &str) {
    server.post("/dev/clock").json(json!({ "now": now })).send().await.expect(200);
}

/// Text of so many characters, of few words.
fn text(length: usize) -> String {
    "abc def\n".repeat(length / 8)
}

async fn deliver(mailbox: &Mailbox<'_>, length: usize) -> u16 {
    mailbox.server.deliver("a@b.example", &mailbox.address, letter(&[], &text(length))).await.status
}

async fn usage(mailbox: &Mailbox<'_>) -> Value {
    mailbox.server.get("/v1/usage?by=pod").key(&mailbox.key).send().await.expect(200)
}

#[tokio::test]
async fn a_full_pod_refuses_mail_for_good_and_tells_of_it_once_a_minute() {
    let limits = r#"{"paid":{"requests_per_day":10000000,"storage_bytes":105000}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let server = &server;
    set_clock(server, "2030-01-01T12:00:00Z").await;
    let mailbox = server.mailbox().await;
    let mut socket = server.socket(&mailbox.key).await;
    assert_eq!(socket.next_event(Duration::from_secs(5)).await["type"], "connected");
    // Each of them is stored raw and ready to read.
    assert_eq!(deliver(&mailbox, 20_000).await, 200);
    assert_eq!(deliver(&mailbox, 20_000).await, 200);
    for expected in ["email.received", "email.received"] {
        assert_eq!(socket.next_event(Duration::from_secs(5)).await["type"], expected);
    }
    let before = usage(&mailbox).await["storage"].clone();
    assert_eq!(before["limit_per_pod"], 105_000);
    let stored = before["storage_bytes"].as_i64().unwrap();
    assert!((90_000..=99_000).contains(&stored), "{before}");

    // At once, of which none fits; and by the runtime's event, whose sender hears why.
    let many =
        join_all((0..6).map(|_| server.deliver("a@b.example", &mailbox.address, letter(&[], &text(20_000))))).await;
    for refused in &many {
        assert_eq!(refused.expect(422), json!({ "rejected": FULL }));
    }
    let event = server.deliver_by_event("a@b.example", &mailbox.address, letter(&[], &text(20_000))).await;
    assert!(event.status != 200 && event.text().contains(FULL), "{event}");
    let told = socket.next_event(Duration::from_secs(5)).await;
    assert_eq!(
        (&told["type"], &told["address"], &told["reason"], &told["storage_bytes"], &told["storage_limit"]),
        (&json!("email.refused"), &json!(mailbox.address), &json!(FULL), &json!(stored), &json!(105_000))
    );
    let first = told["count"].as_i64().unwrap();
    assert_eq!(first, 1, "{told}");
    assert!(socket.event(Duration::from_millis(300)).await.is_none(), "seven are one event");
    set_clock(server, "2030-01-01T12:05:00Z").await;
    assert_eq!(deliver(&mailbox, 20_000).await, 422);
    assert_eq!(socket.next_event(Duration::from_secs(5)).await["count"], 7);
    assert_eq!(usage(&mailbox).await["storage"], before, "what was refused is not stored");
    assert_eq!(mailbox.list("").await.len(), 2);

    // A small one has room, and a large one when another is deleted.
    assert_eq!(deliver(&mailbox, 80).await, 200);
    let oldest = mailbox.list_all().await.pop().unwrap()["id"].as_str().unwrap().to_owned();
    mailbox.at("DELETE", &oldest, "").send().await.expect(200);
    assert!(usage(&mailbox).await["storage"]["storage_bytes"].as_i64().unwrap() < stored - 30_000);
    assert_eq!(deliver(&mailbox, 20_000).await, 200);
    for message in mailbox.list_all().await {
        mailbox.at("DELETE", message["id"].as_str().unwrap(), "").send().await.expect(200);
    }
    assert_eq!(usage(&mailbox).await["storage"]["storage_bytes"], 0, "all that was counted is free again");
}

fn boxes<'a>(server: &'a Server, keys: &[String], addresses: &[String]) -> Vec<Mailbox<'a>> {
    let all = keys.iter().zip(addresses);
    all.map(|(key, address)| Mailbox { server, key: key.clone(), address: address.clone() }).collect()
}

#[tokio::test]
async fn what_an_account_takes_in_on_a_day_is_bounded_and_the_rest_is_for_later() {
    let limits = r#"{"paid":{"requests_per_day":10000000,"inbound_emails_per_day":103},
        "free":{"requests_per_day":10000,"inbound_bytes_per_day":300000}}"#;
    let state = tempfile::tempdir().unwrap();
    let vars = [("TIER_LIMITS", limits), ("ADMIN_TOKEN", TOKEN), ("RETRY_DELAY_SCALE", "0.01")];
    let server = Server::start_in(state.path(), &vars);
    set_clock(&server, "2030-01-01T12:00:00Z").await;
    let account = server.register(None).await;
    let pods = [server.create_pod(&account).await, server.create_pod(&account).await];
    let keys = [&account.key, &pods[0].key, &pods[1].key].map(String::clone);
    let mut addresses = Vec::new();
    for key in &keys {
        addresses.push(server.new_mailbox(key).await.address);
    }
    let at_once = async |server: &Server, each: usize| {
        let boxes = boxes(server, &keys, &addresses);
        let all = boxes.iter().flat_map(|mailbox| (0..each).map(move |_| deliver(mailbox, 80)));
        let statuses = join_all(all).await;
        assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
        statuses.into_iter().filter(|status| *status == 200).count()
    };
    let first = at_once(&server, 15).await;
    assert_eq!(first, 45);
    server.kill();
    let server = Server::start_in(state.path(), &vars);
    set_clock(&server, "2030-01-01T13:00:00Z").await;
    assert_eq!(at_once(&server, 40).await, 103 - 45, "to the last one, and over a power cut");
    let boxes_now = boxes(&server, &keys, &addresses);
    let used = usage(&boxes_now[0]).await;
    assert_eq!((&used["inbound"]["messages"], &used["inbound"]["messages_limit"]), (&json!(103), &json!(103)));
    let of_pods = used["pods"].as_array().unwrap().iter().map(|pod| pod["inbound_messages"].as_i64().unwrap());
    assert_eq!(of_pods.sum::<i64>(), 103);
    assert_eq!(used["inbound"]["reset_at"], "2030-01-02T00:00:00.000Z");

    // Mail from another pod of the deployment waits with its sender.
    let bob = server.mailbox().await;
    let mail = json!({ "from": bob.address, "to": addresses[1], "subject": "waits", "text": "t" });
    let sent = server.post("/v1/email/send").key(&bob.key).json(mail).send().await.expect(201);
    assert_eq!(sent["status"], "pending", "{sent}");
    assert!(sent["internal_recipients"][0]["error"].as_str().unwrap().contains("tomorrow"), "{sent}");
    set_clock(&server, "2030-01-02T00:00:01Z").await;
    let path = format!("/v1/email/outbox/{}", sent["id"].as_str().unwrap());
    for round in 0.. {
        if server.get(&path).key(&bob.key).send().await.expect(200)["status"] == "sent" {
            break;
        }
        assert!(round < 100, "it was not sent again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(boxes_now[1].list("").await.iter().any(|message| message["subject"] == "waits"));

    // The other tier's numbers hold from now on, of bytes as well.
    let path = format!("/admin/accounts/{}", account.account_id);
    server.patch(&path).key(TOKEN).json(json!({ "tier": "free" })).send().await.expect(200);
    // What its pods took of the larger day is theirs until it ends.
    set_clock(&server, "2030-01-03T00:00:01Z").await;
    let large = letter(&[], &STANDARD.encode(noise(1, 45_000)));
    assert!((60_000..61_000).contains(&large.len()));
    let copies = join_all((0..9).map(|number| {
        let raw = large.replacen("Message-ID: <", &format!("Message-ID: <{number}-"), 1);
        let to = &addresses[number % 3];
        let server = &server;
        async move { server.deliver("a@b.example", to, raw).await.status }
    }))
    .await;
    assert_eq!(copies.iter().filter(|status| **status == 200).count(), 4, "{copies:?}");
    // A copy of what is there is acknowledged all the same.
    let known = copies.iter().position(|status| *status == 200).unwrap();
    let raw = large.replacen("Message-ID: <", &format!("Message-ID: <{known}-"), 1);
    assert_eq!(server.deliver("a@b.example", &addresses[known % 3], raw).await.status, 200);
    let used = usage(&boxes_now[0]).await["inbound"].clone();
    assert_eq!((&used["bytes_limit"], &used["messages_limit"]), (&json!(300_000), &json!(200)));
    assert!(used["bytes"].as_i64().unwrap() <= 300_000, "{used}");
}
