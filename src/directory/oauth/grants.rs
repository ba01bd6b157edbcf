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

/// A grant that has ended, and its tokens. It stays until its pod was told: a request that could not do that is sent again.
pub struct EndedGrant {
    pub id: OauthGrantId,
    pub pod: PodId,
    pub member: MemberId,
    pub tokens: PodSessions,
}

#[derive(Deserialize)]
struct Ended {
    id: OauthGrantId,
    pod_id: PodId,
    member_id: MemberId,
}

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
        now: Timestamp,
    ) -> Result<Option<EndedGrant>> {
        const IS_FOUND: &str = "account_id = ?1 AND (?2 IS NULL OR member_id = ?2) AND id = ?3";
        self.end_grants(IS_FOUND, &values![account.as_str(), member.map(MemberId::as_str), id], now).await
    }

    /// Ends the grant of an access token, if it was issued to the client or no client is named.
    pub async fn end_grant_of_token(
        &self,
        token: &KeyHash,
        client: Option<&KeyHash>,
        now: Timestamp,
    ) -> Result<Option<EndedGrant>> {
        const IS_FOUND: &str =
            "id = (SELECT grant_id FROM oauth_token WHERE hash = ?1) AND client_hash = coalesce(?2, client_hash)";
        self.end_grants(IS_FOUND, &values![token.as_str(), client.map(KeyHash::as_str)], now).await
    }

    /// Ends the grant of a refresh token, if it was issued to the client or no client is named. One that was replaced ends it, too.
    pub async fn end_grant(
        &self,
        id: &OauthGrantId,
        client: Option<&KeyHash>,
        now: Timestamp,
    ) -> Result<Option<EndedGrant>> {
        const IS_FOUND: &str = "id = ?1 AND client_hash = coalesce(?2, client_hash)";
        self.end_grants(IS_FOUND, &values![id.as_str(), client.map(KeyHash::as_str)], now).await
    }

    /// Deletes a grant that has ended, when its pod was told. Returns whether it was still there: of several requests at once, for one.
    pub async fn delete_ended_grant(&self, id: &OauthGrantId, now: Timestamp) -> Result<bool> {
        const DELETE_GRANT: &str = "DELETE FROM oauth_grant WHERE id = ?1 AND expires_at <= ?2 RETURNING id";
        self.db.exists(DELETE_GRANT, &values![id.as_str(), now]).await
    }

    async fn end_grants(&self, condition: &str, values: &[Value<'_>], now: Timestamp) -> Result<Option<EndedGrant>> {
        let mut batch = self.db.batch();
        let ended = ending(&mut batch, condition, values, now)?;
        ended.read(&batch.commit().await?)
    }
}

/// The statements that end a grant.
pub(super) struct Ending {
    tokens: Handle<PodSession>,
    ended: Handle<Ended>,
}

/// Adds the statements that end the grant that a condition finds, and select it with its tokens. One that has ended before is found, too.
pub(super) fn ending(batch: &mut Batch<'_>, condition: &str, values: &[Value<'_>], now: Timestamp) -> Result<Ending> {
    let (found, at) = (format!("(SELECT id FROM oauth_grant WHERE {condition})"), format!("?{}", values.len() + 1));
    let values_and_time = [values, &values![now]].concat();
    for of_grant in ["oauth_token SET expires_at = {at} WHERE grant_id", "oauth_grant SET expires_at = {at} WHERE id"] {
        let update = format!("UPDATE {of_grant} IN {found} AND expires_at > {{at}}");
        batch.run(&update.replace("{at}", &at), &values_and_time)?;
    }
    let tokens = select_tokens(batch, &format!("g.id IN {found}"), values)?;
    let ended = batch.add(&format!("SELECT id, pod_id, member_id FROM oauth_grant WHERE {condition}"), values)?;
    Ok(Ending { tokens, ended })
}

impl Ending {
    /// The grant that has ended, if there was one.
    pub(super) fn read(self, done: &Results) -> Result<Option<EndedGrant>> {
        let Some(Ended { id, pod_id, member_id }) = done.row(self.ended)? else { return Ok(None) };
        let tokens = PodSessions::read(done, self.tokens)?;
        Ok(Some(EndedGrant { id, pod: pod_id, member: member_id, tokens }))
    }
}
