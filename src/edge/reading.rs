//! What agents and catalogs read before they call: the documentation as Markdown, and cards of the MCP server.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use serde_json::json;

use super::Edge;
use super::console::documentation_page;
use super::entity_tag::cached;
use crate::error::{Error, Result};
use crate::mcp::era;
use crate::platform;
use crate::wire::{Call, FromCall, Path};

const MARKDOWN: &str = "text/markdown; charset=utf-8";
const CARD: &str = "application/mcp-server-card+json";
const CATALOG: &str = "application/ai-catalog+json";
/// A client may keep a copy for an hour.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const ABOUT: &str = "Email, calendar, vault, budget and identity for AI agents";
const SKILL: &str = "skill";
/// Pages for those who operate a deployment. Agents can leave them out.
const OPERATOR_PAGES: [&str; 6] = ["ARCHITECTURE", "BENCHMARKS", "CONFIGURATION", "DEPLOYMENT", "KEYS", "OPERATIONS"];
/// What the pages write for the URL of the deployment.
const ANY_DEPLOYMENT: &str = "https://YOUR-HOST";
/// The index for people is the list beside each page.
const INDEX: &str = "/docs";
const FIRST_PAGE: &str = "/docs/QUICKSTART";

/// All pages by name, as Markdown.
fn pages() -> Result<&'static BTreeMap<String, String>> {
    static PAGES: OnceLock<std::result::Result<BTreeMap<String, String>, String>> = OnceLock::new();
    let read = || serde_json::from_slice(&platform::pages()).map_err(|error| error.to_string());
    PAGES.get_or_init(read).as_ref().map_err(Error::internal)
}

fn markdown(text: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(MARKDOWN)), (header::CACHE_CONTROL, CACHING)], text)
}

/// Whether a client prefers HTML to Markdown. Browsers do not name Markdown; of clients that name both, those that weigh HTML more.
fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let weight = |kind: &str| {
        let range =
            accept.split(',').map(str::trim).find(|range| range.split(';').next().map(str::trim) == Some(kind))?;
        let weight = range.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
        Some(weight.and_then(|weight| weight.parse().ok()).unwrap_or(1.0_f32))
    };
    weight("text/html") > weight("text/markdown")
}

/// The first heading of a page, and the first sentence of its first paragraph.
fn heading(page: &str) -> (&str, String) {
    let title = page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
    let begins = |line: &&str| line.starts_with(|first: char| first.is_alphabetic() || first == '`');
    let lines = page.lines().skip_while(|line| !begins(line)).take_while(|line| !line.is_empty());
    let paragraph = without_links(&lines.collect::<Vec<_>>().join(" "));
    let sentence = paragraph.split_once(". ").map_or(paragraph.as_str(), |(first, _)| first);
    (title, sentence.trim_end_matches(['.', ':']).to_owned())
}

/// The words of a text with links.
fn without_links(text: &str) -> String {
    let mut pieces = text.split("](");
    let mut words = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        words.push_str(piece.split_once(')').map_or(piece, |(_, rest)| rest));
    }
    words.replace('[', "")
}

/// A page with absolute links to the others, for a reader who sees it at another address.
fn with_absolute_links(page: &str, folder: &str) -> String {
    let mut pieces = page.split("](");
    let mut absolute = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let target = piece.split([')', '#']).next().unwrap_or_default();
        let is_page = target.ends_with(".md") && !target.contains('/');
        absolute.push_str("](");
        absolute.push_str(if is_page { folder } else { "" });
        absolute.push_str(piece);
    }
    absolute
}

impl Edge {
    /// A page, with this deployment's URL in its examples.
    fn with_own_url(&self, page: &str) -> String {
        page.replace(ANY_DEPLOYMENT, &self.config.public_url)
    }

    /// The host of this deployment, without its port.
    fn host(&self) -> &str {
        let url = &self.config.public_url;
        let authority = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        authority.split([':', '/']).next().unwrap_or(authority)
    }
}

/// The path of a request.
pub struct RequestPath(String);

impl FromCall for RequestPath {
    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(Self(call.head.uri.path().to_owned()))
    }
}

