//! Doors that only the deployment's own code can reach: the edge forwards nothing but `/v1/` to a pod.

use axum::body::Body;
use axum::http::{Response, Uri};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::send::SendFuture;

use super::{events, idempotency, sockets, subscriptions};
use crate::credential::KeyHash;
use crate::directory::inbound::Inbound;
use crate::directory::revocations::{END_SUBSCRIPTIONS, EndSubscriptions};
use crate::directory::{DELIVER, DELIVER_SYSTEM_EMAIL, Deliver};
use crate::error::{Error, Result};
use crate::platform::{http, log, values};
use crate::pod::mail::inbox::receive;
use crate::pod::mail::outbox;
use crate::pod::mail::outbox::drafts;
use crate::pod::mail::outbox::system_email;
use crate::pod::storage::{blobs, reseal, schema};
use crate::pod::{Actor, Authenticated, IdempotencyOutcome, KeyState, Pod, vault, webhooks};
use crate::wire::{IdempotentRequest, Json, MAX_BODY_BYTES, StoredResponse};

/// Lets a key in for an operation that runs at the edge.
pub const AUTHENTICATE: &str = "/authenticate";
/// Begins a request that is to be done once.
pub const BEGIN: &str = "/begin";
/// Ends it.
pub const SETTLE: &str = "/settle";
/// Says that keys or settings have changed.
pub const CHANGED: &str = "/changed";
/// Looks at held messages, and decides on them.
pub const REVIEW: &str = "/review";
/// Says that keys were replaced, and asks what sends the pod's data out without one.
pub const ROTATED: &str = "/rotated";
/// Arms the alarm by which a home pod sees to it that the account's subscriptions end.
pub const EXPECT_REVOCATIONS: &str = "/expect-revocations";
/// Says what the pod uses, and what of its account's allowances it has taken and not used.
pub const UNUSED: &str = "/unused";
/// Tells of something that happened outside.
pub const HAPPENED: &str = "/happened";
/// Has what is sealed under an older master key sealed anew, and says how far that is.
pub const RESEAL: &str = "/reseal";
/// Removes everything.
pub const ERASE: &str = "/erase";

/// What [`AUTHENTICATE`] takes.
#[derive(Serialize, Deserialize)]
pub struct Authenticate {
    pub key: String,
    pub key_state: KeyState,
}

/// What [`BEGIN`] takes.
#[derive(Serialize, Deserialize)]
pub struct Begin {
    pub key: String,
    pub key_state: KeyState,
    pub idempotent: IdempotentRequest,
}

/// What [`BEGIN`] answers: the request is counted, also where its reply is an old one.
#[derive(Serialize, Deserialize)]
pub struct Begun {
    pub authenticated: Authenticated,
    pub outcome: IdempotencyOutcome,
}

/// What [`SETTLE`] takes.
#[derive(Serialize, Deserialize)]
pub struct Settle {
    pub idempotent: IdempotentRequest,
    pub stored: Option<StoredResponse>,
}

/// What [`CHANGED`] takes.
#[derive(Default, Serialize, Deserialize)]
pub struct Changed {
    /// Hashes of keys that were revoked.
    pub revoked: Vec<String>,
    /// Whether the pod was suspended, resumed or condemned.
    pub status: bool,
}

/// What [`REVIEW`] takes.
#[derive(Serialize, Deserialize)]
pub struct Reviewing {
    pub actor: Actor,
    pub review: drafts::Review,
}

/// What [`UNUSED`] answers.
#[derive(Default, Serialize, Deserialize)]
pub struct PodUse {
    pub unused_requests: u32,
    pub storage_bytes: i64,
    /// Mail taken in today.
    pub inbound: Inbound,
    pub unused_inbound: Inbound,
}

/// What was removed.
#[derive(Default, Serialize, Deserialize)]
pub struct Erased {
    pub messages: i64,
    pub blobs: u64,
    pub vault_versions: u64,
    /// Whether that was all. If not, the door is to be knocked at again.
    pub complete: bool,
}

