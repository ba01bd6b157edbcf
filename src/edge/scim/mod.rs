//! SCIM 2.0 (RFC 7643, RFC 7644): an identity provider manages the people of an account and whom it assigns to its environments.

pub mod discovery;
#[cfg(not(target_arch = "wasm32"))]
mod document;
pub mod groups;
mod list;
mod reply;
pub mod tokens;
pub mod users;

pub use reply::{no_operation, with_error_body};
#[cfg(not(target_arch = "wasm32"))]
pub use {document::ScimError, reply::CONTENT_TYPE};

use axum::http::HeaderMap;

use super::Edge;
use crate::directory::ScimCaller;
use crate::error::{Code, Error, Result};
use crate::id::PodId;
use crate::platform::clock;
use crate::scim::version_of;
use crate::wire::ScimPrincipal;

/// The path of everything that speaks SCIM.
pub const PATH_PREFIX: &str = "/scim/v2/";

/// How often a change is tried while other requests change the same resource.
const MAX_ATTEMPTS: u32 = 5;

/// Errors of all operations on users and groups.
const ERRORS: &[(Code, &str)] =
    &[(Code::NotFound, "There is no such resource, or no tenant with the slug of `X-Tenant-Slug`.")];
/// Errors of changes.
const CHANGE_ERRORS: &[(Code, &str)] = &[
    (Code::NotFound, "There is no such resource, or no tenant with the slug of `X-Tenant-Slug`."),
    (Code::PreconditionFailed, ""),
    (Code::InvalidBody, ""),
    (Code::InvalidRequest, ""),
    (Code::InvalidPath, ""),
    (Code::InvalidFilter, ""),
    (Code::NoTarget, ""),
    (Code::ReadOnly, ""),
    (Code::InProgress, "Other requests change the same resource."),
];

/// The caller, and the pod that the request names.
struct Request<'a> {
    principal: &'a ScimPrincipal,
    pod: Option<PodId>,
    version: Option<i64>,
}

impl Request<'_> {
    fn caller(&self) -> ScimCaller<'_> {
        ScimCaller {
            account: self.principal.id(),
            token: &self.principal.key_id,
            pod: self.pod.as_ref(),
            now: clock::now(),
        }
    }
}

impl Edge {
    /// Reads `X-Tenant-Slug` and `If-Match`.
    async fn scim_request<'a>(&self, principal: &'a ScimPrincipal, headers: &HeaderMap) -> Result<Request<'a>> {
        // What cannot be read is not absent: it must not widen what the request changes.
        let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default().trim());
        let pod = match header("x-tenant-slug") {
            Some(slug) => Some(self.directory()?.pod_by_slug(principal.id(), slug).await?),
            None => None,
        };
        Ok(Request { principal, pod, version: version_of(header("if-match")) })
    }

    /// The URL in which the resources are.
    fn scim_base(&self) -> String {
        format!("{}/scim/v2", self.config.public_url)
    }
}

fn is_changing() -> Error {
    Error::new(Code::InProgress, "Other requests change the same resource.").fix("Send the request again.")
}
