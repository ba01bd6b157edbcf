//! Mail of the deployment's own.

use futures_util::StreamExt;

use crate::config::Config;
use crate::directory::{self, Envelope, Post};
use crate::email::Email;
use crate::error::{Error, Result};
use crate::mail::Mailbox;
use crate::mail::letter::Letter;
use crate::platform::http::Incoming;
use crate::platform::{Bindings, clock};
use crate::pod::outbox::{Outcome, Provider};
use crate::random;

/// Who it comes from: a name that nobody can claim.
const SENDER: &str = "noreply";

/// Sends a message to somebody, once.
pub async fn send(bindings: &Bindings, config: &'static Config, to: &Email, subject: &str, text: String) -> Result<()> {
    let from = format!("{SENDER}@{}", config.mail_domain);
    let letter = Letter {
        message_id: format!("{}@{}", random::base36(24)?, config.mail_domain),
        date: clock::now().millis(),
        from: Mailbox { name: Some("Warren".to_owned()), address: from.clone() },
        to: vec![Mailbox { name: None, address: to.as_str().to_owned() }],
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        subject: subject.to_owned(),
        text: Some(text),
        html: None,
        files: Vec::new(),
        // RFC 3834: no machine is to answer it.
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        references: Vec::new(),
        is_reply: false,
    };
    let raw = letter.build().map_err(Error::internal)?;
    let refused = |reason: String| Error::internal(format!("the deployment's mail was not taken: {reason}"));
    if config.is_own_address(to.as_str()) {
        let envelope = Envelope { from, to: to.as_str().to_owned(), internal: true };
        return match Post::new(bindings)?.deliver(&envelope, Incoming::bytes(&raw)).await? {
            directory::Outcome::Accepted => Ok(()),
            directory::Outcome::Refused(reason) => Err(refused(reason)),
        };
    }
    let provider = Provider::of(config);
    let mut outcomes = provider.send(bindings, config, &letter, &raw, vec![to.as_str().to_owned()]);
    match outcomes.next().await {
        Some((_, Outcome::Delivered(_))) => Ok(()),
        Some((_, Outcome::Later(reason) | Outcome::Refused(reason) | Outcome::Bounced(reason))) => Err(refused(reason)),
        None => Err(refused("there is no provider".to_owned())),
    }
}
