//! Events in the pod's database.

use macros::FromRow;

use super::Calendar;
use super::event::{CalendarEvent, Transparency};
use super::people::Invitation;
use crate::error::{Code, Error, Result};
use crate::ical::{self, Content, Event, MAX_REPEATING_EVENTS, Rule, Sharing, Span, Stamp, Zone};
use crate::id::CalendarEventId;
use crate::platform::{Value, values};
use crate::pod::Pod;
use crate::time::{DAY, Timestamp};

/// How long the feed shows that an event was deleted.
const DELETED_EVENT_TTL: i64 = 30 * DAY;

/// The columns of an event. [`EventRow`] has one more, `elsewhere`.
pub const COLUMNS: &str = "seq, id, uid, recurrence_at, start_at, end_at, all_day, timezone, rrule, last_at, status,
    transparent, sequence, created_at, updated_at, deleted_at, content";

/// An event as a statement returns it.
#[derive(FromRow)]
pub struct EventRow {
    seq: i64,
    id: String,
    uid: String,
    recurrence_at: Option<Timestamp>,
    start_at: Timestamp,
    end_at: Timestamp,
    all_day: bool,
    timezone: Option<String>,
    rrule: Option<String>,
    last_at: Option<Timestamp>,
    status: String,
    transparent: bool,
    sequence: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    deleted_at: Option<Timestamp>,
    content: Vec<u8>,
    /// A JSON list of the overridden occurrences of a repeating event, where a list of occurrences is made.
    elsewhere: Option<String>,
}

/// A stored event, opened.
pub struct StoredEvent {
    pub seq: i64,
    pub id: CalendarEventId,
    pub event: Event,
    pub stamp: Stamp,
    pub deleted: bool,
    /// Occurrences that other events override, if that was selected.
    pub elsewhere: Vec<Timestamp>,
}

impl StoredEvent {
    /// Opens the content.
    pub fn open(pod: &Pod, row: EventRow) -> Result<Self> {
        let id = CalendarEventId::known(row.id);
        let deleted = row.deleted_at.is_some();
        let content = if deleted { Content::default() } else { opened(pod, &id, &row.content)? };
        let zone = row.timezone.and_then(|name| Zone::parse(&name)).flatten();
        let rule = row.rrule.map(|text| {
            Rule::stored(&text, row.last_at).ok_or_else(|| Error::internal(format!("{id} has an invalid rule")))
        });
        let elsewhere: Vec<i64> = match row.elsewhere {
            Some(list) => serde_json::from_str(&list).map_err(Error::internal)?,
            None => Vec::new(),
        };
        Ok(Self {
            seq: row.seq,
            event: Event {
                uid: row.uid,
                span: Span { start: row.start_at, end: row.end_at, all_day: row.all_day, zone },
                rule: rule.transpose()?,
                recurrence: row.recurrence_at,
                status: row.status.parse().unwrap_or_default(),
                transparent: row.transparent,
                sequence: row.sequence,
                content,
            },
            stamp: Stamp { created: row.created_at, changed: row.updated_at },
            deleted,
            elsewhere: elsewhere.into_iter().map(Timestamp::from_millis).collect(),
            id,
        })
    }

    /// The event in the feed.
    pub fn told(&self) -> String {
        if self.deleted {
            ical::cancelled_event_text(&self.event, self.stamp)
        } else {
            ical::event_text(&self.event, self.stamp)
        }
    }

    /// The event as callers see it; of a repeating event, the occurrence with this start.
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

impl Calendar<'_> {
    /// An event that was not deleted.
    pub(super) fn find(self, id: &str) -> Result<StoredEvent> {
        let find =
            format!("SELECT {COLUMNS}, NULL AS elsewhere FROM calendar_event WHERE id = ? AND deleted_at IS NULL");
        StoredEvent::open(self.pod, self.pod.sql().row(&find, &values![id])?.ok_or_else(no_event)?)
    }

    /// The event with this UID, or the override of one of its occurrences.
    pub(super) fn find_uid(self, uid: &str, recurrence: Option<Timestamp>) -> Result<Option<StoredEvent>> {
        let find = format!(
            "SELECT {COLUMNS}, NULL AS elsewhere FROM calendar_event
             WHERE uid = ?1 AND coalesce(recurrence_at, '') = coalesce(?2, '')"
        );
        self.pod.sql().row(&find, &values![uid, recurrence])?.map(|row| StoredEvent::open(self.pod, row)).transpose()
    }

    /// Stores a new event in a calendar of at most `max` events.
    ///
    /// # Errors
    /// `calendar_limit_reached`.
    pub(super) fn insert(self, id: CalendarEventId, event: Event, max: u32, now: Timestamp) -> Result<StoredEvent> {
        let insert = format!(
            "INSERT INTO calendar_event ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?) RETURNING seq",
            COLUMNS.trim_start_matches("seq, ")
        );
        self.room(event.rule.is_some(), max)?;
        let stamp = Stamp { created: now, changed: now };
        let content = sealed(self.pod, &id, &event.content)?;
        let columns = Columns::of(&event);
        let mut values = values![id.as_str(), &event.uid].to_vec();
        values.extend(columns.values(&event));
        values.extend(values![event.sequence, now, now, &content[..]]);
        let seq =
            self.pod.sql().value(&insert, &values)?.ok_or_else(|| Error::internal("an event without a number"))?;
        Ok(StoredEvent { seq, id, event, stamp, deleted: false, elsewhere: Vec::new() })
    }

