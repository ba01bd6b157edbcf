//! A pod, an environment and a tenant are one thing, seen through three APIs.

use serde_json::{Value, json};

use crate::support::{Account, Reply, Server, text, unique};

const APIS: [&str; 3] = ["/v1/pods", "/api/v1/environments", "/admin/tenants"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Active,
    Suspended,
    Deleted,
    Erased,
}

/// What is true of a pod. What cannot be seen in its state is null.
#[derive(Clone, Debug, PartialEq)]
struct Truth {
    name: Value,
    slug: Value,
    state: State,
    metadata: Value,
    plan: Value,
    ceilings: Value,
    /// The domains that serve it, as all APIs tell.
    domains: Value,
}

struct World<'a> {
    server: &'a Server,
    account: &'a Account,
    /// The id without its prefix.
    id: String,
}

impl World<'_> {
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let request = self.server.request(method, path).key(&self.account.key);
        match body {
            Some(body) => request.json(body).send().await,
            None => request.send().await,
        }
    }

    /// Reads the pod through all APIs, which must agree.
    async fn truth(&self) -> Truth {
        let get = async |path: String| {
            let reply = self.call("GET", &path, None).await;
            if reply.status == 404 { None } else { Some(reply.expect(200)) }
        };
        let id = &self.id;
        let pod = get(format!("/v1/pods/pod_{id}")).await;
        let environment = get(format!("/api/v1/environments/env_{id}")).await;
        let tenant = get(format!("/admin/tenants/{id}")).await;
        let ceiling = get(format!("/admin/tenants/{id}/ceiling")).await;
        let mut listed = Vec::new();
        for (path, list) in APIS.into_iter().zip(["pods", "environments", "tenants"]) {
            let page = self.call("GET", path, None).await.expect(200);
            let all = page[list].as_array().unwrap();
            listed.push(all.iter().find(|one| text(&one["id"]).ends_with(id.as_str())).cloned());
        }
        assert_eq!(listed, [pod.clone(), environment.clone(), tenant.clone()], "lists and single reads agree");
        let null = || Value::Null;
        let Some(pod) = pod else {
            assert_eq!((&environment, &tenant, &ceiling), (&None, &None, &None));
            let (state, domains) = (State::Erased, self.domains(State::Erased).await);
            return Truth {
                name: null(),
                slug: null(),
                state,
                metadata: null(),
                plan: null(),
                ceilings: null(),
                domains,
            };
        };
        assert_eq!(pod["id"], format!("pod_{id}"));
        let (Some(environment), Some(tenant), Some(ceiling)) = (&environment, &tenant, &ceiling) else {
            assert_eq!((&environment, &tenant, &ceiling), (&None, &None, &None));
            assert_eq!(pod["status"], "suspended");
            let (name, slug, metadata) = (pod["name"].clone(), pod["env_slug"].clone(), pod["metadata"].clone());
            let (state, domains) = (State::Deleted, self.domains(State::Deleted).await);
            return Truth { name, slug, state, metadata, plan: null(), ceilings: null(), domains };
        };
        assert_eq!((&environment["id"], &environment["pod_id"]), (&json!(format!("env_{id}")), &pod["id"]));
        assert_eq!((&tenant["id"], &ceiling["tenant_id"]), (&json!(id), &json!(id)));
        assert_eq!((&environment["name"], &environment["slug"]), (&tenant["name"], &tenant["slug"]));
        assert_eq!((&environment["status"], &environment["metadata"]), (&pod["status"], &pod["metadata"]));
        assert_eq!((&pod["env_slug"], &pod["created_at"]), (&tenant["slug"], &tenant["created_at"]));
        assert_eq!((&environment["created_at"], &pod["is_default"]), (&pod["created_at"], &tenant["is_default"]));
        assert_eq!(tenant["disabled"], pod["status"] == "suspended");
        if !pod["name"].is_null() {
            assert_eq!(pod["name"], tenant["name"]);
        }
        Truth {
            name: pod["name"].clone(),
            slug: pod["env_slug"].clone(),
            state: if pod["status"] == "active" { State::Active } else { State::Suspended },
            metadata: pod["metadata"].clone(),
            plan: tenant["plan"].clone(),
            ceilings: json!([ceiling["ceiling_tools"], ceiling["ceiling_models"], ceiling["ceiling_skills"]]),
            domains: self.domains(State::Active).await,
        }
    }

    /// The names of its domains. Those of a deleted environment are shown only as the account's.
    async fn domains(&self, state: State) -> Value {
        let environment = format!("env_{}", self.id);
        let stacks = self.call("GET", "/v1/stack", None).await.expect(200);
        let mine = stacks["stacks"].as_array().unwrap().iter().filter(|stack| stack["environment_id"] == environment);
        let (names, ids): (Vec<_>, Vec<_>) =
            mine.map(|stack| (stack["domain"].clone(), text(&stack["id"]).replace("stk_", "dom_"))).unzip();
        for form in [&*environment, &format!("pod_{}", self.id), &self.id] {
            let listed = self.call("GET", &format!("/api/v1/domains?environment_id={form}"), None).await;
            if matches!(state, State::Deleted | State::Erased) {
                listed.expect_error(404, "not_found");
            } else {
                let listed = listed.expect(200);
                let domains = listed["domains"].as_array().unwrap();
                assert_eq!(domains.iter().map(|domain| text(&domain["id"])).collect::<Vec<_>>(), ids, "{form}");
                assert!(domains.iter().all(|domain| domain["environment_id"] == environment), "{listed}");
            }
        }
        for id in ids {
            let reply = self.call("GET", &format!("/api/v1/domains/{id}"), None).await;
            let status = if state == State::Deleted { 404 } else { 200 };
            reply.expect(status);
        }
        json!(names)
    }
}

