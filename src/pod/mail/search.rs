//! Searching mail. See docs/SEARCH.md.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::correspondence::Correspondence;
use super::index::IndexedMessage;
use super::index::entry::field;
use super::index::opened_message::OpenedMessage;
use super::timeline::Position;
use crate::error::{Code, Error, Result};
use crate::mail::words::{self, Phrase};
use crate::platform::{FromRow, Value, values};
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::{Both, Cursor, PageInfo, Paging, Query, RawJson, extended, to_json};

const MAX_QUERY_CHARS: usize = 500;
/// Words and other conditions of a query.
const MAX_CONDITIONS: usize = 32;
/// Entries of the rarest word that one request reads, in slices of growing size.
const SLICES: [u32; 4] = [128, 512, 2_048, 8_192];
/// Messages that one request decrypts.
const MAX_OPENED_MESSAGES: u32 = 100;
/// Bytes that one request decrypts.
const MAX_OPENED_BYTES: usize = 8 << 20;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Words that must all occur. `"Several words"` in quotation marks must follow each other. At most 500 characters. Upper and lower
    /// case are the same.
    #[param(example = "invoice \"next week\"")]
    q: Option<String>,
    /// The mailbox. Default: all mailboxes of the pod.
    address: Option<String>,
    /// Only messages from this address or domain.
    from: Option<String>,
    /// Only messages to this address or domain.
    to: Option<String>,
    /// Only messages with this label.
    label: Option<String>,
    /// Only messages at or after this time (RFC 3339).
    after: Option<Timestamp>,
    /// Only messages before this time (RFC 3339).
    before: Option<Timestamp>,
    /// True: only messages with files. False: only messages without files.
    has_attachment: Option<bool>,
}

/// A found message.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Found {
    #[serde(flatten)]
    message: Correspondence,
    /// The text around the first match, on one line. The beginning of the text if it has no match.
    #[schema(example = "… Lunch at one? …")]
    excerpt: String,
}

/// A page of found messages.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct FoundMessages {
    /// Newest first.
    messages: Vec<Found>,
    #[serde(flatten)]
    page: PageInfo,
    /// False while some messages are not indexed yet, for example after thousands arrived at once. The newest are indexed first. Search
    /// again soon.
    complete: bool,
}

