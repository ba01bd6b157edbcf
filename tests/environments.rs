//! Environments, by which an account separates its resources.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Reply, Server, text, unique};

async fn call(account: &Account, method: &str, rest: &str, body: Option<Value>) -> Reply {
    let request = Server::shared().request(method, &format!("/api/v1/environments{rest}")).key(&account.key);
    match body {
        Some(body) => request.json(body).send().await,
        None => request.send().await,
    }
}

async fn create(account: &Account, new: Value) -> Reply {
    call(account, "POST", "", Some(new)).await
}

async fn register() -> Account {
    Server::shared().register(None).await
}

#[tokio::test]
async fn an_environment_is_made_read_changed_and_listed() {
    let (account, stranger) = (register().await, register().await);
    let slug = unique("staging");
    let new = json!({ "name": "Staging", "slug": slug, "metadata": { "team": "core" } });

    let made = create(&account, new).await.expect(201);

    let id = text(&made["id"]);
    let pod = id.replace("env_", "pod_");
    let expected = json!({ "id": id, "name": "Staging", "slug": slug, "is_default": false, "status": "active",
        "metadata": { "team": "core" }, "created_at": made["created_at"], "pod_id": pod });
    assert_eq!(made, expected);
    for form in [id.clone(), pod.clone(), id.replace("env_", ""), id.replace("env_", "acc_")] {
        assert_eq!(call(&account, "GET", &format!("/{form}"), None).await.expect(200), expected, "{form}");
        for (method, rest) in [("GET", ""), ("DELETE", ""), ("DELETE", "?purge=true"), ("POST", "/restore")] {
            call(&stranger, method, &format!("/{form}{rest}"), None).await.expect_error(404, "not_found");
        }
        call(&stranger, "PATCH", &format!("/{form}"), Some(json!({ "name": "x" })))
            .await
            .expect_error(404, "not_found");
    }
    let listed = call(&account, "GET", "", None).await.expect(200);
    assert_eq!((&listed["count"], &listed["limit"], &listed["has_more"]), (&json!(2), &json!(100), &json!(false)));
    let [default, second] = &listed["environments"].as_array().unwrap()[..] else { panic!("{listed}") };
    assert_eq!((&default["slug"], &default["is_default"]), (&json!("default"), &json!(true)));
    assert_eq!(*second, expected);
    let page = call(&account, "GET", "?limit=1", None).await.expect(200);
    let next =
        call(&account, "GET", &format!("?limit=1&cursor={}", text(&page["next_cursor"])), None).await.expect(200);
    assert_eq!((&page["environments"][0], &next["environments"][0]), (default, second));

    let path = format!("/{id}");
    let changed = call(&account, "PATCH", &path, Some(json!({ "metadata": { "a": "b" } }))).await.expect(200);
    assert_eq!((&changed["name"], &changed["metadata"]), (&json!("Staging"), &json!({ "a": "b" })));
    let changed = call(&account, "PATCH", &path, Some(json!({ "name": "Test" }))).await.expect(200);
    assert_eq!((&changed["name"], &changed["metadata"]), (&json!("Test"), &json!({ "a": "b" })));
}

#[tokio::test]
async fn what_an_environment_is_made_and_changed_with_is_checked() {
    let account = register().await;
    let many: Value = (0..17).map(|number| (number.to_string(), json!("x"))).collect();
    let with = |field: &str, value: &Value| {
        let mut new = json!({ "name": "Staging", "slug": unique("staging") });
        new[field] = value.clone();
        new
    };
    for (field, value) in [
        ("name", json!(" ")),
        ("name", json!("x".repeat(101))),
        ("slug", json!("Staging")),
        ("slug", json!("default")),
        ("slug", json!("a".repeat(65))),
        ("metadata", many),
        ("metadata", json!({ "k".repeat(41): "x" })),
        ("metadata", json!({ "a": "x".repeat(501) })),
    ] {
        create(&account, with(field, &value)).await.expect_error(400, "invalid_request");
    }
    for value in [json!([]), json!("x"), json!({ "a": 1 })] {
        create(&account, with("metadata", &value)).await.expect_error(400, "invalid_body");
    }
    create(&account, json!({ "name": "Staging" })).await.expect_error(400, "missing_fields");
    create(&account, json!({ "slug": "staging" })).await.expect_error(400, "missing_fields");
    create(&account, with("plan", &json!("pro"))).await.expect_error(400, "unknown_field");
    assert_eq!(call(&account, "GET", "", None).await.expect(200)["count"], 1, "what was refused has left nothing");

    let id = text(&create(&account, with("name", &json!("Staging"))).await.expect(201)["id"]);
    let patch = async |changes: Value| call(&account, "PATCH", &format!("/{id}"), Some(changes)).await;
    patch(json!({ "name": "New", "slug": "new" })).await.expect_error(400, "invalid_request");
    patch(json!({ "name": "New", "disabled": true })).await.expect_error(400, "unknown_field");
    patch(json!({ "metadata": { "a": 1 } })).await.expect_error(400, "invalid_body");
    assert_eq!(patch(json!({})).await.expect(200)["name"], "Staging");
}

