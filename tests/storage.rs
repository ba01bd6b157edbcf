//! How much mail strangers can make an account take in, and how much a pod stores.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::StreamExt;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Mailbox, Server, TEST_MASTER_KEY, eventually, in_databases, letter, noise};

const TOKEN: &str = "a-token-of-the-operator";
const FULL: &str = "5.2.2 This mailbox is full";

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
    server.set_clock("2030-01-01T12:00:00Z").await;
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
    server.set_clock("2030-01-01T12:05:00Z").await;
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
    server.set_clock("2030-01-01T12:00:00Z").await;
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
    server.set_clock("2030-01-01T13:00:00Z").await;
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
    server.set_clock("2030-01-02T00:00:01Z").await;
    let path = format!("/v1/email/outbox/{}", sent["id"].as_str().unwrap());
    let is_sent = async || (server.get(&path).key(&bob.key).send().await.expect(200)["status"] == "sent").then_some(());
    eventually("sending it again", is_sent).await;
    assert!(boxes_now[1].list("").await.iter().any(|message| message["subject"] == "waits"));

    // The other tier's numbers hold from now on, of bytes as well.
    let path = format!("/admin/accounts/{}", account.account_id);
    server.patch(&path).key(TOKEN).json(json!({ "tier": "free" })).send().await.expect(200);
    // What its pods took of the larger day is theirs until it ends.
    server.set_clock("2030-01-03T00:00:01Z").await;
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

/// What a pod's database holds of contents, as text.
const CONTENTS: &str = "
    console.log(JSON.stringify(db.prepare(`SELECT count(*) AS count, count(detail_blob) AS blobs, max(length(detail)) AS longest,
      (SELECT count(*) FROM detail_rest) + (SELECT count(*) FROM outgoing_rest) AS rest,
      (SELECT count(detail_blob) FROM outgoing) AS sent_blobs FROM message`).get()));";

/// What the first database in which there are messages holds.
fn contents(state: &std::path::Path) -> Value {
    let all = in_databases(state, "message", CONTENTS);
    all.lines().map(|line| serde_json::from_str(line).unwrap()).find(|line: &Value| line["count"] != 0).unwrap()
}

fn objects(state: &std::path::Path) -> usize {
    std::fs::read_dir(state.join("v3/r2/warren-mail/blobs")).unwrap().count()
}

fn mailbox<'a>(server: &'a Server, account: &Account) -> Mailbox<'a> {
    Mailbox { server, key: account.key.clone(), address: account.address.clone() }
}

