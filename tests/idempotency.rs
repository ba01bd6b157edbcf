//! `Idempotency-Key`: a POST is done once.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Reply, Server, unique};

async fn create_pod(server: &Server, key: &str, once: &str, name: &str) -> Reply {
    let request = server.post("/v1/pods").key(key).header("idempotency-key", once);
    request.json(json!({ "name": name })).send().await
}

async fn pods(server: &Server, key: &str) -> Value {
    server.get("/v1/pods").key(key).send().await.expect(200)["count"].clone()
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_reply_again() {
    let server = Server::shared();
    let account = server.register(None).await;
    let name = unique("pod");
    let first = create_pod(server, &account.key, "one", &name).await;
    let again = create_pod(server, &account.key, "\"one\"", &name).await;
    assert_eq!(first.expect(201), again.expect(201));
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(pods(server, &account.key).await, 1);
    let pod_key = again.json()["api_key"].as_str().unwrap().to_owned();
    server.get("/v1/email/addresses").key(&pod_key).send().await.expect(200);
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused() {
    let server = Server::shared();
    let account = server.register(None).await;
    create_pod(server, &account.key, "one", &unique("a")).await.expect(201);
    create_pod(server, &account.key, "one", &unique("b")).await.expect_error(422, "idempotency_mismatch");
    create_pod(server, &account.key, "two", &unique("b")).await.expect(201);
    assert_eq!(pods(server, &account.key).await, 2);
    let long = "k".repeat(256);
    create_pod(server, &account.key, &long, "x").await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn of_many_at_once_one_is_done() {
    let server = Server::shared();
    let account = server.register(None).await;
    let name = unique("pod");
    let replies = join_all((0..20).map(|_| create_pod(server, &account.key, "one", &name))).await;
    for reply in &replies {
        match reply.status {
            201 => drop(reply.expect(201)),
            _ => drop(reply.expect_error(409, "idempotency_in_flight")),
        }
    }
    assert!(replies.iter().any(|reply| reply.status == 201));
    assert_eq!(pods(server, &account.key).await, 1);
}

#[tokio::test]
async fn a_key_means_nothing_to_other_callers() {
    let server = Server::shared();
    let (ada, eve) = (server.register(None).await, server.register(None).await);
    let name = unique("pod");
    let hers = create_pod(server, &ada.key, "one", &name).await.expect(201);
    let others = create_pod(server, &eve.key, "one", &name).await.expect(201);
    assert_ne!(hers["pod_id"], others["pod_id"]);
}

#[tokio::test]
async fn in_a_pod_a_refused_request_may_be_tried_again() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let local = unique("desk");
    let claim = |local: String| {
        let request = server.post("/v1/emails").key(&pod.key).header("idempotency-key", "claim");
        request.json(json!({ "local_part": local })).send()
    };
    claim("postmaster".to_owned()).await.expect_error(403, "address_reserved");
    let first = claim(local.clone()).await.expect(201);
    assert_eq!((&first["already_owned"], claim(local).await.expect(201)), (&json!(false), first.clone()));
}

#[tokio::test]
async fn a_dormant_backup_key_is_told_no_remembered_reply() {
    let server = Server::shared();
    let account = server.register(None).await;
    let name = unique("pod");
    create_pod(server, &account.key, "one", &name).await.expect(201);
    let backup = server.post("/v1/auth/keys/generate-backup").key(&account.key).json(json!({})).send().await;
    let backup = backup.expect(201)["backup_key"].as_str().unwrap().to_owned();
    create_pod(server, &backup, "one", &name).await.expect_error(401, "unauthorized");
    create_pod(server, &backup, "two", &name).await.expect_error(401, "unauthorized");

    let activate = || server.post("/v1/auth/keys/activate-backup").key(&backup).header("idempotency-key", "three");
    let first = activate().send().await;
    let again = activate().send().await;
    assert_eq!(first.expect(200), again.expect(200), "it may activate itself, and repeat that");
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(create_pod(server, &backup, "one", &name).await.header("idempotency-replayed"), Some("true"));
}

#[tokio::test]
async fn a_repeated_request_counts_against_the_limits() {
    let server = Server::shared();
    let account = server.register(None).await;
    let left = |reply: &Reply| {
        let limits = reply.header("ratelimit").unwrap_or_else(|| panic!("no limits: {reply}"));
        let quota = limits.split(", ").find(|limit| limit.starts_with("\"quota\"")).unwrap();
        quota.split(';').find_map(|part| part.strip_prefix("r=")).unwrap().parse::<i64>().unwrap()
    };
    let name = unique("pod");
    let mut before = left(&create_pod(server, &account.key, "one", &name).await);
    for _ in 0..3 {
        let again = create_pod(server, &account.key, "one", &name).await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(left(&again), before - 1, "{again}");
        before -= 1;
    }
    let other = create_pod(server, &account.key, "one", &unique("pod")).await;
    other.expect_error(422, "idempotency_mismatch");
    assert_eq!(left(&create_pod(server, &account.key, "one", &name).await), before - 2, "a mismatch counts, too");

    let pod = server.create_pod(&account).await;
    let limits = json!({ "rate_limits": { "requests_per_hour": 3 } });
    server.patch(&format!("/v1/pods/{}", pod.id)).key(&account.key).json(limits).send().await.expect(200);
    let tell = async || {
        let request = server.post("/v1/events").key(&pod.key).header("idempotency-key", "one");
        request.json(json!([{ "category": "tool", "action": "a", "result": "success" }])).send().await
    };
    for _ in 0..3 {
        tell().await.expect(200);
    }
    tell().await.expect_error(429, "rate_limited");
}

#[tokio::test]
async fn a_reply_outlives_the_server_and_is_forgotten_after_a_day() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let first = create_pod(&server, &account.key, "one", "a").await.expect(201);
    server.kill();

    let server = Server::start_in(state.path(), &[]);
    assert_eq!(create_pod(&server, &account.key, "one", "a").await.expect(201), first);
    let at = first["created_at"].as_str().unwrap().replace("2026-", "2027-");
    server.set_clock(at).await;
    assert_ne!(create_pod(&server, &account.key, "one", "a").await.expect(201)["pod_id"], first["pod_id"]);
}
