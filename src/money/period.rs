//! The periods of caps: calendar days, ISO weeks and calendar months, in UTC.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};
use strum::IntoStaticStr;

use crate::time::Timestamp;

/// The period of a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Period {
    /// From midnight to midnight.
    Daily,
    /// From Monday to Monday.
    Weekly,
    /// From the first day of a month to the first day of the next.
    Monthly,
}

impl Period {
    /// Shortest first.
    pub const ALL: [Self; 3] = [Self::Daily, Self::Weekly, Self::Monthly];

    /// The start of the period that contains a point in time.
    pub fn start(self, at: Timestamp) -> Timestamp {
        midnight(self.first_day(at))
    }

    /// The start of the next period.
    pub fn end(self, at: Timestamp) -> Timestamp {
        let first = self.first_day(at);
        let next = match self {
            Self::Daily => first.checked_add_days(Days::new(1)),
            Self::Weekly => first.checked_add_days(Days::new(7)),
            Self::Monthly => first.checked_add_months(Months::new(1)),
        };
        midnight(next.unwrap_or(first))
    }

    fn first_day(self, at: Timestamp) -> NaiveDate {
        let day = DateTime::from_timestamp_millis(at.millis()).unwrap_or_default().date_naive();
        let back = match self {
            Self::Daily => 0,
            Self::Weekly => day.weekday().num_days_from_monday(),
            Self::Monthly => day.day0(),
        };
        day.checked_sub_days(Days::new(back.into())).unwrap_or(day)
    }
}

fn midnight(day: NaiveDate) -> Timestamp {
    Timestamp::from_millis(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())
}

/// The starts of the day, the week and the month that contain a point in time.
pub fn starts(at: Timestamp) -> [Timestamp; 3] {
    Period::ALL.map(|period| period.start(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(period: Period, at: &str) -> (String, String) {
        let at = Timestamp::parse(at).expect("a time");
        (period.start(at).to_string(), period.end(at).to_string())
    }

    fn of_days(start: &str, end: &str) -> (String, String) {
        (format!("{start}T00:00:00.000Z"), format!("{end}T00:00:00.000Z"))
    }

    #[test]
    fn a_day_ends_with_its_last_millisecond() {
        let day = of_days("2026-03-31", "2026-04-01");
        assert_eq!(span(Period::Daily, "2026-03-31T23:59:59.999Z"), day);
        assert_eq!(span(Period::Daily, "2026-03-31T00:00:00.000Z"), day);
        assert_eq!(span(Period::Daily, "2026-04-01T01:00:00+02:00"), day, "in UTC, wherever it is written");
    }

    #[test]
    fn weeks_are_those_of_iso_8601_and_cross_the_new_year() {
        for at in ["2026-12-28T00:00:00Z", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z", "2027-01-03T23:59:59Z"] {
            assert_eq!(span(Period::Weekly, at), of_days("2026-12-28", "2027-01-04"), "{at}");
        }
        assert_eq!(span(Period::Weekly, "2027-01-04T00:00:00Z"), of_days("2027-01-04", "2027-01-11"));
        // A Sunday is the last day of its week.
        assert_eq!(span(Period::Weekly, "2024-12-29T12:00:00Z"), of_days("2024-12-23", "2024-12-30"));
    }

    #[test]
    fn months_have_the_days_they_have() {
        assert_eq!(span(Period::Monthly, "2024-02-29T23:59:59.999Z"), of_days("2024-02-01", "2024-03-01"));
        assert_eq!(span(Period::Monthly, "2026-02-28T23:59:59.999Z"), of_days("2026-02-01", "2026-03-01"));
        assert_eq!(span(Period::Monthly, "2026-12-31T23:59:59.999Z"), of_days("2026-12-01", "2027-01-01"));
        assert_eq!(span(Period::Monthly, "2026-04-30T00:00:00Z"), of_days("2026-04-01", "2026-05-01"));
    }

    #[test]
    fn every_moment_lies_in_its_periods_and_they_follow_each_other() {
        let mut at = Timestamp::parse("2023-12-20T11:22:33.444Z").expect("a time");
        for _ in 0..2_000 {
            for period in Period::ALL {
                let (start, end) = (period.start(at), period.end(at));
                assert!(start <= at && at < end, "{period:?} of {at}");
                assert_eq!(period.start(end), end);
                assert_eq!(period.start(end.plus(-1)), start);
            }
            at = at.plus(17 * 3_600_000 + 1);
        }
    }
}
