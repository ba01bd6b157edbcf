//! What every operation does in the same way.

use std::{collections::BTreeSet, panic};

use futures_util::stream;
use serde_json::{Value, json};

use crate::support::{Account, Reply, Server};

const LIMIT: usize = 1_000_000;

#[tokio::test]
async fn every_reply_has_an_id_and_an_error_repeats_it() {
    let server = Server::shared();
    let account = server.register(None).await;
    let mut seen = BTreeSet::new();

    for reply in every_kind(server, &account).await {
        let id = reply.header("x-request-id").unwrap_or_else(|| panic!("no request id: {reply}")).to_owned();
        assert!(id.starts_with("req_") && id.len() >= 20, "{id}");
        if reply.status >= 400 {
            let error = reply.json();
            assert_eq!(error["request_id"], id, "{reply}");
            assert!(error["error"].is_string() && error["message"].is_string(), "{reply}");
            assert_eq!(error["code"], error["error"], "{reply}");
            assert_eq!(reply.header("content-type"), Some("application/json"), "{reply}");
        }
        assert!(seen.insert(id), "{reply} has the id of another");
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_read_every_reply() {
    let server = Server::shared();
    let account = server.register(None).await;

    for reply in every_kind(server, &account).await {
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{reply}");
        assert_eq!(reply.header("access-control-expose-headers"), Some("*"), "{reply}");
    }
}

#[tokio::test]
async fn a_browser_may_ask_first_wherever_it_likes() {
    let server = Server::shared();

    for path in ["/health", "/v1/pods", "/v1/pods/x/keys", "/v1/email/inbox", "/v1/ws", "/nowhere", "/"] {
        let asked = server
            .request("OPTIONS", path)
            .header("origin", "https://app.example")
            .header("access-control-request-method", "PATCH")
            .header("access-control-request-headers", "authorization,content-type,idempotency-key")
            .send()
            .await;

        asked.expect(204);
        assert!(asked.body.is_empty(), "{asked}");
        assert_eq!(asked.header("access-control-allow-origin"), Some("*"));
        let methods = asked.header("access-control-allow-methods").unwrap();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            assert!(methods.split(", ").any(|allowed| allowed == method), "{methods}");
        }
        let headers = asked.header("access-control-allow-headers").unwrap();
        for header in ["authorization", "content-type", "idempotency-key"] {
            assert!(headers.split(", ").any(|allowed| allowed == header), "{headers}");
        }
    }
}

#[tokio::test]
async fn a_path_that_does_not_exist_is_not_found() {
    let server = Server::shared();
    let account = server.register(None).await;

    for path in
        ["/nowhere", "/v1", "/v1/", "/v1/pods/", "/v1/pods/x/y", "/V1/pods", "/v1//pods", "/authenticate", "/erase"]
    {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let reply = server.request(method, path).key(&account.key).send().await;
            reply.expect_error(404, "not_found");
        }
    }
}

#[tokio::test]
async fn a_path_says_which_methods_it_takes() {
    let server = Server::shared();
    let account = server.register(None).await;

    for (method, path, allowed) in [
        ("DELETE", "/health", vec!["GET"]),
        ("GET", "/v1/auth/keys", vec!["POST"]),
        ("PUT", "/v1/pods", vec!["GET", "POST"]),
        ("POST", "/v1/pods/x", vec!["DELETE", "GET", "PATCH"]),
        ("POST", "/v1/email/inbox", vec!["GET"]),
        ("POST", "/v1/email/messages/x", vec!["DELETE", "GET", "PATCH"]),
    ] {
        let reply = server.request(method, path).key(&account.key).send().await;
        reply.expect_error(405, "method_not_allowed");
        let named = reply.header("allow").unwrap_or_else(|| panic!("no Allow: {reply}")).split(',').map(str::trim);
        let named: BTreeSet<_> = named.filter(|method| *method != "HEAD").collect();
        assert!(named.into_iter().eq(allowed), "{method} {path}: {:?}", reply.header("allow"));
    }
}

