//! What a domain's DNS has to say so that its mail comes here and goes out in its name, and whether it says so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The servers of Cloudflare Email Routing, with a preference each.
const SERVERS: [(u16, &str); 3] =
    [(10, "route1.mx.cloudflare.net"), (20, "route2.mx.cloudflare.net"), (30, "route3.mx.cloudflare.net")];
/// Who may send in the name of the domain.
const SENDERS: &str = "include:_spf.mx.cloudflare.net";
/// Under which name Cloudflare signs, and with which key: the same for all domains.
const SELECTOR: &str = "cf2024-1._domainkey";
const SIGNING_KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAiweykoi+o48IOGuP7GR3X0MOExCUDY/BCRHoWBnh3rChl7WhdyCxW3jgq1daEjPPqoi7sJvdg5hEQVsgVRQP4DcnQDVjGMbASQtrY4WmB1VebF+RPJB2ECPsEDTpeiI5ZyUAwJaVX7r6bznU67g7LvFq35yIo4sdlmtZGV+i0H4cpYH9+3JJ78km4KXwaf9xUJCWF6nxeD+qG6Fyruw1Qlbds2r85U9dkNDVAS3gioCvELryh1TxKGiVTkg4wqHTyHfWsp7KD3WQHYJn0RyfJJu6YEmL77zonn7p2SRMvTMP3ZEXibnC9gz3nnhR6wcYL8Q7zXypKTMD58bTixDSJwIDAQAB";
/// Below the domain, so that it does not get lost among its other TXT records.
const PROOF: &str = "_warren";

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = DnsType)]
pub enum Kind {
    Mx,
    Txt,
}

impl Kind {
    /// As it is asked for.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mx => "MX",
            Self::Txt => "TXT",
        }
    }

    /// Its number in the registry.
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
    /// Of an MX record.
    pub priority: Option<u16>,
}

impl Record {
    /// Without it mail does not come, or does not arrive where it is sent to.
    pub fn is_required(&self) -> bool {
        self.purpose != Purpose::Dmarc
    }
}

/// The records that a domain needs; `proof` is what only its account was told.
pub fn records(domain: &str, proof: &str) -> Vec<Record> {
    let txt = |purpose, name: String, value: String| Record { purpose, kind: Kind::Txt, name, value, priority: None };
    let mx = SERVERS.map(|(priority, host)| Record {
        purpose: Purpose::Mx,
        kind: Kind::Mx,
        name: domain.to_owned(),
        value: host.to_owned(),
        priority: Some(priority),
    });
    let key = format!("v=DKIM1; h=sha256; k=rsa; p={SIGNING_KEY}");
    let mut all = vec![txt(Purpose::Ownership, format!("{PROOF}.{domain}"), proof.to_owned())];
    all.extend(mx);
    all.extend([
        txt(Purpose::Spf, domain.to_owned(), format!("v=spf1 {SENDERS} ~all")),
        txt(Purpose::Dkim, format!("{SELECTOR}.{domain}"), key),
        txt(Purpose::Dmarc, format!("_dmarc.{domain}"), "v=DMARC1; p=none".to_owned()),
    ]);
    all
}

/// What was found in the DNS: texts, and hosts with their preference as in a zone file, by kind and name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Seen(BTreeMap<String, Vec<String>>);

impl Seen {
    /// Notes what was found.
    pub fn note(&mut self, kind: Kind, name: &str, found: Vec<String>) {
        self.0.insert(format!("{} {name}", kind.as_str()), found);
    }

