//! What comes out of runs and goes into them: output, input, terminals and files.

use std::time::Duration;

use run_protocol::{Change, Frame, FrameKind, FromRunner, TERMINAL, ToRunner};
use serde_json::{Value, json};

use crate::support::{Org, ScriptedRunner, Server, Socket, ended, eventually, exit, text};

const SOON: Duration = Duration::from_secs(10);

/// A run that runs.
async fn running(org: &Org, runner: &mut ScriptedRunner) -> String {
    let run = org.started(runner).await;
    runner.takes(&run).await;
    eventually("running", async || (org.run(&run).await["status"] == "running").then_some(())).await;
    run
}

async fn terminal(org: &Org, run: &str, query: &str) -> Socket {
    let path = org.path(&format!("/pods/{run}/terminal{query}"));
    org.server.socket_at(&path, &[("x-api-key", &org.key)]).await.unwrap()
}

/// Bytes of a terminal until there are so many.
async fn bytes(socket: &mut Socket, count: usize) -> Vec<u8> {
    let mut all = Vec::new();
    while all.len() < count {
        all.extend(socket.next_bytes(SOON).await);
    }
    all
}

async fn told(socket: &mut Socket) -> Value {
    serde_json::from_str(&socket.next_text(SOON).await).unwrap()
}

/// Bytes that show where they are.
fn pattern(from: usize, count: usize) -> Vec<u8> {
    (from..from + count).map(|at| b'a' + u8::try_from((at / 7 + at / 65_536) % 26).unwrap()).collect()
}

#[tokio::test]
async fn output_beyond_the_newest_mebibyte_is_read_as_it_was_written() {
    const FRAME: usize = 65_536;
    const FRAMES: usize = 80;
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    for at in (0..FRAMES).map(|frame| frame * FRAME) {
        runner.prints(&run, at as u64, &pattern(at, FRAME)).await;
        assert_eq!(runner.acknowledged().await, (at + FRAME) as u64);
    }
    let mut since = 0;
    let mut all = String::new();
    while all.len() < FRAMES * FRAME {
        let page = org.get(&format!("/pods/{run}/output?since={since}&limit=1000000")).send().await.expect(200);
        all.push_str(page["output"].as_str().unwrap());
        since = page["next"].as_u64().unwrap();
    }
    assert!(all.as_bytes() == pattern(0, FRAMES * FRAME), "the bytes differ");
    // In the middle of a piece, across its end.
    let page = org.get(&format!("/pods/{run}/output?since=1048570&limit=20")).send().await.expect(200);
    assert_eq!(page["output"].as_str().unwrap().as_bytes(), pattern(1_048_570, 20));
}

#[tokio::test]
async fn a_terminal_shows_what_was_and_what_comes_and_says_how_it_ends() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    runner.prints(&run, 0, b"before ").await;
    runner.acknowledged().await;
    let mut socket = terminal(&org, &run, "?since=3").await;
    let connected = told(&mut socket).await;
    assert_eq!((&connected["type"], &connected["offset"]), (&json!("connected"), &json!(3)));
    assert_eq!(bytes(&mut socket, 4).await, b"ore ");
    runner.prints(&run, 7, b"after").await;
    assert_eq!(bytes(&mut socket, 5).await, b"after");
    runner.says(ended(&run, exit(3, 12))).await;
    let mut last = told(&mut socket).await;
    while last["type"] == "status" {
        last = told(&mut socket).await;
    }
    assert_eq!((&last["type"], &last["status"], &last["exit_code"]), (&json!("ended"), &json!("failed"), &json!(3)));
    assert_eq!(socket.closed(SOON).await, Some(1000));
}

#[tokio::test]
async fn a_terminal_that_does_not_acknowledge_is_asked_to_and_goes_on_then() {
    const FRAME: usize = 65_536;
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    let mut socket = terminal(&org, &run, "").await;
    told(&mut socket).await;
    for at in (0..20).map(|frame| frame * FRAME) {
        runner.prints(&run, at as u64, &pattern(at, FRAME)).await;
        runner.acknowledged().await;
    }
    assert!(bytes(&mut socket, 16 * FRAME).await == pattern(0, 16 * FRAME));
    let asked = told(&mut socket).await;
    assert_eq!((&asked["type"], &asked["offset"]), (&json!("acknowledgement_needed"), &json!(16 * FRAME)));
    socket.send(&json!({ "type": "ack", "offset": 16 * FRAME }).to_string()).await;
    assert!(bytes(&mut socket, 4 * FRAME).await == pattern(16 * FRAME, 4 * FRAME));
}

