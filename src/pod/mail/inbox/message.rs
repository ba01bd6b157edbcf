//! A received message in replies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{MessageId, ThreadId};
use crate::mail::{self, Mailbox};
use crate::time::Timestamp;

/// A message in a list, without its flags, which change more often.
#[derive(Serialize, ToSchema)]
pub struct Item {
    /// Id of the message. Each operation that takes a message id accepts it.
    pub id: MessageId,
    /// The Message-ID of the sender (RFC 5322), in angle brackets. Generated if the message has none.
    #[schema(example = "<17a@mail.example>")]
    pub message_id: String,
    /// `message_id`, percent-encoded for a path.
    #[schema(example = "%3C17a%40mail.example%3E")]
    pub message_id_url: String,
    /// The address in the From header. Empty if the header cannot be read. Anybody can write any address there: see
    /// `author_proved`.
    #[schema(example = "alice@mail.example")]
    pub from: String,
    /// The name in the From header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ann Lee")]
    pub from_name: Option<String>,
    /// All authors in the From header, at most 20. Present only if there is not exactly one author; then `from` is the first of them,
    /// and none is proved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Correspondent>,
    /// Whether it is proved that `from` is the author: the message was sent within this deployment, or DMARC passes for the domain of
    /// `from`, or DMARC has no result and that domain or a parent domain signed the message (DKIM). Absent on mail that was received
    /// before this field existed: its author is not proved.
    pub author_proved: bool,
    /// The Message-ID of the answered message (In-Reply-To), in angle brackets. Null if it is not an answer.
    #[schema(example = "<16f@mail.example>")]
    pub in_reply_to: Option<String>,
    /// The recipient of the envelope: your address, with the `+tag` of the sender.
    #[schema(example = "ada@warren.example")]
    pub to: String,
    /// The subject, on one line.
    #[schema(example = "Hello")]
    pub subject: String,
    /// First 120 characters of the text. Empty if the mail is encrypted to your key.
    #[schema(example = "Lunch at one?")]
    pub snippet: String,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The conversation of the message, by its References and In-Reply-To headers.
    pub thread_id: ThreadId,
    /// Number of attached files. The message has their names.
    pub attachment_count: usize,
    /// Results of the receiving server's checks of the sender.
    #[schema(value_type = Verdicts)]
    pub auth: mail::Verdicts,
    /// Present and true if the mail is encrypted to your public key.
    #[serde(skip_serializing_if = "is_false")]
    pub e2e_encrypted: bool,
    /// With `e2e_encrypted`: the id of your key. Absent on mail that was received before this field existed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "66687aadf862bd77")]
    pub e2e_key_id: Option<String>,
    /// Present and true if one of your rules filed it.
    #[serde(skip_serializing_if = "is_false")]
    pub blocked: bool,
    /// Labels of the message. Absent if it has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["invoices"]))]
    pub labels: Vec<String>,
}

/// Results of the checks: `pass`, `fail`, `softfail`, `neutral`, `none`, `temperror`, `permerror`, or null without a result. They are
/// from the topmost `Authentication-Results` header (RFC 8601) of the deployment's mail provider. A `pass` proves a domain, which is not
/// always the author's domain: see `author_proved` of the message.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Verdicts {
    /// The result of SPF (RFC 7208).
    #[schema(example = "pass")]
    spf: Option<String>,
    /// The result of DKIM (RFC 6376).
    #[schema(example = "pass")]
    dkim: Option<String>,
    /// `pass` only if the domain of `from` passes and `from` is the only author.
    #[schema(example = "pass")]
    dmarc: Option<String>,
    /// The author's domain that the receiving server checked for `dmarc`. Absent if unknown.
    #[schema(required = false, example = "mail.example")]
    header_from: String,
    /// Domains with a valid DKIM signature, at most 10. Absent if there are none.
    #[schema(required = false, example = json!(["mail.example"]))]
    header_d: Vec<String>,
    /// The envelope sender that was checked for `spf`, or its domain. Absent if unknown.
    #[schema(required = false, example = "mail.example")]
    smtp_mailfrom: String,
    /// `internal` for mail from another address of this deployment: its sender is proved.
    #[schema(example = "internal")]
    method: Option<String>,
}

