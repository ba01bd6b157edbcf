use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, TimeDelta};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Account, Mailbox, PodKey, Reply, Server, encoded, letter};

/// Generous: these tests share two processors with others.
const SOON: Duration = Duration::from_secs(10);
/// For a request to be at its door and wait there.
const UNDER_WAY: Duration = Duration::from_millis(500);

async fn wait(mailbox: &Mailbox<'_>, query: impl AsRef<str>) -> Reply {
    let path = format!("/v1/email/wait?address={}{}", mailbox.address, query.as_ref());
    mailbox.server.get(&path).key(&mailbox.key).send().await
}

/// What a waiting request answers after `then` happened, and how long after.
async fn answer_after(mailbox: &Mailbox<'_>, query: &str, then: impl Future<Output = ()>) -> (Reply, Duration) {
    let happening = async {
        sleep(UNDER_WAY).await;
        then.await;
        Instant::now()
    };
    let waiting = async {
        let reply = wait(mailbox, query).await;
        (reply, Instant::now())
    };
    let ((reply, answered), happened) = join(waiting, happening).await;
    (reply, answered.saturating_duration_since(happened))
}

fn subject(reply: &Reply) -> Value {
    reply.expect(200)["subject"].clone()
}

fn later(time: &Value, milliseconds: i64) -> String {
    let time = DateTime::parse_from_rfc3339(time.as_str().unwrap()).unwrap().to_utc();
    (time + TimeDelta::milliseconds(milliseconds)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

async fn pod(server: &Server) -> (Account, PodKey, Mailbox<'_>) {
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    (account, pod, mailbox)
}

#[tokio::test]
async fn a_message_that_is_there_is_answered_at_once() {
    let mailbox = Server::shared().mailbox().await;
    for number in 0..3 {
        mailbox.receive(letter(&[("Subject", &number.to_string())], "")).await;
    }
    let mut messages = mailbox.list("").await;
    messages.reverse();
    let start = Instant::now();
    for (number, message) in messages.iter().enumerate() {
        let before = message["cursor"].as_i64().unwrap() - 1;
        let reply = wait(&mailbox, format!("&since={before}&timeout=50")).await.expect(200);
        assert_eq!(&reply, message, "by its cursor");
        let reply =
            wait(&mailbox, format!("&since={}&timeout=50", later(&message["received_at"], 0))).await.expect(200);
        assert!(reply["cursor"].as_u64() <= message["cursor"].as_u64(), "by its time, {number}: {reply}");
        assert!(reply["received_at"].as_str() >= message["received_at"].as_str());
    }
    assert!(start.elapsed() < 3 * SOON);
    assert_eq!(mailbox.list("&unread=true").await.len(), 3, "waiting is not reading");
}

#[tokio::test]
async fn a_message_is_answered_soon_after_it_arrives() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.receive(letter(&[("Subject", "old")], "")).await;
    let old = mailbox.only().await;
    let queries = [
        String::new(),
        format!("&since={}", old["cursor"]),
        format!("&since={}", later(&old["received_at"], 1)),
        format!("&since={}", encoded(&later(&old["received_at"], 1).replace('Z', "+00:00"))),
    ];
    let waiting = async {
        let replies = join_all(queries.iter().map(|query| wait(&mailbox, format!("{query}&timeout=50")))).await;
        (replies, Instant::now())
    };
    let arriving = async {
        sleep(UNDER_WAY).await;
        mailbox.receive_by_event(letter(&[("Subject", "new")], "your code is 123456")).await;
        Instant::now()
    };
    let ((replies, answered), arrived) = join(waiting, arriving).await;
    for reply in &replies {
        assert_eq!((&subject(reply), &reply.json()["snippet"]), (&json!("new"), &json!("your code is 123456")));
    }
    assert!(answered.saturating_duration_since(arrived) < SOON);
    assert_eq!(replies[0].json(), mailbox.list("&limit=1").await[0]);
}

#[tokio::test]
async fn without_a_message_in_time_the_reply_is_empty() {
    let mailbox = Server::shared().mailbox().await;
    let sibling = mailbox.server.new_mailbox(&mailbox.key).await;
    mailbox.receive(letter(&[], "there before the call")).await;
    let newest = mailbox.only().await;

    let since = format!("&since={}&timeout=1", newest["cursor"]);
    let start = Instant::now();
    let other_mail = async {
        sleep(UNDER_WAY / 2).await;
        sibling.receive(letter(&[], "for another mailbox of the pod")).await;
    };
    let waits = join(wait(&mailbox, "&timeout=1"), wait(&mailbox, &since));
    let ((one, two), ()) = join(waits, other_mail).await;
    let took = start.elapsed();
    for reply in [one, two] {
        assert_eq!(reply.expect(204), Value::Null, "{reply}");
    }
    assert!(Duration::from_millis(950) < took && took < Duration::from_secs(1) + SOON, "{took:?}");

    let start = Instant::now();
    wait(&mailbox, "&timeout=0").await.expect(204);
    assert!(start.elapsed() < SOON);
}

#[tokio::test]
async fn a_waiter_takes_only_mail_of_the_sender_it_named() {
    let mailbox = Server::shared().mailbox().await;
    let receive = async |from: &str| mailbox.receive(letter(&[("From", from), ("Subject", from)], "")).await;
    for from in ["noise@other.example", "ann@sub.service.example", "no-reply@service.example", "ann@service.example"] {
        receive(from).await;
    }
    for (from, expected) in [
        ("service.example", "no-reply@service.example"),
        ("SERVICE.example", "no-reply@service.example"),
        ("Ann@Service.Example", "ann@service.example"),
        ("sub.service.example", "ann@sub.service.example"),
    ] {
        let reply = wait(&mailbox, format!("&since=0&timeout=0&from={from}")).await;
        assert_eq!(subject(&reply), expected, "{from}");
    }
    for nobody in ["example", "%25", "vice.example", "ann", "_nn@service.example"] {
        wait(&mailbox, format!("&since=0&timeout=0&from={nobody}")).await.expect(204);
    }

    let arrivals = async {
        receive("noise@other.example").await;
        receive("code@service.example").await;
    };
    let (reply, took) = answer_after(&mailbox, "&timeout=50&from=service.example", arrivals).await;
    assert_eq!(subject(&reply), "code@service.example");
    assert!(took < SOON);
}

#[tokio::test]
async fn all_who_wait_are_answered() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let sibling = server.new_mailbox(&mailbox.key).await;
    let waiters = join_all((0..20).map(|_| wait(&mailbox, "&timeout=50")));
    let arriving = async {
        sleep(2 * UNDER_WAY).await;
        join(sibling.receive(letter(&[], "")), mailbox.receive(letter(&[("Subject", "for all")], ""))).await;
        Instant::now()
    };
    let (replies, arrived) = join(waiters, arriving).await;
    assert!(arrived.elapsed() < SOON);
    replies.iter().for_each(|reply| assert_eq!(subject(reply), "for all"));
}

