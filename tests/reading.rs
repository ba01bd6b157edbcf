//! What agents, clients and catalogs read before they call.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::quickstart::development;
use crate::support::{McpClient, Reply, Server};

const MARKDOWN: &str = "text/markdown; charset=utf-8";
const CARD: &str = "application/mcp-server-card+json";
const CATALOG: &str = "application/ai-catalog+json";
const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
const HOST: &str = "api.agents.example";
/// What `docs/DISCOVERY.md` shows is of that host.
const DISCOVERY: &str = include_str!("../docs/DISCOVERY.md");

async fn read(server: &Server, path: &str) -> Reply {
    let reply = server.get(path).send().await;
    assert_eq!(reply.status, 200, "{path}: {reply}");
    reply
}

/// Where the links of a page lead, without those in code.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let texts = page.split("```").step_by(2);
    texts.flat_map(|text| text.split("](").skip(1)).filter_map(|link| link.split(')').next())
}

/// All pages that the index lists, by their paths.
async fn pages(server: &Server) -> BTreeMap<String, String> {
    let index = read(server, "/llms.txt").await.text();
    let mut pages = BTreeMap::new();
    for path in links(&index).filter_map(|link| link.strip_prefix(server.url())).filter(|path| path.ends_with(".md")) {
        pages.insert(path.to_owned(), read(server, path).await.text());
    }
    pages
}

