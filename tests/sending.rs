use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Mailbox, Reply, Request, Server, encoded, letter, noise, unique};

impl Mailbox<'_> {
    /// Sends a message from here; `from` need not be given.
    pub fn sending(&self, mut mail: Value) -> Request {
        mail.as_object_mut().unwrap().entry("from").or_insert_with(|| json!(self.address));
        self.server.post("/v1/email/send").key(&self.key).json(mail)
    }

    pub async fn send(&self, mail: Value) -> Value {
        self.sending(mail).send().await.expect(201)
    }

    pub async fn outbox(&self, query: &str) -> Value {
        self.server.get(&format!("/v1/email/outbox{query}")).key(&self.key).send().await.expect(200)
    }

    pub async fn outgoing(&self, id: &str) -> Value {
        self.server.get(&format!("/v1/email/outbox/{id}")).key(&self.key).send().await.expect(200)
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

#[tokio::test]
async fn mail_within_the_deployment_is_there_at_once() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let sent = ada.send(json!({ "to": bob.address, "subject": "Hi", "text": "How are you?" })).await;
    assert_eq!(sent["status"], "sent");
    assert_eq!(sent["provider"], "internal");
    assert_eq!(sent["to"], json!([bob.address]));
    assert_eq!(sent["internal_recipients"], json!([{ "address": bob.address, "delivered": true }]));
    assert!(sent["rate_limit"]["daily_remaining"].as_u64() < Some(1_000), "{sent}");
    let message = bob.only().await;
    assert_eq!(message["from"], ada.address);
    assert_eq!(message["subject"], "Hi");
    assert_eq!(message["message_id"], sent["message_id"]);
    assert_eq!(message["auth"]["method"], "internal");
    assert_eq!(bob.read(text(&message["id"])).await["body"], "How are you?");
    let kept = ada.outgoing(text(&sent["id"])).await;
    assert_eq!((&kept["status"], &kept["text"]), (&json!("sent"), &json!("How are you?")));
}

#[tokio::test]
async fn mail_to_oneself_arrives() {
    let ada = Server::shared().mailbox().await;
    ada.send(json!({ "to": [ada.address], "subject": "Note", "text": "to self" })).await;
    assert_eq!(ada.only().await["subject"], "Note");
}

#[tokio::test]
async fn hidden_recipients_get_the_message_and_stand_nowhere_in_it() {
    let server = Server::shared();
    let (ada, bob, eve) = (server.mailbox().await, server.mailbox().await, server.mailbox().await);
    ada.send(json!({ "to": bob.address, "bcc": eve.address, "subject": "s", "text": "t" })).await;
    let id = text(&eve.only().await["id"]).to_owned();
    assert!(!String::from_utf8_lossy(&eve.raw(&id).await).contains(&eve.address));
    let id = text(&bob.only().await["id"]).to_owned();
    assert!(!String::from_utf8_lossy(&bob.raw(&id).await).contains(&eve.address));
}

#[tokio::test]
async fn a_message_to_both_kinds_of_recipients_is_split() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let subject = unique("both");
    let sent = ada.send(json!({ "to": [bob.address, "x@mail.example"], "subject": subject, "text": "t" })).await;
    assert_eq!((&sent["provider"], &sent["status"]), (&json!("log"), &json!("sent")));
    assert_eq!(sent["internal_recipients"].as_array().unwrap().len(), 1);
    assert_eq!(bob.only().await["subject"], subject);
    let printed = printed(server, &subject).await;
    assert_eq!(printed["to"], json!(["x@mail.example"]));
    assert!(text(&printed["raw"]).contains(&bob.address), "the header names both");
}

#[tokio::test]
async fn a_recipient_here_who_does_not_take_it_is_told_with_the_reason() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let nobody = format!("{}@warren.example", unique("nobody"));
    let sent = ada.send(json!({ "to": [bob.address, nobody], "subject": "s", "body": "by its other name" })).await;
    let of = |address: &str| {
        let all = sent["internal_recipients"].as_array().unwrap();
        all.iter().find(|recipient| recipient["address"] == *address).unwrap().clone()
    };
    assert_eq!(of(&bob.address), json!({ "address": bob.address, "delivered": true }));
    let refused = of(&nobody);
    assert_eq!(refused["delivered"], false);
    assert!(refused["error"].as_str().is_some_and(|error| !error.is_empty()), "{refused}");
}

