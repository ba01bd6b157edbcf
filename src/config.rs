//! Configuration: read once from the environment and checked.

use serde::Deserialize;

use crate::credential::Tagger;
use crate::crypto::MasterKeys;
use crate::limits::{Limits, Tier, Tiers};
use crate::outbound_url::{OutboundUrl, OwnHosts, UrlPolicy};
use crate::tenant_hosts::{Host, TenantHosts};
use crate::uri;
use crate::x402::{self, Seller};

/// The service that sends mail to other servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailProvider {
    /// None: mail is not sent. In development, `GET /dev/outbox` shows it.
    Log,
    /// Cloudflare, through the binding `EMAIL`.
    Cloudflare,
    /// Resend, through its HTTP API.
    Resend,
}

/// Access to Resend.
pub struct Resend {
    /// The URL to which messages are posted.
    pub emails: OutboundUrl,
    pub api_key: String,
}

/// Access to Cloudflare's API, which creates zones for custom domains.
pub struct Cloudflare {
    /// The base URL, without a slash at the end.
    pub url: String,
    pub account_id: String,
    pub api_token: String,
    /// The name under which this worker is deployed.
    pub worker: String,
}

/// The configuration of a deployment. `docs/CONFIGURATION.md` describes every value.
pub struct Config {
    /// The domain of the deployment's addresses.
    pub mail_domain: String,
    /// Whether each pod has its addresses at a subdomain: `{local}@{slug}.{mail_domain}`.
    pub pod_subdomains: bool,
    /// `authserv-id` of the provider that receives the mail; only its authentication results are trusted.
    pub mail_authserv: String,
    /// The URL of the API, without a slash at the end.
    pub public_url: String,
    /// Whether the URL is https: then requests without TLS are refused.
    pub is_https: bool,
    /// The tier of new accounts.
    pub default_tier: Tier,
    /// The limits of each tier.
    pub tiers: Tiers,
    /// Accounts that one IP address can create in an hour.
    pub key_creations_per_hour: u32,
    /// How often one IP address can do each other action without a key in an hour: request a sign-in link, use a link from an email,
    /// store a seed, request a recovery link, have the metadata of an OAuth client fetched, request access for a device.
    pub unauthenticated_requests_per_hour: u32,
    /// Accounts that the deployment creates in a day (UTC).
    pub accounts_per_day: u32,
    /// Whether the operations of tenants can be used.
    pub multi_tenant: bool,
    /// Set with `BASE_DOMAIN`: each pod has a host below it, so the name of a new pod is unique in the deployment.
    pub tenant_hosts: Option<TenantHosts>,
    /// Pods that an account can have, without its home pod. None: any number.
    pub tenant_limit: Option<u32>,
    /// Bytes that all unconfirmed seeds without an account together can take.
    pub unconfirmed_seed_bytes: i64,
    /// The service that sends mail to other servers.
    pub mail_provider: MailProvider,
    /// Set with [`MailProvider::Resend`].
    pub resend: Option<Resend>,
    /// The URL of the DNS resolver: DNS over HTTPS with responses in JSON.
    pub resolver: String,
    /// Set with `CLOUDFLARE_API_TOKEN`.
    pub cloudflare: Option<Cloudflare>,
    /// Set with `X402_PAY_TO`.
    pub x402: Option<Seller>,
    /// The factor of the delays between attempts: 1, except in tests.
    pub delay_scale: f64,
    /// The URL policy of webhooks.
    webhook_url_policy: UrlPolicy,
    /// The hosts of the deployment, which webhooks cannot name.
    pub own_hosts: OwnHosts,
    /// Whether the development endpoints exist. Never set it in production.
    pub dev_endpoints: bool,
    /// The token of the operator's endpoints. Without it, they cannot be used.
    pub admin_token: Option<String>,
    /// The secrets from which all other keys are derived.
    pub master_key: MasterKeys,
    /// Makes and checks the tags of credentials.
    pub tagger: Tagger,
}

