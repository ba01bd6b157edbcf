//! Sending.

use data_encoding::HEXLOWER;
use macros::operation;
use sha2::{Digest, Sha256};

use super::compose::{Content, NewMail, NewMailOrBody, missing};
use super::sent_mail::{InternalRecipient, SentFromInbox, SentMail};
use super::store::Plan;
use super::{OUTGOING_COLUMNS, OutgoingItem, OutgoingRow, Status, no_outgoing, recipients};
use crate::audit_action::AuditAction;
use crate::directory::MailLeft;
use crate::error::{Code, Error, Result};
use crate::event_kind::EventKind;
use crate::id::OutgoingId;
use crate::mail::Mailbox;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{FromRow, log, values};
use crate::pod::Pod;
use crate::pod::runtime::fingerprint;
use crate::pod::runtime::sockets;
use crate::random;
use crate::recipients::Recipients;
use crate::time::{DAY, Timestamp};
use crate::wire::{Body, Created, Json, Path};

/// Message-IDs that a message refers to, at most: the first of its conversation and the last ones.
const MAX_REFERENCES: usize = 40;
/// Addresses that answers can go to.
const MAX_REPLY_TO: usize = 10;
/// How far ahead a message can be scheduled.
const MAX_SEND_DELAY: i64 = 366 * DAY;

/// Send an email.
///
/// Sends from one of your addresses to at most 10 (free) or 50 (paid) recipients. Recipients in this deployment get it immediately,
/// others through the deployment's mail provider. The message is stored first: if a server is unavailable, delivery is retried for 24
/// hours, and `GET /v1/email/outbox/{id}` returns the state. With `client_id` or an `Idempotency-Key` a repeated request does not send
/// it again. `send_at` schedules it; `hold` holds it for review by the account.
///
/// When the allowance of the hour or the day is used up the reply is 402 with `rate_limit`. `accepts` and the header `PAYMENT-REQUIRED`
/// say how to pay for the message (x402), if that is possible. Send the request again with the payment in `X-PAYMENT` or
/// `PAYMENT-SIGNATURE`: the payment is settled once, however often you repeat the request, and the message does not count against the
/// allowance.
#[operation(
    POST "/v1/email/send", tag = "email", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable, tool,
    body = NewMailOrBody,
    reply = "The accepted message.",
    errors(MissingFields, InvalidEmail, InvalidRequest, InvalidSender, NotYourAddress, SendingSuspended, StorageLimit),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn send_email(pod: Pod, Body(new): Body<NewMail>) -> Result<Created<SentMail>> {
    pod.send(new).await.map(Created)
}

/// Send from a mailbox.
///
/// As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.
#[operation(
    POST "/v1/inbox/{address}/send", tag = "inbox", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable,
    path(address = "Your address."),
    body = NewMailOrBody,
    reply = "The accepted message.",
    errors(MissingFields, InvalidEmail, InvalidRequest, InvalidSender, NotYourAddress, SendingSuspended, StorageLimit),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn send_from_inbox(
    pod: Pod,
    Path(address): Path<String>,
    Body(mut new): Body<NewMail>,
) -> Result<Json<SentFromInbox>> {
    if new.from.get_or_insert_with(|| address.clone()) != &address {
        return Err(Error::invalid("from and the path name different addresses.").fix("Leave out from."));
    }
    let mail = pod.send(new).await?;
    Ok(Json(SentFromInbox { sent: mail.status == Status::Sent, mail }))
}

impl Pod {
    /// Sends a message, or stores it for later.
    pub(in crate::pod::mail) async fn send(&self, new: NewMail) -> Result<SentMail> {
        self.send_referring(new, None).await
    }

    /// Sends a message. `known` has its references if they are known.
    pub(in crate::pod::mail::outbox) async fn send_referring(
        &self,
        mut new: NewMail,
        known: Option<Vec<String>>,
    ) -> Result<SentMail> {
        // The references are part of the request.
        let fingerprint = serde_json::to_vec(&(&new, &known)).map_err(Error::internal)?;
        let fingerprint = HEXLOWER.encode(&Sha256::digest(fingerprint));
        let client_id = self.client_key(&new)?;
        let content = new.content()?;
        let mut from = self.sender(new.from.as_deref()).await?;
        from.name = from.name.or_else(|| new.sender_name.take());
        let (references, is_reply) = match (&new.in_reply_to, known) {
            (Some(answered), None) => (self.references(&from.address, answered).await?, true),
            (_, Some(known)) => (bounded(known), true),
            (None, None) => (Vec::new(), false),
        };
        let email = self.email(from, new, content, references, is_reply)?;
        self.dispatch(&email, client_id.as_deref(), &fingerprint).await
    }

