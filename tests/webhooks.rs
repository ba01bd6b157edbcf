//! Webhooks, from both ends.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use standardwebhooks::Webhook;
use tokio::time::sleep;

use crate::support::{Answer, Mailbox, Post, Receiver, Reply, Request, Server, eventually, is_on_disk, letter};

/// Generous: these tests share two processors with others.
pub const SOON: Duration = Duration::from_secs(10);
/// For something that must not come.
pub const A_WHILE: Duration = Duration::from_millis(700);

/// To this machine, after a thousandth of the usual waits.
const LOOPBACK: [(&str, &str); 2] = [("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("RETRY_DELAY_SCALE", "0.001")];
/// The same without any wait.
pub const IMPATIENT: [(&str, &str); 2] = [("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("RETRY_DELAY_SCALE", "0")];

pub fn loopback() -> &'static Server {
    static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start(&LOOPBACK));
    &SERVER
}

impl Mailbox<'_> {
    pub async fn try_hook(&self, body: Value) -> Reply {
        self.server.post("/v1/email/webhooks").key(&self.key).json(body).send().await
    }

    /// A webhook for this mailbox.
    pub async fn hook(&self, url: &str) -> Value {
        self.try_hook(json!({ "address": self.address, "url": url })).await.expect(201)
    }

    /// A request about a webhook.
    pub fn on(&self, method: &str, webhook: &Value, below: &str) -> Request {
        let path = format!("/v1/email/webhooks/{}{below}", webhook["id"].as_str().unwrap());
        self.server.request(method, &path).key(&self.key)
    }

    pub async fn now(&self, webhook: &Value) -> Value {
        self.on("GET", webhook, "").send().await.expect(200)
    }

    pub async fn deliveries(&self, webhook: &Value, query: &str) -> Vec<Value> {
        let page = self.on("GET", webhook, &format!("/deliveries{query}")).send().await.expect(200);
        page["deliveries"].as_array().unwrap().clone()
    }

    /// The only delivery of a webhook, once it has come so far.
    async fn delivery(&self, webhook: &Value, status: &str) -> Value {
        let find = async || {
            let mut all = self.deliveries(webhook, "").await;
            assert_eq!(all.len(), 1, "{all:#?}");
            (all[0]["status"] == status).then(|| all.remove(0))
        };
        eventually(&format!("a delivery that is {status}"), find).await
    }

    pub async fn receive_numbered(&self, numbers: std::ops::Range<usize>) {
        for number in numbers {
            self.receive(letter(&[("Subject", &number.to_string())], "")).await;
        }
    }
}

pub fn verifies(post: &Post, secret: &Value) -> bool {
    let webhook = Webhook::new(secret.as_str().unwrap()).unwrap();
    webhook.verify(post.body.as_bytes(), &post.headers).is_ok()
}

fn hmac(key: &[u8], body: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(body).finalize().into_bytes();
    mac.iter().fold("sha256=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn subjects(posts: &[Post]) -> Vec<String> {
    posts.iter().map(Post::subject).collect()
}

fn later(hours: i64) -> Value {
    (chrono::DateTime::from_timestamp_millis(now_millis()).unwrap() + chrono::TimeDelta::hours(hours))
        .to_rfc3339()
        .into()
}

fn now_millis() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64
}

#[tokio::test]
async fn an_event_is_posted_at_once_and_signed_twice() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::start().await;
    let webhook = mailbox.hook(&receiver.url("/hook?a=b")).await;

    mailbox.receive(letter(&[("Subject", "hello")], "how are you")).await;
    let post = receiver.expect(1, SOON).await.remove(0);

    assert_eq!(post.path, "/hook?a=b");
    assert_eq!(post.header("content-type"), "application/json");
    assert!(verifies(&post, &webhook["secret"]));
    let event = post.json();
    assert_eq!(event["id"], post.header("webhook-id"));
    assert_eq!(event["data"]["message"], mailbox.only().await);
    let expected = json!({
        "type": "email.received",
        "id": event["id"],
        "timestamp": event["timestamp"],
        "data": { "address": mailbox.address, "message": event["data"]["message"] },
    });
    assert_eq!(event, expected);
    let time = |value: &Value| chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap();
    let (happened, received) = (time(&event["timestamp"]), time(&event["data"]["message"]["received_at"]));
    assert!((happened - received).num_milliseconds().abs() < 1_000, "{event}");
    let delivery = mailbox.delivery(&webhook, "delivered").await;
    assert_eq!((&delivery["id"], &delivery["last_status_code"]), (&event["id"], &json!(204)));
    assert_eq!((&delivery["attempts"], &delivery["next_attempt_at"]), (&json!(1), &Value::Null));
}

