//! Resend (resend.com): sends mail to other servers by an HTTP API.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::{self, Stream, StreamExt};
use serde::{Deserialize, Serialize};
use worker::Method;

use super::outcome::DeliveryOutcome;
use crate::config::Resend;
use crate::error::{Error, Result};
use crate::mail::Mailbox;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::fetch::{self, Answer, Outgoing};
use crate::recipients::written;
use crate::time::SECOND;

const TIMEOUT: i64 = 30 * SECOND;
/// Bytes of a response that are read: an id or an error.
const MAX_ANSWER_BYTES: usize = 4_096;

/// The body of `POST /emails`.
#[derive(Serialize)]
struct Email<'a> {
    from: String,
    to: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reply_to: Vec<String>,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    headers: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attached<'a>>,
}

#[derive(Serialize)]
struct Attached<'a> {
    filename: &'a str,
    content: Cow<'a, str>,
    content_type: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_id: Option<&'a str>,
}

/// Sends a message to these recipients: in one call, or in one call each if all are hidden from each other.
pub fn send<'a>(
    resend: &'a Resend,
    email: &'a OutgoingEmail,
    to: Vec<String>,
) -> impl Stream<Item = (String, DeliveryOutcome)> + Send + use<'a> {
    let is_shown = |to: &String| email.to.iter().chain(&email.cc).any(|person| person.address.eq_ignore_ascii_case(to));
    let calls = if to.iter().any(is_shown) { vec![to] } else { to.into_iter().map(|to| vec![to]).collect() };
    stream::iter(calls)
        .then(async move |to| {
            let outcome =
                post(resend, email, &to).await.unwrap_or_else(|error| DeliveryOutcome::Later(error.to_string()));
            stream::iter(to).map(move |to| (to, outcome.clone()))
        })
        .flatten()
}

async fn post(resend: &Resend, email: &OutgoingEmail, to: &[String]) -> Result<DeliveryOutcome> {
    let body = serde_json::to_vec(&request_body(email, to)).map_err(Error::internal)?;
    let authorization = format!("Bearer {}", resend.api_key);
    // If the response is lost, a retry does not send the message again.
    let idempotency_key = format!("{}/{}", email.message_id, STANDARD.encode(to.join(",")));
    let idempotency_key: String = idempotency_key.chars().take(256).collect();
    let outgoing = Outgoing {
        method: Method::Post,
        target: &resend.emails,
        headers: &[
            ("authorization", &authorization),
            ("content-type", "application/json"),
            ("idempotency-key", &idempotency_key),
        ],
        body: Some(&body),
        timeout: TIMEOUT.unsigned_abs(),
        keep: MAX_ANSWER_BYTES,
    };
    Ok(match fetch::send(&outgoing).await {
        Ok(answer) => outcome(&answer),
        Err(error) => DeliveryOutcome::Later(error.to_string()),
    })
}

/// A request for these recipients only. Other recipients of the message may be in this deployment and have it already.
fn request_body<'a>(email: &'a OutgoingEmail, to: &[String]) -> Email<'a> {
    let selected = |people: &[Mailbox]| -> Vec<String> {
        people.iter().filter(|person| to.contains(&person.address.to_lowercase())).map(written).collect()
    };
    let (mut first, mut cc, mut bcc) = (selected(&email.to), selected(&email.cc), selected(&email.bcc));
    if first.is_empty() {
        // The API requires a recipient in `to`.
        std::mem::swap(&mut first, if cc.is_empty() { &mut bcc } else { &mut cc });
    }
    let mut headers: serde_json::Map<_, _> =
        email.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    headers.insert("Message-ID".to_owned(), format!("<{}>", email.message_id).into());
    if !email.references.is_empty() {
        let references: Vec<_> = email.references.iter().map(|id| format!("<{id}>")).collect();
        headers.insert("References".to_owned(), references.join(" ").into());
    }
    if let Some(answered) = email.references.last().filter(|_| email.is_reply) {
        headers.insert("In-Reply-To".to_owned(), format!("<{answered}>").into());
    }
    Email {
        from: written(&email.from),
        to: first,
        cc,
        bcc,
        reply_to: email.reply_to.iter().map(written).collect(),
        subject: &email.subject,
        text: email.text.as_deref(),
        html: email.html.as_deref(),
        headers,
        attachments: email
            .files
            .iter()
            .map(|file| Attached {
                filename: &file.filename,
                content: Cow::Borrowed(&file.content),
                content_type: Cow::Borrowed(&file.content_type),
                content_id: file.content_id.as_deref(),
            })
            // The API has no field for a calendar part.
            .chain(email.calendar.iter().map(|calendar| Attached {
                filename: "invite.ics",
                content: Cow::Owned(STANDARD.encode(&calendar.text)),
                content_type: Cow::Owned(calendar.content_type()),
                content_id: None,
            }))
            .collect(),
    }
}

fn outcome(answer: &Answer) -> DeliveryOutcome {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Said {
        id: Option<String>,
        message: Option<String>,
    }
    let said: Said = serde_json::from_slice(&answer.body).unwrap_or_default();
    let reason = || format!("{}: {}", answer.status, said.message.as_deref().unwrap_or("the provider gave no reason"));
    match answer.status {
        200..300 => DeliveryOutcome::Delivered(said.id),
        // Errors of the message or its recipients. Other errors can pass.
        400 | 413 | 422 => DeliveryOutcome::Refused(reason()),
        _ => DeliveryOutcome::Later(reason()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> DeliveryOutcome {
        outcome(&Answer { status, retry_after: None, content_type: None, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn answers_mean_sent_later_or_never() {
        assert_eq!(answer(200, r#"{"id":"7"}"#), DeliveryOutcome::Delivered(Some("7".to_owned())));
        assert_eq!(answer(422, r#"{"message":"bad"}"#), DeliveryOutcome::Refused("422: bad".to_owned()));
        for status in [301, 401, 403, 409, 429, 500, 503] {
            assert!(matches!(answer(status, "<html>"), DeliveryOutcome::Later(_)), "{status}");
        }
    }
}