    async fn dispatch(&self, sending: &Sending, client_id: Option<&str>, fingerprint: &str) -> Result<SentMail> {
        if let Some((payment_header, seller)) = self.payment_header.as_deref().zip(self.config().x402.as_ref()) {
            return self.dispatch_paid(payment_header, seller, sending, client_id, fingerprint).await;
        }
        if let Some(seq) = self.sent_before(client_id, fingerprint)? {
            return self.sent(seq, None);
        }
        self.check_bounces()?;
        self.check_storage()?;
        let taken = self.now();
        let left = match self.allowance(taken).await {
            Ok(left) => left,
            // A concurrent request may have used the last email for this message.
            Err(refusal) => match self.sent_before(client_id, fingerprint)? {
                Some(seq) => return self.sent(seq, None),
                None => return Err(self.offered(refusal)?),
            },
        };
        let queued = self.queue_with_allowance(sending, client_id, fingerprint, taken).await?;
        self.start(queued, left).await
    }

    /// Stores a message for which an email was taken from the allowance, or gives the email back.
    pub(in crate::pod::mail::outbox) async fn queue_with_allowance(
        &self,
        sending: &Sending,
        client_id: Option<&str>,
        fingerprint: &str,
        taken: Timestamp,
    ) -> Result<Queued> {
        match self.queue(sending, client_id, fingerprint).await {
            Ok(queued @ Queued::Now(..)) => Ok(queued),
            other => {
                self.directory().return_email(taken).await?;
                other
            }
        }
    }

    /// Makes the first attempt to send a queued message.
    pub(in crate::pod::mail::outbox) async fn start(&self, queued: Queued, left: MailLeft) -> Result<SentMail> {
        match queued {
            Queued::Before(seq) => self.sent(seq, None),
            Queued::Now(seq, Status::Pending) => {
                // The message is stored, so the alarm tries again after an error.
                log::logged(self.begin(seq).await);
                self.sent(seq, Some(left))
            }
            Queued::Now(seq, _) => self.sent(seq, Some(left)),
        }
    }

    async fn begin(&self, seq: i64) -> Result<()> {
        super::attempt(self, seq).await?;
        super::wake(self).await
    }

    /// Stores a message, unless the caller has sent it before.
    pub(in crate::pod::mail::outbox) async fn queue(
        &self,
        sending: &Sending,
        client_id: Option<&str>,
        fingerprint: &str,
    ) -> Result<Queued> {
        let now = self.now();
        let (status, due_at) = match sending.send_at {
            at if sending.hold => (Status::PendingReview, at),
            Some(at) if at > now => (Status::Scheduled, Some(at)),
            _ => (Status::Pending, Some(now)),
        };
        match (status, due_at) {
            (Status::Scheduled, Some(at)) => self.wake_at(at).await?,
            (Status::Pending, _) => self.wake_at(self.lease_end()).await?,
            _ => self.events().prepare().await?,
        }
        let plan = Plan { status, due_at, client_id, fingerprint: Some(fingerprint) };
        let id = OutgoingId::generate()?;
        let (queued, held) = self.sql().atomically(|| {
            // A concurrent request may have stored it during the request for the allowance.
            if let Some(seq) = self.sent_before(client_id, fingerprint)? {
                return Ok((Queued::Before(seq), None));
            }
            self.check_storage()?;
            let seq = self.outbox().insert(&id, &sending.email, &plan)?;
            self.audit().record(AuditAction::EmailSubmitted, id.as_str())?;
            let held = status == Status::PendingReview;
            let event = held.then(|| self.record_outgoing(EventKind::EmailHeld, seq)).transpose()?;
            Ok((Queued::Now(seq, status), event))
        })?;
        if let Some(event) = held {
            sockets::push(self, &event);
        }
        Ok(queued)
    }

    /// The caller's name for a message: its `client_id`, else its `Idempotency-Key`, which then holds even if the reply is
    /// never written. That is queued for a day.
    fn client_key(&self, new: &NewMail) -> Result<Option<String>> {
        const UPDATE_OLD_OUTGOING: &str = "UPDATE outgoing SET client_id = NULL WHERE client_id = ? AND queued_at <= ?";
        let client_id = new.checked_client_id()?;
        let Some(idempotent) = self.idempotent.as_ref().filter(|_| client_id.is_none()) else { return Ok(client_id) };
        // No client_id begins with this character.
        let name = format!("\u{1}{}", idempotent.key);
        self.sql().run(UPDATE_OLD_OUTGOING, &values![&name, self.now().plus(-DAY)])?;
        Ok(Some(name))
    }

    /// The message that was sent with this `client_id`.
    pub(in crate::pod::mail::outbox) fn sent_before(
        &self,
        client_id: Option<&str>,
        fingerprint: &str,
    ) -> Result<Option<i64>> {
        let Some(client_id) = client_id else { return Ok(None) };
        const SELECT_OUTGOING: &str = "SELECT seq, id, fingerprint FROM outgoing WHERE client_id = ?";
        let row: Option<SentBefore> = self.sql().row(SELECT_OUTGOING, &values![client_id])?;
        let Some(SentBefore { seq, id, fingerprint: stored }) = row else { return Ok(None) };
        if !fingerprint::matches(self, &id, &stored, fingerprint)? {
            return Err(Error::new(Code::IdempotencyMismatch, "This client_id was already used for another message.")
                .fix("Use a new client_id for a new message."));
        }
        Ok(Some(seq))
    }