/// Search mail.
///
/// Searches received and sent mail by subject, addresses, names and text. The newest messages are first. A word matches whole words,
/// in upper or lower case and in each Unicode form (`straße` finds `STRASSE`). In scripts without spaces it matches anywhere. `%`, `_`,
/// emoji and other signs match themselves. A phrase without signs ignores signs in the text. The first 5,000 different words of a
/// message are indexed. In mail that is encrypted to your public key, subject and addresses are found, but the text is not. One request
/// reads a limited number of messages: continue with the cursor while `has_more` is true. A page with fewer than `limit` messages, or
/// none, is not always the last.
#[operation(
    GET "/v1/email/search", tag = "email", permission = MailRead, per_inbox, tool,
    replies((status = 200, description = "A page of found messages.", body = FoundMessages)),
    errors(MissingParams, InvalidAddress, InvalidRequest, AddressNotYours),
)]
pub async fn search(
    pod: Pod,
    Query(Both(search, Paging { limit, cursor })): Query<Both<Search, Paging<20, 100, Position>>>,
) -> Result<RawJson> {
    let mailbox = pod.addresses().own_or_all(search.address.as_deref()).await?;
    let limit = limit.get();
    let complete = match pod.search().catch_up()? {
        Some(next_run) => pod.wake_at(next_run).await.map(|()| false)?,
        None => true,
    };
    let query = SearchQuery::new(&pod, &search, &mailbox)?;
    let mut page = Page::default();
    page.fill(&pod, &query, search.start(cursor), limit).await?;
    let next = page.next.map_or("null".to_owned(), |next| format!(r#""{next}""#));
    Ok(RawJson(format!(
        r#"{{"messages":[{}],"count":{},"limit":{limit},"has_more":{},"next_cursor":{next},"complete":{complete}}}"#,
        page.items,
        page.count,
        page.next.is_some(),
    )))
}

impl Search {
    /// All results are before this position.
    fn start(&self, cursor: Option<Cursor<Position>>) -> Position {
        let cursor = cursor.map(|cursor| cursor.0);
        let before = self.before.map(|before| Position { at: before.millis(), place: 0 });
        cursor.into_iter().chain(before).min().unwrap_or(Position::END)
    }
}

/// A checked query.
struct SearchQuery {
    phrases: Vec<Phrase>,
    /// Under the current key, and under older keys while messages are indexed under them.
    tokens: Vec<Tokens>,
    label: Option<String>,
    since: i64,
}

/// Tokens of the index under one key. As text, because they have more digits than a number of JavaScript.
struct Tokens {
    required: Vec<String>,
    excluded: Option<String>,
}

/// A token, and in how many messages it occurs, counted up to a limit.
#[derive(FromRow)]
struct TokenCount {
    word_token: String,
    rows: i64,
}

impl SearchQuery {
    fn new(pod: &Pod, search: &Search, mailbox: &str) -> Result<Self> {
        let q = search.q.as_deref().unwrap_or_default();
        if q.chars().count() > MAX_QUERY_CHARS {
            return Err(Error::invalid(format!("q can have at most {MAX_QUERY_CHARS} characters.")));
        }
        let phrases = words::phrases(q);
        let mut keys: Vec<String> = phrases.iter().flat_map(|phrase| phrase.keys.iter().cloned()).collect();
        keys.extend((!mailbox.is_empty()).then(|| field::mailbox(mailbox)));
        keys.extend(search.from.as_deref().map(field::from));
        keys.extend(search.to.as_deref().map(field::to));
        keys.extend((search.has_attachment == Some(true)).then(|| field::ATTACHMENT.to_owned()));
        let has_filter = search.label.is_some() || search.after.is_some() || search.before.is_some();
        if keys.is_empty() && !has_filter && search.has_attachment.is_none() {
            return Err(
                Error::new(Code::MissingParams, "The search has no condition.").fix("Add q or another condition.")
            );
        }
        keys.sort_unstable();
        keys.dedup();
        if keys.len() > MAX_CONDITIONS {
            return Err(Error::invalid(format!(
                "A search can have at most {MAX_CONDITIONS} words and other conditions."
            )));
        }
        if keys.is_empty() {
            keys.push(field::ANY.to_owned());
        }
        let older = pod.opened.resealing.has_older_words().then(|| pod.key().older_words());
        let tokens = [pod.key().words()].into_iter().chain(older.into_iter().flatten()).map(|key| {
            let token = |word: &str| key.token(word).to_string();
            Tokens {
                required: keys.iter().map(|word| token(word)).collect(),
                excluded: (search.has_attachment == Some(false)).then(|| token(field::ATTACHMENT)),
            }
        });
        Ok(Self {
            tokens: tokens.collect(),
            phrases,
            label: search.label.as_deref().map(|label| label.trim().to_lowercase()),
            since: search.after.map_or(0, Timestamp::millis),
        })
    }

    /// The required tokens with the rarest first, by a limited count. Empty if one of them does not occur.
    fn sorted(&self, pod: &Pod, start: Position) -> Result<Vec<Tokens>> {
        let sorted = self.tokens.iter().map(|Tokens { required, excluded }| {
            Ok(Tokens { required: self.rarest_first(pod, required, start)?, excluded: excluded.clone() })
        });
        sorted.collect()
    }

    fn rarest_first(&self, pod: &Pod, tokens: &[String], start: Position) -> Result<Vec<String>> {
        const SELECT_WORD_COUNTS: &str = "
            SELECT CAST(value AS TEXT) AS word_token, (SELECT count(*) FROM (SELECT 1 FROM word
              WHERE token = CAST(t.value AS INTEGER) AND (at, place) < (?2, ?3) AND at >= ?4 LIMIT 100)) AS rows
            FROM json_each(?1) t ORDER BY rows";
        if let [_] = tokens {
            return Ok(tokens.to_vec());
        }
        let list = to_json(&tokens)?;
        let counts: Vec<TokenCount> =
            pod.sql().rows(SELECT_WORD_COUNTS, &values![&list, start.at, start.place, self.since])?;
        let is_absent = counts.first().is_some_and(|rarest| rarest.rows == 0);
        Ok(if is_absent { Vec::new() } else { counts.into_iter().map(|count| count.word_token).collect() })
    }

    /// The entries before a position, the newest first, each with whether it matches. A message is indexed under one key.
    fn slice(&self, pod: &Pod, tokens: &[Tokens], before: Position, size: u32) -> Result<Vec<(Position, bool)>> {
        let slices = tokens.iter().map(|tokens| self.slice_under_key(pod, tokens, before, size));
        let mut slices = slices.collect::<Result<Vec<_>>>()?;
        if let [only] = &mut slices[..] {
            return Ok(std::mem::take(only));
        }
        let mut all = slices.concat();
        all.sort_unstable_by(|a, b| b.cmp(a));
        // A message that was just indexed again can be under two keys. The entry that matches is first.
        all.dedup_by_key(|(position, _)| *position);
        all.truncate(size as usize);
        Ok(all)
    }

    /// The entries of the first token, each with whether it meets the other conditions.
    fn slice_under_key(
        &self,
        pod: &Pod,
        Tokens { required, excluded }: &Tokens,
        Position { at, place }: Position,
        size: u32,
    ) -> Result<Vec<(Position, bool)>> {
        let Some((first, others)) = required.split_first() else { return Ok(Vec::new()) };
        let has = |at: usize| {
            format!(
                "EXISTS (SELECT 1 FROM word WHERE token = CAST(?{at} AS INTEGER) AND at = w.at AND place = w.place)"
            )
        };
        let mut values = values![first, at, place, self.since, size].to_vec();
        let mut conditions = vec!["1".to_owned()];
        for other in others {
            values.push(Value::from(other));
            conditions.push(has(values.len()));
        }
        if let Some(excluded) = excluded {
            values.push(Value::from(excluded));
            conditions.push(format!("NOT {}", has(values.len())));
        }
        if let Some(label) = &self.label {
            values.push(Value::from(label));
            conditions.push(format!(
                "(w.place % 2 = 0 AND EXISTS (SELECT 1 FROM message_label
                   WHERE seq = w.place / 2 AND label = CAST(?{} AS TEXT)))",
                values.len()
            ));
        }
        let select = format!(
            "SELECT CAST(group_concat(at || '-' || place || '-' || ({})) AS BLOB) FROM (
               SELECT at, place FROM word WHERE token = CAST(?1 AS INTEGER) AND (at, place) < (?2, ?3) AND at >= ?4
               ORDER BY at DESC, place DESC LIMIT ?5 + 0) w",
            conditions.join(" AND ")
        );
        let text: Option<Option<String>> = pod.sql().value(&select, &values)?;
        let text = text.flatten().unwrap_or_default();
        let entry = |entry: &str| {
            let mut numbers = entry.split('-').map_while(|number| number.parse::<i64>().ok());
            let position = Position { at: numbers.next()?, place: numbers.next()? };
            Some((position, numbers.next()? == 1))
        };
        Ok(text.split(',').map_while(entry).collect())
    }

    /// Whether a decrypted message has the words in the order of the phrases. The index does not know their order.
    fn matches(&self, stored: &OpenedMessage) -> bool {
        let entry = stored.entry();
        let holds =
            |phrase: &Phrase| !phrase.needs_verification() || entry.texts().any(|text| phrase.find(text).is_some());
        self.phrases.iter().all(holds)
    }

    /// The text around the first match.
    fn excerpt(&self, text: &str) -> String {
        let range = self.phrases.iter().find_map(|phrase| phrase.find(text));
        words::excerpt(text, &range.unwrap_or(0..0))
    }
}

