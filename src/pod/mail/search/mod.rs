//! Finding mail. See docs/SEARCH.md.

pub mod index;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::correspondence::{Correspondence, Cursor, JOIN, SHOWN};
use crate::error::{Code, Error, Result};
use crate::mail::words::{self, Phrase};
use crate::platform::{Value, values};
use crate::pod::Pod;
use crate::pod::storage::sealed_body;
use crate::time::Timestamp;
use crate::wire::{Query, RawJson, checked_limit, extended, to_json};
use index::{OpenedMessage, field};

/// Characters of a query.
const MAX_QUERY_CHARS: usize = 500;
/// Words and other conditions of one.
const MAX_CONDITIONS: usize = 32;
/// Entries of the rarest word that one request looks at, in slices of growing size.
const SLICES: [u32; 4] = [128, 512, 2_048, 8_192];
/// Messages that one request opens, and bytes.
const MAX_OPENED_MESSAGES: u32 = 100;
const MAX_OPENED_BYTES: usize = 8 << 20;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Words that must all be there, `"several words"` in a row, at most 500 characters. Case does not matter.
    #[param(example = "invoice \"next week\"")]
    q: Option<String>,
    /// Only one mailbox.
    address: Option<String>,
    /// Only from this address, or from this domain.
    from: Option<String>,
    /// Only to this address, or to this domain.
    to: Option<String>,
    /// Only with this label.
    label: Option<String>,
    /// Only from this moment on (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    after: Option<Timestamp>,
    /// Only before this moment (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    before: Option<Timestamp>,
    /// Only with files, or only without.
    has_attachment: Option<bool>,
    /// Messages to list, 1 to 100.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A found message.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Found {
    #[serde(flatten)]
    message: Correspondence,
    /// The text around the first hit, on one line; the beginning of the text if the hit is not in it.
    #[schema(example = "… Lunch at one? …")]
    excerpt: String,
}

/// A page of found messages.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct FoundMessages {
    /// Newest first.
    messages: Vec<Found>,
    /// Messages on this page.
    count: usize,
    /// Whether there may be more. A page can hold fewer than `limit`, even none, and still not be the last.
    has_more: bool,
    /// The `cursor` of the next page, if there may be one.
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
    /// False while some mail is still being made ready for it: after thousands came at once, or while a pod works off mail from
    /// before there was a search. The latest is ready first; ask again soon.
    complete: bool,
}

