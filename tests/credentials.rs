//! Credentials that an agent asks its operator for: delivered once, and readable by nobody on the way.

use std::path::Path;
use std::time::SystemTime;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::operators::set_operator;
use crate::sessions::letters;
use crate::support::{Account, PodKey, Reply, Server, in_databases, is_on_disk, text, unique};

const OPERATOR: &str = "operator@example.org";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// An account with an operator, and an agent in a pod of it.
struct Flow<'a> {
    server: &'a Server,
    account: Account,
    pod: PodKey,
}

/// What an agent is given when it asks.
struct Codes {
    device: String,
    user: String,
}

impl<'a> Flow<'a> {
    async fn on(server: &'a Server) -> Self {
        let account = server.register(None).await;
        let pod = server.create_pod(&account).await;
        let email = json!({ "email": OPERATOR });
        server.post("/v1/account/operator-email").key(&account.key).json(email).send().await.expect(200);
        Self { server, account, pod }
    }

    async fn ask(&self, new: Value) -> Reply {
        self.server.post("/v1/credentials/request").key(&self.pod.key).json(new).send().await
    }

    async fn codes(&self) -> Codes {
        let asked = self.ask(json!({ "credential_type": "api_key", "service_name": "GitHub" })).await.expect(201);
        Codes { device: text(&asked["device_code"]), user: text(&asked["user_code"]) }
    }

    async fn poll(&self, device: &str) -> Reply {
        poll(self.server, &self.pod.key, json!({ "device_code": device })).await
    }

    async fn status(&self, device: &str) -> Value {
        self.poll(device).await.expect(200)["status"].clone()
    }

    async fn decide(&self, decision: Value) -> Reply {
        self.server.post("/v1/credentials/approve").key(&self.account.key).json(decision).send().await
    }

    async fn look(&self, code: &str) -> Reply {
        let path = format!("/v1/credentials/approve?code={code}");
        self.server.get(&path).key(&self.account.key).send().await
    }
}

async fn poll(server: &Server, key: &str, body: Value) -> Reply {
    server.post("/v1/credentials/poll").key(key).json(body).send().await
}

fn approval(code: &str, credential: &str) -> Value {
    json!({ "user_code": code, "approved": true, "vault_key": "github", "operator_email": OPERATOR,
        "credential_value": credential })
}

fn denial(code: &str) -> Value {
    json!({ "user_code": code, "approved": false, "vault_key": "github", "operator_email": OPERATOR })
}

/// Lets time pass on a server of one's own.
async fn later(server: &Server, from: DateTime<Utc>, seconds: i64) {
    let at = (from + TimeDelta::seconds(seconds)).to_rfc3339_opts(SecondsFormat::Millis, true);
    server.set_clock(at).await;
}

