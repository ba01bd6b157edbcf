//! Attempts to send a message: the first one and retries.

use futures_util::{Stream, StreamExt, stream};

use super::bounce;
use super::outcome::DeliveryOutcome;
use super::provider::Provider;
use super::{OUTGOING_COLUMNS, OutgoingRow, Status, recipients};
use crate::directory::{self, Envelope, MailRouter};
use crate::error::{Code, Error, Result};
use crate::event_kind::EventKind;
use crate::mail::Address;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::http::MessageBody;
use crate::platform::{FromRow, log, values};
use crate::pod::Pod;
use crate::pod::runtime::events::Event;
use crate::pod::runtime::sockets;
use crate::time::{HOUR, MINUTE, Timestamp};
use crate::wire::to_json;

/// After this time an attempt counts as lost, because it may have died with the object, and another one is made.
const ATTEMPT_LEASE: i64 = 2 * MINUTE;
/// After this time an attempt begins no delivery to a further recipient.
const MAX_ROUND_DURATION: i64 = MINUTE;
/// Delays after failed attempts: 24 hours together. Then the message fails.
const RETRY_DELAYS: [i64; 11] =
    [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR];
/// Messages of one run of the alarm.
const BATCH: u32 = 20;
/// Concurrent messages, and concurrent deliveries within the deployment.
const CONCURRENT_ATTEMPTS: usize = 4;
const NOT_YOURS: &str = "the sender's address no longer belongs to the pod";
const ATTEMPTS_LOST: &str = "the attempts did not finish";

/// Attempts to send all messages that are due. Returns when the next one is due.
pub async fn retry(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_DUE: &str = "
        SELECT seq FROM outgoing WHERE due_at <= ? AND status IN ('scheduled', 'pending') ORDER BY due_at LIMIT ?";
    if pod.is_suspended()? {
        return Ok(None);
    }
    let due: Vec<i64> = pod.sql().values(SELECT_DUE, &values![pod.now(), BATCH])?;
    if !due.is_empty() {
        pod.wake_at(pod.lease_end()).await?;
    }
    let attempts = due.into_iter().map(|seq| async move { log::logged(attempt(pod, seq).await) });
    stream::iter(attempts).buffer_unordered(CONCURRENT_ATTEMPTS).collect::<Vec<_>>().await;
    next_due(pod)
}

/// Sets the alarm for the next message that is due.
pub async fn wake(pod: &Pod) -> Result<()> {
    match next_due(pod)? {
        Some(at) => pod.wake_at(at).await,
        None => Ok(()),
    }
}

fn next_due(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_NEXT_DUE: &str = "
        SELECT min(due_at) FROM outgoing WHERE due_at IS NOT NULL AND status IN ('scheduled', 'pending')";
    let next: Option<Option<Timestamp>> = pod.sql().value(SELECT_NEXT_DUE, &[])?;
    Ok(next.flatten())
}

/// Attempts to send a message that is due, unless another attempt runs.
pub async fn attempt(pod: &Pod, seq: i64) -> Result<()> {
    const UPDATE_OUTGOING_CLAIMED: &str = "
        UPDATE outgoing SET status = 'pending', attempts = attempts + 1, due_at = ?3
        WHERE seq = ?1 AND due_at <= ?2 AND status IN ('scheduled', 'pending') AND NOT EXISTS (SELECT 1 FROM shut)
        RETURNING attempts";
    // Before the claim: every end of an attempt records an event.
    pod.events().prepare().await?;
    let now = pod.now();
    if postponed(pod, seq)? {
        return Ok(());
    }
    let number: Option<usize> = pod.sql().value(UPDATE_OUTGOING_CLAIMED, &values![seq, now, pod.lease_end()])?;
    let Some(number) = number else { return Ok(()) };
    let pending = recipients::pending(pod, seq)?;
    if number > RETRY_DELAYS.len() + 1 {
        // The last attempts did not finish.
        pending
            .iter()
            .try_for_each(|to| recipients::record(pod, seq, to, &DeliveryOutcome::Later(ATTEMPTS_LOST.to_owned())))?;
        return end(pod, seq, number);
    }
    let mut email = pod.outbox().unsent_email(seq)?;
    if number == 1 && now.millis() - email.date > MINUTE {
        // A scheduled or held message gets its date when it is sent. No await since the claim, so no recipient has it yet.
        email.date = now.millis();
        pod.sql().atomically(|| pod.outbox().write(seq, &email))?;
    }
    if !pod.is_internal(&email.from.address) && !pod.still_owns(&email.from.address).await? {
        pending
            .iter()
            .try_for_each(|to| recipients::record(pod, seq, to, &DeliveryOutcome::Refused(NOT_YOURS.to_owned())))?;
        return end(pod, seq, number);
    }
    deliver(pod, seq, &email, pending).await?;
    end(pod, seq, number)
}