/// An agent that goes on from the cursor of the last message it saw misses none.
#[tokio::test]
async fn waiting_from_cursor_to_cursor_sees_every_message_once_and_in_order() {
    const COUNT: usize = 40;
    let mailbox = Server::shared().mailbox().await;
    let arriving = join_all((0..COUNT).map(|number| {
        let raw = letter(&[("Subject", &number.to_string())], &"text ".repeat(100 * (number % 7)));
        let mailbox = &mailbox;
        async move { mailbox.receive(raw).await }
    }));
    let reading = async {
        let (mut seen, mut cursor) = (Vec::new(), Value::from(0));
        while seen.len() < COUNT {
            let message = wait(&mailbox, format!("&since={cursor}&timeout=20")).await.expect(200);
            cursor = message["cursor"].clone();
            seen.push(message);
        }
        seen
    };
    let (seen, _) = join(reading, arriving).await;
    let mut listed = mailbox.list("&limit=100").await;
    listed.reverse();
    assert_eq!(seen, listed);
}

#[tokio::test]
async fn a_bad_wait_is_refused() {
    let mailbox = Server::shared().mailbox().await;
    for bad in ["timeout=56", "timeout=-1", "timeout=soon", "timeout=1.5", "timeout="] {
        wait(&mailbox, format!("&{bad}")).await.expect_error(400, "invalid_request");
    }
    for since in ["yesterday", "2026-11-22", "2026-11-22T10:00:00", "", "1.5", "0x1", "2026-13-01T00:00:00Z"] {
        let query = format!("&timeout=0&since={}", encoded(since));
        wait(&mailbox, &query).await.expect_error(400, "invalid_request");
    }
    let query = |query: &str| mailbox.server.get(&format!("/v1/email/wait{query}")).key(&mailbox.key).send();
    query("").await.expect_error(400, "missing_address");
    query("?address=").await.expect_error(400, "missing_address");
    query("?address=nonsense").await.expect_error(400, "invalid_address");
    query("?address=nobody-has-this@warren.example&timeout=0").await.expect_error(403, "address_not_yours");
    wait(&mailbox, "&since=9007199254740991&timeout=0").await.expect(204);
    wait(&mailbox, "&since=-1&timeout=0").await.expect(204);
}

