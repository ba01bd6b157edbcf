//! Accounts: how they come into being without a person, and what they know of themselves.

use std::collections::BTreeSet;

use chrono::DateTime;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Reply, Server, unique};

const DOMAIN: &str = "warren.example";
/// A point on the curve: its base point.
const PUBLIC_KEY: &str = "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[tokio::test]
async fn a_new_account_gets_a_key_and_all_that_clients_read() {
    let server = Server::shared();
    let wish = json!({ "name": "my label", "email": "Owner@Example.com" });

    let made = server.post("/v1/auth/keys").json(wish).send().await.expect(201);

    let fields = ["account_id", "api_key", "created_at", "key_prefix", "limits", "tier", "warning"];
    assert_eq!(names(&made), fields);
    let key = made["api_key"].as_str().unwrap();
    assert!(is_key(key, "al_live_"), "{key}");
    assert_eq!(made["key_prefix"], key[..12]);
    assert!(is_id(&made["account_id"], "acc_"), "{made}");
    assert_eq!(made["tier"], "paid");
    assert!(is_moment(&made["created_at"]), "{made}");
    assert!(made["warning"].as_str().unwrap().contains("not shown again"), "{made}");
    let limits = [
        "addresses",
        "calendar_events",
        "dns_records",
        "emails_per_day",
        "emails_per_hour",
        "inbound_bytes_per_day",
        "inbound_emails_per_day",
        "recipients_per_email",
        "requests_per_day",
        "stacks",
        "storage_bytes",
        "vault_ciphertext",
        "vault_keys",
        "vault_versions",
    ];
    assert_eq!(names(&made["limits"]), limits);
    assert_eq!(made["limits"]["vault_keys"], Value::Null, "as many as you like");
    for limit in limits.into_iter().filter(|limit| *limit != "vault_keys") {
        assert!(made["limits"][limit].as_u64().unwrap() > 0, "{made}");
    }

    let me = server.get("/v1/account/me").key(key).send().await.expect(200);
    assert_eq!(me["name"], "my label");
    assert_eq!(me["recovery_email"], "owner@example.com");
    assert_eq!(me["email"], Value::Null, "no address was asked for");
}

#[tokio::test]
async fn the_older_path_calls_the_key_key() {
    let server = Server::shared();

    let made = server.post("/v1/keys").json(json!({ "name": "old client" })).send().await.expect(201);

    assert_eq!(names(&made), ["account_id", "created_at", "key", "note"]);
    let me = server.get("/v1/account/me").key(made["key"].as_str().unwrap()).send().await.expect(200);
    assert_eq!(me["account_id"], made["account_id"]);
    assert_eq!(me["name"], "old client");
}

#[tokio::test]
async fn nothing_needs_to_be_said_to_get_an_account() {
    let server = Server::shared();

    for path in ["/v1/auth/keys", "/v1/keys", "/v1/auth/agent-register"] {
        server.post(path).json(json!({})).send().await.expect(201);
        server.post(path).json(json!({ "name": null })).send().await.expect(201);
        server.post(path).send().await.expect(201);
    }
    let nameless = server.post("/v1/auth/keys").send().await.expect(201);
    let key = nameless["api_key"].as_str().unwrap();
    let me = server.get("/v1/account/me").key(key).send().await.expect(200);
    assert_eq!(me["name"], "default");
}

#[tokio::test]
async fn what_is_no_email_address_cannot_be_a_recovery_email() {
    let server = Server::shared();
    let long = format!("{}@example.com", "x".repeat(300));

    for bad in ["", " ", "nobody", "a@b", "a b@c.de", "@c.de", "a@", "a@c.de\nBcc: e@f.gh", "a@c.de, e@f.gh", &long] {
        for (path, field) in
            [("/v1/auth/keys", "email"), ("/v1/keys", "email"), ("/v1/auth/agent-register", "recovery_email")]
        {
            server.post(path).json(json!({ field: bad })).send().await.expect_error(400, "invalid_email");
        }
    }
}

#[tokio::test]
async fn a_field_that_does_not_exist_is_named() {
    let server = Server::shared();

    for path in ["/v1/auth/keys", "/v1/keys", "/v1/auth/agent-register"] {
        let reply = server.post(path).json(json!({ "nmae": "ada" })).send().await;
        reply.expect(201);
        assert_eq!(reply.header("x-warren-unknown-fields"), Some("nmae"));
    }
}