/// Whether a page has a heading of this name, as viewers of Markdown make names.
fn has_heading(page: &str, name: &str) -> bool {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    let headings = page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    headings
        .into_iter()
        .any(|line| line.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-") == name)
}

#[tokio::test]
async fn everybody_reads_it_without_a_key() {
    let server = Server::shared();
    for (path, kind) in [
        ("/llms.txt", MARKDOWN),
        ("/llms-full.txt", MARKDOWN),
        ("/skill.md", MARKDOWN),
        ("/docs", MARKDOWN),
        ("/docs/MCP.md", MARKDOWN),
        ("/docs/sdk-python.md", MARKDOWN),
        ("/mcp/server-card", CARD),
        ("/.well-known/mcp/server-card.json", CARD),
        ("/.well-known/ai-catalog.json", CATALOG),
        ("/.well-known/mcp/catalog.json", CATALOG),
    ] {
        let reply = read(server, path).await;
        assert_eq!(reply.header("content-type"), Some(kind), "{path}");
        assert_eq!(reply.header("cache-control"), Some("public, max-age=3600"), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{path}");
    }
    for (path, kind) in [
        ("/.well-known/agent-card.json", "application/json"),
        ("/.well-known/oauth-protected-resource/mcp", "application/json"),
        ("/api", "application/json"),
        ("/api/docs", "text/html; charset=utf-8"),
    ] {
        assert_eq!(read(server, path).await.header("content-type"), Some(kind), "{path}");
    }
}

#[tokio::test]
async fn the_index_lists_every_page_once_and_every_link_of_it_works() {
    let server = Server::shared();
    let index = read(server, "/llms.txt").await.text();
    let mut listed: Vec<_> = links(&index).collect();
    for link in &listed {
        let path = link.strip_prefix(server.url()).unwrap_or_else(|| panic!("{link} leads elsewhere"));
        read(server, path).await;
    }
    let count = listed.len();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed.len(), count, "{index}");

    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).unwrap();
    let names = files
        .filter_map(|file| file.unwrap().file_name().into_string().unwrap().strip_suffix(".md").map(str::to_owned));
    let names = names.filter(|name| name != "skill").chain(["sdk-python".to_owned(), "sdk-typescript".to_owned()]);
    let expected: BTreeSet<_> = names.map(|name| format!("{}/docs/{name}.md", server.url())).collect();
    let in_docs = |link: &&str| link.contains("/docs/");
    assert_eq!(listed.into_iter().filter(in_docs).map(str::to_owned).collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn the_index_begins_with_what_agents_need_and_ends_with_what_they_can_leave_out() {
    let index = read(Server::shared(), "/llms.txt").await.text();
    let sections: Vec<_> = index.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(sections, ["Start", "Pages", "Optional"]);
    let (needed, optional) = index.split_once("## Optional").unwrap();
    for (section, pages) in [
        (needed, &["skill.md", "/api/docs", "MCP.md", "ERRORS.md", "sdk-typescript.md"][..]),
        (optional, &["ARCHITECTURE.md", "DEPLOYMENT.md", "OPERATIONS.md"]),
    ] {
        assert!(pages.iter().all(|page| section.contains(page)), "{section}");
    }
    // A sentence goes on in the next line of its page, and its links are words.
    assert!(needed.contains("when they leave, and assigns them to environments\n"), "{needed}");
    assert!(
        needed.contains("Agents use Warren through the Model Context Protocol at `/mcp` (Streamable HTTP)\n"),
        "{needed}"
    );
    let entries = index.lines().filter(|line| line.starts_with("- ") && line.contains("/docs/"));
    for entry in entries {
        assert!(entry.split_once("): ").is_some_and(|(_, about)| about.len() > 20), "{entry}");
    }
}

#[tokio::test]
async fn no_link_of_a_page_leads_nowhere() {
    let server = Server::shared();
    let pages = pages(server).await;
    let (mut dead, mut others) = (Vec::new(), BTreeSet::new());
    for (path, page) in &pages {
        for link in links(page).filter(|link| !link.contains(':')) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                file if file.starts_with('/') => file.to_owned(),
                file => format!("/docs/{file}"),
            };
            match pages.get(&target) {
                Some(target) if heading.is_empty() || has_heading(target, heading) => {}
                None if heading.is_empty() => _ = others.insert(target),
                _ => dead.push(format!("{path}: {link}")),
            }
        }
    }
    for path in others {
        if server.get(&path).send().await.status != 200 {
            dead.push(path);
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");

    let all = read(server, "/llms-full.txt").await.text();
    let relative: Vec<_> = links(&all).filter(|link| !link.contains(':') && !link.starts_with(['#', '/'])).collect();
    assert!(relative.is_empty(), "{relative:?}");
}

#[tokio::test]
async fn examples_have_the_url_of_the_deployment() {
    let server = Server::shared();
    for path in ["/docs/MCP.md", "/docs/MCP", "/docs/skill.md", "/skill.md", "/llms-full.txt"] {
        let page = read(server, path).await.text();
        assert!(page.contains(&format!("{}/mcp", server.url())) && !page.contains("YOUR-HOST"), "{path}");
    }
}

#[tokio::test]
async fn the_root_names_what_agents_read_and_use() {
    let server = Server::shared();
    let welcome = read(server, "/").await.json();
    let links = &welcome["links"];
    for (link, path) in [(&welcome["mcp"], "/mcp"), (&links["llms"], "/llms.txt"), (&links["skill"], "/skill.md")] {
        assert_eq!(*link, format!("{}{path}", server.url()));
    }
}

#[tokio::test]
async fn the_document_says_that_a_wait_needs_a_mailbox_and_that_places_in_the_ledger_are_text() {
    let server = Server::shared();
    let document = read(server, "/api").await.json();
    let parameter = |path: &str, name: &str| {
        let all = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        all.iter().find(|parameter| parameter["name"] == name).unwrap().clone()
    };
    assert_eq!(parameter("/v1/email/wait", "address")["required"], true);
    let account = server.register(None).await;
    server.get("/v1/email/wait").key(&account.key).send().await.expect_error(400, "missing_address");
    // Types for times lose some of their digits.
    for path in ["/v1/budget/history", "/admin/income"] {
        assert_eq!(parameter(path, "before")["schema"]["format"], Value::Null, "{path}");
    }
    assert_eq!(document["components"]["schemas"]["LedgerPage"]["properties"]["next_before"]["format"], Value::Null);
}

#[tokio::test]
async fn people_are_led_to_the_first_page() {
    let server = Server::shared();
    let reply = server.get("/docs").header("accept", BROWSER).send().await;
    assert_eq!((reply.status, reply.header("location")), (302, Some("/docs/QUICKSTART")), "{reply}");
    assert_eq!(reply.header("vary"), Some("accept"));
    assert_eq!(read(server, "/docs").await.text(), read(server, "/llms.txt").await.text());
    let index = server.get("/llms.txt").header("accept", BROWSER).send().await;
    assert_eq!((index.status, index.header("content-type")), (200, Some(MARKDOWN)));
}

#[tokio::test]
async fn the_card_says_what_the_server_says() {
    let server = Server::shared();
    let client = McpClient::modern(server, &server.register(None).await.key);
    let discovered = client.result("server/discover", json!({})).await;
    let said = &discovered["_meta"]["io.modelcontextprotocol/serverInfo"];
    let card = read(server, "/mcp/server-card").await.json();
    assert_eq!((&card["version"], &card["title"]), (&said["version"], &said["title"]));
    let remote = &card["remotes"][0];
    assert_eq!(remote["supportedProtocolVersions"], discovered["supportedVersions"]);
    assert_eq!((&remote["type"], &remote["url"]), (&json!("streamable-http"), &json!(format!("{}/mcp", server.url()))));
    assert!(card["description"].as_str().unwrap().len() <= 100, "registries take no more");
}

#[tokio::test]
async fn names_in_the_card_and_the_catalog_are_of_the_host() {
    let origin = format!("https://{HOST}");
    let server = Server::start_at(&origin);
    let card = read(&server, "/mcp/server-card").await.json();
    assert_eq!(card["name"], "example.agents.api/warren");
    let catalog = read(&server, "/.well-known/ai-catalog.json").await.json();
    assert_eq!((&catalog["specVersion"], &catalog["host"]["identifier"]), (&json!("0.9"), &json!(HOST)));
    let entry = |kind: &str, of: &str, path: &str| json!({ "identifier": format!("urn:air:{HOST}:warren:{kind}"), "type": of, "url": format!("{origin}{path}") });
    let a2a = entry("a2a", "application/a2a-agent-card+json", "/.well-known/agent-card.json");
    assert_eq!(catalog["entries"], json!([entry("mcp", CARD, "/mcp/server-card"), a2a]));
    for path in ["/mcp/server-card", "/.well-known/agent-card.json"] {
        read(&server, path).await;
    }

    // What an operator publishes in the registry.
    let published = DISCOVERY.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let published: Value = serde_json::from_str(published).unwrap();
    for field in ["name", "title", "description", "version", "websiteUrl"] {
        assert_eq!(published[field], card[field], "{field}");
    }
    assert_eq!(published["remotes"][0]["url"], card["remotes"][0]["url"]);
    for name in ["example.agents.api/warren", "urn:air:api.agents.example:warren:mcp"] {
        assert!(DISCOVERY.contains(&format!("`{name}`")), "{name}");
    }
}

#[tokio::test]
async fn a_client_that_has_the_card_or_the_catalog_does_not_get_it_again() {
    let server = Server::shared();
    for path in ["/mcp/server-card", "/.well-known/ai-catalog.json"] {
        let tag = read(server, path).await.header("etag").unwrap().to_owned();
        for known in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
            let reply = server.get(path).header("if-none-match", &known).send().await;
            assert_eq!((reply.status, reply.header("etag")), (304, Some(&*tag)), "{path} {known}");
            assert!(reply.body.is_empty());
        }
        assert_eq!(server.get(path).header("if-none-match", "\"other\"").send().await.status, 200);
    }
}

/// Runs the calls of the skill as they stand. A service sends its mail between the first and the second, after some seconds.
fn run_skill(server: &Server, page: &str, seconds: u32) -> String {
    let calls: Vec<_> = page.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    let [address, wait, read] = calls[..] else { panic!("{} calls", calls.len()) };
    let deliver = format!(
        "(sleep {seconds}; curl -s -o /dev/null \"{}/cdn-cgi/local/email?from=hello@shop.example&to=$ADDRESS\" --data-binary @- <<MAIL
From: Shop <hello@shop.example>
To: $ADDRESS
Subject: Welcome
Message-ID: <{seconds}@shop.example>

Your code is 4711.
MAIL
) {}\n",
        server.url(),
        if seconds == 0 { "" } else { "&" },
    );
    let script = [address, &deliver, wait, read].concat();
    let run = Command::new("sh").args(["-euc", &script]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[tokio::test]
async fn the_three_calls_of_the_skill_find_the_code_as_they_stand() {
    let server = Server::start(development::VARIABLES);
    let page = read(&server, "/skill.md").await.text();
    for seconds in [0, 2] {
        let printed = run_skill(&server, &page, seconds);
        let (address, message) = printed.split_once('\n').unwrap();
        let message: Value = serde_json::from_str(message).unwrap_or_else(|_| panic!("{printed}"));
        assert_eq!((&message["to"], &message["subject"]), (&json!(address), &json!("Welcome")));
        assert!(message["body"].as_str().unwrap().starts_with("Your code is 4711."), "{message}");
    }
}
