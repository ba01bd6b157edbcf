//! Received mail: receiving, listing, reading and marking it.

pub mod allowance;
pub mod deletion;
pub mod delivery_policy;
pub mod downloads;
pub mod incoming_message;
pub mod mailbox;
pub mod message;
pub mod moved;
pub mod wait;

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Code, Error, Result};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::mail::labels::LabelChange;
use crate::pod::storage::sealed_body::no_message;
use crate::wire::{Body, Both, Json, PageInfo, Paging, Path, Principal, Query, RawJson, ReadBy, to_json};
use mailbox::{Filter, MessageFilter};
use message::{FullMessage, InboxItem};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMessages {
    /// The mailbox. An unclaimed address is claimed for you.
    #[param(required = true, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
    /// Only the message with this `message_id`, with or without angle brackets.
    #[param(example = "<17a@mail.example>")]
    message_id: Option<String>,
}

/// A page of a mailbox.
#[derive(Serialize, ToSchema)]
#[schema(as = Messages)]
#[allow(dead_code)]
pub struct MessagePage {
    /// Newest first.
    messages: Vec<InboxItem>,
    #[serde(flatten)]
    page: PageInfo,
    /// The address of the mailbox.
    #[schema(example = "ada@warren.example")]
    address: String,
}

/// List a mailbox.
///
/// Lists messages, newest first, each with the beginning of its text. An unclaimed address is claimed for you if your key has the
/// permission `mail:write`. Mail that a rule (`POST /v1/email/rules`) filed is listed with `?blocked=true` only.
#[operation(
    GET "/v1/email/inbox", tag = "email", permission = MailRead, per_inbox, tool,
    errors(MissingAddress, InvalidAddress, InvalidRequest, AddressNotYours, AddressReserved, AddressLimit, DomainUnverified, DomainNotYours, AddressQuarantined),
    replies((status = 200, description = "A page of messages.", body = MessagePage)),
    audit(AddressClaimed),
)]
pub async fn list_messages(
    pod: Pod,
    caller: Principal,
    Query(Both(list, Both(filter, page))): Query<Both<ListMessages, Both<MessageFilter, Paging<20, 100>>>>,
) -> Result<RawJson> {
    let filter = Filter::new(filter)?.with_message_id(list.message_id.as_deref());
    let address = pod.addresses().named(list.address.as_deref())?;
    let page = pod.messages().page(&address, &filter, page.limit.get(), page.cursor, false)?;
    // An address with mail is the pod's.
    if page.count == 0 {
        pod.addresses().own_or_claim(list.address.as_deref(), &caller).await?;
    }
    Ok(RawJson(format!(r#"{{{},"address":{}}}"#, page.members, to_json(&address)?)))
}

/// A page of a mailbox.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct InboxMessages {
    /// Newest first.
    messages: Vec<PreviewedItem>,
    /// Messages in the mailbox, without those that a rule filed. With `blocked=true`: those only.
    total: u32,
    #[serde(flatten)]
    page: PageInfo,
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

/// List a mailbox by path.
///
/// Like `GET /v1/email/inbox`, with the address in the path. The reply has the number of all messages, too.
#[operation(
    GET "/v1/inbox/{address}", tag = "inbox", permission = MailRead, per_inbox,
    path(address = "The mailbox. An unclaimed address is claimed for you."),
    replies((status = 200, description = "A page of messages.", body = InboxMessages)),
    errors(InvalidAddress, InvalidRequest, AddressNotYours, AddressReserved, AddressLimit, DomainUnverified, DomainNotYours, AddressQuarantined),
    audit(AddressClaimed),
)]
pub async fn list_inbox(
    pod: Pod,
    caller: Principal,
    Path(address): Path<String>,
    Query(Both(filter, page)): Query<Both<MessageFilter, Paging<20, 100>>>,
) -> Result<RawJson> {
    const SELECT_TOTAL: &str = "SELECT iif(?2, blocked, total) FROM address WHERE address = ?1";
    let address = pod.addresses().own_or_claim(Some(&address), &caller).await?;
    let filter = Filter::new(filter)?;
    let page = pod.messages().page(&address, &filter, page.limit.get(), page.cursor, true)?;
    let total: Option<i64> = pod.sql().value(SELECT_TOTAL, &values![&address, filter.blocked])?;
    let (total, address) = (total.unwrap_or_default(), to_json(&address)?);
    Ok(RawJson(format!(r#"{{{},"total":{total},"address":{address}}}"#, page.members)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Mailbox {
    /// The mailbox of the message.
    #[param(required = true, value_type = String, example = "ada@warren.example")]
    address: Option<String>,
}

impl Mailbox {
    /// The address as the caller wrote it.
    ///
    /// # Errors
    /// `missing_params`.
    pub(in crate::pod) fn address(&self) -> Result<&str> {
        self.address.as_deref().filter(|address| !address.is_empty()).ok_or_else(|| {
            Error::new(Code::MissingParams, "The query parameter `address` is missing.")
                .fix("Add ?address= with the mailbox of the message.")
        })
    }
}

/// Read a message.
///
/// Returns the message and marks it as read. With `e2e_encrypted`, `body` is base64url of nonce (12 bytes) ‖ ciphertext ‖ tag.
/// Decrypt it with AES-256-GCM. The key is HKDF-SHA-256 of the X25519 secret shared with `ephemeral_public_key`, with a salt of 32
/// zero bytes and the info `agentlair:aes-256-gcm:v1`. `e2e_key_id` names your key.
#[operation(
    GET "/v1/email/messages/{id}", tag = "email", permission = MailRead, per_inbox, tool,
    path(id = "`message_id`, percent-encoded, with or without angle brackets, or `id`."),
    replies((status = 200, description = "The message.", body = FullMessage)),
    errors(MissingParams, InvalidAddress, AddressNotYours, NotFound),
)]
pub async fn get_message(
    pod: Pod,
    read_by: ReadBy,
    Path(id): Path<String>,
    Query(mailbox): Query<Mailbox>,
) -> Result<RawJson> {
    let address = pod.addresses().named(Some(mailbox.address()?))?;
    match pod.messages().read(&address, &id, read_by).await? {
        Some(message) => Ok(message),
        // An address with mail is the pod's, so only now is its owner checked.
        None => pod.addresses().own(Some(&address)).await.and_then(|_| Err(no_message())),
    }
}

/// Read a message by path.
#[operation(
    GET "/v1/inbox/{address}/messages/{id}", tag = "inbox", permission = MailRead, per_inbox,
    path(address = "The mailbox.", id = "`id`, or `message_id`, percent-encoded."),
    replies((status = 200, description = "The message.", body = FullMessage)),
    errors(InvalidAddress, AddressNotYours, NotFound),
)]
pub async fn get_inbox_message(pod: Pod, Path((address, id)): Path<(String, String)>) -> Result<RawJson> {
    let address = pod.addresses().own(Some(&address)).await?;
    pod.messages().read(&address, &id, ReadBy::Program).await?.ok_or_else(no_message)
}

