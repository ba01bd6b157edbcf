//! Moves inboxes from another pod into this one, in the background and in bounded slices.
//!
//! Every slice is stored in one transaction with its place, so an interrupted job continues where it was. Until the directory gives this
//! pod the addresses, the other one keeps everything, and a job that fails is undone here.

use axum::body::Body;
use axum::http::Response;
use futures_util::{StreamExt, TryStreamExt, stream};
use macros::FromRow;
use strum::FromRepr;

use crate::directory::MoveSource;
use crate::error::{Code, Error, Result};
use crate::id::JobId;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::mail::{moved_inboxes, outbox};
use crate::pod::storage::blobs;
use crate::rpc::{
    ExportContent, ExportInboxes, ExportReceived, ExportSent, ExportThreads, ExportedSent, LeaveInboxes, MovedPart,
};
use crate::time::{MINUTE, Timestamp};
use crate::wire::to_json;

/// Messages that are read from the other pod at once.
const CONCURRENT_MESSAGES: usize = 6;
/// Failures in a row after which a job is undone: half an hour.
const MAX_FAILURES: u32 = 30;

/// What is moved, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromRepr)]
enum Stage {
    /// Settings and rules.
    Inboxes,
    Threads,
    Received,
    /// The directory gives the addresses to this pod.
    Addresses,
    Sent,
    /// The other pod deletes what has moved.
    Leave,
    /// The job has failed, and what it has stored is deleted.
    Undo,
}

/// A job as stored.
#[derive(FromRow)]
struct Move {
    job: String,
    stage: usize,
    after: i64,
    after_id: String,
    received: i64,
    moved: i64,
    stored: String,
    failures: u32,
    error: Option<String>,
}

const SELECT_MOVES: &str = "SELECT job, stage, after, after_id, received, moved, stored, failures, error FROM move_in";

/// Begins a job. A repeated call changes nothing.
pub async fn begin(pod: &Pod, job: &JobId) -> Result<()> {
    const INSERT_MOVE: &str = "INSERT OR IGNORE INTO move_in (job) VALUES (?)";
    if pod.directory().move_source(job).await?.is_some() {
        pod.sql().run(INSERT_MOVE, &values![job.as_str()])?;
        pod.wake_at(pod.now()).await?;
    }
    Ok(())
}

/// Answers with a part of a message of an inbox that leaves.
pub async fn content(pod: &Pod, request: ExportContent) -> Result<Response<Body>> {
    let ExportContent { job, part, seq } = request;
    Ok(Response::new(match part {
        MovedPart::Raw => {
            let (blob, size) = pod.messages().leaving_blob(&job, seq)?;
            Body::from_stream(blobs::read(pod, &blob, size, 0..size).await?)
        }
        MovedPart::Received => Body::from(pod.messages().leaving_content(&job, seq).await?),
        MovedPart::Sent => Body::from(pod.outbox().leaving_content(&job, seq).await?),
    }))
}

/// Does a slice of each job. Returns when to come back, if something is left.
pub async fn work_off(pod: &Pod) -> Result<Option<Timestamp>> {
    let mut next = None;
    for work in pod.sql().rows::<Move>(SELECT_MOVES, &[])? {
        let at = match work.slice(pod).await {
            Ok(at) => at,
            Err(error) => work.failed(pod, &error)?,
        };
        next = [next, at].into_iter().flatten().min();
    }
    Ok(next)
}

impl Move {
    fn job(&self) -> JobId {
        JobId::known(self.job.clone())
    }

    fn stage(&self) -> Result<Stage> {
        Stage::from_repr(self.stage).ok_or_else(|| Error::internal("a job is at an unknown stage"))
    }

