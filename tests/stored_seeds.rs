//! What a stranger can make the directory and the bucket store: bounded, and gone again.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Reply, Server, eventually, in_databases, is_on_disk, unfolded, unique};

async fn store(server: &Server, email: &str, seed: &str) -> Reply {
    let body = json!({ "encrypted_seed": seed, "recovery_email": email });
    server.post("/v1/vault/store").json(body).send().await
}

fn email() -> String {
    format!("{}@people.example", unique("seed"))
}

const CONFIRM: &str = "Confirm your encrypted seed";
const RECOVER: &str = "Your recovery link";

/// The tokens in letters to an address, of which there are to be so many.
async fn tokens(server: &Server, email: &str, subject: &str, count: usize) -> Vec<String> {
    let find = async || {
        let letters = server.outbox_to(email).await;
        let tokens: Vec<_> = letters.iter().filter(|mail| mail["subject"] == subject).map(token).collect();
        (tokens.len() >= count).then_some(tokens)
    };
    eventually(&format!("mailing {count} letters to {email}"), find).await
}

fn token(mail: &Value) -> String {
    let raw = unfolded(mail);
    let rest = raw.split("?token=").nth(1).unwrap_or_else(|| panic!("no link in {raw}"));
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

async fn confirm(server: &Server, token: &str) -> Reply {
    let form = format!("token={token}");
    let post = server.post("/store/confirm").header("content-type", "application/x-www-form-urlencoded");
    post.body(form).send().await
}

/// The seeds that come back to whoever reads the mail of an address.
async fn recovered(server: &Server, email: &str) -> Vec<String> {
    let before = tokens(server, email, RECOVER, 0).await.len();
    server.post("/v1/vault/recover").json(json!({ "email": email })).send().await.expect(200);
    let token = tokens(server, email, RECOVER, before + 1).await.pop().unwrap();
    let path = format!("/v1/vault/recover/verify?token={token}");
    let found = server.get(&path).send().await.expect(200);
    let seeds = found["legacy_entries"].as_array().unwrap();
    seeds.iter().map(|seed| seed["encrypted_seed"].as_str().unwrap().to_owned()).collect()
}

fn objects(state: &Path) -> usize {
    std::fs::read_dir(state.join("v3/r2/warren-mail/blobs")).map_or(0, Iterator::count)
}

fn rows(state: &Path) -> String {
    let count =
        "console.log(db.prepare('SELECT count(*) AS seeds, sum(expires_at IS NULL) AS kept FROM vault_seed').get())";
    in_databases(state, "vault_seed", count)
}

#[tokio::test]
async fn a_seed_that_nobody_confirms_is_gone_after_thirty_days_and_others_stay() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let start: DateTime<Utc> = "2030-01-01T10:00:00Z".parse().unwrap();
    server.set_clock(start).await;
    let (old, kept, lost) = (email(), email(), email());
    store(&server, &old, "b2xk").await.expect(200);
    server.kill();
    // What older code left.
    let older = "
        if (db.prepare('SELECT count(*) AS seeds FROM vault_seed').get().seeds !== 1) throw new Error('another database');
        db.exec(\"UPDATE vault_seed SET encrypted_seed = 'b2xk', object = NULL, size = 0, expires_at = NULL, confirm_hash = NULL\")";
    in_databases(state.path(), "vault_seed", older);

    let server = Server::start_in(state.path(), &[]);
    server.set_clock(start).await;
    let seed = "c2VlZG1hcmtlcjEyMzQ1Njc4".repeat(2_000);
    let stored = store(&server, &kept, &seed).await.expect(200);
    assert!(stored["expires_at"].as_str().unwrap().starts_with("2030-01-31T10:0"), "{stored}");
    store(&server, &lost, "bG9zdA").await.expect(200);
    let token = tokens(&server, &kept, CONFIRM, 1).await.remove(0);

    // Programs that open the link, or send what they find, confirm nothing.
    let page = server.get(&format!("/store/confirm?token={token}")).send().await;
    assert_eq!(page.status, 200, "{page}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self'") && policy.contains("default-src 'none'"), "{policy}");
    assert!(page.text().contains(&format!("value=\"{token}\"")) && page.text().contains("method=\"post\""), "{page}");
    let elsewhere = server.get("/console").send().await;
    assert!(elsewhere.header("content-security-policy").unwrap().contains("form-action 'none'"));
    let escaped = server.get("/store/confirm?token=%22%3E%3Cscript%3E").send().await;
    assert!(!escaped.text().contains("<script>"), "{escaped}");
    server.set_clock(start + TimeDelta::days(29)).await;
    assert_eq!(recovered(&server, &lost).await, ["bG9zdA"], "it can be recovered meanwhile");
    for _ in 0..2 {
        let confirmed = confirm(&server, &token).await;
        assert!(confirmed.status == 200 && confirmed.text().contains("The seed is confirmed"), "{confirmed}");
    }
    for bad in ["", "0000"] {
        let refused = confirm(&server, bad).await;
        assert!(refused.status == 400 && refused.text().contains("Invalid"), "{refused}");
    }

    server.set_clock(start + TimeDelta::days(31)).await;
    let late = tokens(&server, &lost, CONFIRM, 1).await.remove(0);
    assert_eq!(confirm(&server, &late).await.status, 400, "too late");
    assert_eq!(objects(state.path()), 3, "one of them lies in no row any more");
    let swept = server.get("/cdn-cgi/local/scheduled").send().await;
    assert_eq!(swept.status, 200, "{swept}");
    assert_eq!(objects(state.path()), 2);
    // So does the next one who stores a seed.
    let another = email();
    store(&server, &another, "bGF0ZXI").await.expect(200);
    server.set_clock(start + TimeDelta::days(62)).await;
    store(&server, &email(), "bGFzdA").await.expect(200);
    assert_eq!(objects(state.path()), 3);
    assert_eq!(recovered(&server, &kept).await, [seed.as_str()]);
    assert_eq!(recovered(&server, &old).await, ["b2xk"]);
    server.kill();
    assert!(rows(state.path()).contains("{ seeds: 3, kept: 2 }"), "{}", rows(state.path()));
    assert!(is_on_disk(&state.path().join("v3/r2"), &seed[..96]));
    assert!(!is_on_disk(&state.path().join("v3/d1"), &seed[..96]), "the directory holds no ciphertext");
}

