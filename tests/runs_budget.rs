//! What a run may spend.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{PodKey, Server, Spender, Taken, text};

/// The entry of a run's limit in `exceeded`.
pub fn exceeded(run: &Taken, limit: i64, spent: i64, held: i64, requested: i64) -> Value {
    json!({ "scope": "run", "period": "total", "limit_usdc": limit, "spent_usdc": spent, "held_usdc": held,
        "requested_usdc": requested, "run_id": run.id })
}

#[tokio::test]
async fn a_run_spends_at_most_what_it_may() {
    let mut spender = Spender::on(Server::shared()).await;
    for bad in [json!(0), json!(-1), json!(1.5), json!("100"), json!(1_000_000_000_001_i64)] {
        spender
            .try_start(&spender.account.key, json!({ "max_spend_usdc": bad }))
            .await
            .expect_error(400, "invalid_request");
    }
    let run = spender.start(json!({ "max_spend_usdc": 100 })).await;
    assert_eq!(spender.run(&run.id).await["max_spend_usdc"], 100);
    spender.charge(&run, 60).await.expect(200);
    let refusal = spender.charge(&run, 41).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refusal["exceeded"], json!([exceeded(&run, 100, 60, 0, 41)]));
    spender.charge(&run, 40).await.expect(200);
    spender.charge(&run, 1).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(spender.used(&run).await, [100, 0]);

    // Nobody else is bound by it, and a run without a limit is bound by none.
    spender.spend(&spender.account.key, json!({ "amount": 500 })).await.expect(200);
    let other = spender.start(json!({})).await;
    spender.charge(&other, 500).await.expect(200);
    let shown = spender.run(&other.id).await;
    assert_eq!((&shown["max_spend_usdc"], &shown["spent_usdc"]), (&Value::Null, &Value::Null), "{shown}");
}

#[tokio::test]
async fn a_runs_limit_is_not_a_matter_of_approval() {
    let mut spender = Spender::on(Server::shared()).await;
    spender.budget(json!({ "daily": 50, "on_limit": "approve" })).await;
    let run = spender.start(json!({ "max_spend_usdc": 100 })).await;
    // Beyond the run's limit, and the account's cap.
    let refusal = spender.charge(&run, 101).await.expect_error(402, "spending_cap_exceeded");
    let scopes: Vec<_> = refusal["exceeded"].as_array().unwrap().iter().map(|cap| text(&cap["scope"])).collect();
    assert_eq!(scopes, ["account", "run"]);
    assert_eq!(refusal["exceeded"][0]["limit_usdc"], Value::Null, "a run does not see the numbers of the account");
    assert_eq!(spender.account_get("/v1/approvals?status=all").await["count"], 0);
    // Beyond the account's cap only.
    spender.ask(&run, 90).await;
}

#[tokio::test]
async fn of_fifty_charges_at_once_no_more_fit_than_a_run_may_spend() {
    let mut spender = Spender::on(Server::shared()).await;
    let parent = spender.start(json!({ "max_spend_usdc": 1_000 })).await;
    let child = spender.start_with(&parent.key, json!({ "max_spend_usdc": 500 })).await;
    let charges = (0..50).map(|number| {
        let run = if number % 2 == 0 { &parent } else { &child };
        let amount = 37 + number;
        let spender = &spender;
        async move {
            let body = json!({ "amount": amount, "capture": number % 5 != 0 });
            let reply = spender.spend(&run.key, body).await;
            assert!(matches!(reply.status, 200 | 402), "{}", reply.text());
            (number % 2 == 1, if reply.status == 200 { amount } else { 0 })
        }
    });
    let made = join_all(charges).await;
    let of_child: i64 = made.iter().filter(|(is_child, _)| *is_child).map(|(_, amount)| amount).sum();
    let all: i64 = made.iter().map(|(_, amount)| amount).sum();
    assert!(of_child <= 500 && all <= 1_000 && all > 900, "{of_child} of {all}");
    assert_eq!(spender.used(&parent).await.iter().sum::<i64>(), all);
    assert_eq!(spender.used(&child).await.iter().sum::<i64>(), of_child);
}