/// What becomes of the truth.
type Effect = fn(&mut Truth);
/// A change: its request, with `ID` for the id without prefix, and its effect.
type Change = (&'static str, &'static str, Option<Value>, Effect);

fn patch(path: &'static str, body: Value, effect: Effect) -> Change {
    ("PATCH", path, Some(body), effect)
}

fn changes() -> Vec<Change> {
    let (pod, environment, tenant) = ("/v1/pods/ID", "/api/v1/environments/ID", "/admin/tenants/ID");
    let suspended: Effect = |truth| truth.state = State::Suspended;
    let active: Effect = |truth| truth.state = State::Active;
    let deleted: Effect = |truth| truth.state = State::Deleted;
    vec![
        patch(pod, json!({ "name": "one" }), |truth| truth.name = json!("one")),
        patch(environment, json!({ "name": "two" }), |truth| truth.name = json!("two")),
        patch(tenant, json!({ "name": "three" }), |truth| truth.name = json!("three")),
        patch(pod, json!({ "name": null }), |truth| truth.name = Value::Null),
        patch(environment, json!({ "metadata": { "a": "1" } }), |truth| truth.metadata = json!({ "a": "1" })),
        patch(tenant, json!({ "plan": "pro" }), |truth| truth.plan = json!("pro")),
        patch(tenant, json!({ "ceiling_tools": ["t"] }), |truth| truth.ceilings = json!([["t"], [], []])),
        ("PUT", "/admin/tenants/ID/ceiling", Some(json!({ "ceiling_models": ["m"] })), |truth| {
            truth.ceilings = json!([[], ["m"], []]);
        }),
        // Settings of pods leave the others alone.
        patch(pod, json!({ "vault_strict": true }), |_| {}),
        ("DELETE", pod, None, suspended),
        patch(environment, json!({ "name": "asleep" }), |truth| truth.name = json!("asleep")),
        ("POST", "/admin/tenants/ID/restore", None, suspended),
        ("POST", "/v1/pods/ID/resume", None, active),
        patch(tenant, json!({ "disabled": true }), suspended),
        ("POST", "/api/v1/environments/ID/restore", None, suspended),
        patch(tenant, json!({ "disabled": false }), active),
        ("DELETE", environment, None, deleted),
        patch(pod, json!({ "name": "gone" }), |truth| truth.name = json!("gone")),
        ("DELETE", pod, None, deleted),
        ("POST", "/admin/tenants/ID/restore", None, active),
        ("DELETE", tenant, None, deleted),
        ("POST", "/api/v1/environments/ID/restore", None, active),
        // What was suspended before it was deleted is suspended again, however often it was deleted.
        patch(tenant, json!({ "disabled": true }), suspended),
        ("DELETE", environment, None, deleted),
        ("DELETE", environment, None, deleted),
        ("DELETE", tenant, None, deleted),
        ("POST", "/admin/tenants/ID/restore", None, suspended),
        ("DELETE", tenant, None, deleted),
        ("POST", "/v1/pods/ID/resume", None, active),
        ("DELETE", environment, None, deleted),
        ("POST", "/api/v1/environments/ID/restore", None, active),
        ("DELETE", "/admin/tenants/ID/ceiling", None, |truth| truth.ceilings = json!([[], [], []])),
        patch(environment, json!({ "metadata": null }), |truth| truth.metadata = json!({})),
    ]
}