#[tokio::test]
async fn the_first_attempt_follows_at_once() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::start().await;
    mailbox.hook(&receiver.url("/")).await;
    let mut waits = Vec::new();
    for count in 1..=10 {
        let start = Instant::now();
        mailbox.receive(letter(&[], "")).await;
        waits.push(receiver.expect(count, SOON).await[count - 1].at - start);
    }
    waits.sort();
    eprintln!("from sending the mail to the post: {waits:?}");
    // The least that it takes is what says that nothing is waited for, however busy the machine is.
    assert!(waits[0] < Duration::from_millis(100), "{waits:?}");
}

/// Signatures by another hand: what the `standardwebhooks` package of Python makes of them.
#[tokio::test]
async fn python_verifies_the_signature_too() {
    const SCRIPT: &str = "
import json, sys
from standardwebhooks import Webhook
given = json.load(sys.stdin)
print(Webhook(given['secret']).verify(given['body'], given['headers'])['type'])
try:
    Webhook(given['secret']).verify(given['body'] + ' ', given['headers'])
except Exception as error:
    print(type(error).__name__)
";
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::start().await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[("Subject", "Grüße")], "")).await;
    let post = receiver.expect(1, SOON).await.remove(0);
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: BTreeMap<_, _> = names.into_iter().map(|name| (name, post.header(name))).collect();
    let given = json!({ "secret": webhook["secret"], "body": post.body, "headers": headers });

    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python3");
    let mut python = Command::new(python);
    python.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.spawn().expect("`cargo xtask test` installs it");
    python.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "email.received\nWebhookVerificationError\n");
}

#[tokio::test]
async fn a_secret_of_the_callers_own_signs_as_it_is() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::start().await;
    let url = receiver.url("/");
    let own = json!({ "address": mailbox.address, "url": url, "secret": "my own sécret" });
    let made = mailbox.try_hook(own).await.expect(201);
    assert_eq!((made.get("secret"), &made["has_secret"]), (None, &json!(true)));

    mailbox.receive(letter(&[], "")).await;
    let post = receiver.expect(1, SOON).await.remove(0);

    assert_eq!(post.header("x-agentlair-signature"), hmac("my own sécret".as_bytes(), &post.body));
    let webhook = Webhook::from_bytes("my own sécret".as_bytes().to_vec()).unwrap();
    webhook.verify(post.body.as_bytes(), &post.headers).unwrap();
}

#[tokio::test]
async fn a_secret_is_shown_once_and_sealed() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &LOOPBACK);
    let mailbox = server.mailbox().await;
    let webhook = mailbox.hook("http://127.0.0.1:9/hook-with-a-token").await;
    let secret = webhook["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"));

    assert!(!mailbox.now(&webhook).await.to_string().contains(secret));
    let list = mailbox.server.get("/v1/email/webhooks").key(&mailbox.key).send().await;
    assert_eq!((&list.expect(200)["count"], list.text().contains(secret)), (&json!(1), false));
    drop(server);
    for secret in [secret, "hook-with-a-token"] {
        assert!(!is_on_disk(state.path(), secret), "{secret}");
    }
}

#[tokio::test]
async fn while_a_secret_is_rotated_both_sign() {
    let server = Server::start(&LOOPBACK);
    let mailbox = server.mailbox().await;
    let receiver = Receiver::start().await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    let rotated = mailbox.on("POST", &webhook, "/rotate-secret").send().await.expect(200);
    let (old, new) = (&webhook["secret"], &rotated["secret"]);
    assert_ne!(old, new);
    let until = chrono::DateTime::parse_from_rfc3339(rotated["previous_secret_until"].as_str().unwrap()).unwrap();
    assert!((86_000..=86_400).contains(&((until.timestamp_millis() - now_millis()) / 1000)), "{until}");

    mailbox.receive(letter(&[], "")).await;
    let post = receiver.expect(1, SOON).await.remove(0);
    assert!(verifies(&post, old) && verifies(&post, new));
    assert!(!post.header("x-agentlair-signature-previous").is_empty());

    server.set_clock(&later(25)).await;
    mailbox.receive(letter(&[], "")).await;
    let post = receiver.expect(2, SOON).await.remove(1);
    assert_eq!(post.header("webhook-signature").split(' ').count(), 1);
    assert_eq!(post.header("x-agentlair-signature-previous"), "");
    assert_eq!(mailbox.now(&webhook).await.get("previous_secret_until"), None);
}

