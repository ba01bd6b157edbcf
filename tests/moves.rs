//! Inboxes of a deleted environment that move into another one.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::e2e::Holder;
use crate::e2e_keys::{SEED, rotate};
use crate::support::{
    Account, Mailbox, PodKey, Reply, Server, eventually, in_a_while, in_databases, letter, noise, text,
};

const CRON: &str = "/cdn-cgi/local/scheduled?cron=*/10+*+*+*+*";
const ATTACHED: &str = "multipart/mixed; boundary=cut";

/// An account with two environments.
pub struct World<'a> {
    pub server: &'a Server,
    pub account: Account,
    pub from: PodKey,
    pub to: PodKey,
}

impl<'a> World<'a> {
    pub async fn make(server: &'a Server) -> World<'a> {
        let account = server.register(None).await;
        let (from, to) = (server.create_pod(&account).await, server.create_pod(&account).await);
        World { server, account, from, to }
    }

    pub async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let request = self.server.request(method, path).key(&self.account.key);
        match body {
            Some(body) => request.json(body).send().await,
            None => request.send().await,
        }
    }

    async fn delete(&self, pod: &PodKey) {
        self.ask("DELETE", &format!("/api/v1/environments/{}", pod.id), None).await.expect(200);
    }

    async fn reassign(&self, from: &str, to: &str) -> Reply {
        self.ask("POST", &format!("/api/v1/environments/{from}/reassign"), Some(json!({ "to": to }))).await
    }

    async fn job(&self, id: &str) -> Value {
        self.ask("GET", &format!("/api/v1/jobs/{id}"), None).await.expect(200)
    }

    /// The job when it has ended.
    async fn ended(&self, id: &str) -> Value {
        eventually("the end of the job", async || Some(self.job(id).await).filter(|job| job["status"] != "running"))
            .await
    }

    /// Deletes the first environment and moves its inboxes into the second one.
    pub async fn move_all(&self) -> Value {
        self.delete(&self.from).await;
        let job = self.reassign(&self.from.id, &self.to.id).await.expect(202);
        self.ended(&text(&job["job_id"])).await
    }

    /// A mailbox of the first environment as its agents see it, and as those of the second one will.
    pub async fn mailbox(&self) -> (Mailbox<'a>, Mailbox<'a>) {
        let here = self.server.new_mailbox(&self.from.key).await;
        let there = Mailbox { key: self.to.key.clone(), ..here.clone() };
        (here, there)
    }

    pub async fn get(&self, key: &str, path: &str) -> Value {
        self.server.get(path).key(key).send().await.expect(200)
    }
}

/// A list without what depends on the pod: the places in the order of arrival.
fn without_places(mut list: Vec<Value>) -> Vec<Value> {
    for item in &mut list {
        item.as_object_mut().unwrap().remove("cursor");
    }
    list
}

/// How many messages the mailbox counts.
async fn total(mailbox: &Mailbox<'_>) -> Value {
    let path = format!("/v1/inbox/{}", mailbox.address);
    mailbox.server.get(&path).key(&mailbox.key).send().await.expect(200)["total"].clone()
}

/// A message with a number, of a conversation of three.
fn numbered(mailbox: &Mailbox<'_>, number: usize) -> String {
    let id = |number: usize| format!("<{number}.{}>", mailbox.address);
    let fields = [("Message-ID", &*id(number)), ("References", &*id(number - number % 3)), ("Subject", "Zebra 🦓")];
    letter(&fields, &format!("number{number}"))
}

/// Delivers so many, some at a time.
async fn fill(mailbox: &Mailbox<'_>, count: usize) {
    for numbers in (0..count).collect::<Vec<_>>().chunks(20) {
        join_all(numbers.iter().map(|number| mailbox.receive(numbered(mailbox, *number)))).await;
    }
}

