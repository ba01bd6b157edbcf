//! The feed by which other calendars follow this one.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Mailbox, Reply, Server, in_a_while, in_databases, letter};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// One call of one object, and no other database, value or blob.
const LEAST: &str = "d1=0 kv=0 r2=0 do=1";

async fn add(owner: &Mailbox<'_>, event: Value) -> Value {
    owner.server.post("/v1/calendar/events").key(&owner.key).json(event).send().await.expect(201)
}

/// The path of the feed, with its token.
async fn feed(owner: &Mailbox<'_>) -> String {
    let feed = owner.server.get("/v1/calendar/feed").key(&owner.key).send().await.expect(200);
    assert_eq!(feed["url"], feed["feed_url"]);
    assert!(feed["how_to_subscribe"].is_string() && feed["note"].is_string(), "{feed}");
    let (_, path) = feed["url"].as_str().unwrap().split_once("/v1/").unwrap();
    assert!(path.ends_with(feed["cal_token"].as_str().unwrap()), "{feed}");
    format!("/v1/{path}")
}

async fn fetch(owner: &Mailbox<'_>, path: &str) -> Reply {
    let reply = owner.server.get(path).send().await;
    assert_eq!(reply.status, 200, "{reply}");
    reply
}

fn everything() -> [Value; 4] {
    [
        json!({
            "summary": "Plan; the \\ week, Ünïcödé 👩‍👩‍👧 and so on and so on and so on and so on and so on",
            "start": "2026-04-01T10:00:00Z", "end": "2026-04-01T11:00:00Z", "status": "tentative", "reminders": [15],
            "description": "line one\nline two; with, all \\n of it", "location": "Room \"A\", 1st floor",
            "attendees": [{ "email": "ann@mail.example", "name": "Lee, \"Ann\": x" }, "bob@mail.example"],
        }),
        json!({ "summary": "Holiday", "start": "2026-04-03", "end": "2026-04-06", "transparency": "transparent" }),
        json!({
            "summary": "Standup", "start": "2026-03-25T09:00:00", "end": "2026-03-25T09:15:00", "timezone": "Europe/Berlin",
            "rrule": "FREQ=WEEKLY;BYDAY=WE;UNTIL=20260601", "exdates": ["2026-04-08T09:00:00"],
        }),
        json!({ "summary": "Review", "start": "2026-04-01T15:00:00Z", "end": "2026-04-01T16:00:00Z", "rrule": "FREQ=MONTHLY" }),
    ]
}

