//! Whether this runner may start what a pod asks for, and how.

use std::{collections::BTreeMap, env, path::PathBuf};

use anyhow::Context;
use run_protocol::{EnvironmentValue, Failure, RunSpec, SandboxType};
use vault_envelope::Seed;

use crate::{
    agents::AgentTypes,
    config::Config,
    control::Launch,
    run_directory::RunDirectory,
    sandbox::{SandboxPlan, WorktreePlan, failure},
    sweep::RUN_VARIABLE,
};

/// What the runner found on this machine when it started.
#[derive(Default)]
pub struct Host {
    pub cgroup: Option<PathBuf>,
    pub seed: Option<Seed>,
}

/// Checks a run against the configuration, and determines how it is started.
pub fn prepare(
    config: &Config,
    agents: &AgentTypes,
    host: &Host,
    directory: &RunDirectory,
    spec: RunSpec,
) -> Result<Launch, Failure> {
    let sandbox = sandbox(config, &spec)?;
    let mut program = agents.program(&spec, &directory.agent_files())?;
    program.search_path = env::var("PATH").unwrap_or_default();
    let mut environment = inherited(config);
    environment.append(&mut given(config, host, &spec)?);
    // What confines the agent counts more than what the request says.
    environment.append(&mut program.environment);
    environment.insert("TERM".to_owned(), "xterm-256color".to_owned());
    let own = [
        ("WARREN_URL", Some(spec.url.clone())),
        ("WARREN_API_KEY", Some(spec.key)),
        (RUN_VARIABLE, Some(spec.run.clone())),
        ("WARREN_ADDRESS", spec.address),
    ];
    environment.extend(own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    program.environment = environment;
    Ok(Launch {
        run: spec.run,
        program,
        sandbox,
        limits: config.limits,
        cgroup: host.cgroup.clone(),
        timeout_minutes: spec.timeout_minutes,
        close_delay_seconds: spec.auto_close_delay_seconds,
        columns: spec.columns,
        rows: spec.rows,
        egress: spec.egress,
        url: spec.url,
    })
}

fn inherited(config: &Config) -> BTreeMap<String, String> {
    config.pass_env.iter().filter_map(|name| Some((name.clone(), env::var(name).ok()?))).collect()
}

/// Variables that make programs execute something else.
const LOADERS: [&str; 6] = ["LD_", "DYLD_", "NODE_OPTIONS", "BASH_ENV", "GIT_SSH_COMMAND", "PYTHONPATH"];

/// The variables of the request.
fn given(config: &Config, host: &Host, spec: &RunSpec) -> Result<BTreeMap<String, String>, Failure> {
    let mut variables = BTreeMap::new();
    for (name, value) in &spec.environment {
        let value = match value {
            EnvironmentValue::Plain(value) => value.clone(),
            EnvironmentValue::Vault { key, version, ciphertext } => {
                let owner = spec.vault_owner.as_deref().unwrap_or_default();
                open(host, owner, key, *version, ciphertext)?
            }
        };
        if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
            return Err(failure("invalid_environment", format!("{name:?} cannot be an environment variable.")));
        }
        let is_command = config.pass_env.contains(name) || LOADERS.iter().any(|prefix| name.starts_with(prefix));
        if is_command && !config.custom_commands {
            let message = format!("{name} decides what is executed, and the runner starts no custom commands.");
            return Err(failure("custom_commands_off", message));
        }
        variables.insert(name.clone(), value);
    }
    Ok(variables)
}

/// Decrypts a value of the vault.
fn open(host: &Host, owner: &str, key: &str, version: i64, ciphertext: &str) -> Result<String, Failure> {
    let Some(seed) = &host.seed else {
        let message = format!("The runner has no `vault_seed_file`, so it cannot decrypt {key:?}.");
        return Err(failure("vault_unavailable", message));
    };
    let version = u64::try_from(version).unwrap_or_default();
    let opened = seed.open(owner, key, version, ciphertext);
    let opened = opened.and_then(|secret| String::from_utf8(secret).context("it is no text"));
    opened.map_err(|error| failure("vault_unavailable", format!("The runner cannot decrypt {key:?}: {error:#}.")))
}

