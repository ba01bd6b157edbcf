//! Repeating events that are moved: what is left out or stands elsewhere moves along.

use serde_json::{Value, json};

use crate::support::{Mailbox, Reply, Server};

/// A Wednesday's meeting in Berlin, before the clock changes there.
fn weekly(more: Value) -> Value {
    let mut event = json!({
        "summary": "Sync", "start": "2026-03-25T09:00", "end": "2026-03-25T10:00", "timezone": "Europe/Berlin",
        "rrule": "FREQ=WEEKLY;COUNT=4",
    });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

/// An event in a calendar.
struct Kept<'a> {
    owner: Mailbox<'a>,
    path: String,
}

impl Kept<'_> {
    async fn new(event: Value) -> Self {
        let owner = Server::shared().mailbox().await;
        let made = owner.server.post("/v1/calendar/events").key(&owner.key).json(event).send().await.expect(201);
        let path = format!("/v1/calendar/events/{}", made["id"].as_str().unwrap());
        Self { owner, path }
    }

    /// A weekly event of which single occurrences were moved: by each of these dates, to three o'clock in the afternoon.
    async fn with_stand_ins(dates: &[&str]) -> Self {
        let owner = Server::shared().mailbox().await;
        let event = |lines: &str| format!("BEGIN:VEVENT\nUID:series@office.example\n{lines}\nEND:VEVENT\n");
        let stand_ins = dates.iter().map(|date| {
            event(&format!("SUMMARY:Later\nRECURRENCE-ID:{date}T090000Z\nDTSTART:{date}T150000Z\nDTEND:{date}T160000Z"))
        });
        let file = format!(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{}{}END:VCALENDAR\n",
            event("SUMMARY:Sync\nDTSTART:20260401T090000Z\nDTEND:20260401T100000Z\nRRULE:FREQ=WEEKLY;COUNT=4"),
            stand_ins.collect::<String>()
        );
        owner.server.post("/v1/calendar/import").key(&owner.key).body(file).send().await.expect(200);
        let kept = Self { owner, path: String::new() };
        let series = kept.list("").await.into_iter().find(|event| event["rrule"].is_string()).unwrap();
        Self { path: format!("/v1/calendar/events/{}", series["id"].as_str().unwrap()), ..kept }
    }

    async fn list(&self, query: &str) -> Vec<Value> {
        let path = format!("/v1/calendar/events{query}");
        let page = self.owner.server.get(&path).key(&self.owner.key).send().await.expect(200);
        page["events"].as_array().unwrap().clone()
    }

    /// When it takes place, to the minute, and as what.
    async fn starts(&self) -> Vec<String> {
        let all = self.list("?from=2026-03-01T00:00:00Z").await;
        let told = |event: &Value| {
            let start: String = event["start"].as_str().unwrap().chars().take(16).collect();
            format!("{} {start}", event["summary"].as_str().unwrap())
        };
        all.iter().map(told).collect()
    }

    async fn patched(&self, body: Value) -> Reply {
        self.owner.server.patch(&self.path).key(&self.owner.key).json(body).send().await
    }

    async fn patch(&self, body: Value) -> Value {
        self.patched(body).await.expect(200)
    }

    /// The occurrences that stand-ins take the place of.
    async fn places(&self) -> Vec<String> {
        let mut stand_ins = self.list("").await;
        stand_ins.retain(|event| event["recurrence_id"].is_string());
        stand_ins.iter().map(|event| event["recurrence_id"].as_str().unwrap()[..16].to_owned()).collect()
    }

    async fn feed(&self) -> String {
        let feed = self.owner.server.get("/v1/calendar/feed").key(&self.owner.key).send().await.expect(200);
        let path = format!("/v1/calendar/feed.ics?cal_token={}", feed["cal_token"].as_str().unwrap());
        self.owner.server.get(&path).send().await.text().replace("\r\n ", "")
    }
}

#[tokio::test]
async fn what_was_left_out_stays_so_when_a_series_moves() {
    let kept = Kept::new(weekly(json!({ "exdates": ["2026-04-08T09:00"] }))).await;
    let all = ["Sync 2026-03-25T08:00", "Sync 2026-04-01T07:00", "Sync 2026-04-15T07:00"];
    assert_eq!(kept.starts().await, all);

    // The zone has another offset on the day of the exdate than on that of the start.
    let moved = kept.patch(json!({ "start": "2026-03-25T10:30", "end": "2026-03-25T11:30" })).await;
    assert_eq!(moved["exdates"], json!(["2026-04-08T08:30:00.000Z"]));
    assert_eq!(kept.starts().await, ["Sync 2026-03-25T09:30", "Sync 2026-04-01T08:30", "Sync 2026-04-15T08:30"]);
    assert!(kept.feed().await.contains("EXDATE;TZID=Europe/Berlin:20260408T103000\r\n"));
    let busy = "/v1/calendar/free-busy?from=2026-04-08T00:00:00Z&to=2026-04-09T00:00:00Z";
    assert_eq!(kept.owner.server.get(busy).key(&kept.owner.key).send().await.expect(200)["count"], 0);

    // Nothing of that is a move.
    for other in
        [json!({ "end": "2026-03-25T12:00" }), json!({ "start": "2026-03-25T10:30" }), json!({ "summary": "Sync" })]
    {
        assert_eq!(kept.patch(other).await["exdates"], moved["exdates"]);
    }
    // In New York the clock has changed already.
    let west = kept.patch(json!({ "timezone": "America/New_York" })).await;
    assert_eq!(west["exdates"], json!(["2026-04-08T09:30:00.000Z"]));
    assert_eq!(kept.starts().await, ["Sync 2026-03-25T09:30", "Sync 2026-04-01T09:30", "Sync 2026-04-15T09:30"]);
    let days = kept.patch(json!({ "all_day": true, "start": "2026-03-26", "end": "2026-03-27" })).await;
    assert_eq!(days["exdates"], json!(["2026-04-09"]));
    assert_eq!(kept.starts().await, ["Sync 2026-03-26", "Sync 2026-04-02", "Sync 2026-04-16"]);
    let times = json!({ "start": "2026-03-25T09:00", "end": "2026-03-25T10:00", "timezone": "Europe/Berlin" });
    assert_eq!(kept.patch(times).await["exdates"], json!(["2026-04-08T07:00:00.000Z"]));
    assert_eq!(kept.starts().await, all);

    // What is given is meant as it is given.
    let given = json!({ "start": "2026-03-25T12:00", "end": "2026-03-25T13:00", "exdates": ["2026-04-01T12:00"] });
    assert_eq!(kept.patch(given).await["exdates"], json!(["2026-04-01T10:00:00.000Z"]));
    assert_eq!(kept.starts().await.len(), 3);
}

