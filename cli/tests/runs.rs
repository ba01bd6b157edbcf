//! Runs of agents.

use serde_json::{Value, json};

use crate::support::{Answer, Home, Request, Server};

const RUNS: &str = "/api/v1/ext/orgs/me/pods";

fn run(status: &str) -> Value {
    json!({ "key": "run_1", "created_at": "2026-11-24T09:30:00.000Z", "status": status, "agent_type_id": "custom",
        "initial_prompt": "fix it", "error_code": null })
}

fn answer(request: &Request) -> Answer {
    let path = request.path.strip_prefix("/api/v1/ext/orgs/me").unwrap_or_default();
    match (request.method.as_str(), path, request.parameter("since").or(request.parameter("offset"))) {
        ("GET", "/pods", None) => {
            Answer::Json(200, json!({ "pods": [run("failed")], "total": 2, "offset": 0, "limit": 1 }))
        }
        ("GET", "/pods", Some("1")) => {
            Answer::Json(200, json!({ "pods": [run("running")], "total": 2, "offset": 1, "limit": 1 }))
        }
        ("GET", "/runners", _) => Answer::Json(
            200,
            json!({ "runners": [{ "id": "runner-1", "number": 1, "name": "ci", "status": "online" }] }),
        ),
        ("POST", "/pods", _) => Answer::Json(201, json!({ "pod": run("creating") })),
        ("POST", "/pods/run_1/terminate", _) => Answer::Json(200, json!({ "pod": run("terminating") })),
        ("GET", "/pods/run_1/output", Some("0")) => {
            Answer::Json(200, json!({ "output": "one\r\n", "next": 5, "has_more": true, "since": 0 }))
        }
        ("GET", "/pods/run_1/output", Some("5")) => {
            Answer::Json(200, json!({ "output": "\u{1b}[1mtwo", "next": 12, "has_more": false, "since": 5 }))
        }
        // The first stream is cut off in the middle of an event.
        ("GET", "/pods/run_1/stream", Some("0")) => {
            let events = "retry: 1000\n\nid: 4\nevent: output\ndata: {\"output\":\"one\\n\",\"next\":4}\n\n: alive\n\nid: 8\nevent: outp";
            Answer::Text("text/event-stream", events.to_owned())
        }
        ("GET", "/pods/run_1/stream", Some("4")) => {
            let events = "id: 8\nevent: output\ndata: {\"output\":\"two\\n\",\"next\":8}\n\nevent: status\ndata: {\"status\":\"completed\"}\n\n\
                event: ended\ndata: {\"type\":\"ended\",\"status\":\"completed\"}\n\n";
            Answer::Text("text/event-stream", events.to_owned())
        }
        _ => Answer::Json(404, Value::Null),
    }
}

#[test]
fn a_run_is_started_on_the_only_runner_and_stopped() {
    let (server, home) = (Server::start(answer), Home::new());
    assert_eq!(home.run_keyed(&server, &["runs", "start", "fix it", "--auto-close"]).ok(), "run_1\n");
    let request = &server.requests_of("POST", RUNS)[0];
    assert_eq!(request.json(), json!({ "runner_id": "runner-1", "initial_prompt": "fix it", "auto_close": true }));
    assert!(request.header("idempotency-key").is_some());
    assert_eq!(home.run_keyed(&server, &["runs", "stop", "run_1"]).ok(), "run_1 is terminating\n");
    let expected = "RUN    CREATED           STATUS   AGENT   TASK\n\
        run_1  2026-11-24 09:30  failed   custom  fix it\nrun_1  2026-11-24 09:30  running  custom  fix it\n";
    assert_eq!(home.run_keyed(&server, &["runs", "list", "--limit", "1", "--all"]).ok(), expected);
}

#[test]
fn output_is_printed_as_it_is() {
    let (server, home) = (Server::start(answer), Home::new());
    assert_eq!(home.run_keyed(&server, &["runs", "output", "run_1"]).ok(), "one\r\n\u{1b}[1mtwo");
    let page = home.run_keyed(&server, &["runs", "output", "run_1", "--since", "5", "--json"]).json();
    assert_eq!(page["next"], 12);
}

#[test]
fn output_is_followed_to_the_end_of_the_run() {
    let (server, home) = (Server::start(answer), Home::new());
    assert_eq!(home.run_keyed(&server, &["runs", "output", "run_1", "--follow"]).ok(), "one\ntwo\n");
    let lines = home.run_keyed(&server, &["runs", "output", "run_1", "--follow", "--json"]).ok();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["next"], &lines[3]["status"]), (4, &json!(4), &json!("completed")));
}
