//! Keys of pods with less than everything: permissions, inboxes, networks, an end, and keys that keys make.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, PodKey, Reply, Server, eventually, letter, text};

const SOON: Duration = Duration::from_secs(20);

async fn pod(server: &Server) -> (Account, PodKey) {
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    (account, pod)
}

/// Makes a key of a pod, with the account's key or with one of the pod's.
async fn make(server: &Server, maker: &str, pod: &PodKey, mut key: Value) -> Reply {
    key["mode"] = "add".into();
    server.post(&format!("/v1/pods/{}/keys", pod.id)).key(maker).json(key).send().await
}

async fn made(server: &Server, maker: &str, pod: &PodKey, key: Value) -> (String, String) {
    let made = make(server, maker, pod, key).await.expect(201);
    (text(&made["id"]), text(&made["api_key"]))
}

async fn change(server: &Server, maker: &str, pod: &PodKey, id: &str, change: Value) -> Reply {
    server.patch(&format!("/v1/pods/{}/keys/{id}", pod.id)).key(maker).json(change).send().await
}

async fn get(server: &Server, key: &str, path: &str) -> Reply {
    server.get(path).key(key).send().await
}

#[tokio::test]
async fn a_key_can_do_what_its_permissions_name() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (_, reader) = made(server, &account.key, &pod, json!({ "permissions": ["mail:read", "calendar:*"] })).await;

    get(server, &reader, "/v1/email/addresses").await.expect(200);
    get(server, &reader, "/v1/calendar/events").await.expect(200);
    let event = json!({ "summary": "s", "start": "2026-04-01", "end": "2026-04-02" });
    server.post("/v1/calendar/events").key(&reader).json(event).send().await.expect(201);

    let refused = get(server, &reader, "/v1/vault").await.expect_error(403, "missing_scope");
    assert_eq!(refused["permission"], "vault:read");
    let mail = json!({ "to": "a@b.example", "subject": "s", "text": "t" });
    let refused = server.post("/v1/email/send").key(&reader).json(mail).send().await;
    assert_eq!(refused.expect_error(403, "missing_scope")["permission"], "mail:send");
    // At the edge, too.
    let refused = get(server, &reader, "/v1/budget").await.expect_error(403, "missing_scope");
    assert_eq!(refused["permission"], "budget:read");
    // A key without permissions of its own has all but `keys:write`.
    get(server, &pod.key, "/v1/vault").await.expect(200);
    make(server, &pod.key, &pod, json!({})).await.expect_error(403, "missing_scope");
    // Webhooks send mail away.
    let (_, key) = made(server, &account.key, &pod, json!({ "permissions": ["webhooks:*"] })).await;
    get(server, &key, "/v1/email/webhooks").await.expect_error(403, "missing_scope");
}

#[tokio::test]
async fn a_narrowed_key_can_do_less_with_the_next_request_and_its_socket_is_closed() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (id, key) = made(server, &account.key, &pod, json!({ "label": "wide" })).await;
    let mut socket = server.socket(&key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    get(server, &key, "/v1/email/addresses").await.expect(200);
    get(server, &key, "/v1/vault").await.expect(200);

    let changed = change(server, &account.key, &pod, &id, json!({ "permissions": ["vault:read"] })).await.expect(200);

    assert_eq!((&changed["permissions"], &changed["label"]), (&json!(["vault:read"]), &json!("wide")));
    get(server, &key, "/v1/email/addresses").await.expect_error(403, "missing_scope");
    get(server, &key, "/v1/vault").await.expect(200);
    assert_eq!(socket.closed(SOON).await, Some(4403));

    let widened = json!({ "permissions": null, "label": null });
    let widened = change(server, &account.key, &pod, &id, widened).await.expect(200);
    assert_eq!((&widened["permissions"], &widened["label"]), (&Value::Null, &Value::Null));
    get(server, &key, "/v1/email/addresses").await.expect(200);
}

#[tokio::test]
async fn a_wait_for_mail_ends_when_its_key_loses_the_permission() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let (id, key) = made(server, &account.key, &pod, json!({ "permissions": ["mail:read"] })).await;
    let path = format!("/v1/email/wait?address={}&timeout=30", mailbox.address);
    let narrowing = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        change(server, &account.key, &pod, &id, json!({ "permissions": ["vault:read"] })).await.expect(200)
    };

    let (waited, _) = tokio::join!(get(server, &key, &path), narrowing);

    waited.expect_error(403, "missing_scope");
}

