//! The addresses of the pod: claiming them, and whether it has one.

use serde::Deserialize;

use super::PodDirectory;
use crate::directory::addresses;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::mail::address::Address;
use crate::platform::{Conflict, Rows, values};
use crate::time::Timestamp;

/// How the claim of an address ended.
pub struct AddressClaim {
    /// Whether the pod had it before.
    pub already_owned: bool,
    /// The key to which its mail is sealed.
    pub public_key: Option<String>,
}

const SELECT_ADDRESS: &str = "SELECT pod_id, public_key FROM address WHERE address = ?1";
const UPDATE_PUBLIC_KEY: &str = "
    UPDATE address SET public_key = ?3 WHERE address = ?1 AND pod_id = ?2";

impl PodDirectory {
    /// Claims an address for this pod, or finds that it has it. `own` says that its domain is not the deployment's.
    ///
    /// # Errors
    /// `address_taken`, `address_quarantined`, `address_limit`; at other domains also `invalid_address`, `domain_unverified`, `domain_not_yours`.
    pub async fn claim(
        &self,
        address: &Address,
        own: bool,
        public_key: Option<&str>,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<AddressClaim> {
        let (text, pod) = (address.to_string(), self.pod.as_str());
        let domain = Some(address.domain()).filter(|_| own);
        let claim = values![&text, pod, public_key, limits.addresses, now, domain];
        let inserted = self.db()?.batch([self.db()?.statement(addresses::INSERT_ADDRESS, &claim)?]).await;
        let inserted = inserted.on_conflict(addresses::QUARANTINED, addresses::quarantined);
        let inserted = match inserted.on_conflict("address.address", addresses::taken) {
            Err(error) if error.code == Code::AddressTaken => false,
            done => done?.first().map_or(Ok(false), Rows::any)?,
        };
        let owner: Option<addresses::Home> = self.db()?.first(SELECT_ADDRESS, &values![&text]).await?;
        if let (Some(domain), true) = (domain, owner.as_ref().is_none_or(|home| home.pod_id != self.pod)) {
            self.is_own(domain).await?;
        }
        match owner {
            None => {
                Err(Error::new(Code::AddressLimit, format!("Your account may have {} addresses.", limits.addresses))
                    .fix("Use one of the addresses in GET /v1/email/addresses."))
            }
            Some(home) if home.pod_id != self.pod => Err(addresses::taken()),
            Some(home) => self.with_key(home, &text, public_key, !inserted).await,
        }
    }

    /// Whether it is proved that a domain is the account's.
    async fn is_own(&self, domain: &str) -> Result<()> {
        #[derive(Deserialize)]
        struct Known {
            /// Of the account's own stack, if it has one.
            proved: Option<i64>,
            taken: i64,
        }
        const SELECT_STACK: &str = "
            SELECT EXISTS (SELECT 1 FROM stack WHERE domain = ?2 AND verified_at IS NOT NULL) AS taken,
              (SELECT s.verified_at IS NOT NULL FROM pod p JOIN stack s ON s.account_id = p.account_id AND s.domain = ?2
                WHERE p.id = ?1) AS proved";
        let known: Option<Known> = self.db()?.first(SELECT_STACK, &values![self.pod.as_str(), domain]).await?;
        let refusal = match known.map(|known| (known.proved, known.taken)) {
            Some((Some(1), _)) => return Ok(()),
            Some((_, 1)) => Error::new(Code::DomainNotYours, format!("{domain} is another account's domain."))
                .fix("Claim an address at this deployment's domain, or at one that your account has in GET /v1/stack."),
            Some((Some(_), _)) => {
                let message = format!("It is not proved yet that {domain} is your account's.");
                Error::new(Code::DomainUnverified, message)
                    .fix("Set the records in GET /v1/stack, then POST /v1/stack/{id}/verify with the account's key.")
            }
            _ => Error::new(Code::InvalidAddress, format!("Nobody has brought the domain {domain} here."))
                .fix("Claim an address at this deployment's domain; or bring the domain: POST /v1/stack."),
        };
        Err(refusal)
    }

    /// A claim of an owned address with another key changes the key.
    async fn with_key(
        &self,
        home: addresses::Home,
        address: &str,
        public_key: Option<&str>,
        already_owned: bool,
    ) -> Result<AddressClaim> {
        let public_key = match public_key {
            Some(key) if home.public_key.as_deref() != Some(key) => {
                let set = values![address, self.pod.as_str(), key];
                self.db()?.batch([self.db()?.statement(UPDATE_PUBLIC_KEY, &set)?]).await?;
                Some(key.to_owned())
            }
            _ => home.public_key,
        };
        Ok(AddressClaim { already_owned, public_key })
    }

    /// Whether the pod has that address.
    pub async fn owns(&self, address: &str) -> Result<Option<addresses::Home>> {
        let owner: Option<addresses::Home> = self.db()?.first(SELECT_ADDRESS, &values![address]).await?;
        Ok(owner.filter(|home| home.pod_id == self.pod))
    }

    /// Whether mail may go out in the name of an address at a domain that the account has brought: the pod has it, and the domain is still proved.
    pub async fn owns_at_proved_domain(&self, address: &str) -> Result<Option<addresses::Home>> {
        const SELECT_PROVED_ADDRESS: &str = "
            SELECT a.pod_id, a.public_key FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address = ?1 AND a.pod_id = ?2 AND s.verified_at IS NOT NULL";
        self.db()?.first(SELECT_PROVED_ADDRESS, &values![address, self.pod.as_str()]).await
    }

    /// The addresses among these that are claimed at accounts' own domains whose MX records lead here.
    pub async fn at_own_domains(&self, addresses: &[String]) -> Result<Vec<String>> {
        #[derive(Deserialize)]
        struct Known {
            address: String,
        }
        const SELECT_ADDRESSES_AT_STACKS: &str = "
            SELECT a.address FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address IN (SELECT value FROM json_each(?1)) AND s.mx_at IS NOT NULL";
        let wanted = serde_json::to_string(addresses).map_err(Error::internal)?;
        let known: Vec<Known> = self.db()?.all(SELECT_ADDRESSES_AT_STACKS, &values![&wanted]).await?;
        Ok(known.into_iter().map(|row| row.address).collect())
    }

    /// All addresses of the pod, oldest first.
    pub async fn addresses(&self) -> Result<Vec<String>> {
        #[derive(Deserialize)]
        struct Address {
            address: String,
        }
        const SELECT_ADDRESSES: &str = "SELECT address FROM address WHERE pod_id = ?1 ORDER BY created_at, address";
        let rows: Vec<Address> = self.db()?.all(SELECT_ADDRESSES, &values![self.pod.as_str()]).await?;
        Ok(rows.into_iter().map(|row| row.address).collect())
    }
}
