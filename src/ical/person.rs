//! The people of an event and their answers (RFC 5545, 3.8.4).

use calcard::icalendar::{
    ICalendarEntry, ICalendarParameter, ICalendarParameterName as Name, ICalendarParameterValue as Value,
    ICalendarParticipationRole as IsRole, ICalendarParticipationStatus as Partstat,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{MAX_LINE_CHARS, clean};
use crate::mail::is_email;
use crate::time::Timestamp;

/// A person with an email address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// The email address.
    #[schema(example = "ann@mail.example")]
    pub email: String,
    /// The name of the person.
    #[schema(example = "Ann Lee")]
    pub name: Option<String>,
}

/// An invited person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attendee {
    #[serde(flatten)]
    pub person: Person,
    #[serde(default)]
    pub status: Answer,
    /// Absent for `required`.
    #[serde(default, skip_serializing_if = "Role::is_default")]
    pub role: Role,
    /// With the status `delegated`: the person who attends instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "eve@mail.example")]
    pub delegated_to: Option<String>,
    /// When the attendee answered, by the time in the answer. Absent if no answer came by mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
}

/// The answer of an attendee.
/// - `needs_action`: none yet
/// - `accepted`: yes
/// - `declined`: no
/// - `tentative`: perhaps
/// - `delegated`: another person attends instead
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    #[default]
    NeedsAction,
    Accepted,
    Declined,
    Tentative,
    Delegated,
}

/// The role of an attendee.
/// - `required`: has to attend
/// - `optional`: may attend
/// - `informed`: is informed of the event, and need not attend
/// - `chair`: leads the event
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    #[default]
    Required,
    Optional,
    Informed,
    Chair,
}

impl Role {
    /// Whether it is the role of an attendee without a ROLE.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Person {
    /// Reads an ORGANIZER or an ATTENDEE with an email address.
    pub fn read(entry: &ICalendarEntry) -> Option<Self> {
        let address = email(entry.values.first()?.as_text()?)?;
        let name = entry.parameters(&Name::Cn).find_map(|name| name.as_text());
        let name = name
            .map(|name| clean(name).chars().take(MAX_LINE_CHARS).collect::<String>())
            .filter(|name| !name.is_empty());
        Some(Self { email: address, name })
    }

    /// The parameters of the property: the name.
    pub fn parameters(&self) -> Vec<ICalendarParameter> {
        // A quoted parameter value can contain neither a double quote nor an escape (3.2).
        let name = self.name.as_ref().map(|name| name.replace('"', "'").replace(['\n', '\\'], " "));
        name.map(ICalendarParameter::cn).into_iter().collect()
    }
}

/// Characters that a `mailto:` URI (RFC 6068) escapes: they could end the address or begin a header field.
const MAILTO_RESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+')
    .remove(b'@');

/// The address as a URI.
pub fn mailto(address: &str) -> String {
    format!("mailto:{}", utf8_percent_encode(address, &MAILTO_RESERVED))
}

/// The address of a `mailto:` URI, without its header fields; or a bare address.
fn email(text: &str) -> Option<String> {
    let address = match text.split_once(':') {
        Some((scheme, uri)) if scheme.trim().eq_ignore_ascii_case("mailto") => {
            let encoded = uri.split_once('?').map_or(uri, |(address, _)| address);
            percent_decode_str(encoded.trim()).decode_utf8().ok()?
        }
        Some(_) => return None,
        None => text.trim().into(),
    };
    is_email(&address).then(|| address.to_lowercase())
}

impl Attendee {
    /// A required attendee without an answer.
    pub fn new(person: Person) -> Self {
        Self { person, status: Answer::default(), role: Role::default(), delegated_to: None, answered_at: None }
    }

    /// Reads an ATTENDEE with an email address.
    pub fn read(entry: &ICalendarEntry) -> Option<Self> {
        let status = entry.parameters(&Name::Partstat).find_map(|value| match value {
            Value::Partstat(status) => Some(Answer::read(status)),
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

    /// The parameters of the property. An invitation also asks for an answer (RSVP).
    pub fn parameters(&self, is_invitation: bool) -> Vec<ICalendarParameter> {
        let mut parameters = self.person.parameters();
        if is_invitation || !self.role.is_default() {
            parameters.push(ICalendarParameter::role(match self.role {
                Role::Required => IsRole::ReqParticipant,
                Role::Optional => IsRole::OptParticipant,
                Role::Informed => IsRole::NonParticipant,
                Role::Chair => IsRole::Chair,
            }));
        }
        parameters.push(ICalendarParameter::partstat(self.status.partstat()));
        if let Some(to) = &self.delegated_to {
            parameters.push(ICalendarParameter::delegated_to(mailto(to)));
        }
        if is_invitation && self.role != Role::Informed {
            parameters.push(ICalendarParameter::rsvp(true));
        }
        parameters
    }
}

impl Answer {
    const fn read(status: &Partstat) -> Self {
        match status {
            Partstat::Accepted => Self::Accepted,
            Partstat::Declined => Self::Declined,
            Partstat::Tentative => Self::Tentative,
            Partstat::Delegated => Self::Delegated,
            _ => Self::NeedsAction,
        }
    }

    const fn partstat(self) -> Partstat {
        match self {
            Self::NeedsAction => Partstat::NeedsAction,
            Self::Accepted => Partstat::Accepted,
            Self::Declined => Partstat::Declined,
            Self::Tentative => Partstat::Tentative,
            Self::Delegated => Partstat::Delegated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_of_an_address_are_escaped_in_a_uri() {
        for (address, uri) in [
            ("ann+tag@mail.example", "mailto:ann+tag@mail.example"),
            ("o'brien@mail.example", "mailto:o'brien@mail.example"),
            ("a?bcc=evil%40e.com&x=y@z.example", "mailto:a%3Fbcc%3Devil%2540e.com%26x%3Dy@z.example"),
            ("a/b#c@z.example", "mailto:a%2Fb%23c@z.example"),
            ("jürgen@münchen.example", "mailto:j%C3%BCrgen@m%C3%BCnchen.example"),
        ] {
            assert_eq!(mailto(address), uri);
            assert_eq!(email(uri).as_deref(), Some(address));
        }
    }

    #[test]
    fn only_the_address_of_a_mailto_uri_is_read() {
        for (uri, address) in [
            ("MAILTO:Ann@Mail.Example", Some("ann@mail.example")),
            ("mailto:ann@mail.example?bcc=eve@evil.example", Some("ann@mail.example")),
            ("mailto:jürgen@mail.example", Some("jürgen@mail.example")),
            ("ann@mail.example", Some("ann@mail.example")),
            ("a?b%40@mail.example", Some("a?b%40@mail.example")),
            ("mailto:a?bcc=evil%40e.com&x=y@z.example", None),
            ("mailto:a%0D%0Ab@mail.example", None),
            ("mailto:a%FF@mail.example", None),
            ("mailto:a@mail.example,b@mail.example", None),
            ("https://mail.example/a@mail.example", None),
            ("tel:+1", None),
        ] {
            assert_eq!(email(uri).as_deref(), address, "{uri}");
        }
    }
}