#[tokio::test]
async fn an_expired_key_is_dead_with_warm_caches_and_so_is_its_socket() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let end = chrono::Utc::now() + TimeDelta::seconds(6);
    let (id, key) = made(server, &account.key, &pod, json!({ "expires_at": end })).await;
    let mut socket = server.socket(&key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    get(server, &key, "/v1/vault").await.expect(200);

    tokio::time::sleep((end - chrono::Utc::now()).to_std().unwrap_or_default()).await;

    get(server, &key, "/v1/vault").await.expect_error(401, "unauthorized");
    assert_eq!(socket.closed(SOON).await, Some(4401));
    let listed = get(server, &account.key, &format!("/v1/pods/{}/keys", pod.id)).await.expect(200);
    let listed = listed["keys"].as_array().unwrap().iter().find(|key| key["id"] == id.as_str()).unwrap();
    assert_eq!(listed["status"], "expired");
    change(server, &account.key, &pod, &id, json!({ "expires_at": null })).await.expect_error(404, "not_found");
    make(server, &account.key, &pod, json!({ "expires_at": end })).await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn a_shortened_life_ends_an_open_socket() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (id, key) = made(server, &account.key, &pod, json!({})).await;
    let mut socket = server.socket(&key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");

    let end = chrono::Utc::now() + TimeDelta::seconds(3);
    change(server, &account.key, &pod, &id, json!({ "expires_at": end })).await.expect(200);

    assert_eq!(socket.closed(SOON).await, Some(4401));
}

#[tokio::test]
async fn a_key_of_an_inbox_sees_the_mail_of_no_other() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (mine, other) = (server.new_mailbox(&pod.key).await, server.new_mailbox(&pod.key).await);
    for mailbox in [&mine, &other] {
        let fields = [("From", "a@b.example"), ("Message-ID", "<one@b.example>"), ("Subject", "hello")];
        mailbox.receive(letter(&fields, "the word is swordfish")).await;
    }
    let (_, key) = made(server, &account.key, &pod, json!({ "inboxes": [mine.address.to_uppercase()] })).await;

    let addresses = get(server, &key, "/v1/email/addresses").await.expect(200);
    assert_eq!(addresses["addresses"], json!([mine.address]));
    let inbox = |address: &str| format!("/v1/email/inbox?address={address}");
    assert_eq!(get(server, &key, &inbox(&mine.address)).await.expect(200)["messages"].as_array().unwrap().len(), 1);
    get(server, &key, &inbox(&other.address)).await.expect_error(403, "address_not_yours");
    let read = |address: &str| format!("/v1/email/messages/%3Cone%40b.example%3E?address={address}");
    get(server, &key, &read(&mine.address)).await.expect(200);
    get(server, &key, &read(&other.address)).await.expect_error(403, "address_not_yours");
    // What names no address means the only one.
    for path in ["/v1/email/search?q=swordfish", "/v1/email/threads"] {
        let own = get(server, &key, path).await.expect(200);
        let all = get(server, &pod.key, path).await.expect(200);
        assert!(own.to_string().contains(&mine.address) && !own.to_string().contains(&other.address), "{own}");
        assert!(all.to_string().contains(&other.address), "{all}");
    }
    let mail = json!({ "from": other.address, "to": "a@b.example", "subject": "s", "text": "t" });
    server.post("/v1/email/send").key(&key).json(mail).send().await.expect_error(403, "not_your_address");
    // No other address is claimed with it, and nothing about all mail is told.
    let claimed = json!({ "address": "somebody-else@warren.example" });
    assert_eq!(server.post("/v1/email/claim").key(&key).json(claimed).send().await.status / 100, 4);
    for path in [
        "/v1/email/outbox",
        "/v1/email/rules",
        "/v1/email/webhooks",
        "/v1/audit",
        "/v1/e2e/keys",
        "/v1/calendar/events",
    ] {
        get(server, &key, path).await.expect_error(403, "missing_scope");
    }
    assert_eq!(server.socket_at(&format!("/v1/ws?token={key}"), &[]).await.err(), Some(403));
}

