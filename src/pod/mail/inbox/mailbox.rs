//! A mailbox's rows: finding, listing, reading and removing messages.

use std::borrow::Cow;

use serde::Deserialize;

use crate::error::{Code, Error, Result};
use crate::platform::{Row, Value, values};
use crate::pod::Pod;
use crate::pod::storage::sealed_body;
use crate::time::Timestamp;
use crate::wire::{RawJson, checked_limit, extended, members};

/// Which messages of a mailbox.
pub struct Filter {
    blocked: bool,
    unread: bool,
    thread_id: Option<String>,
    /// An address, or the domain of one, in lower case.
    from: Option<String>,
    /// In lower case.
    label: Option<String>,
    /// Without angle brackets.
    message_id: Option<String>,
}

/// A moment or a place in the order of arrival.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub enum Since {
    Time(Timestamp),
    Cursor(i64),
}

impl TryFrom<String> for Since {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        let cursor = text.parse().ok().map(Self::Cursor);
        cursor
            .or_else(|| Timestamp::parse(&text).map(Self::Time))
            .ok_or_else(|| Error::invalid("since is a time as in RFC 3339 or a cursor"))
    }
}

pub(in crate::pod) fn no_message() -> Error {
    Error::not_found("message").fix("GET /v1/email/inbox?address=… lists the messages of an address.")
}

/// A page of a mailbox, as JSON.
pub(in crate::pod) struct Page {
    pub items: String,
    pub count: i64,
    pub has_more: bool,
    last: i64,
}

impl Page {
    /// The cursor of the next page, as JSON.
    pub fn next_cursor(&self) -> String {
        if self.has_more { self.last.to_string() } else { "null".to_owned() }
    }
}

impl Page {
    /// Adds an item: what is stored, which is one line of JSON, with its flags and perhaps its preview.
    fn push(&mut self, item: &str, place: MessagePlace, preview: Option<&str>) {
        if self.count > 0 {
            self.items.push(',');
        }
        self.items.push_str(&place.shown(item, preview));
        (self.count, self.last) = (self.count + 1, place.seq());
    }
}

/// A message's `seq * 4 + read * 2 + archived`: what a list has to know of it, as one number.
#[derive(Clone, Copy)]
struct MessagePlace(i64);

impl MessagePlace {
    fn seq(self) -> i64 {
        self.0 >> 2
    }

