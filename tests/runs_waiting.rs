//! Runs that wait for the account to approve a charge.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::TimeDelta;
use run_protocol::{Phase, StopReason, ToRunner};
use serde_json::json;

use crate::runs_budget::exceeded;
use crate::support::world::scoped_key;
use crate::support::{Account, Org, Server, Spender, ended, eventually, in_a_while, state, text};

const SOON: Duration = Duration::from_secs(10);

/// The minute between questions to the directory is 0.6 seconds.
static QUICK: LazyLock<Server> = LazyLock::new(|| Server::start(&[("RETRY_DELAY_SCALE", "0.01")]));

#[tokio::test]
async fn a_charge_that_waits_for_approval_makes_its_run_wait() {
    let mut spender = Spender::on(Server::shared()).await;
    spender.budget(json!({ "single_tx_limit_cents": 50 })).await;
    let mut socket = spender.server.socket(&spender.account.key).await;
    let run = spender.start(json!({ "max_spend_usdc": 1_000 })).await;
    assert_eq!(spender.run(&run.id).await["agent_status"], "executing");

    let [first, second] = [spender.ask(&run, 60).await, spender.ask(&run, 70).await];
    assert!(spender.told(&run).await);
    let shown = spender.run(&run.id).await;
    assert_eq!((&shown["status"], &shown["agent_status"]), (&json!("running"), &json!("waiting")));
    let waiting = loop {
        let event = socket.next_event(SOON).await;
        if event["type"] == "run.waiting" {
            break event;
        }
    };
    assert_eq!((&waiting["run"]["key"], &waiting["run"]["agent_status"]), (&json!(run.id), &json!("waiting")));
    spender.decide(&first, "approve").await.expect(200);
    assert_eq!(spender.run(&run.id).await["agent_status"], "waiting", "for the other one");

    // A runner that connects meanwhile learns it.
    spender.runner.connect().await;
    let ToRunner::Welcome { runs, .. } = spender.runner.hello(&[state(&run.id, Phase::Running)]).await else {
        unreachable!()
    };
    assert!(runs.iter().any(|known| known.run == run.id && known.waiting), "{runs:?}");
    spender.decide(&second, "reject").await.expect(200);
    assert!(!spender.told(&run).await);
    assert_eq!(spender.run(&run.id).await["agent_status"], "executing");
    assert_eq!(spender.used(&run).await, [60, 0]);
}

#[tokio::test]
async fn a_run_of_another_pod_waits_and_is_bound_too() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let limit = json!({ "single_tx_limit_cents": 50 });
    server.put("/v1/budget").key(&account.key).json(limit).send().await.expect(200);
    let all = ["keys:write", "runs:register", "runs:serve", "runs:read", "runs:write", "budget:read", "budget:charge"];
    let manager = scoped_key(server, &account.key, &pod.id, all.to_vec()).await;
    let org = Org { server, account: Account { key: manager.clone(), ..account.clone() }, key: manager };
    let runner = org.connected().await;
    let mut spender = Spender { server, account: org.account.clone(), runner, org };
    let run = spender.start(json!({ "max_spend_usdc": 100 })).await;
    let approval = spender.ask(&run, 60).await;
    assert!(spender.told(&run).await);
    let approve = server.post(&format!("/v1/approvals/{approval}/approve")).key(&account.key).send().await.expect(200);
    assert_eq!((&approve["run_id"], &approve["pod_id"]), (&json!(run.id), &json!(pod.id)));
    assert!(!spender.told(&run).await);
    assert_eq!(spender.used(&run).await, [60, 0]);
    spender.charge(&run, 41).await.expect_error(402, "spending_cap_exceeded");
    let own = server.get("/v1/budget").key(&run.key).send().await.expect(200);
    let cap = json!({ "run_id": run.id, "limit_usdc": 100, "spent_usdc": 60, "held_usdc": 0, "remaining_usdc": 40 });
    assert_eq!((&own["runs"], &own["available_usdc"]), (&json!([cap]), &json!(40)));
    // The pod's other keys are not bound by it.
    server.post("/v1/charge").key(&pod.key).json(json!({ "amount": 45 })).send().await.expect(200);
}

