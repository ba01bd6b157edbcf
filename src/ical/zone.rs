//! Time zones of the IANA database.

use std::str::FromStr;

use calcard::common::timezone::Tz;
use chrono::offset::LocalResult;
use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone};

use crate::time::Timestamp;

/// A place's time, other than UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone(Tz);

impl Zone {
    /// Of an IANA name, or one of those that other calendars use in their place. `None` within `Some` is UTC.
    pub fn parse(name: &str) -> Option<Option<Self>> {
        Self::known(Tz::from_str(name).ok()?)
    }

    /// One that a calendar's own definition was found to be. `None` within `Some` is UTC.
    pub fn known(zone: Tz) -> Option<Option<Self>> {
        match zone {
            zone if zone.is_utc() => Some(None),
            Tz::Tz(_) => Some(Some(Self(zone))),
            Tz::Fixed(_) | Tz::Floating => None,
        }
    }

    /// Its IANA name.
    pub fn name(&self) -> String {
        self.0.name().unwrap_or_default().into_owned()
    }

    /// The wall clock there at that time.
    pub fn local(&self, at: Timestamp) -> NaiveDateTime {
        self.0.from_utc_datetime(&utc(at)).naive_local()
    }

    /// When the wall clock there shows that: for the first time, if it does so twice. What it skips is read with the offset
    /// before the gap (RFC 5545, 3.3.5).
    pub fn instant(&self, local: NaiveDateTime) -> Timestamp {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Timestamp::from_millis(at.timestamp_millis()),
            LocalResult::None => {
                let day = TimeDelta::days(1);
                let before = self.0.from_local_datetime(&(local - day)).earliest();
                before.map_or_else(|| of_utc(local), |at| Timestamp::from_millis((at + day).timestamp_millis()))
            }
        }
    }
}

/// The wall clock in UTC.
pub fn utc(at: Timestamp) -> NaiveDateTime {
    DateTime::from_timestamp_millis(at.millis()).unwrap_or_default().naive_utc()
}

/// When the wall clock in UTC shows that.
pub fn of_utc(local: NaiveDateTime) -> Timestamp {
    Timestamp::from_millis(local.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a time")
    }

    #[test]
    fn names_are_those_of_iana_or_of_other_calendars() {
        let zone = |name| Zone::parse(name).expect(name).map(|zone| zone.name());
        assert_eq!(zone("Europe/Berlin").as_deref(), Some("Europe/Berlin"));
        assert_eq!(zone("W. Europe Standard Time").as_deref(), Some("Europe/Berlin"));
        for utc in ["UTC", "Etc/UTC"] {
            assert_eq!(zone(utc), None);
        }
        for bad in ["", "Berlin", "Europe/Atlantis", "+02:00"] {
            assert_eq!(Zone::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_clock_that_skips_or_repeats_an_hour_is_read() {
        let berlin = Zone::parse("Europe/Berlin").flatten().expect("a zone");
        for (clock, instant) in [
            ("2026-01-15T09:00:00", "2026-01-15T08:00:00.000Z"),
            ("2026-07-15T09:00:00", "2026-07-15T07:00:00.000Z"),
            ("2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z"),
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z"),
        ] {
            assert_eq!(berlin.instant(local(clock)).to_string(), instant);
        }
        let summer = Timestamp::parse("2026-07-15T07:00:00Z").expect("a time");
        assert_eq!(berlin.local(summer), local("2026-07-15T09:00:00"));
    }
}
