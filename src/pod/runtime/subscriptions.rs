//! Subscriptions send the pod's data out without a key: webhooks, and the URL of the calendar's feed.

use macros::FromRow;

use crate::audit_action::AuditAction;
use crate::directory::revocations::Revocations;
use crate::error::Result;
use crate::platform::values;
use crate::pod::Pod;
use crate::rpc::Subscriptions;
use crate::time::{HOUR, MINUTE, Timestamp};

/// The delay before the account's pods are called again after a failure; it doubles each time.
const RETRY_DELAY: i64 = MINUTE;
const MAX_RETRY_DELAY: i64 = HOUR;

/// The subscriptions of the pod.
pub fn list(pod: &Pod) -> Result<Subscriptions> {
    let webhooks = pod.sql().values("SELECT id FROM webhook ORDER BY seq", &[])?;
    let calendar_feed = pod.sql().exists("SELECT 1 FROM calendar WHERE token_hash IS NOT NULL", &[])?;
    Ok(Subscriptions { webhooks, calendar_feed })
}

/// Ends subscriptions created before a time. A repeated call changes nothing.
pub fn end(pod: &Pod, made_before: Timestamp) -> Result<()> {
    const DELETE_WEBHOOKS: &str = "DELETE FROM webhook WHERE created_at <= ? RETURNING id";
    const UPDATE_FEED_ENDED: &str = "
        UPDATE calendar SET token_hash = NULL, token = NULL WHERE token_hash IS NOT NULL AND token_since <= ? RETURNING 1";
    pod.sql().atomically(|| {
        for id in pod.sql().values::<String>(DELETE_WEBHOOKS, &values![made_before])? {
            pod.audit().record(AuditAction::WebhookDeleted, &id)?;
        }
        match pod.sql().exists(UPDATE_FEED_ENDED, &values![made_before])? {
            true => {
                pod.opened.resealing.report_again(pod.sql(), None)?;
                pod.audit().record(AuditAction::CalendarFeedEnded, "feed")
            }
            false => Ok(()),
        }
    })?;
    pod.opened.webhooks.change();
    Ok(())
}

/// Makes sure that the account's pods end their subscriptions, even if the request that asks for it dies.
pub async fn expect(pod: &Pod) -> Result<()> {
    const INSERT_RETRY: &str = "
        INSERT INTO revocation_retry (one, due_at, attempts) VALUES (1, ?, 0)
        ON CONFLICT (one) DO UPDATE SET due_at = excluded.due_at, attempts = 0";
    let due = pod.now().plus(pod.config().scaled(RETRY_DELAY));
    pod.wake_at(due).await?;
    pod.sql().run(INSERT_RETRY, &values![due]).map(drop)
}

/// Calls the account's pods that have not ended their subscriptions yet. Returns when to come back, if some are left.
pub async fn retry(pod: &Pod) -> Result<Option<Timestamp>> {
    #[derive(FromRow)]
    struct Retry {
        due_at: Timestamp,
        attempts: i64,
    }
    const SELECT_RETRY: &str = "SELECT due_at, attempts FROM revocation_retry";
    const UPDATE_RETRY: &str = "UPDATE revocation_retry SET due_at = ?, attempts = ?";
    // A retry that was requested meanwhile is due later.
    const DELETE_RETRY: &str = "DELETE FROM revocation_retry WHERE due_at <= ?";
    let Some(Retry { due_at, attempts }) = pod.sql().row(SELECT_RETRY, &[])? else { return Ok(None) };
    if pod.now() < due_at {
        return Ok(Some(due_at));
    }
    let carried_out = Revocations::new(pod.bindings())?.carry_out(pod.id().as_str()).await?;
    if carried_out.pending.is_empty() {
        pod.sql().run(DELETE_RETRY, &values![due_at])?;
        return Ok(None);
    }
    let attempts = if carried_out.acknowledged > 0 { 0 } else { attempts + 1 };
    let delay = MAX_RETRY_DELAY.min(RETRY_DELAY << attempts.min(10));
    let due = pod.now().plus(pod.config().scaled(delay));
    pod.sql().run(UPDATE_RETRY, &values![due, attempts])?;
    Ok(Some(due))
}
