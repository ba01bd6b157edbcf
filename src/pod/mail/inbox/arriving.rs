//! A message that was read and is about to be stored.

use super::delivery_policy::DeliveryPolicy;
use super::message::{Attachment, Detail, Flags, InboxItem, Item, correspondents};
use crate::crypto::e2e::{PublicKey, Sealer};
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::ical::{self, itip::ItipMessage};
use crate::id::{MessageId, ThreadId};
use crate::mail::report::Report;
use crate::mail::rule::{Disposition, Sender};
use crate::mail::{self, Authors, ParsedMessage, Proof};
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::calendar::arrival::IncomingItip;
use crate::pod::mail::search::index;
use crate::pod::mail::threads;
use crate::pod::runtime::events::Event;
use crate::pod::storage::sealed_body::{Content, Placed};
use crate::pod::storage::{blobs, usage};
use crate::rpc::Deliver;
use crate::time::Timestamp;
use crate::wire;
use crate::wire::to_json;

/// Where a message belongs in its mailbox.
pub enum MailboxPlace {
    /// Nothing of its name is there.
    Free,
    /// It is there already.
    Taken,
    /// It is there already, in this row, and its author was not proved until now.
    Unproved(i64),
}

/// A message of the same name.
struct Duplicate {
    seq: i64,
    /// A rule filed it away.
    is_filed: bool,
    /// What it says; nothing, if it was stored before that was kept.
    fingerprint: Option<String>,
    is_proved: bool,
}

/// The key that seals a message, and the seal.
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

/// A message that was read and is about to be stored.
pub struct Arriving {
    address: String,
    public_key: Option<String>,
    /// The id under which it is stored.
    message_id: String,
    /// Its own Message-ID.
    own_id: String,
    /// Whether it does not call itself anything.
    is_nameless: bool,
    /// What it says, as a hash that only the pod's key can make; and as older keys made it.
    fingerprints: Vec<String>,
    references: Vec<String>,
    item: Item,
    detail: Content,
    parts: Option<Vec<u8>>,
    pub report: Option<Report>,
    /// What it says about an event of a calendar.
    pub itip: Option<ItipMessage>,
    authors: Authors,
    proof: Proof,
    /// What it is found by.
    tokens: Vec<i64>,
}

