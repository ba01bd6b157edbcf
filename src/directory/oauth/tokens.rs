//! Tokens: issued for a code, rotated, and introspected. The conditions are in the statements, so of several requests at once one succeeds.

use serde::Deserialize;

use super::grants::{EndedGrant, Ending, ending};
use crate::credential::{Credential, KeyHash};
use crate::directory::Directory;
use crate::error::Result;
use crate::grant::KeyScope;
use crate::id::{AccountId, MemberId, OauthGrantId, PodId};
use crate::oauth::{
    ACCESS_TOKEN_TTL, CodeChallenge, GrantSecret, MAX_GRANT_AGE, REFRESH_TOKEN_TTL, REPETITION_TTL, Resource,
};
use crate::platform::{Batch, Handle, JsonText, Results, values};
use crate::time::Timestamp;
use crate::wire::{Role, to_json};

/// Access tokens of one grant. Older ones are deleted.
const MAX_TOKENS: u32 = 10;

/// What never changes of a grant.
#[derive(Deserialize)]
pub struct GrantTerms {
    pub pod_id: PodId,
    pub resource: Resource,
    pub scope: JsonText<KeyScope>,
}

/// A refresh token and an access token to store.
pub struct NewTokens<'a> {
    pub refresh: &'a GrantSecret,
    pub access: &'a Credential,
    /// What the access token may do.
    pub scope: &'a KeyScope,
}

/// The use of an authorization code.
pub struct CodeRedemption<'a> {
    pub code: &'a GrantSecret,
    pub client_hash: &'a KeyHash,
    pub challenge: &'a CodeChallenge,
    pub redirect_uri: Option<&'a str>,
    pub tokens: &'a NewTokens<'a>,
    pub now: Timestamp,
}

/// The use of a device code that a person has approved, or of a refresh token.
pub struct Rotation<'a> {
    pub used: &'a GrantSecret,
    pub grant: &'a OauthGrantId,
    pub client_hash: &'a KeyHash,
    /// Its successors: that of the current master key first, then those of older ones, which may have been made before.
    pub successors: &'a [(GrantSecret, Credential)],
    pub scope: &'a KeyScope,
    pub now: Timestamp,
}

/// A stored access token.
#[derive(Deserialize)]
pub struct IssuedToken {
    hash: String,
    pub scope: JsonText<KeyScope>,
    pub expires_at: i64,
}

/// What became of a code or a refresh token.
pub enum Redeemed {
    Issued(IssuedToken),
    /// It was used before, or not as it must be: what it gave has ended.
    Ended(EndedGrant),
    Refused,
}

/// What is known of an access token that works.
#[derive(Deserialize)]
pub struct TokenInfo {
    pub account_id: AccountId,
    pub pod_id: PodId,
    pub member_id: MemberId,
    /// What the person is now.
    pub role: Role,
    pub client_id: Option<String>,
    pub resource: Resource,
    pub scope: JsonText<KeyScope>,
    pub created_at: i64,
    pub expires_at: i64,
}

impl IssuedToken {
    /// Which of these credentials it is.
    pub fn find<'a>(&self, successors: &'a [(GrantSecret, Credential)]) -> Option<&'a (GrantSecret, Credential)> {
        successors.iter().find(|(_, access)| access.hash().as_str() == self.hash)
    }
}

fn redeemed(done: &Results, token: Handle<IssuedToken>, ended: Ending) -> Result<Redeemed> {
    Ok(match (done.row(token)?, ended.read(done)?) {
        (Some(token), _) => Redeemed::Issued(token),
        (None, Some(ended)) => Redeemed::Ended(ended),
        (None, None) => Redeemed::Refused,
    })
}

