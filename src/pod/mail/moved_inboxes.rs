//! Inboxes that move into another pod or from one: their settings, their rules, and their conversations.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::inbox::deletion::remove_blobs;
use super::rules::MAX_RULES;
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::id::{JobId, ThreadId};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::storage::blobs;
use crate::rpc::{ExportedInboxes, LeftInboxes};
use crate::wire::to_json;

/// Message-IDs of one reply.
const MAX_THREAD_MEMBERS: u32 = 500;

#[derive(FromRow)]
struct Settings {
    addresses: String,
    rules: String,
    received_bytes: i64,
    sent_bytes: i64,
    total: i64,
}

#[derive(FromRow)]
struct ThreadMember {
    message_id: String,
    thread_id: String,
}

/// Marks the inboxes as leaving and returns their settings.
///
/// # Errors
/// `not_found`: there is no such job.
pub async fn export(pod: &Pod, job: &JobId) -> Result<ExportedInboxes> {
    const SELECT_ADDRESS: &str = "SELECT 1 FROM address WHERE address = ?";
    const UPDATE_LEAVING: &str = "UPDATE address SET move_job = ?1 WHERE address IN (SELECT value FROM json_each(?2))";
    // The key of an address without one is the pod's. It goes along as the address's own.
    const SELECT_SETTINGS: &str = "
        SELECT (SELECT json_group_array(json_object('address', address, 'accept', accept, 'e2e_enabled', e2e_enabled,
              'own_key', iif(e2e_enabled, coalesce(own_key, public_key,
                (SELECT k.public_key FROM e2e_owner JOIN e2e_key k ON k.seq = active)), own_key)))
            FROM address WHERE move_job = ?1) AS addresses,
          (SELECT json_group_array(json_object('id', id, 'address', address, 'sender', sender, 'auth', auth, 'action', action,
              'trusting', trusting, 'note', note, 'created_at', created_at))
            FROM (SELECT rule.* FROM rule JOIN address USING (address) WHERE move_job = ?1 ORDER BY seq)) AS rules,
          received AS received_bytes, sent AS sent_bytes,
          (SELECT coalesce(sum(total + blocked), 0) FROM address WHERE move_job = ?1)
            + (SELECT count(*) FROM outgoing JOIN address USING (address) WHERE move_job = ?1) AS total
        FROM storage";
    if !pod.directory().is_leaving(job).await? {
        return Err(Error::not_found("job"));
    }
    pod.opened.addresses.invalidate();
    let addresses = pod.addresses().list().await?;
    for address in &addresses {
        if !pod.sql().exists(SELECT_ADDRESS, &values![address])?
            && let Some(home) = pod.directory().owns(address).await?
        {
            pod.addresses().record(address, home.public_key.as_deref())?;
        }
    }
    pod.sql().run(UPDATE_LEAVING, &values![job.as_str(), &to_json(&addresses)?])?;
    let settings: Option<Settings> = pod.sql().row(SELECT_SETTINGS, &values![job.as_str()])?;
    let Settings { addresses, rules, received_bytes, sent_bytes, total } =
        settings.ok_or_else(|| Error::internal("storage has no row"))?;
    let json = |text| RawValue::from_string(text).map_err(Error::internal);
    Ok(ExportedInboxes { addresses: json(addresses)?, rules: json(rules)?, received_bytes, sent_bytes, total })
}

