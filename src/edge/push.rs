//! Notifications in browsers (Web Push, RFC 8030): which browsers of a person get them.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use crate::crypto::web_push::Subscriber;
use crate::directory::push::{self, NewPushSubscription};
use crate::error::{Error, Result};
use crate::id::{MemberId, PushSubscriptionId};
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Json, Path, Principal};

/// The key by which push services know the deployment.
#[derive(Serialize, ToSchema)]
pub struct PushKey {
    /// The public key for `applicationServerKey`: an uncompressed P-256 point, base64url.
    #[schema(example = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")]
    public_key: String,
}

/// Get the key for notifications.
///
/// Returns the key with which a browser subscribes (`PushManager.subscribe`, RFC 8292). It changes when the deployment gets another master
/// key; browsers then have to subscribe again.
#[operation(GET "/v1/push/key", tag = "push", caller = Account, permission = AccountRead, reply = "The key.")]
pub async fn get_push_key(edge: Edge, _: AccountPrincipal) -> Result<Json<PushKey>> {
    Ok(Json(PushKey { public_key: push::sender_key(edge.config)?.public() }))
}

/// The keys of a browser's subscription.
#[derive(Deserialize, ToSchema)]
pub struct PushKeys {
    /// The browser's public key: an uncompressed P-256 point, base64url.
    #[schema(example = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")]
    p256dh: String,
    /// The browser's authentication secret: 16 bytes, base64url.
    #[schema(example = "BTBZMqHH6r4Tts7J_aSIgg")]
    auth: String,
}

/// A browser's subscription, as `PushSubscription.toJSON()` returns it.
#[derive(Deserialize, ToSchema)]
pub struct NewSubscription {
    /// Where the push service takes messages for the browser: an https URL.
    #[schema(example = "https://push.example.com/send/abc")]
    endpoint: String,
    keys: PushKeys,
}

/// A browser that gets notifications.
#[derive(Serialize, ToSchema)]
pub struct Subscription {
    id: PushSubscriptionId,
    /// The host of the push service.
    #[schema(example = "push.example.com")]
    service: String,
    /// When it was added.
    created_at: Timestamp,
}

/// The browsers of a person.
#[derive(Serialize, ToSchema)]
pub struct Subscriptions {
    /// Newest first.
    subscriptions: Vec<Subscription>,
    /// Number of items in this reply.
    count: usize,
}

/// Turn notifications on in a browser.
///
/// From now on the browser gets a notification when something waits for the person's decision: a charge to approve, a credential that an
/// agent asks for. Owners and admins decide, so others get none. Messages are encrypted for the browser (RFC 8291). The same endpoint again
/// replaces its keys. At most 10 browsers of a person. The browser gets none any more when the person is removed, or when its push service
/// no longer knows it.
#[operation(
    POST "/v1/push/subscriptions", tag = "push", caller = Account, permission = AccountRead,
    reply = "The browser.",
    errors(InvalidRequest = "The endpoint or a key is none.", MissingFields, PushLimit, NotFound = "The caller is not a session."),
)]
pub async fn create_push_subscription(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<NewSubscription>,
) -> Result<Created<Subscription>> {
    let NewSubscription { endpoint, keys: PushKeys { p256dh, auth } } = new;
    let target = edge.config.outbound_url(&endpoint).map_err(|reason| Error::invalid(format!("endpoint {reason}.")))?;
    if Subscriber::parse(&p256dh, &auth).is_none() {
        return Err(Error::invalid("keys.p256dh or keys.auth is no key of a subscription.")
            .fix("Send what `PushSubscription.toJSON()` returns."));
    }
    let subscription = NewPushSubscription {
        account: caller.id(),
        member: member(&caller)?,
        session: &caller.key_id,
        endpoint: target.as_str(),
        p256dh: &p256dh,
        auth: &auth,
        now: clock::now(),
    };
    let added = edge.directory()?.add_push_subscription(&subscription).await?;
    Ok(Created(shown(added)))
}

/// List browsers with notifications.
///
/// Lists the caller's browsers that get notifications, newest first.
#[operation(
    GET "/v1/push/subscriptions", tag = "push", caller = Account, permission = AccountRead,
    reply = "The browsers.",
    errors(NotFound = "The caller is not a session."),
)]
pub async fn list_push_subscriptions(edge: Edge, caller: AccountPrincipal) -> Result<Json<Subscriptions>> {
    let subscriptions = edge.directory()?.push_subscriptions(member(&caller)?).await?;
    let subscriptions: Vec<_> = subscriptions.into_iter().map(shown).collect();
    Ok(Json(Subscriptions { count: subscriptions.len(), subscriptions }))
}

/// A browser that gets no notifications any more.
#[derive(Serialize, ToSchema)]
pub struct DeletedSubscription {
    /// Always true.
    deleted: bool,
}

/// Turn notifications off in a browser.
///
/// The browser gets no notifications any more.
#[operation(
    DELETE "/v1/push/subscriptions/{id}", tag = "push", caller = Account, permission = AccountRead,
    path(id("The browser.", example = "psh_0a1b2c3d4e5f6g7h")),
    reply = "The browser gets no notifications any more.",
    errors(NotFound),
)]
pub async fn delete_push_subscription(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
) -> Result<Json<DeletedSubscription>> {
    match edge.directory()?.delete_push_subscription(member(&caller)?, &id).await? {
        true => Ok(Json(DeletedSubscription { deleted: true })),
        false => Err(Error::not_found("browser")),
    }
}

fn member(caller: &Principal) -> Result<&MemberId> {
    caller
        .member
        .as_ref()
        .map(|member| &member.id)
        .ok_or_else(|| Error::not_found("person").fix("Notifications are for people: send the token of a session."))
}

fn shown(subscription: push::PushSubscription) -> Subscription {
    let service = url::Url::parse(&subscription.endpoint).ok().and_then(|url| url.host_str().map(str::to_owned));
    Subscription {
        id: subscription.id,
        service: service.unwrap_or_default(),
        created_at: Timestamp::from_millis(subscription.created_at),
    }
}