#[tokio::test]
async fn head_answers_as_get_does_without_a_body() {
    let server = Server::shared();
    let account = server.register(None).await;
    let inbox = format!("/v1/email/inbox?address={}", account.address);

    for (path, status) in [
        ("/health", 200),
        ("/v1/account/me", 200),
        (&inbox, 200),
        ("/v1/pods/x", 404),
        ("/nowhere", 404),
        ("/v1/auth/keys", 405),
        ("/v1/email/inbox", 400),
    ] {
        let asked = server.request("HEAD", path).key(&account.key).send().await;
        assert_eq!(asked.status, status, "{asked}");
        assert!(asked.body.is_empty(), "{asked}");
        assert_eq!(asked.header("content-type"), Some("application/json"), "{asked}");
        assert!(asked.header("x-request-id").is_some(), "{asked}");
        assert_eq!(server.get(path).key(&account.key).send().await.status, status, "{path}");
    }
    for path in ["/v1/account/me", &inbox] {
        assert_eq!(server.request("HEAD", path).send().await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn guidance_for_people_is_left_out_when_it_is_not_wanted() {
    let server = Server::shared();

    let key = server.post("/v1/auth/keys?verbose=false").json(json!({})).send().await.expect(201);
    assert!(key.get("warning").is_none() && key["api_key"].is_string() && key["limits"].is_object(), "{key}");
    let alias = server.post("/v1/keys?verbose=false").json(json!({})).send().await.expect(201);
    assert!(alias.get("note").is_none() && alias["key"].is_string(), "{alias}");
    let key = key["api_key"].as_str().unwrap();
    let backup = "/v1/auth/keys/generate-backup?a=b&verbose=false";
    let backup = server.post(backup).key(key).send().await.expect(201);
    assert!(backup.get("warning").is_none() && backup["backup_key"].is_string(), "{backup}");
    let activated = "/v1/auth/keys/activate-backup?verbose=false";
    let activated = server.post(activated).key(key).send().await.expect(200);
    assert!(activated.get("message").is_none() && activated["activated_at"].is_string(), "{activated}");

    for path in ["/nowhere", "/v1/account/me", "/v1/email/addresses"] {
        let error = server.get(&format!("{path}?verbose=false")).send().await.json();
        assert!(error.get("message").is_none(), "{error}");
        assert!(error["error"].is_string() && error["request_id"].is_string() && error["fix"].is_string(), "{error}");
    }
    let talkative = server.post("/v1/auth/keys?verbose=true").json(json!({})).send().await.expect(201);
    assert!(talkative["warning"].is_string(), "{talkative}");
    let error = server.get("/v1/account/me?verbose=1").send().await.json();
    assert!(error["message"].is_string(), "{error}");
}

#[tokio::test]
async fn what_users_have_written_is_not_guidance() {
    let server = Server::shared();
    let account = server.register(None).await;
    let raw = "From: bob@example.org\r\nSubject: note\r\n\r\nwarning: this is the message";
    server.deliver("bob@example.org", &account.address, raw).await.expect(200);
    let list = format!("/v1/email/inbox?address={}", account.address);

    let terse = server.get(&format!("{list}&verbose=false")).key(&account.key).send().await.expect(200);

    assert_eq!(terse, server.get(&list).key(&account.key).send().await.expect(200));
    assert_eq!(terse["messages"][0]["subject"], "note");
}

#[tokio::test]
async fn a_body_of_a_million_bytes_is_taken_and_one_of_a_byte_more_is_not() {
    let server = Server::shared();
    let account = server.register(None).await;

    for path in ["/v1/pods", "/v1/inbox"] {
        let post = |length: usize| server.post(path).key(&account.key).body(padded_object(length)).send();
        post(LIMIT).await.expect(201);
        // However much of it was sent when it is refused, the client gets to know why.
        for length in [LIMIT + 1, LIMIT + 200_000, 2 * LIMIT, 5 * LIMIT] {
            post(length).await.expect_error(413, "too_large");
        }
    }
    server.post("/v1/auth/keys").body(padded_object(LIMIT + 1)).send().await.expect_error(413, "too_large");
}

#[tokio::test]
async fn a_body_of_unknown_length_is_limited_too() {
    let server = Server::shared();
    let account = server.register(None).await;

    for path in ["/v1/pods", "/v1/inbox"] {
        let post = async |length: usize| {
            let body = padded_object(length).into_bytes();
            let chunks: Vec<_> = body.chunks(64 * 1024).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect();
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            let body = reqwest::Body::wrap_stream(stream::iter(chunks));
            let request = client.post(format!("{}{path}", server.url())).bearer_auth(&account.key).body(body);
            let reply = request.send().await.unwrap();
            (reply.status().as_u16(), reply.json::<Value>().await.unwrap())
        };

        assert_eq!(post(LIMIT).await.0, 201, "{path}");
        for length in [LIMIT + 1, 3 * LIMIT] {
            let (status, error) = post(length).await;
            assert_eq!((status, &error["error"]), (413, &json!("too_large")), "{path}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let server = Server::shared();
    let account = server.register(None).await;
    let deep = "[".repeat(100_000);
    let deep_field = format!("{{\"name\":{}", "[".repeat(100_000));
    let deep_objects = "{\"name\":".repeat(100_000);
    let bad: [&[u8]; 24] = [
        b"nope",
        b"{",
        b"{}}",
        b"{} {}",
        b"{'name':'x'}",
        b"{\"name\":}",
        b"{\"name\":\"x\",}",
        b"name=x",
        b" ",
        b"null",
        b"true",
        b"7",
        b"\"text\"",
        b"[]",
        b"[null]",
        b"[null,null]",
        b"[null,null,null,null]",
        b"{\"name\":\"\\ud800\"}",
        b"{\"name\":\"\xff\"}",
        b"{\"name\":\"a\",\"name\":\"b\"}",
        b"\0",
        deep.as_bytes(),
        deep_field.as_bytes(),
        deep_objects.as_bytes(),
    ];

    for path in ["/v1/auth/keys", "/v1/auth/agent-register", "/v1/pods", "/v1/inbox"] {
        for body in bad {
            let reply = server.post(path).key(&account.key).body(body).send().await;
            reply.expect_error(400, "invalid_body");
            expect_no_internals(&reply);
        }
    }
    server.get("/v1/account/me").key(&account.key).send().await.expect(200);
}

#[tokio::test]
async fn a_bad_body_is_told_which_field_is_bad() {
    let server = Server::shared();
    let account = server.register(None).await;

    for (path, body, code, field) in [
        ("/v1/pods", json!({ "colour": 1 }), "unknown_field", "colour"),
        ("/v1/pods", json!({ "rate_limits": { "colour": 1 } }), "unknown_field", "colour"),
        ("/v1/pods", json!({ "name": 1 }), "invalid_body", "name"),
        ("/v1/pods", json!({ "rate_limits": 1 }), "invalid_body", "rate_limits"),
        ("/v1/pods", json!({ "spending_caps": { "daily": "1" } }), "invalid_body", "spending_caps.daily"),
        ("/v1/pods", json!({ "policy\n": 1 }), "unknown_field", "policy"),
        ("/v1/account/recovery-email", json!({}), "invalid_email", "email"),
        ("/v1/account/recovery-email", json!({ "email": {} }), "invalid_email", "email"),
        ("/v1/stack", json!({}), "missing_fields", "domain"),
        ("/v1/inbox", json!({ "name": [] }), "invalid_body", "name"),
    ] {
        let reply = server.post(path).key(&account.key).json(body).send().await;
        let message = reply.expect_error(400, code)["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&format!("`{field}")), "{message}");
        expect_no_internals(&reply);
    }
}

#[tokio::test]
async fn odd_paths_and_queries_are_refused_in_order() {
    let server = Server::shared();
    let account = server.register(None).await;
    let long = "x".repeat(5_000);

    for id in ["%00", "%F0%9F%A6%8A", "'%20OR%201=1", "..%2f..", "%2e%2e%2f", "pod_%25", &long] {
        for path in [format!("/v1/pods/{id}"), format!("/v1/pods/{id}/keys")] {
            let reply = server.get(&path).key(&account.key).send().await;
            reply.expect_error(404, "not_found");
        }
    }
    for path in ["/v1/pods/%ff", "/v1/inbox/%ff", "/v1/pods?limit=%ff", "/v1/pods?limit=1&limit=2", "/v1/inbox/%00"] {
        let reply = server.get(path).key(&account.key).send().await;
        assert_eq!(reply.status, 400, "{reply}");
        expect_no_internals(&reply);
    }
}

#[tokio::test]
async fn the_doors_of_development_are_closed_elsewhere() {
    let server = Server::start(&[("DEV_ENDPOINTS", "false")]);
    let account = server.register(None).await;

    for (method, path) in
        [("POST", "/dev/email?from=a@b.c&to=d@e.f"), ("POST", "/dev/clock"), ("GET", "/dev/outbox"), ("GET", "/dev/")]
    {
        let reply = server.request(method, path).json(json!({ "now": null })).send().await;
        reply.expect_error(404, "not_found");
    }
    let inbox = format!("/v1/email/inbox?address={}", account.address);
    for path in ["/health", "/v1/account/me", "/nowhere", &inbox] {
        let reply = server.get(path).key(&account.key).send().await;
        assert_eq!(reply.header("x-warren-cost"), None, "{reply}");
    }
}

#[test]
fn a_bad_configuration_is_named_in_the_log_and_nowhere_else() {
    let started = panic::catch_unwind(|| Server::start(&[("DEFAULT_TIER", "platinum")]));

    let Err(panic) = started else { panic!("it started") };
    let said = panic.downcast::<String>().unwrap();
    let error = said.lines().find(|line| line.contains("GET /health answered")).unwrap_or_else(|| panic!("{said}"));
    assert!(error.contains("answered 500") && error.contains(r#""error":"misconfigured""#), "{error}");
    assert!(!error.contains("platinum") && !error.contains("DEFAULT_TIER"), "{error}");
    let log = said.lines().find(|line| line.contains("DEFAULT_TIER")).unwrap_or_else(|| panic!("{said}"));
    assert!(log.contains("platinum") && log.contains("req_"), "{log}");
}

fn padded_object(length: usize) -> String {
    format!("{{}}{}", " ".repeat(length - 2))
}

/// Replies of both planes and of neither, good and bad.
pub async fn every_kind(server: &Server, account: &Account) -> Vec<Reply> {
    let key = &account.key;
    let inbox = format!("/v1/email/inbox?address={}", account.address);
    vec![
        server.get("/health").send().await,
        server.request("OPTIONS", "/v1/pods").send().await,
        server.post("/v1/auth/keys").json(json!({})).send().await,
        server.post("/v1/auth/keys").json(json!({ "colour": 1 })).send().await,
        server.post("/v1/auth/keys").body("x".repeat(LIMIT + 1)).send().await,
        server.get("/v1/account/me").key(key).send().await,
        server.get("/v1/account/me").send().await,
        server.put("/v1/account/me").key(key).send().await,
        server.get("/v1/pods/x").key(key).send().await,
        server.get(&inbox).key(key).send().await,
        server.get(&inbox).send().await,
        server.get("/v1/email/inbox").key(key).send().await,
        server.get("/v1/email/inbox?address=x@example.org").key(key).send().await,
        server.post("/v1/inbox").key(key).body("{").send().await,
        server.post("/v1/inbox").key(key).body("x".repeat(LIMIT + 1)).send().await,
        server.put("/v1/inbox").key(key).send().await,
        server.get("/v1/ws").key(key).send().await,
        server.get("/nowhere").send().await,
    ]
}

#[track_caller]
fn expect_no_internals(reply: &Reply) {
    let text = reply.text();
    for internal in ["struct ", "enum ", "src/", ".rs", "serde", "panicked", "Unchecked", "SQLITE", "D1_", "at line"] {
        assert!(!text.contains(internal), "{internal:?} in {reply}");
    }
}
