//! A run, as it is stored and shown.

use macros::{FromRow, operation};
use run_protocol::SandboxType;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{AgentStatus, OrgPod, RunStatus, Runs};
use crate::error::{Error, Result};
use crate::platform::values;
use crate::time::Timestamp;
use crate::wire::{Json, Limit, Path, Query};

/// What was asked for, without secrets. It never changes.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RunDetails {
    /// The type of agent.
    #[schema(example = "claude-code")]
    pub agent_type_id: String,
    /// The first task.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Fix the login bug")]
    pub initial_prompt: Option<String>,
    /// The repository's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    pub repository_id: Option<i64>,
    /// The branch that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "feature/auth")]
    pub branch: Option<String>,
    /// A ticket, as the request named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AM-42")]
    pub ticket_slug: Option<String>,
    /// A channel, as the request named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 5)]
    pub channel_id: Option<i64>,
    /// Where the agent works: `worktree`, a git worktree of the repository, or `tempdir`, an empty directory.
    #[schema(value_type = String, example = "worktree")]
    pub sandbox_type: SandboxType,
    /// Whether the agent ends when it has done its task.
    pub auto_close: bool,
    /// How long the sandbox stays after the agent has ended, in seconds.
    #[schema(example = 30)]
    pub auto_close_delay_seconds: u32,
    /// The longest time that the run takes, in minutes.
    #[schema(example = 60)]
    pub pod_timeout_minutes: u32,
    /// The greatest number of turns of the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 100)]
    pub max_turns: Option<u32>,
    /// The model that the agent uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "gpt4o")]
    pub model: Option<String>,
    /// The only tools that the agent may use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(["Bash", "Edit"]))]
    pub tools: Option<Vec<String>>,
    /// What the run and the runs that it starts may spend, in atomic USDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1_000_000)]
    pub max_spend_usdc: Option<i64>,
}

/// A run of an agent. Other systems call it a pod.
#[derive(Serialize, ToSchema)]
pub struct Run {
    /// The run's id.
    #[schema(example = "run_0a1b2c3d4e5f6g7h")]
    pub key: String,
    /// The same as `key`.
    #[schema(example = "run_0a1b2c3d4e5f6g7h")]
    pub pod_key: String,
    pub status: RunStatus,
    /// What the agent does; only of a `running` run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_status: Option<AgentStatus>,
    /// The runner that starts it.
    #[schema(example = "550e8400-e29b-41d4-a716-446655440000")]
    pub runner_id: String,
    #[serde(flatten)]
    pub details: RunDetails,
    /// The branch of the worktree: the one that was asked for or, if that is in use, a new one that begins there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "feature/auth")]
    pub branch_name: Option<String>,
    /// How many bytes of output are stored.
    pub output_bytes: i64,
    /// Whether there was more output than is stored.
    pub output_truncated: bool,
    /// The agent's exit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0)]
    pub exit_code: Option<i64>,
    /// Why it failed; docs/RUNS.md lists the codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "branch_not_found")]
    pub error_code: Option<String>,
    /// Why it failed, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The repository has no branch `feature/auth`.")]
    pub error_message: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When its runner started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// What it and the runs that it started have spent, in atomic USDC. Only of a single run that has a `max_spend_usdc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 250_000)]
    pub spent_usdc: Option<i64>,
    /// What they hold, in atomic USDC. Only of a single run that has a `max_spend_usdc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0)]
    pub held_usdc: Option<i64>,
}

/// A run as stored.
#[derive(FromRow)]
pub struct RunRow {
    pub seq: i64,
    pub id: String,
    pub runner: i64,
    pub runner_id: String,
    pub status: String,
    pub details: Vec<u8>,
    pub start_sent: bool,
    pub start_answered: bool,
    pub stop_reason: Option<String>,
    pub output_bytes: i64,
    pub output_end: Option<i64>,
    pub output_full: bool,
    pub input_bytes: i64,
    pub columns: u32,
    pub rows: u32,
    pub ended: Option<String>,
    pub exit_code: Option<i64>,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    pub branch_name: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// When the last approval that it waits for expires; none if it does not wait.
    pub waits_until: Option<Timestamp>,
}

/// The columns of a [`RunRow`].
const SELECT_RUN: &str = "
    SELECT run.seq, run.id, run.runner, runner.id AS runner_id, run.status, run.details, run.start_sent, run.start_answered, run.stop_reason,
      terminal.bytes AS output_bytes, run.output_end, terminal.is_full AS output_full, run.input_bytes,
      run.columns, run.rows, run.ended, run.exit_code, run.error_code, run.error_message,
      run.branch_name, run.created_at, run.updated_at, run.started_at, run.finished_at, run.waits_until
    FROM run JOIN runner ON runner.number = run.runner
      JOIN run_stream AS terminal ON terminal.run = run.seq AND terminal.stream = 0";

impl RunRow {
    /// Its status.
    pub fn status(&self) -> Result<RunStatus> {
        RunStatus::stored(&self.status)
    }

    /// Columns and rows of its terminal.
    pub fn size(&self) -> Result<(u16, u16)> {
        let side = |side: u32| u16::try_from(side).map_err(Error::internal);
        Ok((side(self.columns)?, side(self.rows)?))
    }
}

