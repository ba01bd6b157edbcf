//! How far a run has come.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::time::Timestamp;

/// How far a run has come.
/// - `creating`: its runner has not started it yet
/// - `running`: the agent runs
/// - `terminating`: it is being stopped, or its last output is being stored
/// - `terminated`: it was stopped
/// - `completed`: the agent ended without an error
/// - `failed`: it could not start, or ended with an error; `error_code` says which
/// - `lost`: its runner does not know it any more, or was away for a day
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum RunStatus {
    Creating,
    Running,
    Terminating,
    Terminated,
    Completed,
    Failed,
    Lost,
}

impl RunStatus {
    /// The statuses of runs that have not ended.
    pub const OPEN: [Self; 3] = [Self::Creating, Self::Running, Self::Terminating];

    /// As stored.
    pub fn stored(text: &str) -> Result<Self> {
        text.parse().map_err(|_| Error::internal("a run with an unknown status"))
    }

    /// Whether the run has ended: then the status does not change any more.
    pub fn has_ended(self) -> bool {
        !Self::OPEN.contains(&self)
    }

    /// The event of a run that reaches this status.
    pub const fn event(self) -> Option<EventKind> {
        match self {
            Self::Creating => Some(EventKind::RunCreated),
            Self::Running => Some(EventKind::RunRunning),
            Self::Terminating => None,
            Self::Completed | Self::Terminated => Some(EventKind::RunCompleted),
            Self::Failed => Some(EventKind::RunFailed),
            Self::Lost => Some(EventKind::RunLost),
        }
    }
}

/// What the agent of a running run does.
/// - `executing`: it works
/// - `waiting`: a charge of it waits for approval
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AgentStatus {
    Executing,
    Waiting,
}

impl AgentStatus {
    /// None if the agent does not run.
    pub fn of(status: RunStatus, waits_until: Option<Timestamp>) -> Option<Self> {
        let status = match waits_until {
            _ if status != RunStatus::Running => return None,
            Some(_) => Self::Waiting,
            None => Self::Executing,
        };
        Some(status)
    }
}
