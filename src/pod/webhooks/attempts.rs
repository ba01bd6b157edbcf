//! Attempts to deliver to webhooks.
//!
//! Attempts run in the background: no request and no alarm waits for them. An attempt is claimed by moving the delivery's due
//! time beyond the end of the attempt, so that the attempt is repeated if the object dies meanwhile; the alarm is set for the
//! next delivery that is due. Each attempt that ends starts the deliveries that have become due.

use macros::FromRow;
use worker::Method;

use super::delivery_slots::{DeliverySlot, MAX_COUNTED_WAITING};
use super::store::{FAILING, GONE, Private, StoredWebhook, UNVERIFIED};
use super::{Webhooks, schedule, verification};
use crate::crypto::sign::Signer;
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::id::EventId;
use crate::platform::fetch::{self, Answer, Outgoing};
use crate::platform::{clock, log, values};
use crate::pod::runtime::events;
use crate::time::{DAY, SECOND, Timestamp};

/// How long a receiver may take.
const TIMEOUT: i64 = 15 * SECOND;
/// After this time the outcome of an attempt is lost.
const ATTEMPT_LEASE: i64 = 2 * TIMEOUT;
/// A webhook is disabled when it has failed for this time.
const DISABLE_AFTER: i64 = 5 * DAY;
/// Bytes of a response that are stored.
const MAX_ANSWER_BYTES: usize = 1024;
/// How often the alarm checks attempts that are under way: the object may have died.
const WATCHDOG_INTERVAL: i64 = 5 * SECOND;
/// The shortest time between two alarms.
const MIN_ROUND_INTERVAL: i64 = SECOND / 4;
/// An attempt that fails after this time makes its webhook slow, until an attempt succeeds or fails sooner.
const SLOW_AFTER: i64 = 2 * SECOND;

/// The outcome of an attempt.
pub struct AttemptOutcome {
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// The beginning of the response body.
    pub body: Option<String>,
    /// Why the attempt failed.
    pub error: Option<String>,
    /// In milliseconds.
    pub duration: i64,
    retry_after: Option<String>,
}

impl AttemptOutcome {
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    fn answered(answer: Answer, duration: i64) -> Self {
        let error = match answer.status {
            200..300 => None,
            300..400 => Some(format!("answered {}: redirects are not followed", answer.status)),
            status => Some(format!("answered {status}")),
        };
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        Self { status: Some(answer.status), body: Some(body), error, duration, retry_after: answer.retry_after }
    }

    fn not_sent(refusal: &Error) -> Self {
        Self::failed(format_args!("not sent: {}", refusal.message), 0)
    }

    fn failed(error: impl ToString, duration: i64) -> Self {
        Self { status: None, body: None, error: Some(error.to_string()), duration, retry_after: None }
    }
}

/// A delivery that is being attempted.
struct DeliveryClaim {
    webhook: i64,
    event: i64,
    id: String,
    kind: String,
    created_at: Timestamp,
    /// Including this one.
    attempts: i64,
    /// Until when the delivery is claimed.
    lease: Timestamp,
    slot: DeliverySlot,
}

