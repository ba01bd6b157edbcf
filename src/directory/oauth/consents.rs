//! A person's decision about a client: what the person can choose, and the grant.

use serde::Deserialize;

use crate::credential::KeyHash;
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::grant::KeyScope;
use crate::id::{DeviceRequestId, MemberId, OauthGrantId, PodId, SessionId};
use crate::oauth::{CodeChallenge, GrantSecret, RedirectUri, Resource};
use crate::platform::{Handle, values};
use crate::time::Timestamp;
use crate::wire::{Role, to_json};

use super::{MAX_GRANTS, OauthClient};

/// Pods that a person can choose from.
const MAX_PODS: u32 = 500;

/// What a signed-in person can give a client.
pub struct ConsentChoices {
    pub email: String,
    pub role: Role,
    pub account_name: String,
    /// The default environment first.
    pub pods: Vec<ReachedPod>,
}

/// A pod that the person acts in.
#[derive(Deserialize)]
pub struct ReachedPod {
    pub id: PodId,
    pub name: String,
}

/// A grant to store.
pub struct NewGrant<'a> {
    pub id: &'a OauthGrantId,
    /// The session that decides. It ends with that.
    pub session: &'a SessionId,
    pub pod: &'a PodId,
    pub client_hash: &'a KeyHash,
    pub client: &'a OauthClient,
    pub resource: Resource,
    pub scope: KeyScope,
    /// Where the browser goes, the challenge, and the code; none for a device.
    pub code: Option<(&'a RedirectUri, &'a CodeChallenge, &'a GrantSecret)>,
    /// The request of a device.
    pub device: Option<&'a DeviceRequestId>,
    /// The number of the master key that tags its secrets.
    pub key_number: u8,
    pub expires_at: Timestamp,
    pub now: Timestamp,
}

const IS_REACHED: &str =
    "p.account_id = m.account_id AND p.status = 'active' AND NOT p.condemned AND p.deleted_at IS NULL
    AND (m.role IN ('owner', 'admin') OR EXISTS (SELECT 1 FROM pod_member WHERE pod_id = p.id AND member_id = m.id))";
const FROM_SESSION: &str = "FROM session s JOIN member m ON m.id = s.member_id AND m.active";
const IS_PENDING: &str = "(?14 IS NULL OR EXISTS (
    SELECT 1 FROM oauth_device WHERE id = ?14 AND status = 'pending' AND expires_at > ?15))";
const COUNT: &str =
    "(SELECT count(*) FROM oauth_grant AS other WHERE other.member_id = m.id AND other.expires_at > ?15)";
/// The session decides once.
const DELETE_SESSION: &str = "DELETE FROM session WHERE id = ?1";

impl Directory {
    /// What the person of a session can give a client. None if the session has ended.
    pub async fn consent_choices(&self, session: &SessionId, now: Timestamp) -> Result<Option<ConsentChoices>> {
        #[derive(Deserialize)]
        struct Person {
            email: String,
            role: Role,
            account_name: String,
        }
        let select_person = format!(
            "SELECT m.email, m.role, a.name AS account_name {FROM_SESSION} JOIN account a ON a.id = m.account_id
             WHERE s.id = ?1 AND s.expires_at > ?2"
        );
        let select_pods = format!(
            "SELECT p.id, coalesce(p.name, iif(p.id = p.account_id, 'Default', p.env_slug)) AS name
             {FROM_SESSION} JOIN pod p ON {IS_REACHED}
             WHERE s.id = ?1 AND s.expires_at > ?2 ORDER BY p.id <> p.account_id, p.created_at, p.id LIMIT {MAX_PODS}"
        );
        let values = values![session.as_str(), now];
        let mut batch = self.db.batch();
        let person: Handle<Person> = batch.add(&select_person, &values)?;
        let pods = batch.add(&select_pods, &values)?;
        let done = batch.commit().await?;
        let Some(Person { email, role, account_name }) = done.row(person)? else { return Ok(None) };
        Ok(Some(ConsentChoices { email, role, account_name, pods: done.rows(pods)? }))
    }

