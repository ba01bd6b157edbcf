//! Which keys and versions there are, in the pod's own database.

use serde_json::value::RawValue;

use super::{ValuePlace, VaultKey, no_secret};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::platform::{Row, values};
use crate::pod::Pod;
use crate::time::{DAY, Timestamp};

/// How long a deleted key can be undeleted.
pub const UNDELETE_TTL: i64 = DAY;
/// Keys that are forgotten at once: each may have a hundred versions.
const DELETE_BATCH: u32 = 100;
/// What is shown of a key with one of its versions.
const SHOWN: &str = "
    k.name, v.version, k.latest_version, k.given + 1, v.metadata, k.created_at, v.created_at, k.last_read_at";
/// The columns after those.
const VALUE: u32 = 8;
const SEALED: u32 = 9;

/// A version to record.
pub struct New<'a> {
    pub key: &'a str,
    /// Where its value lies, sealed.
    pub value: &'a str,
    pub metadata: Option<&'a str>,
    pub if_version: Option<u32>,
}

/// A version that was recorded.
pub struct Added {
    pub version: i64,
    /// When the key was made.
    pub created_at: Timestamp,
    pub at: Timestamp,
    pub is_new_key: bool,
}

/// A key that is there.
struct Head {
    id: i64,
    given: i64,
    created_at: Timestamp,
}

/// A page of keys, by name.
pub fn list(pod: &Pod, after: &str, limit: u32) -> Result<Vec<VaultKey>> {
    let list = format!(
        "SELECT {SHOWN} FROM vault_key k JOIN vault_version v ON v.key = k.id AND v.version = k.latest_version
         WHERE k.deleted_at IS NULL AND k.name > CAST(? AS TEXT) ORDER BY k.name LIMIT ?"
    );
    pod.sql().all(&list, &values![after, limit])?.iter().map(VaultKey::of_row).collect()
}

/// A key with one of its versions, the latest if none is named, and where its value lies.
pub fn find(pod: &Pod, key: &str, version: Option<u32>) -> Result<(VaultKey, ValuePlace)> {
    let find = format!(
        "SELECT {SHOWN}, v.value, v.sealed FROM vault_key k
         JOIN vault_version v ON v.key = k.id AND v.version = coalesce(?2, k.latest_version)
         WHERE k.name = CAST(?1 AS TEXT) AND k.deleted_at IS NULL"
    );
    let row = pod.sql().first(&find, &values![key, version])?.ok_or_else(no_secret)?;
    Ok((VaultKey::of_row(&row)?, ValuePlace { name: row.text(VALUE), is_sealed: row.integer(SEALED) == 1 }))
}

/// Writes down that a key is being read.
pub fn note_read(pod: &Pod, key: &str) -> Result<()> {
    const UPDATE_LAST_READ: &str =
        "UPDATE vault_key SET last_read_at = ?2 WHERE name = CAST(?1 AS TEXT) AND deleted_at IS NULL";
    pod.sql().run(UPDATE_LAST_READ, &values![key, pod.now()]).map(drop)
}

/// Whether a version could be recorded now.
pub fn check(pod: &Pod, key: &str, if_version: Option<u32>) -> Result<()> {
    expect(pod, key, if_version).map(drop)
}

/// The key, if there is one, at the version that is expected, or with room for it.
fn expect(pod: &Pod, key: &str, if_version: Option<u32>) -> Result<Option<Head>> {
    const SELECT_KEY: &str = "
        SELECT id, given, created_at FROM vault_key WHERE name = CAST(? AS TEXT) AND deleted_at IS NULL";
    let head = pod.sql().first(SELECT_KEY, &values![key])?.map(|row| Head {
        id: row.integer(0),
        given: row.integer(1),
        created_at: Timestamp::from_millis(row.integer(2)),
    });
    let given = head.as_ref().map_or(0, |head| head.given);
    if if_version.is_some_and(|expected| i64::from(expected) != given) {
        return Err(Error::new(Code::VersionConflict, format!("The key is at version {given}."))
            .fix("Look at what is there now, then put again with if_version set to current_version.")
            .with("current_version", given));
    }
    if head.is_none() {
        ensure_room(pod)?;
    }
    Ok(head)
}

