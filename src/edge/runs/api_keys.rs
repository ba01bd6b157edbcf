//! API keys for programs that manage runs (`amk_…`).

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::credential::{Credential, Kind};
use crate::directory::{MadeBy, NewRunKey, RunApiKey as Stored};
use crate::edge::Edge;
use crate::edge::register::checked_name;
use crate::error::{Error, Result};
use crate::grant::{KeyScope, RunKeyPurpose};
use crate::id::{KeyId, PodId};
use crate::platform::clock;
use crate::rpc::{AccessChanged, KeyUse, ListKeyUses};
use crate::time::{DAY, SECOND, Timestamp};
use crate::wire::{AccountPrincipal, Body, Created, Json, Path, Permission, Permissions, missing_scope};

/// How long a key lasts if the request does not say it, and at most.
const MAX_LIFETIME: i64 = 100 * 365 * DAY;
/// As other systems name the permissions of runs, and as Warren does.
const SCOPES: [(&str, &str); 2] = [("pods:read", "runs:read"), ("pods:write", "runs:write")];

/// An API key to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRunApiKey {
    /// A name for the key, at most 100 characters.
    #[schema(example = "CI")]
    name: String,
    /// What the key may do: `pods:read` and `pods:write`, which mean runs here, and other permissions that its runs may get. Default: both.
    #[schema(example = json!(["pods:read", "pods:write"]))]
    scopes: Option<Vec<String>>,
    /// How long the key works, in seconds. Default: until it is deleted.
    #[schema(minimum = 1, example = 86_400)]
    expires_in: Option<u32>,
    /// The environment whose runs it manages. Default: the account's default environment.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: Option<String>,
}

/// An API key for runs, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = RunApiKey)]
pub struct RunApiKey {
    id: KeyId,
    /// A name for the key.
    #[schema(example = "CI")]
    name: String,
    /// The first characters of the key, to recognize it.
    #[schema(example = "amk_pk7x9m2p")]
    key_prefix: String,
    /// What the key may do.
    #[schema(example = json!(["pods:read", "pods:write"]))]
    scopes: Vec<String>,
    /// The environment whose runs it manages.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: String,
    /// When it was created.
    created_at: Timestamp,
    /// When it stops working; null: when it is deleted.
    expires_at: Option<Timestamp>,
    /// When it was last used, to the minute; null if it was never used.
    last_used_at: Option<Timestamp>,
}

/// A new API key for runs.
#[derive(Serialize, ToSchema)]
pub struct CreatedRunApiKey {
    api_key: RunApiKey,
    /// The key itself. Not shown again.
    #[schema(example = "amk_pk7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc")]
    raw_key: String,
}

/// Create an API key for runs.
///
/// A program manages runs with it, at `/api/v1/ext/orgs/{org}/pods`. It starts agents on your runners: give it to programs that you trust.
/// The key is shown only in this reply. An environment can have 100.
#[operation(
    POST "/api/v1/ext/orgs/{org}/api-keys", tag = "runs", caller = Account, permission = KeysWrite, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The key.",
    errors(InvalidRequest, MissingFields, KeyLimit, NotFound = "The path names another account, or there is no such environment."),
)]
pub async fn create_run_api_key(
    edge: Edge,
    caller: AccountPrincipal,
    Path(org): Path<String>,
    Body(new): Body<NewRunApiKey>,
) -> Result<Created<CreatedRunApiKey>> {
    caller.check_organization(&org)?;
    let now = clock::now();
    let name = checked_name(Some(new.name))?.ok_or_else(|| Error::invalid("name is empty."))?;
    let permissions = checked_scopes(new.scopes, &caller)?;
    let pod = new.environment_id.map_or_else(|| caller.id().home_pod(), |id| PodId::of_any(&id, caller.id()));
    let credential = Credential::issue(Kind::Runs, &pod, &edge.config.tagger)?;
    let lifetime = new.expires_in.map_or(MAX_LIFETIME, |seconds| i64::from(seconds.max(1)) * SECOND);
    let key = NewRunKey {
        id: KeyId::generate()?,
        credential: &credential,
        purpose: RunKeyPurpose::Api,
        label: Some(&name),
        scope: KeyScope { permissions: Some(permissions), inboxes: None, ip_ranges: None },
        expires_at: now.plus(lifetime.min(MAX_LIFETIME)),
    };
    let by = MadeBy { caller: &caller.key_id, key: None, member: caller.member.as_ref().map(|member| &member.id) };
    let stored = edge.directory()?.add_run_api_key(caller.id(), &pod, &key, &by, now).await?;
    let raw_key = credential.reveal().to_owned();
    Ok(Created(CreatedRunApiKey { api_key: RunApiKey::new(stored, &[]), raw_key }))
}

