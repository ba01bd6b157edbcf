//! What users and groups have in common when they are shown.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::schema::ResourceType;
use crate::time::Timestamp;

/// When a resource was made and changed, and how often.
#[derive(Clone, Copy, Deserialize)]
pub struct Times {
    pub version: i64,
    pub created_at: i64,
    pub updated_at: Option<i64>,
}

/// The value of `ETag` for a version.
pub fn etag(version: i64) -> String {
    format!("W/\"{version}\"")
}

/// The version that `If-Match` asks for. None if it accepts all.
pub fn version_of(if_match: Option<&str>) -> Option<i64> {
    let text = if_match?.trim();
    if text == "*" {
        return None;
    }
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let version =
        quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).and_then(|number| number.parse().ok());
    // No resource has this version, so it is refused as one that has changed.
    Some(version.unwrap_or(-1))
}

/// The URL of a resource. `base` is the URL of the SCIM API.
pub fn location(base: &str, of: &ResourceType, id: &str) -> String {
    format!("{base}{}/{id}", of.endpoint)
}

/// Adds what every resource has.
pub(super) fn finish(
    mut resource: Map<String, Value>,
    of: &ResourceType,
    schemas: Vec<&str>,
    id: &str,
    times: &Times,
    base: &str,
) -> Map<String, Value> {
    resource.insert("schemas".to_owned(), schemas.into());
    resource.insert("id".to_owned(), id.into());
    let time = |millis| Timestamp::from_millis(millis).to_string();
    let meta = json!({
        "resourceType": of.name,
        "created": time(times.created_at),
        "lastModified": time(times.updated_at.unwrap_or(times.created_at)),
        "location": location(base, of, id),
        "version": etag(times.version),
    });
    resource.insert("meta".to_owned(), meta);
    resource
}

/// A page of a list (RFC 7644, 3.4.2).
pub fn list_response(resources: Vec<Value>, total: u32, start: u32) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_one_that_a_reply_named() {
        assert_eq!(version_of(Some(&etag(7))), Some(7));
        assert_eq!(version_of(Some(" \"7\" ")), Some(7));
        assert_eq!((version_of(None), version_of(Some("*"))), (None, None));
        for other in ["", "7", "W/7", "\"seven\"", "\"1\", \"2\""] {
            assert_eq!(version_of(Some(other)), Some(-1), "{other}");
        }
    }
}