    fn shown(self, item: &str, preview: Option<&str>) -> String {
        let (read, archived) = (self.0 & 2 != 0, self.0 & 1 != 0);
        let (name, preview) = preview.map_or(("", ""), |preview| (r#","preview":"#, preview));
        extended(item, &format!(r#""read":{read},"archived":{archived},"cursor":{}{name}{preview}"#, self.seq()))
    }
}

/// A message as stored, opened.
pub struct StoredMessage {
    pub seq: i64,
    /// The JSON of an [`Item`](super::message::Item).
    pub item: String,
    /// The JSON of a [`Detail`](super::message::Detail).
    pub detail: String,
    pub read: bool,
    pub archived: bool,
}

impl StoredMessage {
    /// Both as one: two JSON objects, known to be ours and not empty.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&extended(&self.item, members(&self.detail))).map_err(Error::internal)
    }
}

impl Filter {
    /// As asked for, without what a rule filed away.
    pub fn new(unread: Option<bool>, thread_id: Option<String>, from: Option<&str>) -> Result<Self> {
        if from.is_some_and(|from| from.trim().is_empty()) {
            return Err(Error::invalid("from is an address or a domain.").fix("Leave it out to get mail from anybody."));
        }
        let from = from.map(str::to_lowercase);
        Ok(Self { blocked: false, unread: unread == Some(true), thread_id, from, label: None, message_id: None })
    }

    /// What a rule filed away instead of the rest, if so.
    pub fn blocked(self, blocked: Option<bool>) -> Self {
        Self { blocked: blocked == Some(true), ..self }
    }

    /// Only messages with this label, if one is given.
    pub fn labelled(self, label: Option<&str>) -> Self {
        Self { label: label.map(|label| label.trim().to_lowercase()), ..self }
    }

    /// Only the message of this name, with or without angle brackets, if one is given.
    pub fn named(self, message_id: Option<&str>) -> Self {
        Self { message_id: message_id.map(|id| bare(id).to_owned()), ..self }
    }

    /// Where its messages are found. Those with a label are few: they come first, the rest of each after.
    fn source(&self) -> &'static str {
        match self.label {
            Some(_) => "message_label CROSS JOIN message USING (seq)",
            None => "message",
        }
    }

    /// The conditions as SQL, with their values, which follow `taken` others. The first of those is the address.
    fn sql(&self, taken: usize) -> (String, Vec<Value<'_>>) {
        // A literal, so that the indexes of either kind apply; for a conversation or a name none of them shall: the planner
        // would prefer them to its own.
        let plus = if self.thread_id.is_some() || self.message_id.is_some() { "+" } else { "" };
        let (mut sql, mut values) = (format!(" AND {plus}blocked = {}", i32::from(self.blocked)), Vec::new());
        if self.unread {
            sql.push_str(" AND read = 0");
        }
        let from = self
            .from
            .as_deref()
            .map(|from| if from.contains('@') { ("sender", from) } else { ("sender_domain", from) });
        if self.label.is_some() {
            sql.push_str(" AND mailbox = CAST(?1 AS TEXT)");
        }
        let thread_id = self.thread_id.as_deref().map(|id| ("thread_id", id));
        let label = self.label.as_deref().map(|label| ("label", label));
        let message_id = self.message_id.as_deref().map(|id| ("message_id", id));
        for (column, value) in from.into_iter().chain(thread_id).chain(label).chain(message_id) {
            values.push(Value::from(value));
            sql.push_str(&format!(" AND {column} = CAST(?{} AS TEXT)", taken + values.len()));
        }
        (sql, values)
    }
}

/// Where nothing is quoted, what is new is the body; where it is sealed, the body is the ciphertext. It is stored once, and only
/// shown twice.
fn with_body_twice(detail: &str) -> Cow<'_, str> {
    const BODY: &str = r#"{"body":""#;
    let doubled = || {
        let rest = detail.strip_prefix(BODY)?;
        let (body, after) = rest.split_at(end_of_string(rest)?);
        let name = match after {
            _ if after.starts_with(r#"","extracted_text":"#) => return None,
            _ if after.starts_with(r#"","ephemeral_public_key":"#) => "ciphertext",
            _ => "extracted_text",
        };
        Some(format!(r#"{BODY}{body}","{name}":"{body}{after}"#))
    };
    doubled().map_or(Cow::Borrowed(detail), Cow::Owned)
}

/// Where the quotation mark is that ends a JSON string.
fn end_of_string(json: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + json.get(at..)?.find(['"', '\\'])?;
        match json.as_bytes().get(found) {
            Some(b'"') => return Some(found),
            _ => at = found + 2,
        }
    }
}

/// A Message-ID without its angle brackets.
fn bare(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

impl Pod {
    pub(in crate::pod) fn page(
        &self,
        address: &str,
        filter: &Filter,
        limit: Option<u32>,
        cursor: Option<i64>,
        previews: bool,
    ) -> Result<Page> {
        const PREVIEWS: &str = ", CAST(group_concat(json_quote(json_extract(item, '$.snippet')), char(10)) AS BLOB)";
        let limit = checked_limit(limit)?;
        let (conditions, more_values) = filter.sql(3);
        // Items cross as one value, and as bytes, which is several times as fast as twenty, or as text. Of a bare `?1` SQLite would
        // believe that it decides on the plan, and plan again in every call; likewise of a bare `LIMIT ?3`.
        let list = format!(
            "SELECT CAST(group_concat(item, char(10)) AS BLOB), group_concat(seq * 4 + read * 2 + archived){}
             FROM (SELECT item, seq, read, archived FROM {}
               WHERE address = CAST(?1 AS TEXT) AND seq < ?2{conditions} ORDER BY seq DESC LIMIT ?3 + 1)",
            if previews { PREVIEWS } else { "" },
            filter.source(),
        );
        let before = cursor.unwrap_or(i64::from(u32::MAX) << 20);
        let mut values = values![address, before, limit].to_vec();
        values.extend(more_values);
        let row = self.sql().first(&list, &values)?.ok_or_else(no_message)?;
        let (items, places) = (row.utf8(0)?, row.text(1));
        let previewed = if previews { row.utf8(2)? } else { String::new() };
        let mut previewed = previewed.split('\n');
        let mut page = Page { items: String::with_capacity(items.len() * 5 / 4), count: 0, has_more: false, last: 0 };
        for (item, place) in items.split('\n').zip(places.split(',')) {
            let Ok(place) = place.parse() else { break };
            if page.count == i64::from(limit) {
                page.has_more = true;
                break;
            }
            page.push(item, MessagePlace(place), previewed.next().filter(|_| previews));
        }
        Ok(page)
    }

    /// The place of the newest message of all mailboxes.
    pub(in crate::pod) fn newest(&self) -> Result<i64> {
        let newest = self.sql().first("SELECT max(seq) FROM message", &[])?;
        Ok(newest.map_or(0, |row| row.integer(0)))
    }

    /// The first message of a mailbox since then that passes a filter.
    pub(in crate::pod) fn first_message(
        &self,
        address: &str,
        since: Since,
        filter: &Filter,
    ) -> Result<Option<RawJson>> {
        let (conditions, more_values) = filter.sql(2);
        // Each in the order of an index; both are the order of arrival.
        let (place, order, after) = match since {
            Since::Cursor(cursor) => ("seq > ?2", "seq", cursor),
            Since::Time(time) => ("received_at >= ?2", "received_at, seq", time.millis()),
        };
        let first = format!(
            "SELECT item, seq * 4 + read * 2 + archived FROM {}
             WHERE address = CAST(?1 AS TEXT) AND {place}{conditions} ORDER BY {order} LIMIT 1",
            filter.source(),
        );
        let mut values = values![address, after].to_vec();
        values.extend(more_values);
        Ok(self
            .sql()
            .first(&first, &values)?
            .map(|row| RawJson(MessagePlace(row.integer(1)).shown(&row.text(0), None))))
    }

    /// The row that a message id means: Warren's own, or the sender's with or without its brackets.
    pub(in crate::pod) fn find(&self, columns: &str, address: &str, id: &str) -> Result<Option<Row>> {
        let by = |column: &str, id: &str| {
            let find = format!("SELECT {columns} FROM message WHERE address = ?1 AND {column} = ?2");
            self.sql().first(&find, &values![address, id])
        };
        // A sender may choose an id that looks like ours; ours goes first.
        let own = if id.starts_with("msg_") { by("id", id)? } else { None };
        match own {
            Some(row) => Ok(Some(row)),
            None => by("message_id", bare(id)),
        }
    }

    pub(in crate::pod) fn seq(&self, address: &str, id: &str) -> Result<i64> {
        Ok(self.find("seq", address, id)?.ok_or_else(no_message)?.integer(0))
    }

    pub(in crate::pod) async fn read_message(&self, address: &str, id: &str) -> Result<Option<RawJson>> {
        let Some(stored) = self.stored(address, id).await? else { return Ok(None) };
        let StoredMessage { seq, item, detail, read, archived } = stored;
        if !read {
            self.sql().run("UPDATE message SET read = 1 WHERE seq = ?", &values![seq])?;
        }
        let detail = with_body_twice(&detail);
        let flags = format!(r#""read":true,"archived":{archived},"cursor":{seq},{}"#, members(&detail));
        Ok(Some(RawJson(extended(&item, &flags))))
    }

    /// A message as stored, opened.
    pub(in crate::pod) async fn stored(&self, address: &str, id: &str) -> Result<Option<StoredMessage>> {
        let Some((mut stored, found)) = self.found(address, id)? else { return Ok(None) };
        let detail = match sealed_body::Direction::Received.open(self, found).await {
            // It was deleted meanwhile.
            Err(error) if error.code == Code::NotFound => return Ok(None),
            detail => detail?,
        };
        stored.detail = String::from_utf8(detail).map_err(Error::internal)?;
        Ok(Some(stored))
    }

    /// A message as stored, but for its content, and where that is found.
    fn found(&self, address: &str, id: &str) -> Result<Option<(StoredMessage, sealed_body::Found)>> {
        const COLUMNS: &str = "seq, id, CAST(item AS BLOB), read, archived, detail, detail_blob, detail_size";
        let Some(row) = self.find(COLUMNS, address, id)? else { return Ok(None) };
        let seq = row.integer(0);
        let found = sealed_body::Found {
            seq,
            id: row.text(1),
            row: row.bytes(5),
            blob: row.optional_text(6),
            blob_size: row.integer(7),
        };
        let (read, archived) = (row.integer(3) == 1, row.integer(4) == 1);
        Ok(Some((StoredMessage { seq, item: row.utf8(2)?, detail: String::new(), read, archived }, found)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_which_nothing_is_quoted_is_shown_twice() {
        for (detail, shown) in [
            (r#"{"body":"a\"\\","x":1}"#, r#"{"body":"a\"\\","extracted_text":"a\"\\","x":1}"#),
            (r#"{"body":"","x":1}"#, r#"{"body":"","extracted_text":"","x":1}"#),
            (r#"{"body":"é\n","html":"b"}"#, r#"{"body":"é\n","extracted_text":"é\n","html":"b"}"#),
            (r#"{"body":"a","extracted_text":"b"}"#, r#"{"body":"a","extracted_text":"b"}"#),
            (
                r#"{"body":"a","ephemeral_public_key":"b"}"#,
                r#"{"body":"a","ciphertext":"a","ephemeral_public_key":"b"}"#,
            ),
        ] {
            assert_eq!(with_body_twice(detail), shown);
        }
    }
}
