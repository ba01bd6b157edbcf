//! Charges that wait for the account to decide.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::operators::set_operator;
use crate::sessions::signed_in;
use crate::support::{Account, Purse, Receiver, Reply, Server, eventually, in_a_while, unfolded};

const SOON: Duration = Duration::from_secs(10);

/// An account that wants to be asked beyond 100 a day.
pub async fn asking(server: &Server) -> Purse<'_> {
    let purse = Purse::on(server).await;
    purse.set(json!({ "daily": 100, "on_limit": "approve" })).await;
    purse
}

impl Purse<'_> {
    async fn decide(&self, approval: &str, how: &str, key: &str) -> Reply {
        self.post(&format!("/v1/approvals/{approval}/{how}"), key, json!({})).await
    }

    async fn approvals(&self, query: &str, key: &str) -> Vec<Value> {
        let page = self.read(&format!("/v1/approvals?{query}"), key).await;
        assert_eq!(page["count"], page["approvals"].as_array().unwrap().len());
        page["approvals"].as_array().unwrap().clone()
    }
}

/// A session of somebody who reads the account's mail.
pub async fn sign_in(server: &Server, account: &Account) -> String {
    let email = format!("{}@people.example", account.account_id.replace('_', "-"));
    let body = json!({ "email": email });
    server.post("/v1/account/recovery-email").key(&account.key).json(body).send().await.expect(200);
    signed_in(server, &email).await
}

#[tokio::test]
async fn a_charge_beyond_a_cap_waits_and_is_made_when_the_account_approves() {
    let purse = asking(Server::shared()).await;
    purse.charge(80).await.expect(200);
    let wanted =
        json!({ "amount": 30, "category": "api", "description": "more", "reference_id": "r", "metadata": { "a": 1 } });
    let asked = purse.spend(wanted).await.expect(202);
    assert_eq!((&asked["status"], &asked["reason"]), (&json!("approval_required"), &json!("spending_cap_exceeded")));
    let exceeded = json!([{ "scope": "account", "period": "daily", "limit_usdc": null, "spent_usdc": null, "held_usdc": null, "requested_usdc": 30 }]);
    assert_eq!(asked["exceeded"], exceeded);
    let id = asked["approval_id"].as_str().unwrap();
    assert!(id.starts_with("apr_"));
    let path = format!("/v1/approvals/{id}");
    let waiting = purse.read(&path, &purse.pod.key).await;
    assert_eq!(
        (&waiting["status"], &waiting["resolved_at"], &waiting["resolved_by"]),
        (&json!("pending"), &Value::Null, &Value::Null)
    );
    assert_eq!(
        (&waiting["amount_usdc"], &waiting["metadata"], &waiting["reference_id"]),
        (&json!(30), &json!({ "a": 1 }), &json!("r"))
    );
    let span = |of: &Value| DateTime::parse_from_rfc3339(of.as_str().unwrap()).unwrap();
    assert_eq!((span(&waiting["expires_at"]) - span(&waiting["created_at"])).num_hours(), 24);
    assert_eq!(purse.used(&purse.account.key, "daily").await, [80, 0], "what waits does not count");

    let approved = purse.decide(id, "approve", &purse.account.key).await.expect(200);
    assert_eq!((&approved["ok"], &approved["status"], &approved["id"]), (&json!(true), &json!("approved"), &json!(id)));
    assert_eq!((&approved["charge"]["status"], &approved["charge"]["approval_id"]), (&json!("completed"), &json!(id)));
    let read = purse.read(&path, &purse.pod.key).await;
    assert!(read["resolved_by"].as_str().unwrap().starts_with("key_"), "{read}");
    assert_eq!((&read["charge_id"], &read["status"]), (&approved["charge"]["id"], &json!("approved")));
    assert_eq!(purse.used(&purse.account.key, "daily").await, [110, 0], "it may exceed the cap, and counts");
    let entry = &purse.history(&purse.account.key, 50).await[0];
    assert_eq!((&entry["approval_id"], &entry["amount_usdc"]), (&json!(id), &json!(30)), "and is recorded so");
}

