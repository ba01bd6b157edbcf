//! Fixtures for the protocol's conformance suite: tools, resources and prompts with fixed answers. In development only, without a key.
//!
//! <https://github.com/modelcontextprotocol/conformance> says what each of them does.

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::Posted;
use super::dispatch::{Answered, Offer, Outcome};
use super::fixture_asks as asks;
use super::stream::{self, Events};
use crate::error::Result;
use crate::mcp::era::{Era, Refusal};
use crate::mcp::message::{Failure, INVALID_PARAMS, RESOURCE_NOT_FOUND, Request, notification, reply};
use crate::platform::timer;
use crate::random;

const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const WAV: &str = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";
const MISSING_CAPABILITY: i32 = -32021;
/// Between two notifications of one call, in milliseconds.
const PAUSE: u64 = 50;

/// What the suite finds.
pub struct Fixtures {
    era: Era,
}

/// Answers a message.
pub async fn answer(posted: &Posted) -> Result<Response<Body>> {
    if let Some(answer) = asks::answered(posted) {
        return Ok(answer);
    }
    super::dispatch::answer(Fixtures { era: Era::Legacy }, posted).await
}

fn text(text: &str) -> Value {
    json!({ "content": [{ "type": "text", "text": text }] })
}

fn tool(name: &str) -> Value {
    let schema = match name {
        "test_sampling" => {
            json!({ "type": "object", "properties": { "prompt": { "type": "string" } }, "required": ["prompt"] })
        }
        "test_elicitation" => {
            json!({ "type": "object", "properties": { "message": { "type": "string" } }, "required": ["message"] })
        }
        _ => json!({ "type": "object" }),
    };
    json!({ "name": name, "description": format!("Fixture {name}."), "inputSchema": schema })
}

/// The first is called without arguments.
const TOOLS: [&str; 27] = [
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_error_handling",
    "test_tool_with_progress",
    "test_tool_with_logging",
    "test_sampling",
    "test_elicitation",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_missing_capability",
    "test_streaming_elicitation",
    "test_logging_tool",
    "test_trigger_tool_change",
    "test_trigger_prompt_change",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_tampered_state",
    "test_input_required_result_capabilities",
    "test_input_required_result_prompt",
    "test_reconnection",
];

impl Offer for Fixtures {
    fn set_era(&mut self, era: Era) {
        self.era = era;
    }

    async fn admit(&self) -> Result<()> {
        Ok(())
    }

    fn open_session(&self, _version: &str, _opens_urls: bool) -> Result<String> {
        random::base36(16)
    }

    fn resume_session(&mut self, _id: &str) -> Result<()> {
        Ok(())
    }

    fn capabilities(&self) -> Value {
        let mut capabilities = json!({
            "tools": { "listChanged": true }, "resources": { "subscribe": true }, "prompts": { "listChanged": true }, "completions": {},
        });
        if !self.era.is_modern() {
            capabilities["logging"] = json!({});
        }
        capabilities
    }

