//! Limits hold exactly, whatever comes at once, across restarts and pods.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, PodKey, Reply, Server, unique};

#[tokio::test]
async fn of_500_requests_at_once_60_succeed_where_60_a_minute_may() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    limit(server, &account, &pod, json!({ "requests_per_minute": 60 })).await;

    let (used, refused) = at_once(server, &pod.key, 500).await;

    assert_eq!((used.len(), refused.len()), (60, 440));
    let mut left = BTreeSet::new();
    for reply in &used {
        let policy = reply.header("ratelimit-policy").unwrap();
        assert_eq!(policy.split(", ").next(), Some(r#""minute";q=60;w=60"#), "{policy}");
        let (remaining, resets_in) = state(reply, "minute");
        assert!((1..=60).contains(&resets_in), "{resets_in}");
        left.insert(remaining);
    }
    assert!(left.into_iter().eq(0..60), "each of the 60 has left one less than the one before");
    for reply in &refused {
        reply.expect_error(429, "rate_limited");
        assert!((1..=60).contains(&retry_after(reply)), "{reply}");
    }
}

/// Open: a refusal says only when to come back.
#[tokio::test]
async fn who_is_refused_is_told_the_limits_too() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let rates = json!({ "requests_per_minute": 1, "requests_per_hour": 2, "requests_per_day": 3 });
    limit(server, &account, &pod, rates).await;
    let first = ask(server, &pod.key).await;
    assert_eq!((first.status, state(&first, "hour").0, state(&first, "day").0), (200, 1, 2));

    for refused in [
        ask(server, &pod.key).await,
        // Refused before it can be forbidden.
        server.get("/v1/account/me").key(&pod.key).send().await,
    ] {
        refused.expect_error(429, "rate_limited");
        let policy = refused.header("ratelimit-policy").unwrap_or_else(|| panic!("no RateLimit-Policy: {refused}"));
        assert!(policy.starts_with(r#""minute";q=1;w=60, "hour";q=2;w=3600, "day";q=3;w=86400"#), "{policy}");
        assert_eq!(state(&refused, "minute"), (0, retry_after(&refused)));
        assert_eq!((state(&refused, "hour").0, state(&refused, "day").0), (1, 2));
    }
}

#[tokio::test]
async fn limits_of_minutes_hours_and_days_end_with_them() {
    let server = Server::start(&[]);
    let server = &server;
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let crowded = server.create_pod(&account).await;
    limit(server, &account, &crowded, json!({ "requests_per_minute": 60 })).await;
    let rates = json!({ "requests_per_minute": 2, "requests_per_hour": 5, "requests_per_day": 8 });
    limit(server, &account, &pod, rates).await;
    // How many of three succeed, and how long the others are told to wait.
    let three = async || {
        let (used, refused) = at_once(server, &pod.key, 3).await;
        let waits: BTreeSet<u32> = refused.iter().map(retry_after).collect();
        (used.len(), waits.last().copied().unwrap_or(0))
    };

    // Half a minute of slack everywhere, for slow machines.
    server.set_clock("2030-01-01T10:00:00Z").await;
    assert_eq!(three().await.0, 2);
    assert_eq!(at_once(server, &crowded.key, 100).await.0.len(), 60);

    server.set_clock("2030-01-01T10:00:30Z").await;
    let (used, wait) = three().await;
    assert!(used == 0 && (1..=60).contains(&wait), "{used} {wait}");
    assert_eq!(at_once(server, &crowded.key, 100).await.0.len(), 0);

    server.set_clock("2030-01-01T10:01:40Z").await;
    assert_eq!(three().await.0, 2);
    assert_eq!(at_once(server, &crowded.key, 100).await.0.len(), 60);

    server.set_clock("2030-01-01T10:03:20Z").await;
    let (used, wait) = three().await;
    assert!(used == 1 && (3_370..=3_430).contains(&wait), "the fifth of the hour: {used} {wait}");

    server.set_clock("2030-01-01T11:00:40Z").await;
    assert_eq!(three().await.0, 2);

    server.set_clock("2030-01-01T11:02:20Z").await;
    let (used, wait) = three().await;
    assert!(used == 1 && (82_630..=82_690).contains(&wait), "the eighth of the day: {used} {wait}");

    server.set_clock("2030-01-01T23:00:00Z").await;
    assert_eq!(three().await.0, 0);

    server.set_clock("2030-01-02T10:00:40Z").await;
    assert_eq!(three().await.0, 2);
}

#[tokio::test]
async fn a_changed_limit_holds_from_the_next_request_on() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    assert_eq!(at_once(server, &pod.key, 5).await.0.len(), 5, "none at first");

    limit(server, &account, &pod, json!({ "requests_per_hour": 2 })).await;
    assert_eq!(at_once(server, &pod.key, 5).await.0.len(), 2);

    limit(server, &account, &pod, json!({ "requests_per_hour": 6 })).await;
    assert_eq!(at_once(server, &pod.key, 10).await.0.len(), 4, "two are used already");

    limit(server, &account, &pod, json!({ "requests_per_hour": 3 })).await;
    let refused = ask(server, &pod.key).await;
    refused.expect_error(429, "rate_limited");

    limit(server, &account, &pod, Value::Null).await;
    assert_eq!(at_once(server, &pod.key, 10).await.0.len(), 10);
}

#[tokio::test]
async fn limits_of_one_pod_are_nothing_to_the_others() {
    let server = Server::shared();
    let account = server.register(None).await;
    let (pod, sibling) = (server.create_pod(&account).await, server.create_pod(&account).await);
    for pod in [&pod, &sibling] {
        limit(server, &account, pod, json!({ "requests_per_hour": 3 })).await;
    }
    let add = json!({ "mode": "add" });
    let added = server.post(&format!("/v1/pods/{}/keys", pod.id)).key(&account.key).json(add).send().await.expect(201);
    let second = added["api_key"].as_str().unwrap();

    let (of_first, of_second) = tokio::join!(at_once(server, &pod.key, 5), at_once(server, second, 5));

    assert_eq!(of_first.0.len() + of_second.0.len(), 3, "the keys of a pod share its limit");
    assert_eq!(at_once(server, &sibling.key, 5).await.0.len(), 3);
    assert_eq!(at_once(server, &account.key, 5).await.0.len(), 5);
}

#[tokio::test]
async fn a_limit_outlives_the_server() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let (small, large) = (server.create_pod(&account).await, server.create_pod(&account).await);
    limit(&server, &account, &small, json!({ "requests_per_hour": 40 })).await;
    limit(&server, &account, &large, json!({ "requests_per_hour": 300 })).await;
    assert_eq!(at_once(&server, &small.key, 30).await.0.len(), 30);
    assert_eq!(at_once(&server, &large.key, 30).await.0.len(), 30);

    server.kill();
    let server = Server::start_in(state.path(), &[]);

    assert_eq!(at_once(&server, &small.key, 100).await.0.len(), 10);
    // Larger limits are recorded a few ahead of their use, and the few that were unused are lost.
    let rest = at_once(&server, &large.key, 400).await.0.len();
    assert!((265..=270).contains(&rest), "{rest}");
}

