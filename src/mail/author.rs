//! The authors of a message, and whether they are proved.

use super::address::normal_domain;
use super::{Mailbox, Verdicts, header};

/// Authors that are stored with a message.
pub const MAX_AUTHORS: usize = 20;

/// All mailboxes in the `From` fields of a message.
///
/// RFC 5322 allows one such field, with one or more mailboxes. DMARC applies to a single author only, so a message has a
/// [`sole`](Self::sole) author if it has one field with one mailbox that can be read in only one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authors {
    people: Vec<Mailbox>,
    fields: usize,
    is_unclear: bool,
}

impl Authors {
    /// The authors of one unambiguous field.
    pub fn of(people: Vec<Mailbox>) -> Self {
        let is_unclear = people.len() > MAX_AUTHORS || people.iter().any(|person| person.address.is_empty());
        let mut authors = Self { people, fields: 1, is_unclear };
        authors.people.truncate(MAX_AUTHORS);
        authors
    }

    /// Adds the value of a `From` field.
    pub(super) fn add(&mut self, value: &[u8]) {
        let field = header::people(value);
        self.fields += 1;
        self.is_unclear |= !field.is_plain || self.people.len() + field.people.len() > MAX_AUTHORS;
        self.people.extend(field.people);
        self.people.truncate(MAX_AUTHORS);
    }

    /// All authors with a readable name or address, at most [`MAX_AUTHORS`].
    pub fn all(&self) -> &[Mailbox] {
        &self.people
    }

    /// The first author.
    pub fn first(&self) -> Option<&Mailbox> {
        self.people.first()
    }

    /// The only author, if there is one.
    pub fn sole(&self) -> Option<&Mailbox> {
        match self.people.as_slice() {
            [author] if self.fields == 1 && !self.is_unclear && !author.address.is_empty() => Some(author),
            _ => None,
        }
    }
}

/// Whether the author of a message is genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The message has one author, and it comes from the author's domain.
    Proved,
    /// There is no proof.
    Unproved,
    /// DMARC failed.
    Failed,
    /// The message names an author of this deployment but came from outside without a proof.
    Impostor,
}

impl Proof {
    /// Whether the author is proved.
    pub fn is_proved(self) -> bool {
        self == Self::Proved
    }

    /// Whether the author is forged.
    pub fn is_forged(self) -> bool {
        matches!(self, Self::Failed | Self::Impostor)
    }
}

/// Decides from the receiving server's verdicts whether the author of a message is proved. All code that depends on the author
/// uses this function.
///
/// `is_ours` is true for domains from which only this deployment sends.
pub fn proof(authors: &Authors, verdicts: &Verdicts, is_ours: impl Fn(&str) -> bool) -> Proof {
    if authors.sole().and_then(domain).is_some_and(|domain| verdicts.prove(&domain)) {
        Proof::Proved
    } else if authors.all().iter().filter_map(domain).any(|domain| is_ours(&domain)) {
        Proof::Impostor
    } else if verdicts.dmarc.as_deref() == Some("fail") {
        Proof::Failed
    } else {
        Proof::Unproved
    }
}

