//! What a pod may ask of the directory: only what concerns itself.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::addresses;
use super::keys::hashes;
use crate::credential::KeyHash;
use crate::directory::{KeyStatus, PodStatus};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::limits::{Limits, Tier};
use crate::mail::address::Address;
use crate::platform::{Bindings, Conflict, Database, Rows, Statement, values};
use crate::time::{HOUR, MINUTE, Timestamp};
use crate::wire::to_json;

/// The directory as one pod sees it.
pub struct Seat {
    bindings: Bindings,
    pub(super) pod: PodId,
}

/// How long an answer about a key is believed without asking again, in case a revocation's call to the pod was lost.
pub const GRANT_TTL: i64 = MINUTE;

/// What a key or a session opens.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Grant {
    /// The key's, or the session's.
    pub key_id: KeyId,
    pub key_status: KeyStatus,
    /// When a session ends, in milliseconds since the epoch; keys do not.
    pub expires_at: Option<i64>,
    pub pod_status: PodStatus,
    pub account_id: AccountId,
    pub tier: Tier,
    /// The pod's name in a domain; home pods have none.
    pub slug: Option<String>,
    /// 1: its vault stores nothing that does not look encrypted.
    pub vault_strict: i64,
    pub requests_per_minute: Option<u32>,
    pub requests_per_hour: Option<u32>,
    pub requests_per_day: Option<u32>,
}

/// A pod's share of its account's daily allowance.
pub struct Share {
    /// Requests taken: none when the allowance is spent.
    pub taken: u32,
    /// Requests that are left to others.
    pub left: u32,
}

/// How the claim of an address ended.
pub struct Claim {
    /// Whether the pod had it before.
    pub already_owned: bool,
    /// The key to which its mail is sealed.
    pub public_key: Option<String>,
}

const GRANT: &str = "
    SELECT k.hash, k.id AS key_id, k.status AS key_status, NULL AS expires_at, p.status AS pod_status, a.id AS account_id, a.tier, p.slug,
      p.vault_strict, p.requests_per_minute, p.requests_per_hour, p.requests_per_day
    FROM api_key k JOIN pod p ON p.id = k.pod_id JOIN account a ON a.id = p.account_id
    WHERE k.hash IN (SELECT value FROM json_each(?1)) AND k.pod_id = ?2 AND NOT p.condemned
    UNION ALL
    SELECT s.hash, s.id, 'active', s.expires_at, p.status, a.id, a.tier, p.slug,
      p.vault_strict, p.requests_per_minute, p.requests_per_hour, p.requests_per_day
    FROM session s JOIN account a ON a.id = s.account_id JOIN pod p ON p.id = a.id
    WHERE s.hash IN (SELECT value FROM json_each(?1)) AND s.account_id = ?2 AND s.expires_at > ?3";
/// Written at most once an hour: a write on every look-up would make one database the bottleneck of all pods.
const TOUCH: &str = "
    UPDATE api_key SET last_used_at = ?2 WHERE hash = ?1 AND (last_used_at IS NULL OR last_used_at < ?2 - ?3)";
const CLAIMED: &str = "SELECT pod_id, public_key FROM address WHERE address = ?1";
const SET_PUBLIC_KEY: &str = "
    UPDATE address SET public_key = ?3 WHERE address = ?1 AND pod_id = ?2";
/// Takes a share of what is left of the day: fewer at a time as it runs out, so that pods do not starve each other. What is bound is a
/// floating-point number, and so is a part of it.
const TAKE: &str = "
    INSERT INTO account_day (account_id, day, taken) SELECT account_id, ?2, min(?3, ?4) FROM pod WHERE id = ?1
    ON CONFLICT (account_id, day) DO UPDATE SET taken = taken + max(1, min(?3, CAST((?4 - taken) / 4 AS INTEGER))) WHERE taken < ?4
    RETURNING taken";
const TAKEN_BEFORE: &str = "
    SELECT coalesce((SELECT taken FROM account_day WHERE day = ?2
      AND account_id = (SELECT account_id FROM pod WHERE id = ?1)), 0) AS taken";

