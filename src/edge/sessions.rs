//! Sessions of people.

use futures_util::{StreamExt, stream};
use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::Edge;
use crate::credential::{Credential, Kind};
use crate::directory::{self, NewSession, PodSessions};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId, SessionId};
use crate::platform::{clock, log};
use crate::rpc::AccessChanged;
use crate::time::{DAY, Timestamp};
use crate::wire::{AccountPrincipal, Json, Path};

/// How long a session lasts.
const SESSION_TTL: i64 = DAY;
/// Pods that are told of a change at once.
const CONCURRENCY: usize = 16;

/// A session that has no row yet.
pub(super) struct Unstarted {
    id: SessionId,
    credential: Credential,
    now: Timestamp,
}

impl Unstarted {
    pub(super) fn new(edge: &Edge, account: &AccountId) -> Result<Self> {
        let credential = Credential::issue(Kind::Session, &account.home_pod(), &edge.config.tagger)?;
        Ok(Self { id: SessionId::generate()?, credential, now: clock::now() })
    }

    pub(super) fn row(&self) -> NewSession<'_> {
        let Self { id, credential, now } = self;
        NewSession { id, credential, expires_at: now.plus(SESSION_TTL), now: *now }
    }

    /// The token, to be shown once.
    pub(super) fn reveal(&self) -> String {
        self.credential.reveal().to_owned()
    }
}

impl Edge {
    /// Makes pods forget sessions that have ended, and close their sockets. A pod that cannot be told forgets them within a minute.
    ///
    /// # Errors
    /// See [`notify_each`](Self::notify_each).
    pub(super) async fn notify_ended(&self, ended: PodSessions) -> Result<()> {
        let changes = ended.by_pod().into_iter().map(|(pod, sessions)| (pod, AccessChanged::revoked(&sessions)));
        self.notify_each(changes).await
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
    let sessions = edge.directory()?.sessions(caller.id(), clock::now()).await?;
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
    DELETE "/v1/auth/sessions/current", tag = "auth", caller = Account, permission = AccountRead,
    reply = "The session has ended.",
    errors(NotFound = "The caller is not a session."),
)]
pub async fn sign_out(edge: Edge, caller: AccountPrincipal) -> Result<Json<EndedSession>> {
    edge.end_session(&caller, caller.key_id.to_string()).await.map(Json)
}

impl Edge {
    async fn end_session(&self, caller: &AccountPrincipal, id: String) -> Result<EndedSession> {
        let ended = self.directory()?.end_session(caller.id(), &id, &caller.key_id, clock::now()).await?;
        self.notify_ended(ended).await?;
        Ok(EndedSession { ended: true, id })
    }
}