#[tokio::test]
async fn a_label_has_up_to_100_characters() {
    let server = Server::shared();
    let named = |name: &str| server.post("/v1/auth/keys").json(json!({ "name": name })).send();

    let longest = "🦊".repeat(100);
    let made = named(&longest).await.expect(201);
    let key = made["api_key"].as_str().unwrap();
    assert_eq!(server.get("/v1/account/me").key(key).send().await.expect(200)["name"], longest);

    for bad in [&*"🦊".repeat(101), &*"x".repeat(100_000), "a\u{0}b", "a\u{7f}b", "a\nb"] {
        named(bad).await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn an_agent_receives_at_the_address_of_its_name_at_once() {
    let server = Server::shared();
    let name = unique("Ada");

    let agent = server.post("/v1/auth/agent-register").json(json!({ "name": name })).send().await.expect(201);

    let address = format!("{}@{DOMAIN}", name.to_lowercase());
    let fields = [
        "account_id",
        "api_key",
        "created_at",
        "e2e_enabled",
        "email_address",
        "key_prefix",
        "limits",
        "tier",
        "warning",
    ];
    assert_eq!(names(&agent), fields);
    assert_eq!(agent["email_address"], address);
    assert_eq!(agent["e2e_enabled"], false);
    server.deliver("bob@example.org", &address, "From: bob@example.org\r\nSubject: hello\r\n\r\nhi").await.expect(200);
    let inbox = inbox(&agent, &address).await.expect(200);
    assert_eq!(inbox["messages"][0]["subject"], "hello");
    let me = server.get("/v1/account/me").key(agent["api_key"].as_str().unwrap()).send().await.expect(200);
    assert_eq!(me["email"], address);
}

#[tokio::test]
async fn an_agent_without_a_name_gets_an_address_by_chance() {
    let server = Server::shared();
    let mut addresses = BTreeSet::new();

    for _ in 0..5 {
        let agent = server.post("/v1/auth/agent-register").json(json!({})).send().await.expect(201);
        let address = agent["email_address"].as_str().unwrap().to_owned();
        let chance = address.strip_prefix("agent-").and_then(|rest| rest.strip_suffix("@warren.example")).unwrap();
        assert!(chance.len() == 8 && is_base36(chance), "{address}");
        addresses.insert(address);
    }

    assert_eq!(addresses.len(), 5);
}

#[tokio::test]
async fn an_agent_may_have_another_address_than_its_name() {
    let server = Server::shared();
    let (name, address) = ("Ada Lovelace 🦊", format!("{}@{DOMAIN}", unique("ada.l")));

    let wish = json!({ "name": name, "address": address.to_uppercase(), "recovery_email": "ada@example.org" });
    let agent = server.post("/v1/auth/agent-register").json(wish).send().await.expect(201);

    assert_eq!(agent["email_address"], address);
    let me = server.get("/v1/account/me").key(agent["api_key"].as_str().unwrap()).send().await.expect(200);
    assert_eq!(me["name"], name);
    assert_eq!(me["recovery_email"], "ada@example.org");
}

#[tokio::test]
async fn the_mail_of_an_agent_with_a_public_key_is_sealed_from_the_first_on() {
    let server = Server::shared();

    let agent =
        server.post("/v1/auth/agent-register").json(json!({ "public_key": PUBLIC_KEY })).send().await.expect(201);

    assert_eq!(agent["e2e_enabled"], true);
    let address = agent["email_address"].as_str().unwrap();
    server.deliver("bob@example.org", address, "From: bob@example.org\r\n\r\nread my lips").await.expect(200);
    let inbox = inbox(&agent, address).await;
    assert_eq!(inbox.expect(200)["messages"][0]["e2e_encrypted"], true);
    assert!(!inbox.text().contains("lips"), "{inbox}");
}

#[tokio::test]
async fn what_is_no_public_key_is_refused() {
    let server = Server::shared();
    let (zeros, short, long) = ("A".repeat(43), "CQ".repeat(21), "CQ".repeat(22));

    for bad in ["", "nonsense!", &zeros, &short, &long] {
        let name = unique("sealed");
        let wish = json!({ "name": name, "public_key": bad });
        server.post("/v1/auth/agent-register").json(wish).send().await.expect_error(400, "invalid_public_key");
        server.post("/v1/auth/agent-register").json(json!({ "name": name })).send().await.expect(201);
    }
}

#[tokio::test]
async fn addresses_of_the_operator_cannot_be_had() {
    let server = Server::shared();

    for reserved in
        ["postmaster", "abuse", "admin", "support", "security", "noreply", "no-reply", "hostmaster", "PostMaster"]
    {
        for wish in [json!({ "name": reserved }), json!({ "address": format!("{reserved}@{DOMAIN}") })] {
            server.post("/v1/auth/agent-register").json(wish).send().await.expect_error(403, "address_reserved");
        }
    }
}

#[tokio::test]
async fn an_address_that_somebody_has_cannot_be_had_again() {
    let server = Server::shared();
    let name = unique("ada");
    let owner = server.register(Some(&name)).await;

    for wish in [
        json!({ "name": name }),
        json!({ "name": name.to_uppercase() }),
        json!({ "name": "somebody else", "address": owner.address }),
        json!({ "address": format!("{}@{}", name, DOMAIN.to_uppercase()) }),
    ] {
        let refused = server.post("/v1/auth/agent-register").json(wish).send().await;
        assert_eq!(refused.expect_error(409, "address_taken")["api_key"], Value::Null);
    }
}

#[tokio::test]
async fn only_plain_addresses_of_this_deployment_can_be_had() {
    let server = Server::shared();
    let (long, quoted) = ("x".repeat(65), format!("\"ada\"@{DOMAIN}"));

    for name in ["Ada Lovelace", "🦊", "ädä", &*"x".repeat(200), &long, "ada+tag", "+", ".ada", "ada.", "a..b", "-ada"]
    {
        refused(json!({ "name": name })).await;
        refused(json!({ "address": format!("{name}@{DOMAIN}") })).await;
    }
    for address in [
        "",
        "ada",
        "ada@",
        "@warren.example",
        "ada@example.com",
        "ada@pod.warren.example",
        "ada@notwarren.example",
        "ada@warren.example.com",
        "ada@@warren.example",
        "ada@eve@warren.example",
        "ada@warren.example, eve@warren.example",
        "ada@warren.example\r\nBcc: eve@warren.example",
        "ada@warren.example\u{0}",
        &quoted,
    ] {
        refused(json!({ "address": address })).await;
    }

    async fn refused(wish: Value) {
        let reply = Server::shared().post("/v1/auth/agent-register").json(wish).send().await;
        reply.expect_error(400, "invalid_address");
    }
    server.post("/v1/auth/agent-register").json(json!({ "name": unique("a_b.c") })).send().await.expect(201);
}

#[tokio::test]
async fn of_20_who_want_the_same_name_at_once_one_gets_it_and_the_others_nothing() {
    let server = Server::shared();
    let name = unique("wanted");

    let asked = (0..20).map(|_| server.post("/v1/auth/agent-register").json(json!({ "name": name })).send());
    let replies = join_all(asked).await;

    let (won, lost): (Vec<Reply>, Vec<Reply>) = replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!(won.len(), 1, "{won:?}", won = won.iter().map(Reply::to_string).collect::<Vec<_>>());
    for reply in &lost {
        reply.expect_error(409, "address_taken");
        assert!(!reply.text().contains("al_live_"), "{reply}");
    }
    let (winner, address) = (won[0].json(), format!("{name}@{DOMAIN}"));
    server.deliver("bob@example.org", &address, "From: bob@example.org\r\n\r\nhi").await.expect(200);
    assert_eq!(inbox(&winner, &address).await.expect(200)["count"], 1);
}

#[tokio::test]
async fn one_network_address_makes_5_accounts_an_hour() {
    let server = Server::start(&[("KEY_CREATIONS_PER_HOUR", "5")]);
    let server = &server;
    let from = |ip: &'static str, path: &'static str, wish: Value| {
        server.post(path).header("cf-connecting-ip", ip).json(wish).send()
    };
    server.set_clock("2030-01-01T10:30:00Z").await;

    // At once, by all doors: five come through, and the others leave nothing.
    let paths = ["/v1/auth/keys", "/v1/keys", "/v1/auth/agent-register", "/v1/auth/agent-register"];
    let replies = join_all((0..20).map(|i| from("192.0.2.1", paths[i % 4], json!({})))).await;
    let (made, refused): (Vec<Reply>, Vec<Reply>) = replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!(made.len(), 5);
    for reply in &refused {
        reply.expect_error(429, "rate_limited");
        assert!(!reply.text().contains("al_live_"), "{reply}");
        let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1_700..=1_800).contains(&wait), "half an hour is left of this one, not {wait} s");
    }

    // Elsewhere, registrations that fail do not count.
    from("192.0.2.2", paths[2], json!({ "name": "taken" })).await.expect(201);
    for _ in 0..10 {
        from("192.0.2.3", paths[2], json!({ "name": "taken" })).await.expect_error(409, "address_taken");
        from("192.0.2.3", paths[2], json!({ "name": "abuse" })).await.expect_error(403, "address_reserved");
    }
    for _ in 0..5 {
        from("192.0.2.3", paths[2], json!({})).await.expect(201);
    }
    from("192.0.2.3", paths[2], json!({})).await.expect_error(429, "rate_limited");

    server.set_clock("2030-01-01T10:59:59Z").await;
    from("192.0.2.1", paths[0], json!({})).await.expect_error(429, "rate_limited");
    server.set_clock("2030-01-01T11:00:00Z").await;
    from("192.0.2.1", paths[0], json!({})).await.expect(201);
}