/// The same share, counted for the pod; before it is taken.
const COUNT_REQUESTS: &str = "
    INSERT INTO usage (account_id, day, pod_id, requests)
    SELECT pod.account_id, ?2, id, iif(taken IS NULL, min(?3, ?4), max(1, min(?3, CAST((?4 - taken) / 4 AS INTEGER))))
    FROM pod LEFT JOIN account_day q ON q.account_id = pod.account_id AND q.day = ?2
    WHERE id = ?1 AND (taken IS NULL OR taken < ?4)
    ON CONFLICT (account_id, day, pod_id) DO UPDATE SET requests = requests + excluded.requests";

/// Days for which it is known what each pod used.
const USAGE_KEPT: i64 = 35;
const FORGET_USAGE: &str = "
    DELETE FROM usage WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1) AND day < ?2";

#[derive(Deserialize)]
struct Taken {
    taken: u32,
}

/// Counts one more, unless the hour or the day is full.
const TAKE_EMAIL: &str = "
    INSERT INTO mail_sent (account_id, day, in_day, hour, in_hour)
    SELECT account_id, ?2, 1, ?3, 1 FROM pod WHERE id = ?1 AND ?4 > 0 AND ?5 > 0
    ON CONFLICT (account_id) DO UPDATE SET
      in_day = iif(day = ?2, in_day, 0) + 1, day = ?2, in_hour = iif(hour = ?3, in_hour, 0) + 1, hour = ?3
    WHERE iif(day = ?2, in_day, 0) < ?4 AND iif(hour = ?3, in_hour, 0) < ?5
    RETURNING account_id";
/// For the pod, if the statement before counted it for the account.
const COUNT_EMAIL: &str = "
    INSERT INTO usage (account_id, day, pod_id, emails) SELECT account_id, ?2, id, 1 FROM pod WHERE id = ?1 AND changes() > 0
    ON CONFLICT (account_id, day, pod_id) DO UPDATE SET emails = emails + 1";
/// For the account's trust, likewise.
const SEE_EMAIL: &str = "
    INSERT INTO account_day (account_id, day, taken, emails) SELECT account_id, ?2, 0, 1 FROM pod WHERE id = ?1 AND changes() > 0
    ON CONFLICT (account_id, day) DO UPDATE SET emails = emails + 1";
const EMAILS: &str = "
    SELECT iif(day = ?2, in_day, 0) AS in_day, iif(hour = ?3, in_hour, 0) AS in_hour
    FROM mail_sent WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)";

#[derive(Default, Deserialize)]
struct Emails {
    in_day: u32,
    in_hour: u32,
}

/// The statements that take one email of the allowance of a pod's account, and count it for the pod. The first one returns a row if
/// there was one to take.
pub(super) fn take_email(db: &Database, pod: &PodId, now: Timestamp, limits: &Limits) -> Result<[Statement; 2]> {
    let (day, hour) = (now.day(), now.millis().div_euclid(HOUR));
    let take = values![pod.as_str(), day, hour, limits.emails_per_day, limits.emails_per_hour];
    Ok([db.statement(TAKE_EMAIL, &take)?, db.statement(COUNT_EMAIL, &take[..2])?])
}

impl Emails {
    fn left(&self, limits: &Limits) -> MailLeft {
        MailLeft {
            daily_remaining: limits.emails_per_day.saturating_sub(self.in_day),
            hourly_remaining: limits.emails_per_hour.saturating_sub(self.in_hour),
        }
    }
}

/// Emails that the account may still send.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct MailLeft {
    /// Until midnight UTC.
    pub daily_remaining: u32,
    /// Until the hour is full.
    pub hourly_remaining: u32,
}

/// Keys as the JSON array that a statement takes.
fn listed<'a>(keys: impl IntoIterator<Item = &'a KeyHash>) -> Result<String> {
    to_json(&keys.into_iter().map(KeyHash::as_str).collect::<Vec<_>>())
}

impl Seat {
    /// The directory as seen by that pod.
    pub fn new(bindings: Bindings, pod: PodId) -> Self {
        Self { bindings, pod }
    }

    /// Fetched when it is asked something: most requests ask nothing.
    pub(super) fn db(&self) -> Result<Database> {
        self.bindings.directory()
    }

    /// Whose it is.
    pub(super) fn pod(&self) -> &PodId {
        &self.pod
    }

    /// What a key opens here, if anything.
    pub async fn grant(&self, key: &KeyHash, now: Timestamp) -> Result<Option<Grant>> {
        let done = self
            .db()?
            .batch([
                self.db()?.statement(GRANT, &values![&listed([key])?, self.pod.as_str(), now])?,
                self.db()?.statement(TOUCH, &values![key.as_str(), now, HOUR])?,
            ])
            .await?;
        done.first().map_or(Ok(None), |rows| Ok(rows.read()?.pop()))
    }

