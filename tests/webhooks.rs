//! Webhooks, from both ends.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::support::{Account, Answer, Mailbox, Post, Receiver, Reply, Server, letter};

/// Generous: these tests share two processors with others.
const SOON: Duration = Duration::from_secs(10);

/// A server that posts to this machine and waits a thousandth of the usual time between attempts.
fn loopback() -> &'static Server {
    static SERVER: std::sync::LazyLock<Server> = std::sync::LazyLock::new(|| Server::start(&LOOPBACK));
    &SERVER
}

const LOOPBACK: [(&str, &str); 2] = [("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("WEBHOOK_DELAY_SCALE", "0.001")];

impl Mailbox<'_> {
    async fn hook(&self, body: Value) -> Value {
        self.server.post("/v1/email/webhooks").key(&self.key).json(body).send().await.expect(201)
    }

    /// A webhook for this mailbox.
    async fn hook_to(&self, url: &str) -> Value {
        self.hook(json!({ "address": self.address, "url": url })).await
    }

    /// A request about a webhook.
    fn on(&self, method: &str, webhook: &Value, below: &str) -> crate::support::Request {
        let path = format!("/v1/email/webhooks/{}{below}", webhook["id"].as_str().unwrap());
        self.server.request(method, &path).key(&self.key)
    }

    async fn deliveries(&self, webhook: &Value, query: &str) -> Vec<Value> {
        let page = self.on("GET", webhook, &format!("/deliveries{query}")).send().await.expect(200);
        page["deliveries"].as_array().unwrap().clone()
    }
}

fn verifies(post: &Post, secret: &Value) -> bool {
    let webhook = Webhook::new(secret.as_str().unwrap()).unwrap();
    webhook.verify(post.body.as_bytes(), &post.headers).is_ok()
}

#[tokio::test]
async fn an_event_is_posted_at_once_and_signed() {
    let mailbox = loopback().mailbox().await;
    let receiver = Receiver::start().await;
    let webhook = mailbox.hook_to(&receiver.url("/hook?a=b")).await;
    mailbox.receive(letter(&[("Subject", "first")], "")).await;
    receiver.expect(1, SOON).await;

    let sent = Instant::now();
    mailbox.receive(letter(&[("Subject", "hello")], "how are you")).await;
    let acknowledged = Instant::now();
    let post = receiver.expect(2, SOON).await.remove(1);
    eprintln!(
        "posted {:?} after sending, {:?} after the acknowledgement",
        post.at - sent,
        post.at.saturating_duration_since(acknowledged)
    );

    assert_eq!(post.path, "/hook?a=b");
    assert_eq!(post.header("content-type"), "application/json");
    assert!(verifies(&post, &webhook["secret"]));
    let event = post.json();
    assert_eq!(event["id"], post.header("webhook-id"));
    assert_eq!(event["data"]["message"], mailbox.list("&limit=1").await[0]);
    let expected = json!({
        "type": "email.received",
        "id": event["id"],
        "timestamp": event["timestamp"],
        "data": { "address": mailbox.address, "message": event["data"]["message"] },
    });
    assert_eq!(event, expected);
    chrono::DateTime::parse_from_rfc3339(event["timestamp"].as_str().unwrap()).unwrap();
}
