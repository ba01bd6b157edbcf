//! Custom domains of environments.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::stack::{SERVER, a_domain, claim, create, prove, verified};
use crate::support::{Account, PodKey, Reply, letter, text};

/// An account with two environments.
struct World {
    account: Account,
    acme: PodKey,
    other: PodKey,
}

impl World {
    async fn make() -> Self {
        let account = SERVER.register(None).await;
        let (acme, other) = (SERVER.create_pod(&account).await, SERVER.create_pod(&account).await);
        Self { account, acme, other }
    }

    async fn add(&self, key: &str, body: Value) -> Reply {
        SERVER.post("/api/v1/domains").key(key).json(body).send().await
    }

    async fn list(&self, key: &str, environment: &str) -> Vec<Value> {
        let path = format!("/api/v1/domains?environment_id={environment}");
        let listed = SERVER.get(&path).key(key).send().await.expect(200);
        listed["domains"].as_array().unwrap().clone()
    }

    /// A proved domain of the environment `acme`.
    async fn proved(&self) -> (Value, String) {
        let name = a_domain();
        let domain = self.add(&self.acme.key, json!({ "domain": name })).await.expect(201);
        prove(&domain);
        (on(&self.acme.key, "POST", &domain, "/verify").await.expect(200), name)
    }
}

/// A request about one domain.
async fn on(key: &str, method: &str, domain: &Value, rest: &str) -> Reply {
    SERVER.request(method, &format!("/api/v1/domains/{}{rest}", text(&domain["id"]))).key(key).send().await
}

fn environment(pod: &PodKey) -> String {
    pod.id.replace("pod_", "env_")
}

#[tokio::test]
async fn a_domain_is_added_verified_listed_and_deleted() {
    let world = World::make().await;
    let key = &world.acme.key;
    let name = a_domain();
    let added = world.add(key, json!({ "domain": name.to_uppercase() })).await.expect(201);
    assert!(text(&added["id"]).starts_with("dom_"), "{added}");
    assert_eq!((&added["domain"], &added["environment_id"]), (&json!(name), &json!(environment(&world.acme))));
    assert_eq!((&added["status"], &added["verified"]), (&json!("provisioning"), &json!(false)));
    assert_eq!(added["records"][0]["name"], format!("_warren.{name}"));

    assert_eq!(world.add(key, json!({ "domain": name })).await.expect(200), added, "once more");
    assert_eq!(on(key, "GET", &added, "").await.expect(200), added);
    let listed = SERVER.get("/api/v1/domains").key(key).send().await.expect(200);
    let page = json!({ "domains": [added], "count": 1, "limit": 100, "has_more": false, "next_cursor": null });
    assert_eq!(listed, page);

    prove(&added);
    let verified = on(key, "POST", &added, "/verify").await.expect(200);
    assert_eq!((&verified["status"], &verified["verified"]), (&json!("verified"), &json!(true)));
    claim(&SERVER, key, &format!("desk@{name}")).await.expect(201);
    let refused = on(key, "DELETE", &added, "").await.expect_error(409, "domain_in_use");
    assert_eq!(refused["addresses"], 1);
    let deleted = on(key, "DELETE", &added, "?release_addresses=true").await.expect(200);
    assert_eq!(deleted, json!({ "id": added["id"], "deleted": true, "released_addresses": 1 }));
    on(key, "DELETE", &added, "").await.expect_error(404, "not_found");
    for bad in ["localhost", "co.uk", "", "https://x.example"] {
        world.add(key, json!({ "domain": bad })).await.expect_error(400, "invalid_domain");
    }
    world.add(key, json!({})).await.expect_error(400, "missing_fields");
}

