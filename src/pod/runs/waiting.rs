//! Runs that wait for the account to approve a charge. Their time stands still.
//!
//! The directory knows which charges wait. A call only tells the pod to ask, so calls can be lost, repeated or late: the alarm asks, too.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

use macros::FromRow;
use run_protocol::ToRunner;

use super::Runs;
use super::transitions::Pushed;
use crate::directory::PendingRun;
use crate::error::Result;
use crate::event_kind::EventKind;
use crate::platform::{log, values};
use crate::time::{MINUTE, SECOND, Timestamp};

/// How often the directory is asked while a run waits, and while runs only could.
const WAITING_INTERVAL: i64 = MINUTE;
const RUNNING_INTERVAL: i64 = 10 * MINUTE;

/// When the directory was asked, and when it has to be asked again.
#[derive(Default)]
pub struct Reviews {
    /// The number of the last question. Only its answer is used: an earlier one may be out of date.
    number: AtomicU64,
    due_at: AtomicI64,
}

/// A run that waits.
#[derive(FromRow)]
struct WaitingRun {
    id: String,
    runner: i64,
}

/// A run that begins to wait, or goes on.
struct Turn {
    runner: i64,
    run: String,
    waiting: bool,
}

impl Runs<'_> {
    /// Asks the directory if it is time. Returns when to ask again; none if no agent runs.
    pub async fn review_if_due(self) -> Result<Option<Timestamp>> {
        const SELECT_RUNNING: &str = "SELECT 1 FROM run WHERE status IN ('creating', 'running') LIMIT 1";
        if !self.pod.sql().exists(SELECT_RUNNING, &[])? {
            return Ok(None);
        }
        let due_at = Timestamp::from_millis(self.pod.opened.run_reviews.due_at.load(Relaxed));
        if due_at > self.pod.now() {
            return Ok(Some(due_at));
        }
        // What it was told of changes of access may have been lost, and keys expire.
        self.follow_access().await?;
        self.review_waiting().await.map(Some)
    }

    /// Has the directory asked again soon, after it did not answer. Returns when.
    pub fn review_soon(self) -> Timestamp {
        let soon = self.pod.now().plus(self.pod.config().scaled(MINUTE));
        self.pod.opened.run_reviews.due_at.store(soon.millis(), Relaxed);
        soon
    }

    /// Asks the directory which runs wait, and applies the answer. Returns when to ask again.
    pub async fn review_waiting(self) -> Result<Timestamp> {
        let reviews = &self.pod.opened.run_reviews;
        let number = reviews.number.fetch_add(1, Relaxed) + 1;
        self.pod.events().prepare().await?;
        let pending = self.pod.directory().pending_runs(self.pod.now()).await?;
        let now = self.pod.now();
        if reviews.number.load(Relaxed) != number {
            return Ok(now.plus(self.pod.config().scaled(WAITING_INTERVAL)));
        }
        let (turns, pushed) = self.pod.sql().atomically(|| self.apply(&pending))?;
        self.after(&pushed);
        for Turn { runner, run, waiting } in turns {
            log::logged(self.send(runner, &ToRunner::Waiting { run, waiting }));
        }
        let next = self.next_review(&pending)?;
        reviews.due_at.store(next.millis(), Relaxed);
        Ok(next)
    }

    fn next_review(self, pending: &[PendingRun]) -> Result<Timestamp> {
        const SELECT_CREATING: &str = "SELECT 1 FROM run WHERE id = ? AND status = 'creating'";
        let (config, now) = (self.pod.config(), self.pod.now());
        let Some(first) = pending.iter().map(|run| Timestamp::from_millis(run.until)).min() else {
            return Ok(now.plus(config.scaled(RUNNING_INTERVAL)));
        };
        for run in pending {
            // The agent was quicker than the message that it runs.
            if self.pod.sql().exists(SELECT_CREATING, &values![run.run_id.as_str()])? {
                return Ok(now.plus(SECOND));
            }
        }
        Ok(first.min(now.plus(config.scaled(WAITING_INTERVAL))))
    }

    /// Part of the caller's transaction.
    fn apply(self, pending: &[PendingRun]) -> Result<(Vec<Turn>, Pushed)> {
        const SELECT_WAITING: &str = "SELECT id, runner FROM run WHERE waits_until IS NOT NULL";
        const UPDATE_UNTIL: &str = "UPDATE run SET waits_until = ?2 WHERE id = ?1";
        let waiting: Vec<WaitingRun> = self.pod.sql().rows(SELECT_WAITING, &[])?;
        let mut waiting: BTreeMap<_, _> = waiting.into_iter().map(|run| (run.id, run.runner)).collect();
        let (mut turns, mut pushed) = (Vec::new(), Pushed::new());
        for PendingRun { run_id, until } in pending {
            let (run, until) = (run_id.as_str(), Timestamp::from_millis(*until));
            if waiting.remove(run).is_some() {
                self.pod.sql().run(UPDATE_UNTIL, &values![run, until])?;
            } else if let Some(runner) = self.begin_to_wait(run, until)? {
                pushed.append(&mut self.report_as(run, EventKind::RunWaiting)?);
                turns.push(Turn { runner, run: run.to_owned(), waiting: true });
            }
        }
        for (run, runner) in waiting {
            self.go_on(&run)?;
            turns.push(Turn { runner, run, waiting: false });
        }
        Ok((turns, pushed))
    }

    /// Returns the runner of a run that did not wait.
    fn begin_to_wait(self, run: &str, until: Timestamp) -> Result<Option<i64>> {
        const UPDATE_WAITING: &str = "
            UPDATE run SET waits_until = ?2, time_left = max(due_at - ?3, 0), due_at = NULL, updated_at = ?3
            WHERE id = ?1 AND status = 'running' AND waits_until IS NULL RETURNING runner";
        self.pod.sql().value(UPDATE_WAITING, &values![run, until, self.pod.now()])
    }

    fn go_on(self, run: &str) -> Result<()> {
        const UPDATE_GOING_ON: &str = "
            UPDATE run SET waits_until = NULL, time_left = NULL, due_at = ?2 + time_left, updated_at = ?2
            WHERE id = ?1 AND waits_until IS NOT NULL";
        self.pod.sql().run(UPDATE_GOING_ON, &values![run, self.pod.now()]).map(drop)
    }
}
