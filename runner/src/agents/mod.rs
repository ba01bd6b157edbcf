//! The types of agents that this runner starts.

mod built_in;
mod gemini;
mod mcp;

use std::{
    collections::BTreeMap,
    env,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use run_protocol::{AGENT_TYPES, AgentType, AgentTypeInfo, Failure, RunSpec};

use crate::{
    config::{AgentTypeConfig, Config},
    control::Program,
    sandbox::failure,
};

/// Where a program that Warren does not know finds its MCP servers.
const MCP_VARIABLE: &str = "WARREN_MCP_CONFIG";

/// The types that the configuration allows.
pub struct AgentTypes {
    types: BTreeMap<String, AgentTypeConfig>,
    default: Option<String>,
    custom_commands: bool,
    home: PathBuf,
}

impl AgentTypes {
    pub fn new(config: &Config) -> Self {
        let types = config.agent_types.clone().unwrap_or_else(installed);
        let default = config.default_agent_type.clone().or_else(|| types.keys().next().cloned());
        let home = env::var_os("HOME").map_or_else(|| PathBuf::from("/"), PathBuf::from);
        Self { types, default, custom_commands: config.custom_commands, home }
    }

    /// What the pod is told.
    pub fn offered(&self) -> Vec<AgentTypeInfo> {
        let custom = self.custom_commands.then(|| AgentType::CUSTOM.to_owned());
        let ids = self.types.keys().cloned().chain(custom);
        ids.map(|id| AgentTypeInfo { default: self.default.as_ref() == Some(&id), id }).collect()
    }

    /// How the agent of a run is started. Its files will be in a directory.
    pub fn program(&self, spec: &RunSpec, files: &Path) -> Result<Program, Failure> {
        if spec.agent_type == AgentType::CUSTOM {
            return self.custom(spec, files);
        }
        let Some(agent_type) = self.types.get(&spec.agent_type) else {
            let message = format!("The runner starts no agents of type {:?}.", spec.agent_type);
            return Err(failure("agent_type_unavailable", message));
        };
        let extra = match spec.is_one_shot {
            true => agent_type.one_shot_args.as_ref().or(agent_type.args.as_ref()),
            false => agent_type.args.as_ref(),
        };
        let extra = extra.map(Vec::as_slice).unwrap_or_default();
        let mut program = match built_in::program(&spec.agent_type, spec, extra, files, &self.home) {
            Some(program) => program?,
            None => of_configuration(spec, extra, files)?,
        };
        if let Some(command) = &agent_type.command {
            program.command.clone_from(command);
        }
        for (name, value) in &agent_type.env {
            program.environment.insert(name.clone(), value.clone());
        }
        Ok(program)
    }

    fn custom(&self, spec: &RunSpec, files: &Path) -> Result<Program, Failure> {
        if !self.custom_commands {
            return Err(failure("custom_commands_off", "The runner starts no custom commands."));
        }
        let mut program = unknown(spec, files)?;
        program.command = spec.command.clone().unwrap_or_default();
        program.arguments.clone_from(&spec.arguments);
        program.typed.clone_from(&spec.prompt);
        Ok(program)
    }
}

/// The built-in types whose programs this machine has.
fn installed() -> BTreeMap<String, AgentTypeConfig> {
    let search_path = env::var("PATH").unwrap_or_default();
    let has = |agent_type: &&AgentType| {
        command(agent_type.id).is_some_and(|command| find_program(command, &search_path, Path::new("/")).is_some())
    };
    AGENT_TYPES.iter().filter(has).map(|agent_type| (agent_type.id.to_owned(), AgentTypeConfig::default())).collect()
}

/// The program of a built-in type.
pub fn command(agent_type: &str) -> Option<&'static str> {
    match agent_type {
        "claude-code" => Some("claude"),
        "codex" => Some("codex"),
        "gemini" => Some("gemini"),
        "aider" => Some("aider"),
        "opencode" => Some("opencode"),
        _ => None,
    }
}

/// The path of a program, as a shell would find it.
pub fn find_program(command: &str, search_path: &str, directory: &Path) -> Option<PathBuf> {
    let is_program =
        |path: &PathBuf| path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0);
    if command.is_empty() {
        return None;
    }
    if command.contains('/') {
        return Some(directory.join(command)).filter(is_program);
    }
    env::split_paths(search_path).map(|path| directory.join(path).join(command)).find(is_program)
}

