//! Labels of messages.

use serde_json::{Value, json};

use crate::support::{Mailbox, Reply, Server, encoded, letter};

/// A mailbox with messages `0@l`, `1@l`, …
async fn mailbox_of(count: usize) -> Mailbox<'static> {
    let mailbox = Server::shared().mailbox().await;
    for number in 0..count {
        mailbox.receive(letter(&[("Message-ID", &format!("<{number}@l>"))], "hello")).await;
    }
    mailbox
}

async fn patch(mailbox: &Mailbox<'_>, id: &str, patch: Value) -> Reply {
    mailbox.at("PATCH", id, "").json(patch).send().await
}

async fn label(mailbox: &Mailbox<'_>, id: &str, labels: &[&str]) -> Value {
    patch(mailbox, id, json!({ "add_labels": labels })).await.expect(200)["labels"].clone()
}

/// Name, total and unread of each label.
async fn counts(mailbox: &Mailbox<'_>, query: &str) -> Vec<(String, u64, u64)> {
    let list = mailbox.server.get(&format!("/v1/email/labels{query}")).key(&mailbox.key).send().await.expect(200);
    let labels = list["labels"].as_array().unwrap();
    assert_eq!(list["count"], labels.len());
    let number = |value: &Value| value.as_u64().unwrap();
    let of =
        |label: &Value| (label["name"].as_str().unwrap().to_owned(), number(&label["total"]), number(&label["unread"]));
    labels.iter().map(of).collect()
}

fn row(name: &str, total: u64, unread: u64) -> (String, u64, u64) {
    (name.to_owned(), total, unread)
}

#[tokio::test]
async fn labels_are_given_replaced_and_taken_and_show_wherever_the_message_does() {
    let mailbox = mailbox_of(2).await;
    assert_eq!(label(&mailbox, "0@l", &["Work", " to do "]).await, json!(["Work", "to do"]));
    let listed = mailbox.list("").await;
    assert_eq!((&listed[1]["labels"], listed[0].get("labels")), (&json!(["Work", "to do"]), None));
    assert_eq!(mailbox.read("0@l").await["labels"], json!(["Work", "to do"]));
    let by_path = format!("/v1/inbox/{}", mailbox.address);
    let by_path = mailbox.server.get(&by_path).key(&mailbox.key).send().await.expect(200);
    assert_eq!(by_path["messages"][1]["labels"], json!(["Work", "to do"]));

    let changed =
        patch(&mailbox, "0@l", json!({ "labels": ["new"], "add_labels": ["b"], "remove_labels": ["NEW"] })).await;
    assert_eq!(changed.expect(200)["labels"], json!(["b"]));
    let cleared = patch(&mailbox, "0@l", json!({ "labels": [], "read": false })).await.expect(200);
    assert_eq!((&cleared["labels"], &cleared["read"]), (&json!([]), &json!(false)));
    assert_eq!(mailbox.list("").await[1].get("labels"), None);
    assert_eq!(counts(&mailbox, "").await, []);
}

#[tokio::test]
async fn labels_that_differ_in_case_are_one_and_keep_the_first_case() {
    let mailbox = mailbox_of(2).await;
    assert_eq!(label(&mailbox, "0@l", &["Ärger", "ärger"]).await, json!(["Ärger"]));
    assert_eq!(label(&mailbox, "1@l", &["ÄRGER"]).await, json!(["Ärger"]));
    assert_eq!(counts(&mailbox, "").await, [row("Ärger", 2, 2)]);
    let listed = mailbox.list(&format!("&label={}", encoded("äRGER"))).await;
    assert_eq!(listed.len(), 2);
}

