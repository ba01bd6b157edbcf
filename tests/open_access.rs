//! What stays open after its credential has ended: nothing.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::cost::cost;
use crate::sessions::{member, signed_in};
use crate::support::{Account, Answer, Mailbox, PodKey, Receiver, Server, Socket, eventually, letter};

const SOON: Duration = Duration::from_secs(20);
/// Without the seconds that a session of a day has left.
const A_DAY: i64 = 24 * 60 * 60;

async fn listen(server: &Server, key: &str) -> Socket {
    let mut socket = server.socket(key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    socket
}

/// Moves the server's clock on from what it was in the beginning.
pub struct Clock<'a> {
    server: &'a Server,
    start: DateTime<Utc>,
}

impl<'a> Clock<'a> {
    pub fn of(server: &'a Server) -> Self {
        Self { server, start: std::time::SystemTime::now().into() }
    }

    pub async fn set(&self, seconds: i64) {
        self.server.set_clock(self.start + TimeDelta::seconds(seconds)).await;
    }
}

/// Lets the next calls of a pod's internal calls fail.
pub async fn lose(server: &Server, pod: &str, call: &str, times: u32) {
    let lost = json!({ "pod": pod, "call": call, "times": times });
    server.post("/dev/lost-calls").json(lost).send().await.expect(200);
}

async fn pod(server: &Server) -> (Account, PodKey, Mailbox<'_>) {
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    (account, pod, mailbox)
}

/// Revokes the first key of a pod; nobody tells the pod.
async fn revoke_unheard(server: &Server, account: &Account, pod: &PodKey) {
    let keys = format!("/v1/pods/{}/keys", pod.id);
    let listed = server.get(&keys).key(&account.key).send().await.expect(200);
    lose(server, &pod.id, "changed", 1).await;
    let path = format!("{keys}/{}", listed["keys"][0]["id"].as_str().unwrap());
    server.delete(&path).key(&account.key).send().await.expect_error(500, "internal_error");
}

#[tokio::test]
async fn the_socket_of_an_expired_session_is_sent_nothing_and_closed() {
    let server = Server::start(&[]);
    let (account, email) = member(&server).await;
    let mailbox = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
    let (session, clock) = (signed_in(&server, &email).await, Clock::of(&server));
    let (mut theirs, mut mine) = (listen(&server, &session).await, listen(&server, &account.key).await);
    mailbox.receive(letter(&[("Subject", "before")], "")).await;
    for socket in [&mut theirs, &mut mine] {
        assert_eq!(socket.next_event(SOON).await["message"]["subject"], "before");
    }
    clock.set(A_DAY + 2 * 60 * 60).await;
    mailbox.receive(letter(&[("Subject", "after")], "")).await;
    assert_eq!(theirs.closed_at_once(SOON).await, Some(4401));
    assert_eq!(mine.next_event(SOON).await["message"]["subject"], "after", "who may still listen misses nothing");
}

#[tokio::test]
async fn the_socket_of_a_session_is_closed_at_the_moment_that_it_expires() {
    let server = Server::start(&[]);
    let (account, email) = member(&server).await;
    let (session, clock) = (signed_in(&server, &email).await, Clock::of(&server));
    clock.set(A_DAY - 6).await;
    let (mut theirs, mut mine) = (listen(&server, &session).await, listen(&server, &account.key).await);
    assert!(theirs.event(Duration::from_secs(1)).await.is_none(), "it is open until then");
    assert_eq!(theirs.closed_at_once(SOON).await, Some(4401));
    mine.send("ping").await;
    assert_eq!(mine.next_text(SOON).await, "pong");
}

