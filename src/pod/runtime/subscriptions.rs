//! What sends the pod's data to others without a key: webhooks, and the address of the calendar's feed.

use crate::audit_action::AuditAction;
use crate::directory::revocations::Revocations;
use crate::error::Result;
use crate::platform::values;
use crate::pod::Pod;
use crate::rpc::Subscriptions;
use crate::time::{HOUR, MINUTE, Timestamp};

/// How long after a failure the account's pods are asked again; it doubles each time.
const RETRY_DELAY: i64 = MINUTE;
const MAX_RETRY_DELAY: i64 = HOUR;

/// What the pod has.
pub fn list(pod: &Pod) -> Result<Subscriptions> {
    let webhooks = pod.sql().all("SELECT id FROM webhook ORDER BY seq", &[])?;
    let feed = pod.sql().first("SELECT 1 FROM calendar WHERE token_hash IS NOT NULL", &[])?;
    Ok(Subscriptions { webhooks: webhooks.iter().map(|row| row.text(0)).collect(), calendar_feed: feed.is_some() })
}

/// Ends what was made before a moment. Repeating it changes nothing.
pub fn end(pod: &Pod, made_before: Timestamp) -> Result<()> {
    const DELETE_WEBHOOKS: &str = "DELETE FROM webhook WHERE created_at <= ? RETURNING id";
    const UPDATE_FEED_ENDED: &str = "
        UPDATE calendar SET token_hash = NULL, token = NULL WHERE token_hash IS NOT NULL AND token_since <= ? RETURNING 1";
    pod.sql().atomically(|| {
        for row in pod.sql().all(DELETE_WEBHOOKS, &values![made_before])? {
            pod.audit(AuditAction::WebhookDeleted, &row.text(0))?;
        }
        match pod.sql().first(UPDATE_FEED_ENDED, &values![made_before])? {
            Some(_) => {
                pod.opened.resealing.report_again(pod.sql(), None)?;
                pod.audit(AuditAction::CalendarFeedEnded, "feed")
            }
            None => Ok(()),
        }
    })?;
    pod.opened.webhooks.change();
    Ok(())
}

/// Sees to it that the account's pods end their subscriptions, although whoever wants that may not come so far as to tell them.
pub async fn expect(pod: &Pod) -> Result<()> {
    const INSERT_RETRY: &str = "
        INSERT INTO revocation_retry (one, due_at, attempts) VALUES (1, ?, 0)
        ON CONFLICT (one) DO UPDATE SET due_at = excluded.due_at, attempts = 0";
    let due = pod.now().plus(pod.config().scaled(RETRY_DELAY));
    pod.wake_at(due).await?;
    pod.sql().run(INSERT_RETRY, &values![due]).map(drop)
}

/// Tells the account's pods that have yet to end their subscriptions. When to come back, if some still have.
pub async fn retry(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_RETRY: &str = "SELECT due_at, attempts FROM revocation_retry";
    const UPDATE_RETRY: &str = "UPDATE revocation_retry SET due_at = ?, attempts = ?";
    // What was wanted meanwhile is due later.
    const DELETE_RETRY: &str = "DELETE FROM revocation_retry WHERE due_at <= ?";
    let Some(row) = pod.sql().first(SELECT_RETRY, &[])? else { return Ok(None) };
    let (due, attempts) = (Timestamp::from_millis(row.integer(0)), row.integer(1));
    if pod.now() < due {
        return Ok(Some(due));
    }
    let carried_out = Revocations::new(pod.bindings())?.carry_out(pod.id().as_str()).await?;
    if carried_out.pending.is_empty() {
        pod.sql().run(DELETE_RETRY, &values![due])?;
        return Ok(None);
    }
    let attempts = if carried_out.acknowledged > 0 { 0 } else { attempts + 1 };
    let delay = MAX_RETRY_DELAY.min(RETRY_DELAY << attempts.min(10));
    let due = pod.now().plus(pod.config().scaled(delay));
    pod.sql().run(UPDATE_RETRY, &values![due, attempts])?;
    Ok(Some(due))
}
