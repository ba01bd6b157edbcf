//! Attempts to send, at once and again later.

use futures_util::{Stream, StreamExt, stream};

use super::bounce;
use super::provider::{Provider, ProviderOutcome};
use super::{SEQ, SHOWN, Status, recipients, shown_row};
use crate::directory::{self, Envelope, MailRouter};
use crate::error::{Code, Error, Result};
use crate::event_kind::EventKind;
use crate::mail::Address;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::http::MessageBody;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::runtime::events::Event;
use crate::pod::runtime::live;
use crate::time::{HOUR, MINUTE, Timestamp};
use crate::wire::to_json;

/// How long an attempt may take before another one is made: the first may have died with the object.
const ATTEMPT_LEASE: i64 = 2 * MINUTE;
/// How long it goes on to the next recipient.
const MAX_ROUND_DURATION: i64 = MINUTE;
/// What is waited for after each attempt that failed. Together they are a day; then it is given up.
const RETRY_DELAYS: [i64; 11] =
    [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR];
/// Messages attempted between two looks at the clock.
const BATCH: u32 = 20;
/// Messages, and recipients within the deployment, that are served at a time.
const CONCURRENT_ATTEMPTS: usize = 4;
const NOT_YOURS: &str = "the sender's address is not yours any more";
const ATTEMPTS_LOST: &str = "the attempts did not come to an end";

/// Attempts what is due. When to come back.
pub async fn retry(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_DUE: &str = "
        SELECT seq FROM outgoing WHERE due_at <= ? AND status IN ('scheduled', 'pending') ORDER BY due_at LIMIT ?";
    if pod.is_suspended()? {
        return Ok(None);
    }
    let due = pod.sql().all(SELECT_DUE, &values![pod.now(), BATCH])?;
    if !due.is_empty() {
        pod.wake_at(pod.lease_end()).await?;
    }
    let attempts = due.into_iter().map(|row| async move {
        if let Err(error) = attempt(pod, row.integer(0)).await {
            log::error(&error.to_string());
        }
    });
    stream::iter(attempts).buffer_unordered(CONCURRENT_ATTEMPTS).collect::<()>().await;
    next_due(pod)
}

/// Sees to it that what is due is attempted.
pub async fn wake(pod: &Pod) -> Result<()> {
    match next_due(pod)? {
        Some(at) => pod.wake_at(at).await,
        None => Ok(()),
    }
}

fn next_due(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_NEXT_DUE: &str = "
        SELECT min(due_at) FROM outgoing WHERE due_at IS NOT NULL AND status IN ('scheduled', 'pending')";
    let next = pod.sql().first(SELECT_NEXT_DUE, &[])?;
    Ok(next.filter(|row| !row.is_null(0)).map(|row| Timestamp::from_millis(row.integer(0))))
}

/// Attempts one message, if it is due and nobody else is at it.
pub async fn attempt(pod: &Pod, seq: i64) -> Result<()> {
    const UPDATE_OUTGOING_CLAIMED: &str = "
        UPDATE outgoing SET status = 'pending', attempts = attempts + 1, due_at = ?3
        WHERE seq = ?1 AND due_at <= ?2 AND status IN ('scheduled', 'pending') AND NOT EXISTS (SELECT 1 FROM shut)
        RETURNING attempts";
    let now = pod.now();
    if postponed(pod, seq)? {
        return Ok(());
    }
    let Some(row) = pod.sql().first(UPDATE_OUTGOING_CLAIMED, &values![seq, now, pod.lease_end()])? else {
        return Ok(());
    };
    let number = usize::try_from(row.integer(0)).map_err(Error::internal)?;
    let left = recipients::pending(pod, seq)?;
    if number > RETRY_DELAYS.len() + 1 {
        // The last ones never came to an end.
        left.iter()
            .try_for_each(|to| recipients::note(pod, seq, to, &ProviderOutcome::Later(ATTEMPTS_LOST.to_owned())))?;
        return end(pod, seq, number);
    }
    let mut letter = pod.read_letter(seq)?;
    if number == 1 && now.millis() - letter.date > MINUTE {
        // It was scheduled or held: it is written when it goes. No await since the claim: nobody has it yet.
        letter.date = now.millis();
        pod.sql().atomically(|| pod.write_letter(seq, &letter))?;
    }
    if !pod.is_internal(&letter.from.address) && !pod.still_owns(&letter.from.address).await? {
        left.iter()
            .try_for_each(|to| recipients::note(pod, seq, to, &ProviderOutcome::Refused(NOT_YOURS.to_owned())))?;
        return end(pod, seq, number);
    }
    // Before anybody has the message: what follows must be written down.
    pod.events().prepare().await?;
    hand_over(pod, seq, &letter, left).await?;
    end(pod, seq, number)
}