#[tokio::test]
async fn a_call_that_waits_for_mail_ends_with_its_session() {
    let server = Server::start(&[]);
    let (account, email) = member(&server).await;
    let (session, clock) = (signed_in(&server, &email).await, Clock::of(&server));
    clock.set(A_DAY - 3).await;
    let start = std::time::Instant::now();
    let path = format!("/v1/email/wait?address={}&timeout=50", account.address);
    server.get(&path).key(&session).send().await.expect_error(401, "unauthorized");
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[tokio::test]
async fn where_the_call_to_the_pod_is_lost_a_revoked_socket_gets_nothing_after_a_minute() {
    let server = Server::start(&[]);
    let (account, pod, mailbox) = pod(&server).await;
    let keys = format!("/v1/pods/{}/keys", pod.id);
    let second = server.post(&keys).key(&account.key).json(json!({ "label": "second" })).send().await.expect(201);
    let second = second["api_key"].as_str().unwrap();
    let clock = Clock::of(&server);
    let (mut revoked, mut other) = (listen(&server, &pod.key).await, listen(&server, second).await);
    revoke_unheard(&server, &account, &pod).await;
    clock.set(61).await;
    join_all((0..30).map(|_| mailbox.receive(letter(&[], "secret")))).await;
    assert_eq!(revoked.closed_at_once(SOON).await, Some(4401));
    for cursor in 1..=30 {
        assert_eq!(other.next_event(SOON).await["cursor"], cursor, "what waited for an answer comes in order");
    }
}

#[tokio::test]
async fn where_the_call_to_the_pod_is_lost_an_idle_socket_is_closed_as_well() {
    // What is 15 minutes elsewhere are two seconds here.
    let server = Server::start(&[("RETRY_DELAY_SCALE", "0.0025")]);
    let (first, second) = (pod(&server).await, pod(&server).await);
    let clock = Clock::of(&server);
    let mut sockets = [listen(&server, &first.1.key).await, listen(&server, &second.1.key).await];
    for (account, pod, _) in [&first, &second] {
        revoke_unheard(&server, account, pod).await;
    }
    clock.set(61).await;
    // A request may find out first: then the pod knows the answer when it looks at its sockets.
    server.get("/v1/usage").key(&second.1.key).send().await.expect_error(401, "unauthorized");
    for socket in &mut sockets {
        assert_eq!(socket.closed_at_once(SOON).await, Some(4401));
    }
}

#[tokio::test]
async fn a_suspension_of_which_the_pod_did_not_hear_closes_sockets_with_its_own_code() {
    let server = Server::start(&[]);
    let (account, pod, mailbox) = pod(&server).await;
    let clock = Clock::of(&server);
    let mut socket = listen(&server, &pod.key).await;
    lose(&server, &pod.id, "changed", 1).await;
    let suspend = server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await;
    suspend.expect_error(500, "internal_error");
    clock.set(61).await;
    mailbox.receive(letter(&[], "")).await;
    assert_eq!(socket.closed_at_once(SOON).await, Some(4403));
}

/// The directory is asked about a key, not about a socket.
#[tokio::test]
async fn many_sockets_of_one_key_share_an_answer() {
    let server = Server::start(&[]);
    let (_, pod, mailbox) = pod(&server).await;
    let clock = Clock::of(&server);
    let mut sockets = join_all((0..100).map(|_| listen(&server, &pod.key))).await;
    clock.set(61).await;
    mailbox.receive(letter(&[("Subject", "to all")], "")).await;
    for socket in &mut sockets {
        assert_eq!(socket.next_event(SOON).await["message"]["subject"], "to all");
    }
    let list = format!("/v1/email/inbox?address={}", mailbox.address);
    let read = server.get(&list).key(&pod.key).send().await;
    read.expect(200);
    assert_eq!(cost(&read), "d1=0 kv=0 r2=0 do=1", "the answer serves requests, too");
}

/// A receiver with a webhook there in every one of these pods, and the address of each pod's feed.
async fn followed(server: &Server, keys: &[&str]) -> (Receiver, Vec<String>) {
    let receiver = Receiver::answering(|_| Answer::status(200)).await;
    let mut feeds = Vec::new();
    for key in keys {
        let hook = json!({ "url": receiver.url("/hook") });
        server.post("/v1/email/webhooks").key(key).json(hook).send().await.expect(201);
        let feed = server.get("/v1/calendar/feed").key(key).send().await.expect(200);
        feeds.push(format!("/v1/calendar/feed.ics?cal_token={}", feed["cal_token"].as_str().unwrap()));
    }
    (receiver, feeds)
}

async fn rotate(server: &Server, key: &str, body: Option<Value>) -> Value {
    let request = server.post("/v1/auth/keys/rotate").key(key);
    match body {
        Some(body) => request.json(body).send().await.expect(200),
        None => request.send().await.expect(200),
    }
}

#[tokio::test]
async fn a_rotation_lists_what_survives_it() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    let (account, email) = member(&server).await;
    let members = server.get("/v1/members").key(&account.key).send().await.expect(200);
    let none = json!({ "count": 0, "ids": [] });
    let nothing = json!({ "backup_key": null, "pod_keys": { "count": 0, "keys": [] }, "sessions": none,
        "members": { "count": 1, "ids": [members["members"][0]["id"]] }, "invitations": none, "scim_tokens": none, "run_keys": none,
        "oauth_grants": none, "webhooks": none, "calendar_feed": false, "other_pods": none });
    let rotated = rotate(&server, &account.key, None).await;
    assert_eq!((&rotated["surviving"], &rotated["pending_pods"]), (&nothing, &Value::Null));
    let key = rotated["api_key"].as_str().unwrap();

    let pod = server.create_pod(&account_with(&account, key)).await;
    let backup = server.post("/v1/auth/keys/generate-backup").key(key).json(json!({})).send().await.expect(201);
    let (_receiver, feeds) = followed(&server, &[key, &pod.key]).await;
    let (mine, theirs) = (signed_in(&server, &email).await, crate::sessions::signed_in_for(&server, &email, 2).await);
    let sessions = server.get("/v1/auth/sessions").key(&mine).send().await.expect(200);
    assert_eq!(sessions["count"], 2);

    let rotated = rotate(&server, &mine, Some(json!({}))).await;
    let (key, surviving) = (rotated["api_key"].as_str().unwrap(), &rotated["surviving"]);
    assert_eq!(surviving["backup_key"], backup["key_prefix"]);
    let listed = &surviving["pod_keys"]["keys"][0];
    assert_eq!((&surviving["pod_keys"]["count"], &listed["pod_id"]), (&json!(1), &json!(pod.id)));
    assert_eq!(listed["key_prefix"], pod.key[..12]);
    assert_eq!(surviving["sessions"]["count"], 1, "the caller's own");
    server.get("/v1/account/me").key(&theirs).send().await.expect_error(401, "unauthorized");
    let hooks = server.get("/v1/email/webhooks").key(key).send().await.expect(200);
    assert_eq!(surviving["webhooks"], json!({ "count": 1, "ids": [hooks["webhooks"][0]["id"]] }));
    assert_eq!(surviving["calendar_feed"], true);
    assert_eq!(surviving["other_pods"], json!({ "count": 1, "ids": [pod.id] }));
    // What the reply lists is true.
    server.get("/v1/email/addresses").key(&pod.key).send().await.expect(200);
    for feed in &feeds {
        assert_eq!(server.get(feed).send().await.status, 200);
    }
    let activated = server.post("/v1/auth/keys/activate-backup").key(key).send().await.expect(200);
    assert_eq!(activated["surviving"]["backup_key"], Value::Null);
    assert_eq!(activated["surviving"]["pod_keys"], surviving["pod_keys"]);
}

