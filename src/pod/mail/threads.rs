//! Conversations. A message joins the one of any message it refers to, or that referred to it before it came.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::correspondence::{Correspondence, Cursor, JOIN, Page, SHOWN};
use crate::pod::Pod;

use crate::error::{Error, Result};
use crate::id::ThreadId;
use crate::platform::{Value, values};
use crate::wire::{Path, Query, RawJson, checked_limit, extended, to_json};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListThreads {
    /// One mailbox: only conversations it has a part in, counting only what it received and sent. Without it, all
    /// mailboxes of the pod.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
    /// Conversations to list, 1 to 100.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A conversation in a list.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Thread {
    thread_id: ThreadId,
    /// Of its first message.
    #[schema(example = "Hello")]
    subject: String,
    /// Addresses that wrote or were written to in its latest 50 messages, in lower case, at most 20.
    #[schema(example = json!(["ann@mail.example"]))]
    participants: Vec<String>,
    /// Received and sent.
    message_count: u32,
    /// Messages that have not been read.
    unread_count: u32,
    /// When the last message came or went.
    #[schema(format = DateTime)]
    last_message_at: String,
    /// Who wrote the last message.
    #[schema(example = "Ann Lee")]
    from: String,
    /// How the last message begins.
    #[schema(example = "Lunch at one?")]
    snippet: String,
}

/// A page of conversations.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Threads {
    /// The one with the latest message first.
    threads: Vec<Thread>,
    /// Conversations on this page.
    count: usize,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
}

