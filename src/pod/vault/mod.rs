//! The vault: versioned secrets, which their owner should encrypt. Each is also sealed under the pod's key.

mod ciphertext;
mod index;
mod values;

use axum::response::{IntoResponse, Response};
use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

pub use values::{Erased, Moved};

use super::Pod;
use crate::error::{Error, Result};
use crate::grant::Grant;
use crate::limits::Tier;
use crate::time::{MINUTE, Timestamp};
use crate::wire::{Body, Created, Cursor, Json, Page, Paging, Path, Query, to_json};
use index::{New, UNDELETE_TTL};

/// Characters of a key's name.
const MAX_KEY_CHARS: usize = 128;
/// Bytes of a version's metadata, as JSON.
const MAX_METADATA_BYTES: usize = 4 * 1_024;
/// How often a value is read: its version can be removed during a read.
const MAX_READ_ATTEMPTS: usize = 2;
/// The `limit` of a vault without one: the largest integer that every JSON client reads exactly (RFC 8259, section 6).
const UNLIMITED_KEYS: u64 = (1 << 53) - 1;
const NOT_ENCRYPTED: &str = "This value is not base64, base64url or hex of at least 28 bytes, so it is probably not \
    encrypted. It is sealed at rest, but this deployment can read it. Encrypt secrets before you store them; \
    PATCH /v1/pods/{id} with vault_strict refuses what is not encrypted.";

/// The secrets of a pod.
#[derive(Clone, Copy)]
pub struct Vault<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The pod's secrets.
    pub(in crate::pod) const fn vault(&self) -> Vault<'_> {
        Vault { pod: self }
    }
}

/// A key in a vault, without its value.
#[derive(FromRow, Serialize, ToSchema)]
pub struct VaultKey {
    /// The name of the key.
    #[schema(example = "openai-api-key")]
    key: String,
    /// The version shown.
    version: i64,
    /// The newest version.
    latest_version: i64,
    /// The number of the next version. A number is never used twice while the key exists, even if versions are deleted.
    next_version: i64,
    /// The metadata as stored. The deployment can read it.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Box<RawValue>>,
    /// When the key was created.
    created_at: Timestamp,
    /// When this version was stored.
    updated_at: Timestamp,
    /// When the key was last read, before this request.
    last_read_at: Option<Timestamp>,
    /// The name of the value of the version.
    #[serde(skip)]
    value: String,
    /// Whether the value is sealed under the pod's key. Values of older versions of this code are not.
    #[serde(skip)]
    is_sealed: bool,
}

/// The keys of a vault.
#[derive(Serialize, ToSchema)]
pub struct VaultKeys {
    /// By name, each with its newest version.
    keys: Vec<VaultKey>,
    /// Keys on this page.
    count: usize,
    /// The maximum number of keys; 9007199254740991 if the tier has no limit.
    limit: u64,
    tier: Tier,
    /// Most keys on a page: as asked for, at most 1,000.
    page_limit: u32,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    #[schema(value_type = Option<String>, example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<Cursor<String>>,
}

/// List the keys of the vault.
///
/// Returns names, versions and metadata, never ciphertext. Each pod has its own vault; an account has the vault of its home pod and
/// cannot see the vaults of its other pods.
#[operation(GET "/v1/vault", "/v1/vault/", tag = "vault", permission = VaultRead, tool, reply = "A page of keys.", errors(InvalidRequest))]
pub async fn list_vault(pod: Pod, Query(list): Query<Paging<1_000, 1_000, String>>) -> Result<Json<VaultKeys>> {
    let (limit, after) = (list.limit.get(), list.cursor.map(|Cursor(key)| key).unwrap_or_default());
    let page = Page::cut(pod.vault().list(&after, limit + 1)?, limit, |last| last.key.clone());
    Ok(Json(VaultKeys {
        count: page.items.len(),
        limit: pod.limits()?.vault_keys.map_or(UNLIMITED_KEYS, u64::from),
        tier: pod.caller()?.grant.tier,
        page_limit: limit,
        has_more: page.has_more(),
        next_cursor: page.next_cursor,
        keys: page.items,
    }))
}

/// A secret to store.
#[derive(Deserialize, ToSchema)]
pub struct NewSecret {
    /// The encrypted secret, in base64url, base64 or hex. Other text is stored, too, and marked in the reply. At most 16,384 bytes of
    /// UTF-8; 65,536 in the paid tier.
    #[schema(
        min_length = 1,
        max_length = 65536,
        example = "AUBBQkNERUZHSElKS_bwvZP1P080l6SjJGh6Epjp6u6IHkyq69ny2bksN6Qb"
    )]
    ciphertext: String,
    /// Metadata of this version: a JSON object of at most 4,096 bytes. The deployment can read it.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
    /// Store only if this is the latest version number of the key (`next_version` - 1). 0: store only if the key does not exist.
    if_version: Option<u32>,
}

