//! What agents and catalogues read before they call: the documentation as Markdown, and cards of the MCP server.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse;
use macros::operation;
use serde_json::{Value, json};

use super::Edge;
use super::console::documentation_page;
use super::pages::is_browser;
use crate::error::{Error, Result};
use crate::mcp::era;
use crate::platform;
use crate::wire::{Json, Path};

const MARKDOWN: &str = "text/markdown; charset=utf-8";
/// How long a copy may be kept: an hour.
const KEPT: &str = "public, max-age=3600";
const ABOUT: &str = "Email, calendar, vault, budget and identity for AI agents";
const SKILL: &str = "skill";

/// All pages by name, as Markdown.
fn pages() -> Result<&'static BTreeMap<String, String>> {
    static PAGES: OnceLock<std::result::Result<BTreeMap<String, String>, String>> = OnceLock::new();
    let read = || serde_json::from_slice(&platform::pages()).map_err(|error| error.to_string());
    PAGES.get_or_init(read).as_ref().map_err(Error::internal)
}

fn markdown(text: String) -> impl IntoResponse {
    ([("content-type", MARKDOWN), ("cache-control", KEPT)], text)
}

/// The first heading of a page, and its first sentence.
fn heading(page: &str) -> (&str, &str) {
    let title = page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
    let begins = |line: &&str| line.starts_with(|first: char| first.is_alphabetic() || first == '`');
    let sentence = page.lines().find(begins).unwrap_or_default();
    (title, sentence.split_once(". ").map_or(sentence, |(first, _)| first))
}

/// Get llms.txt.
///
/// Returns what this deployment is and where its documentation is, for language models (llmstxt.org).
#[operation(
    GET "/llms.txt", tag = "health", caller = Anyone,
    replies((status = 200, description = "Markdown.", body = String, content_type = "text/markdown")),
)]
pub async fn llms_index(edge: Edge) -> Result<impl IntoResponse> {
    let url = &edge.config.public_url;
    let mut text = format!(
        "# Warren\n\n> {ABOUT}.\n\n## Start\n\n- [How to get an address and wait for a code]({url}/skill.md)\n\
         - [MCP server]({url}/mcp): tools, resources and prompts\n- [OpenAPI document]({url}/api)\n- [Everything in one page]({url}/llms-full.txt)\n\n## Pages\n\n"
    );
    for (name, page) in pages()?.iter().filter(|(name, _)| *name != SKILL) {
        let (title, about) = heading(page);
        _ = writeln!(text, "- [{title}]({url}/docs/{name}.md): {about}");
    }
    Ok(markdown(text))
}

/// Get llms-full.txt.
///
/// Returns the whole documentation as one page.
#[operation(
    GET "/llms-full.txt", tag = "health", caller = Anyone,
    replies((status = 200, description = "Markdown.", body = String, content_type = "text/markdown")),
)]
pub async fn llms_full() -> Result<impl IntoResponse> {
    Ok(markdown(pages()?.values().map(String::as_str).collect::<Vec<_>>().join("\n\n")))
}

/// Get the skill.
///
/// Returns a short instruction for agents: how to get an address, give it to somebody, and wait for a code.
#[operation(
    GET "/skill.md", tag = "health", caller = Anyone,
    replies((status = 200, description = "Markdown.", body = String, content_type = "text/markdown")),
)]
pub async fn skill(edge: Edge) -> Result<impl IntoResponse> {
    let page = pages()?.get(SKILL).ok_or_else(|| Error::internal("there is no skill"))?;
    Ok(markdown(page.replace("https://YOUR-HOST", &edge.config.public_url)))
}

/// Get a page of the documentation.
///
/// Returns the page as Markdown. Browsers get a page for people, unless the address ends with `.md`. `/llms.txt` lists the pages.
#[operation(
    GET "/docs/{page}", tag = "health", caller = Anyone, headers("accept"),
    path(page("The name of the page, with or without `.md`.", example = "QUICKSTART.md")),
    replies((status = 200, description = "Markdown, or a page.", content((String = "text/markdown"), (String = "text/html")))),
    errors(NotFound),
)]
pub async fn documentation(Path(page): Path<String>, headers: HeaderMap) -> Result<Response<Body>> {
    let name = page.strip_suffix(".md").unwrap_or(&page);
    let is_for_people = name == page && is_browser(&headers);
    let page = pages()?.get(name).ok_or_else(|| Error::not_found("page").fix("GET /llms.txt lists the pages."))?;
    let mut response = if is_for_people { documentation_page()? } else { markdown(page.clone()).into_response() };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Get the card of the MCP server.
///
/// Returns name, version and address of the MCP server, for clients and catalogues (SEP-2127).
#[operation(
    GET "/mcp/server-card", "/.well-known/mcp/server-card.json", tag = "health", caller = Anyone,
    replies((status = 200, description = "The card.", body = Value, content_type = "application/mcp-server-card+json")),
)]
pub async fn get_mcp_card(edge: Edge) -> impl IntoResponse {
    (
        [("content-type", "application/mcp-server-card+json"), ("cache-control", KEPT)],
        card(&edge.config.public_url).to_string(),
    )
}

fn card(url: &str) -> Value {
    let key = json!({ "name": "Authorization", "description": "Bearer and a key. Leave it out to sign in.", "isSecret": true });
    json!({
        "$schema": "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
        "name": "dev.warren/warren",
        "title": "Warren",
        "description": ABOUT,
        "version": env!("CARGO_PKG_VERSION"),
        "websiteUrl": url,
        "remotes": [{
            "type": "streamable-http", "url": format!("{url}/mcp"),
            "supportedProtocolVersions": era::versions(), "headers": [key],
        }],
    })
}

/// Get the AI catalogue.
///
/// Returns what agents can use at this host: the MCP server, by its card.
#[operation(
    GET "/.well-known/ai-catalog.json", tag = "health", caller = Anyone,
    reply = "The catalogue.",
)]
pub async fn get_ai_catalog(edge: Edge) -> Json<Value> {
    let url = &edge.config.public_url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
    let of = "application/mcp-server-card+json";
    let entry = json!({
        "identifier": format!("urn:air:{host}:mcp:warren"), "displayName": "Warren", "description": ABOUT,
        // Drafts differ in the name.
        "type": of, "mediaType": of, "url": format!("{url}/mcp/server-card"),
    });
    Json(
        json!({ "specVersion": "1.0", "host": { "displayName": "Warren", "documentationUrl": format!("{url}/llms.txt") }, "entries": [entry] }),
    )
}