#[tokio::test]
async fn ten_at_once_for_one_slug_are_one_environment_and_accounts_do_not_meet() {
    let (account, other) = (register().await, register().await);
    let new = json!({ "name": "Staging", "slug": unique("staging") });

    let tried = join_all((0..10).map(|_| create(&account, new.clone()))).await;

    assert_eq!(tried.iter().filter(|reply| reply.status == 201).count(), 1);
    for reply in tried.iter().filter(|reply| reply.status != 201) {
        reply.expect_error(409, "slug_taken");
    }
    create(&other, new.clone()).await.expect(201);
    let key = ("idempotency-key", "once");
    let twice = json!({ "name": "Twice", "slug": unique("twice") });
    let again = async || {
        let request = Server::shared().post("/api/v1/environments").key(&account.key).header(key.0, key.1);
        request.json(&twice).send().await.expect(201)
    };
    assert_eq!(again().await, again().await, "the same request twice");
}

#[tokio::test]
async fn what_is_deleted_is_not_found_and_suspended_among_the_pods() {
    let server = Server::shared();
    let account = register().await;
    let made = create(&account, json!({ "name": "Staging", "slug": unique("staging") })).await.expect(201);
    let (id, pod) = (text(&made["id"]), text(&made["pod_id"]));
    let keys = format!("/v1/pods/{id}/keys");
    let key = text(&server.post(&keys).key(&account.key).send().await.expect(201)["api_key"]);
    let local = unique("support");
    let claim = json!({ "local_part": local });
    let address = text(&server.post("/v1/emails").key(&key).json(claim).send().await.expect(201)["address"]);
    let addresses = || server.get("/v1/email/addresses").key(&key).send();
    let mut socket = server.socket(&key).await;

    let deleted = call(&account, "DELETE", &format!("/{id}"), None).await.expect(200);

    assert_eq!(deleted, json!({ "id": id, "deleted": true, "purged": false }));
    assert_eq!(socket.closed(Duration::from_secs(5)).await, Some(4403));
    addresses().await.expect_error(403, "pod_suspended");
    server.deliver("a@b.example", &address, "From: a@b.example\r\n\r\nx").await.expect(422);
    for (method, body) in [("GET", None), ("PATCH", Some(json!({ "name": "x" })))] {
        call(&account, method, &format!("/{id}"), body).await.expect_error(404, "not_found");
    }
    assert_eq!(call(&account, "DELETE", &format!("/{id}"), None).await.expect(200), deleted, "the request again");
    addresses().await.expect_error(403, "pod_suspended");
    assert_eq!(call(&account, "GET", "", None).await.expect(200)["count"], 1);
    let seen = server.get(&format!("/v1/pods/{pod}")).key(&account.key).send().await.expect(200);
    assert_eq!(seen["status"], "suspended");
    let taken = json!({ "name": "Another", "slug": made["slug"] });
    create(&account, taken.clone()).await.expect_error(409, "slug_taken");

    for _ in 0..2 {
        assert_eq!(call(&account, "POST", &format!("/{id}/restore"), None).await.expect(200), made);
    }
    assert_eq!(addresses().await.expect(200)["addresses"], json!([address]));
    call(&account, "DELETE", &format!("/{id}"), None).await.expect(200);
    let purged = call(&account, "DELETE", &format!("/{id}?purge=true"), None).await.expect(200);
    assert_eq!((&purged["purged"], &purged["removed"]["addresses"]), (&json!(true), &json!(1)));
    addresses().await.expect_error(401, "unauthorized");
    create(&account, taken).await.expect(201);
}

#[tokio::test]
async fn the_default_environment_is_not_deleted() {
    let account = register().await;
    for form in [account.account_id.clone(), account.account_id.replace("acc_", "env_")] {
        call(&account, "DELETE", &format!("/{form}"), None).await.expect_error(403, "forbidden");
        call(&account, "DELETE", &format!("/{form}?purge=true"), None).await.expect_error(403, "forbidden");
        let changes = json!({ "name": "Production", "metadata": { "a": "b" } });
        let changed = call(&account, "PATCH", &format!("/{form}"), Some(changes)).await.expect(200);
        assert_eq!((&changed["name"], &changed["slug"]), (&json!("Production"), &json!("default")));
    }
}

#[tokio::test]
async fn a_suspended_environment_is_shown_as_such() {
    let server = Server::shared();
    let account = register().await;
    let made = create(&account, json!({ "name": "Staging", "slug": unique("staging") })).await.expect(201);
    let id = text(&made["id"]);
    server.delete(&format!("/v1/pods/{id}")).key(&account.key).send().await.expect(200);
    assert_eq!(call(&account, "GET", &format!("/{id}"), None).await.expect(200)["status"], "suspended");
    assert_eq!(call(&account, "POST", &format!("/{id}/restore"), None).await.expect(200)["status"], "suspended");
}
