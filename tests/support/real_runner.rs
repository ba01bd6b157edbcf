//! The runner itself, as a process on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;

use super::{Org, built, eventually, text};

/// The program, built from this checkout.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| built("warren-runner", "warren-runner"));

/// A runner that is a process of its own.
pub struct RealRunner {
    pub id: String,
    directory: TempDir,
    server: String,
    daemon: Option<Child>,
}

impl RealRunner {
    /// A runner of an organization that takes custom commands, with further lines of configuration. It is connected.
    pub async fn start(org: &Org, configuration: &str) -> RealRunner {
        Self::start_at(org, org.server.url(), configuration).await
    }

    /// The same for a server that it reaches at this URL.
    pub async fn start_at(org: &Org, url: &str, configuration: &str) -> RealRunner {
        let token = org.server.post(&org.path("/runners/tokens")).key(&org.account.key).json(json!({})).send().await;
        let token = text(&token.expect(201)["token"]);
        let mut runner = RealRunner {
            id: String::new(),
            directory: tempfile::tempdir().unwrap(),
            server: url.to_owned(),
            daemon: None,
        };
        let state = runner.state();
        let settings = format!("name = \"real\"\nstate_dir = {state:?}\ncustom_commands = true\n{configuration}");
        fs::write(runner.configuration(), settings).unwrap();
        let register = runner.command().args(["register", "--token", &token]).output().unwrap();
        assert!(register.status.success(), "{}", String::from_utf8_lossy(&register.stderr));
        let registered: serde_json::Value =
            serde_json::from_slice(&fs::read(state.join("runner.json")).unwrap()).unwrap();
        runner.id = text(&registered["runner_id"]);
        runner.restart();
        runner.is_online(org).await;
        runner
    }

    /// Starts it again.
    pub fn restart(&mut self) {
        assert!(self.daemon.is_none());
        let log = fs::File::options().create(true).append(true).open(self.directory.path().join("log")).unwrap();
        self.daemon = Some(self.command().stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap());
    }

    pub async fn is_online(&self, org: &Org) {
        eventually("the runner is online", async || {
            let listed = org.get("/runners").send().await.expect(200);
            let runners = listed["runners"].as_array().unwrap();
            runners.iter().any(|runner| runner["id"] == json!(self.id) && runner["status"] == "online").then_some(())
        })
        .await;
    }

    /// Kills the daemon as a power cut does. What it has started goes on.
    pub fn kill(&mut self) {
        let mut daemon = self.daemon.take().unwrap();
        daemon.kill().unwrap();
        daemon.wait().unwrap();
    }

    /// The processes of a run that still exist.
    pub fn processes_of(&self, run: &str) -> Vec<i32> {
        let directory = self.state().join("runs").join(run);
        let entries = fs::read_dir("/proc").unwrap().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(|pid| is_shim(*pid, directory.to_str().unwrap()) || is_marked(*pid, run)).collect()
    }

    /// Nothing of a run is left on this machine.
    pub async fn is_clean(&self, run: &str) {
        let directory = self.state().join("runs").join(run);
        eventually("nothing is left", async || {
            (self.processes_of(run).is_empty() && !directory.exists()).then_some(())
        })
        .await;
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }

    fn state(&self) -> PathBuf {
        self.directory.path().join("state")
    }

    fn configuration(&self) -> PathBuf {
        self.directory.path().join("config.toml")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&*PROGRAM);
        command.arg("--config").arg(self.configuration()).arg("--server").arg(&self.server);
        command
    }
}

impl Drop for RealRunner {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            _ = daemon.kill();
            _ = daemon.wait();
        }
        let runs = fs::read_dir(self.state().join("runs")).into_iter().flatten().flatten();
        for run in runs.filter_map(|entry| entry.file_name().into_string().ok()) {
            for pid in self.processes_of(&run) {
                _ = kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL);
            }
        }
        if std::thread::panicking() {
            eprintln!("the runner's log:\n{}", self.log());
        }
    }
}

fn is_shim(pid: i32, directory: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default().split('\0').any(|part| part == directory)
}

fn is_marked(pid: i32, run: &str) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let marker = format!("WARREN_RUN_ID={run}");
    environment.split(|byte| *byte == 0).any(|variable| variable == marker.as_bytes())
}

/// A git repository with the branches `main` and `feature`.
pub struct Repository(TempDir);

impl Repository {
    pub fn new() -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        repository.git(&["init", "--quiet", "-b", "main"]);
        repository.commit("README.md", "hello\n");
        repository.git(&["checkout", "--quiet", "-b", "feature"]);
        repository.commit("feature.txt", "feature\n");
        repository.git(&["checkout", "--quiet", "main"]);
        repository
    }

    /// Lines of configuration that name it `site`.
    pub fn configuration(&self) -> String {
        format!("[repositories.site]\npath = {:?}\n", self.path())
    }

    pub fn worktrees(&self) -> usize {
        self.git(&["worktree", "list"]).lines().count()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git").arg("-C").arg(self.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self, name: &str, contents: &str) {
        fs::write(self.path().join(name), contents).unwrap();
        self.git(&["add", "."]);
        self.git(&["-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", name]);
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}
