//! Webhooks are verified before they get events, and replays are spread over time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, Mailbox, Post, Receiver, Server, eventually, letter};
use crate::webhooks::{A_WHILE, IMPATIENT, SOON, loopback, verifies};

const VERIFICATION: &str = "webhook.verification";

/// A server that refuses everything until it is made willing.
async fn unwilling() -> (Receiver, Arc<AtomicBool>) {
    let willing = Arc::new(AtomicBool::new(false));
    let is_willing = willing.clone();
    let answer = move |_: &Post| Answer::status(if is_willing.load(Relaxed) { 204 } else { 404 });
    (Receiver::answering_all(answer).await, willing)
}

fn types(posts: &[Post]) -> Vec<String> {
    posts.iter().map(|post| post.json()["type"].as_str().unwrap().to_owned()).collect()
}

/// The webhook once it is as wanted.
async fn until(mailbox: &Mailbox<'_>, webhook: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
    eventually("the change of the webhook", async || Some(mailbox.now(webhook).await).filter(&wanted)).await
}

#[tokio::test]
async fn until_its_url_has_answered_a_test_a_webhook_gets_nothing_else() {
    let mailbox = loopback().mailbox().await;
    let (receiver, willing) = unwilling().await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    assert_eq!((&webhook["status"], &webhook["verified"]), (&json!("active"), &json!(false)));
    mailbox.receive_numbered(0..3).await;
    let replayed =
        mailbox.on("POST", &webhook, "/replay").json(json!({ "since": "2026-01-01T00:00:00Z" })).send().await;
    assert_eq!(replayed.expect(202)["replayed"], 3);
    let failed = until(&mailbox, &webhook, |now| now["verification_error"].is_string()).await;
    assert_eq!((&failed["verified"], &failed["verification_error"]), (&json!(false), &json!("answered 404")));
    receiver.expect(2, SOON).await;
    let posts = receiver.posts();
    assert!(types(&posts).iter().all(|kind| kind == VERIFICATION), "{posts:?}");
    assert!(posts.iter().all(|post| verifies(post, &webhook["secret"])));
    assert_eq!(posts[0].json()["data"], json!({ "address": mailbox.address, "webhook_id": webhook["id"] }));
    assert_eq!(posts[0].body, posts[1].body, "the same, once more");
    assert_eq!(mailbox.deliveries(&webhook, "?status=pending").await.len(), 3, "what happens waits");

    willing.store(true, Relaxed);
    let verified = until(&mailbox, &webhook, |now| now["verified"] == true).await;
    assert_eq!(verified.get("verification_error"), None);
    let find = async || {
        let posts = receiver.posts().into_iter();
        let events: Vec<_> = posts.filter(|post| post.json()["type"] == "email.received").collect();
        (events.len() == 3).then_some(events)
    };
    let events = eventually("three events", find).await;
    assert_eq!(events.iter().map(Post::subject).collect::<Vec<_>>(), ["0", "1", "2"]);
}

#[tokio::test]
async fn a_url_that_answers_no_test_disables_its_webhook() {
    let server = Server::start(&IMPATIENT);
    let mailbox = server.mailbox().await;
    let (receiver, willing) = unwilling().await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    mailbox.receive_numbered(0..1).await;
    let disabled = until(&mailbox, &webhook, |now| now["status"] == "disabled").await;
    assert_eq!((&disabled["disabled_reason"], &disabled["verified"]), (&json!("unverified"), &json!(false)));
    let posts = receiver.quiet(A_WHILE).await;
    assert_eq!(types(&posts), [VERIFICATION; 10]);

    willing.store(true, Relaxed);
    mailbox.on("PATCH", &webhook, "").json(json!({ "enabled": true })).send().await.expect(200);
    until(&mailbox, &webhook, |now| now["verified"] == true).await;
    mailbox.receive_numbered(1..2).await;
    let posts = receiver.expect(12, SOON).await;
    assert_eq!((types(&posts[10..11]), posts[11].subject()), (vec![VERIFICATION.to_owned()], "1".to_owned()));
}

