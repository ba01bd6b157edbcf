//! How the programs that Warren knows are told what to do.
//!
//! Tried with Claude Code 2.1, Codex 0.171, Gemini CLI 0.61 and opencode 1.18. Values are passed as `--option=value`, and prompts after
//! `--`, so that no value is taken for an option.

use std::path::Path;

use run_protocol::{Failure, RunSpec};
use serde_json::{Value, json};

use super::{gemini, mcp::McpServers};
use crate::{control::Program, sandbox::failure};

/// A program under construction.
pub struct Builder<'a> {
    pub spec: &'a RunSpec,
    pub servers: Option<McpServers<'a>>,
    /// Where the files of the program will be.
    pub files: &'a Path,
    /// The home directory of the runner's user.
    pub home: &'a Path,
    pub program: Program,
}

/// The program of a built-in type. None if the type is not built in.
pub fn program(
    kind: &str,
    spec: &RunSpec,
    extra: &[String],
    files: &Path,
    home: &Path,
) -> Option<Result<Program, Failure>> {
    let build = match kind {
        "claude-code" => claude as fn(&mut Builder) -> Result<(), Failure>,
        "codex" => codex,
        "gemini" => gemini::build,
        "aider" => aider,
        "opencode" => opencode,
        _ => return None,
    };
    let servers = spec.mcp_config.as_ref().map(McpServers::read).transpose();
    Some(servers.and_then(|servers| {
        let program = Program { command: super::command(kind).unwrap_or(kind).to_owned(), ..Program::default() };
        let mut builder = Builder { spec, servers, files, home, program };
        build(&mut builder)?;
        // After the subcommand, if there is one.
        let arguments = &mut builder.program.arguments;
        let at = usize::from(arguments.first().is_some_and(|first| !first.starts_with('-')));
        arguments.splice(at..at, extra.iter().cloned());
        Ok(builder.program)
    }))
}

impl Builder<'_> {
    pub fn is_one_shot(&self) -> bool {
        self.spec.is_one_shot && self.spec.prompt.is_some()
    }

    fn add(&mut self, argument: impl Into<String>) {
        self.program.arguments.push(argument.into());
    }

    /// `--name=value`, if there is a value.
    pub fn option(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.add(format!("{name}={value}"));
        }
    }

    fn prompt_at_the_end(&mut self) {
        if let Some(prompt) = &self.spec.prompt {
            self.program.arguments.extend(["--".to_owned(), prompt.clone()]);
        }
    }

    /// A file for the program. Returns its path.
    pub fn file(&mut self, name: &str, contents: impl std::fmt::Display) -> String {
        self.program.files.insert(name.to_owned(), contents.to_string());
        self.files.join(name).to_string_lossy().into_owned()
    }

    /// An agent that cannot do what was asked for is not started without it.
    fn refuse(&self, is_given: bool, what: &str) -> Result<(), Failure> {
        match is_given {
            true => Err(failure("not_supported", format!("{} cannot be given {what}.", self.spec.agent_type))),
            false => Ok(()),
        }
    }
}

fn claude(it: &mut Builder) -> Result<(), Failure> {
    if it.is_one_shot() {
        it.add("--print");
    }
    it.option("--model", it.spec.model.as_ref());
    it.option("--max-turns", it.spec.max_turns);
    if let Some(tools) = &it.spec.tools {
        // The first says which of its tools exist, the second which it uses without asking. A tool of an MCP server that is not in
        // the second is not used without a person.
        let own = tools.iter().filter(|tool| !tool.starts_with("mcp__"));
        let own: Vec<&str> = own.map(|tool| tool.split_once('(').map_or(tool.as_str(), |(name, _)| name)).collect();
        it.option("--tools", Some(own.join(",")));
        it.option("--allowedTools", Some(tools.join(",")));
    }
    if let Some(config) = &it.spec.mcp_config {
        let path = it.file("mcp.json", config);
        it.option("--mcp-config", Some(path));
    }
    if it.spec.mcp_config.is_some() || it.spec.tools.is_some() {
        it.add("--strict-mcp-config");
    }
    it.prompt_at_the_end();
    Ok(())
}

fn codex(it: &mut Builder) -> Result<(), Failure> {
    it.refuse(it.spec.max_turns.is_some(), "a number of turns")?;
    it.refuse(it.spec.tools.is_some(), "a list of tools")?;
    if it.is_one_shot() {
        it.add("exec");
        it.add("--skip-git-repo-check");
    }
    it.option("--model", it.spec.model.as_ref());
    let overrides = it.servers.as_ref().map(McpServers::overrides).transpose()?;
    for setting in overrides.into_iter().flatten() {
        it.option("--config", Some(setting));
    }
    it.prompt_at_the_end();
    Ok(())
}

fn aider(it: &mut Builder) -> Result<(), Failure> {
    it.refuse(it.spec.max_turns.is_some(), "a number of turns")?;
    it.refuse(it.spec.tools.is_some(), "a list of tools")?;
    it.refuse(it.spec.mcp_config.is_some(), "MCP servers")?;
    it.option("--model", it.spec.model.as_ref());
    if it.is_one_shot() {
        it.add("--yes-always");
        it.option("--message", it.spec.prompt.as_ref());
    } else {
        it.program.typed.clone_from(&it.spec.prompt);
    }
    Ok(())
}

