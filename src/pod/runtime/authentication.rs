//! The gate: who comes in, and how often.

use std::collections::HashMap;

use parking_lot::Mutex;

use futures_util::lock::Mutex as AsyncMutex;

use crate::config::Config;
use crate::credential::KeyHash;
use crate::directory::PodDirectory;
use crate::error::{Code, Error, Result};
use crate::grant::{Allowance, Authenticated, GRANT_TTL, Grant, KeyState, KeyStatus, PodStatus, QUOTA};
use crate::platform::{Sql, clock, values};
use crate::rate::{Period, Rates, Window};
use crate::time::{DAY, Timestamp};

/// Answers of the directory kept at once; a pod has few keys.
const MAX_ANSWERS: usize = 1_024;

/// Keeps grants, counts requests.
pub struct Authenticator {
    known: Mutex<GrantCache>,
    windows: Mutex<[Window; 3]>,
    quota: AsyncMutex<Quota>,
}

#[derive(Default)]
struct GrantCache {
    /// Grows whenever something was revoked, so that a look-up under way then is not believed.
    epoch: u64,
    /// What the directory said of a key, and until when that is believed. A key that it does not know is refused from here, too: a key
    /// that is made later is another one.
    answers: HashMap<KeyHash, (Option<Grant>, Timestamp)>,
}

/// The pod's share of what its account may ask in a calendar day.
#[derive(Clone, Copy, Default)]
struct Quota {
    window: Window,
    /// Requests taken from the account's allowance, used or not.
    granted: u32,
    /// Requests that others could take when last asked.
    elsewhere: u32,
    /// Whether there was nothing to take when last asked.
    spent: bool,
}

impl Authenticator {
    /// With what was on record when the object fell asleep.
    pub fn recorded(sql: &Sql) -> Result<Self> {
        let (mut windows, mut quota) = ([Window::default(); 3], Quota::default());
        for row in sql.all("SELECT period, start, reserved, granted FROM request_window", &[])? {
            let number = |column| u32::try_from(row.integer(column)).unwrap_or(u32::MAX);
            let (name, window) = (row.text(0), Window::recorded(row.integer(1), number(2)));
            if name == QUOTA {
                quota = Quota { window, granted: number(3), ..Quota::default() };
            } else if let Some(at) = Period::ALL.iter().position(|period| period.name() == name) {
                windows[at] = window;
            }
        }
        Ok(Self { known: Mutex::default(), windows: Mutex::new(windows), quota: AsyncMutex::new(quota) })
    }

    /// Lets a key in and counts its request.
    ///
    /// # Errors
    /// `unauthorized`, `pod_suspended`, `rate_limited`.
    pub async fn authenticate(
        &self,
        key: &KeyHash,
        allowed: KeyState,
        directory: &PodDirectory,
        sql: &Sql,
        config: &Config,
    ) -> Result<Authenticated> {
        let grant = self.grant(key, allowed, directory).await?;
        let allowance = config.limits(grant.tier).requests_per_day;
        let quota = self.use_quota(directory, sql, allowance).await?;
        // What was revoked while the directory was asked is noticed here; else this is a look into memory.
        let grant = self.grant(key, allowed, directory).await?;
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
        Ok(Authenticated { grant, allowances })
    }

    /// What a key opens, from memory or from the directory.
    pub async fn grant(&self, key: &KeyHash, allowed: KeyState, directory: &PodDirectory) -> Result<Grant> {
        let answer = match self.remembered(key) {
            Some(answer) => answer,
            None => self.look_up(key, directory).await?,
        };
        checked(answer, allowed)
    }

    /// What memory says of a key; none if the directory has to be asked.
    pub fn remembered_verdict(&self, key: &KeyHash) -> Option<Result<()>> {
        self.remembered(key).map(|answer| checked(answer, KeyState::Active).map(drop))
    }

    /// Asks the directory anew of several keys, in one question. What it said of each.
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

    /// Forgets all grants: something about the pod or its keys has changed.
    pub async fn forget(&self) {
        {
            let mut known = self.known.lock();
            known.epoch += 1;
            known.answers.clear();
        }
        self.quota.lock().await.spent = false;
    }

    /// How often something has been revoked since the object woke.
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
            let message = format!("This pod may make {limit} requests a {}.", period.name());
            return Err(Error::new(Code::RateLimited, message)
                .fix("Wait, or ask the account to raise the pod's rate_limits.")
                .retry_after(window.resets_in(now, *period))
                .limits(Allowance::headers(&states.collect::<Vec<_>>())));
        }
        let counted = limited.iter_mut().map(|(period, limit, window)| {
            if window.count(*limit) {
                record(sql, period.name(), window, 0)?;
            }
            Ok(Allowance::of_pod(*period, *limit, window, now))
        });
        counted.collect()
    }

    /// Uses one request of the account's daily allowance, of which the pod takes a share at a time.
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
                let message =
                    format!("Your account may make {allowance} requests a day; all are used or held by its pods.");
                return Err(Error::new(Code::RateLimited, message)
                    .fix("The allowance is renewed at midnight UTC.")
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

    /// Requests of the day that the pod has taken from its account's allowance and not used.
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

/// Whether what the directory said of a key opens a door.
fn checked(answer: Option<Grant>, allowed: KeyState) -> Result<Grant> {
    let grant = answer.ok_or_else(Error::unauthorized)?;
    match (grant.key_status, grant.pod_status) {
        (KeyStatus::Revoked, _) => Err(Error::unauthorized()),
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
