//! Mail that came back.

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

/// Refusals in a day from which on nothing more is sent.
pub const MAX_BOUNCES: u32 = 20;

/// Counts a refusal for good by a recipient's server: part of the caller's transaction. The account's trust hears of it
/// afterwards.
pub fn count(pod: &Pod, address: &str, now: Timestamp) -> Result<()> {
    const DELETE_OLD_BOUNCES: &str = "DELETE FROM bounce WHERE at <= ?";
    const INSERT_BOUNCE: &str = "INSERT OR IGNORE INTO bounce (at, address) VALUES (?, ?)";
    if pod.is_postmaster() {
        // Whoever has accounts with dead addresses shall not keep others from signing in.
        return Ok(());
    }
    pod.sql().run(DELETE_OLD_BOUNCES, &values![now.plus(-DAY)])?;
    // Which addresses they are does not matter, only how many: hidden recipients are among them.
    let name = pod.key().name(address.as_bytes());
    if pod.sql().run(INSERT_BOUNCE, &values![now, &name])? > 0 {
        let telling = pod.clone();
        pod.opened.state.wait_until(async move {
            let told = telling.directory().note_returned(now.day()).await;
            told.unwrap_or_else(|error| log::error(&error.to_string()));
        });
    }
    Ok(())
}

/// Until when nothing is sent, because too much was refused within a day.
pub fn suspended_until(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_LAST_BOUNCE: &str = "
        SELECT max(at) AS last FROM bounce WHERE at > ?1 GROUP BY address ORDER BY last DESC LIMIT 1 OFFSET ?2";
    let last = pod.sql().first(SELECT_LAST_BOUNCE, &values![pod.now().plus(-DAY), MAX_BOUNCES - 1])?;
    Ok(last.map(|row| Timestamp::from_millis(row.integer(0)).plus(DAY)))
}

/// Domains whose mail hosts are looked up for one report.
const MAX_LOOKUPS: usize = 5;

/// Local parts from which mail systems report. Anybody can have another one, and sign a report with it.
const MAIL_SYSTEMS: [&str; 2] = ["mailer-daemon", "postmaster"];
/// How that of Microsoft Exchange begins.
const EXCHANGE: &str = "microsoftexchange";

/// A report, as far as it is believed: about one message, and those of its recipients for whom its author can speak.
pub struct VerifiedReport {
    seq: i64,
    failures: Vec<Failure>,
}

/// What of a report can be believed. Anybody can write one, and everybody who got a message knows its name.
///
/// A report is a mail system's: it has no sender in its envelope, and its `author` is proved. It is believed about recipients
/// to whom we did not deliver ourselves and whose mail hosts are the author's. Only then is the DNS asked, and only for a
/// message that went out from the report's mailbox. If the DNS does not answer, the report changes nothing.
pub async fn verify_report(
    pod: &Pod,
    envelope: &Deliver,
    report: Report,
    author: Option<&str>,
) -> Result<Option<VerifiedReport>> {
    const SELECT_OUTGOING: &str = "SELECT seq FROM outgoing WHERE message_id = ? AND address = ?";
    let Some(domain) = author.and_then(|author| reporting_domain(&envelope.from, author)) else { return Ok(None) };
    let Some(row) = pod.sql().first(SELECT_OUTGOING, &values![&report.message_id, &envelope.address])? else {
        return Ok(None);
    };
    let seq = row.integer(0);
    let named = report.failures.iter().map(|failure| failure.recipient.as_str());
    let open = recipients::delivered_elsewhere(pod, seq, named)?;
    let open: Vec<_> = open.into_iter().filter(|address| !pod.is_internal(address)).collect();
    let known = known_to(pod, &domain, &open).await;
    let is_believed = |failure: &Failure| {
        open.contains(&failure.recipient) && domain_of(&failure.recipient).is_some_and(|domain| known.contains(&domain))
    };
    let failures: Vec<_> = report.failures.into_iter().filter(is_believed).collect();
    Ok((!failures.is_empty()).then_some(VerifiedReport { seq, failures }))
}

/// The domain of a mail system that reports, if it is one.
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

/// The domains of recipients of which a mail system at `reporter` can know what became of their mail.
async fn known_to(pod: &Pod, reporter: &str, recipients: &[String]) -> BTreeSet<String> {
    let domains: BTreeSet<_> = recipients.iter().filter_map(|address| domain_of(address)).collect();
    let (mut known, others): (BTreeSet<_>, BTreeSet<_>) = domains.into_iter().partition(|domain| domain == reporter);
    let asked = others.into_iter().take(MAX_LOOKUPS).map(|domain| async move {
        match resolver::ask(&pod.config().resolver, dns::Kind::Mx, &domain).await {
            Ok(records) => dns::is_mail_host(reporter, &domain, &records).then_some(domain),
            Err(error) => {
                log::error(&error.to_string());
                None
            }
        }
    });
    known.extend(join_all(asked).await.into_iter().flatten());
    known
}

/// Takes in a report. The event, if it told something new. Part of the caller's transaction.
///
/// However many recipients it names, it counts once against the sender.
pub fn apply_report(pod: &Pod, report: &VerifiedReport) -> Result<Option<String>> {
    const UPDATE_OUTGOING_ERROR: &str = "
        UPDATE outgoing SET error = ?2, status = iif(status = 'sent' AND NOT EXISTS
          (SELECT 1 FROM recipient WHERE recipient.seq = ?1 AND recipient.status <> 'failed'), 'failed', status)
        WHERE seq = ?1";
    let mut told = None;
    for failure in &report.failures {
        if let Some(shown) = recipients::returned(pod, report.seq, &failure.recipient, &failure.reason)? {
            if told.is_none() {
                count(pod, &failure.recipient, pod.now())?;
            }
            told = Some(shown);
        }
    }
    let Some(reason) = told else { return Ok(None) };
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
