//! SCIM: an identity provider manages people and environments.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::sessions::{member, signed_in};
use crate::support::{Account, Reply, Request, Server, text, unique};

const SOON: Duration = Duration::from_secs(5);
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// An account with an identity provider.
pub struct Directory<'a> {
    pub server: &'a Server,
    pub account: Account,
    pub token: String,
}

impl<'a> Directory<'a> {
    pub async fn of(server: &'a Server, account: Account) -> Self {
        let made = server.post("/v1/scim/tokens").key(&account.key).json(json!({ "label": "Directory" })).send().await;
        let token = text(&made.expect(201)["token"]);
        Self { server, account, token }
    }

    pub async fn new(server: &'a Server) -> Self {
        Self::of(server, server.register(None).await).await
    }

    pub fn request(&self, method: &str, path: &str) -> Request {
        self.server.request(method, &format!("/scim/v2{path}")).key(&self.token)
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send().await
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> Reply {
        self.request(method, path).json(body).send().await
    }

    /// A user with this address.
    pub async fn user(&self, email: &str) -> String {
        let user = json!({ "userName": email, "emails": [{ "value": email, "primary": true }], "active": true });
        text(&self.send("POST", "/Users", user).await.expect(201)["id"])
    }

    pub async fn group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<_> = members.iter().map(|id| json!({ "value": id })).collect();
        let group = json!({ "displayName": name, "members": members });
        text(&self.send("POST", "/Groups", group).await.expect(201)["id"])
    }

    pub async fn patch(&self, path: &str, operations: Value) -> Reply {
        self.send("PATCH", path, json!({ "Operations": operations })).await
    }

    /// The group of the home pod.
    pub fn home(&self) -> String {
        self.account.account_id.replace("acc_", "")
    }
}

pub fn address() -> String {
    format!("{}@people.example", unique("bea"))
}

/// An error in SCIM's form.
#[track_caller]
pub fn expect_error(reply: &Reply, status: u16, scim_type: Option<&str>) -> Value {
    let body = reply.expect(status);
    assert_eq!(reply.header("content-type"), Some("application/scim+json"), "{reply}");
    assert_eq!((&body["schemas"], &body["status"]), (&json!([ERROR]), &json!(status.to_string())), "{reply}");
    assert_eq!(body["scimType"].as_str(), scim_type, "{reply}");
    assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{reply}");
    body
}

/// Fills names in braces in.
fn filled(value: &Value, names: &[(String, String)]) -> Value {
    let mut text = value.to_string();
    for (name, id) in names {
        text = text.replace(&format!("{{{name}}}"), id);
    }
    serde_json::from_str(&text).unwrap()
}

/// Whether a value has all that is expected: of objects some members, of lists all elements.
fn has(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::Object(value), Value::Object(expected)) => {
            expected.iter().all(|(name, expected)| value.get(name).is_some_and(|value| has(value, expected)))
        }
        (Value::Array(value), Value::Array(expected)) => {
            value.len() == expected.len() && value.iter().zip(expected).all(|(value, expected)| has(value, expected))
        }
        _ => value == expected,
    }
}

async fn replay(sequence: &str) {
    let directory = Directory::new(Server::shared()).await;
    let mut names = Vec::new();
    let steps: Vec<Value> = serde_json::from_str(sequence).unwrap();
    for step in steps {
        let step = filled(&step, &names);
        let (name, path) = (&step["step"], step["path"].as_str().unwrap());
        let request = directory.request(step["method"].as_str().unwrap(), path);
        let request = match &step["body"] {
            Value::Null => request,
            body => request.header("content-type", "application/scim+json; charset=utf-8").body(body.to_string()),
        };
        let reply = request.send().await;
        assert_eq!(json!(reply.status), step["status"], "{name}: {reply}");
        let body = if reply.body.is_empty() { Value::Null } else { reply.json() };
        if !body.is_null() {
            assert_eq!(reply.header("content-type"), Some("application/scim+json"), "{name}");
        }
        if let expected @ Value::Object(_) = &step["expect"] {
            assert!(has(&body, expected), "{name}:\n{body:#}\nhas not\n{expected:#}");
        }
        for absent in step["absent"].as_array().into_iter().flatten() {
            assert!(body.get(absent.as_str().unwrap()).is_none(), "{name}: {absent} in {body:#}");
        }
        for (name, field) in step["save"].as_object().into_iter().flatten() {
            names.push((name.clone(), text(&body[field.as_str().unwrap()])));
        }
    }
}