#[tokio::test]
async fn what_was_left_out_of_a_rule_goes_with_it() {
    let kept = Kept::new(weekly(json!({ "exdates": ["2026-04-08T09:00"] }))).await;
    assert_eq!(kept.patch(json!({ "rrule": null })).await["exdates"], json!([]));
    assert_eq!(kept.patch(json!({ "rrule": "FREQ=WEEKLY;COUNT=4" })).await["exdates"], json!([]));
    assert_eq!(kept.starts().await.len(), 4);
}

#[tokio::test]
async fn an_occurrence_that_the_clock_skips_stays_left_out_when_a_series_moves() {
    let daily = json!({
        "start": "2026-03-27T02:30", "end": "2026-03-27T02:45", "rrule": "FREQ=DAILY;COUNT=4",
        "exdates": ["2026-03-29T02:30"],
    });
    let kept = Kept::new(weekly(daily)).await;
    let skipped = ["Sync 2026-03-27T01:30", "Sync 2026-03-28T01:30", "Sync 2026-03-30T00:30"];
    assert_eq!(kept.starts().await, skipped);
    kept.patch(json!({ "start": "2026-03-27T10:00", "end": "2026-03-27T10:15" })).await;
    assert_eq!(kept.starts().await, ["Sync 2026-03-27T09:00", "Sync 2026-03-28T09:00", "Sync 2026-03-30T08:00"]);
    kept.patch(json!({ "start": "2026-03-27T02:30", "end": "2026-03-27T02:45" })).await;
    assert_eq!(kept.starts().await, skipped);
}

#[tokio::test]
async fn a_stand_in_takes_the_place_of_its_occurrence_wherever_that_moves() {
    let kept = Kept::with_stand_ins(&["20260408", "20260415"]).await;
    kept.patch(json!({ "start": "2026-04-01T10:00:00Z", "end": "2026-04-01T11:00:00Z" })).await;
    let (first, last) = ("Sync 2026-04-01T10:00", "Sync 2026-04-22T10:00");
    assert_eq!(kept.starts().await, [first, "Later 2026-04-08T15:00", "Later 2026-04-15T15:00", last]);
    assert_eq!(kept.places().await, ["2026-04-08T10:00", "2026-04-15T10:00"]);
    assert!(kept.feed().await.contains("RECURRENCE-ID:20260408T100000Z\r\n"), "{}", kept.feed().await);

    // Each to where the next one was, and back.
    for (start, places) in [
        ("2026-04-08", ["2026-04-15T10:00", "2026-04-22T10:00"]),
        ("2026-04-01", ["2026-04-08T10:00", "2026-04-15T10:00"]),
    ] {
        let times = json!({ "start": format!("{start}T10:00:00Z"), "end": format!("{start}T11:00:00Z") });
        kept.patch(times).await;
        assert_eq!(kept.places().await, places);
        assert_eq!(kept.starts().await.len(), 4);
    }
    let stand_in = kept.list("").await.into_iter().find(|event| event["recurrence_id"].is_string()).unwrap();
    assert_eq!(stand_in["sequence"], 3, "those who follow the calendar learn of it");

    // A stand-in that moves stays the stand-in of the same occurrence.
    let path = format!("/v1/calendar/events/{}", stand_in["id"].as_str().unwrap());
    let own = json!({ "start": "2026-04-09T10:00:00Z", "end": "2026-04-09T11:00:00Z" });
    let own = kept.owner.server.patch(&path).key(&kept.owner.key).json(own).send().await.expect(200);
    assert_eq!(own["recurrence_id"], stand_in["recurrence_id"]);
}

#[tokio::test]
async fn a_series_with_stand_ins_stays_one_of_times() {
    let kept = Kept::with_stand_ins(&["20260408"]).await;
    let before = kept.list("").await;
    let days = json!({ "all_day": true, "start": "2026-04-01", "end": "2026-04-02" });
    let refused = kept.patched(days.clone()).await.expect_error(400, "invalid_request");
    assert!(refused["fix"].as_str().unwrap().contains("recurrence_id"), "{refused}");
    assert_eq!(kept.list("").await, before);
    let stand_in = before.iter().find(|event| event["recurrence_id"].is_string()).unwrap();
    let path = format!("/v1/calendar/events/{}", stand_in["id"].as_str().unwrap());
    kept.owner.server.delete(&path).key(&kept.owner.key).send().await.expect(200);
    kept.patch(days).await;
    assert_eq!(kept.starts().await, ["Sync 2026-04-01", "Sync 2026-04-15", "Sync 2026-04-22"]);
}