#[tokio::test]
async fn input_reaches_the_runner_in_order_and_again_until_it_is_written() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    let sent = org.post(&format!("/pods/{run}/input")).json(json!({ "text": "yes\r" })).send().await.expect(202);
    assert_eq!(sent["input_bytes"], 4);
    org.post(&format!("/pods/{run}/prompt")).json(json!({ "prompt": "Go on" })).send().await.expect(202);
    let mut socket = terminal(&org, &run, "").await;
    told(&mut socket).await;
    socket.send_bytes(vec![3]).await;
    socket.send(r#"{"type":"resize","columns":120,"rows":40}"#).await;
    for (offset, data) in [(0, &b"yes\r"[..]), (4, b"Go on\r"), (10, &[3])] {
        let message = runner.next_frame().await;
        let frame = Frame::decode(&message).unwrap();
        assert_eq!((frame.kind, frame.offset, frame.data), (FrameKind::Input, offset, data));
    }
    let resized = runner.next(|message| matches!(message, ToRunner::Resize { .. })).await;
    assert!(matches!(resized, ToRunner::Resize { columns: 120, rows: 40, .. }));

    runner.send(&FromRunner::InputAck { run: run.clone(), offset: 4 }).await;
    runner.disconnect();
    runner.connect().await;
    let state = run_protocol::RunState { input: 4, ..crate::support::state(&run, run_protocol::Phase::Running) };
    let ToRunner::Welcome { runs, .. } = runner.hello(&[state]).await else { unreachable!() };
    assert_eq!((runs[0].input, runs[0].columns, runs[0].rows), (11, 120, 40));
    let again = runner.next_frame().await;
    assert_eq!(Frame::decode(&again).map(|frame| (frame.offset, frame.data.to_vec())), Some((4, b"Go on\r".to_vec())));
}

#[tokio::test]
async fn input_that_nobody_reads_is_bounded_and_an_ended_run_takes_none() {
    let org = Org::new(Server::shared()).await;
    let runner = org.runner().await;
    let run = org.started(&runner).await;
    let input = |text: String| org.post(&format!("/pods/{run}/input")).json(json!({ "text": text })).send();
    for _ in 0..16 {
        input("x".repeat(65_536)).await.expect(202);
    }
    input("x".to_owned()).await.expect_error(409, "input_full");
    input("x".repeat(65_537)).await.expect_error(413, "too_large");
    org.post(&format!("/pods/{run}/terminate")).send().await.expect(200);
    input("x".to_owned()).await.expect_error(409, "run_ended");
}

#[tokio::test]
async fn files_that_a_run_left_behind_are_listed_and_downloaded() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    let large = pattern(0, 3_000_000);
    let files = [
        ("src/größe.rs", large.len(), Change::Modified, true),
        ("old.txt", 0, Change::Deleted, true),
        ("huge.bin", 1 << 30, Change::Added, false),
        ("empty", 0, Change::Added, true),
    ];
    for (stream, (path, size, change, stored)) in (1..).zip(files) {
        let (run, path) = (run.clone(), path.to_owned());
        runner.send(&FromRunner::File { run, stream, path, size: size as u64, change, stored }).await;
    }
    runner.says(ended(&run, run_protocol::Ended { files: 4, ..exit(0, 0) })).await;
    eventually("terminating", async || (org.run(&run).await["status"] == "terminating").then_some(())).await;
    for (at, data) in large.chunks(65_536).enumerate() {
        let frame = Frame { kind: FrameKind::Output, run: &run, stream: 1, offset: at as u64 * 65_536, data };
        runner.socket().send_bytes(frame.encode()).await;
    }
    eventually("completed", async || (org.run(&run).await["status"] == "completed").then_some(())).await;

    let listed = org.get(&format!("/pods/{run}/files")).send().await.expect(200);
    let shown: Vec<_> = listed["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["path"].clone(), file["available"].clone()))
        .collect();
    let expected = [("src/größe.rs", true), ("old.txt", false), ("huge.bin", false), ("empty", true)];
    assert_eq!(shown, expected.map(|(path, available)| (json!(path), json!(available))), "{listed}");
    let file = org.get(&format!("/pods/{run}/files/1")).send().await;
    assert_eq!((file.status, file.header("x-content-type-options")), (200, Some("nosniff")));
    assert!(file.body == large, "the file differs");
    assert_eq!(org.get(&format!("/pods/{run}/files/4")).send().await.body.len(), 0);
    org.get(&format!("/pods/{run}/files/2")).send().await.expect_error(404, "not_found");
    // Output and files of one run are no stream of another.
    assert_eq!(org.output(&run).await, "");
}

