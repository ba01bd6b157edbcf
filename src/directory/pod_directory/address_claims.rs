//! The addresses of the pod: claims and lookups.

use serde::Deserialize;

use super::PodDirectory;
use crate::directory::addresses::{self, SELECT_HOME};
use crate::directory::domains::check_domain;
use crate::error::{Code, Result};
use crate::id::InboxId;
use crate::limits::Limits;
use crate::mail::address::Address;
use crate::platform::{Conflict, values};
use crate::time::Timestamp;
use crate::wire::to_json;

/// The outcome of a claim.
pub struct AddressClaim {
    /// Whether the pod had it before.
    pub already_owned: bool,
    /// The public key to which its mail is sealed.
    pub public_key: Option<String>,
}

/// An address of the pod.
#[derive(Clone, Deserialize)]
pub struct PodAddress {
    pub address: String,
    pub inbox_id: InboxId,
    pub display_name: Option<String>,
}

const UPDATE_PUBLIC_KEY: &str = "
    UPDATE address SET public_key = ?3 WHERE address = ?1 AND pod_id = ?2";

impl PodDirectory {
    /// Claims an address for this pod, or finds that the pod has it. `is_foreign_domain`: its domain does not
    /// belong to this deployment, so the account has to prove it.
    ///
    /// # Errors
    /// `address_taken`, `address_quarantined`, `address_limit`; at other domains also `invalid_address`, `domain_unverified`, `domain_not_yours`.
    pub async fn claim(
        &self,
        address: &Address,
        is_foreign_domain: bool,
        public_key: Option<&str>,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<AddressClaim> {
        let (text, pod) = (address.to_string(), self.pod.as_str());
        let domain = Some(address.domain()).filter(|_| is_foreign_domain);
        let claim = values![&text, pod, public_key, limits.addresses, now, domain];
        let db = self.db()?;
        let mut batch = db.batch();
        let inserted = batch.add(&addresses::insert_address_sql(), &claim)?;
        let done = batch.commit().await.on_conflict(addresses::QUARANTINED, addresses::quarantined);
        let (is_new, is_taken) = match done.on_conflict("address.address", addresses::taken) {
            Err(error) if error.code == Code::AddressTaken => (false, true),
            done => (done?.exists(inserted)?, false),
        };
        let owner: Option<addresses::Home> = db.row(SELECT_HOME, &values![&text]).await?;
        if owner.is_none() && is_taken {
            return Err(addresses::taken());
        }
        if let (Some(domain), true) = (domain, owner.as_ref().is_none_or(|home| home.pod_id != self.pod)) {
            check_domain(&db, &self.pod, domain).await?;
        }
        match owner {
            None => Err(addresses::no_room(limits)),
            Some(home) if home.pod_id != self.pod => Err(addresses::taken()),
            Some(home) => self.with_public_key(home, &text, public_key, !is_new).await,
        }
    }

    /// Changes the public key if the claim names another one.
    async fn with_public_key(
        &self,
        home: addresses::Home,
        address: &str,
        public_key: Option<&str>,
        already_owned: bool,
    ) -> Result<AddressClaim> {
        let public_key = match public_key {
            Some(key) if home.public_key.as_deref() != Some(key) => {
                self.db()?.run(UPDATE_PUBLIC_KEY, &values![address, self.pod.as_str(), key]).await?;
                Some(key.to_owned())
            }
            _ => home.public_key,
        };
        Ok(AddressClaim { already_owned, public_key })
    }

    /// The address, if the pod has it.
    pub async fn owns(&self, address: &str) -> Result<Option<addresses::Home>> {
        let owner: Option<addresses::Home> = self.db()?.row(SELECT_HOME, &values![address]).await?;
        Ok(owner.filter(|home| home.pod_id == self.pod))
    }

    /// The address, if the pod has it and it is at a custom domain that is still proved and serves the pod. Only then can mail be sent from
    /// it.
    pub async fn owns_at_proved_domain(&self, address: &str) -> Result<Option<addresses::Home>> {
        const SELECT_PROVED: &str = "
            SELECT a.pod_id, a.public_key FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address = ?1 AND a.pod_id = ?2 AND a.deleting_at IS NULL AND s.verified_at IS NOT NULL
              AND (s.pod_id IS NULL OR s.pod_id = a.pod_id)";
        self.db()?.row(SELECT_PROVED, &values![address, self.pod.as_str()]).await
    }

    /// The addresses that pods have at custom domains whose MX records point here.
    pub async fn at_own_domains(&self, addresses: &[String]) -> Result<Vec<String>> {
        const SELECT_OWN: &str = "
            SELECT a.address FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address IN (SELECT value FROM json_each(?1)) AND s.mx_at IS NOT NULL AND a.deleting_at IS NULL";
        self.db()?.values(SELECT_OWN, &values![&to_json(addresses)?]).await
    }

    /// All addresses of the pod, oldest first.
    pub async fn addresses(&self) -> Result<Vec<PodAddress>> {
        const SELECT_ADDRESSES: &str = "
            SELECT address, inbox_id, display_name FROM address WHERE pod_id = ?1 AND deleting_at IS NULL
            ORDER BY created_at, address";
        self.db()?.rows(SELECT_ADDRESSES, &values![self.pod.as_str()]).await
    }

    /// The address of an inbox of the pod that is being deleted.
    pub async fn deleting_inbox(&self, inbox: &InboxId) -> Result<Option<String>> {
        const SELECT_DELETING: &str =
            "SELECT address FROM address WHERE inbox_id = ?1 AND pod_id = ?2 AND deleting_at IS NOT NULL";
        self.db()?.value(SELECT_DELETING, &values![inbox.as_str(), self.pod.as_str()]).await
    }
}