#[tokio::test]
async fn lists_show_only_messages_with_a_label_if_asked() {
    let mailbox = mailbox_of(5).await;
    let sibling = mailbox.server.new_mailbox(&mailbox.key).await;
    sibling.receive(letter(&[("Message-ID", "<other@l>")], "hello")).await;
    for id in ["0@l", "2@l", "4@l"] {
        label(&mailbox, id, &["even"]).await;
    }
    label(&sibling, "other@l", &["even"]).await;

    let first = mailbox.page("&label=even&limit=2").await;
    assert_eq!((&first["count"], &first["has_more"]), (&json!(2), &json!(true)));
    let rest = mailbox.page(&format!("&label=even&limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((&rest["messages"][0]["message_id"], &rest["count"]), (&json!("<0@l>"), &json!(1)));
    mailbox.read("4@l").await;
    assert_eq!(mailbox.list("&label=even&unread=true").await.len(), 2);
    assert_eq!(mailbox.list("&label=odd").await.len(), 0);
    let by_path = format!("/v1/inbox/{}?label=EVEN", mailbox.address);
    let by_path = mailbox.server.get(&by_path).key(&mailbox.key).send().await.expect(200);
    assert_eq!(by_path["messages"].as_array().unwrap().len(), 3);
    let of = |mailbox: &Mailbox<'_>| format!("?address={}", mailbox.address);
    assert_eq!(counts(&mailbox, "").await, [row("even", 4, 3)]);
    assert_eq!(counts(&mailbox, &of(&mailbox)).await, [row("even", 3, 2)]);
    assert_eq!(counts(&mailbox, &of(&sibling)).await, [row("even", 1, 1)]);
}

#[tokio::test]
async fn labels_count_what_is_read_and_deleted() {
    let mailbox = mailbox_of(3).await;
    for id in ["0@l", "1@l", "2@l"] {
        label(&mailbox, id, &["all"]).await;
    }
    label(&mailbox, "0@l", &["first"]).await;
    mailbox.read("0@l").await;
    assert_eq!(counts(&mailbox, "").await, [row("all", 3, 2), row("first", 1, 0)]);
    patch(&mailbox, "0@l", json!({ "read": false, "remove_labels": ["all"] })).await.expect(200);
    assert_eq!(counts(&mailbox, "").await, [row("all", 2, 2), row("first", 1, 1)]);
    mailbox.at("DELETE", "0@l", "").send().await.expect(200);
    mailbox.at("DELETE", "1@l", "").send().await.expect(200);
    assert_eq!(counts(&mailbox, "").await, [row("all", 1, 1)]);
}

#[tokio::test]
async fn labels_do_not_count_what_lists_do_not_show() {
    let mailbox = mailbox_of(1).await;
    mailbox.rule(json!({ "match": { "from": "eve.example" }, "action": "file" })).await.expect(201);
    mailbox.receive(letter(&[("From", "e@eve.example"), ("Message-ID", "<filed@l>")], "")).await;
    for id in ["0@l", "filed@l"] {
        label(&mailbox, id, &["all"]).await;
    }
    assert_eq!(counts(&mailbox, "").await, [row("all", 1, 1)]);
    mailbox.read("filed@l").await;
    assert_eq!(counts(&mailbox, "").await, [row("all", 1, 1)]);
    mailbox.at("DELETE", "filed@l", "").send().await.expect(200);
    assert_eq!(counts(&mailbox, "").await, [row("all", 1, 1)]);
}

#[tokio::test]
async fn a_bad_label_changes_nothing() {
    let mailbox = mailbox_of(1).await;
    label(&mailbox, "0@l", &["kept"]).await;
    let (long, many) = ("x".repeat(65), (0..51).map(|n| n.to_string()).collect::<Vec<_>>());
    for bad in [
        json!({ "labels": [""], "read": true }),
        json!({ "add_labels": ["\u{7}"], "read": true }),
        json!({ "add_labels": [long], "read": true }),
        json!({ "labels": many, "read": true }),
        json!({ "add_labels": many[..50], "read": true }),
    ] {
        patch(&mailbox, "0@l", bad).await.expect_error(400, "invalid_request");
    }
    patch(&mailbox, "0@l", json!({ "labels": "kept" })).await.expect_error(400, "invalid_body");
    let message = mailbox.only().await;
    assert_eq!((&message["labels"], &message["read"]), (&json!(["kept"]), &json!(false)));
    assert_eq!(label(&mailbox, "0@l", &["👩‍👩‍👧", "日本"]).await, json!(["kept", "👩‍👩‍👧", "日本"]));
}