#[tokio::test]
async fn the_operator_sees_what_is_asked_for_and_the_agent_gets_it_once() {
    let flow = Flow::on(Server::shared()).await;
    let address = flow.server.new_mailbox(&flow.pod.key).await.address;
    let name = json!({ "name": "Build bot 🦊" });
    let pod = format!("/v1/pods/{}", flow.pod.id);
    flow.server.patch(&pod).key(&flow.account.key).json(name).send().await.expect(200);

    let new = json!({ "credential_type": "token", "service_name": " GitHub ", "description": "Read “private” repos" });
    let reply = flow.ask(new).await;
    let asked = reply.expect(201);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let (device, user) = (text(&asked["device_code"]), text(&asked["user_code"]));
    assert!(device.starts_with("dc_") && device.len() == 43, "{device}");
    let letter = |c: char| c.is_ascii_uppercase() && !"AEIOUY".contains(c);
    assert!(user.len() == 9 && user.char_indices().all(|(at, c)| if at == 4 { c == '-' } else { letter(c) }), "{user}");
    assert_eq!((&asked["expires_in"], &asked["interval"]), (&json!(300), &json!(5)));
    let uri = format!("{}/console", flow.server.url());
    assert_eq!(asked["verification_uri"], uri);
    assert_eq!(asked["verification_uri_complete"], format!("{uri}?code={user}"));
    assert!(asked["message"].as_str().unwrap().contains(&user), "{asked}");

    assert_eq!(flow.status(&device).await, "pending");
    let shown = flow.look(&user.to_lowercase().replace('-', "")).await.expect(200);
    for (field, value) in [
        ("credential_type", json!("token")),
        ("service_name", json!("GitHub")),
        ("description", json!("Read “private” repos")),
        ("agent_id", json!(flow.pod.id)),
        ("agent_name", json!("Build bot 🦊")),
        ("agent_email", json!(address)),
        ("status", json!("pending")),
        ("device_code", json!(format!("{}…", &device[..8]))),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    let time = |field: &str| DateTime::parse_from_rfc3339(shown[field].as_str().unwrap()).unwrap();
    assert_eq!(time("expires_at") - time("requested_at"), TimeDelta::minutes(5));
    assert!(!shown.to_string().contains(&device[9..]), "the device code is the agent's");

    let credential = format!("ghp_\u{0}\n\"'{}é🦊", unique("secret"));
    let decided = flow.decide(approval(&user, &credential)).await;
    assert_eq!(decided.expect(200)["status"], "approved");
    assert_eq!(decided.header("cache-control"), Some("no-store"));
    flow.look(&user).await.expect_error(404, "not_found");
    let delivered = flow.poll(&device).await;
    assert_eq!(delivered.expect(200), json!({ "status": "approved", "credential": credential, "vault_key": "github" }));
    assert_eq!(delivered.header("cache-control"), Some("no-store"));
    assert_eq!(flow.poll(&device).await.expect(200), json!({ "status": "expired" }));

    let log = flow.server.get("/v1/audit?limit=2").key(&flow.pod.key).send().await.expect(200);
    let entry = |at: usize| (&log["entries"][at]["action"], &log["entries"][at]["subject"]);
    assert_eq!((entry(0).0, entry(1).0), (&json!("credential.delivered"), &json!("credential.requested")));
    assert_eq!(entry(0).1, entry(1).1);
}

#[tokio::test]
async fn of_many_polls_at_once_one_gets_the_credential() {
    let flow = Flow::on(Server::shared()).await;
    let codes = flow.codes().await;
    flow.decide(approval(&codes.user, "s3cret")).await.expect(200);
    let polls = join_all((0..20).map(|number| {
        let request = flow.server.post("/v1/credentials/poll").key(&flow.pod.key);
        let request = if number % 2 == 0 { request } else { request.header("idempotency-key", &format!("{number}")) };
        request.json(json!({ "device_code": codes.device })).send()
    }))
    .await;
    let got: Vec<_> =
        polls.iter().map(|reply| reply.expect(200)).filter(|reply| reply["status"] == "approved").collect();
    assert_eq!(got.len(), 1, "{got:?}");
    assert_eq!(got[0]["credential"], "s3cret");
    assert!(polls.iter().filter(|reply| reply.json()["status"] == "expired").count() == 19);
}

#[tokio::test]
async fn a_credential_is_not_given_again_under_an_idempotency_key() {
    let flow = Flow::on(Server::shared()).await;
    let codes = flow.codes().await;
    flow.decide(approval(&codes.user, "s3cret")).await.expect(200);
    let poll = async || {
        let request = flow.server.post("/v1/credentials/poll").key(&flow.pod.key).header("idempotency-key", "again");
        request.json(json!({ "device_code": codes.device })).send().await.expect(200)
    };
    assert_eq!(poll().await["credential"], "s3cret");
    assert_eq!(poll().await, json!({ "status": "expired" }));
}

#[tokio::test]
async fn the_credential_is_never_on_disk_and_a_restart_does_not_lose_it() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let flow = Flow::on(&server).await;
    let (credential, service) = (unique("credential-marker"), unique("service-marker"));
    let asked = flow.ask(json!({ "credential_type": "password", "service_name": service })).await.expect(201);
    let (device, user) = (text(&asked["device_code"]), text(&asked["user_code"]));
    let request = server.post("/v1/credentials/approve").key(&flow.account.key).header("idempotency-key", "approve");
    request.json(approval(&user, &credential)).send().await.expect(200);
    let (account, pod) = (flow.account.clone(), flow.pod.clone());
    server.kill();
    let kept = |what: &str| is_on_disk(state.path(), what);
    let nowhere = |folder: &Path| !is_on_disk(folder, &credential) && !is_on_disk(folder, &device);
    assert!(kept(&service) && kept(&user), "the search finds what is there");
    assert!(nowhere(state.path()), "while it waits");

    let server = Server::start_in(state.path(), &[]);
    let flow = Flow { server: &server, account, pod };
    let request = server.post("/v1/credentials/poll").key(&flow.pod.key).header("idempotency-key", "poll");
    let delivered = request.json(json!({ "device_code": device })).send().await.expect(200);
    assert_eq!(delivered["credential"], credential);
    assert!(!server.log().contains(&credential));
    assert_eq!(flow.status(&device).await, "expired");
    let unread = flow.codes().await;
    flow.decide(approval(&unread.user, &credential)).await.expect(200);
    later(&server, SystemTime::now().into(), 61).await;
    assert_eq!(flow.status(&unread.device).await, "expired");
    server.kill();
    assert!(nowhere(state.path()), "after it was delivered");
    let left = "console.log(db.prepare('SELECT count(*) AS n FROM credential_value').get().n)";
    assert_eq!(in_databases(state.path(), "credential_value", left).trim(), "0", "nor is anything sealed left");
}

