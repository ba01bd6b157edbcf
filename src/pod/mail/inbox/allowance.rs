//! How much mail the pod may take in: its share of what its account may on a day.

use futures_util::lock::Mutex as AsyncMutex;
use parking_lot::Mutex;

use crate::directory::inbound::InboundShare;
use crate::error::{Code, Error, Result};
use crate::grant::GRANT_TTL;
use crate::limits::{Inbound, Limits, Tier};
use crate::platform::{Sql, values};
use crate::pod::Pod;
use crate::time::{DAY, SECOND, Timestamp};

/// Keeps the share in memory, and on record what of it is used.
pub struct InboundAllowance {
    share: Mutex<Share>,
    /// Held while the directory is asked: one question at a time.
    asking: AsyncMutex<()>,
}

#[derive(Clone, Copy, Default)]
struct Share {
    /// Days since the epoch.
    day: i64,
    /// Stored or on its way.
    used: Inbound,
    granted: Inbound,
    /// Bytes of messages on their way.
    under_way: i64,
    /// Size in bytes of a message that exceeded what was left of the day; zero if no more messages were allowed.
    too_large: Option<i64>,
    /// The account's tier, if it was asked for since it may have changed.
    tier: Option<Tier>,
    /// When it was asked for; none since the object woke.
    tier_at: Option<Timestamp>,
}

/// The place of one message in the allowance, given back if it is not [kept](Self::keep).
pub struct Reserved<'a> {
    allowance: &'a InboundAllowance,
    day: i64,
    bytes: i64,
    is_kept: bool,
}

impl InboundAllowance {
    /// With what was on record when the object fell asleep.
    pub fn recorded(sql: &Sql) -> Result<Self> {
        const SELECT_SHARE: &str =
            "SELECT day, messages, bytes, granted_messages, granted_bytes, tier FROM inbound_share";
        let row = sql.first(SELECT_SHARE, &[])?.ok_or_else(|| Error::internal("no share of inbound mail"))?;
        let share = Share {
            day: row.integer(0),
            used: Inbound { messages: row.integer(1), bytes: row.integer(2) },
            granted: Inbound { messages: row.integer(3), bytes: row.integer(4) },
            tier: row.optional_text(5).and_then(|tier| serde_json::from_value(tier.into()).ok()),
            ..Share::default()
        };
        Ok(Self { share: Mutex::new(share), asking: AsyncMutex::default() })
    }

    /// Forgets the tier: it may have changed. What was refused before may be taken now.
    pub fn forget_tier(&self, sql: &Sql) -> Result<()> {
        {
            let mut share = self.share.lock();
            (share.tier, share.too_large) = (None, None);
        }
        sql.run("UPDATE inbound_share SET tier = NULL", &[]).map(drop)
    }

    /// Forgets everything: the database is empty.
    pub fn clear(&self) {
        *self.share.lock() = Share::default();
    }

