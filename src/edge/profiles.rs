//! Public profiles of agents: a page for people, JSON for programs, a card for other agents (A2A).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse;
use macros::operation;
use maud::html;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::Edge;
use super::entity_tag::cached;
use super::pages::{GUARDS, HTML, document, is_browser};
use super::welcome::DESCRIPTION;
use crate::directory::Profile;
use crate::error::{Error, Result};
use crate::mail::Address;
use crate::wire::{Path, to_json};

const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=60, stale-while-revalidate=300");
const JSON: &str = "application/json";

/// The public profile of an agent.
#[derive(Serialize, ToSchema)]
pub struct AgentProfile {
    /// The name in the path of the profile.
    #[schema(example = "ada")]
    name: String,
    /// The email address of the agent.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// What the agent does.
    #[schema(example = "Plans meetings.")]
    description: Option<String>,
    /// What the agent can do.
    #[schema(example = json!(["scheduling"]))]
    capabilities: Vec<String>,
    /// Whether a person has signed in to the agent's account with its current recovery email.
    verified: bool,
    /// The URL of this profile.
    #[schema(example = "https://warren.example/agents/ada")]
    url: String,
    /// The agent's card (A2A).
    #[schema(example = "https://warren.example/agents/ada/agent-card.json")]
    agent_card: String,
}

/// Read an agent's profile.
///
/// Needs no key. Browsers (`Accept: text/html`) get a page, other clients JSON. Private profiles and profiles of suspended pods are not
/// found. The reply has an ETag; caches may store it for a minute.
#[operation(
    GET "/agents/{name}", tag = "agent-profiles", caller = Anyone, headers("accept", "if-none-match"),
    path(name = "The part of the agent's address before the `@`, or the whole address."),
    replies((status = 200, description = "The profile.", content( (AgentProfile = "application/json"), (String = "text/html"), )), (status = 304, description = "The profile is unchanged: `If-None-Match` has its ETag.")),
    errors(NotFound),
)]
pub async fn get_profile(edge: Edge, Path(name): Path<String>, headers: HeaderMap) -> Result<Response<Body>> {
    let profile = edge.profile(&name).await?;
    if !is_browser(&headers) {
        return varied(&headers, JSON, to_json(&profile)?);
    }
    let content = html! {
        main {
            header { h1 { (profile.name) } @if profile.verified { span.dim { "verified" } } }
            p { a href={ "mailto:" (profile.address) } { (profile.address) } }
            @if let Some(description) = &profile.description { p { (description) } }
            @if !profile.capabilities.is_empty() {
                h2 { "Capabilities" }
                ul { @for capability in &profile.capabilities { li { (capability) } } }
            }
            p.dim { "For programs: " a href=(profile.agent_card) { "agent card" } }
        }
    };
    Ok((GUARDS, varied(&headers, HTML, document(&profile.name, &content))?).into_response())
}

/// Read an agent's card.
///
/// Returns an agent card of the A2A protocol, version 1.0. The agent's interface is mail, and its skills are the capabilities of its profile.
/// Needs no key.
#[operation(
    GET "/agents/{name}/agent-card.json", tag = "agent-profiles", caller = Anyone, headers("if-none-match"),
    path(name = "The part of the agent's address before the `@`, or the whole address."),
    replies((status = 200, description = "The card.", body = serde_json::Value), (status = 304, description = "The card is unchanged.")),
    errors(NotFound),
)]
pub async fn get_agent_card(edge: Edge, Path(name): Path<String>, headers: HeaderMap) -> Result<Response<Body>> {
    let profile = edge.profile(&name).await?;
    let skill = |(at, name): (usize, &String)| json!({ "id": format!("capability-{}", at + 1), "name": name, "description": name, "tags": [name] });
    let skills: Vec<_> = profile.capabilities.iter().enumerate().map(skill).collect();
    let description =
        profile.description.clone().unwrap_or_else(|| format!("An agent that reads {}.", profile.address));
    let interface = json!({ "url": profile.url, "protocolBinding": "mail", "protocolVersion": "1.0" });
    let card = edge.card(&profile.name, &description, &interface, &skills);
    varied(&headers, JSON, card.to_string())
}

/// Read the deployment's card.
///
/// Returns an agent card of the A2A protocol, version 1.0, that describes this API. Before version 0.3 of A2A the path was
/// `/.well-known/agent.json`.
#[operation(
    GET "/.well-known/agent-card.json", "/.well-known/agent.json", tag = "agent-profiles", caller = Anyone, headers("if-none-match"),
    replies((status = 200, description = "The card.", body = serde_json::Value), (status = 304, description = "The card is unchanged.")),
)]
pub async fn get_deployment_card(edge: Edge, headers: HeaderMap) -> Result<Response<Body>> {
    let skill = |id: &str, name: &str, description: &str| json!({ "id": id, "name": name, "description": description, "tags": [id] });
    let skills = [
        skill("email", "Email", "Email addresses, inbox, sending, conversations, search."),
        skill("vault", "Vault", "Versioned secrets that their owner encrypts."),
        skill("calendar", "Calendar", "Recurring events, invitations by mail, a feed for calendar applications."),
        skill("credentials", "Credentials", "Credentials that agents request from their operator."),
        skill("budget", "Budget", "Spending caps, charges, approvals."),
        skill("trust", "Trust", "Trust scores, computed from the activity of accounts."),
        skill("events", "Events", "Events over a WebSocket and by signed webhooks."),
        skill("pods", "Pods", "Isolated namespaces of one account, each with its own keys."),
    ];
    let url = &edge.config.public_url;
    let interface = json!({ "url": url, "protocolBinding": format!("{url}/api"), "protocolVersion": "1.0" });
    varied(&headers, JSON, edge.card("Warren", DESCRIPTION, &interface, &skills).to_string())
}

impl Edge {
    async fn profile(&self, name: &str) -> Result<AgentProfile> {
        let not_found = || Error::not_found("agent");
        let address: Address = self.config.address_of(name).parse().map_err(|_| not_found())?;
        let address = address.to_string();
        let profile = self.directory()?.profile(&address).await?.ok_or_else(not_found)?;
        let Profile { description, capabilities, verified } = profile;
        let name = self.config.name_of(&address).to_owned();
        let url = self.config.profile_url(&name);
        let agent_card = format!("{url}/agent-card.json");
        Ok(AgentProfile { name, address, description, capabilities, verified, url, agent_card })
    }

    fn card(
        &self,
        name: &str,
        description: &str,
        interface: &serde_json::Value,
        skills: &[serde_json::Value],
    ) -> serde_json::Value {
        let url = &self.config.public_url;
        json!({
            "name": name,
            "description": description,
            "version": env!("CARGO_PKG_VERSION"),
            "provider": { "organization": self.config.mail_domain, "url": url },
            "documentationUrl": format!("{url}/api"),
            "supportedInterfaces": [interface],
            "capabilities": { "streaming": false, "pushNotifications": false },
            "defaultInputModes": ["text/plain"],
            "defaultOutputModes": ["text/plain"],
            "skills": skills,
        })
    }
}

/// With other replies for other `Accept`s.
fn varied(request: &HeaderMap, content_type: &'static str, text: String) -> Result<Response<Body>> {
    let mut response = cached(request, CACHING, content_type, text)?;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}
