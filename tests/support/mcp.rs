//! A client of the Model Context Protocol whose every message is a test's.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Map, Value, json};
use tokio::time::timeout;

use super::{Reply, Request, Server, text};

pub const MODERN: &str = "2026-07-28";
pub const LEGACY: &str = "2025-11-25";
/// Methods of notifications.
pub const RESOURCE_UPDATED: &str = "notifications/resources/updated";
pub const TOOLS_CHANGED: &str = "notifications/tools/list_changed";
const SOON: Duration = Duration::from_secs(30);

/// A client with a key.
#[derive(Clone)]
pub struct McpClient {
    pub server: &'static Server,
    pub key: String,
    /// Whether it can show a person a URL.
    pub opens_urls: bool,
    /// Of a legacy client that has shaken hands.
    pub session: Option<String>,
    /// The environment that a person names.
    pub environment: Option<String>,
}

impl McpClient {
    /// One of 2026-07-28.
    pub fn modern(server: &'static Server, key: &str) -> Self {
        Self { server, key: key.to_owned(), opens_urls: false, session: None, environment: None }
    }

    /// One of 2025-11-25 that has shaken hands.
    pub async fn legacy(server: &'static Server, key: &str, opens_urls: bool) -> Self {
        Self { opens_urls, ..Self::modern(server, key) }.shakes_hands().await
    }

    /// One of each era.
    pub async fn both(server: &'static Server, key: &str) -> [Self; 2] {
        [Self::modern(server, key), Self::legacy(server, key, false).await]
    }

    /// The client as a legacy one, in a session of its own.
    pub async fn shakes_hands(&self) -> Self {
        let params = json!({ "protocolVersion": LEGACY, "capabilities": self.capabilities(),
            "clientInfo": { "name": "test", "version": "1" } });
        let body = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params });
        let reply = self.head("POST").json(body).send().await;
        assert_eq!(reply.expect(200)["result"]["protocolVersion"], LEGACY, "{reply}");
        let session = reply.header("mcp-session-id").expect("a session").to_owned();
        Self { session: Some(session), ..self.clone() }
    }

    fn capabilities(&self) -> Value {
        if self.opens_urls { json!({ "elicitation": { "url": {} } }) } else { json!({}) }
    }

    fn head(&self, method: &str) -> Request {
        let request = self.server.request(method, "/mcp").key(&self.key);
        self.environment.iter().fold(request, |request, name| request.header("x-environment", name))
    }

    /// A request of the client's era.
    pub fn request(&self, method: &str, params: Value) -> Request {
        let Value::Object(mut params) = params else { panic!("{params}") };
        let request = self.head("POST");
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
        let request = self.head("GET").header("accept", "text/event-stream");
        request.header("mcp-session-id", self.session.as_deref().unwrap())
    }

    /// The news that a modern client asks for, after their acknowledgement.
    pub async fn listens(&self, notifications: Value) -> News {
        let (_, news) = self.acknowledged(notifications).await;
        news
    }

    /// What the server acknowledges of what a modern client asks for, and the news.
    pub async fn acknowledged(&self, notifications: Value) -> (Value, News) {
        let mut news = News::open(self.listen_request(notifications)).await;
        let first = news.next().await.unwrap();
        assert_eq!(first["method"], "notifications/subscriptions/acknowledged", "{first}");
        (first["params"].clone(), news)
    }

    fn listen_request(&self, notifications: Value) -> Request {
        self.request("subscriptions/listen", json!({ "notifications": notifications }))
    }

    /// The news of resources, in either era.
    pub async fn follows(&self, uris: &[&str]) -> News {
        if self.session.is_none() {
            return self.listens(json!({ "resourceSubscriptions": uris })).await;
        }
        for uri in uris {
            self.result("resources/subscribe", json!({ "uri": uri })).await;
        }
        self.news().await
    }

    /// Any stream of the era; the status and the error when the server refuses.
    pub async fn tries_to_listen(&self) -> Result<News, (u16, Value)> {
        let request = if self.session.is_some() { self.news_request() } else { self.listen_request(json!({})) };
        News::try_open(request).await
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
    rest: Vec<u8>,
}

impl News {
    async fn open(request: Request) -> Self {
        Self::try_open(request).await.unwrap_or_else(|(status, error)| panic!("{status}: {error}"))
    }

    async fn try_open(request: Request) -> Result<Self, (u16, Value)> {
        let reply = request.stream().await;
        if reply.status() != 200 {
            return Err((reply.status().as_u16(), reply.json().await.unwrap()));
        }
        assert_eq!(reply.headers()["content-type"], "text/event-stream");
        let chunks = reply
            .bytes_stream()
            .take_while(|chunk| std::future::ready(chunk.is_ok()))
            .map(|chunk| chunk.unwrap().to_vec());
        Ok(Self { chunks: Box::pin(chunks), rest: Vec::new() })
    }

    /// The next message. None at the end.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.rest.windows(2).position(|end| end == b"\n\n") {
                let event: Vec<u8> = self.rest.drain(..end + 2).collect();
                let event = String::from_utf8(event).unwrap();
                match event.lines().find_map(|line| line.strip_prefix("data: ")) {
                    Some(data) => return Some(serde_json::from_str(data).unwrap()),
                    None => continue,
                }
            }
            let chunk = timeout(SOON, self.chunks.next()).await.expect("a message within 30 s")?;
            self.rest.extend(chunk);
        }
    }

    /// The next message, which must be a notification of this method. Its parameters.
    #[track_caller]
    pub fn hears(&mut self, method: &str) -> impl Future<Output = Value> {
        let (method, place) = (method.to_owned(), std::panic::Location::caller());
        async move {
            let told = self.next().await.unwrap_or_else(|| panic!("{place}: the stream ended before {method}"));
            assert_eq!(told["method"], *method, "{place}: {told}");
            told["params"].clone()
        }
    }

    /// The next message, which must say that this resource has changed.
    #[track_caller]
    pub fn hears_of(&mut self, uri: &str) -> impl Future<Output = ()> {
        let (uri, place, told) = (uri.to_owned(), std::panic::Location::caller(), self.hears(RESOURCE_UPDATED));
        async move { assert_eq!(told.await["uri"], *uri, "{place}") }
    }
}
