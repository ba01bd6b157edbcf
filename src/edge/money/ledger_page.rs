//! Pages of the ledger, which begin at a time.

use std::fmt::{self, Display};

use serde::Serialize;
use utoipa::ToSchema;

use super::PageLimit;
use crate::error::{Error, Result};
use crate::time::Timestamp;
use crate::wire::{Cursor, Page};

/// How to get the next page.
#[derive(Serialize, ToSchema)]
pub struct LedgerPage {
    /// The maximum number of entries on a page: the requested number, at most 200.
    limit: u32,
    /// Whether there is another page.
    has_more: bool,
    /// The `before` of the next page; null on the last page. Pass it on unchanged, as text: it is a time with 15 decimal places of a second,
    /// to distinguish entries of the same millisecond, and most types for times lose some of them.
    #[schema(value_type = Option<String>, example = "2026-04-01T10:00:00.123000000000042Z")]
    next_before: Option<Cursor<LedgerPlace>>,
}

impl LedgerPage {
    pub fn new<T>(limit: PageLimit, page: &Page<T, LedgerPlace>) -> Self {
        Self { limit: limit.get(), has_more: page.has_more(), next_before: page.next_cursor.clone() }
    }
}

/// The place of an entry in the ledger. As text it is a time whose milliseconds are followed by the entry's number: RFC 3339 allows any
/// number of digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerPlace {
    /// Milliseconds since 1970.
    pub at: i64,
    pub seq: i64,
}

/// Digits of the entry's number.
const DIGITS: usize = 12;

impl Display for LedgerPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = Timestamp::from_millis(self.at).to_string();
        write!(f, "{}{:0DIGITS$}Z", at.trim_end_matches('Z'), self.seq)
    }
}

impl LedgerPlace {
    /// Reads the parameter `before`: a place, or any time. Without it, a page begins with the newest entry.
    pub fn before(text: Option<&str>) -> Result<Self> {
        let Some(text) = text else { return Ok(Self { at: i64::MAX >> 11, seq: 0 }) };
        let fraction = text.split_once('.').map(|(_, rest)| rest);
        let seq = fraction
            .and_then(|fraction| fraction.strip_suffix('Z'))
            .filter(|digits| digits.len() == 3 + DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit()))
            .and_then(|digits| digits[3..].parse().ok());
        let at = match seq {
            Some(_) => Timestamp::parse(&format!("{}Z", &text[..text.len() - DIGITS - 1])),
            // A plus sign in a query is a space.
            None => Timestamp::parse(&text.replace(' ', "+")),
        };
        let invalid = || Error::invalid("before is neither a time (RFC 3339) nor the next_before of a page.");
        Ok(Self { at: at.ok_or_else(invalid)?.millis(), seq: seq.unwrap_or(0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_time_with_the_number_of_its_entry() {
        let at = Timestamp::parse("2026-04-01T10:00:00.123Z").expect("a time").millis();
        let read = |text: &str| LedgerPlace::before(Some(text));
        let (place, text) = (LedgerPlace { at, seq: 42 }, "2026-04-01T10:00:00.123000000000042Z");
        assert_eq!(place.to_string(), text);
        assert_eq!(read(text).expect("a place"), place);
        assert!(Timestamp::parse(text).is_some(), "other programs read it as a time");
        let time = LedgerPlace { at, seq: 0 };
        assert_eq!(read("2026-04-01T10:00:00.123Z").expect("a time"), time);
        assert_eq!(read("2026-04-01T12:00:00.123 02:00").expect("a time"), time);
        for invalid in ["yesterday", "", "é.000000000000000Z"] {
            assert!(read(invalid).is_err(), "{invalid}");
        }
    }
}
