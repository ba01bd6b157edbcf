//! How much mail the pod may receive: its share of the daily allowance of its account.

use futures_util::lock::Mutex as AsyncMutex;
use parking_lot::Mutex;

use crate::directory::inbound::InboundShare;
use crate::error::{Code, Error, Result};
use crate::grant::GRANT_TTL;
use crate::limits::{Inbound, Limits, Tier};
use crate::platform::{FromRow, Sql, values};
use crate::pod::Pod;
use crate::time::{DAY, SECOND, Timestamp};

/// The pod's share of the allowance. The database has what is used of it.
pub struct InboundAllowance {
    share: Mutex<Share>,
    /// Locked during a request to the directory, so that there is one at a time.
    request: AsyncMutex<()>,
}

#[derive(Clone, Copy, Default)]
struct Share {
    /// Days since the epoch.
    day: i64,
    /// Stored or being received.
    used: Inbound,
    granted: Inbound,
    /// Bytes of messages that are being received.
    pending_bytes: i64,
    /// Bytes of a message that exceeded the rest of the day's allowance. Zero if no more messages were allowed.
    too_large: Option<i64>,
    /// The account's tier. `None` if it may have changed.
    tier: Option<Tier>,
    /// When the tier was requested. `None` if that was before the object woke.
    tier_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct ShareRow {
    day: i64,
    messages: i64,
    bytes: i64,
    granted_messages: i64,
    granted_bytes: i64,
    tier: Option<String>,
}

/// The place of one message in the allowance. Dropping it gives the place back, unless it was [committed](Self::commit).
pub struct InboundReservation<'a> {
    allowance: &'a InboundAllowance,
    day: i64,
    bytes: i64,
    is_committed: bool,
}

impl InboundAllowance {
    /// Loads the share.
    pub fn recorded(sql: &Sql) -> Result<Self> {
        const SELECT_SHARE: &str =
            "SELECT day, messages, bytes, granted_messages, granted_bytes, tier FROM inbound_share";
        let row: Option<ShareRow> = sql.row(SELECT_SHARE, &[])?;
        let row = row.ok_or_else(|| Error::internal("inbound_share has no row"))?;
        let share = Share {
            day: row.day,
            used: Inbound { messages: row.messages, bytes: row.bytes },
            granted: Inbound { messages: row.granted_messages, bytes: row.granted_bytes },
            tier: row.tier.and_then(|tier| serde_json::from_value(tier.into()).ok()),
            ..Share::default()
        };
        Ok(Self { share: Mutex::new(share), request: AsyncMutex::default() })
    }

    /// Forgets the tier, because it may have changed. Mail that was refused before may now be accepted.
    pub fn forget_tier(&self, sql: &Sql) -> Result<()> {
        {
            let mut share = self.share.lock();
            (share.tier, share.too_large) = (None, None);
        }
        sql.run("UPDATE inbound_share SET tier = NULL", &[]).map(drop)
    }

    /// Forgets everything, because the database was erased.
    pub fn clear(&self) {
        *self.share.lock() = Share::default();
    }