#[tokio::test]
async fn entra_provisions_people_and_groups() {
    replay(include_str!("scim/entra.json")).await;
}

#[tokio::test]
async fn okta_provisions_people_and_groups() {
    replay(include_str!("scim/okta.json")).await;
}

/// Runs a program of `tests/scim` against an account of its own.
async fn run(program: &str) -> String {
    let directory = Directory::new(Server::shared()).await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new(root.join(".tools/venv/bin/python"));
    python.arg(root.join("tests/scim").join(program)).arg(format!("{}/scim/v2", directory.server.url()));
    python.arg(&directory.token);
    let done = tokio::task::spawn_blocking(move || python.output()).await.unwrap();
    let done = done.expect("`cargo xtask test` installs scim2-tester");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

#[tokio::test]
async fn scim2_tester_finds_no_fault() {
    let said = run("check.py").await;
    assert!(said.contains(" 0 failed"), "{said}");
}

#[tokio::test]
async fn a_published_client_makes_a_round_trip() {
    assert_eq!(run("roundtrip.py").await.trim(), "done");
}

#[tokio::test]
async fn deactivating_a_user_ends_sessions_and_sockets_before_the_reply() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let email = address();
    let user = directory.user(&email).await;
    let home = format!("/Groups/{}", directory.home());
    directory.patch(&home, json!([{ "op": "add", "path": "members", "value": [{ "value": user }] }])).await.expect(204);
    let session = signed_in(server, &email).await;
    let mut socket = server.socket(&session).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    let path = format!("/Users/{user}");
    let off = directory.patch(&path, json!([{ "op": "Replace", "path": "active", "value": "False" }])).await;
    assert_eq!(off.expect(200)["active"], false);
    server.get("/v1/email/inbox").key(&session).send().await.expect_error(401, "unauthorized");
    assert_eq!(socket.closed_at_once(SOON).await, Some(4401));

    directory.patch(&path, json!([{ "op": "replace", "value": { "active": true } }])).await.expect(200);
    server.get("/v1/email/addresses").key(&session).send().await.expect_error(401, "unauthorized");
    let again = crate::sessions::signed_in_for(server, &email, 2).await;
    server.get("/v1/email/addresses").key(&again).send().await.expect(200);
    directory.request("DELETE", &path).send().await.expect(204);
    server.get("/v1/email/addresses").key(&again).send().await.expect_error(401, "unauthorized");
    expect_error(&directory.get(&path).await, 404, None);
}

#[tokio::test]
async fn a_user_who_leaves_a_group_is_out_at_once() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let email = address();
    let user = directory.user(&email).await;
    let home = format!("/Groups/{}", directory.home());
    let add = json!([{ "op": "Add", "path": "members", "value": [{ "value": user }] }]);
    directory.patch(&home, add.clone()).await.expect(204);
    let session = signed_in(server, &email).await;
    server.get("/v1/email/addresses").key(&session).send().await.expect(200);
    directory
        .patch(&home, json!([{ "op": "Remove", "path": "members", "value": [{ "value": user }] }]))
        .await
        .expect(204);
    server.get("/v1/email/addresses").key(&session).send().await.expect_error(403, "missing_scope");
    directory.patch(&home, add).await.expect(204);
    server.get("/v1/email/addresses").key(&session).send().await.expect(200);
}

#[tokio::test]
async fn the_last_owner_stays_and_no_owner_gets_another_address() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let directory = Directory::of(server, account).await;
    let session = signed_in(server, &email).await;
    let found = directory.get(&format!("/Users?filter=userName eq \"{}\"", email.to_uppercase())).await.expect(200);
    assert_eq!(found["Resources"][0]["roles"][0]["value"], "owner", "{found}");
    let path = format!("/Users/{}", found["Resources"][0]["id"].as_str().unwrap());
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    expect_error(&directory.patch(&path, off.clone()).await, 409, None);
    expect_error(&directory.request("DELETE", &path).send().await, 409, None);
    let address =
        json!([{ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "mallory@evil.example" }]);
    expect_error(&directory.patch(&path, address).await, 403, None);
    let title = json!([{ "op": "add", "path": "title", "value": "Countess" }]);
    assert_eq!(directory.patch(&path, title).await.expect(200)["emails"][0]["value"], email);
    server.get("/v1/account/me").key(&session).send().await.expect(200);

    let user = directory.user(&address_of("bea")).await;
    server
        .patch(&format!("/v1/members/{user}"))
        .key(&session)
        .json(json!({ "role": "owner" }))
        .send()
        .await
        .expect(200);
    expect_error(&directory.patch(&path, off).await, 409, None);
}

