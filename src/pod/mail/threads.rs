//! Conversations. A message joins the conversation of a message that it refers to, or that referred to it earlier.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::correspondence::Correspondence;
use super::timeline::{JOIN_MESSAGE, LIST_ITEM, Position};
use crate::error::{Error, Result};
use crate::id::ThreadId;
use crate::platform::{FromRow, Value, values};
use crate::pod::Pod;
use crate::wire::{Both, Cursor, JsonPage, PageInfo, Paging, Path, Place, Query, RawJson, extended, to_json};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ThreadQuery {
    /// The mailbox: only its messages are returned and counted. Default: all mailboxes of the pod.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
}

/// A conversation in a list.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Thread {
    thread_id: ThreadId,
    /// The subject of its first message.
    #[schema(example = "Hello")]
    subject: String,
    /// Senders and recipients of its latest 50 messages, in lower case, at most 20.
    #[schema(example = json!(["ann@mail.example"]))]
    participants: Vec<String>,
    /// Received and sent messages.
    message_count: u32,
    /// Messages that have not been read.
    unread_count: u32,
    /// When the last message was received or sent.
    #[schema(format = DateTime)]
    last_message_at: String,
    /// The sender of the last message.
    #[schema(example = "ann@mail.example")]
    from: String,
    /// The beginning of the last message.
    #[schema(example = "Lunch at one?")]
    snippet: String,
}

/// A page of conversations.
#[derive(Serialize, ToSchema)]
#[schema(as = Threads)]
#[allow(dead_code)]
pub struct ThreadPage {
    /// The conversation with the latest message first.
    threads: Vec<Thread>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List conversations.
///
/// Lists conversations, those with the latest messages first. The References and In-Reply-To headers of messages decide which belong
/// together; the subject does not matter. A message to two of the pod's mailboxes counts as two messages.
#[operation(
    GET "/v1/email/threads", tag = "email", permission = MailRead, per_inbox, tool,
    replies((status = 200, description = "A page of conversations.", body = ThreadPage)),
    errors(InvalidAddress, InvalidRequest, AddressNotYours),
)]
pub async fn list_threads(
    pod: Pod,
    Query(Both(list, page)): Query<Both<ThreadQuery, Paging<20, 100, Place>>>,
) -> Result<RawJson> {
    let address = pod.addresses().own_or_all(list.address.as_deref()).await?;
    pod.threads().page(&address, page.limit.get(), page.cursor)
}

/// A conversation.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct FullThread {
    #[serde(flatten)]
    thread: Thread,
    /// The oldest first.
    messages: Vec<Correspondence>,
    #[serde(flatten)]
    page: PageInfo,
}

/// Read a conversation.
///
/// Returns its received and sent messages without their full texts, the oldest first. Messages that are scheduled, held for review,
/// or cancelled are not included. No message is marked as read.
#[operation(
    GET "/v1/email/threads/{id}", tag = "email", permission = MailRead, per_inbox, tool,
    path(id = "`thread_id`."),
    replies((status = 200, description = "A page of the conversation.", body = FullThread)),
    errors(InvalidAddress, InvalidRequest, AddressNotYours, NotFound),
)]
pub async fn get_thread(
    pod: Pod,
    Path(id): Path<String>,
    Query(Both(read, page)): Query<Both<ThreadQuery, Paging<20, 100, Position>>>,
) -> Result<RawJson> {
    let address = pod.addresses().own_or_all(read.address.as_deref()).await?;
    pod.threads().read(&address, &id, page.limit.get(), page.cursor)
}

fn no_thread() -> Error {
    Error::not_found("conversation").fix("GET /v1/email/threads lists conversations.")
}

/// Items of a page, each column as one text.
#[derive(FromRow)]
struct PageRow {
    /// JSON, one a line.
    items: Option<String>,
    /// Cursors with commas between them.
    cursors: Option<String>,
}

impl PageRow {
    fn cut(self, name: &str, limit: u32) -> JsonPage {
        JsonPage::of_lines(name, &self.items.unwrap_or_default(), &self.cursors.unwrap_or_default(), limit)
    }
}

/// The conversations of a pod's mail.
#[derive(Clone, Copy)]
pub struct Threads<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The conversations of the pod's mail.
    pub(in crate::pod) const fn threads(&self) -> Threads<'_> {
        Threads { pod: self }
    }
}

