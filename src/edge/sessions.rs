//! Sessions of people.

use futures_util::{StreamExt, stream};
use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::Edge;
use super::tenant_token::{self, NewToken};
use crate::credential::{Credential, Kind};
use crate::directory::{self, NewSession, PodSessions};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, MemberId, PodId, SessionId};
use crate::platform::{clock, log};
use crate::rpc::AccessChanged;
use crate::time::{DAY, Timestamp};
use crate::wire::{AccountPrincipal, Json, Path, Principal};

/// How long a session lasts.
const SESSION_TTL: i64 = DAY;
/// Pods that are told of a change at once.
const CONCURRENCY: usize = 16;

/// A session that has no row yet.
pub(super) struct Unstarted {
    id: SessionId,
    credential: Credential,
    /// The only pod that it reaches.
    pod: Option<PodId>,
    now: Timestamp,
}

/// A session that has begun.
pub(super) struct Started {
    /// Its token, to be shown once.
    pub session: String,
    /// At the host of a tenant: what says so.
    pub tenant_token: Option<String>,
}

impl Unstarted {
    /// At the host of a tenant, it reaches that tenant only.
    pub(super) fn new(edge: &Edge, account: &AccountId) -> Result<Self> {
        let credential = Credential::issue(Kind::Session, &account.home_pod(), &edge.config.tagger)?;
        let pod = edge.tenant.as_ref().map(|tenant| tenant.pod.clone());
        Ok(Self { id: SessionId::generate()?, credential, pod, now: clock::now() })
    }

    pub(super) fn id(&self) -> &SessionId {
        &self.id
    }

    pub(super) fn row(&self) -> NewSession<'_> {
        let Self { id, credential, pod, now } = self;
        NewSession { id, credential, pod: pod.as_ref(), expires_at: self.expires_at(), now: *now }
    }

    fn expires_at(&self) -> Timestamp {
        self.now.plus(SESSION_TTL)
    }

    /// The session after it has begun.
    pub(super) async fn started(self, edge: &Edge, member: MemberId) -> Result<Started> {
        let tenant_token = match (edge.place.host.tenant(), &edge.tenant) {
            (Some(label), Some(tenant)) => {
                let (credential, now, expires_at) = (&self.credential, self.now, self.expires_at());
                let session = self.id.clone();
                let new = NewToken { label, tenant, member, session, credential, now, expires_at };
                Some(tenant_token::issue(edge.config, new).await?)
            }
            _ => None,
        };
        Ok(Started { session: self.credential.reveal().to_owned(), tenant_token })
    }
}

impl Edge {
    /// Makes pods forget sessions that have ended, and close their sockets. The home pod may also know tokens that ended. A pod that cannot be told forgets them within a minute.
    ///
    /// # Errors
    /// See [`notify_each`](Self::notify_each).
    pub(super) async fn notify_ended(&self, account: &AccountId, ended: PodSessions) -> Result<()> {
        let mut pods = ended.by_pod();
        pods.entry(account.home_pod()).or_default();
        self.notify_each(pods.into_iter().map(|(pod, sessions)| (pod, AccessChanged::revoked(&sessions)))).await
    }

    /// Tells pods of changes that are stored, several at once. Each is tried twice.
    ///
    /// # Errors
    /// `internal_error`: a pod could not be told. It asks again within a minute.
    pub(super) async fn notify_each(&self, changes: impl Iterator<Item = (PodId, AccessChanged)>) -> Result<()> {
        let rpc = &self.internal_rpc()?;
        let calls = changes.map(|(pod, change)| async move {
            match rpc.call(&pod, &change).await {
                Ok(()) => Ok(()),
                Err(_) => rpc.call(&pod, &change).await,
            }
        });
        let told: Vec<_> = stream::iter(calls).buffer_unordered(CONCURRENCY).collect().await;
        let failures: Vec<_> = told.into_iter().filter_map(Result::err).collect();
        failures.iter().for_each(|error| log::error(&error.to_string()));
        match failures.is_empty() {
            true => Ok(()),
            false => Err(Error::new(
                Code::InternalError,
                "The change is stored, but not every pod could be told: it may take a minute to have effect everywhere.",
            )),
        }
    }
}

/// The sessions of an account.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    /// The latest first.
    sessions: Vec<directory::Session>,
    /// Number of items in this reply.
    count: usize,
}

/// List sessions.
///
/// Lists the people who are signed in to the account, latest first.
#[operation(GET "/v1/auth/sessions", tag = "auth", caller = Account, permission = KeysRead, reply = "The sessions.")]
pub async fn list_sessions(edge: Edge, caller: AccountPrincipal) -> Result<Json<Sessions>> {
    let sessions = edge.directory()?.sessions(caller.id(), &caller.key_id, clock::now()).await?;
    Ok(Json(Sessions { count: sessions.len(), sessions }))
}

/// A session that was ended.
#[derive(Serialize, ToSchema)]
pub struct EndedSession {
    /// Always true.
    ended: bool,
    /// The session that was ended.
    #[schema(example = "ses_0a1b2c3d4e5f6g7h")]
    id: String,
}

/// End a session.
///
/// The session's token stops working everywhere before this call returns. Sessions of owners are ended only by owners and by the account's
/// key. With `require_second_principal`, only a signed-in person ends sessions of owners and admins.
#[operation(
    DELETE "/v1/auth/sessions/{id}", tag = "auth", caller = Account, permission = KeysWrite,
    path(id = "The session's id."),
    reply = "The session has ended.",
    errors(Forbidden = "It is an owner's, and the caller is neither an owner nor the account's key.", SelfApprovalForbidden, NotFound),
)]
pub async fn end_session(edge: Edge, caller: AccountPrincipal, Path(id): Path<String>) -> Result<Json<EndedSession>> {
    edge.end_session(&caller, id).await.map(Json)
}

/// Sign out.
///
/// Ends the caller's session. Its token stops working everywhere before this call returns.
#[operation(
    DELETE "/v1/auth/sessions/current", tag = "auth", caller = Person, permission = AccountRead,
    reply = "The session has ended.",
    errors(NotFound = "The caller is not a session."),
)]
pub async fn sign_out(edge: Edge, caller: Principal) -> Result<Json<EndedSession>> {
    edge.end_session(&caller, caller.key_id.to_string()).await.map(Json)
}

impl Edge {
    async fn end_session(&self, caller: &Principal, id: String) -> Result<EndedSession> {
        let ended = self.directory()?.end_session(&caller.account, &id, &caller.key_id, clock::now()).await?;
        self.notify_ended(&caller.account, ended).await?;
        Ok(EndedSession { ended: true, id })
    }
}
