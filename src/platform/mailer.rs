//! The platform's binding for sending mail.

use worker::send::SendFuture;
use worker::{EmailMessage, SendEmail};

use super::http::js;
use crate::error::{Error, Result};

/// Sends mail through Cloudflare Email Routing.
pub struct Mailer(SendEmail);

/// Why a message was refused.
pub struct Refusal {
    /// Whether the refusal is permanent.
    pub for_good: bool,
    /// Whether the refusal concerns the recipient.
    pub by_recipient: bool,
    pub reason: String,
}

/// Codes of refusals that concern the recipient.
const BY_RECIPIENT: [&str; 1] = ["E_RECIPIENT_SUPPRESSED"];
/// Codes of other permanent refusals. The deployment's settings decide which recipients are allowed.
const FOR_GOOD: [&str; 7] = [
    "E_VALIDATION_ERROR",
    "E_FIELD_MISSING",
    "E_TOO_MANY_RECIPIENTS",
    "E_SENDER_NOT_VERIFIED",
    "E_SENDER_DOMAIN_NOT_AVAILABLE",
    "E_RECIPIENT_NOT_ALLOWED",
    "E_CONTENT_TOO_LARGE",
];
/// How the codes for fields of the message begin.
const FIELD: &str = "E_HEADER_";

impl Mailer {
    pub(super) fn new(binding: SendEmail) -> Self {
        Self(binding)
    }

    /// Sends a message to one recipient. Returns the platform's id of the message.
    pub async fn send(&self, from: &str, to: &str, raw: &[u8]) -> Result<String, Refusal> {
        let raw = std::str::from_utf8(raw).map_err(|error| refusal(&Error::internal(error)))?;
        let message = EmailMessage::new(from, to, raw).map_err(|error| refusal(&js(error.into())))?;
        let sent = SendFuture::new(async { self.0.send(&message).await }).await;
        match sent {
            // An older runtime returns nothing.
            Ok(result) => Ok(js_sys::Reflect::get(&result, &"messageId".into())
                .ok()
                .and_then(|id| id.as_string())
                .unwrap_or_default()),
            Err(error) => {
                let code = js_sys::Reflect::get(&error, &"code".into()).ok().and_then(|code| code.as_string());
                let is_one_of = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
                let by_recipient = is_one_of(&BY_RECIPIENT);
                let about_field = code.as_deref().is_some_and(|code| code.starts_with(FIELD));
                let for_good = by_recipient || about_field || is_one_of(&FOR_GOOD);
                Err(Refusal { for_good, by_recipient, reason: String::from(error.message()) })
            }
        }
    }
}

fn refusal(error: &Error) -> Refusal {
    Refusal { for_good: true, by_recipient: false, reason: error.to_string() }
}
