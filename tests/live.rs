use std::time::Duration;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Account, Mailbox, PodKey, Server, Socket, letter};

/// What is promised of an event after a delivery.
const A_SECOND: Duration = Duration::from_secs(1);
/// Generous, for all that has no such promise.
const SOON: Duration = Duration::from_secs(10);

async fn connected(socket: &mut Socket) -> Value {
    let first = socket.next_event(SOON).await;
    assert_eq!(first["type"], "connected", "{first}");
    first
}

/// A socket that has been greeted.
async fn listen(server: &Server, key: &str) -> Socket {
    let mut socket = server.socket(key).await;
    connected(&mut socket).await;
    socket
}

async fn listen_since(server: &Server, key: &str, since: &Value) -> (Socket, Value) {
    let path = format!("/v1/ws?since={since}");
    let mut socket = server.socket_at(&path, &[("authorization", &format!("Bearer {key}"))]).await.unwrap();
    let greeting = connected(&mut socket).await;
    (socket, greeting)
}

fn numbered(number: usize) -> String {
    letter(&[("Subject", &number.to_string())], "")
}

fn subject(event: &Value) -> &str {
    event["message"]["subject"].as_str().unwrap_or_else(|| panic!("{event}"))
}

async fn pod(server: &Server) -> (Account, PodKey, Mailbox<'_>) {
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    (account, pod, mailbox)
}

