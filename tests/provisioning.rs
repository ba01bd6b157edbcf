//! SCIM: what ends when an identity provider changes people, what a request may cost, and what clients send beside the standard.

use std::time::Duration;

use serde_json::{Value, json};

use crate::members::{change, invitation_link, invite, join, me, owned, remove};
use crate::scim::{Directory, address, expect_error};
use crate::sessions::{member, press, signed_in_for};
use crate::support::{Server, in_databases, text, unique};

const SOON: Duration = Duration::from_secs(5);

/// Lets the next calls fail that tell a pod of a change: each is tried twice.
async fn lose_notifications(server: &Server, pod: &str) {
    let lost = json!({ "pod": pod, "call": "changed", "times": 2 });
    server.post("/dev/lost-calls").json(lost).send().await.expect(200);
}

#[tokio::test]
async fn a_page_ends_before_its_groups_have_too_many_members_together() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let directory = Directory::new(&server).await;
    let (account, token) = (directory.account.clone(), directory.token.clone());
    drop(server);
    let grown = format!(
        "const id = '{}';
         const member = db.prepare(`INSERT INTO member (id, account_id, email, role, created_at) VALUES (?, ?, ?, 'member', ?)`);
         const pod = db.prepare(`INSERT INTO pod (id, account_id, name, env_slug, slug, created_at) VALUES (?, ?, ?, ?, ?, ?)`);
         const assigned = db.prepare(`INSERT INTO pod_member (pod_id, member_id, created_at) VALUES (?, ?, 1)`);
         db.exec('BEGIN');
         for (let m = 0; m < 1000; m++) member.run(`mem_${{m}}`, id, `m${{m}}@people.example`, m);
         for (let p = 0; p < 14; p++) {{
           const name = `g${{String(p).padStart(2, '0')}}`;
           pod.run(`pod_${{name}}`, id, name, name, name, p + 1);
           for (let m = 0; m < 1000; m++) assigned.run(`pod_${{name}}`, `mem_${{m}}`);
         }}
         db.exec('COMMIT');",
        account.account_id
    );
    in_databases(state.path(), "pod_member", &grown);

    let server = Server::start_in(state.path(), &[]);
    let directory = Directory { server: &server, account, token };
    let page = async |query: &str| directory.get(query).await.expect(200);
    let names = |page: &Value, name: &str| -> Vec<String> {
        page["Resources"].as_array().unwrap().iter().map(|group| text(&group[name])).collect()
    };
    let first = page("/Groups?count=200&sortBy=displayName").await;
    assert_eq!(
        (&first["totalResults"], &first["itemsPerPage"]),
        (&json!(15), &json!(11)),
        "10 groups and the empty one"
    );
    let members: usize = first["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["members"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!(members, 10_000);
    let rest = page("/Groups?count=200&sortBy=displayName&startIndex=12").await;
    assert_eq!(names(&rest, "displayName"), ["g10", "g11", "g12", "g13"]);
    assert_eq!(page("/Groups?excludedAttributes=members").await["itemsPerPage"], 15);

    let users = page("/Users?count=200").await;
    assert_eq!((&users["totalResults"], &users["itemsPerPage"]), (&json!(1_000), &json!(200)));
    assert_eq!(users["Resources"][0]["groups"].as_array().map(Vec::len), Some(14));
}

#[tokio::test]
async fn a_filter_that_no_index_answers_is_short() {
    let directory = Directory::new(Server::shared()).await;
    directory.user(&address()).await;
    let two = directory.get("/Users?filter=emails co \"@people\" and emails co \".example\"").await.expect(200);
    assert_eq!(two["totalResults"], 1);
    let three = "/Users?filter=emails co \"a\" and emails co \"b\" and emails co \"c\"";
    expect_error(&directory.get(three).await, 400, Some("invalidFilter"));
    expect_error(&directory.get("/Groups?filter=members co \"mem\"").await, 400, Some("invalidFilter"));
}

#[tokio::test]
async fn the_operations_of_a_patch_are_one_change_of_a_group() {
    let directory = Directory::new(Server::shared()).await;
    let [first, second] = [directory.user(&address()).await, directory.user(&address()).await];
    let group = format!("/Groups/{}", directory.group(&unique("Team"), &[&first]).await);
    let members = |id: &str| json!([{ "value": id }]);
    let operations = json!([
        { "op": "remove", "path": "members", "value": members(&first) },
        { "op": "add", "path": "members", "value": members(&second) },
        { "op": "remove", "path": "members", "value": members(&second) },
        { "op": "add", "path": "members", "value": members(&first) },
    ]);
    directory.patch(&group, operations).await.expect(204);
    let shown = directory.get(&group).await.expect(200);
    assert_eq!((shown["members"].as_array().map(Vec::len), &shown["members"][0]["value"]), (Some(1), &json!(first)));

    // One attribute in more than 200 spellings.
    let spelling = |at: usize| -> String {
        let letters = "displayname".chars().enumerate();
        letters.map(|(bit, letter)| if at >> bit & 1 == 1 { letter.to_ascii_uppercase() } else { letter }).collect()
    };
    let spellings: Value = (0..300).map(|at| (spelling(at), json!("x"))).collect();
    let many = directory.patch(&group, json!([{ "op": "replace", "value": spellings }])).await;
    expect_error(&many, 400, Some("invalidValue"));
}

