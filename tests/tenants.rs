//! Tenants, as the deployment's operator manages them and an account its own.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Reply, Server, text, unique};

const TOKEN: &str = "a-token-of-the-operator";
const SOON: Duration = Duration::from_secs(5);

/// A deployment with an operator.
static OPERATED: LazyLock<Server> = LazyLock::new(|| Server::start(&[("ADMIN_TOKEN", TOKEN)]));

/// Who calls a server.
struct Caller<'a> {
    server: &'a Server,
    key: &'a str,
}

impl Caller<'_> {
    async fn call(&self, method: &str, rest: &str, body: Option<Value>) -> Reply {
        let request = self.server.request(method, &format!("/admin/tenants{rest}")).key(self.key);
        match body {
            Some(body) => request.json(body).send().await,
            None => request.send().await,
        }
    }

    async fn get(&self, rest: &str) -> Reply {
        self.call("GET", rest, None).await
    }

    async fn create(&self, new: Value) -> Reply {
        self.call("POST", "", Some(new)).await
    }

    async fn patch(&self, id: &str, changes: Value) -> Reply {
        self.call("PATCH", &format!("/{id}"), Some(changes)).await
    }

    async fn delete(&self, rest: &str) -> Reply {
        self.call("DELETE", &format!("/{rest}"), None).await
    }
}

fn operator(server: &Server) -> Caller<'_> {
    Caller { server, key: TOKEN }
}

fn of<'a>(server: &'a Server, account: &'a Account) -> Caller<'a> {
    Caller { server, key: &account.key }
}

fn tenant(slug: &str) -> Value {
    json!({ "name": "Acme Corp", "slug": slug })
}

fn ids(page: &Value) -> Vec<String> {
    page["tenants"].as_array().unwrap().iter().map(|tenant| text(&tenant["id"])).collect()
}

#[tokio::test]
async fn an_account_manages_its_own_tenants() {
    let server = Server::shared();
    let (account, stranger) = (server.register(None).await, server.register(None).await);
    let (own, foreign) = (of(server, &account), of(server, &stranger));
    let slug = unique("acme");
    let new = json!({ "name": "Acme Corp", "slug": slug, "plan": "enterprise", "egress_fqdns": ["API.acme.com", "app.acme.com"] });

    let made = own.create(new).await.expect(201);

    let id = text(&made["id"]);
    let expected = json!({ "id": id, "account_id": account.account_id, "name": "Acme Corp", "slug": slug,
        "plan": "enterprise", "disabled": false, "is_default": false, "created_at": made["created_at"],
        "egress_fqdns": ["api.acme.com", "app.acme.com"] });
    assert_eq!(made, expected);
    assert!(id.len() == 16 && !id.contains('_'), "{id}");
    for form in [id.clone(), format!("pod_{id}"), format!("env_{id}"), format!("acc_{id}")] {
        assert_eq!(own.get(&format!("/{form}")).await.expect(200), expected, "{form}");
        foreign.get(&format!("/{form}")).await.expect_error(404, "not_found");
    }
    let (_, home) = account.account_id.split_once('_').unwrap();
    let listed = own.get("").await.expect(200);
    assert_eq!(ids(&listed), [home, &id]);
    let default = &listed["tenants"][0];
    assert_eq!((&default["is_default"], &default["slug"]), (&json!(true), &json!("default")));
    assert!(default["name"].as_str().unwrap().starts_with("agent-"), "the account's name: {default}");
    assert_eq!((&listed["count"], &listed["limit"], &listed["has_more"]), (&json!(2), &json!(100), &json!(false)));

    let changes = json!({ "name": "Acme", "plan": null, "egress_fqdns": [] });
    let changed = own.patch(&id, changes).await.expect(200);
    assert_eq!(
        (&changed["name"], &changed["plan"], &changed["egress_fqdns"]),
        (&json!("Acme"), &Value::Null, &json!([]))
    );
    assert_eq!(own.patch(&id, json!({ "plan": "pro" })).await.expect(200)["name"], "Acme");
    assert_eq!(own.patch(&id, json!({ "name": null })).await.expect(200)["name"], *slug);
    foreign.patch(&id, json!({ "name": "Mine" })).await.expect_error(404, "not_found");
}

