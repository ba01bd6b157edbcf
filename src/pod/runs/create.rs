//! Creating a run.

mod checks;

use std::collections::BTreeMap;

use macros::{FromRow, operation};
use run_protocol::{AgentType, Capabilities, EnvironmentValue, RunSpec, SandboxType};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use checks::{
    MAX_NAME_CHARS, budget, check_ceilings, check_mcp_config, check_range, checked_arguments, checked_environment,
    checked_name, checked_permissions, checked_text, checked_tools,
};

use super::run::{OneRun, RunDetails, details_context};
use super::transitions::Pushed;
use super::{OrgPod, RunStatus, Runs, START_TIMEOUT, spec_context};
use crate::audit_action::AuditAction;
use crate::credential::{Credential, Kind};
use crate::directory::{MadeBy, NewRunKey};
use crate::error::{Code, Error, Result};
use crate::grant::{KeyScope, RunKeyPurpose};
use crate::id::{KeyId, RunId};
use crate::money::Amount;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::runtime::sockets;
use crate::time::{HOUR, MINUTE};
use crate::wire::{Body, Created, Path, Principal, PrincipalKind};

/// Runs of a pod that have not ended.
const MAX_OPEN_RUNS: i64 = 1_000;
const MAX_DELAY_SECONDS: u32 = 3_600;
const MAX_TIMEOUT_MINUTES: u32 = 7 * 24 * 60;
const DEFAULT_TIMEOUT_MINUTES: u32 = 24 * 60;
const MAX_TURNS: u32 = 10_000;
/// How much longer than the run its key lasts, if nothing ends it before.
const KEY_MARGIN: i64 = HOUR;

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
    /// The repository's id.
    repository_id: Option<i64>,
    /// The git branch to work on.
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
    /// Environment variables of the agent, at most 100. They are never shown again, and deleted when the runner has them.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "LOG_LEVEL": "debug" }))]
    environment_variables: BTreeMap<String, String>,
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
}

/// Existing programs send the id of a runner as a text or as a number.
fn runner_name<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(id) => Ok(id),
        Value::Number(number) if number.is_u64() => Ok(number.to_string()),
        _ => Err(de::Error::custom("expected the id of a runner")),
    }
}

/// A runner that a run can be created for.
#[derive(FromRow)]
struct ChosenRunner {
    number: i64,
    capabilities: Option<String>,
}

/// A request that was checked.
struct CheckedRun {
    runner: i64,
    max_runs: i64,
    details: RunDetails,
    environment: BTreeMap<String, EnvironmentValue>,
    command: Option<String>,
    arguments: Vec<String>,
    mcp_config: Option<Map<String, Value>>,
    permissions: Vec<String>,
}

/// Create a run.
///
/// Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is `running` when its runner has started it.
/// If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The run gets a key of its own for this
/// API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.
///
/// Unknown fields are refused. An environment can have 1,000 runs that have not ended.
#[operation(
    POST "/api/v1/ext/orgs/{org}/pods", tag = "runs", permission = RunsWrite, api_key,
    path(org = "The account: its id, or its slug."),
    reply = "The run, with the status `creating`.",
    errors(InvalidRequest, MissingFields, AgentTypeUnavailable, CustomCommandsOff, CeilingExceeded, RunLimit, RunnerFull,
        NotFound = "There is no such runner."),
    audit(RunCreated),
    events(RunCreated),
)]
pub async fn create_run(
    OrgPod(pod): OrgPod,
    caller: Principal,
    Path(_): Path<String>,
    Body(new): Body<NewRun>,
) -> Result<Created<OneRun>> {
    let new = new.checked(&pod, &caller)?;
    check_ceilings(&pod.bounds().await?.agents, &new.details)?;
    let egress = pod.bounds().await?.egress.as_slice().to_vec();
    let id = RunId::generate()?;
    let credential = Credential::issue(Kind::Run, pod.id(), &pod.config().tagger)?;
    let minutes = i64::from(new.details.pod_timeout_minutes);
    let key = NewRunKey {
        id: KeyId::generate()?,
        credential: &credential,
        purpose: RunKeyPurpose::Run,
        label: Some(id.as_str()),
        scope: KeyScope {
            permissions: Some(new.permissions.clone()),
            inboxes: caller.inboxes.clone(),
            ip_ranges: None,
        },
        expires_at: pod.now().plus(START_TIMEOUT + minutes * MINUTE + KEY_MARGIN),
    };
    let by = MadeBy {
        caller: &caller.key_id,
        key: (caller.kind == PrincipalKind::Pod).then_some(&caller.key_id),
        member: caller.member.as_ref().map(|member| &member.id),
    };
    pod.events().prepare().await?;
    pod.wake_at(pod.now().plus(START_TIMEOUT)).await?;
    pod.directory().add_run(&key, &budget(&new.details), &by, pod.now()).await?;
    let spec = new.spec(&pod, &id, &credential, egress);
    let stored = pod.sql().atomically(|| pod.runs().insert(&id, &new, &key.id, &spec));
    let event = match stored {
        Ok(event) => event,
        Err(error) => {
            // Without a run the key opens nothing; it is deleted so that nothing is left.
            log::logged(pod.directory().discard_run(&key.id).await);
            return Err(error);
        }
    };
    event.iter().for_each(|event| sockets::push(&pod, event));
    pod.runs().send_starts(new.runner)?;
    Ok(Created(OneRun { pod: pod.runs().shown(pod.runs().find(id.as_str())?)? }))
}

