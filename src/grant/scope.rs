//! The scope of a key: what it may do, for which addresses, and from where.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::stored::Unchecked;
use crate::wire::{Permission, Permissions};

/// The scope of a key. What is absent is not restricted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyScope {
    /// Names of permissions, and groups such as `mail:*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// The addresses whose mail the key can use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inboxes: Option<Vec<String>>,
    /// The networks from which the key can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_ranges: Option<Vec<IpNet>>,
}

impl Unchecked for KeyScope {}

impl KeyScope {
    /// Whether nothing is restricted.
    pub fn is_unrestricted(&self) -> bool {
        *self == Self::default()
    }

    /// Names that this version does not know permit nothing. Webhooks send mail away, so their permissions need `mail:read`.
    pub fn permissions(&self) -> Permissions {
        let Some(names) = &self.permissions else { return Permissions::unnamed() };
        let named = names.iter().filter_map(|name| name.parse::<Permissions>().ok());
        let named = named.fold(Permissions::default(), Permissions::or);
        if named.contains(Permission::MailRead) { named } else { named.without(Permissions::WEBHOOKS) }
    }

    /// Whether the key can use mail of an address.
    pub fn has_inbox(&self, address: &str) -> bool {
        self.inboxes.as_ref().is_none_or(|inboxes| inboxes.iter().any(|inbox| inbox == address))
    }

    /// Whether the key can be used from an IP address. An unknown one is in no network.
    pub fn accepts(&self, ip: Option<IpAddr>) -> bool {
        let Some(ranges) = &self.ip_ranges else { return true };
        let ip = ip.map(|ip| ip.to_canonical());
        ip.is_some_and(|ip| ranges.iter().any(|range| range.contains(&ip)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(json: &str) -> KeyScope {
        serde_json::from_str(json).expect("a scope")
    }

    #[test]
    fn what_is_absent_is_not_restricted() {
        let all = scope("{}");
        assert_eq!(all.permissions(), Permissions::unnamed());
        assert!(all.has_inbox("ada@warren.example") && all.accepts(None));
    }

    #[test]
    fn a_key_works_from_its_networks_only() {
        let scope = scope(r#"{"ip_ranges": ["192.0.2.0/24", "2001:db8::/32"]}"#);
        for (ip, accepted) in [
            ("192.0.2.7", true),
            ("::ffff:192.0.2.7", true),
            ("192.0.3.7", false),
            ("2001:db8:1::1", true),
            ("::1", false),
        ] {
            assert_eq!(scope.accepts(ip.parse().ok()), accepted, "{ip}");
        }
        assert!(!scope.accepts(None));
    }

    #[test]
    fn who_may_not_read_mail_has_no_webhooks() {
        let webhooks = |json| scope(json).permissions().contains(Permission::WebhooksWrite);
        assert!(webhooks(r#"{"permissions": ["webhooks:write", "mail:read"]}"#));
        assert!(!webhooks(r#"{"permissions": ["webhooks:write", "mail:send"]}"#));
    }

    #[test]
    fn a_name_of_a_later_version_permits_nothing() {
        assert_eq!(
            scope(r#"{"permissions": ["mail:fly", "mail:read"]}"#).permissions(),
            Permissions::only(Permission::MailRead)
        );
    }
}
