//! The time zones of the IANA database, as the crate `chrono-tz` has them, in a form that takes less than 0.2 MB instead of 1.5 MB.
//!
//! `calcard` depends on `chrono-tz`; the workspace's `[patch.crates-io]` replaces it with this crate. It has the part of that
//! crate's interface that `calcard` uses. The tables are written by `cargo run --package chrono-tz@0.10.99 --example generate`
//! from the version of `chrono-tz` that Cargo.toml names.

mod history;
mod tables;

use std::fmt;
use std::str::FromStr;

use chrono::{Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};

use self::history::History;
pub use self::tables::Tz;
pub use self::tables::Tz::UTC;

/// A clock's distance from UTC during one part of a zone's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Seconds east of UTC without daylight saving time.
    standard: i32,
    /// Seconds that daylight saving time adds.
    daylight: i32,
    abbreviation: Option<&'static str>,
}

/// A zone's distance from UTC at some time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TzOffset {
    zone: Tz,
    period: Period,
}

/// An offset's parts.
pub trait OffsetComponents {
    /// The offset without daylight saving time.
    fn base_utc_offset(&self) -> Duration;
    /// What daylight saving time adds.
    fn dst_offset(&self) -> Duration;
}

/// An offset's names.
pub trait OffsetName {
    /// The zone's IANA name.
    fn tz_id(&self) -> &str;
    /// The abbreviation in use, such as `CEST`.
    fn abbreviation(&self) -> Option<&str>;
}

/// A name that is not the name of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError;

impl Tz {
    /// The IANA name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        tables::NAMES[self as usize]
    }

    fn history(self) -> &'static History {
        history::of(tables::HISTORIES[self as usize])
    }
}

impl FromStr for Tz {
    type Err = ParseError;

    fn from_str(name: &str) -> Result<Self, ParseError> {
        tables::NAMES.binary_search(&name).map(|index| tables::ZONES[index]).map_err(|_| ParseError)
    }
}

impl fmt::Display for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl TimeZone for Tz {
    type Offset = TzOffset;

    fn from_offset(offset: &TzOffset) -> Self {
        offset.zone
    }

    /// Any of the offsets of the day, as chrono allows.
    fn offset_from_local_date(&self, local: &NaiveDate) -> LocalResult<TzOffset> {
        let at = |time: NaiveTime| self.offset_from_local_datetime(&local.and_time(time));
        let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
        at(NaiveTime::MIN).earliest().or_else(|| at(last).earliest()).map_or(LocalResult::None, LocalResult::Single)
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> LocalResult<TzOffset> {
        self.history().at_local(local.and_utc().timestamp()).map(|period| TzOffset { zone: *self, period })
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> TzOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> TzOffset {
        TzOffset { zone: *self, period: self.history().at(utc.and_utc().timestamp()) }
    }
}

impl Period {
    /// Seconds east of UTC.
    const fn seconds(self) -> i64 {
        self.standard as i64 + self.daylight as i64
    }
}

impl Offset for TzOffset {
    fn fix(&self) -> FixedOffset {
        let offset = FixedOffset::east_opt(self.period.standard + self.period.daylight);
        // No offset in the tables is a day.
        offset.unwrap_or_else(|| chrono::Utc.fix())
    }
}

impl OffsetComponents for TzOffset {
    fn base_utc_offset(&self) -> Duration {
        Duration::seconds(self.period.standard.into())
    }

    fn dst_offset(&self) -> Duration {
        Duration::seconds(self.period.daylight.into())
    }
}

impl OffsetName for TzOffset {
    fn tz_id(&self) -> &str {
        self.zone.name()
    }

    fn abbreviation(&self) -> Option<&str> {
        self.period.abbreviation
    }
}

impl fmt::Display for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period.abbreviation {
            Some(name) => f.pad(name),
            None => fmt::Display::fmt(&self.fix(), f),
        }
    }
}

impl fmt::Debug for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