    /// Stores a grant, and ends the session that decides. Returns the person.
    ///
    /// # Errors
    /// `unauthorized`: the session has ended, the person does not act in the pod, or the device's request is over; `key_limit_reached`.
    pub async fn add_grant(&self, new: &NewGrant<'_>) -> Result<MemberId> {
        let insert = format!(
            "INSERT INTO oauth_grant (id, account_id, pod_id, member_id, client_hash, client, resource, scope, redirect_uri,
               code_challenge, code_hash, key_number, created_at, expires_at)
             SELECT ?1, m.account_id, p.id, m.id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?15, ?12 {FROM_SESSION} JOIN pod p ON {IS_REACHED}
             WHERE s.id = ?2 AND s.expires_at > ?15 AND p.id = ?3 AND {COUNT} < ?13 AND {IS_PENDING}
             RETURNING member_id"
        );
        let select_count = format!("SELECT {COUNT} {FROM_SESSION} WHERE s.id = ?2 AND s.expires_at > ?15");
        const APPROVE_DEVICE: &str = "
            UPDATE oauth_device SET status = 'approved', grant_id = ?2 WHERE id = ?1 AND status = 'pending'
              AND EXISTS (SELECT 1 FROM oauth_grant WHERE id = ?2)";
        let (redirect_uri, challenge, code) = match new.code {
            Some((redirect_uri, challenge, code)) => {
                (Some(redirect_uri.as_str()), Some(challenge.as_str()), Some(code.hash()))
            }
            None => (None, None, None),
        };
        let (client, scope, device) =
            (to_json(new.client)?, to_json(&new.scope)?, new.device.map(DeviceRequestId::as_str));
        let values = values![
            new.id.as_str(),
            new.session.as_str(),
            new.pod.as_str(),
            new.client_hash.as_str(),
            &client,
            <&str>::from(new.resource),
            &scope,
            redirect_uri,
            challenge,
            code.as_ref().map(KeyHash::as_str),
            i64::from(new.key_number),
            new.expires_at,
            MAX_GRANTS,
            device,
            new.now,
        ];
        let mut batch = self.db.batch();
        let count = batch.add(&select_count, &values)?;
        let inserted = batch.add(&insert, &values)?;
        batch.run(APPROVE_DEVICE, &values![device, new.id.as_str()])?;
        batch.run(
            &format!("{DELETE_SESSION} AND EXISTS (SELECT 1 FROM oauth_grant WHERE id = ?2)"),
            &values![new.session.as_str(), new.id.as_str()],
        )?;
        let done = batch.commit().await?;
        match done.value(inserted)? {
            Some(member) => Ok(member),
            None if done.value(count)?.is_some_and(|count: u32| count >= MAX_GRANTS) => {
                Err(Error::new(Code::KeyLimit, format!("A person can connect {MAX_GRANTS} programs."))
                    .fix("End one that is not needed: DELETE /v1/oauth/grants/{id}."))
            }
            None => Err(Error::unauthorized()),
        }
    }

    /// Ends the session of a person who refuses, and the request of the device if there is one. Returns whether the session still worked.
    pub async fn refuse_grant(
        &self,
        session: &SessionId,
        device: Option<&DeviceRequestId>,
        now: Timestamp,
    ) -> Result<bool> {
        const DENY_DEVICE: &str = "
            UPDATE oauth_device SET status = 'denied' WHERE id = ?1 AND status = 'pending'
              AND EXISTS (SELECT 1 FROM session WHERE id = ?2 AND expires_at > ?3)";
        let mut batch = self.db.batch();
        batch.run(DENY_DEVICE, &values![device.map(DeviceRequestId::as_str), session.as_str(), now])?;
        let deleted = batch
            .add(&format!("{DELETE_SESSION} AND expires_at > ?2 RETURNING id"), &values![session.as_str(), now])?;
        batch.commit().await?.exists(deleted)
    }

    /// The authorization request, sealed, for which a link was sent.
    pub async fn authorization_request(&self, link: &KeyHash, now: Timestamp) -> Result<Option<String>> {
        const SELECT_REQUEST: &str = "SELECT sealed FROM oauth_request WHERE link_hash = ?1 AND expires_at > ?2";
        self.db.value(SELECT_REQUEST, &values![link.as_str(), now]).await
    }
}
