//! Which message a message is: copies of one are one, and nobody keeps out another's by taking its name.

use serde_json::{Value, json};

use crate::{
    authors::{calendar, results},
    invitations::{of_boss, only},
    support::{Mailbox, Server, encoded, letter, unique},
};

/// What servers add on the way.
const HOP: &str =
    "Received: from mx.sender.example by mx.cloudflare.net; Sun, 22 Nov 2026 10:05:00 +0000\r\nX-Score: 2\r\n";
const PASS: &str = "dmarc=pass header.from=sender.example";

fn named(id: &str, more: &[(&str, &str)], text: &str) -> String {
    let name = format!("<{id}>");
    letter(&[&[("Message-ID", name.as_str())], more].concat(), text)
}

async fn bodies(mailbox: &Mailbox<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for item in mailbox.list("").await {
        let message = mailbox.read(item["message_id"].as_str().unwrap()).await;
        assert_eq!(message["id"], item["id"], "its name is its own");
        all.push(message["body"].as_str().unwrap().trim_end().to_owned());
    }
    all
}

#[tokio::test]
async fn who_takes_the_name_of_a_message_does_not_keep_it_out() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.receive(named("squatted@x", &[], "forged")).await;
    for _ in 0..2 {
        mailbox.receive(format!("{HOP}{}", named("squatted@x", &[], "real"))).await;
        mailbox.receive_by_event(named("squatted@x", &[], "real")).await;
    }
    assert_eq!(bodies(&mailbox).await, ["real", "forged"]);
    let real = mailbox.list("").await.remove(0);
    mailbox.receive(letter(&[("In-Reply-To", real["message_id"].as_str().unwrap())], "answer")).await;
    let listed = mailbox.list("").await;
    assert_eq!((listed.len(), &listed[0]["thread_id"]), (3, &real["thread_id"]));
}

#[tokio::test]
async fn a_copy_that_differs_in_anything_shown_is_another_message() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.receive(named("differs@x", &[], "text")).await;
    let others = [
        ("From", "Ann <eve@sender.example>"),
        ("Date", "Sun, 22 Nov 2026 10:00:01 +0100"),
        ("Subject", "Hello!"),
        ("Reply-To", "eve@evil.example"),
        ("Cc", "eve@evil.example"),
        ("Content-Type", "text/html"),
        ("References", "<other@x>"),
    ];
    for (number, other) in others.into_iter().enumerate() {
        for _ in 0..2 {
            mailbox.receive(named("differs@x", &[other], "text")).await;
        }
        assert_eq!(mailbox.list("").await.len(), number + 2, "{other:?}");
    }
}

#[tokio::test]
async fn a_retry_is_one_message_and_a_better_proof_upgrades_it() {
    let mailbox = Server::shared().mailbox().await;
    let raw = named("retried@x", &[], "text");
    let copy = |said: &str| format!("{}{HOP}{raw}", results(said));
    mailbox.receive(copy("dmarc=temperror")).await;
    mailbox.read("retried@x").await;
    let doubtful = mailbox.only().await;
    assert_eq!((&doubtful["author_proved"], &doubtful["read"]), (&json!(false), &json!(true)));

    mailbox.receive(copy(PASS)).await;
    let proved = mailbox.only().await;
    let mut expected = doubtful.clone();
    expected["author_proved"] = json!(true);
    expected["auth"] = json!({ "spf": null, "dkim": null, "dmarc": "pass", "header_from": "sender.example" });
    assert_eq!(proved, expected);
    assert_eq!(mailbox.raw("retried@x").await, copy("dmarc=temperror").as_bytes());
    for worse in ["dmarc=temperror", "dmarc=fail", "none"] {
        mailbox.receive(copy(worse)).await;
        assert_eq!(mailbox.only().await, expected, "{worse}");
    }
}

#[tokio::test]
async fn copies_with_and_without_a_proof_at_once_are_one_that_is_proved() {
    let mailbox = Server::shared().mailbox().await;
    let raw = named("race@x", &[], &"text ".repeat(1_000));
    let copies = (0..10).map(|number| format!("{}{raw}", results(if number % 2 == 0 { "none" } else { PASS })));
    futures_util::future::join_all(copies.map(|copy| mailbox.receive(copy))).await;
    assert_eq!(mailbox.only().await["author_proved"], true);
}

#[tokio::test]
async fn an_invitation_is_verified_by_a_copy_that_is_proved() {
    let bob = Server::shared().mailbox().await;
    let uid = unique("uid");
    let raw = calendar("From: boss@corp.example\r\n", "REQUEST", &of_boss(&uid, 1, &bob.address, ""));
    bob.receive(&raw).await;
    assert_eq!(only(&bob).await["invitation"]["verified"], false);
    bob.receive(raw.replacen("evil.com", "corp.example", 2)).await;
    assert_eq!((&only(&bob).await["invitation"]["verified"], bob.list("").await.len()), (&json!(true), 1));
}

