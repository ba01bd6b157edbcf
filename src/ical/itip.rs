//! Invitations, replies and cancellations (iTIP, RFC 5546). Each is about one event with all its occurrences.

use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType as Kind, ICalendarMethod, ICalendarProperty as Property,
};
use calcard::{Entry, Parser};

use super::read::{read_event, sequence};
use super::write::{Text, calendar, calendar_start, event_details, event_head, footer};
use super::{Attendee, Event, MAX_STEPS, MAX_UID_BYTES, Person, Received, Stamp, Status, Steps, clean};
use crate::time::Timestamp;

/// A message about an event.
#[derive(Debug, PartialEq)]
pub struct ItipMessage {
    pub uid: String,
    pub sequence: i64,
    /// When the message was written (DTSTAMP).
    pub stamp: Timestamp,
    /// The organizer's address.
    pub organizer: String,
    pub method: ItipMethod,
}

#[derive(Debug, PartialEq)]
pub enum ItipMethod {
    /// Invites the attendees to this event and asks them to answer.
    Request(Box<Event>),
    /// The event, or the reader's invitation to it, is cancelled.
    Cancel,
    /// The answers of attendees.
    Reply(Vec<Attendee>),
}

/// Reads the message about a whole event, if it is supported. Messages about single occurrences are ignored.
pub fn read(text: &str) -> Option<ItipMessage> {
    let mut parser = Parser::new(text);
    let Entry::ICalendar(calendar) = parser.entry() else { return None };
    let top = calendar.components.first().filter(|it| it.component_type == Kind::VCalendar)?;
    let method = top.property(&Property::Method)?.values.first()?.as_text()?.to_ascii_uppercase();
    let mut inside = top.component_ids.iter().filter_map(|id| calendar.component_by_id(*id).zip(Some(*id)));
    let (from, id) =
        inside.find(|(it, _)| it.component_type == Kind::VEvent && !it.has_property(&Property::RecurrenceId))?;
    let method = match method.as_str() {
        "REQUEST" => ItipMethod::Request(Box::new(requested(&calendar, from, id)?)),
        "CANCEL" => ItipMethod::Cancel,
        "REPLY" => ItipMethod::Reply(from.properties(&Property::Attendee).filter_map(Attendee::read).collect()),
        _ => return None,
    };
    Some(ItipMessage {
        uid: from.uid().map(clean).filter(|uid| (1..=MAX_UID_BYTES).contains(&uid.len()))?,
        sequence: sequence(from),
        stamp: stamp(from),
        organizer: from.property(&Property::Organizer).and_then(Person::read)?.email,
        method,
    })
}

/// The requested event without its alarms, which are the organizer's own.
fn requested(calendar: &ICalendar, from: &ICalendarComponent, id: u32) -> Option<Event> {
    let mut event = read_event(calendar, from, id, &calendar.build_tz_resolver(), &Steps::new(MAX_STEPS)).ok()?;
    event.content.reminders.clear();
    Some(event)
}

fn stamp(from: &ICalendarComponent) -> Timestamp {
    let stamp = from.property(&Property::Dtstamp).and_then(|entry| entry.values.first()?.as_partial_date_time());
    let at = stamp.and_then(|clock| clock.to_date_time()?.to_date_time_with_tz(Tz::UTC));
    at.map_or_else(Timestamp::default, |at| Timestamp::from_millis(at.timestamp_millis()))
}

/// Writes an invitation for all attendees.
pub fn request(event: &Event, stamp: Stamp) -> String {
    let mut text = event_details(event, stamp);
    text.people(event.content.organizer.as_ref(), &event.content.attendees, true);
    calendar_text(ICalendarMethod::Request, text, event, stamp)
}

/// Writes a cancellation for attendees: of the event or, if it takes place, of their invitation.
pub fn cancel(event: &Event, attendees: &[Attendee], takes_place: bool, stamp: Stamp) -> String {
    let mut text = event_head(event, stamp, Status::Cancelled);
    if takes_place {
        text.0.entries.retain(|entry| entry.name != Property::Status);
    }
    text.text(Property::Summary, &event.content.summary);
    text.people(event.content.organizer.as_ref(), attendees, false);
    calendar_text(ICalendarMethod::Cancel, text, event, stamp)
}

/// Writes the reply to a received invitation.
pub fn reply(event: &Event, received: &Received, stamp: Stamp) -> String {
    let invited = Event { sequence: received.sequence, ..event.clone() };
    let mut text = event_head(&invited, stamp, event.status);
    text.0.entries.retain(|entry| entry.name != Property::Status);
    text.text(Property::Summary, &event.content.summary);
    let me: Vec<_> = event.attendee(&received.attendee).cloned().into_iter().collect();
    text.people(event.content.organizer.as_ref(), &me, false);
    if let Some(comment) = &received.comment {
        text.text(Property::Comment, comment);
    }
    calendar_text(ICalendarMethod::Reply, text, event, stamp)
}

