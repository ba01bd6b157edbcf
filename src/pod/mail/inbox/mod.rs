//! Mail that comes: taking it in, listing, reading and marking it.

pub mod allowance;
mod arriving;
pub mod deletion;
pub mod delivery_policy;
pub mod downloads;
pub mod mailbox;
pub mod message;
pub mod receive;
pub mod wait;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::addresses::normal;
use crate::error::{Code, Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::mail::labels;
use crate::wire::{Body, Json, Path, Query, RawJson, capped_limit, to_json};
use mailbox::{Filter, no_message};
use message::{FullMessage, InboxItem};

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
    /// The messages that a rule with the action `file` filed away, instead of all others.
    #[param(default = false)]
    blocked: Option<bool>,
    /// Only messages with this label.
    label: Option<String>,
    /// Only the message with this `message_id`, with or without angle brackets.
    #[param(example = "<17a@mail.example>")]
    message_id: Option<String>,
}

/// A page of a mailbox.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Messages {
    /// Newest first.
    messages: Vec<InboxItem>,
    /// Messages on this page.
    count: usize,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    next_cursor: Option<i64>,
    /// The address of the mailbox.
    #[schema(example = "ada@warren.example")]
    address: String,
}

/// List a mailbox.
///
/// The newest messages first, each with a snippet of its text. An address nobody has is claimed for you. Everything that
/// arrived is listed, unless you made a rule (`POST /v1/email/rules`) that files mail away: that is in `?blocked=true`.
#[operation(
    GET "/v1/email/inbox", tag = "email", permission = MailRead, tool,
    replies((status = 200, description = "A page.", body = Messages)),
    errors(MissingAddress, InvalidAddress, InvalidRequest, AddressNotYours, AddressReserved, AddressLimit, DomainUnverified, DomainNotYours, AddressQuarantined),
)]
pub async fn list_messages(pod: Pod, Query(list): Query<ListMessages>) -> Result<RawJson> {
    let filter = Filter::new(list.unread, list.thread_id, list.from.as_deref())?
        .labelled(list.label.as_deref())
        .named(list.message_id.as_deref())
        .blocked(list.blocked);
    let address = normal(list.address.as_deref())?;
    let page = pod.page(&address, &filter, list.limit, list.cursor, false)?;
    // Where mail lies, the address is the pod's.
    if page.count == 0 {
        pod.own_or_claim(list.address.as_deref()).await?;
    }
    Ok(RawJson(format!(
        r#"{{"messages":[{}],"count":{},"has_more":{},"next_cursor":{},"address":{}}}"#,
        page.items,
        page.count,
        page.has_more,
        page.next_cursor(),
        to_json(&address)?
    )))
}

/// A page of a mailbox.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct InboxMessages {
    /// Newest first.
    messages: Vec<PreviewedItem>,
    /// Messages in the mailbox, without those that a rule filed away; with `blocked=true`, only those.
    total: u32,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    next_cursor: Option<i64>,
    /// The address of the mailbox.
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
    #[schema(example = "Lunch at one?")]
    preview: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListInbox {
    /// Messages to list, at least 1. More than 100 means 100, and `has_more` says whether there are others.
    #[param(default = 20, minimum = 1)]
    #[serde(default, deserialize_with = "capped_limit")]
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
    /// The messages that a rule with the action `file` filed away, instead of all others.
    #[param(default = false)]
    blocked: Option<bool>,
    /// Only messages with this label.
    label: Option<String>,
}

/// List a mailbox by path.
///
/// As `GET /v1/email/inbox`, with the address in the path and the number of all messages in the reply.
#[operation(
    GET "/v1/inbox/{address}", tag = "inbox", permission = MailRead,
    path(address = "The mailbox. Claimed for you if nobody has it."),
    replies((status = 200, description = "A page.", body = InboxMessages)),
    errors(InvalidAddress, InvalidRequest, AddressNotYours, AddressReserved, AddressLimit, DomainUnverified, DomainNotYours, AddressQuarantined),
)]
pub async fn list_inbox(pod: Pod, Path(address): Path<String>, Query(list): Query<ListInbox>) -> Result<RawJson> {
    let address = pod.own_or_claim(Some(&address)).await?;
    let filter = Filter::new(list.unread, list.thread_id, list.from.as_deref())?
        .labelled(list.label.as_deref())
        .blocked(list.blocked);
    let page = pod.page(&address, &filter, list.limit, list.cursor, true)?;
    let total = "SELECT iif(?2, blocked, total) FROM address WHERE address = ?1";
    let total = pod.sql().first(total, &values![&address, list.blocked == Some(true)])?;
    Ok(RawJson(format!(
        r#"{{"messages":[{}],"total":{},"has_more":{},"next_cursor":{},"address":{}}}"#,
        page.items,
        total.map_or(0, |row| row.integer(0)),
        page.has_more,
        page.next_cursor(),
        to_json(&address)?
    )))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Mailbox {
    /// The mailbox the message is in.
    #[param(required = true, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
}

impl Mailbox {
    /// The address as it was given.
    ///
    /// # Errors
    /// `missing_params`.
    pub(in crate::pod) fn address(&self) -> Result<&str> {
        self.address.as_deref().filter(|address| !address.is_empty()).ok_or_else(|| {
            Error::new(Code::MissingParams, "The query lacks `address`.")
                .fix("Add ?address= with the mailbox that the message is in.")
        })
    }
}

/// Read a message.
///
/// Marks it as read. With `e2e_encrypted`, `body` is base64url of nonce (12 bytes) ‖ ciphertext ‖ tag: open it with
/// AES-256-GCM under HKDF-SHA-256 of the X25519 secret shared with `ephemeral_public_key`, salt of 32 zero bytes, info
/// `agentlair:aes-256-gcm:v1`. `e2e_key_id` says which of your keys it is.
#[operation(
    GET "/v1/email/messages/{id}", tag = "email", permission = MailRead, tool,
    path(id = "`message_id`, percent-encoded, with or without angle brackets, or `id`."),
    replies((status = 200, description = "The message.", body = FullMessage)),
    errors(MissingParams, InvalidAddress, AddressNotYours, NotFound),
)]
pub async fn get_message(pod: Pod, Path(id): Path<String>, Query(mailbox): Query<Mailbox>) -> Result<RawJson> {
    let address = normal(Some(mailbox.address()?))?;
    match pod.read_message(&address, &id).await? {
        Some(message) => Ok(message),
        // Whose address it is matters only where no mail lies.
        None => pod.own_address(Some(&address)).await.and_then(|_| Err(no_message())),
    }
}

