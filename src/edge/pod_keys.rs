//! Keys of pods, managed by their account.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use super::register::checked_name;
use crate::credential::{Credential, Kind};
use crate::directory::NewKey;
use crate::error::Result;
use crate::grant::KeyStatus;
use crate::id::{KeyId, PodId};
use crate::platform::clock;
use crate::rpc::AccessChanged;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Json, Path};

/// What happens to the other keys of the pod.
/// - `add`: they stay
/// - `replace`: they are revoked
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Add,
    Replace,
}

/// A key to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPodKey {
    /// A name for the key, at most 100 characters.
    #[schema(example = "reader")]
    label: Option<String>,
    /// `add` if there is a label, else `replace`.
    mode: Option<Mode>,
}

/// A new key of a pod.
#[derive(Serialize, ToSchema)]
pub struct CreatedPodKey {
    id: KeyId,
    /// The key. Not shown again.
    #[schema(example = "al_pod_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc")]
    api_key: String,
    pod_id: PodId,
    /// The first characters of the key, to recognize it.
    #[schema(example = "al_pod_k7x9m")]
    key_prefix: String,
    /// A name for the key.
    #[schema(example = "laptop")]
    label: Option<String>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Keys that this one replaced, and that no longer work.
    revoked: usize,
}

/// Create a key for a pod.
///
/// Without a label, the new key replaces all keys of the pod, which stop working before this call returns. With a label or
/// `"mode": "add"`, the present keys stay. The key is shown only in this reply.
#[operation(
    POST "/v1/pods/{pod_id}/keys", tag = "pods", caller = Account, permission = KeysWrite,
    path(pod_id = "The pod's id."),
    reply = "The key.",
    errors(InvalidRequest, NotFound),
)]
pub async fn create_pod_key(
    edge: Edge,
    caller: AccountPrincipal,
    Path(pod): Path<String>,
    Body(new): Body<NewPodKey>,
) -> Result<Created<CreatedPodKey>> {
    let label = checked_name(new.label)?;
    let mode = new.mode.unwrap_or(if label.is_some() { Mode::Add } else { Mode::Replace });
    let (directory, now) = (edge.directory()?, clock::now());
    let pod = directory.pod(caller.id(), &pod).await?.id;
    let credential = Credential::issue(Kind::Pod, &pod, &edge.config.tagger)?;
    let key = NewKey::new(&credential, KeyStatus::Active, label.as_deref())?;
    let mut revoked = Vec::new();
    match mode {
        Mode::Add => directory.add_key(&key, &pod, &caller.key_id, now).await?,
        Mode::Replace => revoked = directory.replace_keys(&key, &pod, &caller.key_id, now).await?.revoked,
    }
    if !revoked.is_empty() {
        edge.internal_rpc()?.call(&pod, &AccessChanged::revoked(&revoked)).await?;
    }
    Ok(Created(CreatedPodKey {
        id: key.id,
        api_key: credential.reveal().to_owned(),
        pod_id: pod,
        key_prefix: credential.prefix().to_owned(),
        label,
        created_at: now,
        revoked: revoked.len(),
    }))
}

/// A key of a pod, without its secret.
#[derive(Serialize, ToSchema)]
pub struct PodKey {
    id: KeyId,
    /// The same as `key_prefix`.
    #[schema(example = "al_pod_k7x9m")]
    prefix: String,
    /// The same as `prefix`.
    #[schema(example = "al_pod_k7x9m")]
    key_prefix: String,
    /// A name for the key.
    #[schema(example = "laptop")]
    label: Option<String>,
    /// Whether the key works.
    #[schema(value_type = String, example = "active")]
    status: KeyStatus,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When the key was last used, to the hour; null if it was never used.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

/// The keys of a pod.
#[derive(Serialize, ToSchema)]
pub struct PodKeys {
    pod_id: PodId,
    /// Oldest first, revoked ones included.
    keys: Vec<PodKey>,
    /// Number of items in this reply.
    count: usize,
}

/// List the keys of a pod.
///
/// Returns active and revoked keys without their secrets.
#[operation(
    GET "/v1/pods/{pod_id}/keys", tag = "pods", caller = Account, permission = KeysRead,
    path(pod_id = "The pod's id."),
    reply = "The keys.",
    errors(NotFound),
)]
pub async fn list_pod_keys(edge: Edge, caller: AccountPrincipal, Path(pod): Path<String>) -> Result<Json<PodKeys>> {
    let directory = edge.directory()?;
    let pod = directory.pod(caller.id(), &pod).await?.id;
    let keys = directory.keys(&pod).await?.into_iter().map(|key| PodKey {
        id: key.id,
        key_prefix: key.prefix.clone(),
        prefix: key.prefix,
        label: key.label,
        status: key.status,
        created_at: Timestamp::from_millis(key.created_at),
        last_used_at: key.last_used_at.map(Timestamp::from_millis),
    });
    let keys: Vec<_> = keys.collect();
    Ok(Json(PodKeys { pod_id: pod, count: keys.len(), keys }))
}

/// A revoked key.
#[derive(Serialize, ToSchema)]
pub struct RevokedKey {
    /// The key that was revoked.
    #[schema(example = "key_0a1b2c3d4e5f6g7h")]
    id: String,
    pod_id: PodId,
    /// Always true.
    revoked: bool,
}

/// Revoke a key of a pod.
///
/// The key stops working everywhere before this call returns, and its sockets are closed. The pod's other keys still work.
#[operation(
    DELETE "/v1/pods/{pod_id}/keys/{key_id}", tag = "pods", caller = Account, permission = KeysWrite,
    path(pod_id = "The pod's id.", key_id = "The key's `id`."),
    reply = "The key is revoked.",
    errors(NotFound),
)]
pub async fn revoke_pod_key(
    edge: Edge,
    caller: AccountPrincipal,
    Path((pod, key)): Path<(String, String)>,
) -> Result<Json<RevokedKey>> {
    let directory = edge.directory()?;
    let pod = directory.pod(caller.id(), &pod).await?.id;
    let revoked = directory.revoke_key(&key, &pod).await?;
    edge.internal_rpc()?.call(&pod, &AccessChanged::revoked(&revoked)).await?;
    Ok(Json(RevokedKey { id: key, pod_id: pod, revoked: true }))
}
