//! The parts of a message, and their byte ranges.
//!
//! One pass over the lines, with a stack of the open multiparts. A boundary of any open multipart ends all multiparts inside it, so
//! an unclosed part needs no extra work and loses no data. An embedded message is not parsed: it is a file.

use std::collections::BTreeMap;
use std::rc::Rc;

use mail_parser::ContentType;

use super::decode::Encoding;
use super::header;

/// Parts of a message, including multiparts. The rest is ignored.
const MAX_PARTS: usize = 20_000;

/// Bytes of a parameter: a character set or a file name.
const MAX_PARAMETER_BYTES: usize = 1 << 10;
/// Bytes of a type or a subtype: the limit of the registry.
const MAX_TYPE_BYTES: usize = 127;

/// One part that is not a multipart.
#[derive(Debug, Default)]
pub struct Part {
    pub content_type: String,
    pub charset: Option<String>,
    pub filename: Option<String>,
    pub disposition: ContentDisposition,
    pub content_id: Option<String>,
    pub encoding: Encoding,
    /// The start of the encoded bytes in the message.
    pub start: usize,
    /// The end of the encoded bytes.
    pub end: usize,
    /// Whether the part is the first of its siblings, or the whole message.
    pub first: bool,
    /// Whether the part is in a `multipart/related`.
    pub related: bool,
    /// The number of the outermost `multipart/alternative` around the part.
    pub alternative: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentDisposition {
    #[default]
    Unspecified,
    Inline,
    Attachment,
}

/// Calls `field` for each header field of the message and `part` for each part. Returns whether it reached the end.
pub fn walk<'a>(raw: &'a [u8], mut field: impl FnMut(&'a [u8], &'a [u8]), mut part: impl FnMut(Part)) -> bool {
    let mut open = OpenMultiparts::default();
    let mut pos = 0;
    for count in 0..MAX_PARTS {
        let mut header_fields = PartHeader::default();
        let body = header::fields(
            raw,
            pos,
            |line| open.level(line).is_some(),
            |name, value| {
                if count == 0 {
                    field(name, value);
                }
                header_fields.read(name, value);
            },
        );
        let place = open.place();
        let boundary = header_fields.boundary();
        let inner = boundary.as_deref().is_some_and(|boundary| open.push(boundary, header_fields.subtype()));
        let delimiter = open.next_delimiter(raw, body);
        let found_own = inner && delimiter.as_ref().is_some_and(|found| found.level + 1 == open.stack.len());
        if boundary.is_none() || inner && !found_own {
            let end = delimiter.as_ref().map_or(raw.len(), |found| found.before.max(body));
            part(header_fields.part(place, body, end));
        }
        match delimiter {
            Some(found) => pos = open.enter(raw, found).unwrap_or(raw.len()),
            None => return true,
        }
        if pos >= raw.len() {
            return true;
        }
    }
    false
}

/// The place of a part among its siblings.
#[derive(Clone, Copy, Default)]
struct PartPlace {
    first: bool,
    related: bool,
    alternative: Option<usize>,
    digest: bool,
}

/// The multiparts that are open, the outermost first.
#[derive(Default)]
struct OpenMultiparts {
    stack: Vec<Multipart>,
    levels: BTreeMap<Rc<[u8]>, usize>,
    alternatives: usize,
}

struct Multipart {
    boundary: Rc<[u8]>,
    related: bool,
    digest: bool,
    alternative: Option<usize>,
    children: usize,
}

/// A line that ends a part.
struct Delimiter {
    level: usize,
    closing: bool,
    /// The end of the part before it. The line break belongs to the delimiter.
    before: usize,
    after: usize,
}

impl OpenMultiparts {
    /// The level of the multipart that a delimiter line belongs to, and whether the line closes it.
    fn level(&self, line: &[u8]) -> Option<(usize, bool)> {
        let name = line.strip_prefix(b"--")?.trim_ascii_end();
        let level = |name: &[u8]| self.levels.get(name).copied();
        level(name)
            .map(|level| (level, false))
            .or_else(|| name.strip_suffix(b"--").and_then(level).map(|level| (level, true)))
    }

    /// The next delimiter from `pos` on.
    fn next_delimiter(&self, raw: &[u8], mut pos: usize) -> Option<Delimiter> {
        if self.stack.is_empty() {
            return None;
        }
        while pos < raw.len() {
            let (line, after) = header::line(raw, pos);
            if let Some((level, closing)) = self.level(line) {
                let before = raw.get(..pos).unwrap_or_default();
                let before = before.strip_suffix(b"\n").unwrap_or(before);
                let before = before.strip_suffix(b"\r").unwrap_or(before).len();
                return Some(Delimiter { level, closing, before, after });
            }
            pos = after;
        }
        None
    }

