//! The account's daily limit of received mail, of which pods take shares; and the storage that pods report.

use serde::Deserialize;

use super::{Directory, PodDirectory};
use crate::error::Result;
use crate::id::AccountId;
use crate::limits::{Inbound, Limits, Tier};
use crate::platform::values;
use crate::time::Timestamp;

/// A pod's share of the account's daily limit.
pub struct InboundShare {
    /// The pod's share: nothing if too little was left.
    pub taken: Inbound,
    /// What is left for other pods.
    pub left: Inbound,
    /// The account's tier now.
    pub tier: Tier,
}

/// Takes 1/50 of the daily limit, or 1/4 of what is left if that is less, but at least what is needed; nothing if more is needed than is
/// left. Bound numbers are floating-point, so parts of them are cast. A pod whose clock is behind takes nothing from a past day.
const TAKE_INBOUND: &str = "
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
/// With this row, the account's usage report asks this pod for the part of its share that it has not used.
const INSERT_USAGE: &str = "
    INSERT INTO usage (account_id, day, pod_id, requests) SELECT account_id, ?2, id, 0 FROM pod WHERE id = ?1
    ON CONFLICT (account_id, day, pod_id) DO NOTHING";
const UPSERT_STORAGE: &str = "
    INSERT INTO pod_storage (pod_id, account_id, bytes) SELECT id, account_id, ?2 FROM pod WHERE id = ?1
    ON CONFLICT (pod_id) DO UPDATE SET bytes = excluded.bytes";

impl PodDirectory {
    /// Takes a share of the mail that the account can receive today, at least what is needed. `None` if the pod is not in the directory.
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
        let mut batch = db.batch();
        let before = batch.add(SELECT_INBOUND, &values![pod, day])?;
        let after = batch.add(TAKE_INBOUND, &take)?;
        batch.run(INSERT_USAGE, &values![pod, day])?;
        let done = batch.commit().await?;
        let Some(before) = done.row::<Before>(before)? else { return Ok(None) };
        let after: Option<Inbound> = done.row(after)?;
        let taken_before = Inbound { messages: before.messages, bytes: before.bytes };
        let taken = after.map_or(Inbound::default(), |after| after.less(taken_before));
        let left = limit.less(after.unwrap_or(taken_before));
        Ok(Some(InboundShare { taken, left, tier: before.tier }))
    }

    /// Reports how many bytes the pod stores.
    pub async fn report_storage(&self, bytes: i64) -> Result<()> {
        self.db()?.run(UPSERT_STORAGE, &values![self.pod().as_str(), bytes]).await
    }
}

/// An account's storage, and the mail that its pods have taken from the daily limit.
#[derive(Default, Deserialize)]
pub struct StoredTotals {
    /// Bytes, as the pods reported last.
    pub storage: i64,
    messages: i64,
    bytes: i64,
}

impl StoredTotals {
    /// Taken from the daily limit, used or not.
    pub const fn inbound(&self) -> Inbound {
        Inbound { messages: self.messages, bytes: self.bytes }
    }
}

impl Directory {
    /// An account's storage, and the mail that its pods have taken from the limit of a day.
    pub async fn stored(&self, account: &AccountId, day: i64) -> Result<StoredTotals> {
        const SELECT_STORED: &str = "
            SELECT coalesce((SELECT bytes FROM account_storage WHERE account_id = ?1), 0) AS storage,
              coalesce((SELECT messages FROM inbound_day WHERE account_id = ?1 AND day = ?2), 0) AS messages,
              coalesce((SELECT bytes FROM inbound_day WHERE account_id = ?1 AND day = ?2), 0) AS bytes";
        Ok(self.db.row(SELECT_STORED, &values![account.as_str(), day]).await?.unwrap_or_default())
    }
}
