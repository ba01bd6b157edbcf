//! A pod: one Durable Object that owns all of its data, in a database of its own.
//!
//! Nothing here can name another pod. A request has passed the [`authentication`](runtime::authentication) before a handler sees it.

pub mod audit;
pub mod calendar;
pub mod credentials;
pub mod mail;
pub mod observations;
pub mod profile;
pub mod runtime;
pub mod storage;
pub mod vault;
pub mod webhooks;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Request, Response, Uri};
use axum::response::IntoResponse;
use wasm_bindgen::JsValue;
use worker::{Env, State};

pub use audit::Actor;
pub use calendar::{feed, import, respond};
pub use mail::addresses::{checked_key, claimable, random_local_part};
pub use mail::inbox::{deletion, downloads, wait};
pub use mail::{address, addresses, e2e, inbox, labels, outbox, rules, search, threads};
pub use runtime::authentication::{Authenticated, KeyState, headers};
pub use runtime::idempotency::IdempotencyOutcome;
pub use runtime::live;

use crate::config::Config;
use crate::credential::{self, KeyHash};
use crate::crypto::PodKey;
use crate::directory::{Grant, PodDirectory};
use crate::error::{Error, Result};
use crate::id::{PodId, RequestId};
use crate::limits::Limits;
use crate::platform::{Bindings, Sql, clock, http, log};
use crate::time::Timestamp;
use crate::wire::{FEED, Finish, IdempotentRequest, StoredResponse, route, write_limits};

use mail::outbox::PaymentHeader;
use runtime::authentication::Authenticator;
use runtime::{idempotency, rpc, sockets};
use storage::pending::PendingWrites;
use storage::{reseal, schema};

/// A pod's object, as the runtime makes it.
pub struct Object {
    env: Env,
    opened: Result<Arc<Opened>>,
}

/// The object once its database is at the present schema.
struct Opened {
    id: PodId,
    state: State,
    sql: Sql,
    key: PodKey,
    config: &'static Config,
    authenticator: Authenticator,
    addresses: addresses::AddressCache,
    arrivals: wait::Arrivals,
    inbound: inbox::allowance::InboundAllowance,
    sockets: sockets::Sockets,
    blobs: PendingWrites,
    values: PendingWrites,
    webhooks: webhooks::WebhookCache,
    delivery_slots: webhooks::DeliverySlots,
    fetches: feed::Fetches,
    resealing: reseal::Resealing,
    /// When the next alarm will ring at the latest, as far as is known.
    alarm: AtomicI64,
}

/// The pod, for the length of one request or event.
#[derive(Clone)]
pub struct Pod {
    opened: Arc<Opened>,
    bindings: Bindings,
    caller: Option<Arc<Caller>>,
    /// Who is put on record for what is done.
    actor: Option<Arc<Actor>>,
    /// With an `Idempotency-Key`: what the request is to the caller.
    idempotent: Option<Arc<IdempotentRequest>>,
    /// What the request comes to pay with, if with anything.
    payment_header: Option<Arc<PaymentHeader>>,
}

/// Whose request it is.
struct Caller {
    key: KeyHash,
    grant: Grant,
    uri: Uri,
}

impl Object {
    /// Opens the pod. What fails here is answered to every request.
    pub fn new(state: State, env: Env) -> Self {
        let opened = Opened::open(state, &Bindings::new(env.clone())).map(Arc::new);
        Self { env, opened }
    }

    fn pod(&self, bindings: Bindings) -> Result<Pod> {
        let opened = self.opened.clone()?;
        let pod = Pod { opened, bindings, caller: None, actor: None, idempotent: None, payment_header: None };
        reseal::begin_aside(&pod);
        Ok(pod)
    }

    /// Answers a request that the edge forwarded, or one of the edge's own.
    pub fn fetch(&self, request: web_sys::Request, router: &'static Router) -> std::result::Result<JsValue, JsValue> {
        let bindings = Bindings::new(self.env.clone());
        let pod = self.pod(bindings.clone());
        http::promised(async move {
            let head = http::head(&request)?;
            let finish = Finish::new(head.uri.query(), bindings.is_https());
            let request_id = RequestId::generate()?;
            let opened = pod.as_ref().ok().map(|pod| pod.opened.clone());
            // What other requests read meanwhile is counted with it; nobody decides by this.
            let rows_read = || opened.as_ref().map_or(0, |opened| opened.sql.rows_read());
            let before = rows_read();
            let answered = match pod {
                Err(error) => Err(error),
                Ok(pod) if head.uri.path().starts_with("/v1/") => pod.serve(head, request, &request_id, router).await,
                Ok(pod) => rpc::answer(&pod, &head, &mut request.into()).await,
            };
            let response = answered.unwrap_or_else(IntoResponse::into_response);
            let (response, failure) = finish.finish(response, &request_id).await;
            if let Some(failure) = failure {
                log::error(&failure);
            }
            bindings.cost().rows(rows_read() - before);
            http::outgoing(response, bindings.shown_cost()).await
        })
    }
}