#[tokio::test]
async fn a_retry_bears_the_same_id_and_a_timestamp_of_its_own() {
    let mailbox = loopback().mailbox().await;
    let tries = Mutex::new(0);
    let receiver = Receiver::answering(move |_| {
        let mut tries = tries.lock().unwrap();
        *tries += 1;
        Answer::status(if *tries < 4 { 500 } else { 200 }).body("thanks")
    });
    let receiver = receiver.await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[], "")).await;

    let posts = receiver.expect(4, SOON).await;
    assert!(posts.iter().all(|post| verifies(post, &webhook["secret"])));
    assert_eq!(posts.iter().map(|post| (post.header("webhook-id"), &post.body)).collect::<BTreeSet<_>>().len(), 1);
    let first = posts[0].header("webhook-timestamp").parse::<u64>().unwrap();
    assert!(posts[3].header("webhook-timestamp").parse::<u64>().unwrap() > first);
    let delivery = mailbox.delivery(&webhook, "delivered").await;
    assert_eq!((&delivery["attempts"], &delivery["last_response_body"]), (&json!(4), &json!("thanks")));
    assert_eq!(mailbox.now(&webhook).await.get("failing_since"), None);
}

#[tokio::test]
async fn after_ten_attempts_a_delivery_has_failed() {
    let server = Server::start(&IMPATIENT);
    let mailbox = server.mailbox().await;
    let receiver = Receiver::answering(|_| Answer::status(500).body(&"é".repeat(1_000_000))).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[], "")).await;

    let delivery = mailbox.delivery(&webhook, "failed").await;
    assert_eq!((&delivery["attempts"], &delivery["last_status_code"]), (&json!(10), &json!(500)));
    assert_eq!(delivery["last_response_body"], "é".repeat(512));
    assert_eq!(receiver.quiet(A_WHILE).await.len(), 10);
    assert!(mailbox.now(&webhook).await["failing_since"].is_string());
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    let mailbox = loopback().mailbox().await;
    let elsewhere = Receiver::start().await;
    let target = elsewhere.url("/");
    let receiver = Receiver::answering(move |_| Answer::status(307).header("location", &target)).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[], "")).await;
    receiver.expect(2, SOON).await;
    let delivery = mailbox.delivery(&webhook, "pending").await;
    assert_eq!(delivery["last_status_code"], 307);
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn gone_disables_a_webhook_until_it_is_enabled() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|post| Answer::status(if post.path == "/gone" { 410 } else { 200 })).await;
    let webhook = mailbox.hook(&receiver.url("/gone")).await;
    mailbox.receive_numbered(0..1).await;
    mailbox.delivery(&webhook, "failed").await;
    let disabled = mailbox.now(&webhook).await;
    assert_eq!((&disabled["status"], &disabled["disabled_reason"]), (&json!("disabled"), &json!("gone")));
    mailbox
        .on("POST", &webhook, "/replay")
        .json(json!({ "since": later(-1) }))
        .send()
        .await
        .expect_error(409, "webhook_disabled");
    mailbox.receive_numbered(1..2).await;
    assert_eq!(receiver.quiet(A_WHILE).await.len(), 1);

    let patch = json!({ "enabled": true, "url": receiver.url("/back") });
    let enabled = mailbox.on("PATCH", &webhook, "").json(patch).send().await.expect(200);
    assert_eq!((&enabled["status"], enabled.get("disabled_reason")), (&json!("active"), None));
    let replayed = mailbox.on("POST", &webhook, "/replay").json(json!({ "since": later(-1) })).send().await;
    assert_eq!(replayed.expect(202), json!({ "replayed": 2 }));
    assert_eq!(subjects(&receiver.expect(3, SOON).await[1..]), ["0", "1"]);
}

#[tokio::test]
async fn what_the_old_place_says_is_nothing_to_the_new_one() {
    let mailbox = loopback().mailbox().await;
    let old = Receiver::answering(|_| Answer::status(410).after(Duration::from_millis(1_500))).await;
    let new = Receiver::start().await;
    let webhook = mailbox.hook(&old.url("/")).await;
    mailbox.receive_numbered(0..1).await;
    old.expect(1, SOON).await;
    mailbox.on("PATCH", &webhook, "").json(json!({ "url": new.url("/") })).send().await.expect(200);
    assert_eq!(subjects(&new.expect(1, SOON).await), ["0"]);
    mailbox.delivery(&webhook, "delivered").await;
    assert_eq!(mailbox.now(&webhook).await["status"], "active");
}

