//! Authenticates the caller of an operation at the edge, and runs the operation.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;

use super::Edge;
use super::oauth::challenged;
use super::tenants::check_entitlement;
use crate::credential::{Credential, Kind};
use crate::error::{Code, Error, Result};
use crate::grant::{Allowance, Authenticated, KeyState};
use crate::id::PodId;
use crate::mcp::session_over;
use crate::rpc::{Authenticate, BeginRequest, IdempotencyOutcome, SettleRequest};
use crate::tenant_hosts::Host;
use crate::wire::{
    Actor, Call, Caller, Idempotency, IdempotentRequest, Operation, Principal, StoredResponse, token, write_limits,
};

impl Edge {
    /// Authenticates the caller, as the operation declares it, and runs the operation.
    pub(super) async fn respond(self, operation: &Operation, call: Call) -> Result<Response<Body>> {
        let config = self.config;
        // Of the API's own operations. The authorization server knows no hosts of tenants.
        let is_for_clients = self.place.host == Host::Deployment
            && !matches!(
                operation.caller,
                Caller::Anyone | Caller::FeedToken | Caller::Mcp | Caller::Operator | Caller::Scim
            );
        let has_token = is_for_clients && token(&call.head, operation).is_some();
        self.answered(operation, call).await.map_err(|error| match error.code {
            Code::Unauthorized if is_for_clients => challenged(error, config, has_token),
            _ => error,
        })
    }

    async fn answered(mut self, operation: &Operation, mut call: Call) -> Result<Response<Body>> {
        let token = token(&call.head, operation);
        if self.place.host != Host::Deployment && self.tenant.is_none() {
            let credential = self.credential(token.as_deref()).ok();
            self.tenant = self.place.tenant(&self.bindings, credential.as_ref()).await?;
            // The operator's token is not compared here: guesses are counted at the deployment's own host.
            let is_for_operator = match operation.caller {
                Caller::Operator => true,
                Caller::OperatorOrAccount => credential.is_none(),
                _ => false,
            };
            if is_for_operator {
                return Err(Error::wrong_tenant());
            }
        }
        if operation.chooses_environment() && !self.is_session(token.as_deref()) {
            // The handler reads the header. Only a person has to be let in.
            self.place.named = None;
        }
        match operation.caller {
            Caller::Anyone | Caller::FeedToken => {}
            Caller::Mcp => {
                call.head.extensions.insert(self.credential(token.as_deref())?);
            }
            Caller::Operator => {
                call.head.extensions.insert(self.operator(token.as_deref()).await?);
            }
            // What no credential is can only be the operator's token.
            Caller::OperatorOrAccount
                if self.config.admin_token.is_some() && self.credential(token.as_deref()).is_err() =>
            {
                call.head.extensions.insert(self.operator(token.as_deref()).await?);
            }
            Caller::AnyoneOrKey => match self.authenticate(token.as_deref(), KeyState::Active).await {
                Ok((principal, limits)) => return Ok(self.run(principal, &limits, operation, call).await),
                Err(error) if error.code == Code::WrongTenant => return Err(error),
                Err(error) => {
                    call.head.extensions.insert(Err::<Principal, _>(error));
                }
            },
            Caller::OperatorOrAccount
            | Caller::Account
            | Caller::BackupKey
            | Caller::Person
            | Caller::Pod
            | Caller::Scim => {
                let idempotent = if operation.idempotency == Idempotency::Ignored {
                    None
                } else {
                    IdempotentRequest::read(&call.head, &call.body)?
                };
                if operation.idempotency == Idempotency::Pod
                    && let Some(idempotent) = idempotent
                {
                    return self.respond_once(idempotent, token.as_deref(), operation, call).await;
                }
                let (principal, limits) = self.authenticate(token.as_deref(), key_state(operation)).await?;
                call.head.extensions.insert(self.credential(token.as_deref())?.hash());
                let own = |request: IdempotentRequest| match &principal.member {
                    Some(member) => request.of(member.id.as_str()),
                    None => request,
                };
                self.idempotent = idempotent.map(own).map(Arc::new);
                return Ok(self.run(principal, &limits, operation, call).await);
            }
        }
        call.head.extensions.insert(self);
        Ok(operation.answer(call).await)
    }

