//! The messages of a pod's mailboxes: finding, listing and reading them.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::{Code, Error, Result};
use crate::platform::{FromRow, Value, values};
use crate::pod::Pod;
use crate::pod::storage::sealed_body::{self, no_message};
use crate::time::Timestamp;
use crate::wire::{Cursor, JsonPage, RawJson, ReadBy, extended, members};

/// The messages to list.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessageFilter {
    /// Only unread messages.
    #[param(default = false)]
    pub unread: Option<bool>,
    /// Only messages of this conversation.
    pub thread_id: Option<String>,
    /// Only messages from this address or domain.
    pub from: Option<String>,
    /// Only messages that a rule with the action `file` filed. Without it, these are not listed.
    #[param(default = false)]
    pub blocked: Option<bool>,
    /// Only messages with this label.
    pub label: Option<String>,
}

/// Which messages of a mailbox are listed.
pub struct Filter {
    pub blocked: bool,
    unread: bool,
    thread_id: Option<String>,
    /// An address, or the domain of one, in lower case.
    from: Option<String>,
    /// In lower case.
    label: Option<String>,
    /// Without angle brackets.
    message_id: Option<String>,
}

/// A time or a message's place in the order of arrival.
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
            .ok_or_else(|| Error::invalid("since must be an RFC 3339 time or a cursor."))
    }
}

/// A message's `seq * 4 + read * 2 + archived`: its place and its flags in one number.
#[derive(Clone, Copy)]
struct MessagePlace(i64);

impl MessagePlace {
    fn seq(self) -> i64 {
        self.0 >> 2
    }
}

/// A message in a list: the stored line of JSON, its flags, and its preview if there is one.
struct ListedItem<'a> {
    item: &'a str,
    place: MessagePlace,
    preview: Option<&'a str>,
}

impl Display for ListedItem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MessagePlace(place) = self.place;
        f.write_str(self.item.strip_suffix('}').unwrap_or(self.item))?;
        write!(f, r#","read":{},"archived":{},"cursor":{}"#, place & 2 != 0, place & 1 != 0, self.place.seq())?;
        if let Some(preview) = self.preview {
            write!(f, r#","preview":{preview}"#)?;
        }
        f.write_str("}")
    }
}

/// A stored message, decrypted.
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
    /// Deserializes the item and the detail as one object.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        // Both are objects that this code wrote, and neither is empty.
        serde_json::from_str(&extended(&self.item, members(&self.detail))).map_err(Error::internal)
    }
}

impl Filter {
    /// Checks what was asked for.
    pub fn new(asked: MessageFilter) -> Result<Self> {
        let MessageFilter { unread, thread_id, from, blocked, label } = asked;
        if from.as_ref().is_some_and(|from| from.trim().is_empty()) {
            return Err(Error::invalid("from must be an address or a domain.")
                .fix("Leave it out to get mail from all senders."));
        }
        Ok(Self {
            blocked: blocked == Some(true),
            unread: unread == Some(true),
            thread_id,
            from: from.map(|from| from.to_lowercase()),
            label: label.map(|label| label.trim().to_lowercase()),
            message_id: None,
        })
    }

    /// Only the message with this Message-ID, with or without angle brackets, if there is one.
    pub fn with_message_id(self, message_id: Option<&str>) -> Self {
        Self { message_id: message_id.map(|id| bare(id).to_owned()), ..self }
    }

    /// The tables of the query. Few messages have a label, so the query begins with these.
    fn source(&self) -> &'static str {
        match self.label {
            Some(_) => "message_label CROSS JOIN message USING (seq)",
            None => "message",
        }
    }

    /// The conditions as SQL, with their values. `preceding` is the number of values before them; the first is the address.
    fn sql(&self, preceding: usize) -> (String, Vec<Value<'_>>) {
        // `blocked` is a literal so that the partial indexes apply. For a conversation or a Message-ID they must not: the planner
        // would prefer them to the better index.
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
            sql.push_str(&format!(" AND {column} = CAST(?{} AS TEXT)", preceding + values.len()));
        }
        (sql, values)
    }
}

/// Repeats the body under a second name, because it is stored only once: as `ciphertext` if the mail is encrypted, or as
/// `extracted_text` if it quotes no other message.
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

/// The place of the quotation mark that ends a JSON string.
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

/// The messages of a pod's mailboxes.
#[derive(Clone, Copy)]
pub struct Messages<'a> {
    pub(super) pod: &'a Pod,
}

impl Pod {
    /// The messages of the pod's mailboxes.
    pub(in crate::pod) const fn messages(&self) -> Messages<'_> {
        Messages { pod: self }
    }
}

/// Items of a page. Each column is one text, because one value crosses from the database much faster than twenty.
#[derive(FromRow)]
struct PageRow {
    /// JSON, one a line.
    items: Option<String>,
    /// [`MessagePlace`]s with commas between them.
    places: Option<String>,
    /// JSON, one a line.
    previews: Option<String>,
}

#[derive(FromRow)]
struct ItemRow {
    item: String,
    place: i64,
}

#[derive(FromRow)]
struct StoredRow {
    seq: i64,
    id: String,
    item: String,
    read: bool,
    archived: bool,
    detail: Vec<u8>,
    detail_blob: Option<String>,
    detail_size: i64,
}

