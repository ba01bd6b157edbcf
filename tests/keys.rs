//! The account's own keys: a key that was replaced is dead before the reply, wherever it is used.

use std::{cell::Cell, time::Duration};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Reply, Server};

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_rotated_key_is_dead_at_once_and_its_successor_lives() {
    let server = Server::shared();
    let account = server.register(None).await;

    let rotated = rotate(&account.key).await.expect(200);

    let key = rotated["api_key"].as_str().unwrap();
    assert!(key.starts_with("al_live_") && key.len() == account.key.len(), "{key}");
    assert_ne!(key, account.key);
    assert_eq!(rotated["key_prefix"], key[..12]);
    assert_eq!(rotated["account_id"], account.account_id);
    assert!(rotated["rotated_at"].is_string() && rotated["warning"].is_string(), "{rotated}");
    expect_dead(&account, &account.key).await;
    assert_eq!(me(key).await.expect(200)["key_prefix"], key[..12]);
    inbox(&account, key).await.expect(200);
}

#[tokio::test]
async fn no_request_that_starts_after_the_rotation_succeeds_with_the_old_key() {
    let server = Server::shared();
    for _ in 0..3 {
        let account = server.register(None).await;
        let (rotated, succeeded) = (Cell::new(false), Cell::new(0));

        // 50 who never stop asking, half of them at the edge and half in the pod.
        let hammers = (0..50).map(|i| {
            let (account, rotated, succeeded) = (&account, &rotated, &succeeded);
            async move {
                loop {
                    let late = rotated.get();
                    let reply = if i % 2 == 0 { me(&account.key).await } else { inbox(account, &account.key).await };
                    if late {
                        return reply;
                    }
                    succeeded.set(succeeded.get() + u32::from(reply.status == 200));
                }
            }
        });
        let rotation = async {
            while succeeded.get() < 50 {
                tokio::task::yield_now().await;
            }
            let reply = rotate(&account.key).await;
            rotated.set(true);
            reply
        };
        let (late, reply) = tokio::join!(join_all(hammers), rotation);

        for late in late {
            late.expect_error(401, "unauthorized");
        }
        inbox(&account, reply.expect(200)["api_key"].as_str().unwrap()).await.expect(200);
    }
}

#[tokio::test]
async fn of_two_rotations_at_once_one_succeeds_and_leaves_the_only_key() {
    let server = Server::shared();
    let account = server.register(None).await;
    let mut key = account.key.clone();

    for _ in 0..10 {
        let (one, other) = tokio::join!(rotate(&key), rotate(&key));

        let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
        lost.expect_error(401, "unauthorized");
        key = won.expect(200)["api_key"].as_str().unwrap().to_owned();
        assert_eq!(active(&key).await, 1);
    }
}

#[tokio::test]
async fn a_rotation_and_an_activation_at_once_leave_one_key() {
    let server = Server::shared();
    for _ in 0..5 {
        let account = server.register(None).await;
        let backup = generate(&account.key, json!({})).await.expect(201);
        let backup = backup["backup_key"].as_str().unwrap();

        let (rotated, activated) = tokio::join!(rotate(&account.key), activate(backup));

        activated.expect(200);
        if rotated.status == 200 {
            expect_dead(&account, rotated.json()["api_key"].as_str().unwrap()).await;
        } else {
            rotated.expect_error(401, "unauthorized");
        }
        expect_dead(&account, &account.key).await;
        assert_eq!(active(backup).await, 1);
    }
}

#[tokio::test]
async fn the_sockets_of_a_replaced_key_are_closed() {
    let server = Server::shared();
    let account = server.register(None).await;
    let mut socket = server.socket(&account.key).await;

    let key = rotate(&account.key).await.expect(200)["api_key"].as_str().unwrap().to_owned();
    assert_eq!(socket.closed(SOON).await, Some(4401));

    generate(&key, json!({})).await.expect(201);
    let mut socket = server.socket(&key).await;
    activate(&key).await.expect(200);
    assert_eq!(socket.closed(SOON).await, Some(4401));
}