/// A stored secret.
#[derive(Serialize, ToSchema)]
pub struct StoredSecret {
    /// The name of the key.
    #[schema(example = "github-token")]
    key: String,
    /// Always true.
    stored: bool,
    /// The number of this version.
    version: i64,
    /// When the key was created.
    created_at: Timestamp,
    /// When this version was stored.
    updated_at: Timestamp,
    /// Whether `ciphertext` looks encrypted: base64, base64url or hex of at least 28 bytes.
    encrypted: bool,
    /// With `"encrypted": false`: an explanation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The value does not look encrypted.")]
    warning: Option<&'static str>,
}

/// Store a secret.
///
/// Encrypt the secret first, so that the deployment cannot read it; `docs/vault-crypto.md` specifies an envelope. Any non-empty text is
/// stored, sealed at rest under a key of the pod. Text that does not look encrypted is marked with `"encrypted": false` and a
/// `warning`; a pod with `vault_strict` (`PATCH /v1/pods/{id}`) refuses it.
///
/// Each request creates a new version with its own number, even if several run at the same time. The newest 3 versions are stored (100 in
/// the paid tier). With `if_version`, the request fails with 409 and `current_version` if there is a version that you have not seen.
///
/// A free vault has at most 10 keys; a paid one has no limit. Names are case-sensitive.
#[operation(
    PUT "/v1/vault/{key}", tag = "vault", permission = VaultWrite, tool,
    path(key("The name of the key.", pattern = r"^[A-Za-z0-9_\-.]{1,128}$")),
    replies((status = 200, description = "A new version of a key.", body = StoredSecret), (status = 201, description = "A new key.", body = StoredSecret)),
    errors(InvalidCiphertext = "`ciphertext` is absent or empty, or does not look encrypted and the pod has `vault_strict`.", InvalidRequest, VaultLimit, VersionConflict = "The key has another version; `current_version` says which.", TooLarge = "The ciphertext is too long; `limit` says how many bytes it may have."),
    audit(SecretStored),
)]
pub async fn put_secret(pod: Pod, Path(key): Path<String>, Body(new): Body<NewSecret>) -> Result<Response> {
    check_name(&key)?;
    ciphertext::check_size(&new.ciphertext, pod.limits()?.vault_ciphertext)?;
    pod.caller()?.grant.check_ciphertext(&new.ciphertext)?;
    let metadata = new.metadata.as_ref().map(checked_metadata).transpose()?;
    // Refusals come before anything is stored.
    pod.vault().check(&key, new.if_version)?;
    let value = pod.vault().put_value(&new.ciphertext).await?;
    // The key may have been revoked, or the vault become strict. Otherwise this reads memory.
    let grant = pod.authenticate_again().await?;
    grant.check_ciphertext(&new.ciphertext)?;
    let version = New { key: &key, value: &value, metadata: metadata.as_deref(), if_version: new.if_version };
    let added = pod.vault().add(&version)?;
    let encrypted = ciphertext::looks_encrypted(&new.ciphertext);
    let stored = StoredSecret {
        key,
        stored: true,
        version: added.version,
        created_at: added.created_at,
        updated_at: added.at,
        encrypted,
        warning: (!encrypted).then_some(NOT_ENCRYPTED),
    };
    Ok(if added.is_new_key { Created(stored).into_response() } else { Json(stored).into_response() })
}

impl Grant {
    /// Refuses text that does not look encrypted, if the pod is strict.
    fn check_ciphertext(&self, text: &str) -> Result<()> {
        if self.vault_strict == 1 { ciphertext::check_encrypted(text) } else { Ok(()) }
    }
}

/// Checks the name of a key.
pub fn check_name(key: &str) -> Result<()> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if (1..=MAX_KEY_CHARS).contains(&key.len()) && key.bytes().all(is_name) {
        return Ok(());
    }
    Err(Error::invalid("The name of the key is invalid.")
        .fix(format!("Use 1 to {MAX_KEY_CHARS} of A-Z, a-z, 0-9, _, - and .")))
}

