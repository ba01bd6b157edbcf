//! Errors, and what is sent again.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::support::{Answer, Home, Server};

fn error(status: u16, code: &str) -> Answer {
    let body = json!({ "error": code, "code": code, "message": "It went wrong.", "fix": "Do it right.", "request_id": "req_1" });
    Answer::Json(status, body)
}

#[test]
fn an_error_says_what_to_do() {
    let server = Server::start(|_| error(403, "address_not_yours"));
    let done = Home::new().run_keyed(&server, &["inbox", "--address", "x@warren.example", "--json"]);
    assert_eq!(done.stdout, "");
    assert_eq!(done.error(1), "error: It went wrong. (403 address_not_yours, req_1)\nfix: Do it right.\n");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_key_that_is_not_accepted_needs_a_login() {
    let server = Server::start(|_| error(401, "unauthorized"));
    let stderr = Home::new().run_keyed(&server, &["vault", "list"]).error(3);
    assert!(stderr.contains("set WARREN_API_KEY to a key of http://127.0.0.1:"), "{stderr}");
}

#[test]
fn what_the_server_could_not_do_is_sent_again() {
    let count = AtomicU32::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Answer::With(429, ("Retry-After", "1"), Value::Null),
        1 => Answer::Json(503, Value::Null),
        2 => Answer::Lost,
        _ => Answer::Json(200, json!({ "keys": [] })),
    });
    assert_eq!(Home::new().run_keyed(&server, &["vault", "list"]).ok(), "KEY  VERSION  STORED  LAST READ\n");
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_server_that_is_away_or_no_warren_is_explained() {
    let gone = Server::start(|_| Answer::Lost);
    let stderr = Home::new().run_keyed(&gone, &["calendar", "delete", "evt_1"]).error(1);
    assert!(stderr.contains(&format!("cannot reach {}", gone.url)), "{stderr}");
    assert_eq!(gone.requests().len(), 1, "a deletion is not sent again");

    let other = Server::start(|_| Answer::Text("text/html", "<h1>Hello</h1>".to_owned()));
    let stderr = Home::new().run_keyed(&other, &["vault", "list"]).error(1);
    assert!(stderr.contains("check the URL of the deployment"), "{stderr}");
    let elsewhere = Server::start(|_| Answer::With(302, ("Location", "http://127.0.0.1:1/"), Value::Null));
    let stderr = Home::new().run_keyed(&elsewhere, &["vault", "list"]).error(1);
    assert!(stderr.contains("302"), "{stderr}");
}
