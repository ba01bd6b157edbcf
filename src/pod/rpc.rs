//! Answers to calls from the edge and the directory.

use axum::body::Body;
use axum::http::{Response, Uri};
use axum::response::IntoResponse;
use run_protocol::StopReason;
use serde_json::value::RawValue;
use worker::send::SendFuture;

use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::platform::{http, log, values};
use crate::pod::mail::outbox::{self, drafts, system_email};
use crate::pod::mail::{inbox_changes, moved_inboxes, receive};
use crate::pod::runtime::events::Event;
use crate::pod::runtime::{entries, idempotency, key_uses, news, sockets, subscriptions};
use crate::pod::storage::{blobs, schema};
use crate::pod::{Actor, Pod, followed_resources, moves, reseal, runs, vault};
use crate::rpc::{
    AccessChanged, Authenticate, BeginMove, BeginRequest, BegunRequest, Deliver, EndSubscriptions, EnterEnvironment,
    Erase, Erased, ExpectRevocations, ExportContent, ExportInboxes, ExportReceived, ExportSent, ExportThreads,
    FollowResources, InboxChanged, KeysRotated, LeaveInboxes, ListKeyUses, ReadUsage, RecordAction, RecordEvent,
    RemoveInbox, ReportedUsage, Reseal, ReviewDrafts, Rpc, SendSystemEmail, SettleRequest, WatchNews, WatchRun,
};
use crate::wire::{Json, MAX_BODY_BYTES};

/// Bytes of a call. It can contain a client's body, which is limited where it arrives.
const MAX_REQUEST_BYTES: usize = 2 * MAX_BODY_BYTES;

