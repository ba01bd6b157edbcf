//! Mail that has arrived.

use anyhow::Result;
use clap::Args;
use serde_json::Value;

use crate::{
    address::AddressArgument,
    api::{Api, path},
    list::{List, Page},
    output::{self, cell, minute, printable_lines},
};

#[derive(Args)]
pub struct InboxArguments {
    #[command(flatten)]
    address: AddressArgument,
    /// Only unread messages.
    #[arg(long)]
    unread: bool,
    /// Only messages from this address or domain.
    #[arg(long)]
    from: Option<String>,
    #[command(flatten)]
    page: Page,
}

#[derive(Args)]
pub struct ReadArguments {
    /// The message: its id, or its Message-ID.
    id: String,
    #[command(flatten)]
    address: AddressArgument,
}

#[derive(Args)]
pub struct SearchArguments {
    /// Words that must all occur. "Several words" in quotation marks must follow each other.
    #[arg(required = true)]
    words: Vec<String>,
    /// Only this mailbox. Default: all.
    #[arg(long)]
    address: Option<String>,
    /// Only messages from this address or domain.
    #[arg(long)]
    from: Option<String>,
    #[command(flatten)]
    page: Page,
}

/// Lists the messages of a mailbox.
pub fn inbox(api: &Api, json: bool, arguments: &InboxArguments) -> Result<()> {
    let address = arguments.address.find(api)?;
    let list = List {
        items: "messages",
        cursor: "cursor",
        headings: ["ID", "RECEIVED", "", "FROM", "SUBJECT"],
        row: |message| {
            let mark = if message["read"] == false { "new" } else { "" };
            let (id, received, from) = (cell(&message["id"]), minute(&message["received_at"]), cell(&message["from"]));
            [id, received, mark.to_owned(), from, cell(&message["subject"])]
        },
    };
    list.print(json, &arguments.page, || {
        let unread = arguments.unread.then_some(true);
        let request = api.get("/v1/email/inbox").query("address", Some(&address)).query("unread", unread);
        request.query("from", arguments.from.as_ref())
    })
}

/// Finds messages, received and sent.
pub fn search(api: &Api, json: bool, arguments: &SearchArguments) -> Result<()> {
    let list = List {
        items: "messages",
        cursor: "cursor",
        headings: ["ID", "TIME", "FROM", "TO", "SUBJECT"],
        row: |message| {
            let time = ["received_at", "queued_at"].map(|field| minute(&message[field])).concat();
            let (from, to) = (cell(&message["from"]), cell(&message["to"]));
            [cell(&message["id"]), time, from, to, cell(&message["subject"])]
        },
    };
    list.print(json, &arguments.page, || {
        let request = api.get("/v1/email/search").query("q", Some(words(&arguments.words)));
        request.query("address", arguments.address.as_ref()).query("from", arguments.from.as_ref())
    })
}

/// The words as one query. The shell has removed the quotation marks around several words.
fn words(words: &[String]) -> String {
    let quoted = |word: &String| match word.contains(' ') && !word.contains('"') {
        true => format!("\"{word}\""),
        false => word.clone(),
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// Shows a message, which is read then.
pub fn read(api: &Api, json: bool, arguments: &ReadArguments) -> Result<()> {
    let reply = message(api, &arguments.address.find(api)?, &arguments.id)?;
    if json {
        return output::line(&reply.body);
    }
    output::line(&shown(&reply.json()?))
}

/// A message with its text.
pub fn message(api: &Api, address: &str, id: &str) -> Result<crate::http::Reply> {
    api.get(&path("/v1/email/messages/", id, "")).query("address", Some(address)).send()
}

fn shown(message: &Value) -> String {
    let from = match cell(&message["from_name"]) {
        name if name.is_empty() => cell(&message["from"]),
        name => format!("{name} <{}>", cell(&message["from"])),
    };
    let sender = if message["author_proved"] == true { "proved" } else { "not proved: anybody can have written this" };
    let fields = [("From", from), ("Sender", sender.to_owned()), ("To", cell(&message["to"]))];
    let mut lines: Vec<_> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.push(format!("Date: {}", minute(&message["received_at"])));
    lines.push(format!("Subject: {}", cell(&message["subject"])));
    for file in message["attachments"].as_array().into_iter().flatten() {
        let (name, kind, size) = (cell(&file["filename"]), cell(&file["content_type"]), cell(&file["size"]));
        lines.push(format!("Attachment {}: {name} ({kind}, {size} bytes)", cell(&file["index"])));
    }
    let body = match message["e2e_encrypted"] == true {
        true => format!("(encrypted to your key {}; --json has the ciphertext)", cell(&message["e2e_key_id"])),
        false => printable_lines(message["body"].as_str().unwrap_or_default()),
    };
    format!("{}\n\n{}", lines.join("\n"), body.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_of_the_shell_are_phrases_again() {
        let given = ["lunch", "at one", "\"see you\" soon"].map(str::to_owned);
        assert_eq!(words(&given), "lunch \"at one\" \"see you\" soon");
    }

    #[test]
    fn a_message_is_shown_with_its_sender_and_without_control_characters() {
        let file = json!({ "index": 0, "filename": "a\u{1b}.csv", "content_type": "text/csv", "size": 9 });
        let message = json!({ "from": "a@mail.example", "from_name": "Ann", "to": "ada@warren.example",
            "received_at": "2026-11-24T09:30:00.000Z", "subject": "Hi", "author_proved": false, "body": "one\r\ntwo\u{1b}[2J\n",
            "attachments": [file] });
        let expected = "From: Ann <a@mail.example>\nSender: not proved: anybody can have written this\n\
            To: ada@warren.example\nDate: 2026-11-24 09:30\nSubject: Hi\nAttachment 0: a .csv (text/csv, 9 bytes)\n\n\
            one\ntwo [2J";
        assert_eq!(shown(&message), expected);
    }

    #[test]
    fn encrypted_text_is_not_shown() {
        let message = json!({ "e2e_encrypted": true, "e2e_key_id": "66687aadf862bd77", "body": "AAAA" });
        assert!(shown(&message).ends_with("(encrypted to your key 66687aadf862bd77; --json has the ciphertext)"));
    }
}
