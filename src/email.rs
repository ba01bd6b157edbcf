//! Email addresses of people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Code, Error};
use crate::mail;

/// Any address to which mail can be sent, unlike the addresses of pods. In lower case, with the domain as in the DNS: a domain in letters
/// and the same in A-labels is one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Email)]
pub struct Email(String);

impl Email {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address to which mail with any `+tag` goes.
    pub fn without_tag(&self) -> String {
        let (local, domain) = self.parts();
        let name = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(local);
        format!("{name}@{domain}")
    }

    /// With the domain in letters, as earlier versions stored it.
    pub fn in_letters(&self) -> String {
        let (local, domain) = self.parts();
        format!("{local}@{}", mail::address::domain_in_letters(domain))
    }

    fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

impl TryFrom<String> for Email {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        let refused = || Error::new(Code::InvalidEmail, "this is not an email address");
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').filter(|_| mail::is_email(text)).ok_or_else(refused)?;
        let email = format!("{}@{}", local.to_lowercase(), mail::address::normal_domain(domain));
        // A-labels are longer than letters.
        if mail::is_email(&email) { Ok(Self(email)) } else { Err(refused()) }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form() {
        let read = |text: &str| Email::try_from(text.to_owned());
        for (text, address, in_letters) in [
            (" Ann@Example.COM ", "ann@example.com", "ann@example.com"),
            ("ann@Bücher.example", "ann@xn--bcher-kva.example", "ann@bücher.example"),
            ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example", "ann@bücher.example"),
            ("jürgen+x@XN--BCHER-KVA.example", "jürgen+x@xn--bcher-kva.example", "jürgen+x@bücher.example"),
            ("ann@例え.テスト", "ann@xn--r8jz45g.xn--zckzah", "ann@例え.テスト"),
        ] {
            let email = read(text).expect(text);
            assert_eq!((email.as_str(), &*email.in_letters()), (address, in_letters), "{text}");
        }
        assert_eq!(read("ann+tag@bücher.example").expect("an address").without_tag(), "ann@xn--bcher-kva.example");
        assert!(read("ann@xn--99999999.example").is_ok_and(|email| email.in_letters() == email.as_str()));
        for bad in ["ann", "ann@", "@example.com", "ann@localhost", &format!("ann@{}.example", "ü".repeat(60))] {
            assert_eq!(read(bad).expect_err(bad).code, Code::InvalidEmail);
        }
    }
}
