//! When a rule holds, in a bounded number of steps.

use std::cell::Cell;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarFrequency, ICalendarMonth, ICalendarProperty,
    ICalendarRecurrenceRule,
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::super::{AFTER, Span};
use super::{ONCE, Rule};
use crate::time::{DAY, Timestamp};

/// Occurrences looked at in one window: one a day for 300 years.
const MAX_OCCURRENCES: usize = 110_000;
/// The first stretch of time in which occurrences are looked for.
pub const STRETCH: i64 = 8 * DAY;
/// The longest.
const MAX_STRETCH: i64 = 4_096 * DAY;
/// Steps that a year takes, where a month takes one: of each its days are looked at.
const YEAR: i64 = 12;
/// Steps that a rule may need to find its next day beyond a stretch, if it names months or days.
const MAX_EMPTY_STEPS: i64 = 400;

/// How much may be done to follow rules. A step looks at a day, a week or a month, whether or not anything happens then: rules that hardly
/// ever hold take many.
pub struct Steps(Cell<i64>);

impl Steps {
    pub const fn new(steps: i64) -> Self {
        Self(Cell::new(steps))
    }

    /// Takes some, if there are any left.
    fn take(&self, steps: i64) -> Option<()> {
        self.0.set(self.0.get().checked_sub(steps).filter(|left| *left >= 0)?);
        Some(())
    }
}

/// The length of the stretch after one that had too little.
pub fn longer(stretch: i64) -> i64 {
    (stretch * 8).min(MAX_STRETCH)
}

impl Rule {
    /// The start of its last occurrence of so many, if it comes to that within the calendar. `None` if that takes too many steps.
    pub(super) fn last_of(&self, span: &Span, count: usize, steps: &Steps) -> Option<Option<Timestamp>> {
        let (mut from, mut length, mut left) = (span.start, STRETCH, count);
        while from < AFTER {
            let to = from.plus(length).min(AFTER);
            let starts = self.starts(span, from, to, steps)?;
            if starts.len() >= left {
                return Some(starts.get(left - 1).copied());
            }
            left -= starts.len();
            (from, length) = (to, longer(length));
        }
        Some(None)
    }

    /// The starts of occurrences between two times, in order. `None` if there were no steps left.
    pub fn starts(&self, span: &Span, from: Timestamp, to: Timestamp, steps: &Steps) -> Option<Vec<Timestamp>> {
        let from = from.max(span.start);
        let to = to.min(self.last.map_or(AFTER, |last| last.plus(1)));
        if from >= to {
            return Some(Vec::new());
        }
        let first = span.local(span.start);
        // Around a change of the clock the order of instants is not that of the wall clock: a day more on both sides.
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

    /// Of a rule of days or weeks.
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

    /// Of a rule of months or years: each that lies there for itself, so that no step leads beyond.
    fn by_period(
        &self,
        first: NaiveDateTime,
        from: NaiveDateTime,
        to: NaiveDateTime,
        steps: &Steps,
    ) -> Option<Vec<NaiveDateTime>> {
        let (months, cost) = if self.rule.freq == ICalendarFrequency::Yearly { (12, YEAR) } else { (1, 1) };
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

    /// A start from which the same occurrences follow as from the first one, short of a time. Weeks and days are of one
    /// length on the wall clock, so whole intervals of them can be left out.
    fn forwarded(&self, first: NaiveDateTime, from: NaiveDateTime) -> NaiveDateTime {
        let steps = ((from - first).num_days() / self.days() - 1).max(0);
        first + TimeDelta::days(steps * self.days())
    }
}

/// The first moment of a month, counted from the year 0.
fn beginning(month: i64) -> Option<NaiveDateTime> {
    let (year, month) = (i32::try_from(month.div_euclid(12)).ok()?, u32::try_from(month.rem_euclid(12) + 1).ok()?);
    Some(NaiveDate::from_ymd_opt(year, month, 1)?.and_time(NaiveTime::MIN))
}

/// The rule of months or years, for one of them alone, with all that it takes from its first occurrence (RFC 5545, 3.3.10).
#[allow(clippy::cast_possible_truncation, reason = "they are of a date and a time")]
fn explicit(rule: &ICalendarRecurrenceRule, first: NaiveDateTime) -> ICalendarRecurrenceRule {
    let mut rule = ICalendarRecurrenceRule { interval: Some(ONCE), ..bounded(rule, None) };
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

/// The rule with another end.
pub(super) fn bounded(rule: &ICalendarRecurrenceRule, until: Option<NaiveDateTime>) -> ICalendarRecurrenceRule {
    let until = until.map(|until| PartialDateTime::from_naive_timestamp(until.and_utc().timestamp()));
    ICalendarRecurrenceRule { until, count: None, ..rule.clone() }
}

/// Occurrences on the wall clock, from the first on.
pub(super) fn expand(
    rule: &ICalendarRecurrenceRule,
    first: NaiveDateTime,
    most: usize,
) -> Result<Vec<NaiveDateTime>, String> {
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    let start = PartialDateTime::from_naive_timestamp(first.and_utc().timestamp());
    event.add_property(ICalendarProperty::Dtstart, start);
    event.add_property(ICalendarProperty::Rrule, rule.clone());
    let expanded = ICalendar { components: vec![event] }.expand_dates(Tz::Floating, most);
    match expanded.errors.into_iter().next() {
        Some(error) => Err(format!("The rule does not hold: {}.", error.error)),
        None => Ok(expanded.events.into_iter().map(|event| event.start.naive_local()).collect()),
    }
}
