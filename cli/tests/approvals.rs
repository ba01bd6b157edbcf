//! Charges that wait for approval.

use serde_json::{Value, json};

use crate::support::{Answer, Home, Request, Server};

fn answer(request: &Request) -> Answer {
    let approval = json!({ "id": "apr_1", "created_at": "2026-11-24T09:30:00.000Z", "status": "pending",
        "amount_usdc": 250_000, "category": "api", "payee": "ocr.example", "description": "Scan" });
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/v1/approvals") => Answer::Json(200, json!({ "approvals": [approval], "next_cursor": null })),
        ("POST", "/v1/approvals/apr_1/approve" | "/v1/approvals/apr_1/reject") => Answer::Json(200, approval),
        _ => Answer::Json(404, Value::Null),
    }
}

#[test]
fn charges_are_approved_and_rejected() {
    let (server, home) = (Server::start(answer), Home::new());
    let run = |arguments: &[&str]| home.run_keyed(&server, arguments);
    let expected = "ID     REQUESTED         STATUS   AMOUNT     CATEGORY  PAYEE        DESCRIPTION\n\
        apr_1  2026-11-24 09:30  pending  0.25 USDC  api       ocr.example  Scan\n";
    assert_eq!(run(&["approvals", "list"]).ok(), expected);
    run(&["approvals", "list", "--status", "all", "--json"]).json();
    assert_eq!(run(&["approvals", "approve", "apr_1"]).ok(), "approved apr_1: 0.25 USDC\n");
    assert_eq!(run(&["approvals", "reject", "apr_1", "--reason", "Too much."]).ok(), "rejected apr_1: 0.25 USDC\n");
    let requests = server.requests();
    assert_eq!((requests[0].query.as_str(), requests[1].query.as_str()), ("status=pending", "status=all"));
    assert!(requests[2].header("idempotency-key").is_some() && requests[2].body.is_empty());
    assert_eq!(requests[3].json(), json!({ "reason": "Too much." }));
}