    /// Runs the operation for an authenticated caller.
    async fn run(
        self,
        principal: Principal,
        limits: &[String; 2],
        operation: &Operation,
        mut call: Call,
    ) -> Response<Body> {
        let checked = principal.check(operation).and_then(|()| self.check_tool(&principal));
        let mut response = match checked {
            Ok(()) => {
                call.head.extensions.insert(Ok::<_, Error>(principal));
                call.head.extensions.insert(self);
                operation.answer(call).await
            }
            Err(refusal) => refusal.into_response(),
        };
        write_limits(response.headers_mut(), limits);
        response
    }

    /// Checks that the caller may use the tool that is called, in the session in which it is called.
    fn check_tool(&self, caller: &Principal) -> Result<()> {
        if self.session_key.as_ref().is_some_and(|key| *key != caller.key_id) {
            return Err(session_over());
        }
        caller.check_tool(self.tool)
    }

    /// Runs the operation once: the caller's pod stores the reply.
    async fn respond_once(
        self,
        idempotent: IdempotentRequest,
        token: Option<&str>,
        operation: &Operation,
        call: Call,
    ) -> Result<Response<Body>> {
        let (rpc, credential) = (self.internal_rpc()?, self.credential(token)?);
        let pod = self.enter(&credential).await?;
        let begin = BeginRequest {
            key: credential.hash().as_str().to_owned(),
            key_state: key_state(operation),
            ip: self.ip,
            tenant: self.label(),
            resource: self.resource(&credential),
            idempotent: idempotent.clone(),
        };
        let begun = rpc.call(&pod, &begin).await?;
        let principal = self.principal(&credential, &pod, &begun.authenticated);
        let limits = Allowance::headers(&begun.authenticated.allowances);
        match begun.outcome {
            IdempotencyOutcome::Replay(stored) => {
                principal.check(operation)?;
                self.check_tool(&principal)?;
                if operation.caller == Caller::OperatorOrAccount {
                    check_entitlement(self.config)?;
                }
                let mut response = stored.into_response();
                write_limits(response.headers_mut(), &limits);
                Ok(response)
            }
            IdempotencyOutcome::First => {
                let (response, stored) =
                    StoredResponse::copy(self.run(principal, &limits, operation, call).await).await?;
                let idempotent = begun.authenticated.grant.own_request(idempotent);
                rpc.call(&pod, &SettleRequest { idempotent, stored }).await?;
                Ok(response)
            }
        }
    }

    /// Authenticates the credential in its pod, which counts the request. Returns the caller and the rate-limit headers.
    pub(super) async fn authenticate(
        &self,
        token: Option<&str>,
        key_state: KeyState,
    ) -> Result<(Principal, [String; 2])> {
        let credential = self.credential(token)?;
        let pod = self.enter(&credential).await?;
        let (key, tenant) = (credential.hash().as_str().to_owned(), self.label());
        let authenticate = Authenticate { key, key_state, ip: self.ip, tenant, resource: self.resource(&credential) };
        let authenticated = self.internal_rpc()?.call(&pod, &authenticate).await?;
        Ok((self.principal(&credential, &pod, &authenticated), Allowance::headers(&authenticated.allowances)))
    }

    /// A credential that this deployment issued. Forged ones are refused here, without a look-up.
    fn credential(&self, token: Option<&str>) -> Result<Credential> {
        let credential = token.and_then(|token| Credential::parse(token, &self.config.tagger));
        credential.filter(|credential| credential.kind() != Kind::Feed).ok_or_else(Error::unauthorized)
    }

    fn is_session(&self, token: Option<&str>) -> bool {
        self.credential(token).is_ok_and(|credential| credential.kind() == Kind::Session)
    }

    /// The pod in which the caller acts: its own or, for a person, the one that the request or its host names.
    pub(super) async fn enter(&self, credential: &Credential) -> Result<PodId> {
        self.place.enter(&self.bindings, self.tenant.as_ref(), credential).await
    }

    /// The label of the tenant whose host the request names.
    fn label(&self) -> Option<String> {
        self.place.host.tenant().map(str::to_owned)
    }

    fn principal(&self, credential: &Credential, pod: &PodId, authenticated: &Authenticated) -> Principal {
        let actor = Actor::new(credential.prefix(), &self.request_id);
        authenticated.grant.principal(credential.kind(), pod, actor)
    }
}

/// The state that a key needs to call an operation.
fn key_state(operation: &Operation) -> KeyState {
    // A dormant backup key activates itself and does nothing else.
    if operation.caller == Caller::BackupKey { KeyState::Backup } else { KeyState::Active }
}
