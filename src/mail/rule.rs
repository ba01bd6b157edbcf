//! Rules that accept or refuse mail by its sender.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};
use utoipa::ToSchema;

use super::address::{is_domain, is_email, normal_domain};
use super::{Authors, Proof, Verdicts};
use crate::error::{Error, Result};

/// Parent domains of a sender that are matched: more than a valid domain has.
const MAX_DEPTH: usize = 128;
/// All senders, as stored.
pub const ANYBODY: &str = "*";

/// The senders that a rule applies to: `ann@example.com`, `example.com`, or `*.example.com` for the domain and all below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Senders(String);

impl TryFrom<String> for Senders {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        let (all_below, name) = match text.trim().strip_prefix("*.") {
            Some(domain) => ("*.", normal(domain)),
            None => ("", normal(text.trim())),
        };
        let good = match all_below {
            // Other patterns with `*` are not supported. `*.` and a top-level domain is allowed.
            _ if name.contains('*') => false,
            "" => is_email(&name) || is_domain(&name),
            _ => is_domain(&format!("x.{name}")),
        };
        good.then_some(Self(format!("{all_below}{name}"))).ok_or_else(|| {
            Error::invalid(
                "from must be an address, a domain, or `*.` and a domain (the domain and all its subdomains).",
            )
        })
    }
}

impl Senders {
    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the stored text.
    pub(crate) fn stored(text: String) -> Option<Self> {
        (text != ANYBODY).then_some(Self(text))
    }
}

/// In lower case, with the domain as A-labels.
fn normal(text: &str) -> String {
    let (before, domain) = text.split_at(text.rfind('@').map_or(0, |at| at + 1));
    format!("{}{}", before.to_lowercase(), normal_domain(domain))
}

/// All [`Senders`] that match this address, as stored.
fn senders_of(address: &str) -> Vec<String> {
    let address = normal(address);
    let Some((_, domain)) = address.rsplit_once('@') else { return vec![ANYBODY.to_owned()] };
    let above: Vec<&str> = domain.match_indices('.').map(|(dot, _)| &domain[dot + 1..]).collect();
    let near = above.len().saturating_sub(MAX_DEPTH);
    let below = std::iter::once(domain).chain(above.into_iter().skip(near)).map(|domain| format!("*.{domain}"));
    [ANYBODY.to_owned(), domain.to_owned()].into_iter().chain(below).chain([address.clone()]).collect()
}

/// What the receiving server must have found for the rule to apply.
/// - `dmarc_pass`: DMARC passed
/// - `dmarc_fail`: DMARC failed
/// - `spf_fail`: SPF failed
/// - `dkim_fail`: DKIM failed
/// - `unauthenticated`: nothing proves the domain in the From header
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = RuleAuth)]
pub enum Condition {
    DmarcPass,
    DmarcFail,
    SpfFail,
    DkimFail,
    Unauthenticated,
}

impl Condition {
    fn holds(self, sender: &Sender) -> bool {
        let auth = sender.auth;
        let is = |verdict: &Option<String>, word| verdict.as_deref() == Some(word);
        match self {
            Self::DmarcPass => sender.proof.is_proved() && (auth.method.is_some() || is(&auth.dmarc, "pass")),
            Self::DmarcFail => is(&auth.dmarc, "fail"),
            Self::SpfFail => is(&auth.spf, "fail"),
            Self::DkimFail => is(&auth.dkim, "fail"),
            Self::Unauthenticated => !sender.proof.is_proved(),
        }
    }
}

/// What a rule does with the mail that it applies to.
/// - `allow`: accept it, whatever other rules say
/// - `refuse`: refuse it during delivery, with a reason, so that the sender learns of it
/// - `file`: store it, but list it only with `?blocked=true`
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = RuleAction)]
pub enum Action {
    Allow,
    Refuse,
    File,
}

/// The part of a rule that decides.
pub struct Ruling {
    pub senders: String,
    pub condition: Option<Condition>,
    pub action: Action,
    /// Whether `allow` accepts an unproved From header.
    pub trusting: bool,
}

/// Which mail an address accepts.
/// - `everyone`: all mail that no rule refuses
/// - `allowed_only`: only mail that an `allow` rule matches
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AddressAccept)]
pub enum Accept {
    Everyone,
    AllowedOnly,
}

/// What happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    Taken,
    Filed,
    /// Refused, with this SMTP reply.
    Refused(&'static str),
}

/// The sender of a message.
pub struct Sender<'a> {
    /// The envelope's sender (MAIL FROM).
    pub envelope: &'a str,
    /// The authors in the From header.
    pub authors: &'a Authors,
    pub auth: &'a Verdicts,
    pub proof: Proof,
}