    /// Finds the start of the next part. A closed multipart stays open in case more parts follow, and the text between is skipped.
    fn enter(&mut self, raw: &[u8], mut found: Delimiter) -> Option<usize> {
        loop {
            for closed in self.stack.drain((found.level + 1).min(self.stack.len())..) {
                self.levels.remove(&closed.boundary);
            }
            if !found.closing {
                return Some(found.after);
            }
            found = self.next_delimiter(raw, found.after)?;
        }
    }

    /// Opens a multipart, unless one with this boundary is already open.
    fn push(&mut self, boundary: &[u8], subtype: &str) -> bool {
        if self.levels.contains_key(boundary) {
            return false;
        }
        let outer = self.stack.last().and_then(|parent| parent.alternative);
        let alternative = outer.or_else(|| {
            (subtype == "alternative").then(|| {
                self.alternatives += 1;
                self.alternatives
            })
        });
        let boundary: Rc<[u8]> = boundary.into();
        self.levels.insert(Rc::clone(&boundary), self.stack.len());
        let (related, digest) = (subtype == "related", subtype == "digest");
        self.stack.push(Multipart { boundary, related, digest, alternative, children: 0 });
        true
    }

    /// The place of the part whose header was just read.
    fn place(&mut self) -> PartPlace {
        let Some(parent) = self.stack.last_mut() else { return PartPlace { first: true, ..PartPlace::default() } };
        parent.children += 1;
        PartPlace {
            first: parent.children == 1,
            related: parent.related,
            alternative: parent.alternative,
            digest: parent.digest,
        }
    }
}

/// The header fields of a part.
#[derive(Default)]
struct PartHeader {
    content_type: Option<ContentType<'static>>,
    disposition: Option<ContentType<'static>>,
    encoding: Encoding,
    content_id: Option<String>,
}

impl PartHeader {
    fn read(&mut self, name: &[u8], value: &[u8]) {
        let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
        if is("content-type") && self.content_type.is_none() {
            self.content_type = header::content_type(value);
        } else if is("content-disposition") && self.disposition.is_none() {
            self.disposition = header::content_type(value);
        } else if is("content-transfer-encoding") {
            self.encoding = Encoding::named(&header::plain(value));
        } else if is("content-id") {
            self.content_id = super::thread::message_id(&header::plain(value));
        }
    }

    fn is_multipart(&self) -> bool {
        self.content_type.as_ref().is_some_and(|content_type| content_type.ctype() == "multipart")
    }

    fn boundary(&self) -> Option<Vec<u8>> {
        let content_type = self.content_type.as_ref().filter(|_| self.is_multipart())?;
        content_type
            .attribute("boundary")
            .map(|boundary| boundary.trim_ascii_end().into())
            .filter(|boundary: &Vec<u8>| !boundary.is_empty())
    }

    fn subtype(&self) -> &str {
        self.content_type.as_ref().and_then(|content_type| content_type.subtype()).unwrap_or_default()
    }

    fn part(self, place: PartPlace, start: usize, end: usize) -> Part {
        let parameter = |content_type: &Option<ContentType<'_>>, name| {
            let value = content_type.as_ref()?.attribute(name).filter(|value| !value.is_empty())?;
            value.get(..value.floor_char_boundary(MAX_PARAMETER_BYTES)).map(str::to_owned)
        };
        Part {
            content_type: self.kind(place.digest),
            charset: parameter(&self.content_type, "charset"),
            filename: parameter(&self.disposition, "filename").or_else(|| parameter(&self.content_type, "name")),
            disposition: match self.disposition {
                Some(value) if value.is_attachment() => ContentDisposition::Attachment,
                Some(value) if value.is_inline() => ContentDisposition::Inline,
                _ => ContentDisposition::Unspecified,
            },
            content_id: self.content_id,
            encoding: self.encoding,
            start,
            end,
            first: place.first,
            related: place.related,
            alternative: place.alternative,
        }
    }

    /// `type/subtype` in lower case. A multipart without parts is plain text.
    fn kind(&self, in_digest: bool) -> String {
        let token = |text: &str| {
            (1..=MAX_TYPE_BYTES).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&b))
        };
        match &self.content_type {
            Some(content_type) if token(content_type.ctype()) && token(self.subtype()) && !self.is_multipart() => {
                format!("{}/{}", content_type.ctype(), self.subtype()).to_ascii_lowercase()
            }
            None if in_digest => "message/rfc822".to_owned(),
            _ => "text/plain".to_owned(),
        }
    }
}
