//! What a pod and a runner say to each other when something is lost, repeated, or known to one side only.

use std::time::Duration;

use run_protocol::{Cause, Ended, FromRunner, Phase, RunState, StopReason, ToRunner};
use serde_json::json;

use crate::support::{Account, Org, Server, ended, eventually, exit, state, text, world};

/// The thirty seconds between reports are 0.3 seconds.
fn quick() -> &'static Server {
    use std::sync::LazyLock;
    static QUICK: LazyLock<Server> = LazyLock::new(|| Server::start(&[("RETRY_DELAY_SCALE", "0.01")]));
    &QUICK
}

#[tokio::test]
async fn output_is_stored_once_and_in_order_whatever_is_repeated() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    runner.takes(&run).await;
    for (offset, data, stored) in [
        (0, &b"abc"[..], 3),
        (0, b"abc", 3),
        (1, b"bcde", 5),
        (9, b"later", 5),
        (2, b"c", 5),
        (5, b"", 5),
        (5, b"fgh", 8),
    ] {
        runner.prints(&run, offset, data).await;
        assert_eq!(runner.acknowledged().await, stored, "after {offset}");
    }
    assert_eq!(org.output(&run).await, "abcdefgh");
    let page = org.get(&format!("/pods/{run}/output?since=2&limit=3")).send().await.expect(200);
    assert_eq!((&page["output"], &page["next"], &page["has_more"]), (&json!("cde"), &json!(5), &json!(true)));
}

#[tokio::test]
async fn a_runner_that_comes_back_continues_where_the_pod_is() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    runner.takes(&run).await;
    runner.prints(&run, 0, b"first").await;
    runner.acknowledged().await;
    runner.disconnect();
    runner.connect().await;
    let ToRunner::Welcome { runs, .. } = runner.hello(&[state(&run, Phase::Running)]).await else { unreachable!() };
    assert_eq!((runs.len(), &runs[0].run), (1, &run));
    assert_eq!(runs[0].stored[0].offset, 5);
    runner.prints(&run, 5, b" second").await;
    assert_eq!(runner.acknowledged().await, 12);
    assert_eq!(org.output(&run).await, "first second");
}

#[tokio::test]
async fn a_start_is_repeated_until_it_is_answered_and_not_after_that() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.runner().await;
    let run = org.started(&runner).await;
    for _ in 0..2 {
        runner.connect().await;
        runner.hello(&[]).await;
        runner.next(|message| matches!(message, ToRunner::Start { spec, .. } if spec.run == run)).await;
        runner.disconnect();
    }
    runner.connect().await;
    runner.hello(&[]).await;
    runner.takes(&run).await;
    runner.disconnect();
    runner.connect().await;
    runner.hello(&[state(&run, Phase::Running)]).await;
    runner.send(&FromRunner::Report { number: 1, runs: vec![state(&run, Phase::Running)] }).await;
    let is_news = |message: &ToRunner| !matches!(message, ToRunner::Welcome { .. } | ToRunner::Egress { .. });
    let next = runner.next(is_news).await;
    assert!(matches!(next, ToRunner::ReportAck { number: 1, agreed: true, .. }), "no second start");
}

