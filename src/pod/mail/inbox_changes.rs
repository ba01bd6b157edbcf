//! Inboxes that the account creates, changes and deletes: the pod's part of it.

use super::inbox::deletion::remove_blobs;
use crate::audit_action::AuditAction;
use crate::error::Result;
use crate::id::InboxId;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::storage::blobs;
use crate::rpc::RemovedInbox;
use crate::time::HOUR;

/// Outgoing messages that one transaction deletes.
const MAX_DELETED_OUTGOING: u32 = 100;
/// How long a removed inbox is remembered: longer than any call takes.
const REMOVED_TTL: i64 = HOUR;

/// Records an inbox that was created, and forgets the cached list.
pub async fn changed(pod: &Pod, address: &str, is_new: bool) -> Result<()> {
    let cache = &pod.opened.addresses;
    cache.invalidate();
    // This call may be late: the inbox may have been deleted since, also during the query.
    let is_own = loop {
        let version = cache.version();
        let is_own = pod.directory().owns(address).await?.is_some();
        if cache.version() == version {
            break is_own;
        }
    };
    pod.sql().atomically(|| {
        if !is_new {
            return pod.audit().record(AuditAction::AddressUpdated, address);
        }
        if !is_own || pod.addresses().contains(address)? {
            return Ok(());
        }
        pod.addresses().record(address, None)?;
        pod.audit().record(AuditAction::AddressClaimed, address)
    })
}

/// Deletes a part of an inbox: received mail first, then outgoing mail, at last its rules, its webhooks and its record.
pub async fn remove(pod: &Pod, id: &InboxId) -> Result<RemovedInbox> {
    pod.opened.addresses.invalidate();
    // If this call dies after the commit, the alarm deletes the blobs.
    pod.wake_at(pod.now()).await?;
    let Some(address) = pod.directory().deleting_inbox(id).await? else {
        return Ok(RemovedInbox { complete: true });
    };
    let address = &*address;
    let (names, complete) = pod.sql().atomically(|| {
        // The directory's answer may be late: the inbox may be gone, and its address created again.
        if pod.sql().exists("SELECT 1 FROM removed_inbox WHERE id = ?", &values![id.as_str()])? {
            return Ok((Vec::new(), true));
        }
        let seqs = pod.messages().deletable("m.address = CAST(? AS TEXT)", &values![address])?;
        if !seqs.is_empty() {
            return Ok((pod.messages().delete(&seqs)?, false));
        }
        Ok((Vec::new(), !delete_outgoing(pod, address)? && forget(pod, id, address)?))
    })?;
    pod.opened.webhooks.change();
    remove_blobs(pod, &names).await?;
    blobs::sweep(pod).await?;
    Ok(RemovedInbox { complete })
}

/// Deletes outgoing messages, also those that were not sent yet. Returns whether there were any.
fn delete_outgoing(pod: &Pod, address: &str) -> Result<bool> {
    const SELECT_OUTGOING: &str = "SELECT seq FROM outgoing WHERE address = ?1 ORDER BY seq LIMIT ?2";
    let seqs: Vec<i64> = pod.sql().values(SELECT_OUTGOING, &values![address, MAX_DELETED_OUTGOING])?;
    pod.outbox().delete(&seqs)?;
    Ok(!seqs.is_empty())
}

/// Deletes the record of an empty inbox, and records that this inbox is gone. Returns true.
fn forget(pod: &Pod, id: &InboxId, address: &str) -> Result<bool> {
    const DELETE_OLD: &str = "DELETE FROM removed_inbox WHERE at < ?";
    const INSERT_REMOVED: &str = "INSERT INTO removed_inbox (id, at) VALUES (?, ?)";
    const DELETE_REST: [&str; 2] = ["DELETE FROM rule WHERE address = ?", "DELETE FROM webhook WHERE address = ?"];
    const DELETE_ADDRESS: &str = "DELETE FROM address WHERE address = ? RETURNING 1";
    DELETE_REST.iter().try_for_each(|delete| pod.sql().run(delete, &values![address]).map(drop))?;
    pod.sql().run(DELETE_OLD, &values![pod.now().plus(-REMOVED_TTL)])?;
    pod.sql().run(INSERT_REMOVED, &values![id.as_str(), pod.now()])?;
    if pod.sql().exists(DELETE_ADDRESS, &values![address])? {
        pod.audit().record(AuditAction::AddressRemoved, address)?;
    }
    Ok(true)
}