/// Stores the settings and rules of inboxes that come here. Part of the caller's transaction.
///
/// # Errors
/// `cannot_reassign`, `rule_limit`.
pub fn import(pod: &Pod, job: &JobId, inboxes: &ExportedInboxes) -> Result<()> {
    const SELECT_USED: &str = "
        SELECT address FROM address
        WHERE address IN (SELECT value ->> '$.address' FROM json_each(?2)) AND move_job IS NOT ?1
          AND (total + blocked > 0 OR EXISTS (SELECT 1 FROM outgoing WHERE outgoing.address = address.address))";
    const UPSERT_ADDRESSES: &str = "
        INSERT INTO address (address, accept, e2e_enabled, own_key, move_job)
        SELECT value ->> '$.address', value ->> '$.accept', value ->> '$.e2e_enabled', value ->> '$.own_key', ?1
        FROM json_each(?2) WHERE true
        ON CONFLICT (address) DO UPDATE SET accept = excluded.accept, e2e_enabled = excluded.e2e_enabled,
          own_key = excluded.own_key, public_key = NULL, move_job = excluded.move_job";
    const SELECT_KEYS: &str = "SELECT DISTINCT own_key FROM address WHERE move_job = ? AND own_key IS NOT NULL";
    const INSERT_RULES: &str = "
        INSERT OR IGNORE INTO rule (id, address, sender, auth, action, trusting, note, created_at)
        SELECT value ->> '$.id', value ->> '$.address', value ->> '$.sender', value ->> '$.auth', value ->> '$.action',
          value ->> '$.trusting', value ->> '$.note', value ->> '$.created_at' FROM json_each(?)";
    let (sql, addresses) = (pod.sql(), values![job.as_str(), inboxes.addresses.get()]);
    if let Some(address) = sql.value::<String>(SELECT_USED, &addresses)? {
        let message = format!("The target has mail of {address} from a time when it had that address.");
        return Err(Error::new(Code::CannotReassign, message));
    }
    sql.run(UPSERT_ADDRESSES, &addresses)?;
    for key in sql.values::<String>(SELECT_KEYS, &values![job.as_str()])? {
        pod.e2e_keys().remember(&key)?;
    }
    sql.run(INSERT_RULES, &values![inboxes.rules.get()])?;
    if sql.value::<i64>("SELECT count(*) FROM rule", &[])?.is_some_and(|count| count > MAX_RULES) {
        return Err(Error::new(Code::RuleLimit, format!("The target would have more than {MAX_RULES} rules.")));
    }
    Ok(())
}

/// Which messages belong to which conversation.
pub fn export_threads(pod: &Pod, job: &JobId, after: &str) -> Result<Vec<(String, String)>> {
    const SELECT_MEMBERS: &str = "
        SELECT message_id, thread_id FROM thread_member
        WHERE message_id > CAST(?2 AS TEXT) AND EXISTS (SELECT 1 FROM address WHERE move_job = ?1)
        ORDER BY message_id LIMIT ?3";
    let members: Vec<ThreadMember> =
        pod.sql().rows(SELECT_MEMBERS, &values![job.as_str(), after, MAX_THREAD_MEMBERS])?;
    Ok(members.into_iter().map(|member| (member.message_id, member.thread_id)).collect())
}

/// Takes over conversations. Part of the caller's transaction.
pub fn import_threads(pod: &Pod, members: Vec<(String, String)>) -> Result<()> {
    let mut threads: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (message_id, thread_id) in members {
        threads.entry(thread_id).or_default().push(message_id);
    }
    threads.into_iter().try_for_each(|(thread, messages)| pod.threads().adopt(&ThreadId::known(thread), &messages))
}

/// Makes inboxes that came here the pod's own. Part of the caller's transaction.
pub fn settle(pod: &Pod, job: &JobId) -> Result<()> {
    const UPDATE_ARRIVED: &str = "UPDATE address SET move_job = NULL WHERE move_job = ? RETURNING address";
    let arrived: Vec<String> = pod.sql().values(UPDATE_ARRIVED, &values![job.as_str()])?;
    pod.opened.addresses.invalidate();
    arrived.iter().try_for_each(|address| pod.audit().record(AuditAction::AddressClaimed, address))
}

/// Deletes a part of the inboxes of a job: received mail up to a number first, at last the rules and the records of addresses. Outgoing mail
/// that is left keeps the record of its address. `audited` is whether the audit log says that the addresses were removed.
pub async fn remove(pod: &Pod, job: &JobId, received: i64, audited: bool) -> Result<LeftInboxes> {
    const DELETE_RULES: &str = "DELETE FROM rule WHERE address IN (SELECT address FROM address WHERE move_job = ?)";
    const DELETE_ADDRESSES: &str = "
        DELETE FROM address WHERE move_job = ? AND NOT EXISTS (SELECT 1 FROM outgoing WHERE outgoing.address = address.address)
          AND NOT EXISTS (SELECT 1 FROM message WHERE message.address = address.address)
        RETURNING address";
    pod.opened.addresses.invalidate();
    // If this dies after the commit, the alarm deletes the blobs.
    pod.wake_at(pod.now()).await?;
    let names = pod.sql().atomically(|| {
        if let Some(names) = pod.messages().delete_moved(job, received)? {
            return Ok(Some(names));
        }
        pod.sql().run(DELETE_RULES, &values![job.as_str()])?;
        let left: Vec<String> = pod.sql().values(DELETE_ADDRESSES, &values![job.as_str()])?;
        for address in left.iter().filter(|_| audited) {
            pod.audit().record(AuditAction::AddressRemoved, address)?;
        }
        Ok(None)
    })?;
    let complete = names.is_none();
    remove_blobs(pod, &names.unwrap_or_default()).await?;
    blobs::sweep(pod).await?;
    Ok(LeftInboxes { complete })
}
