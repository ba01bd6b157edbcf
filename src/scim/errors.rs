//! Errors of SCIM (RFC 7644, 3.12).

use serde_json::{Value, json};

use crate::error::{Code, Error};

const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// The body of an error's reply.
pub fn error_body(error: &Error) -> Value {
    let detail = match &error.fix {
        Some(fix) => format!("{} {fix}", error.message),
        None => error.message.to_string(),
    };
    let mut body = json!({"schemas": [ERROR], "status": error.code.status().to_string(), "detail": detail});
    if let Some(scim_type) = scim_type(error.code) {
        body["scimType"] = scim_type.into();
    }
    body
}

/// What RFC 7644 calls an error, if it has a name for it.
fn scim_type(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::InvalidFilter => "invalidFilter",
        Code::InvalidPath => "invalidPath",
        Code::NoTarget => "noTarget",
        Code::ReadOnly => "mutability",
        Code::InvalidBody => "invalidSyntax",
        Code::InvalidRequest | Code::InvalidEmail | Code::MissingFields | Code::MissingParams => "invalidValue",
        Code::MemberExists | Code::GroupExists => "uniqueness",
        _ => return None,
    })
}

pub(super) fn invalid_filter(message: String) -> Error {
    Error::new(Code::InvalidFilter, message)
}

pub(super) fn invalid_path(path: &str) -> Error {
    Error::new(Code::InvalidPath, format!("There is no attribute `{path}`."))
        .fix("GET /scim/v2/Schemas lists the attributes. Attributes of an extension begin with the id of its schema.")
}

pub(super) fn invalid_value(message: String) -> Error {
    Error::new(Code::InvalidRequest, message)
}

pub(super) fn invalid_syntax(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Code::InvalidBody, message)
}

pub(super) fn no_target(message: String) -> Error {
    Error::new(Code::NoTarget, message)
}

pub(super) fn read_only(message: String) -> Error {
    Error::new(Code::ReadOnly, message)
}
