//! What an account's key may not decide alone, where its account says so.

use serde_json::{Value, json};

use crate::approvals::sign_in;
use crate::sessions::{press, session};
use crate::support::{Account, PodKey, Purse, Reply, Server, in_databases, unique};

/// An account that requires a second principal, and the session of one.
async fn strict(server: &Server) -> (Purse<'_>, String) {
    let purse = Purse::on(server).await;
    let session = sign_in(server, &purse.account).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve", "require_second_principal": true })).await;
    (purse, session)
}

impl Purse<'_> {
    async fn put(&self, key: &str, budget: Value) -> Reply {
        self.server.put("/v1/budget").key(key).json(budget).send().await
    }

    async fn patch_pod(&self, key: &str, changes: Value) -> Reply {
        self.server.patch(&format!("/v1/pods/{}", self.pod.id)).key(key).json(changes).send().await
    }

    /// A charge of the account's own that waits.
    async fn own_wish(&self, key: &str) -> String {
        let asked = self.post("/v1/charge", key, json!({ "amount": 500 })).await.expect(202);
        format!("/v1/approvals/{}/approve", asked["approval_id"].as_str().unwrap())
    }
}

fn forbidden(reply: &Reply) {
    let refusal = reply.expect_error(403, "self_approval_forbidden");
    assert!(refusal["fix"].as_str().unwrap().contains("/v1/auth/login"), "{refusal}");
}

#[tokio::test]
async fn a_key_may_approve_its_own_charge_unless_a_second_principal_is_required() {
    let server = Server::shared();
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    let own = purse.own_wish(&purse.account.key).await;
    purse.post(&own, &purse.pod.key, json!({})).await.expect_error(403, "pod_auth_forbidden");
    assert_eq!(purse.post(&own, &purse.account.key, json!({})).await.expect(200)["status"], "approved");

    let (purse, session) = strict(server).await;
    let own = purse.own_wish(&purse.account.key).await;
    forbidden(&purse.post(&own, &purse.account.key, json!({})).await);
    assert_eq!(purse.used(&purse.account.key, "daily").await, [0, 0], "nothing moved");
    let approved = purse.post(&own, &session, json!({})).await.expect(200);
    assert!(approved["resolved_by"].as_str().unwrap().starts_with("ses_"), "{approved}");
    let of_person = purse.own_wish(&session).await;
    purse.post(&of_person, &session, json!({})).await.expect(200);
    let of_pod = format!("/v1/approvals/{}/approve", purse.ask(500).await);
    purse.post(&of_pod, &purse.account.key, json!({})).await.expect(200);
}

