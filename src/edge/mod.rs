//! The edge: stateless code that runs near the caller.
//!
//! A request of the pod plane is forwarded to its pod unchanged. A request of the control plane is answered here, after the pod of its
//! credential has authenticated it.

pub mod account;
pub mod admin;
pub mod assignments;
mod audit;
pub mod badge;
pub mod console;
pub mod credentials;
pub mod dev;
pub mod drafts;
mod entity_tag;
mod environment;
pub mod environments;
mod event_stream;
pub mod events;
mod forward;
pub mod health;
pub mod inbound;
pub mod inbox_deletion;
pub mod inboxes;
pub mod invitations;
pub mod keys;
pub mod link_pages;
pub mod master_keys;
pub mod mcp;
pub mod me;
pub mod members;
pub mod money;
pub mod moves;
mod namespace;
pub mod oauth;
pub mod operators;
mod origin;
mod own_api;
pub mod pages;
mod plaintext;
pub mod pod_keys;
pub mod pod_removal;
pub mod pods;
pub mod profiles;
pub mod push;
pub mod reading;
pub mod recovery;
pub mod register;
mod respond;
mod rotation;
pub mod runs;
pub mod scheduled;
pub mod scim;
pub mod seeds;
pub mod sessions;
pub mod sign_in;
pub mod stack;
mod tenant_host;
pub mod tenant_token;
pub mod tenants;
pub mod trust;
pub mod usage;
pub mod welcome;

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, Response};
use axum::response::IntoResponse;
use wasm_bindgen::JsValue;

pub use origin::Origin;

use crate::config::Config;
use crate::credential::{Credential, Kind};
use crate::directory::{Directory, MailRouter, Tenant, count_error};
use crate::error::{Error, Result};
use crate::id::{KeyId, RequestId};
use crate::oauth::{Resource, resource_proof};
use crate::platform::http::RequestLine;
use crate::platform::{Bindings, clock, http, log};
use crate::rpc::InternalRpc;
use crate::tenant_hosts::Host;
use crate::wire::{
    self, Call, Caller, Dialect, Finish, FromCall, IdempotentRequest, Operation, Route, Routes, environment,
    no_such_method, no_such_path, preflight, token,
};
use environment::Place;
use forward::Forwarded;
use own_api::OwnApi;

/// What a handler at the edge needs: bindings, configuration, and the request's id.
#[derive(Clone)]
pub struct Edge {
    bindings: Bindings,
    config: &'static Config,
    request_id: RequestId,
    /// Of the caller, if it is known. Keys can be restricted to networks.
    ip: Option<IpAddr>,
    /// What proves that the MCP server makes the request, if it does: the tokens of OAuth clients are for one resource.
    resource_proof: Option<String>,
    /// Where the request is for.
    place: Place,
    /// The tenant whose host the request names.
    tenant: Option<Tenant>,
    /// Set if the directory stores the reply under an `Idempotency-Key`.
    idempotent: Option<Arc<IdempotentRequest>>,
    /// The tool that is called, if one is.
    tool: Option<&'static str>,
    /// The credential or grant of the session in which a tool is called, if it is called in one.
    session_key: Option<KeyId>,
}

