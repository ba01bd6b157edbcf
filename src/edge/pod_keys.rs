//! Keys of pods, managed by their account, or by a key of the pod that may make keys.

mod checks;

use ipnet::IpNet;
use macros::operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use checks::CheckedKey;
use checks::{add_change, check_change, check_expiry, checked_inboxes, checked_ip_ranges, checked_permissions};

use super::Edge;
use super::register::checked_name;
use crate::credential::{Credential, Kind};
use crate::directory::{ApiKey, Authority, KeyPatch, KeysOf, NewKey};
use crate::error::{Error, Result};
use crate::grant::{KeyScope, KeyStatus};
use crate::id::{KeyId, PodId};
use crate::platform::clock;
use crate::rpc::{AccessChanged, KeyUse, ListKeyUses};
use crate::time::{SECOND, Timestamp};
use crate::wire::{Body, Created, Json, Patch, Path, Principal, PrincipalKind};

/// How long a replaced key can still work, in seconds.
const MAX_GRACE_SECONDS: u32 = 7 * 24 * 60 * 60;

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
    /// What the key can do: names of permissions, or groups such as `mail:*`. Default: everything except `keys:write`, which a key has
    /// only if you name it.
    #[schema(example = json!(["mail:read", "calendar:*"]))]
    permissions: Option<Vec<String>>,
    /// The addresses whose mail the key can use. Default: all addresses of the pod.
    #[schema(example = json!(["ada@warren.example"]))]
    inboxes: Option<Vec<String>>,
    /// The networks (CIDR) from which the key can be used. Default: all.
    #[schema(example = json!(["192.0.2.0/24"]))]
    ip_ranges: Option<Vec<String>>,
    /// When the key expires. Default: never.
    expires_at: Option<Timestamp>,
}

/// A new key of a pod.
#[derive(Serialize, ToSchema)]
pub struct CreatedPodKey {
    /// The key. Not shown again.
    #[schema(example = "al_pod_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc")]
    api_key: String,
    pod_id: PodId,
    /// Keys that this one replaced, and that no longer work.
    revoked: usize,
    #[serde(flatten)]
    key: PodKey,
}

/// A key of a pod, without its secret.
#[derive(Serialize, ToSchema)]
pub struct PodKey {
    id: KeyId,
    /// The same as `key_prefix`.
    #[schema(example = "al_pod_k7x9m")]
    prefix: String,
    /// The first characters of the key, to recognize it.
    #[schema(example = "al_pod_k7x9m")]
    key_prefix: String,
    /// A name for the key.
    #[schema(example = "laptop")]
    label: Option<String>,
    /// Whether the key works.
    #[schema(value_type = String, example = "active")]
    status: KeyStatus,
    /// What the key can do; null: everything except `keys:write`.
    #[schema(example = json!(["mail:read", "calendar:*"]))]
    permissions: Option<Vec<String>>,
    /// The addresses whose mail the key can use; null: all.
    #[schema(example = json!(["ada@warren.example"]))]
    inboxes: Option<Vec<String>>,
    /// The networks from which the key can be used; null: all.
    #[schema(value_type = Option<Vec<String>>, example = json!(["192.0.2.0/24"]))]
    ip_ranges: Option<Vec<IpNet>>,
    /// When the key expires; null: never.
    expires_at: Option<Timestamp>,
    /// The key that made this one; null if the account made it. This key works only as long as that one.
    made_by: Option<KeyId>,
    /// When it was created.
    created_at: Timestamp,
    /// When the key was last used, to the minute; null if it was never used.
    last_used_at: Option<Timestamp>,
}

/// Create a key for a pod.
///
/// Without a label, the new key replaces all keys of the pod, which stop working before this call returns. With a label or
/// `"mode": "add"`, the present keys stay. The key is shown only in this reply. A pod can have 100 keys that work.
///
/// A key of the pod itself can make keys if `keys:write` was granted to it by name. Such keys can do no more than the key that makes
/// them, cannot make keys, and stop working with it.
#[operation(
    POST "/v1/pods/{pod_id}/keys", tag = "pods", caller = Pod, permission = KeysWrite,
    path(pod_id = "The pod's id."),
    reply = "The key.",
    errors(InvalidRequest, KeyLimit, NotFound),
)]
pub async fn create_pod_key(
    edge: Edge,
    caller: Principal,
    Path(pod): Path<String>,
    Body(new): Body<NewPodKey>,
) -> Result<Created<CreatedPodKey>> {
    let now = clock::now();
    let new = new.checked(Some(&caller), now)?;
    let pod = edge.pod_with_keys(&caller, &pod).await?;
    let made_by = (caller.kind == PrincipalKind::Pod).then_some(&caller.key_id);
    edge.add_pod_key(pod, new, Authority::Credential(&caller.key_id), made_by, now).await.map(Created)
}

