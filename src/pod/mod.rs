//! A pod: one Durable Object that owns all of its data, in a database of its own.
//!
//! Nothing here can name another pod. A request has passed the [`authentication`](runtime::authentication) before a handler sees it.

pub mod audit;
pub mod calendar;
pub mod ceiling;
pub mod credentials;
mod followed_resources;
mod jobs;
pub mod mail;
mod moves;
mod object;
pub mod observations;
pub mod profile;
mod reseal;
mod rpc;
pub mod runs;
pub mod runtime;
pub mod storage;
mod tool_calls;
pub mod vault;
pub mod webhooks;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Response, Uri};
use axum::response::IntoResponse;
use worker::State;

pub use calendar::feed;
pub use mail::addresses::{checked_key, claimable, random_local_part};
pub use mail::inbox::wait;
pub use mail::{addresses, inbox};
pub use object::Object;
pub use runtime::live;
pub use tool_calls::SESSION_KEY;

use crate::config::Config;
use crate::credential::{self, KeyHash, Kind};
use crate::crypto::PodKey;
use crate::directory::PodDirectory;
use crate::error::{Code, Error, Result};
use crate::grant::{Allowance, Authenticated, Grant, KeyState, RunKeyPurpose};
use crate::id::{PodId, RequestId};
use crate::limits::Limits;
use crate::oauth::{Resource, resource_proof};
use crate::platform::http::RequestLine;
use crate::platform::{Bindings, Sql, clock, http};
use crate::rpc::IdempotencyOutcome;
use crate::time::Timestamp;
use crate::wire::{
    Actor, Call, Caller, FromCall, Idempotency, IdempotentRequest, Operation, Permissions, Principal, StoredResponse,
    token, write_limits,
};

use mail::outbox::PaymentHeader;
use runtime::authentication::Authenticator;
use runtime::bounds::BoundsCache;
use runtime::entries::Entries;
use runtime::events::Subscriber;
use runtime::{idempotency, sockets};
use storage::pending::PendingWrites;
use storage::schema;

/// The object after its database was migrated.
struct Opened {
    id: PodId,
    state: State,
    sql: Sql,
    key: PodKey,
    config: &'static Config,
    authenticator: Authenticator,
    entries: Entries,
    bounds: BoundsCache,
    addresses: addresses::AddressCache,
    arrivals: wait::Arrivals,
    inbound: inbox::allowance::InboundAllowance,
    sockets: sockets::Sockets,
    blobs: PendingWrites,
    values: PendingWrites,
    /// Who receives events.
    subscribers: &'static [&'static dyn Subscriber],
    webhooks: webhooks::WebhookCache,
    delivery_slots: webhooks::DeliverySlots,
    fetches: feed::Fetches,
    resealing: reseal::Resealing,
    runner_messages: runs::socket::Inbox,
    run_reviews: runs::Reviews,
    ending_run_keys: runs::EndingKeys,
    /// When the next alarm rings at the latest, as far as is known.
    alarm: AtomicI64,
}

/// The pod, for the length of one request or event.
#[derive(Clone)]
pub struct Pod {
    opened: Arc<Opened>,
    bindings: Bindings,
    caller: Option<Arc<Requester>>,
    /// For the audit log.
    actor: Option<Arc<Actor>>,
    /// The request's `Idempotency-Key`, if it has one.
    idempotent: Option<Arc<IdempotentRequest>>,
    /// The request's payment, if it has one.
    payment_header: Option<Arc<PaymentHeader>>,
}

/// An authenticated caller who may call an operation.
struct Admitted {
    key: KeyHash,
    kind: Kind,
    /// If the key is restricted to networks.
    ip: Option<IpAddr>,
    grant: Grant,
    principal: Principal,
    allowances: Vec<Allowance>,
}

