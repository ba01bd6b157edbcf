//! What is stored outside the database and held by nothing in it: noted before it is stored, swept when nothing came of it.

use parking_lot::Mutex;

use crate::error::{Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::random;
use crate::time::{MINUTE, Timestamp};
use crate::wire::to_json;

/// What is loose is left alone for so long: what will hold it may still be under way.
const GRACE: i64 = 15 * MINUTE;
/// What is swept at once: the platform lets one event do 1,000 things outside of the object.
const SWEEP_BATCH: u32 = 500;

/// A name that was noted so long ago is not used any more.
const RESERVATION_TTL: i64 = MINUTE;
/// Names that are noted at once.
const MAX_RESERVED_NAMES: usize = 32;

/// The loose names of one kind. Nothing leaves the object before a note is written, so while much is stored several names
/// are noted at once, and those not yet used are kept here.
pub struct PendingWrites {
    table: &'static str,
    reserved: Mutex<Reserved>,
}

#[derive(Default)]
struct Reserved {
    names: Vec<String>,
    /// How many were noted last.
    count: usize,
    until: Timestamp,
}

impl PendingWrites {
    /// Those on record in a table.
    pub fn new(table: &'static str) -> Self {
        Self { table, reserved: Mutex::default() }
    }

    /// Forgets all names: their notes are gone.
    pub fn clear(&self) {
        *self.reserved.lock() = Reserved::default();
    }

    /// A new name under which something may be stored now.
    pub async fn reserve(&self, pod: &Pod) -> Result<String> {
        let name = self.take(pod)?;
        pod.wake_at(pod.now().plus(GRACE)).await?;
        Ok(name)
    }

    /// Has names swept that may yet be stored under, although their notes are gone.
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

    /// Writes names down as loose from now on.
    fn note(&self, pod: &Pod, names: &[String]) -> Result<()> {
        let note = format!("INSERT INTO {} (name, since) SELECT value, ?2 FROM json_each(?1)", self.table);
        pod.sql().run(&note, &values![&to_json(names)?, pod.now()]).map(drop)
    }

    /// Ends a name's being loose. Part of the transaction that stores what holds it.
    ///
    /// # Errors
    /// Its time was over, and it is being swept.
    pub fn commit(&self, pod: &Pod, name: &str) -> Result<()> {
        let commit = format!("DELETE FROM {} WHERE name = ? AND since > 0 RETURNING 1", self.table);
        let held = pod.sql().first(&commit, &values![name])?;
        held.map(drop).ok_or_else(|| Error::internal("something was not stored in time"))
    }

    /// Has removed, after a while, what is held no longer. Part of the transaction that holds something else in its place.
    pub fn release(&self, pod: &Pod, name: &str) -> Result<()> {
        let release = format!("INSERT INTO {} (name, since) VALUES (?, ?)", self.table);
        pod.sql().run(&release, &values![name, pod.now()]).map(drop)
    }

    /// Some of what nothing will hold any more, to be removed.
    pub fn overdue(&self, pod: &Pod) -> Result<Vec<String>> {
        // Whoever would hold one of them now comes too late.
        let old = format!(
            "UPDATE {table} SET since = 0 WHERE name IN (SELECT name FROM {table} WHERE since <= CAST(? AS INTEGER) LIMIT ?)
             RETURNING name",
            table = self.table
        );
        let rows = pod.sql().all(&old, &values![pod.now().plus(-GRACE), SWEEP_BATCH])?;
        Ok(rows.iter().map(|row| row.text(0)).collect())
    }

    /// What may still be on its way.
    pub fn under_way(&self, pod: &Pod) -> Result<Vec<String>> {
        let all = format!("SELECT name FROM {} WHERE since > 0", self.table);
        Ok(pod.sql().all(&all, &[])?.iter().map(|row| row.text(0)).collect())
    }

    /// Strikes out what was removed.
    pub fn forget(&self, pod: &Pod, names: &[String]) -> Result<()> {
        let forget = format!("DELETE FROM {} WHERE name IN (SELECT value FROM json_each(?))", self.table);
        pod.sql().run(&forget, &values![&to_json(names)?]).map(drop)
    }

    /// When something will be overdue.
    pub fn next(&self, pod: &Pod) -> Result<Option<Timestamp>> {
        let oldest = pod.sql().first(&format!("SELECT min(since) FROM {}", self.table), &[])?;
        let oldest = oldest.filter(|row| !row.is_null(0)).map(|row| Timestamp::from_millis(row.integer(0)));
        Ok(oldest.map(|since| since.plus(GRACE).max(pod.now())))
    }
}
