//! A request for a run.

use std::collections::BTreeMap;

use run_protocol::{AgentType, Capabilities, RepositorySpec, SandboxType};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::MAX_OPEN_RUNS;
use super::checks::{
    MAX_NAME_CHARS, Variable, check_mcp_config, check_range, checked_arguments, checked_branch, checked_environment,
    checked_name, checked_permissions, checked_text, checked_tools, sandbox_type,
};
use crate::error::{Code, Error, Result};
use crate::money::Amount;
use crate::pod::Pod;
use crate::pod::runs::run::RunDetails;
use crate::wire::Principal;

const MAX_DELAY_SECONDS: u32 = 3_600;
const MAX_TIMEOUT_MINUTES: u32 = 7 * 24 * 60;
const DEFAULT_TIMEOUT_MINUTES: u32 = 24 * 60;
const MAX_TURNS: u32 = 10_000;

/// A run to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    /// The runner that starts it: its id, or its number.
    #[serde(deserialize_with = "runner_name")]
    #[schema(value_type = String, example = "550e8400-e29b-41d4-a716-446655440000")]
    runner_id: String,
    /// The type of agent. Default: `custom` if there is a `custom_agent_command`, else the runner's default type.
    #[schema(example = "claude-code")]
    agent_type_id: Option<String>,
    /// The first task, at most 65,536 bytes.
    #[schema(example = "Fix the login bug")]
    initial_prompt: Option<String>,
    /// The repository's id. The runner must have it in its configuration.
    #[schema(example = 1)]
    repository_id: Option<i64>,
    /// The git branch to work on. Default: a new branch that begins at the repository's default branch.
    #[schema(example = "feature/auth")]
    branch: Option<String>,
    /// A ticket to remember with the run, at most 128 characters.
    #[schema(example = "AM-123")]
    ticket_slug: Option<String>,
    /// A channel to remember with the run.
    #[schema(example = 5)]
    channel_id: Option<i64>,
    /// Where the agent works. Default: `worktree` with a repository, else `tempdir`.
    #[schema(value_type = Option<String>, example = "tempdir")]
    sandbox_type: Option<SandboxType>,
    /// Environment variables of the agent, at most 100. They are never shown again, and deleted when the runner has them. Instead of a value,
    /// `{"$vault": "key"}` names a secret of the environment's vault, which only the runner decrypts; that needs `vault:read`.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "LOG_LEVEL": "debug", "API_TOKEN": { "$vault": "github-token" } }))]
    environment_variables: BTreeMap<String, Variable>,
    /// The command of a `custom` agent. The runner must allow commands of requests.
    #[schema(example = "my-agent")]
    custom_agent_command: Option<String>,
    /// The arguments of the command, at most 100.
    #[serde(default)]
    #[schema(example = json!(["--fast"]))]
    custom_agent_args: Vec<String>,
    /// MCP servers for the agent: an object with `mcpServers`.
    #[schema(value_type = Option<Object>, example = json!({ "mcpServers": {} }))]
    custom_mcp_config: Option<Map<String, Value>>,
    /// Whether the agent ends when it has done its task. Needs `initial_prompt`.
    #[serde(default)]
    auto_close: bool,
    /// How long the sandbox stays after the agent has ended, in seconds: at most 3,600.
    #[serde(default)]
    #[schema(maximum = 3_600, example = 30)]
    auto_close_delay_seconds: u32,
    /// The longest time that the run takes, in minutes: 1 to 10,080. Default: 1,440.
    #[schema(minimum = 1, maximum = 10_080, example = 60)]
    pod_timeout_minutes: Option<u32>,
    /// The greatest number of turns of the agent, 1 to 10,000. Only for types that have such a limit, and with `initial_prompt`.
    #[schema(minimum = 1, maximum = 10_000, example = 100)]
    max_turns: Option<u32>,
    /// The model that the agent uses, at most 128 characters.
    #[schema(example = "gpt4o")]
    model: Option<String>,
    /// The only tools that the agent may use, at most 100. Only for types that can be confined to tools.
    #[schema(example = json!(["Bash", "Edit"]))]
    tools: Option<Vec<String>>,
    /// What the run's own key may do, at most what the caller may do. Default: reading and sending mail, the calendar and the budget, as
    /// far as the caller may do that.
    #[schema(example = json!(["mail:read", "mail:send"]))]
    permissions: Option<Vec<String>>,
    /// What the run and the runs that it starts may spend, in atomic USDC: 1 to 1,000,000,000,000. It binds besides the caps of the
    /// environment and the account, and nobody can approve more. Default: no such limit. A run that was started with a run's key also
    /// counts against the limit of that run.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000_i64, example = 1_000_000)]
    max_spend_usdc: Option<Amount>,
    /// An email address for the run: a whole address or a local part. The environment claims it, and keeps it when the run has ended. The
    /// run's key can use no other address; `WARREN_ADDRESS` names it.
    #[schema(example = "fixer")]
    address: Option<String>,
}

/// Existing programs send the id of a runner as a text or as a number.
fn runner_name<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(id) => Ok(id),
        Value::Number(number) if number.is_u64() => Ok(number.to_string()),
        _ => Err(de::Error::custom("expected the id of a runner")),
    }
}

/// A request that was checked.
pub struct CheckedRun {
    pub runner: i64,
    pub max_runs: i64,
    pub details: RunDetails,
    pub repository: Option<RepositorySpec>,
    pub environment: BTreeMap<String, Variable>,
    /// The address that the run asks for.
    pub address: Option<String>,
    pub command: Option<String>,
    pub arguments: Vec<String>,
    pub mcp_config: Option<Map<String, Value>>,
    pub permissions: Vec<String>,
}

