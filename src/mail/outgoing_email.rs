//! Outgoing email, and its bytes.

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

/// Bytes of a field's value: the limit of a line (RFC 5322, section 2.1.1).
pub const MAX_FIELD_BYTES: usize = 998;

const ANY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// An email to send. Its values are validated: none can end a header line.
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
    /// Recipients that the message does not show.
    #[serde(default)]
    pub bcc: Vec<Mailbox>,
    #[serde(default)]
    pub reply_to: Vec<Mailbox>,
    pub subject: String,
    pub text: Option<String>,
    pub html: Option<String>,
    #[serde(default)]
    pub files: Vec<File>,
    /// Header fields that the sender chose.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The Message-IDs of the earlier messages, without angle brackets, the oldest first and the answered one last.
    #[serde(default)]
    pub references: Vec<String>,
    #[serde(default)]
    pub is_reply: bool,
    /// Whether the text must be stored encrypted.
    #[serde(default)]
    pub is_confidential: bool,
    /// The iCalendar part.
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
    /// The media type, with the same method as the text.
    pub fn content_type(&self) -> String {
        format!("text/calendar; method={}; charset=utf-8", self.method)
    }
}

/// An attached file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    pub filename: String,
    pub content_type: String,
    /// Padded base64 without line ends.
    pub content: String,
    /// The `Content-ID`, which a `cid:` link in the HTML refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
}

impl File {
    /// Normalizes the content: base64 of either alphabet, with or without padding and line ends, becomes padded base64. `None` if it is
    /// not base64.
    pub fn normalized(mut self) -> Option<Self> {
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
    /// All recipients, in lower case, without duplicates.
    pub fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> =
            [&self.to, &self.cc, &self.bcc].into_iter().flatten().map(|to| to.address.to_lowercase()).collect();
        let mut seen = std::collections::HashSet::new();
        all.retain(|address| seen.insert(address.clone()));
        all
    }

    /// Whether this address, which is in lower case, is a visible recipient.
    pub fn shows(&self, address: &str) -> bool {
        self.to.iter().chain(&self.cc).any(|person| person.address.to_lowercase() == address)
    }

    /// The plain text, or else the text of the HTML.
    pub fn readable(&self) -> Cow<'_, str> {
        match (&self.text, &self.html) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, html) => Cow::Owned(super::text_of_html(html.as_deref().unwrap_or_default())),
        }
    }

    /// Builds the message (RFC 5322 and MIME): lines of at most 998 octets, names and subjects that are not ASCII in encoded words, and
    /// no Bcc.
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

    /// Nests `alternative` in `related` in `mixed`, as far as they are needed.
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

    /// The base of the boundaries. It depends only on the Message-ID, so building the message again gives the same bytes, and recipients
    /// recognize a duplicate.
    fn part_name(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.message_id.as_bytes())[..12])
    }
}

/// A single part as it is, or several parts in a multipart.
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

/// The iCalendar part in base64, so that no server changes its line lengths and line ends.
fn calendar(part: &CalendarPart) -> MimePart<'_> {
    let kind =
        ContentType::new("text/calendar").attribute("method", part.method.as_str()).attribute("charset", "utf-8");
    MimePart::new(kind, folded(&STANDARD.encode(&part.text))).transfer_encoding("base64")
}

/// Splits base64 into lines.
fn folded(content: &str) -> Vec<u8> {
    let mut folded = Vec::with_capacity(content.len() + content.len() / 38 + 2);
    for line in content.as_bytes().chunks(76) {
        folded.extend_from_slice(line);
        folded.extend_from_slice(b"\r\n");
    }
    folded
}

fn part(file: &File) -> MimePart<'_> {
    // The declared encoding prevents a second encoding.
    let part = MimePart::new(file.content_type.as_str(), folded(&file.content)).transfer_encoding("base64");
    match &file.content_id {
        Some(id) => part.inline().cid(id.as_str()),
        None => part.attachment(file.filename.as_str()),
    }
}

/// The text with CRLF line ends.
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