/// Adds an access token if the grant has this refresh token since `?6`, which this batch or one at the same moment has stored.
fn insert_token(batch: &mut Batch<'_>, grant: &OauthGrantId, new: &NewTokens<'_>, now: Timestamp) -> Result<()> {
    const INSERT_TOKEN: &str = "
        INSERT INTO oauth_token (hash, grant_id, scope, key_number, created_at, expires_at)
        SELECT ?2, id, ?3, ?4, ?6, min(?7, expires_at) FROM oauth_grant WHERE id = ?1 AND refresh_hash = ?5 AND rotated_at = ?6
        ON CONFLICT (hash) DO NOTHING";
    const DELETE_OLDEST: &str = "
        DELETE FROM oauth_token WHERE hash IN (
          SELECT hash FROM oauth_token WHERE grant_id = ?1 ORDER BY created_at DESC, hash LIMIT -1 OFFSET ?2)";
    let (access, refresh, scope) = (new.access.hash(), new.refresh.hash(), to_json(new.scope)?);
    let number = i64::from(new.access.key_number());
    let end = now.plus(ACCESS_TOKEN_TTL);
    let values = values![grant.as_str(), access.as_str(), &scope, number, refresh.as_str(), now, end];
    batch.run(INSERT_TOKEN, &values)?;
    batch.run(DELETE_OLDEST, &values![grant.as_str(), MAX_TOKENS])
}

impl Directory {
    /// What never changes of a grant.
    pub async fn grant_terms(&self, grant: &OauthGrantId) -> Result<Option<GrantTerms>> {
        const SELECT_TERMS: &str = "SELECT pod_id, resource, scope FROM oauth_grant WHERE id = ?1";
        self.db.row(SELECT_TERMS, &values![grant.as_str()]).await
    }

    /// Uses a code. One that was used before, or that comes with a wrong verifier, client or redirect URI, ends the grant.
    pub async fn redeem_code(&self, of: &CodeRedemption<'_>) -> Result<Redeemed> {
        const UPDATE_GRANT: &str = "
            UPDATE oauth_grant SET refresh_hash = ?2, key_number = ?3, rotated_at = ?4, expires_at = ?5
            WHERE id = ?1 AND refresh_hash IS NULL AND expires_at > ?4 AND client_hash = ?6
              AND code_hash = ?7 AND code_challenge = ?8 AND redirect_uri = coalesce(?9, redirect_uri)";
        const IS_REPLAYED: &str = "id = ?1 AND code_hash = ?2 AND refresh_hash IS NOT ?3";
        const SELECT_TOKEN: &str = "SELECT hash, scope, expires_at FROM oauth_token WHERE hash = ?1";
        let (grant, code, refresh, now) = (of.code.grant(), of.code.hash(), of.tokens.refresh.hash(), of.now);
        let values = values![
            grant.as_str(),
            refresh.as_str(),
            i64::from(of.tokens.refresh.key_number()),
            now,
            now.plus(REFRESH_TOKEN_TTL),
            of.client_hash.as_str(),
            code.as_str(),
            of.challenge.as_str(),
            of.redirect_uri,
        ];
        let mut batch = self.db.batch();
        batch.run(UPDATE_GRANT, &values)?;
        insert_token(&mut batch, &grant, of.tokens, now)?;
        let replayed = values![grant.as_str(), code.as_str(), refresh.as_str()];
        let ended = ending(&mut batch, IS_REPLAYED, &replayed, now)?;
        let token = batch.add(SELECT_TOKEN, &values![of.tokens.access.hash().as_str()])?;
        redeemed(&batch.commit().await?, token, ended)
    }

    /// Uses a device code. For 30 seconds, the same code gets the same tokens, if they were not refreshed: the reply may have been lost.
    /// Later, it ends the grant.
    pub async fn redeem_device_code(&self, of: &Rotation<'_>) -> Result<Redeemed> {
        const UPDATE_GRANT: &str = "
            UPDATE oauth_grant SET refresh_hash = ?3, key_number = ?4, rotated_at = ?5, expires_at = ?6
            WHERE id = ?1 AND refresh_hash IS NULL AND expires_at > ?5 AND client_hash = ?7
              AND EXISTS (SELECT 1 FROM oauth_device WHERE hash = ?2 AND grant_id = ?1)";
        const IS_FIRST: &str = "previous_hash IS NULL";
        let (used, now) = (of.used.hash(), of.now);
        let Some((refresh, access)) = of.successors.first() else { return Ok(Redeemed::Refused) };
        let mut batch = self.db.batch();
        batch.run(
            UPDATE_GRANT,
            &values![
                of.grant.as_str(),
                used.as_str(),
                refresh.hash().as_str(),
                i64::from(refresh.key_number()),
                now,
                now.plus(REFRESH_TOKEN_TTL),
                of.client_hash.as_str(),
            ],
        )?;
        insert_token(&mut batch, of.grant, &NewTokens { refresh, access, scope: of.scope }, now)?;
        self.repeated(batch, of, IS_FIRST).await
    }

