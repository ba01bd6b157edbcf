//! Runs, as a program manages them.

use run_protocol::{Cause, Ended, FromRunner, Phase, StopReason, ToRunner};
use serde_json::{Value, json};
use tokio::join;

use crate::support::{Org, Server, ended, eventually, exit, state, text};

async fn until(org: &Org, run: &str, status: &str) -> Value {
    eventually(status, async || Some(org.run(run).await).filter(|run| run["status"] == status)).await
}

#[tokio::test]
async fn a_run_is_created_started_and_completed_with_its_output() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let made = org
        .start(
            &runner,
            json!({ "initial_prompt": "Fix the login bug", "ticket_slug": "AM-42", "channel_id": 5,
            "auto_close": true, "auto_close_delay_seconds": 30, "pod_timeout_minutes": 60, "max_turns": 100 }),
        )
        .await
        .expect(201);
    let run = &made["pod"];
    assert_eq!((&run["status"], &run["runner_id"]), (&json!("creating"), &json!(runner.id)));
    assert_eq!((&run["max_turns"], &run["channel_id"], &run["ticket_slug"]), (&json!(100), &json!(5), &json!("AM-42")));
    let key = text(&run["key"]);
    assert_eq!(run["pod_key"], json!(key));

    runner.takes(&key).await;
    until(&org, &key, "running").await;
    runner.prints(&key, 0, b"Fixed \xe2\x82\xac5.\r\n").await;
    assert_eq!(runner.acknowledged().await, 13);
    runner.says(ended(&key, exit(0, 13))).await;

    let done = until(&org, &key, "completed").await;
    assert_eq!((&done["exit_code"], &done["output_bytes"]), (&json!(0), &json!(13)));
    assert!(done["started_at"].as_str() <= done["finished_at"].as_str());
    assert_eq!(org.output(&key).await, "Fixed €5.\r\n");
    runner.next(|message| matches!(message, ToRunner::Forget { run } if *run == key)).await;
    let list = org.get("/pods?status=completed").send().await.expect(200);
    assert_eq!((&list["total"], &list["pods"][0]["key"]), (&json!(1), &json!(key)));
    assert_eq!(org.get("/pods?status=running").send().await.expect(200)["total"], 0);
}

#[tokio::test]
async fn a_run_ends_as_its_agent_did() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    for (end, status, code) in [
        (exit(3, 0), "failed", json!("exit_code")),
        (Ended { cause: Cause::Timeout, exit_code: None, ..exit(0, 0) }, "failed", json!("timeout")),
        (Ended { cause: Cause::AutoClose, exit_code: None, ..exit(0, 0) }, "completed", Value::Null),
    ] {
        let run = org.started(&runner).await;
        runner.takes(&run).await;
        runner.says(ended(&run, end)).await;
        let done = until(&org, &run, status).await;
        assert_eq!(done["error_code"], code, "{done}");
    }
}

#[tokio::test]
async fn the_end_of_a_run_waits_for_its_last_output() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    let own_key = runner.takes(&run).await;
    runner.says(ended(&run, exit(0, 5))).await;
    until(&org, &run, "terminating").await;
    // Its key is dead already.
    org.server.get("/v1/email/inbox").key(&own_key).send().await.expect_error(401, "unauthorized");
    runner.prints(&run, 0, b"hello").await;
    until(&org, &run, "completed").await;
}

#[tokio::test]
async fn a_terminated_run_is_stopped_and_stays_terminated() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    let own_key = runner.takes(&run).await;
    until(&org, &run, "running").await;
    // It works, for a key without permissions.
    org.server.get("/v1/budget").key(&own_key).send().await.expect_error(403, "missing_scope");

    let said = org.post(&format!("/pods/{run}/terminate")).send().await.expect(200);
    assert_eq!((&said["message"], &said["pod"]["status"]), (&json!("Pod terminated"), &json!("terminating")));
    org.server.get("/v1/budget").key(&own_key).send().await.expect_error(401, "unauthorized");
    let stop = runner.next(|message| matches!(message, ToRunner::Stop { .. })).await;
    assert!(matches!(stop, ToRunner::Stop { run: of, reason: StopReason::Terminated, .. } if of == run));
    runner.says(ended(&run, Ended { cause: Cause::Stop, exit_code: None, signal: Some(15), ..exit(0, 0) })).await;
    until(&org, &run, "terminated").await;
    org.post(&format!("/pods/{run}/terminate")).send().await.expect(200);
    assert_eq!(org.run(&run).await["status"], "terminated");
}

#[tokio::test]
async fn a_run_that_its_runner_never_heard_of_is_terminated_at_once() {
    let org = Org::new(Server::shared()).await;
    let runner = org.runner().await;
    let run = org.started(&runner).await;
    let said = org.post(&format!("/pods/{run}/terminate")).send().await.expect(200);
    assert_eq!(said["pod"]["status"], "terminated");
}