#[tokio::test]
async fn inboxes_arrive_with_mail_flags_labels_attachments_rules_and_conversations() {
    const COUNT: usize = 1_000;
    let world = World::make(Server::shared()).await;
    let ((here, there), (second, second_there)) = (world.mailbox().await, world.mailbox().await);
    // A message that the other environment has, too: both conversations become one.
    let other = world.server.new_mailbox(&world.to.key).await;
    let shared = numbered(&here, 0);
    other.receive(&shared).await;
    fill(&here, COUNT).await;
    let file = "Content-Disposition: attachment; filename=\"a 🦓.bin\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    let parts = format!("--cut\r\n\r\nfiles\r\n--cut\r\n{file}the file\r\n--cut--\r\n");
    second.receive(letter(&[("Content-Type", ATTACHED), ("Message-ID", "<files@x>")], &parts)).await;
    let mut large = letter(&[("Message-ID", "<large@x>")], &"long lines of text\n".repeat(10_000)).into_bytes();
    large.extend(noise(7, 5 << 20));
    second.receive(&large).await;
    second.rule(json!({ "match": { "from": "spam.example" }, "action": "file", "note": "Spam" })).await.expect(201);
    second.receive(letter(&[("From", "a@spam.example"), ("Message-ID", "<spam@x>")], "filed")).await;
    here.set(json!({ "accept": "allowed_only" })).await.expect(200);
    let newest = here.list("&limit=2").await;
    let labels = json!({ "labels": ["Invoices", "日本"], "archived": true, "read": true });
    let change = here.at("PATCH", newest[0]["id"].as_str().unwrap(), "").json(labels).send().await;
    change.expect(200);
    here.read(newest[1]["id"].as_str().unwrap()).await;
    let (file, detail) = (second.attachment("files@x", 0).await, second.read("large@x").await);
    let before = [here.list_all().await, second.list_all().await, second.list("&blocked=true").await];
    let threads = world.get(&world.from.key, &format!("/v1/email/threads?address={}", here.address)).await;
    let labels = world.get(&world.from.key, "/v1/email/labels").await;
    let rules = world.get(&world.from.key, "/v1/email/rules").await;
    let inboxes = world.get(&world.from.key, "/api/v1/inboxes").await;

    let job = world.move_all().await;

    let (id, count) = (&job["job_id"], COUNT + 3);
    assert_eq!((&job["status"], &job["error"]), (&json!("done"), &Value::Null), "{job}");
    assert_eq!((&job["moved"], &job["total"]), (&json!(count), &json!(count)), "{id}");
    assert_eq!(job["environment_id"], world.from.id.replace("pod_", "env_"));
    assert_eq!(job["to"], world.to.id.replace("pod_", "env_"));
    let after = [there.list_all().await, second_there.list_all().await, second_there.list("&blocked=true").await];
    for (before, after) in before.into_iter().zip(after) {
        let (before, mut after) = (without_places(before), without_places(after));
        assert_eq!(before.len(), after.len());
        let first = format!("<0.{}>", here.address);
        for (before, after) in before.iter().zip(&mut after) {
            // The conversation of the message that was here, too, keeps its id of here.
            if before["thread_id"] != after["thread_id"] {
                let number: usize = text(&after["message_id"])[1..].split('.').next().unwrap().parse().unwrap();
                assert!(number < 3, "{first} {after}");
                after["thread_id"] = before["thread_id"].clone();
            }
            assert_eq!(before, after);
        }
    }
    let same = other.only().await["thread_id"].clone();
    let one = world.get(&world.to.key, &format!("/v1/email/threads/{}", text(&same))).await;
    assert_eq!(one["message_count"], 4, "{one}");
    let moved = world.get(&world.to.key, &format!("/v1/email/threads?address={}", here.address)).await;
    assert_eq!(moved["threads"].as_array().unwrap().len(), threads["threads"].as_array().unwrap().len());
    assert_eq!(moved["threads"][0], threads["threads"][0]);
    assert_eq!(world.get(&world.to.key, "/v1/email/labels").await, labels);
    assert_eq!(world.get(&world.to.key, "/v1/email/rules").await, rules);
    let mut arrived = world.get(&world.to.key, "/api/v1/inboxes").await;
    arrived["inboxes"].as_array_mut().unwrap().retain(|inbox| inbox["address"] != other.address.as_str());
    for (before, after) in inboxes["inboxes"].as_array().unwrap().iter().zip(arrived["inboxes"].as_array_mut().unwrap())
    {
        assert_eq!(after["environment_id"], job["to"]);
        after["environment_id"] = before["environment_id"].clone();
        assert_eq!(before, after);
    }
    assert_eq!(there.about().await["accept"], "allowed_only");
    for number in [0, 1, 500, 999] {
        assert_eq!(there.read(&format!("{number}.{}", here.address)).await["body"], format!("number{number}"));
    }
    assert_eq!(second_there.attachment("files@x", 0).await.body, file.body);
    let now = second_there.read("large@x").await;
    assert_eq!((&now["body"], &now["attachments"]), (&detail["body"], &detail["attachments"]));
    assert!(second_there.raw("large@x").await == large, "the raw message");
    let found = world.get(&world.to.key, "/v1/email/search?q=number777").await;
    assert_eq!(found["messages"].as_array().unwrap().len(), 1, "{found}");
    // A copy that arrives later is recognized.
    there.set(json!({ "accept": "everyone" })).await.expect(200);
    there.receive(&shared).await;
    assert_eq!(total(&there).await, COUNT);

    // Nothing of the other environment is needed any more.
    let path = format!("/api/v1/environments/{}?purge=true", world.from.id);
    let purged = world.ask("DELETE", &path, None).await.expect(200);
    let nothing = json!({ "addresses": 0, "keys": 1, "messages": 0, "blobs": 0, "vault_versions": 0 });
    assert_eq!(purged["removed"], nothing);
    assert!(second_there.raw("large@x").await == large, "the raw message");
    assert_eq!(second_there.read("large@x").await["body"], detail["body"]);
}

