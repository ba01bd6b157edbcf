//! Reads the events of an iCalendar file.

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::timezone::TzResolver;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType as Kind, ICalendarEntry, ICalendarParameterName,
    ICalendarProperty as Property, ICalendarStatus, ICalendarTransparency, ICalendarValue,
};
use calcard::{Entry, Parser};

use super::{
    Attendee, Content, Event, MAX_ATTENDEES, MAX_EXDATES, MAX_FILE_STEPS, MAX_LINE_CHARS, MAX_REMINDER_MINUTES,
    MAX_REMINDERS, MAX_TEXT_CHARS, MAX_UID_BYTES, Person, Rule, Span, Status, Steps, Zone, clean, zone,
};
use crate::time::{DAY, Timestamp};

/// An event that cannot be read, and why.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    pub uid: Option<String>,
    pub summary: Option<String>,
    /// A sentence for a person.
    pub reason: String,
}

/// All readable events of a file, and the refused ones. `None` if the text is not a calendar.
pub fn read(text: &str) -> Option<(Vec<Event>, Vec<Refusal>)> {
    let (mut parser, mut calendars, steps) = (Parser::new(text), 0, Steps::new(MAX_FILE_STEPS));
    let (mut events, mut refusals) = (Vec::new(), Vec::new());
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar)
                if calendar.components.first().is_some_and(|it| it.component_type == Kind::VCalendar) =>
            {
                calendars += 1;
                read_calendar(&calendar, &steps, &mut events, &mut refusals);
            }
            Entry::Eof | Entry::TooManyComponents => break,
            _ => {}
        }
    }
    (calendars > 0).then_some((events, refusals))
}

fn read_calendar(calendar: &ICalendar, steps: &Steps, events: &mut Vec<Event>, refusals: &mut Vec<Refusal>) {
    let zones = calendar.build_tz_resolver();
    let components =
        calendar.components[0].component_ids.iter().filter_map(|id| calendar.component_by_id(*id).zip(Some(*id)));
    for (component, id) in components {
        let read = match &component.component_type {
            Kind::VTimezone => continue,
            Kind::VEvent => read_event(calendar, component, id, &zones, steps),
            other => Err(format!("Only events are taken, and this is a {}.", other.as_str())),
        };
        match read {
            Ok(event) => events.push(event),
            Err(reason) => refusals.push(Refusal {
                uid: component.uid().map(clean),
                summary: text(component, &Property::Summary),
                reason,
            }),
        }
    }
}

type Read<T> = Result<T, String>;

pub(super) fn read_event(
    calendar: &ICalendar,
    from: &ICalendarComponent,
    id: u32,
    zones: &TzResolver<&str>,
    steps: &Steps,
) -> Read<Event> {
    let uid = from.uid().map(clean).filter(|uid| (1..=MAX_UID_BYTES).contains(&uid.len()));
    let uid = uid.ok_or_else(|| format!("It has no UID of 1 to {MAX_UID_BYTES} bytes."))?;
    for property in [Property::Rdate, Property::Exrule] {
        if from.has_property(&property) {
            return Err(format!("{} is not understood here.", property.as_str()));
        }
    }
    if from.properties(&Property::Rrule).count() > 1 {
        return Err("It has more than one RRULE.".to_owned());
    }
    let span = span(from, zones)?;
    let rule = from.property(&Property::Rrule).map(|entry| rule(entry, &span, steps)).transpose()?;
    let recurrence = from.property(&Property::RecurrenceId).map(|entry| recurrence(entry, &span, zones)).transpose()?;
    if rule.is_some() && recurrence.is_some() {
        return Err("It repeats, and takes the place of one occurrence: that cannot be.".to_owned());
    }
    Ok(Event {
        uid,
        status: status(from),
        transparent: matches!(from.transparency(), Some(ICalendarTransparency::Transparent)),
        sequence: sequence(from),
        content: content(calendar, from, id, &span, zones)?,
        span,
        rule,
        recurrence,
    })
}

pub(super) fn sequence(from: &ICalendarComponent) -> i64 {
    let sequence = from.property(&Property::Sequence).and_then(|entry| entry.values.first()?.as_integer());
    sequence.unwrap_or(0).clamp(0, i64::from(i32::MAX))
}

