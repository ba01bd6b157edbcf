//! The identity of a message, independent of its transport.

use sha2::{Digest, Sha256};

use super::header;

/// Fields that determine the displayed message, besides those of its body (`Content-…`). Fields that servers add are not among
/// them.
const HASHED_FIELDS: [&str; 12] = [
    "from",
    "reply-to",
    "to",
    "cc",
    "date",
    "subject",
    "in-reply-to",
    "references",
    "list-id",
    "list-unsubscribe",
    "auto-submitted",
    "precedence",
];

/// The hash of a message's content. It is the same for all copies, because servers retry after a failure. It excludes the
/// `Message-ID`, because a sender can copy that of another message.
pub fn identity(raw: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let body = header::fields(
        raw,
        0,
        |_| false,
        |name, value| {
            if is_hashed(name) {
                hash.update(name.to_ascii_lowercase());
                hash.update(b":");
                hash.update(value.trim_ascii());
                hash.update(b"\n");
            }
        },
    );
    hash.update(b"\n");
    hash.update(raw.get(body..).unwrap_or_default().trim_ascii_end());
    hash.finalize().into()
}

fn is_hashed(name: &[u8]) -> bool {
    const CONTENT: &[u8] = b"content-";
    name.get(..CONTENT.len()).is_some_and(|start| start.eq_ignore_ascii_case(CONTENT))
        || HASHED_FIELDS.iter().any(|said| name.eq_ignore_ascii_case(said.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "From: ann@b.example\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\nSubject: Hello\r\n\
        Message-ID: <1@b.example>\r\nContent-Type: text/plain\r\n\r\nbody\r\n";

    #[test]
    fn trace_fields_do_not_change_the_identity() {
        let same = identity(MESSAGE.as_bytes());
        for copy in [
            format!("Received: from a by b; Sun, 22 Nov 2026 10:05:00 +0100\r\n{MESSAGE}"),
            format!("Authentication-Results: mx.example; dmarc=pass\r\nReturn-Path: <>\r\nX-Score: 1\r\n{MESSAGE}"),
            MESSAGE.replace("Subject: Hello", "SUBJECT:  Hello "),
            MESSAGE.replace("<1@b.example>", "<2@b.example>"),
            format!("{MESSAGE}\r\n\r\n"),
        ] {
            assert_eq!(identity(copy.as_bytes()), same, "{copy}");
        }
    }

    #[test]
    fn displayed_fields_and_the_body_change_the_identity() {
        let same = identity(MESSAGE.as_bytes());
        for other in [
            MESSAGE.replace("ann@", "eve@"),
            MESSAGE.replace("10:00:00", "10:00:01"),
            MESSAGE.replace("Hello", "Hallo"),
            MESSAGE.replace("body", "Body"),
            MESSAGE.replace("text/plain", "text/html"),
            MESSAGE.replace("\r\n\r\nbody", "\r\n\r\n\r\nbody"),
            format!("From: eve@b.example\r\n{MESSAGE}"),
            format!("Reply-To: eve@b.example\r\n{MESSAGE}"),
            format!("Cc: eve@b.example\r\n{MESSAGE}"),
            format!("Content-Disposition: attachment\r\n{MESSAGE}"),
            format!("Auto-Submitted: auto-replied\r\n{MESSAGE}"),
        ] {
            assert_ne!(identity(other.as_bytes()), same, "{other}");
        }
        assert_ne!(identity(b"Subject: a\r\n\r\nSubject: b"), identity(b"Subject: a\r\nSubject: b\r\n\r\n"));
    }
}