impl Messages<'_> {
    pub(in crate::pod) fn page(
        self,
        address: &str,
        filter: &Filter,
        limit: u32,
        cursor: Option<Cursor>,
        previews: bool,
    ) -> Result<JsonPage> {
        const SELECT_PREVIEWS: &str =
            "CAST(group_concat(json_quote(json_extract(item, '$.snippet')), char(10)) AS BLOB)";
        let (conditions, more_values) = filter.sql(3);
        // A BLOB crosses faster than text. With a bare `?1` or `LIMIT ?3` SQLite assumes that the value affects the plan, and plans
        // again in every call.
        let select = format!(
            "SELECT CAST(group_concat(item, char(10)) AS BLOB) AS items,
               group_concat(seq * 4 + read * 2 + archived) AS places, {} AS previews
             FROM (SELECT item, seq, read, archived FROM {}
               WHERE address = CAST(?1 AS TEXT) AND seq < ?2{conditions} ORDER BY seq DESC LIMIT ?3 + 1)",
            if previews { SELECT_PREVIEWS } else { "NULL" },
            filter.source(),
        );
        let before = cursor.map_or(i64::from(u32::MAX) << 20, |Cursor(seq)| seq);
        let mut values = values![address, before, limit].to_vec();
        values.extend(more_values);
        let row: PageRow = self.pod.sql().row(&select, &values)?.ok_or_else(no_message)?;
        let (items, places) = (row.items.unwrap_or_default(), row.places.unwrap_or_default());
        let mut previews = row.previews.as_deref().map(|previews| previews.split('\n'));
        let listed = items.split('\n').zip(places.split(',')).map_while(|(item, place)| {
            let place = MessagePlace(place.parse().ok()?);
            let preview = previews.as_mut().and_then(Iterator::next);
            Some((ListedItem { item, place, preview }, place.seq()))
        });
        Ok(JsonPage::cut("messages", listed, limit))
    }

    /// The place of the newest message of all mailboxes.
    pub(super) fn newest(self) -> Result<i64> {
        let newest: Option<Option<i64>> = self.pod.sql().value("SELECT max(seq) FROM message", &[])?;
        Ok(newest.flatten().unwrap_or_default())
    }

    /// The first message of a mailbox that arrived after `since` and passes the filter.
    pub(super) fn first(self, address: &str, since: Since, filter: &Filter) -> Result<Option<RawJson>> {
        let (conditions, more_values) = filter.sql(2);
        // Both orders are orders of an index, and both are the order of arrival.
        let (place, order, after) = match since {
            Since::Cursor(cursor) => ("seq > ?2", "seq", cursor),
            Since::Time(time) => ("received_at >= ?2", "received_at, seq", time.millis()),
        };
        let select = format!(
            "SELECT item, seq * 4 + read * 2 + archived AS place FROM {}
             WHERE address = CAST(?1 AS TEXT) AND {place}{conditions} ORDER BY {order} LIMIT 1",
            filter.source(),
        );
        let mut values = values![address, after].to_vec();
        values.extend(more_values);
        let row: Option<ItemRow> = self.pod.sql().row(&select, &values)?;
        Ok(row.map(|ItemRow { item, place }| {
            let place = MessagePlace(place);
            RawJson(ListedItem { item: &item, place, preview: None }.to_string())
        }))
    }

    /// Finds a message by its `id`, or by its Message-ID with or without angle brackets.
    pub(super) fn find<T: FromRow>(self, columns: &str, address: &str, id: &str) -> Result<Option<T>> {
        let find_by = |column: &str, id: &str| {
            let select = format!("SELECT {columns} FROM message WHERE address = ?1 AND {column} = ?2");
            self.pod.sql().row(&select, &values![address, id])
        };
        // A sender can choose a Message-ID that looks like an `id`. The `id` wins.
        let found = if id.starts_with("msg_") { find_by("id", id)? } else { None };
        match found {
            Some(row) => Ok(Some(row)),
            None => find_by("message_id", bare(id)),
        }
    }

    /// Returns a message as JSON and marks it as read.
    pub(in crate::pod::mail) async fn read(self, address: &str, id: &str, read_by: ReadBy) -> Result<Option<RawJson>> {
        let Some(stored) = self.stored(address, id).await? else { return Ok(None) };
        let StoredMessage { seq, item, detail, read, archived } = stored;
        if !read {
            self.pod.sql().run("UPDATE message SET read = 1 WHERE seq = ?", &values![seq])?;
        }
        let detail = if read_by == ReadBy::Agent { Cow::Borrowed(&*detail) } else { with_body_twice(&detail) };
        let flags = format!(r#""read":true,"archived":{archived},"cursor":{seq},{}"#, members(&detail));
        Ok(Some(RawJson(extended(&item, &flags))))
    }

    /// Finds and decrypts a message.
    pub(in crate::pod) async fn stored(self, address: &str, id: &str) -> Result<Option<StoredMessage>> {
        const COLUMNS: &str = "seq, id, CAST(item AS BLOB) AS item, read, archived, detail, detail_blob, detail_size";
        let Some(row) = self.find::<StoredRow>(COLUMNS, address, id)? else { return Ok(None) };
        let StoredRow { seq, id, item, read, archived, detail, detail_blob, detail_size } = row;
        let found = sealed_body::Found { seq, id, row: detail, blob: detail_blob, blob_size: detail_size };
        let detail = match sealed_body::Direction::Received.open(self.pod, found).await {
            // It was deleted in the meantime.
            Err(error) if error.code == Code::NotFound => return Ok(None),
            detail => String::from_utf8(detail?).map_err(Error::internal)?,
        };
        Ok(Some(StoredMessage { seq, item, detail, read, archived }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_quotes_is_returned_twice() {
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