#[tokio::test]
async fn five_days_without_success_disable_a_webhook() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    let mailbox = server.mailbox().await;
    let receiver = Receiver::answering(|_| Answer::status(500)).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive_numbered(0..1).await;
    receiver.expect(1, SOON).await;
    // What was answered is written down a moment after it was sent.
    let fails = async || mailbox.now(&webhook).await["failing_since"].as_str().map(drop);
    eventually("a note of the failure", fails).await;
    server.set_clock(&later(4 * 24)).await;
    mailbox.receive_numbered(1..2).await;
    receiver.expect(2, SOON).await;
    assert_eq!(mailbox.now(&webhook).await["status"], "active");

    server.set_clock(&later(5 * 24 + 1)).await;
    mailbox.receive_numbered(2..3).await;
    let find = async || Some(mailbox.now(&webhook).await).filter(|now| now["status"] == "disabled");
    let disabled = eventually("the end of the webhook", find).await;
    assert_eq!(disabled["disabled_reason"], "failing");
    assert_eq!(mailbox.deliveries(&webhook, "?status=pending").await.len(), 0);
}

#[tokio::test]
async fn retry_after_holds_the_whole_webhook_back() {
    let mailbox = loopback().mailbox().await;
    let tries = Mutex::new(0);
    let receiver = Receiver::answering(move |_| {
        let mut tries = tries.lock().unwrap();
        *tries += 1;
        if *tries == 1 { Answer::status(429).header("retry-after", "2") } else { Answer::status(200) }
    });
    let receiver = receiver.await;
    mailbox.hook(&receiver.url("/")).await;
    mailbox.receive_numbered(0..1).await;
    receiver.expect(1, SOON).await;
    sleep(Duration::from_millis(200)).await;
    mailbox.receive_numbered(1..2).await;
    let posts = receiver.expect(3, SOON).await;
    assert!(posts[1].at - posts[0].at > Duration::from_millis(1_900), "{:?}", posts[1].at - posts[0].at);
}

#[tokio::test]
async fn events_arrive_in_order() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|_| Answer::status(200).after(Duration::from_millis(30))).await;
    mailbox.hook(&receiver.url("/")).await;
    mailbox.receive_numbered(0..15).await;
    let expected: Vec<_> = (0..15).map(|number| number.to_string()).collect();
    assert_eq!(subjects(&receiver.expect(15, SOON).await), expected);
}

