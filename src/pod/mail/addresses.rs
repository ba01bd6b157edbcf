//! The pod's mail addresses. The directory has the last word; the pod keeps what it was told.

use macros::operation;
use parking_lot::{Mutex, MutexGuard};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::audit_action::AuditAction;
use crate::crypto::e2e::PublicKey;
use crate::domain::Domain;
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::mail::address::Address;
use crate::mail::reserved::is_reserved;
use crate::platform::values;
use crate::pod::Pod;
use crate::random;
use crate::wire::{Body, Created, Json};

/// An address to claim.
#[derive(Deserialize, ToSchema)]
pub struct ClaimAddress {
    /// The whole address: at this deployment's domain, or at one of your account's own (`POST /v1/stack`).
    #[schema(required, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
    /// X25519 public key, 32 bytes in base64url, base64 or hex: mail is sealed to it from now on, and only its holder
    /// reads it. The pod's next key (`POST /v1/e2e/rotate-key`) takes its place.
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
    /// Whether it was yours before.
    already_owned: bool,
    account_id: AccountId,
    /// Whether its mail is sealed to a public key.
    e2e_enabled: bool,
}

/// Claim an address.
///
/// Mail to it, in any case and with any `+tag`, arrives in this pod. Claiming an address you own changes nothing, but for
/// its `public_key` if you send another. Tiers limit the addresses of an account: 10 free, 100 paid.
/// Any pod of an account can claim at its account's own domains.
///
/// `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are reserved everywhere; many names more at
/// the deployment's own domain. The addresses of a purged pod at the deployment's domains can be claimed by its account at once, and by
/// others after 90 days.
#[operation(
    POST "/v1/email/claim", tag = "email", permission = MailWrite, tool,
    reply = "The address is yours.",
    errors(MissingAddress, InvalidAddress, InvalidPublicKey, AddressReserved, AddressLimit, DomainUnverified, DomainNotYours, AddressTaken, AddressQuarantined = "Another account's pod had it in the last 90 days."),
    audit(AddressClaimed),
)]
pub async fn claim_address(pod: Pod, Body(new): Body<ClaimAddress>) -> Result<Created<ClaimedAddress>> {
    let address = pod.claimable(new.address.as_deref().ok_or_else(missing)?)?;
    Ok(Created(pod.claim(&address, new.public_key.as_deref()).await?))
}

/// A local part to claim.
#[derive(Deserialize, ToSchema)]
pub struct NewEmail {
    /// What stands before the `@`.
    #[schema(required, value_type = String, example = "ada")]
    local_part: Option<String>,
    /// X25519 public key, 32 bytes in base64url.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Option<String>,
}

/// Claim an address by its local part.
///
/// As [claim](#tag/email/operation/claim_address), with the domain filled in: the pod's own
/// subdomain where the deployment gives pods subdomains, else the deployment's domain.
#[operation(
    POST "/v1/emails", tag = "email", permission = MailWrite,
    reply = "The address is yours.",
    errors(MissingAddress, InvalidAddress, InvalidPublicKey, AddressReserved, AddressLimit, AddressTaken, AddressQuarantined),
    audit(AddressClaimed),
)]
pub async fn create_email(pod: Pod, Body(new): Body<NewEmail>) -> Result<Created<ClaimedAddress>> {
    let local = new.local_part.ok_or_else(missing)?;
    let address = pod.claimable(&format!("{local}@{}", pod.domain()?))?;
    Ok(Created(pod.claim(&address, new.public_key.as_deref()).await?))
}

/// A mailbox to create.
#[derive(Deserialize, ToSchema)]
pub struct NewInbox {
    /// What stands before the `@`; one is made up if it is absent.
    #[schema(example = "ada")]
    name: Option<String>,
}

/// A created mailbox.
#[derive(Serialize, ToSchema)]
pub struct Inbox {
    /// The address of the mailbox.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// Whether it is new.
    created: bool,
    /// Whether it was yours before.
    already_owned: bool,
    account_id: AccountId,
}

/// Create a mailbox.
///
/// Claims `{name}@{domain}`, or a random address without a name.
#[operation(
    POST "/v1/inbox", tag = "inbox", permission = MailWrite,
    reply = "The mailbox is yours.",
    errors(InvalidAddress, AddressReserved, AddressLimit, AddressTaken, AddressQuarantined),
    audit(AddressClaimed),
)]
pub async fn create_inbox(pod: Pod, Body(new): Body<NewInbox>) -> Result<Created<Inbox>> {
    let local = new.name.map_or_else(random_local_part, Ok)?;
    let address = pod.claimable(&format!("{local}@{}", pod.domain()?))?;
    let claimed = pod.claim(&address, None).await?;
    Ok(Created(Inbox {
        address: claimed.address,
        created: !claimed.already_owned,
        already_owned: claimed.already_owned,
        account_id: claimed.account_id,
    }))
}