/// Changes to a message. Absent fields do not change.
#[derive(Deserialize, ToSchema)]
pub struct MessagePatch {
    /// Whether it has been read.
    read: Option<bool>,
    /// Whether it is archived.
    archived: Option<bool>,
    /// Replaces all labels. At most 50, each of 1 to 64 printable characters.
    #[schema(example = json!(["invoices"]))]
    labels: Option<Vec<String>>,
    /// Labels to add.
    #[schema(example = json!(["invoices"]))]
    add_labels: Option<Vec<String>>,
    /// Labels to remove.
    #[schema(example = json!(["new"]))]
    remove_labels: Option<Vec<String>>,
}

/// A changed message.
#[derive(Serialize, ToSchema)]
pub struct Updated {
    /// Always true.
    updated: bool,
    /// The message that was changed.
    #[schema(example = "<welcome-1@mail.example>")]
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
/// Marks a message as read or unread, archived or not, and changes its labels. Absent fields do not change. Labels that differ only in
/// upper and lower case are the same label; its first spelling in the pod stays.
#[operation(
    PATCH "/v1/email/messages/{id}", tag = "email", permission = MailWrite, per_inbox, tool,
    path(id = "`message_id`, percent-encoded, or `id`."),
    reply = "The changed message.",
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
    let address = pod.addresses().own(Some(mailbox.address()?)).await?;
    let (add, remove) = (patch.add_labels.unwrap_or_default(), patch.remove_labels.unwrap_or_default());
    let change = LabelChange { set: patch.labels, add, remove };
    let Seq { seq } = pod.messages().find("seq", &address, &id)?.ok_or_else(no_message)?;
    let (message, labels): (MarkedMessage, _) = pod.sql().atomically(|| {
        let labels = pod.labels().change(seq, &change)?;
        let message = pod.sql().row(UPDATE_MESSAGE, &values![seq, patch.read, patch.archived])?;
        Ok((message.ok_or_else(no_message)?, labels))
    })?;
    Ok(Json(Updated {
        updated: true,
        message_id: format!("<{}>", message.message_id),
        read: message.read,
        archived: message.archived,
        labels,
    }))
}

#[derive(FromRow)]
struct Seq {
    seq: i64,
}

#[derive(FromRow)]
struct MarkedMessage {
    message_id: String,
    read: bool,
    archived: bool,
}
