//! Events in requests and replies.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::moment::{Moment, day, exdates, span, zone};
use super::people::{Invitation, NewAttendee, attendees, shared};
use crate::error::{Code, Error, Result};
use crate::ical::{
    Attendee, Content, Event, MAX_LINE_CHARS, MAX_REMINDER_MINUTES, MAX_REMINDERS, MAX_STEPS, MAX_TEXT_CHARS, Person,
    Rule, Sharing, Span, Status, Steps, clean,
};
use crate::id::CalendarEventId;
use crate::time::{DAY, Timestamp};
use crate::wire::Patch;

/// Whether an event makes its time busy.
/// - `opaque`: yes, `GET /v1/calendar/free-busy` shows it
/// - `transparent`: no
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transparency {
    Opaque,
    Transparent,
}

/// An event to create.
#[derive(Default, Deserialize, ToSchema)]
pub struct NewEvent {
    /// The title: 1 to 500 characters.
    #[schema(required, value_type = String, example = "Team sync")]
    summary: Option<Value>,
    /// An RFC 3339 time. Without an offset, it is a time in `timezone`, or UTC. A date for whole days. Fractions of a second are dropped.
    #[schema(required, value_type = String, example = "2026-04-01T10:00:00Z")]
    start: Option<Value>,
    /// The end, in the format of `start`. For whole days, the day after the last one.
    #[schema(required, value_type = String, example = "2026-04-01T11:00:00Z")]
    end: Option<Value>,
    /// Whether the event takes whole days. Default: true if `start` and `end` are dates. With true, the date of a time is used as written;
    /// the date of a time in UTC (`Z`) is the one in `timezone`.
    all_day: Option<bool>,
    /// The IANA time zone in which the event repeats: its local time stays the same when the clocks change. Default: UTC.
    #[schema(example = "Europe/Berlin")]
    timezone: Option<String>,
    /// At most 8,000 characters.
    #[schema(example = "The plan for the next week.")]
    description: Option<String>,
    /// At most 500 characters.
    #[schema(example = "Room 4")]
    location: Option<String>,
    /// At most 100: each an email address, or `{"email", "name", "role"}` with a role of `required`, `optional`, `informed` or
    /// `chair`.
    #[schema(value_type = Option<Vec<NewAttendee>>, example = json!(["ann@mail.example", {"email": "bob@mail.example", "name": "Bob"}]))]
    attendees: Option<Value>,
    /// The recurrence rule (RFC 5545), with a FREQ of DAILY, WEEKLY, MONTHLY or YEARLY. The first occurrence is `start`.
    #[schema(example = "FREQ=WEEKLY;BYDAY=WE;COUNT=10")]
    rrule: Option<String>,
    /// Starts of excluded occurrences, in the format of `start`; at most 500.
    #[schema(example = json!(["2026-12-02T10:00:00+01:00"]))]
    exdates: Option<Vec<String>>,
    /// Reminders, in minutes before the start: at most 10, each 0 to 40,320 (28 days).
    #[schema(example = json!([10]))]
    reminders: Option<Vec<u32>>,
    /// `confirmed` if absent.
    status: Option<Status>,
    /// `opaque` if absent.
    transparency: Option<Transparency>,
    /// Whether attendees are invited by email, and notified of changes and of the cancellation.
    pub(super) invite: Option<bool>,
    /// The organizer: one of your addresses, optionally with a name. Default: your oldest address.
    #[schema(example = "Ada <ada@warren.example>")]
    pub(super) organizer: Option<String>,
}

/// Changes to an event. Absent fields do not change; `null` removes an optional field.
#[derive(Clone, Deserialize, ToSchema)]
pub struct EventPatch {
    /// The title, at most 500 characters.
    #[schema(value_type = Option<String>, example = "Planning")]
    summary: Option<Value>,
    /// As in a new event.
    #[schema(value_type = Option<String>, example = "2026-11-25T10:00:00+01:00")]
    start: Option<Value>,
    /// As in a new event.
    #[schema(value_type = Option<String>, example = "2026-11-25T11:00:00+01:00")]
    end: Option<Value>,
    /// Whether the event takes whole days.
    all_day: Option<bool>,
    /// An IANA time zone. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Europe/Vienna")]
    timezone: Patch<String>,
    /// At most 8,000 characters. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "The plan for the next week.")]
    description: Patch<String>,
    /// At most 500 characters. Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Room 4")]
    location: Patch<String>,
    /// All attendees. Those who stay keep their answers.
    #[schema(value_type = Option<Vec<NewAttendee>>, example = json!(["ann@mail.example"]))]
    attendees: Option<Value>,
    /// As in a new event. Null makes it a single event.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "FREQ=WEEKLY;BYDAY=WE;COUNT=10")]
    rrule: Patch<String>,
    /// All excluded occurrences. If absent, they stay; they move with the start, and are removed with the rule.
    #[schema(example = json!(["2026-12-02T10:00:00+01:00"]))]
    exdates: Option<Vec<String>>,
    /// As in a new event.
    reminders: Option<Vec<u32>>,
    status: Option<Status>,
    transparency: Option<Transparency>,
    /// `true` invites the attendees and notifies them of changes from now on; `false` stops that.
    pub(super) invite: Option<bool>,
    /// One of your addresses, optionally with a name. It cannot be changed after people were invited.
    #[schema(example = "Ada <ada@warren.example>")]
    pub(super) organizer: Option<String>,
}

