//! Calls git. Nothing that a repository says is executed: no hooks, no monitors.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::sweep::RUN_VARIABLE;

/// Git in a directory, for a run.
pub struct Git<'a> {
    pub run: &'a str,
    pub directory: &'a Path,
}

impl Git<'_> {
    /// Runs it and returns what it wrote.
    pub fn read(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = self.output(arguments)?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            let last = message.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no message");
            bail!("git {}: {}", arguments.first().unwrap_or(&""), without_credentials(last));
        }
        Ok(output.stdout)
    }

    pub fn run(&self, arguments: &[&str]) -> Result<()> {
        self.read(arguments).map(|_| ())
    }

    /// The first line of what it wrote.
    pub fn line(&self, arguments: &[&str]) -> Result<String> {
        let output = String::from_utf8_lossy(&self.read(arguments)?).into_owned();
        Ok(output.lines().next().unwrap_or_default().to_owned())
    }

    /// The commit of a reference. None if there is no such reference.
    pub fn commit(&self, reference: &str) -> Option<String> {
        self.line(&["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")]).ok()
    }

    fn output(&self, arguments: &[&str]) -> Result<Output> {
        let settings = [
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "gc.auto=0",
            "maintenance.auto=false",
            "advice.detachedHead=false",
        ];
        let mut command = Command::new("git");
        command.arg("-C").arg(self.directory).args(settings.iter().flat_map(|setting| ["-c", setting]));
        command.args(arguments).env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").env(RUN_VARIABLE, self.run);
        // The daemon may have been started inside a repository.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null()).output().context("cannot run git")
    }
}

/// A message without what stands between `://` and `@`.
fn without_credentials(message: &str) -> String {
    let mut parts = message.split("://");
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let authority = part.find(['/', ' ', '\'']).unwrap_or(part.len());
        let (authority, rest) = part.split_at(authority);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        clean.extend(["://", host, rest]);
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_do_not_show_credentials() {
        let message = "unable to access 'https://user:to@ken@git.example/a@b': from ssh://git@host";
        assert_eq!(without_credentials(message), "unable to access 'https://git.example/a@b': from ssh://host");
    }
}
