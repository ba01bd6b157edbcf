//! The calendar: events, the feed, imports, and invitations.

pub mod arrival;
mod event;
pub mod feed;
mod feed_chunk;
pub mod import;
mod invitation_emails;
mod invite;
mod moment;
mod people;
mod range;
mod recurrence_override;
pub mod respond;
mod store;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Code, Error, Result};
use crate::pod::Pod;
use crate::time::{DAY, Timestamp};
use crate::wire::{Body, Both, Created, Cursor, Json, Paging, Path, Query};
use event::{CalendarEvent, EventPatch, NewEvent};
use range::{Place, Range};

/// Days that one request for free and busy times covers.
const MAX_RANGE_DAYS: i64 = 62;

/// The calendar of a pod.
#[derive(Clone, Copy)]
pub struct Calendar<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The pod's calendar.
    pub(in crate::pod) const fn calendar(&self) -> Calendar<'_> {
        Calendar { pod: self }
    }
}

/// Add an event to the calendar.
///
/// A pod has at most 100 events in the free tier, 10,000 in the paid tier; at most 1,000 of them can repeat. The text of events is sealed at rest.
///
/// With `invite`, attendees are invited by email (iTIP over iMIP, RFC 5546 and 6047) from the organizer's address, and their answers become
/// their `status`. They are notified of every change except changes of reminders, and of the cancellation; a removed attendee
/// receives a cancellation. An email goes to at most as many attendees as the tier allows recipients, and counts as an email sent. If the
/// emails cannot be sent, the event does not change. All occurrences of a repeating event are one invitation.
#[operation(
    POST "/v1/calendar/events", tag = "calendar", permission = CalendarWrite, tool,
    reply = "The event.",
    errors(InvalidSummary, InvalidStart, InvalidEnd, InvalidDateRange = "The end is not after the start.", InvalidAttendees, InvalidEmail = "The organizer's address is invalid.", InvalidRequest = "Another field is invalid.", CalendarLimit, InvalidSender, NotYourAddress = "The organizer's address does not belong to the caller.", SendingSuspended),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EventCreated, EmailSubmitted),
    events(EmailSent, EmailFailed),
)]
pub async fn create_event(pod: Pod, Body(new): Body<NewEvent>) -> Result<Created<CalendarEvent>> {
    let organizer = match (&new.organizer, new.invite) {
        (None, None | Some(false)) => None,
        (named, _) => Some(pod.calendar().organizer(named.as_deref()).await?),
    };
    let id = pod.calendar().new_id()?;
    let event = new.plan(format!("{id}@{}", pod.config().mail_domain), organizer)?;
    let made = pod.notify(|| {
        if let Some(made) = pod.calendar().made_before(&id)? {
            return Ok((made.shown(None), Vec::new()));
        }
        let (made, letters) = pod.calendar().create(id.clone(), event.clone())?;
        Ok((made.shown(None), letters))
    });
    made.await.map(Created)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListEvents {
    /// Only events that end after this time (RFC 3339).
    #[param(example = "2026-04-01T00:00:00Z")]
    from: Option<String>,
    /// Only events that start before this time (RFC 3339).
    #[param(example = "2026-05-01T00:00:00Z")]
    to: Option<String>,
}

/// A page of the calendar.
#[derive(Serialize, ToSchema)]
pub struct Events {
    /// Ordered by start.
    events: Vec<CalendarEvent>,
    /// Events on this page.
    count: usize,
    /// All events in the calendar; a repeating event counts once.
    total: i64,
    /// Most events on a page: as asked for, at most 100.
    limit: u32,
    /// Whether there is another page.
    has_more: bool,
    /// Usually null. If the search for rare occurrences of repeating events reached its limit, the list ends at this time, and the next
    /// page continues from there.
    searched_until: Option<Timestamp>,
    /// The `cursor` of the next page, if there is one.
    #[schema(value_type = Option<String>, example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<Cursor<Place>>,
}

/// List events.
///
/// With `from` or `to`, lists the events that overlap this period, and each occurrence of a repeating event with its own `start`, `end`
/// and `recurrence_id`. Without `to`, the occurrences of an endless rule are listed to the year 2200. Without `from` and `to`, lists
/// every event once, as created.
#[operation(
    GET "/v1/calendar/events", tag = "calendar", permission = CalendarRead, tool,
    reply = "A page of events.",
    errors(InvalidStart = "`from` is invalid.", InvalidEnd = "`to` is invalid.", InvalidDateRange, InvalidRequest),
)]
pub async fn list_events(
    pod: Pod,
    Query(Both(list, page)): Query<Both<ListEvents, Paging<50, 100, Place>>>,
) -> Result<Json<Events>> {
    const SELECT_TOTAL: &str = "SELECT total FROM calendar";
    let (limit, after) = (page.limit.get(), page.cursor.map_or(Place::FIRST, |Cursor(place)| place));
    let range = Range {
        from: list.from.as_deref().map(|text| bound(text, Code::InvalidStart, "from")).transpose()?,
        to: list.to.as_deref().map(|text| bound(text, Code::InvalidEnd, "to")).transpose()?,
    };
    ordered(range)?;
    let one_more = limit as usize + 1;
    let range::Page { mut found, searched_until } = match range {
        Range { from: None, to: None } => pod.calendar().series(after, one_more)?,
        range => pod.calendar().occurrences(range, after, one_more)?,
    };
    let is_full = found.len() == one_more;
    found.truncate(limit as usize);
    let searched_until = searched_until.filter(|_| !is_full);
    let next = match searched_until {
        Some(until) => Some(Place::at(until)),
        None => found.last().filter(|_| is_full).map(|last| last.place),
    };
    let whole = range.from.is_none() && range.to.is_none();
    let events: Vec<_> =
        found.iter().map(|found| if whole { found.stored.shown(None) } else { found.shown() }).collect();
    let total = pod.sql().value(SELECT_TOTAL, &[])?.unwrap_or(0);
    Ok(Json(Events {
        count: events.len(),
        events,
        total,
        limit,
        has_more: next.is_some(),
        searched_until,
        next_cursor: next.map(Cursor),
    }))
}

