//! Downloads: attachments and raw messages, streamed.

use axum::body::Body as Bytes;
use axum::http::Response;
use futures_util::{Stream, StreamExt};
use macros::operation;

use super::Mailbox;
use super::mailbox::Messages;
use crate::error::{Error, Result};
use crate::mail;
use crate::platform::FromRow;
use crate::pod::Pod;
use crate::pod::storage::blobs;
use crate::pod::storage::download::download;
use crate::pod::storage::sealed_body::no_message;
use crate::wire::{Path, Query};

/// Download an attachment.
///
/// Returns the decoded file. `index` is its number in `attachments`. The response headers make browsers save it, not show it.
#[operation(
    GET "/v1/email/messages/{id}/attachments/{index}", tag = "email", permission = MailRead, per_inbox, tool,
    path(id = "`message_id`, percent-encoded, or `id`.", index = "The attachment's `index`."),
    replies((status = 200, description = "The file.", body = Vec<u8>, content_type = "*/*")),
    errors(MissingParams, InvalidAddress, InvalidRequest, AddressNotYours, NotFound),
)]
pub async fn get_attachment(
    pod: Pod,
    Path((id, index)): Path<(String, usize)>,
    Query(mailbox): Query<Mailbox>,
) -> Result<Response<Bytes>> {
    let address = pod.addresses().own(Some(mailbox.address()?)).await?;
    let messages = pod.messages();
    let parts = messages.attachments(&address, &id)?;
    let part = parts.into_iter().find(|part| part.index == index).ok_or_else(|| Error::not_found("attachment"))?;
    let file = messages.attachment(&address, &id, &part).await;
    let file = file.map_err(|error| messages.deleted_or(&address, &id, error))?;
    Ok(download(Bytes::from_stream(file), &part.content_type, &part.filename))
}

/// Download the raw message.
///
/// Returns the message as it arrived over SMTP (RFC 5322). With `e2e_encrypted` it is encrypted like the body, and its type is
/// `application/octet-stream`.
#[operation(
    GET "/v1/email/messages/{id}/raw", tag = "email", permission = MailRead, per_inbox,
    path(id = "`message_id`, percent-encoded, or `id`."),
    replies((status = 200, description = "The message; `application/octet-stream` where it is sealed.", content((Vec<u8> = "message/rfc822"), (Vec<u8> = "application/octet-stream")))),
    errors(MissingParams, InvalidAddress, AddressNotYours, NotFound),
)]
pub async fn get_raw_message(
    pod: Pod,
    Path(id): Path<String>,
    Query(mailbox): Query<Mailbox>,
) -> Result<Response<Bytes>> {
    let address = pod.addresses().own(Some(mailbox.address()?)).await?;
    let raw = pod.messages().raw(&address, &id)?;
    let stream = blobs::read(&pod, &raw.blob, raw.blob_size, 0..raw.blob_size).await;
    let stream = stream.map_err(|error| pod.messages().deleted_or(&address, &id, error))?;
    let (content_type, filename) = if raw.is_encrypted == Some(true) {
        ("application/octet-stream", format!("{}.sealed", raw.id))
    } else {
        ("message/rfc822", format!("{}.eml", raw.id))
    };
    Ok(download(Bytes::from_stream(stream), content_type, &filename))
}

/// The place of a raw message in the bucket.
#[derive(FromRow)]
struct RawMessage {
    id: String,
    blob: String,
    blob_size: usize,
    parts: Option<Vec<u8>>,
    is_encrypted: Option<bool>,
}

impl Messages<'_> {
    /// The files of a message, with their places in it.
    pub(in crate::pod) fn attachments(self, address: &str, id: &str) -> Result<Vec<mail::Attachment>> {
        let raw = self.raw(address, id)?;
        match raw.parts {
            Some(sealed) => serde_json::from_slice(&self.pod.key().open(&raw.id, &sealed)?).map_err(Error::internal),
            None => Ok(Vec::new()),
        }
    }

    /// The bytes of a file.
    pub(in crate::pod) async fn attachment(
        self,
        address: &str,
        id: &str,
        part: &mail::Attachment,
    ) -> Result<impl Stream<Item = Result<Vec<u8>>> + Send + use<>> {
        let raw = self.raw(address, id)?;
        let encoded = blobs::read(self.pod, &raw.blob, raw.blob_size, part.start..part.end).await?;
        Ok(futures_util::stream::unfold(
            (Box::pin(encoded), Some(mail::Decoder::new(part.encoding))),
            |(mut encoded, decoder)| async {
                let mut decoder = decoder?;
                let mut decoded = Vec::new();
                match encoded.next().await {
                    Some(Ok(chunk)) => {
                        decoder.push(&chunk, &mut decoded);
                        Some((Ok(decoded), (encoded, Some(decoder))))
                    }
                    Some(Err(error)) => Some((Err(error), (encoded, None))),
                    None => {
                        decoder.finish(&mut decoded);
                        Some((Ok(decoded), (encoded, None)))
                    }
                }
            },
        ))
    }

    fn raw(self, address: &str, id: &str) -> Result<RawMessage> {
        const COLUMNS: &str = "id, blob, blob_size, parts, json_extract(item, '$.e2e_encrypted') AS is_encrypted";
        self.find(COLUMNS, address, id)?.ok_or_else(no_message)
    }

    /// The error for a message that could not be read: `not_found` if it was deleted in the meantime.
    fn deleted_or(self, address: &str, id: &str, error: Error) -> Error {
        self.raw(address, id).err().unwrap_or(error)
    }
}
