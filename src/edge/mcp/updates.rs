//! News for clients: resources and lists that changed, and approvals that were decided.

use std::ops::ControlFlow;

use axum::body::Body;
use axum::http::Response;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::dispatch::Outcome;
use crate::edge::event_stream::{self, Events, Frame, PodSocket};
use crate::error::{Error, Result};
use crate::mcp::message::{Failure, Request, notification, reply};
use crate::mcp::uri::{Resource, changed_by};
use crate::platform::clock;
use crate::rpc::{FollowResources, WatchNews};
use crate::time::{HOUR, MINUTE};

/// How long a legacy stream lasts. Its client comes back and says where it was.
const MAX_STREAM_AGE: i64 = 5 * MINUTE;
const RETRY_MILLIS: u32 = 1_000;
/// How long a subscription lasts. Its client does not come back by itself.
const MAX_SUBSCRIPTION_AGE: i64 = 12 * HOUR;
/// Resources that a client can subscribe to at once.
const MAX_RESOURCES: usize = 100;
const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";
const TOOLS_CHANGED: &str = "notifications/tools/list_changed";
const RESOURCE_UPDATED: &str = "notifications/resources/updated";
/// Before an approval among the resources that a session follows.
const APPROVAL: &str = "approval:";

impl Client {
    /// Lets a session hear of a resource, or not any more.
    pub async fn follow_resource(&self, uri: &str, follows: bool) -> Outcome<()> {
        self.principal().await?;
        if self.session.is_none() {
            return Err(Failure::invalid_params("Without a session there is nobody to tell. Initialize first.").into());
        }
        if Resource::parse(uri).is_none() {
            return Err(Failure::invalid_params(format!("There is no resource {uri}.")).into());
        }
        Ok(self.follow(Some((uri.to_owned(), follows))).await.map(drop)?)
    }

    /// Lets a session hear when an approval is decided.
    pub async fn follow_approval(&self, id: &str) -> Result<()> {
        self.follow(Some((format!("{APPROVAL}{id}"), true))).await.map(drop)
    }

    /// What the session follows, after a change.
    async fn follow(&self, change: Option<(String, bool)>) -> Result<Vec<String>> {
        let session = self.session.as_ref().ok_or_else(|| Error::internal("there is no session"))?;
        let (add, remove) = match change {
            Some((uri, true)) => (Some(uri), None),
            Some((uri, false)) => (None, Some(uri)),
            None => (None, None),
        };
        let follow = FollowResources { session: session.name.clone(), until: session.expires_at, add, remove };
        let pod = self.edge.enter(&self.credential).await?;
        self.edge.internal_rpc()?.call(&pod, &follow).await
    }

    /// What happens in the client's pod, as far as its credential permits.
    pub async fn news(&self, since: Option<i64>) -> Result<PodSocket> {
        self.principal().await?;
        let pod = self.edge.enter(&self.credential).await?;
        let session = self.session.as_ref().map(|session| session.name.clone());
        let watch = WatchNews { key: self.credential.hash().as_str().to_owned(), since, session };
        self.edge.internal_rpc()?.socket(&pod, &watch).await.map(PodSocket::new)
    }
}

/// What a pod told.
pub enum News {
    /// The stream begins after the event with this cursor.
    Begin(i64),
    /// What the credential permits has changed, and so has the list of tools.
    Permissions,
    /// An event, with its cursor if it is on record.
    Event(Option<i64>, Value),
}

impl News {
    pub fn read(frame: Option<Frame>) -> Result<Option<Self>> {
        let Some(Frame::Text(text)) = frame else { return Ok(None) };
        let told: Value = serde_json::from_str(&text).map_err(Error::internal)?;
        let cursor = told["cursor"].as_i64();
        Ok(Some(match told["type"].as_str() {
            Some("connected") => Self::Begin(cursor.unwrap_or_default()),
            Some("permissions.changed") => Self::Permissions,
            _ => Self::Event(cursor, told),
        }))
    }
}

/// The stream of a legacy session, from the event after which it was cut.
pub async fn legacy_stream(client: Client, last: Option<i64>) -> Result<Response<Body>> {
    let news = client.news(last).await?;
    Ok(event_stream::answered_by(async move |mut events: Events| {
        events.retry(RETRY_MILLIS).await?;
        let until = clock::system() + MAX_STREAM_AGE;
        news.each(&mut events, until, None, async |events, frame| {
            match News::read(frame)? {
                Some(News::Begin(cursor)) => {
                    events.place(last.unwrap_or(cursor)).await?;
                    if last.is_some() {
                        // Nobody has stored whether it changed meanwhile.
                        notify_session(&client, events, None, &json!({ "type": "calendar.changed" })).await?;
                    }
                }
                Some(News::Permissions) => events.message(None, &notification(TOOLS_CHANGED, &json!({}))).await?,
                Some(News::Event(cursor, event)) => notify_session(&client, events, cursor, &event).await?,
                None => {}
            }
            Ok(ControlFlow::Continue(()))
        })
        .await
    }))
}

