//! Forwards requests from the edge to pods.

use axum::response::IntoResponse;
use js_sys::{Function, Promise};
use wasm_bindgen::closure::ScopedClosure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;
use worker::{Headers, Response};

use super::environment::{Place, target};
use super::oauth::challenged;
use crate::credential::{Credential, Kind};
use crate::error::{Error, Result};
use crate::id::RequestId;
use crate::platform::http::RequestLine;
use crate::platform::{Bindings, Cost, clock, http, log};
use crate::tenant_hosts::Host;
use crate::wire::{self, Caller, Finish, Operation, token};

/// A request on its way to a pod.
pub enum Forwarded {
    /// To the pod of its credential.
    Reply(Promise),
    /// To another pod of the account, or at the host of a tenant: others are asked first.
    Entry(Entry),
}

/// A request whose pod is not known at once.
pub struct Entry {
    /// None if it is not genuine.
    credential: Option<Credential>,
    place: Place,
}

impl Entry {
    /// Forwards the request unchanged, if the caller acts in the pod.
    pub async fn forward(&self, bindings: &Bindings, request: &web_sys::Request) -> Result<Promise> {
        let tenant = self.place.tenant(bindings, self.credential.as_ref()).await?;
        let credential = self.credential.as_ref().ok_or_else(Error::unauthorized)?;
        let pod = self.place.enter(bindings, tenant.as_ref(), credential).await?;
        bindings.pods()?.pod(&pod)?.forward(request)
    }
}

/// Forwards a request unchanged to the pod that its credential names. A made-up credential wakes no pod.
pub fn to_pod(
    bindings: &Bindings,
    operation: &Operation,
    line: RequestLine,
    request: &web_sys::Request,
) -> Result<Forwarded> {
    let config = bindings.config()?;
    let host = config.host(&line.url);
    let head = http::head(request, line, operation.credential_headers())?;
    let token = token(&head, operation);
    let credential = token.as_deref().and_then(|token| Credential::parse(token, &config.tagger));
    // A feed token opens the feed only, and no other credential opens a feed.
    let is_for_feed = operation.caller == Caller::FeedToken;
    let credential = credential.filter(|credential| (credential.kind() == Kind::Feed) == is_for_feed);
    let place = Place::new(host, wire::environment(&head, operation), request)?;
    if place.host != Host::Deployment {
        return Ok(Forwarded::Entry(Entry { credential, place }));
    }
    let credential = credential.ok_or_else(|| match is_for_feed {
        true => Error::unauthorized(),
        false => challenged(Error::unauthorized(), config, token.is_some()),
    })?;
    let pod = target(&credential, place.named.as_deref(), None)?;
    match pod == *credential.pod() {
        true => bindings.pods()?.pod(&pod)?.forward(request).map(Forwarded::Reply),
        false => Ok(Forwarded::Entry(Entry { credential: Some(credential), place })),
    }
}

/// The pod's reply, unread; an error reply if the object fails.
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
    http::promised(async move {
        let request_id = RequestId::generate()?;
        let (response, error) = finish.finish(http::js(cause).into_response(), &request_id).await;
        log::request(&log::AnsweredRequest {
            request_id: request_id.as_str(),
            operation: None,
            is_read: false,
            pod: None,
            status: response.status().as_u16(),
            began_at: clock::system(),
            cost: &Cost::default(),
            error: error.as_ref(),
        });
        http::outgoing(response, None).await
    })
}

/// The pod's reply; for development, with the edge's cost added.
pub async fn received(reply: Promise, bindings: &Bindings) -> Result<web_sys::Response> {
    let reply: web_sys::Response = SendFuture::new(JsFuture::from(reply)).await.map_err(http::js)?.unchecked_into();
    if reply.status() == 101 || bindings.shown_cost().is_none() {
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
