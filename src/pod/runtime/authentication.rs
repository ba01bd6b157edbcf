//! Authentication of keys, and rate limits.

use std::collections::HashMap;
use std::net::IpAddr;

use futures_util::lock::Mutex as AsyncMutex;
use macros::FromRow;
use parking_lot::Mutex;

use super::key_uses::KeyUses;
use crate::config::Config;
use crate::credential::KeyHash;
use crate::directory::PodDirectory;
use crate::error::{Code, Error, Result};
use crate::grant::{Allowance, Authenticated, GRANT_TTL, Grant, KeyState, KeyStatus, PodStatus, QUOTA};
use crate::platform::{Sql, clock, values};
use crate::rate::{Period, Rates, Window};
use crate::time::{DAY, Timestamp};

/// Answers of the directory that are remembered; a pod has few keys.
const MAX_ANSWERS: usize = 1_024;

/// Remembers grants and counts requests.
pub struct Authenticator {
    known: Mutex<GrantCache>,
    windows: Mutex<[Window; 3]>,
    quota: AsyncMutex<Quota>,
    uses: KeyUses,
}

#[derive(Default)]
struct GrantCache {
    /// Grows with every revocation, so that the result of a query under way is dropped.
    epoch: u64,
    /// The directory's answer about a key, and until when it is used. Unknown keys are remembered, too: a key that is created later is
    /// another one.
    answers: HashMap<KeyHash, (Option<Grant>, Timestamp)>,
}

/// The pod's share of its account's requests of the day.
#[derive(Clone, Copy, Default)]
struct Quota {
    window: Window,
    /// Requests reserved from the account's allowance, used or not.
    granted: u32,
    /// Requests that other pods could reserve at the last query.
    elsewhere: u32,
    /// Whether nothing was left at the last query.
    spent: bool,
}

#[derive(FromRow)]
struct WindowRow {
    period: String,
    start: i64,
    reserved: u32,
    granted: u32,
}

impl Authenticator {
    /// With the counts that were stored before the object fell asleep.
    pub fn recorded(sql: &Sql) -> Result<Self> {
        let (mut windows, mut quota) = ([Window::default(); 3], Quota::default());
        const SELECT_WINDOWS: &str = "SELECT period, start, reserved, granted FROM request_window";
        for WindowRow { period, start, reserved, granted } in sql.rows(SELECT_WINDOWS, &[])? {
            let window = Window::recorded(start, reserved);
            if period == QUOTA {
                quota = Quota { window, granted, ..Quota::default() };
            } else if let Some(at) = Period::ALL.iter().position(|known| <&str>::from(*known) == period) {
                windows[at] = window;
            }
        }
        Ok(Self {
            known: Mutex::default(),
            windows: Mutex::new(windows),
            quota: AsyncMutex::new(quota),
            uses: KeyUses::default(),
        })
    }

    /// Authenticates a key and counts its request.
    ///
    /// # Errors
    /// `unauthorized`, `wrong_tenant`, `pod_suspended`, `ip_not_allowed`, `rate_limited`.
    pub async fn authenticate(
        &self,
        key: &KeyHash,
        allowed: KeyState,
        ip: impl Fn() -> Option<IpAddr>,
        directory: &PodDirectory,
        sql: &Sql,
        config: &Config,
    ) -> Result<Authenticated> {
        let grant = self.grant(key, allowed, directory).await?;
        let allowance = config.limits(grant.tier).requests_per_day;
        let quota = self.use_quota(directory, sql, allowance).await?;
        // Notices a revocation during the query; otherwise this reads memory.
        let grant = self.grant(key, allowed, directory).await?;
        if grant.has_ip_ranges()
            && let Err(refusal) = grant.check_ip(ip())
        {
            self.return_quota().await;
            return Err(refusal);
        }
        let rates = Rates {
            requests_per_minute: grant.requests_per_minute,
            requests_per_hour: grant.requests_per_hour,
            requests_per_day: grant.requests_per_day,
        };
        let mut allowances = match self.count(&rates, sql) {
            Ok(allowances) => allowances,
            Err(refusal) => {
                self.return_quota().await;
                return Err(refusal);
            }
        };
        allowances.push(quota);
        self.uses.record(&grant.key_id, sql, clock::now())?;
        Ok(Authenticated { grant, allowances })
    }

