//! What mail is found by: a blind index. See docs/SEARCH.md.

use serde::Deserialize;

use crate::crypto::PodKey;
use crate::error::{Code, Error, Result};
use crate::mail;
use crate::mail::words::Keys;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::storage::sealed_body;
use crate::time::Timestamp;
use crate::wire::to_json;

/// Things a message can be found by. What comes after is not.
const MAX_WORDS: usize = 5_000;
/// Messages of the backlog that are done at once, and bytes.
const SLICE_MESSAGES: usize = 50;
const SLICE_BYTES: usize = 2 << 20;
/// Messages whose words are added at once, at most so many words of them, and how often in a row.
const BATCH_MESSAGES: u32 = 100;
const BATCH_WORDS: usize = 20_000;
const MAX_BATCHES: usize = 10;

/// What of a message can be found.
#[derive(Default)]
pub struct Entry<'a> {
    pub mailbox: &'a str,
    /// Addresses and names of those who wrote it.
    pub from: Vec<(&'a str, &'a str)>,
    /// Addresses and names of those it went to.
    pub to: Vec<(&'a str, &'a str)>,
    pub subject: &'a str,
    /// The body to read. Empty if it is sealed to the owner's key.
    pub text: &'a str,
    pub has_attachment: bool,
}

/// A criterion beside words. None contains what a word can be.
pub mod field {
    /// Everything there is.
    pub const ANY: &str = "any:";
    /// Whatever has files.
    pub const ATTACHMENT: &str = "has:attachment";

    /// In a mailbox.
    pub fn mailbox(address: &str) -> String {
        format!("in:{address}")
    }

    /// From an address or a domain.
    pub fn from(who: &str) -> String {
        format!("from:{}", who.trim().to_lowercase())
    }

    /// To an address or a domain.
    pub fn to(who: &str) -> String {
        format!("to:{}", who.trim().to_lowercase())
    }
}

/// The place of a received message in the index.
pub const fn received(seq: i64) -> i64 {
    seq * 2
}

/// The place of a message of the table `outgoing` in the index.
pub const fn sent(seq: i64) -> i64 {
    seq * 2 + 1
}

/// What a message is found by, sealed. The words that come first count.
pub fn tokens(key: &PodKey, entry: &Entry<'_>) -> Vec<i64> {
    let mut keys = Keys::new(MAX_WORDS);
    keys.add(field::ANY.to_owned());
    keys.add(field::mailbox(entry.mailbox));
    if entry.has_attachment {
        keys.add(field::ATTACHMENT.to_owned());
    }
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    for (from, _) in &entry.from {
        domain(from).into_iter().chain([(*from).to_owned()]).for_each(|who| keys.add(field::from(&who)));
    }
    for (to, _) in &entry.to {
        domain(to).into_iter().chain([(*to).to_owned()]).for_each(|who| keys.add(field::to(&who)));
    }
    entry.texts().for_each(|text| keys.add_text(text));
    let key = key.words();
    let mut tokens: Vec<_> = keys.finish().iter().map(|word| key.token(word)).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

impl Entry<'_> {
    /// Everything that words can stand in, each by itself, the body last.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let people = self.from.iter().chain(&self.to).flat_map(|(address, name)| [*name, *address]);
        [self.subject].into_iter().chain(people).chain([self.text])
    }
}

/// Notes what a message is found by. Part of the transaction that stores it.
///
/// Its words lie all over the table of words, so that adding them message by message would write hundreds of pages each
/// time. They are added together with those of other messages: when somebody searches, or when the alarm rings.
pub fn insert(pod: &Pod, place: i64, at: Timestamp, tokens: &[i64]) -> Result<()> {
    let bytes: Vec<u8> = tokens.iter().flat_map(|token| token.to_be_bytes()).collect();
    let keep = "
        INSERT INTO indexed (place, at, tokens, key_number) VALUES (?, ?, ?, ?) ON CONFLICT (place)
        DO UPDATE SET at = excluded.at, tokens = excluded.tokens, key_number = excluded.key_number";
    pod.sql().run(keep, &values![place, at, &bytes[..], i64::from(pod.key().number())])?;
    pod.sql().run("INSERT OR REPLACE INTO unindexed (place) VALUES (?)", &values![place]).map(drop)
}

/// Adds the words of messages that were only noted, the latest first. Whether none are left.
fn add_words(pod: &Pod) -> Result<bool> {
    const SELECT_UNINDEXED: &str = "
        SELECT place, at, tokens FROM unindexed JOIN indexed USING (place) ORDER BY place DESC LIMIT ?";
    const INSERT_WORD: &str = "
        INSERT INTO word (token, at, place) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true
        ON CONFLICT (token, at, place) DO NOTHING";
    const DELETE_UNINDEXED: &str = "DELETE FROM unindexed WHERE place IN (SELECT value FROM json_each(?))";
    for _ in 0..MAX_BATCHES {
        let left = pod.sql().atomically(|| {
            let (mut words, mut places) = (Vec::new(), Vec::new());
            for row in pod.sql().all(SELECT_UNINDEXED, &values![BATCH_MESSAGES])? {
                let (place, at) = (row.integer(0), row.integer(1));
                words.extend(numbers(&row.bytes(2)).map(|token| (token, at, place)));
                places.push(place);
                if words.len() > BATCH_WORDS {
                    break;
                }
            }
            // In the order of the table, so that neighbours are written together.
            words.sort_unstable();
            pod.sql().run(INSERT_WORD, &values![&to_json(&words)?])?;
            pod.sql().run(DELETE_UNINDEXED, &values![&to_json(&places)?])?;
            Ok(pod.sql().first("SELECT 1 FROM unindexed LIMIT 1", &[])?.is_some())
        })?;
        if !left {
            return Ok(true);
        }
    }
    Ok(false)
}

