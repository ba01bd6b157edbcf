//! Mail that accounts may take in on a day, of which pods take shares; and what pods store.

use serde::Deserialize;

use super::{Directory, PodDirectory};
use crate::error::Result;
use crate::id::AccountId;
use crate::limits::{Inbound, Limits, Tier};
use crate::platform::{Rows, values};
use crate::time::Timestamp;

/// A share of the day's allowance that a pod has asked for.
pub struct InboundShare {
    /// What was taken for the pod: nothing if there was not enough.
    pub taken: Inbound,
    /// What is left to others.
    pub left: Inbound,
    /// The account's tier now.
    pub tier: Tier,
}

/// Takes a fiftieth of the day, or a quarter of what is left if that is less, but never less than is needed; nothing, if that is more than
/// is left. What is bound is a floating-point number, and so is a part of it. A pod whose clock is behind takes nothing of a past day.
const INSERT_INBOUND_DAY: &str = "
    INSERT INTO inbound_day (account_id, day, messages, bytes)
    SELECT account_id, ?2, max(?5, CAST(?3 / 50 AS INTEGER)), max(?6, CAST(?4 / 50 AS INTEGER)) FROM pod
    WHERE id = ?1 AND ?5 <= ?3 AND ?6 <= ?4
    ON CONFLICT (account_id) DO UPDATE SET
      messages = iif(day = ?2, messages, 0)
        + max(?5, CAST(min(?3 / 50, (?3 - iif(day = ?2, messages, 0)) / 4) AS INTEGER)),
      bytes = iif(day = ?2, bytes, 0) + max(?6, CAST(min(?4 / 50, (?4 - iif(day = ?2, bytes, 0)) / 4) AS INTEGER)),
      day = ?2
    WHERE day <= ?2 AND ?5 <= ?3 - iif(day = ?2, messages, 0) AND ?6 <= ?4 - iif(day = ?2, bytes, 0)
    RETURNING messages, bytes";
const SELECT_INBOUND: &str = "
    SELECT a.tier, iif(d.day = ?2, d.messages, 0) AS messages, iif(d.day = ?2, d.bytes, 0) AS bytes
    FROM pod p JOIN account a ON a.id = p.account_id LEFT JOIN inbound_day d ON d.account_id = a.id WHERE p.id = ?1";
/// So that the account's usage asks this pod what it has taken and not used.
const INSERT_USAGE: &str = "
    INSERT INTO usage (account_id, day, pod_id, requests) SELECT account_id, ?2, id, 0 FROM pod WHERE id = ?1
    ON CONFLICT (account_id, day, pod_id) DO NOTHING";
const INSERT_STORAGE: &str = "
    INSERT INTO pod_storage (pod_id, account_id, bytes) SELECT id, account_id, ?2 FROM pod WHERE id = ?1
    ON CONFLICT (pod_id) DO UPDATE SET bytes = excluded.bytes";

impl PodDirectory {
    /// Takes a share of the mail that the account may take in today, at least what is needed. Nothing, if the pod is in no directory.
    pub async fn take_inbound(&self, now: Timestamp, limits: &Limits, needed: Inbound) -> Result<Option<InboundShare>> {
        #[derive(Deserialize)]
        struct Before {
            tier: Tier,
            messages: i64,
            bytes: i64,
        }
        let (pod, day) = (self.pod().as_str(), now.day());
        let limit = Inbound { messages: limits.inbound_emails_per_day.into(), bytes: limits.inbound_bytes_per_day };
        let take = values![pod, day, limit.messages, limit.bytes, needed.messages, needed.bytes];
        let db = self.db()?;
        let done = db
            .batch([
                db.statement(SELECT_INBOUND, &values![pod, day])?,
                db.statement(INSERT_INBOUND_DAY, &take)?,
                db.statement(INSERT_USAGE, &values![pod, day])?,
            ])
            .await?;
        let Some(before) = done.first().map_or(Ok(None), Rows::one::<Before>)? else { return Ok(None) };
        let after = done.get(1).map_or(Ok(None), Rows::one::<Inbound>)?;
        let taken_before = Inbound { messages: before.messages, bytes: before.bytes };
        let taken = after.map_or(Inbound::default(), |after| after.less(taken_before));
        let left = limit.less(after.unwrap_or(taken_before));
        Ok(Some(InboundShare { taken, left, tier: before.tier }))
    }

    /// Reports how many bytes the pod stores.
    pub async fn report_storage(&self, bytes: i64) -> Result<()> {
        let db = self.db()?;
        db.batch([db.statement(INSERT_STORAGE, &values![self.pod().as_str(), bytes])?]).await.map(drop)
    }
}

/// What an account stores, and what of the day's mail its pods have taken.
#[derive(Default, Deserialize)]
pub struct StoredTotals {
    /// Bytes, as the pods reported last.
    pub storage: i64,
    messages: i64,
    bytes: i64,
}

impl StoredTotals {
    /// Taken of the day's mail, used or not.
    pub const fn inbound(&self) -> Inbound {
        Inbound { messages: self.messages, bytes: self.bytes }
    }
}

impl Directory {
    /// What an account stores and has taken of the day's mail.
    pub async fn stored(&self, account: &AccountId, day: i64) -> Result<StoredTotals> {
        const SELECT_STORED: &str = "
            SELECT coalesce((SELECT bytes FROM account_storage WHERE account_id = ?1), 0) AS storage,
              coalesce((SELECT messages FROM inbound_day WHERE account_id = ?1 AND day = ?2), 0) AS messages,
              coalesce((SELECT bytes FROM inbound_day WHERE account_id = ?1 AND day = ?2), 0) AS bytes";
        Ok(self.db.first(SELECT_STORED, &values![account.as_str(), day]).await?.unwrap_or_default())
    }
}
