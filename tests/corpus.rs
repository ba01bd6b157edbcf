//! Every message that two other projects test their parsers with, read by us and by Python's `email` package, and
//! compared.
//!
//! Where the two disagree and we stand by our reading, `corpus/differences.toml` says why. An entry that no longer
//! differs fails the test, so the list can only shrink.

mod comparison;
mod damage;
mod sources;

use std::collections::HashMap;

use serde_json::Value;
use warren::mail::{self, Attachment, Decoder, Mailbox};
use warren::time::Timestamp;

use crate::support::{Account, Server, unique};
use comparison::{Differences, File, Reading, normal, opinions};
use damage::Dice;
use sources::messages;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const AUTHSERV: &str = "mx.cloudflare.net";

#[test]
fn every_message_is_read_as_python_reads_it() -> Result<()> {
    let messages = messages()?;
    let mut found = Differences::default();
    for ((name, path), opinion) in messages.iter().zip(opinions(&messages)?) {
        found.add(name, &Reading::of(&std::fs::read(path)?), &opinion);
    }
    found.expect_explained()
}

/// The same through every door: delivered, listed, read, downloaded.
#[tokio::test]
async fn every_message_that_is_delivered_can_be_read_and_downloaded() -> Result<()> {
    let server = Server::shared();
    let messages = messages()?;
    let mut mailboxes = Mailboxes::default();
    let mut delivered = Vec::new();
    for path in messages.values() {
        let raw = std::fs::read(path)?;
        let mailbox = mailboxes.without(server, &raw).await;
        server.deliver("corpus@mail.example", &mailbox.address, &raw).await.expect(200);
        delivered.push((mailbox, raw));
    }
    let mut listed = HashMap::new();
    for mailbox in &mailboxes.accounts {
        listed.insert(mailbox.address.clone(), list(server, mailbox).await);
    }
    let mut found = Differences::default();
    for (((name, _), (mailbox, raw)), opinion) in messages.iter().zip(delivered).zip(opinions(&messages)?) {
        let item = listed.get_mut(&mailbox.address).and_then(Vec::pop).ok_or("a message was lost")?;
        found.add(name, &download(server, &mailbox, &item, &raw).await?, &opinion);
    }
    assert!(listed.values().all(Vec::is_empty), "there are messages that nobody sent: {listed:?}");
    found.expect_explained()
}

/// A mailbox takes a message once. Some of these bear the same name, and each is to arrive.
#[derive(Default)]
struct Mailboxes {
    accounts: Vec<Account>,
    copies: HashMap<String, usize>,
}

impl Mailboxes {
    /// One that has no message of this name yet.
    async fn without(&mut self, server: &Server, raw: &[u8]) -> Account {
        // One without a name is known by its bytes.
        let name = mail::read(raw, AUTHSERV).message_id.unwrap_or_else(|| String::from_utf8_lossy(raw).into_owned());
        let copies = self.copies.entry(name).or_default();
        let number = std::mem::replace(copies, *copies + 1);
        if number == self.accounts.len() {
            self.accounts.push(server.register(Some(&unique("corpus"))).await);
        }
        self.accounts[number].clone()
    }
}

/// The mailbox's items, the newest first.
async fn list(server: &Server, mailbox: &Account) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/email/inbox?address={}&limit=100{cursor}", mailbox.address);
        let page = server.get(&path).key(&mailbox.key).send().await.expect(200);
        items.extend(page["messages"].as_array().into_iter().flatten().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return items };
        cursor = format!("&cursor={next}");
    }
}

