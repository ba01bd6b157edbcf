//! Rate limits: how many requests a pod may make.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use crate::error::{Code, Error};
use crate::money::growing;
use crate::object::Object;
use crate::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};

/// Request limits of a pod. An absent period has no limit. Minute ≤ hour ≤ day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Object<Unchecked>")]
#[schema(as = PodRateLimits)]
pub struct Rates {
    /// The maximum in 60 seconds from the first request.
    #[schema(minimum = 1, example = 60)]
    pub requests_per_minute: Option<u32>,
    /// The maximum in an hour from the first request.
    #[schema(minimum = 1, example = 1000)]
    pub requests_per_hour: Option<u32>,
    /// The maximum in 24 hours from the first request.
    #[schema(minimum = 1, example = 10000)]
    pub requests_per_day: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    requests_per_minute: Option<i64>,
    requests_per_hour: Option<i64>,
    requests_per_day: Option<i64>,
}

impl Rates {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl TryFrom<Object<Unchecked>> for Rates {
    type Error = Error;

    fn try_from(Object(new): Object<Unchecked>) -> Result<Self, Error> {
        let Unchecked { requests_per_minute, requests_per_hour, requests_per_day } = new;
        let numbers = [requests_per_minute, requests_per_hour, requests_per_day];
        if !growing(numbers, i64::from(u32::MAX)) {
            return Err(Error::new(
                Code::InvalidCaps,
                "Rate limits are integers from 1 to 4294967295 with minute ≤ hour ≤ day.",
            ));
        }
        let [requests_per_minute, requests_per_hour, requests_per_day] =
            numbers.map(|number| number.and_then(|number| u32::try_from(number).ok()));
        Ok(Self { requests_per_minute, requests_per_hour, requests_per_day })
    }
}

/// A period in which requests are counted. Its name is in headers and in storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Period {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
}

impl Period {
    /// Shortest first.
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// Its length in milliseconds.
    pub const fn millis(self) -> i64 {
        match self {
            Self::Minute => MINUTE,
            Self::Hour => HOUR,
            Self::Day => DAY,
        }
    }

    /// The limit of a pod for the period.
    pub const fn limit(self, rates: &Rates) -> Option<u32> {
        match self {
            Self::Minute => rates.requests_per_minute,
            Self::Hour => rates.requests_per_hour,
            Self::Day => rates.requests_per_day,
        }
    }
}

/// Requests counted since the first one of a period.
///
/// The count is in memory. The stored count is ahead of it: `reserved` requests are stored as used in advance. So an object that
/// hibernates forgets no request, and most requests write nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// When the first request came, in milliseconds.
    pub start: i64,
    /// How many came.
    pub used: u32,
    /// How many are stored as used.
    pub reserved: u32,
}

impl Window {
    /// A window from storage: all reserved requests count as used.
    pub const fn recorded(start: i64, reserved: u32) -> Self {
        Self { start, used: reserved, reserved }
    }

    /// The window as it is at that time: a new one once the period is over.
    pub fn at(self, now: Timestamp, period: Period) -> Self {
        let over = now.millis() >= self.start + period.millis() || now.millis() < self.start;
        if over { Self { start: now.millis(), used: 0, reserved: 0 } } else { self }
    }

    /// Requests left.
    pub fn left(&self, limit: u32) -> u32 {
        limit.saturating_sub(self.used)
    }

    /// Whole seconds until the window is over, rounded up.
    pub fn resets_in(&self, now: Timestamp, period: Period) -> u32 {
        let millis = self.start + period.millis() - now.millis();
        u32::try_from((millis + SECOND - 1) / SECOND).unwrap_or(0)
    }

    /// Counts one request. Returns whether the stored count must be written.
    pub fn count(&mut self, limit: u32) -> bool {
        self.used += 1;
        let write = self.used > self.reserved;
        if write {
            // 1/64 of the limit: after hibernation, the caller can lose at most that many requests.
            self.reserved = self.used + (limit / 64).min(limit - self.used.min(limit));
        }
        write
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_starts_with_its_first_request_and_ends_a_period_later() {
        let now = Timestamp::from_millis(1_000_500);
        let mut window = Window::default().at(now, Period::Minute);
        window.count(2);
        assert_eq!((window.left(2), window.resets_in(now, Period::Minute)), (1, 60));
        let later = now.plus(MINUTE - 1);
        assert_eq!(window.at(later, Period::Minute).used, 1);
        assert_eq!(window.at(later, Period::Minute).resets_in(later, Period::Minute), 1);
        assert_eq!(window.at(now.plus(MINUTE), Period::Minute).used, 0);
    }

    #[test]
    fn what_is_on_record_is_never_less_than_what_was_used_nor_more_than_the_limit() {
        for limit in [1, 2, 60, 1_000, 10_000] {
            let (mut window, mut writes) = (Window::default(), 0);
            for _ in 0..limit {
                writes += u32::from(window.count(limit));
                assert!(window.reserved >= window.used && window.reserved <= limit, "{window:?} of {limit}");
            }
            assert_eq!(window.left(limit), 0);
            assert!(writes <= 66 || limit < 128, "{writes} writes for {limit}");
        }
    }
}