#[tokio::test]
async fn what_a_rule_filed_away_keeps_no_copy_out_that_it_would_not() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.rule(json!({ "match": { "auth": "unauthenticated" }, "action": "file" })).await.expect(201);
    let raw = named("filed@x", &[], "text");
    for _ in 0..2 {
        mailbox.receive(&raw).await;
        mailbox.receive(format!("{}{HOP}{raw}", results(PASS))).await;
    }
    assert_eq!((mailbox.list("").await.len(), mailbox.list("&blocked=true").await.len()), (1, 1));
}

#[tokio::test]
async fn a_message_without_a_name_is_known_by_what_it_says() {
    let mailbox = Server::shared().mailbox().await;
    let raw = "From: ann@sender.example\r\nSubject: no id\r\n\r\nbody\r\n";
    for copy in [raw.to_owned(), format!("{HOP}{raw}"), raw.replace("body", "other")] {
        mailbox.receive(copy).await;
    }
    assert_eq!(bodies(&mailbox).await, ["other", "body"]);
}

#[tokio::test]
async fn a_message_is_listed_by_its_name() {
    let mailbox = Server::shared().mailbox().await;
    for number in 0..3 {
        mailbox.receive(named(&format!("{number}@listed"), &[], "text")).await;
    }
    for id in ["1@listed", "<1@listed>"] {
        let listed = mailbox.list(&format!("&message_id={}", encoded(id))).await;
        let names: Vec<_> = listed.iter().map(|item| &item["message_id"]).collect();
        assert_eq!(names, ["<1@listed>"], "{id}");
    }
    assert_eq!(mailbox.list("&message_id=7@listed").await, [] as [Value; 0]);
    assert_eq!(mailbox.list("&message_id=1@listed&unread=true&from=elsewhere.example").await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_message_says_what_it_answers_and_when_it_was_written() {
    let server = Server::shared();
    let (mailbox, bob) = (server.mailbox().await, server.mailbox().await);
    let fields = [("In-Reply-To", "<first@x> <second@x>"), ("Date", "Sun, 22 Nov 2026\r\n 10:00:00 +0100 (CET)")];
    mailbox.receive(letter(&fields, "text")).await;
    mailbox.receive(letter(&[("References", "<root@x>"), ("Date", "yesterday")], "text")).await;
    let [root, answer] = mailbox.list("").await.try_into().unwrap();
    assert_eq!((&answer["in_reply_to"], root.get("in_reply_to")), (&json!("<first@x>"), Some(&Value::Null)));
    let read = mailbox.read(answer["id"].as_str().unwrap()).await;
    assert_eq!(
        (&read["in_reply_to"], &read["date_header"], &read["date"]),
        (&json!("<first@x>"), &json!("Sun, 22 Nov 2026 10:00:00 +0100 (CET)"), &json!("2026-11-22T09:00:00.000Z"))
    );
    let read = mailbox.read(root["id"].as_str().unwrap()).await;
    assert_eq!((&read["date_header"], &read["date"]), (&json!("yesterday"), &Value::Null));

    let mail = json!({ "to": bob.address, "text": "t" });
    let path = format!("/v1/email/messages/{}/reply?address={}", answer["id"].as_str().unwrap(), mailbox.address);
    let mail = server.post(&path).key(&mailbox.key).json(mail).send().await.expect(201);
    assert_eq!(bob.only().await["in_reply_to"], answer["message_id"]);
    let sent = server.get(&format!("/v1/email/outbox/{}", mail["id"].as_str().unwrap())).key(&mailbox.key);
    assert_eq!(sent.send().await.expect(200)["in_reply_to"], answer["message_id"]);
}

#[tokio::test]
async fn an_attendee_is_an_address_and_nothing_more_in_a_calendar() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let attendee = "a?bcc=evil%40e.com&x=y@z.example";
    let event = json!({ "summary": "s", "start": "2126-04-01T10:00:00Z", "end": "2126-04-01T11:00:00Z",
        "attendees": [attendee] });
    server.post("/v1/calendar/events").key(&ada.key).json(event).send().await.expect(201);
    let feed = server.get("/v1/calendar/feed").key(&ada.key).send().await.expect(200);
    let (_, path) = feed["url"].as_str().unwrap().split_once("/v1/").unwrap();
    let text = server.get(&format!("/v1/{path}")).send().await;
    let text = String::from_utf8(text.body).unwrap().replace("\r\n ", "");
    assert!(text.contains(":mailto:a%3Fbcc%3Devil%2540e.com%26x%3Dy@z.example\r\n"), "{text}");

    let bob = server.mailbox().await;
    let import = server.post("/v1/calendar/import").key(&bob.key).header("content-type", "text/calendar").body(text);
    import.send().await.expect(200);
    assert_eq!(only(&bob).await["attendee_details"][0]["email"], attendee);
}