/// Read a message by path.
#[operation(
    GET "/v1/inbox/{address}/messages/{id}", tag = "inbox", permission = MailRead,
    path(address = "The mailbox.", id = "`id`, or `message_id`, percent-encoded."),
    replies((status = 200, description = "The message.", body = FullMessage)),
    errors(InvalidAddress, AddressNotYours, NotFound),
)]
pub async fn get_inbox_message(pod: Pod, Path((address, id)): Path<(String, String)>) -> Result<RawJson> {
    let address = pod.own_address(Some(&address)).await?;
    pod.read_message(&address, &id).await?.ok_or_else(no_message)
}

/// Changes to a message.
#[derive(Deserialize, ToSchema)]
pub struct MessagePatch {
    /// Whether it has been read.
    read: Option<bool>,
    /// Whether it is archived.
    archived: Option<bool>,
    /// All labels it is to have: 1 to 64 printable characters each, at most 50 of them.
    #[schema(example = json!(["invoices"]))]
    labels: Option<Vec<String>>,
    /// Labels it is to have beside the others.
    #[schema(example = json!(["invoices"]))]
    add_labels: Option<Vec<String>>,
    /// Labels it is to have no more.
    #[schema(example = json!(["new"]))]
    remove_labels: Option<Vec<String>>,
}

/// A changed message.
#[derive(Serialize, ToSchema)]
pub struct Updated {
    /// Always true.
    updated: bool,
    /// The message that was changed.
    #[schema(example = "welcome-1@mail.example")]
    message_id: String,
    /// Whether it has been read.
    read: bool,
    /// Whether it is archived: out of the inbox list.
    archived: bool,
    /// Its labels.
    #[schema(example = json!(["invoices"]))]
    labels: Vec<String>,
}

/// Mark a message.
///
/// As read or unread, archived or not, with labels of your own. What is left out stays as it is. Labels that differ only in
/// case are one; it keeps the case in which the pod first had it.
#[operation(
    PATCH "/v1/email/messages/{id}", tag = "email", permission = MailWrite, tool,
    path(id = "`message_id`, percent-encoded, or `id`."),
    reply = "The message is marked.",
    errors(MissingParams, InvalidAddress, InvalidRequest, AddressNotYours, NotFound),
)]
pub async fn update_message(
    pod: Pod,
    Path(id): Path<String>,
    Query(mailbox): Query<Mailbox>,
    Body(patch): Body<MessagePatch>,
) -> Result<Json<Updated>> {
    const UPDATE_MESSAGE: &str = "
        UPDATE message SET read = coalesce(?2, read), archived = coalesce(?3, archived) WHERE seq = ?1
        RETURNING message_id, read, archived";
    let address = pod.own_address(Some(mailbox.address()?)).await?;
    let (add, remove) = (patch.add_labels.unwrap_or_default(), patch.remove_labels.unwrap_or_default());
    let change = labels::Change { set: patch.labels, add, remove };
    let seq = pod.seq(&address, &id)?;
    let (row, labels) = pod.sql().atomically(|| {
        let labels = labels::change(&pod, seq, &change)?;
        let row = pod.sql().first(UPDATE_MESSAGE, &values![seq, patch.read, patch.archived])?.ok_or_else(no_message)?;
        Ok((row, labels))
    })?;
    Ok(Json(Updated {
        updated: true,
        message_id: format!("<{}>", row.text(0)),
        read: row.integer(1) == 1,
        archived: row.integer(2) == 1,
        labels,
    }))
}
