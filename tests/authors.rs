//! Who wrote a message, and whether that is proved.

use serde_json::{Value, json};

use crate::{
    invitations::{events, of_boss, only},
    support::{Mailbox, Server, letter, unique},
};

const SENDER: &str = "Sender: CEO <ceo@bank.com>\r\n";

pub fn results(said: &str) -> String {
    format!("Authentication-Results: mx.cloudflare.net; {said}\r\n")
}

/// From fields that a sender of `evil.com` writes to pass for the bank.
fn disguises() -> Vec<String> {
    let name = "x".repeat(33 << 10);
    [
        "From: <\"a,b\"@evil.com>",
        "From: eve@evil.com\r\nFrom: ceo@bank.com",
        "From: ceo@bank.com\r\nFrom: eve@evil.com",
        "From: ceo@bank.com, eve@evil.com",
        "From: Bank: ceo@bank.com;",
        "From: Bank: ceo@bank.com, eve@evil.com;",
        &format!("From: \"{name}\" <eve@evil.com>"),
        &format!("From: ceo@bank.com, \"{name}\" <eve@evil.com>"),
        "From: ceo@bank.com",
    ]
    .map(|from| format!("{SENDER}{from}\r\n"))
    .into()
}

/// A message with these fields in the place of its From.
fn disguised(fields: &str, more: &[(&str, &str)], body: &str) -> String {
    let plain = letter(more, body);
    let without = plain.split_inclusive("\r\n").filter(|line| !line.starts_with("From: ")).collect::<String>();
    format!("{}{fields}{without}", results("dkim=pass header.d=evil.com; dmarc=pass header.from=evil.com"))
}

async fn deliver(mailbox: &Mailbox<'_>, raw: &str) -> u16 {
    mailbox.server.deliver("eve@evil.com", &mailbox.address, raw).await.status
}

#[tokio::test]
async fn nobody_borrows_the_proof_of_another_by_the_way_they_write_the_author() {
    let server = Server::shared();
    for fields in disguises() {
        let mailbox = server.mailbox().await;
        assert_eq!(deliver(&mailbox, &disguised(&fields, &[], "text")).await, 200);
        let shown = mailbox.only().await;
        assert_eq!((&shown["author_proved"], &shown["auth"]["dmarc"]), (&json!(false), &Value::Null), "{shown}");
        assert_eq!(shown["auth"]["header_from"], "evil.com", "{shown}");
        let is_named = fields.trim_start_matches(SENDER).contains("ceo@bank.com");
        assert!(is_named || shown["from"] != "ceo@bank.com", "{shown}");

        for rule in [
            json!({ "match": { "from": "bank.com" }, "action": "allow" }),
            json!({ "match": { "auth": "dmarc_pass" }, "action": "allow" }),
        ] {
            let guarded = server.mailbox().await;
            guarded.set(json!({ "accept": "allowed_only" })).await.expect(200);
            guarded.rule(rule).await.expect(201);
            let start = &fields[..100.min(fields.len())];
            assert_eq!(deliver(&guarded, &disguised(&fields, &[], "text")).await, 422, "{start}");
        }
    }
}

#[tokio::test]
async fn an_author_is_proved_by_a_pass_of_their_own_domain() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.set(json!({ "accept": "allowed_only" })).await.expect(200);
    mailbox.rule(json!({ "match": { "from": "bank.com" }, "action": "allow" })).await.expect(201);
    let from = letter(&[("From", "CEO <ceo@Bank.com>")], "text");
    for said in ["dmarc=pass", "dmarc=pass header.from=evil.com", "none"] {
        assert_eq!(deliver(&mailbox, &format!("{}{from}", results(said))).await, 422, "{said}");
    }
    let said = "dkim=pass header.d=bank.com; dmarc=pass header.from=bank.com; spf=pass smtp.mailfrom=ceo@bank.com";
    assert_eq!(deliver(&mailbox, &format!("{}{from}", results(said))).await, 200);
    let shown = mailbox.only().await;
    assert_eq!((&shown["from"], &shown["author_proved"]), (&json!("ceo@Bank.com"), &json!(true)));
    let auth = json!({ "spf": "pass", "dkim": "pass", "dmarc": "pass",
        "header_from": "bank.com", "header_d": ["bank.com"], "smtp_mailfrom": "ceo@bank.com" });
    assert_eq!((&shown["auth"], shown.get("authors")), (&auth, None));
}

