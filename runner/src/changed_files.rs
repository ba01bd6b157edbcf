//! The files that a run leaves behind.

use std::{
    collections::{BTreeMap, VecDeque},
    fs::{self, File},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use run_protocol::Change;

use crate::{control::ChangedFile, git::Git, run_directory::private_directory};

const MAX_FILES: usize = 200;
const MAX_FILE_BYTES: u64 = 16 << 20;
const MAX_TOTAL_BYTES: u64 = 100 << 20;
const MAX_PATH_BYTES: usize = 4096;
/// Of a directory that is searched.
const MAX_ENTRIES: usize = 100_000;

/// Copies the changed files to a directory, named 1, 2 and so on. Without a base, all files are new.
pub fn collect(run: &str, base: Option<&str>, work: &Path, files: &Path) -> Vec<ChangedFile> {
    let _ = fs::remove_dir_all(files);
    if private_directory().create(files).is_err() {
        return Vec::new();
    }
    let changes = match base {
        Some(base) => changed_since(&Git { run, directory: work }, base).unwrap_or_default().into_iter().collect(),
        None => all_files(work),
    };
    let (mut collected, mut total) = (Vec::new(), 0);
    for (path, change) in changes {
        if collected.len() == MAX_FILES {
            break;
        }
        let copy = files.join((collected.len() + 1).to_string());
        let name = path.to_string_lossy().into_owned();
        if name.len() > MAX_PATH_BYTES {
            continue;
        }
        let file = match change {
            Change::Deleted => ChangedFile { path: name, size: 0, change, stored: true },
            _ => match keep(&work.join(&path), &copy, MAX_TOTAL_BYTES - total) {
                Ok(Some((size, stored))) => ChangedFile { path: name, size, change, stored },
                // A link, or what is no file.
                Ok(None) => continue,
                Err(_) => ChangedFile { path: name, size: 0, change, stored: false },
            },
        };
        if file.stored {
            total += file.size;
        }
        collected.push(file);
    }
    collected
}

/// Copies a file if it is not too large. Returns its size and whether it was copied, and nothing if it is no regular file.
fn keep(path: &Path, copy: &Path, room: u64) -> io::Result<Option<(u64, bool)>> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(None);
    }
    // It is neither followed if it has become a link, nor waited for if it has become a pipe.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let mut file = fs::OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_FILE_BYTES.min(room) {
        return Ok(Some((size, false)));
    }
    let size = io::copy(&mut file, &mut File::create(copy)?)?;
    Ok(Some((size, true)))
}

/// What git says has changed: committed, changed and new files. Files that it ignores are left out.
fn changed_since(git: &Git, base: &str) -> anyhow::Result<BTreeMap<PathBuf, Change>> {
    let tracked =
        git.read(&["diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", base, "--"])?;
    let untracked = git.read(&["ls-files", "--others", "--exclude-standard", "-z"])?;
    Ok(parse(&tracked, &untracked))
}

fn parse(tracked: &[u8], untracked: &[u8]) -> BTreeMap<PathBuf, Change> {
    let path = |bytes: &[u8]| PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes));
    let parts: Vec<&[u8]> = tracked.split(|byte| *byte == 0).collect();
    let mut changes = BTreeMap::new();
    for pair in parts.chunks_exact(2) {
        let [status, name] = pair else { continue };
        let change = match status.first() {
            Some(b'A') => Change::Added,
            Some(b'D') => Change::Deleted,
            _ => Change::Modified,
        };
        changes.insert(path(name), change);
    }
    for name in untracked.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        // One that was deleted from the index and made anew is listed twice.
        let change = if changes.contains_key(&path(name)) { Change::Modified } else { Change::Added };
        changes.insert(path(name), change);
    }
    changes
}

/// All regular files below a directory, those near its root first. The insides of git are no work of an agent.
fn all_files(root: &Path) -> Vec<(PathBuf, Change)> {
    let (mut found, mut directories, mut entries) = (Vec::new(), VecDeque::from([PathBuf::new()]), 0);
    while let Some(directory) = directories.pop_front() {
        let listing = fs::read_dir(root.join(&directory)).into_iter().flatten().flatten();
        let mut names: Vec<_> = listing.map(|entry| (entry.file_name(), entry.file_type())).collect();
        names.sort_by(|one, other| one.0.cmp(&other.0));
        for (name, kind) in names {
            entries += 1;
            if found.len() == MAX_FILES || entries > MAX_ENTRIES {
                return found;
            }
            match kind {
                Ok(kind) if kind.is_dir() && name != ".git" => directories.push_back(directory.join(name)),
                Ok(kind) if kind.is_file() => found.push((directory.join(name), Change::Added)),
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_is_understood() {
        let changes = parse(b"M\0a b\0D\0gone\0A\0new \xff\0D\0again\0", "again\0u/ü\n\0".as_bytes());
        let kinds: Vec<_> =
            changes.iter().map(|(path, change)| (path.to_string_lossy().into_owned(), *change)).collect();
        let expected = [
            ("a b", Change::Modified),
            ("again", Change::Modified),
            ("gone", Change::Deleted),
            ("new \u{fffd}", Change::Added),
            ("u/ü\n", Change::Added),
        ];
        assert_eq!(kinds, expected.map(|(path, change)| (path.to_owned(), change)));
        assert!(parse(b"", b"").is_empty());
    }

    #[test]
    fn files_of_a_directory_are_copied_and_links_are_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (work, files) = (directory.path().join("work"), directory.path().join("files"));
        fs::create_dir_all(work.join("deep/.git")).unwrap();
        fs::write(work.join("deep/one"), "1").unwrap();
        fs::write(work.join("deep/.git/config"), "").unwrap();
        fs::write(work.join("two"), "22").unwrap();
        File::create(work.join("large")).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", work.join("link")).unwrap();
        std::os::unix::fs::symlink("/etc", work.join("directory")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(work.join("pipe")).status().unwrap().success());
        let found: Vec<_> =
            collect("run", None, &work, &files).into_iter().map(|it| (it.path, it.size, it.stored)).collect();
        let expected = [("large", MAX_FILE_BYTES + 1, false), ("two", 2, true), ("deep/one", 1, true)];
        assert_eq!(found, expected.map(|(path, size, stored)| (path.to_owned(), size, stored)));
        assert_eq!(fs::read_to_string(files.join("3")).unwrap(), "1");
        assert!(!files.join("1").exists());
    }

    #[test]
    fn there_is_a_limit_to_their_number_and_their_sum() {
        let directory = tempfile::tempdir().unwrap();
        let (work, files) = (directory.path().join("work"), directory.path().join("files"));
        fs::create_dir_all(&work).unwrap();
        for number in 0..MAX_FILES + 5 {
            let size = if number < 8 { MAX_FILE_BYTES } else { 1 };
            File::create(work.join(format!("{number:04}"))).unwrap().set_len(size).unwrap();
        }
        let found = collect("run", None, &work, &files);
        assert_eq!(found.len(), MAX_FILES);
        let stored: Vec<bool> = found.iter().take(9).map(|file| file.stored).collect();
        assert_eq!(stored, [true, true, true, true, true, true, false, false, true]);
    }
}