    /// The limits of the pod's account.
    pub async fn limits(&self, pod: &Pod) -> Result<&'static Limits> {
        let known = self.share.lock().tier;
        let tier = match known {
            Some(tier) => tier,
            None => self.ask_tier(pod).await?,
        };
        Ok(pod.config().limits(tier))
    }

    /// The same, but not what was heard longer than a minute ago: mail is about to be refused, and word of another tier may have been
    /// lost.
    pub async fn fresh_limits(&self, pod: &Pod) -> Result<&'static Limits> {
        let fresh = || {
            let share = self.share.lock();
            share.tier.filter(|_| share.tier_at.is_some_and(|at| pod.now() < at.plus(GRANT_TTL)))
        };
        if let Some(tier) = fresh() {
            return Ok(pod.config().limits(tier));
        }
        let _asking = self.asking.lock().await;
        // Others may have asked meanwhile.
        let tier = match fresh() {
            Some(tier) => tier,
            None => self.ask_tier(pod).await?,
        };
        Ok(pod.config().limits(tier))
    }

    async fn ask_tier(&self, pod: &Pod) -> Result<Tier> {
        const UPDATE_TIER: &str = "UPDATE inbound_share SET tier = ?";
        let (epoch, now) = (pod.opened.authenticator.epoch(), pod.now());
        let tier = pod.directory().tier().await?;
        // A change that was told meanwhile is asked for anew.
        if pod.opened.authenticator.epoch() == epoch {
            let mut share = self.share.lock();
            // What was refused before may be taken now.
            if share.tier != Some(tier) {
                share.too_large = None;
            }
            (share.tier, share.tier_at) = (Some(tier), Some(now));
            pod.sql().run(UPDATE_TIER, &values![tier.as_str()])?;
        }
        Ok(tier)
    }

    /// Bytes of messages that are on their way into the pod.
    pub fn under_way(&self) -> i64 {
        self.share.lock().under_way
    }

    /// Takes a message of so many bytes into account.
    ///
    /// # Errors
    /// `rate_limited`: the day's mail is used up.
    pub async fn reserve(&self, pod: &Pod, limits: &Limits, bytes: i64) -> Result<Reserved<'_>> {
        match self.reserve_within(pod, limits, bytes).await {
            Err(spent) if spent.code == Code::RateLimited => {
                let fresh = self.fresh_limits(pod).await?;
                if std::ptr::eq(fresh, limits) {
                    return Err(spent);
                }
                self.share.lock().too_large = None;
                self.reserve_within(pod, fresh, bytes).await
            }
            reserved => reserved,
        }
    }

    async fn reserve_within(&self, pod: &Pod, limits: &Limits, bytes: i64) -> Result<Reserved<'_>> {
        if let Some(reserved) = self.take(pod, bytes)? {
            return Ok(reserved);
        }
        let _asking = self.asking.lock().await;
        // Others may have asked meanwhile.
        let mut reserved = self.take(pod, bytes)?;
        // What was brought may have been used by others while it was on its way here.
        while reserved.is_none() {
            let now = pod.now();
            let message = Inbound { messages: 1, bytes };
            let needed = {
                let share = self.share.lock();
                message.less(if share.day == now.day() { share.granted.less(share.used) } else { Inbound::default() })
            };
            let share = pod.directory().take_inbound(now, limits, needed).await?;
            let share = share.ok_or_else(|| Error::internal("mail for a pod in no directory"))?;
            self.add(pod.sql(), now, bytes, &share)?;
            reserved = self.take(pod, bytes)?;
        }
        reserved.ok_or_else(|| spent(pod))
    }

    /// A place within the share, if there is room in it.
    fn take(&self, pod: &Pod, bytes: i64) -> Result<Option<Reserved<'_>>> {
        let day = pod.now().day();
        let mut share = self.share.lock();
        if share.day != day {
            let Share { under_way, tier, tier_at, .. } = *share;
            *share = Share { day, under_way, tier, tier_at, ..Share::default() };
        }
        if share.too_large.is_some_and(|least| bytes >= least) {
            return Err(spent(pod));
        }
        let with_it = share.used.plus(Inbound { messages: 1, bytes });
        if with_it.messages > share.granted.messages || with_it.bytes > share.granted.bytes {
            return Ok(None);
        }
        share.used = with_it;
        share.under_way += bytes;
        Ok(Some(Reserved { allowance: self, day, bytes, is_kept: false }))
    }

    /// Adds what the directory gave, and writes it down.
    fn add(&self, sql: &Sql, asked_at: Timestamp, bytes: i64, given: &InboundShare) -> Result<()> {
        const UPDATE_SHARE: &str = "
            UPDATE inbound_share SET messages = iif(day = ?1, messages, 0), bytes = iif(day = ?1, bytes, 0), day = ?1,
              granted_messages = ?2, granted_bytes = ?3, tier = ?4";
        let mut share = self.share.lock();
        let day = asked_at.day();
        // The day ended while the directory was asked: that share is lost.
        if share.day != day {
            return Ok(());
        }
        share.granted = share.granted.plus(given.taken);
        if share.tier.is_some() {
            (share.tier, share.tier_at) = (Some(given.tier), Some(asked_at));
        }
        // What was on its way may have given its place back meanwhile.
        let with_it = share.used.plus(Inbound { messages: 1, bytes });
        let is_room = with_it.messages <= share.granted.messages && with_it.bytes <= share.granted.bytes;
        if given.taken == Inbound::default() && !is_room {
            share.too_large = Some(if given.left.messages == 0 { 0 } else { bytes });
        }
        let tier = share.tier.map(Tier::as_str);
        sql.run(UPDATE_SHARE, &values![day, share.granted.messages, share.granted.bytes, tier]).map(drop)
    }

    /// What of the day's mail the pod has used, and what it has taken beside that.
    pub fn today(&self, pod: &Pod) -> (Inbound, Inbound) {
        let share = self.share.lock();
        match share.day == pod.now().day() {
            true => (share.used, share.granted.less(share.used)),
            false => (Inbound::default(), Inbound::default()),
        }
    }
}

impl Reserved<'_> {
    /// Writes down that the message is stored. Part of the transaction that stores it.
    pub fn count(&self, pod: &Pod) -> Result<()> {
        const UPDATE_SHARE: &str =
            "UPDATE inbound_share SET messages = messages + 1, bytes = bytes + ?2 WHERE day = ?1";
        pod.sql().run(UPDATE_SHARE, &values![self.day, self.bytes]).map(drop)
    }

    /// After that transaction.
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        let mut share = self.allowance.share.lock();
        share.under_way = (share.under_way - self.bytes).max(0);
        if !self.is_kept && share.day == self.day {
            share.used = share.used.less(Inbound { messages: 1, bytes: self.bytes });
            // What this one took may be room for what had none.
            share.too_large = None;
        }
    }
}

fn spent(pod: &Pod) -> Error {
    let left = DAY - pod.now().millis().rem_euclid(DAY);
    Error::new(Code::RateLimited, "4.7.0 This mailbox has taken in as much mail today as it may; try again tomorrow")
        .retry_after(u32::try_from(left / SECOND + 1).unwrap_or(u32::MAX))
}
