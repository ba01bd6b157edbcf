use std::{fmt, sync::LazyLock};

use reqwest::{Client, Method, header::HeaderMap, redirect};
use serde::Serialize;
use serde_json::Value;

use super::{Server, contract::Exchange};

/// Connections are not kept: each test has an async runtime of its own, and a connection dies with its runtime.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::builder().no_proxy().pool_max_idle_per_host(0).redirect(redirect::Policy::none()).build().unwrap()
});

impl Server {
    pub fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }

    pub fn post(&self, path: &str) -> Request {
        self.request("POST", path)
    }

    pub fn put(&self, path: &str) -> Request {
        self.request("PUT", path)
    }

    pub fn patch(&self, path: &str) -> Request {
        self.request("PATCH", path)
    }

    pub fn delete(&self, path: &str) -> Request {
        self.request("DELETE", path)
    }

    /// Any method; `path` may carry a query.
    pub fn request(&self, method: &str, path: &str) -> Request {
        let parsed: Method = method.parse().unwrap();
        let url = format!("{}{path}", self.url());
        Request { label: format!("{method} {path}"), inner: CLIENT.request(parsed, url), json: None }
    }

    /// A raw message given to the worker by its development door. 200, or 422 with `rejected`.
    pub async fn deliver(&self, from: &str, to: &str, raw: impl AsRef<[u8]>) -> Reply {
        self.mail("/dev/email", from, to, raw.as_ref()).await
    }

    /// A raw message given to the worker by the runtime, which refuses more than 1 MiB and what has no Message-ID.
    pub async fn deliver_by_event(&self, from: &str, to: &str, raw: impl AsRef<[u8]>) -> Reply {
        self.mail("/cdn-cgi/local/email", from, to, raw.as_ref()).await
    }

    async fn mail(&self, path: &str, from: &str, to: &str, raw: &[u8]) -> Reply {
        let mut request = self.post(path).header("content-type", "message/rfc822").body(raw);
        request.inner = request.inner.query(&[("from", from), ("to", to)]);
        request.send().await
    }
}

#[must_use = "nothing is asked until it is sent"]
pub struct Request {
    label: String,
    inner: reqwest::RequestBuilder,
    json: Option<Value>,
}

impl Request {
    /// As the holder of this key, session or other bearer credential.
    pub fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.inner = self.inner.header(name, value);
        self
    }

    pub fn json(mut self, body: impl Serialize) -> Self {
        self.json = Some(serde_json::to_value(&body).unwrap());
        self.inner = self.inner.json(&body);
        self
    }

    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.inner = self.inner.body(body.as_ref().to_vec());
        self
    }

    /// Sends it. The body of the reply is read as it comes.
    pub async fn stream(self) -> reqwest::Response {
        self.inner.send().await.unwrap_or_else(|error| panic!("{}: {error:?}", self.label))
    }

    /// Sends it; the reply must be one that the API document allows.
    pub async fn send(self) -> Reply {
        let label = self.label;
        let request = self.inner.build().unwrap_or_else(|error| panic!("{label}: {error:?}"));
        let (method, url) = (request.method().clone(), request.url().clone());
        let accept = request.headers().get("accept").and_then(|accept| accept.to_str().ok());
        let accepts_html = accept.is_some_and(|accept| accept.contains("text/html"));
        let reply = CLIENT.execute(request).await.unwrap_or_else(|error| panic!("{label}: {error:?}"));
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        let body = reply.bytes().await.unwrap_or_else(|error| panic!("{label}: {error:?}")).to_vec();
        let reply = Reply { label, status, headers, body };
        Exchange { method: method.as_str(), url: &url, body: self.json.as_ref(), accepts_html, reply: &reply }.check();
        reply
    }
}

#[derive(Debug)]
pub struct Reply {
    label: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {self}"))
    }

    /// The JSON of a reply that must have this status; null when there is no body.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// An error of this status and code.
    #[track_caller]
    pub fn expect_error(&self, status: u16, code: &str) -> Value {
        let body = self.expect(status);
        assert_eq!(body["error"], code, "{self}");
        body
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered {}: {}", self.label, self.status, self.text())
    }
}
