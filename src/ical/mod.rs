//! iCalendar (RFC 5545, 7986): what an event is, when a repeating one happens, and its text. Pure.
//!
//! The grammar, the recurrence of rules and the time zones are `calcard`'s; what is allowed of them, and what bounds the
//! work that a rule can cause, is decided here.

pub mod itip;
mod person;
mod read;
mod rule;
mod write;
mod zone;

pub use person::{Answer, Attendee, Person, Role};
pub use read::{Refusal, read};
pub use rule::{Rule, STRETCH, Steps, longer};
pub use write::{FORM, Stamp, cancelled, footer, header, written};
pub use zone::Zone;

use chrono::{NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::time::{DAY, SECOND, Timestamp};

/// Characters of a summary and of a location.
pub const MAX_LINE_CHARS: usize = 500;
/// Characters of a description.
pub const MAX_TEXT_CHARS: usize = 8_000;
/// Attendees of an event.
pub const MAX_ATTENDEES: usize = 100;
/// Reminders of an event.
pub const MAX_REMINDERS: usize = 10;
/// Minutes that a reminder comes ahead: four weeks.
pub const MAX_REMINDER_MINUTES: u32 = 40_320;
/// Occurrences that are left out of a repeating event.
pub const MAX_EXDATES: usize = 500;
/// The first moment of 1900, and that of 2200.
const FIRST: Timestamp = Timestamp::from_millis(-2_208_988_800_000);
pub const AFTER: Timestamp = Timestamp::from_millis(7_258_118_400_000);
/// Repeating events of a calendar: all of them are looked at for each list.
pub const MAX_REPEATING_EVENTS: usize = 1_000;
/// Steps that a rule may take to its COUNT.
pub const MAX_STEPS: i64 = 120_000;
/// Steps that all rules of a file may take to theirs.
const MAX_FILE_STEPS: i64 = 500_000;
/// Bytes of a UID.
pub const MAX_UID_BYTES: usize = 500;

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What calendars know it by, for ever.
    pub uid: String,
    pub span: Span,
    pub rule: Option<Rule>,
    /// The occurrence of the repeating event with the same UID whose place it takes.
    pub recurrence: Option<Timestamp>,
    pub status: Status,
    /// Whether it leaves the time free.
    pub transparent: bool,
    /// How often it was changed.
    pub sequence: i64,
    pub content: Content,
}

/// When an event happens, for the first time if it repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// An all-day event starts and ends at midnight UTC.
    pub start: Timestamp,
    /// Exclusive.
    pub end: Timestamp,
    pub all_day: bool,
    /// In whose local time it repeats; without one, UTC.
    pub zone: Option<Zone>,
}

/// What people wrote. Stored sealed, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer: Option<Person>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<Attendee>,
    /// Minutes ahead of the start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<u32>,
    /// Occurrences that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exdates: Vec<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
}

/// How people are told of an event by mail (iTIP).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// Its organizer is one of ours.
    Sent(Sent),
    /// One of ours is invited.
    Received(Received),
}

/// An event to which attendees are invited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The SEQUENCE since which it takes place when it does: answers to earlier ones say nothing of that.
    pub since: i64,
    /// The first letter about it, without angle brackets.
    pub letter: Option<String>,
}

/// An invitation that came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Received {
    /// Who is invited, as the organizer writes the address.
    pub attendee: String,
    /// Whether it is proved that the organizer sent it.
    pub verified: bool,
    /// The SEQUENCE that the organizer gave it.
    pub sequence: i64,
    /// What was said with the answer.
    pub comment: Option<String>,
    /// The letter that it came with, without angle brackets.
    pub letter: String,
}

/// Whether an event takes place.
/// - `confirmed`: it does
/// - `tentative`: perhaps
/// - `cancelled`: it does not
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EventStatus)]
pub enum Status {
    #[default]
    Confirmed,
    Tentative,
    Cancelled,
}

impl Status {
    const ALL: [Self; 3] = [Self::Confirmed, Self::Tentative, Self::Cancelled];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Tentative => "tentative",
            Self::Cancelled => "cancelled",
        }
    }

    /// As it was stored.
    pub fn stored(text: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.as_str() == text).unwrap_or_default()
    }
}

impl Span {
    /// How long it lasts, in milliseconds.
    pub const fn length(&self) -> i64 {
        self.end.millis() - self.start.millis()
    }