/// Whether a sender may set this header field: it affects neither the addresses nor the structure of the message.
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

    fn email() -> OutgoingEmail {
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
    fn a_built_message_parses_to_the_same_values() {
        let email = email();
        let raw = email.build().expect("built");
        assert!(
            raw.split(|&byte| byte == b'\n').all(|line| line.len() <= 999 && line.is_empty() | line.ends_with(b"\r"))
        );
        assert!(!String::from_utf8_lossy(&raw).to_lowercase().contains("hidden"));
        let parsed = read(&raw, "nobody.example");
        assert_eq!(parsed.message_id.as_deref(), Some("1@warren.example"));
        assert_eq!(
            (parsed.authors.sole().cloned(), parsed.to, parsed.cc, parsed.reply_to),
            (Some(email.from), email.to, email.cc, email.reply_to)
        );
        assert_eq!((parsed.subject, parsed.date), (email.subject, Some(email.date)));
        assert_eq!(parsed.text.map(|text| text.replace("\r\n", "\n")), email.text);
        assert_eq!(parsed.html, email.html);
        assert_eq!(parsed.references, email.references);
        let names: Vec<_> = parsed.attachments.iter().map(|file| (file.filename.as_str(), file.size)).collect();
        assert_eq!(names, [("attachment-1.png", 1_000), ("日本語の名前 \"x\".pdf", 12), ("a.txt", 15)]);
    }

    #[test]
    fn another_parser_reads_the_same_values() {
        let email = email();
        let raw = email.build().expect("built");
        let parsed = mail_parser::MessageParser::default().parse(&raw).expect("a message");
        assert_eq!(parsed.subject(), Some(email.subject.as_str()));
        let first = |list: Option<&mail_parser::Address<'_>>| {
            let person = list.and_then(|list| list.first()).expect("somebody");
            Mailbox { name: person.name().map(str::to_owned), address: person.address().unwrap_or_default().to_owned() }
        };
        assert_eq!((first(parsed.from()), first(parsed.to())), (email.from.clone(), email.to[0].clone()));
        let text = parsed.body_text(0).map(|text| text.replace("\r\n", "\n"));
        assert_eq!(text, email.text);
        let mut files: Vec<_> = parsed.attachments().map(|part| STANDARD.encode(part.contents())).collect();
        let mut sent: Vec<_> = email.files.iter().map(|file| file.content.clone()).collect();
        files.sort_unstable();
        sent.sort_unstable();
        assert_eq!(files, sent);
    }

    #[test]
    fn a_calendar_is_an_alternative_of_the_text() {
        let text = format!("BEGIN:VCALENDAR\r\nSUMMARY:{}\r\nEND:VCALENDAR\r\n", "é".repeat(100));
        let calendar = CalendarPart { method: "REQUEST".to_owned(), text: text.clone() };
        let email = OutgoingEmail { html: None, files: Vec::new(), calendar: Some(calendar), ..email() };
        let raw = email.build().expect("built");
        let parsed = read(&raw, "nobody.example");
        assert_eq!(super::super::calendar_text(&raw, &parsed), Some(text));
        let head = String::from_utf8_lossy(&raw);
        assert!(head.contains("Content-Type: multipart/alternative"), "{head}");
        let (_, part) = head.split_once("Content-Type: text/calendar").expect("a calendar");
        let (kind, _) = part.split_once("Content-Transfer-Encoding: base64").expect("base64");
        let kind = kind.replace('"', "");
        assert!(kind.contains("method=REQUEST") && kind.contains("charset=utf-8"), "{kind}");
    }

    #[test]
    fn each_recipient_is_listed_once() {
        let mut email = email();
        email.cc.push(Mailbox { name: None, address: "ANNA@mail.example".to_owned() });
        assert_eq!(email.recipients(), ["anna@mail.example", "cc@mail.example", "hidden@mail.example"]);
    }

    #[test]
    fn only_harmless_headers_are_allowed() {
        for name in ["X-A", "x-mailer", "List-Unsubscribe", "Auto-Submitted"] {
            assert!(is_free_header(name), "{name}");
        }
        for name in ["From", "Bcc", "Content-Type", "DKIM-Signature", "X-", "X-A:", "X-A\r\nBcc", "", "Received", "x-ä"]
        {
            assert!(!is_free_header(name), "{name}");
        }
    }

    #[test]
    fn base64_of_any_alphabet_is_normalized() {
        for content in ["+/8=", "-_8", "+/8", "+/\r\n8="] {
            let file = File { content: content.to_owned(), ..file("x", "a/b", b"") }.normalized().expect("base64");
            assert_eq!((file.content.as_str(), file.size()), ("+/8=", 2));
        }
        assert!(File { content: "no!".to_owned(), ..file("x", "a/b", b"") }.normalized().is_none());
    }

    #[test]
    fn building_a_message_twice_gives_the_same_bytes() {
        let html = OutgoingEmail { html: Some("<p>hi</p>".to_owned()), ..email() };
        let other = OutgoingEmail { message_id: "2@warren.example".to_owned(), ..html.clone() };
        let built = html.build().unwrap();
        assert_eq!(built, html.build().unwrap());
        assert!(String::from_utf8_lossy(&built).contains("boundary=\"alternative-"));
        assert_ne!(html.part_name(), other.part_name());
    }
}
