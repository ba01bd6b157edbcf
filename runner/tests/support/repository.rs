//! A git repository on this machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use run_protocol::{RepositorySpec, RunSpec, SandboxType};
use tempfile::TempDir;

use super::spec;

pub struct Repository {
    directory: TempDir,
}

impl Repository {
    /// With the branch `main`, which is checked out, and `feature`. Each has one commit more than the other.
    pub fn new() -> Self {
        let repository = Self { directory: tempfile::tempdir().unwrap() };
        repository.git(&["init", "--quiet", "-b", "main"]);
        repository.commit("README.md", "hello\n");
        repository.commit("old.txt", "old\n");
        repository.git(&["checkout", "--quiet", "-b", "feature"]);
        repository.commit("feature.txt", "feature\n");
        repository.git(&["checkout", "--quiet", "main"]);
        repository
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn commit(&self, name: &str, contents: &str) {
        fs::write(self.path().join(name), contents).unwrap();
        self.git(&["add", "."]);
        self.git(&["-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", name]);
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        git(self.path(), arguments)
    }

    /// A line of configuration that names it.
    pub fn configuration(&self) -> String {
        format!("[repositories.site]\npath = {:?}\n", self.path())
    }

    pub fn worktrees(&self) -> usize {
        self.git(&["worktree", "list"]).lines().count()
    }
}

pub fn git(directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(directory).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A custom command in a worktree of the repository `site`.
pub fn worktree(run: &str, branch: Option<&str>, script: &str) -> RunSpec {
    RunSpec {
        sandbox: SandboxType::Worktree,
        repository: Some(RepositorySpec { name: "site".to_owned(), url: None, default_branch: None }),
        branch: branch.map(str::to_owned),
        ..spec(run, script)
    }
}

/// An agent that is a shell script.
pub fn script(directory: &Path, name: &str, text: &str) -> PathBuf {
    let path = directory.join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    path
}
