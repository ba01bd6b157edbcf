//! Sessions and the pods that may have let them in: who is told when a session ends or its person may do something else.

use std::collections::HashMap;

use serde::Deserialize;

use crate::credential::KeyHash;
use crate::error::Result;
use crate::id::PodId;
use crate::platform::{Batch, Handle, Results, Value};
use crate::time::HOUR;

/// Milliseconds after its end for which a session is kept.
pub(super) const KEPT_AFTER_END: i64 = HOUR;

/// Sessions and their pods.
#[derive(Default)]
pub struct PodSessions(Vec<PodSession>);

/// A session in a pod.
#[derive(Deserialize)]
pub(super) struct PodSession {
    hash: String,
    pod_id: PodId,
}

impl PodSessions {
    pub(super) fn read(done: &Results, sessions: Handle<PodSession>) -> Result<Self> {
        done.rows(sessions).map(Self)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pods, each with its sessions.
    pub fn by_pod(self) -> HashMap<PodId, Vec<KeyHash>> {
        let mut pods: HashMap<_, Vec<_>> = HashMap::new();
        for PodSession { hash, pod_id } in self.0 {
            pods.entry(pod_id).or_default().push(KeyHash::trusted(hash));
        }
        pods
    }
}

/// Selects sessions by a condition on the row `s` of `session`.
pub(super) fn select_sessions(
    batch: &mut Batch<'_>,
    condition: &str,
    values: &[Value<'_>],
) -> Result<Handle<PodSession>> {
    let select = format!(
        "SELECT s.hash, s.account_id AS pod_id FROM session AS s WHERE {condition}
         UNION SELECT s.hash, let_in.pod_id FROM session AS s JOIN session_pod AS let_in ON let_in.session_id = s.id
         WHERE {condition}"
    );
    batch.add(&select, values)
}

/// Ends the sessions of a member whom a condition finds; `?1` is the member's id and `?3` the time. Those that have ended stay for an
/// hour ([`KEPT_AFTER_END`]), and are selected: a request that could not tell all pods is sent again.
pub(super) fn expire_sessions(
    batch: &mut Batch<'_>,
    condition: &str,
    values: &[Value<'_>],
) -> Result<Handle<PodSession>> {
    let update = format!(
        "UPDATE session SET expires_at = ?3 WHERE expires_at > ?3
           AND member_id = (SELECT id FROM member WHERE {condition})"
    );
    batch.run(&update, values)?;
    select_sessions(batch, "s.account_id = ?2 AND s.member_id = ?1 AND s.expires_at <= ?3", &values[..3])
}

/// Ends sessions by a condition on the row `s` of `session`. They are selected first, in the same transaction.
pub(super) fn end_sessions(batch: &mut Batch<'_>, condition: &str, values: &[Value<'_>]) -> Result<Handle<PodSession>> {
    let sessions = select_sessions(batch, condition, values)?;
    batch.run(&format!("DELETE FROM session AS s WHERE {condition}"), values)?;
    Ok(sessions)
}
