//! The two eras of the protocol, and which one a request belongs to.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::fence::ToolResult;
use super::message::{Failure, HEADER_MISMATCH, INVALID_PARAMS, Id, METHOD_NOT_FOUND, Request, UNSUPPORTED_VERSION};

/// The version without a handshake.
pub const MODERN: &str = "2026-07-28";
/// Versions with a handshake, the newest first.
pub const LEGACY: [&str; 3] = ["2025-11-25", "2025-06-18", "2025-03-26"];

const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY: &str = "io.modelcontextprotocol/clientCapabilities";
const SERVER_KEY: &str = "io.modelcontextprotocol/serverInfo";

/// Headers that repeat parts of a message, so that proxies can route it.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    pub version: Option<String>,
    pub method: Option<String>,
    pub name: Option<String>,
}

impl Headers {
    /// Their names.
    pub const NAMES: [&str; 3] = ["mcp-protocol-version", "mcp-method", "mcp-name"];

    /// Those of a request.
    pub fn read(header: impl Fn(&str) -> Option<String>) -> Self {
        let [version, method, name] = Self::NAMES.map(header);
        Self { version, method, name }
    }
}

/// How a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// The client has shaken hands, or does it now.
    Legacy,
    /// The request says all that is to be known of its client.
    Modern {
        /// Whether the client can show a person a URL.
        opens_urls: bool,
    },
}

/// A failure with its HTTP status.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    pub status: u16,
    pub failure: Failure,
}

impl Refusal {
    fn new(code: i32, message: impl Into<String>) -> Self {
        Self { status: 400, failure: Failure::new(code, message) }
    }

    fn unsupported(requested: &str) -> Self {
        let failure =
            Failure::new(UNSUPPORTED_VERSION, format!("The protocol version {requested} is not spoken here."));
        Self { status: 400, failure: failure.with(json!({ "supported": versions(), "requested": requested })) }
    }
}

/// All versions, the newest first.
pub fn versions() -> Vec<&'static str> {
    [MODERN].into_iter().chain(LEGACY).collect()
}

/// Whether clients can show a person a URL, by the capabilities that they declare.
pub fn opens_urls(capabilities: &Value) -> bool {
    capabilities["elicitation"]["url"].is_object()
}

impl Era {
    /// The era of a request, by its body first: it is what a handler reads.
    ///
    /// # Errors
    /// The version is not spoken, or a header says something else than the body.
    pub fn of(request: &Request, headers: &Headers) -> Result<Self, Refusal> {
        let in_header = headers.version.as_deref();
        let in_body = request.meta(VERSION_KEY);
        let version = match (in_body, in_header) {
            (None, None) => return Ok(Self::Legacy),
            (None, Some(version)) if LEGACY.contains(&version) => return Ok(Self::Legacy),
            (None, Some(MODERN)) => {
                return Err(Refusal::new(INVALID_PARAMS, format!("params._meta has no `{VERSION_KEY}`.")));
            }
            (None, Some(version)) => return Err(Refusal::unsupported(version)),
            (Some(Value::String(version)), _) => version.as_str(),
            (Some(_), _) => return Err(Refusal::new(INVALID_PARAMS, format!("`{VERSION_KEY}` is not a text."))),
        };
        if in_header != Some(version) {
            return Err(mismatch("MCP-Protocol-Version", in_header, version));
        }
        if version != MODERN {
            return Err(Refusal::unsupported(version));
        }
        let Some(capabilities @ Value::Object(_)) = request.meta(CAPABILITIES_KEY) else {
            return Err(Refusal::new(INVALID_PARAMS, format!("params._meta has no object `{CAPABILITIES_KEY}`.")));
        };
        if headers.method.as_deref() != Some(&request.method) {
            return Err(mismatch("Mcp-Method", headers.method.as_deref(), &request.method));
        }
        check_name(request, headers.name.as_deref())?;
        Ok(Self::Modern { opens_urls: opens_urls(capabilities) })
    }

    pub fn is_modern(self) -> bool {
        self != Self::Legacy
    }

    /// The refusal of a method that the era does not have. A legacy client takes every other status for an error of the transport.
    pub fn no_such_method(self, method: &str) -> Refusal {
        let failure = Failure::new(METHOD_NOT_FOUND, format!("There is no method `{method}`."));
        Refusal { status: if self.is_modern() { 404 } else { 200 }, failure }
    }

    /// The result as the era has it: a modern one says that it is complete, and who answers.
    pub fn completed(self, mut result: Value) -> Value {
        if self.is_modern() {
            if result["resultType"].is_null() {
                result["resultType"] = json!("complete");
            }
            result["_meta"][SERVER_KEY] = server_info();
        }
        result
    }