/// Values that were renamed: the old and the new name. Both work for one release.
pub const OLD_NAMES: [(&str, &str); 2] =
    [("DEV_DOORS", "DEV_ENDPOINTS"), ("KNOCKS_PER_HOUR", "UNAUTHENTICATED_REQUESTS_PER_HOUR")];

impl Config {
    /// The address for a name in a path: the name itself if it has an `@`, or the name at the deployment's domain.
    pub fn address_of(&self, name: &str) -> String {
        if name.contains('@') { name.to_owned() } else { format!("{name}@{}", self.mail_domain) }
    }

    /// The name of an agent: its address, without the domain if that is the deployment's.
    pub fn name_of<'a>(&self, address: &'a str) -> &'a str {
        let local = address.strip_suffix(&self.mail_domain).and_then(|local| local.strip_suffix('@'));
        local.unwrap_or(address)
    }

    /// The URL of an agent's public profile.
    pub fn profile_url(&self, name: &str) -> String {
        format!("{}/agents/{}", self.public_url, uri::path_segment(name))
    }

    /// Parses and checks a URL that a caller chose.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn outbound_url(&self, url: &str) -> Result<OutboundUrl, &'static str> {
        let target = OutboundUrl::parse(url, self.webhook_url_policy)?;
        if self.own_hosts.include(&target) { Err("names a host of this deployment") } else { Ok(target) }
    }

    /// What the host of a request's URL selects.
    pub fn host(&self, url: &str) -> Host {
        self.tenant_hosts.as_ref().map_or(Host::Deployment, |hosts| hosts.find(url))
    }

    /// The URL of a host, without a slash at the end.
    pub fn url_of(&self, host: &Host) -> String {
        let tenant = self.tenant_hosts.as_ref().zip(host.tenant());
        tenant.map_or_else(|| self.public_url.clone(), |(hosts, label)| hosts.url(label))
    }

    /// Reads the configuration from named values.
    ///
    /// # Errors
    /// A sentence that names the missing or invalid value.
    pub fn read(given: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let old_name = |name: &str| OLD_NAMES.iter().find(|(_, new)| *new == name).map(|(old, _)| *old);
        let value = |name: &str| given(name).or_else(|| given(old_name(name)?));
        let text = |name: &str, default: &str| value(name).unwrap_or_else(|| default.to_owned());
        let master_key = value("MASTER_KEY").ok_or("MASTER_KEY is not set: it is the base64 of 32 random bytes")?;
        let master_key = MasterKeys::parse(&master_key)?;
        let mail_provider = json("MAIL_PROVIDER", &format!("\"{}\"", text("MAIL_PROVIDER", "log")))?;
        let resend = match mail_provider {
            MailProvider::Resend => Some(Resend::read(value)?),
            _ => None,
        };
        let public_url = text("PUBLIC_URL", "http://127.0.0.1:8787");
        let (mail_domain, worker) = (domain("MAIL_DOMAIN", value("MAIL_DOMAIN"))?, text("WORKER_NAME", "warren"));
        let base_domain = value("BASE_DOMAIN").map(|name| domain("BASE_DOMAIN", Some(name))).transpose()?;
        let own_hosts = OwnHosts::new(&public_url, &mail_domain, base_domain.clone(), &worker)
            .map_err(|reason| format!("PUBLIC_URL {reason}: {public_url}"))?;
        let pod_subdomains = flag("POD_SUBDOMAINS", &text("POD_SUBDOMAINS", "false"))?;
        let of_pods = Some(&*mail_domain).filter(|_| pod_subdomains);
        let tenant_hosts = base_domain.map(|base| TenantHosts::new(base, &public_url, of_pods)).transpose()?;
        Ok(Self {
            is_https: own_hosts.is_https(),
            own_hosts,
            mail_domain,
            pod_subdomains,
            mail_authserv: text("MAIL_AUTHSERV", "mx.cloudflare.net"),
            public_url: public_url.trim_end_matches('/').to_owned(),
            default_tier: json("DEFAULT_TIER", &format!("\"{}\"", text("DEFAULT_TIER", "free")))?,
            tiers: Tiers::default().overridden(json("TIER_LIMITS", &text("TIER_LIMITS", "{}"))?),
            key_creations_per_hour: json("KEY_CREATIONS_PER_HOUR", &text("KEY_CREATIONS_PER_HOUR", "5"))?,
            unauthenticated_requests_per_hour: json(
                "UNAUTHENTICATED_REQUESTS_PER_HOUR",
                &text("UNAUTHENTICATED_REQUESTS_PER_HOUR", "30"),
            )?,
            accounts_per_day: json("ACCOUNTS_PER_DAY", &text("ACCOUNTS_PER_DAY", "20000"))?,
            multi_tenant: flag("MULTI_TENANT", &text("MULTI_TENANT", "true"))?,
            tenant_hosts,
            tenant_limit: value("TENANT_LIMIT").map(|limit| json("TENANT_LIMIT", &limit)).transpose()?,
            unconfirmed_seed_bytes: bytes("UNCONFIRMED_SEED_BYTES", &text("UNCONFIRMED_SEED_BYTES", "1000000000"))?,
            mail_provider,
            resend,
            resolver: base("DOH_URL", &text("DOH_URL", "https://cloudflare-dns.com/dns-query"))?,
            cloudflare: Cloudflare::read(value, worker)?,
            x402: seller(value)?,
            delay_scale: scale("RETRY_DELAY_SCALE", &text("RETRY_DELAY_SCALE", "1"))?,
            webhook_url_policy: match flag("ALLOW_LOOPBACK_WEBHOOKS", &text("ALLOW_LOOPBACK_WEBHOOKS", "false"))? {
                true => UrlPolicy::Loopback,
                false => UrlPolicy::Public,
            },
            admin_token: admin_token(value("ADMIN_TOKEN"))?,
            dev_endpoints: flag("DEV_ENDPOINTS", &text("DEV_ENDPOINTS", "false"))?,
            tagger: Tagger::new(master_key.tag_keys()),
            master_key,
        })
    }

    /// A delay between two attempts, in milliseconds.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    pub fn scaled(&self, delay: i64) -> i64 {
        (delay as f64 * self.delay_scale) as i64
    }

    /// The limits of a tier.
    pub fn limits(&self, tier: Tier) -> &Limits {
        self.tiers.of(tier)
    }
}

