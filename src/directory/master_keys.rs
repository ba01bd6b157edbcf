//! Which master keys the directory's rows follow from.

use serde::Deserialize;

use super::{Directory, PodDirectory};
use crate::error::{Error, Result};
use crate::id::{AccountId, PodId, StackId};
use crate::platform::{Rows, values};
use crate::time::Timestamp;
use crate::wire::to_json;

/// How many things of one kind follow from a key.
#[derive(Deserialize)]
pub struct KeyCount {
    pub number: u8,
    pub count: u32,
}

/// What follows from which key.
pub struct KeyCounts {
    /// Pods by the key that all they have is sealed under; 0: not known.
    pub pods: Vec<KeyCount>,
    /// API keys that work, by the key of their tag.
    pub api_keys: Vec<KeyCount>,
    /// Sessions, likewise.
    pub sessions: Vec<KeyCount>,
    /// Tokens of calendars' feeds, likewise; 0: not known.
    pub feeds: Vec<KeyCount>,
    /// Encrypted seeds by the key that hashed their address.
    pub seeds: Vec<KeyCount>,
    /// Values of pods that are missing or do not open.
    pub unreadable: u32,
}

#[derive(Deserialize)]
struct Sum {
    sum: u32,
}

/// A domain of an account's own without a stored proof.
#[derive(Deserialize)]
pub struct Unproved {
    pub id: StackId,
    pub account_id: AccountId,
    pub domain: String,
}

#[derive(Deserialize)]
struct Found {
    id: PodId,
}

impl PodDirectory {
    /// Notes that all the pod has is sealed under the key of that number, but for so many values, and which one tagged the token of its feed.
    pub async fn note_sealed(&self, number: u8, feed: Option<i64>, unreadable: u32) -> Result<()> {
        const UPDATE_POD_SEALED: &str = "
            UPDATE pod SET sealed_under = ?2, feed_key_number = ?3, unreadable = ?4
            WHERE id = ?1 AND (sealed_under <> ?2 OR feed_key_number IS NOT ?3 OR unreadable <> ?4)";
        let pod = self.pod().as_str();
        let note =
            self.db()?.statement(UPDATE_POD_SEALED, &values![pod, i64::from(number), feed, i64::from(unreadable)])?;
        self.db()?.batch([note]).await.map(drop)
    }

    /// Notes that the pod has work to do which it had done.
    pub async fn note_unsealed(&self) -> Result<()> {
        const UPDATE_POD_UNSEALED: &str =
            "UPDATE pod SET sealed_under = 0 WHERE id = ?1 AND unreadable > 0 AND sealed_under <> 0";
        let note = self.db()?.statement(UPDATE_POD_UNSEALED, &values![self.pod().as_str()])?;
        self.db()?.batch([note]).await.map(drop)
    }
}

impl Directory {
    /// Puts an address's present hash in the place of those that other master keys gave it.
    pub async fn rehash_address(&self, others: &[String], hash: &str) -> Result<()> {
        const TABLES: [&str; 3] = ["vault_seed", "vault_recovery", "recovery_link"];
        let others = to_json(&others)?;
        let rehash = TABLES.map(|table| {
            let set =
                format!("UPDATE {table} SET email_hash = ?2 WHERE email_hash IN (SELECT value FROM json_each(?1))");
            self.db.statement(&set, &values![&others, hash])
        });
        self.db.batch(rehash.into_iter().collect::<Result<Vec<_>>>()?).await.map(drop)
    }

