//! Which master keys the rows of the directory depend on.

use serde::Deserialize;

use super::{Directory, PodDirectory};
use crate::error::Result;
use crate::id::{AccountId, PodId, StackId};
use crate::platform::values;
use crate::time::Timestamp;
use crate::wire::to_json;

/// How many things of one kind depend on a key.
#[derive(Deserialize)]
pub struct KeyCount {
    pub number: u8,
    pub count: u32,
}

/// What depends on which key.
pub struct KeyCounts {
    /// Pods by the key under which all their data is sealed; 0: not known.
    pub pods: Vec<KeyCount>,
    /// API keys that are not revoked, SCIM tokens, keys for runs and grants of OAuth clients, by the key of their tag.
    pub api_keys: Vec<KeyCount>,
    /// Sessions, by the key of their tag.
    pub sessions: Vec<KeyCount>,
    /// Tokens of calendar feeds, by the key of their tag; 0: not known.
    pub feeds: Vec<KeyCount>,
    /// Encrypted seeds by the key that hashed their address.
    pub seeds: Vec<KeyCount>,
    /// Values in pods that are missing or cannot be opened.
    pub unreadable: u32,
}

/// A custom domain without a stored proof.
#[derive(Deserialize)]
pub struct UnprovedStack {
    pub id: StackId,
    pub account_id: AccountId,
    pub domain: String,
}

impl PodDirectory {
    /// Records that all data of the pod except `unreadable` values is sealed under the key of that number, and the number of the key that
    /// tagged the token of its feed.
    pub async fn set_sealed(&self, number: u8, feed: Option<i64>, unreadable: u32) -> Result<()> {
        const UPDATE_SEALED: &str = "
            UPDATE pod SET sealed_under = ?2, feed_key_number = ?3, unreadable = ?4
            WHERE id = ?1 AND (sealed_under <> ?2 OR feed_key_number IS NOT ?3 OR unreadable <> ?4)";
        let pod = self.pod().as_str();
        self.db()?.run(UPDATE_SEALED, &values![pod, i64::from(number), feed, unreadable]).await
    }

    /// Records that the pod must reseal its data again.
    pub async fn set_unsealed(&self) -> Result<()> {
        const UPDATE_UNSEALED: &str =
            "UPDATE pod SET sealed_under = 0 WHERE id = ?1 AND unreadable > 0 AND sealed_under <> 0";
        self.db()?.run(UPDATE_UNSEALED, &values![self.pod().as_str()]).await
    }
}

impl Directory {
    /// Replaces the hashes that other master keys gave an address by its current hash.
    pub async fn rehash_address(&self, others: &[String], hash: &str) -> Result<()> {
        const TABLES: [&str; 3] = ["vault_seed", "vault_recovery", "recovery_link"];
        let others = to_json(&others)?;
        let mut batch = self.db.batch();
        for table in TABLES {
            let update =
                format!("UPDATE {table} SET email_hash = ?2 WHERE email_hash IN (SELECT value FROM json_each(?1))");
            batch.run(&update, &values![&others, hash])?;
        }
        batch.commit().await.map(drop)
    }

    /// What depends on which key.
    pub async fn key_counts(&self, now: Timestamp) -> Result<KeyCounts> {
        const COUNT_PODS: &str = "SELECT sealed_under AS number, count(*) AS count FROM pod GROUP BY 1 ORDER BY 1";
        const COUNT_API_KEYS: &str = "
            SELECT number, count(*) AS count FROM (
              SELECT key_number AS number FROM api_key WHERE status <> 'revoked' AND expires_at > ?1
              UNION ALL SELECT key_number FROM scim_token
              UNION ALL SELECT key_number FROM run_key WHERE expires_at > ?1
              UNION ALL SELECT key_number FROM oauth_grant WHERE expires_at > ?1)
            GROUP BY 1 ORDER BY 1";
        const COUNT_SESSIONS: &str = "
            SELECT key_number AS number, count(*) AS count FROM session WHERE expires_at > ?1 GROUP BY 1 ORDER BY 1";
        const COUNT_FEEDS: &str = "
            SELECT feed_key_number AS number, count(*) AS count FROM pod WHERE feed_key_number IS NOT NULL
            GROUP BY 1 ORDER BY 1";
        // The hash begins with the number and a dot, unless the number is 1.
        const COUNT_SEEDS: &str = "
            SELECT iif(instr(email_hash, '.'), CAST(email_hash AS INTEGER), 1) AS number, count(*) AS count
            FROM (SELECT email_hash FROM vault_seed UNION ALL SELECT email_hash FROM vault_recovery) GROUP BY 1 ORDER BY 1";
        const SUM_UNREADABLE: &str = "SELECT coalesce(sum(unreadable), 0) FROM pod";
        let mut batch = self.db.batch();
        let pods = batch.add(COUNT_PODS, &[])?;
        let api_keys = batch.add(COUNT_API_KEYS, &values![now])?;
        let sessions = batch.add(COUNT_SESSIONS, &values![now])?;
        let feeds = batch.add(COUNT_FEEDS, &[])?;
        let seeds = batch.add(COUNT_SEEDS, &[])?;
        let unreadable = batch.add(SUM_UNREADABLE, &[])?;
        let done = batch.commit().await?;
        Ok(KeyCounts {
            pods: done.rows(pods)?,
            api_keys: done.rows(api_keys)?,
            sessions: done.rows(sessions)?,
            feeds: done.rows(feeds)?,
            seeds: done.rows(seeds)?,
            unreadable: done.value(unreadable)?.unwrap_or(0),
        })
    }

    /// Pods that have data under another key than that number, or values that could not be opened, in the order of their ids.
    pub async fn pods_to_reseal(&self, number: u8, after: &str, limit: u32) -> Result<Vec<PodId>> {
        const SELECT_PODS: &str = "
            SELECT id FROM pod WHERE (sealed_under <> ?1 OR unreadable > 0) AND id > ?2 ORDER BY id LIMIT ?3";
        self.db.values(SELECT_PODS, &values![i64::from(number), after, limit]).await
    }

    /// Some of these pods, in random order, so that pods that fail do not block others.
    pub async fn any_pods_to_reseal(&self, number: u8, limit: u32) -> Result<Vec<PodId>> {
        // The index serves both halves of the condition.
        const SELECT_PODS: &str =
            "SELECT id FROM pod WHERE sealed_under < ?1 OR sealed_under > ?1 ORDER BY random() LIMIT ?2";
        self.db.values(SELECT_PODS, &values![i64::from(number), limit]).await
    }

    /// Up to `limit` domains whose proof is not stored.
    pub async fn unproved_stacks(&self, limit: u32) -> Result<Vec<UnprovedStack>> {
        const SELECT_STACKS: &str = "SELECT id, account_id, domain FROM stack WHERE proof IS NULL LIMIT ?1";
        self.db.rows(SELECT_STACKS, &values![limit]).await
    }

    /// Stores proofs that are not stored yet.
    pub async fn store_proofs(&self, proofs: &[(StackId, String)]) -> Result<()> {
        const UPDATE_PROOF: &str = "UPDATE stack SET proof = ?2 WHERE id = ?1 AND proof IS NULL";
        if proofs.is_empty() {
            return Ok(());
        }
        let mut batch = self.db.batch();
        for (id, proof) in proofs {
            batch.run(UPDATE_PROOF, &values![id.as_str(), proof])?;
        }
        batch.commit().await.map(drop)
    }
}