#[derive(Default)]
struct Page {
    items: String,
    count: u32,
    opened: u32,
    bytes: usize,
    /// The position of the last entry that was read, if there may be more.
    next: Option<Position>,
}

impl Page {
    /// Reads the index until the page is full, the index ends, or the request has done its maximum of work.
    async fn fill(&mut self, pod: &Pod, query: &SearchQuery, start: Position, limit: u32) -> Result<()> {
        let tokens = query.sorted(pod, start)?;
        let mut last = start;
        for size in SLICES {
            let slice = query.slice(pod, &tokens, last, size)?;
            let is_last_slice = slice.len() < size as usize;
            let matches: Vec<_> = slice.iter().filter(|(_, is_match)| *is_match).map(|(at, _)| at.place).collect();
            let (mut unread, mut messages) = (&matches[..], Vec::new().into_iter());
            for (position, is_match) in slice {
                if is_match && self.room(limit) == 0 {
                    self.next = Some(last);
                    return Ok(());
                }
                if is_match && messages.len() == 0 {
                    let (batch, rest) = unread.split_at(self.room(limit).min(unread.len()));
                    (messages, unread) = (pod.search().messages(batch)?.into_iter(), rest);
                }
                if is_match && let Some(message) = messages.next().flatten() {
                    self.add(pod, query, message).await?;
                }
                last = position;
            }
            if is_last_slice {
                return Ok(());
            }
            if self.count == limit {
                break;
            }
        }
        self.next = Some(last);
        Ok(())
    }

    /// How many more messages the request may decrypt.
    fn room(&self, limit: u32) -> usize {
        match self.bytes {
            0..=MAX_OPENED_BYTES => (limit - self.count).min(MAX_OPENED_MESSAGES - self.opened) as usize,
            _ => 0,
        }
    }

    /// Decrypts a message and adds it to the page if it matches.
    async fn add(&mut self, pod: &Pod, query: &SearchQuery, mut message: IndexedMessage) -> Result<()> {
        let list_item = std::mem::take(&mut message.list_item);
        let Some(message) = message.open(pod).await? else { return Ok(()) };
        self.opened += 1;
        self.bytes += message.size;
        if !query.matches(&message) {
            return Ok(());
        }
        let excerpt = to_json(&query.excerpt(message.text()))?;
        if self.count > 0 {
            self.items.push(',');
        }
        self.items.push_str(&extended(&list_item, &format!(r#""excerpt":{excerpt}"#)));
        self.count += 1;
        Ok(())
    }
}