    /// Replaces an event, which may be deleted, in a calendar of at most `max` events.
    ///
    /// # Errors
    /// `calendar_limit_reached`.
    pub(super) fn replace(self, before: StoredEvent, event: Event, max: u32, now: Timestamp) -> Result<StoredEvent> {
        self.has_room_for(&before, &event, max)?;
        let event = Event { sequence: event.sequence.max(before.event.sequence + 1), ..event };
        self.rewrite(before, event, now)
    }

    /// Checks that a changed event fits into a calendar of at most `max` events.
    ///
    /// # Errors
    /// `calendar_limit_reached`.
    pub(super) fn has_room_for(self, before: &StoredEvent, event: &Event, max: u32) -> Result<()> {
        let is_added = before.deleted || event.rule.is_some() && before.event.rule.is_none();
        if is_added { self.room(event.rule.is_some(), max) } else { Ok(()) }
    }

    /// Replaces an event, with the new event's own SEQUENCE.
    pub(super) fn rewrite(self, before: StoredEvent, event: Event, now: Timestamp) -> Result<StoredEvent> {
        const UPDATE_EVENT: &str = "
            UPDATE calendar_event SET recurrence_at = ?2, start_at = ?3, end_at = ?4, all_day = ?5, timezone = ?6, rrule = ?7,
              last_at = ?8, status = ?9, transparent = ?10, sequence = ?11, updated_at = ?12, content = ?13, deleted_at = NULL
            WHERE seq = ?1";
        let stamp = Stamp { changed: now.max(before.stamp.changed), ..before.stamp };
        let content = sealed(self.pod, &before.id, &event.content)?;
        let columns = Columns::of(&event);
        let mut values = values![before.seq].to_vec();
        values.extend(columns.values(&event));
        values.extend(values![event.sequence, stamp.changed, &content[..]]);
        self.pod.sql().run(UPDATE_EVENT, &values)?;
        Ok(StoredEvent { event, stamp, deleted: false, ..before })
    }

    /// Deletes an event and the overrides of its occurrences; their texts are removed at once. Part of the caller's transaction.
    pub(super) fn delete(self, gone: StoredEvent, now: Timestamp) -> Result<()> {
        const UPDATE_EVENT_DELETED: &str = "
            UPDATE calendar_event SET deleted_at = ?3, updated_at = max(updated_at, ?3), sequence = sequence + 1, content = x''
            WHERE uid = ?1 AND deleted_at IS NULL AND (?2 IS NULL OR recurrence_at = ?2)";
        self.pod.sql().run(UPDATE_EVENT_DELETED, &values![&gone.event.uid, gone.event.recurrence, now])?;
        // Without its override, the original occurrence must not come back.
        let Some(at) = gone.event.recurrence else { return Ok(()) };
        match self.find_uid(&gone.event.uid, None)? {
            Some(series) if !series.deleted && series.event.rule.is_some() => {
                let mut event = series.event.clone();
                event.content.exdates.push(at);
                event.sequence += 1;
                self.rewrite(series, event, now).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Removes events that were deleted long ago.
    pub(super) fn forget_deleted(self, now: Timestamp) -> Result<()> {
        const DELETE_OLD_EVENTS: &str = "DELETE FROM calendar_event WHERE deleted_at < CAST(? AS INTEGER) RETURNING 1";
        const UPDATE_CALENDAR_CHANGED: &str = "UPDATE calendar SET changed_at = max(changed_at, ?)";
        self.pod.sql().atomically(|| {
            match self.pod.sql().exists(DELETE_OLD_EVENTS, &values![now.plus(-DELETED_EVENT_TTL)])? {
                true => self.pod.sql().run(UPDATE_CALENDAR_CHANGED, &values![now]).map(drop),
                false => Ok(()),
            }
        })
    }

    fn room(self, repeats: bool, max: u32) -> Result<()> {
        const SELECT_TOTAL: &str = "SELECT total FROM calendar";
        const SELECT_EVENT_COUNT: &str =
            "SELECT count(*) FROM calendar_event WHERE deleted_at IS NULL AND rrule IS NOT NULL";
        let count = |sql| Ok::<usize, Error>(self.pod.sql().value(sql, &[])?.unwrap_or(0));
        let full = |message: String| {
            Err(Error::new(Code::CalendarLimit, message)
                .fix("Delete events with DELETE /v1/calendar/events/{event_id}."))
        };
        if count(SELECT_TOTAL)? >= max as usize {
            return full(format!("A calendar of this tier can have at most {max} events."));
        }
        if repeats && count(SELECT_EVENT_COUNT)? >= MAX_REPEATING_EVENTS {
            return full(format!("A calendar can have at most {MAX_REPEATING_EVENTS} repeating events."));
        }
        Ok(())
    }
}

/// Values of an event's columns.
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
            <&str>::from(event.status),
            event.transparent,
        ]
    }
}