fn span(from: &ICalendarComponent, zones: &TzResolver<&str>) -> Read<Span> {
    let start = from.property(&Property::Dtstart).ok_or("It has no DTSTART.")?;
    let clock = start.values.first().and_then(ICalendarValue::as_partial_date_time).ok_or("Its DTSTART is no time.")?;
    let all_day = !clock.has_time();
    let zone = if all_day || clock.has_zone() { None } else { zone_of(start, zones)? };
    let mut span = Span { start: Timestamp::default(), end: Timestamp::default(), all_day, zone };
    span.start = time(clock, &span, start, zones)?;
    span.end = match (from.property(&Property::Dtend), from.property(&Property::Duration)) {
        (Some(end), _) => {
            let clock =
                end.values.first().and_then(ICalendarValue::as_partial_date_time).ok_or("Its DTEND is no time.")?;
            if clock.has_time() == all_day {
                return Err("Of DTSTART and DTEND one is a date and one a time.".to_owned());
            }
            time(clock, &span, end, zones)?
        }
        (None, Some(duration)) => match duration.values.first() {
            Some(ICalendarValue::Duration(length)) => span.start.plus(length.as_seconds().saturating_mul(1_000)),
            _ => return Err("Its DURATION is none.".to_owned()),
        },
        (None, None) if all_day => span.start.plus(DAY),
        (None, None) => span.start,
    };
    if span.end < span.start || all_day && (span.end == span.start || span.length() % DAY != 0) {
        return Err("It ends before it starts.".to_owned());
    }
    if !super::is_in_range(span.start) || !super::is_in_range(span.end) {
        return Err("It is not between the years 1900 and 2200.".to_owned());
    }
    Ok(span)
}

/// The time zone of a property. A floating time, which names none, is read as UTC.
fn zone_of(entry: &ICalendarEntry, zones: &TzResolver<&str>) -> Read<Option<Zone>> {
    let Some(name) = entry.tz_id() else { return Ok(None) };
    let unknown = || format!("Its time zone {name} is not known.");
    zones.resolve(name).and_then(Zone::known).ok_or_else(unknown)
}

fn time(clock: &PartialDateTime, span: &Span, entry: &ICalendarEntry, zones: &TzResolver<&str>) -> Read<Timestamp> {
    let bad = || format!("Its {} is no time.", entry.name.as_str());
    let read = clock.to_date_time().ok_or_else(bad)?;
    Ok(match read.offset {
        _ if span.all_day => zone::of_utc(read.date_time.date().and_time(chrono::NaiveTime::MIN)),
        Some(_) => {
            let at = read.to_date_time_with_tz(Tz::UTC).ok_or_else(bad)?;
            Timestamp::from_millis(at.timestamp_millis())
        }
        None => {
            zone_of(entry, zones)?.map_or_else(|| zone::of_utc(read.date_time), |zone| zone.instant(read.date_time))
        }
    })
}

fn rule(entry: &ICalendarEntry, span: &Span, steps: &Steps) -> Read<Rule> {
    match entry.values.first() {
        Some(ICalendarValue::RecurrenceRule(rule)) => Rule::parse(&rule.to_string(), span, steps),
        _ => Err("Its RRULE cannot be read.".to_owned()),
    }
}

fn recurrence(entry: &ICalendarEntry, span: &Span, zones: &TzResolver<&str>) -> Read<Timestamp> {
    if entry.parameters(&ICalendarParameterName::Range).next().is_some() {
        return Err("RECURRENCE-ID with RANGE is not understood here.".to_owned());
    }
    let clock = entry.values.first().and_then(ICalendarValue::as_partial_date_time);
    time(clock.ok_or("Its RECURRENCE-ID is no time.")?, span, entry, zones)
}

fn status(from: &ICalendarComponent) -> Status {
    match from.status() {
        Some(ICalendarStatus::Tentative) => Status::Tentative,
        Some(ICalendarStatus::Cancelled) => Status::Cancelled,
        _ => Status::Confirmed,
    }
}

