//! A webhook on record.

use parking_lot::Mutex;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::platform::{Row, Sql, values};
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::to_json;

/// Why a webhook is disabled.
pub const BY_OWNER: &str = "by_owner";
pub const GONE: &str = "gone";
pub const FAILING: &str = "failing";
pub const UNVERIFIED: &str = "unverified";

/// What of a webhook is sealed: many a URL is a secret, too.
#[derive(Serialize, Deserialize)]
pub struct Private {
    pub url: String,
    pub secret: String,
    pub previous: Option<Previous>,
}

/// A secret that was replaced.
#[derive(Serialize, Deserialize)]
pub struct Previous {
    pub secret: String,
    pub until: Timestamp,
}

impl Private {
    /// Opens what a row holds.
    pub fn open(pod: &Pod, id: &str, sealed: &[u8]) -> Result<Self> {
        serde_json::from_slice(&pod.key().open(&context(id), sealed)?).map_err(Error::internal)
    }

    pub fn seal(&self, pod: &Pod, id: &str) -> Result<Vec<u8>> {
        pod.key().seal(&context(id), &serde_json::to_vec(self).map_err(Error::internal)?)
    }
}

fn context(id: &str) -> String {
    format!("webhook {id}")
}

/// What [`StoredWebhook::read`] reads.
pub const COLUMNS: &str = "
    seq, id, address, events, sealed, created_at, disabled_reason, failing_since, verified_at IS NOT NULL,
    iif(verified_at IS NULL, (SELECT d.last_error FROM delivery d WHERE d.webhook = seq AND d.event = 0), NULL)";

/// A webhook as it is on record.
pub struct StoredWebhook {
    pub seq: i64,
    pub id: String,
    pub address: Option<String>,
    pub events: Vec<String>,
    pub private: Private,
    pub created_at: Timestamp,
    pub disabled_reason: Option<String>,
    pub failing_since: Option<Timestamp>,
    /// Whether its URL has answered a test.
    pub is_verified: bool,
    /// Why it has not, if that was tried.
    pub verification_error: Option<String>,
}

impl StoredWebhook {
    pub fn read(pod: &Pod, row: &Row) -> Result<Self> {
        let id = row.text(1);
        Ok(Self {
            seq: row.integer(0),
            address: row.optional_text(2),
            events: serde_json::from_str(&row.text(3)).map_err(Error::internal)?,
            private: Private::open(pod, &id, &row.bytes(4))?,
            created_at: Timestamp::from_millis(row.integer(5)),
            disabled_reason: row.optional_text(6),
            failing_since: (!row.is_null(7)).then(|| Timestamp::from_millis(row.integer(7))),
            is_verified: row.integer(8) == 1,
            verification_error: row.optional_text(9),
            id,
        })
    }

    /// The pod's webhook of that id.
    pub fn find(pod: &Pod, id: &str) -> Result<Self> {
        let find = format!("SELECT {COLUMNS} FROM webhook WHERE id = ?");
        Self::read(pod, &pod.sql().first(&find, &values![id])?.ok_or_else(no_webhook)?)
    }

    /// The webhook at that place, if it is still there.
    pub fn at(pod: &Pod, seq: i64) -> Result<Option<Self>> {
        let find = format!("SELECT {COLUMNS} FROM webhook WHERE seq = ?");
        pod.sql().first(&find, &values![seq])?.map(|row| Self::read(pod, &row)).transpose()
    }

    pub fn save(&self, pod: &Pod) -> Result<()> {
        const UPDATE_WEBHOOK: &str = "UPDATE webhook SET address = ?2, events = ?3, sealed = ?4 WHERE seq = ?1";
        let (events, sealed) = (to_json(&self.events)?, self.private.seal(pod, &self.id)?);
        pod.sql().run(UPDATE_WEBHOOK, &values![self.seq, self.address.as_deref(), &events, &*sealed]).map(drop)
    }

    pub fn disable(&mut self, pod: &Pod, reason: &'static str) -> Result<()> {
        self.disabled_reason = Some(reason.to_owned());
        disable(pod, self.seq, reason)
    }

    pub fn enable(&mut self, pod: &Pod) -> Result<()> {
        const UPDATE_WEBHOOK_ENABLED: &str = "
            UPDATE webhook SET disabled_reason = NULL, failing_since = NULL, not_before = 0 WHERE seq = ?";
        (self.disabled_reason, self.failing_since) = (None, None);
        pod.sql().run(UPDATE_WEBHOOK_ENABLED, &values![self.seq]).map(drop)
    }
}

/// Ends all deliveries of a webhook, and lets none begin.
pub fn disable(pod: &Pod, seq: i64, reason: &str) -> Result<()> {
    const UPDATE_WEBHOOK_DISABLED: &str = "UPDATE webhook SET disabled_reason = ?2 WHERE seq = ?1";
    const UPDATE_DELIVERIES_FAILED: &str = "
        UPDATE delivery SET status = 'failed', due_at = NULL, last_error = 'the webhook was disabled'
        WHERE webhook = ? AND due_at IS NOT NULL";
    pod.sql().run(UPDATE_WEBHOOK_DISABLED, &values![seq, reason])?;
    pod.sql().run(UPDATE_DELIVERIES_FAILED, &values![seq]).map(drop)
}

/// Whether there are webhooks at all, kept while the object is awake: most pods have none, and pay nothing for them.
#[derive(Default)]
pub struct WebhookCache(Mutex<Option<bool>>);

impl WebhookCache {
    /// Looks once.
    pub fn any(&self, sql: &Sql) -> Result<bool> {
        let mut any = self.0.lock();
        match *any {
            Some(any) => Ok(any),
            None => Ok(*any.insert(sql.first("SELECT 1 FROM webhook LIMIT 1", &[])?.is_some())),
        }
    }

    /// Looks again next time.
    pub fn change(&self) {
        *self.0.lock() = None;
    }
}

pub fn no_webhook() -> Error {
    Error::not_found("webhook").fix("GET /v1/email/webhooks lists yours.")
}
