//! Runs with the real runner and a real repository, from the request to the last process.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Org, RealRunner, Repository, Server, eventually, text};

const SOON: Duration = Duration::from_secs(20);

/// The id of a run of a shell script.
async fn script(org: &Org, runner: &RealRunner, script: &str, more: Value) -> String {
    let mut body = json!({ "runner_id": runner.id, "agent_type_id": "custom", "custom_agent_command": "sh",
        "custom_agent_args": ["-c", script] });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    text(&org.post("/pods").json(body).send().await.expect(201)["pod"]["key"])
}

async fn over(org: &Org, run: &str, status: &str) -> Value {
    let ended = eventually("the end", async || Some(org.run(run).await).filter(|run| run["finished_at"].is_string()));
    let ended = ended.await;
    assert_eq!(ended["status"], status, "{ended}");
    ended
}

#[tokio::test]
async fn an_agent_works_in_a_worktree_and_leaves_files_and_nothing_else() {
    let org = Org::new(Server::shared()).await;
    let repository = Repository::new();
    let runner = RealRunner::start(&org, &repository.configuration()).await;
    let made = org.post("/repositories").json(json!({ "name": "site" })).send().await.expect(201);
    let more = json!({ "repository_id": made["repository"]["id"], "branch": "feature" });
    let work = r#"git rev-parse --abbrev-ref HEAD; cat feature.txt; echo new > new.txt; echo more >> README.md;
        test "$(git worktree list | wc -l)" = 2 && echo worktree; printf '%s' "$WARREN_API_KEY" > key.txt; read line; echo "got $line""#;
    let run = script(&org, &runner, work, more).await;

    let path = org.path(&format!("/pods/{run}/terminal"));
    let mut terminal = org.server.socket_at(&path, &[("x-api-key", &org.key)]).await.unwrap();
    let mut shown = Vec::new();
    while !String::from_utf8_lossy(&shown).contains("worktree") {
        shown.extend(terminal.next_bytes(SOON).await);
    }
    assert_eq!(repository.worktrees(), 2);
    org.post(&format!("/pods/{run}/prompt")).json(json!({ "prompt": "go" })).send().await.expect(202);

    let ended = over(&org, &run, "completed").await;
    assert_eq!((&ended["branch_name"], &ended["exit_code"]), (&json!("feature"), &json!(0)));
    let output = org.output(&run).await;
    assert!(output.starts_with("feature\r\nfeature\r\nworktree\r\n") && output.contains("got go"), "{output}");
    let files = org.get(&format!("/pods/{run}/files")).send().await.expect(200);
    let mut paths: Vec<_> = files["files"].as_array().unwrap().iter().map(|file| text(&file["path"])).collect();
    paths.sort();
    assert_eq!(paths, ["README.md", "key.txt", "new.txt"]);
    let key_file =
        files["files"].as_array().unwrap().iter().find(|file| file["path"] == "key.txt").unwrap()["id"].clone();
    let key = org.get(&format!("/pods/{run}/files/{key_file}")).send().await.text();
    assert!(key.starts_with("al_run_"), "{key}");
    org.server.get("/v1/budget").key(&key).send().await.expect_error(401, "unauthorized");
    runner.is_clean(&run).await;
    assert_eq!(repository.worktrees(), 1);
}

#[tokio::test]
async fn what_cannot_start_fails_with_its_reason() {
    let org = Org::new(Server::shared()).await;
    let repository = Repository::new();
    let runner = RealRunner::start(&org, &repository.configuration()).await;
    let made = org.post("/repositories").json(json!({ "name": "site" })).send().await.expect(201);
    let more = json!({ "repository_id": made["repository"]["id"], "branch": "no-such-branch" });
    let run = script(&org, &runner, "true", more).await;
    assert_eq!(over(&org, &run, "failed").await["error_code"], "branch_not_found");

    let body = json!({ "runner_id": runner.id, "custom_agent_command": "no-such-command" });
    let run = text(&org.post("/pods").json(body).send().await.expect(201)["pod"]["key"]);
    assert_eq!(over(&org, &run, "failed").await["error_code"], "command_not_found");
    let run = script(&org, &runner, "echo oh; exit 7", json!({})).await;
    let failed = over(&org, &run, "failed").await;
    assert_eq!((&failed["error_code"], &failed["exit_code"]), (&json!("exit_code"), &json!(7)));
}

#[tokio::test]
async fn a_terminated_run_ends_with_everything_that_it_started() {
    let org = Org::new(Server::shared()).await;
    let runner = RealRunner::start(&org, "").await;
    let stubborn = "trap '' TERM; (setsid sleep 1000 &) ; sleep 1000 & echo ready; while :; do sleep 1; done";
    let run = script(&org, &runner, stubborn, json!({})).await;
    eventually("ready", async || org.output(&run).await.contains("ready").then_some(())).await;
    assert!(!runner.processes_of(&run).is_empty());
    org.post(&format!("/pods/{run}/terminate")).send().await.expect(200);
    over(&org, &run, "terminated").await;
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_runner_that_is_killed_finds_its_runs_again() {
    let org = Org::new(Server::shared()).await;
    let mut runner = RealRunner::start(&org, "").await;
    let count = "i=0; while [ $i -lt 4000 ]; do echo line $i; i=$((i+1)); [ $((i % 100)) = 0 ] && sleep 0.05; done";
    let run = script(&org, &runner, count, json!({})).await;
    eventually("output", async || (org.run(&run).await["output_bytes"].as_i64() > Some(0)).then_some(())).await;
    for _ in 0..3 {
        runner.kill();
        tokio::time::sleep(Duration::from_millis(200)).await;
        runner.restart();
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    over(&org, &run, "completed").await;
    let expected: String = (0..4000).map(|line| format!("line {line}\r\n")).collect();
    assert!(org.output(&run).await == expected, "the output differs");
    runner.is_clean(&run).await;
}
