//! Mail that came back.

use crate::error::Result;
use crate::mail::report::Report;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::events::Kind;
use crate::time::{DAY, Timestamp};

/// Counts a refusal for good by a recipient's server. Part of the caller's transaction.
pub fn count(pod: &Pod, address: &str, now: Timestamp) -> Result<()> {
    const FORGET: &str = "DELETE FROM bounce WHERE at <= ?";
    const COUNT: &str = "INSERT OR IGNORE INTO bounce (at, address) VALUES (?, ?)";
    pod.sql().run(FORGET, &values![now.plus(-DAY)])?;
    pod.sql().run(COUNT, &values![now, address]).map(drop)
}

/// Takes in a report that came to `address`, if it is about a message that was sent from there. The event, if it told
/// something new. Part of the caller's transaction.
///
/// Anybody can write such a report; only who got the message knows its name. It counts against the sender only if its
/// own sender is proved.
pub fn reported(pod: &Pod, address: &str, report: &Report, is_proved: bool) -> Result<Option<String>> {
    const FIND: &str = "SELECT seq, address FROM outgoing WHERE message_id = ?";
    const FAIL: &str = "
        UPDATE recipient SET status = 'failed', error = ?3 WHERE seq = ?1 AND address = ?2 AND status = 'delivered'";
    const END: &str = "
        UPDATE outgoing SET error = ?2, status = iif(status = 'sent' AND NOT EXISTS
          (SELECT 1 FROM recipient WHERE recipient.seq = ?1 AND recipient.status <> 'failed'), 'failed', status)
        WHERE seq = ?1";
    let Some(row) = pod.sql().first(FIND, &values![&report.message_id])? else { return Ok(None) };
    if row.text(1) != address {
        return Ok(None);
    }
    let (seq, mut told) = (row.integer(0), None);
    for failure in &report.failures {
        if pod.sql().run(FAIL, &values![seq, &failure.recipient, &failure.reason])? > 0 {
            if is_proved && !pod.is_internal(&failure.recipient) {
                count(pod, &failure.recipient, pod.now())?;
            }
            told = Some(format!("{}: {}", failure.recipient, failure.reason));
        }
    }
    let Some(reason) = told else { return Ok(None) };
    pod.sql().run(END, &values![seq, &reason])?;
    pod.record_outgoing(Kind::EmailFailed, seq).map(Some)
}
