//! Accounts.

use serde::Deserialize;

use super::caller::{is_active, is_owner};
use super::money::principal::{is_own_mailbox, may_decide, person_needed};
use super::pod_creation::INSERT_HOME;
use super::pod_sessions::{PodSessions, end_sessions, select_tokens};
use super::rate_limits::{LimitedAction, RateLimitCheck, Subject, from_networks};
use super::{Directory, NewKey, addresses, members};
use crate::ceiling::{Ceiling, Names};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId};
use crate::limits::{Limits, Tier};
use crate::mail::address::Address;
use crate::platform::{Conflict, JsonText, values};
use crate::time::Timestamp;
use crate::wire::to_json;

/// An account as stored.
#[derive(Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub slug: Option<String>,
    pub tier: Tier,
    pub recovery_email: Option<String>,
    pub operator_email: Option<String>,
    /// 1: the operator has confirmed the address.
    pub operator_confirmed: i64,
    pub created_at: i64,
    /// The address it claimed first.
    pub email: Option<String>,
    /// The displayed prefix of its active key.
    pub key_prefix: Option<String>,
}

/// What an account has after a change of it.
#[derive(Deserialize)]
pub struct ChangedAccount {
    pub id: AccountId,
    pub tier: Tier,
    pub tools: JsonText<Names>,
    pub models: JsonText<Names>,
    pub skills: JsonText<Names>,
}

/// An account to be made, with its first key and address.
pub struct NewAccount<'a> {
    pub id: AccountId,
    pub name: &'a str,
    pub tier: Tier,
    pub recovery_email: Option<&'a str>,
    pub key: NewKey<'a>,
    /// Its first address, with the public key to which its mail is sealed.
    pub address: Option<(&'a Address, Option<&'a str>)>,
    /// Hashes of the networks of the caller.
    pub networks: &'a [String],
    /// Accounts that one IP address can make in an hour.
    pub allowed_per_hour: u32,
    /// Accounts that the deployment makes in a day.
    pub allowed_per_day: u32,
    pub now: Timestamp,
}

