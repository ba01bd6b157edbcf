//! Recipients of a message and the delivery state of each.
//!
//! Hidden recipients (Bcc) are stored encrypted, like the message itself. A keyed hash of the address finds their rows.

use serde::{Deserialize, Serialize};

use super::RecipientState;
use super::outcome::DeliveryOutcome;
use crate::error::{Error, Result};
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::rpc::MovedRecipient;
use crate::wire::to_json;

/// Stands for a hidden recipient in errors that lists show.
pub const HIDDEN: &str = "a hidden recipient";

const COLUMNS: &str = "address, status, error, provider_id, sealed, internal";

#[derive(FromRow)]
struct RecipientRow {
    address: String,
    status: String,
    error: Option<String>,
    provider_id: Option<String>,
    sealed: Option<Vec<u8>>,
    internal: bool,
}

/// The encrypted part of a hidden recipient. It has the error because servers name addresses in their errors.
#[derive(Deserialize, Serialize)]
struct Hidden {
    address: String,
    error: Option<String>,
}

/// A recipient, decrypted.
struct StoredRecipient {
    /// The column `address`.
    key: String,
    is_hidden: bool,
    /// Whether the message was delivered within the deployment.
    is_internal: bool,
    state: RecipientState,
}

impl StoredRecipient {
    fn open(pod: &Pod, seq: i64, row: RecipientRow) -> Result<Self> {
        let Hidden { address, error } = match &row.sealed {
            Some(sealed) => open(pod, seq, sealed)?,
            None => Hidden { address: row.address.clone(), error: row.error },
        };
        let state = RecipientState { address, status: row.status, error, provider_id: row.provider_id };
        Ok(Self { key: row.address, is_hidden: row.sealed.is_some(), is_internal: row.internal, state })
    }
}

fn context(seq: i64) -> String {
    format!("recipient {seq}")
}

fn open(pod: &Pod, seq: i64, sealed: &[u8]) -> Result<Hidden> {
    serde_json::from_slice(&pod.key().open(&context(seq), sealed)?).map_err(Error::internal)
}

fn seal(pod: &Pod, seq: i64, address: &str, error: Option<&str>) -> Result<Vec<u8>> {
    let hidden = Hidden { address: address.to_owned(), error: error.map(str::to_owned) };
    pod.key().seal(&context(seq), &serde_json::to_vec(&hidden).map_err(Error::internal)?)
}

/// The text whose keyed hash finds a hidden recipient's row. It differs in each message.
fn subject(seq: i64, address: &str) -> Vec<u8> {
    format!("recipient {seq} {address}").into_bytes()
}

/// Stores the recipients of a message that was not sent yet. Part of the caller's transaction.
pub fn write(pod: &Pod, seq: i64, email: &OutgoingEmail) -> Result<()> {
    const INSERT_RECIPIENTS: &str = "INSERT INTO recipient (seq, address) SELECT ?1, value FROM json_each(?2)";
    const INSERT_HIDDEN_RECIPIENT: &str = "INSERT INTO recipient (seq, address, sealed) VALUES (?, ?, ?)";
    let (shown, hidden): (Vec<_>, Vec<_>) = email.recipients().into_iter().partition(|to| email.shows(to));
    pod.sql().run("DELETE FROM recipient WHERE seq = ?", &values![seq])?;
    pod.sql().run(INSERT_RECIPIENTS, &values![seq, &to_json(&shown)?])?;
    for address in &hidden {
        let name = pod.key().name(&subject(seq, address));
        pod.sql().run(INSERT_HIDDEN_RECIPIENT, &values![seq, &name, &*seal(pod, seq, address, None)?])?;
    }
    Ok(())
}

fn all(pod: &Pod, seq: i64) -> Result<Vec<StoredRecipient>> {
    let all = format!("SELECT {COLUMNS} FROM recipient WHERE seq = ?");
    let rows: Vec<RecipientRow> = pod.sql().rows(&all, &values![seq])?;
    let mut all = rows.into_iter().map(|row| StoredRecipient::open(pod, seq, row)).collect::<Result<Vec<_>>>()?;
    all.sort_by(|a, b| a.state.address.cmp(&b.state.address));
    Ok(all)
}

