//! People in environments: who is assigned, and what `X-Environment` opens.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cost::cost;
use crate::members::{Person, change, home, join, owned, remove};
use crate::open_access::lose;
use crate::support::{Account, Mailbox, PodKey, Reply, Server, text, unique};

const SOON: Duration = Duration::from_secs(5);

/// An account with an owner, an environment with a mailbox, and a person who is assigned to it.
struct Office {
    server: &'static Server,
    account: Account,
    owner: Person,
    pod: PodKey,
    mailbox: Mailbox<'static>,
    person: Person,
}

impl Office {
    async fn open(role: &str) -> Self {
        let server = Server::shared();
        let (account, owner) = owned(server).await;
        let pod = server.create_pod(&account).await;
        let mailbox = server.new_mailbox(&pod.key).await;
        let person = join(server, &account.key, role, &[]).await;
        let office = Self { server, account, owner, pod, mailbox, person };
        office.assign(&office.person.id).await.expect(201);
        office
    }

    fn environment(&self) -> String {
        self.pod.id.replace("pod_", "env_")
    }

    fn members(&self) -> String {
        format!("/api/v1/environments/{}/members", self.environment())
    }

    async fn assign(&self, member: &str) -> Reply {
        self.server.post(&self.members()).key(&self.account.key).json(json!({ "member_id": member })).send().await
    }

    async fn unassign(&self, member: &str) -> Reply {
        self.server.delete(&format!("{}/{member}", self.members())).key(&self.account.key).send().await
    }

    /// A request in an environment.
    async fn ask(&self, key: &str, environment: &str, method: &str, path: &str, body: Value) -> Reply {
        self.server.request(method, path).key(key).header("x-environment", environment).json(body).send().await
    }

    async fn read(&self, key: &str, environment: &str) -> Reply {
        let list = format!("/v1/email/inbox?address={}", self.mailbox.address);
        self.server.get(&list).key(key).header("x-environment", environment).send().await
    }

    async fn reads(&self, key: &str) -> Reply {
        self.read(key, &self.environment()).await
    }

    async fn socket(&self, key: &str) -> crate::support::Socket {
        let path = format!("/v1/ws?token={key}&environment={}", self.environment());
        self.server.socket_at(&path, &[]).await.unwrap_or_else(|status| panic!("{path} answered {status}"))
    }
}

#[tokio::test]
async fn a_person_acts_in_an_environment_as_its_keys_do() {
    let office = Office::open("member").await;
    let (server, session, environment) = (office.server, &office.person.session, office.environment());
    for form in [&environment, &office.pod.id, &office.pod.id.replace("pod_", "")] {
        office.read(session, form).await.expect(200);
    }
    office.reads(&office.owner.session).await.expect(200);
    let mail = json!({ "from": office.mailbox.address, "to": "a@b.example", "subject": "s", "text": "t" });
    office.ask(session, &environment, "POST", "/v1/email/send", mail).await.expect(201);
    let log = server.get("/v1/audit?action=email.submitted").key(&office.pod.key).send().await.expect(200);
    assert_eq!(log["entries"][0]["member_id"], office.person.id);

    // Without the header it is the default environment, to which the person is not assigned.
    let list = format!("/v1/email/inbox?address={}", office.mailbox.address);
    server.get(&list).key(session).send().await.expect_error(403, "missing_scope");
    server.get(&list).key(&office.owner.session).send().await.expect_error(403, "address_not_yours");
    office.read(session, &home(&office.account)).await.expect_error(403, "missing_scope");
}

