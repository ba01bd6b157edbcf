//! Mail of an inbox that the path names by its id, as the API of environments shows it.

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::inbox::MessagePage;
use super::inbox::mailbox::{Filter, MessageFilter};
use super::inbox::message::FullMessage;
use super::outbox::{self, NewMail, NewMailOrBody, OutgoingMessage, SentMail};
use super::threads::{FullThread, ThreadPage};
use super::timeline::Position;
use crate::directory::PodAddress;
use crate::error::{Error, Result};
use crate::mail::Address;
use crate::pod::Pod;
use crate::pod::storage::sealed_body::no_message;
use crate::recipients::person;
use crate::wire::{
    Body, Both, Call, Created, EnvironmentRequest, FromCall, PageInfo, Paging, Path, Place, Query, RawJson, ReadBy,
    to_json,
};

/// A request about an inbox of the pod.
pub struct InboxRequest {
    pod: Pod,
    request: EnvironmentRequest,
}

impl FromCall for InboxRequest {
    const IN_POD: bool = true;
    const HEADERS: &'static [&'static str] = EnvironmentRequest::HEADERS;

    fn from_call(call: &mut Call) -> Result<Self> {
        Ok(Self { pod: Pod::from_call(call)?, request: EnvironmentRequest::from_call(call)? })
    }
}

impl InboxRequest {
    /// The inbox, if the request is about the pod's environment and the key can be used for the inbox.
    async fn inbox(&self, id: &str) -> Result<PodAddress> {
        self.request.check_own()?;
        self.pod.addresses().inbox(id).await
    }
}

/// List the messages of an inbox.
///
/// Lists messages, newest first, each with the beginning of its text. Mail that a rule filed is listed with `?blocked=true` only. The
/// mail of an environment is read with its own keys; the account's key reads that of the default environment.
#[operation(
    GET "/api/v1/inboxes/{id}/messages", tag = "inboxes", permission = MailRead, per_inbox,
    path(id = "The inbox's id."),
    replies((status = 200, description = "A page of messages.", body = MessagePage)),
    errors(InvalidRequest = "Also if the request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", NotFound),
)]
pub async fn list_api_messages(
    request: InboxRequest,
    Path(id): Path<String>,
    Query(Both(filter, page)): Query<Both<MessageFilter, Paging<20, 100>>>,
) -> Result<RawJson> {
    let address = request.inbox(&id).await?.address;
    let page = request.pod.messages().page(&address, &Filter::new(filter)?, page.limit.get(), page.cursor, false)?;
    Ok(RawJson(format!(r#"{{{},"address":{}}}"#, page.members, to_json(&address)?)))
}

/// Read a message of an inbox.
///
/// Returns the message and marks it as read, as `GET /v1/email/messages/{id}` does.
#[operation(
    GET "/api/v1/inboxes/{id}/messages/{message_id}", tag = "inboxes", permission = MailRead, per_inbox,
    path(id = "The inbox's id.", message_id = "`id` of the message, or its `message_id`, percent-encoded."),
    replies((status = 200, description = "The message.", body = FullMessage)),
    errors(InvalidRequest = "The request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", NotFound),
)]
pub async fn get_api_message(request: InboxRequest, Path((id, message)): Path<(String, String)>) -> Result<RawJson> {
    let address = request.inbox(&id).await?.address;
    request.pod.messages().read(&address, &message, ReadBy::Program).await?.ok_or_else(no_message)
}

/// List the conversations of an inbox.
///
/// Lists conversations, those with the latest messages first, and counts the messages in this inbox only.
#[operation(
    GET "/api/v1/inboxes/{id}/threads", tag = "inboxes", permission = MailRead, per_inbox,
    path(id = "The inbox's id."),
    replies((status = 200, description = "A page of conversations.", body = ThreadPage)),
    errors(InvalidRequest = "Also if the request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", NotFound),
)]
pub async fn list_api_threads(
    request: InboxRequest,
    Path(id): Path<String>,
    Query(page): Query<Paging<20, 100, Place>>,
) -> Result<RawJson> {
    let address = request.inbox(&id).await?.address;
    request.pod.threads().page(&address, page.limit.get(), page.cursor)
}

/// Read a conversation of an inbox.
///
/// Returns its received and sent messages in this inbox without their full texts, the oldest first. No message is marked as read.
#[operation(
    GET "/api/v1/inboxes/{id}/threads/{thread_id}", tag = "inboxes", permission = MailRead, per_inbox,
    path(id = "The inbox's id.", thread_id = "The conversation's id."),
    replies((status = 200, description = "A page of the conversation.", body = FullThread)),
    errors(InvalidRequest = "Also if the request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", NotFound),
)]
pub async fn get_api_thread(
    request: InboxRequest,
    Path((id, thread)): Path<(String, String)>,
    Query(page): Query<Paging<20, 100, Position>>,
) -> Result<RawJson> {
    let address = request.inbox(&id).await?.address;
    request.pod.threads().read(&address, &thread, page.limit.get(), page.cursor)
}

