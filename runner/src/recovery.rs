//! Ends a run whose shim is gone.

use anyhow::Result;
use run_protocol::{Cause, Ended};

use crate::{
    control::EndRecord,
    run_directory::RunDirectory,
    sandbox::{Sandbox, failure},
    spool, sweep,
};

/// Determines how a run without a shim ended, and ends what is left of it.
pub fn recover(run: &str, directory: &RunDirectory) -> EndRecord {
    if let Some(record) = directory.end_record() {
        return record;
    }
    // The shim creates this before it starts anything. From now on it cannot.
    let (cause, error) = match directory.decide() {
        Ok(()) => {
            let message = "The runner was stopped while it started the run.";
            (Cause::RunnerRestarted, failure("runner_restarted", message))
        }
        Err(_) => {
            (Cause::SupervisorLost, failure("supervisor_lost", "The process that supervised the run was killed."))
        }
    };
    if let Some(cgroup) = directory.cgroup() {
        cgroup.kill();
    }
    sweep::sweep(run);
    let sandbox = Sandbox::read(directory).unwrap_or_default();
    let files = sandbox.collect(run, directory);
    sandbox.remove(run, directory);
    let spooled = spool::end(directory.path());
    let ended = Ended {
        cause,
        exit_code: None,
        signal: None,
        output: spooled,
        files: u32::try_from(files.len()).unwrap_or(u32::MAX),
        error: Some(error),
    };
    let record = EndRecord { ended, has_run: false, branch: sandbox.branch.clone(), input: 0, spooled, files };
    if let Err(error) = directory.write_end_record(&record) {
        eprintln!("{run}: {error:#}");
    }
    record
}

/// Deletes everything of a run without a shim.
pub fn delete(run: &str, directory: &RunDirectory) -> Result<()> {
    // If this is interrupted, the next daemon goes on with it.
    directory.mark_forgotten();
    if directory.work().exists() {
        // Its shim was killed while it kept the sandbox.
        sweep::sweep(run);
        Sandbox::read(directory).unwrap_or_default().remove(run, directory);
    }
    if let Some(cgroup) = directory.cgroup() {
        // The shim may have been killed: then its processes are still there.
        cgroup.kill();
        cgroup.remove();
    }
    Ok(directory.delete()?)
}