/// What Python's `icalendar` reads: one line an event, and what it thinks is wrong.
const READER: &str = r#"
import sys, json, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
events = [{
    "uid": str(it["UID"]), "summary": str(it.get("SUMMARY", "")), "start": it["DTSTART"].dt.isoformat(),
    "end": it["DTEND"].dt.isoformat(), "sequence": int(it["SEQUENCE"]), "status": str(it["STATUS"]),
    "description": str(it.get("DESCRIPTION", "")), "location": str(it.get("LOCATION", "")),
    "rrule": it["RRULE"].to_ical().decode() if "RRULE" in it else None,
    "stamped": it["DTSTAMP"].dt == it["LAST-MODIFIED"].dt,
    "attendees": [[str(who), who.params.get("CN")] for who in
                  ([it["ATTENDEE"]] if "ATTENDEE" in it and not isinstance(it["ATTENDEE"], list) else it.get("ATTENDEE", []))],
    "alarms": [alarm["TRIGGER"].dt.total_seconds() for alarm in it.walk("VALARM")],
} for it in calendar.walk("VEVENT")]
print(json.dumps({
    "events": events, "name": str(calendar["NAME"]), "x_name": str(calendar["X-WR-CALNAME"]), "version": str(calendar["VERSION"]),
    "refresh": calendar["REFRESH-INTERVAL"].dt.total_seconds(), "ttl": str(calendar["X-PUBLISHED-TTL"]),
    "errors": [str(error) for part in calendar.walk() for error in part.errors],
    "zones": [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")],
    "missing": sorted(calendar.get_missing_tzids()),
}))
"#;

fn as_python_reads_it(raw: &[u8]) -> Value {
    let mut python = Command::new(Path::new(ROOT).join(".tools/venv/bin/python3"));
    python.args(["-c", READER]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.spawn().expect("`cargo xtask test` installs it");
    python.stdin.take().unwrap().write_all(raw).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "see what python3 wrote");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn python_reads_the_feed_as_it_is_meant() {
    let owner = Server::shared().mailbox().await;
    owner.receive(letter(&[], "")).await;
    let mut made = Vec::new();
    for event in everything() {
        made.push(add(&owner, event).await);
    }
    let path = feed(&owner).await;
    let reply = fetch(&owner, &path).await;
    assert_eq!(reply.header("content-type"), Some("text/calendar; charset=utf-8"));
    for line in reply.body.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 76 && (line.is_empty() || line.ends_with(b"\r")), "{reply}");
        assert!(std::str::from_utf8(line).is_ok(), "a character is folded in two");
    }
    let read = as_python_reads_it(&reply.body);
    assert_eq!((&read["errors"], &read["missing"], &read["version"]), (&json!([]), &json!([]), &json!("2.0")));
    assert_eq!((&read["name"], &read["x_name"]), (&json!(owner.address), &json!(owner.address)));
    assert_eq!(
        (&read["refresh"], &read["ttl"], &read["zones"]),
        (&json!(3600.0), &json!("PT1H"), &json!(["Europe/Berlin"]))
    );
    let events = read["events"].as_array().unwrap();
    for (event, made) in events.iter().zip(&made) {
        assert_eq!((&event["uid"], &event["summary"]), (&made["uid"], &made["summary"]));
        assert_eq!((&event["sequence"], &event["stamped"]), (&json!(0), &json!(true)));
    }
    assert_eq!((&events[0]["description"], &events[0]["location"]), (&made[0]["description"], &made[0]["location"]));
    assert_eq!((&events[0]["start"], &events[0]["status"]), (&json!("2026-04-01T10:00:00+00:00"), &json!("TENTATIVE")));
    let people = json!([["mailto:ann@mail.example", "Lee, 'Ann': x"], ["mailto:bob@mail.example", null]]);
    assert_eq!((&events[0]["attendees"], &events[0]["alarms"]), (&people, &json!([-900.0])));
    assert_eq!((&events[1]["start"], &events[1]["end"]), (&json!("2026-04-03"), &json!("2026-04-06")));
    assert_eq!(events[2]["start"], "2026-03-25T09:00:00+01:00");
    assert_eq!(events[2]["rrule"], "FREQ=WEEKLY;UNTIL=20260601T215959Z;BYDAY=WE");
    assert_eq!(events[3]["rrule"], "FREQ=MONTHLY");
}

