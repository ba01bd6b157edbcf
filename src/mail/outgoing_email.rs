//! Writing mail: what is sent, as the bytes that go out.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use data_encoding::HEXLOWER;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Mailbox;

/// Bytes of a field's value: what fits one line of a header unfolded (RFC 5322, section 2.1.1).
pub const MAX_FIELD: usize = 998;

const ANY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A message to be sent. All of it was checked: no value can end a line of the header.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutgoingEmail {
    /// Without angle brackets.
    pub message_id: String,
    /// Milliseconds since the epoch.
    pub date: i64,
    pub from: Mailbox,
    pub to: Vec<Mailbox>,
    #[serde(default)]
    pub cc: Vec<Mailbox>,
    /// Get the message and stand nowhere in it.
    #[serde(default)]
    pub bcc: Vec<Mailbox>,
    #[serde(default)]
    pub reply_to: Vec<Mailbox>,
    pub subject: String,
    pub text: Option<String>,
    pub html: Option<String>,
    #[serde(default)]
    pub files: Vec<File>,
    /// Fields of the sender's own.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The message that this one answers, without angle brackets, and those before it, the oldest first.
    #[serde(default)]
    pub references: Vec<String>,
    #[serde(default)]
    pub is_reply: bool,
    /// Whether nothing of its text may stand in the clear.
    #[serde(default)]
    pub is_confidential: bool,
    /// What calendars read in it, beside what people do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarPart>,
}

/// A message to a calendar (iMIP, RFC 6047).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CalendarPart {
    pub method: String,
    /// In iCalendar.
    pub text: String,
}

impl CalendarPart {
    /// Its media type, with the method that its text has too.
    pub fn content_type(&self) -> String {
        format!("text/calendar; method={}; charset=utf-8", self.method)
    }
}

/// A file that goes with a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    pub filename: String,
    pub content_type: String,
    /// Base64 with its padding and without line ends.
    pub content: String,
    /// What a `cid:` link in the HTML calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
}

impl File {
    /// The file with its content in the one form in which it is kept: base64 of either alphabet, padded or not, with or
    /// without line ends, becomes that. Nothing if it is not base64.
    pub fn normal(mut self) -> Option<Self> {
        self.content.retain(|c| !c.is_ascii_whitespace());
        let bytes = ANY_BASE64.decode(self.content.replace('-', "+").replace('_', "/")).ok()?;
        self.content = STANDARD.encode(bytes);
        Some(self)
    }

    /// Bytes of the file.
    pub fn size(&self) -> usize {
        let padding = self.content.bytes().rev().take_while(|&byte| byte == b'=').count();
        self.content.len() / 4 * 3 - padding.min(2)
    }
}

impl OutgoingEmail {
    /// Everybody it goes to, in lower case, once each.
    pub fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> =
            [&self.to, &self.cc, &self.bcc].into_iter().flatten().map(|to| to.address.to_lowercase()).collect();
        let mut seen = std::collections::HashSet::new();
        all.retain(|address| seen.insert(address.clone()));
        all
    }

    /// Whether everybody who gets it sees that it goes to this address, which is in lower case.
    pub fn shows(&self, address: &str) -> bool {
        self.to.iter().chain(&self.cc).any(|person| person.address.to_lowercase() == address)
    }

    /// The body to read: the plain text, or else what the HTML says.
    pub fn readable(&self) -> Cow<'_, str> {
        match (&self.text, &self.html) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, html) => Cow::Owned(super::text_of_html(html.as_deref().unwrap_or_default())),
        }
    }

    /// The message as it goes out (RFC 5322 and MIME): lines of at most 998 octets, names and subjects in encoded words
    /// where they are not ASCII, no Bcc.
    pub fn build(&self) -> std::io::Result<Vec<u8>> {
        let mut message = MessageBuilder::new()
            .message_id(self.message_id.as_str())
            .date(Date::new(self.date.div_euclid(1_000)))
            .from(person(&self.from))
            .to(people(&self.to))
            .subject(Text::new(self.subject.as_str()));
        if !self.cc.is_empty() {
            message = message.cc(people(&self.cc));
        }
        if !self.reply_to.is_empty() {
            message = message.reply_to(people(&self.reply_to));
        }
        if let Some(answered) = self.references.last().filter(|_| self.is_reply) {
            message = message.in_reply_to(answered.as_str());
        }
        if !self.references.is_empty() {
            let ids: Vec<&str> = self.references.iter().map(String::as_str).collect();
            message = message.references(MessageId::from(ids));
        }
        for (name, value) in &self.headers {
            message = message.header(name.as_str(), Text::new(value.as_str()));
        }
        message.body(self.body()).write_to_vec()
    }

    /// `mixed` around `related` around `alternative`, as far as each is needed.
    fn body(&self) -> MimePart<'_> {
        let both = [("text/plain", &self.text), ("text/html", &self.html)]
            .into_iter()
            .filter_map(|(kind, body)| Some(MimePart::new(kind, lines(body.as_deref()?))))
            .chain(self.calendar.iter().map(calendar))
            .collect();
        let name = self.part_name();
        let body = wrapped("alternative", &name, both);
        let (shown, beside): (Vec<_>, Vec<_>) = self.files.iter().partition(|file| file.content_id.is_some());
        let body = wrapped("related", &name, std::iter::once(body).chain(shown.into_iter().map(part)).collect());
        wrapped("mixed", &name, std::iter::once(body).chain(beside.into_iter().map(part)).collect())
    }

    /// What its boundaries are made of. A message that is built again is the same to the byte, so that its recipients know it
    /// again.
    fn part_name(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.message_id.as_bytes())[..12])
    }
}