#[tokio::test]
async fn a_run_that_a_run_started_spends_from_what_is_left_of_it() {
    let mut spender = Spender::on(Server::shared()).await;
    let parent = spender.start(json!({ "max_spend_usdc": 100 })).await;
    let child = spender.start_with(&parent.key, json!({})).await;
    let grandchild = spender.start_with(&child.key, json!({ "max_spend_usdc": 500 })).await;
    spender.charge(&parent, 30).await.expect(200);
    spender.charge(&child, 30).await.expect(200);
    let refusal = spender.charge(&grandchild, 41).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refusal["exceeded"], json!([exceeded(&parent, 100, 60, 0, 41)]));
    let charge = text(&spender.charge(&grandchild, 40).await.expect(200)["charge_id"]);
    spender.charge(&parent, 1).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!((spender.used(&parent).await, spender.used(&grandchild).await), ([100, 0], [40, 0]));

    // A refund comes back to all of them.
    spender.account_post(&format!("/v1/charges/{charge}/refund"), json!({ "amount": 15 })).await.expect(200);
    assert_eq!((spender.used(&parent).await, spender.used(&grandchild).await), ([85, 0], [25, 0]));
    spender.charge(&parent, 16).await.expect_error(402, "spending_cap_exceeded");
    spender.charge(&child, 15).await.expect(200);
}

#[tokio::test]
async fn what_a_run_holds_counts_until_it_is_released_or_captured() {
    let mut spender = Spender::on(Server::shared()).await;
    let run = spender.start(json!({ "max_spend_usdc": 100 })).await;
    let hold = text(&spender.hold(&run, 70).await.expect(200)["charge_id"]);
    let refusal = spender.charge(&run, 31).await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refusal["exceeded"], json!([exceeded(&run, 100, 0, 70, 31)]));
    assert_eq!(spender.used(&run).await, [0, 70]);
    spender.server.post(&format!("/v1/charges/{hold}/release")).key(&run.key).send().await.expect(200);
    assert_eq!(spender.used(&run).await, [0, 0]);

    let hold = text(&spender.hold(&run, 90).await.expect(200)["charge_id"]);
    let capture =
        spender.server.post(&format!("/v1/charges/{hold}/capture")).key(&run.key).json(json!({ "amount": 20 }));
    capture.send().await.expect(200);
    assert_eq!(spender.used(&run).await, [20, 0]);
    spender.charge(&run, 80).await.expect(200);
}

#[tokio::test]
async fn the_run_is_named_in_its_charges_the_ledger_and_approvals() {
    let mut spender = Spender::on(Server::shared()).await;
    spender.budget(json!({ "single_tx_limit_cents": 50 })).await;
    let run = spender.start(json!({})).await;
    let charge = spender.charge(&run, 10).await.expect(200);
    assert_eq!(charge["run_id"], run.id);
    let path = format!("/v1/charges/{}", text(&charge["charge_id"]));
    assert_eq!(spender.account_get(&path).await["run_id"], run.id);
    let approval = spender.ask(&run, 60).await;
    assert_eq!(spender.account_get(&format!("/v1/approvals/{approval}")).await["run_id"], run.id);
    let approved = spender.decide(&approval, "approve").await.expect(200);
    assert_eq!((&approved["run_id"], &approved["charge"]["run_id"]), (&json!(run.id), &json!(run.id)));
    spender.account_post(&format!("{path}/refund"), json!({})).await.expect(200);
    let own = spender.spend(&spender.account.key, json!({ "amount": 5 })).await.expect(200);
    assert_eq!(own["run_id"], Value::Null);

    let history = spender.account_get("/v1/budget/history").await;
    let runs: Vec<_> = history["entries"].as_array().unwrap().iter().map(|entry| entry["run_id"].clone()).collect();
    assert_eq!(runs, [Value::Null, json!(run.id), json!(run.id), json!(run.id)]);
}