    /// The limits of the pod's account.
    pub async fn limits(&self, pod: &Pod) -> Result<&'static Limits> {
        let known = self.share.lock().tier;
        let tier = match known {
            Some(tier) => tier,
            None => self.request_tier(pod).await?,
        };
        Ok(pod.config().limits(tier))
    }

    /// The limits of the pod's account, at most a minute old. Used before mail is refused, because the message about another tier may
    /// have been lost.
    pub async fn fresh_limits(&self, pod: &Pod) -> Result<&'static Limits> {
        let fresh = || {
            let share = self.share.lock();
            share.tier.filter(|_| share.tier_at.is_some_and(|at| pod.now() < at.plus(GRANT_TTL)))
        };
        if let Some(tier) = fresh() {
            return Ok(pod.config().limits(tier));
        }
        let _request = self.request.lock().await;
        // Another request may have finished in the meantime.
        let tier = match fresh() {
            Some(tier) => tier,
            None => self.request_tier(pod).await?,
        };
        Ok(pod.config().limits(tier))
    }

    async fn request_tier(&self, pod: &Pod) -> Result<Tier> {
        const UPDATE_TIER: &str = "UPDATE inbound_share SET tier = ?";
        let (epoch, now) = (pod.opened.authenticator.epoch(), pod.now());
        let tier = pod.directory().tier().await?;
        // If the tier changed in the meantime, the next call requests it again.
        if pod.opened.authenticator.epoch() == epoch {
            let mut share = self.share.lock();
            // A message that was too large may fit now.
            if share.tier != Some(tier) {
                share.too_large = None;
            }
            (share.tier, share.tier_at) = (Some(tier), Some(now));
            pod.sql().run(UPDATE_TIER, &values![<&str>::from(tier)])?;
        }
        Ok(tier)
    }

    /// Bytes of messages that are being received.
    pub fn pending_bytes(&self) -> i64 {
        self.share.lock().pending_bytes
    }

    /// Reserves a place for a message.
    ///
    /// # Errors
    /// `rate_limited`: the day's allowance is used up.
    pub async fn reserve(&self, pod: &Pod, limits: &Limits, bytes: i64) -> Result<InboundReservation<'_>> {
        match self.reserve_within(pod, limits, bytes).await {
            Err(error) if error.code == Code::RateLimited => {
                let fresh = self.fresh_limits(pod).await?;
                if std::ptr::eq(fresh, limits) {
                    return Err(error);
                }
                self.share.lock().too_large = None;
                self.reserve_within(pod, fresh, bytes).await
            }
            reserved => reserved,
        }
    }

    async fn reserve_within(&self, pod: &Pod, limits: &Limits, bytes: i64) -> Result<InboundReservation<'_>> {
        if let Some(reserved) = self.take(pod, bytes)? {
            return Ok(reserved);
        }
        let _request = self.request.lock().await;
        // Another request may have finished in the meantime.
        let mut reserved = self.take(pod, bytes)?;
        // Other messages may use a grant while it arrives.
        while reserved.is_none() {
            let now = pod.now();
            let message = Inbound { messages: 1, bytes };
            let needed = {
                let share = self.share.lock();
                message.less(if share.day == now.day() { share.granted.less(share.used) } else { Inbound::default() })
            };
            let share = pod.directory().take_inbound(now, limits, needed).await?;
            let share = share.ok_or_else(|| Error::internal("the directory has no such pod"))?;
            self.add(pod.sql(), now, bytes, &share)?;
            reserved = self.take(pod, bytes)?;
        }
        reserved.ok_or_else(|| allowance_used(pod))
    }

    /// Reserves a place within the share, if it has room.
    fn take(&self, pod: &Pod, bytes: i64) -> Result<Option<InboundReservation<'_>>> {
        let day = pod.now().day();
        let mut share = self.share.lock();
        if share.day != day {
            let Share { pending_bytes, tier, tier_at, .. } = *share;
            *share = Share { day, pending_bytes, tier, tier_at, ..Share::default() };
        }
        if share.too_large.is_some_and(|too_large| bytes >= too_large) {
            return Err(allowance_used(pod));
        }
        let used = share.used.plus(Inbound { messages: 1, bytes });
        if used.messages > share.granted.messages || used.bytes > share.granted.bytes {
            return Ok(None);
        }
        share.used = used;
        share.pending_bytes += bytes;
        Ok(Some(InboundReservation { allowance: self, day, bytes, is_committed: false }))
    }

    /// Adds a grant of the directory and records it.
    fn add(&self, sql: &Sql, requested_at: Timestamp, bytes: i64, grant: &InboundShare) -> Result<()> {
        const UPDATE_SHARE: &str = "
            UPDATE inbound_share SET messages = iif(day = ?1, messages, 0), bytes = iif(day = ?1, bytes, 0), day = ?1,
              granted_messages = ?2, granted_bytes = ?3, tier = ?4";
        let mut share = self.share.lock();
        let day = requested_at.day();
        // The day ended during the request: the grant is lost.
        if share.day != day {
            return Ok(());
        }
        share.granted = share.granted.plus(grant.taken);
        if share.tier.is_some() {
            (share.tier, share.tier_at) = (Some(grant.tier), Some(requested_at));
        }
        // Another message may have given its place back in the meantime.
        let used = share.used.plus(Inbound { messages: 1, bytes });
        let has_room = used.messages <= share.granted.messages && used.bytes <= share.granted.bytes;
        if grant.taken == Inbound::default() && !has_room {
            share.too_large = Some(if grant.left.messages == 0 { 0 } else { bytes });
        }
        let tier = share.tier.map(<&str>::from);
        sql.run(UPDATE_SHARE, &values![day, share.granted.messages, share.granted.bytes, tier]).map(drop)
    }

    /// The mail that the pod has used of the day's allowance, and the mail that it has reserved in addition.
    pub fn today(&self, pod: &Pod) -> (Inbound, Inbound) {
        let share = self.share.lock();
        match share.day == pod.now().day() {
            true => (share.used, share.granted.less(share.used)),
            false => (Inbound::default(), Inbound::default()),
        }
    }
}

impl InboundReservation<'_> {
    /// Records that the message is stored. Part of the transaction that stores it.
    pub fn record(&self, pod: &Pod) -> Result<()> {
        const UPDATE_SHARE: &str =
            "UPDATE inbound_share SET messages = messages + 1, bytes = bytes + ?2 WHERE day = ?1";
        pod.sql().run(UPDATE_SHARE, &values![self.day, self.bytes]).map(drop)
    }

    /// Keeps the place. Called after that transaction.
    pub fn commit(mut self) {
        self.is_committed = true;
    }
}

impl Drop for InboundReservation<'_> {
    fn drop(&mut self) {
        let mut share = self.allowance.share.lock();
        share.pending_bytes = (share.pending_bytes - self.bytes).max(0);
        if !self.is_committed && share.day == self.day {
            share.used = share.used.less(Inbound { messages: 1, bytes: self.bytes });
            // The freed place may be large enough for a message that was too large.
            share.too_large = None;
        }
    }
}

fn allowance_used(pod: &Pod) -> Error {
    let left = DAY - pod.now().millis().rem_euclid(DAY);
    Error::new(Code::RateLimited, "4.7.0 This mailbox has received its daily limit of mail; try again tomorrow")
        .retry_after(u32::try_from(left / SECOND + 1).unwrap_or(u32::MAX))
}
