use super::*;
use serde_json::json;

fn plan(body: Value) -> Result<Event> {
    serde_json::from_value::<NewEvent>(body).expect("fields").plan("u".to_owned(), None)
}

fn refusal(body: Value) -> Code {
    plan(body.clone()).map(|event| panic!("{body} made {event:?}")).unwrap_or_else(|error| error.code)
}

fn shown(body: Value) -> [String; 2] {
    let span = plan(body).expect("an event").span;
    [span.shown(span.start), span.shown(span.end)]
}

#[test]
fn times_may_be_written_in_several_ways() {
    for (start, end, zone, times) in [
        (
            "2026-04-01T12:00:00.999+02:00",
            "2026-04-01T11:00:00Z",
            None,
            ["2026-04-01T10:00:00.000Z", "2026-04-01T11:00:00.000Z"],
        ),
        ("2026-04-01T10:00", "2026-04-01T11:00:00", None, ["2026-04-01T10:00:00.000Z", "2026-04-01T11:00:00.000Z"]),
        (
            "2026-04-01T12:00",
            "2026-04-01T13:00",
            Some("Europe/Berlin"),
            ["2026-04-01T10:00:00.000Z", "2026-04-01T11:00:00.000Z"],
        ),
        ("2026-04-01", "2026-04-02", Some("Europe/Berlin"), ["2026-04-01", "2026-04-02"]),
    ] {
        let body = json!({ "summary": "s", "start": start, "end": end, "timezone": zone });
        assert_eq!(shown(body), times);
    }
    let whole =
        json!({ "summary": "s", "start": "2026-04-01T09:00:00Z", "end": "2026-04-02T08:00:00Z", "all_day": true });
    assert_eq!(shown(whole), ["2026-04-01", "2026-04-02"]);
}

#[test]
fn what_is_no_event_has_a_code_that_says_why() {
    let with = |field: &str, value: Value| {
        let mut body = json!({ "summary": "s", "start": "2026-04-01T10:00:00Z", "end": "2026-04-01T11:00:00Z" });
        body[field] = value;
        refusal(body)
    };
    assert_eq!(refusal(json!({ "start": "2026-04-01", "end": "2026-04-02" })), Code::InvalidSummary);
    assert_eq!(refusal(json!({ "summary": "s", "end": "2026-04-02" })), Code::InvalidStart);
    assert_eq!(refusal(json!({ "summary": "s", "start": "2026-04-02" })), Code::InvalidEnd);
    for (field, value, code) in [
        ("summary", json!(""), Code::InvalidSummary),
        ("summary", json!("\u{7} "), Code::InvalidSummary),
        ("summary", json!(7), Code::InvalidSummary),
        ("summary", json!("é".repeat(501)), Code::InvalidSummary),
        ("start", json!("tomorrow"), Code::InvalidStart),
        ("start", json!("2026-04-01"), Code::InvalidStart),
        ("start", json!(1_775_037_600), Code::InvalidStart),
        ("start", json!("1899-01-01T00:00:00Z"), Code::InvalidStart),
        ("end", json!("2026-02-30T00:00:00Z"), Code::InvalidEnd),
        ("end", json!("2026-04-02"), Code::InvalidEnd),
        ("end", json!("2026-04-01T10:00:00.5Z"), Code::InvalidDateRange),
        ("all_day", json!(true), Code::InvalidDateRange),
        ("attendees", json!("a@b.example"), Code::InvalidAttendees),
        ("attendees", json!(["nobody"]), Code::InvalidAttendees),
        ("attendees", json!([{ "email": "a@b.example", "seat": "first" }]), Code::InvalidAttendees),
        ("attendees", json!([{ "name": "Ann" }]), Code::InvalidAttendees),
        ("attendees", json!(vec!["a@b.example"; 101]), Code::InvalidAttendees),
        ("timezone", json!("Mars/Base"), Code::InvalidRequest),
        ("rrule", json!("FREQ=MINUTELY"), Code::InvalidRequest),
        ("reminders", json!([50_000]), Code::InvalidRequest),
        ("exdates", json!(["never"]), Code::InvalidRequest),
        ("description", json!("x".repeat(8_001)), Code::InvalidRequest),
        ("location", json!("x".repeat(501)), Code::InvalidRequest),
    ] {
        assert_eq!(with(field, value.clone()), code, "{field} {value}");
    }
}

#[test]
fn who_stays_keeps_their_answer() {
    let mut event = plan(json!({
        "summary": "s", "start": "2026-04-01", "end": "2026-04-02",
        "attendees": ["Ann@mail.example", { "email": "bob@mail.example", "name": "Bob" }, "ann@MAIL.example"]
    }))
    .expect("an event");
    assert_eq!(event.content.attendees.len(), 2);
    event.content.attendees[0].status = crate::ical::Answer::Accepted;
    let patch = json!({ "attendees": ["carol@mail.example", { "email": "ann@mail.example", "name": "Ann" }] });
    let patch: EventPatch = serde_json::from_value(patch).expect("fields");
    let changed = patch.apply(event, None).expect("an event").content.attendees;
    let names: Vec<_> = changed.iter().map(|it| (it.person.name.as_deref(), it.status)).collect();
    assert_eq!(names, [(None, crate::ical::Answer::NeedsAction), (Some("Ann"), crate::ical::Answer::Accepted)]);
}
