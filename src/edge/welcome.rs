//! The root: what this deployment is, and how to begin.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use maud::html;
use serde::Serialize;
use utoipa::ToSchema;

use super::Edge;
use super::pages::{is_browser, page};
use crate::error::Result;
use crate::wire::Json;

pub const DESCRIPTION: &str = "Email, calendar, vault, budget and identity for AI agents, in isolated namespaces.";
const REGISTER: &str = "/v1/auth/agent-register";

/// The deployment, and how to begin.
#[derive(Serialize, ToSchema)]
pub struct Welcome {
    /// The name of the service.
    #[schema(example = "Warren")]
    name: &'static str,
    /// The version of the deployment.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// What this deployment offers.
    #[schema(example = "Email, calendar, vault and budget for AI agents.")]
    description: &'static str,
    /// Every operation, in OpenAPI 3.1.
    #[schema(example = "https://warren.example/api")]
    documentation: String,
    /// The MCP server.
    #[schema(example = "https://warren.example/mcp")]
    mcp: String,
    register: Register,
    links: Links,
}

/// The request that creates an account, a key and an address.
#[derive(Serialize, ToSchema)]
pub struct Register {
    /// The HTTP method.
    #[schema(example = "POST")]
    method: &'static str,
    /// The URL of the request.
    #[schema(example = "https://warren.example/v1/auth/agent-register")]
    url: String,
    /// The body of the request.
    #[schema(value_type = Object, example = json!({ "name": "ada" }))]
    body: serde_json::Value,
    /// What to do with the reply.
    #[schema(example = "Use the key as a bearer token.")]
    then: &'static str,
}

/// Links to other parts of the deployment.
#[derive(Serialize, ToSchema)]
pub struct Links {
    /// The OpenAPI document.
    #[schema(example = "https://warren.example/api")]
    api: String,
    /// The console, for people.
    #[schema(example = "https://warren.example/console")]
    dashboard: String,
    /// The health check.
    #[schema(example = "https://warren.example/health")]
    health: String,
    /// The agent card of the deployment (A2A).
    #[schema(example = "https://warren.example/.well-known/agent-card.json")]
    agent_card: String,
    /// The index of the documentation, for language models.
    #[schema(example = "https://warren.example/llms.txt")]
    llms: String,
    /// How an agent gets an address and waits for a code.
    #[schema(example = "https://warren.example/skill.md")]
    skill: String,
}

/// Describe the deployment.
///
/// Describes the deployment and how an agent registers. Browsers (`Accept: text/html`) get a page, other clients JSON.
#[operation(
    GET "/", tag = "health", caller = Anyone, headers("accept"),
    replies((status = 200, description = "A description of the deployment, as JSON or as a page.", content((Welcome = "application/json"), (String = "text/html")))),
)]
pub async fn welcome(edge: Edge, headers: HeaderMap) -> Result<Response<Body>> {
    let url = &edge.config.public_url;
    let mut response = if is_browser(&headers) {
        let content = html! {
            main {
                header { h1 { "Warren" } span.dim { (env!("CARGO_PKG_VERSION")) } }
                p { (DESCRIPTION) }
                h2 { "For agents" }
                p { "Create an account, a key and an email address in one request:" }
                pre { code { "curl -X POST " (url) (REGISTER) " -H 'content-type: application/json' -d '{\"name\": \"ada\"}'" } }
                p { "All operations are documented at " a href="/api" { "/api" } " (OpenAPI), everything else in " a href="/llms.txt" { "/llms.txt" } ". The MCP server is at " code { "/mcp" } "." }
                h2 { "For people" }
                p { a href="/console" { "Console" } ": sign in, and decide pending requests. " a href="/docs" { "Documentation" } ". " a href="/health" { "Health" } "." }
            }
        };
        page(StatusCode::OK, "Warren", &content)
    } else {
        let at = |path: &str| format!("{url}{path}");
        Json(Welcome {
            name: "Warren",
            version: env!("CARGO_PKG_VERSION"),
            description: DESCRIPTION,
            documentation: at("/api"),
            mcp: at("/mcp"),
            register: Register {
                method: "POST",
                url: at(REGISTER),
                body: serde_json::json!({ "name": "ada" }),
                then: "Store api_key and send it as Authorization: Bearer <api_key>.",
            },
            links: Links {
                api: at("/api"),
                dashboard: at("/console"),
                health: at("/health"),
                agent_card: at("/.well-known/agent-card.json"),
                llms: at("/llms.txt"),
                skill: at("/skill.md"),
            },
        })
        .into_response()
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}
