//! Users: the people of an account.

use serde::Deserialize;

use super::filter::{Columns, Condition, order};
use super::{ListRequest, Listed, ScimCaller, has_changed, is_token};
use crate::directory::Directory;
use crate::directory::members;
use crate::directory::members::MAX_MEMBERS;
use crate::directory::money::principal::{is_strict, person_needed};
use crate::directory::pod_sessions::{PodSessions, end_sessions, select_sessions};
use crate::error::{Code, Error, Result};
use crate::id::{MemberId, PodId};
use crate::platform::{Conflict, Value, values};
use crate::scim::{StoredUser, User};

/// A user whose addresses were not provisioned has that of the member.
const EMAILS: &str = "json_each(coalesce(m.scim -> '$.emails',
    json_array(json_object('value', m.email, 'type', 'work', 'primary', json('true'))))) AS e WHERE true";

pub(super) const COLUMNS: Columns = Columns {
    of_attribute: |name| {
        Some(match name {
            "id" => "m.id",
            "userName" => "coalesce(m.user_name, m.email)",
            "externalId" => "m.external_id",
            "displayName" => "m.name",
            "active" => "m.active",
            _ => return None,
        })
    },
    of_order: |name| {
        Some(match name {
            "emails" => "m.email",
            "meta.created" => "m.created_at",
            "meta.lastModified" => "coalesce(m.updated_at, m.created_at)",
            _ => return None,
        })
    },
    by_index: |name| {
        (name == "userName").then_some(
            "(m.user_name IS NOT NULL AND lower(m.user_name) = lower(?) OR m.user_name IS NULL AND m.email = lower(?))",
        )
    },
    table: |name| (name == "emails").then_some(EMAILS),
    of_part: |name| {
        Some(match name {
            "value" => "e.value ->> '$.value'",
            "type" => "e.value ->> '$.type'",
            "display" => "e.value ->> '$.display'",
            "primary" => "e.value ->> '$.primary'",
            _ => return None,
        })
    },
    names: "`id`, `userName`, `externalId`, `displayName`, `active` or `emails`",
    order: "m.created_at, m.id",
};

const SELECTED: &str = "
    m.id, m.user_name, m.email, m.external_id, m.name, m.active, m.role, m.scim, m.version, m.created_at, m.updated_at,
    (SELECT json_group_array(json_object('id', substr(p.id, 5), 'name', coalesce(p.name, p.env_slug)))
       FROM pod_member AS assigned JOIN pod AS p ON p.id = assigned.pod_id
       WHERE assigned.member_id = m.id AND NOT p.condemned AND p.deleted_at IS NULL AND NOT p.scim_hidden) AS groups";
/// The members of the account `?1` who are assigned to the pod `?2`, or all.
const IN_SCOPE: &str = "m.account_id = ?1
    AND (?2 IS NULL OR EXISTS (SELECT 1 FROM pod_member AS scope WHERE scope.pod_id = ?2 AND scope.member_id = m.id))";
const OTHER_OWNER: &str = "EXISTS (SELECT 1 FROM member AS other WHERE other.account_id = ?1 AND other.id <> ?2
    AND other.role = 'owner' AND other.active AND (other.verified_at IS NOT NULL OR member.verified_at IS NULL))";
/// Another member has the name `?5` or the address `?6`.
const IS_TAKEN: &str = "EXISTS (SELECT 1 FROM member AS other WHERE other.account_id = ?1 AND other.id <> ?2
    AND (other.email = ?6 OR lower(coalesce(other.user_name, other.email)) = lower(?5)))";
const NO_OBSTACLES: &str = "EXISTS (SELECT 1 FROM obstacles
    WHERE NOT (unauthorized OR stale OR taken OR keeps_email OR needs_person OR last_owner))";

/// What prevents a change: 1 for each reason.
#[derive(Deserialize)]
struct Obstacles {
    unauthorized: i64,
    stale: i64,
    taken: i64,
    keeps_email: i64,
    needs_person: i64,
    last_owner: i64,
}

/// Selects the [`Obstacles`] of a change of the member `?2` of the account `?1` in the version `?4`, with the token `?3`. `after` is whether
/// the member can sign in afterwards. Whoever receives the mail of an owner or admin is one, so that address does not change.
fn select_obstacles(after: &str, taken: &str, keeps_email: &str) -> String {
    format!(
        "SELECT NOT {} AS unauthorized, ?4 IS NOT NULL AND version <> ?4 AS stale, {taken} AS taken,
           role IN ('owner', 'admin') AND {keeps_email} AS keeps_email,
           role IN ('owner', 'admin') AND active <> {after} AND {} AS needs_person,
           role = 'owner' AND active AND NOT {after} AND NOT {OTHER_OWNER} AS last_owner
         FROM member WHERE id = ?2 AND account_id = ?1",
        is_token("?3", "?1"),
        is_strict("?1")
    )
}

