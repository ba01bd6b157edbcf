//! Stored observations: a pod's own in its database, shared ones in the directory.

use macros::FromRow;

use super::{NewObservation, Observation, Observations, Scope};
use crate::audit_action::AuditAction;
use crate::directory::{NewShared, ObservationFilter, Shared};
use crate::error::{Error, Result};
use crate::id::ObservationId;
use crate::platform::{Value, values};
use crate::pod::Pod;
use crate::time::{DAY, Timestamp};

/// Observations that a pod stores for itself.
const MAX_OBSERVATIONS: i64 = 100_000;

#[derive(FromRow)]
struct ObservationRow {
    id: String,
    topic: String,
    display_name: Option<String>,
    content: Vec<u8>,
    created_at: Timestamp,
}

impl Observation {
    /// The order: by time, then by id.
    pub(super) fn place(&self) -> (Timestamp, &str) {
        (self.created_at, self.id.as_str())
    }

    /// Of the pod itself.
    fn of_row(pod: &Pod, row: ObservationRow) -> Result<Self> {
        let content = pod.key().open(&row.id, &row.content)?;
        Ok(Self {
            id: ObservationId::known(row.id),
            agent_id: pod.id().clone(),
            topic: row.topic,
            display_name: row.display_name,
            content: String::from_utf8(content).map_err(Error::internal)?,
            shared: false,
            created_at: row.created_at,
        })
    }
}

impl From<Shared> for Observation {
    fn from(shared: Shared) -> Self {
        Self {
            id: shared.id,
            agent_id: shared.pod_id,
            display_name: shared.display_name,
            topic: shared.topic,
            content: shared.content,
            shared: true,
            created_at: Timestamp::from_millis(shared.created_at),
        }
    }
}

impl Observations<'_> {
    /// Keeps an observation for the pod alone.
    pub(super) fn add(self, new: NewObservation) -> Result<Observation> {
        const INSERT_OBSERVATION: &str = "
            INSERT INTO observation (id, topic, display_name, content, created_at) VALUES (?, ?, ?, ?, ?) RETURNING seq";
        const DELETE_OLD_OBSERVATIONS: &str = "DELETE FROM observation WHERE seq <= ?";
        let (id, now) = (ObservationId::generate()?, self.pod.now());
        let sealed = self.pod.key().seal(id.as_str(), new.content.as_bytes())?;
        self.pod.sql().atomically(|| {
            let values = values![id.as_str(), &new.topic, new.display_name.as_deref(), &*sealed, now];
            let seq: i64 = self.pod.sql().value(INSERT_OBSERVATION, &values)?.unwrap_or(0);
            self.pod.sql().run(DELETE_OLD_OBSERVATIONS, &values![seq - MAX_OBSERVATIONS])?;
            self.pod.audit().record(AuditAction::ObservationWritten, id.as_str())
        })?;
        let NewObservation { topic, content, display_name, .. } = new;
        Ok(Observation {
            id,
            agent_id: self.pod.id().clone(),
            display_name,
            topic,
            content,
            shared: false,
            created_at: now,
        })
    }

    /// Shares an observation with all agents. With an `Idempotency-Key` the id follows from the key: if the reply was lost, the repeated
    /// request finds the observation.
    pub(super) async fn share(self, new: NewObservation) -> Result<Observation> {
        let now = self.pod.now();
        let share = async |id: ObservationId| {
            self.pod.audit().record(AuditAction::ObservationShared, id.as_str())?;
            let (topic, content, display_name) = (&*new.topic, &*new.content, new.display_name.as_deref());
            self.pod.directory().share(&NewShared { id: &id, topic, content, display_name, now }).await
        };
        if let Some(idempotent) = &self.pod.idempotent {
            let request = format!("observation {} {}", idempotent.fingerprint, idempotent.key);
            let shared = share(self.shared_before(&request).await?).await?;
            // An `Idempotency-Key` is remembered for a day.
            if shared.created_at > now.plus(-DAY).millis() {
                return Ok(shared.into());
            }
        }
        share(ObservationId::generate()?).await.map(Observation::from)
    }

    /// The id of the observation that a request shares: under the current master key, or under an older one if it was shared before.
    async fn shared_before(self, request: &str) -> Result<ObservationId> {
        let mut ids = self.pod.key().names(request.as_bytes()).into_iter().map(|name| format!("obs_{name}"));
        let id = ids.next().ok_or_else(|| Error::internal("there is no key"))?;
        for older in ids {
            if self.pod.directory().has_shared(&older).await? {
                return Ok(ObservationId::known(older));
            }
        }
        Ok(ObservationId::known(id))
    }

    /// Deletes an observation of the pod itself. Returns whether it existed.
    pub(super) fn delete_own(self, id: &str) -> Result<bool> {
        const DELETE_OBSERVATION: &str = "DELETE FROM observation WHERE id = ? RETURNING 1";
        self.pod.sql().atomically(|| {
            let existed = self.pod.sql().exists(DELETE_OBSERVATION, &values![id])?;
            if existed {
                self.pod.audit().record(AuditAction::ObservationDeleted, id)?;
            }
            Ok(existed)
        })
    }

    /// Deletes a shared observation of the pod. Returns whether it existed.
    pub(super) async fn delete_shared(self, id: &str) -> Result<bool> {
        if !self.pod.directory().has_shared(id).await? {
            return Ok(false);
        }
        self.pod.audit().record(AuditAction::ObservationDeleted, id)?;
        self.pod.directory().unshare(id).await?;
        Ok(true)
    }

    /// Whether it was deleted recently, according to the audit log.
    pub(super) fn has_deleted(self, id: &str) -> Result<bool> {
        const SELECT_AUDIT: &str = "
            SELECT 1 FROM (SELECT subject FROM audit WHERE action = ?1 ORDER BY seq DESC LIMIT 1000) WHERE subject = ?2";
        self.pod.sql().exists(SELECT_AUDIT, &values![AuditAction::ObservationDeleted.as_str(), id])
    }

    /// Observations that the pod can see, filtered, in no order.
    pub(super) async fn visible(self, scope: Scope, filter: &ObservationFilter<'_>) -> Result<Vec<Observation>> {
        let me = self.pod.id().as_str();
        let by_me = filter.author.is_none_or(|author| author == me);
        let shared = match scope {
            Scope::Mine if !by_me => Vec::new(),
            Scope::Mine => self.pod.directory().shared(&ObservationFilter { author: Some(me), ..*filter }).await?,
            Scope::All | Scope::Shared => self.pod.directory().shared(filter).await?,
        };
        let mut visible: Vec<_> = shared.into_iter().map(Observation::from).collect();
        if by_me && scope != Scope::Shared {
            visible.extend(self.own(filter)?);
        }
        Ok(visible)
    }

    /// Observations of the pod itself.
    fn own(self, filter: &ObservationFilter<'_>) -> Result<Vec<Observation>> {
        let on_topic = if filter.topic.is_some() { "topic = CAST(?5 AS TEXT) AND" } else { "" };
        let list = format!(
            "SELECT id, topic, display_name, content, created_at FROM observation
             WHERE {on_topic} created_at >= ?1 AND (created_at, id) < (?2, CAST(?3 AS TEXT))
             ORDER BY created_at DESC, id DESC LIMIT ?4"
        );
        let mut values = values![filter.since, filter.before.0, filter.before.1, filter.limit].to_vec();
        values.extend(filter.topic.map(Value::from));
        self.pod.sql().rows(&list, &values)?.into_iter().map(|row| Observation::of_row(self.pod, row)).collect()
    }
}
