//! Finds the occurrences of a rule in a limited number of steps.

use std::cell::Cell;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarFrequency, ICalendarMonth, ICalendarProperty,
    ICalendarRecurrenceRule,
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::super::{MAX_TIME, Span};
use super::{Rule, SINGLE_PERIOD};
use crate::time::{DAY, Timestamp};

/// Occurrences expanded in one window: one a day for 300 years.
const MAX_OCCURRENCES: usize = 110_000;
/// Milliseconds of the first window that is searched for occurrences.
pub const INITIAL_WINDOW: i64 = 8 * DAY;
/// Milliseconds of the longest window.
const MAX_WINDOW: i64 = 4_096 * DAY;
/// Steps of a year: one for each month.
const STEPS_PER_YEAR: i64 = 12;
/// Steps that a rule with BYMONTH or BYDAY may need to find its next day after a window.
const MAX_EMPTY_STEPS: i64 = 400;

/// The budget for expanding rules. A step examines a day, a week or a month, even if it has no occurrence, so rules with rare
/// occurrences need many steps.
pub struct Steps(Cell<i64>);

impl Steps {
    pub const fn new(steps: i64) -> Self {
        Self(Cell::new(steps))
    }

    /// Uses some steps. `None` if too few are left.
    fn take(&self, steps: i64) -> Option<()> {
        self.0.set(self.0.get().checked_sub(steps).filter(|left| *left >= 0)?);
        Some(())
    }
}

/// The length of the window after one with too few occurrences.
pub fn next_window(window: i64) -> i64 {
    (window * 8).min(MAX_WINDOW)
}

impl Rule {
    /// The start of the last of `count` occurrences, or `None` in `Some` if the calendar ends before. `None` if it takes too many steps.
    pub(super) fn last_of(&self, span: &Span, count: usize, steps: &Steps) -> Option<Option<Timestamp>> {
        let (mut from, mut length, mut left) = (span.start, INITIAL_WINDOW, count);
        while from < MAX_TIME {
            let to = from.plus(length).min(MAX_TIME);
            let starts = self.starts(span, from, to, steps)?;
            if starts.len() >= left {
                return Some(starts.get(left - 1).copied());
            }
            left -= starts.len();
            (from, length) = (to, next_window(length));
        }
        Some(None)
    }

    /// The starts of occurrences between two times, in order. `None` if the steps are used up.
    pub fn starts(&self, span: &Span, from: Timestamp, to: Timestamp, steps: &Steps) -> Option<Vec<Timestamp>> {
        let from = from.max(span.start);
        let to = to.min(self.last.map_or(MAX_TIME, |last| last.plus(1)));
        if from >= to {
            return Some(Vec::new());
        }
        let first = span.local(span.start);
        // Near an offset change, instants and local times can be in a different order, so a day is added on both sides.
        let day = TimeDelta::days(1);
        let (from_clock, to_clock) = (span.local(from) - day, span.local(to) + day);
        let found = match self.rule.freq {
            ICalendarFrequency::Yearly | ICalendarFrequency::Monthly => {
                self.by_period(first, from_clock, to_clock, steps)?
            }
            _ => self.by_day(first, from_clock, to_clock, steps)?,
        };
        let starts = found.into_iter().map(|local| span.instant(local));
        Some(starts.filter(|start| *start >= from && *start < to).collect())
    }

    /// Expands a DAILY or WEEKLY rule.
    fn by_day(
        &self,
        first: NaiveDateTime,
        from: NaiveDateTime,
        to: NaiveDateTime,
        steps: &Steps,
    ) -> Option<Vec<NaiveDateTime>> {
        let first_in = self.forwarded(first, from);
        if to < first_in {
            return Some(Vec::new());
        }
        let times = [&self.rule.byhour, &self.rule.byminute, &self.rule.bysecond].map(|part| part.len().max(1));
        let times = i64::try_from(times.iter().product::<usize>()).ok()?;
        let beyond = if self.rule.bymonth.is_empty() && self.rule.byday.is_empty() { 0 } else { MAX_EMPTY_STEPS };
        steps.take(((to - first_in).num_days() / self.days() + 1) * times + beyond)?;
        Some(expand(&bounded(&self.rule, Some(to)), first_in, MAX_OCCURRENCES).unwrap_or_default())
    }

