//! The resources for which tokens are issued (RFC 8707).

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};
use url::Url;

/// A resource of the deployment. A token is for one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Resource {
    /// The API of this document.
    #[default]
    Api,
    /// The MCP server.
    Mcp,
}

impl Resource {
    /// Its path below the deployment's URL.
    const fn path(self) -> &'static str {
        match self {
            Self::Api => "",
            Self::Mcp => "/mcp",
        }
    }

    /// Its identifier. `public_url` is the deployment's URL.
    pub fn url(self, public_url: &str) -> String {
        format!("{public_url}{}", self.path())
    }

    /// The URL of its metadata (RFC 9728).
    pub fn metadata_url(self, public_url: &str) -> String {
        format!("{public_url}/.well-known/oauth-protected-resource{}", self.path())
    }

    /// The scopes that a client asks for first, if it does not ask for what it likes. Clients ask for all scopes that the metadata of a
    /// resource names, so it names none that do harm.
    pub const fn first_scopes(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Api => None,
            Self::Mcp => Some(&[
                "budget:read",
                "calendar:read",
                "calendar:write",
                "mail:read",
                "mail:send",
                "mail:write",
                "observations:read",
                "trust:read",
            ]),
        }
    }

    /// The resource that a request names. Capitals in the scheme and host, the default port and a slash at the end do not matter.
    pub fn find(text: &str, public_url: &str) -> Option<Self> {
        let normal = |text: &str| Url::parse(text).ok().map(|url| url.as_str().trim_end_matches('/').to_owned());
        if text.contains('#') {
            return None;
        }
        let named = normal(text)?;
        Self::iter().find(|resource| normal(&resource.url(public_url)).as_ref() == Some(&named))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_deployment_s_own_resources_are_found() {
        let find = |text| Resource::find(text, "https://warren.example");
        for api in [
            "https://warren.example",
            "https://warren.example/",
            "HTTPS://Warren.Example",
            "https://warren.example:443",
        ] {
            assert_eq!(find(api), Some(Resource::Api), "{api}");
        }
        for mcp in ["https://warren.example/mcp", "https://WARREN.example/mcp/"] {
            assert_eq!(find(mcp), Some(Resource::Mcp), "{mcp}");
        }
        for other in [
            "",
            "/mcp",
            "warren.example/mcp",
            "http://warren.example/mcp",
            "https://warren.example.evil.example/mcp",
            "https://warren.example/MCP",
            "https://warren.example/mcp?x=1",
            "https://warren.example/mcp#x",
            "https://warren.example:8443/mcp",
            "https://other.example/mcp",
        ] {
            assert_eq!(find(other), None, "{other}");
        }
        assert_eq!(
            Resource::Mcp.metadata_url("https://warren.example"),
            "https://warren.example/.well-known/oauth-protected-resource/mcp"
        );
    }
}
