//! Fields and query parameters that an operation does not know.

use serde_json::{Value, json};

use crate::support::{Purse, Server, unique};

const HEADER: &str = "x-warren-unknown-fields";

#[tokio::test]
async fn unknown_fields_are_passed_over_and_named_in_both_planes() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let (start, end) = ("2126-04-01T10:00:00Z", "2126-04-01T11:00:00Z");
    let mail = json!({ "from": ada.address, "to": ada.address, "subject": "s", "text": "t", "colour": 1,
        "attachments": [{ "filename": "a", "content": "AA==" }, { "filename": "b", "content": "AA==", "x y": {} }] });
    for (method, path, body, status, names) in [
        ("POST", "/v1/email/send", mail, 201, "attachments.1.x%20y, colour"),
        ("POST", "/v1/stack", json!({ "domain": format!("{}.example", unique("d")), "plan": "pro" }), 201, "plan"),
        ("POST", "/v1/observations", json!({ "topic": unique("t"), "content": "c", "tags": [] }), 201, "tags"),
        ("POST", "/v1/inbox", json!({ "name": unique("i"), "display_name": "Ada" }), 201, "display_name"),
        ("PUT", "/v1/vault/a", json!({ "ciphertext": "A".repeat(40), "ttl": 7 }), 201, "ttl"),
        ("POST", "/v1/calendar/events", json!({ "summary": "s", "start": start, "end": end, "é": 1 }), 201, "%C3%A9"),
        ("POST", "/v1/charge", json!({ "amount": 1, "currency": "USDC", "to": "x" }), 200, "currency, to"),
        ("POST", "/v1/auth/keys/generate-backup", json!({ "lable": "x" }), 201, "lable"),
    ] {
        let reply = server.request(method, path).key(&ada.key).json(&body).send().await;
        assert_eq!(reply.status, status, "{reply}");
        let mut named: Vec<_> = reply.header(HEADER).unwrap_or_else(|| panic!("{reply}")).split(", ").collect();
        named.sort_unstable();
        assert_eq!(named.join(", "), names, "{path}");
        assert_eq!(reply.header("access-control-expose-headers"), Some("*"), "pages of other sites read it");
    }
    // A mistake that hides another is told with it.
    let reply = server.post("/v1/account/operator-email").key(&ada.key).json(json!({ "emial": "a@b.example" })).send();
    let reply = reply.await;
    reply.expect_error(400, "invalid_email");
    assert_eq!(reply.header(HEADER), Some("emial"));
    let fine = server.get("/v1/account/me").key(&ada.key).send().await;
    assert_eq!(fine.header(HEADER), None);
}

#[tokio::test]
async fn unknown_fields_are_refused_where_the_client_prefers_it() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let strict = |method: &str, path: &str| {
        server.request(method, path).key(&ada.key).header("prefer", "respond-async, handling=strict")
    };
    let topic = unique("t");
    for (method, path, body) in [
        ("POST", "/v1/observations", json!({ "topic": topic, "content": "c", "tags": [] })),
        ("POST", "/v1/observations?tags=", json!({ "topic": topic, "content": "c" })),
        ("POST", "/v1/charge", json!({ "amount": 5, "tags": 1 })),
        ("POST", "/v1/charge?tags=1", json!({ "amount": 5 })),
        ("POST", "/v1/auth/keys/rotate?tags=1", json!({})),
        ("GET", "/v1/observations?tags=1", Value::Null),
        ("GET", "/v1/account/me?tags=1", Value::Null),
    ] {
        let request = strict(method, path);
        let reply = if body.is_null() { request.send().await } else { request.json(&body).send().await };
        let refusal = reply.expect_error(400, "unknown_field");
        assert!(refusal["message"].as_str().unwrap().contains("`tags`") && refusal["fix"].is_string(), "{refusal}");
        assert_eq!(reply.header("preference-applied"), Some("handling=strict"), "{path}");
    }
    let list = strict("GET", &format!("/v1/observations?topic={topic}&verbose=false")).send().await;
    assert_eq!((&list.expect(200)["count"], list.header(HEADER)), (&json!(0), None), "nothing was written");
    assert_eq!(list.header("preference-applied"), Some("handling=strict"));
    let history = server.get("/v1/budget/history").key(&ada.key).send().await.expect(200);
    assert_eq!(history["entries"], json!([]), "nothing was spent");
}

