//! Calls of tools: messages of the Model Context Protocol that the edge forwards because their headers name a tool of the pod. The pod
//! answers them as it answers the requests that they stand for.

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use serde_json::{Map, Value};

use super::Pod;
use crate::error::{Code, Result};
use crate::id::RequestId;
use crate::mcp::era::{Era, Headers, MODERN, Refusal};
use crate::mcp::message::{Failure, HEADER_MISMATCH, INVALID_REQUEST, Id, Message, http_response};
use crate::mcp::session_over;
use crate::oauth::Resource;
use crate::oauth::bearer::challenged;
use crate::platform::http;
use crate::platform::http::RequestLine;
use crate::wire::{Caller, Method, Operation, Principal, Routes, ShownError, Tool, ToolAnswer};

/// The key of the session in which an older client calls a tool. The edge has opened the session; a client that writes the header itself only
/// restricts itself.
pub const SESSION_KEY: &str = "x-warren-session-key";
/// Bytes of a message besides the arguments.
const MAX_ENVELOPE_BYTES: usize = 16_000;
const VERSION: &str = "mcp-protocol-version";
const METHOD: &str = "tools/call";

/// A call of a tool, as it was posted.
struct Called {
    id: Id,
    era: Era,
    arguments: Map<String, Value>,
}

/// The tool that a forwarded message calls.
pub fn tool_of(operation: &Operation, request: &web_sys::Request, routes: &Routes) -> Option<&'static Tool> {
    if operation.caller != Caller::Mcp || operation.method != Method::POST {
        return None;
    }
    (routes.tool)(&http::header(request, "mcp-name").ok()??).filter(|tool| tool.operation.runs_in_pod)
}

impl Pod {
    /// Answers a call of a tool.
    pub(super) async fn serve_call(
        self,
        tool: &'static Tool,
        line: RequestLine,
        request: web_sys::Request,
        request_id: &RequestId,
    ) -> Result<Response<Body>> {
        let (url, public_url) = (line.url.clone(), self.config().public_url.clone());
        let head = http::head(&request, line, ["authorization", "content-length", VERSION].into_iter())?;
        let admitted = self.admit(tool.operation, &head, &url, &request, |_| Resource::Mcp, request_id).await;
        let admitted = match admitted {
            Err(error) if error.code == Code::Unauthorized => {
                return Err(challenged(error, Resource::Mcp, &public_url));
            }
            admitted => admitted.and_then(|admitted| {
                check_session(&request, &head.headers, &admitted.principal)?;
                admitted.principal.check_tool(Some(tool.name))?;
                Ok(admitted)
            }),
        };
        let body = http::body(request, &head, tool.operation.max_body + MAX_ENVELOPE_BYTES).await?;
        let read = Called::read(tool, &head.headers, &body);
        drop(body);
        let Called { id, era, arguments } = match read {
            Ok(called) => called,
            Err((id, Refusal { status, failure })) => return Ok(http_response(status, failure.reply(id.as_ref()))),
        };
        let call = admitted.and_then(|admitted| Ok((admitted, tool.request(arguments)?.call(head)?)));
        let answer = match call {
            Ok((admitted, call)) => self.respond(admitted, tool.operation, call).await,
            Err(refusal) => Err(refusal),
        };
        let answer = ToolAnswer::read(answer, request_id).await;
        let answer = answer.map_err(|error| challenged(error, Resource::Mcp, &public_url))?;
        let mut response = http_response(200, era.call_reply(&id, &answer.result(tool, request_id)?));
        if let Some(error) = answer.error {
            response.extensions_mut().insert(ShownError(error));
        }
        Ok(response)
    }
}

impl Called {
    /// Reads a message that the headers say to be a call of the tool.
    ///
    /// # Errors
    /// Why it is none, with its id if it has one.
    fn read(tool: &Tool, headers: &HeaderMap, body: &[u8]) -> std::result::Result<Self, (Option<Id>, Refusal)> {
        let refusal = |failure| Refusal { status: 400, failure };
        let mut request = match Message::parse(body) {
            Ok(Message::Request(request)) => request,
            Ok(_) => return Err((None, refusal(Failure::new(INVALID_REQUEST, "The call of a tool has an id.")))),
            Err(failure) => return Err((None, refusal(failure))),
        };
        let id = request.id.clone();
        let id = || Some(id.clone());
        // The edge forwards no other method, and the tool was found by its name.
        let version = headers.get(VERSION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let headers = Headers { version, method: Some(METHOD.to_owned()), name: Some(tool.name.to_owned()) };
        let era = Era::of(&request, &headers).map_err(|refusal| (id(), refusal))?;
        // Legacy headers bind nobody, but this one has decided which permission was checked.
        if request.method != METHOD || request.text("name") != Ok(tool.name) {
            let why = format!("The headers name the tool `{}`, and the body does not call it.", tool.name);
            return Err((id(), refusal(Failure::new(HEADER_MISMATCH, why))));
        }
        let arguments = match request.params.remove("arguments") {
            None => Map::new(),
            Some(Value::Object(arguments)) => arguments,
            Some(_) => {
                let failure = Failure::invalid_params("`arguments` is not an object.");
                return Err((id(), Refusal { status: 200, failure }));
            }
        };
        Ok(Self { id: request.id, era, arguments })
    }
}

/// Checks that the session in which a tool is called is the caller's.
fn check_session(request: &web_sys::Request, headers: &HeaderMap, caller: &Principal) -> Result<()> {
    if headers.get(VERSION).is_some_and(|version| version == MODERN) {
        return Ok(());
    }
    match http::header(request, SESSION_KEY)? {
        Some(key) if key != caller.key_id.as_str() => Err(session_over()),
        _ => Ok(()),
    }
}