#[tokio::test]
async fn what_the_control_plane_does_for_a_person_is_done_in_the_environment() {
    let office = Office::open("member").await;
    let (server, session, environment) = (office.server, &office.person.session, office.environment());
    let caps = json!({ "spending_caps": { "daily": 100 } });
    server.patch(&format!("/v1/pods/{}", office.pod.id)).key(&office.account.key).json(caps).send().await.expect(200);
    let once = unique("once");
    let charge = async || {
        let request = server.post("/v1/charge").key(session).header("x-environment", &environment);
        request.header("idempotency-key", &once).json(json!({ "amount": 40 })).send().await
    };
    let charged = charge().await.expect(200);
    assert_eq!(charge().await.expect(200)["charge_id"], charged["charge_id"]);
    let own = server.get(&format!("/v1/charges/{}", text(&charged["charge_id"]))).key(&office.pod.key).send().await;
    own.expect(200);
    office.ask(session, &environment, "POST", "/v1/charge", json!({ "amount": 61 })).await.expect(402);
    server.post("/v1/charge").key(session).json(json!({ "amount": 1 })).send().await.expect_error(403, "missing_scope");

    let keys = format!("/v1/pods/{}/keys", office.pod.id);
    let key = json!({ "label": "of the owner" });
    let made = office.ask(&office.owner.session, &environment, "POST", &keys, key.clone()).await.expect(201);
    assert_eq!(made["made_by"], Value::Null);
    let listed = office.ask(&office.owner.session, &environment, "GET", &keys, json!({})).await.expect(200);
    assert_eq!(listed["count"], 2);
    let other = server.create_pod(&office.account).await;
    let foreign = format!("/v1/pods/{}/keys", other.id);
    office.ask(&office.owner.session, &environment, "POST", &foreign, key).await.expect_error(404, "not_found");
}

