//! The DNS records that a domain needs to receive and send mail here, and their verification.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::Display;
use utoipa::ToSchema;

/// The servers of Cloudflare Email Routing, with a preference each.
const MX_HOSTS: [(u16, &str); 3] =
    [(10, "route1.mx.cloudflare.net"), (20, "route2.mx.cloudflare.net"), (30, "route3.mx.cloudflare.net")];
/// The SPF mechanism that authorizes the sending servers.
const SPF_INCLUDE: &str = "include:_spf.mx.cloudflare.net";
/// Cloudflare's DKIM selector and public key, the same for all domains.
const DKIM_SELECTOR: &str = "cf2024-1._domainkey";
const DKIM_PUBLIC_KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAiweykoi+o48IOGuP7GR3X0MOExCUDY/BCRHoWBnh3rChl7WhdyCxW3jgq1daEjPPqoi7sJvdg5hEQVsgVRQP4DcnQDVjGMbASQtrY4WmB1VebF+RPJB2ECPsEDTpeiI5ZyUAwJaVX7r6bznU67g7LvFq35yIo4sdlmtZGV+i0H4cpYH9+3JJ78km4KXwaf9xUJCWF6nxeD+qG6Fyruw1Qlbds2r85U9dkNDVAS3gioCvELryh1TxKGiVTkg4wqHTyHfWsp7KD3WQHYJn0RyfJJu6YEmL77zonn7p2SRMvTMP3ZEXibnC9gz3nnhR6wcYL8Q7zXypKTMD58bTixDSJwIDAQAB";
/// The label of the ownership record. It is below the domain, so it is not mixed with the domain's other TXT records.
const OWNERSHIP_LABEL: &str = "_warren";

/// How many records a domain needs.
pub const RECORDS: u32 = 7;

/// What a record is for.
/// - `ownership`: proves that the domain belongs to the account
/// - `mx`: where mail for the domain goes
/// - `spf`: who may send for the domain (RFC 7208)
/// - `dkim`: the key that signs for the domain (RFC 6376)
/// - `dmarc`: what happens to mail that falsely claims to be from the domain (RFC 7489)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    Ownership,
    Mx,
    Spf,
    Dkim,
    Dmarc,
}

/// The type of a DNS record.
/// - `MX`: a mail server
/// - `TXT`: a text
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Display, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
#[schema(as = DnsType)]
pub enum Kind {
    Mx,
    Txt,
}

impl Kind {
    /// The number in the IANA registry.
    pub const fn number(self) -> u16 {
        match self {
            Self::Mx => 15,
            Self::Txt => 16,
        }
    }
}

/// A record to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub purpose: Purpose,
    pub kind: Kind,
    pub name: String,
    pub value: String,
    /// Only for an MX record.
    pub priority: Option<u16>,
}

impl Record {
    /// Whether receiving or sending fails without it.
    pub fn is_required(&self) -> bool {
        self.purpose != Purpose::Dmarc
    }
}

/// The records that a domain needs. `proof` is the secret of the domain's account.
pub fn records(domain: &str, proof: &str) -> Vec<Record> {
    let txt = |purpose, name: String, value: String| Record { purpose, kind: Kind::Txt, name, value, priority: None };
    let mx = MX_HOSTS.map(|(priority, host)| Record {
        purpose: Purpose::Mx,
        kind: Kind::Mx,
        name: domain.to_owned(),
        value: host.to_owned(),
        priority: Some(priority),
    });
    let key = format!("v=DKIM1; h=sha256; k=rsa; p={DKIM_PUBLIC_KEY}");
    let mut all = vec![txt(Purpose::Ownership, format!("{OWNERSHIP_LABEL}.{domain}"), proof.to_owned())];
    all.extend(mx);
    all.extend([
        txt(Purpose::Spf, domain.to_owned(), format!("v=spf1 {SPF_INCLUDE} ~all")),
        txt(Purpose::Dkim, format!("{DKIM_SELECTOR}.{domain}"), key),
        txt(Purpose::Dmarc, format!("_dmarc.{domain}"), "v=DMARC1; p=none".to_owned()),
    ]);
    all
}

/// Records found in the DNS, by type and name: texts, and hosts with their preference as in a zone file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Seen(BTreeMap<String, Vec<String>>);