impl Sender<'_> {
    /// The senders of all rules that can match this message.
    pub fn matching_senders(&self) -> Vec<String> {
        let authors = self.authors.all().iter().map(|author| author.address.as_str());
        let mut all: Vec<String> = authors.chain([self.envelope]).flat_map(senders_of).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Applies the rules, in any order: `allow` wins over `refuse`, and `refuse` over `file`. A blocking rule matches all authors and the
    /// envelope; an allowing rule only the proved author.
    pub fn disposition(&self, accept: Accept, rulings: &[Ruling]) -> Disposition {
        let applying = |action| {
            let rulings = rulings.iter().filter(move |ruling| ruling.action == action);
            rulings.filter(|ruling| ruling.condition.is_none_or(|condition| condition.holds(self)))
        };
        // One of several authors is not enough, nor is an address of ours in a message from outside.
        let named = senders_of(self.authors.sole().map_or("", |author| &author.address));
        let is_believed = |ruling: &Ruling| self.proof.is_proved() || ruling.trusting && self.proof != Proof::Impostor;
        let mut allowing = applying(Action::Allow).filter(|ruling| named.contains(&ruling.senders));
        if allowing.any(is_believed) {
            Disposition::Taken
        } else if accept == Accept::AllowedOnly {
            Disposition::Refused("5.7.1 This mailbox takes mail from senders it knows only")
        } else if applying(Action::Refuse).next().is_some() {
            Disposition::Refused("5.7.1 This mailbox does not take mail from this sender")
        } else if applying(Action::File).next().is_some() {
            Disposition::Filed
        } else {
            Disposition::Taken
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_addresses_domains_and_all_below_a_domain() {
        for (text, stored) in [
            (" Ann@Example.COM ", "ann@example.com"),
            ("Example.com.", "example.com"),
            ("*.Example.com", "*.example.com"),
            ("*.top", "*.top"),
            ("JÜRGEN@MÜNCHEN.de", "jürgen@xn--mnchen-3ya.de"),
            ("*.例え.jp", "*.xn--r8jz45g.jp"),
        ] {
            assert_eq!(Senders::try_from(text.to_owned()).expect(text).as_str(), stored);
        }
        for text in [
            "",
            "*",
            "*.",
            "ann",
            "ann@",
            "@example.com",
            "*@example.com",
            "*example.com",
            "a b.c",
            "*.*.com",
            ".",
            "*.a@b.com",
        ] {
            assert!(Senders::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_matches_its_domain_and_parent_domains() {
        let all = ["*", "a.b.com", "*.a.b.com", "*.b.com", "*.com", "ann@a.b.com"];
        assert_eq!(senders_of("Ann@A.b.com."), all);
        assert_eq!(senders_of(""), ["*"]);
        let endless = senders_of(&format!("x@{}com", "a.".repeat(100_000)));
        assert_eq!((endless.len(), endless.contains(&"*.com".to_owned())), (MAX_DEPTH + 4, true));
    }

    fn of(from: &str) -> Authors {
        super::super::read(format!("From: {from}\r\n\r\n").as_bytes(), "").authors
    }

    fn ruling(senders: &str, action: Action) -> Ruling {
        Ruling { senders: senders.to_owned(), condition: None, action, trusting: false }
    }

    #[test]
    fn allow_wins_over_refuse_and_refuse_over_file() {
        let (authors, auth) = (of("ann@b.example"), Verdicts::default());
        let sender = Sender { envelope: "b@list.example", authors: &authors, auth: &auth, proof: Proof::Proved };
        let [allow, refuse, file] = [Action::Allow, Action::Refuse, Action::File];
        let disposition = |accept, actions: &[Action]| {
            let rulings: Vec<_> = actions.iter().map(|action| ruling("b.example", *action)).collect();
            sender.disposition(accept, &rulings)
        };
        assert_eq!(disposition(Accept::Everyone, &[]), Disposition::Taken);
        assert_eq!(disposition(Accept::Everyone, &[file, refuse, allow]), Disposition::Taken);
        assert!(matches!(disposition(Accept::Everyone, &[file, refuse]), Disposition::Refused(_)));
        assert_eq!(disposition(Accept::Everyone, &[file]), Disposition::Filed);
        assert_eq!(disposition(Accept::AllowedOnly, &[allow]), Disposition::Taken);
        assert!(matches!(disposition(Accept::AllowedOnly, &[file]), Disposition::Refused(_)));
        assert!(matches!(disposition(Accept::AllowedOnly, &[]), Disposition::Refused(_)));
    }

    #[test]
    fn an_allow_rule_needs_a_proved_author() {
        let auth = Verdicts::default();
        let disposition = |authors: &str, envelope, proof, rulings: &[Ruling]| {
            Sender { envelope, authors: &of(authors), auth: &auth, proof }.disposition(Accept::AllowedOnly, rulings)
        };
        let (ann, eve) = ("ann@b.example", "eve@c.example");
        let rulings = [ruling(ann, Action::Allow)];
        assert_eq!(disposition("Ann@b.example", "", Proof::Proved, &rulings), Disposition::Taken);
        let trusting = [Ruling { trusting: true, ..ruling(ann, Action::Allow) }];
        assert_eq!(disposition(ann, "", Proof::Unproved, &trusting), Disposition::Taken);
        assert_eq!(disposition(ann, "", Proof::Failed, &trusting), Disposition::Taken);
        for (authors, envelope, proof, rulings) in [
            (ann, ann, Proof::Unproved, &rulings),
            (eve, ann, Proof::Proved, &rulings),
            ("ann@b.example, eve@c.example", ann, Proof::Unproved, &trusting),
            (ann, "", Proof::Impostor, &trusting),
        ] {
            assert!(
                matches!(disposition(authors, envelope, proof, rulings), Disposition::Refused(_)),
                "{authors} {proof:?}"
            );
        }
    }

    #[test]
    fn a_rule_matches_each_of_several_authors() {
        let (authors, auth) = (of("ann@b.example, eve@c.example"), Verdicts::default());
        let sender = Sender { envelope: "", authors: &authors, auth: &auth, proof: Proof::Unproved };
        let meant = sender.matching_senders();
        assert!(meant.contains(&"eve@c.example".to_owned()) && meant.contains(&"*.b.example".to_owned()));
    }
}
