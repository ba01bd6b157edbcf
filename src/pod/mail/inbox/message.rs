//! A message as callers see it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{MessageId, ThreadId};
use crate::mail::{self, Mailbox};
use crate::time::Timestamp;

/// A message in a list, but for its flags: what hardly ever changes.
#[derive(Serialize, ToSchema)]
pub struct Item {
    /// Warren's own name for the message. Works wherever a message id is asked for.
    pub id: MessageId,
    /// The sender's name for it (RFC 5322 Message-ID), in angle brackets; made up where there is none.
    #[schema(example = "<17a@mail.example>")]
    pub message_id: String,
    /// `message_id`, percent-encoded for a path.
    #[schema(example = "%3C17a%40mail.example%3E")]
    pub message_id_url: String,
    /// Who wrote it, by its own account: an address, empty if the From header does not say so readably. Anybody can write any
    /// address there: see `author_proved`.
    #[schema(example = "alice@mail.example")]
    pub from: String,
    /// The name of the sender, if the header has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ann Lee")]
    pub from_name: Option<String>,
    /// Everybody whom the From header names, at most 20. Present only if that is not exactly one author; then `from` is the first
    /// of them, and none is proved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Correspondent>,
    /// Whether it is proved that `from` is the author: the message comes from within this deployment, or DMARC passes for the
    /// domain of `from`, or, where DMARC says neither yes nor no, that domain or one above it signed (DKIM). Absent on mail of
    /// before this was kept, of which nothing is proved.
    pub author_proved: bool,
    /// The message it answers (In-Reply-To), in angle brackets. Null if it answers none.
    #[schema(example = "<16f@mail.example>")]
    pub in_reply_to: Option<String>,
    /// The envelope's recipient: your address, with the `+tag` the sender used.
    #[schema(example = "ada@warren.example")]
    pub to: String,
    /// The subject, on one line.
    #[schema(example = "Hello")]
    pub subject: String,
    /// First 120 characters of the text. Empty when the mail is sealed to your key.
    #[schema(example = "Lunch at one?")]
    pub snippet: String,
    /// When it arrived.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// The conversation it belongs to, by References and In-Reply-To.
    pub thread_id: ThreadId,
    /// Files in it. For their names read the message.
    pub attachment_count: usize,
    /// What the receiving server found out about the sender.
    #[schema(value_type = Verdicts)]
    pub auth: mail::Verdicts,
    /// Present and true when the mail is sealed to your public key.
    #[serde(skip_serializing_if = "is_false")]
    pub e2e_encrypted: bool,
    /// With `e2e_encrypted`: which of your keys it is sealed to. Absent on mail of before keys were remembered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "66687aadf862bd77")]
    pub e2e_key_id: Option<String>,
    /// Present and true when a rule of yours filed it away.
    #[serde(skip_serializing_if = "is_false")]
    pub blocked: bool,
    /// The owner's own words for it, if there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["invoices"]))]
    pub labels: Vec<String>,
}

/// `pass`, `fail`, `softfail`, `neutral`, `none`, `temperror`, `permerror`, or null where the receiving server said
/// nothing. From the topmost `Authentication-Results` (RFC 8601) of the deployment's own mail provider. A `pass` says that somebody's
/// domain is genuine, not whose: `author_proved` of the message says whether it is the author's.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Verdicts {
    /// The result of SPF (RFC 7208).
    #[schema(example = "pass")]
    spf: Option<String>,
    /// The result of DKIM (RFC 6376).
    #[schema(example = "pass")]
    dkim: Option<String>,
    /// `pass` only if that is a pass of the domain of `from`, and `from` is the only author.
    #[schema(example = "pass")]
    dmarc: Option<String>,
    /// The author's domain as the receiving server read it, which `dmarc` is about. Absent if it did not say.
    #[schema(required = false, example = "mail.example")]
    header_from: String,
    /// Domains with a valid DKIM signature, at most 10. Absent if there are none.
    #[schema(required = false, example = json!(["mail.example"]))]
    header_d: Vec<String>,
    /// Whom `spf` is about: the envelope's sender, or its domain. Absent if the receiving server did not say.
    #[schema(required = false, example = "mail.example")]
    smtp_mailfrom: String,
    /// `internal` for mail from another address of this deployment: its sender is certain.
    #[schema(example = "dmarc")]
    method: Option<String>,
}

/// A file in a message.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Its number in the path of its download.
    pub index: usize,
    /// The name of the file.
    #[schema(example = "invoice.pdf")]
    pub filename: String,
    /// The media type of the file.
    #[schema(example = "application/pdf")]
    pub content_type: String,
    /// Bytes.
    pub size: usize,
    /// What a `cid:` link in the HTML calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "logo@warren.example")]
    pub content_id: Option<String>,
    /// Shown within the body rather than beside it.
    pub inline: bool,
}

/// Somebody in a header.
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

/// What reading a message adds to its list item.
#[derive(Serialize, ToSchema)]
pub struct Detail {
    /// The text to read: the plain text, or else what the HTML says. base64url ciphertext if `e2e_encrypted`.
    #[schema(example = "Lunch at one?")]
    pub body: String,
    /// What is new in it: without the messages it answers, and without a signature. What is forwarded belongs to it. A guess by
    /// what mail programs write; all of `body` if nothing in it is old, never empty if `body` is not. Absent with `e2e_encrypted`.
    // Stored only if it is not all of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lunch at one?")]
    pub extracted_text: Option<String>,
    /// With `e2e_encrypted`: the sender's ephemeral X25519 key, base64url.
    // Next to the body where it is: that tells a sealed body when it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    pub ephemeral_public_key: Option<String>,
    /// The HTML as sent; null if there is none. It comes from a stranger: do not show it unsandboxed.
    #[schema(example = "<p>Lunch at one?</p>")]
    pub html: Option<String>,
    /// Everybody in the To header.
    pub recipients: Vec<Correspondent>,
    /// Everybody in the Cc header.
    pub cc: Vec<Correspondent>,
    /// Where answers should go, if not to `from`.
    pub reply_to: Vec<Correspondent>,
    /// The Date header.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub date: Option<Timestamp>,
    /// The Date header as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sun, 22 Nov 2026 10:00:00 +0100")]
    pub date_header: Option<String>,
    /// Message-IDs of the conversation before this message, the one answered last.
    #[schema(example = json!(["welcome-1@mail.example"]))]
    pub references: Vec<String>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Whether a program sent it.
    pub automatic: bool,
    /// Whether something was cut: a text is kept up to 4 MiB. The raw message has it all.
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

/// What the owner says of a message.
#[derive(Serialize, ToSchema)]
pub struct Flags {
    /// Whether it has been read.
    pub read: bool,
    /// Whether it is archived: out of the inbox list.
    pub archived: bool,
    /// The message's place in the order of arrival: pass it as `cursor` or `since`.
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

/// As shown.
pub fn correspondents(list: Vec<Mailbox>) -> Vec<Correspondent> {
    list.into_iter().map(|Mailbox { name, address }| Correspondent { name, address }).collect()
}
