//! Everybody a message goes to, and how far it has come to each.
//!
//! Hidden recipients (Bcc) are stored sealed, as the message itself is: their row is found by a name under the pod's key.

use serde::{Deserialize, Serialize};

use super::provider::ProviderOutcome;
use super::{RecipientState, bounce};
use crate::error::{Error, Result};
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{Row, values};
use crate::pod::Pod;
use crate::wire::to_json;

/// What an error that everybody who lists mail may read calls them.
pub const HIDDEN: &str = "a hidden recipient";

const COLUMNS: &str = "address, status, error, provider_id, sealed, internal";

/// What is sealed of a hidden recipient: servers name addresses in their refusals.
#[derive(Deserialize, Serialize)]
struct Hidden {
    address: String,
    error: Option<String>,
}

/// A recipient as stored: its place in the table, whether it is hidden, what there is to show.
struct StoredRecipient {
    key: String,
    is_hidden: bool,
    /// Whether we brought it there ourselves.
    is_internal: bool,
    state: RecipientState,
}

impl StoredRecipient {
    fn read(pod: &Pod, seq: i64, row: &Row) -> Result<Self> {
        let (key, is_hidden) = (row.text(0), !row.is_null(4));
        let Hidden { address, error } = match is_hidden {
            true => open(pod, seq, &row.bytes(4))?,
            false => Hidden { address: key.clone(), error: row.optional_text(2) },
        };
        let state = RecipientState { address, status: row.text(1), error, provider_id: row.optional_text(3) };
        Ok(Self { key, is_hidden, is_internal: row.integer(5) == 1, state })
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

/// What a hidden recipient's row is found by. The same person has another name in each message.
fn subject(seq: i64, address: &str) -> Vec<u8> {
    format!("recipient {seq} {address}").into_bytes()
}

/// Notes to whom a message goes that nobody has got yet. Part of the caller's transaction.
pub fn write(pod: &Pod, seq: i64, letter: &OutgoingEmail) -> Result<()> {
    const INSERT_RECIPIENTS: &str = "INSERT INTO recipient (seq, address) SELECT ?1, value FROM json_each(?2)";
    const INSERT_HIDDEN_RECIPIENT: &str = "INSERT INTO recipient (seq, address, sealed) VALUES (?, ?, ?)";
    let (shown, hidden): (Vec<_>, Vec<_>) = letter.recipients().into_iter().partition(|to| letter.shows(to));
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
    let mut all: Vec<_> = pod
        .sql()
        .all(&all, &values![seq])?
        .iter()
        .map(|row| StoredRecipient::read(pod, seq, row))
        .collect::<Result<_>>()?;
    all.sort_by(|a, b| a.state.address.cmp(&b.state.address));
    Ok(all)
}

/// Those of a message whom an address means: one, if any.
fn find(pod: &Pod, seq: i64, address: &str) -> Result<Option<StoredRecipient>> {
    let find = format!(
        "SELECT {COLUMNS} FROM recipient WHERE seq = ?1 AND address IN (SELECT value FROM json_each(?2)) LIMIT 1"
    );
    let mut keys = pod.key().names(&subject(seq, address));
    keys.push(address.to_owned());
    let row = pod.sql().first(&find, &values![seq, &to_json(&keys)?])?;
    row.map(|row| StoredRecipient::read(pod, seq, &row)).transpose()
}

/// How far a message has come to everybody, hidden recipients included: for its sender.
pub fn states(pod: &Pod, seq: i64) -> Result<Vec<RecipientState>> {
    Ok(all(pod, seq)?.into_iter().map(|stored| stored.state).collect())
}

/// The same without hidden recipients: for what is not sealed.
pub fn shown_states(pod: &Pod, seq: i64) -> Result<Vec<RecipientState>> {
    Ok(all(pod, seq)?.into_iter().filter(|stored| !stored.is_hidden).map(|stored| stored.state).collect())
}

/// Those who have not got a message yet.
pub fn pending(pod: &Pod, seq: i64) -> Result<Vec<String>> {
    let pending = all(pod, seq)?.into_iter().filter(|stored| stored.state.status == "pending");
    Ok(pending.map(|stored| stored.state.address).collect())
}

/// Writes down what became of a message for one recipient. Part of the caller's transaction.
pub fn note(pod: &Pod, seq: i64, to: &str, outcome: &ProviderOutcome) -> Result<()> {
    let (status, error, id) = match outcome {
        ProviderOutcome::Delivered(id) => ("delivered", None, id.as_deref()),
        ProviderOutcome::Later(reason) => ("pending", Some(reason.as_str()), None),
        ProviderOutcome::Refused(reason) | ProviderOutcome::Bounced(reason) => ("failed", Some(reason.as_str()), None),
    };
    if let Some(stored) = find(pod, seq, to)? {
        set(pod, seq, &stored, "pending", status, error, id)?;
    }
    if matches!(outcome, ProviderOutcome::Bounced(_)) { bounce::count(pod, to, pod.now()) } else { Ok(()) }
}

/// Writes down that we brought a message to this recipient ourselves. Part of the caller's transaction.
pub fn note_internal(pod: &Pod, seq: i64, to: &str) -> Result<()> {
    const UPDATE_RECIPIENT_INTERNAL: &str = "UPDATE recipient SET internal = 1 WHERE seq = ? AND address = ?";
    let Some(stored) = find(pod, seq, to)? else { return Ok(()) };
    pod.sql().run(UPDATE_RECIPIENT_INTERNAL, &values![seq, &stored.key]).map(drop)
}

/// Of these addresses, those at which somebody else's server has taken a message.
pub fn delivered_elsewhere<'a>(pod: &Pod, seq: i64, addresses: impl Iterator<Item = &'a str>) -> Result<Vec<String>> {
    let mut delivered = Vec::new();
    for address in addresses {
        if find(pod, seq, address)?.is_some_and(|it| it.state.status == "delivered" && !it.is_internal) {
            delivered.push(address.to_owned());
        }
    }
    Ok(delivered)
}

/// Writes down that a message came back which was delivered. What everybody may read of it, if that was so.
pub fn returned(pod: &Pod, seq: i64, address: &str, reason: &str) -> Result<Option<String>> {
    let Some(stored) = find(pod, seq, address)?.filter(|stored| !stored.is_internal) else { return Ok(None) };
    if !set(pod, seq, &stored, "delivered", "failed", Some(reason), None)? {
        return Ok(None);
    }
    Ok(Some(if stored.is_hidden { HIDDEN.to_owned() } else { format!("{address}: {reason}") }))
}

/// Changes a recipient's state, if it is still what it was. Whether it was.
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
    // That there is one is no secret.
    let error = if stored.is_hidden { error.map(|_| "") } else { error };
    let values = values![seq, &stored.key, was, status, error, provider_id, sealed.as_deref()];
    Ok(pod.sql().run(UPDATE_RECIPIENT, &values)? > 0)
}