    async fn slice(&self, pod: &Pod) -> Result<Option<Timestamp>> {
        let (job, stage) = (self.job(), self.stage()?);
        if stage == Stage::Undo {
            return self.undo(pod).await;
        }
        let Some(source) = pod.directory().move_source(&job).await? else {
            // It ended, and only its end was not recorded here.
            return if stage < Stage::Addresses {
                self.begin_undo(pod, "The job has ended.")
            } else {
                self.forget(pod)
            };
        };
        match stage {
            Stage::Inboxes => self.inboxes(pod, &source).await?,
            Stage::Threads => self.threads(pod, &source).await?,
            Stage::Received => self.received(pod, &source).await?,
            Stage::Addresses => {
                pod.directory().take_addresses(&job).await?;
                pod.sql().atomically(|| {
                    moved_inboxes::settle(&pod.acting(source.actor.clone()), &job)?;
                    self.enter(pod, Stage::Sent)
                })?;
            }
            Stage::Sent => return self.sent(pod, &source).await,
            Stage::Leave | Stage::Undo => {
                let leave = LeaveInboxes { job: job.clone(), actor: source.actor.clone(), received: self.received };
                if source.call(&leave).await?.complete {
                    pod.directory().end_move(&job, self.moved, None, pod.now()).await?;
                    return self.forget(pod);
                }
            }
        }
        Ok(Some(pod.now()))
    }

    async fn inboxes(&self, pod: &Pod, source: &MoveSource) -> Result<()> {
        let job = self.job();
        let inboxes = source.call(&ExportInboxes { job: job.clone() }).await?;
        check_room(pod, inboxes.received_bytes + inboxes.sent_bytes).await?;
        pod.directory().report_move(&job, 0, Some(inboxes.total), pod.now()).await?;
        pod.sql().atomically(|| {
            moved_inboxes::import(pod, &job, &inboxes)?;
            self.enter(pod, Stage::Threads)
        })
    }

    async fn threads(&self, pod: &Pod, source: &MoveSource) -> Result<()> {
        const UPDATE_AFTER: &str = "UPDATE move_in SET after_id = ?2, failures = 0 WHERE job = ?1";
        let members = source.call(&ExportThreads { job: self.job(), after: self.after_id.clone() }).await?;
        let Some((last, _)) = members.last().cloned() else { return self.enter(pod, Stage::Received) };
        pod.sql().atomically(|| {
            moved_inboxes::import_threads(pod, members)?;
            pod.sql().run(UPDATE_AFTER, &values![&self.job, &last]).map(drop)
        })
    }

    async fn received(&self, pod: &Pod, source: &MoveSource) -> Result<()> {
        const UPDATE_RECEIVED: &str = "UPDATE move_in SET received = after WHERE job = ?";
        let job = self.job();
        let messages = source.call(&ExportReceived { job: job.clone(), after: self.after }).await?;
        if messages.is_empty() {
            return pod.sql().atomically(|| {
                pod.sql().run(UPDATE_RECEIVED, &values![&self.job])?;
                self.enter(pod, Stage::Addresses)
            });
        }
        check_room(pod, messages.iter().map(|message| message.weight).sum()).await?;
        let arrivals = messages.into_iter().map(|message| pod.messages().arrive(source, &job, message));
        let arrived: Vec<_> = stream::iter(arrivals).buffered(CONCURRENT_MESSAGES).try_collect().await?;
        let last = arrived.last().map_or(self.after, |message| message.seq);
        pod.sql().atomically(|| {
            arrived.iter().try_for_each(|message| pod.messages().insert_arrived(message))?;
            self.advance(pod, last, &[], arrived.len())
        })?;
        // The search index is written by the alarm.
        self.report(pod, arrived.len()).await
    }

    async fn sent(&self, pod: &Pod, source: &MoveSource) -> Result<Option<Timestamp>> {
        let job = self.job();
        let stored = serde_json::from_str(&self.stored).map_err(Error::internal)?;
        let messages = match source.call(&ExportSent { job: job.clone(), after: self.after, stored }).await? {
            ExportedSent::Messages(messages) => messages,
            ExportedSent::NotBefore(at) => return Ok(Some(at)),
            ExportedSent::Unreadable(last) => {
                self.advance(pod, last, &[], 0)?;
                return Ok(Some(pod.now()));
            }
            ExportedSent::End => {
                self.enter(pod, Stage::Leave)?;
                outbox::wake(pod).await?;
                return Ok(Some(pod.now()));
            }
        };
        let mut arrived = Vec::new();
        for message in messages {
            arrived.push(pod.outbox().arrive(source, &job, message).await?);
        }
        let seqs: Vec<i64> = arrived.iter().map(outbox::moved::ArrivedOutgoing::seq).collect();
        pod.sql().atomically(|| {
            arrived.iter().try_for_each(|message| pod.outbox().insert_arrived(message))?;
            self.advance(pod, seqs.last().copied().unwrap_or(self.after), &seqs, seqs.len())
        })?;
        self.report(pod, seqs.len()).await?;
        Ok(Some(pod.now()))
    }