    fn email(
        &self,
        from: Mailbox,
        new: NewMail,
        content: Content,
        references: Vec<String>,
        is_reply: bool,
    ) -> Result<Sending> {
        let list = |people: Option<Recipients>| people.unwrap_or_default().0;
        let domain = from.address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let email = OutgoingEmail {
            message_id: format!("{}@{domain}", random::base36(24)?),
            date: self.now().millis(),
            to: new.to.filter(|to| !to.0.is_empty()).ok_or_else(|| missing("to"))?.0,
            cc: list(new.cc),
            bcc: list(new.bcc),
            reply_to: list(new.reply_to),
            subject: content.subject,
            text: content.text,
            html: content.html,
            files: content.files,
            headers: content.headers,
            references,
            is_reply,
            is_confidential: false,
            calendar: None,
            from,
        };
        let most = self.limits()?.recipients_per_email as usize;
        let count = email.to.len() + email.cc.len() + email.bcc.len();
        if email.reply_to.len() > MAX_REPLY_TO {
            return Err(Error::invalid(format!("reply_to can have at most {MAX_REPLY_TO} addresses.")));
        }
        if count > most {
            return Err(Error::invalid(format!("A message can have at most {most} recipients; this one has {count}."))
                .fix("Send several messages."));
        }
        if new.send_at.is_some_and(|at| at > self.now().plus(MAX_SEND_DELAY)) {
            return Err(Error::invalid("send_at can be at most a year ahead."));
        }
        self.check_size(&email)?;
        Ok(Sending { email, send_at: new.send_at, hold: new.hold })
    }

    /// The references of an answer: the answered message and its references.
    pub(in crate::pod::mail::outbox) async fn references(&self, address: &str, answered: &str) -> Result<Vec<String>> {
        match self.answered(address, answered).await? {
            Some(references) => Ok(bounded(references)),
            None => {
                let id = answered.trim().trim_start_matches('<').trim_end_matches('>');
                let readable = id.len() <= 250 && id.contains('@') && id.bytes().all(|byte| byte.is_ascii_graphic());
                if !readable || id.contains(['<', '>']) {
                    return Err(Error::invalid(
                        "in_reply_to must be the message_id of a message, or the id of one of your messages.",
                    ));
                }
                Ok(vec![id.to_owned()])
            }
        }
    }

    /// The reply about a message.
    pub(in crate::pod::mail::outbox) fn sent(&self, seq: i64, rate_limit: Option<MailLeft>) -> Result<SentMail> {
        let select = format!("SELECT {OUTGOING_COLUMNS} FROM outgoing WHERE seq = ?");
        let row: OutgoingRow = self.sql().row(&select, &values![seq])?.ok_or_else(no_outgoing)?;
        let item: OutgoingItem = serde_json::from_str(&row.item).map_err(Error::internal)?;
        let status: Status = serde_json::from_value(row.status.into()).map_err(Error::internal)?;
        let recipients = recipients::states(self, seq)?;
        if status == Status::Failed {
            let reason = row.error.unwrap_or_default();
            let states = serde_json::to_value(&recipients).map_err(Error::internal)?;
            return Err(Error::new(Code::DeliveryFailed, format!("No recipient accepted the message: {reason}"))
                .fix("Check the recipients' addresses.")
                .with("id", item.id.as_str())
                .with("recipients", states));
        }
        let internal = recipients.iter().filter(|to| self.is_internal(&to.address)).map(|to| InternalRecipient {
            address: to.address.clone(),
            delivered: to.status == "delivered",
            error: to.error.clone(),
        });
        Ok(SentMail {
            provider_id: recipients.iter().find_map(|to| to.provider_id.clone()).unwrap_or_else(|| item.id.to_string()),
            id: item.id,
            message_id: item.message_id,
            thread_id: item.thread_id,
            status,
            from: item.from,
            to: item.to,
            subject: item.subject,
            queued_at: item.queued_at,
            sent_at: row.sent_at,
            next_attempt_at: row.due_at,
            provider: item.provider,
            internal_recipients: internal.collect(),
            recipients,
            rate_limit,
        })
    }
}

/// The first reference and the last ones.
fn bounded(mut references: Vec<String>) -> Vec<String> {
    if references.len() > MAX_REFERENCES {
        references.drain(1..references.len() - MAX_REFERENCES + 1);
    }
    references
}

/// A message with the `client_id` of a request.
#[derive(FromRow)]
struct SentBefore {
    seq: i64,
    id: String,
    fingerprint: String,
}

/// A stored message.
pub(in crate::pod::mail::outbox) enum Queued {
    /// By this request, with this status.
    Now(i64, Status),
    /// By an earlier one.
    Before(i64),
}

/// A message, and when to send it.
pub(in crate::pod::mail::outbox) struct Sending {
    email: OutgoingEmail,
    send_at: Option<Timestamp>,
    hold: bool,
}