#[tokio::test]
async fn an_account_and_its_pods_share_a_daily_allowance() {
    let state = tempfile::tempdir().unwrap();
    let vars = [("TIER_LIMITS", r#"{"free":{"requests_per_day":20}}"#), ("DEFAULT_TIER", "free")];
    let server = Server::start_in(state.path(), &vars);
    server.set_clock("2030-01-01T12:00:00Z").await;
    let account = server.register(None).await;
    let mut keys = vec![account.key.clone()];
    for _ in 0..3 {
        keys.push(server.create_pod(&account).await.key);
    }
    // Each ten times, at once: how many succeed, and how long the others are told to wait.
    let all = async |server: &Server| {
        let all = join_all(keys.iter().map(|key| at_once(server, key, 10))).await;
        let used = all.iter().map(|(used, _)| used.len()).sum::<usize>();
        (used, all.into_iter().flat_map(|(_, refused)| refused).collect::<Vec<_>>())
    };

    let (used, refused) = all(&server).await;

    assert_eq!(used, 17, "three of the twenty made the pods");
    for reply in refused {
        reply.expect_error(429, "rate_limited");
        assert!((43_000..=43_200).contains(&retry_after(&reply)), "until midnight it is twelve hours: {reply}");
    }
    server.post("/v1/pods").key(&account.key).json(json!({})).send().await.expect_error(429, "rate_limited");

    server.kill();
    let server = Server::start_in(state.path(), &vars);
    server.set_clock("2030-01-01T23:59:50Z").await;
    assert_eq!(all(&server).await.0, 0);
    server.set_clock("2030-01-02T00:00:00Z").await;
    assert_eq!(all(&server).await.0, 20);
}

/// In shares of odd sizes, when little is left.
#[tokio::test]
async fn a_days_allowance_lasts_to_its_last_request() {
    for allowance in [100, 103, 407] {
        let limits = format!(r#"{{"free":{{"requests_per_day":{allowance}}}}}"#);
        let server = Server::start(&[("TIER_LIMITS", &limits), ("DEFAULT_TIER", "free")]);
        server.set_clock("2030-01-01T12:00:00Z").await;
        let account = server.register(None).await;
        let (done, refused) = at_once(&server, &account.key, allowance + 10).await;
        assert_eq!(done.len(), allowance);
        for reply in refused {
            reply.expect_error(429, "rate_limited");
        }
    }
}

/// Something that every key may ask.
async fn ask(server: &Server, key: &str) -> Reply {
    server.get("/v1/email/addresses").key(key).send().await
}

/// Those that succeed and those that do not.
async fn at_once(server: &Server, key: &str, requests: usize) -> (Vec<Reply>, Vec<Reply>) {
    let replies = join_all((0..requests).map(|_| ask(server, key))).await;
    replies.into_iter().partition(|reply| reply.status == 200)
}

async fn limit(server: &Server, account: &Account, pod: &PodKey, rates: Value) {
    let changes = json!({ "rate_limits": rates });
    server.patch(&format!("/v1/pods/{}", pod.id)).key(&account.key).json(changes).send().await.expect(200);
}

/// What is left of a limit, and in how many seconds it is renewed, as `RateLimit` says.
#[track_caller]
fn state(reply: &Reply, name: &str) -> (u32, u32) {
    let header = reply.header("ratelimit").unwrap_or_else(|| panic!("no RateLimit: {reply}"));
    let item = header.split(", ").find(|item| item.starts_with(&format!("{name:?};"))).unwrap();
    let parameter = |letter: &str| {
        let value = item.split(';').find_map(|part| part.strip_prefix(letter)?.strip_prefix('='));
        value.unwrap().parse().unwrap()
    };
    (parameter("r"), parameter("t"))
}

#[track_caller]
fn retry_after(reply: &Reply) -> u32 {
    reply.header("retry-after").unwrap_or_else(|| panic!("no Retry-After: {reply}")).parse().unwrap()
}

#[tokio::test]
async fn one_network_knocks_so_often_at_each_door_whatever_address_it_names() {
    let server = Server::start(&[("UNAUTHENTICATED_REQUESTS_PER_HOUR", "4")]);
    let server = &server;
    let knock = async |path: &str, ip: &str, email: &str| {
        let body = match path {
            "/v1/vault/store" => json!({ "encrypted_seed": "00", "recovery_email": email }),
            _ => json!({ "email": email }),
        };
        server.post(path).header("cf-connecting-ip", ip).json(body).send().await
    };
    server.set_clock("2030-01-01T10:30:00Z").await;
    for path in ["/v1/auth/login", "/v1/vault/store", "/v1/vault/recover"] {
        // At once, each for another address: four come through.
        let emails: Vec<_> = (0..10).map(|_| format!("{}@people.example", unique("x"))).collect();
        let replies = join_all(emails.iter().map(|email| knock(path, "192.0.2.1", email))).await;
        let (let_in, refused): (Vec<Reply>, Vec<Reply>) = replies.into_iter().partition(|reply| reply.status == 200);
        assert_eq!((let_in.len(), refused.len()), (4, 6), "{path}");
        for reply in refused {
            reply.expect_error(429, "rate_limited");
            assert!((1_700..=1_801).contains(&retry_after(&reply)), "half an hour is left: {reply}");
            assert!(reply.text().contains("IP address"), "{reply}");
        }
        // The whole /64 is one network, and others are not kept waiting.
        for (at, email) in emails.iter().take(4).enumerate() {
            knock(path, &format!("2001:db8::{at}"), email).await.expect(200);
        }
        knock(path, "2001:db8::ffff:1", &emails[4]).await.expect_error(429, "rate_limited");
        knock(path, "2001:db8:0:1::1", &emails[4]).await.expect(200);
        // What is refused for the address that it names does not count for the network.
        let email = format!("{}@people.example", unique("often"));
        let mut told = Vec::new();
        for at in 0..8 {
            told.push(knock(path, &format!("198.51.100.{}", at / 3), &email).await);
        }
        let let_in = told.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(let_in, if path == "/v1/vault/recover" { 3 } else { 5 }, "{path}");
        assert!(told.last().unwrap().text().contains("email address"));
    }
    // What is wrong does not count either; nor does one door for another.
    for _ in 0..6 {
        knock("/v1/auth/login", "203.0.113.1", "nobody").await.expect_error(400, "invalid_email");
    }
    for path in ["/v1/auth/login", "/v1/vault/store", "/v1/vault/recover"] {
        knock(path, "203.0.113.1", &format!("{}@people.example", unique("y"))).await.expect(200);
    }
    server.set_clock("2030-01-01T11:00:00Z").await;
    knock("/v1/auth/login", "192.0.2.1", &format!("{}@people.example", unique("z"))).await.expect(200);
}

#[tokio::test]
async fn whoever_guesses_the_operator_s_token_is_soon_refused_with_the_right_one_too() {
    const TOKEN: &str = "a-token-of-the-operator";
    let server = Server::start(&[("ADMIN_TOKEN", TOKEN), ("UNAUTHENTICATED_REQUESTS_PER_HOUR", "4")]);
    let server = &server;
    server.set_clock("2030-01-01T10:30:00Z").await;
    let account = server.register(None).await;
    let get = async |path: &str, ip: &str, token: &str| {
        server.get(path).key(token).header("cf-connecting-ip", ip).send().await
    };
    for (path, ip) in [("/admin/master-keys", "192.0.2.1"), ("/admin/tenants", "192.0.3.1")] {
        get(path, ip, TOKEN).await.expect(200);
        server.get(path).header("cf-connecting-ip", ip).send().await.expect_error(401, "unauthorized");
        let guesses = join_all((0..10).map(|number| {
            let guess = format!("a-guess-of-the-operator-{number}");
            async move { get(path, ip, &guess).await }
        }));
        let guesses = guesses.await;
        assert_eq!(guesses.iter().filter(|reply| reply.status == 401).count(), 4, "{path}");
        assert_eq!(guesses.iter().filter(|reply| reply.status == 429).count(), 6, "{path}");
        get(path, ip, TOKEN).await.expect_error(429, "rate_limited");
        get(path, "192.0.2.77", TOKEN).await.expect(200);
    }
    get("/admin/tenants", "192.0.3.1", &account.key).await.expect(200);
    server.set_clock("2030-01-01T11:00:01Z").await;
    get("/admin/master-keys", "192.0.2.1", TOKEN).await.expect(200);
}
