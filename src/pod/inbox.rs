//! Reading mail.

use axum::body::Body as Bytes;
use axum::http::{HeaderValue, Response, header};
use axum::response::IntoResponse;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use super::message::{FullMessage, InboxItem};
use super::wait::Since;
use super::{Pod, blobs};
use crate::error::{Error, Result};
use crate::mail;
use crate::platform::{Row, Value, values};
use crate::wire::{Body, Fault, Json, Path, Query};

const USUAL: u32 = 20;
const MOST: u32 = 100;

/// JSON that is ready to be sent.
pub struct Ready(String);

impl IntoResponse for Ready {
    fn into_response(self) -> Response<Bytes> {
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

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMessages {
    /// The mailbox. Claimed for you if nobody has it.
    #[param(required = true, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
    /// Messages to list, 1 to 100.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// Only messages before this one: `next_cursor` of the page before.
    cursor: Option<i64>,
    /// Only messages not read yet.
    #[param(default = false)]
    unread: Option<bool>,
    /// Only messages of this conversation.
    thread_id: Option<String>,
    /// Only messages from this address, or from this domain.
    from: Option<String>,
}

/// A page of a mailbox.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Messages {
    /// Newest first.
    messages: Vec<InboxItem>,
    /// Messages on this page.
    count: usize,
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    next_cursor: Option<i64>,
    #[schema(example = "ada@warren.example")]
    address: String,
}

/// List a mailbox.
///
/// The newest messages first, each with a snippet of its text. An address nobody has is claimed for you.
#[utoipa::path(get, path = "/v1/email/inbox", tag = "email", params(ListMessages), responses(
    (status = 200, description = "A page.", body = Messages),
    (status = 400, description = "`missing_address`, `invalid_address`, `invalid_request`.", body = Fault),
    (status = 403, description = "`address_not_yours`, `address_reserved`, `address_limit`.", body = Fault),
))]
pub async fn list_messages(pod: Pod, Query(list): Query<ListMessages>) -> Result<Ready> {
    let address = pod.own_or_claim(list.address.as_deref()).await?;
    let filter = Filter::new(list.unread, list.thread_id, list.from.as_deref());
    let page = pod.page(&address, &filter, list.limit, list.cursor, "")?;
    Ok(Ready(format!(
        r#"{{"messages":[{}],"count":{},"has_more":{},"next_cursor":{},"address":{}}}"#,
        page.items, page.count, page.has_more, page.next_cursor(), quoted(&address)?
    )))
}

/// A page of a mailbox.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct InboxMessages {
    /// Newest first.
    messages: Vec<PreviewedItem>,
    /// Messages in the mailbox.
    total: u32,
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    next_cursor: Option<i64>,
    #[schema(example = "ada@warren.example")]
    address: String,
}

/// A message in a list.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct PreviewedItem {
    #[serde(flatten)]
    item: InboxItem,
    /// The same as `snippet`.
    preview: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListInbox {
    /// Messages to list, 1 to 100.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// Only messages before this one: `next_cursor` of the page before.
    cursor: Option<i64>,
    /// Only messages not read yet.
    #[param(default = false)]
    unread: Option<bool>,
    /// Only messages of this conversation.
    thread_id: Option<String>,
    /// Only messages from this address, or from this domain.
    from: Option<String>,
}

