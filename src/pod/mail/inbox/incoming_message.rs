//! A message that was received and parsed, before it is stored.

use super::delivery_policy::DeliveryPolicy;
use super::mailbox::Messages;
use super::message::{Attachment, Detail, Flags, InboxItem, Item, correspondents};
use crate::crypto::e2e::{PublicKey, Sealer};
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::ical::{self, itip::ItipMessage};
use crate::id::{MessageId, ThreadId};
use crate::mail::report::Report;
use crate::mail::rule::{Disposition, Sender};
use crate::mail::{self, Authors, ParsedMessage, Proof};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::calendar::arrival::IncomingItip;
use crate::pod::mail::index::{self, entry::Entry};
use crate::pod::runtime::events::Event;
use crate::pod::storage::sealed_body::{Content, Placed};
use crate::pod::storage::{blobs, usage};
use crate::rpc::Deliver;
use crate::time::Timestamp;
use crate::uri;
use crate::wire::to_json;

/// Whether a message is already in its mailbox.
pub enum Duplication {
    /// It is not.
    New,
    /// It is.
    Duplicate,
    /// It is in this row, and only the new copy proves its author.
    UnprovedDuplicate(i64),
}

/// A stored message with the same Message-ID.
#[derive(FromRow)]
struct StoredNamesake {
    seq: i64,
    /// Whether a rule filed it.
    blocked: bool,
    /// `None` if it was stored before fingerprints were.
    fingerprint: Option<String>,
    is_proved: bool,
}

/// The key to which a message is encrypted.
pub struct Seal {
    pub public_key: String,
    key_id: String,
    pub sealer: Sealer,
}

impl Seal {
    pub fn new(public_key: String) -> Result<Self> {
        let key = PublicKey::parse(&public_key)?;
        Ok(Self { key_id: key.id(), sealer: key.sealer()?, public_key })
    }
}

/// A message that was received and parsed, before it is stored.
pub struct IncomingMessage {
    address: String,
    public_key: Option<String>,
    /// The Message-ID under which it is stored.
    message_id: String,
    /// The Message-ID in its header, or a generated one.
    own_id: String,
    has_generated_id: bool,
    /// Hash of its content under the pod's key, then under older keys.
    fingerprints: Vec<String>,
    references: Vec<String>,
    item: Item,
    detail: Content,
    parts: Option<Vec<u8>>,
    /// The delivery report in it.
    pub report: Option<Report>,
    /// The calendar message in it.
    pub itip: Option<ItipMessage>,
    authors: Authors,
    proof: Proof,
    /// Tokens for the search index.
    tokens: Vec<i64>,
}

impl IncomingMessage {
    pub fn parse(pod: &Pod, envelope: &Deliver, raw: &[u8], seal: Option<&Seal>) -> Result<Self> {
        let parsed = mail::read(raw, &pod.config().mail_authserv);
        let (fingerprints, has_generated_id) = (pod.key().names(&mail::identity(raw)), parsed.message_id.is_none());
        let own_id = parsed.message_id.clone().map_or_else(|| generated_id(pod, &fingerprints, "", 0), Ok)?;
        let auth = if envelope.internal { mail::Verdicts::internal() } else { parsed.auth.clone() };
        let proof = mail::proof(&parsed.authors, &auth, |domain| pod.is_our_domain(domain));
        let message = CheckedMessage { parsed: &parsed, message_id: &own_id, auth, proof };
        let item = message.item(envelope, pod.now(), seal)?;
        let context = item.id.as_str();
        let parts = match seal {
            None if !parsed.attachments.is_empty() => {
                // Downloads need no Content-IDs, and a row has no room for a thousand of them.
                let parts = parsed.attachments.iter().cloned();
                let parts: Vec<_> = parts.map(|part| mail::Attachment { content_id: None, ..part }).collect();
                let parts = serde_json::to_vec(&parts).map_err(Error::internal)?;
                Some(pod.key().seal(context, &parts)?)
            }
            _ => None,
        };
        let (references, authors) = (parsed.references.clone(), parsed.authors.clone());
        let report = mail::report::read(raw, &parsed);
        let itip = mail::calendar_text(raw, &parsed).and_then(|text| ical::itip::read(&text));
        let detail = detail(parsed, seal.map(|seal| &seal.sealer))?;
        let tokens = index_entry(envelope, &item, &authors, &detail).tokens(pod.key());
        let detail = serde_json::to_vec(&detail).map_err(Error::internal)?;
        let detail = Content::new(pod, context, detail)?;
        let (address, public_key) = (envelope.address.clone(), seal.map(|seal| seal.public_key.clone()));
        Ok(Self {
            address,
            public_key,
            message_id: own_id.clone(),
            own_id,
            has_generated_id,
            fingerprints,
            references,
            item,
            detail,
            parts,
            report,
            itip,
            authors,
            proof,
            tokens,
        })
    }

