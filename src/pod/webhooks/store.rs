//! Stored webhooks.

use macros::FromRow;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::event_kind::EventKind;
use crate::platform::{Sql, values};
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::{Permission, to_json};

/// Why a webhook is disabled.
pub const BY_OWNER: &str = "by_owner";
pub const GONE: &str = "gone";
pub const FAILING: &str = "failing";
pub const UNVERIFIED: &str = "unverified";

/// The sealed part of a webhook: a URL can be a secret, too.
#[derive(Serialize, Deserialize)]
pub struct Private {
    pub url: String,
    pub secret: String,
    pub previous: Option<Previous>,
}

/// The secret before the current one.
#[derive(Serialize, Deserialize)]
pub struct Previous {
    pub secret: String,
    pub until: Timestamp,
}

impl Private {
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

/// The columns of a webhook.
const COLUMNS: &str = "
    seq, id, address, events, sealed, created_at, disabled_reason, failing_since, verified_at IS NOT NULL AS is_verified,
    iif(verified_at IS NULL, (SELECT d.last_error FROM delivery d WHERE d.webhook = seq AND d.event = 0), NULL)
      AS verification_error";

#[derive(FromRow)]
struct WebhookRow {
    seq: i64,
    id: String,
    address: Option<String>,
    events: String,
    sealed: Vec<u8>,
    created_at: Timestamp,
    disabled_reason: Option<String>,
    failing_since: Option<Timestamp>,
    is_verified: bool,
    verification_error: Option<String>,
}

/// A stored webhook.
pub struct StoredWebhook {
    pub seq: i64,
    pub id: String,
    pub address: Option<String>,
    pub events: Vec<String>,
    pub private: Private,
    pub created_at: Timestamp,
    pub disabled_reason: Option<String>,
    pub failing_since: Option<Timestamp>,
    /// Whether the URL has accepted a test.
    pub is_verified: bool,
    /// Why the last test failed.
    pub verification_error: Option<String>,
}

/// The webhooks of a pod, and their deliveries.
#[derive(Clone, Copy)]
pub struct Webhooks<'a> {
    pub(super) pod: &'a Pod,
}

impl Pod {
    /// The pod's webhooks.
    pub(in crate::pod) const fn webhooks(&self) -> Webhooks<'_> {
        Webhooks { pod: self }
    }
}

impl Webhooks<'_> {
    fn open(self, row: WebhookRow) -> Result<StoredWebhook> {
        Ok(StoredWebhook {
            events: serde_json::from_str(&row.events).map_err(Error::internal)?,
            private: Private::open(self.pod, &row.id, &row.sealed)?,
            seq: row.seq,
            id: row.id,
            address: row.address,
            created_at: row.created_at,
            disabled_reason: row.disabled_reason,
            failing_since: row.failing_since,
            is_verified: row.is_verified,
            verification_error: row.verification_error,
        })
    }

    /// The webhooks of the pod, or of one of its mailboxes, oldest first.
    pub fn list(self, address: Option<&str>) -> Result<Vec<StoredWebhook>> {
        let select = format!("SELECT {COLUMNS} FROM webhook WHERE ?1 IS NULL OR address = ?1 ORDER BY seq");
        self.pod.sql().rows(&select, &values![address])?.into_iter().map(|row| self.open(row)).collect()
    }

    /// The webhook with this id.
    pub fn find(self, id: &str) -> Result<StoredWebhook> {
        let select = format!("SELECT {COLUMNS} FROM webhook WHERE id = ?");
        self.open(self.pod.sql().row(&select, &values![id])?.ok_or_else(no_webhook)?)
    }

    /// The webhook with this number, if it still exists.
    pub fn at(self, seq: i64) -> Result<Option<StoredWebhook>> {
        let select = format!("SELECT {COLUMNS} FROM webhook WHERE seq = ?");
        self.pod.sql().row(&select, &values![seq])?.map(|row| self.open(row)).transpose()
    }

    /// Stores what the owner sets.
    pub fn save(self, webhook: &StoredWebhook) -> Result<()> {
        const UPDATE_WEBHOOK: &str = "UPDATE webhook SET address = ?2, events = ?3, sealed = ?4 WHERE seq = ?1";
        let (events, sealed) = (to_json(&webhook.events)?, webhook.private.seal(self.pod, &webhook.id)?);
        let values = values![webhook.seq, webhook.address.as_deref(), &events, &*sealed];
        self.pod.sql().run(UPDATE_WEBHOOK, &values).map(drop)
    }

    /// Ends all deliveries of a webhook, and starts no more.
    pub fn disable(self, seq: i64, reason: &str) -> Result<()> {
        const UPDATE_WEBHOOK_DISABLED: &str = "UPDATE webhook SET disabled_reason = ?2 WHERE seq = ?1";
        const UPDATE_DELIVERIES_FAILED: &str = "
            UPDATE delivery SET status = 'failed', due_at = NULL, last_error = 'the webhook was disabled'
            WHERE webhook = ? AND due_at IS NOT NULL";
        self.pod.sql().run(UPDATE_WEBHOOK_DISABLED, &values![seq, reason])?;
        self.pod.sql().run(UPDATE_DELIVERIES_FAILED, &values![seq]).map(drop)
    }

    /// Starts deliveries again.
    pub fn enable(self, webhook: &mut StoredWebhook) -> Result<()> {
        const UPDATE_WEBHOOK_ENABLED: &str = "
            UPDATE webhook SET disabled_reason = NULL, failing_since = NULL, not_before = 0 WHERE seq = ?";
        (webhook.disabled_reason, webhook.failing_since) = (None, None);
        self.pod.sql().run(UPDATE_WEBHOOK_ENABLED, &values![webhook.seq]).map(drop)
    }

    /// Whether the pod has webhooks.
    pub fn exist(self) -> Result<bool> {
        self.pod.opened.webhooks.any(self.pod.sql())
    }
}

/// Whether the pod has webhooks, remembered while the object is awake: most pods have none and pay nothing for them.
#[derive(Default)]
pub struct WebhookCache(Mutex<Option<bool>>);

impl WebhookCache {
    /// Reads the database once.
    pub fn any(&self, sql: &Sql) -> Result<bool> {
        let mut any = self.0.lock();
        match *any {
            Some(any) => Ok(any),
            None => Ok(*any.insert(sql.exists("SELECT 1 FROM webhook LIMIT 1", &[])?)),
        }
    }

    /// Makes the next call read the database again.
    pub fn change(&self) {
        *self.0.lock() = None;
    }
}

pub fn no_webhook() -> Error {
    Error::not_found("webhook").fix("GET /v1/email/webhooks lists yours.")
}

/// Checks that the caller may have events posted: those about approvals of all pods are for people who reach all pods.
pub fn check_approvals(pod: &Pod, events: &[String]) -> Result<()> {
    let has_approvals = events.iter().any(|name| EventKind::is_about_approval(name));
    if !has_approvals || pod.caller()?.grant.sees_approvals(pod.id()) {
        return Ok(());
    }
    let permission: &str = Permission::BudgetManage.into();
    Err(Error::new(Code::MissingScope, "In the default environment, events about approvals are for owners and admins.")
        .fix("Leave them out of `events`, or ask an owner or an admin.")
        .with("permission", permission))
}