/// List a mailbox by path.
///
/// As `GET /v1/email/inbox`, with the address in the path and the number of all messages in the reply.
#[utoipa::path(get, path = "/v1/inbox/{address}", tag = "inbox", params(
    ("address" = String, Path, description = "The mailbox. Claimed for you if nobody has it."), ListInbox,
), responses(
    (status = 200, description = "A page.", body = InboxMessages),
    (status = 400, description = "`invalid_address`, `invalid_request`.", body = Fault),
    (status = 403, description = "`address_not_yours`, `address_reserved`, `address_limit`.", body = Fault),
))]
pub async fn list_inbox(pod: Pod, Path(address): Path<String>, Query(list): Query<ListInbox>) -> Result<Ready> {
    const PREVIEW: &str = r#" || ',"preview":' || json_quote(json_extract(item, '$.snippet'))"#;
    let address = pod.own_or_claim(Some(&address)).await?;
    let filter = Filter::new(list.unread, list.thread_id, list.from.as_deref());
    let page = pod.page(&address, &filter, list.limit, list.cursor, PREVIEW)?;
    let total = pod.sql().first("SELECT total FROM address WHERE address = ?", &values![&address])?;
    Ok(Ready(format!(
        r#"{{"messages":[{}],"total":{},"has_more":{},"next_cursor":{},"address":{}}}"#,
        page.items,
        total.map_or(0, |row| row.integer(0)),
        page.has_more,
        page.next_cursor(),
        quoted(&address)?
    )))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Mailbox {
    /// The mailbox the message is in.
    #[param(required = true, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
}

/// Read a message.
///
/// Marks it as read. With `e2e_encrypted`, `body` is base64url of nonce (12 bytes) ‖ ciphertext ‖ tag: open it with
/// AES-256-GCM under HKDF-SHA-256 of the X25519 secret shared with `ephemeral_public_key`, salt of 32 zero bytes, info
/// `agentlair:aes-256-gcm:v1`.
#[utoipa::path(get, path = "/v1/email/messages/{id}", tag = "email", params(
    ("id" = String, Path, description = "`message_id`, percent-encoded, with or without angle brackets, or `id`."), Mailbox,
), responses(
    (status = 200, description = "The message.", body = FullMessage),
    (status = 400, description = "`missing_address`, `invalid_address`.", body = Fault),
    (status = 403, description = "`address_not_yours`.", body = Fault),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn get_message(pod: Pod, Path(id): Path<String>, Query(mailbox): Query<Mailbox>) -> Result<Ready> {
    let address = pod.own_address(mailbox.address.as_deref()).await?;
    pod.read_message(&address, &id)
}

/// Read a message by path.
#[utoipa::path(get, path = "/v1/inbox/{address}/messages/{id}", tag = "inbox", params(
    ("address" = String, Path, description = "The mailbox."),
    ("id" = String, Path, description = "`id`, or `message_id`, percent-encoded."),
), responses(
    (status = 200, description = "The message.", body = FullMessage),
    (status = 403, description = "`address_not_yours`.", body = Fault),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn get_inbox_message(pod: Pod, Path((address, id)): Path<(String, String)>) -> Result<Ready> {
    let address = pod.own_address(Some(&address)).await?;
    pod.read_message(&address, &id)
}

/// Changes to a message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagePatch {
    read: Option<bool>,
    archived: Option<bool>,
}

/// A changed message.
#[derive(Serialize, ToSchema)]
pub struct Updated {
    /// Always true.
    updated: bool,
    message_id: String,
    read: bool,
    archived: bool,
}