#[tokio::test]
async fn unknown_query_parameters_are_named_like_fields() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    for (path, names) in [
        (format!("/v1/email/inbox?address={}&page=2&per%20page=3", ada.address), "page, per%20page"),
        ("/v1/email/addresses?page=2&verbose=false".to_owned(), "page"),
        ("/v1/pods?offset=1&limit=5".to_owned(), "offset"),
        ("/v1/account/me?expand=keys".to_owned(), "expand"),
    ] {
        let reply = server.get(&path).key(&ada.key).send().await;
        reply.expect(200);
        assert_eq!(reply.header(HEADER), Some(names), "{path}");
    }
    let feed = server.get("/v1/calendar/feed").key(&ada.key).send().await.expect(200);
    let (_, path) = feed["url"].as_str().unwrap().split_once("/v1/").unwrap();
    let feed = server.get(&format!("/v1/{path}")).send().await;
    assert_eq!((feed.status, feed.header(HEADER)), (200, None), "its token is known");
}

#[tokio::test]
async fn what_sets_limits_always_refuses_what_it_does_not_know() {
    let server = Server::shared();
    let purse = Purse::on(server).await;
    let pod = format!("/v1/pods/{}", purse.pod.id);
    let held = purse.spend(json!({ "amount": 5, "capture": false })).await.expect(200);
    let spent = purse.spend(json!({ "amount": 5 })).await.expect(200);
    let capture = format!("/v1/charges/{}/capture", held["id"].as_str().unwrap());
    let refund = format!("/v1/charges/{}/refund", spent["id"].as_str().unwrap());
    for (method, path, body) in [
        ("PUT", "/v1/budget", json!({ "daily": 5, "dayly": 1 })),
        ("PUT", "/v1/budget", json!({ "caps": { "dayly": 1 } })),
        ("POST", "/v1/pods", json!({ "rate_limit": { "requests_per_minute": 1 } })),
        ("PATCH", &pod, json!({ "spending_cap": { "daily": 1 } })),
        ("PATCH", &pod, json!({ "spending_caps": { "dayly": 1 } })),
        ("PATCH", &pod, json!({ "policy": { "allowed_payee": [] } })),
        ("POST", "/v1/email/rules", json!({ "match": { "from": "a.example" }, "action": "refuse", "priority": 1 })),
        ("POST", &capture, json!({ "amout": 1 })),
        ("POST", &refund, json!({ "amout": 1 })),
    ] {
        let reply = server.request(method, path).key(&purse.account.key).json(&body).send().await;
        let refusal = reply.expect_error(400, "unknown_field");
        assert!(refusal["fix"].is_string(), "{refusal}");
    }
    // What is deleted is all that fits, so a condition that is misspelt is refused too.
    let mailbox = server.mailbox().await;
    let path = format!("/v1/email/messages?address={}&form=a.example", mailbox.address);
    server.delete(&path).key(&mailbox.key).send().await.expect_error(400, "unknown_field");
    let path = format!("/v1/email/messages?address={}&verbose=false", mailbox.address);
    server.delete(&path).key(&mailbox.key).send().await.expect(200);
}

#[tokio::test]
async fn a_remembered_reply_names_them_again() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    for (path, body) in [
        ("/v1/observations", json!({ "topic": unique("t"), "content": "c", "tags": [] })),
        ("/v1/charge", json!({ "amount": 1, "tags": [] })),
        ("/v1/stack", json!({ "domain": format!("{}.example", unique("d")), "tags": 1 })),
    ] {
        let send = || server.post(path).key(&ada.key).header("idempotency-key", path).json(&body).send();
        let (first, again) = (send().await, send().await);
        assert_eq!((first.status, first.json()), (again.status, again.json()), "{path}");
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{path}");
        assert_eq!((first.header(HEADER), again.header(HEADER)), (Some("tags"), Some("tags")), "{path}");
    }
}
