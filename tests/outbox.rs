use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Mailbox, Server};

/// How soon an event is there.
const SOON: Duration = Duration::from_secs(10);
/// Delays of minutes take tenths of a second.
const QUICK: (&str, &str) = ("RETRY_DELAY_SCALE", "0.005");

async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..300 {
        if let Some(found) = probe().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what} did not happen within 30 seconds")
}

/// Whether a request was answered matters to none of the messages: all that were acknowledged arrive, and none twice.
#[tokio::test]
async fn a_power_cut_while_sending_loses_nothing_and_doubles_nothing() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[QUICK]);
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let (key, from) = (ada.key.clone(), ada.address.clone());
    let (bobs_key, to) = (bob.key.clone(), bob.address.clone());
    let url = server.url().to_owned();
    let client = reqwest::Client::new();
    let requests: Vec<_> = (0..60)
        .map(|number| {
            let mail = json!({ "from": from, "to": to, "subject": number.to_string(), "text": "t", "client_id": number.to_string() });
            let request = client.post(format!("{url}/v1/email/send")).bearer_auth(&key).json(&mail);
            tokio::spawn(async move { request.send().await.is_ok_and(|reply| reply.status() == 201) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(120)).await;
    server.kill();
    let acknowledged: Vec<bool> = join_all(requests).await.into_iter().map(Result::unwrap).collect();

    let server = Server::start_in(state.path(), &[QUICK]);
    let ada = Mailbox { server: &server, key, address: from };
    let bob = Mailbox { server: &server, key: bobs_key, address: to };
    let kept = eventually("the end of all sending", async || {
        let outbox = ada.outbox("?limit=100").await;
        let messages = outbox["messages"].as_array().unwrap().clone();
        messages.iter().all(|message| message["status"] == "sent").then_some(messages)
    })
    .await;
    let subjects = |messages: &[Value]| {
        let mut all: Vec<String> = messages.iter().map(|it| it["subject"].as_str().unwrap().to_owned()).collect();
        all.sort();
        all
    };
    let arrived = subjects(&bob.list("&limit=100").await);
    assert_eq!(arrived, subjects(&kept));
    for (number, _) in acknowledged.iter().enumerate().filter(|(_, acknowledged)| **acknowledged) {
        assert!(arrived.contains(&number.to_string()), "{number} was acknowledged and is lost");
    }
}

#[tokio::test]
async fn a_suspended_pod_sends_nothing_until_it_is_resumed() {
    let server = Server::shared();
    let (account, bob) = (server.register(None).await, server.mailbox().await);
    let pod = server.create_pod(&account).await;
    let agent = server.new_mailbox(&pod.key).await;
    let soon: chrono::DateTime<chrono::Utc> = (std::time::SystemTime::now() + Duration::from_millis(700)).into();
    agent.send(json!({ "to": bob.address, "subject": "late", "text": "t", "send_at": soon })).await;
    let path = format!("/v1/pods/{}", pod.id);
    server.delete(&path).key(&account.key).send().await.expect(200);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(bob.list("").await.is_empty());
    server.post(&format!("{path}/resume")).key(&account.key).send().await.expect(200);
    eventually("the message", async || (!bob.list("").await.is_empty()).then_some(())).await;
}

#[tokio::test]
async fn listeners_learn_what_becomes_of_a_message() {
    let ada = Server::shared().mailbox().await;
    let mut socket = ada.server.socket(&ada.key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    let sent = ada.send(json!({ "to": "x@mail.example", "subject": "s", "text": "t" })).await;
    let event = socket.next_event(SOON).await;
    assert_eq!((&event["type"], &event["message"]["id"]), (&json!("email.sent"), &sent["id"]));
    assert_eq!(event["message"]["status"], "sent");
    let held = ada.send(json!({ "to": "x@mail.example", "subject": "s", "text": "t", "hold": true })).await;
    let event = socket.next_event(SOON).await;
    assert_eq!((&event["type"], &event["message"]["id"]), (&json!("email.held"), &held["id"]));
    ada.sending(json!({ "to": "nobody-is-here@warren.example", "subject": "s", "text": "t" })).send().await.expect(502);
    assert_eq!(socket.next_event(SOON).await["type"], "email.failed");
}
