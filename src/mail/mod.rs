//! Mail: what a mailbox keeps of one message that came, and the bytes of one that goes out ([`letter`]).
//!
//! Anybody may send anything here, and the worker has 128 MB for everything it does at once. So the message is walked
//! in place, line by line, with no recursion and with a bound on whatever a sender can repeat; only headers that are
//! shown and bodies that are read get decoded. An attachment stays where it is, as a byte range that can be fetched
//! and decoded on its own ([`decode`]).
//!
//! The insides of a header field and the character sets are `mail-parser`'s work. Its message parser is not used,
//! because it decodes every part into memory and trusts the sender with time and stack: 25 MiB of empty header lines
//! became 1 GB, 1 MiB of unclosed parts took twelve seconds, 2 MiB forty, and thirty thousand messages inside
//! each other overflowed the stack.

pub mod address;
pub mod auth;
pub mod author;
mod calendar;
mod charset;
pub mod decode;
pub mod dns;
mod entity;
mod file;
mod header;
mod identity;
pub mod outgoing_email;
mod parameter;
mod parse;
mod parts;
mod quotation;
mod quote;
pub mod report;
pub mod reserved;
pub mod rule;
#[cfg(test)]
mod tests;
pub mod text;
pub mod thread;
pub mod words;

pub use address::{Address, is_email};
pub use auth::Verdicts;
pub use author::{Authors, Proof, proof};
pub use calendar::text as calendar_text;
pub use decode::{Decoder, Encoding};
pub use identity::identity;
pub use parse::read;
pub use quotation::quotation;
pub use quote::new_text;
pub use text::{snippet, text_of_html};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Bytes kept of a text body, and as many of an HTML body.
pub const MAX_BODY: usize = 4 << 20;

/// Attachments listed of one message.
pub const MAX_ATTACHMENTS: usize = 1_000;

/// One received message, read as well as it can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedMessage {
    /// The sender's name for this message, without angle brackets.
    pub message_id: Option<String>,
    /// Everybody who wrote it, by its own account.
    pub authors: Authors,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub subject: String,
    /// When it was written, by its own account, in milliseconds since the epoch.
    pub date: Option<i64>,
    /// The same, as the header says it.
    pub date_header: Option<String>,
    /// The message it answers, by `In-Reply-To`.
    pub in_reply_to: Option<String>,
    /// The messages it answers, the oldest first, the one answered last.
    pub references: Vec<String>,
    /// The plain text, when the message has some.
    pub text: Option<String>,
    /// The HTML, when the message has some.
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    /// What the server that received it found out about the sender.
    pub auth: Verdicts,
    /// A program wrote this, not a person: do not answer it by program, or two programs may talk for ever.
    pub automatic: bool,
    /// Something was too long or too much to keep; the raw message has it all.
    pub truncated: bool,
}

impl ParsedMessage {
    /// The body to read: the plain text, or else what the HTML says.
    pub fn readable(&self) -> Cow<'_, str> {
        match (&self.text, &self.html) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, Some(html)) => Cow::Owned(text_of_html(html)),
            (None, None) => Cow::Borrowed(""),
        }
    }
}

/// Somebody in a header field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub address: String,
}

/// A file in a message, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub index: usize,
    /// Never empty, never a path.
    pub filename: String,
    pub content_type: String,
    /// Bytes once decoded.
    pub size: usize,
    /// What a `cid:` link in the HTML calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
    /// Shown within the body rather than beside it.
    pub inline: bool,
    /// Where its still encoded bytes start in the raw message.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    pub encoding: Encoding,
}
