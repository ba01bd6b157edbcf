//! Assignments: which people act in which pods.

use serde::Deserialize;

use super::Directory;
use super::caller::{add_check, authorized, is_active};
use super::pod_sessions::{PodSessions, select_of_person};
use crate::error::{Error, Result};
use crate::id::{AccountId, KeyId, MemberId, PodId};
use crate::platform::values;
use crate::time::Timestamp;
use crate::wire::Role;

/// A person who is assigned to a pod.
#[derive(Deserialize)]
pub struct Assignment {
    pub pod_id: PodId,
    pub member_id: MemberId,
    pub email: String,
    pub role: Role,
    pub created_at: i64,
}

/// A person and a pod of an account, and who changes the assignment.
pub struct AssignmentOf<'a> {
    pub account: &'a AccountId,
    pub pod: &'a PodId,
    pub member: &'a str,
    /// The caller's key or session.
    pub caller: &'a KeyId,
    pub now: Timestamp,
}

const SELECT: &str = "
    SELECT b.pod_id, b.member_id, m.email, m.role, b.created_at FROM pod_member b JOIN member m ON m.id = b.member_id
      JOIN pod p ON p.id = b.pod_id AND p.account_id = m.account_id AND NOT p.condemned AND p.deleted_at IS NULL
    WHERE b.pod_id = ?1 AND p.account_id = ?2";
const SELECT_POD: &str =
    "SELECT id FROM pod WHERE id = ?1 AND account_id = ?2 AND NOT condemned AND deleted_at IS NULL";

/// As SQL: the person is assigned to the pod; without a person (null) every pod is reached.
pub(super) fn reaches(member: &str, pod: &str) -> String {
    format!("({member} IS NULL OR EXISTS (SELECT 1 FROM pod_member WHERE pod_id = {pod} AND member_id = {member}))")
}

impl Directory {
    /// Assigns a person to a pod of the same account. Assigning again changes nothing. Also returns the person's sessions, whose pods have to
    /// be told.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`.
    pub async fn assign(&self, of: &AssignmentOf<'_>) -> Result<(Assignment, PodSessions)> {
        let insert = format!(
            "INSERT INTO pod_member (pod_id, member_id, created_at)
             SELECT p.id, m.id, ?4 FROM pod p JOIN member m ON m.account_id = p.account_id
             WHERE p.id = ?1 AND p.account_id = ?2 AND m.id = ?3 AND NOT p.condemned AND p.deleted_at IS NULL
               AND {} ON CONFLICT DO NOTHING",
            is_active("?5", "?4")
        );
        let values = values![of.pod.as_str(), of.account.as_str(), of.member, of.now, of.caller.as_str()];
        let mut batch = self.db.batch();
        batch.run(&insert, &values)?;
        let assigned = batch.add(&format!("{SELECT} AND b.member_id = ?3"), &values[..3])?;
        let sessions = select_of_person(&mut batch, &values![of.account.as_str(), of.member])?;
        let pod = batch.add(SELECT_POD, &values[..2])?;
        let member = batch
            .add("SELECT id FROM member WHERE id = ?1 AND account_id = ?2", &values![of.member, of.account.as_str()])?;
        let done = batch.commit().await?;
        match done.row(assigned)? {
            Some(assignment) => Ok((assignment, PodSessions::read_both(&done, sessions)?)),
            None if !done.exists(pod)? => Err(Error::not_found("environment")),
            None if !done.exists(member)? => Err(Error::not_found("member")),
            None => Err(Error::unauthorized()),
        }
    }

    /// The people who are assigned to a pod, oldest assignment first, after the one of that time and member.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn assignments(
        &self,
        account: &AccountId,
        pod: &PodId,
        after: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<Assignment>> {
        let select =
            format!("{SELECT} AND (b.created_at, b.member_id) > (?3, ?4) ORDER BY b.created_at, b.member_id LIMIT ?5");
        let (created_at, id) = after.unwrap_or((0, ""));
        let values = values![pod.as_str(), account.as_str(), created_at, id, limit];
        let mut batch = self.db.batch();
        let exists = batch.add(SELECT_POD, &values[..2])?;
        let assigned = batch.add(&select, &values)?;
        let done = batch.commit().await?;
        if done.exists(exists)? { done.rows(assigned) } else { Err(Error::not_found("environment")) }
    }

    /// Ends the assignment of a person to a pod. Returns the person's sessions, whose pods have to be told.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`.
    pub async fn unassign(&self, of: &AssignmentOf<'_>) -> Result<PodSessions> {
        let delete = format!(
            "DELETE FROM pod_member WHERE pod_id = ({SELECT_POD}) AND member_id = ?3 AND {} RETURNING member_id",
            is_active("?4", "?5")
        );
        let values = values![of.pod.as_str(), of.account.as_str(), of.member, of.caller.as_str(), of.now];
        let mut batch = self.db.batch();
        let checked = add_check(&mut batch, of.caller, of.now)?;
        let deleted = batch.add(&delete, &values)?;
        let sessions = select_of_person(&mut batch, &values![of.account.as_str(), of.member])?;
        let done = batch.commit().await?;
        authorized(&done, checked)?;
        if done.exists(deleted)? {
            PodSessions::read_both(&done, sessions)
        } else {
            Err(Error::not_found("assignment").fix("GET /api/v1/environments/{id}/members lists the people."))
        }
    }
}