#[tokio::test]
async fn what_is_not_read_in_a_minute_is_gone_and_what_is_not_decided_in_five_expires() {
    let server = Server::start(&[]);
    let flow = Flow::on(&server).await;
    let start = DateTime::<Utc>::from(SystemTime::now()) + TimeDelta::days(1);
    later(&server, start, 0).await;
    let (unread, read, undecided) = (flow.codes().await, flow.codes().await, flow.codes().await);
    flow.decide(approval(&unread.user, "unread")).await.expect(200);
    flow.decide(approval(&read.user, "read")).await.expect(200);
    later(&server, start, 58).await;
    assert_eq!(flow.status(&read.device).await, "approved");
    later(&server, start, 62).await;
    assert_eq!(flow.status(&unread.device).await, "expired");
    assert_eq!(flow.status(&undecided.device).await, "pending");
    later(&server, start, 298).await;
    assert_eq!(flow.status(&undecided.device).await, "pending");
    flow.look(&undecided.user).await.expect(200);
    later(&server, start, 302).await;
    assert_eq!(flow.status(&undecided.device).await, "expired");
    flow.look(&undecided.user).await.expect_error(404, "not_found");
    flow.decide(approval(&undecided.user, "late")).await.expect_error(400, "invalid_request");
    flow.decide(denial(&undecided.user)).await.expect_error(400, "invalid_request");
    assert_eq!(flow.status(&undecided.device).await, "expired");
    later(&server, start, 302 + 3_600).await;
    flow.codes().await;
    flow.poll(&undecided.device).await.expect_error(403, "forbidden");
}

