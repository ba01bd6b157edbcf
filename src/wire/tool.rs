//! Tools: operations of the API under names of their own, as agents call them.

use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::call::{Call, FromCall};
use super::operation::{Idempotency, Method, Operation};
use super::reply::Finish;
use crate::error::{Code, Error, Result};
use crate::id::RequestId;
use crate::mcp::fence::{self, ToolResult, Words};
use crate::oauth::bearer::asks_for_scope;
use crate::uri::path_segment;

/// The argument with the idempotency key: a call that is repeated with the same key is done once.
pub const IDEMPOTENCY_KEY: &str = "idempotency_key";

/// A tool.
pub struct Tool {
    pub name: &'static str,
    /// For the catalog, which is made before the worker.
    #[cfg(not(target_arch = "wasm32"))]
    pub listed: Listed,
    pub operation: &'static Operation,
    pub words: Words,
    pub arguments: Arguments,
}

/// Where arguments go.
pub struct Arguments {
    /// Parameters of the operation that have another name here: the operation's, and the tool's.
    pub renamed: &'static [(&'static str, &'static str)],
    /// Parameters that stand in the query although the operation has a body.
    pub in_query: &'static [&'static str],
}

/// What clients see of a tool.
#[cfg(not(target_arch = "wasm32"))]
pub struct Listed {
    pub title: &'static str,
    /// What agents read before they use it.
    pub about: &'static str,
    pub effect: Effect,
}

/// What a tool does to the world.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Reads,
    /// Adds something each time.
    Adds,
    /// Adds something unless it is there already.
    Ensures,
    /// Replaces something: the second time changes nothing.
    Replaces,
    /// Sends or spends: what leaves cannot be taken back.
    Leaves,
    /// Replaces something, and tells others.
    Tells,
    Deletes,
}

/// The request that a call of a tool stands for.
#[derive(Debug)]
pub struct ToolRequest {
    pub method: Method,
    /// Path and query.
    pub path: String,
    pub body: Option<String>,
    pub idempotency_key: Option<String>,
    /// Values of the path's parameters, encoded.
    parameters: Vec<String>,
    max_body: usize,
}

/// Who reads a reply. An agent pays for each word, so it is told nothing twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBy {
    Program,
    Agent,
}

impl FromCall for ReadBy {
    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(call.head.extensions.get().copied().unwrap_or(Self::Program))
    }
}

/// What the operation of a tool answered.
pub struct ToolAnswer {
    pub status: u16,
    /// JSON, or nothing.
    pub body: String,
    /// For the log.
    pub error: Option<Error>,
}

/// The operation whose tool a response answers, for the log.
#[derive(Clone)]
pub struct ToolOperation(pub &'static Operation);

impl Tool {
    /// A parameter of the operation as it is called here.
    pub fn name_of<'a>(&self, parameter: &'a str) -> &'a str {
        let renamed = self.arguments.renamed.iter();
        renamed.copied().find_map(|(theirs, ours)| (theirs == parameter).then_some(ours)).unwrap_or(parameter)
    }

    /// The request for a call with these arguments.
    ///
    /// # Errors
    /// `invalid_request`: an argument for the path is missing, or one has a type that a query does not have.
    pub fn request(&self, mut arguments: Map<String, Value>) -> Result<ToolRequest> {
        let operation = self.operation;
        let (mut path, mut parameters) = (String::new(), Vec::new());
        for segment in operation.path.split('/').skip(1) {
            path.push('/');
            let Some(name) = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else {
                path.push_str(segment);
                continue;
            };
            let value = match name {
                // The account of the key.
                "org" => "me".to_owned(),
                name => {
                    let name = self.name_of(name);
                    let missing = || refused(format!("The argument `{name}` is missing."));
                    path_segment(&scalar(name, &arguments.remove(name).ok_or_else(missing)?)?)
                }
            };
            path.push_str(&value);
            parameters.push(value);
        }
        let takes_key = operation.idempotency != Idempotency::Ignored;
        let idempotency_key = takes_key.then(|| arguments.remove(IDEMPOTENCY_KEY)).flatten();
        let idempotency_key = idempotency_key.map(|key| scalar(IDEMPOTENCY_KEY, &key)).transpose()?;
        let has_body = !matches!(operation.method, Method::GET | Method::DELETE);
        let (query, body): (Map<_, _>, Map<_, _>) =
            arguments.into_iter().partition(|(name, _)| !has_body || self.arguments.in_query.contains(&name.as_str()));
        let query = serde_urlencoded::to_string(pairs(&query)?).unwrap_or_default();
        Ok(ToolRequest {
            method: operation.method,
            path: if query.is_empty() { path } else { format!("{path}?{query}") },
            body: has_body.then(|| Value::Object(body).to_string()),
            idempotency_key,
            parameters,
            max_body: operation.max_body,
        })
    }
}