#[tokio::test]
async fn another_url_has_to_answer_for_itself() {
    let mailbox = loopback().mailbox().await;
    let first = Receiver::start().await;
    let (victim, _) = unwilling().await;
    let webhook = mailbox.hook(&first.url("/")).await;
    until(&mailbox, &webhook, |now| now["verified"] == true).await;
    let patch = json!({ "url": victim.url("/") });
    let moved = mailbox.on("PATCH", &webhook, "").json(patch).send().await.expect(200);
    assert_eq!(moved["verified"], false);
    mailbox.receive_numbered(0..2).await;
    victim.expect(2, SOON).await;
    assert!(types(&victim.quiet(A_WHILE).await).iter().all(|kind| kind == VERIFICATION));
    assert_eq!(first.count(), 0);
    // The same one again is no other.
    mailbox.on("PATCH", &webhook, "").json(json!({ "url": first.url("/") })).send().await.expect(200);
    until(&mailbox, &webhook, |now| now["verified"] == true).await;
    let same = mailbox.on("PATCH", &webhook, "").json(json!({ "url": first.url("/") })).send().await.expect(200);
    assert_eq!(same["verified"], true);
    first.expect(2, SOON).await;
}

#[tokio::test]
async fn a_test_by_hand_verifies_and_one_that_fails_does_not() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("RETRY_DELAY_SCALE", "1000")]);
    let mailbox = server.mailbox().await;
    let (receiver, willing) = unwilling().await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    receiver.expect(1, SOON).await;
    assert_eq!(mailbox.on("POST", &webhook, "/test").send().await.expect(200)["delivered"], false);
    assert_eq!(mailbox.now(&webhook).await["verified"], false);
    mailbox.receive_numbered(0..1).await;
    willing.store(true, Relaxed);
    assert_eq!(mailbox.on("POST", &webhook, "/test").send().await.expect(200)["delivered"], true);
    assert_eq!(mailbox.now(&webhook).await["verified"], true);
    let posts = receiver.expect(4, SOON).await;
    assert_eq!(types(&posts), [VERIFICATION, "webhook.test", "webhook.test", "email.received"]);
}

#[tokio::test]
async fn a_server_that_is_killed_verifies_when_it_is_back() {
    let state = tempfile::tempdir().unwrap();
    let vars = [("ALLOW_LOOPBACK_WEBHOOKS", "true")];
    let server = Server::start_in(state.path(), &vars);
    let account = server.register(None).await;
    let slow = Receiver::answering_all(|_| Answer::status(200).after(Duration::from_millis(500))).await;
    let mailbox = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
    let webhook = mailbox.hook(&slow.url("/")).await;
    server.kill();
    let server = Server::start_in(state.path(), &vars);
    let mailbox = Mailbox { server: &server, key: account.key, address: account.address };
    until(&mailbox, &webhook, |now| now["verified"] == true).await;
}

#[tokio::test]
async fn replays_are_spread_over_time_and_bounded() {
    const COUNT: usize = 130;
    let mailbox = loopback().mailbox().await;
    for some in (0..COUNT).collect::<Vec<_>>().chunks(26) {
        join_all(some.iter().map(|number| mailbox.receive(letter(&[("Subject", &number.to_string())], "")))).await;
    }
    let receiver = Receiver::start().await;
    let webhook = mailbox.hook(&receiver.url("/")).await;
    until(&mailbox, &webhook, |now| now["verified"] == true).await;
    let replay =
        async || mailbox.on("POST", &webhook, "/replay").json(json!({ "since": "2026-01-01T00:00:00Z" })).send().await;
    let (start, began) = (Instant::now(), std::time::SystemTime::now());
    assert_eq!(replay().await.expect(202)["replayed"], COUNT);
    // Beside many other tests, a delivery can take long.
    receiver.expect(COUNT, Duration::from_secs(60)).await;
    // The first hundred at once, each of the others a tenth of a second later.
    let took = start.elapsed();
    assert!(took > Duration::from_millis(2_500), "{took:?}");

    // What asks again and again gets no more.
    assert_eq!(replay().await.expect(202)["replayed"], COUNT);
    let pending = mailbox.deliveries(&webhook, "?status=pending&limit=1").await;
    let last = chrono::DateTime::parse_from_rfc3339(pending[0]["next_attempt_at"].as_str().unwrap()).unwrap();
    let began: chrono::DateTime<chrono::Utc> = began.into();
    assert!(last.timestamp_millis() - began.timestamp_millis() > 15_000, "{pending:?}");
    let mut calls = 0;
    let refused = loop {
        let reply = replay().await;
        if reply.status != 202 {
            break reply;
        }
        calls += 1;
        assert!(calls < 100, "it goes on for ever");
    };
    refused.expect_error(429, "rate_limited");
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() < 1_000, "{refused}");
    let one = format!("/deliveries/{}/replay", pending[0]["id"].as_str().unwrap());
    mailbox.on("POST", &webhook, &one).send().await.expect_error(429, "rate_limited");
}
