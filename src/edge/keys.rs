//! The account's own keys.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use super::register::checked_name;
use super::rotation::{Rotation, Surviving};
use crate::audit_action::AuditAction;
use crate::credential::{Credential, Kind};
use crate::directory::{Authority, KeysOf, NewKey};
use crate::error::Result;
use crate::grant::KeyStatus;
use crate::id::{AccountId, PodId};
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Json};

const WARNING: &str = "Save the key now: it is not shown again. The old key no longer works. If somebody else had it, check \
    that you know the people in GET /v1/members.";

/// The key that replaced another.
#[derive(Serialize, ToSchema)]
pub struct RotatedKey {
    /// The new key. Not shown again.
    #[schema(example = "al_live_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789ab")]
    api_key: String,
    /// The first characters of the key, to recognize it.
    #[schema(example = "al_live_k7x9")]
    key_prefix: String,
    account_id: AccountId,
    /// When the key was replaced.
    rotated_at: Timestamp,
    /// A warning, for a person.
    #[schema(example = "Store the key now. It is not shown again.")]
    warning: &'static str,
    surviving: Surviving,
    /// Pods that could not be notified, at most 1,000. The server tries again until they answer. Until then their webhooks and feeds can
    /// continue, and revoked keys can work there for up to 60 seconds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pending_pods: Vec<PodId>,
}

/// Rotate the API key.
///
/// Replaces the account's active keys. The old keys, all sessions except the caller's, and links to sign in stop working everywhere before
/// this call returns, as do open invitations that the old keys sent. Of two concurrent rotations one succeeds.
///
/// `surviving` lists what still has access or receives data: the backup key, keys of pods, keys for runs, people, webhooks, calendar
/// feeds. With `{"everything": true}` these end too: keys together with the old key, webhooks and feeds as soon as their pods are
/// notified, and runs with their keys; `pending_pods` lists pods that are not notified yet.
///
/// The people of the account stay, with the recovery email. Check them in `GET /v1/members`: somebody who had the key can have added
/// one, or changed an address.
#[operation(
    POST "/v1/auth/keys/rotate", tag = "auth", caller = Account, permission = AccountWrite,
    reply = "The new key.",
    errors(InvalidBody = "The body is invalid. Nothing was changed."),
    audit(AccountKeyRotated, CalendarFeedEnded, WebhookDeleted),
)]
pub async fn rotate_key(
    edge: Edge,
    caller: AccountPrincipal,
    Body(rotation): Body<Rotation>,
) -> Result<Json<RotatedKey>> {
    let (id, everything) = (caller.id(), edge.prepare_rotation(&caller, &rotation).await?);
    let now = clock::now();
    let credential = Credential::issue(Kind::Account, &id.home_pod(), &edge.config.tagger)?;
    let key = NewKey::new(&credential, KeyStatus::Active, None)?;
    let (replaced, surviving) =
        edge.directory()?.rotate_key(id, &caller.key_id, &key, everything.as_ref(), now).await?;
    edge.record(&caller, AuditAction::AccountKeyRotated, credential.prefix()).await;
    let (surviving, pending_pods) = edge.notify_of_rotation(id, replaced, surviving, everything.is_some()).await?;
    Ok(Json(RotatedKey {
        api_key: credential.reveal().to_owned(),
        key_prefix: credential.prefix().to_owned(),
        account_id: id.clone(),
        rotated_at: now,
        warning: WARNING,
        surviving,
        pending_pods,
    }))
}

/// A backup key to generate.
#[derive(Deserialize, ToSchema)]
pub struct NewBackupKey {
    /// At most 100 characters.
    #[schema(default = "backup")]
    label: Option<String>,
}

/// A new backup key.
#[derive(Serialize, ToSchema)]
pub struct BackupKey {
    /// The key. Not shown again.
    #[schema(example = "al_live_b4c8m2p4abcdefghijklmnopqrstuvwxyz0123456789ab")]
    backup_key: String,
    /// The first characters of the key, to recognize it.
    #[schema(example = "al_live_k7x9")]
    key_prefix: String,
    /// Always `backup`.
    #[schema(value_type = String, example = "backup")]
    status: KeyStatus,
    /// When it was created.
    created_at: Timestamp,
    /// A warning, for a person.
    #[schema(example = "Store the key now. It is not shown again.")]
    warning: &'static str,
}