fn account_with(account: &Account, key: &str) -> Account {
    Account { key: key.to_owned(), ..account.clone() }
}

/// Whether mail to these is posted to a webhook. It would be within a second.
async fn is_told(receiver: &Receiver, mailboxes: &[&Mailbox<'_>]) -> bool {
    let before = receiver.posts().len();
    for mailbox in mailboxes {
        mailbox.receive(letter(&[], "")).await;
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    receiver.posts().len() > before
}

#[tokio::test]
async fn a_rotation_of_everything_leaves_the_new_key_and_nothing_else() {
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    for how in ["rotate", "activate-backup"] {
        let (account, email) = member(&server).await;
        let pod = server.create_pod(&account).await;
        let backup = server.post("/v1/auth/keys/generate-backup").key(&account.key).json(json!({})).send().await;
        let backup = backup.expect(201)["backup_key"].as_str().unwrap().to_owned();
        let session = signed_in(&server, &email).await;
        let (receiver, feeds) = followed(&server, &[&account.key, &pod.key]).await;
        let home = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
        let inbox = server.new_mailbox(&pod.key).await;
        assert!(is_told(&receiver, &[&home, &inbox]).await);
        let mut sockets = Vec::new();
        for key in [&account.key, &session, &pod.key] {
            sockets.push(listen(&server, key).await);
        }

        let asks = if how == "rotate" { &account.key } else { &backup };
        let request = server.post(&format!("/v1/auth/keys/{how}")).key(asks);
        let rotated = request.json(json!({ "everything": true })).send().await.expect(200);

        let key = if how == "rotate" { rotated["api_key"].as_str().unwrap() } else { &backup };
        let surviving = &rotated["surviving"];
        for (name, none) in [
            ("backup_key", Value::Null),
            ("pod_keys", json!({ "count": 0, "keys": [] })),
            ("sessions", json!({ "count": 0, "ids": [] })),
            ("invitations", json!({ "count": 0, "ids": [] })),
            ("webhooks", json!({ "count": 0, "ids": [] })),
            ("calendar_feed", json!(false)),
            ("other_pods", json!({ "count": 0, "ids": [] })),
        ] {
            assert_eq!(surviving[name], none, "{how}: {name}");
        }
        assert_eq!(rotated["pending_pods"], Value::Null);
        for socket in &mut sockets {
            assert_eq!(socket.closed_at_once(SOON).await, Some(4401), "{how}");
        }
        for dead in [&account.key, &session, &pod.key, &backup] {
            if *dead != key {
                server.get("/v1/email/addresses").key(dead).send().await.expect_error(401, "unauthorized");
            }
        }
        for feed in &feeds {
            server.get(feed).send().await.expect_error(401, "unauthorized");
        }
        assert!(!is_told(&receiver, &[&home, &inbox]).await, "{how}");
        // The owner begins anew, and that stays.
        let another = server.post(&format!("/v1/pods/{}/keys", pod.id)).key(key).send().await.expect(201);
        let another = another["api_key"].as_str().unwrap();
        let (receiver, feeds) = followed(&server, &[key, another]).await;
        assert!(is_told(&receiver, &[&home, &inbox]).await);
        assert_eq!(server.get(&feeds[1]).send().await.status, 200);
        let audit = server.get("/v1/audit?action=webhook.deleted").key(another).send().await.expect(200);
        assert_eq!((&audit["count"], &audit["entries"][0]["key_prefix"]), (&json!(1), &json!(asks[..12])));
    }
}

#[tokio::test]
async fn a_pod_that_cannot_be_reached_is_named_and_told_later() {
    // What is a minute elsewhere is a second and a half here.
    let server = Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("RETRY_DELAY_SCALE", "0.025")]);
    let account = server.register(None).await;
    let (one, two) = (server.create_pod(&account).await, server.create_pod(&account).await);
    let (_receiver, feeds) = followed(&server, &[&account.key, &one.key, &two.key]).await;
    lose(&server, &one.id, "end-subscriptions", 2).await;
    let rotated = rotate(&server, &account.key, Some(json!({ "everything": true }))).await;
    assert_eq!(rotated["pending_pods"], json!([one.id]));
    assert_eq!(rotated["surviving"]["other_pods"], json!({ "count": 1, "ids": [one.id] }));
    assert_eq!(rotated["surviving"]["pod_keys"]["count"], 0, "keys lie in the directory, and are dead");
    let status = async |feed: &str| server.get(feed).send().await.status;
    assert_eq!((status(&feeds[0]).await, status(&feeds[1]).await, status(&feeds[2]).await), (401, 200, 401));
    eventually("the end of the feed", async || (status(&feeds[1]).await == 401).then_some(())).await;
}

