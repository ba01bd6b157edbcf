//! Reserved local parts.

/// Names that can obtain a certificate for the domain (CA/Browser Forum Baseline Requirements, section 3.2.2.4.4) or receive abuse
/// reports (RFC 2142). They are reserved at every domain.
#[rustfmt::skip]
const RESERVED_EVERYWHERE: [&str; 7] = [
    "abuse", "admin", "administrator", "hostmaster", "postmaster", "security", "webmaster",
];

/// Names that could be taken for the operator of the deployment: roles of RFC 2142, hosts that mail clients and servers look up, names
/// that certificate authorities formerly accepted, departments and products. They are reserved at the deployment's own domain.
#[rustfmt::skip]
const RESERVED_AT_OWN_DOMAIN: [&str; 232] = [
    "account", "accounting", "accountrecovery", "accounts", "agentlair", "alert", "alerts", "anonymous", "api",
    "arc", "arf", "auth", "authentication", "autoconfig", "autodiscover", "automated", "billing", "bounce",
    "bounces", "broadcasthost", "bugbounty", "ca", "caa", "care", "ceo", "cert", "certificate", "certificates",
    "certs", "cfo", "chairman", "ciso", "cloudflare", "compliance", "confirm", "confirmation", "contact",
    "contactus", "coo", "copyright", "csirt", "cso", "cto", "customercare", "customerservice", "customersuccess",
    "customersupport", "daemon", "director", "dkim", "dmarc", "dmca", "dns", "dnsadmin", "dnsmaster", "domain",
    "domainadmin", "domainmaster", "domains", "donotreply", "dpo", "escalation", "escalations", "executive", "fbl",
    "feedback", "feedbackid", "feedbackloop", "finance", "founder", "fraud", "ftp", "gdpr", "help", "helpdesk",
    "hostadmin", "hr", "identity", "imap", "incident", "incidents", "info", "infosec", "invoice", "invoices",
    "ipadmin", "is", "isatap", "it", "jobs", "kyc", "legal", "licensing", "list", "lists", "listserv",
    "listunsubscribe", "localdomain", "localhost", "login", "logout", "mail", "mailadmin", "maildaemon",
    "mailerdaemon", "mailmaster", "majordomo", "management", "manager", "marketing", "member", "members", "mis",
    "moderation", "moderator", "moderators", "mtasts", "mx", "news", "newsletter", "nobody", "noc", "noreply",
    "notice", "notices", "notification", "notifications", "notify", "ns", "ns1", "ns2", "null", "oauth", "official",
    "openid", "operations", "operator", "operators", "ops", "password", "passwords", "payment", "payments",
    "payout", "payouts", "phish", "phishing", "pki", "policy", "pop", "pop3", "president", "press", "privacy",
    "psirt", "recover", "recovery", "refund", "refunds", "register", "registration", "reminder", "reminders",
    "report", "reports", "reset", "risk", "root", "safety", "sales", "service", "servicedesk", "services",
    "session", "sessions", "signin", "signout", "signup", "smtp", "soc", "spam", "spf", "spoof", "ssl", "sslabuse",
    "ssladmin", "ssladministrator", "sslwebmaster", "sso", "staff", "status", "subscription", "subscriptions",
    "sudo", "superuser", "support", "sysadmin", "sysadministrator", "sysop", "system", "team", "techsupport",
    "tlsreport", "tlsrpt", "trademark", "transfer", "transfers", "treasury", "trust", "trustandsafety", "undefined",
    "unsubscribe", "update", "updates", "usenet", "uucp", "validate", "validation", "verification", "verify",
    "void", "vulnerabilities", "vulnerability", "wallet", "wallets", "warren", "warrenadmin", "warrensecurity",
    "warrensupport", "warrenteam", "wpad", "www",
];

/// Whether a local part, in lower case, is reserved. `.`, `_` and `-` are ignored.
pub fn is_reserved(local: &str, at_own_domain: bool) -> bool {
    let name: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    let is_in = |list: &[&str]| list.binary_search(&name.as_str()).is_ok();
    is_in(&RESERVED_EVERYWHERE) || at_own_domain && is_in(&RESERVED_AT_OWN_DOMAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_disjoint() {
        assert!(RESERVED_EVERYWHERE.is_sorted() && RESERVED_AT_OWN_DOMAIN.is_sorted());
        assert!(RESERVED_EVERYWHERE.iter().all(|name| !RESERVED_AT_OWN_DOMAIN.contains(name)));
    }

    #[test]
    fn some_names_are_reserved_everywhere_and_more_at_the_deployments_own_domain() {
        for name in ["admin", "postmaster", "security", "web.master", "ad-min"] {
            assert!(is_reserved(name, false) && is_reserved(name, true), "{name}");
        }
        for name in ["warren", "help", "accounts", "sysadmin", "ssladmin", "support", "no-reply", "mailer-daemon", "it"]
        {
            assert!(!is_reserved(name, false) && is_reserved(name, true), "{name}");
        }
        for name in ["ada", "helpful", "admins-friend", "it-works", "-", "."] {
            assert!(!is_reserved(name, true), "{name}");
        }
    }
}