#[tokio::test]
async fn a_calendar_application_subscribes() {
    let owner = Server::shared().mailbox().await;
    for event in everything() {
        add(&owner, event).await;
    }
    let url = format!("{}{}", owner.server.url(), feed(&owner).await);
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    let folder = |name: &str| at(name).display().to_string();
    let sync = format!(
        "[general]\nstatus_path = \"{}\"\n[pair feed]\na = \"here\"\nb = \"there\"\ncollections = null\n\
         conflict_resolution = \"b wins\"\n\
         [storage here]\ntype = \"filesystem\"\npath = \"{}\"\nfileext = \".ics\"\n\
         [storage there]\ntype = \"http\"\nurl = \"{url}\"\n",
        folder("status"),
        folder("calendar")
    );
    let shows = format!(
        "[calendars]\n[[feed]]\npath = {}\nreadonly = True\n[sqlite]\npath = {}\n[locale]\nlocal_timezone = UTC\n\
         default_timezone = UTC\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n\
         datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[default]\nhighlight_event_days = False\n",
        folder("calendar"),
        folder("khal.db")
    );
    fs::create_dir(at("calendar")).unwrap();
    fs::write(at("vdirsyncer"), sync).unwrap();
    fs::write(at("khal"), shows).unwrap();
    let run = async |program: &str, arguments: &[&str]| {
        let mut command = Command::new(Path::new(ROOT).join(".tools/venv/bin").join(program));
        command.args(arguments).env("HOME", home.path()).env("LC_ALL", "C.UTF-8").env_remove("http_proxy");
        let done = tokio::task::spawn_blocking(move || command.output().expect("`cargo xtask test` installs it"))
            .await
            .unwrap();
        let said = [&done.stdout, &done.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert!(done.status.success(), "{program} {arguments:?}: {said:?}");
        said[0].clone()
    };
    let config = folder("vdirsyncer");
    let synced = async || {
        run("vdirsyncer", &["-c", &config, "sync", "feed"]).await;
        let shown = ["-c", &folder("khal"), "list", "--format", "{start-time}|{title}", "2026-03-25", "30d"];
        run("khal", &shown).await
    };
    run("vdirsyncer", &["-c", &config, "discover", "feed"]).await;

    let shown = synced().await;
    for line in ["10:00|Plan; the \\ week, Ünïcödé", "|Holiday", "08:00|Standup", "07:00|Standup", "15:00|Review"] {
        assert!(shown.contains(line), "no {line} in {shown}");
    }
    assert_eq!(shown.matches("Standup").count(), 4, "{shown}");

    let first = owner.server.get("/v1/calendar/events").key(&owner.key).send().await.expect(200)["events"][0].clone();
    assert_eq!(first["summary"], "Standup");
    let path = format!("/v1/calendar/events/{}", first["id"].as_str().unwrap());
    owner.server.patch(&path).key(&owner.key).json(json!({ "summary": "Sitdown" })).send().await.expect(200);
    let shown = synced().await;
    assert_eq!((shown.matches("Standup").count(), shown.matches("Sitdown").count()), (0, 4), "{shown}");
}

#[tokio::test]
async fn a_feed_that_has_not_changed_is_not_written_again() {
    let owner = Server::shared().mailbox().await;
    for number in 0..20 {
        add(&owner, json!({ "summary": format!("e{number}"), "start": "2026-04-01", "end": "2026-04-02" })).await;
    }
    let path = feed(&owner).await;
    let first = fetch(&owner, &path).await;
    let tag = first.header("etag").unwrap().to_owned();
    let known = async |tag: &str| owner.server.get(&path).header("if-none-match", tag).send().await;
    for tag in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let reply = known(&tag).await;
        assert_eq!((reply.status, reply.body.len(), reply.header("etag")), (304, 0, first.header("etag")), "{reply}");
        let (cost, rows) = reply.header("x-warren-cost").unwrap().split_once(" rows=").unwrap();
        assert!(cost == LEAST && rows.parse::<u32>().unwrap() <= 10, "{cost} {rows}: the events were read");
    }
    assert_eq!(known("\"other\"").await.status, 200);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let date = fetch(&owner, &path).await.header("last-modified").unwrap().to_owned();
    let since = async |date: &str| owner.server.get(&path).header("if-modified-since", date).send().await.status;
    assert_eq!(
        (since(&date).await, since("Sun, 22 Nov 2020 10:00:00 GMT").await, since("nonsense").await),
        (304, 200, 200)
    );

    add(&owner, json!({ "summary": "new", "start": "2026-04-01", "end": "2026-04-02" })).await;
    let changed = known(&tag).await;
    assert!(changed.status == 200 && changed.text().contains("SUMMARY:new\r\n"), "{changed}");
    assert_eq!(since(&date).await, 200);
    let head = owner.server.request("HEAD", &path).send().await;
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, changed.header("etag")));
}

#[tokio::test]
async fn followers_learn_of_changes_and_for_thirty_days_of_deletions() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let owner = server.mailbox().await;
    let made = add(&owner, json!({ "summary": "Secret party", "start": "2026-04-01", "end": "2026-04-02" })).await;
    let path = feed(&owner).await;
    let at = format!("/v1/calendar/events/{}", made["id"].as_str().unwrap());
    server.patch(&at).key(&owner.key).json(json!({ "summary": "Secret feast" })).send().await.expect(200);
    let text = fetch(&owner, &path).await.text();
    assert!(text.contains("SEQUENCE:1\r\n") && text.contains("SUMMARY:Secret feast\r\n"), "{text}");
    server.delete(&at).key(&owner.key).send().await.expect(200);
    let text = fetch(&owner, &path).await.text();
    for line in [format!("UID:{}", made["uid"].as_str().unwrap()), "SEQUENCE:2".into(), "STATUS:CANCELLED".into()] {
        assert!(text.contains(&format!("{line}\r\n")), "no {line} in {text}");
    }
    assert!(!text.contains("Secret"), "{text}");
    let tag = fetch(&owner, &path).await.header("etag").unwrap().to_owned();
    let clock = async |days: i64| {
        server.set_clock(in_a_while(chrono::TimeDelta::days(days))).await;
    };
    clock(29).await;
    assert_eq!(server.get(&path).header("if-none-match", &tag).send().await.status, 304);
    clock(31).await;
    let reply = server.get(&path).header("if-none-match", &tag).send().await;
    assert!(reply.status == 200 && !reply.text().contains("VEVENT"), "{reply}");
    drop(server);
    let rows =
        in_databases(state.path(), "calendar_event", "console.log(db.prepare('SELECT id FROM calendar_event').all())");
    assert!(!rows.contains("evt_"), "{rows}");
}

