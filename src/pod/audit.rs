//! The audit log: actions in the pod, with key and request. Append-only; each entry's hash covers the entry before.
//!
//! docs/AUDIT.md lists the actions, and says how to verify the log.

use data_encoding::HEXLOWER;
use macros::{FromRow, operation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::Pod;
use crate::audit_action::AuditAction;
use crate::error::{Error, Result};
use crate::id::{MemberId, PodId};
use crate::platform::{Value, values};
use crate::time::Timestamp;
use crate::wire::{Both, Cursor, Json, JsonPage, PageInfo, Paging, Query, RawJson};

/// An entry of the audit log.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct AuditEntry {
    /// The number of the entry: 1 for the first, without gaps.
    seq: i64,
    /// When the action was done.
    #[schema(format = DateTime)]
    created_at: String,
    /// The action; docs/AUDIT.md lists all.
    #[schema(example = "rule.created")]
    action: String,
    /// The id, address or name of what was changed.
    #[schema(example = "rule_0a1b2c3d4e5f6g7h")]
    subject: String,
    /// The first characters of the key; null for actions of the pod itself.
    #[schema(example = "al_pod_k7x9m")]
    key_prefix: Option<String>,
    /// The request's `x-request-id`.
    #[schema(example = "req_0a1b2c3d4e5f6g7h")]
    request_id: Option<String>,
    /// The person, if the credential was a session; null in entries from before people had ids.
    #[schema(example = "mem_0a1b2c3d4e5f6g7h")]
    member_id: Option<String>,
    /// The hash of the previous entry; for the first entry, the SHA-256 of the pod's id.
    #[schema(example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    previous_hash: String,
    /// SHA-256, in hex, of seven lines, each with a newline (`\n`) at its end: `previous_hash`, `seq`, `created_at`, `action`,
    /// `subject`, `key_prefix`, `request_id`; an empty line for null. If there is a `member_id`, it is the eighth line.
    #[schema(example = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925")]
    hash: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAudit {
    /// Only entries of this action.
    #[param(example = "rule.created")]
    action: Option<String>,
}

/// A page of the audit log.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct AuditPage {
    /// Newest first.
    entries: Vec<AuditEntry>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List the audit log.
///
/// Lists the actions with the pod's keys, and the account's decisions about its held messages, newest first. Entries are never changed,
/// nor removed while the pod exists. Reads and incoming mail are not recorded. docs/AUDIT.md lists the actions.
#[operation(
    GET "/v1/audit", tag = "audit", permission = AuditRead, tool,
    replies((status = 200, description = "A page of entries.", body = AuditPage)),
    errors(InvalidRequest),
)]
pub async fn list_audit(pod: Pod, Query(Both(list, page)): Query<Both<ListAudit, Paging<20, 100>>>) -> Result<RawJson> {
    #[derive(FromRow)]
    struct Entries {
        entries: Option<String>,
        seqs: Option<String>,
    }
    let limit = page.limit.get();
    let of_action = if list.action.is_some() { "action = CAST(?4 AS TEXT) AND" } else { "" };
    let select = format!(
        "SELECT CAST(group_concat(shown, char(10)) AS BLOB) AS entries, group_concat(seq) AS seqs FROM (
           SELECT seq, json_object('seq', seq, 'created_at', strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch'),
             'action', action, 'subject', subject, 'key_prefix', key_prefix, 'request_id', request_id, 'member_id', member_id,
             'previous_hash', coalesce(
               (SELECT lower(hex(before.hash)) FROM audit before WHERE before.seq = audit.seq - 1), ?3),
             'hash', lower(hex(hash))) AS shown
           FROM audit WHERE {of_action} seq < ?1 ORDER BY seq DESC LIMIT ?2 + 1)"
    );
    let beginning = HEXLOWER.encode(&beginning(pod.id()));
    let mut values = values![page.cursor.map_or(1 << 52, |Cursor(seq)| seq), limit, &beginning].to_vec();
    values.extend(list.action.as_deref().map(Value::from));
    let page: Option<Entries> = pod.sql().row(&select, &values)?;
    let Entries { entries, seqs } = page.ok_or_else(|| Error::internal("an aggregate gave no row"))?;
    let page = JsonPage::of_lines("entries", &entries.unwrap_or_default(), &seqs.unwrap_or_default(), limit);
    Ok(RawJson(format!("{{{}}}", page.members)))
}