#[tokio::test]
async fn an_invented_environment_is_as_a_foreign_one_and_wakes_no_object() {
    let office = Office::open("member").await;
    let (server, session) = (office.server, &office.person.session);
    let stranger = server.register(None).await;
    let foreign = server.create_pod(&stranger).await;
    let unassigned = server.create_pod(&office.account).await;
    let told = |reply: &Reply| {
        let mut body = reply.expect_error(404, "not_found");
        body.as_object_mut().unwrap().remove("request_id");
        body
    };
    let invented = office.read(session, "env_zzzzzzzzzzzzzzzz").await;
    assert_eq!(cost(&invented), "d1=0 kv=0 r2=0 do=1", "only the home pod is asked");
    let long = "z".repeat(4_000);
    for id in ["x", "../../secret", "env_", "env_zzzzzzzzzzzzzzzzz", "env_ZZZZZZZZZZZZZZZZ", &long] {
        assert_eq!(cost(&office.read(session, id).await), "d1=0 kv=0 r2=0 do=0", "no pod can have this id: {id}");
    }
    for id in [&*foreign.id, &*home(&stranger), &*unassigned.id, "x", "../../secret", "env_", &long] {
        assert_eq!(told(&office.read(session, id).await), told(&invented), "{id}");
        let charge = office.ask(session, id, "POST", "/v1/charge", json!({ "amount": 1 })).await;
        assert_eq!(told(&charge), told(&invented), "{id}");
    }
    let path = format!("/v1/ws?token={session}&environment={}", foreign.id);
    assert_eq!(server.socket_at(&path, &[]).await.err(), Some(404));
    let dead = office.person.session.clone();
    server.delete("/v1/auth/sessions/current").key(&dead).send().await.expect(200);
    office.read(&dead, "env_zzzzzzzzzzzzzzzz").await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn a_key_names_its_environment_itself() {
    let office = Office::open("member").await;
    let environment = office.environment();
    office.reads(&office.pod.key).await.expect(200);
    office.read(&office.pod.key, &home(&office.account)).await.expect_error(400, "invalid_request");
    office.read(&office.pod.key, "env_zzzzzzzzzzzzzzzz").await.expect_error(400, "invalid_request");
    office.reads(&office.account.key).await.expect_error(403, "pod_auth_forbidden");
    let own = office.ask(&office.account.key, &home(&office.account), "GET", "/v1/email/addresses", json!({})).await;
    own.expect(200);
    let charge = json!({ "amount": 1 });
    let refused = office.ask(&office.account.key, &environment, "POST", "/v1/charge", charge.clone()).await;
    refused.expect_error(403, "pod_auth_forbidden");
    office.ask(&office.pod.key, "env_zzzzzzzzzzzzzzzz", "POST", "/v1/charge", charge).await.expect(400);
    // An operation of the account is about the account.
    office.ask(&office.owner.session, &environment, "GET", "/v1/account/me", json!({})).await.expect(200);
}

#[tokio::test]
async fn the_end_of_a_session_reaches_the_environments_that_let_it_in() {
    for how in ["session", "member", "deactivated", "rotation"] {
        let office = Office::open("member").await;
        let (server, session, key) = (office.server, &office.person.session, &office.account.key);
        let mut socket = office.socket(session).await;
        office.reads(session).await.expect(200);
        match how {
            "session" => server.delete("/v1/auth/sessions/current").key(session).send().await,
            "member" => remove(server, key, &office.person.id).await,
            "deactivated" => change(server, key, &office.person.id, json!({ "active": false })).await,
            _ => server.post("/v1/auth/keys/rotate").key(&office.owner.session).send().await,
        }
        .expect(200);
        office.reads(session).await.expect_error(401, "unauthorized");
        assert_eq!(socket.closed(SOON).await, Some(4401), "{how}");
    }
}

#[tokio::test]
async fn unassigning_binds_the_next_request_and_open_sockets() {
    let office = Office::open("member").await;
    let session = &office.person.session;
    let mut socket = office.socket(session).await;
    office.reads(session).await.expect(200);
    office.unassign(&office.person.id).await.expect(200);
    office.reads(session).await.expect_error(404, "not_found");
    assert_eq!(socket.closed(SOON).await, Some(4401));
    office.unassign(&office.person.id).await.expect_error(404, "not_found");
    office.assign(&office.person.id).await.expect(201);
    office.reads(session).await.expect(200);

    // The same in the default environment, and for another role.
    let default = format!("/api/v1/environments/{}/members", home(&office.account));
    let body = json!({ "member_id": office.person.id });
    office.server.post(&default).key(&office.account.key).json(body).send().await.expect(201);
    let own = async || office.server.get("/v1/email/addresses").key(session).send().await;
    own().await.expect(200);
    let path = format!("{default}/{}", office.person.id);
    office.server.delete(&path).key(&office.account.key).send().await.expect(200);
    own().await.expect_error(403, "missing_scope");
    let mail = json!({ "from": office.mailbox.address, "to": "a@b.example", "subject": "s", "text": "t" });
    change(office.server, &office.account.key, &office.person.id, json!({ "role": "viewer" })).await.expect(200);
    office.reads(session).await.expect(200);
    let sent = office.ask(session, &office.environment(), "POST", "/v1/email/send", mail).await;
    sent.expect_error(403, "missing_scope");
}

#[tokio::test]
async fn a_suspended_environment_is_closed_to_people_too() {
    let office = Office::open("member").await;
    let session = &office.person.session;
    office.reads(session).await.expect(200);
    let path = format!("/v1/pods/{}", office.pod.id);
    office.server.delete(&path).key(&office.account.key).send().await.expect(200);
    office.reads(session).await.expect_error(403, "pod_suspended");
    office.server.post(&format!("{path}/resume")).key(&office.account.key).send().await.expect(200);
    office.reads(session).await.expect(200);
    office.server.delete(&format!("{path}?purge=true")).key(&office.account.key).send().await.expect(200);
    office.reads(session).await.expect(404);
}

#[tokio::test]
async fn only_people_of_the_account_are_assigned_to_its_environments() {
    let office = Office::open("viewer").await;
    let (stranger, theirs) = owned(office.server).await;
    for id in [&*theirs.id, "mem_zzzzzzzzzzzzzzzz", ""] {
        office.assign(id).await.expect_error(404, "not_found");
    }
    let foreign = office.server.create_pod(&stranger).await;
    for id in [&*foreign.id, "env_zzzzzzzzzzzzzzzz", "x"] {
        let path = format!("/api/v1/environments/{id}/members");
        let body = json!({ "member_id": office.person.id });
        office.server.post(&path).key(&office.account.key).json(body).send().await.expect_error(404, "not_found");
        office.server.get(&path).key(&office.account.key).send().await.expect_error(404, "not_found");
    }
    let list = async |key: &str| office.server.get(&office.members()).key(key).send().await;
    list(&office.person.session).await.expect_error(403, "missing_scope");
    let listed = list(&office.account.key).await.expect(200);
    assert_eq!(
        (&listed["count"], &listed["members"][0]["member_id"], &listed["members"][0]["environment_id"]),
        (&json!(1), &json!(office.person.id), &json!(office.environment()))
    );
    let refused = office.server.post(&office.members()).key(&office.person.session);
    refused.json(json!({ "member_id": office.person.id })).send().await.expect_error(403, "missing_scope");
    let again = office.assign(&office.person.id).await.expect(201);
    assert_eq!(again["created_at"], listed["members"][0]["created_at"], "nothing has changed");
}

#[tokio::test]
async fn members_and_viewers_list_and_read_the_environments_that_they_are_assigned_to() {
    for role in ["member", "viewer"] {
        let office = Office::open(role).await;
        let (server, account) = (office.server, &office.account);
        let (_, theirs) = owned(server).await;
        let other = server.create_pod(account).await;
        let get = async |key: &str, path: &str| server.get(path).key(key).send().await;
        let listed = async |key: &str| {
            let [pods, environments] = ["/v1/pods", "/api/v1/environments"].map(|path| get(key, path));
            let (pods, environments) = (pods.await.expect(200), environments.await.expect(200));
            let ids =
                |items: &Value| items.as_array().unwrap().iter().map(|item| text(&item["id"])).collect::<Vec<_>>();
            (ids(&pods["pods"]), ids(&environments["environments"]))
        };
        let session = &office.person.session;
        assert_eq!(listed(session).await, (vec![office.pod.id.clone()], vec![office.environment()]), "{role}");
        let all = vec![home(account), office.environment(), other.id.replace("pod_", "env_")];
        for key in [&account.key, &office.owner.session] {
            assert_eq!(listed(key).await, (vec![office.pod.id.clone(), other.id.clone()], all.clone()));
        }
        for id in [&office.pod.id, &office.environment()] {
            for path in ["/v1/pods", "/api/v1/environments"] {
                get(session, &format!("{path}/{id}")).await.expect(200);
            }
        }
        for id in [&other.id, &home(account), &home(&server.register(None).await), "env_zzzzzzzzzzzzzzzz"] {
            for path in ["/v1/pods", "/api/v1/environments"] {
                get(session, &format!("{path}/{id}")).await.expect_error(404, "not_found");
            }
        }
        assert_eq!(listed(&theirs.session).await.0, [""; 0]);
        let tenant = office.pod.id.replace("pod_", "");
        for path in ["/admin/tenants", &format!("/admin/tenants/{tenant}"), &format!("/admin/tenants/{tenant}/ceiling")]
        {
            assert_eq!(get(session, path).await.expect_error(403, "missing_scope")["permission"], "tenants:read");
        }

        let default = format!("/api/v1/environments/{}/members", home(account));
        let body = json!({ "member_id": office.person.id });
        server.post(&default).key(&account.key).json(body).send().await.expect(201);
        assert_eq!(listed(session).await.1, all[..2]);
        office.unassign(&office.person.id).await.expect(200);
        assert_eq!(listed(session).await, (vec![], all[..1].to_vec()));
        get(session, &format!("/v1/pods/{}", office.pod.id)).await.expect_error(404, "not_found");
    }
}

#[tokio::test]
async fn nobody_is_assigned_to_an_environment_that_is_deleted() {
    let office = Office::open("member").await;
    let (server, key, environment) = (office.server, &office.account.key, office.environment());
    let path = format!("/api/v1/environments/{environment}");
    server.delete(&path).key(key).send().await.expect(200);
    office.assign(&office.person.id).await.expect_error(404, "not_found");
    office.unassign(&office.person.id).await.expect_error(404, "not_found");
    server.get(&office.members()).key(key).send().await.expect_error(404, "not_found");
    server.post(&format!("{path}/restore")).key(key).send().await.expect(200);
    let listed = server.get(&office.members()).key(key).send().await.expect(200);
    assert_eq!(listed["count"], 1, "a deletion that is taken back changes nothing");
    office.reads(&office.person.session).await.expect(200);
}

#[tokio::test]
async fn a_key_that_was_replaced_changes_no_assignment_while_its_pod_does_not_know() {
    let office = Office::open("member").await;
    let home = &office.account.account_id;
    lose(office.server, home, "rotated", 1).await;
    let rotated = office.server.post("/v1/auth/keys/rotate").key(&office.account.key).send().await.expect(200);
    office.unassign(&office.person.id).await.expect_error(401, "unauthorized");
    let listed = office.server.get(&office.members()).key(&text(&rotated["api_key"])).send().await.expect(200);
    assert_eq!(listed["count"], 1);
}