/// The recipient with this address.
fn find(pod: &Pod, seq: i64, address: &str) -> Result<Option<StoredRecipient>> {
    let find = format!(
        "SELECT {COLUMNS} FROM recipient WHERE seq = ?1 AND address IN (SELECT value FROM json_each(?2)) LIMIT 1"
    );
    let mut keys = pod.key().names(&subject(seq, address));
    keys.push(address.to_owned());
    let row: Option<RecipientRow> = pod.sql().row(&find, &values![seq, &to_json(&keys)?])?;
    row.map(|row| StoredRecipient::open(pod, seq, row)).transpose()
}

/// The states of all recipients, for the sender: with hidden recipients.
pub fn states(pod: &Pod, seq: i64) -> Result<Vec<RecipientState>> {
    Ok(all(pod, seq)?.into_iter().map(|stored| stored.state).collect())
}

/// The states of the visible recipients.
pub fn shown_states(pod: &Pod, seq: i64) -> Result<Vec<RecipientState>> {
    Ok(all(pod, seq)?.into_iter().filter(|stored| !stored.is_hidden).map(|stored| stored.state).collect())
}

/// All recipients with their states, for another pod.
pub fn export(pod: &Pod, seq: i64) -> Result<Vec<MovedRecipient>> {
    let all = all(pod, seq)?.into_iter().map(|StoredRecipient { is_internal, state, .. }| {
        let RecipientState { address, status, error, provider_id } = state;
        MovedRecipient { address, status, error, provider_id, is_internal }
    });
    Ok(all.collect())
}

/// Sets the states of recipients that were [written](write). Part of the caller's transaction.
pub fn import(pod: &Pod, seq: i64, recipients: &[MovedRecipient]) -> Result<()> {
    for MovedRecipient { address, status, error, provider_id, is_internal } in recipients {
        let Some(stored) = find(pod, seq, address)? else { continue };
        set(pod, seq, &stored, "pending", status, error.as_deref(), provider_id.as_deref())?;
        if *is_internal {
            record_internal(pod, seq, address)?;
        }
    }
    Ok(())
}

/// The recipients to whom the message is not delivered yet.
pub fn pending(pod: &Pod, seq: i64) -> Result<Vec<String>> {
    let pending = all(pod, seq)?.into_iter().filter(|stored| stored.state.status == "pending");
    Ok(pending.map(|stored| stored.state.address).collect())
}

/// Records the outcome for one recipient. Part of the caller's transaction.
pub fn record(pod: &Pod, seq: i64, to: &str, outcome: &DeliveryOutcome) -> Result<()> {
    let (status, error, id) = match outcome {
        DeliveryOutcome::Delivered(id) => ("delivered", None, id.as_deref()),
        DeliveryOutcome::Later(reason) => ("pending", Some(reason.as_str()), None),
        DeliveryOutcome::Refused(reason) | DeliveryOutcome::Bounced(reason) => ("failed", Some(reason.as_str()), None),
    };
    if let Some(stored) = find(pod, seq, to)? {
        set(pod, seq, &stored, "pending", status, error, id)?;
    }
    Ok(())
}

/// Records that a message was delivered within the deployment. Part of the caller's transaction.
pub fn record_internal(pod: &Pod, seq: i64, to: &str) -> Result<()> {
    const UPDATE_RECIPIENT_INTERNAL: &str = "UPDATE recipient SET internal = 1 WHERE seq = ? AND address = ?";
    let Some(stored) = find(pod, seq, to)? else { return Ok(()) };
    pod.sql().run(UPDATE_RECIPIENT_INTERNAL, &values![seq, &stored.key]).map(drop)
}

/// The addresses whose message another server accepted.
pub fn delivered_elsewhere<'a>(pod: &Pod, seq: i64, addresses: impl Iterator<Item = &'a str>) -> Result<Vec<String>> {
    let mut delivered = Vec::new();
    for address in addresses {
        if find(pod, seq, address)?.is_some_and(|it| it.state.status == "delivered" && !it.is_internal) {
            delivered.push(address.to_owned());
        }
    }
    Ok(delivered)
}

