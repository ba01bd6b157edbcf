//! The client of a request, and the API on its behalf.

use axum::http::HeaderMap;
use worker::{Method, WebSocket};

use super::session::Session;
use crate::credential::Credential;
use crate::edge::Edge;
use crate::edge::own_api::{OwnApi, OwnReply, OwnRequest};
use crate::error::Result;
use crate::grant::KeyState;
use crate::mcp::era::Era;
use crate::rpc::FollowResources;
use crate::wire::{Call, FromCall, Principal};

/// Headers that go on to the API: who calls, from where, and for which environment.
const PASSED_ON: [&str; 4] = ["authorization", "x-environment", "x-tenant-token", "cf-connecting-ip"];

/// Who asks.
#[derive(Clone)]
pub struct Client {
    pub edge: Edge,
    api: OwnApi,
    pub credential: Credential,
    headers: HeaderMap,
    pub era: Era,
    /// Of a legacy client that has shaken hands.
    pub session: Option<Session>,
}

impl FromCall for Client {
    const HEADERS: &'static [&'static str] = &PASSED_ON;

    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(Self {
            edge: call.extension()?,
            api: call.extension()?,
            credential: call.extension()?,
            headers: call.head.headers.clone(),
            era: Era::Legacy,
            session: None,
        })
    }
}

impl Client {
    /// The API at the host that the client named.
    pub fn api(&self) -> &OwnApi {
        &self.api
    }

    /// Whether it can show a person a URL.
    pub fn opens_urls(&self) -> bool {
        match self.era {
            Era::Modern { opens_urls } => opens_urls,
            Era::Legacy => self.session.as_ref().is_some_and(|session| session.opens_urls),
        }
    }

    /// The client, authenticated. Calls of tools are not: their requests are.
    pub async fn principal(&self) -> Result<Principal> {
        let token = self.header("authorization").and_then(|value| value.split_once(' ')).map(|(_, token)| token.trim());
        self.edge.authenticate(token, KeyState::Active).await.map(|(principal, _)| principal)
    }

    /// Changes what a session follows, in the pod where the client acts. Returns all of it.
    pub async fn follow_resources(&self, follow: &FollowResources) -> Result<Vec<String>> {
        let pod = self.edge.enter(&self.credential).await?;
        self.edge.internal_rpc()?.call(&pod, follow).await
    }

    /// Sends a request to the API. Fields that the operation does not know are refused.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        extra: Option<(&'static str, &str)>,
    ) -> Result<OwnReply> {
        let own = [("prefer", "handling=strict"), ("content-type", "application/json")];
        let headers: Vec<_> = own.into_iter().chain(extra).chain(self.passed_on()).collect();
        self.api.call(&OwnRequest { method, path, headers: &headers, body }).await
    }

    /// A read.
    pub async fn get(&self, path: &str) -> Result<OwnReply> {
        self.send(Method::Get, path, None, None).await
    }

    /// Opens the socket with the events of the client's pod, or says why not.
    pub async fn events(&self, since: Option<i64>) -> Result<std::result::Result<WebSocket, u16>> {
        let path = since.map_or_else(|| "/v1/ws".to_owned(), |since| format!("/v1/ws?since={since}"));
        let headers: Vec<_> = [("upgrade", "websocket")].into_iter().chain(self.passed_on()).collect();
        self.api.socket(&OwnRequest { method: Method::Get, path: &path, headers: &headers, body: None }).await
    }

    fn passed_on(&self) -> impl Iterator<Item = (&'static str, &str)> {
        PASSED_ON.into_iter().filter_map(|name| Some((name, self.header(name)?)))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
