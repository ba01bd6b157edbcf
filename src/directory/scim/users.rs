//! Users: the people of an account.

use serde::Deserialize;

use super::filter::Columns;
use super::list::ListedTable;
use super::{ListRequest, Listed, ScimCaller, has_changed, is_token};
use crate::directory::Directory;
use crate::directory::invitations::DELETE_ANSWERED;
use crate::directory::members::{self, DELETE_SENT, MAX_MEMBERS, is_last_owner};
use crate::directory::money::principal::{is_strict, person_needed};
use crate::directory::pod_sessions::{PodSessions, expire_sessions, select_sessions};
use crate::error::{Code, Error, Result};
use crate::id::{MemberId, PodId};
use crate::platform::{Conflict, values};
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

/// Groups that a user is shown with.
const MAX_GROUPS: u32 = 1_000;

/// The columns of a [`StoredUser`].
fn selected(with_groups: bool) -> String {
    const COLUMNS: &str = "
        m.id, m.user_name, m.email, m.external_id, m.name, m.active, m.role, m.scim, m.version, m.created_at, m.updated_at";
    if !with_groups {
        return format!("{COLUMNS}, '[]' AS groups");
    }
    format!(
        "{COLUMNS}, (SELECT json_group_array(json_object('id', id, 'name', name)) FROM (
           SELECT substr(p.id, 5) AS id, coalesce(p.name, p.env_slug) AS name
           FROM pod_member AS assigned JOIN pod AS p ON p.id = assigned.pod_id
           WHERE assigned.member_id = m.id AND NOT p.condemned AND p.deleted_at IS NULL AND NOT p.scim_hidden
           LIMIT {MAX_GROUPS})) AS groups"
    )
}

/// The members of the account `?1` who are assigned to the pod `?2`, or all.
const IN_SCOPE: &str = "m.account_id = ?1
    AND (?2 IS NULL OR EXISTS (SELECT 1 FROM pod_member AS scope WHERE scope.pod_id = ?2 AND scope.member_id = m.id))";

