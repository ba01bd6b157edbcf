//! Taking in a message.

use super::message::{Attachment, Detail, Flags, InboxItem, Item, correspondents};
use super::reception::Reception;
use crate::crypto::e2e::{PublicKey, Sealer};
use crate::directory::{Deliver, Delivered, MESSAGE_LIMIT, TOO_LARGE};
use crate::error::{Code, Error, Result};
use crate::ical::{self, itip::Notice};
use crate::id::{MessageId, ThreadId};
use crate::mail::report::Report;
use crate::mail::rule::{Fate, Sender};
use crate::mail::{self, Incoming};
use crate::platform::{http, values};
use crate::pod::calendar::arrival::{Heard, hear, room};
use crate::pod::events::{self, Event, Kind};
use crate::pod::search::index;
use crate::pod::{Pod, blobs, detail, live, outbox, threads, webhooks};
use crate::time::Timestamp;
use crate::wire;
use crate::wire::to_json;

/// A message up to this size is kept until it is stored, should it have to be sealed again.
const SPARE: usize = 256 * 1024;

/// How an attempt at storing a message ended.
enum Attempt {
    Ended(Delivered),
    /// Stored, with these events.
    Stored(Vec<String>),
    /// The address's key was changed while the message was on its way to the bucket.
    KeyChanged,
}

/// Stores a message, tells those who listen and wait.
pub async fn receive(pod: &Pod, envelope: Deliver, request: &mut worker::Request) -> Result<Delivered> {
    // Before anything else: an erased pod is shut, too, and its addresses may be somebody else's by now.
    let reception = pod.reception(&envelope.address)?;
    if !envelope.found && !reception.is_known {
        return Ok(Delivered::Unknown);
    }
    if reception.is_shut {
        return Ok(suspended());
    }
    if !reception.is_known {
        pod.learn_address(&envelope.address, envelope.public_key.as_deref())?;
    }
    let mut raw = match http::read_announced(request, envelope.size, MESSAGE_LIMIT).await {
        Err(error) if error.code == Code::TooLarge => {
            return Ok(Delivered::Refused(TOO_LARGE.to_owned()));
        }
        raw => raw?,
    };
    loop {
        let spare = (raw.len() <= SPARE).then(|| raw.clone());
        match attempt(pod, &envelope, raw).await? {
            Attempt::Ended(delivered) => return Ok(delivered),
            Attempt::Stored(events) => {
                for event in &events {
                    live::push(pod, event);
                }
                pod.opened.arrivals.announce();
                return Ok(Delivered::Stored);
            }
            // The sender's server tries again with a large one.
            Attempt::KeyChanged => raw = spare.ok_or_else(|| Error::internal("a key changed under a large message"))?,
        }
    }
}

async fn attempt(pod: &Pod, envelope: &Deliver, raw: Vec<u8>) -> Result<Attempt> {
    // Not what held before the message was read in: that can have taken minutes.
    let reception = pod.reception(&envelope.address)?;
    if reception.is_shut {
        return Ok(Attempt::Ended(suspended()));
    }
    let seal = reception.sealing_key.clone().map(Seal::new).transpose()?;
    let mut arriving = Arriving::read(pod, envelope, &raw, seal.as_ref())?;
    let (report, proved) = (arriving.report.take(), arriving.proved_domain());
    let notice = match arriving.notice.take() {
        Some(notice) => Some((room(pod, &notice).await?, notice)),
        None => None,
    };
    let fate = arriving.fate(pod, envelope, &reception)?;
    if let Fate::Refused(reason) = fate {
        return Ok(refused(reason));
    }
    match arriving.known(pod)? {
        None => {}
        // Whoever guessed its name and was filed away for it does not keep it out.
        Some(Known::Filed) if fate == Fate::Taken => arriving.rename(made_up(&raw, pod)),
        Some(_) => return Ok(Attempt::Ended(Delivered::Duplicate)),
    }
    let raw = match &seal {
        Some(seal) => seal.sealer.seal(raw)?,
        None => raw,
    };
    let size = raw.len();
    let blob = blobs::put(pod, raw).await?;
    webhooks::arm(pod).await?;
    // No await within: the message is there with its event, or neither is; and what holds while it is stored decides.
    let stored = pod.sql().atomically(|| {
        let reception = pod.reception(&envelope.address)?;
        if reception.is_shut {
            return Ok(Attempt::Ended(suspended()));
        }
        if reception.sealing_key != seal.map(|seal| seal.public_key) {
            return Ok(Attempt::KeyChanged);
        }
        let fate = arriving.fate(pod, envelope, &reception)?;
        if let Fate::Refused(reason) = fate {
            return Ok(refused(reason));
        }
        if let (Some((most, notice)), Fate::Taken) = (&notice, &fate)
            && arriving.known(pod)?.is_none()
        {
            hear(pod, &arriving.heard(notice, *most));
        }
        let Some(event) = arriving.store(pod, &blob, size, fate == Fate::Filed, reception.newest)? else {
            return Ok(Attempt::Ended(Delivered::Duplicate));
        };
        let report =
            report.map(|report| outbox::reported(pod, &envelope.address, &report, proved.as_deref())).transpose()?;
        Ok(Attempt::Stored(std::iter::once(event).chain(report.flatten()).collect()))
    });
    if !matches!(stored, Ok(Attempt::Stored(_))) {
        // Then nobody holds the blob.
        blobs::remove(pod, vec![blob]).await?;
    }
    stored
}