/// The API keys for runs of an account.
#[derive(Serialize, ToSchema)]
pub struct RunApiKeys {
    /// The oldest first.
    api_keys: Vec<RunApiKey>,
    /// Number of items in this reply.
    total: usize,
}

/// List the API keys for runs.
///
/// Returns the keys of all environments of the account that work, without their secrets.
#[operation(
    GET "/api/v1/ext/orgs/{org}/api-keys", tag = "runs", caller = Account, permission = KeysRead, api_key,
    path(org = "The account: its id, its slug, or `me`."),
    reply = "The keys.",
    errors(NotFound = "The path names another account."),
)]
pub async fn list_run_api_keys(
    edge: Edge,
    caller: AccountPrincipal,
    Path(org): Path<String>,
) -> Result<Json<RunApiKeys>> {
    caller.check_organization(&org)?;
    let stored = edge.directory()?.run_api_keys(caller.id(), clock::now()).await?;
    let mut uses: Vec<KeyUse> = Vec::new();
    let mut pods: Vec<&PodId> = stored.iter().map(|key| &key.pod_id).collect();
    pods.sort_unstable_by_key(|pod| pod.as_str());
    pods.dedup();
    for pod in pods {
        uses.append(&mut edge.internal_rpc()?.call(pod, &ListKeyUses {}).await?);
    }
    let api_keys: Vec<_> = stored.into_iter().map(|key| RunApiKey::new(key, &uses)).collect();
    Ok(Json(RunApiKeys { total: api_keys.len(), api_keys }))
}

/// A deleted API key.
#[derive(Serialize, ToSchema)]
pub struct DeletedRunApiKey {
    /// The key.
    #[schema(example = "key_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Always true.
    deleted: bool,
}

/// Delete an API key for runs.
///
/// The key stops working before this call returns, and so do the keys of the runs that were created with it.
#[operation(
    DELETE "/api/v1/ext/orgs/{org}/api-keys/{id}", tag = "runs", caller = Account, permission = KeysWrite, api_key,
    path(org = "The account: its id, its slug, or `me`.", id = "The key's `id`."),
    reply = "The key is deleted.",
    errors(NotFound),
)]
pub async fn delete_run_api_key(
    edge: Edge,
    caller: AccountPrincipal,
    Path((org, id)): Path<(String, String)>,
) -> Result<Json<DeletedRunApiKey>> {
    caller.check_organization(&org)?;
    let (pod, hash) = edge.directory()?.delete_run_api_key(caller.id(), &id).await?;
    edge.internal_rpc()?.call(&pod, &AccessChanged::revoked(&[hash])).await?;
    Ok(Json(DeletedRunApiKey { id, deleted: true }))
}

/// The permissions that scopes stand for.
fn checked_scopes(scopes: Option<Vec<String>>, caller: &AccountPrincipal) -> Result<Vec<String>> {
    let never: Permissions =
        [Permission::KeysRead, Permission::KeysWrite, Permission::RunsRegister, Permission::RunsServe]
            .into_iter()
            .collect();
    let scopes = scopes.unwrap_or_else(|| SCOPES.map(|(scope, _)| scope.to_owned()).to_vec());
    let permission_of = |scope: String| {
        let name = SCOPES.iter().find(|(known, _)| *known == scope).map_or(scope, |(_, name)| (*name).to_owned());
        let permissions: Permissions = name.parse().map_err(|()| {
            Error::invalid(format!("There is no scope `{name}`."))
                .fix("Send `pods:read` and `pods:write`; docs/PERMISSIONS.md lists further permissions.")
        })?;
        match permissions.outside(caller.permissions.without(never)) {
            Some(permission) => Err(missing_scope(permission)),
            None => Ok(name),
        }
    };
    scopes.into_iter().map(permission_of).collect()
}

impl RunApiKey {
    fn new(key: Stored, uses: &[KeyUse]) -> Self {
        let scope_of = |name: String| {
            SCOPES.iter().find(|(_, known)| *known == name).map_or(name, |(scope, _)| (*scope).to_owned())
        };
        let permissions = key.scope.0.permissions.unwrap_or_default();
        let used = uses.iter().find(|of| of.key_id == key.id.as_str());
        Self {
            last_used_at: used.map(|of| of.used_at),
            name: key.label.unwrap_or_default(),
            key_prefix: key.prefix,
            scopes: permissions.into_iter().map(scope_of).collect(),
            environment_id: key.pod_id.environment(),
            created_at: Timestamp::from_millis(key.created_at),
            expires_at: (key.expires_at - key.created_at < MAX_LIFETIME)
                .then(|| Timestamp::from_millis(key.expires_at)),
            id: key.id,
        }
    }
}