    /// The address of its author, if it is proved.
    pub fn proved_author(&self) -> Option<&str> {
        self.authors.sole().filter(|_| self.proof.is_proved()).map(|author| author.address.as_str())
    }

    /// The calendar message with its sender.
    pub fn incoming_itip<'a>(&'a self, itip: &'a ItipMessage, max_events: u32) -> IncomingItip<'a> {
        IncomingItip {
            itip,
            from: self.authors.sole().map_or("", |author| &author.address),
            proof: self.proof,
            to: &self.item.to,
            mailbox: &self.address,
            message_id: &self.message_id,
            is_sealed: self.item.e2e_encrypted,
            most: max_events,
        }
    }

    /// Bytes that it counts for in the pod's storage, without its raw form.
    pub fn weight(&self) -> Result<i64> {
        let row = to_json(&self.item)?.len() + self.parts.as_ref().map_or(0, Vec::len) + 2 * self.message_id.len();
        usage::weight(self.detail.len() + row, self.tokens.len())
    }

    /// The content, which is stored before the message.
    pub fn take_content(&mut self) -> Content {
        std::mem::take(&mut self.detail)
    }

    /// What the rules say about it.
    pub fn disposition(&self, pod: &Pod, envelope: &Deliver, policy: &DeliveryPolicy) -> Result<Disposition> {
        let (authors, auth, proof) = (&self.authors, &self.item.auth, self.proof);
        let sender = Sender { envelope: &envelope.from, authors, auth, proof };
        pod.addresses().disposition(policy, &self.address, &sender)
    }

    /// Looks for a copy in the mailbox and chooses the Message-ID for storage. If another message has its Message-ID, it gets another
    /// one: a sender who guesses a Message-ID cannot keep it out, nor can a copy that a rule filed.
    pub fn find_duplicate(&mut self, pod: &Pod, disposition: Disposition) -> Result<Duplication> {
        let suffix = if disposition == Disposition::Filed { " filed" } else { " listed" };
        // Ids that were generated before the master key was rotated: a copy can have them, a new message cannot.
        for key in 1..self.fingerprints.len() {
            for suffix in ["", suffix].into_iter().filter(|suffix| self.has_generated_id || !suffix.is_empty()) {
                self.message_id = generated_id(pod, &self.fingerprints, suffix, key)?;
                if let Some(duplication) = self.namesake(pod)?.and_then(|other| self.compare(&other, disposition)) {
                    return Ok(duplication);
                }
            }
        }
        for message_id in [self.own_id.clone(), generated_id(pod, &self.fingerprints, suffix, 0)?] {
            self.message_id = message_id;
            let Some(namesake) = self.namesake(pod)? else { return Ok(Duplication::New) };
            if let Some(duplication) = self.compare(&namesake, disposition) {
                return Ok(duplication);
            }
        }
        Err(Error::internal("two messages have one fingerprint"))
    }

    /// `None` if the stored message is another one.
    fn compare(&self, stored: &StoredNamesake, disposition: Disposition) -> Option<Duplication> {
        let is_same = stored.fingerprint.as_ref().is_some_and(|fingerprint| self.fingerprints.contains(fingerprint));
        let duplication = match self.proof.is_proved() && !stored.is_proved {
            true => Duplication::UnprovedDuplicate(stored.seq),
            false => Duplication::Duplicate,
        };
        (is_same && (disposition == Disposition::Filed || !stored.blocked)).then_some(duplication)
    }