    /// Replaces a refresh token. For 30 seconds, the same token gets the same successor, if that was not used. Later, a token that was
    /// replaced ends the grant: one of two has stolen it.
    pub async fn rotate(&self, of: &Rotation<'_>) -> Result<Redeemed> {
        const UPDATE_GRANT: &str = "
            UPDATE oauth_grant SET previous_hash = refresh_hash, refresh_hash = ?3, key_number = ?4, rotated_at = ?5,
              expires_at = min(?6, created_at + ?7)
            WHERE id = ?1 AND refresh_hash = ?2 AND client_hash = ?8 AND expires_at > ?5";
        const IS_PREVIOUS: &str = "previous_hash IS ?2";
        let (used, now) = (of.used.hash(), of.now);
        let Some((refresh, access)) = of.successors.first() else { return Ok(Redeemed::Refused) };
        let mut batch = self.db.batch();
        batch.run(
            UPDATE_GRANT,
            &values![
                of.grant.as_str(),
                used.as_str(),
                refresh.hash().as_str(),
                i64::from(refresh.key_number()),
                now,
                now.plus(REFRESH_TOKEN_TTL),
                MAX_GRANT_AGE,
                of.client_hash.as_str(),
            ],
        )?;
        insert_token(&mut batch, of.grant, &NewTokens { refresh, access, scope: of.scope }, now)?;
        self.repeated(batch, of, IS_PREVIOUS).await
    }

    /// Adds the statements that find the successors of what was used, or end the grant, and commits. A condition on the grant says that
    /// it has nothing newer than those successors.
    async fn repeated(&self, mut batch: Batch<'_>, of: &Rotation<'_>, is_latest: &str) -> Result<Redeemed> {
        let select_token = format!(
            "SELECT t.hash, t.scope, t.expires_at FROM oauth_grant g JOIN oauth_token t ON t.grant_id = g.id
             WHERE g.id = ?1 AND g.{is_latest} AND g.rotated_at > ?3 AND g.client_hash = ?4 AND g.expires_at > ?6
               AND t.hash IN (SELECT value FROM json_each(?5))"
        );
        let is_reused = format!(
            "id = ?1 AND refresh_hash IS NOT NULL AND refresh_hash <> ?2 AND NOT ({is_latest} AND rotated_at > ?3)"
        );
        let (used, now) = (of.used.hash(), of.now);
        let access: Vec<_> = of.successors.iter().map(|(_, access)| access.hash()).collect();
        let access = to_json(&access.iter().map(KeyHash::as_str).collect::<Vec<_>>())?;
        let (grant, client, since) = (of.grant.as_str(), of.client_hash.as_str(), now.plus(-REPETITION_TTL));
        let values = values![grant, used.as_str(), since, client, &access, now];
        let token = batch.add(&select_token, &values)?;
        let ended = ending(&mut batch, &is_reused, &values[..3], now)?;
        redeemed(&batch.commit().await?, token, ended)
    }

    /// What is known of an access token that works, in an account and, if one is given, a pod.
    pub async fn token_info(
        &self,
        token: &KeyHash,
        account: &AccountId,
        pod: Option<&PodId>,
        now: Timestamp,
    ) -> Result<Option<TokenInfo>> {
        const SELECT_TOKEN: &str = "
            SELECT g.account_id, g.pod_id, g.member_id, m.role, g.client ->> 'id' AS client_id, g.resource, t.scope, t.created_at, t.expires_at
            FROM oauth_token t JOIN oauth_grant g ON g.id = t.grant_id JOIN member m ON m.id = g.member_id JOIN pod p ON p.id = g.pod_id
            WHERE t.hash = ?1 AND g.account_id = ?2 AND g.pod_id = coalesce(?3, g.pod_id) AND t.expires_at > ?4 AND g.expires_at > ?4
              AND p.status = 'active' AND NOT p.condemned AND m.active AND (m.role IN ('owner', 'admin')
                OR EXISTS (SELECT 1 FROM pod_member WHERE pod_id = p.id AND member_id = m.id))";
        let values = values![token.as_str(), account.as_str(), pod.map(PodId::as_str), now];
        self.db.row(SELECT_TOKEN, &values).await
    }
}
