//! Bounces: mail that recipients' servers refuse permanently, at delivery or later by a delivery report.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::recipients;
use crate::domain::Domain;
use crate::error::Result;
use crate::event_kind::EventKind;
use crate::mail::address::normal_domain;
use crate::mail::dns;
use crate::mail::report::{Failure, Report};
use crate::platform::{log, resolver, values};
use crate::pod::Pod;
use crate::rpc::Deliver;
use crate::time::{DAY, Timestamp};

/// Bounces within a day that suspend sending.
pub const MAX_BOUNCES: u32 = 20;

/// Counts a bounce. Part of the caller's transaction. The account's trust is updated in the background.
pub fn count(pod: &Pod, address: &str, now: Timestamp) -> Result<()> {
    const DELETE_OLD_BOUNCES: &str = "DELETE FROM bounce WHERE at <= ?";
    const INSERT_BOUNCE: &str = "INSERT OR IGNORE INTO bounce (at, address) VALUES (?, ?)";
    if pod.is_postmaster() {
        // Accounts with dead addresses must not keep others from signing in.
        return Ok(());
    }
    pod.sql().run(DELETE_OLD_BOUNCES, &values![now.plus(-DAY)])?;
    // A keyed hash, because only the number of addresses matters, and some are hidden recipients.
    let name = pod.key().name(address.as_bytes());
    if pod.sql().run(INSERT_BOUNCE, &values![now, &name])? > 0 {
        let directory = pod.directory();
        pod.opened.state.wait_until(async move { _ = log::logged(directory.count_returned(now.day()).await) });
    }
    Ok(())
}

/// When sending resumes after too many bounces. `None` if it is not suspended.
pub fn suspended_until(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_SUSPENDING_BOUNCE: &str = "
        SELECT max(at) AS last FROM bounce WHERE at > ?1 GROUP BY address ORDER BY last DESC LIMIT 1 OFFSET ?2";
    let suspending: Option<Timestamp> =
        pod.sql().value(SELECT_SUSPENDING_BOUNCE, &values![pod.now().plus(-DAY), MAX_BOUNCES - 1])?;
    Ok(suspending.map(|at| at.plus(DAY)))
}

/// Domains whose mail hosts are looked up for one report.
const MAX_LOOKUPS: usize = 5;

/// Local parts of mail systems. Anybody can have other local parts and sign a report with them.
const MAIL_SYSTEMS: [&str; 2] = ["mailer-daemon", "postmaster"];
/// The beginning of the local part of Microsoft Exchange.
const EXCHANGE: &str = "microsoftexchange";

/// The verified part of a delivery report: recipients of one message whose mail the author of the report handles.
pub struct VerifiedReport {
    seq: i64,
    failures: Vec<Failure>,
}

/// Verifies a delivery report. Anybody can write one, and each recipient of a message knows its Message-ID.
///
/// A report must have an empty envelope sender and a proved `author` that is a mail system. It counts for recipients outside this
/// deployment whose mail hosts belong to the author. The DNS is queried only for a message that was sent from the mailbox that receives
/// the report. If the DNS does not answer, the report changes nothing.
pub async fn verify_report(
    pod: &Pod,
    envelope: &Deliver,
    report: Report,
    author: Option<&str>,
) -> Result<Option<VerifiedReport>> {
    const SELECT_OUTGOING: &str = "SELECT seq FROM outgoing WHERE message_id = ? AND address = ?";
    let Some(domain) = author.and_then(|author| reporting_domain(&envelope.from, author)) else { return Ok(None) };
    let seq: Option<i64> = pod.sql().value(SELECT_OUTGOING, &values![&report.message_id, &envelope.address])?;
    let Some(seq) = seq else { return Ok(None) };
    let reported = report.failures.iter().map(|failure| failure.recipient.as_str());
    let external = recipients::delivered_elsewhere(pod, seq, reported)?;
    let external: Vec<_> = external.into_iter().filter(|address| !pod.is_internal(address)).collect();
    let domains = domains_of_reporter(pod, &domain, &external).await;
    let is_verified = |failure: &Failure| {
        external.contains(&failure.recipient)
            && domain_of(&failure.recipient).is_some_and(|domain| domains.contains(&domain))
    };
    let failures: Vec<_> = report.failures.into_iter().filter(is_verified).collect();
    Ok((!failures.is_empty()).then_some(VerifiedReport { seq, failures }))
}

/// The domain of the mail system that wrote a report. `None` if the author is not a mail system.
fn reporting_domain(envelope_sender: &str, author: &str) -> Option<String> {
    let (local, domain) = author.rsplit_once('@')?;
    let local = local.to_lowercase();
    let is_system = MAIL_SYSTEMS.contains(&local.as_str()) || local.starts_with(EXCHANGE);
    let has_no_sender = matches!(envelope_sender.trim(), "" | "<>");
    let domain = normal_domain(domain);
    (is_system && has_no_sender && Domain::parse(&domain).is_ok()).then_some(domain)
}

fn domain_of(address: &str) -> Option<String> {
    address.rsplit_once('@').map(|(_, domain)| normal_domain(domain))
}

/// The domains of recipients whose mail the mail system at `reporter` handles.
async fn domains_of_reporter(pod: &Pod, reporter: &str, recipients: &[String]) -> BTreeSet<String> {
    let domains: BTreeSet<_> = recipients.iter().filter_map(|address| domain_of(address)).collect();
    let (mut known, others): (BTreeSet<_>, BTreeSet<_>) = domains.into_iter().partition(|domain| domain == reporter);
    let asked = others.into_iter().take(MAX_LOOKUPS).map(|domain| async move {
        let records = log::logged(resolver::ask(&pod.config().resolver, dns::Kind::Mx, &domain).await)?;
        dns::is_mail_host(reporter, &domain, &records).then_some(domain)
    });
    known.extend(join_all(asked).await.into_iter().flatten());
    known
}

/// Applies a report. Returns the event if the report is new. Part of the caller's transaction.
///
/// A report counts as one bounce, however many recipients it names.
pub fn apply_report(pod: &Pod, report: &VerifiedReport) -> Result<Option<String>> {
    const UPDATE_OUTGOING_ERROR: &str = "
        UPDATE outgoing SET error = ?2, status = iif(status = 'sent' AND NOT EXISTS
          (SELECT 1 FROM recipient WHERE recipient.seq = ?1 AND recipient.status <> 'failed'), 'failed', status)
        WHERE seq = ?1";
    let mut last_reason = None;
    for failure in &report.failures {
        if let Some(shown) = recipients::returned(pod, report.seq, &failure.recipient, &failure.reason)? {
            if last_reason.is_none() {
                count(pod, &failure.recipient, pod.now())?;
            }
            last_reason = Some(shown);
        }
    }
    let Some(reason) = last_reason else { return Ok(None) };
    pod.sql().run(UPDATE_OUTGOING_ERROR, &values![report.seq, &reason])?;
    pod.record_outgoing(EventKind::EmailFailed, report.seq).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_mail_system_without_a_sender_reports() {
        for (envelope, author, domain) in [
            ("", "MAILER-DAEMON@Mail.Example", Some("mail.example")),
            ("<>", "postmaster@mail.example", Some("mail.example")),
            ("", "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@mail.example", Some("mail.example")),
            ("eve@mail.example", "postmaster@mail.example", None),
            ("", "eve@mail.example", None),
            ("", "postmaster@co.uk", None),
            ("", "postmaster", None),
        ] {
            assert_eq!(reporting_domain(envelope, author).as_deref(), domain, "{envelope} {author}");
        }
    }
}