#[tokio::test]
async fn where_a_person_decides_scim_does_not_decide_who_does() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let directory = Directory::of(server, account).await;
    let owner = signed_in(server, &email).await;
    let admin = directory.user(&address()).await;
    let role = json!({ "role": "admin" });
    server.patch(&format!("/v1/members/{admin}")).key(&owner).json(role).send().await.expect(200);
    let strict = json!({ "require_second_principal": true });
    server.put("/v1/budget").key(&owner).json(strict).send().await.expect(200);
    let path = format!("/Users/{admin}");
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    expect_error(&directory.patch(&path, off.clone()).await, 403, None);
    expect_error(&directory.request("DELETE", &path).send().await, 403, None);
    let viewer = format!("/Users/{}", directory.user(&address()).await);
    directory.patch(&viewer, off).await.expect(200);
}

#[tokio::test]
async fn a_rotation_lists_tokens_and_ends_them_with_everything() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let rotate =
        async |key: &str, body: Value| server.post("/v1/auth/keys/rotate").key(key).json(body).send().await.expect(200);
    let rotated = rotate(&directory.account.key, json!({})).await;
    assert_eq!(rotated["surviving"]["scim_tokens"]["count"], 1, "{rotated}");
    directory.get("/Users").await.expect(200);
    let rotated = rotate(&text(&rotated["api_key"]), json!({ "everything": true })).await;
    assert_eq!(rotated["surviving"]["scim_tokens"]["count"], 0, "{rotated}");
    expect_error(&directory.get("/Users").await, 401, None);
}

#[tokio::test]
async fn a_group_counts_as_an_environment() {
    let server = Server::start(&[("TENANT_LIMIT", "1")]);
    let directory = Directory::new(&server).await;
    directory.group("One", &[]).await;
    let group = json!({ "displayName": "Two" });
    expect_error(&directory.send("POST", "/Groups", group).await, 402, None);
    assert_eq!(directory.get("/Groups").await.expect(200)["totalResults"], 2, "with the default environment");
}

fn address_of(name: &str) -> String {
    format!("{}@people.example", unique(name))
}

#[tokio::test]
async fn a_role_is_never_granted_by_scim() {
    let directory = Directory::new(Server::shared()).await;
    let email = address();
    let roles = json!([{ "value": "owner", "primary": true }]);
    let user = json!({ "userName": email, "emails": [{ "value": email }], "roles": roles, "role": "owner" });
    let made = directory.send("POST", "/Users", user.clone()).await.expect(201);
    assert_eq!(made["roles"], json!([{ "value": "member", "primary": true }]));
    let path = format!("/Users/{}", made["id"].as_str().unwrap());
    let replaced = directory.send("PUT", &path, user).await.expect(200);
    assert_eq!(replaced["roles"][0]["value"], "member");
    for value in [json!({ "roles": roles }), json!({ "Roles": [{ "value": "admin" }] })] {
        let patched = directory.patch(&path, json!([{ "op": "add", "value": value }])).await.expect(200);
        assert_eq!(patched["roles"][0]["value"], "member");
    }
}

#[tokio::test]
async fn another_address_signs_the_person_out() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let (email, next) = (address(), address());
    let path = format!("/Users/{}", directory.user(&email).await);
    let session = signed_in(server, &email).await;
    server.get("/v1/account/me").key(&session).send().await.expect(200);
    let emails = json!([{ "op": "replace", "path": "emails", "value": [{ "value": next, "type": "work" }] }]);
    directory.patch(&path, emails).await.expect(200);
    server.get("/v1/account/me").key(&session).send().await.expect_error(401, "unauthorized");
    let session = signed_in(server, &next).await;
    server.get("/v1/account/me").key(&session).send().await.expect(200);
}