/// An event, or one occurrence of a repeating event.
#[derive(Serialize, ToSchema)]
#[schema(as = CalEvent)]
pub struct CalendarEvent {
    pub id: CalendarEventId,
    /// The same as `id`.
    pub event_id: CalendarEventId,
    /// The UID of the event (RFC 5545).
    #[schema(example = "evt_0a1b2c3d4e5f6g7h@warren.example")]
    pub uid: String,
    /// The title.
    #[schema(example = "Team sync")]
    pub summary: String,
    /// Details, for a person.
    #[schema(example = "The plan for the next week.")]
    pub description: Option<String>,
    /// Where it takes place.
    #[schema(example = "Room 4")]
    pub location: Option<String>,
    /// A time, or a date if `all_day`.
    #[schema(example = "2026-04-01T10:00:00.000Z")]
    pub start: String,
    /// The end; the day after the last one, if `all_day`.
    #[schema(example = "2026-04-01T11:00:00.000Z")]
    pub end: String,
    /// Whether the event takes whole days.
    pub all_day: bool,
    /// The IANA time zone.
    #[schema(example = "Europe/Berlin")]
    pub timezone: Option<String>,
    /// The recurrence rule (RFC 5545). Absent for a single event.
    #[schema(example = "FREQ=WEEKLY;BYDAY=WE")]
    pub rrule: Option<String>,
    /// Excluded occurrences.
    #[schema(example = json!(["2026-12-02T10:00:00+01:00"]))]
    pub exdates: Vec<String>,
    /// The start of this occurrence by the rule of the repeating event.
    #[schema(example = "2026-11-25T10:00:00")]
    pub recurrence_id: Option<String>,
    pub status: Status,
    pub transparency: Transparency,
    /// The email addresses of the attendees.
    #[schema(example = json!(["ann@mail.example"]))]
    pub attendees: Vec<String>,
    /// The same people with names and answers.
    pub attendee_details: Vec<Attendee>,
    pub organizer: Option<Person>,
    /// Whether attendees are notified by email.
    pub invite: bool,
    /// If somebody else invited you: your address and your answer.
    pub invitation: Option<Invitation>,
    /// Minutes before the start at which to remind.
    pub reminders: Vec<u32>,
    /// The number of changes; of an invitation, the organizer's number.
    pub sequence: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl NewEvent {
    /// The event it makes.
    pub fn plan(self, uid: String, organizer: Option<Person>) -> Result<Event> {
        let summary = summary(self.summary.as_ref().unwrap_or(&Value::Null))?;
        let zone = self.timezone.as_deref().map(zone).transpose()?.flatten();
        let start = Moment::parse(self.start.as_ref().unwrap_or(&Value::Null), Code::InvalidStart, "start")?;
        let end = Moment::parse(self.end.as_ref().unwrap_or(&Value::Null), Code::InvalidEnd, "end")?;
        let span = span(start, end, self.all_day, zone)?;
        Ok(Event {
            uid,
            rule: self.rrule.map(|text| rule(&text, &span)).transpose()?,
            recurrence: None,
            status: self.status.unwrap_or_default(),
            transparent: self.transparency == Some(Transparency::Transparent),
            sequence: 0,
            content: Content {
                summary,
                description: text(self.description, MAX_TEXT_CHARS, "description")?,
                location: text(self.location, MAX_LINE_CHARS, "location")?,
                organizer,
                attendees: self.attendees.as_ref().map(|given| attendees(given, &[])).transpose()?.unwrap_or_default(),
                reminders: reminders(self.reminders.unwrap_or_default())?,
                exdates: exdates(self.exdates.unwrap_or_default(), &span, zone)?,
                sharing: shared(None, self.invite)?,
            },
            span,
        })
    }
}

impl EventPatch {
    /// The event with the changes.
    pub fn apply(self, event: Event, organizer: Option<Person>) -> Result<Event> {
        let stays = matches!(event.content.sharing, Some(Sharing::Sent(_)));
        if let (true, Some(new), Some(old)) = (stays, &organizer, &event.content.organizer)
            && new.email != old.email
        {
            return Err(
                Error::invalid("The organizer cannot be changed while people are invited.").fix("Leave organizer out.")
            );
        }
        if self.invite == Some(true) && event.recurrence.is_some() {
            return Err(Error::invalid("A single occurrence of a repeating event cannot be an invitation."));
        }
        let (was, repeats) = (event.span, event.rule.is_some());
        let zone = match self.timezone {
            Patch::Keep => was.zone,
            Patch::Remove => None,
            Patch::Set(name) => zone(&name)?,
        };
        let known = |at: Timestamp| if was.all_day { Moment::Date(day(at)) } else { Moment::At(at, None) };
        let moment = |given: Option<Value>, code, name, at| match given {
            Some(given) => Moment::parse(&given, code, name),
            None => Ok(known(at)),
        };
        let start = moment(self.start, Code::InvalidStart, "start", was.start)?;
        let end = moment(self.end, Code::InvalidEnd, "end", was.end)?;
        let span = span(start, end, self.all_day, zone)?;
        let text_of_rule = self.rrule.apply(event.rule.map(|rule| rule.as_str().to_owned()));
        if text_of_rule.is_some() && event.recurrence.is_some() {
            return Err(Error::invalid("A single occurrence of a repeating event cannot have an rrule."));
        }
        let content = event.content;
        let exdates = match self.exdates {
            Some(given) => exdates(given, &span, zone)?,
            None if text_of_rule.is_none() && repeats => Vec::new(),
            None => content.exdates.iter().map(|at| was.moved(*at, &span)).collect(),
        };
        Ok(Event {
            rule: text_of_rule.map(|text| rule(&text, &span)).transpose()?,
            status: self.status.unwrap_or(event.status),
            transparent: self.transparency.map_or(event.transparent, |it| it == Transparency::Transparent),
            content: Content {
                summary: self.summary.as_ref().map(summary).transpose()?.unwrap_or(content.summary),
                description: text(self.description.apply(content.description), MAX_TEXT_CHARS, "description")?,
                location: text(self.location.apply(content.location), MAX_LINE_CHARS, "location")?,
                attendees: match &self.attendees {
                    Some(given) => attendees(given, &content.attendees)?,
                    None => content.attendees,
                },
                reminders: self.reminders.map(reminders).transpose()?.unwrap_or(content.reminders),
                exdates,
                organizer: organizer.or(content.organizer),
                sharing: shared(content.sharing, self.invite)?,
            },
            span,
            ..event
        })
    }
}

fn rule(text: &str, span: &Span) -> Result<Rule> {
    Rule::parse(text, span, &Steps::new(MAX_STEPS))
        .map_err(|reason| Error::invalid(format!("rrule: {reason}")).fix("Write a rule such as FREQ=WEEKLY;COUNT=10."))
}

fn summary(given: &Value) -> Result<String> {
    let summary = given.as_str().map(clean).filter(|text| (1..=MAX_LINE_CHARS).contains(&text.chars().count()));
    summary
        .ok_or_else(|| Error::new(Code::InvalidSummary, format!("summary must have 1 to {MAX_LINE_CHARS} characters.")))
}

fn text(given: Option<String>, most: usize, name: &str) -> Result<Option<String>> {
    let text = given.map(|text| clean(&text)).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > most => {
            Err(Error::invalid(format!("{name} can have at most {most} characters.")))
        }
        text => Ok(text),
    }
}

fn reminders(mut given: Vec<u32>) -> Result<Vec<u32>> {
    given.sort_unstable();
    given.dedup();
    if given.len() > MAX_REMINDERS || given.last().is_some_and(|minutes| *minutes > MAX_REMINDER_MINUTES) {
        return Err(Error::invalid(format!(
            "reminders can have at most {MAX_REMINDERS} numbers of minutes, each from 0 to {MAX_REMINDER_MINUTES}."
        )));
    }
    Ok(given)
}

/// Whether an event overlaps a period.
pub fn overlaps(start: Timestamp, end: Timestamp, from: Timestamp, to: Option<Timestamp>) -> bool {
    (end > from || start >= from) && to.is_none_or(|to| start < to)
}

/// How far ahead of its start an event has to be looked for, at most, so that none under way is missed. A change of the clock can
/// lengthen an occurrence by an hour or two.
pub fn reach(span: &Span) -> i64 {
    span.length() + if span.length() < DAY { 0 } else { DAY }
}

#[cfg(test)]
mod tests;