    /// The grant of a key, from memory or from the directory.
    pub async fn grant(&self, key: &KeyHash, allowed: KeyState, directory: &PodDirectory) -> Result<Grant> {
        let answer = match self.remembered(key) {
            Some(answer) => answer,
            None => self.look_up(key, directory).await?,
        };
        checked(answer, allowed)
    }

    /// The remembered verdict on a key; None if the directory has to be asked.
    pub fn remembered_verdict(&self, key: &KeyHash) -> Option<Result<Grant>> {
        self.remembered(key).map(|answer| checked(answer, KeyState::Active))
    }

    /// Asks the directory about several keys in one query. Returns the verdict on each.
    pub async fn look_up_all(
        &self,
        keys: &[KeyHash],
        directory: &PodDirectory,
    ) -> Result<Vec<(KeyHash, Result<Grant>)>> {
        loop {
            let epoch = self.known.lock().epoch;
            let now = clock::now();
            let mut found = directory.grants(keys, now).await?;
            let mut known = self.known.lock();
            if known.epoch != epoch {
                continue;
            }
            let answers = keys.iter().map(|key| {
                let grant = found.remove(key);
                known.keep(key, grant.as_ref(), now);
                (key.clone(), checked(grant, KeyState::Active))
            });
            return Ok(answers.collect());
        }
    }

    fn remembered(&self, key: &KeyHash) -> Option<Option<Grant>> {
        let known = self.known.lock();
        let (grant, until) = known.answers.get(key)?;
        (clock::now() < *until).then(|| grant.clone())
    }

    async fn look_up(&self, key: &KeyHash, directory: &PodDirectory) -> Result<Option<Grant>> {
        loop {
            let epoch = self.known.lock().epoch;
            let now = clock::now();
            let grant = directory.grant(key, now).await?;
            let mut known = self.known.lock();
            if known.epoch != epoch {
                continue;
            }
            known.keep(key, grant.as_ref(), now);
            return Ok(grant);
        }
    }

    /// Forgets all grants: the pod or its keys have changed.
    pub async fn forget(&self) {
        {
            let mut known = self.known.lock();
            known.epoch += 1;
            known.answers.clear();
        }
        self.quota.lock().await.spent = false;
    }

    /// The number of revocations since the object woke.
    pub fn epoch(&self) -> u64 {
        self.known.lock().epoch
    }

    /// Counts one request against the pod's own limits: all or none of them.
    fn count(&self, rates: &Rates, sql: &Sql) -> Result<Vec<Allowance>> {
        let now = clock::now();
        let mut windows = self.windows.lock();
        let limited = Period::ALL.into_iter().zip(windows.iter_mut());
        let mut limited: Vec<_> = limited
            .filter_map(|(period, window)| {
                *window = window.at(now, period);
                Some((period, period.limit(rates)?, window))
            })
            .collect();
        if let Some((period, limit, window)) = limited.iter().find(|(_, limit, window)| window.left(*limit) == 0) {
            let states = limited.iter().map(|(period, limit, window)| Allowance::of_pod(*period, *limit, window, now));
            let message = format!("This pod can send {limit} requests a {}.", <&str>::from(period));
            return Err(Error::new(Code::RateLimited, message)
                .fix("Wait as long as Retry-After says, or ask the account to raise the pod's rate_limits.")
                .retry_after(window.resets_in(now, *period))
                .limits(Allowance::headers(&states.collect::<Vec<_>>())));
        }
        let counted = limited.iter_mut().map(|(period, limit, window)| {
            if window.count(*limit) {
                record(sql, (*period).into(), window, 0)?;
            }
            Ok(Allowance::of_pod(*period, *limit, window, now))
        });
        counted.collect()
    }

