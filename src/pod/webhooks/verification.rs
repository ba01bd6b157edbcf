//! Verification: a webhook receives events after its URL has answered a signed verification event with a 2xx. So an account cannot send
//! events to a server that does not expect them.
//!
//! The test is a delivery with the number 0, which no event has: it is claimed, repeated and given up by the same rules.

use super::Webhooks;
use super::store::StoredWebhook;
use crate::error::Result;
use crate::event_kind::EventKind;
use crate::id::EventId;
use crate::platform::values;
use crate::pod::runtime::events;
use crate::time::Timestamp;
use crate::wire::to_json;

/// The number of the test among the deliveries of a webhook: before all events.
pub const EVENT: i64 = 0;

impl Webhooks<'_> {
    /// Requires verification of a new URL. Part of the caller's transaction.
    pub fn require_verification(self, webhook: &mut StoredWebhook) -> Result<()> {
        webhook.is_verified = false;
        self.pod.sql().run("UPDATE webhook SET verified_at = NULL WHERE seq = ?", &values![webhook.seq]).map(drop)
    }

    /// Makes the test due now, and resets its attempts. Part of the caller's transaction, after which [`begin`](Self::begin) is called.
    pub fn begin_verification(self, webhook: i64) -> Result<()> {
        const INSERT_DELIVERY: &str = "
            INSERT INTO delivery (webhook, event, id, type, created_at, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
            ON CONFLICT (webhook, event) DO UPDATE SET id = excluded.id, status = 'pending', created_at = ?5, due_at = ?5,
              attempts = 0, attempted_at = NULL, last_status = NULL, last_body = NULL, last_error = NULL";
        let (id, kind) = (EventId::generate()?, EventKind::WebhookVerification.as_str());
        self.pod.sql().run(INSERT_DELIVERY, &values![webhook, EVENT, id.as_str(), kind, self.pod.now()]).map(drop)
    }

    /// Marks a webhook as verified. Part of the caller's transaction.
    pub fn mark_verified(self, webhook: i64) -> Result<()> {
        const UPDATE_WEBHOOK_VERIFIED: &str =
            "UPDATE webhook SET verified_at = ?2 WHERE seq = ?1 AND verified_at IS NULL";
        self.pod.sql().run(UPDATE_WEBHOOK_VERIFIED, &values![webhook, self.pod.now()]).map(drop)
    }

    /// Accepts a test that the owner started as verification, if the URL has not changed since. Returns whether that verified the webhook:
    /// then its deliveries can begin.
    pub fn succeed_by_test(self, tested: &StoredWebhook) -> Result<bool> {
        const UPDATE_VERIFICATION_DELIVERED: &str = "
            UPDATE delivery SET status = 'delivered', due_at = NULL WHERE webhook = ?1 AND event = ?2 AND due_at IS NOT NULL";
        self.pod.sql().atomically(|| {
            let current = self.at(tested.seq)?;
            let verifies =
                current.is_some_and(|current| !current.is_verified && current.private.url == tested.private.url);
            if verifies {
                self.mark_verified(tested.seq)?;
                self.pod.sql().run(UPDATE_VERIFICATION_DELIVERED, &values![tested.seq, EVENT])?;
            }
            Ok(verifies)
        })
    }
}

/// The body of a test.
pub fn body(kind: EventKind, id: &str, at: Timestamp, webhook: &str, address: Option<&str>) -> Result<String> {
    let data = format!(r#""address":{},"webhook_id":"{webhook}""#, to_json(&address)?);
    Ok(events::posted(kind.as_str(), id, at, &data))
}
