//! The request body for a message, and its checks.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::error::{Code, Error, Result};
use crate::mail::outgoing_email::{File, MAX_FIELD_BYTES, is_free_header};
use crate::object::Object;
use crate::recipients::{OneOrMany, Recipients};
use crate::time::Timestamp;

/// Bytes of all texts and files of a message together.
pub const MAX_CONTENT_BYTES: usize = 5 << 20;
pub const MAX_FILES: usize = 100;
const MAX_HEADERS: usize = 50;
const MAX_CLIENT_ID_BYTES: usize = 255;

/// A message to send.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(example = json!({ "from": "ada@warren.example", "to": "bob@mail.example", "subject": "Hello", "text": "Lunch at one?" }))]
pub struct NewMail {
    /// One of your addresses, optionally with a name: `Ada <ada@warren.example>`. Required unless the path has the address.
    #[schema(example = "ada@warren.example")]
    pub from: Option<String>,
    /// One address or several, each optionally with a name.
    #[schema(value_type = Option<OneOrMany>)]
    pub to: Option<Recipients>,
    #[schema(value_type = Option<OneOrMany>)]
    pub cc: Option<Recipients>,
    /// Recipients that the other recipients do not see.
    #[schema(value_type = Option<OneOrMany>)]
    pub bcc: Option<Recipients>,
    /// Addresses for replies, if not `from`.
    #[schema(value_type = Option<OneOrMany>)]
    pub reply_to: Option<Recipients>,
    /// On one line, up to 998 bytes.
    #[schema(example = "Hello")]
    pub subject: Option<String>,
    /// The plain text; `body` is another name for it. `text` or `html` is required. If you send both, the reader's mail program chooses.
    #[serde(alias = "body")]
    #[schema(example = "Hi Bob")]
    pub text: Option<String>,
    /// The HTML form of the text.
    #[schema(example = "<p>Lunch at one?</p>")]
    pub html: Option<String>,
    /// Up to 100 files; all of the message up to 5 MiB.
    #[serde(deserialize_with = "objects")]
    pub attachments: Vec<NewFile>,
    /// Additional header fields, up to 50: `X-…`, `List-Unsubscribe`, `Auto-Submitted` and similar ones.
    pub headers: BTreeMap<String, String>,
    /// The `message_id` or `id` of the answered message. The References header is made from it.
    #[schema(example = "welcome-1@mail.example")]
    pub in_reply_to: Option<String>,
    /// Your id for this message. A repeated request with the same id does not send it again.
    #[schema(example = "order-42")]
    pub client_id: Option<String>,
    /// When to send it, at most a year ahead. Default: now.
    pub send_at: Option<Timestamp>,
    /// Whether to hold it until the account releases it.
    pub hold: bool,
    /// The name of the sender if `from` has none. Not a field of the request.
    #[serde(skip)]
    pub sender_name: Option<String>,
}

/// A message to send, whose text may be called `body`.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct NewMailOrBody {
    #[serde(flatten)]
    mail: NewMail,
    /// The plain text: the same as `text`. Send one of them.
    body: Option<String>,
}

/// A file to send.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
pub struct NewFile {
    /// The name of the file.
    #[schema(example = "invoice.pdf")]
    filename: String,
    /// `type/subtype`.
    #[schema(example = "application/pdf")]
    #[serde(default = "any_type")]
    content_type: String,
    /// The content in base64 or base64url.
    #[schema(example = "YXBwbGUsMQpwZWFyLDIK")]
    content: String,
    /// Content-ID, by which a `cid:` link in the HTML refers to the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "logo@warren.example")]
    content_id: Option<String>,
}

fn objects<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NewFile>, D::Error> {
    let objects = Vec::<Object<NewFile>>::deserialize(deserializer)?;
    Ok(objects.into_iter().map(|Object(file)| file).collect())
}

fn any_type() -> String {
    "application/octet-stream".to_owned()
}

impl NewFile {
    /// A file that was decoded already.
    pub fn of(filename: String, content_type: String, content: String) -> Self {
        Self { filename, content_type, content, content_id: None }
    }

    fn checked(self) -> Result<File> {
        let name = self.filename.trim();
        if name.is_empty() || name.len() > 255 || name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\')) {
            return Err(Error::invalid("filename must have 1 to 255 bytes, without slashes and control characters."));
        }
        let content_type = self.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let token = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
        };
        let Some((kind, subtype)) = content_type.split_once('/').filter(|(a, b)| token(a) && token(b)) else {
            return Err(Error::invalid(format!("The content_type of {name:?} must have the form type/subtype.")));
        };
        // Parts of these types may not be base64, and all files are base64.
        let content_type = match kind {
            "multipart" | "message" => any_type(),
            _ => format!("{kind}/{subtype}"),
        };
        let readable = |id: &String| !id.is_empty() && id.len() <= 255 && id.bytes().all(|b| b.is_ascii_graphic());
        if self.content_id.as_ref().is_some_and(|id| !readable(id) || id.contains(['<', '>'])) {
            return Err(Error::invalid(
                "content_id must have 1 to 255 visible ASCII characters, without angle brackets.",
            ));
        }
        let file = File { filename: name.to_owned(), content_type, content: self.content, content_id: self.content_id };
        file.normalized().ok_or_else(|| Error::invalid(format!("The content of {name:?} must be base64.")))
    }
}