impl Resend {
    fn read(value: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let api_key = value("RESEND_API_KEY").ok_or("RESEND_API_KEY is not set: MAIL_PROVIDER=resend needs it")?;
        let url = value("RESEND_URL").unwrap_or_else(|| "https://api.resend.com".to_owned());
        // The operator configures it, so it can be a private host.
        let emails = OutboundUrl::parse(&format!("{}/emails", url.trim_end_matches('/')), UrlPolicy::Anywhere)
            .map_err(|reason| format!("RESEND_URL {reason}: {url}"))?;
        Ok(Self { emails, api_key })
    }
}

impl Cloudflare {
    fn read(value: impl Fn(&str) -> Option<String>, worker: String) -> Result<Option<Self>, String> {
        let Some(api_token) = value("CLOUDFLARE_API_TOKEN") else { return Ok(None) };
        let account_id = value("CLOUDFLARE_ACCOUNT_ID")
            .ok_or("CLOUDFLARE_ACCOUNT_ID is not set: CLOUDFLARE_API_TOKEN makes zones in that account")?;
        let url = value("CLOUDFLARE_API_URL").unwrap_or_else(|| "https://api.cloudflare.com/client/v4".to_owned());
        let url = base("CLOUDFLARE_API_URL", &url)?;
        Ok(Some(Self { url, account_id, api_token, worker }))
    }
}

