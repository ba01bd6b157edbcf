//! Who carries mail to other servers.

use std::collections::VecDeque;
use std::pin::pin;

use futures_util::future::{Either, select};
use futures_util::stream::{self, BoxStream, StreamExt};
use parking_lot::Mutex;
use serde::Serialize;

use super::resend;
use crate::config::MailProvider;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{log, timer};
use crate::pod::Pod;
use crate::time::SECOND;

/// Messages that [`Provider::Log`] remembers for development.
const MAX_PRINTED_MAILS: usize = 1_000;
/// How long a call of the platform's binding may take.
const TIMEOUT: i64 = 30 * SECOND;

/// How an attempt ended for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderOutcome {
    /// Taken, with the provider's name for it.
    Delivered(Option<String>),
    /// Not now.
    Later(String),
    /// For good.
    Refused(String),
    /// For good, by the recipient's server.
    Bounced(String),
}

/// A way to other servers.
#[derive(Clone, Copy)]
pub struct Provider(MailProvider);

/// A message that was printed instead of being sent.
#[derive(Clone, Serialize)]
pub struct Printed {
    from: String,
    to: Vec<String>,
    subject: String,
    /// The message (RFC 5322).
    raw: String,
}

static PRINTED_MAIL: Mutex<VecDeque<Printed>> = Mutex::new(VecDeque::new());

/// What was printed, the oldest first.
pub fn printed() -> Vec<Printed> {
    PRINTED_MAIL.lock().iter().cloned().collect()
}

impl Provider {
    /// The deployment's.
    pub fn of(pod: &Pod) -> Self {
        Self(pod.config().mail_provider)
    }

    /// As shown to senders.
    pub fn name(self) -> &'static str {
        match self.0 {
            MailProvider::Log => "log",
            MailProvider::Cloudflare => "cloudflare",
            MailProvider::Resend => "resend",
        }
    }

    /// The most bytes of a message that it takes, files in base64 included.
    pub fn most_bytes(self) -> Option<usize> {
        matches!(self.0, MailProvider::Cloudflare).then_some(5 * 1024 * 1024)
    }

    /// Hands a message over for these recipients, and tells what became of each.
    pub fn send<'a>(
        self,
        pod: &'a Pod,
        letter: &'a OutgoingEmail,
        raw: &'a [u8],
        to: Vec<String>,
    ) -> BoxStream<'a, (String, ProviderOutcome)> {
        match self.0 {
            _ if to.is_empty() => stream::empty().boxed(),
            MailProvider::Log => stream::iter(print(pod, letter, raw, to)).boxed(),
            // One call a recipient: so each has its own outcome, and none sees the others.
            MailProvider::Cloudflare => stream::iter(to).then(|to| cloudflare(pod, letter, raw, to)).boxed(),
            MailProvider::Resend => match &pod.config().resend {
                Some(resend) => resend::send(resend, letter, to).boxed(),
                None => stream::empty().boxed(),
            },
        }
    }
}

fn print(pod: &Pod, letter: &OutgoingEmail, raw: &[u8], to: Vec<String>) -> Vec<(String, ProviderOutcome)> {
    log::info(&format!("an email to {} recipients was not sent: MAIL_PROVIDER is log", to.len()));
    if pod.config().dev_endpoints {
        let mut printed = PRINTED_MAIL.lock();
        if printed.len() == MAX_PRINTED_MAILS {
            printed.pop_front();
        }
        printed.push_back(Printed {
            from: letter.from.address.clone(),
            to: to.clone(),
            subject: letter.subject.clone(),
            raw: String::from_utf8_lossy(raw).into_owned(),
        });
    }
    to.into_iter().map(|to| (to, ProviderOutcome::Delivered(None))).collect()
}

async fn cloudflare(pod: &Pod, letter: &OutgoingEmail, raw: &[u8], to: String) -> (String, ProviderOutcome) {
    let sending = async {
        match pod.bindings().mailer() {
            Ok(mailer) => match mailer.send(&letter.from.address, &to, raw).await {
                Ok(id) => ProviderOutcome::Delivered(Some(id).filter(|id| !id.is_empty())),
                Err(refusal) if refusal.by_recipient => ProviderOutcome::Bounced(refusal.reason),
                Err(refusal) if refusal.for_good => ProviderOutcome::Refused(refusal.reason),
                Err(refusal) => ProviderOutcome::Later(refusal.reason),
            },
            Err(error) => ProviderOutcome::Later(error.to_string()),
        }
    };
    let outcome = match select(pin!(sending), pin!(timer::sleep(TIMEOUT.unsigned_abs()))).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => ProviderOutcome::Later("The provider did not answer in time".to_owned()),
    };
    (to, outcome)
}
