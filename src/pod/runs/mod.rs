//! Runs: agents that runners start on somebody's machine.
//!
//! The API of runs calls a run a pod, and an account an organization. docs/RUNS.md describes it. The crate `run-protocol` has the messages
//! between a pod and a runner.

mod access;
pub mod agent_types;
pub mod create;
mod due;
pub mod end;
pub mod files;
pub mod input;
pub mod output;
mod reports;
pub mod repositories;
pub mod run;
pub mod runners;
pub mod socket;
mod status;
mod streams;
pub mod terminal;
mod transitions;
mod waiting;

pub use due::due;
pub use end::EndingKeys;
pub use status::{AgentStatus, RunStatus};
pub use waiting::Reviews;

use super::Pod;
use crate::error::Result;
use crate::id::KeyId;
use crate::platform::{Sql, values};
use crate::wire::{Call, FromCall, Path, Principal};

/// How many milliseconds a run waits for its runner.
const START_TIMEOUT: i64 = 10 * crate::time::MINUTE;
/// How often a runner with runs reports.
const REPORT_INTERVAL: i64 = 30 * crate::time::SECOND;

/// The runs of a pod.
#[derive(Clone, Copy)]
pub struct Runs<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The pod's runs.
    pub(in crate::pod) const fn runs(&self) -> Runs<'_> {
        Runs { pod: self }
    }
}

/// A pod of the organization that the path names.
pub struct OrgPod(pub Pod);

impl FromCall for OrgPod {
    const IN_POD: bool = true;

    fn from_call(call: &mut Call) -> Result<Self> {
        let Path(organization) = Path::<String>::from_call(call)?;
        Principal::from_call(call)?.check_organization(&organization)?;
        Pod::from_call(call).map(Self)
    }
}

/// With what the specification of a run is sealed.
fn spec_context(id: &str) -> String {
    format!("run {id} spec")
}

/// Whether the run with this key has not ended. Its key ends with it, before the directory hears of it.
pub fn has_key(sql: &Sql, key: &KeyId) -> Result<bool> {
    sql.exists("SELECT 1 FROM run WHERE key_id = ? AND status IN ('creating', 'running')", &values![key.as_str()])
}
