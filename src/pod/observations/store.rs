//! Where observations lie: a pod's own in its database, shared ones in the directory.

use super::{NewObservation, Observation, Scope};
use crate::audit_action::AuditAction;
use crate::directory::{NewShared, ObservationFilter, Shared};
use crate::error::{Error, Result};
use crate::id::ObservationId;
use crate::platform::{Row, Value, values};
use crate::pod::Pod;
use crate::time::{DAY, Timestamp};

/// A pod's own observations that are kept.
const MAX_OBSERVATIONS: i64 = 100_000;

impl Observation {
    /// What orders them: the time, and of the same time the id.
    pub(super) fn place(&self) -> (Timestamp, &str) {
        (self.created_at, self.id.as_str())
    }

    /// One of the pod's own.
    fn of_row(pod: &Pod, row: &Row) -> Result<Self> {
        let id = ObservationId::known(row.text(0));
        let content = pod.key().open(id.as_str(), &row.bytes(3))?;
        Ok(Self {
            agent_id: pod.id().clone(),
            topic: row.text(1),
            display_name: row.optional_text(2),
            content: String::from_utf8(content).map_err(Error::internal)?,
            shared: false,
            created_at: Timestamp::from_millis(row.integer(4)),
            id,
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

impl Pod {
    /// Keeps an observation for the pod alone.
    pub(super) fn note(&self, new: NewObservation) -> Result<Observation> {
        const INSERT_OBSERVATION: &str = "
            INSERT INTO observation (id, topic, display_name, content, created_at) VALUES (?, ?, ?, ?, ?) RETURNING seq";
        const DELETE_OLD_OBSERVATIONS: &str = "DELETE FROM observation WHERE seq <= ?";
        let (id, now) = (ObservationId::generate()?, self.now());
        let sealed = self.key().seal(id.as_str(), new.content.as_bytes())?;
        self.sql().atomically(|| {
            let values = values![id.as_str(), &new.topic, new.display_name.as_deref(), &*sealed, now];
            let seq = self.sql().first(INSERT_OBSERVATION, &values)?.map_or(0, |row| row.integer(0));
            self.sql().run(DELETE_OLD_OBSERVATIONS, &values![seq - MAX_OBSERVATIONS])?;
            self.audit(AuditAction::ObservationWritten, id.as_str())
        })?;
        let NewObservation { topic, content, display_name, .. } = new;
        Ok(Observation {
            id,
            agent_id: self.id().clone(),
            display_name,
            topic,
            content,
            shared: false,
            created_at: now,
        })
    }

    /// Puts an observation where all agents see it. With an `Idempotency-Key` its id follows from that: should the reply never
    /// have been written, the repetition finds the observation.
    pub(super) async fn share(&self, new: NewObservation) -> Result<Observation> {
        let now = self.now();
        let share = async |id: ObservationId| {
            self.audit(AuditAction::ObservationShared, id.as_str())?;
            let (topic, content, display_name) = (&*new.topic, &*new.content, new.display_name.as_deref());
            self.directory().share(&NewShared { id: &id, topic, content, display_name, now }).await
        };
        if let Some(idempotent) = &self.idempotent {
            let request = format!("observation {} {}", idempotent.fingerprint, idempotent.key);
            let shared = share(self.shared_before(&request).await?).await?;
            // A key means the same request for a day.
            if shared.created_at > now.plus(-DAY).millis() {
                return Ok(shared.into());
            }
        }
        share(ObservationId::generate()?).await.map(Observation::from)
    }

    /// The id of what a request shares: under the master key now, or under an older one if it has shared it before.
    async fn shared_before(&self, request: &str) -> Result<ObservationId> {
        let mut ids = self.key().names(request.as_bytes()).into_iter().map(|name| format!("obs_{name}"));
        let id = ids.next().ok_or_else(|| Error::internal("there is no key"))?;
        for older in ids {
            if self.directory().has_shared(&older).await? {
                return Ok(ObservationId::known(older));
            }
        }
        Ok(ObservationId::known(id))
    }

    /// Deletes what the pod keeps for itself. Whether it was there.
    pub(super) fn forget_note(&self, id: &str) -> Result<bool> {
        const DELETE_OBSERVATION: &str = "DELETE FROM observation WHERE id = ? RETURNING 1";
        self.sql().atomically(|| {
            let is_there = self.sql().first(DELETE_OBSERVATION, &values![id])?.is_some();
            if is_there {
                self.audit(AuditAction::ObservationDeleted, id)?;
            }
            Ok(is_there)
        })
    }

    /// Deletes what the pod has shared. Whether it was there.
    pub(super) async fn unshare(&self, id: &str) -> Result<bool> {
        if !self.directory().has_shared(id).await? {
            return Ok(false);
        }
        self.audit(AuditAction::ObservationDeleted, id)?;
        self.directory().unshare(id).await?;
        Ok(true)
    }

    /// Whether it was deleted lately, which only the audit log still knows.
    pub(super) fn has_deleted(&self, id: &str) -> Result<bool> {
        const SELECT_AUDIT: &str = "
            SELECT 1 FROM (SELECT subject FROM audit WHERE action = ?1 ORDER BY seq DESC LIMIT 1000) WHERE subject = ?2";
        Ok(self.sql().first(SELECT_AUDIT, &values![AuditAction::ObservationDeleted.as_str(), id])?.is_some())
    }

    /// What the pod sees of what is wanted, in no order.
    pub(super) async fn visible(&self, scope: Scope, wanted: &ObservationFilter<'_>) -> Result<Vec<Observation>> {
        let me = self.id().as_str();
        let by_me = wanted.author.is_none_or(|author| author == me);
        let shared = match scope {
            Scope::Mine if !by_me => Vec::new(),
            Scope::Mine => self.directory().shared(&ObservationFilter { author: Some(me), ..*wanted }).await?,
            Scope::All | Scope::Shared => self.directory().shared(wanted).await?,
        };
        let mut visible: Vec<_> = shared.into_iter().map(Observation::from).collect();
        if by_me && scope != Scope::Shared {
            visible.extend(self.noted(wanted)?);
        }
        Ok(visible)
    }

    /// What the pod keeps for itself.
    fn noted(&self, wanted: &ObservationFilter<'_>) -> Result<Vec<Observation>> {
        let on_topic = if wanted.topic.is_some() { "topic = CAST(?5 AS TEXT) AND" } else { "" };
        let list = format!(
            "SELECT id, topic, display_name, content, created_at FROM observation
             WHERE {on_topic} created_at >= ?1 AND (created_at, id) < (?2, CAST(?3 AS TEXT))
             ORDER BY created_at DESC, id DESC LIMIT ?4"
        );
        let mut values = values![wanted.since, wanted.before.0, wanted.before.1, wanted.limit].to_vec();
        values.extend(wanted.topic.map(Value::from));
        self.sql().all(&list, &values)?.iter().map(|row| Observation::of_row(self, row)).collect()
    }
}