impl Webhooks<'_> {
    /// Posts a test event to a webhook now. Returns the event's id and the outcome.
    pub async fn test(self, webhook: &StoredWebhook) -> Result<(String, AttemptOutcome)> {
        let id = EventId::generate()?.to_string();
        let body =
            verification::body(EventKind::WebhookTest, &id, self.pod.now(), &webhook.id, webhook.address.as_deref())?;
        let outcome = self.post(&webhook.private, &id, &body).await?;
        Ok((id, outcome))
    }

    /// An event of another pod of the account is sent only to hosts that this other pod may send requests to.
    async fn check_tenant(self, recorded: Option<&str>, url: &str) -> Result<()> {
        let tenant = recorded.and_then(events::pod_of_approval).filter(|tenant| tenant != self.pod.id());
        let Some(tenant) = tenant else { return Ok(()) };
        let target = self.pod.outbound_url(url).await?;
        self.pod.directory().egress_of(&tenant).await?.check(target.host())
    }

    /// Posts an event, signed.
    async fn post(self, webhook: &Private, id: &str, body: &str) -> Result<AttemptOutcome> {
        let target = match self.pod.outbound_url(&webhook.url).await {
            Ok(target) => target,
            Err(refusal) => return Ok(AttemptOutcome::not_sent(&refusal)),
        };
        let now = self.pod.now();
        let seconds = now.millis().div_euclid(SECOND);
        let signer = Signer::new(&webhook.secret)?;
        let previous = webhook.previous.as_ref().filter(|previous| now < previous.until);
        let previous = previous.map(|previous| Signer::new(&previous.secret)).transpose()?;
        let signatures: Vec<_> =
            [Some(&signer), previous.as_ref()].into_iter().flatten().map(|by| by.standard(id, seconds, body)).collect();
        let (seconds, signatures, plain) = (seconds.to_string(), signatures.join(" "), signer.plain(body));
        let plain_previous = previous.map(|previous| previous.plain(body));
        let mut headers = vec![
            ("content-type", "application/json"),
            ("user-agent", concat!("Warren-Webhooks/", env!("CARGO_PKG_VERSION"))),
            ("webhook-id", id),
            ("webhook-timestamp", &seconds),
            ("webhook-signature", &signatures),
            ("x-agentlair-signature", &plain),
        ];
        headers.extend(plain_previous.as_deref().map(|signature| ("x-agentlair-signature-previous", signature)));
        let outgoing = Outgoing {
            method: Method::Post,
            target: &target,
            headers: &headers,
            body: Some(body.as_bytes()),
            timeout: TIMEOUT.unsigned_abs(),
            keep: MAX_ANSWER_BYTES,
        };
        let start = clock::system();
        let answer = fetch::send(&outgoing).await;
        let duration = clock::system() - start;
        Ok(match answer {
            Ok(answer) => AttemptOutcome::answered(answer, duration),
            Err(error) => AttemptOutcome::failed(error, duration),
        })
    }

    /// Makes the alarm ring if the object dies after the transaction that follows.
    pub async fn watch(self) -> Result<()> {
        self.pod.wake_at(self.watch_at()).await
    }

    /// When the alarm looks after attempts that are under way.
    pub fn watch_at(self) -> Timestamp {
        self.pod.now().plus(WATCHDOG_INTERVAL)
    }

    /// Starts what is due after the caller's transaction.
    pub fn begin(self) {
        let resumed = self.pod.clone();
        self.pod.opened.state.wait_until(async move { _ = log::logged(resumed.webhooks().resume().await) });
    }

    /// The alarm's part: starts what is due. Returns when to come back.
    pub fn due(self) -> Result<Option<Timestamp>> {
        if !self.exist()? || self.pod.is_suspended()? {
            return Ok(None);
        }
        self.start()?;
        self.next_due()
    }

    /// Starts what is due, and sets the alarm for the rest.
    pub async fn resume(self) -> Result<()> {
        self.start()?;
        match self.next_due()? {
            Some(at) => self.pod.wake_at(at).await,
            None => Ok(()),
        }
    }

    /// When to come back for deliveries that become due. Those that are due wait for a slot, and the attempt in it starts them.
    fn next_due(self) -> Result<Option<Timestamp>> {
        const SELECT_NEXT_DUE: &str = "
            SELECT min(max(not_before, iif(verified_at IS NULL,
              (SELECT due_at FROM delivery WHERE webhook = seq AND event = 0 AND due_at > iif(not_before > ?1, 0, ?1)),
              (SELECT min(due_at) FROM delivery WHERE webhook = seq AND due_at > iif(not_before > ?1, 0, ?1)))))
            FROM webhook WHERE disabled_reason IS NULL";
        let now = self.pod.now();
        let next = self.pod.sql().value::<Option<Timestamp>>(SELECT_NEXT_DUE, &values![now])?.flatten();
        let next = next.map(|at| at.max(now.plus(MIN_ROUND_INTERVAL)));
        let watch = (!self.pod.opened.delivery_slots.are_empty()).then(|| now.plus(WATCHDOG_INTERVAL));
        Ok(next.into_iter().chain(watch).min())
    }

    fn start(self) -> Result<()> {
        for claim in self.claim()? {
            let claimant = self.pod.clone();
            self.pod.opened.state.wait_until(async move {
                log::logged(claimant.webhooks().attempt(claim).await);
                log::logged(claimant.webhooks().resume().await);
            });
        }
        Ok(())
    }

    /// Claims due deliveries while slots are free: first for the webhooks that wait longest, last for slow ones.
    fn claim(self) -> Result<Vec<DeliveryClaim>> {
        #[derive(FromRow)]
        struct WaitingWebhook {
            seq: i64,
            waiting: i64,
            #[allow(dead_code)]
            first: i64,
            is_unverified: bool,
        }
        const UPDATE_ABANDONED_DELIVERIES: &str =
            "UPDATE delivery SET due_at = attempted_at WHERE due_at IS NOT NULL AND due_at = attempted_at + ?";
        const SELECT_WAITING: &str = "
            SELECT seq, iif(verified_at IS NULL, 1,
                (SELECT count(*) FROM (SELECT 1 FROM delivery WHERE webhook = seq AND due_at <= ?1 LIMIT ?2))) AS waiting,
              iif(verified_at IS NULL, (SELECT due_at FROM delivery WHERE webhook = seq AND event = 0),
                (SELECT min(due_at) FROM delivery WHERE webhook = seq AND due_at IS NOT NULL)) AS first,
              verified_at IS NULL AS is_unverified
            FROM webhook WHERE disabled_reason IS NULL AND not_before <= ?1 AND first <= ?1 ORDER BY first";
        let now = self.pod.now();
        if self.pod.is_suspended()? {
            return Ok(Vec::new());
        }
        let delivery_slots = &self.pod.opened.delivery_slots;
        if delivery_slots.are_new() {
            // The outcome of attempts that the object started before it died is lost.
            self.pod.sql().run(UPDATE_ABANDONED_DELIVERIES, &values![ATTEMPT_LEASE])?;
        }
        let mut webhooks: Vec<WaitingWebhook> =
            self.pod.sql().rows(SELECT_WAITING, &values![now, MAX_COUNTED_WAITING])?;
        webhooks.sort_by_key(|webhook| delivery_slots.is_slow(webhook.seq));
        let mut claims = Vec::new();
        for webhook in webhooks {
            let count = delivery_slots.open(webhook.seq, webhook.waiting);
            claims.extend(self.take(webhook.seq, webhook.is_unverified, count, now)?);
        }
        Ok(claims)
    }

    /// Claims deliveries of a webhook; of an unverified one, only its verification.
    fn take(self, webhook: i64, is_unverified: bool, count: i64, now: Timestamp) -> Result<Vec<DeliveryClaim>> {
        #[derive(FromRow)]
        struct Claimed {
            event: i64,
            id: String,
            kind: String,
            attempts: i64,
            created_at: Timestamp,
        }
        const UPDATE_DELIVERIES_CLAIMED: &str = "
            UPDATE delivery SET due_at = ?3, attempted_at = ?2, attempts = attempts + 1
            WHERE webhook = ?1 AND event IN
              (SELECT event FROM delivery WHERE webhook = ?1 AND due_at <= ?2 ORDER BY due_at, event LIMIT ?4)
            RETURNING event, id, type AS kind, attempts, created_at";
        const UPDATE_VERIFICATION_CLAIMED: &str = "
            UPDATE delivery SET due_at = ?3, attempted_at = ?2, attempts = attempts + 1
            WHERE webhook = ?1 AND event = 0 AND due_at <= ?2 AND ?4 > 0 RETURNING event, id, type AS kind, attempts, created_at";
        if count == 0 {
            return Ok(Vec::new());
        }
        let lease = now.plus(ATTEMPT_LEASE);
        let update = if is_unverified { UPDATE_VERIFICATION_CLAIMED } else { UPDATE_DELIVERIES_CLAIMED };
        let claimed: Vec<Claimed> = self.pod.sql().rows(update, &values![webhook, now, lease, count])?;
        let claim = |Claimed { event, id, kind, attempts, created_at }| {
            let slot = self.pod.opened.delivery_slots.take(webhook);
            DeliveryClaim { webhook, event, id, kind, created_at, attempts, lease, slot }
        };
        let mut claims: Vec<_> = claimed.into_iter().map(claim).collect();
        claims.sort_by_key(|claim| claim.event);
        Ok(claims)
    }

    /// Attempts a delivery and records the outcome.
    async fn attempt(self, claim: DeliveryClaim) -> Result<()> {
        #[derive(FromRow)]
        struct Target {
            id: String,
            sealed: Vec<u8>,
            body: Option<String>,
            at: Option<Timestamp>,
            address: Option<String>,
        }
        const SELECT_WEBHOOK: &str = "
            SELECT w.id, w.sealed, e.body, e.at, w.address FROM webhook w LEFT JOIN event e ON e.cursor = ?2 WHERE w.seq = ?1";
        let Some(target) = self.pod.sql().row::<Target>(SELECT_WEBHOOK, &values![claim.webhook, claim.event])? else {
            return Ok(());
        };
        let body = if claim.event == verification::EVENT {
            let kind = EventKind::WebhookVerification;
            verification::body(kind, &claim.id, claim.created_at, &target.id, target.address.as_deref())?
        } else if let (Some(data), Some(at)) = (target.body.as_deref().and_then(events::data), target.at) {
            events::posted(&claim.kind, &claim.id, at, data)
        } else {
            return self.end(&claim, "failed", None, &AttemptOutcome::failed("what it was about was deleted", 0));
        };
        let webhook = Private::open(self.pod, &target.id, &target.sealed)?;
        let outcome = match self.check_tenant(target.body.as_deref(), &webhook.url).await {
            Ok(()) => self.post(&webhook, &claim.id, &body).await?,
            Err(refusal) => AttemptOutcome::not_sent(&refusal),
        };
        claim.slot.note(outcome.duration >= SLOW_AFTER && !outcome.is_success());
        self.pod.sql().atomically(|| self.settle(&claim, &webhook.url, &outcome))
    }

    /// Records the outcome of an attempt at `url`. Part of the caller's transaction.
    fn settle(self, claim: &DeliveryClaim, url: &str, outcome: &AttemptOutcome) -> Result<()> {
        const UPDATE_WEBHOOK_SUCCEEDED: &str = "
            UPDATE webhook SET failing_since = NULL, not_before = 0 WHERE seq = ? AND failing_since IS NOT NULL";
        const UPDATE_WEBHOOK_FAILED: &str = "
            UPDATE webhook SET failing_since = coalesce(failing_since, ?2), not_before = max(not_before, ?3)
            WHERE seq = ?1 RETURNING failing_since";
        let now = self.pod.now();
        // The URL may have changed meanwhile: a response of the old URL says nothing about the new one.
        let moved = self.at(claim.webhook)?.is_none_or(|webhook| webhook.private.url != url);
        match (outcome.is_success(), moved) {
            (true, true) => return self.end(claim, "delivered", None, outcome),
            (true, false) => {
                self.pod.sql().run(UPDATE_WEBHOOK_SUCCEEDED, &values![claim.webhook])?;
                if claim.event == verification::EVENT {
                    self.mark_verified(claim.webhook)?;
                }
                return self.end(claim, "delivered", None, outcome);
            }
            (false, true) => return self.end(claim, "pending", Some(now), outcome),
            (false, false) => {}
        }
        let retry_after = schedule::retry_after(outcome.status.unwrap_or(0), outcome.retry_after.as_deref(), now);
        let not_before = retry_after.map_or(0, Timestamp::millis);
        let failing_since: Option<Timestamp> =
            self.pod.sql().value(UPDATE_WEBHOOK_FAILED, &values![claim.webhook, now, not_before])?;
        let has_failed_long = failing_since.is_some_and(|since| since <= now.plus(-DISABLE_AFTER));
        let reason = if outcome.status == Some(410) { Some(GONE) } else { has_failed_long.then_some(FAILING) };
        if let Some(reason) = reason {
            self.end(claim, "failed", None, outcome)?;
            return self.disable(claim.webhook, reason);
        }
        match schedule::next(claim.attempts, now, self.pod.config().delay_scale) {
            Some(at) => self.end(claim, "pending", Some(retry_after.map_or(at, |after| after.max(at))), outcome),
            None => {
                self.end(claim, "failed", None, outcome)?;
                if claim.event == verification::EVENT { self.disable(claim.webhook, UNVERIFIED) } else { Ok(()) }
            }
        }
    }

    /// Records how an attempt ended, unless the delivery was replayed or ended meanwhile.
    fn end(self, claim: &DeliveryClaim, status: &str, due: Option<Timestamp>, outcome: &AttemptOutcome) -> Result<()> {
        const UPDATE_DELIVERY: &str = "
            UPDATE delivery SET status = ?4, due_at = ?5, last_status = ?6, last_body = ?7, last_error = ?8
            WHERE webhook = ?1 AND event = ?2 AND due_at = ?3";
        let response_status = outcome.status.map(u32::from);
        let (body, error) = (outcome.body.as_deref(), outcome.error.as_deref());
        let values = values![claim.webhook, claim.event, claim.lease, status, due, response_status, body, error];
        self.pod.sql().run(UPDATE_DELIVERY, &values).map(drop)
    }
}
