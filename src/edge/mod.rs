//! The edge: stateless code that runs nearest the caller.
//!
//! A request in the pod plane is forwarded as it came. One in the control plane is answered here, after the pod of its
//! credential has let it in.

pub mod account;
pub mod admin;
pub mod badge;
mod caller;
pub mod credentials;
pub mod dev;
pub mod drafts;
pub mod events;
mod forward;
pub mod health;
pub mod inbound;
pub mod keys;
mod link_pages;
pub mod master_keys;
mod money;
mod operators;
mod origin;
pub mod pages;
mod plaintext;
pub mod pod_keys;
pub mod pods;
pub mod profiles;
pub mod recovery;
pub mod register;
mod rotation;
pub mod scheduled;
pub mod seeds;
pub mod sessions;
pub mod stack;
pub mod trust;
pub mod usage;
pub mod welcome;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, Request, Response};
use axum::response::IntoResponse;
use wasm_bindgen::JsValue;

pub use caller::{AccountCaller, AnyCaller, BackupCaller};
pub use forward::InternalRpc;
pub use money::{approvals, budget, charges, history, income, refunds};
pub use origin::Origin;

use crate::config::Config;
use crate::credential::Credential;
use crate::directory::{Directory, MailRouter};
use crate::error::{Error, Result};
use crate::id::RequestId;
use crate::platform::{Bindings, http, log};
use crate::pod::runtime::live;
use crate::pod::{self, Authenticated, IdempotencyOutcome};
use crate::wire::{Finish, IdempotentRequest, SameOrigin, StoredResponse, preflight, route, write_limits};

/// What a handler at the edge works with.
#[derive(Clone)]
pub struct Edge {
    bindings: Bindings,
    config: &'static Config,
    request_id: RequestId,
    /// With an `Idempotency-Key` that the directory remembers, not the caller's pod.
    idempotent: Option<Arc<IdempotentRequest>>,
    /// The request's admission, for the reply's headers and for whoever asks for the caller again.
    authenticated: Arc<OnceLock<Authenticated>>,
}

/// Where requests go.
pub struct Routes {
    /// Operations that run at the edge.
    pub router: &'static Router,
    /// Whether a method of a path is served inside pods.
    pub in_pod_plane: fn(&Method, &str) -> bool,
}

/// Answers a request.
pub fn fetch(request: web_sys::Request, env: worker::Env, routes: Routes) -> std::result::Result<JsValue, JsValue> {
    let bindings = Bindings::new(env);
    let head = http::head(&request).map_err(|error| error.to_string())?;
    let finish = Finish::new(head.uri.query(), bindings.is_https());
    if finish.strict_transport && http::is_plain(&request) {
        return plaintext::answer(bindings, head, finish);
    }
    if head.method != Method::OPTIONS && (routes.in_pod_plane)(&head.method, head.uri.path()) {
        return match forward::to_pod(&bindings, &head, &request) {
            Ok(reply) if bindings.shown_cost().is_none() => Ok(forward::passed_on(reply, finish)),
            Ok(reply) => http::promised(async move { forward::with_cost(reply, &bindings).await }),
            Err(error) => http::promised(async move {
                finished(error.into_response(), finish, &RequestId::generate()?, bindings.shown_cost()).await
            }),
        };
    }
    http::promised(async move {
        let (request_id, expects_page) = (RequestId::generate()?, pages::expects_page(&head));
        let is_for_development = head.uri.path().starts_with(dev::PATH_PREFIX);
        let mut response = match head.method {
            Method::OPTIONS => preflight(),
            _ => {
                let answered = answer(&bindings, head, request, &request_id, routes.router).await;
                answered.unwrap_or_else(IntoResponse::into_response)
            }
        };
        if expects_page {
            response = pages::with_error_page(response, &request_id);
        }
        if is_for_development {
            response.extensions_mut().insert(SameOrigin);
        }
        finished(response, finish, &request_id, bindings.shown_cost()).await
    })
}

async fn finished(
    response: Response<Body>,
    finish: Finish,
    request_id: &RequestId,
    cost: Option<String>,
) -> Result<web_sys::Response> {
    let (response, failure) = finish.finish(response, request_id).await;
    if let Some(failure) = failure {
        log::error(&failure);
    }
    http::outgoing(response, cost).await
}

async fn answer(
    bindings: &Bindings,
    mut head: Parts,
    request: web_sys::Request,
    request_id: &RequestId,
    router: &Router,
) -> Result<Response<Body>> {
    let config = bindings.config()?;
    if head.uri.path().starts_with(dev::PATH_PREFIX) && config.dev_endpoints {
        return dev::answer(bindings, &head, &mut request.into()).await;
    }
    http::read_preference(&request, &mut head)?;
    let body = http::body(request, &head).await?;
    let credential = bearer(&head).ok().and_then(|token| Credential::parse(&token, &config.tagger));
    // What an unknown caller does has no pod to remember it.
    let (idempotent, money) = match IdempotentRequest::read(&head, &body)? {
        Some(idempotent) if money::moves(head.uri.path()) => (None, Some(Arc::new(idempotent))),
        idempotent => (idempotent.zip(credential), None),
    };
    let mut request = Request::from_parts(head, Body::from(body));
    let edge = Edge {
        bindings: bindings.clone(),
        config,
        request_id: request_id.clone(),
        idempotent: money,
        authenticated: Arc::default(),
    };
    request.extensions_mut().insert(edge.clone());
    let mut response = match idempotent {
        Some((idempotent, credential)) => edge.answer_idempotent(idempotent, &credential, request, router).await?,
        None => route(router, request).await,
    };
    if let Some(authenticated) = edge.authenticated.get() {
        write_limits(response.headers_mut(), &pod::headers(&authenticated.allowances));
    }
    Ok(response)
}

impl Edge {
    /// For what the deployment does of its own accord.
    fn of_deployment(bindings: Bindings) -> Result<Self> {
        let (config, request_id) = (bindings.config()?, RequestId::generate()?);
        Ok(Self { bindings, config, request_id, idempotent: None, authenticated: Arc::default() })
    }

    /// Answers a request that the caller's pod remembers.
    async fn answer_idempotent(
        &self,
        idempotent: IdempotentRequest,
        credential: &Credential,
        request: Request<Body>,
        router: &Router,
    ) -> Result<Response<Body>> {
        let rpc = self.internal_rpc()?;
        // A dormant backup key activates itself and does nothing else: nor is it told what was answered to the active one.
        let backup = request.uri().path() == keys::ACTIVATE;
        let begun = rpc.begin(credential.pod(), &credential.hash(), backup, &idempotent).await?;
        let _ = self.authenticated.set(begun.authenticated);
        match begun.outcome {
            IdempotencyOutcome::Replay(stored) => Ok(stored.into_response()),
            IdempotencyOutcome::First => {
                let (response, stored) = StoredResponse::copy(route(router, request).await).await?;
                rpc.settle(credential.pod(), idempotent, stored).await?;
                Ok(response)
            }
        }
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

impl<S: Send + Sync> FromRequestParts<S> for Edge {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get().cloned().ok_or_else(|| Error::internal("a request without an edge"))
    }
}

fn bearer(head: &Parts) -> Result<String> {
    live::token(head).ok_or_else(Error::unauthorized)
}