#[tokio::test]
async fn a_domain_of_an_environment_serves_no_other() {
    let world = World::make().await;
    let (domain, name) = world.proved().await;
    for key in [&world.other.key, &world.account.key] {
        claim(&SERVER, key, &format!("desk@{name}")).await.expect_error(403, "domain_not_yours");
        let inbox = json!({ "username": "desk", "domain": name });
        SERVER.post("/api/v1/inboxes").key(key).json(inbox).send().await.expect_error(403, "domain_not_yours");
    }
    // The account's key acts for the environment that it names.
    let inbox = json!({ "username": "desk", "domain": name, "environment_id": environment(&world.acme) });
    SERVER.post("/api/v1/inboxes").key(&world.account.key).json(inbox).send().await.expect(201);
    let address = format!("desk@{name}");
    SERVER.deliver("bob@mail.example", &address, letter(&[], "Lunch?")).await.expect(200);
    let mail = |from: &str| json!({ "from": from, "to": "bob@mail.example", "subject": "s", "text": "t" });
    SERVER.post("/v1/email/send").key(&world.acme.key).json(mail(&address)).send().await.expect(201);
    let sent = SERVER.post("/v1/email/send").key(&world.other.key).json(mail(&address)).send().await;
    assert!(sent.status == 403, "{}", sent.status);

    let other = SERVER.get(&format!("/v1/email/inbox?address={address}")).key(&world.other.key).send().await;
    assert!(other.status == 403, "{}", other.status);
    // What is in another environment does not exist.
    for (method, rest) in [("GET", ""), ("POST", "/verify"), ("DELETE", "?release_addresses=true")] {
        on(&world.other.key, method, &domain, rest).await.expect_error(404, "not_found");
        let path = format!("/api/v1/domains/{}{rest}", text(&domain["id"]));
        let named = SERVER.request(method, &path).key(&world.account.key).header("x-environment", &world.other.id);
        named.send().await.expect_error(404, "not_found");
    }
    assert_eq!(world.list(&world.other.key, &world.other.id).await, Vec::<Value>::new());
    // The account's key finds it by its id, and its stack by any form.
    let found = on(&world.account.key, "GET", &domain, "").await.expect(200);
    assert_eq!(found, domain);
    let stack = SERVER.get(&format!("/v1/stack/{}", text(&domain["id"]))).key(&world.account.key).send().await;
    let stack = stack.expect(200);
    assert_eq!((&stack["domain"], &stack["environment_id"]), (&json!(name), &json!(environment(&world.acme))));
}

#[tokio::test]
async fn a_domain_of_the_account_serves_all_and_is_shown_in_the_default_environment() {
    let world = World::make().await;
    let (stack, name) = verified(&SERVER, &world.account).await;
    for (at, key) in [&world.account.key, &world.acme.key, &world.other.key].into_iter().enumerate() {
        claim(&SERVER, key, &format!("desk{at}@{name}")).await.expect(201);
    }
    assert_eq!(stack.get("environment_id"), None);
    let home = world.account.account_id.replace("acc_", "env_");
    let shown = world.list(&world.account.key, &home).await;
    assert_eq!((&shown[0]["domain"], &shown[0]["environment_id"]), (&json!(name), &json!(home)));
    assert_eq!(text(&shown[0]["id"]), text(&stack["id"]).replace("stk_", "dom_"));
    on(&world.acme.key, "GET", &shown[0], "").await.expect_error(404, "not_found");

    // Added to its environment it is the same; to another one it cannot be added.
    assert_eq!(world.add(&world.account.key, json!({ "domain": name })).await.expect(200), shown[0]);
    let body = json!({ "domain": name, "environment_id": world.acme.id });
    world.add(&world.account.key, body.clone()).await.expect_error(409, "domain_in_use");
    world.add(&world.acme.key, json!({ "domain": name })).await.expect_error(409, "domain_in_use");
    let (domain, own) = world.proved().await;
    let again = create(&SERVER, &world.account.key, &own).await.expect(200);
    assert_eq!(text(&again["id"]).replace("stk_", "dom_"), text(&domain["id"]), "one domain, both APIs");
}

