//! News for clients: resources that changed, and approvals that were decided.

use axum::body::Body;
use axum::http::Response;
use serde_json::{Map, Value, json};
use worker::WebSocket;

use super::client::Client;
use super::dispatch::Outcome;
use super::stream::{self, Events, PodEvents};
use crate::error::{Code, Error, Result};
use crate::mcp::message::{Failure, Request, notification, reply};
use crate::mcp::uri::{Resource, changed_by};
use crate::platform::clock;
use crate::rpc::FollowResources;
use crate::time::{HOUR, MINUTE, SECOND};

/// How long a legacy stream lasts. Its client comes back and says where it was.
const LEGACY_STREAM: i64 = 5 * MINUTE;
const RETRY_MILLIS: u32 = 1_000;
/// How long a subscription lasts. Its client does not come back by itself.
const SUBSCRIPTION: i64 = 12 * HOUR;
const PULSE: i64 = 20 * SECOND;
/// Resources that a client can subscribe to at once.
const MAX_RESOURCES: usize = 100;
const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";
/// Before an approval among the resources that a session follows.
const APPROVAL: &str = "approval:";

impl Client {
    /// Lets a session hear of a resource, or not any more.
    pub async fn follow_resource(&self, uri: &str, follows: bool) -> Outcome<()> {
        if Resource::parse(uri).is_none() {
            return Err(Failure::invalid_params(format!("There is no resource {uri}.")).into());
        }
        self.principal().await?;
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
        self.follow_resources(&follow).await
    }

    async fn pod_socket(&self, since: Option<i64>) -> Result<WebSocket> {
        self.events(since).await?.map_err(|status| match status {
            401 => Error::unauthorized(),
            _ => Error::new(Code::MissingScope, "The key does not have the permission `mail:read`, which events need."),
        })
    }
}

/// The stream of a legacy session, from the event after which it was cut.
pub async fn legacy_stream(client: Client, last: Option<i64>) -> Result<Response<Body>> {
    let socket = client.pod_socket(last).await?;
    Ok(stream::answered_by(async move |mut events: Events| {
        events.retry(RETRY_MILLIS).await?;
        let of_pod = PodEvents { socket: &socket, until: clock::system() + LEGACY_STREAM, pulse: PULSE };
        let done = of_pod
            .each(&mut events, async |events, event| {
                let changed = changes(event);
                if changed.is_empty() {
                    return Ok(());
                }
                let followed = client.follow(None).await?;
                for uri in changed.iter().filter(|uri| followed.contains(uri)) {
                    events.message(event["cursor"].as_i64(), &legacy_news(uri)).await?;
                }
                Ok(())
            })
            .await;
        let _ = socket.close(Some(1000), Some("done"));
        done
    }))
}

fn legacy_news(uri: &str) -> String {
    match uri.strip_prefix(APPROVAL) {
        Some(id) => notification("notifications/elicitation/complete", &json!({ "elicitationId": id })),
        None => notification("notifications/resources/updated", &json!({ "uri": uri })),
    }
}

/// What an event changed: resources, and approvals.
fn changes(event: &Value) -> Vec<String> {
    let mut changed = changed_by(event);
    if event["type"] == "approval.resolved"
        && let Some(id) = event["approval"]["approval_id"].as_str().or(event["approval_id"].as_str())
    {
        changed.push(format!("{APPROVAL}{id}"));
    }
    changed
}

/// The stream of a modern client's `subscriptions/listen`.
pub async fn listen(client: Client, request: &Request) -> Outcome<Response<Body>> {
    let wanted = request.object("notifications")?;
    let uris: Vec<String> = match wanted.get("resourceSubscriptions") {
        None => Vec::new(),
        Some(uris) => serde_json::from_value(uris.clone())
            .map_err(|_| Failure::invalid_params("`resourceSubscriptions` is not a list of texts."))?,
    };
    if uris.len() > MAX_RESOURCES {
        return Err(
            Failure::invalid_params(format!("At most {MAX_RESOURCES} resources can be followed at once.")).into()
        );
    }
    let uris: Vec<_> = uris.into_iter().filter(|uri| Resource::parse(uri).is_some()).collect();
    let socket = client.pod_socket(None).await?;
    let id = request.id.clone();
    Ok(stream::answered_by(async move |mut events: Events| {
        let meta = json!({ SUBSCRIPTION_ID: id });
        let tagged = |mut params: Map<String, Value>| {
            params.insert("_meta".to_owned(), meta.clone());
            Value::Object(params)
        };
        let honoured = json!({ "notifications": { "resourceSubscriptions": uris } });
        let acknowledged = tagged(honoured.as_object().cloned().unwrap_or_default());
        events.message(None, &notification("notifications/subscriptions/acknowledged", &acknowledged)).await?;
        let of_pod = PodEvents { socket: &socket, until: clock::system() + SUBSCRIPTION, pulse: PULSE };
        let done = of_pod
            .each(&mut events, async |events, event| {
                for uri in changed_by(event).into_iter().filter(|uri| uris.contains(uri)) {
                    let params = tagged([("uri".to_owned(), json!(uri))].into_iter().collect());
                    events.message(None, &notification("notifications/resources/updated", &params)).await?;
                }
                Ok(())
            })
            .await;
        let _ = socket.close(Some(1000), Some("done"));
        done?;
        let result = client.era.completed(json!({ "_meta": { SUBSCRIPTION_ID: id } }));
        events.message(None, &reply(&id, &result)).await
    }))
}
