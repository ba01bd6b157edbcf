//! Sending.

use data_encoding::HEXLOWER;
use macros::operation;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::compose::{Content, NewMail, NewMailOrBody, missing};
use super::store::Plan;
use super::{RecipientState, Status, recipients};
use crate::audit_action::AuditAction;
use crate::directory::MailLeft;
use crate::error::{Code, Error, Result};
use crate::event_kind::EventKind;
use crate::id::{OutgoingId, ThreadId};
use crate::mail::Mailbox;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::mail::fingerprint;
use crate::pod::runtime::live;
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

/// A message on its way.
#[derive(Serialize, ToSchema)]
pub struct SentMail {
    id: OutgoingId,
    /// What the provider calls the message; for mail within the deployment, `id`.
    #[schema(example = "0100019a5b7c")]
    provider_id: String,
    /// Its Message-ID (RFC 5322), in angle brackets.
    #[schema(example = "welcome-1@mail.example")]
    message_id: String,
    thread_id: ThreadId,
    /// `sent`; `pending` while it is tried again; `scheduled` or `pending_review` if you asked for that.
    status: Status,
    /// The sender.
    #[schema(example = "Ada <ada@warren.example>")]
    from: String,
    /// Recipients.
    #[schema(example = json!(["bob@mail.example"]))]
    to: Vec<String>,
    /// The subject, on one line.
    #[schema(example = "Hello")]
    subject: String,
    /// When Warren accepted it.
    #[schema(value_type = String, format = DateTime)]
    queued_at: Timestamp,
    /// When the first server accepted it. Absent before.
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// When it is sent, or tried again.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// `internal` when all recipients are at domains of this deployment's own, else the deployment's provider.
    #[schema(example = "internal")]
    provider: String,
    /// How far it has come to recipients of this deployment, if there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    internal_recipients: Vec<InternalRecipient>,
    /// How far it has come to everybody.
    recipients: Vec<RecipientState>,
    /// What is left of your account's allowance. Absent when the message had been sent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<MailLeft>,
}

/// A recipient of this deployment.
#[derive(Serialize, ToSchema)]
pub struct InternalRecipient {
    /// The email address of the recipient.
    #[schema(example = "bob@warren.example")]
    address: String,
    /// Whether the message is in the mailbox.
    delivered: bool,
    /// Why it is not, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The mailbox is full.")]
    error: Option<String>,
}

/// Send an email.
///
/// From one of your addresses to up to 10 (free) or 50 (paid) recipients. Recipients of this deployment get it at once,
/// others through the deployment's provider; a message to both is split. Kept before it is attempted: if a server is
/// out of order, it is tried again for 24 hours, and `GET /v1/email/outbox/{id}` tells how far it has come. With
/// `client_id` or an `Idempotency-Key` a repetition does not send it again. `send_at` schedules it, `hold` leaves it to
/// the account. Over the allowance of an hour or a day the reply is 402 with `rate_limit` and, in `accepts` and the header
/// `PAYMENT-REQUIRED`, how to pay for this message (x402), if that is possible here. Send it again with the payment in `X-PAYMENT`
/// or `PAYMENT-SIGNATURE`: it is settled once however often that is repeated, and does not count against the allowance.
#[operation(
    POST "/v1/email/send", tag = "email", permission = MailSend, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable, tool,
    body = NewMailOrBody,
    reply = "Sent, or on its way.",
    errors(MissingFields, InvalidEmail, InvalidRequest, InvalidSender, NotYourAddress, SendingSuspended, StorageLimit),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn send_email(pod: Pod, Body(new): Body<NewMail>) -> Result<Created<SentMail>> {
    pod.send(new).await.map(Created)
}

/// A message on its way, as the path for one mailbox answers.
#[derive(Serialize, ToSchema)]
pub struct SentFromInbox {
    /// Whether somebody's server has taken it.
    sent: bool,
    #[serde(flatten)]
    mail: SentMail,
}

/// Send from a mailbox.
///
/// As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.
#[operation(
    POST "/v1/inbox/{address}/send", tag = "inbox", permission = MailSend, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable,
    path(address = "Your address."),
    body = NewMailOrBody,
    reply = "Sent, or on its way.",
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
        return Err(Error::invalid("from and the path name different addresses.").fix("Leave from out."));
    }
    let mail = pod.send(new).await?;
    Ok(Json(SentFromInbox { sent: mail.status == Status::Sent, mail }))
}

impl Pod {
    /// Sends a message, or keeps it for later.
    pub(in crate::pod::mail::outbox) async fn send(&self, new: NewMail) -> Result<SentMail> {
        self.send_referring(new, None).await
    }

