//! SCIM 2.0: provisioning of users and groups by an identity provider (RFC 7643, RFC 7644). Pure.
//!
//! Resources are JSON, read by the tables of [`attributes`]. Published crates do not fit a worker: `scim_v2` parses filters with
//! regular expressions, which need more bytes than all of this module, and does not apply patches; `scim-server` needs tokio and sqlx.

pub mod attributes;
mod discovery;
mod errors;
mod filter;
mod group;
mod patch;
mod path;
mod projection;
mod resource;
pub mod schema;
mod target;
mod user;
mod value;

pub use discovery::{MAX_RESULTS, resource_types, schemas, service_provider_config};
pub use errors::error_body;
pub use filter::{Filter, Literal, Operator};
pub use group::{GroupPatch, MemberChange, NewGroup, StoredGroup};
pub use patch::PatchRequest;
pub use path::AttributePath;
pub use projection::Projection;
pub use resource::{etag, list_response, location, version_of};
pub use user::{StoredUser, User};