async fn printed(server: &Server, subject: &str) -> Value {
    let found = server.outbox().await.into_iter().find(|message| message["subject"] == *subject);
    found.unwrap_or_else(|| panic!("{subject} was not printed"))
}

#[tokio::test]
async fn what_is_sent_arrives_as_it_was_in_five_scripts_and_byte_for_byte() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let (subject, file) = ("Übung 日本語 العربية हिन्दी Ελληνικά 🎉", noise(3, 200_000));
    let body = format!("{}\n.\nFrom here\n\ttab  \n", "line ".repeat(500));
    let from = format!("\"Ada, née Byron\" <{}>", ada.address);
    ada.send(json!({
        "from": from, "to": format!("Боб 鲍勃 <{}>", bob.address), "subject": subject, "text": body, "html": "<b>x</b>",
        "headers": { "X-Order": "№ 7" },
        "attachments": [{ "filename": "données 数据.bin", "content_type": "application/zip", "content": STANDARD.encode(&file) }],
    }))
    .await;
    let listed = bob.only().await;
    assert_eq!((&listed["subject"], &listed["from_name"]), (&json!(subject), &json!("Ada, née Byron")));
    let id = text(&listed["id"]);
    let message = bob.read(id).await;
    assert_eq!(text(&message["body"]).replace("\r\n", "\n").trim_end(), body.trim_end());
    assert_eq!((&message["html"], &message["recipients"][0]["name"]), (&json!("<b>x</b>"), &json!("Боб 鲍勃")));
    assert_eq!(message["attachments"][0]["filename"], "données 数据.bin");
    assert!(bob.attachment(id, 0).await.body == file);
    assert!(bob.raw(id).await.split(|&byte| byte == b'\n').all(|line| line.len() <= 999));
}

#[tokio::test]
async fn bad_mail_is_refused_and_nothing_of_it_is_kept() {
    let ada = Server::shared().mailbox().await;
    let good = json!({ "to": "x@mail.example", "subject": "s", "text": "t" });
    for (change, status, code) in [
        (json!({ "to": null }), 400, "missing_fields"),
        (json!({ "to": [] }), 400, "missing_fields"),
        (json!({ "subject": null }), 400, "missing_fields"),
        (json!({ "text": null }), 400, "missing_fields"),
        (json!({ "from": "" }), 400, "missing_fields"),
        (json!({ "to": ["x@mail.example", "nope"] }), 400, "invalid_email"),
        (json!({ "cc": "a@b.example\r\nBcc: c@d.example" }), 400, "invalid_email"),
        (json!({ "subject": "a\r\nBcc: c@d.example" }), 400, "invalid_request"),
        (json!({ "headers": { "Bcc": "c@d.example" } }), 400, "invalid_request"),
        (json!({ "headers": { "X-A": "b\nBcc: c@d.example" } }), 400, "invalid_request"),
        (json!({ "attachments": [{ "filename": "a", "content": "not base64!" }] }), 400, "invalid_request"),
        (json!({ "attachments": [["a", "a/b", ""]] }), 400, "invalid_body"),
        (json!({ "in_reply_to": "a b" }), 400, "invalid_request"),
        (json!({ "send_at": "2099-01-01T00:00:00Z" }), 400, "invalid_request"),
        (json!({ "from": "ada@mail.example" }), 403, "invalid_sender"),
        (json!({ "from": "nobody-has-this@warren.example" }), 403, "not_your_address"),
        (json!({ "to": vec!["x@mail.example"; 51] }), 400, "invalid_request"),
        (json!({ "reply_to": vec!["x@mail.example"; 11] }), 400, "invalid_request"),
        (json!({ "to": (0..51).map(|n| format!("{n}@mail.example")).collect::<Vec<_>>() }), 400, "invalid_request"),
    ] {
        let mut mail = good.clone();
        for (field, value) in change.as_object().unwrap() {
            mail[field] = value.clone();
        }
        let reply = ada.sending(mail).send().await;
        assert_eq!((reply.status, text(&reply.json()["error"])), (status, code), "{change}: {reply}");
    }
    assert_eq!(ada.outbox("").await["count"], 0);
    let large = json!({ "filename": "a", "content": STANDARD.encode(vec![0; 5_300_000]) });
    let reply = ada.sending(json!({ "to": "x@mail.example", "subject": "s", "text": "t", "attachments": [large] }));
    assert_eq!(reply.send().await.status, 413);
}