/// The keys of a pod.
#[derive(Serialize, ToSchema)]
pub struct PodKeys {
    pod_id: PodId,
    /// Oldest first. Includes the newest 100 of those that no longer work.
    keys: Vec<PodKey>,
    /// Number of items in this reply.
    count: usize,
}

/// List the keys of a pod.
///
/// Returns keys without their secrets, also those that no longer work. A key of the pod with `keys:read` sees the keys that it made.
#[operation(
    GET "/v1/pods/{pod_id}/keys", tag = "pods", caller = Pod, permission = KeysRead,
    path(pod_id = "The pod's id."),
    reply = "The keys.",
    errors(NotFound),
)]
pub async fn list_pod_keys(edge: Edge, caller: Principal, Path(pod): Path<String>) -> Result<Json<PodKeys>> {
    let pod = edge.pod_with_keys(&caller, &pod).await?;
    let keys = edge.directory()?.keys(&keys_of(&pod, &caller), clock::now()).await?;
    let uses = edge.internal_rpc()?.call(&pod, &ListKeyUses {}).await?;
    let keys: Vec<_> = keys.into_iter().map(|key| PodKey::new(key, &uses)).collect();
    Ok(Json(PodKeys { pod_id: pod, count: keys.len(), keys }))
}

/// Changes of a key. Absent fields stay; null removes the restriction, or the label.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePodKey {
    /// A name for the key, at most 100 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "reader")]
    label: Patch<String>,
    /// What the key can do.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["mail:read"]))]
    permissions: Patch<Vec<String>>,
    /// The addresses whose mail the key can use.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["ada@warren.example"]))]
    inboxes: Patch<Vec<String>>,
    /// The networks (CIDR) from which the key can be used.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["192.0.2.0/24"]))]
    ip_ranges: Patch<Vec<String>>,
    /// When the key expires.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Patch<Timestamp>,
}

/// Change a key of a pod.
///
/// The change has effect before this call returns: on requests, and on sockets, which are closed if the key can no longer read mail.
/// A key of the pod with `keys:write` changes the keys that it made, within its own permissions, inboxes and expiry.
#[operation(
    PATCH "/v1/pods/{pod_id}/keys/{key_id}", tag = "pods", caller = Pod, permission = KeysWrite,
    path(pod_id = "The pod's id.", key_id = "The key's `id`."),
    reply = "The changed key.",
    errors(InvalidRequest, NotFound = "There is no such key, or it no longer works."),
)]
pub async fn change_pod_key(
    edge: Edge,
    caller: Principal,
    Path((pod, key)): Path<(String, String)>,
    Body(change): Body<ChangePodKey>,
) -> Result<Json<PodKey>> {
    let now = clock::now();
    let label = match change.label {
        Patch::Set(label) => checked_name(Some(label))?.map_or(Patch::Remove, Patch::Set),
        other => other,
    };
    if let Patch::Set(expires_at) = change.expires_at {
        check_expiry(Some(expires_at), now)?;
    }
    check_change(&caller, &change.permissions, &change.inboxes)?;
    let mut scope = Map::new();
    add_change(&mut scope, "permissions", change.permissions, checked_permissions)?;
    add_change(&mut scope, "inboxes", change.inboxes, checked_inboxes)?;
    add_change(&mut scope, "ip_ranges", change.ip_ranges, checked_ip_ranges)?;
    let patch = KeyPatch { label, scope: Value::Object(scope).to_string(), expires_at: change.expires_at };
    let pod = edge.pod_with_keys(&caller, &pod).await?;
    let changed = edge.directory()?.change_key(&keys_of(&pod, &caller), &key, &patch, now).await?;
    edge.internal_rpc()?.call(&pod, &AccessChanged::default()).await?;
    let uses = edge.internal_rpc()?.call(&pod, &ListKeyUses {}).await?;
    Ok(Json(PodKey::new(changed, &uses)))
}

/// How a key is replaced.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplacePodKey {
    /// How long the old key still works, in seconds: at most 604,800 (7 days). Default: 0.
    #[serde(default)]
    #[schema(maximum = 604_800, example = 600)]
    grace_seconds: u32,
}

