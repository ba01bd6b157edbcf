//! The client of a request, and the API on its behalf.

use std::cell::OnceCell;

use axum::http::{HeaderMap, Request};

use super::session::Session;
use crate::credential::Credential;
use crate::edge::Edge;
use crate::edge::own_api::{OwnApi, OwnReply, OwnRequest};
use crate::error::{Error, Result};
use crate::grant::KeyState;
use crate::id::RequestId;
use crate::mcp::era::Era;
use crate::mcp::session_over;
use crate::pod::SESSION_KEY;
use crate::wire::{Call, FromCall, Method, Principal, PrincipalKind, Tool, ToolAnswer, ToolRequest, environment};

/// Headers that go on to the API: who calls, from where, and for which environment.
const PASSED_ON: [&str; 4] = ["authorization", "x-environment", "x-tenant-token", "cf-connecting-ip"];

/// Who asks.
#[derive(Clone)]
pub struct Client {
    pub edge: Edge,
    api: OwnApi,
    pub credential: Credential,
    headers: HeaderMap,
    /// What shows the API that the MCP server sends a request.
    proof: (&'static str, String),
    pub era: Era,
    /// Of a legacy client that has shaken hands.
    pub session: Option<Session>,
    principal: OnceCell<Principal>,
}

impl FromCall for Client {
    const HEADERS: &'static [&'static str] = &PASSED_ON;

    fn from_call(call: &mut Call) -> Result<Self> {
        let (mut edge, credential): (Edge, Credential) = (call.extension()?, call.extension()?);
        let proof = edge.mcp_proof(&credential.hash());
        edge.resource_proof = Some(proof.1.clone());
        Ok(Self {
            edge,
            api: call.extension()?,
            credential,
            proof,
            headers: call.head.headers.clone(),
            era: Era::Legacy,
            session: None,
            principal: OnceCell::new(),
        })
    }
}

impl Client {
    /// The API at the host that the client named.
    pub fn api(&self) -> &OwnApi {
        &self.api
    }

    /// The id of the request.
    pub fn request_id(&self) -> &RequestId {
        &self.edge.request_id
    }

    /// Whether it can show a person a URL.
    pub fn opens_urls(&self) -> bool {
        match self.era {
            Era::Modern { opens_urls } => opens_urls,
            Era::Legacy => self.session.as_ref().is_some_and(|session| session.opens_urls),
        }
    }

    /// The client, authenticated once. Calls of tools are not: their requests are.
    ///
    /// # Errors
    /// `unauthorized`; `not_found` if the session is another's.
    pub async fn principal(&self) -> Result<&Principal> {
        if let Some(principal) = self.principal.get() {
            return Ok(principal);
        }
        let token = self.header("authorization").and_then(|value| value.split_once(' ')).map(|(_, token)| token.trim());
        let (principal, _) = self.edge.authenticate(token, KeyState::Active).await?;
        // An identity provider uses nothing but its own operations.
        if principal.kind == PrincipalKind::Scim {
            return Err(Error::unauthorized());
        }
        if self.session.as_ref().is_some_and(|session| session.key != principal.key_id) {
            return Err(session_over());
        }
        Ok(self.principal.get_or_init(|| principal))
    }

    /// Calls a tool whose operation runs here.
    pub async fn call(&self, tool: &'static Tool, asked: ToolRequest) -> Result<ToolAnswer> {
        let mut head = Request::new(()).into_parts().0;
        head.headers = self.headers.clone();
        let mut edge = self.edge.clone();
        edge.tool = Some(tool.name);
        edge.session_key = self.session.as_ref().map(|session| session.key.clone());
        edge.place.named = environment(&head, tool.operation);
        let answer = match asked.call(head) {
            Ok(call) => edge.respond(tool.operation, call).await,
            Err(refusal) => Err(refusal),
        };
        ToolAnswer::read(answer, self.request_id()).await
    }

    /// Sends the call of a tool to its pod, as a message whose headers name the tool.
    pub async fn forward(&self, tool: &Tool, version: Option<&str>, message: &str) -> Result<OwnReply> {
        let named = [("content-type", "application/json"), ("mcp-method", "tools/call"), ("mcp-name", tool.name)];
        let version = version.map(|version| ("mcp-protocol-version", version));
        let session = self.session.as_ref().map(|session| (SESSION_KEY, session.key.as_str()));
        let headers: Vec<_> = named.into_iter().chain(version).chain(session).chain(self.passed_on()).collect();
        self.api.call(&OwnRequest { method: Method::POST, path: "/mcp", headers: &headers, body: Some(message) }).await
    }

    /// Reads from the API.
    pub async fn get(&self, path: &str) -> Result<OwnReply> {
        let headers: Vec<_> = [("prefer", "handling=strict")].into_iter().chain(self.passed_on()).collect();
        self.api.call(&OwnRequest { method: Method::GET, path, headers: &headers, body: None }).await
    }

    fn passed_on(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let proof = (self.proof.0, self.proof.1.as_str());
        PASSED_ON.into_iter().filter_map(|name| Some((name, self.header(name)?))).chain([proof])
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