#[tokio::test]
async fn a_run_waits_ten_minutes_for_its_runner() {
    // The ten minutes are 0.6 seconds.
    let server: &'static Server = Box::leak(Box::new(Server::start(&[("RETRY_DELAY_SCALE", "0.001")])));
    let org = Org::new(server).await;
    let runner = org.runner().await;
    let run = org.started(&runner).await;
    let failed = until(&org, &run, "failed").await;
    assert_eq!(failed["error_code"], "runner_offline", "{failed}");
}

#[tokio::test]
async fn a_runner_that_cannot_start_a_run_says_why() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = org.started(&runner).await;
    let start = runner.next(|message| matches!(message, ToRunner::Start { .. })).await;
    let ToRunner::Start { command, .. } = start else { unreachable!() };
    let failure = run_protocol::Failure { code: "command_not_found".into(), message: "There is no `claude`.".into() };
    runner.send(&FromRunner::Answer { command, error: Some(failure) }).await;
    let failed = until(&org, &run, "failed").await;
    assert_eq!(failed["error_code"], "command_not_found");
    assert_eq!(failed["error_message"], "There is no `claude`.");
}

#[tokio::test]
async fn what_a_runner_cannot_do_is_refused() {
    let org = Org::new(Server::shared()).await;
    let runner = org.connected().await;
    for (body, status, code) in [
        (json!({ "runner_id": "no-such-runner" }), 404, "not_found"),
        (json!({ "agent_type_id": "gemini" }), 400, "agent_type_unavailable"),
        (json!({ "agent_type_id": "custom" }), 400, "invalid_request"),
        (json!({ "agent_type_id": "custom", "custom_agent_command": "rm" }), 403, "custom_commands_off"),
        (json!({ "custom_agent_command": "rm" }), 400, "invalid_request"),
        (json!({ "auto_close": true }), 400, "invalid_request"),
        (json!({ "initial_prompt": "x", "agent_type_id": "codex", "max_turns": 5 }), 400, "invalid_request"),
        (json!({ "max_turns": 0, "initial_prompt": "x" }), 400, "invalid_request"),
        (json!({ "pod_timeout_minutes": 0 }), 400, "invalid_request"),
        (json!({ "auto_close_delay_seconds": 3601 }), 400, "invalid_request"),
        (json!({ "repository_id": 7 }), 404, "not_found"),
        (json!({ "sandbox_type": "worktree" }), 400, "invalid_request"),
        (json!({ "branch": "main" }), 400, "invalid_request"),
        (json!({ "environment_variables": { "A": { "$vault": "nothing" } } }), 403, "missing_scope"),
        (json!({ "environment_variables": { "WARREN_API_KEY": "mine" } }), 400, "invalid_request"),
        (json!({ "environment_variables": { "1A": "x" } }), 400, "invalid_request"),
        (json!({ "initial_prompt": "a\u{0}b" }), 400, "invalid_request"),
        (json!({ "initial_prompt": "x".repeat(65_537) }), 413, "too_large"),
        (json!({ "custom_mcp_config": {} }), 400, "invalid_request"),
        (json!({ "permissions": ["keys:write"] }), 403, "missing_scope"),
        (json!({ "permissions": ["mail:fly"] }), 400, "invalid_request"),
        (json!({ "max_spend": 1 }), 400, "unknown_field"),
    ] {
        org.start(&runner, body.clone()).await.expect_error(status, code);
    }
    assert_eq!(org.get("/pods").send().await.expect(200)["total"], 0);
}

#[tokio::test]
async fn a_runner_takes_no_more_runs_than_it_said() {
    let org = Org::new(Server::shared()).await;
    let runner = org.connected().await;
    let start = || org.start(&runner, json!({}));
    let (a, b, c, d, e) = join!(start(), start(), start(), start(), start());
    let refused = [a, b, c, d, e].into_iter().filter(|reply| reply.status != 201);
    let refused: Vec<_> = refused.map(|reply| reply.expect_error(409, "runner_full")).collect();
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!(org.get("/pods?status=creating").send().await.expect(200)["total"], 3);
}

#[tokio::test]
async fn environment_variables_and_the_key_reach_the_runner_only() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let more =
        json!({ "environment_variables": { "TOKEN": "s3cret-value" }, "custom_mcp_config": { "mcpServers": {} } });
    let made = org.start(&runner, more).await;
    let run = text(&made.expect(201)["pod"]["key"]);
    let start = runner.next(|message| matches!(message, ToRunner::Start { .. })).await;
    let ToRunner::Start { spec, .. } = start else { unreachable!() };
    let sent = serde_json::to_value(&spec).unwrap();
    assert_eq!(sent["environment"]["TOKEN"]["plain"], "s3cret-value");
    assert_eq!(sent["mcp_config"], json!({ "mcpServers": {} }));
    for reply in
        [made.text(), org.get(&format!("/pods/{run}")).send().await.text(), org.get("/pods").send().await.text()]
    {
        assert!(!reply.contains("s3cret-value") && !reply.contains(&spec.key), "{reply}");
    }
}

