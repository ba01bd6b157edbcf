//! Webhooks: which events are posted where, and the secrets that sign them.

mod attempts;
pub mod deliveries;
mod delivery_slots;
mod schedule;
mod store;
pub mod testing;
mod verification;

pub use deliveries::*;
pub use delivery_slots::DeliverySlots;
pub use store::{WebhookCache, Webhooks};

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use store::{BY_OWNER, Previous, Private, StoredWebhook, check_approvals, no_webhook};

use super::Pod;
use crate::audit_action::AuditAction;
use crate::crypto::sign;
use crate::error::{Code, Error, Result};
use crate::event_kind::EventKind;
use crate::id::WebhookId;
use crate::platform::values;
use crate::time::{DAY, Timestamp};
use crate::wire::{Body, Created, Json, Patch, Path, Query, to_json};

/// Webhooks of a pod.
const MAX_WEBHOOKS: u32 = 20;
/// How long a replaced secret still signs.
const SECRET_OVERLAP: i64 = DAY;
/// Characters of a secret.
const MAX_SECRET_CHARS: usize = 256;

/// A webhook to register.
#[derive(Deserialize, ToSchema)]
pub struct NewWebhook {
    /// The mailbox whose events are sent. Absent or null: all mailboxes of the pod, including future ones.
    #[schema(example = "ada@warren.example")]
    address: Option<String>,
    /// Where events are posted to, at most 2,048 bytes: `https`, to a public host.
    #[schema(example = "https://hooks.example.com/warren")]
    url: String,
    /// The secret that signs the events, 1 to 256 characters. One is generated if it is absent.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: Option<String>,
    /// The types of events to send: `email.received`, `email.sent`, `email.failed`, `email.held`, `email.refused`,
    /// `approval.requested`, `approval.resolved`.
    #[schema(default = json!(["email.received"]), example = json!(["email.received"]))]
    events: Option<Vec<String>>,
}

/// A webhook.
#[derive(Serialize, ToSchema)]
pub struct Webhook {
    /// The id of the webhook.
    #[schema(value_type = String, example = "wh_0a1b2c3d4e5f6g7h")]
    id: String,
    /// The mailbox whose events are sent; null for all.
    #[schema(example = "ada@warren.example")]
    address: Option<String>,
    /// Where events are posted.
    #[schema(example = "https://hooks.example.com/warren")]
    url: String,
    /// Always true: a secret is generated if none is sent.
    has_secret: bool,
    /// The secret that signs the events. Shown once, if it was generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    secret: Option<String>,
    /// Until when events are also signed with the previous secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_secret_until: Option<Timestamp>,
    /// The types of events that are sent.
    #[schema(example = json!(["email.received"]))]
    events: Vec<String>,
    /// `active` or `disabled`.
    #[schema(example = "active")]
    status: &'static str,
    /// Whether `url` has answered a signed verification event with a 2xx. Other events wait until then.
    verified: bool,
    /// Why the last verification failed, while the webhook is unverified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "answered 404")]
    verification_error: Option<String>,
    /// Why the webhook is disabled: `by_owner`, `gone` (the receiver answered 410), `failing` (no delivery succeeded for 5 days) or
    /// `unverified` (no verification succeeded for 3 days).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "failing")]
    disabled_reason: Option<String>,
    /// Since when all attempts have failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<Timestamp>,
    /// When it was created.
    created_at: Timestamp,
}

