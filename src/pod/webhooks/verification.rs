//! Verification: a webhook gets events once its URL has answered a signed test with a 2xx. So nobody can have them posted to a server that
//! does not ask for them.
//!
//! The test is a delivery like any other, in the place of an event that no event has: claimed, attempted again and given up by the same rules.

use super::attempts;
use super::store::StoredWebhook;
use crate::error::Result;
use crate::event_kind::EventKind;
use crate::id::EventId;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::runtime::events;
use crate::time::Timestamp;
use crate::wire::to_json;

/// The place of the test among the deliveries of a webhook: before all events.
pub const EVENT: i64 = 0;

/// Makes a webhook prove its URL, which is new. Part of the caller's transaction.
pub fn require(pod: &Pod, webhook: &mut StoredWebhook) -> Result<()> {
    webhook.is_verified = false;
    pod.sql().run("UPDATE webhook SET verified_at = NULL WHERE seq = ?", &values![webhook.seq]).map(drop)
}

/// Makes the test due now, with all its attempts before it. Part of the caller's transaction, after which [`attempts::begin`] is called.
pub fn begin(pod: &Pod, webhook: i64) -> Result<()> {
    const INSERT_DELIVERY: &str = "
        INSERT INTO delivery (webhook, event, id, type, created_at, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
        ON CONFLICT (webhook, event) DO UPDATE SET id = excluded.id, status = 'pending', created_at = ?5, due_at = ?5,
          attempts = 0, attempted_at = NULL, last_status = NULL, last_body = NULL, last_error = NULL";
    let (id, kind) = (EventId::generate()?, EventKind::WebhookVerification.as_str());
    pod.sql().run(INSERT_DELIVERY, &values![webhook, EVENT, id.as_str(), kind, pod.now()]).map(drop)
}

/// What is posted.
pub fn body(kind: EventKind, id: &str, at: Timestamp, webhook: &str, address: Option<&str>) -> Result<String> {
    let data = format!(r#""address":{},"webhook_id":"{webhook}""#, to_json(&address)?);
    Ok(events::posted(kind.as_str(), id, at, &data))
}

/// Lets a webhook get events. Part of the caller's transaction.
pub fn succeed(pod: &Pod, webhook: i64) -> Result<()> {
    const UPDATE_WEBHOOK_VERIFIED: &str = "UPDATE webhook SET verified_at = ?2 WHERE seq = ?1 AND verified_at IS NULL";
    pod.sql().run(UPDATE_WEBHOOK_VERIFIED, &values![webhook, pod.now()]).map(drop)
}

/// Takes a test that its owner has asked for as the proof, if the URL is still the one that answered.
pub fn succeed_by_hand(pod: &Pod, tested: &StoredWebhook) -> Result<()> {
    const UPDATE_VERIFICATION_DELIVERED: &str = "
        UPDATE delivery SET status = 'delivered', due_at = NULL WHERE webhook = ?1 AND event = ?2 AND due_at IS NOT NULL";
    let proved = pod.sql().atomically(|| {
        let now = StoredWebhook::at(pod, tested.seq)?;
        let proves = now.is_some_and(|now| !now.is_verified && now.private.url == tested.private.url);
        if proves {
            succeed(pod, tested.seq)?;
            pod.sql().run(UPDATE_VERIFICATION_DELIVERED, &values![tested.seq, EVENT])?;
        }
        Ok(proves)
    })?;
    if proved {
        attempts::begin(pod);
    }
    Ok(())
}
