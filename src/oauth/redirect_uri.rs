//! Redirect URIs of clients: where the browser goes with the code.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The maximum number of bytes of a redirect URI.
const MAX_BYTES: usize = 1_024;
/// Hosts of programs on the person's own machine. They listen at any port (RFC 8252, section 7.3).
const LOOPBACK_HOSTS: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

/// A redirect URI: https, or http to the person's own machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Parses and checks a URI. It is kept as it was written: it is compared and sent so.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() > MAX_BYTES {
            return Err("is longer than 1,024 bytes");
        }
        // Browsers and `Url` read a backslash, a tab or a line break in another way than the comparison of texts.
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>')) {
            return Err("has characters that a URI cannot have");
        }
        let url = Url::parse(text).map_err(|_| "is not an absolute URI")?;
        if text.contains('#') {
            return Err("has a fragment");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("has a user name or password");
        }
        // `Url` takes others, such as a semicolon.
        let is_plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        if matches!(url.host(), Some(Host::Domain(name)) if !is_plain(name)) {
            return Err("has a host that is no name");
        }
        match url.scheme() {
            "https" if url.host().is_some() => Ok(Self(text.to_owned())),
            "http" if url.host().as_ref().is_some_and(is_loopback) => Ok(Self(text.to_owned())),
            "http" => Err("is neither https nor http to 127.0.0.1, [::1] or localhost"),
            _ => Err("is neither https nor http"),
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, for people.
    pub fn host(&self) -> String {
        self.url().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether a program on the person's own machine gets the code.
    pub fn is_loopback(&self) -> bool {
        self.url().is_some_and(|url| url.host().as_ref().is_some_and(is_loopback))
    }

    /// The URI with these parameters in addition to its own.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let Some(mut url) = self.url() else { return String::new() };
        url.query_pairs_mut().extend_pairs(parameters);
        url.into()
    }

    fn url(&self) -> Option<Url> {
        Url::parse(&self.0).ok()
    }
}

/// Whether a client has registered a URI: exactly so, or for the person's own machine with another port.
pub fn is_registered(registered: &[RedirectUri], asked: &RedirectUri) -> bool {
    let same_but_port = |one: &RedirectUri| match (without_port(&one.0), without_port(&asked.0)) {
        (Some(one), Some(asked)) => one == asked,
        _ => false,
    };
    registered.iter().any(|one| one == asked || same_but_port(one))
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.octets() == [127, 0, 0, 1],
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

/// The host of this machine and what follows the port, as written.
fn without_port(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let host = LOOPBACK_HOSTS.into_iter().find(|host| rest.starts_with(host))?;
    let rest = &rest[host.len()..];
    let rest = match rest.strip_prefix(':') {
        Some(port) => port.trim_start_matches(|digit: char| digit.is_ascii_digit()),
        None => rest,
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> RedirectUri {
        RedirectUri::parse(text).unwrap_or_else(|reason| panic!("{text} {reason}"))
    }

    #[test]
    fn a_redirect_uri_is_https_or_leads_to_this_machine() {
        for good in [
            "https://client.example/callback",
            "https://client.example/cb?tenant=1",
            "http://127.0.0.1/cb",
            "http://127.0.0.1:3000/cb",
            "http://[::1]:3000/cb",
            "http://localhost:3000",
        ] {
            assert!(RedirectUri::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/cb",
            "client.example/cb",
            "http://client.example/cb",
            "http://127.0.0.2/cb",
            "http://localhost.evil.example/cb",
            "http://localhost@evil.example/cb",
            "https://user@client.example/cb",
            "https://client.example/cb#x",
            "https://client.example/c b",
            "https://client.example\\@evil.example/",
            "https://client.example;frame-ancestors/",
            "https://client,example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "cursor://callback",
            &format!("https://client.example/{}", "x".repeat(1_024)),
        ] {
            assert!(RedirectUri::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn uris_are_compared_exactly_but_for_the_port_of_this_machine() {
        let registered =
            [uri("https://client.example/cb"), uri("http://127.0.0.1/cb"), uri("http://localhost:1/cb?a=1")];
        for good in [
            "https://client.example/cb",
            "http://127.0.0.1/cb",
            "http://127.0.0.1:49152/cb",
            "http://localhost:49152/cb?a=1",
            "http://localhost/cb?a=1",
        ] {
            assert!(is_registered(&registered, &uri(good)), "{good}");
        }
        for bad in [
            "https://client.example/cb/",
            "https://client.example/cb?x=1",
            "https://client.example:444/cb",
            "https://CLIENT.example/cb",
            "https://client.example/cb/../cb",
            "http://127.0.0.1:49152/other",
            "http://localhost:49152/cb",
            "http://localhost:49152/cb?a=2",
            "http://[::1]:49152/cb",
        ] {
            assert!(!is_registered(&registered, &uri(bad)), "{bad}");
        }
    }

    #[test]
    fn parameters_join_those_that_the_uri_has() {
        let answered = uri("https://client.example/cb?a=1").with(&[("code", "x y"), ("iss", "https://warren.example")]);
        assert_eq!(answered, "https://client.example/cb?a=1&code=x+y&iss=https%3A%2F%2Fwarren.example");
    }
}
