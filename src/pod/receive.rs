//! Taking in a message.

use super::events::{self, Event, Kind};
use super::message::{Attachment, Detail, Flags, InboxItem, Item, correspondents};
use super::{Pod, blobs, index, live, threads};
use crate::crypto::e2e::{PublicKey, Sealer};
use crate::error::{Code, Error, Result};
use crate::id::{MessageId, ThreadId};
use crate::mail::{self, Incoming};
use crate::platform::{http, values};
use crate::time::Timestamp;
use crate::wire;
use serde::{Deserialize, Serialize};

/// Bytes of a sealed detail that stand in the message's own row; SQLite rows end at 2 MB.
pub const ROW: usize = 1_000_000;

/// The most of a message that is taken: what Email Routing passes on.
pub const MESSAGE_LIMIT: usize = 25 * 1024 * 1024;

/// A delivery; the message itself is the body.
#[derive(Serialize, Deserialize)]
pub struct Deliver {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipient.
    pub to: String,
    /// The address it was found to mean.
    pub address: String,
    /// What the directory said of the address just now. Without it, the pod must know the address itself.
    pub found: bool,
    pub public_key: Option<String>,
    /// Announced length of the message.
    pub size: Option<usize>,
}

/// How a delivery ended.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    /// Stored now.
    Stored,
    /// It was there already.
    Duplicate,
    /// The pod does not know the address: the caller's knowledge was out of date.
    Unknown,
    /// Refused, with what the sender is told.
    Refused(String),
}

/// Stores a message, tells those who listen and wait.
pub async fn receive(pod: &Pod, envelope: Deliver, request: &mut worker::Request) -> Result<Delivered> {
    if is_shut(pod)? {
        return Ok(suspended());
    }
    if envelope.found {
        pod.learn_address(&envelope.address, envelope.public_key.as_deref())?;
    }
    const KEY: &str = "SELECT public_key FROM address WHERE address = ?";
    let Some(key) = pod.sql().first(KEY, &values![&envelope.address])? else { return Ok(Delivered::Unknown) };
    let key = key.optional_text(0).map(|key| PublicKey::parse(&key)?.sealer()).transpose()?;

    let raw = match http::read_sized(request, envelope.size.unwrap_or(0), MESSAGE_LIMIT).await {
        Err(error) if error.code == Code::TooLarge => {
            return Ok(Delivered::Refused("5.3.4 The message is larger than 25 MiB".to_owned()));
        }
        raw => raw?,
    };
    let arriving = Arriving::read(pod, &envelope, &raw, key.as_ref())?;
    if arriving.is_known(pod)? {
        return Ok(Delivered::Duplicate);
    }
    let raw = match key {
        Some(sealer) => sealer.seal(raw)?,
        None => raw,
    };
    let size = raw.len();
    let blob = blobs::put(pod, raw).await?;
    // No await within: the message is there with its event, or neither is.
    let stored = pod.sql().atomically(|| if is_shut(pod)? { Ok(None) } else { arriving.store(pod, &blob, size) });
    let Ok(Some(event)) = stored else {
        // Erased or suspended meanwhile, or there already: then nobody holds the blob.
        blobs::remove(pod, vec![blob]).await?;
        return if is_shut(pod)? { Ok(suspended()) } else { stored.map(|_| Delivered::Duplicate) };
    };
    live::push(pod, &event);
    pod.opened.arrivals.announce();
    Ok(Delivered::Stored)
}

fn is_shut(pod: &Pod) -> Result<bool> {
    Ok(pod.sql().first("SELECT 1 FROM shut", &[])?.is_some())
}

fn suspended() -> Delivered {
    Delivered::Refused("5.2.1 This mailbox is suspended".to_owned())
}

/// A message that was read and is about to be stored.
struct Arriving {
    address: String,
    message_id: String,
    references: Vec<String>,
    item: Item,
    detail: Vec<u8>,
    parts: Option<Vec<u8>>,
    /// What it is found by.
    tokens: Vec<i64>,
}

impl Arriving {
    fn read(pod: &Pod, envelope: &Deliver, raw: &[u8], key: Option<&Sealer>) -> Result<Self> {
        let incoming = mail::read(raw, &pod.config().mail_authserv);
        let message_id = incoming.message_id.clone().unwrap_or_else(|| made_up(raw, pod));
        let item = item(envelope, &incoming, &message_id, pod.now(), key.is_some())?;
        let context = item.id.as_str();
        let parts = match key {
            None if !incoming.attachments.is_empty() => {
                // Downloads need no content ids, and a row has no room for a thousand of them.
                let parts = incoming.attachments.iter().cloned();
                let parts: Vec<_> = parts.map(|part| mail::Attachment { content_id: None, ..part }).collect();
                let parts = serde_json::to_vec(&parts).map_err(Error::internal)?;
                Some(pod.key().seal(context, &parts)?)
            }
            _ => None,
        };
        let references = incoming.references.clone();
        let detail = detail(incoming, key)?;
        let tokens = index::tokens(pod.key(), &entry(envelope, &item, &detail));
        let detail = serde_json::to_vec(&detail).map_err(Error::internal)?;
        let detail = pod.key().seal(context, &detail)?;
        Ok(Self { address: envelope.address.clone(), message_id, references, item, detail, parts, tokens })
    }

    /// Spares the work of storing what is there already. What decides is the constraint.
    fn is_known(&self, pod: &Pod) -> Result<bool> {
        const KNOWN: &str = "SELECT 1 FROM message WHERE address = ? AND message_id = ?";
        Ok(pod.sql().first(KNOWN, &values![&self.address, &self.message_id])?.is_some())
    }