/// The addresses of a pod.
#[derive(Serialize, ToSchema)]
pub struct Addresses {
    /// Oldest first.
    #[schema(example = json!(["ada@warren.example"]))]
    addresses: Vec<String>,
    /// Number of items in this reply.
    count: usize,
}

/// List addresses.
///
/// All addresses of this pod, in the order they were claimed.
#[operation(GET "/v1/email/addresses", tag = "email", permission = MailRead, tool, reply = "The addresses.")]
pub async fn list_addresses(pod: Pod) -> Result<Json<Addresses>> {
    let addresses = pod.own_addresses().await?;
    Ok(Json(Addresses { count: addresses.len(), addresses }))
}

/// The list of the pod's addresses, kept while the object is awake and nothing is claimed.
#[derive(Default)]
pub struct AddressCache(Mutex<(u64, Option<Vec<String>>)>);

impl AddressCache {
    fn state(&self) -> MutexGuard<'_, (u64, Option<Vec<String>>)> {
        self.0.lock()
    }

    fn get(&self) -> Option<Vec<String>> {
        self.state().1.clone()
    }

    fn changes(&self) -> u64 {
        self.state().0
    }

    /// Keeps a list, unless something was claimed since it was asked for.
    fn keep(&self, list: Vec<String>, changes: u64) -> Vec<String> {
        let mut state = self.state();
        if state.0 == changes {
            state.1 = Some(list.clone());
        }
        list
    }

    pub(in crate::pod) fn change(&self) {
        let mut state = self.state();
        *state = (state.0 + 1, None);
    }
}

/// A local part for those who did not choose one.
pub fn random_local_part() -> Result<String> {
    Ok(format!("agent-{}", random::base36(8)?))
}

/// An address that anybody may claim at a domain: plain, without a tag, not reserved. `at_own_domain` says that the domain is the
/// deployment's own.
pub fn claimable(text: &str, domain: &str, at_own_domain: bool) -> Result<Address> {
    let address: Address = text.parse().map_err(|_| invalid(domain))?;
    let (local, plain) = (address.local(), |c: char| c.is_ascii_alphanumeric());
    let framed = local.starts_with(plain) && local.ends_with(plain);
    if address.domain() != domain || address.tag().is_some() || !framed {
        return Err(invalid(domain));
    }
    if is_reserved(address.local(), at_own_domain) {
        return Err(Error::new(Code::AddressReserved, format!("`{}` is reserved.", address.local()))
            .fix("Choose another local part."));
    }
    Ok(address)
}

fn invalid(domain: &str) -> Error {
    Error::new(Code::InvalidAddress, format!("This is not an address that can be claimed at {domain}."))
        .fix("The local part takes 1 to 64 of a-z, 0-9, `.`, `_` and `-`, with no `.` first, last or twice.")
}

fn missing() -> Error {
    Error::new(Code::MissingAddress, "An address is needed.").fix("GET /v1/email/addresses lists yours.")
}

impl Pod {
    /// All addresses of the pod, the oldest first.
    pub(in crate::pod) async fn own_addresses(&self) -> Result<Vec<String>> {
        let known = &self.opened.addresses;
        if let Some(addresses) = known.get() {
            return Ok(addresses);
        }
        let changes = known.changes();
        Ok(known.keep(self.directory().addresses().await?, changes))
    }

    /// The domain of the pod's addresses.
    fn domain(&self) -> Result<String> {
        let config = self.config();
        let slug = self.caller()?.grant.slug.as_ref().filter(|_| config.pod_subdomains);
        Ok(slug.map_or_else(|| config.mail_domain.clone(), |slug| format!("{slug}.{}", config.mail_domain)))
    }

    fn claimable(&self, text: &str) -> Result<Address> {
        let domain = self.domain()?;
        if let Some((local, own)) = self.at_other_domain(text) {
            return claimable(&format!("{local}@{own}"), own.as_str(), false);
        }
        claimable(text, &domain, domain == self.config().mail_domain)
    }

    /// Whether an address stands at a domain of this deployment that is not this pod's.
    fn is_of_others(&self, text: &str) -> Result<bool> {
        let Some((_, domain)) = text.rsplit_once('@') else { return Ok(false) };
        let of_deployment = Domain::parse(domain).is_ok_and(|domain| domain.is_within(&self.config().mail_domain));
        Ok(of_deployment && domain != self.domain()?)
    }