/// Register a webhook.
///
/// Posts a `webhook.verification` event to `url` immediately. After the URL has answered it with a 2xx, other events are posted when
/// they happen, as `{"type", "id", "timestamp", "data"}`. The data of `email.received` is `{"address", "message"}`, with the message as
/// in the inbox list.
///
/// Each request is signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`) and with
/// `X-AgentLair-Signature: sha256=<hex HMAC of the body>`. Any 2xx within 15 seconds is success. An event is attempted up to 10 times
/// in three days. A reply of 410, or 5 days without success, disables the webhook. A pod can have 20 webhooks. docs/WEBHOOKS.md
/// describes all of this.
#[operation(
    POST "/v1/email/webhooks", tag = "email", permission = WebhooksWrite,
    reply = "The webhook. `secret` is shown only in this reply, if it was generated.",
    errors(MissingFields, InvalidUrl, InvalidAddress, InvalidRequest, AddressNotYours, EgressNotAllowed, WebhookLimit),
    audit(WebhookCreated),
    events(WebhookVerification),
)]
pub async fn create_webhook(pod: Pod, Body(new): Body<NewWebhook>) -> Result<Created<Webhook>> {
    // One statement counts and inserts: of two simultaneous requests for the last place, one succeeds.
    const INSERT_WEBHOOK: &str = "
        INSERT INTO webhook (id, address, events, sealed, created_at)
        SELECT ?1, ?2, ?3, ?4, ?5 WHERE (SELECT count(*) FROM webhook) < ?6 RETURNING seq";
    pod.outbound_url(&new.url).await?;
    let events = checked_events(new.events.unwrap_or_else(|| vec![EventKind::EmailReceived.as_str().to_owned()]))?;
    check_approvals(&pod, &events)?;
    let (secret, shown) = checked_secret(new.secret)?;
    let address = pod.addresses().own_if_named(new.address.as_deref()).await?;
    let id = WebhookId::generate()?.to_string();
    let private = Private { url: new.url, secret, previous: None };
    pod.webhooks().watch().await?;
    let (now, sealed, list) = (pod.now(), private.seal(&pod, &id)?, to_json(&events)?);
    let created = pod.sql().atomically(|| {
        let values = values![&id, address.as_deref(), &list, &*sealed, now, MAX_WEBHOOKS];
        let seq: Option<i64> = pod.sql().value(INSERT_WEBHOOK, &values)?;
        pod.audit().record(AuditAction::WebhookCreated, &id)?;
        pod.webhooks().begin_verification(seq.ok_or_else(full)?)?;
        pod.webhooks().find(&id)
    })?;
    pod.opened.webhooks.change();
    pod.webhooks().begin();
    Ok(Created(Webhook { secret: shown, ..created.shown(now) }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListWebhooks {
    /// Only webhooks registered for this mailbox.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
}

/// The webhooks of a pod.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhooks)]
pub struct WebhookList {
    /// Oldest first.
    webhooks: Vec<Webhook>,
    /// Number of items in this reply.
    count: usize,
}

/// List webhooks.
///
/// Lists all webhooks of the pod, or those registered for one mailbox.
#[operation(
    GET "/v1/email/webhooks", tag = "email", permission = WebhooksRead,
    reply = "The webhooks.",
    errors(InvalidAddress, AddressNotYours),
)]
pub async fn list_webhooks(pod: Pod, Query(list): Query<ListWebhooks>) -> Result<Json<WebhookList>> {
    let address = pod.addresses().own_if_named(list.address.as_deref()).await?;
    let webhooks = pod.webhooks().list(address.as_deref())?;
    let webhooks: Vec<_> = webhooks.into_iter().map(|webhook| webhook.shown(pod.now())).collect();
    Ok(Json(WebhookList { count: webhooks.len(), webhooks }))
}

/// Get a webhook.
#[operation(
    GET "/v1/email/webhooks/{id}", tag = "email", permission = WebhooksRead,
    path(id = "The webhook."),
    reply = "The webhook.",
    errors(NotFound),
)]
pub async fn get_webhook(pod: Pod, Path(id): Path<String>) -> Result<Json<Webhook>> {
    Ok(Json(pod.webhooks().find(&id)?.shown(pod.now())))
}

/// Changes to a webhook.
#[derive(Deserialize, ToSchema)]
pub struct WebhookPatch {
    /// The new URL. Pending deliveries go to it after its verification.
    #[schema(example = "https://hooks.example.com/warren")]
    url: Option<String>,
    /// The events that are sent from now on.
    #[schema(example = json!(["email.received"]))]
    events: Option<Vec<String>>,
    /// The new mailbox; null for all.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "ada@warren.example")]
    address: Patch<String>,
    /// False disables the webhook, and its pending deliveries fail. True enables it again.
    enabled: Option<bool>,
}

/// Change a webhook.
///
/// Absent fields do not change. A disabled webhook receives no events. After you enable it, `POST …/{id}/replay` sends the missed ones.
#[operation(
    PATCH "/v1/email/webhooks/{id}", tag = "email", permission = WebhooksWrite,
    path(id = "The webhook."),
    reply = "The changed webhook.",
    errors(InvalidUrl, InvalidAddress, InvalidRequest, AddressNotYours, EgressNotAllowed, NotFound),
    audit(WebhookUpdated),
    events(WebhookVerification),
)]
pub async fn update_webhook(
    pod: Pod,
    Path(id): Path<String>,
    Body(patch): Body<WebhookPatch>,
) -> Result<Json<Webhook>> {
    let webhooks = pod.webhooks();
    webhooks.find(&id)?;
    if let Some(url) = &patch.url {
        pod.outbound_url(url).await?;
    }
    let events = patch.events.map(checked_events).transpose()?;
    let address = match patch.address {
        Patch::Set(address) => Patch::Set(pod.addresses().own(Some(&address)).await?),
        other => other,
    };
    webhooks.watch().await?;
    let webhook = pod.sql().atomically(|| {
        // Read again: the webhook may have changed during the call of the directory.
        let mut webhook = webhooks.find(&id)?;
        let is_moved = patch.url.as_ref().is_some_and(|url| *url != webhook.private.url);
        if is_moved {
            webhooks.require_verification(&mut webhook)?;
        }
        webhook.address = address.apply(webhook.address);
        webhook.events = events.unwrap_or(webhook.events);
        check_approvals(&pod, &webhook.events)?;
        webhook.private.url = patch.url.unwrap_or(webhook.private.url);
        match patch.enabled {
            Some(false) if webhook.disabled_reason.is_none() => {
                webhooks.disable(webhook.seq, BY_OWNER)?;
                webhook.disabled_reason = Some(BY_OWNER.to_owned());
            }
            Some(true) => webhooks.enable(&mut webhook)?,
            _ => {}
        }
        if webhook.is_to_be_tested() && (is_moved || patch.enabled == Some(true)) {
            webhooks.begin_verification(webhook.seq)?;
        }
        webhooks.save(&webhook)?;
        pod.audit().record(AuditAction::WebhookUpdated, &id)?;
        Ok(webhook)
    })?;
    webhooks.begin();
    Ok(Json(webhook.shown(pod.now())))
}