/// The x402 configuration.
fn seller(value: impl Fn(&str) -> Option<String>) -> Result<Option<Seller>, String> {
    let Some(pay_to) = value("X402_PAY_TO") else { return Ok(None) };
    if !x402::is_address(&pay_to) {
        return Err(format!("X402_PAY_TO is not 0x and 40 hexadecimal digits: {pay_to}"));
    }
    let url = value("X402_FACILITATOR").ok_or("X402_FACILITATOR is not set: X402_PAY_TO needs it")?;
    let url = base("X402_FACILITATOR", &url)?;
    let below = |path: &str| {
        OutboundUrl::parse(&format!("{url}/{path}"), UrlPolicy::Anywhere)
            .map_err(|reason| format!("X402_FACILITATOR {reason}"))
    };
    let network = value("X402_NETWORK").unwrap_or_else(|| "base".to_owned());
    let price = value("X402_EMAIL_PRICE").unwrap_or_else(|| x402::DEFAULT_EMAIL_PRICE.to_string());
    Ok(Some(Seller {
        network: json("X402_NETWORK", &format!("\"{network}\""))?,
        // Clients check the capitals of an address as a checksum, and accept an address without capitals.
        pay_to: pay_to.to_ascii_lowercase(),
        verify: below("verify")?,
        settle: below("settle")?,
        email_price: json::<std::num::NonZeroU32>("X402_EMAIL_PRICE", &price)?.get().into(),
    }))
}

/// A base URL. The operator configures it, so it can be a private host.
fn base(name: &str, url: &str) -> Result<String, String> {
    let url = url.trim_end_matches('/');
    OutboundUrl::parse(url, UrlPolicy::Anywhere)
        .map(|_| url.to_owned())
        .map_err(|reason| format!("{name} {reason}: {url}"))
}

fn admin_token(value: Option<String>) -> Result<Option<String>, String> {
    match value {
        Some(token) if token.is_empty() => Ok(None),
        Some(token) if token.len() < 16 => Err("ADMIN_TOKEN is shorter than 16 characters".to_owned()),
        token => Ok(token),
    }
}

fn domain(name: &str, value: Option<String>) -> Result<String, String> {
    let domain = value.ok_or_else(|| format!("{name} is not set: it is the domain of the agents' addresses"))?;
    let domain = domain.to_ascii_lowercase();
    if crate::mail::address::is_domain(&domain) { Ok(domain) } else { Err(format!("{name} is not a domain: {domain}")) }
}

fn bytes(name: &str, value: &str) -> Result<i64, String> {
    let bytes = value.parse().ok().filter(|bytes| (0..=1 << 53).contains(bytes));
    bytes.ok_or_else(|| format!("{name} is not a number of bytes: {value}"))
}

fn flag(name: &str, value: &str) -> Result<bool, String> {
    value.parse().map_err(|_| format!("{name} is neither true nor false: {value}"))
}

fn scale(name: &str, value: &str) -> Result<f64, String> {
    let scale = value.parse().ok().filter(|scale| (0.0..=1_000.0).contains(scale));
    scale.ok_or_else(|| format!("{name} is not a number from 0 to 1000: {value}"))
}