/// The result of verifying a part of the audit log.
#[derive(Serialize, ToSchema)]
pub struct Verified {
    /// Whether every entry of this part exists and has the correct hash.
    valid: bool,
    /// Correct entries.
    checked: i64,
    /// Most entries that one call verifies: as asked for, at most 10,000.
    limit: u32,
    /// The entry at which the chain breaks.
    broken_at: Option<i64>,
    /// `missing`: the entry does not exist; `altered`: its hash does not match its content and the previous hash.
    #[schema(example = "altered")]
    reason: Option<&'static str>,
    /// The last correct entry. Store it with `last_hash` elsewhere: later changes of earlier entries can then be detected.
    last_seq: i64,
    /// The hash of the last entry that was verified.
    #[schema(example = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925")]
    last_hash: String,
    /// Whether there is another page.
    has_more: bool,
    /// The `cursor` of the next call, if there are more entries and all are correct so far.
    #[schema(value_type = Option<String>, example = "eyJhZnRlciI6NDJ9")]
    next_cursor: Option<Cursor>,
}

/// Verify the audit log.
///
/// Computes the hashes of a part of the log again, oldest entries first, and reports where the chain breaks. For the next part, send
/// `next_cursor`. `limit` is the number of entries to verify.
#[operation(
    GET "/v1/audit/verify", tag = "audit", permission = AuditRead,
    reply = "The result, also if the chain is broken.",
    errors(InvalidRequest),
)]
pub async fn verify_audit(pod: Pod, Query(verify): Query<Paging<1_000, 10_000>>) -> Result<Json<Verified>> {
    const SELECT_ENTRIES: &str = "
        SELECT CAST(group_concat(json_array(seq, at, action, subject, coalesce(key_prefix, ''), coalesce(request_id, ''),
            coalesce(member_id, ''), lower(hex(hash))), char(10)) AS BLOB)
        FROM (SELECT * FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2 + 1)";
    let (limit, after) = (verify.limit.get(), verify.cursor.map_or(0, |Cursor(seq)| seq));
    let mut walk = Walk { seq: after, hash: pod.audit().hash_at(after)? };
    let entries: Option<String> = pod.sql().value(SELECT_ENTRIES, &values![after, limit])?.flatten();
    let (entries, mut broken) = (entries.unwrap_or_default(), None);
    let mut lines = entries.split('\n').filter(|line| !line.is_empty());
    for line in lines.by_ref().take(limit as usize) {
        broken = walk.step(&serde_json::from_str(line).map_err(Error::internal)?);
        if broken.is_some() {
            break;
        }
    }
    let has_more = lines.next().is_some();
    Ok(Json(Verified {
        valid: broken.is_none(),
        checked: walk.seq - after,
        broken_at: broken.map(|_| walk.seq + 1),
        reason: broken,
        last_hash: HEXLOWER.encode(&walk.hash),
        last_seq: walk.seq,
        limit,
        has_more,
        next_cursor: (has_more && broken.is_none()).then_some(Cursor(walk.seq)),
    }))
}

#[derive(FromRow)]
struct LastEntry {
    seq: i64,
    hash: Vec<u8>,
}

/// An entry without its hash.
struct Entry<'a> {
    seq: i64,
    at: Timestamp,
    action: &'a str,
    subject: &'a str,
    key_prefix: &'a str,
    request_id: &'a str,
    /// Empty if it was no person.
    member_id: &'a str,
}

impl Entry<'_> {
    /// The hash, which covers the previous entry's.
    fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let Self { seq, at, action, subject, key_prefix, request_id, member_id } = self;
        let previous = HEXLOWER.encode(previous);
        let mut lines = format!("{previous}\n{seq}\n{at}\n{action}\n{subject}\n{key_prefix}\n{request_id}\n");
        if !member_id.is_empty() {
            lines.push_str(&format!("{member_id}\n"));
        }
        Sha256::digest(lines).into()
    }
}

/// The hash before the first entry; it binds the chain to the pod.
fn beginning(pod: &PodId) -> [u8; 32] {
    Sha256::digest(pod.as_str()).into()
}