impl Arriving {
    pub fn read(pod: &Pod, envelope: &Deliver, raw: &[u8], seal: Option<&Seal>) -> Result<Self> {
        let parsed = mail::read(raw, &pod.config().mail_authserv);
        let (fingerprints, is_nameless) = (pod.key().names(&mail::identity(raw)), parsed.message_id.is_none());
        let own_id = parsed.message_id.clone().map_or_else(|| made_up(pod, &fingerprints, "", 0), Ok)?;
        let auth = if envelope.internal { mail::Verdicts::internal() } else { parsed.auth.clone() };
        let proof = mail::proof(&parsed.authors, &auth, |domain| pod.is_our_domain(domain));
        let message = Message { parsed: &parsed, message_id: &own_id, auth, proof };
        let item = message.item(envelope, pod.now(), seal)?;
        let context = item.id.as_str();
        let parts = match seal {
            None if !parsed.attachments.is_empty() => {
                // Downloads need no content ids, and a row has no room for a thousand of them.
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
        let tokens = index::tokens(pod.key(), &entry(envelope, &item, &authors, &detail));
        let detail = serde_json::to_vec(&detail).map_err(Error::internal)?;
        let detail = Content::new(pod, context, detail)?;
        let (address, public_key) = (envelope.address.clone(), seal.map(|seal| seal.public_key.clone()));
        Ok(Self {
            address,
            public_key,
            message_id: own_id.clone(),
            own_id,
            is_nameless,
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

    /// Its author's address, if that is proved.
    pub fn proved_author(&self) -> Option<&str> {
        self.authors.sole().filter(|_| self.proof.is_proved()).map(|author| author.address.as_str())
    }

    /// What it says about an event, and who says it.
    pub fn incoming_itip<'a>(&'a self, itip: &'a ItipMessage, most: u32) -> IncomingItip<'a> {
        IncomingItip {
            itip,
            from: self.authors.sole().map_or("", |author| &author.address),
            proof: self.proof,
            to: &self.item.to,
            mailbox: &self.address,
            message_id: &self.message_id,
            is_sealed: self.item.e2e_encrypted,
            most,
        }
    }

    /// Bytes that it will count for, beside its raw form.
    pub fn weight(&self) -> Result<i64> {
        let row = to_json(&self.item)?.len() + self.parts.as_ref().map_or(0, Vec::len) + 2 * self.message_id.len();
        usage::weight(self.detail.len() + row, self.tokens.len())
    }

    /// What is to be placed before the message is stored.
    pub fn take_content(&mut self) -> Content {
        std::mem::take(&mut self.detail)
    }

    /// What the rules say of it.
    pub fn disposition(&self, pod: &Pod, envelope: &Deliver, delivery_policy: &DeliveryPolicy) -> Result<Disposition> {
        let (authors, auth, proof) = (&self.authors, &self.item.auth, self.proof);
        let sender = Sender { envelope: &envelope.from, authors, auth, proof };
        delivery_policy.disposition(pod, &self.address, &sender)
    }

    /// Finds its place. If another message has its name, it is called otherwise: nobody who guesses a name keeps it out, nor does
    /// one of the same words that a rule filed away.
    pub fn place(&mut self, pod: &Pod, disposition: Disposition) -> Result<MailboxPlace> {
        let other = if disposition == Disposition::Filed { " filed" } else { " listed" };
        // What it was called before the master key was rotated: there it is, or it is not.
        for older in 1..self.fingerprints.len() {
            for suffix in ["", other].into_iter().filter(|suffix| self.is_nameless || !suffix.is_empty()) {
                self.message_id = made_up(pod, &self.fingerprints, suffix, older)?;
                if let Some(place) = self.known(pod)?.and_then(|known| self.place_of(&known, disposition)) {
                    return Ok(place);
                }
            }
        }
        for name in [self.own_id.clone(), made_up(pod, &self.fingerprints, other, 0)?] {
            self.message_id = name;
            let Some(known) = self.known(pod)? else { return Ok(MailboxPlace::Free) };
            if let Some(place) = self.place_of(&known, disposition) {
                return Ok(place);
            }
        }
        Err(Error::internal("two messages have one fingerprint"))
    }

    /// Its place, if it is this message.
    fn place_of(&self, known: &Duplicate, disposition: Disposition) -> Option<MailboxPlace> {
        let is_same = known.fingerprint.as_ref().is_some_and(|method| self.fingerprints.contains(method));
        let is_news = self.proof.is_proved() && !known.is_proved;
        let place = if is_news { MailboxPlace::Unproved(known.seq) } else { MailboxPlace::Taken };
        (is_same && (disposition == Disposition::Filed || !known.is_filed)).then_some(place)
    }

    fn known(&self, pod: &Pod) -> Result<Option<Duplicate>> {
        const SELECT_DUPLICATE: &str = "
            SELECT seq, blocked, fingerprint, coalesce(json_extract(item, '$.author_proved'), 0) FROM message
            WHERE address = ? AND message_id = ?";
        let row = pod.sql().first(SELECT_DUPLICATE, &values![&self.address, &self.message_id])?;
        Ok(row.map(|row| Duplicate {
            seq: row.integer(0),
            is_filed: row.integer(1) == 1,
            fingerprint: row.optional_text(2),
            is_proved: row.integer(3) == 1,
        }))
    }

    /// Notes that the author of a stored message is proved, by a copy of it. Part of the caller's transaction.
    pub fn prove(&self, pod: &Pod, seq: i64) -> Result<()> {
        const UPDATE_MESSAGE_PROVED: &str = "
            UPDATE message SET item = json_set(item, '$.auth', json(?2), '$.author_proved', json('true')) WHERE seq = ?1";
        pod.sql().run(UPDATE_MESSAGE_PROVED, &values![seq, &to_json(&self.item.auth)?]).map(drop)
    }

    /// Stores the message and its event, in a place that is free. The event as sent. Part of the caller's transaction.
    pub fn store(
        mut self,
        pod: &Pod,
        (blob, size): (&str, i64),
        content: &Placed,
        blocked: bool,
        newest: Timestamp,
    ) -> Result<String> {
        const INSERT_MESSAGE: &str = "
            INSERT INTO message (id, address, message_id, thread_id, sender, sender_domain, received_at,
              blob, blob_size, item, parts, detail, blocked, fingerprint, e2e_key,
              detail_blob, detail_size)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
              (SELECT seq FROM e2e_key WHERE public_key = ?15), ?16, ?17) RETURNING seq";
        if self.message_id != self.own_id {
            // Answers to its own name find it all the same.
            self.references.push(self.own_id);
            (self.item.message_id, self.item.message_id_url) = named(&self.message_id);
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
            &content.row[..],
            blocked,
            self.fingerprints.first().map(String::as_str),
            self.public_key.as_deref(),
            content.blob.as_deref(),
            content.blob_size,
        ];
        let stored =
            pod.sql().first(INSERT_MESSAGE, &values)?.ok_or_else(|| Error::internal("nothing was inserted"))?;
        let seq = stored.integer(0);
        if !blocked {
            index::insert(pod, index::received(seq), self.item.received_at, &self.tokens)?;
        }
        [blob].into_iter().chain(content.blob.as_deref()).try_for_each(|blob| blobs::commit(pod, blob))?;
        let id = self.item.id.to_string();
        let shown = InboxItem { item: self.item, flags: Flags { read: false, archived: false, cursor: seq } };
        let shown = to_json(&shown)?;
        let members = &[("message", shown)];
        let event = Event { kind: EventKind::EmailReceived, address: Some(&self.address), about: &id, members };
        pod.events().record(&event)
    }
}

/// A Message-ID as shown, and for a path.
fn named(message_id: &str) -> (String, String) {
    let bracketed = format!("<{message_id}>");
    let url = wire::path_segment(&bracketed);
    (bracketed, url)
}

/// A name for a message that has none of its own: the same for the same text, so that a repeated delivery is noticed. Under the
/// present key, or an older one; `fingerprints` has one of each.
fn made_up(pod: &Pod, fingerprints: &[String], suffix: &str, key: usize) -> Result<String> {
    let text = fingerprints.get(key).map(|fingerprint| format!("{fingerprint}{suffix}"));
    let name = text.and_then(|text| pod.key().names(text.as_bytes()).into_iter().nth(key));
    let name = name.ok_or_else(|| Error::internal("there is no such key"))?;
    Ok(format!("{name}@{}", pod.config().mail_domain))
}

/// A message as it was read, and what was found out about it.
struct Message<'a> {
    parsed: &'a ParsedMessage,
    message_id: &'a str,
    auth: mail::Verdicts,
    proof: Proof,
}

impl Message<'_> {
    fn item(self, envelope: &Deliver, now: Timestamp, seal: Option<&Seal>) -> Result<Item> {
        let (parsed, authors) = (self.parsed, &self.parsed.authors);
        let (message_id, message_id_url) = named(self.message_id);
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

/// What of it can be found: what it is sealed to the owner's key for, cannot.
fn entry<'a>(envelope: &'a Deliver, item: &'a Item, authors: &'a Authors, detail: &'a Detail) -> index::Entry<'a> {
    let authors =
        authors.all().iter().map(|person| (person.address.as_str(), person.name.as_deref().unwrap_or_default()));
    let people = detail.recipients.iter().chain(&detail.cc);
    let people = people.map(|person| (person.address.as_str(), person.name.as_deref().unwrap_or_default()));
    index::Entry {
        mailbox: &envelope.address,
        from: authors.collect(),
        to: [(item.to.as_str(), "")].into_iter().chain(people).collect(),
        subject: &item.subject,
        text: if item.e2e_encrypted { "" } else { &detail.body },
        has_attachment: item.attachment_count > 0,
    }
}

fn detail(parsed: ParsedMessage, key: Option<&Sealer>) -> Result<Detail> {
    let readable = parsed.readable().into_owned();
    let sealed = key.is_some();
    let extracted_text = if sealed { None } else { mail::new_text(&parsed) };
    let attachments = parsed.attachments.into_iter().filter(|_| !sealed).map(|part| Attachment {
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
        html: parsed.html.filter(|_| !sealed),
        ephemeral_public_key: key.map(|key| key.ephemeral.clone()),
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
