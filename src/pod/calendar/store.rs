//! Events in the pod's database.

use super::event::{CalendarEvent, Transparency};
use super::people::Invitation;
use crate::error::{Code, Error, Result};
use crate::ical::{self, Content, Event, MAX_REPEATING_EVENTS, Rule, Sharing, Span, Stamp, Status, Zone};
use crate::id::CalendarEventId;
use crate::platform::{Row, Value, values};
use crate::pod::Pod;
use crate::time::{DAY, Timestamp};

/// How long others are told that an event was deleted.
const DELETED_EVENT_TTL: i64 = 30 * DAY;

/// The columns that [`StoredEvent::of_row`] takes.
pub const COLUMNS: &str = "seq, id, uid, recurrence_at, start_at, end_at, all_day, timezone, rrule, last_at, status,
    transparent, sequence, created_at, updated_at, deleted_at, content";
const AFTER_COLUMNS: u32 = 17;

/// An event as it is stored, opened.
pub struct StoredEvent {
    pub seq: i64,
    pub id: CalendarEventId,
    pub event: Event,
    pub stamp: Stamp,
    pub deleted: bool,
    /// Occurrences whose place other events take, where that was asked for.
    pub elsewhere: Vec<Timestamp>,
}

impl StoredEvent {
    /// Of a row of [`COLUMNS`], and perhaps a JSON list of occurrences that happen elsewhere.
    pub fn of_row(pod: &Pod, row: &Row) -> Result<Self> {
        let time = |column| Timestamp::from_millis(row.integer(column));
        let optional = |column| (!row.is_null(column)).then(|| time(column));
        let id = CalendarEventId::known(row.text(1));
        let deleted = !row.is_null(15);
        let content = match deleted {
            true => Content::default(),
            false => opened(pod, &id, &row.bytes(16))?,
        };
        let zone = row.optional_text(7).and_then(|name| Zone::parse(&name)).flatten();
        let rule = row.optional_text(8).map(|text| {
            Rule::stored(&text, optional(9)).ok_or_else(|| Error::internal(format!("{id} has a rule that is none")))
        });
        let elsewhere: Vec<i64> = match row.optional_text(AFTER_COLUMNS) {
            Some(list) => serde_json::from_str(&list).map_err(Error::internal)?,
            None => Vec::new(),
        };
        Ok(Self {
            seq: row.integer(0),
            event: Event {
                uid: row.text(2),
                span: Span { start: time(4), end: time(5), all_day: row.integer(6) == 1, zone },
                rule: rule.transpose()?,
                recurrence: optional(3),
                status: Status::stored(&row.text(10)),
                transparent: row.integer(11) == 1,
                sequence: row.integer(12),
                content,
            },
            stamp: Stamp { created: time(13), changed: time(14) },
            deleted,
            elsewhere: elsewhere.into_iter().map(Timestamp::from_millis).collect(),
            id,
        })
    }

    /// What the feed says of it.
    pub fn told(&self) -> String {
        if self.deleted { ical::cancelled(&self.event, self.stamp) } else { ical::written(&self.event, self.stamp) }
    }

    /// As callers see it; of a repeating one, the occurrence that starts then.
    pub fn shown(&self, occurrence: Option<Timestamp>) -> CalendarEvent {
        let Event { uid, span, rule, recurrence, status, transparent, sequence, content } = &self.event;
        let occurrence = occurrence.filter(|_| rule.is_some());
        let (start, end) = occurrence.map_or((span.start, span.end), |start| (start, span.end_of(start)));
        CalendarEvent {
            id: self.id.clone(),
            event_id: self.id.clone(),
            uid: uid.clone(),
            summary: content.summary.clone(),
            description: content.description.clone(),
            location: content.location.clone(),
            start: span.shown(start),
            end: span.shown(end),
            all_day: span.all_day,
            timezone: span.zone.map(|zone| zone.name()),
            rrule: rule.as_ref().map(|rule| rule.as_str().to_owned()),
            exdates: content.exdates.iter().map(|at| span.shown(*at)).collect(),
            recurrence_id: recurrence.or(occurrence).map(|at| span.shown(at)),
            status: *status,
            transparency: if *transparent { Transparency::Transparent } else { Transparency::Opaque },
            attendees: content.attendees.iter().map(|attendee| attendee.person.email.clone()).collect(),
            attendee_details: content.attendees.clone(),
            organizer: content.organizer.clone(),
            invite: matches!(content.sharing, Some(Sharing::Sent(_))),
            invitation: Invitation::of(&self.event),
            reminders: content.reminders.clone(),
            sequence: *sequence,
            created_at: self.stamp.created,
            updated_at: self.stamp.changed,
        }
    }
}