/// The one part, or all of them in a multipart.
fn wrapped<'a>(kind: &str, name: &str, mut parts: Vec<MimePart<'a>>) -> MimePart<'a> {
    match parts.len() {
        0 => MimePart::new("text/plain", ""),
        1 => parts.remove(0),
        _ => {
            let boundary = format!("{kind}-{name}");
            MimePart::new(ContentType::new(format!("multipart/{kind}")).attribute("boundary", boundary), parts)
        }
    }
}

/// In base64, which no server on the way changes: a calendar's lines have their own length and ends.
fn calendar(part: &CalendarPart) -> MimePart<'_> {
    let kind =
        ContentType::new("text/calendar").attribute("method", part.method.as_str()).attribute("charset", "utf-8");
    MimePart::new(kind, folded(&STANDARD.encode(&part.text))).transfer_encoding("base64")
}

/// Base64 in lines.
fn folded(content: &str) -> Vec<u8> {
    let mut folded = Vec::with_capacity(content.len() + content.len() / 38 + 2);
    for line in content.as_bytes().chunks(76) {
        folded.extend_from_slice(line);
        folded.extend_from_slice(b"\r\n");
    }
    folded
}

fn part(file: &File) -> MimePart<'_> {
    // Said to be encoded, it is left as it is.
    let part = MimePart::new(file.content_type.as_str(), folded(&file.content)).transfer_encoding("base64");
    match &file.content_id {
        Some(id) => part.inline().cid(id.as_str()),
        None => part.attachment(file.filename.as_str()),
    }
}

/// With the line ends that mail has.
fn lines(text: &str) -> Cow<'_, str> {
    if text.contains(['\r', '\n']) {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn person(person: &Mailbox) -> Address<'_> {
    Address::new_address(person.name.as_deref(), person.address.as_str())
}

fn people(list: &[Mailbox]) -> Address<'_> {
    Address::new_list(list.iter().map(person).collect())
}