    /// The same, for a message whose references are known.
    pub(in crate::pod::mail::outbox) async fn send_referring(
        &self,
        mut new: NewMail,
        known: Option<Vec<String>>,
    ) -> Result<SentMail> {
        // Which message it answers is a part of what it is.
        let fingerprint = serde_json::to_vec(&(&new, &known)).map_err(Error::internal)?;
        let fingerprint = HEXLOWER.encode(&Sha256::digest(fingerprint));
        let client_id = self.own_name(&new)?;
        let content = new.content()?;
        let from = self.sender(new.from.as_deref()).await?;
        let (references, is_reply) = match (&new.in_reply_to, known) {
            (Some(answered), None) => (self.references(&from.address, answered).await?, true),
            (_, Some(known)) => (bounded(known), true),
            (None, None) => (Vec::new(), false),
        };
        let letter = self.letter(from, new, content, references, is_reply)?;
        self.dispatch(&letter, client_id.as_deref(), &fingerprint).await
    }

    async fn dispatch(&self, sending: &Sending, client_id: Option<&str>, fingerprint: &str) -> Result<SentMail> {
        if let Some((payment_header, seller)) = self.payment_header.as_deref().zip(self.config().x402.as_ref()) {
            return self.dispatch_paid(payment_header, seller, sending, client_id, fingerprint).await;
        }
        if let Some(seq) = self.sent_before(client_id, fingerprint)? {
            return self.sent(seq, None);
        }
        self.is_trusted()?;
        self.has_room()?;
        let taken = self.now();
        let left = match self.allowance(taken).await {
            Ok(left) => left,
            // The last email may have gone to this very message.
            Err(refusal) => match self.sent_before(client_id, fingerprint)? {
                Some(seq) => return self.sent(seq, None),
                None => return Err(self.offered(refusal)?),
            },
        };
        let kept = self.keep_taken(sending, client_id, fingerprint, taken).await?;
        self.set_off(kept, left).await
    }

    /// Keeps a message for which an email was taken of the allowance, or gives that back.
    pub(in crate::pod::mail::outbox) async fn keep_taken(
        &self,
        sending: &Sending,
        client_id: Option<&str>,
        fingerprint: &str,
        taken: Timestamp,
    ) -> Result<Kept> {
        match self.keep(sending, client_id, fingerprint).await {
            Ok(kept @ Kept::Now(..)) => Ok(kept),
            other => {
                self.directory().return_email(taken).await?;
                other
            }
        }
    }

    /// Makes the first attempt at a message that was kept.
    pub(in crate::pod::mail::outbox) async fn set_off(&self, kept: Kept, left: MailLeft) -> Result<SentMail> {
        match kept {
            Kept::Before(seq) => self.sent(seq, None),
            Kept::Now(seq, Status::Pending) => {
                // It is on record, and will be attempted again.
                if let Err(error) = self.begin(seq).await {
                    log::error(&error.to_string());
                }
                self.sent(seq, Some(left))
            }
            Kept::Now(seq, _) => self.sent(seq, Some(left)),
        }
    }

    async fn begin(&self, seq: i64) -> Result<()> {
        super::attempt(self, seq).await?;
        super::wake(self).await
    }

    /// Keeps a message, unless it was kept before.
    pub(in crate::pod::mail::outbox) async fn keep(
        &self,
        sending: &Sending,
        client_id: Option<&str>,
        fingerprint: &str,
    ) -> Result<Kept> {
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
        let (kept, held) = self.sql().atomically(|| {
            // Somebody may have been here while the allowance was asked for.
            if let Some(seq) = self.sent_before(client_id, fingerprint)? {
                return Ok((Kept::Before(seq), None));
            }
            self.has_room()?;
            let seq = self.keep_outgoing(&id, &sending.letter, &plan)?;
            self.audit(AuditAction::EmailSubmitted, id.as_str())?;
            let held = status == Status::PendingReview;
            let event = held.then(|| self.record_outgoing(EventKind::EmailHeld, seq)).transpose()?;
            Ok((Kept::Now(seq, status), event))
        })?;
        if let Some(event) = held {
            live::push(self, &event);
        }
        Ok(kept)
    }

    /// The caller's name for a message: its `client_id`, else its `Idempotency-Key`, which then holds even if the reply is
    /// never written. That is kept for a day.
    fn own_name(&self, new: &NewMail) -> Result<Option<String>> {
        const UPDATE_OLD_OUTGOING: &str = "UPDATE outgoing SET client_id = NULL WHERE client_id = ? AND queued_at <= ?";
        let client_id = new.checked_client_id()?;
        let Some(idempotent) = self.idempotent.as_ref().filter(|_| client_id.is_none()) else { return Ok(client_id) };
        // No client_id begins with this.
        let name = format!("\u{1}{}", idempotent.key);
        self.sql().run(UPDATE_OLD_OUTGOING, &values![&name, self.now().plus(-DAY)])?;
        Ok(Some(name))
    }