/// Delivers a message to these recipients and records each outcome immediately, so that no recipient gets it twice if the attempt dies.
async fn deliver(pod: &Pod, seq: i64, email: &OutgoingEmail, to: Vec<String>) -> Result<()> {
    let raw = email.build().map_err(Error::internal)?;
    let router = MailRouter::new(pod.bindings())?;
    let (mut internal, others): (Vec<_>, Vec<_>) = to.into_iter().partition(|to| pod.is_internal(to));
    let (hosted, external) = hosted_here(pod, others).await?;
    internal.extend(hosted);
    let internal = deliver_internal(&router, email, &raw, internal).map(|(to, outcome)| (to, outcome, true));
    let external = Provider::of(pod).send(pod, email, &raw, external).map(|(to, outcome)| (to, outcome, false));
    let mut outcomes = internal.chain(external);
    // The next attempt delivers to recipients that are left at that time.
    let until = pod.now().plus(pod.config().scaled(MAX_ROUND_DURATION));
    while let Some((to, outcome, is_internal)) = outcomes.next().await {
        pod.sql().atomically(|| {
            recipients::record(pod, seq, &to, &outcome)?;
            if matches!(outcome, DeliveryOutcome::Bounced(_)) {
                bounce::count(pod, &to, pod.now())?;
            }
            if is_internal { recipients::record_internal(pod, seq, &to) } else { Ok(()) }
        })?;
        if pod.now() >= until {
            break;
        }
    }
    Ok(())
}

/// When the attempts of a suspended pod have ended. `None` if none is under way.
pub fn attempts_end(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_SUSPENDED: &str = "
        SELECT since FROM shut WHERE EXISTS (SELECT 1 FROM outgoing WHERE status = 'pending' AND attempts > 0)";
    let since: Option<Timestamp> = pod.sql().value(SELECT_SUSPENDED, &[])?;
    let end = since.map(|since| since.plus(pod.config().scaled(ATTEMPT_LEASE)));
    Ok(end.filter(|end| *end > pod.now()))
}

/// Separates recipients whose address was claimed at a domain of an account from all others. They are hosted here while the MX records
/// of the domain point here.
async fn hosted_here(pod: &Pod, to: Vec<String>) -> Result<(Vec<String>, Vec<String>)> {
    if to.is_empty() {
        return Ok((Vec::new(), to));
    }
    let mailbox = |to: &String| to.parse::<Address>().map(|address| address.without_tag().to_string()).ok();
    let mailboxes: Vec<String> = to.iter().filter_map(mailbox).collect();
    let hosted = pod.directory().at_own_domains(&mailboxes).await?;
    Ok(to.into_iter().partition(|to| mailbox(to).is_some_and(|address| hosted.contains(&address))))
}

/// Postpones a message while sending is suspended. Returns whether it did.
fn postponed(pod: &Pod, seq: i64) -> Result<bool> {
    const UPDATE_OUTGOING_POSTPONED: &str = "
        UPDATE outgoing SET due_at = ?3, error = ?4
        WHERE seq = ?1 AND due_at <= ?2 AND status IN ('scheduled', 'pending')";
    const SUSPENDED: &str = "Sending is suspended: servers refused mail to too many recipients";
    let Some(until) = bounce::suspended_until(pod)? else { return Ok(false) };
    pod.sql().run(UPDATE_OUTGOING_POSTPONED, &values![seq, pod.now(), until, SUSPENDED])?;
    Ok(true)
}

/// Delivers into the recipients' pods, which store a repeated message once.
fn deliver_internal<'a>(
    router: &'a MailRouter,
    email: &'a OutgoingEmail,
    raw: &[u8],
    to: Vec<String>,
) -> impl Stream<Item = (String, DeliveryOutcome)> + Send + use<'a> {
    let message = MessageBody::bytes(raw);
    let deliveries = to.into_iter().map(move |to| {
        let message = message.clone();
        async move {
            let envelope = Envelope { from: email.from.address.clone(), to, internal: true };
            let outcome = match router.deliver(&envelope, message).await {
                Ok(directory::RoutingOutcome::Accepted) => DeliveryOutcome::Delivered(None),
                Ok(directory::RoutingOutcome::Refused(reason)) => DeliveryOutcome::Refused(reason),
                Err(error) if error.code == Code::RateLimited => DeliveryOutcome::Later(error.message.into_owned()),
                Err(error) => {
                    log::error(&error.to_string());
                    DeliveryOutcome::Later("The mailbox could not be reached".to_owned())
                }
            };
            (envelope.to, outcome)
        }
    });
    stream::iter(deliveries).buffer_unordered(CONCURRENT_ATTEMPTS)
}