impl Seen {
    /// Adds the records of a type and a name.
    pub fn note(&mut self, kind: Kind, name: &str, found: Vec<String>) {
        self.0.insert(format!("{kind} {name}"), found);
    }

    fn values(&self, record: &Record) -> Option<&[String]> {
        self.0.get(&format!("{} {}", record.kind, record.name)).map(Vec::as_slice)
    }
}

/// Whether a record is as it should be.
/// - `unchecked`: not checked yet
/// - `ok`: found
/// - `missing`: not found
/// - `wrong`: another record was found, or one too many
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = DnsStatus)]
pub enum Status {
    Unchecked,
    Ok,
    Missing,
    Wrong,
}

/// The result of checking a record.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    pub status: Status,
    /// The records that were found.
    pub found: Vec<String>,
    /// How to fix it.
    pub fix: Option<String>,
}

/// Checks one record against the records found.
pub fn judge(record: &Record, seen: &Seen) -> Verdict {
    let Some(found) = seen.values(record) else {
        return Verdict { status: Status::Unchecked, found: Vec::new(), fix: None };
    };
    let (status, found, fix) = match record.purpose {
        Purpose::Ownership => ownership(record, found),
        Purpose::Mx => mx(record, found),
        Purpose::Spf => spf(record, found),
        Purpose::Dkim => dkim(record, found),
        Purpose::Dmarc => dmarc(record, found),
    };
    let fix = fix.or_else(|| (status == Status::Missing).then(|| fix_for_missing(record)));
    Verdict { status, found, fix }
}

/// Whether the proof of ownership was found.
pub fn is_proved(records: &[Record], seen: &Seen) -> bool {
    let mut proofs = records.iter().filter(|record| record.purpose == Purpose::Ownership);
    proofs.all(|record| judge(record, seen).status == Status::Ok)
}

/// Whether all mail of a domain is delivered here.
pub fn comes_here(records: &[Record], seen: &Seen) -> bool {
    let mut servers = records.iter().filter(|record| record.purpose == Purpose::Mx);
    // With a foreign MX record, all of ours have the status `wrong`.
    servers.any(|record| judge(record, seen).status == Status::Ok)
}

type Checked = (Status, Vec<String>, Option<String>);

fn fix_for_missing(record: &Record) -> String {
    let priority = record.priority.map(|priority| format!(" with priority {priority}")).unwrap_or_default();
    format!("Add the {} record {}{priority}: {}", record.kind, record.name, record.value)
}

fn ownership(record: &Record, found: &[String]) -> Checked {
    if found.iter().any(|text| text.trim() == record.value) {
        return (Status::Ok, vec![record.value.clone()], None);
    }
    let fix = format!("Add a TXT record to {}: {}", record.name, record.value);
    (if found.is_empty() { Status::Missing } else { Status::Wrong }, found.to_vec(), Some(fix))
}

fn mx(record: &Record, found: &[String]) -> Checked {
    let is_foreign = |entry: &&String| !MX_HOSTS.iter().any(|(_, ours)| host(entry) == *ours);
    let foreign: Vec<String> = found.iter().filter(is_foreign).cloned().collect();
    let here = found.iter().find(|entry| host(entry) == record.value).cloned();
    match (here, foreign) {
        (Some(here), foreign) if foreign.is_empty() => (Status::Ok, vec![here], None),
        (None, foreign) if foreign.is_empty() => (Status::Missing, Vec::new(), None),
        (here, foreign) => {
            let fix = format!("Remove the MX records that deliver mail to other servers ({}).", foreign.join(", "));
            let fix = if here.is_some() { fix } else { format!("{fix} {}", fix_for_missing(record)) };
            (Status::Wrong, here.into_iter().chain(foreign).collect(), Some(fix))
        }
    }
}

