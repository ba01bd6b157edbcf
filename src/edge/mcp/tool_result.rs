//! The result of a tool from the reply to its request.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use super::tools::Tool;
use crate::edge::own_api::OwnReply;
use crate::error::{Error, Result};
use crate::mcp::fence;
use crate::random;
use crate::wire::Operation;

/// The result of a tool from its operation's reply.
pub fn result(tool: &Tool, reply: &OwnReply) -> Result<Value> {
    if reply.status == 401 {
        return Err(Error::unauthorized());
    }
    if !reply.is_success() {
        return Ok(fence::error(&reply.json()?));
    }
    let value = if reply.body.is_empty() { json!({ "received": false }) } else { reply.json()? };
    let Value::Object(value) = value else { return Err(Error::internal("a tool's reply is not an object")) };
    let fence = HEXLOWER.encode(&random::bytes::<8>()?);
    Ok(fence::result(tool.name, value, tool.words, &fence).unwrap_or_else(|| {
        fence::error(&json!({ "code": "too_large", "message": "The reply is too long for a tool.", "fix": format!("Use {}.", described(tool.operation)) }))
    }))
}

/// An operation for people.
fn described(operation: &Operation) -> String {
    format!("{:?} {} of the API", operation.method, operation.path)
}