    fn instructions(&self) -> &'static str {
        "Fixtures of the conformance suite."
    }

    async fn tools(&self) -> Outcome<Value> {
        Ok(json!({ "tools": TOOLS.map(tool) }))
    }

    async fn call(&self, request: &Request) -> Outcome<Answered> {
        let name = request.text("name")?;
        let result = match name {
            "test_simple_text" => text("This is a simple text response for testing."),
            "test_image_content" => json!({ "content": [image()] }),
            "test_audio_content" => json!({ "content": [{ "type": "audio", "data": WAV, "mimeType": "audio/wav" }] }),
            "test_embedded_resource" => {
                let of = ("test://embedded-resource", "text/plain", "This is an embedded resource content.");
                json!({ "content": [embedded(of)] })
            }
            "test_multiple_content_types" => {
                let of = ("test://mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#);
                json!({ "content": [{ "type": "text", "text": "Multiple content types test:" }, image(), embedded(of)] })
            }
            "test_error_handling" => {
                let mut result = text("This tool intentionally returns an error for testing");
                result["isError"] = json!(true);
                result
            }
            "test_tool_with_progress" => return Ok(Answered::Stream(with_progress(request, self.era))),
            "test_tool_with_logging" => return Ok(Answered::Stream(with_logging(request, self.era))),
            "test_missing_capability" if asks::can(request, "sampling") => text("The client samples."),
            "test_missing_capability" => {
                let failure = Failure::new(MISSING_CAPABILITY, "The client cannot sample.");
                let failure = failure.with(json!({ "requiredCapabilities": { "sampling": {} } }));
                return Err(Refusal { status: 400, failure }.into());
            }
            "test_logging_tool" => text("Nothing was logged."),
            "test_trigger_tool_change" | "test_trigger_prompt_change" => {
                asks::change(if name.contains("tool_") { "tools" } else { "prompts" });
                text("Changed.")
            }
            _ if TOOLS.contains(&name) && self.era.is_modern() => {
                return Ok(Answered::Result(asks::input(name, request)?));
            }
            _ if TOOLS.contains(&name) => return Ok(Answered::Stream(asks::of_client(name, request)?)),
            _ => return Err(Failure::invalid_params(format!("There is no tool `{name}`.")).into()),
        };
        Ok(Answered::Result(result))
    }

    async fn resources(&self) -> Outcome<Value> {
        let resource =
            |uri: &str, of: &str| json!({ "uri": uri, "name": uri, "description": "A fixture.", "mimeType": of });
        Ok(json!({ "resources": [
            resource("test://static-text", "text/plain"), resource("test://static-binary", "image/png"),
            resource("test://watched-resource", "text/plain"),
        ] }))
    }

    fn templates(&self) -> Value {
        json!([{ "uriTemplate": "test://template/{id}/data", "name": "template", "description": "A fixture.", "mimeType": "application/json" }])
    }

    async fn read(&self, uri: &str) -> Outcome<Value> {
        let of_template = uri.strip_prefix("test://template/").and_then(|rest| rest.strip_suffix("/data"));
        let contents = match (uri, of_template) {
            ("test://static-binary", _) => json!({ "uri": uri, "mimeType": "image/png", "blob": PNG }),
            ("test://static-text", _) => {
                json!({ "uri": uri, "mimeType": "text/plain", "text": "This is the content of the static text resource." })
            }
            ("test://watched-resource", _) => json!({ "uri": uri, "mimeType": "text/plain", "text": "Watched." }),
            (_, Some(id)) => {
                let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
                json!({ "uri": uri, "mimeType": "application/json", "text": data.to_string() })
            }
            _ => {
                let code = if self.era.is_modern() { INVALID_PARAMS } else { RESOURCE_NOT_FOUND };
                return Err(Failure::new(code, "There is no such resource.").with(json!({ "uri": uri })).into());
            }
        };
        Ok(json!({ "contents": [contents] }))
    }

    async fn follow(&self, _uri: &str, _follows: bool) -> Outcome<()> {
        Ok(())
    }

    fn prompts(&self) -> Value {
        let prompt = |name: &str, arguments: &[&str]| {
            let argument = |name: &&str| json!({ "name": name, "description": "A fixture.", "required": true });
            json!({ "name": name, "description": "A fixture.", "arguments": arguments.iter().map(argument).collect::<Vec<_>>() })
        };
        json!({ "prompts": [
            prompt("test_simple_prompt", &[]), prompt("test_prompt_with_arguments", &["arg1", "arg2"]),
            prompt("test_prompt_with_embedded_resource", &["resourceUri"]), prompt("test_prompt_with_image", &[]),
            prompt("test_input_required_result_prompt", &[]),
        ] })
    }

    async fn prompt(&self, request: &Request) -> Outcome<Value> {
        let arguments = request.object("arguments")?;
        let argument = |name: &str| {
            let value = arguments.get(name).and_then(Value::as_str);
            value.ok_or_else(|| Failure::invalid_params(format!("The argument `{name}` is missing.")))
        };
        let says = |text: &str| json!({ "role": "user", "content": { "type": "text", "text": text } });
        let messages = match request.text("name")? {
            "test_simple_prompt" => json!([says("This is a simple prompt for testing.")]),
            "test_prompt_with_arguments" => {
                json!([says(&format!(
                    "Prompt with arguments: arg1='{}', arg2='{}'",
                    argument("arg1")?,
                    argument("arg2")?
                ))])
            }
            "test_prompt_with_embedded_resource" => {
                let of = (argument("resourceUri")?, "text/plain", "Embedded resource content for testing.");
                json!([{ "role": "user", "content": embedded(of) }, says("Please process the embedded resource above.")])
            }
            "test_prompt_with_image" => {
                json!([{ "role": "user", "content": image() }, says("Please analyze the image above.")])
            }
            name @ "test_input_required_result_prompt" => match asks::input(name, request)? {
                asked if asked["resultType"] == "input_required" => return Ok(asked),
                _ => json!([says("With your context.")]),
            },
            name => return Err(Failure::invalid_params(format!("There is no prompt `{name}`.")).into()),
        };
        Ok(json!({ "messages": messages }))
    }

    async fn listen(self, request: &Request) -> Outcome<Response<Body>> {
        Ok(asks::listen(request)?)
    }

    async fn other(&self, request: &Request, era: Era) -> Outcome<Value> {
        match (request.method.as_str(), era) {
            ("completion/complete", _) => {
                Ok(era.completed(json!({ "completion": { "values": [], "total": 0, "hasMore": false } })))
            }
            ("logging/setLevel", Era::Legacy) => Ok(json!({})),
            (method, era) => Err(era.no_such_method(method).into()),
        }
    }
}

fn image() -> Value {
    json!({ "type": "image", "data": PNG, "mimeType": "image/png" })
}

fn embedded((uri, of, text): (&str, &str, &str)) -> Value {
    json!({ "type": "resource", "resource": { "uri": uri, "mimeType": of, "text": text } })
}

fn with_progress(request: &Request, era: Era) -> Response<Body> {
    let (id, token) = (request.id.clone(), request.meta("progressToken").cloned());
    stream::answered_by(async move |mut events: Events| {
        if let Some(token) = token {
            for progress in [0, 50, 100] {
                let params = json!({ "progressToken": token, "progress": progress, "total": 100 });
                events.message(None, &notification("notifications/progress", &params)).await?;
                timer::sleep(PAUSE).await;
            }
        }
        events.message(None, &reply(&id, &era.completed(text("Done.")))).await
    })
}

fn with_logging(request: &Request, era: Era) -> Response<Body> {
    let id = request.id.clone();
    stream::answered_by(async move |mut events: Events| {
        for data in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
            let params = json!({ "level": "info", "data": data });
            events.message(None, &notification("notifications/message", &params)).await?;
            timer::sleep(PAUSE).await;
        }
        events.message(None, &reply(&id, &era.completed(text("Logged.")))).await
    })
}