#[tokio::test]
async fn strangers_fill_no_more_than_the_budget_for_unconfirmed_seeds() {
    let server = Server::start(&[("UNCONFIRMED_SEED_BYTES", "120000")]);
    let server = &server;
    let seed = "A".repeat(51_200);
    let emails: Vec<_> = (0..12).map(|_| email()).collect();
    let replies = join_all(emails.iter().map(|email| store(server, email, &seed))).await;
    let stored: Vec<_> = replies.iter().zip(&emails).filter(|(reply, _)| reply.status == 200).collect();
    assert_eq!(stored.len(), 2);
    for refused in replies.iter().filter(|reply| reply.status != 200) {
        let told = refused.expect_error(503, "storage_exhausted");
        assert!(told["message"].as_str().unwrap().contains("unconfirmed"), "{told}");
        let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=86_400).contains(&wait), "{wait}");
    }
    // A confirmed one is not among them any more.
    let token = tokens(server, stored[0].1, CONFIRM, 1).await.remove(0);
    assert_eq!(confirm(server, &token).await.status, 200);
    store(server, &email(), &seed).await.expect(200);
    store(server, &email(), &seed).await.expect_error(503, "storage_exhausted");
    // One address gets five letters a day, whoever asks from wherever.
    let victim = email();
    let asked = join_all((0..10).map(|number| {
        let body = json!({ "encrypted_seed": "00", "recovery_email": victim });
        let post = server.post("/v1/vault/store").header("cf-connecting-ip", &format!("2001:db8:{number}::1"));
        async move { post.json(body).send().await.status }
    }))
    .await;
    assert_eq!(asked.iter().filter(|status| **status == 200).count(), 5, "{asked:?}");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(tokens(server, &victim, CONFIRM, 5).await.len(), 5);
}

#[tokio::test]
async fn many_networks_together_are_bounded_and_so_are_all() {
    let vars =
        [("UNAUTHENTICATED_REQUESTS_PER_HOUR", "1"), ("KEY_CREATIONS_PER_HOUR", "1"), ("ACCOUNTS_PER_DAY", "100")];
    let server = Server::start(&vars);
    let server = &server;
    server.set_clock("2030-01-01T10:30:00Z").await;
    let ask = async |path: &str, ip: String| {
        let body = match path {
            "/v1/vault/store" => json!({ "encrypted_seed": "00", "recovery_email": email() }),
            "/v1/auth/keys" => json!({}),
            _ => json!({ "email": email() }),
        };
        server.post(path).header("cf-connecting-ip", &ip).json(body).send().await.status
    };
    for path in ["/v1/vault/store", "/v1/auth/login", "/v1/vault/recover", "/v1/auth/keys"] {
        let let_in = async |ips: Vec<String>| {
            let asked = join_all(ips.into_iter().map(|ip| ask(path, ip))).await;
            assert!(asked.iter().all(|status| [200, 201, 429].contains(status)), "{path}: {asked:?}");
            asked.into_iter().filter(|status| *status != 429).count()
        };
        // Of one /48, of another one, then of the whole /32; of IPv4 likewise.
        assert_eq!(let_in((0..12).map(|at| format!("2001:db8:0:{at:x}::1")).collect()).await, 8, "{path}");
        assert_eq!(let_in((0..12).map(|at| format!("2001:db8:1:{at:x}::1")).collect()).await, 8, "{path}");
        assert_eq!(let_in((2..80).map(|at| format!("2001:db8:{at:x}::1")).collect()).await, 48, "{path}");
        assert_eq!(let_in((0..12).map(|at| format!("192.0.2.{at}")).collect()).await, 8, "{path}");
    }
    // Accounts of all networks together: 72 are made.
    let made = join_all((0..40).map(|at| ask("/v1/auth/keys", format!("2001:{at:x}::1")))).await;
    assert_eq!(made.iter().filter(|status| **status == 201).count(), 28);
    server.set_clock("2030-01-02T00:00:01Z").await;
    assert_eq!(ask("/v1/auth/keys", "2001:99::1".to_owned()).await, 201);
}
