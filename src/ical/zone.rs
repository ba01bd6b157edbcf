//! Time zones of the IANA database.

use std::str::FromStr;

use calcard::common::timezone::Tz;
use chrono::offset::LocalResult;
use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone};

use crate::time::Timestamp;

/// A time zone other than UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone(Tz);

impl Zone {
    /// Reads an IANA name, or a name that other calendars use instead. `Some(None)` is UTC.
    pub fn parse(name: &str) -> Option<Option<Self>> {
        Self::known(Tz::from_str(name).ok()?)
    }

    /// A resolved zone of a calendar, if it is in the database. `Some(None)` is UTC.
    pub fn known(zone: Tz) -> Option<Option<Self>> {
        match zone {
            zone if zone.is_utc() => Some(None),
            Tz::Tz(_) => Some(Some(Self(zone))),
            Tz::Fixed(_) | Tz::Floating => None,
        }
    }

    /// The IANA name.
    pub fn name(&self) -> String {
        self.0.name().unwrap_or_default().into_owned()
    }

    /// The local time of an instant.
    pub fn local(&self, at: Timestamp) -> NaiveDateTime {
        self.0.from_utc_datetime(&utc(at)).naive_local()
    }

    /// The instant of a local time: the first one if it occurs twice. A skipped time has the offset before the gap (RFC 5545, 3.3.5).
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

/// The local time of an instant in UTC.
pub fn utc(at: Timestamp) -> NaiveDateTime {
    DateTime::from_timestamp_millis(at.millis()).unwrap_or_default().naive_utc()
}

/// The instant of a local time in UTC.
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
    fn zone_names_of_iana_and_of_other_calendars_are_known() {
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
    fn skipped_and_repeated_hours_are_resolved() {
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