    /// Stores the message and its event. The event as sent, or nothing if the message was there.
    fn store(mut self, pod: &Pod, blob: &str, size: usize) -> Result<Option<String>> {
        const INSERT: &str = "
            INSERT INTO message (id, address, message_id, thread_id, sender, sender_domain, received_at,
              blob, blob_size, item, parts, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (address, message_id) DO NOTHING RETURNING seq";
        const CONTINUE: &str = "INSERT INTO detail_rest (seq, piece, data) VALUES (?, ?, ?)";
        if self.is_known(pod)? {
            return Ok(None);
        }
        // Not before: `received_at` grows with the place in the order of arrival, so that `since` skips nothing.
        self.item.received_at = pod.now();
        self.item.thread_id = ThreadId::known(threads::join(pod, &self.message_id, &self.references)?);
        let item = serde_json::to_string(&self.item).map_err(Error::internal)?;
        let sender = self.item.from.to_lowercase();
        let domain = sender.rsplit_once('@').map_or("", |(_, domain)| domain);
        let (row, rest) = self.detail.split_at(self.detail.len().min(ROW));
        let size = i64::try_from(size).map_err(Error::internal)?;
        let values = values![
            self.item.id.as_str(),
            &self.address,
            &self.message_id,
            self.item.thread_id.as_str(),
            &sender,
            domain,
            self.item.received_at,
            blob,
            size,
            &item,
            self.parts.as_deref(),
            row,
        ];
        let Some(stored) = pod.sql().first(INSERT, &values)? else { return Ok(None) };
        let seq = stored.integer(0);
        for (piece, data) in rest.chunks(ROW).enumerate() {
            let piece = i64::try_from(piece).map_err(Error::internal)?;
            pod.sql().run(CONTINUE, &values![seq, piece, data])?;
        }
        index::insert(pod, index::received(seq), self.item.received_at, &self.tokens)?;
        pod.sql().run("DELETE FROM loose_blob WHERE name = ?", &values![blob])?;
        let id = self.item.id.to_string();
        let shown = InboxItem { item: self.item, flags: Flags { read: false, archived: false, cursor: seq } };
        let shown = serde_json::to_string(&shown).map_err(Error::internal)?;
        let members = &[("message", shown)];
        let event = Event { kind: Kind::EmailReceived, address: &self.address, about: &id, members };
        events::record(pod, &event).map(Some)
    }
}

/// A name for a message that has none: the same for the same bytes, so that a repeated delivery is noticed.
fn made_up(raw: &[u8], pod: &Pod) -> String {
    format!("{}@{}", pod.key().name(raw), pod.config().mail_domain)
}

fn item(envelope: &Deliver, incoming: &Incoming, message_id: &str, now: Timestamp, sealed: bool) -> Result<Item> {
    let bracketed = format!("<{message_id}>");
    Ok(Item {
        id: MessageId::generate()?,
        message_id_url: wire::path_segment(&bracketed),
        message_id: bracketed,
        from: incoming.from.address.clone(),
        from_name: incoming.from.name.clone(),
        to: envelope.to.to_lowercase(),
        subject: incoming.subject.clone(),
        snippet: if sealed { String::new() } else { mail::snippet(&incoming.readable()) },
        received_at: now,
        thread_id: ThreadId::known(String::new()),
        attachment_count: if sealed { 0 } else { incoming.attachments.len() },
        auth: incoming.auth.clone(),
        e2e_encrypted: sealed,
        labels: Vec::new(),
    })
}

/// What of it can be found: what it is sealed to the owner's key for, cannot.
fn entry<'a>(envelope: &'a Deliver, item: &'a Item, detail: &'a Detail) -> index::Entry<'a> {
    let people = detail.recipients.iter().chain(&detail.cc);
    let people = people.map(|person| (person.address.as_str(), person.name.as_deref().unwrap_or_default()));
    index::Entry {
        mailbox: &envelope.address,
        from: (&item.from, item.from_name.as_deref().unwrap_or_default()),
        to: [(item.to.as_str(), "")].into_iter().chain(people).collect(),
        subject: &item.subject,
        text: if item.e2e_encrypted { "" } else { &detail.body },
        has_attachment: item.attachment_count > 0,
    }
}

fn detail(incoming: Incoming, key: Option<&Sealer>) -> Result<Detail> {
    let readable = incoming.readable().into_owned();
    let sealed = key.is_some();
    let extracted_text = if sealed { None } else { mail::new_text(&incoming) };
    let attachments = incoming.attachments.into_iter().filter(|_| !sealed).map(|part| Attachment {
        index: part.index,
        filename: part.filename,
        content_type: part.content_type,
        size: part.size,
        content_id: part.content_id,
        inline: part.inline,
    });
    Ok(Detail {
        body: key.map_or_else(|| Ok(readable.clone()), |key| key.seal_text(&readable))?,
        extracted_text,
        html: incoming.html.filter(|_| !sealed),
        ephemeral_public_key: key.map(|key| key.ephemeral.clone()),
        recipients: correspondents(incoming.to),
        cc: correspondents(incoming.cc),
        reply_to: correspondents(incoming.reply_to),
        date: incoming.date.map(Timestamp::from_millis),
        references: incoming.references.iter().map(|id| format!("<{id}>")).collect(),
        attachments: attachments.collect(),
        automatic: incoming.automatic,
        truncated: incoming.truncated,
    })
}