#[tokio::test]
async fn output_is_followed_as_server_sent_events() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    runner.prints(&run, 0, "1 €\r\n".as_bytes()).await;
    runner.acknowledged().await;
    let follow = |last: Option<&str>| {
        let request = org.get(&format!("/pods/{run}/stream"));
        match last {
            Some(id) => request.header("last-event-id", id).send(),
            None => request.send(),
        }
    };
    let runner = &mut runner;
    let (events, ()) = tokio::join!(follow(None), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        runner.prints(&run, 7, b"2\r\n").await;
        runner.says(ended(&run, exit(0, 10))).await;
    });
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    let text = events.text();
    let parts =
        ["retry: 1000\n\n", "\"output\":\"1 €\\r\\n\",\"next\":7}", "id: 10\n", "event: ended\n", "\"completed\""];
    let mut rest = &*text;
    for part in parts {
        let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("no {part:?} in {text}"));
        rest = after;
    }
    let again = follow(Some("7")).await.text();
    assert!(!again.contains("1 €") && again.contains("2\\r\\n"), "{again}");
}

#[tokio::test]
async fn a_terminal_closes_when_its_key_ends_and_does_not_type_without_permission() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    let reader = json!({ "name": "reader", "scopes": ["pods:read"] });
    let made = org.server.post(&org.path("/api-keys")).key(&org.account.key).json(reader).send().await.expect(201);
    let key = text(&made["raw_key"]);
    let path = org.path(&format!("/pods/{run}/terminal"));
    let mut socket = org.server.socket_at(&path, &[("x-api-key", &key)]).await.unwrap();
    told(&mut socket).await;
    socket.send_bytes(b"rm -rf /\r".to_vec()).await;
    assert_eq!(told(&mut socket).await["error"], "missing_scope");
    let id = text(&made["api_key"]["id"]);
    org.server.delete(&org.path(&format!("/api-keys/{id}"))).key(&org.account.key).send().await.expect(200);
    assert_eq!(socket.closed(SOON).await, Some(4401));
}

#[tokio::test]
async fn a_terminal_of_the_accounts_key_stays_open_and_types() {
    let server: &'static Server = Box::leak(Box::new(Server::start(&[("RETRY_DELAY_SCALE", "0.001")])));
    let org = Org::new(server).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    let path = org.path(&format!("/pods/{run}/terminal"));
    let bearer = format!("Bearer {}", org.account.key);
    let mut socket = org.server.socket_at(&path, &[("authorization", &bearer)]).await.unwrap();
    told(&mut socket).await;
    // Reviews of sockets, 15 minutes apart otherwise.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    socket.send_bytes(b"ls\r".to_vec()).await;
    let message = runner.next_frame().await;
    assert_eq!(Frame::decode(&message).map(|frame| frame.data.to_vec()), Some(b"ls\r".to_vec()));
}