/// List conversations.
///
/// The ones with the latest messages first. Messages belong together by their References and In-Reply-To, never by their
/// subject. A message that went to two of the pod's mailboxes is two messages of the conversation.
#[operation(
    GET "/v1/email/threads", tag = "email", permission = MailRead, tool,
    replies((status = 200, description = "A page.", body = Threads)),
    errors(InvalidAddress, InvalidRequest, AddressNotYours),
)]
pub async fn list_threads(pod: Pod, Query(list): Query<ListThreads>) -> Result<RawJson> {
    let address = pod.mailbox_or_all(list.address.as_deref()).await?;
    let limit = checked_limit(list.limit)?;
    let cursor = list.cursor.unwrap_or_else(Cursor::end);
    let which = "(last_at, thread_id) < (?2, CAST(?3 AS TEXT)) ORDER BY last_at DESC, thread_id DESC LIMIT ?4 + 1";
    let page = summaries(&pod, &address, which, &values![cursor.at, &cursor.which, limit])?;
    let page = Page::cut(&page.0, &page.1, limit as usize);
    Ok(RawJson(format!(r#"{{"threads":[{}],{}}}"#, page.items, page.tail())))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadThread {
    /// One mailbox: only what it received and sent. Without it, all mailboxes of the pod.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
    /// Messages to list, 1 to 100.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A conversation.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct FullThread {
    #[serde(flatten)]
    thread: Thread,
    /// The oldest first.
    messages: Vec<Correspondence>,
    /// Messages on this page.
    count: usize,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    #[schema(example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<String>,
}

/// Read a conversation.
///
/// Its messages as lists show them, received and sent, the oldest first by the time they came or went. What waits to be
/// sent or reviewed, or was cancelled, is not among them. Nothing is marked as read.
#[operation(
    GET "/v1/email/threads/{id}", tag = "email", permission = MailRead, tool,
    path(id = "`thread_id`."),
    replies((status = 200, description = "A page of the conversation.", body = FullThread)),
    errors(InvalidAddress, InvalidRequest, AddressNotYours, NotFound),
)]
pub async fn get_thread(pod: Pod, Path(id): Path<String>, Query(read): Query<ReadThread>) -> Result<RawJson> {
    let address = pod.mailbox_or_all(read.address.as_deref()).await?;
    let limit = checked_limit(read.limit)?;
    let cursor = read.cursor.unwrap_or_else(Cursor::start);
    let (at, place) = (cursor.at, cursor.place()?);
    let (summary, _) = summaries(&pod, &address, "thread_id = CAST(?2 AS TEXT)", &values![&id])?;
    if summary.is_empty() {
        return Err(no_thread());
    }
    let in_mailbox = if address.is_empty() { "" } else { "AND p.address = CAST(?1 AS TEXT)" };
    let messages = format!(
        "SELECT CAST(group_concat(shown, char(10)) AS BLOB), group_concat(at || '-' || place) FROM (
           SELECT p.at, p.place, {SHOWN} AS shown FROM thread_message p {JOIN}
           WHERE p.thread_id = CAST(?2 AS TEXT) {in_mailbox} AND (p.at, p.place) > (?3, ?4)
           ORDER BY p.at, p.place LIMIT ?5 + 1)"
    );
    let values = values![&address, &id, at, place, limit];
    let row = pod.sql().first(&messages, &values)?.ok_or_else(no_thread)?;
    let page = Page::cut(&row.utf8(0)?, &row.text(1), limit as usize);
    Ok(RawJson(extended(&summary, &format!(r#""messages":[{}],{}"#, page.items, page.tail()))))
}

fn no_thread() -> Error {
    Error::not_found("conversation").fix("GET /v1/email/threads lists conversations.")
}

/// What lists tell of some conversations of a mailbox, which is `?1`: a line each, and where each stands.
///
/// The table `thread` finds and counts them; what is read beside it is the first message of each, and the latest.
fn summaries(pod: &Pod, address: &str, which: &str, values: &[Value<'_>]) -> Result<(String, String)> {
    let in_mailbox = if address.is_empty() { "" } else { "AND p.address = t.address" };
    let end = |order: &str| {
        format!(
            "SELECT coalesce(m.item, o.item) FROM thread_message p {JOIN}
             WHERE p.thread_id = t.thread_id {in_mailbox} ORDER BY p.at {order}, p.place {order} LIMIT 1"
        )
    };
    let list = format!(
        "SELECT CAST(group_concat(shown, char(10)) AS BLOB), group_concat(last_at || '-' || thread_id) FROM (
           SELECT last_at, thread_id, json_object('thread_id', thread_id, 'subject', first ->> '$.subject',
             'participants', json(people), 'message_count', messages, 'unread_count', unread,
             'last_message_at', strftime('%Y-%m-%dT%H:%M:%fZ', last_at / 1000.0, 'unixepoch'),
             'from', last ->> '$.from', 'snippet', last ->> '$.snippet') AS shown
           FROM (SELECT *, ({first}) AS first, ({last}) AS last, (
               SELECT json_group_array(value) FROM (
                 SELECT DISTINCT value FROM (
                   SELECT p.people FROM thread_message p WHERE p.thread_id = t.thread_id {in_mailbox}
                   ORDER BY p.at DESC, p.place DESC LIMIT 50), json_each(people)
                 WHERE value <> '' LIMIT 20)) AS people
             FROM thread t WHERE address = CAST(?1 AS TEXT) AND {which}))",
        first = end("ASC"),
        last = end("DESC"),
    );
    let row = pod.sql().first(&list, &[&values![address][..], values].concat())?.ok_or_else(no_thread)?;
    Ok((row.utf8(0)?, row.text(1)))
}

impl Pod {
    /// The mailbox meant by a parameter, if it is the pod's; empty where none is given, which means all of them.
    pub(in crate::pod) async fn mailbox_or_all(&self, address: Option<&str>) -> Result<String> {
        match address {
            Some(address) => self.own_address(Some(address)).await,
            None => Ok(String::new()),
        }
    }
}

/// The conversation of a message that is arriving or about to be sent. Part of the caller's transaction.
///
/// References are remembered, so that a root that comes after its replies finds them; where a message connects two
/// conversations, they become one.
pub fn join(pod: &Pod, message_id: &str, references: &[String]) -> Result<ThreadId> {
    const INSERT_THREAD_MEMBER: &str = "
        INSERT INTO thread_member (message_id, thread_id) SELECT value, ?2 FROM json_each(?1) WHERE true
        ON CONFLICT (message_id) DO NOTHING";
    let members: Vec<&str> = references.iter().map(String::as_str).chain([message_id]).collect();
    let members = to_json(&members)?;
    let mut known = conversations(pod, &members)?;
    let thread = known.next().map_or_else(ThreadId::generate, Ok)?;
    for other in known {
        merge(pod, &other, &thread)?;
    }
    pod.sql().run(INSERT_THREAD_MEMBER, &values![&members, thread.as_str()])?;
    Ok(thread)
}

/// The conversation that a message would be in which is filed away: it joins none, nor does it make one of two.
pub fn beside(pod: &Pod, references: &[String]) -> Result<ThreadId> {
    let members = to_json(references)?;
    conversations(pod, &members)?.next().map_or_else(ThreadId::generate, Ok)
}

/// The conversations of messages, which are a JSON array; the longest first.
fn conversations(pod: &Pod, members: &str) -> Result<impl Iterator<Item = ThreadId> + use<>> {
    const SELECT_THREAD_MEMBER: &str = "
        SELECT DISTINCT thread_id FROM thread_member WHERE message_id IN (SELECT value FROM json_each(?))
        ORDER BY (SELECT messages FROM thread WHERE address = '' AND thread.thread_id = thread_member.thread_id) DESC";
    Ok(pod.sql().all(SELECT_THREAD_MEMBER, &values![members])?.into_iter().map(|row| ThreadId::known(row.text(0))))
}

/// The counts follow by triggers; events that are told again later tell of the new conversation, too.
fn merge(pod: &Pod, from: &ThreadId, into: &ThreadId) -> Result<()> {
    const MOVE: [&str; 5] = [
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
    MOVE.iter().try_for_each(|step| pod.sql().run(step, &values![from.as_str(), into.as_str()]).map(drop))
}