#[tokio::test]
async fn a_denial_is_final_and_of_decisions_at_once_one_counts() {
    let flow = Flow::on(Server::shared()).await;
    let codes = flow.codes().await;
    assert_eq!(flow.decide(denial(&codes.user)).await.expect(200)["status"], "denied");
    assert_eq!(flow.poll(&codes.device).await.expect(200), json!({ "status": "denied" }));
    flow.decide(approval(&codes.user, "x")).await.expect_error(400, "invalid_request");
    assert_eq!(flow.status(&codes.device).await, "denied");

    for round in 0..5 {
        let codes = flow.codes().await;
        let replies = join_all((0..5).map(|number| {
            let decision =
                if number == round { denial(&codes.user) } else { approval(&codes.user, &format!("{number}")) };
            flow.decide(decision)
        }))
        .await;
        let decided: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(decided.len(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.expect_error(400, "invalid_request");
        }
        assert_eq!(decided[0].json()["status"], flow.status(&codes.device).await);
        assert!(
            matches!(flow.status(&codes.device).await.as_str(), Some("denied" | "expired")),
            "and nothing after it"
        );
    }
}

#[tokio::test]
async fn who_polls_too_early_is_slowed_down_more_each_time() {
    let server = Server::start(&[]);
    let flow = Flow::on(&server).await;
    let start = DateTime::<Utc>::from(SystemTime::now()) + TimeDelta::days(1);
    later(&server, start, 0).await;
    let device = flow.codes().await.device;
    let slow = |interval: u32| json!({ "status": "slow_down", "interval": interval });
    let answer = async || flow.poll(&device).await.expect(200);
    assert_eq!(answer().await, json!({ "status": "pending" }), "the first one is never too early");
    assert_eq!(answer().await, slow(10));
    later(&server, start, 6).await;
    assert_eq!(answer().await, slow(15));
    later(&server, start, 25).await;
    assert_eq!(answer().await, json!({ "status": "pending" }));
    later(&server, start, 35).await;
    assert_eq!(answer().await, slow(20));
    let early = poll(&server, &flow.pod.key, json!({ "device_code": device, "grant_type": GRANT })).await;
    assert_eq!(early.expect_error(400, "slow_down")["interval"], 25);
}

#[tokio::test]
async fn with_a_grant_type_the_answers_are_those_of_rfc_8628() {
    let flow = Flow::on(Server::shared()).await;
    let ask = async |device: &str| {
        poll(flow.server, &flow.pod.key, json!({ "device_code": device, "grant_type": GRANT, "client_id": "x" })).await
    };
    let (first, second) = (flow.codes().await, flow.codes().await);
    let refused = async |device: &str, code: &str| {
        let reply = ask(device).await;
        reply.expect_error(400, code);
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    };
    refused(&first.device, "authorization_pending").await;
    refused(&first.device, "slow_down").await;
    flow.decide(denial(&first.user)).await.expect(200);
    refused(&first.device, "access_denied").await;
    refused("dc_0000000000000000000000000000000000000000", "invalid_grant").await;
    refused("", "invalid_request").await;
    flow.decide(approval(&second.user, "s3cret&=+")).await.expect(200);

    let grant = GRANT.replace(':', "%3A");
    let form = format!("grant_type={grant}&device_code={}&client_id=anybody", second.device);
    let form = flow.server.post("/v1/credentials/poll").key(&flow.pod.key).body(form).send().await;
    let granted = form.expect(200);
    assert_eq!(
        (&granted["access_token"], &granted["credential"], &granted["token_type"]),
        (&json!("s3cret&=+"), &json!("s3cret&=+"), &json!("N_A"))
    );
    assert_eq!(form.header("cache-control"), Some("no-store"));
    refused(&second.device, "expired_token").await;
    let other = json!({ "device_code": second.device, "grant_type": "password" });
    poll(flow.server, &flow.pod.key, other).await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn only_the_accounts_operator_decides_and_only_five_times() {
    let flow = Flow::on(Server::shared()).await;
    let codes = flow.codes().await;
    let by_pod = flow.server.post("/v1/credentials/approve").key(&flow.pod.key);
    by_pod.json(approval(&codes.user, "x")).send().await.expect_error(403, "pod_auth_forbidden");
    let by_pod = flow.server.get(&format!("/v1/credentials/approve?code={}", codes.user)).key(&flow.pod.key);
    by_pod.send().await.expect_error(403, "pod_auth_forbidden");

    let stranger = Flow::on(flow.server).await;
    stranger.decide(approval(&codes.user, "x")).await.expect_error(400, "invalid_request");
    stranger.look(&codes.user).await.expect_error(404, "not_found");

    let wrong = || {
        let mut decision = approval(&codes.user, "x");
        decision["operator_email"] = json!("eve@example.org");
        flow.decide(decision)
    };
    let replies = join_all((0..12).map(|_| wrong())).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 403 && reply.json()["error"] == "forbidden").count(), 5);
    assert_eq!(
        replies.iter().filter(|reply| reply.status == 429 && reply.json()["error"] == "rate_limited").count(),
        7
    );
    let refused = flow.decide(approval(&codes.user, "x")).await;
    refused.expect_error(429, "rate_limited");
    let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=300).contains(&seconds), "until the code expires: {seconds}");
    assert_eq!(flow.status(&codes.device).await, "denied", "a code that is void waits no more");
    flow.look(&codes.user).await.expect_error(404, "not_found");
    for _ in 0..5 {
        // Nor does it keep others from waiting; and who may not decide is not told to have decided.
        let codes = flow.codes().await;
        let mut decision = denial(&codes.user);
        decision["operator_email"] = json!("eve@example.org");
        for _ in 0..5 {
            flow.decide(decision.clone()).await.expect_error(403, "forbidden");
        }
    }

    let codes = flow.codes().await;
    let mut decision = approval(&codes.user, "x");
    decision["operator_email"] = json!(" Operator@Example.ORG ");
    flow.decide(decision).await.expect(200);
}

#[tokio::test]
async fn an_account_without_an_operator_cannot_decide() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let flow = Flow { server, account, pod };
    let codes = flow.codes().await;
    for _ in 0..6 {
        flow.decide(approval(&codes.user, "x")).await.expect_error(403, "no_operator_email");
    }
    let email = json!({ "email": OPERATOR });
    server.post("/v1/account/operator-email").key(&flow.account.key).json(email).send().await.expect(200);
    flow.decide(approval(&codes.user, "x")).await.expect(200);
}