/// Ends an attempt. After the last one, sends the event.
fn end(pod: &Pod, seq: i64, number: usize) -> Result<()> {
    let event = pod.sql().atomically(|| settle(pod, seq, number))?;
    if let Some(event) = event {
        sockets::push(pod, &event);
    }
    Ok(())
}

/// Records the result of an attempt. Returns the event if it was the last.
fn settle(pod: &Pod, seq: i64, number: usize) -> Result<Option<String>> {
    // The number of attempts excludes an attempt that outlived its lease.
    const UPDATE_RECIPIENTS_FAILED: &str = "
        UPDATE recipient SET status = 'failed' WHERE seq = ?1 AND status = 'pending'
          AND EXISTS (SELECT 1 FROM outgoing WHERE seq = ?1 AND attempts = ?2 AND status = 'pending')";
    const SELECT_RECIPIENT_COUNTS: &str = "
        SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
          count(*) FILTER (WHERE status = 'delivered') AS delivered,
          group_concat(iif(sealed IS NULL, address || ': ' || error, iif(error IS NULL, NULL, ?2)), '; ') AS errors
        FROM recipient WHERE seq = ?1";
    const UPDATE_OUTGOING_DUE: &str = "
        UPDATE outgoing SET due_at = ?3, error = ?4 WHERE seq = ?1 AND attempts = ?2 AND status = 'pending'";
    const UPDATE_OUTGOING_ENDED: &str = "
        UPDATE outgoing SET status = ?3, sent_at = ?4, error = ?5, due_at = NULL
        WHERE seq = ?1 AND attempts = ?2 AND status = 'pending'";
    let now = pod.now();
    let (delay, attempt) = (RETRY_DELAYS.get(number - 1), i64::try_from(number).map_err(Error::internal)?);
    if delay.is_none() {
        pod.sql().run(UPDATE_RECIPIENTS_FAILED, &values![seq, attempt])?;
    }
    let counts: Option<RecipientCounts> = pod.sql().row(SELECT_RECIPIENT_COUNTS, &values![seq, recipients::HIDDEN])?;
    let RecipientCounts { pending, delivered, errors: error } = counts.ok_or_else(super::no_outgoing)?;
    if let (1.., Some(delay)) = (pending, delay) {
        let due = now.plus(pod.config().scaled(*delay));
        pod.sql().run(UPDATE_OUTGOING_DUE, &values![seq, attempt, due, error.as_deref()])?;
        return Ok(None);
    }
    let is_sent = delivered > 0;
    let (status, kind) =
        if is_sent { (Status::Sent, EventKind::EmailSent) } else { (Status::Failed, EventKind::EmailFailed) };
    let ended = pod.sql().run(
        UPDATE_OUTGOING_ENDED,
        &values![seq, attempt, <&str>::from(status), is_sent.then_some(now), error.as_deref()],
    )?;
    if ended > 0 { pod.record_outgoing(kind, seq).map(Some) } else { Ok(None) }
}

#[derive(FromRow)]
struct RecipientCounts {
    pending: i64,
    delivered: i64,
    errors: Option<String>,
}

impl Pod {
    /// When an attempt that begins now counts as lost.
    pub(in crate::pod::mail::outbox) fn lease_end(&self) -> Timestamp {
        self.now().plus(self.config().scaled(ATTEMPT_LEASE))
    }

    /// Whether an address is one of this deployment.
    pub(in crate::pod::mail::outbox) fn is_internal(&self, address: &str) -> bool {
        address.rsplit_once('@').is_some_and(|(_, domain)| self.is_our_domain(domain))
    }

    /// Whether only this deployment sends mail from the domain.
    pub(in crate::pod) fn is_our_domain(&self, domain: &str) -> bool {
        let config = self.config();
        domain == config.mail_domain
            || config.pod_subdomains && domain.strip_suffix(&config.mail_domain).is_some_and(|sub| sub.ends_with('.'))
    }

    /// Who delivers a message: `internal`, or the name of the provider.
    pub(in crate::pod::mail::outbox) fn carrier(&self, email: &OutgoingEmail) -> &'static str {
        if email.recipients().iter().all(|to| self.is_internal(to)) { "internal" } else { Provider::of(self).name() }
    }

    /// Records an event about a message. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn record_outgoing(&self, kind: EventKind, seq: i64) -> Result<String> {
        let select = format!("SELECT {OUTGOING_COLUMNS} FROM outgoing WHERE seq = ?");
        let row: OutgoingRow = self.sql().row(&select, &values![seq])?.ok_or_else(super::no_outgoing)?;
        let recipients = to_json(&recipients::shown_states(self, seq)?)?;
        let members = &[("message", row.json()?), ("recipients", recipients)];
        self.events().record(&Event { kind, address: Some(&row.address), about: &row.id, members })
    }
}
