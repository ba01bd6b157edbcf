//! The types of agents that Warren knows.

/// A type of agent: a program that runs on a runner, and what it understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentType {
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// Whether it can be told how many turns it may take.
    pub takes_max_turns: bool,
    /// Whether it can be given MCP servers.
    pub takes_mcp_config: bool,
    /// Whether it can be confined to some tools.
    pub takes_tools: bool,
}

/// All of them. `custom` is a command that the request names.
pub const AGENT_TYPES: &[AgentType] = &[
    AgentType {
        id: "claude-code",
        name: "Claude Code",
        takes_max_turns: true,
        takes_mcp_config: true,
        takes_tools: true,
    },
    AgentType { id: "codex", name: "Codex", takes_max_turns: false, takes_mcp_config: true, takes_tools: false },
    AgentType { id: "gemini", name: "Gemini CLI", takes_max_turns: true, takes_mcp_config: true, takes_tools: true },
    AgentType { id: "aider", name: "Aider", takes_max_turns: false, takes_mcp_config: false, takes_tools: false },
    AgentType { id: "opencode", name: "opencode", takes_max_turns: false, takes_mcp_config: true, takes_tools: true },
    AgentType {
        id: AgentType::CUSTOM,
        name: "Custom command",
        takes_max_turns: false,
        takes_mcp_config: true,
        takes_tools: false,
    },
];

impl AgentType {
    /// The id of the type whose command the request names.
    pub const CUSTOM: &str = "custom";

    /// A type by its id. A runner's own types are not among them.
    pub fn find(id: &str) -> Option<&'static Self> {
        AGENT_TYPES.iter().find(|agent_type| agent_type.id == id)
    }
}