#[tokio::test]
async fn a_backup_key_sleeps() {
    let server = Server::shared();
    let account = server.register(None).await;

    let made = generate(&account.key, json!({})).await.expect(201);

    let backup = made["backup_key"].as_str().unwrap();
    assert!(backup.starts_with("al_live_") && backup.len() == account.key.len(), "{backup}");
    assert_eq!(made["key_prefix"], backup[..12]);
    assert_eq!(made["status"], "backup");
    assert!(made["created_at"].is_string() && made["warning"].is_string(), "{made}");
    expect_dead(&account, backup).await;
    me(&account.key).await.expect(200);
}

#[tokio::test]
async fn an_account_has_one_backup_key() {
    let server = Server::shared();
    let account = server.register(None).await;

    let replies = join_all((0..10).map(|_| generate(&account.key, json!({})))).await;

    let (made, refused): (Vec<Reply>, Vec<Reply>) = replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!(made.len(), 1);
    for reply in refused {
        reply.expect_error(409, "backup_exists");
    }
    generate(&account.key, json!({})).await.expect_error(409, "backup_exists");
    assert_eq!(statuses(&account.key).await, ["active", "backup"]);
}

#[tokio::test]
async fn the_active_key_puts_the_backup_key_in_its_own_place() {
    let server = Server::shared();
    let account = server.register(None).await;
    let backup = generate(&account.key, json!({})).await.expect(201);
    let backup = backup["backup_key"].as_str().unwrap();

    let activated = activate(&account.key).await.expect(200);

    assert_eq!(activated["activated_key_prefix"], backup[..12]);
    assert_eq!(activated["account_id"], account.account_id);
    assert!(activated["activated_at"].is_string() && activated["message"].is_string(), "{activated}");
    expect_dead(&account, &account.key).await;
    inbox(&account, backup).await.expect(200);
    rotate(backup).await.expect(200);
}

#[tokio::test]
async fn a_backup_key_puts_itself_in_the_place_of_a_lost_one() {
    let server = Server::shared();
    let account = server.register(None).await;
    let backup = generate(&account.key, json!({})).await.expect(201);
    let backup = backup["backup_key"].as_str().unwrap();

    activate(backup).await.expect(200);

    expect_dead(&account, &account.key).await;
    me(backup).await.expect(200);
    inbox(&account, backup).await.expect(200);
    activate(backup).await.expect_error(404, "not_found");
    generate(backup, json!({})).await.expect(201);
}

#[tokio::test]
async fn without_a_backup_key_there_is_nothing_to_activate() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;

    activate(&account.key).await.expect_error(404, "not_found");

    me(&account.key).await.expect(200);
    for path in ["activate-backup", "generate-backup", "rotate"] {
        let reply = server.post(&format!("/v1/auth/keys/{path}")).key(&pod.key).send().await;
        reply.expect_error(403, "pod_auth_forbidden");
    }
}

