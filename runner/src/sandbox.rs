//! Where an agent works: made before it starts, removed after its end.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use run_protocol::Failure;
use serde::{Deserialize, Serialize};

use crate::{
    changed_files,
    config::RepositoryConfig,
    control::ChangedFile,
    git::Git,
    run_directory::{RunDirectory, private_directory, read_json, remove_tree, write_json},
};

/// Where an agent is to work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxPlan {
    /// In an empty directory.
    Tempdir,
    Worktree(WorktreePlan),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorktreePlan {
    pub repository: RepositoryConfig,
    /// The clone of a repository that has a URL.
    pub clone: PathBuf,
    /// Only one run at a time changes the worktrees of a repository.
    pub lock: PathBuf,
    /// The branch that was asked for.
    pub branch: Option<String>,
    /// The branch from which a new one begins if none was asked for. None: the one that is checked out.
    pub default_branch: Option<String>,
}

/// Where an agent works. It is kept in `sandbox.json`, so that it can be removed without the shim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    pub branch: Option<String>,
    worktree: Option<Worktree>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Worktree {
    repository: PathBuf,
    lock: PathBuf,
    /// The commit at the start.
    base: String,
    /// Whether the branch was made for the run. It goes if the run has no commits on it.
    is_new_branch: bool,
}

pub fn failure(code: &str, message: impl ToString) -> Failure {
    Failure { code: code.to_owned(), message: message.to_string() }
}

impl Sandbox {
    pub fn make(run: &str, plan: &SandboxPlan, directory: &RunDirectory) -> Result<Self, Failure> {
        match plan {
            SandboxPlan::Tempdir => {
                private_directory().create(directory.work()).map_err(|error| failure("sandbox_failed", error))?;
                Ok(Self::default())
            }
            SandboxPlan::Worktree(plan) => {
                let failed = |error: anyhow::Error| failure("worktree_failed", format!("{error:#}"));
                let _lock = lock(&plan.lock).map_err(failed)?;
                make_worktree(run, plan, directory)
            }
        }
    }

    /// The sandbox of a run that another process made.
    pub fn read(directory: &RunDirectory) -> Option<Self> {
        read_json(&directory.path().join("sandbox.json"))
    }

    /// Copies the files that were changed.
    pub fn collect(&self, run: &str, directory: &RunDirectory) -> Vec<ChangedFile> {
        let base = self.worktree.as_ref().map(|worktree| worktree.base.as_str());
        changed_files::collect(run, base, &directory.work(), &directory.files())
    }

    /// Removes it and the agent's files. Commits stay on their branch.
    pub fn remove(&self, run: &str, directory: &RunDirectory) {
        let work = directory.work();
        let _ = remove_tree(&directory.agent_files());
        let Some(worktree) = &self.worktree else {
            let _ = remove_tree(&work);
            return;
        };
        let _lock = lock(&worktree.lock);
        let git = Git { run, directory: &worktree.repository };
        let removed = git.run(&["worktree", "remove", "--force", "--force", &work.to_string_lossy()]);
        if removed.is_err() || work.exists() {
            let _ = remove_tree(&work);
            let _ = git.run(&["worktree", "prune"]);
        }
        if let Some(branch) = self.branch.as_ref().filter(|_| worktree.is_new_branch) {
            let reference = format!("refs/heads/{branch}");
            if git.commit(&reference).as_ref() == Some(&worktree.base) {
                // Only if it is still there: somebody may have committed just now.
                let _ = git.run(&["update-ref", "-d", &reference, &worktree.base]);
                let _ = git.run(&["config", "--remove-section", &format!("branch.{branch}")]);
            }
        }
    }
}

fn lock(path: &Path) -> Result<File> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    file.lock()?;
    Ok(file)
}

