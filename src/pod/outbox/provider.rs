//! Who carries mail to other servers.

use std::collections::VecDeque;

use parking_lot::Mutex;

use serde::Serialize;

use super::resend;
use crate::config::MailProvider;
use crate::mail::letter::Letter;
use crate::platform::log;
use crate::pod::Pod;

/// Messages that [`Provider::Log`] remembers for development.
const PRINTED: usize = 1_000;

/// How an attempt ended for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
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

    /// Hands a message over for these recipients.
    pub async fn send(self, pod: &Pod, letter: &Letter, raw: &[u8], to: Vec<String>) -> Vec<(String, Outcome)> {
        match self.0 {
            MailProvider::Log => print(pod, letter, raw, to),
            MailProvider::Cloudflare => cloudflare(pod, letter, raw, to).await,
            MailProvider::Resend => match &pod.config().resend {
                Some(resend) => resend::send(resend, letter, to).await,
                None => Vec::new(),
            },
        }
    }
}

fn print(pod: &Pod, letter: &Letter, raw: &[u8], to: Vec<String>) -> Vec<(String, Outcome)> {
    log::info(&format!("mail from {} to {}: {}", letter.from.address, to.join(", "), letter.subject));
    if pod.config().dev_doors {
        let mut printed = PRINTED_MAIL.lock();
        if printed.len() == PRINTED {
            printed.pop_front();
        }
        printed.push_back(Printed {
            from: letter.from.address.clone(),
            to: to.clone(),
            subject: letter.subject.clone(),
            raw: String::from_utf8_lossy(raw).into_owned(),
        });
    }
    to.into_iter().map(|to| (to, Outcome::Delivered(None))).collect()
}

/// One call a recipient: so each has its own outcome, and none sees the others.
async fn cloudflare(pod: &Pod, letter: &Letter, raw: &[u8], to: Vec<String>) -> Vec<(String, Outcome)> {
    let mut outcomes = Vec::with_capacity(to.len());
    for to in to {
        let outcome = match pod.bindings().mailer() {
            Ok(mailer) => match mailer.send(&letter.from.address, &to, raw).await {
                Ok(id) => Outcome::Delivered(Some(id).filter(|id| !id.is_empty())),
                Err(refusal) if refusal.by_recipient => Outcome::Bounced(refusal.reason),
                Err(refusal) if refusal.for_good => Outcome::Refused(refusal.reason),
                Err(refusal) => Outcome::Later(refusal.reason),
            },
            Err(error) => Outcome::Later(error.to_string()),
        };
        outcomes.push((to, outcome));
    }
    outcomes
}
