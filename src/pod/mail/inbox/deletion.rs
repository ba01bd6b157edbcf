//! Deleting received mail: one message, or all that a filter finds.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Mailbox;
use super::mailbox::{Since, no_message};
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::platform::{Value, values};
use crate::pod::Pod;
use crate::pod::mail::search::index;
use crate::pod::storage::blobs;
use crate::wire::{Json, Path, Query, to_json};

/// Messages that one call deletes.
const MAX_DELETED: u32 = 1_000;
/// Words that they may be found by, together: to take those out of the index is most of the work.
const MAX_WORDS: i64 = 200_000;
/// Messages that are counted as remaining.
const MAX_COUNTED: i64 = 10_000;
/// Names that the bucket takes in one call.
const MAX_NAMES: usize = 1_000;

/// A deleted message.
#[derive(Serialize, ToSchema)]
pub struct Deleted {
    /// Always true.
    deleted: bool,
    /// The message that was deleted.
    #[schema(example = "welcome-1@mail.example")]
    message_id: String,
}

/// Delete a message.
///
/// For good: the text, the attachments and the raw message.
#[operation(
    DELETE "/v1/email/messages/{id}", tag = "email", permission = MailWrite,
    path(id = "`message_id`, percent-encoded, or `id`."),
    reply = "The message is gone.",
    errors(MissingParams, InvalidAddress, AddressNotYours, NotFound),
    audit(MessageDeleted),
)]
pub async fn delete_message(pod: Pod, Path(id): Path<String>, Query(mailbox): Query<Mailbox>) -> Result<Json<Deleted>> {
    let address = pod.own_address(Some(mailbox.address()?)).await?;
    pod.wake_at(pod.now()).await?;
    let (message_id, blobs) = pod.sql().atomically(|| {
        let row = pod.find("seq, id, message_id", &address, &id)?.ok_or_else(no_message)?;
        let blobs = remove(&pod, &[row.integer(0)])?;
        pod.audit(AuditAction::MessageDeleted, &row.text(1))?;
        Ok((row.text(2), blobs))
    })?;
    blobs::remove(&pod, blobs).await?;
    Ok(Json(Deleted { deleted: true, message_id: format!("<{message_id}>") }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeleteMessages {
    /// Messages of this mailbox; without it, of all mailboxes of the pod.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
    /// Messages that came before this time (RFC 3339) or before this `cursor`.
    #[param(value_type = Option<String>, example = "2026-04-01T00:00:00Z")]
    before: Option<Since>,
    /// Messages of this conversation.
    thread_id: Option<String>,
    /// Messages from this address, or from this domain.
    from: Option<String>,
    /// Messages with this label.
    label: Option<String>,
    /// Messages that were read, or those that were not.
    read: Option<bool>,
    /// Messages that are archived, or those that are not.
    archived: Option<bool>,
    /// Messages that a rule with the action `file` filed away, instead of all others.
    #[param(default = false)]
    blocked: Option<bool>,
}

/// Messages that were deleted.
#[derive(Serialize, ToSchema)]
pub struct DeletedMessages {
    /// Messages that this call deleted.
    deleted: usize,
    /// Messages that the filter still finds: call again to delete them. At most 10,000 are counted.
    remaining: i64,
}

/// Delete messages by filter.
///
/// Deletes the oldest messages that meet all conditions, for good: texts, attachments and raw messages. One call deletes up to 1,000
/// messages, fewer if they are long; `remaining` says how many are left. At least one condition is needed.
#[operation(
    DELETE "/v1/email/messages", tag = "email", permission = MailWrite,
    reply = "The messages are gone.",
    errors(MissingParams = "No condition.", UnknownField = "Another condition.", InvalidAddress, InvalidRequest, AddressNotYours),
    audit(MessagesDeleted),
)]
pub async fn delete_messages(pod: Pod, Query(which): Query<DeleteMessages>) -> Result<Json<DeletedMessages>> {
    let address = match &which.address {
        Some(address) => Some(pod.own_address(Some(address)).await?),
        None => None,
    };
    let filter = which.filter(address.as_deref())?;
    let (sql, values) = filter.sql();
    let find = format!(
        "SELECT m.seq, coalesce(length(i.tokens), 0) / 8 FROM message m LEFT JOIN indexed i ON i.place = m.seq * 2
         WHERE {sql} ORDER BY m.seq LIMIT {MAX_DELETED}"
    );
    let limit = MAX_COUNTED + i64::from(MAX_DELETED);
    let count = format!("SELECT count(*) FROM (SELECT 1 FROM message m WHERE {sql} LIMIT {limit})");
    // Before anything is to be removed, it is certain that somebody will come to do it.
    pod.wake_at(pod.now()).await?;
    let (deleted, found, names) = pod.sql().atomically(|| {
        let (mut seqs, mut words) = (Vec::new(), 0);
        for row in pod.sql().all(&find, &values)? {
            words += row.integer(1);
            if words > MAX_WORDS && !seqs.is_empty() {
                break;
            }
            seqs.push(row.integer(0));
        }
        let found = pod.sql().first(&count, &values)?.map_or(0, |row| row.integer(0));
        let names = remove(&pod, &seqs)?;
        if !seqs.is_empty() {
            pod.audit(AuditAction::MessagesDeleted, address.as_deref().unwrap_or("*"))?;
        }
        Ok((seqs.len(), found, names))
    })?;
    for names in names.chunks(MAX_NAMES) {
        blobs::remove(&pod, names.to_vec()).await?;
    }
    let remaining = found - i64::try_from(deleted).map_err(Error::internal)?;
    Ok(Json(DeletedMessages { deleted, remaining: remaining.min(MAX_COUNTED) }))
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
            return Err(Error::new(Code::MissingParams, "Without a condition, no message is deleted.")
                .fix("Name at least one: address, before, thread_id, from, label, read, archived, blocked=true."));
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

/// Removes the rows of messages. Their blobs are loose, and are to be removed: their names. Part of the caller's transaction.
fn remove(pod: &Pod, seqs: &[i64]) -> Result<Vec<String>> {
    const DELETE_MESSAGES: &str = "
        DELETE FROM message WHERE seq IN (SELECT value FROM json_each(?)) RETURNING id, blob, detail_blob";
    const INSERT_LOOSE: &str = "INSERT INTO loose_blob (name, since) SELECT value, 0 FROM json_each(?)";
    const DELETE_EVENTS: &str = "DELETE FROM event WHERE about IN (SELECT value FROM json_each(?))";
    let (mut ids, mut raw, mut content) = (Vec::new(), Vec::new(), Vec::new());
    for row in pod.sql().all(DELETE_MESSAGES, &values![&to_json(seqs)?])? {
        ids.push(row.text(0));
        raw.push(row.text(1));
        content.extend(row.optional_text(2));
    }
    // A trigger notes the blobs of contents.
    pod.sql().run(INSERT_LOOSE, &values![&to_json(&raw)?])?;
    pod.sql().run(DELETE_EVENTS, &values![&to_json(&ids)?])?;
    for seq in seqs {
        index::forget(pod, index::received(*seq))?;
    }
    raw.append(&mut content);
    Ok(raw)
}
