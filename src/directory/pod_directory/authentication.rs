//! Authentication of keys and sessions in the pod.

use std::collections::HashMap;

use serde::Deserialize;

use super::PodDirectory;
use crate::credential::KeyHash;
use crate::directory::caller::NEVER;
use crate::error::Result;
use crate::grant::Grant;
use crate::id::PodId;
use crate::platform::{Value, values};
use crate::time::Timestamp;
use crate::wire::to_json;

const SELECT_GRANTS: &str = "
    SELECT k.hash, k.id AS key_id, iif(coalesce(maker.status, 'active') = 'active', k.status, maker.status) AS key_status,
      nullif(min(k.expires_at, coalesce(maker.expires_at, k.expires_at)), ?4) AS expires_at,
      k.scope, iif(k.made_by IS NULL, NULL, coalesce(maker.scope, '{}')) AS maker_scope, NULL AS run_key, p.status AS pod_status, a.id AS account_id, a.slug AS account_slug, a.tier, p.slug,
      {pod}, NULL AS member,
      0 AS is_elsewhere, 0 AS is_bound, NULL AS audience
    FROM api_key k LEFT JOIN api_key maker ON maker.id = k.made_by
      JOIN pod p ON p.id = k.pod_id JOIN account a ON a.id = p.account_id
    WHERE k.hash IN (SELECT value FROM json_each(?1)) AND k.pod_id = ?2 AND NOT p.condemned
      AND k.expires_at > ?3 AND coalesce(maker.expires_at > ?3, k.made_by IS NULL)
    UNION ALL
    SELECT s.hash, s.id, 'active', s.expires_at, NULL, NULL, NULL, p.status, a.id, a.slug, a.tier, p.slug,
      {pod},
      json_object('id', m.id, 'role', m.role, 'is_assigned', json(iif({is assigned}, 'true', 'false'))),
      NOT {reaches}, s.pod_id IS NOT NULL, NULL
    {sessions}
    UNION ALL
    SELECT t.hash, t.id, 'active', NULL, NULL, NULL, NULL, p.status, a.id, a.slug, a.tier, p.slug,
      {pod}, NULL, 0, 0, NULL
    FROM scim_token t JOIN account a ON a.id = t.account_id JOIN pod p ON p.id = a.id
    WHERE t.hash IN (SELECT value FROM json_each(?1)) AND t.account_id = ?2
    UNION ALL
    SELECT k.hash, k.id, 'active', k.expires_at, k.scope, iif(k.made_by IS NULL, NULL, coalesce(maker.scope, run.scope, client.scope, '{}')), k.purpose,
      p.status, a.id, a.slug, a.tier, p.slug, {pod}, NULL, 0, 0, NULL
    {run keys} AND k.hash IN (SELECT value FROM json_each(?1))
    UNION ALL
    SELECT t.hash, g.id, 'active', t.expires_at, t.scope, NULL, NULL, p.status, a.id, a.slug, a.tier, p.slug,
      {pod},
      json_object('id', m.id, 'role', m.role, 'is_assigned', json('true')), 0, 0, g.resource
    {access tokens}";
/// What is the same for all credentials of the pod.
const POD: &str = "p.vault_strict, p.requests_per_minute, p.requests_per_hour, p.requests_per_day,
      p.ceiling_tools AS tenant_tools, a.ceiling_tools AS account_tools";
/// Keys for runs that work: their makers do, too.
const FROM_RUN_KEYS: &str = "
    FROM run_key k LEFT JOIN api_key maker ON maker.id = k.made_by LEFT JOIN run_key run ON run.id = k.made_by
      LEFT JOIN oauth_grant client ON client.id = k.made_by LEFT JOIN member m ON m.id = k.member_id JOIN pod p ON p.id = k.pod_id JOIN account a ON a.id = p.account_id
    WHERE k.pod_id = ?2 AND NOT p.condemned AND k.expires_at > ?3
      AND coalesce(maker.status = 'active' AND maker.expires_at > ?3, run.expires_at > ?3, client.expires_at > ?3, k.made_by IS NULL)
      AND coalesce(m.active AND (m.role IN ('owner', 'admin') OR m.role = 'member'
            AND EXISTS (SELECT 1 FROM pod_member AS assigned WHERE assigned.pod_id = k.pod_id AND assigned.member_id = m.id)),
          k.member_id IS NULL)";
/// Access tokens of OAuth clients in the pod, whose persons act there.
const FROM_ACCESS_TOKENS: &str = "
    FROM oauth_token t JOIN oauth_grant g ON g.id = t.grant_id JOIN member m ON m.id = g.member_id
      JOIN pod p ON p.id = g.pod_id JOIN account a ON a.id = p.account_id
    WHERE t.hash IN (SELECT value FROM json_each(?1)) AND g.pod_id = ?2 AND NOT p.condemned
      AND t.expires_at > ?3 AND g.expires_at > ?3 AND m.active AND {is assigned}";
