//! Servers and runners that are killed, and wires that are cut, in the middle of output: nothing is lost, and nothing is left.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Org, RealRunner, Server, Wire, eventually, text};

/// Two of each kind. `STORM_ROUNDS=20` goes on for some minutes.
const ROUNDS: usize = 8;
const CHUNKS: usize = 100;
const LINES: usize = 9_000;
/// How long both sides may need until they agree.
const AGREED_WITHIN: Duration = Duration::from_secs(10);

/// Ten megabytes of numbered lines, with some time between them.
fn script() -> String {
    format!(
        "k=0; while [ $k -lt {CHUNKS} ]; do seq -f %09.0f $((k*{LINES})) $((k*{LINES}+{LINES}-1)); k=$((k+1)); sleep 0.01; done"
    )
}

fn is_complete(output: &str) -> bool {
    let lines = CHUNKS * LINES;
    output.len() == lines * 11 && output.split_terminator("\r\n").enumerate().all(|(at, line)| line.parse() == Ok(at))
}

async fn output(org: &Org, run: &str) -> String {
    let (mut all, mut since) = (String::new(), 0);
    loop {
        let page = org.get(&format!("/pods/{run}/output?limit=1000000&since={since}")).send().await.expect(200);
        all.push_str(page["output"].as_str().unwrap());
        since = page["next"].as_i64().unwrap();
        if page["complete"] == json!(true) {
            return all;
        }
    }
}

/// A server on data that stays, at the end of the wire.
fn serve(state: &Path, wire: &Wire) -> &'static Server {
    let server: &'static Server = Box::leak(Box::new(Server::start_in(state, &[("PUBLIC_URL", wire.url())])));
    wire.lead_to(server.url());
    server
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_is_lost_and_no_process_left_when_server_runner_or_wire_die() {
    let state = tempfile::tempdir().unwrap();
    let wire = Wire::new().await;
    let mut org = Org::new(serve(state.path(), &wire)).await;
    let mut runner = RealRunner::start_at(&org, wire.url(), "").await;
    let rounds = std::env::var("STORM_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    for round in 0..rounds {
        let body =
            json!({ "runner_id": runner.id, "custom_agent_command": "sh", "custom_agent_args": ["-c", script()] });
        let run = text(&org.post("/pods").json(body).send().await.expect(201)["pod"]["key"]);
        let middle = 1_000_000 * (1 + i64::try_from(round % 8).unwrap());
        eventually("the middle of the output", async || {
            (org.run(&run).await["output_bytes"].as_i64().unwrap() > middle).then_some(())
        })
        .await;
        match round % 4 {
            0 => wire.cut(Duration::from_millis(700)).await,
            kind => {
                if kind != 1 {
                    runner.kill();
                }
                if kind != 2 {
                    org.server.strike();
                    org.server = serve(state.path(), &wire);
                }
                if kind != 1 {
                    runner.restart();
                }
            }
        }
        runner.is_online(&org).await;
        let since = Instant::now();
        eventually("both sides agree", async || {
            let status = text(&org.run(&run).await["status"]);
            matches!(&*status, "running" | "terminating" | "completed").then_some(())
        })
        .await;
        assert!(since.elapsed() < AGREED_WITHIN, "round {round}: {:?}", since.elapsed());
        let ended: Value =
            eventually("the end", async || Some(org.run(&run).await).filter(|run| run["finished_at"].is_string()))
                .await;
        assert_eq!((&ended["status"], &ended["exit_code"]), (&json!("completed"), &json!(0)), "round {round}: {ended}");
        let output = output(&org, &run).await;
        assert!(is_complete(&output), "round {round}: {} bytes", output.len());
        runner.is_clean(&run).await;
    }
    org.server.strike();
}