/// Get llms.txt.
///
/// Returns what this deployment is and where its documentation is, for language models (llmstxt.org). `/docs` returns the same, and
/// leads browsers to the first page.
#[operation(
    GET "/llms.txt", "/docs", tag = "health", caller = Anyone, headers("accept"),
    replies((status = 200, description = "Markdown.", body = String, content_type = "text/markdown"), (status = 302, description = "The first page, for browsers that request `/docs`.")),
)]
pub async fn llms_index(edge: Edge, path: RequestPath, headers: HeaderMap) -> Result<Response<Body>> {
    let vary = [(header::VARY, "accept")];
    if path.0 == INDEX && prefers_html(&headers) {
        return Ok((StatusCode::FOUND, vary, [(header::LOCATION, FIRST_PAGE)]).into_response());
    }
    let url = &edge.config.public_url;
    let mut text = format!(
        "# Warren\n\n> {ABOUT}.\n\n## Start\n\n\
         - [How to get an address and wait for a code]({url}/skill.md): three calls, without a sign-up\n\
         - [MCP server]({url}/mcp/server-card): tools, resources and prompts, at {url}/mcp\n\
         - [OpenAPI document]({url}/api): every operation\n\
         - [API reference]({url}/api/docs): the same, for people\n\
         - [Everything in one page]({url}/llms-full.txt)\n"
    );
    let is_optional = |name: &str| OPERATOR_PAGES.contains(&name);
    for (section, is_listed) in [("Pages", false), ("Optional", true)] {
        _ = writeln!(text, "\n## {section}\n");
        for (name, page) in pages()?.iter().filter(|(name, _)| *name != SKILL && is_optional(name) == is_listed) {
            let (title, about) = heading(page);
            _ = writeln!(text, "- [{title}]({url}/docs/{name}.md): {about}");
        }
    }
    Ok((vary, markdown(text)).into_response())
}

/// Get llms-full.txt.
///
/// Returns the whole documentation as one page.
#[operation(
    GET "/llms-full.txt", tag = "health", caller = Anyone,
    replies((status = 200, description = "Markdown.", body = String, content_type = "text/markdown")),
)]
pub async fn llms_full(edge: Edge) -> Result<impl IntoResponse> {
    let all = pages()?.values().map(String::as_str).collect::<Vec<_>>().join("\n\n");
    let folder = format!("{}/docs/", edge.config.public_url);
    Ok(markdown(with_absolute_links(&edge.with_own_url(&all), &folder)))
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
    Ok(markdown(edge.with_own_url(page)))
}

/// Get a page of the documentation.
///
/// Returns the page as Markdown. Browsers get a page for people, unless the address ends with `.md` or `Accept` names Markdown.
/// `/llms.txt` lists the pages.
#[operation(
    GET "/docs/{page}", tag = "health", caller = Anyone, headers("accept"),
    path(page("The name of the page, with or without `.md`.", example = "QUICKSTART.md")),
    replies((status = 200, description = "Markdown, or a page.", content((String = "text/markdown"), (String = "text/html")))),
    errors(NotFound),
)]
pub async fn documentation(edge: Edge, Path(page): Path<String>, headers: HeaderMap) -> Result<Response<Body>> {
    let name = page.strip_suffix(".md").unwrap_or(&page);
    let is_for_people = name == page && prefers_html(&headers);
    let page = pages()?.get(name).ok_or_else(|| Error::not_found("page").fix("GET /llms.txt lists the pages."))?;
    let mut response =
        if is_for_people { documentation_page()? } else { markdown(edge.with_own_url(page)).into_response() };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Get the card of the MCP server.
///
/// Returns name, version and address of the MCP server, for clients and catalogs (SEP-2127). The reply has an ETag.
#[operation(
    GET "/mcp/server-card", "/.well-known/mcp/server-card.json", tag = "health", caller = Anyone, headers("if-none-match"),
    replies((status = 200, description = "The card.", body = serde_json::Value, content_type = "application/mcp-server-card+json"), (status = 304, description = "The card is unchanged.")),
)]
pub async fn get_mcp_card(edge: Edge, headers: HeaderMap) -> Result<Response<Body>> {
    let url = &edge.config.public_url;
    // Registries give a name to the owner of its namespace, which is the host with its labels in reverse order.
    let namespace = edge.host().rsplit('.').collect::<Vec<_>>().join(".");
    let key = json!({ "name": "Authorization", "description": "Bearer and a key. Leave it out to sign in.", "isSecret": true });
    let card = json!({
        "$schema": "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
        "name": format!("{namespace}/warren"),
        "title": "Warren",
        "description": ABOUT,
        "version": env!("CARGO_PKG_VERSION"),
        "websiteUrl": url,
        "remotes": [{
            "type": "streamable-http", "url": format!("{url}/mcp"),
            "supportedProtocolVersions": era::versions(), "headers": [key],
        }],
    });
    cached(&headers, CACHING, CARD, card.to_string())
}

