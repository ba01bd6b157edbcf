//! What the runner keeps on disk: its key, and one directory for each run.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use run_protocol::RUN_ID_BYTES;
use serde::{Serialize, de::DeserializeOwned};

use crate::{control::EndRecord, limits::Cgroup};

/// The directory of a run. That it exists is the record that the run was started.
#[derive(Clone, Debug)]
pub struct RunDirectory(PathBuf);

impl RunDirectory {
    /// The directory of a run. None if the id cannot be that of a run: it becomes part of a path.
    pub fn of(state_dir: &Path, run: &str) -> Option<Self> {
        let name = run.strip_prefix("run_")?;
        let is_id = run.len() == RUN_ID_BYTES && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_id.then(|| Self(state_dir.join("runs").join(run)))
    }

    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// All runs that have a directory.
    pub fn all(state_dir: &Path) -> Vec<(String, Self)> {
        let entries = fs::read_dir(state_dir.join("runs")).into_iter().flatten().flatten();
        let mut all: Vec<_> = entries
            .filter_map(|entry| {
                let run = entry.file_name().into_string().ok()?;
                let directory = Self::of(state_dir, &run)?;
                Some((run, directory))
            })
            .collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all
    }

    /// Makes the directory. It fails if the run was started before.
    pub fn create(&self) -> io::Result<()> {
        private_directory().create(&self.0)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The shim's socket.
    pub fn socket(&self) -> PathBuf {
        self.0.join("ctl")
    }

    /// Where the agent works.
    pub fn work(&self) -> PathBuf {
        self.0.join("work")
    }

    /// Copies of the changed files, named by the numbers of their streams.
    pub fn files(&self) -> PathBuf {
        self.0.join("files")
    }

    /// Decides once whether the run takes place: the shim calls it before it starts anything, the daemon before it gives up a run whose
    /// shim it does not find. Only the first call succeeds.
    pub fn decide(&self) -> io::Result<()> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.0.join("ready")).map(|_| ())
    }

    /// Files of the agent that are not part of its work, such as its settings.
    pub fn agent_files(&self) -> PathBuf {
        self.0.join("agent")
    }

    /// The run's cgroup, if it has one.
    pub fn cgroup(&self) -> Option<Cgroup> {
        read_json(&self.0.join("cgroup.json"))
    }

    pub fn write_cgroup(&self, cgroup: &Cgroup) -> Result<()> {
        write_json(&self.0.join("cgroup.json"), cgroup)
    }

    pub fn end_record(&self) -> Option<EndRecord> {
        read_json(&self.0.join("ended.json"))
    }

    pub fn write_end_record(&self, record: &EndRecord) -> Result<()> {
        write_json(&self.0.join("ended.json"), record)
    }

    /// Notes that the pod has everything, for a daemon that starts while the sandbox is still kept.
    pub fn mark_forgotten(&self) {
        let _ = private_file(&self.0.join("forgotten"), b"");
    }

    pub fn is_forgotten(&self) -> bool {
        self.0.join("forgotten").exists()
    }

    pub fn delete(&self) -> io::Result<()> {
        remove_tree(&self.0)
    }
}

/// Removes a directory, also if it has directories that nobody may change. Links are not followed.
pub fn remove_tree(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            open_up(path);
            fs::remove_dir_all(path)
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn open_up(path: &Path) {
    let _ = fs::set_permissions(path, Permissions::from_mode(0o700));
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_up(&entry.path());
        }
    }
}

/// Builds directories that nobody else can read.
pub fn private_directory() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

/// Writes a file that nobody else can read.
pub fn private_file(path: &Path, contents: &[u8]) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(contents)?;
    Ok(file)
}

/// Replaces a file, so that it is never half written.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let temporary = path.with_extension("new");
    let write = || {
        private_file(&temporary, &serde_json::to_vec(value)?)?.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

pub fn read_json<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_of_runs_name_directories() {
        let of = |run: &str| RunDirectory::of(Path::new("/state"), run).map(|directory| directory.0);
        assert_eq!(of("run_0123456789abcdef"), Some(PathBuf::from("/state/runs/run_0123456789abcdef")));
        for bad in
            ["run_", "run_../../../../etc/", "run_0123456789abcde", "run_0123456789abcdeé", "abc_0123456789abcdef"]
        {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_tree_is_opened_up_without_its_links() {
        let (parent, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let tree = parent.path().join("tree");
        fs::create_dir_all(tree.join("a/b")).unwrap();
        std::os::unix::fs::symlink(outside.path(), tree.join("link")).unwrap();
        for path in [tree.join("a/b"), tree.join("a"), outside.path().to_owned()] {
            fs::set_permissions(path, Permissions::from_mode(0o500)).unwrap();
        }
        open_up(&tree);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&tree.join("a/b")), mode(outside.path())), (0o700, 0o500));
        remove_tree(&tree).unwrap();
        assert!(!tree.exists() && outside.path().exists());
        remove_tree(&tree).unwrap();
    }

    #[test]
    fn a_run_is_decided_once() {
        let parent = tempfile::tempdir().unwrap();
        let directory = RunDirectory::at(&parent.path().join("run"));
        directory.create().unwrap();
        assert!(directory.create().is_err(), "it was started before");
        assert!(directory.decide().is_ok());
        assert!(directory.decide().is_err());
    }
}
