use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Mailbox, Server, letter, noise};

const MIB: usize = 1 << 20;

/// A message of about this many bytes with one attachment, and the attachment.
fn with_file(id: &str, size: usize) -> (Vec<u8>, Vec<u8>) {
    // A block of whole lines of base64, again and again; it is no measure of how the raw message is stored in pieces.
    let block = noise(size as u64, 57 * 1_000);
    let encoded = STANDARD.encode(&block);
    let lines: Vec<_> = encoded.as_bytes().chunks(76).collect();
    let encoded = [lines.join(&b"\r\n"[..]), b"\r\n".to_vec()].concat();
    let times = size / encoded.len();
    let head = "--cut\n\nsee attached\n--cut\nContent-Type: video/mp4\nContent-Transfer-Encoding: base64\n\
        Content-Disposition: attachment; filename=film.mp4\n\n";
    let fields = [("Message-ID", id), ("Content-Type", "multipart/mixed; boundary=cut")];
    let raw = [letter(&fields, head).into_bytes(), encoded.repeat(times), b"--cut--\r\n".to_vec()].concat();
    (raw, block.repeat(times))
}

async fn assert_kept(mailbox: &Mailbox<'_>, id: &str, raw: &[u8], file: &[u8]) {
    let message = mailbox.read(id).await;
    assert_eq!((&message["body"], &message["truncated"]), (&json!("see attached"), &json!(false)));
    assert_eq!(message["attachments"][0]["size"], file.len());
    assert!(mailbox.attachment(id, 0).await.body == file, "the attachment of {id}");
    assert!(mailbox.raw(id).await == raw, "the raw message {id}");
}

#[tokio::test]
async fn a_message_of_24_mib_is_kept_with_its_attachment() {
    let mailbox = Server::shared().mailbox().await;
    let (raw, file) = with_file("<24@large>", 24 * MIB);
    assert!(raw.len() > 23 * MIB && raw.len() < 25 * MIB, "{}", raw.len());
    mailbox.receive(&raw).await;
    let listed = mailbox.only().await;
    assert_eq!((&listed["attachment_count"], &listed["snippet"]), (&json!(1), &json!("see attached")));
    assert_kept(&mailbox, "24@large", &raw, &file).await;
}

#[tokio::test]
async fn a_message_of_more_than_25_mib_is_refused_with_a_reason() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let filled = |size: usize| {
        let mut raw = letter(&[("Message-ID", &format!("<{size}@large>"))], "").into_bytes();
        raw.resize(size, b'x');
        raw
    };
    let too_large = json!({ "rejected": "5.3.4 The message is larger than 25 MiB" });
    for size in [26 * MIB, 25 * MIB + 1] {
        let raw = filled(size);
        let announced = server.deliver("a@sender.example", &mailbox.address, &raw).await;
        assert_eq!(announced.expect(422), too_large);
        // The same without a length, so that only counting tells.
        let url = format!("{}/dev/email?from=a@sender.example&to={}", server.url(), mailbox.address);
        let pieces = raw.chunks(MIB).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect::<Vec<_>>();
        let body = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
        let unannounced =
            reqwest::Client::builder().no_proxy().build().unwrap().post(url).body(body).send().await.unwrap();
        assert_eq!(unannounced.status().as_u16(), 422);
        assert_eq!(unannounced.json::<serde_json::Value>().await.unwrap(), too_large);
    }
    assert_eq!(mailbox.list("").await.len(), 0);
    let raw = filled(25 * MIB);
    mailbox.receive(&raw).await;
    assert_eq!(mailbox.read("26214400@large").await["truncated"], true, "a text is kept up to 4 MiB");
    assert!(mailbox.raw("26214400@large").await == raw);
}

#[tokio::test]
async fn a_long_text_and_a_long_html_are_complete() {
    let mailbox = Server::shared().mailbox().await;
    let text: String = (0..100_000).map(|number| format!("line {number} of the text\n")).collect();
    let html: String = (0..120_000).map(|number| format!("<p>paragraph {number} of it</p>\n")).collect();
    assert!(text.len() > 2_000_000 && html.len() > 3_000_000, "{} {}", text.len(), html.len());

    mailbox.receive(letter(&[("Message-ID", "<text@long>")], &text)).await;
    mailbox.receive(letter(&[("Message-ID", "<html@long>"), ("Content-Type", "text/html")], &html)).await;
    let both = format!("--cut\n\n{text}\n--cut\nContent-Type: text/html\n\n{html}\n--cut--\n");
    let alternative = ("Content-Type", "multipart/alternative; boundary=cut");
    mailbox.receive_by_event(letter(&[("Message-ID", "<both@long>"), alternative], &both)).await;

    let message = mailbox.read("text@long").await;
    assert!(message["body"] == text && message["truncated"] == false);
    let message = mailbox.read("html@long").await;
    assert!(message["html"] == html && message["truncated"] == false);
    let seen = message["body"].as_str().unwrap();
    assert!(seen.starts_with("paragraph 0 of it") && seen.trim_end().ends_with("paragraph 119999 of it"));
    let message = mailbox.read("both@long").await;
    assert!(message["body"] == text && message["html"] == html && message["truncated"] == false);
}

#[tokio::test]
async fn a_text_of_more_than_4_mib_is_cut_and_says_so() {
    let mailbox = Server::shared().mailbox().await;
    let text = "äöü ".repeat(MIB);
    let fields = [("Message-ID", "<cut@long>"), ("Content-Type", "text/plain; charset=utf-8")];
    mailbox.receive(letter(&fields, &text)).await;
    let message = mailbox.read("cut@long").await;
    let body = message["body"].as_str().unwrap();
    assert!(text.starts_with(body) && body.len() > 4 * MIB - 16 && body.len() <= 4 * MIB, "{}", body.len());
    assert_eq!(message["truncated"], true);
    assert!(mailbox.raw("cut@long").await.ends_with("äöü ".as_bytes()));
}

#[tokio::test]
async fn a_message_of_some_mib_comes_in_by_the_email_event() {
    let mailbox = Server::shared().mailbox().await;
    let (raw, file) = with_file("<event@large>", 3 * MIB);
    mailbox.receive_by_event(&raw).await;
    assert_kept(&mailbox, "event@large", &raw, &file).await;
}

#[tokio::test]
async fn five_messages_of_20_mib_at_once_are_all_kept() {
    let server = Server::start(&[]);
    let one = server.mailbox().await;
    let (two, other) = (server.new_mailbox(&one.key).await, server.mailbox().await);
    let (raw, file) = with_file("<parallel@large>", 20 * MIB);
    let second = String::from_utf8_lossy(&raw).replacen("<parallel@large>", "<second@large>", 1).into_bytes();
    let deliveries = [(&one, &raw), (&one, &second), (&two, &raw), (&other, &raw), (&other, &second)];
    join_all(deliveries.map(|(mailbox, raw)| mailbox.receive(raw))).await;
    for (mailbox, raw) in deliveries {
        let id = if *raw == second { "second@large" } else { "parallel@large" };
        assert!(mailbox.raw(id).await == *raw, "{id}");
    }
    assert_kept(&other, "second@large", &second, &file).await;
    server.get("/health").send().await.expect(200);
}
