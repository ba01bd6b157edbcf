//! Changes to events, and the emails that notify attendees.

use super::Calendar;
use super::invitation_emails;
use super::people::not_ours;
use super::store::StoredEvent;
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::ical::{Answer, Attendee, Content, Event, Person, Sent, Sharing, Stamp, Status};
use crate::id::CalendarEventId;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::values;
use crate::time::{DAY, Timestamp};

impl Calendar<'_> {
    /// The organizer of an event: the address in the request, if it is the pod's; by default the pod's oldest address.
    ///
    /// # Errors
    /// `missing_address`, `invalid_email`, `invalid_sender`, `not_your_address`.
    pub(super) async fn organizer(self, named: Option<&str>) -> Result<Person> {
        let oldest = match named {
            Some(_) => None,
            None => self.pod.addresses().list().await?.into_iter().next(),
        };
        let Some(named) = named.or(oldest.as_deref()) else {
            return Err(Error::new(
                Code::MissingAddress,
                "An invitation needs an address of the organizer, and this pod has none.",
            )
            .fix("Claim an address with POST /v1/email/claim."));
        };
        let sender = self.pod.sender(Some(named)).await?;
        Ok(Person { email: sender.address, name: sender.name })
    }

    /// The id of a new event. With an `Idempotency-Key` the id is the same for a day, so that attendees are not invited twice if the reply
    /// to the first request was lost.
    pub(super) fn new_id(self) -> Result<CalendarEventId> {
        const SELECT_OTHER_EVENT: &str =
            "SELECT 1 FROM calendar_event WHERE id = ?1 AND (deleted_at IS NOT NULL OR created_at <= ?2)";
        let Some(idempotent) = &self.pod.idempotent else { return CalendarEventId::generate() };
        const SELECT_EVENT: &str = "SELECT 1 FROM calendar_event WHERE id = ?";
        let request = format!("event {} {}", idempotent.fingerprint, idempotent.key);
        let id = self.pod.key().known_name(
            request.as_bytes(),
            |name| format!("evt_{name}"),
            |id| self.pod.sql().exists(SELECT_EVENT, &values![id]),
        )?;
        let id = CalendarEventId::known(id);
        match self.pod.sql().exists(SELECT_OTHER_EVENT, &values![id.as_str(), self.pod.now().plus(-DAY)])? {
            true => CalendarEventId::generate(),
            false => Ok(id),
        }
    }

    /// The event that the same request created before.
    pub(super) fn made_before(self, id: &CalendarEventId) -> Result<Option<StoredEvent>> {
        match self.pod.idempotent.as_ref().map(|_| self.find(id.as_str())) {
            None => Ok(None),
            Some(Err(error)) if error.code == Code::NotFound => Ok(None),
            Some(made) => made.map(Some),
        }
    }

    /// Stores a new event. Returns the emails about it. Part of the caller's transaction.
    pub(super) fn create(self, id: CalendarEventId, mut event: Event) -> Result<(StoredEvent, Vec<OutgoingEmail>)> {
        let now = self.pod.now();
        let sent = begun(&mut event)?;
        let stored = self.insert(id, event, self.pod.limits()?.calendar_events, now)?;
        self.pod.audit().record(AuditAction::EventCreated, stored.id.as_str())?;
        let emails = match sent.filter(|_| stored.event.status != Status::Cancelled) {
            Some(sent) => invitation_emails::requests(self.pod, &stored.event, stored.stamp, &sent, true)?,
            None => Vec::new(),
        };
        Ok((stored, emails))
    }

    /// Replaces a changed event. Returns the emails about it. Part of the caller's transaction.
    pub(super) fn change(self, before: StoredEvent, mut event: Event) -> Result<(StoredEvent, Vec<OutgoingEmail>)> {
        let (now, was) = (self.pod.now(), before.event.clone());
        let is_private = Event {
            content: Content { reminders: was.content.reminders.clone(), ..event.content.clone() },
            ..event.clone()
        } == was;
        self.pod.audit().record(AuditAction::EventUpdated, before.id.as_str())?;
        if let Some(Sharing::Received(_)) = was.content.sharing {
            // The organizer counts the changes.
            return if is_private { Ok((self.rewrite(before, event, now)?, Vec::new())) } else { Err(not_ours()) };
        }
        let is_first = !matches!(was.content.sharing, Some(Sharing::Sent(_)));
        let mut sent = begun(&mut event)?;
        if let Some(sent) = &mut sent
            && event.has_other_times_than(&was)
        {
            sent.since = was.sequence + 1;
            event.content.sharing = Some(Sharing::Sent(sent.clone()));
            event.content.attendees.iter_mut().for_each(forget_answer);
        }
        let stored = self.replace(before, event, self.pod.limits()?.calendar_events, now)?;
        self.move_overrides(&was, &stored.event, now)?;
        let emails = match sent.filter(|_| is_first || !is_private) {
            Some(sent) => self.change_emails(&was, &stored, &sent, is_first)?,
            None => Vec::new(),
        };
        Ok((stored, emails))
    }

    /// The emails about a changed event.
    fn change_emails(
        self,
        was: &Event,
        stored: &StoredEvent,
        sent: &Sent,
        is_first: bool,
    ) -> Result<Vec<OutgoingEmail>> {
        let (event, stamp) = (&stored.event, stored.stamp);
        let cancel = |attendees: &[Attendee], takes_place| {
            invitation_emails::cancellations(self.pod, event, attendees, takes_place, stamp, sent)
        };
        match (was.status == Status::Cancelled, event.status == Status::Cancelled) {
            (true, true) => Ok(Vec::new()),
            (false, true) if is_first => Ok(Vec::new()),
            (false, true) => cancel(&was.content.attendees, false),
            (_, false) => {
                let is_gone = |one: &&Attendee| !is_first && event.attendee(&one.person.email).is_none();
                let gone: Vec<_> = was.content.attendees.iter().filter(is_gone).cloned().collect();
                let mut emails = invitation_emails::requests(self.pod, event, stamp, sent, is_first)?;
                emails.extend(cancel(&gone, true)?);
                Ok(emails)
            }
        }
    }

    /// Deletes an event. Returns the emails about it: none if the event is over. Part of the caller's transaction.
    pub(super) fn remove(self, gone: StoredEvent) -> Result<Vec<OutgoingEmail>> {
        let now = self.pod.now();
        let mut event = Event { sequence: gone.event.sequence + 1, ..gone.event.clone() };
        let stamp = Stamp { changed: now.max(gone.stamp.changed), ..gone.stamp };
        let is_told = event.status != Status::Cancelled && !is_over(&event, now);
        let emails = match event.content.sharing.clone().filter(|_| is_told) {
            Some(Sharing::Sent(sent)) => {
                invitation_emails::cancellations(self.pod, &event, &event.content.attendees, false, stamp, &sent)?
            }
            Some(Sharing::Received(mut received)) => match event.attendee_mut(&received.attendee) {
                Some(me) if matches!(me.status, Answer::Accepted | Answer::Tentative) => {
                    me.status = Answer::Declined;
                    received.comment = None;
                    vec![invitation_emails::answer(&event, &received, Answer::Declined, stamp)?]
                }
                _ => Vec::new(),
            },
            None => Vec::new(),
        };
        self.pod.audit().record(AuditAction::EventDeleted, gone.id.as_str())?;
        self.close_invitation(gone.seq)?;
        self.delete(gone, now)?;
        Ok(emails)
    }
}

/// How people are invited to an event, if at all.
fn begun(event: &mut Event) -> Result<Option<Sent>> {
    let (Some(Sharing::Sent(sent)), Some(organizer)) = (&mut event.content.sharing, &event.content.organizer) else {
        return Ok(None);
    };
    if sent.letter.is_none() {
        sent.letter = Some(invitation_emails::message_id(organizer)?);
    }
    Ok(Some(sent.clone()))
}

fn forget_answer(attendee: &mut Attendee) {
    *attendee = Attendee { role: attendee.role, ..Attendee::new(attendee.person.clone()) };
}

fn is_over(event: &Event, now: Timestamp) -> bool {
    let last = match &event.rule {
        Some(rule) => rule.last(),
        None => Some(event.span.start),
    };
    last.is_some_and(|last| event.span.end_of(last) < now)
}
