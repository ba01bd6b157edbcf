//! Jobs that move the inboxes of a deleted environment into another one of its account.

use futures_util::{Stream, TryStreamExt};
use serde::Deserialize;
use strum::IntoStaticStr;
use utoipa::ToSchema;

use super::caller::{Authority, is_active};
use super::{Directory, PodApi, PodDirectory};
use crate::error::{Code, Error, Result};
use crate::grant::PodStatus;
use crate::id::{AccountId, JobId, PodId};
use crate::platform::{JsonText, values};
use crate::rpc::{ExportContent, InternalRpc, Rpc};
use crate::time::Timestamp;
use crate::wire::{Actor, to_json};

/// Finished jobs of an account that stay.
const MAX_FINISHED_JOBS: u32 = 100;
/// As SQL: no inboxes are being moved out of the pod.
pub(super) const STAYS: &str =
    "NOT EXISTS (SELECT 1 FROM move_job WHERE from_pod = pod.id AND move_job.status = 'running')";
/// As SQL: no inboxes are being moved into the pod.
pub(super) const RECEIVES_NONE: &str =
    "NOT EXISTS (SELECT 1 FROM move_job WHERE to_pod = pod.id AND move_job.status = 'running')";
const COLUMNS: &str = "id, from_pod, to_pod, status, moved, total, error, created_at, updated_at";

/// The status of a job.
/// - `running`: inboxes are being moved; the job goes on by itself
/// - `done`: they are in the other environment
/// - `failed`: nothing was moved; `error` says why
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, IntoStaticStr, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum JobStatus {
    Running,
    Done,
    Failed,
}

/// A job as stored.
#[derive(Deserialize)]
pub struct MoveJob {
    pub id: JobId,
    pub from_pod: PodId,
    pub to_pod: PodId,
    pub status: JobStatus,
    pub moved: i64,
    pub total: Option<i64>,
    pub error: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

/// A job to create.
pub struct NewMove<'a> {
    pub account: &'a AccountId,
    pub from: &'a PodId,
    pub to: &'a PodId,
    pub by: Authority<'a>,
    pub actor: &'a Actor,
    pub now: Timestamp,
}

impl Directory {
    /// Creates a job. If the same one is running, returns that.
    ///
    /// # Errors
    /// `not_found`, `cannot_reassign`, `in_progress`, `unauthorized`.
    pub async fn create_move(&self, new: &NewMove<'_>) -> Result<MoveJob> {
        const DELETE_OLD: &str = "
            DELETE FROM move_job WHERE id IN (
              SELECT id FROM move_job WHERE account_id = ?1 AND status <> 'running'
              ORDER BY created_at DESC LIMIT -1 OFFSET ?2)";
        let insert = format!(
            "INSERT INTO move_job (id, account_id, from_pod, to_pod, status, actor, created_at, updated_at)
             SELECT ?1, pod.account_id, pod.id, target.id, 'running', ?5, ?6, ?6
             FROM pod JOIN pod AS target ON target.account_id = pod.account_id
             WHERE pod.id = ?2 AND target.id = ?3 AND pod.account_id = ?4
               AND pod.deleted_at IS NOT NULL AND NOT pod.condemned AND pod.id <> pod.account_id
               AND target.status = 'active' AND NOT target.condemned AND target.id <> target.account_id
               AND {STAYS} AND {RECEIVES_NONE} AND {}
             RETURNING {COLUMNS}",
            is_active("?7", "?6")
        );
        let (id, actor) = (JobId::generate()?, to_json(new.actor)?);
        let values = values![
            id.as_str(),
            new.from.as_str(),
            new.to.as_str(),
            new.account.as_str(),
            &actor,
            new.now,
            new.by.key().map(crate::id::KeyId::as_str),
        ];
        let mut batch = self.db.batch();
        batch.run(DELETE_OLD, &values![new.account.as_str(), MAX_FINISHED_JOBS])?;
        let inserted = batch.add(&insert, &values)?;
        if let Some(job) = batch.commit().await?.row(inserted)? {
            return Ok(job);
        }
        match self.running_move(new.account, new.from).await? {
            Some(job) if job.from_pod == *new.from && job.to_pod == *new.to => Ok(job),
            Some(_) => Err(in_progress()),
            None => Err(self.move_refusal(new).await?),
        }
    }

