//! The processes below this one.

use rustix::process::{Pid, Signal, kill_process};

/// What is known of a process.
#[derive(Clone, Copy, Debug)]
pub struct Process {
    pub pid: i32,
    pub parent: i32,
    /// Its resident memory. It is 0 for a zombie.
    pub memory_bytes: u64,
}

/// All processes of the machine.
#[cfg(target_os = "linux")]
pub fn all() -> Vec<Process> {
    let page = rustix::param::page_size() as u64;
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // The name stands in parentheses and may contain anything.
            let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
            let parent = fields.nth(1)?.parse().ok()?;
            let memory_pages: u64 = fields.nth(19)?.parse().ok()?;
            Some(Process { pid, parent, memory_bytes: memory_pages * page })
        })
        .collect()
}

/// Only Linux tells without a library of its own. Elsewhere the runner knows its direct children and their groups.
#[cfg(not(target_os = "linux"))]
pub fn all() -> Vec<Process> {
    Vec::new()
}

/// The descendants of a process, without itself.
pub fn descendants(root: i32) -> Vec<Process> {
    below(root, all())
}

fn below(root: i32, mut others: Vec<Process>) -> Vec<Process> {
    let mut found: Vec<Process> = Vec::new();
    let mut parents = vec![root];
    while !parents.is_empty() {
        let (children, rest): (Vec<Process>, Vec<Process>) =
            others.into_iter().partition(|process| parents.contains(&process.parent));
        parents = children.iter().map(|process| process.pid).collect();
        found.extend(children);
        others = rest;
    }
    found
}

/// Sends a signal to processes. One that is gone already is no error.
pub fn signal<'a>(processes: impl IntoIterator<Item = &'a Process>, signal: Signal) {
    for process in processes {
        if let Some(pid) = Pid::from_raw(process.pid) {
            let _ = kill_process(pid, signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_found_at_any_depth() {
        let process = |pid, parent| Process { pid, parent, memory_bytes: 0 };
        let found = below(1, vec![process(4, 3), process(3, 2), process(9, 8), process(2, 1), process(5, 1)]);
        let mut pids: Vec<_> = found.iter().map(|process| process.pid).collect();
        pids.sort_unstable();
        assert_eq!(pids, [2, 3, 4, 5]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_is_among_all() {
        let me = all().into_iter().find(|process| process.pid == std::process::id() as i32).unwrap();
        assert!(me.memory_bytes > 100_000 && me.parent > 0);
    }
}
