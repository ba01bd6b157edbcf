//! Mail: parses received messages and builds outgoing ones ([`outgoing_email`]).
//!
//! Messages are untrusted, and the worker has 128 MB for all concurrent work. So a message is read in place, line by line, without
//! recursion and with a limit on all that a sender can repeat. Only displayed headers and bodies are decoded. An attachment is a byte
//! range of the raw message that is fetched and decoded separately ([`decode`]).
//!
//! `mail-parser` reads the values of header fields and the character sets. Its message parser is not used, because it decodes every
//! part into memory and its time and stack are not limited: 25 MiB of empty header lines took 1 GB, 1 MiB of unclosed parts took
//! twelve seconds, 2 MiB forty, and thirty thousand nested messages overflowed the stack.

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
pub use quotation::{is_invisible, quotation};
pub use quote::new_text;
pub use text::{snippet, text_of_html};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Bytes that are stored of a text body, and of an HTML body.
pub const MAX_BODY_BYTES: usize = 4 << 20;

/// Attachments of one message.
pub const MAX_ATTACHMENTS: usize = 1_000;

/// A parsed message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedMessage {
    /// The `Message-ID`, without angle brackets.
    pub message_id: Option<String>,
    /// The authors that the message names. They can be forged.
    pub authors: Authors,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub subject: String,
    /// The `Date`, in milliseconds since the epoch.
    pub date: Option<i64>,
    /// The raw `Date`.
    pub date_header: Option<String>,
    /// The answered message, by `In-Reply-To`.
    pub in_reply_to: Option<String>,
    /// The earlier messages of the thread, the oldest first, the answered one last.
    pub references: Vec<String>,
    /// The plain text, if there is one.
    pub text: Option<String>,
    /// The HTML, if there is one.
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    /// The receiving server's results about the sender.
    pub auth: Verdicts,
    /// Whether a program wrote the message. An automatic answer could cause a mail loop.
    pub automatic: bool,
    /// Whether something was too long or too much to store. The raw message is complete.
    pub truncated: bool,
}

impl ParsedMessage {
    /// The plain text, or else the text of the HTML.
    pub fn readable(&self) -> Cow<'_, str> {
        match (&self.text, &self.html) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, Some(html)) => Cow::Owned(text_of_html(html)),
            (None, None) => Cow::Borrowed(""),
        }
    }
}

/// A name and an address in a header field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub address: String,
}

/// A file in a message, and its byte range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub index: usize,
    /// Never empty, never a path.
    pub filename: String,
    pub content_type: String,
    /// Bytes after decoding.
    pub size: usize,
    /// The `Content-ID`, which a `cid:` link in the HTML refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
    /// Whether the file is displayed inside the body.
    pub inline: bool,
    /// The start of the encoded bytes in the raw message.
    pub start: usize,
    /// The end of the encoded bytes.
    pub end: usize,
    pub encoding: Encoding,
}
