//! Fixtures for the protocol's conformance suite, from `fixtures.json`. In development only, without a key.
//!
//! <https://github.com/modelcontextprotocol/conformance> says what each of them does.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Posted;
use super::dispatch::{Answered, Offer, Outcome};
use crate::edge::event_stream::{self, Events};
use crate::error::{Code, Error, Result};
use crate::mcp::era::{Era, Refusal};
use crate::mcp::message::{Failure, INVALID_PARAMS, RESOURCE_NOT_FOUND, Request, notification, reply};
use crate::platform::{clock, timer};
use crate::random;
use crate::time::{MINUTE, SECOND};

const MISSING_CAPABILITY: i32 = -32021;
/// Between two notifications of one call, in milliseconds, and between two looks for news.
const PAUSE: u64 = 50;
const INTERVAL: u64 = 20;
/// How long the suite has for an answer, and how long news are looked for.
const PATIENCE: i64 = 10 * SECOND;
const LISTENING: i64 = MINUTE;
const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";

/// All fixtures.
#[derive(Deserialize)]
struct Fixtures {
    /// The first is called without arguments.
    tools: Vec<Fixture>,
    prompts: Vec<Fixture>,
    /// As they are read.
    resources: Vec<Value>,
}

/// A tool or a prompt.
#[derive(Deserialize)]
struct Fixture {
    name: String,
    #[serde(rename = "inputSchema")]
    schema: Option<Value>,
    #[serde(default)]
    arguments: Vec<String>,
    #[serde(default)]
    progress: Vec<u32>,
    #[serde(default)]
    logs: Vec<String>,
    /// The request that it sends to a legacy client. Its result is `says`, followed by the client's answer.
    asks: Option<Value>,
    #[serde(default)]
    says: String,
    /// The capability that it needs.
    needs: Option<String>,
    /// The list that it changes.
    changes: Option<String>,
    /// What it asks a modern client, round by round.
    #[serde(default)]
    rounds: Vec<Round>,
    #[serde(default)]
    result: Value,
}

#[derive(Deserialize)]
struct Round {
    asks: Map<String, Value>,
    /// What the client gives back with its answers.
    state: Option<String>,
}

/// What several requests share: answers that came, by the ids of the requests, and how often a list has changed.
#[derive(Default)]
struct Shared {
    answers: HashMap<String, Value>,
    changes: HashMap<String, u32>,
}

fn shared<T>(read: impl FnOnce(&mut Shared) -> T) -> T {
    static SHARED: LazyLock<Mutex<Shared>> = LazyLock::new(Mutex::default);
    read(&mut SHARED.lock().unwrap_or_else(PoisonError::into_inner))
}

fn fixtures() -> Result<&'static Fixtures> {
    static FIXTURES: LazyLock<std::result::Result<Fixtures, String>> =
        LazyLock::new(|| serde_json::from_str(include_str!("fixtures.json")).map_err(|error| error.to_string()));
    FIXTURES.as_ref().map_err(Error::internal)
}

