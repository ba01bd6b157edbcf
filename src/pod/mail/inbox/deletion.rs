//! Deleting received mail: one message, or the messages of a filter.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Mailbox;
use super::mailbox::{Messages, Since};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::platform::{FromRow, Value, values};
use crate::pod::Pod;
use crate::pod::mail::index;
use crate::pod::storage::blobs;
use crate::pod::storage::sealed_body::no_message;
use crate::wire::{Json, Path, Query, to_json};

/// Messages that one call deletes.
const MAX_DELETED: u32 = 1_000;
/// Words in the search index of the messages of one call: removing them is most of the work.
const MAX_WORDS: i64 = 200_000;
/// The largest number of `remaining`.
const MAX_COUNTED: i64 = 10_000;
/// Objects that one call of the bucket deletes.
const MAX_NAMES: usize = 1_000;

/// A deleted message.
#[derive(Serialize, ToSchema)]
pub struct Deleted {
    /// Always true.
    deleted: bool,
    /// The message that was deleted.
    #[schema(example = "<welcome-1@mail.example>")]
    message_id: String,
}

/// Delete a message.
///
/// Deletes the text, the attachments and the raw message permanently.
#[operation(
    DELETE "/v1/email/messages/{id}", tag = "email", permission = MailWrite, per_inbox,
    path(id = "`message_id`, percent-encoded, or `id`."),
    reply = "The message is deleted.",
    errors(MissingParams, InvalidAddress, AddressNotYours, NotFound),
    audit(MessageDeleted),
)]
pub async fn delete_message(pod: Pod, Path(id): Path<String>, Query(mailbox): Query<Mailbox>) -> Result<Json<Deleted>> {
    let address = pod.addresses().own(Some(mailbox.address()?)).await?;
    pod.wake_at(pod.now()).await?;
    let (message_id, blobs) = pod.sql().atomically(|| {
        let message: Ids = pod.messages().find("seq, id, message_id", &address, &id)?.ok_or_else(no_message)?;
        let blobs = pod.messages().delete(&[message.seq])?;
        pod.audit().record(AuditAction::MessageDeleted, &message.id)?;
        Ok((message.message_id, blobs))
    })?;
    blobs::remove(&pod, blobs).await?;
    Ok(Json(Deleted { deleted: true, message_id: format!("<{message_id}>") }))
}

#[derive(FromRow)]
struct Ids {
    seq: i64,
    id: String,
    message_id: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeleteMessages {
    /// Messages of this mailbox. Default: of all mailboxes of the pod.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
    /// Messages that arrived before this time (RFC 3339) or before this `cursor`.
    #[param(value_type = Option<String>, example = "2026-04-01T00:00:00Z")]
    before: Option<Since>,
    /// Messages of this conversation.
    thread_id: Option<String>,
    /// Messages from this address or domain.
    from: Option<String>,
    /// Messages with this label.
    label: Option<String>,
    /// True: read messages. False: unread messages.
    read: Option<bool>,
    /// True: archived messages. False: messages that are not archived.
    archived: Option<bool>,
    /// Only messages that a rule with the action `file` filed. Without it, these are not deleted.
    #[param(default = false)]
    blocked: Option<bool>,
}

/// Deleted messages.
#[derive(Serialize, ToSchema)]
pub struct DeletedMessages {
    /// Messages that this call deleted.
    deleted: usize,
    /// Messages that still match: call again to delete them. At most 10,000 are counted.
    remaining: i64,
}

/// Delete messages by filter.
///
/// Deletes the oldest messages that match all conditions permanently: texts, attachments and raw messages. One call deletes up to
/// 1,000 messages, or fewer long ones; `remaining` says how many are left. At least one condition is required.
#[operation(
    DELETE "/v1/email/messages", tag = "email", permission = MailWrite,
    reply = "The messages are deleted.",
    errors(MissingParams = "No condition.", UnknownField = "Another condition.", InvalidAddress, InvalidRequest, AddressNotYours),
    audit(MessagesDeleted),
)]
pub async fn delete_messages(pod: Pod, Query(query): Query<DeleteMessages>) -> Result<Json<DeletedMessages>> {
    let address = pod.addresses().own_if_named(query.address.as_deref()).await?;
    let filter = query.filter(address.as_deref())?;
    let (sql, values) = filter.sql();
    let limit = MAX_COUNTED + i64::from(MAX_DELETED);
    let count = format!("SELECT count(*) FROM (SELECT 1 FROM message m WHERE {sql} LIMIT {limit})");
    // If this call dies after the commit, the alarm deletes the blobs.
    pod.wake_at(pod.now()).await?;
    let (deleted, found, names) = pod.sql().atomically(|| {
        let seqs = pod.messages().deletable(&sql, &values)?;
        let found: i64 = pod.sql().value(&count, &values)?.unwrap_or_default();
        let names = pod.messages().delete(&seqs)?;
        if !seqs.is_empty() {
            pod.audit().record(AuditAction::MessagesDeleted, address.as_deref().unwrap_or("*"))?;
        }
        Ok((seqs.len(), found, names))
    })?;
    remove_blobs(&pod, &names).await?;
    let remaining = found - i64::try_from(deleted).map_err(Error::internal)?;
    Ok(Json(DeletedMessages { deleted, remaining: remaining.min(MAX_COUNTED) }))
}