#[tokio::test]
async fn nobody_sends_from_the_address_of_another() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let mail = json!({ "from": bob.address, "to": ada.address, "subject": "s", "text": "t" });
    assert_eq!(ada.sending(mail).send().await.expect(403)["error"], "not_your_address");
    assert!(ada.list("").await.is_empty());
}

#[tokio::test]
async fn mail_that_nobody_takes_has_failed_and_says_why() {
    let ada = Server::shared().mailbox().await;
    let to = format!("{}@warren.example", unique("nobody"));
    let reply = ada.sending(json!({ "to": to, "subject": "s", "text": "t" })).send().await.expect(502);
    assert_eq!(reply["error"], "delivery_failed");
    assert!(text(&reply["recipients"][0]["error"]).contains("no such mailbox"), "{reply}");
    let failed = ada.outbox("?status=failed").await;
    assert_eq!(failed["messages"][0]["id"], reply["id"]);
}

#[tokio::test]
async fn two_sends_with_one_key_at_the_same_moment_put_one_message_into_the_inbox() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let mail = json!({ "to": bob.address, "subject": "once", "text": "t" });
    let both = join_all((0..8).map(|_| ada.sending(mail.clone()).header("Idempotency-Key", "k").send())).await;
    assert!(both.iter().any(|reply| reply.status == 201));
    assert!(both.iter().all(|reply| matches!(reply.status, 201 | 409)), "{both:?}");

    let mut named = mail.clone();
    named["client_id"] = json!("c");
    named["subject"] = json!("named");
    let both = join_all((0..8).map(|_| ada.sending(named.clone()).send())).await;
    assert!(both.iter().all(|reply| reply.status == 201), "{both:?}");
    assert!(both.iter().all(|reply| reply.json()["id"] == both[0].json()["id"]));
    let told: Vec<Value> = both.iter().map(|reply| reply.json()["rate_limit"].clone()).collect();
    assert_eq!(told.iter().filter(|left| !left.is_null()).count(), 1, "one email was used: {told:?}");
    let after = ada.send(json!({ "to": bob.address, "subject": "third", "text": "t" })).await;
    assert_eq!(after["rate_limit"]["daily_remaining"], 997, "three were sent");
    let mut subjects: Vec<Value> = bob.list("").await.into_iter().map(|mut it| it["subject"].take()).collect();
    subjects.sort_by_key(ToString::to_string);
    assert_eq!(subjects, ["named", "once", "third"]);

    named["text"] = json!("another");
    assert_eq!(ada.sending(named).send().await.expect(422)["error"], "idempotency_mismatch");
}

#[tokio::test]
async fn an_answer_joins_its_conversation_on_both_sides() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let first = ada.send(json!({ "to": bob.address, "subject": "Plan", "text": "one" })).await;
    let received = bob.only().await;
    let answer = answer(&bob, text(&received["id"]), "reply", json!({ "text": "two" })).await.expect(201);
    assert_eq!((&answer["to"], &answer["subject"]), (&json!([ada.address]), &json!("Re: Plan")));
    assert_eq!(answer["thread_id"], received["thread_id"]);
    let back = ada.only().await;
    assert_eq!(back["thread_id"], first["thread_id"]);
    let third =
        ada.send(json!({ "to": bob.address, "subject": "Re: Plan", "text": "3", "in_reply_to": back["id"] })).await;
    assert_eq!(third["thread_id"], first["thread_id"]);
    let references = ada.outgoing(text(&third["id"])).await["references"].clone();
    assert_eq!(references, json!([first["message_id"], answer["message_id"]]));
}

async fn answer(mailbox: &Mailbox<'_>, id: &str, how: &str, mail: Value) -> Reply {
    mailbox.at("POST", id, &format!("/{how}")).json(mail).send().await
}