#[tokio::test]
async fn a_slow_receiver_times_out_and_holds_nobody_up() {
    let server = Server::start(&LOOPBACK);
    let mailbox = server.mailbox().await;
    let slow = Receiver::answering(|_| Answer::status(200).after(Duration::from_secs(60))).await;
    let quick = Receiver::start().await;
    let webhook = mailbox.hook(&slow.url("/")).await;
    mailbox.hook(&quick.url("/")).await;
    for count in 1..=8 {
        let start = Instant::now();
        mailbox.receive_numbered(count..count + 1).await;
        quick.expect(count, SOON).await;
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
    let find = async || {
        let all = mailbox.deliveries(&webhook, "").await;
        all.into_iter().find(|delivery| delivery["last_error"].is_string())
    };
    eventually("a delivery that fails", find).await;
    let late = slow.posts();
    assert!(late.len() <= 3, "{}", late.len());
}

/// Each event fails four times, and the server is killed while they do.
#[tokio::test]
async fn a_burst_outlives_a_receiver_that_is_down_and_a_server_that_is_killed() {
    const COUNT: usize = 500;
    let state = tempfile::tempdir().unwrap();
    let vars = [("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("RETRY_DELAY_SCALE", "0.0003")];
    let server = Server::start_in(state.path(), &vars);
    let account = server.register(None).await;
    let tries = Mutex::new(BTreeMap::<String, usize>::new());
    let receiver = Receiver::answering(move |post| {
        let mut tries = tries.lock().unwrap();
        let tries = tries.entry(post.header("webhook-id").to_owned()).or_default();
        *tries += 1;
        Answer::status(if *tries <= 4 { 503 } else { 200 })
    });
    let receiver = receiver.await;
    let mailbox = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
    let webhook = mailbox.hook(&receiver.url("/")).await;

    let start = Instant::now();
    for some in (0..COUNT).collect::<Vec<_>>().chunks(50) {
        join_all(some.iter().map(|number| mailbox.receive_numbered(*number..number + 1))).await;
    }
    eprintln!("{COUNT} mails in {:?}, {} posts so far", start.elapsed(), receiver.count());
    server.kill();
    let server = Server::start_in(state.path(), &vars);
    let start = Instant::now();
    receiver.expect(COUNT * 2, Duration::from_secs(60)).await;
    eprintln!("{} posts in {:?}", COUNT * 2, start.elapsed());
    server.kill();
    let restarted = Instant::now();
    let server = Server::start_in(state.path(), &vars);

    let expected: BTreeSet<_> = (0..COUNT).map(|number| number.to_string()).collect();
    let done = || {
        let mut tries = BTreeMap::<_, usize>::new();
        receiver.posts().iter().for_each(|post| *tries.entry(post.subject()).or_default() += 1);
        tries.into_iter().filter(|(_, tries)| *tries > 4).map(|(subject, _)| subject).collect::<BTreeSet<_>>()
    };
    while done() != expected {
        assert!(restarted.elapsed() < Duration::from_secs(120), "{} of {COUNT}", done().len());
        sleep(Duration::from_millis(200)).await;
    }
    eprintln!("all delivered {:?} after the second kill, with {} posts", restarted.elapsed(), receiver.count());
    let mailbox = Mailbox { server: &server, key: account.key, address: account.address };
    let start = Instant::now();
    while !mailbox.deliveries(&webhook, "?status=pending").await.is_empty() {
        assert!(start.elapsed() < Duration::from_secs(40));
        sleep(Duration::from_millis(200)).await;
    }
    assert!(receiver.posts().iter().all(|post| verifies(post, &webhook["secret"])));
}

#[tokio::test]
async fn a_burst_of_500_is_delivered_quickly() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|_| Answer::status(200).after(Duration::from_millis(20))).await;
    mailbox.hook(&receiver.url("/")).await;
    for some in (0..500).collect::<Vec<_>>().chunks(50) {
        join_all(some.iter().map(|number| mailbox.receive_numbered(*number..number + 1))).await;
    }
    let received = Instant::now();
    let posts = receiver.expect(500, Duration::from_secs(30)).await;
    eprintln!("the last post came {:?} after the last mail", received.elapsed());
    assert_eq!(subjects(&posts).into_iter().collect::<BTreeSet<_>>().len(), 500);
}

#[tokio::test]
async fn loopback_and_the_like_are_refused_unless_allowed() {
    let mailbox = Server::shared().mailbox().await;
    for url in [
        "http://127.0.0.1:9000/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:169.254.169.254]/latest/meta-data",
        "https://metadata.google.internal/",
        "https://10.0.0.1/",
        "https://127.0.0.1.:1/",
        "https://warren.example/",
        "https://acme.warren.example/v1/pods",
        "https://warren.somebody.workers.dev/",
        "http://hooks.example.com/",
        "https://user:password@hooks.example.com/",
        "ftp://hooks.example.com/",
        "hooks.example.com",
        "",
        &format!("https://hooks.example.com/{}", "x".repeat(2048)),
    ] {
        let refused = mailbox.try_hook(json!({ "address": mailbox.address, "url": url })).await;
        assert!(refused.expect_error(400, "invalid_url")["fix"].is_string());
    }
    let webhook = mailbox.hook("https://hooks.example.com/").await;
    let patch = json!({ "url": "https://127.0.0.1/" });
    mailbox.on("PATCH", &webhook, "").json(patch).send().await.expect_error(400, "invalid_url");
    assert_eq!(mailbox.now(&webhook).await["url"], "https://hooks.example.com/");
}

#[tokio::test]
async fn loopback_may_be_allowed_but_nothing_else_that_is_private_and_never_the_server_itself() {
    let mailbox = loopback().mailbox().await;
    let own_port = loopback().url().rsplit_once(':').unwrap().1;
    for url in [
        "http://10.0.0.1/".to_owned(),
        "https://192.168.1.1/".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "https://metadata.google.internal/".to_owned(),
        "http://printer.local/".to_owned(),
        "http://hooks.example.com/".to_owned(),
        format!("{}/v1/pods", loopback().url()),
        format!("http://localhost:{own_port}/dev/clock"),
        format!("http://[::1]:{own_port}/"),
    ] {
        let refused = mailbox.try_hook(json!({ "address": mailbox.address, "url": url })).await;
        refused.expect_error(400, "invalid_url");
    }
    mailbox.hook("http://localhost:9/").await;
}

#[tokio::test]
async fn what_was_allowed_once_is_judged_again_before_it_is_sent() {
    let state = tempfile::tempdir().unwrap();
    let receiver = Receiver::start().await;
    let server = Server::start_in(state.path(), &LOOPBACK);
    let account = server.register(None).await;
    let mailbox = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
    let webhook = mailbox.hook(&receiver.url("/")).await;
    drop(server);

    let server = Server::start_in(state.path(), &[]);
    let mailbox = Mailbox { server: &server, key: account.key, address: account.address };
    mailbox.receive(letter(&[], "")).await;
    let tested = mailbox.on("POST", &webhook, "/test").send().await.expect(200);
    assert_eq!((&tested["delivered"], &tested["status"]), (&json!(false), &Value::Null));
    assert_eq!(tested["error"], "not sent: url is not https.");
    assert_eq!(receiver.quiet(A_WHILE).await.len(), 0);
}

#[tokio::test]
async fn a_bad_registration_is_told_what_is_bad() {
    let mailbox = Server::shared().mailbox().await;
    let stranger = Server::shared().mailbox().await;
    let url = "https://hooks.example.com/";
    for (body, status, code) in [
        (json!({ "url": url, "address": stranger.address }), 403, "address_not_yours"),
        (json!({ "url": url, "address": "nobody@warren.example" }), 403, "address_not_yours"),
        (json!({ "url": url, "address": "nonsense" }), 400, "invalid_address"),
        (json!({ "address": mailbox.address }), 400, "missing_fields"),
        (json!({ "url": url, "events": [] }), 400, "invalid_request"),
        (json!({ "url": url, "secret": "" }), 400, "invalid_request"),
        (json!({ "url": url, "secret": "x".repeat(257) }), 400, "invalid_request"),
    ] {
        mailbox.try_hook(body).await.expect_error(status, code);
    }
    for name in ["email.opened", "webhook.test", "*"] {
        let refused = mailbox.try_hook(json!({ "url": url, "events": ["email.received", name] })).await;
        assert!(refused.expect_error(400, "invalid_request")["message"].as_str().unwrap().contains(name));
    }
    let events = json!(["email.held", "email.received", "email.sent", "email.failed", "email.received"]);
    let made = mailbox.try_hook(json!({ "url": url, "events": events })).await.expect(201);
    assert_eq!(made["events"], json!(["email.received", "email.sent", "email.failed", "email.held"]));
    let list = format!("/v1/email/webhooks?address={}", stranger.address);
    Server::shared().get(&list).key(&mailbox.key).send().await.expect_error(403, "address_not_yours");
}

#[tokio::test]
async fn of_25_registrations_at_once_20_succeed() {
    let mailbox = Server::shared().mailbox().await;
    let replies = join_all((0..25).map(|_| mailbox.try_hook(json!({ "url": "https://hooks.example.com/" })))).await;
    let made: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(made.len(), 20);
    for refused in replies.iter().filter(|reply| reply.status != 201) {
        refused.expect_error(403, "webhook_limit_reached");
    }
    mailbox.on("DELETE", &made[0].json(), "").send().await.expect(200);
    mailbox.hook("https://hooks.example.com/").await;
}

#[tokio::test]
async fn a_webhook_hears_of_its_own_mailbox_or_of_all() {
    let server = loopback();
    let account = server.register(None).await;
    let (one, other) = (server.new_mailbox(&account.key).await, server.new_mailbox(&account.key).await);
    let receiver = Receiver::start().await;
    let narrow = one.hook(&receiver.url("/one")).await;
    let wide = one.try_hook(json!({ "url": receiver.url("/all") })).await.expect(201);
    assert_eq!(wide["address"], Value::Null);
    let sent = one.try_hook(json!({ "url": receiver.url("/sent"), "events": ["email.sent"] })).await.expect(201);
    let stranger = server.mailbox().await;

    for mailbox in [&one, &other, &stranger] {
        mailbox.receive(letter(&[("Subject", &mailbox.address)], "")).await;
    }
    let posts = receiver.quiet(A_WHILE).await;
    let mut heard: Vec<_> = posts.iter().map(|post| (post.path.as_str(), post.subject())).collect();
    heard.sort();
    let mut expected = [("/all", one.address.clone()), ("/all", other.address.clone()), ("/one", one.address.clone())];
    expected.sort();
    assert_eq!(heard, expected);
    assert_eq!(one.deliveries(&sent, "").await.len(), 0);

    let listed = server.get(&format!("/v1/email/webhooks?address={}", one.address)).key(&one.key).send().await;
    let listed = listed.expect(200);
    assert_eq!((&listed["count"], &listed["webhooks"][0]["id"]), (&json!(1), &narrow["id"]));

    let patch = json!({ "address": null, "events": ["email.sent"] });
    let patched = one.on("PATCH", &narrow, "").json(patch).send().await.expect(200);
    assert_eq!((&patched["address"], &patched["events"]), (&Value::Null, &json!(["email.sent"])));
    one.receive(letter(&[], "")).await;
    let posts = receiver.quiet(A_WHILE).await;
    assert_eq!(posts[3..].iter().map(|post| post.path.as_str()).collect::<Vec<_>>(), ["/all"]);
}

#[tokio::test]
async fn a_deleted_webhook_gets_nothing_more() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|_| Answer::status(500)).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[], "")).await;
    receiver.expect(1, SOON).await;
    let deleted = mailbox.on("DELETE", &webhook, "").send().await.expect(200);
    assert_eq!(deleted, json!({ "deleted": true, "id": webhook["id"] }));
    sleep(Duration::from_millis(100)).await;
    let before = receiver.count();
    mailbox.receive(letter(&[], "")).await;
    sleep(Duration::from_secs(3)).await;
    assert_eq!(receiver.count(), before);
    mailbox.on("GET", &webhook, "").send().await.expect_error(404, "not_found");
    mailbox.on("DELETE", &webhook, "").send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn a_disabled_webhook_gets_nothing() {
    let mailbox = loopback().mailbox().await;
    let receiver =
        Receiver::answering(|post| Answer::status(if post.json()["type"] == "webhook.test" { 200 } else { 500 })).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[], "")).await;
    receiver.expect(1, SOON).await;
    let disabled = mailbox.on("PATCH", &webhook, "").json(json!({ "enabled": false })).send().await.expect(200);
    assert_eq!((&disabled["status"], &disabled["disabled_reason"]), (&json!("disabled"), &json!("by_owner")));
    assert_eq!(mailbox.delivery(&webhook, "failed").await["last_error"], "the webhook was disabled");
    sleep(Duration::from_millis(100)).await;
    let before = receiver.count();
    sleep(Duration::from_secs(2)).await;
    assert_eq!(receiver.count(), before);
    assert_eq!(mailbox.on("POST", &webhook, "/test").send().await.expect(200)["delivered"], true);
}

