//! The receiving server's results about the sender: `Authentication-Results` (RFC 8601).
//!
//! A sender can forge such a field. Only the topmost field with the name of our receiving server counts, and only above the fields
//! of earlier hops, where that server writes it.

use serde::{Deserialize, Serialize};

use super::address::{is_domain, normal_domain};
use super::{Authors, author};

/// The receiving server's results about the sender, in the words of RFC 8601; `None` if a method was not checked or not reported.
/// They do not prove the author by themselves: see [`proof`](super::proof).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    pub spf: Option<String>,
    pub dkim: Option<String>,
    /// `pass` only for the author's domain.
    pub dmarc: Option<String>,
    /// `internal` if the message came from an address of this deployment, so no check was needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The author's domain as the receiving server read it; `dmarc` applies to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_from: Option<String>,
    /// Domains with a valid signature, at most [`MAX_SIGNERS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header_d: Vec<String>,
    /// The envelope's sender, or its domain; `spf` applies to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smtp_mailfrom: Option<String>,
}

/// Valid signatures that are stored with a message.
pub const MAX_SIGNERS: usize = 10;
/// Bytes of the stored envelope sender.
const MAX_MAILFROM_BYTES: usize = 320;

impl Verdicts {
    /// The verdicts of a message from within the deployment.
    pub fn internal() -> Self {
        Self { method: Some("internal".to_owned()), ..Self::default() }
    }

    /// The verdicts for a message of these authors. A DMARC pass of another domain is removed.
    pub(super) fn about(mut self, authors: &Authors) -> Self {
        let is_theirs = authors.sole().and_then(author::domain).is_some_and(|domain| self.is_about(&domain));
        if self.dmarc.as_deref() == Some("pass") && !is_theirs {
            self.dmarc = None;
        }
        self
    }

    fn is_about(&self, domain: &str) -> bool {
        self.header_from.as_ref().is_some_and(|from| normal_domain(from) == domain)
    }

    /// Whether mail of an author at this domain is proved to come from it: it is internal, or DMARC passed, or DMARC neither passed nor
    /// failed and the domain or a parent domain signed. Nothing is proved if the receiving server read another author.
    pub(super) fn prove(&self, domain: &str) -> bool {
        let is_about_another = self.header_from.is_some() && !self.is_about(domain);
        match self.dmarc.as_deref() {
            _ if self.method.is_some() => true,
            Some("fail") => false,
            _ if is_about_another => false,
            Some("pass") if self.header_from.is_some() => true,
            _ => self.header_d.iter().any(|signer| is_within(domain, signer)),
        }
    }
}

fn is_within(domain: &str, signer: &str) -> bool {
    let signer = normal_domain(signer);
    // A top-level domain signs nothing.
    signer.contains('.') && domain.strip_suffix(&signer).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

/// `Received` fields that may precede the results: the one of our own server.
const OWN_HOPS: usize = 1;

/// Reads the fields of a header block from the top and finds the trusted results.
#[derive(Debug)]
pub struct AuthenticationResults<'a> {
    trusted: &'a str,
    hops: usize,
    found: Option<Verdicts>,
}

impl<'a> AuthenticationResults<'a> {
    /// Looks for results of the server with the name `trusted`.
    pub fn new(trusted: &'a str) -> Self {
        Self { trusted, hops: 0, found: None }
    }

    /// Counts a `Received` field.
    pub fn received(&mut self) {
        self.hops += 1;
    }

    /// Reads an `Authentication-Results` field.
    pub fn results(&mut self, value: &str) {
        if self.found.is_none() && self.hops <= OWN_HOPS {
            self.found = verdicts(value, self.trusted);
        }
    }

    /// The trusted verdicts.
    pub fn verdicts(self) -> Verdicts {
        self.found.unwrap_or_default()
    }
}

