//! Email addresses: those of our mailboxes, and those of others.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The longest address that fits an SMTP command.
const MAX_ADDRESS_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;
const MAX_DOMAIN_BYTES: usize = 253;
const MAX_LABEL_BYTES: usize = 63;

/// The address of a mailbox here: lower case, with characters that never need quoting.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    local: String,
    domain: String,
}

impl Address {
    /// The part before the `@`.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The part after the first `+` of the local part.
    pub fn tag(&self) -> Option<&str> {
        self.local.split_once('+').map(|(_, tag)| tag)
    }

    /// The mailbox that mail to `name+anything@domain` belongs to.
    pub fn without_tag(&self) -> Self {
        let local = match self.local.split_once('+') {
            Some((name, _)) if !name.is_empty() => name,
            _ => &self.local,
        };
        Self { local: local.to_owned(), domain: self.domain.clone() }
    }
}

/// The text is not an address that a mailbox here can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAddress;

impl fmt::Display for NotAnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "an address is 1 to 64 of the characters a-z 0-9 . _ - +, an @ and a domain; no dot first, last or twice",
        )
    }
}

impl std::error::Error for NotAnAddress {}

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        if text.len() > MAX_ADDRESS_BYTES || !text.is_ascii() {
            return Err(NotAnAddress);
        }
        let text = text.to_ascii_lowercase();
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        // An empty name before the tag would make `+x@` and `+y@` different mailboxes of nobody.
        if !is_local(local, |c| matches!(c, '_' | '-' | '+')) || local.starts_with('+') || !is_domain(domain) {
            return Err(NotAnAddress);
        }
        Ok(Self { local: local.to_owned(), domain: domain.to_owned() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// Whether mail can be sent to `text`, by RFC 5321 and 6531 without the unused forms (quoted local parts, address literals, hosts
/// without a dot).
pub fn is_email(text: &str) -> bool {
    let atom = |c: char| "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii() && c.is_alphanumeric();
    text.len() <= MAX_ADDRESS_BYTES
        && text.rsplit_once('@').is_some_and(|(local, domain)| is_local(local, atom) && is_domain(domain))
}

fn is_local(local: &str, also: impl Fn(char) -> bool) -> bool {
    local.len() <= MAX_LOCAL_BYTES
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(|c| c.is_ascii_alphanumeric() || also(c)))
}

/// The domain in lower case and as A-labels, the form of the DNS.
pub fn normal_domain(domain: &str) -> String {
    let lower = domain.to_lowercase();
    let labels: Vec<_> = lower.trim_end_matches('.').split('.').map(ascii).collect();
    labels.join(".")
}

/// The domain with letters instead of A-labels.
pub fn domain_in_letters(domain: &str) -> String {
    let letters = |label: &str| {
        let decoded = label.strip_prefix("xn--").and_then(idna::punycode::decode_to_string);
        decoded.unwrap_or_else(|| label.to_owned())
    };
    domain.split('.').map(letters).collect::<Vec<_>>().join(".")
}

fn ascii(label: &str) -> Cow<'_, str> {
    let encoded = if label.is_ascii() { None } else { idna::punycode::encode_str(label) };
    encoded.map_or(Cow::Borrowed(label), |encoded| Cow::Owned(format!("xn--{encoded}")))
}

/// Whether `domain` is a host name with a dot in it, in letters or in A-labels.
pub fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=MAX_LABEL_BYTES).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.len() <= MAX_DOMAIN_BYTES
        && domain.split('.').all(label)
        && domain.rsplit_once('.').is_some_and(|(_, top)| !top.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mailboxes_are_lower_case_ascii() {
        for (text, address) in [
            ("Bot@Example.COM", "bot@example.com"),
            (" a.b_c-d+e@x.io ", "a.b_c-d+e@x.io"),
            ("1@pod.mail.example.com", "1@pod.mail.example.com"),
        ] {
            assert_eq!(text.parse::<Address>().map(|a| a.to_string()).as_deref(), Ok(address), "{text:?}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}example.com", "b.".repeat(125));
        for text in [
            "",
            "@",
            "a",
            "a@",
            "@b.c",
            ".a@b.c",
            "a.@b.c",
            "a..b@c.d",
            "a b@c.d",
            "a@b",
            "a@b..c",
            "a@-b.c",
            "a@b-.c",
            "a@[1.2.3.4]",
            "a@1.2.3.4",
            "é@b.c",
            "a@é.com",
            "a@b@c.d",
            "a\n@b.c",
            "+x@b.c",
            "\"a\"@b.c",
            "a'b@c.d",
            &long,
            &longer,
        ] {
            assert_eq!(text.parse::<Address>(), Err(NotAnAddress), "{text:?}");
        }
    }

    #[test]
    fn a_tag_belongs_to_the_same_mailbox() {
        let address: Address = "Bot+shop+1@example.com".parse().unwrap();
        assert_eq!(address.tag(), Some("shop+1"));
        assert_eq!(address.without_tag().to_string(), "bot@example.com");
        assert_eq!(address.without_tag().without_tag(), address.without_tag());
        assert_eq!((address.local(), address.domain()), ("bot+shop+1", "example.com"));
    }

    #[test]
    fn email_addresses_may_be_international() {
        for good in
            ["o'brien@example.com", "a+b@x.co", "jürgen@münchen.de", "用户@例え.jp", "a@xn--mnchen-3ya.de", "A.B@C.D"]
        {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "a@b",
            "a b@c.d",
            "<a@b.c>",
            "a@b.c>",
            "a@b.c\n",
            "a@b,c.d",
            "a@b.c d",
            "Ann <a@b.c>",
            "a@.b.c",
            "a@b.c.",
            "a..b@c.d",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("a@{}", "b.".repeat(130) + "c")));
    }
}