impl Opened {
    fn open(state: State, bindings: &Bindings) -> Result<Self> {
        let name = state.id().name().ok_or_else(|| Error::internal("an object without a name"))?;
        let (id, config) = (PodId::of_object(name), bindings.config()?);
        let sql = Sql::new(&state.storage(), config.dev_endpoints);
        let is_new = schema::migrate(&sql)?;
        idempotency::recover(&sql)?;
        live::prepare(&state);
        let key = config.master_key.pod(&id);
        Ok(Self {
            resealing: reseal::Resealing::load(&sql, &key, is_new)?,
            key,
            authenticator: Authenticator::recorded(&sql)?,
            addresses: addresses::AddressCache::default(),
            arrivals: wait::Arrivals::default(),
            inbound: inbox::allowance::InboundAllowance::recorded(&sql)?,
            sockets: sockets::Sockets::default(),
            blobs: PendingWrites::new("loose_blob"),
            values: PendingWrites::new("loose_value"),
            webhooks: webhooks::WebhookCache::default(),
            delivery_slots: webhooks::DeliverySlots::default(),
            fetches: feed::Fetches::default(),
            alarm: AtomicI64::new(i64::MAX),
            id,
            state,
            sql,
            config,
        })
    }
}

impl Pod {
    /// Lets a caller's request in and answers it.
    async fn serve(
        mut self,
        mut head: Parts,
        request: web_sys::Request,
        request_id: &RequestId,
        router: &Router,
    ) -> Result<Response<Body>> {
        let token = live::token(&head).ok_or_else(Error::unauthorized)?;
        // The edge has checked its tag; whether it is known here is what counts.
        let key = KeyHash::of(&token);
        if head.uri.path() == FEED {
            self.follow(&key)?;
            let mut request = Request::from_parts(head, Body::empty());
            request.extensions_mut().insert(self);
            return Ok(route(router, request).await);
        }
        let authenticated = self.authenticate(&key, KeyState::Active).await?;
        http::read_preference(&request, &mut head)?;
        let body = http::body(request, &head).await?;
        let idempotent = IdempotentRequest::read(&head, &body)?;
        self.caller = Some(Arc::new(Caller { key, grant: authenticated.grant, uri: head.uri.clone() }));
        self.payment_header = PaymentHeader::read(self.config(), &head.headers).map(Arc::new);
        let key_prefix = token.chars().take(credential::PREFIX).collect();
        self.actor = Some(Arc::new(Actor { key_prefix, request_id: request_id.clone() }));
        self.idempotent = idempotent.clone().map(Arc::new);
        let mut request = Request::from_parts(head, Body::from(body));
        request.extensions_mut().insert(self.clone());
        let mut response = match &idempotent {
            Some(idempotent) => self.serve_idempotent(idempotent, request, router).await?,
            None => self.route(router, request).await,
        };
        write_limits(response.headers_mut(), &headers(&authenticated.allowances));
        Ok(response)
    }

    async fn serve_idempotent(
        &self,
        idempotent: &IdempotentRequest,
        request: Request<Body>,
        router: &Router,
    ) -> Result<Response<Body>> {
        match idempotency::begin(self, idempotent)? {
            IdempotencyOutcome::Replay(stored) => Ok(stored.into_response()),
            IdempotencyOutcome::First => {
                let (response, stored) = StoredResponse::copy(self.route(router, request).await).await?;
                idempotency::settle(self, idempotent, stored.as_ref())?;
                Ok(response)
            }
        }
    }

    /// The reply, with a receipt if something was paid for.
    async fn route(&self, router: &Router, request: Request<Body>) -> Response<Body> {
        let response = route(router, request).await;
        match self.payment_header.as_ref().and_then(|payment_header| payment_header.receipt()) {
            Some(receipt) => receipt.on(response),
            None => response,
        }
    }

    async fn authenticate(&self, key: &KeyHash, allowed: KeyState) -> Result<Authenticated> {
        self.opened.authenticator.authenticate(key, allowed, &self.directory(), self.sql(), self.config()).await
    }

    /// The pod, for what somebody else does here.
    fn acting(&self, actor: Actor) -> Self {
        Self { actor: Some(Arc::new(actor)), ..self.clone() }
    }

    fn id(&self) -> &PodId {
        &self.opened.id
    }

    fn sql(&self) -> &Sql {
        &self.opened.sql
    }

    fn key(&self) -> &PodKey {
        &self.opened.key
    }

    fn config(&self) -> &'static Config {
        self.opened.config
    }

    fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }

    /// Whether the pod is suspended or being erased.
    fn is_suspended(&self) -> Result<bool> {
        Ok(self.sql().first("SELECT 1 FROM shut", &[])?.is_some())
    }

    /// Forgets what memory says of a database that is gone.
    fn forget_memory(&self) {
        self.opened.webhooks.change();
        self.opened.blobs.clear();
        self.opened.values.clear();
        self.opened.inbound.clear();
        self.opened.alarm.store(i64::MAX, Relaxed);
    }

    /// The directory, as far as it concerns this pod.
    fn directory(&self) -> PodDirectory {
        PodDirectory::new(self.bindings.clone(), self.id().clone())
    }

    fn caller(&self) -> Result<&Caller> {
        self.caller.as_deref().ok_or_else(Error::unauthorized)
    }

    /// What the account's tier allows.
    fn limits(&self) -> Result<&'static Limits> {
        Ok(self.config().limits(self.caller()?.grant.tier))
    }
}

/// A handler that takes a [`Pod`] runs inside it, for a caller that was let in.
impl<S: Send + Sync> FromRequestParts<S> for Pod {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get().cloned().ok_or_else(Error::unauthorized)
    }
}
