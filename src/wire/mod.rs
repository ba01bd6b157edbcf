//! Requests and replies: rules that are the same for all operations.

mod call;
mod environment;
mod idempotency;
mod input;
mod json;
mod operation;
mod page;
mod pairs;
mod patch;
mod permission;
mod principal;
mod raw_json;
mod reply;
mod role;
mod routes;
mod token;
mod tool;
mod unknown;

pub use call::{Answer, Call, FromCall, Path};
pub use environment::{EnvironmentRequest, no_environment};
pub use idempotency::{IdempotentRequest, StoredResponse};
pub use input::{Body, BodyOrForm, BodyOrItems, Both, Query};
#[cfg(not(target_arch = "wasm32"))]
pub use operation::Schemas;
pub use operation::{Caller, Declared, Dialect, Idempotency, MAX_BODY_BYTES, MAX_MAIL_BODY_BYTES, Method, Operation};
pub use page::{Cursor, Limit, Page, PageInfo, Paging, Place};
pub use patch::Patch;
pub use permission::{Permission, Permissions};
pub use principal::{AccountPrincipal, Actor, Principal, PrincipalKind, ScimPrincipal, missing_scope, not_assigned};
pub use raw_json::{JsonPage, RawJson, extended, members, to_json};
pub use reply::{
    Accepted, Created, ErrorBody, Finish, Json, LIMITS, NoStore, OwnErrorBody, SameOrigin, ShownError, preflight,
    write_limits,
};
pub use role::{Membership, Role};
pub use routes::{Route, Routes};
pub use token::{BEARER_PROTOCOL, environment, protocol_token, token};
pub use tool::{Arguments, ReadBy, Tool, ToolAnswer, ToolOperation, ToolRequest};
#[cfg(not(target_arch = "wasm32"))]
pub use tool::{Effect, Listed};
pub use unknown::UNKNOWN_FIELDS;

use crate::error::Error;

/// Path of calendar feeds.
pub const FEED: &str = "/v1/calendar/feed.ics";

/// The error of an unknown path.
pub fn no_such_path() -> Error {
    Error::not_found("path").fix("GET /api describes every operation.")
}

/// The error of a known path that does not support the method.
pub fn no_such_method(allowed: String) -> Error {
    Error::new(crate::error::Code::MethodNotAllowed, "This path does not support this method.")
        .fix("GET /api describes every operation.")
        .headers([("allow", allowed)])
}
