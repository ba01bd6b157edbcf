//! The people of an event in requests and replies.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{Code, Error, Result};
use crate::ical::{Answer, Attendee, Event, MAX_ATTENDEES, MAX_LINE_CHARS, Person, Role, Sent, Sharing, clean};
use crate::mail::is_email;

/// An invitation from somebody else.
#[derive(Serialize, ToSchema)]
pub struct Invitation {
    /// The invited address.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// Your answer.
    status: Answer,
    /// Your comment.
    #[schema(example = "See you there.")]
    comment: Option<String>,
    /// Whether the organizer's identity is proved. If not, check the message that the invitation came with.
    verified: bool,
}

impl Invitation {
    /// Of an event to which one of ours was invited.
    pub fn of(event: &Event) -> Option<Self> {
        let (received, status) = event.invitation()?;
        Some(Self {
            address: received.attendee.clone(),
            status,
            comment: received.comment.clone(),
            verified: received.verified,
        })
    }
}

/// How people are notified of an event, after its owner has decided whether they are.
pub fn shared(before: Option<Sharing>, invite: Option<bool>) -> Result<Option<Sharing>> {
    match (before, invite) {
        (Some(Sharing::Received(_)), Some(_)) => Err(not_ours()),
        (None, Some(true)) => Ok(Some(Sharing::Sent(Sent::default()))),
        (_, Some(false)) => Ok(None),
        (before, _) => Ok(before),
    }
}

/// What is said of an event that somebody else organizes (RFC 5546, 2.1.4).
pub fn not_ours() -> Error {
    Error::new(Code::Forbidden, "You were invited to this event. Only its organizer can change it.")
        .fix("Change only reminders, or answer with POST /v1/calendar/events/{event_id}/respond.")
}

/// An attendee to invite: an email address, or an object.
#[derive(ToSchema)]
#[schema(example = "ann@mail.example")]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub enum NewAttendee {
    Email(String),
    Person {
        /// The address, at most 254 characters.
        email: String,
        /// At most 500 characters.
        name: Option<String>,
        /// `required` if it is absent.
        role: Option<Role>,
    },
}

/// Attendees that stay keep their answers.
pub fn attendees(given: &Value, before: &[Attendee]) -> Result<Vec<Attendee>> {
    let bad = || {
        let message = "attendees must be a list of email addresses, or of objects with email, name and role.";
        Error::new(Code::InvalidAttendees, message)
            .fix(r#"Send for example ["ann@mail.example", {"email": "bob@mail.example", "name": "Bob"}]."#)
    };
    let list = given.as_array().ok_or_else(bad)?;
    if list.len() > MAX_ATTENDEES {
        return Err(Error::new(
            Code::InvalidAttendees,
            format!("An event can have at most {MAX_ATTENDEES} attendees."),
        ));
    }
    let mut attendees: Vec<Attendee> = Vec::new();
    for one in list {
        let (person, role) = person(one).ok_or_else(bad)?;
        if attendees.iter().any(|other| other.person.email == person.email) {
            continue;
        }
        let known = before.iter().find(|known| known.person.email == person.email);
        let known = known.cloned().unwrap_or_else(|| Attendee::new(person.clone()));
        attendees.push(Attendee { person, role: role.unwrap_or(known.role), ..known });
    }
    Ok(attendees)
}

fn person(given: &Value) -> Option<(Person, Option<Role>)> {
    let (email, name, role) = match given {
        Value::String(email) => (email.as_str(), None, None),
        Value::Object(person) if person.keys().all(|key| matches!(key.as_str(), "email" | "name" | "role")) => {
            let field = |name| person.get(name).filter(|value: &&Value| !value.is_null());
            let name = match field("name") {
                None => None,
                Some(name) => Some(clean(name.as_str()?)),
            };
            let role = match field("role") {
                None => None,
                Some(role) => Some(serde_json::from_value(role.clone()).ok()?),
            };
            (person.get("email")?.as_str()?, name.filter(|name| !name.is_empty()), role)
        }
        _ => return None,
    };
    let (email, short) = (email.trim(), name.as_ref().is_none_or(|name| name.chars().count() <= MAX_LINE_CHARS));
    (is_email(email) && short).then(|| (Person { email: email.to_lowercase(), name }, role))
}
