//! The cost of a request: its calls of the platform.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Calls that left the code of one request, rows that its object's database read, and rows that batches of the directory read and wrote. Shown in `x-warren-cost` in
/// development.
#[derive(Debug, Default)]
pub struct Cost {
    pub(super) database: AtomicU64,
    pub(super) values: AtomicU64,
    pub(super) bucket: AtomicU64,
    pub(super) objects: AtomicU64,
    rows: AtomicU64,
    pub(super) rows_read: AtomicU64,
    pub(super) rows_written: AtomicU64,
}

impl Cost {
    pub(super) fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }

    /// Adds rows that the directory read and wrote.
    pub(super) fn directory_rows(&self, read: usize, written: usize) {
        self.rows_read.fetch_add(read as u64, Relaxed);
        self.rows_written.fetch_add(written as u64, Relaxed);
    }

    /// Calls of D1, KV, R2 and of objects.
    pub fn calls(&self) -> [u64; 4] {
        [&self.database, &self.values, &self.bucket, &self.objects].map(|counter| counter.load(Relaxed))
    }

    /// Adds rows that an object's database read.
    pub fn rows(&self, count: u64) {
        self.rows.fetch_add(count, Relaxed);
    }

    /// Adds the cost that another part of the same request reported.
    pub fn add(&self, text: &str) {
        for (name, number) in text.split(' ').filter_map(|pair| pair.split_once('=')) {
            let counter = match name {
                "d1" => &self.database,
                "kv" => &self.values,
                "r2" => &self.bucket,
                "do" => &self.objects,
                "rows" => &self.rows,
                "d1_read" => &self.rows_read,
                "d1_written" => &self.rows_written,
                _ => continue,
            };
            counter.fetch_add(number.parse().unwrap_or(0), Relaxed);
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [database, values, bucket, objects] = self.calls();
        write!(f, "d1={database} kv={values} r2={bucket} do={objects}")?;
        let [rows, read, written] =
            [&self.rows, &self.rows_read, &self.rows_written].map(|counter| counter.load(Relaxed));
        // Shown only if something was counted.
        [("rows", rows), ("d1_read", read), ("d1_written", written)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .try_for_each(|(name, count)| write!(f, " {name}={count}"))
    }
}
