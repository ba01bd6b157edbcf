use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all};
use tokio::time::sleep;

use crate::support::{Mailbox, Server, letter};

const ROUNDS: usize = 2;
const COUNT: usize = 200;

struct Sent {
    id: String,
    raw: String,
}

/// Some are large enough to be stored while others are acknowledged.
fn sent(round: usize) -> Vec<Sent> {
    (0..COUNT)
        .map(|number| {
            let id = format!("{round}-{number}@restart");
            let body = format!("message {number}\n{}", "x".repeat(20_000 * (number % 5)));
            Sent { raw: letter(&[("Message-ID", &format!("<{id}>"))], &body), id }
        })
        .collect()
}

/// Delivers all at once, and ends the server once so many were acknowledged. Which ones were.
async fn interrupted(server: Server, address: &str, sent: &[Sent], after: usize) -> BTreeSet<String> {
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let url = format!("{}/dev/email?from=a@sender.example&to={address}", server.url());
    let acknowledged = AtomicUsize::new(0);
    let deliveries = join_all(sent.iter().map(async |message| {
        let reply = client.post(&url).body(message.raw.clone()).send().await.ok()?;
        let stored = reply.status() == 200 && reply.text().await.ok()? == r#"{"accepted":true}"#;
        acknowledged.fetch_add(usize::from(stored), Ordering::Relaxed);
        stored.then(|| message.id.clone())
    }));
    let end = async {
        while acknowledged.load(Ordering::Relaxed) < after {
            sleep(Duration::from_millis(1)).await;
        }
        server.kill();
    };
    let (ids, ()) = join(deliveries, end).await;
    ids.into_iter().flatten().collect()
}

/// What is listed: nothing twice, and all that is of these messages whole.
async fn listed(mailbox: &Mailbox<'_>, sent: &[Sent]) -> BTreeSet<String> {
    let messages = mailbox.list_all().await;
    let ids =
        messages.iter().map(|message| message["message_id"].as_str().unwrap().trim_matches(['<', '>']).to_owned());
    let ids: BTreeSet<_> = ids.collect();
    assert_eq!(messages.len(), ids.len(), "none is there twice");
    let page = mailbox.server.get(&format!("/v1/inbox/{}", mailbox.address)).key(&mailbox.key).send().await.expect(200);
    assert_eq!(page["total"], ids.len());
    let there: Vec<_> = sent.iter().filter(|message| ids.contains(&message.id)).collect();
    for some in there.chunks(20) {
        join_all(some.iter().map(async |message| {
            let (_, body) = message.raw.split_once("\r\n\r\n").unwrap();
            assert_eq!(mailbox.read(&message.id).await["body"], body.replace("\r\n", "\n"), "{}", message.id);
            assert!(mailbox.raw(&message.id).await == message.raw.as_bytes(), "{}", message.id);
        }))
        .await;
    }
    ids
}

fn start(state: &Path) -> Server {
    Server::start_in(state, &[])
}

#[tokio::test]
async fn what_was_acknowledged_before_a_power_cut_is_there_after_it() {
    let state = tempfile::tempdir().unwrap();
    let mut server = start(state.path());
    let account = server.register(None).await;
    let rounds: Vec<_> = (0..ROUNDS).map(sent).collect();
    let mut acknowledged = BTreeSet::new();
    for (round, messages) in rounds.iter().enumerate() {
        let done = interrupted(server, &account.address, messages, [40, 140][round]).await;
        assert!(done.len() < COUNT, "the server ended in the middle");
        acknowledged.extend(done);

        server = start(state.path());
        let mailbox = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
        let there = listed(&mailbox, messages).await;
        let lost: Vec<_> = acknowledged.difference(&there).collect();
        assert!(lost.is_empty(), "acknowledged and lost in round {round}: {lost:?}");
    }

    // The sending servers try again what was not acknowledged, and also what they only believe was not.
    let mailbox = Mailbox { server: &server, key: account.key, address: account.address };
    for messages in &rounds {
        join_all(messages.iter().map(|message| mailbox.receive(&message.raw))).await;
        listed(&mailbox, messages).await;
    }
    assert_eq!(mailbox.list_all().await.len(), ROUNDS * COUNT);
}