/// Answers at a door.
pub async fn answer(pod: &Pod, uri: &Uri, request: &mut worker::Request) -> Result<Response<Body>> {
    let query = uri.query().unwrap_or_default();
    match uri.path() {
        AUTHENTICATE => {
            let authenticate: Authenticate = serde_urlencoded::from_str(query).map_err(Error::internal)?;
            Ok(Json(pod.authenticate(&KeyHash::trusted(authenticate.key), authenticate.key_state).await?)
                .into_response())
        }
        BEGIN => {
            let Begin { key, key_state, idempotent } = json(request).await?;
            // Only who may come in is told what was answered.
            let authenticated = pod.authenticate(&KeyHash::trusted(key), key_state).await?;
            Ok(Json(Begun { authenticated, outcome: idempotency::begin(pod, &idempotent)? }).into_response())
        }
        SETTLE => {
            let Settle { idempotent, stored } = json(request).await?;
            Ok(Json(idempotency::settle(pod, &idempotent, stored.as_ref())?).into_response())
        }
        CHANGED => Ok(Json(changed(pod, &json(request).await?).await?).into_response()),
        ROTATED => {
            changed(pod, &json(request).await?).await?;
            Ok(Json(subscriptions::list(pod)?).into_response())
        }
        EXPECT_REVOCATIONS => Ok(Json(subscriptions::expect(pod).await?).into_response()),
        END_SUBSCRIPTIONS => {
            let EndSubscriptions { made_before, key_prefix, request_id } = json(request).await?;
            // The pod's keys were revoked, too.
            changed(pod, &Changed::default()).await?;
            subscriptions::end(&pod.acting(Actor { key_prefix, request_id }), made_before)?;
            Ok(Json(()).into_response())
        }
        DELIVER => {
            let deliver: Deliver = serde_urlencoded::from_str(query).map_err(Error::internal)?;
            Ok(Json(receive::receive(pod, deliver, request).await?).into_response())
        }
        DELIVER_SYSTEM_EMAIL => {
            system_email::post(pod, json(request).await?);
            Ok(Json(()).into_response())
        }
        REVIEW => {
            let Reviewing { actor, review } = json(request).await?;
            Ok(drafts::review(&pod.acting(actor), review).await?.into_response())
        }
        UNUSED => {
            let (inbound, unused_inbound) = pod.opened.inbound.today(pod);
            let unused_requests = pod.opened.authenticator.unused().await;
            let storage_bytes = pod.storage_bytes()?;
            Ok(Json(PodUse { unused_requests, storage_bytes, inbound, unused_inbound }).into_response())
        }
        HAPPENED => Ok(Json(events::ingest(pod, &json(request).await?).await?).into_response()),
        RESEAL => Ok(Json(reseal::progress(pod).await?).into_response()),
        ERASE => Ok(Json(erase(pod).await?).into_response()),
        path => Err(Error::internal(format!("there is no internal call {path}"))),
    }
}

async fn json<T: DeserializeOwned>(request: &mut worker::Request) -> Result<T> {
    let bytes = http::read(request, MAX_BODY_BYTES).await?;
    serde_json::from_slice(&bytes).map_err(Error::internal)
}

async fn changed(pod: &Pod, change: &Changed) -> Result<()> {
    pod.opened.authenticator.forget().await;
    pod.opened.inbound.forget_tier(pod.sql())?;
    pod.opened.addresses.change();
    if change.status {
        follow_status(pod).await?;
    }
    for key in &change.revoked {
        sockets::close_revoked(pod, &KeyHash::trusted(key.clone()));
    }
    pod.opened.arrivals.announce();
    if let Err(error) = sockets::ask_again(pod).await {
        // They are sent nothing before the directory has answered.
        log::error(&error.to_string());
    }
    Ok(())
}

/// Opens or shuts the pod as the directory says. Calls can overtake each other, so none of them says which it shall be;
/// the one that looked last decides.
async fn follow_status(pod: &Pod) -> Result<()> {
    loop {
        let epoch = pod.opened.authenticator.epoch();
        let active = pod.directory().is_active().await?;
        if pod.opened.authenticator.epoch() != epoch {
            continue;
        }
        if active {
            pod.sql().run("DELETE FROM shut", &[])?;
            // What became due meanwhile goes out now.
            outbox::wake(pod).await?;
            return webhooks::go_on(pod).await;
        }
        pod.sql().run("INSERT OR IGNORE INTO shut (one, since) VALUES (1, ?)", &values![pod.now()])?;
        sockets::close_all(pod, sockets::SUSPENDED);
        return Ok(());
    }
}

/// What lies outside first: while the database lives, the erasure can be repeated.
async fn erase(pod: &Pod) -> Result<Erased> {
    changed(pod, &Changed { revoked: Vec::new(), status: true }).await?;
    let vault::Erased { versions: vault_versions, under_way } = vault::erase(pod).await?;
    let Some(under_way) = under_way else { return Ok(Erased { vault_versions, ..Erased::default() }) };
    let messages =
        pod.sql().first("SELECT coalesce(sum(total + blocked), 0) FROM address", &[])?.map_or(0, |row| row.integer(0));
    let blobs = blobs::erase(pod).await?;
    let storage = pod.opened.state.storage();
    SendFuture::new(async {
        storage.delete_alarm().await?;
        storage.delete_all().await
    })
    .await?;
    // Until it is forgotten, the object is that of an empty pod, and shut: mail may still find the way here.
    schema::migrate(pod.sql())?;
    reseal::finish_new(pod.sql(), pod.key())?;
    pod.sql().run("INSERT OR IGNORE INTO shut (one, since) VALUES (1, ?)", &values![pod.now()])?;
    pod.forget_memory();
    // What was on its way into the bucket before, and what still may be on its way into the vault.
    let late = blobs::erase(pod).await?;
    vault::expect(pod, &under_way).await?;
    Ok(Erased { messages, blobs: blobs + late, vault_versions, complete: true })
}
