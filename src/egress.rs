//! The hosts to which a pod may send requests.

use serde::{Deserialize, Serialize};
use url::Host;
use utoipa::ToSchema;

use crate::error::{Code, Error};
use crate::stored::Stored;

const MAX_NAMES: usize = 100;
/// RFC 1035, section 2.3.4, without the dot at the end.
const MAX_NAME_BYTES: usize = 253;
const MAX_LABEL_BYTES: usize = 63;

/// Exact names of hosts, at most 100. An empty list does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Vec<String>")]
#[schema(example = json!(["api.acme.com"]))]
pub struct EgressFqdns(Vec<String>);

impl EgressFqdns {
    /// The names, in lower case and as A-labels.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Checks that requests can be sent to a host.
    ///
    /// # Errors
    /// `egress_not_allowed`.
    pub fn check(&self, host: &str) -> Result<(), Error> {
        let name = host.strip_suffix('.').unwrap_or(host);
        if self.0.is_empty() || self.0.iter().any(|allowed| allowed == name) {
            return Ok(());
        }
        Err(Error::new(Code::EgressNotAllowed, format!("This pod cannot send requests to `{host}`."))
            .fix("Use a host that egress_fqdns has, or ask the account to add this one.")
            .with("host", host))
    }
}

impl TryFrom<Vec<String>> for EgressFqdns {
    type Error = Error;

    fn try_from(names: Vec<String>) -> Result<Self, Error> {
        let mut kept: Vec<String> = Vec::new();
        for text in names {
            let name = host_name(&text).ok_or_else(|| {
                Error::invalid(format!(
                    "egress_fqdns has exact host names such as api.example.com, without scheme, port, path and *; `{text}` is none"
                ))
            })?;
            if !kept.contains(&name) {
                kept.push(name);
            }
            if kept.len() > MAX_NAMES {
                return Err(Error::invalid(format!("egress_fqdns has at most {MAX_NAMES} names")));
            }
        }
        Ok(Self(kept))
    }
}

/// The name of a host as URLs have it. None for addresses and for what is no name.
fn host_name(text: &str) -> Option<String> {
    let Ok(Host::Domain(name)) = Host::parse(text) else { return None };
    let name = name.strip_suffix('.').unwrap_or(&name);
    let is_label = |label: &str| {
        (1..=MAX_LABEL_BYTES).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    (name.len() <= MAX_NAME_BYTES && name.split('.').all(is_label)).then(|| name.to_owned())
}

impl Stored for EgressFqdns {
    type Json = Vec<String>;

    fn stored(json: Self::Json) -> Self {
        Self(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_exact_and_normalized() {
        let read = |name: &str| EgressFqdns::try_from(vec![name.to_owned()]);
        for (given, stored) in [
            ("api.acme.com", "api.acme.com"),
            ("API.Acme.com.", "api.acme.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(read(given).expect("a name").as_slice(), [stored], "{given}");
        }
        for bad in [
            "",
            ".",
            "a..b",
            "*.acme.com",
            "https://acme.com",
            "acme.com:443",
            "acme.com/x",
            "127.0.0.1",
            "[::1]",
            "a b",
            "0x7f.1",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let one = read("api.acme.com").expect("a name");
        assert!(one.check("api.acme.com").is_ok() && one.check("api.acme.com.").is_ok());
        for other in ["acme.com", "x.api.acme.com", "127.0.0.1"] {
            assert!(one.check(other).is_err() && EgressFqdns::default().check(other).is_ok(), "{other}");
        }
        let (label, longer) = ("a".repeat(63), "a".repeat(64));
        let name = format!("{label}.{label}.{label}.{}", "a".repeat(61));
        assert!(read(&name).is_ok() && read(&format!("{name}.")).is_ok());
        for bad in [format!("{name}a"), format!("{longer}.example")] {
            assert!(read(&bad).is_err(), "{bad}");
        }
        let twice = EgressFqdns::try_from(vec!["a.example".to_owned(), "A.example".to_owned()]);
        assert_eq!(twice.expect("names").as_slice(), ["a.example"]);
    }
}
