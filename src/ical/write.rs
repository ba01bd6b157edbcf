//! Writes events as iCalendar text.

use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarAction, ICalendarComponent, ICalendarComponentType as Kind, ICalendarDuration, ICalendarEntry,
    ICalendarMethod, ICalendarParameter, ICalendarProperty as Property, ICalendarStatus, ICalendarTransparency,
    ICalendarValue, ICalendarValueType, Uri,
};

use super::person::mailto;
use super::{Attendee, Event, Person, Span, Status, Zone};
use crate::time::{DAY, Timestamp};

const PRODID: &str = concat!("-//Warren//Warren ", env!("CARGO_PKG_VERSION"), "//EN");
/// The version of the text that [`event_text`] writes. Increase it with each change, because the text is cached.
pub const FORMAT_VERSION: u8 = 1;
/// How often clients should fetch a feed.
const HOURLY: &str = "PT1H";

/// When an event was created and last changed.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    pub created: Timestamp,
    pub changed: Timestamp,
}

/// The text before the events of a feed: its name, and the time zones of its recurring events.
pub fn header(name: &str, zones: &[Zone], from: Timestamp, now: Timestamp) -> String {
    let mut calendar = calendar(ICalendarMethod::Publish);
    calendar.add_property(Property::Name, ICalendarValue::Text(name.to_owned()));
    calendar.add_property(other("X-WR-CALNAME"), ICalendarValue::Text(name.to_owned()));
    let hourly = ICalendarDuration { hours: 1, ..ICalendarDuration::default() };
    let duration = vec![ICalendarParameter::value(ICalendarValueType::Duration)];
    calendar.add_property_with_params(Property::RefreshInterval, duration, hourly);
    calendar.add_property(other("X-PUBLISHED-TTL"), ICalendarValue::Text(HOURLY.to_owned()));
    calendar_start(calendar, zones, from, now)
}

/// A calendar with the properties that all have.
pub(super) fn calendar(method: ICalendarMethod) -> ICalendarComponent {
    let mut calendar = ICalendarComponent::new(Kind::VCalendar);
    for (property, text) in [(Property::Version, "2.0"), (Property::Prodid, PRODID), (Property::Calscale, "GREGORIAN")]
    {
        calendar.add_property(property, ICalendarValue::Text(text.to_owned()));
    }
    calendar.add_property(Property::Method, ICalendarValue::Method(method));
    calendar
}

/// The start of a calendar's text, with the definitions of the time zones and without the footer.
pub(super) fn calendar_start(calendar: ICalendarComponent, zones: &[Zone], from: Timestamp, now: Timestamp) -> String {
    let mut calendar = ICalendar { components: vec![calendar] };
    for zone in zones {
        let (first, ahead) = (from.plus(-DAY), now.plus(2 * 366 * DAY));
        calendar.add_timezone(&zone.name(), seconds(first), seconds(ahead));
    }
    let text = calendar.to_string();
    text.strip_suffix(footer()).unwrap_or(&text).to_owned()
}

/// The text after the events.
pub const fn footer() -> &'static str {
    "END:VCALENDAR\r\n"
}

/// The text of an event.
pub fn event_text(event: &Event, stamp: Stamp) -> String {
    let (mut text, content) = (event_details(event, stamp), &event.content);
    text.people(content.organizer.as_ref(), &content.attendees, false);
    let alarms = content.reminders.iter().map(|minutes| alarm(*minutes, &content.summary));
    let mut components = vec![text.0];
    components.extend(alarms);
    components[0].component_ids = (1..).take(components.len() - 1).collect();
    ICalendar { components }.to_string()
}

/// An event without its people and alarms.
pub(super) fn event_details(event: &Event, stamp: Stamp) -> Text {
    let mut text = event_head(event, stamp, event.status);
    let content = &event.content;
    text.text(Property::Summary, &content.summary);
    for (property, value) in [(Property::Description, &content.description), (Property::Location, &content.location)] {
        if let Some(value) = value {
            text.text(property, value);
        }
    }
    if let Some(rule) = &event.rule {
        text.0.add_property(Property::Rrule, rule.value());
    }
    for at in &content.exdates {
        text.time(Property::Exdate, *at, event);
    }
    text.0.add_property(Property::Created, utc(stamp.created));
    let transparency =
        if event.transparent { ICalendarTransparency::Transparent } else { ICalendarTransparency::Opaque };
    text.0.add_property(Property::Transp, ICalendarValue::Transparency(transparency));
    text
}

/// The text of a deleted event: its cancellation.
pub fn cancelled_event_text(event: &Event, stamp: Stamp) -> String {
    ICalendar { components: vec![event_head(event, stamp, Status::Cancelled).0] }.to_string()
}

