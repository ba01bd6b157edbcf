//! Fixtures that ask the client for something: in a stream, whose answer another request brings, or with a result that asks for input.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use super::Posted;
use super::stream::{self, Events};
use crate::error::{Code, Error};
use crate::mcp::era::Era;
use crate::mcp::message::{Failure, Request, notification, reply};
use crate::platform::{clock, timer};
use crate::random;
use crate::time::{MINUTE, SECOND};

/// How long the suite has for an answer, and how often it is looked for, in milliseconds.
const PATIENCE: i64 = 10 * SECOND;
const INTERVAL: u64 = 20;
const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";
const STATE: &str = "fixture-state";

/// Answers that came, by the ids of requests, and how often a list has changed. One process serves the suite.
#[derive(Default)]
struct Shared {
    answers: HashMap<String, Value>,
    changes: HashMap<&'static str, u32>,
}

static SHARED: LazyLock<Mutex<Shared>> = LazyLock::new(Mutex::default);

fn shared<T>(read: impl FnOnce(&mut Shared) -> T) -> T {
    read(&mut SHARED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A list has changed.
pub fn change(list: &'static str) {
    shared(|shared| *shared.changes.entry(list).or_default() += 1);
}

/// Takes the answer of a client to a request of the server.
pub fn answered(posted: &Posted) -> Option<Response<Body>> {
    let message: Value = serde_json::from_slice(&posted.body).ok()?;
    if !message["method"].is_null() || message["result"].is_null() {
        return None;
    }
    shared(|shared| shared.answers.insert(message["id"].as_str()?.to_owned(), message["result"].clone()));
    Some(StatusCode::ACCEPTED.into_response())
}

/// Whether a modern client declares a capability.
pub fn can(request: &Request, capability: &str) -> bool {
    request.meta("io.modelcontextprotocol/clientCapabilities").is_some_and(|all| !all[capability].is_null())
}

/// A legacy call that asks the client and says what it answered.
pub fn of_client(tool: &str, request: &Request) -> std::result::Result<Response<Body>, Failure> {
    let arguments = request.object("arguments")?;
    let of = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (method, params) = match tool {
        "test_sampling" => ("sampling/createMessage", sampling(&of("prompt"), 100)),
        "test_elicitation" => {
            let text = json!({ "type": "string", "description": "A text." });
            (
                "elicitation/create",
                form(&of("message"), json!({ "username": text, "email": text }), &["username", "email"]),
            )
        }
        "test_elicitation_sep1034_defaults" => ("elicitation/create", form("Defaults.", defaults(), &[])),
        _ => ("elicitation/create", form("Choices.", choices(), &[])),
    };
    let (id, tool) = (request.id.clone(), tool.to_owned());
    Ok(stream::answered_by(async move |mut events: Events| {
        let asked = random::base36(16)?;
        let message = json!({ "jsonrpc": "2.0", "id": asked, "method": method, "params": params });
        events.message(None, &message.to_string()).await?;
        let end = clock::system() + PATIENCE;
        let answer = loop {
            if let Some(answer) = shared(|shared| shared.answers.remove(&asked)) {
                break answer;
            }
            if clock::system() > end {
                return Err(Error::new(Code::InvalidRequest, "The client has not answered."));
            }
            timer::sleep(INTERVAL).await;
        };
        let text = match tool.as_str() {
            "test_sampling" => format!("LLM response: {}", answer["content"]["text"].as_str().unwrap_or_default()),
            "test_elicitation" => format!("User response: {answer}"),
            _ => format!("Elicitation completed: action={}, content={}", answer["action"], answer["content"]),
        };
        events.message(None, &reply(&id, &json!({ "content": [{ "type": "text", "text": text }] }))).await
    }))
}

fn sampling(prompt: &str, tokens: u32) -> Value {
    json!({ "messages": [{ "role": "user", "content": { "type": "text", "text": prompt } }], "maxTokens": tokens })
}

fn form(message: &str, properties: Value, required: &[&str]) -> Value {
    json!({ "message": message, "requestedSchema": { "type": "object", "properties": properties, "required": required } })
}

fn defaults() -> Value {
    json!({
        "name": { "type": "string", "default": "John Doe" }, "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 }, "verified": { "type": "boolean", "default": true },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
    })
}

fn choices() -> Value {
    let titled = json!([
        { "const": "value1", "title": "First Option" }, { "const": "value2", "title": "Second Option" },
        { "const": "value3", "title": "Third Option" },
    ]);
    let untitled = ["option1", "option2", "option3"];
    json!({
        "untitledSingle": { "type": "string", "enum": untitled }, "titledSingle": { "type": "string", "oneOf": titled },
        "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["One", "Two", "Three"] },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": untitled } },
        "titledMulti": { "type": "array", "items": { "anyOf": titled } },
    })
}