#[tokio::test]
async fn keys_are_listed_with_what_became_of_them() {
    let server = Server::shared();
    let account = server.register(None).await;
    generate(&account.key, json!({ "label": "in the safe" })).await.expect(201);
    let second = rotate(&account.key).await.expect(200)["api_key"].as_str().unwrap().to_owned();

    let listed = list(&second).await.expect(200);

    assert_eq!(listed["account_id"], account.account_id);
    let keys = listed["keys"].as_array().unwrap();
    let shown: Vec<_> = keys.iter().map(|key| (&key["status"], &key["label"])).collect();
    let label = json!("in the safe");
    let expected = [("revoked", &Value::Null), ("backup", &label), ("active", &Value::Null)];
    let expected = expected.map(|(status, label)| (json!(status), label));
    assert!(shown.iter().copied().eq(expected.iter().map(|(status, label)| (status, *label))), "{listed}");
    assert_eq!(keys[0]["prefix"], account.key[..12]);
    assert_eq!(keys[2]["prefix"], second[..12]);
    for key in keys {
        assert!(key["created_at"].is_string(), "{key}");
        assert_eq!(key["activated_at"].is_string(), key["status"] != "backup", "{key}");
    }
    for secret in [&account.key, &second] {
        assert!(!listed.to_string().contains(secret.as_str()), "only prefixes are shown");
    }

    activate(&second).await.expect(200);
    let without_label = server.register(None).await;
    generate(&without_label.key, json!({})).await.expect(201);
    assert_eq!(list(&without_label.key).await.expect(200)["keys"][1]["label"], "backup");
    generate(&without_label.key, json!({ "label": "x".repeat(101) })).await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn a_made_up_key_is_refused_without_a_look_at_anything() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let (key, inbox) = (&account.key, format!("/v1/email/inbox?address={}", account.address));
    let cut = |at: usize| key[..at].to_owned();
    let changed = |at: usize| {
        let other = if key.as_bytes()[at] == b'a' { "b" } else { "a" };
        format!("{}{other}{}", &key[..at], &key[at + 1..])
    };

    let made_up = [
        "x".to_owned(),
        "al_live_".to_owned(),
        format!("al_live_{}", "a".repeat(46)),
        format!("{key}a"),
        "a".repeat(4_000),
        cut(key.len() - 1),
        cut(key.len() - 6),
        cut(12),
        changed(key.len() - 1),
        changed(key.len() - 6),
        changed(10),
        changed(40),
        key.to_uppercase(),
        key.replace("al_live_", "al_pod_"),
        pod.key.replace("al_pod_", "al_live_"),
        key.replace("al_live_", "session_"),
        format!("{}{}", &key[..key.len() - 6], &pod.key[pod.key.len() - 6..]),
    ];
    for made_up in &made_up {
        for path in ["/v1/account/me", "/v1/pods", &inbox, "/v1/ws"] {
            let reply = server.get(path).key(made_up).send().await;
            reply.expect_error(401, "unauthorized");
            assert_eq!(reply.header("x-warren-cost"), Some("d1=0 kv=0 r2=0 do=0"), "{reply}");
            let challenge = reply.header("www-authenticate").unwrap();
            assert!(challenge.starts_with("Bearer error=\"invalid_token\", resource_metadata="), "{challenge}");
        }
    }
}

#[tokio::test]
async fn a_key_counts_only_where_bearers_stand() {
    let server = Server::shared();
    let account = server.register(None).await;
    let key = &account.key;

    for path in ["/v1/account/me", "/v1/email/addresses"] {
        for header in ["", "Bearer", "Bearer ", key, &format!("Basic {key}"), &format!("Bearer{key}")] {
            let reply = server.get(path).header("authorization", header).send().await;
            reply.expect_error(401, "unauthorized");
        }
        server.get(path).header("authorization", &format!("bearer {key}")).send().await.expect(200);
        server.get(path).send().await.expect_error(401, "unauthorized");
        // Only a socket may bring it in its URL.
        server.get(&format!("{path}?token={key}")).send().await.expect_error(401, "unauthorized");
    }
}

async fn rotate(key: &str) -> Reply {
    Server::shared().post("/v1/auth/keys/rotate").key(key).send().await
}

async fn generate(key: &str, wish: Value) -> Reply {
    Server::shared().post("/v1/auth/keys/generate-backup").key(key).json(wish).send().await
}

async fn activate(key: &str) -> Reply {
    Server::shared().post("/v1/auth/keys/activate-backup").key(key).send().await
}

async fn list(key: &str) -> Reply {
    Server::shared().get("/v1/auth/keys/list").key(key).send().await
}

async fn me(key: &str) -> Reply {
    Server::shared().get("/v1/account/me").key(key).send().await
}

async fn inbox(account: &Account, key: &str) -> Reply {
    Server::shared().get(&format!("/v1/email/inbox?address={}", account.address)).key(key).send().await
}

/// Neither at the edge nor in the pod nor on a socket does the key open anything.
async fn expect_dead(account: &Account, key: &str) {
    let server = Server::shared();
    for reply in [
        me(key).await,
        inbox(account, key).await,
        list(key).await,
        generate(key, json!({})).await,
        rotate(key).await,
        server.post("/v1/pods").key(key).json(json!({})).send().await,
    ] {
        reply.expect_error(401, "unauthorized");
    }
    assert_eq!(server.socket_at(&format!("/v1/ws?token={key}"), &[]).await.err(), Some(401));
}

async fn statuses(key: &str) -> Vec<String> {
    let listed = list(key).await.expect(200);
    listed["keys"].as_array().unwrap().iter().map(|key| key["status"].as_str().unwrap().to_owned()).collect()
}

async fn active(key: &str) -> usize {
    statuses(key).await.iter().filter(|status| *status == "active").count()
}
