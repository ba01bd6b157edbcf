//! Getting an encrypted seed back by mail.

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, Method};
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
use crate::wire::{AccountPrincipal, Body, Json, Query};

/// Characters of an account's encrypted seed.
const MAX_SEED_CHARS: usize = 100 * 1_024;
/// How long a link can be followed.
const LINK_TTL: i64 = 15 * MINUTE;
/// Characters of a link's token: 165 bits.
const TOKEN_CHARS: usize = 32;
/// What an account's seed is called among the entries.
const KEY: &str = "recovery-seed";

/// A seed to have again by mail.
#[derive(Deserialize, ToSchema)]
pub struct NewRecovery {
    /// Where to mail a link to the seed.
    #[schema(value_type = String, format = Email)]
    email: Email,
    /// What you encrypted, in base64, base64url or hex: at most 102,400 characters.
    #[schema(min_length = 1, max_length = 102400, example = "c2VhbGVkLXNlZWQ")]
    encrypted_seed: String,
}

/// The seed and address that are set now.
#[derive(Serialize, ToSchema)]
pub struct VaultRecovery {
    /// Always true.
    ok: bool,
    /// Where a link to the seed is mailed.
    #[schema(value_type = String, format = Email)]
    email: Email,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    stored_at: Timestamp,
}

/// Set the vault's recovery email and encrypted seed.
///
/// Whoever reads mail to this address can then get the encrypted seed with `POST /v1/vault/recover`; what it says, only
/// you know. An account has one: the next takes its place. At most 100 accounts can name one address.
#[operation(
    POST "/v1/vault/recovery-email", tag = "vault", caller = Account, permission = AccountWrite,
    reply = "It is set.",
    errors(InvalidEmail, InvalidEncryptedSeed, VaultLimit = "100 accounts name the address already.", TooLarge = "The seed."),
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

/// Whose seeds are wanted.
#[derive(Deserialize, ToSchema)]
pub struct RecoveryRequest {
    /// The address that the seed was stored with.
    #[schema(value_type = String, format = Email)]
    email: Email,
}

/// What everybody is told.
#[derive(Serialize, ToSchema)]
pub struct RecoverySent {
    /// Always true, whether or not there was anything to send.
    sent: bool,
    /// The same for every address, for a person.
    #[schema(example = "If there is a seed for this address, a link is on its way.")]
    message: &'static str,
}

/// Ask for a recovery link.
///
/// If there are seeds for the address, a link goes there. It can be followed once, within 15 minutes. The reply is the same, in
/// the same time, if there are none. Three times an hour by the clock for one address, and 30 times from one IP address
/// (configurable). Should the mail not come, ask again.
#[operation(
    POST "/v1/vault/recover", tag = "vault-legacy", caller = Anyone,
    reply = "A link was sent, if there are seeds.",
    errors(InvalidEmail, RateLimited),
)]
pub async fn request_recovery(
    edge: Edge,
    origin: Origin,
    Body(wanted): Body<RecoveryRequest>,
) -> Result<Json<RecoverySent>> {
    let (token, now) = (random::base36(TOKEN_CHARS)?, clock::now());
    let email = edge.address_hash(&wanted.email).await?;
    let asked = edge.asked(&email, &origin);
    let is_known = edge.directory()?.make_link(&hash(&token), asked, now.plus(LINK_TTL), now).await?;
    let text = format!(
        "Somebody, probably you, asked for the encrypted seeds that were left for this address.\n\n\
         {}/recover?token={token}\n\n\
         Press the button on that page. The link works once, for 15 minutes. If it was not you who asked, nothing needs to be done: without what \
         the seeds were encrypted with, they say nothing.\n",
        edge.config.public_url
    );
    let system_email = SystemEmail { to: wanted.email.into(), subject: "Your recovery link".to_owned(), text };
    edge.mail_router()?.write(Some(&system_email).filter(|_| is_known)).await?;
    Ok(Json(RecoverySent { sent: true, message: "If there are seeds for this address, a link is on its way to it." }))
}