/// Whether a field of that name may be the sender's own: one that says nothing about who writes to whom, and how the
/// message is made.
pub fn is_free_header(name: &str) -> bool {
    const ALSO: [&str; 12] = [
        "auto-submitted",
        "comments",
        "feedback-id",
        "importance",
        "keywords",
        "list-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "organization",
        "precedence",
        "priority",
        "sensitivity",
    ];
    let name = name.to_ascii_lowercase();
    let token = name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    token && (name.strip_prefix("x-").is_some_and(|rest| !rest.is_empty()) || ALSO.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn letter() -> OutgoingEmail {
        OutgoingEmail {
            message_id: "1@warren.example".to_owned(),
            date: 1_790_000_000_000,
            from: Mailbox {
                name: Some("Ada Łovelace, \"the\" Countess".to_owned()),
                address: "ada@warren.example".to_owned(),
            },
            to: vec![Mailbox {
                name: Some("Анна 안나 安娜 آنا".to_owned()), address: "anna@mail.example".to_owned()
            }],
            cc: vec![Mailbox { name: None, address: "cc@mail.example".to_owned() }],
            bcc: vec![Mailbox { name: None, address: "Hidden@mail.example".to_owned() }],
            reply_to: vec![Mailbox { name: None, address: "back@warren.example".to_owned() }],
            subject: "Überraschung 🎉 and a rather long subject that does not fit on one line of seventy-eight"
                .to_owned(),
            text: Some(format!(".\nFrom me\n{}\nend  ", "long ".repeat(400))),
            html: Some("<p>Hi <img src=\"cid:logo\"></p>".to_owned()),
            files: vec![
                file("日本語の名前 \"x\".pdf", "application/pdf", b"%PDF-1.7\r\n\0\xff"),
                file("a.txt", "text/plain", b"one\ntwo\r\nthree\r"),
                File { content_id: Some("logo".to_owned()), ..file("logo.png", "image/png", &[7; 1_000]) },
            ],
            headers: vec![("X-Campaign".to_owned(), "käse".to_owned())],
            references: vec!["root@x".to_owned(), "parent@x".to_owned()],
            is_reply: true,
            is_confidential: false,
            calendar: None,
        }
    }

    fn file(name: &str, content_type: &str, bytes: &[u8]) -> File {
        File {
            filename: name.to_owned(),
            content_type: content_type.to_owned(),
            content: STANDARD.encode(bytes),
            content_id: None,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let letter = letter();
        let raw = letter.build().expect("built");
        assert!(
            raw.split(|&byte| byte == b'\n').all(|line| line.len() <= 999 && line.is_empty() | line.ends_with(b"\r"))
        );
        assert!(!String::from_utf8_lossy(&raw).to_lowercase().contains("hidden"));
        let back = read(&raw, "nobody.example");
        assert_eq!(back.message_id.as_deref(), Some("1@warren.example"));
        assert_eq!(
            (back.authors.sole().cloned(), back.to, back.cc, back.reply_to),
            (Some(letter.from), letter.to, letter.cc, letter.reply_to)
        );
        assert_eq!((back.subject, back.date), (letter.subject, Some(letter.date)));
        assert_eq!(back.text.map(|text| text.replace("\r\n", "\n")), letter.text);
        assert_eq!(back.html, letter.html);
        assert_eq!(back.references, letter.references);
        let names: Vec<_> = back.attachments.iter().map(|file| (file.filename.as_str(), file.size)).collect();
        assert_eq!(names, [("attachment-1.png", 1_000), ("日本語の名前 \"x\".pdf", 12), ("a.txt", 15)]);
    }

    #[test]
    fn another_reader_reads_the_same() {
        let letter = letter();
        let raw = letter.build().expect("built");
        let back = mail_parser::MessageParser::default().parse(&raw).expect("a message");
        assert_eq!(back.subject(), Some(letter.subject.as_str()));
        let first = |list: Option<&mail_parser::Address<'_>>| {
            let person = list.and_then(|list| list.first()).expect("somebody");
            Mailbox { name: person.name().map(str::to_owned), address: person.address().unwrap_or_default().to_owned() }
        };
        assert_eq!((first(back.from()), first(back.to())), (letter.from.clone(), letter.to[0].clone()));
        let text = back.body_text(0).map(|text| text.replace("\r\n", "\n"));
        assert_eq!(text, letter.text);
        let mut files: Vec<_> = back.attachments().map(|part| STANDARD.encode(part.contents())).collect();
        let mut sent: Vec<_> = letter.files.iter().map(|file| file.content.clone()).collect();
        files.sort_unstable();
        sent.sort_unstable();
        assert_eq!(files, sent);
    }

    #[test]
    fn a_calendar_is_another_form_of_the_text() {
        let text = format!("BEGIN:VCALENDAR\r\nSUMMARY:{}\r\nEND:VCALENDAR\r\n", "é".repeat(100));
        let calendar = CalendarPart { method: "REQUEST".to_owned(), text: text.clone() };
        let letter = OutgoingEmail { html: None, files: Vec::new(), calendar: Some(calendar), ..letter() };
        let raw = letter.build().expect("built");
        let back = read(&raw, "nobody.example");
        assert_eq!(super::super::calendar_text(&raw, &back), Some(text));
        let head = String::from_utf8_lossy(&raw);
        assert!(head.contains("Content-Type: multipart/alternative"), "{head}");
        let (_, part) = head.split_once("Content-Type: text/calendar").expect("a calendar");
        let (kind, _) = part.split_once("Content-Transfer-Encoding: base64").expect("base64");
        let kind = kind.replace('"', "");
        assert!(kind.contains("method=REQUEST") && kind.contains("charset=utf-8"), "{kind}");
    }

    #[test]
    fn everybody_gets_it_once() {
        let mut letter = letter();
        letter.cc.push(Mailbox { name: None, address: "ANNA@mail.example".to_owned() });
        assert_eq!(letter.recipients(), ["anna@mail.example", "cc@mail.example", "hidden@mail.example"]);
    }

    #[test]
    fn only_harmless_headers_are_free() {
        for name in ["X-A", "x-mailer", "List-Unsubscribe", "Auto-Submitted"] {
            assert!(is_free_header(name), "{name}");
        }
        for name in ["From", "Bcc", "Content-Type", "DKIM-Signature", "X-", "X-A:", "X-A\r\nBcc", "", "Received", "x-ä"]
        {
            assert!(!is_free_header(name), "{name}");
        }
    }

    #[test]
    fn base64_of_any_kind_becomes_one() {
        for content in ["+/8=", "-_8", "+/8", "+/\r\n8="] {
            let file = File { content: content.to_owned(), ..file("x", "a/b", b"") }.normal().expect("base64");
            assert_eq!((file.content.as_str(), file.size()), ("+/8=", 2));
        }
        assert!(File { content: "no!".to_owned(), ..file("x", "a/b", b"") }.normal().is_none());
    }

    #[test]
    fn a_message_that_is_built_again_is_the_same_to_the_byte() {
        let html = OutgoingEmail { html: Some("<p>hi</p>".to_owned()), ..letter() };
        let other = OutgoingEmail { message_id: "2@warren.example".to_owned(), ..html.clone() };
        let built = html.build().unwrap();
        assert_eq!(built, html.build().unwrap());
        assert!(String::from_utf8_lossy(&built).contains("boundary=\"alternative-"));
        assert_ne!(html.part_name(), other.part_name());
    }
}