#[tokio::test]
async fn a_test_tells_what_the_receiver_said() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|_| {
        Answer::status(418).body(&format!("no coffee{}", " ".repeat(5_000))).after(Duration::from_millis(50))
    });
    let receiver = receiver.await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    let tested = mailbox.on("POST", &webhook, "/test").send().await.expect(200);
    assert_eq!((&tested["delivered"], &tested["status"]), (&json!(false), &json!(418)));
    assert_eq!(tested["response"].as_str().unwrap().len(), 1024);
    assert!(tested["duration_ms"].as_i64().unwrap() >= 45, "{tested}");
    let post = receiver.expect(1, SOON).await.remove(0);
    assert!(verifies(&post, &webhook["secret"]));
    let event = post.json();
    assert_eq!((&event["type"], &event["id"]), (&json!("webhook.test"), &tested["event_id"]));
    assert_eq!(event["data"], json!({ "address": mailbox.address, "webhook_id": webhook["id"] }));
    assert_eq!(mailbox.deliveries(&webhook, "").await.len(), 0);
    assert_eq!(receiver.quiet(A_WHILE).await.len(), 1);

    let nobody = mailbox.hook("http://127.0.0.1:1/").await;
    let tested = mailbox.on("POST", &nobody, "/test").send().await.expect(200);
    assert_eq!((&tested["delivered"], &tested["status"]), (&json!(false), &Value::Null));
    assert!(tested["error"].as_str().unwrap().starts_with("no connection"), "{tested}");
}