impl Obstacles {
    fn refusal(&self) -> Error {
        match self {
            Self { unauthorized: 1, .. } => Error::unauthorized(),
            Self { stale: 1, .. } => has_changed(),
            Self { taken: 1, .. } => is_taken(),
            Self { keeps_email: 1, .. } => {
                Error::new(Code::Forbidden, "SCIM does not change the email address of an owner or an admin.")
                    .fix("Make the person a member first: PATCH /v1/members/{id}.")
            }
            Self { needs_person: 1, .. } => person_needed(members::DECIDERS_CHANGE),
            Self { last_owner: 1, .. } => members::last_owner(),
            _ => no_user(),
        }
    }
}

fn is_taken() -> Error {
    Error::new(Code::MemberExists, "Another user of the account has this `userName` or email address.")
        .fix("Find it: GET /scim/v2/Users?filter=userName eq \"…\".")
}

fn no_user() -> Error {
    Error::not_found("user")
}

impl Directory {
    /// Users of an account.
    ///
    /// # Errors
    /// `invalid_filter`, `invalid_request`.
    pub async fn scim_users(&self, caller: &ScimCaller<'_>, list: &ListRequest) -> Result<Listed<StoredUser>> {
        let condition = Condition::new(list, &COLUMNS, 3)?;
        let order = order(list, &COLUMNS)?;
        let at = 3 + condition.len();
        let select = format!(
            "SELECT {SELECTED} FROM member AS m WHERE {IN_SCOPE} AND {} ORDER BY {order} LIMIT ?{at} OFFSET ?{}",
            condition.sql,
            at + 1
        );
        let count = format!("SELECT count(*) FROM member AS m WHERE {IN_SCOPE} AND {}", condition.sql);
        let mut values: Vec<Value<'_>> = values![caller.account.as_str(), caller.pod.map(PodId::as_str)].to_vec();
        values.extend(condition.values());
        let mut batch = self.db.batch();
        let total = batch.add(&count, &values)?;
        values.extend(values![list.count, list.start - 1]);
        let users = batch.add(&select, &values)?;
        let done = batch.commit().await?;
        Ok(Listed { resources: done.rows(users)?, total: done.value(total)?.unwrap_or(0) })
    }