fn sealed(pod: &Pod, id: &CalendarEventId, content: &Content) -> Result<Vec<u8>> {
    let content = serde_json::to_vec(content).map_err(Error::internal)?;
    pod.key().seal(&format!("calendar {id}"), &content)
}

fn opened(pod: &Pod, id: &CalendarEventId, content: &[u8]) -> Result<Content> {
    let content = pod.key().open(&format!("calendar {id}"), content)?;
    serde_json::from_slice(&content).map_err(Error::internal)
}

fn no_event() -> Error {
    Error::not_found("event").fix("GET /v1/calendar/events lists them.")
}

impl Pod {
    /// An event that was not deleted.
    pub(super) fn event(&self, id: &str) -> Result<StoredEvent> {
        let find = format!("SELECT {COLUMNS} FROM calendar_event WHERE id = ? AND deleted_at IS NULL");
        self.sql().first(&find, &values![id])?.map_or_else(|| Err(no_event()), |row| StoredEvent::of_row(self, &row))
    }

    /// The event with that UID, or the one that takes the place of one of its occurrences.
    pub(super) fn event_of(&self, uid: &str, recurrence: Option<Timestamp>) -> Result<Option<StoredEvent>> {
        let find = format!(
            "SELECT {COLUMNS} FROM calendar_event WHERE uid = ?1 AND coalesce(recurrence_at, '') = coalesce(?2, '')"
        );
        self.sql().first(&find, &values![uid, recurrence])?.map(|row| StoredEvent::of_row(self, &row)).transpose()
    }

    /// Keeps a new event in a calendar that takes so many.
    ///
    /// # Errors
    /// `calendar_limit_reached`.
    pub(super) fn insert_event(
        &self,
        id: CalendarEventId,
        event: Event,
        most: u32,
        now: Timestamp,
    ) -> Result<StoredEvent> {
        let insert = format!(
            "INSERT INTO calendar_event ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?) RETURNING seq",
            COLUMNS.trim_start_matches("seq, ")
        );
        self.room(event.rule.is_some(), most)?;
        let stamp = Stamp { created: now, changed: now };
        let content = sealed(self, &id, &event.content)?;
        let columns = Columns::of(&event);
        let mut values = values![id.as_str(), &event.uid].to_vec();
        values.extend(columns.values(&event));
        values.extend(values![event.sequence, now, now, &content[..]]);
        let row = self.sql().first(&insert, &values)?.ok_or_else(|| Error::internal("an event without a number"))?;
        Ok(StoredEvent { seq: row.integer(0), id, event, stamp, deleted: false, elsewhere: Vec::new() })
    }

    /// Writes a changed event over the one before, which may have been deleted, in a calendar that takes so many.
    ///
    /// # Errors
    /// `calendar_limit_reached`.
    pub(super) fn replace_event(
        &self,
        before: StoredEvent,
        event: Event,
        most: u32,
        now: Timestamp,
    ) -> Result<StoredEvent> {
        self.has_room_for(&before, &event, most)?;
        let event = Event { sequence: event.sequence.max(before.event.sequence + 1), ..event };
        self.rewrite_event(before, event, now)
    }

    /// Whether a changed event fits into a calendar that takes so many.
    ///
    /// # Errors
    /// `calendar_limit_reached`.
    pub(super) fn has_room_for(&self, before: &StoredEvent, event: &Event, most: u32) -> Result<()> {
        let is_added = before.deleted || event.rule.is_some() && before.event.rule.is_none();
        if is_added { self.room(event.rule.is_some(), most) } else { Ok(()) }
    }

