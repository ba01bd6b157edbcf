//! The people of an account: invitations, roles, and what ends with them.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::sessions::{letters, link, member, press, session, signed_in};
use crate::support::{Account, Browser, Reply, Server, text, unfolded, unique};

const SOON: Duration = Duration::from_secs(5);

/// A person who has signed in.
pub struct Person {
    pub id: String,
    pub email: String,
    pub session: String,
}

fn address() -> String {
    format!("{}@people.example", unique("bea"))
}

pub async fn invite(server: &Server, key: &str, invitation: Value) -> Reply {
    server.post("/v1/invitations").key(key).json(invitation).send().await
}

/// The link of the so many-th invitation that was sent to an address.
pub async fn invitation_link(server: &Server, email: &str, count: usize) -> String {
    const LINK: &str = "/invitation?token=";
    let letters = letters(server, email, LINK, count).await;
    let links = letters.split_whitespace().filter(|word| word.contains(LINK));
    links.map(|link| link[link.find(LINK).unwrap()..].to_owned()).nth(count - 1).unwrap()
}

/// A person who was invited with this role, and came.
pub async fn join(server: &Server, key: &str, role: &str, environments: &[&str]) -> Person {
    let email = address();
    let invitation = json!({ "email": email, "role": role, "environments": environments });
    invite(server, key, invitation).await.expect(201);
    let session = session(&press(server, &invitation_link(server, &email, 1).await).await);
    let id = text(&find(server, key, &email).await["id"]);
    Person { id, email, session }
}

async fn people(server: &Server, key: &str) -> Vec<Value> {
    server.get("/v1/members").key(key).send().await.expect(200)["members"].as_array().unwrap().clone()
}

/// Null if the address is nobody's.
async fn find(server: &Server, key: &str, email: &str) -> Value {
    people(server, key).await.into_iter().find(|person| person["email"] == email).unwrap_or_default()
}

pub async fn change(server: &Server, key: &str, id: &str, change: Value) -> Reply {
    server.patch(&format!("/v1/members/{id}")).key(key).json(change).send().await
}

pub async fn remove(server: &Server, key: &str, id: &str) -> Reply {
    server.delete(&format!("/v1/members/{id}")).key(key).send().await
}

pub async fn me(server: &Server, key: &str) -> u16 {
    server.get("/v1/account/me").key(key).send().await.status
}

/// An account with an owner who has signed in.
pub async fn owned(server: &Server) -> (Account, Person) {
    let (account, email) = member(server).await;
    let session = signed_in(server, &email).await;
    let id = text(&find(server, &account.key, &email).await["id"]);
    (account, Person { id, email, session })
}

pub fn home(account: &Account) -> String {
    account.account_id.replace("acc_", "env_")
}

#[tokio::test]
async fn an_invited_person_joins_with_the_button_of_a_mail() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let (environment, email) = (pod.id.replace("pod_", "env_"), address());
    let invitation = json!({ "email": email.to_uppercase(), "role": "member", "environments": [pod.id, pod.id] });
    let invited = invite(server, &owner.session, invitation).await.expect(201);
    assert_eq!(
        (&invited["email"], &invited["role"], &invited["invited_by"]),
        (&json!(email), &json!("member"), &json!(owner.id))
    );
    assert_eq!(find(server, &account.key, &email).await, Value::Null, "nobody is a member before accepting");

    let mail = letters(server, &email, "/invitation", 1).await;
    let name = account.address.split('@').next().unwrap();
    assert!(mail.contains(&account.account_id) && !mail.contains(name), "{mail}");
    let link = invitation_link(server, &email, 1).await;
    for _ in 0..2 {
        assert!(server.get(&link).send().await.text().contains(&account.account_id));
        assert_eq!(server.request("HEAD", &link).send().await.status, 200);
    }
    let session = session(&press(server, &link).await);
    let person = find(server, &account.key, &email).await;
    server.get("/v1/members").key(&session).send().await.expect_error(403, "missing_scope");
    assert_eq!(
        (&person["role"], &person["active"], &person["verified"], &person["environments"]),
        (&json!("member"), &json!(true), &json!(true), &json!([environment]))
    );
    let open = server.get("/v1/invitations").key(&account.key).send().await.expect(200);
    assert_eq!(open["invitations"], json!([]));
    for used in [server.get(&link).send().await, press(server, &link).await] {
        assert_eq!(used.status, 400);
        assert!(used.text().contains("Invalid"), "{used}");
    }
    let again = json!({ "email": email, "role": "viewer" });
    invite(server, &account.key, again.clone()).await.expect_error(409, "member_exists");
    server.post("/v1/members").key(&account.key).json(again).send().await.expect_error(409, "member_exists");
    let other = json!({ "email": address(), "role": "viewer" });
    server.post("/v1/members").key(&account.key).json(other).send().await.expect(202);
}

#[tokio::test]
async fn of_ten_uses_of_one_invitation_one_joins() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let email = address();
    invite(server, &account.key, json!({ "email": email, "role": "viewer" })).await.expect(201);
    let link = invitation_link(server, &email, 1).await;
    let mut statuses: Vec<_> =
        join_all((0..10).map(|_| press(server, &link))).await.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (303, &[400; 9][..]));
    assert_eq!(people(server, &account.key).await.len(), 2);
}