#[tokio::test]
async fn a_key_of_an_inbox_reads_what_it_sent_itself() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (mine, other) = (server.new_mailbox(&pod.key).await, server.new_mailbox(&pod.key).await);
    let (_, key) = made(server, &account.key, &pod, json!({ "inboxes": [mine.address] })).await;
    let send = async |key: &str, from: &str| {
        let mail = json!({ "from": from, "to": "a@b.example", "subject": "s", "text": "t", "hold": true });
        text(&server.post("/v1/email/send").key(key).json(mail).send().await.expect(201)["id"])
    };
    let (own, foreign) = (send(&key, &mine.address).await, send(&pod.key, &other.address).await);

    get(server, &key, &format!("/v1/email/outbox/{own}")).await.expect(200);
    get(server, &key, &format!("/v1/email/outbox/{foreign}")).await.expect_error(404, "not_found");
    let cancel = |id: &str| server.post(&format!("/v1/email/outbox/{id}/cancel")).key(&key);
    cancel(&foreign).send().await.expect_error(404, "not_found");
    cancel(&own).send().await.expect(200);
}

#[tokio::test]
async fn a_key_works_from_its_networks_only() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (_, key) = made(server, &account.key, &pod, json!({ "ip_ranges": ["198.51.100.7", "2001:db8::/32"] })).await;
    let from = async |ip: &str, path: &str| server.get(path).key(&key).header("cf-connecting-ip", ip).send().await;

    // In the pod, and at the edge.
    for path in ["/v1/vault", "/v1/budget"] {
        from("198.51.100.7", path).await.expect(200);
        from("2001:db8:5::1", path).await.expect(200);
        from("198.51.100.8", path).await.expect_error(403, "ip_not_allowed");
    }
    // A socket is not checked again: it is closed.
    let (id, key) = made(server, &account.key, &pod, json!({})).await;
    let mut socket = server.socket(&key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    change(server, &account.key, &pod, &id, json!({ "ip_ranges": ["198.51.100.7"] })).await.expect(200);
    assert_eq!(socket.closed(SOON).await, Some(4403));
    make(server, &account.key, &pod, json!({ "ip_ranges": ["198.51.100.0/33"] }))
        .await
        .expect_error(400, "invalid_request");
}

#[tokio::test]
async fn a_rotated_key_has_a_successor_that_can_do_the_same_and_works_on_for_a_while() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (id, old) = made(server, &account.key, &pod, json!({ "label": "l", "permissions": ["vault:read"] })).await;
    let rotate = async |id: &str, grace: u32| {
        let path = format!("/v1/pods/{}/keys/{id}/rotate", pod.id);
        server.post(&path).key(&account.key).json(json!({ "grace_seconds": grace })).send().await
    };

    let rotated = rotate(&id, 600).await.expect(201);

    let new = text(&rotated["api_key"]);
    assert_eq!((&rotated["label"], &rotated["permissions"]), (&json!("l"), &json!(["vault:read"])));
    for key in [&old, &new] {
        get(server, key, "/v1/vault").await.expect(200);
        get(server, key, "/v1/email/addresses").await.expect_error(403, "missing_scope");
    }
    // Without grace, the old key is dead with the reply.
    let last = text(&rotate(&text(&rotated["id"]), 0).await.expect(201)["api_key"]);
    get(server, &new, "/v1/vault").await.expect_error(401, "unauthorized");
    get(server, &last, "/v1/vault").await.expect(200);
    rotate(&text(&rotated["id"]), 0).await.expect_error(404, "not_found");
    rotate(&id, 604_801).await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn a_key_makes_keys_that_can_do_no_more_than_itself_and_die_with_it() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let end = chrono::Utc::now() + TimeDelta::hours(1);
    let scope = json!({ "permissions": ["keys:write", "keys:read", "mail:*"], "expires_at": end });
    let (id, maker) = made(server, &account.key, &pod, scope).await;

    for (more, code) in [
        (json!({}), "missing_scope"),
        (json!({ "permissions": ["vault:read"] }), "missing_scope"),
        (json!({ "permissions": ["keys:write"] }), "missing_scope"),
        (json!({ "permissions": ["mail:read"], "expires_at": end + TimeDelta::hours(1) }), "invalid_request"),
    ] {
        let refused = make(server, &maker, &pod, more.clone()).await;
        assert_eq!(refused.json()["error"], code, "{more}");
    }
    let (child_id, child) = made(server, &maker, &pod, json!({ "permissions": ["mail:read", "mail:send"] })).await;
    get(server, &child, "/v1/email/addresses").await.expect(200);
    let listed = get(server, &maker, &format!("/v1/pods/{}/keys", pod.id)).await.expect(200);
    let listed: Vec<_> = listed["keys"].as_array().unwrap().iter().map(|key| text(&key["id"])).collect();
    assert_eq!(listed, std::slice::from_ref(&child_id), "a key sees the keys that it made");
    // Keys that others made, and other pods, are not its own.
    let (foreign, _) = made(server, &account.key, &pod, json!({})).await;
    change(server, &maker, &pod, &foreign, json!({ "label": "x" })).await.expect_error(404, "not_found");
    let elsewhere = server.create_pod(&account).await;
    make(server, &maker, &elsewhere, json!({ "permissions": ["mail:read"] })).await.expect_error(404, "not_found");
    // It can widen the child to what it has itself, and no further.
    for more in [json!(null), json!(["vault:read"]), json!(["keys:write"])] {
        let more = json!({ "permissions": more });
        change(server, &maker, &pod, &child_id, more).await.expect_error(403, "missing_scope");
    }
    let longer = change(server, &maker, &pod, &child_id, json!({ "expires_at": null })).await.expect(200);
    assert_eq!(longer["expires_at"], json!(end.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)));
    // What the account gives it is cut by what its maker has.
    change(server, &account.key, &pod, &child_id, json!({ "permissions": null })).await.expect(200);
    get(server, &child, "/v1/vault").await.expect_error(403, "missing_scope");
    // So does the child of a maker that is narrowed.
    let mut socket = server.socket(&child).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    change(server, &account.key, &pod, &id, json!({ "permissions": ["keys:write", "calendar:read"] }))
        .await
        .expect(200);
    get(server, &child, "/v1/email/addresses").await.expect_error(403, "missing_scope");
    assert_eq!(socket.closed(SOON).await, Some(4403));

    server.delete(&format!("/v1/pods/{}/keys/{id}", pod.id)).key(&account.key).send().await.expect(200);

    get(server, &child, "/v1/calendar/events").await.expect_error(401, "unauthorized");
    let listed = get(server, &account.key, &format!("/v1/pods/{}/keys", pod.id)).await.expect(200);
    let child = listed["keys"].as_array().unwrap().iter().find(|key| key["id"] == child_id.as_str()).unwrap();
    assert_eq!(child["status"], "revoked");
}

