//! The addresses of the pod: claims and lookups.

use serde::Deserialize;

use super::PodDirectory;
use crate::directory::addresses::{self, SELECT_HOME};
use crate::error::{Code, Error, Result};
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
        let inserted = batch.add(addresses::INSERT_ADDRESS, &claim)?;
        let done = batch.commit().await.on_conflict(addresses::QUARANTINED, addresses::quarantined);
        let is_new = match done.on_conflict("address.address", addresses::taken) {
            Err(error) if error.code == Code::AddressTaken => false,
            done => done?.exists(inserted)?,
        };
        let owner: Option<addresses::Home> = db.row(SELECT_HOME, &values![&text]).await?;
        if let (Some(domain), true) = (domain, owner.as_ref().is_none_or(|home| home.pod_id != self.pod)) {
            self.check_domain(domain).await?;
        }
        match owner {
            None => {
                Err(Error::new(Code::AddressLimit, format!("Your account can have {} addresses.", limits.addresses))
                    .fix("Use an address that you have: GET /v1/email/addresses lists them. Or ask the operator for a higher tier."))
            }
            Some(home) if home.pod_id != self.pod => Err(addresses::taken()),
            Some(home) => self.with_public_key(home, &text, public_key, !is_new).await,
        }
    }

    /// Checks that a domain is proved to be the account's.
    async fn check_domain(&self, domain: &str) -> Result<()> {
        #[derive(Deserialize)]
        struct DomainState {
            /// Whether the account has proved the domain; `None` if it has no such stack.
            proved: Option<i64>,
            taken: i64,
        }
        const SELECT_STATE: &str = "
            SELECT EXISTS (SELECT 1 FROM stack WHERE domain = ?2 AND verified_at IS NOT NULL) AS taken,
              (SELECT s.verified_at IS NOT NULL FROM pod p JOIN stack s ON s.account_id = p.account_id AND s.domain = ?2
                WHERE p.id = ?1) AS proved";
        let state: Option<DomainState> = self.db()?.row(SELECT_STATE, &values![self.pod.as_str(), domain]).await?;
        let refusal = match state.map(|state| (state.proved, state.taken)) {
            Some((Some(1), _)) => return Ok(()),
            Some((_, 1)) => Error::new(Code::DomainNotYours, format!("{domain} belongs to another account."))
                .fix("Claim an address at this deployment's domain, or at a domain of your account: GET /v1/stack lists them."),
            Some((Some(_), _)) => {
                let message = format!("Your account has not proved {domain} yet.");
                Error::new(Code::DomainUnverified, message)
                    .fix("Set the DNS records that GET /v1/stack shows, then call POST /v1/stack/{id}/verify with the account's key.")
            }
            _ => Error::new(Code::InvalidAddress, format!("No account has added the domain {domain}."))
                .fix("Claim an address at this deployment's domain, or add the domain with POST /v1/stack."),
        };
        Err(refusal)
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

    /// The address, if the pod has it and it is at a custom domain of the account that is still proved. Only then can mail be sent from it.
    pub async fn owns_at_proved_domain(&self, address: &str) -> Result<Option<addresses::Home>> {
        const SELECT_PROVED: &str = "
            SELECT a.pod_id, a.public_key FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address = ?1 AND a.pod_id = ?2 AND s.verified_at IS NOT NULL";
        self.db()?.row(SELECT_PROVED, &values![address, self.pod.as_str()]).await
    }

    /// The addresses that pods have at custom domains whose MX records point here.
    pub async fn at_own_domains(&self, addresses: &[String]) -> Result<Vec<String>> {
        const SELECT_OWN: &str = "
            SELECT a.address FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address IN (SELECT value FROM json_each(?1)) AND s.mx_at IS NOT NULL";
        self.db()?.values(SELECT_OWN, &values![&to_json(addresses)?]).await
    }

    /// All addresses of the pod, oldest first.
    pub async fn addresses(&self) -> Result<Vec<String>> {
        const SELECT_ADDRESSES: &str = "SELECT address FROM address WHERE pod_id = ?1 ORDER BY created_at, address";
        self.db()?.values(SELECT_ADDRESSES, &values![self.pod.as_str()]).await
    }
}