#[tokio::test]
async fn encrypted_mail_stays_encrypted_to_the_same_keys() {
    let world = World::make(Server::shared()).await;
    let (with_pod_key, with_pod_key_there) = world.mailbox().await;
    let (with_own_key, with_own_key_there) = world.mailbox().await;
    let (pods, own, others) = (Holder::new(), Holder::new(), Holder::new());
    rotate(&with_pod_key, SEED, &pods.public_key).await.expect(200);
    with_pod_key.set(json!({ "e2e_enabled": true })).await.expect(200);
    with_own_key.set(json!({ "public_key": own.public_key })).await.expect(200);
    let other = world.server.new_mailbox(&world.to.key).await;
    rotate(&other, SEED, &others.public_key).await.expect(200);
    for mailbox in [&with_pod_key, &with_own_key] {
        mailbox.receive(letter(&[("Message-ID", "<before@x>")], "secret")).await;
    }

    assert_eq!(world.move_all().await["status"], "done");

    for (mailbox, holder) in [(&with_pod_key_there, &pods), (&with_own_key_there, &own)] {
        mailbox.receive(letter(&[("Message-ID", "<after@x>")], "secret")).await;
        for id in ["before@x", "after@x"] {
            let message = mailbox.read(id).await;
            assert_eq!(message["e2e_key_id"], holder.key_id().as_str(), "{message}");
            assert_eq!(holder.open_body(&message), "secret\n".trim_end(), "{id}");
        }
    }
    let keys = world.get(&world.to.key, "/v1/e2e/keys").await;
    let sealed: BTreeMap<_, _> =
        keys["keys"].as_array().unwrap().iter().map(|key| (text(&key["key_id"]), &key["sealed_messages"])).collect();
    assert_eq!(sealed[&pods.key_id()], &json!(2));
    assert_eq!(keys["active_public_key"], others.public_key.as_str(), "the pod's own key stays");
}