/// Reads one field. `None` if another server wrote it.
pub fn verdicts(value: &str, trusted: &str) -> Option<Verdicts> {
    let tokens = tokens(value);
    let mut clauses = tokens.split(|token| *token == Token::End);
    match clauses.next() {
        Some([Token::Word(server), ..]) if server.eq_ignore_ascii_case(trusted) => {}
        _ => return None,
    }
    let (mut found, mut spf_of_envelope, mut dmarc_clauses) = (Verdicts::default(), false, 0);
    for clause in clauses {
        let Some((method, verdict)) = verdict(clause) else { continue };
        match method.as_str() {
            // A server may check the HELO name, too; the result for the envelope's sender has priority.
            "spf" if !spf_of_envelope && (found.spf.is_none() || has(clause, "smtp.mailfrom")) => {
                spf_of_envelope = has(clause, "smtp.mailfrom");
                found.smtp_mailfrom = property(clause, "smtp.mailfrom").filter(|from| from.len() <= MAX_MAILFROM_BYTES);
                found.spf = Some(verdict);
            }
            // One valid signature is enough: a forwarder's invalid one does not invalidate the author's.
            "dkim" if found.dkim.is_none() || verdict == "pass" => {
                if let Some(signer) = signer(clause).filter(|_| verdict == "pass" && found.header_d.len() < MAX_SIGNERS)
                {
                    found.header_d.push(signer);
                }
                found.dkim = Some(verdict);
            }
            "dmarc" => {
                dmarc_clauses += 1;
                found.header_from = property(clause, "header.from").filter(|_| dmarc_clauses == 1);
                found.dmarc.get_or_insert(verdict);
            }
            _ => {}
        }
    }
    Some(found)
}

const VERDICTS: [&str; 8] = ["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy"];

/// `method[/version] = verdict`, both in lower case.
fn verdict(clause: &[Token]) -> Option<(String, String)> {
    let [Token::Word(method), Token::Equals, Token::Word(verdict), ..] = clause else { return None };
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let verdict = verdict.to_ascii_lowercase();
    VERDICTS.contains(&verdict.as_str()).then_some((method, verdict))
}

/// The signing domain, or the domain of the signing identity if only that is given.
fn signer(clause: &[Token]) -> Option<String> {
    let identity = || Some(property(clause, "header.i")?.rsplit('@').next()?.to_owned());
    property(clause, "header.d").or_else(identity).filter(|domain| is_domain(domain))
}

/// The value of a property in a clause, unless there are several different ones.
fn property(clause: &[Token], property: &str) -> Option<String> {
    let mut values = clause.windows(3).filter_map(|words| match words {
        [Token::Word(name), Token::Equals, Token::Word(value)] if name.eq_ignore_ascii_case(property) => Some(value),
        _ => None,
    });
    let first = values.next()?;
    values.all(|value| value == first).then(|| first.clone())
}

fn has(clause: &[Token], property: &str) -> bool {
    clause
        .windows(2)
        .any(|pair| matches!(pair, [Token::Word(name), Token::Equals] if name.eq_ignore_ascii_case(property)))
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Equals,
    /// The `;` between two results.
    End,
}

/// Splits into words, without comments and quotation marks. A quoted string is one word, so it cannot end a clause.
fn tokens(value: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let token = match c {
            ';' => Some(Token::End),
            // Inside a value, such as the envelope sender of a list, `=` is a normal character.
            '=' if !word.is_empty() && tokens.last() == Some(&Token::Equals) => {
                word.push(c);
                continue;
            }
            '=' => Some(Token::Equals),
            '(' => {
                skip_comment(&mut chars);
                None
            }
            '"' => {
                word.push_str(&quoted(&mut chars));
                continue;
            }
            c if c.is_whitespace() => None,
            c => {
                word.push(c);
                continue;
            }
        };
        if !word.is_empty() {
            tokens.push(Token::Word(std::mem::take(&mut word)));
        }
        tokens.extend(token);
    }
    if !word.is_empty() {
        tokens.push(Token::Word(word));
    }
    tokens
}