#[tokio::test]
async fn all_apis_tell_the_same_truth_after_every_change_through_each() {
    let server = Server::shared();
    let account = &server.register(None).await;
    for (creating, erasing) in APIS.into_iter().zip([APIS[1], APIS[2], APIS[0]]) {
        let slug = unique("acme");
        let new = json!({ "name": "Acme", "slug": slug });
        let made = server.post(creating).key(&account.key).json(new).send().await.expect(201);
        let id = text(&made["id"]).rsplit('_').next().unwrap().to_owned();
        let world = World { server, account, id };
        let domain = format!("{slug}.example");
        let new = json!({ "domain": domain, "environment_id": world.id });
        world.call("POST", "/api/v1/domains", Some(new)).await.expect(201);
        let mut expected = Truth {
            name: json!("Acme"),
            slug: json!(slug),
            state: State::Active,
            metadata: json!({}),
            plan: Value::Null,
            ceilings: json!([[], [], []]),
            domains: json!([domain]),
        };
        assert_eq!(world.truth().await, expected, "made through {creating}");

        for (method, path, body, change) in changes() {
            let shown = format!("{method} {path} {body:?}");
            world.call(method, &path.replace("ID", &world.id), body).await.expect(200);
            change(&mut expected);
            let mut seen = expected.clone();
            if expected.state == State::Deleted {
                (seen.plan, seen.ceilings) = (Value::Null, Value::Null);
            }
            assert_eq!(world.truth().await, seen, "after {shown}");
        }

        world.call("DELETE", &format!("{erasing}/{}?purge=true", world.id), None).await.expect(200);
        let erased = world.truth().await;
        assert_eq!((erased.state, erased.domains), (State::Erased, json!([])));
    }
}

#[tokio::test]
async fn a_home_pod_is_the_default_of_all_apis() {
    let server = Server::shared();
    let account = &server.register(None).await;
    let (_, id) = account.account_id.split_once('_').unwrap();
    let get = async |path: String| server.get(&path).key(&account.key).send().await.expect(200);
    let pod = get(format!("/v1/pods/{id}")).await;
    let environment = get(format!("/api/v1/environments/{id}")).await;
    let tenant = get(format!("/admin/tenants/{id}")).await;
    assert_eq!((&pod["id"], &environment["pod_id"]), (&json!(account.account_id), &json!(account.account_id)));
    assert_eq!((&environment["id"], &tenant["id"]), (&json!(format!("env_{id}")), &json!(id)));
    assert_eq!((&pod["name"], &environment["name"]), (&Value::Null, &tenant["name"]));
    for seen in [&pod["is_default"], &environment["is_default"], &tenant["is_default"]] {
        assert_eq!(*seen, true);
    }
    for seen in [&pod["env_slug"], &environment["slug"], &tenant["slug"]] {
        assert_eq!(*seen, "default");
    }
}

#[tokio::test]
async fn what_was_deleted_through_any_api_is_reassigned_by_any_form_of_its_id() {
    let server = Server::shared();
    let account = &server.register(None).await;
    let to = server.create_pod(account).await.id;
    for (api, prefix) in [("/api/v1/environments", "env_"), ("/admin/tenants", ""), ("/admin/tenants", "acc_")] {
        let pod = server.create_pod(account).await;
        let form = |id: &str| id.replace("pod_", prefix);
        let reassign = format!("/api/v1/environments/{}/reassign", form(&pod.id));
        let target = json!({ "to": form(&to) });
        let reassign = async || server.post(&reassign).key(&account.key).json(&target).send().await;
        // A suspended pod is not a deleted one.
        server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await.expect(200);
        reassign().await.expect_error(409, "cannot_reassign");
        let id = pod.id.replace("pod_", if api.starts_with("/admin") { "" } else { "env_" });
        server.delete(&format!("{api}/{id}")).key(&account.key).send().await.expect(200);
        let job = reassign().await.expect(202);
        assert_eq!(job["environment_id"], pod.id.replace("pod_", "env_"));
        assert_eq!(job["to"], to.replace("pod_", "env_"));
    }
}