#[tokio::test]
async fn only_the_token_of_the_feed_opens_it_and_it_opens_nothing_else() {
    let server = Server::shared();
    let owner = server.mailbox().await;
    let other = server.mailbox().await;
    let path = feed(&owner).await;
    let token = path.split_once('=').unwrap().1.to_owned();
    assert_eq!(feed(&owner).await, path);
    let other_end = if token.ends_with('x') { 'y' } else { 'x' };
    let made_up = format!("{}{other_end}", &token[..token.len() - 1]);
    let fetch = async |token: &str| server.get(&format!("/v1/calendar/feed.ics?cal_token={token}")).send().await;
    for bad in ["", "ct_x", &made_up, &owner.key, &other.key] {
        fetch(bad).await.expect_error(401, "unauthorized");
    }
    server.get("/v1/calendar/feed.ics").send().await.expect_error(401, "unauthorized");
    // A key stands in another place, and is not asked here.
    server.get("/v1/calendar/feed.ics").key(&owner.key).send().await.expect_error(401, "unauthorized");
    for (method, path) in [
        ("GET", "/v1/calendar/events"),
        ("GET", "/v1/calendar/feed"),
        ("GET", "/v1/account/me"),
        ("POST", "/v1/calendar/feed/rotate"),
    ] {
        server.request(method, path).key(&token).send().await.expect_error(401, "unauthorized");
    }
    server.post("/v1/calendar/feed.ics").key(&owner.key).send().await.expect_error(405, "method_not_allowed");
    assert!(!server.get(&feed(&other).await).send().await.text().contains(&owner.address));

    let rotated = server.post("/v1/calendar/feed/rotate").key(&owner.key).send().await.expect(200);
    assert_ne!(rotated["cal_token"], token);
    fetch(&token).await.expect_error(401, "unauthorized");
    assert_eq!(fetch(rotated["cal_token"].as_str().unwrap()).await.status, 200);
    assert_eq!(feed(&owner).await.split_once('=').unwrap().1, rotated["cal_token"]);
}