#[tokio::test]
async fn all_authors_are_shown_and_found_and_refused() {
    let mailbox = Server::shared().mailbox().await;
    let fields = "From: CEO <ceo@bank.com>, Eve <eve@evil.com>\r\nFrom: Team: mallory@evil.example;\r\n";
    mailbox.receive(disguised(fields, &[], "text")).await;
    let shown = mailbox.only().await;
    let authors = json!([{ "name": "CEO", "address": "ceo@bank.com" }, { "name": "Eve", "address": "eve@evil.com" },
        { "address": "mallory@evil.example" }]);
    assert_eq!(shown["authors"], authors);
    assert_eq!(mailbox.read(shown["id"].as_str().unwrap()).await["authors"], authors);
    let search = mailbox.server.get("/v1/email/search?from=mallory@evil.example").key(&mailbox.key);
    assert_eq!(search.send().await.expect(200)["messages"][0]["id"], shown["id"]);

    mailbox.rule(json!({ "match": { "from": "evil.example" }, "action": "refuse" })).await.expect(201);
    assert_eq!(deliver(&mailbox, &disguised(fields, &[], "again")).await, 422);
}

/// A letter with a calendar in it.
pub fn calendar(fields: &str, method: &str, lines: &str) -> String {
    let kind = format!("text/calendar; method={method}; charset=utf-8");
    let event = format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n");
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:{method}\n{event}END:VCALENDAR\n");
    disguised(fields, &[("Content-Type", &kind)], &text)
}

#[tokio::test]
async fn nobody_in_disguise_changes_or_cancels_an_invitation_of_the_bank() {
    let bob = Server::shared().mailbox().await;
    let uid = unique("uid");
    let of_bank = |sequence| of_boss(&uid, sequence, &bob.address, "").replace("boss@corp.example", "ceo@bank.com");
    let genuine = |method: &str, sequence| {
        calendar("From: ceo@bank.com\r\n", method, &of_bank(sequence)).replacen("evil.com", "bank.com", 2)
    };
    bob.receive(genuine("REQUEST", 1)).await;
    let invited = only(&bob).await;
    assert_eq!((&invited["invitation"]["verified"], &invited["status"]), (&json!(true), &json!("confirmed")));
    for fields in disguises() {
        for method in ["CANCEL", "REQUEST"] {
            bob.receive(calendar(&fields, method, &of_bank(7))).await;
            assert_eq!(only(&bob).await, invited, "{method} {}", &fields[..100.min(fields.len())]);
        }
    }
    bob.receive(genuine("CANCEL", 7)).await;
    assert_eq!(only(&bob).await["status"], "cancelled");
}

#[tokio::test]
async fn our_own_name_from_elsewhere_is_nobodys() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    bob.set(json!({ "accept": "allowed_only" })).await.expect(200);
    let trusting = json!({ "match": { "from": ada.address }, "action": "allow", "trust_unauthenticated": true });
    bob.rule(trusting).await.expect(201);
    let from = letter(&[("From", &ada.address)], "text");
    for said in ["none", "dmarc=pass", "dmarc=none", "spf=pass smtp.mailfrom=warren.example"] {
        let reply = server.deliver(&ada.address, &bob.address, format!("{}{from}", results(said))).await;
        assert_eq!(reply.status, 422, "{said}: {reply}");
    }
    let mail = json!({ "from": ada.address, "to": bob.address, "subject": "s", "text": "t" });
    server.post("/v1/email/send").key(&ada.key).json(mail).send().await.expect(201);
    let shown = bob.only().await;
    assert_eq!((&shown["author_proved"], &shown["auth"]["method"]), (&json!(true), &json!("internal")));
    let said = results("dmarc=pass header.from=warren.example");
    server.deliver("", &bob.address, format!("{said}{from}")).await.expect(200);
    assert_eq!(bob.list("").await[0]["auth"].get("method"), None, "it came from outside");
}

#[tokio::test]
async fn an_invitation_in_our_own_name_from_elsewhere_is_not_taken() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let uid = unique("uid");
    let lines = of_boss(&uid, 1, &bob.address, "").replace("boss@corp.example", &ada.address);
    let from = format!("From: {}\r\n", ada.address);
    bob.receive(calendar(&from, "REQUEST", &lines)).await;
    assert_eq!((events(&bob).await.len(), bob.list("").await.len()), (0, 1));
    bob.receive(calendar(&from, "REQUEST", &lines).replacen("evil.com", "warren.example", 2)).await;
    assert_eq!(only(&bob).await["invitation"]["verified"], true);
}
