//! The runner: starts agents on this machine for the pods of a Warren deployment. `docs/RUNNER.md` describes it.

mod agents;
mod changed_files;
mod config;
mod connection;
mod control;
mod daemon;
mod doctor;
mod forgotten;
mod git;
mod install;
mod launch;
mod limits;
mod link;
mod processes;
mod proxy;
mod recovery;
mod register;
mod run_directory;
mod sandbox;
mod session;
mod shim;
mod spool;
mod sweep;

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::config::Config;

/// Names a one-time token.
const TOKEN_VARIABLE: &str = "WARREN_RUNNER_TOKEN";

/// Runs agents on this machine for the pods of a Warren deployment.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Replace what the configuration says.
#[derive(Args)]
struct Settings {
    /// The configuration file. Default: ~/.config/warren-runner/config.toml
    #[arg(long, global = true, env = "WARREN_RUNNER_CONFIG")]
    config: Option<PathBuf>,
    /// The URL of the deployment.
    #[arg(long, global = true)]
    server: Option<String>,
    /// Where the runner keeps its key and its runs.
    #[arg(long, global = true)]
    state_dir: Option<PathBuf>,
    /// How the runner is called in lists.
    #[arg(long, global = true)]
    name: Option<String>,
    /// A one-time token of the pod. `run` registers first if the runner has no key.
    #[arg(long, global = true, env = TOKEN_VARIABLE, hide_env_values = true)]
    token: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pod until stopped. This is the default.
    Run,
    /// Register this machine with a one-time token.
    Register,
    /// Write a systemd unit.
    Install {
        /// The user that runs agents.
        #[arg(long)]
        user: String,
        /// Print the unit instead.
        #[arg(long)]
        print: bool,
    },
    /// Say what works on this machine, and what does not.
    Doctor,
    /// Supervise a run.
    #[command(hide = true)]
    Shim { directory: PathBuf },
}

impl Settings {
    fn config(self) -> Result<Config> {
        let mut config = Config::read(self.config.as_deref())?;
        config.server = self.server.unwrap_or(config.server);
        config.state_dir = self.state_dir.unwrap_or(config.state_dir);
        config.name = self.name.unwrap_or(config.name);
        config.check()?;
        Ok(config)
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            if error.is::<daemon::KeyEnded>() { ExitCode::from(install::KEY_ENDED) } else { ExitCode::FAILURE }
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let Arguments { settings, command } = arguments;
    let token = settings.token.clone();
    match command.unwrap_or(Command::Run) {
        Command::Shim { directory } => shim::main(&directory),
        Command::Install { user, print } => {
            install::install(&install::config_path(settings.config.as_deref())?, &user, print)
        }
        _ if rustls::crypto::ring::default_provider().install_default().is_err() => bail!("TLS is set up twice"),
        Command::Doctor => doctor::examine(&settings.config()?),
        Command::Register => {
            let token = token.context("pass --token, or set WARREN_RUNNER_TOKEN")?;
            register::register(&settings.config()?, &token)
        }
        Command::Run => serve(settings.config()?, token),
    }
}

fn serve(config: Config, token: Option<String>) -> Result<()> {
    let path = config.state_dir.join("key");
    if let Some(token) = token.filter(|_| !path.exists()) {
        register::register(&config, &token)?;
    }
    let key = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}: register the runner with --token", path.display()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(daemon::run(config, key.trim().to_owned()))
}