/// The identity, the time and the status of an event.
pub(super) fn event_head(event: &Event, stamp: Stamp, status: Status) -> Text {
    let mut text = Text(ICalendarComponent::new(Kind::VEvent));
    text.0.add_uid(&event.uid);
    text.0.add_dtstamp(PartialDateTime::from_utc_timestamp(seconds(stamp.changed)));
    text.0.add_property(Property::LastModified, utc(stamp.changed));
    text.0.add_sequence(event.sequence);
    text.time(Property::Dtstart, event.span.start, event);
    // An event without length has no end (3.6.1).
    if event.span.length() > 0 {
        text.time(Property::Dtend, event.span.end, event);
    }
    if let Some(recurrence) = event.recurrence {
        text.time(Property::RecurrenceId, recurrence, event);
    }
    let status = match status {
        Status::Confirmed => ICalendarStatus::Confirmed,
        Status::Tentative => ICalendarStatus::Tentative,
        Status::Cancelled => ICalendarStatus::Cancelled,
    };
    text.0.add_property(Property::Status, ICalendarValue::Status(status));
    text
}

/// An event under construction.
pub(super) struct Text(pub(super) ICalendarComponent);

impl Text {
    pub(super) fn text(&mut self, property: Property, text: &str) {
        self.0.add_property(property, ICalendarValue::Text(text.to_owned()));
    }

    /// Adds a date, a time in UTC or, for a recurring event with a zone, a local time.
    fn time(&mut self, property: Property, at: Timestamp, event: &Event) {
        let Span { all_day, zone, .. } = &event.span;
        match zone.filter(|_| event.rule.is_some() || event.recurrence.is_some()) {
            _ if *all_day => {
                let date = vec![ICalendarParameter::value(ICalendarValueType::Date)];
                self.0.add_property_with_params(property, date, PartialDateTime::from_date_timestamp(seconds(at)));
            }
            None => self.0.add_property(property, utc(at)),
            Some(zone) => {
                let local = PartialDateTime::from_naive_timestamp(zone.local(at).and_utc().timestamp());
                self.0.add_property_with_params(property, vec![ICalendarParameter::tzid(zone.name())], local);
            }
        }
    }

    /// Adds the organizer and the attendees; in an invitation, with a request to answer.
    pub(super) fn people(&mut self, organizer: Option<&Person>, attendees: &[Attendee], is_invitation: bool) {
        if let Some(organizer) = organizer {
            self.person(Property::Organizer, organizer, organizer.parameters());
        }
        for attendee in attendees {
            self.person(Property::Attendee, &attendee.person, attendee.parameters(is_invitation));
        }
    }

    fn person(&mut self, property: Property, person: &Person, parameters: Vec<ICalendarParameter>) {
        let address = Uri::Location(mailto(&person.email));
        self.0.add_property_with_params(property, parameters, ICalendarValue::Uri(address));
    }
}

fn alarm(minutes: u32, summary: &str) -> ICalendarComponent {
    let mut alarm = ICalendarComponent::new(Kind::VAlarm);
    alarm.add_property(Property::Action, ICalendarValue::Action(ICalendarAction::Display));
    alarm.add_property(Property::Description, ICalendarValue::Text(summary.to_owned()));
    let ahead = ICalendarDuration { neg: minutes > 0, minutes, ..ICalendarDuration::default() };
    alarm.entries.push(ICalendarEntry::new(Property::Trigger).with_value(ahead));
    alarm
}

fn other(name: &str) -> Property {
    Property::Other(name.to_owned())
}

fn utc(at: Timestamp) -> PartialDateTime {
    PartialDateTime::from_utc_timestamp(seconds(at))
}