    /// What follows from which key.
    pub async fn key_counts(&self, now: Timestamp) -> Result<KeyCounts> {
        const SELECT_POD_COUNTS: &str =
            "SELECT sealed_under AS number, count(*) AS count FROM pod GROUP BY 1 ORDER BY 1";
        const SELECT_KEY_COUNTS: &str = "
            SELECT key_number AS number, count(*) AS count FROM api_key WHERE status <> 'revoked' GROUP BY 1 ORDER BY 1";
        const SELECT_SESSION_COUNTS: &str = "
            SELECT key_number AS number, count(*) AS count FROM session WHERE expires_at > ?1 GROUP BY 1 ORDER BY 1";
        const SELECT_FEED_COUNTS: &str = "
            SELECT feed_key_number AS number, count(*) AS count FROM pod WHERE feed_key_number IS NOT NULL
            GROUP BY 1 ORDER BY 1";
        // `2.` and a hash, or of number 1 the hash alone.
        const SELECT_SEED_COUNTS: &str = "
            SELECT iif(instr(email_hash, '.'), CAST(email_hash AS INTEGER), 1) AS number, count(*) AS count
            FROM (SELECT email_hash FROM vault_seed UNION ALL SELECT email_hash FROM vault_recovery) GROUP BY 1 ORDER BY 1";
        const SELECT_UNREADABLE_COUNT: &str = "SELECT coalesce(sum(unreadable), 0) AS sum FROM pod";
        let batch = [
            self.db.statement(SELECT_POD_COUNTS, &[])?,
            self.db.statement(SELECT_KEY_COUNTS, &[])?,
            self.db.statement(SELECT_SESSION_COUNTS, &values![now])?,
            self.db.statement(SELECT_FEED_COUNTS, &[])?,
            self.db.statement(SELECT_SEED_COUNTS, &[])?,
            self.db.statement(SELECT_UNREADABLE_COUNT, &[])?,
        ];
        let mut counted = self.db.batch(batch).await?;
        let unreadable: Vec<Sum> = counted.pop().map(|rows| rows.read()).transpose()?.unwrap_or_default();
        let unreadable = unreadable.first().map_or(0, |sum| sum.sum);
        let counted = counted.iter().map(Rows::read).collect::<Result<Vec<_>>>()?;
        let [pods, api_keys, sessions, feeds, seeds] =
            counted.try_into().map_err(|_| Error::internal("a batch gave too few results"))?;
        Ok(KeyCounts { pods, api_keys, sessions, feeds, seeds, unreadable })
    }

    /// Pods that have not said that all they have is sealed under the key of that number, or that passed something over, in the order
    /// of their ids.
    pub async fn pods_to_reseal(&self, number: u8, after: &str, limit: u32) -> Result<Vec<PodId>> {
        const SELECT_PODS: &str = "
            SELECT id FROM pod WHERE (sealed_under <> ?1 OR unreadable > 0) AND id > ?2 ORDER BY id LIMIT ?3";
        let found: Vec<Found> = self.db.all(SELECT_PODS, &values![i64::from(number), after, limit]).await?;
        Ok(found.into_iter().map(|pod| pod.id).collect())
    }

    /// Some of the pods that have not said so, other ones each time: those that cannot get on keep no turn from others.
    pub async fn any_pods_to_reseal(&self, number: u8, limit: u32) -> Result<Vec<PodId>> {
        // The index has both halves, and not what lies between them.
        const SELECT_PODS: &str =
            "SELECT id FROM pod WHERE sealed_under < ?1 OR sealed_under > ?1 ORDER BY random() LIMIT ?2";
        let found: Vec<Found> = self.db.all(SELECT_PODS, &values![i64::from(number), limit]).await?;
        Ok(found.into_iter().map(|pod| pod.id).collect())
    }

    /// Some of the domains whose proof is not stored.
    pub async fn unproved_stacks(&self, limit: u32) -> Result<Vec<Unproved>> {
        const SELECT_STACKS: &str = "SELECT id, account_id, domain FROM stack WHERE proof IS NULL LIMIT ?1";
        self.db.all(SELECT_STACKS, &values![limit]).await
    }

    /// Stores proofs that are not stored yet.
    pub async fn store_proofs(&self, proofs: &[(StackId, String)]) -> Result<()> {
        const UPDATE_PROOF: &str = "UPDATE stack SET proof = ?2 WHERE id = ?1 AND proof IS NULL";
        let set = proofs.iter().map(|(id, proof)| self.db.statement(UPDATE_PROOF, &values![id.as_str(), proof]));
        let set = set.collect::<Result<Vec<_>>>()?;
        if set.is_empty() {
            return Ok(());
        }
        self.db.batch(set).await.map(drop)
    }
}