fn calendar_text(method: ICalendarMethod, text: Text, event: &Event, stamp: Stamp) -> String {
    let zones: Vec<_> = event.span.zone.into_iter().filter(|_| event.rule.is_some()).collect();
    let start = calendar_start(calendar(method), &zones, event.span.start, stamp.changed);
    format!("{start}{}{}", ICalendar { components: vec![text.0] }, footer())
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, Content, Role, Rule, Sharing, Span, Zone};
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    fn person(email: &str) -> Person {
        Person { email: email.to_owned(), name: None }
    }

    fn event() -> Event {
        let span = Span {
            start: at("2026-04-01T07:00:00Z"),
            end: at("2026-04-01T08:00:00Z"),
            all_day: false,
            zone: Zone::parse("Europe/Berlin").expect("a zone"),
        };
        let ann = Attendee { role: Role::Optional, ..Attendee::new(person("ann@mail.example")) };
        let bob = Attendee { status: Answer::Accepted, ..Attendee::new(person("bob@mail.example")) };
        Event {
            uid: "evt_1@warren.example".to_owned(),
            rule: Some(Rule::parse("FREQ=WEEKLY;BYDAY=WE", &span, &Steps::new(MAX_STEPS)).expect("a rule")),
            span,
            recurrence: None,
            status: Status::Confirmed,
            transparent: false,
            sequence: 3,
            content: Content {
                summary: "Plan".to_owned(),
                organizer: Some(person("ada@warren.example")),
                attendees: vec![ann, bob],
                reminders: vec![10],
                ..Content::default()
            },
        }
    }

    fn received() -> Received {
        Received {
            attendee: "ann@mail.example".to_owned(),
            verified: true,
            sequence: 2,
            comment: Some("see you; there".to_owned()),
            letter: "1@x".to_owned(),
        }
    }

    fn stamp() -> Stamp {
        Stamp { created: at("2026-03-01T00:00:00Z"), changed: at("2026-03-02T10:20:30Z") }
    }

    fn has(text: &str, lines: &[&str]) {
        let unfolded = text.replace("\r\n ", "");
        for line in lines {
            assert!(unfolded.contains(&format!("{line}\r\n")), "no {line} in {unfolded}");
        }
    }

    #[test]
    fn a_request_lists_attendees_and_parses_to_the_same_event() {
        let event = event();
        let text = request(&event, stamp());
        has(
            &text,
            &[
                "METHOD:REQUEST",
                "BEGIN:VTIMEZONE",
                "UID:evt_1@warren.example",
                "SEQUENCE:3",
                "DTSTAMP:20260302T102030Z",
                "ORGANIZER:mailto:ada@warren.example",
                "ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ann@mail.example",
                "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:bob@mail.example",
            ],
        );
        assert!(!text.contains("VALARM"), "alarms are the organizer's own: {text}");
        let read = read(&text).expect("a message");
        assert_eq!((read.sequence, read.stamp, read.organizer.as_str()), (3, stamp().changed, "ada@warren.example"));
        let content = Content { reminders: Vec::new(), ..event.content.clone() };
        assert_eq!(read.method, ItipMethod::Request(Box::new(Event { content, ..event })));
    }

    #[test]
    fn a_cancellation_has_a_status_only_if_the_event_is_cancelled() {
        let (event, gone) = (event(), vec![Attendee::new(person("ann@mail.example"))]);
        let text = cancel(&event, &gone, false, stamp());
        has(&text, &["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"]);
        assert!(text.contains("ann@mail.example") && !text.contains("bob@mail.example"), "{text}");
        assert_eq!(read(&text).expect("a message").method, ItipMethod::Cancel);
        assert!(!cancel(&event, &gone, true, stamp()).contains("STATUS"));
    }

    #[test]
    fn a_reply_lists_only_the_answering_attendee() {
        let mut event = event();
        event.content.sharing = Some(Sharing::Received(received()));
        event.attendee_mut("ann@mail.example").expect("invited").status = Answer::Tentative;
        let text = reply(&event, &received(), stamp());
        has(&text, &["METHOD:REPLY", "SEQUENCE:2", "COMMENT:see you\\; there"]);
        let read = read(&text).expect("a message");
        let ItipMethod::Reply(attendees) = read.method else { panic!("{text}") };
        let answers: Vec<_> = attendees.iter().map(|one| (one.person.email.as_str(), one.status)).collect();
        assert_eq!((answers, read.sequence), (vec![("ann@mail.example", Answer::Tentative)], 2));
    }

    fn itip(method: &str, lines: &str) -> Option<ItipMessage> {
        let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{method}BEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        read(&text.replace('\n', "\r\n"))
    }

    #[test]
    fn a_reply_needs_only_uid_organizer_and_attendee() {
        let read = itip(
            "METHOD:reply\n",
            "UID:u@x\nORGANIZER:MAILTO:Ada@Warren.Example\n\
             ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:eve@mail.example\":mailto:ann@mail.example",
        );
        let read = read.expect("a message");
        assert_eq!(
            (read.organizer.as_str(), read.sequence, read.stamp),
            ("ada@warren.example", 0, Timestamp::default())
        );
        let ItipMethod::Reply(attendees) = read.method else { panic!("a reply") };
        assert_eq!(
            (attendees[0].status, attendees[0].delegated_to.as_deref()),
            (Answer::Delegated, Some("eve@mail.example"))
        );
    }

    #[test]
    fn text_that_is_not_a_message_about_a_whole_event_is_ignored() {
        let event = "UID:u@x\nORGANIZER:mailto:a@b.example\nDTSTART:20260401T100000Z";
        assert!(itip("METHOD:REQUEST\n", event).is_some());
        for (method, lines) in [
            ("", event),
            ("METHOD:PUBLISH\n", event),
            ("METHOD:COUNTER\n", event),
            ("METHOD:REQUEST\n", "UID:u@x\nDTSTART:20260401T100000Z"),
            ("METHOD:REQUEST\n", "ORGANIZER:mailto:a@b.example\nDTSTART:20260401T100000Z"),
            ("METHOD:REQUEST\n", "UID:u@x\nORGANIZER:mailto:a@b.example"),
            ("METHOD:REQUEST\n", &format!("{event}\nRECURRENCE-ID:20260401T100000Z")),
        ] {
            assert_eq!(itip(method, lines), None, "{method}{lines}");
        }
        for text in ["", "hello", "BEGIN:VEVENT\r\nEND:VEVENT\r\n", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