#[tokio::test]
async fn an_invitation_ends_when_it_is_replaced_or_revoked_or_its_sender_may_no_longer_invite() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let dead = async |link: &str| {
        assert_eq!(server.get(link).send().await.status, 400);
        assert_eq!(press(server, link).await.status, 400);
    };
    let email = address();
    let invitation = json!({ "email": email, "role": "viewer" });
    invite(server, &account.key, invitation.clone()).await.expect(201);
    let first = invitation_link(server, &email, 1).await;
    let second = invite(server, &account.key, invitation.clone()).await.expect(201);
    dead(&first).await;
    let link = invitation_link(server, &email, 2).await;
    let revoke = format!("/v1/invitations/{}", text(&second["id"]));
    server.delete(&revoke).key(&server.register(None).await.key).send().await.expect_error(404, "not_found");
    assert_eq!(server.get(&link).send().await.status, 200);
    server.delete(&revoke).key(&owner.session).send().await.expect(200);
    dead(&link).await;
    server.delete(&revoke).key(&owner.session).send().await.expect_error(404, "not_found");

    let admin = join(server, &account.key, "admin", &[]).await;
    let of = async |key: &str, role: &str| {
        let email = address();
        invite(server, key, json!({ "email": email, "role": role })).await.expect(201);
        invitation_link(server, &email, 1).await
    };
    let (of_admin, of_removed) = (of(&admin.session, "viewer").await, of(&admin.session, "admin").await);
    change(server, &account.key, &admin.id, json!({ "role": "member" })).await.expect(200);
    dead(&of_admin).await;
    change(server, &account.key, &admin.id, json!({ "role": "admin" })).await.expect(200);
    remove(server, &account.key, &admin.id).await.expect(200);
    dead(&of_removed).await;

    let of_key = of(&account.key, "owner").await;
    server.post("/v1/auth/keys/rotate").key(&owner.session).send().await.expect(200);
    dead(&of_key).await;
}

#[tokio::test]
async fn an_invitation_names_environments_of_its_account_only() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let (own, stranger) = (server.create_pod(&account).await, server.register(None).await);
    let foreign = server.create_pod(&stranger).await;
    let with = async |environments: Value| {
        invite(server, &account.key, json!({ "email": address(), "role": "member", "environments": environments }))
            .await
    };
    for id in [&*foreign.id, &*foreign.id.replace("pod_", ""), &*home(&stranger), "env_zzzzzzzzzzzzzzzz", ""] {
        with(json!([own.id, id])).await.expect_error(404, "not_found");
    }
    with(json!(vec![own.id.clone(); 101])).await.expect_error(400, "invalid_request");
    for id in [own.id.clone(), own.id.replace("pod_", "env_"), own.id.replace("pod_", ""), home(&account)] {
        with(json!([id])).await.expect(201);
    }
    for (bad, status, code) in [
        (json!({ "email": "nobody", "role": "member" }), 400, "invalid_email"),
        (json!({ "email": address(), "role": "king" }), 400, "invalid_body"),
        (json!({ "email": address(), "role": "member", "colour": 1 }), 400, "unknown_field"),
    ] {
        invite(server, &account.key, bad).await.expect_error(status, code);
    }
}

#[tokio::test]
async fn one_address_is_invited_five_times_a_day_by_an_account() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let email = address();
    let tagged = |tag: &str| email.replacen('@', &format!("{tag}@"), 1);
    // What is refused is not counted.
    for _ in 0..6 {
        let refused = json!({ "email": email, "role": "owner" });
        invite(server, &admin.session, refused).await.expect_error(403, "forbidden");
        let nowhere = json!({ "email": email, "role": "member", "environments": ["env_zzzzzzzzzzzzzzzz"] });
        invite(server, &admin.session, nowhere).await.expect_error(404, "not_found");
    }
    for tag in ["", "+a", "+b", "", "+c"] {
        let invitation = json!({ "email": tagged(tag), "role": "viewer" });
        invite(server, &owner.session, invitation).await.expect(201);
    }
    let refused = invite(server, &account.key, json!({ "email": tagged("+d"), "role": "viewer" })).await;
    let message = text(&refused.expect_error(429, "rate_limited")["message"]);
    assert!(message.contains("5 times a day for one email address"), "{message}");
    assert!(refused.header("retry-after").is_some());
    let (other, _) = owned(server).await;
    invite(server, &other.key, json!({ "email": email, "role": "viewer" })).await.expect(201);
}

#[tokio::test]
async fn an_account_without_an_owner_who_signed_in_invites_ten_a_day() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let another = async || invite(server, &account.key, json!({ "email": address(), "role": "viewer" })).await;
    for _ in 0..10 {
        another().await.expect(201);
    }
    let refusal = another().await.expect_error(429, "rate_limited");
    assert!(text(&refusal["message"]).contains("10 people a day"), "{refusal}");
    signed_in(server, &email).await;
    another().await.expect(201);
}