#[tokio::test]
async fn tenants_are_listed_page_by_page_by_accounts_and_by_the_operator() {
    let server = &Server::start(&[("ADMIN_TOKEN", TOKEN)]);
    let mut all = Vec::new();
    for _ in 0..3 {
        let account = server.register(None).await;
        all.push(account.account_id.replace("acc_", ""));
        all.push(text(&of(server, &account).create(tenant(&unique("acme"))).await.expect(201)["id"]));
    }

    let (mut seen, mut query) = (Vec::new(), "?limit=4".to_owned());
    loop {
        let page = operator(server).get(&query).await.expect(200);
        seen.extend(ids(&page));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("?limit=4&cursor={cursor}");
    }

    assert_eq!(seen, all);
    let of_second = format!("?account_id=acc_{}", all[2]);
    assert_eq!(ids(&operator(server).get(&of_second).await.expect(200)), all[2..4]);
    for bad in ["?limit=0", "?cursor=x"] {
        operator(server).get(bad).await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn the_operator_manages_the_tenants_of_all_accounts_and_some_of_its_own() {
    let server = &*OPERATED;
    let (operator, account) = (operator(server), server.register(None).await);
    let body = Some(tenant(&unique("acme")));
    let given = operator.call("POST", &format!("?account_id={}", account.account_id), body.clone()).await.expect(201);
    let id = text(&given["id"]);
    assert_eq!(given["account_id"], account.account_id);
    assert_eq!(of(server, &account).get(&format!("/{id}")).await.expect(200), given);
    let pod = server.get(&format!("/v1/pods/{id}")).key(&account.key).send().await.expect(200);
    assert_eq!((&pod["name"], &pod["env_slug"]), (&given["name"], &given["slug"]));
    operator.call("POST", "?account_id=acc_zzzzzzzzzzzzzzzz", body).await.expect_error(404, "not_found");
    operator.get("?account_id=acc_zzzzzzzzzzzzzzzz").await.expect_error(404, "not_found");
    let bare = account.account_id.replace("acc_", "");
    for form in [bare.clone(), format!("env_{bare}"), account.account_id.clone()] {
        for caller in [Caller { server, key: TOKEN }, of(server, &account)] {
            assert_eq!(ids(&caller.get(&format!("?account_id={form}")).await.expect(200))[0], bare, "{form}");
        }
    }
    let other = server.register(None).await;
    let foreign = format!("?account_id={}", account.account_id);
    for method in ["GET", "POST"] {
        let body = (method == "POST").then(|| tenant(&unique("acme")));
        of(server, &other).call(method, &foreign, body).await.expect_error(404, "not_found");
    }

    // Without an account they are the operator's own, and their keys are made here.
    let made = join_all((0..3).map(|_| operator.create(tenant(&unique("own"))))).await;
    for made in made {
        let own = made.expect(201);
        assert_eq!(own["account_id"], "acc_operator00000000");
        let key = operator.call("POST", &format!("/{}/keys", text(&own["id"])), None).await.expect(201);
        let key = text(&key["api_key"]);
        server.get("/v1/email/addresses").key(&key).send().await.expect(200);
        operator.patch(&text(&own["id"]), json!({ "disabled": true })).await.expect(200);
        server.get("/v1/email/addresses").key(&key).send().await.expect_error(403, "pod_suspended");
    }
    let default = operator.get(&format!("/{}", account.account_id)).await.expect(200);
    assert_eq!((&default["is_default"], &default["account_id"]), (&json!(true), &json!(account.account_id)));
    operator.delete("zzzzzzzzzzzzzzzz").await.expect_error(404, "not_found");

    // A key opens mail and vault: the operator makes none for a tenant of a customer.
    for tenant in [id.clone(), server.create_pod(&account).await.id] {
        let path = format!("/{tenant}/keys");
        operator.call("POST", &path, None).await.expect_error(403, "forbidden");
        of(server, &account).call("POST", &path, None).await.expect(201);
    }

    // The token opens nothing else, and a wrong one opens nothing.
    server.get("/v1/pods").key(TOKEN).send().await.expect_error(401, "unauthorized");
    Caller { server, key: "another-token-of-somebody" }.get("").await.expect_error(401, "unauthorized");
    Caller { server: Server::shared(), key: TOKEN }.get("").await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn the_limit_binds_accounts_in_every_api_and_not_the_operator() {
    let server = &Server::start(&[("ADMIN_TOKEN", TOKEN), ("TENANT_LIMIT", "1")]);
    let account = server.register(None).await;
    let own = of(server, &account);
    own.create(tenant("one")).await.expect(201);

    let refusal = own.create(tenant("two")).await.expect_error(402, "quota_exceeded");
    assert_eq!(
        (&refusal["error"], &refusal["resource"], &refusal["limit"], &refusal["current"]),
        (&json!("quota_exceeded"), &json!("tenants"), &json!(1), &json!(1))
    );
    server.post("/v1/pods").key(&account.key).json(json!({})).send().await.expect_error(402, "quota_exceeded");
    let environments = server.post("/api/v1/environments").key(&account.key);
    environments.json(tenant("two")).send().await.expect_error(402, "quota_exceeded");

    let path = format!("?account_id={}", account.account_id);
    operator(server).call("POST", &path, Some(tenant("two"))).await.expect(201);
    assert_eq!(own.create(tenant("three")).await.expect_error(402, "quota_exceeded")["current"], 2);
    operator(server).create(tenant("one")).await.expect(201);
    operator(server).create(tenant("two")).await.expect(201);
}

#[tokio::test]
async fn without_the_entitlement_all_operations_of_tenants_are_402_and_pods_work() {
    let server = &Server::start(&[("ADMIN_TOKEN", TOKEN), ("MULTI_TENANT", "false")]);
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await.id;
    for key in [TOKEN, &account.key] {
        for (method, rest, body) in [
            ("GET", String::new(), None),
            ("POST", String::new(), Some(tenant("acme"))),
            ("GET", format!("/{pod}"), None),
            ("PATCH", format!("/{pod}"), Some(json!({}))),
            ("DELETE", format!("/{pod}"), None),
            ("POST", format!("/{pod}/restore"), None),
            ("POST", format!("/{pod}/keys"), None),
            ("GET", format!("/{pod}/ceiling"), None),
            ("PUT", format!("/{pod}/ceiling"), Some(json!({ "ceiling_tools": [] }))),
            ("DELETE", format!("/{pod}/ceiling"), None),
        ] {
            Caller { server, key }.call(method, &rest, body).await.expect_error(402, "entitlement_required");
        }
    }
    Caller { server, key: "nobody" }.get("").await.expect_error(401, "unauthorized");
    server.create_pod(&account).await;
}

#[tokio::test]
async fn disabling_a_tenant_closes_its_sockets_and_refuses_its_next_request() {
    let server = &*OPERATED;
    let account = server.register(None).await;
    for caller in [of(server, &account), operator(server)] {
        let pod = server.create_pod(&account).await;
        let addresses = || server.get("/v1/email/addresses").key(&pod.key).send();
        addresses().await.expect(200);
        let mut socket = server.socket(&pod.key).await;

        assert_eq!(caller.patch(&pod.id, json!({ "disabled": true })).await.expect(200)["disabled"], true);

        addresses().await.expect_error(403, "pod_suspended");
        assert_eq!(socket.closed(SOON).await, Some(4403));
        assert_eq!(caller.get(&format!("/{}", pod.id)).await.expect(200)["disabled"], true);
        assert_eq!(caller.patch(&pod.id, json!({ "name": "x" })).await.expect(200)["disabled"], true);
        assert_eq!(caller.patch(&pod.id, json!({ "disabled": false })).await.expect(200)["disabled"], false);
        addresses().await.expect(200);
    }
}

#[tokio::test]
async fn a_deleted_tenant_is_found_again_when_it_is_restored() {
    let server = Server::shared();
    let account = server.register(None).await;
    let caller = of(server, &account);
    let pod = server.create_pod(&account).await;
    let (_, id) = pod.id.split_once('_').unwrap();
    let addresses = || server.get("/v1/email/addresses").key(&pod.key).send();
    let mut socket = server.socket(&pod.key).await;

    assert_eq!(caller.delete(id).await.expect(200), json!({ "id": id, "deleted": true, "purged": false }));

    assert_eq!(socket.closed(SOON).await, Some(4403));
    addresses().await.expect_error(403, "pod_suspended");
    caller.get(&format!("/{id}")).await.expect_error(404, "not_found");
    caller.patch(id, json!({ "disabled": false })).await.expect_error(404, "not_found");
    assert_eq!(caller.delete(id).await.expect(200)["deleted"], true, "the request again");
    caller.call("POST", &format!("/{id}/keys"), None).await.expect_error(404, "not_found");
    assert_eq!(caller.get("").await.expect(200)["count"], 1);
    addresses().await.expect_error(403, "pod_suspended");
    for _ in 0..2 {
        let restored = caller.call("POST", &format!("/{id}/restore"), None).await.expect(200);
        assert_eq!((&restored["id"], &restored["disabled"]), (&json!(id), &json!(false)));
    }
    addresses().await.expect(200);

    // One that is disabled stays so, also if it is deleted meanwhile; one that is deleted can be erased.
    caller.patch(id, json!({ "disabled": true })).await.expect(200);
    for _ in 0..2 {
        assert_eq!(caller.call("POST", &format!("/{id}/restore"), None).await.expect(200)["disabled"], true);
        addresses().await.expect_error(403, "pod_suspended");
        caller.delete(id).await.expect(200);
    }
    let erased = caller.delete(&format!("{id}?purge=true")).await.expect(200);
    assert_eq!((&erased["purged"], &erased["removed"]["keys"]), (&json!(true), &json!(1)));
    caller.call("POST", &format!("/{id}/restore"), None).await.expect_error(404, "not_found");
    addresses().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn the_default_tenant_is_changed_but_neither_disabled_nor_deleted() {
    let server = &*OPERATED;
    let account = server.register(None).await;
    let (_, home) = account.account_id.split_once('_').unwrap();
    for caller in [of(server, &account), operator(server)] {
        caller.delete(home).await.expect_error(403, "forbidden");
        caller.delete(&format!("{home}?purge=true")).await.expect_error(403, "forbidden");
        caller.patch(home, json!({ "disabled": true })).await.expect_error(403, "forbidden");
        caller.call("POST", &format!("/{home}/keys"), None).await.expect_error(403, "forbidden");
        let changes = json!({ "name": "Main", "plan": "pro", "disabled": false, "ceiling_tools": ["a"],
            "ceiling_models": [], "ceiling_skills": [] });
        let changed = caller.patch(home, changes).await.expect(200);
        assert_eq!((&changed["name"], &changed["plan"]), (&json!("Main"), &json!("pro")));
        caller.delete(&format!("{home}/ceiling")).await.expect(200);
    }
    server.get("/v1/account/me").key(&account.key).send().await.expect(200);
}

#[tokio::test]
async fn one_ceiling_empties_the_others_and_says_so() {
    let server = Server::shared();
    let account = server.register(None).await;
    let caller = of(server, &account);
    let id = text(&caller.create(tenant(&unique("acme"))).await.expect(201)["id"]);
    let path = format!("/{id}/ceiling");
    let ceiling = async || caller.get(&path).await.expect(200);
    let none =
        json!({ "tenant_id": id, "ceiling_tools": [], "ceiling_models": [], "ceiling_skills": [], "updated_at": null });
    assert_eq!(ceiling().await, none);

    let all = json!({ "ceiling_tools": ["b", "a", "b"], "ceiling_models": ["gpt4o"], "ceiling_skills": ["x"] });
    let set = caller.call("PUT", &path, Some(all)).await.expect(200);
    assert_eq!((&set["ceiling_tools"], &set["ceiling_skills"]), (&json!(["b", "a"]), &json!(["x"])));
    assert!(set["updated_at"].is_string() && set.get("warning").is_none(), "{set}");
    assert_eq!(ceiling().await, set);
    assert!(caller.patch(&id, json!({ "plan": "pro" })).await.expect(200).get("warning").is_none());
    assert_eq!(ceiling().await, set, "what is not named stays");

    let changed = caller.patch(&id, json!({ "ceiling_models": ["m"] })).await.expect(200);
    let warning = text(&changed["warning"]);
    assert!(warning.contains("ceiling_tools and ceiling_skills"), "{warning}");
    let now = ceiling().await;
    assert_eq!(
        (&now["ceiling_tools"], &now["ceiling_models"], &now["ceiling_skills"]),
        (&json!([]), &json!(["m"]), &json!([]))
    );
    let set =
        caller.call("PUT", &path, Some(json!({ "ceiling_tools": ["t"], "ceiling_models": [] }))).await.expect(200);
    assert!(text(&set["warning"]).starts_with("ceiling_skills was not given"), "{set}");

    for bad in [json!({ "ceiling_tools": [""] }), json!({ "ceiling_tools": ["x".repeat(129)] })] {
        caller.patch(&id, bad.clone()).await.expect_error(400, "invalid_request");
        caller.call("PUT", &path, Some(bad)).await.expect_error(400, "invalid_request");
    }
    caller.call("PUT", &path, Some(json!({}))).await.expect_error(400, "missing_fields");
    caller.call("PUT", &path, Some(json!({ "ceiling_tool": [] }))).await.expect_error(400, "unknown_field");
    assert_eq!(ceiling().await["ceiling_tools"], json!(["t"]));
    let removed = caller.delete(&format!("{id}/ceiling")).await.expect(200);
    assert_eq!((&removed["ceiling_tools"], &removed["ceiling_models"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn what_a_tenant_is_made_and_changed_with_is_checked() {
    let server = Server::shared();
    let account = server.register(None).await;
    let caller = of(server, &account);
    let with = |field: &str, value: Value| {
        let mut new = tenant(&unique("acme"));
        new[field] = value;
        new
    };
    for (field, value) in [
        ("name", json!("")),
        ("name", json!("x".repeat(101))),
        ("slug", json!("a")),
        ("slug", json!("-ab")),
        ("slug", json!("Acme")),
        ("slug", json!("scim")),
        ("slug", json!("default")),
        ("slug", json!("a".repeat(65))),
        ("plan", json!("x".repeat(101))),
        ("egress_fqdns", json!(["https://acme.com"])),
        ("egress_fqdns", json!(["*.acme.com"])),
        ("egress_fqdns", json!(["10.0.0.1"])),
    ] {
        caller.create(with(field, value.clone())).await.expect_error(400, "invalid_request");
    }
    caller.create(json!({ "name": "Acme" })).await.expect_error(400, "missing_fields");
    caller.create(json!({ "slug": "acme" })).await.expect_error(400, "missing_fields");
    caller.create(with("egress_fqdn", json!([]))).await.expect_error(400, "unknown_field");
    caller.create(with("name", json!(7))).await.expect_error(400, "invalid_body");
    assert_eq!(caller.get("").await.expect(200)["count"], 1, "what was refused has left nothing");

    let id = text(&caller.create(tenant(&unique("acme"))).await.expect(201)["id"]);
    caller.patch(&id, json!({ "name": "New", "slug": "other" })).await.expect_error(400, "invalid_request");
    caller.patch(&id, json!({ "name": "New", "disable": true })).await.expect_error(400, "unknown_field");
    caller.patch(&id, json!({ "disabled": "yes" })).await.expect_error(400, "invalid_body");
    for field in ["disabled", "slug"] {
        caller.patch(&id, json!({ "name": "New", field: null })).await.expect_error(400, "invalid_request");
    }
    let lists =
        json!({ "egress_fqdns": ["a.example"], "ceiling_tools": ["t"], "ceiling_models": [], "ceiling_skills": [] });
    caller.patch(&id, lists).await.expect(200);
    let nulls = json!({ "egress_fqdns": null, "ceiling_tools": null, "ceiling_models": [], "ceiling_skills": null });
    assert_eq!(caller.patch(&id, nulls).await.expect(200)["egress_fqdns"], json!([]));
    assert_eq!(caller.get(&format!("/{id}/ceiling")).await.expect(200)["ceiling_tools"], json!([]));
    assert_eq!(caller.get(&format!("/{id}")).await.expect(200)["name"], "Acme Corp");
}

#[tokio::test]
async fn a_slug_is_unique_in_its_account_and_becomes_another_label_where_that_is_taken() {
    let server = Server::shared();
    let (account, other) = (server.register(None).await, server.register(None).await);
    let slug = unique("acme");
    let pod = async |account: &Account, tenant: &Value| {
        let path = format!("/v1/pods/{}", text(&tenant["id"]));
        server.get(&path).key(&account.key).send().await.expect(200)
    };

    let tried = join_all((0..10).map(|_| async { of(server, &account).create(tenant(&slug)).await })).await;

    let (made, refused): (Vec<_>, Vec<_>) = tried.iter().partition(|reply| reply.status == 201);
    assert_eq!((made.len(), refused.len()), (1, 9));
    refused.iter().for_each(|reply| _ = reply.expect_error(409, "slug_taken"));
    let first = pod(&account, &made[0].json()).await;
    assert_eq!((&first["slug"], &first["env_slug"]), (&json!(slug), &json!(slug)));
    let second = pod(&other, &of(server, &other).create(tenant(&slug)).await.expect(201)).await;
    assert_eq!(second["env_slug"], json!(slug));
    assert!(text(&second["slug"]).starts_with(&format!("{slug}-")), "{second}");
    let long = "l".repeat(64);
    let third = pod(&account, &of(server, &account).create(tenant(&long)).await.expect(201)).await;
    assert_eq!(third["env_slug"], json!(long));
    assert!(text(&third["slug"]).len() <= 63, "{third}");
    // A pod without a slug of its own gets one from its name: in its account, and another label if that is taken.
    let third_account = server.register(None).await;
    let unnamed = server.post("/v1/pods").key(&third_account.key).json(json!({ "name": slug }));
    let unnamed = unnamed.send().await.expect(201);
    assert_eq!(unnamed["env_slug"], json!(slug));
    assert!(text(&unnamed["slug"]).starts_with(&format!("{slug}-")), "{unnamed}");
    // A pod's own slug is its name in the account, too.
    let named = json!({ "slug": slug });
    server.post("/v1/pods").key(&other.key).json(named).send().await.expect_error(409, "slug_taken");
}

#[tokio::test]
async fn a_repeated_request_makes_one_tenant_of_an_account_and_the_operators_is_not_remembered() {
    let server = &*OPERATED;
    let account = server.register(None).await;
    let create = async |key: &str, new: &Value| {
        server.post("/admin/tenants").key(key).header("idempotency-key", "once").json(new).send().await
    };
    let new = tenant(&unique("acme"));
    let made = create(&account.key, &new).await.expect(201);
    assert_eq!(create(&account.key, &new).await.expect(201), made);
    let new = tenant(&unique("own"));
    create(TOKEN, &new).await.expect(201);
    create(TOKEN, &new).await.expect_error(409, "slug_taken");
}

#[tokio::test]
async fn below_a_base_domain_a_slug_is_unique_in_the_deployment() {
    let server = &Server::start(&[("BASE_DOMAIN", "tenants.example")]);
    let accounts = [server.register(None).await, server.register(None).await];
    let create = async |account: &Account, slug: &str| of(server, account).create(tenant(slug)).await;

    let tried = join_all((0..10).map(|number| create(&accounts[number % 2], "acme"))).await;

    let statuses: BTreeSet<_> = tried.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, BTreeSet::from([201, 409]));
    assert_eq!(tried.iter().filter(|reply| reply.status == 201).count(), 1);
    create(&accounts[0], &"l".repeat(64)).await.expect_error(400, "invalid_request");
    create(&accounts[0], &"l".repeat(63)).await.expect(201);
}