#[tokio::test]
async fn sent_scheduled_and_held_mail_moves_and_is_sent_once() {
    let server = Server::shared();
    let world = World::make(server).await;
    let (here, there) = world.mailbox().await;
    let bob = server.mailbox().await;
    let mail = |subject: &str| json!({ "to": bob.address, "subject": subject, "text": "t" });
    let with = |mut mail: Value, more: Value| {
        mail.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        mail
    };
    let hidden = json!({ "bcc": "hidden@b.example", "client_id": "one", "text": "long text\n".repeat(20_000) });
    let sent = here.send(with(mail("sent"), hidden)).await;
    let soon = in_a_while(TimeDelta::seconds(2));
    let scheduled = here.send(with(mail("scheduled"), json!({ "send_at": soon }))).await;
    let held = here.send(with(mail("held"), json!({ "hold": true, "client_id": "two" }))).await;
    let taken = server.new_mailbox(&world.to.key).await;
    taken.send(with(mail("taken"), json!({ "client_id": "two" }))).await;
    let before = here.outgoing(&text(&sent["id"])).await;

    let job = world.move_all().await;

    assert_eq!((&job["status"], &job["moved"], &job["total"]), (&json!("done"), &json!(3), &json!(3)), "{job}");
    let after = there.outgoing(&text(&sent["id"])).await;
    assert_eq!(after, before);
    let again = json!({ "bcc": "hidden@b.example", "client_id": "one", "text": "long text\n".repeat(20_000) });
    assert_eq!(there.send(with(mail("sent"), again)).await["id"], sent["id"], "the same request is known");
    let drafts = format!("/v1/pods/{}/drafts", world.to.id);
    let listed = world.ask("GET", &drafts, None).await.expect(200);
    assert_eq!(listed["messages"][0]["id"], held["id"], "{listed}");
    world.ask("POST", &format!("{drafts}/{}/release", text(&held["id"])), None).await.expect(200);
    eventually("both to be sent", async || {
        let status = async |mail: &Value| there.outgoing(&text(&mail["id"])).await["status"].clone();
        (status(&scheduled).await == "sent" && status(&held).await == "sent").then_some(())
    })
    .await;
    let mut subjects: Vec<_> = bob.list("").await.iter().map(|message| text(&message["subject"])).collect();
    subjects.sort();
    assert_eq!(subjects, ["held", "scheduled", "sent", "taken"], "each once");
}

#[tokio::test]
async fn until_the_switch_mail_is_refused_and_then_it_arrives_in_the_target() {
    let server = Server::start(&[]);
    let world = World::make(&server).await;
    let third = server.create_pod(&world.account).await;
    let (here, there) = world.mailbox().await;
    here.receive(letter(&[("Message-ID", "<before@x>")], "before")).await;
    for (pod, call, times) in [(&world.to.id, "begin-move", 10), (&world.from.id, "export-received", 1)] {
        let lost = json!({ "pod": pod, "call": call, "times": times });
        server.post("/dev/lost-calls").json(lost).send().await.expect(200);
    }
    world.delete(&world.from).await;

    let jobs = join_all((0..10).map(|_| world.reassign(&world.from.id, &world.to.id))).await;

    let id = text(&jobs[0].expect(202)["job_id"]);
    for job in &jobs {
        assert_eq!(job.expect(202)["job_id"], id.as_str(), "ten at once are one job");
    }
    assert_eq!(world.job(&id).await["total"], Value::Null, "nobody told the target");
    let run = async || assert_eq!(server.get(CRON).send().await.status, 200);
    run().await;
    eventually("the beginning", async || world.job(&id).await["total"].as_i64()).await;
    server.deliver("a@b.example", &here.address, letter(&[], "during")).await.expect(422);
    let page = server.get(&format!("/v1/email/inbox?address={}", here.address)).key(&world.to.key).send().await;
    page.expect_error(403, "address_not_yours");
    let (from, to) = (&world.from.id, &world.to.id);
    for (method, path) in [
        ("POST", format!("/api/v1/environments/{from}/restore")),
        ("POST", format!("/v1/pods/{from}/resume")),
        ("POST", format!("/admin/tenants/{}/restore", from.replace("pod_", ""))),
        ("DELETE", format!("/api/v1/environments/{from}?purge=true")),
        ("DELETE", format!("/v1/pods/{from}?purge=true")),
        ("DELETE", format!("/v1/pods/{to}?purge=true")),
    ] {
        world.ask(method, &path, None).await.expect_error(409, "in_progress");
    }
    world.reassign(from, &third.id).await.expect_error(409, "in_progress");
    assert_eq!(world.job(&id).await["status"], "running");

    // The scheduled run continues what has stopped.
    run().await;
    assert_eq!(world.ended(&id).await["status"], "done");
    there.receive(letter(&[("Message-ID", "<after@x>")], "after")).await;
    let subjects: Vec<_> = there.list("").await.iter().map(|message| text(&message["message_id"])).collect();
    assert_eq!(subjects, ["<after@x>", "<before@x>"]);
    // The environment is empty, and can be restored.
    world.ask("POST", &format!("/api/v1/environments/{from}/restore"), None).await.expect(200);
    assert_eq!(world.get(&world.from.key, "/v1/email/addresses").await["addresses"], json!([]));
    let page = server.get(&format!("/v1/email/inbox?address={}", here.address)).key(&world.from.key).send().await;
    page.expect_error(403, "address_not_yours");
    for key in [&world.from.key, &world.to.key] {
        let log = world.get(key, "/v1/audit").await;
        let entry = &log["entries"][0];
        let action = if *key == world.from.key { "address.removed" } else { "address.claimed" };
        assert_eq!((&entry["action"], &entry["subject"]), (&json!(action), &json!(here.address)), "{log}");
    }
}