fn opencode(it: &mut Builder) -> Result<(), Failure> {
    it.refuse(it.spec.max_turns.is_some(), "a number of turns")?;
    let is_one_shot = it.is_one_shot();
    if is_one_shot {
        it.add("run");
    }
    it.option("--model", it.spec.model.as_ref());
    let mut config = json!({});
    if let Some(servers) = &it.servers {
        config["mcp"] = servers.opencode();
    }
    if let Some(tools) = &it.spec.tools {
        let allowed = tools.iter().map(|tool| (tool.clone(), Value::Bool(true)));
        // The last that matches counts, and `*` is sorted before all names.
        config["tools"] = [("*".to_owned(), Value::Bool(false))].into_iter().chain(allowed).collect();
    }
    if config != json!({}) {
        it.program.environment.insert("OPENCODE_CONFIG_CONTENT".to_owned(), config.to_string());
    }
    if is_one_shot {
        it.prompt_at_the_end();
    } else {
        it.option("--prompt", it.spec.prompt.as_ref());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(kind: &str) -> RunSpec {
        let spec = json!({
            "run": "run_0123456789abcdef", "agent_type": kind, "prompt": "-do it", "is_one_shot": true, "sandbox": "tempdir",
            "timeout_minutes": 1, "url": "", "key": "", "columns": 80, "rows": 24, "model": "m",
        });
        serde_json::from_value(spec).unwrap()
    }

    fn built(spec: &RunSpec) -> Result<Program, Failure> {
        program(&spec.agent_type, spec, &["--extra".to_owned()], Path::new("/run/agent"), Path::new("/nowhere"))
            .unwrap()
    }

    fn arguments(spec: &RunSpec) -> String {
        let program = built(spec).unwrap();
        format!("{} {}", program.command, program.arguments.join(" "))
    }

    #[test]
    fn each_program_gets_its_prompt_and_model() {
        let expected = [
            ("claude-code", "claude --extra --print --model=m -- -do it", "claude --extra --model=m -- -do it"),
            (
                "codex",
                "codex exec --extra --skip-git-repo-check --model=m -- -do it",
                "codex --extra --model=m -- -do it",
            ),
            (
                "gemini",
                "gemini --extra --model=m --prompt=-do it",
                "gemini --extra --model=m --prompt-interactive=-do it",
            ),
            ("aider", "aider --extra --model=m --yes-always --message=-do it", "aider --extra --model=m"),
            ("opencode", "opencode run --extra --model=m -- -do it", "opencode --extra --model=m --prompt=-do it"),
        ];
        for (kind, one_shot, interactive) in expected {
            assert_eq!(arguments(&spec(kind)), one_shot);
            assert_eq!(arguments(&RunSpec { is_one_shot: false, ..spec(kind) }), interactive);
        }
        let typed = built(&RunSpec { is_one_shot: false, ..spec("aider") }).unwrap().typed;
        assert_eq!(typed.as_deref(), Some("-do it"));
    }

    #[test]
    fn claude_is_confined() {
        let tools = Some(["Bash(git *)", "Read", "mcp__files__get"].map(str::to_owned).to_vec());
        let mcp_config = Some(json!({ "mcpServers": { "files": { "command": "x" } } }));
        let spec = RunSpec { tools, mcp_config: mcp_config.clone(), max_turns: Some(3), ..spec("claude-code") };
        let expected = "claude --extra --print --model=m --max-turns=3 --tools=Bash,Read \
            --allowedTools=Bash(git *),Read,mcp__files__get --mcp-config=/run/agent/mcp.json --strict-mcp-config -- -do it";
        assert_eq!(arguments(&spec), expected);
        let files = built(&spec).unwrap().files;
        assert_eq!(serde_json::from_str::<Value>(&files["mcp.json"]).ok(), mcp_config);
    }

    #[test]
    fn opencode_is_confined_without_a_file() {
        let tools = Some(vec!["bash".to_owned()]);
        let program = built(&RunSpec { tools, ..spec("opencode") }).unwrap();
        assert_eq!(program.environment["OPENCODE_CONFIG_CONTENT"], r#"{"tools":{"*":false,"bash":true}}"#);
        assert!(program.files.is_empty());
    }

    #[test]
    fn what_a_program_cannot_do_is_refused() {
        let mcp_config = Some(json!({ "mcpServers": {} }));
        let refused = [
            RunSpec { tools: Some(Vec::new()), ..spec("codex") },
            RunSpec { max_turns: Some(1), ..spec("codex") },
            RunSpec { tools: Some(Vec::new()), ..spec("aider") },
            RunSpec { max_turns: Some(1), ..spec("aider") },
            RunSpec { mcp_config, ..spec("aider") },
            RunSpec { max_turns: Some(1), ..spec("opencode") },
        ];
        for spec in refused {
            assert_eq!(built(&spec).unwrap_err().code, "not_supported", "{}", spec.agent_type);
        }
    }
}