#[tokio::test]
async fn a_key_gets_no_stored_reply_of_another_key() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let scope = json!({ "permissions": ["keys:write", "mail:read"] });
    let (id, maker) = made(server, &account.key, &pod, scope.clone()).await;
    let (_, other) = made(server, &account.key, &pod, scope).await;
    let repeat = async |key: &str| {
        let new = json!({ "label": "worker", "permissions": ["mail:read"] });
        let path = format!("/v1/pods/{}/keys", pod.id);
        server.post(&path).key(key).header("idempotency-key", "deploy-1").json(new).send().await
    };
    let first = text(&repeat(&maker).await.expect(201)["api_key"]);

    assert_eq!(text(&repeat(&maker).await.expect(201)["api_key"]), first);
    assert_ne!(text(&repeat(&other).await.expect(201)["api_key"]), first);
    change(server, &account.key, &pod, &id, json!({ "permissions": ["mail:read"] })).await.expect(200);
    repeat(&maker).await.expect_error(403, "missing_scope");
}

#[tokio::test]
async fn a_key_is_rotated_once() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (id, _) = made(server, &account.key, &pod, json!({ "permissions": ["vault:read"] })).await;
    let path = format!("/v1/pods/{}/keys/{id}/rotate", pod.id);
    let rotate = || server.post(&path).key(&account.key).json(json!({ "grace_seconds": 600 })).send();

    let replies = join_all((0..4).map(|_| rotate())).await;

    let rotated: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(rotated.len(), 1);
    assert_eq!(rotated[0].json()["expires_at"], Value::Null);
    rotate().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn a_credential_that_ended_changes_no_key_even_if_its_pod_did_not_hear_of_it() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (id, _) = made(server, &account.key, &pod, json!({ "permissions": ["vault:read"] })).await;
    get(server, &account.key, "/v1/pods").await.expect(200);
    let lost = json!({ "pod": account.account_id, "call": "rotated", "times": 1 });
    server.post("/dev/lost-calls").json(lost).send().await.expect(200);
    server.post("/v1/auth/keys/rotate").key(&account.key).send().await.expect(200);
    // The pod still accepts the old key, for at most a minute.
    get(server, &account.key, "/v1/pods").await.expect(200);

    let widened = change(server, &account.key, &pod, &id, json!({ "permissions": null })).await;

    widened.expect_error(401, "unauthorized");
    let path = format!("/v1/pods/{}/keys/{id}", pod.id);
    let rotated = server.post(&format!("{path}/rotate")).key(&account.key).json(json!({}));
    rotated.send().await.expect_error(401, "unauthorized");
    server.delete(&path).key(&account.key).send().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn who_may_not_send_mail_invites_nobody() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    server.new_mailbox(&pod.key).await;
    let (_, key) = made(server, &account.key, &pod, json!({ "permissions": ["calendar:*"] })).await;
    let event = json!({ "summary": "s", "start": "2026-04-01", "end": "2026-04-02", "attendees": ["a@b.example"] });
    let create = async |invite: bool| {
        let mut event = event.clone();
        event["invite"] = invite.into();
        server.post("/v1/calendar/events").key(&key).json(event).send().await
    };

    assert_eq!(create(true).await.expect_error(403, "missing_scope")["permission"], "mail:send");
    create(false).await.expect(201);
    let listed = get(server, &key, "/v1/calendar/events?from=2026-01-01&to=2026-12-31").await.expect(200);
    assert_eq!(listed["count"], 1, "{listed}");
}

