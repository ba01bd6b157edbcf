//! Emails that announce a change in the pod. The change and the emails are stored together.

use std::cell::Cell;

use futures_util::{StreamExt, stream};

use super::store::Plan;
use super::{Status, attempt, wake};
use crate::audit_action::AuditAction;
use crate::error::{Error, Result};
use crate::id::OutgoingId;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::log;
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::{Permission, missing_scope};

/// Concurrent first attempts.
const CONCURRENT_ATTEMPTS: usize = 4;

impl Pod {
    /// Makes a change and sends the emails that announce it. `change` returns them. It runs once to count them, is undone, and runs again
    /// when that many emails are taken from the account's allowance.
    ///
    /// # Errors
    /// Those of `change`; `payment_required`, `sending_suspended`. After an error nothing is changed.
    pub(in crate::pod) async fn notify<T: Send>(
        &self,
        change: impl Fn() -> Result<(T, Vec<OutgoingEmail>)> + Send,
    ) -> Result<T> {
        let mut taken = Vec::new();
        let outcome = loop {
            let lacking = Cell::new(0);
            let outcome = self.sql().atomically(|| {
                let (value, emails) = change()?;
                if !emails.is_empty() && !self.caller()?.permissions.contains(Permission::MailSend) {
                    return Err(missing_scope(Permission::MailSend));
                }
                lacking.set(emails.len().saturating_sub(taken.len()));
                if lacking.get() > 0 {
                    return Err(Error::internal("emails must be taken first"));
                }
                let queued = emails.iter().map(|email| self.queue_email(email)).collect::<Result<Vec<_>>>()?;
                Ok((value, queued))
            });
            match lacking.get() {
                0 => break outcome,
                lacking => {
                    if let Err(refusal) = self.take_emails(lacking, &mut taken).await {
                        break Err(refusal);
                    }
                }
            }
        };
        let used = outcome.as_ref().map_or(0, |(_, queued)| queued.len());
        for taken in taken.drain(used..) {
            log::logged(self.directory().return_email(taken).await);
        }
        let (value, queued) = outcome?;
        if !queued.is_empty() {
            // The emails are stored, so the alarm tries again after an error.
            let attempts = queued.into_iter().map(|seq| async move { log::logged(attempt(self, seq).await) });
            stream::iter(attempts).buffer_unordered(CONCURRENT_ATTEMPTS).collect::<Vec<_>>().await;
            log::logged(wake(self).await);
        }
        Ok(value)
    }

    async fn take_emails(&self, count: usize, taken: &mut Vec<Timestamp>) -> Result<()> {
        self.check_bounces()?;
        self.wake_at(self.lease_end()).await?;
        for _ in 0..count {
            let now = self.now();
            self.allowance(now).await?;
            taken.push(now);
        }
        Ok(())
    }

    /// Stores an email that is sent immediately. Part of the caller's transaction.
    fn queue_email(&self, email: &OutgoingEmail) -> Result<i64> {
        let id = OutgoingId::generate()?;
        let plan = Plan { status: Status::Pending, due_at: Some(self.now()), client_id: None, fingerprint: None };
        let seq = self.outbox().insert(&id, email, &plan)?;
        self.audit().record(AuditAction::EmailSubmitted, id.as_str())?;
        Ok(seq)
    }
}