/// Answers a call.
pub async fn answer(pod: &Pod, uri: &Uri, request: &mut worker::Request) -> Result<Response<Body>> {
    let query = uri.query().unwrap_or_default();
    match uri.path().strip_prefix('/').unwrap_or_default() {
        Authenticate::NAME => {
            let Authenticate { key, key_state, ip, tenant, resource } = read(query, request).await?;
            let key = KeyHash::trusted(key);
            let authenticated = pod.authenticate(&key, key_state, tenant.as_deref(), || ip).await?;
            authenticated.grant.check_audience(|| resource)?;
            reply::<Authenticate>(&authenticated)
        }
        EnterEnvironment::NAME => {
            let EnterEnvironment { key, pod: target } = read(query, request).await?;
            reply::<EnterEnvironment>(&entries::enter(pod, KeyHash::trusted(key), target).await?)
        }
        BeginRequest::NAME => {
            let BeginRequest { key, key_state, ip, tenant, resource, idempotent } = read(query, request).await?;
            // The stored reply is for authenticated callers only.
            let key = KeyHash::trusted(key);
            let authenticated = pod.authenticate(&key, key_state, tenant.as_deref(), || ip).await?;
            authenticated.grant.check_audience(|| resource)?;
            let outcome = idempotency::begin(pod, &authenticated.grant.own_request(idempotent))?;
            reply::<BeginRequest>(&BegunRequest { authenticated, outcome })
        }
        SettleRequest::NAME => {
            let SettleRequest { idempotent, stored } = read(query, request).await?;
            reply::<SettleRequest>(&idempotency::settle(pod, &idempotent, stored.as_ref())?)
        }
        AccessChanged::NAME => reply::<AccessChanged>(&access_changed(pod, &read(query, request).await?).await?),
        KeysRotated::NAME => {
            let KeysRotated(change) = read(query, request).await?;
            access_changed(pod, &change).await?;
            reply::<KeysRotated>(&subscriptions::list(pod)?)
        }
        ExpectRevocations::NAME => reply::<ExpectRevocations>(&subscriptions::expect(pod).await?),
        EndSubscriptions::NAME => {
            let EndSubscriptions { made_before, key_prefix, request_id, member_id } = read(query, request).await?;
            // The pod's keys were revoked, too.
            access_changed(pod, &AccessChanged::default()).await?;
            reply::<EndSubscriptions>(&subscriptions::end(
                &pod.acting(Actor { key_prefix, request_id, member_id }),
                made_before,
            )?)
        }
        Deliver::NAME => reply::<Deliver>(&receive::receive(pod, read(query, request).await?, request).await?),
        SendSystemEmail::NAME => {
            let SendSystemEmail(email) = read(query, request).await?;
            system_email::post(pod, email);
            reply::<SendSystemEmail>(&())
        }
        ReviewDrafts::NAME => {
            let ReviewDrafts { actor, review } = read(query, request).await?;
            let shown = drafts::review(&pod.acting(actor), review).await?;
            reply::<ReviewDrafts>(&RawValue::from_string(shown.0).map_err(Error::internal)?)
        }
        ReadUsage::NAME => {
            let (inbound, unused_inbound) = pod.opened.inbound.today(pod);
            let unused_requests = pod.opened.authenticator.unused().await;
            let storage_bytes = pod.storage_bytes()?;
            reply::<ReadUsage>(&ReportedUsage { unused_requests, storage_bytes, inbound, unused_inbound })
        }
        RecordEvent::NAME => reply::<RecordEvent>(&record_event(pod, &read(query, request).await?).await?),
        RecordAction::NAME => {
            let RecordAction { actor, action, subject } = read(query, request).await?;
            let acting = pod.acting(actor);
            reply::<RecordAction>(&pod.sql().atomically(|| acting.audit().record(action, &subject))?)
        }
        ListKeyUses::NAME => reply::<ListKeyUses>(&key_uses::list(pod.sql())?),
        InboxChanged::NAME => {
            let InboxChanged { actor, address, is_new } = read(query, request).await?;
            reply::<InboxChanged>(&inbox_changes::changed(&pod.acting(actor), &address, is_new).await?)
        }
        RemoveInbox::NAME => {
            let RemoveInbox { actor, id } = read(query, request).await?;
            let pod = actor.map_or_else(|| pod.clone(), |actor| pod.acting(actor));
            reply::<RemoveInbox>(&inbox_changes::remove(&pod, &id).await?)
        }
        BeginMove::NAME => {
            let BeginMove { job } = read(query, request).await?;
            reply::<BeginMove>(&moves::begin(pod, &job).await?)
        }
        ExportInboxes::NAME => {
            let ExportInboxes { job } = read(query, request).await?;
            // The call that told of the deletion may have been lost. From here on nothing arrives any more.
            follow_status(pod).await?;
            reply::<ExportInboxes>(&moved_inboxes::export(pod, &job).await?)
        }
        ExportThreads::NAME => {
            let ExportThreads { job, after } = read(query, request).await?;
            reply::<ExportThreads>(&moved_inboxes::export_threads(pod, &job, &after)?)
        }
        ExportReceived::NAME => {
            let ExportReceived { job, after } = read(query, request).await?;
            reply::<ExportReceived>(&pod.messages().leaving(&job, after)?)
        }
        ExportSent::NAME => {
            let ExportSent { job, after, stored } = read(query, request).await?;
            pod.sql().atomically(|| pod.outbox().delete_moved(&job, stored.get()))?;
            reply::<ExportSent>(&pod.outbox().leaving(&job, after).await?)
        }
        ExportContent::NAME => moves::content(pod, read(query, request).await?).await,
        LeaveInboxes::NAME => {
            let LeaveInboxes { job, actor, received } = read(query, request).await?;
            reply::<LeaveInboxes>(&moved_inboxes::remove(&pod.acting(actor), &job, received, true).await?)
        }
        WatchRun::NAME => runs::terminal::watch(pod, &read(query, request).await?).await,
        WatchNews::NAME => news::watch(pod, &read(query, request).await?).await,
        FollowResources::NAME => {
            reply::<FollowResources>(&followed_resources::follow(pod, &read(query, request).await?)?)
        }
        Reseal::NAME => reply::<Reseal>(&reseal::progress(pod).await?),
        Erase::NAME => reply::<Erase>(&erase(pod).await?),
        name => Err(Error::internal(format!("there is no internal call {name}"))),
    }
}

async fn read<R: Rpc>(query: &str, request: &mut worker::Request) -> Result<R> {
    if R::IN_QUERY {
        return serde_urlencoded::from_str(query).map_err(Error::internal);
    }
    let bytes = http::read(request, MAX_REQUEST_BYTES).await?;
    serde_json::from_slice(&bytes).map_err(Error::internal)
}