    /// An address in two parts, if its domain is not one of this deployment.
    fn at_other_domain<'a>(&self, text: &'a str) -> Option<(&'a str, Domain)> {
        let (local, domain) = text.trim().rsplit_once('@')?;
        let domain = Domain::parse(domain).ok()?;
        (!domain.is_within(&self.config().mail_domain)).then_some((local, domain))
    }

    async fn claim(&self, address: &Address, public_key: Option<&str>) -> Result<ClaimedAddress> {
        let public_key = public_key.map(checked_key).transpose()?;
        let own = self.at_other_domain(&address.to_string()).is_some();
        let claim = self.directory().claim(address, own, public_key.as_deref(), self.limits()?, self.now()).await?;
        self.opened.addresses.change();
        let text = address.to_string();
        self.sql().atomically(|| {
            let known = self.knows(&text)?;
            self.learn_address(&text, claim.public_key.as_deref())?;
            if let Some(key) = &public_key {
                self.seal_claimed(&text, key)?;
            }
            if known && public_key.is_none() { Ok(()) } else { self.audit(AuditAction::AddressClaimed, &text) }
        })?;
        let e2e_enabled = self.delivery_policy(&text)?.sealing_key.is_some();
        Ok(ClaimedAddress {
            address: text,
            claimed: true,
            already_owned: claim.already_owned,
            account_id: self.caller()?.grant.account_id.clone(),
            e2e_enabled,
        })
    }

    /// Keeps an address of which the directory spoke. What the pod knows of it already is newer, and so is the pod's
    /// own key: the directory knows only the key that an address was claimed with.
    pub(in crate::pod) fn learn_address(&self, address: &str, public_key: Option<&str>) -> Result<()> {
        const INSERT_ADDRESS: &str = "
            INSERT INTO address (address, public_key, e2e_enabled)
            VALUES (?1, iif(EXISTS (SELECT 1 FROM e2e_owner), NULL, ?2), ?2 IS NOT NULL)
            ON CONFLICT (address) DO NOTHING RETURNING public_key";
        let learned = self.sql().first(INSERT_ADDRESS, &values![address, public_key])?;
        learned.and_then(|row| row.optional_text(0)).map_or(Ok(()), |key| self.remember_key(&key).map(drop))
    }

    pub(in crate::pod) fn knows(&self, address: &str) -> Result<bool> {
        Ok(self.sql().first("SELECT 1 FROM address WHERE address = ?", &values![address])?.is_some())
    }

    /// The address meant by a parameter, if it is the pod's.
    ///
    /// # Errors
    /// `missing_address`, `invalid_address`, `address_not_yours`.
    pub(in crate::pod) async fn own_address(&self, text: Option<&str>) -> Result<String> {
        let text = normal(text)?;
        if self.knows(&text)? {
            return Ok(text);
        }
        match self.directory().owns(&text).await? {
            Some(home) => self.learn_address(&text, home.public_key.as_deref()).map(|()| text),
            None => Err(not_yours()),
        }
    }

    /// The address meant by a parameter, claimed if nobody has it.
    ///
    /// # Errors
    /// `missing_address`, `invalid_address`, `address_not_yours`, `address_reserved`, `address_limit`.
    pub(in crate::pod) async fn own_or_claim(&self, text: Option<&str>) -> Result<String> {
        let text = normal(text)?;
        if self.knows(&text)? {
            return Ok(text);
        }
        let address = match self.claimable(&text) {
            Err(error) if error.code == Code::InvalidAddress && self.is_of_others(&text)? => return Err(not_yours()),
            claimable => claimable?,
        };
        match self.claim(&address, None).await {
            Err(error) if matches!(error.code, Code::AddressTaken | Code::AddressQuarantined) => Err(not_yours()),
            claimed => Ok(claimed?.address),
        }
    }
}

/// A public key in the one form in which it is stored.
pub fn checked_key(text: &str) -> Result<String> {
    let key = PublicKey::parse(text)?;
    key.sealer()?;
    Ok(key.encode())
}

pub(in crate::pod) fn normal(text: Option<&str>) -> Result<String> {
    let text = text.filter(|text| !text.is_empty()).ok_or_else(missing)?;
    let address: Address = text.parse().map_err(|_| Error::new(Code::InvalidAddress, "This is not an address."))?;
    Ok(address.without_tag().to_string())
}

pub(in crate::pod) fn not_yours() -> Error {
    Error::new(Code::AddressNotYours, "This address is not yours.").fix("GET /v1/email/addresses lists yours.")
}