#[tokio::test]
async fn a_version_that_has_changed_is_refused_and_changes_at_once_are_all_made() {
    let directory = Directory::new(Server::shared()).await;
    let path = format!("/Users/{}", directory.user(&address()).await);
    let first = directory.get(&path).await;
    let version = first.header("etag").unwrap().to_owned();
    assert_eq!(first.json()["meta"]["version"], version);
    let title = |title: &str| json!({ "Operations": [{ "op": "replace", "path": "title", "value": title }] });
    let changed = directory.request("PATCH", &path).header("if-match", &version).json(title("A")).send().await;
    assert_ne!(changed.header("etag"), Some(&*version));
    changed.expect(200);
    let late = directory.request("PATCH", &path).header("if-match", &version).json(title("B")).send().await;
    expect_error(&late, 412, None);
    expect_error(&directory.request("DELETE", &path).header("if-match", &version).send().await, 412, None);
    directory.request("PATCH", &path).header("if-match", "*").json(title("C")).send().await.expect(200);

    let names = ["title", "nickName", "locale", "timezone"];
    let changes = names.map(|name| directory.patch(&path, json!([{ "op": "add", "path": name, "value": name }])));
    join_all(changes).await.iter().for_each(|reply| drop(reply.expect(200)));
    let all = directory.get(&path).await.expect(200);
    names.iter().for_each(|name| assert_eq!(all[*name], *name, "{all}"));

    let group = format!("/Groups/{}", directory.group(&unique("Team"), &[]).await);
    let version = directory.get(&group).await.header("etag").unwrap().to_owned();
    let rename = json!({ "Operations": [{ "op": "replace", "path": "displayName", "value": unique("Team") }] });
    directory.request("PATCH", &group).header("if-match", &version).json(&rename).send().await.expect(204);
    expect_error(
        &directory.request("PATCH", &group).header("if-match", &version).json(&rename).send().await,
        412,
        None,
    );
}

#[tokio::test]
async fn of_ten_groups_and_users_of_one_name_one_is_made() {
    let directory = Directory::new(Server::shared()).await;
    let (name, email) = (unique("Team"), address());
    let group = json!({ "displayName": name, "members": [] });
    let user = json!({ "userName": email, "emails": [{ "value": email }] });
    for (path, body) in [("/Groups", group), ("/Users", user)] {
        let made = join_all((0..10).map(|_| directory.send("POST", path, body.clone()))).await;
        let (made, refused): (Vec<_>, Vec<_>) = made.iter().partition(|reply| reply.status == 201);
        assert_eq!((made.len(), refused.len()), (1, 9));
        refused.iter().for_each(|reply| drop(expect_error(reply, 409, Some("uniqueness"))));
    }
}

#[tokio::test]
async fn a_deleted_group_leaves_its_environment() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let (user, name) = (directory.user(&address()).await, unique("Team"));
    let group = directory.group(&name, &[&user]).await;
    directory.request("DELETE", &format!("/Groups/{group}")).send().await.expect(204);
    expect_error(&directory.get(&format!("/Groups/{group}")).await, 404, None);
    expect_error(&directory.request("DELETE", &format!("/Groups/{group}")).send().await, 404, None);
    let pod = server.get(&format!("/v1/pods/pod_{group}")).key(&directory.account.key).send().await.expect(200);
    assert_eq!((&pod["name"], &pod["status"]), (&json!(name), &json!("active")));
    assert_eq!(directory.get(&format!("/Users/{user}")).await.expect(200)["groups"], Value::Null);
    let again = directory.send("POST", "/Groups", json!({ "displayName": name.to_uppercase() })).await.expect(201);
    assert_eq!((&again["id"], &again["members"]), (&json!(group), &json!([])));
}

#[tokio::test]
async fn a_group_has_users_of_its_account_only() {
    let server = Server::shared();
    let (directory, other) = (Directory::new(server).await, Directory::new(server).await);
    let (own, foreign) = (directory.user(&address()).await, other.user(&address()).await);
    let group = format!("/Groups/{}", directory.group(&unique("Team"), &[&own]).await);
    for operations in [
        json!([{ "op": "add", "path": "members", "value": [{ "value": foreign }] }]),
        json!([{ "op": "remove", "path": "members" }, { "op": "replace", "path": "members", "value": [{ "value": foreign }] }]),
    ] {
        let refused = expect_error(&directory.patch(&group, operations).await, 400, Some("invalidValue"));
        assert!(refused["detail"].as_str().unwrap().contains(&foreign), "{refused}");
    }
    assert_eq!(directory.get(&group).await.expect(200)["members"][0]["value"], own, "nothing was changed");
    let members = json!({ "displayName": unique("Team"), "members": [{ "value": foreign }] });
    expect_error(&directory.send("POST", "/Groups", members).await, 400, Some("invalidValue"));
    for path in [format!("/Users/{own}"), group] {
        expect_error(&other.get(&path).await, 404, None);
        expect_error(&other.request("DELETE", &path).send().await, 404, None);
        expect_error(
            &other.patch(&path, json!([{ "op": "replace", "value": { "externalId": "x" } }])).await,
            404,
            None,
        );
    }
}

