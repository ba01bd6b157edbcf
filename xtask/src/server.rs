//! The local server: `serve.mjs` as a child that cannot outlive this program.

use std::{
    io::Write,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Map, Value, json};

use crate::{
    development,
    project::{at, program},
    secrets,
    worker::{self, Build},
};

pub struct Settings {
    pub build: Build,
    pub port: u16,
    pub state: PathBuf,
    pub vars: Vec<(String, String)>,
}

/// Builds, migrates, serves until Ctrl-C.
pub fn dev(settings: &Settings) -> Result<()> {
    let size = worker::build(settings.build)?;
    eprintln!("· worker: {size}");

    let address = format!("http://127.0.0.1:{}", settings.port);
    let mut vars = Map::new();
    let mut set = |name: &str, value: &str| vars.insert(name.to_owned(), value.into());
    for (name, value) in development::VARIABLES {
        set(name, value);
    }
    set("PUBLIC_URL", &address);
    for name in ["MASTER_KEY", "ADMIN_TOKEN"] {
        set(name, &secrets::kept(&settings.state, name)?);
    }
    for (name, value) in &settings.vars {
        set(name, value);
    }

    eprintln!("· serving; all data is in {}", settings.state.display());
    let (tell, ended) = mpsc::channel();
    let stop = tell.clone();
    ctrlc::set_handler(move || _ = stop.send(None))?;
    let mut server = start(settings, vars)?;
    // The pipe, held here, is what keeps the server running.
    let pipe = server.stdin.take();
    let group = group_of(&server);
    thread::spawn(move || _ = tell.send(Some(server.wait())));

    let ended_by_itself = ended.recv()?;
    drop(pipe);
    if ended_by_itself.is_none() {
        _ = ended.recv_timeout(Duration::from_secs(3));
    }
    // Whatever became of the script, nothing that it started stays.
    if let Some(group) = group {
        _ = kill_process_group(group, Signal::KILL);
    }
    match ended_by_itself {
        None => Ok(()),
        Some(status) => bail!("the server stopped by itself ({})", status?),
    }
}

fn start(settings: &Settings, vars: Map<String, Value>) -> Result<Child> {
    let mut node = program("node");
    node.arg(at("xtask/src/serve.mjs")).stdin(Stdio::piped());
    // A group of its own, so that Ctrl-C reaches this program alone and it does the stopping.
    node.process_group(0);
    let mut child = node.spawn().context("cannot start node")?;
    let settings =
        json!({ "worker": settings.build.folder(), "port": settings.port, "state": settings.state, "vars": vars });
    let stdin = child.stdin.as_mut().context("no way to talk to node")?;
    writeln!(stdin, "{settings}").context("node did not take its settings")?;
    Ok(child)
}

fn group_of(child: &Child) -> Option<Pid> {
    Pid::from_raw(child.id().try_into().ok()?)
}
