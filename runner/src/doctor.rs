//! Says what works on this machine, and what does not.

use std::{env, fs, path::Path, process::Command};

use anyhow::{Result, bail};
use run_protocol::AgentType;
use vault_envelope::Seed;

use crate::{
    agents::{self, AgentTypes, find_program},
    config::{Config, RepositoryConfig},
    limits, register,
    run_directory::{private_directory, private_file},
};

/// What was found.
enum Finding {
    Good(String),
    /// It works, but should be known.
    Note(String),
    Bad(String),
}

use Finding::{Bad, Good, Note};

pub fn examine(config: &Config) -> Result<()> {
    let mut findings = vec![user(), state(config), git(), server(config)];
    findings.extend(types(config));
    findings.extend(config.repositories.iter().map(|(name, repository)| examine_repository(name, repository)));
    findings.push(limit_method());
    findings.extend(config.vault_seed_file.as_deref().map(seed));
    let mut problems = 0;
    for finding in findings {
        match finding {
            Good(text) => println!("ok    {text}"),
            Note(text) => println!("note  {text}"),
            Bad(text) => {
                problems += 1;
                println!("bad   {text}");
            }
        }
    }
    match problems {
        0 => Ok(()),
        1 => bail!("1 problem"),
        count => bail!("{count} problems"),
    }
}

fn user() -> Finding {
    match rustix::process::geteuid().is_root() {
        true => Note("runs as root: agents can do everything on this machine; use a user of its own".to_owned()),
        false => Good("does not run as root".to_owned()),
    }
}

fn state(config: &Config) -> Finding {
    let directory = config.state_dir.display();
    let probe = config.state_dir.join("probe");
    let written =
        private_directory().recursive(true).create(&config.state_dir).and_then(|()| private_file(&probe, b""));
    let _ = fs::remove_file(probe);
    match written {
        Err(error) => Bad(format!("cannot write to {directory}: {error}")),
        Ok(_) if !config.state_dir.join("key").exists() => {
            Bad(format!("not registered: there is no {directory}/key; run `warren-runner register --token …`"))
        }
        Ok(_) => Good(format!("registered; state is in {directory}")),
    }
}

fn git() -> Finding {
    match Command::new("git").arg("--version").output() {
        Ok(output) if output.status.success() => Good(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        _ => Bad("git is not installed".to_owned()),
    }
}

fn server(config: &Config) -> Finding {
    let url = format!("{}/health", config.server.trim_end_matches('/'));
    match register::client().get(&url).call() {
        Ok(reply) if reply.status().is_success() => Good(format!("{} answers", config.server)),
        Ok(reply) => Bad(format!("{url} answers {}", reply.status())),
        Err(error) => Bad(format!("cannot reach {url}: {error}")),
    }
}

fn types(config: &Config) -> Vec<Finding> {
    let search_path = env::var("PATH").unwrap_or_default();
    let offered = AgentTypes::new(config).offered();
    if offered.is_empty() {
        return vec![Bad("no type of agent: install one, or name some in `agent_types`".to_owned())];
    }
    let finding = |id: String| {
        if id == AgentType::CUSTOM {
            return Note("custom commands are on: a request can execute anything as this user".to_owned());
        }
        let configured = config.agent_types.as_ref().and_then(|types| types.get(&id)?.command.clone());
        let command = configured.or_else(|| agents::command(&id).map(str::to_owned)).unwrap_or_default();
        match find_program(&command, &search_path, Path::new("/")) {
            Some(path) => Good(format!("{id}: {}", path.display())),
            None => Bad(format!("{id}: there is no program {command:?} in the PATH")),
        }
    };
    offered.into_iter().map(|agent_type| finding(agent_type.id)).collect()
}

fn examine_repository(name: &str, repository: &RepositoryConfig) -> Finding {
    let (arguments, place) = match repository {
        RepositoryConfig::Path(path) => {
            let path = path.display().to_string();
            (vec!["-C".to_owned(), path.clone(), "rev-parse".to_owned(), "--git-dir".to_owned()], path)
        }
        RepositoryConfig::Url(url) => (vec!["ls-remote".to_owned(), "--heads".to_owned(), url.clone()], url.clone()),
    };
    match Command::new("git").args(arguments).env("GIT_TERMINAL_PROMPT", "0").output() {
        Ok(output) if output.status.success() => Good(format!("repository {name}: {place}")),
        Ok(output) => {
            let message = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " ");
            Bad(format!("repository {name}: {message}"))
        }
        Err(error) => Bad(format!("repository {name}: {error}")),
    }
}

fn limit_method() -> Finding {
    match limits::delegated_cgroup() {
        Some(path) => Good(format!("limits are held by cgroups below {}", path.display())),
        None => Note(
            "limits are watched every second; as a systemd unit (`warren-runner install`) they are held by cgroups"
                .to_owned(),
        ),
    }
}

fn seed(path: &Path) -> Finding {
    match Seed::read(path) {
        Ok(_) => Good(format!("the vault's seed is in {}", path.display())),
        Err(error) => Bad(format!("{error:#}")),
    }
}