#[tokio::test]
async fn a_ceiling_binds_what_is_started() {
    let org = Org::new(Server::shared()).await;
    let runner = org.connected().await;
    let tenant = format!("/admin/tenants/{}/ceiling", org.account.account_id);
    let ceiling = json!({ "ceiling_tools": ["claude-code", "Bash"], "ceiling_models": ["opus"] });
    org.server.put(&tenant).key(&org.account.key).json(ceiling).send().await.expect(200);

    org.start(&runner, json!({})).await.expect_error(400, "invalid_request");
    org.start(&runner, json!({ "model": "opus", "tools": ["Bash"] })).await.expect(201);
    let refused = org.start(&runner, json!({ "model": "haiku" })).await.expect_error(403, "ceiling_exceeded");
    assert_eq!((&refused["name"], &refused["bound"]), (&json!("haiku"), &json!("tenant")));
    let other = json!({ "model": "opus", "agent_type_id": "codex" });
    org.start(&runner, other).await.expect_error(403, "ceiling_exceeded");
}

#[tokio::test]
async fn a_key_for_runs_does_nothing_else_and_ends_with_its_runs() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    org.server.get("/v1/email/inbox").key(&org.key).send().await.expect_error(403, "missing_scope");
    org.server.get("/v1/account/me").key(&org.key).send().await.expect_error(403, "pod_auth_forbidden");
    let stranger = Org::new(Server::shared()).await;
    stranger.server.get(&org.path("/pods")).key(&stranger.key).send().await.expect_error(404, "not_found");

    let run = text(&org.start(&runner, json!({ "permissions": [] })).await.expect(201)["pod"]["key"]);
    let own_key = runner.takes(&run).await;
    org.server.get("/v1/budget").key(&own_key).send().await.expect_error(403, "missing_scope");
    let keys = org.server.get(&org.path("/api-keys")).key(&org.account.key).send().await.expect(200);
    let id = text(&keys["api_keys"][0]["id"]);
    org.server.delete(&org.path(&format!("/api-keys/{id}"))).key(&org.account.key).send().await.expect(200);
    let stop = runner.next(|message| matches!(message, ToRunner::Stop { .. })).await;
    assert!(matches!(stop, ToRunner::Stop { reason: StopReason::MakerEnded, .. }));
    org.get("/pods").send().await.expect_error(401, "unauthorized");
    org.server.get("/v1/budget").key(&own_key).send().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn ending_everything_ends_the_keys_for_runs() {
    let org = Org::new(Server::shared()).await;
    let runner = org.runner().await;
    org.get("/pods").send().await.expect(200);
    let rotate = async |key: &str, body: Value| {
        org.server.post("/v1/auth/keys/rotate").key(key).json(body).send().await.expect(200)
    };
    let rotated = rotate(&org.account.key, json!({})).await;
    assert_eq!(rotated["surviving"]["run_keys"]["count"], 2, "the organization's and the runner's: {rotated}");
    let rotated = rotate(&text(&rotated["api_key"]), json!({ "everything": true })).await;
    assert_eq!(rotated["surviving"]["run_keys"]["count"], 0, "{rotated}");
    org.get("/pods").send().await.expect_error(401, "unauthorized");
    let bearer = format!("Bearer {}", runner.key);
    let refused = org.server.socket_at("/v1/runners/connect", &[("authorization", &bearer)]).await;
    assert_eq!(refused.err(), Some(401));
}

#[tokio::test]
async fn the_slug_of_an_account_names_it_in_paths() {
    let server = Server::shared();
    let (org, other) = (Org::new(server).await, Org::new(server).await);
    let slug = crate::support::unique("org");
    let set =
        |of: &Org, slug: &str| server.put("/v1/account/slug").key(&of.account.key).json(json!({ "slug": slug })).send();
    set(&org, &slug).await.expect(200);
    set(&org, &slug).await.expect(200);
    set(&org, "another-one").await.expect_error(409, "slug_taken");
    set(&other, &slug).await.expect_error(409, "slug_taken");
    let path = format!("/api/v1/ext/orgs/{slug}/pods");
    assert_eq!(server.get(&path).key(&org.key).send().await.expect(200)["total"], 0);
    server.get("/api/v1/ext/orgs/me/pods").key(&other.key).send().await.expect(200);
    set(&other, "me").await.expect_error(400, "invalid_request");
    server.get(&path).key(&other.key).send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn the_events_of_a_run_reach_sockets() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let mut socket = org.server.socket(&org.account.key).await;
    let within = std::time::Duration::from_secs(10);
    socket.next_event(within).await;
    let run = org.started(&runner).await;
    runner.takes(&run).await;
    runner.says(ended(&run, exit(1, 0))).await;
    for kind in ["run.created", "run.running", "run.failed"] {
        let event = socket.next_event(within).await;
        assert_eq!((&event["type"], &event["run"]["key"]), (&json!(kind), &json!(run)), "{event}");
    }
    runner.says(state(&run, Phase::Ended)).await;
}
