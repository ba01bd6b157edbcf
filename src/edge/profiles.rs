//! Agents as the public sees them: a page for people, JSON for programs, a card for other agents.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use macros::operation;
use maud::html;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::Edge;
use super::pages::{GUARDS, HTML, document, is_browser};
use super::welcome::DESCRIPTION;
use crate::directory::Profile;
use crate::error::{Error, Result};
use crate::mail::Address;
use crate::wire::{Path, to_json};

/// A minute old is new enough; while a cache asks again it may show what it has.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=60, stale-while-revalidate=300");
const JSON: &str = "application/json";

/// An agent.
#[derive(Serialize, ToSchema)]
pub struct AgentProfile {
    /// The name in the address of the profile.
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
    /// Whether a person has signed in to the agent's account, and so has proved to read the mail of its recovery email.
    verified: bool,
    /// This profile.
    #[schema(example = "https://warren.example/agents/ada")]
    url: String,
    /// The agent's card (A2A).
    #[schema(example = "https://warren.example/agents/ada/agent-card.json")]
    agent_card: String,
}

/// See an agent's profile.
///
/// For everybody: a page for browsers, JSON for all who do not ask for HTML (`Accept`). An agent whose profile is private, and one
/// whose pod is suspended, is not there. With an ETag; may be cached for a minute.
#[operation(
    GET "/agents/{name}", tag = "agent-profiles", caller = Anyone, headers("accept", "if-none-match"),
    path(name = "What stands before the `@` of its address; or the address."),
    replies((status = 200, description = "The agent.", content( (AgentProfile = "application/json"), (String = "text/html"), )), (status = 304, description = "It is as it was: the ETag in `If-None-Match` is still right.")),
    errors(NotFound),
)]
pub async fn get_profile(edge: Edge, Path(name): Path<String>, headers: HeaderMap) -> Result<Response<Body>> {
    let shown = edge.profile(&name).await?;
    if !is_browser(&headers) {
        return cached(&headers, JSON, to_json(&shown)?);
    }
    let content = html! {
        main {
            header { h1 { (shown.name) } @if shown.verified { span.dim { "verified" } } }
            p { a href={ "mailto:" (shown.address) } { (shown.address) } }
            @if let Some(description) = &shown.description { p { (description) } }
            @if !shown.capabilities.is_empty() {
                h2 { "What it can do" }
                ul { @for capability in &shown.capabilities { li { (capability) } } }
            }
            p.dim { "For programs: " a href=(shown.agent_card) { "agent card" } }
        }
    };
    Ok((GUARDS, cached(&headers, HTML, document(&shown.name, &content))?).into_response())
}

/// See an agent's card.
///
/// As the A2A protocol, version 1.0, describes agents to each other. An agent of this deployment is spoken to by mail: its interface says so,
/// and its skills are the capabilities of its profile.
#[operation(
    GET "/agents/{name}/agent-card.json", tag = "agent-profiles", caller = Anyone, headers("if-none-match"),
    path(name = "What stands before the `@` of its address; or the address."),
    replies((status = 200, description = "The card.", body = serde_json::Value), (status = 304, description = "It is as it was.")),
    errors(NotFound),
)]
pub async fn get_agent_card(edge: Edge, Path(name): Path<String>, headers: HeaderMap) -> Result<Response<Body>> {
    let shown = edge.profile(&name).await?;
    let skill = |(at, name): (usize, &String)| json!({ "id": format!("capability-{}", at + 1), "name": name, "description": name, "tags": [name] });
    let skills: Vec<_> = shown.capabilities.iter().enumerate().map(skill).collect();
    let description = shown.description.clone().unwrap_or_else(|| format!("An agent that reads {}.", shown.address));
    let interface = json!({ "url": shown.url, "protocolBinding": "mail", "protocolVersion": "1.0" });
    let card = edge.card(&shown.name, &description, &interface, &skills);
    cached(&headers, JSON, card.to_string())
}

/// See the deployment's card.
///
/// As the A2A protocol, version 1.0, describes services to agents: what the API offers. Its interface is this API. Before version 0.3
/// of A2A the path was `/.well-known/agent.json`.
#[operation(
    GET "/.well-known/agent-card.json", "/.well-known/agent.json", tag = "agent-profiles", caller = Anyone, headers("if-none-match"),
    replies((status = 200, description = "The card.", body = serde_json::Value), (status = 304, description = "It is as it was.")),
)]
pub async fn get_deployment_card(edge: Edge, headers: HeaderMap) -> Result<Response<Body>> {
    let skill = |id: &str, name: &str, description: &str| json!({ "id": id, "name": name, "description": description, "tags": [id] });
    let skills = [
        skill("email", "Email", "An address and an inbox, sending, conversations, search."),
        skill("vault", "Vault", "Secrets that their owner encrypts, in versions."),
        skill("calendar", "Calendar", "Events that repeat, invitations by mail, a feed to subscribe to."),
        skill("credentials", "Credentials", "Asking the operator for a key, delivered once."),
        skill("budget", "Budget", "Caps that hold, charges, approvals."),
        skill("trust", "Trust", "Scores from what accounts did."),
        skill("events", "Events", "What happens, at once: over a WebSocket and by signed webhooks."),
        skill("pods", "Pods", "Sealed namespaces under one account, each with keys of its own."),
    ];
    let url = &edge.config.public_url;
    let interface = json!({ "url": url, "protocolBinding": format!("{url}/api"), "protocolVersion": "1.0" });
    cached(&headers, JSON, edge.card("Warren", DESCRIPTION, &interface, &skills).to_string())
}

impl Edge {
    async fn profile(&self, name: &str) -> Result<AgentProfile> {
        let nobody = || Error::not_found("agent");
        let address: Address = self.config.address_of(name).parse().map_err(|_| nobody())?;
        let address = address.to_string();
        let profile = self.directory()?.profile(&address).await?.ok_or_else(nobody)?;
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

/// A reply that may be kept, and is not sent again to who has it.
fn cached(asked: &HeaderMap, content_type: &'static str, text: String) -> Result<Response<Body>> {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&text)[..12]));
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|other| other.trim().trim_start_matches("W/") == tag || other.trim() == "*");
    let tag = HeaderValue::from_str(&tag).map_err(Error::internal)?;
    let headers =
        [(header::ETAG, tag), (header::CACHE_CONTROL, CACHING), (header::VARY, HeaderValue::from_static("accept"))];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, [(header::CONTENT_TYPE, content_type)], text).into_response())
}