/// With what the details of a run are sealed.
pub fn details_context(id: &str) -> String {
    format!("run {id}")
}

impl Runs<'_> {
    /// The run with this id.
    ///
    /// # Errors
    /// `not_found`.
    pub fn find(self, id: &str) -> Result<RunRow> {
        self.known(id)?.ok_or_else(|| {
            Error::not_found("run").fix("GET /api/v1/ext/orgs/{org}/pods lists the runs of the key's environment.")
        })
    }

    /// The run with this id, if there is one.
    pub fn known(self, id: &str) -> Result<Option<RunRow>> {
        self.pod.sql().row(&format!("{SELECT_RUN} WHERE run.id = ?"), &values![id])
    }

    /// The runs of a runner that have not ended, the oldest first, without their details.
    pub fn open_of(self, runner: i64) -> Result<Vec<RunRow>> {
        let select = format!("{SELECT_RUN} WHERE run.runner = ? AND run.finished_at IS NULL ORDER BY run.seq");
        // Details are long, and there can be many runs.
        let select = select.replace("run.details,", "x'' AS details,");
        self.pod.sql().rows(&select, &values![runner])
    }

    /// A run as it is shown.
    pub fn shown(self, row: RunRow) -> Result<Run> {
        let details = self.pod.key().open(&details_context(&row.id), &row.details)?;
        Ok(Run {
            status: row.status()?,
            agent_status: AgentStatus::of(row.status()?, row.waits_until),
            details: serde_json::from_slice(&details).map_err(Error::internal)?,
            key: row.id.clone(),
            pod_key: row.id,
            runner_id: row.runner_id,
            branch_name: row.branch_name,
            output_bytes: row.output_bytes,
            output_truncated: row.output_full,
            exit_code: row.exit_code,
            error_code: row.error_code,
            error_message: row.error_message,
            created_at: row.created_at,
            updated_at: row.updated_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            spent_usdc: None,
            held_usdc: None,
        })
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListRuns {
    /// Only runs with this status.
    status: Option<RunStatus>,
    /// The number of runs in the reply, at most 100.
    #[serde(default)]
    #[param(value_type = Option<u32>, default = 20, maximum = 100)]
    limit: Limit<20, 100>,
    /// The number of runs to skip.
    #[serde(default)]
    #[param(example = 0)]
    offset: u32,
}

/// A page of runs.
#[derive(Serialize, ToSchema)]
pub struct RunList {
    /// The newest first.
    pods: Vec<Run>,
    /// How many runs there are, with the status that was asked for.
    total: i64,
    /// The greatest number of runs in this reply.
    limit: u32,
    /// How many runs were skipped.
    offset: u32,
}

/// List runs.
///
/// Lists the runs of the key's environment, the newest first. Runs stay in the list for 90 days after their end.
#[operation(
    GET "/api/v1/ext/orgs/{org}/pods", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "A page of runs.",
    errors(InvalidRequest, NotFound = "The key belongs to another account."),
)]
pub async fn list_runs(
    OrgPod(pod): OrgPod,
    Path(_): Path<String>,
    Query(list): Query<ListRuns>,
) -> Result<Json<RunList>> {
    const COUNT_RUNS: &str =
        "SELECT coalesce(sum(count), 0) FROM run_total WHERE name <> 'bytes' AND (?1 IS NULL OR name = ?1)";
    let status = list.status.map(<&str>::from);
    let select = match status {
        Some(_) => format!("{SELECT_RUN} WHERE run.status = ?1 ORDER BY run.seq DESC LIMIT ?2 OFFSET ?3"),
        None => format!("{SELECT_RUN} WHERE ?1 IS NULL ORDER BY run.seq DESC LIMIT ?2 OFFSET ?3"),
    };
    let rows: Vec<RunRow> = pod.sql().rows(&select, &values![status, list.limit.get(), list.offset])?;
    let pods = rows.into_iter().map(|row| pod.runs().shown(row)).collect::<Result<_>>()?;
    let total = pod.sql().value(COUNT_RUNS, &values![status])?.unwrap_or(0);
    Ok(Json(RunList { pods, total, limit: list.limit.get(), offset: list.offset }))
}

/// One run.
#[derive(Serialize, ToSchema)]
pub struct OneRun {
    pub pod: Run,
}

/// Get a run.
///
/// For a run with `max_spend_usdc`, the reply also says what it has spent and holds.
#[operation(
    GET "/api/v1/ext/orgs/{org}/pods/{key}", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    reply = "The run.",
    errors(NotFound),
)]
pub async fn get_run(OrgPod(pod): OrgPod, Path((_, key)): Path<(String, String)>) -> Result<Json<OneRun>> {
    let mut run = pod.runs().shown(pod.runs().find(&key)?)?;
    if run.details.max_spend_usdc.is_some() {
        let spending = pod.directory().run_spending(&key, pod.now()).await?;
        (run.spent_usdc, run.held_usdc) = (Some(spending.spent), Some(spending.held));
    }
    Ok(Json(OneRun { pod: run }))
}
