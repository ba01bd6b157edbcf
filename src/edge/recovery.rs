//! Recovery of encrypted seeds by email.

use axum::http::Method;
use data_encoding::HEXLOWER;
use macros::operation;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::{Edge, Origin};
use crate::directory::{AccountSeed, RateLimitSubjects, Seed};
use crate::email::Email;
use crate::error::{Code, Error, Result};
use crate::platform::clock;
use crate::random;
use crate::rpc::SystemEmail;
use crate::time::{MINUTE, Timestamp};
use crate::wire::{AccountPrincipal, Body, Json, NoStore, Query};

/// Characters of an account's encrypted seed.
const MAX_SEED_CHARS: usize = 100 * 1_024;
/// How long a link can be followed.
const LINK_TTL: i64 = 15 * MINUTE;
/// What an account's seed is called among the entries.
const KEY: &str = "recovery-seed";

/// An encrypted seed to store for recovery.
#[derive(Deserialize, ToSchema)]
pub struct NewRecovery {
    /// The address that can recover the seed.
    email: Email,
    /// The encrypted seed in base64, base64url or hex, at most 102,400 characters.
    #[schema(min_length = 1, max_length = 102400, example = "c2VhbGVkLXNlZWQ")]
    encrypted_seed: String,
}

/// The recovery settings that are set now.
#[derive(Serialize, ToSchema)]
pub struct VaultRecovery {
    /// Always true.
    ok: bool,
    /// The address that can recover the seed.
    email: Email,
    /// When the seed was stored.
    stored_at: Timestamp,
}

/// Store the vault's encrypted recovery seed.
///
/// A reader of the address's mail can get the encrypted seed with `POST /v1/vault/recover`; only you can decrypt it. An account has one
/// seed: a new one replaces it. At most 100 accounts can use the same address.
#[operation(
    POST "/v1/vault/recovery-email", tag = "vault", caller = Account, permission = AccountWrite,
    reply = "The seed is stored.",
    errors(InvalidEmail, InvalidEncryptedSeed, VaultLimit = "100 accounts use the address already.", TooLarge = "The seed is too long."),
)]
pub async fn set_vault_recovery(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<NewRecovery>,
) -> Result<Json<VaultRecovery>> {
    check_seed(&new.encrypted_seed, MAX_SEED_CHARS)?;
    let now = clock::now();
    let email = edge.address_hash(&new.email).await?;
    edge.directory()?.set_recovery(caller.id(), &email, &new.encrypted_seed, now).await?;
    Ok(Json(VaultRecovery { ok: true, email: new.email, stored_at: now }))
}

/// A request for a recovery link.
#[derive(Deserialize, ToSchema)]
pub struct RecoveryRequest {
    /// The address that the seeds are stored for.
    email: Email,
}

/// The reply to every request for a recovery link.
#[derive(Serialize, ToSchema)]
pub struct RecoverySent {
    /// Always true, even if no seeds are stored for the address.
    sent: bool,
    /// What to do next.
    #[schema(example = "If there is a seed for this address, a link is on its way.")]
    message: &'static str,
}