/// The result of a modern call that needs input: what it asks for, until it has it.
pub fn input(tool: &str, request: &Request) -> std::result::Result<Value, Failure> {
    let given = match request.params.get("inputResponses") {
        None => Map::new(),
        Some(Value::Object(given)) => given.clone(),
        Some(_) => return Err(Failure::invalid_params("`inputResponses` is not an object.")),
    };
    let state = request.params.get("requestState").and_then(Value::as_str);
    let elicitation = |message: &str, field: &str, of: &str| json!({ "method": "elicitation/create", "params": form(message, json!({ field: { "type": of } }), &[field]) });
    let sample =
        |prompt: &str, tokens| json!({ "method": "sampling/createMessage", "params": sampling(prompt, tokens) });
    let roots = json!({ "method": "roots/list", "params": {} });
    let name = elicitation("What is your name?", "name", "string");
    let capital = sample("What is the capital of France?", 100);
    let (asks, next, done) = match (tool, state) {
        ("test_input_required_result_elicitation", _) => (vec![("user_name", name)], None, "Hello, Alice!"),
        ("test_input_required_result_sampling" | "test_input_required_result_capabilities", _) => {
            (vec![("capital_question", capital)], None, "Paris.")
        }
        ("test_input_required_result_list_roots", _) => (vec![("client_roots", roots)], None, "Roots."),
        ("test_input_required_result_multiple_inputs", _) => {
            let all = vec![("user_name", name), ("greeting", sample("Greet.", 50)), ("client_roots", roots)];
            (all, Some(STATE), "All.")
        }
        ("test_input_required_result_multi_round", None | Some(STATE)) => {
            let first = (vec![("step1", elicitation("One", "a", "string"))], Some(STATE), "");
            let second = (vec![("step2", elicitation("Two", "b", "string"))], Some("fixture-state-2"), "");
            if state.is_some() && given.contains_key("step1") { second } else { first }
        }
        ("test_input_required_result_multi_round", Some("fixture-state-2")) => {
            (vec![("step2", elicitation("Two", "b", "string"))], Some("fixture-state-2"), "Both.")
        }
        ("test_input_required_result_prompt", _) => {
            (vec![("user_context", elicitation("Context?", "context", "string"))], None, "")
        }
        ("test_streaming_elicitation", _) => (vec![("user_name", name)], None, "Hello."),
        (_, None | Some(STATE)) => (vec![("confirm", elicitation("Sure?", "ok", "boolean"))], Some(STATE), "state-ok"),
        _ => return Err(Failure::invalid_params("`requestState` is not of this call.")),
    };
    let has_all = asks.iter().all(|(name, _)| given.get(*name).is_some_and(Value::is_object));
    let is_last = tool != "test_input_required_result_multi_round" || state == Some("fixture-state-2");
    if has_all && is_last {
        return Ok(json!({ "content": [{ "type": "text", "text": done }] }));
    }
    let asks: Map<_, _> = asks.into_iter().map(|(name, ask)| (name.to_owned(), ask)).collect();
    let mut result = json!({ "resultType": "input_required", "inputRequests": asks });
    if let Some(next) = next {
        result["requestState"] = json!(next);
    }
    Ok(result)
}

/// A stream of changes of lists.
pub fn listen(request: &Request) -> std::result::Result<Response<Body>, Failure> {
    let wanted = request.object("notifications")?;
    let (id, era) = (request.id.clone(), Era::Modern { opens_urls: false });
    let lists = [("tools", "toolsListChanged"), ("prompts", "promptsListChanged")];
    let lists: Vec<_> = lists.into_iter().filter(|(_, flag)| wanted.get(*flag) == Some(&json!(true))).collect();
    Ok(stream::answered_by(async move |mut events: Events| {
        let meta = json!({ SUBSCRIPTION_ID: id });
        let honoured: Map<_, _> = lists.iter().map(|(_, flag)| ((*flag).to_owned(), json!(true))).collect();
        let acknowledged = json!({ "_meta": meta, "notifications": honoured });
        events.message(None, &notification("notifications/subscriptions/acknowledged", &acknowledged)).await?;
        let count = |list: &str| shared(|shared| shared.changes.get(list).copied().unwrap_or_default());
        let mut seen: Vec<_> = lists.iter().map(|(list, _)| count(list)).collect();
        let end = clock::system() + MINUTE;
        while clock::system() < end {
            timer::sleep(INTERVAL).await;
            for ((list, _), seen) in lists.iter().zip(&mut seen) {
                if *seen != count(list) {
                    *seen = count(list);
                    events
                        .message(
                            None,
                            &notification(&format!("notifications/{list}/list_changed"), &json!({ "_meta": meta })),
                        )
                        .await?;
                }
            }
        }
        events.message(None, &reply(&id, &era.completed(json!({ "_meta": meta })))).await
    }))
}

/// A stream without news.
pub fn silent() -> Response<Body> {
    stream::answered_by(async |mut events: Events| {
        let end = clock::system() + MINUTE;
        while clock::system() < end {
            events.sign_of_life().await?;
            timer::sleep(1_000).await;
        }
        Ok(())
    })
}