#[tokio::test]
async fn the_mode_is_shown_and_older_clients_read_and_write_its_inverse() {
    let (purse, session) = strict(Server::shared()).await;
    let budget = purse.read("/v1/budget", &purse.account.key).await;
    let settings = &budget["settings"];
    assert_eq!(
        (&settings["require_second_principal"], &settings["allow_self_approval"]),
        (&json!(true), &json!(false))
    );
    assert_eq!((&budget["on_limit"], &settings["on_limit"]), (&json!("approve"), &json!("approve")));
    let set = purse.put(&session, json!({ "allow_self_approval": true })).await.expect(200);
    assert_eq!((&set["settings"]["require_second_principal"], &set["on_limit"]), (&json!(false), &json!("approve")));
    let set = purse.put(&purse.account.key, json!({ "allow_self_approval": false })).await.expect(200);
    assert_eq!(set["settings"]["require_second_principal"], true);
    let both = json!({ "allow_self_approval": true, "require_second_principal": true });
    purse.put(&session, both).await.expect_error(400, "invalid_request");
    let fresh = Purse::on(Server::shared()).await;
    let settings = fresh.read("/v1/budget", &fresh.account.key).await["settings"].clone();
    assert_eq!(
        (&settings["require_second_principal"], &settings["allow_self_approval"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test]
async fn a_key_lowers_the_caps_of_a_strict_account_and_a_person_raises_them() {
    let (purse, session) = strict(Server::shared()).await;
    let (key, pod) = (&purse.account.key, purse.pod.id.clone());
    purse.put(key, json!({ "daily": 90, "weekly": 500, "single_tx_limit_cents": 50 })).await.expect(200);
    for raised in [
        json!({ "daily": 91 }),
        json!({ "daily": null }),
        json!({ "caps": { "weekly": 501 } }),
        json!({ "weekly": null, "daily": 1 }),
        json!({ "single_tx_limit_cents": 51 }),
        json!({ "single_tx_limit_cents": null }),
        json!({ "require_second_principal": false }),
        json!({ "allow_self_approval": true }),
    ] {
        forbidden(&purse.put(key, raised).await);
    }
    let caps = purse.read("/v1/budget", key).await["caps"].clone();
    assert_eq!((&caps["daily"]["limit_usdc"], &caps["weekly"]["limit_usdc"]), (&json!(90), &json!(500)));
    purse.put(key, json!({ "daily": 80, "approval_ttl_seconds": 60, "on_limit": "reject" })).await.expect(200);
    purse.put(&session, json!({ "daily": 200, "single_tx_limit_cents": null })).await.expect(200);

    let caps = |daily: i64| json!({ "spending_caps": { "daily": daily } });
    let policy = |categories: Value| json!({ "policy": { "allowed_categories": categories } });
    purse.patch_pod(key, caps(70)).await.expect(200);
    purse.patch_pod(key, caps(60)).await.expect(200);
    purse.patch_pod(key, policy(json!(["api", "compute"]))).await.expect(200);
    purse.patch_pod(key, policy(json!(["api"]))).await.expect(200);
    for more in [
        caps(61),
        json!({ "spending_caps": null }),
        json!({ "spending_caps": { "weekly": 10 } }),
        policy(json!(["api", "compute"])),
        policy(Value::Null),
        json!({ "policy": null }),
        json!({ "name": "other", "spending_caps": null }),
    ] {
        forbidden(&purse.patch_pod(key, more).await);
    }
    let read = purse.read(&format!("/v1/pods/{pod}"), key).await;
    assert_eq!((&read["spending_caps"]["daily"], &read["policy"]["allowed_categories"]), (&json!(60), &json!(["api"])));
    purse.patch_pod(key, json!({ "name": "other" })).await.expect(200);
    purse.patch_pod(&session, json!({ "spending_caps": null, "policy": null })).await.expect(200);
    let nobodys = purse.server.patch("/v1/pods/pod_zzzzzzzzzzzzzzzz").key(key).json(caps(1)).send().await;
    nobodys.expect_error(404, "not_found");

    purse.put(&session, json!({ "require_second_principal": false })).await.expect(200);
    purse.put(key, json!({ "daily": null })).await.expect(200);
}

#[tokio::test]
async fn a_key_does_not_change_where_the_person_is_reached() {
    let server = Server::shared();
    let (purse, session) = strict(server).await;
    let set = async |which: &str, key: &str, email: &str| {
        server.post(&format!("/v1/account/{which}-email")).key(key).json(json!({ "email": email })).send().await
    };
    let me = async || purse.read("/v1/account/me", &purse.account.key).await;
    let old = me().await["recovery_email"].as_str().unwrap().to_owned();
    forbidden(&set("recovery", &purse.account.key, "thief@people.example").await);
    assert_eq!(me().await["recovery_email"], old);
    server.get("/v1/auth/sessions").key(&session).send().await.expect(200);
    set("recovery", &purse.account.key, &old).await.expect(200);
    set("recovery", &session, "new@people.example").await.expect(200);

    // The first address is the key's to set: before there is one, nobody can sign in.
    let bare = Purse::on(server).await;
    bare.set(json!({ "require_second_principal": true })).await;
    set("operator", &bare.account.key, "ops@people.example").await.expect(200);
    forbidden(&set("operator", &bare.account.key, "thief@people.example").await);
    let session = sign_in(server, &bare.account).await;
    set("operator", &session, "others@people.example").await.expect(200);
}

#[tokio::test]
async fn another_key_is_no_second_principal() {
    let server = Server::shared();
    let (purse, session) = strict(server).await;
    let own = purse.own_wish(&purse.account.key).await;
    let of_pod = format!("/v1/approvals/{}/approve", purse.ask(500).await);
    let post = async |path: &str, key: &str| server.post(path).key(key).json(json!({})).send().await;
    let backup = post("/v1/auth/keys/generate-backup", &purse.account.key).await.expect(201);
    let rotated = post("/v1/auth/keys/rotate", &purse.account.key).await.expect(200);
    let key = rotated["api_key"].as_str().unwrap();
    for path in [&own, &of_pod] {
        forbidden(&post(path, key).await);
    }
    let backup = backup["backup_key"].as_str().unwrap();
    post("/v1/auth/keys/activate-backup", backup).await.expect(200);
    for path in [&own, &of_pod] {
        forbidden(&post(path, backup).await);
    }
    let later = format!("/v1/approvals/{}/approve", purse.ask(500).await);
    post(&later, backup).await.expect(200);
    // Rotating has ended the session.
    post(&own, &session).await.expect_error(401, "unauthorized");
    let email = purse.read("/v1/account/me", backup).await["recovery_email"].as_str().unwrap().to_owned();
    let session = crate::sessions::signed_in_for(server, &email, 2).await;
    post(&own, &session).await.expect(200);
}

#[tokio::test]
async fn a_strict_accounts_key_does_not_refund_its_own_charges() {
    let (purse, session) = strict(Server::shared()).await;
    let refund = |charge: &Value| format!("/v1/charges/{}/refund", charge["id"].as_str().unwrap());
    let own = refund(&purse.own_charge(60).await.expect(200));
    let of_pod = refund(&purse.charge(40).await.expect(200));
    forbidden(&purse.post(&own, &purse.account.key, json!({ "amount": 1 })).await);
    forbidden(&purse.post(&own, &purse.account.key, json!({})).await);
    purse.post(&own, &purse.account.key, json!({ "amount": 61 })).await.expect_error(400, "invalid_request");
    assert_eq!(purse.used(&purse.account.key, "daily").await, [100, 0]);
    purse.post(&of_pod, &purse.account.key, json!({})).await.expect(200);
    purse.post(&own, &session, json!({})).await.expect(200);
    purse.post(&own, &purse.account.key, json!({})).await.expect_error(409, "already_resolved");
}

#[tokio::test]
async fn accounts_from_before_stay_strict_unless_they_allowed_self_approval() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let purses: [Purse; 3] = [Purse::on(&server).await, Purse::on(&server).await, Purse::on(&server).await];
    let [silent, capped, allowing] = purses.map(|purse| (purse.account, purse.pod));
    server.put("/v1/budget").key(&capped.0.key).json(json!({ "daily": 100 })).send().await.expect(200);
    server.put("/v1/budget").key(&allowing.0.key).json(json!({ "daily": 100 })).send().await.expect(200);
    drop(server);
    let script = format!(
        "db.exec(`ALTER TABLE budget DROP COLUMN require_second_principal;
           UPDATE budget SET allow_self_approval = 1 WHERE account_id = '{}';
           DELETE FROM d1_migrations WHERE name LIKE '0023%'`);
         console.log('taken back')",
        allowing.0.account_id
    );
    assert!(in_databases(state.path(), "budget", &script).contains("taken back"));

    let server = &Server::start_in(state.path(), &[]);
    let strict = async |(account, _): &(Account, PodKey)| {
        let budget = server.get("/v1/budget").key(&account.key).send().await.expect(200);
        budget["settings"]["require_second_principal"].clone()
    };
    assert_eq!(
        [strict(&silent).await, strict(&capped).await, strict(&allowing).await],
        [json!(true), json!(true), json!(false)]
    );
    let fresh = Purse::on(server).await;
    assert_eq!(strict(&(fresh.account, fresh.pod)).await, false, "who comes now is not");
    let raise = json!({ "daily": 200 });
    forbidden(&server.put("/v1/budget").key(&capped.0.key).json(&raise).send().await);
    server.put("/v1/budget").key(&allowing.0.key).json(&raise).send().await.expect(200);
}

/// The links that sign in go to the recovery email: where the account's own keys read them, who follows one is nobody else.
#[tokio::test]
async fn an_address_of_the_account_itself_signs_nobody_in() {
    let server = Server::shared();
    let (account, other) = (server.register(None).await, server.register(None).await);
    let (mailbox, name) = (server.new_mailbox(&account.key).await, unique("late"));
    let post = async |path: &str, key: &str, body: Value| server.post(path).key(key).json(body).send().await;
    for address in [mailbox.address.clone(), mailbox.address.replacen('@', "+me@", 1)] {
        let refused = post("/v1/account/recovery-email", &account.key, json!({ "email": address })).await;
        refused.expect_error(400, "invalid_email");
        for role in ["owner", "admin", "member", "viewer"] {
            let invitation = json!({ "email": address, "role": role });
            post("/v1/invitations", &account.key, invitation).await.expect_error(400, "invalid_email");
        }
        let invitation = json!({ "email": address, "role": "owner" });
        post("/v1/invitations", &other.key, invitation).await.expect(201);
    }
    let address = mailbox.address.replacen(mailbox.address.split('@').next().unwrap(), &name, 1);
    let own = json!({ "name": name, "recovery_email": address });
    server.post("/v1/auth/agent-register").json(own).send().await.expect_error(400, "invalid_email");

    // Neither does one that becomes the account's own later.
    for key in [&account.key, &other.key] {
        post("/v1/account/recovery-email", key, json!({ "email": address })).await.expect(200);
    }
    post("/v1/inbox", &account.key, json!({ "name": name })).await.expect(201);
    server.post("/v1/auth/login").json(json!({ "email": address })).send().await.expect(200);
    let wait = format!("/v1/email/wait?address={address}&timeout=20");
    let letter = server.get(&wait).key(&account.key).send().await.expect(200);
    let path = format!("/v1/email/messages/{}?address={address}", letter["id"].as_str().unwrap());
    let letter = server.get(&path).key(&account.key).send().await.expect(200);
    let letter = letter["body"].as_str().unwrap();
    assert!(letter.contains(&other.account_id) && !letter.contains(&account.account_id), "{letter}");
    let link = letter.split_whitespace().find_map(|word| Some(&word[word.find("/sign-in?token=")?..])).unwrap();
    assert_eq!(press(server, &format!("{link}&account={}", account.account_id)).await.status, 400);
    session(&press(server, link).await);
}