#[tokio::test]
async fn a_run_that_its_runner_does_not_know_is_lost_after_three_reports() {
    let org = Org::new(quick()).await;
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    let own_key = runner.takes(&run).await;
    eventually("running", async || (org.run(&run).await["status"] == "running").then_some(())).await;
    for number in 1..=2 {
        report(&mut runner, number, Vec::new()).await;
        assert_ne!(org.run(&run).await["status"], "lost", "after {number}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // Reports in quick succession count once.
    report(&mut runner, 3, Vec::new()).await;
    let lost = org.run(&run).await;
    assert_eq!((&lost["status"], &lost["error_code"]), (&json!("lost"), &json!("unknown_to_runner")));
    org.server.get("/v1/budget").key(&own_key).send().await.expect_error(401, "unauthorized");
    // It appears again: it is ended.
    runner.says(state(&run, Phase::Running)).await;
    runner.next(|message| matches!(message, ToRunner::Stop { run: of, .. } if *of == run)).await;
    assert_eq!(org.run(&run).await["status"], "lost");
}

async fn report(runner: &mut crate::support::ScriptedRunner, number: u64, runs: Vec<RunState>) {
    runner.send(&FromRunner::Report { number, runs }).await;
    runner.next(|message| matches!(message, ToRunner::ReportAck { number: of, .. } if *of == number)).await;
}

#[tokio::test]
async fn a_run_that_the_pod_does_not_know_is_named() {
    let org = Org::new(Server::shared()).await;
    let stranger = Org::new(Server::shared()).await;
    let (mut runner, mut theirs) = (org.connected().await, stranger.connected().await);
    let foreign = stranger.started(&theirs).await;
    theirs.takes(&foreign).await;
    runner.send(&FromRunner::Report { number: 1, runs: vec![state(&foreign, Phase::Running)] }).await;
    let acknowledged = runner.next(|message| matches!(message, ToRunner::ReportAck { .. })).await;
    let ToRunner::ReportAck { agreed, unknown, .. } = acknowledged else { unreachable!() };
    assert_eq!((agreed, unknown), (false, vec![foreign.clone()]));
    // Nor does it take output of somebody else's run.
    runner.prints(&foreign, 0, b"forged").await;
    runner.send(&FromRunner::Report { number: 2, runs: Vec::new() }).await;
    runner.next(|message| matches!(message, ToRunner::ReportAck { number: 2, .. })).await;
    assert_eq!(stranger.output(&foreign).await, "");
}

#[tokio::test]
async fn a_second_connection_closes_the_first() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let mut again = org.runner().await;
    again.key.clone_from(&runner.key);
    again.connect().await;
    assert_eq!(runner.socket().closed(Duration::from_secs(10)).await, Some(4409));
    again.hello(&[]).await;
    let listed = org.get("/runners").send().await.expect(200);
    assert_eq!(listed["runners"][0]["status"], "online");
}

#[tokio::test]
async fn a_removed_runner_is_shut_out_and_its_runs_are_lost() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    runner.takes(&run).await;
    let path = org.path(&format!("/runners/{}", runner.id));
    org.server.delete(&path).header("x-api-key", &org.key).send().await.expect_error(403, "missing_scope");
    org.server.delete(&path).key(&org.account.key).send().await.expect(200);
    assert_eq!(runner.socket().closed(Duration::from_secs(10)).await, Some(4401));
    assert_eq!(org.run(&run).await["status"], "lost");
    let bearer = format!("Bearer {}", runner.key);
    let refused = org.server.socket_at("/v1/runners/connect", &[("authorization", &bearer)]).await;
    assert_eq!(refused.err(), Some(401));
    assert_eq!(org.get("/runners").send().await.expect(200)["total"], 0);
}

#[tokio::test]
async fn a_token_registers_one_runner() {
    let org = Org::new(Server::shared()).await;
    let token = org.server.post(&org.path("/runners/tokens")).key(&org.account.key).json(json!({})).send().await;
    let token = text(&token.expect(201)["token"]);
    let register = |idempotency: &str| {
        let request = org.server.post("/v1/runners/register").key(&token).header("idempotency-key", idempotency);
        request.json(json!({ "name": "laptop" })).send()
    };
    let first = register("one").await.expect(201);
    // The reply was lost, so the request is repeated.
    assert_eq!(register("one").await.expect(201), first);
    register("two").await.expect_error(401, "unauthorized");
    assert_eq!(org.get("/runners").send().await.expect(200)["total"], 1);
    org.server.get(&org.path("/pods")).key(&token).send().await.expect_error(403, "missing_scope");
}

#[tokio::test]
async fn what_is_no_message_of_the_protocol_closes_the_connection() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    // A newer runner may say more than this server knows.
    runner.socket().send(r#"{"type":"news","of":"tomorrow"}"#).await;
    runner.socket().send_bytes(vec![9; 40]).await;
    assert_eq!(runner.socket().closed(Duration::from_secs(10)).await, Some(1003));
}

#[tokio::test]
async fn runs_of_a_suspended_pod_end_and_their_runner_hears_of_it_at_once() {
    let server = Server::shared();
    let owner = server.register(None).await;
    let pod = server.create_pod(&owner).await;
    let permissions = vec!["runs:read", "runs:write", "runs:register", "runs:serve", "keys:write"];
    let key = world::scoped_key(server, &owner.key, &pod.id, permissions).await;
    let org = Org { server, key: key.clone(), account: Account { key, ..owner.clone() } };
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    let own_key = runner.takes(&run).await;
    eventually("running", async || (org.run(&run).await["status"] == "running").then_some(())).await;
    server.delete(&format!("/v1/pods/{}", pod.id)).key(&owner.key).send().await.expect(200);
    let stop = runner.next(|message| matches!(message, ToRunner::Stop { .. })).await;
    assert!(matches!(stop, ToRunner::Stop { run: of, reason: StopReason::PodSuspended, .. } if of == run));
    assert_eq!(runner.socket().closed(Duration::from_secs(10)).await, Some(4403));
    server.post(&format!("/v1/pods/{}/resume", pod.id)).key(&owner.key).send().await.expect(200);
    assert_eq!(org.run(&run).await["status"], "terminating");
    server.get("/v1/budget").key(&own_key).send().await.expect_error(401, "unauthorized");
    runner.connect().await;
    let stopped = Ended { cause: Cause::Stop, ..exit(143, 0) };
    runner.hello(&[ended(&run, stopped)]).await;
    eventually("terminated", async || (org.run(&run).await["status"] == "terminated").then_some(())).await;
}
