//! Downloads: attachments and raw messages, streamed.

use axum::body::Body as Bytes;
use axum::http::{HeaderValue, Response, header};
use futures_util::{Stream, StreamExt};
use macros::operation;

use super::Mailbox;
use super::mailbox::no_message;
use crate::error::{Error, Result};
use crate::mail;
use crate::pod::Pod;
use crate::pod::storage::blobs;
use crate::wire::{Path, Query, path_segment};

/// Download an attachment.
///
/// Streamed and decoded. `index` is its number in `attachments`. Browsers are told to save it, not to show it.
#[operation(
    GET "/v1/email/messages/{id}/attachments/{index}", tag = "email", permission = MailRead, tool,
    path(id = "`message_id`, percent-encoded, or `id`.", index = "The attachment's `index`."),
    replies((status = 200, description = "The file.", body = Vec<u8>, content_type = "*/*")),
    errors(MissingParams, InvalidAddress, InvalidRequest, AddressNotYours, NotFound),
)]
pub async fn get_attachment(
    pod: Pod,
    Path((id, index)): Path<(String, usize)>,
    Query(mailbox): Query<Mailbox>,
) -> Result<Response<Bytes>> {
    let address = pod.own_address(Some(mailbox.address()?)).await?;
    let parts = pod.attachments(&address, &id)?;
    let part = parts.into_iter().find(|part| part.index == index).ok_or_else(|| Error::not_found("attachment"))?;
    let decoded = pod.attachment(&address, &id, &part).await.map_err(|error| gone_or(&pod, &address, &id, error))?;
    Ok(download(Bytes::from_stream(decoded), &part.content_type, &part.filename))
}

/// Download the raw message.
///
/// As it came over SMTP (RFC 5322). With `e2e_encrypted` it is sealed like the body and typed `application/octet-stream`.
#[operation(
    GET "/v1/email/messages/{id}/raw", tag = "email", permission = MailRead,
    path(id = "`message_id`, percent-encoded, or `id`."),
    replies((status = 200, description = "The message; `application/octet-stream` where it is sealed.", content((Vec<u8> = "message/rfc822"), (Vec<u8> = "application/octet-stream")))),
    errors(MissingParams, InvalidAddress, AddressNotYours, NotFound),
)]
pub async fn get_raw_message(
    pod: Pod,
    Path(id): Path<String>,
    Query(mailbox): Query<Mailbox>,
) -> Result<Response<Bytes>> {
    let address = pod.own_address(Some(mailbox.address()?)).await?;
    let raw = pod.raw(&address, &id)?;
    let stream = blobs::read(&pod, &raw.blob, raw.size, 0..raw.size).await;
    let stream = stream.map_err(|error| gone_or(&pod, &address, &id, error))?;
    let (kind, name) = if raw.sealed {
        ("application/octet-stream", format!("{}.sealed", raw.id))
    } else {
        ("message/rfc822", format!("{}.eml", raw.id))
    };
    Ok(download(Bytes::from_stream(stream), kind, &name))
}

/// Why a message could not be read: perhaps it was deleted meanwhile.
fn gone_or(pod: &Pod, address: &str, id: &str, error: Error) -> Error {
    pod.raw(address, id).err().unwrap_or(error)
}

/// Mail is a stranger's: nothing of it may be cached by others, guessed at, or shown as a page of ours.
fn download(body: Bytes, content_type: &str, filename: &str) -> Response<Bytes> {
    let disposition = format!("attachment; filename*=UTF-8''{}", path_segment(filename));
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

/// Where a raw message lies.
struct Raw {
    id: String,
    blob: String,
    size: usize,
    parts: Option<Vec<u8>>,
    sealed: bool,
}

impl Pod {
    /// The files of a message, and where in it they lie.
    pub(in crate::pod) fn attachments(&self, address: &str, id: &str) -> Result<Vec<mail::Attachment>> {
        let raw = self.raw(address, id)?;
        match raw.parts {
            Some(sealed) => serde_json::from_slice(&self.key().open(&raw.id, &sealed)?).map_err(Error::internal),
            None => Ok(Vec::new()),
        }
    }

    /// The bytes of a file.
    pub(in crate::pod) async fn attachment(
        &self,
        address: &str,
        id: &str,
        part: &mail::Attachment,
    ) -> Result<impl Stream<Item = Result<Vec<u8>>> + Send + use<>> {
        let raw = self.raw(address, id)?;
        let encoded = blobs::read(self, &raw.blob, raw.size, part.start..part.end).await?;
        Ok(futures_util::stream::unfold(
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
        ))
    }

    fn raw(&self, address: &str, id: &str) -> Result<Raw> {
        const COLUMNS: &str = "id, blob, blob_size, parts, json_extract(item, '$.e2e_encrypted')";
        let row = self.find(COLUMNS, address, id)?.ok_or_else(no_message)?;
        Ok(Raw {
            id: row.text(0),
            blob: row.text(1),
            size: usize::try_from(row.integer(2)).map_err(Error::internal)?,
            parts: (!row.is_null(3)).then(|| row.bytes(3)),
            sealed: row.integer(4) == 1,
        })
    }
}