/// What the API says of a message, once its raw form is seen to be the bytes that were sent.
async fn download(server: &Server, mailbox: &Account, item: &Value, raw: &[u8]) -> Result<Reading> {
    let get = |part: &str| {
        let id = item["id"].as_str().unwrap_or_default();
        server.get(&format!("/v1/email/messages/{id}{part}?address={}", mailbox.address)).key(&mailbox.key).send()
    };
    assert!(get("/raw").await.body == raw, "{item} came back changed");
    let message = get("").await.expect(200);
    let text = |field: &str| message[field].as_str().map(str::to_owned);
    let people = |field: &str| serde_json::from_value::<Vec<Mailbox>>(message[field].clone());
    let mut files = Vec::new();
    for file in message["attachments"].as_array().into_iter().flatten() {
        let reply = get(&format!("/attachments/{}", file["index"])).await;
        assert_eq!(
            (reply.status, Some(reply.body.len())),
            (200, file["size"].as_u64().map(|size| size as usize)),
            "{file}"
        );
        let said = |field: &str| file[field].as_str().unwrap_or_default().to_owned();
        files.push(File { content_type: said("content_type"), filename: said("filename"), bytes: reply.body });
    }
    let html = text("html");
    let is_made_of_html = |body: &String| html.as_deref().is_some_and(|html| mail::text_of_html(html) == *body);
    Ok(Reading {
        subject: text("subject").unwrap_or_default(),
        from: Mailbox { name: text("from_name"), address: text("from").unwrap_or_default() },
        to: people("recipients")?,
        cc: people("cc")?,
        reply_to: people("reply_to")?,
        message_id: text("message_id").and_then(|id| given_by_sender(&id, mailbox)),
        date: text("date").and_then(|date| Timestamp::parse(&date)).map(Timestamp::millis),
        text: text("body").filter(|body| !is_made_of_html(body)),
        html,
        files,
    })
}

/// The id without its brackets, unless the mailbox made it up for want of one: a hash at its own domain.
fn given_by_sender(id: &str, mailbox: &Account) -> Option<String> {
    let id = id.trim_matches(['<', '>']);
    let made_up = id.split_once('@').is_some_and(|(local, domain)| {
        mailbox.address.ends_with(&format!("@{domain}"))
            && local.len() == 32
            && local.bytes().all(|b| b.is_ascii_hexdigit())
    });
    (!made_up).then(|| id.to_owned())
}

/// What made other mail readers run out of stack, memory or time.
#[tokio::test]
async fn mail_made_to_break_a_reader_arrives_all_the_same() {
    let server = Server::shared();
    let mailbox = server.register(Some(&unique("hostile"))).await;
    let multipart = "Content-Type: multipart/mixed; boundary=b\n\n";
    let nested: String =
        (0..10_000).map(|n| format!("Content-Type: multipart/mixed; boundary=n{n}\n\n--n{n}\n")).collect();
    let hostile = [
        format!("{nested}\nbottom"),
        format!("{}\nbottom", "Content-Type: message/rfc822\n\n".repeat(100_000)),
        format!("{}\nbottom", "a:\n".repeat(2 << 20)),
        format!("{multipart}{}", "--b\n\n".repeat(1 << 20)),
        format!("{multipart}{}", "--b\nContent-Type: multipart/mixed; boundary=z\n\n".repeat(100_000)),
        format!("Subject: {}\n\nbottom", "=?aa?q?xx ".repeat(500_000)),
        format!("Content-Type: text/html\n\n{}", "<a '\"><pre>&".repeat(300_000)),
    ];
    for raw in &hostile {
        server.deliver("corpus@mail.example", &mailbox.address, raw).await.expect(200);
    }
    let items = list(server, &mailbox).await;
    assert_eq!(items.len(), hostile.len());
    for (item, raw) in items.iter().rev().zip(&hostile) {
        let path = format!("/v1/email/messages/{}?address={}", item["id"].as_str().unwrap(), mailbox.address);
        let message = server.get(&path).key(&mailbox.key).send().await.expect(200);
        let bottom = raw.ends_with("bottom") && message["attachments"] == Value::Array(Vec::new());
        assert!(!bottom || message["body"] == "bottom", "{item}");
    }
}