/// Hands a message over to whoever has not got it, and writes down what each said as it is said: who has it does not get
/// it again, should the rest never be heard of.
async fn hand_over(pod: &Pod, seq: i64, letter: &OutgoingEmail, to: Vec<String>) -> Result<()> {
    let raw = letter.build().map_err(Error::internal)?;
    let router = MailRouter::new(pod.bindings())?;
    let (mut internal, others): (Vec<_>, Vec<_>) = to.into_iter().partition(|to| pod.is_internal(to));
    let (here, external) = brought_here(pod, others).await?;
    internal.extend(here);
    let within = deliver(&router, letter, &raw, internal).map(|(to, outcome)| (to, outcome, true));
    let beyond = Provider::of(pod).send(pod, letter, &raw, external).map(|(to, outcome)| (to, outcome, false));
    let mut outcomes = within.chain(beyond);
    // Whoever is left when the lease runs out is served by the next attempt.
    let until = pod.now().plus(pod.config().scaled(MAX_ROUND_DURATION));
    while let Some((to, outcome, is_internal)) = outcomes.next().await {
        pod.sql().atomically(|| {
            recipients::note(pod, seq, &to, &outcome)?;
            if is_internal { recipients::note_internal(pod, seq, &to) } else { Ok(()) }
        })?;
        if pod.now() >= until {
            break;
        }
    }
    Ok(())
}

/// Tells recipients who have claimed their address at a domain that an account brought from all others. They are here as long as the
/// domain's MX records lead here.
async fn brought_here(pod: &Pod, to: Vec<String>) -> Result<(Vec<String>, Vec<String>)> {
    if to.is_empty() {
        return Ok((Vec::new(), to));
    }
    let mailbox = |to: &String| to.parse::<Address>().map(|address| address.without_tag().to_string()).ok();
    let wanted: Vec<String> = to.iter().filter_map(mailbox).collect();
    let known = pod.directory().at_own_domains(&wanted).await?;
    Ok(to.into_iter().partition(|to| mailbox(to).is_some_and(|address| known.contains(&address))))
}

/// Puts a message off while the pod's mail is not welcome elsewhere. Whether it did.
fn postponed(pod: &Pod, seq: i64) -> Result<bool> {
    const UPDATE_OUTGOING_POSTPONED: &str = "
        UPDATE outgoing SET due_at = ?3, error = ?4
        WHERE seq = ?1 AND due_at <= ?2 AND status IN ('scheduled', 'pending')";
    const SUSPENDED: &str = "Sending is suspended: too much mail came back";
    let Some(until) = bounce::suspended_until(pod)? else { return Ok(false) };
    pod.sql().run(UPDATE_OUTGOING_POSTPONED, &values![seq, pod.now(), until, SUSPENDED])?;
    Ok(true)
}