    /// The message that a `client_id` named before.
    pub(in crate::pod::mail::outbox) fn sent_before(
        &self,
        client_id: Option<&str>,
        fingerprint: &str,
    ) -> Result<Option<i64>> {
        let Some(client_id) = client_id else { return Ok(None) };
        const SELECT_OUTGOING: &str = "SELECT seq, fingerprint, id FROM outgoing WHERE client_id = ?";
        let Some(row) = self.sql().first(SELECT_OUTGOING, &values![client_id])? else { return Ok(None) };
        if !fingerprint::matches(self, &row.text(2), &row.text(1), fingerprint)? {
            return Err(Error::new(Code::IdempotencyMismatch, "This client_id was used for another message.")
                .fix("Use a new client_id for a new message."));
        }
        Ok(Some(row.integer(0)))
    }

    fn letter(
        &self,
        from: Mailbox,
        new: NewMail,
        content: Content,
        references: Vec<String>,
        is_reply: bool,
    ) -> Result<Sending> {
        let list = |people: Option<Recipients>| people.unwrap_or_default().0;
        let domain = from.address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let letter = OutgoingEmail {
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
        let count = letter.to.len() + letter.cc.len() + letter.bcc.len();
        if letter.reply_to.len() > MAX_REPLY_TO {
            return Err(Error::invalid(format!("reply_to takes {MAX_REPLY_TO} addresses.")));
        }
        if count > most {
            return Err(Error::invalid(format!("A message takes {most} recipients; this one has {count}."))
                .fix("Send several messages."));
        }
        if new.send_at.is_some_and(|at| at > self.now().plus(MAX_SEND_DELAY)) {
            return Err(Error::invalid("send_at lies at most a year ahead."));
        }
        self.check_size(&letter)?;
        Ok(Sending { letter, send_at: new.send_at, hold: new.hold })
    }

    /// What a message refers to that answers another one: that one, and what it refers to.
    pub(in crate::pod::mail::outbox) async fn references(&self, address: &str, answered: &str) -> Result<Vec<String>> {
        match self.answered(address, answered).await? {
            Some(references) => Ok(bounded(references)),
            None => {
                let id = answered.trim().trim_start_matches('<').trim_end_matches('>');
                let readable = id.len() <= 250 && id.contains('@') && id.bytes().all(|byte| byte.is_ascii_graphic());
                if !readable || id.contains(['<', '>']) {
                    return Err(Error::invalid(
                        "in_reply_to is the message_id of a message, or the id of one of yours.",
                    ));
                }
                Ok(vec![id.to_owned()])
            }
        }
    }

    /// The message as the sender is told of it.
    pub(in crate::pod::mail::outbox) fn sent(&self, seq: i64, rate_limit: Option<MailLeft>) -> Result<SentMail> {
        const SELECT_OUTGOING: &str = "SELECT item, status, sent_at, due_at, error FROM outgoing WHERE seq = ?";
        let row = self.sql().first(SELECT_OUTGOING, &values![seq])?.ok_or_else(super::no_outgoing)?;
        let item: super::OutgoingItem = serde_json::from_str(&row.text(0)).map_err(Error::internal)?;
        let status: Status = serde_json::from_value(row.text(1).into()).map_err(Error::internal)?;
        let recipients = recipients::states(self, seq)?;
        if status == Status::Failed {
            let reason = row.optional_text(4).unwrap_or_default();
            let states = serde_json::to_value(&recipients).map_err(Error::internal)?;
            return Err(Error::new(Code::DeliveryFailed, format!("Nobody took the message: {reason}"))
                .fix("Check the recipients' addresses.")
                .with("id", item.id.as_str())
                .with("recipients", states));
        }
        let internal = recipients.iter().filter(|to| self.is_internal(&to.address)).map(|to| InternalRecipient {
            address: to.address.clone(),
            delivered: to.status == "delivered",
            error: to.error.clone(),
        });
        let time = |column| (!row.is_null(column)).then(|| Timestamp::from_millis(row.integer(column)));
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
            sent_at: time(2),
            next_attempt_at: time(3),
            provider: item.provider,
            internal_recipients: internal.collect(),
            recipients,
            rate_limit,
        })
    }
}

/// The first of a conversation, and the last ones.
fn bounded(mut references: Vec<String>) -> Vec<String> {
    if references.len() > MAX_REFERENCES {
        references.drain(1..references.len() - MAX_REFERENCES + 1);
    }
    references
}

/// The place of a message on record.
pub(in crate::pod::mail::outbox) enum Kept {
    /// By this request, with this status.
    Now(i64, Status),
    /// By an earlier one.
    Before(i64),
}

/// A message, and when to send it.
pub(in crate::pod::mail::outbox) struct Sending {
    letter: OutgoingEmail,
    send_at: Option<Timestamp>,
    hold: bool,
}
