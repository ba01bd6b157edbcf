//! The audit log: what was done in the pod, in a chain that shows where it was tampered with.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::e2e::Holder;
use crate::e2e_keys::{SEED, rotate};
use crate::support::{Account, Mailbox, PodKey, Reply, Server, in_databases, letter, text, unique};

/// All entries, the oldest first.
async fn entries(server: &Server, key: &str, query: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.get(&format!("/v1/audit?limit=100{query}{cursor}")).key(key).send().await.expect(200);
        let entries = page["entries"].as_array().unwrap();
        assert_eq!((&page["count"], page["has_more"] == true), (&json!(entries.len()), !page["next_cursor"].is_null()));
        all.extend(entries.iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    all.reverse();
    all
}

async fn verify(server: &Server, key: &str, query: &str) -> Value {
    server.get(&format!("/v1/audit/verify?{query}")).key(key).send().await.expect(200)
}

struct Desk {
    server: &'static Server,
    account: Account,
    pod: PodKey,
    mailbox: Mailbox<'static>,
}

impl Desk {
    async fn open() -> Self {
        let server = Server::shared();
        let account = server.register(None).await;
        let pod = server.create_pod(&account).await;
        let mailbox = server.new_mailbox(&pod.key).await;
        Self { server, account, mailbox, pod }
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> Reply {
        self.server.request(method, path).key(&self.pod.key).json(body).send().await
    }

    async fn decide(&self, method: &str, rest: &str, body: Value) -> Reply {
        let path = format!("/v1/pods/{}/drafts{rest}", self.pod.id);
        self.server.request(method, &path).key(&self.account.key).json(body).send().await
    }

    /// The newest entry is about this request, and there is one more than before.
    async fn recorded(&self, seq: &mut i64, reply: &Reply, action: &str, subject: &str, key: &str) -> Value {
        assert!(reply.status < 300, "{reply}");
        let page = self.ask("GET", "/v1/audit?limit=1", json!({})).await.expect(200);
        let entry = &page["entries"][0];
        *seq += 1;
        assert_eq!(
            (&entry["seq"], &entry["action"], &entry["subject"], &entry["key_prefix"], entry["request_id"].as_str()),
            (&json!(*seq), &json!(action), &json!(subject), &json!(&key[..12]), reply.header("x-request-id")),
            "{reply}"
        );
        if reply.body.is_empty() { Value::Null } else { reply.json() }
    }
}

#[tokio::test]
async fn what_changes_something_is_on_record_with_its_key_and_its_request() {
    let desk = Desk::open().await;
    let (key, address) = (&desk.pod.key, &desk.mailbox.address);
    let first = entries(desk.server, key, "").await;
    assert_eq!(
        (first.len(), &first[0]["action"], &first[0]["subject"]),
        (1, &json!("address.claimed"), &json!(address))
    );
    let mut seq = 1;

    let path = format!("/v1/email/addresses/{address}");
    let reply = desk.ask("PATCH", &path, json!({ "accept": "allowed_only" })).await;
    desk.recorded(&mut seq, &reply, "address.updated", address, key).await;
    desk.ask("PATCH", &path, json!({ "accept": "everyone" })).await.expect(200);
    seq += 1;

    let rule = json!({ "match": { "from": "spam.example" }, "action": "file" });
    let reply = desk.ask("POST", "/v1/email/rules", rule).await;
    let rule = text(&reply.json()["id"]);
    desk.recorded(&mut seq, &reply, "rule.created", &rule, key).await;
    let path = format!("/v1/email/rules/{rule}");
    let reply = desk.ask("PATCH", &path, json!({ "action": "refuse" })).await;
    desk.recorded(&mut seq, &reply, "rule.updated", &rule, key).await;
    let reply = desk.ask("DELETE", &path, json!({})).await;
    desk.recorded(&mut seq, &reply, "rule.deleted", &rule, key).await;

    let reply = desk.ask("POST", "/v1/email/webhooks", json!({ "url": "https://hooks.example/" })).await;
    let hook = text(&reply.json()["id"]);
    desk.recorded(&mut seq, &reply, "webhook.created", &hook, key).await;
    let path = format!("/v1/email/webhooks/{hook}");
    let reply = desk.ask("PATCH", &path, json!({ "events": ["email.sent"] })).await;
    desk.recorded(&mut seq, &reply, "webhook.updated", &hook, key).await;
    let reply = desk.ask("POST", &format!("{path}/rotate-secret"), json!({})).await;
    desk.recorded(&mut seq, &reply, "webhook.secret_rotated", &hook, key).await;
    let reply = desk.ask("POST", &format!("{path}/replay"), json!({ "since": "2026-01-01T00:00:00Z" })).await;
    desk.recorded(&mut seq, &reply, "webhook.replayed", &hook, key).await;
    let reply = desk.ask("DELETE", &path, json!({})).await;
    desk.recorded(&mut seq, &reply, "webhook.deleted", &hook, key).await;

    for (topic, shared) in [("observation.written", false), ("observation.shared", true)] {
        let new = json!({ "topic": topic, "content": "x", "shared": shared });
        let reply = desk.ask("POST", "/v1/observations", new).await;
        let id = text(&reply.json()["id"]);
        desk.recorded(&mut seq, &reply, topic, &id, key).await;
        let path = format!("/v1/observations/{id}");
        let reply = desk.ask("DELETE", &path, json!({})).await;
        desk.recorded(&mut seq, &reply, "observation.deleted", &id, key).await;
        desk.ask("DELETE", &path, json!({})).await.expect(200);
    }

    let secret = json!({ "ciphertext": "c2VhbGVk" });
    for (method, path, action) in [
        ("PUT", "/v1/vault/token", "secret.stored"),
        ("DELETE", "/v1/vault/token", "secret.deleted"),
        ("POST", "/v1/vault/token/undelete", "secret.undeleted"),
        ("DELETE", "/v1/vault/token?version=1", "secret.version_deleted"),
    ] {
        let reply = desk.ask(method, path, if method == "PUT" { secret.clone() } else { json!({}) }).await;
        desk.recorded(&mut seq, &reply, action, "token", key).await;
    }
    let path = format!("/v1/agents/{address}");
    let reply = desk.ask("PUT", &path, json!({ "description": "reads mail" })).await;
    desk.recorded(&mut seq, &reply, "profile.set", address, key).await;

    desk.mailbox.receive(letter(&[("Message-ID", "<a@audit>")], "hello")).await;
    let id = text(&desk.mailbox.only().await["id"]);
    let reply = desk.mailbox.at("DELETE", &id, "").send().await;
    desk.recorded(&mut seq, &reply, "message.deleted", &id, key).await;

    let holder = Holder::new();
    let reply = rotate(&desk.mailbox, SEED, &holder.public_key).await;
    desk.recorded(&mut seq, &reply, "e2e_key.rotated", &holder.key_id(), key).await;
    rotate(&desk.mailbox, SEED, &holder.public_key).await.expect(200);
    assert_eq!(
        entries(desk.server, key, "").await.len(),
        usize::try_from(seq).unwrap(),
        "the same key changes nothing"
    );
}

#[tokio::test]
async fn what_happens_to_the_calendar_is_on_record_and_what_changes_nothing_is_not() {
    let desk = Desk::open().await;
    let (key, mut seq) = (&desk.pod.key, 1);
    let event = json!({ "summary": "Plan", "start": "2126-04-01", "end": "2126-04-02" });
    let reply = desk.ask("POST", "/v1/calendar/events", event).await;
    let id = text(&reply.json()["id"]);
    desk.recorded(&mut seq, &reply, "event.created", &id, key).await;
    let path = format!("/v1/calendar/events/{id}");
    desk.ask("PATCH", &path, json!({ "rrule": "FREQ=NEVER" })).await.expect_error(400, "invalid_request");
    let reply = desk.ask("PATCH", &path, json!({ "summary": "Plans" })).await;
    desk.recorded(&mut seq, &reply, "event.updated", &id, key).await;
    let reply = desk.ask("DELETE", &path, json!({})).await;
    desk.recorded(&mut seq, &reply, "event.deleted", &id, key).await;
    desk.ask("DELETE", &path, json!({})).await.expect(404);

    let events = "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260401T100000Z\r\nEND:VEVENT\r\n\
                  BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20260402T100000Z\r\nEND:VEVENT\r\n\
                  BEGIN:VEVENT\r\nUID:c\r\nEND:VEVENT\r\n";
    let file = json!({ "ics": format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n") });
    let reply = desk.ask("POST", "/v1/calendar/import", file.clone()).await;
    desk.recorded(&mut seq, &reply, "calendar.imported", "2", key).await;
    desk.ask("POST", "/v1/calendar/import", file).await.expect(200);

    desk.ask("GET", "/v1/calendar/feed", json!({})).await.expect(200);
    let reply = desk.ask("POST", "/v1/calendar/feed/rotate", json!({})).await;
    desk.recorded(&mut seq, &reply, "calendar.feed_rotated", "feed", key).await;

    let organizer = desk.server.mailbox().await;
    let invitation = json!({ "summary": "Review", "start": "2126-04-01", "end": "2126-04-02", "invite": true,
        "attendees": [desk.mailbox.address] });
    let made = desk.server.post("/v1/calendar/events").key(&organizer.key).json(invitation).send().await.expect(201);
    let listed = desk.ask("GET", "/v1/calendar/events", json!({})).await.expect(200);
    let invited = listed["events"].as_array().unwrap().iter().find(|event| event["uid"] == made["uid"]).unwrap();
    let id = text(&invited["id"]);
    // The letter that tells of it is on record, too.
    for _ in 0..2 {
        desk.ask("POST", &format!("/v1/calendar/events/{id}/respond"), json!({ "status": "accepted" }))
            .await
            .expect(200);
    }
    let last: Vec<_> = entries(desk.server, key, "").await[usize::try_from(seq).unwrap()..]
        .iter()
        .map(|entry| text(&entry["action"]))
        .collect();
    assert_eq!(last, ["event.answered", "email.submitted"]);
    assert_eq!(entries(desk.server, key, "&action=event.answered").await[0]["subject"], id.as_str());
    // What came of it at the organizer's came by mail.
    let theirs: Vec<_> = entries(desk.server, &organizer.key, "").await.iter().map(|it| text(&it["action"])).collect();
    assert_eq!(theirs, ["event.created", "email.submitted"]);
    assert_eq!(verify(desk.server, key, "").await["valid"], true);
}

#[tokio::test]
async fn mail_that_is_sent_held_withdrawn_and_released_is_on_record() {
    let desk = Desk::open().await;
    let (key, mut seq) = (&desk.pod.key, 1);
    let mail = |more: Value| {
        let mut mail = json!({ "from": desk.mailbox.address, "to": desk.mailbox.address, "subject": "s", "text": "t" });
        mail.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        mail
    };
    let submit = async |seq: &mut i64, more: Value| {
        let reply = desk.ask("POST", "/v1/email/send", mail(more)).await;
        let id = text(&reply.json()["id"]);
        desk.recorded(seq, &reply, "email.submitted", &id, key).await;
        id
    };
    let sent = submit(&mut seq, json!({ "client_id": "once" })).await;
    desk.ask("POST", "/v1/email/send", mail(json!({ "client_id": "once" }))).await.expect(201);
    let reply = desk.ask("DELETE", &format!("/v1/email/outbox/{sent}"), json!({})).await;
    desk.recorded(&mut seq, &reply, "email.deleted", &sent, key).await;

    let held = submit(&mut seq, json!({ "hold": true })).await;
    let reply = desk.ask("POST", &format!("/v1/email/outbox/{held}/cancel"), json!({})).await;
    desk.recorded(&mut seq, &reply, "email.cancelled", &held, key).await;

    let held = submit(&mut seq, json!({ "hold": true })).await;
    let account = &desk.account.key;
    let reply = desk.decide("PATCH", &format!("/{held}"), json!({ "text": "better" })).await;
    desk.recorded(&mut seq, &reply, "draft.edited", &held, account).await;
    let reply = desk.decide("POST", &format!("/{held}/release"), json!({})).await;
    desk.recorded(&mut seq, &reply, "draft.released", &held, account).await;
    let held = submit(&mut seq, json!({ "hold": true })).await;
    let reply = desk.decide("POST", &format!("/{held}/reject"), json!({ "reason": "no" })).await;
    desk.recorded(&mut seq, &reply, "draft.rejected", &held, account).await;
    assert_eq!(verify(desk.server, key, "").await["valid"], true);
}

#[tokio::test]
async fn what_is_read_or_refused_is_not_on_record() {
    let desk = Desk::open().await;
    let key = &desk.pod.key;
    for path in ["/v1/email/inbox", "/v1/email/addresses", "/v1/email/rules", "/v1/observations", "/v1/audit/verify"] {
        let reply = desk.ask("GET", &format!("{path}?address={}", desk.mailbox.address), json!({})).await;
        reply.expect(200);
    }
    desk.mailbox.receive(letter(&[], "hello")).await;
    let id = text(&desk.mailbox.only().await["id"]);
    desk.mailbox.read(&id).await;
    let rule = json!({ "match": { "auth": "spf_fail" }, "action": "file" });
    desk.ask("POST", "/v1/email/rules", rule.clone()).await.expect(201);
    for (method, path, body, status) in [
        ("POST", "/v1/email/rules", rule, 409),
        ("DELETE", "/v1/email/rules/rule_zzzzzzzzzzzzzzzz", json!({}), 404),
        ("DELETE", "/v1/email/webhooks/wh_zzzzzzzzzzzzzzzz", json!({}), 404),
        ("POST", "/v1/email/outbox/out_zzzzzzzzzzzzzzzz/cancel", json!({}), 404),
        ("POST", "/v1/email/claim", json!({ "address": format!("abuse@{}", domain(&desk.mailbox)) }), 403),
        ("POST", "/v1/email/claim", json!({ "address": desk.mailbox.address }), 201),
        ("POST", "/v1/observations", json!({ "topic": "x", "content": "" }), 400),
    ] {
        desk.ask(method, path, body).await.expect(status);
    }
    desk.decide("POST", "/out_zzzzzzzzzzzzzzzz/release", json!({})).await.expect(404);
    let actions: Vec<_> = entries(desk.server, key, "").await.iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions, ["address.claimed", "rule.created"]);
}

fn domain(mailbox: &Mailbox<'_>) -> String {
    mailbox.address.split_once('@').unwrap().1.to_owned()
}

#[tokio::test]
async fn the_log_is_listed_by_page_and_by_action() {
    let server = Server::shared();
    let key = server.register(None).await.key;
    for number in 0..7 {
        let new = json!({ "topic": "x", "content": "x", "shared": number % 3 == 0 });
        server.post("/v1/observations").key(&key).json(new).send().await.expect(201);
    }
    let all = entries(server, &key, "").await;
    assert_eq!(all.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect::<Vec<_>>(), (1..=7).collect::<Vec<_>>());
    let shared = entries(server, &key, "&action=observation.shared").await;
    assert_eq!(shared.iter().map(|entry| &entry["seq"]).collect::<Vec<_>>(), [1, 4, 7]);
    assert_eq!(shared[1], all[3], "it says the same, its previous hash included");
    assert_eq!(entries(server, &key, "&action=nothing").await, [] as [Value; 0]);
    let page = server.get("/v1/audit?limit=2&action=observation.shared").key(&key).send().await.expect(200);
    assert_eq!((&page["count"], &page["limit"], &page["next_cursor"]), (&json!(2), &json!(2), &json!("4")));
    let most = server.get("/v1/audit?limit=101").key(&key).send().await.expect(200);
    assert_eq!((&most["limit"], &verify(server, &key, "limit=10001").await["limit"]), (&json!(100), &json!(10_000)));
    for path in ["?limit=0", "?cursor=x", "/verify?limit=0", "/verify?cursor=8"] {
        let reply = server.get(&format!("/v1/audit{path}")).key(&key).send().await;
        reply.expect_error(400, "invalid_request");
    }
    assert_eq!(verify(server, &key, "cursor=7").await["checked"], 0);
}

#[tokio::test]
async fn a_log_nobody_has_written_to_is_whole() {
    let server = Server::shared();
    let key = server.register(None).await.key;
    let verified = verify(server, &key, "").await;
    assert_eq!(
        (&verified["valid"], &verified["checked"], &verified["last_seq"], &verified["has_more"]),
        (&json!(true), &json!(0), &json!(0), &json!(false))
    );
    assert_eq!(entries(server, &key, "").await, [] as [Value; 0]);
}

#[tokio::test]
async fn the_chain_holds_whatever_happens_at_once_and_is_verified_in_pieces() {
    let desk = Desk::open().await;
    let key = &desk.pod.key;
    join_all((0..30).map(async |number| {
        let rule = json!({ "match": { "from": format!("{number}.example") }, "action": "file" });
        let rule = desk.ask("POST", "/v1/email/rules", rule).await.expect(201);
        let new = json!({ "topic": "x", "content": "x", "shared": number % 2 == 0 });
        let rule = format!("/v1/email/rules/{}", rule["id"].as_str().unwrap());
        let (note, gone) =
            tokio::join!(desk.ask("POST", "/v1/observations", new), desk.ask("DELETE", &rule, json!({})));
        note.expect(201);
        gone.expect(200);
    }))
    .await;
    let all = entries(desk.server, key, "").await;
    assert_eq!(all.len(), 91);
    let (mut cursor, mut checked, mut pieces) = (String::new(), 0, 0);
    loop {
        let piece = verify(desk.server, key, &format!("limit=40{cursor}")).await;
        assert_eq!(
            (&piece["valid"], &piece["broken_at"], &piece["reason"]),
            (&json!(true), &Value::Null, &Value::Null)
        );
        checked += piece["checked"].as_u64().unwrap();
        pieces += 1;
        assert_eq!((&piece["last_seq"], &piece["last_hash"]), (&json!(checked), &all[checked as usize - 1]["hash"]));
        let Some(next) = piece["next_cursor"].as_str() else {
            assert_eq!(piece["has_more"], false);
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!((checked, pieces), (91, 3));
}

/// By the published rule, with the published program.
#[tokio::test]
async fn anybody_can_verify_it_with_the_program_in_the_document() {
    let (_, program) = include_str!("../docs/AUDIT.md").split_once("```python\n").unwrap();
    let (program, _) = program.split_once("```").unwrap();
    let desk = Desk::open().await;
    for number in 0..3 {
        let rule = json!({ "match": { "from": format!("{number}.example") }, "action": "file" });
        desk.ask("POST", "/v1/email/rules", rule).await.expect(201);
    }
    let all = entries(desk.server, &desk.pod.key, "").await;
    let run = |entries: &[Value], pod: &str| {
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python3");
        let mut python = Command::new(python);
        python.args(["-c", program, pod]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut python = python.spawn().expect("`cargo xtask test` installs it");
        python.stdin.take().unwrap().write_all(json!(entries).to_string().as_bytes()).unwrap();
        let output = python.wait_with_output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    };
    assert_eq!(run(&all, &desk.pod.id), Some(text(&all[3]["hash"])));
    assert_eq!(run(&all, &desk.account.account_id), None, "it is another pod's");
    let mut altered = all.clone();
    altered[1]["subject"] = json!("rule_zzzzzzzzzzzzzzzz");
    assert_eq!(run(&altered, &desk.pod.id), None);
    assert_eq!(run(&[&all[..1], &all[2..]].concat(), &desk.pod.id), None);
}

#[tokio::test]
async fn what_is_altered_or_missing_is_found_and_the_database_itself_refuses_both() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(Some(&unique("log"))).await;
    for number in 0..9 {
        let rule = json!({ "match": { "from": format!("{number}.example") }, "action": "file" });
        server.post("/v1/email/rules").key(&account.key).json(rule).send().await.expect(201);
    }
    assert_eq!(verify(&server, &account.key, "").await["valid"], true);
    drop(server);
    let refused = in_databases(
        state.path(),
        "audit",
        "for (const sql of ['DELETE FROM audit', `UPDATE audit SET subject = 'x'`])
           try { db.exec(sql); } catch (error) { console.log(error.message); }
         db.exec('DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_shortened');",
    );
    assert_eq!(refused.matches("append-only").count(), 2, "{refused}");

    let tampered = async |sql: &str| {
        in_databases(state.path(), "audit", &format!("db.exec(`{sql}`)"));
        let server = Server::start_in(state.path(), &[]);
        let found = verify(&server, &account.key, "").await;
        let later = verify(&server, &account.key, "cursor=8").await;
        assert_eq!(later["valid"], true, "what follows builds on what stands there");
        (found["valid"].clone(), found["broken_at"].clone(), found["reason"].clone(), found["last_seq"].clone())
    };
    let is = |at: u8, reason: &str| (json!(false), json!(at), json!(reason), json!(at - 1));
    assert_eq!(tampered("UPDATE audit SET key_prefix = 'al_live_zzzz' WHERE seq = 7").await, is(7, "altered"));
    assert_eq!(tampered("UPDATE audit SET at = at + 1 WHERE seq = 5").await, is(5, "altered"));
    assert_eq!(tampered("UPDATE audit SET hash = zeroblob(32) WHERE seq = 4").await, is(4, "altered"));
    assert_eq!(tampered("DELETE FROM audit WHERE seq = 2").await, is(2, "missing"));
}
