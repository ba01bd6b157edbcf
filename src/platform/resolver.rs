//! DNS look-ups over HTTPS with replies in JSON, in the format of Cloudflare and Google.

use futures_util::future::try_join_all;
use serde::Deserialize;
use worker::Method;

use super::fetch::{self, Outgoing};
use crate::error::{Code, Error, Result};
use crate::mail::dns::{Kind, Record, Seen, unquoted};
use crate::outbound_url::{OutboundUrl, UrlPolicy};
use crate::time::SECOND;

const TIMEOUT: i64 = 5 * SECOND;
/// The maximum number of bytes of a reply: larger than any DNS message.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// The status of a reply: no error, or the name does not exist.
const NO_ERROR: u16 = 0;
const NO_NAME: u16 = 3;

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Status")]
    status: u16,
    #[serde(default, rename = "Answer")]
    answer: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: u16,
    data: String,
}

/// Looks up everything that is needed to check these records.
///
/// # Errors
/// `dns_failed` if one look-up fails, because an incomplete result would be wrong.
pub async fn look_up(resolver: &str, records: &[Record]) -> Result<Seen> {
    let mut questions: Vec<_> = records.iter().map(|record| (record.kind, record.name.as_str())).collect();
    questions.sort_unstable();
    questions.dedup();
    let found = try_join_all(questions.iter().map(|&(kind, name)| ask(resolver, kind, name))).await?;
    let mut seen = Seen::default();
    for ((kind, name), found) in questions.into_iter().zip(found) {
        seen.note(kind, name, found);
    }
    Ok(seen)
}

/// Looks up one name.
///
/// # Errors
/// `dns_failed`.
pub async fn ask(resolver: &str, kind: Kind, name: &str) -> Result<Vec<String>> {
    let mark = if resolver.contains('?') { '&' } else { '?' };
    let url = format!("{resolver}{mark}name={name}&type={kind}");
    let target = OutboundUrl::parse(&url, UrlPolicy::Anywhere).map_err(Error::internal)?;
    let outgoing = Outgoing {
        method: Method::Get,
        target: &target,
        headers: &[("accept", "application/dns-json")],
        body: None,
        timeout: TIMEOUT.unsigned_abs(),
        keep: MAX_ANSWER_BYTES,
    };
    let answer = fetch::send(&outgoing).await.map_err(|error| failed(name, &error.to_string()))?;
    if answer.status != 200 {
        return Err(failed(name, &format!("the resolver answered {}", answer.status)));
    }
    let read: Answer =
        serde_json::from_slice(&answer.body).map_err(|_| failed(name, "the resolver's answer cannot be read"))?;
    match read.status {
        NO_ERROR => Ok(texts(kind, read.answer)),
        NO_NAME => Ok(Vec::new()),
        status => Err(failed(name, &format!("the domain's name servers do not answer, or wrongly (status {status})"))),
    }
}

/// Only records of the requested type: a reply can also contain others, such as CNAME.
fn texts(kind: Kind, entries: Vec<Entry>) -> Vec<String> {
    let asked = entries.into_iter().filter(|entry| entry.kind == kind.number());
    let text = |entry: Entry| match kind {
        Kind::Txt => unquoted(&entry.data),
        Kind::Mx => entry.data,
    };
    asked.map(text).collect()
}

fn failed(name: &str, why: &str) -> Error {
    Error::new(Code::DnsFailed, format!("{name} could not be looked up: {why}."))
        .fix("Try again in a minute. Nothing was changed.")
}