#[tokio::test]
async fn a_charge_above_the_single_limit_waits_even_within_the_caps() {
    let purse = Purse::on(Server::shared()).await;
    purse.set(json!({ "daily": 100, "single_tx_limit_cents": 20 })).await;
    purse.charge(20).await.expect(200);
    let asked = purse.charge(21).await.expect(202);
    assert_eq!((&asked["reason"], &asked["exceeded"]), (&json!("single_tx_limit_exceeded"), &json!([])));
    // Beyond a cap the account has said that it is not asked.
    purse.charge(81).await.expect_error(402, "spending_cap_exceeded");
    let approved =
        purse.decide(asked["approval_id"].as_str().unwrap(), "approve", &purse.account.key).await.expect(200);
    assert_eq!(approved["charge"]["amount_usdc"], 21);
}

#[tokio::test]
async fn an_approval_is_decided_once_whoever_decides() {
    let purse = asking(Server::shared()).await;
    let id = purse.ask(500).await;
    let replies = join_all((0..10).map(|number| {
        let how = if number % 2 == 0 { "approve" } else { "reject" };
        purse.decide(&id, how, &purse.account.key)
    }))
    .await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        reply.expect_error(409, "already_resolved");
    }
    let approved = purse.read(&format!("/v1/approvals/{id}"), &purse.account.key).await["status"] == "approved";
    assert_eq!(purse.history(&purse.account.key, 50).await.len(), usize::from(approved));
}

#[tokio::test]
async fn a_rejected_charge_is_not_made_and_its_agent_learns_why() {
    let purse = asking(Server::shared()).await;
    let id = purse.ask(500).await;
    let path = format!("/v1/approvals/{id}");
    let how = format!("{path}/reject");
    let reject = |reason: String| purse.post(&how, &purse.account.key, json!({ "reason": reason }));
    reject("x".repeat(501)).await.expect_error(400, "invalid_request");
    let rejected = reject("too much".to_owned()).await.expect(200);
    assert_eq!((&rejected["status"], &rejected["charge"]), (&json!("rejected"), &Value::Null));
    let read = purse.read(&path, &purse.pod.key).await;
    assert_eq!((&read["reason"], &read["rejection_reason"]), (&json!("too much"), &json!("too much")));
    assert_eq!(read["requested_because"], "spending_cap_exceeded");
    let silent = purse.ask(500).await;
    let silent = purse.decide(&silent, "reject", &purse.account.key).await.expect(200);
    assert_eq!(silent["reason"], Value::Null);
    purse.decide(&id, "approve", &purse.account.key).await.expect_error(409, "already_resolved");
    assert!(purse.history(&purse.account.key, 50).await.is_empty());
}

#[tokio::test]
async fn only_the_account_decides() {
    let server = Server::shared();
    let purse = asking(server).await;
    let id = purse.ask(500).await;
    for how in ["approve", "reject"] {
        purse.decide(&id, how, &purse.pod.key).await.expect_error(403, "pod_auth_forbidden");
    }
    let stranger = server.register(None).await;
    purse.decide(&id, "approve", &stranger.key).await.expect_error(404, "not_found");

    let session = sign_in(server, &purse.account).await;
    let approved = purse.decide(&id, "approve", &session).await.expect(200);
    assert!(approved["resolved_by"].as_str().unwrap().starts_with("ses_"), "{approved}");
    let last = purse.own_charge(500).await.expect(202)["approval_id"].as_str().unwrap().to_owned();
    purse.decide(&last, "reject", &purse.account.key).await.expect(200);
}

#[tokio::test]
async fn what_is_not_decided_in_time_expires_by_itself() {
    let server = &Server::start(&[]);
    let purse = asking(server).await;
    purse.set(json!({ "approval_ttl_seconds": 60 })).await;
    let [first, second] = [purse.ask(500).await, purse.ask(500).await];
    server.set_clock(in_a_while(TimeDelta::seconds(61))).await;
    purse.decide(&first, "approve", &purse.account.key).await.expect_error(410, "expired");
    purse.decide(&first, "reject", &purse.account.key).await.expect_error(410, "expired");
    assert_eq!(purse.read(&format!("/v1/approvals/{second}"), &purse.pod.key).await["status"], "expired");
    assert!(purse.approvals("", &purse.account.key).await.is_empty(), "pending ones");
    assert_eq!(purse.approvals("status=expired", &purse.account.key).await.len(), 2);
    assert!(purse.history(&purse.account.key, 50).await.is_empty());
}

