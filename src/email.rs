//! Email addresses of people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Code, Error};
use crate::mail;

/// Any address to which mail can be sent, unlike the addresses of pods.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Email)]
pub struct Email(String);

impl Email {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address to which mail with any `+tag` goes, with the domain as in the DNS.
    pub fn without_tag(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let name = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(local);
        format!("{name}@{}", mail::address::normal_domain(domain))
    }
}

impl TryFrom<String> for Email {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        let text = text.trim();
        if mail::is_email(text) {
            Ok(Self(text.to_lowercase()))
        } else {
            Err(Error::new(Code::InvalidEmail, "this is not an email address"))
        }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}
