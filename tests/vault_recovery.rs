//! Encrypted seeds that come back by mail.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::cost::cost;
use crate::support::{Reply, Server, eventually, unfolded, unique};

const SUBJECT: &str = "Your recovery link";
const LONGEST: usize = 102_400;
const LONGEST_LEFT: usize = 51_200;

pub async fn store(server: &Server, email: &str, seed: &str) -> Reply {
    let body = json!({ "encrypted_seed": seed, "recovery_email": email });
    server.post("/v1/vault/store").json(body).send().await
}

async fn set(server: &Server, key: &str, email: &str, seed: &str) -> Reply {
    let body = json!({ "email": email, "encrypted_seed": seed });
    server.post("/v1/vault/recovery-email").key(key).json(body).send().await
}

async fn recover(server: &Server, email: &str) -> Reply {
    server.post("/v1/vault/recover").json(json!({ "email": email })).send().await
}

pub async fn verify(server: &Server, token: &str) -> Reply {
    server.get(&format!("/v1/vault/recover/verify?token={token}")).send().await
}

/// The tokens of the links that were mailed to an address so far.
async fn mailed(server: &Server, email: &str) -> Vec<String> {
    let letters = server.outbox_to(&email.to_lowercase()).await;
    letters.iter().filter(|mail| mail["subject"] == SUBJECT).map(token_in).collect()
}