/// Rotate a key of a pod.
///
/// Replaces the key by a new one with the same label, permissions and restrictions. The old key works for `grace_seconds` more. Keys
/// that it made go on with the new key: if a key was stolen, revoke it instead. A key can be rotated once.
#[operation(
    POST "/v1/pods/{pod_id}/keys/{key_id}/rotate", tag = "pods", caller = Pod, permission = KeysWrite,
    path(pod_id = "The pod's id.", key_id = "The key's `id`."),
    reply = "The new key.",
    errors(InvalidRequest, NotFound = "There is no such key, or it no longer works."),
)]
pub async fn rotate_pod_key(
    edge: Edge,
    caller: Principal,
    Path((pod, key)): Path<(String, String)>,
    Body(replace): Body<ReplacePodKey>,
) -> Result<Created<CreatedPodKey>> {
    if replace.grace_seconds > MAX_GRACE_SECONDS {
        return Err(Error::invalid(format!("grace_seconds can be at most {MAX_GRACE_SECONDS}.")));
    }
    let now = clock::now();
    let pod = edge.pod_with_keys(&caller, &pod).await?;
    let (id, credential) = (KeyId::generate()?, Credential::issue(Kind::Pod, &pod, &edge.config.tagger)?);
    let until = now.plus(i64::from(replace.grace_seconds) * SECOND);
    let new = (&id, &credential);
    let key = edge.directory()?.replace_key(&keys_of(&pod, &caller), &key, new, until, now).await?;
    edge.internal_rpc()?.call(&pod, &AccessChanged::default()).await?;
    let revoked = usize::from(replace.grace_seconds == 0);
    let key = PodKey::new(key, &[]);
    Ok(Created(CreatedPodKey { api_key: credential.reveal().to_owned(), pod_id: pod, revoked, key }))
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
/// The key and the keys that it made stop working everywhere before this call returns, and their sockets are closed. The pod's other
/// keys still work.
#[operation(
    DELETE "/v1/pods/{pod_id}/keys/{key_id}", tag = "pods", caller = Pod, permission = KeysWrite,
    path(pod_id = "The pod's id.", key_id = "The key's `id`."),
    reply = "The key is revoked.",
    errors(NotFound),
)]
pub async fn revoke_pod_key(
    edge: Edge,
    caller: Principal,
    Path((pod, key)): Path<(String, String)>,
) -> Result<Json<RevokedKey>> {
    let pod = edge.pod_with_keys(&caller, &pod).await?;
    let revoked = edge.directory()?.revoke_key(&keys_of(&pod, &caller), &key, clock::now()).await?;
    edge.internal_rpc()?.call(&pod, &AccessChanged::revoked(&revoked)).await?;
    Ok(Json(RevokedKey { id: key, pod_id: pod, revoked: true }))
}

impl PodKey {
    fn new(key: ApiKey, uses: &[KeyUse]) -> Self {
        let last_used_at = uses.iter().find(|of| of.key_id == key.id.as_str()).map(|of| of.used_at);
        let KeyScope { permissions, inboxes, ip_ranges } = key.scope.map(|scope| scope.0).unwrap_or_default();
        Self {
            last_used_at: last_used_at.or(key.last_used_at.map(Timestamp::from_millis)),
            id: key.id,
            prefix: key.prefix.clone(),
            key_prefix: key.prefix,
            label: key.label,
            status: key.status,
            permissions,
            inboxes,
            ip_ranges,
            expires_at: key.expires_at.map(Timestamp::from_millis),
            made_by: key.made_by,
            created_at: Timestamp::from_millis(key.created_at),
        }
    }
}

impl Edge {
    /// Adds a key to a pod, or replaces all keys by it.
    pub(super) async fn add_pod_key(
        &self,
        pod: PodId,
        new: CheckedKey,
        by: Authority<'_>,
        made_by: Option<&KeyId>,
        now: Timestamp,
    ) -> Result<CreatedPodKey> {
        let CheckedKey { label, mode, scope, expires_at } = new;
        let credential = Credential::issue(Kind::Pod, &pod, &self.config.tagger)?;
        let key =
            NewKey { scope, expires_at, made_by, ..NewKey::new(&credential, KeyStatus::Active, label.as_deref())? };
        let directory = self.directory()?;
        let (key, revoked) = match mode {
            Mode::Add => (directory.add_key(&key, &pod, by, now).await?, Vec::new()),
            Mode::Replace => directory.replace_keys(&key, &pod, by, now).await?,
        };
        if !revoked.is_empty() {
            self.internal_rpc()?.call(&pod, &AccessChanged::revoked(&revoked)).await?;
        }
        let api_key = credential.reveal().to_owned();
        Ok(CreatedPodKey { api_key, pod_id: pod, revoked: revoked.len(), key: PodKey::new(key, &[]) })
    }

    /// A pod whose keys the caller manages: one of the account's, or the caller's own.
    async fn pod_with_keys(&self, caller: &Principal, pod: &str) -> Result<PodId> {
        let pod = PodId::of_any(pod, &caller.account);
        match caller.confined() {
            Some(own) if *own == pod => Ok(pod),
            Some(_) => Err(Error::not_found("pod")),
            None => Ok(self.directory()?.pod(&caller.account, &pod).await?.id),
        }
    }
}

fn keys_of<'a>(pod: &'a PodId, caller: &'a Principal) -> KeysOf<'a> {
    KeysOf { pod, caller: &caller.key_id, made_by_caller: caller.kind == PrincipalKind::Pod }
}
