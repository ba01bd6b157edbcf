use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Reply, Request, Server, unique};

/// An address and a key that opens it.
#[derive(Clone)]
pub struct Mailbox<'a> {
    pub server: &'a Server,
    pub key: String,
    pub address: String,
}

impl Server {
    /// The mailbox of somebody who registers for it.
    pub async fn mailbox(&self) -> Mailbox<'_> {
        let account = self.register(None).await;
        Mailbox { server: self, key: account.key, address: account.address }
    }

    /// A new address of the pod that this key belongs to.
    pub async fn new_mailbox(&self, key: &str) -> Mailbox<'_> {
        let body = self.post("/v1/inbox").key(key).json(serde_json::json!({ "name": unique("box") })).send().await;
        let address = body.expect(201)["address"].as_str().unwrap().to_owned();
        Mailbox { server: self, key: key.to_owned(), address }
    }
}

impl Mailbox<'_> {
    /// A message to this address, which must be accepted.
    pub async fn receive(&self, raw: impl AsRef<[u8]>) {
        self.server.deliver("envelope@sender.example", &self.address, raw).await.expect(200);
    }

    /// The same by the runtime's email event.
    pub async fn receive_by_event(&self, raw: impl AsRef<[u8]>) {
        let reply = self.server.deliver_by_event("envelope@sender.example", &self.address, raw).await;
        assert_eq!(reply.status, 200, "{reply}");
    }

    /// A change of how the address takes mail.
    pub async fn set(&self, patch: Value) -> Reply {
        let path = format!("/v1/email/addresses/{}", self.address);
        self.server.patch(&path).key(&self.key).json(patch).send().await
    }

    /// A rule made for this address.
    pub async fn rule(&self, mut rule: Value) -> Reply {
        rule["address"] = self.address.as_str().into();
        self.server.post("/v1/email/rules").key(&self.key).json(rule).send().await
    }

    /// What is said of the address.
    pub async fn about(&self) -> Value {
        self.server.get(&format!("/v1/email/addresses/{}", self.address)).key(&self.key).send().await.expect(200)
    }

    /// A page of the inbox; `query` follows the address: `&limit=1`.
    pub async fn page(&self, query: &str) -> Value {
        let path = format!("/v1/email/inbox?address={}{query}", self.address);
        self.server.get(&path).key(&self.key).send().await.expect(200)
    }

    /// The messages of a page.
    pub async fn list(&self, query: &str) -> Vec<Value> {
        self.page(query).await["messages"].as_array().unwrap().clone()
    }

    /// All messages, page by page, the newest first.
    pub async fn list_all(&self) -> Vec<Value> {
        let mut all = self.page("&limit=100").await;
        let mut messages = all["messages"].as_array().unwrap().clone();
        while let Some(next) = all["next_cursor"].as_str() {
            all = self.page(&format!("&limit=100&cursor={next}")).await;
            messages.extend(all["messages"].as_array().unwrap().iter().cloned());
        }
        messages
    }

    /// The one message that is there, as listed.
    pub async fn only(&self) -> Value {
        let mut messages = self.list("").await;
        assert_eq!(messages.len(), 1, "{messages:#?}");
        messages.remove(0)
    }

    /// A message in full.
    pub async fn read(&self, id: &str) -> Value {
        self.at("GET", id, "").send().await.expect(200)
    }

    /// The message as it came.
    pub async fn raw(&self, id: &str) -> Vec<u8> {
        let reply = self.at("GET", id, "/raw").send().await;
        assert_eq!(reply.status, 200, "{reply}");
        reply.body
    }

    /// The bytes of an attachment.
    pub async fn attachment(&self, id: &str, index: usize) -> Reply {
        let reply = self.at("GET", id, &format!("/attachments/{index}")).send().await;
        assert_eq!(reply.status, 200, "{reply}");
        reply
    }

    /// A request about a message, named in any way, or about something below it: `/raw`.
    pub fn at(&self, method: &str, id: &str, below: &str) -> Request {
        let path = format!("/v1/email/messages/{}{below}?address={}", encoded(id), self.address);
        self.server.request(method, &path).key(&self.key)
    }
}

/// Text as a segment of a path or a value in a query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A plain message. Fields take the place of those that every message has, or join them.
pub fn letter(fields: &[(&str, &str)], body: &str) -> String {
    let message_id = format!("<{}@sender.example>", unique("letter"));
    let usual = [
        ("From", "Ann <ann@sender.example>"),
        ("To", "somebody@warren.example"),
        ("Subject", "Hello"),
        ("Date", "Sun, 22 Nov 2026 10:00:00 +0100"),
        ("Message-ID", &message_id),
    ];
    let usual = usual.into_iter().filter(|(name, _)| !fields.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
    let head: String =
        usual.chain(fields.iter().copied()).map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{head}\r\n{}", body.replace('\n', "\r\n"))
}

/// Bytes that are the same in every run and hard to compress or to confuse.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Whether a text stands in any file below, as it is or within base64.
pub fn is_on_disk(folder: &Path, marker: &str) -> bool {
    let encoded = (0..3).map(|shift| {
        let all = STANDARD.encode(format!("{}{marker}", "x".repeat(shift)));
        // The digits at both ends depend on what stands before and after.
        all[4..all.len() - 4].to_owned()
    });
    let forms: Vec<_> = encoded.chain([marker.to_owned()]).collect();
    any_file_holds(folder, &forms)
}

fn any_file_holds(folder: &Path, needles: &[String]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return any_file_holds(&path, needles);
        }
        // Some of the runtime's own are no files.
        let Ok(bytes) = fs::read(&path) else { return false };
        let text: String = bytes.into_iter().map(char::from).collect();
        needles.iter().any(|needle| text.contains(needle))
    })
}