/// Get the AI catalog.
///
/// Returns what agents can use at this host, as [AI Catalog](https://ai-catalog.io) 0.9: the cards of the MCP server and of the
/// deployment (A2A). The reply has an ETag.
#[operation(
    GET "/.well-known/ai-catalog.json", "/.well-known/mcp/catalog.json", tag = "health", caller = Anyone, headers("if-none-match"),
    replies((status = 200, description = "The catalog.", body = serde_json::Value, content_type = "application/ai-catalog+json"), (status = 304, description = "The catalog is unchanged.")),
)]
pub async fn get_ai_catalog(edge: Edge, headers: HeaderMap) -> Result<Response<Body>> {
    let (url, host) = (&edge.config.public_url, edge.host());
    // The cards have a title and a version: an entry repeats nothing.
    let entry = |kind: &str, content_type: &str, path: &str| json!({ "identifier": format!("urn:air:{host}:warren:{kind}"), "type": content_type, "url": format!("{url}{path}") });
    let catalog = json!({
        "specVersion": "0.9",
        "host": { "displayName": "Warren", "identifier": host, "documentationUrl": format!("{url}/llms.txt") },
        "entries": [
            entry("mcp", CARD, "/mcp/server-card"),
            entry("a2a", "application/a2a-agent-card+json", "/.well-known/agent-card.json"),
        ],
    });
    cached(&headers, CACHING, CATALOG, catalog.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_html_if_it_prefers_it() {
        let prefers = |accept: &'static str| {
            prefers_html(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]))
        };
        for accept in [
            "text/html,application/xhtml+xml,*/*;q=0.8",
            "text/html",
            "text/markdown;q=0.5, text/html",
            "text/html;level=1;q=0.9, text/markdown; q=0.8",
        ] {
            assert!(prefers(accept), "{accept}");
        }
        for accept in [
            "*/*",
            "",
            "text/*",
            "text/markdown",
            "text/markdown, text/html",
            "text/html;q=0.7, text/markdown;q=0.8, */*",
        ] {
            assert!(!prefers(accept), "{accept}");
        }
        assert!(!prefers_html(&HeaderMap::new()));
    }

    #[test]
    fn a_page_is_described_by_its_first_sentence() {
        let page = "# Tools\n\n- [Rust](https://rustup.rs)\n\nAgents use the\n[many tools](TOOLS.md) at `/mcp`. More.\n\nThe end.";
        assert_eq!(heading(page), ("Tools", "Agents use the many tools at `/mcp`".to_owned()));
        assert_eq!(heading("# Errors\n\nEach has a body:\n\n```json"), ("Errors", "Each has a body".to_owned()));
        assert_eq!(heading("# Nothing"), ("Nothing", String::new()));
    }

    #[test]
    fn links_to_other_pages_become_absolute() {
        let page = "[a](A.md#x) [b](/api) [c](https://c.example/C.md) [d](#d)";
        let absolute = "[a](https://w.example/docs/A.md#x) [b](/api) [c](https://c.example/C.md) [d](#d)";
        assert_eq!(with_absolute_links(page, "https://w.example/docs/"), absolute);
    }
}