const fn seconds(at: Timestamp) -> i64 {
    at.millis().div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, Content, Rule, Steps, read};
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    fn event(zone: &str) -> Event {
        let span = Span {
            start: at("2026-04-01T07:00:00Z"),
            end: at("2026-04-01T08:00:00Z"),
            all_day: false,
            zone: Zone::parse(zone).expect("a zone"),
        };
        let person = |email: &str, name: &str| Person { email: email.to_owned(), name: Some(name.to_owned()) };
        Event {
            uid: "evt_1@warren.example".to_owned(),
            rule: Some(Rule::parse("FREQ=WEEKLY;BYDAY=WE", &span, &Steps::new(9)).expect("a rule")),
            span,
            recurrence: None,
            status: Status::Tentative,
            transparent: true,
            sequence: 4,
            content: Content {
                summary: format!("Plan; the \\ week, {}", "日本語👩‍👩‍👧".repeat(20)),
                description: Some("one\ntwo, three; four\\n".to_owned()),
                location: Some("Room: \"A\"".to_owned()),
                organizer: Some(person("ada@warren.example", "Ada")),
                attendees: vec![Attendee {
                    status: Answer::Accepted,
                    ..Attendee::new(person("ann@mail.example", "Lee, Ann: \"x\""))
                }],
                reminders: vec![0, 10],
                exdates: vec![at("2026-04-08T07:00:00Z")],
                sharing: None,
            },
        }
    }

    fn stamp() -> Stamp {
        Stamp { created: at("2026-03-01T00:00:00Z"), changed: at("2026-03-02T10:20:30.500Z") }
    }

    fn calendar(events: &str) -> String {
        format!("{}{events}{}", header("ada", &[], at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z")), footer())
    }

    #[test]
    fn lines_end_with_crlf_have_75_octets_at_most_and_fold_between_characters() {
        let text = calendar(&event_text(&event("UTC"), stamp()));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        let unfolded = text.replace("\r\n ", "");
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "NAME:ada",
            "X-WR-CALNAME:ada",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "UID:evt_1@warren.example",
            "DTSTAMP:20260302T102030Z",
            "LAST-MODIFIED:20260302T102030Z",
            "CREATED:20260301T000000Z",
            "SEQUENCE:4",
            "DTSTART:20260401T070000Z",
            "DTEND:20260401T080000Z",
            "RRULE:FREQ=WEEKLY;BYDAY=WE",
            "EXDATE:20260408T070000Z",
            "STATUS:TENTATIVE",
            "TRANSP:TRANSPARENT",
            "DESCRIPTION:one\\ntwo\\, three\\; four\\\\n",
            "LOCATION:Room: \"A\"",
            "ATTENDEE;CN=\"Lee, Ann: 'x'\";PARTSTAT=ACCEPTED:mailto:ann@mail.example",
            "ORGANIZER;CN=Ada:mailto:ada@warren.example",
            "TRIGGER:-PT10M",
            "END:VCALENDAR",
        ] {
            assert!(unfolded.contains(&format!("{line}\r\n")), "no {line} in {unfolded}");
        }
        assert!(unfolded.contains("SUMMARY:Plan\\; the \\\\ week\\, 日本語👩‍👩‍👧日本語"));
    }

    #[test]
    fn a_change_of_the_text_needs_a_new_format_version() {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(event_text(&event("Europe/Berlin"), stamp()));
        assert_eq!((FORMAT_VERSION, data_encoding::HEXLOWER.encode(&digest[..8]).as_str()), (1, "9c9b6301e2bfb6a8"));
    }

    #[test]
    fn a_recurring_event_names_and_describes_its_time_zone() {
        let event = event("Europe/Berlin");
        let zones = [event.span.zone.expect("a zone")];
        let now = at("2026-02-01T00:00:00Z");
        let text =
            format!("{}{}{}", header("ada", &zones, event.span.start, now), event_text(&event, stamp()), footer());
        for line in [
            "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin",
            "TZOFFSETTO:+0200",
            "TZOFFSETTO:+0100",
            "DTSTART;TZID=Europe/Berlin:20260401T090000",
            "EXDATE;TZID=Europe/Berlin:20260408T090000",
        ] {
            assert!(text.contains(line), "no {line} in {text}");
        }
        let (events, refused) = read(&text).expect("a calendar");
        assert_eq!((events.len(), refused.len()), (1, 0), "{refused:?}");
    }

    #[test]
    fn a_written_event_parses_to_the_same_event() {
        for zone in ["UTC", "Europe/Berlin"] {
            let mut original = event(zone);
            let zones: Vec<_> = original.span.zone.into_iter().collect();
            let now = at("2026-02-01T00:00:00Z");
            let text = format!(
                "{}{}{}",
                header("ada", &zones, original.span.start, now),
                event_text(&original, stamp()),
                footer()
            );
            let (mut events, refused) = read(&text).expect("a calendar");
            assert_eq!(refused, []);
            original.content.attendees[0].person.name = Some("Lee, Ann: 'x'".to_owned());
            assert_eq!(events.remove(0), original, "{text}");
        }
    }

    #[test]
    fn a_deleted_event_is_only_a_cancellation() {
        let text = cancelled_event_text(&event("UTC"), stamp());
        assert!(text.contains("STATUS:CANCELLED\r\n") && text.contains("UID:evt_1@warren.example\r\n"), "{text}");
        assert!(!text.contains("SUMMARY") && !text.contains("RRULE") && !text.contains("mailto"), "{text}");
    }

    #[test]
    fn all_day_events_are_written_as_dates() {
        let start = at("2026-04-01T00:00:00Z");
        let mut event = event("UTC");
        event.rule = None;
        event.content.exdates.clear();
        event.span = Span { start, end: start.plus(2 * DAY), all_day: true, zone: None };
        let text = event_text(&event, stamp());
        assert!(text.contains("DTSTART;VALUE=DATE:20260401\r\nDTEND;VALUE=DATE:20260403\r\n"), "{text}");
    }
}