#[tokio::test]
async fn only_a_deleted_environment_moves_and_only_into_an_active_one_that_is_not_the_default() {
    let server = Server::shared();
    let (world, stranger) = (World::make(server).await, World::make(server).await);
    let (from, to) = (&world.from.id, &world.to.id);
    world.reassign(from, to).await.expect_error(409, "cannot_reassign");
    world.delete(&world.from).await;
    let home = &world.account.account_id;
    for own in [home.clone(), home.replace("acc_", "env_"), home.replace("acc_", "")] {
        world.reassign(from, &own).await.expect_error(409, "cannot_reassign");
        world.reassign(&own, to).await.expect_error(409, "cannot_reassign");
    }
    world.reassign(from, from).await.expect_error(409, "cannot_reassign");
    world.ask("DELETE", &format!("/v1/pods/{to}"), None).await.expect(200);
    world.reassign(from, to).await.expect_error(409, "cannot_reassign");
    world.ask("POST", &format!("/v1/pods/{to}/resume"), None).await.expect(200);
    world.delete(&world.to).await;
    world.reassign(from, to).await.expect_error(409, "cannot_reassign");
    world.ask("POST", &format!("/api/v1/environments/{to}/restore"), None).await.expect(200);
    for nobody in [stranger.to.id.as_str(), "env_zzzzzzzzzzzzzzzz", "", "🦓"] {
        world.reassign(from, nobody).await.expect_error(404, "not_found");
    }
    stranger.reassign(from, &stranger.to.id).await.expect_error(404, "not_found");
    let path = format!("/api/v1/environments/{from}/reassign");
    world.ask("POST", &path, Some(json!({}))).await.expect_error(400, "missing_fields");
    world.ask("POST", &path, Some(json!({ "to": to, "copy": true }))).await.expect_error(400, "unknown_field");

    let id = text(&world.reassign(from, to).await.expect(202)["job_id"]);
    assert_eq!(world.ended(&id).await["status"], "done");
    stranger.ask("GET", &format!("/api/v1/jobs/{id}"), None).await.expect_error(404, "not_found");
    world.ask("GET", "/api/v1/jobs/job_zzzzzzzzzzzzzzzz", None).await.expect_error(404, "not_found");
}

