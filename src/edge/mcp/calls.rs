//! Calls of tools: each is one request to the API, with the credential of the client.

use serde_json::{Map, Value, json};
use worker::Method;

use super::approvals;
use super::catalog::{self, Entry};
use super::client::Client;
use super::dispatch::{Answered, Outcome};
use super::tool_result::result;
use super::tools::Tool;
use crate::edge::own_api::OwnReply;
use crate::error::Result;
use crate::mcp::fence;
use crate::mcp::message::{Failure, Request};
use crate::uri::path_segment;

/// The argument with the key that makes a repeated call harmless.
pub const IDEMPOTENCY_KEY: &str = "idempotency_key";

/// The request of a tool.
struct ToolRequest {
    method: Method,
    path: String,
    body: Option<String>,
    idempotency_key: Option<String>,
}

/// Calls the tool that a request names.
pub async fn call(client: &Client, request: &Request) -> Outcome<Answered> {
    let name = request.text("name")?;
    let tool = Tool::named(name).ok_or_else(|| Failure::invalid_params(format!("There is no tool `{name}`.")))?;
    let arguments = request.object("arguments")?;
    let reply = match self::request(tool, catalog::entry(tool)?, arguments) {
        Ok(request) => send(client, &request).await?,
        Err(refusal) => return Ok(Answered::Result(fence::error(&refusal))),
    };
    if tool.name == "charge" && reply.status == 202 {
        return approvals::answer(client, request, &reply.json()?).await;
    }
    Ok(Answered::Result(result(tool, &reply)?))
}

async fn send(client: &Client, request: &ToolRequest) -> Result<OwnReply> {
    let key = request.idempotency_key.as_deref().map(|key| ("idempotency-key", key));
    client.send(request.method.clone(), &request.path, request.body.clone(), key).await
}

/// The request for a call with these arguments.
///
/// # Errors
/// The body of an error: an argument for the path is missing, or one has a type that a query does not have.
fn request(tool: &Tool, entry: &Entry, mut arguments: Map<String, Value>) -> std::result::Result<ToolRequest, Value> {
    let operation = tool.operation;
    let mut path = String::new();
    for segment in operation.path.split('/').skip(1) {
        path.push('/');
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            None => path.push_str(segment),
            // The account of the key.
            Some("org") => path.push_str("me"),
            Some(name) => {
                let name = tool.name_of(name);
                let value =
                    arguments.remove(name).ok_or_else(|| refused(format!("The argument `{name}` is missing.")))?;
                path.push_str(&path_segment(&scalar(name, &value)?));
            }
        }
    }
    let idempotency_key = arguments.remove(IDEMPOTENCY_KEY).map(|key| scalar(IDEMPOTENCY_KEY, &key)).transpose()?;
    let method = Method::from(format!("{:?}", operation.method));
    let has_body = !matches!(method, Method::Get | Method::Delete);
    let (query, body): (Map<_, _>, Map<_, _>) =
        arguments.into_iter().partition(|(name, _)| !has_body || entry.query.iter().any(|known| known == name));
    let mut pairs = Vec::new();
    for (name, value) in &query {
        match value {
            Value::Null => {}
            Value::Array(items) => {
                for item in items {
                    pairs.push((name.as_str(), scalar(name, item)?));
                }
            }
            value => pairs.push((name.as_str(), scalar(name, value)?)),
        }
    }
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let path = if query.is_empty() { path } else { format!("{path}?{query}") };
    let body = has_body.then(|| Value::Object(body).to_string());
    Ok(ToolRequest { method, path, body, idempotency_key })
}

fn scalar(name: &str, value: &Value) -> std::result::Result<String, Value> {
    match value {
        Value::String(text) if !text.is_empty() => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => Err(refused(format!("The argument `{name}` is not a text, a number or a boolean."))),
    }
}

fn refused(message: String) -> Value {
    json!({ "code": "invalid_request", "message": message, "fix": "See the tool's inputSchema." })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str, query: &[&str], arguments: Value) -> std::result::Result<ToolRequest, Value> {
        let entry = Entry { query: query.iter().map(ToString::to_string).collect(), listed: Value::Null };
        let Value::Object(arguments) = arguments else { panic!("{arguments}") };
        request(Tool::named(name).expect("a tool"), &entry, arguments)
    }

    #[test]
    fn arguments_stand_in_the_path_the_query_and_the_body() {
        let made = made(
            "label_message",
            &["address"],
            json!({ "message_id": "<a/b>@x", "address": "me@b.example", "add_labels": ["x"] }),
        )
        .expect("a request");
        assert_eq!(made.path, "/v1/email/messages/%3Ca%2Fb%3E%40x?address=me%40b.example");
        assert_eq!(made.body.as_deref(), Some(r#"{"add_labels":["x"]}"#));
    }

    #[test]
    fn a_key_for_repetitions_is_a_header() {
        let made = made("charge", &[], json!({ "amount": 5, "idempotency_key": "k" })).expect("a request");
        assert_eq!((made.body.as_deref(), made.idempotency_key.as_deref()), (Some(r#"{"amount":5}"#), Some("k")));
    }

    #[test]
    fn an_argument_that_is_missing_or_has_another_type_is_named() {
        for arguments in [json!({}), json!({ "run": {} }), json!({ "run": "" })] {
            let refusal = made("read_run", &[], arguments).err().expect("a refusal");
            assert!(refusal["message"].as_str().is_some_and(|text| text.contains("`run`")), "{refusal}");
        }
        assert_eq!(made("read_run", &[], json!({ "run": "r" })).expect("a request").path, "/api/v1/ext/orgs/me/pods/r");
    }
}
