//! iCalendar (RFC 5545, 7986): events, their occurrences and their text. Pure.
//!
//! `calcard` parses the grammar, expands the rules and knows the time zones. This module decides which of it is allowed, and limits
//! the work that a rule can cause.

pub mod itip;
mod person;
mod read;
mod rule;
mod write;
mod zone;

pub use person::{Answer, Attendee, Person, Role};
pub use read::{Refusal, read};
pub use rule::{INITIAL_WINDOW, Rule, Steps, next_window};
pub use write::{FORMAT_VERSION, Stamp, cancelled_event_text, event_text, footer, header};
pub use zone::Zone;

use chrono::{NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};
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
/// Minutes between a reminder and the start: four weeks.
pub const MAX_REMINDER_MINUTES: u32 = 40_320;
/// Excluded occurrences of a recurring event.
pub const MAX_EXDATES: usize = 500;
/// The start of 1900, and the start of 2200.
const MIN_TIME: Timestamp = Timestamp::from_millis(-2_208_988_800_000);
pub const MAX_TIME: Timestamp = Timestamp::from_millis(7_258_118_400_000);
/// Recurring events of a calendar. Each list expands all of them.
pub const MAX_REPEATING_EVENTS: usize = 1_000;
/// Steps that a rule may take to reach its COUNT.
pub const MAX_STEPS: i64 = 120_000;
/// Steps that all rules of a file may take together.
const MAX_FILE_STEPS: i64 = 500_000;
/// Bytes of a UID.
pub const MAX_UID_BYTES: usize = 500;

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The UID, which never changes.
    pub uid: String,
    pub span: Span,
    pub rule: Option<Rule>,
    /// The occurrence that this event replaces, of the recurring event with the same UID (RECURRENCE-ID).
    pub recurrence: Option<Timestamp>,
    pub status: Status,
    /// Whether the time stays free (TRANSP).
    pub transparent: bool,
    /// The number of changes (SEQUENCE).
    pub sequence: i64,
    pub content: Content,
}

/// The time of an event; of a recurring event, the time of its first occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// An all-day event starts and ends at midnight UTC.
    pub start: Timestamp,
    /// Exclusive.
    pub end: Timestamp,
    pub all_day: bool,
    /// The time zone in which the event recurs; UTC if absent.
    pub zone: Option<Zone>,
}

/// The text and the people of an event. Stored sealed, as JSON.
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
    /// Minutes before the start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<u32>,
    /// Starts of the excluded occurrences (EXDATE).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exdates: Vec<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
}

/// How an event is shared by mail (iTIP).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// This pod organizes the event.
    Sent(Sent),
    /// This pod is invited.
    Received(Received),
}

/// An event to which attendees are invited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The SEQUENCE of the last change of the times. Answers to an earlier one do not apply to the present times.
    pub since: i64,
    /// The Message-ID of the first invitation, without angle brackets.
    pub letter: Option<String>,
}

/// A received invitation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Received {
    /// The invited address, as the organizer wrote it.
    pub attendee: String,
    /// Whether the organizer is proved to have sent it.
    pub verified: bool,
    /// The organizer's SEQUENCE.
    pub sequence: i64,
    /// The comment of the answer.
    pub comment: Option<String>,
    /// The Message-ID of the invitation, without angle brackets.
    pub letter: String,
}

/// Whether an event takes place.
/// - `confirmed`: it does
/// - `tentative`: perhaps
/// - `cancelled`: it does not
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = EventStatus)]
pub enum Status {
    #[default]
    Confirmed,
    Tentative,
    Cancelled,
}

impl Span {
    /// The duration in milliseconds.
    pub const fn length(&self) -> i64 {
        self.end.millis() - self.start.millis()
    }

    /// The local time in the event's zone.
    fn local(&self, at: Timestamp) -> NaiveDateTime {
        self.zone.map_or_else(|| zone::utc(at), |zone| zone.local(at))
    }

    /// The instant of a local time in the event's zone.
    fn instant(&self, local: NaiveDateTime) -> Timestamp {
        self.zone.map_or_else(|| zone::of_utc(local), |zone| zone.instant(local))
    }

