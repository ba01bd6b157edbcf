//! Inboxes of environments.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, PodKey, Reply, Server, letter, text, unique};

/// An account with an environment and a key of it.
struct World {
    server: &'static Server,
    account: Account,
    pod: PodKey,
    environment: String,
}

impl World {
    async fn make() -> Self {
        let server = Server::shared();
        let account = server.register(None).await;
        let pod = server.create_pod(&account).await;
        let environment = pod.id.replace("pod_", "env_");
        Self { server, account, pod, environment }
    }

    async fn create(&self, key: &str, inbox: Value) -> Reply {
        self.server.post("/api/v1/inboxes").key(key).json(inbox).send().await
    }

    /// A new inbox of the environment.
    async fn inbox(&self) -> Value {
        self.create(&self.pod.key, json!({ "username": unique("box"), "display_name": "The Box" })).await.expect(201)
    }

    async fn get(&self, key: &str, rest: &str) -> Reply {
        self.server.get(&format!("/api/v1/inboxes{rest}")).key(key).send().await
    }

    async fn deliver(&self, inbox: &Value, subject: &str) -> Reply {
        let raw = letter(&[("From", "bob@example.org"), ("Subject", subject)], "Lunch?");
        self.server.deliver("bob@example.org", &text(&inbox["address"]), raw).await
    }

    async fn delete(&self, key: &str, id: &str) -> Reply {
        self.server.delete(&format!("/api/v1/inboxes/{id}")).key(key).send().await
    }
}

#[tokio::test]
async fn an_inbox_is_created_listed_renamed_and_deleted() {
    let world = World::make().await;
    let username = unique("support");
    let new = json!({ "username": username, "display_name": " Acme Support ", "client_id": "support-1" });
    let created = world.create(&world.pod.key, new).await.expect(201);
    let expected = json!({
        "id": created["id"],
        "address": created["address"],
        "username": username,
        "display_name": "Acme Support",
        "environment_id": world.environment,
        "client_id": "support-1",
        "created_at": created["created_at"],
    });
    assert_eq!(created, expected);
    let (id, address) = (text(&created["id"]), text(&created["address"]));
    assert!(id.starts_with("inb_") && address.starts_with(&format!("{username}@")), "{created}");

    assert_eq!(world.get(&world.pod.key, &format!("/{id}")).await.expect(200), created);
    let listed = world.get(&world.pod.key, "").await.expect(200);
    let page = json!({ "inboxes": [created], "count": 1, "limit": 100, "has_more": false, "next_cursor": null });
    assert_eq!(listed, page);
    let addresses = world.server.get("/v1/email/addresses").key(&world.pod.key).send().await.expect(200);
    assert_eq!(addresses["addresses"], json!([address]));

    let patch = async |patch: Value| {
        world.server.patch(&format!("/api/v1/inboxes/{id}")).key(&world.pod.key).json(patch).send().await
    };
    assert_eq!(patch(json!({})).await.expect(200), created);
    assert_eq!(patch(json!({ "display_name": "New" })).await.expect(200)["display_name"], "New");
    assert_eq!(patch(json!({ "display_name": null })).await.expect(200)["display_name"], Value::Null);
    for name in ["x".repeat(101), "a\nb".to_owned(), "<b>".to_owned()] {
        patch(json!({ "display_name": name })).await.expect_error(400, "invalid_request");
    }

    assert_eq!(world.delete(&world.pod.key, &id).await.expect(200), json!({ "id": id, "deleted": true }));
    world.delete(&world.pod.key, &id).await.expect_error(404, "not_found");
    world.get(&world.pod.key, &format!("/{id}")).await.expect_error(404, "not_found");
    assert_eq!(world.get(&world.pod.key, "").await.expect(200)["count"], 0);
    let log = world.server.get("/v1/audit").key(&world.pod.key).send().await.expect(200);
    let actions: Vec<_> = log["entries"].as_array().unwrap().iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions, ["address.removed", "address.updated", "address.updated", "address.claimed"]);
}

