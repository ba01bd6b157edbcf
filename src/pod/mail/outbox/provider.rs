//! Mail providers, which deliver mail to other servers.

use std::collections::VecDeque;
use std::pin::pin;

use futures_util::future::{Either, select};
use futures_util::stream::{self, BoxStream, StreamExt};
use parking_lot::Mutex;
use serde::Serialize;

use super::outcome::DeliveryOutcome;
use super::resend;
use crate::config::MailProvider;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{log, timer};
use crate::pod::Pod;
use crate::time::SECOND;

/// Messages that the provider `log` remembers for development.
const MAX_PRINTED_MAILS: usize = 1_000;
/// Limit for a call of the platform's binding, in milliseconds.
const TIMEOUT: i64 = 30 * SECOND;

/// A mail provider.
#[derive(Clone, Copy)]
pub struct Provider(MailProvider);

/// A message that was logged instead of being sent.
#[derive(Clone, Serialize)]
pub struct Printed {
    from: String,
    to: Vec<String>,
    subject: String,
    /// The message (RFC 5322).
    raw: String,
}

static PRINTED_MAIL: Mutex<VecDeque<Printed>> = Mutex::new(VecDeque::new());

/// The logged messages, the oldest first.
pub fn printed() -> Vec<Printed> {
    PRINTED_MAIL.lock().iter().cloned().collect()
}

impl Provider {
    /// The provider of the deployment.
    pub fn of(pod: &Pod) -> Self {
        Self(pod.config().mail_provider)
    }

    /// The name in replies.
    pub fn name(self) -> &'static str {
        match self.0 {
            MailProvider::Log => "log",
            MailProvider::Cloudflare => "cloudflare",
            MailProvider::Resend => "resend",
        }
    }

    /// The maximum size of a message in bytes, with files in base64.
    pub fn max_bytes(self) -> Option<usize> {
        matches!(self.0, MailProvider::Cloudflare).then_some(5 * 1024 * 1024)
    }

    /// Sends a message to these recipients. Returns the outcome for each.
    pub fn send<'a>(
        self,
        pod: &'a Pod,
        email: &'a OutgoingEmail,
        raw: &'a [u8],
        to: Vec<String>,
    ) -> BoxStream<'a, (String, DeliveryOutcome)> {
        match self.0 {
            _ if to.is_empty() => stream::empty().boxed(),
            MailProvider::Log => stream::iter(print(pod, email, raw, to)).boxed(),
            // One call per recipient, so each has its own outcome and none sees the others.
            MailProvider::Cloudflare => stream::iter(to).then(|to| cloudflare(pod, email, raw, to)).boxed(),
            MailProvider::Resend => match &pod.config().resend {
                Some(resend) => resend::send(resend, email, to).boxed(),
                None => stream::empty().boxed(),
            },
        }
    }
}

fn print(pod: &Pod, email: &OutgoingEmail, raw: &[u8], to: Vec<String>) -> Vec<(String, DeliveryOutcome)> {
    log::info(&format!("an email to {} recipients was not sent: MAIL_PROVIDER is log", to.len()));
    if pod.config().dev_endpoints {
        let mut printed = PRINTED_MAIL.lock();
        if printed.len() == MAX_PRINTED_MAILS {
            printed.pop_front();
        }
        printed.push_back(Printed {
            from: email.from.address.clone(),
            to: to.clone(),
            subject: email.subject.clone(),
            raw: String::from_utf8_lossy(raw).into_owned(),
        });
    }
    to.into_iter().map(|to| (to, DeliveryOutcome::Delivered(None))).collect()
}

async fn cloudflare(pod: &Pod, email: &OutgoingEmail, raw: &[u8], to: String) -> (String, DeliveryOutcome) {
    let sending = async {
        match pod.bindings().mailer() {
            Ok(mailer) => match mailer.send(&email.from.address, &to, raw).await {
                Ok(id) => DeliveryOutcome::Delivered(Some(id).filter(|id| !id.is_empty())),
                Err(refusal) if refusal.by_recipient => DeliveryOutcome::Bounced(refusal.reason),
                Err(refusal) if refusal.for_good => DeliveryOutcome::Refused(refusal.reason),
                Err(refusal) => DeliveryOutcome::Later(refusal.reason),
            },
            Err(error) => DeliveryOutcome::Later(error.to_string()),
        }
    };
    let outcome = match select(pin!(sending), pin!(timer::sleep(TIMEOUT.unsigned_abs()))).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => DeliveryOutcome::Later("The provider did not answer in time".to_owned()),
    };
    (to, outcome)
}
