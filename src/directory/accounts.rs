//! Accounts.

use serde::Deserialize;

use super::keys::{hashes, still_works};
use super::money::principal::{may_decide, person_needed};
use super::rate_limits::{LimitedAction, RateLimitCheck, Subject, from_networks};
use super::{Directory, NewKey, addresses};
use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::id::{AccountId, KeyId};
use crate::limits::{Limits, Tier};
use crate::mail::address::Address;
use crate::platform::{Conflict, Rows, Statement, values};
use crate::time::Timestamp;

/// An account as stored.
#[derive(Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub tier: Tier,
    pub recovery_email: Option<String>,
    pub operator_email: Option<String>,
    /// 1: somebody has confirmed the operator's address.
    pub operator_confirmed: i64,
    pub created_at: i64,
    /// The address it claimed first.
    pub email: Option<String>,
    /// The shown prefix of the key that it uses.
    pub key_prefix: Option<String>,
}

/// An account to be made, with all that comes with it.
pub struct NewAccount<'a> {
    pub id: AccountId,
    pub name: &'a str,
    pub tier: Tier,
    pub recovery_email: Option<&'a str>,
    pub key: NewKey<'a>,
    /// Its first address, with the public key to which its mail is sealed.
    pub address: Option<(&'a Address, Option<&'a str>)>,
    /// Hashes of the networks that ask.
    pub networks: &'a [String],
    /// Accounts that one address may make in an hour.
    pub allowed_per_hour: u32,
    /// Accounts that are made in a day.
    pub allowed_per_day: u32,
    pub now: Timestamp,
}

