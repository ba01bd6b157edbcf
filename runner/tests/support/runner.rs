//! The runner as a process.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::{Pod, pod::KEY, until};

pub struct Runner {
    directory: TempDir,
    daemon: Option<Child>,
    pod_url: String,
}

impl Runner {
    /// Starts a runner that takes custom commands, with further lines of configuration.
    pub async fn start(pod: &Pod, configuration: &str) -> Self {
        let mut runner = Self::prepare(pod, configuration);
        runner.restart();
        pod.runner_connected().await;
        until("a hello", || (!pod.state().hellos.is_empty()).then_some(())).await;
        runner
    }

    pub fn prepare(pod: &Pod, configuration: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let runner = Self { directory, daemon: None, pod_url: pod.url.clone() };
        fs::create_dir_all(runner.state_dir()).unwrap();
        fs::write(runner.state_dir().join("key"), KEY).unwrap();
        let state_dir = runner.state_dir();
        let text =
            format!("server = {:?}\nstate_dir = {state_dir:?}\ncustom_commands = true\n{configuration}", pod.url);
        fs::write(runner.configuration(), text).unwrap();
        runner
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warren-runner"));
        command.arg("--config").arg(self.configuration()).arg("--server").arg(&self.pod_url);
        command
    }

    pub fn restart(&mut self) {
        assert!(self.daemon.is_none());
        let stderr = if std::env::var_os("SHOW").is_some() { Stdio::inherit() } else { Stdio::null() };
        self.daemon = Some(self.command().stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr).spawn().unwrap());
    }

    /// Kills the daemon with -9.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.daemon.take().unwrap().wait().unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.daemon.as_ref().unwrap().id() as i32).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the end of the daemon, and says whether it was a success.
    pub async fn exits(&mut self) -> bool {
        let daemon = self.daemon.as_mut().unwrap();
        let status = until("the daemon ends", || daemon.try_wait().unwrap()).await;
        self.daemon = None;
        status.success()
    }

    pub fn state_dir(&self) -> PathBuf {
        self.directory.path().join("state")
    }

    pub fn run_directory(&self, run: &str) -> PathBuf {
        self.state_dir().join("runs").join(run)
    }

    fn configuration(&self) -> PathBuf {
        self.directory.path().join("config.toml")
    }

    /// The process that supervises a run.
    pub fn shim(&self, run: &str) -> Option<i32> {
        let directory = self.run_directory(run);
        processes(|pid| is_shim(pid, directory.to_str().unwrap())).pop()
    }

    /// All processes of runs: supervisors and what they started.
    pub fn processes_of(&self, run: &str) -> Vec<i32> {
        let directory = self.run_directory(run);
        processes(|pid| is_shim(pid, directory.to_str().unwrap()) || is_marked(pid, run))
    }

    /// Nothing of a run is left on this machine.
    pub async fn is_clean(&self, run: &str) {
        until(&format!("no process of {run}"), || self.processes_of(run).is_empty().then_some(())).await;
        until(&format!("no directory of {run}"), || (!self.run_directory(run).exists()).then_some(())).await;
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
        let runs: Vec<String> = fs::read_dir(self.state_dir().join("runs"))
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        for pid in runs.iter().flat_map(|run| self.processes_of(run)) {
            let _ = kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL);
        }
    }
}

fn processes(mut belongs: impl FnMut(i32) -> bool) -> Vec<i32> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(|pid| belongs(*pid)).collect()
}

fn is_shim(pid: i32, directory: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default().split('\0').any(|part| part == directory)
}

fn is_marked(pid: i32, run: &str) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let marker = format!("WARREN_RUN_ID={run}");
    environment.split(|byte| *byte == 0).any(|variable| variable == marker.as_bytes())
}
