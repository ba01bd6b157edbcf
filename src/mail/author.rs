//! Who wrote a message, and whether that is proved.

use super::address::normal_domain;
use super::{Mailbox, Verdicts, header};

/// Authors kept of a message.
pub const MAX_AUTHORS: usize = 20;

/// Everybody whom the `From` fields of a message name.
///
/// RFC 5322 allows one such field, which may name several people. DMARC speaks of one author only, so a message has a
/// [`sole`](Self::sole) author if a single field names a single mailbox in a way that can be read only so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authors {
    people: Vec<Mailbox>,
    fields: usize,
    is_unclear: bool,
}

impl Authors {
    /// Authors as one field names them that leaves nothing open.
    pub fn of(people: Vec<Mailbox>) -> Self {
        let is_unclear = people.len() > MAX_AUTHORS || people.iter().any(|person| person.address.is_empty());
        let mut authors = Self { people, fields: 1, is_unclear };
        authors.people.truncate(MAX_AUTHORS);
        authors
    }

    /// Takes in the value of a `From` field.
    pub(super) fn add(&mut self, value: &[u8]) {
        let field = header::people(value);
        self.fields += 1;
        self.is_unclear |= !field.is_plain || self.people.len() + field.people.len() > MAX_AUTHORS;
        self.people.extend(field.people);
        self.people.truncate(MAX_AUTHORS);
    }

    /// Everybody whose name or address could be read, at most [`MAX_AUTHORS`].
    pub fn all(&self) -> &[Mailbox] {
        &self.people
    }

    /// Whoever is named first.
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

/// Whether the author of a message is who it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It has one author, and mail in the name of that domain is from there.
    Proved,
    /// Nothing says so.
    Unproved,
    /// DMARC fails.
    Failed,
    /// It names an author of this deployment, and came from elsewhere without a proof.
    Impostor,
}

impl Proof {
    /// Whether the author is certain.
    pub fn is_proved(self) -> bool {
        self == Self::Proved
    }

    /// Whether the author is certainly somebody else.
    pub fn is_forged(self) -> bool {
        matches!(self, Self::Failed | Self::Impostor)
    }
}

/// What the receiving server's verdicts prove about the authors of a message. Everything that depends on who wrote a
/// message asks here.
///
/// `is_ours` tells the domains in whose name nobody but this deployment sends.
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

/// The domain of somebody's address, as the DNS has it.
pub fn domain(person: &Mailbox) -> Option<String> {
    person.address.rsplit_once('@').map(|(_, domain)| normal_domain(domain)).filter(|domain| !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const OURS: &str = "mx.cloudflare.net";

    /// What comes of a message with these header fields.
    fn judged(fields: &str) -> (Proof, Vec<String>, super::super::ParsedMessage) {
        let message = read(format!("{fields}\r\n\r\nbody").as_bytes(), OURS);
        let proof = proof(&message.authors, &message.auth, |domain| domain == "warren.example");
        let authors = message.authors.all().iter().map(|author| author.address.clone()).collect();
        (proof, authors, message)
    }

    fn results(said: &str) -> String {
        format!("Authentication-Results: {OURS}; {said}\r\n")
    }

    #[test]
    fn a_pass_counts_for_the_authors_own_domain_only() {
        for (said, from, expected) in [
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
            // The receiver read another author: what signed is not the question.
            ("dkim=pass header.d=bank.com; dmarc=pass header.from=evil.com", "ceo@bank.com", Proof::Unproved),
            ("dkim=pass header.d=bank.com; dmarc=none header.from=bank.com", "ceo@bank.com", Proof::Proved),
            ("dkim=pass header.d=bank.com; dmarc=pass", "ceo@bank.com", Proof::Proved),
            ("dmarc=fail header.from=bank.com", "ceo@bank.com", Proof::Failed),
            ("spf=pass smtp.mailfrom=ceo@bank.com", "ceo@bank.com", Proof::Unproved),
        ] {
            let (proof, ..) = judged(&format!("{}From: {from}", results(said)));
            assert_eq!(proof, expected, "{said}, {from}");
        }
    }

    #[test]
    fn no_way_to_write_the_author_borrows_the_name_of_another() {
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
            for said in ["dmarc=pass header.from=evil.com", "dkim=pass header.d=evil.com; dkim=pass header.d=bank.com"]
            {
                for fields in [format!("{sender}{from}"), format!("{from}\r\n{}", sender.trim_end())] {
                    let (proof, authors, message) = judged(&format!("{}{fields}", results(said)));
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
    fn all_authors_are_kept_and_a_flood_of_them_is_cut() {
        let (_, authors, _) = judged("From: a@b.example, c@d.example\r\nFrom: Team: e@f.example, g@h.example;");
        assert_eq!(authors, ["a@b.example", "c@d.example", "e@f.example", "g@h.example"]);
        let (_, authors, message) = judged(&format!("From: {}", "a@b.example, ".repeat(2_000)));
        assert_eq!((authors.len(), message.authors.sole()), (MAX_AUTHORS, None));
    }

    #[test]
    fn our_own_name_from_elsewhere_needs_a_proof() {
        for (said, from, expected) in [
            ("none", "ada@warren.example", Proof::Impostor),
            ("dmarc=fail header.from=warren.example", "ada@Warren.Example", Proof::Impostor),
            ("dmarc=pass header.from=evil.com", "eve@evil.com, ada@warren.example", Proof::Impostor),
            ("dmarc=pass header.from=warren.example", "ada@warren.example", Proof::Proved),
            ("dkim=pass header.d=warren.example", "ada@warren.example", Proof::Proved),
        ] {
            assert_eq!(judged(&format!("{}From: {from}", results(said))).0, expected, "{said}, {from}");
        }
        let author = Authors::of(vec![Mailbox { name: None, address: "ada@warren.example".to_owned() }]);
        assert_eq!(proof(&author, &Verdicts::internal(), |_| true), Proof::Proved);
    }

    #[test]
    fn whoever_writes_from_here_is_the_one_author_whatever_their_name() {
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
            let letter = serde_json::json!({ "message_id": "1@x", "date": 0, "from": { "name": name, "address": "a@b.example" },
                "to": [], "subject": "s", "text": "t", "html": null });
            let letter: super::super::outgoing_email::OutgoingEmail = serde_json::from_value(letter).unwrap();
            let read = read(&letter.build().unwrap(), OURS);
            let author = read.authors.sole().map(|author| author.address.as_str());
            assert_eq!(author, Some("a@b.example"), "{name}: {:?}", read.authors);
        }
    }

    #[test]
    fn verdicts_of_before_prove_nothing_by_dmarc() {
        let stored: Verdicts = serde_json::from_str(r#"{"spf":"pass","dkim":"pass","dmarc":"pass"}"#).unwrap();
        let author = Authors::of(vec![Mailbox { name: None, address: "ceo@bank.com".to_owned() }]);
        assert_eq!(proof(&author, &stored, |_| false), Proof::Unproved);
    }
}
