//! Messages of JSON-RPC 2.0, one in each body.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// Codes of errors: of JSON-RPC, and of the protocol.
pub const PARSE_ERROR: i32 = -32700;
pub const INVALID_REQUEST: i32 = -32600;
pub const METHOD_NOT_FOUND: i32 = -32601;
pub const INVALID_PARAMS: i32 = -32602;
pub const INTERNAL_ERROR: i32 = -32603;
/// Legacy: there is no such resource.
pub const RESOURCE_NOT_FOUND: i32 = -32002;
/// Legacy: a person has to open a URL first.
pub const URL_ELICITATION_REQUIRED: i32 = -32042;
/// Modern: a header and the body differ.
pub const HEADER_MISMATCH: i32 = -32020;
/// Modern: the protocol version is not spoken.
pub const UNSUPPORTED_VERSION: i32 = -32022;

/// The id of a request, which its reply repeats: a number or a text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Id {
    Number(i64),
    Text(String),
}

/// A message from a client.
#[derive(Debug)]
pub enum Message {
    Request(Request),
    /// Nobody waits for a reply.
    Notification,
    /// A reply to a request of the server, which sends none.
    Response,
}

/// A request from a client.
#[derive(Debug)]
pub struct Request {
    pub id: Id,
    pub method: String,
    pub params: Map<String, Value>,
}

/// An error as the reply to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    pub code: i32,
    pub message: String,
    pub data: Option<Value>,
}

impl Failure {
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    pub fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }

    #[must_use]
    pub fn with(self, data: Value) -> Self {
        Self { data: Some(data), ..self }
    }

    /// The whole message. Without an id if the request's is not known.
    pub fn reply(&self, id: Option<&Id>) -> String {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        let mut reply = json!({ "jsonrpc": "2.0", "error": error });
        if let Some(id) = id {
            reply["id"] = json!(id);
        }
        reply.to_string()
    }
}

/// The reply with a result.
pub fn reply(id: &Id, result: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Reply<'a, T> {
        jsonrpc: &'a str,
        id: &'a Id,
        result: &'a T,
    }
    // Maps with keys that are no texts are the only values that cannot be written.
    serde_json::to_string(&Reply { jsonrpc: "2.0", id, result }).unwrap_or_default()
}

/// The reply with a whole message, which no cache keeps.
pub fn http_response(status: u16, message: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, message).into_response()
}

/// A notification of the server.
pub fn notification(method: &str, params: &Value) -> String {
    json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string()
}

/// A value that is there, even if it is `null`.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(value).map(Some)
}

impl Message {
    /// Reads a body.
    ///
    /// # Errors
    /// It is not JSON, or no message: batches ended with 2025-06-18.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        struct Wire<'a> {
            jsonrpc: String,
            #[serde(default, borrow, deserialize_with = "present")]
            id: Option<&'a RawValue>,
            method: Option<String>,
            params: Option<Map<String, Value>>,
        }
        let invalid = |why: &str| Failure::new(INVALID_REQUEST, format!("The body is not a JSON-RPC message: {why}"));
        let Wire { jsonrpc, id, method, params } =
            serde_json::from_slice(body).map_err(|error| match serde_json::from_slice::<&RawValue>(body) {
                Ok(_) => invalid(&format!("{error}. Send one message in each request.")),
                Err(error) => Failure::new(PARSE_ERROR, format!("The body is not JSON: {error}")),
            })?;
        if jsonrpc != "2.0" {
            return Err(invalid("jsonrpc is not \"2.0\"."));
        }
        match (method, id) {
            (None, None) => Err(invalid("it has neither method nor id.")),
            (None, Some(_)) => Ok(Self::Response),
            (Some(_), None) => Ok(Self::Notification),
            (Some(method), Some(id)) => {
                let id = serde_json::from_str(id.get()).map_err(|_| invalid("id is neither an integer nor a text."))?;
                Ok(Self::Request(Request { id, method, params: params.unwrap_or_default() }))
            }
        }
    }
}

impl Request {
    /// A text among the parameters.
    ///
    /// # Errors
    /// It is missing, or no text.
    pub fn text(&self, name: &str) -> Result<&str, Failure> {
        let value = self.params.get(name).and_then(Value::as_str);
        value.ok_or_else(|| Failure::invalid_params(format!("{} needs the text `{name}`.", self.method)))
    }

    /// The objects of a parameter, empty if it is missing.
    ///
    /// # Errors
    /// It is no object.
    pub fn object(&self, name: &str) -> Result<Map<String, Value>, Failure> {
        match self.params.get(name) {
            None => Ok(Map::new()),
            Some(Value::Object(object)) => Ok(object.clone()),
            Some(_) => Err(Failure::invalid_params(format!("`{name}` is not an object."))),
        }
    }

    /// What the client says about itself and the request.
    pub fn meta(&self, name: &str) -> Option<&Value> {
        self.params.get("_meta")?.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_one_message() {
        let parse = |body: &str| Message::parse(body.as_bytes());
        assert!(matches!(
            parse(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#),
            Ok(Message::Request(Request { id: Id::Number(1), .. }))
        ));
        assert!(matches!(
            parse(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#),
            Ok(Message::Notification)
        ));
        assert!(matches!(parse(r#"{"jsonrpc":"2.0","id":"a","result":{}}"#), Ok(Message::Response)));
        for (body, code) in [
            ("{", PARSE_ERROR),
            ("[]", INVALID_REQUEST),
            (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, INVALID_REQUEST),
            (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, INVALID_REQUEST),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, INVALID_REQUEST),
            (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, INVALID_REQUEST),
            (r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, INVALID_REQUEST),
            ("{}", INVALID_REQUEST),
        ] {
            assert_eq!(parse(body).err().map(|failure| failure.code), Some(code), "{body}");
        }
    }

    #[test]
    fn a_failure_names_its_request() {
        let failure = Failure::new(METHOD_NOT_FOUND, "no").with(json!({ "a": 1 }));
        let expected =
            json!({ "jsonrpc": "2.0", "id": "x", "error": { "code": -32601, "message": "no", "data": { "a": 1 } } });
        let reply: Value = serde_json::from_str(&failure.reply(Some(&Id::Text("x".into())))).expect("JSON");
        assert_eq!(reply, expected);
    }
}