#[tokio::test]
async fn a_run_in_the_home_pod_sees_what_the_key_of_a_pod_sees() {
    let mut spender = Spender::on(Server::shared()).await;
    spender.budget(json!({ "daily": 100 })).await;
    let pod: PodKey = spender.server.create_pod(&spender.account).await;
    let elsewhere = text(&spender.spend(&pod.key, json!({ "amount": 90 })).await.expect(200)["charge_id"]);
    let run = spender.start(json!({})).await;
    let get = async |path: &str| spender.server.get(path).key(&run.key).send().await;
    let budget = get("/v1/budget").await.expect(200);
    assert_eq!((&budget["caps"]["daily"], &budget["has_caps"]), (&Value::Null, &json!(false)), "{budget}");
    assert_eq!(get("/v1/budget/history").await.expect(200)["entries"], json!([]));
    get(&format!("/v1/charges/{elsewhere}")).await.expect_error(404, "not_found");
    get(&format!("/v1/budget?pod_id={}", pod.id)).await.expect_error(404, "not_found");
    let refusal = spender.charge(&run, 11).await.expect_error(402, "spending_cap_exceeded");
    let hidden = json!({ "scope": "account", "period": "daily", "limit_usdc": null, "spent_usdc": null,
        "held_usdc": null, "requested_usdc": 11 });
    assert_eq!(refusal["exceeded"], json!([hidden]));
}

#[tokio::test]
async fn an_agent_that_a_ceiling_does_not_allow_any_more_spends_nothing() {
    const TOKEN: &str = "a-token-of-the-operator";
    let server: &'static Server = Box::leak(Box::new(Server::start(&[("ADMIN_TOKEN", TOKEN)])));
    let mut spender = Spender::on(server).await;
    let path = format!("/admin/accounts/{}", spender.account.account_id);
    let set = async |ceiling: Value| server.patch(&path).key(TOKEN).json(ceiling).send().await.expect(200);
    set(json!({ "ceiling_tools": ["claude-code", "Bash"], "ceiling_models": ["opus"] })).await;
    let run = spender.start(json!({ "tools": ["Bash"], "model": "opus" })).await;
    spender.charge(&run, 10).await.expect(200);
    spender.budget(json!({ "single_tx_limit_cents": 50 })).await;
    let approval = spender.ask(&run, 60).await;
    for (ceiling, name) in [
        (json!({ "ceiling_tools": ["claude-code"] }), "Bash"),
        (json!({ "ceiling_tools": ["codex", "Bash"] }), "claude-code"),
        (json!({ "ceiling_models": ["haiku"] }), "opus"),
    ] {
        set(ceiling).await;
        let refusal = spender.charge(&run, 10).await.expect_error(403, "ceiling_exceeded");
        assert_eq!((&refusal["name"], &refusal["bound"]), (&json!(name), &json!("account")));
        spender.decide(&approval, "approve").await.expect_error(403, "ceiling_exceeded");
    }
    assert_eq!(spender.account_get("/v1/budget/history").await["entries"].as_array().unwrap().len(), 1);
    set(json!({ "ceiling_tools": ["claude-code", "Bash"], "ceiling_models": ["opus"] })).await;
    spender.charge(&run, 10).await.expect(200);
    spender.decide(&approval, "approve").await.expect(200);
}

#[tokio::test]
async fn runs_start_each_other_ten_deep() {
    let mut spender = Spender::on(Server::shared()).await;
    let mut key = spender.account.key.clone();
    for depth in 0..10 {
        // A runner takes three runs at once.
        if depth % 3 == 0 {
            spender.runner = spender.org.connected().await;
        }
        key = spender.start_with(&key, json!({})).await.key;
    }
    spender.try_start(&key, json!({})).await.expect_error(403, "run_limit_reached");
    spender.spend(&key, json!({ "amount": 1 })).await.expect(200);
}
