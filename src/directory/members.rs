//! The people of an account.

use serde::Deserialize;

use super::Directory;
use super::caller::{is_active, is_owner};
use super::money::principal::{is_decider, is_own_mailbox, may_decide, person_needed};
use super::pod_sessions::{PodSessions, end_sessions, select_of_person};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, MemberId, PodId};
use crate::platform::{JsonText, values};
use crate::time::Timestamp;
use crate::wire::{Patch, Role};

/// A person of an account.
#[derive(Deserialize)]
pub struct Member {
    pub id: MemberId,
    pub email: String,
    pub name: Option<String>,
    pub role: Role,
    /// 1: the person can sign in.
    pub active: i64,
    /// 1: somebody has used a link that was sent to the address.
    pub verified: i64,
    pub created_at: i64,
    /// The pods that the person is assigned to.
    pub pods: JsonText<Vec<PodId>>,
}

/// Changes of a member. What is absent stays.
pub struct MemberPatch {
    pub role: Option<Role>,
    pub active: Option<bool>,
    pub name: Patch<String>,
}

/// Who changes a member, and when.
pub struct MemberChange<'a> {
    pub account: &'a AccountId,
    pub member: &'a str,
    /// The caller's key or session.
    pub caller: &'a KeyId,
    /// Whether the caller is that person and leaves.
    pub leaves: bool,
    pub now: Timestamp,
}

/// People of an account.
pub(in crate::directory) const MAX_MEMBERS: u32 = 1_000;
/// As SQL: the account `?1` has [`MAX_MEMBERS`].
pub(super) const IS_CROWDED: &str = "((SELECT count(*) FROM member WHERE account_id = ?1) >= 1000)";

const COLUMNS: &str = "
    id, email, name, role, active, verified_at IS NOT NULL AS verified, created_at,
    (SELECT json_group_array(p.id) FROM pod_member AS assigned JOIN pod p ON p.id = assigned.pod_id AND NOT p.condemned
      WHERE assigned.member_id = member.id) AS pods";

/// Ends the invitations of the account `?1` that a person `?2` sent who was removed.
pub(super) const DELETE_SENT: &str = "
    DELETE FROM invitation WHERE account_id = ?1 AND invited_by = ?2 AND NOT EXISTS (SELECT 1 FROM member WHERE id = ?2)";

/// The member as it would be, as SQL.
struct After {
    role: &'static str,
    active: &'static str,
}

const PATCHED: After = After { role: "coalesce(?5, role)", active: "coalesce(?6, active)" };
const REMOVED: After = After { role: "'viewer'", active: "0" };

/// What prevents a change: 1 for each reason. If it is none of these, the person is the last owner.
#[derive(Deserialize)]
struct Obstacles {
    unauthorized: i64,
    needs_owner: i64,
    needs_person: i64,
    own_mailbox: i64,
}

const NO_OBSTACLES: &str = "EXISTS (SELECT 1 FROM obstacles
    WHERE NOT (unauthorized OR needs_owner OR needs_person OR own_mailbox OR last_owner))";

/// Selects [`Obstacles`] of the member `?2` of the account `?1`, for the caller `?3` at the time `?4`. Owners are changed by owners and the
/// account's key. Where a second principal is required, a key decides neither who is a person that decides, nor who is none any more.
fn select_obstacles(after: &After, leaves: bool) -> String {
    const IS_SELF: &str = "EXISTS (SELECT 1 FROM session AS caller WHERE caller.id = ?3 AND caller.member_id = ?2
        AND caller.expires_at > ?4)";
    const DECIDERS: &str = "('owner', 'admin')";
    let After { role, active } = after;
    let is_own = is_own_mailbox("member.account_id", "member.email");
    let (caller, needs_owner, needs_person) = if leaves {
        (IS_SELF.to_owned(), "0".to_owned(), "0".to_owned())
    } else {
        (
            is_active("?3", "?4"),
            format!("(role = 'owner' OR {role} = 'owner') AND NOT {}", is_owner("?1", "?3", "?4")),
            format!(
                "(role <> {role} OR active <> {active}) AND (role IN {DECIDERS} OR {role} IN {DECIDERS}) AND NOT {}",
                may_decide("?1", "?3")
            ),
        )
    };
    format!(
        "SELECT NOT {caller} AS unauthorized, {needs_owner} AS needs_owner, {needs_person} AS needs_person,
           {role} IN {DECIDERS} AND {role} <> role AND {is_own} AS own_mailbox,
           {} AS last_owner
         FROM member WHERE id = ?2 AND account_id = ?1",
        is_last_owner(&format!("({role} = 'owner' AND {active})"))
    )
}

/// As SQL: the member `?2` of the account `?1` is the last owner who can sign in, and does not stay one. A verified owner cannot go if
/// only unverified ones are left: they may never sign in. Neither can one go who decides, if none is left who does.
pub(super) fn is_last_owner(stays: &str) -> String {
    format!(
        "(role = 'owner' AND active AND NOT {stays} AND NOT EXISTS (
           SELECT 1 FROM member AS other WHERE other.account_id = ?1 AND other.id <> ?2
             AND other.role = 'owner' AND other.active AND (other.verified_at IS NOT NULL OR member.verified_at IS NULL)
             AND ({} OR NOT {})))",
        is_decider("other"),
        is_decider("member")
    )
}

/// What a caller lacks to manage a person: 1 for each reason. If it is none of these, it is a session.
#[derive(Deserialize)]
pub(super) struct Missing {
    unauthorized: i64,
    needs_owner: i64,
}