#[tokio::test]
async fn a_request_names_one_environment_of_its_account() {
    let world = World::make().await;
    let stranger = SERVER.register(None).await;
    let (acme, other) = (environment(&world.acme), environment(&world.other));
    let add = async |key: &str, header: Option<&str>, field: Option<&str>| {
        let request = SERVER.post("/api/v1/domains").key(key);
        let request = header.iter().fold(request, |request, header| request.header("x-environment", header));
        request.json(json!({ "domain": a_domain(), "environment_id": field })).send().await
    };
    for (key, header, field) in [
        (&world.account.key, Some(&*acme), Some(&*other)),
        (&world.acme.key, Some(&*other), None),
        (&world.acme.key, None, Some(&*other)),
    ] {
        add(key, header, field).await.expect_error(400, "invalid_request");
    }
    for (header, field) in [(Some(&*acme), None), (None, Some(&*acme)), (Some(&*acme), Some(&*world.acme.id))] {
        let added = add(&world.account.key, header, field).await.expect(201);
        assert_eq!(added["environment_id"], acme);
    }
    let added = add(&world.account.key, None, None).await.expect(201);
    assert_eq!(added["environment_id"], world.account.account_id.replace("acc_", "env_"));
    // Somebody else's environment, and one that never was.
    for field in [&acme, "env_zzzzzzzzzzzzzzzz", "🙂"] {
        add(&stranger.key, None, Some(field)).await.expect_error(404, "not_found");
    }
    let shown = SERVER.get("/v1/stack").key(&stranger.key).send().await.expect(200);
    assert_eq!(shown["count"], 0);
}

#[tokio::test]
async fn a_domain_that_many_environments_add_at_once_belongs_to_one() {
    let world = World::make().await;
    let name = a_domain();
    let keys = [&world.acme.key, &world.other.key, &world.account.key];
    let added = join_all((0..9).map(|at| world.add(keys[at % 3], json!({ "domain": name })))).await;
    let of = |status: u16| added.iter().filter(|reply| reply.status == status).count();
    assert_eq!((of(201), of(200), of(409)), (1, 2, 6));
}

#[tokio::test]
async fn a_domain_ends_with_its_environment() {
    let world = World::make().await;
    let (domain, name) = world.proved().await;
    claim(&SERVER, &world.acme.key, &format!("desk@{name}")).await.expect(201);
    let path = format!("/api/v1/environments/{}", environment(&world.acme));
    let account = &world.account.key;
    SERVER.delete(&path).key(account).send().await.expect(200);
    // It waits, invisible, for the environment to be restored or erased.
    on(account, "GET", &domain, "").await.expect_error(404, "not_found");
    on(account, "DELETE", &domain, "?release_addresses=true").await.expect_error(404, "not_found");
    let body = json!({ "domain": name, "environment_id": world.acme.id });
    world.add(account, body).await.expect_error(404, "not_found");
    world.add(&world.other.key, json!({ "domain": name })).await.expect_error(409, "domain_in_use");
    SERVER.post(&format!("{path}/restore")).key(account).send().await.expect(200);
    assert_eq!(on(account, "GET", &domain, "").await.expect(200), domain);

    SERVER.delete(&format!("{path}?purge=true")).key(account).send().await.expect(200);
    assert_eq!(SERVER.get("/v1/stack").key(account).send().await.expect(200)["count"], 0);
    let again = world.add(&world.other.key, json!({ "domain": name })).await.expect(201);
    assert_eq!(again["environment_id"], environment(&world.other));
}

#[tokio::test]
async fn a_restricted_key_changes_no_domain() {
    let world = World::make().await;
    let (domain, _) = world.proved().await;
    let make = async |body: Value| {
        let path = format!("/v1/pods/{}/keys", world.acme.id);
        text(&SERVER.post(&path).key(&world.account.key).json(body).send().await.expect(201)["api_key"])
    };
    let reader = make(json!({ "mode": "add", "permissions": ["domains:read"] })).await;
    on(&reader, "GET", &domain, "").await.expect(200);
    let refused = on(&reader, "DELETE", &domain, "").await.expect_error(403, "missing_scope");
    assert_eq!(refused["permission"], "domains:write");
    // Deleting a domain would release addresses that the key must not touch.
    let claimed = SERVER.post("/api/v1/inboxes").key(&world.acme.key).json(json!({})).send().await.expect(201);
    let narrow = make(json!({ "mode": "add", "inboxes": [claimed["address"]] })).await;
    on(&narrow, "GET", &domain, "").await.expect(200);
    on(&narrow, "DELETE", &domain, "?release_addresses=true").await.expect_error(403, "missing_scope");
}
