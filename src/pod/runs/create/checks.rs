//! What a request for a run may contain.

use std::collections::BTreeMap;

use run_protocol::{Capabilities, RepositorySpec, SandboxType};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::bounds::{Bounds, Dimension, ceiling_exceeded};
use crate::directory::NewRunBudget;
use crate::error::{Code, Error, Result};
use crate::pod::runs::run::RunDetails;
use crate::wire::{Permission, Permissions, Principal, missing_scope};

/// Bytes of a prompt, of all arguments, and of the configuration of MCP servers.
const MAX_TEXT_BYTES: usize = 64 * 1024;
const MAX_VARIABLES: usize = 100;
const MAX_ARGUMENTS: usize = 100;
const MAX_TOOLS: usize = 100;
pub const MAX_NAME_CHARS: usize = 128;
const MAX_BRANCH_BYTES: usize = 255;
/// Variables whose names begin so are Warren's.
const RESERVED_PREFIX: &str = "WARREN_";

/// The type of agent is judged as a tool: it is a program that is started. An agent that a ceiling binds must say what it uses.
pub fn check_ceilings(agents: &Bounds, details: &RunDetails) -> Result<()> {
    let tools = details.tools.iter().flatten().cloned();
    let tools: Vec<_> = std::iter::once(details.agent_type_id.clone()).chain(tools).collect();
    let models: Vec<_> = details.model.clone().into_iter().collect();
    if models.is_empty() && agents.restricts(Dimension::Models) {
        return Err(
            Error::invalid("A ceiling restricts the models of agents.").fix("Send the `model` that the agent uses.")
        );
    }
    for (dimension, names) in [(Dimension::Tools, tools), (Dimension::Models, models)] {
        let (_, refused) = agents.judge(dimension, &names);
        if let Some(refused) = refused.into_iter().next() {
            return Err(ceiling_exceeded(Some(&refused.name), refused.bound.into()));
        }
    }
    Ok(())
}

/// What the directory judges the charges of a run by.
pub fn budget(details: &RunDetails) -> NewRunBudget<'_> {
    let tools = details.tools.iter().flatten().map(String::as_str);
    NewRunBudget {
        cap: details.max_spend_usdc,
        tools: std::iter::once(details.agent_type_id.as_str()).chain(tools).collect(),
        model: details.model.as_deref(),
    }
}

pub fn check_mcp_config(config: &Map<String, Value>, is_taken: bool, agent_type: &str) -> Result<()> {
    if !is_taken {
        return Err(Error::invalid(format!("Agents of the type `{agent_type}` take no MCP servers."))
            .fix("Leave custom_mcp_config out."));
    }
    if !config.get("mcpServers").is_some_and(Value::is_object) {
        return Err(Error::invalid("custom_mcp_config has no object `mcpServers`."));
    }
    check_length("custom_mcp_config", Value::Object(config.clone()).to_string().len())
}

pub fn check_range(name: &str, number: u32, min: u32, max: u32) -> Result<()> {
    if (min..=max).contains(&number) {
        Ok(())
    } else {
        Err(Error::invalid(format!("{name} is not from {min} to {max}.")))
    }
}

fn check_length(name: &str, bytes: usize) -> Result<()> {
    if bytes <= MAX_TEXT_BYTES {
        Ok(())
    } else {
        Err(Error::new(Code::TooLarge, format!("{name} is longer than {MAX_TEXT_BYTES} bytes.")))
    }
}

pub fn checked_text(name: &str, text: Option<String>) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    check_length(name, text.len())?;
    if text.contains('\0') {
        Err(Error::invalid(format!("{name} contains the character NUL.")))
    } else {
        Ok(Some(text))
    }
}

pub fn checked_name(name: &str, text: Option<String>) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    let is_name = !text.is_empty() && text.chars().count() <= MAX_NAME_CHARS && !text.chars().any(char::is_control);
    if is_name {
        Ok(Some(text))
    } else {
        Err(Error::invalid(format!("{name} has no characters, more than {MAX_NAME_CHARS}, or control characters.")))
    }
}

pub fn checked_tools(tools: Option<Vec<String>>) -> Result<Option<Vec<String>>> {
    let Some(tools) = tools else { return Ok(None) };
    if tools.is_empty() || tools.len() > MAX_TOOLS {
        return Err(Error::invalid(format!("tools has 1 to {MAX_TOOLS} names.")));
    }
    tools.into_iter().map(|tool| checked_name("tools", Some(tool))).collect()
}

pub fn checked_arguments(arguments: Vec<String>) -> Result<Vec<String>> {
    if arguments.len() > MAX_ARGUMENTS {
        return Err(Error::invalid(format!("custom_agent_args has at most {MAX_ARGUMENTS} arguments.")));
    }
    check_length("custom_agent_args", arguments.iter().map(String::len).sum())?;
    if arguments.iter().any(|argument| argument.contains('\0')) {
        return Err(Error::invalid("custom_agent_args contains the character NUL."));
    }
    Ok(arguments)
}