/// Where a message of the same name is.
enum Known {
    Listed,
    /// A rule filed it away.
    Filed,
}

fn refused(reason: &str) -> Attempt {
    Attempt::Ended(Delivered::Refused(reason.to_owned()))
}

/// The key that seals a message, and the seal.
struct Seal {
    public_key: String,
    key_id: String,
    sealer: Sealer,
}

impl Seal {
    fn new(public_key: String) -> Result<Self> {
        let key = PublicKey::parse(&public_key)?;
        Ok(Self { key_id: key.id(), sealer: key.sealer()?, public_key })
    }
}

fn suspended() -> Delivered {
    Delivered::Refused("5.2.1 This mailbox is suspended".to_owned())
}

/// A message that was read and is about to be stored.
struct Arriving {
    address: String,
    public_key: Option<String>,
    message_id: String,
    references: Vec<String>,
    item: Item,
    detail: Vec<u8>,
    parts: Option<Vec<u8>>,
    report: Option<Report>,
    /// What it says about an event of a calendar.
    notice: Option<Notice>,
    /// What it is found by.
    tokens: Vec<i64>,
}

impl Arriving {
    fn read(pod: &Pod, envelope: &Deliver, raw: &[u8], seal: Option<&Seal>) -> Result<Self> {
        let incoming = mail::read(raw, &pod.config().mail_authserv);
        let message_id = incoming.message_id.clone().unwrap_or_else(|| made_up(raw, pod));
        let item = item(envelope, &incoming, &message_id, pod.now(), seal)?;
        let context = item.id.as_str();
        let parts = match seal {
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
        let report = mail::report::read(raw, &incoming);
        let notice = mail::calendar_text(raw, &incoming).and_then(|text| ical::itip::read(&text));
        let detail = detail(incoming, seal.map(|seal| &seal.sealer))?;
        let tokens = index::tokens(pod.key(), &entry(envelope, &item, &detail));
        let detail = serde_json::to_vec(&detail).map_err(Error::internal)?;
        let detail = pod.key().seal(context, &detail)?;
        let (address, public_key) = (envelope.address.clone(), seal.map(|seal| seal.public_key.clone()));
        Ok(Self { address, public_key, message_id, references, item, detail, parts, report, notice, tokens })
    }

    /// The domain that it says it comes from, if that is proved.
    fn proved_domain(&self) -> Option<String> {
        let (_, domain) = self.item.from.rsplit_once('@')?;
        self.item.auth.prove(domain).then(|| domain.to_lowercase())
    }

    /// What it says about an event, and who says it.
    fn heard<'a>(&'a self, notice: &'a Notice, most: u32) -> Heard<'a> {
        Heard {
            notice,
            from: &self.item.from,
            auth: &self.item.auth,
            to: &self.item.to,
            mailbox: &self.address,
            message_id: &self.message_id,
            is_sealed: self.item.e2e_encrypted,
            most,
        }
    }

    /// What the rules say of it.
    fn fate(&self, pod: &Pod, envelope: &Deliver, reception: &Reception) -> Result<Fate> {
        let sender = Sender { envelope: &envelope.from, from: &self.item.from, auth: &self.item.auth };
        reception.fate(pod, &self.address, &sender)
    }

    /// Whether a message of that name is there already.
    fn known(&self, pod: &Pod) -> Result<Option<Known>> {
        const KNOWN: &str = "SELECT blocked FROM message WHERE address = ? AND message_id = ?";
        let row = pod.sql().first(KNOWN, &values![&self.address, &self.message_id])?;
        Ok(row.map(|row| if row.integer(0) == 1 { Known::Filed } else { Known::Listed }))
    }

    /// Gives it another name. Answers to its own one find it all the same.
    fn rename(&mut self, message_id: String) {
        (self.item.message_id, self.item.message_id_url) = named(&message_id);
        self.references.push(std::mem::replace(&mut self.message_id, message_id));
    }

    /// Stores the message and its event. The event as sent, or nothing if the message was there.
    fn store(mut self, pod: &Pod, blob: &str, size: usize, blocked: bool, newest: Timestamp) -> Result<Option<String>> {
        const INSERT: &str = "
            INSERT INTO message (id, address, message_id, thread_id, sender, sender_domain, received_at,
              blob, blob_size, item, parts, detail, blocked, e2e_key)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
              (SELECT seq FROM e2e_key WHERE public_key = ?14))
            ON CONFLICT (address, message_id) DO NOTHING RETURNING seq";
        if self.known(pod)?.is_some() {
            return Ok(None);
        }
        // Not before: `received_at` grows with the place in the order of arrival, so that `since` skips nothing, though
        // the object may move to a machine whose clock is behind.
        self.item.received_at = pod.now().max(newest);
        self.item.blocked = blocked;
        self.item.thread_id = match blocked {
            true => threads::beside(pod, &self.references)?,
            false => threads::join(pod, &self.message_id, &self.references)?,
        };
        let item = to_json(&self.item)?;
        let sender = self.item.from.to_lowercase();
        let domain = sender.rsplit_once('@').map_or("", |(_, domain)| domain);
        let (row, rest) = detail::split(&self.detail);
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
            blocked,
            self.public_key.as_deref(),
        ];
        let Some(stored) = pod.sql().first(INSERT, &values)? else { return Ok(None) };
        let seq = stored.integer(0);
        detail::Of::Received.keep_rest(pod, seq, rest)?;
        if !blocked {
            index::insert(pod, index::received(seq), self.item.received_at, &self.tokens)?;
        }
        blobs::hold(pod, blob)?;
        let id = self.item.id.to_string();
        let shown = InboxItem { item: self.item, flags: Flags { read: false, archived: false, cursor: seq } };
        let shown = to_json(&shown)?;
        let members = &[("message", shown)];
        let event = Event { kind: Kind::EmailReceived, address: Some(&self.address), about: &id, members };
        events::record(pod, &event).map(Some)
    }
}

