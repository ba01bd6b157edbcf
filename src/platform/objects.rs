//! Durable Objects, for their callers.

use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;
use worker::{Method, ObjectNamespace, Request, RequestInit, WebSocket};

use super::http::{OneThread, js};
use super::{Cost, lost};
use crate::error::{Error, Result};
use crate::id::PodId;

/// The namespace of the pods' objects.
pub struct Objects {
    inner: ObjectNamespace,
    cost: Arc<Cost>,
}

/// A pod's reply to a call.
pub struct CallReply {
    pub status: u16,
    pub body: Vec<u8>,
    headers: web_sys::Headers,
}

/// The object of a pod.
pub struct Stub {
    id: PodId,
    inner: worker::Stub,
    cost: Arc<Cost>,
}

impl Objects {
    pub(super) fn new(inner: ObjectNamespace, cost: Arc<Cost>) -> Self {
        Self { inner, cost }
    }

    /// The object of the pod with this id. No other code names an object.
    pub fn pod(&self, id: &PodId) -> Result<Stub> {
        Ok(Stub { id: id.clone(), inner: self.inner.get_by_name(id.as_str())?, cost: self.cost.clone() })
    }
}

impl Stub {
    /// Forwards a request unchanged. The reply can be forwarded too, without waiting for its body.
    pub fn forward(self, request: &web_sys::Request) -> Result<js_sys::Promise> {
        Cost::count(&self.cost.objects);
        let stub: worker::worker_sys::DurableObject = self.inner.into_rpc();
        stub.fetch_with_request(request).map_err(js)
    }

    /// Makes an internal call. Callers from outside cannot reach these paths.
    pub async fn call(self, name: &str, query: &str, body: Option<JsValue>) -> Result<CallReply> {
        let reply = self.post(name, query, body)?;
        SendFuture::new(async move { CallReply::read(answered(reply).await?).await }).await
    }

    /// Makes an internal call that is answered with a stream. An error is read at once.
    pub async fn stream(
        self,
        name: &str,
        query: &str,
    ) -> Result<std::result::Result<impl Stream<Item = Result<Vec<u8>>> + Send + Unpin + use<>, CallReply>> {
        let reply = self.post(name, query, None)?;
        SendFuture::new(async move {
            let reply = answered(reply).await?;
            if reply.status() != 200 {
                return CallReply::read(reply).await.map(Err);
            }
            let stream = OneThread(worker::Response::from(reply).stream()?);
            Ok(Ok(stream.map(|chunk| chunk.map_err(Error::from))))
        })
        .await
    }

    /// Makes an internal call that is answered with a WebSocket, which is not accepted yet.
    pub async fn socket(self, name: &str, query: &str) -> Result<std::result::Result<WebSocket, CallReply>> {
        if lost::is_lost(&self.id, name) {
            return Err(Error::internal("the call was lost"));
        }
        let mut request = Request::new(&format!("http://pod/{name}?{query}"), Method::Get)?;
        request.headers_mut()?.set("upgrade", "websocket")?;
        let reply = self.forward(request.inner())?;
        SendFuture::new(async move {
            let reply = answered(reply).await?;
            match worker::Response::from(Clone::clone(&reply)).websocket() {
                Some(socket) => Ok(Ok(socket)),
                None => CallReply::read(reply).await.map(Err),
            }
        })
        .await
    }

    fn post(self, name: &str, query: &str, body: Option<JsValue>) -> Result<js_sys::Promise> {
        if lost::is_lost(&self.id, name) {
            return Err(Error::internal("the call was lost"));
        }
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(body);
        self.forward(Request::new_with_init(&format!("http://pod/{name}?{query}"), &init)?.inner())
    }
}

async fn answered(reply: js_sys::Promise) -> Result<web_sys::Response> {
    Ok(JsFuture::from(reply).await.map_err(js)?.unchecked_into())
}

impl CallReply {
    async fn read(reply: web_sys::Response) -> Result<Self> {
        let body = JsFuture::from(reply.array_buffer().map_err(js)?).await.map_err(js)?;
        Ok(Self { status: reply.status(), body: Uint8Array::new(&body).to_vec(), headers: reply.headers() })
    }

    /// A header of the reply.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }
}