/// The value of a variable, or the key of the vault that has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Variable {
    Plain(String),
    Vault {
        #[serde(rename = "$vault")]
        key: String,
    },
}

impl Variable {
    fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Vault { key: text } => text,
        }
    }
}

/// Environment variables. Values of the vault are for callers who may read it.
pub fn checked_environment(
    variables: BTreeMap<String, Variable>,
    caller: &Principal,
) -> Result<BTreeMap<String, Variable>> {
    if variables.len() > MAX_VARIABLES {
        return Err(Error::invalid(format!("environment_variables has at most {MAX_VARIABLES} variables.")));
    }
    let bytes = variables.iter().map(|(name, value)| name.len() + value.text().len()).sum();
    check_length("environment_variables", bytes)?;
    for (name, value) in &variables {
        let mut characters = name.chars();
        let is_name = characters.next().is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
            && characters.all(|c| c == '_' || c.is_ascii_alphanumeric())
            && name.len() <= MAX_NAME_CHARS;
        if !is_name || name.starts_with(RESERVED_PREFIX) {
            return Err(Error::invalid(format!("environment_variables cannot have a variable `{name}`."))
                .fix("Names consist of letters, digits and `_`, do not begin with a digit, and not with `WARREN_`."));
        }
        if value.text().contains('\0') {
            return Err(Error::invalid(format!("The variable `{name}` contains the character NUL.")));
        }
    }
    if variables.values().any(|value| matches!(value, Variable::Vault { .. })) {
        caller.check_permission(Permission::VaultRead)?;
    }
    Ok(variables)
}

/// Where the agent works.
pub fn sandbox_type(
    asked: Option<SandboxType>,
    repository: Option<&RepositorySpec>,
    capabilities: Option<&Capabilities>,
) -> Result<SandboxType> {
    let sandbox = asked.unwrap_or(if repository.is_some() { SandboxType::Worktree } else { SandboxType::Tempdir });
    match (sandbox, repository) {
        (SandboxType::Worktree, None) => {
            return Err(Error::invalid("A worktree needs a repository_id.")
                .fix("Send repository_id, or the sandbox_type `tempdir`."));
        }
        (SandboxType::Tempdir, Some(_)) => {
            return Err(Error::invalid("A temporary directory is empty: it has no repository.")
                .fix("Leave repository_id out, or send the sandbox_type `worktree`."));
        }
        _ => {}
    }
    let Some(capabilities) = capabilities else { return Ok(sandbox) };
    if let Some(RepositorySpec { name, .. }) =
        repository.filter(|known| !capabilities.repositories.contains(&known.name))
    {
        let has = capabilities.repositories.join(", ");
        return Err(Error::invalid(format!("The runner does not have the repository `{name}`."))
            .fix(format!("Add it to the runner's configuration, or choose another runner. It has: {has}.")));
    }
    if !capabilities.sandbox_types.contains(&sandbox) {
        return Err(Error::invalid("The runner does not have this sandbox_type.").fix("Choose another runner."));
    }
    Ok(sandbox)
}

pub fn checked_branch(branch: Option<String>, has_repository: bool) -> Result<Option<String>> {
    let Some(branch) = branch else { return Ok(None) };
    if !has_repository {
        return Err(Error::invalid("A branch needs a repository_id."));
    }
    let is_branch = !branch.is_empty()
        && branch.len() <= MAX_BRANCH_BYTES
        && !branch.starts_with('-')
        && !branch.chars().any(|c| c.is_control() || c.is_whitespace());
    if is_branch { Ok(Some(branch)) } else { Err(Error::invalid("branch is not the name of a git branch.")) }
}

/// A run's key does no more than its maker, and nothing that makes keys or serves runs.
pub fn checked_permissions(names: Option<Vec<String>>, caller: &Principal) -> Result<Vec<String>> {
    const DEFAULT: [&str; 6] = ["mail:read", "mail:send", "mail:write", "calendar:*", "budget:charge", "budget:read"];
    let is_default = names.is_none();
    let names = names.unwrap_or_else(|| DEFAULT.map(str::to_owned).to_vec());
    let never: Permissions =
        [Permission::KeysRead, Permission::KeysWrite, Permission::RunsRegister, Permission::RunsServe]
            .into_iter()
            .collect();
    let mut granted = Vec::new();
    for name in names {
        let of_name: Permissions = name.parse().map_err(|()| {
            Error::invalid(format!("There is no permission `{name}`."))
                .fix("docs/PERMISSIONS.md lists the permissions.")
        })?;
        let lacks = of_name.outside(caller.permissions.without(never));
        match lacks {
            None => granted.push(name),
            Some(_) if is_default => {}
            Some(permission) => return Err(missing_scope(permission)),
        }
    }
    Ok(granted)
}
