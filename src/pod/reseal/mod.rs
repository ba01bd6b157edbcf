//! Reseals values under the current master key that were sealed under an older one, in the background and in bounded slices.
//!
//! Every slice leaves all values readable and begins where the last saved one ended. New values are sealed under the current key, so a
//! pod that has finished all stages needs no other key.

mod stage;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use macros::FromRow;
use strum::EnumCount;

use crate::crypto::PodKey;
use crate::error::Result;
use crate::platform::{Sql, log, values};
use crate::pod::Pod;
use crate::rpc::ResealProgress;
use crate::time::{SECOND, Timestamp};
use stage::Stage;

/// Grows when a stage is added that pods have to run although their key has not changed.
const FORM: i64 = 1;
/// Rows that one slice reads, and bytes that it seals.
const SLICE_ROWS: usize = 500;
const SLICE_BYTES: usize = 4 << 20;
/// Bytes of blobs that one slice moves, and blobs. The last blob may exceed the limit.
const SLICE_BLOB_BYTES: usize = 32 << 20;
const SLICE_BLOBS: usize = 100;
/// How long after the pod wakes the work begins.
const ASIDE: i64 = SECOND;

/// What memory knows of the work.
pub struct Resealing {
    is_behind: AtomicBool,
    /// Whether mail may be indexed under older keys.
    has_older_words: AtomicBool,
    is_armed: AtomicBool,
}

/// The progress of the work.
struct Work {
    whole: bool,
    stage: usize,
    after: i64,
    /// Values that were skipped because they are missing or do not open.
    unreadable: u32,
    /// When to look again for values that seem to be missing; 0: none.
    again_at: i64,
    reported: bool,
}

/// The work as stored.
#[derive(FromRow)]
struct WorkRow {
    number: i64,
    form: i64,
    whole: bool,
    stage: usize,
    after: i64,
    reported: bool,
    unreadable: u32,
    opens: String,
    again_at: i64,
}

/// What is left of a slice.
struct Budget {
    rows: usize,
    bytes: usize,
    blobs: usize,
    blob_bytes: usize,
}

impl Budget {
    fn is_spent(&self) -> bool {
        self.rows == 0 || self.bytes == 0 || self.blobs == 0 || self.blob_bytes == 0
    }

    fn take(&mut self, bytes: usize) {
        self.rows = self.rows.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    fn take_blob(&mut self, bytes: usize) {
        self.rows = self.rows.saturating_sub(1);
        self.blobs = self.blobs.saturating_sub(1);
        self.blob_bytes = self.blob_bytes.saturating_sub(bytes);
    }
}

impl Resealing {
    /// Of a database. A new one needs no work.
    pub fn load(sql: &Sql, key: &PodKey, is_new: bool) -> Result<Self> {
        if is_new {
            finish_new(sql, key)?;
        }
        let work = Work::load(sql, key)?;
        let resealing = Self {
            is_behind: AtomicBool::new(true),
            has_older_words: AtomicBool::new(true),
            is_armed: AtomicBool::new(false),
        };
        resealing.follow(&work);
        Ok(resealing)
    }

    fn follow(&self, work: &Work) {
        self.is_behind.store(!work.is_done() || !work.reported, Relaxed);
        self.has_older_words.store(work.whole && Stage::Words.is_ahead(work.stage), Relaxed);
    }

    /// Whether mail may be indexed under older keys.
    pub fn has_older_words(&self) -> bool {
        self.has_older_words.load(Relaxed)
    }

    /// Reports to the directory again which key tagged the feed's token, if there is one.
    pub fn report_again(&self, sql: &Sql, number: Option<u8>) -> Result<()> {
        const UPDATE_FEED: &str = "UPDATE resealing SET feed = ?, reported = 0";
        sql.run(UPDATE_FEED, &values![number.map(i64::from)])?;
        self.is_behind.store(true, Relaxed);
        self.is_armed.store(false, Relaxed);
        Ok(())
    }
}

/// Records that an empty database has nothing sealed under another key.
pub fn finish_new(sql: &Sql, key: &PodKey) -> Result<()> {
    let done = Work { stage: Stage::COUNT, reported: true, ..Work::anew(false) };
    done.save(sql, key)
}

impl Work {
    /// The stored progress; all of the work, if that is of another key or form.
    fn load(sql: &Sql, key: &PodKey) -> Result<Self> {
        const SELECT_RESEALING: &str =
            "SELECT number, form, whole, stage, after, reported, unreadable, opens, again_at FROM resealing";
        let number = key.number();
        let Some(row) = sql.row::<WorkRow>(SELECT_RESEALING, &[])? else {
            // Keys had no numbers yet.
            return Ok(Self::anew(number != 1));
        };
        let WorkRow { whole, stage, after, reported, unreadable, again_at, .. } = row;
        let is_done = stage >= Stage::COUNT;
        if row.number != i64::from(number) {
            return Ok(Self::anew(true));
        }
        if row.form != FORM {
            return Ok(Self::anew(whole && !is_done));
        }
        let is_known = |number: u8| row.opens.split(',').any(|known| known == number.to_string());
        // A key that may open the skipped values is listed now.
        if unreadable > 0 && !key.numbers().all(is_known) {
            return Ok(Self::anew(true));
        }
        Ok(Self { whole, stage, after, unreadable, again_at, reported })
    }