#[tokio::test]
async fn keys_that_a_rotated_key_made_go_on_with_its_successor() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (id, maker) = made(server, &account.key, &pod, json!({ "permissions": ["keys:write", "mail:read"] })).await;
    let (_, child) = made(server, &maker, &pod, json!({ "permissions": ["mail:read"] })).await;
    let path = format!("/v1/pods/{}/keys/{id}", pod.id);

    let rotated = server.post(&format!("{path}/rotate")).key(&account.key).json(json!({})).send().await.expect(201);

    get(server, &maker, "/v1/email/addresses").await.expect_error(401, "unauthorized");
    get(server, &child, "/v1/email/addresses").await.expect(200);
    let successor = format!("/v1/pods/{}/keys/{}", pod.id, text(&rotated["id"]));
    server.delete(&successor).key(&account.key).send().await.expect(200);
    get(server, &child, "/v1/email/addresses").await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn a_pod_has_a_hundred_keys_that_work_also_when_many_are_made_at_once() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;

    let replies = join_all((0..110).map(|_| make(server, &account.key, &pod, json!({})))).await;

    let made: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    // The pod was made with one.
    assert_eq!(made.len(), 99);
    replies
        .iter()
        .filter(|reply| reply.status != 201)
        .for_each(|reply| _ = reply.expect_error(403, "key_limit_reached"));
    let revoked = text(&made[0].json()["id"]);
    server.delete(&format!("/v1/pods/{}/keys/{revoked}", pod.id)).key(&account.key).send().await.expect(200);
    make(server, &account.key, &pod, json!({})).await.expect(201);
}

#[tokio::test]
async fn the_last_use_of_a_key_is_kept_in_its_pod() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    let (id, key) = made(server, &account.key, &pod, json!({})).await;
    let used = async || {
        let listed = get(server, &account.key, &format!("/v1/pods/{}/keys", pod.id)).await.expect(200);
        let listed = listed["keys"].as_array().unwrap().iter().find(|key| key["id"] == id.as_str()).cloned().unwrap();
        listed["last_used_at"].as_str().map(str::to_owned)
    };
    assert_eq!(used().await, None);

    get(server, &key, "/v1/vault").await.expect(200);

    eventually("the use", async || used().await).await;
}

#[tokio::test]
async fn a_scope_is_checked_before_anything_is_made() {
    let server = Server::shared();
    let (account, pod) = pod(server).await;
    for bad in [
        json!({ "permissions": [] }),
        json!({ "permissions": ["mail"] }),
        json!({ "permissions": ["*"] }),
        json!({ "permissions": "mail:read" }),
        json!({ "inboxes": ["nobody"] }),
        json!({ "inboxes": [] }),
        json!({ "ip_ranges": ["localhost"] }),
        json!({ "expires_at": "9999-01-01T00:00:00Z" }),
        json!({ "scopes": ["mail:read"] }),
    ] {
        let refused = make(server, &account.key, &pod, bad.clone()).await;
        assert_eq!(refused.status, 400, "{bad}: {}", refused.text());
    }
    let listed = get(server, &account.key, &format!("/v1/pods/{}/keys", pod.id)).await.expect(200);
    assert_eq!(listed["count"], 1);
}