/// Request a recovery link.
///
/// If seeds are stored for the address, a link is sent to it. The link can be used once, within 15 minutes. The reply and the time that
/// it takes are the same if there are none. At most 3 requests a clock hour for one address, and 30 from one IP address
/// (configurable).
#[operation(
    POST "/v1/vault/recover", tag = "vault-legacy", caller = Anyone,
    reply = "A link is on its way, if seeds are stored.",
    errors(InvalidEmail, RateLimited),
)]
pub async fn request_recovery(
    edge: Edge,
    origin: Origin,
    Body(request): Body<RecoveryRequest>,
) -> Result<Json<RecoverySent>> {
    let (token, now) = (random::link_token()?, clock::now());
    let email = edge.address_hash(&request.email).await?;
    let subjects = edge.rate_limit_subjects(&email, &origin);
    let is_known = edge.directory()?.add_recovery_link(&hash(&token), subjects, now.plus(LINK_TTL), now).await?;
    let text = format!(
        "Somebody, probably you, requested the encrypted seeds that are stored for this address.\n\n\
         {}/recover?token={token}\n\n\
         Press the button on that page. The link works once, for 15 minutes. If it was not you, do nothing: nobody can read the \
         seeds without the key that encrypted them.\n",
        edge.config.public_url
    );
    let system_email = SystemEmail { to: request.email.into(), subject: "Your recovery link".to_owned(), text };
    edge.mail_router()?.send(Some(&system_email).filter(|_| is_known)).await?;
    Ok(Json(RecoverySent { sent: true, message: "If seeds are stored for this address, a link is on its way to it." }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Token {
    /// The token of the link.
    token: String,
}

/// An account's encrypted seed.
#[derive(Serialize, ToSchema)]
pub struct RecoveredEntry {
    /// The account that stored it.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    account_id: String,
    /// Always `recovery-seed`.
    #[schema(example = "recovery-seed")]
    key: &'static str,
    /// The encrypted seed.
    #[schema(example = "c2VhbGVkLWJ5LXlvdQ")]
    ciphertext: String,
    /// Always null.
    #[schema(value_type = Option<Object>)]
    metadata: Option<()>,
    /// How many times it was stored; starts at 1.
    version: i64,
    /// When it was stored last.
    created_at: Timestamp,
}

/// A seed that was stored without an account.
#[derive(Serialize, ToSchema)]
pub struct RecoveredSeed {
    /// The seed's id.
    #[schema(example = "vlt_0a1b2c3d4e5f6g7h")]
    vault_id: String,
    /// The encrypted seed.
    #[schema(example = "c2VhbGVkLXNlZWQ")]
    encrypted_seed: String,
    /// When it was stored.
    created_at: Timestamp,
}

/// All encrypted seeds of an address.
#[derive(Serialize, ToSchema)]
pub struct Recovered {
    /// Always true.
    recovered: bool,
    /// Seeds of accounts, stored with `POST /v1/vault/recovery-email`.
    entries: Vec<RecoveredEntry>,
    /// Seeds without an account, stored with `POST /v1/vault/store`.
    legacy_entries: Vec<RecoveredSeed>,
    /// What to do next.
    #[schema(example = "Decrypt the seeds with your passphrase.")]
    note: &'static str,
}

/// Use a recovery link.
///
/// For programs. Returns all encrypted seeds of the link's address. The link can be used once. Emails link to `/recover?token=…` instead,
/// a page for people with a button; opening that page does not use the link.
#[operation(
    GET "/v1/vault/recover/verify", tag = "vault-legacy", caller = Anyone,
    reply = "The seeds.",
    errors(InvalidRequest = "The link was used, has expired, or does not exist.", MissingParams),
)]
pub async fn verify_recovery(
    edge: Edge,
    method: Method,
    Query(Token { token }): Query<Token>,
) -> Result<NoStore<Json<Recovered>>> {
    if method == Method::HEAD {
        return Err(Error::new(Code::MethodNotAllowed, "HEAD would use the link up. Send GET.")
            .headers([("allow", "GET".to_owned())]));
    }
    let recovered = edge.recovered(&token).await?.ok_or_else(|| {
        Error::invalid("This link was used before, is older than 15 minutes, or does not exist.")
            .fix("Request a new link: POST /v1/vault/recover.")
    })?;
    Ok(NoStore(Json(recovered)))
}

impl Recovered {
    /// All seeds, each with the id of its account or its own id.
    pub(super) fn by_name(&self) -> impl Iterator<Item = (&str, &str)> {
        let entries = self.entries.iter().map(|entry| (entry.account_id.as_str(), entry.ciphertext.as_str()));
        entries.chain(self.legacy_entries.iter().map(|seed| (seed.vault_id.as_str(), seed.encrypted_seed.as_str())))
    }
}

impl From<AccountSeed> for RecoveredEntry {
    fn from(seed: AccountSeed) -> Self {
        Self {
            account_id: seed.account_id,
            key: KEY,
            ciphertext: seed.encrypted_seed,
            metadata: None,
            version: seed.version,
            created_at: Timestamp::from_millis(seed.stored_at),
        }
    }
}

impl From<Seed> for RecoveredSeed {
    fn from(seed: Seed) -> Self {
        Self {
            vault_id: seed.id,
            encrypted_seed: seed.encrypted_seed,
            created_at: Timestamp::from_millis(seed.created_at),
        }
    }
}

impl Edge {
    /// Whether a recovery link still works. Does not use it.
    pub(super) async fn has_recovery_link(&self, token: &str) -> Result<bool> {
        Ok(!token.is_empty() && self.directory()?.has_recovery_link(&hash(token), clock::now()).await?)
    }

    /// Uses a recovery link and returns the seeds of its address. None if the link no longer works.
    pub(super) async fn recovered(&self, token: &str) -> Result<Option<Recovered>> {
        let (hash, directory) = (hash(token), self.directory()?);
        let Some((accounts, stored)) = directory.linked_seeds(&hash, clock::now()).await? else { return Ok(None) };
        // The seeds are read before the link ends, so that it can be used again if reading fails.
        let stored = self.fetch_seeds(stored).await?;
        let is_ended = directory.end_recovery_link(&hash, clock::now()).await?;
        Ok(is_ended.then(|| Recovered {
            recovered: true,
            entries: accounts.into_iter().map(RecoveredEntry::from).collect(),
            legacy_entries: stored.into_iter().map(RecoveredSeed::from).collect(),
            note: "Decrypt the seeds with the key that encrypted them. The link does not work again.",
        }))
    }

    /// The hash of an address in the directory.
    pub(super) fn pseudonym(&self, email: &Email) -> String {
        self.config.master_key.name(email.as_str())
    }

    /// What to count a request without a key by: the address's hash, and the sender's networks.
    pub(super) fn rate_limit_subjects<'a>(&self, email: &'a str, origin: &'a Origin) -> RateLimitSubjects<'a> {
        RateLimitSubjects { email, networks: origin.networks(), allowed: self.config.unauthenticated_requests_per_hour }
    }
}

pub(super) fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token))
}

/// Checks that a seed is base64 of either alphabet, padded or not, or hex.
pub(super) fn check_seed(seed: &str, max_chars: usize) -> Result<()> {
    if seed.len() > max_chars {
        let length = seed.len();
        return Err(Error::new(
            Code::TooLarge,
            format!("encrypted_seed has {length} characters; the maximum is {max_chars}."),
        ));
    }
    let body = seed.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    if body.is_empty() || seed.len() - body.len() > 2 || body.len() % 4 == 1 || !body.bytes().all(is_digit) {
        return Err(Error::new(Code::InvalidEncryptedSeed, "encrypted_seed is neither base64 nor hex.")
            .fix("Encrypt the seed first, then encode it as base64url."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_either_alphabet_and_hex_are_seeds() {
        for good in ["AA==", "AA", "-_-_", "+/+/", "00ff"] {
            assert!(check_seed(good, 16).is_ok(), "{good}");
        }
        for bad in ["", "==", "A", "AAAAA", "a b c", "AA===", "🔑", "AA\n"] {
            assert_eq!(check_seed(bad, 16).expect_err(bad).code, Code::InvalidEncryptedSeed);
        }
        assert_eq!(check_seed(&"A".repeat(17), 16).expect_err("long").code, Code::TooLarge);
    }
}