/// Mark a message.
///
/// As read or unread, archived or not. What is left out stays as it is.
#[utoipa::path(patch, path = "/v1/email/messages/{id}", tag = "email", request_body = MessagePatch, params(
    ("id" = String, Path, description = "`message_id`, percent-encoded, or `id`."), Mailbox,
), responses(
    (status = 200, description = "The message is marked.", body = Updated),
    (status = 400, description = "`missing_address`, `invalid_address`.", body = Fault),
    (status = 403, description = "`address_not_yours`.", body = Fault),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn update_message(
    pod: Pod,
    Path(id): Path<String>,
    Query(mailbox): Query<Mailbox>,
    Body(patch): Body<MessagePatch>,
) -> Result<Json<Updated>> {
    const SET: &str = "
        UPDATE message SET read = coalesce(?2, read), archived = coalesce(?3, archived) WHERE seq = ?1
        RETURNING message_id, read, archived";
    let address = pod.own_address(mailbox.address.as_deref()).await?;
    let seq = pod.seq(&address, &id)?;
    let row = pod.sql().first(SET, &values![seq, patch.read, patch.archived])?.ok_or_else(no_message)?;
    Ok(Json(Updated {
        updated: true,
        message_id: format!("<{}>", row.text(0)),
        read: row.integer(1) == 1,
        archived: row.integer(2) == 1,
    }))
}

/// A deleted message.
#[derive(Serialize, ToSchema)]
pub struct Deleted {
    /// Always true.
    deleted: bool,
    message_id: String,
}

/// Delete a message.
///
/// For good: the text, the attachments and the raw message.
#[utoipa::path(delete, path = "/v1/email/messages/{id}", tag = "email", params(
    ("id" = String, Path, description = "`message_id`, percent-encoded, or `id`."), Mailbox,
), responses(
    (status = 200, description = "The message is gone.", body = Deleted),
    (status = 400, description = "`missing_address`, `invalid_address`.", body = Fault),
    (status = 403, description = "`address_not_yours`.", body = Fault),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn delete_message(pod: Pod, Path(id): Path<String>, Query(mailbox): Query<Mailbox>) -> Result<Json<Deleted>> {
    let address = pod.own_address(mailbox.address.as_deref()).await?;
    let seq = pod.seq(&address, &id)?;
    pod.wake_at(pod.now()).await?;
    let (message_id, blob) = pod.sql().atomically(|| pod.remove_message(seq))?;
    blobs::remove(&pod, vec![blob]).await?;
    Ok(Json(Deleted { deleted: true, message_id: format!("<{message_id}>") }))
}

/// Download an attachment.
///
/// Streamed and decoded. `index` is its number in `attachments`. Browsers are told to save it, not to show it.
#[utoipa::path(get, path = "/v1/email/messages/{id}/attachments/{index}", tag = "email", params(
    ("id" = String, Path, description = "`message_id`, percent-encoded, or `id`."),
    ("index" = usize, Path, description = "The attachment's `index`."), Mailbox,
), responses(
    (status = 200, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream"),
    (status = 400, description = "`missing_address`, `invalid_address`, `invalid_request`.", body = Fault),
    (status = 403, description = "`address_not_yours`.", body = Fault),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn get_attachment(
    pod: Pod,
    Path((id, index)): Path<(String, usize)>,
    Query(mailbox): Query<Mailbox>,
) -> Result<Response<Bytes>> {
    let address = pod.own_address(mailbox.address.as_deref()).await?;
    let raw = pod.raw(&address, &id)?;
    let parts: Vec<mail::Attachment> = match raw.parts {
        Some(sealed) => serde_json::from_slice(&pod.key().open(&raw.id, &sealed)?).map_err(Error::internal)?,
        None => Vec::new(),
    };
    let part = parts.into_iter().find(|part| part.index == index).ok_or_else(|| Error::not_found("attachment"))?;
    let encoded = blobs::read(&pod, &raw.blob, raw.size, part.start..part.end).await?;
    let decoded = futures_util::stream::unfold(
        (Box::pin(encoded), Some(mail::Decoder::new(part.encoding))),
        |(mut encoded, decoder)| async {
            let mut decoder = decoder?;
            let mut out = Vec::new();
            match encoded.next().await {
                Some(Ok(piece)) => {
                    decoder.push(&piece, &mut out);
                    Some((Ok(out), (encoded, Some(decoder))))
                }
                Some(Err(error)) => Some((Err(error), (encoded, None))),
                None => {
                    decoder.finish(&mut out);
                    Some((Ok(out), (encoded, None)))
                }
            }
        },
    );
    Ok(download(Bytes::from_stream(decoded), &part.content_type, &part.filename))
}

/// Download the raw message.
///
/// As it came over SMTP (RFC 5322). With `e2e_encrypted` it is sealed like the body and typed `application/octet-stream`.
#[utoipa::path(get, path = "/v1/email/messages/{id}/raw", tag = "email", params(
    ("id" = String, Path, description = "`message_id`, percent-encoded, or `id`."), Mailbox,
), responses(
    (status = 200, description = "The message.", body = Vec<u8>, content_type = "message/rfc822"),
    (status = 400, description = "`missing_address`, `invalid_address`.", body = Fault),
    (status = 403, description = "`address_not_yours`.", body = Fault),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn get_raw_message(pod: Pod, Path(id): Path<String>, Query(mailbox): Query<Mailbox>) -> Result<Response<Bytes>> {
    let address = pod.own_address(mailbox.address.as_deref()).await?;
    let raw = pod.raw(&address, &id)?;
    let stream = blobs::read(&pod, &raw.blob, raw.size, 0..raw.size).await?;
    let (kind, name) = if raw.sealed {
        ("application/octet-stream", format!("{}.sealed", raw.id))
    } else {
        ("message/rfc822", format!("{}.eml", raw.id))
    };
    Ok(download(Bytes::from_stream(stream), kind, &name))
}

/// Mail is a stranger's: nothing of it may be cached by others, guessed at, or shown as a page of ours.
fn download(body: Bytes, content_type: &str, filename: &str) -> Response<Bytes> {
    let disposition = format!("attachment; filename*=UTF-8''{}", crate::wire::path_segment(filename));
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_DISPOSITION, &disposition),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    ];
    let mut response = Response::new(body);
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"));
        response.headers_mut().insert(name, value);
    }
    response
}