/// The token of the link in a message, whose lines may be folded as quoted-printable folds them.
fn token_in(mail: &Value) -> String {
    let raw = unfolded(mail);
    let rest = raw.split("/recover?token=").nth(1).unwrap_or_else(|| panic!("no link in {raw}"));
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The token of a new link, once it was mailed.
pub async fn link(server: &Server, email: &str) -> String {
    let before = mailed(server, email).await.len();
    recover(server, email).await.expect(200);
    eventually(&format!("mail to {email}"), async || mailed(server, email).await.get(before).cloned()).await
}

pub fn address(name: &str) -> String {
    format!("{}@people.example", unique(name))
}

fn without_id(reply: &Reply) -> Value {
    let mut body = reply.json();
    body.as_object_mut().unwrap().remove("request_id");
    body
}

#[tokio::test]
async fn what_was_left_for_an_address_comes_back_to_whoever_reads_its_mail_once() {
    let server = Server::shared();
    let email = address("Ada");
    let first = store(server, &email, "00ff").await.expect(200);
    assert!(first["vault_id"].as_str().unwrap().starts_with("vlt_"), "{first}");
    assert!(first["message"].is_string() && first["stored_at"].is_string(), "{first}");
    // An address is the same in any case.
    let second = store(server, &email.to_uppercase(), "-_+/").await.expect(200);
    let account = server.register(None).await;
    let put = set(server, &account.key, &email, "AAAA").await.expect(200);
    assert_eq!((&put["ok"], &put["email"]), (&json!(true), &json!(email.to_lowercase())));
    let put = set(server, &account.key, &email, "BBBB").await.expect(200);

    let token = link(server, &email).await;
    let look = server.request("HEAD", &format!("/v1/vault/recover/verify?token={token}")).send().await;
    assert_eq!(look.status, 405, "programs that look at links do not use them up");
    let followed = verify(server, &token).await;
    assert_eq!(followed.header("cache-control"), Some("no-store"));
    let found = followed.expect(200);
    assert_eq!(found["recovered"], true);
    assert_eq!(
        found["entries"],
        json!([{ "account_id": account.account_id, "key": "recovery-seed", "ciphertext": "BBBB", "metadata": null,
                 "version": 2, "created_at": put["stored_at"] }])
    );
    assert_eq!(
        found["legacy_entries"],
        json!([
            { "vault_id": first["vault_id"], "encrypted_seed": "00ff", "created_at": first["stored_at"] },
            { "vault_id": second["vault_id"], "encrypted_seed": "-_+/", "created_at": second["stored_at"] },
        ])
    );
    let again = verify(server, &token).await;
    again.expect_error(400, "invalid_request");
    let never = verify(server, &"0".repeat(32)).await;
    assert_eq!(without_id(&again), without_id(&never));
    server.get("/v1/vault/recover/verify").send().await.expect_error(400, "missing_params");
}

#[tokio::test]
async fn of_many_who_follow_a_link_at_once_one_gets_something() {
    let server = Server::shared();
    let email = address("crowd");
    store(server, &email, "00").await.expect(200);
    let token = link(server, &email).await;
    let replies = join_all((0..10).map(|_| verify(server, &token))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    assert_eq!(replies.iter().filter(|reply| reply.status == 400).count(), 9);
}

#[tokio::test]
async fn an_unknown_address_is_answered_as_a_known_one_and_gets_no_mail() {
    let server = Server::shared();
    let (known, unknown) = (address("known"), address("unknown"));
    store(server, &known, "00").await.expect(200);
    let (to_known, to_unknown) = (recover(server, &known).await, recover(server, &unknown).await);
    assert_eq!(to_known.expect(200), to_unknown.expect(200));
    assert_eq!(to_known.expect(200)["sent"], true);
    // Both have asked the same of the directory, and nothing else before they answered.
    assert_eq!(cost(&to_known), cost(&to_unknown));
    let names =
        |reply: &Reply| reply.headers.keys().map(ToString::to_string).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(names(&to_known), names(&to_unknown));
    link(server, &known).await;
    assert_eq!(mailed(server, &unknown).await, [] as [String; 0]);
    // Nor do limits tell one from the other.
    let rest = async |email: &str| (recover(server, email).await.status, recover(server, email).await.status);
    assert_eq!(rest(&unknown).await, (200, 200));
    recover(server, &known).await.expect(200);
    let (to_known, to_unknown) = (recover(server, &known).await, recover(server, &unknown).await);
    to_known.expect_error(429, "rate_limited");
    assert_eq!(without_id(&to_known), without_id(&to_unknown));
}

#[tokio::test]
async fn a_link_is_over_after_fifteen_minutes_and_limits_after_an_hour_and_a_day() {
    let server = Server::start(&[]);
    let start: DateTime<Utc> = "2030-01-01T10:00:00Z".parse().unwrap();
    let at = |minutes: i64| start + TimeDelta::minutes(minutes);
    server.set_clock(start).await;
    let email = address("late");
    for _ in 0..5 {
        store(&server, &email, "00").await.expect(200);
    }
    let refused = store(&server, &email, "00").await;
    refused.expect_error(429, "rate_limited");
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((13 * 3_600..=14 * 3_600 + 1).contains(&wait), "{wait}");
    store(&server, &address("other"), "00").await.expect(200);

    let (old, young) = (link(&server, &email).await, link(&server, &email).await);
    recover(&server, &email).await.expect(200);
    let refused = recover(&server, &email).await;
    refused.expect_error(429, "rate_limited");
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((3_000..=3_601).contains(&wait), "{wait}");

    server.set_clock(at(14)).await;
    assert_eq!(verify(&server, &young).await.expect(200)["legacy_entries"].as_array().unwrap().len(), 5);
    server.set_clock(at(20)).await;
    verify(&server, &old).await.expect_error(400, "invalid_request");
    recover(&server, &email).await.expect_error(429, "rate_limited");
    server.set_clock(at(61)).await;
    link(&server, &email).await;
    store(&server, &email, "00").await.expect_error(429, "rate_limited");
    server.set_clock(at(14 * 60 + 1)).await;
    store(&server, &email, "00").await.expect(200);
}

#[tokio::test]
async fn limits_hold_however_many_ask_at_once() {
    let server = Server::shared();
    let email = address("rush");
    let stored = join_all((0..20).map(|_| store(server, &email, "00"))).await;
    assert_eq!(stored.iter().filter(|reply| reply.status == 200).count(), 5);
    assert_eq!(stored.iter().filter(|reply| reply.status == 429).count(), 15);
    let asked = join_all((0..20).map(|_| recover(server, &email))).await;
    assert_eq!(asked.iter().filter(|reply| reply.status == 200).count(), 3);
}

#[tokio::test]
async fn mail_to_an_agent_of_the_deployment_goes_straight_into_its_inbox() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    store(server, &mailbox.address, "00").await.expect(200);
    recover(server, &mailbox.address).await.expect(200);
    let find = async || mailbox.list("").await.into_iter().find(|message| message["subject"] == SUBJECT);
    let message = eventually("the mail", find).await;
    let read = mailbox.read(message["message_id"].as_str().unwrap().trim_matches(['<', '>'])).await;
    let token = token_in(&json!({ "raw": read["body"] }));
    assert_eq!(verify(server, &token).await.expect(200)["legacy_entries"][0]["encrypted_seed"], "00");
}

#[tokio::test]
async fn what_is_no_seed_is_refused() {
    let server = Server::shared();
    let key = server.register(None).await.key;
    for bad in ["", "plain text", "AAAAA", "🔑", "=="] {
        store(server, &address("a"), bad).await.expect_error(400, "invalid_encrypted_seed");
        set(server, &key, &address("a"), bad).await.expect_error(400, "invalid_encrypted_seed");
    }
    for bad in ["", "nobody", "a@", "a b@c.example"] {
        store(server, bad, "00").await.expect_error(400, "invalid_email");
        set(server, &key, bad, "00").await.expect_error(400, "invalid_email");
        recover(server, bad).await.expect_error(400, "invalid_email");
    }
    let reply = server.post("/v1/vault/store").json(json!({ "encrypted_seed": "00" })).send().await;
    reply.expect_error(400, "invalid_email");
    for bad in [json!(null), json!(7), json!(["00"])] {
        let seed = json!({ "encrypted_seed": bad, "recovery_email": address("a"), "email": address("a") });
        server.post("/v1/vault/store").json(&seed).send().await.expect_error(400, "invalid_encrypted_seed");
        let own = server.post("/v1/vault/recovery-email").key(&key).json(&seed).send().await;
        own.expect_error(400, "invalid_encrypted_seed");
    }
    for body in [json!({}), json!({ "email": 7 }), json!({ "email": null })] {
        server.post("/v1/vault/recover").json(&body).send().await.expect_error(400, "invalid_email");
        server.post("/v1/auth/login").json(&body).send().await.expect_error(400, "invalid_email");
        server.post("/v1/account/operator-email").key(&key).json(&body).send().await.expect_error(400, "invalid_email");
    }
    let without_seed = json!({ "email": address("a"), "recovery_email": address("a") });
    server.post("/v1/vault/store").json(&without_seed).send().await.expect_error(400, "invalid_encrypted_seed");
    store(server, &address("a"), &"A".repeat(LONGEST_LEFT)).await.expect(200);
    store(server, &address("a"), &"A".repeat(LONGEST_LEFT + 2)).await.expect_error(413, "too_large");
    set(server, &key, &address("a"), &"A".repeat(LONGEST)).await.expect(200);
    set(server, &key, &address("a"), &"A".repeat(LONGEST + 2)).await.expect_error(413, "too_large");
}

#[tokio::test]
async fn a_hundred_accounts_can_name_an_address_and_none_is_lost_to_more() {
    let server = Server::shared();
    let email = address("wanted");
    let owner = server.register(None).await;
    set(server, &owner.key, &email, "AAAA").await.expect(200);
    let others = join_all((0..104).map(|_| server.register(None))).await;
    let replies = join_all(others.iter().map(|other| set(server, &other.key, &email, "0000"))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 99);
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        reply.expect_error(403, "vault_limit_reached");
    }
    let late = &others[replies.iter().position(|reply| reply.status != 200).unwrap()];
    set(server, &late.key, &address("another"), "0000").await.expect(200);
    set(server, &late.key, &email, "0000").await.expect_error(403, "vault_limit_reached");
    set(server, &owner.key, &email, "BBBB").await.expect(200);
    let found = verify(server, &link(server, &email).await).await.expect(200);
    let entries = found["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 100);
    assert!(entries.iter().any(|entry| entry["account_id"] == owner.account_id && entry["ciphertext"] == "BBBB"));
}

/// The paths of recovery fit that of a key in the vault.
#[tokio::test]
async fn keys_of_the_vault_may_have_the_names_of_these_paths() {
    let server = Server::shared();
    let key = server.register(None).await.key;
    for name in ["store", "recover", "recovery-email"] {
        let path = format!("/v1/vault/{name}");
        server.put(&path).key(&key).json(json!({ "ciphertext": "00" })).send().await.expect(201);
        assert_eq!(server.get(&path).key(&key).send().await.expect(200)["key"], name);
        server.delete(&path).key(&key).send().await.expect(200);
        server.post(&format!("{path}/undelete")).key(&key).send().await.expect(200);
    }
}