fn named(all: &'static [Fixture], name: &str) -> std::result::Result<&'static Fixture, Failure> {
    let found = all.iter().find(|fixture| fixture.name == name);
    found.ok_or_else(|| Failure::invalid_params(format!("There is no fixture `{name}`.")))
}

/// Answers a message.
pub async fn answer(posted: &Posted) -> Result<Response<Body>> {
    if let Ok(message) = serde_json::from_slice::<Value>(&posted.body)
        && let Some(id) = message["id"].as_str()
        && message["result"].is_object()
    {
        shared(|shared| shared.answers.insert(id.to_owned(), message["result"].clone()));
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    super::dispatch::answer(FixtureServer { era: Era::Legacy, all: fixtures()? }, posted).await
}

/// A stream without news.
pub fn silent() -> Response<Body> {
    event_stream::answered_by(async |mut events: Events| {
        let end = clock::system() + LISTENING;
        while clock::system() < end {
            events.sign_of_life().await?;
            timer::sleep(1_000).await;
        }
        Ok(())
    })
}

/// A server that has the fixtures.
struct FixtureServer {
    era: Era,
    all: &'static Fixtures,
}

impl Offer for FixtureServer {
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
        let list = json!({ "listChanged": true });
        let mut all = json!({ "tools": list, "prompts": list, "resources": { "subscribe": true }, "completions": {} });
        if !self.era.is_modern() {
            all["logging"] = json!({});
        }
        all
    }

    fn instructions(&self) -> &'static str {
        "Fixtures of the conformance suite."
    }

    async fn tools(&self) -> Outcome<Value> {
        let schema = |tool: &Fixture| tool.schema.clone().unwrap_or_else(|| json!({ "type": "object" }));
        let listed = self
            .all
            .tools
            .iter()
            .map(|tool| json!({ "name": tool.name, "description": "A fixture.", "inputSchema": schema(tool) }));
        Ok(json!({ "tools": listed.collect::<Vec<_>>() }))
    }

    async fn call(&self, _posted: &Posted, request: &Request) -> Outcome<Answered> {
        let tool = named(&self.all.tools, request.text("name")?)?;
        if let Some(needed) = &tool.needs
            && request.meta("io.modelcontextprotocol/clientCapabilities").is_none_or(|all| all[needed].is_null())
        {
            let failure = Failure::new(MISSING_CAPABILITY, "The client cannot do this.");
            let failure = failure.with(json!({ "requiredCapabilities": { needed.as_str(): {} } }));
            return Err(Refusal { status: 400, failure }.into());
        }
        if let Some(list) = &tool.changes {
            shared(|shared| *shared.changes.entry(list.clone()).or_default() += 1);
        }
        if !tool.progress.is_empty() || !tool.logs.is_empty() {
            return Ok(Answered::Response(told(tool, request, self.era)));
        }
        if let Some(asks) = &tool.asks {
            return Ok(Answered::Response(asked(tool, asks, request)));
        }
        Ok(Answered::Result(after_rounds(tool, request)?.unwrap_or_else(|| tool.result.clone())))
    }

    async fn resources(&self) -> Outcome<Value> {
        let listed = self.all.resources.iter();
        let listed = listed.map(|one| json!({ "uri": one["uri"], "name": one["uri"], "mimeType": one["mimeType"] }));
        Ok(json!({ "resources": listed.collect::<Vec<_>>() }))
    }

    fn templates(&self) -> Value {
        json!([{ "uriTemplate": "test://template/{id}/data", "name": "template", "mimeType": "application/json" }])
    }

    async fn read(&self, uri: &str) -> Outcome<Value> {
        if let Some(id) = uri.strip_prefix("test://template/").and_then(|rest| rest.strip_suffix("/data")) {
            let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") }).to_string();
            return Ok(json!({ "contents": [{ "uri": uri, "mimeType": "application/json", "text": data }] }));
        }
        match self.all.resources.iter().find(|one| one["uri"] == uri) {
            Some(found) => Ok(json!({ "contents": [found] })),
            None => {
                let code = if self.era.is_modern() { INVALID_PARAMS } else { RESOURCE_NOT_FOUND };
                Err(Failure::new(code, "There is no such resource.").with(json!({ "uri": uri })).into())
            }
        }
    }

    async fn follow(&self, _uri: &str, _follows: bool) -> Outcome<()> {
        Ok(())
    }

    fn prompts(&self) -> Value {
        let argument = |name: &String| json!({ "name": name, "description": "A fixture.", "required": true });
        let listed = self.all.prompts.iter().map(|prompt| {
            let arguments: Vec<_> = prompt.arguments.iter().map(argument).collect();
            json!({ "name": prompt.name, "description": "A fixture.", "arguments": arguments })
        });
        json!({ "prompts": listed.collect::<Vec<_>>() })
    }

    async fn prompt(&self, request: &Request) -> Outcome<Value> {
        let prompt = named(&self.all.prompts, request.text("name")?)?;
        if let Some(asked) = after_rounds(prompt, request)? {
            return Ok(asked);
        }
        let (arguments, mut text) = (request.object("arguments")?, prompt.result.to_string());
        for name in &prompt.arguments {
            let value = arguments.get(name).and_then(Value::as_str);
            let value = value.ok_or_else(|| Failure::invalid_params(format!("The argument `{name}` is missing.")))?;
            text = text.replace(&format!("{{{name}}}"), value);
        }
        Ok(serde_json::from_str(&text).map_err(Error::internal)?)
    }

    async fn listen(self, request: &Request) -> Outcome<Response<Body>> {
        Ok(listened(request, self.era)?)
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

/// Progress or log messages, then the result.
fn told(tool: &'static Fixture, request: &Request, era: Era) -> Response<Body> {
    let (id, token) = (request.id.clone(), request.meta("progressToken").cloned());
    event_stream::answered_by(async move |mut events: Events| {
        let progress = tool.progress.iter().filter_map(|progress| {
            let params = json!({ "progressToken": token.as_ref()?, "progress": progress, "total": 100 });
            Some(notification("notifications/progress", &params))
        });
        let logs = tool.logs.iter();
        let logs = logs.map(|data| notification("notifications/message", &json!({ "level": "info", "data": data })));
        for message in progress.chain(logs) {
            events.message(None, &message).await?;
            timer::sleep(PAUSE).await;
        }
        events.message(None, &reply(&id, &era.completed(tool.result.clone()))).await
    })
}

/// A request to a legacy client; another request brings the answer.
fn asked(tool: &'static Fixture, asks: &Value, request: &Request) -> Response<Body> {
    let (id, mut message) = (request.id.clone(), asks.clone());
    event_stream::answered_by(async move |mut events: Events| {
        let own = random::base36(16)?;
        message["jsonrpc"] = json!("2.0");
        message["id"] = json!(own);
        events.message(None, &message.to_string()).await?;
        let end = clock::system() + PATIENCE;
        let answer = loop {
            if let Some(answer) = shared(|shared| shared.answers.remove(&own)) {
                break answer;
            }
            if clock::system() > end {
                return Err(Error::new(Code::InvalidRequest, "The client has not answered."));
            }
            timer::sleep(INTERVAL).await;
        };
        let text = format!("{}{answer}", tool.says);
        events.message(None, &reply(&id, &json!({ "content": [{ "type": "text", "text": text }] }))).await
    })
}

/// What a modern client is asked next. None if it has answered everything.
fn after_rounds(fixture: &Fixture, request: &Request) -> std::result::Result<Option<Value>, Failure> {
    let answers = request.object("inputResponses")?;
    let state = request.params.get("requestState");
    let at = match state {
        None => 0,
        Some(state) => {
            let of_state = |round: &Round| round.state.as_deref().is_some_and(|known| *state == known);
            let at = fixture.rounds.iter().position(of_state);
            at.ok_or_else(|| Failure::invalid_params("`requestState` is not of this call."))?
        }
    };
    let is_answered = |round: &Round| round.asks.keys().all(|name| answers.get(name).is_some_and(Value::is_object));
    let next = if fixture.rounds.get(at).is_some_and(is_answered) { at + 1 } else { at };
    Ok(fixture.rounds.get(next).map(|Round { asks, state }| {
        let mut asked = json!({ "resultType": "input_required", "inputRequests": asks });
        if let Some(state) = state {
            asked["requestState"] = json!(state);
        }
        asked
    }))
}

/// The changes of lists.
fn listened(request: &Request, era: Era) -> std::result::Result<Response<Body>, Failure> {
    let wanted = request.object("notifications")?;
    let lists = ["tools", "prompts"].map(|list| (list, format!("{list}ListChanged")));
    let lists: Vec<_> = lists.into_iter().filter(|(_, flag)| wanted.get(flag).is_some_and(|set| set == true)).collect();
    let id = request.id.clone();
    Ok(event_stream::answered_by(async move |mut events: Events| {
        let meta = json!({ SUBSCRIPTION_ID: id });
        let honoured: Map<_, _> = lists.iter().map(|(_, flag)| (flag.clone(), json!(true))).collect();
        let acknowledged = json!({ "_meta": meta, "notifications": honoured });
        events.message(None, &notification("notifications/subscriptions/acknowledged", &acknowledged)).await?;
        let count = |list: &str| shared(|shared| shared.changes.get(list).copied().unwrap_or_default());
        let mut seen: Vec<_> = lists.iter().map(|(list, _)| count(list)).collect();
        let end = clock::system() + LISTENING;
        while clock::system() < end {
            timer::sleep(INTERVAL).await;
            for ((list, _), seen) in lists.iter().zip(&mut seen) {
                if *seen != count(list) {
                    *seen = count(list);
                    let changed = format!("notifications/{list}/list_changed");
                    events.message(None, &notification(&changed, &json!({ "_meta": meta }))).await?;
                }
            }
        }
        events.message(None, &reply(&id, &era.completed(json!({ "_meta": meta })))).await
    }))
}
