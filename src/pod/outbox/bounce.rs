//! Mail that came back.

use crate::error::Result;
use crate::mail::report::Report;
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::pod::events::Kind;
use crate::time::{DAY, Timestamp};

/// Refusals in a day from which on nothing more is sent.
pub const MOST: u32 = 20;

/// Counts a refusal for good by a recipient's server: part of the caller's transaction. The account's trust hears of it
/// afterwards.
pub fn count(pod: &Pod, address: &str, now: Timestamp) -> Result<()> {
    const FORGET: &str = "DELETE FROM bounce WHERE at <= ?";
    const COUNT: &str = "INSERT OR IGNORE INTO bounce (at, address) VALUES (?, ?)";
    if pod.is_postmaster() {
        // Whoever has accounts with dead addresses shall not keep others from signing in.
        return Ok(());
    }
    pod.sql().run(FORGET, &values![now.plus(-DAY)])?;
    if pod.sql().run(COUNT, &values![now, address])? > 0 {
        let telling = pod.clone();
        pod.opened.state.wait_until(async move {
            let told = telling.seat().note_returned(now.day()).await;
            told.unwrap_or_else(|error| log::error(&error.to_string()));
        });
    }
    Ok(())
}

/// Until when nothing is sent, because too much was refused within a day.
pub fn suspended_until(pod: &Pod) -> Result<Option<Timestamp>> {
    const LAST: &str = "
        SELECT max(at) AS last FROM bounce WHERE at > ?1 GROUP BY address ORDER BY last DESC LIMIT 1 OFFSET ?2";
    let last = pod.sql().first(LAST, &values![pod.now().plus(-DAY), MOST - 1])?;
    Ok(last.map(|row| Timestamp::from_millis(row.integer(0)).plus(DAY)))
}

/// Whether a domain is an address's own, or one above it or below it.
fn speaks_for(domain: &str, address: &str) -> bool {
    let of = address.rsplit_once('@').map_or("", |(_, of)| of);
    let below =
        |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    below(domain, of) || below(of, domain)
}

/// Takes in a report that came to `address`, if it is about a message that was sent from there. The event, if it told
/// something new. Part of the caller's transaction.
///
/// Anybody can write such a report; only who got the message knows its name. It counts against the sender only if it
/// comes from a `domain` that is proved: for each of that domain's recipients, and once for all others, of whom it may
/// know nothing.
pub fn reported(pod: &Pod, address: &str, report: &Report, domain: Option<&str>) -> Result<Option<String>> {
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
            if let Some(domain) = domain.filter(|_| !pod.is_internal(&failure.recipient)) {
                let who = if speaks_for(domain, &failure.recipient) { &failure.recipient } else { domain };
                count(pod, who, pod.now())?;
            }
            told = Some(format!("{}: {}", failure.recipient, failure.reason));
        }
    }
    let Some(reason) = told else { return Ok(None) };
    pod.sql().run(END, &values![seq, &reason])?;
    pod.record_outgoing(Kind::EmailFailed, seq).map(Some)
}