fn quoted(text: &str) -> Result<String> {
    serde_json::to_string(text).map_err(Error::internal)
}

fn no_message() -> Error {
    Error::not_found("message").fix("GET /v1/email/inbox?address=… lists the messages of an address.")
}

struct Page {
    items: String,
    count: i64,
    has_more: bool,
    last: i64,
}

impl Page {
    fn next_cursor(&self) -> String {
        if self.has_more { self.last.to_string() } else { "null".to_owned() }
    }
}

/// Where a raw message lies.
struct Raw {
    id: String,
    blob: String,
    size: usize,
    parts: Option<Vec<u8>>,
    sealed: bool,
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
        let from = self.from.as_deref().map(|from| if from.contains('@') { ("sender", from) } else { ("sender_domain", from) });
        for (column, value) in from.into_iter().chain(self.thread_id.as_deref().map(|id| ("thread_id", id))) {
            values.push(Value::from(value));
            sql.push_str(&format!(" AND {column} = ?{}", taken + values.len()));
        }
        (sql, values)
    }
}

impl Pod {
    fn page(&self, address: &str, filter: &Filter, limit: Option<u32>, cursor: Option<i64>, more: &str) -> Result<Page> {
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
    fn find(&self, columns: &str, address: &str, id: &str) -> Result<Row> {
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

    fn seq(&self, address: &str, id: &str) -> Result<i64> {
        Ok(self.find("seq", address, id)?.integer(0))
    }

    fn raw(&self, address: &str, id: &str) -> Result<Raw> {
        const COLUMNS: &str = "id, blob, blob_size, parts, json_extract(item, '$.e2e_encrypted')";
        let row = self.find(COLUMNS, address, id)?;
        Ok(Raw {
            id: row.text(0),
            blob: row.text(1),
            size: usize::try_from(row.integer(2)).map_err(Error::internal)?,
            parts: (!row.is_null(3)).then(|| row.bytes(3)),
            sealed: row.integer(4) == 1,
        })
    }

    fn read_message(&self, address: &str, id: &str) -> Result<Ready> {
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
    fn remove_message(&self, seq: i64) -> Result<(String, String)> {
        let removed = "DELETE FROM message WHERE seq = ? RETURNING message_id, blob";
        let row = self.sql().first(removed, &values![seq])?.ok_or_else(no_message)?;
        let blob = row.text(1);
        self.sql().run("INSERT INTO loose_blob (name, since) VALUES (?, 0)", &values![&blob])?;
        Ok((row.text(0), blob))
    }
}