impl NewRun {
    fn checked(self, pod: &Pod, caller: &Principal) -> Result<CheckedRun> {
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
        if self.repository_id.is_some() || self.branch.is_some() || self.sandbox_type == Some(SandboxType::Worktree) {
            return Err(
                Error::invalid("There is no such repository.").fix("Leave repository_id, branch and sandbox_type out.")
            );
        }
        check_range("auto_close_delay_seconds", self.auto_close_delay_seconds, 0, MAX_DELAY_SECONDS)?;
        let timeout = self.pod_timeout_minutes.unwrap_or(DEFAULT_TIMEOUT_MINUTES);
        check_range("pod_timeout_minutes", timeout, 1, MAX_TIMEOUT_MINUTES)?;
        check_range("max_turns", self.max_turns.unwrap_or(1), 1, MAX_TURNS)?;
        Ok(CheckedRun {
            runner: runner.number,
            max_runs: capabilities.map_or(MAX_OPEN_RUNS, |capabilities| i64::from(capabilities.max_runs)),
            environment: checked_environment(self.environment_variables)?,
            command: checked_text("custom_agent_command", self.custom_agent_command)?,
            arguments: checked_arguments(self.custom_agent_args)?,
            mcp_config: self.custom_mcp_config,
            permissions: checked_permissions(self.permissions, caller)?,
            details: RunDetails {
                agent_type_id,
                initial_prompt: prompt,
                repository_id: self.repository_id,
                branch: self.branch,
                ticket_slug: checked_name("ticket_slug", self.ticket_slug)?,
                channel_id: self.channel_id,
                sandbox_type: SandboxType::Tempdir,
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

impl CheckedRun {
    fn spec(&self, pod: &Pod, id: &RunId, key: &Credential, egress: Vec<String>) -> RunSpec {
        let details = &self.details;
        RunSpec {
            run: id.to_string(),
            agent_type: details.agent_type_id.clone(),
            prompt: details.initial_prompt.clone(),
            is_one_shot: details.initial_prompt.is_some() && (details.auto_close || details.max_turns.is_some()),
            repository: None,
            branch: details.branch.clone(),
            sandbox: details.sandbox_type,
            command: self.command.clone(),
            arguments: self.arguments.clone(),
            mcp_config: self.mcp_config.clone().map(Value::Object),
            environment: self.environment.clone(),
            auto_close_delay_seconds: details.auto_close_delay_seconds,
            timeout_minutes: details.pod_timeout_minutes,
            max_turns: details.max_turns,
            model: details.model.clone(),
            tools: details.tools.clone(),
            egress: (!egress.is_empty()).then_some(egress),
            url: pod.config().public_url.clone(),
            key: key.reveal().to_owned(),
            vault_owner: None,
            address: None,
            columns: 80,
            rows: 24,
        }
    }
}

impl Runs<'_> {
    /// The runner that a request names by its id or its number.
    fn chosen(self, name: &str) -> Result<ChosenRunner> {
        const SELECT_RUNNER: &str = "
            SELECT number, capabilities FROM runner
            WHERE removed_at IS NULL AND (id = ?1 OR CAST(number AS TEXT) = ?1)";
        self.pod
            .sql()
            .row(SELECT_RUNNER, &values![name])?
            .ok_or_else(|| Error::not_found("runner").fix("GET /api/v1/ext/orgs/{org}/runners lists the runners."))
    }

    /// Stores a run and records its event. The limits are checked again. Part of the caller's transaction.
    fn insert(self, id: &RunId, new: &CheckedRun, key: &KeyId, spec: &RunSpec) -> Result<Pushed> {
        const COUNT_OPEN: &str =
            "SELECT coalesce(sum(count), 0) FROM run_total WHERE name IN ('creating', 'running', 'terminating')";
        const COUNT_OF_RUNNER: &str = "SELECT count(*) FROM run WHERE runner = ? AND finished_at IS NULL";
        const INSERT_RUN: &str = "
            INSERT INTO run (id, runner, status, details, spec, key_id, created_at, updated_at, due_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)";
        let (sql, now) = (self.pod.sql(), self.pod.now());
        if sql.value(COUNT_OPEN, &[])?.unwrap_or(0) >= MAX_OPEN_RUNS {
            return Err(Error::new(Code::RunLimit, format!("{MAX_OPEN_RUNS} runs have not ended yet."))
                .fix("Terminate runs, or wait until they end."));
        }
        if sql.value(COUNT_OF_RUNNER, &values![new.runner])?.unwrap_or(0) >= new.max_runs {
            return Err(Error::new(Code::RunnerFull, format!("The runner takes {} runs at once.", new.max_runs))
                .fix("Terminate a run, wait until one ends, or choose another runner.")
                .with("max_runs", new.max_runs));
        }
        self.chosen(&new.runner.to_string())?;
        let details = serde_json::to_vec(&new.details).map_err(Error::internal)?;
        let details = self.pod.key().seal(&details_context(id.as_str()), &details)?;
        let spec =
            self.pod.key().seal(&spec_context(id.as_str()), &serde_json::to_vec(spec).map_err(Error::internal)?)?;
        let (status, due): (&str, _) = (RunStatus::Creating.into(), now.plus(self.pod.config().scaled(START_TIMEOUT)));
        sql.run(INSERT_RUN, &values![id.as_str(), new.runner, status, &*details, &*spec, key.as_str(), now, due])?;
        self.pod.audit().record(AuditAction::RunCreated, id.as_str())?;
        self.report(id.as_str())
    }
}