#[tokio::test]
async fn an_invitation_is_an_email_of_the_accounts_allowance() {
    let server = Server::start(&[("TIER_LIMITS", r#"{"paid":{"emails_per_hour":2}}"#)]);
    let account = server.register(Some(&unique("ada"))).await;
    let another = async || invite(&server, &account.key, json!({ "email": address(), "role": "viewer" })).await;
    another().await.expect(201);
    let nowhere = json!({ "email": address(), "role": "viewer", "environments": ["env_zzzzzzzzzzzzzzzz"] });
    invite(&server, &account.key, nowhere).await.expect_error(404, "not_found");
    another().await.expect(201);
    let refusal = another().await.expect_error(429, "rate_limited");
    assert!(text(&refusal["message"]).contains("2 emails an hour"), "{refusal}");
    let mail = json!({ "from": account.address, "to": "a@b.example", "subject": "s", "text": "t" });
    server.post("/v1/email/send").key(&account.key).json(mail).send().await.expect(402);
}

#[tokio::test]
async fn a_link_that_makes_an_owner_or_an_admin_works_for_a_day() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    for (role, days) in [("owner", 1), ("admin", 1), ("member", 7), ("viewer", 7)] {
        let email = address();
        let invited = invite(server, &account.key, json!({ "email": email, "role": role })).await.expect(201);
        let time = |field: &str| chrono::DateTime::parse_from_rfc3339(invited[field].as_str().unwrap()).unwrap();
        assert_eq!(time("expires_at") - time("created_at"), chrono::TimeDelta::days(days), "{role}");
        let mail = letters(server, &email, "/invitation", 1).await;
        assert!(mail.contains(if days == 1 { "within 24 hours" } else { "within 7 days" }), "{mail}");
    }
}

#[tokio::test]
async fn a_viewer_reads_where_assigned_and_changes_nothing() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let environment = home(&account);
    let viewer = join(server, &account.key, "viewer", &[&environment]).await;
    let path = format!("/v1/email/inbox?address={}", account.address);
    server.get(&path).key(&viewer.session).send().await.expect(200);
    server.get("/v1/account/me").key(&viewer.session).send().await.expect(200);
    let mail = json!({ "from": account.address, "to": "a@b.example", "subject": "s", "text": "t" });
    let refused = server.post("/v1/email/send").key(&viewer.session).json(mail.clone()).send().await;
    let refusal = refused.expect_error(403, "missing_scope");
    assert_eq!(refusal["permission"], "mail:send");
    assert!(refusal["message"].as_str().unwrap().contains("viewer"), "{refusal}");
    for (method, path, body) in [
        ("POST", "/v1/pods", json!({})),
        ("GET", "/v1/auth/keys/list", json!({})),
        ("GET", "/v1/usage", json!({})),
        ("PUT", "/v1/vault/name", json!({ "ciphertext": "00" })),
        ("POST", "/v1/invitations", json!({ "email": address(), "role": "viewer" })),
        ("POST", "/v1/auth/keys/rotate", json!({})),
        ("GET", "/v1/vault/name", json!({})),
        ("GET", "/v1/vault", json!({})),
        // The token outlives the membership.
        ("GET", "/v1/calendar/feed", json!({})),
        ("GET", "/v1/members", json!({})),
        ("GET", "/v1/invitations", json!({})),
    ] {
        let reply = server.request(method, path).key(&viewer.session).json(body).send().await;
        reply.expect_error(403, "missing_scope");
    }
    let operator = json!({ "email": address() });
    server.post("/v1/account/operator-email").key(&account.key).json(operator).send().await.expect(200);
    let hidden = ["recovery_email", "operator_email", "key_prefix"];
    let shown = server.get("/v1/account/me").key(&account.key).send().await.expect(200);
    assert!(hidden.iter().all(|field| shown[field].is_string()), "{shown}");
    let shown = server.get("/v1/account/me").key(&viewer.session).send().await.expect(200);
    assert!(hidden.iter().all(|field| shown[field].is_null()), "{shown}");
    let member = join(server, &account.key, "member", &[&environment]).await;
    server.post("/v1/email/send").key(&member.session).json(mail).send().await.expect(201);
    let approvals = server.get("/v1/approvals").key(&member.session).send().await.expect(200);
    assert_eq!(approvals["count"], 0);

    let unassigned = join(server, &account.key, "member", &[]).await;
    let refusal = server.get(&path).key(&unassigned.session).send().await.expect_error(403, "missing_scope");
    assert!(refusal["message"].as_str().unwrap().contains("assigned"), "{refusal}");
    server.get("/v1/budget").key(&unassigned.session).send().await.expect_error(403, "missing_scope");
    assert_eq!(server.socket_at(&format!("/v1/ws?token={}", unassigned.session), &[]).await.err(), Some(403));
    assert_eq!(me(server, &unassigned.session).await, 200);
    server.delete("/v1/auth/sessions/current").key(&unassigned.session).send().await.expect(200);
    assert_eq!(me(server, &unassigned.session).await, 401);
}

#[tokio::test]
async fn an_admin_makes_no_owner_and_replaces_no_key_of_the_account() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let admin = join(server, &owner.session, "admin", &[]).await;
    let pod = server.post("/v1/pods").key(&admin.session).json(json!({})).send().await.expect(201);
    let keys = format!("/v1/pods/{}/keys", text(&pod["id"]));
    server.post(&keys).key(&admin.session).json(json!({ "label": "x" })).send().await.expect(201);
    server.get("/v1/usage").key(&admin.session).send().await.expect(200);
    let inbox = format!("/v1/email/inbox?address={}", account.address);
    server.get(&inbox).key(&admin.session).send().await.expect(200);
    for path in ["/v1/auth/keys/rotate", "/v1/auth/keys/generate-backup", "/v1/auth/keys/activate-backup"] {
        server.post(path).key(&admin.session).json(json!({})).send().await.expect_error(403, "missing_scope");
    }
    let email = json!({ "email": address() });
    server.post("/v1/account/recovery-email").key(&admin.session).json(email).send().await.expect(403);

    let as_owner = json!({ "email": address(), "role": "owner" });
    invite(server, &admin.session, as_owner).await.expect_error(403, "forbidden");
    for id in [&admin.id, &owner.id] {
        change(server, &admin.session, id, json!({ "role": "owner" })).await.expect_error(403, "forbidden");
    }
    for own in [json!({ "role": "viewer" }), json!({ "active": false }), json!({ "name": "x" })] {
        change(server, &admin.session, &owner.id, own).await.expect_error(403, "forbidden");
    }
    remove(server, &admin.session, &owner.id).await.expect_error(403, "forbidden");
    let viewer = join(server, &admin.session, "viewer", &[]).await;
    change(server, &admin.session, &viewer.id, json!({ "role": "admin", "name": "Bea" })).await.expect(200);
    change(server, &viewer.session, &admin.id, json!({ "role": "viewer" })).await.expect(200);
    change(server, &owner.session, &viewer.id, json!({ "role": "owner" })).await.expect(200);
    assert_eq!(find(server, &account.key, &viewer.email).await["name"], "Bea");
}