#[tokio::test]
async fn a_suspended_pods_feed_is_shut_at_once_and_opens_again() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let feed = server.get("/v1/calendar/feed").key(&pod.key).send().await.expect(200);
    let path = format!("/v1/calendar/feed.ics?cal_token={}", feed["cal_token"].as_str().unwrap());
    assert_eq!(server.get(&path).send().await.status, 200);
    server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await.expect(200);
    server.get(&path).send().await.expect_error(403, "pod_suspended");
    server.post(&format!("/v1/pods/{}/resume", pod.id)).key(&account.key).send().await.expect(200);
    assert_eq!(server.get(&path).send().await.status, 200);
    server.delete(&format!("/v1/pods/{}?purge=true", pod.id)).key(&account.key).send().await.expect(200);
    server.get(&path).send().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn a_feed_is_sent_sixty_times_a_minute_and_costs_no_allowance() {
    let server = Server::start(&[("TIER_LIMITS", r#"{"paid":{"requests_per_day":50}}"#)]);
    let owner = server.mailbox().await;
    let path = feed(&owner).await;
    for _ in 0..60 {
        assert_eq!(server.get(&path).send().await.status, 200);
    }
    let refused = server.get(&path).send().await;
    refused.expect_error(429, "rate_limited");
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() <= 60);
    server.get("/v1/calendar/events").key(&owner.key).send().await.expect(200);
}

#[tokio::test]
async fn a_long_calendar_is_sent_whole() {
    let owner = Server::shared().mailbox().await;
    let events: String = (0..450)
        .map(|number| {
            format!("BEGIN:VEVENT\r\nUID:{number}@x\r\nSUMMARY:n\r\nDTSTART:20260401T100000Z\r\nEND:VEVENT\r\n")
        })
        .collect();
    let file = format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n");
    let import = owner.server.post("/v1/calendar/import").key(&owner.key).body(file).send().await.expect(200);
    assert_eq!(import["imported"], 450);
    let text = fetch(&owner, &feed(&owner).await).await.text();
    assert_eq!((text.matches("BEGIN:VEVENT").count(), text.matches("END:VCALENDAR").count()), (450, 1));
    assert!(text.ends_with("END:VCALENDAR\r\n") && text.contains("UID:449@x\r\n"));
}

#[tokio::test]
async fn a_long_feed_tells_each_change_once_wherever_it_happens() {
    let owner = Server::shared().mailbox().await;
    let event = |uid: u32, summary: &str| {
        format!("BEGIN:VEVENT\r\nUID:{uid}@x\r\nSUMMARY:{summary}\r\nDTSTART:20260401T100000Z\r\nEND:VEVENT\r\n")
    };
    let import = async |events: String| {
        let file = format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n");
        owner.server.post("/v1/calendar/import").key(&owner.key).body(file).send().await.expect(200);
    };
    let path = feed(&owner).await;
    let expect = async |total: usize, summary: &str, so_many: usize| {
        let text = fetch(&owner, &path).await.text();
        let uids: BTreeSet<&str> = text.lines().filter(|line| line.starts_with("UID:")).collect();
        let told = text.matches(&format!("SUMMARY:{summary}\r\n")).count();
        assert_eq!((uids.len(), text.matches("BEGIN:VEVENT").count(), told), (total, total, so_many), "{summary}");
    };
    import((0..250).map(|uid| event(uid, "first")).collect()).await;
    expect(250, "first", 250).await;
    // The ends of the calendar, what lies between, and neighbours.
    for (count, uid) in (1..).zip([0, 249, 99, 100, 101, 150, 0]) {
        import(event(uid, &format!("changed {count}"))).await;
        expect(250, &format!("changed {count}"), 1).await;
    }
    for uid in 250..255 {
        import(event(uid, "added")).await;
        expect(uid as usize + 1, "added", uid as usize - 249).await;
    }
    import((255..500).map(|uid| event(uid, "more")).collect()).await;
    expect(500, "more", 245).await;
    expect(500, "first", 244).await;
    let list = owner.server.get("/v1/calendar/events?limit=1").key(&owner.key).send().await.expect(200);
    let at = format!("/v1/calendar/events/{}", list["events"][0]["id"].as_str().unwrap());
    owner.server.delete(&at).key(&owner.key).send().await.expect(200);
    let text = fetch(&owner, &path).await.text();
    assert_eq!((text.matches("BEGIN:VEVENT").count(), text.matches("STATUS:CANCELLED").count()), (500, 1));
}

/// A connection that takes little at a time, on which a feed was asked for.
async fn connected(server: &Server, path: &str) -> TcpStream {
    let address = server.url().strip_prefix("http://").unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// Who reads slowly is sent a later state than others who come meanwhile; the feed must not keep both.
#[tokio::test]
async fn what_is_deleted_is_gone_from_the_feed_though_somebody_reads_it_slowly() {
    let owner = Server::shared().mailbox().await;
    let event = |uid: usize, text: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{uid}@x\r\nSUMMARY:{uid}\r\nDESCRIPTION:{text}\r\nDTSTART:20260401T100000Z\r\nEND:VEVENT\r\n"
        )
    };
    let import = async |events: String| {
        let file = format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n");
        owner.server.post("/v1/calendar/import").key(&owner.key).body(file).send().await.expect(200);
    };
    let (files, in_file, long) = (6, 110, "long".repeat(1_950));
    for file in 0..files {
        import((0..in_file).map(|at| event(file * in_file + at, &long)).collect()).await;
    }
    let path = feed(&owner).await;
    let total = fetch(&owner, &path).await.text().matches("BEGIN:VEVENT").count();
    assert_eq!(total, files * in_file);

    let mut slow = connected(owner.server, &path).await;
    // Until the connection is full.
    tokio::time::sleep(Duration::from_millis(500)).await;
    // What follows a shorter event moves up by one.
    import((0..total).step_by(8).map(|uid| event(uid, "short")).collect()).await;
    fetch(&owner, &path).await;
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).await.unwrap();
    // The first that was written for the slow one after the others had been there.
    let rest = String::from_utf8(rest).unwrap();
    let late = rest.split("BEGIN:VEVENT").find(|event| event.contains("DESCRIPTION:short")).expect("it read slowly");
    let uid = late.split("UID:").nth(1).unwrap().split('@').next().unwrap().parse().unwrap();

    import(event(uid, "changed")).await;
    let text = fetch(&owner, &path).await.text();
    let told: Vec<_> = text.split("BEGIN:VEVENT").filter(|event| event.contains(&format!("UID:{uid}@x\r\n"))).collect();
    assert!(told.len() == 1 && told[0].contains("DESCRIPTION:changed"), "{told:?}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), total);
}

#[tokio::test]
async fn robots_may_fetch_feeds() {
    let reply = Server::shared().get("/robots.txt").send().await;
    assert_eq!(reply.text(), "User-agent: *\nAllow: /v1/calendar/feed.ics\nDisallow: /v1/\n");
}
