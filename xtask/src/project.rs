//! Where things are in the checkout, and how programs are run from it.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
});

pub fn root() -> &'static Path {
    &ROOT
}

/// A path inside the checkout.
pub fn at(path: impl AsRef<Path>) -> PathBuf {
    root().join(path)
}

/// A program run from the root of the checkout, with the project's own Node and wrangler before any other.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command.env("PATH", path_with([at("node_modules/.bin")])).env("WRANGLER_SEND_METRICS", "false");
    command
}

/// `PATH` with some folders put before the rest.
pub fn path_with(first: impl IntoIterator<Item = PathBuf>) -> std::ffi::OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders = first.into_iter().chain(env::split_paths(&rest));
    env::join_paths(folders).unwrap_or(rest.clone())
}

/// `cargo`, the one that runs this program.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(subcommand);
    command
}

/// Runs to the end, output passed through.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs to the end and returns what was written to stdout; what went wrong is in the error.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", shown(command)))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({})\n{stdout}{stderr}", shown(command), output.status);
    }
    Ok(stdout)
}

/// Runs to the end and returns what was written to stdout, however it ended.
pub fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", shown(command)))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(program.as_os_str()).to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

/// Does one long thing, saying what before it and how long it took after it.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("· {what}");
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "FAILED" };
    eprintln!("  {outcome}: {what} ({})", seconds(start.elapsed()));
    result
}

pub fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// One xtask at a time may install or build; a second one waits here.
pub fn lock() -> Result<fs::File> {
    let path = at(".tools/lock");
    fs::create_dir_all(at(".tools"))?;
    let file = fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    if file.try_lock().is_err() {
        eprintln!("· waiting for another `cargo xtask` to finish building");
        file.lock()?;
    }
    Ok(file)
}

/// Does `work` unless it was done before for the same `input`; the input is remembered in `stamp`.
pub fn once_for(stamp: &Path, input: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    if fs::read_to_string(stamp).is_ok_and(|seen| seen == input) {
        return Ok(());
    }
    work()?;
    fs::write(stamp, input).with_context(|| format!("cannot write {}", stamp.display()))
}
