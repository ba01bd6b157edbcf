//! Who calls. A handler that lacks one of these in its arguments cannot do what needs it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::{Edge, bearer};
use crate::credential::{Credential, Kind};
use crate::directory::Grant;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::pod::Actor;

/// Somebody with the account's own key.
pub struct AccountCaller {
    pub grant: Grant,
    /// For the record.
    pub actor: Actor,
}

impl AccountCaller {
    /// The account.
    pub fn id(&self) -> &AccountId {
        &self.grant.account_id
    }
}

/// Somebody with any key: of the account or of one of its pods.
pub struct AnyCaller {
    pub grant: Grant,
    /// The pod of the key; for the account's own, its home pod.
    pub pod: PodId,
}

impl AnyCaller {
    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.grant.account_id
    }

    /// The pod that the caller is confined to; none for the account, which is confined to none of its own.
    pub fn confined(&self) -> Option<&PodId> {
        (self.pod != self.grant.account_id.home_pod()).then_some(&self.pod)
    }
}

/// Somebody with the account's key, or with the backup key that waits to take its place.
pub struct BackupCaller(pub AccountCaller);

impl<S: Send + Sync> FromRequestParts<S> for AccountCaller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        admitted(parts, state, false).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AnyCaller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let (_, credential, grant) = let_in(parts, state, false).await?;
        Ok(Self { grant, pod: credential.pod().clone() })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for BackupCaller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        admitted(parts, state, true).await.map(Self)
    }
}

/// A revoked pod key is unknown rather than forbidden.
async fn admitted<S: Send + Sync>(parts: &mut Parts, state: &S, backup: bool) -> Result<AccountCaller> {
    let (edge, credential, grant) = let_in(parts, state, backup).await?;
    if credential.kind() == Kind::Pod {
        return Err(Error::new(Code::PodAuthForbidden, "This needs the account's key; a pod's key was sent.")
            .fix("Use the al_live_… key of the account that owns the pod."));
    }
    let actor = Actor { key_prefix: credential.prefix().to_owned(), request_id: edge.request_id };
    Ok(AccountCaller { grant, actor })
}

/// The pod of the credential lets it in, or not.
async fn let_in<S: Send + Sync>(parts: &mut Parts, state: &S, backup: bool) -> Result<(Edge, Credential, Grant)> {
    let edge = Edge::from_request_parts(parts, state).await?;
    let credential = Credential::parse(&bearer(parts)?, &edge.config.tagger).ok_or_else(Error::unauthorized)?;
    if let Some(authenticated) = edge.authenticated.get() {
        // Several extractors see the same request, which counts once.
        let grant = authenticated.grant.clone();
        return Ok((edge, credential, grant));
    }
    let authenticated = edge.internal_rpc()?.authenticate(credential.pod(), &credential.hash(), backup).await?;
    let grant = authenticated.grant.clone();
    let _ = edge.authenticated.set(authenticated);
    Ok((edge, credential, grant))
}