/// Answers a request.
pub fn fetch(
    request: web_sys::Request,
    env: worker::Env,
    routes: &'static Routes,
) -> std::result::Result<JsValue, JsValue> {
    let bindings = Bindings::new(env);
    let line = http::request_line(&request).map_err(|error| error.to_string())?;
    let finish = Finish::new(line.uri.query(), bindings.is_https());
    if finish.strict_transport && http::is_plain(&request) {
        return plaintext::answer(bindings, line, finish);
    }
    let route = routes.find(&line.method, line.uri.path());
    if let Route::Found { operation, .. } = route
        && (operation.runs_in_pod || is_tool_of_pod(operation, &request, &line.url, &bindings))
    {
        let method = line.method.clone();
        return match forward::to_pod(&bindings, operation, line, &request) {
            Ok(Forwarded::Reply(reply)) if bindings.shown_cost().is_none() => Ok(forward::passed_on(reply, finish)),
            Ok(Forwarded::Reply(reply)) => http::promised(async move { forward::received(reply, &bindings).await }),
            Ok(Forwarded::Entry(entry)) => http::promised(async move {
                match entry.forward(&bindings, &request).await {
                    Ok(reply) => forward::received(reply, &bindings).await,
                    Err(error) => refuse(error, method, operation, bindings, finish).await,
                }
            }),
            Err(error) => http::promised(refuse(error, method, operation, bindings, finish)),
        };
    }
    http::promised(async move {
        let operation = if let Route::Found { operation, .. } = route { Some(operation) } else { None };
        let answered = AnsweredRequest::new(line.method.clone(), operation, bindings.clone())?;
        let response = answer(&bindings, line, route, routes, request, &answered.request_id).await;
        answered.finish(response.unwrap_or_else(IntoResponse::into_response), finish).await
    })
}

/// Whether a message to the MCP server is a call that a pod answers.
fn is_tool_of_pod(operation: &Operation, request: &web_sys::Request, url: &str, bindings: &Bindings) -> bool {
    operation.caller == Caller::Mcp
        && operation.method == wire::Method::POST
        && bindings.config().is_ok_and(|config| mcp::is_of_pod(request, url, config))
}

/// The reply to a request that is not forwarded.
async fn refuse(
    error: Error,
    method: Method,
    operation: &'static Operation,
    bindings: Bindings,
    finish: Finish,
) -> Result<web_sys::Response> {
    let answered = AnsweredRequest::new(method, Some(operation), bindings)?;
    let response = match (operation.dialect, answered.bindings.config()) {
        (Dialect::Mcp, Ok(config)) => mcp::with_challenge(error.into_response(), config),
        _ => error.into_response(),
    };
    answered.finish(response, finish).await
}

/// A request on its way out, and to the log.
struct AnsweredRequest {
    request_id: RequestId,
    method: Method,
    operation: Option<&'static Operation>,
    bindings: Bindings,
    began_at: i64,
}

impl AnsweredRequest {
    fn new(method: Method, operation: Option<&'static Operation>, bindings: Bindings) -> Result<Self> {
        Ok(Self { request_id: RequestId::generate()?, method, operation, bindings, began_at: clock::system() })
    }

    async fn finish(self, response: Response<Body>, finish: Finish) -> Result<web_sys::Response> {
        let (response, error) = finish.finish(response, &self.request_id).await;
        if let Some(error) = &error {
            count_error(&self.bindings, error, &self.request_id).await;
        }
        // Of a message to the MCP server, only the operation of the tool that it calls is worth a line.
        let of_tool = response.extensions().get::<wire::ToolOperation>().map(|of_tool| of_tool.0);
        let operation = of_tool.or(self.operation);
        log::request(&log::AnsweredRequest {
            request_id: self.request_id.as_str(),
            operation: operation.map(|operation| operation.id),
            is_read: match operation {
                Some(operation) => operation.dialect == Dialect::Mcp || operation.method == wire::Method::GET,
                None => self.method.is_safe(),
            },
            pod: None,
            status: response.status().as_u16(),
            began_at: self.began_at,
            cost: self.bindings.cost(),
            error: error.as_ref(),
        });
        http::outgoing(response, self.bindings.shown_cost()).await
    }
}