#[tokio::test]
async fn strangers_change_no_members() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let (stranger, _) = owned(server).await;
    let ghost = change(server, &stranger.key, "mem_zzzzzzzzzzzzzzzz", json!({ "name": "x" })).await;
    ghost.expect_error(404, "not_found");
    change(server, &stranger.key, &owner.id, json!({ "name": "x" })).await.expect_error(404, "not_found");
    change(server, &stranger.key, &owner.id, json!({ "active": false })).await.expect_error(404, "not_found");
    remove(server, &stranger.key, &owner.id).await.expect_error(404, "not_found");
    assert_eq!(me(server, &owner.session).await, 200);
    assert_eq!(find(server, &account.key, &owner.email).await["name"], Value::Null);
    for (bad, code) in [
        (json!({ "role": "king" }), "invalid_body"),
        (json!({ "name": "x".repeat(101) }), "invalid_request"),
        (json!({ "email": "a@b.example" }), "unknown_field"),
    ] {
        change(server, &account.key, &owner.id, bad).await.expect_error(400, code);
    }
}

#[tokio::test]
async fn the_last_owner_stays() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let leave = async |key: &str| server.delete("/v1/members/me").key(key).send().await;
    leave(&account.key).await.expect_error(403, "forbidden");
    leave(&owner.session).await.expect_error(409, "last_owner");
    for demoted in [json!({ "role": "admin" }), json!({ "active": false })] {
        change(server, &account.key, &owner.id, demoted).await.expect_error(409, "last_owner");
    }
    remove(server, &account.key, &owner.id).await.expect_error(409, "last_owner");

    let admin = join(server, &account.key, "admin", &[]).await;
    leave(&owner.session).await.expect_error(409, "last_owner");
    leave(&admin.session).await.expect(200);
    assert_eq!(me(server, &admin.session).await, 401);

    let second = join(server, &account.key, "owner", &[]).await;
    leave(&owner.session).await.expect(200);
    let read = server.get("/v1/account/me").key(&account.key).send().await.expect(200);
    assert_eq!(read["recovery_email"], second.email, "it is that of an owner");
    leave(&second.session).await.expect_error(409, "last_owner");
    signed_in(server, &second.email).await;
}

#[tokio::test]
async fn an_owner_who_never_signed_in_does_not_stand_in_for_one_who_did() {
    let server = Server::shared();
    let account = server.register(Some(&unique("ada"))).await;
    let owner = join(server, &account.key, "owner", &[]).await;
    let read = server.get("/v1/account/me").key(&account.key).send().await.expect(200);
    assert_eq!(read["recovery_email"], owner.email, "the first owner's");
    let email = json!({ "email": address() });
    server.post("/v1/account/recovery-email").key(&account.key).json(email.clone()).send().await.expect(200);
    // The new owner has not signed in.
    let person = find(server, &account.key, email["email"].as_str().unwrap()).await;
    assert_eq!((&person["verified"], person["id"] == owner.id), (&json!(false), false));
    let second = join(server, &account.key, "owner", &[]).await;
    server.delete("/v1/members/me").key(&second.session).send().await.expect_error(409, "last_owner");
    remove(server, &account.key, &text(&person["id"])).await.expect(200);
}