fn reply<R: Rpc>(reply: &R::Reply) -> Result<Response<Body>> {
    Ok(Json(reply).into_response())
}

async fn access_changed(pod: &Pod, change: &AccessChanged) -> Result<()> {
    pod.opened.authenticator.forget().await;
    pod.opened.inbound.forget_tier(pod.sql())?;
    pod.opened.addresses.invalidate();
    pod.opened.bounds.forget();
    if change.status {
        follow_status(pod).await?;
    }
    for key in &change.revoked {
        sockets::close_revoked(pod, &KeyHash::trusted(key.clone()));
    }
    pod.opened.arrivals.notify();
    // After an error, sockets receive nothing until the directory has answered.
    log::logged(sockets::ask_again(pod).await);
    if log::logged(pod.runs().follow_access().await).is_none() {
        pod.wake_at(pod.runs().review_soon()).await?;
    }
    Ok(())
}

/// Records an event that happened outside, and pushes it. Once, however often the call comes.
async fn record_event(pod: &Pod, new: &RecordEvent) -> Result<()> {
    const SELECT_EVENT: &str = "SELECT 1 FROM event WHERE about = ?";
    pod.events().prepare().await?;
    let about = format!("{} {}", new.about, new.kind.as_str());
    let members = &[(new.name.as_str(), new.json.clone())];
    let event = Event { kind: new.kind, address: None, about: &about, members };
    let recorded = pod.sql().atomically(|| match pod.sql().exists(SELECT_EVENT, &values![&about])? {
        true => Ok(None),
        false => pod.events().record(&event).map(Some),
    })?;
    if let Some(recorded) = recorded {
        sockets::push(pod, &recorded);
    }
    if new.run.is_some() {
        let next = pod.runs().review_waiting().await?;
        pod.wake_at(next).await?;
    }
    Ok(())
}

/// Suspends or resumes the pod as the directory says. Calls can overtake each other, so a call does not carry the status: the call that
/// read the directory last decides.
pub(super) async fn follow_status(pod: &Pod) -> Result<()> {
    pod.events().prepare().await?;
    loop {
        let epoch = pod.opened.authenticator.epoch();
        let active = pod.directory().is_active().await?;
        if pod.opened.authenticator.epoch() != epoch {
            continue;
        }
        if active {
            pod.sql().run("DELETE FROM shut", &[])?;
            // Mail and events that became due meanwhile are sent now.
            outbox::wake(pod).await?;
            return pod.webhooks().resume().await;
        }
        pod.sql().run("INSERT OR IGNORE INTO shut (one, since) VALUES (1, ?)", &values![pod.now()])?;
        // Runners hear of it before their connections end.
        log::logged(pod.runs().stop_all(StopReason::PodSuspended));
        sockets::close_all(pod, sockets::SUSPENDED);
        return Ok(());
    }
}

/// Removes data outside the database first: while the database exists, the erasure can be repeated.
async fn erase(pod: &Pod) -> Result<Erased> {
    access_changed(pod, &AccessChanged { revoked: Vec::new(), status: true }).await?;
    let vault::Erased { versions: vault_versions, under_way } = pod.vault().erase().await?;
    let Some(under_way) = under_way else { return Ok(Erased { vault_versions, ..Erased::default() }) };
    let messages = pod.sql().value("SELECT coalesce(sum(total + blocked), 0) FROM address", &[])?.unwrap_or(0);
    let blobs = blobs::erase(pod).await?;
    let storage = pod.opened.state.storage();
    SendFuture::new(async {
        storage.delete_alarm().await?;
        storage.delete_all().await
    })
    .await?;
    // Until the object is gone it is an empty, suspended pod: mail may still arrive.
    schema::migrate(pod.sql())?;
    reseal::finish_new(pod.sql(), pod.key())?;
    pod.sql().run("INSERT OR IGNORE INTO shut (one, since) VALUES (1, ?)", &values![pod.now()])?;
    pod.forget_memory();
    // Blobs that arrived meanwhile, and values that may still arrive.
    let late = blobs::erase(pod).await?;
    pod.vault().expect_values(&under_way).await?;
    Ok(Erased { messages, blobs: blobs + late, vault_versions, complete: true })
}
