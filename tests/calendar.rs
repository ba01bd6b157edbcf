//! Events of the calendar.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Mailbox, Reply, Server, encoded};

/// A calendar with nothing in it.
async fn calendar() -> Mailbox<'static> {
    Server::shared().mailbox().await
}

async fn add(owner: &Mailbox<'_>, event: Value) -> Reply {
    owner.server.post("/v1/calendar/events").key(&owner.key).json(event).send().await
}

fn meeting(summary: &str, start: &str, end: &str) -> Value {
    json!({ "summary": summary, "start": start, "end": end })
}

async fn list(owner: &Mailbox<'_>, query: &str) -> Value {
    owner.server.get(&format!("/v1/calendar/events{query}")).key(&owner.key).send().await.expect(200)
}

/// Summary and start of each.
fn told(page: &Value) -> Vec<String> {
    let events = page["events"].as_array().unwrap();
    assert_eq!(page["count"], events.len());
    events.iter().map(|it| format!("{} {}", it["summary"].as_str().unwrap(), it["start"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn an_event_is_made_read_changed_and_deleted() {
    let owner = calendar().await;
    let new = json!({
        "summary": "Team sync 🎉", "start": "2026-04-01T12:00:00+02:00", "end": "2026-04-01T11:00:00Z",
        "description": "Weekly\nmeeting", "location": "Room 1", "reminders": [10], "status": "tentative",
        "attendees": ["Alice@example.com", { "email": "bob@example.com", "name": "Bob" }],
    });
    let made = add(&owner, new).await.expect(201);
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("evt_") && made["event_id"] == made["id"], "{made}");
    assert_eq!(made["start"], "2026-04-01T10:00:00.000Z");
    assert_eq!(made["attendees"], json!(["alice@example.com", "bob@example.com"]));
    let bob = json!({ "email": "bob@example.com", "name": "Bob", "status": "needs_action" });
    assert_eq!((&made["attendee_details"][1], &made["sequence"]), (&bob, &json!(0)));
    assert_eq!(
        (&made["created_at"], &made["rrule"], &made["all_day"]),
        (&made["updated_at"], &json!(null), &json!(false))
    );

    let path = format!("/v1/calendar/events/{id}");
    let at = |method: &str| owner.server.request(method, &path).key(&owner.key);
    assert_eq!(at("GET").send().await.expect(200), made);
    assert_eq!(list(&owner, "").await["events"], json!([made]));
    let changed = at("PATCH").json(json!({ "end": "2026-04-01T12:00:00Z", "location": null })).send().await.expect(200);
    assert_eq!((&changed["end"], &changed["location"]), (&json!("2026-04-01T12:00:00.000Z"), &json!(null)));
    assert_eq!((&changed["summary"], &changed["sequence"]), (&made["summary"], &json!(1)));
    assert_eq!((&changed["uid"], &changed["created_at"]), (&made["uid"], &made["created_at"]));
    at("PATCH").json(json!({ "end": "2026-04-01T09:00:00Z" })).send().await.expect_error(400, "invalid_date_range");
    assert_eq!(at("GET").send().await.expect(200), changed);

    assert_eq!(at("DELETE").send().await.expect(200), json!({ "deleted": true, "id": id, "event_id": id }));
    for method in ["GET", "PATCH", "DELETE"] {
        at(method).send().await.expect_error(404, "not_found");
    }
    assert_eq!((&list(&owner, "").await["events"], &list(&owner, "").await["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn what_is_no_event_is_refused_with_its_code() {
    let owner = calendar().await;
    let (start, end) = ("2026-04-01T10:00:00Z", "2026-04-01T11:00:00Z");
    for (event, code) in [
        (json!({}), "invalid_summary"),
        (meeting("", start, end), "invalid_summary"),
        (json!({ "summary": 7, "start": start, "end": end }), "invalid_summary"),
        (meeting("s", "tomorrow", end), "invalid_start"),
        (json!({ "summary": "s", "start": start }), "invalid_end"),
        (meeting("s", end, start), "invalid_date_range"),
        (meeting("s", start, start), "invalid_date_range"),
        (json!({ "summary": "s", "start": start, "end": end, "attendees": ["not-an-email"] }), "invalid_attendees"),
        (json!({ "summary": "s", "start": start, "end": end, "attendees": "a@b.example" }), "invalid_attendees"),
        (json!({ "summary": "s", "start": start, "end": end, "rrule": "FREQ=SECONDLY" }), "invalid_request"),
        (json!({ "summary": "s", "start": start, "end": end, "status": "maybe" }), "invalid_body"),
    ] {
        let refusal = add(&owner, event.clone()).await.expect_error(400, code);
        assert!(refusal["message"].is_string(), "{event}");
    }
    for (query, code) in [
        ("?from=yesterday", "invalid_start"),
        ("?to=tomorrow", "invalid_end"),
        ("?from=2026-04-02T00:00:00Z&to=2026-04-01T00:00:00Z", "invalid_date_range"),
        ("?limit=0", "invalid_request"),
        ("?cursor=x", "invalid_request"),
    ] {
        let path = format!("/v1/calendar/events{query}");
        owner.server.get(&path).key(&owner.key).send().await.expect_error(400, code);
    }
    assert_eq!(list(&owner, "").await["total"], 0);
}

#[tokio::test]
async fn a_stretch_of_time_shows_what_touches_it() {
    let owner = calendar().await;
    for (summary, start, end) in [
        ("before", "2026-04-01T09:00:00Z", "2026-04-01T10:00:00Z"),
        ("under way", "2026-04-01T09:30:00Z", "2026-04-01T10:30:00Z"),
        ("inside", "2026-04-01T10:00:00Z", "2026-04-01T11:00:00Z"),
        ("after", "2026-04-01T12:00:00Z", "2026-04-01T13:00:00Z"),
        ("journey", "2026-03-01", "2026-05-01"),
        ("day", "2026-04-01", "2026-04-02"),
        ("other day", "2026-04-02", "2026-04-03"),
    ] {
        add(&owner, meeting(summary, start, end)).await.expect(201);
    }
    let page = list(&owner, "?from=2026-04-01T10:00:00Z&to=2026-04-01T12:00:00Z").await;
    let shown = [
        "journey 2026-03-01",
        "day 2026-04-01",
        "under way 2026-04-01T09:30:00.000Z",
        "inside 2026-04-01T10:00:00.000Z",
    ];
    assert_eq!(told(&page), shown);
    assert_eq!((&page["total"], &page["limit"], &page["has_more"]), (&json!(7), &json!(50), &json!(false)));
    let east = format!("?from={}&to=2026-04-01T12:00:00Z", encoded("2026-04-01T12:00:00+02:00"));
    assert_eq!(told(&list(&owner, &east).await), shown);
    assert_eq!(told(&list(&owner, "?from=2026-04-01T12:30:00Z").await).len(), 4);
    assert_eq!(told(&list(&owner, "?to=2026-04-01T00:00:00Z").await), ["journey 2026-03-01"]);
}

#[tokio::test]
async fn a_page_has_100_events_at_most_whatever_is_asked_for() {
    let owner = calendar().await;
    let daily = json!({ "summary": "d", "start": "2026-04-01", "end": "2026-04-02", "rrule": "FREQ=DAILY;COUNT=120" });
    add(&owner, daily).await.expect(201);
    for limit in ["101", "200", "9007199254740991"] {
        let page = list(&owner, &format!("?from=2026-01-01T00:00:00Z&limit={limit}")).await;
        assert_eq!((&page["count"], &page["limit"], &page["has_more"]), (&json!(100), &json!(100), &json!(true)));
    }
}

#[tokio::test]
async fn whole_days_are_the_dates_that_are_written_whatever_the_offset() {
    let owner = calendar().await;
    for zone in [Value::Null, json!("Europe/Berlin"), json!("America/New_York")] {
        let made = json!({
            "summary": "Easter", "all_day": true, "start": "2026-04-01T00:00:00+02:00", "end": "2026-04-02T00:00:00+02:00",
            "timezone": zone, "rrule": "FREQ=WEEKLY;COUNT=3", "exdates": ["2026-04-08T00:00:00+02:00"],
        });
        let made = add(&owner, made).await.expect(201);
        assert_eq!((&made["start"], &made["end"]), (&json!("2026-04-01"), &json!("2026-04-02")), "{zone}");
        assert_eq!(made["exdates"], json!(["2026-04-08"]), "{zone}");
        let path = format!("/v1/calendar/events/{}", made["id"].as_str().unwrap());
        let patch = async |body: Value| owner.server.patch(&path).key(&owner.key).json(body).send().await.expect(200);
        let exdates = patch(json!({ "exdates": ["2026-04-15T00:00:00+02:00"] })).await["exdates"].clone();
        assert_eq!(exdates, json!(["2026-04-15"]), "{zone}");
        let later =
            json!({ "all_day": true, "start": "2026-04-02T00:00:00+02:00", "end": "2026-04-03T00:00:00+02:00" });
        let later = patch(later).await;
        assert_eq!((&later["start"], &later["end"]), (&json!("2026-04-02"), &json!("2026-04-03")), "{zone}");
        assert_eq!(later["exdates"], json!(["2026-04-16"]), "{zone}");
    }
    // UTC is everybody's: the day is that of the place.
    let utc = json!({
        "summary": "Easter", "all_day": true, "start": "2026-03-31T22:00:00Z", "end": "2026-04-01T22:00:00Z",
        "timezone": "Europe/Berlin", "rrule": "FREQ=WEEKLY;COUNT=3", "exdates": ["2026-04-07T22:00:00Z"],
    });
    let utc = add(&owner, utc).await.expect(201);
    assert_eq!((&utc["start"], &utc["end"]), (&json!("2026-04-01"), &json!("2026-04-02")));
    assert_eq!(utc["exdates"], json!(["2026-04-08"]));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let owner = calendar().await;
    let same = "2026-04-01T10:00:00Z";
    join_all((0..7).map(|number| add(&owner, meeting(&format!("e{number}"), same, "2026-04-01T11:00:00Z")))).await;
    add(&owner, meeting("long", "2026-03-30", "2026-04-05")).await.expect(201);
    let daily =
        json!({ "summary": "daily", "start": same, "end": "2026-04-01T10:10:00Z", "rrule": "FREQ=DAILY;COUNT=4" });
    add(&owner, daily).await.expect(201);
    for (range, count) in
        [("&from=2026-04-01T00:00:00Z", 12), ("&from=2026-04-01T00:00:00Z&to=2026-04-03T00:00:00Z", 10), ("", 9)]
    {
        let whole = told(&list(&owner, &format!("?limit=100{range}")).await);
        assert_eq!(whole.len(), count, "{range}");
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = list(&owner, &format!("?limit=2{range}{cursor}")).await;
            paged.extend(told(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            assert_eq!(page["has_more"], true);
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged, whole, "{range}");
    }
}

#[tokio::test]
async fn a_repeating_event_is_listed_with_each_occurrence() {
    let owner = calendar().await;
    let weekly = json!({
        "summary": "standup", "start": "2026-03-25T09:00:00", "end": "2026-03-25T09:30:00", "timezone": "Europe/Berlin",
        "rrule": "FREQ=WEEKLY", "exdates": ["2026-04-08T09:00:00"],
    });
    let made = add(&owner, weekly).await.expect(201);
    assert_eq!((&made["start"], &made["rrule"]), (&json!("2026-03-25T08:00:00.000Z"), &json!("FREQ=WEEKLY")));
    let page = list(&owner, "?from=2026-03-25T00:00:00Z&to=2026-04-20T00:00:00Z").await;
    let starts = ["2026-03-25T08:00", "2026-04-01T07:00", "2026-04-15T07:00"];
    assert_eq!(told(&page), starts.map(|start| format!("standup {start}:00.000Z")));
    let second = &page["events"][1];
    assert_eq!((&second["end"], &second["recurrence_id"]), (&json!("2026-04-01T07:30:00.000Z"), &second["start"]));
    assert_eq!((&second["id"], &page["total"]), (&made["id"], &json!(1)));
    // Far ahead, and without an end.
    let far = list(&owner, "?from=2126-03-25T00:00:00Z&limit=2").await;
    assert_eq!((told(&far).len(), &far["has_more"]), (2, &json!(true)));
    // Without a range it is one event.
    assert_eq!(list(&owner, "").await["events"], json!([made]));

    let path = format!("/v1/calendar/events/{}", made["id"].as_str().unwrap());
    let patch = json!({ "rrule": "FREQ=WEEKLY;COUNT=2", "exdates": [] });
    owner.server.patch(&path).key(&owner.key).json(patch).send().await.expect(200);
    assert_eq!(told(&list(&owner, "?from=2026-03-25T00:00:00Z").await).len(), 2);
    owner.server.patch(&path).key(&owner.key).json(json!({ "rrule": null })).send().await.expect(200);
    assert_eq!(told(&list(&owner, "?from=2026-03-25T00:00:00Z").await).len(), 1);
}

#[tokio::test]
async fn free_times_are_those_that_nothing_takes() {
    let owner = calendar().await;
    let at = |start: &str, end: &str| {
        meeting("secret plan", &format!("2026-04-01T{start}:00Z"), &format!("2026-04-01T{end}:00Z"))
    };
    let with = |mut event: Value, field: &str, value: &str| {
        event[field] = value.into();
        event
    };
    for event in [
        at("09:00", "10:00"),
        at("09:30", "10:30"),
        at("10:30", "11:00"),
        with(at("12:00", "12:30"), "rrule", "FREQ=DAILY"),
        with(at("14:00", "15:00"), "transparency", "transparent"),
        with(at("16:00", "17:00"), "status", "cancelled"),
        meeting("night", "2026-04-01T23:00:00Z", "2026-04-02T01:00:00Z"),
    ] {
        add(&owner, event).await.expect(201);
    }
    let ask =
        async |query: &str| owner.server.get(&format!("/v1/calendar/free-busy{query}")).key(&owner.key).send().await;
    let reply = ask("?from=2026-04-01T09:15:00Z&to=2026-04-02T12:15:00Z").await;
    let found = reply.expect(200);
    let taken: Vec<_> = found["busy"].as_array().unwrap().iter().map(|busy| (&busy["start"], &busy["end"])).collect();
    let times = [
        ("2026-04-01T09:15", "2026-04-01T11:00"),
        ("2026-04-01T12:00", "2026-04-01T12:30"),
        ("2026-04-01T23:00", "2026-04-02T01:00"),
        ("2026-04-02T12:00", "2026-04-02T12:15"),
    ];
    let times = times.map(|(start, end)| (json!(format!("{start}:00.000Z")), json!(format!("{end}:00.000Z"))));
    assert_eq!(taken, times.iter().map(|(start, end)| (start, end)).collect::<Vec<_>>());
    assert!(!reply.text().contains("secret"), "{reply}");
    ask("").await.expect_error(400, "missing_params");
    ask("?from=2026-04-01T00:00:00Z&to=2026-08-01T00:00:00Z").await.expect_error(400, "invalid_date_range");
}

#[tokio::test]
async fn a_calendar_takes_as_many_events_as_its_tier_allows_however_many_come_at_once() {
    let limits = r#"{"paid":{"calendar_events":5,"requests_per_day":10000}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let owner = server.mailbox().await;
    let event = || meeting("s", "2026-04-01", "2026-04-02");
    let made = join_all((0..8).map(|_| add(&owner, event()))).await;
    let statuses: Vec<_> = made.iter().map(|reply| reply.status).collect();
    assert_eq!(
        (statuses.iter().filter(|it| **it == 201).count(), statuses.iter().filter(|it| **it == 403).count()),
        (5, 3)
    );
    add(&owner, event()).await.expect_error(403, "calendar_limit_reached");
    let first = list(&owner, "").await["events"][0]["id"].as_str().unwrap().to_owned();
    server.delete(&format!("/v1/calendar/events/{first}")).key(&owner.key).send().await.expect(200);
    add(&owner, event()).await.expect(201);
    add(&owner, event()).await.expect_error(403, "calendar_limit_reached");
}

#[tokio::test]
async fn the_same_request_twice_makes_one_event() {
    let owner = calendar().await;
    let post = || {
        let request = owner.server.post("/v1/calendar/events").key(&owner.key).header("idempotency-key", "once");
        request.json(meeting("s", "2026-04-01", "2026-04-02")).send()
    };
    let (first, second) = (post().await.expect(201), post().await.expect(201));
    assert_eq!((first, list(&owner, "").await["total"].clone()), (second, json!(1)));
}

#[tokio::test]
async fn what_people_write_is_sealed_on_disk_and_survives_a_power_cut() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let owner = server.mailbox().await;
    let key = owner.key.clone();
    let event =
        json!({ "summary": "Xylophone-merger", "start": "2026-04-01", "end": "2026-04-02", "location": "Quartz-room" });
    let made = add(&owner, event).await.expect(201);
    let token = server.get("/v1/calendar/feed").key(&key).send().await.expect(200)["cal_token"].clone();
    server.kill();
    for marker in ["Xylophone-merger", "Quartz-room", token.as_str().unwrap()] {
        assert!(!crate::support::is_on_disk(state.path(), marker), "{marker} is on disk");
    }
    let server = Server::start_in(state.path(), &[]);
    let path = format!("/v1/calendar/events/{}", made["id"].as_str().unwrap());
    assert_eq!(server.get(&path).key(&key).send().await.expect(200), made);
    assert_eq!(server.get("/v1/calendar/feed").key(&key).send().await.expect(200)["cal_token"], token);
}