/// A type that only the configuration knows.
fn of_configuration(spec: &RunSpec, arguments: &[String], files: &Path) -> Result<Program, Failure> {
    let (prompt, model) = (spec.prompt.as_deref().unwrap_or_default(), spec.model.as_deref().unwrap_or_default());
    let takes_prompt = arguments.iter().any(|argument| argument.contains("{prompt}"));
    // One after the other, so that a prompt with "{model}" in it stays as it is.
    let filled = |argument: &String| argument.replace("{model}", model).replace("{prompt}", prompt);
    let mut program = unknown(spec, files)?;
    program.arguments = arguments.iter().map(filled).collect();
    program.typed = spec.prompt.clone().filter(|_| !takes_prompt);
    Ok(program)
}

/// A program of which Warren knows nothing. It cannot be confined.
fn unknown(spec: &RunSpec, files: &Path) -> Result<Program, Failure> {
    if spec.tools.is_some() || spec.max_turns.is_some() {
        let message = format!("Agents of type {:?} cannot be given tools or a number of turns.", spec.agent_type);
        return Err(failure("not_supported", message));
    }
    let mut program = Program::default();
    if let Some(config) = &spec.mcp_config {
        program.files.insert("mcp.json".to_owned(), config.to_string());
        let path = files.join("mcp.json").to_string_lossy().into_owned();
        program.environment.insert(MCP_VARIABLE.to_owned(), path);
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(agent_type: &str) -> RunSpec {
        let spec = serde_json::json!({
            "run": "run_0123456789abcdef", "agent_type": agent_type, "prompt": "do {model}", "is_one_shot": false,
            "sandbox": "tempdir", "timeout_minutes": 1, "url": "", "key": "", "columns": 80, "rows": 24, "model": "m",
            "command": "sh", "arguments": ["{prompt}"],
        });
        serde_json::from_value(spec).unwrap()
    }

    fn types(text: &str) -> AgentTypes {
        AgentTypes::new(&toml::from_str(text).unwrap())
    }

    fn program(types: &AgentTypes, spec: &RunSpec) -> Result<Program, String> {
        types.program(spec, Path::new("/run/agent")).map_err(|error| error.code)
    }

    #[test]
    fn only_what_the_configuration_names_is_started() {
        let types = types("[agent_types.own]\ncommand = 'own'\nargs = ['--model={model}', '{prompt}']");
        let found = program(&types, &spec("own")).unwrap();
        assert_eq!((found.command.as_str(), found.typed), ("own", None));
        assert_eq!(found.arguments, ["--model=m", "do {model}"]);
        assert_eq!(program(&types, &spec("claude-code")).unwrap_err(), "agent_type_unavailable");
        assert_eq!(program(&types, &spec("custom")).unwrap_err(), "custom_commands_off");
        let offered: Vec<_> = types.offered().into_iter().map(|it| (it.id, it.default)).collect();
        assert_eq!(offered, [("own".to_owned(), true)]);
    }

    #[test]
    fn a_custom_command_is_taken_as_it_is() {
        let types = types("custom_commands = true\nagent_types = {}");
        let found = program(&types, &spec("custom")).unwrap();
        assert_eq!(
            (found.command.as_str(), found.arguments, found.typed.as_deref()),
            ("sh", vec!["{prompt}".to_owned()], Some("do {model}"))
        );
        let confined = RunSpec { tools: Some(Vec::new()), ..spec("custom") };
        assert_eq!(program(&types, &confined).unwrap_err(), "not_supported");
        let with_servers = RunSpec { mcp_config: Some(serde_json::json!({})), ..spec("custom") };
        assert_eq!(program(&types, &with_servers).unwrap().environment[MCP_VARIABLE], "/run/agent/mcp.json");
    }

    #[test]
    fn a_built_in_type_can_have_another_program_and_more_arguments() {
        let text = "[agent_types.claude-code]\ncommand = '/opt/claude'\nargs = ['--verbose']\nenv = { A = 'b' }";
        let found = program(&types(text), &spec("claude-code")).unwrap();
        assert_eq!((found.command.as_str(), found.environment["A"].as_str()), ("/opt/claude", "b"));
        assert_eq!(found.arguments, ["--verbose", "--model=m", "--", "do {model}"]);
    }

    #[test]
    fn programs_are_found_as_a_shell_finds_them() {
        let work = tempfile::tempdir().unwrap();
        let find = |command| find_program(command, "/nowhere:/bin:/usr/bin", work.path());
        assert!(find("sh").is_some());
        assert_eq!(find("no-such-program"), None);
        assert_eq!(find("/etc/passwd"), None, "it cannot be executed");
        assert_eq!(find("./own"), None);
        std::fs::write(work.path().join("own"), "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(work.path().join("own"), PermissionsExt::from_mode(0o755)).unwrap();
        assert!(find("./own").is_some());
        assert_eq!(find(""), None);
    }
}
