//! Messages that are held until the account has looked at them. Reached through a door: a pod's own keys cannot release.

use super::compose::{MAX_CONTENT_BYTES, too_large};
use super::{SHOWN, Status, attempt, no_outgoing, page, shown_row};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::mail::outgoing_email::{File, MAX_FIELD, OutgoingEmail};
use crate::platform::{Value, values};
use crate::pod::Pod;
use crate::recipients::Recipients;
use crate::rpc::{DraftChanges, Review};
use crate::wire::RawJson;

/// Does it, and answers what there is to show.
pub async fn review(pod: &Pod, review: Review) -> Result<RawJson> {
    match review {
        Review::List { limit, cursor } => page(pod, limit, cursor, Some(Status::PendingReview)),
        Review::Read { id } => {
            held(pod, &id)?;
            pod.outgoing(&id).await
        }
        Review::Edit { id, changes, most_recipients } => {
            pod.sql().atomically(|| {
                edit(pod, &id, changes, most_recipients)?;
                pod.audit(AuditAction::DraftEdited, &id)
            })?;
            pod.outgoing(&id).await
        }
        Review::Release { id } => release(pod, &id).await,
        Review::Reject { id, reason } => reject(pod, &id, reason.as_deref()),
    }
}

/// The place of a message that is still held.
fn held(pod: &Pod, id: &str) -> Result<i64> {
    let row = pod.sql().first("SELECT seq, status FROM outgoing WHERE id = ?", &values![id])?;
    match row.ok_or_else(no_outgoing)? {
        row if row.text(1) == Status::PendingReview.as_str() => Ok(row.integer(0)),
        row => Err(resolved(&row.text(1))),
    }
}

fn resolved(status: &str) -> Error {
    Error::new(Code::AlreadyResolved, format!("This message is not held any more: it is {status}."))
}

fn edit(pod: &Pod, id: &str, changes: DraftChanges, most_recipients: u32) -> Result<()> {
    let seq = held(pod, id)?;
    let mut letter = pod.read_letter(seq)?;
    changes.apply(&mut letter);
    if letter.subject.len() > MAX_FIELD || letter.subject.chars().any(char::is_control) {
        return Err(Error::invalid(format!(
            "subject takes {MAX_FIELD} bytes on one line, without control characters."
        )));
    }
    let count = letter.to.len() + letter.cc.len() + letter.bcc.len();
    let size = [&letter.text, &letter.html].into_iter().flatten().map(String::len).sum::<usize>()
        + letter.files.iter().map(File::size).sum::<usize>();
    if size > MAX_CONTENT_BYTES {
        return Err(too_large());
    }
    if letter.to.is_empty() || count > most_recipients as usize {
        return Err(Error::invalid(format!(
            "A message takes 1 to {most_recipients} recipients; this one has {count}."
        )));
    }
    pod.check_size(&letter)?;
    pod.rewrite_outgoing(seq, &letter)
}

impl DraftChanges {
    fn apply(self, letter: &mut OutgoingEmail) {
        for (list, new) in [(&mut letter.to, self.to), (&mut letter.cc, self.cc), (&mut letter.bcc, self.bcc)] {
            if let Some(Recipients(new)) = new {
                *list = new;
            }
        }
        letter.subject = self.subject.unwrap_or_else(|| std::mem::take(&mut letter.subject));
        letter.text = self.text.or_else(|| letter.text.take());
        letter.html = self.html.or_else(|| letter.html.take());
    }
}

/// Sends it: now, or at the time the agent asked for.
async fn release(pod: &Pod, id: &str) -> Result<RawJson> {
    const UPDATE_OUTGOING_RELEASED: &str = "
        UPDATE outgoing SET status = iif(due_at > ?2, 'scheduled', 'pending'), due_at = max(coalesce(due_at, 0), ?2)
        WHERE id = ?1 AND status = 'pending_review' RETURNING seq, due_at";
    let now = pod.now();
    pod.wake_at(pod.lease_end()).await?;
    let seq = pod.sql().atomically(|| {
        let Some(row) = pod.sql().first(UPDATE_OUTGOING_RELEASED, &values![id, now])? else {
            return Err(held(pod, id).err().unwrap_or_else(no_outgoing));
        };
        pod.audit(AuditAction::DraftReleased, id)?;
        Ok(row.integer(0))
    })?;
    attempt(pod, seq).await?;
    super::wake(pod).await?;
    pod.outgoing(id).await
}

fn reject(pod: &Pod, id: &str, reason: Option<&str>) -> Result<RawJson> {
    let reject = format!(
        "UPDATE outgoing SET status = 'rejected', due_at = NULL, error = ?2
         WHERE id = ?1 AND status = 'pending_review' RETURNING {SHOWN}"
    );
    pod.sql().atomically(|| match pod.sql().first(&reject, &[Value::from(id), Value::from(reason)])? {
        Some(row) => {
            pod.audit(AuditAction::DraftRejected, id)?;
            shown_row(&row).map(RawJson)
        }
        None => Err(held(pod, id).err().unwrap_or_else(no_outgoing)),
    })
}
