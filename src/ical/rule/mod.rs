//! Recurrence rules (RFC 5545, 3.3.10).

mod occurrences;

use std::collections::{BTreeMap, BTreeSet};

use calcard::common::PartialDateTime;
use calcard::icalendar::{ICalendarFrequency, ICalendarRecurrenceRule, ICalendarValue};
use calcard::{Entry, Parser};
use chrono::{NaiveTime, TimeDelta};

use super::{Span, zone};
use crate::time::Timestamp;
pub use occurrences::{INITIAL_WINDOW, Steps, next_window};
use occurrences::{bounded, expand};

/// Characters of a rule.
const MAX_RULE_CHARS: usize = 500;
/// Times of day in a DAILY or WEEKLY rule.
const MAX_TIMES_PER_DAY: usize = 24;
/// The highest COUNT.
const MAX_COUNT: u32 = 5_000;
/// An interval so long that only the first period lies in the calendar.
const SINGLE_PERIOD: u16 = u16::MAX;
/// A recurrence rule (RRULE).
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    text: String,
    rule: Box<ICalendarRecurrenceRule>,
    /// The latest possible start of an occurrence. `None` if the rule has no end.
    last: Option<Timestamp>,
}

impl Rule {
    /// Reads a rule for an event with this span.
    ///
    /// # Errors
    /// A sentence that explains the error.
    pub fn parse(text: &str, span: &Span, steps: &Steps) -> Result<Self, String> {
        let text = text.trim();
        let text = text.strip_prefix("RRULE:").unwrap_or(text);
        if text.len() > MAX_RULE_CHARS || text.contains(|c: char| !c.is_ascii_graphic()) {
            return Err(format!("A rule has at most {MAX_RULE_CHARS} characters, and no blanks."));
        }
        let mut rule = grammar(text).filter(|rule| parts(text) == parts(&rule.to_string()));
        let rule =
            rule.as_mut().ok_or("A rule is written as in RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10.")?;
        allow(rule)?;
        let until =
            rule.until.as_ref().map(|until| bound(until, span).ok_or("UNTIL is not a date or a time.")).transpose()?;
        rule.until = until.map(|until| written_until(until, span));
        let first = span.local(span.start);
        // Only the first day, week, month or year is expanded, so a rule without occurrences is cheap, too.
        let first_period = ICalendarRecurrenceRule { interval: Some(SINGLE_PERIOD), ..bounded(rule, None) };
        if until.is_some_and(|until| until < span.start) || expand(&first_period, first, 1)? != [first] {
            return Err("The first occurrence of the rule is not the event's start.".to_owned());
        }
        let parsed = Self { text: rule.to_string(), rule: Box::new(rule.clone()), last: until };
        let last = match (until, rule.count) {
            (Some(_), Some(_)) => return Err("A rule has COUNT or UNTIL, not both.".to_owned()),
            (None, Some(count)) => parsed
                .last_of(span, count as usize, steps)
                .ok_or("Finding the last of so many occurrences takes too long: write UNTIL instead of COUNT.")?,
            (until, None) => until,
        };
        Ok(Self { last, ..parsed })
    }

    /// A rule that was parsed before.
    pub fn stored(text: &str, last: Option<Timestamp>) -> Option<Self> {
        grammar(text).map(|rule| Self { text: text.to_owned(), rule: Box::new(rule), last })
    }

    /// As in RFC 5545, without `RRULE:`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The latest possible start of an occurrence. `None` if the rule has no end.
    pub fn last(&self) -> Option<Timestamp> {
        self.last
    }

    pub(super) fn value(&self) -> ICalendarValue {
        ICalendarValue::RecurrenceRule(self.rule.clone())
    }
}

fn grammar(text: &str) -> Option<ICalendarRecurrenceRule> {
    let event = format!("BEGIN:VEVENT\r\nRRULE:{text}\r\nEND:VEVENT\r\n");
    let Entry::ICalendar(mut parsed) = Parser::new(&event).entry() else { return None };
    match parsed.components.first_mut()?.entries.pop()?.values.pop()? {
        ICalendarValue::RecurrenceRule(rule) => Some(*rule),
        _ => None,
    }
}

