//! Delivery status notifications (RFC 3464).

use super::{Attachment, ParsedMessage, decode, header, thread};

/// Bytes that are read of each part of a report.
const MAX_PART_BYTES: usize = 64 << 10;
/// Failed recipients in one report.
const MAX_FAILURES: usize = 100;
/// Bytes of a reason.
const MAX_REASON_BYTES: usize = 500;

/// A server's report about a message.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    /// The Message-ID, without angle brackets.
    pub message_id: String,
    /// The recipients that the message was not delivered to.
    pub failures: Vec<Failure>,
}

/// A recipient that a message was not delivered to.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// In lower case.
    pub recipient: String,
    pub reason: String,
}

/// Reads the report in a message, if it reports a failure.
pub fn read(raw: &[u8], message: &ParsedMessage) -> Option<Report> {
    let part = |kinds: &[&str]| message.attachments.iter().find(|part| kinds.contains(&part.content_type.as_str()));
    let status = decoded(raw, part(&["message/delivery-status", "message/global-delivery-status"])?)?;
    let failures = failures(&status);
    if failures.is_empty() {
        return None;
    }
    let returned = part(&["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"]);
    let named = returned.and_then(|part| message_id(&decoded(raw, part)?));
    Some(Report { message_id: named.or_else(|| message.references.last().cloned())?, failures })
}

fn decoded(raw: &[u8], part: &Attachment) -> Option<Vec<u8>> {
    let mut bytes = decode::decode_prefix(raw.get(part.start..part.end)?, part.encoding, MAX_PART_BYTES);
    bytes.truncate(MAX_PART_BYTES);
    Some(bytes)
}

fn message_id(headers: &[u8]) -> Option<String> {
    let mut id = None;
    header::fields(
        headers,
        0,
        |_| false,
        |name, value| {
            if name.eq_ignore_ascii_case(b"message-id") && id.is_none() {
                id = thread::message_id(&header::plain(value));
            }
        },
    );
    id
}

/// Reads the failed recipients. Each block after the first is about one recipient.
fn failures(status: &[u8]) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut pos = 0;
    while pos < status.len() && failures.len() < MAX_FAILURES {
        let (mut recipient, mut failed, mut reason) = (None, false, None);
        let end = header::fields(
            status,
            pos,
            |_| false,
            |name, value| {
                let value = header::printable(&header::plain(value)).split_whitespace().collect::<Vec<_>>().join(" ");
                let typed = || value.split_once(';').map_or(value.as_str(), |(_, value)| value).trim().to_owned();
                match name.to_ascii_lowercase().as_slice() {
                    b"final-recipient" => recipient = recipient.take().or_else(|| Some(typed())),
                    // The address that we sent to has priority over a forwarding address.
                    b"original-recipient" => recipient = Some(typed()),
                    b"action" => failed = value.eq_ignore_ascii_case("failed"),
                    b"status" => reason = reason.take().or(Some(value)),
                    b"diagnostic-code" => reason = Some(typed()),
                    _ => {}
                }
            },
        );
        if let (Some(recipient), true) = (recipient, failed) {
            let mut reason = reason.unwrap_or_else(|| "returned without a reason".to_owned());
            reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
            failures.push(Failure { recipient: recipient.trim_matches(['<', '>']).to_lowercase(), reason });
        }
        pos = end.max(pos + 1);
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "From: mailer-daemon@mx.example\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n";
    const TAIL: &str = "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nMessage-ID: <1@warren.example>\r\n\r\nhi\r\n--b--\r\n";

    fn report(status: &str) -> Option<Report> {
        let raw = format!("{HEAD}{status}{TAIL}");
        read(raw.as_bytes(), &super::super::read(raw.as_bytes(), ""))
    }

    #[test]
    fn reads_failed_recipients_and_reasons() {
        let report = report(
            "Final-Recipient: rfc822; Gone@Mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 No such\r\n user\r\n\r\n\
             Final-Recipient: rfc822; late@mail.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n\
             Original-Recipient: rfc822;<full@mail.example>\r\nFinal-Recipient: rfc822; x@y\r\nAction: Failed\r\nStatus: 5.2.2\r\n",
        );
        let failure =
            |recipient: &str, reason: &str| Failure { recipient: recipient.to_owned(), reason: reason.to_owned() };
        let failures =
            vec![failure("gone@mail.example", "550 5.1.1 No such user"), failure("full@mail.example", "5.2.2")];
        let expected = Report { message_id: "1@warren.example".to_owned(), failures };
        assert_eq!(report, Some(expected));
    }

    #[test]
    fn successful_deliveries_and_other_mail_are_not_failure_reports() {
        assert_eq!(report("Final-Recipient: rfc822; a@b.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n"), None);
        let plain = b"Subject: hi\r\n\r\nhello";
        assert_eq!(read(plain, &super::super::read(plain, "")), None);
    }
}
