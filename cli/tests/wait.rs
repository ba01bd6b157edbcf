//! Waiting for messages.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::support::{Answer, Home, Request, Server};

/// A mailbox in which messages with these texts arrive one after the other. The first is there already; one wait before each new one brings nothing.
fn mailbox(texts: &'static [&'static str]) -> Server {
    let waits = AtomicU32::new(0);
    Server::start(move |request| match request.path.as_str() {
        "/v1/email/inbox" => Answer::Json(200, json!({ "messages": [message(1, texts[0])] })),
        "/v1/email/wait" => {
            let next = request.parameter("since").unwrap().parse::<usize>().unwrap();
            match texts.get(next).filter(|_| waits.fetch_add(1, Ordering::Relaxed) % 2 == 1) {
                Some(text) => Answer::Json(200, message(next + 1, text)),
                None => Answer::NoContent,
            }
        }
        path => {
            let number: usize = path.trim_start_matches("/v1/email/messages/msg_").parse().unwrap();
            Answer::Json(200, message(number, texts[number - 1]))
        }
    })
}

fn message(number: usize, text: &str) -> Value {
    json!({ "id": format!("msg_{number}"), "cursor": number, "from": "shop@mail.example", "subject": "Hi",
        "snippet": text, "extracted_text": text, "received_at": "2026-11-24T09:30:00.000Z" })
}

fn sinces(server: &Server) -> Vec<String> {
    let since = |request: &Request| request.parameter("since").unwrap().to_owned();
    server.requests_of("GET", "/v1/email/wait").iter().map(since).collect()
}

const ADDRESS: [&str; 3] = ["wait", "--address", "ada@warren.example"];

#[test]
fn nothing_is_missed_between_two_waits() {
    let server = mailbox(&["old", "new"]);
    let arguments = [&ADDRESS[..], &["--from", "mail.example"]].concat();
    let expected = "msg_2  2026-11-24 09:30  shop@mail.example  Hi\nnew\n";
    assert_eq!(Home::new().run_keyed(&server, &arguments).ok(), expected);
    assert_eq!(sinces(&server), ["1", "1"]);
    let request = &server.requests_of("GET", "/v1/email/wait")[0];
    assert_eq!((request.parameter("from"), request.parameter("timeout")), (Some("mail.example"), Some("55")));
    let json = Home::new().run_keyed(&server, &[&ADDRESS[..], &["--since", "1", "--json"]].concat()).json();
    assert_eq!(json["id"], "msg_2");
}

#[test]
fn messages_without_a_code_are_passed_over() {
    let texts = &["Your old code is 1111", "Welcome!", "Your code is 2222"];
    let server = mailbox(texts);
    assert_eq!(Home::new().run_keyed(&server, &[&ADDRESS[..], &["--code"]].concat()).ok(), "2222\n");
    assert_eq!(sinces(&server), ["1", "1", "2", "2"]);
    let json = Home::new().run_keyed(&mailbox(texts), &[&ADDRESS[..], &["--code", "--json"]].concat()).json();
    assert_eq!((&json["code"], &json["message"]["id"]), (&json!("2222"), &json!("msg_3")));
}

#[test]
fn if_nothing_comes_in_time_the_exit_code_is_2() {
    let server = mailbox(&["old"]);
    let done = Home::new().run_keyed(&server, &[&ADDRESS[..], &["--timeout", "0"]].concat());
    assert_eq!(done.stdout, "");
    assert_eq!(done.error(2), "error: no message arrived within 0 seconds\n");
    assert_eq!(sinces(&server).len(), 1, "what is there already is found");
    let stderr = Home::new().run_keyed(&server, &[&ADDRESS[..], &["--timeout", "0", "--code"]].concat()).error(2);
    assert!(stderr.contains("no message with a code"), "{stderr}");
}
