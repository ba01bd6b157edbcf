//! Taking events from another calendar's file.

use serde_json::{Value, json};

use crate::support::{Mailbox, Server};

async fn import(owner: &Mailbox<'_>, file: &str) -> Value {
    let file = file.replace('\n', "\r\n");
    let post = owner.server.post("/v1/calendar/import").key(&owner.key).header("content-type", "text/calendar");
    post.body(file).send().await.expect(200)
}

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\n{events}END:VCALENDAR\n")
}

async fn list(owner: &Mailbox<'_>, query: &str) -> Vec<Value> {
    let page = owner.server.get(&format!("/v1/calendar/events{query}")).key(&owner.key).send().await.expect(200);
    page["events"].as_array().unwrap().clone()
}

fn counts(said: &Value) -> [u64; 4] {
    ["imported", "updated", "unchanged", "refused_count"].map(|name| said[name].as_u64().unwrap())
}

/// As an office writes it: a zone of its own by a name of its own, a series with an exception and a moved occurrence.
const OFFICE: &str = "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\n\
    TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n\
    TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n\
    BEGIN:VEVENT\nUID:series@office.example\nSUMMARY:Jour fixe\nDTSTART;TZID=W. Europe Standard Time:20260325T090000\n\
    DTEND;TZID=W. Europe Standard Time:20260325T100000\nRRULE:FREQ=WEEKLY;COUNT=4\n\
    EXDATE;TZID=W. Europe Standard Time:20260408T090000\nSEQUENCE:3\nORGANIZER;CN=Boss:mailto:boss@office.example\n\
    ATTENDEE;CN=\"Lee, Ann\";PARTSTAT=ACCEPTED:mailto:ann@office.example\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:series@office.example\nSUMMARY:Jour fixe\\, later\n\
    RECURRENCE-ID;TZID=W. Europe Standard Time:20260401T090000\nDTSTART;TZID=W. Europe Standard Time:20260401T150000\n\
    DTEND;TZID=W. Europe Standard Time:20260401T160000\nEND:VEVENT\n";