#[tokio::test]
async fn a_tenant_in_the_header_confines_a_request() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let (inside, outside) = (directory.user(&address()).await, directory.user(&address()).await);
    let name = unique("team");
    directory.group(&name, &[&inside]).await;
    let scoped = |method: &str, path: &str| directory.request(method, path).header("x-tenant-slug", &name);
    let listed = scoped("GET", "/Users").send().await.expect(200);
    assert_eq!((&listed["totalResults"], &listed["Resources"][0]["id"]), (&json!(1), &json!(inside)));
    expect_error(&scoped("GET", &format!("/Users/{outside}")).send().await, 404, None);
    expect_error(&scoped("DELETE", &format!("/Users/{outside}")).send().await, 404, None);
    assert_eq!(scoped("GET", "/Groups").send().await.expect(200)["totalResults"], 1);

    let email = address();
    let user = json!({ "userName": email, "emails": [{ "value": email }] });
    let made = scoped("POST", "/Users").json(user).send().await.expect(201);
    assert_eq!(made["groups"][0]["display"], name);
    let path = format!("/Users/{}", made["id"].as_str().unwrap());
    scoped("DELETE", &path).send().await.expect(204);
    expect_error(&scoped("GET", &path).send().await, 404, None);
    assert_eq!(directory.get(&path).await.expect(200)["active"], true, "only the assignment is gone");

    for slug in ["nobody-has-this", &unique("x")] {
        expect_error(&directory.request("GET", "/Users").header("x-tenant-slug", slug).send().await, 404, None);
    }
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_cut() {
    let directory = Directory::new(Server::shared()).await;
    for name in ["Charles", "ada", "Bea"] {
        let email = address_of(name);
        let user = json!({ "userName": format!("{name}%_x"), "displayName": name, "emails": [{ "value": email, "type": "work" }], "active": name != "Bea" });
        directory.send("POST", "/Users", user).await.expect(201);
    }
    let names = async |query: &str| {
        let list = directory.get(&format!("/Users?{query}")).await.expect(200);
        let names = list["Resources"].as_array().unwrap().iter().map(|user| text(&user["displayName"]));
        (list["totalResults"].as_u64().unwrap(), names.collect::<Vec<_>>())
    };
    assert_eq!(names("sortBy=displayName").await, (3, vec!["ada".to_owned(), "Bea".to_owned(), "Charles".to_owned()]));
    assert_eq!(names("sortBy=userName&sortOrder=descending&count=1&startIndex=2").await, (3, vec!["Bea".to_owned()]));
    assert_eq!(names("count=0").await, (3, Vec::new()));
    assert_eq!(names("startIndex=4").await, (3, Vec::new()));
    for (filter, found) in [
        ("displayName sw \"A\"", 1),
        ("displayName co \"a\"", 3),
        ("userName co \"%_\"", 3),
        ("userName co \"%%\"", 0),
        ("userName eq \"ADA%_X\" and active eq true", 1),
        ("active eq false", 1),
        ("emails co \"@people.example\" and displayName sw \"C\"", 1),
        ("emails[type eq \"home\"]", 0),
        ("displayName eq \"' OR 1=1 --\"", 0),
    ] {
        assert_eq!(names(&format!("filter={filter}")).await.0, found, "{filter}");
    }
    for filter in [
        "displayName",
        "displayName xx \"a\"",
        "title eq \"x\"",
        "not (active eq true)",
        "((((((((((((active eq true))))))))))))",
    ] {
        expect_error(&directory.get(&format!("/Users?filter={filter}")).await, 400, Some("invalidFilter"));
    }
    expect_error(&directory.get("/Users?sortBy=title").await, 400, Some("invalidValue"));
    expect_error(&directory.get("/Users?attributes=shoeSize").await, 400, Some("invalidPath"));
    let only = directory.get("/Users?attributes=displayName&count=1").await.expect(200);
    let first = only["Resources"][0].as_object().unwrap();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["displayName", "id", "schemas"]);
}

