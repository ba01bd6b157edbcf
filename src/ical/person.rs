//! The people of an event, and what they answered (RFC 5545, 3.8.4).

use calcard::icalendar::{
    ICalendarEntry, ICalendarParameter, ICalendarParameterName as Name, ICalendarParameterValue as Value,
    ICalendarParticipationRole as IsRole, ICalendarParticipationStatus as Partstat,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LINE, clean};
use crate::mail::is_email;
use crate::time::Timestamp;

/// Somebody with an address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    #[schema(example = "ann@mail.example")]
    pub email: String,
    #[schema(example = "Ann Lee")]
    pub name: Option<String>,
}

/// Somebody who is asked to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attendee {
    #[serde(flatten)]
    pub person: Person,
    #[serde(default)]
    pub status: Answer,
    /// Absent for `required`.
    #[serde(default, skip_serializing_if = "Role::is_usual")]
    pub role: Role,
    /// Who goes in their place, if they have `delegated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated_to: Option<String>,
    /// When they answered, by their own clock. Absent if no answer came by mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Timestamp>,
}

/// What an attendee answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nothing yet.
    #[default]
    NeedsAction,
    Accepted,
    Declined,
    Tentative,
    /// Somebody else goes in their place.
    Delegated,
}

/// How much an attendee is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    #[default]
    Required,
    Optional,
    /// They shall know of it, and need not come.
    Informed,
    Chair,
}

impl Role {
    /// Whether it is the one of those of whom nothing is said.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Person {
    /// Of an ORGANIZER or an ATTENDEE with an email address.
    pub fn read(entry: &ICalendarEntry) -> Option<Self> {
        let address = email(entry.values.first()?.as_text()?)?;
        let name = entry.parameters(&Name::Cn).find_map(|name| name.as_text());
        let name = name.map(|name| clean(name).chars().take(LINE).collect::<String>()).filter(|name| !name.is_empty());
        Some(Self { email: address, name })
    }

    /// What is written of them beside the address.
    pub fn parameters(&self) -> Vec<ICalendarParameter> {
        // What stands in double quotes cannot hold one, nor is anything else in it escaped (3.2).
        let name = self.name.as_ref().map(|name| name.replace('"', "'").replace(['\n', '\\'], " "));
        name.map(ICalendarParameter::cn).into_iter().collect()
    }
}

fn email(address: &str) -> Option<String> {
    let (scheme, address) = address.split_once(':').unwrap_or(("mailto", address));
    let address = address.trim();
    (scheme.eq_ignore_ascii_case("mailto") && is_email(address)).then(|| address.to_lowercase())
}

impl Attendee {
    /// Somebody of whom nothing is known yet.
    pub fn new(person: Person) -> Self {
        Self { person, status: Answer::default(), role: Role::default(), delegated_to: None, answered_at: None }
    }

    /// Of an ATTENDEE with an email address.
    pub fn read(entry: &ICalendarEntry) -> Option<Self> {
        let status = entry.parameters(&Name::Partstat).find_map(|value| match value {
            Value::Partstat(said) => Some(Answer::read(said)),
            _ => None,
        });
        let role = entry.parameters(&Name::Role).find_map(|value| match value {
            Value::Role(IsRole::OptParticipant) => Some(Role::Optional),
            Value::Role(IsRole::NonParticipant) => Some(Role::Informed),
            Value::Role(IsRole::Chair) => Some(Role::Chair),
            _ => None,
        });
        let delegate = entry.parameters(&Name::DelegatedTo).find_map(|to| email(to.as_text()?));
        let status = status.unwrap_or_default();
        Some(Self {
            status,
            role: role.unwrap_or_default(),
            delegated_to: delegate.filter(|_| status == Answer::Delegated),
            ..Self::new(Person::read(entry)?)
        })
    }

    /// What is written of them beside the address; where they are asked, also what is wanted of them.
    pub fn parameters(&self, asked: bool) -> Vec<ICalendarParameter> {
        let mut parameters = self.person.parameters();
        if asked || !self.role.is_usual() {
            parameters.push(ICalendarParameter::role(match self.role {
                Role::Required => IsRole::ReqParticipant,
                Role::Optional => IsRole::OptParticipant,
                Role::Informed => IsRole::NonParticipant,
                Role::Chair => IsRole::Chair,
            }));
        }
        parameters.push(ICalendarParameter::partstat(self.status.written()));
        if let Some(to) = &self.delegated_to {
            parameters.push(ICalendarParameter::delegated_to(format!("mailto:{to}")));
        }
        if asked && self.role != Role::Informed {
            parameters.push(ICalendarParameter::rsvp(true));
        }
        parameters
    }
}

impl Answer {
    const fn read(said: &Partstat) -> Self {
        match said {
            Partstat::Accepted => Self::Accepted,
            Partstat::Declined => Self::Declined,
            Partstat::Tentative => Self::Tentative,
            Partstat::Delegated => Self::Delegated,
            _ => Self::NeedsAction,
        }
    }

    const fn written(self) -> Partstat {
        match self {
            Self::NeedsAction => Partstat::NeedsAction,
            Self::Accepted => Partstat::Accepted,
            Self::Declined => Partstat::Declined,
            Self::Tentative => Partstat::Tentative,
            Self::Delegated => Partstat::Delegated,
        }
    }
}