#[tokio::test]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let server = Server::shared();
    for _ in 0..3 {
        let (account, first) = owned(server).await;
        let second = join(server, &account.key, "owner", &[]).await;
        let leave = async |person: &Person| server.delete("/v1/members/me").key(&person.session).send().await;
        let demote =
            async |person: &Person| change(server, &account.key, &person.id, json!({ "role": "viewer" })).await;
        let (left, demoted) = futures_util::join!(leave(&first), demote(&second));
        let mut statuses = [left.status, demoted.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{left} {demoted}");
        let owners = people(server, &account.key).await;
        assert_eq!(owners.iter().filter(|person| person["role"] == "owner").count(), 1, "{owners:?}");
    }
}

#[tokio::test]
async fn a_removed_persons_warm_session_and_socket_end_before_the_reply() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let environment = home(&account);
    let read = format!("/v1/email/inbox?address={}", account.address);
    for how in ["remove", "deactivate"] {
        let person = join(server, &account.key, "member", &[&environment]).await;
        let mut socket = server.socket(&person.session).await;
        server.get(&read).key(&person.session).send().await.expect(200);
        match how {
            "remove" => remove(server, &owner.session, &person.id).await.expect(200),
            _ => change(server, &owner.session, &person.id, json!({ "active": false })).await.expect(200),
        };
        server.get(&read).key(&person.session).send().await.expect_error(401, "unauthorized");
        assert_eq!(me(server, &person.session).await, 401);
        assert_eq!(socket.closed(SOON).await, Some(4401), "{how}");
        server.post("/v1/auth/login").json(json!({ "email": person.email })).send().await.expect(200);
        if how == "deactivate" {
            change(server, &owner.session, &person.id, json!({ "active": true })).await.expect(200);
            assert_eq!(me(server, &person.session).await, 401, "the session is over");
            signed_in(server, &person.email).await;
        }
        let mails: String = server.outbox_to(&person.email).await.iter().map(unfolded).collect();
        let links = mails.matches("/sign-in").count();
        assert_eq!(links, usize::from(how == "deactivate"), "whoever cannot sign in gets no link");
    }
}

#[tokio::test]
async fn another_role_binds_the_next_request_and_open_sockets() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let mut socket = server.socket(&admin.session).await;
    server.get("/v1/usage").key(&admin.session).send().await.expect(200);
    change(server, &account.key, &admin.id, json!({ "role": "viewer" })).await.expect(200);
    server.get("/v1/usage").key(&admin.session).send().await.expect_error(403, "missing_scope");
    assert_eq!(socket.closed(SOON).await, Some(4403), "a viewer has to be assigned");
    let backup = server.post("/v1/auth/keys/generate-backup").key(&admin.session).json(json!({})).send().await;
    backup.expect_error(403, "missing_scope");
    change(server, &account.key, &admin.id, json!({ "role": "owner" })).await.expect(200);
    server.post("/v1/auth/keys/generate-backup").key(&admin.session).json(json!({})).send().await.expect(201);
}

#[tokio::test]
async fn in_a_strict_account_a_key_decides_nobody_who_decides() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let viewer = join(server, &account.key, "viewer", &[]).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let email = address();
    invite(server, &account.key, json!({ "email": email, "role": "admin" })).await.expect(201);
    let early = invitation_link(server, &email, 1).await;
    let strict = json!({ "daily": 100, "on_limit": "approve", "require_second_principal": true });
    server.put("/v1/budget").key(&account.key).json(strict.clone()).send().await.expect(200);

    for role in ["owner", "admin"] {
        let invitation = json!({ "email": address(), "role": role });
        invite(server, &account.key, invitation).await.expect_error(403, "self_approval_forbidden");
        let promoted = change(server, &account.key, &viewer.id, json!({ "role": role })).await;
        promoted.expect_error(403, "self_approval_forbidden");
    }
    for change_of_admin in [json!({ "role": "viewer" }), json!({ "active": false })] {
        let refused = change(server, &account.key, &admin.id, change_of_admin).await;
        refused.expect_error(403, "self_approval_forbidden");
    }
    remove(server, &account.key, &admin.id).await.expect_error(403, "self_approval_forbidden");
    assert_eq!(press(server, &early).await.status, 400, "the key sent it before the account became strict");
    join(server, &account.key, "member", &[]).await;

    let second = join(server, &owner.session, "owner", &[]).await;
    change(server, &admin.session, &viewer.id, json!({ "role": "admin" })).await.expect(200);
    let raise = json!({ "daily": 200 });
    server.put("/v1/budget").key(&account.key).json(raise.clone()).send().await.expect(403);
    for person in [&second, &viewer, &admin] {
        server.put("/v1/budget").key(&person.session).json(raise.clone()).send().await.expect(200);
    }
}

