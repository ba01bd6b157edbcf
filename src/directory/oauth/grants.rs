//! Grants: listed, and ended.

use serde::{Deserialize, Serialize};

use crate::credential::KeyHash;
use crate::directory::Directory;
use crate::directory::pod_sessions::{PodSession, PodSessions, select_tokens};
use crate::error::Result;
use crate::grant::KeyScope;
use crate::id::{AccountId, MemberId, OauthGrantId, PodId};
use crate::oauth::Resource;
use crate::platform::{Batch, Handle, JsonText, Results, Value, values};
use crate::stored::Unchecked;
use crate::time::Timestamp;

/// A client, as the person saw it.
#[derive(Clone, Serialize, Deserialize)]
pub struct OauthClient {
    /// The name that it gives itself.
    pub name: String,
    /// Its id, if that is a URL whose host has published the client's metadata.
    pub id: Option<String>,
    /// The host to which codes go, or that of its id.
    pub host: Option<String>,
}

impl Unchecked for OauthClient {}

/// A grant as stored.
#[derive(Deserialize)]
pub struct OauthGrant {
    pub id: OauthGrantId,
    pub pod_id: PodId,
    pub member_id: MemberId,
    pub client: JsonText<OauthClient>,
    pub resource: Resource,
    pub scope: JsonText<KeyScope>,
    pub created_at: i64,
    pub expires_at: i64,
}

/// A grant that has ended, and its tokens.
pub struct EndedGrant {
    pub id: OauthGrantId,
    pub pod: PodId,
    pub member: MemberId,
    pub tokens: PodSessions,
}

#[derive(Deserialize)]
struct Deleted {
    id: OauthGrantId,
    pod_id: PodId,
    member_id: MemberId,
}

const RETURNING: &str = "RETURNING id, pod_id, member_id";

impl Directory {
    /// The grants of an account whose clients have used them, of one person or of all, the oldest first.
    pub async fn oauth_grants(
        &self,
        account: &AccountId,
        member: Option<&MemberId>,
        now: Timestamp,
        after: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<OauthGrant>> {
        const SELECT_GRANTS: &str = "
            SELECT id, pod_id, member_id, client, resource, scope, created_at, expires_at FROM oauth_grant
            WHERE account_id = ?1 AND (?2 IS NULL OR member_id = ?2) AND refresh_hash IS NOT NULL AND expires_at > ?3
              AND (created_at, id) > (?4, ?5) ORDER BY created_at, id LIMIT ?6";
        let (created_at, id) = after.unwrap_or((0, ""));
        let values = values![account.as_str(), member.map(MemberId::as_str), now, created_at, id, limit];
        self.db.rows(SELECT_GRANTS, &values).await
    }

    /// Ends a grant of an account, of one person or of any. None if there is none.
    pub async fn end_grant_of(
        &self,
        account: &AccountId,
        member: Option<&MemberId>,
        id: &str,
    ) -> Result<Option<EndedGrant>> {
        const IS_FOUND: &str = "account_id = ?1 AND (?2 IS NULL OR member_id = ?2) AND id = ?3";
        self.end_grants(IS_FOUND, &values![account.as_str(), member.map(MemberId::as_str), id]).await
    }

    /// Ends the grant of an access token, if it was issued to the client or no client is named.
    pub async fn end_grant_of_token(&self, token: &KeyHash, client: Option<&KeyHash>) -> Result<Option<EndedGrant>> {
        const IS_FOUND: &str =
            "id = (SELECT grant_id FROM oauth_token WHERE hash = ?1) AND client_hash = coalesce(?2, client_hash)";
        self.end_grants(IS_FOUND, &values![token.as_str(), client.map(KeyHash::as_str)]).await
    }

    /// Ends the grant of a refresh token, if it was issued to the client or no client is named. One that was replaced ends it, too.
    pub async fn end_grant(&self, id: &OauthGrantId, client: Option<&KeyHash>) -> Result<Option<EndedGrant>> {
        const IS_FOUND: &str = "id = ?1 AND client_hash = coalesce(?2, client_hash)";
        self.end_grants(IS_FOUND, &values![id.as_str(), client.map(KeyHash::as_str)]).await
    }

    async fn end_grants(&self, condition: &str, values: &[Value<'_>]) -> Result<Option<EndedGrant>> {
        let mut batch = self.db.batch();
        let ended = ending(&mut batch, condition, values)?;
        ended.read(&batch.commit().await?)
    }
}

/// The statements that end a grant.
pub(super) struct Ending {
    tokens: Handle<PodSession>,
    deleted: Handle<Deleted>,
}

/// Adds the statements that end the grant that a condition finds, and select its tokens.
pub(super) fn ending(batch: &mut Batch<'_>, condition: &str, values: &[Value<'_>]) -> Result<Ending> {
    let of_grant = format!("g.id IN (SELECT id FROM oauth_grant WHERE {condition})");
    let tokens = select_tokens(batch, &of_grant, values)?;
    let deleted = batch.add(&format!("DELETE FROM oauth_grant WHERE {condition} {RETURNING}"), values)?;
    Ok(Ending { tokens, deleted })
}

impl Ending {
    /// The grant that has ended, if there was one.
    pub(super) fn read(self, done: &Results) -> Result<Option<EndedGrant>> {
        let Some(Deleted { id, pod_id, member_id }) = done.row(self.deleted)? else { return Ok(None) };
        let tokens = PodSessions::read(done, self.tokens)?;
        Ok(Some(EndedGrant { id, pod: pod_id, member: member_id, tokens }))
    }
}
