//! Groups: the pods of an account, with the members who are assigned to them.

use serde::Deserialize;

use super::filter::Columns;
use super::list::ListedTable;
use super::{ListRequest, Listed, ScimCaller, has_changed, is_token};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::PodId;
use crate::platform::{Batch, values};
use crate::random;
use crate::scim::{GroupPatch, MemberChange, StoredGroup};
use crate::wire::to_json;

const COLUMNS: Columns = Columns {
    of_attribute: |name| {
        Some(match name {
            "id" => "substr(p.id, 5)",
            "displayName" => "coalesce(p.name, p.env_slug)",
            "externalId" => "p.scim_external_id",
            _ => return None,
        })
    },
    of_order: |name| {
        Some(match name {
            "meta.created" => "p.created_at",
            "meta.lastModified" => "coalesce(p.scim_updated_at, p.created_at)",
            _ => return None,
        })
    },
    by_index: |name| (name == "id").then_some("p.id IN ('pod_' || ?, 'acc_' || ?)"),
    table: |name| (name == "members").then_some("pod_member AS e WHERE e.pod_id = p.id"),
    of_part: |name| (name == "value").then_some("e.member_id"),
    names: "`id`, `displayName`, `externalId` or `members`",
    order: "p.created_at, p.id",
};

const SELECTED: &str = "
    substr(p.id, 5) AS id, coalesce(p.name, p.env_slug) AS name, p.scim_external_id AS external_id, p.scim_version AS version,
    p.created_at, p.scim_updated_at AS updated_at";
const MEMBERS: &str = "(SELECT json_group_array(member_id) FROM pod_member WHERE pod_id = p.id) AS members";
/// The groups of the account `?1`; only the pod `?2`, if there is one.
const IS_GROUP: &str = "
    p.account_id = ?1 AND (?2 IS NULL OR p.id = ?2) AND NOT p.condemned AND p.deleted_at IS NULL AND NOT p.scim_hidden";

/// What a request changes in a group.
#[derive(Default)]
pub struct GroupRequest {
    pub patch: GroupPatch,
    /// Whether the group is deleted. The pod stays.
    pub is_deletion: bool,
    /// Whether the reply shows the members.
    pub with_members: bool,
    /// The version that the group must have.
    pub version: Option<i64>,
}

/// What prevents a change: 1 for each reason.
#[derive(Deserialize)]
struct Obstacles {
    unauthorized: i64,
    stale: i64,
    taken: i64,
    /// An id that is not of a user.
    unknown: Option<String>,
}

#[derive(Deserialize)]
struct RevealedGroup {
    pod: PodId,
    #[serde(flatten)]
    group: StoredGroup,
}

const NO_OBSTACLES: &str = "NOT (unauthorized OR stale OR taken) AND unknown IS NULL";

impl Obstacles {
    fn refusal(&self) -> Error {
        if self.unauthorized == 1 {
            Error::unauthorized()
        } else if self.stale == 1 {
            has_changed()
        } else if self.taken == 1 {
            is_taken()
        } else {
            let unknown = self.unknown.as_deref().unwrap_or_default();
            Error::invalid(format!("The account has no user `{unknown}`.")).fix("GET /scim/v2/Users lists the users.")
        }
    }
}

/// A group can have many members, so they are read only if they are shown.
fn members(are_shown: bool) -> &'static str {
    if are_shown { MEMBERS } else { "NULL AS members" }
}

/// The error of a name that another group has.
fn is_taken() -> Error {
    Error::new(Code::GroupExists, "Another group of the account has this `displayName`.")
        .fix("Find it: GET /scim/v2/Groups?filter=displayName eq \"…\".")
}

fn no_group() -> Error {
    Error::not_found("group")
}

/// As SQL: another group of the account `?1` has a name.
fn is_name_taken(name: &str, but: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pod AS other WHERE other.account_id = ?1 AND other.id <> {but} AND NOT other.condemned
           AND other.deleted_at IS NULL AND NOT other.scim_hidden
           AND lower(coalesce(other.name, other.env_slug)) = lower({name}))"
    )
}