#[tokio::test]
async fn every_error_has_the_form_of_scim() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    expect_error(&directory.get("/Nothing").await, 404, None);
    expect_error(&directory.send("POST", "/Bulk", json!({})).await, 501, None);
    expect_error(&directory.send("POST", "/.search", json!({})).await, 501, None);
    expect_error(&directory.send("PUT", "/Users", json!({})).await, 405, None);
    let nobody = server.get("/scim/v2/Users").send().await;
    expect_error(&nobody, 401, None);
    assert_eq!(nobody.header("www-authenticate"), Some("Bearer"));
    let broken = directory.request("POST", "/Users").body("{").send().await;
    expect_error(&broken, 400, Some("invalidSyntax"));
    expect_error(&directory.send("POST", "/Users", json!({})).await, 400, Some("invalidValue"));
    let path = format!("/Users/{}", directory.user(&address()).await);
    let refused = directory.patch(&path, json!([{ "op": "replace", "path": "id", "value": "x" }])).await;
    expect_error(&refused, 400, Some("mutability"));
    let nothing = directory
        .patch(&path, json!([{ "op": "replace", "path": "phoneNumbers[type eq \"fax\"].value", "value": "1" }]));
    expect_error(&nothing.await, 400, Some("noTarget"));
    for path in ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes/User"] {
        let open = server.get(&format!("/scim/v2{path}")).send().await;
        assert_eq!(open.header("content-type"), Some("application/scim+json"));
        open.expect(200);
    }
}

#[tokio::test]
async fn a_token_opens_scim_only_and_nothing_else_opens_scim() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let pod = server.create_pod(&directory.account).await;
    for path in ["/v1/account/me", "/v1/pods", "/v1/email/addresses", "/v1/vault", "/v1/scim/tokens"] {
        server.get(path).key(&directory.token).send().await.expect_error(401, "unauthorized");
    }
    assert_eq!(server.socket_at(&format!("/v1/ws?token={}", directory.token), &[]).await.err(), Some(401));
    for key in [&directory.account.key, &pod.key] {
        expect_error(&server.get("/scim/v2/Users").key(key).send().await, 401, None);
    }
    let tokens = server.get("/v1/scim/tokens").key(&directory.account.key).send().await.expect(200);
    assert_eq!((&tokens["count"], &tokens["tokens"][0]["label"]), (&json!(1), &json!("Directory")));
    assert!(!tokens.to_string().contains(&directory.token));
    directory.get("/Users").await.expect(200);
    let path = format!("/v1/scim/tokens/{}", tokens["tokens"][0]["id"].as_str().unwrap());
    server.delete(&path).key(&directory.account.key).send().await.expect(200);
    expect_error(&directory.get("/Users").await, 401, None);
    server.delete(&path).key(&directory.account.key).send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn only_owners_and_the_account_s_key_make_tokens() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let directory = Directory::of(server, account).await;
    let owner = signed_in(server, &email).await;
    let other = address();
    let user = directory.user(&other).await;
    server.patch(&format!("/v1/members/{user}")).key(&owner).json(json!({ "role": "admin" })).send().await.expect(200);
    let admin = signed_in(server, &other).await;
    server.post("/v1/scim/tokens").key(&admin).json(json!({})).send().await.expect_error(403, "missing_scope");
    for _ in 1..10 {
        server.post("/v1/scim/tokens").key(&owner).json(json!({})).send().await.expect(201);
    }
    server.post("/v1/scim/tokens").key(&owner).json(json!({})).send().await.expect_error(403, "key_limit_reached");
}

#[tokio::test]
async fn a_change_elsewhere_is_seen_here() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let directory = Directory::of(server, account).await;
    let session = signed_in(server, &email).await;
    let user = directory.user(&address()).await;
    let path = format!("/Users/{user}");
    let before = directory.get(&path).await.header("etag").unwrap().to_owned();
    let change = json!({ "role": "viewer", "name": "Bea Okoro" });
    server.patch(&format!("/v1/members/{user}")).key(&session).json(change).send().await.expect(200);
    let after = directory.get(&path).await;
    assert_ne!(after.header("etag"), Some(&*before));
    let after = after.expect(200);
    assert_eq!((&after["roles"][0]["value"], &after["displayName"]), (&json!("viewer"), &json!("Bea Okoro")));
}
