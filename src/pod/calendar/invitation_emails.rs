//! Emails about invitations (iMIP, RFC 6047).

use crate::error::{Error, Result};
use crate::ical::{Answer, Attendee, Event, Person, Received, Sent, Stamp, itip};
use crate::mail::Mailbox;
use crate::mail::outgoing_email::{CalendarPart, MAX_FIELD_BYTES, OutgoingEmail};
use crate::pod::Pod;
use crate::random;

/// An email about an event, before it is written.
struct Draft<'a> {
    method: &'static str,
    from: &'a Person,
    /// The beginning of the subject.
    kind: &'a str,
    /// The beginning of the plain text.
    words: String,
    event: &'a Event,
    calendar: String,
}

/// Invites attendees, or notifies them of a change.
pub fn requests(pod: &Pod, event: &Event, stamp: Stamp, sent: &Sent, is_first: bool) -> Result<Vec<OutgoingEmail>> {
    let organizer = organizer(event)?;
    let (kind, words) = if is_first { ("Invitation", "invites you to") } else { ("Changed", "has changed") };
    let draft = Draft {
        method: "REQUEST",
        from: organizer,
        kind,
        words: format!("{} {words} this event:", shown(organizer)),
        event,
        calendar: itip::request(event, stamp),
    };
    draft.to_all(pod, &event.content.attendees, sent, is_first)
}

/// Notifies attendees that an event is cancelled, or that they are not invited any more.
pub fn cancellations(
    pod: &Pod,
    event: &Event,
    attendees: &[Attendee],
    takes_place: bool,
    stamp: Stamp,
    sent: &Sent,
) -> Result<Vec<OutgoingEmail>> {
    let organizer = organizer(event)?;
    let words = if takes_place { "has withdrawn the invitation to" } else { "has cancelled" };
    let draft = Draft {
        method: "CANCEL",
        from: organizer,
        kind: "Cancelled",
        words: format!("{} {words} this event:", shown(organizer)),
        event,
        calendar: itip::cancel(event, attendees, takes_place, stamp),
    };
    draft.to_all(pod, attendees, sent, false)
}

/// Answers an invitation.
pub fn answer(event: &Event, received: &Received, answer: Answer, stamp: Stamp) -> Result<OutgoingEmail> {
    let me = Person { email: received.attendee.clone(), name: None };
    let me = event.attendee(&received.attendee).map_or(&me, |attendee| &attendee.person);
    let (kind, words) = match answer {
        Answer::Accepted => ("Accepted", "will come to"),
        Answer::Tentative => ("Tentative", "may come to"),
        _ => ("Declined", "will not come to"),
    };
    let comment = received.comment.as_ref().map_or(String::new(), |comment| format!("{comment}\n\n"));
    let draft = Draft {
        method: "REPLY",
        from: me,
        kind,
        words: format!("{comment}{} {words} this event:", shown(me)),
        event,
        calendar: itip::reply(event, received, stamp),
    };
    let message_id = message_id(me)?;
    Ok(OutgoingEmail {
        references: vec![received.letter.clone()],
        is_reply: true,
        ..draft.letter(vec![mailbox(organizer(event)?)], message_id)
    })
}

/// A Message-ID for an email from this person, without angle brackets.
pub fn message_id(from: &Person) -> Result<String> {
    let domain = from.email.rsplit_once('@').map_or("", |(_, domain)| domain);
    Ok(format!("{}@{domain}", random::base36(24)?))
}

impl Draft<'_> {
    /// Emails to all attendees except the organizer, with as many recipients each as allowed.
    fn to_all(&self, pod: &Pod, attendees: &[Attendee], sent: &Sent, is_first: bool) -> Result<Vec<OutgoingEmail>> {
        let others = attendees.iter().map(|attendee| &attendee.person).filter(|to| to.email != self.from.email);
        let others: Vec<_> = others.map(mailbox).collect();
        let most = pod.limits()?.recipients_per_email.max(1) as usize;
        let emails = others.chunks(most).enumerate().map(|(number, to)| match &sent.letter {
            Some(first) if is_first && number == 0 => Ok(self.letter(to.to_vec(), first.clone())),
            first => {
                let letter = self.letter(to.to_vec(), message_id(self.from)?);
                Ok(OutgoingEmail { references: first.iter().cloned().collect(), ..letter })
            }
        });
        emails.collect()
    }

    fn letter(&self, to: Vec<Mailbox>, message_id: String) -> OutgoingEmail {
        let Event { span, content, .. } = self.event;
        let subject = format!("{}: {}", self.kind, content.summary).replace(char::is_control, " ");
        let mut text = format!("{}\n\n{}\n", self.words, content.summary);
        text.push_str(&format!("From {} to {}\n", span.shown(span.start), span.shown(span.end)));
        for line in [&content.location, &content.description].into_iter().flatten() {
            text.push_str(&format!("\n{line}\n"));
        }
        OutgoingEmail {
            message_id,
            date: crate::platform::clock::now().millis(),
            from: mailbox(self.from),
            to,
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject: subject.get(..subject.floor_char_boundary(MAX_FIELD_BYTES)).unwrap_or_default().to_owned(),
            text: Some(text),
            html: None,
            files: Vec::new(),
            headers: Vec::new(),
            references: Vec::new(),
            is_reply: false,
            is_confidential: false,
            calendar: Some(CalendarPart { method: self.method.to_owned(), text: self.calendar.clone() }),
        }
    }
}

fn organizer(event: &Event) -> Result<&Person> {
    event.content.organizer.as_ref().ok_or_else(|| Error::internal("an invitation that nobody sent"))
}

fn shown(person: &Person) -> String {
    match &person.name {
        Some(name) => format!("{name} ({})", person.email),
        None => person.email.clone(),
    }
}

fn mailbox(person: &Person) -> Mailbox {
    let name = person.name.as_ref().map(|name| name.replace(char::is_control, " "));
    Mailbox { name, address: person.email.clone() }
}