    fn anew(whole: bool) -> Self {
        Self { whole, stage: 0, after: 0, unreadable: 0, again_at: 0, reported: false }
    }

    /// Saves everything except the feed's column, which can change at any time.
    fn save(&self, sql: &Sql, key: &PodKey) -> Result<()> {
        const INSERT_RESEALING: &str = "
            INSERT INTO resealing (one, number, form, whole, stage, after, reported, unreadable, opens, again_at)
            VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (one) DO UPDATE SET number = excluded.number, form = excluded.form, whole = excluded.whole,
              stage = excluded.stage, after = excluded.after, reported = excluded.reported,
              unreadable = excluded.unreadable, opens = excluded.opens, again_at = excluded.again_at";
        let (number, stage) = (i64::from(key.number()), i64::try_from(self.stage).unwrap_or(i64::MAX));
        let opens = key.numbers().map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        let (unreadable, again_at) = (i64::from(self.unreadable), self.again_at);
        let work = values![number, FORM, self.whole, stage, self.after, self.reported, unreadable, &opens, again_at];
        sql.run(INSERT_RESEALING, &work).map(drop)
    }

    /// The value, or None if it cannot be read: that is counted.
    fn readable<T>(&mut self, read: Result<T>) -> Result<Option<T>> {
        match read {
            Err(error) if error.is_of_unreadable => {
                self.unreadable = self.unreadable.saturating_add(1);
                Ok(None)
            }
            read => read.map(Some),
        }
    }

    fn is_done(&self) -> bool {
        self.stage >= Stage::COUNT
    }

    fn next_stage(&mut self) {
        (self.stage, self.after) = (self.stage + 1, 0);
    }
}

/// Sets the alarm if there is work: once in the life of the object.
pub fn begin_aside(pod: &Pod) {
    let resealing = &pod.opened.resealing;
    if !resealing.is_behind.load(Relaxed) || resealing.is_armed.swap(true, Relaxed) {
        return;
    }
    let background = pod.clone();
    pod.opened.state.wait_until(async move {
        if let Err(error) = background.wake_at(background.now().plus(ASIDE)).await {
            background.opened.resealing.is_armed.store(false, Relaxed);
            log::error(&error.to_string());
        }
    });
}

/// Starts the work, and returns how far it is. A pod that is done reports to the directory again.
pub async fn progress(pod: &Pod) -> Result<ResealProgress> {
    let work = Work::load(pod.sql(), pod.key())?;
    if work.is_done() {
        report(pod).await?;
    } else {
        pod.directory().set_unsealed().await?;
        pod.wake_at(pod.now()).await?;
    }
    Ok(ResealProgress { number: pod.key().number(), complete: work.is_done(), unreadable: work.unreadable })
}

/// Does a slice of the work. Returns when to come back, if something is left.
pub async fn work_off(pod: &Pod) -> Result<Option<Timestamp>> {
    if !pod.opened.resealing.is_behind.load(Relaxed) {
        return Ok(None);
    }
    let mut work = Work::load(pod.sql(), pod.key())?;
    let mut budget = Budget { rows: SLICE_ROWS, bytes: SLICE_BYTES, blobs: SLICE_BLOBS, blob_bytes: SLICE_BLOB_BYTES };
    while let Some(stage) = Stage::from_repr(work.stage) {
        if stage == Stage::MissingSecrets && work.again_at > pod.now().millis() {
            return Ok(Some(Timestamp::from_millis(work.again_at)));
        }
        if work.whole || stage.is_for_older_code() {
            let is_over = match stage.reads_outside() {
                true => stage::move_outside(pod, stage, &mut work, &mut budget).await?,
                false => pod.sql().atomically(|| {
                    let is_over = slice(pod, stage, &mut work, &mut budget)?;
                    work.save(pod.sql(), pod.key()).map(|()| is_over)
                })?,
            };
            if !is_over {
                return Ok(Some(pod.now()));
            }
        }
        work.next_stage();
        work.save(pod.sql(), pod.key())?;
        pod.opened.resealing.follow(&work);
    }
    report(pod).await?;
    Ok(None)
}

/// Reseals rows of one stage. Returns whether none is left.
fn slice(pod: &Pod, stage: Stage, work: &mut Work, budget: &mut Budget) -> Result<bool> {
    while !budget.is_spent() {
        match stage.next(pod, work)? {
            None => return Ok(true),
            Some(row) => {
                work.after = row.place;
                budget.take(row.bytes);
            }
        }
    }
    Ok(false)
}

/// Reports to the directory that all is done.
async fn report(pod: &Pod) -> Result<()> {
    // A feed token that is created meanwhile is reported next time.
    const SELECT_FEED: &str = "SELECT feed FROM resealing";
    const UPDATE_REPORTED: &str = "UPDATE resealing SET reported = 1 WHERE feed IS ?";
    let number = pod.key().number();
    let feed: Option<i64> = pod.sql().value(SELECT_FEED, &[])?.flatten();
    let unreadable = Work::load(pod.sql(), pod.key())?.unreadable;
    pod.directory().set_sealed(number, feed, unreadable).await?;
    pod.sql().run(UPDATE_REPORTED, &values![feed])?;
    pod.opened.resealing.follow(&Work::load(pod.sql(), pod.key())?);
    Ok(())
}