#[tokio::test]
async fn addresses_that_were_claimed_elsewhere_are_inboxes_too() {
    let world = World::make().await;
    let listed = world.get(&world.account.key, "").await.expect(200);
    assert_eq!((&listed["count"], &listed["inboxes"][0]["address"]), (&json!(1), &json!(world.account.address)));
    assert_eq!(listed["inboxes"][0]["environment_id"], world.account.account_id.replace("acc_", "env_"));

    let claim = json!({ "local_part": unique("old") });
    let claimed = world.server.post("/v1/emails").key(&world.pod.key).json(claim).send().await.expect(201);
    let inbox = world.get(&world.pod.key, "").await.expect(200)["inboxes"][0].clone();
    assert_eq!((&inbox["address"], &inbox["client_id"]), (&claimed["address"], &Value::Null));
    assert_eq!(world.get(&world.pod.key, &format!("/{}/messages", text(&inbox["id"]))).await.expect(200)["count"], 0);
}

#[tokio::test]
async fn a_list_of_inboxes_has_pages() {
    let world = World::make().await;
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(world.inbox().await);
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    for left in [true, true, false] {
        let page = world.get(&world.pod.key, &format!("?limit=1{cursor}")).await.expect(200);
        assert_eq!((&page["count"], &page["has_more"]), (&json!(1), &json!(left)), "{page}");
        found.push(page["inboxes"][0].clone());
        cursor = page["next_cursor"].as_str().map_or(String::new(), |cursor| format!("&cursor={cursor}"));
    }
    let ids = |inboxes: &[Value]| inboxes.iter().map(|inbox| text(&inbox["id"])).collect::<BTreeSet<_>>();
    assert_eq!(ids(&found), ids(&all));
}

#[tokio::test]
async fn the_accounts_key_makes_an_inbox_in_an_environment_and_cannot_read_its_mail() {
    let world = World::make().await;
    let new = json!({ "username": unique("env"), "environment_id": world.environment });
    let inbox = world.create(&world.account.key, new).await.expect(201);
    assert_eq!(inbox["environment_id"], world.environment);
    let id = text(&inbox["id"]);
    world.deliver(&inbox, "Hi").await.expect(200);

    // It manages the inbox by its id, and lists it where it is.
    assert_eq!(world.get(&world.account.key, &format!("/{id}")).await.expect(200), inbox);
    assert_eq!(world.get(&world.account.key, "").await.expect(200)["count"], 1);
    let there = world.get(&world.account.key, &format!("?environment_id={}", world.pod.id)).await.expect(200);
    assert_eq!(there["inboxes"], json!([inbox]));

    for rest in ["messages", "threads", "drafts"] {
        let path = format!("/{id}/{rest}");
        world.get(&world.account.key, &path).await.expect_error(404, "not_found");
        let named = world.server.get(&format!("/api/v1/inboxes{path}")).key(&world.account.key);
        named.header("x-environment", &world.environment).send().await.expect_error(403, "pod_auth_forbidden");
    }
    let mail = json!({ "to": "a@b.example", "subject": "s", "text": "t" });
    for rest in ["send", "drafts"] {
        let path = format!("/api/v1/inboxes/{id}/{rest}");
        let sent = world.server.post(&path).key(&world.account.key).json(&mail).send().await;
        sent.expect_error(404, "not_found");
    }
    assert_eq!(world.get(&world.pod.key, &format!("/{id}/messages")).await.expect(200)["count"], 1);
}