const INSERT_ACCOUNT: &str = "
    INSERT INTO account (id, name, tier, recovery_email, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
const SELECT_ACCOUNT: &str = "
    SELECT id, name, slug, tier, recovery_email, operator_email, operator_confirmed_at IS NOT NULL AS operator_confirmed, created_at,
      (SELECT address FROM address WHERE pod_id = account.id AND deleting_at IS NULL ORDER BY created_at, address LIMIT 1) AS email,
      (SELECT prefix FROM api_key WHERE pod_id = account.id AND status = 'active'
        ORDER BY created_at DESC LIMIT 1) AS key_prefix
    FROM account WHERE id = ?1";
/// Sessions, links and invitations end with the old address. The new address is not verified yet. A trigger gives it to the owner who had
/// the old one if that person is the caller, whose session is left, and otherwise to a new owner in that person's place.
const ENDING_SESSIONS: &str = "
    s.account_id = ?1 AND s.id <> ?3 AND EXISTS (SELECT 1 FROM account WHERE id = ?1 AND recovery_email IS NOT ?2 AND";
/// Those of the first owner, unless that person is the caller.
const ENDING_TOKENS: &str = "
    g.account_id = ?1 AND EXISTS (SELECT 1 FROM account JOIN member AS m ON m.account_id = account.id AND m.email = account.recovery_email
      WHERE account.id = ?1 AND m.id = g.member_id AND recovery_email IS NOT ?2
        AND NOT EXISTS (SELECT 1 FROM session AS own WHERE own.id = ?3 AND own.member_id = m.id) AND";
const DELETE_LINKS: &str = "
    DELETE FROM sign_in_choice WHERE account_id = ?1
      AND EXISTS (SELECT 1 FROM account WHERE id = ?1 AND recovery_email IS NOT ?2 AND";
const DELETE_INVITATIONS: &str = "
    DELETE FROM invitation WHERE account_id = ?1
      AND EXISTS (SELECT 1 FROM account WHERE id = ?1 AND recovery_email IS NOT ?2 AND";
const UPDATE_RECOVERY_EMAIL: &str = "
    UPDATE account SET recovery_email = ?2, verified_at = NULL WHERE id = ?1 AND recovery_email IS NOT ?2 AND";
/// Whether another person of the account has the address.
const SELECT_OTHER: &str = "
    SELECT m.id FROM member m JOIN account a ON a.id = m.account_id
    WHERE m.account_id = ?1 AND m.email = ?2 AND a.recovery_email IS NOT ?2";
const SELECT_RECOVERY_EMAIL: &str = "SELECT id FROM account WHERE id = ?1 AND recovery_email = ?2";

/// As SQL: whether the caller can set an address of the account `?1`. `?2` is the address, `?3` the caller's credential, `?4` the time.
/// A second principal is not needed if `is_first`.
pub(super) fn may_set(column: &str, is_first: &str) -> String {
    let may = may_decide("?1", "?3");
    format!("({column} = ?2 OR ({is_first} OR {may}) AND {})", is_owner("?1", "?3", "?4"))
}

impl Account {
    /// The operator's address, if it is confirmed.
    pub fn confirmed_operator(&self) -> Option<&str> {
        self.operator_email.as_deref().filter(|_| self.operator_confirmed == 1)
    }
}

impl Directory {
    /// Makes an account, its home pod, its key and its address in one batch.
    ///
    /// # Errors
    /// `rate_limited`, `address_taken`, `address_quarantined`.
    pub async fn create_account(&self, new: &NewAccount<'_>, limits: &Limits) -> Result<()> {
        let (id, home, now) = (new.id.as_str(), new.id.home_pod(), new.now);
        let action = LimitedAction::Register;
        let anybody = RateLimitCheck { action, subject: Subject::Anybody, allowed: new.allowed_per_day };
        let checks: Vec<_> = from_networks(action, new.networks, new.allowed_per_hour).chain([anybody]).collect();
        let number = i64::from(new.key.credential.key_number());
        let done = self.check_rate_limits(checks, now, |batch| {
            batch.run(INSERT_ACCOUNT, &values![id, new.name, <&str>::from(new.tier), new.recovery_email, now])?;
            batch.run(INSERT_HOME, &values![id, now, number])?;
            new.key.insert(batch, &home, None, None, now)?;
            match new.address {
                Some((address, key)) => addresses::insert_address(batch, address, &home, key, limits, now),
                None => Ok(()),
            }
        });
        let done = done.await.map(drop).on_conflict("address.address", addresses::taken);
        done.on_conflict(addresses::QUARANTINED, addresses::quarantined)
    }

    /// The account with that id.
    pub async fn account(&self, id: &AccountId) -> Result<Account> {
        let account = self.db.row(SELECT_ACCOUNT, &values![id.as_str()]).await?;
        account.ok_or_else(|| Error::not_found("account"))
    }

    /// Sets the address to which sign-in links are sent. Returns the sessions that ended with the old address: all but the caller's.
    ///
    /// # Errors
    /// `invalid_email`: an address of the account itself; `unauthorized`, `self_approval_forbidden`, `member_exists`.
    pub async fn set_recovery_email(
        &self,
        id: &AccountId,
        email: &str,
        caller: &KeyId,
        now: Timestamp,
    ) -> Result<PodSessions> {
        // The account's key can set the first address: without one nobody can sign in.
        const IS_FIRST: &str =
            "recovery_email IS NULL AND NOT EXISTS (SELECT 1 FROM member WHERE member.account_id = account.id)";
        const IS_FREE: &str = "NOT EXISTS (SELECT 1 FROM member WHERE member.account_id = ?1 AND member.email = ?2)";
        let values = values![id.as_str(), email, caller.as_str(), now];
        let is_own = is_own_mailbox("?1", "?2");
        let may = format!("{} AND {IS_FREE} AND NOT {is_own}", may_set("recovery_email", IS_FIRST));
        let select_own = format!("SELECT id FROM account WHERE id = ?1 AND recovery_email IS NOT ?2 AND {is_own}");
        let mut batch = self.db.batch();
        let other = batch.add(SELECT_OTHER, &values[..2])?;
        let own = batch.add(&select_own, &values[..2])?;
        let tokens = select_tokens(&mut batch, &format!("{ENDING_TOKENS} {may})"), &values)?;
        let ended = end_sessions(&mut batch, &format!("{ENDING_SESSIONS} {may})"), &values)?;
        batch.run(&format!("{DELETE_LINKS} {may})"), &values)?;
        batch.run(&format!("{DELETE_INVITATIONS} {may})"), &values)?;
        batch.run(&format!("{UPDATE_RECOVERY_EMAIL} {may}"), &values)?;
        let is_set = batch.add(SELECT_RECOVERY_EMAIL, &values[..2])?;
        let done = batch.commit().await?;
        if done.exists(other)? {
            return Err(members::exists());
        }
        if done.exists(own)? {
            return Err(members::own_mailbox(Code::InvalidEmail));
        }
        if !done.exists(is_set)? {
            return Err(self.refusal(caller, now, "Changing the recovery email").await?);
        }
        PodSessions::read_both(&done, [ended, tokens])
    }

    /// Why a credential could not do what may need a person: it has ended, or it is not a session.
    pub(super) async fn refusal(&self, caller: &KeyId, now: Timestamp, action: &str) -> Result<Error> {
        let select = format!("SELECT {}", is_active("?1", "?2"));
        let is_active: Option<i64> = self.db.value(&select, &values![caller.as_str(), now]).await?;
        Ok(if is_active == Some(1) { person_needed(action) } else { Error::unauthorized() })
    }

    /// Changes an account's tier and ceilings, of which None leaves what there is. Returns `None` if there is no such account.
    pub async fn change_account(
        &self,
        id: &str,
        tier: Option<Tier>,
        ceiling: Option<&Ceiling>,
    ) -> Result<Option<ChangedAccount>> {
        const UPDATE_ACCOUNT: &str = "
            UPDATE account SET tier = coalesce(?2, tier), ceiling_tools = coalesce(?3, ceiling_tools),
              ceiling_models = coalesce(?4, ceiling_models), ceiling_skills = coalesce(?5, ceiling_skills)
            WHERE id = ?1
            RETURNING id, tier, ceiling_tools AS tools, ceiling_models AS models, ceiling_skills AS skills";
        let tier = tier.map(<&str>::from);
        let list = |names: fn(&Ceiling) -> &Names| ceiling.map(names).map(to_json).transpose();
        let (tools, models, skills) = (list(|of| &of.tools)?, list(|of| &of.models)?, list(|of| &of.skills)?);
        self.db.row(UPDATE_ACCOUNT, &values![id, tier, tools.as_deref(), models.as_deref(), skills.as_deref()]).await
    }
}