/// Generate a backup key.
///
/// A backup key can only activate itself (`POST /v1/auth/keys/activate-backup`). An account has at most one.
#[operation(
    POST "/v1/auth/keys/generate-backup", tag = "auth", caller = Account, permission = AccountWrite,
    reply = "The backup key.",
    errors(BackupExists),
)]
pub async fn generate_backup_key(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<NewBackupKey>,
) -> Result<Created<BackupKey>> {
    let label = checked_name(new.label)?.unwrap_or_else(|| "backup".to_owned());
    let (home, now) = (caller.id().home_pod(), clock::now());
    let credential = Credential::issue(Kind::Account, &home, &edge.config.tagger)?;
    let key = NewKey::new(&credential, KeyStatus::Backup, Some(&label))?;
    edge.directory()?.add_key(&key, &home, Authority::Credential(&caller.key_id), now).await?;
    Ok(Created(BackupKey {
        backup_key: credential.reveal().to_owned(),
        key_prefix: credential.prefix().to_owned(),
        status: KeyStatus::Backup,
        created_at: now,
        warning: "Save the key in another place than the active key: it is not shown again.",
    }))
}

/// The backup key that is active now.
#[derive(Serialize, ToSchema)]
pub struct ActivatedKey {
    /// The first characters of the key that is active now.
    #[schema(example = "al_live_k7x9")]
    activated_key_prefix: String,
    account_id: AccountId,
    /// When the key became active.
    activated_at: Timestamp,
    /// The result, for a person.
    #[schema(example = "The old keys no longer work.")]
    message: &'static str,
    surviving: Surviving,
    /// As in the reply of `POST /v1/auth/keys/rotate`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pending_pods: Vec<PodId>,
}

/// Activate the backup key.
///
/// Makes the backup key the active key. The keys that were active, all sessions except the caller's, and links to sign in stop working
/// before this call returns. Call it with the active key or with the backup key itself. `surviving` and `{"everything": true}` are as
/// in `POST /v1/auth/keys/rotate`.
#[operation(
    POST "/v1/auth/keys/activate-backup", tag = "auth", caller = BackupKey, permission = AccountWrite,
    reply = "The backup key is active.",
    errors(InvalidBody = "The body is invalid. Nothing was changed.", NotFound = "The account has no backup key."),
    audit(AccountKeyActivated, CalendarFeedEnded, WebhookDeleted),
)]
pub async fn activate_backup_key(
    edge: Edge,
    caller: AccountPrincipal,
    Body(rotation): Body<Rotation>,
) -> Result<Json<ActivatedKey>> {
    let (id, everything) = (caller.id(), edge.prepare_rotation(&caller, &rotation).await?);
    let now = clock::now();
    let (mut replaced, surviving) =
        edge.directory()?.activate_backup(id, &caller.key_id, everything.as_ref(), now).await?;
    let activated_key_prefix = replaced.activated.take().unwrap_or_default();
    edge.record(&caller, AuditAction::AccountKeyActivated, &activated_key_prefix).await;
    let (surviving, pending_pods) = edge.notify_of_rotation(id, replaced, surviving, everything.is_some()).await?;
    Ok(Json(ActivatedKey {
        activated_key_prefix,
        account_id: id.clone(),
        activated_at: now,
        message: "The backup key is now the active key. Generate a new backup key.",
        surviving,
        pending_pods,
    }))
}

/// A key of the account, without its secret.
#[derive(Serialize, ToSchema)]
pub struct ListedKey {
    /// The first characters of the key, to recognize it.
    #[schema(example = "al_live_k7x9")]
    prefix: String,
    status: KeyStatus,
    /// A name for the key.
    #[schema(example = "laptop")]
    label: Option<String>,
    /// When it was created.
    created_at: Timestamp,
    /// When it became active. Absent for a key that never was.
    activated_at: Option<Timestamp>,
}

/// The keys of an account.
#[derive(Serialize, ToSchema)]
pub struct Keys {
    account_id: AccountId,
    /// Oldest first, with revoked keys.
    keys: Vec<ListedKey>,
}

/// List the account's keys.
///
/// Returns active, dormant and revoked keys without their secrets.
#[operation(GET "/v1/auth/keys/list", tag = "auth", caller = Account, permission = KeysRead, reply = "The keys.")]
pub async fn list_keys(edge: Edge, caller: AccountPrincipal) -> Result<Json<Keys>> {
    let of = KeysOf { pod: &caller.id().home_pod(), caller: &caller.key_id, made_by_caller: false };
    let keys = edge.directory()?.keys(&of, clock::now()).await?;
    let keys = keys.into_iter().map(|key| ListedKey {
        prefix: key.prefix,
        status: key.status,
        label: key.label,
        created_at: Timestamp::from_millis(key.created_at),
        activated_at: key.activated_at.map(Timestamp::from_millis),
    });
    Ok(Json(Keys { account_id: caller.id().clone(), keys: keys.collect() }))
}
