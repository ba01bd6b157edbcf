//! Parses raw bytes to a [`ParsedMessage`].

use std::collections::HashSet;

use super::auth::AuthenticationResults;
use super::decode::{decode_prefix, decoded_len};
use super::parts::{self, ContentDisposition, Part};
use super::{
    Attachment, MAX_ATTACHMENTS, MAX_BODY_BYTES, Mailbox, ParsedMessage, charset, file, header, text_of_html, thread,
};

/// Mailboxes of all fields with the same name.
const MAX_PEOPLE: usize = 1_000;

/// Bytes of the raw `Date`.
const MAX_DATE_BYTES: usize = 200;

/// Parses a message. Unreadable parts are skipped, so it never fails.
///
/// `trusted_authserv` is the authserv-id of our receiving server in `Authentication-Results`.
pub fn read(raw: &[u8], trusted_authserv: &str) -> ParsedMessage {
    let mut head = HeaderFields::new(trusted_authserv);
    let mut bodies = Vec::new();
    let mut files = Vec::new();
    let complete = parts::walk(
        raw,
        |name, value| head.field(name, value),
        |part| if is_body(&part) { bodies.push(part) } else { files.push(part) },
    );
    let mut message = head.finish();
    message.truncated = !complete || files.len() > MAX_ATTACHMENTS;
    set_bodies(&mut message, raw, &bodies);
    files.truncate(MAX_ATTACHMENTS);
    message.attachments = files.into_iter().enumerate().map(|(index, part)| attachment(raw, index, part)).collect();
    message
}

/// Reads the header fields of the message.
struct HeaderFields<'a> {
    message: ParsedMessage,
    references: Option<&'a [u8]>,
    in_reply_to: Option<&'a [u8]>,
    seen: SeenFields,
    auth: AuthenticationResults<'a>,
}

/// Fields that are allowed once. A second one is ignored.
#[derive(Default)]
struct SeenFields {
    subject: bool,
    date: bool,
    message_id: bool,
}

impl<'a> HeaderFields<'a> {
    fn new(trusted_authserv: &'a str) -> Self {
        Self {
            message: ParsedMessage::default(),
            references: None,
            in_reply_to: None,
            seen: SeenFields::default(),
            auth: AuthenticationResults::new(trusted_authserv),
        }
    }

    fn field(&mut self, name: &[u8], value: &'a [u8]) {
        let message = &mut self.message;
        let first = |seen: &mut bool| !std::mem::replace(seen, true);
        let Some(name) = lower(name) else { return };
        match name.as_slice().trim_ascii_end() {
            b"from" => message.authors.add(value),
            b"to" => add_people(&mut message.to, value),
            b"cc" => add_people(&mut message.cc, value),
            b"reply-to" => add_people(&mut message.reply_to, value),
            b"subject" if first(&mut self.seen.subject) => message.subject = header::text(value),
            b"date" if first(&mut self.seen.date) => {
                message.date = header::date(value);
                message.date_header = header::word(value, MAX_DATE_BYTES);
            }
            b"message-id" if first(&mut self.seen.message_id) => {
                message.message_id = thread::message_id(&header::plain(value));
            }
            b"references" if self.references.is_none() => self.references = Some(value),
            b"in-reply-to" if self.in_reply_to.is_none() => self.in_reply_to = Some(value),
            b"received" => self.auth.received(),
            b"authentication-results" => self.auth.results(&header::long(value)),
            b"list-id" | b"list-unsubscribe" => message.automatic = true,
            b"auto-submitted" => message.automatic |= !starts_with(value, "no"),
            b"precedence" => message.automatic |= ["bulk", "junk", "list"].iter().any(|word| starts_with(value, word)),
            _ => {}
        }
    }

    fn finish(self) -> ParsedMessage {
        let mut message = self.message;
        message.in_reply_to = thread::answered(self.in_reply_to.unwrap_or_default());
        message.references =
            thread::references(self.references.unwrap_or_default(), self.in_reply_to.unwrap_or_default());
        message.auth = self.auth.verdicts().about(&message.authors);
        message
    }
}