/// The parts of a rule in a normal form. The lenient parser drops or changes parts that it does not understand; comparing the
/// parts before and after detects that.
fn parts(text: &str) -> Option<BTreeMap<String, BTreeSet<String>>> {
    let mut parts = BTreeMap::new();
    for part in text.split(';') {
        let (name, values) = part.split_once('=')?;
        let plain = |value: &str| {
            let value = value.strip_prefix('+').unwrap_or(value);
            let (sign, digits) = value.strip_prefix('-').map_or(("", value), |digits| ("-", digits));
            format!("{sign}{}", digits.trim_start_matches('0')).to_uppercase()
        };
        let name = name.to_uppercase();
        // UNTIL has two forms and is checked separately.
        let values = if name == "UNTIL" { BTreeSet::new() } else { values.split(',').map(plain).collect() };
        if parts.insert(name, values).is_some() {
            return None;
        }
    }
    Some(parts)
}

fn allow(rule: &ICalendarRecurrenceRule) -> Result<(), String> {
    if rule.freq > ICalendarFrequency::Daily {
        return Err("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY; BYHOUR names several times of a day.".to_owned());
    }
    // With these parts, years of daily steps can lie between two occurrences.
    let is_daily_or_weekly = rule.freq >= ICalendarFrequency::Weekly;
    if is_daily_or_weekly && !(rule.bymonthday.is_empty() && rule.byyearday.is_empty() && rule.byweekno.is_empty()) {
        return Err("BYMONTHDAY, BYYEARDAY and BYWEEKNO go with FREQ of MONTHLY or YEARLY.".to_owned());
    }
    if rule.rscale.is_some() || rule.skip.is_some() {
        return Err("RSCALE and SKIP are not understood here.".to_owned());
    }
    let times = [&rule.byhour, &rule.byminute, &rule.bysecond].map(|part| part.len().max(1)).iter().product::<usize>();
    if times > if is_daily_or_weekly { MAX_TIMES_PER_DAY } else { 1 } {
        return Err(format!(
            "A rule names at most {MAX_TIMES_PER_DAY} times of a day; one of months or years names one."
        ));
    }
    if rule.count.is_some_and(|count| count > MAX_COUNT) {
        return Err(format!("COUNT is at most {MAX_COUNT}; without COUNT and UNTIL a rule has no end."));
    }
    Ok(())
}

/// The last instant that UNTIL allows.
fn bound(until: &PartialDateTime, span: &Span) -> Option<Timestamp> {
    let read = until.to_date_time()?;
    Some(match read.offset {
        _ if !until.has_time() && span.all_day => zone::of_utc(read.date_time),
        _ if span.all_day => zone::of_utc(read.date_time.date().and_time(NaiveTime::MIN)),
        // A date in place of a time includes the whole day.
        _ if !until.has_time() => span.instant(read.date_time + TimeDelta::days(1) - TimeDelta::seconds(1)),
        Some(offset) => zone::of_utc(read.date_time - offset_of(offset)),
        None => span.instant(read.date_time),
    })
}

fn offset_of(offset: chrono::FixedOffset) -> TimeDelta {
    TimeDelta::seconds(i64::from(offset.local_minus_utc()))
}