#[tokio::test]
async fn an_answer_to_all_leaves_oneself_out_and_nobody_else() {
    let ada = Server::shared().mailbox().await;
    let to = format!("{}, Carl <carl@mail.example>", ada.address.to_uppercase());
    let fields = [("To", to.as_str()), ("Cc", "dora@mail.example, ann@sender.example"), ("Message-ID", "<all@x>")];
    ada.receive(letter(&fields, "hello")).await;
    let sent = answer(&ada, "all@x", "reply-all", json!({ "text": "hi all" })).await.expect(201);
    assert_eq!(sent["to"], json!(["ann@sender.example"]));
    let kept = ada.outgoing(text(&sent["id"])).await;
    assert_eq!(kept["cc"], json!(["carl@mail.example", "dora@mail.example"]));
}

#[tokio::test]
async fn one_client_id_for_answers_to_two_messages_is_one_too_many() {
    let mailbox = Server::shared().mailbox().await;
    for id in ["<1@same.example>", "<2@same.example>"] {
        mailbox.receive(letter(&[("Message-ID", id), ("Subject", "Daily report")], "t")).await;
    }
    let thanks = json!({ "text": "Thanks", "client_id": "run-7" });
    answer(&mailbox, "1@same.example", "reply", thanks.clone()).await.expect(201);
    answer(&mailbox, "1@same.example", "reply", thanks.clone()).await.expect(201);
    let refused = answer(&mailbox, "2@same.example", "reply", thanks).await.expect(422);
    assert_eq!(refused["error"], "idempotency_mismatch");
    assert_eq!(mailbox.outbox("").await["count"], 1);
}

#[tokio::test]
async fn what_is_refused_takes_nothing_of_the_allowance() {
    let server = Server::start(&[("DEFAULT_TIER", "free")]);
    let ada = server.mailbox().await;
    let sends = (0..4).map(|number| {
        ada.sending(json!({ "to": ada.address, "subject": number.to_string(), "text": "t", "client_id": "c" })).send()
    });
    let mut statuses: Vec<_> = join_all(sends).await.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422]);
    let sent = ada.send(json!({ "to": ada.address, "subject": "next", "text": "t" })).await;
    assert_eq!(sent["rate_limit"]["hourly_remaining"], 3, "{sent}");
}

#[tokio::test]
async fn reply_to_is_where_answers_go() {
    let ada = Server::shared().mailbox().await;
    ada.receive(letter(&[("Reply-To", "desk@sender.example"), ("Message-ID", "<desk@x>")], "hello")).await;
    let sent = answer(&ada, "desk@x", "reply", json!({ "text": "hi" })).await.expect(201);
    assert_eq!(sent["to"], json!(["desk@sender.example"]));
}

#[tokio::test]
async fn a_message_is_passed_on_with_its_text_and_files() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let file = noise(9, 70_000);
    ada.send(json!({ "to": ada.address, "subject": "Bill", "text": "see file",
        "attachments": [{ "filename": "bill.pdf", "content_type": "application/pdf", "content": STANDARD.encode(&file) }] }))
        .await;
    let id = text(&ada.only().await["id"]).to_owned();
    answer(&ada, &id, "forward", json!({ "to": bob.address, "text": "FYI" })).await.expect(201);
    let listed = bob.only().await;
    assert_eq!(listed["subject"], "Fwd: Bill");
    let message = bob.read(text(&listed["id"])).await;
    let body = text(&message["body"]);
    assert!(body.starts_with("FYI") && body.contains("see file") && body.contains(&ada.address), "{body}");
    assert!(bob.attachment(text(&listed["id"]), 0).await.body == file);
    assert_eq!(answer(&ada, &id, "forward", json!({ "text": "FYI" })).await.expect(400)["error"], "missing_fields");

    let html = json!({ "to": bob.address, "subject": "html", "html": "<p>FYI</p>" });
    answer(&ada, &id, "forward", html).await.expect(201);
    let html = bob.read(text(&bob.list("").await[0]["id"])).await["html"].as_str().unwrap().to_owned();
    assert!(html.starts_with("<p>FYI</p>") && html.contains("see file"), "{html}");
    assert!(html.contains(&format!("From: {}", ada.address)) && !html.contains("\nTo: <"), "{html}");
}

