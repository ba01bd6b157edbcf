//! Mail addresses: claiming and listing them.

mod store;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use store::{AddressCache, Addresses};

use crate::crypto::e2e::PublicKey;
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::mail::address::Address;
use crate::mail::reserved::is_reserved;
use crate::pod::Pod;
use crate::random;
use crate::wire::{Body, Created, Json};

/// An address to claim.
#[derive(Deserialize, ToSchema)]
pub struct ClaimAddress {
    /// The whole address, at a domain of this deployment or at a domain of your account (`POST /v1/stack`).
    #[schema(required, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
    /// X25519 public key, 32 bytes in base64url, base64 or hex. New mail is encrypted to it, and only the holder of the private
    /// key can read it. `POST /v1/e2e/rotate-key` replaces it.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Option<String>,
}

/// A claimed address.
#[derive(Serialize, ToSchema)]
pub struct ClaimedAddress {
    /// The address.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// Always true.
    claimed: bool,
    /// Whether your pod owned it before.
    already_owned: bool,
    account_id: AccountId,
    /// Whether its mail is encrypted to a public key.
    e2e_enabled: bool,
}

/// Claim an address.
///
/// This pod then receives all mail to the address, in upper or lower case and with any `+tag`. Claiming an address again changes
/// nothing, except the key if you send another `public_key`. An account can have 10 addresses (free) or 100 (paid). Each pod of an
/// account can claim addresses at the account's domains.
///
/// `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are reserved at all domains; the
/// deployment's domain reserves more names. When a pod is purged, its account can claim the pod's addresses at the deployment's
/// domains immediately, and other accounts after 90 days.
#[operation(
    POST "/v1/email/claim", tag = "email", permission = MailWrite, per_inbox, tool,
    reply = "The address is yours.",
    errors(MissingAddress, InvalidAddress, InvalidPublicKey, AddressReserved, AddressLimit, DomainUnverified, DomainNotYours, AddressTaken, AddressQuarantined = "Another account's pod had it in the last 90 days."),
    audit(AddressClaimed),
)]
pub async fn claim_address(pod: Pod, Body(new): Body<ClaimAddress>) -> Result<Created<ClaimedAddress>> {
    let address = pod.addresses().claimable(new.address.as_deref().ok_or_else(missing)?)?;
    pod.addresses().claim(&address, new.public_key.as_deref()).await.map(Created)
}

/// A local part to claim.
#[derive(Deserialize, ToSchema)]
pub struct NewEmail {
    /// The part before the `@`.
    #[schema(required, value_type = String, example = "ada")]
    local_part: Option<String>,
    /// X25519 public key, 32 bytes in base64url.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Option<String>,
}

/// Claim an address by its local part.
///
/// Like [claim](#tag/email/operation/claim_address). The domain is the subdomain of the pod if the deployment gives subdomains to
/// pods, else the domain of the deployment.
#[operation(
    POST "/v1/emails", tag = "email", permission = MailWrite, per_inbox,
    reply = "The address is yours.",
    errors(MissingAddress, InvalidAddress, InvalidPublicKey, AddressReserved, AddressLimit, AddressTaken, AddressQuarantined),
    audit(AddressClaimed),
)]
pub async fn create_email(pod: Pod, Body(new): Body<NewEmail>) -> Result<Created<ClaimedAddress>> {
    let local_part = new.local_part.ok_or_else(missing)?;
    pod.addresses().claim_local_part(&local_part, new.public_key.as_deref()).await.map(Created)
}

/// A mailbox to create.
#[derive(Deserialize, ToSchema)]
pub struct NewInbox {
    /// The part before the `@`. Default: a random one.
    #[schema(example = "ada")]
    name: Option<String>,
}

/// A created mailbox.
#[derive(Serialize, ToSchema)]
pub struct Inbox {
    /// The address of the mailbox.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// Whether this call created it.
    created: bool,
    /// Whether your pod owned it before.
    already_owned: bool,
    account_id: AccountId,
}

/// Create a mailbox.
///
/// Claims `{name}@{domain}`. Without a name, claims a random address.
#[operation(
    POST "/v1/inbox", tag = "inbox", permission = MailWrite, per_inbox,
    reply = "The mailbox is yours.",
    errors(InvalidAddress, AddressReserved, AddressLimit, AddressTaken, AddressQuarantined),
    audit(AddressClaimed),
)]
pub async fn create_inbox(pod: Pod, Body(new): Body<NewInbox>) -> Result<Created<Inbox>> {
    let local_part = new.name.map_or_else(random_local_part, Ok)?;
    let claimed = pod.addresses().claim_local_part(&local_part, None).await?;
    Ok(Created(Inbox {
        address: claimed.address,
        created: !claimed.already_owned,
        already_owned: claimed.already_owned,
        account_id: claimed.account_id,
    }))
}

/// The addresses of a pod.
#[derive(Serialize, ToSchema)]
#[schema(as = Addresses)]
pub struct AddressList {
    /// Oldest first.
    #[schema(example = json!(["ada@warren.example"]))]
    addresses: Vec<String>,
    /// Number of items in this reply.
    count: usize,
}

/// List addresses.
///
/// Lists all addresses of this pod in the order of their claims.
#[operation(GET "/v1/email/addresses", tag = "email", permission = MailRead, per_inbox, tool, reply = "The addresses.")]
pub async fn list_addresses(pod: Pod) -> Result<Json<AddressList>> {
    let mut addresses = pod.addresses().list().await?;
    addresses.retain(|address| pod.addresses().check_scope(address).is_ok());
    Ok(Json(AddressList { count: addresses.len(), addresses }))
}

/// A random local part.
pub fn random_local_part() -> Result<String> {
    Ok(format!("agent-{}", random::base36(8)?))
}

/// Parses an address that can be claimed at a domain: it has no tag and is not reserved. `is_mail_domain`: the domain is the
/// deployment's.
pub fn claimable(text: &str, domain: &str, is_mail_domain: bool) -> Result<Address> {
    let address: Address = text.parse().map_err(|_| invalid(domain))?;
    let (local, plain) = (address.local(), |c: char| c.is_ascii_alphanumeric());
    let is_framed = local.starts_with(plain) && local.ends_with(plain);
    if address.domain() != domain || address.tag().is_some() || !is_framed {
        return Err(invalid(domain));
    }
    if is_reserved(address.local(), is_mail_domain) {
        return Err(Error::new(Code::AddressReserved, format!("The local part `{}` is reserved.", address.local()))
            .fix("Choose another local part."));
    }
    Ok(address)
}

fn invalid(domain: &str) -> Error {
    Error::new(Code::InvalidAddress, format!("This address cannot be claimed at {domain}."))
        .fix("Use 1 to 64 of a-z, 0-9, `.`, `_` and `-` before the `@`, without `.` at the start, at the end, or twice in a row.")
}

fn missing() -> Error {
    Error::new(Code::MissingAddress, "The address is missing.").fix("GET /v1/email/addresses lists your addresses.")
}

/// A public key in the form in which it is stored.
pub fn checked_key(text: &str) -> Result<String> {
    let key = PublicKey::parse(text)?;
    key.sealer()?;
    Ok(key.encode())
}

pub(in crate::pod) fn not_yours() -> Error {
    Error::new(Code::AddressNotYours, "This address does not belong to this pod, or your key is restricted to others.")
        .fix("GET /v1/email/addresses lists your addresses.")
}