/// Long content as older code stored it: sealed, in the row and in rows of its own.
const OLDER: &str = r#"
    const { hkdfSync, createCipheriv, randomBytes } = require('node:crypto');
    const row = db.prepare(`SELECT seq, id FROM message WHERE message_id = 'older@x'`).get();
    if (row) {
      const key = Buffer.from(hkdfSync('sha256', Buffer.from(MASTER_KEY, 'base64'), '', `warren/1 pod ${POD}`, 32));
      const nonce = randomBytes(12);
      const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(row.id));
      const plain = JSON.stringify({ body: 'older '.repeat(400_000), recipients: [], cc: [], reply_to: [], date: null,
        references: [], attachments: [], automatic: false, truncated: false });
      const sealed = Buffer.concat([Buffer.of(1), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      db.prepare('UPDATE message SET detail = ?, detail_blob = NULL, detail_size = 0 WHERE seq = ?')
        .run(sealed.subarray(0, 1_000_000), row.seq);
      for (let piece = 0; (piece + 1) * 1_000_000 < sealed.length; piece++)
        db.prepare('INSERT INTO detail_rest (seq, piece, data) VALUES (?, ?, ?)')
          .run(row.seq, piece, sealed.subarray((piece + 1) * 1_000_000, (piece + 2) * 1_000_000));
      console.log('made older');
    }"#;

#[tokio::test]
async fn long_contents_lie_in_the_bucket_and_go_with_their_messages() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let ada = mailbox(&server, &account);
    let (long, longest) = (format!("{} unusualword", text(200_000)), text(2_400_000));
    ada.receive(letter(&[("Message-ID", "<short@x>")], "short")).await;
    ada.receive(letter(&[("Message-ID", "<long@x>")], &long)).await;
    ada.receive(letter(&[("Message-ID", "<longest@x>")], &longest)).await;
    ada.receive(letter(&[("Message-ID", "<older@x>")], "older")).await;
    assert_eq!(ada.read("long@x").await["body"], long);
    assert!(ada.read("longest@x").await["body"] == longest);
    let found = server.get("/v1/email/search?q=unusualword").key(&ada.key).send().await.expect(200);
    assert_eq!(found["messages"][0]["message_id"], "<long@x>", "{found}");
    let file = json!({ "filename": "a.txt", "content": STANDARD.encode(noise(3, 900_000)) });
    let mail = json!({ "from": ada.address, "to": "a@b.example", "subject": "sent", "text": "with a file", "attachments": [file] });
    let sent = server.post("/v1/email/send").key(&ada.key).json(mail).send().await.expect(201);
    let before = usage(&ada).await["storage"]["storage_bytes"].as_i64().unwrap();
    server.kill();
    let found = contents(state.path());
    assert_eq!((&found["count"], &found["blobs"], &found["sent_blobs"]), (&json!(4), &json!(2), &json!(0)), "{found}");
    assert!(found["longest"].as_i64().unwrap() < 70_000, "{found}");
    assert_eq!(objects(state.path()), 6, "four raw messages, two contents");
    let script = format!("const [MASTER_KEY, POD] = {}; {OLDER}", json!([TEST_MASTER_KEY, account.account_id]));
    assert!(in_databases(state.path(), "message", &script).contains("made older"));

    // What is in the database is moved as soon as an alarm rings.
    let server = Server::start_in(state.path(), &[]);
    let ada = mailbox(&server, &account);
    let older = "older ".repeat(400_000);
    assert!(ada.read("older@x").await["body"] == older);
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
    let soon = now + chrono::TimeDelta::seconds(1);
    let mail = json!({ "from": ada.address, "to": "a@b.example", "subject": "s", "text": "t", "send_at": soon });
    server.post("/v1/email/send").key(&ada.key).json(mail).send().await.expect(201);
    eventually("the move", async || (objects(state.path()) == 8).then_some(())).await;
    assert!(ada.read("older@x").await["body"] == older);
    let path = format!("/v1/email/outbox/{}", sent["id"].as_str().unwrap());
    let shown = server.get(&path).key(&ada.key).send().await.expect(200);
    assert_eq!((&shown["text"], &shown["attachments"][0]["size"]), (&json!("with a file"), &json!(900_000)));
    let found = server.get("/v1/email/search?q=%22with+a+file%22").key(&ada.key).send().await.expect(200);
    assert_eq!(found["messages"][0]["subject"], "sent", "{found}");
    let after = usage(&ada).await["storage"]["storage_bytes"].as_i64().unwrap();
    assert!((after - before - 2_400_000).abs() < 20_000, "{before} {after}: what is moved counts as before");
    server.delete(&path).key(&ada.key).send().await.expect(200);
    assert_eq!(objects(state.path()), 7);
    for id in ["long@x", "older@x"] {
        ada.at("DELETE", id, "").send().await.expect(200);
    }
    assert_eq!(objects(state.path()), 3, "two raw messages, one content");
    server.kill();
    let found = contents(state.path());
    assert_eq!((&found["rest"], &found["blobs"], &found["sent_blobs"]), (&json!(0), &json!(1), &json!(0)), "{found}");
    // Erasing an account's pod removes all: see `pods`.
}