#[tokio::test]
async fn a_path_for_a_mailbox_sends_too() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let path = format!("/v1/inbox/{}/send", encoded(&ada.address));
    let mail = json!({ "to": bob.address, "subject": "s", "body": "old words" });
    let sent = server.post(&path).key(&ada.key).json(mail).send().await.expect(200);
    assert_eq!((&sent["sent"], &sent["from"], &sent["subject"]), (&json!(true), &json!(ada.address), &json!("s")));
    assert_eq!(bob.only().await["snippet"], "old words");
}

#[tokio::test]
async fn the_outbox_is_listed_page_by_page_and_by_status() {
    let ada = Server::shared().mailbox().await;
    for number in 0..5 {
        ada.send(json!({ "to": "x@mail.example", "subject": number.to_string(), "text": "t" })).await;
    }
    let page = ada.outbox("?limit=2").await;
    let subjects = |page: &Value| {
        page["messages"].as_array().unwrap().iter().map(|it| text(&it["subject"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((subjects(&page), &page["has_more"]), (vec!["4".to_owned(), "3".to_owned()], &json!(true)));
    let rest = ada.outbox(&format!("?limit=10&status=sent&cursor={}", text(&page["next_cursor"]))).await;
    assert_eq!((subjects(&rest).len(), &rest["has_more"], &rest["next_cursor"]), (3, &json!(false), &Value::Null));
    assert_eq!(ada.outbox("?status=failed").await["count"], 0);
    assert_eq!(ada.outbox("?limit=101").await["limit"], 100);
    let reply = ada.server.get("/v1/email/outbox?status=lost").key(&ada.key).send().await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn a_scheduled_message_goes_out_at_its_time_and_not_when_withdrawn() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let at = |seconds: i64| (chrono_now() + chrono::TimeDelta::seconds(seconds)).to_rfc3339();
    let later = json!({ "to": bob.address, "subject": "later", "text": "t", "send_at": at(2) });
    let sent = ada.send(later).await;
    assert_eq!((&sent["status"], &sent["sent_at"]), (&json!("scheduled"), &Value::Null));
    let withdrawn = ada.send(json!({ "to": bob.address, "subject": "never", "text": "t", "send_at": at(2) })).await;
    let cancel = format!("/v1/email/outbox/{}/cancel", text(&withdrawn["id"]));
    assert_eq!(server.post(&cancel).key(&ada.key).send().await.expect(200)["cancelled"], true);
    assert!(bob.list("").await.is_empty());
    let path = format!("/v1/email/wait?address={}&since=0&timeout=20", bob.address);
    assert_eq!(server.get(&path).key(&bob.key).send().await.expect(200)["subject"], "later");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(bob.list("").await.len(), 1);
    assert_eq!(ada.outgoing(text(&sent["id"])).await["status"], "sent");
    assert_eq!(server.post(&cancel).key(&ada.key).send().await.expect(409)["error"], "already_resolved");
}

fn chrono_now() -> chrono::DateTime<chrono::Utc> {
    std::time::SystemTime::now().into()
}

#[tokio::test]
async fn an_account_sends_as_much_as_its_tier_allows_and_is_told_what_is_left() {
    let limits = r#"{"paid":{"requests_per_day":1000000,"emails_per_hour":20,"emails_per_day":30}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let own = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
    let pods = server.new_mailbox(&pod.key).await;
    let mail = json!({ "to": "x@mail.example", "subject": "s", "text": "t" });
    let replies = join_all((0..30).map(|n| if n % 2 == 0 { &own } else { &pods }.sending(mail.clone()).send())).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 20, "{replies:?}");
    let refused = replies.iter().find(|reply| reply.status != 201).unwrap();
    let refused = (refused.status, refused.json());
    assert_eq!((refused.0, &refused.1["error"]), (402, &json!("payment_required")));
    assert_eq!(refused.1["rate_limit"], json!({ "daily_remaining": 10, "hourly_remaining": 0 }));
    assert!(refused.1["accepts"].is_array());
}

#[tokio::test]
async fn the_platforms_own_binding_takes_mail_to_other_servers() {
    let server = Server::start(&[("MAIL_PROVIDER", "cloudflare")]);
    let ada = server.mailbox().await;
    let to = ["x@mail.example", "y@mail.example"];
    let sent = ada.send(json!({ "to": to, "subject": "Grüße", "text": "ä" })).await;
    assert_eq!((&sent["provider"], &sent["status"]), (&json!("cloudflare"), &json!("sent")), "{}", server.log());
    assert!(sent["recipients"].as_array().unwrap().iter().all(|to| to["status"] == "delivered"), "{sent}");
}

#[tokio::test]
async fn what_the_provider_would_not_take_is_refused_before_it_is_kept() {
    let server = Server::start(&[("MAIL_PROVIDER", "cloudflare")]);
    let ada = server.mailbox().await;
    let file = json!([{ "filename": "a.bin", "content": STANDARD.encode(noise(7, 4_500_000)) }]);
    let mail = |to: &str| json!({ "to": to, "subject": "s", "text": "t", "attachments": file });
    let refused = ada.sending(mail("x@mail.example")).send().await.expect(413);
    assert_eq!(refused["error"], "too_large");
    assert_eq!(ada.outbox("").await["messages"], json!([]));
    ada.send(mail(&ada.address)).await;
}

/// Reads a message as Python's `email` package does, and says what it found as JSON.
const READER: &str = r#"
import base64, email, email.policy, json, sys
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
people = lambda name: [[it.display_name, it.addr_spec] for it in message[name].addresses] if message[name] else []
print(json.dumps({
    "subject": message["subject"], "from": people("from"), "to": people("to"), "cc": people("cc"),
    "reply_to": people("reply-to"), "custom": message["x-order"], "in_reply_to": message["in-reply-to"],
    "text": text.get_content().replace("\r\n", "\n"), "html": html.get_content().replace("\r\n", "\n"),
    "files": [[it.get_filename(), it.get_content_type(), base64.b64encode(it.get_payload(decode=True)).decode()]
              for it in message.iter_attachments()],
    "defects": [str(it) for part in message.walk() for it in part.defects],
}))
"#;

fn as_python_reads_it(raw: &[u8]) -> Value {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python3");
    let mut python = Command::new(python);
    python.args(["-c", READER]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.spawn().expect("`cargo xtask test` installs it");
    python.stdin.take().unwrap().write_all(raw).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "see what python3 wrote");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn python_reads_what_warren_writes() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let names = ["Zoë O'Brien, Jr.", "Ольга \"Оля\" Петрова", "王小明", "فاطمة", "अनीता (Sales)"];
    let people: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            format!("\"{}\" <p{number}@mail.example>", name.replace('\\', "\\\\").replace('"', "\\\""))
        })
        .collect();
    let subject =
        "A subject long enough to be folded, with 中文字符 and Ümläute and 🎉 in the middle of it, twice over";
    let text = format!("First line\n.\n..\nFrom here\n{}\n\ttab and trailing blanks  \n日本語\n", "x".repeat(3_000));
    let files =
        [("имя файла.bin", noise(1, 100_000)), ("plain.txt", b"one\ntwo\r\nthree".to_vec()), ("empty", Vec::new())];
    let attachments: Vec<Value> = files
        .iter()
        .map(|(name, bytes)| json!({ "filename": name, "content_type": "application/x-test", "content": STANDARD.encode(bytes) }))
        .collect();
    ada.send(json!({
        "from": format!("{} <{}>", names[2], ada.address), "to": [people[0], people[1], bob.address], "cc": people[2..],
        "reply_to": people[1], "subject": subject, "text": text, "html": "<p>日本語 &amp; more</p>\n",
        "headers": { "X-Order": "№ 7 für Zoë" }, "in_reply_to": "<root@mail.example>", "attachments": attachments,
    }))
    .await;
    let id = bob.only().await["id"].as_str().unwrap().to_owned();
    let raw = bob.raw(&id).await;
    let read = as_python_reads_it(&raw);
    let person = |number: usize| json!([names[number], format!("p{number}@mail.example")]);
    assert_eq!(read["defects"], json!([]));
    assert_eq!(read["subject"], subject);
    assert_eq!(read["from"], json!([[names[2], ada.address]]));
    assert_eq!(read["to"], json!([person(0), person(1), ["", bob.address]]));
    assert_eq!(read["cc"], json!([person(2), person(3), person(4)]));
    assert_eq!(read["reply_to"], json!([person(1)]));
    assert_eq!((&read["custom"], &read["in_reply_to"]), (&json!("№ 7 für Zoë"), &json!("<root@mail.example>")));
    assert_eq!((&read["text"], &read["html"]), (&json!(text), &json!("<p>日本語 &amp; more</p>\n")));
    let expected: Vec<Value> =
        files.iter().map(|(name, bytes)| json!([name, "application/x-test", STANDARD.encode(bytes)])).collect();
    assert_eq!(read["files"], json!(expected));
    assert!(raw.split(|&byte| byte == b'\n').all(|line| line.len() <= 999), "a line is longer than 998 octets");

    let ours = bob.read(&id).await;
    assert_eq!(
        (&ours["subject"], &json!(ours["body"].as_str().unwrap().replace("\r\n", "\n"))),
        (&json!(subject), &json!(text))
    );
    assert_eq!(
        ours["cc"].as_array().unwrap().iter().map(|it| &it["name"]).collect::<Vec<_>>(),
        names[2..].iter().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn sent_mail_is_found_and_shows_in_its_conversation_from_a_tagged_address_too() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let tagged = ada.address.replace('@', "+orders@");
    let sent = ada.send(json!({ "from": tagged, "to": bob.address, "subject": "Rhubarb", "text": "crumble" })).await;
    assert_eq!((&sent["from"], &bob.only().await["from"]), (&json!(tagged), &json!(tagged)));
    let search = format!("/v1/email/search?q=crumble&address={}", ada.address);
    let found = server.get(&search).key(&ada.key).send().await.expect(200);
    assert_eq!((&found["messages"][0]["id"], &found["messages"][0]["direction"]), (&sent["id"], &json!("outbound")));
    let thread = format!("/v1/email/threads/{}", text(&sent["thread_id"]));
    let thread = server.get(&thread).key(&ada.key).send().await.expect(200);
    assert_eq!(thread["messages"][0]["id"], sent["id"]);
    let held = ada.send(json!({ "to": bob.address, "subject": "Hidden", "text": "zucchini", "hold": true })).await;
    let search = "/v1/email/search?q=zucchini";
    assert_eq!(server.get(search).key(&ada.key).send().await.expect(200)["count"], 0, "{held} is not sent yet");
}

#[tokio::test]
async fn a_sent_message_is_deleted_for_good() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let sent = ada.send(json!({ "to": bob.address, "subject": "Oops", "text": "persimmon" })).await;
    let (id, thread) = (text(&sent["id"]), text(&sent["thread_id"]));
    let path = format!("/v1/email/outbox/{id}");
    assert_eq!(server.delete(&path).key(&ada.key).send().await.expect(200)["deleted"], true);
    server.get(&path).key(&ada.key).send().await.expect_error(404, "not_found");
    server.delete(&path).key(&ada.key).send().await.expect_error(404, "not_found");
    let thread = format!("/v1/email/threads/{thread}");
    server.get(&thread).key(&ada.key).send().await.expect_error(404, "not_found");
    let search = "/v1/email/search?q=persimmon";
    assert_eq!(server.get(search).key(&ada.key).send().await.expect(200)["count"], 0);
    assert_eq!(bob.list("").await.len(), 1, "what was delivered is the recipient's");
}

#[tokio::test]
async fn an_answer_from_another_mailbox_of_ones_own_stays_in_the_conversation() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let other = server.new_mailbox(&ada.key).await;
    let fields = [("Message-ID", "<second@x>"), ("References", "<first@x>")];
    ada.receive(letter(&fields, "hello")).await;
    let id = text(&ada.only().await["id"]).to_owned();
    let sent = answer(&ada, &id, "reply", json!({ "text": "hi", "from": other.address })).await.expect(201);
    assert_eq!(ada.outgoing(text(&sent["id"])).await["references"], json!(["<first@x>", "<second@x>"]));
}

#[tokio::test]
async fn a_message_with_too_much_in_it_is_not_passed_on() {
    let ada = Server::shared().mailbox().await;
    let part = "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nx\n";
    let head = [("Content-Type", "multipart/mixed; boundary=b"), ("MIME-Version", "1.0"), ("Message-ID", "<many@x>")];
    ada.receive(letter(&head, &format!("{}--b--\n", part.repeat(101)))).await;
    let reply = answer(&ada, "many@x", "forward", json!({ "to": "x@mail.example" })).await;
    reply.expect_error(413, "too_large");
}
