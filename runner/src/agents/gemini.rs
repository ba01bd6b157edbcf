//! Gemini CLI. It takes neither MCP servers nor a number of turns on its command line, and it ignores files of settings for the whole
//! system that do not belong to root. So a run that needs them gets a home directory of its own for it, which is that of the user except
//! for these settings. Tools are confined by a policy: rules of users count more than those of a repository.

use std::{fs, io::ErrorKind};

use run_protocol::Failure;
use serde_json::{Map, Value, json};

use super::{built_in::Builder, mcp::McpServers};
use crate::sandbox::failure;

/// Where it keeps everything, below the home directory.
const DIRECTORY: &str = ".gemini";
const SETTINGS: &str = "settings.json";
/// What belongs to one run.
const NOT_SHARED: [&str; 3] = [SETTINGS, "tmp", "history"];

pub fn build(it: &mut Builder) -> Result<(), Failure> {
    it.option("--model", it.spec.model.as_ref());
    if let Some(tools) = &it.spec.tools {
        let path = it.file("gemini-tools.toml", policy(tools)?);
        it.option("--policy", Some(path));
    }
    if it.spec.mcp_config.is_some() || it.spec.max_turns.is_some() {
        own_home(it)?;
    }
    let name = if it.is_one_shot() { "--prompt" } else { "--prompt-interactive" };
    it.option(name, it.spec.prompt.as_ref());
    // The runner's configuration says which repositories are used. It does nothing in directories that are not trusted.
    it.program.environment.insert("GEMINI_CLI_TRUST_WORKSPACE".to_owned(), "true".to_owned());
    Ok(())
}

/// The listed tools are allowed, all others denied.
fn policy(tools: &[String]) -> Result<String, Failure> {
    let rule = |tools: Value, decision: &str, priority: u32| json!({ "toolName": tools, "decision": decision, "priority": priority });
    let mut rules = vec![rule("*".into(), "deny", 998)];
    if !tools.is_empty() {
        rules.push(rule(tools.into(), "allow", 999));
    }
    toml::to_string(&json!({ "rule": rules })).map_err(|error| failure("not_supported", error))
}

fn own_home(it: &mut Builder) -> Result<(), Failure> {
    let directory = it.home.join(DIRECTORY);
    let unreadable = |reason: String| {
        failure("agent_settings", format!("The runner cannot read {}: {reason}.", directory.join(SETTINGS).display()))
    };
    let mut settings: Map<String, Value> = match fs::read_to_string(directory.join(SETTINGS)) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?,
        Err(error) if error.kind() == ErrorKind::NotFound => Map::new(),
        Err(error) => return Err(unreadable(error.to_string())),
    };
    let names: Vec<&str> = it.servers.iter().flat_map(McpServers::names).collect();
    if let Some(config) = &it.spec.mcp_config {
        settings.insert("mcpServers".to_owned(), config["mcpServers"].clone());
        settings.insert("mcp".to_owned(), json!({ "allowed": names }));
    }
    if let Some(turns) = it.spec.max_turns {
        let model = settings.entry("model").or_insert_with(|| json!({}));
        match model {
            Value::Object(model) => drop(model.insert("maxSessionTurns".to_owned(), turns.into())),
            // An older form, where it is the name.
            name => *name = json!({ "name": name.take(), "maxSessionTurns": turns }),
        }
    }
    it.file(&format!("home/{DIRECTORY}/{SETTINGS}"), Value::from(settings));
    for entry in fs::read_dir(&directory).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !NOT_SHARED.contains(&name.as_str()) {
            it.program.links.insert(format!("home/{DIRECTORY}/{name}"), entry.path());
        }
    }
    let home = it.files.join("home").to_string_lossy().into_owned();
    it.program.environment.insert("GEMINI_CLI_HOME".to_owned(), home);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use run_protocol::RunSpec;

    use super::*;
    use crate::{agents::built_in, control::Program};

    fn built(home: &Path, more: Value) -> Result<Program, Failure> {
        let mut spec = json!({
            "run": "run_0123456789abcdef", "agent_type": "gemini", "prompt": "do it", "is_one_shot": true, "sandbox": "tempdir",
            "timeout_minutes": 1, "url": "", "key": "", "columns": 80, "rows": 24,
        });
        for (name, value) in more.as_object().unwrap() {
            spec[name] = value.clone();
        }
        let spec: RunSpec = serde_json::from_value(spec).unwrap();
        built_in::program("gemini", &spec, &[], Path::new("/run/agent"), home).unwrap()
    }

    #[test]
    fn tools_are_confined_by_a_policy() {
        let program = built(Path::new("/nowhere"), json!({ "tools": ["read_file", "mcp_files_get"] })).unwrap();
        assert_eq!(program.arguments, ["--policy=/run/agent/gemini-tools.toml", "--prompt=do it"]);
        let policy: toml::Table = toml::from_str(&program.files["gemini-tools.toml"]).unwrap();
        let expected: toml::Table = toml::from_str(
            "[[rule]]\ntoolName = '*'\ndecision = 'deny'\npriority = 998
            [[rule]]\ntoolName = ['read_file', 'mcp_files_get']\ndecision = 'allow'\npriority = 999",
        )
        .unwrap();
        assert_eq!(policy, expected);
        let none = built(Path::new("/nowhere"), json!({ "tools": [] })).unwrap();
        assert!(!none.files["gemini-tools.toml"].contains("allow"));
        assert!(!none.environment.contains_key("GEMINI_CLI_HOME"), "its home is that of the user");
    }

    #[test]
    fn its_settings_are_those_of_the_user_except_for_the_run() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join(".gemini");
        fs::create_dir_all(directory.join("tmp")).unwrap();
        fs::write(directory.join("oauth_creds.json"), "{}").unwrap();
        fs::write(directory.join("settings.json"), r#"{"security":{"auth":1},"model":"m","mcpServers":{"own":{}}}"#)
            .unwrap();
        let servers = json!({ "files": { "command": "x" } });
        let more = json!({ "max_turns": 7, "mcp_config": { "mcpServers": servers } });
        let program = built(home.path(), more.clone()).unwrap();
        let expected = json!({
            "security": { "auth": 1 }, "model": { "name": "m", "maxSessionTurns": 7 },
            "mcpServers": servers, "mcp": { "allowed": ["files"] },
        });
        assert_eq!(serde_json::from_str::<Value>(&program.files["home/.gemini/settings.json"]).unwrap(), expected);
        assert_eq!(program.environment["GEMINI_CLI_HOME"], "/run/agent/home");
        let links = [("home/.gemini/oauth_creds.json".to_owned(), directory.join("oauth_creds.json"))];
        assert_eq!(program.links, links.into());

        fs::write(directory.join("settings.json"), "// none").unwrap();
        assert_eq!(built(home.path(), more).unwrap_err().code, "agent_settings");
    }
}