#[tokio::test]
async fn five_requests_of_an_account_wait_at_once_however_many_come() {
    let flow = Flow::on(Server::shared()).await;
    let other = Flow { pod: flow.server.create_pod(&flow.account).await, account: flow.account.clone(), ..flow };
    let new = || json!({ "credential_type": "api_key", "service_name": "x" });
    let replies =
        join_all((0..20).map(|number| if number % 2 == 0 { flow.ask(new()) } else { other.ask(new()) })).await;
    let made: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(made.len(), 5);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        reply.expect_error(429, "rate_limited");
        let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((250..=300).contains(&wait), "{wait}");
    }
    let stranger = Flow::on(flow.server).await;
    stranger.ask(new()).await.expect(201);
    flow.decide(denial(&text(&made[0].json()["user_code"]))).await.expect(200);
    flow.ask(new()).await.expect(201);
    other.ask(new()).await.expect_error(429, "rate_limited");
}

#[tokio::test]
async fn a_device_code_is_good_for_the_pod_that_asked_alone() {
    let flow = Flow::on(Server::shared()).await;
    let codes = flow.codes().await;
    flow.decide(approval(&codes.user, "s3cret")).await.expect(200);
    let sibling = flow.server.create_pod(&flow.account).await;
    let stranger = Flow::on(flow.server).await;
    for key in [&flow.account.key, &sibling.key, &stranger.pod.key, &stranger.account.key] {
        for device in [&codes.device, "dc_made-up"] {
            poll(flow.server, key, json!({ "device_code": device })).await.expect_error(403, "forbidden");
        }
    }
    flow.server
        .post("/v1/credentials/poll")
        .json(json!({ "device_code": codes.device }))
        .send()
        .await
        .expect_error(401, "unauthorized");
    assert_eq!(flow.status(&codes.device).await, "approved");
}

#[tokio::test]
async fn the_accounts_own_agent_can_ask_too_and_a_purged_pods_requests_go_with_it() {
    let flow = Flow::on(Server::shared()).await;
    let own = Flow { pod: PodKey { id: flow.account.account_id.clone(), key: flow.account.key.clone() }, ..flow };
    let codes = own.codes().await;
    let shown = own.look(&codes.user).await.expect(200);
    assert_eq!((&shown["agent_id"], &shown["agent_email"]), (&json!(own.pod.id), &json!(own.account.address)));
    own.decide(approval(&codes.user, "s3cret")).await.expect(200);
    assert_eq!(own.status(&codes.device).await, "approved");

    let flow = Flow { pod: own.server.create_pod(&own.account).await, ..own };
    let codes = flow.codes().await;
    let purge = format!("/v1/pods/{}?purge=true", flow.pod.id);
    flow.server.delete(&purge).key(&flow.account.key).send().await.expect(200);
    flow.look(&codes.user).await.expect_error(404, "not_found");
}

#[tokio::test]
async fn a_code_that_cannot_be_one_is_as_unknown_as_any_other() {
    let flow = Flow::on(Server::shared()).await;
    let codes = flow.codes().await;
    for code in ["ABCD-1234", "BBBB-BBBB", "nonsense", "B", "%F0%9F%A6%8A"] {
        flow.look(code).await.expect_error(404, "not_found");
    }
    flow.look("").await.expect_error(400, "missing_params");
    let without = flow.server.get("/v1/credentials/approve").key(&flow.account.key).send().await;
    without.expect_error(400, "missing_params");
    flow.look(&codes.user).await.expect(200);
}