    /// The job that moves inboxes out of a pod or into it.
    pub(super) async fn running_move(&self, account: &AccountId, pod: &PodId) -> Result<Option<MoveJob>> {
        let select = format!(
            "SELECT {COLUMNS} FROM move_job
             WHERE (from_pod = ?1 OR to_pod = ?1) AND status = 'running' AND account_id = ?2
             ORDER BY from_pod = ?1 DESC LIMIT 1"
        );
        self.db.row(&select, &values![pod.as_str(), account.as_str()]).await
    }

    /// Why no job was created.
    async fn move_refusal(&self, new: &NewMove<'_>) -> Result<Error> {
        #[derive(Deserialize)]
        struct Found {
            status: PodStatus,
            is_deleted: u8,
        }
        const SELECT_POD: &str = "
            SELECT status, deleted_at IS NOT NULL AS is_deleted FROM pod
            WHERE id = ?1 AND account_id = ?2 AND NOT condemned";
        let find = async |pod: &PodId| -> Result<Found> {
            let found = self.db.row(SELECT_POD, &values![pod.as_str(), new.account.as_str()]).await?;
            found.ok_or_else(|| PodApi::Environments.not_found())
        };
        let (from, to) = (find(new.from).await?, find(new.to).await?);
        if from.is_deleted == 0 {
            return Ok(Error::new(Code::CannotReassign, "The environment is not deleted.")
                .fix("Delete it first: DELETE /api/v1/environments/{id}."));
        }
        if *new.to == new.account.home_pod() {
            return Ok(Error::new(
                Code::CannotReassign,
                "The default environment cannot take the inboxes: the account's key could then read their mail.",
            )
            .fix("Name another environment in `to`."));
        }
        if new.from == new.to || to.is_deleted == 1 {
            return Ok(Error::new(Code::CannotReassign, "The environment in `to` is deleted.")
                .fix("Name another environment in `to`, or restore it."));
        }
        if to.status == PodStatus::Suspended {
            return Ok(Error::new(Code::CannotReassign, "The environment in `to` is suspended.")
                .fix("Resume it first: POST /v1/pods/{pod_id}/resume."));
        }
        self.no_change(PodApi::Environments, new.by, new.now).await
    }

    /// A job of an account.
    pub async fn move_job(&self, account: &AccountId, id: &str) -> Result<MoveJob> {
        let select = format!("SELECT {COLUMNS} FROM move_job WHERE id = ?1 AND account_id = ?2");
        let job = self.db.row(&select, &values![id, account.as_str()]).await?;
        job.ok_or_else(|| Error::not_found("job"))
    }

    /// Some running jobs, in random order.
    pub async fn running_moves(&self, limit: u32) -> Result<Vec<MoveJob>> {
        let select = format!("SELECT {COLUMNS} FROM move_job WHERE status = 'running' ORDER BY random() LIMIT ?1");
        self.db.rows(&select, &values![limit]).await
    }
}

/// The refusal of changes to a pod whose inboxes are being moved.
pub(super) fn in_progress() -> Error {
    Error::new(Code::InProgress, "Inboxes are being moved out of the environment or into it.")
        .fix("Wait until the job is done: GET /api/v1/jobs/{id}.")
}

/// The pod whose inboxes a job moves into this one. Only a running job in the directory names it.
pub struct MoveSource {
    rpc: InternalRpc,
    pod: PodId,
    /// Who asked for the job.
    pub actor: Actor,
}

impl MoveSource {
    /// Calls the pod.
    pub async fn call<R: Rpc>(&self, request: &R) -> Result<R::Reply> {
        self.rpc.call(&self.pod, request).await
    }