#[tokio::test]
async fn a_run_that_a_run_started_and_its_terminals_end_with_it() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let id = runner.id.clone();
    let body = |more: Value| {
        let mut body = json!({ "runner_id": id, "agent_type_id": "claude-code" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let may = json!({ "permissions": ["runs:read", "runs:write"] });
    let create = |key: &str, more: Value| org.server.post(&org.path("/pods")).key(key).json(body(more)).send();
    let parent = text(&create(&org.account.key, may).await.expect(201)["pod"]["key"]);
    let own_key = runner.takes(&parent).await;
    let made = create(&own_key, json!({ "permissions": ["runs:read"] })).await.expect(201);
    let child = text(&made["pod"]["key"]);
    runner.takes(&child).await;
    let path = org.path(&format!("/pods/{child}/terminal"));
    let bearer = format!("Bearer {own_key}");
    let mut socket = org.server.socket_at(&path, &[("authorization", &bearer)]).await.unwrap();
    told(&mut socket).await;
    org.post(&format!("/pods/{parent}/terminate")).send().await.expect(200);
    assert_eq!(socket.closed(SOON).await, Some(4401));
    for run in [&parent, &child] {
        let status = org.run(run).await["status"].clone();
        assert_eq!(status, "terminating", "{run}");
    }
}

#[tokio::test]
async fn a_run_in_a_repository_names_it_to_the_runner() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let new = json!({ "name": "site", "url": "https://git.example/site", "default_branch": "main" });
    let made = org.post("/repositories").json(new.clone()).send().await.expect(201);
    org.post("/repositories").json(new).send().await.expect_error(409, "repository_exists");
    let id = made["repository"]["id"].as_i64().unwrap();
    // The runner has no such repository.
    org.start(&runner, json!({ "repository_id": id })).await.expect_error(400, "invalid_request");
    runner.capabilities.repositories.push("site".to_owned());
    runner.disconnect();
    runner.connect().await;
    runner.hello(&[]).await;
    let branch = json!({ "repository_id": id, "branch": "feature/auth" });
    let run = org.start(&runner, branch).await.expect(201)["pod"].clone();
    assert_eq!((&run["sandbox_type"], &run["repository_id"]), (&json!("worktree"), &json!(id)));
    let start = runner.next(|message| matches!(message, ToRunner::Start { .. })).await;
    let ToRunner::Start { spec, .. } = start else { unreachable!() };
    let repository = spec.repository.unwrap();
    assert_eq!((&*repository.name, repository.default_branch.as_deref()), ("site", Some("main")));
    assert_eq!(spec.branch.as_deref(), Some("feature/auth"));
    let types = org.get("/agent-types").send().await.expect(200);
    assert_eq!(types["agent_types"][0]["runners"], json!([runner.id]));
    org.server.delete(&org.path(&format!("/repositories/{id}"))).key(&org.key).send().await.expect(200);
    assert_eq!(org.get("/repositories").send().await.expect(200)["total"], 0);
}

#[tokio::test]
async fn a_run_gets_an_address_and_encrypted_values_of_the_vault() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let account = &org.account;
    org.server
        .put("/v1/vault/github-token")
        .key(&account.key)
        .json(json!({ "ciphertext": "c2VhbGVkLWJ5LXlvdQ" }))
        .send()
        .await;
    let local = crate::support::unique("fixer");
    let body = json!({ "runner_id": runner.id, "agent_type_id": "claude-code", "address": local,
        "environment_variables": { "TOKEN": { "$vault": "github-token" } } });
    let made = org.server.post(&org.path("/pods")).key(&account.key).json(body).send().await;
    let run = text(&made.expect(201)["pod"]["key"]);
    assert!(!made.text().contains("c2VhbGVk"));
    let start = runner.next(|message| matches!(message, ToRunner::Start { .. })).await;
    let ToRunner::Start { spec, .. } = start else { unreachable!() };
    assert_eq!(spec.run, run);
    let address = spec.address.unwrap();
    assert!(address.starts_with(&format!("{local}@")), "{address}");
    assert_eq!(spec.vault_owner.as_deref(), Some(&*account.account_id));
    let value = serde_json::to_value(&spec.environment["TOKEN"]).unwrap();
    assert_eq!(
        (&value["vault"]["key"], &value["vault"]["ciphertext"]),
        (&json!("github-token"), &json!("c2VhbGVkLWJ5LXlvdQ"))
    );
    // Its key reads the mail of this address and no other.
    let inbox = |address: &str| org.server.get(&format!("/v1/email/inbox?address={address}")).key(&spec.key).send();
    inbox(&address).await.expect(200);
    inbox(&account.address).await.expect_error(403, "address_not_yours");
}

#[tokio::test]
async fn nothing_but_output_of_known_streams_is_stored() {
    let org = Org::new(Server::shared()).await;
    let mut runner = org.connected().await;
    let run = running(&org, &mut runner).await;
    for stream in [1, 7, u32::MAX] {
        let frame = Frame { kind: FrameKind::Output, run: &run, stream, offset: 0, data: b"unannounced" };
        runner.socket().send_bytes(frame.encode()).await;
    }
    runner.prints(&run, 0, b"ok").await;
    let acknowledged = runner.next(|message| matches!(message, ToRunner::Ack { .. })).await;
    assert!(matches!(acknowledged, ToRunner::Ack { stream: TERMINAL, offset: 2, .. }));
    assert_eq!(org.get(&format!("/pods/{run}/files")).send().await.expect(200)["total"], 0);
}
