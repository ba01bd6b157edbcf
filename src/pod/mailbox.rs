//! A mailbox's rows: finding, listing, reading and removing messages.

use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Pod, live};
use crate::error::{Error, Result};
use crate::platform::{Row, Value, values};
use crate::time::Timestamp;

/// Messages on a page where nothing else is asked for.
const USUAL: u32 = 20;
/// The most on a page.
const MOST: u32 = 100;

/// JSON that is ready to be sent.
pub struct Ready(pub(super) String);

impl IntoResponse for Ready {
    fn into_response(self) -> Response<Body> {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// Which messages of a mailbox.
pub struct Filter {
    unread: bool,
    thread_id: Option<String>,
    /// An address, or the domain of one, in lower case.
    from: Option<String>,
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

pub(super) fn no_message() -> Error {
    Error::not_found("message").fix("GET /v1/email/inbox?address=… lists the messages of an address.")
}

/// A page of a mailbox, as JSON.
pub(super) struct Page {
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

/// An item as sent: what is stored, its flags, and perhaps more.
fn item_sql(more: &str) -> String {
    format!(
        r#"substr(item, 1, length(item) - 1) || ',"read":' || iif(read, 'true', 'false')
           || ',"archived":' || iif(archived, 'true', 'false') || ',"cursor":' || seq{more} || '}}'"#
    )
}

impl Filter {
    /// As asked for.
    pub fn new(unread: Option<bool>, thread_id: Option<String>, from: Option<&str>) -> Self {
        Self { unread: unread == Some(true), thread_id, from: from.map(str::to_lowercase) }
    }

    /// The conditions as SQL, with their values, which follow `taken` others.
    fn sql(&self, taken: usize) -> (String, Vec<Value<'_>>) {
        let (mut sql, mut values) = (String::new(), Vec::new());
        if self.unread {
            sql.push_str(" AND read = 0");
        }
        let from = self
            .from
            .as_deref()
            .map(|from| if from.contains('@') { ("sender", from) } else { ("sender_domain", from) });
        for (column, value) in from.into_iter().chain(self.thread_id.as_deref().map(|id| ("thread_id", id))) {
            values.push(Value::from(value));
            sql.push_str(&format!(" AND {column} = ?{}", taken + values.len()));
        }
        (sql, values)
    }
}

impl Pod {
    pub(super) fn page(
        &self,
        address: &str,
        filter: &Filter,
        limit: Option<u32>,
        cursor: Option<i64>,
        more: &str,
    ) -> Result<Page> {
        let limit = limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(Error::invalid(format!("limit lies between 1 and {MOST}.")));
        }
        let (conditions, more_values) = filter.sql(3);
        let list = format!(
            "SELECT coalesce(group_concat(shown, ',') FILTER (WHERE place <= ?3), ''), count(*),
               min(seq) FILTER (WHERE place <= ?3)
             FROM (SELECT {} AS shown, seq, row_number() OVER (ORDER BY seq DESC) AS place FROM message
               WHERE address = ?1 AND seq < ?2{conditions} ORDER BY seq DESC LIMIT ?3 + 1)",
            item_sql(more)
        );
        let before = cursor.unwrap_or(i64::from(u32::MAX) << 20);
        let mut values = values![address, before, limit].to_vec();
        values.extend(more_values);
        let row = self.sql().first(&list, &values)?.ok_or_else(no_message)?;
        let (found, limit) = (row.integer(1), i64::from(limit));
        Ok(Page { items: row.text(0), count: found.min(limit), has_more: found > limit, last: row.integer(2) })
    }

    /// The place of the newest message of a mailbox.
    pub(super) fn newest(&self, address: &str) -> Result<i64> {
        let newest = self.sql().first("SELECT max(seq) FROM message WHERE address = ?", &values![address])?;
        Ok(newest.map_or(0, |row| row.integer(0)))
    }

    /// The first message of a mailbox since then that passes a filter.
    pub(super) fn first_message(&self, address: &str, since: Since, filter: &Filter) -> Result<Option<Ready>> {
        let (conditions, more_values) = filter.sql(2);
        let (place, after) = match since {
            Since::Cursor(cursor) => ("seq > ?2", cursor),
            Since::Time(time) => ("received_at >= ?2", time.millis()),
        };
        let first = format!(
            "SELECT {} FROM message WHERE address = ?1 AND {place}{conditions} ORDER BY seq LIMIT 1",
            item_sql("")
        );
        let mut values = values![address, after].to_vec();
        values.extend(more_values);
        Ok(self.sql().first(&first, &values)?.map(|row| Ready(row.text(0))))
    }

    /// The row that a message id means: Warren's own, or the sender's with or without its brackets.
    pub(super) fn find(&self, columns: &str, address: &str, id: &str) -> Result<Row> {
        let by = |column: &str, id: &str| {
            let find = format!("SELECT {columns} FROM message WHERE address = ?1 AND {column} = ?2");
            self.sql().first(&find, &values![address, id])
        };
        // A sender may choose an id that looks like ours; ours goes first.
        let own = if id.starts_with("msg_") { by("id", id)? } else { None };
        match own {
            Some(row) => Ok(row),
            None => by("message_id", id.trim_start_matches('<').trim_end_matches('>'))?.ok_or_else(no_message),
        }
    }

    pub(super) fn seq(&self, address: &str, id: &str) -> Result<i64> {
        Ok(self.find("seq", address, id)?.integer(0))
    }

    pub(super) fn read_message(&self, address: &str, id: &str) -> Result<Ready> {
        const COLUMNS: &str = "seq, id, item, read, archived, detail";
        const REST: &str = "SELECT data FROM detail_rest WHERE seq = ? ORDER BY piece";
        let row = self.find(COLUMNS, address, id)?;
        let (seq, mut detail) = (row.integer(0), row.bytes(5));
        if detail.len() >= super::receive::ROW {
            for rest in self.sql().all(REST, &values![seq])? {
                detail.append(&mut rest.bytes(0));
            }
        }
        let detail = String::from_utf8(self.key().open(&row.text(1), &detail)?).map_err(Error::internal)?;
        if row.integer(3) == 0 {
            self.sql().run("UPDATE message SET read = 1 WHERE seq = ?", &values![seq])?;
        }
        let (item, archived) = (row.text(2), row.integer(4) == 1);
        // Two JSON objects, known to be ours and not empty, become one.
        let item = item.strip_suffix('}').unwrap_or(&item);
        let detail = detail.strip_prefix('{').unwrap_or(&detail);
        Ok(Ready(format!(r#"{item},"read":true,"archived":{archived},"cursor":{seq},{detail}"#)))
    }

    /// Removes a message's rows; its blob becomes loose.
    pub(super) fn remove_message(&self, seq: i64) -> Result<(String, String)> {
        let removed = "DELETE FROM message WHERE seq = ? RETURNING message_id, blob, id";
        let row = self.sql().first(removed, &values![seq])?.ok_or_else(no_message)?;
        let blob = row.text(1);
        self.sql().run("INSERT INTO loose_blob (name, since) VALUES (?, 0)", &values![&blob])?;
        live::forget(self, &row.text(2))?;
        Ok((row.text(0), blob))
    }
}