/// UNTIL as RFC 5545 requires: a date for all-day events, else a time in UTC.
fn written_until(until: Timestamp, span: &Span) -> PartialDateTime {
    let seconds = until.millis().div_euclid(1_000);
    if span.all_day {
        PartialDateTime::from_date_timestamp(seconds)
    } else {
        PartialDateTime::from_utc_timestamp(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Zone;
    use super::*;
    use crate::time::DAY;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    fn span(start: &str, zone: &str) -> Span {
        let start = at(start);
        Span { start, end: start.plus(3_600_000), all_day: false, zone: Zone::parse(zone).expect("a zone") }
    }

    fn days(start: &str) -> Span {
        let start = at(&format!("{start}T00:00:00Z"));
        Span { start, end: start.plus(DAY), all_day: true, zone: None }
    }

    fn many() -> Steps {
        Steps::new(1_000_000)
    }

    fn parse(text: &str, span: &Span) -> Result<Rule, String> {
        Rule::parse(text, span, &many())
    }

    fn starts(rule: &str, span: &Span, from: &str, to: &str) -> Vec<String> {
        let rule = parse(rule, span).expect(rule);
        rule.starts(span, at(from), at(to), &many())
            .expect("steps enough")
            .into_iter()
            .map(|start| start.to_string()[..16].to_owned())
            .collect()
    }

    #[test]
    fn an_event_keeps_its_local_time_when_the_offset_changes() {
        let standup = span("2026-03-27T08:00:00Z", "Europe/Berlin");
        let found = starts("FREQ=DAILY", &standup, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z");
        assert_eq!(found, ["2026-03-28T08:00", "2026-03-29T07:00", "2026-03-30T07:00"]);
        let utc = span("2026-03-27T08:00:00Z", "UTC");
        let found = starts("FREQ=DAILY;UNTIL=20260329T080000Z", &utc, "2026-03-28T00:00:00Z", "2026-04-30T00:00:00Z");
        assert_eq!(found, ["2026-03-28T08:00", "2026-03-29T08:00"]);
        let until = "FREQ=DAILY;UNTIL=20260329T070000Z";
        assert_eq!(starts(until, &standup, "2026-03-28T00:00:00Z", "2026-04-30T00:00:00Z").len(), 2);
    }

    #[test]
    fn distant_occurrences_equal_those_of_a_full_expansion() {
        for rule in [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU",
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=YEARLY;BYMONTH=1;BYDAY=1MO",
            "FREQ=DAILY;BYMONTH=1;INTERVAL=2",
            "FREQ=WEEKLY;BYHOUR=9,17;BYMINUTE=0,30",
            "FREQ=MONTHLY;BYMONTHDAY=1,-1;INTERVAL=5",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1",
            "FREQ=MONTHLY",
            "FREQ=YEARLY",
            "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=1,-1",
            "FREQ=YEARLY;BYWEEKNO=1,20;BYDAY=MO",
            "FREQ=YEARLY;BYMONTH=1,3;BYDAY=MO;BYSETPOS=1,5",
        ] {
            for zone in ["UTC", "America/New_York", "Australia/Lord_Howe"] {
                let first = span("2018-01-01T09:00:00Z", zone);
                let hour = Zone::parse(zone).flatten().map_or_else(
                    || 9,
                    |zone| {
                        use chrono::Timelike;
                        zone.local(first.start).hour()
                    },
                );
                let rule = rule.replace("BYHOUR=9,17;BYMINUTE=0,30", &format!("BYHOUR={hour},23;BYMINUTE=0,30"));
                let Ok(parsed) = parse(&rule, &first) else { continue };
                let (from, to) = (at("2026-02-10T00:00:00Z"), at("2029-02-10T00:00:00Z"));
                let near = parsed.starts(&first, from, to, &many()).expect("steps");
                let all = expand(&bounded(&parsed.rule, None), first.local(first.start), 20_000).expect("all");
                let all: Vec<_> = all.into_iter().map(|local| first.instant(local)).collect();
                let far: Vec<_> = all.into_iter().filter(|start| *start >= from && *start < to).collect();
                assert!(!near.is_empty() && near == far, "{rule} {zone}");
            }
        }
    }

    #[test]
    fn count_and_until_end_a_rule() {
        let monthly = days("2026-01-31");
        let found = starts("FREQ=MONTHLY;COUNT=3", &monthly, "2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
        assert_eq!(found, ["2026-01-31T00:00", "2026-03-31T00:00", "2026-05-31T00:00"]);
        let rule = parse("FREQ=WEEKLY;UNTIL=20260214", &monthly).expect("a rule");
        assert_eq!((rule.as_str(), rule.last()), ("FREQ=WEEKLY;UNTIL=20260214", Some(at("2026-02-14T00:00:00Z"))));
        let rule = parse("FREQ=WEEKLY;COUNT=3", &monthly).expect("a rule");
        assert_eq!(rule.last(), Some(at("2026-02-14T00:00:00Z")));
        // A date includes the whole day, and is written as a time for an event with times.
        let timed = span("2026-01-31T18:00:00Z", "America/New_York");
        let rule = parse("rrule:FREQ=WEEKLY;UNTIL=20260214".to_uppercase().as_str(), &timed).expect("a rule");
        assert_eq!(rule.as_str(), "FREQ=WEEKLY;UNTIL=20260215T045959Z");
        assert_eq!(rule.last(), Some(at("2026-02-15T04:59:59Z")));
    }

    #[test]
    fn invalid_and_unbounded_rules_are_refused() {
        let first = span("2026-01-01T09:00:00Z", "UTC");
        for bad in [
            "",
            "FREQ",
            "FREQ=HOURLY",
            "FREQ=SECONDLY",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=1000000",
            "FREQ=DAILY;COUNT=4294967297",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=65537",
            "FREQ=DAILY;BYHOUR=265",
            "FREQ=DAILY;BYHOUR=24",
            "FREQ=MONTHLY;BYHOUR=9,10",
            "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;BYDAY=MO",
            "FREQ=DAILY;FREQ=WEEKLY",
            "FREQ=DAILY;COLOUR=RED",
            "FREQ=DAILY;BYDAY=XX",
            "FREQ=DAILY;COUNT=3;UNTIL=20270101T000000Z",
            "FREQ=DAILY;UNTIL=20250101T000000Z",
            "FREQ=DAILY;UNTIL=tomorrow",
            "FREQ=YEARLY;RSCALE=HEBREW",
            "FREQ=DAILY\r\nSUMMARY:evil",
            "FREQ=DAILY;BYSETPOS=1000;BYDAY=TH",
            &"FREQ=DAILY;".repeat(100),
        ] {
            assert!(parse(bad, &first).is_err(), "{bad}: {:?}", parse(bad, &first));
        }
        for good in ["freq=daily", "FREQ=WEEKLY;BYDAY=TH", "FREQ=MONTHLY;BYDAY=+1TH", "FREQ=DAILY;INTERVAL=02"] {
            parse(good, &first).expect(good);
        }
    }

    /// The cost of a rule is limited even if it has almost no occurrences.
    #[test]
    fn a_rule_with_rare_occurrences_stays_within_its_steps() {
        let first = span("2032-02-29T09:00:00Z", "Europe/Berlin");
        for rule in [
            "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU;COUNT=5000",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU;COUNT=5000",
            "FREQ=YEARLY;INTERVAL=65535",
            "FREQ=MONTHLY;INTERVAL=65535",
            "FREQ=DAILY;UNTIL=99991231T000000Z;INTERVAL=65535",
            "FREQ=DAILY;INTERVAL=1461;BYMONTH=2",
        ] {
            let rule = parse(rule, &first).expect(rule);
            let (from, to) = (at("2033-01-01T00:00:00Z"), at("2199-01-01T00:00:00Z"));
            assert!(rule.starts(&first, from, to, &Steps::new(4_000)).expect("few").len() < 50, "{}", rule.as_str());
            assert_eq!(rule.starts(&first, from, to, &Steps::new(0)), None);
        }
        let refused = Rule::parse("FREQ=MONTHLY;BYMONTH=2;BYDAY=SU;BYMONTHDAY=29;COUNT=9", &first, &Steps::new(100));
        assert!(refused.is_err_and(|reason| reason.contains("UNTIL")));
    }
}