/// A deleted webhook.
#[derive(Serialize, ToSchema)]
pub struct DeletedWebhook {
    /// Always true.
    deleted: bool,
    /// The webhook that was deleted.
    #[schema(example = "wh_0a1b2c3d4e5f6g7h")]
    id: String,
}

/// Delete a webhook.
///
/// Deletes its deliveries, too. Only an attempt that is running can still send an event.
#[operation(
    DELETE "/v1/email/webhooks/{id}", tag = "email", permission = WebhooksWrite,
    path(id = "The webhook."),
    reply = "The webhook is deleted.",
    errors(NotFound),
    audit(WebhookDeleted),
)]
pub async fn delete_webhook(pod: Pod, Path(id): Path<String>) -> Result<Json<DeletedWebhook>> {
    pod.sql().atomically(|| {
        if !pod.sql().exists("DELETE FROM webhook WHERE id = ? RETURNING 1", &values![&id])? {
            return Err(no_webhook());
        }
        pod.audit().record(AuditAction::WebhookDeleted, &id)
    })?;
    pod.opened.webhooks.change();
    Ok(Json(DeletedWebhook { deleted: true, id }))
}

/// The new secret.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = NewWebhookSecret)]
pub struct NewSecret {
    /// The secret that signs the events, 1 to 256 characters. One is generated if it is absent.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: Option<String>,
}

/// Replace a webhook's secret.
///
/// For 24 hours (until `previous_secret_until`), events are signed with both secrets: `webhook-signature` has two signatures, and
/// `X-AgentLair-Signature-Previous` is sent with `X-AgentLair-Signature`. A secret before the previous one is no longer used.
#[operation(
    POST "/v1/email/webhooks/{id}/rotate-secret", tag = "email", permission = WebhooksWrite,
    path(id = "The webhook."),
    reply = "The webhook. `secret` is shown only in this reply, if it was generated.",
    errors(InvalidRequest, NotFound),
    audit(WebhookSecretRotated),
)]
pub async fn rotate_webhook_secret(
    pod: Pod,
    Path(id): Path<String>,
    Body(new): Body<NewSecret>,
) -> Result<Json<Webhook>> {
    let mut webhook = pod.webhooks().find(&id)?;
    let (secret, shown) = checked_secret(new.secret)?;
    let before = std::mem::replace(&mut webhook.private.secret, secret);
    webhook.private.previous = Some(Previous { secret: before, until: pod.now().plus(SECRET_OVERLAP) });
    pod.sql().atomically(|| {
        pod.webhooks().save(&webhook)?;
        pod.audit().record(AuditAction::WebhookSecretRotated, &id)
    })?;
    Ok(Json(Webhook { secret: shown, ..webhook.shown(pod.now()) }))
}

impl StoredWebhook {
    fn is_to_be_tested(&self) -> bool {
        !self.is_verified && self.disabled_reason.is_none()
    }

    fn shown(self, now: Timestamp) -> Webhook {
        Webhook {
            id: self.id,
            address: self.address,
            url: self.private.url,
            has_secret: true,
            secret: None,
            previous_secret_until: self.private.previous.map(|previous| previous.until).filter(|until| now < *until),
            events: self.events,
            status: if self.disabled_reason.is_some() { "disabled" } else { "active" },
            verified: self.is_verified,
            verification_error: self.verification_error,
            disabled_reason: self.disabled_reason,
            failing_since: self.failing_since,
            created_at: self.created_at,
        }
    }
}

/// The chosen events, without duplicates.
fn checked_events(names: Vec<String>) -> Result<Vec<String>> {
    let known = || EventKind::offered().map(EventKind::as_str);
    if let Some(unknown) = names.iter().find(|name| !known().any(|known| known == *name)) {
        let list = known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::invalid(format!("`{unknown}` is not an event.")).fix(format!("Possible events: {list}.")));
    }
    if names.is_empty() {
        return Err(Error::invalid("events is empty.").fix("Name at least one event, or disable the webhook."));
    }
    Ok(known().filter(|name| names.iter().any(|chosen| chosen == name)).map(str::to_owned).collect())
}

/// The secret to use, and the one to show.
fn checked_secret(given: Option<String>) -> Result<(String, Option<String>)> {
    match given {
        Some(secret) if secret.is_empty() || secret.chars().count() > MAX_SECRET_CHARS => {
            Err(Error::invalid(format!("secret must have 1 to {MAX_SECRET_CHARS} characters."))
                .fix("Leave it out to generate one."))
        }
        Some(secret) => Ok((secret, None)),
        None => sign::generate().map(|secret| (secret.clone(), Some(secret))),
    }
}

fn full() -> Error {
    Error::new(Code::WebhookLimit, format!("A pod has at most {MAX_WEBHOOKS} webhooks."))
        .fix("Delete a webhook, or change one.")
}