    /// Writes an event over the one before, with its own SEQUENCE.
    pub(super) fn rewrite_event(&self, before: StoredEvent, event: Event, now: Timestamp) -> Result<StoredEvent> {
        const UPDATE_EVENT: &str = "
            UPDATE calendar_event SET recurrence_at = ?2, start_at = ?3, end_at = ?4, all_day = ?5, timezone = ?6, rrule = ?7,
              last_at = ?8, status = ?9, transparent = ?10, sequence = ?11, updated_at = ?12, content = ?13, deleted_at = NULL
            WHERE seq = ?1";
        let stamp = Stamp { changed: now.max(before.stamp.changed), ..before.stamp };
        let content = sealed(self, &before.id, &event.content)?;
        let columns = Columns::of(&event);
        let mut values = values![before.seq].to_vec();
        values.extend(columns.values(&event));
        values.extend(values![event.sequence, stamp.changed, &content[..]]);
        self.sql().run(UPDATE_EVENT, &values)?;
        Ok(StoredEvent { event, stamp, deleted: false, ..before })
    }

    /// Deletes an event, with all that take the place of its occurrences; what people wrote is gone at once. Part of the caller's
    /// transaction.
    pub(super) fn delete_event(&self, gone: StoredEvent, now: Timestamp) -> Result<()> {
        const UPDATE_EVENT_DELETED: &str = "
            UPDATE calendar_event SET deleted_at = ?3, updated_at = max(updated_at, ?3), sequence = sequence + 1, content = x''
            WHERE uid = ?1 AND deleted_at IS NULL AND (?2 IS NULL OR recurrence_at = ?2)";
        self.sql().run(UPDATE_EVENT_DELETED, &values![&gone.event.uid, gone.event.recurrence, now])?;
        // Without its stand-in, the occurrence itself must not come back.
        let Some(at) = gone.event.recurrence else { return Ok(()) };
        match self.event_of(&gone.event.uid, None)? {
            Some(series) if !series.deleted && series.event.rule.is_some() => {
                let mut event = series.event.clone();
                event.content.exdates.push(at);
                event.sequence += 1;
                self.rewrite_event(series, event, now).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Forgets events that were deleted long ago.
    pub(super) fn forget_events(&self, now: Timestamp) -> Result<()> {
        const DELETE_OLD_EVENTS: &str = "DELETE FROM calendar_event WHERE deleted_at < CAST(? AS INTEGER) RETURNING 1";
        const UPDATE_CALENDAR_CHANGED: &str = "UPDATE calendar SET changed_at = max(changed_at, ?)";
        self.sql().atomically(|| match self.sql().first(DELETE_OLD_EVENTS, &values![now.plus(-DELETED_EVENT_TTL)])? {
            Some(_) => self.sql().run(UPDATE_CALENDAR_CHANGED, &values![now]).map(drop),
            None => Ok(()),
        })
    }

    fn room(&self, repeats: bool, most: u32) -> Result<()> {
        const SELECT_TOTAL: &str = "SELECT total FROM calendar";
        const SELECT_EVENT_COUNT: &str =
            "SELECT count(*) FROM calendar_event WHERE deleted_at IS NULL AND rrule IS NOT NULL";
        let count = |sql| self.sql().first(sql, &[]).map(|row| row.map_or(0, |row| row.integer(0)));
        let full = |message: String| {
            Err(Error::new(Code::CalendarLimit, message).fix("Delete some with DELETE /v1/calendar/events/{event_id}."))
        };
        if count(SELECT_TOTAL)? >= i64::from(most) {
            return full(format!("A calendar of this tier has at most {most} events."));
        }
        if repeats && usize::try_from(count(SELECT_EVENT_COUNT)?).is_ok_and(|count| count >= MAX_REPEATING_EVENTS) {
            return full(format!("A calendar has at most {MAX_REPEATING_EVENTS} repeating events."));
        }
        Ok(())
    }
}

/// What of an event stands in columns of its own.
struct Columns {
    zone: Option<String>,
    last: Option<Timestamp>,
}

impl Columns {
    fn of(event: &Event) -> Self {
        Self { zone: event.span.zone.map(|zone| zone.name()), last: event.rule.as_ref().and_then(Rule::last) }
    }

    fn values<'a>(&'a self, event: &'a Event) -> [Value<'a>; 9] {
        let span = &event.span;
        values![
            event.recurrence,
            span.start,
            span.end,
            span.all_day,
            self.zone.as_deref(),
            event.rule.as_ref().map(Rule::as_str),
            self.last,
            event.status.as_str(),
            event.transparent,
        ]
    }
}