fn content(
    calendar: &ICalendar,
    from: &ICalendarComponent,
    id: u32,
    span: &Span,
    zones: &TzResolver<&str>,
) -> Read<Content> {
    let content = Content {
        summary: text(from, &Property::Summary).unwrap_or_else(|| "Untitled".to_owned()),
        description: text(from, &Property::Description),
        location: text(from, &Property::Location),
        organizer: from.property(&Property::Organizer).and_then(Person::read),
        attendees: from.properties(&Property::Attendee).filter_map(Attendee::read).collect(),
        reminders: reminders(calendar, id),
        exdates: exdates(from, span, zones)?,
        sharing: None,
    };
    let long =
        |text: &Option<String>, max_chars: usize| text.as_ref().is_some_and(|text| text.chars().count() > max_chars);
    let reason = if content.summary.chars().count() > MAX_LINE_CHARS || long(&content.location, MAX_LINE_CHARS) {
        format!("Its summary or location has more than {MAX_LINE_CHARS} characters.")
    } else if long(&content.description, MAX_TEXT_CHARS) {
        format!("Its description has more than {MAX_TEXT_CHARS} characters.")
    } else if content.attendees.len() > MAX_ATTENDEES {
        format!("It has more than {MAX_ATTENDEES} attendees.")
    } else if content.exdates.len() > MAX_EXDATES {
        format!("It leaves out more than {MAX_EXDATES} occurrences.")
    } else {
        return Ok(content);
    };
    Err(reason)
}

pub(super) fn text(from: &ICalendarComponent, property: &Property) -> Option<String> {
    let text = from.property(property)?.values.first()?.as_text()?;
    Some(clean(text)).filter(|text| !text.is_empty())
}

/// Minutes before the start. Alarms at other times are ignored.
fn reminders(calendar: &ICalendar, id: u32) -> Vec<u32> {
    let ahead = calendar.alarms_for_id(id).filter_map(|alarm| {
        let trigger = alarm.property(&Property::Trigger)?;
        let at_the_end = trigger.parameters(&ICalendarParameterName::Related).any(|to| to.as_text() == Some("END"));
        match trigger.values.first()? {
            ICalendarValue::Duration(length) if !at_the_end => u32::try_from(-length.as_seconds() / 60).ok(),
            _ => None,
        }
    });
    let mut reminders: Vec<_> = ahead.filter(|minutes| *minutes <= MAX_REMINDER_MINUTES).collect();
    reminders.sort_unstable();
    reminders.dedup();
    reminders.truncate(MAX_REMINDERS);
    reminders
}

