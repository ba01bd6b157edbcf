//! Durable Objects, as seen by those who call them.

use std::sync::Arc;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;
use worker::{Method, ObjectNamespace, Request, RequestInit, Response};

use super::http::js;
use super::{Cost, lost};
use crate::error::{Error, Result};
use crate::id::PodId;

/// The name space of the pods.
pub struct Objects {
    inner: ObjectNamespace,
    cost: Arc<Cost>,
}

/// One pod, wherever it runs.
pub struct Stub {
    id: PodId,
    inner: worker::Stub,
    cost: Arc<Cost>,
}

impl Objects {
    pub(super) fn new(inner: ObjectNamespace, cost: Arc<Cost>) -> Self {
        Self { inner, cost }
    }

    /// The pod with that id. The only place where a pod's object is named.
    pub fn pod(&self, id: &PodId) -> Result<Stub> {
        Ok(Stub { id: id.clone(), inner: self.inner.get_by_name(id.as_str())?, cost: self.cost.clone() })
    }
}

impl Stub {
    /// Hands a request on as it came. What comes back can be handed on too, without waiting for it.
    pub fn forward(self, request: &web_sys::Request) -> Result<js_sys::Promise> {
        Cost::count(&self.cost.objects);
        let stub: worker::worker_sys::DurableObject = self.inner.into_rpc();
        stub.fetch_with_request(request).map_err(js)
    }

    /// Knocks at a door of the pod that callers outside cannot reach. Every such path lies outside `/v1/`.
    pub async fn call(self, path: &str, body: Option<JsValue>) -> Result<Response> {
        if lost::is_lost(&self.id, path) {
            return Err(Error::internal("the call was lost"));
        }
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(body);
        let reply = self.forward(Request::new_with_init(&format!("http://pod{path}"), &init)?.inner())?;
        let reply = SendFuture::new(JsFuture::from(reply)).await.map_err(js)?;
        Ok(reply.unchecked_into::<web_sys::Response>().into())
    }
}
