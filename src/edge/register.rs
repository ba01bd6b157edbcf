//! Registration of accounts, without a person.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Edge, Origin};
use crate::credential::{Credential, Kind};
use crate::directory::{NewAccount, NewKey, own_mailbox};
use crate::email::Email;
use crate::error::{Code, Error, Result};
use crate::grant::KeyStatus;
use crate::id::AccountId;
use crate::limits::{Limits, Tier};
use crate::mail::address::Address;
use crate::platform::clock;
use crate::pod::{checked_key, claimable, random_local_part};
use crate::time::Timestamp;
use crate::wire::{Body, Created};

/// The maximum number of characters of a name.
const MAX_NAME_CHARS: usize = 100;
const WARNING: &str = "Save the key now: it is not shown again. The server stores only its hash.";

/// An account to create.
#[derive(Deserialize, ToSchema)]
pub struct NewApiKey {
    /// The account's name, at most 100 characters.
    #[schema(example = "my-agent")]
    name: Option<String>,
    /// The recovery email, which receives links to sign in.
    email: Option<Email>,
}

/// A new account's key.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct CreatedKey {
    /// The key. Not shown again.
    #[schema(example = "al_live_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789ab")]
    api_key: String,
    /// The first characters of the key, to recognize it.
    #[schema(example = "al_live_k7x9")]
    key_prefix: String,
    account_id: AccountId,
    tier: Tier,
    /// When it was created.
    created_at: Timestamp,
    limits: Limits,
    /// A warning, for a person.
    #[schema(example = "Store the key now. It is not shown again.")]
    warning: &'static str,
}

/// Create an account and its API key.
///
/// Needs no key. At most 5 accounts an hour from one IP address (configurable).
#[operation(
    POST "/v1/auth/keys", tag = "auth", caller = Anyone,
    reply = "The account and its key.",
    errors(InvalidEmail, InvalidRequest, RateLimited),
)]
pub async fn create_key(edge: Edge, origin: Origin, Body(new): Body<NewApiKey>) -> Result<Created<CreatedKey>> {
    Ok(Created(edge.register(&origin, new.name, new.email, None).await?))
}

/// A new account's key, as the older path returns it.
#[derive(Serialize, ToSchema)]
pub struct AliasedKey {
    /// The key. Not shown again.
    #[schema(example = "al_live_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789ab")]
    key: String,
    account_id: AccountId,
    /// When it was created.
    created_at: Timestamp,
    /// An explanation, for a person.
    #[schema(example = "`key` and `api_key` are the same.")]
    note: &'static str,
}

/// Create an account (older path).
///
/// Does the same as `POST /v1/auth/keys`. In the reply the key is named `key`.
#[operation(
    POST "/v1/keys", tag = "auth", deprecated, caller = Anyone,
    reply = "The account and its key.",
    errors(InvalidEmail, InvalidRequest, RateLimited),
)]
pub async fn create_key_alias(edge: Edge, origin: Origin, Body(new): Body<NewApiKey>) -> Result<Created<AliasedKey>> {
    let created = edge.register(&origin, new.name, new.email, None).await?;
    Ok(Created(AliasedKey {
        key: created.api_key,
        account_id: created.account_id,
        created_at: created.created_at,
        note: WARNING,
    }))
}

/// An agent to register.
#[derive(Deserialize, ToSchema)]
pub struct NewAgent {
    /// The agent's name, which becomes the local part of its address.
    #[schema(example = "ada")]
    name: Option<String>,
    /// The address to claim, at this deployment's domain. Default: made from `name`.
    #[schema(example = "ada@warren.example")]
    address: Option<String>,
    /// X25519 public key, 32 bytes in base64url. The agent's mail is encrypted to it.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Option<String>,
    /// The recovery email, which receives links to sign in.
    recovery_email: Option<Email>,
}

/// A registered agent.
#[derive(Serialize, ToSchema)]
pub struct Agent {
    #[serde(flatten)]
    key: CreatedKey,
    /// The email address of the agent.
    #[schema(example = "ada@warren.example")]
    email_address: String,
    /// Whether the agent's mail is encrypted to a public key.
    e2e_enabled: bool,
}

/// Register an agent.
///
/// Creates an account, its key and an email address that receives mail immediately. If one of them cannot be created, none is. Without a
/// name, the address is `agent-` with eight random characters. Needs no key. At most 5 accounts an hour from one IP address (configurable).
#[operation(
    POST "/v1/auth/agent-register", tag = "auth", caller = Anyone,
    reply = "The account, its key and its address.",
    errors(InvalidAddress, InvalidEmail, InvalidPublicKey, InvalidRequest, AddressReserved, AddressTaken, AddressQuarantined, RateLimited),
)]
pub async fn register_agent(edge: Edge, origin: Origin, Body(new): Body<NewAgent>) -> Result<Created<Agent>> {
    let domain = &edge.config.mail_domain;
    let name = new.name.filter(|name| !name.trim().is_empty());
    let address = match (&new.address, &name) {
        (Some(address), _) => address.clone(),
        (None, Some(name)) => format!("{name}@{domain}"),
        (None, None) => format!("{}@{domain}", random_local_part()?),
    };
    let address = claimable(&address, domain, true)?;
    let recovery = new.recovery_email.as_ref().and_then(|email| email.as_str().parse::<Address>().ok());
    if recovery.is_some_and(|recovery| recovery.without_tag() == address) {
        return Err(own_mailbox(Code::InvalidEmail));
    }
    let public_key = new.public_key.as_deref().map(checked_key).transpose()?;
    let name = name.or_else(|| Some(address.local().to_owned()));
    let key = edge.register(&origin, name, new.recovery_email, Some((&address, public_key.as_deref()))).await?;
    Ok(Created(Agent { key, email_address: address.to_string(), e2e_enabled: public_key.is_some() }))
}

impl Edge {
    async fn register(
        &self,
        origin: &Origin,
        name: Option<String>,
        recovery_email: Option<Email>,
        address: Option<(&Address, Option<&str>)>,
    ) -> Result<CreatedKey> {
        let name = checked_name(name)?.unwrap_or_else(|| "default".to_owned());
        let (id, now, tier) = (AccountId::generate()?, clock::now(), self.config.default_tier);
        let credential = Credential::issue(Kind::Account, &id.home_pod(), &self.config.tagger)?;
        let limits = self.config.limits(tier);
        let new = NewAccount {
            id: id.clone(),
            name: &name,
            tier,
            recovery_email: recovery_email.as_ref().map(Email::as_str),
            key: NewKey::new(&credential, KeyStatus::Active, None)?,
            address,
            networks: origin.networks(),
            allowed_per_hour: self.config.key_creations_per_hour,
            allowed_per_day: self.config.accounts_per_day,
            now,
        };
        self.directory()?.create_account(&new, limits).await?;
        Ok(CreatedKey {
            api_key: credential.reveal().to_owned(),
            key_prefix: credential.prefix().to_owned(),
            account_id: id,
            tier,
            created_at: now,
            limits: limits.clone(),
            warning: WARNING,
        })
    }
}

/// A name without surrounding spaces. An empty name is None.
pub fn checked_name(name: Option<String>) -> Result<Option<String>> {
    checked_text("name", name)
}

/// A short text on one line, without surrounding spaces. An empty one is None.
pub fn checked_text(field: &str, text: Option<String>) -> Result<Option<String>> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > MAX_NAME_CHARS || text.chars().any(char::is_control)) {
        return Err(Error::new(
            Code::InvalidRequest,
            format!("{field} can have at most {MAX_NAME_CHARS} characters and no control characters."),
        ));
    }
    Ok(text)
}