/// As SQL: the first of some ids that is not of a member of the account `?1`.
fn first_unknown(ids: &str) -> String {
    format!(
        "(SELECT value FROM json_each({ids})
          WHERE NOT EXISTS (SELECT 1 FROM member WHERE member.id = value AND member.account_id = ?1) LIMIT 1)"
    )
}

impl Directory {
    /// Groups of an account.
    ///
    /// # Errors
    /// `invalid_filter`, `invalid_request`.
    pub async fn scim_groups(
        &self,
        caller: &ScimCaller<'_>,
        list: &ListRequest,
        with_members: bool,
    ) -> Result<Listed<StoredGroup>> {
        let table = ListedTable {
            name: "pod",
            alias: "p",
            columns: &COLUMNS,
            condition: IS_GROUP,
            selected: &format!("{SELECTED}, {}", members(with_members)),
            related: if with_members { "(SELECT count(*) FROM pod_member WHERE pod_id = p.id)" } else { "0" },
        };
        self.list_scim(caller, list, &table).await
    }

    /// A group of an account.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn scim_group(&self, caller: &ScimCaller<'_>, id: &PodId, with_members: bool) -> Result<StoredGroup> {
        let select =
            format!("SELECT {SELECTED}, {} FROM pod AS p WHERE {IS_GROUP} AND p.id = ?3", members(with_members));
        let values = values![caller.account.as_str(), caller.pod.map(PodId::as_str), id.as_str()];
        self.db.row(&select, &values).await?.ok_or_else(no_group)
    }

    /// Makes a group again of a pod whose group was deleted, and which has that name. None if there is no such pod.
    ///
    /// # Errors
    /// `group_exists`, `unauthorized`, `invalid_request` for members who are not users.
    pub async fn reveal_scim_group(
        &self,
        caller: &ScimCaller<'_>,
        name: &str,
        external_id: Option<&str>,
        members: &[String],
    ) -> Result<Option<(PodId, StoredGroup)>> {
        let obstacles = format!(
            "SELECT NOT {} AS unauthorized, 0 AS stale, {} AS taken, {} AS unknown",
            is_token("?2", "?1"),
            is_name_taken("?3", "''"),
            first_unknown("?4")
        );
        let reveal = format!(
            "WITH obstacles AS ({obstacles})
             UPDATE pod SET scim_hidden = 0, scim_external_id = ?5, scim_change = ?6
             WHERE id = (SELECT p.id FROM pod AS p WHERE p.account_id = ?1 AND p.scim_hidden AND NOT p.condemned
                 AND p.deleted_at IS NULL AND lower(coalesce(p.name, p.env_slug)) = lower(?3) ORDER BY p.created_at, p.id LIMIT 1)
               AND EXISTS (SELECT 1 FROM obstacles WHERE {NO_OBSTACLES}) RETURNING id"
        );
        let (ids, change) = (to_json(&members)?, random::base36(16)?);
        let values = values![caller.account.as_str(), caller.token.as_str(), name, &ids, external_id, &change];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values[..4])?;
        batch.run(&reveal, &values)?;
        let assign = format!("{ASSIGN} AND p.account_id = ?1 ON CONFLICT DO NOTHING");
        batch.run(&assign, &values![caller.account.as_str(), &change, &ids, caller.now])?;
        let select = format!(
            "SELECT {SELECTED}, {MEMBERS}, p.id AS pod FROM pod AS p WHERE p.account_id = ?1 AND p.scim_change = ?2"
        );
        let revealed = batch.add::<RevealedGroup>(&select, &values![caller.account.as_str(), &change])?;
        let done = batch.commit().await?;
        match (done.row(revealed)?, done.row(obstacles)?) {
            (Some(RevealedGroup { pod, group }), _) => Ok(Some((pod, group))),
            (None, Some(obstacles)) if obstacles.prevents() => Err(obstacles.refusal()),
            _ => Ok(None),
        }
    }

    /// Changes a group.
    ///
    /// # Errors
    /// `not_found`, `precondition_failed`, `group_exists`, `unauthorized`, `invalid_request` for members who are not users.
    pub async fn change_scim_group(
        &self,
        caller: &ScimCaller<'_>,
        id: &PodId,
        request: &GroupRequest,
    ) -> Result<StoredGroup> {
        let GroupPatch { name, external_id, members: member_change } = &request.patch;
        let (added, change) = (to_json(&member_change.added)?, random::base36(16)?);
        let found = format!("FROM pod AS p WHERE {IS_GROUP} AND p.id = ?3");
        let obstacles = format!(
            "SELECT NOT {} AS unauthorized, ?5 IS NOT NULL AND p.scim_version <> ?5 AS stale,
               ?6 IS NOT NULL AND lower(?6) <> lower(coalesce(p.name, p.env_slug)) AND {} AS taken, {} AS unknown {found}",
            is_token("?4", "?1"),
            is_name_taken("?6", "p.id"),
            first_unknown("?7")
        );
        let update = format!(
            "WITH obstacles AS ({obstacles})
             UPDATE pod SET name = coalesce(?6, name), scim_external_id = iif(?8, scim_external_id, ?9), scim_hidden = ?10,
               scim_change = ?11
             WHERE id = (SELECT p.id {found}) AND EXISTS (SELECT 1 FROM obstacles WHERE {NO_OBSTACLES}) RETURNING id"
        );
        let values = values![
            caller.account.as_str(),
            caller.pod.map(PodId::as_str),
            id.as_str(),
            caller.token.as_str(),
            request.version,
            name.as_deref(),
            &added,
            external_id.is_none(),
            external_id.as_ref().and_then(Option::as_deref),
            request.is_deletion,
            &change,
        ];
        let mut batch = self.db.batch();
        let obstacles = batch.add::<Obstacles>(&obstacles, &values[..7])?;
        let updated = batch.add(&update, &values)?;
        let own = Own { account: caller.account.as_str(), change: &change, id: id.as_str() };
        own.change_members(&mut batch, member_change, &added, caller)?;
        let select = format!(
            "SELECT {SELECTED}, {} FROM pod AS p WHERE p.account_id = ?1 AND p.scim_change = ?2 AND p.id = ?3",
            members(request.with_members)
        );
        let changed = batch.add(&select, &values![own.account, &change, own.id])?;
        let done = batch.commit().await?;
        match (done.exists(updated)?, done.row(changed)?, done.row(obstacles)?) {
            (true, Some(group), _) => Ok(group),
            (_, _, Some(obstacles)) => Err(obstacles.refusal()),
            _ => Err(no_group()),
        }
    }
}