/// Removes the blobs of messages that were deleted.
pub(in crate::pod::mail) async fn remove_blobs(pod: &Pod, names: &[String]) -> Result<()> {
    for names in names.chunks(MAX_NAMES) {
        blobs::remove(pod, names.to_vec()).await?;
    }
    Ok(())
}

/// A message that may be deleted, and its words in the search index.
#[derive(FromRow)]
struct Candidate {
    seq: i64,
    words: i64,
}

/// Conditions, each with its value if it has one.
struct Filter<'a>(Vec<(&'static str, Option<Value<'a>>)>);

impl DeleteMessages {
    fn filter<'a>(&'a self, address: Option<&'a str>) -> Result<Filter<'a>> {
        let text = |sql, value: Option<&'a str>| value.map(|value| (sql, Some(Value::from(value))));
        let flag = |yes, no, flag: Option<bool>| flag.map(|flag| (if flag { yes } else { no }, None));
        let from = self.from.as_deref().map(|from| match from.contains('@') {
            true => ("m.sender = lower(CAST(? AS TEXT))", Some(Value::from(from))),
            false => ("m.sender_domain = lower(CAST(? AS TEXT))", Some(Value::from(from))),
        });
        let before = self.before.map(|before| match before {
            Since::Cursor(cursor) => ("m.seq < ?", Some(Value::from(cursor))),
            Since::Time(time) => ("m.received_at < ?", Some(Value::from(time))),
        });
        let conditions: Vec<_> = [
            text("m.address = CAST(? AS TEXT)", address),
            before,
            text("m.thread_id = CAST(? AS TEXT)", self.thread_id.as_deref()),
            from,
            text(
                "m.seq IN (SELECT seq FROM message_label WHERE label = lower(trim(CAST(? AS TEXT))))",
                self.label.as_deref(),
            ),
            flag("m.read = 1", "m.read = 0", self.read),
            flag("m.archived = 1", "m.archived = 0", self.archived),
        ]
        .into_iter()
        .flatten()
        .collect();
        let is_blocked = self.blocked == Some(true);
        if conditions.is_empty() && !is_blocked {
            return Err(Error::new(Code::MissingParams, "The query has no condition.")
                .fix("Add at least one of address, before, thread_id, from, label, read, archived, blocked=true."));
        }
        let blocked = if is_blocked { "m.blocked = 1" } else { "m.blocked = 0" };
        Ok(Filter([(blocked, None)].into_iter().chain(conditions).collect()))
    }
}

impl<'a> Filter<'a> {
    fn sql(&self) -> (String, Vec<Value<'a>>) {
        let conditions: Vec<_> = self.0.iter().map(|(sql, _)| *sql).collect();
        (conditions.join(" AND "), self.0.iter().filter_map(|(_, value)| *value).collect())
    }
}

#[derive(FromRow)]
struct DeletedRow {
    id: String,
    blob: String,
    detail_blob: Option<String>,
}

impl Messages<'_> {
    /// The oldest messages that meet a condition, as many as one transaction deletes.
    pub(in crate::pod::mail) fn deletable(self, condition: &str, values: &[Value<'_>]) -> Result<Vec<i64>> {
        let select = format!(
            "SELECT m.seq AS seq, coalesce(length(i.tokens), 0) / 8 AS words
             FROM message m LEFT JOIN indexed i ON i.place = m.seq * 2
             WHERE {condition} ORDER BY m.seq LIMIT {MAX_DELETED}"
        );
        let (mut seqs, mut words) = (Vec::new(), 0);
        for candidate in self.pod.sql().rows::<Candidate>(&select, values)? {
            words += candidate.words;
            if words > MAX_WORDS && !seqs.is_empty() {
                break;
            }
            seqs.push(candidate.seq);
        }
        Ok(seqs)
    }

    /// Deletes the rows of messages and returns the names of their blobs, which the caller removes after the transaction. Part of the
    /// caller's transaction.
    pub(in crate::pod::mail) fn delete(self, seqs: &[i64]) -> Result<Vec<String>> {
        const DELETE_MESSAGES: &str = "
            DELETE FROM message WHERE seq IN (SELECT value FROM json_each(?)) RETURNING id, blob, detail_blob";
        const INSERT_LOOSE_BLOBS: &str = "INSERT INTO loose_blob (name, since) SELECT value, 0 FROM json_each(?)";
        const DELETE_EVENTS: &str = "DELETE FROM event WHERE about IN (SELECT value FROM json_each(?))";
        let sql = self.pod.sql();
        let (mut ids, mut blobs, mut detail_blobs) = (Vec::new(), Vec::new(), Vec::new());
        for row in sql.rows::<DeletedRow>(DELETE_MESSAGES, &values![&to_json(seqs)?])? {
            ids.push(row.id);
            blobs.push(row.blob);
            detail_blobs.extend(row.detail_blob);
        }
        // A trigger records the blobs of details.
        sql.run(INSERT_LOOSE_BLOBS, &values![&to_json(&blobs)?])?;
        sql.run(DELETE_EVENTS, &values![&to_json(&ids)?])?;
        seqs.iter().try_for_each(|seq| self.pod.search().remove(index::received(*seq)))?;
        blobs.append(&mut detail_blobs);
        Ok(blobs)
    }
}
