//! Custom domains of accounts.

use std::fmt;

use url::Host;

use crate::mail::address::is_domain;

/// Leaves room for what is put before it, in the names of records and in addresses.
const MAX_DOMAIN_CHARS: usize = 220;

/// A domain in A-labels and lower case, as in the DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain(String);

/// Public suffixes, below which anybody can register names. Not the whole list, which would be a quarter of the worker: only those that
/// people write by mistake. Nobody can prove that they own one of the others.
const PUBLIC_SUFFIXES: [&str; 56] = [
    "ac.jp", "ac.nz", "ac.uk", "co.id", "co.il", "co.in", "co.jp", "co.ke", "co.kr", "co.nz", "co.th", "co.uk",
    "co.za", "com.ar", "com.au", "com.bd", "com.br", "com.cn", "com.co", "com.eg", "com.es", "com.gh", "com.hk",
    "com.mx", "com.my", "com.ng", "com.pe", "com.ph", "com.pk", "com.pl", "com.sa", "com.sg", "com.tr", "com.tw",
    "com.ua", "com.vn", "edu.au", "gen.nz", "gov.au", "gov.in", "gov.uk", "me.uk", "ne.jp", "net.au", "net.br",
    "net.cn", "net.nz", "net.uk", "or.jp", "or.kr", "org.au", "org.br", "org.cn", "org.nz", "org.uk", "org.za",
];

impl Domain {
    /// Parses a domain in any script.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const NO_DOMAIN: &str = "is not a domain";
        let text = text.trim();
        let text = text.strip_suffix('.').unwrap_or(text);
        // The URL parser would decode these.
        if text.contains('%') {
            return Err(NO_DOMAIN);
        }
        match Host::parse(text) {
            Ok(Host::Domain(name)) if !name.contains('.') => Err("has no dot: it would be nobody's own"),
            Ok(Host::Domain(name)) if PUBLIC_SUFFIXES.contains(&name.as_str()) => {
                Err("is one below which anybody registers names: it is nobody's own")
            }
            Ok(Host::Domain(name)) if name.len() > MAX_DOMAIN_CHARS => Err("is longer than 220 characters"),
            Ok(Host::Domain(name)) if is_domain(&name) => Ok(Self(name)),
            Ok(Host::Ipv4(_) | Host::Ipv6(_)) => Err("is the address of a machine, not a domain"),
            _ => Err(NO_DOMAIN),
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is that domain or a subdomain of it.
    pub fn is_within(&self, domain: &str) -> bool {
        self.0.strip_suffix(domain).is_some_and(|below| below.is_empty() || below.ends_with('.'))
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_has_one_form() {
        for (text, domain) in [
            (" MyAgent.DEV. ", "myagent.dev"),
            ("münchen.example", "xn--mnchen-3ya.example"),
            ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
            ("MU\u{308}NCHEN.example", "xn--mnchen-3ya.example"),
            ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
            ("mail.my-agent.co.uk", "mail.my-agent.co.uk"),
        ] {
            assert_eq!(Domain::parse(text).as_ref().map(Domain::as_str), Ok(domain), "{text}");
        }
    }

    #[test]
    fn what_is_nobodys_own_domain_is_refused() {
        let long = format!("{}.example", "a".repeat(64));
        let longer = format!("{}example", "a.".repeat(107));
        for text in [
            "",
            ".",
            "com",
            "localhost",
            "co.uk",
            "CO.UK.",
            "com.au",
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "[::1]",
            "::1",
            "a..b",
            ".a.b",
            "-a.example",
            "a-.example",
            "a b.example",
            "a_b.example",
            "a@b.example",
            "https://a.example",
            "a.example/x",
            "a.example:25",
            "*.example.com",
            "ex%61mple.com",
            "a.1",
            "💥.\u{200d}",
            "xn--.example",
            &long,
            &longer,
        ] {
            assert!(Domain::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_domain_lies_within_another_at_a_dot_only() {
        let domain = Domain::parse("mail.warren.example").unwrap();
        assert!(domain.is_within("warren.example") && domain.is_within("mail.warren.example"));
        assert!(!domain.is_within("arren.example") && !domain.is_within("a.mail.warren.example"));
    }
}