/// Straight into the recipients' pods, which take a message once however often it comes.
fn deliver<'a>(
    router: &'a MailRouter,
    letter: &'a OutgoingEmail,
    raw: &[u8],
    to: Vec<String>,
) -> impl Stream<Item = (String, ProviderOutcome)> + Send + use<'a> {
    let message = MessageBody::bytes(raw);
    let deliveries = to.into_iter().map(move |to| {
        let message = message.clone();
        async move {
            let envelope = Envelope { from: letter.from.address.clone(), to, internal: true };
            let outcome = match router.deliver(&envelope, message).await {
                Ok(directory::RoutingOutcome::Accepted) => ProviderOutcome::Delivered(None),
                Ok(directory::RoutingOutcome::Refused(reason)) => ProviderOutcome::Refused(reason),
                Err(error) if error.code == Code::RateLimited => ProviderOutcome::Later(error.message.into_owned()),
                Err(error) => {
                    log::error(&error.to_string());
                    ProviderOutcome::Later("The mailbox could not be reached".to_owned())
                }
            };
            (envelope.to, outcome)
        }
    });
    stream::iter(deliveries).buffer_unordered(CONCURRENT_ATTEMPTS)
}

/// Records that an attempt is over, and tells if it was the last.
fn end(pod: &Pod, seq: i64, number: usize) -> Result<()> {
    let event = pod.sql().atomically(|| settle(pod, seq, number))?;
    if let Some(event) = event {
        live::push(pod, &event);
    }
    Ok(())
}

/// Records what follows from how an attempt ended. The event, if that was the end.
fn settle(pod: &Pod, seq: i64, number: usize) -> Result<Option<String>> {
    // An attempt that outlived its lease has no say any more.
    const UPDATE_RECIPIENTS_FAILED: &str = "
        UPDATE recipient SET status = 'failed' WHERE seq = ?1 AND status = 'pending'
          AND EXISTS (SELECT 1 FROM outgoing WHERE seq = ?1 AND attempts = ?2 AND status = 'pending')";
    const SELECT_RECIPIENT_COUNTS: &str = "
        SELECT count(*) FILTER (WHERE status = 'pending'), count(*) FILTER (WHERE status = 'delivered'),
          group_concat(iif(sealed IS NULL, address || ': ' || error, iif(error IS NULL, NULL, ?2)), '; ')
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
    let state =
        pod.sql().first(SELECT_RECIPIENT_COUNTS, &values![seq, recipients::HIDDEN])?.ok_or_else(super::no_outgoing)?;
    let error = state.optional_text(2);
    if let (1.., Some(delay)) = (state.integer(0), delay) {
        let due = now.plus(pod.config().scaled(*delay));
        pod.sql().run(UPDATE_OUTGOING_DUE, &values![seq, attempt, due, error.as_deref()])?;
        return Ok(None);
    }
    let sent = state.integer(1) > 0;
    let (status, kind) =
        if sent { (Status::Sent, EventKind::EmailSent) } else { (Status::Failed, EventKind::EmailFailed) };
    let ended = pod
        .sql()
        .run(UPDATE_OUTGOING_ENDED, &values![seq, attempt, status.as_str(), sent.then_some(now), error.as_deref()])?;
    if ended > 0 { pod.record_outgoing(kind, seq).map(Some) } else { Ok(None) }
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

    /// Whether a domain is one in whose name nobody but this deployment sends.
    pub(in crate::pod) fn is_our_domain(&self, domain: &str) -> bool {
        let config = self.config();
        domain == config.mail_domain
            || config.pod_subdomains && domain.strip_suffix(&config.mail_domain).is_some_and(|sub| sub.ends_with('.'))
    }

    /// Who carries a message.
    pub(in crate::pod::mail::outbox) fn carrier(&self, letter: &OutgoingEmail) -> &'static str {
        if letter.recipients().iter().all(|to| self.is_internal(to)) { "internal" } else { Provider::of(self).name() }
    }

    /// Records what became of a message. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn record_outgoing(&self, kind: EventKind, seq: i64) -> Result<String> {
        let find = format!("SELECT {SHOWN}, id, address FROM outgoing WHERE seq = ?");
        let row = self.sql().first(&find, &values![seq])?.ok_or_else(super::no_outgoing)?;
        let recipients = to_json(&recipients::shown_states(self, seq)?)?;
        let members = &[("message", shown_row(&row)?), ("recipients", recipients)];
        let (id, address) = (row.text(SEQ + 1), row.text(SEQ + 2));
        self.events().record(&Event { kind, address: Some(&address), about: &id, members })
    }
}
