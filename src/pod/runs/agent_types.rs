//! Types of agents that runs can have.

use std::collections::BTreeMap;

use macros::{FromRow, operation};
use run_protocol::{AGENT_TYPES, AgentType, Capabilities};
use serde::Serialize;
use utoipa::ToSchema;

use super::OrgPod;
use crate::error::Result;
use crate::wire::{Json, Path};

/// A type of agent.
#[derive(Serialize, ToSchema)]
pub struct RunAgentType {
    /// The `agent_type_id` of runs.
    #[schema(example = "claude-code")]
    id: String,
    /// For people.
    #[schema(example = "Claude Code")]
    name: String,
    /// Whether runs can have `max_turns`.
    takes_max_turns: bool,
    /// Whether runs can have `custom_mcp_config`.
    takes_mcp_config: bool,
    /// Whether runs can have `tools`.
    takes_tools: bool,
    /// The ids of the runners that can start it.
    #[schema(example = json!(["550e8400-e29b-41d4-a716-446655440000"]))]
    runners: Vec<String>,
}

/// The types of agents.
#[derive(Serialize, ToSchema)]
pub struct RunAgentTypes {
    /// Those that this version knows, then the runners' own.
    agent_types: Vec<RunAgentType>,
    /// Number of items in this reply.
    total: usize,
}

#[derive(FromRow)]
struct RunnerRow {
    id: String,
    capabilities: String,
}

/// List the types of agents.
///
/// Lists the types of agents that this version knows, and those that the configurations of the environment's runners add. A type that no
/// runner can start has no `runners`.
#[operation(
    GET "/api/v1/ext/orgs/{org}/agent-types", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The types of agents.",
    errors(NotFound = "The key belongs to another account."),
)]
pub async fn list_agent_types(OrgPod(pod): OrgPod, Path(_): Path<String>) -> Result<Json<RunAgentTypes>> {
    const SELECT_RUNNERS: &str =
        "SELECT id, capabilities FROM runner WHERE removed_at IS NULL AND capabilities IS NOT NULL ORDER BY number";
    let mut runners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for RunnerRow { id, capabilities } in pod.sql().rows(SELECT_RUNNERS, &[])? {
        let Ok(capabilities) = serde_json::from_str::<Capabilities>(&capabilities) else { continue };
        let custom = capabilities.custom_commands.then(|| AgentType::CUSTOM.to_owned());
        let types = capabilities.agent_types.into_iter().map(|known| known.id).filter(|id| id != AgentType::CUSTOM);
        types.chain(custom).for_each(|of| runners.entry(of).or_default().push(id.clone()));
    }
    let known = AGENT_TYPES.iter().map(|known| RunAgentType {
        id: known.id.to_owned(),
        name: known.name.to_owned(),
        takes_max_turns: known.takes_max_turns,
        takes_mcp_config: known.takes_mcp_config,
        takes_tools: known.takes_tools,
        runners: runners.remove(known.id).unwrap_or_default(),
    });
    let mut agent_types: Vec<_> = known.collect();
    // What a runner's own type cannot do, the run fails with.
    agent_types.extend(runners.into_iter().map(|(id, runners)| RunAgentType {
        name: id.clone(),
        id,
        takes_max_turns: false,
        takes_mcp_config: true,
        takes_tools: false,
        runners,
    }));
    Ok(Json(RunAgentTypes { total: agent_types.len(), agent_types }))
}