#[tokio::test]
async fn what_is_missing_or_too_long_is_refused_and_changes_nothing() {
    let flow = Flow::on(Server::shared()).await;
    for (new, code) in [
        (json!({}), "missing_fields"),
        (json!({ "service_name": "x" }), "missing_fields"),
        (json!({ "credential_type": "api_key" }), "missing_fields"),
        (json!({ "credential_type": "gold", "service_name": "x" }), "invalid_body"),
        (json!({ "credential_type": "api_key", "service_name": " " }), "invalid_request"),
        (json!({ "credential_type": "api_key", "service_name": "🦊".repeat(101) }), "invalid_request"),
        (json!({ "credential_type": "api_key", "service_name": "a\nb" }), "invalid_request"),
        (
            json!({ "credential_type": "api_key", "service_name": "x", "description": "d".repeat(201) }),
            "invalid_request",
        ),
    ] {
        flow.ask(new).await.expect_error(400, code);
    }
    let codes = flow.codes().await;
    for (field, value, code) in [
        ("user_code", json!("nonsense"), "invalid_request"),
        ("user_code", json!("BBBB-BBBB"), "invalid_request"),
        ("user_code", Value::Null, "invalid_body"),
        ("approved", json!("yes"), "invalid_body"),
        ("vault_key", json!(" "), "invalid_request"),
        ("vault_key", json!("k".repeat(101)), "invalid_request"),
        ("vault_key", json!("Google Maps"), "invalid_request"),
        ("vault_key", json!("日本"), "invalid_request"),
        ("operator_email", json!("nobody"), "invalid_email"),
        ("credential_value", json!(""), "missing_fields"),
        ("credential_value", Value::Null, "missing_fields"),
        ("credential_value", json!("c".repeat(8_193)), "invalid_request"),
    ] {
        let mut decision = approval(&codes.user, "x");
        decision[field] = value;
        flow.decide(decision).await.expect_error(400, code);
    }
    for field in ["user_code", "approved", "vault_key", "operator_email"] {
        let mut decision = approval(&codes.user, "x");
        decision.as_object_mut().unwrap().remove(field);
        flow.decide(decision).await.expect_error(400, "missing_fields");
    }
    for query in ["", "?code="] {
        let path = format!("/v1/credentials/approve{query}");
        flow.server.get(&path).key(&flow.account.key).send().await.expect_error(400, "missing_params");
    }
    for body in [json!({}), json!({ "device_code": "" })] {
        poll(flow.server, &flow.pod.key, body).await.expect_error(400, "missing_fields");
    }
    assert_eq!(flow.status(&codes.device).await, "pending");
    let longest = "🦊".repeat(8_192);
    flow.decide(approval(&codes.user, &longest)).await.expect(200);
    assert_eq!(flow.poll(&codes.device).await.expect(200)["credential"], longest);
}

#[tokio::test]
async fn the_operator_is_told_by_mail_and_finds_all_that_waits() {
    let server = Server::shared();
    let flow = Flow::on(server).await;
    let operator = format!("{}@people.example", unique("op"));
    set_operator(server, &flow.account.key, &operator).await;
    let wanted = json!({ "credential_type": "token", "service_name": "GitHub", "description": "to read issues" });
    let asked = flow.ask(wanted).await.expect(201);
    let code = text(&asked["user_code"]);

    let letter = letters(server, &operator, &code, 1).await;
    let decide = text(&asked["verification_uri_complete"]);
    for part in ["GitHub", "to read issues", &code, &decide] {
        assert!(letter.contains(part), "{part} is not in\n{letter}");
    }
    assert!(!letter.contains(&text(&asked["device_code"])[..8]));

    let list = "/v1/credentials/requests";
    let all = server.get(list).key(&flow.account.key).send().await.expect(200);
    let listed = &all["requests"][0];
    assert_eq!(
        (&all["count"], &listed["user_code"], &listed["service_name"]),
        (&json!(1), &json!(code), &json!("GitHub"))
    );
    server.get(list).key(&flow.pod.key).send().await.expect(403);
    flow.decide(denial(&code)).await.expect(403);
    let denied = json!({ "user_code": code, "approved": false, "vault_key": "x", "operator_email": operator });
    flow.decide(denied).await.expect(200);
    assert_eq!(server.get(list).key(&flow.account.key).send().await.expect(200)["count"], 0);
}

#[tokio::test]
async fn an_operator_gets_five_letters_an_hour_and_finds_the_rest_on_the_dashboard() {
    let server = Server::shared();
    let flow = Flow::on(server).await;
    let operator = format!("{}@people.example", unique("op"));
    set_operator(server, &flow.account.key, &operator).await;
    let mut last = String::new();
    for _ in 0..6 {
        last = flow.codes().await.user;
        let denied = json!({ "user_code": last, "approved": false, "vault_key": "x", "operator_email": operator });
        flow.decide(denied).await.expect(200);
    }
    letters(server, &operator, "It shows the code", 5).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let all = letters(server, &operator, "It shows the code", 5).await;
    assert_eq!(all.matches("It shows the code").count(), 5);
    assert!(!all.contains(&last));
}