#[tokio::test]
async fn mail_is_deleted_by_filter_a_thousand_at_a_time() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let other = server.new_mailbox(&ada.key).await;
    let delete = async |query: &str| server.delete(&format!("/v1/email/messages{query}")).key(&ada.key).send().await;
    let receive = async |mailbox: &Mailbox<'_>, numbers: std::ops::Range<u32>, from: &str| {
        let from = &from;
        futures_util::stream::iter(numbers)
            .for_each_concurrent(8, async |number| {
                let id = format!("<{number}@{}>", &mailbox.address[..12]);
                mailbox.receive(letter(&[("Message-ID", &id), ("From", from)], "text")).await;
            })
            .await;
    };
    receive(&ada, 0..20, "Ann <ann@sender.example>").await;
    receive(&ada, 20..25, "Bob <bob@other.example>").await;
    receive(&other, 0..5, "Ann <ann@sender.example>").await;
    let all = ada.list_all().await;
    let (first, last) = (&all[24], &all[0]);
    for message in [&all[5], &all[6]] {
        let patch = json!({ "labels": ["Done"], "archived": true });
        ada.at("PATCH", message["id"].as_str().unwrap(), "").json(patch).send().await.expect(200);
    }
    ada.read(last["id"].as_str().unwrap()).await;

    delete("").await.expect_error(400, "missing_params");
    delete("?blocked=false").await.expect_error(400, "missing_params");
    delete("?before=yesterday").await.expect_error(400, "invalid_request");
    delete("?address=somebody-else@warren.example").await.expect_error(403, "address_not_yours");
    let done = |deleted: u32, remaining: u32| json!({ "deleted": deleted, "remaining": remaining });
    let deleted = async |query: &str| delete(query).await.expect(200);
    assert_eq!(deleted("?from=nobody.example").await, done(0, 0));
    assert_eq!(deleted(&format!("?address={}&label=done&archived=true", ada.address)).await, done(2, 0));
    assert_eq!(deleted("?from=other.example&read=true").await, done(1, 0), "the one that was read");
    assert_eq!(deleted(&format!("?thread_id={}", first["thread_id"].as_str().unwrap())).await, done(1, 0));
    assert_eq!(deleted(&format!("?from=BOB@other.example&address={}", ada.address)).await, done(4, 0));
    assert_eq!(deleted(&format!("?before={}&address={}", all[20]["cursor"], ada.address)).await, done(3, 0));
    let about = ada.about().await;
    assert_eq!((&about["total"], &about["unread"]), (&json!(14), &json!(14)), "{about}");
    let listed = server.get("/v1/email/labels").key(&ada.key).send().await.expect(200);
    assert_eq!(listed["labels"], json!([]));
    assert_eq!(deleted("?read=false").await, done(19, 0), "of all mailboxes");
    assert_eq!((other.list("").await.len(), ada.list("").await.len()), (0, 0));
    let found = server.get("/v1/email/search?q=text").key(&ada.key).send().await.expect(200);
    assert_eq!(found["messages"], json!([]));
    let audit = server.get("/v1/audit?action=messages.deleted").key(&ada.key).send().await.expect(200);
    let entries = audit["entries"].as_array().unwrap();
    assert_eq!((entries.len(), &entries[0]["subject"], &entries[1]["subject"]), (6, &json!("*"), &json!(ada.address)));
    assert_eq!(usage(&ada).await["storage"]["storage_bytes"], 0);

    receive(&other, 100..1_130, "Ann <ann@sender.example>").await;
    assert_eq!(deleted(&format!("?address={}", other.address)).await, done(1_000, 30));
    assert_eq!(deleted(&format!("?address={}", other.address)).await, done(30, 0));
}

#[tokio::test]
async fn what_a_pod_sends_is_bounded_and_strangers_cannot_stop_it() {
    let limits = r#"{"paid":{"requests_per_day":10000000,"storage_bytes":130000}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let ada = server.mailbox().await;
    let send = async || {
        let mail = json!({ "from": ada.address, "to": "a@b.example", "subject": "s", "text": text(50_000) });
        server.post("/v1/email/send").key(&ada.key).json(mail).send().await
    };
    while deliver(&ada, 20_000).await == 200 {}
    send().await.expect(201);
    send().await.expect(201);
    let third = send().await.expect(201);
    send().await.expect_error(403, "storage_limit_reached");
    let path = format!("/v1/email/outbox/{}", third["id"].as_str().unwrap());
    server.delete(&path).key(&ada.key).send().await.expect(200);
    send().await.expect(201);
    send().await.expect_error(403, "storage_limit_reached");
}