/// The drafts of an inbox.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxDrafts)]
#[allow(dead_code)]
pub struct DraftPage {
    /// Newest first.
    drafts: Vec<OutgoingMessage>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List the drafts of an inbox.
///
/// Lists messages from this inbox that are held until the account releases or rejects them.
#[operation(
    GET "/api/v1/inboxes/{id}/drafts", tag = "inboxes", permission = MailRead, per_inbox,
    path(id = "The inbox's id."),
    replies((status = 200, description = "A page of drafts.", body = DraftPage)),
    errors(InvalidRequest = "Also if the request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", NotFound),
)]
pub async fn list_api_drafts(
    request: InboxRequest,
    Path(id): Path<String>,
    Query(page): Query<Paging<20, 100>>,
) -> Result<RawJson> {
    let address = request.inbox(&id).await?.address;
    outbox::drafts_of(&request.pod, &address, page.limit.get(), page.cursor)
}

/// Create a draft.
///
/// Stores a message from this inbox that is held until the account releases it: `POST /v1/pods/{pod_id}/drafts/{id}/release`. The fields
/// are those of `POST /v1/email/send`, without `from`.
#[operation(
    POST "/api/v1/inboxes/{id}/drafts", tag = "inboxes", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable,
    path(id = "The inbox's id."),
    body = NewMailOrBody,
    reply = "The held message.",
    errors(MissingFields, InvalidEmail, InvalidRequest = "Also if the request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", InvalidSender, NotYourAddress, SendingSuspended, StorageLimit),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailHeld),
)]
pub async fn create_api_draft(
    request: InboxRequest,
    Path(id): Path<String>,
    Body(mut new): Body<NewMail>,
) -> Result<Created<SentMail>> {
    let inbox = request.inbox(&id).await?;
    new.hold = true;
    request.pod.send(from_inbox(&inbox, new)?).await.map(Created)
}

/// Send from an inbox.
///
/// As `POST /v1/email/send`, with the sender in the path. The name of the sender is the inbox's `display_name`, unless `from` has another
/// name.
#[operation(
    POST "/api/v1/inboxes/{id}/send", tag = "inboxes", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable,
    path(id = "The inbox's id."),
    body = NewMailOrBody,
    reply = "The accepted message.",
    errors(MissingFields, InvalidEmail, InvalidRequest = "Also if the request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", InvalidSender, NotYourAddress, SendingSuspended, StorageLimit),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn send_api_message(
    request: InboxRequest,
    Path(id): Path<String>,
    Body(new): Body<NewMail>,
) -> Result<Created<SentMail>> {
    let inbox = request.inbox(&id).await?;
    request.pod.send(from_inbox(&inbox, new)?).await.map(Created)
}

/// Reply to a message of an inbox.
///
/// As `POST /v1/email/messages/{id}/reply`: `to`, `subject` and `in_reply_to` have defaults.
#[operation(
    POST "/api/v1/inboxes/{id}/messages/{message_id}/reply", tag = "inboxes", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable,
    path(id = "The inbox's id.", message_id = "`id` of the message, or its `message_id`, percent-encoded."),
    body = NewMailOrBody,
    reply = "The accepted message.",
    errors(MissingFields, InvalidEmail, InvalidRequest = "Also if there is nobody to reply to, or if the request names two environments.", PodAuthForbidden = "The account's key was sent with another environment.", InvalidSender, NotYourAddress, SendingSuspended, StorageLimit),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn reply_to_api_message(
    request: InboxRequest,
    Path((id, message)): Path<(String, String)>,
    Body(new): Body<NewMail>,
) -> Result<Created<SentMail>> {
    let inbox = request.inbox(&id).await?;
    request.pod.reply(&inbox.address, &message, from_inbox(&inbox, new)?).await.map(Created)
}

/// A message with the inbox as its sender.
fn from_inbox(inbox: &PodAddress, mut new: NewMail) -> Result<NewMail> {
    let from = new.from.get_or_insert_with(|| inbox.address.clone());
    let address = person(from)?.address.parse::<Address>().map(|address| address.without_tag().to_string());
    if address.ok().as_deref() != Some(&*inbox.address) {
        return Err(Error::invalid("from and the path name different addresses.").fix("Leave out from."));
    }
    new.sender_name.clone_from(&inbox.display_name);
    Ok(new)
}