fn exdates(from: &ICalendarComponent, span: &Span, zones: &TzResolver<&str>) -> Read<Vec<Timestamp>> {
    let mut out = Vec::new();
    for entry in from.properties(&Property::Exdate) {
        for value in &entry.values {
            let clock = value.as_partial_date_time().ok_or("Its EXDATE is no time.")?;
            out.push(time(clock, span, entry, zones)?);
        }
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::*;

    fn calendar(events: &str) -> (Vec<Event>, Vec<Refusal>) {
        let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n").replace('\n', "\r\n");
        read(&text).expect("a calendar")
    }

    fn event(lines: &str) -> (Vec<Event>, Vec<Refusal>) {
        calendar(&format!("BEGIN:VEVENT\nUID:u@x\nSUMMARY:s\n{lines}\nEND:VEVENT\n"))
    }

    fn reason(lines: &str) -> String {
        let (events, mut refused) = event(lines);
        assert_eq!(events, [], "{lines}");
        refused.remove(0).reason
    }

    fn when(lines: &str) -> [String; 2] {
        let (mut events, refused) = event(lines);
        assert_eq!(refused, [], "{lines}");
        let span = events.remove(0).span;
        [span.shown(span.start), span.shown(span.end)]
    }

    #[test]
    fn times_of_common_calendars_are_read() {
        for (lines, times) in [
            (
                "DTSTART:20260401T100000Z\nDTEND:20260401T110000Z",
                ["2026-04-01T10:00:00.000Z", "2026-04-01T11:00:00.000Z"],
            ),
            (
                "DTSTART;TZID=Europe/Berlin:20260401T100000\nDTEND;TZID=America/New_York:20260401T050000",
                ["2026-04-01T08:00:00.000Z", "2026-04-01T09:00:00.000Z"],
            ),
            (
                "DTSTART;TZID=\"W. Europe Standard Time\":20260401T100000\nDURATION:PT1H30M",
                ["2026-04-01T08:00:00.000Z", "2026-04-01T09:30:00.000Z"],
            ),
            ("DTSTART:20260401T100000", ["2026-04-01T10:00:00.000Z", "2026-04-01T10:00:00.000Z"]),
            ("DTSTART;VALUE=DATE:20260401", ["2026-04-01", "2026-04-02"]),
            ("DTSTART;VALUE=DATE:20260401\nDURATION:P3D", ["2026-04-01", "2026-04-04"]),
        ] {
            assert_eq!(when(lines), times, "{lines}");
        }
    }

    #[test]
    fn unsupported_events_are_reported_and_the_others_are_read() {
        let (events, refused) = calendar(
            "BEGIN:VTODO\nUID:t@x\nSUMMARY:chore\nEND:VTODO\n\
             BEGIN:VEVENT\nUID:good@x\nDTSTART:20260401T100000Z\nEND:VEVENT\n\
             BEGIN:VEVENT\nDTSTART:20260401T100000Z\nEND:VEVENT\n",
        );
        assert_eq!((events.len(), refused.len()), (1, 2));
        assert_eq!((refused[0].uid.as_deref(), refused[0].summary.as_deref()), (Some("t@x"), Some("chore")));
        assert!(refused[0].reason.contains("VTODO") && refused[1].reason.contains("UID"), "{refused:?}");
        for (lines, word) in [
            ("X-NONE:1", "DTSTART"),
            ("DTSTART:soon", "DTSTART"),
            ("DTSTART;TZID=Nowhere:20260401T100000", "Nowhere"),
            ("DTSTART:20260401T100000Z\nDTEND:20260401T090000Z", "ends before"),
            ("DTSTART:20260401T100000Z\nDTEND;VALUE=DATE:20260402", "one is a date"),
            ("DTSTART:20260401T100000Z\nRDATE:20260402T100000Z", "RDATE"),
            ("DTSTART:20260401T100000Z\nRRULE:FREQ=SECONDLY", "FREQ"),
            ("DTSTART:20260401T100000Z\nRRULE:FREQ=SOMETIMES", "RRULE"),
            ("DTSTART:20260401T100000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", "more than one"),
            ("DTSTART:20260401T100000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260401T100000Z", "RANGE"),
            ("DTSTART:99991231T100000Z", "between"),
            (&format!("DTSTART:20260401T100000Z\nDESCRIPTION:{}", "x".repeat(MAX_TEXT_CHARS + 1)), "description"),
        ] {
            assert!(reason(lines).contains(word), "{lines}: {}", reason(lines));
        }
    }

    #[test]
    fn people_alarms_and_exceptions_are_read() {
        let (mut events, _) = event(
            "DTSTART;TZID=Europe/Berlin:20260401T090000\nDTEND;TZID=Europe/Berlin:20260401T100000\n\
             RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20260408T090000,20260415T090000\n\
             ORGANIZER;CN=Boss:MAILTO:Boss@Corp.Example\n\
             ATTENDEE;CN=\"Lee, Ann\";PARTSTAT=DECLINED:mailto:ann@mail.example\nATTENDEE:tel:+1\n\
             BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nEND:VALARM\n\
             BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;RELATED=END:-PT5M\nEND:VALARM",
        );
        let content = events.remove(0).content;
        assert_eq!(content.organizer.expect("one").email, "boss@corp.example");
        let [ann] = &content.attendees[..] else { panic!("{:?}", content.attendees) };
        assert_eq!((ann.person.name.as_deref(), ann.status), (Some("Lee, Ann"), Answer::Declined));
        assert_eq!(content.reminders, [15]);
        assert_eq!(content.exdates[0].to_string(), "2026-04-08T07:00:00.000Z");
        assert_eq!(content.exdates.len(), 2);
    }

    #[test]
    fn text_without_a_calendar_differs_from_an_empty_calendar() {
        for bad in ["", "hello", "BEGIN:VCARD\r\nEND:VCARD\r\n", "{}", "BEGIN:VEVENT\r\nEND:VEVENT\r\n"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(calendar(""), (Vec::new(), Vec::new()));
    }

    #[test]
    fn hostile_text_is_read_to_its_end() {
        for hostile in [
            "BEGIN:VEVENT\r\n".repeat(50_000),
            "BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20260401T100000Z\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\nEND:VEVENT\r\n"
                .repeat(20),
            ";".repeat(500_000),
            format!("SUMMARY;{}:x\r\n", "CN=\"".repeat(100_000)),
            "DTSTART:9999999999999999999999T\r\n".repeat(10_000),
        ] {
            read(&format!("BEGIN:VCALENDAR\r\n{hostile}END:VCALENDAR\r\n"));
        }
    }
}
