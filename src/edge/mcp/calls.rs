//! Calls of tools: each is the request to the API that it stands for, with the credential of the client.
//!
//! Calls that concern a pod are answered there (`pod/tool_calls.rs`). The edge forwards a message unread if its headers name the tool; that of
//! a legacy client is read first.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;

use super::client::Client;
use super::dispatch::{Answered, Called, Outcome};
use super::tools;
use super::{Posted, approvals, is_from_here};
use crate::config::Config;
use crate::edge::own_api::OwnReply;
use crate::error::Error;
use crate::mcp::fence::{self, ToolResult};
use crate::mcp::message::{Failure, Request};
use crate::wire::Tool;

/// Whether the headers of a message name a tool of a pod. What is not for this server is refused elsewhere.
pub fn is_of_pod(request: &web_sys::Request, url: &str, config: &Config) -> bool {
    let headers = request.headers();
    let header = |name| headers.get(name).ok().flatten();
    header("mcp-method").as_deref() == Some("tools/call")
        && header("mcp-name").and_then(|name| tools::named(&name)).is_some_and(|tool| tool.operation.runs_in_pod)
        && is_from_here(config, url, header("origin").as_deref())
}

/// Calls the tool that a message names.
pub async fn call(client: &Client, posted: &Posted, request: &Request) -> Outcome<Answered> {
    let name = request.text("name")?;
    let tool = tools::named(name).ok_or_else(|| Failure::invalid_params(format!("There is no tool `{name}`.")))?;
    if tool.operation.runs_in_pod {
        let message = std::str::from_utf8(&posted.body).map_err(Error::internal)?;
        let reply = client.forward(tool, posted.header("mcp-protocol-version"), message).await?;
        return Ok(Answered::Response(response(reply)?));
    }
    let asked = match tool.request(request.object("arguments")?) {
        Ok(asked) => asked,
        Err(refusal) => {
            client.principal().await?;
            return Ok(called(tool, fence::refusal(&refusal), Some(refusal)));
        }
    };
    let answer = client.call(tool, asked).await?;
    if tool.name == "charge" && answer.status == 202 {
        return approvals::answer(client, request, &answer.json()?).await;
    }
    Ok(called(tool, answer.result(tool, client.request_id())?, answer.error))
}

fn called(tool: &Tool, result: ToolResult, error: Option<Error>) -> Answered {
    Answered::Call(Called { result, operation: tool.operation, error })
}

/// The pod's reply, as it is.
fn response(reply: OwnReply) -> Result<Response<Body>, Error> {
    let status = StatusCode::from_u16(reply.status).map_err(Error::internal)?;
    if status.is_server_error() {
        return Err(Error::internal("the pod failed"));
    }
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], reply.body).into_response();
    for (name, value) in [(header::CONTENT_TYPE, reply.content_type), (header::WWW_AUTHENTICATE, reply.challenge)] {
        if let Some(value) = value {
            response.headers_mut().insert(name, HeaderValue::from_str(&value).map_err(Error::internal)?);
        }
    }
    Ok(response)
}