#[tokio::test]
async fn a_target_without_room_fails_the_job_and_nothing_is_lost() {
    let server = Server::start(&[("TIER_LIMITS", r#"{"paid":{"requests_per_day":100000,"storage_bytes":150000}}"#)]);
    let world = World::make(&server).await;
    let (here, there) = world.mailbox().await;
    let other = server.new_mailbox(&world.to.key).await;
    let body = "abc def\n".repeat(2_000);
    here.rule(json!({ "match": { "from": "spam.example" }, "action": "file" })).await.expect(201);
    for mailbox in [&here, &other] {
        for number in 0..3 {
            mailbox.receive(letter(&[("Message-ID", &format!("<{number}.{}>", mailbox.address))], &body)).await;
        }
    }
    let before = here.list_all().await;

    let failed = world.move_all().await;

    assert_eq!(failed["status"], "failed", "{failed}");
    assert!(text(&failed["error"]).contains("no room"), "{failed}");
    assert_eq!(world.get(&world.to.key, "/v1/email/rules").await["count"], 0);
    let page = server.get(&format!("/v1/email/inbox?address={}", here.address)).key(&world.to.key).send().await;
    page.expect_error(403, "address_not_yours");
    let restore = format!("/api/v1/environments/{}/restore", world.from.id);
    world.ask("POST", &restore, None).await.expect(200);
    assert_eq!(here.list_all().await, before, "the environment has everything");
    here.receive(letter(&[("Message-ID", "<new@x>")], "new")).await;

    let path = format!("/v1/email/messages?address={}", other.address);
    server.delete(&path).key(&other.key).send().await.expect(200);
    assert_eq!(world.move_all().await["status"], "done");
    let after = without_places(there.list_all().await);
    assert_eq!(after.len(), 4);
    assert_eq!(after[1..], without_places(before));
}

/// The Message-IDs of all messages of all pods, and how many rows each has.
fn stored(state: &Path) -> BTreeMap<String, usize> {
    let script = "for (const row of db.prepare('SELECT message_id FROM message').all()) console.log(row.message_id);";
    let mut all = BTreeMap::new();
    for id in in_databases(state, "message", script).lines() {
        *all.entry(id.to_owned()).or_default() += 1;
    }
    all
}

#[tokio::test]
async fn killed_at_random_moments_a_job_ends_with_each_message_once() {
    const COUNT: usize = 350;
    const KILLS: u32 = 10;
    let state = tempfile::tempdir().unwrap();
    let mut server = Server::start_in(state.path(), &[]);
    let (account, address, mut pods, before) = {
        let world = World::make(&server).await;
        let (here, _) = world.mailbox().await;
        fill(&here, COUNT).await;
        let scheduled =
            json!({ "to": "a@b.example", "subject": "s", "text": "t", "send_at": in_a_while(TimeDelta::days(1)) });
        for _ in 0..3 {
            here.send(scheduled.clone()).await;
        }
        let before = without_places(here.list_all().await);
        (world.account, here.address, vec![world.from, world.to], before)
    };
    let (mut kills, mut job) = (0, None);
    while kills < KILLS || job.is_some() {
        let world = World { server: &server, account: account.clone(), from: pods[0].clone(), to: pods[1].clone() };
        let id = match &job {
            Some(id) => String::clone(id),
            None => {
                world.delete(&world.from).await;
                text(&world.reassign(&world.from.id, &world.to.id).await.expect(202)["job_id"])
            }
        };
        assert_eq!(server.get(CRON).send().await.status, 200);
        if kills < KILLS {
            let random = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().subsec_micros() % 700;
            sleep(Duration::from_millis(random.into())).await;
        } else {
            world.ended(&id).await;
        }
        let now = world.job(&id).await;
        assert_ne!(now["status"], "failed", "{now}");
        let is_done = now["status"] == "done";
        if is_done {
            assert_eq!(now["moved"], COUNT + 3, "{now}");
            // Back again.
            world.ask("POST", &format!("/api/v1/environments/{}/restore", world.from.id), None).await.expect(200);
            pods.swap(0, 1);
        }
        job = (!is_done).then_some(id);
        if kills < KILLS {
            server.kill();
            kills += 1;
            server = Server::start_in(state.path(), &[]);
        }
    }
    let there = Mailbox { server: &server, key: pods[0].key.clone(), address };
    assert_eq!(without_places(there.list_all().await), before);
    assert_eq!(total(&there).await, COUNT);
    for number in [0, COUNT / 2, COUNT - 1] {
        let id = format!("{number}.{}", there.address);
        assert_eq!(there.read(&id).await["body"], format!("number{number}"));
        assert!(String::from_utf8(there.raw(&id).await).unwrap().ends_with(&format!("number{number}")));
    }
    let outbox = server.get("/v1/email/outbox").key(&there.key).send().await.expect(200);
    assert_eq!(outbox["messages"].as_array().unwrap().len(), 3);
    // What interrupted copies left in the bucket is swept.
    let later = in_a_while(TimeDelta::minutes(20));
    server.set_clock(later).await;
    for pod in &pods {
        let mailbox = server.new_mailbox(&pod.key).await;
        mailbox
            .send(json!({ "to": "a@b.example", "subject": "s", "text": "t", "send_at": later + TimeDelta::seconds(1) }))
            .await;
    }
    let blobs = || std::fs::read_dir(state.path().join("v3/r2/warren-mail/blobs")).unwrap().count();
    eventually("the sweep", async || (blobs() == COUNT).then_some(())).await;
    drop(there);
    server.kill();
    let stored = stored(state.path());
    assert_eq!((stored.len(), stored.values().max()), (COUNT, Some(&1)), "each message once");
}