    /// The wall clock at that time, where the event is.
    fn local(&self, at: Timestamp) -> NaiveDateTime {
        self.zone.map_or_else(|| zone::utc(at), |zone| zone.local(at))
    }

    /// When the wall clock there shows that.
    fn instant(&self, local: NaiveDateTime) -> Timestamp {
        self.zone.map_or_else(|| zone::of_utc(local), |zone| zone.instant(local))
    }

    /// When an occurrence that starts then is over: at the same distance on the wall clock, whatever the clock does in between.
    pub fn end_of(&self, start: Timestamp) -> Timestamp {
        if self.length() < DAY {
            return start.plus(self.length());
        }
        let length = self.local(self.end) - self.local(self.start);
        self.instant(self.local(start) + length)
    }

    /// Whether another one is of the same start, by the same clock.
    pub fn starts_as(&self, other: &Self) -> bool {
        (self.start, self.all_day, self.zone) == (other.start, other.all_day, other.zone)
    }

    /// Where the start of an occurrence goes when the first one goes to that of another span: by as much on the wall clock.
    pub fn moved(&self, occurrence: Timestamp, to: &Self) -> Timestamp {
        if self.starts_as(to) {
            return occurrence;
        }
        let distance = to.local(to.start) - self.local(self.start);
        let clock = self.clock_of(occurrence).checked_add_signed(distance).unwrap_or_default();
        to.instant(if to.all_day { clock.date().and_time(NaiveTime::MIN) } else { clock })
    }

    /// What the wall clock is to show when an occurrence starts: the time of the first one, even where the clock skips it.
    fn clock_of(&self, occurrence: Timestamp) -> NaiveDateTime {
        let shown = self.local(occurrence);
        let usual = shown.date().and_time(self.local(self.start).time());
        if self.instant(usual) == occurrence { usual } else { shown }
    }

    /// A time as one shows and reads it: a date if the event is of whole days.
    pub fn shown(&self, at: Timestamp) -> String {
        if self.all_day { zone::utc(at).date().to_string() } else { at.to_string() }
    }
}

impl Event {
    /// The starts of occurrences between two times, the earliest first: none that are left out. `None` if there were no steps left.
    pub fn starts(
        &self,
        from: Timestamp,
        to: Timestamp,
        elsewhere: &[Timestamp],
        steps: &Steps,
    ) -> Option<Vec<Timestamp>> {
        let there = |start: &Timestamp| !self.content.exdates.contains(start) && !elsewhere.contains(start);
        let starts = match &self.rule {
            Some(rule) => rule.starts(&self.span, from, to, steps)?,
            None => Some(self.span.start).into_iter().filter(|at| *at >= from && *at < to).collect(),
        };
        Some(starts.into_iter().filter(there).collect())
    }
}

impl Event {
    /// Whether it happens at other times than that one: an answer to one says nothing of the other.
    pub fn is_at_other_times_than(&self, other: &Self) -> bool {
        self.span != other.span || self.rule != other.rule || self.content.exdates != other.content.exdates
    }

    /// What came of being invited to it.
    pub fn invitation(&self) -> Option<(&Received, Answer)> {
        let Some(Sharing::Received(received)) = &self.content.sharing else { return None };
        Some((received, self.attendee(&received.attendee).map_or(Answer::default(), |attendee| attendee.status)))
    }

    /// Its attendee of that address, which is in lower case.
    pub fn attendee(&self, email: &str) -> Option<&Attendee> {
        self.content.attendees.iter().find(|attendee| attendee.person.email == email)
    }

    /// The same, to be changed.
    pub fn attendee_mut(&mut self, email: &str) -> Option<&mut Attendee> {
        self.content.attendees.iter_mut().find(|attendee| attendee.person.email == email)
    }

    /// Whether it takes up its time: not what one was only asked to.
    pub fn is_busy(&self) -> bool {
        let is_coming = |(_, answer)| matches!(answer, Answer::Accepted | Answer::Tentative);
        !self.transparent && self.status != Status::Cancelled && self.invitation().is_none_or(is_coming)
    }
}

/// A time without what iCalendar cannot say: fractions of a second.
pub const fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis() - at.millis().rem_euclid(SECOND))
}

/// Text without what neither a calendar nor a person can read.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned()
}

/// Whether a time is one that calendars agree about: between 1900 and 2200.
pub fn within_reach(at: Timestamp) -> bool {
    (FIRST..AFTER).contains(&at)
}