/// The caller of a request.
struct Requester {
    key: KeyHash,
    kind: Kind,
    /// If the key is restricted to networks.
    ip: Option<IpAddr>,
    grant: Grant,
    permissions: Permissions,
    operation: &'static Operation,
    uri: Uri,
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
            entries: Entries::default(),
            bounds: BoundsCache::default(),
            addresses: addresses::AddressCache::default(),
            arrivals: wait::Arrivals::default(),
            inbound: inbox::allowance::InboundAllowance::recorded(&sql)?,
            sockets: sockets::Sockets::default(),
            blobs: PendingWrites::new("loose_blob"),
            values: PendingWrites::new("loose_value"),
            subscribers: &[&webhooks::EventDeliveries],
            webhooks: webhooks::WebhookCache::default(),
            delivery_slots: webhooks::DeliverySlots::default(),
            fetches: feed::Fetches::default(),
            runner_messages: runs::socket::Inbox::default(),
            run_reviews: runs::Reviews::default(),
            ending_run_keys: runs::EndingKeys::default(),
            alarm: AtomicI64::new(i64::MAX),
            id,
            state,
            sql,
            config,
        })
    }
}

impl Pod {
    /// Authenticates the caller of an operation and answers the request.
    async fn serve(
        self,
        operation: &'static Operation,
        parameters: Vec<String>,
        line: RequestLine,
        request: web_sys::Request,
        request_id: &RequestId,
    ) -> Result<Response<Body>> {
        let url = line.url.clone();
        let has_query = line.uri.query().is_some();
        let head = http::head(&request, line, operation.request_headers(has_query))?;
        if operation.caller == Caller::FeedToken {
            let token = token(&head, operation).ok_or_else(Error::unauthorized)?;
            self.calendar().follow(&KeyHash::of(&token))?;
            return Ok(self.run(operation, Call::new(parameters, head, Vec::new())).await);
        }
        let resource = |key: &KeyHash| match http::header(&request, resource_proof::HEADER) {
            Ok(Some(proof)) => resource_proof::resource(&self.config().tagger, key, &proof),
            _ => Resource::Api,
        };
        let admitted = self.admit(operation, &head, &url, &request, resource, request_id).await?;
        let body = http::body(request, &head, operation.max_body).await?;
        self.respond(admitted, operation, Call::new(parameters, head, body)).await
    }

    /// Authenticates the caller of an operation, who may call it.
    async fn admit(
        &self,
        operation: &Operation,
        head: &Parts,
        url: &str,
        request: &web_sys::Request,
        resource: impl FnOnce(&KeyHash) -> Resource,
        request_id: &RequestId,
    ) -> Result<Admitted> {
        // The edge has checked the host; a mistake there opens nothing.
        let host = self.config().host(url);
        let token = token(head, operation).ok_or_else(Error::unauthorized)?;
        // The edge has checked the tag; the pod checks the key.
        let key = KeyHash::of(&token);
        let ip = || http::caller_ip(request);
        let Authenticated { grant, allowances } = self.authenticate(&key, KeyState::Active, host.tenant(), ip).await?;
        grant.check_audience(|| resource(&key))?;
        let ip = if grant.has_ip_ranges() { ip() } else { None };
        let kind = Kind::of(&token).ok_or_else(Error::unauthorized)?;
        let actor = Actor::new(&credential::prefix(&token), request_id);
        let principal = grant.principal(kind, self.id(), actor);
        principal.check(operation)?;
        Ok(Admitted { key, kind, ip, grant, principal, allowances })
    }

    /// Runs an operation for a caller.
    async fn respond(
        mut self,
        admitted: Admitted,
        operation: &'static Operation,
        mut call: Call,
    ) -> Result<Response<Body>> {
        let Admitted { key, kind, ip, grant, principal, allowances } = admitted;
        let idempotent = if operation.idempotency == Idempotency::Ignored {
            None
        } else {
            IdempotentRequest::read(&call.head, &call.body)?
        };
        let idempotent = idempotent.map(|request| grant.own_request(request));
        let (permissions, uri) = (principal.permissions, call.head.uri.clone());
        self.caller = Some(Arc::new(Requester { key, kind, ip, grant, permissions, operation, uri }));
        self.payment_header = PaymentHeader::read(self.config(), &call.head.headers).map(Arc::new);
        self.actor = Some(Arc::new(principal.actor.clone()));
        self.idempotent = idempotent.map(Arc::new);
        call.head.extensions.insert(Ok::<_, Error>(principal));
        let mut response = match self.idempotent.clone() {
            Some(idempotent) => self.run_once(&idempotent, operation, call).await?,
            None => self.run(operation, call).await,
        };
        write_limits(response.headers_mut(), &Allowance::headers(&allowances));
        Ok(response)
    }

