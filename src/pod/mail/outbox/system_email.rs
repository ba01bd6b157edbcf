//! Emails of the deployment, such as links to sign in. A pod that no key opens sends them, so no agent can read them.

use super::store::Plan;
use super::{Status, attempt, wake};
use crate::error::Result;
use crate::id::{OutgoingId, PodId};
use crate::mail::Mailbox;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{FromRow, log, timer, values};
use crate::pod::Pod;
use crate::pod::mail::index;
use crate::random;
use crate::rpc::SystemEmail;
use crate::time::HOUR;

const SEND_DELAY_MILLIS: u64 = 200;
/// When a sent email is deleted.
const SYSTEM_EMAIL_TTL: i64 = 24 * HOUR;

/// Sends an email after the reply, so that the duration of the request does not reveal whether there is one.
pub fn post(pod: &Pod, system_email: Option<SystemEmail>) {
    let sending = pod.clone();
    pod.opened.state.wait_until(async move {
        timer::sleep(SEND_DELAY_MILLIS).await;
        if let Some(system_email) = system_email {
            log::logged(send(&sending, system_email).await);
        }
    });
}

async fn send(pod: &Pod, system_email: SystemEmail) -> Result<()> {
    let domain = &pod.config().mail_domain;
    let address = format!("noreply@{domain}");
    pod.addresses().record(&address, None)?;
    let person = |address: String| Mailbox { name: None, address };
    let email = OutgoingEmail {
        message_id: format!("{}@{domain}", random::base36(24)?),
        date: pod.now().millis(),
        from: Mailbox { name: Some("Warren".to_owned()), address },
        to: vec![person(system_email.to)],
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        subject: system_email.subject,
        text: Some(system_email.text),
        html: None,
        files: Vec::new(),
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        references: Vec::new(),
        is_reply: false,
        is_confidential: true,
        calendar: None,
    };
    pod.wake_at(pod.lease_end()).await?;
    let id = OutgoingId::generate()?;
    let plan = Plan { status: Status::Pending, due_at: Some(pod.now()), client_id: None, fingerprint: None };
    let seq = pod.sql().atomically(|| {
        delete_old(pod)?;
        pod.outbox().insert(&id, &email, &plan)
    })?;
    attempt(pod, seq).await?;
    wake(pod).await
}

/// Deletes old emails. Part of the caller's transaction.
fn delete_old(pod: &Pod) -> Result<()> {
    #[derive(FromRow)]
    struct Deleted {
        seq: i64,
        id: String,
    }
    const DELETE_OLD_OUTGOING: &str = "
        DELETE FROM outgoing WHERE seq IN
          (SELECT seq FROM outgoing WHERE queued_at <= ? AND status <> 'pending' ORDER BY seq LIMIT 20)
        RETURNING seq, id";
    let deleted: Vec<Deleted> = pod.sql().rows(DELETE_OLD_OUTGOING, &values![pod.now().plus(-SYSTEM_EMAIL_TTL)])?;
    deleted.iter().try_for_each(|Deleted { seq, id }| {
        pod.search().remove(index::sent(*seq))?;
        pod.events().forget(id)
    })
}

impl Pod {
    /// Whether this is the pod that sends the emails of the deployment.
    pub(in crate::pod) fn is_postmaster(&self) -> bool {
        *self.id() == PodId::postmaster()
    }
}