const INSERT_ACCOUNT: &str = "
    INSERT INTO account (id, name, tier, recovery_email, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
const INSERT_HOME: &str = "INSERT INTO pod (id, account_id, created_at, sealed_under) VALUES (?1, ?1, ?2, ?3)";
const SELECT_ACCOUNT: &str = "
    SELECT id, name, tier, recovery_email, operator_email, operator_confirmed_at IS NOT NULL AS operator_confirmed, created_at,
      (SELECT address FROM address WHERE pod_id = account.id ORDER BY created_at, address LIMIT 1) AS email,
      (SELECT prefix FROM api_key WHERE pod_id = account.id AND status = 'active'
        ORDER BY created_at DESC LIMIT 1) AS key_prefix
    FROM account WHERE id = ?1";
/// What the old address has opened, or could open, ends with it; and another address proves nothing yet.
const DELETE_SESSIONS: &str = "
    DELETE FROM session WHERE account_id = ?1 AND id <> ?3
      AND EXISTS (SELECT 1 FROM account WHERE id = ?1 AND recovery_email IS NOT ?2 AND";
const DELETE_LINKS: &str = "
    DELETE FROM sign_in_link WHERE account_id = ?1
      AND EXISTS (SELECT 1 FROM account WHERE id = ?1 AND recovery_email IS NOT ?2 AND";
const UPDATE_RECOVERY_EMAIL: &str = "
    UPDATE account SET recovery_email = ?2, verified_at = NULL WHERE id = ?1 AND recovery_email IS NOT ?2 AND";
const SELECT_RECOVERY_EMAIL: &str = "SELECT id FROM account WHERE id = ?1 AND recovery_email = ?2";

/// The first address may be set by the account's key: before there is one, nobody can sign in. ?2 is the address, ?3 the credential that
/// asks, ?4 the time.
pub(super) fn may_set(column: &str) -> String {
    let may = may_decide("?1", "?3");
    format!("({column} = ?2 OR ({column} IS NULL OR {may}) AND {})", still_works("?3", "?4"))
}

impl Account {
    /// Where letters to the operator go, if somebody reads them there.
    pub fn confirmed_operator(&self) -> Option<&str> {
        self.operator_email.as_deref().filter(|_| self.operator_confirmed == 1)
    }
}

impl Directory {
    /// Makes an account, its home pod, its key and its address, all or nothing.
    ///
    /// # Errors
    /// `rate_limited`, `address_taken`, `address_quarantined`.
    pub async fn create_account(&self, new: &NewAccount<'_>, limits: &Limits) -> Result<()> {
        let (id, home, now) = (new.id.as_str(), new.id.home_pod(), new.now);
        let action = LimitedAction::Register;
        let anybody = RateLimitCheck { action, subject: Subject::Anybody, allowed: new.allowed_per_day };
        let checks: Vec<_> = from_networks(action, new.networks, new.allowed_per_hour).chain([anybody]).collect();
        let mut batch = vec![
            self.db.statement(INSERT_ACCOUNT, &values![id, new.name, new.tier.as_str(), new.recovery_email, now])?,
            self.db.statement(INSERT_HOME, &values![id, now, i64::from(new.key.credential.key_number())])?,
            self.insert_key(&new.key, &home, None, now)?,
        ];
        if let Some((address, public_key)) = new.address {
            batch.push(self.insert_address(address, &home, public_key, limits, now)?);
        }
        let made = self.check_rate_limits(checks, now, batch).await;
        let made = made.map(drop).on_conflict("address.address", addresses::taken);
        made.on_conflict(addresses::QUARANTINED, addresses::quarantined)
    }

    /// The account with that id.
    pub async fn account(&self, id: &AccountId) -> Result<Account> {
        let account = self.db.first(SELECT_ACCOUNT, &values![id.as_str()]).await?;
        account.ok_or_else(|| Error::not_found("account"))
    }

    /// Sets where links to sign in go. What was kept of the tokens of sessions that have ended with the old address: all but
    /// the one that asks.
    ///
    /// # Errors
    /// `unauthorized`, `self_approval_forbidden`.
    pub async fn set_recovery_email(
        &self,
        id: &AccountId,
        email: &str,
        asking: &KeyId,
        now: Timestamp,
    ) -> Result<Vec<KeyHash>> {
        let values = values![id.as_str(), email, asking.as_str(), now];
        let may = may_set("recovery_email");
        let batch = [
            self.db.statement(&format!("{DELETE_SESSIONS} {may}) RETURNING hash"), &values)?,
            self.db.statement(&format!("{DELETE_LINKS} {may})"), &values)?,
            self.db.statement(&format!("{UPDATE_RECOVERY_EMAIL} {may}"), &values)?,
            self.db.statement(SELECT_RECOVERY_EMAIL, &values[..2])?,
        ];
        let done = self.db.batch(batch).await?;
        if !done.get(3).map_or(Ok(false), Rows::any)? {
            return Err(self.refusal(asking, now, "Changing the recovery email").await?);
        }
        hashes(&done, 0)
    }

    /// Why a credential could not do what may need a person: it has ended, or it is nobody's who signed in.
    pub(super) async fn refusal(&self, asking: &KeyId, now: Timestamp, what: &str) -> Result<Error> {
        #[derive(Deserialize)]
        struct Working {
            works: i64,
        }
        let select = format!("SELECT {} AS works", still_works("?1", "?2"));
        let found: Option<Working> = self.db.first(&select, &values![asking.as_str(), now]).await?;
        Ok(if found.is_some_and(|found| found.works == 1) { person_needed(what) } else { Error::unauthorized() })
    }

    /// Sets what an account has paid for. Whether there is one.
    pub async fn set_tier(&self, id: &str, tier: Tier) -> Result<Option<AccountId>> {
        #[derive(Deserialize)]
        struct Found {
            id: AccountId,
        }
        const UPDATE_TIER: &str = "UPDATE account SET tier = ?2 WHERE id = ?1 RETURNING id";
        let found: Option<Found> = self.db.first(UPDATE_TIER, &values![id, tier.as_str()]).await?;
        Ok(found.map(|account| account.id))
    }

    pub(super) async fn change(&self, statement: Statement) -> Result<()> {
        self.db.batch([statement]).await.map(drop)
    }
}