fn sandbox(config: &Config, spec: &RunSpec) -> Result<SandboxPlan, Failure> {
    let repository = match (spec.sandbox, &spec.repository) {
        (SandboxType::Tempdir, _) => return Ok(SandboxPlan::Tempdir),
        (SandboxType::Worktree, Some(repository)) => repository,
        (SandboxType::Worktree, None) => {
            return Err(failure("repository_unavailable", "A worktree needs a repository."));
        }
    };
    let Some(known) = config.repositories.get(&repository.name) else {
        let message = format!("The runner has no repository {:?}.", repository.name);
        return Err(failure("repository_unavailable", message));
    };
    let place = config.state_dir.join("repositories").join(&repository.name);
    Ok(SandboxPlan::Worktree(WorktreePlan {
        repository: known.clone(),
        clone: place.with_added_extension("git"),
        lock: place.with_added_extension("lock"),
        branch: spec.branch.clone(),
        default_branch: repository.default_branch.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn prepared(configuration: &str, change: impl FnOnce(&mut RunSpec)) -> Result<Launch, String> {
        let spec = serde_json::json!({
            "run": "run_0123456789abcdef", "agent_type": "own", "is_one_shot": false, "sandbox": "tempdir", "timeout_minutes": 1,
            "url": "https://warren.example", "key": "al_run_x", "columns": 80, "rows": 24,
        });
        let mut spec = serde_json::from_value(spec).unwrap();
        change(&mut spec);
        let text = format!(
            "state_dir = '/state'\n{configuration}\n[agent_types.own]\ncommand = 'own'\nenv = {{ A = 'type' }}"
        );
        let config: Config = toml::from_str(&text).unwrap();
        let directory = RunDirectory::at(Path::new("/state/runs/run_0123456789abcdef"));
        prepare(&config, &AgentTypes::new(&config), &Host::default(), &directory, spec).map_err(|error| error.code)
    }

    fn with_variable(name: &'static str) -> impl FnOnce(&mut RunSpec) {
        move |spec| drop(spec.environment.insert(name.to_owned(), EnvironmentValue::Plain("given".to_owned())))
    }

    #[test]
    fn a_request_does_not_replace_what_the_runner_sets() {
        for name in ["A", "WARREN_URL", "WARREN_API_KEY", "TERM"] {
            let launch = prepared("", with_variable(name)).unwrap();
            assert_ne!(launch.program.environment[name], "given", "{name}");
        }
        assert_eq!(prepared("", with_variable("B")).unwrap().program.environment["B"], "given");
    }

    #[test]
    fn a_request_does_not_decide_what_is_executed() {
        for name in ["PATH", "LD_PRELOAD", "NODE_OPTIONS"] {
            assert_eq!(prepared("", with_variable(name)).err().unwrap(), "custom_commands_off", "{name}");
            assert!(prepared("custom_commands = true", with_variable(name)).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_worktree_needs_a_repository_of_the_runner() {
        let repository = |name: &'static str| {
            move |spec: &mut RunSpec| {
                spec.sandbox = SandboxType::Worktree;
                let repository = serde_json::json!({ "name": name, "default_branch": "trunk" });
                spec.repository = serde_json::from_value(repository).unwrap();
            }
        };
        let configuration = "repositories.site = { path = '/srv/site' }";
        assert_eq!(prepared(configuration, repository("other")).err().unwrap(), "repository_unavailable");
        assert_eq!(
            prepared(configuration, |spec| spec.sandbox = SandboxType::Worktree).err().unwrap(),
            "repository_unavailable"
        );
        let SandboxPlan::Worktree(plan) = prepared(configuration, repository("site")).unwrap().sandbox else {
            panic!()
        };
        assert_eq!((plan.branch, plan.default_branch.as_deref()), (None, Some("trunk")));
        assert_eq!(plan.lock, Path::new("/state/repositories/site.lock"));
    }
}