#[tokio::test]
async fn what_was_to_end_ends_although_the_server_dies() {
    let state = tempfile::tempdir().unwrap();
    let vars = [("ALLOW_LOOPBACK_WEBHOOKS", "true"), ("RETRY_DELAY_SCALE", "0.025")];
    let server = Server::start_in(state.path(), &vars);
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let (_receiver, feeds) = followed(&server, &[&account.key, &pod.key]).await;
    for pod in [&account.account_id, &pod.id] {
        lose(&server, pod, "end-subscriptions", 1_000).await;
    }
    let rotated = rotate(&server, &account.key, Some(json!({ "everything": true }))).await;
    assert_eq!(rotated["pending_pods"].as_array().unwrap().len(), 2);
    server.kill();

    let server = Server::start_in(state.path(), &vars);
    for feed in &feeds {
        let has_ended = async || (server.get(feed).send().await.status == 401).then_some(());
        eventually("the end of the feed", has_ended).await;
    }
}

#[tokio::test]
async fn a_rotation_of_everything_that_is_misspelt_changes_nothing() {
    let server = Server::shared();
    let account = server.register(None).await;
    for body in [json!({ "everythin": true }), json!({ "everything": "yes" })] {
        let refused = server.post("/v1/auth/keys/rotate").key(&account.key).json(body).send().await;
        assert_eq!(refused.status, 400, "{refused}");
    }
    server.get("/v1/account/me").key(&account.key).send().await.expect(200);
}

