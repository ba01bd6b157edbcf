//! Pending writes: names of objects outside the database that no row refers to. A name is recorded before its object is stored;
//! objects that no row refers to in time are removed.

use parking_lot::Mutex;

use crate::error::{Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::random;
use crate::time::{MINUTE, Timestamp};
use crate::wire::to_json;

/// How long an object can stay pending: the row that will refer to it may still be under way.
const GRACE: i64 = 15 * MINUTE;
/// Objects removed in one run: the platform allows one event 1,000 calls outside of the object.
const SWEEP_BATCH: u32 = 500;

/// How long a recorded name can be used.
const RESERVATION_TTL: i64 = MINUTE;
/// Names recorded at once.
const MAX_RESERVED_NAMES: usize = 32;

/// The pending names of one kind. Output waits until a name is recorded, so when many objects are stored, several names are recorded
/// at once and the unused ones are remembered here.
pub struct PendingWrites {
    table: &'static str,
    reserved: Mutex<Reserved>,
}

#[derive(Default)]
struct Reserved {
    names: Vec<String>,
    /// How many were recorded last.
    count: usize,
    until: Timestamp,
}

impl PendingWrites {
    /// Of the names in a table.
    pub fn new(table: &'static str) -> Self {
        Self { table, reserved: Mutex::default() }
    }

    /// Forgets all names: the table is empty.
    pub fn clear(&self) {
        *self.reserved.lock() = Reserved::default();
    }

    /// A new name, under which an object can be stored now.
    pub async fn reserve(&self, pod: &Pod) -> Result<String> {
        let name = self.take(pod)?;
        pod.wake_at(pod.now().plus(GRACE)).await?;
        Ok(name)
    }

    /// Records names again whose objects may still arrive after the table was emptied.
    pub async fn expect(&self, pod: &Pod, names: &[String]) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        self.note(pod, names)?;
        pod.wake_at(pod.now().plus(GRACE)).await
    }

    fn take(&self, pod: &Pod) -> Result<String> {
        let mut reserved = self.reserved.lock();
        let is_fresh = pod.now() < reserved.until;
        if let Some(name) = reserved.names.pop().filter(|_| is_fresh) {
            return Ok(name);
        }
        let count = if is_fresh { (reserved.count * 2).min(MAX_RESERVED_NAMES) } else { 1 };
        let name = |_| Ok(format!("{}/{}", pod.id(), pod.key().blob_label(&random::base36(24)?)));
        let mut names = (0..count).map(name).collect::<Result<Vec<_>>>()?;
        self.note(pod, &names)?;
        let taken = names.pop().ok_or_else(|| Error::internal("no name was made"))?;
        *reserved = Reserved { names, count, until: pod.now().plus(RESERVATION_TTL) };
        Ok(taken)
    }

    /// Records names as pending.
    fn note(&self, pod: &Pod, names: &[String]) -> Result<()> {
        let note = format!("INSERT INTO {} (name, since) SELECT value, ?2 FROM json_each(?1)", self.table);
        pod.sql().run(&note, &values![&to_json(names)?, pod.now()]).map(drop)
    }

    /// Commits a name. Part of the transaction that stores the row that refers to it.
    ///
    /// # Errors
    /// The name expired, and its object is being removed.
    pub fn commit(&self, pod: &Pod, name: &str) -> Result<()> {
        let commit = format!("DELETE FROM {} WHERE name = ? AND since > 0 RETURNING 1", self.table);
        match pod.sql().exists(&commit, &values![name])? {
            true => Ok(()),
            false => Err(Error::internal("something was not stored in time")),
        }
    }

    /// Releases a name: its object is removed after a while. Part of the transaction that removes the reference.
    pub fn release(&self, pod: &Pod, name: &str) -> Result<()> {
        let release = format!("INSERT INTO {} (name, since) VALUES (?, ?)", self.table);
        pod.sql().run(&release, &values![name, pod.now()]).map(drop)
    }

    /// Names that expired, whose objects are to be removed.
    pub fn overdue(&self, pod: &Pod) -> Result<Vec<String>> {
        // From here on they cannot be committed any more.
        let old = format!(
            "UPDATE {table} SET since = 0 WHERE name IN (SELECT name FROM {table} WHERE since <= CAST(? AS INTEGER) LIMIT ?)
             RETURNING name",
            table = self.table
        );
        pod.sql().values(&old, &values![pod.now().plus(-GRACE), SWEEP_BATCH])
    }

    /// Names that can still be committed.
    pub fn under_way(&self, pod: &Pod) -> Result<Vec<String>> {
        let all = format!("SELECT name FROM {} WHERE since > 0", self.table);
        pod.sql().values(&all, &[])
    }

    /// Deletes the names of removed objects.
    pub fn forget(&self, pod: &Pod, names: &[String]) -> Result<()> {
        let forget = format!("DELETE FROM {} WHERE name IN (SELECT value FROM json_each(?))", self.table);
        pod.sql().run(&forget, &values![&to_json(names)?]).map(drop)
    }

    /// When the next name expires.
    pub fn next(&self, pod: &Pod) -> Result<Option<Timestamp>> {
        let oldest: Option<Option<Timestamp>> =
            pod.sql().value(&format!("SELECT min(since) FROM {}", self.table), &[])?;
        Ok(oldest.flatten().map(|since| since.plus(GRACE).max(pod.now())))
    }
}
