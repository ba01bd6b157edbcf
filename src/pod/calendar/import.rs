//! Imports of events from iCalendar files.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::StoredEvent;
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::ical::{self, Event, Refusal};
use crate::id::CalendarEventId;
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::{Body, Call, FromCall, Json};

/// Events of a file.
const MAX_EVENTS: usize = 2_000;
/// Refused events that the reply lists.
const MAX_REPORTED_REFUSALS: usize = 100;

/// A calendar to import.
#[derive(Deserialize, ToSchema)]
pub struct CalendarFile {
    /// The calendar, as iCalendar text.
    #[schema(example = "BEGIN:VCALENDAR\r\n…")]
    ics: String,
}

/// The text of a calendar, as such or within JSON.
pub struct CalendarText(String);

impl FromCall for CalendarText {
    fn from_call(call: &mut Call) -> Result<Self> {
        if call.body.trim_ascii_start().first() == Some(&b'{') {
            return Body::<CalendarFile>::from_call(call).map(|body| Self(body.0.ics));
        }
        Ok(Self(String::from_utf8_lossy(&call.body).into_owned()))
    }
}

/// The result of an import.
#[derive(Default, Serialize, ToSchema)]
pub struct Imported {
    /// New events.
    imported: usize,
    /// Existing events that were changed.
    updated: usize,
    /// Existing events that are the same.
    unchanged: usize,
    /// Events that were refused.
    refused_count: usize,
    /// The first 100 refused events.
    refused: Vec<RefusedEvent>,
}

/// A refused event.
#[derive(Serialize, ToSchema)]
pub struct RefusedEvent {
    /// The `UID` of the event.
    #[schema(example = "5f1c@calendar.example")]
    uid: Option<String>,
    /// The title of the event.
    #[schema(example = "Planning")]
    summary: Option<String>,
    /// `invalid_request` or `calendar_limit_reached`.
    #[schema(example = "invalid_request")]
    error: &'static str,
    /// Why it was refused, for a person.
    #[schema(example = "Its time zone Nowhere is not known.")]
    reason: String,
}

/// Import events from another calendar.
///
/// Imports an iCalendar file (RFC 5545), sent as the body or as `ics` in JSON; at most 1 MB and 2,000 events. Events are identified by UID:
/// importing the same file again changes nothing, a newer file updates changed events, and events that are not in the file stay. Invitations and their single
/// occurrences are not changed. Times without a zone are UTC. Invalid events are refused with a reason, and the others are imported.
/// Attendees without an email address, alarms that are not before the start, and properties that this calendar does not have are
/// ignored.
#[operation(
    POST "/v1/calendar/import", tag = "calendar", permission = CalendarWrite,
    body(content( (CalendarFile = "application/json"), (String = "text/calendar"), )),
    reply = "The number of new, changed, unchanged and refused events.",
    errors(MissingFields, InvalidRequest = "The file is not an iCalendar file, or has more than 2,000 events."),
    audit(CalendarImported),
)]
pub async fn import_calendar(pod: Pod, CalendarText(text): CalendarText) -> Result<Json<Imported>> {
    let (events, refused) = ical::read(&text).ok_or_else(|| {
        Error::invalid("This is not an iCalendar file: it has no BEGIN:VCALENDAR.")
            .fix("Send an iCalendar file (RFC 5545).")
    })?;
    if events.len() + refused.len() > MAX_EVENTS {
        return Err(
            Error::invalid(format!("A file can have at most {MAX_EVENTS} events.")).fix("Split it into several files.")
        );
    }
    let (now, most) = (pod.now(), pod.limits()?.calendar_events);
    let imported = pod.sql().atomically(|| {
        let mut imported = Imported::default();
        refused.into_iter().for_each(|refusal| imported.refuse(refusal, Code::InvalidRequest));
        for event in events {
            imported.take(&pod, event, most, now)?;
        }
        let taken = imported.imported + imported.updated;
        if taken > 0 {
            pod.audit().record(AuditAction::CalendarImported, &taken.to_string())?;
        }
        Ok(imported)
    })?;
    Ok(Json(imported))
}

impl Imported {
    fn take(&mut self, pod: &Pod, event: Event, most: u32, now: Timestamp) -> Result<()> {
        let (uid, summary) = (event.uid.clone(), event.content.summary.clone());
        let known = pod.calendar().find_uid(&event.uid, event.recurrence)?;
        let is_shared = |stored: &StoredEvent| stored.event.content.sharing.is_some();
        let done = match known {
            Some(known) if is_same(&known, &event) => {
                self.unchanged += 1;
                return Ok(());
            }
            known if known.iter().chain(&pod.calendar().series_of(&event)?).any(is_shared) => {
                let reason = "It is an invitation. An import cannot change it.".to_owned();
                self.refuse(Refusal { uid: Some(uid), summary: Some(summary), reason }, Code::InvalidRequest);
                return Ok(());
            }
            Some(known) => pod.calendar().replace(known, event, most, now).map(|_| &mut self.updated),
            None => pod.calendar().insert(CalendarEventId::generate()?, event, most, now).map(|_| &mut self.imported),
        };
        match done {
            Ok(count) => *count += 1,
            Err(full) if full.code == Code::CalendarLimit => {
                let refusal = Refusal { uid: Some(uid), summary: Some(summary), reason: full.message.into_owned() };
                self.refuse(refusal, full.code);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn refuse(&mut self, Refusal { uid, summary, reason }: Refusal, code: Code) {
        self.refused_count += 1;
        if self.refused.len() < MAX_REPORTED_REFUSALS {
            self.refused.push(RefusedEvent { uid, summary, error: code.as_str(), reason });
        }
    }
}

/// Whether a file does not change an event. Its SEQUENCE counts the changes in another calendar, so it is not compared.
fn is_same(known: &StoredEvent, event: &Event) -> bool {
    let told = Event { sequence: known.event.sequence, ..event.clone() };
    !known.deleted && as_file_says(known.event.clone()) == as_file_says(told)
}

/// The event without what only emails set.
fn as_file_says(mut event: Event) -> Event {
    event.content.sharing = None;
    event.content.attendees.iter_mut().for_each(|attendee| attendee.answered_at = None);
    event
}