    fn of(&self, record: &Record) -> Option<&[String]> {
        self.0.get(&format!("{} {}", record.kind.as_str(), record.name)).map(Vec::as_slice)
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

/// What a look at a record comes to.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    pub status: Status,
    /// Those that are there in its place, or beside it.
    pub found: Vec<String>,
    /// What to do about it.
    pub fix: Option<String>,
}

/// Judges one record by what was found.
pub fn judge(record: &Record, seen: &Seen) -> Verdict {
    let Some(found) = seen.of(record) else {
        return Verdict { status: Status::Unchecked, found: Vec::new(), fix: None };
    };
    let (status, found, fix) = match record.purpose {
        Purpose::Ownership => ownership(record, found),
        Purpose::Mx => server(record, found),
        Purpose::Spf => senders(record, found),
        Purpose::Dkim => key(record, found),
        Purpose::Dmarc => policy(record, found),
    };
    let fix = fix.or_else(|| (status == Status::Missing).then(|| missing(record)));
    Verdict { status, found, fix }
}

/// Whether the proof of ownership was found.
pub fn is_proved(records: &[Record], seen: &Seen) -> bool {
    let mut proofs = records.iter().filter(|record| record.purpose == Purpose::Ownership);
    proofs.all(|record| judge(record, seen).status == Status::Ok)
}

/// Whether a domain's mail is brought here, all of it.
pub fn comes_here(records: &[Record], seen: &Seen) -> bool {
    let mut servers = records.iter().filter(|record| record.purpose == Purpose::Mx);
    // With a server of somebody else's beside ours, none of ours is as it should be.
    servers.any(|record| judge(record, seen).status == Status::Ok)
}

type Judged = (Status, Vec<String>, Option<String>);

fn missing(record: &Record) -> String {
    let priority = record.priority.map(|priority| format!(" with priority {priority}")).unwrap_or_default();
    format!("Add the {} record {}{priority}: {}", record.kind.as_str(), record.name, record.value)
}

fn ownership(record: &Record, found: &[String]) -> Judged {
    if found.iter().any(|text| text.trim() == record.value) {
        return (Status::Ok, vec![record.value.clone()], None);
    }
    let fix = format!("Add to the TXT records of {}: {}", record.name, record.value);
    (if found.is_empty() { Status::Missing } else { Status::Wrong }, found.to_vec(), Some(fix))
}

fn server(record: &Record, found: &[String]) -> Judged {
    let is_foreign = |entry: &&String| !SERVERS.iter().any(|(_, ours)| host(entry) == *ours);
    let foreign: Vec<String> = found.iter().filter(is_foreign).cloned().collect();
    let here = found.iter().find(|entry| host(entry) == record.value).cloned();
    match (here, foreign) {
        (Some(here), foreign) if foreign.is_empty() => (Status::Ok, vec![here], None),
        (None, foreign) if foreign.is_empty() => (Status::Missing, Vec::new(), None),
        (here, foreign) => {
            let fix = format!("Remove the MX records that bring mail elsewhere ({}).", foreign.join(", "));
            let fix = if here.is_some() { fix } else { format!("{fix} {}", missing(record)) };
            (Status::Wrong, here.into_iter().chain(foreign).collect(), Some(fix))
        }
    }
}

/// The host of an MX record as it stands in a zone file, with its preference.
fn host(entry: &str) -> String {
    let host = entry.rsplit(' ').next().unwrap_or(entry);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// Domains from which the operator of hosts below another domain reports.
const REPORTERS: [(&str, &str); 1] = [("google.com", "googlemail.com")];

/// Whether a server at `reporter` can know what became of mail to a domain: it is the domain, or one that contains its mail
/// hosts; without MX records the domain itself is the host (RFC 5321, section 5.1). All in lower case.
pub fn is_mail_host(reporter: &str, domain: &str, records: &[String]) -> bool {
    let below = |host: &str, above: &str| {
        host.strip_suffix(above).is_some_and(|start| start.is_empty() || start.ends_with('.'))
    };
    let runs = |host: &str| {
        below(host, reporter) || REPORTERS.iter().any(|(above, from)| reporter == *from && below(host, above))
    };
    reporter == domain || if records.is_empty() { runs(domain) } else { records.iter().any(|entry| runs(&host(entry))) }
}

fn senders(record: &Record, found: &[String]) -> Judged {
    let is_spf = |text: &&String| text.split(' ').next().is_some_and(|version| version.eq_ignore_ascii_case("v=spf1"));
    let records: Vec<String> = found.iter().filter(is_spf).cloned().collect();
    let includes = |text: &String| {
        text.split(' ').any(|term| term.strip_prefix('+').unwrap_or(term).eq_ignore_ascii_case(SENDERS))
    };
    match records.as_slice() {
        [] => (Status::Missing, records, None),
        [one] if includes(one) => (Status::Ok, records, None),
        [_] => {
            let fix = format!("Put {SENDERS} into the SPF record of {}, before its `all`.", record.name);
            (Status::Wrong, records, Some(fix))
        }
        _ => {
            let fix = "Make one SPF record of them: with several none counts (RFC 7208).";
            (Status::Wrong, records, Some(fix.to_owned()))
        }
    }
}

fn key(record: &Record, found: &[String]) -> Judged {
    let is_ours = |text: &String| tag(text, "p").is_some_and(|key| key == SIGNING_KEY);
    match found {
        [] => (Status::Missing, Vec::new(), None),
        [one] if is_ours(one) => (Status::Ok, vec![one.clone()], None),
        _ => {
            let fix = format!("Make this the only TXT record of {}: {}", record.name, record.value);
            (Status::Wrong, found.to_vec(), Some(fix))
        }
    }
}

/// Any policy will do: how strict it is, is the owner's to say.
fn policy(record: &Record, found: &[String]) -> Judged {
    let records: Vec<String> =
        found.iter().filter(|text| tag(text, "v").as_deref() == Some("DMARC1")).cloned().collect();
    let policy = |text: &String| tag(text, "p").is_some_and(|p| ["none", "quarantine", "reject"].contains(&p.as_str()));
    match records.as_slice() {
        [] => (Status::Missing, records, None),
        [one] if policy(one) => (Status::Ok, records, None),
        _ => (Status::Wrong, records, Some(format!("Leave one DMARC record at {}, with a policy `p`.", record.name))),
    }
}

/// The value of a tag in `a=b; c=d`, without spaces.
fn tag(text: &str, name: &str) -> Option<String> {
    let value = text.split(';').filter_map(|pair| pair.split_once('=')).find(|(tag, _)| tag.trim() == name)?.1;
    Some(value.split_whitespace().collect())
}

/// The text of a TXT record as resolvers write it in JSON: as in a zone file, in pieces of 255 bytes, or plain.
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

/// What follows a backslash: three digits, or a byte that means itself.
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