impl Threads<'_> {
    /// A page of the conversations of a mailbox; of all mailboxes for an empty address.
    pub(super) fn page(self, address: &str, limit: u32, cursor: Option<Cursor<Place>>) -> Result<RawJson> {
        const IN_ORDER: &str =
            "(last_at, thread_id) < (?2, CAST(?3 AS TEXT)) ORDER BY last_at DESC, thread_id DESC LIMIT ?4 + 1";
        let start = cursor.map_or(Place::END, |cursor| cursor.0);
        let page = self.list(address, IN_ORDER, &values![start.number, &start.id, limit])?;
        Ok(RawJson(format!("{{{}}}", page.cut("threads", limit).members)))
    }

    /// A conversation with a page of its messages.
    pub(super) fn read(self, address: &str, id: &str, limit: u32, cursor: Option<Cursor<Position>>) -> Result<RawJson> {
        let start = cursor.map_or(Position::START, |cursor| cursor.0);
        let thread = self.list(address, "thread_id = CAST(?2 AS TEXT)", &values![id])?;
        let thread = thread.items.ok_or_else(no_thread)?;
        let page = self.messages(address, id, start, limit)?;
        Ok(RawJson(extended(&thread, &page.cut("messages", limit).members)))
    }

    /// Conversations of a mailbox that meet an SQL condition. The condition's values begin with `?2`; `?1` is the address.
    ///
    /// The table `thread` has their counts. Only the first and the last message of each are read.
    fn list(self, address: &str, condition: &str, values: &[Value<'_>]) -> Result<PageRow> {
        let in_mailbox = if address.is_empty() { "" } else { "AND p.address = t.address" };
        let end = |order: &str| {
            format!(
                "SELECT coalesce(m.item, o.item) FROM thread_message p {JOIN_MESSAGE}
                 WHERE p.thread_id = t.thread_id {in_mailbox} ORDER BY p.at {order}, p.place {order} LIMIT 1"
            )
        };
        let select = format!(
            "SELECT CAST(group_concat(item, char(10)) AS BLOB) AS items,
               group_concat(last_at || '-' || thread_id) AS cursors FROM (
               SELECT last_at, thread_id, json_object('thread_id', thread_id, 'subject', first ->> '$.subject',
                 'participants', json(people), 'message_count', messages, 'unread_count', unread,
                 'last_message_at', strftime('%Y-%m-%dT%H:%M:%fZ', last_at / 1000.0, 'unixepoch'),
                 'from', last ->> '$.from', 'snippet', last ->> '$.snippet') AS item
               FROM (SELECT *, ({first}) AS first, ({last}) AS last, (
                   SELECT json_group_array(value) FROM (
                     SELECT DISTINCT value FROM (
                       SELECT p.people FROM thread_message p WHERE p.thread_id = t.thread_id {in_mailbox}
                       ORDER BY p.at DESC, p.place DESC LIMIT 50), json_each(people)
                     WHERE value <> '' LIMIT 20)) AS people
                 FROM thread t WHERE address = CAST(?1 AS TEXT) AND {condition}))",
            first = end("ASC"),
            last = end("DESC"),
        );
        self.pod.sql().row(&select, &[&values![address][..], values].concat())?.ok_or_else(no_thread)
    }

    /// Messages of a conversation after a position, the oldest first.
    fn messages(self, address: &str, id: &str, start: Position, limit: u32) -> Result<PageRow> {
        let in_mailbox = if address.is_empty() { "" } else { "AND p.address = CAST(?1 AS TEXT)" };
        let select = format!(
            "SELECT CAST(group_concat(item, char(10)) AS BLOB) AS items, group_concat(at || '-' || place) AS cursors FROM (
               SELECT p.at, p.place, {LIST_ITEM} AS item FROM thread_message p {JOIN_MESSAGE}
               WHERE p.thread_id = CAST(?2 AS TEXT) {in_mailbox} AND (p.at, p.place) > (?3, ?4)
               ORDER BY p.at, p.place LIMIT ?5 + 1)"
        );
        let values = values![address, id, start.at, start.place, limit];
        self.pod.sql().row(&select, &values)?.ok_or_else(no_thread)
    }

    /// The conversation of a message that is received or sent. Part of the caller's transaction.
    ///
    /// References are stored, so that a message that arrives after its answers joins their conversation. Conversations that a message
    /// connects become one.
    pub(super) fn join(self, message_id: &str, references: &[String]) -> Result<ThreadId> {
        let members: Vec<&str> = references.iter().map(String::as_str).chain([message_id]).collect();
        self.join_or(&members, ThreadId::generate)
    }

    /// Takes over a conversation of another pod. It keeps its id, unless one of its messages is in a conversation here. Part of the
    /// caller's transaction.
    pub(super) fn adopt(self, thread: &ThreadId, message_ids: &[String]) -> Result<()> {
        // The id is recorded like that of a message, so that it is found after the conversation became part of another one.
        let members: Vec<&str> = message_ids.iter().map(String::as_str).chain([thread.as_str()]).collect();
        self.join_or(&members, || Ok(thread.clone())).map(drop)
    }

    /// The conversation here that a conversation of another pod is part of.
    pub(super) fn adopted(self, thread: &str) -> Result<ThreadId> {
        const SELECT_THREAD: &str = "SELECT thread_id FROM thread_member WHERE message_id = ?";
        let found: Option<String> = self.pod.sql().value(SELECT_THREAD, &values![thread])?;
        Ok(ThreadId::known(found.unwrap_or_else(|| thread.to_owned())))
    }

    fn join_or(self, members: &[&str], new: impl FnOnce() -> Result<ThreadId>) -> Result<ThreadId> {
        const INSERT_MEMBERS: &str = "
            INSERT INTO thread_member (message_id, thread_id) SELECT value, ?2 FROM json_each(?1) WHERE true
            ON CONFLICT (message_id) DO NOTHING";
        let members = to_json(members)?;
        let mut existing = self.of_messages(&members)?.into_iter();
        let thread = existing.next().map_or_else(new, Ok)?;
        for other in existing {
            self.merge(&other, &thread)?;
        }
        self.pod.sql().run(INSERT_MEMBERS, &values![&members, thread.as_str()])?;
        Ok(thread)
    }

    /// The conversation to which a filed message refers, or a new id. The message does not join it, and connects no conversations.
    pub(super) fn find_or_new(self, references: &[String]) -> Result<ThreadId> {
        let members = to_json(references)?;
        self.of_messages(&members)?.into_iter().next().map_or_else(ThreadId::generate, Ok)
    }

    /// The conversations of the messages in a JSON array, the longest first.
    fn of_messages(self, members: &str) -> Result<Vec<ThreadId>> {
        const SELECT_THREADS: &str = "
            SELECT DISTINCT thread_id FROM thread_member WHERE message_id IN (SELECT value FROM json_each(?))
            ORDER BY (SELECT messages FROM thread WHERE address = '' AND thread.thread_id = thread_member.thread_id) DESC";
        let ids: Vec<String> = self.pod.sql().values(SELECT_THREADS, &values![members])?;
        Ok(ids.into_iter().map(ThreadId::known).collect())
    }

    /// Moves all messages to another conversation. Triggers update the counts; events that are replayed later have the new id.
    fn merge(self, from: &ThreadId, into: &ThreadId) -> Result<()> {
        const UPDATE_THREAD: [&str; 5] = [
            "UPDATE event SET body = json_set(body, '$.message.thread_id', ?2)
             WHERE about IN (SELECT id FROM message WHERE thread_id = ?1)
               AND body ->> '$.message.thread_id' = ?1",
            "UPDATE event SET body = json_set(body, '$.message.thread_id', ?2)
             WHERE about IN (SELECT id FROM outgoing WHERE thread_id = ?1)
               AND body ->> '$.message.thread_id' = ?1",
            "UPDATE thread_member SET thread_id = ?2 WHERE thread_id = ?1",
            "UPDATE message SET thread_id = ?2, item = json_set(item, '$.thread_id', ?2) WHERE thread_id = ?1",
            "UPDATE outgoing SET thread_id = ?2, item = json_set(item, '$.thread_id', ?2) WHERE thread_id = ?1",
        ];
        let values = values![from.as_str(), into.as_str()];
        UPDATE_THREAD.iter().try_for_each(|update| self.pod.sql().run(update, &values).map(drop))
    }
}
