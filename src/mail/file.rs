//! Names for attached files.

use super::decode::{Encoding, decode_prefix};
use super::header;

/// Bytes of a name: what common file systems take.
const MAX_NAME: usize = 255;
/// Bytes looked at of a message within the message, for its subject.
const MAX_HEADER: usize = 16 << 10;

/// What the sender called the file, made safe to write to a disk: no path, no control characters, never empty.
pub fn name(said: Option<&str>, content_type: &str, number: usize) -> String {
    let said = said.map(|said| if said.contains("=?") { header::text(said.as_bytes()) } else { said.to_owned() });
    match said.as_deref().and_then(safe) {
        Some(name) => name,
        None => format!("attachment-{number}{}", extension(content_type)),
    }
}

/// A name for a message within the message: its subject.
pub fn name_of_message(encoded: &[u8], encoding: Encoding) -> Option<String> {
    let start = decode_prefix(encoded.get(..MAX_HEADER).unwrap_or(encoded), encoding, MAX_HEADER);
    let mut subject = None;
    header::fields(
        &start,
        0,
        |_| false,
        |name, value| {
            if name.eq_ignore_ascii_case(b"subject") && subject.is_none() {
                subject = Some(header::text(value));
            }
        },
    );
    // Slashes are no path in a subject (`Re: 1/2`).
    let subject = safe(&subject?.replace(['/', '\\'], "-"))?;
    let room = subject.floor_char_boundary(MAX_NAME - 4);
    Some(format!("{}.eml", subject.get(..room)?.trim_end()))
}

fn safe(said: &str) -> Option<String> {
    let last = said.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next()?;
    let visible: String = last.chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    let name = visible.trim().trim_end_matches('.');
    if name.trim_start_matches('.').is_empty() { None } else { Some(shortened(name)) }
}

/// Marks that turn text around make `exe.fdp` read as `pdf.exe`.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A long name loses its middle rather than its extension.
fn shortened(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    let extension =
        name.rfind('.').filter(|dot| name.len() - dot <= 16).and_then(|dot| name.get(dot..)).unwrap_or_default();
    let room = name.floor_char_boundary(MAX_NAME - extension.len());
    format!("{}{extension}", name.get(..room).unwrap_or_default())
}

fn extension(content_type: &str) -> &'static str {
    match content_type {
        "text/plain" | "message/delivery-status" | "text/rfc822-headers" => ".txt",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "text/csv" => ".csv",
        "text/vcard" | "text/x-vcard" => ".vcf",
        "text/xml" | "application/xml" => ".xml",
        "application/json" => ".json",
        "application/pdf" => ".pdf",
        "application/zip" => ".zip",
        "application/pgp-signature" => ".asc",
        "application/pkcs7-signature" => ".p7s",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/svg+xml" => ".svg",
        "audio/mpeg" => ".mp3",
        "video/mp4" => ".mp4",
        "message/rfc822" | "message/global" => ".eml",
        _ => ".bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_paths() {
        for (said, expected) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ann\\a b.doc", "a b.doc"),
            ("..\\..\\x", "x"),
            ("a/../b.txt/", "b.txt"),
            (".bashrc", ".bashrc"),
            ("a\0b\r\nc.txt", "abc.txt"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("=?utf-8?Q?caf=C3=A9.txt?=", "café.txt"),
            ("=?utf-8?Q?=2E=2E=2Fx?=", "x"),
            ("..", "attachment-1.pdf"),
            ("....//", "attachment-1.pdf"),
            (" ", "attachment-1.pdf"),
            ("\0", "attachment-1.pdf"),
        ] {
            assert_eq!(name(Some(said), "application/pdf", 1), expected, "{said:?}");
        }
        assert_eq!(name(None, "image/png", 3), "attachment-3.png");
        assert_eq!(name(None, "application/x-strange", 3), "attachment-3.bin");
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = name(Some(&format!("{}.pdf", "é".repeat(300))), "application/pdf", 1);
        assert!(name.len() <= 255 && name.ends_with("é.pdf"), "{name}");
    }

    #[test]
    fn a_message_is_named_after_its_subject() {
        let raw = b"From: a@b\r\nSubject: Re: 1/2 =?utf-8?Q?caf=C3=A9?=\r\n\r\nSubject: not this";
        assert_eq!(name_of_message(raw, Encoding::Identity).as_deref(), Some("Re: 1-2 café.eml"));
        assert_eq!(name_of_message(b"U3ViamVjdDogaGkKCg==", Encoding::Base64).as_deref(), Some("hi.eml"));
        assert_eq!(name_of_message(b"no header", Encoding::Identity), None);
    }
}