/// The columns of [`Missing`]: of the account `?1`, of a person with a role, for the caller `?3` at the time `?4`.
pub(super) fn select_missing(role: &str) -> String {
    format!(
        "NOT {} AS unauthorized, {role} = 'owner' AND NOT {} AS needs_owner,
         {role} IN ('owner', 'admin') AND NOT {} AS needs_person",
        is_active("?3", "?4"),
        is_owner("?1", "?3", "?4"),
        may_decide("?1", "?3")
    )
}

impl Missing {
    pub(super) fn refusal(&self) -> Error {
        if self.unauthorized == 1 {
            Error::unauthorized()
        } else if self.needs_owner == 1 {
            owner_needed()
        } else {
            person_needed(DECIDERS_CHANGE)
        }
    }
}

/// The error of an address that a member of the account has.
pub(super) fn exists() -> Error {
    Error::new(Code::MemberExists, "A person of this account has this email address already.")
        .fix("GET /v1/members lists the people.")
}

/// The error of a change that would leave no owner who can sign in.
pub(super) fn last_owner() -> Error {
    Error::new(Code::LastOwner, "This is the account's last owner who can sign in.")
        .fix("Make another person an owner first: PATCH /v1/members/{id}.")
}

/// The error of a caller who may not manage owners.
pub(super) fn owner_needed() -> Error {
    Error::new(
        Code::Forbidden,
        "Only an owner, or the account's key, changes owners, their invitations and sessions, and makes new ones.",
    )
}

/// The error of an address at which keys of the account can read mail.
pub fn own_mailbox(code: Code) -> Error {
    Error::new(
        code,
        "This is an address of the account itself: its keys could read the link and sign in as this person.",
    )
    .fix("Use an address that the person alone reads.")
}

pub(super) const DECIDERS_CHANGE: &str = "Changing who is an owner or an admin, or signing one out,";

impl Obstacles {
    fn refusal(&self) -> Error {
        if self.unauthorized == 1 {
            Error::unauthorized()
        } else if self.needs_owner == 1 {
            owner_needed()
        } else if self.needs_person == 1 {
            person_needed(DECIDERS_CHANGE)
        } else if self.own_mailbox == 1 {
            own_mailbox(Code::InvalidRequest)
        } else {
            last_owner()
        }
    }
}

impl Directory {
    /// The people of an account, oldest first, after the one that was added at that time with that id.
    pub async fn members(&self, account: &AccountId, after: Option<(i64, &str)>, limit: u32) -> Result<Vec<Member>> {
        let select = format!(
            "SELECT {COLUMNS} FROM member WHERE account_id = ?1 AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let (created_at, id) = after.unwrap_or((0, ""));
        self.db.rows(&select, &values![account.as_str(), created_at, id, limit]).await
    }

    /// Changes a person's role, name, or whether the person can sign in. Also returns the person's sessions and access tokens, whose pods
    /// have to be told; they have ended if the person can no longer sign in.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`, `forbidden`, `self_approval_forbidden`, `last_owner`.
    pub async fn patch_member(&self, change: &MemberChange<'_>, patch: MemberPatch) -> Result<(Member, PodSessions)> {
        const INACTIVE: &str = "(SELECT id FROM member WHERE id = ?2 AND NOT active)";
        let obstacles = select_obstacles(&PATCHED, false);
        let update = format!(
            "WITH obstacles AS ({obstacles})
             UPDATE member SET role = {}, active = {}, name = iif(?7, name, ?8)
             WHERE id = ?2 AND account_id = ?1 AND {NO_OBSTACLES} RETURNING {COLUMNS}",
            PATCHED.role, PATCHED.active
        );
        let (account, member) = (change.account.as_str(), change.member);
        let (role, keep_name) = (patch.role.map(<&str>::from), patch.name.is_keep());
        let name = patch.name.apply(None);
        let values = values![
            account,
            member,
            change.caller.as_str(),
            change.now,
            role,
            patch.active,
            keep_name,
            name.as_deref(),
        ];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values[..6])?;
        let updated = batch.add::<Member>(&update, &values)?;
        let sessions = select_of_person(&mut batch, &values[..2])?;
        end_sessions(&mut batch, &format!("s.account_id = ?1 AND s.member_id = {INACTIVE}"), &values[..2])?;
        batch
            .run(&format!("DELETE FROM oauth_grant WHERE account_id = ?1 AND member_id = {INACTIVE}"), &values[..2])?;
        let done = batch.commit().await?;
        match (done.row(updated)?, done.row(obstacles)?) {
            (Some(member), _) => Ok((member, PodSessions::read_both(&done, sessions)?)),
            (None, Some(obstacles)) => Err(obstacles.refusal()),
            (None, None) => Err(Error::not_found("member")),
        }
    }

    /// Removes a person from an account, with the person's assignments, sessions and open invitations. Returns the sessions that ended.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`, `forbidden`, `self_approval_forbidden`, `last_owner`.
    pub async fn remove_member(&self, change: &MemberChange<'_>) -> Result<PodSessions> {
        let obstacles = select_obstacles(&REMOVED, change.leaves);
        let delete = format!(
            "WITH obstacles AS ({obstacles})
             DELETE FROM member WHERE id = ?2 AND account_id = ?1 AND {NO_OBSTACLES} RETURNING id"
        );
        let values = values![change.account.as_str(), change.member, change.caller.as_str(), change.now];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values)?;
        // They go with the member.
        let sessions = select_of_person(&mut batch, &values[..2])?;
        let deleted = batch.add(&delete, &values)?;
        batch.run(DELETE_SENT, &values[..2])?;
        let done = batch.commit().await?;
        match (done.exists(deleted)?, done.row(obstacles)?) {
            (true, _) => PodSessions::read_both(&done, sessions),
            (false, Some(obstacles)) => Err(obstacles.refusal()),
            (false, None) => Err(Error::not_found("member")),
        }
    }
}