    /// Reads a part of a message into memory.
    pub async fn whole(&self, request: &ExportContent) -> Result<Vec<u8>> {
        let mut stream = self.content(request).await?;
        let mut whole = Vec::new();
        while let Some(mut piece) = stream.try_next().await? {
            whole.append(&mut piece);
        }
        Ok(whole)
    }

    /// Reads a part of a message.
    pub async fn content(
        &self,
        request: &ExportContent,
    ) -> Result<impl Stream<Item = Result<Vec<u8>>> + Send + Unpin + use<>> {
        self.rpc.stream(&self.pod, request).await
    }
}

/// Of jobs that move inboxes into this pod, and out of it.
impl PodDirectory {
    /// The pod that the inboxes of a running job come from.
    pub async fn move_source(&self, job: &JobId) -> Result<Option<MoveSource>> {
        #[derive(Deserialize)]
        struct Source {
            from_pod: PodId,
            actor: JsonText<Actor>,
        }
        const SELECT_SOURCE: &str =
            "SELECT from_pod, actor FROM move_job WHERE id = ?1 AND to_pod = ?2 AND status = 'running'";
        let source: Option<Source> = self.db()?.row(SELECT_SOURCE, &values![job.as_str(), self.pod.as_str()]).await?;
        let rpc = InternalRpc::new(self.pods()?);
        Ok(source.map(|Source { from_pod, actor }| MoveSource { rpc, pod: from_pod, actor: actor.0 }))
    }

    /// Whether a running job moves inboxes out of this pod.
    pub async fn is_leaving(&self, job: &JobId) -> Result<bool> {
        const SELECT_JOB: &str = "SELECT 1 FROM move_job WHERE id = ?1 AND from_pod = ?2 AND status = 'running'";
        self.db()?.exists(SELECT_JOB, &values![job.as_str(), self.pod.as_str()]).await
    }

    /// Records how many messages a job has moved, and of how many if that is known now.
    pub async fn report_move(&self, job: &JobId, moved: i64, total: Option<i64>, now: Timestamp) -> Result<()> {
        const UPDATE_MOVED: &str = "
            UPDATE move_job SET moved = ?3, total = coalesce(?4, total), updated_at = ?5
            WHERE id = ?1 AND to_pod = ?2 AND status = 'running'";
        self.db()?.run(UPDATE_MOVED, &values![job.as_str(), self.pod.as_str(), moved, total, now]).await
    }

    /// Gives this pod the addresses and the domains of the pod that a running job moves from. Can be repeated.
    pub async fn take_addresses(&self, job: &JobId) -> Result<()> {
        const SOURCE: &str = "(SELECT from_pod FROM move_job WHERE id = ?1 AND to_pod = ?2 AND status = 'running')";
        let statements = [
            // An id that an inbox of this pod has stays with that.
            format!(
                "UPDATE address SET client_id = NULL WHERE pod_id = {SOURCE}
                   AND client_id IN (SELECT client_id FROM address WHERE pod_id = ?2)"
            ),
            format!("UPDATE address SET pod_id = ?2 WHERE pod_id = {SOURCE} AND deleting_at IS NULL"),
            format!("UPDATE stack SET pod_id = ?2 WHERE pod_id = {SOURCE}"),
        ];
        let (db, values) = (self.db()?, values![job.as_str(), self.pod.as_str()]);
        let mut batch = db.batch();
        statements.iter().try_for_each(|statement| batch.run(statement, &values))?;
        batch.commit().await.map(drop)
    }

    /// Ends a job. With an error, it has failed.
    pub async fn end_move(&self, job: &JobId, moved: i64, error: Option<&str>, now: Timestamp) -> Result<()> {
        const UPDATE_ENDED: &str = "
            UPDATE move_job SET status = ?3, moved = ?4, error = ?5, updated_at = ?6
            WHERE id = ?1 AND to_pod = ?2 AND status = 'running'";
        let status = if error.is_some() { JobStatus::Failed } else { JobStatus::Done };
        let values = values![job.as_str(), self.pod.as_str(), <&str>::from(status), moved, error, now];
        self.db()?.run(UPDATE_ENDED, &values).await
    }
}
