//! The network that a request comes from.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::wire::{Call, FromCall};

/// The IP address of a request without a key, and the networks that contain it, hashed.
pub struct Origin(Vec<String>);

impl FromCall for Origin {
    const HEADERS: &'static [&'static str] = &["cf-connecting-ip"];

    fn from_call(call: &mut Call) -> Result<Self> {
        let ip = call.head.headers.get("cf-connecting-ip").and_then(|ip| ip.to_str().ok());
        Ok(Self::of(ip))
    }
}

impl Origin {
    /// Of an IP address, if it is known.
    pub(super) fn of(ip: Option<&str>) -> Self {
        let networks = networks(ip.unwrap_or("local"));
        Self(networks.iter().map(|network| HEXLOWER.encode(&Sha256::digest(network)[..16])).collect())
    }

    /// IPv4: the address, its /24 and its /16. IPv6: the /64, because its holder has all of its addresses, then the /48 and the /32.
    pub(super) fn networks(&self) -> &[String] {
        &self.0
    }
}

fn networks(ip: &str) -> Vec<String> {
    match ip.parse() {
        Ok(IpAddr::V6(v6)) => [4, 3, 2].iter().map(|length| format!("{:?}", &v6.segments()[..*length])).collect(),
        Ok(IpAddr::V4(v4)) => {
            let [a, b, c, _] = v4.octets();
            vec![ip.to_owned(), format!("{a}.{b}.{c}"), format!("{a}.{b}")]
        }
        Err(_) => vec![ip.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::networks;

    #[test]
    fn an_address_lies_in_networks_that_are_told_from_each_other() {
        let same = |one: &str, other: &str| {
            networks(one).iter().zip(networks(other)).map(|(one, other)| *one == other).collect::<Vec<_>>()
        };
        assert_eq!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), [true, true, true]);
        assert_eq!(same("2001:db8:1:2::1", "2001:db8:1:3::1"), [false, true, true]);
        assert_eq!(same("2001:db8:1:2::1", "2001:db8:2:2::1"), [false, false, true]);
        assert_eq!(same("192.0.2.1", "192.0.2.2"), [false, true, true]);
        assert_eq!(same("192.0.2.1", "192.0.3.1"), [false, false, true]);
        assert_eq!(same("192.0.2.1", "192.1.2.1"), [false, false, false]);
        assert_eq!(networks("local"), ["local"]);
    }
}