#[tokio::test]
async fn a_run_goes_on_when_nobody_decides() {
    let server: &'static Server = Box::leak(Box::new(Server::start(&[("RETRY_DELAY_SCALE", "0.01")])));
    let mut spender = Spender::on(server).await;
    spender.budget(json!({ "single_tx_limit_cents": 50, "approval_ttl_seconds": 60 })).await;
    let run = spender.start(json!({})).await;
    spender.ask(&run, 60).await;
    assert!(spender.told(&run).await);
    server.set_clock(in_a_while(TimeDelta::seconds(61))).await;
    assert!(!spender.told(&run).await);
    assert_eq!(spender.run(&run.id).await["agent_status"], "executing");
}

#[tokio::test]
async fn the_time_of_a_run_stands_still_while_it_waits() {
    let server: &'static Server = Box::leak(Box::new(Server::start(&[("RETRY_DELAY_SCALE", "0.01")])));
    let mut spender = Spender::on(server).await;
    spender.budget(json!({ "single_tx_limit_cents": 50 })).await;
    let run = spender.start(json!({ "pod_timeout_minutes": 10 })).await;
    let approval = spender.ask(&run, 60).await;
    assert!(spender.told(&run).await);
    // Long after its ten minutes, and after its key would have ended.
    server.set_clock(in_a_while(TimeDelta::hours(20))).await;
    spender.decide(&approval, "approve").await.expect(200);
    assert!(!spender.told(&run).await);
    spender.charge(&run, 1).await.expect(200);
    assert_eq!(spender.run(&run.id).await["status"], "running");
    // Its time goes on, with some minutes for the runner, who stops it first.
    server.set_clock(in_a_while(TimeDelta::hours(20) + TimeDelta::minutes(16))).await;
    let stop = spender.runner.next(|message| matches!(message, ToRunner::Stop { .. })).await;
    assert!(matches!(stop, ToRunner::Stop { reason: StopReason::Timeout, .. }));
}

#[tokio::test]
async fn an_approval_that_would_exceed_what_a_run_may_spend_is_refused() {
    let mut spender = Spender::on(&QUICK).await;
    spender.budget(json!({ "single_tx_limit_cents": 50 })).await;
    let run = spender.start(json!({ "max_spend_usdc": 100 })).await;
    let [first, second] = [spender.ask(&run, 60).await, spender.ask(&run, 60).await];
    spender.decide(&first, "approve").await.expect(200);
    let refusal = spender.decide(&second, "approve").await.expect_error(402, "spending_cap_exceeded");
    assert_eq!(refusal["exceeded"], json!([exceeded(&run, 100, 60, 0, 60)]));
    assert_eq!(spender.account_get(&format!("/v1/approvals/{second}")).await["status"], "pending");
    assert_eq!(spender.used(&run).await, [60, 0]);
    spender.decide(&second, "reject").await.expect(200);
}

#[tokio::test]
async fn the_key_of_an_ended_run_spends_nothing_and_what_it_asked_for_expires() {
    let mut spender = Spender::on(&QUICK).await;
    spender.budget(json!({ "single_tx_limit_cents": 50 })).await;
    let run = spender.start(json!({ "max_spend_usdc": 100 })).await;
    spender.charge(&run, 10).await.expect(200);
    let hold = text(&spender.hold(&run, 20).await.expect(200)["charge_id"]);
    let approval = spender.ask(&run, 60).await;
    spender.terminate(&run).await;
    spender.charge(&run, 10).await.expect_error(401, "unauthorized");
    let stop = run_protocol::Ended {
        cause: run_protocol::Cause::Stop,
        exit_code: None,
        signal: Some(15),
        output: 0,
        files: 0,
        error: None,
    };
    spender.runner.says(ended(&run.id, stop)).await;
    let path = format!("/v1/approvals/{approval}");
    let has_expired = async || Some(spender.account_get(&path).await).filter(|shown| shown["status"] == "expired");
    eventually("an expired approval", has_expired).await;
    spender.decide(&approval, "approve").await.expect_error(410, "expired");
    // What it holds can be ended by others, and its totals stay.
    spender.account_post(&format!("/v1/charges/{hold}/capture"), json!({ "amount": 5 })).await.expect(200);
    assert_eq!(spender.used(&run).await, [15, 0]);
}
