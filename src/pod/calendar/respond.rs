//! Answers to invitations.

use macros::operation;
use serde::Deserialize;
use utoipa::ToSchema;

use super::event::CalendarEvent;
use super::invitation_emails;
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::ical::{Answer, Attendee, Person, Received, Sharing, Stamp, Status, clean};
use crate::pod::Pod;
use crate::wire::{Body, Json, Path};

/// Characters of a comment on an answer.
const MAX_COMMENT_CHARS: usize = 1_000;

/// An answer to an invitation.
#[derive(Deserialize, ToSchema)]
pub struct Response {
    /// Whether you attend.
    status: Attendance,
    /// A comment for the organizer, at most 1,000 characters.
    #[schema(example = "Looking forward to it")]
    comment: Option<String>,
}

/// Whether you attend.
/// - `accepted`: yes
/// - `declined`: no
/// - `tentative`: perhaps
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    Accepted,
    Declined,
    Tentative,
}

/// Answer an invitation.
///
/// Sends the answer to the organizer by email (iTIP REPLY, RFC 5546) from the invited address; it counts as an email sent. The answer is for
/// all occurrences of a repeating event. The same answer again changes and sends nothing.
#[operation(
    POST "/v1/calendar/events/{event_id}/respond", tag = "calendar", permission = CalendarWrite, tool,
    path(event_id = "Its `id`."),
    reply = "The event with your answer.",
    errors(MissingFields, InvalidRequest, SendingSuspended, NotFound, NotInvited = "The event is not an invitation from somebody else.", AlreadyResolved = "The event was cancelled."),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EventAnswered, EmailSubmitted),
    events(EmailSent, EmailFailed),
)]
pub async fn respond_to_event(
    pod: Pod,
    Path(id): Path<String>,
    Body(response): Body<Response>,
) -> Result<Json<CalendarEvent>> {
    let comment = response.comment.map(|text| clean(&text)).filter(|text| !text.is_empty());
    if comment.as_ref().is_some_and(|text| text.chars().count() > MAX_COMMENT_CHARS) {
        return Err(Error::invalid(format!("comment can have at most {MAX_COMMENT_CHARS} characters.")));
    }
    let answer = match response.status {
        Attendance::Accepted => Answer::Accepted,
        Attendance::Declined => Answer::Declined,
        Attendance::Tentative => Answer::Tentative,
    };
    let shown = pod.notify(|| {
        let before = pod.calendar().find(&id)?;
        let Some((received, was)) = before.event.invitation() else { return Err(not_invited()) };
        if before.event.status == Status::Cancelled {
            return Err(Error::new(Code::AlreadyResolved, "The organizer has cancelled this event.")
                .fix("No answer is needed. DELETE /v1/calendar/events/{event_id} removes it from your calendar."));
        }
        if was == answer && (comment.is_none() || comment == received.comment) {
            return Ok((before.shown(None), Vec::new()));
        }
        let received = Received { comment: comment.clone(), ..received.clone() };
        let mut event = before.event.clone();
        event.content.sharing = Some(Sharing::Received(received.clone()));
        match event.attendee_mut(&received.attendee) {
            Some(me) => (me.status, me.delegated_to) = (answer, None),
            // The organizer wrote to a list, or the invitation was forwarded.
            None => {
                let me = Attendee::new(Person { email: received.attendee.clone(), name: None });
                event.content.attendees.push(Attendee { status: answer, ..me });
            }
        }
        let now = pod.now();
        let letter = invitation_emails::answer(&event, &received, answer, Stamp { changed: now, ..before.stamp })?;
        pod.audit().record(AuditAction::EventAnswered, before.id.as_str())?;
        pod.calendar().close_invitation(before.seq)?;
        Ok((pod.calendar().rewrite(before, event, now)?.shown(None), vec![letter]))
    });
    shown.await.map(Json)
}

fn not_invited() -> Error {
    Error::new(Code::NotInvited, "This event is not an invitation from somebody else.")
        .fix("To change your own event, use PATCH /v1/calendar/events/{event_id}.")
}