impl ToolRequest {
    /// The call, with fields that the operation does not know refused.
    ///
    /// # Errors
    /// `invalid_request`, `too_large`.
    pub fn call(self, mut head: Parts) -> Result<Call> {
        let body = self.body.unwrap_or_default().into_bytes();
        if body.len() > self.max_body {
            return Err(Error::new(Code::TooLarge, format!("The arguments have more than {} bytes.", self.max_body)));
        }
        head.method = self.method.as_str().parse().map_err(Error::internal)?;
        head.uri = self.path.parse().map_err(|_| refused("The arguments are too long for a URL.".to_owned()))?;
        head.extensions.insert(ReadBy::Agent);
        head.headers.insert("prefer", HeaderValue::from_static("handling=strict"));
        head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(key) = self.idempotency_key {
            let key = HeaderValue::from_str(&key);
            let key = key.map_err(|_| refused(format!("`{IDEMPOTENCY_KEY}` has characters other than ASCII.")))?;
            head.headers.insert("idempotency-key", key);
        }
        Ok(Call::new(self.parameters, head, body))
    }
}

impl ToolAnswer {
    /// Reads what an operation answered.
    ///
    /// # Errors
    /// The client needs another token or session.
    pub async fn read(answer: Result<Response>, request_id: &RequestId) -> Result<Self> {
        const FINISH: Finish = Finish { verbose: true, strict_transport: false };
        let (response, error) = match answer {
            Ok(response) if response.extensions().get::<Error>().is_none() => (response, None),
            answer => FINISH.finish(answer.unwrap_or_else(IntoResponse::into_response), request_id).await,
        };
        match error {
            Some(error) if matches!(error.code, Code::Unauthorized | Code::SessionOver) || asks_for_scope(&error) => {
                return Err(error);
            }
            _ => {}
        }
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.map_err(Error::internal)?;
        let body = String::from_utf8(body.into()).map_err(Error::internal)?;
        Ok(Self { status: head.status.as_u16(), body, error })
    }

    /// The body.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).map_err(Error::internal)
    }

    /// The result of the call. Text that others wrote stands between two lines with the id of this request, which they could not know.
    pub fn result(&self, tool: &Tool, request_id: &RequestId) -> Result<ToolResult> {
        if !(200..300).contains(&self.status) {
            let mut error = self.json()?;
            if let Some(seconds) = self.error.as_ref().and_then(|error| error.retry_after) {
                error["retry_after"] = seconds.into();
            }
            return Ok(fence::error(&error));
        }
        let reply = if self.body.is_empty() { r#"{"received":false}"# } else { &self.body };
        let result = fence::result(tool.name, reply, tool.words, request_id.as_str()).map_err(Error::internal)?;
        Ok(result.unwrap_or_else(|| {
            let way = format!("Use {:?} {} of the API.", tool.operation.method, tool.operation.path);
            fence::refusal(&Error::new(Code::TooLarge, "The reply is too long for a tool.").fix(way))
        }))
    }
}

fn pairs(query: &Map<String, Value>) -> Result<Vec<(&str, String)>> {
    let mut pairs = Vec::new();
    for (name, value) in query {
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
    Ok(pairs)
}

fn scalar(name: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) if !text.is_empty() => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => Err(refused(format!("The argument `{name}` is not a text, a number or a boolean."))),
    }
}

fn refused(message: String) -> Error {
    Error::invalid(message).fix("See the tool's inputSchema.")
}