#[tokio::test]
async fn a_rotation_that_the_pod_did_not_hear_of_still_answers_the_new_key() {
    let server = Server::shared();
    let account = server.register(None).await;
    lose(server, &account.account_id, "rotated", 1).await;
    let rotated = rotate(server, &account.key, None).await;
    assert_eq!(rotated["pending_pods"], json!([account.account_id]));
    assert_eq!(rotated["surviving"]["webhooks"], Value::Null, "what is not known is not said to be none");
    server.get("/v1/account/me").key(rotated["api_key"].as_str().unwrap()).send().await.expect(200);
}

/// Until the pod hears of a revocation, it believes in a key for up to a minute. What lives longer than that cannot be made meanwhile.
#[tokio::test]
async fn a_revoked_key_makes_no_other_credential() {
    let server = Server::shared();
    let (account, pod, _) = pod(server).await;
    let old = account.key.as_str();
    lose(server, &account.account_id, "rotated", 1).await;
    let rotated = server.post("/v1/auth/keys/rotate").key(old).send().await.expect(200);
    let new = rotated["api_key"].as_str().unwrap();
    server.get("/v1/account/me").key(old).send().await.expect(200);
    for (path, body) in [
        ("/v1/auth/keys/generate-backup", json!({})),
        ("/v1/pods", json!({ "name": "thief" })),
        (&format!("/v1/pods/{}/keys", pod.id), json!({ "label": "thief" })),
        (&format!("/v1/pods/{}/keys", pod.id), json!({})),
        ("/v1/account/recovery-email", json!({ "email": "thief@evil.example" })),
        ("/v1/account/operator-email", json!({ "email": "thief@evil.example" })),
    ] {
        server.post(path).key(old).json(body).send().await.expect_error(401, "unauthorized");
    }
    server.get("/v1/email/addresses").key(&pod.key).send().await.expect(200);
    let keys = server.get("/v1/auth/keys/list").key(new).send().await.expect(200);
    let statuses: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| key["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["revoked", "active"]);
    assert_eq!(server.get("/v1/pods").key(new).send().await.expect(200)["pods"].as_array().unwrap().len(), 1);
    assert_eq!(server.get("/v1/account/me").key(new).send().await.expect(200)["recovery_email"], Value::Null);
}