#[tokio::test]
async fn a_waiter_whose_key_is_revoked_gets_no_mail() {
    let server = Server::shared();
    let (account, pod, mailbox) = pod(server).await;
    let keys = format!("/v1/pods/{}/keys", pod.id);
    let second = server.post(&keys).key(&account.key).json(json!({ "label": "second" })).send().await.expect(201);
    let second = Mailbox { key: second["api_key"].as_str().unwrap().to_owned(), ..mailbox.clone() };
    // The cached grant of the second key, so that its waiter needs nothing but the pod.
    second.list("").await;

    let revocation = async {
        let listed = server.get(&keys).key(&account.key).send().await.expect(200);
        let first = listed["keys"][0]["id"].as_str().unwrap();
        server.delete(&format!("{keys}/{first}")).key(&account.key).send().await.expect(200);
        mailbox.receive(letter(&[("Subject", "secret")], "")).await;
    };
    let others = wait(&second, "&timeout=50");
    let ((refused, took), answered) = join(answer_after(&mailbox, "&timeout=50", revocation), others).await;
    refused.expect_error(401, "unauthorized");
    assert!(took < SOON);
    assert_eq!(subject(&answered), "secret", "the pod's other key waits on");
    wait(&mailbox, "&timeout=0&since=0").await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn a_waiter_is_sent_away_when_its_pod_is_suspended() {
    let server = Server::shared();
    let (account, pod, mailbox) = pod(server).await;
    let suspension = async {
        server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await.expect(200);
    };
    let (refused, took) = answer_after(&mailbox, "&timeout=50", suspension).await;
    refused.expect_error(403, "pod_suspended");
    assert!(took < SOON);
}

#[tokio::test]
async fn a_waiter_is_sent_away_when_its_pod_is_purged() {
    let server = Server::shared();
    let (account, pod, mailbox) = pod(server).await;
    let purge = async {
        server.delete(&format!("/v1/pods/{}?purge=true", pod.id)).key(&account.key).send().await.expect(200);
    };
    let (refused, took) = answer_after(&mailbox, "&timeout=50", purge).await;
    assert!(matches!(refused.status, 401 | 403), "{refused}");
    assert!(took < SOON);
}

#[tokio::test]
async fn a_waiter_is_sent_away_when_the_accounts_key_is_rotated() {
    let mailbox = Server::shared().mailbox().await;
    let rotation = async {
        mailbox.server.post("/v1/auth/keys/rotate").key(&mailbox.key).send().await.expect(200);
        mailbox.receive(letter(&[], "too late")).await;
    };
    let (refused, took) = answer_after(&mailbox, "&timeout=50", rotation).await;
    refused.expect_error(401, "unauthorized");
    assert!(took < SOON);
}