/// Records that a delivered message was returned. Returns the error for lists, or `None` if the message was not delivered.
pub fn returned(pod: &Pod, seq: i64, address: &str, reason: &str) -> Result<Option<String>> {
    let Some(stored) = find(pod, seq, address)?.filter(|stored| !stored.is_internal) else { return Ok(None) };
    if !set(pod, seq, &stored, "delivered", "failed", Some(reason), None)? {
        return Ok(None);
    }
    Ok(Some(if stored.is_hidden { HIDDEN.to_owned() } else { format!("{address}: {reason}") }))
}

/// Changes a recipient's state if its status is still `was`. Returns whether it changed.
fn set(
    pod: &Pod,
    seq: i64,
    stored: &StoredRecipient,
    was: &str,
    status: &str,
    error: Option<&str>,
    provider_id: Option<&str>,
) -> Result<bool> {
    const UPDATE_RECIPIENT: &str = "
        UPDATE recipient SET status = ?4, error = ?5, provider_id = coalesce(?6, provider_id), sealed = ?7
        WHERE seq = ?1 AND address = ?2 AND status = ?3";
    let sealed = match stored.is_hidden {
        true => Some(seal(pod, seq, &stored.state.address, error)?),
        false => None,
    };
    // An empty error says that there is one. That is not secret.
    let error = if stored.is_hidden { error.map(|_| "") } else { error };
    let values = values![seq, &stored.key, was, status, error, provider_id, sealed.as_deref()];
    Ok(pod.sql().run(UPDATE_RECIPIENT, &values)? > 0)
}

#[derive(FromRow)]
struct HiddenRow {
    address: String,
    error: Option<String>,
    sealed: Option<Vec<u8>>,
}

/// A sent message whose hidden recipients were encrypted under the current key.
pub struct Resealed {
    pub seq: i64,
    /// Whether a recipient was encrypted again.
    pub changed: bool,
    /// Recipients that cannot be decrypted.
    pub unreadable: u32,
}

/// Encrypts the hidden recipients of the next message after `after` under the current key. Part of the caller's transaction.
pub fn reseal(pod: &Pod, after: i64) -> Result<Option<Resealed>> {
    const SELECT_NEXT_OUTGOING: &str = "SELECT min(seq) FROM outgoing WHERE seq > ?";
    /// Older code stored hidden recipients in the clear: they are neither in To nor in Cc.
    const SELECT_HIDDEN_RECIPIENTS: &str = "
        SELECT r.address AS address, r.error AS error, r.sealed AS sealed FROM recipient r JOIN outgoing o ON o.seq = r.seq
        WHERE r.seq = ? AND (r.sealed IS NOT NULL OR r.address NOT IN (
          SELECT lower(value) FROM json_each(o.item, '$.to') UNION SELECT lower(value) FROM json_each(o.item, '$.cc')))";
    const UPDATE_RECIPIENT: &str =
        "UPDATE recipient SET address = ?3, error = ?4, sealed = ?5 WHERE seq = ?1 AND address = ?2";
    let next: Option<Option<i64>> = pod.sql().value(SELECT_NEXT_OUTGOING, &values![after])?;
    let Some(seq) = next.flatten() else { return Ok(None) };
    let mut done = Resealed { seq, changed: false, unreadable: 0 };
    for row in pod.sql().rows::<HiddenRow>(SELECT_HIDDEN_RECIPIENTS, &values![seq])? {
        let key = row.address;
        if row.sealed.as_ref().is_some_and(|sealed| pod.key().is_current(sealed)) {
            continue;
        }
        let Hidden { address, error } = match &row.sealed {
            None => Hidden { address: key.clone(), error: row.error },
            Some(sealed) => match open(pod, seq, sealed) {
                Err(error) if error.is_of_unreadable => {
                    done.unreadable += 1;
                    continue;
                }
                opened => opened?,
            },
        };
        let name = pod.key().name(&subject(seq, &address));
        let sealed = seal(pod, seq, &address, error.as_deref())?;
        pod.sql().run(UPDATE_RECIPIENT, &values![seq, &key, &name, error.as_ref().map(|_| ""), &*sealed])?;
        done.changed = true;
    }
    Ok(Some(done))
}