fn ensure_room(pod: &Pod) -> Result<()> {
    const SELECT_KEY_COUNT: &str = "SELECT count(*) FROM (SELECT 1 FROM vault_key WHERE deleted_at IS NULL LIMIT ?)";
    let Some(most) = pod.limits()?.vault_keys else { return Ok(()) };
    if pod.sql().first(SELECT_KEY_COUNT, &values![most])?.is_some_and(|row| row.integer(0) >= i64::from(most)) {
        return Err(Error::new(Code::VaultLimit, format!("The vault has {most} keys, as many as the tier allows."))
            .fix("Delete keys that are not needed, or move to the paid tier.")
            .with("limit", most));
    }
    Ok(())
}

/// Records a version whose value is stored. It gets the key's next number, whatever is recorded at the same time.
pub fn add(pod: &Pod, new: &New<'_>, limits: &Limits) -> Result<Added> {
    const INSERT_KEY: &str = "
        INSERT INTO vault_key (name, given, latest_version, created_at) VALUES (?, 0, 0, ?) RETURNING id";
    const INSERT_VERSION: &str = "
        INSERT INTO vault_version (key, version, value, metadata, created_at, sealed) VALUES (?, ?, ?, ?, ?, 1)";
    const UPDATE_LATEST_VERSION: &str = "UPDATE vault_key SET given = ?2, latest_version = ?2 WHERE id = ?1";
    const DELETE_OLD_VERSIONS: &str = "
        DELETE FROM vault_version WHERE key = ?1 AND version <=
          (SELECT version FROM vault_version WHERE key = ?1 ORDER BY version DESC LIMIT 1 OFFSET ?2)";
    let (sql, at) = (pod.sql(), pod.now());
    sql.atomically(|| {
        let head = expect(pod, new.key, new.if_version)?;
        pod.opened.values.commit(pod, new.value)?;
        let is_new_key = head.is_none();
        let head = match head {
            Some(head) => head,
            None => {
                let made = sql.first(INSERT_KEY, &values![new.key, at])?;
                let id = made.ok_or_else(|| Error::internal("a key was not made"))?.integer(0);
                Head { id, given: 0, created_at: at }
            }
        };
        let version = head.given + 1;
        sql.run(INSERT_VERSION, &values![head.id, version, new.value, new.metadata, at])?;
        sql.run(UPDATE_LATEST_VERSION, &values![head.id, version])?;
        sql.run(DELETE_OLD_VERSIONS, &values![head.id, limits.vault_versions])?;
        pod.audit(AuditAction::SecretStored, new.key)?;
        Ok(Added { version, created_at: head.created_at, at, is_new_key })
    })
}

/// Deletes a key, to be undeleted for a day. How many versions it has.
pub fn delete(pod: &Pod, key: &str) -> Result<i64> {
    const UPDATE_KEY_DELETED: &str = "
        UPDATE vault_key SET deleted_at = ?2 WHERE name = CAST(?1 AS TEXT) AND deleted_at IS NULL
        RETURNING (SELECT count(*) FROM vault_version WHERE key = id)";
    pod.sql().atomically(|| {
        let deleted = pod.sql().first(UPDATE_KEY_DELETED, &values![key, pod.now()])?.ok_or_else(no_secret)?;
        pod.audit(AuditAction::SecretDeleted, key)?;
        Ok(deleted.integer(0))
    })
}

