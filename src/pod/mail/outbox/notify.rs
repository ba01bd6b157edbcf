//! Letters that tell others of a change in the pod: the change is made and they are kept, or neither.

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

/// Letters that are attempted at a time.
const CONCURRENT_ATTEMPTS: usize = 4;

impl Pod {
    /// Makes a change and sends the letters that tell of it. `change` says what they are, in the transaction that it is made in;
    /// it is tried first to learn how many, undone, and made again once the account's allowance has given that many emails.
    ///
    /// # Errors
    /// Those of the change; `payment_required`, `sending_suspended`: then nothing was changed.
    pub(in crate::pod) async fn notify<T: Send>(
        &self,
        change: impl Fn() -> Result<(T, Vec<OutgoingEmail>)> + Send,
    ) -> Result<T> {
        let mut taken = Vec::new();
        let told = loop {
            let lacking = Cell::new(0);
            let told = self.sql().atomically(|| {
                let (value, letters) = change()?;
                lacking.set(letters.len().saturating_sub(taken.len()));
                if lacking.get() > 0 {
                    return Err(Error::internal("emails must be taken first"));
                }
                let kept = letters.iter().map(|letter| self.post(letter)).collect::<Result<Vec<_>>>()?;
                Ok((value, kept))
            });
            match lacking.get() {
                0 => break told,
                lacking => {
                    if let Err(refusal) = self.take_emails(lacking, &mut taken).await {
                        break Err(refusal);
                    }
                }
            }
        };
        let used = told.as_ref().map_or(0, |(_, kept)| kept.len());
        for taken in taken.drain(used..) {
            if let Err(error) = self.directory().return_email(taken).await {
                log::error(&error.to_string());
            }
        }
        let (value, kept) = told?;
        if !kept.is_empty() {
            // They are on record, and will be attempted again.
            let attempts = kept.into_iter().map(|seq| async move { attempt(self, seq).await });
            let done: Vec<_> = stream::iter(attempts).buffer_unordered(CONCURRENT_ATTEMPTS).collect().await;
            for error in done.into_iter().chain([wake(self).await]).filter_map(Result::err) {
                log::error(&error.to_string());
            }
        }
        Ok(value)
    }

    async fn take_emails(&self, count: usize, taken: &mut Vec<Timestamp>) -> Result<()> {
        self.is_trusted()?;
        self.wake_at(self.lease_end()).await?;
        for _ in 0..count {
            let now = self.now();
            self.allowance(now).await?;
            taken.push(now);
        }
        Ok(())
    }

    /// Keeps a letter that is to go at once. Part of the caller's transaction.
    fn post(&self, letter: &OutgoingEmail) -> Result<i64> {
        let id = OutgoingId::generate()?;
        let plan = Plan { status: Status::Pending, due_at: Some(self.now()), client_id: None, fingerprint: None };
        let seq = self.keep_outgoing(&id, letter, &plan)?;
        self.audit(AuditAction::EmailSubmitted, id.as_str())?;
        Ok(seq)
    }
}