fn json<'a, T: Deserialize<'a>>(name: &str, value: &'a str) -> Result<T, String> {
    serde_json::from_str(value).map_err(|error| format!("{name} cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let all = [&[("MASTER_KEY", key), ("MAIL_DOMAIN", "Mail.Example")], pairs].concat();
        Config::read(|name| all.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_bad_value_is_named() {
        for (name, value) in [
            ("MASTER_KEY", "short"),
            ("MASTER_KEY", "2:short"),
            ("MAIL_DOMAIN", "no spaces here"),
            ("DEFAULT_TIER", "gold"),
            ("TIER_LIMITS", "{\"free\":{\"adresses\":1}}"),
            ("KEY_CREATIONS_PER_HOUR", "-1"),
            ("UNAUTHENTICATED_REQUESTS_PER_HOUR", "many"),
            ("ACCOUNTS_PER_DAY", "-1"),
            ("MULTI_TENANT", "maybe"),
            ("BASE_DOMAIN", "no spaces here"),
            ("TENANT_LIMIT", "-1"),
            ("UNCONFIRMED_SEED_BYTES", "1 GB"),
            ("ALLOW_LOOPBACK_WEBHOOKS", "1"),
            ("PUBLIC_URL", "api.warren.example"),
            ("DEV_ENDPOINTS", "yes"),
            ("ADMIN_TOKEN", "short"),
            ("MAIL_PROVIDER", "pigeon"),
            ("MAIL_PROVIDER", "resend"),
            ("DOH_URL", "cloudflare-dns.com"),
            ("CLOUDFLARE_API_TOKEN", "lacks CLOUDFLARE_ACCOUNT_ID"),
            ("X402_PAY_TO", "0x12"),
            ("X402_PAY_TO", "0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
            ("RETRY_DELAY_SCALE", "-1"),
            ("RETRY_DELAY_SCALE", "NaN"),
        ] {
            let Err(error) = read(&[(name, value)]) else { panic!("{name}={value} was taken") };
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn old_names_work_unless_the_new_one_is_set() {
        assert!(read(&[("DEV_DOORS", "true")]).expect("good").dev_endpoints);
        assert!(!read(&[("DEV_DOORS", "true"), ("DEV_ENDPOINTS", "false")]).expect("good").dev_endpoints);
        let config = read(&[("KNOCKS_PER_HOUR", "3")]).expect("good");
        assert_eq!(config.unauthenticated_requests_per_hour, 3);
    }

    #[test]
    fn x402_needs_an_address_and_a_facilitator() {
        let paid = [
            ("X402_PAY_TO", "0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
            ("X402_FACILITATOR", "https://facilitator.example/x402/"),
        ];
        assert!(read(&[]).expect("good").x402.is_none());
        let seller = read(&paid).expect("good").x402.expect("a seller");
        assert_eq!((seller.network, seller.email_price), (x402::Network::Base, 10_000));
        assert_eq!(seller.settle.as_str(), "https://facilitator.example/x402/settle");
        for (name, value) in [
            ("X402_NETWORK", "mainnet"),
            ("X402_EMAIL_PRICE", "0"),
            ("X402_EMAIL_PRICE", "0.01"),
            ("X402_FACILITATOR", "facilitator.example"),
        ] {
            let Err(error) = read(&[&paid[..], &[(name, value)]].concat()) else { panic!("{name}={value} was taken") };
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn webhooks_never_lead_to_the_deployment_itself() {
        let names =
            [("PUBLIC_URL", "https://api.example/"), ("WORKER_NAME", "agents"), ("BASE_DOMAIN", "Apps.Example")];
        let config = read(&names).expect("good");
        for url in [
            "https://api.example/x",
            "https://acme.mail.example/",
            "https://agents.me.workers.dev/",
            "https://acme.apps.example/",
            "https://apps.example./",
            "https://a.acme.apps.example:8443/",
        ] {
            assert_eq!(config.outbound_url(url), Err("names a host of this deployment"), "{url}");
        }
        assert!(config.is_https && config.outbound_url("https://hooks.example/").is_ok());
        let local = read(&[("ALLOW_LOOPBACK_WEBHOOKS", "true")]).expect("good");
        assert!(local.outbound_url("http://127.0.0.1:9000/").is_ok());
        assert_eq!(local.outbound_url("http://localhost:8787/"), Err("names a host of this deployment"));
    }

    #[test]
    fn limits_are_overridden_one_by_one() {
        let config = read(&[("TIER_LIMITS", "{\"free\":{\"addresses\":3}}")]).expect("good");
        let free = config.limits(Tier::Free);
        assert_eq!((free.addresses, free.requests_per_day), (3, 100));
        assert_eq!(config.mail_domain, "mail.example");
    }
}