    /// Expands a MONTHLY or YEARLY rule, each period separately, so that no step goes beyond the window.
    fn by_period(
        &self,
        first: NaiveDateTime,
        from: NaiveDateTime,
        to: NaiveDateTime,
        steps: &Steps,
    ) -> Option<Vec<NaiveDateTime>> {
        let (months, cost) = if self.rule.freq == ICalendarFrequency::Yearly { (12, STEPS_PER_YEAR) } else { (1, 1) };
        let number =
            |clock: NaiveDateTime| (i64::from(clock.year()) * 12 + i64::from(clock.month0())).div_euclid(months);
        let interval = i64::from(self.rule.interval.unwrap_or(1));
        let rule = explicit(&self.rule, first);
        let passed = (number(from) - number(first)).max(0);
        let mut period = number(first) + passed - passed % interval;
        let mut found = Vec::new();
        while period <= number(to) {
            steps.take(cost)?;
            let start = if period == number(first) { first } else { beginning(period * months)? };
            found.extend(expand(&rule, start, MAX_OCCURRENCES).unwrap_or_default());
            period += interval;
        }
        Some(found)
    }

    /// Days from one step to the next.
    fn days(&self) -> i64 {
        let days = if self.rule.freq == ICalendarFrequency::Weekly { 7 } else { 1 };
        days * i64::from(self.rule.interval.unwrap_or(1))
    }

    /// A later start, before `from`, with the same following occurrences. Days and weeks have a fixed length in local time, so whole
    /// intervals can be skipped.
    fn forwarded(&self, first: NaiveDateTime, from: NaiveDateTime) -> NaiveDateTime {
        let steps = ((from - first).num_days() / self.days() - 1).max(0);
        first + TimeDelta::days(steps * self.days())
    }
}

/// The start of a month, counted from the year 0.
fn beginning(month: i64) -> Option<NaiveDateTime> {
    let (year, month) = (i32::try_from(month.div_euclid(12)).ok()?, u32::try_from(month.rem_euclid(12) + 1).ok()?);
    Some(NaiveDate::from_ymd_opt(year, month, 1)?.and_time(NaiveTime::MIN))
}

/// The MONTHLY or YEARLY rule for one period, with the parts that default to the first occurrence (RFC 5545, 3.3.10).
#[allow(clippy::cast_possible_truncation, reason = "the parts of a date and a time fit")]
fn explicit(rule: &ICalendarRecurrenceRule, first: NaiveDateTime) -> ICalendarRecurrenceRule {
    let mut rule = ICalendarRecurrenceRule { interval: Some(SINGLE_PERIOD), ..bounded(rule, None) };
    if rule.byweekno.is_empty() && rule.byyearday.is_empty() && rule.bymonthday.is_empty() && rule.byday.is_empty() {
        if rule.freq == ICalendarFrequency::Yearly && rule.bymonth.is_empty() {
            rule.bymonth = vec![ICalendarMonth::new(first.month() as u8, false)];
        }
        rule.bymonthday = vec![first.day() as i8];
    }
    for (part, value) in
        [(&mut rule.byhour, first.hour()), (&mut rule.byminute, first.minute()), (&mut rule.bysecond, first.second())]
    {
        if part.is_empty() {
            *part = vec![value as u8];
        }
    }
    rule
}

/// The rule with another UNTIL and without COUNT.
pub(super) fn bounded(rule: &ICalendarRecurrenceRule, until: Option<NaiveDateTime>) -> ICalendarRecurrenceRule {
    let until = until.map(|until| PartialDateTime::from_naive_timestamp(until.and_utc().timestamp()));
    ICalendarRecurrenceRule { until, count: None, ..rule.clone() }
}

/// Occurrences in local time, beginning with the first one.
pub(super) fn expand(
    rule: &ICalendarRecurrenceRule,
    first: NaiveDateTime,
    max_occurrences: usize,
) -> Result<Vec<NaiveDateTime>, String> {
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    let start = PartialDateTime::from_naive_timestamp(first.and_utc().timestamp());
    event.add_property(ICalendarProperty::Dtstart, start);
    event.add_property(ICalendarProperty::Rrule, rule.clone());
    let expanded = ICalendar { components: vec![event] }.expand_dates(Tz::Floating, max_occurrences);
    match expanded.errors.into_iter().next() {
        Some(error) => Err(format!("The rule does not hold: {}.", error.error)),
        None => Ok(expanded.events.into_iter().map(|event| event.start.naive_local()).collect()),
    }
}
