//! Grant types: the ways in which clients get tokens.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// A value of `grant_type` that is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr, Serialize, Deserialize)]
pub enum GrantType {
    #[strum(serialize = "authorization_code")]
    AuthorizationCode,
    #[strum(serialize = "refresh_token")]
    RefreshToken,
    /// RFC 8628.
    #[strum(serialize = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

impl GrantType {
    /// All of them.
    pub fn all() -> Vec<Self> {
        Self::iter().collect()
    }

    /// Those of a client that names these, or names none: then it has codes only (RFC 7591, section 2). Every client gets refresh tokens.
    pub fn of_client(named: Option<&[String]>) -> Vec<Self> {
        let is_named = |grant_type: Self| match named {
            Some(named) => named.iter().any(|name| name == <&str>::from(grant_type)),
            None => grant_type == Self::AuthorizationCode,
        };
        Self::iter().filter(|grant_type| *grant_type == Self::RefreshToken || is_named(*grant_type)).collect()
    }

    /// Their names.
    pub fn names(grant_types: &[Self]) -> Vec<&'static str> {
        grant_types.iter().map(<&str>::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::GrantType::{self, AuthorizationCode, DeviceCode, RefreshToken};

    #[test]
    fn a_client_has_what_it_names_and_codes_if_it_names_nothing() {
        assert_eq!(GrantType::of_client(None), [AuthorizationCode, RefreshToken]);
        for (named, has) in [
            (&["authorization_code"][..], &[AuthorizationCode, RefreshToken][..]),
            (&["urn:ietf:params:oauth:grant-type:device_code"], &[RefreshToken, DeviceCode]),
            (&["implicit"], &[RefreshToken]),
        ] {
            let named: Vec<_> = named.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(GrantType::of_client(Some(&named)), has);
        }
    }
}