fn skip_comment(chars: &mut std::str::Chars<'_>) {
    let mut depth = 1_usize;
    while depth > 0 {
        match chars.next() {
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            Some('\\') => drop(chars.next()),
            Some(_) => {}
            None => return,
        }
    }
}

fn quoted(chars: &mut std::str::Chars<'_>) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "mx.cloudflare.net";

    fn read(value: &str) -> Option<[Option<String>; 3]> {
        verdicts(value, OURS).map(|found| [found.spf, found.dkim, found.dmarc])
    }

    fn words(words: [&str; 3]) -> Option<[Option<String>; 3]> {
        Some(words.map(|word| (!word.is_empty()).then(|| word.to_owned())))
    }

    #[test]
    fn reads_what_real_servers_write() {
        let email_routing = "mx.cloudflare.net;\r\n\tdkim=pass header.d=example.com header.s=2025 header.b=L6CZ3OJ0;\r\n\
            \tdmarc=pass header.from=example.com policy.dmarc=none;\r\n\
            \tspf=none (mx.cloudflare.net: no SPF records found for postmaster@mail.example.com) smtp.helo=mail.example.com;\r\n\
            \tspf=pass (mx.cloudflare.net: domain of ann@example.com designates 2001:db8::1 as permitted sender) smtp.mailfrom=ann@example.com;\r\n\
            \tarc=pass smtp.remote-ip=\"2001:db8::1\"";
        let gmail = "mx.google.com;\r\n       dkim=pass header.i=@example.com header.s=s1 header.b=\"x;y\";\r\n\
            \x20      spf=softfail (google.com: domain of transitioning ann@example.com does not designate 192.0.2.1 as permitted sender) smtp.mailfrom=ann@example.com;\r\n\
            \x20      dmarc=fail (p=NONE sp=QUARANTINE dis=NONE) header.from=example.com";
        let fastmail = "mx1.messagingengine.com;\r\n    dkim=fail (message has been altered; rsa 2048-bit) header.d=list.example header.a=rsa-sha256;\r\n\
            \x20   dkim=pass (2048-bit rsa key sha256) header.d=example.com header.i=@example.com;\r\n\
            \x20   dmarc=pass policy.published-domain-policy=reject (p=reject,d=none) header.from=example.com;\r\n\
            \x20   spf=pass smtp.mailfrom=ann@example.com smtp.helo=mail.example.com";
        assert_eq!(read(email_routing), words(["pass", "pass", "pass"]));
        for (value, server, expected) in [
            (gmail, "mx.google.com", ["softfail", "pass", "fail"]),
            (fastmail, "mx1.messagingengine.com", ["pass", "pass", "pass"]),
        ] {
            assert_eq!(read(value), None);
            assert_eq!(read(&value.replacen(server, OURS, 1)), words(expected));
        }
    }

    #[test]
    fn reads_the_whole_grammar() {
        for (value, expected) in [
            ("mx.cloudflare.net; none", words(["", "", ""])),
            ("mx.cloudflare.net 1; spf = PASS", words(["pass", "", ""])),
            (
                " (comment (nested \\) )) MX.Cloudflare.NET (x) / 1; dkim/1=Fail reason=\"a; spf=pass\"",
                words(["", "fail", ""]),
            ),
            (
                "\"mx.cloudflare.net\";spf=neutral;dkim=temperror;dmarc=permerror;",
                words(["neutral", "temperror", "permerror"]),
            ),
            ("mx.cloudflare.net; dkim=pass; dkim=fail", words(["", "pass", ""])),
            ("mx.cloudflare.net; dkim=policy; dkim=none", words(["", "policy", ""])),
            ("mx.cloudflare.net; spf=pass smtp.mailfrom=a; spf=fail smtp.helo=b", words(["pass", "", ""])),
            ("mx.cloudflare.net; dmarc=fail; dmarc=pass", words(["", "", "fail"])),
            ("mx.cloudflare.net; spf=excellent; dmarc=", words(["", "", ""])),
            ("mx.cloudflare.net; spf=(pass) fail", words(["fail", "", ""])),
            ("mx.cloudflare.net; auth=pass spf=pass", words(["", "", ""])),
            ("mx.cloudflare.net", words(["", "", ""])),
            ("mx.cloudflare.net.evil.example; spf=pass", None),
            ("evil.example (mx.cloudflare.net); spf=pass", None),
            ("spf=pass; mx.cloudflare.net", None),
            ("; mx.cloudflare.net; spf=pass", None),
            ("", None),
            ("(never closed", None),
        ] {
            assert_eq!(read(value), expected, "{value:?}");
        }
    }

    #[test]
    fn a_domain_is_proved_by_dmarc_or_else_by_its_own_signature() {
        for (results, domain, proved) in [
            ("dmarc=pass header.from=example.com", "example.com", true),
            ("dmarc=pass header.from=mail.example.com", "example.com", false),
            ("dmarc=fail; dkim=pass header.d=example.com", "example.com", false),
            ("dmarc=none; dkim=pass header.d=example.com", "example.com", true),
            ("dkim=pass header.d=Example.com header.s=s", "mail.example.com", true),
            ("dkim=fail header.d=list.example; dkim=pass header.i=@example.com", "example.com", true),
            ("dkim=fail header.d=example.com; dkim=pass header.d=list.example", "example.com", false),
            ("dkim=pass header.d=mail.example.com", "example.com", false),
            ("dkim=pass header.d=example.com", "badexample.com", false),
            ("dkim=pass header.d=com", "example.com", false),
            ("dkim=pass", "example.com", false),
            ("dkim=pass header.d=", "example.com", false),
            ("spf=pass smtp.mailfrom=example.com", "example.com", false),
            ("dkim=pass header.d=example.com", "", false),
            ("none", "example.com", false),
        ] {
            let found = verdicts(&format!("{OURS}; {results}"), OURS).expect("ours");
            assert_eq!(found.prove(domain), proved, "{results} {domain}");
        }
    }

    #[test]
    fn verdicts_keep_their_properties() {
        let results = "mx.cloudflare.net; dkim=pass header.d=a.example; dkim=fail header.d=b.example; \
            dkim=pass header.i=ann@c.example; dmarc=pass header.from=\"a.example\" policy.dmarc=none; \
            spf=none smtp.helo=mx.a.example; spf=pass smtp.mailfrom=\"a b\"+c=d.example@a.example";
        let found = verdicts(results, OURS).expect("ours");
        assert_eq!(found.header_d, ["a.example", "c.example"]);
        assert_eq!(found.header_from.as_deref(), Some("a.example"));
        assert_eq!(found.smtp_mailfrom.as_deref(), Some("a b+c=d.example@a.example"));
        let flood = format!("{OURS}{}", "; dkim=pass header.d=a.example".repeat(500));
        assert_eq!(verdicts(&flood, OURS).expect("ours").header_d.len(), MAX_SIGNERS);
        let stored = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Verdicts>(&stored).unwrap(), found);
    }

    #[test]
    fn results_written_by_the_sender_are_ignored() {
        let forged = "mx.cloudflare.net; dmarc=pass; spf=pass; dkim=pass";
        let mut real_one_above = AuthenticationResults::new(OURS);
        real_one_above.received();
        real_one_above.results("elsewhere.example; dmarc=pass");
        real_one_above.results("mx.cloudflare.net; dmarc=fail");
        real_one_above.received();
        real_one_above.results(forged);
        assert_eq!(real_one_above.verdicts(), Verdicts { dmarc: Some("fail".into()), ..Verdicts::default() });

        let mut below_another_hop = AuthenticationResults::new(OURS);
        below_another_hop.received();
        below_another_hop.received();
        below_another_hop.results(forged);
        assert_eq!(below_another_hop.verdicts(), Verdicts::default());
    }
}
