//! Listing, reading and sending mail.

use std::{
    fs,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::{Value, json};

use crate::support::{Answer, Home, Request, Server, with_input};

fn message(number: u32) -> Value {
    json!({ "id": format!("msg_{number}"), "received_at": "2026-11-24T09:30:00.000Z", "read": number != 1,
        "from": "ann@mail.example", "subject": format!("Hello\u{1b}[2J {number}"), "cursor": number })
}

/// A mailbox with three messages on two pages.
fn mailbox(request: &Request) -> Answer {
    match (request.path.as_str(), request.parameter("cursor")) {
        ("/v1/email/addresses", _) => Answer::Json(200, json!({ "addresses": ["ada@warren.example"] })),
        ("/v1/email/inbox" | "/v1/email/search", None) => {
            Answer::Json(200, json!({ "messages": [message(1), message(2)], "has_more": true, "next_cursor": "n2" }))
        }
        ("/v1/email/inbox", Some("n2")) => {
            Answer::Json(200, json!({ "messages": [message(3)], "has_more": false, "next_cursor": null }))
        }
        ("/v1/email/messages/%3Ca%40b%3E", _) => {
            Answer::Json(200, json!({ "id": "msg_1", "from": "ann@mail.example", "body": "Lunch?" }))
        }
        _ => Answer::Json(404, json!({ "error": "not_found" })),
    }
}

#[test]
fn a_mailbox_is_listed_for_people() {
    let (server, home) = (Server::start(mailbox), Home::new());
    let done = home.run_keyed(&server, &["inbox", "--unread", "--limit", "2"]);
    assert_eq!(done.stderr, "There is more: --cursor n2, or --all.\n");
    let expected = "ID     RECEIVED               FROM              SUBJECT\n\
        msg_1  2026-11-24 09:30  new  ann@mail.example  Hello [2J 1\n\
        msg_2  2026-11-24 09:30       ann@mail.example  Hello [2J 2\n";
    assert_eq!(done.ok(), expected);
    let request = &server.requests_of("GET", "/v1/email/inbox")[0];
    assert_eq!(request.query, "address=ada%40warren.example&unread=true&limit=2");
    assert_eq!(home.run_keyed(&server, &["inbox", "--all"]).ok().lines().count(), 4);
}

#[test]
fn json_is_one_page_or_a_line_for_each_item() {
    let (server, home) = (Server::start(mailbox), Home::new());
    let page = home.run_keyed(&server, &["--json", "inbox", "--address", "ada@warren.example"]).json();
    assert_eq!((page["messages"].as_array().unwrap().len(), &page["next_cursor"]), (2, &json!("n2")));
    let page = home.run_keyed(&server, &["inbox", "--json", "--cursor", "n2"]).json();
    assert_eq!(page["messages"], json!([message(3)]));
    let all = home.run_keyed(&server, &["inbox", "--json", "--all"]).ok();
    let lines: Vec<Value> = all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, [message(1), message(2), message(3)]);
}

#[test]
fn words_are_searched() {
    let (server, home) = (Server::start(mailbox), Home::new());
    home.run_keyed(&server, &["search", "lunch", "at one"]).ok();
    assert_eq!(server.requests()[0].query, "q=lunch%20%22at%20one%22");
}

#[test]
fn a_message_is_read_by_its_message_id() {
    let (server, home) = (Server::start(mailbox), Home::new());
    assert!(home.run_keyed(&server, &["read", "<a@b>"]).ok().ends_with("\n\nLunch?\n"));
    let reply = home.keyed(&server, &["read", "<a@b>", "--json"]).env("WARREN_ADDRESS", "ada@warren.example").output();
    assert_eq!(crate::support::Done::of(reply.unwrap()).json()["id"], "msg_1");
}

#[test]
fn several_addresses_have_to_be_chosen_from() {
    let server = Server::start(|_| Answer::Json(200, json!({ "addresses": ["a@w.example", "b@w.example"] })));
    let stderr = Home::new().run_keyed(&server, &["inbox"]).error(1);
    assert_eq!(stderr, "error: you have several addresses: pass --address with one of a@w.example, b@w.example\n");
}

#[test]
fn a_message_is_sent_once_however_often_the_reply_is_lost() {
    let count = AtomicU32::new(0);
    let sent = json!({ "id": "out_1", "status": "sent", "recipients": [
        { "address": "bob@warren.example", "status": "delivered" },
        { "address": "c@mail.example", "status": "pending", "error": "try again\u{7}" }] });
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => Answer::Lost,
        _ => Answer::Json(201, sent.clone()),
    });
    let home = Home::new();
    let file = home.path().join("prices.csv");
    fs::write(&file, "apple,1\n").unwrap();
    let arguments =
        ["send", "--from", "Ada <ada@warren.example>", "--to", "bob@warren.example", "--to", "c@mail.example"];
    let more = ["--bcc", "d@mail.example", "--subject", "Prices ✓", "--attach", file.to_str().unwrap()];
    let done = with_input(home.keyed(&server, &[&arguments[..], &more].concat()), "Hello\n".as_bytes());
    let expected = "out_1 sent\n  bob@warren.example delivered\n  c@mail.example pending: try again \n";
    assert_eq!(done.ok(), expected);

    let requests = server.requests_of("POST", "/v1/email/send");
    let keys: Vec<_> = requests.iter().map(|request| request.header("idempotency-key").unwrap()).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys[0].len() == 32 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    let expected = json!({ "from": "Ada <ada@warren.example>", "to": ["bob@warren.example", "c@mail.example"],
        "bcc": ["d@mail.example"], "subject": "Prices ✓", "text": "Hello\n",
        "attachments": [{ "filename": "prices.csv", "content_type": "text/csv", "content": "YXBwbGUsMQo=" }] });
    assert_eq!(requests[0].json(), expected);

    let again =
        ["send", "--from", "ada@warren.example", "--to", "b@w.example", "--subject", "x", "--text", "y", "--json"];
    assert_eq!(home.run_keyed(&server, &again).json()["id"], "out_1");
    let other = server.requests().pop().unwrap();
    assert_ne!(other.header("idempotency-key").unwrap(), keys[0], "another message has another key");
}