#[tokio::test]
async fn a_key_is_taken_from_any_of_three_places() {
    let server = Server::shared();
    let (_, pod, mailbox) = pod(server).await;
    let bearer = format!("Bearer {}", pod.key);
    // The client refuses a reply that does not select a protocol it offered.
    let protocols = format!("bearer, {}", pod.key);
    let ways: [(String, Vec<(&'static str, &str)>); 4] = [
        (format!("/v1/ws?token={}", pod.key), vec![]),
        ("/v1/ws".to_owned(), vec![("authorization", &bearer)]),
        ("/v1/ws".to_owned(), vec![("sec-websocket-protocol", &protocols)]),
        (format!("/v1/ws?since=0&token={}", pod.key), vec![]),
    ];
    let mut sockets = Vec::new();
    for (path, headers) in &ways {
        let mut socket = server.socket_at(path, headers).await.unwrap();
        let greeting = connected(&mut socket).await;
        assert_eq!(greeting, json!({ "type": "connected", "pod_id": pod.id, "cursor": 0, "complete": true }));
        sockets.push(socket);
    }
    mailbox.receive(letter(&[], "")).await;
    for socket in &mut sockets {
        assert_eq!(socket.next_event(SOON).await["type"], "email.received");
    }
}

#[tokio::test]
async fn the_reply_selects_the_protocol_that_carried_the_key() {
    let server = Server::shared();
    let account = server.register(None).await;
    let handshake = |protocols: String| async move {
        let request = reqwest::Client::builder().no_proxy().build().unwrap().get(format!("{}/v1/ws", server.url()));
        let request = request.header("connection", "upgrade").header("upgrade", "websocket");
        let request =
            request.header("sec-websocket-version", "13").header("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==");
        let reply = request.header("sec-websocket-protocol", protocols).send().await.unwrap();
        let selected = reply.headers().get("sec-websocket-protocol").map(|value| value.to_str().unwrap().to_owned());
        (reply.status().as_u16(), selected)
    };
    assert_eq!(handshake(format!("bearer, {}", account.key)).await, (101, Some("bearer".to_owned())));
    assert_eq!(handshake(format!("bearer,{}", account.key)).await, (101, Some("bearer".to_owned())));
    assert_eq!(handshake("bearer, nonsense".to_owned()).await, (401, None));
    assert_eq!(handshake("bearer".to_owned()).await, (401, None));
    assert_eq!(handshake(format!("other, {}", account.key)).await, (401, None));
}

#[tokio::test]
async fn a_stranger_gets_no_socket() {
    let server = Server::shared();
    let account = server.register(None).await;
    let other = if account.key.ends_with('x') { 'y' } else { 'x' };
    let forged = format!("{}{other}", &account.key[..account.key.len() - 1]);
    for path in [
        "/v1/ws".to_owned(),
        "/v1/ws?token=".to_owned(),
        "/v1/ws?token=nonsense".to_owned(),
        format!("/v1/ws?token={forged}"),
    ] {
        assert_eq!(server.socket_at(&path, &[]).await.err(), Some(401), "{path}");
        server.get(&path).send().await.expect_error(401, "unauthorized");
    }
    // Only here may the key stand in the URL or among the protocols.
    let list = format!("/v1/email/addresses?token={}", account.key);
    server.get(&list).send().await.expect_error(401, "unauthorized");
    let protocols = format!("bearer, {}", account.key);
    let list = server.get("/v1/email/addresses").header("sec-websocket-protocol", &protocols).send().await;
    list.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn a_request_that_is_no_upgrade_is_told_so() {
    let server = Server::shared();
    let account = server.register(None).await;
    server.get("/v1/ws").key(&account.key).send().await.expect_error(426, "websocket_required");
    server.get(&format!("/v1/ws?token={}", account.key)).send().await.expect_error(426, "websocket_required");
    let since = server.get("/v1/ws?since=yesterday").key(&account.key).header("upgrade", "websocket").send().await;
    assert!(matches!(since.status, 400 | 426), "{since}");
}

#[tokio::test]
async fn a_message_is_on_the_socket_within_a_second() {
    let mailbox = Server::shared().mailbox().await;
    let mut socket = listen(mailbox.server, &mailbox.key).await;
    for number in 0..3 {
        match number {
            0 => mailbox.receive(numbered(number)).await,
            _ => mailbox.receive_by_event(numbered(number)).await,
        }
        let event = socket.next_event(A_SECOND).await;
        let listed = mailbox.list("&limit=1").await.remove(0);
        let expected = json!({
            "type": "email.received",
            "id": event["id"],
            "cursor": event["cursor"],
            "address": mailbox.address,
            "message": listed,
        });
        assert_eq!(event, expected);
        assert_eq!(event["cursor"], number + 1);
        assert!(event["id"].as_str().unwrap().len() > 16, "{event}");
    }
}

#[tokio::test]
async fn a_ping_is_answered_and_nothing_else_is_understood() {
    let mailbox = Server::shared().mailbox().await;
    let mut socket = listen(mailbox.server, &mailbox.key).await;
    for _ in 0..3 {
        socket.send("ping").await;
        assert_eq!(socket.next_text(SOON).await, "pong");
    }
    socket.send("{\"type\":\"subscribe\"}").await;
    let refusal = socket.next_event(SOON).await;
    assert_eq!((&refusal["type"], &refusal["error"]), (&json!("error"), &json!("invalid_request")));
    mailbox.receive(letter(&[], "")).await;
    assert_eq!(socket.next_event(SOON).await["type"], "email.received");
}

#[tokio::test]
async fn what_was_missed_is_replayed_in_order_and_then_goes_on_live() {
    let mailbox = Server::shared().mailbox().await;
    let mut early = listen(mailbox.server, &mailbox.key).await;
    let mut events = Vec::new();
    for number in 0..4 {
        mailbox.receive(numbered(number)).await;
        events.push(early.next_event(SOON).await);
    }
    let newest = &events[3]["cursor"];
    for (since, missed) in [(json!(0), &events[..]), (events[1]["cursor"].clone(), &events[2..]), (newest.clone(), &[])]
    {
        let (mut socket, greeting) = listen_since(mailbox.server, &mailbox.key, &since).await;
        assert_eq!((&greeting["cursor"], &greeting["complete"]), (newest, &json!(true)));
        for event in missed {
            assert_eq!(&socket.next_event(SOON).await, event, "replayed as it was");
        }
        socket.send("ping").await;
        assert_eq!(socket.next_text(SOON).await, "pong", "nothing more is replayed");
    }

    let (mut since_the_first, _) = listen_since(mailbox.server, &mailbox.key, &events[0]["cursor"]).await;
    mailbox.receive(numbered(4)).await;
    let live = early.next_event(SOON).await;
    for expected in events[1..].iter().chain([&live]) {
        assert_eq!(&since_the_first.next_event(SOON).await, expected);
    }
    assert_eq!(subject(&live), "4");
    // Without `since` nothing is replayed.
    let mut fresh = listen(mailbox.server, &mailbox.key).await;
    fresh.send("ping").await;
    assert_eq!(fresh.next_text(SOON).await, "pong");
}

#[tokio::test]
async fn nothing_falls_between_replay_and_live() {
    const COUNT: usize = 60;
    let mailbox = Server::shared().mailbox().await;
    let arriving = async {
        for number in (0..COUNT).collect::<Vec<_>>().chunks(6) {
            join_all(number.iter().map(|number| mailbox.receive(numbered(*number)))).await;
        }
    };
    let listening = join_all((0..10).map(async |number| {
        sleep(Duration::from_millis(100 * number)).await;
        let (mut socket, _) = listen_since(mailbox.server, &mailbox.key, &json!(0)).await;
        let mut cursors = Vec::new();
        while cursors.len() < COUNT {
            cursors.push(socket.next_event(3 * SOON).await["cursor"].as_u64().unwrap());
        }
        cursors
    }));
    let (all, ()) = join(listening, arriving).await;
    for cursors in all {
        assert_eq!(cursors, (1..=COUNT as u64).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn every_socket_of_a_pod_gets_its_events_and_no_other_does() {
    let server = Server::shared();
    let (account, pod_key, mailbox) = pod(server).await;
    let (_, _, stranger) = pod(server).await;
    let sibling = server.create_pod(&account).await;
    let sibling = server.new_mailbox(&sibling.key).await;
    let home = server.new_mailbox(&account.key).await;
    let (mut one, mut two) = (listen(server, &pod_key.key).await, listen(server, &pod_key.key).await);

    let others = [&stranger, &sibling, &home];
    let mut their_sockets = Vec::new();
    for other in others {
        their_sockets.push(listen(server, &other.key).await);
    }
    mailbox.receive(letter(&[("Subject", "for the pod")], "")).await;
    for socket in [&mut one, &mut two] {
        assert_eq!(subject(&socket.next_event(SOON).await), "for the pod");
    }
    for (other, mut socket) in others.into_iter().zip(their_sockets) {
        other.receive(letter(&[("Subject", "its own")], "")).await;
        let event = socket.next_event(SOON).await;
        assert_eq!((subject(&event), &event["address"]), ("its own", &json!(other.address)), "and nothing before it");
    }
    mailbox.receive(letter(&[("Subject", "the next")], "")).await;
    for socket in [&mut one, &mut two] {
        assert_eq!(subject(&socket.next_event(SOON).await), "the next", "and nothing of the others");
    }
}

#[tokio::test]
async fn a_message_that_comes_twice_is_one_event() {
    let mailbox = Server::shared().mailbox().await;
    let mut socket = listen(mailbox.server, &mailbox.key).await;
    let raw = letter(&[("Subject", "twice")], "");
    join_all((0..10).map(|_| mailbox.receive(&raw))).await;
    mailbox.receive(letter(&[("Subject", "after it")], "")).await;
    assert_eq!(subject(&socket.next_event(SOON).await), "twice");
    assert_eq!(subject(&socket.next_event(SOON).await), "after it");
}

#[tokio::test]
async fn a_burst_reaches_the_socket_complete_and_in_order() {
    let mailbox = Server::shared().mailbox().await;
    let mut socket = listen(mailbox.server, &mailbox.key).await;
    let arriving = join_all((0..100).map(|number| {
        let mailbox = &mailbox;
        async move { mailbox.receive(numbered(number)).await }
    }));
    let listening = async {
        let mut events = Vec::new();
        while events.len() < 100 {
            events.push(socket.next_event(3 * SOON).await);
        }
        events
    };
    let (_, events) = join(arriving, listening).await;
    let cursors: Vec<_> = events.iter().map(|event| event["cursor"].as_u64().unwrap()).collect();
    assert_eq!(cursors, (1..=100).collect::<Vec<_>>());
    let mut listed = mailbox.list_all().await;
    listed.reverse();
    assert_eq!(events.into_iter().map(|mut event| event["message"].take()).collect::<Vec<_>>(), listed);
}

#[tokio::test]
async fn the_socket_of_a_revoked_key_is_closed_and_those_of_others_stay() {
    let server = Server::shared();
    let (account, pod, mailbox) = pod(server).await;
    let keys = format!("/v1/pods/{}/keys", pod.id);
    let second = server.post(&keys).key(&account.key).json(json!({ "label": "second" })).send().await.expect(201);
    let (second_id, second) = (second["id"].as_str().unwrap(), second["api_key"].as_str().unwrap());
    let (mut first_socket, mut second_socket) = (listen(server, &pod.key).await, listen(server, second).await);

    server.delete(&format!("{keys}/{second_id}")).key(&account.key).send().await.expect(200);
    mailbox.receive(letter(&[], "")).await;
    assert_eq!(second_socket.closed(SOON).await, Some(4401));
    assert_eq!(first_socket.next_event(SOON).await["type"], "email.received");
    assert_eq!(server.socket_at(&format!("/v1/ws?token={second}"), &[]).await.err(), Some(401));

    // Without a body a new key replaces all others.
    let third = server.post(&keys).key(&account.key).send().await.expect(201);
    assert_eq!(first_socket.closed(SOON).await, Some(4401));
    let mut third_socket = listen(server, third["api_key"].as_str().unwrap()).await;
    mailbox.receive(letter(&[], "")).await;
    assert_eq!(third_socket.next_event(SOON).await["type"], "email.received");
}

#[tokio::test]
async fn a_revoked_socket_is_sent_nothing_after_the_revocation() {
    let server = Server::shared();
    let (account, pod, mailbox) = pod(server).await;
    let mut socket = listen(server, &pod.key).await;
    server.post(&format!("/v1/pods/{}/keys", pod.id)).key(&account.key).send().await.expect(201);
    mailbox.receive(letter(&[], "secret")).await;
    assert_eq!(socket.closed_at_once(SOON).await, Some(4401));
}

#[tokio::test]
async fn the_sockets_of_a_suspended_pod_are_closed_and_come_back_with_it() {
    let server = Server::shared();
    let (account, pod, mailbox) = pod(server).await;
    let mut sockets = [listen(server, &pod.key).await, listen(server, &pod.key).await];
    let path = format!("/v1/pods/{}", pod.id);
    server.delete(&path).key(&account.key).send().await.expect(200);
    for socket in &mut sockets {
        assert_eq!(socket.closed(SOON).await, Some(4403));
    }
    assert_eq!(server.socket_at(&format!("/v1/ws?token={}", pod.key), &[]).await.err(), Some(403));

    server.post(&format!("{path}/resume")).key(&account.key).send().await.expect(200);
    let mut socket = listen(server, &pod.key).await;
    mailbox.receive(letter(&[], "")).await;
    assert_eq!(socket.next_event(SOON).await["type"], "email.received");
}

#[tokio::test]
async fn the_sockets_of_a_rotated_account_key_are_closed() {
    let mailbox = Server::shared().mailbox().await;
    let mut socket = listen(mailbox.server, &mailbox.key).await;
    let rotated = mailbox.server.post("/v1/auth/keys/rotate").key(&mailbox.key).send().await.expect(200);
    assert_eq!(socket.closed(SOON).await, Some(4401));
    let mut socket = listen(mailbox.server, rotated["api_key"].as_str().unwrap()).await;
    mailbox.receive(letter(&[], "")).await;
    assert_eq!(socket.next_event(SOON).await["type"], "email.received");
}

#[tokio::test]
async fn a_cursor_survives_a_restart_of_the_server() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let mailbox = server.mailbox().await;
    let (key, address) = (mailbox.key.clone(), mailbox.address.clone());
    let mut socket = listen(&server, &key).await;
    let mut events = Vec::new();
    for number in 0..3 {
        mailbox.receive(numbered(number)).await;
        events.push(socket.next_event(SOON).await);
    }
    server.kill();

    let server = Server::start_in(state.path(), &[]);
    let (mut socket, greeting) = listen_since(&server, &key, &events[0]["cursor"]).await;
    assert_eq!((&greeting["cursor"], &greeting["complete"]), (&events[2]["cursor"], &json!(true)));
    assert_eq!(socket.next_event(SOON).await, events[1]);
    assert_eq!(socket.next_event(SOON).await, events[2]);
    Mailbox { server: &server, key, address }.receive(numbered(3)).await;
    let live = socket.next_event(SOON).await;
    assert_eq!((subject(&live), &live["cursor"]), ("3", &json!(4)));
}

#[tokio::test]
async fn a_deleted_message_is_not_replayed() {
    let server = Server::shared();
    let (_, pod, mailbox) = pod(server).await;
    mailbox.receive(letter(&[("Subject", "kept")], "")).await;
    mailbox.receive(letter(&[("Subject", "deleted")], "")).await;
    let newest = mailbox.list("").await.remove(0);
    mailbox.at("DELETE", newest["id"].as_str().unwrap(), "").send().await.expect(200);

    let (mut socket, _) = listen_since(server, &pod.key, &json!(0)).await;
    mailbox.receive(letter(&[("Subject", "new")], "")).await;
    let seen = [socket.next_event(SOON).await, socket.next_event(SOON).await];
    assert_eq!(seen.each_ref().map(subject), ["kept", "new"]);
}