    fn namesake(&self, pod: &Pod) -> Result<Option<StoredNamesake>> {
        const SELECT_NAMESAKE: &str = "
            SELECT seq, blocked, fingerprint, coalesce(json_extract(item, '$.author_proved'), 0) AS is_proved FROM message
            WHERE address = ? AND message_id = ?";
        pod.sql().row(SELECT_NAMESAKE, &values![&self.address, &self.message_id])
    }

    /// Sets what depends on the moment at which it is stored: its Message-ID, time and conversation.
    fn arrive(&mut self, pod: &Pod, blocked: bool, newest: Option<Timestamp>) -> Result<()> {
        if self.message_id != self.own_id {
            // So answers to its own Message-ID join its conversation.
            self.references.push(self.own_id.clone());
            (self.item.message_id, self.item.message_id_url) = shown_ids(&self.message_id);
        }
        // `received_at` grows with the place in the order of arrival, so that `since` skips no message, even if the object moves to a
        // machine whose clock is behind.
        self.item.received_at = newest.map_or(pod.now(), |newest| pod.now().max(newest));
        self.item.blocked = blocked;
        self.item.thread_id = match blocked {
            true => pod.threads().find_or_new(&self.references)?,
            false => pod.threads().join(&self.message_id, &self.references)?,
        };
        Ok(())
    }
}

impl Messages<'_> {
    /// Records that a copy of a stored message proved its author. Part of the caller's transaction.
    pub(in crate::pod::mail) fn mark_proved(self, seq: i64, message: &IncomingMessage) -> Result<()> {
        const UPDATE_MESSAGE_PROVED: &str = "
            UPDATE message SET item = json_set(item, '$.auth', json(?2), '$.author_proved', json('true')) WHERE seq = ?1";
        self.pod.sql().run(UPDATE_MESSAGE_PROVED, &values![seq, &to_json(&message.item.auth)?]).map(drop)
    }

    /// Stores a new message and its event. Returns the event for sockets. Part of the caller's transaction.
    pub(in crate::pod::mail) fn insert(
        self,
        mut message: IncomingMessage,
        (blob, size): (&str, i64),
        content: &Placed,
        blocked: bool,
        newest: Option<Timestamp>,
    ) -> Result<String> {
        const INSERT_MESSAGE: &str = "
            INSERT INTO message (id, address, message_id, thread_id, sender, sender_domain, received_at,
              blob, blob_size, item, parts, detail, blocked, fingerprint, e2e_key,
              detail_blob, detail_size)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
              (SELECT seq FROM e2e_key WHERE public_key = ?15), ?16, ?17) RETURNING seq";
        let pod = self.pod;
        message.arrive(pod, blocked, newest)?;
        let (item, received_at) = (to_json(&message.item)?, message.item.received_at);
        let sender = message.item.from.to_lowercase();
        let domain = sender.rsplit_once('@').map_or("", |(_, domain)| domain);
        let values = values![
            message.item.id.as_str(),
            &message.address,
            &message.message_id,
            message.item.thread_id.as_str(),
            &sender,
            domain,
            received_at,
            blob,
            size,
            &item,
            message.parts.as_deref(),
            &content.row[..],
            blocked,
            message.fingerprints.first().map(String::as_str),
            message.public_key.as_deref(),
            content.blob.as_deref(),
            content.blob_size,
        ];
        let seq = pod.sql().value(INSERT_MESSAGE, &values)?.ok_or_else(|| Error::internal("INSERT returned no row"))?;
        if !blocked {
            pod.search().insert(index::received(seq), received_at, &message.tokens)?;
        }
        [blob].into_iter().chain(content.blob.as_deref()).try_for_each(|blob| blobs::commit(pod, blob))?;
        let id = message.item.id.to_string();
        let item = InboxItem { item: message.item, flags: Flags { read: false, archived: false, cursor: seq } };
        let members = &[("message", to_json(&item)?)];
        let event = Event { kind: EventKind::EmailReceived, address: Some(&message.address), about: &id, members };
        pod.events().record(&event)
    }
}

/// A Message-ID in angle brackets, plain and percent-encoded.
fn shown_ids(message_id: &str) -> (String, String) {
    let bracketed = format!("<{message_id}>");
    let url = uri::path_segment(&bracketed);
    (bracketed, url)
}

