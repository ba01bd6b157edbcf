//! The runs that were deleted here not long ago. A late message does not start them again.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs,
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

const KEPT_SECONDS: u64 = 24 * 60 * 60;

pub struct Forgotten {
    path: PathBuf,
    runs: RefCell<HashMap<String, u64>>,
}

impl Forgotten {
    /// Reads them, and drops the old ones.
    pub fn read(state_dir: &Path) -> Self {
        let path = state_dir.join("forgotten");
        let now = now();
        let text = fs::read_to_string(&path).unwrap_or_default();
        let runs: HashMap<String, u64> = text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(run, at)| Some((run.to_owned(), at.parse().ok()?)))
            .filter(|(_, at)| at + KEPT_SECONDS > now)
            .collect();
        let _ = fs::write(&path, lines(&runs));
        Self { path, runs: RefCell::new(runs) }
    }

    pub fn add(&self, run: &str) {
        let now = now();
        let mut runs = self.runs.borrow_mut();
        let before = runs.len();
        runs.retain(|_, at| *at + KEPT_SECONDS > now);
        let has_old = runs.len() < before;
        runs.insert(run.to_owned(), now);
        let written = match has_old {
            true => fs::write(&self.path, lines(&runs)),
            false => {
                let file = OpenOptions::new().create(true).append(true).open(&self.path);
                file.and_then(|mut file| writeln!(file, "{run} {now}"))
            }
        };
        if let Err(error) = written {
            eprintln!("cannot write {}: {error}", self.path.display());
        }
    }

    pub fn contains(&self, run: &str) -> bool {
        self.runs.borrow().contains_key(run)
    }
}

fn lines(runs: &HashMap<String, u64>) -> String {
    runs.iter().map(|(run, at)| format!("{run} {at}\n")).collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_remembered_for_a_day() {
        let state_dir = tempfile::tempdir().unwrap();
        Forgotten::read(state_dir.path()).add("run_new");
        let mut file = OpenOptions::new().append(true).open(state_dir.path().join("forgotten")).unwrap();
        writeln!(file, "run_old {}\nhalf a li", now() - KEPT_SECONDS - 1).unwrap();
        let forgotten = Forgotten::read(state_dir.path());
        assert!(forgotten.contains("run_new") && !forgotten.contains("run_old"));
    }
}