    /// The end of an occurrence with this start. The duration in local time is the same for all occurrences of a day or more, even
    /// if the offset changes in between.
    pub fn end_of(&self, start: Timestamp) -> Timestamp {
        if self.length() < DAY {
            return start.plus(self.length());
        }
        let length = self.local(self.end) - self.local(self.start);
        self.instant(self.local(start) + length)
    }

    /// Whether both start at the same time in the same zone.
    pub fn has_same_start(&self, other: &Self) -> bool {
        (self.start, self.all_day, self.zone) == (other.start, other.all_day, other.zone)
    }

    /// The start of an occurrence after its event moved to another span: shifted by the same distance in local time.
    pub fn moved(&self, occurrence: Timestamp, to: &Self) -> Timestamp {
        if self.has_same_start(to) {
            return occurrence;
        }
        let distance = to.local(to.start) - self.local(self.start);
        let clock = self.clock_of(occurrence).checked_add_signed(distance).unwrap_or_default();
        to.instant(if to.all_day { clock.date().and_time(NaiveTime::MIN) } else { clock })
    }

    /// The intended local time of an occurrence: that of the first one, even if the clock skips it on that day.
    fn clock_of(&self, occurrence: Timestamp) -> NaiveDateTime {
        let shown = self.local(occurrence);
        let intended = shown.date().and_time(self.local(self.start).time());
        if self.instant(intended) == occurrence { intended } else { shown }
    }

    /// The text of a time: a date for an all-day event.
    pub fn shown(&self, at: Timestamp) -> String {
        if self.all_day { zone::utc(at).date().to_string() } else { at.to_string() }
    }
}

impl Event {
    /// The starts of occurrences between two times, the earliest first, without excluded and replaced ones. `None` if the steps are used
    /// up.
    pub fn starts(
        &self,
        from: Timestamp,
        to: Timestamp,
        replaced: &[Timestamp],
        steps: &Steps,
    ) -> Option<Vec<Timestamp>> {
        let takes_place = |start: &Timestamp| !self.content.exdates.contains(start) && !replaced.contains(start);
        let starts = match &self.rule {
            Some(rule) => rule.starts(&self.span, from, to, steps)?,
            None => Some(self.span.start).into_iter().filter(|at| *at >= from && *at < to).collect(),
        };
        Some(starts.into_iter().filter(takes_place).collect())
    }
}

impl Event {
    /// Whether the times of the events differ. Then an answer to one does not apply to the other.
    pub fn has_other_times_than(&self, other: &Self) -> bool {
        self.span != other.span || self.rule != other.rule || self.content.exdates != other.content.exdates
    }

    /// The received invitation, and the answer to it.
    pub fn invitation(&self) -> Option<(&Received, Answer)> {
        let Some(Sharing::Received(received)) = &self.content.sharing else { return None };
        Some((received, self.attendee(&received.attendee).map_or(Answer::default(), |attendee| attendee.status)))
    }

    /// The attendee with this address, which is in lower case.
    pub fn attendee(&self, email: &str) -> Option<&Attendee> {
        self.content.attendees.iter().find(|attendee| attendee.person.email == email)
    }

    /// The attendee with this address, mutable.
    pub fn attendee_mut(&mut self, email: &str) -> Option<&mut Attendee> {
        self.content.attendees.iter_mut().find(|attendee| attendee.person.email == email)
    }

    /// Whether the event makes its time busy. An invitation without an answer does not.
    pub fn is_busy(&self) -> bool {
        let is_coming = |(_, answer)| matches!(answer, Answer::Accepted | Answer::Tentative);
        !self.transparent && self.status != Status::Cancelled && self.invitation().is_none_or(is_coming)
    }
}

/// The time in whole seconds, because iCalendar has no fractions.
pub const fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis() - at.millis().rem_euclid(SECOND))
}

/// Text without control characters, with normal line ends.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned()
}

/// Whether a time is between 1900 and 2200.
pub fn is_in_range(at: Timestamp) -> bool {
    (MIN_TIME..MAX_TIME).contains(&at)
}