/// Bytes of the longest known field name, with room for blanks before the colon.
const MAX_FIELD_NAME: usize = 32;

fn lower(name: &[u8]) -> Option<[u8; MAX_FIELD_NAME]> {
    let mut lower = [b' '; MAX_FIELD_NAME];
    lower.get_mut(..name.len())?.copy_from_slice(name);
    lower.make_ascii_lowercase();
    Some(lower)
}

fn starts_with(value: &[u8], word: &str) -> bool {
    value.trim_ascii_start().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

fn add_people(people: &mut Vec<Mailbox>, value: &[u8]) {
    if people.len() < MAX_PEOPLE {
        people.extend(header::mailboxes(value));
        people.truncate(MAX_PEOPLE);
    }
}

/// Whether a part is a body, by RFC 8621, section 4.1.4: text that is not an attachment. Some senders give even their body a file
/// name, so the first part is a body in spite of a name.
fn is_body(part: &Part) -> bool {
    matches!(part.content_type.as_str(), "text/plain" | "text/html")
        && part.disposition != ContentDisposition::Attachment
        && (part.first || !part.related && part.filename.is_none())
}

/// Joins the bodies. If any part is plain text, HTML parts without a plain alternative are converted and added to the text: a mailing
/// list adds a plain footer to an HTML message.
fn set_bodies(message: &mut ParsedMessage, raw: &[u8], bodies: &[Part]) {
    let is_html = |part: &&Part| part.content_type == "text/html";
    let has_text: HashSet<usize> =
        bodies.iter().filter(|part| !is_html(part)).filter_map(|part| part.alternative).collect();
    let mut html = JoinedBody::default();
    bodies.iter().filter(is_html).for_each(|part| html.add(&body(raw, part)));
    let mut text = JoinedBody::default();
    if bodies.iter().any(|part| !is_html(&part)) {
        for part in bodies {
            if !is_html(&part) {
                text.add(&body(raw, part));
            } else if part.alternative.is_none_or(|form| !has_text.contains(&form)) {
                text.add(&text_of_html(&body(raw, part)));
            }
        }
    }
    message.truncated |= text.truncated || html.truncated;
    (message.text, message.html) = (text.text, html.text);
}

#[derive(Default)]
struct JoinedBody {
    text: Option<String>,
    truncated: bool,
}

impl JoinedBody {
    fn add(&mut self, more: &str) {
        let joined = match &mut self.text {
            Some(joined) if !joined.is_empty() && !more.is_empty() => {
                joined.push('\n');
                joined
            }
            Some(joined) => joined,
            None => self.text.insert(String::new()),
        };
        let room = more.floor_char_boundary(MAX_BODY_BYTES.saturating_sub(joined.len()));
        joined.push_str(more.get(..room).unwrap_or_default());
        self.truncated |= room < more.len();
    }
}

/// The text of a body part, with line feeds as line ends. It can be somewhat longer than the stored text.
fn body(raw: &[u8], part: &Part) -> String {
    let encoded = raw.get(part.start..part.end).unwrap_or_default();
    let bytes = decode_prefix(encoded, part.encoding, MAX_BODY_BYTES);
    let text = charset::decode(&bytes, part.charset.as_deref());
    text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n")
}

fn attachment(raw: &[u8], index: usize, part: Part) -> Attachment {
    let encoded = raw.get(part.start..part.end).unwrap_or_default();
    let is_message = matches!(part.content_type.as_str(), "message/rfc822" | "message/global");
    let filename = match &part.filename {
        None if is_message => file::name_of_message(encoded, part.encoding),
        filename => filename.clone(),
    };
    Attachment {
        index,
        filename: file::name(filename.as_deref(), &part.content_type, index + 1),
        inline: part.disposition == ContentDisposition::Inline
            || part.disposition == ContentDisposition::Unspecified && part.content_id.is_some(),
        content_type: part.content_type,
        size: decoded_len(encoded, part.encoding),
        content_id: part.content_id,
        start: part.start,
        end: part.end,
        encoding: part.encoding,
    }
}