#[tokio::test]
async fn an_owner_at_an_address_of_the_account_does_not_stand_in_for_the_last_one() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let directory = Directory::of(server, account).await;
    let (key, local) = (&directory.account.key, unique("own"));
    let (_, domain) = directory.account.address.split_once('@').unwrap();
    let second = directory.user(&format!("{local}@{domain}")).await;
    change(server, key, &second, json!({ "role": "owner" })).await.expect(200);
    let found = directory.get(&format!("/Users?filter=emails eq \"{email}\"")).await.expect(200);
    let path = format!("/Users/{}", found["Resources"][0]["id"].as_str().unwrap());
    // From now on keys of the account read the second owner's mail, so that nobody can sign in as that person.
    server.post("/v1/emails").key(key).json(json!({ "local_part": local })).send().await.expect(201);
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    expect_error(&directory.patch(&path, off).await, 409, None);
    expect_error(&directory.request("DELETE", &path).send().await, 409, None);
}

#[tokio::test]
async fn an_invitation_ends_when_its_person_is_added_otherwise() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let (key, email) = (&directory.account.key, address());
    invite(server, key, json!({ "email": email, "role": "admin" })).await.expect(201);
    let link = invitation_link(server, &email, 1).await;
    let user = directory.user(&email).await;
    let open = server.get("/v1/invitations").key(key).send().await.expect(200);
    assert_eq!(open["invitations"], json!([]), "the person is there");
    directory.request("DELETE", &format!("/Users/{user}")).send().await.expect(204);
    assert_eq!(press(server, &link).await.status, 400, "the deleted person does not come back as an admin");

    let (other, moved) = (address(), address());
    let user = directory.user(&other).await;
    invite(server, key, json!({ "email": moved, "role": "admin" })).await.expect(201);
    let emails = json!([{ "op": "replace", "path": "emails", "value": [{ "value": moved }] }]);
    directory.patch(&format!("/Users/{user}"), emails).await.expect(200);
    let open = server.get("/v1/invitations").key(key).send().await.expect(200);
    assert_eq!(open["invitations"], json!([]), "also if the person gets the address");
}

#[tokio::test]
async fn invitations_that_a_deleted_person_sent_end() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let directory = Directory::of(server, account).await;
    invite(server, &admin.session, json!({ "email": address(), "role": "member" })).await.expect(201);
    directory.request("DELETE", &format!("/Users/{}", admin.id)).send().await.expect(204);
    let open = server.get("/v1/invitations").key(&directory.account.key).send().await.expect(200);
    assert_eq!(open["invitations"], json!([]));
}

#[tokio::test]
async fn a_name_that_does_not_change_is_not_taken() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let name = unique("Team");
    let group = format!("/Groups/{}", directory.group(&name, &[]).await);
    let twin = json!({ "name": name, "slug": unique("twin") });
    server.post("/api/v1/environments").key(&directory.account.key).json(twin).send().await.expect(201);
    let unchanged = json!([{ "op": "replace", "value": { "displayName": name, "externalId": "7" } }]);
    directory.patch(&group, unchanged).await.expect(204);
    let put = json!({ "displayName": name, "externalId": "8", "members": [] });
    assert_eq!(directory.send("PUT", &group, put).await.expect(200)["externalId"], "8");
    let other = format!("/Groups/{}", directory.group(&unique("Other"), &[]).await);
    let taken = json!([{ "op": "replace", "path": "displayName", "value": name.to_uppercase() }]);
    expect_error(&directory.patch(&other, taken).await, 409, Some("uniqueness"));
}

#[tokio::test]
async fn attributes_that_are_ignored_in_bodies_are_ignored_as_paths() {
    let directory = Directory::new(Server::shared()).await;
    let user = format!("/Users/{}", directory.user(&address()).await);
    let operations = json!([
        { "op": "Add", "path": "password", "value": "secret" },
        { "op": "Add", "path": "urn:ietf:params:scim:schemas:extension:Custom:2.0:User:tag", "value": "x" },
        { "op": "Add", "path": "title", "value": "Countess" },
    ]);
    assert_eq!(directory.patch(&user, operations).await.expect(200)["title"], "Countess");
    let unknown = directory.patch(&user, json!([{ "op": "add", "path": "shoeSize", "value": "9" }])).await;
    expect_error(&unknown, 400, Some("invalidPath"));
    for path in ["id", "groups"] {
        let refused = directory.patch(&user, json!([{ "op": "add", "path": path, "value": "x" }])).await;
        expect_error(&refused, 400, Some("mutability"));
    }
}