/// A file in a message.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Number of the file in the path of its download.
    pub index: usize,
    /// The name of the file.
    #[schema(example = "invoice.pdf")]
    pub filename: String,
    /// The media type of the file.
    #[schema(example = "application/pdf")]
    pub content_type: String,
    /// Bytes.
    pub size: usize,
    /// Content-ID, by which a `cid:` link in the HTML refers to the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "logo@warren.example")]
    pub content_id: Option<String>,
    /// Whether the file is shown within the body.
    pub inline: bool,
}

/// A person in a header.
#[derive(Serialize, ToSchema)]
pub struct Correspondent {
    /// The name beside the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ann Lee")]
    pub name: Option<String>,
    /// The email address.
    #[schema(example = "ann@mail.example")]
    pub address: String,
}

/// The content of a message, which lists do not have.
#[derive(Serialize, ToSchema)]
pub struct Detail {
    /// The plain text, or else the text of the HTML. base64url ciphertext if `e2e_encrypted`.
    #[schema(example = "Lunch at one?")]
    pub body: String,
    /// The new text of `body`: without quoted messages and without a signature. Forwarded text counts as new. It is found by
    /// heuristics. Empty only if `body` is empty. Absent with `e2e_encrypted`.
    // Stored only if it differs from the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lunch at one?")]
    pub extracted_text: Option<String>,
    /// With `e2e_encrypted`: the ephemeral X25519 key of the encryption, base64url.
    // Follows the body: `with_body_twice` recognizes an encrypted body by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    pub ephemeral_public_key: Option<String>,
    /// The HTML as sent. Null if there is none. It is untrusted: show it in a sandbox only.
    #[schema(example = "<p>Lunch at one?</p>")]
    pub html: Option<String>,
    /// All recipients in the To header.
    pub recipients: Vec<Correspondent>,
    /// All recipients in the Cc header.
    pub cc: Vec<Correspondent>,
    /// Addresses for replies, if not `from`.
    pub reply_to: Vec<Correspondent>,
    /// The Date header, parsed.
    pub date: Option<Timestamp>,
    /// The text of the Date header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sun, 22 Nov 2026 10:00:00 +0100")]
    pub date_header: Option<String>,
    /// Message-IDs of earlier messages of the conversation, the answered message last.
    #[schema(example = json!(["<welcome-1@mail.example>"]))]
    pub references: Vec<String>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Whether a program sent the message.
    pub automatic: bool,
    /// Whether a text was cut at 4 MiB. The raw message has the whole text.
    pub truncated: bool,
}

/// A message in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = EmailMessage)]
pub struct InboxItem {
    #[serde(flatten)]
    pub item: Item,
    #[serde(flatten)]
    pub flags: Flags,
}

/// Flags that the owner of a message sets.
#[derive(Serialize, ToSchema)]
pub struct Flags {
    /// Whether it has been read.
    pub read: bool,
    /// Whether it is archived: out of the inbox list.
    pub archived: bool,
    /// Position of the message in the order of arrival. Send it as `cursor` or `since`.
    pub cursor: i64,
}

/// A message with all its content.
#[derive(Serialize, ToSchema)]
#[schema(as = EmailMessageFull)]
#[allow(dead_code)]
pub struct FullMessage {
    #[serde(flatten)]
    pub item: InboxItem,
    #[serde(flatten)]
    pub detail: Detail,
    /// With `e2e_encrypted`: the same as `body`.
    #[schema(required = false, example = "c2VhbGVkLWJ5LXlvdQ")]
    pub ciphertext: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(flag: &bool) -> bool {
    !flag
}

pub fn correspondents(list: Vec<Mailbox>) -> Vec<Correspondent> {
    list.into_iter().map(|Mailbox { name, address }| Correspondent { name, address }).collect()
}