/// The host of an MX record, which is written as in a zone file: with its preference.
fn host(entry: &str) -> String {
    let host = entry.rsplit(' ').next().unwrap_or(entry);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// Domains of mail hosts, and the domain that sends their reports.
const REPORTING_DOMAINS: [(&str, &str); 1] = [("google.com", "googlemail.com")];

/// Whether a server at `reporter` may report about mail to a domain: it is the domain, or a parent domain of its mail hosts. Without MX
/// records, the domain itself is the host (RFC 5321, section 5.1). All names are in lower case.
pub fn is_mail_host(reporter: &str, domain: &str, records: &[String]) -> bool {
    let below = |host: &str, above: &str| {
        host.strip_suffix(above).is_some_and(|start| start.is_empty() || start.ends_with('.'))
    };
    let runs = |host: &str| {
        below(host, reporter) || REPORTING_DOMAINS.iter().any(|(above, from)| reporter == *from && below(host, above))
    };
    reporter == domain || if records.is_empty() { runs(domain) } else { records.iter().any(|entry| runs(&host(entry))) }
}

fn spf(record: &Record, found: &[String]) -> Checked {
    let is_spf = |text: &&String| text.split(' ').next().is_some_and(|version| version.eq_ignore_ascii_case("v=spf1"));
    let records: Vec<String> = found.iter().filter(is_spf).cloned().collect();
    let includes = |text: &String| {
        text.split(' ').any(|term| term.strip_prefix('+').unwrap_or(term).eq_ignore_ascii_case(SPF_INCLUDE))
    };
    match records.as_slice() {
        [] => (Status::Missing, records, None),
        [one] if includes(one) => (Status::Ok, records, None),
        [_] => {
            let fix = format!("Put {SPF_INCLUDE} into the SPF record of {}, before its `all`.", record.name);
            (Status::Wrong, records, Some(fix))
        }
        _ => {
            let fix = "Merge the SPF records into one. A domain must not have several (RFC 7208).";
            (Status::Wrong, records, Some(fix.to_owned()))
        }
    }
}

fn dkim(record: &Record, found: &[String]) -> Checked {
    let is_ours = |text: &String| tag(text, "p").is_some_and(|key| key == DKIM_PUBLIC_KEY);
    match found {
        [] => (Status::Missing, Vec::new(), None),
        [one] if is_ours(one) => (Status::Ok, vec![one.clone()], None),
        _ => {
            let fix = format!("Make this the only TXT record of {}: {}", record.name, record.value);
            (Status::Wrong, found.to_vec(), Some(fix))
        }
    }
}

/// Accepts any policy: the domain's owner decides how strict it is.
fn dmarc(record: &Record, found: &[String]) -> Checked {
    let records: Vec<String> =
        found.iter().filter(|text| tag(text, "v").as_deref() == Some("DMARC1")).cloned().collect();
    let policy = |text: &String| tag(text, "p").is_some_and(|p| ["none", "quarantine", "reject"].contains(&p.as_str()));
    match records.as_slice() {
        [] => (Status::Missing, records, None),
        [one] if policy(one) => (Status::Ok, records, None),
        _ => {
            (Status::Wrong, records, Some(format!("Keep only one DMARC record at {}, with a policy `p`.", record.name)))
        }
    }
}

/// The value of a tag in `a=b; c=d`, without spaces.
fn tag(text: &str, name: &str) -> Option<String> {
    let value = text.split(';').filter_map(|pair| pair.split_once('=')).find(|(tag, _)| tag.trim() == name)?.1;
    Some(value.split_whitespace().collect())
}

/// The text of a TXT record in a resolver's JSON: quoted as in a zone file, in strings of 255 bytes, or plain.
pub fn unquoted(data: &str) -> String {
    let data = data.trim();
    if !data.starts_with('"') {
        return data.to_owned();
    }
    let (mut bytes, mut quoted, mut rest) = (Vec::new(), false, data.bytes());
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => bytes.push(escaped(&mut rest)),
            _ if quoted => bytes.push(byte),
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads an escape after a backslash: three digits, or a literal byte.
fn escaped(rest: &mut std::str::Bytes<'_>) -> u8 {
    let text: Vec<u8> = rest.clone().take(3).collect();
    let number =
        std::str::from_utf8(&text).ok().filter(|text| text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()));
    match number.and_then(|number| number.parse().ok()) {
        Some(byte) => {
            rest.by_ref().take(3).for_each(drop);
            byte
        }
        None => rest.next().unwrap_or(b'\\'),
    }
}

#[cfg(test)]
mod tests;