#[tokio::test]
async fn the_audit_log_names_the_person() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let rule = |from: &str| json!({ "address": account.address, "match": { "from": from }, "action": "file" });
    for (key, from) in [(&account.key, "a.example"), (&owner.session, "b.example"), (&account.key, "c.example")] {
        server.post("/v1/email/rules").key(key).json(rule(from)).send().await.expect(201);
    }
    let log = server.get("/v1/audit?action=rule.created").key(&account.key).send().await.expect(200);
    let who: Vec<_> = log["entries"].as_array().unwrap().iter().map(|entry| entry["member_id"].clone()).collect();
    assert_eq!(who, [Value::Null, json!(owner.id), Value::Null]);
    let verified = server.get("/v1/audit/verify").key(&account.key).send().await.expect(200);
    assert_eq!((&verified["valid"], &verified["checked"]), (&json!(true), &log["entries"][0]["seq"]));

    let pod = server.create_pod(&account).await;
    let hook = json!({ "url": "https://hooks.example/" });
    server.post("/v1/email/webhooks").key(&pod.key).json(hook).send().await.expect(201);
    server
        .post("/v1/auth/keys/rotate")
        .key(&owner.session)
        .json(json!({ "everything": true }))
        .send()
        .await
        .expect(200);
    let key = server.post(&format!("/v1/pods/{}/keys", pod.id)).key(&owner.session).json(json!({})).send().await;
    let key = text(&key.expect(201)["api_key"]);
    let log = server.get("/v1/audit?action=webhook.deleted").key(&key).send().await.expect(200);
    assert_eq!(log["entries"][0]["member_id"], owner.id);
}

#[tokio::test]
async fn two_persons_share_no_stored_reply() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let once = unique("once");
    let mut made = Vec::new();
    for key in [&owner.session, &admin.session, &account.key, &owner.session] {
        let request = server.post("/v1/pods").key(key).header("idempotency-key", &once).json(json!({}));
        made.push(text(&request.send().await.expect(201)["id"]));
    }
    assert_eq!(made[0], made[3]);
    assert!(made[0] != made[1] && made[1] != made[2] && made[0] != made[2], "{made:?}");

    let mut charges = Vec::new();
    for key in [&owner.session, &admin.session, &account.key, &owner.session] {
        let request = server.post("/v1/charge").key(key).header("idempotency-key", &once).json(json!({ "amount": 1 }));
        charges.push(text(&request.send().await.expect(200)["charge_id"]));
    }
    assert_eq!(charges[0], charges[3]);
    assert!(charges[0] != charges[1] && charges[1] != charges[2] && charges[0] != charges[2], "{charges:?}");
}

#[tokio::test]
async fn an_admin_ends_no_session_and_no_invitation_of_an_owner() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let sessions = server.get("/v1/auth/sessions").key(&admin.session).send().await.expect(200);
    let path = |person: &Person| {
        let sessions = sessions["sessions"].as_array().unwrap();
        let session = sessions.iter().find(|session| session["member_id"] == person.id).unwrap();
        format!("/v1/auth/sessions/{}", text(&session["id"]))
    };
    let delete = async |path: &str, key: &str| server.delete(path).key(key).send().await;
    delete(&path(&owner), &admin.session).await.expect_error(403, "forbidden");
    assert_eq!(me(server, &owner.session).await, 200);

    let email = address();
    let invited = invite(server, &owner.session, json!({ "email": email, "role": "owner" })).await.expect(201);
    let link = invitation_link(server, &email, 1).await;
    let invitation = format!("/v1/invitations/{}", text(&invited["id"]));
    delete(&invitation, &admin.session).await.expect_error(403, "forbidden");
    let instead = json!({ "email": email, "role": "viewer" });
    invite(server, &admin.session, instead).await.expect_error(403, "forbidden");
    assert_eq!(server.get(&link).send().await.status, 200);

    let strict = json!({ "daily": 100, "on_limit": "approve", "require_second_principal": true });
    server.put("/v1/budget").key(&account.key).json(strict).send().await.expect(200);
    delete(&path(&admin), &account.key).await.expect_error(403, "self_approval_forbidden");
    delete(&invitation, &account.key).await.expect_error(403, "self_approval_forbidden");
    delete(&invitation, &owner.session).await.expect(200);
    delete("/v1/auth/sessions/current", &admin.session).await.expect(200);
    assert_eq!((me(server, &admin.session).await, me(server, &owner.session).await), (401, 200));
}

#[tokio::test]
async fn open_invitations_end_with_everything_and_with_the_recovery_email() {
    let server = Server::shared();
    let (_, owner) = owned(server).await;
    let open = async || {
        let email = address();
        let invited = invite(server, &owner.session, json!({ "email": email, "role": "owner" })).await.expect(201);
        (text(&invited["id"]), invitation_link(server, &email, 1).await)
    };
    let rotate =
        async |body: Value| server.post("/v1/auth/keys/rotate").key(&owner.session).json(body).send().await.expect(200);
    let (id, link) = open().await;
    let surviving = rotate(json!({})).await["surviving"]["invitations"].clone();
    assert_eq!(surviving, json!({ "count": 1, "ids": [id] }));
    assert_eq!(server.get(&link).send().await.status, 200);
    let surviving = rotate(json!({ "everything": true })).await["surviving"]["invitations"].clone();
    assert_eq!(surviving, json!({ "count": 0, "ids": [] }));
    assert_eq!(press(server, &link).await.status, 400);

    let (_, link) = open().await;
    let email = json!({ "email": address() });
    server.post("/v1/account/recovery-email").key(&owner.session).json(email).send().await.expect(200);
    assert_eq!(press(server, &link).await.status, 400);
    let open = server.get("/v1/invitations").key(&owner.session).send().await.expect(200);
    assert_eq!(open["count"], 0);
}

