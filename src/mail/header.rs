//! Header blocks: where the fields are, and what a field says.
//!
//! `mail-parser` reads the insides of a field. Some of its loops are quadratic in the length of one (a megabyte of
//! unfinished encoded words took minutes), so every kind of field has a length beyond which it is not read, and what
//! those loops trip over is taken out.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Address as Listed, ContentType, HeaderValue};

use super::{Mailbox, charset, parameter};

/// Bytes read of a field of text, or of a type and its parameters.
const MAX_TEXT: usize = 8 << 10;
/// Parameters read of a type. A long file name in Japanese takes forty.
const MAX_PARAMETERS: usize = 100;
/// Bytes read of a list of addresses: some eight hundred of them.
const MAX_LIST: usize = 32 << 10;
/// Bytes kept of a person's name.
const MAX_NAME: usize = 256;

/// Goes through the fields of the block at `pos` and answers where the body begins. `is_boundary` says of a line
/// whether a part ends there.
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

/// Where the field ends whose first line ended before `pos`: the lines that begin with a blank belong to it.
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

/// Where the block goes on after a line that is no field. If nothing that only a header would say follows, that line
/// was the body's first.
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

/// A field's value as `mail-parser` wants it: cut to `max` bytes, bytes that are no UTF-8 made so, with its line's
/// end.
///
/// Some senders write such bytes even into encoded words. There they are of the set that the word names, and stay.
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

/// Encoded words that do not end before the next one starts are taken apart (`= ?`): for each of them `mail-parser`
/// would look for the end throughout the field.
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

/// Whether `after` goes on like an encoded word (`utf-8?q?…`) that another one interrupts.
fn is_unfinished(after: &[u8]) -> bool {
    let mut pieces = after.splitn(3, |&byte| byte == b'?');
    let (Some(_), Some([b'q' | b'Q' | b'b' | b'B']), Some(data)) = (pieces.next(), pieces.next(), pieces.next()) else {
        return false;
    };
    let (before, rest) = data.split_at(find(data, b"=?").unwrap_or(data.len()));
    // In `=?=` the first sign is the padding of base64, and the word ends.
    find(before, b"?=").is_none() && !rest.starts_with(b"=?=")
}

fn find(bytes: &[u8], pair: &[u8; 2]) -> Option<usize> {
    bytes.windows(2).position(|window| window == pair)
}

/// The start of a field's value as it stands: folded, encoded words and all.
pub fn plain(value: &[u8]) -> Cow<'_, str> {
    charset::guess(value.get(..MAX_TEXT).unwrap_or(value))
}

/// The same of a field that is written by the receiving server, to whose end the verdict may stand.
pub fn long(value: &[u8]) -> Cow<'_, str> {
    charset::guess(value.get(..MAX_LIST).unwrap_or(value))
}

/// A field of text, such as `Subject`.
pub fn text(value: &[u8]) -> String {
    match MessageStream::new(&prepared(value, MAX_TEXT)).parse_unstructured() {
        HeaderValue::Text(text) => printable(&text),
        _ => String::new(),
    }
}

/// A field with a type and parameters, such as `Content-Type`.
pub fn content_type(value: &[u8]) -> Option<ContentType<'static>> {
    let mut separators = value.iter().enumerate().filter(|(_, byte)| **byte == b';').map(|(at, _)| at);
    let end = separators.nth(MAX_PARAMETERS).unwrap_or(value.len());
    let value = parameter::joined(value.get(..end.min(MAX_TEXT)).unwrap_or(value));
    match MessageStream::new(&prepared(&value, 3 * MAX_TEXT)).parse_content_type().into_owned() {
        HeaderValue::ContentType(content_type) => Some(content_type),
        _ => None,
    }
}

/// A point in time, in milliseconds since the epoch.
pub fn date(value: &[u8]) -> Option<i64> {
    match MessageStream::new(&prepared(value, MAX_TEXT)).parse_date() {
        HeaderValue::DateTime(date) if date.is_valid() => Some(date.to_timestamp() * 1_000),
        _ => None,
    }
}

/// The people in a field of addresses.
#[derive(Default)]
pub struct People {
    /// Without the groups they may stand in.
    pub people: Vec<Mailbox>,
    /// Whether the field is a list without groups, and all of it was read.
    pub is_plain: bool,
}

/// The people in a field of addresses, without the groups they may stand in.
pub fn mailboxes(value: &[u8]) -> Vec<Mailbox> {
    people(value).people
}

/// The same, and whether they are all that the field says.
pub fn people(value: &[u8]) -> People {
    let mut list = prepared(value, MAX_LIST);
    if value.len() > MAX_LIST {
        // Half an address is not one.
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
    let is_whole = value.len() <= MAX_LIST && people.len() == named.len();
    let is_plain = is_list && is_whole && people.iter().all(|person| !person.address.is_empty());
    People { people, is_plain }
}

fn mailbox(name: Option<&str>, address: Option<&str>) -> Option<Mailbox> {
    let mut name = printable(name.unwrap_or_default());
    name.truncate(name.floor_char_boundary(MAX_NAME));
    let address = address.map(str::trim).filter(|address| is_readable(address)).unwrap_or_default().to_owned();
    let name = (!name.is_empty() && name != address).then_some(name);
    (name.is_some() || !address.is_empty()).then_some(Mailbox { name, address })
}

/// Stricter would lose the strange addresses that exist; laxer would let one be two, or a line of its own.
fn is_readable(address: &str) -> bool {
    address.len() <= 320
        && address.contains('@')
        && !address.contains(|c: char| c.is_control() || matches!(c, '<' | '>' | ','))
}

/// A short field as it was sent, on one line; nothing, if it is empty.
pub fn word(value: &[u8], max: usize) -> Option<String> {
    let mut text = printable(&plain(value)).split_whitespace().collect::<Vec<_>>().join(" ");
    text.truncate(text.floor_char_boundary(max));
    (!text.is_empty()).then_some(text)
}

/// Text without control characters, on one line.
pub fn printable(text: &str) -> String {
    let cleaned: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cleaned.trim().to_owned()
}
