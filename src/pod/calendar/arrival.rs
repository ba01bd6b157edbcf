//! Arriving emails about events: invitations, answers, cancellations.
//!
//! Only the organizer can change or cancel an event, and only an attendee can answer. The sender's identity must be proved, except for a
//! new invitation, which is shown as not verified. Any other email changes nothing in the calendar and is delivered as usual.

use macros::FromRow;

use super::Calendar;
use super::store::StoredEvent;
use crate::error::{Code, Result};
use crate::ical::itip::{ItipMessage, ItipMethod};
use crate::ical::{Answer, Attendee, Event, Person, Received, Sharing, Status};
use crate::id::CalendarEventId;
use crate::mail::{Address, Proof};
use crate::platform::{log, values};
use crate::time::Timestamp;

/// An email about an event.
pub struct IncomingItip<'a> {
    pub itip: &'a ItipMessage,
    /// The author; empty if there is not exactly one.
    pub from: &'a str,
    pub proof: Proof,
    /// The recipient, and its mailbox.
    pub to: &'a str,
    pub mailbox: &'a str,
    /// Without angle brackets.
    pub message_id: &'a str,
    /// Whether it is encrypted to the reader's own key: then its text is not stored here, either.
    pub is_sealed: bool,
    /// The maximum number of events.
    pub most: u32,
}

/// A stored invitation: the organizer's latest message.
struct KnownInvitation {
    organizer: String,
    latest: (i64, Timestamp),
}

impl IncomingItip<'_> {
    fn take(&self, calendar: Calendar<'_>) -> Result<()> {
        let stored = calendar.find_uid(&self.itip.uid, None)?;
        match (&self.itip.method, stored) {
            (ItipMethod::Reply(attendees), Some(stored)) => self.reply(calendar, stored, attendees),
            (ItipMethod::Cancel, Some(stored)) => self.cancel(calendar, stored),
            (ItipMethod::Request(event), Some(stored)) if !self.is_sealed => self.change(calendar, stored, event),
            (ItipMethod::Request(event), None) if !self.is_sealed => self.invite(calendar, event),
            _ => Ok(()),
        }
    }

    fn is_from(&self, email: &str) -> bool {
        self.from.eq_ignore_ascii_case(email)
    }

    fn invite(&self, calendar: Calendar<'_>, event: &Event) -> Result<()> {
        const SELECT_INVITATION_COUNT: &str = "
            SELECT count(*) FROM invitation JOIN calendar_event ON seq = event WHERE open = 1 AND deleted_at IS NULL";
        const INSERT_INVITATION: &str = "
            INSERT INTO invitation (event, organizer, sequence, stamp, open) VALUES (?, ?, ?, ?, 1)";
        if !self.is_from(&self.itip.organizer) || self.proof.is_forged() || event.status == Status::Cancelled {
            return Ok(());
        }
        // Unanswered invitations take at most half of the calendar.
        let open = calendar.pod.sql().value(SELECT_INVITATION_COUNT, &[])?.unwrap_or(0);
        if open >= i64::from(self.most.div_ceil(2)) {
            return Ok(());
        }
        let event = self.received(event.clone(), None);
        let stored = calendar.insert(CalendarEventId::generate()?, event, self.most, calendar.pod.now())?;
        let (sequence, stamp) = self.word();
        calendar.pod.sql().run(INSERT_INVITATION, &values![stored.seq, &self.itip.organizer, sequence, stamp]).map(drop)
    }

    fn change(&self, calendar: Calendar<'_>, stored: StoredEvent, event: &Event) -> Result<()> {
        const INSERT_INVITATION: &str = "
            INSERT INTO invitation (event, organizer, sequence, stamp, open) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (event) DO UPDATE SET sequence = ?3, stamp = ?4, open = ?5";
        let is_news = match calendar.invitation(stored.seq)? {
            Some(known) => {
                // A forged invitation does not block the real organizer.
                let is_doubtful = stored.event.invitation().is_some_and(|(received, _)| !received.verified);
                self.is_from(&known.organizer) && (self.word() > known.latest || is_doubtful)
            }
            // The event was imported.
            None => {
                let organizer = stored.event.content.organizer.as_ref();
                let is_own = stored.event.content.sharing.is_some();
                !stored.deleted && !is_own && organizer.is_some_and(|organizer| self.is_from(&organizer.email))
            }
        };
        if !is_news || !self.is_from(&self.itip.organizer) || !self.proof.is_proved() {
            return Ok(());
        }
        let before = (!stored.deleted).then_some(&stored.event);
        let mut event = self.received(event.clone(), before);
        if stored.deleted {
            event.sequence = event.sequence.max(stored.event.sequence + 1);
        }
        let is_open = event.invitation().is_some_and(|(_, answer)| answer == Answer::NeedsAction);
        let ((sequence, stamp), seq) = (self.word(), stored.seq);
        calendar.has_room_for(&stored, &event, self.most)?;
        calendar.rewrite(stored, event, calendar.pod.now())?;
        calendar
            .pod
            .sql()
            .run(INSERT_INVITATION, &values![seq, &self.itip.organizer, sequence, stamp, is_open])
            .map(drop)
    }

    fn cancel(&self, calendar: Calendar<'_>, stored: StoredEvent) -> Result<()> {
        const UPDATE_INVITATION: &str = "UPDATE invitation SET sequence = ?2, stamp = ?3, open = 0 WHERE event = ?1";
        let Some(known) = calendar.invitation(stored.seq)? else { return Ok(()) };
        if !self.is_from(&known.organizer) || !self.proof.is_proved() || self.word() <= known.latest {
            return Ok(());
        }
        let (sequence, stamp) = self.word();
        calendar.pod.sql().run(UPDATE_INVITATION, &values![stored.seq, sequence, stamp])?;
        if stored.deleted {
            return Ok(());
        }
        let mut event = stored.event.clone();
        (event.status, event.sequence) = (Status::Cancelled, sequence);
        calendar.rewrite(stored, event, calendar.pod.now()).map(drop)
    }

    fn reply(&self, calendar: Calendar<'_>, stored: StoredEvent, attendees: &[Attendee]) -> Result<()> {
        let Some(replied) = attendees.iter().find(|attendee| self.is_from(&attendee.person.email)) else {
            return Ok(());
        };
        let Some(Sharing::Sent(sent)) = &stored.event.content.sharing else { return Ok(()) };
        if stored.deleted || self.itip.sequence < sent.since || !self.proof.is_proved() {
            return Ok(());
        }
        let (now, mut event) = (calendar.pod.now(), stored.event.clone());
        let Some(known) = event.attendee_mut(&replied.person.email) else { return Ok(()) };
        // A sender's clock that is ahead must not block later answers.
        let at = if self.itip.stamp == Timestamp::default() { now } else { self.itip.stamp.min(now) };
        if known.answered_at.is_some_and(|before| at < before) {
            return Ok(());
        }
        (known.status, known.answered_at) = (replied.status, Some(at));
        known.delegated_to.clone_from(&replied.delegated_to);
        calendar.rewrite(stored, event, now).map(drop)
    }

    /// The order of the organizer's messages (RFC 5546, 2.1.5).
    fn word(&self) -> (i64, Timestamp) {
        (self.itip.sequence, self.itip.stamp)
    }

    /// The event as stored: with the reader's reminders, and the answer if the times are the same.
    fn received(&self, mut event: Event, before: Option<&Event>) -> Event {
        let before = before.map(|before| (before, before.invitation()));
        let attendee = match before {
            Some((_, Some((received, _)))) => received.attendee.clone(),
            _ => self.invited(&event),
        };
        let (mut answer, mut comment) = (Answer::NeedsAction, None);
        if let Some((before, invitation)) = before {
            event.content.reminders.clone_from(&before.content.reminders);
            if let Some((received, answered)) = invitation.filter(|_| !event.has_other_times_than(before)) {
                (answer, comment) = (answered, received.comment.clone());
            }
        }
        if event.attendee(&attendee).is_none() {
            event.content.attendees.push(Attendee::new(Person { email: attendee.clone(), name: None }));
        }
        if let Some(me) = event.attendee_mut(&attendee) {
            (me.status, me.delegated_to) = (answer, None);
        }
        event.content.sharing = Some(Sharing::Received(Received {
            attendee,
            verified: self.proof.is_proved(),
            sequence: self.itip.sequence,
            comment,
            letter: self.message_id.to_owned(),
        }));
        event
    }

    /// The reader's address among the attendees, perhaps with a tag; the mailbox itself if a list was invited.
    fn invited(&self, event: &Event) -> String {
        let is_mine = |email: &str| {
            email.parse::<Address>().is_ok_and(|address| address.without_tag().to_string() == self.mailbox)
        };
        let to = self.to.to_lowercase();
        let mut mine = event.content.attendees.iter().map(|one| &one.person.email).filter(|email| is_mine(email));
        match event.attendee(&to) {
            Some(_) => to,
            None => mine.next().cloned().unwrap_or_else(|| self.mailbox.to_owned()),
        }
    }
}

