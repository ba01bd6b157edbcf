//! What agents have shared with all others of the deployment.

use serde::Deserialize;

use super::PodDirectory;
use crate::error::{Error, Result};
use crate::id::{ObservationId, PodId};
use crate::platform::{Conflict, Rows, Value, values};
use crate::time::Timestamp;

/// Shared observations of an account that are kept.
pub const MAX_SHARED_OBSERVATIONS: i64 = 1_000;

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
    /// Only those before this time, and of this time those before this id.
    pub before: (i64, &'a str),
    pub limit: u32,
}

/// A topic, and what there is on it.
#[derive(Deserialize)]
pub struct Topic {
    pub topic: String,
    pub count: i64,
    pub latest: i64,
}

const COLUMNS: &str = "id, pod_id, topic, content, display_name, created_at";
/// Later than every other, so that whoever asks for what came since the last one misses none; but never far ahead of the
/// clock, should another machine's have been wrong.
const INSERT_OBSERVATION: &str = "
    INSERT INTO observation (id, pod_id, account_id, number, topic, content, display_name, created_at)
    SELECT ?1, id, account_id,
      (SELECT coalesce(max(number), 0) + 1 FROM observation WHERE account_id = pod.account_id), ?3, ?4, ?5,
      max(?6, min(?6 + 1000, (SELECT coalesce(max(created_at), 0) + 1 FROM observation)))
    FROM pod WHERE id = ?2 AND NOT condemned
    RETURNING id, pod_id, topic, content, display_name, created_at";
const INSERT_TOPIC: &str = "
    INSERT INTO observation_topic (topic, count) SELECT topic, 1 FROM observation WHERE id = ?1
    ON CONFLICT (topic) DO UPDATE SET count = count + 1";
/// The one that is too many.
const OLDEST: &str = "account_id = (SELECT account_id FROM observation WHERE id = ?1)
      AND number = (SELECT number FROM observation WHERE id = ?1) - ?2";

impl PodDirectory {
    /// Shares an observation. One that was shared under this id before is returned as it is.
    pub async fn share(&self, new: &NewShared<'_>) -> Result<Shared> {
        let uncount = format!(
            "UPDATE observation_topic SET count = count - 1 WHERE topic = (SELECT topic FROM observation WHERE {OLDEST})"
        );
        let forget_topic = format!(
            "DELETE FROM observation_topic WHERE count = 0 AND topic = (SELECT topic FROM observation WHERE {OLDEST})"
        );
        let forget = format!("DELETE FROM observation WHERE {OLDEST}");
        let (db, id) = (self.db()?, new.id.as_str());
        let insert = values![id, self.pod.as_str(), new.topic, new.content, new.display_name, new.now];
        let done = db
            .batch([
                db.statement(INSERT_OBSERVATION, &insert)?,
                db.statement(INSERT_TOPIC, &values![id])?,
                db.statement(&uncount, &values![id, MAX_SHARED_OBSERVATIONS])?,
                db.statement(&forget_topic, &values![id, MAX_SHARED_OBSERVATIONS])?,
                db.statement(&forget, &values![id, MAX_SHARED_OBSERVATIONS])?,
            ])
            .await;
        let mut known = false;
        let done = done.on_conflict("observation.id", || {
            known = true;
            Error::internal("an observation was shared before")
        });
        let shared = if known {
            let find = format!("SELECT {COLUMNS} FROM observation WHERE id = ?1 AND pod_id = ?2");
            db.first(&find, &values![id, self.pod.as_str()]).await?
        } else {
            done?.first().map(Rows::read::<Shared>).transpose()?.and_then(|mut rows| rows.pop())
        };
        // A pod that is being removed shares nothing any more.
        shared.ok_or_else(Error::unauthorized)
    }

    /// Whether this pod has shared it.
    pub async fn has_shared(&self, id: &str) -> Result<bool> {
        const SELECT_OBSERVATION: &str = "SELECT id FROM observation WHERE id = ?1 AND pod_id = ?2";
        let found: Option<serde::de::IgnoredAny> =
            self.db()?.first(SELECT_OBSERVATION, &values![id, self.pod.as_str()]).await?;
        Ok(found.is_some())
    }

    /// Takes back what this pod has shared.
    pub async fn unshare(&self, id: &str) -> Result<()> {
        const UPDATE_TOPIC: &str = "
            UPDATE observation_topic SET count = count - 1
            WHERE topic = (SELECT topic FROM observation WHERE id = ?1 AND pod_id = ?2)";
        const DELETE_TOPIC: &str = "
            DELETE FROM observation_topic
            WHERE count = 0 AND topic = (SELECT topic FROM observation WHERE id = ?1 AND pod_id = ?2)";
        const DELETE_OBSERVATION: &str = "DELETE FROM observation WHERE id = ?1 AND pod_id = ?2";
        let db = self.db()?;
        let statement = |sql| db.statement(sql, &values![id, self.pod.as_str()]);
        db.batch([statement(UPDATE_TOPIC)?, statement(DELETE_TOPIC)?, statement(DELETE_OBSERVATION)?]).await.map(drop)
    }

    /// What was shared, by anybody.
    pub async fn shared(&self, wanted: &ObservationFilter<'_>) -> Result<Vec<Shared>> {
        let mut values = values![wanted.since, wanted.before.0, wanted.before.1, wanted.limit].to_vec();
        let mut list = format!(
            "SELECT {COLUMNS} FROM observation WHERE created_at >= ?1 AND (created_at, id) < (?2, CAST(?3 AS TEXT))"
        );
        for (column, value) in [("topic", wanted.topic), ("pod_id", wanted.author)] {
            if let Some(value) = value {
                values.push(Value::from(value));
                list.push_str(&format!(" AND {column} = CAST(?{} AS TEXT)", values.len()));
            }
        }
        list.push_str(" ORDER BY created_at DESC, id DESC LIMIT ?4");
        self.db()?.all(&list, &values).await
    }

    /// Topics of what was shared, in the order of their names.
    pub async fn shared_topics(&self, after: &str, limit: u32) -> Result<Vec<Topic>> {
        self.db()?.all(SELECT_TOPICS, &values![after, limit]).await
    }
}

/// The same in a pod's own database.
pub const SELECT_TOPICS: &str = "
    SELECT topic, count,
      (SELECT max(created_at) FROM observation WHERE observation.topic = observation_topic.topic) AS latest
    FROM observation_topic WHERE topic > CAST(?1 AS TEXT) ORDER BY topic LIMIT ?2";

/// Takes a pod's observations out of the topics' counts: `?1` is the pod, and goes next.
pub(super) const UNCOUNT_OF_POD: [&str; 2] = [
    "UPDATE observation_topic SET count = count
       - (SELECT count(*) FROM observation WHERE pod_id = ?1 AND observation.topic = observation_topic.topic)
     WHERE topic IN (SELECT topic FROM observation WHERE pod_id = ?1)",
    "DELETE FROM observation_topic WHERE count = 0 AND topic IN (SELECT topic FROM observation WHERE pod_id = ?1)",
];