/// Deletes a version for good, and with the last one the key.
pub fn delete_version(pod: &Pod, key: &str, version: u32) -> Result<()> {
    const DELETE_VERSION: &str = "
        DELETE FROM vault_version WHERE version = ?2
          AND key = (SELECT id FROM vault_key WHERE name = CAST(?1 AS TEXT) AND deleted_at IS NULL)
        RETURNING key";
    const UPDATE_LATEST_VERSION: &str = "
        UPDATE vault_key SET latest_version = (SELECT coalesce(max(version), 0) FROM vault_version WHERE key = id)
        WHERE id = ?";
    const DELETE_EMPTY_KEY: &str = "DELETE FROM vault_key WHERE id = ? AND latest_version = 0";
    pod.sql().atomically(|| {
        let id = pod.sql().first(DELETE_VERSION, &values![key, version])?.ok_or_else(no_secret)?.integer(0);
        pod.sql().run(UPDATE_LATEST_VERSION, &values![id])?;
        pod.sql().run(DELETE_EMPTY_KEY, &values![id])?;
        pod.audit(AuditAction::SecretVersionDeleted, key)
    })
}

/// Takes back the latest deletion of a key.
pub fn undelete(pod: &Pod, key: &str) -> Result<()> {
    const SELECT_DELETED_KEY: &str = "
        SELECT id FROM vault_key WHERE deleted_at > ?2 AND name = CAST(?1 AS TEXT) ORDER BY deleted_at DESC, id DESC";
    const SELECT_LIVE_KEY: &str = "SELECT 1 FROM vault_key WHERE name = CAST(? AS TEXT) AND deleted_at IS NULL";
    const UPDATE_KEY_UNDELETED: &str = "UPDATE vault_key SET deleted_at = NULL WHERE id = ?";
    pod.sql().atomically(|| {
        if pod.sql().first(SELECT_LIVE_KEY, &values![key])?.is_some() {
            return Err(Error::new(Code::VaultKeyExists, "There is a key of this name that is not deleted.")
                .fix("Delete it first, or leave it: GET /v1/vault/{key} reads it."));
        }
        let deleted = pod.sql().first(SELECT_DELETED_KEY, &values![key, pod.now().plus(-UNDELETE_TTL)])?;
        let id = deleted.ok_or_else(no_secret)?.integer(0);
        ensure_room(pod)?;
        pod.sql().run(UPDATE_KEY_UNDELETED, &values![id])?;
        pod.audit(AuditAction::SecretUndeleted, key)
    })
}

/// Forgets some of the keys that cannot be undeleted any more.
pub fn forget_deleted(pod: &Pod) -> Result<()> {
    const DELETE_OLD_KEYS: &str = "
        DELETE FROM vault_key WHERE id IN (
          SELECT id FROM vault_key WHERE deleted_at <= CAST(? AS INTEGER) ORDER BY deleted_at LIMIT ?)";
    pod.sql().run(DELETE_OLD_KEYS, &values![pod.now().plus(-UNDELETE_TTL), DELETE_BATCH]).map(drop)
}

/// When the next one is to be forgotten.
pub fn next_to_forget(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_FIRST_DELETED: &str = "SELECT min(deleted_at) FROM vault_key WHERE deleted_at IS NOT NULL";
    let next = pod.sql().first(SELECT_FIRST_DELETED, &[])?.filter(|row| !row.is_null(0));
    Ok(next.map(|row| Timestamp::from_millis(row.integer(0)).plus(UNDELETE_TTL).max(pod.now())))
}

impl VaultKey {
    fn of_row(row: &Row) -> Result<Self> {
        let at = |column| Timestamp::from_millis(row.integer(column));
        Ok(Self {
            key: row.text(0),
            version: row.integer(1),
            latest_version: row.integer(2),
            next_version: row.integer(3),
            metadata: row.optional_text(4).map(RawValue::from_string).transpose().map_err(Error::internal)?,
            created_at: at(5),
            updated_at: at(6),
            last_read_at: (!row.is_null(7)).then(|| at(7)),
        })
    }
}