/// The checked content of a message, without its sender and recipients.
pub struct Content {
    pub subject: String,
    pub text: Option<String>,
    pub html: Option<String>,
    pub files: Vec<File>,
    pub headers: Vec<(String, String)>,
}

impl NewMail {
    /// Takes the content out and checks it.
    ///
    /// # Errors
    /// `missing_fields`, `invalid_request`, `too_large`.
    pub fn content(&mut self) -> Result<Content> {
        let subject = self.subject.take().ok_or_else(|| missing("subject"))?;
        one_line("subject", &subject)?;
        let (text, html) = (self.text.take(), self.html.take());
        if text.is_none() && html.is_none() {
            return Err(missing("text or html"));
        }
        if self.attachments.len() > MAX_FILES {
            return Err(Error::invalid(format!("A message can have at most {MAX_FILES} attachments.")));
        }
        let files =
            std::mem::take(&mut self.attachments).into_iter().map(NewFile::checked).collect::<Result<Vec<_>>>()?;
        let size = [&text, &html].into_iter().flatten().map(String::len).sum::<usize>()
            + files.iter().map(File::size).sum::<usize>();
        if size > MAX_CONTENT_BYTES {
            return Err(too_large());
        }
        Ok(Content { subject, text, html, files, headers: self.checked_headers()? })
    }

    fn checked_headers(&mut self) -> Result<Vec<(String, String)>> {
        if self.headers.len() > MAX_HEADERS {
            return Err(Error::invalid(format!("A message can have at most {MAX_HEADERS} headers.")));
        }
        let headers = std::mem::take(&mut self.headers).into_iter();
        let checked = headers.map(|(name, value)| {
            if !is_free_header(&name) {
                return Err(Error::invalid(format!("The header {name:?} cannot be set.")).fix(
                    "Allowed are X-… fields, List-Unsubscribe, List-Id, Auto-Submitted, Importance and similar fields.",
                ));
            }
            one_line(&name, &value)?;
            Ok((name, value))
        });
        checked.collect()
    }

    /// The checked `client_id`.
    pub fn checked_client_id(&self) -> Result<Option<String>> {
        match &self.client_id {
            Some(id) if id.is_empty() || id.len() > MAX_CLIENT_ID_BYTES || id.chars().any(char::is_control) => {
                Err(Error::invalid(format!(
                    "client_id must have 1 to {MAX_CLIENT_ID_BYTES} bytes, without control characters."
                )))
            }
            id => Ok(id.clone()),
        }
    }
}

/// The error for a message that is too large.
pub fn too_large() -> Error {
    Error::new(Code::TooLarge, "Texts and files of a message can have at most 5 MiB together.")
        .fix("Send links to large files instead.")
}

/// The error for a missing field.
pub fn missing(field: &str) -> Error {
    Error::new(Code::MissingFields, format!("The body has no {field}."))
        .fix("Add the field; GET /api lists the fields of this operation.")
}

/// Refuses values with line ends, which could begin another header field.
fn one_line(name: &str, value: &str) -> Result<()> {
    if value.len() > MAX_FIELD_BYTES || value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(Error::invalid(format!(
            "{name} can have at most {MAX_FIELD_BYTES} bytes on one line, without control characters."
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(json: serde_json::Value) -> NewMail {
        serde_json::from_value(json).expect("readable")
    }

    #[test]
    fn no_value_can_begin_another_field() {
        for json in [
            serde_json::json!({ "subject": "a\r\nBcc: x@y.example", "text": "" }),
            serde_json::json!({ "subject": "a", "text": "", "headers": { "X-A": "b\nBcc: x@y.example" } }),
            serde_json::json!({ "subject": "a", "text": "", "headers": { "X-A: b\r\nBcc": "x@y.example" } }),
            serde_json::json!({ "subject": "a", "text": "", "headers": { "Bcc": "x@y.example" } }),
            serde_json::json!({ "subject": "a", "text": "", "attachments": [{ "filename": "a\r\nb", "content": "" }] }),
            serde_json::json!({ "subject": "a", "text": "",
                "attachments": [{ "filename": "a", "content": "", "content_type": "a/b\r\nX: y" }] }),
            serde_json::json!({ "subject": "a", "text": "",
                "attachments": [{ "filename": "a", "content": "", "content_id": "a>\r\nX: y" }] }),
        ] {
            assert!(new(json.clone()).content().is_err(), "{json}");
        }
    }

    #[test]
    fn what_lacks_is_named() {
        for (json, field) in
            [(serde_json::json!({ "text": "a" }), "subject"), (serde_json::json!({ "subject": "a" }), "text or html")]
        {
            let Err(error) = new(json).content() else { panic!("{field} is needed") };
            assert!(error.code == Code::MissingFields && error.message.contains(field), "{error}");
        }
    }
}