impl NewRun {
    pub fn checked(self, pod: &Pod, caller: &Principal) -> Result<CheckedRun> {
        let runner = pod.runs().chosen(&self.runner_id)?;
        let capabilities: Option<Capabilities> =
            runner.capabilities.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let agent_type_id = self.agent_type(capabilities.as_ref())?;
        self.check_command(&agent_type_id, capabilities.as_ref())?;
        let agent_type = AgentType::find(&agent_type_id);
        let prompt = checked_text("initial_prompt", self.initial_prompt)?.filter(|prompt| !prompt.is_empty());
        if prompt.is_none() && (self.auto_close || self.max_turns.is_some()) {
            return Err(Error::invalid(
                "auto_close and max_turns need an initial_prompt: they end the agent after its task.",
            ));
        }
        if self.max_turns.is_some() && !agent_type.is_some_and(|known| known.takes_max_turns) {
            return Err(Error::invalid(format!("Agents of the type `{agent_type_id}` have no limit of turns."))
                .fix("Leave max_turns out; pod_timeout_minutes limits every run."));
        }
        if self.tools.is_some() && !agent_type.is_some_and(|known| known.takes_tools) {
            return Err(Error::invalid(format!("Agents of the type `{agent_type_id}` cannot be confined to tools."))
                .fix("Leave tools out."));
        }
        if let Some(config) = &self.custom_mcp_config {
            check_mcp_config(config, agent_type.is_none_or(|known| known.takes_mcp_config), &agent_type_id)?;
        }
        let repository = self.repository_id.map(|id| pod.runs().repository(id)).transpose()?;
        let sandbox_type = sandbox_type(self.sandbox_type, repository.as_ref(), capabilities.as_ref())?;
        let branch = checked_branch(self.branch, repository.is_some())?;
        check_range("auto_close_delay_seconds", self.auto_close_delay_seconds, 0, MAX_DELAY_SECONDS)?;
        let timeout = self.pod_timeout_minutes.unwrap_or(DEFAULT_TIMEOUT_MINUTES);
        check_range("pod_timeout_minutes", timeout, 1, MAX_TIMEOUT_MINUTES)?;
        check_range("max_turns", self.max_turns.unwrap_or(1), 1, MAX_TURNS)?;
        Ok(CheckedRun {
            runner: runner.number,
            max_runs: capabilities.map_or(MAX_OPEN_RUNS, |capabilities| i64::from(capabilities.max_runs)),
            repository,
            environment: checked_environment(self.environment_variables, caller)?,
            address: checked_name("address", self.address)?,
            command: checked_text("custom_agent_command", self.custom_agent_command)?,
            arguments: checked_arguments(self.custom_agent_args)?,
            mcp_config: self.custom_mcp_config,
            permissions: checked_permissions(self.permissions, caller)?,
            details: RunDetails {
                agent_type_id,
                initial_prompt: prompt,
                repository_id: self.repository_id,
                branch,
                ticket_slug: checked_name("ticket_slug", self.ticket_slug)?,
                channel_id: self.channel_id,
                sandbox_type,
                auto_close: self.auto_close,
                auto_close_delay_seconds: self.auto_close_delay_seconds,
                pod_timeout_minutes: timeout,
                max_turns: self.max_turns,
                model: checked_name("model", self.model)?,
                tools: checked_tools(self.tools)?,
                max_spend_usdc: self.max_spend_usdc.map(Amount::atomic),
            },
        })
    }

    fn agent_type(&self, capabilities: Option<&Capabilities>) -> Result<String> {
        let named = self
            .agent_type_id
            .clone()
            .or_else(|| self.custom_agent_command.as_ref().map(|_| AgentType::CUSTOM.to_owned()));
        let types = capabilities.map_or(&[][..], |capabilities| &capabilities.agent_types);
        let default = || types.iter().find(|agent_type| agent_type.default).map(|agent_type| agent_type.id.clone());
        let id = named
            .or_else(default)
            .ok_or_else(|| Error::invalid("The runner has no default type of agent.").fix("Send agent_type_id."))?;
        let is_known =
            capabilities.is_none() || id == AgentType::CUSTOM || types.iter().any(|agent_type| agent_type.id == id);
        if is_known && !id.is_empty() && id.chars().count() <= MAX_NAME_CHARS {
            return Ok(id);
        }
        let names: Vec<_> = types.iter().map(|agent_type| agent_type.id.as_str()).collect();
        Err(Error::new(Code::AgentTypeUnavailable, format!("The runner cannot start agents of the type `{id}`."))
            .fix(format!("It can start: {}.", names.join(", "))))
    }

    fn check_command(&self, agent_type: &str, capabilities: Option<&Capabilities>) -> Result<()> {
        let has_command = self.custom_agent_command.as_ref().is_some_and(|command| !command.is_empty());
        if agent_type != AgentType::CUSTOM {
            if has_command || !self.custom_agent_args.is_empty() {
                return Err(Error::invalid(
                    "custom_agent_command and custom_agent_args are for agents of the type `custom`.",
                ));
            }
            return Ok(());
        }
        if !has_command {
            return Err(Error::invalid("An agent of the type `custom` needs a custom_agent_command."));
        }
        match capabilities {
            Some(capabilities) if !capabilities.custom_commands => {
                Err(Error::new(Code::CustomCommandsOff, "The runner does not accept commands from requests.").fix(
                    "Set custom_commands = true in the runner's configuration, or choose a type of agent that it has.",
                ))
            }
            _ => Ok(()),
        }
    }
}