    /// What several keys open here; nothing of those that open nothing.
    pub async fn grants(&self, keys: &[KeyHash], now: Timestamp) -> Result<HashMap<KeyHash, Grant>> {
        let select = self.db()?.statement(GRANT, &values![&listed(keys)?, self.pod.as_str(), now])?;
        let done = self.db()?.batch([select]).await?;
        let grants = done.first().map_or(Ok(Vec::new()), Rows::read)?;
        Ok(hashes(&done, 0)?.into_iter().zip(grants).collect())
    }

    /// Takes up to `share` requests out of the account's allowance for the day.
    pub async fn take_requests(&self, now: Timestamp, share: u32, allowance: u32) -> Result<Share> {
        let (pod, day) = (self.pod.as_str(), now.day());
        let done = self
            .db()?
            .batch([
                self.db()?.statement(TAKEN_BEFORE, &values![pod, day])?,
                self.db()?.statement(COUNT_REQUESTS, &values![pod, day, share, allowance])?,
                self.db()?.statement(TAKE, &values![pod, day, share, allowance])?,
                self.db()?.statement(FORGET_USAGE, &values![pod, day - USAGE_KEPT])?,
            ])
            .await?;
        let taken = |at: usize| -> Result<Option<u32>> {
            let Some(rows) = done.get(at) else { return Ok(None) };
            Ok(rows.read::<Taken>()?.pop().map(|row| row.taken))
        };
        let (before, after) = (taken(0)?.unwrap_or(0), taken(2)?.unwrap_or(allowance));
        Ok(Share { taken: after.saturating_sub(before), left: allowance.saturating_sub(after) })
    }

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
    ) -> Result<Claim> {
        let (text, pod) = (address.to_string(), self.pod.as_str());
        let domain = Some(address.domain()).filter(|_| own);
        let claim = values![&text, pod, public_key, limits.addresses, now, domain];
        let inserted = self.db()?.batch([self.db()?.statement(addresses::INSERT, &claim)?]).await;
        let inserted = inserted.on_conflict(addresses::QUARANTINED, addresses::quarantined);
        let inserted = match inserted.on_conflict("address.address", addresses::taken) {
            Err(error) if error.code == Code::AddressTaken => false,
            done => done?.first().map_or(Ok(false), Rows::any)?,
        };
        let owner: Option<addresses::Home> = self.db()?.first(CLAIMED, &values![&text]).await?;
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
        const KNOWN: &str = "
            SELECT EXISTS (SELECT 1 FROM stack WHERE domain = ?2 AND verified_at IS NOT NULL) AS taken,
              (SELECT s.verified_at IS NOT NULL FROM pod p JOIN stack s ON s.account_id = p.account_id AND s.domain = ?2
                WHERE p.id = ?1) AS proved";
        let known: Option<Known> = self.db()?.first(KNOWN, &values![self.pod.as_str(), domain]).await?;
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
    ) -> Result<Claim> {
        let public_key = match public_key {
            Some(key) if home.public_key.as_deref() != Some(key) => {
                let set = values![address, self.pod.as_str(), key];
                self.db()?.batch([self.db()?.statement(SET_PUBLIC_KEY, &set)?]).await?;
                Some(key.to_owned())
            }
            _ => home.public_key,
        };
        Ok(Claim { already_owned, public_key })
    }

    /// Takes one email of the account's allowance. What is left of it, and whether there was one to take.
    pub async fn take_email(&self, now: Timestamp, limits: &Limits) -> Result<(MailLeft, bool)> {
        let (db, day, hour) = (self.db()?, now.day(), now.millis().div_euclid(HOUR));
        let [take, count] = take_email(&db, &self.pod, now, limits)?;
        let see = db.statement(SEE_EMAIL, &values![self.pod.as_str(), day])?;
        let left = db.statement(EMAILS, &values![self.pod.as_str(), day, hour])?;
        let done = db.batch([take, count, see, left]).await?;
        let taken = done.first().map_or(Ok(false), Rows::any)?;
        let sent = done.get(3).map(Rows::read::<Emails>).transpose()?.and_then(|mut rows| rows.pop());
        Ok((sent.unwrap_or_default().left(limits), taken))
    }

    /// What is left of the account's allowance.
    pub async fn emails_left(&self, now: Timestamp, limits: &Limits) -> Result<MailLeft> {
        let (day, hour) = (now.day(), now.millis().div_euclid(HOUR));
        let sent: Option<Emails> = self.db()?.first(EMAILS, &values![self.pod.as_str(), day, hour]).await?;
        Ok(sent.unwrap_or_default().left(limits))
    }

    /// Gives back an email that was taken at that time and not sent.
    pub async fn return_email(&self, taken: Timestamp) -> Result<()> {
        const RETURN: &str = "
            UPDATE mail_sent SET in_day = in_day - (day = ?2), in_hour = in_hour - (hour = ?3)
            WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        const UNCOUNT: &str = "
            UPDATE usage SET emails = emails - 1 WHERE pod_id = ?1 AND day = ?2 AND emails > 0
              AND account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        const UNSEE: &str = "
            UPDATE account_day SET emails = emails - 1 WHERE day = ?2 AND emails > 0
              AND account_id = (SELECT account_id FROM pod WHERE id = ?1)";
        let (day, hour, pod) = (taken.day(), taken.millis().div_euclid(HOUR), self.pod.as_str());
        let db = self.db()?;
        let batch = [
            db.statement(RETURN, &values![pod, day, hour])?,
            db.statement(UNCOUNT, &values![pod, day])?,
            db.statement(UNSEE, &values![pod, day])?,
        ];
        db.batch(batch).await.map(drop)
    }

    /// Whether the pod has that address.
    pub async fn owns(&self, address: &str) -> Result<Option<addresses::Home>> {
        let owner: Option<addresses::Home> = self.db()?.first(CLAIMED, &values![address]).await?;
        Ok(owner.filter(|home| home.pod_id == self.pod))
    }

    /// Whether mail may go out in the name of an address at a domain that the account has brought: the pod has it, and the domain is still proved.
    pub async fn owns_at_proved_domain(&self, address: &str) -> Result<Option<addresses::Home>> {
        const SELECT: &str = "
            SELECT a.pod_id, a.public_key FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address = ?1 AND a.pod_id = ?2 AND s.verified_at IS NOT NULL";
        self.db()?.first(SELECT, &values![address, self.pod.as_str()]).await
    }

    /// The addresses among these that are claimed at accounts' own domains whose MX records lead here.
    pub async fn at_own_domains(&self, addresses: &[String]) -> Result<Vec<String>> {
        #[derive(Deserialize)]
        struct Known {
            address: String,
        }
        const KNOWN: &str = "
            SELECT a.address FROM address a JOIN stack s ON s.id = a.stack_id
            WHERE a.address IN (SELECT value FROM json_each(?1)) AND s.mx_at IS NOT NULL";
        let wanted = serde_json::to_string(addresses).map_err(Error::internal)?;
        let known: Vec<Known> = self.db()?.all(KNOWN, &values![&wanted]).await?;
        Ok(known.into_iter().map(|row| row.address).collect())
    }

    /// Whether the pod exists and is not suspended.
    pub async fn is_active(&self) -> Result<bool> {
        const ACTIVE: &str = "SELECT id FROM pod WHERE id = ?1 AND status = 'active' AND NOT condemned";
        Ok(self.db()?.first::<serde::de::IgnoredAny>(ACTIVE, &values![self.pod.as_str()]).await?.is_some())
    }

    /// The tier of the account that the pod belongs to.
    pub async fn tier(&self) -> Result<Tier> {
        #[derive(Deserialize)]
        struct Account {
            tier: Tier,
        }
        const TIER: &str = "SELECT a.tier FROM pod p JOIN account a ON a.id = p.account_id WHERE p.id = ?1";
        let account: Option<Account> = self.db()?.first(TIER, &values![self.pod.as_str()]).await?;
        account.map(|account| account.tier).ok_or_else(|| Error::internal("a pod of no account"))
    }

    /// All addresses of the pod, oldest first.
    pub async fn addresses(&self) -> Result<Vec<String>> {
        #[derive(Deserialize)]
        struct Address {
            address: String,
        }
        const LIST: &str = "SELECT address FROM address WHERE pod_id = ?1 ORDER BY created_at, address";
        let rows: Vec<Address> = self.db()?.all(LIST, &values![self.pod.as_str()]).await?;
        Ok(rows.into_iter().map(|row| row.address).collect())
    }
}