    /// A user of an account.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn scim_user(&self, caller: &ScimCaller<'_>, id: &str) -> Result<StoredUser> {
        let select = format!("SELECT {SELECTED} FROM member AS m WHERE {IN_SCOPE} AND m.id = ?3");
        let values = values![caller.account.as_str(), caller.pod.map(PodId::as_str), id];
        self.db.row(&select, &values).await?.ok_or_else(no_user)
    }

    /// Adds a member, who is assigned to the pod of the request.
    ///
    /// # Errors
    /// `unauthorized`, `member_exists`, `quota_exceeded`.
    pub async fn add_scim_user(&self, caller: &ScimCaller<'_>, user: &User) -> Result<StoredUser> {
        const COUNT_MEMBERS: &str = "SELECT count(*) FROM (SELECT 1 FROM member WHERE account_id = ?1 LIMIT ?2)";
        let insert = format!(
            "INSERT INTO member (id, account_id, email, name, role, active, created_at, user_name, external_id, scim)
             SELECT ?2, ?1, ?6, ?7, 'member', coalesce(?8, 1), ?4, ?5, ?9, ?10
             WHERE {} AND NOT {IS_TAKEN}
               AND ?11 > (SELECT count(*) FROM (SELECT 1 FROM member WHERE account_id = ?1 LIMIT ?11))",
            is_token("?3", "?1")
        );
        const ASSIGN: &str = "
            INSERT INTO pod_member (pod_id, member_id, created_at)
            SELECT p.id, m.id, ?4 FROM pod AS p JOIN member AS m ON m.account_id = p.account_id
            WHERE p.id = ?3 AND p.account_id = ?1 AND m.id = ?2";
        let id = MemberId::generate()?;
        let (account, id) = (caller.account.as_str(), id.as_str());
        let values = values![
            account,
            id,
            caller.token.as_str(),
            caller.now,
            &user.user_name,
            user.email.as_str(),
            user.display_name.as_deref(),
            user.is_active,
            user.external_id.as_deref(),
            &user.others,
            MAX_MEMBERS,
        ];
        let mut batch = self.db.batch();
        batch.run(&insert, &values)?;
        if let Some(pod) = caller.pod {
            batch.run(ASSIGN, &values![account, id, pod.as_str(), caller.now])?;
        }
        let select = format!("SELECT {SELECTED} FROM member AS m WHERE m.account_id = ?1 AND m.id = ?2");
        let added = batch.add(&select, &values[..2])?;
        let count = batch.add(COUNT_MEMBERS, &values![account, MAX_MEMBERS])?;
        let token =
            batch.add(&format!("SELECT 1 WHERE {}", is_token("?2", "?1")), &values![account, caller.token.as_str()])?;
        let done = batch.commit().await.on_conflict("member.email", is_taken);
        let done = done.on_conflict("member_user_name", is_taken)?;
        match done.row(added)? {
            Some(user) => Ok(user),
            None if !done.exists(token)? => Err(Error::unauthorized()),
            None if done.value(count)?.is_some_and(|count: u32| count >= MAX_MEMBERS) => {
                Err(Error::new(Code::QuotaExceeded, format!("An account can have {MAX_MEMBERS} people."))
                    .with("resource", "members")
                    .with("limit", MAX_MEMBERS)
                    .with("current", MAX_MEMBERS))
            }
            None => Err(is_taken()),
        }
    }

    /// Changes a user that was read before. Also returns the sessions that have ended: those of a person who can no longer sign in, or
    /// whose address is another one.
    ///
    /// # Errors
    /// `precondition_failed` if the user has changed since, `unauthorized`, `member_exists`, `forbidden`, `self_approval_forbidden`,
    /// `last_owner`, `not_found`.
    pub async fn change_scim_user(
        &self,
        caller: &ScimCaller<'_>,
        before: &StoredUser,
        user: &User,
    ) -> Result<(StoredUser, PodSessions)> {
        let obstacles = select_obstacles("coalesce(?7, active)", IS_TAKEN, "email <> ?6");
        let update = format!(
            "WITH obstacles AS ({obstacles})
             UPDATE member SET email = ?6, verified_at = iif(email = ?6, verified_at, NULL), active = coalesce(?7, active),
               user_name = ?5, name = ?8, external_id = ?9, scim = ?10
             WHERE id = ?2 AND account_id = ?1 AND {NO_OBSTACLES} RETURNING id"
        );
        let values = values![
            caller.account.as_str(),
            &before.id,
            caller.token.as_str(),
            before.times.version,
            &user.user_name,
            user.email.as_str(),
            user.is_active,
            user.display_name.as_deref(),
            user.external_id.as_deref(),
            &user.others,
        ];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values[..7])?;
        let updated = batch.add(&update, &values)?;
        let sessions = end_sessions(
            &mut batch,
            "s.account_id = ?1 AND s.member_id = (SELECT id FROM member WHERE id = ?2 AND (NOT active OR email <> ?3))",
            &values![caller.account.as_str(), &before.id, &before.email],
        )?;
        let select = format!("SELECT {SELECTED} FROM member AS m WHERE m.account_id = ?1 AND m.id = ?2");
        let changed = batch.add(&select, &values[..2])?;
        let done = batch.commit().await.on_conflict("member.email", is_taken);
        let done = done.on_conflict("member_user_name", is_taken)?;
        match (done.exists(updated)?, done.row(changed)?, done.row(obstacles)?) {
            (true, Some(user), _) => Ok((user, PodSessions::read(&done, sessions)?)),
            (_, _, Some(obstacles)) => Err(obstacles.refusal()),
            _ => Err(no_user()),
        }
    }

    /// Removes a member, with the member's assignments and sessions, which are returned.
    ///
    /// # Errors
    /// `not_found`, `precondition_failed`, `unauthorized`, `self_approval_forbidden`, `last_owner`.
    pub async fn remove_scim_user(
        &self,
        caller: &ScimCaller<'_>,
        id: &str,
        version: Option<i64>,
    ) -> Result<PodSessions> {
        let obstacles = select_obstacles("0", "0", "0");
        let delete = format!(
            "WITH obstacles AS ({obstacles})
             DELETE FROM member WHERE id = ?2 AND account_id = ?1 AND {NO_OBSTACLES} RETURNING id"
        );
        let values = values![caller.account.as_str(), id, caller.token.as_str(), version];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values)?;
        // They go with the member.
        let sessions = select_sessions(&mut batch, "s.account_id = ?1 AND s.member_id = ?2", &values[..2])?;
        let deleted = batch.add(&delete, &values)?;
        let done = batch.commit().await?;
        match (done.exists(deleted)?, done.row(obstacles)?) {
            (true, _) => PodSessions::read(&done, sessions),
            (false, obstacles) => Err(obstacles.map_or_else(no_user, |obstacles| obstacles.refusal())),
        }
    }

    /// Takes a user off a pod.
    ///
    /// # Errors
    /// `not_found`, `precondition_failed`, `unauthorized`.
    pub async fn unassign_scim_user(
        &self,
        caller: &ScimCaller<'_>,
        pod: &PodId,
        id: &str,
        version: Option<i64>,
    ) -> Result<()> {
        const IS_ASSIGNED: &str = "EXISTS (SELECT 1 FROM pod_member WHERE pod_id = ?5 AND member_id = ?2)";
        let obstacles = select_obstacles("active", "0", "0");
        let delete = format!(
            "WITH obstacles AS ({obstacles})
             DELETE FROM pod_member WHERE pod_id = ?5 AND member_id = ?2 AND {NO_OBSTACLES} RETURNING member_id"
        );
        let values = values![caller.account.as_str(), id, caller.token.as_str(), version, pod.as_str()];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&format!("{obstacles} AND {IS_ASSIGNED}"), &values)?;
        let deleted = batch.add(&delete, &values)?;
        let done = batch.commit().await?;
        match (done.exists(deleted)?, done.row(obstacles)?) {
            (true, _) => Ok(()),
            (false, obstacles) => Err(obstacles.map_or_else(no_user, |obstacles| obstacles.refusal())),
        }
    }
}
