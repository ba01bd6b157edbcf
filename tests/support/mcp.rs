//! A client of the Model Context Protocol whose every message is a test's.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Map, Value, json};
use tokio::time::timeout;

use super::{Reply, Request, Server, text};

pub const MODERN: &str = "2026-07-28";
pub const LEGACY: &str = "2025-11-25";
const SOON: Duration = Duration::from_secs(10);

/// A client with a key.
#[derive(Clone)]
pub struct McpClient {
    pub server: &'static Server,
    pub key: String,
    /// Whether it can show a person a URL.
    pub opens_urls: bool,
    /// Of a legacy client that has shaken hands.
    pub session: Option<String>,
}

impl McpClient {
    /// One of 2026-07-28.
    pub fn modern(server: &'static Server, key: &str) -> Self {
        Self { server, key: key.to_owned(), opens_urls: false, session: None }
    }

    /// One of 2025-11-25 that has shaken hands.
    pub async fn legacy(server: &'static Server, key: &str, opens_urls: bool) -> Self {
        let client = Self { opens_urls, ..Self::modern(server, key) };
        let params = json!({ "protocolVersion": LEGACY, "capabilities": client.capabilities(),
            "clientInfo": { "name": "test", "version": "1" } });
        let body = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params });
        let reply = server.post("/mcp").key(key).json(body).send().await;
        assert_eq!(reply.expect(200)["result"]["protocolVersion"], LEGACY, "{reply}");
        let session = reply.header("mcp-session-id").expect("a session").to_owned();
        Self { session: Some(session), ..client }
    }

    fn capabilities(&self) -> Value {
        if self.opens_urls { json!({ "elicitation": { "url": {} } }) } else { json!({}) }
    }

    /// A request of the client's era.
    pub fn request(&self, method: &str, params: Value) -> Request {
        let Value::Object(mut params) = params else { panic!("{params}") };
        let request = self.server.post("/mcp").key(&self.key);
        let body =
            |params: Map<String, Value>| json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
        if let Some(session) = &self.session {
            let request = request.header("mcp-session-id", session).header("mcp-protocol-version", LEGACY);
            return request.json(body(params));
        }
        let name = params.get("name").or(params.get("uri")).and_then(Value::as_str).unwrap_or_default().to_owned();
        params.insert(
            "_meta".to_owned(),
            json!({
                "io.modelcontextprotocol/protocolVersion": MODERN,
                "io.modelcontextprotocol/clientCapabilities": self.capabilities(),
            }),
        );
        let request = request.header("mcp-protocol-version", MODERN).header("mcp-method", method);
        let request = if name.is_empty() { request } else { request.header("mcp-name", &name) };
        request.json(body(params))
    }

    pub async fn send(&self, method: &str, params: Value) -> Reply {
        self.request(method, params).send().await
    }

    /// The result of a request.
    pub async fn result(&self, method: &str, params: Value) -> Value {
        let reply = self.send(method, params).await;
        let message = message_of(&reply);
        assert!(message["error"].is_null(), "{reply}");
        message["result"].clone()
    }

    /// The error of a request: its code.
    pub async fn fails(&self, method: &str, params: Value) -> (u16, Value) {
        let reply = self.send(method, params).await;
        (reply.status, message_of(&reply)["error"].clone())
    }

    /// The result of a tool, which may be an error.
    pub async fn tool(&self, name: &str, arguments: Value) -> Value {
        self.result("tools/call", json!({ "name": name, "arguments": arguments })).await
    }

    /// What a tool replies. It has succeeded.
    pub async fn calls(&self, name: &str, arguments: Value) -> Value {
        let result = self.tool(name, arguments).await;
        assert!(result["isError"] != true, "{name}: {result}");
        result["structuredContent"].clone()
    }

    /// The names of the tools.
    pub async fn tools(&self) -> Vec<String> {
        let listed = self.result("tools/list", json!({})).await;
        listed["tools"].as_array().unwrap().iter().map(|tool| text(&tool["name"])).collect()
    }

    /// The news of a legacy session.
    pub async fn news(&self) -> News {
        News::open(self.news_request()).await
    }

    /// After an event.
    pub async fn news_since(&self, event: &str) -> News {
        News::open(self.news_request().header("last-event-id", event)).await
    }

    fn news_request(&self) -> Request {
        let request = self.server.get("/mcp").key(&self.key).header("accept", "text/event-stream");
        request.header("mcp-session-id", self.session.as_deref().unwrap())
    }

    /// The news that a modern client asks for.
    pub async fn listens(&self, uris: &[&str]) -> News {
        News::open(self.request("subscriptions/listen", json!({ "notifications": { "resourceSubscriptions": uris } })))
            .await
    }
}

/// The message of a reply: JSON, or the last one of a stream.
pub fn message_of(reply: &Reply) -> Value {
    if reply.header("content-type") != Some("text/event-stream") {
        return reply.json();
    }
    let text = reply.text();
    let last = text.lines().filter_map(|line| line.strip_prefix("data: ")).next_back();
    serde_json::from_str(last.unwrap_or_else(|| panic!("no message in {text}"))).unwrap()
}

/// Messages as they come.
pub struct News {
    chunks: std::pin::Pin<Box<dyn futures_util::Stream<Item = Vec<u8>>>>,
    rest: String,
}

impl News {
    async fn open(request: Request) -> Self {
        let reply = request.stream().await;
        assert_eq!(
            (reply.status().as_u16(), reply.headers()["content-type"].to_str().unwrap()),
            (200, "text/event-stream")
        );
        let chunks = reply
            .bytes_stream()
            .take_while(|chunk| std::future::ready(chunk.is_ok()))
            .map(|chunk| chunk.unwrap().to_vec());
        Self { chunks: Box::pin(chunks), rest: String::new() }
    }

    /// The next message. None at the end.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: ").map(str::to_owned));
                self.rest = rest.to_owned();
                match data {
                    Some(data) => return Some(serde_json::from_str(&data).unwrap()),
                    None => continue,
                }
            }
            let chunk = timeout(SOON, self.chunks.next()).await.expect("no message within 10 s")?;
            self.rest.push_str(&String::from_utf8(chunk).unwrap());
        }
    }
}