fn bound(text: &str, code: Code, name: &str) -> Result<Timestamp> {
    let date = || Timestamp::parse(&format!("{text}T00:00:00Z"));
    // An unencoded `+` arrives as a space.
    let at = Timestamp::parse(&text.replace(' ', "+")).or_else(date).filter(|at| crate::ical::is_in_range(*at));
    at.ok_or_else(|| {
        Error::new(code, format!("{name} must be a time (RFC 3339) between the years 1900 and 2200."))
            .fix("Send a time such as 2026-04-01T00:00:00Z.")
    })
}

fn ordered(range: Range) -> Result<()> {
    match range {
        Range { from: Some(from), to: Some(to) } if to <= from => {
            Err(Error::new(Code::InvalidDateRange, "to must be after from."))
        }
        _ => Ok(()),
    }
}

/// Read an event.
///
/// A repeating event is returned as created, with its rule.
#[operation(
    GET "/v1/calendar/events/{event_id}", tag = "calendar", permission = CalendarRead, tool,
    path(event_id = "Its `id`."),
    reply = "The event.",
    errors(NotFound),
)]
pub async fn get_event(pod: Pod, Path(id): Path<String>) -> Result<Json<CalendarEvent>> {
    Ok(Json(pod.calendar().find(&id)?.shown(None)))
}

/// Change an event.
///
/// Increases `sequence` and `updated_at`. All occurrences of a repeating event change; `exdates` excludes single ones. If the start moves,
/// all occurrences move by the same clock time, excluded ones too; UNTIL of the rule stays. An imported event that overrides one
/// occurrence (with a `recurrence_id`) keeps overriding it, at its own time; while there is one, an event cannot change between whole
/// days and times. If the times of an event with `invite` change, its attendees have to answer again. If somebody else invited you to an
/// event, you can change only its `reminders`.
#[operation(
    PATCH "/v1/calendar/events/{event_id}", tag = "calendar", permission = CalendarWrite, tool,
    path(event_id = "Its `id`."),
    reply = "The changed event.",
    errors(InvalidSummary, InvalidStart, InvalidEnd, InvalidDateRange, InvalidAttendees, InvalidEmail = "The organizer's address is invalid.", InvalidRequest, CalendarLimit = "The calendar has the maximum number of repeating events.", Forbidden = "The event has another organizer.", InvalidSender, NotYourAddress = "The organizer's address does not belong to the caller.", SendingSuspended, NotFound),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EventUpdated, EmailSubmitted),
    events(EmailSent, EmailFailed),
)]
pub async fn update_event(
    pod: Pod,
    Path(id): Path<String>,
    Body(patch): Body<EventPatch>,
) -> Result<Json<CalendarEvent>> {
    let known = pod.calendar().find(&id)?.event.content;
    let organizer = match (&patch.organizer, patch.invite, known.sharing) {
        (Some(named), ..) => Some(pod.calendar().organizer(Some(named)).await?),
        (None, Some(true), None) => {
            Some(pod.calendar().organizer(known.organizer.as_ref().map(|it| it.email.as_str())).await?)
        }
        _ => None,
    };
    let changed = pod.notify(|| {
        let before = pod.calendar().find(&id)?;
        let event = patch.clone().apply(before.event.clone(), organizer.clone())?;
        let (changed, letters) = pod.calendar().change(before, event)?;
        Ok((changed.shown(None), letters))
    });
    changed.await.map(Json)
}

