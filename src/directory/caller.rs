//! The condition that the caller's credential still works, in statements that make something.

use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::id::KeyId;
use crate::platform::{Batch, Handle, Results, Single, values};
use crate::time::Timestamp;

/// `expires_at` of a key that does not expire.
pub(super) const NEVER: i64 = (1 << 53) - 1;

/// On whose authority a pod or its keys are changed.
#[derive(Clone, Copy)]
pub enum Authority<'a> {
    /// That of a credential, which must still work when the change is made.
    Credential(&'a KeyId),
    /// That of the operator of the deployment.
    Operator,
}

impl<'a> Authority<'a> {
    /// None for the operator.
    pub(super) fn key(self) -> Option<&'a KeyId> {
        match self {
            Self::Credential(key) => Some(key),
            Self::Operator => None,
        }
    }
}

/// As SQL: the caller is the operator of the deployment (null), or its credential still works.
pub(super) fn may_act(caller: &str, now: &str) -> String {
    format!("({caller} IS NULL OR {})", is_active(caller, now))
}

/// As SQL: the caller's credential still works, and a person is still an owner or an admin. A pod that missed a revocation accepts the
/// credential for up to a minute; everything that lasts longer is made with this condition.
pub(super) fn is_active(caller: &str, now: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM api_key AS caller LEFT JOIN api_key AS maker ON maker.id = caller.made_by
            WHERE caller.id = {caller} AND caller.status = 'active' AND caller.expires_at > {now}
              AND coalesce(maker.status = 'active' AND maker.expires_at > {now}, caller.made_by IS NULL))
          OR EXISTS (SELECT 1 FROM scim_token AS caller WHERE caller.id = {caller})
          OR {})",
        is_session(caller, now, "'owner', 'admin'")
    )
}

/// As SQL: the caller's credential still works, and a person still acts in the pod. It can be a key for runs, too.
pub(super) fn still_works(pod: &str, caller: &str, now: &str) -> String {
    format!(
        "({}
          OR EXISTS (SELECT 1 FROM run_key AS caller LEFT JOIN api_key AS maker ON maker.id = caller.made_by
            LEFT JOIN run_key AS run ON run.id = caller.made_by LEFT JOIN oauth_grant AS client ON client.id = caller.made_by
            LEFT JOIN member AS person ON person.id = caller.member_id
            WHERE caller.id = {caller} AND caller.expires_at > {now}
              AND coalesce(maker.status = 'active' AND maker.expires_at > {now}, run.expires_at > {now},
                client.expires_at > {now}, caller.made_by IS NULL)
              AND coalesce(person.active, caller.member_id IS NULL)))",
        acts_in(pod, caller, now)
    )
}

/// As SQL: the caller's credential still works, and a person, or the person of an OAuth client, still acts in the pod and not only reads
/// there.
pub(super) fn acts_in(pod: &str, caller: &str, now: &str) -> String {
    format!(
        "({} OR {} AND EXISTS (SELECT 1 FROM pod_member AS assigned JOIN session AS own ON own.member_id = assigned.member_id
           WHERE own.id = {caller} AND assigned.pod_id = {pod})
          OR EXISTS (SELECT 1 FROM oauth_grant AS caller JOIN member AS person ON person.id = caller.member_id
            WHERE caller.id = {caller} AND caller.pod_id = {pod} AND caller.expires_at > {now} AND person.active
              AND (person.role IN ('owner', 'admin') OR person.role = 'member' AND EXISTS (
                SELECT 1 FROM pod_member AS assigned WHERE assigned.member_id = person.id AND assigned.pod_id = {pod}))))",
        is_active(caller, now),
        is_session(caller, now, "'member'")
    )
}

/// As SQL: the caller is the account's key or a session of one of its owners, and still works.
pub(super) fn is_owner(account: &str, caller: &str, now: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM api_key AS caller WHERE caller.id = {caller} AND caller.pod_id = {account}
            AND caller.status = 'active' AND caller.expires_at > {now})
          OR {} AND EXISTS (SELECT 1 FROM session AS own WHERE own.id = {caller} AND own.account_id = {account}))",
        is_session(caller, now, "'owner'")
    )
}

fn is_session(caller: &str, now: &str, roles: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM session AS caller JOIN member AS person ON person.id = caller.member_id
           WHERE caller.id = {caller} AND caller.expires_at > {now} AND person.active AND person.role IN ({roles}))"
    )
}

/// Adds a check whether the caller's credential still works. It comes before statements that may end the credential.
pub(super) fn add_check(batch: &mut Batch<'_>, caller: &KeyId, now: Timestamp) -> Result<Handle> {
    batch.add(&format!("SELECT 1 WHERE {}", is_active("?1", "?2")), &values![caller.as_str(), now])
}

/// Checks that a statement with the condition [`is_active`] returned a row: otherwise the caller's credential has ended.
pub(super) fn authorized(done: &Results, statement: Handle) -> Result<()> {
    if done.exists(statement)? { Ok(()) } else { Err(Error::unauthorized()) }
}

/// The hashes that a statement returned.
pub(super) fn hashes(done: &Results, hashes: Handle<Single<String>>) -> Result<Vec<KeyHash>> {
    Ok(done.values(hashes)?.into_iter().map(KeyHash::trusted).collect())
}