/// As SQL: another member has the address `?6` or, under a condition, the name `?5`.
fn is_taken_by_another(is_new_name: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM member AS other WHERE other.account_id = ?1 AND other.id <> ?2 AND (other.email = ?6
           OR {is_new_name} AND lower(coalesce(other.user_name, other.email)) = lower(?5)))"
    )
}

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
           {} AS last_owner
         FROM member WHERE id = ?2 AND account_id = ?1",
        is_token("?3", "?1"),
        is_strict("?1"),
        is_last_owner(after)
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
    pub async fn scim_users(
        &self,
        caller: &ScimCaller<'_>,
        list: &ListRequest,
        with_groups: bool,
    ) -> Result<Listed<StoredUser>> {
        let count_groups =
            format!("(SELECT count(*) FROM (SELECT 1 FROM pod_member WHERE member_id = m.id LIMIT {MAX_GROUPS}))");
        let table = ListedTable {
            name: "member",
            alias: "m",
            columns: &COLUMNS,
            condition: IN_SCOPE,
            selected: &selected(with_groups),
            related: if with_groups { &count_groups } else { "0" },
        };
        self.list_scim(caller, list, &table).await
    }

    /// A user of an account.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn scim_user(&self, caller: &ScimCaller<'_>, id: &str) -> Result<StoredUser> {
        let select = format!("SELECT {} FROM member AS m WHERE {IN_SCOPE} AND m.id = ?3", selected(true));
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
             WHERE {} AND NOT {}
               AND ?11 > (SELECT count(*) FROM (SELECT 1 FROM member WHERE account_id = ?1 LIMIT ?11))",
            is_token("?3", "?1"),
            is_taken_by_another("true")
        );
        const ASSIGN: &str = "
            INSERT INTO pod_member (pod_id, member_id, created_at)
            SELECT p.id, m.id, ?4 FROM pod AS p JOIN member AS m ON m.account_id = p.account_id
            WHERE p.id = ?3 AND p.account_id = ?1 AND m.id = ?2";
        let id = MemberId::generate()?;
        let (account, id, others) = (caller.account.as_str(), id.as_str(), user.others_as_json());
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
            &others,
            MAX_MEMBERS,
        ];
        let mut batch = self.db.batch();
        batch.run(&insert, &values)?;
        if let Some(pod) = caller.pod {
            batch.run(ASSIGN, &values![account, id, pod.as_str(), caller.now])?;
        }
        batch.run(DELETE_ANSWERED, &values[..1])?;
        let select = format!("SELECT {} FROM member AS m WHERE m.account_id = ?1 AND m.id = ?2", selected(true));
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

    /// Changes a user that was read before. A person who can no longer sign in, or whose address is another one, has no sessions. Also
    /// returns those that have ended lately: if their pods were not told, the same request tells them again.
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
        const IS_NEW_NAME: &str = "lower(coalesce(member.user_name, member.email)) <> lower(?5)";
        let obstacles = select_obstacles("coalesce(?7, active)", &is_taken_by_another(IS_NEW_NAME), "email <> ?6");
        let update = format!(
            "WITH obstacles AS ({obstacles})
             UPDATE member SET email = ?6, verified_at = iif(email = ?6, verified_at, NULL), active = coalesce(?7, active),
               user_name = iif(?11, ?5, NULL), name = ?8, external_id = ?9, scim = ?10
             WHERE id = ?2 AND account_id = ?1 AND {NO_OBSTACLES} RETURNING id"
        );
        let others = user.others_as_json();
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
            &others,
            user.is_named,
        ];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values[..7])?;
        let updated = batch.add(&update, &values)?;
        let has_ended = "id = ?1 AND account_id = ?2 AND (NOT active OR email = ?4 AND email <> ?5)";
        let (email, account) = (user.email.as_str(), caller.account.as_str());
        let values_of_end = values![&before.id, account, caller.now, email, &before.email];
        let sessions = expire_sessions(&mut batch, has_ended, &values_of_end)?;
        batch.run(DELETE_ANSWERED, &values[..1])?;
        let select = format!("SELECT {} FROM member AS m WHERE m.account_id = ?1 AND m.id = ?2", selected(true));
        let changed = batch.add(&select, &values[..2])?;
        let done = batch.commit().await.on_conflict("member.email", is_taken);
        let done = done.on_conflict("member_user_name", is_taken)?;
        match (done.exists(updated)?, done.row(changed)?, done.row(obstacles)?) {
            (true, Some(user), _) => Ok((user, PodSessions::read_both(&done, sessions)?)),
            (_, _, Some(obstacles)) => Err(obstacles.refusal()),
            _ => Err(no_user()),
        }
    }

    /// Stops a member who is removed next from signing in. Returns the sessions that ended in the last hour, so
    /// that a repeated request notifies their pods again.
    ///
    /// # Errors
    /// `not_found`, `precondition_failed`, `unauthorized`, `self_approval_forbidden`, `last_owner`.
    pub async fn stop_scim_user(&self, caller: &ScimCaller<'_>, id: &str, version: Option<i64>) -> Result<PodSessions> {
        let obstacles = select_obstacles("0", "0", "0");
        let update = format!(
            "WITH obstacles AS ({obstacles})
             UPDATE member SET active = 0 WHERE id = ?2 AND account_id = ?1 AND {NO_OBSTACLES} RETURNING id"
        );
        let values = values![caller.account.as_str(), id, caller.token.as_str(), version];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values)?;
        let updated = batch.add(&update, &values)?;
        let has_ended = "id = ?1 AND account_id = ?2 AND NOT active";
        let sessions = expire_sessions(&mut batch, has_ended, &values![id, caller.account.as_str(), caller.now])?;
        let done = batch.commit().await?;
        match (done.exists(updated)?, done.row(obstacles)?) {
            (true, _) => PodSessions::read_both(&done, sessions),
            (false, obstacles) => Err(obstacles.map_or_else(no_user, |obstacles| obstacles.refusal())),
        }
    }

    /// Removes a member, with the member's assignments, invitations and sessions. Returns those that had not ended before.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`, `self_approval_forbidden`, `last_owner`.
    pub async fn remove_scim_user(&self, caller: &ScimCaller<'_>, id: &str) -> Result<PodSessions> {
        const IS_OPEN: &str = "s.account_id = ?1 AND s.member_id = ?2 AND s.expires_at > ?3";
        let obstacles = select_obstacles("0", "0", "0");
        let delete = format!(
            "WITH obstacles AS ({obstacles})
             DELETE FROM member WHERE id = ?2 AND account_id = ?1 AND {NO_OBSTACLES} RETURNING id"
        );
        let values = values![caller.account.as_str(), id, caller.token.as_str(), None::<i64>];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values)?;
        // They go with the member.
        let sessions = select_sessions(&mut batch, IS_OPEN, &values![caller.account.as_str(), id, caller.now])?;
        batch.run(DELETE_ANSWERED, &values[..1])?;
        let deleted = batch.add(&delete, &values)?;
        batch.run(DELETE_SENT, &values[..2])?;
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
