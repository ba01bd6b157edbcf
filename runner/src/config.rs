//! The configuration: what the runner may start, and where it keeps things.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// A unix socket's path has at most 108 bytes, and the run's part of it has 30.
const MAX_STATE_DIR_BYTES: usize = 72;

/// The file `config.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The URL of the deployment.
    #[serde(default)]
    pub server: String,
    /// How the runner is called in lists.
    #[serde(default)]
    pub name: String,
    /// Its key, and everything of the runs until the pod has it.
    #[serde(default = "state_dir")]
    pub state_dir: PathBuf,
    #[serde(default = "default_max_runs")]
    pub max_runs: u32,
    /// The types that requests may name. None: all built-in types whose programs are installed.
    pub agent_types: Option<BTreeMap<String, AgentTypeConfig>>,
    /// The type of requests that name none.
    pub default_agent_type: Option<String>,
    #[serde(default)]
    pub repositories: BTreeMap<String, RepositoryConfig>,
    /// Whether a request may name any command.
    #[serde(default)]
    pub custom_commands: bool,
    /// The variables of the runner's own environment that agents get.
    #[serde(default = "pass_env")]
    pub pass_env: Vec<String>,
    /// A file with the vault's seed: 32 bytes in base64url.
    pub vault_seed_file: Option<PathBuf>,
    #[serde(default)]
    pub limits: Limits,
}

/// A type of agent. What is absent is as the built-in type of this name has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentTypeConfig {
    /// The program.
    pub command: Option<String>,
    /// Its arguments. `{prompt}` stands for the prompt, which is otherwise typed into the terminal, and `{model}` for the model.
    pub args: Option<Vec<String>>,
    /// The arguments instead, if the agent is to end when it has done what the prompt says.
    pub one_shot_args: Option<Vec<String>>,
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// A repository: a clone on this machine, or a URL that the runner clones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RepositoryConfig {
    Path(PathBuf),
    Url(String),
}

/// What a run may use.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub memory_mb: u64,
    pub processes: u64,
    /// The output that waits on disk. Then the program waits too.
    pub spool_mb: u64,
    /// A run ends if there is no runner for so long.
    pub orphan_minutes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory_mb: 4096, processes: 500, spool_mb: 64, orphan_minutes: 120 }
    }
}

impl Config {
    /// Reads a file. If it was not named and there is none, the defaults apply.
    pub fn read(path: Option<&Path>) -> Result<Self> {
        let text = match path {
            Some(path) => fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
            None => fs::read_to_string(Self::default_path()).unwrap_or_default(),
        };
        let shown = path.map_or_else(Self::default_path, Path::to_owned);
        toml::from_str(&text).with_context(|| format!("{} is not a valid configuration", shown.display()))
    }

    pub fn default_path() -> PathBuf {
        under_home("XDG_CONFIG_HOME", ".config").join("config.toml")
    }

    /// Refuses what cannot work, before anything is started.
    pub fn check(&self) -> Result<()> {
        if !(self.server.starts_with("https://") || self.server.starts_with("http://")) {
            bail!("set `server` to the URL of the deployment, such as https://warren.example, or pass --server");
        }
        if !self.state_dir.is_absolute() || self.state_dir.as_os_str().len() > MAX_STATE_DIR_BYTES {
            bail!("`state_dir` must be an absolute path of at most {MAX_STATE_DIR_BYTES} bytes");
        }
        if self.limits.spool_mb < 2 {
            bail!("`limits.spool_mb` must be at least 2");
        }
        let types = self.agent_types.iter().flatten();
        for (id, agent_type) in types {
            let is_built_in = run_protocol::AgentType::find(id).is_some();
            if agent_type.command.is_none() && (!is_built_in || id == run_protocol::AgentType::CUSTOM) {
                bail!("`agent_types.{id}` needs a `command`; to let requests name commands, set `custom_commands`");
            }
        }
        for (name, repository) in &self.repositories {
            match repository {
                RepositoryConfig::Path(path) if !path.is_absolute() => {
                    bail!("`repositories.{name}.path` must be absolute")
                }
                _ if name.is_empty() || name.contains('/') || name.starts_with('.') => {
                    bail!("a repository's name cannot be {name:?}")
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// `$VARIABLE/warren-runner`, or `~/DIRECTORY/warren-runner`.
fn under_home(variable: &str, directory: &str) -> PathBuf {
    let home = || env::var_os("HOME").map_or_else(|| PathBuf::from("/"), PathBuf::from).join(directory);
    env::var_os(variable).map_or_else(home, PathBuf::from).join("warren-runner")
}

fn state_dir() -> PathBuf {
    under_home("XDG_STATE_HOME", ".local/state")
}

const fn default_max_runs() -> u32 {
    20
}

fn pass_env() -> Vec<String> {
    ["PATH", "HOME", "LANG", "USER", "SHELL"].map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_allows_no_custom_commands_and_no_repositories() {
        let config: Config = toml::from_str("").unwrap();
        assert!(!config.custom_commands && config.repositories.is_empty() && config.agent_types.is_none());
    }

    #[test]
    fn a_file_names_types_and_repositories() {
        let config: Config = toml::from_str(
            r#"
            server = "https://warren.example"
            state_dir = "/var/lib/runner"
            [agent_types.claude-code]
            [agent_types.own]
            command = "own"
            args = ["--ask", "{prompt}"]
            [repositories.site]
            path = "/srv/site"
            [repositories.api]
            url = "https://git.example/api.git"
            "#,
        )
        .unwrap();
        config.check().unwrap();
        assert_eq!(config.repositories["site"], RepositoryConfig::Path("/srv/site".into()));
        assert_eq!(config.agent_types.unwrap().len(), 2);
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| match toml::from_str::<Config>(text) {
            Ok(config) => config.check().unwrap_err().to_string(),
            Err(error) => error.to_string(),
        };
        assert!(error("custom_command = true").contains("custom_command"));
        assert!(error("").contains("`server`"));
        let server = "server = \"https://warren.example\"\nstate_dir = \"/s\"\n";
        assert!(error(&format!("{server}[agent_types.own]")).contains("needs a `command`"));
        assert!(error(&format!("{server}[agent_types.custom]")).contains("custom_commands"));
        assert!(error(&format!("{server}[repositories.x]\npath = \"x\"")).contains("absolute"));
    }
}
