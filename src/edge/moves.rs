//! Reassigning the inboxes of a deleted environment.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use crate::directory::{Authority, JobStatus, MoveJob, NewMove};
use crate::error::Result;
use crate::id::{JobId, PodId};
use crate::platform::{clock, log};
use crate::rpc::BeginMove;
use crate::time::Timestamp;
use crate::wire::{Accepted, AccountPrincipal, Body, Json, Path};

/// Running jobs that one scheduled run wakes.
const MAX_WOKEN_JOBS: u32 = 20;

/// Where the inboxes go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassignment {
    /// Another environment of the account. It must be active, and not the default environment.
    #[schema(example = "env_7h6g5f4e3d2c1b0a")]
    to: String,
}

/// A job that moves inboxes.
#[derive(Serialize, ToSchema)]
pub struct Job {
    job_id: JobId,
    status: JobStatus,
    /// The deleted environment that the inboxes come from.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: String,
    /// The environment that gets the inboxes.
    #[schema(example = "env_7h6g5f4e3d2c1b0a")]
    to: String,
    /// Messages that were moved so far.
    #[schema(example = 1000)]
    moved: i64,
    /// Messages to move. Null until it is known.
    #[schema(example = 1000)]
    total: Option<i64>,
    /// Why the job failed. Null otherwise.
    #[schema(example = json!(null))]
    error: Option<String>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<MoveJob> for Job {
    fn from(job: MoveJob) -> Self {
        Self {
            job_id: job.id,
            status: job.status,
            environment_id: job.from_pod.environment(),
            to: job.to_pod.environment(),
            moved: job.moved,
            total: job.total,
            error: job.error,
            created_at: Timestamp::from_millis(job.created_at),
            updated_at: Timestamp::from_millis(job.updated_at),
        }
    }
}

/// Reassign the inboxes of a deleted environment.
///
/// Moves all inboxes of a deleted environment with their mail, rules and domains into another environment of the account, in the background;
/// `GET /api/v1/jobs/{id}` says how far that is. Until all received mail has been copied, the inboxes belong to the deleted environment and
/// refuse mail; then they belong to the other one and accept mail. What does not move stays in the deleted environment. `docs/ENVIRONMENTS.md`
/// lists what moves.
///
/// While the job runs, the environment cannot be restored, and neither of the two can be erased. A job that fails changes nothing; a new
/// one can be started. The same request while the job runs returns that job.
#[operation(
    POST "/api/v1/environments/{id}/reassign", tag = "environments", caller = Account, permission = PodsWrite,
    path(id = "The id of the deleted environment."),
    reply = "The job.",
    errors(MissingFields, NotFound = "The account has no such environment.", CannotReassign = "The environment is not deleted; or `to` is deleted, suspended, or the default environment, whose key could then read the mail.", InProgress = "Another job moves inboxes out of the environment or into it."),
)]
pub async fn reassign_environment(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(new): Body<Reassignment>,
) -> Result<Accepted<Job>> {
    let account = caller.id();
    let new = NewMove {
        account,
        from: &PodId::of_any(&id, account),
        to: &PodId::of_any(&new.to, account),
        by: Authority::Credential(&caller.key_id),
        actor: &caller.actor,
        now: clock::now(),
    };
    let job = edge.directory()?.create_move(&new).await?;
    // If this is lost, the scheduled run does it.
    log::logged(edge.internal_rpc()?.call(&job.to_pod, &BeginMove { job: job.id.clone() }).await);
    Ok(Accepted(job.into()))
}

/// Read a job.
///
/// Returns a job of the account. The latest 100 finished jobs are kept.
#[operation(
    GET "/api/v1/jobs/{id}", tag = "environments", caller = Account, permission = PodsWrite,
    path(id = "The job's id."),
    reply = "The job.",
    errors(NotFound),
)]
pub async fn get_job(edge: Edge, caller: AccountPrincipal, Path(id): Path<String>) -> Result<Json<Job>> {
    Ok(Json(edge.directory()?.move_job(caller.id(), &id).await?.into()))
}

impl Edge {
    /// Wakes some pods into which inboxes are being moved.
    pub(super) async fn wake_moves(&self) -> Result<()> {
        for job in self.directory()?.running_moves(MAX_WOKEN_JOBS).await? {
            log::logged(self.internal_rpc()?.call(&job.to_pod, &BeginMove { job: job.id }).await);
        }
        Ok(())
    }
}