#[tokio::test]
async fn only_the_owner_who_sets_another_recovery_email_stays_the_same_person() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let viewer = join(server, &account.key, "viewer", &[]).await;
    let second = join(server, &account.key, "owner", &[]).await;
    change(server, &account.key, &owner.id, json!({ "name": "Ann" })).await.expect(200);
    let set = async |key: &str, email: &str| {
        server.post("/v1/account/recovery-email").key(key).json(json!({ "email": email })).send().await
    };
    let unused = link(server, &owner.email, 2).await;
    for key in [&account.key, &owner.session, &second.session] {
        set(key, &viewer.email).await.expect_error(409, "member_exists");
    }
    assert_eq!((me(server, &owner.session).await, me(server, &viewer.session).await), (200, 200));
    let new = address();
    set(&owner.session, &new).await.expect(200);
    assert_eq!((me(server, &owner.session).await, me(server, &viewer.session).await), (200, 401));
    assert_eq!(press(server, &unused).await.status, 400);
    let person = find(server, &account.key, &new).await;
    assert_eq!(
        (&person["id"], &person["role"], &person["name"], &person["verified"]),
        (&json!(owner.id), &json!("owner"), &json!("Ann"), &json!(false))
    );
    assert_eq!(find(server, &account.key, &owner.email).await, Value::Null);
    signed_in(server, &new).await;
    assert_eq!(find(server, &account.key, &new).await["verified"], true);

    let mut before = (new, owner.id);
    let second = signed_in(server, &second.email).await;
    for key in [&second, &account.key] {
        let email = address();
        set(key, &email).await.expect(200);
        let person = find(server, &account.key, &email).await;
        assert_eq!((&person["role"], &person["name"]), (&json!("owner"), &Value::Null));
        assert_ne!(person["id"], before.1, "it is somebody else");
        assert_eq!(find(server, &account.key, &before.0).await, Value::Null);
        before = (email, text(&person["id"]));
    }
    signed_in(server, &viewer.email).await;
}

#[tokio::test]
async fn a_person_of_two_accounts_chooses_one() {
    let server = Server::shared();
    let (one, person) = owned(server).await;
    let two = server.register(Some(&unique("bob"))).await;
    invite(server, &two.key, json!({ "email": person.email, "role": "viewer" })).await.expect(201);
    press(server, &invitation_link(server, &person.email, 1).await).await;
    let stranger = server.register(Some(&unique("eve"))).await;
    let accounts = async |link: &str| {
        let page = server.get(link).send().await.text();
        [&one, &two, &stranger].map(|account| page.contains(&account.account_id))
    };
    let chosen = async |session: &str| text(&server.get("/v1/account/me").key(session).send().await.expect(200)["id"]);
    let chooser = link(server, &person.email, 2).await;
    assert_eq!(accounts(&chooser).await, [true, true, false]);
    let foreign = press(server, &format!("{chooser}&account={}", stranger.account_id)).await;
    assert_eq!(foreign.status, 400);
    let two_at_once = join_all(
        [&one, &two]
            .map(async |account| press(server, &format!("{chooser}&account={}", account.account_id)).await.status),
    );
    let mut statuses = two_at_once.await;
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 400], "a link works once, for one account");

    for (count, account) in [(3, &one), (4, &two)] {
        let chooser = link(server, &person.email, count).await;
        let session = session(&press(server, &format!("{chooser}&account={}", account.account_id)).await);
        assert_eq!(chosen(&session).await, account.account_id);
    }
}

#[tokio::test]
async fn events_about_approvals_of_other_pods_are_for_people_who_reach_them() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let pod = server.create_pod(&account).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let member = join(server, &account.key, "member", &[&home(&account)]).await;
    let hook = |events: Value| json!({ "url": "https://hooks.example/", "events": events });
    let post = async |key: &str, body: Value| server.post("/v1/email/webhooks").key(key).json(body).send().await;
    let refused = post(&member.session, hook(json!(["approval.requested"]))).await;
    refused.expect_error(403, "missing_scope");
    post(&member.session, hook(json!(["email.received"]))).await.expect(201);
    let of_admin = post(&admin.session, hook(json!(["approval.resolved"]))).await.expect(201);
    let path = format!("/v1/email/webhooks/{}", text(&of_admin["id"]));
    let elsewhere = json!({ "url": "https://thief.example/" });
    server.patch(&path).key(&member.session).json(elsewhere).send().await.expect_error(403, "missing_scope");

    let (mut seen, mut unseen) = (server.socket(&admin.session).await, server.socket(&member.session).await);
    let budget = json!({ "daily": 100, "on_limit": "approve" });
    server.put("/v1/budget").key(&account.key).json(budget).send().await.expect(200);
    server.post("/v1/charge").key(&pod.key).json(json!({ "amount": 500 })).send().await.expect(202);
    server.deliver("a@b.example", &account.address, "Subject: later\r\n\r\n").await.expect(200);
    let since = format!("/v1/ws?token={}&since=0", member.session);
    let mut replayed = server.socket_at(&since, &[]).await.unwrap();
    for kind in ["connected", "approval.requested", "email.received"] {
        assert_eq!(seen.next_event(SOON).await["type"], kind);
    }
    for kind in ["connected", "email.received"] {
        assert_eq!(unseen.next_event(SOON).await["type"], kind);
        assert_eq!(replayed.next_event(SOON).await["type"], kind);
    }
}