    async fn run_once(
        self,
        idempotent: &IdempotentRequest,
        operation: &Operation,
        call: Call,
    ) -> Result<Response<Body>> {
        let pod = self.clone();
        match idempotency::begin(&pod, idempotent)? {
            IdempotencyOutcome::Replay(stored) => Ok(stored.into_response()),
            IdempotencyOutcome::First => {
                let (response, stored) = StoredResponse::copy(self.run(operation, call).await).await?;
                idempotency::settle(&pod, idempotent, stored.as_ref())?;
                Ok(response)
            }
        }
    }

    /// The reply, with a receipt if something was paid for.
    async fn run(self, operation: &Operation, mut call: Call) -> Response<Body> {
        let payment_header = self.payment_header.clone();
        call.head.extensions.insert(self);
        let response = operation.answer(call).await;
        match payment_header.as_ref().and_then(|payment_header| payment_header.receipt()) {
            Some(receipt) => receipt.on(response),
            None => response,
        }
    }

    /// Authenticates a caller. `tenant` is the label of the tenant whose host the request names.
    async fn authenticate(
        &self,
        key: &KeyHash,
        allowed: KeyState,
        tenant: Option<&str>,
        ip: impl Fn() -> Option<IpAddr>,
    ) -> Result<Authenticated> {
        let authenticator = &self.opened.authenticator;
        let done = authenticator.authenticate(key, allowed, ip, &self.directory(), self.sql(), self.config()).await;
        // The call that told of the suspension was lost.
        if done.as_ref().is_err_and(|error| error.code == Code::PodSuspended) && !self.is_suspended()? {
            rpc::follow_status(self).await?;
        }
        let authenticated = done?;
        authenticated.grant.check_host(tenant)?;
        self.check_run(&authenticated.grant)?;
        Ok(authenticated)
    }

    /// Checks that the run, if it is a run's key, has not ended: the directory hears of that later.
    fn check_run(&self, grant: &Grant) -> Result<()> {
        if grant.run_key == Some(RunKeyPurpose::Run) && !runs::has_key(self.sql(), &grant.key_id)? {
            return Err(Error::unauthorized());
        }
        Ok(())
    }

    /// The grant of a key as it is now.
    async fn grant(&self, key: &KeyHash) -> Result<Grant> {
        let grant = self.opened.authenticator.grant(key, KeyState::Active, &self.directory()).await?;
        self.check_run(&grant)?;
        Ok(grant)
    }

    /// The caller's grant as it is now, after a wait. It still permits the operation.
    async fn authenticate_again(&self) -> Result<Grant> {
        let (Requester { key, kind, ip, operation, .. }, Some(actor)) = (self.caller()?, &self.actor) else {
            return Err(Error::unauthorized());
        };
        let grant = self.grant(key).await?;
        grant.check_ip(*ip)?;
        grant.principal(*kind, self.id(), Actor::clone(actor)).check(operation)?;
        Ok(grant)
    }

    /// The pod, for the actions of somebody else.
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

    /// Whether the pod is suspended or being deleted.
    fn is_suspended(&self) -> Result<bool> {
        self.sql().exists("SELECT 1 FROM shut", &[])
    }

    /// Clears what is remembered of a database that was deleted.
    fn forget_memory(&self) {
        self.opened.webhooks.change();
        self.opened.blobs.clear();
        self.opened.values.clear();
        self.opened.inbound.clear();
        self.opened.alarm.store(i64::MAX, Relaxed);
    }

    /// The directory's part for this pod.
    fn directory(&self) -> PodDirectory {
        PodDirectory::new(self.bindings.clone(), self.id().clone())
    }

    fn caller(&self) -> Result<&Requester> {
        self.caller.as_deref().ok_or_else(Error::unauthorized)
    }

    /// The limits of the account's tier.
    fn limits(&self) -> Result<&'static Limits> {
        Ok(self.config().limits(self.caller()?.grant.tier))
    }
}

/// A handler that takes a [`Pod`] runs inside it, for an authenticated caller.
impl FromCall for Pod {
    const IN_POD: bool = true;

    fn from_call(call: &mut Call) -> Result<Self> {
        call.extension()
    }
}