#[tokio::test]
async fn an_account_reads_what_is_known_of_it() {
    let server = Server::shared();
    let account = server.register(None).await;

    let me = server.get("/v1/account/me").key(&account.key).send().await.expect(200);

    assert_eq!(me["id"], account.account_id);
    assert_eq!(me["account_id"], account.account_id);
    assert_eq!(me["key_prefix"], account.key[..12]);
    assert_eq!(me["tier"], "paid");
    assert_eq!(me["email"], account.address);
    assert_eq!((&me["recovery_email"], &me["operator_email"]), (&Value::Null, &Value::Null));
    assert!(is_moment(&me["created_at"]), "{me}");
    assert!(!me.to_string().contains(&account.key), "a key is shown once");
}

#[tokio::test]
async fn an_account_changes_its_recovery_and_operator_emails() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;

    for field in ["recovery_email", "operator_email"] {
        let path = format!("/v1/account/{}", field.replace('_', "-"));
        let set = |key: &str, body: Value| server.post(&path).key(key).json(body).send();

        set(&account.key, json!({ "email": "first@example.org" })).await.expect(200);
        let done = set(&account.key, json!({ "email": " Ops+1@Example.ORG " })).await.expect(200);
        assert_eq!((&done["ok"], &done[field]), (&json!(true), &json!("ops+1@example.org")));

        for bad in ["", "nobody", "a@b", "a@b.c\nx"] {
            set(&account.key, json!({ "email": bad })).await.expect_error(400, "invalid_email");
        }
        let missing = set(&account.key, json!({})).await.expect_error(400, "invalid_email");
        assert!(missing["message"].as_str().unwrap().contains("`email`"), "{missing}");
        set(&pod.key, json!({ "email": "eve@example.org" })).await.expect_error(403, "pod_auth_forbidden");

        let me = server.get("/v1/account/me").key(&account.key).send().await.expect(200);
        assert_eq!(me[field], "ops+1@example.org");
    }
}

async fn inbox(agent: &Value, address: &str) -> Reply {
    let key = agent["api_key"].as_str().unwrap();
    Server::shared().get(&format!("/v1/email/inbox?address={address}")).key(key).send().await
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

fn is_key(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| rest.len() == 46 && is_base36(rest))
}

fn is_id(value: &Value, prefix: &str) -> bool {
    value.as_str().unwrap().strip_prefix(prefix).is_some_and(|rest| rest.len() >= 16 && is_base36(rest))
}

fn is_base36(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// RFC 3339 in UTC, with milliseconds.
fn is_moment(value: &Value) -> bool {
    let text = value.as_str().unwrap();
    text.len() == 24 && text.ends_with('Z') && DateTime::parse_from_rfc3339(text).is_ok()
}