#[tokio::test]
async fn approvals_are_listed_by_status_and_in_pages() {
    let purse = asking(Server::shared()).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(purse.ask(500).await);
    }
    let own = purse.own_charge(500).await.expect(202)["approval_id"].clone();
    purse.decide(&ids[0], "approve", &purse.account.key).await.expect(200);
    purse.decide(&ids[1], "reject", &purse.account.key).await.expect(200);
    let listed = async |query: &str, key: &str| {
        let all = purse.approvals(query, key).await;
        all.iter().map(|approval| approval["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let of_pod: Vec<_> = [4, 3, 2].map(|at| ids[at].clone()).to_vec();
    assert_eq!(listed("", &purse.pod.key).await, of_pod, "a pod sees its own, the newest first");
    assert_eq!(listed("status=approved", &purse.pod.key).await, [ids[0].clone()]);
    assert_eq!(listed("status=rejected", &purse.account.key).await, [ids[1].clone()]);
    assert_eq!(listed("status=all", &purse.account.key).await.len(), 6);
    assert_eq!(listed("status=pending", &purse.account.key).await[0], own);
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = purse.read(&format!("/v1/approvals?status=all&limit=2{cursor}"), &purse.pod.key).await;
        all.extend(
            page["approvals"].as_array().unwrap().iter().map(|approval| approval["id"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    ids.reverse();
    assert_eq!(all, ids);
    assert_eq!(purse.read("/v1/approvals?limit=201", &purse.pod.key).await["limit"], 200);
    for bad in ["status=open", "limit=0", "cursor=x"] {
        let path = format!("/v1/approvals?{bad}");
        purse.server.get(&path).key(&purse.pod.key).send().await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn a_repeated_wish_is_one_approval() {
    let purse = asking(Server::shared()).await;
    let replies = join_all((0..10).map(|_| purse.once("/v1/charge", "k", json!({ "amount": 500 })))).await;
    for reply in &replies {
        assert_eq!(reply.expect(202), replies[0].expect(202));
    }
    assert_eq!(purse.approvals("", &purse.account.key).await.len(), 1);
    let id = replies[0].json()["approval_id"].as_str().unwrap().to_owned();
    purse.decide(&id, "approve", &purse.account.key).await.expect(200);
    assert_eq!(purse.once("/v1/charge", "k", json!({ "amount": 500 })).await.expect(202), replies[0].json());
    assert_eq!(purse.history(&purse.account.key, 50).await.len(), 1);
}

#[tokio::test]
async fn an_approved_hold_is_held_from_then_on() {
    let purse = asking(Server::shared()).await;
    let asked = purse.spend(json!({ "amount": 500, "capture": false, "expires_in": 600 })).await.expect(202);
    let id = asked["approval_id"].as_str().unwrap();
    let waiting = purse.read(&format!("/v1/approvals/{id}"), &purse.pod.key).await;
    assert_eq!((&waiting["capture"], &waiting["expires_in"]), (&json!(false), &json!(600)));
    let charge = purse.decide(id, "approve", &purse.account.key).await.expect(200)["charge"].clone();
    assert_eq!(charge["status"], "held");
    assert_eq!(purse.used(&purse.account.key, "daily").await, [0, 500]);
    let capture = format!("/v1/charges/{}/capture", charge["id"].as_str().unwrap());
    purse.post(&capture, &purse.pod.key, json!({ "amount": 400 })).await.expect(200);
    assert_eq!(purse.used(&purse.account.key, "daily").await, [400, 0]);
}

#[tokio::test]
async fn so_many_charges_of_an_account_wait_at_once() {
    let purse = asking(Server::shared()).await;
    let so_many = async |key: &str, count: usize| {
        let asked = join_all((0..count).map(|_| purse.post("/v1/charge", key, json!({ "amount": 500 })))).await;
        for refused in asked.iter().filter(|reply| reply.status != 202) {
            assert_eq!(refused.expect_error(429, "rate_limited")["reason"], "too_many_approvals");
        }
        asked.iter().filter(|reply| reply.status == 202).count()
    };
    assert_eq!(so_many(&purse.pod.key, 23).await, 20, "a pod leaves room for others");
    assert_eq!(so_many(&purse.account.key, 83).await, 80);
    let other = purse.server.create_pod(&purse.account).await;
    assert_eq!(so_many(&other.key, 1).await, 0);
    purse.charge(100).await.expect(200);
}

#[tokio::test]
async fn approving_a_hold_keeps_to_the_limit_of_open_holds() {
    let purse = asking(Server::shared()).await;
    let hold = |amount: i64| purse.spend(json!({ "amount": amount, "capture": false }));
    let id = hold(500).await.expect(202)["approval_id"].as_str().unwrap().to_owned();
    let at_once = purse.ask(500).await;
    let holds = join_all((0..20).map(|_| hold(1))).await;
    purse.decide(&id, "approve", &purse.account.key).await.expect_error(403, "hold_limit_reached");
    assert_eq!(purse.read(&format!("/v1/approvals/{id}"), &purse.pod.key).await["status"], "pending");
    purse.decide(&at_once, "approve", &purse.account.key).await.expect(200);
    let release = format!("/v1/charges/{}/release", holds[0].expect(200)["id"].as_str().unwrap());
    purse.post(&release, &purse.pod.key, json!({})).await.expect(200);
    assert_eq!(purse.decide(&id, "approve", &purse.account.key).await.expect(200)["charge"]["status"], "held");
}

#[tokio::test]
async fn a_pod_learns_which_caps_of_the_account_it_would_exceed_and_no_numbers_of_them() {
    let server = Server::shared();
    let purse = asking(server).await;
    purse.set_pod(json!({ "spending_caps": { "daily": 70 } })).await;
    purse.own_charge(77).await.expect(200);
    let line = |scope: &str, [limit, spent, held]: [Value; 3]| json!({ "scope": scope, "period": "daily", "limit_usdc": limit, "spent_usdc": spent, "held_usdc": held, "requested_usdc": 71 });
    let pods = line("pod", [json!(70), json!(0), json!(0)]);
    let seen = json!([line("account", [Value::Null, Value::Null, Value::Null]), pods]);
    let whole = json!([line("account", [json!(100), json!(77), json!(0)]), pods]);

    let mut sockets = [server.socket(&purse.pod.key).await, server.socket(&purse.account.key).await];
    for socket in &mut sockets {
        assert_eq!(socket.next_event(SOON).await["type"], "connected");
    }
    let asked = purse.charge(71).await.expect(202);
    assert_eq!(asked["exceeded"], seen);
    let id = asked["approval_id"].as_str().unwrap();
    let path = format!("/v1/approvals/{id}");
    assert_eq!(purse.read(&path, &purse.pod.key).await["exceeded"], seen);
    assert_eq!(purse.approvals("", &purse.pod.key).await[0]["exceeded"], seen);
    assert_eq!(purse.read(&path, &purse.account.key).await["exceeded"], whole);
    assert_eq!(purse.approvals("", &purse.account.key).await[0]["exceeded"], whole);
    assert_eq!(purse.decide(id, "reject", &purse.account.key).await.expect(200)["exceeded"], whole);
    for (socket, told) in sockets.iter_mut().zip([&seen, &whole]) {
        for _ in 0..2 {
            assert_eq!(&socket.next_event(SOON).await["approval"]["exceeded"], told);
        }
    }
    purse.set(json!({ "on_limit": "reject" })).await;
    assert_eq!(purse.charge(71).await.expect_error(402, "spending_cap_exceeded")["exceeded"], seen);
    assert_eq!(purse.read("/v1/budget", &purse.pod.key).await["available_usdc"], 70);
    assert_eq!(purse.read("/v1/budget", &purse.account.key).await["available_usdc"], 23);
}

#[tokio::test]
async fn sockets_of_the_pod_and_of_the_account_hear_of_approvals() {
    let server = Server::shared();
    let purse = asking(server).await;
    let mut sockets = [server.socket(&purse.pod.key).await, server.socket(&purse.account.key).await];
    for socket in &mut sockets {
        assert_eq!(socket.next_event(SOON).await["type"], "connected");
    }
    let id = purse.ask(500).await;
    purse.decide(&id, "approve", &purse.account.key).await.expect(200);
    for socket in &mut sockets {
        let requested = socket.next_event(SOON).await;
        assert_eq!(
            (&requested["type"], &requested["approval"]["id"], &requested["approval"]["status"]),
            (&json!("approval.requested"), &json!(id), &json!("pending"))
        );
        let resolved = socket.next_event(SOON).await;
        assert_eq!(
            (&resolved["type"], &resolved["approval"]["status"]),
            (&json!("approval.resolved"), &json!("approved"))
        );
    }
    // The account's own wish is told of once.
    let own = purse.own_charge(500).await.expect(202)["approval_id"].clone();
    let requested = sockets[1].next_event(SOON).await;
    assert_eq!(requested["approval"]["id"], own);
    purse.decide(own.as_str().unwrap(), "approve", &purse.account.key).await.expect(200);
    assert_eq!(sockets[1].next_event(SOON).await["type"], "approval.resolved");
}

#[tokio::test]
async fn the_operator_is_written_to_once() {
    let purse = asking(Server::shared()).await;
    let operator = format!("{}@operators.example", purse.account.account_id.replace('_', "-"));
    set_operator(purse.server, &purse.account.key, &operator).await;
    let wish = json!({ "amount": 1_500_000, "description": "a GPU for an hour", "payee": "gpu.example" });
    let id =
        purse.once("/v1/charge", "gpu", wish.clone()).await.expect(202)["approval_id"].as_str().unwrap().to_owned();
    purse.once("/v1/charge", "gpu", wish).await.expect(202);
    let letters = async || {
        let letters = purse.server.outbox_to(&operator).await;
        letters.iter().map(unfolded).filter(|letter| letter.contains("asks to spend")).collect::<Vec<_>>()
    };
    eventually("the letter", async || letters().await.first().map(drop)).await;
    // Long enough for a second one to come too.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let letters = letters().await;
    assert_eq!(letters.len(), 1);
    for word in
        ["1.50 USDC", "a GPU for an hour", "gpu[.]example", "the account's daily cap", &id, "/decide?token=dec_"]
    {
        assert!(letters[0].contains(word), "{}", letters[0]);
    }
}

#[tokio::test]
async fn webhooks_are_posted_approvals_that_they_ask_for() {
    let server = &Server::start(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]);
    let purse = asking(server).await;
    let receiver = Receiver::start().await;
    let events = json!(["approval.requested", "approval.resolved"]);
    let hook = json!({ "url": receiver.url("/"), "events": events });
    purse.post("/v1/email/webhooks", &purse.account.key, hook).await.expect(201);
    let id = purse.ask(500).await;
    purse.decide(&id, "reject", &purse.account.key).await.expect(200);
    let posts = receiver.expect(2, SOON).await;
    let bodies: Vec<Value> = posts.iter().map(|post| serde_json::from_str(&post.body).unwrap()).collect();
    let of = |kind: &str| bodies.iter().find(|body| body["type"] == kind).unwrap()["data"].clone();
    let (requested, resolved) = (of("approval.requested"), of("approval.resolved"));
    assert_eq!((&requested["address"], &requested["approval"]["id"]), (&Value::Null, &json!(id)));
    assert_eq!(resolved["approval"]["status"], "rejected");
}

#[tokio::test]
async fn a_decision_whose_reply_was_lost_in_a_power_cut_is_told_when_asked_again() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let purse = asking(&server).await;
    let (account, pod) = (purse.account.clone(), purse.pod.clone());
    let mut asked = Vec::new();
    for capture in [true, false, true] {
        let wanted = purse.spend(json!({ "amount": 130, "capture": capture })).await.expect(202);
        asked.push(wanted["approval_id"].as_str().unwrap().to_owned());
    }
    let decisions = [("approve", &asked[0]), ("approve", &asked[1]), ("reject", &asked[2])];
    let decide = async |purse: &Purse<'_>, (how, id): (&str, &String), once: &str| {
        let path = format!("/v1/approvals/{id}/{how}");
        let request = purse.server.post(&path).key(&purse.account.key).header("idempotency-key", once);
        request.json(json!({})).send().await
    };
    let mut first = Vec::new();
    for decision in decisions {
        first.push(decide(&purse, decision, decision.1).await.expect(200));
    }
    let charge = first[1]["charge_id"].as_str().unwrap();
    let capture = json!({ "amount": 50 });
    purse.post(&format!("/v1/charges/{charge}/capture"), &purse.account.key, capture).await.expect(200);
    server.kill();

    let server = Server::start_in(state.path(), &[]);
    let purse = Purse { server: &server, account, pod };
    for (decision, first) in decisions.into_iter().zip(first) {
        let again = decide(&purse, decision, decision.1).await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.expect(200), first);
        decide(&purse, decision, "another").await.expect_error(409, "already_resolved");
    }
    decide(&purse, ("reject", &asked[0]), &asked[0]).await.expect_error(422, "idempotency_mismatch");
    assert_eq!(purse.used(&purse.account.key, "daily").await, [180, 0], "each was made once");
}