#[tokio::test]
async fn an_answer_that_never_ends_is_cut_off() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|_| Answer::status(200).endless()).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    let start = Instant::now();
    let tested = mailbox.on("POST", &webhook, "/test").send().await.expect(200);
    assert_eq!((&tested["delivered"], &tested["response"]), (&json!(true), &json!("x".repeat(1024))));
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[tokio::test]
async fn deliveries_are_repeated_when_asked() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::start().await;
    mailbox.receive_numbered(0..1).await;
    sleep(Duration::from_millis(20)).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive_numbered(1..4).await;
    receiver.expect(3, SOON).await;
    sleep(A_WHILE).await;
    let delivered = mailbox.deliveries(&webhook, "?status=delivered").await;
    assert_eq!(delivered.len(), 3);

    let path = format!("/deliveries/{}/replay", delivered[1]["id"].as_str().unwrap());
    let pending = mailbox.on("POST", &webhook, &path).send().await.expect(202);
    assert_eq!((&pending["status"], &pending["id"]), (&json!("pending"), &delivered[1]["id"]));
    let posts = receiver.expect(4, SOON).await;
    assert_eq!(
        (posts[3].subject(), posts[3].header("webhook-id")),
        (posts[1].subject(), posts[1].header("webhook-id"))
    );

    // Also what happened before the webhook was there.
    let since = mailbox.list("").await[3]["received_at"].clone();
    let replayed = mailbox.on("POST", &webhook, "/replay").json(json!({ "since": since })).send().await;
    assert_eq!(replayed.expect(202), json!({ "replayed": 4 }));
    assert_eq!(subjects(&receiver.expect(8, SOON).await[4..]), ["0", "1", "2", "3"]);
    let replayed = mailbox.on("POST", &webhook, "/replay").json(json!({ "since": later(1) })).send().await;
    assert_eq!(replayed.expect(202), json!({ "replayed": 0 }));

    let nothing = mailbox.on("POST", &webhook, "/deliveries/ev_nothing/replay").send().await;
    nothing.expect_error(404, "not_found");
    mailbox.on("POST", &webhook, "/replay").send().await.expect_error(400, "missing_fields");
}