    /// Uses one request of the account's daily allowance, of which the pod reserves a share at a time.
    async fn use_quota(&self, directory: &PodDirectory, sql: &Sql, allowance: u32) -> Result<Allowance> {
        let mut quota = self.quota.lock().await;
        let now = clock::now();
        let midnight = now.day() * DAY;
        if quota.window.start != midnight {
            *quota = Quota { window: Window { start: midnight, used: 0, reserved: 0 }, ..Quota::default() };
        }
        let resets_in = quota.window.resets_in(now, Period::Day);
        if quota.window.used >= quota.granted {
            let share = (allowance / 50).max(1);
            if !quota.spent {
                let share = directory.take_requests(now, share, allowance).await?;
                quota.granted += share.taken;
                quota.elsewhere = share.left;
                quota.spent = share.taken == 0;
            }
            if quota.spent {
                let message = format!(
                    "Your account can send {allowance} requests a day. All of them are used or reserved by its pods."
                );
                return Err(Error::new(Code::RateLimited, message)
                    .fix("Wait until midnight UTC, or ask the operator for a higher tier.")
                    .retry_after(resets_in)
                    .limits(Allowance::headers(&[Allowance::of_account(allowance, 0, resets_in)])));
            }
        }
        let granted = quota.granted;
        if quota.window.count(granted) {
            record(sql, QUOTA, &quota.window, granted)?;
        }
        let left = granted - quota.window.used + quota.elsewhere;
        Ok(Allowance::of_account(allowance, left, resets_in))
    }

    /// Requests of the day that the pod has reserved and not used.
    pub async fn unused(&self) -> u32 {
        let quota = self.quota.lock().await;
        let today = quota.window.start == clock::now().day() * DAY;
        if today { quota.granted.saturating_sub(quota.window.used) } else { 0 }
    }

    async fn return_quota(&self) {
        let mut quota = self.quota.lock().await;
        quota.window.used = quota.window.used.saturating_sub(1);
    }
}

impl GrantCache {
    fn keep(&mut self, key: &KeyHash, grant: Option<&Grant>, now: Timestamp) {
        if self.answers.len() >= MAX_ANSWERS {
            self.answers.clear();
        }
        let end = grant.and_then(|grant| grant.expires_at).map(Timestamp::from_millis);
        let until = end.map_or(now.plus(GRANT_TTL), |end| end.min(now.plus(GRANT_TTL)));
        self.answers.insert(key.clone(), (grant.cloned(), until));
    }
}

/// The verdict on a key by the directory's answer.
fn checked(answer: Option<Grant>, allowed: KeyState) -> Result<Grant> {
    let grant = answer.ok_or_else(|| Error::unauthorized().invalid_token())?;
    if grant.is_elsewhere != 0 {
        return Err(Error::wrong_tenant());
    }
    match (grant.key_status, grant.pod_status) {
        (KeyStatus::Revoked | KeyStatus::Expired, _) => Err(Error::unauthorized().invalid_token()),
        (KeyStatus::Backup, _) if allowed != KeyState::Backup => Err(Error::unauthorized()
            .fix("This backup key is dormant. Activate it with POST /v1/auth/keys/activate-backup.")),
        (_, PodStatus::Suspended) => Err(Error::new(Code::PodSuspended, "This pod is suspended.")
            .fix("Its account can resume it with POST /v1/pods/{pod_id}/resume.")),
        _ => Ok(grant),
    }
}

fn record(sql: &Sql, name: &str, window: &Window, granted: u32) -> Result<u64> {
    const INSERT_REQUEST_WINDOW: &str = "
        INSERT INTO request_window (period, start, reserved, granted) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (period) DO UPDATE SET start = ?2, reserved = ?3, granted = ?4";
    sql.run(INSERT_REQUEST_WINDOW, &values![name, window.start, window.reserved, granted])
}
