//! Invitations by mail, answers to them and their end (iTIP over iMIP, RFC 5546 and 6047).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::outbox::with_resend;
use crate::support::{Answer, Mailbox, Receiver, Reply, Server, in_databases, letter, unique};

/// Long after today, so that no event is over.
const START: &str = "2126-04-01T10:00:00Z";
const END: &str = "2126-04-01T11:00:00Z";

pub async fn people<const N: usize>() -> [Mailbox<'static>; N] {
    people_of(Server::shared()).await
}

async fn people_of<const N: usize>(server: &Server) -> [Mailbox<'_>; N] {
    let people = join_all((0..N).map(|_| server.mailbox())).await;
    people.try_into().unwrap_or_else(|_| unreachable!("as many as were asked for"))
}

fn meeting(attendees: &[&Mailbox<'_>]) -> Value {
    let attendees: Vec<_> = attendees.iter().map(|it| it.address.as_str()).collect();
    json!({ "summary": "Plan", "start": START, "end": END, "attendees": attendees, "invite": true })
}

async fn add(owner: &Mailbox<'_>, event: Value) -> Reply {
    owner.server.post("/v1/calendar/events").key(&owner.key).json(event).send().await
}

async fn at(owner: &Mailbox<'_>, method: &str, event: &Value, below: &str, body: Value) -> Reply {
    let path = format!("/v1/calendar/events/{}{below}", event["id"].as_str().unwrap());
    let request = owner.server.request(method, &path).key(&owner.key);
    if body.is_null() { request.send().await } else { request.json(body).send().await }
}

async fn get(owner: &Mailbox<'_>, event: &Value) -> Value {
    at(owner, "GET", event, "", Value::Null).await.expect(200)
}

async fn patch(owner: &Mailbox<'_>, event: &Value, body: Value) -> Value {
    at(owner, "PATCH", event, "", body).await.expect(200)
}

async fn respond(owner: &Mailbox<'_>, event: &Value, status: &str) -> Reply {
    at(owner, "POST", event, "/respond", json!({ "status": status })).await
}

pub async fn events(owner: &Mailbox<'_>) -> Vec<Value> {
    let page = owner.server.get("/v1/calendar/events?limit=100").key(&owner.key).send().await.expect(200);
    page["events"].as_array().unwrap().clone()
}

/// The one event that is there.
pub async fn only(owner: &Mailbox<'_>) -> Value {
    let mut events = events(owner).await;
    assert_eq!(events.len(), 1, "{events:#?}");
    events.remove(0)
}

/// The event with the UID of another one.
async fn only_of(owner: &Mailbox<'_>, other: &Value) -> Value {
    events(owner).await.into_iter().find(|event| event["uid"] == other["uid"]).unwrap()
}

async fn subjects(owner: &Mailbox<'_>) -> Vec<String> {
    let mail = owner.list("").await;
    mail.iter().rev().map(|message| message["subject"].as_str().unwrap().to_owned()).collect()
}

fn answer(event: &Value, email: &str) -> Value {
    let people = event["attendee_details"].as_array().unwrap();
    people.iter().find(|it| it["email"] == email).unwrap_or_else(|| panic!("no {email} in {event}"))["status"].clone()
}

/// A letter with a calendar in it, as it comes from elsewhere. `proved` by its domain's signature.
fn from_elsewhere(from: &str, proved: bool, method: &str, lines: &str) -> String {
    let domain = from.rsplit_once('@').unwrap().1;
    let verdict = if proved { format!("dkim=pass header.d={domain}; dmarc=pass") } else { "dkim=none".to_owned() };
    let results = format!("mx.cloudflare.net; {verdict}");
    let kind = format!("text/calendar; method={method}; charset=utf-8");
    let fields = [("From", from), ("Authentication-Results", &results), ("Content-Type", &kind)];
    let event = format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n");
    letter(
        &fields,
        &format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:{method}\n{event}END:VCALENDAR\n"),
    )
}

/// The lines of an event that `boss@corp.example` organizes.
pub fn of_boss(uid: &str, sequence: u32, attendee: &str, more: &str) -> String {
    format!(
        "UID:{uid}\nSEQUENCE:{sequence}\nDTSTAMP:20260101T0000{sequence:02}Z\nSUMMARY:Review\n\
         DTSTART:21260401T100000Z\nDTEND:21260401T110000Z\nORGANIZER;CN=Boss:mailto:boss@corp.example\n\
         ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:{attendee}{more}"
    )
}

#[tokio::test]
async fn an_invitation_between_two_agents_ends_with_accepted_on_the_organizers_event() {
    let [ada, bob] = people().await;
    let made = add(&ada, meeting(&[&bob])).await.expect(201);
    assert_eq!((&made["organizer"]["email"], &made["invite"]), (&json!(ada.address), &json!(true)));
    assert_eq!((answer(&made, &bob.address), &made["invitation"]), (json!("needs_action"), &Value::Null));

    let invited = only(&bob).await;
    assert_eq!(
        (&invited["uid"], &invited["summary"], &invited["start"]),
        (&made["uid"], &made["summary"], &made["start"])
    );
    let invitation = json!({ "address": bob.address, "status": "needs_action", "comment": null, "verified": true });
    assert_eq!((&invited["invitation"], &invited["invite"]), (&invitation, &json!(false)));
    assert_eq!(invited["organizer"]["email"], ada.address.as_str());
    assert_eq!(subjects(&bob).await, ["Invitation: Plan"]);

    let body = json!({ "status": "accepted", "comment": "With pleasure 🎉" });
    let accepted = at(&bob, "POST", &invited, "/respond", body).await.expect(200);
    assert_eq!(accepted["invitation"]["status"], "accepted");
    assert_eq!(only(&bob).await, accepted);

    let told = get(&ada, &made).await;
    assert_eq!(answer(&told, &bob.address), "accepted");
    assert!(told["attendee_details"][0]["answered_at"].is_string(), "{told}");
    assert_eq!(told["sequence"], 0, "an answer is no change of the event");
    let reply = ada.only().await;
    assert_eq!((&reply["subject"], &reply["from"]), (&json!("Accepted: Plan"), &json!(bob.address)));
    let sent = ada.server.get("/v1/email/outbox").key(&ada.key).send().await.expect(200);
    assert_eq!((&sent["count"], &sent["messages"][0]["thread_id"]), (&json!(1), &reply["thread_id"]));

    // The same again says nothing new; another answer does.
    respond(&bob, &invited, "accepted").await.expect(200);
    assert_eq!(ada.list("").await.len(), 1);
    for status in ["tentative", "declined"] {
        respond(&bob, &invited, status).await.expect(200);
        assert_eq!(answer(&get(&ada, &made).await, &bob.address), status);
    }
    assert_eq!(subjects(&ada).await, ["Accepted: Plan", "Tentative: Plan", "Declined: Plan"]);
}

#[tokio::test]
async fn changes_reach_those_who_are_invited_and_ask_them_anew_if_the_time_is_another() {
    let [ada, bob, cai, dan] = people().await;
    let made = add(&ada, meeting(&[&bob, &cai])).await.expect(201);
    let (of_bob, of_cai) = (only(&bob).await, only(&cai).await);
    respond(&bob, &of_bob, "accepted").await.expect(200);

    patch(&ada, &made, json!({ "reminders": [5] })).await;
    assert_eq!(bob.list("").await.len(), 1, "reminders are one's own");
    let moved = patch(&ada, &made, json!({ "location": "Room 2", "description": "Bring\ncake" })).await;
    assert_eq!(answer(&moved, &bob.address), "accepted");
    let told = get(&bob, &of_bob).await;
    assert_eq!((&told["location"], &told["description"]), (&json!("Room 2"), &json!("Bring\ncake")));
    assert_eq!((&told["sequence"], &told["invitation"]["status"]), (&moved["sequence"], &json!("accepted")));

    let later = json!({ "start": "2126-04-02T10:00:00Z", "end": "2126-04-02T11:00:00Z" });
    let later = patch(&ada, &made, later).await;
    assert_eq!(answer(&later, &bob.address), "needs_action");
    let told = get(&bob, &of_bob).await;
    assert_eq!((&told["start"], &told["invitation"]["status"]), (&later["start"], &json!("needs_action")));
    assert_eq!((&told["id"], &told["uid"]), (&of_bob["id"], &made["uid"]));

    let list = json!({ "attendees": [bob.address, dan.address] });
    patch(&ada, &made, list).await;
    assert_eq!(get(&cai, &of_cai).await["status"], "cancelled");
    assert_eq!(only(&dan).await["start"], later["start"]);
    assert_eq!(subjects(&cai).await.last().unwrap(), "Cancelled: Plan");
    assert_eq!(get(&bob, &of_bob).await["status"], "confirmed");

    at(&ada, "DELETE", &made, "", Value::Null).await.expect(200);
    for (who, event) in [(&bob, &of_bob), (&dan, &only(&dan).await)] {
        assert_eq!(get(who, event).await["status"], "cancelled");
        respond(who, event, "accepted").await.expect_error(409, "already_resolved");
    }
    assert_eq!(subjects(&bob).await.len(), 5, "{:?}", subjects(&bob).await);
    assert_eq!(subjects(&cai).await.len(), 4, "{:?}", subjects(&cai).await);
}

#[tokio::test]
async fn nobody_is_told_of_an_event_without_invite_and_nobody_twice() {
    let [ada, bob] = people().await;
    let mut event = meeting(&[&bob, &ada]);
    event["invite"] = json!(false);
    let made = add(&ada, event).await.expect(201);
    patch(&ada, &made, json!({ "location": "Room 2" })).await;
    assert!(bob.list("").await.is_empty() && events(&bob).await.is_empty());
    respond(&ada, &made, "accepted").await.expect_error(409, "not_invited");

    patch(&ada, &made, json!({ "invite": true })).await;
    patch(&ada, &made, json!({ "invite": true })).await;
    assert_eq!(subjects(&bob).await, ["Invitation: Plan"]);
    assert!(ada.list("").await.is_empty(), "who organizes gets no letter");
    patch(&ada, &made, json!({ "status": "cancelled" })).await;
    patch(&ada, &made, json!({ "location": "Room 3" })).await;
    at(&ada, "DELETE", &made, "", Value::Null).await.expect(200);
    assert_eq!(subjects(&bob).await, ["Invitation: Plan", "Cancelled: Plan"]);

    let mut over = meeting(&[&bob]);
    (over["start"], over["end"]) = (json!("2020-04-01T10:00:00Z"), json!("2020-04-01T11:00:00Z"));
    let over = add(&ada, over).await.expect(201);
    at(&ada, "DELETE", &over, "", Value::Null).await.expect(200);
    assert_eq!(subjects(&bob).await.len(), 3, "nobody needs to know that what is over is cancelled");
    at(&bob, "DELETE", &only_of(&bob, &over).await, "", Value::Null).await.expect(200);
    assert_eq!(only(&bob).await["status"], "cancelled");
}

#[tokio::test]
async fn an_organizer_is_one_of_the_pods_addresses() {
    let [ada, bob] = people().await;
    let second = ada.server.new_mailbox(&ada.key).await;
    let mut event = meeting(&[&bob]);
    for (organizer, code) in [(bob.address.as_str(), "not_your_address"), ("x@mail.example", "invalid_sender")] {
        event["organizer"] = json!(organizer);
        add(&ada, event.clone()).await.expect_error(403, code);
    }
    event["organizer"] = json!("nobody");
    add(&ada, event.clone()).await.expect_error(400, "invalid_email");
    assert!(events(&ada).await.is_empty() && bob.list("").await.is_empty());
    event["organizer"] = json!(format!("Ada <{}>", second.address));
    let made = add(&ada, event).await.expect(201);
    assert_eq!(made["organizer"], json!({ "email": second.address, "name": "Ada" }));
    assert_eq!(bob.only().await["from"], second.address.as_str());
    let other = at(&ada, "PATCH", &made, "", json!({ "organizer": ada.address })).await;
    other.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn an_answer_counts_only_from_the_attendee_and_only_to_the_present_times() {
    let [ada, bob] = people().await;
    let mut event = meeting(&[&bob]);
    event["attendees"] = json!(["eve@mail.example", "ann@corp.example"]);
    let made = add(&ada, event).await.expect(201);
    let uid = made["uid"].as_str().unwrap();
    let reply = |from: &str, proved, who: &str, said: &str, sequence: u32, stamp: u32| {
        let lines = format!(
            "UID:{uid}\nSEQUENCE:{sequence}\nDTSTAMP:20260101T0000{stamp:02}Z\nORGANIZER:mailto:{}\n\
             ATTENDEE;PARTSTAT={said}:mailto:{who}",
            ada.address
        );
        from_elsewhere(from, proved, "REPLY", &lines)
    };
    let (eve, ann) = ("eve@mail.example", "ann@corp.example");
    for forged in [
        reply(ann, false, ann, "ACCEPTED", 0, 1),
        reply(eve, true, ann, "ACCEPTED", 0, 1),
        reply("other@corp.example", true, ann, "ACCEPTED", 0, 1),
        reply(ann, true, ann, "ACCEPTED", 0, 1).replace(uid, "evt_other@warren.example"),
        reply(ann, true, ann, "ACCEPTED", 0, 1).replace("header.d=corp.example; dmarc=pass", "header.d=evil.example"),
        reply(ann, true, ann, "ACCEPTED", 0, 1).replace("dmarc=pass", "dmarc=fail"),
    ] {
        ada.receive(&forged).await;
        assert_eq!(get(&ada, &made).await, made, "{forged}");
    }
    assert_eq!(ada.list("").await.len(), 6, "each is mail all the same");

    ada.receive(reply(ann, true, ann, "TENTATIVE", 0, 5)).await;
    assert_eq!(answer(&get(&ada, &made).await, ann), "tentative");
    ada.receive(reply(ann, true, ann, "DECLINED", 0, 3)).await;
    assert_eq!(answer(&get(&ada, &made).await, ann), "tentative", "an earlier one came late");
    ada.receive(reply(ann, true, ann, "DELEGATED;DELEGATED-TO=\"mailto:cat@corp.example\"", 0, 7)).await;
    let told = get(&ada, &made).await;
    let details = told["attendee_details"].as_array().unwrap();
    let delegated = details.iter().find(|it| it["email"] == ann).unwrap();
    assert_eq!((&delegated["status"], &delegated["delegated_to"]), (&json!("delegated"), &json!("cat@corp.example")));

    let later = patch(&ada, &made, json!({ "start": "2126-04-01T10:30:00Z" })).await;
    assert_eq!(answer(&later, ann), "needs_action");
    ada.receive(reply(ann, true, ann, "ACCEPTED", 0, 9)).await;
    assert_eq!(answer(&get(&ada, &made).await, ann), "needs_action", "that was about another time");
    ada.receive(reply(ann, true, ann, "ACCEPTED", 1, 10)).await;
    assert_eq!(answer(&get(&ada, &made).await, ann), "accepted");
    patch(&ada, &made, json!({ "description": "more" })).await;
    ada.receive(reply(ann, true, ann, "DECLINED", 1, 11)).await;
    assert_eq!(answer(&get(&ada, &made).await, ann), "declined", "the time is the same");
}

#[tokio::test]
async fn an_invitation_from_elsewhere_is_changed_by_its_organizer_alone() {
    let [bob] = people().await;
    let (boss, uid) = ("boss@corp.example", unique("uid"));
    let request = |from: &str, proved, sequence, more: &str| {
        from_elsewhere(from, proved, "REQUEST", &of_boss(&uid, sequence, &bob.address, more))
    };
    bob.receive(request("mallory@corp.example", true, 0, "")).await;
    bob.receive(request(boss, false, 0, "").replace("dkim=none", "dmarc=fail")).await;
    assert!(events(&bob).await.is_empty(), "who sends it is not who organizes it");
    bob.receive(request(boss, true, 3, "\nDESCRIPTION:first")).await;
    let invited = only(&bob).await;
    assert_eq!(
        (&invited["uid"], &invited["sequence"], &invited["summary"]),
        (&json!(uid), &json!(3), &json!("Review"))
    );
    assert_eq!(invited["organizer"], json!({ "email": boss, "name": "Boss" }));
    let invitation = json!({ "address": bob.address, "status": "needs_action", "comment": null, "verified": true });
    assert_eq!(invited["invitation"], invitation, "nobody answers for another");

    for ignored in [
        request(boss, true, 3, "\nDESCRIPTION:the same again"),
        request(boss, true, 2, "\nDESCRIPTION:older"),
        request(boss, false, 9, "\nDESCRIPTION:forged"),
        request("mallory@corp.example", true, 9, "\nDESCRIPTION:somebody else's"),
        request(boss, true, 9, "").replace("mailto:boss@", "mailto:mallory@"),
        request(boss, true, 9, "\nRECURRENCE-ID:21260401T100000Z"),
        request(boss, true, 9, "").replace("DTSTART:", "X-START:"),
        from_elsewhere(boss, false, "CANCEL", &of_boss(&uid, 9, &bob.address, "")),
        from_elsewhere("mallory@corp.example", true, "CANCEL", &of_boss(&uid, 9, &bob.address, "")),
    ] {
        bob.receive(&ignored).await;
        assert_eq!(only(&bob).await, invited, "{ignored}");
    }
    respond(&bob, &invited, "accepted").await.expect(200);
    bob.receive(request(boss, true, 4, "\nDESCRIPTION:second\nLOCATION:Berlin")).await;
    let told = get(&bob, &invited).await;
    assert_eq!((&told["description"], &told["location"]), (&json!("second"), &json!("Berlin")));
    assert_eq!((&told["sequence"], &told["invitation"]["status"]), (&json!(4), &json!("accepted")));
    bob.receive(from_elsewhere(boss, true, "CANCEL", &of_boss(&uid, 5, &bob.address, ""))).await;
    assert_eq!(get(&bob, &invited).await["status"], "cancelled");
    bob.receive(request(boss, true, 6, "")).await;
    assert_eq!(get(&bob, &invited).await["status"], "confirmed", "it takes place after all");

    at(&bob, "DELETE", &invited, "", Value::Null).await.expect(200);
    bob.receive(request(boss, true, 6, "")).await;
    bob.receive(request("mallory@corp.example", true, 7, "")).await;
    assert!(events(&bob).await.is_empty(), "what was deleted does not come back by itself");
    bob.receive(request(boss, true, 7, "")).await;
    assert_eq!(only(&bob).await["invitation"]["status"], "needs_action");
}

#[tokio::test]
async fn an_invitation_without_proof_is_shown_as_such_until_the_organizer_is_proved() {
    let [bob] = people().await;
    let (boss, uid) = ("boss@corp.example", unique("uid"));
    let request =
        |proved, sequence| from_elsewhere(boss, proved, "REQUEST", &of_boss(&uid, sequence, &bob.address, ""));
    bob.receive(request(false, 40)).await;
    assert_eq!(only(&bob).await["invitation"]["verified"], false);
    bob.receive(request(false, 41)).await;
    assert_eq!(only(&bob).await["sequence"], 40, "doubtful once is not believed twice");
    bob.receive(request(true, 2)).await;
    let known = only(&bob).await;
    assert_eq!((&known["sequence"], &known["invitation"]["verified"]), (&json!(2), &json!(true)));
    bob.receive(request(true, 1)).await;
    assert_eq!(only(&bob).await, known);
}

#[tokio::test]
async fn what_was_taken_from_a_file_becomes_an_invitation_when_its_organizer_invites() {
    let [bob] = people().await;
    let uid = unique("uid");
    let lines = of_boss(&uid, 5, &bob.address, "");
    let file = format!("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    let import = bob.server.post("/v1/calendar/import").key(&bob.key).body(file.replace('\n', "\r\n"));
    assert_eq!(import.send().await.expect(200)["imported"], 1);
    let known = only(&bob).await;
    assert_eq!(known["invitation"], Value::Null);
    let from = |boss: &str, proved| {
        let lines = lines.replace("boss@corp.example", boss);
        from_elsewhere(boss, proved, "REQUEST", &lines)
    };
    for ignored in [from("boss@corp.example", false), from("mallory@corp.example", true)] {
        bob.receive(ignored).await;
        assert_eq!(only(&bob).await, known);
    }
    bob.receive(from("boss@corp.example", true)).await;
    let invited = only(&bob).await;
    assert_eq!((&invited["id"], &invited["invitation"]["status"]), (&known["id"], &json!("needs_action")));
}

#[tokio::test]
async fn a_file_puts_nothing_in_the_place_of_one_occurrence_of_an_invitation() {
    let [ada, bob] = people().await;
    let mut daily = meeting(&[&bob]);
    (daily["rrule"], daily["exdates"]) = (json!("FREQ=DAILY;COUNT=4"), json!(["2126-04-02T10:00:00Z"]));
    let made = add(&ada, daily).await.expect(201);
    let invited = only(&bob).await;
    let file = |uid: &str| {
        format!(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nBEGIN:VEVENT\nUID:{uid}\nSUMMARY:At my place\n\
             RECURRENCE-ID:21260403T100000Z\nDTSTART:21260403T150000Z\nDTEND:21260403T160000Z\nEND:VEVENT\n\
             END:VCALENDAR\n"
        )
    };
    for (owner, event) in [(&ada, &made), (&bob, &invited)] {
        let import = owner.server.post("/v1/calendar/import").key(&owner.key);
        let said = import.body(file(event["uid"].as_str().unwrap())).send().await.expect(200);
        assert_eq!((&said["imported"], &said["refused_count"]), (&json!(0), &json!(1)), "{said}");
        assert_eq!(said["refused"][0]["error"], "invalid_request");
        assert_eq!(only(owner).await, *event);
    }
    // Who is invited learns what is left out of it, wherever it moves.
    let later = patch(&ada, &made, json!({ "start": "2126-04-01T12:00:00Z", "end": "2126-04-01T13:00:00Z" })).await;
    assert_eq!(later["exdates"], json!(["2126-04-02T12:00:00.000Z"]));
    assert_eq!(get(&bob, &invited).await["exdates"], later["exdates"]);
}

#[tokio::test]
async fn a_request_repeated_after_its_reply_was_lost_invites_nobody_twice() {
    let state = tempfile::tempdir().unwrap();
    let mut server = Server::start_in(state.path(), &[]);
    let Mailbox { key, .. } = server.mailbox().await;
    let event =
        json!({ "summary": "Plan", "start": START, "end": END, "attendees": ["a@mail.example"], "invite": true });
    let create = async |server: &Server| {
        let create = server.post("/v1/calendar/events").key(&key).header("idempotency-key", "once").json(&event);
        create.send().await.expect(201)
    };
    let first = create(&server).await;
    for lost in [false, true] {
        server.kill();
        if lost {
            in_databases(state.path(), "given_reply", "db.exec('DELETE FROM given_reply')");
        }
        server = Server::start_in(state.path(), &[]);
        assert_eq!(create(&server).await, first);
        let sent = server.get("/v1/email/outbox").key(&key).send().await.expect(200);
        assert_eq!(sent["count"], 1);
    }
}

#[tokio::test]
async fn who_is_invited_changes_reminders_and_answers_and_nothing_else() {
    let [ada, bob] = people().await;
    add(&ada, meeting(&[&bob])).await.expect(201);
    let invited = only(&bob).await;
    for body in [
        json!({ "summary": "Mine" }),
        json!({ "start": "2126-04-01T09:00:00Z" }),
        json!({ "attendees": [] }),
        json!({ "status": "cancelled" }),
        json!({ "invite": true }),
        json!({ "reminders": [1], "location": "Here" }),
    ] {
        let refused = at(&bob, "PATCH", &invited, "", body).await.expect_error(403, "forbidden");
        assert!(refused["fix"].as_str().unwrap().contains("/respond"), "{refused}");
    }
    assert_eq!(only(&bob).await, invited);
    let changed = patch(&bob, &invited, json!({ "reminders": [30] })).await;
    assert_eq!((&changed["reminders"], &changed["sequence"]), (&json!([30]), &json!(0)));
    for (body, code) in [
        (json!({ "status": "maybe" }), "invalid_body"),
        (json!({ "status": "needs_action" }), "invalid_body"),
        (json!({}), "missing_fields"),
        (json!({ "status": "accepted", "comment": "x".repeat(1_001) }), "invalid_request"),
    ] {
        at(&bob, "POST", &invited, "/respond", body).await.expect_error(400, code);
    }
    let ghost = json!({ "id": "evt_zzzzzzzzzzzzzzzz" });
    respond(&bob, &ghost, "accepted").await.expect_error(404, "not_found");
    assert!(ada.list("").await.is_empty());

    // It takes no time until one comes.
    let busy = async || {
        let path = "/v1/calendar/free-busy?from=2126-04-01T00:00:00Z&to=2126-04-02T00:00:00Z";
        bob.server.get(path).key(&bob.key).send().await.expect(200)["count"].clone()
    };
    assert_eq!(busy().await, 0);
    respond(&bob, &invited, "tentative").await.expect(200);
    assert_eq!(busy().await, 1);
    respond(&bob, &invited, "declined").await.expect(200);
    assert_eq!(busy().await, 0);

    respond(&bob, &invited, "accepted").await.expect(200);
    at(&bob, "DELETE", &invited, "", Value::Null).await.expect(200);
    assert_eq!(answer(&only(&ada).await, &bob.address), "declined", "who deletes what they accepted does not come");
}

#[tokio::test]
async fn the_feed_and_a_file_of_it_say_who_comes() {
    let [ada, bob] = people().await;
    let mut event = meeting(&[&bob]);
    event["rrule"] = json!("FREQ=WEEKLY;COUNT=3");
    event["timezone"] = json!("Europe/Berlin");
    let made = add(&ada, event).await.expect(201);
    let invited = only(&bob).await;
    assert_eq!((&invited["rrule"], &invited["timezone"]), (&made["rrule"], &json!("Europe/Berlin")));
    respond(&bob, &invited, "accepted").await.expect(200);
    for owner in [&ada, &bob] {
        let feed = owner.server.get("/v1/calendar/feed").key(&owner.key).send().await.expect(200);
        let path = format!("/v1/calendar/feed.ics?cal_token={}", feed["cal_token"].as_str().unwrap());
        let text = owner.server.get(&path).send().await.text();
        let unfolded = text.replace("\r\n ", "");
        for line in
            [format!("ORGANIZER:mailto:{}", ada.address), format!("ATTENDEE;PARTSTAT=ACCEPTED:mailto:{}", bob.address)]
        {
            assert!(unfolded.contains(&line), "no {line} in {unfolded}");
        }
        let import = async |text: &str| {
            owner
                .server
                .post("/v1/calendar/import")
                .key(&owner.key)
                .json(json!({ "ics": text }))
                .send()
                .await
                .expect(200)
        };
        assert_eq!(import(&text).await["unchanged"], 1);
        let other = import(&text.replace("SUMMARY:Plan", "SUMMARY:Other")).await;
        assert_eq!((&other["refused_count"], &other["updated"]), (&json!(1), &json!(0)), "{other}");
    }
    assert_eq!(ada.list("").await.len() + bob.list("").await.len(), 2);
}

#[tokio::test]
async fn what_is_sealed_or_filed_away_leaves_the_calendar_alone() {
    let [bob, cai] = people().await;
    let key = json!({ "address": bob.address, "public_key": "9".repeat(64) });
    bob.server.post("/v1/email/claim").key(&bob.key).json(key).send().await.expect(201);
    cai.rule(json!({ "match": { "from": "corp.example" }, "action": "file" })).await.expect(201);
    for who in [&bob, &cai] {
        let lines = of_boss(&unique("uid"), 0, &who.address, "");
        who.receive(from_elsewhere("boss@corp.example", true, "REQUEST", &lines)).await;
        assert!(events(who).await.is_empty());
    }
    assert_eq!(bob.only().await["e2e_encrypted"], true);
}

#[tokio::test]
async fn a_full_calendar_loses_no_mail_and_strangers_fill_half_of_one_at_most() {
    let limits = r#"{"paid":{"calendar_events":4,"requests_per_day":10000}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let [bob] = people_of(&server).await;
    let request = |uid: &str, sequence| {
        from_elsewhere("boss@corp.example", true, "REQUEST", &of_boss(uid, sequence, &bob.address, ""))
    };
    for uid in ["a", "b", "c"] {
        bob.receive(request(uid, 0)).await;
    }
    assert_eq!((events(&bob).await.len(), bob.list("").await.len()), (2, 3));
    for event in events(&bob).await {
        respond(&bob, &event, "accepted").await.expect(200);
    }
    for uid in ["d", "e", "f"] {
        bob.receive(request(uid, 0)).await;
    }
    let uids: Vec<_> = events(&bob).await.iter().map(|event| event["uid"].clone()).collect();
    assert_eq!((uids, bob.list("").await.len()), (vec![json!("a"), json!("b"), json!("d"), json!("e")], 6));
    bob.receive(request("a", 1)).await;
    assert_eq!(events(&bob).await.iter().find(|event| event["uid"] == "a").unwrap()["sequence"], 1);
    bob.receive(from_elsewhere("boss@corp.example", true, "CANCEL", &of_boss("b", 1, &bob.address, ""))).await;
    assert_eq!(events(&bob).await.iter().filter(|event| event["status"] == "cancelled").count(), 1);
}

#[tokio::test]
async fn an_event_is_not_changed_when_its_letters_cannot_be_sent() {
    let limits = r#"{"paid":{"emails_per_hour":2,"emails_per_day":2,"recipients_per_email":2}}"#;
    let server = Server::start(&[("TIER_LIMITS", limits)]);
    let [ada, bob, cai, dan, eve, fay] = people_of(&server).await;
    add(&ada, meeting(&[&bob, &cai, &dan, &eve, &fay])).await.expect_error(402, "payment_required");
    assert!(events(&ada).await.is_empty() && bob.list("").await.is_empty(), "three letters are more than there are");
    let made = add(&ada, meeting(&[&bob, &cai, &dan])).await.expect(201);
    for who in [&bob, &cai, &dan] {
        assert_eq!(only(who).await["uid"], made["uid"]);
    }
    at(&ada, "PATCH", &made, "", json!({ "location": "x" })).await.expect_error(402, "payment_required");
    at(&ada, "DELETE", &made, "", Value::Null).await.expect_error(402, "payment_required");
    assert_eq!(get(&ada, &made).await, made);
    patch(&ada, &made, json!({ "reminders": [1] })).await;
    patch(&ada, &made, json!({ "invite": false, "location": "x" })).await;
    at(&ada, "DELETE", &made, "", Value::Null).await.expect(200);
    assert_eq!(bob.list("").await.len(), 1);
}

#[tokio::test]
async fn changes_at_once_are_all_made_and_all_told() {
    let [ada, bob] = people().await;
    let made = add(&ada, meeting(&[&bob])).await.expect(201);
    let changes = [json!({ "location": "Here" }), json!({ "description": "There" }), json!({ "summary": "Then" })];
    join_all(changes.into_iter().map(|change| patch(&ada, &made, change))).await;
    let (mine, theirs) = (get(&ada, &made).await, only(&bob).await);
    assert_eq!(mine["sequence"], 3);
    for field in ["location", "description", "summary", "sequence"] {
        assert_eq!(mine[field], theirs[field], "{field}");
    }
    assert_eq!(
        (&mine["location"], &mine["description"], &mine["summary"]),
        (&json!("Here"), &json!("There"), &json!("Then"))
    );
}

#[tokio::test]
async fn of_an_event_and_its_letter_a_power_cut_leaves_both_or_neither() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let [ada] = people_of(&server).await;
    let made = AtomicUsize::new(0);
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let url = format!("{}/v1/calendar/events", server.url());
    let creating = join_all((0..40).map(async |number| {
        let mut event = meeting(&[]);
        event["attendees"] = json!(["ann@mail.example"]);
        event["summary"] = json!(format!("number {number}"));
        let reply = client.post(&url).bearer_auth(&ada.key).json(&event).send().await;
        made.fetch_add(usize::from(reply.is_ok_and(|reply| reply.status() == 201)), Ordering::Relaxed);
    }));
    let end = async {
        while made.load(Ordering::Relaxed) < 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let Mailbox { key, address, .. } = ada.clone();
    tokio::select! { _ = creating => {}, () = end => {} }
    server.kill();
    let server = Server::start_in(state.path(), &[]);
    let ada = Mailbox { server: &server, key, address };
    let mut events: Vec<_> =
        events(&ada).await.iter().map(|event| format!("Invitation: {}", event["summary"].as_str().unwrap())).collect();
    let sent = server.get("/v1/email/outbox?limit=100").key(&ada.key).send().await.expect(200);
    let mut letters: Vec<_> =
        sent["messages"].as_array().unwrap().iter().map(|it| it["subject"].as_str().unwrap().to_owned()).collect();
    events.sort_unstable();
    letters.sort_unstable();
    assert!(events.len() >= 5);
    assert_eq!(events, letters);
}

#[tokio::test]
async fn an_event_is_made_while_the_provider_is_out_of_order_and_its_letter_follows() {
    let count = AtomicUsize::new(0);
    let resend = Receiver::answering(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => Answer::status(503).body("sorry"),
        _ => Answer::status(200).body(r#"{"id":"re_7"}"#),
    });
    let resend = resend.await;
    let server = with_resend(&resend, &[]);
    let [ada, bob] = people_of(&server).await;
    let mut event = meeting(&[&bob]);
    event["attendees"] = json!([bob.address, "ann@mail.example"]);
    let made = add(&ada, event).await.expect(201);
    assert_eq!(only(&bob).await["uid"], made["uid"], "who is of the deployment does not wait for the others");
    let posts = resend.expect(2, Duration::from_secs(30)).await;
    let file = &posts[1].json()["attachments"][0];
    assert_eq!(
        (&file["filename"], &file["content_type"]),
        (&json!("invite.ics"), &json!("text/calendar; method=REQUEST; charset=utf-8"))
    );
    let calendar = String::from_utf8(STANDARD.decode(file["content"].as_str().unwrap()).unwrap()).unwrap();
    assert!(calendar.contains("METHOD:REQUEST\r\n") && calendar.contains(made["uid"].as_str().unwrap()), "{calendar}");
}

/// What Python's `email` and `icalendar` read in a letter.
const READER: &str = r#"
import sys, json, email, email.policy, icalendar
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = list(message.iter_parts())
part = parts[-1]
calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
event = calendar.walk("VEVENT")[0]
people = event.get("ATTENDEE", [])
people = people if isinstance(people, list) else [people]
print(json.dumps({
    "kind": message.get_content_type(), "kinds": [it.get_content_type() for it in parts],
    "params": dict(part["Content-Type"].params), "defects": [str(it) for it in message.defects + part.defects],
    "from": message["From"].addresses[0].addr_spec, "to": [it.addr_spec for it in message["To"].addresses],
    "text": parts[0].get_content(), "method": str(calendar["METHOD"]), "uid": str(event["UID"]),
    "sequence": int(event["SEQUENCE"]), "organizer": str(event["ORGANIZER"]), "summary": str(event["SUMMARY"]),
    "stamp": "DTSTAMP" in event, "status": str(event.get("STATUS", "")), "comment": str(event.get("COMMENT", "")),
    "people": [[str(it), dict(it.params)] for it in people],
    "errors": [str(error) for it in calendar.walk() for error in it.errors], "missing": sorted(calendar.get_missing_tzids()),
}))
"#;

async fn read_by_python(server: &Server, subject: &str) -> Value {
    let all = server.outbox().await;
    let found = all.iter().find(|message| message["subject"] == *subject);
    let raw = found.unwrap_or_else(|| panic!("{subject} was not sent"))["raw"].as_str().unwrap().to_owned();
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python3");
    let mut python = Command::new(python);
    python.args(["-c", READER]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.spawn().expect("`cargo xtask test` installs it");
    python.stdin.take().unwrap().write_all(raw.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "see what python3 wrote");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn python_reads_the_letters_as_they_are_meant() {
    let [ada] = people().await;
    let title = format!("Plän {}, \"x\"; 日本語 👩‍👩‍👧", unique("t"));
    let event = json!({
        "summary": title, "start": "2126-04-01T10:00:00", "end": "2126-04-01T11:00:00", "timezone": "Europe/Berlin",
        "rrule": "FREQ=WEEKLY", "invite": true, "description": "line\n.\nFrom x", "organizer": format!("Ada, née B <{}>", ada.address),
        "attendees": [{ "email": "ann@mail.example", "name": "Lee: \"Ann\"" }, { "email": "bob@mail.example", "role": "optional" }],
    });
    let made = add(&ada, event).await.expect(201);
    let request = read_by_python(ada.server, &format!("Invitation: {title}")).await;
    assert_eq!(
        (&request["kind"], &request["kinds"]),
        (&json!("multipart/alternative"), &json!(["text/plain", "text/calendar"]))
    );
    assert_eq!(request["params"], json!({ "method": "REQUEST", "charset": "utf-8" }));
    assert_eq!((&request["defects"], &request["errors"], &request["missing"]), (&json!([]), &json!([]), &json!([])));
    assert_eq!(
        (&request["from"], &request["to"]),
        (&json!(ada.address), &json!(["ann@mail.example", "bob@mail.example"]))
    );
    assert_eq!(
        (&request["method"], &request["uid"], &request["summary"]),
        (&json!("REQUEST"), &made["uid"], &made["summary"])
    );
    assert!(request["text"].as_str().unwrap().contains(&title), "{request}");
    assert_eq!((&request["sequence"], &request["stamp"]), (&json!(0), &json!(true)));
    assert_eq!(request["organizer"], format!("mailto:{}", ada.address));
    assert_eq!(
        request["people"],
        json!([
            ["mailto:ann@mail.example",
                { "CN": "Lee: 'Ann'", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE" }],
            ["mailto:bob@mail.example", { "ROLE": "OPT-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE" }],
        ])
    );
    at(&ada, "DELETE", &made, "", Value::Null).await.expect(200);
    let cancel = read_by_python(ada.server, &format!("Cancelled: {title}")).await;
    assert_eq!((&cancel["method"], &cancel["params"]["method"]), (&json!("CANCEL"), &json!("CANCEL")));
    assert_eq!(
        (&cancel["sequence"], &cancel["status"], &cancel["uid"]),
        (&json!(1), &json!("CANCELLED"), &made["uid"])
    );

    let (uid, title) = (unique("uid"), unique("Review"));
    let lines = of_boss(&uid, 7, &ada.address, "").replace("SUMMARY:Review", &format!("SUMMARY:{title}"));
    ada.receive(from_elsewhere("boss@corp.example", true, "REQUEST", &lines)).await;
    let invited = only(&ada).await;
    let body = json!({ "status": "tentative", "comment": "Perhaps, ja" });
    at(&ada, "POST", &invited, "/respond", body).await.expect(200);
    let reply = read_by_python(ada.server, &format!("Tentative: {title}")).await;
    assert_eq!((&reply["method"], &reply["uid"], &reply["sequence"]), (&json!("REPLY"), &json!(uid), &json!(7)));
    assert_eq!(
        (&reply["to"], &reply["organizer"]),
        (&json!(["boss@corp.example"]), &json!("mailto:boss@corp.example"))
    );
    assert_eq!(reply["people"], json!([[format!("mailto:{}", ada.address), { "PARTSTAT": "TENTATIVE" }]]));
    assert_eq!(reply["comment"], "Perhaps, ja");
}

#[tokio::test]
async fn letters_made_to_harm_are_mail_and_nothing_else() {
    let [bob] = people().await;
    let uid = unique("uid");
    let long = format!("\nDESCRIPTION:{}", "x".repeat(300_000));
    let many = "\nATTENDEE:mailto:x@mail.example".repeat(101);
    for (number, more) in
        [long.as_str(), &many, "\nRRULE:FREQ=SECONDLY", "\nRDATE:21260402T100000Z"].into_iter().enumerate()
    {
        let lines = of_boss(&uid, 0, &bob.address, more);
        bob.receive(from_elsewhere("boss@corp.example", true, "REQUEST", &lines)).await;
        assert!(events(&bob).await.is_empty() && bob.list("").await.len() == number + 1);
    }
    let nested = from_elsewhere("boss@corp.example", true, "REQUEST", &"BEGIN:VEVENT\n".repeat(5_000));
    join(bob.receive(&nested), bob.receive(from_elsewhere("a@b.example", true, "REPLY", "UID:x"))).await;
    assert!(events(&bob).await.is_empty());
}