fn numbers(tokens: &[u8]) -> impl Iterator<Item = i64> {
    tokens.as_chunks().0.iter().map(|bytes| i64::from_be_bytes(*bytes))
}

/// Takes a message out of the index. Part of the transaction that removes it.
pub fn forget(pod: &Pod, place: i64) -> Result<()> {
    const DELETE_INDEXED: &str = "DELETE FROM indexed WHERE place = ? RETURNING at, tokens";
    const DELETE_WORDS: &str = "
        DELETE FROM word WHERE token IN (SELECT value FROM json_each(?1)) AND at = ?2 AND place = ?3";
    let Some(row) = pod.sql().first(DELETE_INDEXED, &values![place])? else { return Ok(()) };
    pod.sql().run("DELETE FROM unindexed WHERE place = ?", &values![place])?;
    let tokens: Vec<_> = numbers(&row.bytes(1)).collect();
    let list = to_json(&tokens)?;
    pod.sql().run(DELETE_WORDS, &values![&list, row.integer(0), place]).map(drop)
}

/// Makes what a message is found by anew, under the present key. How many bytes had to be opened.
pub async fn renew(pod: &Pod, place: i64, at: Timestamp) -> Result<usize> {
    if place == sent(place / 2) {
        let letter = match pod.fetch_letter(place / 2).await {
            Err(error) if error.code == Code::NotFound => return Ok(0),
            letter => letter?,
        };
        return pod.sql().atomically(|| {
            if forget_older(pod, place)? {
                pod.index_letter(place / 2, at, &letter)?;
            }
            Ok(letter.readable().len())
        });
    }
    let Some(hit) = super::hit(pod, place)? else { return Ok(0) };
    let content = match sealed_body::Direction::Received.open(pod, hit.content).await {
        Err(error) if error.code == Code::NotFound => return Ok(0),
        content => content?,
    };
    let stored = OpenedMessage::new(hit.mailbox, &hit.item, &content)?;
    let tokens = tokens(pod.key(), &stored.entry());
    pod.sql().atomically(|| {
        if forget_older(pod, place)? {
            insert(pod, place, at, &tokens)?;
        }
        Ok(stored.size)
    })
}

/// Takes a message out of the index that is still in it under an older key: meanwhile it can have been changed or deleted.
fn forget_older(pod: &Pod, place: i64) -> Result<bool> {
    const SELECT_OLDER: &str = "SELECT 1 FROM indexed WHERE place = ? AND key_number <> ?";
    let number = i64::from(pod.key().number());
    if pod.sql().first(SELECT_OLDER, &values![place, number])?.is_none() {
        return Ok(false);
    }
    forget(pod, place).map(|()| true)
}

/// A stored message, opened: as much of it as can be found.
#[derive(Default)]
pub struct OpenedMessage {
    mailbox: String,
    item: Item,
    detail: Detail,
    /// How many bytes had to be opened.
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
    /// Of its mailbox, its item and its content.
    pub fn new(mailbox: String, item: &str, detail: &[u8]) -> Result<Self> {
        let size = detail.len();
        let mut detail: Detail = serde_json::from_slice(detail).map_err(Error::internal)?;
        if detail.body.is_none() && detail.text.is_none() {
            detail.text = detail.html.take().map(|html| mail::text_of_html(&html));
        }
        Ok(Self { mailbox, item: serde_json::from_str(item).map_err(Error::internal)?, detail, size })
    }

    /// The body to read, as far as it can be read here.
    pub fn text(&self) -> &str {
        let text = self.detail.body.as_deref().or(self.detail.text.as_deref()).unwrap_or_default();
        if self.item.e2e_encrypted { "" } else { text }
    }

    /// What of it can be found.
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

/// Brings the index up to date, or nearer to it. When to come back, if something is left.
pub fn work_off(pod: &Pod) -> Result<Option<Timestamp>> {
    let old = note_older(pod)?;
    let new = add_words(pod)?;
    Ok((!old || !new).then(|| pod.now()))
}

/// Notes some of the mail that is older than the index, the latest first. Whether none is left.
fn note_older(pod: &Pod) -> Result<bool> {
    const SELECT_BACKLOG: &str = "SELECT below FROM index_backlog";
    const SELECT_NEXT_MESSAGE: &str = "
        SELECT id, address, item, detail, seq, received_at FROM message WHERE seq < ? AND +blocked = 0
        ORDER BY seq DESC LIMIT 1";
    pod.sql().atomically(|| {
        let Some(row) = pod.sql().first(SELECT_BACKLOG, &[])? else { return Ok(true) };
        let (mut below, mut bytes) = (row.integer(0), 0);
        for _ in 0..SLICE_MESSAGES {
            let Some(row) = pod.sql().first(SELECT_NEXT_MESSAGE, &values![below])? else {
                pod.sql().run("DELETE FROM index_backlog", &[])?;
                return Ok(true);
            };
            below = row.integer(4);
            let detail = sealed_body::Direction::Received.open_here(pod, below, &row.text(0), row.bytes(3))?;
            let stored = OpenedMessage::new(row.text(1), &row.text(2), &detail)?;
            let tokens = tokens(pod.key(), &stored.entry());
            insert(pod, received(below), Timestamp::from_millis(row.integer(5)), &tokens)?;
            bytes += stored.size;
            if bytes > SLICE_BYTES {
                break;
            }
        }
        pod.sql().run("UPDATE index_backlog SET below = ?", &values![below])?;
        Ok(false)
    })
}
