//! From the edge to a pod.

use axum::response::IntoResponse;
use js_sys::{Function, Promise};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::closure::ScopedClosure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;
use worker::{Headers, Response};

use super::finished;
use crate::credential::{Credential, KeyHash};
use crate::error::{Code, Error, Result};
use crate::id::{PodId, RequestId};
use crate::platform::http::RequestLine;
use crate::platform::{Bindings, Objects, http};
use crate::pod::mail::outbox::drafts::Review;
use crate::pod::runtime::events::Happened;
use crate::pod::runtime::rpc::{
    AUTHENTICATE, Authenticate, BEGIN, Begin, Begun, CHANGED, Changed, ERASE, EXPECT_REVOCATIONS, Erased, HAPPENED,
    PodUse, RESEAL, REVIEW, ROTATED, Reviewing, SETTLE, Settle, UNUSED,
};
use crate::pod::runtime::subscriptions::Subscriptions;
use crate::pod::storage::reseal::Progress;
use crate::pod::{Authenticated, KeyState};
use crate::wire::{Actor, Caller, Finish, IdempotentRequest, LIMITS, Operation, StoredResponse, to_json, token};

/// Forwards a request as it came to the pod that its credential names. A made-up credential wakes nothing.
pub fn to_pod(
    bindings: &Bindings,
    operation: &Operation,
    line: RequestLine,
    request: &web_sys::Request,
) -> Result<Promise> {
    let head = http::head(request, line, operation.credential_headers())?;
    let (config, token) = (bindings.config()?, token(&head, operation));
    let credential = token.and_then(|token| Credential::parse(&token, &config.tagger));
    let credential = credential.ok_or_else(Error::unauthorized)?;
    // What opens a feed opens nothing else, and nothing else opens a feed.
    if credential.kind().is_feed() != (operation.caller == Caller::FeedToken) {
        return Err(Error::unauthorized());
    }
    bindings.pods()?.pod(credential.pod())?.forward(request)
}

/// The pod's reply, handed on without a look at it; should the object fail, an error like any other.
pub fn passed_on(reply: Promise, finish: Finish) -> JsValue {
    type Failed = ScopedClosure<'static, dyn FnMut(JsValue) -> std::result::Result<JsValue, JsValue>>;
    thread_local! {
        static FAILED: [Failed; 4] = Finish::ALL.map(|finish| Failed::new(move |cause| failed(cause, finish)));
    }
    FAILED.with(|all| reply.unchecked_into::<Reply>().unless(all[finish.index()].as_ref().unchecked_ref()))
}

#[wasm_bindgen]
extern "C" {
    type Reply;
    #[wasm_bindgen(method, js_name = catch)]
    fn unless(this: &Reply, failed: &Function) -> JsValue;
}

fn failed(cause: JsValue, finish: Finish) -> std::result::Result<JsValue, JsValue> {
    http::promised(
        async move { finished(http::js(cause).into_response(), finish, &RequestId::generate()?, None).await },
    )
}

/// The pod's reply with the cost of the way added, as development shows it.
pub async fn with_cost(reply: Promise, bindings: &Bindings) -> Result<web_sys::Response> {
    let reply: web_sys::Response = SendFuture::new(JsFuture::from(reply)).await.map_err(http::js)?.unchecked_into();
    if reply.status() == 101 {
        return Ok(reply);
    }
    let reply = Response::from(reply);
    let headers = Headers::from_iter(reply.headers().entries());
    if let Some(cost) = headers.get(http::COST)? {
        bindings.cost().add(&cost);
    }
    headers.set(http::COST, &bindings.cost().to_string())?;
    Ok(reply.with_headers(headers).into())
}

/// The doors of pods that callers outside cannot reach.
pub struct InternalRpc(Objects);

impl InternalRpc {
    /// Of all pods of the deployment.
    pub fn new(objects: Objects) -> Self {
        Self(objects)
    }

    /// Asks a pod to let a key in.
    pub async fn authenticate(&self, pod: &PodId, key: &KeyHash, key_state: KeyState) -> Result<Authenticated> {
        let authenticate = Authenticate { key: key.as_str().to_owned(), key_state };
        self.send(pod, AUTHENTICATE, Some(&authenticate), None).await
    }

    /// Lets a key in for a request that is to be done once, and begins it.
    pub async fn begin(
        &self,
        pod: &PodId,
        key: &KeyHash,
        key_state: KeyState,
        idempotent: &IdempotentRequest,
    ) -> Result<Begun> {
        self.call(pod, BEGIN, &Begin { key: key.as_str().to_owned(), key_state, idempotent: idempotent.clone() }).await
    }

