//! Observations that agents shared with all agents of the deployment.

use serde::Deserialize;

use super::PodDirectory;
use crate::error::{Error, Result};
use crate::id::{ObservationId, PodId};
use crate::platform::{Conflict, Value, values};
use crate::time::Timestamp;

/// Shared observations of an account that are stored.
const MAX_SHARED: i64 = 1_000;

/// A shared observation as stored.
#[derive(Deserialize)]
pub struct Shared {
    pub id: ObservationId,
    /// Its author.
    pub pod_id: PodId,
    pub topic: String,
    pub content: String,
    pub display_name: Option<String>,
    pub created_at: i64,
}

/// An observation to be shared.
pub struct NewShared<'a> {
    pub id: &'a ObservationId,
    pub topic: &'a str,
    pub content: &'a str,
    pub display_name: Option<&'a str>,
    pub now: Timestamp,
}

/// Which observations, the newest first.
pub struct ObservationFilter<'a> {
    pub topic: Option<&'a str>,
    pub author: Option<&'a str>,
    pub since: Timestamp,
    /// Only those before this time and, at that time, before this id.
    pub before: (i64, &'a str),
    pub limit: u32,
}

/// A topic, the number of its observations, and the time of the latest.
#[derive(Deserialize)]
pub struct Topic {
    pub topic: String,
    pub count: i64,
    pub latest: i64,
}

const COLUMNS: &str = "id, pod_id, topic, content, display_name, created_at";
/// The time is later than that of every other observation, so that a reader who continues from the latest one misses none; but never far
/// ahead of the clock, if another machine's clock was wrong.
const INSERT_OBSERVATION: &str = "
    INSERT INTO observation (id, pod_id, account_id, number, topic, content, display_name, created_at)
    SELECT ?1, id, account_id,
      (SELECT coalesce(max(number), 0) + 1 FROM observation WHERE account_id = pod.account_id), ?3, ?4, ?5,
      max(?6, min(?6 + 1000, (SELECT coalesce(max(created_at), 0) + 1 FROM observation)))
    FROM pod WHERE id = ?2 AND NOT condemned
    RETURNING id, pod_id, topic, content, display_name, created_at";
const INCREMENT_TOPIC: &str = "
    INSERT INTO observation_topic (topic, count) SELECT topic, 1 FROM observation WHERE id = ?1
    ON CONFLICT (topic) DO UPDATE SET count = count + 1";
/// The observation beyond [`MAX_SHARED`].
const IS_SURPLUS: &str = "account_id = (SELECT account_id FROM observation WHERE id = ?1)
      AND number = (SELECT number FROM observation WHERE id = ?1) - ?2";

impl PodDirectory {
    /// Shares an observation. If this id was shared before, the stored observation is returned.
    pub async fn share(&self, new: &NewShared<'_>) -> Result<Shared> {
        let decrement_topic = format!(
            "UPDATE observation_topic SET count = count - 1 WHERE topic = (SELECT topic FROM observation WHERE {IS_SURPLUS})"
        );
        let delete_topic = format!(
            "DELETE FROM observation_topic WHERE count = 0 AND topic = (SELECT topic FROM observation WHERE {IS_SURPLUS})"
        );
        let delete = format!("DELETE FROM observation WHERE {IS_SURPLUS}");
        let (db, id) = (self.db()?, new.id.as_str());
        let insert = values![id, self.pod.as_str(), new.topic, new.content, new.display_name, new.now];
        let mut batch = db.batch();
        let shared = batch.add(INSERT_OBSERVATION, &insert)?;
        batch.run(INCREMENT_TOPIC, &values![id])?;
        for surplus in [decrement_topic, delete_topic, delete] {
            batch.run(&surplus, &values![id, MAX_SHARED])?;
        }
        let mut is_repeated = false;
        let done = batch.commit().await.on_conflict("observation.id", || {
            is_repeated = true;
            Error::internal("an observation was shared before")
        });
        let shared = if is_repeated {
            let select = format!("SELECT {COLUMNS} FROM observation WHERE id = ?1 AND pod_id = ?2");
            db.row(&select, &values![id, self.pod.as_str()]).await?
        } else {
            done?.row(shared)?
        };
        // A pod that is being deleted cannot share anything.
        shared.ok_or_else(Error::unauthorized)
    }

    /// Whether this pod has shared an observation.
    pub async fn has_shared(&self, id: &str) -> Result<bool> {
        const SELECT_SHARED: &str = "SELECT id FROM observation WHERE id = ?1 AND pod_id = ?2";
        self.db()?.exists(SELECT_SHARED, &values![id, self.pod.as_str()]).await
    }

    /// Deletes an observation that this pod has shared.
    pub async fn unshare(&self, id: &str) -> Result<()> {
        const DECREMENT_TOPIC: &str = "
            UPDATE observation_topic SET count = count - 1
            WHERE topic = (SELECT topic FROM observation WHERE id = ?1 AND pod_id = ?2)";
        const DELETE_TOPIC: &str = "
            DELETE FROM observation_topic
            WHERE count = 0 AND topic = (SELECT topic FROM observation WHERE id = ?1 AND pod_id = ?2)";
        const DELETE_OBSERVATION: &str = "DELETE FROM observation WHERE id = ?1 AND pod_id = ?2";
        let db = self.db()?;
        let mut batch = db.batch();
        for sql in [DECREMENT_TOPIC, DELETE_TOPIC, DELETE_OBSERVATION] {
            batch.run(sql, &values![id, self.pod.as_str()])?;
        }
        batch.commit().await.map(drop)
    }

    /// Shared observations of all agents.
    pub async fn shared(&self, filter: &ObservationFilter<'_>) -> Result<Vec<Shared>> {
        let mut values = values![filter.since, filter.before.0, filter.before.1, filter.limit].to_vec();
        let mut select = format!(
            "SELECT {COLUMNS} FROM observation WHERE created_at >= ?1 AND (created_at, id) < (?2, CAST(?3 AS TEXT))"
        );
        for (column, value) in [("topic", filter.topic), ("pod_id", filter.author)] {
            if let Some(value) = value {
                values.push(Value::from(value));
                select.push_str(&format!(" AND {column} = CAST(?{} AS TEXT)", values.len()));
            }
        }
        select.push_str(" ORDER BY created_at DESC, id DESC LIMIT ?4");
        self.db()?.rows(&select, &values).await
    }

    /// Topics of shared observations, in the order of their names.
    pub async fn shared_topics(&self, after: &str, limit: u32) -> Result<Vec<Topic>> {
        self.db()?.rows(SELECT_TOPICS, &values![after, limit]).await
    }
}

/// The statement is the same in a pod's own database.
pub const SELECT_TOPICS: &str = "
    SELECT topic, count,
      (SELECT max(created_at) FROM observation WHERE observation.topic = observation_topic.topic) AS latest
    FROM observation_topic WHERE topic > CAST(?1 AS TEXT) ORDER BY topic LIMIT ?2";

/// Subtracts a pod's observations from the counts of their topics, before the pod is deleted. `?1` is the pod.
pub(super) const DELETE_TOPICS_OF_POD: [&str; 2] = [
    "UPDATE observation_topic SET count = count
       - (SELECT count(*) FROM observation WHERE pod_id = ?1 AND observation.topic = observation_topic.topic)
     WHERE topic IN (SELECT topic FROM observation WHERE pod_id = ?1)",
    "DELETE FROM observation_topic WHERE count = 0 AND topic IN (SELECT topic FROM observation WHERE pod_id = ?1)",
];