/// Sessions of the pod's account.
const FROM_SESSIONS: &str = "
    FROM session s JOIN member m ON m.id = s.member_id JOIN account a ON a.id = s.account_id JOIN pod p ON p.account_id = a.id
    WHERE s.hash IN (SELECT value FROM json_each(?1)) AND p.id = ?2 AND NOT p.condemned AND s.expires_at > ?3
      AND m.active";
/// Whether a session is let in: into its home pod, and into other pods of the account that the person acts in; one that began at the host
/// of a pod, into that pod only.
const REACHES: &str = "(coalesce(s.pod_id, p.id) = p.id AND (p.id = a.id OR {is assigned}))";
const IS_ASSIGNED: &str = "(m.role IN ('owner', 'admin')
    OR EXISTS (SELECT 1 FROM pod_member WHERE pod_id = p.id AND member_id = m.id))";

fn select_grants() -> String {
    SELECT_GRANTS
        .replace("{pod}", POD)
        .replace("{sessions}", FROM_SESSIONS)
        .replace("{run keys}", FROM_RUN_KEYS)
        .replace("{access tokens}", FROM_ACCESS_TOKENS)
        .replace("{reaches}", REACHES)
        .replace("{is assigned}", IS_ASSIGNED)
}

fn from_reaching_sessions() -> String {
    format!("{FROM_SESSIONS} AND {REACHES}").replace("{is assigned}", IS_ASSIGNED)
}

/// Keys as a JSON array.
fn to_list<'a>(keys: impl IntoIterator<Item = &'a KeyHash>) -> Result<String> {
    to_json(&keys.into_iter().map(KeyHash::as_str).collect::<Vec<_>>())
}

impl PodDirectory {
    /// The grant of a key in this pod, if it has one.
    pub async fn grant(&self, key: &KeyHash, now: Timestamp) -> Result<Option<Grant>> {
        let keys = to_list([key])?;
        let values = values![&keys, self.pod.as_str(), now, NEVER];
        let grant: Option<Grant> = self.db()?.row(&select_grants(), &values).await?;
        match grant {
            Some(grant)
                if grant.member.is_some()
                    && grant.audience.is_none()
                    && grant.is_elsewhere == 0
                    && grant.account_id.home_pod() != self.pod =>
            {
                self.let_in(&values).await
            }
            grant => Ok(grant),
        }
    }

    /// Lets a session into a pod that is not its home pod, and records that in the same transaction. So when the session ends, either it
    /// has no grant here, or this pod is told.
    async fn let_in(&self, values: &[Value<'_>]) -> Result<Option<Grant>> {
        let sessions = from_reaching_sessions();
        let insert = format!("INSERT OR IGNORE INTO session_pod (session_id, pod_id) SELECT s.id, p.id {sessions}");
        let db = self.db()?;
        let mut batch = db.batch();
        batch.run(&insert, &values[..3])?;
        let grant = batch.add(&select_grants(), values)?;
        batch.commit().await?.row(grant)
    }

    /// Those of these keys for runs that work.
    pub async fn working_run_keys(&self, ids: &[String], now: Timestamp) -> Result<Vec<String>> {
        let select = format!("SELECT k.id {FROM_RUN_KEYS} AND k.id IN (SELECT value FROM json_each(?1))");
        self.db()?.values(&select, &values![&to_json(&ids)?, self.pod.as_str(), now]).await
    }

    /// Whether a session of this home pod is let into another pod of the account.
    pub async fn may_enter(&self, session: &KeyHash, pod: &PodId, now: Timestamp) -> Result<bool> {
        let select = format!("SELECT 1 {} AND s.account_id = ?4", from_reaching_sessions());
        self.db()?.exists(&select, &values![&to_list([session])?, pod.as_str(), now, self.pod.as_str()]).await
    }

    /// The grants of several keys in this pod. Keys without a grant are left out.
    pub async fn grants(&self, keys: &[KeyHash], now: Timestamp) -> Result<HashMap<KeyHash, Grant>> {
        #[derive(Deserialize)]
        struct KeyGrant {
            hash: String,
            #[serde(flatten)]
            grant: Grant,
        }
        let keys = to_list(keys)?;
        let values = values![&keys, self.pod.as_str(), now, NEVER];
        let grants: Vec<KeyGrant> = self.db()?.rows(&select_grants(), &values).await?;
        Ok(grants.into_iter().map(|KeyGrant { hash, grant }| (KeyHash::trusted(hash), grant)).collect())
    }

    /// Whether the pod exists and is not suspended.
    pub async fn is_active(&self) -> Result<bool> {
        const SELECT_ACTIVE: &str = "SELECT id FROM pod WHERE id = ?1 AND status = 'active' AND NOT condemned";
        self.db()?.exists(SELECT_ACTIVE, &values![self.pod.as_str()]).await
    }
}