/// The domain of the address, as A-labels.
pub fn domain(person: &Mailbox) -> Option<String> {
    person.address.rsplit_once('@').map(|(_, domain)| normal_domain(domain)).filter(|domain| !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const OURS: &str = "mx.cloudflare.net";

    /// Parses a message with these header fields.
    fn parse(fields: &str) -> (Proof, Vec<String>, super::super::ParsedMessage) {
        let message = read(format!("{fields}\r\n\r\nbody").as_bytes(), OURS);
        let proof = proof(&message.authors, &message.auth, |domain| domain == "warren.example");
        let authors = message.authors.all().iter().map(|author| author.address.clone()).collect();
        (proof, authors, message)
    }

    fn results(results_text: &str) -> String {
        format!("Authentication-Results: {OURS}; {results_text}\r\n")
    }

    #[test]
    fn a_pass_counts_for_the_authors_own_domain_only() {
        for (results_text, from, expected) in [
            ("dmarc=pass header.from=bank.com", "ceo@bank.com", Proof::Proved),
            ("dmarc=pass header.from=Bank.COM.", "CEO <ceo@BANK.com>", Proof::Proved),
            ("dmarc=pass header.from=xn--mnchen-3ya.example", "a@münchen.example", Proof::Proved),
            ("dmarc=pass header.from=münchen.example", "a@xn--mnchen-3ya.example", Proof::Proved),
            ("dmarc=pass", "ceo@bank.com", Proof::Unproved),
            ("dmarc=pass header.from=", "ceo@bank.com", Proof::Unproved),
            ("dmarc=pass header.from=evil.com", "ceo@bank.com", Proof::Unproved),
            ("dmarc=pass header.from=com", "ceo@bank.com", Proof::Unproved),
            ("dmarc=pass header.from=mail.bank.com", "ceo@bank.com", Proof::Unproved),
            ("dmarc=pass header.from=bank.com header.from=evil.com", "ceo@evil.com", Proof::Unproved),
            ("dmarc=pass header.from=evil.com; dmarc=pass header.from=bank.com", "ceo@bank.com", Proof::Unproved),
            // The receiver read another author, so the signature does not count.
            ("dkim=pass header.d=bank.com; dmarc=pass header.from=evil.com", "ceo@bank.com", Proof::Unproved),
            ("dkim=pass header.d=bank.com; dmarc=none header.from=bank.com", "ceo@bank.com", Proof::Proved),
            ("dkim=pass header.d=bank.com; dmarc=pass", "ceo@bank.com", Proof::Proved),
            ("dmarc=fail header.from=bank.com", "ceo@bank.com", Proof::Failed),
            ("spf=pass smtp.mailfrom=ceo@bank.com", "ceo@bank.com", Proof::Unproved),
        ] {
            let (proof, ..) = parse(&format!("{}From: {from}", results(results_text)));
            assert_eq!(proof, expected, "{results_text}, {from}");
        }
    }

    #[test]
    fn a_malformed_from_header_does_not_prove_another_author() {
        let sender = "Sender: CEO <ceo@bank.com>\r\n";
        let long = format!("\"{}\" <eve@evil.com>", "x".repeat(33 << 10));
        let longer = format!("\"ceo@bank.com, {}\" <eve@evil.com>", "x".repeat(33 << 10));
        for from in [
            "From: <\"a,b\"@evil.com>",
            "From: eve@evil.com\r\nFrom: ceo@bank.com",
            "From: ceo@bank.com\r\nFrom: eve@evil.com",
            "From: ceo@bank.com, eve@evil.com",
            "From: eve@evil.com, ceo@bank.com",
            "From: Bank: ceo@bank.com;",
            "From: Bank: ceo@bank.com, eve@evil.com;",
            "From: undisclosed:;",
            "From: ceo@bank.com, Bank: eve@evil.com;",
            "From: nobody",
            "From:",
            "X-From: eve@evil.com",
            &format!("From: {long}"),
            &format!("From: {longer}"),
            &format!("From: ceo@bank.com,\r\n {long}"),
        ] {
            for results_text in
                ["dmarc=pass header.from=evil.com", "dkim=pass header.d=evil.com; dkim=pass header.d=bank.com"]
            {
                for fields in [format!("{sender}{from}"), format!("{from}\r\n{}", sender.trim_end())] {
                    let (proof, authors, message) = parse(&format!("{}{fields}", results(results_text)));
                    let start = fields.get(..100.min(fields.len())).unwrap();
                    assert_eq!(proof, Proof::Unproved, "{start}: {authors:?}");
                    assert_ne!(message.auth.dmarc.as_deref(), Some("pass"), "{start}");
                    let named = from.contains("ceo@bank.com");
                    assert!(named || !authors.contains(&"ceo@bank.com".to_owned()), "{start}: {authors:?}");
                }
            }
        }
    }

    #[test]
    fn the_number_of_authors_is_limited() {
        let (_, authors, _) = parse("From: a@b.example, c@d.example\r\nFrom: Team: e@f.example, g@h.example;");
        assert_eq!(authors, ["a@b.example", "c@d.example", "e@f.example", "g@h.example"]);
        let (_, authors, message) = parse(&format!("From: {}", "a@b.example, ".repeat(2_000)));
        assert_eq!((authors.len(), message.authors.sole()), (MAX_AUTHORS, None));
    }

    #[test]
    fn a_message_from_our_domain_needs_proof() {
        for (results_text, from, expected) in [
            ("none", "ada@warren.example", Proof::Impostor),
            ("dmarc=fail header.from=warren.example", "ada@Warren.Example", Proof::Impostor),
            ("dmarc=pass header.from=evil.com", "eve@evil.com, ada@warren.example", Proof::Impostor),
            ("dmarc=pass header.from=warren.example", "ada@warren.example", Proof::Proved),
            ("dkim=pass header.d=warren.example", "ada@warren.example", Proof::Proved),
        ] {
            assert_eq!(parse(&format!("{}From: {from}", results(results_text))).0, expected, "{results_text}, {from}");
        }
        let author = Authors::of(vec![Mailbox { name: None, address: "ada@warren.example".to_owned() }]);
        assert_eq!(proof(&author, &Verdicts::internal(), |_| true), Proof::Proved);
    }

    #[test]
    fn a_built_message_has_one_author_whatever_its_name() {
        for name in [
            "Ann",
            "Lee, \"Ann\"",
            "Bank: ceo@bank.com;",
            "back\\slash\\",
            "(comment",
            "comment) \"",
            "=?utf-8?q?ceo=40bank.com?=",
            "=?utf-8?q?never ends",
            "ceo@bank.com,",
            "李 🎉, \"x\"",
            &"é, ".repeat(300),
        ] {
            let email = serde_json::json!({ "message_id": "1@x", "date": 0, "from": { "name": name, "address": "a@b.example" },
                "to": [], "subject": "s", "text": "t", "html": null });
            let email: super::super::outgoing_email::OutgoingEmail = serde_json::from_value(email).unwrap();
            let read = read(&email.build().unwrap(), OURS);
            let author = read.authors.sole().map(|author| author.address.as_str());
            assert_eq!(author, Some("a@b.example"), "{name}: {:?}", read.authors);
        }
    }

    #[test]
    fn stored_verdicts_without_header_from_do_not_prove_by_dmarc() {
        let stored: Verdicts = serde_json::from_str(r#"{"spf":"pass","dkim":"pass","dmarc":"pass"}"#).unwrap();
        let author = Authors::of(vec![Mailbox { name: None, address: "ceo@bank.com".to_owned() }]);
        assert_eq!(proof(&author, &stored, |_| false), Proof::Unproved);
    }
}