impl Obstacles {
    fn prevents(&self) -> bool {
        self.unauthorized + self.stale + self.taken > 0 || self.unknown.is_some()
    }
}

/// Assigns the members `?3` to the pod of the change `?2`.
const ASSIGN: &str = "
    INSERT INTO pod_member (pod_id, member_id, created_at)
    SELECT p.id, m.id, ?4 FROM pod AS p JOIN member AS m ON m.account_id = p.account_id
    WHERE p.scim_change = ?2 AND m.id IN (SELECT value FROM json_each(?3))";

/// The pod of a change, for the statements that follow the one that has checked it.
struct Own<'a> {
    account: &'a str,
    change: &'a str,
    id: &'a str,
}

impl Own<'_> {
    fn change_members(
        &self,
        batch: &mut Batch<'_>,
        change: &MemberChange,
        added: &str,
        caller: &ScimCaller<'_>,
    ) -> Result<()> {
        const DELETE_MEMBERS: &str = "
            DELETE FROM pod_member WHERE pod_id = (SELECT id FROM pod WHERE id = ?1 AND scim_change = ?2)
              AND (?3 AND member_id NOT IN (SELECT value FROM json_each(?4))
                OR member_id IN (SELECT value FROM json_each(?5)))";
        if change.is_empty() {
            return Ok(());
        }
        let removed = to_json(&change.removed)?;
        batch.run(DELETE_MEMBERS, &values![self.id, self.change, change.replaces, added, &removed])?;
        let assign = format!("{ASSIGN} AND p.account_id = ?1 AND p.id = ?5 ON CONFLICT DO NOTHING");
        batch.run(&assign, &values![self.account, self.change, added, caller.now, self.id])
    }
}