/// What no cache on its way is to keep.
type Unkept<T> = ([(HeaderName, &'static str); 1], Json<T>);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Token {
    /// The one in the link.
    token: String,
}

/// An account's encrypted seed.
#[derive(Serialize, ToSchema)]
pub struct RecoveredEntry {
    /// The account that the seed belongs to.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    account_id: String,
    /// Always `recovery-seed`.
    #[schema(example = "master-seed")]
    key: &'static str,
    /// The encrypted value, as it was stored.
    #[schema(example = "c2VhbGVkLWJ5LXlvdQ")]
    ciphertext: String,
    /// Always null.
    #[schema(value_type = Option<Object>)]
    metadata: Option<()>,
    /// How often it was set.
    version: i64,
    /// When it was set last.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A seed that was left without an account.
#[derive(Serialize, ToSchema)]
pub struct RecoveredSeed {
    /// The id that the seed was stored under.
    #[schema(example = "vlt_0a1b2c3d4e5f6g7h")]
    vault_id: String,
    /// The encrypted seed, as it was stored.
    #[schema(example = "c2VhbGVkLXNlZWQ")]
    encrypted_seed: String,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// What there was for an address.
#[derive(Serialize, ToSchema)]
pub struct Recovered {
    /// Always true.
    recovered: bool,
    /// Seeds of accounts (`POST /v1/vault/recovery-email`).
    entries: Vec<RecoveredEntry>,
    /// Seeds that were left without one.
    legacy_entries: Vec<RecoveredSeed>,
    /// An explanation, for a person.
    #[schema(example = "Decrypt the seeds with your passphrase.")]
    note: &'static str,
}

/// Follow a recovery link.
///
/// For programs. Returns all encrypted seeds of the link's address. The link can be used once. Letters link to `/recover?token=…`
/// instead, a page with a button for a person; opening that page does not use the link.
#[operation(
    GET "/v1/vault/recover/verify", tag = "vault-legacy", caller = Anyone,
    replies((status = 200, description = "The seeds.", body = Recovered)),
    errors(InvalidRequest = "The link is over or never was.", MissingParams),
)]
pub async fn verify_recovery(
    edge: Edge,
    method: Method,
    Query(Token { token }): Query<Token>,
) -> Result<Unkept<Recovered>> {
    if method == Method::HEAD {
        return Err(Error::new(Code::MethodNotAllowed, "Programs that look at links must not use them up."));
    }
    let recovered = edge.recovered(&token).await?.ok_or_else(|| {
        Error::invalid("This link was followed already, is older than 15 minutes, or never was.")
            .fix("POST /v1/vault/recover sends a new one.")
    })?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(recovered)))
}

impl Recovered {
    /// Every seed, after the name that a person knows it by.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&str, &str)> {
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
    /// Whether a recovery link still works. It stays usable.
    pub(super) async fn has_recovery_link(&self, token: &str) -> Result<bool> {
        Ok(!token.is_empty() && self.directory()?.has_recovery_link(&hash(token), clock::now()).await?)
    }

    /// Uses a recovery link. The seeds of its address, if the link still worked.
    pub(super) async fn recovered(&self, token: &str) -> Result<Option<Recovered>> {
        let (hash, directory) = (hash(token), self.directory()?);
        let Some((accounts, stored)) = directory.linked_seeds(&hash, clock::now()).await? else { return Ok(None) };
        // They are fetched before the link ends: should that fail, it can be used again.
        let stored = self.fetched(stored).await?;
        let is_ended = directory.end_recovery_link(&hash, clock::now()).await?;
        Ok(is_ended.then(|| Recovered {
            recovered: true,
            entries: accounts.into_iter().map(RecoveredEntry::from).collect(),
            legacy_entries: stored.into_iter().map(RecoveredSeed::from).collect(),
            note: "Decrypt them with what you encrypted them with. The link does not work again.",
        }))
    }

    /// What stands for an address in the directory.
    pub(super) fn pseudonym(&self, email: &Email) -> String {
        self.config.master_key.name(email.as_str())
    }

    /// What a stranger asks for the address behind a pseudonym.
    pub(super) fn asked<'a>(&self, email: &'a str, origin: &'a Origin) -> RateLimitSubjects<'a> {
        RateLimitSubjects { email, networks: origin.networks(), allowed: self.config.unauthenticated_requests_per_hour }
    }
}

pub(super) fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token))
}

/// Base64 of either alphabet, padded or not, or hex.
pub(super) fn check_seed(seed: &str, most: usize) -> Result<()> {
    if seed.len() > most {
        let length = seed.len();
        return Err(Error::new(
            Code::TooLarge,
            format!("encrypted_seed has {length} characters; at most {most} are kept."),
        ));
    }
    let body = seed.trim_end_matches('=');
    let is_written_so = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    if body.is_empty() || seed.len() - body.len() > 2 || body.len() % 4 == 1 || !body.bytes().all(is_written_so) {
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
