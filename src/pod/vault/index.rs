//! Keys and versions of the vault, in the pod's database.

use macros::FromRow;

use super::{Vault, VaultKey, no_secret};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::platform::values;
use crate::time::{DAY, Timestamp};

/// How long a deleted key can be undeleted.
pub const UNDELETE_TTL: i64 = DAY;
/// Keys deleted in one run: each may have a hundred versions.
const DELETE_BATCH: u32 = 100;
/// The columns of a key with one of its versions.
const COLUMNS: &str = "
    k.name AS key, v.version, k.latest_version, k.given + 1 AS next_version, v.metadata, k.created_at, v.created_at AS updated_at,
    k.last_read_at, v.value, v.sealed AS is_sealed";

/// A version to record.
pub struct New<'a> {
    pub key: &'a str,
    /// The name of the sealed value.
    pub value: &'a str,
    pub metadata: Option<&'a str>,
    pub if_version: Option<u32>,
}

/// A version that was recorded.
pub struct Added {
    pub version: i64,
    /// When the key was created.
    pub created_at: Timestamp,
    pub at: Timestamp,
    pub is_new_key: bool,
}

/// A stored key.
#[derive(FromRow)]
pub struct Head {
    id: i64,
    given: i64,
    created_at: Timestamp,
}

impl Vault<'_> {
    /// A page of keys, by name.
    pub fn list(self, after: &str, limit: u32) -> Result<Vec<VaultKey>> {
        let list = format!(
            "SELECT {COLUMNS} FROM vault_key k JOIN vault_version v ON v.key = k.id AND v.version = k.latest_version
             WHERE k.deleted_at IS NULL AND k.name > CAST(? AS TEXT) ORDER BY k.name LIMIT ?"
        );
        self.pod.sql().rows(&list, &values![after, limit])
    }

    /// A key with one of its versions, by default the latest.
    pub fn find(self, key: &str, version: Option<u32>) -> Result<VaultKey> {
        let find = format!(
            "SELECT {COLUMNS} FROM vault_key k
             JOIN vault_version v ON v.key = k.id AND v.version = coalesce(?2, k.latest_version)
             WHERE k.name = CAST(?1 AS TEXT) AND k.deleted_at IS NULL"
        );
        self.pod.sql().row(&find, &values![key, version])?.ok_or_else(no_secret)
    }

    /// Records that a key is read.
    pub fn note_read(self, key: &str) -> Result<()> {
        const UPDATE_LAST_READ: &str =
            "UPDATE vault_key SET last_read_at = ?2 WHERE name = CAST(?1 AS TEXT) AND deleted_at IS NULL";
        self.pod.sql().run(UPDATE_LAST_READ, &values![key, self.pod.now()]).map(drop)
    }

    /// The key, if it exists: checks the expected version, and room for a new key.
    pub fn check(self, key: &str, if_version: Option<u32>) -> Result<Option<Head>> {
        const SELECT_KEY: &str = "
            SELECT id, given, created_at FROM vault_key WHERE name = CAST(? AS TEXT) AND deleted_at IS NULL";
        let head: Option<Head> = self.pod.sql().row(SELECT_KEY, &values![key])?;
        let given = head.as_ref().map_or(0, |head| head.given);
        if if_version.is_some_and(|expected| i64::from(expected) != given) {
            return Err(Error::new(Code::VersionConflict, format!("The key has version {given}."))
                .fix("Read the key, then store it again with if_version set to current_version.")
                .with("current_version", given));
        }
        if head.is_none() {
            self.ensure_room()?;
        }
        Ok(head)
    }

    fn ensure_room(self) -> Result<()> {
        const SELECT_KEY_COUNT: &str =
            "SELECT count(*) FROM (SELECT 1 FROM vault_key WHERE deleted_at IS NULL LIMIT ?)";
        let Some(limit) = self.pod.limits()?.vault_keys else { return Ok(()) };
        if self.pod.sql().value(SELECT_KEY_COUNT, &values![limit])?.is_some_and(|count: u32| count >= limit) {
            return Err(Error::new(
                Code::VaultLimit,
                format!("The vault has {limit} keys, as many as the tier allows."),
            )
            .fix("Delete keys that you do not need, or ask the operator for a higher tier.")
            .with("limit", limit));
        }
        Ok(())
    }

    /// Records a version whose value is stored. It gets the next number of the key, also when several are recorded at the same time.
    pub fn add(self, new: &New<'_>) -> Result<Added> {
        const INSERT_KEY: &str = "
            INSERT INTO vault_key (name, given, latest_version, created_at) VALUES (?, 0, 0, ?) RETURNING id";
        const INSERT_VERSION: &str = "
            INSERT INTO vault_version (key, version, value, metadata, created_at, sealed) VALUES (?, ?, ?, ?, ?, 1)";
        const UPDATE_LATEST_VERSION: &str = "UPDATE vault_key SET given = ?2, latest_version = ?2 WHERE id = ?1";
        const DELETE_OLD_VERSIONS: &str = "
            DELETE FROM vault_version WHERE key = ?1 AND version <=
              (SELECT version FROM vault_version WHERE key = ?1 ORDER BY version DESC LIMIT 1 OFFSET ?2)";
        let (sql, at, max_versions) = (self.pod.sql(), self.pod.now(), self.pod.limits()?.vault_versions);
        sql.atomically(|| {
            let head = self.check(new.key, new.if_version)?;
            self.pod.opened.values.commit(self.pod, new.value)?;
            let is_new_key = head.is_none();
            let head = match head {
                Some(head) => head,
                None => {
                    let id = sql.value(INSERT_KEY, &values![new.key, at])?;
                    let id = id.ok_or_else(|| Error::internal("a key was not created"))?;
                    Head { id, given: 0, created_at: at }
                }
            };
            let version = head.given + 1;
            sql.run(INSERT_VERSION, &values![head.id, version, new.value, new.metadata, at])?;
            sql.run(UPDATE_LATEST_VERSION, &values![head.id, version])?;
            sql.run(DELETE_OLD_VERSIONS, &values![head.id, max_versions])?;
            self.pod.audit().record(AuditAction::SecretStored, new.key)?;
            Ok(Added { version, created_at: head.created_at, at, is_new_key })
        })
    }

    /// Deletes a key; it can be undeleted for a day. Returns the number of versions.
    pub fn delete(self, key: &str) -> Result<i64> {
        const UPDATE_KEY_DELETED: &str = "
            UPDATE vault_key SET deleted_at = ?2 WHERE name = CAST(?1 AS TEXT) AND deleted_at IS NULL
            RETURNING (SELECT count(*) FROM vault_version WHERE key = id)";
        self.pod.sql().atomically(|| {
            let versions =
                self.pod.sql().value(UPDATE_KEY_DELETED, &values![key, self.pod.now()])?.ok_or_else(no_secret)?;
            self.pod.audit().record(AuditAction::SecretDeleted, key)?;
            Ok(versions)
        })
    }

    /// Deletes a version permanently, and the key with its last version.
    pub fn delete_version(self, key: &str, version: u32) -> Result<()> {
        const DELETE_VERSION: &str = "
            DELETE FROM vault_version WHERE version = ?2
              AND key = (SELECT id FROM vault_key WHERE name = CAST(?1 AS TEXT) AND deleted_at IS NULL)
            RETURNING key";
        const UPDATE_LATEST_VERSION: &str = "
            UPDATE vault_key SET latest_version = (SELECT coalesce(max(version), 0) FROM vault_version WHERE key = id)
            WHERE id = ?";
        const DELETE_EMPTY_KEY: &str = "DELETE FROM vault_key WHERE id = ? AND latest_version = 0";
        self.pod.sql().atomically(|| {
            let id: i64 = self.pod.sql().value(DELETE_VERSION, &values![key, version])?.ok_or_else(no_secret)?;
            self.pod.sql().run(UPDATE_LATEST_VERSION, &values![id])?;
            self.pod.sql().run(DELETE_EMPTY_KEY, &values![id])?;
            self.pod.audit().record(AuditAction::SecretVersionDeleted, key)
        })
    }

    /// Undoes the latest deletion of a key.
    pub fn undelete(self, key: &str) -> Result<()> {
        const SELECT_DELETED_KEY: &str = "
            SELECT id FROM vault_key WHERE deleted_at > ?2 AND name = CAST(?1 AS TEXT) ORDER BY deleted_at DESC, id DESC";
        const SELECT_LIVE_KEY: &str = "SELECT 1 FROM vault_key WHERE name = CAST(? AS TEXT) AND deleted_at IS NULL";
        const UPDATE_KEY_UNDELETED: &str = "UPDATE vault_key SET deleted_at = NULL WHERE id = ?";
        self.pod.sql().atomically(|| {
            if self.pod.sql().exists(SELECT_LIVE_KEY, &values![key])? {
                return Err(Error::new(Code::VaultKeyExists, "A key with this name exists already.")
                    .fix("Delete that key first; GET /v1/vault/{key} reads it."));
            }
            let id: Option<i64> =
                self.pod.sql().value(SELECT_DELETED_KEY, &values![key, self.pod.now().plus(-UNDELETE_TTL)])?;
            let id = id.ok_or_else(no_secret)?;
            self.ensure_room()?;
            self.pod.sql().run(UPDATE_KEY_UNDELETED, &values![id])?;
            self.pod.audit().record(AuditAction::SecretUndeleted, key)
        })
    }

    /// Removes some of the keys that cannot be undeleted any more.
    pub fn forget_deleted(self) -> Result<()> {
        const DELETE_OLD_KEYS: &str = "
            DELETE FROM vault_key WHERE id IN (
              SELECT id FROM vault_key WHERE deleted_at <= CAST(? AS INTEGER) ORDER BY deleted_at LIMIT ?)";
        self.pod.sql().run(DELETE_OLD_KEYS, &values![self.pod.now().plus(-UNDELETE_TTL), DELETE_BATCH]).map(drop)
    }

    /// When the next key is to be removed.
    pub fn next_to_forget(self) -> Result<Option<Timestamp>> {
        const SELECT_FIRST_DELETED: &str = "SELECT min(deleted_at) FROM vault_key WHERE deleted_at IS NOT NULL";
        let deleted_at = self.pod.sql().value::<Option<Timestamp>>(SELECT_FIRST_DELETED, &[])?.flatten();
        Ok(deleted_at.map(|at| at.plus(UNDELETE_TTL).max(self.pod.now())))
    }
}
