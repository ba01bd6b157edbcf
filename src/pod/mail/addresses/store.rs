//! The pod's own record of its addresses. The directory decides who owns an address; the pod remembers the answer.

use std::sync::Arc;

use parking_lot::Mutex;

use super::{ClaimedAddress, checked_key, claimable, missing, not_yours};
use crate::audit_action::AuditAction;
use crate::directory::PodAddress;
use crate::domain::Domain;
use crate::error::{Code, Error, Result};
use crate::grant::GRANT_TTL;
use crate::mail::address::Address;
use crate::platform::values;
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::{Permission, Permissions, Principal};

/// The list of the pod's addresses, cached until something is claimed, and at most as long as a grant: a notification can be lost.
#[derive(Default)]
pub struct AddressCache(Mutex<Cached>);

#[derive(Default)]
struct Cached {
    /// Invalidations so far.
    version: u64,
    /// The list, and until when it is used.
    addresses: Option<(Arc<[PodAddress]>, Timestamp)>,
}

impl AddressCache {
    fn get(&self, now: Timestamp) -> Option<Arc<[PodAddress]>> {
        let cached = self.0.lock();
        cached.addresses.as_ref().filter(|(_, until)| now < *until).map(|(addresses, _)| addresses.clone())
    }

    /// Grows with every invalidation.
    pub(in crate::pod::mail) fn version(&self) -> u64 {
        self.0.lock().version
    }

    /// Caches a list that was read at the time `asked`, unless the cache was invalidated since `version`.
    fn set(&self, addresses: Arc<[PodAddress]>, version: u64, asked: Timestamp) -> Arc<[PodAddress]> {
        let mut cached = self.0.lock();
        if cached.version == version {
            cached.addresses = Some((addresses.clone(), asked.plus(GRANT_TTL)));
        }
        addresses
    }

    pub(in crate::pod) fn invalidate(&self) {
        let mut cached = self.0.lock();
        *cached = Cached { version: cached.version + 1, addresses: None };
    }
}

/// The pod's addresses.
#[derive(Clone, Copy)]
pub struct Addresses<'a> {
    pub(in crate::pod::mail) pod: &'a Pod,
}

impl Pod {
    /// The pod's addresses.
    pub(in crate::pod) const fn addresses(&self) -> Addresses<'_> {
        Addresses { pod: self }
    }
}

