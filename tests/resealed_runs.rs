//! Runs after a rotation of the master key: what the first key sealed reads as before, and needs that key no more.

use std::path::Path;

use run_protocol::{Change, EnvironmentValue, Frame, FrameKind, FromRunner, Phase, TERMINAL, ToRunner};
use serde_json::{Value, json};

use crate::master_keys::{SECOND, TOKEN, reseal, retired};
use crate::support::{
    Org, ScriptedRunner, Server, TEST_MASTER_KEY, ended, eventually, exit, in_databases, noise, state, text,
};

const FILE: u32 = 1;
const FRAME: usize = 65_536;
/// Beyond the newest mebibyte, so the first of it is in the bucket.
const FRAMES: usize = 40;

/// Not dropped: it is struck.
fn start(state: &Path, keys: &str) -> &'static Server {
    let vars = [("MASTER_KEY", keys), ("ADMIN_TOKEN", TOKEN)];
    Box::leak(Box::new(Server::start_in(state, &vars)))
}

/// One row `table.column number` for each key that something of runs is sealed under.
fn sealed_under(state: &Path) -> Vec<String> {
    const SCRIPT: &str = "
        const seen = new Set();
        for (const [table, column] of [['run', 'details'], ['run', 'spec'], ['run_chunk', 'data'], ['run_input', 'data'],
          ['run_stream', 'path']])
          for (const { value } of db.prepare(`SELECT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`).all())
            seen.add(`${table}.${column} ${value[0]}`);
        for (const { blob } of db.prepare('SELECT blob FROM run_piece').all())
          seen.add(`run_piece.blob ${/[/]([0-9]+)-/.exec(blob)?.[1] ?? 1}`);
        for (const one of seen) console.log(one);";
    let mut seen: Vec<_> = in_databases(state, "run_piece", SCRIPT).lines().map(str::to_owned).collect();
    seen.sort();
    seen
}

fn under(number: u8) -> Vec<String> {
    ["run.details", "run.spec", "run_chunk.data", "run_input.data", "run_piece.blob", "run_stream.path"]
        .map(|column| format!("{column} {number}"))
        .to_vec()
}

/// What was printed, as text.
fn printed() -> Vec<u8> {
    noise(3, FRAME * FRAMES).iter().map(|byte| b'a' + byte % 26).collect()
}

/// A run with output, input that is not written yet, and a file.
async fn used(org: &Org, runner: &mut ScriptedRunner) -> String {
    let run = org.started(runner).await;
    runner.takes(&run).await;
    eventually("running", async || (org.run(&run).await["status"] == "running").then_some(())).await;
    for (at, piece) in printed().chunks(FRAME).enumerate() {
        runner.prints(&run, (at * FRAME) as u64, piece).await;
        runner.acknowledged().await;
    }
    let (path, change) = ("notes/fig.txt".to_owned(), Change::Added);
    runner.send(&FromRunner::File { run: run.clone(), stream: FILE, path, change, size: 3, stored: true }).await;
    let frame = Frame { kind: FrameKind::Output, run: &run, stream: FILE, offset: 0, data: b"fig" };
    runner.socket().send_bytes(frame.encode()).await;
    runner.acknowledged().await;
    org.post(&format!("/pods/{run}/input")).json(json!({ "text": "yes\r" })).send().await.expect(202);
    run
}

async fn reads(org: &Org, run: &str) {
    let printed = printed();
    let mut since = 0;
    while since < printed.len() {
        let page = org.get(&format!("/pods/{run}/output?since={since}&limit=1000000")).send().await.expect(200);
        let text = text(&page["output"]);
        assert!(text.as_bytes() == &printed[since..since + text.len()], "other bytes after {since}");
        since += text.len();
    }
    let files = org.get(&format!("/pods/{run}/files")).send().await.expect(200);
    assert_eq!(files["files"][0]["path"], "notes/fig.txt", "{files}");
    let download = files["files"][0]["id"].to_string();
    let file = org.get(&format!("/pods/{run}/files/{}", download.trim_matches('"'))).send().await;
    assert_eq!(file.body, b"fig");
    assert_eq!(org.run(run).await["agent_type_id"], json!("claude-code"));
}

#[tokio::test]
async fn runs_read_and_go_on_after_a_rotation_without_the_first_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut org = Org::new(start(folder.path(), TEST_MASTER_KEY)).await;
    let mut runner = org.connected().await;
    let run = used(&org, &mut runner).await;
    runner.disconnect();
    let secret = json!({ "environment_variables": { "TOKEN": "medlar" } });
    let waiting = text(&org.start(&runner, secret).await.expect(201)["pod"]["key"]);
    org.server.strike();
    assert_eq!(sealed_under(folder.path()), under(1));

    org.server = start(folder.path(), &format!("2:{SECOND},1:{TEST_MASTER_KEY}"));
    reads(&org, &run).await;
    let report = reseal(org.server).await;
    // The organization's key, the runner's, and those of two runs: tags of the first key.
    assert!(of_first(&report)["api_keys"].as_u64() >= Some(4), "{report}");
    reads(&org, &run).await;
    org.server.strike();
    assert_eq!(sealed_under(folder.path()), under(2));

    org.server = start(folder.path(), &format!("2:{SECOND},{}", retired()));
    reads(&org, &run).await;
    runner.moves_to(org.server);
    runner.connect().await;
    runner.hello(&[state(&run, Phase::Running)]).await;
    let input = runner.next_frame().await;
    assert_eq!(
        Frame::decode(&input).map(|frame| (frame.stream, frame.data.to_vec())),
        Some((TERMINAL, b"yes\r".to_vec()))
    );
    let ToRunner::Start { spec, .. } =
        runner.next(|message| matches!(message, ToRunner::Start { spec, .. } if spec.run == waiting)).await
    else {
        unreachable!()
    };
    assert!(matches!(&spec.environment["TOKEN"], EnvironmentValue::Plain(value) if value == "medlar"));
    let mut end = exit(0, (FRAME * FRAMES) as u64);
    end.files = 1;
    runner.says(ended(&run, end)).await;
    eventually("completed", async || (org.run(&run).await["status"] == "completed").then_some(())).await;
    org.server.strike();
}

fn of_first(report: &Value) -> &Value {
    report["keys"].as_array().unwrap().iter().find(|key| key["number"] == 1).unwrap()
}
