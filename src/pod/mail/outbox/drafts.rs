//! Messages that are held until the account reviews them. Only an internal RPC reaches them: a pod's keys cannot release them.

use super::compose::{MAX_CONTENT_BYTES, too_large};
use super::{OUTGOING_COLUMNS, OutgoingRow, Status, attempt, no_outgoing, page};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::mail::outgoing_email::{File, MAX_FIELD_BYTES, OutgoingEmail};
use crate::platform::{FromRow, Value, values};
use crate::pod::Pod;
use crate::recipients::Recipients;
use crate::rpc::{DraftChanges, Review};
use crate::wire::RawJson;

/// Handles a review by the account. Returns the message or the list.
pub async fn review(pod: &Pod, review: Review) -> Result<RawJson> {
    match review {
        Review::List { limit, cursor } => page(pod, limit, cursor, Some(Status::PendingReview)),
        Review::Read { id } => {
            held(pod, &id)?;
            pod.outbox().message(&id).await
        }
        Review::Edit { id, changes, most_recipients } => {
            pod.sql().atomically(|| {
                edit(pod, &id, changes, most_recipients)?;
                pod.audit().record(AuditAction::DraftEdited, &id)
            })?;
            pod.outbox().message(&id).await
        }
        Review::Release { id } => release(pod, &id).await,
        Review::Reject { id, reason } => reject(pod, &id, reason.as_deref()),
    }
}

#[derive(FromRow)]
struct MessageStatus {
    seq: i64,
    status: String,
}

/// The row of a message that is still held.
fn held(pod: &Pod, id: &str) -> Result<i64> {
    const SELECT_STATUS: &str = "SELECT seq, status FROM outgoing WHERE id = ?";
    let MessageStatus { seq, status } = pod.sql().row(SELECT_STATUS, &values![id])?.ok_or_else(no_outgoing)?;
    match status == <&str>::from(Status::PendingReview) {
        true => Ok(seq),
        false => {
            Err(Error::new(Code::AlreadyResolved, format!("The message is no longer held. Its status is {status}.")))
        }
    }
}

fn edit(pod: &Pod, id: &str, changes: DraftChanges, most_recipients: u32) -> Result<()> {
    let seq = held(pod, id)?;
    let mut email = pod.outbox().unsent_email(seq)?;
    changes.apply(&mut email);
    if email.subject.len() > MAX_FIELD_BYTES || email.subject.chars().any(char::is_control) {
        return Err(Error::invalid(format!(
            "subject can have at most {MAX_FIELD_BYTES} bytes on one line, without control characters."
        )));
    }
    let count = email.to.len() + email.cc.len() + email.bcc.len();
    let size = [&email.text, &email.html].into_iter().flatten().map(String::len).sum::<usize>()
        + email.files.iter().map(File::size).sum::<usize>();
    if size > MAX_CONTENT_BYTES {
        return Err(too_large());
    }
    if email.to.is_empty() || count > most_recipients as usize {
        return Err(Error::invalid(format!(
            "A message must have 1 to {most_recipients} recipients; this one has {count}."
        )));
    }
    if email.text.is_none() && email.html.is_none() {
        return Err(Error::invalid("Without html the message needs a text.").fix("Send text, too."));
    }
    pod.check_size(&email)?;
    pod.outbox().rewrite(seq, &email)
}

impl DraftChanges {
    fn apply(self, email: &mut OutgoingEmail) {
        for (list, new) in [(&mut email.to, self.to), (&mut email.cc, self.cc), (&mut email.bcc, self.bcc)] {
            if let Some(Recipients(new)) = new {
                *list = new;
            }
        }
        email.subject = self.subject.unwrap_or_else(|| std::mem::take(&mut email.subject));
        email.text = self.text.or_else(|| email.text.take());
        email.html = self.html.apply(email.html.take());
    }
}

/// Sends a held message now, or at the time that the agent chose.
async fn release(pod: &Pod, id: &str) -> Result<RawJson> {
    const UPDATE_OUTGOING_RELEASED: &str = "
        UPDATE outgoing SET status = iif(due_at > ?2, 'scheduled', 'pending'), due_at = max(coalesce(due_at, 0), ?2)
        WHERE id = ?1 AND status = 'pending_review' RETURNING seq";
    let now = pod.now();
    pod.wake_at(pod.lease_end()).await?;
    let seq = pod.sql().atomically(|| {
        let Some(seq) = pod.sql().value::<i64>(UPDATE_OUTGOING_RELEASED, &values![id, now])? else {
            return Err(held(pod, id).err().unwrap_or_else(no_outgoing));
        };
        pod.audit().record(AuditAction::DraftReleased, id)?;
        Ok(seq)
    })?;
    attempt(pod, seq).await?;
    super::wake(pod).await?;
    pod.outbox().message(id).await
}

fn reject(pod: &Pod, id: &str, reason: Option<&str>) -> Result<RawJson> {
    let reject = format!(
        "UPDATE outgoing SET status = 'rejected', due_at = NULL, error = ?2
         WHERE id = ?1 AND status = 'pending_review' RETURNING {OUTGOING_COLUMNS}"
    );
    pod.sql().atomically(|| match pod.sql().row::<OutgoingRow>(&reject, &[Value::from(id), Value::from(reason)])? {
        Some(row) => {
            pod.audit().record(AuditAction::DraftRejected, id)?;
            row.json().map(RawJson)
        }
        None => Err(held(pod, id).err().unwrap_or_else(no_outgoing)),
    })
}