#[tokio::test]
async fn key_header_and_field_that_differ_are_refused() {
    let world = World::make().await;
    let other = world.server.create_pod(&world.account).await.id;
    let ask = async |key: &str, header: Option<&str>, field: Option<&str>| {
        let request = world.server.post("/api/v1/inboxes").key(key);
        let request = header.iter().fold(request, |request, header| request.header("x-environment", header));
        request.json(json!({ "username": unique("env"), "environment_id": field })).send().await
    };
    let (key, account, own) = (&*world.pod.key, &*world.account.key, &*world.environment);
    for (key, header, field) in [
        (key, Some(&*other), None),
        (key, None, Some(&*other)),
        (key, Some(own), Some(&*other)),
        (account, Some(own), Some(&*other)),
    ] {
        let refused = ask(key, header, field).await.expect_error(400, "invalid_request");
        let message = text(&refused["message"]);
        let others = other.replace("pod_", "env_");
        assert!(message.contains(own) && message.contains(&others), "{message}");
    }
    // Every form of an id names the same environment.
    let bare = world.pod.id.replace("pod_", "");
    let created = ask(key, Some(&world.pod.id), Some(&bare)).await.expect(201);
    assert_eq!(created["environment_id"], world.environment);
    assert_eq!(ask(account, Some(own), Some(&bare)).await.expect(201)["environment_id"], world.environment);
    let of_default = ask(account, None, None).await.expect(201);
    assert_eq!(of_default["environment_id"], world.account.account_id.replace("acc_", "env_"));

    // The header selects what is visible.
    let path = format!("/api/v1/inboxes/{}", text(&created["id"]));
    let get = async |header: &str| world.server.get(&path).key(account).header("x-environment", header).send().await;
    get(own).await.expect(200);
    get(&other).await.expect_error(404, "not_found");
    let messages = world.server.get(&format!("{path}/messages")).key(key).header("x-environment", &other);
    messages.send().await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn what_is_in_another_environment_or_account_does_not_exist() {
    let world = World::make().await;
    let (inbox, stranger) = (world.inbox().await, World::make().await);
    let sibling = world.server.create_pod(&world.account).await;
    let (id, ghost) = (text(&inbox["id"]), "inb_zzzzzzzzzzzzzzzz");
    for key in [&sibling.key, &stranger.account.key, &stranger.pod.key] {
        for rest in ["", "/messages", "/threads", "/drafts"] {
            let [real, unreal] = [&*id, ghost].map(|id| format!("/{id}{rest}"));
            let real = world.get(key, &real).await.expect_error(404, "not_found");
            let unreal = world.get(key, &unreal).await.expect_error(404, "not_found");
            assert_eq!(real["message"], unreal["message"]);
        }
        world.delete(key, &id).await.expect_error(404, "not_found");
        world.get(key, &format!("?environment_id={}", world.environment)).await;
    }
    for environment in [&*world.environment, "env_zzzzzzzzzzzzzzzz", "", "nonsense"] {
        let there = json!({ "environment_id": environment });
        world.create(&stranger.account.key, there).await.expect_error(404, "not_found");
        let list = format!("?environment_id={environment}");
        world.get(&stranger.account.key, &list).await.expect_error(404, "not_found");
    }
    assert_eq!(world.get(&world.pod.key, &format!("/{id}")).await.expect(200), inbox);
}

#[tokio::test]
async fn ten_at_once_with_one_client_id_make_one_inbox() {
    let world = World::make().await;
    let new = json!({ "client_id": "one" });
    let replies = join_all((0..10).map(|_| world.create(&world.pod.key, new.clone()))).await;
    let statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 9, "{statuses:?}");
    let first = replies[0].json();
    assert!(replies.iter().all(|reply| reply.json() == first));
    assert_eq!(world.get(&world.pod.key, "").await.expect(200)["count"], 1);

    let other = json!({ "client_id": "one", "username": unique("other") });
    world.create(&world.pod.key, other).await.expect_error(422, "idempotency_mismatch");
    for bad in ["", "a\nb", &"x".repeat(256)] {
        let bad = json!({ "client_id": bad });
        world.create(&world.pod.key, bad).await.expect_error(400, "invalid_request");
    }
    // Another environment has ids of its own.
    let sibling = world.server.create_pod(&world.account).await;
    assert_ne!(world.create(&sibling.key, new.clone()).await.expect(201)["id"], first["id"]);
    // So has the time after the deletion.
    world.delete(&world.pod.key, &text(&first["id"])).await.expect(200);
    assert_ne!(world.create(&world.pod.key, new).await.expect(201)["id"], first["id"]);
}