/// A deleted event.
#[derive(Serialize, ToSchema)]
pub struct DeletedEvent {
    /// Always true.
    deleted: bool,
    /// The same as `event_id`.
    #[schema(example = "evt_0a1b2c3d4e5f6g7h")]
    id: String,
    /// The event that was deleted.
    #[schema(example = "evt_0a1b2c3d4e5f6g7h")]
    event_id: String,
}

/// Delete an event.
///
/// Deleting a repeating event deletes all of its occurrences. Its texts are removed immediately; the feed shows it as cancelled for 30 days,
/// so that subscribed calendars remove it, too. If the event is not over, attendees of an event with `invite` receive a cancellation,
/// and the organizer of an invitation that you accepted receives a reply that you decline.
#[operation(
    DELETE "/v1/calendar/events/{event_id}", tag = "calendar", permission = CalendarWrite, tool,
    path(event_id = "Its `id`."),
    reply = "The event is deleted.",
    errors(SendingSuspended, NotFound),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EventDeleted, EmailSubmitted),
    events(EmailSent, EmailFailed),
)]
pub async fn delete_event(pod: Pod, Path(id): Path<String>) -> Result<Json<DeletedEvent>> {
    let now = pod.now();
    pod.calendar().forget_deleted(now)?;
    pod.notify(|| Ok(((), pod.calendar().remove(pod.calendar().find(&id)?)?))).await?;
    Ok(Json(DeletedEvent { deleted: true, event_id: id.clone(), id }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FreeBusy {
    /// Start of the period (RFC 3339).
    #[param(example = "2026-04-01T00:00:00Z")]
    from: String,
    /// End of the period (RFC 3339), at most 62 days after `from`.
    #[param(example = "2026-04-08T00:00:00Z")]
    to: String,
}

/// A busy time.
#[derive(Serialize, ToSchema)]
pub struct Busy {
    /// When it begins.
    start: Timestamp,
    /// When it ends.
    end: Timestamp,
}

/// Busy times.
#[derive(Serialize, ToSchema)]
pub struct BusyTimes {
    /// The start of the period.
    from: Timestamp,
    /// The end of the period. Earlier than requested if there are too many events: then send another request that begins at this time.
    to: Timestamp,
    /// In order, without overlaps or gaps of zero length. The rest is free.
    busy: Vec<Busy>,
    /// Number of busy times.
    count: usize,
}

/// Find free times.
///
/// Returns busy times without any content of the events. Cancelled and `transparent` events are not busy, nor are invitations that you have
/// declined or not answered. Whole days are days in UTC.
#[operation(
    GET "/v1/calendar/free-busy", tag = "calendar", permission = CalendarRead, tool,
    reply = "The busy times.",
    errors(MissingParams, InvalidStart = "`from` is invalid.", InvalidEnd = "`to` is invalid.", InvalidDateRange = "`to` is not after `from`, or more than 62 days after it."),
)]
pub async fn get_free_busy(pod: Pod, Query(asked): Query<FreeBusy>) -> Result<Json<BusyTimes>> {
    let (from, to) = (bound(&asked.from, Code::InvalidStart, "from")?, bound(&asked.to, Code::InvalidEnd, "to")?);
    let range = Range { from: Some(from), to: Some(to) };
    ordered(range)?;
    if to.millis() - from.millis() > MAX_RANGE_DAYS * DAY {
        return Err(Error::new(Code::InvalidDateRange, format!("to can be at most {MAX_RANGE_DAYS} days after from."))
            .fix("Send several requests."));
    }
    let range::Page { found, searched_until } = pod.calendar().occurrences(range, Place::FIRST, range::ALL)?;
    let to = searched_until.unwrap_or(to);
    let mut busy: Vec<Busy> = Vec::new();
    for one in found {
        let event = &one.stored.event;
        let (start, end) = one.times();
        let (start, end) = (start.max(from), end.min(to));
        if !event.is_busy() || start >= end {
            continue;
        }
        match busy.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => busy.push(Busy { start, end }),
        }
    }
    Ok(Json(BusyTimes { from, to, count: busy.len(), busy }))
}