/// The progress of a verification.
struct Walk {
    seq: i64,
    hash: Vec<u8>,
}

/// A stored entry, with its hash in hex.
type StoredEntry = (i64, i64, String, String, String, String, String, String);

impl Walk {
    /// Verifies the next entry. Returns what is wrong with it.
    fn step(&mut self, stored: &StoredEntry) -> Option<&'static str> {
        let (seq, at, action, subject, key_prefix, request_id, member_id, hash) = stored;
        let at = Timestamp::from_millis(*at);
        let entry = Entry { seq: *seq, at, action, subject, key_prefix, request_id, member_id };
        let expected = entry.hash(&self.hash);
        match () {
            () if *seq != self.seq + 1 => Some("missing"),
            () if HEXLOWER.encode(&expected) != *hash => Some("altered"),
            () => {
                *self = Self { seq: *seq, hash: expected.to_vec() };
                None
            }
        }
    }
}

/// The audit log of a pod.
#[derive(Clone, Copy)]
pub struct AuditLog<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The pod's audit log.
    pub(in crate::pod) const fn audit(&self) -> AuditLog<'_> {
        AuditLog { pod: self }
    }
}

impl AuditLog<'_> {
    /// Records an action on a subject: an id or an address. Part of the transaction of the action; actions outside the pod's database
    /// are recorded before they are done.
    pub(in crate::pod) fn record(self, action: AuditAction, subject: &str) -> Result<()> {
        const SELECT_LAST_ENTRY: &str = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
        const INSERT_ENTRY: &str = "
            INSERT INTO audit (seq, at, action, subject, key_prefix, request_id, member_id, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        // Newlines separate the hashed fields.
        if subject.contains(char::is_control) {
            return Err(Error::internal("the subject of an audit entry has control characters"));
        }
        let last: Option<LastEntry> = self.pod.sql().row(SELECT_LAST_ENTRY, &[])?;
        let last = last.unwrap_or_else(|| LastEntry { seq: 0, hash: beginning(self.pod.id()).to_vec() });
        let actor = self.pod.actor.as_deref();
        let (key_prefix, request_id) =
            (actor.map(|actor| &*actor.key_prefix), actor.map(|actor| actor.request_id.as_str()));
        let member_id = actor.and_then(|actor| actor.member_id.as_ref()).map(MemberId::as_str);
        let entry = Entry {
            seq: last.seq + 1,
            at: self.pod.now(),
            action: action.as_str(),
            subject,
            key_prefix: key_prefix.unwrap_or_default(),
            request_id: request_id.unwrap_or_default(),
            member_id: member_id.unwrap_or_default(),
        };
        let hash = entry.hash(&last.hash);
        let values = values![entry.seq, entry.at, entry.action, subject, key_prefix, request_id, member_id, &hash[..]];
        self.pod.sql().run(INSERT_ENTRY, &values).map(drop)
    }

    /// The hash of an entry.
    fn hash_at(self, seq: i64) -> Result<Vec<u8>> {
        if seq == 0 {
            return Ok(beginning(self.pod.id()).to_vec());
        }
        let hash = self.pod.sql().value("SELECT hash FROM audit WHERE seq = ?", &values![seq])?;
        hash.ok_or_else(|| Error::invalid("cursor must be the next_cursor of a previous call."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `sha256sum`: old entries must verify.
    #[test]
    fn the_canonical_form_does_not_change() {
        let previous = beginning(&PodId::of_object("pod_0123456789abcdef".to_owned()));
        let entry = Entry {
            seq: 1,
            at: Timestamp::from_millis(1_700_000_000_000),
            action: "rule.created",
            subject: "rule_x",
            key_prefix: "al_pod_k7x9m",
            request_id: "",
            member_id: "",
        };
        assert_eq!(
            HEXLOWER.encode(&entry.hash(&previous)),
            "d756eb23d9a18dfaa7d64eb34fcd7c0d198b94e77e40f533706aeb66b8a19332"
        );
        let of_person = Entry { key_prefix: "session_k7x9", member_id: "mem_0123456789abcdef", ..entry };
        assert_eq!(
            HEXLOWER.encode(&of_person.hash(&previous)),
            "d761cb38bc29303b85515c8bd3b6700735e17360baa54a2f69b54d6e6e7fa1e5"
        );
    }
}