#[tokio::test]
async fn a_program_names_the_account_or_gets_the_first() {
    let server = Server::shared();
    let (one, person) = owned(server).await;
    let two = server.register(Some(&unique("bob"))).await;
    let email = json!({ "email": person.email });
    server.post("/v1/account/recovery-email").key(&two.key).json(email).send().await.expect(200);
    for (count, query, account) in [(2, String::new(), &one), (3, format!("&account={}", two.account_id), &two)] {
        let path = link(server, &person.email, count).await.replace("/sign-in", "/v1/auth/verify");
        let opened = server.get(&format!("{path}{query}")).send().await;
        assert_eq!(opened.status, 302, "{opened}");
        let session = opened.header("location").unwrap().split_once("#session=").unwrap().1.to_owned();
        let read = server.get("/v1/account/me").key(&session).send().await.expect(200);
        assert_eq!(read["id"], account.account_id);
    }
}

#[tokio::test]
async fn the_button_of_an_invitation_opens_the_console() {
    let server = Server::shared();
    let (account, _) = owned(server).await;
    let email = address();
    let invitation = json!({ "email": email, "role": "admin" });
    invite(server, &account.key, invitation).await.expect(201);
    let link = invitation_link(server, &email, 1).await;
    let mut browser = Browser::start().await;
    browser.open(&format!("{}{link}", server.url())).await;
    let shown = browser.shows(&account.account_id).await;
    assert!(shown.contains(&email) && shown.contains("admin"), "{shown}");
    browser.press("Accept").await;
    browser.shows("Find anything").await;
    browser.open(&format!("{}{link}", server.url())).await;
    browser.shows("Invalid link").await;
}

#[tokio::test]
async fn the_buttons_of_a_mail_choose_the_account() {
    let server = Server::shared();
    let (one, person) = owned(server).await;
    let (two, _) = owned(server).await;
    invite(server, &two.key, json!({ "email": person.email, "role": "admin" })).await.expect(201);
    press(server, &invitation_link(server, &person.email, 1).await).await;
    let link = link(server, &person.email, 2).await;
    let mut browser = Browser::start().await;
    browser.open(&format!("{}{link}", server.url())).await;
    let shown = browser.shows(&two.account_id).await;
    let name = two.address.split('@').next().unwrap();
    assert!(shown.contains(&one.account_id) && shown.contains(name), "{shown}");
    browser.press(&format!("“{name}” ({})", two.account_id)).await;
    browser.shows("Find anything").await;
    browser.open(&format!("{}/console/settings", server.url())).await;
    browser.shows(&two.account_id).await;
}

#[tokio::test]
async fn the_audit_log_of_the_account_names_who_invites_changes_removes_and_rotates() {
    let server = Server::shared();
    let (account, owner) = owned(server).await;
    let admin = join(server, &account.key, "admin", &[]).await;
    let viewer = join(server, &admin.session, "viewer", &[]).await;
    change(server, &admin.session, &viewer.id, json!({ "role": "member" })).await.expect(200);
    change(server, &viewer.session, &viewer.id, json!({ "role": "owner" })).await.expect_error(403, "missing_scope");
    let invited = invite(server, &owner.session, json!({ "email": address(), "role": "viewer" })).await.expect(201);
    let revoked = format!("/v1/invitations/{}", text(&invited["id"]));
    server.delete(&revoked).key(&owner.session).send().await.expect(200);
    remove(server, &admin.session, &viewer.id).await.expect(200);
    let rotated = server.post("/v1/auth/keys/rotate").key(&owner.session).json(json!({})).send().await.expect(200);
    let log = server.get("/v1/audit").key(&text(&rotated["api_key"])).send().await.expect(200);
    let entries: Vec<_> = log["entries"].as_array().unwrap().iter().rev().collect();
    let told: Vec<_> = entries.iter().map(|entry| (text(&entry["action"]), entry["member_id"].clone())).collect();
    let by = |person: &Person| json!(person.id);
    let expected = [
        ("invitation.sent", Value::Null),
        ("invitation.sent", by(&admin)),
        ("member.updated", by(&admin)),
        ("invitation.sent", by(&owner)),
        ("invitation.revoked", by(&owner)),
        ("member.removed", by(&admin)),
        ("account_key.rotated", by(&owner)),
    ]
    .map(|(action, member)| (action.to_owned(), member));
    assert_eq!(told, expected);
    let subjects = [2, 4, 5, 6].map(|at: usize| entries[at]["subject"].clone());
    let expected = [json!(viewer.id), invited["id"].clone(), json!(viewer.id), rotated["key_prefix"].clone()];
    assert_eq!(subjects, expected);
}
