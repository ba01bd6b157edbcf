//! The calendar.

use serde_json::{Value, json};

use crate::support::{Answer, Home, Request, Server};

fn answer(request: &Request) -> Answer {
    let event = json!({ "id": "evt_1", "start": "2026-11-24", "end": "2026-11-25", "summary": "Fair" });
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/v1/calendar/events") => Answer::Json(200, json!({ "events": [event], "next_cursor": null })),
        ("POST", "/v1/calendar/events") => Answer::Json(201, event),
        ("DELETE", "/v1/calendar/events/evt_1") => Answer::Json(200, json!({ "deleted": true })),
        _ => Answer::Json(404, Value::Null),
    }
}

#[test]
fn events_are_added_listed_and_deleted() {
    let (server, home) = (Server::start(answer), Home::new());
    let run = |arguments: &[&str]| home.run_keyed(&server, arguments);
    let event = ["calendar", "add", "Fair", "--start", "2026-11-24", "--end", "2026-11-25"];
    let more = ["--rrule", "FREQ=YEARLY", "--attendee", "bob@warren.example", "--invite"];
    assert_eq!(run(&[&event[..], &more].concat()).ok(), "added evt_1\n");
    let body = json!({ "summary": "Fair", "start": "2026-11-24", "end": "2026-11-25", "rrule": "FREQ=YEARLY",
        "attendees": ["bob@warren.example"], "invite": true });
    assert_eq!(server.requests()[0].json(), body);
    let listed = run(&["calendar", "list", "--from", "2026-11-01T00:00:00+01:00"]).ok();
    assert_eq!(listed, "ID     START       END         SUMMARY\nevt_1  2026-11-24  2026-11-25  Fair\n");
    assert_eq!(server.requests()[1].query, "from=2026-11-01T00%3A00%3A00%2B01%3A00");
    assert_eq!(run(&["calendar", "delete", "evt_1"]).ok(), "deleted evt_1\n");
    assert_eq!(run(&["calendar", "delete", "evt_1", "--json"]).json(), json!({ "deleted": true }));
}