/// Search mail.
///
/// Received and sent, by subject, addresses, names and text; the newest first. Words match whole words in any case
/// and form (`straße` finds `STRASSE`); scripts without spaces match anywhere; `%`, `_` and other signs, emoji included, match
/// themselves. A phrase ignores signs unless it has some. The first 5,000 different words of a message count. Of mail that is
/// sealed to your public key, subject and addresses are found, the text is not. One request looks at a bounded number of
/// messages; go on with the cursor while `has_more` is true.
#[operation(
    GET "/v1/email/search", tag = "email", permission = MailRead, tool,
    replies((status = 200, description = "A page.", body = FoundMessages)),
    errors(MissingParams, InvalidAddress, InvalidRequest, AddressNotYours),
)]
pub async fn search(pod: Pod, Query(search): Query<Search>) -> Result<RawJson> {
    let mailbox = pod.mailbox_or_all(search.address.as_deref()).await?;
    let limit = checked_limit(search.limit)?;
    let complete = match index::work_off(&pod)? {
        Some(again) => pod.wake_at(again).await.map(|()| false)?,
        None => true,
    };
    let wanted = SearchQuery::new(&pod, &search, &mailbox)?;
    let mut page = Page::default();
    page.fill(&pod, &wanted, search.start()?, limit).await?;
    let next = page.next.map_or("null".to_owned(), |(at, place)| format!(r#""{at}-{place}""#));
    Ok(RawJson(format!(
        r#"{{"messages":[{}],"count":{},"has_more":{},"next_cursor":{next},"complete":{complete}}}"#,
        page.items,
        page.count,
        page.next.is_some(),
    )))
}

/// A time and a place: an entry of the index.
type Entry = (i64, i64);

impl Search {
    /// What all that is asked for comes before.
    fn start(&self) -> Result<Entry> {
        let cursor = self.cursor.as_ref().map(|cursor| cursor.place().map(|place| (cursor.at, place))).transpose()?;
        let before = self.before.map(|before| (before.millis(), 0));
        Ok(cursor.into_iter().chain(before).min().unwrap_or((1 << 52, 0)))
    }
}

/// What is asked for.
struct SearchQuery {
    phrases: Vec<Phrase>,
    /// Under the present key; and under older ones, as long as mail may be indexed under them.
    tokens: Vec<Tokens>,
    label: Option<String>,
    since: i64,
}

/// What is looked for in the index under one key. As text, because tokens have more digits than a number of JavaScript.
struct Tokens {
    all: Vec<String>,
    none: Option<String>,
}

impl SearchQuery {
    fn new(pod: &Pod, search: &Search, mailbox: &str) -> Result<Self> {
        let q = search.q.as_deref().unwrap_or_default();
        if q.chars().count() > MAX_QUERY_CHARS {
            return Err(Error::invalid(format!("q has at most {MAX_QUERY_CHARS} characters.")));
        }
        let phrases = words::phrases(q);
        let mut keys: Vec<String> = phrases.iter().flat_map(|phrase| phrase.keys.iter().cloned()).collect();
        keys.extend((!mailbox.is_empty()).then(|| field::mailbox(mailbox)));
        keys.extend(search.from.as_deref().map(field::from));
        keys.extend(search.to.as_deref().map(field::to));
        keys.extend((search.has_attachment == Some(true)).then(|| field::ATTACHMENT.to_owned()));
        let others = search.label.is_some() || search.after.is_some() || search.before.is_some();
        if keys.is_empty() && !others && search.has_attachment.is_none() {
            return Err(Error::new(Code::MissingParams, "Nothing is searched for.").fix("Give q or another condition."));
        }
        keys.sort_unstable();
        keys.dedup();
        if keys.len() > MAX_CONDITIONS {
            return Err(Error::invalid(format!("A search has at most {MAX_CONDITIONS} words and other conditions.")));
        }
        if keys.is_empty() {
            keys.push(field::ANY.to_owned());
        }
        let older = pod.opened.resealing.has_older_words().then(|| pod.key().older_words());
        let tokens = [pod.key().words()].into_iter().chain(older.into_iter().flatten()).map(|key| {
            let token = |word: &str| key.token(word).to_string();
            Tokens {
                all: keys.iter().map(|word| token(word)).collect(),
                none: (search.has_attachment == Some(false)).then(|| token(field::ATTACHMENT)),
            }
        });
        Ok(Self {
            tokens: tokens.collect(),
            phrases,
            label: search.label.as_deref().map(|label| label.trim().to_lowercase()),
            since: search.after.map_or(0, Timestamp::millis),
        })
    }

    /// The tokens with the rarest first, as far as a glance tells; none if one of them is nowhere.
    fn sorted(&self, pod: &Pod, start: Entry) -> Result<Vec<Tokens>> {
        let sorted = self
            .tokens
            .iter()
            .map(|Tokens { all, none }| Ok(Tokens { all: self.rarest_first(pod, all, start)?, none: none.clone() }));
        sorted.collect()
    }

    fn rarest_first(&self, pod: &Pod, tokens: &[String], (at, place): Entry) -> Result<Vec<String>> {
        const SELECT_WORD_COUNTS: &str = "
            SELECT CAST(value AS TEXT), (SELECT count(*) FROM (SELECT 1 FROM word
              WHERE token = CAST(t.value AS INTEGER) AND (at, place) < (?2, ?3) AND at >= ?4 LIMIT 100)) AS rows
            FROM json_each(?1) t ORDER BY rows";
        if let [_] = tokens {
            return Ok(tokens.to_vec());
        }
        let list = to_json(&tokens)?;
        let rows = pod.sql().all(SELECT_WORD_COUNTS, &values![&list, at, place, self.since])?;
        let nowhere = rows.first().is_some_and(|row| row.integer(1) == 0);
        Ok(if nowhere { Vec::new() } else { rows.iter().map(|row| row.text(0)).collect() })
    }

    /// The entries before one, each with whether it is wanted, the newest first. A message is indexed under one key.
    fn slice(&self, pod: &Pod, tokens: &[Tokens], before: Entry, size: u32) -> Result<Vec<(Entry, bool)>> {
        let slices = tokens.iter().map(|tokens| self.slice_of(pod, tokens, before, size));
        let mut slices = slices.collect::<Result<Vec<_>>>()?;
        if let [only] = &mut slices[..] {
            return Ok(std::mem::take(only));
        }
        let mut all = slices.concat();
        all.sort_unstable_by(|a, b| b.cmp(a));
        // Of one that is under two keys, as it was just made anew, the one that was found comes first.
        all.dedup_by_key(|(entry, _)| *entry);
        all.truncate(size as usize);
        Ok(all)
    }

    /// The entries of the first token before one, each with whether it has everything else.
    fn slice_of(
        &self,
        pod: &Pod,
        Tokens { all, none }: &Tokens,
        (at, place): Entry,
        size: u32,
    ) -> Result<Vec<(Entry, bool)>> {
        let Some((first, others)) = all.split_first() else { return Ok(Vec::new()) };
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
        if let Some(without) = none {
            values.push(Value::from(without));
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
        let list = format!(
            "SELECT CAST(group_concat(at || '-' || place || '-' || ({})) AS BLOB) FROM (
               SELECT at, place FROM word WHERE token = CAST(?1 AS INTEGER) AND (at, place) < (?2, ?3) AND at >= ?4
               ORDER BY at DESC, place DESC LIMIT ?5 + 0) w",
            conditions.join(" AND ")
        );
        let text = pod.sql().first(&list, &values)?.map(|row| row.utf8(0)).transpose()?.unwrap_or_default();
        let entry = |entry: &str| {
            let mut numbers = entry.split('-').map_while(|number| number.parse::<i64>().ok());
            Some(((numbers.next()?, numbers.next()?), numbers.next()? == 1))
        };
        Ok(text.split(',').map_while(entry).collect())
    }

    /// Whether an opened message has what the index cannot tell: the order of words.
    fn agrees(&self, stored: &OpenedMessage) -> bool {
        let entry = stored.entry();
        let holds = |phrase: &Phrase| !phrase.needs_a_look() || entry.texts().any(|text| phrase.find(text).is_some());
        self.phrases.iter().all(holds)
    }

    /// The text around the first hit.
    fn excerpt(&self, text: &str) -> String {
        let hit = self.phrases.iter().find_map(|phrase| phrase.find(text));
        words::excerpt(text, &hit.unwrap_or(0..0))
    }
}

#[derive(Default)]
struct Page {
    items: String,
    count: u32,
    opened: u32,
    bytes: usize,
    /// The last entry that was looked at, if there are more.
    next: Option<Entry>,
}

impl Page {
    /// Looks through the index until the page is full, all is seen, or a request's share of work is done.
    async fn fill(&mut self, pod: &Pod, wanted: &SearchQuery, start: Entry, limit: u32) -> Result<()> {
        let tokens = wanted.sorted(pod, start)?;
        let mut last = start;
        for size in SLICES {
            let slice = wanted.slice(pod, &tokens, last, size)?;
            let seen_all = slice.len() < size as usize;
            for (entry, hit) in slice {
                if hit && (self.count == limit || self.opened == MAX_OPENED_MESSAGES || self.bytes > MAX_OPENED_BYTES) {
                    self.next = Some(last);
                    return Ok(());
                }
                if hit {
                    self.look(pod, wanted, entry).await?;
                }
                last = entry;
            }
            if seen_all {
                return Ok(());
            }
            if self.count == limit {
                break;
            }
        }
        self.next = Some(last);
        Ok(())
    }

    /// Opens a message and adds it, if it is what was asked for.
    async fn look(&mut self, pod: &Pod, wanted: &SearchQuery, (_, place): Entry) -> Result<()> {
        let Some(Hit { mailbox, item, shown, content }) = hit(pod, place)? else { return Ok(()) };
        let of = if place % 2 == 1 { sealed_body::Direction::Sent } else { sealed_body::Direction::Received };
        let content = match of.open(pod, content).await {
            // It was deleted meanwhile.
            Err(error) if error.code == Code::NotFound => return Ok(()),
            content => content?,
        };
        let stored = OpenedMessage::new(mailbox, &item, &content)?;
        self.opened += 1;
        self.bytes += stored.size;
        if !wanted.agrees(&stored) {
            return Ok(());
        }
        let excerpt = to_json(&wanted.excerpt(stored.text()))?;
        if self.count > 0 {
            self.items.push(',');
        }
        self.items.push_str(&extended(&shown, &format!(r#""excerpt":{excerpt}"#)));
        self.count += 1;
        Ok(())
    }
}

/// A message in the index, as its row has it.
struct Hit {
    mailbox: String,
    item: String,
    /// As lists show it.
    shown: String,
    content: sealed_body::Found,
}

fn hit(pod: &Pod, place: i64) -> Result<Option<Hit>> {
    const STATES: &str = "(o.seq IS NULL OR o.status IN ('pending', 'sent', 'failed'))";
    let find = format!(
        "SELECT coalesce(m.id, o.id), coalesce(m.address, o.address), coalesce(m.item, o.item),
           coalesce(m.detail, o.detail), {SHOWN}, coalesce(m.detail_blob, o.detail_blob),
           coalesce(m.detail_size, o.detail_size)
         FROM (SELECT CAST(?1 AS INTEGER) AS place) {JOIN}
         WHERE (m.seq IS NOT NULL OR o.seq IS NOT NULL) AND {STATES}"
    );
    let row = pod.sql().first(&find, &values![place])?;
    Ok(row.map(|row| Hit {
        mailbox: row.text(1),
        item: row.text(2),
        shown: row.text(4),
        content: sealed_body::Found {
            seq: place / 2,
            id: row.text(0),
            row: row.bytes(3),
            blob: row.optional_text(5),
            blob_size: row.integer(6),
        },
    }))
}
