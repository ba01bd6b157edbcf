//! Header blocks: finds the fields and reads their values.
//!
//! `mail-parser` reads the value of a field. Some of its loops are quadratic in the length (a megabyte of unterminated encoded
//! words took minutes), so each kind of field has a maximum length, and input that triggers these loops is removed.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Address as Listed, ContentType, HeaderValue};

use super::{Mailbox, charset, parameter};

/// Bytes that are read of a text field, or of a type and its parameters.
const MAX_TEXT_BYTES: usize = 8 << 10;
/// Parameters that are read of a type. A long Japanese file name takes forty.
const MAX_PARAMETERS: usize = 100;
/// Bytes that are read of an address list: about eight hundred addresses.
const MAX_LIST_BYTES: usize = 32 << 10;
/// Bytes of a display name.
const MAX_NAME_BYTES: usize = 256;

/// Calls `field` for each field of the header block at `pos` and returns where the body starts. `is_boundary` tells whether a line
/// ends the part.
pub fn fields<'a>(
    raw: &'a [u8],
    mut pos: usize,
    is_boundary: impl Fn(&[u8]) -> bool,
    mut field: impl FnMut(&'a [u8], &'a [u8]),
) -> usize {
    if raw.get(pos..).is_some_and(|block| block.starts_with(b"From ") || block.starts_with(b">From ")) {
        pos = line(raw, pos).1;
    }
    while pos < raw.len() {
        let (text, next) = line(raw, pos);
        if text.is_empty() {
            return next;
        }
        if is_boundary(text) {
            return pos;
        }
        if let Some((name, colon)) = name(text) {
            let end = unfolded(raw, next);
            field(name, raw.get(pos + colon + 1..end).unwrap_or_default());
            pos = end;
        } else if let Some(resumed) = next_known_field(raw, next, &is_boundary) {
            pos = resumed;
        } else {
            return pos;
        }
    }
    raw.len()
}

/// The line at `pos` without its end, and where the next one starts.
pub fn line(raw: &[u8], pos: usize) -> (&[u8], usize) {
    let rest = raw.get(pos..).unwrap_or_default();
    match rest.iter().position(|&byte| byte == b'\n') {
        Some(len) => {
            let text = rest.get(..len).unwrap_or_default();
            (text.strip_suffix(b"\r").unwrap_or(text), pos + len + 1)
        }
        None => (rest, raw.len()),
    }
}

/// The field name that a line starts with, and where its colon is.
fn name(line: &[u8]) -> Option<(&[u8], usize)> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some((name, colon))
}

/// The end of the field whose first line ended before `pos`. Lines that begin with a blank continue the field.
fn unfolded(raw: &[u8], mut pos: usize) -> usize {
    while matches!(raw.get(pos), Some(b' ' | b'\t')) {
        pos = line(raw, pos).1;
    }
    pos
}

const KNOWN: [&str; 10] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "received",
    "content-type",
    "content-disposition",
    "content-transfer-encoding",
];

/// Where the header block continues after a line that is not a field. If no known field follows, the line was the first of the
/// body.
fn next_known_field(raw: &[u8], mut pos: usize, is_boundary: impl Fn(&[u8]) -> bool) -> Option<usize> {
    while pos < raw.len() {
        let (text, next) = line(raw, pos);
        if text.is_empty() || is_boundary(text) {
            return None;
        }
        if name(text).is_some_and(|(name, _)| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))) {
            return Some(pos);
        }
        pos = next;
    }
    None
}

/// A field's value for `mail-parser`: cut to `max` bytes, in UTF-8, and terminated by a line feed.
///
/// Some senders put raw bytes into encoded words. These stay as they are, because the word names their character set.
fn prepared(value: &[u8], max: usize) -> Vec<u8> {
    let value = value.get(..max).unwrap_or(value).trim_ascii_end();
    let mut line = Vec::with_capacity(value.len() + 1);
    for word in value.split_inclusive(u8::is_ascii_whitespace) {
        if find(word, b"=?").is_some() {
            line.extend_from_slice(word);
        } else {
            line.extend_from_slice(charset::guess(word).as_bytes());
        }
    }
    let mut line = without_unfinished_words(line);
    line.push(b'\n');
    line
}

/// Breaks up encoded words that do not end before the next one starts (`= ?`): for each of them, `mail-parser` would search the
/// whole field.
fn without_unfinished_words(line: Vec<u8>) -> Vec<u8> {
    let Some(mut start) = find(&line, b"=?") else { return line };
    let mut finished = Vec::with_capacity(line.len());
    let mut rest = line.as_slice();
    loop {
        let (before, word) = rest.split_at(start.min(rest.len()));
        finished.extend_from_slice(before);
        let (mark, after) = word.split_at(2.min(word.len()));
        finished.extend_from_slice(if is_unfinished(after) { b"= ?" } else { mark });
        rest = after;
        match find(rest, b"=?") {
            Some(next) => start = next,
            None => break,
        }
    }
    finished.extend_from_slice(rest);
    finished
}

