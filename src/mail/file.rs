//! File names of attachments.

use super::decode::{Encoding, decode_prefix};
use super::header;

/// Bytes of a file name: the limit of common file systems.
const MAX_NAME_BYTES: usize = 255;
/// Bytes of an embedded message that are read to find its subject.
const MAX_HEADER_BYTES: usize = 16 << 10;

/// The sender's file name, made safe for a file system: without a path or control characters, never empty.
pub fn name(filename: Option<&str>, content_type: &str, number: usize) -> String {
    let filename = filename
        .map(|filename| if filename.contains("=?") { header::text(filename.as_bytes()) } else { filename.to_owned() });
    match filename.as_deref().and_then(safe) {
        Some(name) => name,
        None => format!("attachment-{number}{}", extension(content_type)),
    }
}

/// The file name of an embedded message: its subject.
pub fn name_of_message(encoded: &[u8], encoding: Encoding) -> Option<String> {
    let start = decode_prefix(encoded.get(..MAX_HEADER_BYTES).unwrap_or(encoded), encoding, MAX_HEADER_BYTES);
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
    // A slash in a subject is not a path separator (`Re: 1/2`).
    let subject = safe(&subject?.replace(['/', '\\'], "-"))?;
    let room = subject.floor_char_boundary(MAX_NAME_BYTES - 4);
    Some(format!("{}.eml", subject.get(..room)?.trim_end()))
}

fn safe(filename: &str) -> Option<String> {
    let last = filename.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next()?;
    let visible: String = last.chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    let name = visible.trim().trim_end_matches('.');
    if name.trim_start_matches('.').is_empty() { None } else { Some(shortened(name)) }
}

/// Bidirectional controls can make `exe.fdp` appear as `pdf.exe`.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Shortens a long name in the middle, so that it keeps its extension.
fn shortened(name: &str) -> String {
    if name.len() <= MAX_NAME_BYTES {
        return name.to_owned();
    }
    let extension =
        name.rfind('.').filter(|dot| name.len() - dot <= 16).and_then(|dot| name.get(dot..)).unwrap_or_default();
    let room = name.floor_char_boundary(MAX_NAME_BYTES - extension.len());
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
    fn file_names_contain_no_paths() {
        for (filename, expected) in [
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
            assert_eq!(name(Some(filename), "application/pdf", 1), expected, "{filename:?}");
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
