//! The caller's side.

use futures_util::Stream;
use wasm_bindgen::JsValue;
use worker::WebSocket;

use super::{Deliver, Delivered, Rpc};
use crate::error::{Code, Error, Result};
use crate::id::PodId;
use crate::platform::http::MessageBody;
use crate::platform::{CallReply, Objects};
use crate::wire::{LIMITS, to_json};

/// Calls pods of the deployment.
pub struct InternalRpc(Objects);

impl InternalRpc {
    /// Of all pods of the deployment.
    pub fn new(objects: Objects) -> Self {
        Self(objects)
    }

    /// Calls a pod.
    ///
    /// # Errors
    /// The error that the pod replied.
    pub async fn call<R: Rpc>(&self, pod: &PodId, request: &R) -> Result<R::Reply> {
        let body = if R::IN_QUERY { None } else { Some(to_json(request)?.into()) };
        self.send(pod, request, body).await
    }

    /// Delivers a message to a pod.
    pub async fn deliver(&self, pod: &PodId, request: &Deliver, message: &MessageBody) -> Result<Delivered> {
        self.send(pod, request, Some(message.body())).await
    }

    /// Calls a pod that replies with a stream of bytes.
    ///
    /// # Errors
    /// The error that the pod replied.
    pub async fn stream<R: Rpc>(
        &self,
        pod: &PodId,
        request: &R,
    ) -> Result<impl Stream<Item = Result<Vec<u8>>> + Send + Unpin + use<R>> {
        let query = serde_urlencoded::to_string(request).map_err(Error::internal)?;
        match self.0.pod(pod)?.stream(R::NAME, &query).await? {
            Ok(stream) => Ok(stream),
            Err(reply) => Err(refusal(pod, R::NAME, &reply)),
        }
    }

    /// Calls a pod that replies with a WebSocket.
    ///
    /// # Errors
    /// The error that the pod replied.
    pub async fn socket<R: Rpc>(&self, pod: &PodId, request: &R) -> Result<WebSocket> {
        let query = serde_urlencoded::to_string(request).map_err(Error::internal)?;
        match self.0.pod(pod)?.socket(R::NAME, &query).await? {
            Ok(socket) => Ok(socket),
            Err(reply) => Err(refusal(pod, R::NAME, &reply)),
        }
    }

    async fn send<R: Rpc>(&self, pod: &PodId, request: &R, body: Option<JsValue>) -> Result<R::Reply> {
        let query =
            if R::IN_QUERY { serde_urlencoded::to_string(request).map_err(Error::internal)? } else { String::new() };
        let reply = self.0.pod(pod)?.call(R::NAME, &query, body).await?;
        if reply.status == 200 {
            return serde_json::from_slice(&reply.body).map_err(Error::internal);
        }
        Err(refusal(pod, R::NAME, &reply))
    }
}

/// The error that a pod replied, for the caller of the edge.
fn refusal(pod: &PodId, call: &str, reply: &CallReply) -> Error {
    #[derive(serde::Deserialize)]
    struct PodError {
        error: String,
        message: String,
        fix: Option<String>,
    }
    let Ok(error) = serde_json::from_slice::<PodError>(&reply.body) else {
        return Error::internal(format!("{pod} answered {call} with {}", reply.status));
    };
    let mut refusal = match Code::ALL.iter().find(|code| code.as_str() == error.error) {
        Some(Code::InternalError) | None => Error::internal(format!("{pod} failed at {call}; its own log says how")),
        Some(code) => Error::new(*code, error.message),
    };
    refusal.fix = error.fix.map(Into::into);
    if let [Some(policy), Some(state)] = LIMITS.map(|name| reply.header(name.as_str())) {
        refusal.limits = Some(Box::new([policy, state]));
    }
    refusal.retry_after = reply.header("retry-after").and_then(|seconds| seconds.parse().ok());
    refusal
}