/// Whether `after` continues an encoded word (`utf-8?q?…`) that another one interrupts.
fn is_unfinished(after: &[u8]) -> bool {
    let mut pieces = after.splitn(3, |&byte| byte == b'?');
    let (Some(_), Some([b'q' | b'Q' | b'b' | b'B']), Some(data)) = (pieces.next(), pieces.next(), pieces.next()) else {
        return false;
    };
    let (before, rest) = data.split_at(find(data, b"=?").unwrap_or(data.len()));
    // In `=?=`, the first `=` is base64 padding, and the word ends.
    find(before, b"?=").is_none() && !rest.starts_with(b"=?=")
}

fn find(bytes: &[u8], pair: &[u8; 2]) -> Option<usize> {
    bytes.windows(2).position(|window| window == pair)
}

/// The start of a field's raw value: folded, with encoded words.
pub fn plain(value: &[u8]) -> Cow<'_, str> {
    charset::guess(value.get(..MAX_TEXT_BYTES).unwrap_or(value))
}

/// The raw value of a field of the receiving server. It is longer, because a verdict can be at its end.
pub fn long(value: &[u8]) -> Cow<'_, str> {
    charset::guess(value.get(..MAX_LIST_BYTES).unwrap_or(value))
}

/// The value of an unstructured field, such as `Subject`.
pub fn text(value: &[u8]) -> String {
    match MessageStream::new(&prepared(value, MAX_TEXT_BYTES)).parse_unstructured() {
        HeaderValue::Text(text) => printable(&text),
        _ => String::new(),
    }
}

/// The value of a field with a type and parameters, such as `Content-Type`.
pub fn content_type(value: &[u8]) -> Option<ContentType<'static>> {
    let mut separators = value.iter().enumerate().filter(|(_, byte)| **byte == b';').map(|(at, _)| at);
    let end = separators.nth(MAX_PARAMETERS).unwrap_or(value.len());
    let value = parameter::joined(value.get(..end.min(MAX_TEXT_BYTES)).unwrap_or(value));
    match MessageStream::new(&prepared(&value, 3 * MAX_TEXT_BYTES)).parse_content_type().into_owned() {
        HeaderValue::ContentType(content_type) => Some(content_type),
        _ => None,
    }
}

/// The value of a date field, in milliseconds since the epoch.
pub fn date(value: &[u8]) -> Option<i64> {
    match MessageStream::new(&prepared(value, MAX_TEXT_BYTES)).parse_date() {
        HeaderValue::DateTime(date) if date.is_valid() => Some(date.to_timestamp() * 1_000),
        _ => None,
    }
}

/// The mailboxes of an address field.
#[derive(Default)]
pub struct People {
    /// The mailboxes, without their groups.
    pub people: Vec<Mailbox>,
    /// Whether the field is a list without groups, and all of it was read.
    pub is_plain: bool,
}

/// The mailboxes of an address field, without their groups.
pub fn mailboxes(value: &[u8]) -> Vec<Mailbox> {
    people(value).people
}

/// The mailboxes of an address field, and whether the field contains nothing else.
pub fn people(value: &[u8]) -> People {
    let mut list = prepared(value, MAX_LIST_BYTES);
    if value.len() > MAX_LIST_BYTES {
        // A truncated address is dropped.
        list.truncate(list.iter().rposition(|&byte| byte == b',').unwrap_or(0));
        list.push(b'\n');
    }
    let HeaderValue::Address(listed) = MessageStream::new(&list).parse_address() else { return People::default() };
    let (named, is_list) = match &listed {
        Listed::List(people) => (people.iter().collect(), true),
        Listed::Group(groups) => (groups.iter().flat_map(|group| &group.addresses).collect::<Vec<_>>(), false),
    };
    let read = |person: &&Addr<'_>| mailbox(person.name.as_deref(), person.address.as_deref());
    let people: Vec<_> = named.iter().filter_map(read).collect();
    let is_whole = value.len() <= MAX_LIST_BYTES && people.len() == named.len();
    let is_plain = is_list && is_whole && people.iter().all(|person| !person.address.is_empty());
    People { people, is_plain }
}

fn mailbox(name: Option<&str>, address: Option<&str>) -> Option<Mailbox> {
    let mut name = printable(name.unwrap_or_default());
    name.truncate(name.floor_char_boundary(MAX_NAME_BYTES));
    let address = address.map(str::trim).filter(|address| is_readable(address)).unwrap_or_default().to_owned();
    let name = (!name.is_empty() && name != address).then_some(name);
    (name.is_some() || !address.is_empty()).then_some(Mailbox { name, address })
}

/// Accepts unusual addresses that exist, but none that could be read as two addresses or as another line.
fn is_readable(address: &str) -> bool {
    address.len() <= 320
        && address.contains('@')
        && !address.contains(|c: char| c.is_control() || matches!(c, '<' | '>' | ','))
}

/// The raw value of a short field on one line, unless it is empty.
pub fn word(value: &[u8], max: usize) -> Option<String> {
    let mut text = printable(&plain(value)).split_whitespace().collect::<Vec<_>>().join(" ");
    text.truncate(text.floor_char_boundary(max));
    (!text.is_empty()).then_some(text)
}

/// The text on one line, without control characters.
pub fn printable(text: &str) -> String {
    let cleaned: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cleaned.trim().to_owned()
}
