//! Durable Objects, as seen by those who call them.

use std::sync::Arc;

use wasm_bindgen::JsValue;
use worker::send::SendFuture;
use worker::{Method, ObjectNamespace, Request, RequestInit, Response};

use super::Cost;
use crate::error::Result;
use crate::id::PodId;

/// The name space of the pods.
pub struct Objects {
    inner: ObjectNamespace,
    cost: Arc<Cost>,
}

/// One pod, wherever it runs.
pub struct Stub {
    inner: worker::Stub,
    cost: Arc<Cost>,
}

impl Objects {
    pub(super) fn new(inner: ObjectNamespace, cost: Arc<Cost>) -> Self {
        Self { inner, cost }
    }

    /// The pod with that id. The only place where a pod's object is named.
    pub fn pod(&self, id: &PodId) -> Result<Stub> {
        Ok(Stub { inner: self.inner.get_by_name(id.as_str())?, cost: self.cost.clone() })
    }
}

impl Stub {
    /// Hands a request on as it came.
    pub async fn forward(&self, request: Request) -> Result<Response> {
        Cost::count(&self.cost.objects);
        Ok(SendFuture::new(async { self.inner.fetch_with_request(request).await }).await?)
    }

    /// Knocks at a door of the pod that callers outside cannot reach. Every such path lies outside `/v1/`.
    pub async fn knock(&self, door: &str, body: Option<JsValue>) -> Result<Response> {
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(body);
        self.forward(Request::new_with_init(&format!("http://pod{door}"), &init)?).await
    }
}
