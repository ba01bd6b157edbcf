//! Where requests of ours may go: judged by the URL alone, before anything is sent.
//!
//! A worker never sees the address that a name resolves to, so a public name that leads into a private network passes.
//! What is refused is what the URL itself says. Hosts of the deployment's own are [`OwnHosts`].

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Most bytes of a URL.
const LONGEST: usize = 2048;

/// Names that mean this machine or its network, alone or as the end of another name.
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

/// The host of Azure's agents: public by its number, and yet inside.
const AZURE_AGENT: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// How far requests may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `https` to public names and addresses.
    Public,
    /// Also this machine, with or without TLS: for development.
    Loopback,
    /// Anywhere, also without TLS: for what the operator has configured.
    Anywhere,
}

/// A URL that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// Reads and judges a URL.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, &'static str> {
        if text.len() > LONGEST {
            return Err("is longer than 2,048 bytes");
        }
        let mut url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        let host = url.host();
        let is_near = reach == Reach::Loopback && host.as_ref().is_some_and(is_loopback);
        match url.scheme() {
            "https" => {}
            "http" if reach == Reach::Anywhere || is_near => {}
            "http" => return Err("is not https"),
            _ => return Err("is neither https nor http"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("carries a user name or password");
        }
        let host = host.ok_or("has no host")?;
        if reach != Reach::Anywhere && !is_near && !is_public(&host) {
            return Err("names a private, local or reserved host");
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The URL, as the parser of every browser writes it.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// The hosts at which the deployment itself answers. URLs that callers choose may not name them: the deployment would call
/// itself, as a caller from inside.
#[derive(Clone, Debug)]
pub struct OwnHosts {
    /// Where the API is reached, by `PUBLIC_URL`.
    api: Url,
    /// The domain of the addresses given out. Pods have domains below it.
    mail_domain: String,
    /// The name under which the worker is deployed.
    worker: String,
}

impl OwnHosts {
    /// The hosts of a deployment.
    ///
    /// # Errors
    /// What is wrong with `public_url`, as the end of a sentence.
    pub fn new(public_url: &str, mail_domain: &str, worker: &str) -> Result<Self, &'static str> {
        let Target(api) = Target::parse(public_url, Reach::Anywhere)?;
        Ok(Self { api, mail_domain: mail_domain.to_owned(), worker: worker.to_ascii_lowercase() })
    }

    /// Whether the API is reached by https.
    pub fn is_https(&self) -> bool {
        self.api.scheme() == "https"
    }

    /// Whether a URL names one of them.
    pub fn include(&self, target: &Target) -> bool {
        let Some(host) = target.0.host() else { return false };
        self.is_api(&host, target.0.port_or_known_default()) || matches!(host, Host::Domain(name) if self.is_name(name))
    }

    /// On a machine of one's own other ports are other servers. Elsewhere all ports of a host lead to the same one.
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
        is_within(undotted(name), &self.mail_domain) || self.is_at_workers_dev(undotted(name))
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

/// Whether a name is that domain, or one below.
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
        // The parser has brought numbers of any base and length into their one form.
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

/// The registry of special addresses (RFC 6890 and later), and what is not yet given out.
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

/// Global unicast without its special parts, and the forms in which an IPv4 address is written, judged by that.
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
mod tests {
    use super::*;

    fn refused(url: &str) -> &'static str {
        let Err(reason) = Target::parse(url, Reach::Public) else { panic!("{url} was taken") };
        reason
    }

    #[test]
    fn public_names_and_addresses_are_taken() {
        for url in [
            "https://hooks.example.com/a?b=c",
            "https://hooks.example.com:8443/",
            "https://8.8.8.8/",
            "https://172.32.0.1/",
            "https://100.128.0.1/",
            "https://[2606:4700::1111]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[64:ff9b::808:808]/",
            "https://localhost.example.com/",
            "https://notlocal.example/",
            "https://mylocalhost.dev/",
        ] {
            assert!(Target::parse(url, Reach::Public).is_ok(), "{url}");
        }
    }

    #[test]
    fn names_of_private_places_are_refused() {
        for host in [
            "localhost",
            "LOCALHOST",
            "localhost.",
            "app.localhost",
            "printer.local",
            "metadata.google.internal",
            "metadata",
            "intranet",
            "db.corp",
            "router.lan",
            "x.home.arpa",
            "metadata.azure.com",
            "ⓛocalhost",
        ] {
            assert!(refused(&format!("https://{host}/")).contains("private"), "{host}");
        }
    }

    #[test]
    fn private_addresses_are_refused_however_they_are_written() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.0.0.1",
            "127.0.0.1.",
            "0",
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "169.254.169.254",
            "2852039166",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "①②⑦.⓪.⓪.①",
            "[::]",
            "[::1]",
            "[::127.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:169.254.169.254]",
            "[0:0:0:0:0:ffff:a00:1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::169.254.169.254]",
            "[64:ff9b:1::1]",
            "[100::1]",
            "[2001::1]",
            "[2001:2::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[2002:c0a8:101::1]",
            "[2600::5efe:10.0.0.1]",
            "[3fff::1]",
            "[5f00::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
        ] {
            assert!(refused(&format!("https://{host}/")).contains("private"), "{host}");
        }
    }

    #[test]
    fn anything_but_a_plain_https_url_is_refused() {
        assert_eq!(refused("http://hooks.example.com/"), "is not https");
        assert_eq!(refused("ftp://hooks.example.com/"), "is neither https nor http");
        assert_eq!(refused("file:///etc/passwd"), "is neither https nor http");
        assert_eq!(refused("hooks.example.com/a"), "is not an absolute URL");
        assert_eq!(refused("https://"), "is not an absolute URL");
        assert_eq!(refused("https://user@hooks.example.com/"), "carries a user name or password");
        assert_eq!(refused("https://:secret@hooks.example.com/"), "carries a user name or password");
        assert_eq!(refused("https://hooks.example.com@127.0.0.1/"), "carries a user name or password");
        assert_eq!(refused(&format!("https://hooks.example.com/{}", "x".repeat(2048))), "is longer than 2,048 bytes");
    }

    #[test]
    fn loopback_is_this_machine_and_nothing_else_that_is_private() {
        for url in [
            "http://127.0.0.1:9000/a",
            "http://127.9.9.9/",
            "http://localhost:9000/",
            "https://localhost./",
            "https://[::1]:9000/",
            "https://hooks.example.com/",
        ] {
            assert!(Target::parse(url, Reach::Loopback).is_ok(), "{url}");
        }
        for url in
            ["http://hooks.example.com/", "http://10.0.0.1/", "http://192.168.1.1:8080/", "http://printer.local/"]
        {
            assert_eq!(Target::parse(url, Reach::Loopback), Err("is not https"), "{url}");
        }
        for host in ["10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0", "[::]", "[fd00::1]", "[::ffff:127.0.0.1]"]
        {
            let refused = Target::parse(&format!("https://{host}/"), Reach::Loopback);
            assert_eq!(refused, Err("names a private, local or reserved host"), "{host}");
        }
        for name in ["app.localhost", "printer.local", "metadata.google.internal", "intranet"] {
            assert!(Target::parse(&format!("https://{name}/"), Reach::Loopback).is_err(), "{name}");
        }
    }

    fn own(url: &str, hosts: &OwnHosts) -> bool {
        hosts.include(&Target::parse(url, Reach::Anywhere).unwrap_or_else(|reason| panic!("{url} {reason}")))
    }

    #[test]
    fn hosts_of_the_deployment_are_its_own() {
        let hosts = OwnHosts::new("https://api.deployed.example", "mail.example", "Warren").expect("good");
        for url in [
            "https://api.deployed.example/v1/pods",
            "https://API.deployed.example./",
            "https://api.deployed.example:8443/",
            "http://api.deployed.example/",
            "https://mail.example/",
            "https://acme.mail.example/",
            "https://a.b.mail.example./",
            "https://warren.somebody.workers.dev/",
            "https://0a1b2c3d-warren.somebody.workers.dev/",
        ] {
            assert!(own(url, &hosts), "{url}");
        }
        for url in [
            "https://deployed.example/",
            "https://hooks.deployed.example/",
            "https://sub.api.deployed.example/",
            "https://notmail.example/",
            "https://mail.example.org/",
            "https://other.somebody.workers.dev/",
            "https://mywarren.somebody.workers.dev/",
            "https://warren.workers.dev/",
            "https://x.warren.somebody.workers.dev/",
            "https://127.0.0.1/",
        ] {
            assert!(!own(url, &hosts), "{url}");
        }
    }

    #[test]
    fn on_ones_own_machine_the_port_tells_the_deployment_from_others() {
        let hosts = OwnHosts::new("http://127.0.0.1:8787", "mail.example", "warren").expect("good");
        for url in ["http://127.0.0.1:8787/", "http://localhost:8787/", "http://[::1]:8787/", "http://127.0.0.2:8787/"]
        {
            assert!(own(url, &hosts), "{url}");
        }
        for url in ["http://127.0.0.1:9000/", "http://localhost/", "http://8.8.8.8:8787/"] {
            assert!(!own(url, &hosts), "{url}");
        }
        let numbered = OwnHosts::new("https://203.0.114.7", "mail.example", "warren").expect("good");
        assert!(own("https://203.0.114.7:8443/", &numbered) && !own("https://203.0.114.8/", &numbered));
    }

    #[test]
    fn anywhere_is_anywhere_that_is_reached_by_http() {
        for url in ["http://127.0.0.1:9000/a", "http://localhost/", "https://[::1]/", "http://printer.local/"] {
            assert!(Target::parse(url, Reach::Anywhere).is_ok(), "{url}");
        }
        for url in ["file:///etc/passwd", "http://user@localhost/", "nonsense"] {
            assert!(Target::parse(url, Reach::Anywhere).is_err(), "{url}");
        }
    }
}