fn checked_metadata(metadata: &Map<String, Value>) -> Result<String> {
    let json = to_json(metadata)?;
    if json.len() > MAX_METADATA_BYTES {
        let size = json.len();
        return Err(Error::invalid(format!("metadata has {size} bytes as JSON; the maximum is {MAX_METADATA_BYTES}."))
            .fix("Send less metadata, or encrypt it together with the secret."));
    }
    Ok(json)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichVersion {
    /// Only this version.
    #[param(minimum = 1)]
    version: Option<u32>,
}

/// A secret as stored.
#[derive(Serialize, ToSchema)]
pub struct VaultEntry {
    #[serde(flatten)]
    entry: VaultKey,
    /// The encrypted value, as it was stored.
    #[schema(example = "c2VhbGVkLWJ5LXlvdQ")]
    ciphertext: String,
    /// The same as `ciphertext`.
    #[schema(example = "c2VhbGVkLWJ5LXlvdQ")]
    value: String,
    /// Whether `ciphertext` looks encrypted: base64, base64url or hex of at least 28 bytes.
    encrypted: bool,
}

/// Read a secret.
///
/// Returns the newest version, or the one that `version` names.
#[operation(
    GET "/v1/vault/{key}", tag = "vault", permission = VaultRead, tool,
    path(key = "The name of the key."),
    reply = "The secret.",
    errors(InvalidRequest, NotFound),
)]
pub async fn get_secret(
    pod: Pod,
    Path(key): Path<String>,
    Query(which): Query<WhichVersion>,
) -> Result<Json<VaultEntry>> {
    let (entry, ciphertext) = pod.vault().read(&key, which.version).await?;
    let encrypted = ciphertext::looks_encrypted(&ciphertext);
    Ok(Json(VaultEntry { entry, value: ciphertext.clone(), ciphertext, encrypted }))
}

impl Vault<'_> {
    /// A version of a key, the newest by default, with its ciphertext.
    async fn read(self, key: &str, version: Option<u32>) -> Result<(VaultKey, String)> {
        for _ in 0..MAX_READ_ATTEMPTS {
            let entry = self.find(key, version)?;
            self.note_read(key)?;
            if let Some(ciphertext) = self.value(&entry.value, entry.is_sealed).await? {
                return Ok((entry, ciphertext));
            }
        }
        Err(Error::internal("a value is missing from the vault"))
    }

    /// The newest version of a key: its number and its ciphertext.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn newest(self, key: &str) -> Result<(i64, String)> {
        let (entry, ciphertext) = self.read(key, None).await?;
        Ok((entry.version, ciphertext))
    }
}

/// A deleted secret.
#[derive(Serialize, ToSchema)]
pub struct DeletedSecret {
    /// The key that was deleted.
    #[schema(example = "github-token")]
    key: String,
    /// Always true.
    deleted: bool,
    /// Versions that were removed with it.
    versions_removed: i64,
    /// Until when `POST /v1/vault/{key}/undelete` restores the key; absent if one version was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    undelete_until: Option<Timestamp>,
}

/// Delete a secret.
///
/// Deletes the key with all its versions. It can be undeleted for 24 hours; then its ciphertexts are removed. With `version`, only that
/// version is deleted, permanently, and its ciphertext is removed within minutes; deleting the last version deletes the key. A deleted
/// key does not count towards the limit, and a new key can have its name.
#[operation(
    DELETE "/v1/vault/{key}", tag = "vault", permission = VaultWrite, tool,
    path(key = "The name of the key."),
    reply = "The secret is deleted.",
    errors(InvalidRequest, NotFound),
    audit(SecretDeleted, SecretVersionDeleted),
)]
pub async fn delete_secret(
    pod: Pod,
    Path(key): Path<String>,
    Query(which): Query<WhichVersion>,
) -> Result<Json<DeletedSecret>> {
    // The alarm for the removal is set before the deletion.
    if let Some(version) = which.version {
        pod.wake_at(pod.now().plus(MINUTE)).await?;
        pod.vault().delete_version(&key, version)?;
        return Ok(Json(DeletedSecret { key, deleted: true, versions_removed: 1, undelete_until: None }));
    }
    let until = pod.now().plus(UNDELETE_TTL);
    pod.wake_at(until).await?;
    let versions_removed = pod.vault().delete(&key)?;
    Ok(Json(DeletedSecret { key, deleted: true, versions_removed, undelete_until: Some(until) }))
}

/// A restored secret.
#[derive(Serialize, ToSchema)]
pub struct UndeletedSecret {
    #[serde(flatten)]
    key: VaultKey,
    /// Always true.
    undeleted: bool,
}

/// Undelete a secret.
///
/// Restores a key that was deleted in the last 24 hours, with all its versions. Of several keys with this name, the one deleted last is
/// restored.
#[operation(
    POST "/v1/vault/{key}/undelete", tag = "vault", permission = VaultWrite,
    path(key = "The name of the key."),
    reply = "The restored key.",
    errors(VaultLimit, NotFound, VaultKeyExists),
    audit(SecretUndeleted),
)]
pub async fn undelete_secret(pod: Pod, Path(key): Path<String>) -> Result<Json<UndeletedSecret>> {
    pod.vault().undelete(&key)?;
    Ok(Json(UndeletedSecret { key: pod.vault().find(&key, None)?, undeleted: true }))
}

fn no_secret() -> Error {
    Error::not_found("key or version in the vault").fix("GET /v1/vault lists the keys.")
}