/// A Message-ID that follows from the content, so that a repeated delivery is recognized. `key` is 0 for the current key, or the index
/// of an older key; `fingerprints` has one entry for each.
fn generated_id(pod: &Pod, fingerprints: &[String], suffix: &str, key: usize) -> Result<String> {
    let text = fingerprints.get(key).map(|fingerprint| format!("{fingerprint}{suffix}"));
    let name = text.and_then(|text| pod.key().names(text.as_bytes()).into_iter().nth(key));
    let name = name.ok_or_else(|| Error::internal("there is no such key"))?;
    Ok(format!("{name}@{}", pod.config().mail_domain))
}

/// A parsed message with the results of its checks.
struct CheckedMessage<'a> {
    parsed: &'a ParsedMessage,
    message_id: &'a str,
    auth: mail::Verdicts,
    proof: Proof,
}

impl CheckedMessage<'_> {
    fn item(self, envelope: &Deliver, now: Timestamp, seal: Option<&Seal>) -> Result<Item> {
        let (parsed, authors) = (self.parsed, &self.parsed.authors);
        let (message_id, message_id_url) = shown_ids(self.message_id);
        let from = authors.first().cloned().unwrap_or_default();
        Ok(Item {
            id: MessageId::generate()?,
            message_id_url,
            message_id,
            from: from.address,
            from_name: from.name,
            authors: if authors.sole().is_some() { Vec::new() } else { correspondents(authors.all().to_vec()) },
            author_proved: self.proof.is_proved(),
            in_reply_to: parsed.in_reply_to.as_ref().map(|id| format!("<{id}>")),
            to: envelope.to.to_lowercase(),
            subject: parsed.subject.clone(),
            snippet: if seal.is_some() { String::new() } else { mail::snippet(&parsed.readable()) },
            received_at: now,
            thread_id: ThreadId::known(String::new()),
            attachment_count: if seal.is_some() { 0 } else { parsed.attachments.len() },
            auth: self.auth,
            e2e_encrypted: seal.is_some(),
            e2e_key_id: seal.map(|seal| seal.key_id.clone()),
            blocked: false,
            labels: Vec::new(),
        })
    }
}

/// The searchable fields of a message. An encrypted text is not searchable.
fn index_entry<'a>(envelope: &'a Deliver, item: &'a Item, authors: &'a Authors, detail: &'a Detail) -> Entry<'a> {
    let authors =
        authors.all().iter().map(|person| (person.address.as_str(), person.name.as_deref().unwrap_or_default()));
    let people = detail.recipients.iter().chain(&detail.cc);
    let people = people.map(|person| (person.address.as_str(), person.name.as_deref().unwrap_or_default()));
    Entry {
        mailbox: &envelope.address,
        from: authors.collect(),
        to: [(item.to.as_str(), "")].into_iter().chain(people).collect(),
        subject: &item.subject,
        text: if item.e2e_encrypted { "" } else { &detail.body },
        has_attachment: item.attachment_count > 0,
    }
}

fn detail(parsed: ParsedMessage, sealer: Option<&Sealer>) -> Result<Detail> {
    let readable = parsed.readable().into_owned();
    let is_encrypted = sealer.is_some();
    let extracted_text = if is_encrypted { None } else { mail::new_text(&parsed) };
    let attachments = parsed.attachments.into_iter().filter(|_| !is_encrypted).map(|part| Attachment {
        index: part.index,
        filename: part.filename,
        content_type: part.content_type,
        size: part.size,
        content_id: part.content_id,
        inline: part.inline,
    });
    Ok(Detail {
        body: sealer.map_or_else(|| Ok(readable.clone()), |sealer| sealer.seal_text(&readable))?,
        extracted_text,
        html: parsed.html.filter(|_| !is_encrypted),
        ephemeral_public_key: sealer.map(|sealer| sealer.ephemeral.clone()),
        recipients: correspondents(parsed.to),
        cc: correspondents(parsed.cc),
        reply_to: correspondents(parsed.reply_to),
        date: parsed.date.map(Timestamp::from_millis),
        date_header: parsed.date_header,
        references: parsed.references.iter().map(|id| format!("<{id}>")).collect(),
        attachments: attachments.collect(),
        automatic: parsed.automatic,
        truncated: parsed.truncated,
    })
}