impl Addresses<'_> {
    /// All addresses of the pod, the oldest first.
    pub(in crate::pod) async fn list(self) -> Result<Vec<String>> {
        Ok(self.rows().await?.iter().map(|row| row.address.clone()).collect())
    }

    async fn rows(self) -> Result<Arc<[PodAddress]>> {
        let (cache, now) = (&self.pod.opened.addresses, self.pod.now());
        if let Some(addresses) = cache.get(now) {
            return Ok(addresses);
        }
        let version = cache.version();
        Ok(cache.set(self.pod.directory().addresses().await?.into(), version, now))
    }

    /// The domain at which the pod claims addresses by local part.
    pub(super) fn domain(self) -> Result<String> {
        let config = self.pod.config();
        let slug = self.pod.caller()?.grant.slug.as_ref().filter(|_| config.pod_subdomains);
        Ok(slug.map_or_else(|| config.mail_domain.clone(), |slug| format!("{slug}.{}", config.mail_domain)))
    }

    /// Parses an address that the pod may claim.
    ///
    /// # Errors
    /// `invalid_address`, `address_reserved`.
    pub(super) fn claimable(self, text: &str) -> Result<Address> {
        let domain = self.domain()?;
        if let Some((local, domain)) = self.at_foreign_domain(text) {
            return claimable(&format!("{local}@{domain}"), domain.as_str(), false);
        }
        claimable(text, &domain, domain == self.pod.config().mail_domain)
    }

    /// Whether the address is at a domain of this deployment that is not the domain of this pod.
    fn is_at_other_pod(self, text: &str) -> Result<bool> {
        let Some((_, domain)) = text.rsplit_once('@') else { return Ok(false) };
        let mail_domain = &self.pod.config().mail_domain;
        let is_internal = Domain::parse(domain).is_ok_and(|domain| domain.is_within(mail_domain));
        Ok(is_internal && domain != self.domain()?)
    }

    /// Splits an address at a domain that does not belong to this deployment. `None` for other addresses.
    fn at_foreign_domain(self, text: &str) -> Option<(&str, Domain)> {
        let (local, domain) = text.trim().rsplit_once('@')?;
        let domain = Domain::parse(domain).ok()?;
        (!domain.is_within(&self.pod.config().mail_domain)).then_some((local, domain))
    }

    /// Claims an address at the pod's domain.
    pub(super) async fn claim_local_part(self, local_part: &str, public_key: Option<&str>) -> Result<ClaimedAddress> {
        let address = self.claimable(&format!("{local_part}@{}", self.domain()?))?;
        self.claim(&address, public_key).await
    }

    /// Claims an address that is named whole or by its local part. Returns the address.
    pub(in crate::pod) async fn claim_named(self, name: &str) -> Result<String> {
        let claimed = match name.contains('@') {
            true => self.claim(&self.claimable(name)?, None).await?,
            false => self.claim_local_part(name, None).await?,
        };
        Ok(claimed.address)
    }

    /// Claims an address in the directory and records it here.
    pub(super) async fn claim(self, address: &Address, public_key: Option<&str>) -> Result<ClaimedAddress> {
        let pod = self.pod;
        let public_key = public_key.map(checked_key).transpose()?;
        let address_text = address.to_string();
        self.check_scope(&address_text)?;
        let is_foreign_domain = self.at_foreign_domain(&address_text).is_some();
        let claim =
            pod.directory().claim(address, is_foreign_domain, public_key.as_deref(), pod.limits()?, pod.now()).await?;
        pod.opened.addresses.invalidate();
        pod.sql().atomically(|| {
            let is_known = self.contains(&address_text)?;
            self.record(&address_text, claim.public_key.as_deref())?;
            if let Some(key) = &public_key {
                pod.e2e_keys().seal_claimed(&address_text, key)?;
            }
            if is_known && public_key.is_none() {
                return Ok(());
            }
            pod.audit().record(AuditAction::AddressClaimed, &address_text)
        })?;
        let e2e_enabled = self.delivery_policy(&address_text)?.sealing_key.is_some();
        Ok(ClaimedAddress {
            address: address_text,
            claimed: true,
            already_owned: claim.already_owned,
            account_id: pod.caller()?.grant.account_id.clone(),
            e2e_enabled,
        })
    }

    /// Records an address that the directory reported. An existing record keeps its key: it may have been set later than the claim,
    /// while the directory knows only the key of the claim.
    pub(in crate::pod) fn record(self, address: &str, public_key: Option<&str>) -> Result<()> {
        const INSERT_ADDRESS: &str = "
            INSERT INTO address (address, public_key, e2e_enabled)
            VALUES (?1, iif(EXISTS (SELECT 1 FROM e2e_owner), NULL, ?2), ?2 IS NOT NULL)
            ON CONFLICT (address) DO UPDATE SET move_job = NULL WHERE move_job IS NOT NULL
            RETURNING public_key";
        let inserted: Option<Option<String>> = self.pod.sql().value(INSERT_ADDRESS, &values![address, public_key])?;
        inserted.flatten().map_or(Ok(()), |key| self.pod.e2e_keys().remember(&key).map(drop))
    }

    /// Whether the pod knows that it has the address.
    pub(in crate::pod::mail) fn contains(self, address: &str) -> Result<bool> {
        const SELECT_ADDRESS: &str = "SELECT 1 FROM address WHERE address = ? AND move_job IS NULL";
        self.pod.sql().exists(SELECT_ADDRESS, &values![address])
    }

    /// The inbox with an id, which must be the pod's. The caller's key can be used for it.
    ///
    /// # Errors
    /// `not_found`.
    pub(in crate::pod::mail) async fn inbox(self, id: &str) -> Result<PodAddress> {
        let rows = self.rows().await?;
        let inbox = rows.iter().find(|row| row.inbox_id.as_str() == id);
        let inbox = inbox.filter(|inbox| self.check_scope(&inbox.address).is_ok()).ok_or_else(no_inbox)?;
        // It may be new to the pod's own record.
        self.own(Some(&inbox.address)).await?;
        Ok(inbox.clone())
    }

    /// The address of a parameter, in its normal form. The caller's key can be used for it, if it is the pod's.
    ///
    /// # Errors
    /// `missing_address`, `invalid_address`, `address_not_yours`.
    pub(in crate::pod::mail) fn named(self, text: Option<&str>) -> Result<String> {
        let text = text.filter(|text| !text.is_empty()).ok_or_else(missing)?;
        let address: Address =
            text.parse().map_err(|_| Error::new(Code::InvalidAddress, "The value is not an email address."))?;
        let address = address.without_tag().to_string();
        self.check_scope(&address).map(|()| address)
    }

    /// The address of a parameter, which must be the pod's.
    ///
    /// # Errors
    /// `missing_address`, `invalid_address`, `address_not_yours`.
    pub(in crate::pod) async fn own(self, text: Option<&str>) -> Result<String> {
        let address = self.named(text)?;
        if self.contains(&address)? {
            return Ok(address);
        }
        match self.pod.directory().owns(&address).await? {
            Some(home) => self.record(&address, home.public_key.as_deref()).map(|()| address),
            None => Err(not_yours()),
        }
    }

    /// The mailbox of an optional parameter, which must be the pod's.
    pub(in crate::pod) async fn own_if_named(self, text: Option<&str>) -> Result<Option<String>> {
        match text {
            Some(address) => self.own(Some(address)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The mailbox of an optional parameter, which must be the pod's. Empty without a parameter: all mailboxes of the pod. A key that
    /// is restricted to one address means this one.
    pub(in crate::pod) async fn own_or_all(self, text: Option<&str>) -> Result<String> {
        match (text, self.scope().as_deref()) {
            (Some(address), _) => self.own(Some(address)).await,
            (None, None) => Ok(String::new()),
            (None, Some([only])) => self.own(Some(only)).await,
            (None, Some(_)) => Err(missing().fix("Name one of the addresses to which your key is restricted.")),
        }
    }

    /// The only addresses whose mail the caller can use; `None` without a restriction.
    fn scope(self) -> Option<Vec<String>> {
        self.pod.caller.as_ref()?.grant.inboxes()
    }

    /// Refuses an address to which the caller's key is not restricted.
    pub(in crate::pod::mail) fn check_scope(self, address: &str) -> Result<()> {
        let is_in_scope = self.pod.caller.as_ref().is_none_or(|caller| caller.grant.has_inbox(address));
        if is_in_scope { Ok(()) } else { Err(not_yours()) }
    }

    /// The address of a parameter. An unclaimed address is claimed if the caller may claim.
    ///
    /// # Errors
    /// `missing_address`, `invalid_address`, `address_not_yours`, `address_reserved`, `address_limit`.
    pub(in crate::pod) async fn own_or_claim(self, text: Option<&str>, caller: &Principal) -> Result<String> {
        if !may_claim(caller.permissions) {
            return self.own(text).await;
        }
        let text = self.named(text)?;
        if self.contains(&text)? {
            return Ok(text);
        }
        let address = match self.claimable(&text) {
            // It may have moved here.
            Err(error) if error.code == Code::InvalidAddress && self.is_at_other_pod(&text)? => {
                return self.own(Some(&text)).await;
            }
            claimable => claimable?,
        };
        match self.claim(&address, None).await {
            Err(Error { code: Code::AddressTaken | Code::AddressQuarantined, .. }) => Err(not_yours()),
            claimed => Ok(claimed?.address),
        }
    }
}

fn no_inbox() -> Error {
    Error::not_found("inbox").fix("GET /api/v1/inboxes lists the inboxes of the environment.")
}

/// Whether a caller may claim addresses, also with an operation that otherwise only reads.
const fn may_claim(permissions: Permissions) -> bool {
    permissions.contains(Permission::MailWrite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_asked_for_again_after_a_minute_and_after_each_change() {
        let (cache, now) = (AddressCache::default(), Timestamp::from_millis(1_000));
        assert!(cache.get(now).is_none());
        cache.set(Arc::default(), cache.version(), now);
        assert!(cache.get(now.plus(GRANT_TTL - 1)).is_some());
        assert!(cache.get(now.plus(GRANT_TTL)).is_none());
        let version = cache.version();
        cache.invalidate();
        cache.set(Arc::default(), version, now);
        assert!(cache.get(now).is_none(), "it was asked for before the change");
    }

    #[test]
    fn who_may_only_read_mail_claims_no_address() {
        assert!(may_claim(Permissions::ALL) && may_claim(Permissions::only(Permission::MailWrite)));
        assert!(!may_claim(Permissions::only(Permission::MailRead)));
    }
}