#[tokio::test]
async fn an_address_that_cannot_be_claimed_is_refused_with_its_reason() {
    let world = World::make().await;
    let taken = text(&world.inbox().await["username"]);
    let new = |username: &str, domain: Value| json!({ "username": username, "domain": domain });
    for (inbox, status, code) in [
        (new(&taken, Value::Null), 409, "address_taken"),
        (new("postmaster", Value::Null), 403, "address_reserved"),
        (new("a b", Value::Null), 400, "invalid_address"),
        (new("a+b", Value::Null), 400, "invalid_address"),
        (new("a@b", Value::Null), 400, "invalid_address"),
        (new("", Value::Null), 400, "invalid_address"),
        (new(&unique("a"), json!("nobody.example")), 400, "invalid_address"),
        (new(&unique("a"), json!("sub.warren.example")), 400, "invalid_address"),
        (new(&unique("a"), json!("not a domain")), 400, "invalid_address"),
    ] {
        world.create(&world.pod.key, inbox).await.expect_error(status, code);
    }
    let domain = format!("{}.example", unique("own"));
    world.server.post("/v1/stack").key(&world.account.key).json(json!({ "domain": domain })).send().await.expect(201);
    let unproved = new(&unique("a"), json!(domain));
    world.create(&world.pod.key, unproved).await.expect_error(403, "domain_unverified");

    let (username, here) = (unique("Here"), json!("Warren.Example"));
    let created = world.create(&world.pod.key, new(&username, here)).await.expect(201);
    assert_eq!(created["address"], format!("{}@warren.example", username.to_lowercase()));
    let suspend = format!("/v1/pods/{}", world.pod.id);
    world.server.delete(&suspend).key(&world.account.key).send().await.expect(200);
    let there = json!({ "environment_id": world.environment });
    world.create(&world.account.key, there).await.expect_error(403, "pod_suspended");
}

#[tokio::test]
async fn one_idempotency_key_is_not_used_in_two_environments() {
    let world = World::make().await;
    let create = |environment: &str| {
        let post = world.server.post("/api/v1/inboxes").key(&world.account.key).header("idempotency-key", "once");
        post.header("x-environment", environment).json(json!({})).send()
    };
    let first = create(&world.pod.id).await.expect(201);
    assert_eq!(create(&world.pod.id).await.expect(201), first);
    create(&world.account.account_id).await.expect_error(422, "idempotency_mismatch");
}

#[tokio::test]
async fn a_key_that_is_restricted_to_inboxes_sees_these_only() {
    let world = World::make().await;
    let (mine, other) = (world.inbox().await, world.inbox().await);
    let key = json!({ "mode": "add", "inboxes": [mine["address"]] });
    let path = format!("/v1/pods/{}/keys", world.pod.id);
    let key = world.server.post(&path).key(&world.account.key).json(key).send().await.expect(201);
    let key = text(&key["api_key"]);
    assert_eq!(world.get(&key, "").await.expect(200)["inboxes"], json!([mine]));
    world.get(&key, &format!("/{}/messages", text(&mine["id"]))).await.expect(200);
    for rest in ["", "/messages"] {
        world.get(&key, &format!("/{}{rest}", text(&other["id"]))).await.expect_error(404, "not_found");
    }
    // Deleting an inbox also deletes its rules and webhooks, which such a key does not manage.
    for inbox in [&mine, &other] {
        world.delete(&key, &text(&inbox["id"])).await.expect_error(403, "missing_scope");
    }
    world.create(&key, json!({ "username": unique("new") })).await.expect_error(403, "address_not_yours");
}

#[tokio::test]
async fn a_deleted_inbox_that_is_claimed_again_is_empty() {
    let world = World::make().await;
    let inbox = world.inbox().await;
    let (id, address, key) = (text(&inbox["id"]), text(&inbox["address"]), &world.pod.key);
    let post = async |path: &str, body: Value| world.server.post(path).key(key).json(body).send().await.expect(201);
    for number in 0..3 {
        world.deliver(&inbox, &format!("Letter {number}")).await.expect(200);
    }
    let kept = world.inbox().await;
    world.deliver(&kept, "Stays").await.expect(200);
    post(&format!("/api/v1/inboxes/{id}/drafts"), json!({ "to": "a@b.example", "subject": "s", "text": "t" })).await;
    post("/v1/email/rules", json!({ "address": address, "match": { "from": "spam.example" }, "action": "file" })).await;
    post("/v1/email/webhooks", json!({ "url": "https://hooks.example/", "address": address })).await;
    let stored = async || {
        let used = world.server.get("/v1/usage?by=pod").key(&world.account.key).send().await.expect(200);
        used.to_string()
    };
    let before = stored().await;

    // Also by the account's key, and twice at once.
    let (one, two) = tokio::join!(world.delete(key, &id), world.delete(&world.account.key, &id));
    assert!([one.status, two.status].iter().all(|status| matches!(status, 200 | 404)), "{one} {two}");
    assert!(one.status == 200 || two.status == 200);
    assert_ne!(stored().await, before);
    world.deliver(&inbox, "Late").await.expect(422);
    let list = async |path: &str| world.server.get(path).key(key).send().await.expect(200);
    assert_eq!(list("/v1/email/outbox").await["count"], 0);
    assert_eq!(list("/v1/email/rules").await["count"], 0);
    assert_eq!(list("/v1/email/webhooks").await["count"], 0);
    assert_eq!(list("/v1/email/threads").await["count"], 1);
    let found = list("/v1/email/search?q=letter").await;
    assert_eq!(found["results"].as_array().map_or(0, Vec::len), 0, "{found}");

    // Other accounts have to wait.
    let again = json!({ "username": inbox["username"] });
    let stranger = World::make().await;
    world.create(&stranger.pod.key, again.clone()).await.expect_error(409, "address_quarantined");
    let again = world.create(key, again).await.expect(201);
    assert_ne!(again["id"], inbox["id"]);
    let path = format!("/{}/messages", text(&again["id"]));
    assert_eq!(world.get(key, &path).await.expect(200)["count"], 0);
    world.deliver(&again, "New").await.expect(200);
    assert_eq!(world.get(key, &path).await.expect(200)["count"], 1);
    assert_eq!(world.get(key, &format!("/{}/messages", text(&kept["id"]))).await.expect(200)["count"], 1);
}