async fn notify_session(client: &Client, events: &mut Events, cursor: Option<i64>, event: &Value) -> Result<()> {
    let changed = changes(event);
    if changed.is_empty() {
        return Ok(());
    }
    let followed = client.follow(None).await?;
    let mut told: Vec<_> = followed.iter().filter(|followed| changed.contains(&canonical(followed))).collect();
    // The last message has the place: a client that missed one of them gets all of them again.
    let last = told.pop();
    for uri in told {
        events.message(None, &legacy_news(uri)).await?;
    }
    if let Some(uri) = last {
        events.message(cursor, &legacy_news(uri)).await?;
    }
    for approval in followed.iter().filter(|uri| uri.starts_with(APPROVAL) && changed.contains(uri)) {
        client.follow(Some((approval.clone(), false))).await?;
    }
    Ok(())
}

/// The address of a resource as events name it. Clients may encode more of it.
fn canonical(uri: &str) -> String {
    Resource::parse(uri).map_or_else(|| uri.to_owned(), |resource| resource.uri())
}

fn legacy_news(uri: &str) -> String {
    match uri.strip_prefix(APPROVAL) {
        Some(id) => notification("notifications/elicitation/complete", &json!({ "elicitationId": id })),
        None => notification(RESOURCE_UPDATED, &json!({ "uri": uri })),
    }
}

/// What an event changed: resources, and approvals.
fn changes(event: &Value) -> Vec<String> {
    let mut changed = changed_by(event);
    changed.extend(decided_approval(event).map(|id| format!("{APPROVAL}{id}")));
    changed
}

/// The approval that an event says to be decided.
pub fn decided_approval(event: &Value) -> Option<&str> {
    let id = event["approval"]["approval_id"].as_str().or(event["approval_id"].as_str());
    id.filter(|_| event["type"] == "approval.resolved")
}

/// What a modern client wants to hear of.
struct Subscription {
    uris: Vec<String>,
    tools: bool,
}

impl Subscription {
    fn read(request: &Request) -> std::result::Result<Self, Failure> {
        let wanted = request.object("notifications")?;
        let uris: Vec<String> = match wanted.get("resourceSubscriptions") {
            None => Vec::new(),
            Some(uris) => serde_json::from_value(uris.clone())
                .map_err(|_| Failure::invalid_params("`resourceSubscriptions` is not a list of texts."))?,
        };
        if uris.len() > MAX_RESOURCES {
            return Err(Failure::invalid_params(format!("At most {MAX_RESOURCES} resources can be followed at once.")));
        }
        let uris = uris.into_iter().filter(|uri| Resource::parse(uri).is_some()).collect();
        Ok(Self { uris, tools: wanted.get("toolsListChanged") == Some(&json!(true)) })
    }

    /// As the server acknowledges it: without what it does not have.
    fn honoured(&self) -> Value {
        let mut honoured = Map::new();
        if self.tools {
            honoured.insert("toolsListChanged".to_owned(), json!(true));
        }
        if !self.uris.is_empty() {
            honoured.insert("resourceSubscriptions".to_owned(), json!(self.uris));
        }
        json!({ "notifications": honoured })
    }

    /// The notifications of something that was told: methods and parameters.
    fn told(&self, news: &News) -> Vec<(&'static str, Value)> {
        match news {
            News::Permissions if self.tools => vec![(TOOLS_CHANGED, json!({}))],
            News::Event(_, event) => {
                let changed = changed_by(event);
                let uris = self.uris.iter().filter(|uri| changed.contains(&canonical(uri)));
                uris.map(|uri| (RESOURCE_UPDATED, json!({ "uri": uri }))).collect()
            }
            News::Begin(_) | News::Permissions => Vec::new(),
        }
    }
}

/// The stream of a modern client's `subscriptions/listen`.
pub async fn listen(client: Client, request: &Request) -> Outcome<Response<Body>> {
    let subscription = Subscription::read(request)?;
    let (news, id) = (client.news(None).await?, request.id.clone());
    Ok(event_stream::answered_by(async move |mut events: Events| {
        let tagged = |method: &str, mut params: Value| {
            params["_meta"] = json!({ SUBSCRIPTION_ID: id });
            notification(method, &params)
        };
        let acknowledged = tagged("notifications/subscriptions/acknowledged", subscription.honoured());
        events.message(None, &acknowledged).await?;
        let until = clock::system() + MAX_SUBSCRIPTION_AGE;
        let told = async |events: &mut Events, frame| {
            if let Some(news) = News::read(frame)? {
                for (method, params) in subscription.told(&news) {
                    events.message(None, &tagged(method, params)).await?;
                }
            }
            Ok(ControlFlow::Continue(()))
        };
        news.each(&mut events, until, None, told).await?;
        let result = client.era.completed(json!({ "_meta": { SUBSCRIPTION_ID: id } }));
        events.message(None, &reply(&id, &result)).await
    }))
}
