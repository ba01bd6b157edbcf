//! What a pod counts as stored, and what it refuses for want of room.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Mailbox, Server, in_databases, letter};

const TOKEN: &str = "a-token-of-the-operator";

/// Text of so many characters, of few words.
fn text(length: usize) -> String {
    "abc def\n".repeat(length / 8)
}

fn home<'a>(server: &'a Server, account: &Account) -> Mailbox<'a> {
    Mailbox { server, key: account.key.clone(), address: account.address.clone() }
}

async fn deliver(mailbox: &Mailbox<'_>, length: usize) -> u16 {
    mailbox.server.deliver("a@b.example", &mailbox.address, letter(&[], &text(length))).await.status
}

async fn stored_bytes(mailbox: &Mailbox<'_>) -> i64 {
    let usage = mailbox.server.get("/v1/usage").key(&mailbox.key).send().await.expect(200);
    usage["storage"]["storage_bytes"].as_i64().unwrap()
}

async fn set_tier(server: &Server, account: &Account, tier: &str) -> u16 {
    let path = format!("/admin/accounts/{}", account.account_id);
    server.patch(&path).key(TOKEN).json(json!({ "tier": tier })).send().await.status
}

#[tokio::test]
async fn a_pod_that_did_not_hear_of_its_new_tier_takes_mail_again() {
    let limits = r#"{"free":{"requests_per_day":10000,"storage_bytes":70000,"inbound_emails_per_day":2}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits), ("ADMIN_TOKEN", TOKEN)]);
    server.set_clock("2030-01-01T12:00:00Z").await;
    let accounts = [server.register(None).await, server.register(None).await];
    for account in &accounts {
        assert_eq!(set_tier(&server, account, "free").await, 200);
    }
    let [full, spent] = accounts.each_ref().map(|account| home(&server, account));
    assert_eq!((deliver(&full, 20_000).await, deliver(&full, 20_000).await), (200, 422));
    assert_eq!((deliver(&spent, 80).await, deliver(&spent, 80).await, deliver(&spent, 80).await), (200, 200, 429));
    for account in &accounts {
        let lost = json!({ "pod": account.account_id, "call": "changed", "times": 1 });
        server.post("/dev/lost-calls").json(lost).send().await.expect(200);
        set_tier(&server, account, "paid").await;
    }
    assert_eq!((deliver(&full, 20_000).await, deliver(&spent, 80).await), (422, 429), "nobody told them");
    server.set_clock("2030-01-01T12:10:00Z").await;
    assert_eq!((deliver(&full, 20_000).await, deliver(&spent, 80).await), (200, 200));
}

#[tokio::test]
async fn copies_on_their_way_refuse_nothing_for_good_and_spend_nothing() {
    let limits =
        r#"{"paid":{"storage_bytes":110000},"free":{"requests_per_day":10000,"inbound_bytes_per_day":100000}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits), ("ADMIN_TOKEN", TOKEN)]);
    let server = &server;
    server.set_clock("2030-01-01T12:00:00Z").await;
    let accounts = [server.register(None).await, server.register(None).await];
    assert_eq!(set_tier(server, &accounts[1], "free").await, 200);
    // The first has room for one of them, the second may take in two of them today.
    for account in &accounts {
        let mailbox = home(server, account);
        assert_eq!(deliver(&mailbox, 80).await, 200);
        let copy = letter(&[], &text(40_000));
        let copies = join_all((0..8).map(|_| server.deliver("a@b.example", &mailbox.address, &copy))).await;
        let statuses: Vec<_> = copies.iter().map(|copy| copy.status).collect();
        assert!(statuses.contains(&200) && statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
        assert_eq!(server.deliver("a@b.example", &mailbox.address, &copy).await.status, 200, "it is there");
        assert_eq!(mailbox.list("").await.len(), 2);
    }
    assert_eq!(deliver(&home(server, &accounts[0]), 40_000).await, 422);
    assert_eq!(deliver(&home(server, &accounts[1]), 40_000).await, 200, "copies took nothing of the day");
    assert_eq!(deliver(&home(server, &accounts[1]), 40_000).await, 429);
}

#[tokio::test]
async fn what_was_never_sent_and_what_was_filed_leave_nothing_behind() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let tomorrow: chrono::DateTime<chrono::Utc> =
        (std::time::SystemTime::now() + std::time::Duration::from_secs(86_400)).into();
    let scheduled = ada.send(json!({ "to": "a@b.example", "subject": "s", "text": "t", "send_at": tomorrow })).await;
    assert_eq!(scheduled["status"], "scheduled");
    let path = format!("/v1/email/outbox/{}", scheduled["id"].as_str().unwrap());
    server.post(&format!("{path}/cancel")).key(&ada.key).send().await.expect(200);
    assert!(stored_bytes(&ada).await > 0);
    server.delete(&path).key(&ada.key).send().await.expect(200);
    assert_eq!(stored_bytes(&ada).await, 0, "what was never sent");

    ada.rule(json!({ "match": { "from": "eve.example" }, "action": "file" })).await.expect(201);
    ada.receive(letter(&[("Message-ID", "<root@ann.example>")], "")).await;
    ada.receive(letter(&[("From", "e@eve.example"), ("References", "<root@ann.example>")], "")).await;
    let (root, filed) = (ada.only().await, ada.list("&blocked=true").await.remove(0));
    assert_eq!(root["thread_id"], filed["thread_id"]);
    for message in [&root, &filed] {
        assert!(stored_bytes(&ada).await > 0);
        ada.at("DELETE", message["id"].as_str().unwrap(), "").send().await.expect(200);
    }
    assert_eq!(stored_bytes(&ada).await, 0, "what was filed");
}