#[tokio::test]
async fn a_series_arrives_with_its_exception_and_its_moved_occurrence() {
    let owner = Server::shared().mailbox().await;
    let file = calendar(OFFICE);
    let said = import(&owner, &file).await;
    assert_eq!(counts(&said), [2, 0, 0, 0], "{said}");
    let shown = |events: Vec<Value>| -> Vec<String> {
        events
            .iter()
            .map(|it| format!("{} {}", it["summary"].as_str().unwrap(), &it["start"].as_str().unwrap()[..16]))
            .collect()
    };
    let all = "?from=2026-03-01T00:00:00Z";
    let expected = ["Jour fixe 2026-03-25T08:00", "Jour fixe, later 2026-04-01T13:00", "Jour fixe 2026-04-15T07:00"];
    assert_eq!(shown(list(&owner, all).await), expected);
    let series = list(&owner, "").await.remove(0);
    assert_eq!((&series["uid"], &series["timezone"]), (&json!("series@office.example"), &json!("Europe/Berlin")));
    assert_eq!((&series["organizer"]["email"], &series["sequence"]), (&json!("boss@office.example"), &json!(3)));
    let ann = json!([{ "email": "ann@office.example", "name": "Lee, Ann", "status": "accepted" }]);
    assert_eq!(series["attendee_details"], ann);

    // Its stand-in deleted, the occurrence does not come back.
    let moved = list(&owner, "").await.remove(1);
    assert_eq!(moved["recurrence_id"], "2026-04-01T07:00:00.000Z");
    let path = |event: &Value| format!("/v1/calendar/events/{}", event["id"].as_str().unwrap());
    owner.server.delete(&path(&moved)).key(&owner.key).send().await.expect(200);
    assert_eq!(shown(list(&owner, all).await), [expected[0], expected[2]]);
    // The file again brings back what it says.
    assert_eq!(counts(&import(&owner, &file).await), [0, 2, 0, 0]);
    assert_eq!(shown(list(&owner, all).await), expected);
    // The series deleted, all of it is gone.
    owner.server.delete(&path(&series)).key(&owner.key).send().await.expect(200);
    assert_eq!(list(&owner, "").await, [] as [Value; 0]);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_a_later_one_what_differs() {
    let owner = Server::shared().mailbox().await;
    let event = |uid: &str, summary: &str| {
        format!(
            "BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{summary}\nDTSTART:20260401T100000Z\nDTEND:20260401T110000Z\nEND:VEVENT\n"
        )
    };
    let first = calendar(&[event("a", "one"), event("b", "two"), OFFICE.to_owned()].concat());
    assert_eq!(counts(&import(&owner, &first).await), [4, 0, 0, 0]);
    let before = list(&owner, "").await;
    let post = owner.server.post("/v1/calendar/import").key(&owner.key).json(json!({ "ics": first }));
    assert_eq!(counts(&post.send().await.expect(200)), [0, 0, 4, 0]);
    assert_eq!(list(&owner, "").await, before);
    let later = calendar(&[event("b", "zwei"), event("c", "three")].concat());
    assert_eq!(counts(&import(&owner, &later).await), [1, 1, 0, 0]);
    let after = list(&owner, "").await;
    assert_eq!(after.len(), 5);
    let b = after.iter().find(|event| event["uid"] == "b").unwrap();
    let was = before.iter().find(|event| event["uid"] == "b").unwrap();
    assert_eq!((&b["summary"], &b["id"], &b["sequence"]), (&json!("zwei"), &was["id"], &json!(1)));
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_and_the_rest_is_taken() {
    let limits = r#"{"paid":{"calendar_events":2,"requests_per_day":10000}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let owner = server.mailbox().await;
    let event = |uid: &str, rest: &str| format!("BEGIN:VEVENT\nUID:{uid}\nSUMMARY:s-{uid}\n{rest}\nEND:VEVENT\n");
    let good = "DTSTART:20260401T100000Z";
    let file = [
        event("good", good),
        event("nowhere", "DTSTART;TZID=Nowhere:20260401T100000"),
        event("hostile", "DTSTART:20260401T100000Z\nRRULE:FREQ=SECONDLY"),
        event("backwards", "DTSTART:20260401T100000Z\nDTEND:20260401T090000Z"),
        "BEGIN:VTODO\nUID:todo\nSUMMARY:chore\nEND:VTODO\n".to_owned(),
        event("second", good),
        event("third", good),
    ];
    let said = import(&owner, &calendar(&file.concat())).await;
    assert_eq!(counts(&said), [2, 0, 0, 5], "{said}");
    let refused: Vec<_> = said["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["uid"].as_str().unwrap(), it["error"].as_str().unwrap()))
        .collect();
    let invalid = |uid| (uid, "invalid_request");
    assert_eq!(
        refused,
        [
            invalid("nowhere"),
            invalid("hostile"),
            invalid("backwards"),
            invalid("todo"),
            ("third", "calendar_limit_reached")
        ]
    );
    assert!(
        said["refused"][0]["reason"].as_str().unwrap().contains("Nowhere") && said["refused"][3]["summary"] == "chore"
    );
    assert_eq!(list(&owner, "").await.len(), 2);
}

#[tokio::test]
async fn one_agents_feed_is_another_ones_file() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let event = json!({
        "summary": "Été; \\ 日本語, long enough to be folded in the middle of something that is not ASCII: 日本語日本語日本語",
        "start": "2026-03-25T09:00:00", "end": "2026-03-25T10:00:00", "timezone": "America/New_York",
        "rrule": "FREQ=MONTHLY;BYDAY=-1WE", "description": "a\nb", "reminders": [5, 60], "attendees": ["x@mail.example"],
        "exdates": ["2026-04-29T09:00:00"], "status": "tentative", "transparency": "transparent",
    });
    server.post("/v1/calendar/events").key(&ada.key).json(event).send().await.expect(201);
    let feed = server.get("/v1/calendar/feed").key(&ada.key).send().await.expect(200);
    let path = format!("/v1/calendar/feed.ics?cal_token={}", feed["cal_token"].as_str().unwrap());
    let file = server.get(&path).send().await.text();
    assert_eq!(counts(&import(&ada, &file.replace("\r\n", "\n")).await), [0, 0, 1, 0]);
    assert_eq!(counts(&import(&bob, &file.replace("\r\n", "\n")).await), [1, 0, 0, 0]);
    let plain = |mut event: Value| {
        event
            .as_object_mut()
            .unwrap()
            .retain(|name, _| !["id", "event_id", "created_at", "updated_at"].contains(&&**name));
        event
    };
    assert_eq!(plain(list(&ada, "").await.remove(0)), plain(list(&bob, "").await.remove(0)));
}

#[tokio::test]
async fn what_is_no_calendar_is_refused() {
    let owner = Server::shared().mailbox().await;
    for (body, code) in [
        ("", "invalid_request"),
        ("hello", "invalid_request"),
        ("BEGIN:VCARD\r\nEND:VCARD\r\n", "invalid_request"),
        ("{}", "missing_fields"),
        (r#"{"ics":7}"#, "invalid_body"),
    ] {
        owner.server.post("/v1/calendar/import").key(&owner.key).body(body).send().await.expect_error(400, code);
    }
    let long = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", "BEGIN:VEVENT\nUID:u\nEND:VEVENT\n".repeat(2_001));
    owner
        .server
        .post("/v1/calendar/import")
        .key(&owner.key)
        .body(long)
        .send()
        .await
        .expect_error(400, "invalid_request");
    let large = "x".repeat(1_000_001);
    owner.server.post("/v1/calendar/import").key(&owner.key).body(large).send().await.expect_error(413, "too_large");
}

/// Rules that hardly ever hold, each of which a reader follows for centuries.
#[tokio::test]
async fn rules_that_hardly_ever_hold_are_followed_to_an_end() {
    let owner = Server::shared().mailbox().await;
    let event = |number: u32| {
        format!(
            "BEGIN:VEVENT\nUID:{number}@x\nDTSTART:20320229T090000Z\nDTEND:20320229T100000Z\n\
             RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU;COUNT=5000\nEND:VEVENT\n"
        )
    };
    let said = import(&owner, &calendar(&(0..20).map(event).collect::<String>())).await;
    assert_eq!(counts(&said), [20, 0, 0, 0], "{said}");
    assert_eq!(list(&owner, "?from=2033-01-01T00:00:00Z&limit=20").await.len(), 20);
    let busy = "/v1/calendar/free-busy?from=2060-02-01T00:00:00Z&to=2060-03-02T00:00:00Z";
    assert_eq!(owner.server.get(busy).key(&owner.key).send().await.expect(200)["count"], 1);
}

#[tokio::test]
async fn a_list_that_finds_little_says_how_far_it_looked_and_goes_on_from_there() {
    use chrono::{Datelike, NaiveDate, Weekday};
    let owner = Server::shared().mailbox().await;
    let event = |number: u32| {
        format!(
            "BEGIN:VEVENT\nUID:{number}@x\nDTSTART:20320229T090000Z\nDTEND:20320229T100000Z\n\
             RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU\nEND:VEVENT\n"
        )
    };
    let said = import(&owner, &calendar(&(0..200).map(event).collect::<String>())).await;
    assert_eq!(counts(&said), [200, 0, 0, 0], "{said}");
    let days = (2033..2200).filter_map(|year| NaiveDate::from_ymd_opt(year, 2, 29));
    let days: Vec<_> = days.filter(|day| day.weekday() == Weekday::Sun).map(|day| day.year().to_string()).collect();
    let (mut found, mut pages, mut partial, mut cursor) = (Vec::new(), 0, 0, String::new());
    loop {
        let path = format!("/v1/calendar/events?from=2033-01-01T00:00:00Z&limit=100{cursor}");
        let page = owner.server.get(&path).key(&owner.key).send().await.expect(200);
        let events = page["events"].as_array().unwrap();
        found
            .extend(events.iter().map(|event| (event["start"].as_str().unwrap()[..4].to_owned(), event["id"].clone())));
        pages += 1;
        if let Some(until) = page["searched_until"].as_str() {
            assert_eq!(page["has_more"], true);
            assert!(events.iter().all(|event| event["start"].as_str().unwrap() < until));
            partial += 1;
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(partial > 0 && pages < 60, "{partial} of {pages}");
    let years: Vec<_> = found.iter().map(|(year, _)| year.clone()).collect();
    let expected: Vec<_> = days.iter().flat_map(|day| std::iter::repeat_n(day.clone(), 200)).collect();
    assert_eq!(years, expected, "every occurrence once, in order");
    assert_eq!(
        found.iter().map(|(year, id)| format!("{year} {id}")).collect::<std::collections::BTreeSet<_>>().len(),
        found.len()
    );
}

#[tokio::test]
async fn a_thousand_events_may_repeat() {
    let owner = Server::shared().mailbox().await;
    let event = |number: u32| {
        format!("BEGIN:VEVENT\nUID:{number}@x\nDTSTART:20260401T090000Z\nRRULE:FREQ=WEEKLY;COUNT=9\nEND:VEVENT\n")
    };
    let said = import(&owner, &calendar(&(0..1_001).map(event).collect::<String>())).await;
    assert_eq!(counts(&said), [1_000, 0, 0, 1], "{said}");
    assert_eq!(said["refused"][0]["error"], "calendar_limit_reached");
    assert_eq!(list(&owner, "?from=2026-05-01T00:00:00Z&limit=100").await.len(), 100);
    let busy = "/v1/calendar/free-busy?from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00Z";
    owner.server.get(busy).key(&owner.key).send().await.expect(200);
}
