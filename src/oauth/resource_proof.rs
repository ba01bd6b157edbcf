//! How a pod knows that the MCP server makes a request, and not the client itself: by a header that only the deployment can write.

use super::Resource;
use crate::credential::{KeyHash, Tagger};

/// The header.
pub const HEADER: &str = "x-warren-resource";

/// The value of the header for requests that the MCP server makes with a credential.
pub fn of_mcp(tagger: &Tagger, key: &KeyHash) -> String {
    tagger.tag(&text(key)).1
}

/// The resource that a request was sent to. Without a valid value it is the API.
pub fn resource(tagger: &Tagger, key: &KeyHash, proof: &str) -> Resource {
    let is_of_mcp = tagger.verified(&text(key), proof).is_some();
    if is_of_mcp { Resource::Mcp } else { Resource::Api }
}

fn text(key: &KeyHash) -> String {
    format!("mcp {}", key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_deployment_says_that_a_request_comes_from_its_mcp_server() {
        let (tagger, key) = (Tagger::new([(1, [7; 32])]), KeyHash::of("al_oat_p"));
        let proof = of_mcp(&tagger, &key);
        assert_eq!(resource(&tagger, &key, &proof), Resource::Mcp);
        for (tagger, key, proof) in [
            (&tagger, &key, "mcp"),
            (&tagger, &key, ""),
            (&tagger, &KeyHash::of("al_oat_a"), &proof),
            (&Tagger::new([(1, [8; 32])]), &key, &proof),
        ] {
            assert_eq!(resource(tagger, key, proof), Resource::Api);
        }
    }
}
