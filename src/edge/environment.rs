//! Where a request is for: the environment that it names with `X-Environment`, and the tenant whose host it names.

use super::{tenant_host, tenant_token};
use crate::credential::{Credential, Kind};
use crate::directory::{Directory, Tenant};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::platform::{Bindings, http};
use crate::rpc::{EnterEnvironment, InternalRpc};
use crate::tenant_hosts::Host;
use crate::wire::no_environment;

/// What a request says about where it is for.
#[derive(Clone)]
pub struct Place {
    pub host: Host,
    /// The environment.
    pub named: Option<String>,
    /// A token of a tenant. It is read at the hosts of tenants only.
    pub token: Option<String>,
}

impl Place {
    /// Of a request to a host.
    pub fn new(host: Host, named: Option<String>, request: &web_sys::Request) -> Result<Self> {
        let token = if host == Host::Deployment { None } else { http::header(request, tenant_token::HEADER)? };
        Ok(Self { host, named, token })
    }

    /// The tenant whose host the request names. `credential` is the caller's, if it is genuine.
    ///
    /// # Errors
    /// `unknown_host`.
    pub async fn tenant(&self, bindings: &Bindings, credential: Option<&Credential>) -> Result<Option<Tenant>> {
        match &self.host {
            Host::Deployment => Ok(None),
            Host::Nobody => Err(Error::unknown_host()),
            Host::Tenant(label) => {
                tenant_host::find(&Directory::new(bindings.directory()?), label, credential).await.map(Some)
            }
        }
    }

    /// The pod in which a caller acts. An invented environment wakes no pod.
    ///
    /// # Errors
    /// Those of [`target`], `not_found`, `unauthorized`, `rate_limited`.
    pub async fn enter(&self, bindings: &Bindings, tenant: Option<&Tenant>, credential: &Credential) -> Result<PodId> {
        let pod = target(credential, self.named.as_deref(), tenant)?;
        if let (Some(tenant), Some(label)) = (tenant, self.host.tenant()) {
            // The pod exists, and decides itself whether a person acts in it.
            if let Some(token) = &self.token {
                tenant_token::check(bindings.config()?, label, tenant, credential, token).await?;
            }
        } else if pod != *credential.pod() {
            let enter = EnterEnvironment { key: credential.hash().as_str().to_owned(), pod: pod.clone() };
            InternalRpc::new(bindings.pods()?).call(credential.pod(), &enter).await?;
        }
        Ok(pod)
    }
}

/// The pod that a request is for: that of its credential or, for a person, the one that the request or its host names. Nothing is remembered
/// of a name that no pod can have.
///
/// # Errors
/// `wrong_tenant`, `pod_auth_forbidden`, `invalid_request`.
pub fn target(credential: &Credential, named: Option<&str>, tenant: Option<&Tenant>) -> Result<PodId> {
    let own = credential.pod();
    let named = named.map(|named| PodId::of_any(named, &AccountId::of_home(own)));
    if let Some(tenant) = tenant {
        return match named {
            _ if !tenant.has(credential) => Err(Error::wrong_tenant()),
            Some(named) if named != tenant.pod => {
                Err(Error::invalid("X-Environment names another tenant than the host.")
                    .fix("Leave the header out: the host names the tenant."))
            }
            _ => Ok(tenant.pod.clone()),
        };
    }
    let Some(pod) = named else { return Ok(own.clone()) };
    match credential.kind() {
        Kind::Session if pod.is_valid() => Ok(pod),
        Kind::Session => Err(no_environment()),
        _ if pod == *own => Ok(pod),
        Kind::Account => {
            Err(Error::new(Code::PodAuthForbidden, "The account's key acts in the account's default environment only.")
                .fix("Use a key of the environment, or the session of a person who is assigned to it."))
        }
        _ => Err(Error::invalid("X-Environment names another environment than that of the key.")
            .fix("Leave the header out: the key names its environment.")),
    }
}