    /// The reply with the result of a tool, as [`completed`](Self::completed) makes it.
    pub fn call_reply(self, id: &Id, result: &ToolResult) -> String {
        let (id, members) = (json!(id), result.members());
        let completion = match self {
            Self::Legacy => String::new(),
            Self::Modern { .. } => {
                format!(r#","resultType":"complete","_meta":{}"#, json!({ SERVER_KEY: server_info() }))
            }
        };
        format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{{members}{completion}}}}}"#)
    }

    /// As [`completed`](Self::completed), for results that a client may keep for so many milliseconds.
    pub fn kept(self, mut result: Value, milliseconds: u32) -> Value {
        if self.is_modern() {
            result["ttlMs"] = json!(milliseconds);
            // Each key sees something else.
            result["cacheScope"] = json!("private");
        }
        self.completed(result)
    }
}

/// Who answers.
pub fn server_info() -> Value {
    json!({ "name": "warren", "title": "Warren", "version": env!("CARGO_PKG_VERSION") })
}

fn check_name(request: &Request, header: Option<&str>) -> Result<(), Refusal> {
    let name = match request.method.as_str() {
        "tools/call" | "prompts/get" => request.params.get("name"),
        "resources/read" => request.params.get("uri"),
        _ => return Ok(()),
    };
    // Without a name, the handler refuses the request.
    let Some(name) = name.and_then(Value::as_str) else { return Ok(()) };
    if header.and_then(decoded).as_deref() == Some(name) { Ok(()) } else { Err(mismatch("Mcp-Name", header, name)) }
}

/// The value of a header: as it is, or base64 between markers if it is not ASCII. None if what is between the markers is not base64.
fn decoded(header: &str) -> Option<String> {
    let header = header.trim();
    match header.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?=")) {
        Some(base64) => String::from_utf8(BASE64.decode(base64.as_bytes()).ok()?).ok(),
        None => Some(header.to_owned()),
    }
}

fn mismatch(name: &str, header: Option<&str>, body: &str) -> Refusal {
    let header = header.map_or("is missing".to_owned(), |header| format!("is `{header}`"));
    Refusal::new(HEADER_MISMATCH, format!("The header {name} {header}; the body says `{body}`."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mcp::message::Message;

    fn request(method: &str, params: &Value) -> Request {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        match Message::parse(body.to_string().as_bytes()) {
            Ok(Message::Request(request)) => request,
            other => panic!("{other:?}"),
        }
    }

    fn headers(version: &str, method: &str, name: &str) -> Headers {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Headers { version: some(version), method: some(method), name: some(name) }
    }

    fn modern(version: &str) -> Value {
        json!({ "name": "größe", "_meta": { VERSION_KEY: version, CAPABILITIES_KEY: { "elicitation": { "url": {} } } } })
    }

    #[test]
    fn a_request_without_its_version_is_legacy() {
        for version in ["", "2025-11-25", "2025-06-18"] {
            let era = Era::of(&request("tools/call", &json!({ "name": "a" })), &headers(version, "", ""));
            assert_eq!(era, Ok(Era::Legacy), "{version}");
        }
    }

    #[test]
    fn headers_of_a_modern_request_repeat_its_body() {
        let call = request("tools/call", &modern(MODERN));
        let name = "=?base64?Z3LDtsOfZQ==?=";
        assert_eq!(Era::of(&call, &headers(MODERN, "tools/call", name)), Ok(Era::Modern { opens_urls: true }));
        for (version, method, name) in [
            ("", "tools/call", name),
            (MODERN, "", name),
            (MODERN, "Tools/call", name),
            (MODERN, "tools/call", ""),
            (MODERN, "tools/call", "=?base64?Z3LDtsOfZQ?="),
            (MODERN, "tools/call", "=?base64?w7Y=?="),
        ] {
            let refusal = Era::of(&call, &headers(version, method, name)).expect_err("a mismatch");
            assert_eq!((refusal.status, refusal.failure.code), (400, HEADER_MISMATCH), "{version} {method} {name}");
        }
    }

    #[test]
    fn a_version_that_is_not_spoken_is_refused_with_those_that_are() {
        for (params, version) in
            [(modern("2031-01-01"), "2031-01-01"), (json!({}), "v9"), (modern(LEGACY[0]), LEGACY[0])]
        {
            let refusal =
                Era::of(&request("tools/list", &params), &headers(version, "tools/list", "")).expect_err("refused");
            assert_eq!(refusal.failure.code, UNSUPPORTED_VERSION);
            assert_eq!(refusal.failure.data.expect("data")["supported"][0], MODERN);
        }
        let incomplete =
            Era::of(&request("tools/list", &json!({})), &headers(MODERN, "tools/list", "")).expect_err("refused");
        assert_eq!(incomplete.failure.code, INVALID_PARAMS);
    }
}
