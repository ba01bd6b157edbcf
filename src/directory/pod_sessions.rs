//! Sessions and the pods that may have let them in, and access tokens of OAuth clients: who is told when one ends or its person may do
//! something else.

use std::collections::HashMap;

use serde::Deserialize;

use crate::credential::KeyHash;
use crate::error::Result;
use crate::id::PodId;
use crate::platform::{Batch, Handle, Results, Value};
use crate::time::HOUR;

/// Milliseconds after its end for which a session is kept.
pub(super) const KEPT_AFTER_END: i64 = HOUR;

/// Sessions and access tokens, with their pods.
#[derive(Default)]
pub struct PodSessions(Vec<PodSession>);

/// A session or an access token in a pod.
#[derive(Clone, Deserialize)]
pub(super) struct PodSession {
    hash: String,
    pod_id: PodId,
}

impl PodSessions {
    pub(super) fn read(done: &Results, selected: Handle<PodSession>) -> Result<Self> {
        done.rows(selected).map(Self)
    }

    pub(super) fn read_both(done: &Results, [sessions, tokens]: [Handle<PodSession>; 2]) -> Result<Self> {
        Ok(Self([done.rows(sessions)?, done.rows(tokens)?].concat()))
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

/// Selects access tokens by a condition on the rows `g` of `oauth_grant` and `t` of `oauth_token`.
pub(super) fn select_tokens(
    batch: &mut Batch<'_>,
    condition: &str,
    values: &[Value<'_>],
) -> Result<Handle<PodSession>> {
    let select = format!(
        "SELECT t.hash, g.pod_id FROM oauth_grant AS g JOIN oauth_token AS t ON t.grant_id = g.id WHERE {condition}"
    );
    batch.add(&select, values)
}

/// Selects what a person has: `?1` is the account and `?2` the member.
pub(super) fn select_of_person(batch: &mut Batch<'_>, values: &[Value<'_>]) -> Result<[Handle<PodSession>; 2]> {
    Ok([
        select_sessions(batch, "s.account_id = ?1 AND s.member_id = ?2", &values[..2])?,
        select_tokens(batch, "g.account_id = ?1 AND g.member_id = ?2", &values[..2])?,
    ])
}

/// Ends the sessions and the OAuth grants of a member whom a condition finds; `?1` is the member's id and `?3` the time. Those that have
/// ended stay for an hour ([`KEPT_AFTER_END`]), and are selected: a request that could not tell all pods is sent again.
pub(super) fn expire_sessions(
    batch: &mut Batch<'_>,
    condition: &str,
    values: &[Value<'_>],
) -> Result<[Handle<PodSession>; 2]> {
    let found = format!("(SELECT id FROM member WHERE {condition})");
    for of_member in [
        format!("session SET expires_at = ?3 WHERE member_id = {found}"),
        format!(
            "oauth_token SET expires_at = ?3 WHERE grant_id IN (SELECT id FROM oauth_grant WHERE member_id = {found})"
        ),
        format!("oauth_grant SET expires_at = ?3 WHERE member_id = {found}"),
    ] {
        batch.run(&format!("UPDATE {of_member} AND expires_at > ?3"), values)?;
    }
    Ok([
        select_sessions(batch, "s.account_id = ?2 AND s.member_id = ?1 AND s.expires_at <= ?3", &values[..3])?,
        select_tokens(batch, "g.account_id = ?2 AND g.member_id = ?1 AND t.expires_at <= ?3", &values[..3])?,
    ])
}

/// Ends sessions by a condition on the row `s` of `session`. They are selected first, in the same transaction.
pub(super) fn end_sessions(batch: &mut Batch<'_>, condition: &str, values: &[Value<'_>]) -> Result<Handle<PodSession>> {
    let sessions = select_sessions(batch, condition, values)?;
    batch.run(&format!("DELETE FROM session AS s WHERE {condition}"), values)?;
    Ok(sessions)
}
