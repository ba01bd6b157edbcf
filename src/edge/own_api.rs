//! The API as a client reaches it, for operations that call others on a client's behalf: with the client's credential, over the same way.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;

use crate::error::{Error, Result};
use crate::platform::http::RequestInit;
use crate::platform::{Bindings, http};
use crate::wire::{Call, FromCall, Method, Routes};

/// The API at the host that the request named.
#[derive(Clone)]
pub struct OwnApi {
    bindings: Bindings,
    routes: &'static Routes,
    /// Scheme and host of the request's URL.
    base: String,
}

/// A request to the API.
pub struct OwnRequest<'a> {
    pub method: Method,
    /// Path and query.
    pub path: &'a str,
    pub headers: &'a [(&'static str, &'a str)],
    pub body: Option<&'a str>,
}

/// A reply of the API.
pub struct OwnReply {
    pub status: u16,
    pub content_type: Option<String>,
    pub challenge: Option<String>,
    pub body: Vec<u8>,
}

impl OwnApi {
    pub(super) fn new(bindings: &Bindings, routes: &'static Routes, url: &str) -> Self {
        let host_at = url.find("://").map_or(0, |at| at + 3);
        let end = url[host_at..].find('/').map_or(url.len(), |at| host_at + at);
        Self { bindings: bindings.clone(), routes, base: url[..end].to_owned() }
    }

    /// Scheme and host.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends a request and reads the reply.
    pub async fn call(&self, request: &OwnRequest<'_>) -> Result<OwnReply> {
        let reply = self.send(request).await?;
        let headers = reply.headers();
        if self.bindings.shown_cost().is_some()
            && let Some(cost) = headers.get(http::COST).map_err(http::js)?
        {
            self.bindings.cost().add(&cost);
        }
        let header = |name| headers.get(name).map_err(http::js);
        let (content_type, challenge) = (header("content-type")?, header("www-authenticate")?);
        let body = SendFuture::new(JsFuture::from(reply.array_buffer().map_err(http::js)?)).await.map_err(http::js)?;
        Ok(OwnReply { status: reply.status(), content_type, challenge, body: js_sys::Uint8Array::new(&body).to_vec() })
    }

    async fn send(&self, request: &OwnRequest<'_>) -> Result<web_sys::Response> {
        let init = RequestInit {
            method: request.method.as_str(),
            headers: request.headers.iter().copied().collect(),
            body: request.body,
        };
        let answered =
            super::fetch(init.to(&format!("{}{}", self.base, request.path))?, self.bindings.env(), self.routes);
        let reply = Promise::resolve(&answered.map_err(http::js)?);
        Ok(SendFuture::new(JsFuture::from(reply)).await.map_err(http::js)?.unchecked_into())
    }
}

impl FromCall for OwnApi {
    fn from_call(call: &mut Call) -> Result<Self> {
        call.extension()
    }
}

impl OwnReply {
    /// Whether the operation was done.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.body).map_err(Error::internal)
    }
}