/// What lies in the rows of messages.
const ROWS: &str = "
    const row = db.prepare(`SELECT sum(blob_size + detail_size + length(detail) + length(CAST(item AS BLOB)) + length(parts)) AS bytes,
      sum(length(CAST(item AS BLOB))) AS item, sum(length(parts)) AS parts FROM message`).get();
    if (row.bytes) console.log(JSON.stringify(row));";

#[tokio::test]
async fn all_that_lies_in_the_row_of_a_message_counts() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let ada = server.mailbox().await;
    let part = "--p\r\nContent-Disposition: attachment; filename=a.bin\r\nContent-Type: application/x-a\r\n\r\na\r\n";
    let body = format!("{}--p--\r\n", part.repeat(1_000)).replace("\r\n", "\n");
    let kind = "multipart/mixed; boundary=p";
    let subject = "\"".repeat(8_000);
    ada.receive(letter(&[("Subject", &subject), ("MIME-Version", "1.0"), ("Content-Type", kind)], &body)).await;
    let stored = stored_bytes(&ada).await;
    let message = ada.only().await;
    let patch = json!({ "labels": ["one-label", "another-label"] });
    ada.at("PATCH", message["id"].as_str().unwrap(), "").json(patch).send().await.expect(200);
    assert!(stored_bytes(&ada).await > stored, "labels count, too");
    ada.at("PATCH", message["id"].as_str().unwrap(), "").json(json!({ "labels": [] })).send().await.expect(200);
    assert_eq!(stored_bytes(&ada).await, stored);
    server.kill();
    let row: Value = serde_json::from_str(in_databases(state.path(), "message", ROWS).trim()).unwrap();
    assert!(row["item"].as_i64() > Some(16_000) && row["parts"].as_i64() > Some(10_000), "{row}");
    assert!(stored >= row["bytes"].as_i64().unwrap(), "{stored} {row}");
}

#[tokio::test]
async fn a_search_while_mail_is_deleted_never_fails() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let long = text(72_000);
    for _ in 0..50 {
        ada.receive(letter(&[], &long)).await;
    }
    let ids: Vec<_> = ada.list_all().await.iter().map(|message| message["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 50);
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let is_over = &is_over;
    let searches = join_all((0..3).map(|_| async {
        while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
            server.get("/v1/email/search?q=abc&limit=100").key(&ada.key).send().await.expect(200);
        }
    }));
    let deletions = async {
        for some in ids.chunks(10) {
            let reads = some.iter().flat_map(|id| ["", "", "/raw"].map(|below| ada.at("GET", id, below).send()));
            let deletions = some.iter().map(|id| ada.at("DELETE", id, "").send());
            let (reads, deletions) = tokio::join!(join_all(reads), join_all(deletions));
            for deleted in deletions {
                deleted.expect(200);
            }
            for read in reads {
                assert!([200, 404].contains(&read.status), "{}", read.status);
            }
        }
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    };
    tokio::join!(searches, deletions);
    let found = server.get("/v1/email/search?q=abc").key(&ada.key).send().await.expect(200);
    assert_eq!(found["messages"], json!([]));
}
