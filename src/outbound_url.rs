//! Which URLs the deployment can send requests to. Only the URL is checked, before anything is sent.
//!
//! A worker never sees the address that a name resolves to, so a public name that resolves to a private network is accepted. Hosts of the
//! deployment itself are [`OwnHosts`].

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The maximum number of bytes of a URL.
const MAX_URL_BYTES: usize = 2048;

/// Names of this machine or its network, alone or as the end of another name.
const PRIVATE_NAMES: [&str; 11] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "corp",
    "home",
    "home.arpa",
    "private",
    "metadata.azure.com",
];

/// The host of Azure's agents: a public address inside Azure's network.
const AZURE_AGENT: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// Which hosts are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlPolicy {
    /// `https` to public names and addresses.
    Public,
    /// Also this machine, with or without TLS: for development.
    Loopback,
    /// Any host, also without TLS: for URLs that the operator has configured.
    Anywhere,
}

/// A URL that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundUrl(Url);

impl OutboundUrl {
    /// Parses and checks a URL.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn parse(text: &str, policy: UrlPolicy) -> Result<Self, &'static str> {
        if text.len() > MAX_URL_BYTES {
            return Err("is longer than 2,048 bytes");
        }
        let mut url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        let host = url.host();
        let is_near = policy == UrlPolicy::Loopback && host.as_ref().is_some_and(is_loopback);
        match url.scheme() {
            "https" => {}
            "http" if policy == UrlPolicy::Anywhere || is_near => {}
            "http" => return Err("is not https"),
            _ => return Err("is neither https nor http"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("carries a user name or password");
        }
        let host = host.ok_or("has no host")?;
        if policy != UrlPolicy::Anywhere && !is_near && !is_public(&host) {
            return Err("names a private, local or reserved host");
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The host, in lower case: a name as A-labels, or an address.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The URL in the form of the URL Standard.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// The hosts of the deployment itself. URLs that callers choose must not name them: otherwise the deployment would call itself from
/// inside.
#[derive(Clone, Debug)]
pub struct OwnHosts {
    /// The URL of the API, from `PUBLIC_URL`.
    api: Url,
    /// The domain of the deployment's addresses. Pods have subdomains of it.
    mail_domain: String,
    /// The domain below which tenants have hosts.
    base_domain: Option<String>,
    /// The name under which the worker is deployed.
    worker: String,
}

impl OwnHosts {
    /// The hosts of a deployment.
    ///
    /// # Errors
    /// What is wrong with `public_url`, as the end of a sentence.
    pub fn new(
        public_url: &str,
        mail_domain: &str,
        base_domain: Option<String>,
        worker: &str,
    ) -> Result<Self, &'static str> {
        let OutboundUrl(api) = OutboundUrl::parse(public_url, UrlPolicy::Anywhere)?;
        let (mail_domain, worker) = (mail_domain.to_owned(), worker.to_ascii_lowercase());
        Ok(Self { api, mail_domain, base_domain, worker })
    }

    /// Whether the API is reached by https.
    pub fn is_https(&self) -> bool {
        self.api.scheme() == "https"
    }

    /// Whether a text is a URL that names one of these hosts.
    pub fn include_url(&self, url: &str) -> bool {
        OutboundUrl::parse(url, UrlPolicy::Anywhere).is_ok_and(|url| self.include(&url))
    }

    /// Whether a URL names one of these hosts.
    pub fn include(&self, target: &OutboundUrl) -> bool {
        let Some(host) = target.0.host() else { return false };
        self.is_api(&host, target.0.port_or_known_default()) || matches!(host, Host::Domain(name) if self.is_name(name))
    }

    /// On a developer's machine other ports are other servers. On other hosts, all ports count as the same server.
    fn is_api(&self, host: &Host<&str>, port: Option<u16>) -> bool {
        let Some(api) = self.api.host() else { return false };
        if is_loopback(&api) {
            return is_loopback(host) && port == self.api.port_or_known_default();
        }
        match (&api, host) {
            (Host::Domain(api), Host::Domain(name)) => undotted(api) == undotted(name),
            (api, host) => api == host,
        }
    }

    fn is_name(&self, name: &str) -> bool {
        let name = undotted(name);
        let domains = std::iter::once(&self.mail_domain).chain(&self.base_domain);
        domains.into_iter().any(|domain| is_within(name, domain)) || self.is_at_workers_dev(name)
    }

    /// `WORKER.ACCOUNT.workers.dev`, and `VERSION-WORKER.ACCOUNT.workers.dev` for its previews. The account's name there is not known.
    fn is_at_workers_dev(&self, name: &str) -> bool {
        let Some((script, account)) = name.strip_suffix(".workers.dev").and_then(|rest| rest.split_once('.')) else {
            return false;
        };
        let is_ours = script.strip_suffix(&self.worker).is_some_and(|rest| rest.is_empty() || rest.ends_with('-'));
        is_ours && !account.contains('.')
    }
}

fn undotted(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// Whether a name is that domain or a subdomain of it.
fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => undotted(name) == "localhost",
    }
}

fn is_public(host: &Host<&str>) -> bool {
    match host {
        // The parser has normalized numbers of every base and length.
        Host::Ipv4(address) => is_public_v4(*address),
        Host::Ipv6(address) => is_public_v6(*address),
        Host::Domain(name) => is_public_name(name),
    }
}

fn is_public_name(name: &str) -> bool {
    let name = undotted(name);
    // A name without a dot means something only to the machine that resolves it.
    name.contains('.') && !PRIVATE_NAMES.iter().any(|private| is_within(name, private))
}

/// Excludes the special addresses (RFC 6890 and later) and the addresses that are not assigned.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b) {
        (0 | 10 | 127 | 224..=255, _) | (169, 254) | (192, 168) | (198, 18 | 19) => true,
        (100, 64..=127) | (172, 16..=31) => true,
        (192, 0) => c == 0 || c == 2,
        (192, 88) => c == 99,
        (198, 51) => c == 100,
        (203, 0) => c == 113,
        _ => false,
    };
    !special && address != AZURE_AGENT
}

/// Global unicast without its special ranges. Addresses that contain an IPv4 address are checked by that address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        // Mapped, and translated by NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        // 6to4.
        [0x2002, high, low, ..] => v4(high, low),
        // Protocol assignments, Teredo among them; documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // ISATAP.
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] if s[0] & 0xe000 == 0x2000 => v4(high, low),
        _ => s[0] & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests;