impl Calendar<'_> {
    /// The maximum number of events, if it matters. The pod knows its tier only during a request.
    pub async fn room_for(self, itip: &ItipMessage) -> Result<u32> {
        match itip.method {
            ItipMethod::Request(_) => Ok(self.pod.config().limits(self.pod.directory().tier().await?).calendar_events),
            ItipMethod::Cancel | ItipMethod::Reply(_) => Ok(0),
        }
    }

    /// Applies an email about an event. The email is stored in any case. Part of the caller's transaction.
    pub fn ingest(self, incoming_itip: &IncomingItip<'_>) {
        match self.pod.sql().atomically(|| incoming_itip.take(self)) {
            Ok(()) => {}
            // The calendar is full.
            Err(refusal) if refusal.code == Code::CalendarLimit => {}
            Err(error) => log::error(&error.to_string()),
        }
    }

    fn invitation(self, seq: i64) -> Result<Option<KnownInvitation>> {
        #[derive(FromRow)]
        struct InvitationRow {
            organizer: String,
            sequence: i64,
            stamp: Timestamp,
        }
        const SELECT_INVITATION: &str = "SELECT organizer, sequence, stamp FROM invitation WHERE event = ?";
        let row: Option<InvitationRow> = self.pod.sql().row(SELECT_INVITATION, &values![seq])?;
        Ok(row.map(|row| KnownInvitation { organizer: row.organizer, latest: (row.sequence, row.stamp) }))
    }

    /// Closes an invitation: it waits for no answer any more. Part of the caller's transaction.
    pub(super) fn close_invitation(self, seq: i64) -> Result<()> {
        self.pod.sql().run("UPDATE invitation SET open = 0 WHERE event = ? AND open = 1", &values![seq]).map(drop)
    }
}