/// A sent message whose hidden recipients were sealed under the current key.
pub struct Resealed {
    pub seq: i64,
    /// Whether there was something to do.
    pub changed: bool,
    /// Recipients that do not open.
    pub unreadable: u32,
}

/// Seals, under the current key, the hidden recipients of the first message after that one, if there is one. Part of the caller's
/// transaction.
pub fn reseal(pod: &Pod, after: i64) -> Result<Option<Resealed>> {
    const SELECT_NEXT_OUTGOING: &str = "SELECT min(seq) FROM outgoing WHERE seq > ?";
    /// Of what older code stored, those are hidden who stand neither in To nor in Cc.
    const SELECT_HIDDEN_RECIPIENTS: &str = "
        SELECT r.address, r.error, r.sealed FROM recipient r JOIN outgoing o ON o.seq = r.seq
        WHERE r.seq = ? AND (r.sealed IS NOT NULL OR r.address NOT IN (
          SELECT lower(value) FROM json_each(o.item, '$.to') UNION SELECT lower(value) FROM json_each(o.item, '$.cc')))";
    const UPDATE_RECIPIENT: &str =
        "UPDATE recipient SET address = ?3, error = ?4, sealed = ?5 WHERE seq = ?1 AND address = ?2";
    let row = pod.sql().first(SELECT_NEXT_OUTGOING, &values![after])?.filter(|row| !row.is_null(0));
    let Some(seq) = row.map(|row| row.integer(0)) else { return Ok(None) };
    let mut done = Resealed { seq, changed: false, unreadable: 0 };
    for row in pod.sql().all(SELECT_HIDDEN_RECIPIENTS, &values![seq])? {
        let (key, sealed) = (row.text(0), row.bytes(2));
        if pod.key().is_current(&sealed) {
            continue;
        }
        let Hidden { address, error } = match row.is_null(2) {
            true => Hidden { address: key.clone(), error: row.optional_text(1) },
            false => match open(pod, seq, &sealed) {
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