#[tokio::test]
async fn removing_some_values_leaves_the_others() {
    let directory = Directory::new(Server::shared()).await;
    let user = format!("/Users/{}", directory.user(&address()).await);
    let addresses = json!([{ "type": "work", "locality": "London" }, { "type": "home", "locality": "Ockham" }]);
    directory.patch(&user, json!([{ "op": "add", "path": "addresses", "value": addresses }])).await.expect(200);
    let remove = json!([{ "op": "Remove", "path": "addresses", "value": [{ "type": "home" }] }]);
    let left = directory.patch(&user, remove).await.expect(200);
    assert_eq!(left["addresses"], json!([{ "type": "work", "locality": "London" }]));
    let nothing = json!([{ "op": "Remove", "path": "addresses", "value": [] }]);
    assert_eq!(directory.patch(&user, nothing).await.expect(200)["addresses"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_patch_does_not_store_an_address_that_nobody_sent() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let directory = Directory::of(server, account).await;
    let path = format!("/Users/{}", owner.id);
    directory.patch(&path, json!([{ "op": "add", "path": "title", "value": "Countess" }])).await.expect(200);
    let next = json!({ "email": address() });
    server.post("/v1/account/recovery-email").key(&owner.session).json(next.clone()).send().await.expect(200);
    let shown = directory.get(&path).await.expect(200);
    assert_eq!((&shown["title"], &shown["userName"]), (&json!("Countess"), &next["email"]));
    assert_eq!(shown["emails"][0]["value"], next["email"]);
}

#[tokio::test]
async fn the_slug_of_a_deleted_group_confines_no_request() {
    let directory = Directory::new(Server::shared()).await;
    let name = unique("team");
    let group = directory.group(&name, &[]).await;
    let scoped = async || directory.request("GET", "/Users").header("x-tenant-slug", &name).send().await;
    scoped().await.expect(200);
    directory.request("DELETE", &format!("/Groups/{group}")).send().await.expect(204);
    expect_error(&scoped().await, 404, None);
}

#[tokio::test]
async fn a_token_ends_with_the_owner_who_made_it() {
    let server = Server::shared();
    let (account, first) = owned(server).await;
    let of_key = Directory::of(server, account).await;
    let key = &of_key.account.key;
    for how in ["remove", "demote", "deactivate by SCIM", "leave"] {
        let owner = join(server, key, "owner", &[]).await;
        let made = server.post("/v1/scim/tokens").key(&owner.session).json(json!({})).send().await.expect(201);
        assert_eq!(made["created_by"], owner.id);
        let token = text(&made["token"]);
        let users = async || server.get("/scim/v2/Users").key(&token).send().await;
        users().await.expect(200);
        match how {
            "remove" => drop(remove(server, &first.session, &owner.id).await.expect(200)),
            "demote" => drop(change(server, &first.session, &owner.id, json!({ "role": "admin" })).await.expect(200)),
            "leave" => drop(server.delete("/v1/members/me").key(&owner.session).send().await.expect(200)),
            _ => {
                let off = json!([{ "op": "replace", "path": "active", "value": false }]);
                of_key.patch(&format!("/Users/{}", owner.id), off).await.expect(200);
            }
        }
        expect_error(&users().await, 401, None);
    }
    of_key.get("/Users").await.expect(200);

    let made = server.post("/v1/scim/tokens").key(&first.session).json(json!({})).send().await.expect(201);
    let email = json!({ "email": address() });
    server.post("/v1/account/recovery-email").key(key).json(email).send().await.expect(200);
    expect_error(&server.get("/scim/v2/Users").key(&text(&made["token"])).send().await, 401, None);
    of_key.get("/Users").await.expect(200);
}

#[tokio::test]
async fn a_request_that_could_not_tell_a_pod_tells_it_when_it_is_repeated() {
    let server = Server::shared();
    let directory = Directory::new(server).await;
    let home = directory.account.account_id.clone();
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    let on = json!([{ "op": "replace", "path": "active", "value": true }]);
    let email = address();
    let user = directory.user(&email).await;
    let path = format!("/Users/{user}");
    let member = json!([{ "op": "add", "path": "members", "value": [{ "value": user }] }]);
    directory.patch(&format!("/Groups/{}", directory.home()), member).await.expect(204);
    for (at, how) in ["deactivate", "delete"].iter().enumerate() {
        let request = async || match *how {
            "delete" => directory.request("DELETE", &path).send().await,
            _ => directory.patch(&path, off.clone()).await,
        };
        let session = signed_in_for(server, &email, at + 1).await;
        let mut socket = server.socket(&session).await;
        assert_eq!(socket.next_event(SOON).await["type"], "connected");
        lose_notifications(server, &home).await;
        expect_error(&request().await, 500, None);
        let repeated = request().await;
        assert!([200, 204].contains(&repeated.status), "{how}: {repeated}");
        assert_eq!(socket.closed_at_once(SOON).await, Some(4401), "{how}");
        assert_eq!(me(server, &session).await, 401);
        if *how == "deactivate" {
            directory.patch(&path, on.clone()).await.expect(200);
        }
    }
    expect_error(&directory.get(&path).await, 404, None);
}