    /// Ends it.
    pub async fn settle(
        &self,
        pod: &PodId,
        idempotent: IdempotentRequest,
        stored: Option<StoredResponse>,
    ) -> Result<()> {
        self.call(pod, SETTLE, &Settle { idempotent, stored }).await
    }

    /// Tells a pod that keys were revoked.
    pub async fn revoked(&self, pod: &PodId, keys: &[KeyHash]) -> Result<()> {
        let revoked = keys.iter().map(|key| key.as_str().to_owned()).collect();
        self.changed(pod, Changed { revoked, status: false }).await
    }

    /// Tells an account's own pod that keys were replaced. What sends its data out without a key.
    pub async fn rotated(&self, pod: &PodId, keys: &[KeyHash]) -> Result<Subscriptions> {
        let revoked = keys.iter().map(|key| key.as_str().to_owned()).collect();
        self.call(pod, ROTATED, &Changed { revoked, status: false }).await
    }

    /// Arms the alarm of an account's own pod, before everything of the account is ended.
    pub async fn expect_revocations(&self, pod: &PodId) -> Result<()> {
        self.send(pod, EXPECT_REVOCATIONS, None::<&()>, None).await
    }

    /// Tells a pod that something about it changed.
    pub async fn changed(&self, pod: &PodId, change: Changed) -> Result<()> {
        self.call(pod, CHANGED, &change).await
    }

    /// Looks at a pod's held messages, or decides on them. What there is to show, as JSON.
    pub async fn review(&self, pod: &PodId, actor: Actor, review: Review) -> Result<Box<serde_json::value::RawValue>> {
        self.call(pod, REVIEW, &Reviewing { actor, review }).await
    }

    /// What a pod uses, and what of its account's allowances it has taken and not used.
    pub async fn unused(&self, pod: &PodId) -> Result<PodUse> {
        self.send(pod, UNUSED, None::<&()>, None).await
    }

    /// Tells a pod, and who listens to it, of something that happened.
    pub async fn happened(&self, pod: &PodId, what: &Happened) -> Result<()> {
        self.call(pod, HAPPENED, what).await
    }

    /// Has a pod seal under the present master key what it has, and asks how far that is.
    pub async fn reseal(&self, pod: &PodId) -> Result<Progress> {
        self.send(pod, RESEAL, None::<&()>, None).await
    }

    /// Makes a pod remove all it has.
    pub async fn erase(&self, pod: &PodId) -> Result<Erased> {
        let mut vault_versions = 0;
        loop {
            let erased: Erased = self.send(pod, ERASE, None::<&()>, None).await?;
            vault_versions += erased.vault_versions;
            if erased.complete {
                return Ok(Erased { vault_versions, ..erased });
            }
        }
    }

    async fn call<T: DeserializeOwned>(&self, pod: &PodId, path: &str, what: &impl Serialize) -> Result<T> {
        let body = to_json(what)?;
        self.send(pod, path, None::<&()>, Some(body.into())).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        pod: &PodId,
        path: &str,
        query: Option<&impl Serialize>,
        body: Option<JsValue>,
    ) -> Result<T> {
        let query = query.map(serde_urlencoded::to_string).transpose().map_err(Error::internal)?;
        let path = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        let mut reply = self.0.pod(pod)?.call(&path, body).await?;
        let bytes = SendFuture::new(reply.bytes()).await?;
        if reply.status_code() == 200 {
            return serde_json::from_slice(&bytes).map_err(Error::internal);
        }
        Err(refusal(&bytes, &reply))
    }
}

/// The error that a pod answered, for the caller of the edge.
fn refusal(bytes: &[u8], reply: &Response) -> Error {
    #[derive(serde::Deserialize)]
    struct PodError {
        error: String,
        message: String,
        fix: Option<String>,
    }
    let Ok(error) = serde_json::from_slice::<PodError>(bytes) else {
        return Error::internal(format!("a pod answered {}", reply.status_code()));
    };
    let mut refusal = match Code::ALL.iter().find(|code| code.as_str() == error.error) {
        Some(Code::InternalError) | None => Error::internal("a pod failed; its own log says how"),
        Some(code) => Error::new(*code, error.message),
    };
    refusal.fix = error.fix.map(Into::into);
    let header = |name: &str| reply.headers().get(name).ok().flatten();
    if let [Some(policy), Some(state)] = LIMITS.map(|name| header(name.as_str())) {
        refusal.limits = Some(Box::new([policy, state]));
    }
    refusal.retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
    refusal
}