    async fn report(&self, pod: &Pod, more: usize) -> Result<()> {
        let moved = self.moved + i64::try_from(more).map_err(Error::internal)?;
        pod.directory().report_move(&self.job(), moved, None, pod.now()).await
    }

    /// Records what is stored. Part of the transaction that stores it.
    fn advance(&self, pod: &Pod, after: i64, stored: &[i64], more: usize) -> Result<()> {
        const UPDATE_PLACE: &str =
            "UPDATE move_in SET after = ?2, stored = ?3, moved = moved + ?4, failures = 0 WHERE job = ?1";
        let more = i64::try_from(more).map_err(Error::internal)?;
        pod.sql().run(UPDATE_PLACE, &values![&self.job, after, &to_json(stored)?, more]).map(drop)
    }

    /// Part of the caller's transaction.
    fn enter(&self, pod: &Pod, stage: Stage) -> Result<()> {
        const UPDATE_STAGE: &str =
            "UPDATE move_in SET stage = ?2, after = 0, after_id = '', stored = '[]', failures = 0 WHERE job = ?1";
        pod.sql().run(UPDATE_STAGE, &values![&self.job, stage as u32]).map(drop)
    }

    /// Records a failure. What cannot succeed later, and what fails again and again, ends the job while the other pod has the addresses.
    fn failed(&self, pod: &Pod, error: &Error) -> Result<Option<Timestamp>> {
        const UPDATE_FAILURES: &str = "UPDATE move_in SET failures = failures + 1 WHERE job = ?";
        log::error(&error.to_string());
        let is_undoable = self.stage()? < Stage::Addresses;
        if is_undoable && (error.code.status() < 500 && error.code != Code::RateLimited) {
            return self.begin_undo(pod, &error.message);
        }
        if is_undoable && self.failures >= MAX_FAILURES {
            return self.begin_undo(pod, "The deployment failed repeatedly; the operator finds the cause in the log.");
        }
        pod.sql().run(UPDATE_FAILURES, &values![&self.job])?;
        Ok(Some(pod.now().plus(pod.config().scaled(MINUTE))))
    }

    fn begin_undo(&self, pod: &Pod, reason: &str) -> Result<Option<Timestamp>> {
        pod.sql().atomically(|| {
            self.enter(pod, Stage::Undo)?;
            pod.sql().run("UPDATE move_in SET error = ?2 WHERE job = ?1", &values![&self.job, reason])
        })?;
        Ok(Some(pod.now()))
    }

    /// Deletes part of what a failed job has stored in this pod. Ends the job when nothing is left.
    async fn undo(&self, pod: &Pod) -> Result<Option<Timestamp>> {
        if !moved_inboxes::remove(pod, &self.job(), i64::MAX, false).await?.complete {
            return Ok(Some(pod.now()));
        }
        pod.directory().end_move(&self.job(), 0, self.error.as_deref(), pod.now()).await?;
        self.forget(pod)
    }

    fn forget(&self, pod: &Pod) -> Result<Option<Timestamp>> {
        pod.sql().run("DELETE FROM move_in WHERE job = ?", &values![&self.job]).map(|_| None)
    }
}

/// Checks that the pod has room for so many more bytes.
async fn check_room(pod: &Pod, bytes: i64) -> Result<()> {
    let limit = pod.opened.inbound.fresh_limits(pod).await?.storage_bytes;
    if pod.storage_bytes()? + pod.opened.inbound.pending_bytes() + bytes <= limit {
        return Ok(());
    }
    let message = format!("The target has no room for {bytes} bytes of mail; it can store {limit} bytes in all.");
    Err(Error::new(Code::StorageLimit, message))
}