#[tokio::test]
async fn mail_is_read_answered_and_sent_with_the_inboxs_name() {
    let world = World::make().await;
    let (inbox, friend) = (world.inbox().await, World::make().await);
    let (path, address) = (format!("/api/v1/inboxes/{}", text(&inbox["id"])), text(&inbox["address"]));
    let to = friend.inbox().await;
    let post = async |rest: &str, body: Value| {
        world.server.post(&format!("{path}{rest}")).key(&world.pod.key).json(body).send().await
    };
    let mail = json!({ "to": to["address"], "subject": "Hello", "text": "Lunch?" });
    assert_eq!(post("/send", mail.clone()).await.expect(201)["from"], address);
    let there = format!("/{}/messages", text(&to["id"]));
    let received = friend.get(&friend.pod.key, &there).await.expect(200)["messages"][0].clone();
    assert_eq!((&received["from"], &received["from_name"]), (&json!(address), &json!("The Box")));

    let reply = format!("/api/v1/inboxes{there}/{}/reply", text(&received["id"]));
    let answer = json!({ "text": "At one." });
    let answered = friend.server.post(&reply).key(&friend.pod.key).json(&answer).send().await.expect(201);
    assert_eq!((&answered["subject"], &answered["to"]), (&json!("Re: Hello"), &json!([address])));
    let messages =
        world.get(&world.pod.key, &format!("{}/messages", &path["/api/v1/inboxes".len()..])).await.expect(200);
    assert_eq!((&messages["count"], &messages["address"]), (&json!(1), &json!(address)));
    let message = &messages["messages"][0];
    let read = world.server.get(&format!("{path}/messages/{}", text(&message["id"]))).key(&world.pod.key);
    let read = read.send().await.expect(200);
    assert_eq!((&read["read"], &read["extracted_text"]), (&json!(true), &json!("At one.")));
    let list =
        async |rest: &str| world.server.get(&format!("{path}{rest}")).key(&world.pod.key).send().await.expect(200);
    let threads = list("/threads").await;
    assert_eq!((&threads["count"], &threads["threads"][0]["message_count"]), (&json!(1), &json!(2)));
    let thread = list(&format!("/threads/{}", text(&message["thread_id"]))).await;
    assert_eq!(thread["messages"].as_array().unwrap().len(), 2);

    let draft = post("/drafts", mail.clone()).await.expect(201);
    assert_eq!(draft["status"], "pending_review");
    let drafts = list("/drafts").await;
    assert_eq!((&drafts["count"], &drafts["drafts"][0]["id"]), (&json!(1), &draft["id"]));

    let with_from = |from: &str| json!({ "from": from, "to": to["address"], "subject": "s", "text": "t" });
    post("/send", with_from(&format!("Ada <{address}>"))).await.expect(201);
    let named = friend.get(&friend.pod.key, &there).await.expect(200)["messages"][0].clone();
    assert_eq!(named["from_name"], "Ada");
    post("/send", with_from(&text(&to["address"]))).await.expect_error(400, "invalid_request");
}
