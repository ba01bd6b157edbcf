//! Points in time as callers write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::Value;

use crate::error::{Code, Error, Result};
use crate::ical::{MAX_EXDATES, Span, Zone, is_in_range, whole};
use crate::time::Timestamp;

/// A point in time as a caller wrote it.
#[derive(Clone, Copy)]
pub enum Moment {
    Date(NaiveDate),
    /// With the date as it was written, if that was by the clock of a place.
    At(Timestamp, Option<NaiveDate>),
    /// Without an offset.
    Clock(NaiveDateTime),
}

impl Moment {
    pub fn parse(given: &Value, code: Code, name: &str) -> Result<Self> {
        let clock = |text: &str| {
            ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
                .iter()
                .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        };
        let moment = given.as_str().map(str::trim).and_then(|text| {
            let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self::Date);
            at(text).or_else(|| clock(text).map(Self::Clock)).or_else(date)
        });
        moment.ok_or_else(|| {
            Error::new(code, format!("{name} must be a time (RFC 3339) or a date."))
                .fix("Send a time such as 2026-04-01T10:00:00Z, or a date such as 2026-04-01 for whole days.")
        })
    }

    fn date(self, zone: Option<Zone>) -> NaiveDate {
        match self {
            Self::Date(date) => date,
            Self::Clock(clock) => clock.date(),
            Self::At(_, Some(written)) => written,
            Self::At(at, None) => zone.map_or_else(|| day(at), |zone| zone.local(at).date()),
        }
    }

    fn instant(self, zone: Option<Zone>, code: Code) -> Result<Timestamp> {
        match self {
            Self::At(at, _) => Ok(whole(at)),
            Self::Clock(clock) => Ok(whole(zone.map_or_else(|| midnight_based(clock), |zone| zone.instant(clock)))),
            Self::Date(_) => Err(Error::new(code, "start and end must both be dates or both be times.")
                .fix("Send two dates for whole days, or two times otherwise.")),
        }
    }
}

/// A time with an offset. One in UTC is by nobody's clock.
fn at(text: &str) -> Option<Moment> {
    let written = DateTime::parse_from_rfc3339(text).ok()?.date_naive();
    Some(Moment::At(Timestamp::parse(text)?, Some(written).filter(|_| !text.ends_with(['Z', 'z']))))
}

/// The day of a moment in UTC.
pub fn day(at: Timestamp) -> NaiveDate {
    DateTime::from_timestamp_millis(at.millis()).unwrap_or_default().date_naive()
}

fn midnight_based(clock: NaiveDateTime) -> Timestamp {
    Timestamp::from_millis(clock.and_utc().timestamp_millis())
}

/// The stretch between two points.
pub fn span(start: Moment, end: Moment, all_day: Option<bool>, zone: Option<Zone>) -> Result<Span> {
    let dates = matches!((start, end), (Moment::Date(_), Moment::Date(_)));
    let all_day = all_day.unwrap_or(dates);
    let span = if all_day {
        let midnight = |moment: Moment| midnight_based(moment.date(zone).and_time(NaiveTime::MIN));
        Span { start: midnight(start), end: midnight(end), all_day, zone: None }
    } else {
        let (start, end) = (start.instant(zone, Code::InvalidStart)?, end.instant(zone, Code::InvalidEnd)?);
        Span { start, end, all_day, zone }
    };
    for (at, code) in [(span.start, Code::InvalidStart), (span.end, Code::InvalidEnd)] {
        if !is_in_range(at) {
            return Err(Error::new(code, "Events must be between the years 1900 and 2200."));
        }
    }
    if span.end <= span.start {
        let fix = if all_day {
            "For whole days, send the day after the last one as end."
        } else {
            "Send an end after start."
        };
        return Err(Error::new(Code::InvalidDateRange, "The end of the event is not after its start.").fix(fix));
    }
    Ok(span)
}

/// A time zone by its name.
pub fn zone(name: &str) -> Result<Option<Zone>> {
    Zone::parse(name).ok_or_else(|| {
        Error::invalid("timezone is not a name of the IANA time zone database.")
            .fix("Send a name such as Europe/Berlin.")
    })
}

/// Occurrences that are left out. The zone is that of whole days, which themselves have none.
pub fn exdates(given: Vec<String>, span: &Span, zone: Option<Zone>) -> Result<Vec<Timestamp>> {
    if given.len() > MAX_EXDATES {
        return Err(Error::invalid(format!(
            "exdates can have at most {MAX_EXDATES} entries. End the rule earlier instead."
        )));
    }
    let mut dates = Vec::new();
    for one in given {
        let moment = Moment::parse(&Value::String(one), Code::InvalidRequest, "Each of exdates")?;
        dates.push(if span.all_day {
            midnight_based(moment.date(zone).and_time(NaiveTime::MIN))
        } else {
            moment.instant(span.zone, Code::InvalidRequest)?
        });
    }
    dates.sort_unstable();
    dates.dedup();
    Ok(dates)
}