fn make_worktree(run: &str, plan: &WorktreePlan, directory: &RunDirectory) -> Result<Sandbox, Failure> {
    let repository = repository(run, plan).map_err(|error| failure("repository_unavailable", format!("{error:#}")))?;
    let git = Git { run, directory: &repository };
    let asked = plan.branch.clone();
    let name = asked.clone().or_else(|| plan.default_branch.clone()).or_else(|| current_branch(&git));
    let name = name.ok_or_else(|| failure("branch_not_found", "The repository has no branch that is checked out."))?;
    let start = start(&git, plan, &name)
        .ok_or_else(|| failure("branch_not_found", format!("The repository has no branch {name:?}.")))?;
    let _ = git.run(&["worktree", "prune"]);
    let has_local = git.commit(&format!("refs/heads/{name}")).is_some();
    // Git checks a branch out once.
    let is_free = asked.is_some() && !is_checked_out(&git, &name);
    let branch = if is_free { name } else { format!("warren/{run}") };
    let is_new_branch = !(is_free && has_local);
    let worktree =
        Worktree { repository: repository.clone(), lock: plan.lock.clone(), base: start.clone(), is_new_branch };
    let sandbox = Sandbox { branch: Some(branch.clone()), worktree: Some(worktree) };
    let work = directory.work();
    let path = work.to_string_lossy();
    let arguments: &[&str] = match is_new_branch {
        true => &["worktree", "add", "--quiet", "-b", &branch, &path, &start],
        false => &["worktree", "add", "--quiet", &path, &branch],
    };
    write_json(&directory.path().join("sandbox.json"), &sandbox)
        .and_then(|()| git.run(arguments))
        .map_err(|error| failure("worktree_failed", format!("{error:#}")))?;
    Ok(sandbox)
}

/// The directory of the repository. A repository with a URL is cloned or brought up to date, with the credentials of this machine.
fn repository(run: &str, plan: &WorktreePlan) -> Result<PathBuf> {
    let url = match &plan.repository {
        RepositoryConfig::Path(path) => {
            Git { run, directory: path }.run(&["rev-parse", "--git-dir"])?;
            return Ok(path.clone());
        }
        RepositoryConfig::Url(url) => url,
    };
    fs::create_dir_all(&plan.clone)?;
    let git = Git { run, directory: &plan.clone };
    if git.line(&["rev-parse", "--is-bare-repository"]).ok().as_deref() != Some("true")
        || git.line(&["remote"])?.is_empty()
    {
        git.run(&["init", "--quiet", "--bare"])?;
        git.run(&["remote", "add", "origin", url])?;
    }
    git.run(&["remote", "set-url", "origin", url])?;
    git.run(&["fetch", "--quiet", "--prune", "origin"])?;
    // Not every server says what its default branch is.
    let _ = git.run(&["remote", "set-head", "origin", "--auto"]);
    Ok(plan.clone.clone())
}

fn current_branch(git: &Git) -> Option<String> {
    if let Ok(head) = git.line(&["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"])
        && git.line(&["rev-parse", "--is-bare-repository"]).is_ok_and(|is_bare| is_bare == "true")
    {
        return head.strip_prefix("refs/remotes/origin/").map(str::to_owned);
    }
    let head = git.line(&["symbolic-ref", "--quiet", "HEAD"]).ok()?;
    head.strip_prefix("refs/heads/").map(str::to_owned)
}

/// The commit of a branch. A branch that only the remote has is taken from there.
fn start(git: &Git, plan: &WorktreePlan, name: &str) -> Option<String> {
    let (local, remote) = (format!("refs/heads/{name}"), format!("refs/remotes/origin/{name}"));
    git.run(&["check-ref-format", &local]).ok()?;
    if name.starts_with('-') {
        // Git would take it for an option.
        return None;
    }
    match plan.repository {
        // What was fetched counts, unless an earlier run has commits that were not pushed.
        RepositoryConfig::Url(_) => drop(git.run(&["fetch", "--quiet", ".", &format!("{remote}:{local}")])),
        RepositoryConfig::Path(_) if git.commit(&local).is_none() => {
            let _ = git.run(&["fetch", "--quiet", "origin", &format!("+{local}:{remote}")]);
        }
        RepositoryConfig::Path(_) => {}
    }
    git.commit(&local).or_else(|| git.commit(&remote))
}

fn is_checked_out(git: &Git, branch: &str) -> bool {
    let line = format!("branch refs/heads/{branch}");
    let worktrees = git.read(&["worktree", "list", "--porcelain"]).unwrap_or_default();
    String::from_utf8_lossy(&worktrees).lines().any(|other| other == line)
}