/// A Message-ID as shown, and for a path.
fn named(message_id: &str) -> (String, String) {
    let bracketed = format!("<{message_id}>");
    let url = wire::path_segment(&bracketed);
    (bracketed, url)
}

/// A name for a message that has none: the same for the same bytes, so that a repeated delivery is noticed.
fn made_up(raw: &[u8], pod: &Pod) -> String {
    format!("{}@{}", pod.key().name(raw), pod.config().mail_domain)
}

fn item(
    envelope: &Deliver,
    incoming: &Incoming,
    message_id: &str,
    now: Timestamp,
    seal: Option<&Seal>,
) -> Result<Item> {
    let (message_id, message_id_url) = named(message_id);
    Ok(Item {
        id: MessageId::generate()?,
        message_id_url,
        message_id,
        from: incoming.from.address.clone(),
        from_name: incoming.from.name.clone(),
        to: envelope.to.to_lowercase(),
        subject: incoming.subject.clone(),
        snippet: if seal.is_some() { String::new() } else { mail::snippet(&incoming.readable()) },
        received_at: now,
        thread_id: ThreadId::known(String::new()),
        attachment_count: if seal.is_some() { 0 } else { incoming.attachments.len() },
        auth: if envelope.internal { mail::Verdicts::internal() } else { incoming.auth.clone() },
        e2e_encrypted: seal.is_some(),
        e2e_key_id: seal.map(|seal| seal.key_id.clone()),
        blocked: false,
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