async fn answer(
    bindings: &Bindings,
    line: RequestLine,
    route: Route,
    routes: &'static Routes,
    request: web_sys::Request,
    request_id: &RequestId,
) -> Result<Response<Body>> {
    let is_for_development = line.uri.path().starts_with(dev::PATH_PREFIX);
    let config = bindings.config()?;
    let host = config.host(&line.url);
    if line.method == Method::OPTIONS {
        Place::new(host, None, &request)?.tenant(bindings, None).await?;
        return Ok(if is_for_development { dev::same_origin(preflight()) } else { preflight() });
    }
    if is_for_development {
        return Ok(dev::answer(bindings, config, &line, request).await);
    }
    let (operation, parameters) = match route {
        Route::Found { operation, parameters } => (operation, parameters),
        other => return no_operation(other, &line, request, request_id).await,
    };
    let has_query = line.uri.query().is_some();
    let url = line.url.clone();
    let mut head = http::head(&request, line, operation.request_headers(has_query))?;
    // An operation that reads `Accept` shows a browser its errors as it shows its replies.
    let shows_page = operation.is_page() || pages::is_browser(&head.headers);
    let ip = if operation.caller.has_credential() { http::caller_ip(&request) } else { None };
    let edge = Edge {
        bindings: bindings.clone(),
        config,
        request_id: request_id.clone(),
        ip,
        resource_proof: resource_proof(&head, operation, &request)?,
        place: Place::new(host, environment(&head, operation), &request)?,
        tenant: None,
        idempotent: None,
        tool: None,
        session_key: None,
    };
    if operation.caller == Caller::Mcp {
        head.extensions.insert(OwnApi::new(bindings, routes, &url));
    }
    let answered = match http::body(request, &head, operation.max_body).await {
        Ok(body) => edge.respond(operation, Call::new(parameters, head, body)).await,
        Err(error) => Err(error),
    };
    let response = answered.unwrap_or_else(IntoResponse::into_response);
    Ok(match operation.dialect {
        Dialect::Scim => scim::with_error_body(response),
        Dialect::Mcp => mcp::with_challenge(response, config),
        _ if shows_page => pages::with_error_page(response, request_id),
        _ => response,
    })
}

/// The proof that the MCP server makes the request. It is read only with a credential that needs it.
fn resource_proof(head: &Parts, operation: &Operation, request: &web_sys::Request) -> Result<Option<String>> {
    match token(head, operation).as_deref().and_then(Kind::of) {
        Some(Kind::AccessToken) => http::header(request, resource_proof::HEADER),
        _ => Ok(None),
    }
}

/// The reply to a request for which there is no operation.
async fn no_operation(
    route: Route,
    line: &RequestLine,
    request: web_sys::Request,
    request_id: &RequestId,
) -> Result<Response<Body>> {
    let accepts_html = pages::accepts_html(http::header(&request, "accept")?.as_deref());
    // A client that is answered while it still sends may see a broken connection.
    _ = http::read(&mut request.into(), 0).await;
    match route {
        route if line.uri.path().starts_with(scim::PATH_PREFIX) => {
            Ok(scim::no_operation(route, &line.method, line.uri.path()))
        }
        Route::NoSuchMethod { allowed } => Err(no_such_method(allowed)),
        _ if accepts_html => Ok(pages::error_page(no_such_path(), request_id)),
        _ => Err(no_such_path()),
    }
}

impl Edge {
    /// For scheduled work.
    fn of_deployment(bindings: Bindings) -> Result<Self> {
        let (config, request_id) = (bindings.config()?, RequestId::generate()?);
        let place = Place { host: Host::Deployment, named: None, token: None };
        let (resource_proof, tenant, idempotent, tool, session_key) = (None, None, None, None, None);
        let ip = None;
        Ok(Self { bindings, config, request_id, ip, resource_proof, place, tenant, idempotent, tool, session_key })
    }

    fn config(&self) -> &'static Config {
        self.config
    }

    /// The resource that a request with this credential was sent to.
    fn resource(&self, credential: &Credential) -> Resource {
        let proof = self.resource_proof.as_deref().unwrap_or_default();
        resource_proof::resource(&self.config.tagger, &credential.hash(), proof)
    }

    fn directory(&self) -> Result<Directory> {
        Ok(Directory::new(self.bindings.directory()?))
    }

    fn mail_router(&self) -> Result<MailRouter> {
        MailRouter::new(&self.bindings)
    }

    fn internal_rpc(&self) -> Result<InternalRpc> {
        Ok(InternalRpc::new(self.bindings.pods()?))
    }
}

impl FromCall for Edge {
    fn from_call(call: &mut Call) -> Result<Self> {
        call.extension()
    }
}