#[test]
fn line_ends_change_nothing() -> Result<()> {
    for (name, path) in messages()? {
        // UTF-16 as it is: what looks like a line end there is half a character.
        if name == "mail-parser/thirdparty/005.eml" {
            continue;
        }
        let bare: Vec<u8> = std::fs::read(&path)?.into_iter().filter(|&byte| byte != b'\r').collect();
        let mut full = Vec::new();
        bare.split_inclusive(|&byte| byte == b'\n').for_each(|line| match line.strip_suffix(b"\n") {
            Some(line) => full.extend([line, b"\r\n"].concat()),
            None => full.extend(line),
        });
        let (bare, full) = (Reading::of(&bare), Reading::of(&full));
        let body = |read: &Reading| [&read.text, &read.html].map(|body| body.as_deref().map(normal));
        assert_eq!(body(&bare), body(&full), "{name}");
        assert_eq!(
            (bare.subject, bare.from, bare.to, bare.date),
            (full.subject, full.from, full.to, full.date),
            "{name}"
        );
        assert_eq!(bare.files.len(), full.files.len(), "{name}");
    }
    Ok(())
}

/// The same bytes as `mail-parser` decodes, however the message is cut into pieces, wherever it sees the same parts and
/// no mistake.
#[test]
fn attachments_decode_piece_by_piece() -> Result<()> {
    let mut compared = 0;
    for (name, path) in messages()? {
        let raw = std::fs::read(&path)?;
        let theirs = mail_parser::MessageParser::default().parse(&raw);
        for ours in mail::read(&raw, AUTHSERV).attachments {
            let whole = decoded(&raw, &ours, usize::MAX);
            assert_eq!(whole.len(), ours.size, "{name} {}", ours.filename);
            for piece in [1, 2, 3, 5, 76, 77, 78, 1_000] {
                assert!(decoded(&raw, &ours, piece) == whole, "{name} {} in pieces of {piece}", ours.filename);
            }
            let same = theirs.iter().flat_map(|message| &message.parts).find(|part| {
                part.raw_body_offset() as usize == ours.start
                    && part.raw_end_offset() as usize == ours.end
                    && !part.is_encoding_problem
                    && matches!(part.body, mail_parser::PartType::Binary(_) | mail_parser::PartType::InlineBinary(_))
            });
            if let Some(part) = same {
                // It drops the last bytes of base64 whose padding is missing.
                let missing = whole.strip_prefix(part.contents()).map(<[u8]>::len);
                assert!(missing.is_some_and(|missing| missing < 3), "{name} {}: {missing:?}", ours.filename);
                compared += 1;
            }
        }
    }
    assert!(compared > 90, "only {compared} attachments were comparable");
    Ok(())
}

/// Thousands of broken messages.
#[test]
fn damage_stops_nothing() -> Result<()> {
    let messages = messages()?.into_values().map(std::fs::read).collect::<std::result::Result<Vec<_>, _>>()?;
    let mut dice = Dice(1);
    for round in 0..10_000 {
        let mut raw = messages[round % messages.len()].clone();
        for _ in 0..=dice.roll(8) {
            dice.damage(&mut raw, &messages);
        }
        let message = mail::read(&raw, AUTHSERV);
        for file in &message.attachments {
            assert_eq!(decoded(&raw, file, 1 + dice.roll(100)).len(), file.size, "round {round}");
            assert!(!file.filename.is_empty() && !file.filename.contains(['/', '\\', '\0', '\n']), "round {round}");
        }
        mail::snippet(&message.readable());
        message.html.as_deref().map(mail::text_of_html);
    }
    Ok(())
}

fn decoded(raw: &[u8], attachment: &Attachment, piece: usize) -> Vec<u8> {
    let (mut decoder, mut out) = (Decoder::new(attachment.encoding), Vec::new());
    let encoded = &raw[attachment.start..attachment.end];
    encoded.chunks(piece.min(encoded.len()).max(1)).for_each(|piece| decoder.push(piece, &mut out));
    decoder.finish(&mut out);
    out
}