#[tokio::test]
async fn deliveries_are_listed_by_the_page() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|post| Answer::status(if post.subject() == "3" { 500 } else { 200 })).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive_numbered(0..5).await;
    receiver.expect(5, SOON).await;
    sleep(A_WHILE).await;

    let (mut listed, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = mailbox.on("GET", &webhook, &format!("/deliveries{query}")).send().await.expect(200);
        listed.extend(page["deliveries"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else {
            assert_eq!(page["has_more"], false);
            break;
        };
        query = format!("?limit=2&cursor={next}");
    }
    let statuses: Vec<_> = listed.iter().map(|delivery| delivery["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["delivered", "pending", "delivered", "delivered", "delivered"]);
    let pending = mailbox.deliveries(&webhook, "?status=pending").await;
    assert_eq!((pending.len(), &pending[0]["id"]), (1, &listed[1]["id"]));
    assert!(pending[0]["next_attempt_at"].is_string());
    let most = mailbox.on("GET", &webhook, "/deliveries?limit=101").send().await.expect(200);
    assert_eq!(most["limit"], 100);
    for query in ["?limit=0", "?status=lost", "?cursor=x"] {
        let refused = mailbox.on("GET", &webhook, &format!("/deliveries{query}")).send().await;
        refused.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn of_a_deleted_message_nothing_is_posted() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::answering(|_| Answer::status(503).header("retry-after", "1")).await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[], "")).await;
    receiver.expect(1, SOON).await;
    let id = mailbox.only().await["id"].as_str().unwrap().to_owned();
    mailbox.at("DELETE", &id, "").send().await.expect(200);
    let delivery = mailbox.delivery(&webhook, "failed").await;
    assert_eq!(delivery["last_error"], "what it was about was deleted");
    assert_eq!(receiver.count(), 1);
    let again = format!("/deliveries/{}/replay", delivery["id"].as_str().unwrap());
    mailbox.on("POST", &webhook, &again).send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn a_suspended_pod_posts_nothing_until_it_is_resumed() {
    let server = loopback();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let receiver = Receiver::answering(|_| Answer::status(500)).await;
    mailbox.hook(&receiver.url("/")).await;
    mailbox.receive(letter(&[], "")).await;
    receiver.expect(2, SOON).await;
    server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await.expect(200);
    sleep(Duration::from_millis(100)).await;
    let before = receiver.count();
    sleep(Duration::from_secs(3)).await;
    assert_eq!(receiver.count(), before);

    server.post(&format!("/v1/pods/{}/resume", pod.id)).key(&account.key).send().await.expect(200);
    receiver.expect(before + 1, SOON).await;

    server.delete(&format!("/v1/pods/{}?purge=true", pod.id)).key(&account.key).send().await.expect(200);
    sleep(Duration::from_millis(100)).await;
    let before = receiver.count();
    sleep(Duration::from_secs(3)).await;
    assert_eq!(receiver.count(), before);
}
