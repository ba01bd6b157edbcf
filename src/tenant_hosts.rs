//! Hosts below `BASE_DOMAIN`: each tenant has one, `<slug>.<BASE_DOMAIN>`.

use url::Url;

/// What the host of a request selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// The deployment.
    Deployment,
    /// The tenant with this label, if there is one.
    Tenant(String),
    /// Nothing: a deeper name below the base domain.
    Nobody,
}

impl Host {
    /// The label of the tenant.
    pub fn tenant(&self) -> Option<&str> {
        match self {
            Self::Tenant(label) => Some(label),
            Self::Deployment | Self::Nobody => None,
        }
    }
}

/// The hosts of a deployment's tenants.
#[derive(Clone, Debug)]
pub struct TenantHosts {
    base_domain: String,
    /// The URL of the API, whose host is never a tenant's.
    api: Url,
}

impl TenantHosts {
    /// Those below a domain, in lower case. `of_pods` is the domain below which each pod has a mail domain.
    ///
    /// # Errors
    /// A sentence that names the invalid value.
    pub fn new(base_domain: String, public_url: &str, of_pods: Option<&str>) -> Result<Self, String> {
        if of_pods.and_then(|domain| base_domain.strip_suffix(domain)).is_some_and(|below| below.ends_with('.')) {
            return Err("BASE_DOMAIN is below MAIL_DOMAIN, where POD_SUBDOMAINS gives each pod a name".to_owned());
        }
        let api = Url::parse(public_url).map_err(|_| format!("PUBLIC_URL is not an absolute URL: {public_url}"))?;
        Ok(Self { base_domain, api })
    }

    /// What the host of a request's URL selects. The runtime has parsed the URL, so names are in lower case.
    pub fn find(&self, url: &str) -> Host {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let name = host.split_once(':').map_or(host, |(name, _)| name);
        let name = name.strip_suffix('.').unwrap_or(name);
        if self.api.host_str() == Some(name) {
            return Host::Deployment;
        }
        match name.strip_suffix(&self.base_domain) {
            None | Some("") => Host::Deployment,
            Some(below) => match below.strip_suffix('.') {
                None => Host::Deployment,
                Some(label) if label.is_empty() || label.contains('.') => Host::Nobody,
                Some(label) => Host::Tenant(label.to_owned()),
            },
        }
    }

    /// The host of a tenant.
    pub fn name(&self, label: &str) -> String {
        format!("{label}.{}", self.base_domain)
    }

    /// The URL of a tenant, without a slash at the end: with the scheme and the port of the API.
    pub fn url(&self, label: &str) -> String {
        let port = self.api.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.api.scheme(), self.name(label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_label_below_the_base_domain_is_a_tenant() {
        let hosts = TenantHosts::new("apps.example".to_owned(), "https://api.apps.example:8443/", None).expect("good");
        let tenant = |label: &str| Host::Tenant(label.to_owned());
        for (host, selected) in [
            ("acme.apps.example", tenant("acme")),
            ("acme.apps.example.", tenant("acme")),
            ("acme.apps.example:443", tenant("acme")),
            ("api.apps.example", Host::Deployment),
            ("api.apps.example:8443", Host::Deployment),
            ("apps.example", Host::Deployment),
            ("myapps.example", Host::Deployment),
            ("127.0.0.1:8787", Host::Deployment),
            ("[::1]:8787", Host::Deployment),
            ("a.acme.apps.example", Host::Nobody),
            ("x.api.apps.example", Host::Nobody),
            (".apps.example", Host::Nobody),
            ("..apps.example", Host::Nobody),
        ] {
            for url in
                [format!("https://{host}/a:b.apps.example"), format!("https://{host}?/"), format!("http://{host}")]
            {
                assert_eq!(hosts.find(&url), selected, "{url}");
            }
        }
        assert_eq!(
            (hosts.name("acme"), hosts.url("acme")),
            ("acme.apps.example".to_owned(), "https://acme.apps.example:8443".to_owned())
        );
    }
    #[test]
    fn a_base_domain_does_not_lie_among_the_domains_of_pods() {
        let taken = |base: &str, of_pods| TenantHosts::new(base.to_owned(), "https://api.example", of_pods).is_ok();
        assert!(taken("mail.example", Some("mail.example")) && taken("amail.example", Some("mail.example")));
        assert!(taken("a.mail.example", None) && !taken("a.mail.example", Some("mail.example")));
    }
}
