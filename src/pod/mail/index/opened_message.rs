//! A stored message, decrypted for the index and for hits.

use serde::Deserialize;

use super::entry::Entry;
use crate::error::{Error, Result};
use crate::mail;

/// The searchable fields of a stored message, decrypted.
#[derive(Default)]
pub struct OpenedMessage {
    mailbox: String,
    item: Item,
    detail: Detail,
    /// Bytes of its content.
    pub size: usize,
}

#[derive(Default, Deserialize)]
struct Item {
    #[serde(default)]
    from: String,
    #[serde(default)]
    from_name: Option<String>,
    #[serde(default)]
    subject: String,
    /// One of a received message, all of a sent one.
    #[serde(default)]
    to: Addresses,
    #[serde(default)]
    cc: Addresses,
    #[serde(default)]
    attachment_count: usize,
    #[serde(default)]
    e2e_encrypted: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Addresses {
    One(String),
    Many(Vec<String>),
}

impl Default for Addresses {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Addresses {
    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(address) => std::slice::from_ref(address),
            Self::Many(addresses) => addresses,
        }
    }
}

/// The text is called `body` in received messages and `text` in sent ones.
#[derive(Default, Deserialize)]
struct Detail {
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    recipients: Vec<Person>,
    #[serde(default)]
    cc: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Person {
    Named {
        #[serde(default)]
        name: Option<String>,
        address: String,
    },
    Bare(String),
}

impl Person {
    fn as_pair(&self) -> (&str, &str) {
        match self {
            Self::Named { name, address } => (address, name.as_deref().unwrap_or_default()),
            Self::Bare(address) => (address, ""),
        }
    }
}

impl OpenedMessage {
    pub fn new(mailbox: String, item: &str, detail: &[u8]) -> Result<Self> {
        let size = detail.len();
        let mut detail: Detail = serde_json::from_slice(detail).map_err(Error::internal)?;
        if detail.body.is_none() && detail.text.is_none() {
            detail.text = detail.html.take().map(|html| mail::text_of_html(&html));
        }
        Ok(Self { mailbox, item: serde_json::from_str(item).map_err(Error::internal)?, detail, size })
    }

    /// The plain text. Empty if it is encrypted to the owner's key.
    pub fn text(&self) -> &str {
        let text = self.detail.body.as_deref().or(self.detail.text.as_deref()).unwrap_or_default();
        if self.item.e2e_encrypted { "" } else { text }
    }

    /// The searchable fields.
    pub fn entry(&self) -> Entry<'_> {
        let to = self.item.to.as_slice().iter().chain(self.item.cc.as_slice()).map(|address| (address.as_str(), ""));
        let people = self.detail.recipients.iter().chain(&self.detail.cc).map(Person::as_pair);
        Entry {
            mailbox: &self.mailbox,
            from: vec![(&self.item.from, self.item.from_name.as_deref().unwrap_or_default())],
            to: to.chain(people).collect(),
            subject: &self.item.subject,
            text: self.text(),
            has_attachment: self.item.attachment_count > 0,
        }
    }
}
