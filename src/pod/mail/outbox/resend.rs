//! Resend (resend.com): mail to other servers by an HTTP API.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::{self, Stream, StreamExt};
use serde::{Deserialize, Serialize};
use worker::Method;

use super::provider::ProviderOutcome;
use crate::config::Resend;
use crate::error::{Error, Result};
use crate::mail::Mailbox;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::fetch::{self, Answer, Outgoing};
use crate::recipients::written;
use crate::time::SECOND;

const TIMEOUT: i64 = 30 * SECOND;
/// Bytes of an answer that are read: an id, or an error.
const MAX_ANSWER_BYTES: usize = 4_096;

/// A message as the API takes it: `POST /emails`.
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

/// Hands a message over for these recipients: all in one call, unless all are hidden from each other.
pub fn send<'a>(
    resend: &'a Resend,
    letter: &'a OutgoingEmail,
    to: Vec<String>,
) -> impl Stream<Item = (String, ProviderOutcome)> + Send + use<'a> {
    let is_shown =
        |to: &String| letter.to.iter().chain(&letter.cc).any(|person| person.address.eq_ignore_ascii_case(to));
    let calls = if to.iter().any(is_shown) { vec![to] } else { to.into_iter().map(|to| vec![to]).collect() };
    stream::iter(calls)
        .then(async move |to| {
            let outcome =
                post(resend, letter, &to).await.unwrap_or_else(|error| ProviderOutcome::Later(error.to_string()));
            stream::iter(to).map(move |to| (to, outcome.clone()))
        })
        .flatten()
}

async fn post(resend: &Resend, letter: &OutgoingEmail, to: &[String]) -> Result<ProviderOutcome> {
    let body = serde_json::to_vec(&email(letter, to)).map_err(Error::internal)?;
    let authorization = format!("Bearer {}", resend.api_key);
    // The same message for the same recipients is taken once, should the answer be lost.
    let once = format!("{}/{}", letter.message_id, STANDARD.encode(to.join(",")));
    let once: String = once.chars().take(256).collect();
    let outgoing = Outgoing {
        method: Method::Post,
        target: &resend.emails,
        headers: &[("authorization", &authorization), ("content-type", "application/json"), ("idempotency-key", &once)],
        body: Some(&body),
        timeout: TIMEOUT.unsigned_abs(),
        keep: MAX_ANSWER_BYTES,
    };
    Ok(match fetch::send(&outgoing).await {
        Ok(answer) => judged(&answer),
        Err(error) => ProviderOutcome::Later(error.to_string()),
    })
}

/// What goes to these recipients only: others of the message's may be of this deployment, and have it.
fn email<'a>(letter: &'a OutgoingEmail, to: &[String]) -> Email<'a> {
    let among = |people: &[Mailbox]| -> Vec<String> {
        let mine = people.iter().filter(|person| to.contains(&person.address.to_lowercase()));
        mine.map(written).collect()
    };
    let (mut first, mut cc, mut bcc) = (among(&letter.to), among(&letter.cc), among(&letter.bcc));
    if first.is_empty() {
        // The API wants somebody in `to`.
        std::mem::swap(&mut first, if cc.is_empty() { &mut bcc } else { &mut cc });
    }
    let mut headers: serde_json::Map<_, _> =
        letter.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    headers.insert("Message-ID".to_owned(), format!("<{}>", letter.message_id).into());
    if !letter.references.is_empty() {
        let references: Vec<_> = letter.references.iter().map(|id| format!("<{id}>")).collect();
        headers.insert("References".to_owned(), references.join(" ").into());
    }
    if let Some(answered) = letter.references.last().filter(|_| letter.is_reply) {
        headers.insert("In-Reply-To".to_owned(), format!("<{answered}>").into());
    }
    Email {
        from: written(&letter.from),
        to: first,
        cc,
        bcc,
        reply_to: letter.reply_to.iter().map(written).collect(),
        subject: &letter.subject,
        text: letter.text.as_deref(),
        html: letter.html.as_deref(),
        headers,
        attachments: letter
            .files
            .iter()
            .map(|file| Attached {
                filename: &file.filename,
                content: Cow::Borrowed(&file.content),
                content_type: Cow::Borrowed(&file.content_type),
                content_id: file.content_id.as_deref(),
            })
            // The API knows no other place for it.
            .chain(letter.calendar.iter().map(|calendar| Attached {
                filename: "invite.ics",
                content: Cow::Owned(STANDARD.encode(&calendar.text)),
                content_type: Cow::Owned(calendar.content_type()),
                content_id: None,
            }))
            .collect(),
    }
}

fn judged(answer: &Answer) -> ProviderOutcome {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Said {
        id: Option<String>,
        message: Option<String>,
    }
    let said: Said = serde_json::from_slice(&answer.body).unwrap_or_default();
    let reason = || format!("{}: {}", answer.status, said.message.as_deref().unwrap_or("the provider gave no reason"));
    match answer.status {
        200..300 => ProviderOutcome::Delivered(said.id),
        // What is wrong with the message, or with its recipients. The rest is ours or the provider's to mend.
        400 | 413 | 422 => ProviderOutcome::Refused(reason()),
        _ => ProviderOutcome::Later(reason()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> ProviderOutcome {
        judged(&Answer { status, retry_after: None, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn answers_mean_sent_later_or_never() {
        assert_eq!(answer(200, r#"{"id":"7"}"#), ProviderOutcome::Delivered(Some("7".to_owned())));
        assert_eq!(answer(422, r#"{"message":"bad"}"#), ProviderOutcome::Refused("422: bad".to_owned()));
        for status in [301, 401, 403, 409, 429, 500, 503] {
            assert!(matches!(answer(status, "<html>"), ProviderOutcome::Later(_)), "{status}");
        }
    }
}
