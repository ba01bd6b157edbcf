//! Writes the tables of the time zones from those of the crate `chrono-tz` itself.
#![allow(clippy::expect_used, reason = "a tool that a developer runs")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::iter::once;
use std::path::Path;

use chrono::{DateTime, TimeZone};
use original::{OffsetComponents, OffsetName, TZ_VARIANTS, Tz};

const ORIGIN: i64 = -4_000_000_000;
const END: i64 = 4_200_000_000;
const QUARTER: i64 = 900;
const IN_SECONDS: u16 = u16::MAX;
/// No period of the database is as short.
const DAY: i64 = 86_400;

/// Seconds without daylight saving time, what that adds, and the abbreviation.
type Period = (i64, i64, Option<String>);
type History = (Period, Vec<(i64, Period)>);

fn main() -> std::io::Result<()> {
    let mut zones: Vec<Tz> = TZ_VARIANTS.to_vec();
    zones.sort_by_key(|zone| zone.name());
    let histories: Vec<_> = zones.iter().map(|zone| history(*zone)).collect();
    let periods = histories.iter().flat_map(|(first, rest)| once(first).chain(rest.iter().map(|(_, period)| period)));
    let periods: Vec<_> = periods.collect::<BTreeSet<_>>().into_iter().collect();

    let (mut distinct, mut indices, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for history in &histories {
        let known = distinct.iter().position(|known| *known == history);
        indices.push(known.unwrap_or(distinct.len()));
        if known.is_none() {
            distinct.push(history);
            let entry = entry(history, &periods);
            entries.extend((entry.len() as u16).to_le_bytes());
            entries.extend(entry);
        }
    }

    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    fs::write(source.join("histories.bin"), entries)?;
    fs::write(source.join("tables.rs"), tables(&zones, &indices, distinct.len(), &periods))
}

fn period(zone: Tz, at: i64) -> Period {
    let at = DateTime::from_timestamp(at, 0).expect("a time").naive_utc();
    let offset = zone.offset_from_utc_datetime(&at);
    let name = offset.abbreviation().map(str::to_owned);
    (offset.base_utc_offset().num_seconds(), offset.dst_offset().num_seconds(), name)
}

fn history(zone: Tz) -> History {
    let first = period(zone, ORIGIN);
    let (mut before, mut rest) = (first.clone(), Vec::new());
    for at in (ORIGIN..END).step_by(DAY as usize) {
        let next = period(zone, at + DAY);
        if next != before {
            let (mut low, mut high) = (at, at + DAY);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if period(zone, middle) == before { low = middle } else { high = middle }
            }
            rest.push((high, next.clone()));
            before = next;
        }
    }
    (first, rest)
}

/// As `history.rs` describes it.
fn entry((first, rest): &History, periods: &[&Period]) -> Vec<u8> {
    let mut kinds = vec![first];
    for (_, period) in rest {
        if !kinds.contains(&period) {
            kinds.push(period);
        }
    }
    let mut entry = vec![kinds.len() as u8];
    for kind in &kinds {
        let index = periods.iter().position(|period| period == kind).expect("it is in the list");
        entry.extend((index as u16).to_le_bytes());
    }
    entry.extend((rest.len() as u16).to_le_bytes());
    let (mut indices, mut seconds, mut before) = (Vec::new(), Vec::new(), ORIGIN);
    for (at, period) in rest {
        let since = at - before;
        before = *at;
        let quarters = u16::try_from(since / QUARTER).ok().filter(|_| since % QUARTER == 0).unwrap_or(IN_SECONDS);
        if quarters == IN_SECONDS {
            seconds.extend(since.to_le_bytes());
        }
        entry.extend(quarters.to_le_bytes());
        indices.push(kinds.iter().position(|kind| *kind == period).expect("it is in the list") as u8);
    }
    entry.extend(indices);
    entry.extend(seconds);
    entry
}

fn tables(zones: &[Tz], indices: &[usize], histories: usize, periods: &[&Period]) -> String {
    let mut text = format!(
        "//! Written by `examples/generate.rs` from the IANA database {}.\n\n\
         use super::Period;\n\n\
         pub const HISTORY_COUNT: usize = {histories};\n\n\
         macro_rules! zones {{\n    ($($zone:ident $name:literal $history:literal)*) => {{\n        \
         /// A time zone.\n        #[allow(non_camel_case_types, missing_docs)]\n        \
         #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]\n        \
         pub enum Tz {{ $($zone,)* }}\n        \
         pub static ZONES: &[Tz] = &[$(Tz::$zone,)*];\n        \
         pub const NAMES: &[&str] = &[$($name,)*];\n        \
         pub static HISTORIES: &[u16] = &[$($history,)*];\n    }};\n}}\n\n\
         macro_rules! periods {{\n    ($($standard:literal $daylight:literal $abbreviation:expr;)*) => {{\n        \
         pub static PERIODS: &[Period] =\n            \
         &[$(Period {{ standard: $standard, daylight: $daylight, abbreviation: $abbreviation }},)*];\n    }};\n}}\n",
        original::IANA_TZDB_VERSION,
    );
    let zones = zones.iter().zip(indices).map(|(zone, history)| {
        let name = zone.name();
        format!("{} {name:?} {history}", identifier(name))
    });
    list(&mut text, "zones", zones);
    let periods = periods.iter().map(|(standard, daylight, name)| format!("{standard} {daylight} {name:?};"));
    list(&mut text, "periods", periods);
    text
}

/// Several entries a line.
fn list(text: &mut String, name: &str, entries: impl Iterator<Item = String>) {
    write!(text, "\n{name}! {{").expect("text grows");
    let mut width = usize::MAX;
    for entry in entries {
        if width.saturating_add(entry.len()) >= 118 {
            text.push_str("\n   ");
            width = 4;
        }
        width += entry.len() + 1;
        write!(text, " {entry}").expect("text grows");
    }
    text.push_str("\n}\n");
}

/// What `chrono-tz` calls a zone.
fn identifier(name: &str) -> String {
    let mut identifier = String::new();
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '/' => identifier.push_str("__"),
            '+' => identifier.push_str("Plus"),
            '-' if letters.peek().is_some_and(char::is_ascii_digit) => identifier.push_str("Minus"),
            '-' => {}
            letter => identifier.push(letter),
        }
    }
    identifier
}
