//! MCP servers, in the forms of the different agents.

use run_protocol::Failure;
use serde_json::{Map, Value, json};

use crate::sandbox::failure;

/// The servers of a configuration of the form `{"mcpServers": {NAME: {…}}}`.
pub struct McpServers<'a>(Vec<(&'a str, &'a Map<String, Value>)>);

impl<'a> McpServers<'a> {
    pub fn read(config: &'a Value) -> Result<Self, Failure> {
        let servers = config.get("mcpServers").and_then(Value::as_object);
        let servers = servers.ok_or_else(|| invalid("it needs the object `mcpServers`"))?;
        let server = |(name, server): (&'a String, &'a Value)| {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
            if name.is_empty() || !name.bytes().all(is_name) {
                return Err(invalid(&format!("{name:?} is no name of a server: use letters, digits, `_` and `-`")));
            }
            let server = server.as_object().ok_or_else(|| invalid(&format!("{name} is no object")))?;
            if !server.contains_key("command") && !server.contains_key("url") {
                return Err(invalid(&format!("{name} needs a `command` or a `url`")));
            }
            Ok((name.as_str(), server))
        };
        Ok(Self(servers.iter().map(server).collect::<Result<_, _>>()?))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| *name)
    }

    /// For Codex: overrides of its settings.
    pub fn overrides(&self) -> Result<Vec<String>, Failure> {
        let mut overrides = Vec::new();
        for (name, server) in &self.0 {
            for (field, value) in server.iter().filter(|(field, _)| *field != "type") {
                let field = if field == "headers" { "http_headers" } else { field };
                let value = toml::Value::try_from(value).map_err(|_| invalid(&format!("{name} has a null")))?;
                overrides.push(format!("mcp_servers.{name}.{field}={value}"));
            }
        }
        Ok(overrides)
    }

    /// For opencode.
    pub fn opencode(&self) -> Value {
        let server = |server: &Map<String, Value>| {
            let field = |name: &str| server.get(name).cloned();
            if let Some(url) = field("url") {
                return json!({ "type": "remote", "url": url, "headers": field("headers").unwrap_or_else(|| json!({})) });
            }
            let arguments = server.get("args").and_then(Value::as_array).cloned().unwrap_or_default();
            let command: Vec<Value> = field("command").into_iter().chain(arguments).collect();
            json!({ "type": "local", "command": command, "environment": field("env").unwrap_or_else(|| json!({})) })
        };
        self.0.iter().map(|(name, it)| ((*name).to_owned(), server(it))).collect::<Map<_, _>>().into()
    }
}

fn invalid(reason: &str) -> Failure {
    failure("invalid_mcp_config", format!("The MCP configuration cannot be used: {reason}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Value {
        json!({ "mcpServers": {
            "files": { "type": "stdio", "command": "npx", "args": ["-y", "a \"b\""], "env": { "TOKEN": "t\n=" } },
            "web": { "type": "http", "url": "https://mcp.example", "headers": { "Authorization": "Bearer x" } },
        } })
    }

    #[test]
    fn codex_gets_them_as_toml() {
        let config = config();
        let overrides = McpServers::read(&config).unwrap().overrides().unwrap();
        let text = overrides.join("\n");
        let read: toml::Table = toml::from_str(&text).unwrap();
        let servers = &read["mcp_servers"];
        assert_eq!(servers["files"]["args"][1].as_str(), Some("a \"b\""));
        assert_eq!(servers["files"]["env"]["TOKEN"].as_str(), Some("t\n="));
        assert_eq!(servers["web"]["http_headers"]["Authorization"].as_str(), Some("Bearer x"));
    }

    #[test]
    fn opencode_gets_them_in_its_form() {
        let config = config();
        let expected = json!({
            "files": { "type": "local", "command": ["npx", "-y", "a \"b\""], "environment": { "TOKEN": "t\n=" } },
            "web": { "type": "remote", "url": "https://mcp.example", "headers": { "Authorization": "Bearer x" } },
        });
        assert_eq!(McpServers::read(&config).unwrap().opencode(), expected);
    }

    #[test]
    fn what_no_agent_could_use_is_refused() {
        for bad in [
            json!({}),
            json!({ "mcpServers": [] }),
            json!({ "mcpServers": { "a.b=1": { "command": "x" } } }),
            json!({ "mcpServers": { "a": "x" } }),
            json!({ "mcpServers": { "a": {} } }),
        ] {
            assert_eq!(McpServers::read(&bad).err().unwrap().code, "invalid_mcp_config", "{bad}");
        }
    }
}
